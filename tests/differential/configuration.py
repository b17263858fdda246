"""Random configurations: head's, and what earlier commits said otherwise."""

import copy
import json

from history import PACKAGES
from lost_entries import LostEntries
from truth import exists, is_directory, matches, service_directories

IGNORE_RULES = [["*.md"], ["services/*/docs/**"], ["docs/"], ["*.md", "!keep.md"], ["/packages/ui"],
                ["services/api/**", "!services/api/src/"], ["**/deep"], ["[a-m]*.ts"], ["proto/c.*", "*.lock"]]
BUILD_INPUTS = ["lock.yaml", "infra/docker", "infra/Dockerfile", "*.lock", "infra/*.Dockerfile", "i*a/docker/*"]
INPUT_PATTERNS = ["proto/*.proto", "proto/*", "libs/*/proto", "l*s/t*/*", "lib*/deep", "images/*/Dockerfile"]
PACKAGE_PATTERNS = ["packages/*", "packages/[*]", "libs/*", "pack*/old"]
BUILDS = [{"dockerfile": "infra/Dockerfile"}, {"dockerfile": "infra/a.Dockerfile"}, {"dockerfile": "infra/b.Dockerfile"},
          {"context": "infra"}, {"context": "images/base"}]
BROKEN = [b'{ "version": 1,', b'{ "version": 2 }\n']


