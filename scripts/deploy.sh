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

# stop CODE WORD MESSAGE [LINE...]: what is wrong, then what to do.
stop() {
  local line
  {
    wrap '' "deploy.sh: $2: $3"
    for line in "${@:4}"; do note "$line"; done
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
# as_it_says ARGUMENT...: ends as deltaplan does, which has said all that there is to say.
as_it_says() { "$deltaplan" -q "$@" || exit "$(($? == 3 ? 3 : 1))"; }

# --- The end, whichever way it comes ---------------------------------------------------------------------------------------------

work='' began='' builder='' # temporary files, set once something was changed, what builds images
clean_up() {
  local code=$?
  trap - EXIT
  trap '' INT TERM HUP
  [[ -z $builder ]] || { kill -TERM "$builder" && wait "$builder"; } || true # it ends all that it has started
  [[ -z $work ]] || rm -rf -- "$work"
  if [[ $code != 0 && -n $began ]]; then
    printf '\n' >&2
    say "Not finished. Run the same command again: it does only what is left." >&2
    note "The plan is in ${plan#"$root"/}, the logs are in ${logs#"$root"/}" >&2
  fi || true # the terminal may be gone
  exit "$code"
}
interrupted() {
  printf '\ndeploy.sh: interrupted\n' >&2 || true
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
var_files=() apps=()
read_settings() {
  local entry key value
  local -a flags=(${var_file:+"--var-file=$var_file"})
  [[ -n $skip_tf ]] || flags+=(--check-workspace)
  as_it_says settings "${flags[@]}" -z >"$work/settings"
  while IFS= read -r -d '' entry; do
    key=${entry%%$'\n'*} value=${entry#*$'\n'}
    is[$key]=$value
    case $key in
      terraform.var_files.*) var_files+=("-var-file=$root/$value") ;;
      deploy.apps.*.name) apps+=("$value") ;;
    esac
  done <"$work/settings"
  environment=${is[name]} registry=${is[deploy.registry]:-} terraform_dir=$root/${is[terraform.dir]:-.} map=${is[image_tags.file]:-} who=${is[deploy.account]:-}${is[deploy.deployers.0]:-}
  [[ -z $changed && -z $skip_spas && ${#services[@]} -eq 0 ]] || apps=()
}

need() { command -v -- "$1" >/dev/null || fail "$1 is missing" "$2"; }

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

# The tag says which commit runs, so nothing else may be rolled out: Terraform's files and the apps are taken from the work tree.
check_tree() { as_it_says release check --tree --plan "$plan"; }

# make_plan FLAG...
make_plan() {
  local name flags=("$@")
  planned=0
  if [[ -z $changed ]]; then
    # Nothing is rolled without Terraform, so nothing can be rolled back.
    [[ -z $skip_tf ]] || flags+=(--allow-rollback --allow-diverged)
    for name in "${services[@]}"; do flags+=(--service "$name" --force "$name"); done
    ((${#services[@]} > 0)) || flags+=(--force '*')
  fi
  "$deltaplan" plan --env "$environment" --out "$plan" --detailed-exitcode "${flags[@]}" || planned=$?
  case $planned in 0 | 2) ;; 3) exit 3 ;; *) exit 1 ;; esac
  [[ -n $skip_tf || ! -d $plan/roots ]] || fail "$environment has several root modules, and deploy.sh rolls one" "What to run in each: docs/output.md of deltaplan."
  # Instances that Terraform's files don't tell, its state does.
  if [[ -n $changed && $planned == 2 && $# == 0 ]] && grep -Fq '"targets_unresolved"' "$plan/plan.json"; then
    step "Plans once more, with what Terraform's state knows"
    terraform_in show -json >"$work/state.json" || fail "Terraform can't show its state" "See the lines above. Nothing was changed."
    make_plan --state "$work/state.json"
  fi
}

summary() {
  step "What is going to be done at $(git log -1 --format='%h %<(50,trunc)%s' "$commit")"
  # Who only builds for a registry that is not AWS's needs nothing of AWS, where nothing says who may.
  if [[ -n $skip_tf && ${#apps[@]} -eq 0 && $registry != ecr && -z $who ]]; then check_tree; else as_it_says release check --plan "$plan"; fi
  [[ -z $skip_tf ]] || note "Terraform is left alone: nothing is rolled"
  step "Images"
  as_it_says release build --dry-run --plan "$plan"
}

confirm() {
  local answer=''
  [[ -t 0 ]] || fail "there is no terminal to ask for a 'y'" "Add --yes to go on without being asked, or --plan-only to only look."
  read -r -p "Type y to go on: " answer || say
  [[ $answer == y ]] || refuse "not confirmed" "Only a typed y goes on. Nothing was done."
}

# --- Images and single-page apps ---------------------------------------------------------------------------------------------------

make_images() {
  step "Builds and pushes images"
  "$deltaplan" release build --plan "$plan" & # bash hears a signal only while it waits
  builder=$!
  checked "what is left may not be built" "not every image is there" "Nothing was rolled." wait "$builder"
  builder=''
}

# Those that an unfinished run at this commit has brought out are not done again.
app_is_done() { grep -Fqx -- "$commit $1" "$state_of/apps" 2>/dev/null; }

build_apps() {
  local i name output build=()
  ((${#apps[@]} == 0)) || step "Builds apps"
  for i in "${!apps[@]}"; do
    name=${apps[i]} output=$root/${is[deploy.apps.$i.output]} build=()
    ! app_is_done "$name" || { note "$name: is out already" && continue; }
    while [[ -n ${is[deploy.apps.$i.build.${#build[@]}]+it} ]]; do build+=("${is[deploy.apps.$i.build.${#build[@]}]}"); done
    note "$name: builds"
    (cd -- "$root/${is[deploy.apps.$i.directory]}" && DEPLOY_ENVIRONMENT=$environment DEPLOY_COMMIT=$commit "${build[@]}") >"$logs/app-$name.log" 2>&1 </dev/null || {
      tail -n 15 -- "$logs/app-$name.log" | LC_ALL=C tr -d '\000-\010\013-\037\177' >&2
      fail "the app $name can't be built" "All of it is in $logs/app-$name.log."
    }
    [[ -d $output && -n $(find "$output" -type f -print -quit) ]] || fail "the app $name was built, and there is no file in ${output@Q}" \
      "Correct its \"build\" or \"output\" in deltaplan.json."
  done
  ((${#apps[@]} == 0)) || check_tree
}

# Pages last: no page names a file that is not there yet. All files are sent: a size and a date don't tell whether one has changed.
upload_apps() {
  local i name bucket distribution send=()
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
export TF_IN_AUTOMATION=1 AWS_PAGER=''
terraform_in() { "$terraform" "-chdir=$terraform_dir" "$@"; }

plan_terraform() {
  local code=0 allow=() arguments=(-input=false -lock-timeout=60s "-out=$work/tfplan" "${var_files[@]}" "-var-file=$plan/image_tags.auto.tfvars.json")
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
  check_tree # it was that before, and may have been changed while Terraform planned from it
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
        "Mend the cause and run the same command again, or go back: $deltaplan tags rollback --env $environment"
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
  local program lines=()
  read_arguments "$@"
  deltaplan=${DELTAPLAN:-deltaplan} terraform=${TERRAFORM:-terraform} docker=${DOCKER:-}
  need git "Install it."
  # The repository is the one that the script lies in, and not that of a hook of git that starts it.
  unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX GIT_COMMON_DIR GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_NAMESPACE
  here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
  mapfile -t lines < <(git -C "$here" rev-parse --show-toplevel --absolute-git-dir HEAD)
  ((${#lines[@]} == 3)) || fail "$here is in no git repository with a commit" "deploy.sh belongs into the repository that it deploys."
  root=${lines[0]} state=${lines[1]}/deltaplan-deploy commit=${lines[2]}
  for program in deltaplan terraform docker; do # paths are relative to where it was started
    [[ ${!program-} != */* || ${!program} == /* ]] || printf -v "$program" '%s/%s' "$PWD" "${!program}"
  done
  [[ -z $docker ]] || export DOCKER=$docker
  cd -- "$root"
  need "$deltaplan" "Put it on the PATH, or name it with DELTAPLAN."
  need flock "It is in util-linux; on macOS: brew install flock"
  work=$(mktemp -d)
  read_settings
  need "${docker:-${is[deploy.build_tool]:-docker}}" "Install it, or name another container tool with DOCKER."
  ((${#apps[@]} == 0)) || need aws "It brings out the apps: install the AWS CLI."
  [[ -n $skip_tf ]] || need "$terraform" "Install it, or name it (or tofu) with TERRAFORM."
  if [[ -n $profile ]]; then # means the same to deltaplan, to Terraform and to the AWS CLI
    export AWS_PROFILE=$profile
    unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
  fi
  state_of=$state/$environment plan=$state/$environment/plan logs=$state/$environment/plan/logs
  [[ -d $logs ]] || (umask 077 && mkdir -p "$logs")
  take_lock
}

deploy() {
  make_plan
  [[ $planned != 0 ]] || { say "Nothing to do." && return 0; }
  summary
  [[ -n $skip_tf ]] || plan_terraform
  ((${#apps[@]} == 0)) || step "Would build, upload and invalidate apps: ${apps[*]}"
  printf '\n'
  if [[ -n $plan_only ]]; then
    say "This was --plan-only: nothing was changed. The plan is in ${plan#"$root"/}"
    return 0
  fi
  [[ -n $yes ]] || confirm
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
