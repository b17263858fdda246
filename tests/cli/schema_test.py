#!/usr/bin/env python3
"""Real plans, graphs and written files against both schemas of their documents, strict and for readers; real configurations against
theirs; the written files against the plan. What other commands print: answer_schemas_test.py."""

import hashlib
import itertools
import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "e2e"), os.path.join(HERE, "..", "support")]

import all_recipes  # noqa: E402
import recipes  # noqa: E402
import wrong_recipes  # noqa: E402
import testing  # noqa: E402
from published import LaterVersions, Published, WithRecipes, load, validator  # noqa: E402

LIVE = {
    "platform": (),
    "unchanged": ("--live", "api=@head@", "--live", "web=@head@"),
    "three_commits": ("--live", "api=@first@", "--live", "web=@second@"),
    "dirty": ("--live", "api=@first@", "--live", "web=sha-bootstrap", "--allow-dirty"),
    "pull_request": ("--live", "api=@head@", "--live", "web=@first@", "--allow-diverged"),
    "odd_names": ("--live", "bytes=@first@", "--live", "new\nline=@first@", "--live", "#hash=@head@", "--live-file", "@unknown@"),
    "images": ("--live", "api=@first@", "--live", "cron=@head@", "--live", "jobs=latest"),
    "shallow": ("--live", "api=@first@", "--live", "web=@head@"),
    "many_services": ("--live-file", "@live@"),
    "restart_with": ("--live", "api=@first@", "--live", "gateway=@first@", "--live", "web=@first@"),
    "drifted": ("--env", "prod"),
    "odd_terraform_names": ("--env", "prod"),
    "terraform": ("--env", "prod", "--live-file", "@live@", "--state", "@state@"),
}


def contents(directory):
    found = {}
    for name in os.listdir(directory):
        with open(os.path.join(directory, name), "rb") as file:
            found[name] = file.read()
    return found


def tag_map_of(repository):
    """What the tag map of a recipe holds; nothing where there is none."""
    path = os.path.join(repository, recipes.TAG_MAP)
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        return json.load(file)["image_tags"]


