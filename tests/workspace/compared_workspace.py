"""A small pnpm workspace, and the changes to it that docs/comparison.md compares tools by.

    api  -> common, alpha -> epsilon 1.0.0          common  -> delta
    web  -> ui, beta (from the catalog)             ui      -> common, beta
    worker -> gamma (patched); testing, theta (both for development)        testing -> eta
    batch  -> zeta -> epsilon 1.1.0; a link to shared/data.json

All images are built by infra/service.Dockerfile with tsconfig.base.json, but for api's, which has a Dockerfile of its own.
"""

import dataclasses
import hashlib
import json
import shutil
import typing

SERVICES = ("api", "batch", "web", "worker")
# What is no package and goes into every image: each tool is told of it in its own words.
SHARED = ("tsconfig.base.json", "infra/service.Dockerfile")


class Workspace:
    """The files below a directory, and the lockfile as a value."""

    def __init__(self, directory):
        self.directory = directory
        self.local = {"api": ["common"], "batch": [], "web": ["ui"], "worker": ["testing"], "common": [], "ui": ["common"], "testing": []}
        self.direct = {"api": ["alpha"], "batch": ["zeta"], "web": ["beta"], "worker": ["gamma"], "common": ["delta"], "ui": ["beta"],
                       "testing": ["eta"]}
        self.development = {"worker": ["testing", "theta"]}
        self.versions = {name: "1.0.0" for name in ("alpha", "beta", "gamma", "delta", "eta", "theta", "zeta", "tool")}
        self.records = {"epsilon@1.0.0": {}, "epsilon@1.1.0": {}}
        self.needs = {"alpha": {"epsilon": "1.0.0"}, "zeta": {"epsilon": "1.1.0"}}
        self.salt = {}  # name -> what its integrity is made of besides
        self.names = {}  # directory -> another name than the directory's
        self.range, self.overrides, self.setting, self.patch = "^1.0.0", {}, "", "one"
        self.root = {"name": "acme", "private": True, "packageManager": "pnpm@9.15.0", "devDependencies": {"tool": "^1.0.0"}}
        self.comment = ""
        self.removed = set()
        self.files = {"tsconfig.base.json": "{}\n", "infra/service.Dockerfile": "FROM node:22\nCOPY . .\n", ".npmrc": "engine-strict=true\n",
                      "docs/guide.md": "Read me.\n", "shared/data.json": "{}\n", "services/api/Dockerfile": "FROM node:22\nCOPY . .\n",
                      "deltaplan.json": json.dumps({
                          "version": 1, "services": ["services/*"], "dependencies": "workspace", "lockfile": "precise", "tag": "{sha}",
                          "build_inputs": list(SHARED)}, indent=2) + "\n"}
        for member in self.local:
            for file in ("index", "old"):
                self.files[f"{self.place(member)}/src/{file}.ts"] = f"export const {file} = '{member}'\n"

    def place(self, member):
        return f"{'services' if member in self.local and member not in ('common', 'ui', 'testing') else 'packages'}/{member}"

    def local_needs(self):
        return {self.place(member): needed for member, needed in self.local.items()}

    def write(self, path, text):
        file = self.directory / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def save(self):
        for path, text in self.files.items():
            self.write(path, text)
        link = self.directory / "services/batch/data.json"
        if "batch" in self.local and not link.is_symlink():
            link.symlink_to("../../shared/data.json")
        self.write("package.json", json.dumps(self.root, indent=2) + "\n")
        self.write("patches/gamma.patch", f"+ {self.patch}\n")
        overrides = "".join(f"\n  {name}: {version}" for name, version in self.overrides.items())
        self.write("pnpm-workspace.yaml", f"packages:\n  - services/*\n  - packages/*\ncatalog:\n  beta: {self.range}\n"
                   f"patchedDependencies:\n  gamma: patches/gamma.patch\n{'overrides:' + overrides if overrides else ''}{self.setting}\n")
        for member in self.local:
            self.write(f"{self.place(member)}/package.json", self.manifest(member))
        self.write("pnpm-lock.yaml", self.lockfile())

    def name(self, member):
        return self.names.get(member, member)

    def manifest(self, member):
        needed = {name: "catalog:" if name == "beta" else "^1.0.0" for name in self.direct[member]}
        needed |= {self.name(name): "workspace:*" for name in self.local[member]}
        development = {name: "workspace:*" if name in self.local else "^1.0.0" for name in self.development.get(member, [])}
        needed = {name: wanted for name, wanted in needed.items() if name not in development}
        return json.dumps({"name": self.name(member), "version": "1.0.0", "scripts": {"build": "tsc"}, "dependencies": needed,
                           "devDependencies": development}, indent=2) + "\n"

    def patched(self, name):
        """A version as importers and snapshots spell it."""
        hashed = f"(patch_hash={hashlib.sha256(self.patch.encode()).hexdigest()})" if name == "gamma" else ""
        return self.versions[name] + hashed

    def importer(self, member):
        groups = {"dependencies": {}, "devDependencies": {}}
        for name in [*self.direct[member], *self.local[member], *self.development.get(member, [])]:
            group = groups["devDependencies" if name in self.development.get(member, []) else "dependencies"]
            wanted = "workspace:*" if name in self.local else "'catalog:'" if name == "beta" else self.overrides.get(name, "^1.0.0")
            group[self.name(name)] = (wanted, f"link:../../{self.place(name)}" if name in self.local else self.patched(name))
        return groups

    def lockfile(self):
        lines = ["lockfileVersion: '9.0'", self.comment, "settings:", "  autoInstallPeers: true", "  excludeLinksFromLockfile: false", "",
                 "catalogs:", "  default:", "    beta:", f"      specifier: {self.range}", f"      version: {self.versions['beta']}", ""]
        if self.overrides:
            lines += ["overrides:", *(f"  {name}: {version}" for name, version in self.overrides.items()), ""]
        lines += ["patchedDependencies:", "  gamma:", f"    hash: {hashlib.sha256(self.patch.encode()).hexdigest()}",
                  "    path: patches/gamma.patch", "", "importers:", "", "  .:", "    devDependencies:", "      tool:",
                  "        specifier: ^1.0.0", f"        version: {self.versions['tool']}", ""]
        for member in sorted(self.local, key=self.place):
            lines.append(f"  {self.place(member)}:")
            for group, entries in self.importer(member).items():
                lines += [f"    {group}:"] if entries else []
                for name, (wanted, version) in sorted(entries.items()):
                    lines += [f"      {name}:", f"        specifier: {wanted}", f"        version: {version}"]
            lines.append("")
        used = {name for needed in [*self.direct.values(), *self.development.values()] for name in needed} - set(self.local) | {"tool"}
        records = {f"{name}@{self.versions[name]}": self.needs.get(name, {}) for name in used} | self.records
        lines += ["packages:", ""]
        for record in sorted(records):
            digest = hashlib.sha512((record + self.salt.get(record.split("@")[0], "")).encode()).hexdigest()[:86]
            lines += [f"  {record}:", f"    resolution: {{integrity: sha512-{digest}==}}", ""]
        lines += ["snapshots:", ""]
        for record, needed in sorted(records.items()):
            name = record.split("@")[0]
            key = f"{name}@{self.patched(name)}" if name in self.versions else record
            lines += [f"  {key}:", "    dependencies:", *(f"      {other}: {version}" for other, version in needed.items()), ""] if needed \
                else [f"  {key}: {{}}", ""]
        return "\n".join(lines)


