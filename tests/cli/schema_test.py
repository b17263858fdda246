#!/usr/bin/env python3
"""Real output against both schemas of its document, strict and for readers; real configurations against theirs; the written
files against the plan."""

import copy
import hashlib
import itertools
import json
import os
import subprocess
import sys
import tempfile
import unittest

import jsonschema

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "e2e"), os.path.join(HERE, "..", "support")]

import all_recipes  # noqa: E402
import recipes  # noqa: E402
import terraform_recipes  # noqa: E402
import wrong_recipes  # noqa: E402
import testing  # noqa: E402

ROOT = os.path.join(HERE, "..", "..")
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
    "hand_over": ("--live", "api=@first@", "--live", "gateway=@first@", "--live", "web=@first@"),
    "drifted": ("--env", "prod"),
    "odd_terraform_names": ("--env", "prod"),
    "terraform": ("--env", "prod", "--live-file", "@live@", "--state", "@state@"),
}


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
    """The paths of all objects whose keys are fixed inside `value`: not of those from service to tag or address, from file to digest,
    or from variable to value."""
    if isinstance(value, dict):
        if path[-1:] not in (("image_tags",), ("tags",), ("health",), ("vars",)) and path != ("files",):
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


def contents(directory):
    found = {}
    for name in os.listdir(directory):
        with open(os.path.join(directory, name), "rb") as file:
            found[name] = file.read()
    return found


class LaterVersions:
    """What of a document has to pass, and what not, when a later version of the program has written it."""

    def check_what_a_later_version_may_do(self, name, document, tells=None):
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
        for version, is_open in (("1.1", True), ("1.12", True), ("2.0", False), ("1", False), ("1.", False), ("1.01", False),
                                 (1.0, False)):
            later = changed(document, (), "format_version", version)
            self.assertFalse(schemas.strict.is_valid(later), version)
            self.assertEqual(schemas.open.is_valid(later), is_open, version)

    def check_words(self, name, document, path, key, may_grow):
        """Whether readers take a word at `path` that is not known yet."""
        schemas = Published(name)
        later = changed(document, path, key, "added_later")
        self.assertFalse(schemas.strict.is_valid(later), (path, key))
        self.assertEqual(schemas.open.is_valid(later), may_grow, (path, key))
        self.assertFalse(schemas.open.is_valid(changed(document, path, key, "No word")), (path, key))


def tag_map_of(repository):
    """What the tag map of a recipe holds; nothing where there is none."""
    path = os.path.join(repository, recipes.TAG_MAP)
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        return json.load(file)["image_tags"]


