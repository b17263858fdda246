#!/usr/bin/env python3
"""deltaplan beside the real Terraform and OpenTofu with a real provider, on a module of the shape that fixtures/aws was recorded with.

What built-in resources alone don't show: a lock file, revisions whose ids are known after the apply only, a service that is updated in
place, what comes after it, a secret in its definition. The provider comes from scripts/setup_terraform.
"""

import json
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
sys.path.insert(0, os.path.join(HERE, "..", "support"))

import testing  # noqa: E402
import tools  # noqa: E402
from sandbox import Repository  # noqa: E402
from terraform import Terraform  # noqa: E402

SERVICES = ("api", "billing", "web")
DATABASE = "terraform_data.database"


def definition(service):
    return f'module.service["{service}"].local_file.task_definition'


def runner(service):
    return f'module.service["{service}"].terraform_data.service'


def outside(*addresses):
    return {("outside_the_plan", address) for address in addresses}


class BehindAProvider:
    maxDiff = None
    program = None  # "terraform" or "tofu"

    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)
        for name in SERVICES:
            self.repo.write(f"services/{name}/main", name)
        self.repo.write(".gitignore", "/plan/\n/infra/revisions/\n.terraform/\n*.tfstate*\ntfplan\n")
        self.repo.configure(environments={"prod": {
            "live": [{"from": "image_tags"}], "image_tags": {"file": "infra/image-tags.auto.tfvars.json"},
            "terraform": {"dir": "infra", "targets": "auto"}}})
        self.live = self.repo.commit("first")[:7]
        self.infra = Terraform(tools.path(self.program), os.path.join(self.repo.path, "infra"),
                               os.path.join(ROOT, "fixtures", "terraform", "behind_a_provider"),
                               settings=tools.terraform_settings(self.repo.base))
        self.write_tags({name: self.live for name in SERVICES})
        self.repo.commit("what is live")
        self.infra.apply()

    def write_tags(self, tags):
        self.repo.write("infra/image-tags.auto.tfvars.json", json.dumps({"image_tags": tags}))

    def plan(self):
        """deltaplan's plan for a change of api; what Terraform is given with it."""
        self.tag = self.repo.commit("change", **{"services/api/main": "changed"})[:7]
        run = self.repo.run("plan", "--out", "plan", "--format", "json")
        self.assertEqual(run.code, 0, run)
        self.warnings = [warning["code"] for warning in json.loads(run.text)["warnings"]]
        with open(os.path.join(self.repo.path, "plan", "target_args.txt"), encoding="utf-8") as file:
            self.targets = file.read().splitlines()
        self.var_file = f"-var-file={self.repo.path}/plan/image_tags.auto.tfvars.json"

    def review(self, *arguments):
        """The verdict on Terraform's plan with these arguments: refusals and notes, each (code, address); what it changes."""
        text = self.infra.plan(self.var_file, *arguments)
        for form in ("text", "json"):
            run = self.repo.run("verify", "--plan", "plan", "-", "--format", form, data=text)
            self.assertNotIn("db-password", run.text + run.err)
        review = json.loads(run.text)
        found = {severity: {(finding["code"], finding["address"]) for finding in review["findings"] if finding["severity"] == severity}
                 for severity in ("refusal", "note")}
        self.assertEqual(run.code, 3 if found["refusal"] else 0, run)
        self.changes = {change["address"]: change["change"] for change in json.loads(text)["resource_changes"]
                        if change["change"]["actions"] != ["no-op"]}
        return found["refusal"], found["note"]

    def test_the_lock_file_is_in_nobodys_way(self):
        self.repo.git("rm", "-q", "--cached", "infra/.terraform.lock.hcl")
        self.repo.commit("as after the first init")
        self.plan()
        self.assertNotIn("dirty", " ".join(self.warnings))
        self.assertEqual(self.review(*self.targets), (set(), set()))

    def test_30_a_service_moves_with_its_revision_and_what_comes_after_it_stays(self):
        before = self.infra.values()
        self.plan()
        self.assertEqual(self.targets, [f"-target={address}" for address in (definition("api"), runner("api"))])
        self.assertEqual(self.review(), (set(), set()), "an apply of everything does nothing else")
        self.assertEqual(self.review(*self.targets), (set(), set()))
        self.assertEqual(self.changes.keys(), {definition("api"), runner("api")})
        # As the AWS provider's own plans have it: fixtures/aws.
        self.assertEqual((self.changes[definition("api")]["actions"], self.changes[definition("api")]["replace_paths"]),
                         (["delete", "create"], [["content"]]))
        self.assertEqual(self.changes[runner("api")]["actions"], ["update"])
        self.assertIs(self.changes[runner("api")]["after_unknown"]["input"]["task_definition"], True)
        self.assertEqual(self.repo.run("tags", "set", "--from", "plan").code, 0)
        self.infra.run("apply", "-input=false", "tfplan")
        after = self.infra.values()
        self.assertEqual({address for address in before | after if before.get(address) != after.get(address)}, self.changes.keys())
        self.assertIn(f"/api:{self.tag}", after[definition("api")]["content"])
        self.review()
        self.assertEqual(self.changes, {}, "nothing is left to an apply of everything")

    def test_30_what_else_happens_is_refused_or_said(self):
        self.plan()
        services = {name: {"desired_count": 2 if name == "api" else 1} for name in SERVICES}
        with self.subTest("memory"):
            services["api"]["memory"] = 1024
            self.assertEqual(self.review(f"-var=services={json.dumps(services)}", *self.targets),
                             (set(), {("changed_besides", definition("api"))}))
        with self.subTest("desired count"):
            services["api"] = {"desired_count": 4}
            self.assertEqual(self.review(f"-var=services={json.dumps(services)}", *self.targets), (set(), {("changed_besides", runner("api"))}))
        with self.subTest("a database that is a dependency, so the definition is not known"):
            refused, noted = self.review("-var=database_name=other", *self.targets)
            self.assertEqual((refused, noted), (outside(DATABASE), {("image_unknown", definition("api"))}))
        with self.subTest("a service that is gone"):
            del services["billing"]
            refused, _ = self.review(f"-var=services={json.dumps(services)}", *self.targets)
            self.assertLessEqual(outside(definition("billing"), runner("billing")), refused)
        with self.subTest("a stale map"):
            self.write_tags({name: "sha-bootstrap" if name == "web" else self.live for name in SERVICES})
            self.var_file = "-refresh=false"
            refused, _ = self.review()
            self.assertLessEqual(outside(definition("web"), runner("web")) | {("tags_differ", None), ("skipped_image_changed", definition("web"))},
                                 refused)


class BehindTerraformsProvider(BehindAProvider, unittest.TestCase):
    program = "terraform"


class BehindOpenTofusProvider(BehindAProvider, unittest.TestCase):
    program = "tofu"


if __name__ == "__main__":
    testing.main()
