#!/usr/bin/env bash
# Builds, pushes and rolls what has changed since it was last deployed; see --help, and docs/deploy.md of deltaplan for all of it.
# Copy it into a repository; every name of the project is in deltaplan.json. Why bash: docs/decisions/bash-for-deploy.md of deltaplan.
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
  local line='' word
  local -a words=()
  read -r -d '' -a words <<<"${2//[[:cntrl:]]/ }" || true
  for word in "${words[@]}"; do
    if [[ -n $line && $((${#line} + 1 + ${#word})) -gt 80 ]]; then printf '%s\n' "$line" && line=''; fi
    if [[ -n $line ]]; then line+=" $word"; else line=$1$word; fi
  done
  printf '%s\n' "$line"
}
say() { wrap '' "$*"; }
note() { wrap '  ' "$*"; }
step() { printf '\n%s\n' "${*//[[:cntrl:]]/?}"; }
row() { printf '  %-12s %s\n' "$1" "${2//[[:cntrl:]]/ }"; }

# stop CODE WORD MESSAGE [LINE...]: what is wrong, then what to do. A line that begins with $ is a command to copy.
stop() {
  local line
  {
    wrap '' "deploy.sh: $2: $3"
    for line in "${@:4}"; do
      if [[ $line == '$ '* ]]; then printf '    %s\n' "${line:2}"; else wrap '  ' "$line"; fi
    done
  } >&2
  exit "$1"
}
fail() { stop 1 error "$@"; }
refuse() { stop 3 refused "$@"; }
# checked REFUSED FAILED REMEDY COMMAND...: ends as deltaplan's exit code says; it has told what is wrong.
checked() {
  local code=0
  "${@:4}" || code=$?
  ((code != 3)) || refuse "$1" "$3"
  ((code == 0)) || fail "$2" "$3"
}
# tail_of LOG: the end of another program's output, without what a terminal would obey.
tail_of() { tail -n 15 -- "$1" | LC_ALL=C tr -d '\000-\010\013-\037\177'; }
join() { local IFS=,; local all="$*"; printf '%s' "${all//,/, }"; }

# --- The end, whichever way it comes ---------------------------------------------------------------------------------------------

work='' tree='' began='' groups=() # temporary files, the commit's files, set once something was changed, process groups of builds
clean_up() {
  local code=$? group left
  trap - EXIT
  trap '' INT TERM HUP
  for ((left = 50; left >= 0 && ${#groups[@]} > 0; left--)); do # they are asked to end, and ended after five seconds
    for group in "${!groups[@]}"; do
      kill -"$((left == 50 ? 15 : left > 0 ? 0 : 9))" -- "-${groups[group]}" 2>/dev/null || unset "groups[$group]"
    done
    ((${#groups[@]} == 0)) || sleep 0.1
  done
  [[ -z $work ]] || rm -rf -- "$work" "$tree"
  if [[ $code != 0 && -n $began ]]; then
    printf '\n' >&2
    say "Not finished. Run the same command again: it does only what is left." >&2
    note "The plan is in ${plan#"$root"/}, the logs are in ${logs#"$root"/}" >&2
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
  local option value names='' seen=' '
  while (($# > 0)); do
    option=$1 value=''
    shift
    case $option in
      --var-file=* | --services=* | --profile=*) value=${option#*=} option=${option%%=*} ;;
      --var-file | --services | --profile)
        [[ ${1:-} != -* ]] || fail "$option needs a value, and '$1' looks like an option" "Write $option=$1 if it is the value."
        value=${1:-}
        shift "$(($# > 0))"
        ;;
    esac
    case $option in
      --var-file | --services | --profile)
        [[ -n $value ]] || fail "$option needs a value" "See deploy.sh --help."
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
  [[ -z $names || ,$names, != *,,* ]] || fail "--services: an empty name in '$names'" "Write --services a,b."
  mapfile -d , -t services < <(printf '%s' "$names")
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
  [[ -z $var_file || $var_file == /* ]] || var_file=$PWD/$var_file
}

# --- What has to be in order before ----------------------------------------------------------------------------------------------

# What deltaplan.json says of the environment: checked, with all defaults.
declare -A is=()
var_files=() deployers=() apps=()
read_settings() {
  local entry key value
  "$deltaplan" -q settings ${var_file:+--var-file "$var_file"} -z >"$work/settings" || fail "deltaplan.json can't be used" "See the lines above."
  while IFS= read -r -d '' entry; do
    key=${entry%%$'\n'*} value=${entry#*$'\n'}
    is[$key]=$value
    case $key in
      terraform.var_files.*) var_files+=("-var-file=$root/$value") ;;
      deploy.deployers.*) deployers+=("$value") ;;
      deploy.apps.*.name) apps+=("$value") ;;
    esac
  done <"$work/settings"
  environment=${is[name]} jobs=${is[deploy.jobs]} retries=${is[deploy.retries]} registry=${is[deploy.registry]:-} terraform_dir=$root/${is[terraform.dir]:-.} map=${is[image_tags.file]:-} docker=${DOCKER:-${is[deploy.build_tool]:-docker}}
  [[ -z $changed && -z $skip_spas && ${#services[@]} -eq 0 ]] || apps=()
}

check_tools() { # NAME WHAT TO DO...
  local -a missing=()
  while (($# > 0)); do
    command -v -- "$1" >/dev/null || missing+=("$1: $2")
    shift 2
  done
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
  local data=${TF_DATA_DIR:-.terraform} now=default workspace=${is[terraform.workspace]:-default}
  [[ $data == /* ]] || data=$terraform_dir/$data
  [[ -d $data ]] || fail "Terraform is not initialised in ${terraform_dir@Q}" "\$ $terraform -chdir=${terraform_dir@Q} init"
  if [[ -n ${TF_WORKSPACE:-} ]]; then now=$TF_WORKSPACE; elif [[ -s $data/environment ]]; then read -r now <"$data/environment" || true; fi
  [[ $now == "$workspace" ]] || refuse "Terraform's workspace is '$now', and $environment is in '$workspace'" \
    "\$ $terraform -chdir=${terraform_dir@Q} workspace select ${workspace@Q}"
}

# The tag says which commit runs, so nothing else may be rolled out: Terraform's files and the apps are taken from the work tree. The tag map
# and its history are written by deploys.
check_tree() { # WHEN
  local now
  local -a lines=()
  now=$(git status --porcelain=v1 --no-renames --untracked-files=all -- . ${map:+":(exclude,literal)$map" ":(exclude,literal)$map.history"} &&
    git rev-parse HEAD) || fail "git can't say whether the work tree is clean" "See the lines above."
  mapfile -t lines <<<"${now%$'\n'"$commit"}"
  [[ $now == "$commit" ]] || refuse "the work tree is not ${commit:0:12}$1, so a tag would not say what runs" "${lines[@]:0:10}" \
    "${#lines[@]} in all. Nothing was rolled. Commit or stash them, or let .gitignore name them; then leave it alone until the deploy is done."
}

# --- The plan --------------------------------------------------------------------------------------------------------------------

planned=0
make_plan() {
  local -a flags=()
  local name
  if [[ -z $changed ]]; then
    # Nothing is rolled without Terraform, so nothing can be rolled back.
    [[ -z $skip_tf ]] || flags+=(--allow-rollback --allow-diverged)
    for name in "${services[@]}"; do flags+=(--service "$name" --force "$name"); done
    ((${#services[@]} > 0)) || flags+=(--force '*')
  fi
  "$deltaplan" plan --env "$environment" --out "$plan" --detailed-exitcode "${flags[@]}" || planned=$?
  case $planned in 0 | 2) ;; 3) exit 3 ;; *) exit 1 ;; esac
}

check_account() {
  local now arn pattern allowed=''
  aws sts get-caller-identity --query '[Account,Arn]' --output text >"$work/identity" || fail "AWS does not say who you are" "Log in, for example with:" \
    "\$ aws sso login${profile:+ --profile ${profile@Q}}"
  read -r now arn <"$work/identity" || true
  [[ ${is[deploy.account]:-$now} == "$now" ]] || refuse "this is account $now, and $environment is in ${is[deploy.account]}" \
    "Give the right --profile, or correct \"account\" of $environment in deltaplan.json."
  for pattern in "${deployers[@]}"; do
    pattern=${pattern//\\/\\\\} pattern=${pattern//\?/\\?} pattern=${pattern//\[/\\[}
    # shellcheck disable=SC2053 # a pattern of which * alone is left
    [[ $arn != $pattern ]] || allowed=yes
  done
  [[ ${#deployers[@]} -eq 0 || -n $allowed ]] || refuse "$arn may not deploy to $environment" "\"deployers\" in deltaplan.json says who may."
  row account "$now${AWS_PROFILE:+, profile $AWS_PROFILE}"
  row as "$arn"
  row region "${AWS_REGION:-${AWS_DEFAULT_REGION:-that of the profile}}"
}

summary() {
  step "What is going to be done"
  [[ -n $skip_tf && ${#apps[@]} -eq 0 && $registry != ecr ]] || check_account
  row environment "$environment"
  row terraform "$(if [[ -n $skip_tf ]]; then echo "left alone: nothing is rolled"; else echo "${terraform_dir#"$root"/}, workspace ${is[terraform.workspace]:-default}"; fi)"
  row commit "$(git log -1 --format='%h %<(56,trunc)%s' "$commit")"
  ((${#apps[@]} == 0)) || row apps "$(join "${apps[@]}")"
  step "Images"
  "$deltaplan" -q images --env "$environment" --plan "$plan" --builds "$work/builds" || exit "$(($? == 3 ? 3 : 1))"
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
  local try pause=1 from last
  for ((try = 1; ; try++)); do
    from=$(($(wc -c <"$3") + 1))
    ! "${@:4}" >>"$3" 2>&1 </dev/null || return 0
    last=$(tail -c "+$from" -- "$3" | tr -d '\000-\010\013-\037\177' | grep -v '^[[:space:]]*$' | tail -n 1 | tr '[:upper:]' '[:lower:]') || true
    [[ $last =~ $transient || ($1 == push && ! $last =~ $permanent) ]] || return 1
    ((try <= retries)) || return 1
    ((${#last} <= 100)) || last="...${last: -100}"
    note "$2: try $try of $((retries + 1)) failed, again in $pause s: $last"
    sleep "$pause"
    pause=$((pause < 16 ? pause * 2 : 30))
  done
}

# push_image NAME LOG REFERENCE. A push may have arrived although its answer was lost; a registry with immutable tags then refuses the next try.
push_image() {
  ! again push "$1" "$2" "$docker" push "$3" || return 0
  tail -n 5 -- "$2" | grep -qiE 'immutable|already exists' || {
    "$deltaplan" -q images --env "$environment" --plan "$plan" --builds "$work/after-$1" >/dev/null && ! ls -- "$work/after-$1"/*/"$1" >/dev/null 2>&1
  } || return 1
  note "$1: the registry has it all the same"
}

# make_image FILE: with the arguments of the build; the second is what it is pushed as. The file goes when the image is there.
make_image() {
  local name=${1##*/}
  local log=$logs/$name.log
  local -a arguments=()
  mapfile -d '' -t arguments <"$1"
  : >"$log"
  note "$name: builds"
  again build "$name" "$log" "$docker" build "${arguments[@]}" || { note "$name: the build failed" && return 1; }
  push_image "$name" "$log" "${arguments[1]}" || { note "$name: the push failed" && return 1; }
  note "$name: pushed ${arguments[1]}"
  rm -f -- "$1"
}

# make_wave DIRECTORY: at most `jobs` at once. What succeeds stays, whatever becomes of the others.
make_wave() {
  local file running=0
  local -a failed=()
  groups=()
  for file in "$1"/*; do
    for (( ; running >= jobs; running--)); do wait -n || true; done
    set -m # a process group for each, which Ctrl-C ends as a whole
    make_image "$file" </dev/null &
    groups+=("$!")
    set +m
    running=$((running + 1))
  done
  wait
  groups=()
  for file in "$1"/*; do
    [[ ! -e $file ]] || { failed+=("${file##*/}") && printf '\n--- %s\n' "$logs/${file##*/}.log" && tail_of "$logs/${file##*/}.log"; } >&2
  done
  ((${#failed[@]} == 0)) || fail "no image of $(join "${failed[@]}")" "Nothing was rolled. The images that were pushed stay, and are not built again."
}

# The files of the commit as git checks them out, with those of its submodules; nothing that .gitignore hides, no change of the work tree, and
# no mode of the operator's umask can get into an image.
# shellcheck disable=SC2016 # git's words
export_commit() {
  local path
  export tree index=$work/index
  rm -rf -- "$tree" && mkdir -p -- "$tree"
  { GIT_INDEX_FILE=$index git read-tree "$commit" && GIT_INDEX_FILE=$index git checkout-index --quiet --all --force --prefix="$tree/" &&
    git submodule --quiet foreach --recursive 'export GIT_INDEX_FILE="$index.$sha1" &&
      git read-tree "$sha1" && git checkout-index --quiet --all --force --prefix="$tree/$displaypath/"'; } ||
    fail "git can't write the files of $commit to $tree" "See the lines above."
  while read -r -d '' path; do note "the submodule $path is not checked out, so images are built without it"; done < <(
    git submodule status --recursive | sed -nz 's/^-[0-9a-f]* //p')
}

log_in_to() { aws ecr get-login-password --region "$2" | "$docker" login --username AWS --password-stdin "$1"; }
make_images() {
  local file host region known=' '
  local -a arguments=()
  for file in "$work"/builds/*/*; do
    [[ -e $file ]] || return 0
    mapfile -d '' -t arguments <"$file"
    host=${arguments[1]%%/*} region=${arguments[1]#*.dkr?ecr.}
    [[ $host == *.dkr[.-]ecr.* && $registry == ecr && $known != *" $host "* ]] || continue
    known+="$host "
    : >"$logs/login.log"
    again push "$host" "$logs/login.log" log_in_to "$host" "${region%%.*}" || { tail_of "$logs/login.log" >&2 && fail "$docker can't log in to $host" "See the lines above."; }
  done
  step "Builds and pushes images"
  (umask 022 && export_commit)
  cd -- "$tree"
  for file in "$work"/builds/*; do make_wave "$file"; done
  cd -- "$root"
}

# --- Single-page apps --------------------------------------------------------------------------------------------------------------

# Those that an unfinished run at this commit has brought out are not done again.
app_is_done() { grep -Fqx -- "$commit $1" "$state_of/apps" 2>/dev/null; }

build_apps() {
  local i j name output
  local -a build=()
  ((${#apps[@]} == 0)) || step "Builds apps"
  for i in "${!apps[@]}"; do
    name=${apps[i]} output=$root/${is[deploy.apps.$i.output]} build=()
    ! app_is_done "$name" || { note "$name: is out already" && continue; }
    for ((j = 0; ; j++)); do
      [[ -n ${is[deploy.apps.$i.build.$j]+it} ]] || break
      build+=("${is[deploy.apps.$i.build.$j]}")
    done
    note "$name: builds"
    (cd -- "$root/${is[deploy.apps.$i.directory]}" && DEPLOY_ENVIRONMENT=$environment DEPLOY_COMMIT=$commit "${build[@]}") >"$logs/app-$name.log" 2>&1 </dev/null || {
      tail_of "$logs/app-$name.log" >&2
      fail "the app $name can't be built" "All of it is in $logs/app-$name.log."
    }
    [[ -d $output && -n $(find "$output" -type f -print -quit) ]] || fail "the app $name was built, and there is no file in ${output@Q}" \
      "Correct its \"build\" or \"output\" in deltaplan.json."
  done
  ((${#apps[@]} == 0)) || check_tree " any more: it was changed while apps were built"
}

# Pages last: no page names a file that is not there yet. All files are sent: a size and a date don't tell whether one has changed.
upload_apps() {
  local i name bucket distribution
  local -a send=()
  ((${#apps[@]} == 0)) || step "Uploads apps"
  for i in "${!apps[@]}"; do
    name=${apps[i]} bucket=${is[deploy.apps.$i.bucket]} distribution=${is[deploy.apps.$i.distribution]:-}
    ! app_is_done "$name" || continue
    send=(aws s3 cp "$root/${is[deploy.apps.$i.output]}" "s3://$bucket" --recursive --only-show-errors)
    { "${send[@]}" "--exclude=*.html" && "${send[@]}" "--exclude=*" "--include=*.html" --cache-control=no-cache; } ||
      fail "the app $name can't be uploaded to $bucket" "See the lines above."
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
  local -a arguments=(-input=false -lock-timeout=60s "-out=$work/tfplan" "${var_files[@]}" "-var-file=$plan/image_tags.auto.tfvars.json") allow=()
  local code=0
  [[ -e $plan/image_tags.auto.tfvars.json ]] || fail "Terraform can't be given the tags" "The lines above say why, and what to do."
  if [[ -n $changed ]]; then
    mapfile -t -O "${#arguments[@]}" arguments <"$plan/target_args.txt"
  else
    [[ -z ${is[deploy.image_tag_variable]:-} ]] || arguments+=(-var "${is[deploy.image_tag_variable]}=${is[head.tag]}")
    # A full deploy brings out whatever else has changed in Terraform's files. What is destroyed has to be read by somebody.
    allow+=(--allow-outside)
    [[ -n $yes && -z ${DEPLOY_ALLOW_DESTROYED:-} ]] || allow+=(--allow-destroyed)
  fi
  step "Terraform plans"
  terraform_in plan -detailed-exitcode "${colour[@]}" "${arguments[@]}" || code=$?
  case $code in 0) ;; 2) tf_changes=yes ;; *) fail "Terraform can't plan" "See the lines above. Nothing was built or rolled." ;; esac
  check_tree " any more: it was changed while Terraform planned from it"
  terraform_in show -json "$work/tfplan" >"$work/tfplan.json"
  checked "Terraform would do something else than what is planned" "Terraform's plan can't be checked" \
    "Nothing was built or rolled, and the tag map is as it was. See the lines above." \
    "$deltaplan" verify --live --env "$environment" --plan "$plan" "${allow[@]}" "$work/tfplan.json"
}

# Whatever becomes of the apply, the map names what was to come before it begins: an untargeted apply then goes forward, to images that are
# there, and never back. See docs/decisions/map-before-apply.md of deltaplan.
roll() {
  checked "the plan does not hold any more: somebody else has deployed since it was made" "what is live can't be read" \
    "Nothing was rolled. Run the same command again: it plans anew." "$deltaplan" verify --live --env "$environment" --plan "$plan"
  if [[ -n $map ]]; then
    checked "the tag map can't be written as planned" "the tag map can't be written" \
      "Nothing was rolled. See the lines above, and what others did with it: deltaplan tags history --env $environment" \
      "$deltaplan" tags set --env "$environment" --from "$plan" -m "deploy.sh${changed:+ --changed}"
  else
    note "deltaplan.json names no tag map for $environment: an untargeted apply knows nothing of this deploy"
  fi
  checked "an image is not there" "nobody knows whether the images are there" "Nothing was rolled. See the lines above." \
    "$deltaplan" -q release begin --env "$environment" --plan "$plan"
  if [[ -n $tf_changes ]]; then
    step "Terraform applies that plan"
    terraform_in apply -input=false -lock-timeout=60s "${colour[@]}" "$work/tfplan" ||
      fail "Terraform could not apply all of it" "What was rolled stays, and the tag map names what was to come, so that no apply goes back." \
        "Mend the cause and run the same command again, or go back with:" "\$ $deltaplan tags rollback --env $environment"
  else
    note "Terraform has nothing to change"
  fi
}

# Until what was planned runs and is well, what follows it is restarted, and what earlier deploys have left is done.
finish() {
  local action
  step "Waits until all of it runs"
  for action in wait restart resume; do
    "$deltaplan" -q release "$action" --env "$environment" --plan "$plan" || fail "not all of it runs as planned" \
      "Look at events and logs, mend it, and run the same command again, or go back as the lines above say."
  done
}

# --- All of it ---------------------------------------------------------------------------------------------------------------------------

prepare() {
  local program
  local -a lines=()
  read_arguments "$@"
  deltaplan=${DELTAPLAN:-deltaplan} terraform=${TERRAFORM:-terraform}
  command -v git >/dev/null || fail "programs are missing" "git: install it"
  # The repository is the one that the script lies in, and not that of a hook of git that starts it.
  unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX GIT_COMMON_DIR GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_NAMESPACE
  here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
  mapfile -t lines < <(git -C "$here" rev-parse --show-toplevel --absolute-git-dir HEAD)
  ((${#lines[@]} == 3)) || fail "$here is in no git repository with a commit" "deploy.sh belongs into the repository that it deploys."
  root=${lines[0]} state=${lines[1]}/deltaplan-deploy commit=${lines[2]}
  for program in deltaplan terraform DOCKER; do # paths are relative to where it was started
    [[ ${!program-} != */* || ${!program} == /* ]] || printf -v "$program" '%s/%s' "$PWD" "${!program}"
  done
  cd -- "$root"
  check_tools "$deltaplan" "put it on the PATH, or name it with DELTAPLAN" flock "util-linux; on macOS: brew install flock"
  work=$(mktemp -d)
  read_settings
  lines=(aws "the AWS CLI; install it" "$docker" "install it, or name another container tool with DOCKER")
  [[ -n $skip_tf ]] || lines+=("$terraform" "install it, or name it (or tofu) with TERRAFORM")
  check_tools "${lines[@]}"
  if [[ -n $profile ]]; then # means the same to deltaplan, to Terraform and to the AWS CLI
    export AWS_PROFILE=$profile
    unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
  fi
  export AWS_PAGER=''
  state_of=$state/$environment logs=$state/$environment/logs plan=$state/$environment/plan tree=$state/$environment/tree
  [[ -d $logs ]] || (umask 077 && mkdir -p "$logs")
  take_lock
}

deploy() {
  [[ -n $skip_tf ]] || check_workspace
  make_plan
  if [[ $planned == 0 ]]; then
    say "Nothing to do."
    return 0
  fi
  check_tree ''
  summary
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
    finish
  fi
  upload_apps
  rm -f -- "$state_of/apps"
  step "Done."
  [[ -n $skip_tf || -z $map ]] || note "Commit the tag map and its history: $map, $map.history"
}

prepare "$@"
deploy <&8 8<&-
