#!/usr/bin/env python3
"""Makes a monorepo with a history, for measurements: the same arguments give the same commits.

    bench/make_monorepo.py DIR --preset small|medium|large [--bare]
    bench/make_monorepo.py DIR --services N --files M --commits C --packages P --commits-a-day D

Writes DIR/repo (or DIR/repo.git with --bare), DIR/deltaplan.json (a copy of what HEAD holds) and DIR/live/CASE.json:

    week     the services are live at 8 different commits of the last week
    recent   each service at its own recent commit
    wide     each service at its own commit, scattered over the whole history
    one      all on one commit, two days old
    same     all at head: nothing changed
    all      all on a commit before a change to a build input: everything changed

A DIR that holds the answer to the same arguments already is left alone.

What it imitates: a trunk with squash merges, 12 commits a day in the small one and 72 in the others, each in one to three
services; 8% also touch a package, 1% a build input. A service has about 200 files in six directories, as the TypeScript services of
large public monorepos do. All objects are in one pack, deltas at most 50 deep, as after `git gc`.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys

FORMAT = 2  # counts up when the content changes, so that cached repositories are made again

PRESETS = {
    "small": {"services": 9, "files": 450, "commits": 600, "packages": 5, "commits_a_day": 12},
    "medium": {"services": 200, "files": 40_000, "commits": 2_000, "packages": 20, "commits_a_day": 72},
    "large": {"services": 2_000, "files": 400_000, "commits": 4_000, "packages": 60, "commits_a_day": 72},
}

FIRST_SERVICES = ["billing", "clinical-api", "gateway", "identity", "notifications", "reports", "scheduler", "web",
                  "worker"]
DOMAINS = ["account", "audit", "booking", "catalog", "claims", "content", "device", "export", "inventory", "invoice",
           "ledger", "message", "order", "patient", "payment", "pricing", "profile", "report", "search", "session",
           "shipping", "tenant", "usage", "video", "workflow"]
KINDS = ["api", "consumer", "gateway", "indexer", "jobs", "store", "sync", "web"]
FIRST_PACKAGES = ["common", "auth-client", "events", "tsconfig", "eslint-config"]
BUILD_INPUTS = ["infra/docker/.npmrc", "infra/docker/service.Dockerfile", "package.json", "pnpm-lock.yaml",
                "pnpm-workspace.yaml"]
FOLDERS = ["domain", "handlers", "http", "jobs", "store", "test"]

FIRST_COMMIT = 1_735_689_600
IDENTITY = "Bench <bench@example.com>"


def service_names(count):
    names = list(FIRST_SERVICES)
    for number in range(count - len(names)):
        pair, round_ = number % (len(DOMAINS) * len(KINDS)), number // (len(DOMAINS) * len(KINDS))
        name = f"{DOMAINS[pair % len(DOMAINS)]}-{KINDS[pair // len(DOMAINS)]}"
        names.append(f"{name}-{round_ + 1}" if round_ else name)
    return sorted(names[:count])


def package_names(count):
    names = list(FIRST_PACKAGES)
    names += [f"lib-{DOMAINS[number % len(DOMAINS)]}-{number // len(DOMAINS) + 1}" for number in range(count - len(names))]
    return names[:count]


def source_text(path, version):
    """A small source file: like its neighbours, equal to none."""
    lines = [f"// {path}, version {version}", "import { context } from '@platform/common';", ""]
    seed = sum(path.encode()) + 7919 * version
    for number in range(3 + seed % 9):
        value = (seed * (number + 3) * 2_654_435_761) % 1_000_003
        lines.append(f"export const setting{number} = context.number('{value:x}', {value});")
    return "\n".join(lines) + "\n"


class Monorepo:
    """What the repository holds, as functions of the arguments."""

    def __init__(self, services, files, commits, packages, commits_a_day):
        self.services = service_names(services)
        self.packages = package_names(packages)
        self.commits = commits
        self.commits_a_day = commits_a_day
        in_packages = max(files // 20, packages)
        self.files_per_package = max(in_packages // packages, 1)
        self.files_per_service = max((files - in_packages) // services, len(FOLDERS))

    def service_file(self, service, number):
        folder = FOLDERS[number % len(FOLDERS)]
        return f"services/{service}/src/{folder}/{folder}{number // len(FOLDERS):03}.ts"

    def package_file(self, package, number):
        return f"packages/{package}/src/part{number:03}.ts"

    def configuration(self):
        """Each service depends on two to four packages, each package on at most one before it."""
        choice = random.Random(11)
        packages = []
        for number, package in enumerate(self.packages):
            entry = {"path": f"packages/{package}"}
            if number > 2 and choice.random() < 0.4:
                entry["depends_on"] = [f"packages/{self.packages[choice.randrange(number)]}"]
            packages.append(entry)
        services = [{"path": "services/*"}]
        for service in self.services:
            used = choice.sample(self.packages, min(choice.randrange(2, 5), len(self.packages)))
            services.append({"name": service, "depends_on": sorted(f"packages/{package}" for package in used)})
        return {"version": 1, "services": services, "packages": packages, "build_inputs": BUILD_INPUTS,
                "dependencies": "declared",
                "environments": {"sandbox": {"terraform": {
                    "dir": "infra/terraform/aws",
                    "targets": ["aws_ecs_task_definition.service[\"{service}\"]",
                                "aws_ecs_service.service[\"{service}\"]"]}}}}

    def first_commit(self):
        """Every file of the repository, as pairs of path and text."""
        yield "deltaplan.json", json.dumps(self.configuration(), indent=2) + "\n"
        yield "infra/terraform/aws/main.tf", "# services and task definitions\n"
        for path in BUILD_INPUTS:
            yield path, source_text(path, 0)
        for package in self.packages:
            for number in range(self.files_per_package):
                path = self.package_file(package, number)
                yield path, source_text(path, 0)
        for service in self.services:
            for number in range(self.files_per_service):
                path = self.service_file(service, number)
                yield path, source_text(path, 0)

    def later_commits(self):
        """For each further commit its changes, as pairs of path and text; None deletes."""
        choice = random.Random(23)
        added = {}
        for commit in range(1, self.commits):
            changes = {}
            for _ in range(choice.randrange(1, 4)):
                service = self.services[choice.randrange(len(self.services))]
                for _ in range(choice.randrange(1, 4)):
                    path = self.service_file(service, choice.randrange(self.files_per_service))
                    changes[path] = source_text(path, commit)
                kind = choice.random()
                if kind < 0.15:
                    added[service] = f"services/{service}/src/domain/added{commit:06}.ts"
                    changes[added[service]] = source_text(added[service], commit)
                elif kind < 0.20 and service in added:
                    changes[added.pop(service)] = None
            if choice.random() < 0.08:
                package = self.packages[choice.randrange(len(self.packages))]
                path = self.package_file(package, choice.randrange(self.files_per_package))
                changes[path] = source_text(path, commit)
            # The last day leaves the build inputs alone; the day before it does not.
            last_day = commit >= self.commits - self.commits_a_day
            if commit == self.commits - self.commits_a_day - 1 or (choice.random() < 0.01 and not last_day):
                path = BUILD_INPUTS[choice.randrange(len(BUILD_INPUTS))]
                changes[path] = source_text(path, commit)
            yield changes


def live_cases(monorepo, tags):
    """Which service is live where; `tags` are the commits, oldest first."""
    services, last, day = monorepo.services, len(tags) - 1, monorepo.commits_a_day
    count = len(services)
    shuffled = list(range(count))
    random.Random(37).shuffle(shuffled)

    def at(positions):
        return {service: tags[max(position, 0)] for service, position in zip(services, positions)}

    week = min(7 * day, last)
    behind = [week * step // 36 for step in (1, 3, 6, 10, 15, 21, 28, 36)]
    recent = min(max(count, day), last)
    return {
        "week": at(last - behind[number % 8] for number in shuffled),
        "recent": at(last - 1 - number * recent // count for number in shuffled),
        "wide": at(number * last // count for number in shuffled),
        "one": at([last - 2 * day] * count),
        "same": at([last] * count),
        "all": at([last - day - 1] * count),
    }


def git_environment():
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return environment | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def git(repository, *arguments, **options):
    return subprocess.run(["git", "-C", repository, *arguments], check=True, env=git_environment(), **options)


def import_history(monorepo, repository):
    # Python buffers what it writes, so fast-import gets large pieces.
    importer = subprocess.Popen(["git", "-C", repository, "fast-import", "--quiet", "--depth=50"],
                                stdin=subprocess.PIPE, bufsize=1 << 20, env=git_environment())
    stream = importer.stdin

    def begin(number, message):
        when = FIRST_COMMIT + number * 24 * 3600 // monorepo.commits_a_day
        stream.write(f"commit refs/heads/main\ncommitter {IDENTITY} {when} +0000\n"
                     f"data {len(message)}\n{message}\n".encode())

    def put(path, text):
        if text is None:
            stream.write(f"D {path}\n".encode())
            return
        data = text.encode()
        stream.write(b"M 100644 inline %b\ndata %d\n%b\n" % (path.encode(), len(data), data))

    begin(0, "The platform as it began")
    for path, text in monorepo.first_commit():
        put(path, text)
    for number, changes in enumerate(monorepo.later_commits(), start=1):
        begin(number, f"Change {number}")
        for path, text in sorted(changes.items()):
            put(path, text)
    stream.close()
    if importer.wait() != 0:
        raise SystemExit("make_monorepo: git fast-import failed")


def make(directory, parameters, bare):
    """Makes the repository in `directory` unless it is there. Returns the repository's path."""
    repository = os.path.join(directory, "repo.git" if bare else "repo")
    stamp_path = os.path.join(repository, "made" if bare else os.path.join(".git", "made"))
    stamp = json.dumps({"format": FORMAT, "bare": bare, **parameters}, sort_keys=True)
    try:
        with open(stamp_path, encoding="utf-8") as file:
            if file.read() == stamp:
                return repository
    except FileNotFoundError:
        pass

    shutil.rmtree(repository, ignore_errors=True)
    os.makedirs(os.path.join(directory, "live"), exist_ok=True)
    monorepo = Monorepo(**parameters)
    git(directory, "init", "-q", *(["--bare"] if bare else []), "-b", "main", os.path.abspath(repository))
    import_history(monorepo, repository)
    git(repository, "-c", "repack.writeBitmaps=false", "repack", "-adfq", "--depth=50", "--window=10")
    if not bare:
        git(repository, "reset", "-q", "--hard")

    log = git(repository, "log", "--format=%h", "--reverse", "main", stdout=subprocess.PIPE, text=True)
    for case, live in live_cases(monorepo, log.stdout.split()).items():
        with open(os.path.join(directory, "live", f"{case}.json"), "w", encoding="utf-8") as file:
            json.dump(live, file, indent=1)
    with open(os.path.join(directory, "deltaplan.json"), "w", encoding="utf-8") as file:
        json.dump(monorepo.configuration(), file, indent=2)
        file.write("\n")
    with open(stamp_path, "w", encoding="utf-8") as file:
        file.write(stamp)
    return repository


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("directory")
    parser.add_argument("--preset", choices=PRESETS, default="small")
    for name in ("services", "files", "commits", "packages", "commits-a-day"):
        parser.add_argument(f"--{name}", type=int, help="default: the preset's")
    parser.add_argument("--bare", action="store_true", help="no work tree")
    arguments = parser.parse_args()
    parameters = {name: getattr(arguments, name) or value for name, value in PRESETS[arguments.preset].items()}
    if min(parameters.values()) < 1 or parameters["commits"] <= 2 * parameters["commits_a_day"]:
        parser.error(f"at least 1 service, file and package, and more commits than in two days")
    os.makedirs(arguments.directory, exist_ok=True)
    print(make(arguments.directory, parameters, arguments.bare))
    return 0


if __name__ == "__main__":
    sys.exit(main())
