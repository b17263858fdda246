cluster  = "platform-prod"
registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/platform"

services = {
  api     = { desired_count = 1 }
  reports = { desired_count = 1 }
  web     = { desired_count = 1 }
  worker  = { desired_count = 1 }
}
