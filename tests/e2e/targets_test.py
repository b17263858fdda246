#!/usr/bin/env python3
"""Targets found in Terraform files: `deltaplan targets`, and plans with "targets": "auto". Numbers are those of docs/scenarios.md."""

import json
import os
import shutil
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))

import testing  # noqa: E402
from sandbox import Plan, Repository  # noqa: E402

FIXTURES = os.path.join(HERE, "..", "..", "fixtures", "terraform")
ROOT = "infra/terraform"

SERVICES = """
variable "image_tags" { type = map(string) }
variable "services" { default = ["api", "web"] }

resource "aws_ecs_task_definition" "service" {
  for_each              = toset(var.services)
  family                = each.key
  container_definitions = jsonencode([{ name = each.key, image = "registry/${each.key}:${var.image_tags[each.key]}" }])
}

resource "aws_ecs_service" "service" {
  for_each        = toset(var.services)
  name            = each.key
  task_definition = aws_ecs_task_definition.service[each.key].arn
}
"""


def state(*addresses):
    """What terraform show -json prints of resources in the root module."""
    resources = [{"address": address, "mode": "managed", "type": "x", "name": "y", "values": {}} for address in addresses]
    return json.dumps({"format_version": "1.0", "values": {"root_module": {"resources": resources}}}).encode()


