#!/usr/bin/env python3
"""docs/recipes/release-train: dev, an hour, production; with the real Terraform and a stand-in for ECS and CloudWatch."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..", "..")
sys.path[:0] = [os.path.join(HERE, ".."), os.path.join(HERE, "..", "..", "support")]

import fake_clock  # noqa: E402
import loopback  # noqa: E402
import testing  # noqa: E402
import tools  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM, Repository  # noqa: E402

RECIPE = os.path.join(ROOT, "docs", "recipes", "release-train")
STAND_IN = os.path.join(ROOT, "fixtures", "terraform", "ecs_service_stand_in")
SERVICES = ("api", "web", "worker")
REGISTRY = "registry.example.com/platform"
START = 1_000_000_000
HOUR = 3600


class ReleaseTrain(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        loopback.require("jq", "flock")
        cls.tools = tools.directory()
        cls.aws = loopback.Aws()
        cls.addClassCleanup(cls.aws.close)
        cls.started = None  # the repository after start()

    def setUp(self):
        self.aws.reset()
        self.aws.unhealthy.clear()
        self.ecs, self.cloudwatch = self.aws.client("ecs"), self.aws.client("cloudwatch")
        self.now = START
        self.repo = Repository()
        self.addCleanup(self.repo.close)
        shutil.copytree(RECIPE, self.repo.path, dirs_exist_ok=True)
        # The recipe's folder has these in place of the team's own: services, seconds that suit a test, no AWS provider.
        for service in SERVICES:
            self.repo.write(f"services/{service}/main.ts", service)
        for env in ("dev", "prod"):
            self.repo.remove(f"infra/{env}/providers.tf")
            self.ecs.create_cluster(clusterName=f"platform-{env}")
        self.train(steady_seconds=60, watch_seconds=0, poll_seconds=1)
        self.repo.remove("modules/ecs_service")
        shutil.copytree(STAND_IN, os.path.join(self.repo.path, "modules/ecs_service"))
        programs = os.path.join(self.repo.base, "bin")
        os.mkdir(programs)
        os.symlink(PROGRAM, os.path.join(programs, "deltaplan"))
        settings = os.path.join(self.repo.base, "settings.tfrc")
        with open(settings, "w", encoding="utf-8"):
            pass
        self.environment = dict(
            ENVIRONMENT, **self.aws.environment, HOME=self.repo.base, TF_CLI_CONFIG_FILE=settings, CHECKPOINT_DISABLE="1",
            PATH=os.pathsep.join([programs, self.tools, loopback.aws_cli_path(), os.environ["PATH"]]), TF_IN_AUTOMATION="1",
            GIT_COMMITTER_NAME="Ada", GIT_COMMITTER_EMAIL="ada@example.com")
        for name in ("prod-errors", "prod-latency"):
            self.cloudwatch.put_metric_alarm(AlarmName=name, MetricName=name, Namespace="platform", Period=60, EvaluationPeriods=1,
                                             Statistic="Sum", Threshold=1, ComparisonOperator="GreaterThanThreshold")
            self.alarm(name, "OK")
        self.start()

    def train(self, **settings):
        path = os.path.join(self.repo.path, "train.json")
        with open(path, encoding="utf-8") as file:
            self.repo.write("train.json", json.dumps({**json.load(file), **settings}))

    def alarm(self, name, state):
        self.cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="test")

    def command(self, *command, code=0, **environment):
        run = subprocess.run(command, cwd=self.repo.path, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
                             env=dict(self.environment, **fake_clock.running_from(self.now), **environment))
        self.assertEqual(run.returncode, code, f"{command}\n{run.stdout}{run.stderr}")
        return run.stdout + run.stderr

    def release_train(self, *arguments, code=0, **environment):
        return self.command("./release-train", *arguments, code=code, **environment)

    def roll(self, env, tag, service):
        arn = self.ecs.register_task_definition(family=service, containerDefinitions=[
            {"name": service, "image": f"{REGISTRY}/{service}:{tag}", "memory": 128, "essential": True},
        ])["taskDefinition"]["taskDefinitionArn"]
        if service in self.running(env):
            self.ecs.update_service(cluster=f"platform-{env}", service=service, taskDefinition=arn)
        else:
            self.ecs.create_service(cluster=f"platform-{env}", serviceName=service, taskDefinition=arn, desiredCount=1)

    def roll_dev(self, tag, *services):
        """dev is deployed by other means; what they leave behind: ECS runs the tags, and the map tells since when."""
        for service in services:
            self.roll("dev", tag, service)
        self.command("deltaplan", "tags", "set", "--env", "dev", *[f"{service}={tag}" for service in services])

    def start(self):
        """Both environments run the first commit. The second test of a process begins with a copy of the first one's repository."""
        copied = type(self).started
        if copied:
            shutil.rmtree(self.repo.path)
            shutil.copytree(copied, self.repo.path, symlinks=True)
            self.repo.clock += 1200
        else:
            self.repo.commit("first")
        self.first = self.repo.short("HEAD~1" if copied else "HEAD")
        for service in SERVICES:
            self.roll("dev", self.first, service)
        self.now += HOUR
        if copied:
            for service in SERVICES:
                self.roll("prod", self.first, service)
            return
        self.command("deltaplan", "tags", "set", "--env", "dev", *[f"{service}={self.first}" for service in SERVICES])
        self.command("deltaplan", "tags", "promote", "dev", "prod")
        self.command("terraform", "-chdir=infra/prod", "init", "-input=false")
        self.command("terraform", "-chdir=infra/prod", "apply", "-input=false", "-auto-approve")
        self.repo.commit("live")
        type(self).started = tempfile.mkdtemp(prefix="deltaplan-train-")
        self.addClassCleanup(shutil.rmtree, self.started)
        shutil.copytree(self.repo.path, self.started, symlinks=True, dirs_exist_ok=True)

    def deploy_dev(self, *services, minutes=60):
        """A change that dev runs for so long; its tag."""
        for service in services:
            self.repo.write(f"services/{service}/main.ts", f"changed {self.repo.clock}")
        self.repo.commit("change")
        self.roll_dev(self.repo.short(), *services)
        self.now += minutes * 60 + 10  # the clock runs while the tags are set
        return self.repo.short()

    def running(self, env):
        return {service: image.rsplit(":", 1)[1] for service, image in self.aws.running_images(f"platform-{env}").items()}

    def deployments(self):
        """Of prod's services: the task definition and the deployment that is primary."""
        services = self.ecs.describe_services(cluster="platform-prod", services=list(SERVICES))["services"]
        return {service["serviceName"]: (service["taskDefinition"], service["deployments"][0]["id"]) for service in services}

    def map(self):
        with open(os.path.join(self.repo.path, "infra/prod/image-tags.auto.tfvars.json"), encoding="utf-8") as file:
            return json.load(file)["image_tags"]

    def assert_prod(self, **changed):
        """It runs the first commit but for these, and map and Terraform's state say the same."""
        wanted = {**dict.fromkeys(SERVICES, self.first), **changed}
        self.assertEqual((self.running("prod"), self.map()), (wanted, wanted))
        self.command("terraform", "-chdir=infra/prod", "plan", "-input=false", "-detailed-exitcode")
        self.assertFalse(os.path.exists(os.path.join(self.repo.path, "infra/prod/unfinished-release.json")))

    def test_what_dev_runs_for_an_hour_goes_to_production(self):
        before = self.deployments()
        tag = self.deploy_dev("web", minutes=59)
        self.assertIn("59m", self.release_train(code=3))
        self.assertEqual(self.deployments(), before)
        self.now += 60
        self.release_train()
        self.assert_prod(web=tag)
        after = self.deployments()
        self.assertEqual([service for service in SERVICES if after[service] != before[service]], ["web"])
        self.assertIn("Nothing to release", self.release_train())
        self.assertEqual(self.deployments(), after)

    def test_what_never_came_up_in_dev_stays_there(self):
        self.repo.write("services/web/main.ts", "never up")
        self.repo.commit("change")
        self.aws.unhealthy.add(f"{REGISTRY}/web:{self.repo.short()}")
        self.roll_dev(self.repo.short(), "web")
        self.now += HOUR
        self.assertIn("still rolls out", self.release_train(code=3))
        self.assert_prod()

    def test_a_service_restarts_with_the_one_that_it_follows(self):
        before = self.deployments()
        tag = self.deploy_dev("api")
        self.assertRegex(self.release_train(), "steady +worker")
        self.assert_prod(api=tag)
        after = self.deployments()
        self.assertEqual(after["web"], before["web"])
        self.assertEqual(after["worker"][0], before["worker"][0])  # the same task definition
        self.assertNotEqual(after["worker"][1], before["worker"][1])  # in a new deployment

    def test_no_train_leaves_while_an_alarm_fires(self):
        before = self.deployments()
        self.deploy_dev("web")
        self.alarm("prod-latency", "ALARM")
        self.assertIn("alarm prod-latency: no train leaves", self.release_train(code=3))
        self.assertEqual((self.deployments(), self.map()["web"]), (before, self.first))

    def test_alarms_without_data_are_named_and_those_that_do_not_exist_refused(self):
        tag = self.deploy_dev("web")
        self.train(alarms=["prod-errors", "prod-eror"])
        self.assertIn("MISSING prod-eror", self.release_train(code=1))
        self.assertEqual(self.map()["web"], self.first)
        self.train(alarms=["prod-errors", "prod-latency"])
        self.alarm("prod-errors", "INSUFFICIENT_DATA")
        self.assertIn("no data yet, not taken for an alarm: prod-errors", self.release_train())
        self.assert_prod(web=tag)

    def test_an_alarm_during_the_release_takes_it_back(self):
        tag = self.deploy_dev("api", "web")
        before = self.deployments()
        self.train(watch_seconds=300)

        def fire():
            loopback.wait_for(lambda: self.running("prod").get("web") == tag, 60)
            self.alarm("prod-errors", "ALARM")

        thread = threading.Thread(target=fire)
        thread.start()
        started = time.monotonic()
        out = self.release_train(code=1)
        thread.join()
        self.assertLess(time.monotonic() - started, 200)
        self.assertIn("ROLLBACK: alarm prod-errors", out)
        self.assert_prod()
        self.assertNotEqual(self.deployments()["worker"][1], before["worker"][1])
        # The same tags are not tried again by themselves.
        self.alarm("prod-errors", "OK")
        self.assertIn(f"rolled back before: api {tag}, web {tag}", self.release_train(code=3))
        self.assert_prod()
        self.train(watch_seconds=0)
        self.release_train("--again")
        self.assert_prod(api=tag, web=tag)

    def test_a_release_that_never_gets_healthy_is_taken_back(self):
        tag = self.deploy_dev("web")
        self.aws.unhealthy.add(f"{REGISTRY}/web:{tag}")
        self.train(steady_seconds=3)
        self.assertIn("ROLLBACK: the services did not get steady", self.release_train(code=1))
        self.assert_prod()

    def test_an_apply_that_fails_half_way_is_taken_back(self):
        tag = self.deploy_dev("api", "web")
        self.assertIn("ROLLBACK: terraform apply failed", self.release_train(code=1, FAIL_ROLL="web"))
        self.assertEqual(self.map(), dict.fromkeys(SERVICES, self.first))
        self.assertEqual(self.running("prod"), dict.fromkeys(SERVICES, self.first))
        self.assertNotEqual(tag, self.first)

    def test_a_train_that_was_cut_off_is_finished_by_the_next_one(self):
        tag = self.deploy_dev("api")
        before = self.deployments()
        self.aws.unhealthy.add(f"{REGISTRY}/api:{tag}")
        train = subprocess.Popen(["./release-train"], cwd=self.repo.path, env=dict(self.environment, **fake_clock.running_from(self.now)),
                                 stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                 start_new_session=True)
        with train:
            while "Apply complete" not in train.stdout.readline():
                pass
            os.killpg(train.pid, signal.SIGKILL)
        self.assertEqual(self.deployments()["worker"], before["worker"])
        self.aws.unhealthy.clear()
        self.ecs.update_service(cluster="platform-prod", service="api", forceNewDeployment=True)
        after = self.deployments()
        out = self.release_train()
        self.assertIn("Finishing the release that was begun before.", out)
        self.assertRegex(out, "steady +worker")
        self.assert_prod(api=tag)
        self.assertEqual([service for service in SERVICES if self.deployments()[service] != after[service]], ["worker"])

    def test_a_plan_that_does_more_is_refused_before_anything_moves(self):
        self.deploy_dev("web")
        before = self.deployments()
        with open(os.path.join(self.repo.path, "infra/prod/main.tf"), encoding="utf-8") as file:
            text = file.read()
        self.repo.write("infra/prod/main.tf", text.replace(":${each.value}", ":${each.key == \"web\" ? \"latest\" : each.value}"))
        out = self.release_train(code=1)
        self.assertIn("tag_not_planned", out)
        self.assertIn("ROLLBACK: the plan was refused", out)
        self.assertEqual(self.deployments(), before)
        self.repo.write("infra/prod/main.tf", text)
        self.assert_prod()

    def test_production_that_is_not_at_its_map_stops_the_train(self):
        tag = self.deploy_dev("web")
        before = self.deployments()
        self.command("deltaplan", "tags", "set", "--env", "prod", f"api={tag}")
        self.assertIn("does not run what its tag map says: api", self.release_train(code=3))
        self.assertEqual(self.deployments(), before)
        self.assertRegex(self.release_train("--finish"), "steady +worker")
        self.assert_prod(api=tag)


if __name__ == "__main__":
    testing.main()
