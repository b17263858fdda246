#!/usr/bin/env python3
"""What a command at a terminal ends with: the one that comes next, whole, and only where a copy of it means the same."""

import json
import os
import shlex
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "cli"), os.path.join(HERE, "..", "support")]

import terraform_recipes  # noqa: E402
import testing  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM, Repository, on_a_terminal  # noqa: E402


def run(*arguments, cwd):
    return subprocess.run([PROGRAM, *arguments], cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True)


class NextSteps(unittest.TestCase):
    def setUp(self):
        self.repository = Repository()
        self.addCleanup(self.repository.close)
        for name in ("api", "web"):
            self.repository.write(f"services/{name}/Dockerfile", "FROM scratch\nCOPY .version services /\n")
        self.repository.write(".version", "1\n")
        self.repository.write("infra/main.tf", 'variable "image_tags" {}\nresource "terraform_data" "api" {\n  input = var.image_tags["api"]\n}\n')
        self.repository.write("infra/tags.auto.tfvars.json", '{ "image_tags": { "api": "1a2b3c4", "web": "1a2b3c4" } }\n')
        environment = {"live": [{"from": "image_tags"}], "image_tags": {"file": "infra/tags.auto.tfvars.json"}, "terraform": {"dir": "infra", "targets": "auto"}}
        asked = {"live": [{"from": "file", "file": "live.json"}], "image_tags": {"file": "qa.json"}}
        self.repository.write("live.json", '{ "api": "1a2b3c4", "web": "1a2b3c4" }\n')
        self.repository.write("qa.json", '{ "image_tags": { "api": "1a2b3c4", "web": "1a2b3c4" } }\n')
        self.repository.configure(version=1, services=["services/*"], environments={"dev": environment, "prod": environment, "qa": asked})
        self.repository.commit("first")

    def printed(self, *words, **more):
        return on_a_terminal(*words, cwd=self.repository.path, **more).decode()

    def test_the_command_is_whole(self):
        live = os.path.join(self.repository.base, "it's live.json")
        with open(live, "w", encoding="utf-8") as file:
            json.dump({"api": "1a2b3c4", "web": "1a2b3c4"}, file)
        asked = ("--env", "prod", "--live-file", live, "--no-commands")
        same = "--env prod --no-commands --live-file " + shlex.quote(live).replace("'\"'\"'", "'\\''")
        for words, follows in ((("audit",), "audit --fix --dry-run"),
                               (("audit", "--working-tree", "--fix", "--dry-run"), "audit --working-tree --fix"),
                               (("status", *asked), f"plan {same}"),
                               (("why", "api", *asked), f"plan {same}"),
                               (("targets", "--env", "dev"), "plan --env dev"),
                               (("check", "--head", "HEAD~0"), "audit --head 'HEAD~0'"),
                               (("check", "-C", "services/.."), "-C services/.. audit")):
            printed = self.printed(*words)
            self.assertIn(f"\r\nNext: deltaplan {follows}\r\n", printed, words)
            copied = "deltaplan() { " + shlex.quote(PROGRAM) + ' "$@"; }; ' + printed.split("Next: ")[1].splitlines()[0]
            done = subprocess.run(["bash", "-c", copied], cwd=self.repository.path, env=ENVIRONMENT, capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, (copied, done.stderr))
            self.repository.git("checkout", "-q", ".")  # what audit --fix has written
            self.assertNotIn("Next", run(*words, cwd=self.repository.path).stdout, words)
            self.assertNotIn("Next", self.printed(*words, "--quiet"), words)

    def test_the_tag_map_leads_to_what_makes_it_come_true(self):
        change = ("tags", "set", "--env", "qa", "api=2b3c4d5")
        for words, follows in ((("tags", "get", "--env", "qa"), "deltaplan status --env qa"), ((*change, "--dry-run"), "the same without --dry-run writes it."),
                               # Where the map itself tells what is live, nothing can tell the way to it.
                               (change, "deltaplan plan --to map --env qa"), (("tags", "set", "--env", "prod", "api=2b3c4d5"), "deltaplan status --env prod"),
                               (("tags", "set", "--env", "qa", "web=2b3c4d5"), "deltaplan plan --to map --env qa"),
                               (("tags", "history", "web", "--env", "qa"), "deltaplan tags rollback web --dry-run --env qa"),
                               (("tags", "rollback", "web", "--env", "qa", "--dry-run"), "the same without --dry-run writes it."),
                               (("tags", "diff", "--env", "qa", "prod"), "deltaplan tags promote prod qa --dry-run"),
                               (("tags", "promote", "prod", "qa", "--allow-diverged"), "deltaplan plan --to map --env qa")):
            self.assertIn(f"\r\nNext: {follows}\r\n", self.printed(*words), words)
        self.assertNotIn("Next", self.printed(*change))  # these tags are there already
        self.assertNotIn("Next", self.printed("tags", "get", "--env", "qa", "--format", "json"))

    def test_what_is_printed_to_be_kept_ends_with_a_comment(self):
        self.assertTrue(self.printed("graph").endswith("}\r\n\r\n// Next: deltaplan graph --format html\r\n//   makes a page of it for a browser.\r\n"))
        for words, follows in ((("ci", "github"), "mkdir -p .github/workflows && deltaplan ci github > .github/workflows/deltaplan.yml"),
                               (("ci", "gitlab", "--env", "prod"), "deltaplan ci gitlab --env prod > .gitlab-ci.yml"),
                               (("ci", "buildkite", "--part", "jobs"), "mkdir -p ci && deltaplan ci buildkite --part jobs > ci/build-image && chmod +x ci/build-image")):
            printed = self.printed(*words)
            self.assertTrue(printed.endswith(f"\r\n\r\n# Next, at the top of the repository:\r\n#   {follows}\r\n"), printed[-300:])
            self.assertEqual(printed.split("\r\n\r\n# Next")[0], run(*words, cwd=self.repository.path).stdout.rstrip("\n").replace("\n", "\r\n"))
            subprocess.run(["bash", "-c", "deltaplan() { " + shlex.quote(PROGRAM) + ' "$@"; }; ' + follows], cwd=self.repository.path, env=ENVIRONMENT, check=True)
            self.assertIn(follows.split("> ")[1].split()[0], self.repository.git("status", "--porcelain", "-uall"))

    def test_a_plan_that_was_verified_leads_to_its_tag_map(self):
        plans = terraform_recipes.terraform_plans()
        self.addCleanup(plans.repository.close)
        words = plans.words
        def verified(name, *more):
            return on_a_terminal("verify", "--plan", words["plan"], os.path.join(words["plans"], name), *more, cwd=plans.directory).decode()
        self.assertIn(f"\r\nNext: deltaplan tags set --from {words['plan']} --env sandbox\r\n", verified("planned.json"))
        self.assertNotIn("Next", verified("stale_tags.json"))  # it is refused
        self.assertNotIn("Next", verified("planned.json", "--format", "json"))

    def test_what_a_copy_would_not_mean_is_left_out(self):
        # Standard input is read once; plan would ask for the environment, and preview for --base.
        for words in (("status", "--env", "dev", "--live-file", "-"), ("preview", "--base", "HEAD"), ("affects", "services/api")):
            self.assertNotIn("Next", self.printed(*words, stdin=b'{"api": "1a2b3c4"}'), words)
        self.assertIn("Next: deltaplan plan --env dev\r\n", self.printed("preview", "--base", "HEAD", "--env", "dev"))
        self.repository.commit("second")
        self.assertIn("Next: deltaplan preview --base 'HEAD~1'\r\n", self.printed("affects", "services/api"))
        self.repository.git("remote", "add", "origin", self.repository.path)
        self.repository.git("update-ref", "refs/remotes/origin/HEAD", "HEAD~1")
        self.assertIn("Next: deltaplan preview\r\n", self.printed("affects", "services/api"))


if __name__ == "__main__":
    testing.main()
