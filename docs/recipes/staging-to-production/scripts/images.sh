# shellcheck shell=bash
# What builds and promotions share: where images are, and who runs them. After lib.sh.

# list NAME...: as JSON
list() {
  if (($#)); then printf '%s\n' "$@"; fi | jq -R . | jq -cs .
}

# repository ENVIRONMENT IMAGE: where the image is kept
repository() {
  local pattern
  pattern=$(setting "$1" repository)
  printf '%s' "${pattern//"{image}"/"$2"}"
}

# service_images: JSON object service -> image
service_images() {
  "$DELTAPLAN" -q check --format json | jq '.services | map({(.name): .image}) | add'
}

# chosen_services NAME...: the services of these names, and those that run images of these names; a line each
chosen_services() {
  local images
  images=$(service_images)
  jq -r --argjson names "$(list "$@")" '. as $images | $names[] | . as $name
    | ([$images | to_entries[] | select(.key == $name or .value == $name) | .key]
       | if . == [] then error("\($name) is neither a service nor an image of one; there are: \($images | keys | join(", "))") else .[] end)' \
    <<<"$images" || die "TARGETS names what is not there"
}
