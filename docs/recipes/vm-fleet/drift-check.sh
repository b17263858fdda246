#!/usr/bin/env bash
# Ends with 3 when the environment is not what infra/ says; see --help.
# With -p bash takes neither BASH_ENV nor CDPATH, options and functions from the environment.
[[ $- == *p* ]] || exec "$BASH" -p -- "${BASH_SOURCE[0]}" "$@"
set -euo pipefail

usage() {
  cat <<'END'
Usage: drift-check.sh --env NAME

Runs `terraform plan` with the environment's variables (infra/env/NAME.tfvars)
and refuses when it would change anything: then the machines are not what the
files say, and this is no time to roll them.

  --env NAME   the environment
  -h, --help   this text

Exit codes: 0 no drift, 1 error, 3 drift.
END
}

fail() {
  printf 'drift-check: %s\n' "$@" >&2
  exit 1
}

env=
while (($#)); do
  case $1 in
    --env) env=${2:?"drift-check: --env needs a name"}; shift 2 ;;
    -h | --help) usage; exit 0 ;;
    *) fail "unknown argument '$1'; see drift-check.sh --help" ;;
  esac
done
[[ $env =~ ^[a-z][a-z0-9-]*$ ]] || fail "--env names the environment, such as prod"

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
variables=env/$env.tfvars
[[ -f $here/infra/$variables ]] || fail "there is no infra/$variables: '$env' is no environment of this fleet"
export TF_DATA_DIR=.terraform/$env TF_IN_AUTOMATION=1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

code=0
terraform -chdir="$here/infra" plan -no-color -input=false -lock-timeout=60s -detailed-exitcode -var-file="$variables" \
  -out="$scratch/plan" >"$scratch/text" 2>&1 || code=$?
case $code in
  0) exit 0 ;;
  2) ;;
  *)
    cat "$scratch/text" >&2
    fail "terraform plan failed for $env (exit code $code)"
    ;;
esac
{
  printf 'drift-check: %s is not what infra/ with %s says.\n' "$env" "$variables"
  printf 'Terraform would\n'
  terraform -chdir="$here/infra" show -json "$scratch/plan" | jq -r '
    def changed: .change.actions | . != ["no-op"] and . != ["read"];
    ([.resource_changes[]? | select(changed) | "  \(.change.actions | join(" and ")) \(.address)"]
     + [(.output_changes // {}) | to_entries[] | select(.value.actions != ["no-op"]) | "  change the output \(.key)"])[]'
  printf 'Apply that or take it back, then start the roll again.\n'
} >&2
exit 3
