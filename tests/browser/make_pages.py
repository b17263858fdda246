#!/usr/bin/env python3
"""Makes the pages that tests/browser/page_browser.mjs looks at: make_pages.py DIRECTORY. With expected.json beside them."""

import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", name) for name in ("e2e", "support", "cli")]

import recipes  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM, Repository  # noqa: E402


def large():
    """2,000 services and 60 packages, with a third of all changed."""
    repo = Repository()
    for number in range(2000):
        repo.write(f"services/service-{number:04}/main.ts", "1")
    for number in range(60):
        repo.write(f"packages/package-{number:02}/index.ts", "1")
    services = [{"path": f"services/service-{i:04}", "depends_on": [f"packages/package-{(i + j * 13) % 60:02}" for j in range(1 + i % 6)]}
                for i in range(2000)]
    repo.configure(services=services, packages=["packages/*"], dependencies="declared")
    repo.commit("first")
    repo.git("branch", "base")
    for number in (3, 17, 40):
        repo.write(f"packages/package-{number:02}/index.ts", "2")
    for number in range(0, 2000, 9):
        repo.write(f"services/service-{number:04}/main.ts", "2")
    repo.commit("second")
    return recipes.Setup(repo)


def main():
    directory = sys.argv[1]
    expected = {}
    for name, setup, *command in (("odd", recipes.odd_names(), "plan"), ("images", recipes.images(), "plan"), ("graph", recipes.images(), "graph"),
                                  ("odd_graph", recipes.odd_names(), "graph"), ("large", large(), "preview", "--base", "base")):
        run = subprocess.run([PROGRAM, *command, "--format", "html"], cwd=setup.directory, env=ENVIRONMENT, capture_output=True, check=True)
        with open(os.path.join(directory, name + ".html"), "wb") as file:
            file.write(run.stdout)
        plan = subprocess.run([PROGRAM, "plan", "--format", "json"], cwd=setup.directory, env=ENVIRONMENT, capture_output=True, check=True)
        services = [service["name"] for service in json.loads(plan.stdout)["services"]]
        expected[name + ".html"] = {"services": services, "seconds": 1 if name == "large" else None}
        setup.repository.close()
    with open(os.path.join(directory, "expected.json"), "w", encoding="utf-8") as file:
        json.dump(expected, file)


if __name__ == "__main__":
    main()
