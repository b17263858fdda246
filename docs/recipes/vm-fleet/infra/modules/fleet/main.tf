# Machines and the target group. Which of them are registered there, and which image they run, is not Terraform's: it belongs to
# rolling-deploy.sh, and would look like drift here during every roll.
variable "name" { type = string }
variable "vpc_id" { type = string }
variable "instance_type" { type = string }
variable "image_id" { type = string }
variable "instances" { type = map(object({ subnet_id = string })) }
variable "port" { type = number }
variable "health_path" { type = string }

resource "aws_instance" "this" {
  for_each      = var.instances
  ami           = var.image_id
  instance_type = var.instance_type
  subnet_id     = each.value.subnet_id
  tags          = { Name = "${var.name}-${each.key}" }
}

resource "aws_lb_target_group" "this" {
  name                 = var.name
  vpc_id               = var.vpc_id
  port                 = var.port
  protocol             = "HTTP"
  target_type          = "instance"
  deregistration_delay = 30
  health_check {
    path                = var.health_path
    interval            = 10
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }
}

output "target_group_arn" { value = aws_lb_target_group.this.arn }

output "instances" {
  value = { for name, instance in aws_instance.this : name => {
    id       = instance.id
    address  = instance.private_ip
    ssh_port = 22
  } }
}
