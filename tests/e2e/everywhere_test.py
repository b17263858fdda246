#!/usr/bin/env python3
"""Scenarios 63 to 65 by name: the same answer wherever and however it is asked, on every terminal, and an answer to every misspelt word."""

import fcntl
import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "support")]

import testing  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM, Repository  # noqa: E402

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


class Everywhere(unittest.TestCase):
    """Two services with a tag map in each of two environments; api has changed since."""

    @classmethod
    def setUpClass(cls):
        cls.repo = Repository()
        cls.addClassCleanup(cls.repo.close)
        for name in ("api", "web"):
            cls.repo.write(f"services/{name}/main.ts", "1")
        first = cls.repo.commit("first")[:7]
        for name in ("dev", "prod"):
            cls.repo.write(f"{name}.tfvars.json", json.dumps({"image_tags": {"api": first, "web": first}}))
        environment = {"live": [{"from": "image_tags"}], "image_tags": {"file": "{env}.tfvars.json"}}
        cls.repo.configure(services=["services/*"], environments={
            name: environment | {"image_tags": {"file": f"{name}.tfvars.json"}} for name in ("dev", "prod")})
        cls.repo.commit("what is live")
        cls.repo.write("services/api/main.ts", "2")
        cls.repo.commit("second")

    def run_in(self, directory, *words, program=PROGRAM, environment=None, shell=()):
        return subprocess.run([*shell, program, *words], cwd=directory, env=ENVIRONMENT | (environment or {}), stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False)

    def plan(self, directory=None, *words, **more):
        run = self.run_in(directory or self.repo.path, *words, "plan", "--env", "prod", "--format", "json", **more)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        return run.stdout


class Places(Everywhere):
    def test_63_the_same_plan_from_everywhere(self):
        wanted = self.plan()
        base, path = self.repo.base, self.repo.path
        tree, link, other = (os.path.join(base, name) for name in ("tree", "a link", "other"))
        self.repo.git("worktree", "add", "-q", tree)
        os.mkdir(other)
        os.symlink(PROGRAM, link)
        self.repo.git("init", "-q", other)
        with open(os.path.join(base, ".curlrc"), "w", encoding="utf-8") as file:
            file.write("url = http://127.0.0.1:1/\n")
        homeless = {name: value for name, value in ENVIRONMENT.items() if name != "HOME"}
        for what, found in (
                ("a subdirectory", lambda: self.plan(os.path.join(path, "services", "api"))),
                ("-C", lambda: self.plan(other, "-C", path)),
                ("a worktree", lambda: self.plan(tree)),
                ("a link to the program", lambda: self.plan(program=link)),
                ("CDPATH", lambda: self.plan(environment={"CDPATH": f"{other}:{base}"})),
                ("GIT_DIR of a hook", lambda: self.plan(environment={"GIT_DIR": ".git", "GIT_INDEX_FILE": ".git/index"})),
                ("~/.curlrc", lambda: self.plan(environment={"HOME": base})),
                ("no HOME", lambda: subprocess.run([PROGRAM, "plan", "--env", "prod", "--format", "json"], cwd=path, env=homeless,
                                                   capture_output=True, text=True, check=True).stdout),
                ("umask 0777", lambda: self.plan(shell=["sh", "-c", 'umask 0777; exec "$@"', "sh"]))):
            with self.subTest(what):
                self.assertEqual(found(), wanted)

    def test_63_whatever_the_umask_files_can_be_read_by_their_owner(self):
        out = os.path.join(self.repo.base, "masked")
        self.plan(None, shell=["sh", "-c", 'umask 077; exec "$@"', "sh"])
        run = self.run_in(self.repo.path, "plan", "--env", "prod", "--out", out, shell=["sh", "-c", 'umask 077; exec "$@"', "sh"])
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual({oct(os.stat(os.path.join(out, name)).st_mode & 0o777) for name in os.listdir(out)}, {"0o600"})

    def test_63_the_variable_names_the_environment_where_nothing_else_does(self):
        def environment_of(*words, variable):
            run = self.run_in(self.repo.path, *words, "--format", "json", environment={"DELTAPLAN_ENV": variable} if variable else {})
            self.assertEqual(run.returncode, 0, run.stderr)
            return json.loads(run.stdout)["environment"]

        self.assertEqual(environment_of("plan", variable="prod"), "prod")
        self.assertEqual(environment_of("plan", "--env", "dev", variable="prod"), "dev")
        self.assertEqual(environment_of("status", variable="dev"), "dev")
        self.assertEqual(environment_of("preview", "--base", "HEAD~1", variable="dev"), "dev")
        self.assertIsNone(environment_of("preview", "--base", "HEAD~1", variable=None))
        run = self.run_in(self.repo.path, "plan", environment={"DELTAPLAN_ENV": "prud"})
        self.assertEqual((run.returncode, run.stdout), (1, ""))
        self.assertIn("because: DELTAPLAN_ENV names it\n  Did you mean 'prod'?", run.stderr)
        # What needs no environment does not ask for one.
        for words in (["check", "-q"], ["affects", "services/api"], ["audit", "-q"], ["graph"]):
            self.assertEqual(self.run_in(self.repo.path, *words, environment={"DELTAPLAN_ENV": "prud"}).returncode, 0, words)
        self.assertIn("--env or DELTAPLAN_ENV: dev, prod", self.run_in(self.repo.path, "plan").stderr)

    def test_63_a_starting_point_says_for_which_environment(self):
        for system in ("github", "gitlab", "buildkite"):
            plain, named = (self.run_in(self.repo.path, "ci", system, *words).stdout for words in ([], ["--env", "prod"]))
            self.assertEqual(re.sub(r'(env|variables):\n  DELTAPLAN_ENV: "prod"\n\n', "", named, count=1), plain)
            self.assertNotEqual(named, plain)
        for words in (["ci", "gitlab", "--part", "jobs", "--env", "prod"], ["ci", "github", "--env", "a ${{ b }}"]):
            run = self.run_in(self.repo.path, *words)
            self.assertEqual((run.returncode, run.stdout), (1, ""), words)
            self.assertIn("Leave out --env", run.stderr)


