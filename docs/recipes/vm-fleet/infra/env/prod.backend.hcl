bucket = "example-terraform-state"
key    = "backend/prod.tfstate"
region = "eu-west-1"
