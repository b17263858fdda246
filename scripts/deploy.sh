#!/usr/bin/env bash
# Builds, pushes and rolls what has changed since it was last deployed; see --help, and docs/deploy.md for all of it.
# Copy it into a repository, with a deploy.conf beside it that holds every name of the project. Needs bash 4.4 or later.
# Why bash: docs/decisions/bash-for-deploy.md of deltaplan.
# shellcheck disable=SC2016 # what jq is to replace stands in single quotes
case ${BASH_VERSION:-} in # any shell can read this
  '' | [0-3].* | 4.[0-3].*)
    echo "deploy.sh: error: bash 4.4 or later is needed, and this is ${BASH_VERSION:-another shell}" >&2
    echo "  Start it by its name, or with bash. On macOS: brew install bash" >&2
    exit 1
    ;;
esac
# Whatever shell has started it: with -p bash takes neither BASH_ENV nor CDPATH, options and functions from the environment.
[[ $- == *p* ]] || exec "$BASH" -p -- "${BASH_SOURCE[0]}" "$@"
set +o posix
set -euo pipefail

usage() {
  cat <<'END'
Builds, pushes and rolls what has changed since it was last deployed.
Usage: deploy.sh --var-file PATH --changed [OPTIONS]   only changed services
       deploy.sh --var-file PATH [OPTIONS]             every service and app
       deploy.sh --skip-tf [--services a,b] [OPTIONS]  builds and pushes only

Options:
  --var-file PATH  Terraform's variables file; it names the environment.
                   Required unless --skip-tf
  --changed        Only services that differ from what is live; no apps
  --services a,b   Only these services; together with --skip-tf
  --skip-spas      Leaves the single-page apps alone
  --skip-tf        Builds and pushes, and leaves Terraform alone
  --profile NAME   Profile of AWS
  -y, --yes        Does not ask
  --plan-only      Shows what would be done, and changes nothing
  -h, --help       Shows this

Every name of the project is in deploy.conf beside the script. DELTAPLAN,
DOCKER and TERRAFORM may name other programs (podman, buildah, tofu).

Exit codes: 0 done, or nothing to do; 1 error; 3 refused; 130 interrupted.
END
}

# --- Messages -----------------------------------------------------------------------------------------------------------------

