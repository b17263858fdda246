#!/usr/bin/env python3
"""Runs the real program on every case of fixtures/cases and compares whole outputs (docs/decisions/golden-files.md).

A case is a directory:
    setup           the recipe (all_recipes.py) that makes the repository it runs in
    cmd             the arguments, a JSON list; @word@ is a word of the recipe, @out@ a directory to write to
    stdin           optional
    environment     optional: variables, a JSON object
    stdout, stderr  what it prints; <tmp> stands for the temporary directory, other words for what `hidden` of the recipe says
    exit            its exit code
    out/            the files that it writes to @out@
What else it changes below the temporary directory is a failure, whatever its output, unless its recipe is of acting_recipes.py.

    golden.py [CASE...]
    golden.py --shard I/N                            the Ith part of N that the cases are divided into
    DELTAPLAN_UPDATE_GOLDEN=1 golden.py [CASE...]    rewrites what is expected; exits with 77 (skipped), never with 0
"""

import difflib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "e2e"), os.path.join(HERE, "..", "support")]

import all_recipes  # noqa: E402
import testing  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM  # noqa: E402

CASES = os.path.join(HERE, "..", "..", "fixtures", "cases")
SKIPPED = 77
tempfile.tempdir = "/tmp"  # whatever TMPDIR says: where lines are broken depends on how long it is


def read(path, default=b""):
    if not os.path.exists(path):
        return default
    with open(path, "rb") as file:
        return file.read()


def read_directory(directory):
    paths = [os.path.join(folder, name) for folder, _, names in os.walk(directory) for name in names]
    return {os.path.relpath(path, directory): read(path) for path in paths}


def files_below(directory):
    """Every file and when it was written last: what changes when a file is made, replaced or removed."""
    paths = [os.path.join(folder, name) for folder, _, names in os.walk(directory) for name in names]
    return {path: os.lstat(path).st_mtime_ns for path in paths}


def without_own_blocks(found):
    """The page's style and script are the same in all cases: they would only have to be rewritten with each change of theirs."""
    for name, page in list(found.items()):
        if not page.startswith(b"<!DOCTYPE html>"):
            continue
        shown = re.sub(rb"(?s)<(style|script)>.*?</", rb"<\1>(its own)</", page)
        shown = re.sub(rb"'sha256-[^']*'", b"'sha256-...'", shown)
        digest = hashlib.sha256(page).hexdigest().encode()
        found = {other: content.replace(digest, b"(of plan.html)") for other, content in found.items()}
        found[name] = shown
    return found


class Runner:
    def __init__(self):
        self.setups = {}

    def setup(self, recipe):
        if recipe in self.setups and self.setups[recipe].is_changed:
            self.setups.pop(recipe).repository.close()
        if recipe not in self.setups:
            self.setups[recipe] = all_recipes.make(recipe)
        return self.setups[recipe]

    def run(self, case):
        """What the case gives now: file name -> bytes."""
        directory = os.path.join(CASES, case)
        setup = self.setup(recipe_of(case))
        base = setup.repository.base
        out = os.path.join(base, "out-" + case)
        words = setup.words | {"out": out, "repo": setup.repository.path}
        def with_words(text):
            return re.sub(r"@(\w+)@", lambda match: words[match.group(1)], text)

        arguments = [with_words(argument) for argument in json.loads(read(os.path.join(directory, "cmd")))]
        given = {name: with_words(value) for name, value in json.loads(read(os.path.join(directory, "environment"), b"{}")).items()}
        before = files_below(base)
        result = subprocess.run([PROGRAM, *arguments], cwd=setup.directory, capture_output=True,
                                env=ENVIRONMENT | given,
                                input=read(os.path.join(directory, "stdin")))
        found = {"stdout": result.stdout, "stderr": result.stderr, "exit": b"%d\n" % result.returncode}
        found |= {"out/" + name: content for name, content in read_directory(out).items()}
        changed = sorted(path for path, _ in before.items() ^ files_below(base).items() if not path.startswith(out + "/"))
        if changed and not setup.is_changed:
            found["changed"] = "".join(path + "\n" for path in dict.fromkeys(changed)).encode()
        found = without_own_blocks(found)
        for text, shown in (setup.hidden | {base: "<tmp>"}).items():
            found = {name: content.replace(text.encode(), shown.encode()) for name, content in found.items()}
        return found

    def close(self):
        for setup in self.setups.values():
            setup.repository.close()


def expected_files(case):
    directory = os.path.join(CASES, case)
    files = {name: read(os.path.join(directory, name), None) for name in ("stdout", "stderr", "exit")}
    files |= {"out/" + name: content for name, content in read_directory(os.path.join(directory, "out")).items()}
    return files


def difference(case, name, expected, found):
    if expected is None:
        return f"{case}/{name}: not expected:\n{(found or b'').decode(errors='backslashreplace')}"
    if found is None:
        return f"{case}/{name}: was not written\n"
    lines = difflib.unified_diff(
        expected.decode(errors="backslashreplace").splitlines(keepends=True),
        found.decode(errors="backslashreplace").splitlines(keepends=True), f"{case}/{name} (expected)", "(found)")
    return "".join(line if line.endswith("\n") else line + "\n\\ no newline at the end\n" for line in lines)


def update(case, found):
    directory = os.path.join(CASES, case)
    shutil.rmtree(os.path.join(directory, "out"), ignore_errors=True)
    for name, content in found.items():
        path = os.path.join(directory, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)


def recipe_of(case):
    return read(os.path.join(CASES, case, "setup")).decode().strip()


def shard(number, of):
    """The cases of one shard. Those of a recipe are together, since making its repository takes longer than a case."""
    recipe_cases = {}
    for case in sorted(os.listdir(CASES)):
        recipe_cases.setdefault(recipe_of(case), []).append(case)
    shards = [[] for _ in range(of)]
    for cases in sorted(recipe_cases.values(), key=len, reverse=True):
        min(shards, key=len).extend(cases)
    return shards[number - 1]


def selected(arguments):
    if arguments[:1] == ["--shard"]:
        number, of = (int(word) for word in arguments[1].split("/"))
        if not 1 <= number <= of:
            sys.exit(f"golden.py: there is no shard {arguments[1]}")
        return shard(number, of)
    return arguments or sorted(os.listdir(CASES))


def main():
    cases = selected(sys.argv[1:])
    rewrite = os.environ.get("DELTAPLAN_UPDATE_GOLDEN") == "1"
    runner, report = Runner(), testing.Report()
    try:
        for case in cases:
            begun = time.monotonic()
            found = runner.run(case)
            if rewrite:
                update(case, found)
                continue
            expected = expected_files(case)
            names = sorted(expected.keys() | found.keys())
            wrong = [difference(case, n, expected.get(n), found.get(n)) for n in names if expected.get(n) != found.get(n)]
            report.add("Golden", case, time.monotonic() - begun, "".join(wrong))
    finally:
        runner.close()
        report.write()
    if rewrite:
        print(f"{len(cases)} cases rewritten: look at the difference before you commit it")
        return SKIPPED
    print(f"{len(cases)} cases, {report.failed} failures")
    return 1 if report.failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
