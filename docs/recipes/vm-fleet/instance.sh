# shellcheck shell=bash
# What runs on an instance. rolling-deploy.sh sends it on the standard input of `ssh ... bash -s`, behind a line that sets its
# arguments: ACTION SERVICE ADDRESS PORT CONTAINER_PORT HEALTH_PATH [REPOSITORY TAG SECONDS]
#
#   state     prints "TAG HEALTH": the tag of the container that is there ("-": none), and "healthy" or "unhealthy"
#   pull      pulls the image, and changes nothing
#   deploy    stops the container and keeps it as SERVICE-previous, starts the new one, waits until that is healthy
#   restore   undoes a deploy of TAG, however far it came: the container from before it runs again, and is healthy
#
# All is inside of functions, and the last line starts it: a script that arrives in part does nothing.
set -euo pipefail

exists() { docker inspect --format '{{.Id}}' "$1" >/dev/null 2>&1; }

tag_of() {
  local image
  image=$(docker inspect --format '{{.Config.Image}}' "$1")
  printf '%s\n' "${image##*:}"
}

# Does the service answer, with this tag?
healthy() {
  local answer
  answer=$(curl -q --silent --fail --max-time 5 "http://$address:$port$health_path") || return 1
  # The answer is JSON; what counts is its member "tag". Tags hold no character that JSON or the pattern escapes.
  [[ $answer =~ \"tag\"[[:space:]]*:[[:space:]]*\"([A-Za-z0-9_.-]+)\" && ${BASH_REMATCH[1]} == "$1" ]]
}

wait_healthy() {
  local until=$((SECONDS + $2))
  until healthy "$1"; do
    if ((SECONDS >= until)); then
      echo "$service $1 did not become healthy within $2 s at http://$address:$port$health_path" >&2
      docker logs --tail 20 "$service" >&2 || true
      return 1
    fi
    sleep 0.5
  done
}

deploy() {
  local image=$repository:$tag
  if exists "$service"; then
    # What serves now is what a failure goes back to. What does not serve (a deploy that broke off) is not worth keeping
    # when there is something that did.
    if ! exists "$service-previous" || healthy "$(tag_of "$service")"; then
      docker rm --force "$service-previous" >/dev/null 2>&1 || true
      docker stop "$service" >/dev/null
      docker rename "$service" "$service-previous"
    else
      docker rm --force "$service" >/dev/null
    fi
  fi
  docker run --detach --name "$service" --restart unless-stopped --env "IMAGE_TAG=$tag" \
    --publish "$address:$port:$container_port" "$image" >/dev/null 9>&-
  wait_healthy "$tag" "$seconds"
}

restore() {
  if exists "$service" && [[ $(tag_of "$service") != "$tag" ]]; then
    : # It was never replaced; at most it was stopped.
  elif exists "$service-previous"; then
    docker rm --force "$service" >/dev/null 2>&1 || true
    docker rename "$service-previous" "$service"
  else
    echo "there is no container $service-previous to go back to" >&2
    return 1
  fi
  docker start "$service" >/dev/null 9>&-
  wait_healthy "$(tag_of "$service")" "$seconds"
}

main() {
  local action=$1
  service=$2 address=$3 port=$4 container_port=$5 health_path=$6 repository=${7:-} tag=${8:-} seconds=${9:-}
  case $action in
    state)
      local current=- health=unhealthy
      if exists "$service"; then
        current=$(tag_of "$service")
        if healthy "$current"; then health=healthy; fi
      fi
      printf '%s %s\n' "$current" "$health"
      ;;
    pull) docker pull --quiet "$repository:$tag" >/dev/null ;;
    # A restore waits for a deploy whose connection has broken off, and that still goes on.
    deploy) exec 9>"$HOME/.$service-roll.lock"; flock 9; deploy ;;
    restore) exec 9>"$HOME/.$service-roll.lock"; flock 9; restore ;;
    *) echo "unknown action '$action'" >&2; exit 1 ;;
  esac
}

main "$@" </dev/null
