"""The schemas that are published in docs/schema, and what a document has to be held against: both of its schemas, and what a later
version of the program may change of it."""

import copy
import json
import os
import sys

import jsonschema

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "e2e"), os.path.join(HERE, "..", "support")]

import all_recipes  # noqa: E402

ROOT = os.path.join(HERE, "..", "..")


def unique_keys(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError(f"a key stands twice in {keys}")
    return dict(pairs)


def load(text):
    return json.loads(text, object_pairs_hook=unique_keys)


def validator(*path):
    with open(os.path.join(ROOT, "docs", "schema", *path), encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


class Published:
    """The two schemas of one of our documents: the strict one, and the one for readers of any version 1.x."""

    def __init__(self, name):
        self.strict = validator("strict", name)
        self.open = validator(name)

    def validate(self, document):
        self.strict.validate(document)
        self.open.validate(document)


def objects(value, path=()):
    """The paths of all objects whose keys are fixed inside `value`: not of those from service to tag, address or rollout, from file to
    digest, or from variable to value."""
    if isinstance(value, dict):
        if path[-1:] not in (("image_tags",), ("tags",), ("health",), ("vars",), ("restarts",), ("restarted",)) and path != ("files",):
            yield path
        for key, member in value.items():
            yield from objects(member, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from objects(item, (*path, index))


def changed(document, path, key, value):
    """A copy of `document` in which the object at `path` has `value` as its `key`."""
    document = copy.deepcopy(document)
    place = document
    for step in path:
        place = place[step]
    place[key] = value
    return document


class LaterVersions:
    """What of a document has to pass, and what not, when a later version of the program has written it."""

    def check_what_a_later_version_may_do(self, name, document, tells=None):
        self.check_keys(name, document, tells)
        schemas = Published(name)
        for version, is_open in (("1.1", True), ("1.12", True), ("2.0", False), ("1", False), ("1.", False), ("1.01", False),
                                 (1.0, False)):
            later = changed(document, (), "format_version", version)
            self.assertFalse(schemas.strict.is_valid(later), version)
            self.assertEqual(schemas.open.is_valid(later), is_open, version)

    def check_keys(self, name, document, tells=None):
        """`tells` is the key without which the document would be one of another kind, so that readers can't miss it."""
        schemas = Published(name)
        schemas.validate(document)
        for path in objects(document):
            added = changed(document, path, "added_later", {"a": [1]})
            self.assertFalse(schemas.strict.is_valid(added), f"{path} may have a key that nobody knows")
            self.assertTrue(schemas.open.is_valid(added), f"readers refuse a new key at {path}")
        for key in document:
            lacking = {other: value for other, value in document.items() if other != key}
            self.assertFalse(schemas.strict.is_valid(lacking), f"{key!r} may be missing")
            self.assertEqual(schemas.open.is_valid(lacking), key == tells, f"readers may miss {key!r}")

    def check_words(self, name, document, path, key, may_grow):
        """Whether readers take a word at `path` that is not known yet."""
        schemas = Published(name)
        later = changed(document, path, key, "added_later")
        self.assertFalse(schemas.strict.is_valid(later), (path, key))
        self.assertEqual(schemas.open.is_valid(later), may_grow, (path, key))
        self.assertFalse(schemas.open.is_valid(changed(document, path, key, "No word")), (path, key))


class WithRecipes:
    """A class of tests that stand in the repositories of `recipes`, which they don't change."""

    recipes = ()
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.setups = {name: all_recipes.make(name) for name in cls.recipes}

    @classmethod
    def tearDownClass(cls):
        for setup in cls.setups.values():
            setup.repository.close()

    @classmethod
    def add_live_file(cls, name, word, tags):
        """A file of live tags beside the repository of a recipe; arguments name it @word@."""
        setup = cls.setups[name]
        path = os.path.join(setup.repository.base, word + ".json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(tags, file)
        setup.words[word] = path

    def run_in(self, name, command, *arguments):
        setup = self.setups[name]
        for word, value in setup.words.items():
            arguments = [argument.replace(f"@{word}@", value) for argument in arguments]
        result = setup.repository.run(command, *arguments, cwd=setup.directory)
        self.assertEqual(result.code, 0, result)
        return result.out
