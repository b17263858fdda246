locals {
  cluster = "platform-prod"

  # What production runs. `./tf pin` changes these tags and nothing else in this file.
  images = {
    api    = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/platform/api:sha-bootstrap" # public
    web    = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/platform/web:sha-bootstrap"
    worker = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/platform/worker:sha-bootstrap" # needs no endpoint
  }

  counts = { api = 2, web = 2, worker = 2 }
}

# In parked.auto.tfvars.json; `./tf park` and `./tf unpark` change it.
variable "parked" {
  type        = bool
  default     = false
  description = "Nothing runs: every service keeps its image and has a desired count of 0."
}

module "service" {
  source   = "./modules/ecs_service"
  for_each = local.images

  name          = each.key
  cluster       = local.cluster
  image         = each.value
  desired_count = var.parked ? 0 : local.counts[each.key]
}

output "cluster" { value = local.cluster }
output "parked" { value = var.parked }