@dataclasses.dataclass
class Change:
    name: str
    right: typing.Any  # names of services, or "all"
    steps: list  # one commit each
    late: str = ""  # a service that runs the commit before the base


def edit(path, text="changed\n"):
    return lambda workspace: workspace.files.__setitem__(path, text)


def assign(**values):
    return lambda workspace: [setattr(workspace, name, value) for name, value in values.items()]


def bump(name, version):
    return lambda workspace: workspace.versions.__setitem__(name, version)


def both(*steps):
    return lambda workspace: [step(workspace) for step in steps]


def delete(path):
    def step(workspace):
        del workspace.files[path]
        (workspace.directory / path).unlink()
    return step


def make_executable(workspace):
    workspace.save()
    (workspace.directory / "services/api/src/index.ts").chmod(0o755)


def make_link(workspace):
    delete("services/api/src/old.ts")(workspace)
    (workspace.directory / "services/api/src/old.ts").symlink_to("index.ts")


def replace_epsilon(workspace):
    workspace.records = {"epsilon@1.0.1": {}, "epsilon@1.1.0": {}}
    workspace.needs["alpha"] = {"epsilon": "1.0.1"}


def forget(workspace, service):
    shutil.rmtree(workspace.directory / "services" / service)
    workspace.files = {path: text for path, text in workspace.files.items() if not path.startswith(f"services/{service}/")}
    del workspace.local[service]
    return workspace.direct.pop(service)


