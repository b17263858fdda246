"""A bare git repository that is written quickly: loose objects, no process for each commit. Each operator has a work tree of it."""

import dataclasses
import hashlib
import os
import subprocess
import zlib

GIT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}


@dataclasses.dataclass(frozen=True)
class Commit:
    id: str
    parents: tuple  # of ids
    files: tuple    # of pairs: path, text; sorted
    time: int


class Store:
    def __init__(self, path):
        self.path = path
        self.git("init", "-q", "--bare", "-b", "main", path)
        self.commits = {}    # id -> Commit
        self.ancestry = {}   # id -> all commits that it holds, itself among them
        self.written = set()

    @staticmethod
    def git(*arguments):
        subprocess.run(["git", *arguments], check=True, env=GIT)

    def write(self, kind, content):
        raw = b"%s %d\0" % (kind, len(content)) + content
        name = hashlib.sha1(raw).hexdigest()
        if name not in self.written:
            self.written.add(name)
            directory = os.path.join(self.path, "objects", name[:2])
            os.makedirs(directory, exist_ok=True)
            with open(os.path.join(directory, name[2:]), "wb") as file:
                file.write(zlib.compress(raw, 1))
        return name

    def write_tree(self, files):
        """`files`: path -> text, the paths relative to this tree."""
        below, entries = {}, {}
        for path, text in files.items():
            first, _, rest = path.partition("/")
            if rest:
                below.setdefault(first, {})[rest] = text
            else:
                entries[first.encode()] = (b"100644", self.write(b"blob", text.encode()))
        for name, inside in below.items():
            entries[name.encode() + b"/"] = (b"40000", self.write_tree(inside))
        return self.write(b"tree", b"".join(
            mode + b" " + name.rstrip(b"/") + b"\0" + bytes.fromhex(id) for name, (mode, id) in sorted(entries.items())))

    def commit(self, files, parents, time):
        person = f"Simon <simon@example.com> {time} +0000"
        lines = [f"tree {self.write_tree(files)}", *(f"parent {parent}" for parent in parents), f"author {person}", f"committer {person}",
                 "", "change", ""]
        id = self.write(b"commit", "\n".join(lines).encode())
        made = Commit(id, tuple(parents), tuple(sorted(files.items())), time)
        self.commits[id] = made
        self.ancestry[id] = frozenset({id}).union(*(self.ancestry[parent] for parent in parents))
        return made

    def set_branch(self, name, commit):
        path = os.path.join(self.path, "refs", "heads", name)
        with open(path + ".new", "w", encoding="ascii") as file:
            file.write(commit.id + "\n")
        os.rename(path + ".new", path)

    def is_older(self, first, second):
        """Whether `first` is a proper ancestor of `second`; both are ids."""
        return first != second and first in self.ancestry[second]

    def check_out(self, directory, id, shared):
        """Makes a work tree show just that commit. `shared`: what lies in it as a link, which git does not see."""
        if os.path.exists(directory):
            self.git("-C", directory, "reset", "-q", "--hard", id)
            return
        self.git("-C", self.path, "worktree", "add", "-q", "--detach", directory, id)
        os.symlink(shared, os.path.join(directory, os.path.basename(shared)))
        os.mkdir(os.path.join(directory, "infra", ".terraform"))  # which `terraform init` makes
        with open(os.path.join(self.path, "info", "exclude"), "w", encoding="utf-8") as file:
            file.write(f"/{os.path.basename(shared)}\n.terraform/\n")