# wrap INDENT TEXT: lines of at most 80 columns; only a word is ever longer. Nothing that comes from outside reaches a terminal as a control
# character.
wrap() {
  local indent=$1 line='' word
  local -a words=()
  read -r -d '' -a words <<<"${2//[[:cntrl:]]/ }" || true
  for word in "${words[@]}"; do
    if [[ -n $line && $((${#line} + 1 + ${#word})) -gt 80 ]]; then
      printf '%s\n' "$line"
      line=''
    fi
    line+=${line:+ }
    [[ -n $line ]] || line=$indent
    line+=$word
  done
  printf '%s\n' "$line"
}
say() { wrap '' "$*"; }
note() { wrap '  ' "$*"; }
step() { printf '\n%s\n' "${*//[[:cntrl:]]/?}"; }

# stop CODE WORD MESSAGE [LINE...]: what is wrong, then what to do. A line that begins with $ is a command to copy.
stop() {
  local code=$1 word=$2 message=$3 line
  shift 3
  {
    wrap '' "deploy.sh: $word: $message"
    for line in "$@"; do
      if [[ $line == '$ '* ]]; then printf '    %s\n' "${line:2}"; else wrap '  ' "$line"; fi
    done
  } >&2
  exit "$code"
}

# plain: text of other programs without what a terminal would obey.
plain() { LC_ALL=C tr -d '\000-\010\013-\037\177'; }
fail() { stop 1 error "$@"; }
refuse() { stop 3 refused "$@"; }

# join SEPARATOR ITEM...
join() {
  local separator=$1 out=${2-}
  shift
  (($# == 0)) || shift
  local item
  for item in "$@"; do out+=$separator$item; done
  printf '%s' "$out"
}

# --- The end, whichever way it comes --------------------------------------------------------------------------------------------

work='' # temporary files, some of them secret
tree='' # the commit's files, for builds
groups=() # process groups of builds
began=    # set once something was changed

clean_up() {
  local code=$? group left
  trap - EXIT
  trap '' INT TERM HUP
  for group in "${groups[@]}"; do kill -TERM -- "-$group" 2>/dev/null || true; done
  for ((left = 50; left > 0 && ${#groups[@]} > 0; left--)); do
    for group in "${!groups[@]}"; do kill -0 -- "-${groups[group]}" 2>/dev/null || unset "groups[$group]"; done
    ((${#groups[@]} == 0)) || sleep 0.1
  done
  for group in "${groups[@]}"; do kill -KILL -- "-$group" 2>/dev/null || true; done
  [[ -z $work ]] || rm -rf -- "$work" "$tree"
  if [[ $code != 0 && -n $began ]]; then
    {
      printf '\n'
      say "Not finished. Run the same command again: it does only what is left."
      note "The plan is in ${plan#"$root"/}"
      note "The logs are in ${logs#"$root"/}"
    } >&2
  fi
  exit "$code"
}
interrupted() {
  printf '\ndeploy.sh: interrupted\n' >&2
  exit "$1"
}
trap clean_up EXIT
trap 'interrupted 130' INT
trap 'interrupted 143' TERM
trap 'interrupted 129' HUP

# --- Arguments ------------------------------------------------------------------------------------------------------------------

var_file='' changed='' services=() skip_spas='' skip_tf='' profile='' yes='' plan_only=''

read_arguments() {
  local option value names='' seen=' '
  while (($# > 0)); do
    option=$1
    shift
    case $option in
      --var-file | --services | --profile)
        (($# > 0)) || fail "$option needs a value" "See deploy.sh --help."
        [[ $1 != -* ]] || fail "$option needs a value, and '$1' looks like an option" "Write $option=$1 if it is the value."
        value=$1
        shift
        ;;
      --var-file=* | --services=* | --profile=*)
        value=${option#*=}
        option=${option%%=*}
        ;;
      *) value=none ;;
    esac
    [[ -n $value ]] || fail "$option needs a value" "See deploy.sh --help."
    if [[ $value != none || $option == --var-file || $option == --services || $option == --profile ]]; then
      [[ $seen != *" $option "* ]] || fail "$option stands there twice" "Give it once; several services are --services a,b."
      seen+="$option "
    fi
    case $option in
      --var-file) var_file=$value ;;
      --services) names=$value ;;
      --profile) profile=$value ;;
      --changed) changed=yes ;;
      --skip-spas) skip_spas=yes ;;
      --skip-tf) skip_tf=yes ;;
      -y | --yes) yes=yes ;;
      --plan-only) plan_only=yes ;;
      -h | --help)
        usage
        exit 0
        ;;
      *) fail "there is no option ${option@Q}" "See deploy.sh --help." ;;
    esac
  done
  if [[ -n $names ]]; then
    local rest=$names, name
    while [[ -n $rest ]]; do
      name=${rest%%,*}
      rest=${rest#*,}
      [[ -n $name ]] || fail "--services: an empty name in '$names'" "Write --services a,b."
      services+=("$name")
    done
  fi
  if [[ -n $changed && ${#services[@]} -gt 0 ]]; then
    fail "--changed can't be combined with --services" "--changed finds the services itself: those that differ from what is live." \
      "Leave out --services, or leave out --changed and add --skip-tf to build and push certain ones."
  fi
  if [[ -n $changed && -n $skip_tf ]]; then
    fail "--changed can't be combined with --skip-tf" "What is pushed but not rolled is not live, so it would be found changed again, every time." \
      "Use --changed --plan-only to see what differs, or --skip-tf with --services a,b to build and push."
  fi
  if [[ ${#services[@]} -gt 0 && -z $skip_tf ]]; then
    fail "--services is refused without --skip-tf" \
      "A deploy without --changed gives every service one tag: those that are not named would be rolled to images that nobody has built." \
      "Use --changed, which rolls what differs and keeps the tags of all others, or add --skip-tf to build and push only."
  fi
  if [[ -z $var_file && -z $skip_tf ]]; then
    fail "--var-file PATH is missing" "It names the environment and is what Terraform needs. Without Terraform: --skip-tf."
  fi
  if [[ -n $var_file ]]; then
    [[ -f $var_file && -r $var_file ]] || fail "--var-file: there is no file ${var_file@Q} that can be read" "The path is relative to $PWD."
    [[ $var_file == /* ]] || var_file=$PWD/$var_file
  fi
}

# --- Configuration: KEY = VALUE in sections, read as data -----------------------------------------------------------------------

declare -A conf=() conf_line=() top_defaults=([terraform_dir]=. [image_tag_variable]='' [jobs]=4 [retries]=5 [steady_timeout]=600 [health_timeout]=120)
environments=() apps=() environment='' conf_file=''

conf_stop() { fail "$conf_file:$1: $2" "${@:3}"; }

read_configuration() {
  conf_file=${DEPLOY_CONF:-$here/deploy.conf}
  [[ -f $conf_file && -r $conf_file ]] || fail "there is no file ${conf_file@Q} that can be read" \
    "Every name of the project is in it. Copy the one of docs/recipes/ecs-monorepo, or name another with DEPLOY_CONF."
  local line section='' kind='' key value known number=0
  while IFS= read -r line || [[ -n $line ]]; do
    number=$((number + 1))
    line=${line%$'\r'}
    line=${line#"${line%%[![:space:]]*}"}
    line=${line%"${line##*[![:space:]]}"}
    [[ -n $line && $line != '#'* ]] || continue
    if [[ $line == '['* ]]; then
      if [[ $line =~ ^\[environment\ +([A-Za-z0-9._-]+)\]$ ]]; then
        kind=environment
        section="environment ${BASH_REMATCH[1]}"
        environments+=("${BASH_REMATCH[1]}")
      elif [[ $line =~ ^\[app\ +([A-Za-z0-9._-]+)\]$ ]]; then
        kind=app
        section="app ${BASH_REMATCH[1]}"
        apps+=("${BASH_REMATCH[1]}")
      elif [[ $line =~ ^\[app\ +([A-Za-z0-9._-]+)\ +([A-Za-z0-9._-]+)\]$ ]]; then
        kind=app
        section="app ${BASH_REMATCH[1]} ${BASH_REMATCH[2]}"
      else
        conf_stop "$number" "${line@Q} is no section" "There are [environment NAME], [app NAME] and [app NAME ENVIRONMENT]."
      fi
      [[ -z ${conf_line[$section]-} ]] || conf_stop "$number" "[$section] stands there twice, first in line ${conf_line[$section]}" \
        "Put all of it in one place."
      conf_line[$section]=$number
      continue
    fi
    [[ $line =~ ^([A-Za-z0-9._-]+)[[:space:]]*=[[:space:]]*(.*)$ ]] || conf_stop "$number" "this is neither KEY = VALUE nor a section: ${line@Q}" \
      "A comment begins with #."
    key=${BASH_REMATCH[1]}
    value=${BASH_REMATCH[2]}
    case $kind in
      environment) known='var_file workspace account registry health health.SERVICE' ;;
      app) known='directory build output bucket distribution' ;;
      *) known="terraform_dir image_tag_variable jobs retries steady_timeout health_timeout" ;;
    esac
    [[ " $known " == *" $key "* || ($kind == environment && $key == health.?*) ]] ||
      conf_stop "$number" "there is no key '$key' ${section:+in [$section]}" "There are: $known."
    [[ -n $value ]] || conf_stop "$number" "'$key' has no value" "Write $key = VALUE, or leave the line out."
    [[ -z ${conf_line["$section|$key"]-} ]] || conf_stop "$number" "'$key' stands there twice, first in line ${conf_line["$section|$key"]}" \
      "Leave one of them out."
    conf["$section|$key"]=$value
    conf_line["$section|$key"]=$number
  done <"$conf_file"

  for key in jobs retries steady_timeout health_timeout; do
    value=${conf["|$key"]-${top_defaults[$key]}}
    [[ $value =~ ^[1-9][0-9]{0,5}$ ]] || conf_stop "${conf_line["|$key"]}" "$key: '$value' is no number from 1 to 999999" \
      "Leave it out for ${top_defaults[$key]}."
  done
  ((${#environments[@]} > 0)) || fail "$conf_file: there is no environment" "Add [environment NAME] with var_file = PATH."
  local name
  for name in "${environments[@]}"; do
    [[ ${conf["environment $name|registry"]-never} =~ ^(ecr|https|http|never)$ ]] || conf_stop "${conf_line["environment $name|registry"]}" \
      "'${conf["environment $name|registry"]}' is no way to ask a registry" "There are: ecr, https, http, never."
    [[ -n ${conf["environment $name|var_file"]-} ]] ||
      conf_stop "${conf_line["environment $name"]}" "[environment $name] has no var_file" \
        "Add var_file = PATH of Terraform's variables file, from the repository's root."
  done
  for section in "${!conf_line[@]}"; do
    [[ $section =~ ^app\ ([^\ ]+)\ ([^\ |]+)$ ]] || continue
    [[ -n ${conf_line["app ${BASH_REMATCH[1]}"]-} ]] || conf_stop "${conf_line[$section]}" "[$section] is about an app that is not there" \
      "Add [app ${BASH_REMATCH[1]}], or correct the name."
    [[ -n ${conf_line["environment ${BASH_REMATCH[2]}"]-} ]] ||
      conf_stop "${conf_line[$section]}" "[$section] is about an environment that is not there" "There are: ${environments[*]}."
  done
}

top() { printf '%s' "${conf["|$1"]-${top_defaults[$1]}}"; }
of_environment() { printf '%s' "${conf["environment $environment|$1"]-${2-}}"; }
of_app() { printf '%s' "${conf["app $1 $environment|$2"]-${conf["app $1|$2"]-}}"; }

choose_environment() {
  local name
  if [[ -z $var_file ]]; then
    ((${#environments[@]} == 1)) || fail "for which environment? There are several: $(join ', ' "${environments[@]}")" "Say it with --var-file PATH."
    environment=${environments[0]}
    return
  fi
  local -a known=()
  for name in "${environments[@]}"; do
    if [[ $var_file -ef $root/${conf["environment $name|var_file"]} ]]; then
      environment=$name
      return
    fi
    known+=("$name: ${conf["environment $name|var_file"]}")
  done
  fail "${var_file@Q} belongs to no environment of $conf_file" "${known[@]}" "Give one of these, or add an [environment NAME] with this var_file."
}

check_apps() {
  local name key
  for name in "${apps[@]}"; do
    for key in directory build output bucket; do
      [[ -n $(of_app "$name" "$key") ]] || conf_stop "${conf_line["app $name"]}" "[app $name] has no '$key' for $environment" \
        "Add it there, or in [app $name $environment]."
    done
    [[ $(of_app "$name" bucket) =~ ^[a-z0-9][a-z0-9.-]+(/[A-Za-z0-9._/-]*)?$ ]] ||
      conf_stop "${conf_line["app $name"]}" "[app $name]: '$(of_app "$name" bucket)' is no bucket" "Write its name, or name/prefix, without s3://."
    [[ -d $root/$(of_app "$name" directory) ]] ||
      conf_stop "${conf_line["app $name"]}" "[app $name]: there is no directory '$(of_app "$name" directory)'" "It is looked for in $root."
  done
}

# --- What has to be in order before ----------------------------------------------------------------------------------------------

check_tools() {
  local -a missing=()
  need() { command -v -- "$1" >/dev/null || missing+=("$1: $2"); }
  need "$deltaplan" "put it on the PATH, or name it with DELTAPLAN"
  need git "install it"
  need jq "install it"
  need flock "util-linux; on macOS: brew install flock"
  need "$docker" "install it, or name another container tool with DOCKER"
  need aws "the AWS CLI; install it"
  need curl "install it"
  [[ -n $skip_tf ]] || need "$terraform" "install it, or name it (or tofu) with TERRAFORM"
  ((${#missing[@]} == 0)) || fail "programs are missing" "${missing[@]}"
}

# The lock is standard input for a moment. `deploy <&8` then puts it aside, and what bash puts aside of 0, 1 and 2 no program inherits: a
# daemon that git or a credential helper leaves behind can't keep it.
take_lock() {
  local holder=''
  exec 8<&0 0>>"$state/lock"
  if ! flock -n 0; then
    read -r holder <"$state/lock" || true
    refuse "another deploy runs in this checkout${holder:+ (process $holder)}" "Wait until it has ended. The lock is ${state#"$root"/}/lock."
  fi
  printf '%s\n' "$$" >"$state/lock"
}

check_workspace() {
  local data=${TF_DATA_DIR:-.terraform} is=default wanted
  [[ -d $terraform_dir ]] || fail "there is no directory ${terraform_dir@Q}" "It is 'terraform_dir' in $conf_file, from the repository's root."
  [[ $data == /* ]] || data=$terraform_dir/$data
  [[ -d $data ]] || fail "Terraform is not initialised in ${terraform_dir@Q}" "\$ $terraform -chdir=${terraform_dir@Q} init"
  if [[ -n ${TF_WORKSPACE:-} ]]; then
    is=$TF_WORKSPACE
  elif [[ -s $data/environment ]]; then
    read -r is <"$data/environment" || true
  fi
  wanted=$(of_environment workspace default)
  [[ $is == "$wanted" ]] || refuse "Terraform's workspace is '$is', and $environment is in '$wanted'" \
    "\$ $terraform -chdir=${terraform_dir@Q} workspace select ${wanted@Q}"
}

tree_status() { git status --porcelain=v1 -z --no-renames --untracked-files=all; }

# Whether it still is what it was: somebody may have gone on working while images were built from it.
tree_is_same() { [[ $(git rev-parse HEAD) == "$commit" ]] && tree_status | cmp -s - "$work/tree"; }

# The tag says which commit an image is made of, so nothing else may be in it. The tag map and its history are written by deploys.
check_clean_tree() {
  local entry map=''
  local -a entries=() dirty=()
  tree_status >"$work/tree" || fail "git can't say whether the work tree is clean" "See the lines above."
  mapfile -d '' -t entries <"$work/tree"
  ((${#entries[@]} > 0)) || return 0
  map=$("$deltaplan" -q tags get --env "$environment" --format json 2>/dev/null | jq -r '.file // empty') || true
  for entry in "${entries[@]}"; do
    [[ -n $map && (${entry:3} == "$map" || ${entry:3} == "$map.history") ]] || dirty+=("$entry")
  done
  ((${#dirty[@]} == 0)) || refuse "the work tree is not clean, so a tag would not say what an image holds" "${dirty[@]:0:10}" \
    "${#dirty[@]} in all. Commit or stash them, or let .gitignore name them."
}

# --- The plan --------------------------------------------------------------------------------------------------------------------

# run_plan FLAG...: prints the plan; the files are in $plan. Leaves 0 (nothing to deploy) or 2 in `planned`.
planned=0
run_plan() {
  planned=0
  "$deltaplan" plan --env "$environment" --out "$plan" --detailed-exitcode "$@" || planned=$?
  case $planned in
    0 | 2) ;;
    3) exit 3 ;;
    *) exit 1 ;;
  esac
  [[ -f $plan/releases.json && -f $plan/docker-bake.json ]] ||
    fail "$deltaplan is too old for this script" "It writes no docker-bake.json and releases.json. Install a newer one."
}

make_plan() {
  local -a flags=() forced=() held=()
  local name code=0
  if [[ -n $changed ]]; then
    run_plan
    return
  fi
  # Nothing is rolled without Terraform, so nothing can be rolled back.
  [[ -z $skip_tf ]] || flags+=(--allow-rollback --allow-diverged)
  if ((${#services[@]} > 0)); then
    for name in "${services[@]}"; do flags+=(--service "$name" --force "$name"); done
    run_plan "${flags[@]}"
    return
  fi
  "$deltaplan" -q plan --env "$environment" --summary-only --format json "${flags[@]}" >"$work/all.json" || code=$?
  ((code == 0)) || exit "$((code == 3 ? 3 : 1))"
  mapfile -d '' -t forced < <(jq -j '.services[] | select(.reasons[0].code != "held") | .name + "\u0000"' "$work/all.json")
  mapfile -d '' -t held < <(jq -j '.services[] | select(.reasons[0].code == "held") | .name + "\u0000"' "$work/all.json")
  ((${#forced[@]} + ${#held[@]} > 0)) || fail "$deltaplan found no service" "\$ $deltaplan check"
  for name in "${forced[@]}"; do flags+=(--force "$name"); done
  run_plan "${flags[@]}"
  ((${#held[@]} == 0)) || note "Held by the configuration, and left as they are: $(join ', ' "${held[@]}")"
}

# What a plan without changes still has to say: whether the tag map is behind what is live.
nothing_to_deploy() {
  local map
  map=$(jq -r 'if .tag_map == null or .tag_map.tags == .image_tags then "" else .tag_map.file end' "$plan/plan.json")
  if [[ -n $map ]]; then
    say "The tag map $map is not what runs, so an untargeted apply would change it."
    note "To mend that:"
    printf '    %s\n' "$deltaplan tags set --env $environment --from ${plan@Q}"
  fi
}

# What can be known to be wrong is told before anything is built.
check_services() {
  local key name list
  local -a names=()
  for key in "${!conf_line[@]}"; do
    [[ $key == "environment $environment|health."* ]] || continue
    name=${key#*|health.}
    ((${#services[@]} > 0)) || jq -e --arg name "$name" 'any(.services[]; .name == $name)' "$plan/plan.json" >/dev/null ||
      conf_stop "${conf_line[$key]}" "'health.$name' is about a service that deltaplan does not know" "Correct the name, or leave the line out."
  done
  mapfile -d '' -t names < <(jq -j '.services[].name + "\u0000"' "$plan/plan.json")
  for name in "${names[@]}"; do health_address "$name" >"$work/address"; done
  [[ -n $changed ]] || return 0
  list=$(jq -r '[.services[] | select(.decision == "deploy" and (.restart | not) and (.targets | length) == 0).name] | join(", ")' "$plan/plan.json")
  [[ -z $list ]] || fail "Terraform has no address for $list" "Add it to \"targets\" in deltaplan.json; deltaplan targets shows what is known."
}

# health_address SERVICE: prints where it says that it is well; nothing when it has no such place.
health_address() {
  local address
  address=$(of_environment "health.$1" "$(of_environment health)")
  [[ -n $address && $address != none ]] || return 0
  address=${address//'{service}'/"$1"}
  address=${address//'{env}'/"$environment"}
  [[ $address =~ ^https?://[^[:space:][:cntrl:]]+$ ]] || fail "'health' of $1 in $conf_file is no address: ${address@Q}" "Write https://..., or none."
  printf '%s' "$address"
}

# --- Who, where, what ------------------------------------------------------------------------------------------------------------

row() {
  local text
  text=$(wrap '               ' "$2")
  printf '  %-12s %s\n' "$1" "${text#"${text%%[! ]*}"}"
}

account='' arn=''

check_account() {
  local wanted
  aws sts get-caller-identity --query '[Account,Arn]' --output text >"$work/identity" || fail "AWS does not say who you are" "Log in, for example with:" \
    "\$ aws sso login${profile:+ --profile ${profile@Q}}"
  read -r account arn <"$work/identity" || true
  wanted=$(of_environment account "$account")
  [[ $wanted == "$account" ]] || refuse "this is account $account, and $environment is in $wanted" \
    "Give the right --profile, or correct 'account' in $conf_file:${conf_line["environment $environment|account"]}."
}

summary() {
  local list
  [[ -z $uses_aws ]] || check_account
  step "What is going to be done"
  if [[ -n $uses_aws ]]; then
    row account "$account${AWS_PROFILE:+, profile $AWS_PROFILE}"
    row as "$arn"
    row region "${AWS_REGION:-${AWS_DEFAULT_REGION:-that of the profile}}"
  fi
  row environment "$environment"
  if [[ -z $skip_tf ]]; then
    row terraform "${terraform_dir#"$root"/}, workspace $(of_environment workspace default)"
    row variables "${var_file#"$root"/}"
  else
    row terraform "left alone: nothing is rolled"
  fi
  row commit "$(git log -1 --format='%h %<(56,trunc)%s')"
  list=$(jq -r '[.services[] | select(.decision == "deploy" and (.restart | not)).name] | join(", ")' "$plan/plan.json")
  [[ -n $skip_tf ]] || row rolls "${list:-nothing}"
  list=$(jq -r '[.services[] | select(.restart).name] | join(", ")' "$plan/plan.json")
  [[ -z $list || -n $skip_tf ]] || row restarts "$list"
  ((${#apps[@]} == 0)) || row apps "$(join ', ' "${apps[@]}")"
}

confirm() {
  local answer=''
  [[ -z $yes ]] || return 0
  [[ -t 0 ]] || fail "there is no terminal to ask for a 'y'" "Add --yes to go on without being asked, or --plan-only to only look."
  read -r -p "Type y to go on: " answer || say
  [[ $answer == y ]] || refuse "not confirmed" "Only a typed y goes on. Nothing was done."
}

# --- Images ----------------------------------------------------------------------------------------------------------------------

transient='connection refused|connection reset|broken pipe|timeout|timed out|deadline exceeded|unexpected eof|: eof$|tls handshake'
transient+='|no such host|temporary failure|toomanyrequests|too many requests|service unavailable|bad gateway|gateway time'
transient+='|internal server error|throttl|(status|code|http|response)[^0-9]{0,20}(429|5[0-9][0-9])'
permanent='denied|unauthorized|forbidden|authentication required|no basic auth|name unknown|manifest unknown|unknown authority|not known'
permanent+='|not found|does not exist|immutable|invalid|unsupported|no space left'

# again KIND LABEL LOG COMMAND...: tries it again, with growing pauses, as long as it may help. A registry (KIND push) is given the
# benefit of the doubt; a build is tried again only when its last words are about the network.
again() {
  local kind=$1 label=$2 log=$3 try pause=1 tries from last
  shift 3
  tries=$(($(top retries) + 1))
  for ((try = 1; ; try++)); do
    from=$(($(wc -c <"$log") + 1))
    ! "$@" >>"$log" 2>&1 </dev/null || return 0
    last=$(tail -c "+$from" -- "$log" | plain | grep -v '^[[:space:]]*$' | tail -n 1 | tr '[:upper:]' '[:lower:]') || true
    if [[ ! $last =~ $transient ]]; then
      [[ $kind == push && ! $last =~ $permanent ]] || return 1
    fi
    ((try < tries)) || return 1
    ((${#last} <= 100)) || last="...${last: -100}"
    note "$label: try $try of $tries failed, again in $pause s: $last"
    sleep "$pause"
    pause=$((pause < 16 ? pause * 2 : 30))
  done
}

# How a registry is asked: ecr, http, https, or never.
registry_kind() {
  local kind
  kind=$(of_environment registry)
  if [[ -z $kind ]]; then
    case ${1%%/*} in
      *.dkr.ecr.*) kind=ecr ;;
      localhost:* | 127.*) kind=http ;;
      *) kind=https ;;
    esac
  fi
  printf '%s' "$kind"
}

ask_ecr() { # REPOSITORY TAG FILE
  local host=${1%%/*} account region
  account=${host%%.*}
  region=${host#*.dkr.ecr.}
  region=${region%%.*}
  aws ecr batch-get-image --registry-id "$account" --region "$region" --repository-name "${1#*/}" --image-ids "imageTag=$2" --output json >"$3"
}

ask_registry() { # SCHEME REPOSITORY TAG FILE, which gets the status
  local status
  status=$(curl -q --silent --show-error --head --globoff --netrc-optional --location --max-time 30 --output /dev/null --write-out '%{http_code}' \
    --header 'Accept: application/vnd.oci.image.index.v1+json' --header 'Accept: application/vnd.oci.image.manifest.v1+json' \
    --header 'Accept: application/vnd.docker.distribution.manifest.list.v2+json' --header 'Accept: application/vnd.docker.distribution.manifest.v2+json' \
    --url "$1://${2%%/*}/v2/${2#*/}/manifests/$3") || return 1
  printf '%s' "$status" >"$4"
  [[ $status == 200 || $status == 404 ]] || {
    printf 'the registry answered with status %s\n' "$status"
    [[ $status != 40[13] ]] || printf 'unauthorized: curl has no login for it in ~/.netrc; or set "registry = never"\n'
    return 1
  }
}

# is_pushed LABEL LOG REFERENCE: 0 when the registry has it, 1 when not, 2 when it can't be told: that is never taken for "not".
is_pushed() {
  local label=$1 log=$2 repository=${3%:*} tag=${3##*:} kind answer
  kind=$(registry_kind "$3")
  answer=$work/asked-$label
  case $kind in
    never) return 1 ;;
    ecr)
      again push "$label" "$log" ask_ecr "$repository" "$tag" "$answer" || return 2
      case $(jq -r 'if (.images | length) > 0 then "yes" else [.failures[].failureCode] | unique | join(" ") end' "$answer") in
        yes) return 0 ;;
        ImageNotFound) return 1 ;;
      esac
      cat "$answer" >>"$log"
      return 2
      ;;
    http | https)
      again push "$label" "$log" ask_registry "$kind" "$repository" "$tag" "$answer" || return 2
      [[ $(<"$answer") == 200 ]]
      ;;
  esac
}

# Waves of targets, bases first: lines of WAVE and name. The bake file has all that the images of the plan are built FROM.
list_targets() {
  jq -r '
    .target as $all
    | def bases($name): $all[$name].contexts // {} | .[] | select(startswith("target:")) | .[7:];
      def below($name): $name, (bases($name) | below(.));
      def wave($name): [bases($name) | wave(.) + 1] | max // 0;
    [.group.default.targets[] | below(.)] | unique | map({name: ., wave: wave(.)}) | sort_by(.wave, .name)[]
    | "\(.wave) \(.name)"' "$plan/docker-bake.json"
}

# Strings of a bake file are templates; deltaplan escapes what is none.
plain_text='def plain: split("$${") | join("${") | split("%%{") | join("%{");'

references_of() { jq -j --arg name "$1" "$plain_text"' .target[$name].tags[] | plain + "\u0000"' "$plan/docker-bake.json"; }

build_arguments() {
  jq -j --arg name "$1" "$plain_text"'
    .target as $all | $all[$name]
    | "--file", "./\(.context)/\(.dockerfile)",
      ((.args // {}) | to_entries[] | "--build-arg", "\(.key)=\(.value | plain)"),
      ((.contexts // {}) | to_entries[] | "--build-context",
        "\(.key)=" + (if .value | startswith("target:") then "docker-image://" + ($all[.value[7:]].tags[0] | plain) else .value end)),
      (.tags[] | "--tag", plain),
      "./\(.context)"
    | . + "\u0000"' "$plan/docker-bake.json"
}

# ask_image NAME: whether the registry has it; then it is not built: its tag names the commit, so it is the same.
ask_image() {
  local name=$1 log=$logs/$1.log reference answer
  local -a references=()
  : >"$log"
  mapfile -d '' -t references < <(references_of "$name")
  ((${#references[@]} > 0)) || { note "$name: can't be read out of $plan/docker-bake.json"; return 1; }
  for reference in "${references[@]}"; do
    answer=0
    is_pushed "$name" "$log" "$reference" || answer=$?
    case $answer in
      0) ;;
      1)
        note "$name: would be built and pushed as ${references[0]}"
        : >"$work/missing/$name"
        return 0
        ;;
      *)
        note "$name: the registry can't be asked for $reference"
        return 1
        ;;
    esac
  done
  note "$name: ${references[0]} is in the registry already"
}

# push_image NAME LOG REFERENCE. A push may have arrived although its answer was lost; a registry with immutable tags then refuses the next try.
push_image() {
  ! again push "$1" "$2" "$docker" push "$3" || return 0
  if [[ $(registry_kind "$3") == never ]]; then
    tail -n 5 -- "$2" | grep -qiE 'immutable|already exists' || return 1
  else
    is_pushed "$1" "$2" "$3" || return 1
  fi
  note "$1: the registry has it all the same"
}

make_image() {
  local name=$1 log=$logs/$1.log reference
  local -a references=() arguments=()
  mapfile -d '' -t references < <(references_of "$name")
  mapfile -d '' -t arguments < <(build_arguments "$name")
  note "$name: builds"
  again build "$name" "$log" "$docker" build "${arguments[@]}" || { note "$name: the build failed"; return 1; }
  for reference in "${references[@]}"; do
    push_image "$name" "$log" "$reference" || { note "$name: the push failed"; return 1; }
  done
  note "$name: pushed ${references[0]}"
}

# at_once WHAT NAME...: calls WHAT for each NAME, at most `jobs` at once. What succeeds stays, whatever becomes of the others.
at_once() {
  local what=$1 name running=0 jobs
  local -a failed=()
  shift
  jobs=$(top jobs)
  groups=()
  rm -rf -- "$work/done"
  mkdir "$work/done"
  for name in "$@"; do
    while ((running >= jobs)); do
      wait -n || true
      running=$((running - 1))
    done
    set -m # a process group for each, which Ctrl-C ends as a whole
    ("$what" "$name" && : >"$work/done/$name") </dev/null &
    groups+=("$!")
    set +m
    running=$((running + 1))
  done
  wait
  groups=()
  for name in "$@"; do [[ -f $work/done/$name ]] || failed+=("$name"); done
  ((${#failed[@]} == 0)) || {
    for name in "${failed[@]}"; do
      printf '\n--- %s\n' "$logs/$name.log"
      tail -n 15 -- "$logs/$name.log" | plain
    done >&2
    fail "no image of $(join ', ' "${failed[@]}")" "Nothing was rolled. The images that were pushed stay, and are not built again."
  }
}

# export_commit REPOSITORY COMMIT DIRECTORY: the files of the commit as git checks them out, with those of its submodules; nothing that
# .gitignore hides, no change of the work tree, and no mode of the operator's umask can get into an image.
export_commit() {
  local path id
  mkdir -p -- "$3"
  rm -f -- "$work/index"
  if ! GIT_INDEX_FILE=$work/index git -C "$1" read-tree "$2" ||
    ! GIT_INDEX_FILE=$work/index git -C "$1" checkout-index --quiet --all --force --prefix="$3/"; then
    fail "git can't write the files of $2 to $3" "See the lines above."
  fi
  [[ -f $3/.gitmodules ]] || return 0
  while read -r -d '' _ _ id path; do
    if [[ -e $1/$path/.git ]]; then
      export_commit "$1/$path" "$id" "$3/$path"
    else
      note "the submodule $path is not checked out, so images are built without it"
    fi
  done < <(git -C "$1" ls-tree -r -z "$2" | tr '\t' ' ' | grep -z '^160000 ')
}

log_in() {
  local host
  local -a hosts=()
  mapfile -t hosts < <(jq -r '[.target[].tags[] | split("/")[0] | select(test("\\.dkr\\.ecr\\."))] | unique[]' "$plan/docker-bake.json")
  for host in "${hosts[@]}"; do
    [[ $(registry_kind "$host/x") == ecr ]] || continue
    local region=${host#*.dkr.ecr.}
    : >"$logs/login.log"
    log_in_to() { aws ecr get-login-password --region "$2" | "$docker" login --username AWS --password-stdin "$1"; }
    again push "$host" "$logs/login.log" log_in_to "$host" "${region%%.*}" || {
      tail -n 5 -- "$logs/login.log" >&2
      fail "$docker can't log in to $host" "See the lines above."
    }
  done
}

# Lines of WAVE and name of the images that the registry does not have, in $work/targets.
ask_images() {
  local bad line
  local -a names=()
  bad=$(jq -r '[.target | to_entries[] | select(.value.context == null).key] | join(", ")' "$plan/docker-bake.json")
  [[ -z $bad ]] || fail "deltaplan.json does not say how to build $bad" \
    "Add \"build\": {\"context\": \".\", \"dockerfile\": \"services/{image}/Dockerfile\"}, or give the images one each."
  bad=$(jq -r '[.images[] | select(.repository == null).name] | join(", ")' "$plan/plan.json")
  [[ -z $bad ]] || fail "deltaplan.json does not say where $bad is pushed to" \
    "Add \"repository\": \"REGISTRY/{image}\" to the environment $environment."
  list_targets >"$work/all_targets"
  while IFS= read -r line; do names+=("${line#* }"); done <"$work/all_targets"
  ((${#names[@]} == 0)) || step "Images"
  mkdir "$work/missing"
  at_once ask_image "${names[@]}"
  while IFS= read -r line; do [[ ! -e $work/missing/${line#* } ]] || printf '%s\n' "$line"; done <"$work/all_targets" >"$work/targets"
}

make_images() {
  local line wave=''
  local -a names=() lines=()
  mapfile -t lines <"$work/targets"
  ((${#lines[@]} > 0)) || return 0
  step "Builds and pushes images"
  log_in
  rm -rf -- "$tree"
  (umask 022 && export_commit "$root" "$commit" "$tree")
  cd -- "$tree"
  for line in "${lines[@]}" end; do
    if [[ ${line%% *} != "$wave" && ${#names[@]} -gt 0 ]]; then
      at_once make_image "${names[@]}"
      names=()
    fi
    wave=${line%% *}
    names+=("${line#* }")
  done
  cd -- "$root"
  rm -rf -- "$tree"
}

# --- Single-page apps --------------------------------------------------------------------------------------------------------------

# Those that an unfinished run at this commit has brought out are not done again.
app_is_done() { [[ -f $state_of/apps ]] && grep -Fqx -- "$commit $1" "$state_of/apps"; }

build_apps() {
  local name output
  local -a command=()
  ((${#apps[@]} > 0)) || return 0
  step "Builds apps"
  for name in "${apps[@]}"; do
    if app_is_done "$name"; then
      note "$name: is out already"
      continue
    fi
    read -ra command <<<"$(of_app "$name" build)"
    output=$root/$(of_app "$name" output)
    note "$name: builds"
    (cd -- "$root/$(of_app "$name" directory)" && DEPLOY_ENVIRONMENT=$environment DEPLOY_COMMIT=$commit "${command[@]}") \
      >"$logs/app-$name.log" 2>&1 </dev/null || {
      tail -n 15 -- "$logs/app-$name.log" | plain >&2
      fail "the app $name can't be built" "All of it is in $logs/app-$name.log."
    }
    [[ -d $output && -n $(find "$output" -type f -print -quit) ]] || fail "the app $name was built, and there is no file in ${output@Q}" \
      "Correct its build, or 'output' in $conf_file."
  done
  tree_is_same || fail "the work tree was changed while apps were built" "Nothing was rolled. Leave it alone until the deploy is done."
}

# Pages last: no page names a file that is not there yet. All files are sent: a size and a date don't tell whether one has changed.
upload_apps() {
  local name output bucket distribution
  ((${#apps[@]} > 0)) || return 0
  step "Uploads apps"
  for name in "${apps[@]}"; do
    ! app_is_done "$name" || continue
    output=$root/$(of_app "$name" output)
    bucket=$(of_app "$name" bucket)
    distribution=$(of_app "$name" distribution)
    aws s3 cp "$output" "s3://$bucket" --recursive --only-show-errors --exclude '*.html' || fail "the app $name can't be uploaded to $bucket" \
      "See the lines above."
    aws s3 cp "$output" "s3://$bucket" --recursive --only-show-errors --exclude '*' --include '*.html' --cache-control no-cache ||
      fail "the pages of the app $name can't be uploaded to $bucket" "See the lines above."
    if [[ -n $distribution ]]; then
      aws cloudfront create-invalidation --distribution-id "$distribution" --paths '/*' --output json >"$logs/invalidation-$name.json" ||
        fail "the distribution $distribution of the app $name can't be invalidated" "See the lines above."
    fi
    printf '%s %s\n' "$commit" "$name" >>"$state_of/apps"
    note "$name: is in $bucket${distribution:+, and $distribution fetches it anew}"
  done
}

# --- Terraform -----------------------------------------------------------------------------------------------------------------------

tf_changes='' colour=()
[[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]] || colour=(-no-color)
export TF_IN_AUTOMATION=1
terraform_in() { "$terraform" "-chdir=$terraform_dir" "$@"; }

plan_terraform() {
  local -a arguments=(-input=false -lock-timeout=60s "-out=$work/tfplan" "-var-file=$var_file" "-var-file=$plan/image_tags.auto.tfvars.json")
  local -a targets=() outside=() allow=()
  local code=0 variable name
  [[ -e $plan/image_tags.auto.tfvars.json ]] || fail "Terraform can't be given the tags: $(jq -r .tags_file.why_not "$plan/plan.json")" \
    "Keep them in a variable; see image_tags in docs/configuration.md of deltaplan."
  step "Terraform plans"
  if [[ -n $changed ]]; then
    mapfile -t targets <"$plan/target_args.txt"
    [[ $(jq '.targets | length' "$plan/plan.json") != 0 ]] || { note "only restarts"; return 0; }
  else
    variable=$(top image_tag_variable)
    [[ -z $variable ]] || arguments+=(-var "$variable=$(jq -r .head.tag "$plan/plan.json")")
  fi
  terraform_in plan -detailed-exitcode "${colour[@]}" "${arguments[@]}" "${targets[@]}" || code=$?
  case $code in
    0) ;;
    2) tf_changes=yes ;;
    *) fail "Terraform can't plan" "See the lines above. Nothing was built or rolled." ;;
  esac
  tree_is_same || fail "the work tree was changed while Terraform planned from it" "Nothing was done. Leave it alone until Terraform's plan is made."
  terraform_in show -json "$work/tfplan" >"$work/tfplan.json"
  if [[ -z $changed ]]; then
    # A full deploy brings out whatever else has changed in Terraform's files, but no other images and no loss of data.
    "$deltaplan" -q verify --env "$environment" --plan "$plan" --format json "$work/tfplan.json" >"$work/review.json" 2>/dev/null || true
    mapfile -t outside < <(jq -r '[.findings[] | select(.code == "outside_the_plan") | .address] | unique[]' "$work/review.json" 2>/dev/null || true)
    for address in "${outside[@]}"; do allow+=(--allow "$address"); done
  fi
  # What runs its new tag already needs no change; in a full deploy also what has no address of its own, as all of Terraform runs.
  while IFS= read -r name; do allow+=(--allow-unchanged "$name"); done < <(jq -r --arg changed "$changed" '.services[]
    | select(.decision == "deploy" and (.live.tag == .tag or ($changed == "" and (.targets | length) == 0))).name' "$plan/plan.json")
  code=0
  "$deltaplan" verify --env "$environment" --plan "$plan" "${allow[@]}" "$work/tfplan.json" || code=$?
  case $code in
    0) ;;
    3) refuse "Terraform would do something else than what is planned" "Nothing was built or rolled, and the tag map is as it was. See the lines above." ;;
    *) fail "Terraform's plan can't be checked" "Nothing was built or rolled." ;;
  esac
  if ((${#outside[@]} > 0)); then
    say "Terraform also changes what belongs to no service:"
    printf '  %s\n' "${outside[@]}"
  fi
}

# What the plan was made from: somebody may have deployed while images were built.
check_unmoved() {
  local moved
  [[ $(git rev-parse HEAD) == "$commit" ]] || refuse "another commit is checked out than the one that was planned" "Nothing was rolled. Run the same command again."
  "$deltaplan" -q status --env "$environment" --head "$commit" --format json >"$work/status.json" || fail "what is live can't be read" "See the lines above."
  moved=$(jq -r --slurpfile plan "$plan/plan.json" '
    ($plan[0].services | map({(.name): .live.tag?}) | add) as $was
    | [.services[] | select(.name | in($was)) | select(.live.tag? != $was[.name])
       | "\(.name) ran \($was[.name] // "nothing"), and now \(.live.tag? // "nothing")"] | join("; ")' "$work/status.json")
  [[ -z $moved ]] || refuse "somebody else has deployed since the plan was made: $moved" "Nothing was rolled. Run the same command again: it plans anew."
}

# Before the apply: whatever becomes of it, an untargeted apply then goes forward, to images that are there, and never back.
# See docs/decisions/map-before-apply.md of deltaplan.
record_tags() {
  local code=0 why
  if [[ $(jq -r '.tag_map == null' "$plan/plan.json") == true ]]; then
    note "deltaplan.json names no tag map for $environment: an untargeted apply knows nothing of this deploy"
    return 0
  fi
  why="deploy.sh${changed:+ --changed}: $(jq -r '[.services[] | select(.decision == "deploy").name] | join(", ")' "$plan/plan.json")"
  "$deltaplan" tags set --env "$environment" --from "$plan" -m "$why" >"$logs/tags.log" || code=$?
  case $code in
    0) ;;
    3) refuse "the tag map was changed by somebody else since the plan was made" "Nothing was rolled. Look at it with:" \
      "\$ $deltaplan tags history --env $environment" ;;
    *) fail "the tag map can't be written" "Nothing was rolled." ;;
  esac
}

apply_terraform() {
  if [[ -z $tf_changes ]]; then
    note "Terraform has nothing to change"
    return 0
  fi
  step "Terraform applies that plan"
  terraform_in apply -input=false -lock-timeout=60s "${colour[@]}" "$work/tfplan" ||
    fail "Terraform could not apply all of it" "What was rolled stays, and the tag map names what was to come, so that no apply goes back." \
      "Mend the cause and run the same command again, or go back with:" "\$ $deltaplan tags rollback --env $environment"
}

# --- Until all of it runs --------------------------------------------------------------------------------------------------------------

# What an unfinished run has left is kept in a file until it is done: releases, as deltaplan lists them.
left() { printf '%s' "$state_of/left.json"; }

# replace_left JQ_ARGUMENT...: with what jq makes of it; as a whole or not at all.
replace_left() {
  jq "$@" >"$(left).new" || fail "$(left) can't be written" "See the lines above."
  mv -f -- "$(left).new" "$(left)"
}

# With what an earlier run has left; of a service that is gone nothing is.
remember_left() {
  local -a files=("$plan/releases.json")
  [[ ! -f $(left) ]] || files=("$(left)" "${files[@]}")
  replace_left -s --slurpfile plan "$plan/plan.json" '($plan[0].services | map(.name)) as $names
    | {releases: [.[].releases[] | select(.name | IN($names[]))] | group_by(.name) | map(.[-1])}' "${files[@]}"
}

# of_left FILTER: NUL after each text that the filter makes of the list of releases.
of_left() { jq -j ".releases | $1"' | tostring + "\u0000"' "$(left)"; }

wait_until_steady() { # NAME...
  local deadline=$((SECONDS + $(top steady_timeout))) cluster state name detail before=''
  local -a clusters=() waiting=() now=() chunk=() all=()
  mapfile -d '' -t clusters < <(of_left 'map(.cluster // "") | unique[]')
  while :; do
    waiting=()
    for cluster in "${clusters[@]}"; do
      [[ -n $cluster ]] || continue
      mapfile -d '' -t all < <(jq -j --arg cluster "$cluster" '
        .releases[] | select(.cluster == $cluster and (.name | IN($ARGS.positional[]))) | .service + "\u0000"' "$(left)" --args "$@")
      while ((${#all[@]} > 0)); do
        chunk=("${all[@]:0:10}")
        all=("${all[@]:10}")
        aws ecs describe-services --cluster "$cluster" --services "${chunk[@]}" --output json >"$work/services.json" ||
          fail "ECS does not say how the services of $cluster are" "See the lines above."
        mapfile -d '' -t now < <(jq -j '
          def primary: [.deployments[]? | select(.status == "PRIMARY")][0] // {};
          (.failures[] | "gone", (.arn | split("/")[-1]), (.reason // "")),
          (.services[] | primary as $primary
            | if .status != "ACTIVE" then "gone", .serviceName, .status
              elif $primary.rolloutState == "FAILED" then "failed", .serviceName, ($primary.rolloutStateReason // "")
              elif ($primary.rolloutState // "COMPLETED") == "COMPLETED" and (.deployments | length) <= 1 and .runningCount == .desiredCount
              then "steady", .serviceName, ""
              else "waiting", .serviceName, "\(.runningCount) of \(.desiredCount) tasks" end)
          | . + "\u0000"' "$work/services.json")
        ((${#now[@]} == 3 * ${#chunk[@]})) || fail "ECS's answer about ${chunk[*]} can't be read" "See the lines above."
        while ((${#now[@]} > 0)); do
          state=${now[0]} name=${now[1]} detail=${now[2]}
          now=("${now[@]:3}")
          case $state in
            steady) ;;
            waiting) waiting+=("$name ($detail)") ;;
            gone) fail "there is no ECS service $name in $cluster: $detail" "Terraform was to make it; look at its output above." ;;
            failed) fail "the rollout of $name in $cluster has failed: $detail" "Look at its events and logs, mend it and deploy again," \
              "or go back with:" "\$ $deltaplan tags rollback --env $environment $name" ;;
          esac
        done
      done
    done
    ((${#waiting[@]} > 0)) || return 0
    if [[ ${waiting[*]} != "$before" ]]; then
      note "waits for $(join ', ' "${waiting[@]}")"
      before=${waiting[*]}
    fi
    ((SECONDS < deadline)) || fail "not steady after $(top steady_timeout) s: $(join ', ' "${waiting[@]}")" \
      "Run the same command again to go on waiting (steady_timeout in $conf_file)," "or go back with:" "\$ $deltaplan tags rollback --env $environment"
    sleep 2
  done
}

restart_followers() {
  local name cluster
  local -a round=() now=() names=()
  while :; do
    # Those that wait for no other restart; all when they wait for each other.
    mapfile -d '' -t round < <(of_left '[.[] | select(.action == "restart")] as $todo | ($todo | map(.name)) as $names
      | [$todo[] | select(all(.after[]; IN($names[]) | not))] | if length > 0 then . else $todo end
      | .[] | .name, .cluster // "", .service')
    ((${#round[@]} > 0)) || return 0
    now=("${round[@]}")
    names=()
    while ((${#now[@]} > 0)); do
      name=${now[0]} cluster=${now[1]}
      [[ -n $cluster ]] || fail "$name is to restart, and nobody knows its ECS cluster" \
        "Add \"ecs\": {\"cluster\": ...} to the environment in deltaplan.json."
      note "restarts $name"
      aws ecs update-service --cluster "$cluster" --service "${now[2]}" --force-new-deployment --output json >"$logs/restart.json" ||
        fail "$name can't be restarted" "See the lines above."
      replace_left --arg name "$name" '(.releases[] | select(.name == $name)).action = "restarted"' "$(left)"
      names+=("$name")
      now=("${now[@]:3}")
    done
    wait_until_steady "${names[@]}"
  done
}

# ECS says "steady" of a service that it has rolled back, too: what runs has to be what was planned.
check_live() {
  local other
  "$deltaplan" -q status --env "$environment" --head "$commit" --format json >"$work/status.json" || fail "what is live can't be read" \
    "See the lines above."
  other=$(jq -r --slurpfile plan "$plan/plan.json" --slurpfile left "$(left)" '
    ($left[0].releases | map(.name)) as $names
    | [.services[] | select(.name | IN($names[])) | {name, runs: .live.tag?, planned: $plan[0].image_tags[.name]}
       | select(.planned != null and .runs != .planned)
       | "\(.name) runs \(.runs // "nothing"), not \(.planned)"] | join("; ")' "$work/status.json")
  [[ -z $other ]] || fail "not live: $other" "ECS has rolled it back, or somebody else has rolled it. Look at its events and logs," \
    "mend it and deploy again, or go back with:" "\$ $deltaplan tags rollback --env $environment"
}

check_health() {
  local deadline=$((SECONDS + $(top health_timeout))) name address status
  local -a waiting=() next=()
  local -A addresses=() last=()
  mapfile -d '' -t next < <(of_left '.[].name')
  for name in "${next[@]}"; do
    address=$(health_address "$name")
    [[ -n $address ]] || continue
    addresses[$name]=$address
    waiting+=("$name")
  done
  ((${#waiting[@]} > 0)) || return 0
  step "Checks health addresses"
  while :; do
    next=()
    for name in "${waiting[@]}"; do
      status=$(curl -q --silent --globoff --max-time 10 --output /dev/null --write-out '%{http_code}' --url "${addresses[$name]}") || status=${status:-000}
      if [[ $status == 2?? ]]; then
        note "$name: is well"
      else
        last[$name]=$status
        next+=("$name")
      fi
    done
    waiting=("${next[@]}")
    ((${#waiting[@]} > 0)) || return 0
    if ((SECONDS >= deadline)); then
      next=()
      for name in "${waiting[@]}"; do
        status=${last[$name]}
        next+=("$name: ${addresses[$name]} answers ${status/#000/not at all}")
      done
      fail "not healthy after $(top health_timeout) s: $(join ', ' "${waiting[@]}")" "${next[@]}" \
        "It runs what was planned. Mend the cause and run the same command again to check once more," \
        "or go back with:" "\$ $deltaplan tags rollback --env $environment $(join ' ' "${waiting[@]}")"
    fi
    sleep 1
  done
}

finish() {
  local -a names=()
  jq -e '.releases | type == "array"' "$(left)" >/dev/null || fail "$(left) is damaged" \
    "It says what is left to do. Remove it, and look at the services: $deltaplan status --env $environment"
  step "Waits until the services are steady"
  mapfile -d '' -t names < <(of_left '.[].name')
  ((${#names[@]} > 0)) || return 0
  wait_until_steady "${names[@]}"
  restart_followers
  check_live
  note "$(join ', ' "${names[@]}"): steady, and what was planned"
  check_health
}

# --- All of it ---------------------------------------------------------------------------------------------------------------------------

prepare() {
  local program name
  local -a lines=()
  read_arguments "$@"
  deltaplan=${DELTAPLAN:-deltaplan} docker=${DOCKER:-docker} terraform=${TERRAFORM:-terraform}
  command -v git >/dev/null || fail "programs are missing" "git: install it"
  # The repository is the one that the script lies in, and not that of a hook of git that starts it.
  while IFS= read -r name; do [[ $name == GIT_CONFIG* ]] || unset "$name"; done < <(git rev-parse --local-env-vars)
  here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
  mapfile -t lines < <(git -C "$here" rev-parse --show-toplevel --absolute-git-dir HEAD)
  ((${#lines[@]} == 3)) || fail "$here is in no git repository with a commit" "deploy.sh belongs into the repository that it deploys."
  root=${lines[0]} git_dir=${lines[1]} commit=${lines[2]}
  for program in deltaplan docker terraform; do # paths are relative to where it was started
    [[ ${!program} != */* || ${!program} == /* ]] || printf -v "$program" '%s/%s' "$PWD" "${!program}"
  done
  [[ -z ${DEPLOY_CONF:-} || $DEPLOY_CONF == /* ]] || DEPLOY_CONF=$PWD/$DEPLOY_CONF
  cd -- "$root"
  read_configuration
  choose_environment
  [[ -z $changed && -z $skip_spas && ${#services[@]} -eq 0 ]] || apps=()
  check_apps
  terraform_dir=$root/$(top terraform_dir)
  check_tools
  if [[ -n $profile ]]; then # means the same to deltaplan, to Terraform and to the AWS CLI
    export AWS_PROFILE=$profile
    unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
  fi
  export AWS_PAGER=''
  state=$git_dir/deltaplan-deploy
  state_of=$state/$environment
  plan=$state_of/plan
  logs=$state_of/logs
  (umask 077 && mkdir -p "$plan" "$logs")
  take_lock
}

finish_the_last() {
  say "Nothing to build or roll, but the last run has not finished."
  [[ -z $plan_only ]] || return 0
  check_account
  began=yes
  remember_left
  finish
  rm -f -- "$(left)"
  step "Done."
}

deploy() {
  local map
  [[ -n $skip_tf ]] || check_workspace
  work=$(mktemp -d)
  tree=$state_of/tree
  check_clean_tree
  make_plan
  if [[ $planned == 0 ]]; then
    if [[ -z $skip_tf && -f $(left) ]]; then
      finish_the_last
    else
      nothing_to_deploy
      say "Nothing to do."
    fi
    return 0
  fi
  check_services
  uses_aws=yes
  if [[ -n $skip_tf && ${#apps[@]} -eq 0 ]] && ! jq -e 'any(.target[].tags[]; test("\\.dkr\\.ecr\\."))' "$plan/docker-bake.json" >/dev/null; then uses_aws=''; fi
  summary
  ask_images
  [[ -n $skip_tf ]] || plan_terraform
  ((${#apps[@]} == 0)) || step "Would build, upload and invalidate apps: $(join ', ' "${apps[@]}")"
  printf '\n'
  if [[ -n $plan_only ]]; then
    say "This was --plan-only: nothing was changed. The plan is in ${plan#"$root"/}"
    return 0
  fi
  confirm
  began=yes
  make_images
  build_apps
  if [[ -z $skip_tf ]]; then
    check_unmoved
    record_tags
    remember_left
    apply_terraform
    finish
  fi
  upload_apps
  [[ -n $skip_tf ]] || rm -f -- "$(left)"
  ((${#apps[@]} == 0)) || rm -f -- "$state_of/apps"
  step "Done."
  [[ -z $skip_tf ]] || map=$(jq -r '.tag_map.file // empty' "$plan/plan.json")
  [[ -z ${map-} ]] || note "Commit the tag map and its history: $map, $map.history"
}

prepare "$@"
deploy <&8 8<&-
