# shellcheck shell=bash
# How long something takes, for .ci/run and scripts/test, which source this.

# timed NAME COMMAND...: says how long it took, and for how long processors worked at it: less than twice the time is waiting.
timed() {
  local name=$1 begin=$SECONDS status=0 before after
  shift
  before=$(mktemp) && after=$(mktemp) || return
  times >"$before"
  "$@" </dev/null || status=$?
  times >"$after" # not in a subshell, which has children of its own
  echo "== $name: $((SECONDS - begin)) s, $(($(processor_seconds "$after") - $(processor_seconds "$before"))) s of a processor"
  rm -f "$before" "$after"
  return $status
}
# processor_seconds FILE: what the children had used when `times` wrote it.
processor_seconds() {
  local minutes seconds more_minutes more_seconds
  { read -r _ && IFS='m. ' read -r minutes seconds _ more_minutes more_seconds _; } <"$1"
  echo $((minutes * 60 + seconds + more_minutes * 60 + more_seconds))
}
