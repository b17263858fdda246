#!/usr/bin/env python3
"""The real Terraform and OpenTofu: they take the addresses that we print, and their plans are verified.

The programs come from scripts/setup_terraform.
"""

import json
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "cli"), os.path.join(HERE, "..", "support")]

import terraform_recipes  # noqa: E402
import testing  # noqa: E402
import tools  # noqa: E402
from terraform import Terraform, tags  # noqa: E402

# What a key of for_each may hold.
ODD_KEYS = ["clinical-api", "a b", 'q"uote', "back\\slash", "${x}", "%{x}", "$${x}", "$", "$$", "%", "new\nline", "\r\t",
            "测试", "é", "😀", "🏳️‍🌈", "\u00a0", "\u200b", "[0]", "a.b", "'", "#", "-", "", "\u0378", "\U000e0001"]

MODULE = """
variable "keys" {
  type = set(string)
}
resource "terraform_data" "service" {
  for_each = var.keys
  input    = each.key
}
resource "terraform_data" "größe" {
  count = 2
}
module "services" {
  source   = "./inner"
  for_each = var.keys
}
module "eu_west_1" {
  source = "./inner"
  count  = 1
}
module "content-prod" {
  source = "./inner"
}
"""

INNER = """
resource "terraform_data" "this" {
  count = 1
}
resource "terraform_data" "use" {
}
"""


class Real(unittest.TestCase):
    maxDiff = None
    program = None  # "terraform" or "tofu"

    def setUp(self):
        self.binary = tools.path(self.program)
        self.setup = terraform_recipes.terraform_plans()
        self.addCleanup(self.setup.repository.close)

    def start(self, name="tf", **files):
        directory = os.path.join(self.setup.repository.base, name)
        if not files:
            return Terraform(self.binary, directory)
        source = directory + "-source"
        for file, content in files.items():
            path = os.path.join(source, file)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as out:
                out.write(content)
        return Terraform(self.binary, directory, source)

    def verify(self, root, plan, *arguments):
        path = os.path.join(root.directory, "tfplan.json")
        with open(path, "wb") as file:
            file.write(plan)
        return self.setup.repository.run("verify", "--plan", self.setup.words["plan"], path, *arguments)

    def findings(self, root, plan, *arguments):
        """The codes of the refusals with their addresses."""
        run = self.verify(root, plan, "--format", "json", *arguments)
        review = json.loads(run.text)
        refused = {(finding["code"], finding["address"]) for finding in review["findings"]
                   if finding["severity"] == "refusal"}
        self.assertEqual(run.code, 3 if refused else 0, run)
        return refused


class Addresses:
    def test_27_odd_addresses_are_printed_the_same_and_taken_as_targets(self):
        root = self.start(**{"main.tf": MODULE, "inner/main.tf": INNER})
        root.write("keys.auto.tfvars.json", json.dumps({"keys": ODD_KEYS}))
        review = self.verify(root, root.plan(), "--format", "json")
        changes = json.loads(review.text)["changes"]
        printed = [change["address"] for change in changes]
        root.apply()
        # Every instance that there is, in Terraform's own text.
        self.assertEqual(sorted(printed), sorted(root.addresses()))
        self.assertIn('module.services["a b"].terraform_data.this[0]', printed)
        self.assertIn("module.eu_west_1[0].terraform_data.use", printed)
        self.assertIn("module.content-prod.terraform_data.use", printed)
        # Each is a target of exactly itself.
        ours = [address for address in printed if address.startswith("terraform_data.service")]
        self.assertEqual(len(ours), len(ODD_KEYS))
        for address in ours[::3]:
            plan = json.loads(root.plan("-replace=" + address, "-target=" + address))
            changed = [change["address"] for change in plan["resource_changes"] if change["change"]["actions"] != ["no-op"]]
            self.assertEqual(changed, [address])
        # All of them at once, as target_args.txt would have them.
        plan = json.loads(root.plan("-destroy", *("-target=" + address for address in ours)))
        self.assertEqual(sorted(change["address"] for change in plan["resource_changes"]), sorted(ours))

    def test_27_a_service_of_any_name_gets_an_address_that_is_taken(self):
        repo = self.setup.repository
        names = ["a b", 'q"uote', "back\\slash", "${x}", "%{x}", "new\nline", "测试", "#", "$"]
        for name in names:
            repo.write(f"services/{name}/f", "1")
        repo.commit("odd names")
        out = os.path.join(repo.base, "odd")
        self.assertEqual(repo.run("plan", "--out", out, *(f"--service={name}" for name in names)).code, 0)
        with open(os.path.join(out, "target_args.txt"), encoding="utf-8") as file:
            targets = [line for line in file.read().splitlines() if "service[" in line]
        self.assertEqual(len(targets), len(names))
        root = self.start(**{"main.tf": MODULE, "inner/main.tf": INNER})
        root.write("keys.auto.tfvars.json", json.dumps({"keys": names}))
        plan = json.loads(root.plan(*targets))
        self.assertEqual(sorted(change["index"] for change in plan["resource_changes"]), sorted(names))


