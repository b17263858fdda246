# A task definition and the service that runs it, on a cluster of EC2 instances. For Fargate add requires_compatibilities, network_mode,
# cpu, memory and an execution role to the task definition, and network_configuration to the service; deltaplan does not mind.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "name" { type = string }
variable "cluster" { type = string }
variable "image" { type = string }
variable "desired_count" {
  type    = number
  default = 1
}

resource "aws_ecs_task_definition" "this" {
  family = var.name

  container_definitions = jsonencode([
    {
      name      = var.name
      image     = var.image
      memory    = 256
      essential = true
    }
  ])
}

resource "aws_ecs_service" "this" {
  name            = var.name
  cluster         = var.cluster
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = var.desired_count

  # A release that does not start is taken back by ECS; deploy.sh notices that and says so.
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
