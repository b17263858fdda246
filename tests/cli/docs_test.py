#!/usr/bin/env python3
"""docs/commands.md holds the program's own help, docs/verify.md every type that holds data. docs/status.md shows what the golden
run of it printed. docs/messages.md has a test of its own, message_table_test.py.

    DELTAPLAN_UPDATE_GOLDEN=1 docs_test.py    rewrites docs/commands.md; exits with 77 (skipped), never with 0
"""

import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
sys.path.insert(0, os.path.join(HERE, "..", "e2e"))

from sandbox import ENVIRONMENT, PROGRAM  # noqa: E402

PAGE = os.path.join(ROOT, "docs", "commands.md")
SKIPPED = 77


def help_of(*command, topic=None):
    run = subprocess.run([PROGRAM, *command, "--help", "-v"] if topic is None else [PROGRAM, "help", topic], env=ENVIRONMENT, capture_output=True, text=True, check=True)
    return run.stdout


def rows(text):
    """The names of the first column of a page of help: commands, or actions of one."""
    return re.findall(r"^  ([a-z]+)  +\S", text.split("\n\n")[1], flags=re.MULTILINE)


def page():
    """The whole page as it has to be. The line with the common flags stands on it once, not with every command."""
    overview = help_of()
    parts = ["# Commands\n\nWhat `deltaplan help COMMAND -v` prints, rare flags among it; `tests/cli/docs_test.py` keeps this page the same.\n\n"
             f"```\n{overview}```\n\n## Common flags\n\n```\n{help_of(topic='flags')}```\n"]
    for command in [*rows(overview), "help"]:
        text = help_of(command)
        names = [[command]]
        if f"Usage: deltaplan {command} ACTION" in text:
            names += [[command, action] for action in rows(text)]
        for name in names:
            own = re.sub(r"^Common flags: .*\n", "", help_of(*name), flags=re.MULTILINE)
            parts.append(f"\n{'#' * (1 + len(name))} deltaplan {' '.join(name)}\n\n```\n{own}```\n")
    return "".join(parts)


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def data_types():
    """The patterns of types that hold data."""
    text = read("tfvars", "plan", "data_types.cc")
    return re.findall(r'"([a-z0-9_*]+)"', text[text.index("kPatterns{"):text.index("return kPatterns")])


def main():
    wanted = page()
    if os.environ.get("DELTAPLAN_UPDATE_GOLDEN"):
        with open(PAGE, "w", encoding="utf-8") as file:
            file.write(wanted)
        return SKIPPED
    failures = []
    if read("docs", "commands.md") != wanted:
        failures.append("docs/commands.md is not what --help prints: run this with DELTAPLAN_UPDATE_GOLDEN=1")
    types, review = data_types(), read("docs", "verify.md")
    if len(types) < 15:
        failures.append(f"only {len(types)} types that hold data found in the sources: {types}")
    failures += [f"docs/verify.md says nothing of `{name}`" for name in types if f"`{name}`" not in review]
    if read("fixtures", "cases", "status_text", "stdout") not in read("docs", "status.md"):
        failures.append("docs/status.md does not show what fixtures/cases/status_text/stdout has")
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
