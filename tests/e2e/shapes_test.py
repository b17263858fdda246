#!/usr/bin/env python3
"""How real repositories write Terraform: for each directory of fixtures/terraform/shapes, which addresses `deltaplan targets` finds for the
services api and web, and what it warns of. docs/terraform.md has a line for each.

    DELTAPLAN_UPDATE_GOLDEN=1 shapes_test.py     rewrites what is expected; read the difference

`Shapes` needs nothing else. Where a shape is made of built-in resources only, `ShapesInTerraform` asks the real program which addresses it
would make, and `ShapesRolled` lets it deploy a change of api with what `plan` writes: they skip without scripts/setup_terraform.
"""

import json
import os
import re
import shutil
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
SHAPES = os.path.join(ROOT, "fixtures", "terraform", "shapes")
sys.path.insert(0, os.path.join(HERE, "..", "support"))

import testing  # noqa: E402
import tools  # noqa: E402
from sandbox import Repository  # noqa: E402
from terraform import Terraform  # noqa: E402

NAMES = sorted(os.listdir(SHAPES))
EXPECTED, ENVIRONMENT = "expected.txt", "environment.json"
# One environment may take this many lines of configuration.
MOST_LINES = 15


def environment_of(name):
    path = os.path.join(SHAPES, name, ENVIRONMENT)
    if not os.path.exists(path):
        return {"image_tags": {"file": "infra/image_tags.auto.tfvars.json"}, "terraform": {"dir": "infra", "targets": "auto"}}
    with open(path, encoding="utf-8") as file:
        return json.load(file)


# What Terraform makes besides, in the words of the shape.
BESIDES = {
    "tag_in_an_object": {'terraform_data.quota["api"]', 'terraform_data.quota["web"]'},
    "several_variables_of_others": {f'terraform_data.agent["{key}"]' for key in ("one", "two", "three")},
    "blocks_beside_resources": {"terraform_data.watch"},
    "one_resource_for_all": {"terraform_data.names"},
}
# What a deploy of api leaves to be done, in the words of docs/terraform.md.
LEFT = {"sidecar_of_another_service": ['terraform_data.service["web"]']}
# What is found and not there, as it may be switched on, in the words of docs/terraform.md.
MAY_BE = {
    "optional_attributes": {'module.service["web"].terraform_data.running[0]'},
    "gates_that_may_be_open": {f'terraform_data.{each}' for each in ('canary["api"]', 'canary["web"]', 'service["web"]', 'task["web"]')},
}
# What Terraform does not read.
UNREAD = {"enabled_of_opentofu", "source_of_a_module", "tags_decoded_by_a_function", "tags_encoded_by_a_function"}

# Where no service has a tag yet.
BEFORE_THE_FIRST = {"waits_for_the_first_tag"}


# Stands for the live tag in the files of shapes.
LIVE = "1a2b3c4"


class Shape:
    """A repository of that shape, committed."""

    def __init__(self, test, name):
        self.name = name
        self.repo = Repository()
        test.addCleanup(self.repo.close)
        ignored = shutil.ignore_patterns(EXPECTED, ENVIRONMENT)
        self.infra = os.path.join(self.repo.path, "infra")
        shutil.copytree(os.path.join(SHAPES, name), self.infra, ignore=ignored)
        for service in ("api", "web"):
            self.repo.write(f"services/{service}/main", service)
        self.repo.configure(environments={"prod": environment_of(name)})
        self.repo.commit(name)

    def told(self):
        run = self.repo.run("targets")
        assert run.code == 0, run
        return run.text + ("\n" + run.err if run.err else "")

    def texts(self):
        """Path -> text, of all of its files."""
        found = {}
        for folder, _, files in os.walk(self.infra):
            for name in files:
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    found[os.path.relpath(file.name, self.repo.path)] = file.read()
        return found

    def is_built_in(self):
        """Whether Terraform needs no provider, and reads it, in one root module: terraform_test.py has several."""
        if "{service}" in environment_of(self.name)["terraform"]["dir"]:
            return False
        text = "".join(text for name, text in self.texts().items() if name.endswith((".tf", ".tofu")))
        types = set(re.findall(r'^(?:resource|data) "(\w+)"', text, re.MULTILINE))
        return types == {"terraform_data"} and self.name not in UNREAD | BEFORE_THE_FIRST

    def give_tags(self, tag):
        """The services run this tag, wherever that stands."""
        for name, text in self.texts().items():
            if LIVE in text:
                self.repo.write(name, text.replace(LIVE, tag))
        path = environment_of(self.name)["image_tags"]["file"]
        if not os.path.exists(os.path.join(self.repo.path, path)):
            self.repo.write(path, json.dumps({"image_tags": {"api": tag, "web": tag}}))

    def workspace(self):
        workspace = environment_of(self.name)["terraform"].get("workspace")
        return {"TF_WORKSPACE": workspace} if workspace else {}

    @staticmethod
    def targeted(addresses, targets):
        """The addresses, with a target that is a whole resource in the place of its instances."""
        return {next((target for target in targets if address.startswith(target + "[")), address) for address in addresses}

    def addresses(self):
        run = self.repo.run("targets", "--format", "json")
        return {target["address"] for service in json.loads(run.text)["services"] for target in service["targets"]}


