#!/usr/bin/env python3
"""Scenario 66: what is uncommitted is what git's own status says, with the filters and the odd indexes that teams have."""

import json
import os
import shutil
import stat
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "support")]

import testing  # noqa: E402
from sandbox import Repository  # noqa: E402

OLD = 1600000000
NAMES = ("services/api/a.bin", "services/api/b.bin", "services/api/plain.txt", "services/web/a.bin", "services/web/plain.txt")


class Uncommitted(unittest.TestCase):
    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)
        self.repo.configure()

    def commit_files(self):
        for name in NAMES:
            self.repo.write(name, f"what is in {name}\n")
        self.first = self.repo.commit("files")

    def at(self, path):
        return os.path.join(self.repo.path, path)

    def touch_all(self):
        """The same bytes at another time, so that nobody can tell by times and sizes alone."""
        for name in NAMES:
            if os.path.exists(self.at(name)):
                os.utime(self.at(name), (OLD, OLD))

    def settle(self):
        """The index knows every file as it is, and none is as young as the index."""
        self.touch_all()
        self.repo.git("update-index", "-q", "--refresh")

    def git_says(self):
        out = self.repo.git("--no-optional-locks", "status", "--porcelain=v2", "-z", "--untracked-files=all", "--no-renames")
        changed = set()
        for entry in filter(None, out.split("\0")):
            changed.add(entry[2:] if entry.startswith("? ") else entry.split(" ", 8)[8])
        return {path for path in changed if path.startswith("services/")}

    def program_says(self):
        run = self.repo.run("plan", "--format", "json", f"--live=api={self.first}", f"--live=web={self.first}")
        self.assertIn(run.code, (0, 3), run)
        lines = [line for refusal in json.loads(run.text)["refusals"] for line in refusal["message"].splitlines()]
        return {line.removeprefix("  - ").removesuffix(" (untracked)") for line in lines if line.startswith("  - ")}

    def expect(self, *paths):
        """Both say that exactly these differ from the commit."""
        self.assertEqual(self.git_says(), set(paths))
        self.assertEqual(self.program_says(), set(paths))

    def change_step_by_step(self):
        """Nothing, the same bytes again, others of the same length, one file more, one less, the first bytes."""
        self.settle()
        self.expect()
        self.touch_all()
        self.expect()
        self.repo.write("services/api/a.bin", "WHAT is in services/api/a.bin\n")
        self.expect("services/api/a.bin")
        self.repo.write("services/web/new.bin", "new\n")
        self.repo.remove("services/api/b.bin")
        self.expect("services/api/a.bin", "services/api/b.bin", "services/web/new.bin")
        self.repo.write("services/api/a.bin", "what is in services/api/a.bin\n")
        self.touch_all()
        self.expect("services/api/b.bin", "services/web/new.bin")

    def need(self, program):
        if not shutil.which(program):
            if os.environ.get("CI"):
                self.fail(f"{program} is missing: scripts/setup --ci")
            self.skipTest(f"{program} is missing")

    def commit_with_lfs(self):
        self.need("git-lfs")
        self.repo.git("lfs", "install", "--local", "--skip-repo")
        self.repo.write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n")
        self.commit_files()
        self.assertIn("git-lfs", self.repo.git("cat-file", "-p", "HEAD:services/api/a.bin"))

    def test_66_git_lfs(self):
        self.commit_with_lfs()
        self.change_step_by_step()

    def test_66_git_lfs_whose_objects_were_not_fetched(self):
        self.commit_with_lfs()
        self.repo = self.repo.clone("pointers", "--no-checkout")
        self.repo.git("lfs", "install", "--local", "--skip-repo", "--skip-smudge")
        self.repo.git("checkout", "-q", "main")
        with open(self.at("services/api/a.bin"), encoding="utf-8") as file:
            self.assertIn("git-lfs", file.read())
        self.settle()
        self.expect()
        self.repo.write("services/api/b.bin", "written over a pointer\n")
        self.expect("services/api/b.bin")

    def test_66_git_crypt(self):
        self.need("git-crypt")
        self.repo.git("crypt", "init")
        self.repo.write(".gitattributes", "*.bin filter=git-crypt diff=git-crypt\n")
        self.commit_files()
        self.assertEqual(self.repo.git("cat-file", "-p", "HEAD:services/api/a.bin")[1:9], "GITCRYPT")
        self.change_step_by_step()

    def test_66_a_filter_that_is_not_there_and_is_required(self):
        self.repo.write(".gitattributes", "*.bin filter=vault\n")
        self.commit_files()
        self.settle()
        self.repo.git("config", "filter.vault.clean", "no-such-program")
        self.repo.git("config", "filter.vault.required", "true")
        self.expect()
        self.touch_all()
        os.utime(self.at("services/api/a.bin"))  # now somebody has to look, and nobody can
        run = self.repo.run("plan", f"--live=api={self.first}", f"--live=web={self.first}")
        self.assertIn(run.code, (1, 3), run)
        self.assertIn("services/api/a.bin", run.err)

    def hook(self, body):
        path = self.at(".git/hooks/watch")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\n{body}\n")
        os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)
        self.repo.git("config", "core.fsmonitor", ".git/hooks/watch")

    def test_66_fsmonitor(self):
        self.commit_files()
        self.hook(r"printf 'token\0/\0'")  # all may have changed
        self.repo.git("update-index", "--fsmonitor")
        self.change_step_by_step()

    def test_66_untracked_cache(self):
        self.repo.git("config", "core.untrackedCache", "true")
        self.commit_files()
        self.repo.git("update-index", "--force-untracked-cache")
        self.change_step_by_step()

    def test_66_split_index(self):
        self.repo.git("config", "core.splitIndex", "true")
        self.commit_files()
        self.assertTrue(self.repo.git("rev-parse", "--shared-index-path"))
        self.change_step_by_step()

    def test_66_sparse_index(self):
        self.commit_files()
        self.repo.git("sparse-checkout", "init", "--cone", "--sparse-index")
        self.repo.git("sparse-checkout", "set", "services/api")
        self.assertFalse(os.path.exists(self.at("services/web")))
        self.settle()
        self.expect()
        self.repo.write("services/api/a.bin", "WHAT is in services/api/a.bin\n")
        self.expect("services/api/a.bin")
        self.repo.write("services/web/plain.txt", "outside of what is checked out\n")
        self.expect("services/api/a.bin", "services/web/plain.txt")

    def test_66_what_changed_inside_of_a_submodule(self):
        library = Repository()
        self.addCleanup(library.close)
        library.write("lib.c", "1")
        library.commit()
        self.commit_files()
        self.repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.path, "services/api/lib")
        self.first = self.repo.commit("submodule")
        def preview():
            return self.repo.preview("--base", self.first, "--working-tree").deployed()
        self.assertEqual(preview(), [])
        for name in ("lib.c", "new.c"):
            self.repo.write(f"services/api/lib/{name}", "2")
            self.assertEqual((self.program_says(), preview()), ({"services/api/lib"}, ["api"]))
            self.repo.git("clean", "-qfd", cwd=self.at("services/api/lib"))
            self.repo.git("checkout", "-q", ".", cwd=self.at("services/api/lib"))
        self.assertEqual(preview(), [])

    def test_66_assume_unchanged_and_skip_worktree(self):
        self.commit_files()
        self.settle()
        self.repo.git("update-index", "--assume-unchanged", "services/api/a.bin")
        self.repo.git("update-index", "--skip-worktree", "services/web/a.bin")
        for name in NAMES:
            self.repo.write(name, "other and longer than it was before, by some words\n")
        self.expect(*(name for name in NAMES if name not in ("services/api/a.bin", "services/web/a.bin")))
        self.repo.git("update-index", "--no-assume-unchanged", "services/api/a.bin")
        self.repo.git("update-index", "--no-skip-worktree", "services/web/a.bin")
        self.expect(*NAMES)


if __name__ == "__main__":
    testing.main()
