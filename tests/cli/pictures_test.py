#!/usr/bin/env python3
"""docs/pictures are what scripts/make_pictures makes of the program of today, each is shown by a page, and none loads or runs anything.
DELTAPLAN_UPDATE_GOLDEN=1 makes them anew; the tests are skipped then."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests" / "e2e"), str(ROOT / "tests" / "support"), str(ROOT / "scripts")]

import page_picture  # noqa: E402
import terminal_picture  # noqa: E402
import testing  # noqa: E402
from sandbox import PROGRAM  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
SVG = "{http://www.w3.org/2000/svg}"


def make(directory):
    subprocess.run([ROOT / "scripts" / "make_pictures", PROGRAM, directory], check=True)


def texts(directory):
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(pathlib.Path(directory).iterdir())}


@unittest.skipUnless(shutil.which("cmark-gfm") or "CI" in os.environ, "cmark-gfm is not installed")
class Made(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if os.environ.get("DELTAPLAN_UPDATE_GOLDEN"):
            make(PICTURES)
            raise unittest.SkipTest("they were made anew")
        cls.directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.directory.cleanup)
        make(cls.directory.name)
        cls.made, cls.kept = texts(cls.directory.name), texts(PICTURES)

    def test_they_are_what_the_program_shows_today(self):
        self.assertEqual(list(self.kept), list(self.made))
        for name, text in self.made.items():
            self.assertEqual(self.kept[name].splitlines(), text.splitlines(), f"{name}: DELTAPLAN_UPDATE_GOLDEN=1 tests/cli/pictures_test.py makes it anew")

    def test_each_has_a_title_both_schemes_and_nothing_that_loads(self):
        for name, text in self.kept.items():
            with self.subTest(name):
                root = ElementTree.fromstring(text)
                self.assertEqual((root.get("role"), root.get("aria-labelledby")), ("img", root.find(f"{SVG}title").get("id")))
                self.assertGreater(len(root.find(f"{SVG}title").text), 20)
                self.assertIn("prefers-color-scheme: dark", text)
                self.assertEqual([tag.tag for tag in root.iter() if tag.tag.endswith("}script") or tag.tag.endswith("}image")], [])
                self.assertEqual(re.findall(r"@import|url\(|javascript:", text), [])
                self.assertEqual([address for address in re.findall(r'https?://[^"\s<]+', text) if "//www.w3.org/" not in address], [])

    def test_each_is_shown_by_a_page_which_says_in_words_what_is_on_it(self):
        shown = []
        for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
            for words, path in re.findall(r"!\[([^\]]*)\]\(([^)]+\.svg)\)", page.read_text(encoding="utf-8")):
                picture = (page.parent / path).resolve()
                self.assertEqual(picture.parent, PICTURES, f"{page.name} shows {path}")
                self.assertGreater(len(words), 10, f"{page.name}: {path} has no words")
                shown.append(picture.name)
        self.assertEqual(sorted(set(shown)), list(self.kept))


class Writers(unittest.TestCase):
    def test_a_terminal_is_text_at_its_columns(self):
        root = ElementTree.fromstring(terminal_picture.terminal_picture("A <title>", "ab  \033[1;33mDEPLOY\033[0m\n\n  <x> & y\n"))
        pieces = [(piece.get("class"), piece.get("x"), piece.text) for piece in root.iter(f"{SVG}tspan")]
        self.assertEqual(pieces, [("plain", "16.0", "ab"), ("attention", "49.6", "DEPLOY"), ("plain", "32.8", "<x> & y")])
        self.assertEqual([text.get("y") for text in root.iter(f"{SVG}text")], ["30", "70"])
        self.assertEqual(root.find(f"{SVG}title").text, "A <title>")

    def test_what_a_picture_does_not_know_is_an_error(self):
        for text in ("\033[35mx\033[0m", "\033[1mx", "\033[2Kx", "\u2192"):
            with self.assertRaises(ValueError, msg=repr(text)):
                terminal_picture.terminal_picture("title", text)

    def test_every_ink_can_be_read_in_both_schemes(self):
        def light(color):
            parts = [int(color[i:i + 2], 16) / 255 for i in (1, 3, 5)]
            parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

        for scheme in (0, 1):
            ground = light(terminal_picture.COLORS["ground"][scheme])
            for ink, colors in terminal_picture.COLORS.items():
                low, high = sorted((ground, light(colors[scheme])))
                if ink != "ground":
                    self.assertGreaterEqual((high + 0.05) / (low + 0.05), 4.5, f"{ink} {colors[scheme]}")

    def test_a_page_becomes_xml_without_what_runs(self):
        page = ('<!DOCTYPE html><html><head><meta charset="utf-8"><title>t</title><style>a > b { }</style></head><body><p hidden>1 &lt; 2<br>'
                '<svg viewBox="0 0 1 1"><path d="M0"/></svg></p><script>if (a < b) x();</script></body></html>')
        root = ElementTree.fromstring(page_picture.page_picture("A title", page, "p { }", 10, 20))
        body = root.find(f"{SVG}foreignObject/*")
        self.assertEqual(root.find(f"{SVG}style").text, "a > b { }\np { }")
        self.assertEqual([element.tag.rpartition("}")[2] for element in body.iter()], ["body", "p", "br", "svg", "path"])
        self.assertEqual(next(body.iter(f"{SVG}svg")).get("viewBox"), "0 0 1 1")
        self.assertNotIn("x()", "".join(body.itertext()))


if __name__ == "__main__":
    testing.main()
