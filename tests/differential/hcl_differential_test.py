#!/usr/bin/env python3
"""The comparison finds what it has to find, shown with programs whose answers are planted; and what the random files are worth,
shown with the reference implementation."""

import json
import os
import shlex
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))

import hcl_corpus  # noqa: E402
import testing  # noqa: E402
import tools  # noqa: E402

# Takes `name = digits` lines for a language; argv[1] plants a fault.
STAND_IN = r'''
import json, os, re, sys
fault = sys.argv[1] if len(sys.argv) > 1 else ""
for name in sys.stdin.read().splitlines():
    text = open(name, "rb").read()
    attributes = [{"name": m[1].decode(), "range": list(m.span()), "constant": m[2].decode()}
                  for m in re.finditer(rb"(?m)^(\w+) = (\d+)$", text)]
    accepted = b"bad" not in text or fault == "accepts"
    if fault == "value":
        attributes = [dict(a, constant="7") if a["constant"] == "42" else a for a in attributes]
    if fault == "range" and attributes:
        attributes[-1]["range"][1] += 1
    if fault == "dies" and b"42" in text:
        os.abort()
    if fault == "everywhere":
        accepted = not accepted
    diagnostics = [] if accepted or fault == "silent" else [{"severity": "error", "summary": "bad", "range": None}]
    print(json.dumps({"file": name, "syntax": "native", "accepted": accepted, "diagnostics": diagnostics,
                      "body": {"attributes": attributes, "blocks": []} if accepted else None, "value": None}))
'''


class Comparison(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="deltaplan-hcl-test-")
        self.addCleanup(scratch.cleanup)
        self.directory = scratch.name
        self.program = self.write("stand_in.py", STAND_IN)
        self.good = self.write("good.tf", "a = 1\nb = 42\nc = 3\n")
        self.bad = self.write("bad.tf", "a = 1\nbad\n")

    def write(self, name, text):
        path = os.path.join(self.directory, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def compare(self, fault, *arguments):
        stand_in = f"{shlex.quote(sys.executable)} {shlex.quote(self.program)}"
        return subprocess.run([sys.executable, os.path.join(HERE, "hcl_differential.py"), "--program", f"{stand_in} {fault}",
                               "--oracle", stand_in, *arguments], capture_output=True, text=True)

    def test_a_program_agrees_with_itself(self):
        run = self.compare("", "--seeds", "3:5", "--files", "5", self.good, self.bad)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertRegex(run.stdout, r"^12 files \(\d+ valid\), 0 differences\n$")

    def test_every_planted_fault_is_found_and_reduced(self):
        for fault, path, reduced in (("value", "/body/attributes/0/constant", "b'b = 42'"),
                                     ("range", "/body/attributes/0/range/1", "b'a = 1'"),
                                     ("accepts", "/accepted", "b'bad'"),
                                     ("silent", "/diagnostics", "b'bad'"),
                                     ("dies", "the program ended", "b'42'")):
            with self.subTest(fault):
                run = self.compare(fault, self.good, self.bad)
                self.assertEqual((run.returncode, run.stderr), (1, ""))
                self.assertIn(path, run.stdout)
                self.assertIn(f"in {reduced}\n", run.stdout)
                self.assertIn("2 files (1 valid), 1 differences\n", run.stdout)

    def test_what_is_no_text_or_newer_than_the_reference_is_passed_over(self):
        latin = os.path.join(self.directory, "latin.tf")
        with open(latin, "wb") as file:
            file.write(b"bad \xe9\n")
        newer = self.write("newer.tf", "bad core::max(1)\n")
        run = self.compare("accepts", self.good, latin, newer)
        self.assertEqual((run.returncode, run.stderr), (0, ""), run.stdout)
        self.assertEqual(run.stdout, "2 files (1 valid), 0 differences\n")

    def test_names_leave_their_constants_uncompared(self):
        for is_open, code in ((True, 0), (False, 1)):
            program = self.write("open.py", STAND_IN.replace('"constant": m[2].decode()', f'"constant": "0", "open": {is_open}'))
            run = subprocess.run([sys.executable, os.path.join(HERE, "hcl_differential.py"),
                                  "--program", f"{shlex.quote(sys.executable)} {shlex.quote(program)}",
                                  "--oracle", f"{shlex.quote(sys.executable)} {shlex.quote(self.program)}", self.good],
                                 capture_output=True, text=True)
            self.assertEqual((run.returncode, run.stderr), (code, ""), run.stdout)

    def test_nothing_compared_is_a_failure(self):
        self.assertEqual(self.compare("").returncode, 1)

    def test_the_seed_is_named(self):
        run = self.compare("everywhere", "--seeds", "5:9", "--files", "1", "--most", "2")
        self.assertEqual([line.split(",")[0] for line in run.stdout.splitlines() if line.startswith("seed")],
                         ["seed 5", "seed 6"])

    def test_the_same_seed_gives_the_same_files(self):
        for directory in ("one", "two"):
            subprocess.run([sys.executable, os.path.join(HERE, "hcl_corpus.py"), "--seed", "9", "--files", "30",
                            os.path.join(self.directory, directory)], check=True)
        subprocess.run(["diff", "-r", "one", "two"], cwd=self.directory, check=True)
        self.assertEqual(len(os.listdir(os.path.join(self.directory, "one"))), 30)


class Reference(unittest.TestCase):
    """With the real hcl_oracle."""

    @classmethod
    def setUpClass(cls):
        cls.oracle = tools.path("hcl_oracle")

    def test_it_agrees_with_itself(self):
        run = subprocess.run([sys.executable, os.path.join(HERE, "hcl_differential.py"), "--program", shlex.quote(self.oracle),
                              "--seeds", "0:5"], capture_output=True, text=True)
        self.assertEqual((run.returncode, run.stderr), (0, ""), run.stdout)

    def test_it_accepts_most_files_and_few_damaged_ones(self):
        with tempfile.TemporaryDirectory(prefix="deltaplan-hcl-test-") as directory:
            names = hcl_corpus.write(1, 400, directory)
            run = subprocess.run([self.oracle], cwd=directory, input="\n".join(names), capture_output=True, text=True, check=True)
        accepted = {True: [], False: []}
        for name, line in zip(names, run.stdout.splitlines(), strict=True):
            accepted["damaged" in name].append(json.loads(line)["accepted"])
        self.assertGreater(sum(accepted[False]), 0.85 * len(accepted[False]))
        self.assertLess(sum(accepted[True]), 0.5 * len(accepted[True]))


if __name__ == "__main__":
    testing.main()
