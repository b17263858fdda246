#!/usr/bin/env python3
"""`verify` on what the real AWS provider planned: the verdict that an operator would want, by file of fixtures/aws.

The plan of deltaplan that they are held against is made here, from the repository that they were recorded with.
"""

import gzip
import json
import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.join(HERE, "..", "..", "fixtures", "aws")
sys.path.insert(0, os.path.join(HERE, "..", "support"))

import testing  # noqa: E402
from sandbox import ENVIRONMENT, Repository  # noqa: E402

LIVE = "75c5efd"
API = 'module.service["api"].aws_ecs_service.this'
API_DEFINITION = 'module.service["api"].aws_ecs_task_definition.this'
POLICIES = [f'module.service["{name}"].aws_iam_role_policy.task' for name in ("api", "billing", "web")]
TAGGED = ["aws_db_instance.main", "aws_ecs_cluster.main", "aws_iam_role.resizer", "aws_s3_bucket.uploads"] + [
    f'module.service["{name}"].{resource}' for name in ("api", "billing", "web")
    for resource in ("aws_cloudwatch_log_group.this", "aws_iam_role.task")]


def rolled(*names):
    """The addresses of services as Terraform rolls them."""
    return [f'module.service["{name}"].{resource}.this' for name in names for resource in ("aws_ecs_service", "aws_ecs_task_definition")]


def outside(*addresses):
    return {("outside_the_plan", address) for address in addresses}


# What is refused, as (code, address), and what is noted beside.
VERDICTS = {
    "planned": (set(), set()),
    "planned_whole": (set(), set()),
    "planned_terraform_1_6": (set(), set()),
    "planned_tofu_1_6": (set(), set()),
    "untargeted": (set(), set()),
    "data_read_during_apply": (set(), set()),
    "drift_ignored": (set(), set()),
    "moved_untargeted": (set(), {("moved", "aws_iam_role.nightly")}),
    "memory_targeted": (set(), {("changed_besides", API_DEFINITION)}),
    "drift_scaled_back_targeted": (set(), {("changed_besides", API)}),
    "stale_tags_sensitive": (
        outside(*rolled("web")) | {("tags_differ", None), ("skipped_image_changed", 'module.service["web"].aws_ecs_task_definition.this')},
        set()),
    "service_removed_targeted": (
        outside(*rolled("billing"), 'module.service["billing"].aws_cloudwatch_log_group.this', 'module.service["billing"].aws_iam_role.task')
        | {("data_destroyed", 'module.service["billing"].aws_cloudwatch_log_group.this')}, set()),
    "memory_of_all_untargeted": (outside(*rolled("billing", "web")), {("changed_besides", API_DEFINITION)}),
    "service_replaced": ({("replaced_inside_the_plan", API)}, {("changed_besides", API)}),
    "bucket_replaced_as_dependency": (
        outside("aws_s3_bucket.uploads") | {("data_destroyed", "aws_s3_bucket.uploads")}, {("changed_besides", API_DEFINITION)}),
    "database_replaced_as_dependency": (
        outside("aws_db_instance.main") | {("data_destroyed", "aws_db_instance.main")}, {("image_unknown", API_DEFINITION)}),
    "table_replaced_untargeted": (
        outside("aws_dynamodb_table.sessions", *POLICIES) | {("data_destroyed", "aws_dynamodb_table.sessions")}, set()),
    "default_tags_changed": (
        outside(*TAGGED), {("changed_besides", address) for address in (API, API_DEFINITION, "aws_lambda_function.resizer")}),
    "tags_all_known_after_apply": (
        outside(*TAGGED, "terraform_data.stamp"),
        {("changed_besides", address) for address in (API, API_DEFINITION, "aws_lambda_function.resizer")}),
    "password_changed_untargeted": (
        outside("aws_db_instance.main", *rolled("billing", "web")),
        {("changed_besides", API_DEFINITION), ("changed_besides", "aws_lambda_function.resizer")}),
    "task_definition_ignored": ({("service_unchanged", API)}, {("target_untouched", API)}),
    "forgotten_untargeted": (outside("aws_dynamodb_table.sessions", *POLICIES), set()),
    "imported_untargeted": (outside("aws_dynamodb_table.carts"), {("imported", "aws_dynamodb_table.carts")}),
    "drift_scaled_back_untargeted": (outside('module.service["web"].aws_ecs_service.this'), {("changed_besides", API)}),
}


