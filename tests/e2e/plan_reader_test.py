#!/usr/bin/env python3
"""Every part of plan.json missing, doubled or of another kind: a refusal in words, and never a crash or another plan."""

import copy
import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import testing  # noqa: E402
from sandbox import Repository  # noqa: E402

VALUES = (None, 7, "x", [], {})
# What is there to be looked at, and no reader of ours goes by.
SHOWN = {"summary", "reasons", "warnings", "tags_file", "root_tags", "without_configuration", "path", "dirty", "time", "commit",
         "relation", "commits", "from", "wave", "bake_target", "directory", "what_to_do", "why_not", "variables"}


def places(value, path=()):
    """The paths of all members and items that readers go by."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        is_of_head = path[:1] == ("head",)
        if (key in ("dirty", "time") if is_of_head else key in SHOWN) or (path[:2] == ("terraform", "roots") and key == "targets"):
            continue
        yield (*path, key)
        yield from places(item, (*path, key))


def at(document, path):
    for step in path:
        document = document[step]
    return document


def doubled(value, path):
    """The text of `value` with the member at `path` written twice."""
    if isinstance(value, dict):
        members = []
        for key, item in value.items():
            text = json.dumps(key) + ": " + doubled(item, path[1:] if path[:1] == (key,) else ())
            members += [text] * (2 if path == (key,) else 1)
        return "{" + ", ".join(members) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(doubled(item, path[1:] if path[:1] == (i,) else ()) for i, item in enumerate(value)) + "]"
    return json.dumps(value)


class PlanReader(unittest.TestCase):
    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)
        for service in ("api", "web", "old"):
            self.repo.write(f"services/{service}/main", "0")
        self.repo.configure(environments={"prod": {
            "image_tags": {"file": "tags.auto.tfvars"}, "repository": "r.example.com/{image}",
            "terraform": {"dir": "infra", "workspace": "prod", "var_files": ["prod.tfvars"], "vars": {"a": "b"},
                          "targets": ["x.y[\"{service}\"]"], "allow": ["x.z"], "allow_attributes": ["tags_all"], "data_types": ["d_*"]},
            "services": {"old": {"image_tags": {"variable": "old_tags"}, "terraform": {"dir": "old"}}}}})
        first = self.repo.commit("first")[:7]
        tags = f'image_tags = {{ api = "{first}", web = "{first}" }}\nold_tags = {{ old = "{first}" }}\n'
        self.repo.write("tags.auto.tfvars", tags)
        self.repo.commit("second", **{"services/api/main": "1"})
        result = self.repo.run("plan", "--live", f"web={first}", "--live", f"api={first}", "--live", f"old={first}", "--format", "json")
        self.assertEqual(result.code, 0, result)
        self.plan = json.loads(result.text)
        self.file = os.path.join(self.repo.base, "plan.json")
        self.terraform = os.path.join(self.repo.base, "tfplan.json")
        with open(self.terraform, "w", encoding="utf-8") as file:
            json.dump({"format_version": "1.2", "terraform_version": "1.6.0", "resource_changes": []}, file)

    def verify(self, text):
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(text)
        roots = [f"--root=roots/{number}={self.terraform}" for number in (0, 1)]
        result = self.repo.run("verify", *roots, "--plan", self.file)
        self.assertIn(result.code, (0, 1, 3), f"{result}\n{text}")
        return result

    def test_only_a_whole_plan_is_one(self):
        whole = self.verify(json.dumps(self.plan))
        self.assertEqual(whole.code, 3, whole)
        for path in places(self.plan):
            container, key = at(self.plan, path[:-1]), path[-1]
            if isinstance(container, dict):
                self.assertEqual(self.verify(doubled(self.plan, path)).code, 1, f"{path} twice")
                is_map = path[-2:-1] in (("tags",), ("vars",), ("image_tags",), ("files",))
                lacking = copy.deepcopy(self.plan)
                del at(lacking, path[:-1])[key]
                if not is_map:
                    self.assertEqual(self.verify(json.dumps(lacking)).code, 1, f"without {path}")
            for value in VALUES:
                other = copy.deepcopy(self.plan)
                at(other, path[:-1])[key] = value
                kind = type(container[key])
                result = self.verify(json.dumps(other))
                nullable = value is None or container[key] is None or type(value) is kind
                if not nullable and path not in (("base",),):
                    self.assertEqual(result.code, 1, f"{path}: {value!r}")

    def test_one_object_is_no_list_of_one(self):
        for path in [path for path in places(self.plan) if isinstance(at(self.plan, path), list)]:
            for value in at(self.plan, path)[:1] or [{}, "x"]:
                other = copy.deepcopy(self.plan)
                at(other, path[:-1])[path[-1]] = value
                result = self.verify(json.dumps(other))
                self.assertEqual(result.code, 1, path)
                self.assertIn("expected a list", result.err, path)

    def test_a_service_or_a_map_stands_there_once(self):
        for name in ("services", "images", "other_tag_maps"):
            other = copy.deepcopy(self.plan)
            other[name] += other[name][:1]
            result = self.verify(json.dumps(other))
            self.assertEqual(result.code, 1, name)
            self.assertIn("stands there twice", result.err)


if __name__ == "__main__":
    testing.main()