class Verified:
    """Scenario 30."""

    def setUp(self):
        super().setUp()
        words = self.setup.words
        self.live = {name: words["live"] for name in ("api", "mailer", "web")}
        self.var_file = "-var-file=" + os.path.join(words["plan"], "image_tags.auto.tfvars.json")
        with open(os.path.join(words["plan"], "target_args.txt"), encoding="utf-8") as file:
            self.targets = file.read().splitlines()
        self.root = self.start()
        self.root.apply(tags(self.live))

    def test_30_what_was_planned_passes_and_moves_nothing_else(self):
        plan = self.root.plan(self.var_file, *self.targets)
        self.assertEqual(self.findings(self.root, plan), set())
        before = self.root.values()
        self.root.apply(self.var_file, *self.targets)
        after = self.root.values()
        moved = {address for address in before.keys() | after.keys() if before.get(address) != after.get(address)}
        self.assertEqual({address.split('"')[1] for address in moved}, {"api", "mailer"})

    def test_30_another_service_and_its_image_are_refused(self):
        plan = self.root.plan(tags({**self.live, "web": self.setup.words["tag"]}))
        found = self.findings(self.root, plan)
        self.assertIn(("outside_the_plan", 'terraform_data.service["web"]'), found)
        self.assertIn(("skipped_image_changed", 'terraform_data.service["web"]'), found)
        self.assertIn(("skipped_image_changed", 'module.app["web"].terraform_data.definition'), found)
        self.assertIn(("tags_differ", None), found)
        run = self.verify(self.root, plan)
        self.assertEqual(run.code, 3)
        self.assertIn('terraform_data.service["web"]', run.text)

    def test_30_a_removed_service_is_refused(self):
        plan = self.root.plan(self.var_file, '-var=services=["api", "mailer"]')
        found = self.findings(self.root, plan)
        self.assertIn(("outside_the_plan", 'terraform_data.service["web"]'), found)
        self.assertEqual({code for code, _ in found}, {"outside_the_plan"})
        plan = self.root.plan(self.var_file, '-var=services=["api", "web"]', *self.targets)
        self.assertEqual(self.findings(self.root, plan), {("target_deleted", 'terraform_data.service["mailer"]'),
                                                          ("target_deleted", 'module.app["mailer"]'), ("service_unchanged", None)})

    def test_30_a_replaced_database_is_refused_whatever_is_allowed(self):
        plan = self.root.plan(self.var_file, "-var=database_version=15")
        self.assertEqual(self.findings(self.root, plan), {("outside_the_plan", "terraform_data.database")})
        # Such a plan with the type that a database has.
        plan = plan.replace(b"terraform_data.database", b"aws_db_instance.main")
        self.assertEqual(self.findings(self.root, plan, "--allow", "aws_db_instance.main"),
                         {("data_destroyed", "aws_db_instance.main")})
        self.assertEqual(self.findings(self.root, plan, "--allow", "aws_db_instance.main", "--allow-data-loss",
                                       "aws_db_instance.main"), set())

    def test_30_a_plan_that_failed_is_refused(self):
        self.root.write("failing.tf", 'resource "terraform_data" "f" {\n  lifecycle {\n    precondition {\n'
                        '      condition     = var.sidecar == "8"\n      error_message = "No."\n    }\n  }\n}\n')
        failed = self.root.try_run("plan", "-input=false", "-out=tfplan", self.var_file)
        self.assertEqual(failed.returncode, 1)
        self.assertIn(("plan_errored", None), self.findings(self.root, self.root.run("show", "-json", "tfplan")))

    def test_the_state_is_not_taken_for_a_plan(self):
        run = self.verify(self.root, self.root.run("show", "-json"))
        self.assertEqual((run.code, run.text), (1, ""))
        self.assertIn("it is a state, not a plan", run.err)


class TerraformAddresses(Addresses, Real):
    program = "terraform"


class TofuAddresses(Addresses, Real):
    program = "tofu"


class TerraformVerified(Verified, Real):
    program = "terraform"


class TofuVerified(Verified, Real):
    program = "tofu"


if __name__ == "__main__":
    tools.directory()
    testing.main()
