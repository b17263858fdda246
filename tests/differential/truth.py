"""What a configuration means for a plan, worked out slowly and plainly: paths, patterns, links, builds, and git's own diff."""

import functools
import json
import os
import re
import subprocess

from history import ENVIRONMENT, EXECUTABLE, FILE, LINK, SUBMODULE, git

TREE = b"040000"


def contains(path, other):
    return path == b"" or other == path or other.startswith(path + b"/")


def exists(files, path):
    return any(contains(path, other) for other in files)


def kind_at(files, path):
    """What stands at `path`: its mode, whether it can be executed or not, a tree, or None."""
    mode, _ = files.get(path, (None, b""))
    if mode is None:
        return TREE if exists(files, path) else None
    return FILE if mode == EXECUTABLE else mode


def is_directory(files, path):
    return path == b"" or any(other.startswith(path + b"/") for other in files)


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


@functools.cache
def components_of(pattern):
    return [re.compile(re.escape(component).replace(rb"\*", b".*"), re.DOTALL) for component in pattern.split(b"/")]


def matched_part(pattern, path):
    """The leading components of `path` that `pattern` matches; None when it does not match."""
    wanted, there = components_of(pattern), path.split(b"/")
    if len(there) < len(wanted):
        return None
    for component, name in zip(wanted, there):
        if not component.fullmatch(name):
            return None
    return b"/".join(there[: len(wanted)])


def matches(files, pattern):
    """What `pattern` stands for; where its way leads over a link or into a submodule, that is what can be seen of it."""
    found = {matched_part(pattern, path) for path in files} - {None}
    count = pattern.count(b"/")
    for path, (mode, _) in files.items():
        if mode in (LINK, SUBMODULE) and path.count(b"/") < count:
            found |= {matched_part(b"/".join(pattern.split(b"/")[: path.count(b"/") + 1]), path)} - {None}
    return found


def is_service_directory(files, path):
    mode, _ = files.get(path, (None, b""))
    if mode == LINK:
        return any(is_directory(files, target) for target in follow(files, path))
    return mode == SUBMODULE or is_directory(files, path)


def service_directories(files):
    """What "services/*" stands for."""
    return sorted(path for path in matches(files, b"services/*") if is_service_directory(files, path))


def image_entry(document, image):
    return next((entry for entry in document.get("images", []) if entry["name"] == image), {})


def build_of(document, image):
    return image_entry(document, image).get("build", document.get("build"))


def resolved_build(document, image):
    """What the configuration says of an image's build: key -> value, without what it does not say."""
    said = {}
    bases = sorted(set(image_entry(document, image).get("from", [])))
    if bases:
        said["from"] = bases
    build = build_of(document, image)
    if build is not None:
        for key, default in (("context", "."), ("dockerfile", "Dockerfile"), ("target", None)):
            if build.get(key, default) is not None:
                said[key] = build.get(key, default).replace("{image}", image)
        for name, value in build.get("args", {}).items():
            said["args." + name] = value.replace("{image}", image)
    return said


def image_by_name(document, name, path):
    image = None
    for entry in document["services"]:
        at = entry.get("path", "").encode()
        is_meant = entry.get("name") == name or ("name" not in entry and matched_part(at, path) == path)
        if is_meant:
            image = entry.get("image", image or name)
    return image


def image_of(document, name, path):
    """The image that a service of that name, else of that path, ran by this configuration; None when it knew no such service."""
    there = next((entry for entry in document["services"] if entry.get("path", "").encode() == path), {})
    return image_by_name(document, name, path) or image_by_name(document, there.get("name"), path)


def places_of_service(document, name):
    """Where a service of that name lies by this configuration; a name comes before the pattern."""
    named = [entry["path"].encode() for entry in document["services"] if entry.get("name") == name and "path" in entry]
    pattern = [b"services/" + name.encode() for entry in document["services"] if entry.get("path") == "services/*"]
    return set(named[-1:] or pattern)


