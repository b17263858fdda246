#!/usr/bin/env bash
# Rolls the fleet to an image, one instance at a time; see --help.
# With -p bash takes neither BASH_ENV nor CDPATH, options and functions from the environment.
[[ $- == *p* ]] || exec "$BASH" -p -- "${BASH_SOURCE[0]}" "$@"
set -euo pipefail

usage() {
  cat <<'END'
Usage: rolling-deploy.sh --env NAME --ssh-key FILE --image-tag TAG [OPTION...]

Rolls every instance of the fleet to an image, one at a time: pulls the image,
takes the instance out of the load balancer and waits until it is drained,
starts the new container, puts the instance back and waits until it is healthy.
An instance that runs the tag already and is healthy is left alone, so the same
command finishes a roll that broke off. Nothing starts when Terraform would
change the environment (drift-check.sh).

When a deploy fails, its instance gets its old container back, and the roll
ends there. It ends as well when an instance that was healthy before, or that
this roll has brought to the tag, is healthy no longer. When all instances run the tag, it is written to the parameter that
says what is live (fleet.sh).

  --env NAME            the environment: infra/env/NAME.tfvars, known_hosts/NAME
  --ssh-key FILE        the private key for the instances
  --image-tag TAG       the tag to roll to; it is in the registry already
  --health-timeout S    how long an instance may take to be healthy (300)
  --drain-timeout S     how long it may take to be drained (300)
  --pause S             pause after each instance but the last one (30)
  --poll S              pause between two looks at the load balancer (5)
  --expect-live TAG     refuse when the tag that is live is another one by now ("-":
                        none is); deploy.sh says what it has planned against
  --break-lock          go on although another roll seems to be under way
  -h, --help            this text

Exit codes: 0 all instances run the tag, 1 error (it says which instance runs
what), 3 refused: nothing was touched.
END
}

say() { printf '%s\n' "$*"; }

fail() {
  printf 'rolling-deploy: %s\n' "$@" >&2
  exit 1
}

refuse() {
  printf 'rolling-deploy: %s\n' "$@" >&2
  exit 3
}

env='' key='' tag='' health_timeout=300 drain_timeout=300 pause=30 poll=5 break_lock='' expected=''
while (($#)); do
  case $1 in
    --env | --ssh-key | --image-tag | --expect-live | --health-timeout | --drain-timeout | --pause | --poll)
      (($# > 1)) || fail "$1 needs a value; see rolling-deploy.sh --help"
      case $1 in
        --env) env=$2 ;;
        --ssh-key) key=$2 ;;
        --image-tag) tag=$2 ;;
        --expect-live) expected=$2 ;;
        *)
          [[ $2 =~ ^(0|[1-9][0-9]{0,4})(\.[0-9])?$ ]] || fail "$1 takes seconds, not '$2'"
          case $1 in
            --health-timeout) health_timeout=${2%.*} ;;
            --drain-timeout) drain_timeout=${2%.*} ;;
            --pause) pause=$2 ;;
            --poll) poll=$2 ;;
          esac
          ;;
      esac
      shift 2
      ;;
    --break-lock) break_lock=yes; shift ;;
    -h | --help) usage; exit 0 ;;
    *) fail "unknown argument '$1'; see rolling-deploy.sh --help" ;;
  esac
done
[[ $env =~ ^[a-z][a-z0-9-]*$ ]] || fail "--env names the environment, such as prod"
[[ -n $key ]] || fail "--ssh-key names the private key for the instances"
[[ -r $key ]] || fail "the private key '$key' can't be read"
[[ $tag =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$ ]] || fail "--image-tag: '$tag' is no tag of an image"
((health_timeout <= 300)) || fail "--health-timeout: at most 300 s; an instance that needs longer is broken"

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for tool in aws deltaplan jq ssh terraform; do
  command -v "$tool" >/dev/null || fail "'$tool' is not installed"
done
known_hosts=$here/known_hosts/$env
[[ -f $known_hosts ]] || fail "there is no known_hosts/$env: it holds the host keys of the instances, by name"
service='' repository='' ssh_user='' port='' container_port='' health_path='' parameter='' lock=''
# shellcheck disable=SC1091
. "$here/fleet.sh"

# --- What there is -------------------------------------------------------------------------------------------------------

code=0
"$here/drift-check.sh" --env "$env" || code=$?
((code != 3)) || refuse "nothing was rolled"
((code == 0)) || fail "nothing was rolled: the drift check failed"

fleet=$(TF_DATA_DIR=.terraform/$env terraform -chdir="$here/infra" output -json fleet) ||
  fail "Terraform has no output 'fleet' for $env"