class Draw:
    """Draws what is valid for head's files and those of the baselines."""

    def __init__(self, rng, files, baselines):
        self.rng, self.files = rng, files
        self.sides = [files] + [commit.files for commit in baselines]

    def is_known(self, path):
        """A path may be missing in head when some baseline has it, and so may all that a pattern matches."""
        path = path.encode()
        return any(matches(side, path) if b"*" in path else exists(side, path) for side in self.sides)

    def some(self, choices, share):
        return [choice for choice in choices if self.rng.random() < share and self.is_known(choice)]

    def build(self):
        rng = self.rng
        choices = []
        for build in BUILDS:
            if self.is_known((build.get("context", ".") + "/" + build.get("dockerfile", "Dockerfile")).removeprefix("./")):
                choices.append(build)
        if not choices:
            return None
        build = dict(rng.choice(choices))
        if rng.random() < 0.7:
            build["args"] = {name: rng.choice(["20", "22", "v-{image}"]) for name in rng.sample(["NODE", "BASE", "X"], 2)}
        if rng.random() < 0.3:
            build["target"] = rng.choice(["run", "test-{image}"])
        return build

    def packages(self):
        rng = self.rng
        literal = [p.decode() for p in PACKAGES if self.is_known(p.decode())]
        patterns = self.some(PACKAGE_PATTERNS, 0.25)
        if patterns:  # those that only a pattern names, nobody can depend on
            literal = [p for p in literal if rng.random() < 0.6]
        entries = [{"path": p} for p in patterns]
        for path in literal:
            entry = {"path": path, "depends_on": [p for p in literal if p != path and rng.random() < 0.25]}
            if rng.random() < 0.15:
                entry["inputs"] = self.some(INPUT_PATTERNS, 0.3)
            entries.append(entry)
        return entries, literal

    def services(self, packages):
        rng, files = self.rng, self.files
        entries = [{"path": "services/*"}]
        if rng.random() < 0.12:
            entries[0]["image"] = "shared"
        names = [path.rsplit(b"/", 1)[1].decode() for path in service_directories(files)]
        if is_directory(files, b"services/api/worker"):
            names.append("nested-worker")
        self.images = {}
        for name in names:
            entry = {"name": name, "depends_on": [p for p in packages if rng.random() < 0.4]}
            if name == "nested-worker":
                entry["path"] = "services/api/worker"
            if rng.random() < 0.2:
                # No link, or the way to the path would be another question.
                choices = [p for p in sorted(files) if is_utf8(p) and b"*" not in p]
                entry["inputs"] = [rng.choice(choices).decode()]
            if rng.random() < 0.25:
                entry["inputs"] = entry.get("inputs", []) + self.some(INPUT_PATTERNS, 0.4)
            if rng.random() < 0.15:
                entry["image"] = rng.choice(names + ["shared", "{name}"]).replace("{name}", name + "-image")
            self.images[name] = entry.get("image", entries[0].get("image", name))
            entries.append(entry)
        if rng.random() < 0.15:
            entries += self.gone_services(names)
        return entries

    def gone_services(self, names):
        """Those that only baselines have, and whose entries are still there: others run their images."""
        rng = self.rng
        gone = {path for side in self.sides for path in service_directories(side) if not exists(self.files, path) and is_utf8(path)}
        return [{"name": path.rsplit(b"/", 1)[1].decode(), "path": path.decode(), "image": self.images[rng.choice(names)]}
                for path in sorted(gone)[:2]]

    def image_entries(self):
        """Base images, and what is built FROM them."""
        rng = self.rng
        entries, bases = [], []
        if self.is_known("images/root") and rng.random() < 0.7:
            entries.append({"name": "root image", "path": "images/root"})
            bases.append("root image")
        if self.is_known("images/base") or self.is_known("images/*"):
            path = rng.choice([p for p in ("images/base", "images/*", "images/b*") if self.is_known(p)] or [None])
            if path is not None:
                entries.append({"name": "base image", "path": path, "from": [b for b in bases if rng.random() < 0.5]})
                bases.append("base image")
        for image in sorted(set(self.images.values())):
            if rng.random() < 0.6:
                entry = {"name": image, "from": [b for b in bases if rng.random() < 0.6]}
                if rng.random() < 0.2:
                    entry["inputs"] = self.some(INPUT_PATTERNS, 0.3)
                entries.append(entry)
        for entry in entries:
            if rng.random() < 0.15 and (build := self.build()):
                entry["build"] = build
        rng.shuffle(entries)
        return entries

    def document(self):
        rng = self.rng
        packages, literal = self.packages()
        document = {"version": 1, "services": self.services(literal), "dependencies": rng.choice(["all", "declared"]),
                    "ignore": rng.choice(IGNORE_RULES) if rng.random() < 0.4 else [], "packages": packages,
                    "build_inputs": self.some(BUILD_INPUTS, 0.6)}
        if rng.random() < 0.6:
            document["images"] = self.image_entries()
        if rng.random() < 0.5 and (build := self.build()):
            document["build"] = build
        if rng.random() < 0.3:
            document["tag"] = rng.choice(["{sha:12}", "sha-{sha}", "{sha}", "r-{short_sha}"])
        return document

    # ---- what an earlier commit may have said

    def variant(self, document):
        """Mostly one thing is said otherwise; now and then nothing but the layout."""
        rng, other = self.rng, copy.deepcopy(document)
        kind = rng.choice(["args", "args", "target", "dockerfile", "build", "from", "image", "rules", "images", "services", "names", "names",
                           "none"])
        builds = [holder["build"] for holder in [other, *other.get("images", [])] if "build" in holder]
        if kind in ("args", "target", "dockerfile") and builds:
            build = rng.choice(builds)
            if kind == "args":
                build["args"] = {name: rng.choice(["20", "22", "v-{image}"]) for name in rng.sample(["NODE", "BASE", "X"], 2)}
            elif kind == "target":
                build["target"] = rng.choice(["run", "other"])
            else:
                build.update(rng.choice(BUILDS + [{"dockerfile": "services/{image}/Dockerfile"}, {"context": "."}]))
        elif kind == "build":
            if other.pop("build", None) is None:
                other["build"] = {"args": {"NODE": "20"}}
        elif kind == "from" and other.get("images"):
            rng.choice(other["images"])["from"] = rng.choice([[], ["base image"], ["root image"], ["root image", "base image"]])
        elif kind == "image":
            entry = rng.choice(other["services"][1:])
            if entry.pop("image", None) is None:
                entry["image"] = rng.choice(["shared", "another"])
        elif kind == "rules":
            other["ignore"] = rng.choice(IGNORE_RULES)
            other["dependencies"] = rng.choice(["all", "declared"])
            other["packages"] = other["packages"][1:]
            other["build_inputs"] = []
        elif kind == "images":
            other.pop("images", None)
        elif kind == "services":
            other["services"] = [entry for entry in other["services"] if rng.random() < 0.7] or [{"path": "services/*"}]
        elif kind == "names":
            other["services"] = [self.called_otherwise(name, other) for name in self.images]
        return valid(other)

    def called_otherwise(self, name, document):
        """A service by its path: some have another name, lie elsewhere, or both."""
        rng = self.rng
        entry = dict(next((entry for entry in document["services"] if entry.get("name") == name), {"name": name}))
        entry.setdefault("path", "services/" + name)
        if self.images[name] != name or rng.random() < 0.7:
            entry["image"] = self.images[name]
        if rng.random() < 0.5:
            entry["name"] = "was " + name
        if rng.random() < 0.6:
            entry["path"] = rng.choice(["packages/ui", "lib", "libs/one", "images/base", *("services/" + other for other in self.images)])
        return entry

    def text(self, document):
        rng = self.rng
        comment = rng.choice(["", "", "// how services are built\n"])
        return (comment + json.dumps(document, indent=rng.choice([None, 2]), ensure_ascii=rng.random() < 0.5)).encode() + b"\n"

    def past(self, document, text, commits):
        """The configuration's text at each commit, None where it has none; the last one is head."""
        rng = self.rng
        lost = LostEntries(rng, self.files, commits)
        others = [document if rng.random() < 0.3 else self.variant(document) for _ in range(rng.randint(1, 4))]
        pool = [text, text, *(self.text(lost.added_to(other) if rng.random() < 0.6 else other) for other in others)]
        if rng.random() < 0.15:
            pool.append(rng.choice(BROKEN))
        texts = {}
        for commit in commits:
            if not commit.parents:
                texts[commit.number] = rng.choice([None, *pool])
            elif rng.random() < 0.6:
                texts[commit.number] = texts[commit.parents[0].number]
            else:
                texts[commit.number] = rng.choice(pool)
        texts[commits[-1].number] = text
        return texts


def valid(document):
    """Without references to what a variant lacks: no commit had such a configuration."""
    if not any(entry.get("path") == "services/*" for entry in document["services"]):
        document["services"] = [entry for entry in document["services"] if "path" in entry] or [{"path": "services/*"}]
    packages = {entry["path"] for entry in document.get("packages", [])}
    for entry in document["services"] + document.get("packages", []):
        if "depends_on" in entry:
            entry["depends_on"] = [path for path in entry["depends_on"] if path in packages]
    usual = next((entry.get("image") for entry in document["services"] if entry.get("path") == "services/*"), None)
    run = {entry.get("image", usual or entry.get("name")) for entry in document["services"]}
    images = [entry for entry in document.get("images", []) if entry["name"] in run or entry.get("path") or entry.get("inputs")]
    if "images" in document:
        document["images"] = images
    for entry in images:
        below = {"root image": [], "base image": ["root image"]}.get(entry["name"], ["root image", "base image"])  # no circles
        entry["from"] = [base for base in entry.get("from", []) if base in below and any(base == other["name"] for other in images)]
    return document


def is_utf8(path):
    try:
        path.decode("utf-8")
        return True
    except UnicodeDecodeError:
        return False
