#!/usr/bin/env python3
"""Compares our HCL parser with the reference implementation, on random files and on given ones.

Both programs read file names and answer in the form that tests/support/hcl_oracle/README.md describes. Compared are: accepted or
rejected, the tree, every range, every constant value. What a diagnostic says is each parser's own affair, but a file is rejected
exactly when there is an error among them. A file that they differ on is reduced before it is shown. Two differences are meant, and
passed over: is_compared and is_newer say why.

    hcl_differential.py --program CMD --seeds 0:200
    hcl_differential.py --program CMD --seeds 17:18 --keep DIR
    hcl_differential.py --program CMD fixtures/terraform/ecs/*.tf
"""

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))

import hcl_corpus  # noqa: E402
import tools  # noqa: E402

COMPARED = ("syntax", "accepted", "body", "value")
NOTHING = object()


class Program:
    """One of the two, by its command line."""

    def __init__(self, command):
        program, *arguments = shlex.split(command)
        self.command = [os.path.abspath(program) if os.path.exists(program) else program, *arguments]

    def answers(self, names, directory):
        """One answer for each file; fewer where the program ended early, and why it did."""
        listing = "".join(name + "\n" for name in names)
        run = subprocess.run(self.command, cwd=directory, input=listing.encode(), capture_output=True)
        answers = [json.loads(line) for line in run.stdout.splitlines()]
        trouble = None
        if run.returncode != 0 or len(answers) != len(names):
            trouble = f"exit {run.returncode}: {run.stderr.decode(errors='replace').strip()[-2000:]}"
        return answers, trouble


def difference(ours, theirs, path=""):
    """The first place where two answers differ: (path, ours, theirs), or None."""
    if type(ours) is not type(theirs):
        return path, ours, theirs
    if isinstance(ours, dict):
        for key in sorted(set(ours) | set(theirs)):
            found = difference(ours.get(key, NOTHING), theirs.get(key, NOTHING), f"{path}/{key}")
            if found:
                return found
    elif isinstance(ours, list):
        for index, (one, other) in enumerate(zip(ours, theirs)):
            found = difference(one, other, f"{path}/{index}")
            if found:
                return found
        if len(ours) != len(theirs):
            longer = ours if len(ours) > len(theirs) else theirs
            rest = longer[min(len(ours), len(theirs))]
            return f"{path}/{min(len(ours), len(theirs))}", *((rest, NOTHING) if longer is ours else (NOTHING, rest))
    elif ours != theirs:
        return path, ours, theirs
    return None


def inconsistent(answer):
    return answer["accepted"] == any(d["severity"] == "error" for d in answer["diagnostics"])


KINDS = {"tuple": "sequence", "list": "sequence", "set": "sequence", "map": "object"}


