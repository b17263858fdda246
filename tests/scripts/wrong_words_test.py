#!/usr/bin/env python3
"""A script that is told what is not there, or lacks what it needs, ends with one line that says so; never with a traceback, and never as if it had done its work."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))

import testing  # noqa: E402

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"


class WrongWords(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)
        (self.directory / "file").write_text("x", encoding="utf-8")

    def said(self, script, *words, path=None):
        """The last line of what the script says; only usage has more."""
        environment = dict(os.environ, HOME=str(self.directory)) | ({"PATH": path} if path else {})
        run = subprocess.run([*([sys.executable] if path else []), SCRIPTS / script, *map(str, words)], env=environment, cwd=self.directory, capture_output=True, text=True, check=False)
        self.assertNotEqual(run.returncode, 0, run)
        self.assertEqual(run.stdout, "", run)
        self.assertNotIn("Traceback", run.stderr)
        lines = run.stderr.strip().splitlines()
        if "usage" not in lines[0].lower() and "    scripts/" not in run.stderr:
            self.assertEqual(len(lines), 1, run.stderr)
        return lines[-1].replace(str(self.directory), "DIR")

    def test_make_pictures(self):
        missing = self.directory / "missing"
        self.assertEqual(self.said("make_pictures"), "usage: scripts/make_pictures PROGRAM [DIR]")
        self.assertEqual(self.said("make_pictures", missing, self.directory / "out"), "scripts/make_pictures: 'DIR/missing': No such file or directory")
        self.assertFalse((self.directory / "out").exists())
        self.assertEqual(self.said("make_pictures", self.directory / "file", self.directory / "out"), "scripts/make_pictures: 'DIR/file': Permission denied")
        self.assertEqual(self.said("make_pictures", shutil.which("true"), self.directory / "out"), f"scripts/make_pictures: '{shutil.which('true')}' is no deltaplan")
        program = self.directory / "program"
        program.write_text("#!/bin/sh\necho deltaplan 1\n", encoding="utf-8")
        program.chmod(0o755)
        self.assertEqual(self.said("make_pictures", program, self.directory / "file"), "scripts/make_pictures: 'DIR/file': File exists")

    def test_open_schemas(self):
        self.assertIn("docs/decisions/two-schemas.md", self.said("open_schemas", "--chek"))
        self.assertEqual(self.said("open_schemas", self.directory), "scripts/open_schemas: there are no schemas in DIR/strict")
        strict = self.directory / "strict"
        strict.mkdir()
        schema = strict / "x.schema.json"
        schema.write_text("{", encoding="utf-8")
        self.assertIn("scripts/open_schemas: DIR/strict/x.schema.json: Expecting property name", self.said("open_schemas", self.directory))
        schema.write_text("[]", encoding="utf-8")
        self.assertEqual(self.said("open_schemas", self.directory), "scripts/open_schemas: DIR/strict/x.schema.json: no object with $schema, title and description")
        schema.write_text('{ "$schema": "", "title": "", "description": "" }', encoding="utf-8")
        (self.directory / "x.schema.json").mkdir()
        self.assertEqual(self.said("open_schemas", self.directory), "scripts/open_schemas: 'DIR/x.schema.json': Is a directory")

    def test_check_includes(self):
        self.assertEqual(self.said("check_includes", self.directory), "scripts/check_includes: there is no folder graph/ in 'DIR'")
        self.assertIn("header needs nothing before it", self.said("check_includes", "--help"))
        self.assertIn("header needs nothing before it", self.said("check_includes", self.directory, self.directory))

    def test_make_sample(self):
        self.assertEqual(self.said("make_sample"), "usage: scripts/make_sample DIR")
        self.assertEqual(self.said("make_sample", self.directory), "scripts/make_sample: 'DIR' is not empty; name a new directory")
        self.assertEqual(self.said("make_sample", self.directory / "file"), "scripts/make_sample: 'DIR/file' is no directory")
        self.assertIn("Not a directory", self.said("make_sample", self.directory / "file" / "below"))

    def test_mutate(self):
        self.assertIn("unrecognized arguments: --rom", self.said("mutate", "--rom"))
        self.assertEqual(self.said("mutate", "--only", "1", "99999999"), "scripts/mutate: there is no mutant 99999999; --list has their numbers")
        self.assertEqual(self.said("mutate", "--only", "-1"), "scripts/mutate: there is no mutant -1; --list has their numbers")
        self.assertIn("argument --jobs: must be at least 1", self.said("mutate", "--jobs", "0"))

    def test_tidy(self):
        self.assertIn("its own crashes included", self.said("tidy", "--al"))
        self.assertEqual(self.said("tidy", path=str(self.directory)), "scripts/tidy: 'cmake': No such file or directory")


if __name__ == "__main__":
    testing.main()
