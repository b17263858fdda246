#!/usr/bin/env python3
"""docs/recipes/staging-to-production: its Makefile and scripts, with real builds, two registries, Terraform and a stand-in for AWS."""

import glob
import json
import os
import re
import shutil
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..", "..")
sys.path.insert(0, os.path.join(HERE, ".."))

import loopback  # noqa: E402
import tools  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM, Repository  # noqa: E402

RECIPE = os.path.join(ROOT, "docs", "recipes", "staging-to-production")
STAND_IN = os.path.join(ROOT, "fixtures", "terraform", "ecs_service_stand_in")
DOCKERFILES = {"docker/base": "FROM scratch\nCOPY docker/base/files /\n",
               "services/api": "FROM base\nCOPY services/api/main.ts /\n",
               "services/worker": "FROM base\nCOPY services/worker/main.ts /\n",
               "services/web": "FROM scratch\nARG TITLE\nLABEL title=$TITLE\nCOPY services/web/main.ts /\n"}
SERVICES = ("api", "web", "worker")


class Recipe(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        loopback.require("buildah", "docker-registry", "make", "jq", "curl")
        cls.tools = tools.directory()
        cls.aws = loopback.Aws()
        cls.addClassCleanup(cls.aws.close)

    def setUp(self):
        self.aws.reset()
        self.aws.unhealthy.clear()
        self.registries = {}
        for name in ("staging", "prod"):
            self.registries[name] = loopback.Registry()
            self.addCleanup(self.registries[name].close)
        self.repo = Repository()
        self.addCleanup(self.repo.close)
        shutil.copytree(RECIPE, self.repo.path, dirs_exist_ok=True)
        self.adapt()
        programs = os.path.join(self.repo.base, "bin")
        os.mkdir(programs)
        os.symlink(PROGRAM, os.path.join(programs, "deltaplan"))
        settings = os.path.join(self.repo.base, "settings.tfrc")
        open(settings, "w", encoding="utf-8").close()
        self.environment = dict(
            ENVIRONMENT, **self.aws.environment,
            **loopback.buildah_environment(os.path.join(self.repo.base, "containers"), *[r.address for r in self.registries.values()]),
            PATH=os.pathsep.join([programs, self.tools, loopback.aws_cli_path(), os.environ["PATH"]]), HOME=self.repo.base, DOCKER="buildah",
            TF_CLI_CONFIG_FILE=settings, CHECKPOINT_DISABLE="1", TF_IN_AUTOMATION="1", POLL_SECONDS="1", STEADY_SECONDS="60",
            GIT_COMMITTER_NAME="Ada", GIT_COMMITTER_EMAIL="ada@example.com", GIT_AUTHOR_NAME="Ada", GIT_AUTHOR_EMAIL="ada@example.com")
        for env in ("staging", "prod"):
            self.aws.client("ecs").create_cluster(clusterName=f"platform-{env}")

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

    def run_in_repo(self, *command, code=0, **environment):
        run = subprocess.run(command, cwd=self.repo.path, env=dict(self.environment, **environment), stdin=subprocess.DEVNULL,
                             capture_output=True, text=True, timeout=120)
        self.assertEqual(run.returncode, code, f"{command}\n{run.stdout}{run.stderr}")
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

    def first_deploy(self):
        self.documented("First deploy")
        return self.repo.short()

    def test_the_first_deploy_starts_with_the_bootstrap_tag(self):
        self.run_in_repo("terraform", "-chdir=infra/staging", "init", "-input=false")
        self.run_in_repo("deltaplan", "tags", "bootstrap", "--env", "staging")
        self.make("staging-plan", "staging-apply")
        self.assertEqual(self.running("staging"), dict.fromkeys(SERVICES, "sha-bootstrap"))
        self.make("staging-deploy")
        tag = self.repo.short()
        self.assertEqual(self.running("staging"), dict.fromkeys(SERVICES, tag))
        self.assertEqual(self.map("staging"), dict.fromkeys(SERVICES, tag))
        self.assertEqual(self.registries["staging"].labels("platform/web", tag)["title"], "Platform")

    def test_a_change_goes_from_staging_to_production(self):
        first = self.first_deploy()
        self.assertEqual((self.running("staging"), self.running("prod")), ({s: first for s in SERVICES},) * 2)
        tag = self.change("services/web/main.ts")
        before = self.revisions("staging"), self.revisions("prod")
        self.documented("Day to day")
        wanted = {"api": first, "web": tag, "worker": first}
        self.assertEqual([self.map("staging"), self.running("staging"), self.map("prod"), self.running("prod")], [wanted] * 4)
        self.assertEqual(self.digest("staging", "web", tag), self.digest("prod", "web", tag))
        self.assertEqual(self.registries["staging"].tags("platform/api"), [first])
        for env, earlier in zip(("staging", "prod"), before):
            now = self.revisions(env)
            self.assertEqual({service for service in SERVICES if now[service] != earlier[service]}, {"web"}, env)
        self.assertEqual(self.run_in_repo("terraform", "-chdir=infra/prod", "plan", "-detailed-exitcode").count("No changes"), 1)
        again = self.make("staging-deploy", "prod-promote", "prod-deploy")
        self.assertIn("nothing to promote", again)
        self.assertEqual(self.revisions("staging")["web"], self.revisions("staging")["web"])

    def test_images_are_built_after_those_that_they_are_built_from(self):
        first = self.first_deploy()
        tag = self.change("docker/base/files/base")
        self.make("staging-deploy")
        self.assertEqual(self.running("staging"), {"api": tag, "web": first, "worker": tag})
        base = json.loads(self.registries["staging"].get(f"/v2/platform/base/manifests/{tag}")[0])["layers"]
        api = json.loads(self.registries["staging"].get(f"/v2/platform/api/manifests/{tag}")[0])["layers"]
        self.assertEqual(len(api), len(base) + 1)
        # A base that stays as it is gets built for them, and is not pushed.
        later = self.change("services/api/main.ts")
        self.make("staging-deploy")
        self.assertEqual(self.running("staging"), {"api": later, "web": first, "worker": tag})
        self.assertNotIn(later, self.registries["staging"].tags("platform/base"))


if __name__ == "__main__":
    unittest.main()
