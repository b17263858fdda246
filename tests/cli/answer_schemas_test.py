#!/usr/bin/env python3
"""What commands print as JSON, but for plans, against both schemas of its document, strict and for readers."""

import json
import os
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "e2e"), os.path.join(HERE, "..", "support")]

import recipes  # noqa: E402
import terraform_recipes  # noqa: E402
import testing  # noqa: E402
from published import LaterVersions, Published, WithRecipes, load  # noqa: E402


UNCHANGED = ("--live", "api=@head@", "--live", "web=@head@")


class AnswersOnServices(LaterVersions, WithRecipes, unittest.TestCase):
    recipes = ("drifted", "platform", "settings", "shallow", "terraform", "unchanged", "workspace")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with open(cls.setups["drifted"].words["agreed"], encoding="utf-8") as file:
            agreed = json.load(file)
        cls.add_live_file("drifted", "ghost", {**agreed, "ghost": cls.setups["drifted"].words["head"]})

    def test_tags_are_valid(self):
        schema = Published("tags.schema.json")
        commands = (("get",), ("set", "--dry-run", "billing=abc"), ("set", "--dry-run", "--expect", "billing=c398a41", "audit=x"))
        for command in commands:
            with self.subTest(command=command):
                schema.validate(load(self.run_in("platform", "tags", *command, "--format", "json")))

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

    def test_whys_are_valid(self):
        schema = Published("why.schema.json")
        seen = set()
        for name, words in (("platform", ("audit",)), ("platform", ("gateway",)), ("platform", ("billing", "services/billing/src")),
                            ("platform", ("ledger",)), ("platform", ("portal",)), ("unchanged", ("api", *UNCHANGED)), ("workspace", ("web",)),
                            ("shallow", ("api", "--live", "api=@first@"))):
            with self.subTest(name=name, words=words):
                why = load(self.run_in(name, "why", *words, "--format", "json"))
                schema.validate(why)
                self.assertEqual(why["service"], words[0])
                seen |= {reason["code"] for reason in why["reasons"]}
        self.assertLessEqual({"service_changed", "package_changed", "tag_without_commit", "commit_not_found", "held"}, seen)
        several = load(self.run_in("platform", "why", "p*", "billing", "--format", "json"))
        self.assertEqual([each["service"] for each in several["services"]], ["portal", "billing"])
        one = load(self.run_in("platform", "why", "gateway", "--format", "json"))
        for why in (one, several):
            self.check_what_a_later_version_may_do("why.schema.json", why)
        self.check_words("why.schema.json", one, (), "decision", may_grow=False)
        reason = ("reasons", 0)
        self.check_words("why.schema.json", one, reason, "code", may_grow=True)
        self.check_words("why.schema.json", one, (*reason, "files", 0), "status", may_grow=False)
        self.check_words("why.schema.json", one, (*reason, "edges", 0, "origins", 0), "kind", may_grow=True)

    def test_reasons_are_called_in_whys_as_in_plans(self):
        plans, whys = (Published(f"{name}.schema.json").strict.schema["$defs"]["reason"]["properties"]["code"] for name in ("plan", "why"))
        self.assertEqual(plans["enum"], whys["enum"])

    def test_what_paths_affect_is_valid(self):
        affected = load(self.run_in("platform", "affects", "packages/events", "services/mailer/docs/readme.md", "tools", ".", "--format", "json"))
        self.assertEqual([(each["path"], each["ignored"], len(each["services"])) for each in affected["paths"]],
                         [("packages/events", False, 1), ("services/mailer/docs/readme.md", True, 0), ("tools", False, 0), ("", False, 9)])
        self.check_what_a_later_version_may_do("affects.schema.json", affected)

    def test_audits_are_valid(self):
        audited = recipes.audited()
        self.addCleanup(audited.repository.close)
        answer = load(audited.repository.run("audit", "--format", "json").out)
        Published("audit.schema.json").validate(answer)
        self.check_what_a_later_version_may_do("audit.schema.json", answer)
        self.check_words("audit.schema.json", answer, ("findings", 0), "code", may_grow=True)

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


class AnswersOnTags(LaterVersions, unittest.TestCase):
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

    def test_images_are_valid(self):
        pushed = recipes.pushed()
        self.addCleanup(pushed.repository.close)
        for more in ((), ("--missing",), ("web=1.0",)):
            with self.subTest(more=more):
                run = pushed.repository.run("images", "--env", "dev", "--config", pushed.words["config"], "--format", "json", *more)
                Published("images.schema.json").validate(load(run.out))
        self.check_what_a_later_version_may_do("images.schema.json", load(run.out))
        self.check_words("images.schema.json", load(run.out), ("images", 0), "state", may_grow=True)


class AnswersOnReleases(LaterVersions, unittest.TestCase):
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


class AnswersOfVerify(LaterVersions, unittest.TestCase):
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


if __name__ == "__main__":
    testing.main()
