#!/usr/bin/env python3
"""The body of a comment through GitHub's own renderer (cmark-gfm, with all of its extensions): nothing that stands in a name is markup,
a link, or begins a line. GitHub looks for mentions and references in what comes out, so they are looked for there, too."""

import html.parser
import os
import re
import shutil
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "e2e"), os.path.join(HERE, "..", "support")]

import testing  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM, Repository  # noqa: E402

# Each is the name of a directory, so of a service, and of a file in it. None holds a slash.
NAMES = ["@octocat", "a@b.example", "#12", "owner#12", "GH-12", "!34", "$56", "~bug", "%v1", "&7", "^alert#8", "[vulnerability:9]", "*iteration:x",
         "www.evil.example", "http:", "https:evil", "<script>alert(1)", "<img src=x onerror=y>", "<!-- x", "-->", "]]>", "&lt;b&gt;", "&#60;b", "a|b|c",
         "\\|", "a\\", "`a`", "``", "a``b", "```", "*a*", "**b**", "_c_", "__d__", "~~e~~", "[x](y)", "![x](y)", "[x]: y", "[^1]", "- x", "+ x", "1. x",
         "2) x", "> x", "# x", "=====", "---", "***", "| a |", "\tx", " x", "x ", "$a$", "$`a`$", "$$b$$", ":smile:", "[[wiki]]", "{+ins+}", "<br>",
         "<details>", "<summary>", "<code>", "<!--", "--help", "$(id)", "`id`", "::error::x", "##[error]x", "\x1b[31m", "a\nb", "\r", "\u202eevil", "测试", "\\`", "\\@x",
         "lgtm", "@{5b10ac8d82e05b22cc7d4ef5}", "@team.name", "user@host:x", "xmpp:a@b", "mailto:a@b.example"]
ALLOWED = {"h3", "h4", "p", "blockquote", "strong", "br", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "ul", "li", "code"}
LIVE_REFERENCE = re.compile(r"(?<![\w/])(@\w|#\d|GH-\d|[!$~&%^]\d|~\w|%\w|\bhttps?://|\bwww\.)")


class Rendered(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.prose, self.code, self.open = set(), "", [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.add(tag)
        if tag != "br":
            self.open.append(tag)
        if tag == "code":
            self.code.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, (tag, self.open)

    def handle_data(self, data):
        if "code" in self.open:
            self.code[-1] += data
        else:
            self.prose += data


class OnHostileNames:
    """A repository in which every name is one of NAMES."""

    @classmethod
    def setUpClass(cls):
        cls.repository = Repository()
        for number, name in enumerate(NAMES):
            cls.repository.write(f"services/{name}/f", "1")
            cls.repository.write(f"packages/p{number}/{name}", "1")
        cls.repository.configure(packages=["packages/*"], environments={"two words": {"live": []}, "#1": {"live": []}})
        cls.repository.commit("first")
        for branch in ("base", "@base"):
            cls.repository.git("branch", branch)
        for number, name in enumerate(NAMES):
            cls.repository.write(f"services/{name}/{name}", "2")
            cls.repository.write(f"packages/p{number}/{name}", "2")
        cls.repository.commit("second")

    @classmethod
    def tearDownClass(cls):
        cls.repository.close()

    def body(self, *words):
        run = subprocess.run([PROGRAM, *words], cwd=self.repository.path, env=ENVIRONMENT, capture_output=True, check=True)
        return run.stdout.decode("utf-8")


class Comments(OnHostileNames, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not shutil.which("cmark-gfm"):
            if os.environ.get("CI"):
                raise AssertionError("cmark-gfm is missing: scripts/setup --ci installs it")
            raise unittest.SkipTest("cmark-gfm is not installed")
        super().setUpClass()

    def render(self, text):
        extensions = [word for name in ("table", "strikethrough", "autolink", "tasklist", "footnotes") for word in ("-e", name)]
        run = subprocess.run(["cmark-gfm", "--unsafe", *extensions], input=text.encode(), capture_output=True, check=True)
        return Rendered(run.stdout.decode("utf-8"))

    def check(self, text):
        self.assertNotRegex(text, r"(?m)^\s*/", "bots read what begins with a slash")
        self.assertNotRegex(text, r"[\x00-\x08\x0b-\x1f\x7f\u202e]")
        page = self.render(text)
        self.assertEqual(page.elements - ALLOWED, set())
        # Code is where nobody is mentioned; in prose every sign is parted from its name.
        self.assertIsNone(LIVE_REFERENCE.search(page.prose), page.prose)
        return page

    def test_scenario_54_the_plan_is_inert(self):
        for limit in ("64000", "8000", "2000"):
            self.check(self.body("plan", "--env", "#1", "--format", "markdown", "--max-bytes", limit))

    def test_scenario_54_a_preview_of_two_environments_is_inert(self):
        page = self.check(self.body("preview", "--base", "@base", "--env", "two words", "--env", "#1", "--format", "markdown"))
        self.assertIn("2 of 2 environments with something to deploy", page.prose)

    def test_names_can_be_read(self):
        page = self.check(self.body("plan", "--env", "#1", "--format", "markdown", "--max-bytes", "1000000"))
        for name in NAMES:
            if re.search(r'[\x00-\x1f\u202e"]', name) or name.startswith("::") or name.startswith("##["):
                continue  # shown as escapes
            self.assertIn(name.strip(), [code.strip().replace("\u200b", "") for code in page.code], name)

    def test_without_html_there_is_none(self):
        text = self.body("preview", "--base", "@base", "--env", "#1", "--format", "markdown", "--no-html", "--marker", "footer")
        prose = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", text)
        self.assertNotRegex(prose, r"<[A-Za-z/!]|&#?\w+;")
        self.check(text)


if __name__ == "__main__":
    testing.main()
