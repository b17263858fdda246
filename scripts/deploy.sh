#!/usr/bin/env bash
# Builds, pushes and rolls what has changed since it was last deployed; see --help, and docs/deploy.md of deltaplan for all of it.
# Copy it into a repository; every name of the project is in deltaplan.json. Why bash: docs/decisions/bash-for-deploy.md of deltaplan.
# shellcheck disable=SC2016 # what jq is to replace stands in single quotes
case ${BASH_VERSION:-} in # any shell can read this
  '' | [0-3].* | 4.[0-3].*)
    echo "deploy.sh: error: bash 4.4 or later is needed, and this is ${BASH_VERSION:-another shell}" >&2
    echo "  Start it by its name, or with bash. On macOS: brew install bash" >&2
    exit 1
    ;;
esac
# With -p bash takes neither BASH_ENV nor CDPATH, options and functions from the environment.
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

Every name of the project is in deltaplan.json ("deploy" of an environment).
DELTAPLAN, DOCKER and TERRAFORM may name other programs (podman, tofu).

Exit codes: 0 done, or nothing to do; 1 error; 3 refused; 130 interrupted.
END
}

# --- Messages ------------------------------------------------------------------------------------------------------------------

# wrap INDENT TEXT: lines of at most 80 columns. Nothing that comes from outside reaches a terminal as a control character.
wrap() {
  local indent=$1 line='' word
  local -a words=()
  read -r -d '' -a words <<<"${2//[[:cntrl:]]/ }" || true
  for word in "${words[@]}"; do
    if [[ -n $line && $((${#line} + 1 + ${#word})) -gt 80 ]]; then
      printf '%s\n' "$line"
      line=''
    fi
    if [[ -n $line ]]; then line+=" $word"; else line=$indent$word; fi
  done
  printf '%s\n' "$line"
}
say() { wrap '' "$*"; }
note() { wrap '  ' "$*"; }
step() { printf '\n%s\n' "${*//[[:cntrl:]]/?}"; }
row() { printf '  %-12s %s\n' "$1" "${2//[[:cntrl:]]/ }"; }

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
fail() { stop 1 error "$@"; }
refuse() { stop 3 refused "$@"; }
# tail_of LOG: the end of another program's output, without what a terminal would obey.
tail_of() { tail -n 15 -- "$1" | LC_ALL=C tr -d '\000-\010\013-\037\177'; }
join() { local IFS=,; local all="$*"; printf '%s' "${all//,/, }"; }
of_plan() { jq -r "$1" "$plan/plan.json"; }
of_plan0() { jq -j "$1"' | tostring + "\u0000"' "$plan/plan.json"; } # NUL after each

# --- The end, whichever way it comes ---------------------------------------------------------------------------------------------

work='' tree='' began='' groups=() # temporary files, the commit's files, set once something was changed, process groups of builds
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
      note "The plan is in ${plan#"$root"/}, the logs are in ${logs#"$root"/}"
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

# --- Arguments -------------------------------------------------------------------------------------------------------------------

var_file='' changed='' services=() skip_spas='' skip_tf='' profile='' yes='' plan_only=''
read_arguments() {
  local option value names='' seen=' ' rest name
  while (($# > 0)); do
    option=$1 value=none
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
    esac
    [[ -n $value ]] || fail "$option needs a value" "See deploy.sh --help."
    case $option in
      --var-file | --services | --profile)
        [[ $seen != *" $option "* ]] || fail "$option stands there twice" "Give it once; several services are --services a,b."
        seen+="$option "
        ;;&
      --var-file) var_file=$value ;;
      --services) names=$value ;;
      --profile) profile=$value ;;
      --changed) changed=yes ;;
      --skip-spas) skip_spas=yes ;;
      --skip-tf) skip_tf=yes ;;
      -y | --yes) yes=yes ;;
      --plan-only) plan_only=yes ;;
      -h | --help) usage && exit 0 ;;
      *) fail "there is no option ${option@Q}" "See deploy.sh --help." ;;
    esac
  done
  for ((rest = 0; ${#names} > 0; rest++)); do
    name=${names%%,*}
    [[ -n $name && $names != *, ]] || fail "--services: an empty name in '$names'" "Write --services a,b."
    services+=("$name")
    if [[ $names == *,* ]]; then names=${names#*,}; else names=''; fi
  done
  [[ -z $changed || ${#services[@]} -eq 0 ]] || fail "--changed can't be combined with --services" \
    "--changed finds the services itself: those that differ from what is live." \
    "Leave out --services, or leave out --changed and add --skip-tf to build and push certain ones."
  [[ -z $changed || -z $skip_tf ]] || fail "--changed can't be combined with --skip-tf" \
    "What is pushed but not rolled is not live, so it would be found changed again, every time." \
    "Use --changed --plan-only to see what differs, or --skip-tf with --services a,b to build and push."
  [[ ${#services[@]} -eq 0 || -n $skip_tf ]] || fail "--services is refused without --skip-tf" \
    "A deploy without --changed gives every service one tag: those that are not named would be rolled to images that nobody has built." \
    "Use --changed, which rolls what differs and keeps the tags of all others, or add --skip-tf to build and push only."
  [[ -n $var_file || -n $skip_tf ]] || fail "--var-file PATH is missing" "It names the environment and is what Terraform needs. Without Terraform: --skip-tf."
  [[ -z $var_file ]] || [[ -f $var_file && -r $var_file ]] || fail "--var-file: there is no file ${var_file@Q} that can be read" "The path is relative to $PWD."
  [[ -z $var_file || $var_file == /* ]] || var_file=$PWD/$var_file
}

# --- What has to be in order before ----------------------------------------------------------------------------------------------

# deltaplan.json as `deltaplan check` has understood it: checked, with all defaults. Chooses the environment, and reads its "deploy".
read_settings() {
  local name file
  local -a pairs=() names=() known=() values=()
  "$deltaplan" -q check --format json >"$work/check.json" || fail "deltaplan.json can't be used" "See the lines above."
  mapfile -d '' -t pairs < <(jq -j '.environments[] | .name as $name | (.terraform.var_files? // [] | if . == [] then [""] else . end)[]
    | $name, . | . + "\u0000"' "$work/check.json")
  for ((i = 0; i < ${#pairs[@]}; i += 2)); do
    name=${pairs[i]} file=${pairs[i + 1]}
    [[ ${names[*]: -1} == "$name" ]] || names+=("$name")
    [[ -z $file ]] || known+=("$name: $file")
    [[ -z $var_file || -z $file || -n $environment ]] || [[ ! $var_file -ef $root/$file ]] || environment=$name
  done
  if [[ -z $var_file ]]; then
    ((${#names[@]} == 1)) || fail "for which environment? There are: $(join "${names[@]}")" "Say it with --var-file PATH."
    environment=${names[0]}
  fi
  [[ -n $environment ]] || fail "${var_file@Q} belongs to no environment" "${known[@]}" \
    "Give one of these, or add it to \"var_files\" of an environment's \"terraform\" in deltaplan.json."
  mapfile -d '' -t values < <(jq -j --arg name "$environment" '.environments[] | select(.name == $name) | .deploy as $deploy
    | (.terraform.dir // "."), (.terraform.workspace // "default"), (.image_tags.file // ""), ($deploy.account // ""), ($deploy.image_tag_variable // ""),
      ($deploy.build_tool // "docker"), ($deploy.platforms | join(",")), ($deploy.provenance | tostring), ($deploy.jobs, $deploy.retries | tostring),
      ($deploy.registry // ""), (.terraform.var_files // [])[] | . + "\u0000"' "$work/check.json")
  terraform_dir=$root/${values[0]} workspace=${values[1]} map=${values[2]} account=${values[3]} image_tag_variable=${values[4]} docker=${DOCKER:-${values[5]}}
  platforms=${values[6]} provenance=${values[7]} jobs=${values[8]} retries=${values[9]} registry=${values[10]} var_files=("${values[@]:11}")
  [[ -n $changed || -n $skip_spas || ${#services[@]} -gt 0 ]] || mapfile -d '' -t apps < <(of_deploy '.apps[].name')
}
of_deploy() { jq -j --arg name "$environment" '.environments[] | select(.name == $name) | .deploy | '"$1"' | tostring + "\u0000"' "$work/check.json"; }

check_tools() {
  local -a missing=()
  need() { command -v -- "$1" >/dev/null || missing+=("$1: $2"); }
  need "$deltaplan" "put it on the PATH, or name it with DELTAPLAN"
  need jq "install it"
  need flock "util-linux; on macOS: brew install flock"
  need aws "the AWS CLI; install it"
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
  local data=${TF_DATA_DIR:-.terraform} is=default
  [[ $data == /* ]] || data=$terraform_dir/$data
  [[ -d $data ]] || fail "Terraform is not initialised in ${terraform_dir@Q}" "\$ $terraform -chdir=${terraform_dir@Q} init"
  if [[ -n ${TF_WORKSPACE:-} ]]; then is=$TF_WORKSPACE; elif [[ -s $data/environment ]]; then read -r is <"$data/environment" || true; fi
  [[ $is == "$workspace" ]] || refuse "Terraform's workspace is '$is', and $environment is in '$workspace'" \
    "\$ $terraform -chdir=${terraform_dir@Q} workspace select ${workspace@Q}"
}

tree_status() { git status --porcelain=v1 -z --no-renames --untracked-files=all -- . ${map:+":(exclude,literal)$map" ":(exclude,literal)$map.history"}; }
# Whether it still is what it was: Terraform's files and the apps are taken from it.
tree_is_same() { [[ $(git rev-parse HEAD) == "$commit" ]] && tree_status | cmp -s - "$work/tree"; }
# The tag says which commit runs, so nothing else may be rolled out. The tag map and its history are written by deploys.
check_clean_tree() {
  local -a dirty=()
  tree_status >"$work/tree" || fail "git can't say whether the work tree is clean" "See the lines above."
  mapfile -d '' -t dirty <"$work/tree"
  ((${#dirty[@]} == 0)) || refuse "the work tree is not clean, so a tag would not say what runs" "${dirty[@]:0:10}" \
    "${#dirty[@]} in all. Commit or stash them, or let .gitignore name them."
}

# --- The plan --------------------------------------------------------------------------------------------------------------------

planned=0
make_plan() {
  local -a flags=() held=()
  local name
  if [[ -z $changed ]]; then
    # Nothing is rolled without Terraform, so nothing can be rolled back.
    [[ -z $skip_tf ]] || flags+=(--allow-rollback --allow-diverged)
    for name in "${services[@]}"; do flags+=(--service "$name" --force "$name"); done
    if ((${#services[@]} == 0)); then
      "$deltaplan" -q plan --env "$environment" --summary-only --format json "${flags[@]}" >"$work/all.json" || exit "$(($? == 3 ? 3 : 1))"
      mapfile -d '' -t held < <(jq -j '.services[] | select(.reasons[0].code == "held") | .name + "\u0000"' "$work/all.json")
      while IFS= read -r -d '' name; do flags+=(--force "$name"); done < <(
        jq -j '.services[] | select(.reasons[0].code != "held") | .name + "\u0000"' "$work/all.json")
    fi
  fi
  "$deltaplan" plan --env "$environment" --out "$plan" --detailed-exitcode "${flags[@]}" || planned=$?
  case $planned in 0 | 2) ;; 3) exit 3 ;; *) exit 1 ;; esac
  ((${#held[@]} == 0)) || note "Held by the configuration, and left as they are: $(join "${held[@]}")"
}

# What can be known to be wrong is told before anything is built.
check_plan() {
  local list
  list=$(of_plan '[.services[] | select(.decision == "deploy" and (.restart | not) and (.targets | length) == 0).name] | join(", ")')
  [[ -z $changed || -z $list ]] || fail "Terraform has no address for $list" "Add it to \"targets\" in deltaplan.json; deltaplan targets shows what is known."
  list=$(jq -r '[.target | to_entries[] | select(.value.context == null).key] | join(", ")' "$plan/docker-bake.json")
  [[ -z $list ]] || fail "deltaplan.json does not say how to build $list" \
    "Add \"build\": {\"context\": \".\", \"dockerfile\": \"services/{image}/Dockerfile\"}, or give the images one each."
  list=$(of_plan '[.images[] | select(.repository == null).name] | join(", ")')
  [[ -z $list ]] || fail "deltaplan.json does not say where $list is pushed to" "Add \"repository\": \"REGISTRY/{image}\" to the environment $environment."
  [[ -n $skip_tf || -e $plan/image_tags.auto.tfvars.json ]] ||
    fail "Terraform can't be given the tags: $(of_plan .tags_file.why_not)" "$(of_plan .tags_file.what_to_do)"
}

check_account() {
  local is arn pattern allowed=''
  local -a deployers=()
  aws sts get-caller-identity --query '[Account,Arn]' --output text >"$work/identity" || fail "AWS does not say who you are" "Log in, for example with:" \
    "\$ aws sso login${profile:+ --profile ${profile@Q}}"
  read -r is arn <"$work/identity" || true
  [[ -z $account || $account == "$is" ]] || refuse "this is account $is, and $environment is in $account" \
    "Give the right --profile, or correct \"account\" of $environment in deltaplan.json."
  mapfile -d '' -t deployers < <(of_deploy '.deployers[]')
  for pattern in "${deployers[@]}"; do
    pattern=${pattern//\\/\\\\} pattern=${pattern//\?/\\?} pattern=${pattern//\[/\\[}
    # shellcheck disable=SC2053 # a pattern of which * alone is left
    [[ $arn != $pattern ]] || allowed=yes
  done
  [[ ${#deployers[@]} -eq 0 || -n $allowed ]] || refuse "$arn may not deploy to $environment" "\"deployers\" in deltaplan.json says who may."
  row account "$is${AWS_PROFILE:+, profile $AWS_PROFILE}"
  row as "$arn"
  row region "${AWS_REGION:-${AWS_DEFAULT_REGION:-that of the profile}}"
}

summary() {
  step "What is going to be done"
  [[ -n $skip_tf && ${#apps[@]} -eq 0 && $registry != ecr ]] || check_account
  row environment "$environment"
  row terraform "$(if [[ -n $skip_tf ]]; then echo "left alone: nothing is rolled"; else echo "${terraform_dir#"$root"/}, workspace $workspace"; fi)"
  row commit "$(git log -1 --format='%h %<(56,trunc)%s' "$commit")"
  [[ -n $skip_tf ]] || row rolls "$(of_plan '[.services[] | select(.decision == "deploy" and (.restart | not)).name] | join(", ")')"
  [[ -n $skip_tf ]] || row restarts "$(of_plan '[.services[] | select(.restart).name] | if . == [] then ["nothing"] else . end | join(", ")')"
  ((${#apps[@]} == 0)) || row apps "$(join "${apps[@]}")"
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
  local kind=$1 label=$2 log=$3 try pause=1 from last
  shift 3
  for ((try = 1; ; try++)); do
    from=$(($(wc -c <"$log") + 1))
    ! "$@" >>"$log" 2>&1 </dev/null || return 0
    last=$(tail -c "+$from" -- "$log" | tr -d '\000-\010\013-\037\177' | grep -v '^[[:space:]]*$' | tail -n 1 | tr '[:upper:]' '[:lower:]') || true
    [[ $last =~ $transient || ($kind == push && ! $last =~ $permanent) ]] || return 1
    ((try <= retries)) || return 1
    ((${#last} <= 100)) || last="...${last: -100}"
    note "$label: try $try of $((retries + 1)) failed, again in $pause s: $last"
    sleep "$pause"
    pause=$((pause < 16 ? pause * 2 : 30))
  done
}

# Strings of a bake file are templates; deltaplan escapes what is none.
bake() { jq -j --arg name "$1" 'def plain: split("$${") | join("${") | split("%%{") | join("%{"); .target as $all | $all[$name] | '"$2"' | . + "\u0000"' \
  "$plan/docker-bake.json"; }

# Asks which images the registry has: a tag names the commit, so they are the same. One that can't be asked is an error, never an empty one.
ask_images() {
  local line
  local -a flags=()
  [[ -z $platforms ]] || flags=("--platform=${platforms//,/$'\n'--platform=}")
  echo '{"images": []}' >"$work/images.json"
  if [[ $registry != never ]]; then
    [[ -z $platforms ]] || mapfile -t flags <<<"${flags[0]}"
    "$deltaplan" -q images --env "$environment" --plan "$plan" --format json "${flags[@]}" >"$work/images.json" || [[ -s $work/images.json ]] ||
      fail "the registry can't be asked" "See the lines above."
  fi
  jq -r --slurpfile asked "$work/images.json" '.images[] | "\(.repository):\(.tag)" as $reference
    | (first($asked[0].images[] | select(.reference == $reference)) // {state: "missing"}) as $it | "\($it.state) \(.name): "
      + if $it.state == "missing" then "would be built and pushed as \($reference)" elif $it.state == "there" then "\($reference) is in the registry already"
        elif $it.state == "unknown" then "\($reference) can not be asked for: \($it.error). \($it.remedy // "")"
        else "\($reference) is in the registry, for \($it.platforms | join(", "))" end' "$plan/plan.json" >"$work/asked"
  [[ ! -s $work/asked ]] || step "Images"
  while IFS= read -r line; do note "${line#* }"; done <"$work/asked"
  ! grep -q '^unknown ' "$work/asked" || fail "the registry can't be asked for all images" "It is never taken for empty. Where nobody can ask it: \"registry\": \"never\"."
  ! grep -q '^other_platform ' "$work/asked" || refuse "the registry has images of this commit that do not run on $platforms" \
    "Remove them there, or commit anew, so that they get another tag. Who has built them?"
  # Lines of WAVE and name of what is to be built: what is not there, after what it is built FROM.
  jq -r --slurpfile images "$work/images.json" '
    .target as $all | [$images[0].images[] | select(.state == "there").reference] as $there
    | def bases($name): $all[$name].contexts // {} | .[] | select(startswith("target:")) | .[7:];
      def left($name): if all($all[$name].tags[]; IN($there[])) then empty else $name, (bases($name) | left(.)) end;
      def wave($name): [bases($name) | wave(.) + 1] | max // 0;
    [.group.default.targets[] | left(.)] | unique | map({name: ., wave: wave(.)}) | sort_by(.wave, .name)[] | "\(.wave) \(.name)"' \
    "$plan/docker-bake.json" >"$work/targets"
}

# push_image NAME LOG REFERENCE. A push may have arrived although its answer was lost; a registry with immutable tags then refuses the next try.
push_image() {
  ! again push "$1" "$2" "$docker" push "$3" || return 0
  tail -n 5 -- "$2" | grep -qiE 'immutable|already exists' ||
    "$deltaplan" -q images --env "$environment" --plan "$plan" --format json | jq -e --arg it "$3" 'any(.images[]; .reference == $it and .state == "there")' \
      >/dev/null || return 1
  note "$1: the registry has it all the same"
}

make_image() {
  local name=$1 log=$logs/$1.log reference
  local -a references=() arguments=()
  : >"$log"
  mapfile -d '' -t references < <(bake "$name" '.tags[] | plain')
  mapfile -d '' -t arguments < <(bake "$name" '"--file", "./\(.context)/\(.dockerfile)",
    ((.args // {}) | to_entries[] | "--build-arg", "\(.key)=\(.value | plain)"),
    ((.contexts // {}) | to_entries[] | "--build-context",
      "\(.key)=" + (if .value | startswith("target:") then "docker-image://" + ($all[.value[7:]].tags[0] | plain) else .value end)),
    (.tags[] | "--tag", plain), "./\(.context)"')
  ((${#references[@]} > 0 && ${#arguments[@]} > 0)) || { note "$name: can't be read out of $plan/docker-bake.json"; return 1; }
  [[ -z $platforms ]] || arguments=(--platform "$platforms" "${arguments[@]}")
  [[ $provenance == null ]] || arguments=("--provenance=$provenance" "${arguments[@]}")
  note "$name: builds"
  again build "$name" "$log" "$docker" build "${arguments[@]}" || { note "$name: the build failed"; return 1; }
  for reference in "${references[@]}"; do push_image "$name" "$log" "$reference" || { note "$name: the push failed"; return 1; }; done
  note "$name: pushed ${references[0]}"
}

# make_wave NAME...: at most `jobs` at once. What succeeds stays, whatever becomes of the others.
make_wave() {
  local name running=0
  local -a failed=()
  groups=()
  for name in "$@"; do
    while ((running >= jobs)); do
      wait -n || true
      running=$((running - 1))
    done
    set -m # a process group for each, which Ctrl-C ends as a whole
    (make_image "$name" && : >"$work/made-$name") </dev/null &
    groups+=("$!")
    set +m
    running=$((running + 1))
  done
  wait
  groups=()
  for name in "$@"; do [[ -f $work/made-$name ]] || failed+=("$name"); done
  ((${#failed[@]} == 0)) || {
    for name in "${failed[@]}"; do
      printf '\n--- %s\n' "$logs/$name.log"
      tail_of "$logs/$name.log"
    done >&2
    fail "no image of $(join "${failed[@]}")" "Nothing was rolled. The images that were pushed stay, and are not built again."
  }
}

# export_commit REPOSITORY COMMIT DIRECTORY: the files of the commit as git checks them out, with those of its submodules; nothing that
# .gitignore hides, no change of the work tree, and no mode of the operator's umask can get into an image.
export_commit() {
  local path id
  mkdir -p -- "$3"
  rm -f -- "$work/index"
  if ! GIT_INDEX_FILE=$work/index git -C "$1" read-tree "$2" || ! GIT_INDEX_FILE=$work/index git -C "$1" checkout-index --quiet --all --force --prefix="$3/"; then
    fail "git can't write the files of $2 to $3" "See the lines above."
  fi
  [[ -f $3/.gitmodules ]] || return 0
  while read -r -d '' _ _ id path; do
    if [[ -e $1/$path/.git ]]; then export_commit "$1/$path" "$id" "$3/$path"; else
      note "the submodule $path is not checked out, so images are built without it"
    fi
  done < <(git -C "$1" ls-tree -r -z "$2" | tr '\t' ' ' | grep -z '^160000 ')
}

log_in_to() { aws ecr get-login-password --region "$2" | "$docker" login --username AWS --password-stdin "$1"; }
make_images() {
  local line wave='' host region
  local -a names=() lines=()
  mapfile -t lines <"$work/targets"
  ((${#lines[@]} > 0)) || return 0
  step "Builds and pushes images"
  [[ $registry != ecr ]] || for host in $(jq -r '[.target[].tags[] | split("/")[0] | select(test("\\.dkr[.-]ecr\\."))] | unique[]' "$plan/docker-bake.json"); do
    region=${host#*.dkr?ecr.}
    : >"$logs/login.log"
    again push "$host" "$logs/login.log" log_in_to "$host" "${region%%.*}" || { tail_of "$logs/login.log" >&2; fail "$docker can't log in to $host" "See the lines above."; }
  done
  rm -rf -- "$tree"
  (umask 022 && export_commit "$root" "$commit" "$tree")
  cd -- "$tree"
  for line in "${lines[@]}" end; do
    if [[ ${line%% *} != "$wave" && ${#names[@]} -gt 0 ]]; then
      make_wave "${names[@]}"
      names=()
    fi
    wave=${line%% *}
    names+=("${line#* }")
  done
  cd -- "$root"
}

# --- Single-page apps --------------------------------------------------------------------------------------------------------------

# Those that an unfinished run at this commit has brought out are not done again.
app_is_done() { [[ -f $state_of/apps ]] && grep -Fqx -- "$commit $1" "$state_of/apps"; }
read_app() { # NAME: sets what is known of it, and its build
  local -a values=()
  mapfile -d '' -t values < <(jq -j --arg env "$environment" --arg name "$1" '.environments[] | select(.name == $env).deploy.apps[] | select(.name == $name)
    | .directory, .output, .bucket, (.distribution // ""), .build[] | . + "\u0000"' "$work/check.json")
  directory=$root/${values[0]} output=$root/${values[1]} bucket=${values[2]} distribution=${values[3]} build=("${values[@]:4}")
}

build_apps() {
  local name directory output bucket distribution
  local -a build=()
  ((${#apps[@]} > 0)) || return 0
  step "Builds apps"
  for name in "${apps[@]}"; do
    ! app_is_done "$name" || { note "$name: is out already" && continue; }
    read_app "$name"
    note "$name: builds"
    (cd -- "$directory" && DEPLOY_ENVIRONMENT=$environment DEPLOY_COMMIT=$commit "${build[@]}") >"$logs/app-$name.log" 2>&1 </dev/null || {
      tail_of "$logs/app-$name.log" >&2
      fail "the app $name can't be built" "All of it is in $logs/app-$name.log."
    }
    [[ -d $output && -n $(find "$output" -type f -print -quit) ]] || fail "the app $name was built, and there is no file in ${output@Q}" \
      "Correct its \"build\" or \"output\" in deltaplan.json."
  done
  tree_is_same || fail "the work tree was changed while apps were built" "Nothing was rolled. Leave it alone until the deploy is done."
}

# Pages last: no page names a file that is not there yet. All files are sent: a size and a date don't tell whether one has changed.
upload_apps() {
  local name directory output bucket distribution each
  local -a build=() flags=()
  ((${#apps[@]} > 0)) || return 0
  step "Uploads apps"
  for name in "${apps[@]}"; do
    ! app_is_done "$name" || continue
    read_app "$name"
    for each in "--exclude=*.html" "--exclude=* --include=*.html --cache-control=no-cache"; do
      read -ra flags <<<"$each"
      aws s3 cp "$output" "s3://$bucket" --recursive --only-show-errors "${flags[@]}" || fail "the app $name can't be uploaded to $bucket" "See the lines above."
    done
    [[ -z $distribution ]] || aws cloudfront create-invalidation --distribution-id "$distribution" --paths '/*' --output json >"$logs/invalidation-$name.json" ||
      fail "the distribution $distribution of the app $name can't be invalidated" "See the lines above."
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
  local -a arguments=(-input=false -lock-timeout=60s "-out=$work/tfplan") targets=() again=() allow=()
  local code=0 file
  for file in "${var_files[@]}"; do arguments+=("-var-file=$root/$file"); done
  arguments+=("-var-file=$plan/image_tags.auto.tfvars.json")
  if [[ -n $changed ]]; then
    [[ $(of_plan '.targets | length') == 0 ]] || mapfile -t targets <"$plan/target_args.txt"
    # An apply that did not end may have left more of a target than its service.
    [[ ! -f $state_of/unapplied ]] || mapfile -t again <"$state_of/unapplied"
    ((${#targets[@]} + ${#again[@]} > 0)) || return 0
    for file in "${again[@]}"; do allow+=(--allow "${file#-target=}"); done
  else
    [[ -z $image_tag_variable ]] || arguments+=(-var "$image_tag_variable=$(of_plan .head.tag)")
    # A full deploy brings out whatever else has changed in Terraform's files. What is destroyed has to be read by somebody.
    allow+=(--allow-outside)
    [[ -n $yes && -z ${DEPLOY_ALLOW_DESTROYED:-} ]] || allow+=(--allow-destroyed)
  fi
  step "Terraform plans"
  printf '%s\n' "${targets[@]}" "${again[@]}" >"$work/targeted"
  terraform_in plan -detailed-exitcode "${colour[@]}" "${arguments[@]}" "${targets[@]}" "${again[@]}" || code=$?
  case $code in 0) ;; 2) tf_changes=yes ;; *) fail "Terraform can't plan" "See the lines above. Nothing was built or rolled." ;; esac
  tree_is_same || fail "the work tree was changed while Terraform planned from it" "Nothing was done. Leave it alone until Terraform's plan is made."
  terraform_in show -json "$work/tfplan" >"$work/tfplan.json"
  # What runs its new tag already needs no change; in a full deploy also what has no address of its own, as all of Terraform runs.
  while IFS= read -r -d '' file; do allow+=(--allow-unchanged "$file"); done < <(jq -j --arg changed "$changed" '.services[]
    | select(.decision == "deploy" and (.live.tag == .tag or ($changed == "" and (.targets | length) == 0))).name + "\u0000"' "$plan/plan.json")
  code=0
  "$deltaplan" verify --env "$environment" --plan "$plan" "${allow[@]}" "$work/tfplan.json" || code=$?
  case $code in
    0) ;;
    3) refuse "Terraform would do something else than what is planned" "Nothing was built or rolled, and the tag map is as it was. See the lines above." ;;
    *) fail "Terraform's plan can't be checked" "Nothing was built or rolled." ;;
  esac
}

# Whatever becomes of the apply, the map names what was to come before it begins: an untargeted apply then goes forward, to images that are
# there, and never back. See docs/decisions/map-before-apply.md of deltaplan.
roll() {
  local code=0 why
  "$deltaplan" verify --live --env "$environment" --plan "$plan" >"$logs/live.log" || { code=$? && tail_of "$logs/live.log" >&2; }
  ((code != 3)) || refuse "the plan does not hold any more: somebody else has deployed since it was made" "Nothing was rolled. Run the same command again: it plans anew."
  ((code == 0)) || fail "what is live can't be read" "Nothing was rolled."
  if [[ $planned == 2 && -n $map ]]; then
    why="deploy.sh${changed:+ --changed}: $(of_plan '[.services[] | select(.decision == "deploy").name] | join(", ")')"
    "$deltaplan" tags set --env "$environment" --from "$plan" -m "$why" >"$logs/tags.log" || code=$?
    ((code != 3)) || refuse "the tag map can't be written as planned" "Nothing was rolled. See the lines above, and what others did with it:" \
      "\$ $deltaplan tags history --env $environment"
    ((code == 0)) || fail "the tag map can't be written" "Nothing was rolled."
  elif [[ $planned == 2 ]]; then
    note "deltaplan.json names no tag map for $environment: an untargeted apply knows nothing of this deploy"
  fi
  [[ $planned == 0 ]] || "$deltaplan" -q release begin --env "$environment" --plan "$plan"
  if [[ -n $tf_changes ]]; then
    grep -v '^$' "$work/targeted" >"$state_of/unapplied" || true
    step "Terraform applies that plan"
    terraform_in apply -input=false -lock-timeout=60s "${colour[@]}" "$work/tfplan" ||
      fail "Terraform could not apply all of it" "What was rolled stays, and the tag map names what was to come, so that no apply goes back." \
        "Mend the cause and run the same command again, or go back with:" "\$ $deltaplan tags rollback --env $environment"
  else
    note "Terraform has nothing to change"
  fi
  rm -f -- "$state_of/unapplied"
}

# --- Until all of it runs --------------------------------------------------------------------------------------------------------------

# finish PLAN: waits until what was planned runs and is well, restarts what follows it, and waits again.
finish() {
  local action other
  for action in wait restart; do
    if "$deltaplan" release "$action" --env "$environment" --plan "$1" --format json >"$logs/release.json"; then
      while IFS= read -r other; do note "$other"; done < <(
        jq -r '(.services[] | "\(.name): \(.stage), and what was planned"), (.health[] | "\(.name): is well")' "$logs/release.json")
      continue
    fi
    [[ -s $logs/release.json ]] || fail "nobody knows whether it runs" "See the lines above. Run the same command again to go on."
    other=$(jq -r --slurpfile plan "$1/plan.json" '[(.services[] | select(.stage | IN("steady", "unwatched") | not)
        | if .stage | IN("taken_back", "runs_another") then "not live: \(.name) runs \(.runs // "nothing"), not \($plan[0].image_tags[.name])"
          elif .stage == "rolling" then "not steady in time: \(.name)" else "\(.stage): \(.name)" end + (if .detail then " (\(.detail))" else "" end)),
      (.health[] | select(.well | not) | "not healthy: \(.name), \(.address) answers \(.answer)")] | join("; ")' "$logs/release.json")
    fail "$other" "Look at events and logs, mend it, and run the same command again, or go back with:" "\$ $deltaplan tags rollback --env $environment"
  done
}

# What earlier runs have left unfinished lies in left.N, beside the plan; this run finishes it, unless somebody has rolled something else since.
is_unfinished() { [[ -f $1/release.json && $(jq -r .step "$1/release.json") != "done" ]]; }
set_aside() {
  local n=1
  while [[ -e $state_of/left.$n ]]; do n=$((n + 1)); done
  ! is_unfinished "$plan" || mv -- "$plan" "$state_of/left.$n"
}
# What this plan rolls all over again needs no other end, nor a second restart of what follows.
drop_covered() {
  local each
  for each in "$state_of"/left.*; do
    ! jq -e --slurpfile now "$plan/plan.json" 'def rolled: [.services[] | select(.decision == "deploy" and (.restart | not)).name];
      rolled - ($now[0] | rolled) == []' "$each/plan.json" >/dev/null 2>&1 || rm -rf -- "$each"
  done
}
finish_left() {
  local each other
  for each in "$state_of"/left.*; do
    [[ -d $each ]] || continue
    step "What an earlier deploy has left"
    other=$(jq -r --slurpfile now "$plan/plan.json" '. as $left | [.services[] | select(.decision == "deploy" and .tag != $now[0].image_tags[.name]).name]
      | if . == [] then "" else "\(join(", ")) went on since; not restarted by it: \([$left.services[] | select(.restart).name, "none"] | join(", "))" end' "$each/plan.json")
    if [[ -n $other ]]; then note "is given up: $other"; else finish "$each"; fi
    rm -rf -- "$each"
  done
}

# --- All of it ---------------------------------------------------------------------------------------------------------------------------

prepare() {
  local program name
  local -a lines=()
  read_arguments "$@"
  deltaplan=${DELTAPLAN:-deltaplan} terraform=${TERRAFORM:-terraform} environment='' apps=()
  command -v git >/dev/null || fail "programs are missing" "git: install it"
  # The repository is the one that the script lies in, and not that of a hook of git that starts it.
  while IFS= read -r name; do [[ $name == GIT_CONFIG* ]] || unset "$name"; done < <(git rev-parse --local-env-vars)
  here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
  mapfile -t lines < <(git -C "$here" rev-parse --show-toplevel --absolute-git-dir HEAD)
  ((${#lines[@]} == 3)) || fail "$here is in no git repository with a commit" "deploy.sh belongs into the repository that it deploys."
  root=${lines[0]} state=${lines[1]}/deltaplan-deploy commit=${lines[2]}
  for program in deltaplan terraform DOCKER; do # paths are relative to where it was started
    [[ ${!program-} != */* || ${!program} == /* ]] || printf -v "$program" '%s/%s' "$PWD" "${!program}"
  done
  cd -- "$root"
  check_tools
  work=$(mktemp -d)
  read_settings
  command -v -- "$docker" >/dev/null || fail "programs are missing" "$docker: install it, or name another container tool with DOCKER"
  if [[ -n $profile ]]; then # means the same to deltaplan, to Terraform and to the AWS CLI
    export AWS_PROFILE=$profile
    unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
  fi
  export AWS_PAGER=''
  state_of=$state/$environment logs=$state/$environment/logs plan=$state/$environment/plan
  (umask 077 && mkdir -p "$logs")
  take_lock
  tree=$state_of/tree
  # Another plan than that of a release, which may be unfinished.
  [[ -z $plan_only$skip_tf ]] || plan=$state_of/look
}

deploy() {
  local left='' each
  [[ -n $skip_tf ]] || check_workspace
  check_clean_tree
  for each in "$state_of/plan" "$state_of"/left.*; do ! is_unfinished "$each" || left=yes; done
  [[ -n $plan_only$skip_tf ]] || set_aside
  make_plan
  [[ -n $plan_only$skip_tf ]] || drop_covered
  if [[ $planned == 0 && (-z $left || -n $skip_tf) ]]; then
    each=$(of_plan 'if .tag_map == null or .tag_map.tags == .image_tags then "" else .tag_map.file end')
    [[ -z $each ]] || note "The tag map $each is not what runs, so an untargeted apply would change it. To mend that: deltaplan tags set --env $environment --from ${plan@Q}"
    say "Nothing to do."
    return 0
  fi
  [[ $planned == 2 ]] || say "Nothing to build or roll, but the last run has not finished."
  check_plan
  summary
  ask_images
  [[ -n $skip_tf ]] || plan_terraform
  ((${#apps[@]} == 0)) || step "Would build, upload and invalidate apps: $(join "${apps[@]}")"
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
    roll
    step "Waits until all of it runs"
    [[ $planned == 0 ]] || finish "$plan"
    finish_left
  fi
  upload_apps
  rm -f -- "$state_of/apps"
  step "Done."
  [[ -n $skip_tf || -z $map ]] || note "Commit the tag map and its history: $map, $map.history"
}

prepare "$@"
deploy <&8 8<&-
