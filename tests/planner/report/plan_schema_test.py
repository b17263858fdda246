"""Validates plans against both of their schemas, the strict one and the one for readers, and the schemas against broken plans.

Usage: plan_schema_test.py DIRECTORY_OF_SCHEMAS PLAN_SAMPLES
"""

import copy
import json
import pathlib
import subprocess
import sys

import jsonschema


def without_duplicates(pairs):
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), f"a key stands twice in {keys}"
    return dict(pairs)


def objects(value, path=()):
    """Every object with fixed keys inside `value`, as paths."""
    if isinstance(value, dict):
        if path[-1:] != ("image_tags",):
            yield path
        for key, member in value.items():
            yield from objects(member, path + (key,))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from objects(item, path + (index,))


def at(value, path):
    for step in path:
        value = value[step]
    return value


def validator(path):
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def main():
    directory, samples_program = sys.argv[1:]
    strict = validator(pathlib.Path(directory) / "strict" / "plan.schema.json")
    for_readers = validator(pathlib.Path(directory) / "plan.schema.json")

    output = subprocess.run([samples_program], check=True, stdout=subprocess.PIPE).stdout
    samples = json.loads(output.decode("utf-8"), object_pairs_hook=without_duplicates)
    assert len(samples) >= 7, "there are samples to check"
    for sample in samples:
        strict.validate(sample)
        for_readers.validate(sample)

    # A schema that lets anything pass would prove nothing.
    checked = 0
    for sample in samples:
        for path in objects(sample):
            for key in at(sample, path):
                broken = copy.deepcopy(sample)
                del at(broken, path)[key]
                assert not strict.is_valid(broken), f"{path} may lack {key!r}"
                assert not for_readers.is_valid(broken), f"readers may find {path} without {key!r}"
                checked += 1
            broken = copy.deepcopy(sample)
            at(broken, path)["surprise"] = None
            assert not strict.is_valid(broken), f"{path} may have a key nobody knows"
            assert for_readers.is_valid(broken), f"readers refuse a new key at {path}"
    print(f"{len(samples)} plans are valid; {checked} missing keys were noticed")


main()
