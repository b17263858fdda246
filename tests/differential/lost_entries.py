"""Entries that a configuration has no more: drawn for earlier commits, and what git says of the paths that they named.

Head says what an image is made of. What it neither has nor names was in the image all the same, so its going is a change: an entry goes together
with what it named, or some commits after it; the directory of a service goes, and others run its image."""

import copy

from history import EXECUTABLE, FILE, PACKAGES
from truth import exists, kind_at, matches

# What goes as a whole, and what entries may call it.
DIRECTORIES = [*PACKAGES, b"packages/old", b"packages/[x]", b"proto", b"proto/v1", b"libs/one", b"libs/two", b"libs", b"infra/docker", b"images/root",
               b"images/extra", b"images/base", b"lib/deep", b"lib"]
PATTERNS = ["proto/*.proto", "proto/*", "libs/*/proto", "l*s/t*/*", "*.lock", "infra/*.Dockerfile", "i*a/docker/*", "images/*", "packages/*", "lib*/*"]
OTHER_PLACES = [b"deltaplan.json", b"ops/deltaplan.json", b"config/deltaplan.json", b"old/other.json"]


class LostEntries:
    """Draws configurations that named more than head's does."""

    def __init__(self, rng, files, commits):
        self.rng = rng
        then = {path: entry for commit in commits for path, entry in commit.files.items()}
        named = DIRECTORIES + [b"lock.yaml", b"infra/Dockerfile", b"infra/a.Dockerfile", b"infra/b.Dockerfile", *sorted(then)]
        self.paths = [path.decode() for path in dict.fromkeys(named) if exists(then, path) and kind_at(files, path) is None and is_plain(path)]
        self.patterns = [text for text in PATTERNS if any(not exists(files, path) for path in matches(then, text.encode()))]
        self.services = sorted({path.split(b"/")[1].decode() for path in then
                                if path.startswith(b"services/") and kind_at(files, b"/".join(path.split(b"/")[:2])) is None})

    def some(self, share_of_patterns=0.3):
        """A few paths that head lacks, and patterns for them."""
        rng = self.rng
        pool = self.patterns if self.patterns and rng.random() < share_of_patterns or not self.paths else self.paths
        return sorted(set(rng.choices(pool, k=rng.randint(1, 2)))) if pool else []

    def added_to(self, document):
        """`document` with entries more; itself where there is nothing to name."""
        rng, other = self.rng, copy.deepcopy(document)
        for _ in range(rng.randint(1, 3)):
            rng.choice([self.add_package, self.add_package, self.add_build_input, self.add_input, self.add_input, self.add_image_input,
                        self.add_service, self.add_edge])(other)
        return other

    def add_package(self, document):
        packages = document["packages"]
        known = {entry["path"] for entry in packages}
        for path in self.some():
            if path in known:
                continue
            entry = {"path": path}
            if "*" not in path:
                entry["depends_on"] = [p for p in sorted(known) if "*" not in p and self.rng.random() < 0.2]
                self.depend(named_entries(document), path)
            packages.append(entry)
            known.add(path)

    def depend(self, entries, path):
        for user in entries:
            if self.rng.random() < 0.35:
                user["depends_on"] = sorted({*user.get("depends_on", []), path})

    def add_build_input(self, document):
        document["build_inputs"] = document["build_inputs"] + self.some()

    def add_input(self, document):
        self.give_input(named_entries(document))

    def give_input(self, entries):
        if not entries:
            return None
        entry = self.rng.choice(entries)
        entry["inputs"] = entry.get("inputs", []) + self.some()
        return entry

    def add_image_input(self, document):
        self.give_input(document.get("images", []))

    def add_service(self, document):
        """One whose directory is gone, which ran the image of another."""
        listed = {entry.get("name") for entry in document["services"]}
        for name in self.rng.sample(self.services, min(len(self.services), 2)):
            if name not in listed:
                image = self.rng.choice([entry.get("image", entry["name"]) for entry in document["services"] if "name" in entry] or [name])
                document["services"].append({"name": name, "path": "services/" + name, "image": image, "inputs": self.some()})

    def add_edge(self, document):
        """A package that somebody depended on, and depends on no more, had more in it."""
        package = self.give_input([entry for entry in document["packages"] if "*" not in entry["path"]])
        if package:
            self.depend(named_entries(document), package["path"])


def named_entries(document):
    """Those of services and packages that are no patterns."""
    return [entry for entry in document["services"] + document["packages"] if "*" not in entry.get("path", "")]


def is_plain(path):
    """One that a configuration can name."""
    try:
        return "*" not in path.decode("utf-8")
    except UnicodeDecodeError:
        return False


def places_of_configuration(path, commit, head):
    """Where `commit` had the configuration that `head` has at `path`: there, or in the one file of its name that head has no more; a list of those
    where there are several, None where there is none."""
    if commit.files.get(path, (None,))[0] in (FILE, EXECUTABLE):
        return path
    names = {path.rsplit(b"/", 1)[-1], b"deltaplan.json"}
    moved = sorted(p for p, (mode, _) in commit.files.items()
                   if mode in (FILE, EXECUTABLE) and p.rsplit(b"/", 1)[-1] in names and kind_at(head.files, p) is None)
    return moved if len(moved) > 1 else moved[0] if moved else None


def lost_paths(now, then, name, images):
    """(reason, path) for what those of `images` that the service `name` runs, or is built FROM, were made of by `then`, a configuration at its own
    commit, and what head lacks."""
    found = set()
    image = now.images[name]
    entries = {entry["name"] for entry in then.document.get("images", [])}
    for each in now.made_of(image) & images:
        is_own = each == image
        services = [service for service, its in then.images.items() if its == each]
        if not services and each not in entries:
            continue
        own = set().union(*(then.services[service] for service in services)) if services else then.paths_of_image(each)
        found |= {("service_changed" if is_own else "base_image_changed", path) for path in own}
        if is_own:
            found |= {("build_input_changed", path) for path in then.build_inputs}
        for service in services:
            for package in then.needed_packages(service):
                found |= {("package_changed" if is_own else "base_image_changed", path) for path in then.packages.get(package, ())}
    return {(code, path) for code, path in found if now.lacks(path, then.files)}


def maybe_lost_paths(now, then, name, images):
    """The same with what may be said besides: a base image is one for all that are built FROM it, and a service whose directory was gone already, while
    its entry was still there, named what it named. What a service ran under another image's name was built with the build inputs as well."""
    image = now.images[name]
    found = {("base_image_changed", path) for path in then.build_inputs} if now.made_of(image) & images - {image} else set()
    if then.images.get(name, image) != image:
        found |= {("build_input_changed", path) for path in then.build_inputs}
    for gone, its in then.gone_inputs:
        if gone in now.made_of(image) & images:
            found |= {("service_changed" if gone == image else "base_image_changed", path) for path in its}
    return lost_paths(now, then, name, images) | {(code, path) for code, path in found if now.lacks(path, then.files)}


def all_lost_paths(now, then):
    """All that `then` named and head lacks, for any reason: what a commit is said to have had of a service that it did not have yet."""
    images = [entry["name"] for entry in then.document.get("images", [])]
    paths = set().union(then.build_inputs, *then.packages.values(), *then.services.values(), *map(then.paths_of_image, images),
                        *(its for _, its in then.gone_inputs))
    codes = ["service_changed", "package_changed", "build_input_changed", "base_image_changed"]
    return {(code, path) for code in codes for path in paths if now.lacks(path, then.files)}
