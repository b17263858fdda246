#!/usr/bin/env python3
"""audit --fix: what is sure is written, all else of the configuration stays, and the next audit has nothing of it to say."""

import fcntl
import json
import os
import re
import shlex
import stat
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))

import testing  # noqa: E402
from sandbox import Repository  # noqa: E402

CONFIG = """// The platform.
{
  "version": 1,
  "services": [
    "services/*",           // all of them
    { "name": "api", "inputs": [
        "docs"              // served
    ] },
    "services/cron"
  ],
  "images": [{ "name": "base", "path": "base", "build": { "context": ".", "dockerfile": "base/Dockerfile" } }],
  "build": { "context": ".", "dockerfile": "services/{image}/Dockerfile" }
}
"""


class AuditFix(unittest.TestCase):
    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)

    def services(self, **dockerfiles):
        for name, lines in dockerfiles.items():
            self.repo.write(f"services/{name}/main")
            self.repo.write(f"services/{name}/Dockerfile", "".join(line + "\n" for line in lines))

    def config(self):
        with open(os.path.join(self.repo.path, "deltaplan.json"), encoding="utf-8", newline="") as file:
            return file.read()

    def codes(self):
        run = self.repo.run("audit", "--format", "json")
        self.assertEqual(run.code, 0, run)
        return [finding["code"] for finding in json.loads(run.out)["findings"]]

    def fixed(self, before, *arguments):
        """The configuration after --fix, once all ways to look at it agree."""
        self.repo.write("deltaplan.json", before)
        self.repo.commit("configured")
        found = self.codes()
        shown = self.repo.run("audit", "--fix", "--dry-run", *arguments)
        self.assertEqual(shown.code, 0, shown)
        self.assertEqual(self.config(), before)
        run = self.repo.run("audit", "--fix", *arguments)
        self.assertEqual(run.code, 0, run)
        after = self.config()
        self.repo.commit("fixed")
        left = [code for code in found if code not in ("input_missing", "image_missing")]
        self.assertEqual(self.codes(), left)
        self.assertEqual(self.repo.run("check").code, 0)
        # The difference is one that git takes, and it is what was written.
        self.repo.write("deltaplan.json", before)
        self.repo.git("apply", "-", data=shown.out)
        self.assertEqual(self.config(), after)
        self.repo.git("checkout", "-q", "deltaplan.json")
        return after

    def test_what_is_missing_goes_where_the_service_is_described(self):
        for path in ("docs/x", "tools/a", "x/y", "base/b"):
            self.repo.write(path)
        self.services(api=["FROM ghcr.io/acme/base:1", "COPY docs tools /"], cron=["FROM scratch", "COPY tools/a /"], web=["FROM base", "COPY x /"])
        self.repo.write("base/Dockerfile", "FROM alpine\nCOPY tools /\n")
        after = self.fixed(CONFIG)
        self.assertEqual(after, CONFIG.replace(
            '        "docs"              // served\n', '        "docs",              // served\n        "tools"\n').replace(
            '    "services/cron"\n', '    { "path": "services/cron", "inputs": ["tools/a"] },\n    { "name": "web", "inputs": ["x"] }\n').replace(
            '"dockerfile": "base/Dockerfile" } }]',
            '"dockerfile": "base/Dockerfile" }, "inputs": ["tools"] }, { "name": "api", "from": ["base"] }, { "name": "web", "from": ["base"] }]'))

    def test_inputs_of_a_pattern_are_kept_for_the_service_that_gets_its_own(self):
        for path in ("common/x", "own/y"):
            self.repo.write(path)
        self.services(api=["FROM scratch", "COPY common own /"], web=["FROM scratch", "COPY common /"])
        before = '{ "version": 1, "services": [{ "path": "services/*", "inputs": ["common"] }] }\n'
        self.assertEqual(self.fixed(before),
                         '{ "version": 1, "services": [{ "path": "services/*", "inputs": ["common"] }, { "name": "api", "inputs": ["common", "own"] }] }\n')

    def test_what_all_services_read_becomes_a_build_input(self):
        for path in ("lock", "tools/x"):
            self.repo.write(path)
        self.services(api=["FROM scratch", "COPY lock /"], web=["FROM scratch", "COPY lock tools /"])
        self.assertEqual(self.fixed('{\n  "version": 1,\n  "services": ["services/*"]\n}'),
                         '{\n  "version": 1,\n  "services": ["services/*", { "name": "web", "inputs": ["tools"] }],\n  "build_inputs": ["lock"]\n}')

    def test_an_image_that_several_services_run_is_all_of_theirs(self):
        self.repo.write("tools/x")
        self.services(one=["FROM scratch", "COPY tools /"], two=["FROM scratch"], other=["FROM scratch"])
        before = ('{ "version": 1, "services": ["services/other", { "path": "services/one", "image": "one" }, '
                  '{ "path": "services/two", "image": "one", "inputs": [] }], "build": { "dockerfile": "services/{image}/Dockerfile" } }\n')
        after = json.loads(self.fixed(before))
        self.assertEqual([service["inputs"] for service in after["services"][1:]], [["tools"], ["tools"]])

    def test_only_what_is_sure_is_written(self):
        self.repo.write("docs/x")
        self.repo.write("other/x")
        self.services(api=["FROM scratch", "ARG X", "COPY $X gone /"])
        before = ('{ "version": 1, "services": [{ "path": "services/api", "inputs": ["docs"] }], "ignore": ["*.none"], '
                  '"build": { "dockerfile": "services/{image}/Dockerfile" } }\n')
        self.repo.write("deltaplan.json", before)
        self.repo.commit("first")
        run = self.repo.run("audit", "--fix", "--detailed-exitcode")
        self.assertEqual(run.code, 2, run)
        self.assertEqual(self.config(), before)
        self.assertIn("context_undecided", run.text)
        self.assertIn("pattern_dead", run.text)
        self.assertEqual(self.repo.run("audit", "--fix", "--dry-run").text, "")

    def test_a_file_that_somebody_else_changes_is_left_alone(self):
        self.repo.write("docs/x")
        self.services(api=["FROM scratch", "COPY docs /"])
        before = '{ "version": 1, "services": ["services/api"], "build": { "dockerfile": "services/{image}/Dockerfile" } }\n'
        self.repo.write("deltaplan.json", before)
        self.repo.commit("first")
        lock = os.path.join(self.repo.path, "deltaplan.json.lock")
        with open(lock, "w", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            run = self.repo.run("audit", "--fix")
            self.assertEqual(run.code, 1, run)
            self.assertIn("deltaplan.json", run.err)
        self.assertEqual(self.config(), before)
        self.assertEqual(self.repo.run("audit", "--fix").code, 0, "a lock that nobody holds")
        self.assertNotEqual(self.config(), before)
        self.assertFalse(os.path.exists(lock))

    def test_flags_and_places(self):
        self.repo.write("tools/x")
        self.services(api=["FROM scratch", "COPY tools /"])
        before = '{ "version": 1, "services": ["services/api"] }\n'
        self.repo.write("deltaplan.json", before)
        self.repo.commit("first")
        run = self.repo.run("audit", "--dry-run")
        self.assertEqual((run.code, "--dry-run goes with --fix" in run.err), (1, True), run)
        shown = self.repo.run("audit", "--fix", "--dry-run", "--detailed-exitcode")
        self.assertEqual(shown.code, 2, shown)
        self.assertEqual(shown.err, "would fix 1 finding in " + re.search("in (.*)\n", shown.err).group(1) + "\n")
        # A link to the configuration stays one, and modes stay.
        os.rename(os.path.join(self.repo.path, "deltaplan.json"), os.path.join(self.repo.path, "real.json"))
        os.chmod(os.path.join(self.repo.path, "real.json"), 0o640)
        self.repo.link("deltaplan.json", "real.json")
        self.repo.commit("linked")
        run = self.repo.run("audit", "--fix", "--detailed-exitcode")
        self.assertEqual(run.code, 0, run)
        self.assertTrue(os.path.islink(os.path.join(self.repo.path, "deltaplan.json")))
        self.assertEqual(stat.S_IMODE(os.stat(os.path.join(self.repo.path, "real.json")).st_mode), 0o640)
        self.assertEqual(self.config(), '{ "version": 1, "services": [{ "path": "services/api", "inputs": ["tools"] }] }\n')
        # No link is followed out of the repository.
        os.rename(os.path.join(self.repo.path, "real.json"), os.path.join(self.repo.base, "outside.json"))
        self.repo.link("deltaplan.json", "../outside.json")
        self.repo.write("services/api/Dockerfile", "FROM scratch\nCOPY tools real.json /\n")
        self.repo.write("real.json")
        self.repo.commit("outside")
        run = self.repo.run("audit", "--fix")
        self.assertEqual((run.code, "or to one outside of the repository" in run.err), (1, True), run)
        run = self.repo.run("audit", "--fix", "--config", "deltaplan.json")
        self.assertEqual((run.code, "leads out of the repository" in run.err), (1, True), run)
        os.unlink(os.path.join(self.repo.path, "deltaplan.json"))
        os.rename(os.path.join(self.repo.base, "outside.json"), os.path.join(self.repo.path, "deltaplan.json"))
        # A configuration of another commit is no file.
        self.repo.commit("fixed")
        self.repo.write("services/api/Dockerfile", "FROM scratch\n")
        self.repo.commit("less")
        run = self.repo.run("audit", "--fix", "--head", "HEAD~1")
        self.assertEqual((run.code, "no file that is checked out" in run.err), (1, True), run)

    def test_the_hooks_of_pre_commit_are_commands(self):
        with open(os.path.join(HERE, "..", "..", ".pre-commit-hooks.yaml"), encoding="utf-8") as file:
            text = file.read()
        entries = re.findall(r"^  entry: deltaplan (.*)$", text, re.M)
        self.assertEqual(len(entries), text.count("- id: deltaplan-"))
        self.services(api=["FROM scratch", "COPY tools /"])
        self.repo.write("tools/x")
        self.repo.configure()
        self.repo.commit("first")
        self.assertEqual([self.repo.run(*shlex.split(entry)).code for entry in entries], [0, 2, 0])
        files = [re.compile(pattern) for pattern in re.findall(r"^  files: (.*)$", text, re.M)]
        for name in ("services/api/Dockerfile", "api.Dockerfile.dockerignore", "docker-bake.hcl", "compose.override.yml", ".env", "deltaplan.json"):
            self.assertTrue(files[1].search(name) and files[2].search(name), name)


if __name__ == "__main__":
    testing.main()
