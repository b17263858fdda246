"""Random changes of a work tree that nobody has committed, and what `git status` says of them."""

import os
import stat
import subprocess

from history import ENVIRONMENT, FILE_NAMES, SERVICE_DIRECTORIES, git

NEW_FILES = [b"proto/n.proto", b"proto/n.txt", b"new.lock", b".new.lock", b"packages/new-one/n", b"packages/new-file",
             b"infra/n.Dockerfile", b"infra/docker/n", b"libs/three/proto/n", b"images/n/Dockerfile", b"services/new/main.ts",
             b"services/new-file", b"services/api/build/out.js", b"lib/n.ts", b"unrelated/n"]
GIT_IGNORE = [b"*.js\n", b"build/\n", b"/new\n", b"*.proto\n!n.proto\n", b"n\n", b"*.lock\n", b"# nothing\n", b"new-*\n"]
ATTRIBUTES = [b"* text=auto\n", b"*.ts text eol=crlf\n", b"*.ts text\n", b"* -text\n", b"*.md eol=lf\n", b"* text\n"]
FILTERED = [b"*.ts filter=upper\n", b"* filter=upper\n", b"*.lock filter=upper text\n", b"*.ts filter=missing\n"]
OLD = 1600000000


class WorkTree:
    """Draws changes in the clone at `path`."""

    def __init__(self, rng, path, config_path, owns_settings):
        self.rng, self.path, self.config_path = rng, os.fsencode(path), config_path
        self.owns_settings = owns_settings
        self.tracked = [p for p in git(path, "ls-files", "-z").split(b"\0") if p]
        self.age()

    def at(self, path):
        return os.path.join(self.path, path)

    def age(self):
        """No file is as young as the index: who looks at times alone must come to the same answer each time."""
        for path in self.tracked:
            os.utime(self.at(path), (OLD, OLD), follow_symlinks=False)
        git(os.fsdecode(self.path), "update-index", "-q", "--refresh")

    def is_plain(self, path):
        """A file with real directories above it."""
        return self.has_real_parents(path) and os.path.lexists(self.at(path)) and stat.S_ISREG(os.lstat(self.at(path)).st_mode)

    def has_real_parents(self, path):
        parent = os.path.dirname(path)
        while parent:
            if os.path.lexists(self.at(parent)) and not stat.S_ISDIR(os.lstat(self.at(parent)).st_mode):
                return False
            parent = os.path.dirname(parent)
        return True

    def write(self, path, content):
        if not self.has_real_parents(path) or os.path.isdir(self.at(path)):
            return
        os.makedirs(os.path.dirname(self.at(path)), exist_ok=True)
        if os.path.islink(self.at(path)):
            os.unlink(self.at(path))
        with open(self.at(path), "wb") as file:
            file.write(content)

    def stage(self, path):
        # What .gitignore hides, git refuses to add: then it stays as it is.
        subprocess.run(["git", "-C", self.path, "add", "--", path], env=ENVIRONMENT, capture_output=True)

    def change_some(self):
        rng = self.rng
        if self.owns_settings:
            if rng.random() < 0.2:
                git(os.fsdecode(self.path), "config", "core.autocrlf", rng.choice(["true", "input"]))
            if rng.random() < 0.15:
                git(os.fsdecode(self.path), "config", "core.fileMode", "false")
            git(os.fsdecode(self.path), "config", "filter.upper.clean", "tr a-z A-Z")
        for _ in range(rng.randint(0, 7)):
            path = self.change()
            if path is not None and rng.random() < 0.35:
                self.stage(path)

    def change(self):
        rng = self.rng
        action = rng.random()
        if action < 0.25:
            path = rng.choice(NEW_FILES + [b"services/" + rng.choice(SERVICE_DIRECTORIES) + b"/" + rng.choice(FILE_NAMES)])
            if os.path.lexists(self.at(path)):
                return None
            self.write(path, b"new\n")
            return path
        if action < 0.35:
            directory = rng.choice([b"", b"services/", b"proto/", b"services/api/", b"packages/"])
            self.write(directory + b".gitignore", rng.choice(GIT_IGNORE))
            return directory + b".gitignore"
        if action < 0.45:
            directory = rng.choice([b"", b"services/api/", b"packages/ui/"])
            self.write(directory + b".gitattributes", rng.choice(ATTRIBUTES + FILTERED))
            return directory + b".gitattributes"
        if action < 0.5 and self.config_path:
            with open(self.at(self.config_path), "ab") as file:
                file.write(b"\n")
            return self.config_path
        return self.change_tracked()

    def change_tracked(self):
        rng = self.rng
        plain = [p for p in self.tracked if p != self.config_path and self.is_plain(p)]
        if not plain:
            return None
        path = rng.choice(plain)
        with open(self.at(path), "rb") as file:
            before = file.read()
        action = rng.random()
        if action < 0.45:
            self.write(path, rng.choice([b"other\n", b"99\n", before, before.replace(b"\n", b"\r\n"), before + b"\r\n"]))
        elif action < 0.6:
            os.chmod(self.at(path), os.lstat(self.at(path)).st_mode ^ 0o111)
        elif action < 0.75:
            os.unlink(self.at(path))
        elif action < 0.85:
            os.unlink(self.at(path))
            os.symlink(rng.choice([b"nowhere", b"../lib", before.strip()]), self.at(path))
        elif action < 0.92:
            git(os.fsdecode(self.path), "rm", "-q", "--cached", "-f", "--", os.fsdecode(path))
            return None
        else:
            os.utime(self.at(path))  # touched, not changed
        return path


def git_status(path):
    """path -> whether git knows nothing of it, for all that differs from HEAD."""
    out = git(path, "--no-optional-locks", "status", "--porcelain=v2", "-z", "--untracked-files=all", "--no-renames",
              "--ignore-submodules=none")
    changes = {}
    for entry in out.split(b"\0"):
        if entry.startswith(b"? "):
            changes.setdefault(entry[2:], True)
        elif entry.startswith(b"1 "):
            changes[entry.split(b" ", 8)[8]] = False
        elif entry.startswith(b"u "):
            changes[entry.split(b" ", 10)[10]] = False
    return changes
