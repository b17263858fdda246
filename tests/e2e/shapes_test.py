#!/usr/bin/env python3
"""How real repositories write Terraform: for each directory of fixtures/terraform/shapes, which addresses `deltaplan targets` finds for the
services api and web, and what it warns of. docs/terraform.md has a line for each.

    DELTAPLAN_UPDATE_GOLDEN=1 shapes_test.py     rewrites what is expected; read the difference

`Shapes` needs nothing else. `ShapesInTerraform` asks the real program which addresses it would make, where a shape is made of built-in
resources only; it skips without scripts/setup_terraform.
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
}
# What Terraform does not read.
UNREAD = {"enabled_of_opentofu"}


class Shape:
    """A repository of that shape, committed."""

    def __init__(self, test, name):
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

    def text(self):
        """All of its files."""
        names = [os.path.join(folder, file) for folder, _, files in os.walk(self.infra) for file in files if file.endswith((".tf", ".tofu"))]
        texts = []
        for name in names:
            with open(name, encoding="utf-8") as file:
                texts.append(file.read())
        return "".join(texts)

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
        program = tools.path("terraform")
        checked = 0
        for name in NAMES:
            shape = Shape(self, name)
            types = set(re.findall(r'^(?:resource|data) "(\w+)"', shape.text(), re.MULTILINE))
            if types != {"terraform_data"} or name in UNREAD:
                continue
            terraform = Terraform(program, os.path.join(shape.repo.base, "run"), shape.infra)
            if not any(file.endswith(".auto.tfvars.json") for file in os.listdir(shape.infra)):
                terraform.write("given.auto.tfvars.json", json.dumps({"image_tags": {"api": "1a2b3c4", "web": "1a2b3c4"}}))
            made = {change["address"] for change in json.loads(terraform.plan())["resource_changes"]}
            with self.subTest(shape=name):
                self.assertEqual(shape.addresses() | BESIDES.get(name, set()), made)
            checked += 1
        self.assertGreaterEqual(checked, 9)


if __name__ == "__main__":
    testing.main()
