#!/usr/bin/env python3
"""What a live source says of single services: rollouts, and what can't be told. Numbers are those of the scenarios."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import ecs_answers  # noqa: E402
import testing  # noqa: E402
from ecs_answers import as_json, definition, definition_arn, fault, service  # noqa: E402
from live_faults_test import ECS, Live  # noqa: E402
from sandbox import Plan  # noqa: E402

DIGEST = "sha256:" + "1" * 64


class LiveServices(Live):
    def plan(self, *arguments, code=0, **environment):
        run = self.run_plan(*arguments, **environment)
        self.assertEqual(run.code, code, run)
        return Plan(run)

    def ecs(self, images, services=None):
        """ECS runs `images`: service:revision -> image. What ECR says of digests is `self.ecr`."""
        def answer(request):
            operation = request.header("X-Amz-Target").split(".")[1]
            asked = json.loads(request.body)
            if operation == "DescribeServices":
                known = {name.split(":")[0] for name in images}
                return as_json({"services": [(services or {}).get(name, service(name)) for name in asked["services"] if name in known],
                                "failures": []})
            if operation == "DescribeImages":
                return self.ecr(asked)
            arn = asked["taskDefinition"]
            name = arn.split("/")[1]
            return as_json(definition(arn, {name.split(":")[0]: images[name]}))
        return self.serve(answer)

    def failed(self, name, older=None, **more):
        deployments = [{"status": "PRIMARY", "taskDefinition": definition_arn(name, 8), "rolloutState": "FAILED", **more}]
        if older is not None:
            deployments.append({"status": "ACTIVE", "taskDefinition": definition_arn(name, older), "rolloutState": "COMPLETED"})
        return service(name, taskDefinition=definition_arn(name, 8), deployments=deployments)

    def test_42_a_rollout_that_failed_is_not_live(self):
        first = self.start("api", "web")[:7]
        self.repo.write("services/api/main.ts", "api 2")
        second = self.repo.commit("second")[:7]
        self.ecs({"api:7": f"r/api:{first}", "api:8": f"r/api:{second}", "web:7": f"r/web:{second}"}, {"api": self.failed("api", 7)})
        plan = self.plan()
        self.assertEqual(plan.codes("api"), ["rollout_failed", "service_changed"])
        self.assertEqual(plan.service("api")["live"]["tag"], first)
        self.assertEqual(plan.decisions()["web"], "skip")
        # What was wished for is head already: only that it did not come up makes it deploy.
        self.ecs({"api:7": f"r/api:{second}", "api:8": f"r/api:{second}", "web:7": f"r/web:{second}"}, {"api": self.failed("api", 7)})
        self.assertEqual(self.plan().codes("api"), ["rollout_failed"])
        self.assertEqual(self.run_plan("--strict").code, 3)
        self.assertEqual(self.run_plan("--strict", "--force", "api").code, 0)

    def test_42_nothing_has_come_up_before(self):
        tag = self.start("api")[:7]
        self.ecs({"api:8": f"r/api:{tag}"}, {"api": self.failed("api")})
        plan = self.plan()
        self.assertEqual(plan.codes("api"), ["rollout_failed"])
        self.assertEqual(self.run_plan("--strict").code, 3)

    def test_42_a_rollout_that_still_runs(self):
        tag = self.start("api")[:7]
        moving = service("api", deployments=[{"status": "PRIMARY", "taskDefinition": definition_arn("api"), "rolloutState": "IN_PROGRESS"}])
        self.ecs({"api:7": f"r/api:{tag}"}, {"api": moving})
        self.assertEqual(self.plan().decisions(), {"api": "skip"})
        run = self.run_plan("--strict")
        self.assertEqual(run.code, 3, run)
        self.assertIn("rollout_in_progress", run.err)
        self.assertEqual(self.run_plan("--strict", "--allow-in-progress").code, 0)

    def test_43_a_rollout_that_has_failed_since_the_plan_is_a_move(self):
        tag = self.start("api")[:7]
        images = {"api:7": f"r/api:{tag}", "api:8": f"r/api:{tag}"}
        out = os.path.join(self.repo.base, "out")

        def verify():
            run = self.repo.run("verify", "--live", "--plan", out, "--format", "json", environment=self.environment)
            findings = json.loads(run.text)["findings"]
            self.assertEqual(run.code, 3 if findings else 0, run)
            return [(finding["code"], finding["services"], finding["message"]) for finding in findings]

        self.ecs(images, {"api": service("api", deployments=[
            {"status": "PRIMARY", "taskDefinition": definition_arn("api"), "rolloutState": "IN_PROGRESS"}])})
        plan = self.plan("--out", out)
        self.assertEqual(plan.decisions(), {"api": "skip"})
        self.assertEqual(plan.json["rollouts"], [{"service": "api", "state": "in_progress", "revision": "api:7"}])
        self.assertEqual(verify(), [])
        for older in (None, 7):
            self.ecs(images, {"api": self.failed("api", older, rolloutStateReason="tasks failed to start.")})
            self.assertEqual(verify(), [("live_moved", ["api"], "api is to be skipped, and its rollout (api:8) has failed since: "
                                         f"tasks failed to start. Plan again: deltaplan plan --env prod --out {out}")])
        # Which the plan has seen, or rolls anyway, is no news.
        self.assertEqual(self.plan("--hold", "api", "--out", out).json["rollouts"], [{"service": "api", "state": "failed", "revision": "api:8"}])
        self.assertEqual(verify(), [])
        self.ecs(images)
        self.assertEqual(self.plan("--out", out, "--force", "api").decisions(), {"api": "deploy"})
        self.ecs(images, {"api": self.failed("api", 7)})
        self.assertEqual(verify(), [])

    def test_43_no_tags_are_set_where_a_rollout_has_failed_since_the_plan(self):
        self.start("api")
        self.repo.write("infra/tags.auto.tfvars.json", '{"image_tags": {"api": "sha-bootstrap"}}')
        self.repo.configure(services=["services/api"], environments={
            "prod": {"live": [ECS], "image_tags": {"file": "infra/tags.auto.tfvars.json", "variable": "image_tags"}}})
        tag = self.repo.commit("second")[:7]
        images = {"api:7": f"r/api:{tag}", "api:8": f"r/api:{tag}"}
        out = os.path.join(self.repo.base, "out")
        self.ecs(images)
        self.plan("--out", out)
        self.ecs(images, {"api": self.failed("api", 7)})
        run = self.repo.run("tags", "set", "--env", "prod", "--from", out, environment=self.environment)
        self.assertEqual(run.code, 3, run)
        self.assertIn("refused (live_moved)", run.err)
        self.assertIn("api is to be skipped, and its rollout (api:8) has failed since\n", run.err)
        self.ecs(images)
        self.assertEqual(self.repo.run("tags", "set", "--env", "prod", "--from", out, environment=self.environment).code, 0)

    def test_42_a_deployment_without_a_state_has_come_up_when_its_tasks_run(self):
        tag = self.start("api")[:7]
        for running, warned in ((0, 1), (1, 1), (2, 0)):
            deployment = {"status": "PRIMARY", "taskDefinition": definition_arn("api"), "desiredCount": 2, "runningCount": running}
            self.ecs({"api:7": f"r/api:{tag}"}, {"api": service("api", deployments=[deployment])})
            self.assertEqual(len(self.plan().warnings("rollout_in_progress")), warned)
            self.assertEqual(self.run_plan("--strict").code, 3 if warned else 0)

    def test_24_a_container_that_runs_the_image_of_another_service(self):
        tag = self.start("api", "web")[:7]
        for image, codes in ((f"r/web:{tag}", ["build_changed"]), (f"r/api:{tag}", ["unchanged"]), (f"r/other:{tag}", ["unchanged"])):
            self.ecs({"api:7": image, "web:7": f"r/web:{tag}"})
            plan = self.plan()
            self.assertEqual((plan.codes("api"), plan.codes("web")), (codes, ["unchanged"]))

    def test_42_an_image_is_live_once_it_is_pushed_where_ecr_alone_is_asked(self):
        pushed = {"from": "ecr", "repository": "p/{service}"}
        for source, warned in (([pushed], 1), ([pushed, {"from": "file", "file": "rolled.json"}], 0)):
            self.repo.write("rolled.json", "{}")
            tag = self.start("api", "web", source=source)[:7]
            self.serve(lambda request: as_json({"imageDetails": [{"imageTags": [tag], "imagePushedAt": 1.0}]}))
            self.assertEqual(len(self.plan().warnings("pushed_counts_as_live")), warned)
        self.start("api", "web", source=[pushed])
        self.assertIn("what runs of web:", self.plan("--live", f"api={tag}").warnings("pushed_counts_as_live")[0])
        self.assertIn("what runs of api:", self.plan("--service", "api").warnings("pushed_counts_as_live")[0])
        self.assertEqual(self.plan("--live", f"api={tag}", "--live", f"web={tag}").warnings("pushed_counts_as_live"), [])

    def test_42_a_service_that_drains_is_not_live(self):
        tag = self.start("api")[:7]
        self.ecs({"api:7": f"r/api:{tag}"}, {"api": service("api", status="DRAINING")})
        plan = self.plan()
        self.assertEqual(plan.codes("api"), ["never_deployed"])
        self.assertIn("drains", plan.warnings("service_missing")[0])

    def test_42_a_function_whose_update_failed(self):
        tag = self.start("api", source={"from": "lambda", "function": "{service}"})[:7]
        settings = {"LastUpdateStatus": "Failed", "LastUpdateStatusReason": "the image was not found"}
        self.serve(lambda request: as_json({"Code": {"ImageUri": f"r/api:{tag}"}, "Configuration": settings}))
        plan = self.plan()
        self.assertEqual(plan.codes("api"), ["rollout_failed"])
        self.assertIn("the image was not found", plan.service("api")["reasons"][0]["detail"])

    def test_46_an_image_that_the_registry_has_expired(self):
        tag = self.start("api", "web")[:7]
        self.ecr = lambda asked: fault(400, "ImageNotFoundException", "The image does not exist")
        images = {"api:7": f"{ecs_answers.REGISTRY}/platform/api@{DIGEST}", "web:7": f"r/web:{tag}"}
        self.ecs(images)
        plan = self.plan()
        self.assertEqual(plan.codes("api"), ["never_deployed"])
        self.assertIn("is not in ECR any more", plan.service("api")["reasons"][0]["detail"])
        self.assertEqual(plan.decisions()["web"], "skip")
        self.assertIn("--live api=TAG", plan.warnings("live_tag_unknown")[0])
        self.assertEqual(self.run_plan("--strict").code, 3)
        plan = self.plan("--live", f"api={tag}")
        self.assertEqual((plan.decisions(), plan.warnings("live_tag_unknown")), ({"api": "skip", "web": "skip"}, []))
        self.refused("api is held, and what it runs can't be told", arguments=["--hold", "api"])

    def test_46_what_takes_a_service_out_of_the_question(self):
        tag = self.start("api", "web")[:7]
        self.ecr = lambda asked: fault(400, "AccessDeniedException", "not authorized")
        self.ecs({"api:7": f"{ecs_answers.REGISTRY}/platform/api@{DIGEST}", "web:7": f"r/web:{tag}"})
        self.refused("ECR DescribeImages for api failed")
        self.assertEqual(self.plan("--force", "api").decisions(), {"api": "deploy", "web": "skip"})
        self.assertEqual(self.plan("--service", "web").decisions(), {"web": "skip"})
        server = self.ecs({"web:7": f"r/web:{tag}"})
        self.assertEqual(self.plan("--live", f"api={tag}").decisions(), {"api": "skip", "web": "skip"})
        self.assertTrue(all(b'"api"' not in request.body for request in server.requests))

    def test_46_one_address_of_many_that_does_not_answer(self):
        tag = self.start("api", "web", source={"from": "http", "url": "http://127.0.0.1:9/{service}"})[:7]
        server = self.serve(lambda request: ecs_answers.Answer(500) if request.path == "/api" else ecs_answers.Answer(200, tag.encode()))
        self.start("api", "web", source={"from": "http", "url": server.url + "/{service}"})
        self.refused("api: http://127.0.0.1:", "HTTP status 500")
        self.assertEqual(self.plan("--service", "web").deployed(), [])
        self.assertEqual(self.plan("--force", "api").deployed(), ["api"])
        del server.requests[:]
        self.assertEqual(self.plan("--live", f"api={tag}").deployed(), [])
        self.assertEqual({request.path for request in server.requests}, {"/web"})

    def test_46_parameters_of_another_kind(self):
        tag = self.start("list", "plain", "secret", source={"from": "ssm", "parameter": "/{service}"})[:7]
        kinds = {"/list": "StringList", "/plain": "String", "/secret": "SecureString"}

        def answer(request):
            asked = json.loads(request.body)
            self.assertIs(asked["WithDecryption"], False)
            return as_json({"Parameters": [{"Name": name, "Type": kinds[name], "Value": tag} for name in asked["Names"]], "InvalidParameters": []})
        self.serve(answer)
        plan = self.plan()
        self.assertEqual({name: plan.codes(name) for name in ("list", "plain", "secret")},
                         {"list": ["never_deployed"], "plain": ["unchanged"], "secret": ["never_deployed"]})
        self.assertIn("parameter /secret is a SecureString", plan.service("secret")["reasons"][0]["detail"])

    def test_46_several_tags_on_one_digest(self):
        first = self.start("api")[:7]
        second = self.repo.commit("second")[:7]
        self.ecs({"api:7": f"{ecs_answers.REGISTRY}/platform/api@{DIGEST}"})
        for tags, chosen in (([first, "20251128", "latest", "deadbeef-amd64"], first), ([first, second, "stable"], second),
                             (["latest", "abcdef1"], "abcdef1"), (["stable", "buildcache"], "buildcache")):
            with self.subTest(tags):
                self.ecr = lambda asked: as_json({"imageDetails": [{"imageDigest": DIGEST, "imageTags": tags}]})
                self.assertEqual(self.plan().service("api")["live"]["tag"], chosen)

    def test_46_status_asks_nobody_when_all_tags_are_given(self):
        tag = self.start("api", "web", source={"from": "command", "command": ["false"]})[:7]
        given = ["--live", f"api={tag}", "--live", f"web={tag}"]
        run = self.repo.run("status", *given, environment=self.environment)
        self.assertEqual(run.code, 0, run)
        self.assertEqual(self.repo.run("status", *given[:2], environment=self.environment).code, 1)


if __name__ == "__main__":
    testing.main()