class SchemaTest(LaterVersions, WithRecipes, unittest.TestCase):
    recipes = tuple(LIVE)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_live_file("odd_names", "unknown", {'"': "x"})

    def plan_arguments(self):
        """(recipe, arguments) of plans that differ in all that may differ."""
        for name, live in LIVE.items():
            for more in ((), ("--summary-only",), ("--max-files", "1")):
                yield name, (*live, *more)
        yield "platform", ("--force", "mailer", "--hold", "billing", "--service", "mailer", "--service", "billing")
        yield "three_commits", ("--head", "@first@", "--live", "api=@head@", "--allow-rollback")
        yield "three_commits", ()

    def test_plans_are_valid(self):
        plans = Published("plan.schema.json")
        seen = set()
        for name, arguments in self.plan_arguments():
            with self.subTest(name=name, arguments=arguments):
                plan = load(self.run_in(name, "plan", "--format", "json", *arguments))
                plans.validate(plan)
                self.check_consistent(plan)
                seen |= {reason["code"] for service in plan["services"] for reason in service["reasons"]}
        self.assertLessEqual(
            {"service_changed", "package_changed", "base_image_changed", "never_deployed", "bootstrap_tag",
             "tag_without_commit", "commit_not_found", "forced", "restarted_with", "unchanged", "held"}, seen)

    def test_previews_are_valid(self):
        plans = Published("plan.schema.json")
        for name, base in (("platform", "@first@"), ("pull_request", "main"), ("odd_names", "HEAD~1"), ("images", "@first@"),
                           ("unchanged", "HEAD"), ("many_services", "@first@")):
            for more in ((), ("--working-tree",), ("--summary-only",)):
                with self.subTest(name=name, more=more):
                    plan = load(self.run_in(name, "preview", "--format", "json", "--base", base, *more))
                    plans.validate(plan)
                    self.check_consistent(plan)
                    self.assertEqual(plan["image_tags"], {})

    def check_consistent(self, plan):
        services = plan["services"]
        deploys = [service for service in services if service["decision"] == "deploy"]
        self.assertEqual([s["name"] for s in services], sorted((s["name"] for s in services), key=str.encode))
        self.assertEqual(plan["summary"], {"services": len(services), "deploy": len(deploys),
                                           "skip": len(services) - len(deploys)})
        self.assertEqual(plan["targets"],
                         list(itertools.chain.from_iterable(s["targets"] for s in deploys if not s["restart"])))
        built = {image["name"]: image for image in plan["images"]}
        self.assertEqual(list(built), sorted(built, key=str.encode))
        for service in deploys:
            self.assertEqual(service["restart"], service["reasons"][0]["code"] == "restarted_with")
            if service["restart"]:
                self.assertTrue(plan["base"] or service["tag"] == service["live"]["tag"])
                continue
            self.assertIn(service["name"], built[service["image"]]["services"])
            self.assertEqual(service["tag"], built[service["image"]]["tag"])
        for image in plan["images"]:
            for base in set(image["from"]) & set(built):
                self.assertLess(built[base]["wave"], image["wave"])
        if plan["base"] is None:
            for service in services:
                self.assertEqual(plan["image_tags"].get(service["name"]), service["tag"])

    def test_graphs(self):
        for name in LIVE:
            graph = load(self.run_in(name, "graph", "--format", "json"))
            with self.subTest(name=name):
                Published("graph.schema.json").validate(graph)
                self.assertEqual([node["id"] for node in graph["nodes"]], list(range(len(graph["nodes"]))))
                self.assertEqual(graph["edges"], sorted(graph["edges"], key=lambda edge: (edge["from"], edge["to"])))
                services = [node["name"] for node in graph["nodes"] if node["kind"] == "service"]
                plan = load(self.run_in(name, "plan", "--format", "json", *LIVE[name]))
                self.assertEqual(services, [service["name"] for service in plan["services"]])
        self.check_what_a_later_version_may_do("graph.schema.json", graph)
        self.check_words("graph.schema.json", graph, ("nodes", 0), "kind", may_grow=True)

    def test_written_files_say_what_the_plan_says(self):
        for name, live in LIVE.items():
            with self.subTest(name=name), tempfile.TemporaryDirectory() as out:
                stdout = self.run_in(name, "plan", "--format", "json", *live, "--out", out)
                files = contents(out)
                self.assertEqual(set(files), {"plan.json", "image_tags.auto.tfvars.json", "targets.txt",
                                              "target_args.txt", "plan.md", "plan.html", "targets.json",
                                              "docker-bake.json", "releases.json"})
                plan = load(stdout)
                self.assertEqual(files["plan.json"], stdout)
                self.assertEqual(files["plan.md"], self.run_in(name, "plan", "--format", "markdown", *live))
                self.assertEqual(files["plan.html"], self.run_in(name, "plan", "--format", "html", *live))
                self.assertEqual(plan["files"]["plan.html"], "sha256:" + hashlib.sha256(files["plan.html"]).hexdigest())
                variables = load(files["image_tags.auto.tfvars.json"])
                self.assertEqual(list(variables), plan["tags_file"]["variables"])
                if list(variables) == ["image_tags"]:
                    kept = tag_map_of(self.setups[name].repository.path)  # with what is retired
                    self.assertEqual(variables["image_tags"], {**kept, **plan["image_tags"]})
                else:
                    self.assertEqual(sorted(variables.values()), sorted(plan["image_tags"].values()))
                lines = files["targets.txt"].decode().splitlines()
                self.assertEqual(lines, plan["targets"] or ["terraform_data.deltaplan_nothing_to_roll"])
                self.assertEqual(load(files["targets.json"]), lines)
                bake = load(files["docker-bake.json"])
                self.assertEqual(bake["group"]["default"]["targets"], sorted(image["bake_target"] for image in plan["images"]))
                for image in plan["images"]:
                    self.assertEqual(bake["target"][image["bake_target"]]["tags"],
                                     [f"{image['repository'] or image['name']}:{image['tag']}"])
                releases = load(files["releases.json"])
                Published("releases.schema.json").validate(releases)
                self.assertEqual([(release["name"], release["action"] == "restart") for release in releases["releases"]],
                                 [(s["name"], s["restart"]) for s in plan["services"] if s["decision"] == "deploy"])
                script = 'mapfile -t t < "$1"; printf "%s\\0" "${t[@]}"'
                read = subprocess.run(["bash", "-c", script, "-", os.path.join(out, "target_args.txt")],
                                      capture_output=True, check=True).stdout.decode()
                self.assertEqual([a for a in read.split("\0") if a], [f"-target={target}" for target in lines])

    def test_readers_take_what_may_be_added_to_plans_and_releases(self):
        with tempfile.TemporaryDirectory() as out:
            self.run_in("restart_with", "plan", *LIVE["restart_with"], "--out", out)
            files = contents(out)
        plan, releases = load(files["plan.json"]), load(files["releases.json"])
        self.check_what_a_later_version_may_do("plan.schema.json", plan)
        self.check_what_a_later_version_may_do("releases.schema.json", releases)
        reason = ("services", 0, "reasons", 0)
        self.check_words("plan.schema.json", plan, reason, "code", may_grow=True)
        self.check_words("plan.schema.json", plan, ("services", 0), "decision", may_grow=False)
        self.check_words("plan.schema.json", plan, ("services", 0, "live"), "relation", may_grow=False)
        self.check_words("plan.schema.json", plan, (*reason, "files", 0), "status", may_grow=False)
        self.check_words("releases.schema.json", releases, ("releases", 0), "action", may_grow=False)
        preview = load(self.run_in("pull_request", "preview", "--format", "json", "--base", "main"))
        self.check_what_a_later_version_may_do("plan.schema.json", preview)

    def test_same_bytes_whatever_the_threads(self):
        for name, live in LIVE.items():
            with self.subTest(name=name):
                outputs = set()
                for jobs in ("1", "8", "2", "8"):
                    with tempfile.TemporaryDirectory() as out:
                        stdout = self.run_in(name, "plan", "--format", "json", *live, "--jobs", jobs, "--out", out)
                        outputs.add((stdout, tuple(sorted(contents(out).items()))))
                self.assertEqual(len(outputs), 1)


class ConfigurationSchemaTest(unittest.TestCase):
    def test_configurations_in_use_are_valid(self):
        schema = validator("deltaplan.schema.json")
        for name in LIVE:
            setup = all_recipes.make(name)
            with self.subTest(name=name):
                with open(os.path.join(setup.repository.path, "deltaplan.json"), encoding="utf-8") as file:
                    schema.validate(json.load(file))
            setup.repository.close()
        setup = wrong_recipes.many_problems()
        with open(os.path.join(setup.repository.path, "deltaplan.json"), encoding="utf-8") as file:
            problems = list(schema.iter_errors(json.load(file)))
        setup.repository.close()
        self.assertGreater(len(problems), 5)


if __name__ == "__main__":
    testing.main()