def places_of_services(document, image):
    """Where the directories of services that run an image may lie by this configuration."""
    names = {image} | {entry["name"] for entry in document["services"] if "name" in entry}
    places = {place for name in names for place in places_of_service(document, name) if image_by_name(document, name, place) == image}
    return places | {b"services/*" for entry in document["services"] if entry.get("path") == "services/*" and entry.get("image") == image}


def places_of_entry(document, image, has_service):
    """What an image is made of by its entry; `inputs` are more than a service's own directory."""
    entry = image_entry(document, image)
    paths = [entry["path"]] if "path" in entry else [] if has_service else entry.get("inputs", [])
    return {path.encode() for path in paths}


def have_one_in_common(some, others):
    return any(matched_part(one, other) == other or matched_part(other, one) == one for one in some for other in others)


def parsed(text):
    """The configuration of that text; None when it is none."""
    try:
        document = json.loads(re.sub(rb"^//.*\n", b"", text))
    except ValueError:
        return None
    return document if "services" in document else None


class Trees:
    """What git says of the trees of one repository: differences, and ignore rules."""

    def __init__(self, origin, scratch, commits):
        self.origin, self.scratch, self.commits = origin, scratch, commits
        self.diffs, self.ignored = {}, {}

    def diff(self, before, after):
        """path -> status, for two commits or trees by id."""
        if (before, after) not in self.diffs:
            out = git(self.origin, "diff-tree", "-r", "-z", "--raw", "--no-renames", "--ignore-submodules=none", before, after)
            fields, changes = out.split(b"\0"), {}
            words = {b"A": "added", b"D": "deleted", b"T": "type_changed", b"M": "modified"}
            for i in range(0, len(fields) - 1, 2):
                before_mode, after_mode, old, new, status = fields[i].lstrip(b":").split(b" ")
                word = words[status]
                if status == b"M" and old == new and before_mode != after_mode:
                    word = "mode_changed"
                changes[fields[i + 1]] = word
            self.diffs[before, after] = changes
        return self.diffs[before, after]

    def is_ignored(self, rules, path):
        """By git's own reading of the ignore rules of a configuration."""
        if not rules:
            return False
        if path not in self.ignored:
            if not os.path.isdir(self.scratch):
                git(".", "init", "-q", self.scratch)
                with open(os.path.join(self.scratch, ".git/info/exclude"), "w", encoding="utf-8") as file:
                    file.write("\n".join(rules) + "\n")
            # Ask about every path that any commit has at once.
            paths = sorted({p for c in self.commits for p in c.files} | {path})
            process = subprocess.run(["git", "-C", self.scratch, "check-ignore", "--no-index", "--stdin", "-z", "-v", "-n"],
                                     input=b"\0".join(paths) + b"\0", capture_output=True,
                                     env=ENVIRONMENT | {"GIT_LITERAL_PATHSPECS": "0"})
            if process.returncode not in (0, 1):
                raise RuntimeError(process.stderr.decode())
            fields = process.stdout.split(b"\0")
            for i in range(0, len(fields) - 1, 4):
                pattern = fields[i + 2]
                self.ignored[fields[i + 3]] = pattern != b"" and not pattern.startswith(b"!")
        return self.ignored[path]


