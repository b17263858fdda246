#!/usr/bin/env python3
"""The schemas for readers are those that scripts/open_schemas makes of the strict ones, and are as open as docs/schema/README.md says."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))

import testing  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "open_schemas"
SCHEMAS = ROOT / "docs" / "schema"
CONFIGURATION = "deltaplan.schema.json"  # an input: unknown keys are errors
STRICT = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "a thing, format 1.0",
    "description": "A thing.",
    "type": "object",
    "additionalProperties": False,
    "required": ["format_version"],
    "properties": {
        "format_version": {"const": "1.0"},
        "tags": {"type": "object", "additionalProperties": {"type": "string"}},
        "code": {"$comment": "Words may be added within 1.x.", "enum": [None, "early", "late"]},
        "decision": {"enum": ["deploy", "skip"]},
        "live": {"oneOf": [{"type": "null"}, {"type": "object", "additionalProperties": False}]},
    },
}


def run(*arguments):
    return subprocess.run([sys.executable, SCRIPT, *arguments], capture_output=True, text=True, check=False)


def parts(schema, name=""):
    """Every schema inside `schema`, with the name that it has as a property."""
    if isinstance(schema, list):
        for item in schema:
            yield from parts(item, name)
    elif isinstance(schema, dict):
        yield name, schema
        for key, value in schema.items():
            if key in ("properties", "$defs"):
                for inner, property_schema in value.items():
                    yield from parts(property_schema, inner)
            else:
                yield from parts(value, name)


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


class OpenSchemas(unittest.TestCase):
    def test_the_published_ones_are_what_the_script_makes(self):
        checked = run("--check")
        self.assertEqual((checked.returncode, checked.stderr), (0, ""))
        self.assertEqual({path.name for path in SCHEMAS.glob("*.json")},
                         {path.name for path in (SCHEMAS / "strict").glob("*.json")} | {CONFIGURATION})

    def test_a_schema_that_was_changed_by_hand_is_found(self):
        with tempfile.TemporaryDirectory() as directory:
            copy = pathlib.Path(directory) / "schema"
            shutil.copytree(SCHEMAS, copy)
            self.assertEqual(run("--check", copy).returncode, 0)
            plan = copy / "plan.schema.json"
            plan.write_text(plan.read_text(encoding="utf-8").replace('"wave"', '"tide"'), encoding="utf-8")
            checked = run("--check", copy)
            self.assertEqual(checked.returncode, 1)
            self.assertIn("plan.schema.json is not what scripts/open_schemas makes", checked.stderr)
            self.assertEqual(run(copy).returncode, 0)
            self.assertEqual(run("--check", copy).returncode, 0)
            plan.unlink()
            self.assertEqual(run("--check", copy).returncode, 1)

    def test_a_directory_without_schemas_is_no_success(self):
        with tempfile.TemporaryDirectory() as directory:
            for arguments in ((directory,), ("--check", directory), (directory, directory), ("--chekc",)):
                with self.subTest(arguments=arguments):
                    self.assertEqual(run(*arguments).returncode, 1)

    def test_what_is_opened(self):
        with tempfile.TemporaryDirectory() as directory:
            (pathlib.Path(directory) / "strict").mkdir()
            (pathlib.Path(directory) / "strict" / "thing.schema.json").write_text(json.dumps(STRICT), encoding="utf-8")
            self.assertEqual(run(directory).returncode, 0)
            self.assertEqual(load(pathlib.Path(directory) / "thing.schema.json"), {
                "$schema": STRICT["$schema"],
                "$comment": "Made by scripts/open_schemas from strict/thing.schema.json; a change belongs there.",
                "title": "a thing, format 1.x",
                "description": "A thing. Within 1.x keys may be added: pass over those that you do not know.",
                "type": "object",
                "required": ["format_version"],
                "properties": {
                    "format_version": {"type": "string", "pattern": "^1\\.(0|[1-9][0-9]*)$"},
                    "tags": {"type": "object", "additionalProperties": {"type": "string"}},
                    "code": {"$comment": "Words may be added within 1.x.", "type": ["string", "null"],
                             "pattern": "^[a-z][a-z0-9_]*$", "examples": ["early", "late"]},
                    "decision": {"enum": ["deploy", "skip"]},
                    "live": {"anyOf": [{"type": "null"}, {"type": "object"}]},
                },
            })

    def test_every_object_of_a_strict_schema_is_closed(self):
        for path in sorted((SCHEMAS / "strict").glob("*.json")):
            for name, schema in parts(load(path)):
                if schema.get("type") == "object" or "object" in schema.get("type", ()):
                    with self.subTest(schema=path.name, name=name):
                        self.assertIn("additionalProperties", schema)

    def test_the_words_that_readers_may_branch_on_are_those_of_the_page(self):
        closed = set()
        for path in sorted(SCHEMAS.glob("*.json")):
            if path.name != CONFIGURATION:
                closed |= {name for name, schema in parts(load(path)) if "enum" in schema}
        page = (SCHEMAS / "README.md").read_text(encoding="utf-8")
        paragraph = " ".join(page[page.index("- the words of"):page.index("will be: readers may")].split())
        self.assertEqual(closed, {"decision", "relation", "status", "verdict", "severity", "scope", "action", "effect", "registry", "to",
                                  "side", "change"})
        for name in closed:
            self.assertIn(f"`{name}`", paragraph)


if __name__ == "__main__":
    testing.main()
