"""Random histories of random trees, and the git program that writes them."""

import os
import subprocess

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_LITERAL_PATHSPECS": "1",
    "LC_ALL": "C",
    "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", ""),
    "TSAN_OPTIONS": os.environ.get("TSAN_OPTIONS", ""),
}

FILE, EXECUTABLE, LINK, SUBMODULE = b"100644", b"100755", b"120000", b"160000"

SERVICE_DIRECTORIES = [b"api", b"api-gateway", b"a b", b"[locale]", b"(base)", b"$x", b"#hash", b"-dash",
                       "测试".encode(), b'quo"te', b"new\nline"]
PACKAGES = [b"packages/common", b"packages/ui", b"packages/#odd", b"packages/deep/er"]
FILE_NAMES = [b"main.ts", b"src/index.ts", b"src/deep/er/x.ts", b"docs/readme.md", b"docs/keep.md", b"a b", b"[id].ts",
              b"(x)", b"$HOME", b"#1", b"-rf", "文件".encode(), b'"quoted"', b"tab\tname", b"new\nline", b"\xff\xfe",
              b"x.md", b"worker/run.ts"]
OTHER = [b"README.md", b"tools/run.sh", b"lib/shared.ts", b"lib/deep/y.ts", b"ops/x.md"]
# What patterns match, and what they just miss.
PATTERNED = [b"proto/a.proto", b"proto/b.proto", b"proto/c.proto", b"proto/c.txt", b"proto/v1/d.proto", b"yarn.lock",
             b"poetry.lock", b".hidden.lock", b"libs/one/proto/x", b"libs/two/proto/y", b"libs/two/other", b"libs/proto",
             b"infra/a.Dockerfile", b"infra/b.Dockerfile", b"images/root/Dockerfile", b"images/extra/Dockerfile",
             b"packages/new", b"packages/old/index.ts", b"packages/[x]/a"]


def git(directory, *arguments, data=None):
    result = subprocess.run(["git", "-C", directory, *arguments], input=data, env=ENVIRONMENT, capture_output=True)
    if result.returncode != 0:
        raise RuntimeError(f"git {arguments}: {result.stderr.decode(errors='replace')}")
    return result.stdout


class Commit:
    def __init__(self, number, files, parents):
        self.number = number
        self.files = files  # path -> (mode, content)
        self.parents = parents
        self.id = None
        self.name = f"c{number}"  # of its branch


