#!/usr/bin/env python3
"""`cmake --install` puts a program that runs, and what belongs to it, below the prefix, and nothing else.

DELTAPLAN_BUILD names the build directory, DELTAPLAN_CMAKE the cmake that made it.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "e2e"), str(ROOT / "tests" / "support")]

import testing  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM, Repository  # noqa: E402

SCHEMAS = sorted(path.name for path in (ROOT / "docs" / "schema").glob("*.json"))
TEXTS = {"share/man/man1/deltaplan.1": ["man"], "share/bash-completion/completions/deltaplan": ["completion", "bash"],
         "share/zsh/site-functions/_deltaplan": ["completion", "zsh"],
         "share/fish/vendor_completions.d/deltaplan.fish": ["completion", "fish"]}
EXPECTED = sorted(
    [*TEXTS, "bin/deltaplan", "share/deltaplan/scripts/deploy.sh"]
    + [f"share/deltaplan/schema/{name}" for name in SCHEMAS]
    + [f"share/doc/deltaplan/{name}" for name in ("CHANGELOG.md", "LICENSE", "deploy.md", "third_party.md")])


def install(*arguments, **environment):
    return subprocess.run([os.environ["DELTAPLAN_CMAKE"], "--install", os.environ["DELTAPLAN_BUILD"], *arguments],
                          env=ENVIRONMENT | environment, capture_output=True, text=True, check=True)


def below(directory):
    return sorted(str(path.relative_to(directory)) for path in directory.rglob("*") if not path.is_dir())


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="deltaplan install ")  # a blank, as paths have
        cls.prefix = pathlib.Path(cls.temporary.name) / "usr"
        install("--prefix", str(cls.prefix))

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def test_all_is_there_and_nothing_else(self):
        self.assertEqual(below(self.prefix), EXPECTED)

    def test_the_program_plans_as_the_built_one(self):
        repo = Repository()
        self.addCleanup(repo.close)
        repo.write("services/api/main.ts", "api")
        repo.configure()
        first = repo.commit("first")
        repo.write("services/api/main.ts", "api 2")
        repo.commit("second")
        outputs = []
        for program in (self.prefix / "bin" / "deltaplan", PROGRAM):
            run = subprocess.run([program, "plan", "--live", f"api={first}", "--format", "json", "--detailed-exitcode"], cwd=repo.path,
                                 env=ENVIRONMENT, capture_output=True, check=False)
            outputs.append((run.returncode, run.stdout, run.stderr))
        self.assertEqual(outputs[0], outputs[1])
        self.assertEqual(outputs[0][0], 2)
        self.assertEqual(json.loads(outputs[0][1])["services"][0]["decision"], "deploy")

    def test_the_manual_and_completion_are_the_programs_own(self):
        for name, words in TEXTS.items():
            text = subprocess.run([PROGRAM, *words], env=ENVIRONMENT, capture_output=True, check=True).stdout
            self.assertEqual((self.prefix / name).read_bytes(), text, name)

    def test_files_are_those_of_the_sources(self):
        sources = {"share/deltaplan/scripts/deploy.sh": "scripts/deploy.sh", "share/doc/deltaplan/LICENSE": "LICENSE"}
        sources |= {f"share/deltaplan/schema/{name}": f"docs/schema/{name}" for name in SCHEMAS}
        for installed, source in sources.items():
            self.assertEqual((self.prefix / installed).read_bytes(), (ROOT / source).read_bytes(), installed)

    def test_the_script_runs_from_where_it_is(self):
        script = self.prefix / "share" / "deltaplan" / "scripts" / "deploy.sh"
        run = subprocess.run([script, "--help"], env=ENVIRONMENT, capture_output=True, text=True, check=False)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertIn("Usage: deploy.sh", run.stdout)

    def test_packagers_stage_it(self):
        with tempfile.TemporaryDirectory() as stage:
            install("--prefix", "/opt/deltaplan", DESTDIR=stage)
            self.assertEqual(below(pathlib.Path(stage) / "opt" / "deltaplan"), EXPECTED)
            self.assertEqual(os.listdir(stage), ["opt"])


if __name__ == "__main__":
    testing.main()
