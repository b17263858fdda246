#!/usr/bin/env python3
"""Whatever goes wrong in a test program, scripts/test counts it: tests/support/testing.py and tally.py on planted failures."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SUPPORT = pathlib.Path(__file__).resolve().parent.parent / "support"
sys.path.insert(0, str(SUPPORT))

import testing  # noqa: E402

PLANTED = """
import unittest
import testing

class Good(unittest.TestCase):
    def test_passes(self):
        pass
    def test_is_skipped(self):
        self.skipTest("no such \\x1b tool")

class Bad(unittest.TestCase):
    def test_fails(self):
        self.fail("<no>")
    def test_breaks(self):
        raise RuntimeError
    def test_two_parts_fail(self):
        for part in range(2):
            with self.subTest(part=part):
                self.fail()

class NeverBegun(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        raise RuntimeError
    def test_is_not_reached(self):
        pass

testing.main()
"""


class Tally(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="deltaplan-tally-")
        self.addCleanup(scratch.cleanup)
        self.build = pathlib.Path(scratch.name) / "some-preset"
        (self.build / "reports").mkdir(parents=True)

    def run_planted(self, *classes):
        """Runs these of the planted classes as the entry "planted"; its exit code."""
        file = self.build / "planted.py"
        file.write_text(PLANTED, encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": str(SUPPORT), "DELTAPLAN_REPORT": str(self.build / "reports" / "planted.xml")}
        return subprocess.run([sys.executable, file, *classes], env=environment, capture_output=True, check=False).returncode

    def tally(self, *entries, in_ci=False):
        """Exit code and output, where CTest has reported these entries."""
        (self.build / "tests.xml").write_text(f"<testsuite>{''.join(entries)}</testsuite>", encoding="utf-8")
        environment = {name: value for name, value in os.environ.items() if name != "CI"} | ({"CI": "true"} if in_ci else {})
        run = subprocess.run([sys.executable, SUPPORT / "tally.py", self.build], env=environment, capture_output=True, text=True,
                             check=False)
        self.assertEqual(run.stderr, "")
        return run.returncode, run.stdout.splitlines()

    @staticmethod
    def entry(name, status="run", inside=""):
        return f'<testcase name="{name}" classname="{name}" time="1" status="{status}">{inside}</testcase>'

    def test_methods_are_counted(self):
        self.assertEqual(self.run_planted("Good"), 0)
        code, lines = self.tally(self.entry("planted"), self.entry("without-a-report"))
        self.assertEqual((code, lines[-1]), (0, "2 passed, 0 failed, 1 skipped"))
        self.assertIn("skipped: some-preset: Good.test_is_skipped", lines)

    def test_in_ci_a_skipped_test_has_failed(self):
        self.assertEqual(self.run_planted("Good"), 0)
        code, lines = self.tally(self.entry("planted"), in_ci=True)
        self.assertEqual((code, lines[-1]), (1, "1 passed, 1 failed"))
        self.assertIn("FAILED: some-preset: Good.test_is_skipped (skipped)", lines)

    def test_each_failure_is_counted_once_and_named(self):
        self.assertEqual(self.run_planted(), 1)
        code, lines = self.tally(self.entry("planted", "fail"))
        self.assertEqual((code, lines[-1]), (1, "1 passed, 4 failed, 1 skipped"))
        named = [line for line in lines if line.startswith("FAILED")]
        self.assertEqual(named[:3], [f"FAILED: some-preset: Bad.{name}" for name in ("test_breaks", "test_fails", "test_two_parts_fail")])
        self.assertIn("NeverBegun", named[3])

    def test_an_entry_that_fails_where_no_test_does_is_a_failure(self):
        self.run_planted("Good")
        code, lines = self.tally(self.entry("planted", "fail"))  # as after a leak
        self.assertEqual((code, lines[-1]), (1, "1 passed, 1 failed, 1 skipped"))
        self.assertIn("FAILED: some-preset: planted as a whole", lines)

    def test_a_program_that_crashed_or_is_not_there_is_a_failure(self):
        (self.build / "reports" / "planted.xml").write_text("<testsuites>", encoding="utf-8")
        missing = self.entry("missing", "notrun", '<skipped message="Unable to find executable"/>')
        skipped = self.entry("skipped", "notrun", '<skipped message="SKIP_RETURN_CODE=77"/>')
        code, lines = self.tally(self.entry("planted", "fail"), missing, skipped)
        self.assertEqual((code, lines[-1]), (1, "0 passed, 2 failed, 1 skipped"))

    def test_no_tests_are_no_success(self):
        self.assertEqual(self.tally(), (1, ["The slowest tests:", "0 passed, 0 failed"]))
        (self.build / "reports" / "planted.xml").write_text("<testsuites/>", encoding="utf-8")
        self.assertEqual(self.tally(self.entry("planted"))[1][-1], "0 passed, 1 failed")


if __name__ == "__main__":
    testing.main()
