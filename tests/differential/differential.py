#!/usr/bin/env python3
"""Compares every decision and every file list of deltaplan with what git says, on random repositories.

Each seed makes one repository (adds, edits, moves, mode and type changes, symbolic links, submodules, reverts, merges, odd
names), one configuration and one live tag for each service, and runs `deltaplan plan` in several kinds of clones. The
truth comes from `git diff-tree`, `git check-ignore` and a plain model of the commit graph. A missing DEPLOY is a failure, an
extra one must carry a reason that says what could not be determined.

    differential.py --program build/dev/planner/deltaplan --seeds 300 [--start 0]
    differential.py --program build/dev/planner/deltaplan --seed 17 --keep
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

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
BUILD_INPUTS = [b"lock.yaml", b"infra/docker", b"infra/Dockerfile"]
FILE_NAMES = [b"main.ts", b"src/index.ts", b"src/deep/er/x.ts", b"docs/readme.md", b"docs/keep.md", b"a b", b"[id].ts",
              b"(x)", b"$HOME", b"#1", b"-rf", "文件".encode(), b'"quoted"', b"tab\tname", b"new\nline", b"\xff\xfe",
              b"x.md", b"worker/run.ts"]
OTHER = [b"README.md", b"tools/run.sh", b"lib/shared.ts", b"lib/deep/y.ts", b"ops/x.md"]
IGNORE_RULES = [["*.md"], ["services/*/docs/**"], ["docs/"], ["*.md", "!keep.md"], ["/packages/ui"],
                ["services/api/**", "!services/api/src/"], ["**/deep"], ["[a-m]*.ts"]]
UNDETERMINED = {"never_deployed", "bootstrap_tag", "tag_without_commit", "commit_not_found", "commit_ambiguous",
                "dirty_baseline"}


class Mismatch(Exception):
    pass


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


class Repository:
    """A random history, written with `git fast-import`."""

    def __init__(self, rng, directory):
        self.rng = rng
        self.directory = directory
        self.commits = []
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
        for path in rng.sample(OTHER, 3):
            self.put(files, path)
        self.add(files, [])
        for _ in range(rng.randint(3, 14)):
            self.grow()
        self.write()

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
        if kind < 0.6:
            return b"services/" + rng.choice(SERVICE_DIRECTORIES) + b"/" + rng.choice(FILE_NAMES)
        if kind < 0.85:
            return rng.choice(PACKAGES) + b"/" + rng.choice(FILE_NAMES)
        if kind < 0.93:
            return rng.choice([b"lock.yaml", b"infra/docker/a", b"infra/docker/b", b"infra/Dockerfile",
                               b"images/base/Dockerfile"])
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
        if action < 0.35:
            self.put(files, self.random_path(files))
        elif action < 0.5:
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

    def grow(self):
        rng = self.rng
        kind = rng.random()
        parent = self.commits[-1] if rng.random() < 0.8 else rng.choice(self.commits)
        if kind < 0.1 and len(self.commits) > 2:  # back to an earlier state
            self.add(dict(rng.choice(self.commits).files), [parent])
        elif kind < 0.2 and len(self.commits) > 2:  # a merge
            other = rng.choice([c for c in self.commits if c is not parent])
            files = dict(parent.files)
            for path, entry in sorted(other.files.items()):
                if rng.random() < 0.5:
                    self.put(files, path, *entry)
            self.add(files, [parent, other])
        elif kind < 0.25:  # empty
            self.add(dict(parent.files), [parent])
        else:
            files = dict(parent.files)
            for _ in range(rng.randint(1, 4)):
                self.change(files)
            self.add(files, [parent])

    def add(self, files, parents):
        # Something has to be there for the configuration to name.
        if not any(p.startswith(b"services/") and p.count(b"/") > 1 for p in files):
            self.put(files, b"services/api/main.ts")
        self.commits.append(Commit(len(self.commits), files, parents))

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
        stream.append(b"reset refs/heads/main\nfrom :%d\n\n" % len(self.commits))
        git(self.directory, "fast-import", "--quiet", data=b"".join(stream))
        lines = git(self.directory, "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/c*")
        for line in lines.decode().splitlines():
            name, commit_id = line.split()
            self.commits[int(name.removeprefix("refs/heads/c"))].id = commit_id
        self.head = self.commits[-1]

    def ancestors(self, commit):
        seen, stack = set(), [commit]
        while stack:
            current = stack.pop()
            if current.number not in seen:
                seen.add(current.number)
                stack.extend(current.parents)
        return seen


def contains(path, other):
    return path == b"" or other == path or other.startswith(path + b"/")


def exists(files, path):
    return any(contains(path, other) for other in files)


def is_directory(files, path):
    return any(other.startswith(path + b"/") for other in files)


def follow(files, link):
    """The paths that a link makes inputs: every link on the way, and where the way ends in head."""
    found, at, rest = set(), [], link.split(b"/")
    for _ in range(1000):
        if not rest:
            return (found | {b"/".join(at)}) - {link}
        name = rest.pop(0)
        if name == b"..":
            if not at:
                break
            at.pop()
            continue
        step = b"/".join(at + [name])
        if is_directory(files, step):
            at.append(name)
            continue
        found.add(step)  # a link, a file, or nothing: a baseline may have had a directory or a link there
        mode, text = files.get(step, (None, b""))
        if mode != LINK or text.startswith(b"/"):
            break
        rest = [p for p in text.split(b"/") if p not in (b"", b".")] + rest
    return found - {link}


def with_links(files, paths):
    """`paths` and all that links inside them point to, over and over."""
    all_paths = set(paths)
    while True:
        more = set()
        for path, (mode, _) in files.items():
            if mode == LINK and any(contains(p, path) for p in all_paths):
                more |= {t for t in follow(files, path) if not any(contains(p, t) for p in all_paths)}
        if not more:
            return all_paths
        all_paths |= more


class Case:
    """One repository with a configuration, live tags, and what must come out."""

    def __init__(self, seed, directory):
        self.rng = random.Random(seed)
        self.directory = directory
        self.origin = os.path.join(directory, "origin.git")
        self.repository = Repository(self.rng, self.origin)
        self.head = self.repository.head
        self.make_services()
        self.make_live()
        self.make_config()
        self.diffs = {}
        self.ignored = {}

    def text(self, path):
        return path.decode("utf-8")

    def make_services(self):
        rng, files = self.rng, self.head.files
        names = sorted({p.split(b"/")[1] for p, (mode, _) in files.items()
                        if p.startswith(b"services/") and (p.count(b"/") > 1 or mode == SUBMODULE)})
        self.services = {}  # name -> [paths]
        for name in names:
            self.services[self.text(name)] = [b"services/" + name]
        if is_directory(files, b"services/api/worker"):
            self.services["nested-worker"] = [b"services/api/worker"]
        self.extra_inputs = {}
        for name in self.services:
            if rng.random() < 0.2:
                # No link, or the way to the path would be another question.
                choices = [p for p in sorted(files) if self.is_utf8(p) and b"*" not in p]
                self.extra_inputs[name] = [rng.choice(choices)]

    @staticmethod
    def is_utf8(path):
        try:
            path.decode("utf-8")
            return True
        except UnicodeDecodeError:
            return False

    def make_live(self):
        rng = self.rng
        self.live, self.baseline, self.expected_code = {}, {}, {}
        for name in self.services:
            kind = rng.random()
            if kind < 0.04:
                self.expected_code[name] = "never_deployed"
                continue
            if kind < 0.16:
                tag, code = rng.choice([("latest", "tag_without_commit"), ("env.prod", "tag_without_commit"),
                                        ("sha-bootstrap", "bootstrap_tag"), ("%040x" % rng.randrange(16**40),
                                                                             "commit_not_found"),
                                        ("abcdef0123456789-dirty-1722772800", "dirty_baseline")])
                self.live[name], self.expected_code[name] = tag, code
                continue
            commit = rng.choice(self.repository.commits)
            self.baseline[name] = commit
            short = commit.id[: rng.randint(10, 14)]
            self.live[name] = rng.choice([commit.id, short, "sha-" + short, "svc-x-" + short, "ref." + commit.id,
                                          "host:5000/team/app:" + short])

    def known_path(self, path):
        """A literal path may be missing in head when some baseline has it."""
        return exists(self.head.files, path) or any(exists(c.files, path) for c in self.baseline.values())

    def make_config(self):
        rng = self.rng
        self.mode = rng.choice(["all", "declared"])
        self.packages = [p for p in PACKAGES if self.known_path(p)]
        self.build_inputs = [p for p in BUILD_INPUTS if self.known_path(p)]
        self.package_dependencies = {p: [q for q in self.packages if q != p and rng.random() < 0.25]
                                     for p in self.packages}
        self.depends = {s: [p for p in self.packages if rng.random() < 0.4] for s in self.services}
        self.rules = rng.choice(IGNORE_RULES) if rng.random() < 0.4 else []
        self.base_users = []
        if self.known_path(b"images/base") and rng.random() < 0.3:
            self.base_users = [s for s in self.services if rng.random() < 0.5]
        services = [{"path": "services/*"}]
        for name in self.services:
            entry = {"name": name, "depends_on": [self.text(p) for p in self.depends[name]]}
            if name == "nested-worker":
                entry["path"] = "services/api/worker"
            if name in self.extra_inputs:
                entry["inputs"] = [self.text(p) for p in self.extra_inputs[name]]
            services.append(entry)
        config = {
            "version": 1, "services": services, "dependencies": self.mode, "ignore": self.rules,
            "packages": [{"path": self.text(p), "depends_on": [self.text(q) for q in self.package_dependencies[p]]}
                         for p in self.packages],
            "build_inputs": [self.text(p) for p in self.build_inputs],
        }
        if self.base_users:
            config["images"] = ([{"name": s, "from": ["base image"]} for s in self.base_users] +
                                [{"name": "base image", "path": "images/base"}])
        self.config_file = os.path.join(self.directory, "deltaplan.json")
        with open(self.config_file, "w", encoding="utf-8") as file:
            json.dump(config, file)
        self.live_file = os.path.join(self.directory, "live.json")
        with open(self.live_file, "w", encoding="utf-8") as file:
            json.dump(self.live, file)

    # ---- the truth

    def diff(self, commit):
        """path -> status, as git says for baseline against head."""
        if commit.number not in self.diffs:
            out = git(self.origin, "diff-tree", "-r", "-z", "--raw", "--no-renames", "--ignore-submodules=none",
                      commit.id, self.head.id)
            fields, changes = out.split(b"\0"), {}
            for i in range(0, len(fields) - 1, 2):
                before_mode, after_mode, before, after, status = fields[i].lstrip(b":").split(b" ")
                words = {b"A": "added", b"D": "deleted", b"T": "type_changed", b"M": "modified"}
                word = words[status]
                if status == b"M" and before == after and before_mode != after_mode:
                    word = "mode_changed"
                changes[fields[i + 1]] = word
            self.diffs[commit.number] = changes
        return self.diffs[commit.number]

    def is_ignored(self, path):
        if not self.rules:
            return False
        if path not in self.ignored:
            scratch = os.path.join(self.directory, "scratch")
            if not os.path.isdir(scratch):
                git(".", "init", "-q", scratch)
                with open(os.path.join(scratch, ".git/info/exclude"), "w", encoding="utf-8") as file:
                    file.write("\n".join(self.rules) + "\n")
                # Ask about every path that any commit has at once.
                paths = sorted({p for c in self.repository.commits for p in c.files})
                process = subprocess.run(["git", "-C", scratch, "check-ignore", "--no-index", "--stdin", "-z", "-v", "-n"],
                                         input=b"\0".join(paths) + b"\0", capture_output=True,
                                         env=ENVIRONMENT | {"GIT_LITERAL_PATHSPECS": "0"})
                if process.returncode not in (0, 1):
                    raise RuntimeError(process.stderr.decode())
                fields = process.stdout.split(b"\0")
                for i in range(0, len(fields) - 1, 4):
                    pattern = fields[i + 2]
                    self.ignored[fields[i + 3]] = pattern != b"" and not pattern.startswith(b"!")
        return self.ignored[path]

    def changed_below(self, commit, paths, may_ignore):
        return {p: s for p, s in self.diff(commit).items()
                if any(contains(q, p) for q in paths) and not (may_ignore and self.is_ignored(p))}

    def expected(self, name):
        """reason code -> changed files (path -> status)."""
        commit, files = self.baseline[name], self.head.files
        own = with_links(files, self.services[name] + self.extra_inputs.get(name, []))
        expected = {"service_changed": self.changed_below(commit, own, True)}
        needed = set(self.packages) if self.mode == "all" else set(self.depends[name])
        while True:
            more = {q for p in needed for q in self.package_dependencies[p]} - needed
            if not more:
                break
            needed |= more
        package_files = {}
        for package in needed:
            package_files.update(self.changed_below(commit, with_links(files, [package]), True))
        expected["package_changed"] = package_files
        build_files = {}
        for path in self.build_inputs:
            build_files.update(self.changed_below(commit, with_links(files, [path]), False))
        expected["build_input_changed"] = build_files
        expected["base_image_changed"] = {}
        if name in self.base_users:
            expected["base_image_changed"] = self.changed_below(commit, with_links(files, [b"images/base"]), True)
        return expected

    def relation(self, commit):
        if commit is self.head or commit.id == self.head.id:
            return "same", 0
        of_head, of_live = self.repository.ancestors(self.head), self.repository.ancestors(commit)
        if commit.number in of_head:
            return "behind", len(of_head - of_live)
        if self.head.number in of_live:
            return "ahead", len(of_live - of_head)
        return "diverged", None

    # ---- clones

    def clone(self, kind):
        url, target = "file://" + os.path.abspath(self.origin), os.path.join(self.directory, kind)
        if kind == "bare":
            return self.origin
        if kind == "full":
            git(".", "clone", "-q", "-b", "main", url, target)
        elif kind == "blobless":
            git(".", "clone", "-q", "-b", "main", "--filter=blob:none", url, target)
        elif kind == "shallow":
            git(".", "clone", "-q", "-b", "main", "--depth=1", url, target)
            wanted = sorted({c.id for c in self.baseline.values()})
            if wanted:
                git(target, "fetch", "-q", "--depth=1", "origin", *wanted)
        elif kind == "worktree":
            git(self.origin, "worktree", "add", "-q", "--detach", target, self.head.id)
        return target

    # ---- the comparison

    def run(self, program, kind):
        where = self.clone(kind)
        command = [program, "plan", "-C", where, "--config", self.config_file, "--live-file", self.live_file, "--head",
                   self.head.id, "--format", "json", "--allow-rollback", "--allow-diverged", "--allow-dirty", "--max-files", "all"]
        result = subprocess.run(command, env=ENVIRONMENT, capture_output=True)
        if result.returncode != 0:
            raise Mismatch(f"{kind}: exit {result.returncode}: {result.stderr.decode(errors='replace')}")
        plan = json.loads(result.stdout)
        by_name = {service["name"]: service for service in plan["services"]}
        if sorted(by_name) != sorted(self.services):
            raise Mismatch(f"{kind}: services {sorted(by_name)} instead of {sorted(self.services)}")
        if kind in ("full", "shallow", "worktree", "blobless") and plan["head"]["dirty"]:
            raise Mismatch(f"{kind}: a fresh checkout is said to be dirty")
        for name, service in by_name.items():
            self.check_service(kind, name, service)
        for name in self.services:
            if name not in plan["image_tags"]:
                raise Mismatch(f"{kind}: {name} is missing in the tag map")
            wanted = plan["head"]["tag"] if by_name[name]["decision"] == "deploy" else self.live[name]
            if plan["image_tags"][name] != wanted:
                raise Mismatch(f"{kind}: {name} gets tag {plan['image_tags'][name]} instead of {wanted}")

    def check_service(self, kind, name, service):
        codes = [reason["code"] for reason in service["reasons"]]
        if name in self.expected_code:
            if codes != [self.expected_code[name]] or service["decision"] != "deploy":
                raise Mismatch(f"{kind}: {name}: {codes} instead of {self.expected_code[name]}")
            return
        commit = self.baseline[name]
        expected = self.expected(name)
        must_deploy = any(expected.values())
        if set(codes) & UNDETERMINED:
            raise Mismatch(f"{kind}: {name} is undetermined ({codes}) though its baseline is there")
        if must_deploy and service["decision"] != "deploy":
            raise Mismatch(f"{kind}: MISSING DEPLOY of {name}: git says {expected}")
        if not must_deploy and service["decision"] == "deploy":
            raise Mismatch(f"{kind}: {name} deploys for nothing: {codes}")
        found = {code: {} for code in expected}
        for reason in service["reasons"]:
            if reason["code"] == "unchanged":
                continue
            files = {self.bytes_of(f["path"]): f["status"] for f in reason["files"]}
            if reason["file_count"] != len(files):
                raise Mismatch(f"{kind}: {name}: {reason['input']}: {reason['file_count']} is no count of {files}")
            below = self.changed_below(commit, [self.bytes_of(reason["input"])],
                                       reason["code"] != "build_input_changed")
            if files != below:
                raise Mismatch(f"{kind}: {name}: {reason['input']}: files {files}, git says {below}")
            found[reason["code"]].update(files)
        if found != expected:
            raise Mismatch(f"{kind}: {name}: {found}, git says {expected}")
        relation = (service["live"]["relation"], service["live"]["commits"])
        if kind == "shallow":
            # Whatever is said must be true; mostly nothing can be said.
            if relation[0] not in ("unknown", self.relation(commit)[0]):
                raise Mismatch(f"{kind}: {name}: relation {relation}, git says {self.relation(commit)}")
        elif relation != self.relation(commit):
            raise Mismatch(f"{kind}: {name}: relation {relation}, git says {self.relation(commit)}")

    @staticmethod
    def bytes_of(text):
        """The path that a JSON string stands for: plain, or C-quoted by git's rules."""
        if not text.startswith('"'):
            return text.encode("utf-8")
        body, out, i = text[1:-1].encode("utf-8"), bytearray(), 0
        simple = {b"n": 10, b"t": 9, b"r": 13, b"a": 7, b"b": 8, b"f": 12, b"v": 11, b'"': 34, b"\\": 92}
        while i < len(body):
            if body[i : i + 1] != b"\\":
                out.append(body[i])
                i += 1
            elif body[i + 1 : i + 2] in simple:
                out.append(simple[body[i + 1 : i + 2]])
                i += 2
            else:
                out.append(int(body[i + 1 : i + 4], 8))
                i += 4
        return bytes(out)


def run_seed(seed, program, keep):
    directory = tempfile.mkdtemp(prefix=f"deltaplan-{seed}-")
    try:
        case = Case(seed, directory)
        kinds = ["full", "shallow", "blobless", "worktree", "bare"]
        # Two kinds for each seed, so that every kind meets many repositories.
        for kind in (kinds[seed % 5], kinds[(seed // 5 + seed + 1) % 5]):
            if not os.path.isdir(os.path.join(directory, kind)):
                case.run(program, kind)
        return None
    except Mismatch as mismatch:
        return str(mismatch)
    finally:
        if keep:
            print(f"seed {seed}: kept in {directory}")
        else:
            shutil.rmtree(directory, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--seed", type=int, help="this one only")
    parser.add_argument("--keep", action="store_true", help="leave the repositories there to look at")
    options = parser.parse_args()
    seeds = [options.seed] if options.seed is not None else range(options.start, options.start + options.seeds)
    failures = 0
    for seed in seeds:
        failure = run_seed(seed, os.path.abspath(options.program), options.keep)
        if failure:
            failures += 1
            print(f"seed {seed}: {failure}\n  again: {sys.argv[0]} --program {options.program} --seed {seed} --keep",
                  flush=True)
    print(f"{len(seeds)} seeds, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
