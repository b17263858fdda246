# shellcheck shell=bash
# What the scripts share. They run in the folder that holds deltaplan.json.
shopt -s inherit_errexit
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX GIT_COMMON_DIR GIT_OBJECT_DIRECTORY # of a hook of git that starts this
export TF_IN_AUTOMATION=1
[[ -t 1 && -z ${NO_COLOR:-} ]] || export TF_CLI_ARGS="${TF_CLI_ARGS:-} -no-color"
: "${DELTAPLAN:=deltaplan}" "${TERRAFORM:=terraform}"
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

# setting ENVIRONMENT KEY: what the configuration says, as `deltaplan settings` names it
setting() {
  local all entry
  all=$("$DELTAPLAN" -q settings --env "$1" -z | tr '\n\0' '=\n')
  entry=$(grep -m 1 -F -- "$2=" <<<"$all") || die "deltaplan.json says nothing of $2 for $1"
  printf '%s' "${entry#*=}"
}
