#!/usr/bin/env python3
"""How long `deltaplan audit` takes for 50 Dockerfiles, beside `git status` in the same repository.

    measure.py [--program PROGRAM] [--services N] [--files N] [--runs N]

The shape is that of a usual monorepo: every service copies a lockfile, two packages and its own directory, a few copy the whole context
behind an ignore file. The best of each is compared: what else the machine does only makes things slower.
"""

import argparse
import json
import os
import subprocess
import tempfile
import time


def write(root, path, text):
    whole = os.path.join(root, path)
    os.makedirs(os.path.dirname(whole), exist_ok=True)
    with open(whole, "w", encoding="utf-8") as file:
        file.write(text)


def make(root, services, files):
    for number in range(services):
        name = f"service-{number:03}"
        for file in range(files):
            write(root, f"services/{name}/src/d{file % 10}/f{file}.ts", f"{number} {file}\n")
        copies = f"COPY pnpm-lock.yaml package.json ./\nCOPY packages/p{number % 5} packages/p0 ./packages/\nCOPY services/{name} ./app\n"
        if number % 10 == 0:
            copies = "COPY . .\n"
        write(root, f"services/{name}/Dockerfile", f"# syntax=docker/dockerfile:1\nARG NODE=20\nFROM node:${{NODE}} AS build\n{copies}RUN make\nFROM scratch\nCOPY --from=build /out /\n")
    for package in range(5):
        write(root, f"packages/p{package}/index.ts", "x\n")
    write(root, ".dockerignore", "**/node_modules\n**/*.md\n.git\n!keep.md\n")
    write(root, "pnpm-lock.yaml", "x\n")
    write(root, "package.json", "{}\n")
    write(root, "deltaplan.json", json.dumps({
        "version": 1, "services": ["services/*"], "packages": ["packages/*"], "build_inputs": ["pnpm-lock.yaml", "package.json"],
        "build": {"dockerfile": "services/{image}/Dockerfile"}}))
    git = ["git", "-C", root, "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-qm", "first"], check=True)
    subprocess.run([*git, "repack", "-adq"], check=True)


def best(command, root, runs):
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - begin)
    return min(times)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default="build/release/planner/deltaplan")
    parser.add_argument("--services", type=int, default=50)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    with tempfile.TemporaryDirectory() as root:
        make(root, options.services, options.files)
        # In turns, so that both see the same machine.
        audit = status = float("inf")
        for _ in range(3):
            status = min(status, best(["git", "status", "--porcelain"], root, options.runs // 3))
            audit = min(audit, best([program, "audit"], root, options.runs // 3))
    print(f"{options.services} Dockerfiles, {options.services * options.files} files: audit {audit * 1000:.1f} ms, git status {status * 1000:.1f} ms, "
          f"ratio {audit / status:.2f}")


main()
