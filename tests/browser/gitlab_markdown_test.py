#!/usr/bin/env python3
"""The body of a comment through comrak, the renderer that GitLab's own is made of, with the extensions that GitLab turns on: names stay text.
References, labels and inline differences are looked for by GitLab in what comes out, outside of code, so they are looked for there, too. Run by
scripts/nightly pages, with the interpreter that has the library."""

import os
import re
import sys
import unittest

import comrak

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", name) for name in ("e2e", "support", "cli")]

import comment_test  # noqa: E402
import testing  # noqa: E402

EXTENSIONS = ("alerts", "autolink", "footnotes", "math_code", "math_dollars", "multiline_block_quotes", "strikethrough", "table", "tasklist",
              "wikilinks_title_before_pipe")
INLINE_DIFFERENCE = re.compile(r"\{[+-].+?[+-]\}|\[[+-].+?[+-]\]")


def render(text):
    extensions, options = comrak.ExtensionOptions(), comrak.RenderOptions()
    for name in EXTENSIONS:
        assert hasattr(extensions, name), name
        setattr(extensions, name, True)
    options.unsafe_ = options.github_pre_lang = options.gfm_quirks = True
    return comrak.render_markdown(text, extension_options=extensions, render_options=options)


class GitLab(comment_test.OnHostileNames, unittest.TestCase):
    def test_the_renderer_does_what_gitlab_s_does(self):
        page = comment_test.Rendered(render("| a |\n| --- |\n| $`x`$ [[page]] ~~gone~~ www.example.com |\n"))
        self.assertLessEqual({"table", "a", "del", "code"}, page.elements)

    def test_scenario_54_names_are_inert(self):
        for command in (("plan", "--env", "#1"), ("preview", "--base", "base", "--env", "#1", "--env", "two words"),
                        ("plan", "--env", "#1", "--no-html", "--marker", "footer")):
            page = comment_test.Rendered(render(self.body(*command, "--format", "markdown", "--max-bytes", "1000000")))
            self.assertEqual(page.elements - comment_test.ALLOWED, set())
            for signs in (comment_test.LIVE_REFERENCE, INLINE_DIFFERENCE):
                self.assertIsNone(signs.search(page.prose), page.prose)


if __name__ == "__main__":
    testing.main()