class Shapes(unittest.TestCase):
    maxDiff = None

    def test_58_what_is_found_in_each_shape(self):
        for name in NAMES:
            with self.subTest(shape=name):
                told = Shape(self, name).told()
                path = os.path.join(SHAPES, name, EXPECTED)
                if os.environ.get("DELTAPLAN_UPDATE_GOLDEN"):
                    with open(path, "w", encoding="utf-8") as file:
                        file.write(told)
                    continue
                with open(path, encoding="utf-8") as file:
                    self.assertEqual(told, file.read())
        if os.environ.get("DELTAPLAN_UPDATE_GOLDEN"):
            self.skipTest("rewritten")

    def test_every_shape_has_its_line_in_the_documentation_with_the_lines_that_it_needs(self):
        with open(os.path.join(ROOT, "docs", "terraform.md"), encoding="utf-8") as file:
            rows = re.findall(r"^\| \[[^]]*\]\(\.\./fixtures/terraform/shapes/(\w+)\) .*\| (\d+) \|$", file.read(), re.MULTILINE)
        needed = {name: len(json.dumps(environment_of(name), indent=2).splitlines()) for name in NAMES}
        self.assertEqual({name: int(lines) for name, lines in rows}, needed)
        self.assertLessEqual(max(needed.values()), MOST_LINES)


class ShapesInTerraform(unittest.TestCase):
    maxDiff = None

    def test_58_terraform_makes_what_is_found(self):
        checked = 0
        for name in NAMES:
            shape = Shape(self, name)
            if not shape.is_built_in():
                continue
            shape.give_tags(LIVE)
            terraform = Terraform(tools.path("terraform"), os.path.join(shape.repo.base, "run"), shape.infra, **shape.workspace())
            made = {change["address"] for change in json.loads(terraform.plan())["resource_changes"]}
            with self.subTest(shape=name):
                found = shape.addresses() - MAY_BE.get(name, set())
                self.assertEqual(found | BESIDES.get(name, set()), shape.targeted(made, found))
            checked += 1
        self.assertGreaterEqual(checked, 20)


class Rolled:
    maxDiff = None
    program = None  # "terraform" or "tofu"

    def test_58_a_targeted_apply_rolls_what_is_found_and_leaves_nothing(self):
        for name in NAMES:
            shape = Shape(self, name)
            if shape.is_built_in():
                with self.subTest(shape=name):
                    self.roll(shape)

    def test_56_the_first_deploy_makes_what_waits_for_a_tag(self):
        shape = Shape(self, "waits_for_the_first_tag")
        terraform = self.applied(shape)
        self.assertEqual(terraform.addresses(), [])
        self.assertEqual(shape.repo.run("plan", "--out", "plan").code, 0)
        with open(os.path.join(shape.repo.path, "plan", "target_args.txt"), encoding="utf-8") as file:
            terraform.apply(f"-var-file={shape.repo.path}/plan/image_tags.auto.tfvars.json", *file.read().splitlines())
        self.assertEqual(set(terraform.addresses()), shape.addresses())

    def applied(self, shape):
        """The Terraform of a repository whose image tags are what is live."""
        shape.repo.write(".gitignore", "/plan/\n.terraform*\n*.tfstate*\nterraform.tfstate.d/\ntfplan\n")
        shape.repo.configure(environments={"prod": {"live": [{"from": "image_tags"}], **environment_of(shape.name)}})
        shape.repo.commit("what is live")
        terraform = Terraform(tools.path(self.program), shape.infra, None, **shape.workspace())
        terraform.apply()
        return terraform

    def roll(self, shape):
        repo = shape.repo
        shape.give_tags(repo.short())
        terraform = self.applied(shape)
        before = terraform.values()
        repo.commit("api", **{"services/api/main": "changed"})
        run = repo.run("plan", "--out", "plan", "--format", "json")
        self.assertEqual(run.code, 0, run)
        service, = (service for service in json.loads(run.text)["services"] if service["decision"] == "deploy")
        self.assertEqual(service["name"], "api")
        with open(os.path.join(repo.path, "plan", "target_args.txt"), encoding="utf-8") as file:
            arguments = file.read().splitlines()
        var_file = os.path.join(repo.path, "plan", "image_tags.auto.tfvars.json")
        set_tags = ("tags", "set", "--from", "plan")
        is_given = os.path.exists(var_file)
        if is_given:
            arguments.append(f"-var-file={var_file}")
        else:
            self.assertEqual(repo.run(*set_tags).code, 0)
        verified = repo.run("verify", "--plan", "plan", "-", data=terraform.plan(*arguments))
        self.assertEqual(verified.code, 0, verified)
        if is_given:
            written = repo.run(*set_tags)
            self.assertEqual(written.code, 0, written)
        terraform.run("apply", "-input=false", "tfplan")
        after = terraform.values()
        moved = {address for address in before | after if before.get(address) != after.get(address)}
        targets = set(service["targets"]) - MAY_BE.get(shape.name, set())
        self.assertEqual(shape.targeted(moved, targets), targets)
        left = [change["address"] for change in json.loads(terraform.plan())["resource_changes"] if change["change"]["actions"] != ["no-op"]]
        self.assertEqual(left, LEFT.get(shape.name, []), "an apply of everything has nothing to do")


class ShapesRolled(Rolled, unittest.TestCase):
    program = "terraform"


class ShapesRolledByOpenTofu(Rolled, unittest.TestCase):
    program = "tofu"


if __name__ == "__main__":
    testing.main()