class AwsPlans(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.repo = Repository()
        cls.addClassCleanup(cls.repo.close)
        cls.shop = os.path.join(cls.repo.base, "shop")
        subprocess.run(["git", "clone", "-q", "-b", "main", os.path.join(FIXTURES, "shop.bundle"), cls.shop], env=ENVIRONMENT, check=True)
        cls.plan = os.path.join(cls.repo.base, "plan")
        live = [argument for name in ("api", "billing", "nightly", "resizer", "web") for argument in ("--live", f"{name}={LIVE}")]
        run = cls.repo.run("plan", "--env", "prod", *live, "--out", cls.plan, cwd=cls.shop)
        assert run.code == 0, run

    def text(self, name):
        with gzip.open(os.path.join(FIXTURES, name + ".gz")) as file:
            return file.read()

    def verify(self, name, *arguments, data=None):
        return self.repo.run("verify", "--plan", self.plan, "-", *arguments, cwd=self.shop, data=data or self.text(name + ".json"))

    def review(self, name, *arguments, data=None):
        run = self.verify(name, "--format", "json", *arguments, data=data)
        review = json.loads(run.text)
        refused = {(finding["code"], finding["address"]) for finding in review["findings"] if finding["severity"] == "refusal"}
        noted = {(finding["code"], finding["address"]) for finding in review["findings"] if finding["severity"] == "note"}
        self.assertEqual(run.code, 3 if refused else 0, run)
        return review, refused, noted

    def message(self, review, code):
        return next(finding["message"] for finding in review["findings"] if finding["code"] == code)

    def test_every_plan_has_a_verdict(self):
        there = {name[:-len(".json.gz")] for name in os.listdir(FIXTURES) if name.endswith(".json.gz") and not name.startswith("state")}
        self.assertEqual(there, set(VERDICTS))

    def test_30_the_verdict_on_each_plan(self):
        for name, (refused, noted) in VERDICTS.items():
            with self.subTest(name=name):
                _, found, notes = self.review(name)
                self.assertEqual((found, notes), (refused, noted))

    def test_no_output_shows_the_password(self):
        for name in VERDICTS:
            for arguments in ((), ("-v",), ("--format", "json")):
                run = self.verify(name, *arguments)
                self.assertNotIn("db-password", run.text + run.err, name)

    def test_30_what_happens_besides_is_said_first_and_with_its_values(self):
        review, _, _ = self.review("drift_scaled_back_targeted")
        self.assertEqual(self.message(review, "changed_besides"), "Besides the image this changes desired_count 4 -> 2.")
        notes = self.verify("drift_scaled_back_targeted").text.split("Notes\n", 1)[1]
        self.assertTrue(notes.lstrip().startswith(API), notes)
        review, _, _ = self.review("memory_targeted")
        self.assertEqual(self.message(review, "changed_besides"), 'Besides the image this changes memory "512" -> "1024".')
        review, _, _ = self.review("password_changed_untargeted")
        self.assertIn("(sensitive)", self.message(review, "changed_besides"))

    def test_53_a_service_that_is_made_elsewhere_is_refused_unless_its_address_is_allowed(self):
        review, _, _ = self.review("service_replaced")
        self.assertIn("because of launch_type", self.message(review, "replaced_inside_the_plan"))
        attributes = next(change["attributes"] for change in review["changes"] if change["address"] == API)
        self.assertEqual([attribute["forces_replacement"] for attribute in attributes], [True] + [False] * (len(attributes) - 1))
        _, refused, noted = self.review("service_replaced", "--allow", API)
        self.assertEqual((refused, noted), (set(), {("destroyed_as_allowed", API), ("changed_besides", API)}))

    def test_50_a_service_that_ignores_its_image_is_refused_unless_it_is_named(self):
        self.assertEqual(self.review("task_definition_ignored", "--allow-unchanged", "api")[1], set())
        run = self.verify("task_definition_ignored", "--allow-unchanged", "apo")
        self.assertEqual((run.code, run.text), (1, ""))

    def test_attributes_may_change_everywhere_where_that_is_allowed(self):
        self.assertEqual(self.review("default_tags_changed", "--allow-attribute", "tags_all")[1], set())
        self.assertEqual(self.review("tags_all_known_after_apply", "--allow-attribute", "tags_all")[1],
                         VERDICTS["tags_all_known_after_apply"][0])
        self.assertEqual(self.review("tags_all_known_after_apply", "--allow-attribute", "tags_all", "--allow-attribute", "tags")[1],
                         outside("terraform_data.stamp"))
        # An attribute that is allowed lets nothing else pass, and no replacement.
        self.assertEqual(self.review("bucket_replaced_as_dependency", "--allow-attribute", "bucket")[1],
                         VERDICTS["bucket_replaced_as_dependency"][0])

    def test_drift_that_is_none_is_folded(self):
        review, _, _ = self.review("planned")
        self.assertEqual((review["drift"], review["summary"]["folded_drift"]), ([], 1))
        self.assertNotIn("Changed outside of Terraform", self.verify("planned").text)
        review, _, _ = self.review("drift_ignored")
        self.assertEqual([drift["address"] for drift in review["drift"]], [API])

    def test_53_a_member_of_the_root_that_is_not_known_is_refused_by_name(self):
        plan = json.loads(self.text("planned.json"))
        actions = [{"address": "action.aws_lambda_invoke.migrate", "type": "aws_lambda_invoke"}]
        for name, value in (("action_invocations", actions), ("something_new", {"a": 1})):
            review, refused, _ = self.review("planned", data=json.dumps(plan | {name: value}).encode())
            self.assertEqual(refused, {("unknown_member", None)})
            self.assertIn(f"'{name}'", self.message(review, "unknown_member"))
            self.assertEqual(self.review("planned", data=json.dumps(plan | {name: type(value)()}).encode())[1], set())
        run = self.verify("planned", data=json.dumps(plan | {"format_version": "2.0"}).encode())
        self.assertEqual((run.code, run.text), (1, ""))
        self.assertIn('"2.0"', run.err)

    def test_43_an_image_that_is_not_the_live_one_is_refused(self):
        plan = self.text("planned.json").replace(b"shop/resizer:75c5efd", b"shop/resizer:0000000")
        review, refused, _ = self.review("planned", data=plan)
        self.assertEqual(refused, {("live_differs", "aws_lambda_function.resizer")})
        self.assertIn("resizer runs '75c5efd' by the plan", self.message(review, "live_differs"))

    def test_49_a_deploy_that_keeps_its_image_is_refused_unless_it_is_named(self):
        plan = json.loads(self.text("memory_targeted.json"))
        for change in plan["resource_changes"]:
            before, after = change["change"]["before"], change["change"]["after"]
            if change["address"] == API_DEFINITION:
                after["container_definitions"] = before["container_definitions"]
            if change["address"] == "aws_lambda_function.resizer":
                after.update(image_uri=before["image_uri"], memory_size=999)
        kept = json.dumps(plan).encode()
        review, refused, noted = self.review("memory_targeted", data=kept)
        self.assertEqual(refused, {("service_without_new_tag", API_DEFINITION), ("service_without_new_tag", "aws_lambda_function.resizer")})
        self.assertEqual(noted, {("changed_besides", API_DEFINITION), ("changed_besides", "aws_lambda_function.resizer")})
        self.assertEqual(self.message(review, "changed_besides"), "This changes memory_size 128 -> 999, and no image.")
        self.assertEqual(self.review("memory_targeted", "--allow-unchanged", "api", "--allow-unchanged", "resizer", data=kept)[1], set())

    def test_50_a_whole_reference_that_becomes_a_tag_is_refused(self):
        plan = json.loads(self.text("planned.json"))
        for change in plan["resource_changes"]:
            if change["address"] == "aws_lambda_function.resizer":
                change["change"]["after"]["image_uri"] = "94158fd"
        _, refused, _ = self.review("planned", data=json.dumps(plan).encode())
        self.assertEqual(refused, {("reference_lost", "aws_lambda_function.resizer")})

    def test_53_what_holds_data_of_all_that_the_provider_has(self):
        with open(os.path.join(FIXTURES, "resource_types.txt"), encoding="utf-8") as file:
            holds_data = {line.removeprefix("* "): line.startswith("* ") for line in file.read().splitlines()}
        self.assertGreater(len(holds_data), 1500)
        plan = json.loads(self.text("planned.json"))
        plan["resource_changes"] += [{"address": f"{name}.x", "mode": "managed", "type": name, "name": "x", "change": {
            "actions": ["delete"], "before": {"id": "x"}, "after": None}} for name in holds_data]
        _, refused, _ = self.review("planned", data=json.dumps(plan).encode())
        found = {address.removesuffix(".x") for code, address in refused if code == "data_destroyed"}
        self.assertEqual(found, {name for name, holds in holds_data.items() if holds})

    def test_30_an_image_of_another_repository_is_noted(self):
        for place in ("registry.example/shop/resizer", "shop/other"):
            plan = json.loads(self.text("planned.json"))
            for change in plan["resource_changes"]:
                if change["address"] == "aws_lambda_function.resizer":
                    change["change"]["after"]["image_uri"] = f"{place}:94158fd"
            review, refused, noted = self.review("planned", data=json.dumps(plan).encode())
            self.assertEqual((refused, noted), (set(), {("changed_besides", "aws_lambda_function.resizer")}))
            self.assertIn(f'-> "{place}:94158fd"', self.message(review, "changed_besides"))

    def test_the_configuration_has_to_say_what_the_plan_says(self):
        with open(os.path.join(self.shop, "deltaplan.json"), encoding="utf-8") as file:
            config = json.load(file)
        config["environments"]["prod"]["terraform"]["allow"] = ["aws_s3_bucket.uploads"]
        other = os.path.join(self.repo.base, "other.json")
        with open(other, "w", encoding="utf-8") as file:
            json.dump(config, file)
        review, refused, _ = self.review("planned", "--config", other)
        self.assertEqual(refused, {("configuration_differs", None)})
        self.assertIn('"allow" was none, and is aws_s3_bucket.uploads', self.message(review, "configuration_differs"))
        # Without a configuration the plan says it all.
        elsewhere = os.path.join(self.repo.base, "elsewhere")
        os.makedirs(elsewhere, exist_ok=True)
        run = self.repo.run("verify", "--plan", self.plan, "-", cwd=elsewhere, data=self.text("stale_tags_sensitive.json"))
        self.assertEqual(run.code, 3)
        self.assertIn("tags_differ", run.text)

    def test_the_states_have_the_addresses_that_the_files_tell(self):
        for name in ("state.json", "state_v4.tfstate", "state_rolled_past_terraform.json"):
            run = self.repo.run("targets", "--env", "prod", "--format", "json", "--state", "-", cwd=self.shop, data=self.text(name))
            self.assertEqual(run.code, 0, run)
            for service in json.loads(run.text)["services"]:
                self.assertEqual([target["in_state"] for target in service["targets"]], [True, True], service)


if __name__ == "__main__":
    testing.main()
