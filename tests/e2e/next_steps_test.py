#!/usr/bin/env python3
"""What a command at a terminal ends with: the one that comes next, whole, and only where a copy of it means the same."""

import json
import os
import shlex
import subprocess
import sys
import tempfile
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
                               (("tags", "promote", "prod", "qa", "--allow-diverged"), "deltaplan plan --to map --env qa"),
                               (("tags", "bootstrap", "--env", "qa"), "deltaplan plan --env qa")):
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
        checked = on_a_terminal("release", "check", "--plan", words["plan"], cwd=plans.directory).decode()
        self.assertIn(", in bash:\r\n", checked)
        self.assertTrue(checked.endswith(f"release begin --plan {words['plan']} &&\r\n   terraform apply tfplan &&\r\n"
                                         f"   deltaplan release wait --plan {words['plan']})\r\n"), checked)
        self.assertNotIn("Next", verified("planned.json", "--format", "json"))
        # How far a release has come is kept beside its plan: of a file alone there is no begin.
        def written(place):
            plans.repository.git("checkout", "-q", ".")
            return on_a_terminal("tags", "set", "--env", "sandbox", "--from", place, cwd=plans.directory).decode()
        self.assertIn(f"\r\nNext: deltaplan release begin --plan {words['plan']} --env sandbox\r\n", written(words["plan"]))
        self.assertNotIn("release begin", written(os.path.join(words["plan"], "plan.json")))

    def test_the_way_to_an_apply_runs_as_it_is_printed(self):
        plans = terraform_recipes.terraform_plans()
        self.addCleanup(plans.repository.close)
        repo, base = plans.repository, plans.repository.base
        os.rename(os.path.join(repo.path, "deltaplan.json"), os.path.join(base, "it's $(id).json"))
        repo.write("deltaplan.json", '{ "version": 1, "services": ["services/*"] }')  # which a command without --config would take
        tools = os.path.join(base, "tools")
        os.mkdir(tools)
        os.symlink(PROGRAM, os.path.join(tools, "deltaplan"))
        with open(os.path.join(tools, "terraform"), "w", encoding="utf-8") as file:
            file.write('#!/bin/sh\nprintf "%s\\n" "$*" >> "$LOG"\n[ "$1" != show ] || cat "$PLANS/planned.json"\n')
        os.chmod(os.path.join(tools, "terraform"), 0o755)
        log = os.path.join(base, "log")
        def copied(printed):
            lines = printed.replace("\r\n", "\n").split(", in bash:\n")[1]
            given = {**ENVIRONMENT, "PATH": tools + ":" + ENVIRONMENT["PATH"], "LOG": log, "PLANS": plans.words["plans"]}
            open(log, "w", encoding="utf-8").close()
            done = subprocess.run(["bash", "-c", lines], cwd="/", env=given, capture_output=True, text=True)
            with open(log, encoding="utf-8") as file:
                return done, file.read().splitlines()
        def tags():
            with open(os.path.join(repo.path, "infra/terraform/image-tags.auto.tfvars.json"), encoding="utf-8") as file:
                return json.load(file)["image_tags"]

        place = ("-C", repo.path, "--config", "../it's $(id).json", "--env", "sandbox")
        def printed(*words):
            return on_a_terminal(*words, *place, cwd="/").decode()
        planned = printed("plan", "--out", "../new plan")
        self.assertIn("deltaplan tags set --from '" + base + "/new plan' --config '" + base + "/it'\\''s $(id).json' --env sandbox &&", planned)
        before = tags()
        os.rename(os.path.join(repo.path, "infra"), os.path.join(base, "infra"))  # a cd that fails is the last thing that is done
        done, calls = copied(planned)
        self.assertEqual(([], 1), (calls, done.returncode), done)
        os.rename(os.path.join(base, "infra"), os.path.join(repo.path, "infra"))
        self.assertEqual(tags(), before)
        # What looks at a plan once more leads to the same lines.
        self.assertEqual(planned.split(", in bash:")[1], printed("verify", "--live", "--plan", "../new plan").split(", in bash:")[1])
        done, calls = copied(planned)
        self.assertEqual(0, done.returncode, done)
        self.assertEqual(["plan", "show", "apply"], [call.split()[0] for call in calls])
        self.assertIn("-target=", calls[0])
        self.assertNotEqual(tags(), before)
        with open(os.path.join(base, "new plan", "release.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file)["step"], "done")

    def test_images_that_release_build_can_make_are_its_next_step(self):
        environment = {"repository": "registry.example.com/{image}", "live": [{"from": "image_tags"}], "image_tags": {"file": "qa.json"}}
        self.repository.configure(version=1, services=["services/*"], build={"context": ".", "dockerfile": "services/{image}/Dockerfile"},
                                  environments={"prod": environment})
        self.repository.commit("second")
        plan = os.path.join(self.repository.base, "plan")
        steps = f"\r\nNext: deltaplan release build --plan {plan} --env prod\r\n  builds and pushes the images that their registry lacks.\r\n" \
                f"Then: deltaplan tags set --from {plan} --env prod\r\n"
        for words in (("plan", "--out", plan), ("release", "check", "--tree", "--plan", plan)):
            self.assertIn(steps, self.printed(*words), words)
        # Where the configuration does not say how they are built, that command would not know it either.
        self.repository.configure(version=1, services=["services/*"], environments={"prod": environment})
        self.repository.commit("third")
        self.assertIn(f"\r\nNext: build and push the images of {plan}/docker-bake.json.\r\nThen: ", self.printed("plan", "--out", plan))
        # Nor can anybody push what names no registry.
        del environment["repository"]
        self.repository.configure(version=1, services=["services/*"], environments={"prod": environment})
        self.repository.commit("fourth")
        self.assertIn(f"\r\nNext: build and push the images of {plan}/docker-bake.json.\r\n  They name no registry: ", self.printed("plan", "--out", plan))

    def test_where_nothing_deploys_what_runs_can_be_looked_at(self):
        head = self.repository.git("rev-parse", "--short", "HEAD").strip()
        live = ("--live", f"api={head}", "--live", f"web={head}")
        self.assertTrue(self.printed("plan", "--env", "prod", *live).endswith(
            f"\r\nNext: deltaplan status --env prod --live api={head} --live web={head}\r\n  shows what runs beside the tag map and head.\r\n"))

    def test_of_several_environments_each_has_a_plan_of_its_own(self):
        self.assertTrue(self.printed("preview", "--base", "HEAD", "--env", "prod", "--env", "dev").endswith(
            "\r\nNext: deltaplan plan --env prod\r\n  decides against what is live; each environment has its own.\r\n"))
        self.assertNotIn("Next", self.printed("preview", "--base", "HEAD", "--env", "prod", "--env", "dev", "--format", "markdown"))

    def test_several_root_modules_are_planned_then_verified_then_applied(self):
        """With the lines as they are printed, and a terraform that makes the plan that was asked for, or one of more."""
        repo, base = self.repository, self.repository.base
        for name in ("api", "web"):
            repo.write(f"infra/{name}/main.tf", f'variable "image_tag" {{}}\nresource "terraform_data" "{name}" {{\n  input = var.image_tag\n}}\n')
            repo.write(f"infra/{name}/image.auto.tfvars", 'image_tag = "1a2b3c4"\n')
        repo.configure(version=1, services=["services/*"], environments={"prod": {
            "live": [{"from": "image_tags"}], "image_tags": {"file": "infra/{service}/image.auto.tfvars", "variable": "image_tag", "form": "scalar"},
            "terraform": {"dir": "infra/{service}", "workspace": "it's {service}", "targets": "auto"}}})
        repo.commit("roots")
        head = repo.git("rev-parse", "--short", "HEAD").strip()
        tools, log = os.path.join(base, "tools"), os.path.join(base, "log")
        os.mkdir(tools)
        os.symlink(PROGRAM, os.path.join(tools, "deltaplan"))
        with open(os.path.join(tools, "terraform"), "w", encoding="utf-8") as file:
            file.write(f"""#!{sys.executable}
import json, os, sys
name = os.path.basename(os.getcwd())
with open({log!r}, "a") as log:
    print(name, os.environ.get("TF_WORKSPACE"), sys.argv[1], file=log)
if sys.argv[1] == "show":
    def change(name):
        return {{"address": "terraform_data." + name, "mode": "managed", "type": "terraform_data", "name": name, "provider_name": "terraform.io/builtin/terraform",
                 "change": {{"actions": ["update"], "before": {{"input": "1a2b3c4"}}, "after": {{"input": {head!r}}}, "after_unknown": {{}}}}}}
    print(json.dumps({{"format_version": "1.2", "terraform_version": "1.9.0", "complete": True, "applyable": True, "errored": False,
                       "variables": {{"image_tag": {{"value": {head!r}}}}}, "resource_changes": [change(each) for each in [name] + os.environ.get("MORE", "").split()]}}))
""")
        os.chmod(os.path.join(tools, "terraform"), 0o755)
        printed = self.printed("plan", "--out", os.path.join(base, "plan")).replace("\r\n", "\n")
        lines = printed.split("Then, in bash:\n")[1]
        # What looks at a plan once more leads to the same lines.
        looked = self.printed("verify", "--live", "--plan", os.path.join(base, "plan")).replace("\r\n", "\n")
        self.assertTrue(looked.endswith("Next, in bash:\n" + lines), looked)

        def copied(**more):
            open(log, "w", encoding="utf-8").close()
            done = subprocess.run(["bash", "-c", lines], cwd="/", env={**ENVIRONMENT, "PATH": tools + ":" + ENVIRONMENT["PATH"], **more}, capture_output=True, text=True)
            with open(log, encoding="utf-8") as file:
                return done, file.read().splitlines()
        planned = [f"{name} it's {name} {step}" for name in ("api", "web") for step in ("plan", "show")]
        done, calls = copied(MORE="other")
        self.assertEqual((done.returncode, calls), (3, planned), done)
        self.assertEqual(repo.git("status", "--porcelain", "infra/api/image.auto.tfvars"), "")
        done, calls = copied()
        self.assertEqual((done.returncode, calls), (0, planned + ["api it's api apply", "web it's web apply"]), done)
        self.assertIn(head, open(os.path.join(repo.path, "infra/web/image.auto.tfvars"), encoding="utf-8").read())

    def test_a_plan_that_is_not_written_leads_to_the_same_that_is(self):
        self.assertIn("\r\nNext: deltaplan plan --service 'a*' --allow-dirty --out plan --env prod\r\n",
                      self.printed("plan", "--service", "a*", "--env", "prod", "--allow-dirty"))
        self.assertIn("\r\nNext: the same with --out DIR", self.printed("plan", "--env", "prod", "--live-file", "-", stdin=b'{"api": "1a2b3c4"}'))

    def test_a_file_in_memory_can_be_read_again(self):
        with tempfile.NamedTemporaryFile(dir="/dev/shm") as live:
            live.write(b'{"api": "1a2b3c4"}')
            live.flush()
            self.assertIn(f"\r\nNext: deltaplan plan --env dev --live-file {live.name}\r\n", self.printed("status", "--env", "dev", "--live-file", live.name))

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
