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


def night(count):
    """A platform about which there is much to say: causes large and small, two live sources that disagree, services held, forced, never
    deployed, ahead of head, and with tags of which nobody knows the commit."""
    repo = Repository()
    names = [f"{team}-{number:03}" for number in range(count // 4) for team in ("billing", "clinical", "portal", "reports")]
    for name in names:
        repo.write(f"services/{name}/main.ts", "1")
    packages = ("auth-client", "common", "events", "ui")
    for package in packages:
        repo.write(f"packages/{package}/index.ts", "1")
    repo.write("infra/terraform/main.tf", "# main\n")
    services = [{"path": f"services/{name}", "depends_on": [f"packages/{packages[i % 4]}"] + (["packages/common"] if i % 7 == 0 else [])}
                for i, name in enumerate(names)]
    services[5]["hold"] = "quarter end"
    services[8]["always"] = True
    repo.configure(services=services, packages=["packages/*"], dependencies="declared",
                   environments={"prod": recipes.environment(live=[{"from": "file", "file": "live.json"}, {"from": "image_tags"}])})
    commits = [repo.commit(f"commit {number}")[:7] for number in range(9)]
    repo.write("packages/events/bus.ts", "2")
    for number in range(0, count, 23):
        repo.write(f"services/{names[number]}/main.ts", "2")
    head = repo.commit("second")
    later = repo.commit("later")[:7]
    live = {name: commits[8 - i % 2] for i, name in enumerate(names)}
    live[names[1]] = live[names[2]] = later
    live[names[3]] = "latest"
    live[names[4]] = "abcdef1234567"
    for name in names[10:13]:
        del live[name]
    repo.git("reset", "-q", "--hard", head)
    repo.write("live.json", json.dumps(live))
    repo.write(recipes.TAG_MAP, json.dumps({"image_tags": {name: commits[i % 8] for i, name in enumerate(names)}}))
    return recipes.Setup(repo)


def main():
    directory = sys.argv[1]
    expected = {}
    for name, setup, *command in (("odd", recipes.odd_names(), "plan"), ("images", recipes.images(), "plan"), ("graph", recipes.images(), "graph"),
                                  ("odd_graph", recipes.odd_names(), "graph"), ("large", large(), "preview", "--base", "base"),
                                  ("night", night(200), "plan", "--allow-dirty")):
        run = subprocess.run([PROGRAM, *command, "--format", "html"], cwd=setup.directory, env=ENVIRONMENT, capture_output=True, check=True)
        with open(os.path.join(directory, name + ".html"), "wb") as file:
            file.write(run.stdout)
        plan = subprocess.run([PROGRAM, "plan", "--allow-dirty", "--format", "json"], cwd=setup.directory, env=ENVIRONMENT, capture_output=True, check=True)
        services = [service["name"] for service in json.loads(plan.stdout)["services"]]
        expected[name + ".html"] = {"services": services, "seconds": 1 if name == "large" else None}
        setup.repository.close()
    with open(os.path.join(directory, "expected.json"), "w", encoding="utf-8") as file:
        json.dump(expected, file)


if __name__ == "__main__":
    main()
