variable "cluster" { type = string }
variable "registry" { type = string }

variable "services" {
  type = map(object({ desired_count = number }))
}

# The tag of a service that image_tags does not name.
variable "image_tag" {
  type    = string
  default = "sha-bootstrap"
}

# Service -> tag, complete; in image-tags.auto.tfvars.json, which deltaplan keeps.
variable "image_tags" {
  type    = map(string)
  default = {}
}

module "service" {
  source   = "./modules/ecs_service"
  for_each = var.services

  name          = each.key
  cluster       = var.cluster
  image         = "${var.registry}/${each.key}:${lookup(var.image_tags, each.key, var.image_tag)}"
  desired_count = each.value.desired_count
}