class SchemaTest(LaterVersions, unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.setups = {name: all_recipes.make(name) for name in (*LIVE, "settings")}
        cls.add_live_file("odd_names", "unknown", {'"': "x"})
        with open(cls.setups["drifted"].words["agreed"], encoding="utf-8") as file:
            agreed = json.load(file)
        cls.add_live_file("drifted", "ghost", {**agreed, "ghost": cls.setups["drifted"].words["head"]})

    @classmethod
    def add_live_file(cls, name, word, tags):
        """A file of live tags beside the repository of a recipe; arguments name it @word@."""
        setup = cls.setups[name]
        path = os.path.join(setup.repository.base, word + ".json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(tags, file)
        setup.words[word] = path

    @classmethod
    def tearDownClass(cls):
        for setup in cls.setups.values():
            setup.repository.close()

    def run_in(self, name, command, *arguments):
        setup = self.setups[name]
        for word, value in setup.words.items():
            arguments = [argument.replace(f"@{word}@", value) for argument in arguments]
        result = setup.repository.run(command, *arguments, cwd=setup.directory)
        self.assertEqual(result.code, 0, result)
        return result.out

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

    def test_tags_are_valid(self):
        schema = Published("tags.schema.json")
        commands = (("get",), ("set", "--dry-run", "billing=abc"), ("set", "--dry-run", "--expect", "billing=c398a41", "audit=x"))
        for command in commands:
            with self.subTest(command=command):
                schema.validate(load(self.run_in("platform", "tags", *command, "--format", "json")))

    def test_calls_that_set_parameters_are_valid(self):
        repository = terraform_recipes.odd_terraform_names().repository
        self.addCleanup(repository.close)
        run = repository.run("tags", "set", "--env", "parameters", "--print", "ssm", "keycloak=27", "web=1")
        self.assertEqual(run.code, 0, run)
        Published("parameters.schema.json").validate(load(run.out))

    def test_the_life_of_tags_is_valid(self):
        schema = Published("tags.schema.json")
        first = recipes.promoted()
        self.addCleanup(first.repository.close)
        for command in (("bootstrap", "--env", "dev"), ("promote", "dev", "prod"), ("rollback", "--env", "prod"), ("rollback", "--env", "prod", "api")):
            with self.subTest(command=command):
                run = first.repository.run("tags", *command, "--dry-run", "--format", "json")
                self.assertEqual(run.code, 0, run)
                schema.validate(load(run.out))
        run = first.repository.run("tags", "history", "--env", "prod", "--format", "json")
        schema.validate(load(run.out))
        self.assertEqual([version["command"] for version in load(run.out)["versions"]], [None, "set", None])

    def test_images_are_valid(self):
        pushed = recipes.pushed()
        self.addCleanup(pushed.repository.close)
        for more in ((), ("--missing",), ("web=1.0",)):
            with self.subTest(more=more):
                run = pushed.repository.run("images", "--env", "dev", "--config", pushed.words["config"], "--format", "json", *more)
                Published("images.schema.json").validate(load(run.out))
        self.check_what_a_later_version_may_do("images.schema.json", load(run.out))
        self.check_words("images.schema.json", load(run.out), ("images", 0), "state", may_grow=True)

    def test_audits_are_valid(self):
        audited = recipes.audited()
        self.addCleanup(audited.repository.close)
        answer = load(audited.repository.run("audit", "--format", "json").out)
        Published("audit.schema.json").validate(answer)
        self.check_what_a_later_version_may_do("audit.schema.json", answer)
        self.check_words("audit.schema.json", answer, ("findings", 0), "code", may_grow=True)

    def test_releases_are_valid(self):
        released = recipes.released()
        self.addCleanup(released.repository.close)
        run = released.repository.run("release", "wait", "--plan", released.words["staging"], "--steady-timeout", "0", "--format", "json")
        self.assertEqual(run.code, 3, run)
        answer = load(run.out)
        Published("release.schema.json").validate(answer)
        self.assertEqual([(each["name"], each["stage"], each["runs"]) for each in answer["services"]], [("api", "runs_another", "other")])
        self.check_what_a_later_version_may_do("release.schema.json", answer)
        self.check_words("release.schema.json", answer, (), "outcome", may_grow=True)
        self.check_words("release.schema.json", answer, ("services", 0), "stage", may_grow=True)

    def test_who_releases_is_valid(self):
        asked = recipes.identified()
        self.addCleanup(asked.repository.close)
        keys = {"AWS_ENDPOINT_URL": asked.words["sts"], "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "hidden", "AWS_REGION": "eu-west-1"}
        schema = Published("release_check.schema.json")
        ada = {"account": "123456789012", "arn": "arn:aws:sts::123456789012:assumed-role/build/ada", "region": "eu-west-1",
               "origin": "the environment variables"}
        for step, place, more, identity in (("check", "ours", (), ada), ("begin", "ours", (), ada), ("check", "ours", ("--tree",), None),
                                            ("check", "open", (), None), ("begin", "open", (), None)):
            with self.subTest(step=step, place=place, more=more):
                run = asked.repository.run("release", step, "--plan", asked.words[place], "--format", "json", *more, environment=keys)
                answer = load(run.out)
                schema.validate(answer)
                self.assertEqual((answer["environment"], answer["head"]["commit"], answer["identity"]), (place, asked.repository.head(), identity))
                self.check_what_a_later_version_may_do("release_check.schema.json", answer)
        run = asked.repository.run("release", "check", "--plan", asked.words["theirs"], "--format", "json", environment=keys)
        self.assertEqual((run.code, run.text), (3, ""), run)

    def test_builds_of_a_release_are_valid(self):
        repo = recipes.Repository()
        self.addCleanup(repo.close)
        repo.write("docker/Dockerfile", "FROM scratch")
        repo.write("services/api/Dockerfile", "FROM base")
        repo.write("live.json", "{}")
        repo.configure(build={"dockerfile": "services/{image}/Dockerfile"},
                       images=[{"name": "base", "path": "docker", "build": {"context": "docker"}}, {"name": "api", "from": ["base"]}],
                       environments={"prod": {"live": [{"from": "file", "file": "live.json"}], "repository": "r.example.com/{image}", "deploy": {"registry": "never"}}})
        repo.commit("first")
        plan = os.path.join(repo.base, "plan")
        self.assertEqual(repo.run("plan", "--out", plan).code, 0)
        for more, code, states in ((("--dry-run",), 0, ["left", "left"]), ((), 1, ["not_begun", "failed"])):
            run = repo.run("release", "build", "--plan", plan, "--format", "json", *more, environment={"DOCKER": "false"})
            answer = load(run.out)
            Published("release_build.schema.json").validate(answer)
            self.assertEqual((run.code, [(each["name"], each["state"]) for each in answer["images"]]), (code, list(zip(("api", "base"), states))), run)
            self.check_what_a_later_version_may_do("release_build.schema.json", answer)
            self.check_words("release_build.schema.json", answer, ("images", 0), "state", may_grow=True)

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

    def test_targets_are_valid(self):
        schema = Published("targets.schema.json")
        seen = set()
        for more in ((), ("--state", "@state@")):
            found = load(self.run_in("terraform", "targets", "--env", "prod", "--format", "json", *more))
            schema.validate(found)
            seen |= {warning["code"] for warning in found["warnings"]}
            for service in found["services"]:
                plan = load(self.run_in("terraform", "plan", "--env", "prod", "--format", "json", "--live-file", "@live@", *more))
                planned = next(entry for entry in plan["services"] if entry["name"] == service["name"])
                self.assertEqual(planned["targets"], [target["address"] for target in service["targets"]])
        self.assertEqual(len(seen), 5)

    def test_what_check_found_is_valid(self):
        found = load(self.run_in("settings", "check", "--format", "json"))
        self.check_what_a_later_version_may_do("check.schema.json", found)
        deploy = ("environments", 0, "deploy")
        self.check_words("check.schema.json", found, deploy, "registry", may_grow=False)
        self.assertEqual([environment["deploy"]["registry"] for environment in found["environments"]], ["ecr", "http"])

    def test_status_is_valid(self):
        schema = Published("status.schema.json")
        effects = set()
        for more in (("--env", "prod"), ("--env", "half"), ("--env", "prod", "--live-file", "@agreed@"),
                     ("--env", "none", "--live", "api=@head@"), ("--env", "prod", "--live", "api=latest", "--live", "web=@first@"),
                     ("--env", "prod", "--service", "api"), ("--env", "prod", "--live-file", "@ghost@")):
            with self.subTest(more=more):
                status = load(self.run_in("drifted", "status", "--format", "json", *more))
                schema.validate(status)
                services = status["services"]
                self.assertEqual([s["name"] for s in services], sorted((s["name"] for s in services), key=str.encode))
                self.assertEqual(status["summary"]["services"], len(services))
                self.assertEqual(status["summary"]["disagree"],
                                 sum(any(not tag["agrees"] for tag in s["tags"]) for s in services))
                effects |= {s["untargeted_apply"]["effect"] for s in services if s["untargeted_apply"]}
        self.assertEqual(effects, {"none", "rollback", "forward", "start", "unknown", "no_tag"})

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
            self.run_in("hand_over", "plan", *LIVE["hand_over"], "--out", out)
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

    def test_readers_take_what_may_be_added_to_status_and_targets(self):
        status = load(self.run_in("drifted", "status", "--format", "json", "--env", "prod", "--live-file", "@ghost@"))
        self.check_what_a_later_version_may_do("status.schema.json", status)
        index, service = next((i, s) for i, s in enumerate(status["services"]) if s["untargeted_apply"] and s["live"])
        self.check_words("status.schema.json", status, ("services", index), "undetermined", may_grow=True)
        self.check_words("status.schema.json", status, ("services", index, "live"), "relation", may_grow=False)
        self.check_words("status.schema.json", status, ("services", index, "untargeted_apply"), "effect", may_grow=False)
        self.assertIsNone(service["undetermined"])
        targets = load(self.run_in("terraform", "targets", "--env", "prod", "--format", "json"))
        self.check_what_a_later_version_may_do("targets.schema.json", targets)
        self.check_words("targets.schema.json", targets, ("warnings", 0), "code", may_grow=True)
        index = next(i for i, s in enumerate(targets["services"]) if s["targets"])
        self.check_words("targets.schema.json", targets, ("services", index, "targets", 0), "from", may_grow=True)

    def test_readers_take_what_may_be_added_to_tags(self):
        first = recipes.promoted()
        self.addCleanup(first.repository.close)
        for command in (("get", "--env", "prod"), ("set", "--env", "prod", "--dry-run", "api=abc"), ("promote", "dev", "prod", "--dry-run"),
                        ("history", "--env", "prod")):
            run = first.repository.run("tags", *command, "--format", "json")
            self.assertEqual(run.code, 0, run)
            with self.subTest(command=command):
                self.check_what_a_later_version_may_do("tags.schema.json", load(run.out), tells="from" if "promote" in command else None)
        self.check_words("tags.schema.json", load(run.out), ("versions", 0), "command", may_grow=True)

    def test_same_bytes_whatever_the_threads(self):
        for name, live in LIVE.items():
            with self.subTest(name=name):
                outputs = set()
                for jobs in ("1", "8", "2", "8"):
                    with tempfile.TemporaryDirectory() as out:
                        stdout = self.run_in(name, "plan", "--format", "json", *live, "--jobs", jobs, "--out", out)
                        outputs.add((stdout, tuple(sorted(contents(out).items()))))
                self.assertEqual(len(outputs), 1)


class ReviewSchemaTest(LaterVersions, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.setup = terraform_recipes.terraform_plans()
        cls.plans = cls.setup.words["plans"]

    @classmethod
    def tearDownClass(cls):
        cls.setup.repository.close()

    def test_reviews_are_valid_and_consistent(self):
        reviews = Published("review.schema.json")
        seen = set()
        for name in sorted(os.listdir(self.plans)):
            if name == "state.json":
                continue
            for more in ((), ("--allow", "module.app", "--data-type", "terraform_*")):
                with self.subTest(name=name, more=more):
                    run = self.setup.repository.run("verify", "--plan", self.setup.words["plan"], "--format", "json",
                                                    os.path.join(self.plans, name), *more)
                    review = load(run.out)
                    reviews.validate(review)
                    self.check_consistent(review)
                    self.assertEqual(run.code, 3 if review["verdict"] == "refused" else 0)
                    seen |= {finding["code"] for finding in review["findings"]}
        self.assertLessEqual({"outside_the_plan", "skipped_image_changed", "data_destroyed", "target_deleted", "tags_differ",
                              "plan_errored", "target_untouched", "moved", "imported"}, seen)

    def test_readers_take_what_may_be_added_to_reviews(self):
        with open(os.path.join(self.plans, "stale_tags.json"), encoding="utf-8") as file:
            plan = json.load(file)
        plan["resource_drift"] = plan["resource_changes"]
        with tempfile.NamedTemporaryFile("w", suffix=".json") as drifted:
            json.dump(plan, drifted)
            drifted.flush()
            run = self.setup.repository.run("verify", "--plan", self.setup.words["plan"], "--format", "json", drifted.name)
        review = load(run.out)
        for key in ("findings", "changes", "drift"):
            self.assertTrue(review[key], f"there are {key} to try it with")
        self.check_what_a_later_version_may_do("review.schema.json", review)
        for path, key, may_grow in ((("findings", 0), "code", True), (("findings", 0), "severity", False),
                                    (("changes", 0), "scope", False), ((), "verdict", False)):
            self.check_words("review.schema.json", review, path, key, may_grow)

    def check_consistent(self, review):
        refusals = [finding for finding in review["findings"] if finding["severity"] == "refusal"]
        scopes = [change["scope"] for change in review["changes"]]
        self.assertEqual(review["summary"], {
            "refusals": len(refusals), "notes": len(review["findings"]) - len(refusals), "changes": len(scopes),
            **{scope: scopes.count(scope) for scope in ("planned", "allowed", "outside")}, "drift": len(review["drift"]),
            "folded_drift": review["summary"]["folded_drift"]})
        self.assertEqual(review["verdict"], "refused" if refusals else "passed")
        self.assertEqual(review["findings"][:len(refusals)], refusals)
        for finding in review["findings"]:
            if finding["change"] is not None:
                self.assertEqual(finding["address"], review["changes"][finding["change"]]["address"])


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
