#!/usr/bin/env python3
"""What SECURITY.md promises of a repository that somebody else has written: nothing in it is started, nobody is asked for it, nothing is
written where it likes."""

import hashlib
import json
import os
import stat
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "support")]

import testing  # noqa: E402
from sandbox import Repository  # noqa: E402


class Boundaries(unittest.TestCase):
    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)
        self.marker = os.path.join(self.repo.base, "was-run")
        self.program = os.path.join(self.repo.base, "program")
        with open(self.program, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\necho \"$0 $*\" >> '{self.marker}'\nprintf '%s' '{{\"api\": \"abc\"}}'\n")
        os.chmod(self.program, stat.S_IRWXU)
        self.repo.write("services/api/main.ts", "api")

    def was_run(self):
        return os.path.exists(self.marker)

    def commit_twice(self):
        self.repo.commit("first")
        self.repo.git("branch", "-f", "base")
        self.repo.write("services/api/main.ts", self.repo.head())
        self.repo.commit("second")

    def test_preview_starts_nothing_that_the_configuration_names(self):
        for source in ({"from": "command", "command": [self.program]}, {"from": "terraform_state", "command": [self.program]}):
            with self.subTest(source=source):
                self.repo.configure(environments={"prod": {"live": [source], "terraform": {"dir": "services", "targets": ["a.b"]}}})
                self.commit_twice()
                preview = self.repo.preview("--base", "base", "--env", "prod", "--working-tree")
                self.assertEqual(preview.deployed(), ["api"])
                self.assertFalse(self.was_run())
        # What it names can be started: a plan does.
        self.repo.run("plan", "--env", "prod")
        self.assertTrue(self.was_run())

    def test_network_code_is_loaded_by_who_sends_a_request_only(self):
        self.repo.configure(environments={"prod": {"live": [{"from": "http", "url": "http://127.0.0.1:1/{service}"}]}})
        self.commit_twice()
        trace = {"LD_DEBUG": "files"}
        for arguments in (("preview", "--base", "base"), ("plan", "--live", "api=abc"), ("check",), ("--version",)):
            with self.subTest(arguments=arguments):
                run = self.repo.run(*arguments, environment=trace)
                self.assertEqual(run.code, 0, run)
                self.assertNotIn("libcurl", run.err)
        run = self.repo.run("plan", "--timeout", "1", environment=trace)
        self.assertEqual(run.code, 1)
        self.assertIn("libcurl", run.err)

    def test_nothing_that_the_repository_s_own_settings_name_is_started_but_clean_filters(self):
        self.repo.configure()
        self.repo.write(".gitattributes", "*.ts filter=plain diff=evil\n")
        self.repo.git("config", "filter.plain.clean", "cat")
        self.commit_twice()
        for name, value in (("core.fsmonitor", self.program), ("core.pager", self.program), ("core.sshCommand", self.program),
                            ("core.editor", self.program), ("diff.external", self.program), ("diff.evil.textconv", self.program),
                            ("filter.plain.smudge", self.program), ("filter.other.clean", self.program), ("credential.helper", self.program), ("alias.status", "!" + self.program)):
            self.repo.git("config", name, value)
        hooks = os.path.join(self.repo.path, ".git", "hooks")
        os.makedirs(hooks, exist_ok=True)
        for name in ("post-index-change", "fsmonitor-watchman", "post-checkout", "pre-commit", "reference-transaction"):
            os.symlink(self.program, os.path.join(hooks, name))
        self.repo.write("services/api/new.ts", "not committed")
        os.utime(os.path.join(self.repo.path, "services/api/main.ts"), (1, 1))  # git has to be asked about it
        self.repo.run("plan", "--live", "api=" + self.repo.short("base"))
        self.repo.run("preview", "--base", "base", "--working-tree")
        self.repo.run("why", "api", "--live", "api=" + self.repo.short("base"))
        self.assertFalse(self.was_run())
        # What they name can be started: git does.
        self.repo.git("status", check=False)
        self.assertTrue(self.was_run())

    def test_a_clean_filter_is_run_for_files_whose_times_say_nothing_only(self):
        self.repo.configure()
        self.repo.write(".gitattributes", "*.ts filter=mine\n")
        self.repo.commit("first")
        os.utime(os.path.join(self.repo.path, "services/api/main.ts"), (1_000_000_000, 1_000_000_000))
        self.repo.git("update-index", "--refresh", "-q")
        self.repo.git("config", "filter.mine.clean", self.program)
        live = "api=" + self.repo.short("HEAD")
        self.assertEqual(self.repo.run("plan", "--live", live).code, 0)
        self.assertFalse(self.was_run())
        os.utime(os.path.join(self.repo.path, "services/api/main.ts"), (1, 1))
        self.assertEqual(self.repo.run("plan", "--live", live).code, 3)  # what it makes of the file is not what was stored
        self.assertTrue(self.was_run())

    def test_a_revision_is_no_option(self):
        self.repo.configure()
        self.commit_twice()
        for revision in ("--upload-pack=" + self.program, "-x", "ext::" + self.program, "$(" + self.program + ")"):
            for arguments in (("plan", f"--head={revision}"), ("preview", f"--base={revision}")):
                with self.subTest(arguments=arguments):
                    run = self.repo.run(*arguments)
                    self.assertEqual((run.code, run.text), (1, ""), run)
        self.assertFalse(self.was_run())

    # ---- what is written stays in the directory that was named

    def start_with_maps(self):
        self.repo.write("services/api/main.ts", "api")
        self.repo.write("services/api/Dockerfile", "FROM scratch\n")
        self.repo.configure(build={"context": ".", "dockerfile": "services/{image}/Dockerfile"}, environments={"prod": {
            "live": [{"from": "image_tags"}], "image_tags": {"file": "infra/image_tags.auto.tfvars.json"},
            "repository": "registry.example/{image}", "deploy": {"registry": "never"}}})
        first = self.repo.commit("first")
        self.repo.write("infra/image_tags.auto.tfvars.json", json.dumps({"image_tags": {"api": first[:7]}}))
        self.repo.commit("tags")
        self.elsewhere = os.path.join(self.repo.base, "elsewhere")
        os.makedirs(self.elsewhere)

    def refuses_to_write(self, *arguments, why):
        run = self.repo.run(*arguments)
        self.assertEqual((run.code, run.text), (1, ""), run)
        self.assertIn(why, run.err)
        self.assertEqual(os.listdir(self.elsewhere), [])

    def test_no_link_of_the_repository_leads_out_of_the_directory(self):
        self.start_with_maps()
        self.repo.link("build", "../elsewhere")
        self.repo.link("plan", "infra")
        self.repo.commit("links")
        for command in (("plan",), ("preview", "--base", "HEAD~1")):
            for out in ("build", "build/plan", "./infra/../build/"):
                self.refuses_to_write(*command, "--out", out, why="build is a link of the repository")
            self.refuses_to_write(*command, "--out", "plan", why="plan is a link of the repository")
        # A link that is nobody's but the user's is a way like any other.
        os.symlink(self.elsewhere, os.path.join(self.repo.path, "mine"))
        self.assertEqual(self.repo.run("plan", "--out", "mine").code, 0)

    def test_a_file_of_the_repository_is_none_of_a_plan(self):
        self.start_with_maps()
        for name in ("docker-bake.json", "release.json"):
            self.repo.write(f"deploy/{name}", "{}")
        self.repo.commit("files")
        before = self.repo.git("ls-files", "-s")
        for command in (("plan",), ("preview", "--base", "HEAD~1")):
            self.refuses_to_write(*command, "--out", "infra", why="infra/image_tags.auto.tfvars.json belongs to the repository")
            self.refuses_to_write(*command, "--out", "deploy", why="belongs to the repository, and to no plan")
        self.assertEqual(self.repo.git("status", "--porcelain"), "")
        self.assertEqual(self.repo.git("ls-files", "-s"), before)
        # A plan that was committed is followed by the next one.
        self.assertEqual(self.repo.run("plan", "--out", "plans").code, 0)
        self.repo.commit("the plan")
        self.assertEqual(self.repo.run("plan", "--out", "plans").code, 0)
        self.assertEqual(self.repo.run("preview", "--base", "HEAD~1", "--out", "plans").code, 0)

    def begun(self):
        out = os.path.join(self.repo.base, "plan")
        self.assertEqual(self.repo.run("plan", "--force", "api", "--out", out).code, 0)
        self.assertEqual(self.repo.run("release", "begin", "--plan", out).code, 0)
        return out

    def test_a_plan_that_was_left_names_no_file_of_others(self):
        self.start_with_maps()
        out = self.begun()
        with open(os.path.join(out, "plan.json"), encoding="utf-8") as file:
            plan = json.load(file)
        secret = os.path.join(self.repo.base, "secret")
        with open(secret, "w", encoding="utf-8") as file:
            file.write("mine")
        for name in ("../secret", "x/../../secret", "./plan.md", secret):
            hostile = plan | {"files": plan["files"] | {name: "sha256:" + hashlib.sha256(b"mine").hexdigest()}}
            text = json.dumps(hostile).encode()
            with open(os.path.join(out, "plan.json"), "wb") as file:
                file.write(text)
            with open(os.path.join(out, "release.json"), encoding="utf-8") as file:
                state = json.load(file) | {"plan": "sha256:" + hashlib.sha256(text).hexdigest()}
            with open(os.path.join(out, "release.json"), "w", encoding="utf-8") as file:
                json.dump(state, file)
            for command in (("plan", "--out", out), ("verify", "--live", "--plan", out), ("release", "resume", "--plan", out)):
                self.refuses_to_write(*command, why="this is no file below the plan's directory")
            self.assertFalse(os.path.exists(os.path.join(out, "left")))

    def test_no_link_in_the_directory_is_followed(self):
        self.start_with_maps()
        out = self.begun()
        os.symlink(self.elsewhere, os.path.join(out, "left"))
        os.symlink(self.elsewhere, os.path.join(out, "logs"))
        self.refuses_to_write("plan", "--out", out, why="'left' in")
        self.refuses_to_write("release", "resume", "--plan", out, why="'left' in")
        os.unlink(os.path.join(out, "left"))
        run = self.repo.run("release", "build", "--plan", out, environment={"DOCKER": "true"})
        self.assertEqual((run.code, os.listdir(self.elsewhere)), (1, []), run)
        self.assertIn("'logs' in", run.err)


if __name__ == "__main__":
    testing.main()
