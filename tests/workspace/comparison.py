#!/usr/bin/env python3
"""Asks deltaplan, turbo, nx, moon and pnpm which services the same commits touch, and holds docs/comparison.md against their answers.

    tests/workspace/comparison.py --program DELTAPLAN --peers DIR [--write]

DIR is what scripts/setup_peers prints. The table of docs/comparison.md is compared with what the tools say today, row by row; --write puts
their answers there. Each row in which one of them is not right has to be explained below the table, in a line that names the tool.
The last line is "N passed, N failed".
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from compared_workspace import CHANGES, LATE, SERVICES, SHARED, Workspace

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))
import peers  # noqa: E402

PAGE = ROOT / "docs/comparison.md"


def run(command, directory, environment):
    done = subprocess.run(command, cwd=directory, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise SystemExit(f"comparison: {' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


class Asked:
    """A repository with one branch for each change, and the answers of all tools."""

    def __init__(self, program, directory, scratch):
        self.program, self.home = os.path.abspath(program), scratch / "home"
        self.home.mkdir()
        self.repository = scratch / "repository"
        self.repository.mkdir()
        self.peers = peers.all_of(directory)
        self.git("init", "-q", "-b", "main")
        workspace = Workspace(self.repository)
        self.earlier = self.commit(workspace, "Begin")
        LATE(workspace)
        self.base = self.commit(workspace, "A deploy of this has failed")
        peers.prepare(self.repository, directory)

    def git(self, *arguments):
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.home), "GIT_CONFIG_NOSYSTEM": "1"}
        for who in ("AUTHOR", "COMMITTER"):
            environment |= {f"GIT_{who}_NAME": "Ada", f"GIT_{who}_EMAIL": "ada@example.com", f"GIT_{who}_DATE": "1735689600 +0000"}
        return run(["git", *arguments], self.repository, environment).strip()

    def commit(self, workspace, message):
        workspace.save()
        for path, text in peers.settings(workspace.local_needs(), SHARED):
            workspace.write(path, text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def answers(self, change):
        """Tool -> the services that it names."""
        self.git("checkout", "-q", "-B", "change", self.base)
        workspace = Workspace(self.repository)
        LATE(workspace)
        for step in change.steps:
            step(workspace)
            self.commit(workspace, change.name)
        services = {path.name for path in (self.repository / "services").iterdir()}
        told = {"deltaplan": self.deployed(change)}
        for peer in self.peers:
            peer.settle(self.repository)
            text = run(peer.command(self.base), self.repository, peers.environment(peer, self.base, self.home))
            told[peer.name] = peer.names(text) & (services | set(SERVICES))
            self.git("checkout", "-q", ".")
        return told, services

    def deployed(self, change):
        """What a pull request is told; where the services run several commits, what a deploy is told."""
        command = [self.program, "preview", "--base", self.base]
        if change.late:
            live = {service: self.earlier if service == change.late else self.base for service in SERVICES}
            command = [self.program, "plan", *(f"--live={service}={commit}" for service, commit in live.items())]
        plan = json.loads(run([*command, "--format", "json", "--quiet"], self.repository,
                              {"PATH": os.environ["PATH"], "HOME": str(self.home)}))
        return {service["name"] for service in plan["services"] if service["decision"] == "deploy"}


def spelled(names, services):
    if not names:
        return "none"
    return "all" if names == services and len(names) > 1 else ", ".join(sorted(names))


def row_of(change, told, services):
    """A line of the table: what is right, and each tool's answer where it is another."""
    right = services if change.right == "all" else set(change.right)
    cells = ["right" if names == right else spelled(names, services) for names in told.values()]
    return f"| {change.name} | {spelled(right, services)} | {' | '.join(cells)} |"


def unexplained(page, change, told, services):
    """The tools that are not right in a change and that the page does not speak of."""
    right = services if change.right == "all" else set(change.right)
    line = re.search(rf"^- \*\*{re.escape(change.name)}\*\*: (.*(?:\n  .*)*)", page, re.MULTILINE)
    text = " ".join(line[1].split()) if line else ""
    return [tool for tool, names in told.items() if names != right and not re.search(rf"\b{re.escape(tool)}(?!\w| \()", text)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--peers", required=True)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    page = PAGE.read_text(encoding="utf-8")
    passed, failed, rows = 0, 0, []
    with tempfile.TemporaryDirectory() as scratch:
        asked = Asked(arguments.program, arguments.peers, pathlib.Path(scratch))
        tools = ["deltaplan", *(f"{peer.name} {peer.version}" for peer in asked.peers)]
        heading = f"| change | right | {' | '.join(tools)} |"
        rows = [heading, "|" + " --- |" * (len(tools) + 2)]
        for change in CHANGES:
            told, services = asked.answers(change)
            rows.append(row_of(change, told, services))
            missing = unexplained(page, change, told, services)
            wrong = ([f"not in docs/comparison.md: {rows[-1]}"] if rows[-1] not in page.split("\n") else []) + (
                [f"docs/comparison.md does not explain {', '.join(missing)}: {change.name}"] if missing else [])
            passed, failed = passed + (not wrong), failed + bool(wrong)
            for line in wrong:
                print(line, flush=True)
        if heading not in page.split("\n"):
            failed += 1
            print(f"not in docs/comparison.md: {heading}")
    if arguments.write:
        PAGE.write_text(re.sub(r"^\| change \| right \|.*\n(\|.*\n)*", lambda _: "\n".join(rows) + "\n", page, flags=re.MULTILINE),
                        encoding="utf-8")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
