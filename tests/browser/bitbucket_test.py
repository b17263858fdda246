#!/usr/bin/env python3
"""The body of a comment without HTML through Python's Markdown, the dialect that Bitbucket follows: names stay text there, too. Run by
scripts/nightly pages, with the interpreter that has the library."""

import os
import sys
import unittest

import markdown

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", name) for name in ("e2e", "support", "cli")]

import comment_test  # noqa: E402
import testing  # noqa: E402

ALLOWED = {"h3", "h4", "p", "blockquote", "strong", "br", "ul", "li", "code"}


class Bitbucket(comment_test.OnHostileNames, unittest.TestCase):
    def test_scenario_54_names_are_inert(self):
        for command in (("plan", "--env", "#1"), ("preview", "--base", "base", "--env", "#1", "--env", "two words")):
            text = self.body(*command, "--format", "markdown", "--no-html", "--marker", "footer", "--max-bytes", "32000")
            page = comment_test.Rendered(markdown.markdown(text, extensions=["fenced_code", "tables", "sane_lists"]))
            self.assertEqual(page.elements - ALLOWED, set())
            self.assertIsNone(comment_test.LIVE_REFERENCE.search(page.prose), page.prose)
            self.assertLessEqual(len(text.encode()), 32000)


if __name__ == "__main__":
    testing.main()
