#!/usr/bin/env python3
"""init on repositories of several shapes: what it writes passes check, audit finds no missing input, and the second run refuses."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import testing  # noqa: E402
from sandbox import Repository  # noqa: E402


def pnpm(repo):
    """Dockerfiles in the services' directories, built from the root."""
    repo.write("package.json", '{ "name": "root" }\n')
    repo.write("pnpm-lock.yaml", "lockfileVersion: '9.0'\n")
    repo.write("packages/ui/package.json", '{ "name": "ui" }\n')
    for name in ("api", "web"):
        repo.write(f"apps/{name}/package.json", json.dumps({"name": name}))
        repo.write(f"apps/{name}/Dockerfile", f"FROM node AS build\nCOPY package.json pnpm-lock.yaml ./\nCOPY packages packages\nCOPY apps/{name} app\n")
    return {"api", "web"}


def cargo(repo):
    """One Dockerfile for all, with an argument, by a bake file."""
    repo.write("Cargo.toml", '[workspace]\nmembers = ["crates/*"]\n')
    repo.write("crates/lib/Cargo.toml", '[package]\nname = "lib"\n')
    repo.write("services/one/Cargo.toml", '[package]\nname = "one"\n')
    repo.write("services/two/Cargo.toml", '[package]\nname = "two"\n')
    repo.write("docker/service.Dockerfile", "FROM rust\nARG NAME\nCOPY Cargo.toml ./\nCOPY crates crates\nCOPY services/${NAME} services/${NAME}\n")
    repo.write("docker-bake.hcl", "".join(
        f'target "{name}" {{\n  dockerfile = "docker/service.Dockerfile"\n  args = {{ NAME = "{name}" }}\n}}\n' for name in ("one", "two")))
    return {"one", "two"}


def python(repo):
    """Each service is its own context; one copies all of it."""
    for name in ("jobs", "mail"):
        repo.write(f"services/{name}/pyproject.toml", f'[project]\nname = "{name}"\n')
        repo.write(f"services/{name}/Dockerfile", "FROM python\nCOPY . /app\n")
        repo.write(f"services/{name}/main.py")
    return {"jobs", "mail"}


def mixed(repo):
    """A base image, a compose file, a whole context with an ignore file."""
    repo.write("base/Dockerfile", "FROM alpine\nCOPY base/ca /etc/ca\n")
    repo.write("base/ca")
    repo.write("services/api/Dockerfile", "FROM base\nCOPY . /src\n")
    repo.write("services/api/main.go")
    repo.write("services/worker/Dockerfile", "FROM base\nRUN --mount=target=/tools,source=tools true\nCOPY services/worker /src\n")
    repo.write(".dockerignore", "docs\nservices/worker\n")
    repo.write("docs/x.md")
    repo.write("tools/gen")
    repo.write("go.mod", "module x\n")
    repo.write("compose.yaml", "services:\n  api: {build: {context: ., dockerfile: services/api/Dockerfile}}\n  db: {image: postgres}\n")
    return {"api", "worker"}


class Init(unittest.TestCase):
    def written(self, repo):
        with open(os.path.join(repo.path, "deltaplan.json"), "rb") as file:
            return file.read()

    def check_shape(self, fill):
        repo = Repository()
        self.addCleanup(repo.close)
        services = fill(repo)
        repo.commit("first")
        shown = repo.run("init", "--dry-run")
        self.assertEqual(shown.code, 0, shown)
        run = repo.run("init", "--yes")
        self.assertEqual(run.code, 0, run)
        self.assertEqual(self.written(repo), shown.out)
        repo.commit("configured")
        checked = repo.run("check", "--format", "json")
        self.assertEqual(checked.code, 0, checked)
        self.assertEqual({service["name"] for service in json.loads(checked.out)["services"]}, services)
        audit = repo.run("audit", "--format", "json")
        self.assertEqual(audit.code, 0, audit)
        codes = {finding["code"] for finding in json.loads(audit.out)["findings"]}
        self.assertFalse(codes & {"input_missing", "image_missing", "service_without_dockerfile", "input_dead"}, audit.out)
        again = repo.run("init")
        self.assertEqual(again.code, 1, again)
        self.assertEqual(self.written(repo), shown.out)

    def test_pnpm(self):
        self.check_shape(pnpm)

    def test_cargo_and_bake(self):
        self.check_shape(cargo)

    def test_python(self):
        self.check_shape(python)

    def test_mixed(self):
        self.check_shape(mixed)


if __name__ == "__main__":
    testing.main()
