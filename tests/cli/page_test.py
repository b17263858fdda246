#!/usr/bin/env python3
"""plan.html as a browser would take it apart: its structure, its policy, and names that would be more than names."""

import base64
import hashlib
import html.parser
import json
import os
import re
import subprocess
import sys
import unittest
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "e2e"), os.path.join(HERE, "..", "support")]

import recipes  # noqa: E402
import testing  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM  # noqa: E402

VOID = {"meta", "input", "rect", "path", "br", "img", "link"}
ELEMENTS = {"html", "head", "meta", "title", "style", "body", "header", "main", "h1", "h2", "p", "section", "div", "strong", "pre", "table", "thead",
            "tbody", "tr", "th", "td", "a", "details", "summary", "ul", "li", "code", "svg", "g", "rect", "path", "text", "form", "label", "input",
            "select", "option", "output", "script"}
ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "role", "tabindex", "aria-label", "aria-labelledby",
              "aria-live", "scope", "data-decision", "hidden", "type", "autocomplete", "value", "xmlns", "width", "height", "viewbox", "font-family",
              "font-size", "font-weight", "x", "y", "rx", "d", "fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-dasharray", "stroke-width"}


class Page(html.parser.HTMLParser):
    """A document whose elements close in order, of known elements and attributes alone."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.links, self.problems = [], [], [], []
        self.texts, self.blocks, self.policy, self.headings = {}, {}, None, []
        self.feed(text)
        self.close()
        if self.open:
            self.problems.append(f"still open: {self.open}")

    def handle_starttag(self, tag, attributes):
        known = dict(attributes)
        if tag not in ELEMENTS:
            self.problems.append(f"element {tag}")
        self.problems += [f"attribute {name} of {tag}" for name in known if name not in ATTRIBUTES]
        if len(known) != len(attributes):
            self.problems.append(f"an attribute of {tag} stands twice")
        if "id" in known:
            self.ids.append(known["id"])
        if "href" in known:
            self.links.append(known["href"])
        if known.get("http-equiv") == "Content-Security-Policy":
            self.policy = known["content"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes something else")

    def handle_comment(self, data):
        self.problems.append(f"comment {data}")

    def handle_data(self, data):
        here = self.open[-1] if self.open else ""
        if here in ("script", "style"):
            self.blocks[here] = self.blocks.get(here, "") + data
        self.texts[here] = self.texts.get(here, "") + data


def digest(block):
    return "'sha256-" + base64.b64encode(hashlib.sha256(block.encode()).digest()).decode() + "'"


class PlanPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.setups = {name: getattr(recipes, name)() for name in ("odd_names", "images", "unchanged", "many_services", "restart_with")}
        cls.pages = {}
        live = {"odd_names": ["--live", "bytes=@first@", "--live", "new\nline=@first@", "--live", "#hash=@head@"], "many_services":
                ["--live-file", "@live@"], "unchanged": ["--live", "api=@head@", "--live", "web=@head@"]}
        for name, setup in cls.setups.items():
            words = [re.sub(r"@(\w+)@", lambda match, known=setup.words: known[match[1]], word) for word in live.get(name, [])]
            cls.pages[name] = cls.run_in(setup, "plan", "--format", "html", *words)
            cls.pages["graph of " + name] = cls.run_in(setup, "graph", "--format", "html")

    @classmethod
    def tearDownClass(cls):
        for setup in cls.setups.values():
            setup.repository.close()

    @staticmethod
    def run_in(setup, *words):
        run = subprocess.run([PROGRAM, *words], cwd=setup.directory, env=ENVIRONMENT, capture_output=True, check=True)
        return run.stdout.decode("utf-8")

    def each(self):
        return [(name, text, Page(text)) for name, text in self.pages.items()]

    def test_its_elements_are_ours_and_close(self):
        for name, _, page in self.each():
            self.assertEqual(page.problems, [], name)

    def test_scenario_54_names_are_text(self):
        text, page = self.pages["odd_names"], Page(self.pages["odd_names"])
        self.assertNotRegex(text, r"[\x00-\x08\x0b-\x1f\x7f\u202e\u2028]")
        self.assertNotIn("<b>", text)
        self.assertNotRegex(text, r"(?m)^::")
        self.assertIn("services/<b>|`x`", page.texts["td"])
        self.assertIn("<b>|`x`", page.texts["th"])
        self.assertEqual(text.count("<script"), 1)
        self.assertEqual(text.lower().count("</script"), 1)

    def test_its_policy_allows_its_own_blocks_and_nothing_else(self):
        for _, text, page in self.each():
            self.assertEqual(page.policy, f"default-src 'none'; script-src {digest(page.blocks['script'])}; style-src {digest(page.blocks['style'])}; "
                                          "base-uri 'none'; form-action 'none'")
            self.assertLess(text.index("Content-Security-Policy"), text.index("<style>"))
            self.assertNotRegex(text.replace("http://www.w3.org/2000/svg", ""), r"(?i)https?://|url\(|@import|javascript:|\son\w+=|\sstyle=|\ssrc=")

    def test_every_link_leads_to_a_place_of_the_page(self):
        for _, _, page in self.each():
            self.assertEqual(len(page.ids), len(set(page.ids)))
            for link in page.links:
                self.assertEqual(link[0], "#")
                self.assertIn(link[1:], page.ids)

    def test_every_service_has_an_address(self):
        for name, setup in self.setups.items():
            plan = json.loads(self.run_in(setup, "plan", "--format", "json"))
            page = Page(self.pages[name])
            for service in plan["services"]:
                self.assertIn("service=" + urllib.parse.quote(service["name"], safe="~"), page.ids)

    def test_it_is_for_a_screen_reader(self):
        for _, text, page in self.each():
            self.assertIn('<html lang="en">', text)
            self.assertEqual(text.count("<h1>"), 1)
            self.assertEqual(text.count("<main>"), 1)
            for section in re.findall(r'<section aria-labelledby="([^"]+)"', text):
                self.assertIn(section, page.ids)
            for cell in re.findall(r"<th\b[^>]*>", text):
                self.assertIn("scope=", cell)
            for picture in re.findall(r"<svg\b.*?</svg>", text, flags=re.DOTALL):
                self.assertIn('role="img" aria-labelledby="picture-title"', picture)
                self.assertIn('<title id="picture-title">', picture)

    def test_it_is_whole_without_its_script_and_style(self):
        for name, text, _ in self.each():
            bare = re.sub(r"(?s)<(script|style)>.*?</\1>", "", text)
            self.assertIn("<table", bare)
            self.assertNotIn("display", bare)
            if name in ("odd_names", "images"):
                self.assertIn("DEPLOY", bare)

    def test_the_same_plan_gives_the_same_bytes(self):
        setup = self.setups["images"]
        self.assertEqual(self.run_in(setup, "plan", "--format", "html"), self.pages["images"])
        self.assertEqual(self.run_in(setup, "plan", "--format", "html", "--jobs", "1"), self.pages["images"])

    def test_dot_and_mermaid_hold_no_syntax_in_names(self):
        setup = self.setups["odd_names"]
        for line in self.run_in(setup, "graph", "--unfactored").splitlines()[3:-1]:
            self.assertRegex(line, r'^  n\d+ (-> n\d+;|\[label="([^"\\]|\\.)*", tooltip="([^"\\]|\\.)*", shape=\w+\];)$')
        for line in self.run_in(setup, "graph", "--format", "mermaid").splitlines()[1:]:
            self.assertRegex(line, r'^  (n\d+ --> n\d+|n\d+[\[(]"([\w /.-]|#\d+;)*"[\])]|%% .*)$')


if __name__ == "__main__":
    testing.main()
