# shellcheck shell=bash
# What the scripts share. They run in the folder that holds deltaplan.json.
shopt -s inherit_errexit
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX GIT_COMMON_DIR GIT_OBJECT_DIRECTORY # of a hook of git that starts this
export TF_IN_AUTOMATION=1
[[ -t 1 && -z ${NO_COLOR:-} ]] || export TF_CLI_ARGS="${TF_CLI_ARGS:-} -no-color"
: "${DELTAPLAN:=deltaplan}" "${TERRAFORM:=terraform}" "${DOCKER:=docker}"
: "${STEADY_SECONDS:=600}"

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
