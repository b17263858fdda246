#!/usr/bin/env python3
"""Compares precise lockfiles with what the package managers themselves say of the same random workspaces.

    tests/workspace/closures.py --program DELTAPLAN [--seeds FIRST:LAST] [--only cargo,go,uv,poetry]

For each seed and package manager: a workspace of a few services and packages of random dependencies, whose lockfile the manager writes,
from a registry that lies on this machine. Then one external package after the other is given another hash in the lockfile, and
the services that deploy have to be those whose closure holds it: as `cargo metadata`, `go list`, `uv export` and `poetry show` tell.
A manager that is not installed is an error. The last line is "N passed, N failed".
"""

import argparse
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

from registries import Index, index_pages, module_name, proxy_modules, vendor_crates

SERVICES, LIBRARIES, EXTERNAL = 4, 3, 12


def run(command, directory, **environment):
    done = subprocess.run(command, cwd=directory, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise SystemExit(f"closures: {' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def git(directory, *arguments):
    environment = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for who in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{who}_NAME": "Ada", f"GIT_{who}_EMAIL": "ada@example.com", f"GIT_{who}_DATE": "1735689600 +0000"}
    return run(["git", *arguments], directory, **environment).strip()


class Draw:
    """Who needs whom, at random. Names of services begin with svc, of local packages with lib, of others with ext."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.external = [f"ext-{number}" for number in range(EXTERNAL)]
        self.services = [f"svc-{number}" for number in range(SERVICES)]
        self.libraries = [f"lib-{number}" for number in range(LIBRARIES)]
        self.needs = {name: self.some(self.external[:place], 2) for place, name in enumerate(self.external)}
        self.direct = {name: self.some(self.external, 3) for name in self.services + self.libraries}
        self.dev = {name: self.some(self.external, 1) for name in self.services}
        self.local = {name: self.some(self.libraries, 2) for name in self.services}
        self.local |= {name: self.some(self.libraries[:place], 1) for place, name in enumerate(self.libraries)}

    def some(self, names, most):
        return sorted(self.rng.sample(names, min(len(names), self.rng.randint(0, most))))

    def place(self, name):
        return f"services/{name}" if name.startswith("svc") else f"libs/{name}"


class Cargo:
    """One lockfile for all."""

    def __init__(self, draw, repository, scratch):
        self.draw, self.repository, self.home = draw, repository, scratch / "cargo"
        self.home.mkdir()
        vendor_crates(self.home, draw.needs)
        (repository / "Cargo.toml").write_text('[workspace]\nmembers = ["services/*"]\nresolver = "2"\n')
        for name in draw.services + draw.libraries:
            place = repository / draw.place(name)
            (place / "src").mkdir(parents=True)
            (place / "src" / "lib.rs").write_text("")
            local = "".join(f'{other} = {{ path = "../../libs/{other}" }}\n' for other in draw.local[name])
            direct = "".join(f'{other} = "1"\n' for other in draw.direct[name])
            dev = "".join(f'{other} = "1"\n' for other in draw.dev.get(name, []))
            (place / "Cargo.toml").write_text(f'[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\n'
                                              f'{local}{direct}[dev-dependencies]\n{dev}')
        self.cargo("generate-lockfile", "--offline")

    def cargo(self, *arguments):
        return run(["cargo", *arguments], self.repository, CARGO_HOME=str(self.home))

    def closures(self):
        told = json.loads(self.cargo("metadata", "--locked", "--offline", "--all-features", "--format-version", "1"))
        names = {package["id"]: package["name"] for package in told["packages"]}
        edges = {node["id"]: node["dependencies"] for node in told["resolve"]["nodes"]}
        for id_, name in names.items():
            if not name.startswith("svc"):
                continue
            seen, open_ = set(), [id_]
            while open_:
                at = open_.pop()
                if at not in seen:
                    seen.add(at)
                    open_ += edges[at]
            yield name, {names[at] for at in seen if names[at].startswith("ext")}

    def mutate(self, name):
        path = self.repository / "Cargo.lock"
        text = path.read_text()
        changed = re.sub(rf'(name = "{name}"\n[^\[]*checksum = ")(.)', lambda m: m[1] + ("1" if m[2] == "0" else "0"), text)
        return {path: changed} if changed != text else None


class Go:
    """A module for each service and library; a go.work over all of them would make one list."""

    def __init__(self, draw, repository, scratch):
        self.draw, self.repository = draw, repository
        proxy_modules(scratch / "proxy", draw.needs)
        self.environment = {"GOPROXY": f"file://{scratch}/proxy", "GOSUMDB": "off", "GOFLAGS": "-mod=mod -modcacherw", "GOWORK": "off",
                            "GOMODCACHE": str(scratch / "modules"), "GOTOOLCHAIN": "local"}
        for name in draw.services + draw.libraries:
            place = repository / draw.place(name)
            place.mkdir(parents=True)
            every = [*draw.local[name], *draw.direct[name]]
            imports = "".join(f'import _ "{module_name(other)}"\n' for other in every)
            (place / "x.go").write_text(f"package x\n{imports}")
            tests = "".join(f'import _ "{module_name(other)}"\n' for other in draw.dev.get(name, []))
            (place / "x_test.go").write_text(f"package x\n{tests}")
            replaces = "".join(f"replace {module_name(other)} => ../../libs/{other}\n" for other in draw.libraries)
            (place / "go.mod").write_text(f"module {module_name(name)}\n\ngo 1.22\n\n{replaces}")
        for name in draw.libraries + draw.services:
            self.go(name, "mod", "tidy")

    def go(self, name, *arguments):
        return run(["go", *arguments], self.repository / self.draw.place(name), **self.environment)

    def closures(self):
        for name in self.draw.services:
            text = self.go(name, "list", "-deps", "-test", "-f", "{{with .Module}}{{.Path}}{{end}}", "./...")
            yield name, {path.removeprefix("example.com/") for path in text.split() if path.startswith("example.com/ext")}

    def mutate(self, name):
        files = {}
        for service in self.draw.services:
            path = self.repository / self.draw.place(service) / "go.sum"
            text = path.read_text() if path.exists() else ""
            changed = re.sub(rf"({re.escape(module_name(name))} v\S+ h1:)(.)", lambda m: m[1] + ("B" if m[2] == "A" else "A"), text)
            if changed != text:
                files[path] = changed
        return files or None


class Python:
    def __init__(self, draw, repository, scratch):
        self.draw, self.repository, self.scratch = draw, repository, scratch
        index_pages(scratch / "index", draw.needs)
        self.write()

    @staticmethod
    def listed(names):
        return json.dumps(names)

    @staticmethod
    def with_other_hash(text, name):
        return re.sub(rf'(\nname = "{name}"\n(?:(?!\[\[package).)*?hash = "sha256:)(.)',
                      lambda match: match[1] + ("1" if match[2] == "0" else "0"), text, flags=re.DOTALL)


class Uv(Python):
    """One lockfile for all; groups are development."""

    def write(self):
        def sources(names):
            return "[tool.uv.sources]\n" + "".join(f"{name} = {{ workspace = true }}\n" for name in names)

        each_has_its_own = self.draw.rng.random() < 0.5  # as `uv add` writes it
        (self.repository / "pyproject.toml").write_text(
            '[tool.uv.workspace]\nmembers = ["services/*", "libs/*"]\n' + sources([] if each_has_its_own else self.draw.libraries))
        for name in self.draw.services + self.draw.libraries:
            place = self.repository / self.draw.place(name)
            place.mkdir(parents=True)
            # The last of the direct ones is an extra of a library, which only some of the services ask for.
            direct = self.draw.direct[name]
            extra = direct[-1:] if name.startswith("lib") else []
            asked = [f"{other}[more]" if self.draw.rng.random() < 0.5 else other for other in self.draw.local[name]]
            dependencies = asked + [other for other in direct if other not in extra]
            (place / "pyproject.toml").write_text(
                f'[project]\nname = "{name}"\nversion = "0.1"\nrequires-python = ">=3.11"\ndependencies = {self.listed(dependencies)}\n'
                f'[project.optional-dependencies]\nmore = {self.listed(extra)}\n'
                f'[dependency-groups]\ndev = {self.listed(self.draw.dev.get(name, []))}\n[tool.uv]\npackage = false\n'
                + sources(sorted(set(self.draw.local[name]) if each_has_its_own else [])))
        with Index(self.scratch / "index") as address:
            self.uv("lock", UV_DEFAULT_INDEX=address)

    def uv(self, *arguments, **environment):
        return run(["uv", "-q", *arguments], self.repository, UV_CACHE_DIR=str(self.scratch / "cache"), **environment)

    def closures(self):
        for name in self.draw.services:
            text = self.uv("export", "--frozen", "--package", name, "--all-extras", "--all-groups", "--no-hashes", "--no-header",
                           "--no-annotate", "--no-emit-workspace")
            yield name, set(re.findall(r"^(ext-\d+)==", text, re.MULTILINE))

    def mutate(self, name):
        path = self.repository / "uv.lock"
        text = path.read_text()
        changed = self.with_other_hash(text, name)
        return {path: changed} if changed != text else None


class Poetry(Python):
    """A lockfile for each service, whose development dependencies do not count in the configuration."""

    def write(self):
        with Index(self.scratch / "index") as address:
            for name in self.draw.libraries + self.draw.services:
                place = self.repository / self.draw.place(name)
                place.mkdir(parents=True)
                local = "".join(f'{other} = {{ path = "../../libs/{other}", develop = true }}\n' for other in self.draw.local[name])
                direct = "".join(f'{other} = "*"\n' for other in self.draw.direct[name])
                dev = "".join(f'{other} = "*"\n' for other in self.draw.dev.get(name, []))
                text = (f'[tool.poetry]\nname = "{name}"\nversion = "0.1"\ndescription = ""\nauthors = []\npackage-mode = true\n'
                        f'[tool.poetry.dependencies]\npython = ">=3.11,<4"\n{local}{direct}[tool.poetry.group.dev.dependencies]\n{dev}')
                source = f'[[tool.poetry.source]]\nname = "here"\nurl = "{address}"\npriority = "primary"\n'
                (place / "pyproject.toml").write_text(text + source)
                if name.startswith("svc"):
                    self.poetry(name, "lock")

    def poetry(self, name, *arguments):
        return run(["poetry", "--no-ansi", "--no-interaction", *arguments], self.repository / self.draw.place(name),
                   POETRY_CACHE_DIR=str(self.scratch / "cache"), POETRY_VIRTUALENVS_CREATE="false")

    def closures(self):
        for name in self.draw.services:
            yield name, set(re.findall(r"^(ext-\d+) ", self.poetry(name, "show", "--only", "main"), re.MULTILINE))

    def mutate(self, name):
        files = {}
        for service in self.draw.services:
            path = self.repository / self.draw.place(service) / "poetry.lock"
            text = path.read_text()
            changed = self.with_other_hash(text, name)
            if changed != text:
                files[path] = changed
        return files or None


def configuration(manager):
    text = {"version": 1, "services": [{"path": "services/*"}], "dependencies": "workspace", "lockfile": "precise", "tag": "{sha}"}
    return text | ({"dev": False} if manager is Poetry else {})


def plan(program, repository, base, services):
    live = "".join(f"{name}={base}\n" for name in services).split()
    command = [program, "-C", str(repository), "plan", "--format", "json"]
    for pair in live:
        command += ["--live", pair]
    told = json.loads(run(command, repository))
    return {service["name"]: service["reasons"] for service in told["services"] if service["decision"] == "deploy"}


def check(manager, seed, program):
    """The number of comparisons, and what differs."""
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="closures-"))
    try:
        repository = scratch / "repository"
        repository.mkdir()
        draw = Draw(seed)
        sample = manager(draw, repository, scratch)
        (repository / "deltaplan.json").write_text(json.dumps(configuration(manager)))
        git(repository, "init", "-q", "-b", "main")
        git(repository, "add", "-A")
        git(repository, "commit", "-q", "-m", "all")
        base = git(repository, "rev-parse", "HEAD")
        closures = dict(sample.closures())
        count, wrong = 0, []
        for name in draw.external:
            files = sample.mutate(name)
            if files is None:
                continue
            for path, text in files.items():
                path.write_text(text)
            git(repository, "commit", "-q", "-a", "-m", name)
            expected = sorted(service for service in draw.services if name in closures[service])
            reasons = plan(program, repository, base, draw.services)
            count += 1
            odd = [code for each in reasons.values() for code in [reason["code"] for reason in each] if code != "lockfile_changed"]
            if sorted(reasons) != expected or odd:
                wrong.append(f"{manager.__name__}, seed {seed}, {name}: {sorted(reasons)} deploy, {expected} need it; {odd}")
            git(repository, "reset", "-q", "--hard", base)
        return count, wrong
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--seeds", default="0:5")
    parser.add_argument("--only", default="cargo,go,uv,poetry")
    arguments = parser.parse_args()
    first, last = map(int, arguments.seeds.split(":"))
    passed = failed = 0
    for manager in (Cargo, Go, Uv, Poetry):
        if manager.__name__.lower() not in arguments.only.split(","):
            continue
        for seed in range(first, last):
            count, wrong = check(manager, seed, os.path.abspath(arguments.program))
            passed, failed = passed + count - len(wrong), failed + len(wrong)
            for line in wrong:
                print(line)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
