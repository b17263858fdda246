#!/usr/bin/env bash
# Plans, builds and rolls the fleet of an environment; see --help.
# With -p bash takes neither BASH_ENV nor CDPATH, options and functions from the environment.
[[ $- == *p* ]] || exec "$BASH" -p -- "${BASH_SOURCE[0]}" "$@"
set -euo pipefail

usage() {
  cat <<'END'
Usage: deploy.sh --env NAME --ssh-key FILE [--plan-only] [-- OPTION...]

Deploys the checked out commit when files of the service have changed since the
commit that is live: builds and pushes its image under the full commit, unless
the registry has it (deltaplan release build), then rolls the fleet with rolling-deploy.sh, unless what is live has moved meanwhile.

  --env NAME       the environment
  --ssh-key FILE   the private key for the instances
  --plan-only      show the plan, change nothing
  -- OPTION...     further options of rolling-deploy.sh
  -h, --help       this text

DOCKER names a container tool with Docker's command line (default: docker).
END
}

fail() {
  printf 'deploy: %s\n' "$@" >&2
  exit 1
}

env='' key='' plan_only=''
while (($#)); do
  case $1 in
    --env | --ssh-key)
      (($# > 1)) || fail "$1 needs a value; see deploy.sh --help"
      if [[ $1 == --env ]]; then env=$2; else key=$2; fi
      shift 2
      ;;
    --plan-only) plan_only=yes; shift ;;
    --) shift; break ;;
    -h | --help) usage; exit 0 ;;
    *) fail "unknown argument '$1'; see deploy.sh --help" ;;
  esac
done
[[ $env =~ ^[a-z][a-z0-9-]*$ ]] || fail "--env names the environment, such as prod"
[[ -n $plan_only || -r $key ]] || fail "--ssh-key names the private key for the instances; '$key' can't be read"

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX GIT_COMMON_DIR GIT_OBJECT_DIRECTORY # of a hook of git that starts this
for tool in deltaplan git jq; do
  command -v "$tool" >/dev/null || fail "'$tool' is not installed"
done
service=''
# shellcheck disable=SC1091
. "$here/fleet.sh"

plan=$(mktemp -d)
trap 'rm -rf "$plan"' EXIT
code=0
deltaplan -C "$here" plan --env "$env" --out "$plan" --detailed-exitcode || code=$?
case $code in
  0) exit 0 ;;
  2) ;;
  *) exit "$code" ;;
esac
[[ -z $plan_only ]] || exit 0
of_service() { jq -r --arg name "$service" ".services[] | select(.name == \$name) | $1" "$plan/plan.json"; }
tag=$(of_service .tag) live=$(of_service '.live.tag // "-"')

nothing_rolled() {
  echo "deploy: nothing was rolled" >&2
  exit "$1"
}
# The tag is the whole commit: an image that has it was built from the same files.
deltaplan -C "$here" release build --plan "$plan" || nothing_rolled "$?"
# A build takes its time: somebody may have rolled a later commit. The roll looks once more when it has its lock.
deltaplan -C "$here" verify --live --env "$env" --plan "$plan" >&2 || nothing_rolled "$?"
"$here/rolling-deploy.sh" --env "$env" --ssh-key "$key" --image-tag "$tag" --expect-live "$live" "$@"