group=$(jq -r .target_group_arn <<<"$fleet")
rows=$(jq -r '.instances | to_entries[] | [.key, .value.id, .value.address, .value.ssh_port // 22] | @tsv' <<<"$fleet")
declare -a names=()
declare -A id=() address=() ssh_port=() runs=() health=()
while IFS=$'\t' read -r name one two three; do
  [[ $name =~ ^[a-z0-9][a-z0-9.-]*$ ]] || fail "'$name' is no name of an instance (output 'fleet')"
  [[ $two =~ ^[0-9.]+$ && $three =~ ^[0-9]+$ ]] || fail "$name has no IPv4 address (output 'fleet')"
  names+=("$name")
  id[$name]=$one address[$name]=$two ssh_port[$name]=$three
done <<<"$rows"
((${#names[@]})) || fail "$env has no instances (output 'fleet')"

# The script goes to the instance on standard input, with its arguments quoted for the bash that reads it: no login shell ever
# sees them.
on_instance() {
  local name=$1 action=$2
  shift 2
  {
    printf 'set --'
    printf ' %q' "$action" "$service" "${address[$name]}" "$port" "$container_port" "$health_path" "$@"
    printf '\n'
    cat "$here/instance.sh"
  } | ssh -i "$key" -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile="$known_hosts" \
    -o GlobalKnownHostsFile=/dev/null -o HostKeyAlias="$name" -o ConnectTimeout=10 -o ServerAliveInterval=15 \
    -o ServerAliveCountMax=4 -o LogLevel=ERROR -p "${ssh_port[$name]}" -- "$ssh_user@${address[$name]}" bash -s
}

look_at() {
  local name=$1 answer
  answer=$(on_instance "$name" state) || return 1
  [[ $answer =~ ^([A-Za-z0-9_.-]+)\ (healthy|unhealthy)$ ]] || { printf '%s answered: %q\n' "$name" "$answer" >&2; return 1; }
  runs[$name]=${BASH_REMATCH[1]} health[$name]=${BASH_REMATCH[2]}
}

# The load balancer's word on each registered instance: ID -> state.
declare -A balanced=()
look_at_balancer() {
  local answer one two
  answer=$(aws elbv2 describe-target-health --target-group-arn "$group" \
    --query 'TargetHealthDescriptions[].[Target.Id, TargetHealth.State]' --output text) || return 1
  balanced=()
  while IFS=$'\t' read -r one two; do
    if [[ -n $one ]]; then balanced[$one]=$two; fi
  done <<<"$answer"
}

for name in "${names[@]}"; do
  look_at "$name" || refuse "$name can't be reached over ssh or does not answer; nothing was rolled"
done
look_at_balancer || fail "the target group can't be read; nothing was rolled"

# --- One roll at a time --------------------------------------------------------------------------------------------------

aws_put() { aws ssm put-parameter --type String "$@" --output text >/dev/null; }

holder="$(id -un)@$(uname -n), process $$, since $(date -u +%FT%TZ)"
if ! aws_put --name "$lock" --value "$holder" ${break_lock:+--overwrite} 2>/dev/null; then
  other=$(aws ssm get-parameter --name "$lock" --query Parameter.Value --output text) ||
    fail "the lock $lock can't be written; nothing was rolled"
  refuse "another roll of $env is under way ($other)" \
    "When it is dead, --break-lock goes on in its place."
fi
in_hand=
finish() {
  local code=$?
  trap - EXIT
  trap '' INT TERM
  if [[ -n $in_hand ]]; then
    echo "rolling-deploy: interrupted; $in_hand gets its old container back" >&2
    put_back "$in_hand" || true
    report
  fi
  aws ssm delete-parameter --name "$lock" || true
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if [[ -n $expected ]]; then
  live=$(aws ssm get-parameters --names "$parameter" --query 'Parameters[0].Value' --output text) || fail "the parameter $parameter can't be read; nothing was rolled"
  [[ $live != None ]] || live=-
  [[ $live == "$expected" ]] || refuse "$env runs $live, and this roll was planned when it ran $expected; nothing was rolled" \
    "Somebody else has rolled it since. Plan again: deploy.sh does, and looks which commit is the later one."
fi

# --- One instance --------------------------------------------------------------------------------------------------------

take_out() {
  local name=$1 until=$((SECONDS + drain_timeout)) state
  aws elbv2 deregister-targets --target-group-arn "$group" --targets "Id=${id[$name]}" || return 1
  while :; do
    look_at_balancer || return 1
    state=${balanced[${id[$name]}]:-unused}
    if [[ $state == unused ]]; then return 0; fi
    if ((SECONDS >= until)); then
      echo "$name is still $state after $drain_timeout s" >&2
      return 1
    fi
    sleep "$poll"
  done
}

put_in() {
  local name=$1 until=$2 state
  aws elbv2 register-targets --target-group-arn "$group" --targets "Id=${id[$name]},Port=$port" || return 1
  while :; do
    look_at_balancer || return 1
    state=${balanced[${id[$name]}]:-unused}
    if [[ $state == healthy ]]; then return 0; fi
    if ((SECONDS >= until)); then
      echo "the load balancer says that $name is $state, $health_timeout s after its deploy began" >&2
      return 1
    fi
    sleep "$poll"
  done
}

# Back to the container it had. Without one, the instance stays out of the load balancer.
put_back() {
  local name=$1
  case ${balanced[${id[$name]}]:-unused} in
    unused | draining) ;;
    *) take_out "$name" || true ;;
  esac
  on_instance "$name" restore "$repository" "$tag" "$health_timeout" || return 1
  put_in "$name" $((SECONDS + health_timeout))
}

roll() {
  local name=$1 until
  in_hand=$name
  until=$((SECONDS + health_timeout))
  if [[ ${runs[$name]} == "$tag" && ${health[$name]} == healthy ]]; then
    say "$name: runs $tag already, and is not in the load balancer yet"
  else
    if [[ -n ${balanced[${id[$name]}]:-} ]]; then
      say "$name: out of the load balancer"
      take_out "$name" || return 1
    fi
    say "$name: ${runs[$name]} -> $tag"
    until=$((SECONDS + health_timeout))
    on_instance "$name" deploy "$repository" "$tag" "$health_timeout" || return 1
  fi
  say "$name: into the load balancer"
  put_in "$name" "$until" || return 1
  say "$name: healthy"
  well[$name]=yes
  in_hand=
}

report() {
  local name
  look_at_balancer || true
  printf '\n%-16s %-40s %-10s %s\n' INSTANCE TAG ITSELF BALANCER >&2
  for name in "${names[@]}"; do
    look_at "$name" || { runs[$name]='?' health[$name]=unreachable; }
    printf '%-16s %-40s %-10s %s\n' "$name" "${runs[$name]}" "${health[$name]}" "${balanced[${id[$name]}]:-out}" >&2
  done
}

stop() {
  printf 'rolling-deploy: %s\n' "$@" >&2
  report
  echo "The same command goes on with what is left." >&2
  exit 1
}

# --- The roll ------------------------------------------------------------------------------------------------------------

# still_well: whether all that were healthy when the roll began, and all that it has brought to the tag, still are. Names those that are not.
declare -A well=()
still_well() {
  local name ill=0
  for name in "${names[@]}"; do
    if [[ -n ${well[$name]:-} && ${balanced[${id[$name]}]:-out} != healthy ]]; then
      echo "rolling-deploy: $name was healthy and is ${balanced[${id[$name]}]:-out} now" >&2
      ill=1
    fi
  done
  return "$ill"
}

declare -a left=()
for name in "${names[@]}"; do
  if [[ ${balanced[${id[$name]}]:-} == healthy ]]; then well[$name]=yes; fi
done
for name in "${names[@]}"; do
  if [[ ${runs[$name]} == "$tag" && ${health[$name]} == healthy && ${balanced[${id[$name]}]:-} == healthy ]]; then
    say "$name: runs $tag already"
  else
    left+=("$name")
  fi
done

for name in "${left[@]}"; do
  if [[ $name != "${left[0]}" ]]; then
    sleep "$pause"
    look_at_balancer || stop "the target group can't be read"
    still_well || stop "$tag does no good; the roll ends here, and the other instances run what they ran"
  fi
  # The last instance that serves is not taken out.
  if [[ ${balanced[${id[$name]}]:-} == healthy && ${#names[@]} -gt 1 ]]; then
    others=0
    for other in "${names[@]}"; do
      if [[ $other != "$name" && ${balanced[${id[$other]}]:-} == healthy ]]; then others=$((others + 1)); fi
    done
    ((others)) || stop "$name is the only healthy instance of $env, and is not taken out"
  fi
  on_instance "$name" pull "$repository" "$tag" || stop "$name can't pull $repository:$tag; it serves as before"
  if ! roll "$name"; then
    echo "rolling-deploy: the deploy of $name failed; it gets its old container back" >&2
    code=0
    put_back "$name" || code=$?
    in_hand=
    ((code == 0)) || stop "$name could not be put back: look after it; the roll ends here"
    stop "$name runs its old container again; the roll ends here"
  fi
done

look_at_balancer || stop "the target group can't be read"
still_well || stop "$tag does no good; it is not written to $parameter"
aws_put --name "$parameter" --value "$tag" --overwrite || stop "the parameter $parameter can't be written"
say "$env: ${#names[@]} instances run $tag"