class Terminals(Everywhere):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number in range(200):
            cls.repo.write(f"services/service-with-a-long-name-{number:03}/main.ts", "1")
        cls.repo.commit("many")

    def on_a_terminal(self, columns, *words, environment=None):
        primary, secondary = pty.openpty()
        try:
            fcntl.ioctl(secondary, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
            with subprocess.Popen([PROGRAM, *words], cwd=self.repo.path, env=ENVIRONMENT | (environment or {}), stdin=subprocess.DEVNULL,
                                  stdout=secondary, stderr=subprocess.DEVNULL) as child:
                printed = b""
                while child.poll() is None or select.select([primary], [], [], 0)[0]:
                    if select.select([primary], [], [], 0.1)[0]:
                        printed += os.read(primary, 65536)
            return printed.decode("utf-8")
        finally:
            os.close(primary)
            os.close(secondary)

    def test_64_sixty_columns_and_200_services(self):
        for words in (["plan", "--env", "prod"], ["preview", "--base", "HEAD~1"], ["check"], ["check", "-v"], ["status", "--env", "prod"], ["audit"], ["tags", "get", "--env", "prod"],
                      ["graph", "--format", "mermaid"], ["why", "api", "--env", "prod"],
                      ["affects", "services"], ["help"], ["plan", "--help"]):
            with self.subTest(" ".join(words)):
                printed = self.on_a_terminal(60, *words)
                self.assertTrue(printed)
                lines = ESCAPES.sub("", printed).replace(self.repo.base, "").splitlines()
                self.assertEqual([line for line in lines if len(line) > 60 and " " in line.strip()], [])
        self.assertLess(len(self.on_a_terminal(60, "plan", "--env", "prod").splitlines()), 100)

    def test_64_colour_by_the_terminal_and_its_variables(self):
        for environment, colored in (({"TERM": "xterm"}, True), ({"TERM": "dumb"}, False), ({"TERM": "xterm", "NO_COLOR": "1"}, False),
                                     ({"TERM": "dumb", "FORCE_COLOR": "1"}, True)):
            self.assertEqual("\x1b[" in self.on_a_terminal(80, "plan", "--env", "prod", environment=environment), colored, environment)

    def test_64_head_ends_every_command_without_a_word(self):
        for words in ("plan --env prod", "plan --env prod --format json", "plan --env prod --format tsv", "preview --base HEAD~1 --format markdown",
                      "graph --format json", "check -v", "status --env prod", "man", "plan --env prod --format html"):
            run = subprocess.run(["bash", "-c", f"{PROGRAM} {words} | head -n 1"], cwd=self.repo.path, env=ENVIRONMENT, capture_output=True, text=True, check=True)
            self.assertEqual(len(run.stdout.splitlines()), 1, words)
            self.assertEqual([line for line in run.stderr.splitlines() if "pipe" in line.lower() or "standard output" in line], [], words)


class Mistakes(Everywhere):
    def test_65_what_was_meant(self):
        for words, wanted in ((["plna"], "did you mean 'plan'"), (["plan", "--env", "prdo"], "Did you mean 'prod'?"),
                              (["plan", "--env", "prod", "--servce", "api"], "did you mean '--service'"),
                              (["plan", "--env", "prod", "--format", "jsno"], "did you mean 'json'"),
                              (["plan", "--env", "prod", "--service", "apo"], "api"), (["why", "aip", "--env", "prod"], "api"),
                              (["why", "api", "wbe", "--env", "prod"], "web"), (["why", "api", "services/wbe", "--env", "prod"], "services/web"),
                              (["plan", "--env", "prod", "--force", "wbe"], "web"), (["plan", "--env", "prod", "--live", "wbe=1a2b3c4"], "web"),
                              (["tags", "get", "--env", "prod", "wbe"], "web"), (["tags", "promote", "dev", "prud"], "prod"),
                              (["affects", "services/apo"], "services/api"), (["preview", "--base", "mian"], "main"),
                              (["graph", "--service", "wbe"], "web"), (["plan", "--env", "prod", "--head", "mian"], "main"),
                              (["plan"], "--env or DELTAPLAN_ENV: dev, prod")):
            run = self.run_in(self.repo.path, *words)
            with self.subTest(" ".join(words)):
                self.assertEqual((run.returncode, run.stdout), (1, ""), run.stderr)
                self.assertIn(wanted, run.stderr)
                self.assertLessEqual(len(run.stderr.splitlines()), 3, run.stderr)

    def test_65_a_repository_without_a_configuration(self):
        other = Repository()
        self.addCleanup(other.close)
        other.write("services/api/Dockerfile", "FROM scratch\nCOPY services/api /\n")
        other.commit("first")
        for words in (["plan"], ["why", "api"], ["status"], ["check"], ["targets"], ["tags", "get"], ["graph"], ["images"]):
            run = other.run(*words)
            self.assertEqual((run.code, run.text), (1, ""), run)
            self.assertIn("deltaplan init", run.err, words)


if __name__ == "__main__":
    testing.main()
