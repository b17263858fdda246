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
    { name = var.name, image = var.image, memory = 128, essential = true },
  ])
  skip_destroy = true # what ran before can be looked up, and run again
}

resource "aws_ecs_service" "this" {
  name            = var.name
  cluster         = var.cluster
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = var.desired_count

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
