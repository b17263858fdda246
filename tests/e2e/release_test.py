#!/usr/bin/env python3
"""`deltaplan release` with moto as ECS and Lambda: what Terraform's apply does, a test does here by the APIs.

Needs what scripts/setup_aws installs."""

import http.server
import json
import os
import re
import shutil
import sys
import threading
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import loopback  # noqa: E402
from moto.ecs.models import ecs_backends  # noqa: E402

import testing  # noqa: E402
from sandbox import Repository  # noqa: E402

CLUSTER = "platform-prod"


class Release(unittest.TestCase):
    """web is rolled; worker runs web's libraries and restarts with it."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.aws = loopback.Aws()
        cls.addClassCleanup(cls.aws.close)

    def setUp(self):
        self.aws.reset()
        self.aws.unhealthy.clear()
        self.aws.rollouts.clear()
        self.ecs = self.aws.client("ecs")
        self.ecs.create_cluster(clusterName=CLUSTER)
        self.repo = Repository()
        self.addCleanup(self.repo.close)
        for name in ("web", "worker"):
            self.repo.write(f"services/{name}/main.ts", name)
        self.configure()
        self.live = self.repo.commit("first")[:7]
        for name in ("web", "worker"):
            self.ecs.create_service(cluster=CLUSTER, serviceName=name, taskDefinition=self.define(name, self.live), desiredCount=1)
        self.repo.write("services/web/main.ts", "web 2")
        self.head = self.repo.commit("second")[:7]
        self.plan = os.path.join(self.repo.base, "plan")
        run = self.run_it("plan", "--out", self.plan)
        self.assertEqual(run.code, 0, run)
        self.assertEqual(self.run_it("release", "begin", "--plan", self.plan).code, 0)

    def configure(self, **environment):
        self.repo.configure(services=["services/*", {"name": "worker", "restart_with": ["web"]}],
                            environments={"prod": {"live": [{"from": "ecs", "cluster": CLUSTER}], **environment}})

    def define(self, name, tag):
        containers = [{"name": name, "image": f"r/{name}:{tag}", "memory": 128}]
        return self.ecs.register_task_definition(family=name, containerDefinitions=containers)["taskDefinition"]["taskDefinitionArn"]

    def apply(self):
        self.ecs.update_service(cluster=CLUSTER, service="web", taskDefinition=self.define("web", self.head))

    def run_it(self, *arguments):
        return self.repo.run(*arguments, environment=dict(self.aws.environment, HOME=self.repo.base))

    def release(self, action, *more, code=0):
        run = self.run_it("release", action, "--plan", self.plan, "--format", "json", *more)
        self.assertEqual(run.code, code, run)
        return json.loads(run.text) if run.text else run

    def stages(self, answer):
        return {each["name"]: each["stage"] for each in answer["services"]}

    def deployment(self, name):
        return self.ecs.describe_services(cluster=CLUSTER, services=[name])["services"][0]["deployments"][0]["id"]

    def state(self):
        with open(os.path.join(self.plan, "release.json"), encoding="utf-8") as file:
            return json.load(file)

    def set_state(self, **changes):
        state = self.state() | changes
        with open(os.path.join(self.plan, "release.json"), "w", encoding="utf-8") as file:
            json.dump(state, file)

    def test_from_the_apply_to_the_last_restart(self):
        self.apply()
        answer = self.release("wait")
        self.assertEqual((answer["outcome"], self.stages(answer)), ("well", {"web": "steady"}))
        self.assertEqual(self.state()["step"], "wait", "a restart is left")
        before = self.deployment("worker")
        answer = self.release("restart")
        self.assertEqual((answer["outcome"], answer["restarted"]), ("well", ["worker"]))
        self.assertNotEqual(self.deployment("worker"), before)
        self.assertEqual(self.state()["step"], "done")
        before = self.deployment("worker")
        self.assertEqual(self.release("resume")["restarted"], [])
        self.assertEqual(self.deployment("worker"), before)

    def test_a_rollout_that_fails_ends_it_at_once(self):
        self.aws.rollouts["web"] = "FAILED"
        self.apply()
        answer = self.release("wait", code=3)
        self.assertEqual((answer["outcome"], self.stages(answer)), ("failed", {"web": "failed"}))
        self.assertEqual(self.release("restart", code=3)["restarted"], [], "nothing restarts beside a rollout that failed")

    def test_a_circuit_breaker_is_told(self):
        self.apply()
        self.ecs.update_service(cluster=CLUSTER, service="web", taskDefinition="web:1")
        service = next(each for each in ecs_backends["123456789012"][loopback.REGION].services.values() if each.name == "web")
        service.deployments[0]["rolloutStateReason"] = "ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1."
        answer = self.release("wait", code=3)
        self.assertEqual((answer["outcome"], answer["services"][0]["runs"]), ("failed", self.live))
        self.assertIn("circuit breaker", answer["services"][0]["detail"])

    def test_what_was_never_applied_is_not_as_planned(self):
        answer = self.release("wait", "--steady-timeout", "0", code=3)
        self.assertEqual((answer["outcome"], self.stages(answer)), ("not_as_planned", {"web": "runs_another"}))

    def test_the_time_is_over(self):
        self.aws.unhealthy.add(f"r/web:{self.head}")
        self.apply()
        answer = self.release("wait", "--steady-timeout", "1", code=3)
        self.assertEqual((answer["outcome"], self.stages(answer)), ("timed_out", {"web": "rolling"}))

    def test_health_addresses_of_what_was_rolled(self):
        status = [503, 200]

        class Health(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_response(status.pop(0) if len(status) > 1 else status[0])
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        asked = []
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Health)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        self.configure(deploy={"health": address + "/{service}/health"})
        self.apply()
        answer = self.release("wait")
        self.assertEqual([(each["name"], each["address"], each["well"]) for each in answer["health"]],
                         [("web", address + "/web/health", True)])
        self.assertEqual(asked, ["/web/health"] * 2)
        status[:] = [500]
        answer = self.release("wait", "--health-timeout", "0", code=3)
        self.assertEqual((answer["outcome"], answer["health"][0]["answer"]), ("ill", "HTTP status 500"))
        # Parked it has nobody who could answer.
        asked.clear()
        self.ecs.update_service(cluster=CLUSTER, service="web", desiredCount=0)
        answer = self.release("wait", "--health-timeout", "0")
        self.assertEqual((answer["outcome"], answer["health"], asked), ("well", [], []))
        self.assertEqual([each["detail"] for each in answer["services"]], ["parked: its desired count is 0"])

    def test_an_apply_that_did_not_end_is_not_waited_for(self):
        run = self.release("resume", code=3)
        self.assertIn("refused (apply_unfinished): The apply that began at ", run.err)

    def test_a_release_of_which_nothing_is_known_is_not_done(self):
        state = os.path.join(self.plan, "release.json")
        with open(state, encoding="utf-8") as file:
            of_another_plan = {**json.load(file), "plan": "sha256:" + "0" * 64, "step": "done"}
        with open(state, "w", encoding="utf-8") as file:
            json.dump(of_another_plan, file)
        self.assertIn("refused (apply_unfinished): Nothing says that the apply of this plan has begun", self.release("resume", code=3).err)
        os.remove(state)
        self.assertIn("refused (apply_unfinished): Nothing says that the apply of this plan has begun", self.release("resume", code=3).err)

    def test_somebody_else_has_released(self):
        self.ecs.update_service(cluster=CLUSTER, service="web", taskDefinition=self.define("web", "other"))
        run = self.release("resume", code=3)
        self.assertIn("refused (released_meanwhile)", run.err)
        self.assertIn(f"web: it runs other; the plan goes from {self.live} to {self.head}", run.err)

    def test_whoever_may_not_deploy_restarts_nothing(self):
        self.apply()
        self.release("wait")
        before = self.deployment("worker")
        for settings, said in (({"account": "1" * 12}, "another_account"), ({"deployers": ["arn:aws:iam::*:user/bob"]}, "not_a_deployer")):
            self.configure(deploy=settings)
            for step in ("restart", "resume"):
                self.assertIn(f"refused ({said})", self.release(step, code=3).err)
            self.assertEqual(self.release("wait")["outcome"], "well", "that only looks")
        self.assertEqual((self.deployment("worker"), self.state()["step"]), (before, "wait"))
        self.configure(deploy={"account": "123456789012"})
        self.assertEqual(self.release("resume")["restarted"], ["worker"])

    def test_an_interrupted_restart_is_done_once(self):
        self.apply()
        before = self.deployment("worker")
        self.set_state(step="restart", restarts={"worker": before})
        self.assertEqual(self.release("resume")["restarted"], ["worker"], "it was written down, and ECS was not asked")
        after = self.deployment("worker")
        self.set_state(step="restart", restarts={"worker": before}, restarted={})
        self.assertEqual(self.release("resume")["restarted"], [], "ECS was asked, and nobody wrote down that it had ended")
        self.assertEqual(self.deployment("worker"), after)


    def left(self):
        """The directories of releases that were set aside."""
        left = os.path.join(self.plan, "left")
        return [os.path.join(left, name) for name in sorted(os.listdir(left))] if os.path.isdir(left) else []

    def plan_again(self, code=2):
        run = self.run_it("plan", "--out", self.plan, "--detailed-exitcode")
        self.assertEqual(run.code, code, run)
        return run

    def targets(self):
        with open(os.path.join(self.plan, "target_args.txt"), encoding="utf-8") as file:
            return file.read().split()

    def test_a_release_that_was_interrupted_outlives_the_next_plan(self):
        self.configure(terraform={"dir": "infra", "targets": ['module.x["{service}"]']})
        self.repo.write("infra/main.tf", 'module "x" {\n  source   = "./x"\n  for_each = toset(["web", "worker"])\n}\n')
        self.head = self.repo.commit("terraform")[:7]
        shutil.rmtree(self.plan)
        self.plan_again()
        self.assertEqual(self.run_it("release", "begin", "--plan", self.plan).code, 0)
        self.apply()  # and nobody wrote down that it had ended
        run = self.plan_again()
        self.assertIn("Nothing to deploy", run.text)
        self.assertRegex(run.err, f"The release of {self.head} that began at .* has not ended")
        # Its targets are applied again, as nobody knows how far that apply came.
        self.assertEqual(self.targets(), ['-target=module.x["web"]'])
        run = self.run_it("release", "resume", "--plan", self.plan)
        self.assertEqual((run.code, run.text), (3, ""), run)
        self.assertIn("refused (apply_unfinished)", run.err)
        self.assertEqual(self.run_it("release", "begin", "--plan", self.plan).code, 0)
        self.assertEqual(self.release("wait")["outcome"], "well")
        before = self.deployment("worker")
        self.release("restart")
        self.assertEqual(self.deployment("worker"), before, "the last plan restarts nothing")
        answer = self.release("resume")
        self.assertEqual((answer["outcome"], answer["restarted"], self.stages(answer)),
                         ("well", ["worker"], {"web": "steady", "worker": "steady"}))
        self.assertEqual(self.release("resume")["restarted"], [])
        # Nothing is left, and the next plan clears it away.
        self.assertNotIn("has not ended", self.plan_again(code=0).err)
        self.assertEqual((self.left(), self.targets()), ([], ["-target=terraform_data.deltaplan_nothing_to_roll"]))

    def test_a_plan_that_was_only_looked_at_hides_no_release(self):
        self.apply()
        self.set_state(step="wait")
        self.plan_again()
        self.plan_again()
        self.assertEqual(len(self.left()), 1)
        answer = self.release("resume")
        self.assertEqual((answer["outcome"], answer["restarted"]), ("well", ["worker"]))

    def test_who_is_killed_while_a_release_is_set_aside_keeps_it_once(self):
        self.apply()
        self.set_state(step="wait")
        before = self.plan + "-before"
        shutil.copytree(self.plan, before)
        self.plan_again()
        # The copy is there, and the next plan is not, or a part of it.
        aside = self.plan + "-aside"
        shutil.copytree(self.plan, aside)
        for torn in (False, True):
            with self.subTest(torn=torn):
                shutil.rmtree(self.plan)
                shutil.copytree(aside, self.plan)
                for name in os.listdir(before):
                    shutil.copy(os.path.join(before, name), self.plan)
                if torn:
                    shutil.copy(os.path.join(aside, "plan.md"), self.plan)
                self.plan_again()
                self.assertEqual(len(self.left()), 1)
        answer = self.release("resume")
        self.assertEqual((answer["outcome"], answer["restarted"]), ("well", ["worker"]))

    def test_who_is_killed_while_a_release_is_set_aside_may_resume_it_at_once(self):
        self.apply()
        self.set_state(step="wait")
        before = self.plan + "-before"
        shutil.copytree(self.plan, before)
        self.plan_again()
        for name in os.listdir(before):
            shutil.copy(os.path.join(before, name), self.plan)
        answer = self.release("resume")
        self.assertEqual((answer["outcome"], answer["restarted"]), ("well", ["worker"]))
        self.plan_again(code=0)
        self.assertEqual(self.left(), [])

    def test_what_is_rolled_all_over_again_needs_no_other_end(self):
        self.apply()
        self.set_state(step="wait")
        self.repo.write("services/web/main.ts", "web 3")
        self.head = self.repo.commit("third")[:7]
        self.plan_again()
        self.assertEqual(self.run_it("release", "begin", "--plan", self.plan).code, 0)
        self.apply()
        self.release("wait")
        answer = self.release("restart")
        self.assertEqual(answer["restarted"], ["worker"])
        self.assertIn("nothing is left of it", self.run_it("release", "resume", "--plan", self.plan).err)

    def test_left_releases_stand_in_the_order_in_which_they_began(self):
        self.apply()
        self.set_state(step="wait", began="2026-01-01T10:00:00Z", since="2026-01-01T12:00:00Z")
        self.repo.write("services/web/main.ts", "web 3")
        self.head = self.repo.commit("third")[:7]
        self.plan_again()
        self.assertEqual(self.run_it("release", "begin", "--plan", self.plan).code, 0)
        self.assertEqual(self.state()["began"], self.state()["since"])
        self.set_state(step="wait", began="2026-01-01T11:00:00Z", since="2026-01-01T11:00:00Z")
        run = self.plan_again()
        self.assertEqual(re.findall("that began at ([^ ]*) has not ended", run.err), ["2026-01-01T10:00:00Z", "2026-01-01T11:00:00Z"])

    def test_a_left_release_that_others_went_on_from_is_given_up(self):
        self.apply()
        self.set_state(step="wait")
        self.plan_again()
        self.ecs.update_service(cluster=CLUSTER, service="web", taskDefinition=self.define("web", "other"))
        before = self.deployment("worker")
        for _ in range(2):  # it stays refused
            run = self.run_it("release", "resume", "--plan", self.plan)
            self.assertEqual((run.code, run.text), (3, ""), run)
            self.assertRegex(run.err, f"refused \\(released_meanwhile\\): Somebody else has released since the release of {self.head} that began at ")
            self.assertIn(f"- web: it runs other; the plan goes from {self.live} to {self.head}\n", run.err)
            self.assertIn("It has not restarted worker: ", run.err)
        self.assertEqual(self.release("resume", code=3)["outcome"], "refused")
        self.assertEqual(self.deployment("worker"), before)
        # The next plan clears it away.
        self.assertNotIn("has not ended", self.plan_again().err)
        self.assertEqual(self.left(), [])

    def test_a_left_release_whose_plan_was_changed_is_told(self):
        self.set_state(step="wait")
        self.plan_again()
        with open(os.path.join(self.left()[0], "releases.json"), "a", encoding="utf-8") as file:
            file.write(" ")
        for command in (("plan", "--out", self.plan), ("release", "resume", "--plan", self.plan), ("release", "wait", "--plan", self.plan)):
            run = self.run_it(*command)
            self.assertEqual(run.code, 1, run)
            self.assertIn("its plan can't be read any more", run.err)


    def test_releases_of_another_plan_are_told(self):
        self.apply()
        for name, changed in (("plan.json", {"files": None}), ("releases.json", {"releases": []})):
            path = os.path.join(self.plan, name)
            with open(path, encoding="utf-8") as file:
                text = json.load(file) | changed
            with open(path, "w", encoding="utf-8") as file:
                json.dump(text, file)
        run = self.run_it("release", "wait", "--plan", self.plan)
        self.assertEqual(run.code, 1, run)
        self.assertIn("releases.json does not name 'web', which the plan deploys", run.err)


class ReleaseFunctions(unittest.TestCase):
    """Functions of Lambda."""

    @classmethod
    def setUpClass(cls):
        cls.aws = loopback.Aws()
        cls.addClassCleanup(cls.aws.close)

    def test_a_function_runs_what_was_planned(self):
        role = self.aws.client("iam").create_role(RoleName="role", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
        functions = self.aws.client("lambda")
        repo = Repository()
        self.addCleanup(repo.close)
        repo.write("services/api/main.ts", "api")
        repo.configure(services=[{"path": "services/*"}, {"name": "api", "placeholders": {"fn": "api"}}], placeholders={"fn": "{service}"},
                       environments={"prod": {"live": [{"from": "lambda", "function": "{env}-{fn}"}]}})
        live = repo.commit("first")[:7]
        registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
        functions.create_function(FunctionName="prod-api", Role=role, PackageType="Image", Code={"ImageUri": f"{registry}/api:{live}"})
        repo.write("services/api/main.ts", "api 2")
        head = repo.commit("second")[:7]
        plan = os.path.join(repo.base, "plan")
        environment = dict(self.aws.environment, HOME=repo.base)
        self.assertEqual(repo.run("plan", "--out", plan, environment=environment).code, 0)
        wait = ("release", "wait", "--plan", plan, "--format", "json")
        run = repo.run(*wait, "--steady-timeout", "0", environment=environment)
        self.assertEqual((run.code, json.loads(run.text)["services"][0]["runs"]), (3, live))
        functions.update_function_code(FunctionName="prod-api", ImageUri=f"{registry}/api:{head}")
        run = repo.run(*wait, environment=environment)
        self.assertEqual(run.code, 0, run)
        self.assertEqual(json.loads(run.text)["services"][0]["stage"], "steady")


class ReleaseUnwatched(unittest.TestCase):
    def test_what_was_pushed_or_written_does_not_run_for_that(self):
        """A registry has the image before anything is rolled, and the map its tag: neither is asked."""
        for source in ({"from": "ecr", "repository": "platform/{service}"}, {"from": "image_tags"}):
            with self.subTest(source):
                repo = Repository()
                self.addCleanup(repo.close)
                repo.configure(environments={"prod": {"live": [source], "image_tags": {"file": "tags.json"}}})
                repo.write("services/job/main.ts", "job")
                live = repo.commit("first")[:7]
                repo.commit("second", **{"services/job/main.ts": "job 2"})
                plan = os.path.join(repo.base, "plan")
                self.assertEqual(repo.run("plan", "--out", plan, "--live-file", "-", data=json.dumps({"job": live}).encode()).code, 0)
                run = repo.run("release", "wait", "--plan", plan, "--format", "json")
                self.assertEqual(run.code, 0, run)
                self.assertEqual(json.loads(run.text)["services"][0]["stage"], "unwatched")
                self.assertIn("what job runs can't be told", run.err)


if __name__ == "__main__":
    testing.main()
