#!/usr/bin/env python3
"""The tags file of `plan --out`, in the form of each carrier, given to the real Terraform: what the state holds then is what was planned."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import testing  # noqa: E402
import tools  # noqa: E402
from sandbox import Repository  # noqa: E402
from terraform import Terraform  # noqa: E402

TARGETS = ['terraform_data.service["{service}"]']
SERVICES = ("api", "web")


def module(variables, image):
    """A root module that runs `image`, an expression with each.key, for each service."""
    return variables + f"""
resource "terraform_data" "service" {{
  for_each = toset(["api", "web"])
  input    = {image}
}}
"""


# What teams keep: the place of the tags, the file (T is the tag), the variables of the root module, how they make an image, and what else
# the configuration says.
CARRIERS = {
    "map": ({}, 'image_tags = {\n  api = "T"\n  web = "T"\n}\n', 'variable "image_tags" { type = map(string) }',
            '"r/${each.key}:${var.image_tags[each.key]}"', {}),
    "map in JSON": ({"file": "tags.tfvars.json"}, '{"image_tags": {"api": "T", "web": "T"}}',
                    'variable "image_tags" { type = map(string) }', '"r/${each.key}:${var.image_tags[each.key]}"', {}),
    "a scalar for each": ({"variable": "{service}_tag", "form": "scalar"}, 'api_tag = "T"\nweb_tag = "T"\n',
                          'variable "api_tag" { type = string }\nvariable "web_tag" { type = string }',
                          '"r/${each.key}:${each.key == "api" ? var.api_tag : var.web_tag}"', {}),
    "one scalar for all": ({"variable": "image_tag", "form": "scalar"}, 'image_tag = "T"\n', 'variable "image_tag" { type = string }',
                           '"r/${each.key}:${var.image_tag}"', {}),
    "an object with settings and null": (
        {}, 'image_tags = {\n  api = "T"\n  cpu = 256\n  old = null\n  web = "T"\n}\n',
        'variable "image_tags" {\n  type = object({ api = string, web = string, old = optional(string), cpu = number })\n}',
        '"r/${each.key}:${var.image_tags[each.key]}/${var.image_tags.cpu}"', {}),
    "a path in an object": (
        {"variable": "shop.services.{service}.tag", "form": "scalar"},
        'shop = {\n  region = "eu"\n  services = {\n    api = { cpu = 1, tag = "T" }\n    web = { cpu = 2, tag = "T" }\n  }\n}\n',
        'variable "shop" { type = object({ region = string, services = map(object({ cpu = number, tag = string })) }) }',
        '"${var.shop.region}/${each.key}:${var.shop.services[each.key].tag}/${var.shop.services[each.key].cpu}"', {}),
    "keys that are addresses": (
        {"variable": 'images["https://{service}.example.com"]', "form": "scalar"},
        'images = {\n  "https://api.example.com" = "T"\n  "https://web.example.com" = "T"\n}\n',
        'variable "images" { type = map(string) }', '"r/${each.key}:${var.images["https://${each.key}.example.com"]}"', {}),
    "JSON in a string": ({"form": "json"}, 'image_tags = "{\\"api\\":\\"T\\",\\"web\\":\\"T\\"}"\n', 'variable "image_tags" { type = string }',
                         '"r/${each.key}:${jsondecode(var.image_tags)[each.key]}"', {}),
    "whole images": ({"variable": "images", "content": "image"},
                     'images = {\n  api = "registry.example.com/api:T"\n  web = "registry.example.com/web:T"\n}\n',
                     'variable "images" { type = map(string) }', "var.images[each.key]", {}),
    "defaults of variables": ({"file": "images.tf", "variable": "variable.{service}_image.default", "form": "scalar", "content": "image"},
                              'variable "api_image" {\n  default = "r/api:T"\n}\nvariable "web_image" {\n  default = "r/web:T"\n}\n', "",
                              'each.key == "api" ? var.api_image : var.web_image', {}),
    "the default of a map": ({"file": "images.tf", "variable": "variable.tags.default"},
                             'variable "tags" {\n  default = { api = "T", web = "T" }\n}\n', "", '"r/${each.key}:${var.tags[each.key]}"', {}),
    "names that follow no pattern": (
        {"file": "images.tf", "variable": "variable.{var}_image.default", "form": "scalar", "content": "image"},
        'variable "arpa_image" {\n  default = "r/api:T"\n}\nvariable "site_image" {\n  default = "r/web:T"\n}\n', "",
        'each.key == "api" ? var.arpa_image : var.site_image',
        {"placeholders": {"var": "site"}, "services": ["services/*", {"name": "api", "placeholders": {"var": "arpa"}}]}),
}


class TagsFile(unittest.TestCase):
    """With Terraform. OpenTofu reads the same files below."""

    maxDiff = None

    tool = "terraform"

    def start(self, place, content, variables, image, **config):
        """A platform whose services all run the first commit, and a second commit that changes both; the Terraform of its root."""
        repo = Repository()
        self.addCleanup(repo.close)
        for service in SERVICES:
            repo.write(f"services/{service}/main.ts", service)
        repo.write(".gitignore", ".terraform*\n*.tfstate*\n")
        name = place.get("file", "tags.tfvars")
        file = f"infra/{name}"
        repo.configure(environments={"prod": {
            "live": [{"from": "image_tags"}], "image_tags": {**place, "file": file},
            "terraform": {"dir": "infra", "targets": TARGETS},
        }}, **config)
        repo.write("infra/main.tf", module(variables, image))
        repo.commit("first")
        first = repo.short()
        repo.write(file, content.replace("T", first))
        for service in SERVICES:
            repo.write(f"services/{service}/main.ts", service + " 2")
        repo.commit("second")
        root = Terraform(tools.path(self.tool), os.path.join(repo.base, "root"), os.path.join(repo.path, "infra"))
        root.apply(*([f"-var-file={name}"] if name.startswith("tags.") else []))
        return repo, root, first

    def images(self, root):
        found = json.loads(root.run("show", "-json"))["values"]["root_module"]["resources"]
        return {resource["index"]: resource["values"]["input"] for resource in found}

    def test_50_the_tags_file_rolls_what_was_planned_in_every_form(self):
        for name, (*carrier, config) in CARRIERS.items():
            with self.subTest(name):
                repo, root, first = self.start(*carrier, **config)
                before = self.images(root)
                out = os.path.join(repo.base, "plan")
                run = repo.run("plan", "--out", out)
                self.assertEqual(run.code, 0, run)
                with open(os.path.join(out, "target_args.txt"), encoding="utf-8") as file:
                    targets = file.read().splitlines()
                self.assertEqual(len(targets), 2)
                root.apply(f"-var-file={out}/image_tags.auto.tfvars.json", *targets)
                self.assertEqual(self.images(root), {key: image.replace(first, repo.short()) for key, image in before.items()})
                self.assertNotEqual(self.images(root), before)

    def test_50_tags_in_no_variable_are_set_where_they_stand(self):
        place = {"file": "main.tf", "variable": "locals.tags"}
        repo, root, first = self.start(
            {**place, "file": "locals.tf"}, 'locals {\n  tags = { api = "T", web = "T" }\n}\n', "", '"r/${each.key}:${local.tags[each.key]}"')
        out = os.path.join(repo.base, "plan")
        os.makedirs(out)
        with open(os.path.join(out, "image_tags.auto.tfvars.json"), "w", encoding="utf-8") as file:
            file.write("of an earlier plan")
        run = repo.run("plan", "--out", out)
        self.assertFalse(os.path.exists(os.path.join(out, "image_tags.auto.tfvars.json")))
        self.assertIn("No image_tags.auto.tfvars.json is written: the tags of infra/locals.tf can't be given as variables", run.err)
        with open(os.path.join(out, "plan.json"), encoding="utf-8") as file:
            told = json.load(file)["tags_file"]
        self.assertEqual(told["variables"], [])
        self.assertIn("locals.tags, which is no variable", told["why_not"])
        self.assertIn("tags set --from", told["what_to_do"])
        self.assertEqual(repo.run("tags", "set", "--from", out).code, 0)
        with open(os.path.join(repo.path, "infra/locals.tf"), encoding="utf-8") as file:
            root.write("locals.tf", file.read())
        root.apply("-target=terraform_data.service")
        self.assertEqual(self.images(root), {service: f"r/{service}:{repo.short()}" for service in SERVICES})
        self.assertNotEqual(first, repo.short())

    def test_59_tags_in_parameters_are_given_no_tags_file(self):
        repo = Repository()
        self.addCleanup(repo.close)
        for service in (*SERVICES, "legacy"):
            repo.write(f"services/{service}/main.ts", service)
        repo.write("infra/main.tf", module("", '"r/${each.key}"'))
        repo.configure(environments={"prod": {"live": [{"from": "ssm", "parameter": "/{env}/{service}", "region": "eu-west-1"}],
                                              "terraform": {"dir": "infra", "targets": TARGETS}}})
        repo.commit("first")
        first = repo.short()
        repo.write("services/api/main.ts", "2")
        repo.commit("second")
        out = os.path.join(repo.base, "plan")
        live = [f"--live={service}={first}" for service in (*SERVICES, "legacy")]
        run = repo.run("plan", "--out", out, *live)
        self.assertEqual(run.code, 0, run)
        self.assertIn("the root module declares no variable image_tags. Make the calls that deltaplan tags set --print ssm --from", run.err)
        self.assertFalse(os.path.exists(os.path.join(out, "image_tags.auto.tfvars.json")))
        with open(os.path.join(out, "plan.json"), encoding="utf-8") as file:
            self.assertIn("--print ssm", json.load(file)["tags_file"]["what_to_do"])
        printed = json.loads(repo.run("tags", "set", "--print", "ssm", "--from", out).out)
        self.assertEqual(printed["region"], "eu-west-1")
        self.assertEqual(printed["calls"], [{"services": ["api"], "operation": "put-parameter", "input": {
            "Name": "/prod/api", "Value": repo.short(), "Type": "String", "Overwrite": True}}])

    def test_50_a_file_that_a_function_reads_holds_no_variables(self):
        repo, _, _ = self.start({"file": "versions.json"}, '{"image_tags": {"api": "T", "web": "T"}}', "",
                                '"r/${each.key}:${jsondecode(file("versions.json")).image_tags[each.key]}"')
        run = repo.run("plan", "--out", os.path.join(repo.base, "plan"))
        self.assertIn("the root module declares no variable image_tags", run.err)

    def test_50_a_file_named_like_one_of_variables_holds_none_where_a_function_reads_it(self):
        read = 'jsondecode(file("${path.module}/versions.tfvars.json")).image_tags'
        repo, root, first = self.start({"file": "versions.tfvars.json"}, '{"image_tags": {"api": "T", "web": "T"}}', f"locals {{ tags = {read} }}",
                                       '"r/${each.key}:${local.tags[each.key]}"')
        out = os.path.join(repo.base, "plan")
        run = repo.run("plan", "--out", out)
        self.assertIn("the root module declares no variable image_tags", run.err)
        self.assertFalse(os.path.exists(os.path.join(out, "image_tags.auto.tfvars.json")))
        self.assertNotIn("does not declare", repo.run("status").err)
        run = repo.run("tags", "set", "--from", out)
        self.assertEqual(run.code, 0, run)
        self.assertNotIn("-var-file", run.text)
        with open(os.path.join(repo.path, "infra/versions.tfvars.json"), encoding="utf-8") as file:
            root.write("versions.tfvars.json", file.read())
        root.apply("-target=terraform_data.service")
        self.assertEqual(self.images(root), {service: f"r/{service}:{repo.short()}" for service in SERVICES})
        self.assertNotEqual(first, repo.short())
        self.assertNotIn("-var-file", repo.run("tags", "rollback", "--dry-run").text)

    def test_50_a_shared_tag_is_not_written_when_one_service_keeps_its_own(self):
        repo, _, first = self.start({"variable": "image_tag", "form": "scalar"}, 'image_tag = "T"\n',
                                    'variable "image_tag" { type = string }', '"r/${each.key}:${var.image_tag}"')
        repo.write("services/web/main.ts", "web")
        repo.commit("web as it was")
        run = repo.run("plan", "--out", os.path.join(repo.base, "plan"))
        self.assertIn("image_tag is the tag of every service", run.err)
        self.assertIn("one by one. Plan with --force '*', so that", run.err)


class TagsFileOfOpenTofu(TagsFile):
    """What is given to OpenTofu; what it does not read has been looked at above."""

    tool = "tofu"
    test_59_tags_in_parameters_are_given_no_tags_file = None
    test_50_a_file_that_a_function_reads_holds_no_variables = None
    test_50_a_shared_tag_is_not_written_when_one_service_keeps_its_own = None


if __name__ == "__main__":
    testing.main()
