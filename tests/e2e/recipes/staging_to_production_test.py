#!/usr/bin/env python3
"""docs/recipes/staging-to-production: its Makefile and scripts, with real builds, two registries, Terraform and a stand-in for AWS."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..", "..")
sys.path.insert(0, os.path.join(HERE, ".."))

import loopback  # noqa: E402
import testing  # noqa: E402
import tools  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM, Repository  # noqa: E402

RECIPE = os.path.join(ROOT, "docs", "recipes", "staging-to-production")
STAND_IN = os.path.join(ROOT, "fixtures", "terraform", "ecs_service_stand_in")
DOCKERFILES = {"docker/base": "FROM scratch\nCOPY docker/base/files /\n",
               "services/api": "FROM base\nCOPY services/api/main.ts /\n",
               "services/worker": "FROM base\nCOPY services/worker/main.ts /\n",
               "services/web": "FROM scratch\nARG TITLE\nLABEL title=$TITLE\nCOPY services/web/main.ts /\n"}
SERVICES = ("api", "web", "worker")


class StagingToProduction(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        loopback.require("buildah", "skopeo", "docker-registry", "make", "jq")
        cls.tools = tools.directory()
        cls.aws = loopback.Aws()
        cls.addClassCleanup(cls.aws.close)
        cls.registries = {}
        for name in ("staging", "prod"):
            cls.registries[name] = loopback.Registry()
            cls.addClassCleanup(cls.registries[name].close)
        cls.scratch = tempfile.mkdtemp(prefix="deltaplan-recipe-")
        cls.addClassCleanup(shutil.rmtree, cls.scratch)
        cls.deployed = None  # where the first test of the process has left its repository and registries after start()
        programs = os.path.join(cls.scratch, "bin")
        os.mkdir(programs)
        os.symlink(PROGRAM, os.path.join(programs, "deltaplan"))
        settings = os.path.join(cls.scratch, "settings.tfrc")
        with open(settings, "w", encoding="utf-8"):
            pass
        cls.environment = dict(
            ENVIRONMENT, **cls.aws.environment,
            **loopback.buildah_environment(os.path.join(cls.scratch, "containers"), *[r.address for r in cls.registries.values()]),
            PATH=os.pathsep.join([programs, cls.tools, loopback.aws_cli_path(), os.environ["PATH"]]), HOME=cls.scratch, DOCKER="buildah",
            TF_CLI_CONFIG_FILE=settings, CHECKPOINT_DISABLE="1", TF_IN_AUTOMATION="1", POLL_SECONDS="1", STEADY_SECONDS="60",
            GIT_COMMITTER_NAME="Ada", GIT_COMMITTER_EMAIL="ada@example.com", GIT_AUTHOR_NAME="Ada", GIT_AUTHOR_EMAIL="ada@example.com")

    def setUp(self):
        self.aws.reset()
        self.aws.unhealthy.clear()
        for env, registry in self.registries.items():
            registry.stop()
            shutil.rmtree(os.path.join(registry.directory, "data"), ignore_errors=True)
            registry.start()
            self.aws.client("ecs").create_cluster(clusterName=f"platform-{env}")
        self.repo = Repository()
        self.addCleanup(self.repo.close)
        shutil.copytree(RECIPE, self.repo.path, dirs_exist_ok=True)
        self.adapt()

    def adapt(self):
        """What the recipe's folder has in place of the team's: services, addresses of registries; the stand-in for the AWS provider."""
        for name, text in DOCKERFILES.items():
            self.repo.write(f"{name}/Dockerfile", text)
        self.repo.write("docker/base/files/base", "base")
        for service in SERVICES:
            self.repo.write(f"services/{service}/main.ts", service)
        self.repo.write("packages/common/index.ts", "common")
        with open(os.path.join(RECIPE, "deltaplan.json"), encoding="utf-8") as file:
            config = file.read()
        for name, registry in self.registries.items():
            config = config.replace(f"registry.{name}.example.com", registry.address)
            self.repo.remove(f"infra/{name}/providers.tf")
        self.repo.write("deltaplan.json", config)
        self.repo.remove("modules/ecs_service")
        shutil.copytree(STAND_IN, os.path.join(self.repo.path, "modules/ecs_service"))
        self.repo.commit("first")

    def start(self):
        """Both environments run the first commit; its tag."""
        if not self.deployed:
            self.first = self.repo.short()
            for env in ("staging", "prod"):
                self.run_in_repo("terraform", f"-chdir=infra/{env}", "init", "-input=false")
            self.make("staging-deploy", "prod-promote", "prod-deploy")
            type(self).deployed = os.path.join(self.scratch, "deployed")
            for env, registry in self.registries.items():
                shutil.copytree(registry.directory, os.path.join(self.deployed, env))
            shutil.copytree(self.repo.path, os.path.join(self.deployed, "repo"), symlinks=True)
            return self.first
        shutil.rmtree(self.repo.path)
        shutil.copytree(os.path.join(self.deployed, "repo"), self.repo.path, symlinks=True)
        self.first = self.repo.short()
        ecs = self.aws.client("ecs")
        for env, registry in self.registries.items():
            shutil.copytree(os.path.join(self.deployed, env), registry.directory, dirs_exist_ok=True)
            for service in SERVICES:
                arn = ecs.register_task_definition(family=service, containerDefinitions=[
                    {"name": service, "image": f"{registry.address}/platform/{service}:{self.first}", "memory": 128, "essential": True},
                ])["taskDefinition"]["taskDefinitionArn"]
                ecs.create_service(cluster=f"platform-{env}", serviceName=service, taskDefinition=arn, desiredCount=1)
        return self.first

    def run_in_repo(self, *command, code=0, **environment):
        run = subprocess.run(command, cwd=self.repo.path, env=dict(self.environment, **environment), stdin=subprocess.DEVNULL,
                             capture_output=True, text=True, timeout=120)
        self.assertEqual(run.returncode, code, f"{command}\n{run.stdout}{run.stderr}")
        self.assertTrue(command[0] != "make" or "\033" not in run.stdout + run.stderr, run.stdout)
        return run.stdout + run.stderr

    def make(self, *arguments, code=0, **environment):
        return self.run_in_repo("make", *arguments, code=2 if code else 0, **environment)

    def documented(self, heading):
        """Runs the commands of the README's section, one by one."""
        with open(os.path.join(RECIPE, "README.md"), encoding="utf-8") as file:
            section = re.search(rf"^## {heading}\n.*?```bash\n(.*?)```", file.read(), re.M | re.S)
        outputs = []
        for line in section[1].splitlines():
            command = line.split("  #")[0].strip()
            if command:
                outputs.append(self.run_in_repo("bash", "-euo", "pipefail", "-c", command))
        return "\n".join(outputs)

    def map(self, env):
        with open(os.path.join(self.repo.path, f"infra/{env}/image-tags.auto.tfvars.json"), encoding="utf-8") as file:
            return json.load(file)["image_tags"]

    def running(self, env):
        """ECS service -> tag; every image has to be in the environment's registry."""
        found = {}
        for service, image in self.aws.running_images(f"platform-{env}").items():
            repository, found[service] = image.rsplit(":", 1)
            self.assertEqual(repository, f"{self.registries[env].address}/platform/{service}")
        return found

    def revisions(self, env):
        ecs = self.aws.client("ecs")
        services = ecs.describe_services(cluster=f"platform-{env}", services=list(SERVICES))["services"]
        return {service["serviceName"]: (service["taskDefinition"], service["deployments"][0]["id"]) for service in services}

    def digest(self, env, image, tag):
        return self.registries[env].digest(f"platform/{image}", tag)

    def change(self, *paths):
        for path in paths:
            self.repo.write(path, f"changed {self.repo.clock}")
        self.repo.commit("change")
        return self.repo.short()

    def assert_runs(self, env, **changed):
        """It runs the first commit but for these, and its map and Terraform's state say the same."""
        wanted = {**dict.fromkeys(SERVICES, self.first), **changed}
        self.assertEqual((self.running(env), self.map(env)), (wanted, wanted))
        self.run_in_repo("terraform", f"-chdir=infra/{env}", "plan", "-input=false", "-detailed-exitcode")

    def moved(self, env, before):
        now = self.revisions(env)
        return [service for service in SERVICES if now[service] != before[service]]

    def test_the_first_deploy_starts_with_the_bootstrap_tag(self):
        self.first = self.repo.short()
        self.run_in_repo("terraform", "-chdir=infra/staging", "init", "-input=false")
        self.run_in_repo("deltaplan", "tags", "bootstrap", "--env", "staging")
        self.make("staging-plan", "staging-apply")
        self.assertEqual(self.running("staging"), dict.fromkeys(SERVICES, "sha-bootstrap"))
        # The same, and all that comes after, as the README has it.
        self.documented("First deploy")
        for env in ("staging", "prod"):
            self.assert_runs(env)
            self.assertEqual(self.registries[env].labels("platform/web", self.first)["title"], "Platform")

    def test_a_change_goes_from_staging_to_production(self):
        self.start()
        tag = self.change("services/web/main.ts")
        before = {env: self.revisions(env) for env in self.registries}
        self.documented("Day to day")
        for env in self.registries:
            self.assert_runs(env, web=tag)
            self.assertEqual(self.moved(env, before[env]), ["web"])
        self.assertEqual(self.digest("staging", "web", tag), self.digest("prod", "web", tag))
        self.assertEqual(self.registries["staging"].tags("platform/api"), [self.first])
        before = {env: self.revisions(env) for env in self.registries}
        self.assertIn("nothing to promote", self.make("staging-deploy", "prod-promote", "prod-deploy"))
        self.assertEqual({env: self.revisions(env) for env in self.registries}, before)
        self.documented("Rollback")
        self.assert_runs("staging", web=tag)
        self.assert_runs("prod")
        self.assertEqual(self.moved("prod", before["prod"]), ["web"])

    def test_images_are_built_after_those_that_they_are_built_from(self):
        self.start()
        tag = self.change("docker/base/files/base")
        self.make("staging-deploy")
        self.assert_runs("staging", api=tag, worker=tag)
        base = json.loads(self.registries["staging"].get(f"/v2/platform/base/manifests/{tag}")[0])["layers"]
        api = json.loads(self.registries["staging"].get(f"/v2/platform/api/manifests/{tag}")[0])["layers"]
        self.assertEqual(len(api), len(base) + 1)
        # What stays as it is has no other image to be built again for.
        later = self.change("services/api/main.ts")
        self.make("staging-deploy")
        self.assert_runs("staging", api=later, worker=tag)
        self.assertNotIn(later, self.registries["staging"].tags("platform/worker"))

    def test_targets_are_built_changed_or_not_and_are_no_code(self):
        self.start()
        tag = self.change("services/web/main.ts")
        for text in ("$(shell touch owned)", "`touch owned`", "web; touch owned", "$$(touch owned)", "--env", "*"):
            self.assertIn("is neither a service nor an image", self.make("staging-build", f"TARGETS={text}", code=1))
            self.assertIn("is neither a service nor an image", self.make("prod-promote", code=1, TARGETS=text))
        self.assertFalse(os.path.exists(os.path.join(self.repo.path, "owned")))
        self.assert_runs("staging")
        self.make("staging-deploy", "TARGETS=worker")
        self.assert_runs("staging", worker=tag)
        self.assertEqual(self.registries["staging"].tags("platform/web"), [self.first])
        self.make("staging-deploy")
        self.assert_runs("staging", web=tag, worker=tag)
        self.make("prod-promote", "prod-deploy", "TARGETS=web")
        self.assert_runs("prod", web=tag)

    def test_a_tag_is_one_image_in_both_registries(self):
        self.start()
        # A repair that is built for production first comes to staging as the same image.
        tag = self.change("services/web/main.ts")
        self.make("prod-build", "prod-deploy")
        self.assert_runs("prod", web=tag)
        self.assertIn("copying", self.make("staging-deploy"))
        self.assertEqual(self.digest("staging", "web", tag), self.digest("prod", "web", tag))
        # Another image under the tag of staging is refused and stays.
        later = self.change("services/web/main.ts")
        self.make("staging-deploy")
        strange = f"{self.registries['prod'].address}/platform/web:{later}"
        self.run_in_repo("buildah", "tag", f"{self.registries['staging'].address}/platform/api:{self.first}", strange)
        self.run_in_repo("buildah", "push", strange)
        digest = self.digest("prod", "web", later)
        self.assertIn("is another image already", self.make("prod-promote", code=1))
        self.assertEqual(self.digest("prod", "web", later), digest)
        self.assert_runs("prod", web=tag)

    def test_a_failed_build_and_a_failed_push_lose_nothing(self):
        self.start()
        before = self.revisions("staging")
        self.repo.write("services/worker/Dockerfile", "FROM base\nCOPY services/worker/nowhere /\n")
        self.change("services/web/main.ts")
        self.assertIn("no image of worker", self.make("staging-deploy", code=1))
        self.assertEqual(self.map("staging"), dict.fromkeys(SERVICES, self.first))
        self.repo.write("services/worker/Dockerfile", DOCKERFILES["services/worker"])
        tag = self.change("services/web/main.ts")
        self.registries["staging"].stop()
        self.assertIn("can't ask the registry", self.make("staging-deploy", code=1))
        self.registries["staging"].start()
        self.assertEqual((self.revisions("staging"), self.map("staging")), (before, dict.fromkeys(SERVICES, self.first)))
        self.make("staging-build")
        self.registries["prod"].stop()
        self.make("staging-plan", "staging-apply")
        self.assertIn("can't ask the registry", self.make("prod-promote", code=1))
        self.registries["prod"].start()
        self.assert_runs("prod")
        self.make("prod-promote", "prod-deploy")
        self.assert_runs("prod", web=tag)

    def test_an_apply_that_fails_half_way_is_finished_by_the_next_run(self):
        self.start()
        tag = self.change("services/api/main.ts", "services/web/main.ts")
        self.make("staging-deploy", code=1, FAIL_ROLL="web")
        self.assertEqual(self.running("staging"), {**dict.fromkeys(SERVICES, self.first), "api": tag})
        # The map knows what was meant: no apply takes api back.
        self.assertEqual(self.map("staging"), {**dict.fromkeys(SERVICES, self.first), "api": tag, "web": tag})
        before = self.revisions("staging")
        self.assertIn("Every image is there already", self.make("staging-deploy"))
        self.assertEqual(self.moved("staging", before), ["web"])
        self.assert_runs("staging", api=tag, web=tag)
        # What never gets healthy is said, and can be taken back.
        bad = self.change("services/web/main.ts")
        self.aws.unhealthy.add(f"{self.registries['staging'].address}/platform/web:{bad}")
        self.assertIn("The time is over", self.make("staging-deploy", code=1, STEADY_SECONDS="2"))
        # What never came up goes nowhere: neither the image nor the tag.
        self.assertIn("still rolls out", self.make("prod-promote", code=1))
        self.assertEqual((self.map("prod"), self.registries["prod"].tags("platform/web")), (dict.fromkeys(SERVICES, self.first), [self.first]))
        self.run_in_repo("deltaplan", "tags", "rollback", "--env", "staging")
        self.make("staging-plan", "staging-apply")
        self.assert_runs("staging", api=tag, web=tag)

    def test_a_plan_that_does_more_is_refused(self):
        self.start()
        self.change("services/web/main.ts")
        self.make("staging-build")
        main = os.path.join(self.repo.path, "infra/staging/main.tf")
        with open(main, encoding="utf-8") as file:
            text = file.read()
        # web would come with another image than the planned one.
        self.repo.write("infra/staging/main.tf", text.replace(":${each.value}", ":${each.key == \"web\" ? \"latest\" : each.value}"))
        before = self.revisions("staging")
        self.assertIn("tag_not_planned", self.make("staging-plan", code=1))
        self.assertIn("the plan of staging was refused", self.make("staging-apply", code=1))
        self.assertEqual(self.revisions("staging"), before)
        # A map that changes between plan and apply, too.
        self.repo.write("infra/staging/main.tf", text)
        # A job without what scripts/plan has left is red; with its word that there is nothing to do, it is not. CDPATH leads nowhere else.
        other = os.path.join(self.scratch, "other")
        shutil.copytree(self.repo.path, other)
        self.addCleanup(shutil.rmtree, other)
        self.assertIn("prod runs what its tag map says", self.make("prod-plan", CDPATH=other))
        self.assertIn("There is nothing to apply", self.make("prod-apply", CDPATH=other, BASH_ENV=os.path.join(other, "Makefile")))
        self.run_in_repo("deltaplan", "tags", "set", "--env", "prod", "web=abc1234", "--allow-missing-images")
        self.assertIn("map_moved: ", self.make("prod-apply", code=1))
        shutil.rmtree(os.path.join(self.repo.path, ".deltaplan", "prod"))
        self.assertIn("hand on all of that folder", self.make("prod-apply", code=1))
        self.make("staging-plan")
        self.run_in_repo("deltaplan", "tags", "set", "--env", "staging", f"web={self.first}")
        self.assertIn("map_moved: ", self.make("staging-apply", code=1))
        # And one that names an image that is not there.
        self.run_in_repo("deltaplan", "tags", "set", "--env", "staging", "web=abc1234", "--allow-missing-images")
        self.make("staging-plan")
        self.assertIn("refused (image_missing)", self.make("staging-apply", code=1))
        self.assertEqual(self.revisions("staging"), before)


if __name__ == "__main__":
    testing.main()
