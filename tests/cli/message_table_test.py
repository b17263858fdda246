#!/usr/bin/env python3
"""docs/messages.md is what the program's table of messages says, other pages link to what is there, and a golden case shows
each code.

    message_table_test.py PRINT_MESSAGES                              what tests/planner/report/print_messages.cc makes
    DELTAPLAN_UPDATE_GOLDEN=1 message_table_test.py PRINT_MESSAGES    rewrites the page; exits with 77 (skipped), never with 0
"""

import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
PAGE = os.path.join(ROOT, "docs", "messages.md")
CASES = os.path.join(ROOT, "fixtures", "cases")
REFUSED = re.compile(r"^deltaplan: refused \(([a-z_]+)\): ", re.MULTILINE)
SKIPPED = 77


def read(*path):
    path = os.path.join(*path)
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8", errors="backslashreplace") as file:
        return file.read()


def printed(what):
    return subprocess.run([sys.argv[1], what], capture_output=True, text=True, check=True).stdout


def reasons_of(service):
    return service.get("reasons", []) if isinstance(service, dict) else []


def shown_by(case):
    """The kinds and codes that the expected outputs of a case hold, as JSON or as a refusal."""
    directory = os.path.join(CASES, case)
    shown = {("refusal", code) for code in REFUSED.findall(read(directory, "stderr"))}
    stdout = read(directory, "stdout")
    if stdout.startswith("{"):
        document = json.loads(stdout)
        shown |= {("warning", warning["code"]) for warning in document.get("warnings", [])}
        shown |= {("review_" + finding["severity"], finding["code"]) for finding in document.get("findings", []) if "severity" in finding}
        services = document.get("services", [])  # a list of names in some documents
        shown |= {("reason", reason["code"]) for service in services for reason in reasons_of(service)}
    return shown


def broken_links(page):
    """Links of other pages to headings that this one does not have."""
    headings = re.findall(r"^##+ (.*)$", page, flags=re.MULTILINE)
    anchors = {heading.replace("`", "").lower().replace(" ", "-") for heading in headings}
    docs = os.path.join(ROOT, "docs")
    return [f"docs/{name} links to messages.md#{anchor}, which is not there"
            for name in sorted(os.listdir(docs)) if name.endswith(".md")
            for anchor in re.findall(r"\(messages\.md#([^)]+)\)", read(docs, name)) if anchor not in anchors]


def main():
    if len(sys.argv) != 2:
        sys.exit("message_table_test.py PRINT_MESSAGES: build/dev/tests/planner/report/print_messages, for example")
    wanted = printed("page")
    if os.environ.get("DELTAPLAN_UPDATE_GOLDEN"):
        with open(PAGE, "w", encoding="utf-8") as file:
            file.write(wanted)
        return SKIPPED
    failures = []
    if read(PAGE) != wanted:
        failures.append("docs/messages.md is not what the table of messages says: run this with DELTAPLAN_UPDATE_GOLDEN=1")
    failures += broken_links(wanted)
    codes = [tuple(line.split()) for line in printed("codes").splitlines()]
    if len(codes) < 60:
        failures.append(f"the table of messages has only {len(codes)} codes")
    cases = os.listdir(CASES)
    shown = set().union(*(shown_by(case) for case in cases))
    failures += [f"no case of fixtures/cases shows the {kind} {code}" for kind, code in codes if (kind, code) not in shown]
    refused = [case for case in cases if REFUSED.search(read(CASES, case, "stderr"))]
    for case in refused:
        if os.path.exists(os.path.join(CASES, case, "out")):
            failures.append(f"{case} is refused, and yet something is written")
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
