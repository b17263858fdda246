# shellcheck shell=bash
# What the scripts share. They run in the folder that holds deltaplan.json.
shopt -s inherit_errexit
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX GIT_COMMON_DIR GIT_OBJECT_DIRECTORY # of a hook of git that starts this
export TF_IN_AUTOMATION=1
: "${DELTAPLAN:=deltaplan}" "${TERRAFORM:=terraform}" "${DOCKER:=docker}" "${AWS:=aws}"
: "${STEADY_SECONDS:=600}" "${POLL_SECONDS:=5}"

say() { printf '%s\n' "$@"; }

# die MESSAGE [WHAT TO DO]
die() {
  printf '%s: error: %s\n' "${0##*/}" "$1" >&2
  (($# < 2)) || printf '  %s\n' "${@:2}" >&2
  exit 1
}

# refuse MESSAGE [WHAT TO DO]: deltaplan's exit code for what must not happen
refuse() {
  printf '%s: refused: %s\n' "${0##*/}" "$1" >&2
  (($# < 2)) || printf '  %s\n' "${@:2}" >&2
  exit 3
}

need() {
  local tool
  for tool; do
    command -v -- "$tool" >/dev/null || die "'$tool' is not installed, or not in PATH"
  done
}

# list NAME...: as JSON
list() {
  if (($#)); then printf '%s\n' "$@"; fi | jq -R . | jq -cs .
}

# setting ENVIRONMENT PATH...: a text of the environment in deltaplan.json
setting() {
  jq -er --arg env "$1" '.environments[$env] | getpath($ARGS.positional)' --args "${@:2}" <deltaplan.json 2>/dev/null ||
    die "deltaplan.json has no text at environments.$1.$(IFS=. && printf '%s' "${*:2}")" \
      "These scripts read it with jq: it must be JSON without comments."
}

# repository ENVIRONMENT IMAGE: where the image is kept
repository() {
  local pattern
  pattern=$(setting "$1" repository)
  pattern=${pattern//"{env}"/"$1"}
  printf '%s' "${pattern//"{image}"/"$2"}"
}

# service_images: JSON object service -> image. Asks no live source.
service_images() {
  "$DELTAPLAN" -q plan --env "$1" --live-file - --allow-dirty --format json <<<'{}' |
    jq '.services | map({(.name): .image}) | add'
}

# chosen_services ENVIRONMENT NAME...: the services of these names, and those that run images of these names; a line each
chosen_services() {
  local images
  images=$(service_images "$1")
  jq -r --argjson names "$(list "${@:2}")" '. as $images | $names[] | . as $name
    | ([$images | to_entries[] | select(.key == $name or .value == $name) | .key]
       | if . == [] then error("\($name) is neither a service nor an image of one; there are: \($images | keys | join(", "))") else .[] end)' \
    <<<"$images" || die "TARGETS names what is not there"
}

# describe_services CLUSTER SERVICE...: what ECS says of them, as a JSON array
describe_services() {
  local i
  for ((i = 2; i <= $#; i += 10)); do
    "$AWS" ecs describe-services --cluster "$1" --services "${@:i:10}" --output json | jq '.services[]' || exit 1
  done | jq -s .
}

# wait_until_steady RELEASES: until ECS is done with all of them (a JSON array as in releases.json). Calls `watch`, where there is such a
# function, in between. Fails when a rollout fails, or after $STEADY_SECONDS.
wait_until_steady() {
  local until=$((SECONDS + STEADY_SECONDS)) cluster services described waiting gave_up
  while true; do
    waiting=() gave_up=()
    while IFS= read -r cluster; do
      mapfile -t services < <(jq -r --arg cluster "$cluster" '.[] | select(.cluster == $cluster) | .service' <<<"$1")
      described=$(describe_services "$cluster" "${services[@]}") || return 1
      mapfile -t -O "${#gave_up[@]}" gave_up < <(jq -r '.[] | select(any(.deployments[]; .status == "PRIMARY" and .rolloutState == "FAILED"))
        | .serviceName' <<<"$described")
      mapfile -t -O "${#waiting[@]}" waiting < <(jq -r --argjson names "$(list "${services[@]}")" '(map({(.serviceName): .}) | add // {}) as $there | $names[]
        | select($there[.] | . == null or (.deployments | length) > 1 or .runningCount != .desiredCount
                 or any(.deployments[]; .rolloutState == "IN_PROGRESS"))' <<<"$described")
    done < <(jq -r 'map(.cluster) | unique[]' <<<"$1")
    if ((${#gave_up[@]})); then
      say "ECS gave up on: ${gave_up[*]}" >&2
      return 1
    fi
    ((${#waiting[@]})) || return 0
    if declare -F watch >/dev/null; then watch || return 1; fi
    if ((SECONDS >= until)); then
      say "not steady after $STEADY_SECONDS s: ${waiting[*]}" >&2
      return 1
    fi
    sleep "$POLL_SECONDS"
  done
}
