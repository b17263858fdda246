#!/usr/bin/env python3
"""The pipelines of `--format gitlab` run by gitlab-ci-local, which knows child pipelines, and those of `deltaplan ci gitlab` checked by it:
gitlab_test.py PROGRAM. Run by scripts/nightly pages."""

import os
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

GITLAB = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else "gitlab-ci-local"
PARENT = """stages: [plan, build]
plan:
  stage: plan
  script: [cp child.json build-jobs.yml]
  artifacts: {paths: [build-jobs.yml]}
build:
  stage: build
  needs: [plan]
  trigger:
    include: [{artifact: build-jobs.yml, job: plan}]
    strategy: depend
"""
TEMPLATE = """.deltaplan-build:
  script: ['echo "built <$BAKE_TARGET$BAKE_TARGETS> of <$IMAGE$IMAGES>"']
"""


class Pipelines(unittest.TestCase):
    def run_pipeline(self, files, *options):
        with tempfile.TemporaryDirectory() as directory:
            os.mkdir(os.path.join(directory, "ci"))
            for name, text in files.items():
                with open(os.path.join(directory, name), "w", encoding="utf-8") as file:
                    file.write(text)
            git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-C", directory]
            for words in (["init", "-q", "-b", "main"], ["remote", "add", "origin", "git@gitlab.example.com:team/platform.git"], ["add", "-A"],
                          ["commit", "-q", "-m", "x"]):
                subprocess.run([*git, *words], check=True, env=ENVIRONMENT)
            run = subprocess.run([GITLAB, "--home", os.path.join(directory, "home"), *options], cwd=directory, capture_output=True, text=True,
                                 env=ENVIRONMENT | {"HOME": directory})
            return run.returncode, re.sub(r"\x1b\[[0-9;]*m", "", run.stdout + run.stderr)

    def child_of(self, recipe, *words):
        setup = getattr(recipes, recipe)()
        try:
            words = [re.sub(r"@(\w+)@", lambda match: setup.words[match[1]], word) for word in words]
            return subprocess.run([PROGRAM, "plan", "--format", "gitlab", *words], cwd=setup.directory, env=ENVIRONMENT, capture_output=True, text=True,
                                  check=True).stdout
        finally:
            setup.repository.close()

    def run_child(self, child):
        code, out = self.run_pipeline({".gitlab-ci.yml": PARENT, "ci/deltaplan.yml": TEMPLATE, "child.json": child}, "--force-shell-executor")
        self.assertEqual(code, 0, out)
        return re.findall(r"> built <(.*?)> of <(.*?)>", out), out

    def test_every_image_is_built_in_the_order_of_waves(self):
        built, out = self.run_child(self.child_of("images"))
        # Jobs of a wave run side by side.
        self.assertEqual([sorted(built[:2]), *built[2:]], [[("base", "base"), ("jobs", "jobs")], ("node", "node"), ("app", "app")], out)

    def test_nothing_to_build_is_no_failure(self):
        built, out = self.run_child(self.child_of("unchanged", "--live", "api=@head@", "--live", "web=@head@"))
        self.assertEqual(built, [])
        self.assertIn("> nothing to build", out)

    def test_shards(self):
        built, out = self.run_child(self.child_of("unchanged", "--shards", "1"))
        self.assertEqual(built, [('["api","web"]', '["api","web"]')], out)

    def test_what_ci_writes_is_a_pipeline(self):
        texts = [subprocess.run([PROGRAM, "ci", "gitlab", *part], env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout
                 for part in ((), ("--part", "jobs"))]
        code, out = self.run_pipeline({".gitlab-ci.yml": texts[0], "ci/deltaplan.yml": texts[1]}, "--list")
        self.assertEqual(code, 0, out)
        for job in ("plan", "build-jobs", "build"):
            self.assertRegex(out, rf"(?m)^{job} ")


if __name__ == "__main__":
    testing.main()
