#!/usr/bin/env python3
"""What deltaplan writes for CI systems, and the files of docs/ci.md, against the schemas that editors use for them, by check-jsonschema, which has
them inside: ci_schema_test.py CHECK_JSONSCHEMA. Run by scripts/nightly pages. A schema says what keys and values there may be; that the pipelines do what
they should is tested by running them (gitlab_test.py, tests/cli/ci_test.py)."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", name) for name in ("e2e", "support", "cli")]

import recipes  # noqa: E402
import testing  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM  # noqa: E402

CHECK = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else "check-jsonschema"
PAGE = pathlib.Path(HERE, "..", "..", "docs", "ci.md").read_text(encoding="utf-8")
PLANS = {"images": (), "unchanged": ("--live", "api=@head@", "--live", "web=@head@"), "restart_with": (), "odd_names": ()}


class Schemas(unittest.TestCase):
    def problems(self, schema, text, name):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, name)
            pathlib.Path(path).write_text(text, encoding="utf-8")
            run = subprocess.run([CHECK, "--builtin-schema", f"vendor.{schema}", path], capture_output=True, text=True, check=False)
            return "" if run.returncode == 0 else run.stdout + run.stderr

    def assert_fits(self, schema, text, name, about):
        self.assertTrue(text, about)
        self.assertEqual(self.problems(schema, text, name), "", about)

    def planned(self, system):
        """What `--format` makes of different plans, an empty one and shards among them."""
        for recipe, live in PLANS.items():
            setup = getattr(recipes, recipe)()
            self.addCleanup(setup.repository.close)
            words = [re.sub(r"@(\w+)@", lambda match, words=setup.words: words[match[1]], word) for word in live]
            for shards in ((), ("--shards", "1")):
                run = subprocess.run([PROGRAM, "plan", "--format", system, "--allow-rollback", *words, *shards], cwd=setup.directory, env=ENVIRONMENT,
                                     capture_output=True, text=True, check=False)
                self.assertEqual(run.returncode, 0, (recipe, run.stderr))
                yield (recipe, *shards), run.stdout

    def written(self, system, *parts):
        for part in ("pipeline", *parts):
            for environment in ((), ("--env", "prod")) if part == "pipeline" else ((),):
                words = ("ci", system, "--part", part, *environment)
                yield words, subprocess.run([PROGRAM, *words], env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout

    def test_gitlab(self):
        for about, text in self.planned("gitlab"):
            self.assert_fits("gitlab-ci", text, "child.json", about)
        for about, text in self.written("gitlab", "jobs"):
            self.assert_fits("gitlab-ci", text, ".gitlab-ci.yml", about)

    def test_buildkite(self):
        for about, text in self.planned("buildkite"):
            self.assert_fits("buildkite", text, "steps.json", about)
        for about, text in self.written("buildkite"):
            self.assert_fits("buildkite", text, "pipeline.yml", about)

    def test_github(self):
        for about, text in self.written("github", "comment"):
            self.assert_fits("github-workflows", text, "deltaplan.yml", about)

    def test_files_of_the_recipes(self):
        for title, schema in (("CircleCI", "circle-ci"), ("Azure Pipelines", "azure-pipelines"), ("Bitbucket", "bitbucket-pipelines")):
            section = PAGE.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
            (file,) = re.findall(r"^```yaml\n(.*?)^```", section, flags=re.DOTALL | re.MULTILINE)
            self.assert_fits(schema, file, "pipeline.yml", title)

    def test_a_schema_that_takes_everything_would_be_noticed(self):
        wrong = {"gitlab-ci": {"build": {"script": 7}}, "buildkite": {"steps": [{"command": 7}]}, "github-workflows": {"jobs": []}}
        for schema, text in wrong.items():
            self.assertTrue(self.problems(schema, json.dumps(text), "wrong.json"), schema)


if __name__ == "__main__":
    testing.main()
