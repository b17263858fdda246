"""Makes a pnpm workspace with a lockfile of about 1 MiB, and a history of it; the same arguments give the same commits."""

import json
import os
import pathlib
import random
import subprocess
import sys

from make_monorepo import FIRST_COMMIT, IDENTITY, git, git_environment, service_names

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests/support"))
import peers  # noqa: E402


class Workspace:
    """The files of one commit after the other: services that need packages of the registry and each other's, which need others."""

    def __init__(self, services, packages, records):
        self.rng = random.Random(services * 1_000_003 + records)
        self.services = service_names(services)
        self.packages = [f"pkg-{number:03}" for number in range(packages)]
        self.versions = {f"dep-{number:04}": 0 for number in range(records)}
        names = list(self.versions)
        # Later ones need earlier ones, so there is no circle.
        self.needs = {name: sorted(self.rng.sample(names[:place], min(place, self.rng.randint(0, 3))))
                      for place, name in enumerate(names)}
        self.direct = {member: sorted(self.rng.sample(names, min(8, len(names)))) for member in self.services + self.packages}
        self.local = {service: sorted(self.rng.sample(self.packages, min(3, packages))) for service in self.services}
        self.local |= {package: self.packages[place + 1:place + 2] for place, package in enumerate(self.packages)}

    def directory(self, member):
        return f"packages/{member}" if member in self.local and member.startswith("pkg-") else f"services/{member}"

    def version(self, name):
        return f"1.{self.versions[name]}.0"

    def lockfile(self):
        lines = ["lockfileVersion: '9.0'", "", "settings:", "  autoInstallPeers: true", "  excludeLinksFromLockfile: false", "",
                 "importers:", "", "  .: {}", ""]
        for member in sorted(self.local, key=self.directory):
            lines += [f"  {self.directory(member)}:", "    dependencies:"]
            for name in self.direct[member]:
                lines += [f"      {name}:", f"        specifier: ^1.0.0", f"        version: {self.version(name)}"]
            for name in self.local[member]:
                lines += [f"      {name}:", "        specifier: workspace:*", f"        version: link:../../packages/{name}"]
            lines.append("")
        lines += ["packages:", ""]
        for name in self.versions:
            digest = random.Random(name + self.version(name)).randbytes(64).hex()[:86]
            lines += [f"  {name}@{self.version(name)}:", f"    resolution: {{integrity: sha512-{digest}==}}",
                      "    engines: {node: '>=18'}", ""]
        lines += ["snapshots:", ""]
        for name in self.versions:
            if not self.needs[name]:
                lines += [f"  {name}@{self.version(name)}: {{}}", ""]
                continue
            lines += [f"  {name}@{self.version(name)}:", "    dependencies:"]
            lines += [f"      {needed}: {self.version(needed)}" for needed in self.needs[name]]
            lines.append("")
        return "\n".join(lines) + "\n"

    def manifest(self, member):
        dependencies = {name: "^1.0.0" for name in self.direct[member]} | {name: "workspace:*" for name in self.local[member]}
        return json.dumps({"name": member, "version": "1.0.0", "scripts": {"build": "true"}, "dependencies": dependencies},
                          indent=2) + "\n"

    def configuration(self, dependencies="workspace"):
        text = {"version": 1, "services": [{"path": "services/*"}], "dependencies": dependencies, "tag": "{sha}"}
        if dependencies == "workspace":
            return text | {"lockfile": "precise"}
        needs = {member: [self.directory(name) for name in self.local[member]] for member in self.local}
        return text | {"services": [{"path": self.directory(name), "depends_on": needs[name]} for name in self.services],
                       "packages": [{"path": self.directory(name), "depends_on": needs[name]} for name in self.packages]}

    def first_commit(self):
        yield "deltaplan.json", json.dumps(self.configuration(), indent=2) + "\n"
        yield "declared.json", json.dumps(self.configuration("declared"), indent=2) + "\n"
        yield "package.json", json.dumps({"name": "root", "private": True, "packageManager": "pnpm@9.15.0"}, indent=2) + "\n"
        yield "pnpm-workspace.yaml", "packages:\n  - services/*\n  - packages/*\n"
        yield from peers.settings({self.directory(member): self.local[member] for member in self.local})
        for member in self.local:
            yield f"{self.directory(member)}/package.json", self.manifest(member)
            for number in range(20):
                yield f"{self.directory(member)}/src/file{number}.ts", f"export const value = '{member} {number}'\n"
        yield "pnpm-lock.yaml", self.lockfile()

    def bump(self):
        self.versions[self.rng.choice(list(self.versions))] += 1
        return {"pnpm-lock.yaml": self.lockfile()}

    def sources(self):
        """A pull request of one package and three services."""
        for member in (self.packages[0], *self.services[:3]):
            yield f"{self.directory(member)}/src/file1.ts", f"export const value = 'another {member}'\n"


def make(directory, workspace, changes):
    """The repository, checked out, and its commits from the first to head: one more for each of `changes`, (path, text) or a dict of
    them. They are made one after the other, after the first commit: a generator, as the workspace changes with them."""
    repository = os.path.join(directory, "repo")
    git(directory, "init", "-q", "-b", "main", repository)
    importer = subprocess.Popen(["git", "-C", repository, "fast-import", "--quiet"], stdin=subprocess.PIPE, env=git_environment())

    def commit(number, files):
        when = FIRST_COMMIT + number * 3600
        message = f"Change {number}"
        importer.stdin.write(f"commit refs/heads/main\ncommitter {IDENTITY} {when} +0000\ndata {len(message)}\n{message}\n".encode())
        for path, text in files:
            data = text.encode()
            importer.stdin.write(b"M 100644 inline %b\ndata %d\n%b\n" % (path.encode(), len(data), data))

    commit(0, workspace.first_commit())
    for number, files in enumerate(changes):
        commit(number + 1, dict(files).items())
    importer.stdin.close()
    if importer.wait() != 0:
        raise SystemExit("make_workspace: git fast-import failed")
    git(repository, "repack", "-adfq")
    git(repository, "reset", "-q", "--hard")
    log = git(repository, "log", "--format=%H", "--reverse", "main", stdout=subprocess.PIPE, text=True)
    return repository, log.stdout.split()