class Targets(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)

    def start(self, *names, files=None, targets="auto", services=("services/*",)):
        for name in names:
            self.repo.write(f"services/{name}/main.ts", name)
        for path, text in (files if files is not None else {"main.tf": SERVICES}).items():
            self.repo.write(f"{ROOT}/{path}", text)
        self.repo.configure(services=list(services),
                            environments={"test": {"terraform": {"dir": ROOT, "targets": targets}}})
        return self.repo.commit("first")

    def change(self, *names):
        for name in names:
            self.repo.write(f"services/{name}/main.ts", f"changed {self.repo.clock}")
        return self.repo.commit("change")

    def found(self, *arguments, data=None):
        run = self.repo.run("targets", "--format", "json", *arguments, data=data)
        self.assertEqual(run.code, 0, run)
        self.json = json.loads(run.text)
        return {service["name"]: [target["address"] for target in service["targets"]] for service in self.json["services"]}

    def warnings(self, code):
        return [warning["message"] for warning in self.json["warnings"] if warning["code"] == code]

    def test_a_root_module_for_ecs(self):
        names = ["clinical-api", "edge", "events", "exports", "gateway", "legacy", "notifications", "reports", "scheduler", "web"]
        self.start(*names, files={})
        shutil.copytree(os.path.join(FIXTURES, "ecs"), os.path.join(self.repo.path, ROOT))
        self.repo.commit("infrastructure")
        found = self.found()
        for name in ("clinical-api", "gateway", "notifications", "reports", "web"):
            self.assertEqual(found[name], [f'aws_ecs_service.service["{name}"]', f'aws_ecs_task_definition.service["{name}"]'])
        for name in ("events", "exports"):
            self.assertEqual(found[name], [f'module.worker["{name}"].aws_ecs_service.this',
                                           f'module.worker["{name}"].aws_ecs_task_definition.this'])
        self.assertEqual(found["scheduler"],
                         ["module.scheduler.aws_ecs_service.this", "module.scheduler.aws_ecs_task_definition.this"])
        self.assertEqual(found["edge"], ["aws_ecs_service.edge", "aws_ecs_task_definition.edge"])
        # Its count is 0 by a default that something else may override.
        kept = ["module.legacy_worker[0].aws_ecs_service.this", "module.legacy_worker[0].aws_ecs_task_definition.this"]
        self.assertEqual(found["legacy"], kept)
        self.assertEqual([each["services"] for each in self.json["unresolved"]], [["legacy"]] * 2)
        self.repo.configure(environments={"test": {"terraform": {"dir": ROOT, "targets": "auto", "vars": {}}}})
        self.repo.commit("nothing else is given")
        self.assertEqual(self.found(), found | {"legacy": []})
        self.assertEqual(self.json["unresolved"], [])
        [ignored] = self.warnings("target_ignores_image")
        self.assertIn(f"aws_ecs_service.edge ({ROOT}/edge.tf line 24) ignores changes of task_definition", ignored)
        self.assertTrue(all("module.legacy_worker: count is 0" in text for text in self.warnings("target_without_instance")))

    def test_31_ignored_image_changes_are_warned_of(self):
        text = SERVICES.replace('  name            = each.key\n', '  name            = each.key\n'
                                '  lifecycle { ignore_changes = [task_definition, desired_count] }\n')
        first = self.start("api", "web", files={"main.tf": text})
        self.change("web")
        plan = self.repo.plan({"api": first, "web": first})
        self.assertEqual(plan.json["targets"], ['aws_ecs_service.service["web"]', 'aws_ecs_task_definition.service["web"]'])
        self.assertEqual(plan.warnings("target_ignores_image"),
                         [f"aws_ecs_service.service ({ROOT}/main.tf line 11) ignores changes of task_definition: "
                          "a targeted apply does not roll web."])

    def test_31_ignored_counts_are_not_warned_of(self):
        text = SERVICES.replace('  name            = each.key\n', '  name            = each.key\n'
                                '  lifecycle { ignore_changes = [desired_count] }\n')
        self.start("api", "web", files={"main.tf": text})
        self.found()
        self.assertEqual(self.json["warnings"], [])

    def test_one_line_brings_all_terraform_files_to_a_blobless_clone(self):
        module = 'module "a" {\n  source     = "../modules/a"\n  image_tags = var.image_tags\n}\n'
        first = self.start("api", "web", files={"main.tf": SERVICES, "a.tf": module, "../modules/a/main.tf": 'variable "image_tags" {}\n'})
        self.repo.git("config", "uploadpack.allowFilter", "true")
        clone = self.repo.clone("blobless", "--filter=blob:none", "--sparse")
        arguments = ("plan", "--format", "json", "--live", f"api={first}", "--live", f"web={first}", "--force", "web")
        run = clone.run(*arguments)
        self.assertEqual(run.code, 1, run)
        lines = [line[line.index("git fetch"):] for line in run.err.splitlines() if "git fetch" in line]
        self.assertEqual(len(lines), 1, run)
        clone.git(*lines[0].split()[1:])
        run = clone.run(*arguments)
        self.assertEqual(run.code, 0, run)
        self.assertEqual(len(Plan(run).json["targets"]), 2)

    def test_32_a_move_that_is_not_applied_is_warned_of(self):
        moved = 'moved {\n  from = aws_ecs_service.api\n  to   = aws_ecs_service.service["api"]\n}\n'
        first = self.start("api", "web", files={"main.tf": SERVICES, "moved.tf": moved})
        self.found()  # without a state nobody knows
        self.assertEqual(self.warnings("moved_not_applied"), [])
        self.found("--state", "-", data=state('aws_ecs_service.service["api"]'))
        self.assertEqual(self.warnings("moved_not_applied"), [])
        self.found("--state", "-", data=state("aws_ecs_service.api"))
        [warning] = self.warnings("moved_not_applied")
        self.assertIn(f'aws_ecs_service.api, which is moved to aws_ecs_service.service["api"] ({ROOT}/moved.tf line 1)', warning)
        plan = self.repo.run("plan", "--format", "json", "--live", f"api={first}", "--live", f"web={first}", "--state", "-",
                             data=state("aws_ecs_service.api"))
        self.assertIn("moved_not_applied", plan.text)

    def test_32_a_state_that_tells_what_is_live_tells_of_moves_and_instances_too(self):
        moved = 'moved {\n  from = aws_ecs_task_definition.web\n  to   = aws_ecs_task_definition.service["web"]\n}\n'
        unknown = 'variable "extra" {}\nresource "aws_ecs_task_definition" "extra" {\n  for_each = toset(var.extra)\n' \
                  '  container_definitions = jsonencode([{ image = "registry/${each.key}:${var.image_tags[each.key]}" }])\n}\n'
        first = self.start("api", "web", files={"main.tf": SERVICES, "moved.tf": moved, "extra.tf": unknown})
        self.repo.configure(environments={"test": {"live": [{"from": "terraform_state", "file": "state.json"}],
                                                   "terraform": {"dir": ROOT, "targets": "auto"}}})
        self.change("web")

        def plan_with(*names):
            resources = [{"address": f"aws_ecs_task_definition.{name}", "mode": "managed", "type": "aws_ecs_task_definition",
                          "name": name.split("[")[0], **({"index": name.split('"')[1]} if '"' in name else {}), "values": {
                              "container_definitions": json.dumps([{"image": f"registry/{image}:{first[:7]}"}])}}
                         for name, image in names]
            self.repo.write("state.json", json.dumps({"format_version": "1.0", "values": {"root_module": {"resources": resources}}}))
            plan = Plan(self.repo.run("plan", "--format", "json", "--allow-dirty"))
            self.assertEqual(plan.deployed(), ["web"])
            return plan

        plan = plan_with(('service["api"]', "api"), ("web", "web"), ('extra["web"]', "web"))
        [told] = plan.warnings("moved_not_applied")
        self.assertIn("aws_ecs_task_definition.web", told)
        self.assertIn('aws_ecs_task_definition.extra["web"]', plan.json["targets"])
        plan = plan_with(('service["api"]', "api"), ('service["web"]', "web"))
        self.assertEqual(plan.warnings("moved_not_applied"), [])
        self.assertNotIn('aws_ecs_task_definition.extra["web"]', plan.json["targets"])

    def test_32_a_target_without_instance_is_warned_of(self):
        text = SERVICES + """
resource "aws_lambda_function" "cron" {
  count     = 0
  image_uri = "registry/cron:${var.image_tags["cron"]}"
}
"""
        first = self.start("api", "cron", "old", files={"main.tf": text.replace('["api", "web"]', '["api"]')})
        self.change("cron", "old")
        plan = self.repo.plan({"api": first, "cron": first, "old": first})
        self.assertEqual(plan.json["targets"], [])
        [warning] = plan.warnings("target_without_instance")
        self.assertIn("can't roll cron: count is 0", warning)
        [warning] = plan.warnings("service_without_target")
        self.assertIn("old has no Terraform address", warning)
        self.found("--state", "-", data=state('aws_ecs_service.service["old"]'))
        self.assertTrue(any('aws_ecs_service.service["old"], which the files do not make any more' in text
                            for text in self.warnings("target_without_instance")))

    def test_33_every_form_of_text_is_read(self):
        self.start("api", "web", "cron", files={
            "main.tf": SERVICES.replace("\n", "\r\n"),
            "notes.tf": "# one\n// two\n/* three\n resource */\nlocals {\n  text = <<-EOT\n    ${\"nested \\\"${1 + 1}\\\"\"}\n"
                        "    resource \"aws_ecs_service\" \"no\" {}\n  EOT\n}\n",
            "cron.tf.json": json.dumps({"resource": {"aws_lambda_function": {"cron": {
                "image_uri": "registry/cron:${lookup(var.image_tags, \"cron\", \"none\")}"}}}}),
            "terraform.tf": 'resource "aws_ecs_service" "web" {}\n',
            "terraform.tofu": 'resource "terraform_data" "web" { input = var.image_tags["web"] }\n',
        })
        found = self.found()
        self.assertEqual(found["api"], ['aws_ecs_service.service["api"]', 'aws_ecs_task_definition.service["api"]'])
        self.assertEqual(found["cron"], ["aws_lambda_function.cron"])
        self.assertIn("terraform_data.web", found["web"])
        self.assertNotIn("aws_ecs_service.web", found["web"])

    def test_a_services_own_patterns_win(self):
        first = self.start("api", "web", services=["services/*", {"name": "web", "targets": ["module.{service}"]}])
        self.change("api", "web")
        plan = self.repo.plan({"api": first, "web": first})
        self.assertEqual(plan.service("web")["targets"], ["module.web"])
        self.assertEqual(plan.service("api")["targets"],
                         ['aws_ecs_service.service["api"]', 'aws_ecs_task_definition.service["api"]'])

    def test_a_service_alone_may_be_found(self):
        first = self.start("api", "web", targets=["module.{service}"],
                           services=["services/*", {"name": "web", "targets": "auto"}])
        self.change("api", "web")
        plan = self.repo.plan({"api": first, "web": first})
        self.assertEqual(plan.json["targets"],
                         ["module.api", 'aws_ecs_service.service["web"]', 'aws_ecs_task_definition.service["web"]'])

    def test_the_files_are_heads_own(self):
        self.start("api", "web")
        self.repo.write(f"{ROOT}/main.tf", "not Terraform {")
        self.assertEqual(len(self.found()["api"]), 2)
        self.repo.commit("broken")
        run = self.repo.run("targets")
        self.assertEqual((run.code, run.text), (1, ""))
        self.assertIn(f"on {ROOT}/main.tf line 1", run.err)
        self.assertEqual(len(self.found("--head", "HEAD~1")["api"]), 2)

    def test_58_functions_read_no_file_outside_of_the_commit(self):
        secret = os.path.join(self.repo.base, "secret.json")
        with open(secret, "w", encoding="utf-8") as file:
            json.dump(["leaked"], file)
        above = os.path.relpath(secret, os.path.join(self.repo.path, ROOT))
        for name in ("inside", "ignored"):
            self.repo.write(f"{ROOT}/{name}.json", '["leaked"]')
        self.repo.write(".gitignore", "ignored.json\n")
        for name, target in (("link", secret), ("link_above", above), ("link_round", "link_round.json")):
            os.symlink(target, os.path.join(self.repo.path, ROOT, name + ".json"))
        for path in ("inside.json", "ignored.json", secret, above, "link.json", "link_above.json", "link_round.json"):
            found = f'concat(var.services, try(jsondecode(file("{path}")), []))'
            self.start("api", "web", files={"main.tf": SERVICES.replace("var.services)", found + ")")})
            run = self.repo.run("targets", "--format", "json")
            self.assertEqual(run.code, 0, run)
            self.assertEqual("leaked" in run.text + run.err, path == "inside.json", path)

    def test_58_what_terragrunt_gives_comes_to_the_variables_of_its_names(self):
        """A value for each service in `inputs`, and a map in `locals` of a file that is read."""
        tag = self.start("api", "web", files={"main.tf": """
variable "api_version" {}
variable "images" {}
resource "terraform_data" "api" { input = "registry/api:${var.api_version}" }
resource "terraform_data" "all" {
  for_each = var.images
  input    = each.value
}
"""})
        self.repo.write("live/terragrunt.hcl", f'inputs = {{ api_version = "{tag}", web_version = "{tag}" }}\n')
        self.repo.write("live/images.hcl", f'locals {{\n  images = {{\n    api = "r/api:{tag}"\n    web = "r/web:{tag}"\n  }}\n}}\n')
        found = {}
        for name, place in {"terragrunt.hcl": {"variable": "inputs.{service}_version", "form": "scalar"},
                            "images.hcl": {"variable": "locals.images", "content": "image"}}.items():
            self.repo.configure(environments={"test": {"terraform": {"dir": ROOT, "targets": "auto"},
                                                       "image_tags": {"file": f"live/{name}", **place}}})
            self.repo.commit(name)
            run = self.repo.run("targets", "--format", "json")
            self.assertEqual(run.code, 0, run)
            found[name] = [target["address"] for service in json.loads(run.text)["services"] for target in service["targets"]]
        self.assertEqual(found, {"terragrunt.hcl": ["terraform_data.api"],
                                 "images.hcl": ['terraform_data.all["api"]', 'terraform_data.all["web"]']})

    def test_what_only_the_state_knows(self):
        self.start("api", "web", files={"main.tf": SERVICES.replace("toset(var.services)", "data.aws_x.y.names")})
        self.assertEqual(self.found(), {"api": [], "web": []})
        self.assertEqual([entry["reason"] for entry in self.json["unresolved"]],
                         ["for_each: it depends on data.aws_x.y.names, which only Terraform knows"] * 2)
        found = self.found("--state", "-", data=state('aws_ecs_service.service["web"]', 'aws_iam_role.x["api"]'))
        self.assertEqual(found, {"api": [], "web": ['aws_ecs_service.service["web"]']})

    def test_changed_terraform_files_name_what_they_reach(self):
        files = {
            "main.tf": SERVICES,
            "worker.tf": 'module "worker" {\n  source = "../modules/worker"\n  image  = "r:${var.image_tags["worker"]}"\n}\n',
            "../modules/worker/main.tf": 'variable "image" {}\nresource "aws_lambda_function" "this" { image_uri = var.image }\n',
        }
        first = self.start("api", "web", "worker", files=files, targets=["module.{service}"])
        self.repo.write("infra/modules/worker/main.tf", files["../modules/worker/main.tf"] + "# changed\n")
        self.repo.write(f"{ROOT}/worker.tf", files["worker.tf"] + "# changed\n")
        self.repo.commit()
        live = {name: first for name in ("api", "web", "worker")}
        [warning] = self.repo.plan(live).warnings("terraform_changed")
        self.assertIn("Modules reached: module.worker.", warning)
        self.assertIn("Services reached: worker.", warning)
        self.repo.write(f"{ROOT}/main.tf", SERVICES + "# changed\n")
        self.repo.commit()
        [warning] = self.repo.plan(live).warnings("terraform_changed")
        self.assertIn("Services reached: api, web, worker.", warning)


if __name__ == "__main__":
    testing.main()
