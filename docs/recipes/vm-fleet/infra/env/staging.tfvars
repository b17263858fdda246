environment   = "staging"
vpc_id        = "vpc-0fedcba9876543210"
instance_type = "t3.micro"
image_id      = "ami-0123456789abcdef0"
instances = {
  backend-1 = { subnet_id = "subnet-0ddddddddddddddd0" }
}