def comparable(value):
    """Without what we do not keep: the ranges of labels; whether a collection is a list, a set or a tuple, a map or an object."""
    if isinstance(value, list):
        return [comparable(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {key: comparable(item) for key, item in value.items() if key != "label_ranges"}
    if set(kept) == {"type", "value"}:
        kept["type"] = KINDS.get(kept["type"], kept["type"])
    return kept


def without_open(ours, theirs):
    """Both, without the constants that our program says depend on names: what the reference makes of a part that it can't evaluate
    shows in the rest, and means nothing."""
    if isinstance(ours, list) and isinstance(theirs, list):
        pairs = [without_open(one, other) for one, other in zip(ours, theirs)]
        return [one for one, _ in pairs] + ours[len(pairs):], [other for _, other in pairs] + theirs[len(pairs):]
    if not isinstance(ours, dict) or not isinstance(theirs, dict):
        return ours, theirs
    is_open = ours.get("open") is True
    ours = {key: item for key, item in ours.items() if key != "open" and not (is_open and key == "constant")}
    theirs = {key: item for key, item in theirs.items() if not (is_open and key == "constant")}
    for key in set(ours) & set(theirs):
        ours[key], theirs[key] = without_open(ours[key], theirs[key])
    return ours, theirs


def compare(ours, theirs):
    """What is wrong with our answer, as text, or None."""
    ours, theirs = without_open(comparable(ours), comparable(theirs))
    found = difference({key: ours.get(key, NOTHING) for key in COMPARED}, {key: theirs[key] for key in COMPARED})
    if not found and inconsistent(ours):
        found = "/diagnostics", ours["diagnostics"], theirs["diagnostics"]
    if not found:
        return None

    def shown(value):
        return "nothing" if value is NOTHING else json.dumps(value, ensure_ascii=False)[:600]

    path, one, other = found
    lines = [f"  at {path}", f"    ours:   {shown(one)}", f"    theirs: {shown(other)}"]
    for name, answer in (("ours", ours), ("theirs", theirs)):
        lines += [f"    {name} says: {d['summary']} {json.dumps(d['range'])}" for d in answer["diagnostics"][:1]]
    return "\n".join(lines)


NEWER = re.compile(rb"[\w-]\s*::\s*\w")


def is_compared(path):
    """Not files that are not UTF-8. We reject all of them; the reference takes some of their bytes for letters of names, which
    Terraform then cannot print, write into a state or a plan."""
    with open(path, "rb") as file:
        try:
            file.read().decode()
        except UnicodeDecodeError:
            return False
    return True


def is_newer(path, ours, theirs):
    """Whether we accept what the reference rejects because a function's name holds "::". Newer versions of Terraform have these."""
    with open(path, "rb") as file:
        return ours["accepted"] and not theirs["accepted"] and NEWER.search(file.read()) is not None


class Comparison:
    def __init__(self, program, oracle, reductions):
        self.program = program
        self.oracle = oracle
        self.reductions = reductions
        self.files = 0
        self.accepted = 0
        self.failures = 0

    def verdict(self, name, directory):
        """What is wrong with one file, or None. The programs run for this file alone."""
        if not is_compared(os.path.join(directory, name)):
            return None
        theirs, trouble = self.oracle.answers([name], directory)
        if trouble:
            raise SystemExit(f"the oracle failed on {name}: {trouble}")
        ours, trouble = self.program.answers([name], directory)
        return f"  the program ended: {trouble}" if trouble else self.compare(name, directory, ours[0], theirs[0])

    def compare(self, name, directory, ours, theirs):
        return None if is_newer(os.path.join(directory, name), ours, theirs) else compare(ours, theirs)

    def run(self, label, names, directory):
        """Compares these files and prints what differs."""
        names = [name for name in names if is_compared(os.path.join(directory, name))]
        theirs, trouble = self.oracle.answers(names, directory)
        if trouble:
            raise SystemExit(f"{label}: the oracle failed: {trouble}")
        ours, trouble = self.program.answers(names, directory)
        wrong = [name for name, one, other in zip(names, ours, theirs) if self.compare(name, directory, one, other)]
        if trouble:
            wrong = [name for name in names if self.verdict(name, directory)] or names[-1:]
        self.files += len(names)
        self.accepted += sum(answer["accepted"] for answer in theirs)
        self.failures += len(wrong)
        for name in wrong:
            shown = self.reduced(name, directory) if self.failures <= self.reductions else self.verdict(name, directory)
            print(f"{label}, {name}:\n{shown}", flush=True)

    def reduced(self, name, directory):
        """The smallest file found that still goes wrong: first by lines, then by tokens."""
        with open(os.path.join(directory, name), "rb") as file:
            data = file.read()
        with tempfile.TemporaryDirectory(prefix="deltaplan-hcl-") as scratch:
            small = "reduced" + (".tf.json" if name.endswith(".json") else ".tf")

            def wrong(parts):
                with open(os.path.join(scratch, small), "wb") as file:
                    file.write(b"".join(parts))
                return self.verdict(small, scratch)

            report = wrong([data]) or "  differs only together with the files before it"
            for pieces in (rb"[^\n]*\n|[^\n]+", rb"\w+|\s+|[^\w\s]"):
                parts = re.findall(pieces, data)
                sizes = [len(parts) >> shift for shift in range(1, 20) if len(parts) >> shift > 12]
                for size in [*sizes, *range(min(12, len(parts)), 0, -1)]:
                    at = 0
                    while at < len(parts):
                        fewer = parts[:at] + parts[at + size:]
                        verdict = wrong(fewer)
                        if verdict:
                            parts, report = fewer, verdict
                        else:
                            at += size if size > 12 else 1
                data = b"".join(parts)
        return f"{report}\n  in {data!r}"


def parse_seeds(text):
    first, last = (int(part) for part in text.split(":"))
    return range(first, last)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, metavar="CMD", help="our parser")
    parser.add_argument("--oracle", metavar="CMD", help="the reference; default: the one of scripts/setup_terraform")
    parser.add_argument("--seeds", type=parse_seeds, default=range(0), metavar="A:B", help="random files of the seeds A to B - 1")
    parser.add_argument("--files", type=int, default=40, metavar="N", help="random files of each seed")
    parser.add_argument("--keep", metavar="DIR", help="leave the random files in DIR")
    parser.add_argument("--most", type=int, default=10, metavar="N", help="stop after N differences")
    parser.add_argument("--reduce", type=int, default=10, metavar="N", help="reduce the first N files that differ; it takes time")
    parser.add_argument("given", nargs="*", metavar="FILE")
    options = parser.parse_args()
    oracle = options.oracle or shlex.quote(tools.path("hcl_oracle"))
    comparison = Comparison(Program(options.program), Program(oracle), options.reduce)
    if options.given:
        comparison.run("given", options.given, os.curdir)
    for seed in options.seeds:
        with tempfile.TemporaryDirectory(prefix="deltaplan-hcl-") as scratch:
            directory = os.path.join(options.keep, str(seed)) if options.keep else scratch
            os.makedirs(directory, exist_ok=True)
            comparison.run(f"seed {seed}", hcl_corpus.write(seed, options.files, directory), directory)
        if comparison.failures >= options.most:
            break
    print(f"{comparison.files} files ({comparison.accepted} valid), {comparison.failures} differences")
    sys.exit(1 if comparison.failures or not comparison.files else 0)


if __name__ == "__main__":
    main()