class Truth:
    """One configuration, head's files, and the commits that services are compared with."""

    def __init__(self, document, text, files, baselines, trees):
        self.document, self.text, self.files, self.trees = document, text, files, trees
        self.sides = [files] + [commit.files for commit in baselines]
        self.dead = []  # paths and patterns that no side has: an error
        self.rules = document.get("ignore", [])
        self.read_packages()
        self.build_inputs = self.paths(document.get("build_inputs", []))
        self.read_services()
        self.bases = {}  # image -> its own paths, for those that others are built FROM
        for entry in document.get("images", []):  # those that nobody is built FROM have to be there, too
            own = self.paths_of_image(entry["name"])
            others = [*self.images.values(), *(other["name"] for other in document.get("images", []))]
            if any(entry["name"] in self.below(image) for image in others):
                self.bases[entry["name"]] = own

    # ---- reading the configuration

    def paths(self, patterns):
        """Literal paths stay; what has a "*" is looked up on all sides."""
        found = set()
        for pattern in (p.encode() for p in patterns):
            if b"*" in pattern:
                here = set().union(*(matches(side, pattern) for side in self.sides))
            else:
                here = {pattern}
            if not any(exists(side, path) for side in self.sides for path in here):
                self.dead.append(pattern)
            found |= here
        return found

    def read_packages(self):
        self.packages, self.package_dependencies = {}, {}  # path -> own paths; path -> paths
        for entry in self.document.get("packages", []):
            for path in self.paths([entry["path"]]):
                self.packages.setdefault(path, {path})
                self.package_dependencies.setdefault(path, set())
                if "inputs" in entry:
                    self.packages[path] = {path} | self.paths(entry["inputs"])
                if "depends_on" in entry:
                    self.package_dependencies[path] = {p.encode() for p in entry["depends_on"]}

    def read_services(self):
        self.services, self.depends, self.images = {}, {}, {}  # name -> paths, packages, image
        self.gone_inputs = []  # (image, paths) of services that are not there
        for entry in self.document["services"]:
            if entry.get("path") == "services/*":
                named = {path.rsplit(b"/", 1)[1].decode(): path for path in service_directories(self.files)}
            else:
                named = {entry["name"]: entry["path"].encode() if "path" in entry else None}
            inputs = self.paths(entry.get("inputs", []))
            for name, path in named.items():
                if path is not None and not exists(self.files, path):
                    self.paths([path.decode()])
                    self.gone_inputs.append((entry.get("image", name), inputs))
                    continue  # it is gone, and its entry is still there
                if path is not None:
                    self.services[name] = {path}
                    self.images.setdefault(name, name)
                    self.depends.setdefault(name, set())
                elif name not in self.services:
                    self.gone_inputs.append((entry.get("image", name), inputs))
                    continue  # this commit has no such service yet, or no more
                self.services[name] |= inputs
                if "depends_on" in entry:
                    self.depends[name] = {p.encode() for p in entry["depends_on"]}
                self.images[name] = entry.get("image", self.images[name])
        own = {name: (set(self.services[name]), set(self.depends[name])) for name in self.images}
        for name, image in self.images.items():
            for other in (other for other, its in self.images.items() if its == image):
                self.services[name] |= own[other][0]
                self.depends[name] |= own[other][1]
            self.services[name] |= self.paths_of_image(image)

    def paths_of_image(self, image):
        entry = image_entry(self.document, image)
        found = self.paths(entry.get("inputs", []) + ([entry["path"]] if "path" in entry else []))
        build = build_of(self.document, image)
        if build is not None:
            file = os.path.normpath(build.get("context", ".") + "/" + build.get("dockerfile", "Dockerfile"))
            if not any(contains(p, file.encode()) for p in self.build_inputs):
                found |= self.paths([file])
        return found

    def below(self, image):
        """The images that this one is built FROM, at any distance."""
        found, pending = [], list(image_entry(self.document, image).get("from", []))
        while pending:
            base = pending.pop()
            if base not in found:
                found.append(base)
                pending += image_entry(self.document, base).get("from", [])
        return found

    def needed_packages(self, service):
        needed = set(self.packages) if self.document["dependencies"] == "all" else set(self.depends[service])
        while True:
            more = {q for p in needed for q in self.package_dependencies.get(p, ())} - needed
            if not more:
                return needed
            needed |= more

    def lacks(self, path, then):
        """Whether nothing of the kind that stands at `path` in `then` is there."""
        return kind_at(then, path) not in (None, kind_at(self.files, path))

    def made_of(self, image):
        return {image, *self.below(image)}

    # ---- what changed

    def changed_below(self, before, after, paths, may_ignore):
        return {p: s for p, s in self.trees.diff(before, after).items()
                if any(contains(q, p) for q in paths) and not (may_ignore and self.trees.is_ignored(self.rules, p))}

    def expected(self, name, before, after):
        """reason code -> changed files (path -> status), between two commits or trees."""
        def below(paths, may_ignore=True):
            return self.changed_below(before, after, with_links(self.files, paths), may_ignore)
        found = {code: {} for code in ("service_changed", "package_changed", "build_input_changed", "base_image_changed")}
        found["service_changed"] = below(self.services[name])
        for package in self.needed_packages(name):
            found["package_changed"].update(below(self.packages[package]))
        for path in self.build_inputs:
            found["build_input_changed"].update(below([path], may_ignore=False))
        for base in self.below(self.images[name]):
            found["base_image_changed"].update(below(self.bases[base]))
        return found

    def own_path(self, service):
        return b"services/api/worker" if service == "nested-worker" else b"services/" + service.encode()

    def is_made_elsewhere(self, image, before, files):
        """Whether `before`, the configuration at the commit of these files, makes the image of another directory, which is there."""
        services = [service for service, its in self.images.items() if its == image]
        places, is_known = set(), False
        for service in services:
            here = {self.own_path(service)}
            is_known = is_known or image_of(before, service, self.own_path(service)) is not None
            there = places_of_service(before, service)
            places |= set() if have_one_in_common(here, there) else there
        then, now = (places_of_entry(document, image, bool(services)) for document in (before, self.document))
        if not is_known and (services or not then):
            then |= places_of_services(before, image)
            now |= {self.own_path(service) for service in services}
        places |= then if now and not have_one_in_common(then, now) else set()
        return any(matches(files, place) if b"*" in place else exists(files, place) for place in places)

    def build_changes(self, name, before_text, files, can_read=True):
        """(image, what differs) for what `before_text`, the configuration at the baseline of these files, says otherwise; None: unreadable."""
        image = self.images[name]
        if before_text is None or before_text == self.text:
            return set()
        before = parsed(before_text) if can_read else None
        if before is None:
            return {(image, None)}
        found = set()
        then = image_of(before, name, self.own_path(name))
        if then not in (None, image):
            found.add((image, "the service ran the image " + then))
        for each in [image] + self.below(image):
            old, new = resolved_build(before, each), resolved_build(self.document, each)
            keys = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
            keys = sorted(k for k in keys if k.startswith("args.")) + [k for k in keys if not k.startswith("args.")]
            keys += ["path"] if self.is_made_elsewhere(each, before, files) else []
            if keys:
                found.add((each, ", ".join(keys)))
        return found

    # ---- what is not committed

    def is_dirty_input(self, path, work_tree):
        """Whether an uncommitted change of `path` gets into an image, or may."""
        literal = with_links(self.files, self.build_inputs)
        ignorable = set()
        for owned in [*self.packages.values(), *self.services.values(), *self.bases.values()]:
            ignorable |= with_links(self.files, owned)
        if any(contains(p, path) for p in literal):
            return True
        ignored = self.trees.is_ignored(self.rules, path)
        if any(contains(p, path) for p in ignorable):
            return not ignored
        for pattern, counts_ignored in self.input_patterns():
            part = matched_part(pattern, path)
            if part is None or (pattern == b"services/*" and not os.path.isdir(os.path.join(work_tree, part))):
                continue
            if counts_ignored or not ignored:
                return True
        return False

    def input_patterns(self):
        """(pattern, whether ignore rules mean nothing to it)"""
        document = self.document
        for entry in document["services"] + document.get("packages", []) + document.get("images", []):
            for pattern in [entry.get("path", "")] + entry.get("inputs", []):
                if "*" in pattern:
                    yield pattern.encode(), False
        for pattern in document.get("build_inputs", []):
            if "*" in pattern:
                yield pattern.encode(), True
