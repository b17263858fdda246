#!/usr/bin/env python3
"""CMakeLists.txt names the version; the program, the changelog and nothing else say it again."""

import os
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "e2e"), str(ROOT / "tests" / "support")]

import testing  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM  # noqa: E402


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


class Version(unittest.TestCase):
    def setUp(self):
        self.version = re.search(r"^project\(deltaplan VERSION (\d+\.\d+\.\d+) ", read("CMakeLists.txt"), flags=re.MULTILINE)[1]

    def test_the_program_says_it(self):
        run = subprocess.run([PROGRAM, "--version"], env=ENVIRONMENT, capture_output=True, check=False)
        self.assertEqual((run.returncode, run.stdout, run.stderr), (0, f"deltaplan {self.version}\n".encode(), b""))

    def test_the_changelog_begins_with_it(self):
        headings = re.findall(r"^## (.+)$", read("CHANGELOG.md"), flags=re.MULTILINE)
        for heading in headings:
            self.assertRegex(heading, r"^\[\d+\.\d+\.\d+\] - (Unreleased|\d{4}-\d\d-\d\d)$")
        self.assertTrue(headings[0].startswith(f"[{self.version}] - "), headings[0])
        self.assertFalse([heading for heading in headings[1:] if heading.endswith("Unreleased")])

    def test_each_version_of_the_changelog_tells_of_decisions(self):
        for text in re.split(r"^## ", read("CHANGELOG.md"), flags=re.MULTILINE)[1:]:
            headings = re.findall(r"^### (.+)$", text, flags=re.MULTILINE)
            self.assertIn("Decisions", headings)
            known = {"Decisions", "Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Known"}
            self.assertLessEqual(set(headings), known)

    def test_no_source_repeats_it(self):
        found = []
        for folder in ("graph", "tfvars", "planner", "scripts", "fixtures/cases", "cmake"):
            for directory, _, names in os.walk(ROOT / folder):
                for name in names:
                    content = (pathlib.Path(directory) / name).read_bytes()
                    if re.search(rb"(?<![\d.])%s(?![\d.])" % re.escape(self.version.encode()), content):
                        found.append(os.path.join(directory, name))
        self.assertEqual(found, [])


if __name__ == "__main__":
    testing.main()
