environment   = "prod"
vpc_id        = "vpc-0123456789abcdef0"
instance_type = "t3.small"
image_id      = "ami-0123456789abcdef0"
instances = {
  backend-1 = { subnet_id = "subnet-0aaaaaaaaaaaaaaa0" }
  backend-2 = { subnet_id = "subnet-0bbbbbbbbbbbbbbb0" }
  backend-3 = { subnet_id = "subnet-0ccccccccccccccc0" }
}
