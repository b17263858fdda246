variable "environment" { type = string }
variable "vpc_id" { type = string }
variable "instance_type" { type = string }
variable "image_id" { type = string }
variable "instances" {
  type        = map(object({ subnet_id = string }))
  description = "The instances by name; the name is also that of their host key in known_hosts."
}

module "fleet" {
  source        = "./modules/fleet"
  name          = "backend-${var.environment}"
  vpc_id        = var.vpc_id
  instance_type = var.instance_type
  image_id      = var.image_id
  instances     = var.instances
  port          = 8080
  health_path   = "/health"
}

# What rolling-deploy.sh reads.
output "fleet" {
  value = {
    target_group_arn = module.fleet.target_group_arn
    instances        = module.fleet.instances
  }
}
