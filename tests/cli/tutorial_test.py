#!/usr/bin/env python3
"""docs/tutorial.md and docs/guides, line by line: every command of a block of `console` is run, in order, in one directory for each page,
and prints what stands below it. DELTAPLAN_UPDATE_GOLDEN=1 rewrites what is printed; the tests are skipped then."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "e2e"), os.path.join(HERE, "..", "support")]

import testing  # noqa: E402
import tools  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM  # noqa: E402

DOCS = pathlib.Path(HERE, "..", "..", "docs")
UPDATES = bool(os.environ.get("DELTAPLAN_UPDATE_GOLDEN"))
IDENTITY = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "Ada"), ("EMAIL", "ada@example.com"))}

TERRAFORM = {"TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1", "TF_CLI_ARGS": "-no-color"}


class Page:
    """A page whose commands are run; every commit is ten minutes after the one before."""

    def __init__(self, path, directory, programs):
        self.path, self.directory, self.clock, self.failures = path, directory, 1767225600, []
        os.makedirs(os.path.join(directory, "tools"))
        for name, program in programs.items():
            os.symlink(program, os.path.join(directory, "tools", name))
        os.makedirs(os.path.join(directory, "work"))
        self.here = os.path.join(directory, "work")

    def command(self, text):
        self.clock += 600
        dates = {name: f"{self.clock} +0000" for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE")}
        environment = ENVIRONMENT | IDENTITY | TERRAFORM | dates | {"PATH": os.path.join(self.directory, "tools") + ":" + ENVIRONMENT["PATH"]}
        # Where the command leaves the shell is where the next one begins.
        script = f"cd -- '{self.here}'\n{text}\nstatus=$?\npwd > '{self.directory}/here'\nexit $status"
        run = subprocess.run(["bash", "-c", script], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
        self.here = pathlib.Path(self.directory, "here").read_text(encoding="utf-8").strip()
        output = run.stdout.replace(os.path.join(self.directory, "work"), "/home/ada")
        output = re.sub(r"; in (\w+) for \d+s", r"; in \1 for 1s", output)  # of the clock
        return output + (f"(exit code {run.returncode})\n" if run.returncode else "")

    def block(self, text):
        lines, made = text.splitlines(), []
        while lines:
            assert lines[0].startswith("$ "), f"{self.path}: a block begins with a command: {lines[0]}"
            command = [lines.pop(0)]
            while lines and lines[0].startswith("> "):
                command.append(lines.pop(0))
            wanted = []
            while lines and not lines[0].startswith("$ "):
                wanted.append(lines.pop(0))
            found = self.command("\n".join(line[2:] for line in command)).splitlines()
            if [line.rstrip() for line in found] != [line.rstrip() for line in wanted]:
                self.failures.append("\n".join(["", *command, "--- stands there", *wanted, "--- is printed", *found]))
            made += [*command, *(line.rstrip() for line in found)]
        return "".join(line + "\n" for line in made)

    def run(self):
        text = self.path.read_text(encoding="utf-8")
        made = re.sub(r"(?m)^```console\n((?:.|\n)*?)^```$", lambda found: f"```console\n{self.block(found[1])}```", text)
        if UPDATES:
            self.path.write_text(made, encoding="utf-8")


class Checked(unittest.TestCase):
    maxDiff = None

    def check(self, name, further=None):
        with tempfile.TemporaryDirectory() as directory:
            page = Page(DOCS / name, directory, {"deltaplan": PROGRAM} | (further or {}))
            page.run()
        if UPDATES:
            self.skipTest("it was rewritten")
        self.assertEqual("\n".join(page.failures), "")


class Pages(Checked):
    def test_the_tutorial(self):
        self.check("tutorial.md")

    def test_moving_from_other_tools(self):
        self.check("guides/migration.md")

    def test_terraform_as_it_is_written(self):
        self.check("guides/terraform-shapes.md")

    def test_promotion_and_rollback(self):
        self.check("guides/promotion.md")

    def test_troubles(self):
        self.check("guides/troubleshooting.md")

    def test_a_pipeline(self):
        self.check("guides/ci.md")


class WithTerraform(Checked):
    @classmethod
    def setUpClass(cls):
        cls.terraform = tools.path("terraform")  # ends the process where it is missing

    def test_a_deploy(self):
        self.check("guides/deploy.md", {"terraform": self.terraform})


if __name__ == "__main__":
    testing.main()
