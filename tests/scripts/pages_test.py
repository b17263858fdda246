#!/usr/bin/env python3
"""Links and places that our pages name are there; decisions are complete and the code points to them; licences are listed."""

import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))

import testing  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
RECORDS = ROOT / "docs" / "decisions"
HEADINGS = ["What", "Why not the obvious way", "What would change our mind", "Drop at"]
# Pages that name files and folders of ours in `code`; each such name has to lead to one.
PAGES_WITH_PLACES = ["CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md", "docs/schema/README.md", "docs/third_party.md"]
FENCED = re.compile(r"^```.*?^```", flags=re.MULTILINE | re.DOTALL)


def files():
    """All files of the sources: nothing that was built or that belongs to git."""
    found = []
    for path in sorted(ROOT.iterdir()):
        if path.name not in (".git", ".cache", "build"):
            found += [path] if path.is_file() else [inner for inner in sorted(path.rglob("*")) if inner.is_file()]
    return [path for path in found if "__pycache__" not in path.parts]


def read(path):
    return path.read_text(encoding="utf-8")


def anchors(text):
    """What the headings of a page are called in links, by GitHub's rule."""
    seen = {}
    for heading in re.findall(r"^#+ (.+)$", FENCED.sub("", text), flags=re.MULTILINE):
        anchor = re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
        seen[anchor] = seen.get(anchor, -1) + 1
        yield anchor if seen[anchor] == 0 else f"{anchor}-{seen[anchor]}"


def section(text, heading):
    return text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0].strip()


def places(text):
    """Names of files and folders of this repository, written as code."""
    top = {path.name for path in ROOT.iterdir() if path.is_dir()}
    for name in re.findall(r"`([^`\s]+)`", FENCED.sub("", text)):
        if name.split("/")[0] in top and "/" in name and not re.search(r"[A-Z]{4}|[*{]", name):
            yield name


class Pages(unittest.TestCase):
    def test_no_page_hands_a_list_of_targets_over_without_a_guard(self):
        seen = 0
        for page in files():
            if page.suffix != ".md" or "fixtures" in page.parts:
                continue
            for block in FENCED.findall(read(page)):
                if not re.match(r"```bash|```console(?=[^`]*mapfile)", block) or "target_args.txt" not in block:
                    continue
                seen += 1
                guard, call = block.find('[ "${#targets[@]}" -gt 0 ]'), block.find('"${targets[@]}"')
                self.assertTrue(0 <= guard < call, page)
                # A plan that is refused leaves the files of an earlier one: what reads them must not go on.
                if block.startswith("```bash"):
                    self.assertNotRegex(block, r"(?m)^\s*deltaplan plan [^&\n]*$", page)
        self.assertGreaterEqual(seen, 4)

    def test_links_lead_somewhere(self):
        links = 0
        for page in files():
            if page.suffix != ".md" or "fixtures" in page.parts:
                continue
            for target in re.findall(r"\]\(([^)\s]+)\)", FENCED.sub("", read(page))):
                if target.startswith(("https://", "http://")):
                    continue
                links += 1
                with self.subTest(page=str(page.relative_to(ROOT)), target=target):
                    file, _, anchor = target.partition("#")
                    place = page.parent / file if file else page
                    self.assertTrue(place.exists(), "there is no such file")
                    if anchor:
                        self.assertIn(anchor, list(anchors(read(place))), "there is no such heading")
        self.assertGreater(links, 100)

    def test_places_that_pages_name_are_there(self):
        named = 0
        for page in [ROOT / name for name in PAGES_WITH_PLACES] + sorted(RECORDS.glob("*.md")):
            for place in places(read(page)):
                named += 1
                with self.subTest(page=str(page.relative_to(ROOT)), place=place):
                    self.assertTrue((ROOT / place).exists())
        self.assertGreater(named, 40)

    def test_every_library_has_its_licence(self):
        packages = re.findall(r"\b(?:lib[a-z0-9.+-]+|zlib1g|nlohmann-json3)-dev\b", read(ROOT / "scripts" / "setup"))
        self.assertGreater(len(packages), 10)
        page = read(ROOT / "docs" / "third_party.md")
        sanitizer = [name for name in packages if name.startswith("libclang-rt-")]
        self.assertEqual([name for name in packages if f"`{name}`" not in page], sanitizer)

    def test_the_licence_is_apache_s(self):
        text = read(ROOT / "LICENSE")
        self.assertIn("Apache License\n                           Version 2.0, January 2004", text)
        self.assertIn("END OF TERMS AND CONDITIONS", text)


class Records(unittest.TestCase):
    def setUp(self):
        self.records = {path.stem: read(path) for path in sorted(RECORDS.glob("*.md")) if path.name != "README.md"}

    def test_each_has_its_four_parts(self):
        self.assertGreaterEqual(len(self.records), 15)
        for name, text in self.records.items():
            with self.subTest(name=name):
                self.assertRegex(text, r"^# \S")
                self.assertEqual(re.findall(r"^## (.+)$", FENCED.sub("", text), flags=re.MULTILINE), HEADINGS)
                for heading in HEADINGS:
                    self.assertTrue(section(text, heading), f"nothing stands under {heading!r}")
                self.assertRegex(section(text, "Drop at"), r"\d+\.\d|version|[Nn]ever|release")

    def test_the_index_lists_each_once(self):
        listed = re.findall(r"^\| \[([a-z-]+)\]\(([a-z-]+)\.md\) \| \S", read(RECORDS / "README.md"), flags=re.MULTILINE)
        self.assertEqual(sorted(name for name, _ in listed), sorted(self.records))
        self.assertTrue(all(name == file for name, file in listed), listed)

    def test_the_places_of_each_point_back(self):
        for name, text in self.records.items():
            with self.subTest(name=name):
                found = re.search(r"\n\nPlaces: (.+?)\n\n", text, flags=re.DOTALL)
                self.assertIsNotNone(found, "no line tells of its places")
                named = re.findall(r"`([^`]+)`", found[1])
                self.assertTrue(named)
                silent = [place for place in named if f"docs/decisions/{name}.md" not in read(ROOT / place)
                          and f"decisions/{name}.md)" not in read(ROOT / place)]
                self.assertEqual(silent, [], "these do not point to the record")

    def test_a_long_source_is_one_of_its_record_or_a_test(self):
        allowed = set(re.findall(r"`([^`]+)`", re.search(r"\n\nPlaces: (.+?)\n\n", self.records["long-files"], flags=re.DOTALL)[1]))
        sources = [path for path in files() if path.suffix in (".cc", ".h", ".sh", "") and path.relative_to(ROOT).parts[0] not in ("tests", "fixtures")]
        self.assertGreater(len(sources), 400)
        long = [name for name in (path.relative_to(ROOT).as_posix() for path in sources if read(path).count("\n") > 450) if name not in allowed]
        self.assertEqual(long, [], "docs/decisions/long-files.md allows 450 lines, and these have more")

    def test_what_points_to_a_record_finds_it(self):
        pointed = 0
        for path in files():
            if path.suffix in (".md", ".py") or "fixtures" in path.parts:
                continue
            try:
                text = read(path)
            except UnicodeDecodeError:
                continue
            for name in re.findall(r"docs/decisions/([\w-]+)\.md", text):
                pointed += 1
                with self.subTest(file=str(path.relative_to(ROOT)), record=name):
                    self.assertIn(name, self.records)
        self.assertGreaterEqual(pointed, 15)


if __name__ == "__main__":
    testing.main()