def add(workspace, service, direct):
    workspace.local[service], workspace.direct[service] = [], direct
    workspace.files[f"services/{service}/src/index.ts"] = "export const index = 'batch'\n"


CHANGES = [
    Change("a source of a service", {"api"}, [edit("services/api/src/index.ts")]),
    Change("a source of a package", {"api", "web"}, [edit("packages/common/src/index.ts")]),
    Change("a package for development alone", {"worker"}, [edit("packages/testing/src/index.ts")]),
    Change("a deleted file", {"api", "web"}, [delete("packages/common/src/old.ts")]),
    Change("a file that moves to another service", {"api", "worker"},
           [both(delete("services/api/src/old.ts"), edit("services/worker/src/api.ts", "export const old = 'api'\n"))]),
    Change("a mode", {"api"}, [make_executable]),
    Change("a file that becomes a link", {"api"}, [make_link]),
    Change("what a link points to", {"batch"}, [edit("shared/data.json")]),
    Change("a Dockerfile of its own", {"api"}, [edit("services/api/Dockerfile")]),
    Change("the Dockerfile of all", "all", [edit("infra/service.Dockerfile")]),
    Change("tsconfig at the root", "all", [edit("tsconfig.base.json", '{ "compilerOptions": {} }\n')]),
    Change("a file outside of packages", set(), [edit("docs/guide.md")]),
    Change(".npmrc", "all", [edit(".npmrc", "engine-strict=false\n")]),
    Change("a setting of pnpm-workspace.yaml", "all", [assign(setting="\nnodeLinker: hoisted")]),
    Change("description in the root's package.json", set(), [lambda workspace: workspace.root.update(description="Ours")]),
    Change("packageManager in the root's package.json", "all", [lambda workspace: workspace.root.update(packageManager="pnpm@9.15.1")]),
    Change("lockfile: a tool of the root", "all", [bump("tool", "1.0.1")]),
    Change("lockfile: a dependency of one service", {"api"}, [bump("alpha", "1.0.1")]),
    Change("lockfile: a dependency of a dependency", {"api"}, [replace_epsilon]),
    Change("lockfile: an edge to a version that is there", {"api"}, [lambda workspace: workspace.needs.update(alpha={"epsilon": "1.1.0"})]),
    Change("lockfile: another integrity, same version", {"api"}, [assign(salt={"alpha": "other"})]),
    Change("lockfile: a dependency for development", {"worker"}, [bump("theta", "1.0.1")]),
    Change("lockfile: a comment", set(), [assign(comment="# regenerated\n")]),
    Change("a catalog entry that brings another version", {"web"}, [both(assign(range="^2.0.0"), bump("beta", "2.0.0"))]),
    Change("a catalog entry that brings the same version", set(), [assign(range="^1.0")]),
    Change("an override", {"api", "web"}, [both(assign(overrides={"delta": "1.0.1"}), bump("delta", "1.0.1"))]),
    Change("a patch of a dependency", {"worker"}, [assign(patch="two")]),
    Change("a dependency that a service takes up", {"worker"}, [lambda workspace: workspace.local["worker"].append("common")]),
    Change("a renamed package", {"api", "web"}, [assign(names={"common": "core"})]),
    Change("a renamed service", {"jobs"}, [lambda workspace: add(workspace, "jobs", forget(workspace, "batch"))]),
    Change("a new service", {"jobs"}, [lambda workspace: add(workspace, "jobs", ["zeta"])]),
    Change("a service that is gone", set(), [lambda workspace: forget(workspace, "batch")]),
    Change("a change and its revert", set(), [edit("services/api/src/index.ts"),
                                              edit("services/api/src/index.ts", "export const index = 'api'\n")]),
    Change("a service that still runs an older commit", {"worker"}, [edit("docs/guide.md")], late="worker"),
]


# What was changed before the base: of one service alone.
LATE = edit("services/worker/src/index.ts", "export const index = 'late'\n")