class Repository:
    """A random history, written with `git fast-import`."""

    def __init__(self, rng, directory):
        self.rng = rng
        self.directory = directory
        self.commits = []
        self.tags = {}  # name -> (commit, whether it is annotated)
        self.crossed = []  # commits on one side of two crosswise merges
        files = {}
        for name in rng.sample(SERVICE_DIRECTORIES, rng.randint(2, 6)):
            for file in rng.sample(FILE_NAMES, rng.randint(1, 5)):
                self.put(files, b"services/" + name + b"/" + file)
        for package in PACKAGES:
            for file in rng.sample(FILE_NAMES, rng.randint(1, 3)):
                self.put(files, package + b"/" + file)
        self.put(files, b"lock.yaml")
        self.put(files, b"infra/docker/a")
        self.put(files, b"infra/Dockerfile")
        self.put(files, b"images/base/Dockerfile")
        for path in rng.sample(OTHER, 3) + rng.sample(PATTERNED, rng.randint(4, 12)):
            self.put(files, path)
        self.add(files, [])
        for _ in range(rng.randint(3, 14)):
            self.grow()
        for _ in range(rng.choice([0, 0, 1, 2])):
            self.grow_quietly()
        self.head = self.commits[-1]

    def put(self, files, path, mode=None, content=None):
        """Makes `path` an entry; whatever stands in its way goes."""
        for other in list(files):
            if other.startswith(path + b"/") or path.startswith(other + b"/"):
                del files[other]
        if mode is None:
            mode = self.rng.choice([FILE, FILE, FILE, EXECUTABLE])
        if content is None:
            content = b"%d\n" % self.rng.randrange(40)
        files[path] = (mode, content)

    def random_path(self, files):
        rng = self.rng
        if files and rng.random() < 0.6:
            return rng.choice(sorted(files))
        kind = rng.random()
        if kind < 0.5:
            return b"services/" + rng.choice(SERVICE_DIRECTORIES) + b"/" + rng.choice(FILE_NAMES)
        if kind < 0.7:
            return rng.choice(PACKAGES) + b"/" + rng.choice(FILE_NAMES)
        if kind < 0.86:
            return rng.choice(PATTERNED)
        if kind < 0.95:
            return rng.choice([b"lock.yaml", b"infra/docker/a", b"infra/docker/b", b"infra/Dockerfile",
                               b"images/base/Dockerfile", b"images/base/x", b"images/root/x"])
        return rng.choice(OTHER)

    def link_text(self, path, files):
        rng = self.rng
        kind = rng.random()
        if kind < 0.1:
            return b"/etc/passwd"
        if kind < 0.2:
            return b"../../../../../outside"
        if kind < 0.3:
            return os.path.basename(path)  # a loop
        target = rng.choice(sorted(files) + [b"packages/ui", b"lib", b"services/api", b"lib/deep"])
        return os.path.relpath(target, os.path.dirname(path) or b".")

    def change(self, files):
        rng = self.rng
        action = rng.random()
        if action < 0.32:
            self.put(files, self.random_path(files))
        elif action < 0.37:
            self.swap_service(files)
        elif action < 0.52:
            victim = rng.choice(sorted(files))
            if len(files) > 4:
                del files[victim]
        elif action < 0.62:  # a move
            source = rng.choice(sorted(files))
            entry = files.pop(source)
            self.put(files, self.random_path(files), *entry)
        elif action < 0.72:  # the mode alone
            path = rng.choice(sorted(files))
            mode, content = files[path]
            if mode in (FILE, EXECUTABLE):
                files[path] = (EXECUTABLE if mode == FILE else FILE, content)
        elif action < 0.87:
            path = self.random_path(files)
            self.put(files, path, LINK, self.link_text(path, files))
        elif action < 0.92:
            self.put(files, self.random_path(files), SUBMODULE, b"%040x" % rng.randrange(1, 16**40))
        elif action < 0.96:  # a directory goes, or becomes a file
            directory = os.path.dirname(rng.choice(sorted(files)))
            if directory.count(b"/") >= 1:
                for path in [p for p in files if p.startswith(directory + b"/")]:
                    del files[path]
                if rng.random() < 0.5:
                    self.put(files, directory)
        else:  # a whole service as a submodule
            name = rng.choice(SERVICE_DIRECTORIES)
            self.put(files, b"services/" + name, SUBMODULE, b"%040x" % rng.randrange(1, 16**40))

    def swap_service(self, files):
        """A service's directory moves elsewhere and leaves a link, or comes back to where its link is."""
        rng = self.rng
        links = [p for p, (mode, text) in files.items()
                 if mode == LINK and p.startswith(b"services/") and text.startswith(b"../elsewhere/")]
        if links and rng.random() < 0.5:
            link = rng.choice(sorted(links))
            home = files.pop(link)[1].removeprefix(b"../")
            for path in [p for p in files if p.startswith(home + b"/")]:
                files[link + path.removeprefix(home)] = files.pop(path)
            return
        names = sorted({p.split(b"/")[1] for p in files if p.startswith(b"services/") and p.count(b"/") > 1})
        if not names:
            return
        name = rng.choice(names)
        for path in [p for p in files if p.startswith(b"services/" + name + b"/")]:
            self.put(files, b"elsewhere/" + path.removeprefix(b"services/"), *files.pop(path))
        files[b"services/" + name] = (LINK, b"../elsewhere/" + name)

    def merged(self, parent, other):
        files = dict(parent.files)
        for path, entry in sorted(other.files.items()):
            if self.rng.random() < 0.5:
                self.put(files, path, *entry)
        return files

    def changed(self, parent):
        files = dict(parent.files)
        for _ in range(self.rng.randint(1, 4)):
            self.change(files)
        return files

    def grow_crosswise(self, parent):
        """Two branches that merge each other: what comes after them has both as merge bases."""
        sides = [self.add(self.changed(parent), [parent]) for _ in range(2)]
        merges = [self.add(self.merged(one, other), [one, other]) for one, other in (sides, sides[::-1])]
        self.crossed.append(self.add(self.changed(merges[0]), [merges[0]]))
        self.add(self.changed(merges[1]), [merges[1]])

    def grow_quietly(self):
        """Nothing, one file less of those that patterns match, or one directory less: whatever changes now does so alone."""
        files = dict(self.commits[-1].files)
        matched = [path for path in PATTERNED if path in files]
        kind = self.rng.random()
        if matched and kind < 0.4:
            del files[self.rng.choice(matched)]
        elif kind < 0.8:
            parts = [path.split(b"/") for path in sorted(files)]
            gone = self.rng.choice([b"/".join(path[:depth]) for path in parts for depth in (1, 2) if depth < len(path) and path[:depth] != [b"services"]])
            files = {path: entry for path, entry in files.items() if not path.startswith(gone + b"/")}
        self.add(files, [self.commits[-1]])

    def grow(self):
        rng = self.rng
        kind = rng.random()
        parent = self.commits[-1] if rng.random() < 0.8 else rng.choice(self.commits)
        if kind < 0.1 and len(self.commits) > 2:  # back to an earlier state
            self.add(dict(rng.choice(self.commits).files), [parent])
        elif kind < 0.2 and len(self.commits) > 2:  # a merge
            other = rng.choice([c for c in self.commits if c is not parent])
            self.add(self.merged(parent, other), [parent, other])
        elif kind < 0.25:  # empty
            self.add(dict(parent.files), [parent])
        elif kind < 0.3:
            self.grow_crosswise(parent)
        else:
            self.add(self.changed(parent), [parent])

    def add(self, files, parents):
        # Something has to be there for the configuration to name.
        if not any(p.startswith(b"services/") and p.count(b"/") > 1 for p in files):
            self.put(files, b"services/api/main.ts")
        commit = Commit(len(self.commits), files, parents)
        self.commits.append(commit)
        return commit

    def write(self):
        git(".", "init", "-q", "--bare", "-b", "main", self.directory)
        git(self.directory, "config", "uploadpack.allowAnySHA1InWant", "true")
        git(self.directory, "config", "uploadpack.allowFilter", "true")
        stream = []
        for commit in self.commits:
            date = 1700000000 + commit.number * 600
            stream.append(b"commit refs/heads/c%d\nmark :%d\ncommitter T <t@example.com> %d +0000\ndata 1\nx\n"
                          % (commit.number, commit.number + 1, date))
            for i, parent in enumerate(commit.parents):
                stream.append((b"from :%d\n" if i == 0 else b"merge :%d\n") % (parent.number + 1))
            stream.append(b"deleteall\n")
            for path, (mode, content) in sorted(commit.files.items()):
                quoted = b'"' + path.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") + b'"'
                if mode == SUBMODULE:
                    stream.append(b"M %s %s %s\n" % (mode, content, quoted))
                else:
                    stream.append(b"M %s inline %s\ndata %d\n%s\n" % (mode, quoted, len(content), content))
        for name, (commit, is_annotated) in self.tags.items():
            if is_annotated:
                stream.append(b"tag %s\nfrom :%d\ntagger T <t@example.com> 1800000000 +0000\ndata 1\nx\n"
                              % (name.encode(), commit.number + 1))
            else:
                stream.append(b"reset refs/tags/%s\nfrom :%d\n\n" % (name.encode(), commit.number + 1))
        stream.append(b"reset refs/heads/main\nfrom :%d\n\n" % len(self.commits))
        git(self.directory, "fast-import", "--quiet", data=b"".join(stream))
        lines = git(self.directory, "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/c*")
        for line in lines.decode().splitlines():
            name, commit_id = line.split()
            self.commits[int(name.removeprefix("refs/heads/c"))].id = commit_id

    def ancestors(self, commit):
        seen, stack = set(), [commit]
        while stack:
            current = stack.pop()
            if current.number not in seen:
                seen.add(current.number)
                stack.extend(current.parents)
        return seen
