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
WARNED = re.compile(r"^deltaplan: warning: ", re.MULTILINE)
# Of warnings that no JSON document holds: what they say.
SPOKEN = {
    "addresses_unknown": r"the addresses can't be told: ",
    "held_services_left": r".* stays as it is, for the configuration holds it: ",
    "history_not_written": r".* is written, but its history is not: ",
    "image_unfit": r".*: (it is for|its label says that it was built from) ",
    "images_not_asked": r"whether the registry has the images can't be told: ",
    "live_not_asked": r".* it was not asked again(;.*)?$",
    "live_not_compared": r"That .* was said with --live\. It was not asked again\.$",
    "map_versions_skipped": r".* of the map in git can't be read and (is|are) not counted:$",
    "rollout_unwatched": r"what .* runs can't be told: its first live source",
    "unknown_services_left": r".* stays as it is: the configuration has no such service",
}
# Formats that programs act on, and all that people do not look at.
ACTED_ON = ("github", "gitlab", "buildkite", "names")
FOR_PROGRAMS = (*ACTED_ON, "tsv")
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
    """The kinds and codes that the expected outputs of a case hold, as JSON, as a refusal or in words."""
    directory = os.path.join(CASES, case)
    errors = read(directory, "stderr")
    shown = {("refusal", code) for code in REFUSED.findall(errors)}
    shown |= {("warning", code) for code, words in SPOKEN.items() if re.search(WARNED.pattern + words, errors, re.MULTILINE)}
    stdout = read(directory, "stdout")
    if stdout.startswith("{"):
        document = json.loads(stdout)
        shown |= {("warning", warning["code"]) for warning in document.get("warnings", [])}
        shown |= {("review_" + finding["severity"] if "severity" in finding else "audit", finding["code"])
                  for finding in document.get("findings", [])}
        services = document.get("services", [])  # a list of names in some documents
        shown |= {("reason", reason["code"]) for service in services for reason in reasons_of(service)}
    return shown


def wrongly_shown(case):
    """What the page says of where warnings and refusals stand, held against the expected outputs of a case."""
    directory = os.path.join(CASES, case)
    words = json.loads(read(directory, "cmd"))
    output, errors = read(directory, "stdout"), read(directory, "stderr")
    form = next((words[i + 1] for i, word in enumerate(words[:-1]) if word == "--format"), "text")
    is_plan = "plan" in words[:1]
    if WARNED.search(errors) and words[:1] in (["plan"], ["preview"], ["status"]) and form not in FOR_PROGRAMS:
        yield f"{case} has a warning on standard error, which belongs into its output"
    refused = REFUSED.findall(errors)
    if not refused:
        return
    if os.path.exists(os.path.join(directory, "out")):
        yield f"{case} is refused, and yet something is written"
    if bool(output) != ((is_plan and form not in ACTED_ON) or refused == ["image_of_other_platform"]):
        yield f"{case} is refused, and its output is {'not ' if output else ''}empty"
    if is_plan and form == "json" and [refusal["code"] for refusal in json.loads(output)["refusals"]] != refused:
        yield f"the JSON of {case} has other refusals than {refused}"


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
    failures += [failure for case in cases for failure in wrongly_shown(case)]
    failures += [f"no code of a warning is {code}, which SPOKEN has" for code in SPOKEN if ("warning", code) not in codes]
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
