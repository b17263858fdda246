#!/usr/bin/env python3
"""`cmake --install` puts a program that runs, and what belongs to it, below the prefix, and nothing else.

DELTAPLAN_BUILD names the build directory, DELTAPLAN_CMAKE the cmake that made it.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "e2e"), str(ROOT / "tests" / "support")]

import testing  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM, Repository  # noqa: E402

SCHEMAS = sorted(path.name for path in (ROOT / "docs" / "schema").glob("*.json"))
SCRIPTS = ("deploy.sh", "post-comment")
PAGES = ["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md"] + [
    str(path.relative_to(ROOT)) for path in sorted((ROOT / "docs").rglob("*"))
    if path.is_file() and "strict" not in path.parts]
TEXTS = {"share/man/man1/deltaplan.1": ["man"], "share/bash-completion/completions/deltaplan": ["completion", "bash"],
         "share/zsh/site-functions/_deltaplan": ["completion", "zsh"],
         "share/fish/vendor_completions.d/deltaplan.fish": ["completion", "fish"]}
EXPECTED = sorted(
    [*TEXTS, "bin/deltaplan"]
    + [f"share/deltaplan/scripts/{name}" for name in SCRIPTS]
    + [f"share/deltaplan/schema/{name}" for name in SCHEMAS]
    + [f"share/doc/deltaplan/{name}" for name in PAGES])


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
        sources = {f"share/deltaplan/scripts/{name}": f"scripts/{name}" for name in SCRIPTS}
        sources |= {f"share/doc/deltaplan/{name}": name for name in PAGES}
        sources |= {f"share/deltaplan/schema/{name}": f"docs/schema/{name}" for name in SCHEMAS}
        for installed, source in sources.items():
            self.assertEqual(os.access(self.prefix / installed, os.X_OK), os.access(ROOT / source, os.X_OK), installed)
            self.assertEqual((self.prefix / installed).read_bytes(), (ROOT / source).read_bytes(), installed)

    def test_what_the_program_names_is_there(self):
        """Pages of help, messages and what `ci` writes say docs/X.md, and scripts/X: both lie where the overview says."""
        def text(*words):
            return subprocess.run([self.prefix / "bin" / "deltaplan", *words], env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout
        self.assertIn("share/doc/deltaplan", " ".join(text("help").split()))
        said = text("man") + "".join(text("help", command, "-v") for command in re.findall(r"^  ([a-z]+)  ", text("help"), flags=re.MULTILINE))
        said += "".join(text("ci", *words) for words in (["github"], ["github", "--part", "comment"], ["gitlab"], ["gitlab", "--part", "jobs"], ["buildkite"]))
        named = set(re.findall(r"docs/[a-z_/]+\.md", said))
        self.assertGreater(len(named), 10)
        for page in named:
            self.assertTrue((self.prefix / "share" / "doc" / "deltaplan" / page).is_file(), page)
        for script in set(re.findall(r"deltaplan's scripts/([a-z-]+)", said)):
            self.assertTrue(os.access(self.prefix / "share" / "deltaplan" / "scripts" / script, os.X_OK), script)

    def test_links_between_installed_pages_lead_somewhere(self):
        """Those to the sources, which are not installed, are the only others."""
        pages = self.prefix / "share" / "doc" / "deltaplan"
        for page in pages.rglob("*.md"):
            for target in re.findall(r"\]\(([^)\s#]+)", page.read_text(encoding="utf-8")):
                place = (page.parent / target).resolve()
                if target.startswith("http") or place.exists():
                    continue
                source = ROOT / place.relative_to(pages.resolve())
                self.assertTrue(source.exists() and source.relative_to(ROOT).parts[0] != "docs" or "strict" in source.parts, (page, target))

    def test_the_scripts_run_from_where_they_are(self):
        for name in SCRIPTS:
            script = self.prefix / "share" / "deltaplan" / "scripts" / name
            run = subprocess.run([script, "--help"], env=ENVIRONMENT, capture_output=True, text=True, check=False)
            self.assertEqual((run.returncode, run.stderr), (0, ""))
            self.assertIn(name, run.stdout)

    def test_packagers_stage_it(self):
        with tempfile.TemporaryDirectory() as stage:
            install("--prefix", "/opt/deltaplan", DESTDIR=stage)
            self.assertEqual(below(pathlib.Path(stage) / "opt" / "deltaplan"), EXPECTED)
            self.assertEqual(os.listdir(stage), ["opt"])


if __name__ == "__main__":
    testing.main()
