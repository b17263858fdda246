bucket = "example-terraform-state"
key    = "backend/staging.tfstate"
region = "eu-west-1"
