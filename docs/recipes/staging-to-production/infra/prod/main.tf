variable "image_tags" {
  description = "Service to image tag: image-tags.auto.tfvars.json, which deltaplan writes."
  type        = map(string)
}

locals {
  # HOST/platform/{image}, from the one place that names the registry.
  repository = jsondecode(file("${path.module}/../../deltaplan.json")).environments["prod"].repository
}

module "service" {
  source   = "../../modules/ecs_service"
  for_each = var.image_tags

  name    = each.key
  cluster = "platform-prod"
  image   = "${replace(local.repository, "{image}", each.key)}:${each.value}"

  # The tag of the first deploy names no image: nothing is started before there is one.
  desired_count = each.value == "sha-bootstrap" ? 0 : 1
}
