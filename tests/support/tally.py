#!/usr/bin/env python3
"""Adds up what CTest and the test programs have reported; the last line is "N passed, N failed", with ", N skipped" where some were.

    tally.py [--slowest N] BUILD_DIRECTORY...

BUILD_DIRECTORY/tests.xml is CTest's own report, BUILD_DIRECTORY/reports/ENTRY.xml that of one of its entries, with the entry's tests.
An entry without a report counts as one test. One that failed without a failed test (it crashed, or leaked) counts as one more.
Names failed and skipped tests, and the slowest. With CI set a skipped test has failed. Ends with 1 if any failed, or none was run.
"""

import argparse
import os
import sys
import xml.etree.ElementTree

SKIPPED_BY_CODE = "SKIP_RETURN_CODE"  # how CTest's report begins to say that an entry was skipped


class Test:
    def __init__(self, name, element, seconds):
        self.name = name
        self.seconds = seconds
        self.failed = element.find("failure") is not None or element.find("error") is not None
        self.skipped = element.find("skipped") is not None and not self.failed


def inner_tests(preset, path):
    """What a test program has reported; None where there is no whole report."""
    try:
        root = xml.etree.ElementTree.parse(path).getroot()
    except (FileNotFoundError, xml.etree.ElementTree.ParseError):
        return None
    return [Test(f"{preset}: {case.get('classname')}.{case.get('name')}", case, float(case.get("time"))) for case in root.iter("testcase")]


def entry_tests(preset, directory, case):
    name, status = case.get("name"), case.get("status")
    entry = Test(f"{preset}: {name}", case, float(case.get("time")))
    reason = "".join(skipped.get("message") or "" for skipped in case.iter("skipped"))
    if entry.skipped and not reason.startswith(SKIPPED_BY_CODE):  # there is no program to run, for example
        entry.failed, entry.skipped = True, False
    if status == "fail":
        entry.failed, entry.skipped = True, False
    tests = None if entry.skipped else inner_tests(preset, os.path.join(directory, "reports", name + ".xml"))
    if tests is None:
        return [entry]
    if not tests or entry.failed and not any(test.failed for test in tests):
        entry.name += " as a whole"
        entry.failed = True
        tests.append(entry)
    return tests


def all_tests(directory):
    preset = os.path.basename(os.path.normpath(directory))
    root = xml.etree.ElementTree.parse(os.path.join(directory, "tests.xml")).getroot()
    return [test for case in root.iter("testcase") for test in entry_tests(preset, directory, case)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slowest", metavar="N", type=int, default=20, help="how many of the slowest tests are named; default: 20")
    parser.add_argument("directories", metavar="BUILD_DIRECTORY", nargs="+")
    options = parser.parse_args()
    tests = [test for directory in options.directories for test in all_tests(directory)]
    if options.slowest:
        print("The slowest tests:")
    for test in sorted(tests, key=lambda test: -test.seconds)[:options.slowest]:
        print(f"{test.seconds:8.2f} s  {test.name}")
    if os.environ.get("CI"):  # where all is there that a test needs, none has a reason to be skipped
        for test in tests:
            if test.skipped:
                test.name, test.failed, test.skipped = test.name + " (skipped)", True, False
    skipped = [test for test in tests if test.skipped]
    failed = [test for test in tests if test.failed]
    for word, some in (("skipped", skipped), ("FAILED", failed)):
        for test in some:
            print(f"{word}: {test.name}")
    print(f"{len(tests) - len(failed) - len(skipped)} passed, {len(failed)} failed" + (f", {len(skipped)} skipped" if skipped else ""))
    return 1 if failed or not tests else 0


if __name__ == "__main__":
    sys.exit(main())
