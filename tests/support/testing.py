"""What a file of unittest tests ends with: `testing.main()` runs the classes or methods that the command line names, all of them in
one process, says how each method ended, and reports it to the file that DELTAPLAN_REPORT names: scripts/test counts methods there."""

import os
import re
import time
import unittest
import xml.sax.saxutils


class Report:
    """How tests ended, in the form of gtest's own reports."""

    def __init__(self):
        self.lines = []
        self.failed = 0

    def add(self, group, name, seconds, failure=None, skipped=None):
        """`failure` and `skipped` say why; a test without either has passed."""
        outcome = "FAILED" if failure else "skipped" if skipped else "passed"
        print(f"{outcome} {group}.{name} ({seconds:.2f} s)" + "".join(f"\n{text}" for text in (failure, skipped) if text), flush=True)
        self.failed += bool(failure)
        inside = "".join(f"<{tag} message={_quoted(text)}/>" for tag, text in (("failure", failure), ("skipped", skipped)) if text)
        self.lines.append(f"<testcase classname={_quoted(group)} name={_quoted(name)} time=\"{seconds:.3f}\">{inside}</testcase>\n")

    def write(self):
        path = os.environ.get("DELTAPLAN_REPORT")
        if not path:
            return
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write("<testsuites>\n" + "".join(self.lines) + "</testsuites>\n")


def _quoted(text):
    printable = re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "?", text)  # XML has no others
    return xml.sax.saxutils.quoteattr(printable)


class _Result(unittest.TestResult):
    def __init__(self, report):
        super().__init__()
        self.report = report
        self.told = [0, 0, 0]  # so many of the failures, errors and skipped tests are in the report
        self.begun = time.monotonic()

    def startTest(self, test):
        self.tell(None)
        super().startTest(test)
        self.begun = time.monotonic()

    def stopTest(self, test):
        super().stopTest(test)
        self.tell(test)

    def tell(self, test):
        """Reports `test`, and what has gone wrong since the last one; None: what went wrong outside of tests, as in setUpClass."""
        failures, errors, skipped = ([*each[told:]] for each, told in zip((self.failures, self.errors, self.skipped), self.told))
        self.told = [len(self.failures), len(self.errors), len(self.skipped)]
        seconds = time.monotonic() - self.begun
        failure = "\n".join(f"{part}\n{text}" for part, text in failures + errors)
        if test is not None:
            self.report.add(type(test).__name__, test._testMethodName, seconds, failure, "\n".join(text for _, text in skipped))
        elif failure or skipped:
            part, reason = (failures + errors + skipped)[0]
            self.report.add("outside of tests", str(part), seconds, failure, None if failure else reason)


class _Runner:
    def run(self, suite):
        report = Report()
        result = _Result(report)
        try:
            suite(result)
        finally:
            result.tell(None)
            report.write()
        print(f"{result.testsRun} tests, {report.failed} failures")
        if result.testsRun == 0 and not result.skipped:
            result.addError(suite, (RuntimeError, RuntimeError("there is no test to run"), None))
        return result


def main():
    unittest.main(testRunner=_Runner())
