#!/usr/bin/env python3
"""In a repository without a configuration: what is said, what is answered on a guess, and what is not; and configurations of one line."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "support")]

import testing  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM, Repository, on_a_terminal  # noqa: E402

FOUND = """
    2 services (api, web), 1 package, Terraform in infra, the tag map
    infra/tags.auto.tfvars.json
"""


class FirstSteps(unittest.TestCase):
    def setUp(self):
        self.repository = Repository()
        self.addCleanup(self.repository.close)
        for service in ("api", "web"):
            self.repository.write(f"services/{service}/Dockerfile", f"FROM scratch\nCOPY services/{service} /\nCOPY scripts/run.sh /\n")
        self.repository.write("packages/events/package.json", "{}")
        self.repository.write("scripts/run.sh")
        self.repository.write("infra/main.tf", 'variable "image_tags" { type = map(string) }\n')
        self.repository.write("infra/tags.auto.tfvars.json", '{ "image_tags": { "api": "x", "web": "x" } }')
        self.repository.commit("first")
        self.repository.git("branch", "base")

    def run_it(self, *words, data=None, code=0):
        run = self.repository.run(*words, data=data)
        self.assertEqual(run.code, code, run)
        return run

    def test_alone_it_says_what_is_there(self):
        run = self.run_it()
        self.assertIn("Usage: deltaplan", run.text)
        self.assertIn(f"Found:{FOUND}", run.err)
        self.assertIn("deltaplan init --dry-run", run.err)
        self.assertEqual(self.run_it("help").err, "")
        self.run_it("init")
        self.assertEqual(self.run_it().err, "")

    def test_the_commands_that_it_names_answer(self):
        """Without a remote, preview asks for --base; with one commit there is nothing to compare with; a bare repository takes no file."""
        self.assertIn("\n  Next: deltaplan init --dry-run\n", self.run_it().err)
        lone = self.run_it("preview", code=1)
        self.assertIn("\n  Name one: --base REV\n", lone.err)
        self.repository.commit("second", **{"services/api/x": "1"})
        self.assertIn("\n  Next: deltaplan preview --base 'HEAD~1', deltaplan init --dry-run\n", self.run_it().err)
        self.assertIn("\n  Name one: --base REV, such as --base 'HEAD~1' for what the last commit changes\n", self.run_it("preview", code=1).err)
        self.assertIn("1 of 2 services would deploy", self.run_it("preview", "--base", "HEAD~1").text)
        bare = os.path.join(self.repository.base, "bare.git")
        self.repository.git("clone", "-q", "--bare", self.repository.path, bare)
        note = self.repository.run("preview", "--base", "HEAD~1", cwd=bare).err
        self.assertTrue(note.endswith("\n  To see it: deltaplan init --dry-run\n"), note)
        shown = self.repository.run("init", "--dry-run", cwd=bare)
        self.assertEqual((shown.code, shown.out), (0, self.run_it("init", "--dry-run").out), shown)
        self.assertIn("a bare repository has no place for a configuration", self.repository.run("init", cwd=bare).err)
        clone = self.repository.clone("clone")
        self.assertIn("\n  Next: deltaplan preview --base 'HEAD~1', deltaplan init --dry-run\n", clone.run().err)  # it is the default branch
        clone.commit("third", **{"services/web/x": "1"})
        self.assertIn("\n  Next: deltaplan preview, deltaplan init --dry-run\n", clone.run().err)
        self.assertIn("1 of 2 services would deploy", clone.run("preview").text)

    def test_init_says_where_it_wrote(self):
        below = self.repository.run("init", cwd=os.path.join(self.repository.path, "services", "api"))
        self.assertTrue(below.text.startswith(f"wrote {self.repository.path}/deltaplan.json: 2 services, 1 package\n"), below)
        os.remove(os.path.join(self.repository.path, "deltaplan.json"))
        self.assertTrue(self.run_it("init").text.startswith("wrote deltaplan.json: 2 services, 1 package\n"))

    def test_a_preview_answers_on_the_guess_and_says_so(self):
        # What no service's own directory has is part of the guess: its audit adds it.
        self.repository.commit("run", **{"scripts/run.sh": "changed\n"})
        run = self.run_it("preview", "--base", "base")
        self.assertIn(f"this is a guess on what was found:{FOUND}  Every package counts for every service.\n", run.err)
        self.assertLessEqual(max(map(len, run.err.splitlines())), 80)
        self.assertIn("2 of 2 services would deploy", run.text)
        self.assertEqual(self.run_it("preview", "--base", "base", "--quiet").err, "")
        affected = self.run_it("affects", "services/api")
        self.assertIn("this is a guess", affected.err)
        self.assertIn("  api", affected.text)
        self.assertFalse(os.path.exists(os.path.join(self.repository.path, "deltaplan.json")))

    def test_what_programs_read_is_no_guess(self):
        for words in (["preview", "--base", "base", "--format", "json"], ["preview", "--base", "base", "--format", "names"],
                      ["preview", "--base", "base", "--out", "plan"], ["preview", "--base", "base", "--detailed-exitcode"],
                      ["affects", "services/api", "--format", "json"], ["plan"], ["why", "api"]):
            run = self.run_it(*words, code=1)
            self.assertEqual(run.text, "")
            self.assertIn("there is no deltaplan.json in this directory or above it\n", run.err)
            self.assertIn(f"Found here:{FOUND}", run.err)
            self.assertIn("deltaplan init", run.err)

    def test_where_nothing_is_found_nothing_is_guessed(self):
        other = Repository()
        self.addCleanup(other.close)
        other.commit("first", readme="x")
        for words in (["preview", "--base", "HEAD"], ["plan"], ["affects", "readme"]):
            run = other.run(*words)
            self.assertEqual((run.code, run.text), (1, ""), run)
            self.assertIn("no service was found", run.err)
        self.assertEqual((other.run().code, other.run().err), (0, ""))

    def test_where_one_dockerfile_builds_all_the_usual_places_are_named(self):
        other = Repository()
        self.addCleanup(other.close)
        other.commit("first", **{"services/api/main.go": "x", "services/web/main.go": "x", "packages/ui/a": "x", "docker/service.Dockerfile": "FROM scratch\n"})
        command = "deltaplan preview --services 'services/*' --packages 'packages/*'"
        for words, code in (([], 0), (["init"], 1), (["preview", "--base", "HEAD"], 1), (["plan"], 1)):
            run = other.run(*words)
            self.assertEqual(run.code, code, run)
            self.assertIn(f"\n  If {'services' if words else 'they'} lie in services/*, this answers: {command}\n", run.err)
        self.assertEqual(other.run(*["preview", "--services", "services/*", "--packages", "packages/*"], "--base", "HEAD").code, 0)

    def test_a_clone_without_blobs_is_told_what_to_fetch(self):
        clone = os.path.join(self.repository.base, "blobless")
        self.repository.git("config", "uploadpack.allowFilter", "true")
        self.repository.git("clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{self.repository.path}", clone)
        for words in (["preview", "--base", "HEAD"], ["plan"], ["affects", "services/api"]):
            run = self.repository.run("-C", clone, *words)
            self.assertEqual((run.code, run.text), (1, ""), run)
            self.assertIn("nor does the repository tell one: this clone lacks the bytes of ", run.err)
            self.assertRegex(run.err, "(?m)^ +git fetch --no-tags origin [0-9a-f ]+$")
            self.assertIn("\n  Or say where services lie (--services 'services/*'), or name a configuration", run.err)

        alone = self.repository.run(cwd=clone)
        self.assertEqual(alone.code, 0)
        self.assertIn("Usage: deltaplan", alone.text)
        self.assertIn("There is no deltaplan.json here, nor does the repository tell one: this clone lacks the bytes of ", alone.err)
        self.assertRegex(alone.err, "(?m)^ +git fetch --no-tags origin [0-9a-f ]+$")

    def test_in_one_line(self):
        self.repository.commit("events", **{"packages/events/bus": "1"})
        one_line = ("--services", "services/*", "--packages", "packages/*")
        self.assertEqual(self.run_it("preview", "--base", "base", *one_line, "--format", "names").text, "api\nweb\n")
        self.assertLessEqual(max(map(len, self.run_it("preview", "--base", "base", *one_line).err.splitlines())), 80)
        self.assertEqual(self.run_it("preview", "--base", "base", *one_line[:2], "--format", "names").text, "")
        self.assertIn("Every package counts for every service", self.run_it("affects", *one_line, "packages/events").err)
        self.assertEqual(self.run_it("affects", *one_line[:2], "services/web").err, "")
        live = json.dumps({name: self.repository.head("base") for name in ("api", "web")}).encode()
        plan = json.loads(self.run_it("plan", *one_line, "--live-file", "-", "--format", "json", data=live).text)
        self.assertEqual({s["name"]: s["reasons"][0]["code"] for s in plan["services"]}, {"api": "package_changed", "web": "package_changed"})
        config = json.dumps({"version": 1, "services": ["services/*"]}).encode()
        self.assertEqual(self.run_it("affects", "--config", "-", "services/web", data=config).text.split(), ["services/web", "web", "(services/web)"])
        for words, message in ((["plan", *one_line, "--config", "x"], "can't stand beside --config"),
                               (["preview", *one_line[2:]], "--packages goes with --services"),
                               (["plan", "--services", "nowhere/*"], "matches no directory")):
            self.assertIn(message, self.run_it(*words, code=1).err)

    def test_that_every_package_counts_is_said_once(self):
        """Where nobody has written it, and a person looks on: whoever has written "all" knows, and a pipe gets the answer alone."""
        note = 'Every package counts for every service; "dependencies" can say less, or "all"\n'
        self.repository.configure(packages=["packages/*"])
        self.repository.commit("configured")
        live = json.dumps({name: self.repository.head("base") for name in ("api", "web")}).encode()
        def told(*words):
            with tempfile.TemporaryFile() as errors:
                on_a_terminal(*words, cwd=self.repository.path, stdin=live, stderr=errors)
                errors.seek(0)
                return errors.read().decode()

        for words in (["plan", "--live-file", "-"], ["preview", "--base", "base"], ["affects", "packages/events"]):
            self.assertEqual(told(*words).count(note), 1, words)
            for other in (["--quiet"], ["--format", "json"]):
                self.assertEqual(told(*words, *other).count("Every package"), 0, (words, other))
            self.assertEqual(self.run_it(*words, data=live).err.count("Every package"), 0, words)
        self.repository.configure(packages=["packages/*"], dependencies="all")
        self.repository.commit("meant")
        self.assertNotIn("Every package", told("plan", "--live-file", "-"))

    def test_the_lines_of_the_readme_run_in_any_repository(self):
        """In one without a tag map, too: then the lines with --live are those that say something."""
        with open(os.path.join(HERE, "..", "..", "README.md"), encoding="utf-8") as file:
            lines = file.read().split("\n## The first plan\n")[1].split("```\n")[1]
        self.assertIn("deltaplan init", lines)
        programs = os.path.join(self.repository.base, "programs")
        os.makedirs(programs)
        os.symlink(PROGRAM, os.path.join(programs, "deltaplan"))
        env = ENVIRONMENT | {"PATH": programs + os.pathsep + os.environ["PATH"]} | {
            f"GIT_{who}_{what}": "ada@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        self.repository.commit("second", **{"services/api/main.go": "1"})
        self.repository.git("rm", "-q", "-r", "infra")
        self.repository.commit("third", **{"services/web/main.go": "1"})
        run = subprocess.run(["bash", "-euo", "pipefail", "-c", lines], cwd=self.repository.path, env=env, capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertIn("api is skipped: ", run.stdout)
        self.assertIn("no live tag is known", run.stdout)

    def test_why_of_several(self):
        self.run_it("init")
        self.repository.commit("configured")
        live = json.dumps({name: self.repository.head("base") for name in ("api", "web")}).encode()
        self.repository.commit("run", **{"scripts/run.sh": "changed\n"})
        def why(*words):
            return self.run_it("why", "--live-file", "-", *words, data=live)
        self.assertEqual([line for line in why("*").text.splitlines() if "would deploy" in line],
                         [line for line in why("web", "api").text.splitlines() if "would deploy" in line][::-1])
        self.assertEqual(list(json.loads(why("api", "--format", "json").text))[:2], ["format_version", "service"])
        several = json.loads(why("a*", "web", "scripts", "--format", "json").text)
        self.assertEqual([entry["service"] for entry in several["services"]], ["api", "web"])
        self.assertEqual({reason["input"] for entry in several["services"] for reason in entry["reasons"]}, {"scripts/run.sh"})
        drawn = json.loads(self.run_it("graph", "--service", "a*", "--format", "json").text)
        self.assertEqual([node["name"] for node in drawn["nodes"] if node["kind"] == "service"], ["api"])
        self.assertIn("apy", self.run_it("why", "apy", code=1).err)


if __name__ == "__main__":
    testing.main()
