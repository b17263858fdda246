terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.0" }
  }
  backend "s3" {} # terraform init -backend-config=env/NAME.backend.hcl
}

provider "aws" {
  region = "eu-west-1"
}
