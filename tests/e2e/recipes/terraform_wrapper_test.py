#!/usr/bin/env python3
"""docs/recipes/terraform-wrapper on loopback: the real Terraform, and moto as ECR and ECS.

ECR holds manifests only. Terraform has the stand-in fixtures/terraform/ecs_service_stand_in for the module of a service. The plan and the
apply job run in clones of their own, with the commands of the workflow, and share the state and the directory .tf only."""

import hashlib
import http.server
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(os.path.join(HERE, "..", "..", ".."))
sys.path.insert(0, os.path.join(HERE, ".."))

import loopback  # noqa: E402
import sandbox  # noqa: E402
import testing  # noqa: E402
import tools  # noqa: E402

RECIPE = os.path.join(ROOT, "docs", "recipes", "terraform-wrapper")
SERVICES = ("api", "web", "worker")
CLUSTER = "platform-prod"

loopback.require("jq")


def job_commands(name):
    """What a job of the workflow runs."""
    with open(os.path.join(RECIPE, ".github", "workflows", "production.yml"), encoding="utf-8") as file:
        job = re.search(rf"^  {name}:\n((?:    .*\n|\n)*)", file.read() + "\n", re.MULTILINE)[1]
    return [shlex.split(line) for line in re.findall(r"^      - run: (.*)$", job, re.MULTILINE)]


def readme_commands(heading):
    """The commands below a line of the README."""
    with open(os.path.join(RECIPE, "README.md"), encoding="utf-8") as file:
        return re.search(r"```bash\n(.*?)```", file.read().split(heading, 1)[1], re.DOTALL)[1]


class Endpoints:
    """Answers for the services: 200, or 503 for those in `down`."""

    def __init__(self):
        self.asked, self.down = [], set()
        endpoints = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                name = self.path.strip("/")
                endpoints.asked.append(name)
                self.send_response(503 if name in endpoints.down else 200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class TerraformWrapper(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.aws = loopback.Aws()
        os.environ["MOTO_ECS_SERVICE_RUNNING"] = "2"  # as many as are desired
        cls.addClassCleanup(cls.aws.close)

    def setUp(self):
        self.aws.reset()
        self.ecs = self.aws.client("ecs")
        self.ecr = self.aws.client("ecr")
        self.ecs.create_cluster(clusterName=CLUSTER)
        self.endpoints = Endpoints()
        self.addCleanup(self.endpoints.close)
        self.repo = sandbox.Repository()
        self.addCleanup(self.repo.close)
        self.environment = {
            **sandbox.ENVIRONMENT, **self.aws.environment, "HOME": self.repo.base, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1",
            **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "Ada"), ("EMAIL", "ada@example.com"))},
            "PATH": os.pathsep.join([os.path.dirname(sandbox.PROGRAM), tools.directory(), loopback.aws_cli_path(),
                                     os.path.dirname(tools.aws_path("python3")), os.environ["PATH"]])}
        shutil.copytree(RECIPE, self.repo.path, dirs_exist_ok=True)
        os.unlink(self.path("infra/providers.tf"))
        self.repo.write("infra/state.tf", f'terraform {{\n  backend "local" {{ path = "{self.repo.base}/prod.tfstate" }}\n}}\n')
        shutil.rmtree(self.path("infra/modules/ecs_service"))
        shutil.copytree(os.path.join(ROOT, "fixtures", "terraform", "ecs_service_stand_in"), self.path("infra/modules/ecs_service"))
        health = json.dumps({name: f"{self.endpoints.url}/{name}" for name in ("api", "web")})
        self.repo.write("deltaplan.json", re.sub(r'"health": \{.*?\}', f'"health": {health}, "health_timeout": "1s", "steady_timeout": "15s"', self.read("deltaplan.json")))
        for name in SERVICES:
            self.repo.write(f"services/{name}/main.ts", name)
            self.ecr.create_repository(repositoryName=f"platform/{name}")
        self.repo.commit("the recipe")
        self.tf("init")

    def path(self, name):
        return os.path.join(self.repo.path, name)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def run_in(self, directory, *command, code=0, **environment):
        run = sandbox.Run(subprocess.run(command, cwd=directory, env={**self.environment, **environment}, stdin=subprocess.DEVNULL,
                                         capture_output=True, timeout=120))
        self.assertEqual(run.code, code, run)
        return run

    def tf(self, *arguments, code=0, **environment):
        return self.run_in(self.repo.path, "./tf", *arguments, code=code, **environment)

    def job(self, name, directory, code=0, **environment):
        """Runs a job's commands; `code` is that of the last one."""
        *first, last = job_commands(name)
        for command in first:
            self.run_in(directory, *command)
        return self.run_in(directory, *last, code=code, **environment)

    def push(self, *names):
        """CI of a commit that changes these services: their images, under their tags, in ECR."""
        for name in names:
            self.repo.write(f"services/{name}/main.ts", f"{name} {self.repo.clock}")
        self.repo.commit("change " + " ".join(names))
        tags = {}
        for name in names:
            tags[name] = f"{name}-{self.repo.short()}"
            manifest = {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json", "layers": [],
                        "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 7,
                                   "digest": "sha256:" + hashlib.sha256(tags[name].encode()).hexdigest()}}
            self.ecr.put_image(repositoryName=f"platform/{name}", imageManifest=json.dumps(manifest), imageTag=tags[name])
        return tags

    def follow(self, heading, **environment):
        """Runs the commands below a line of the README."""
        return self.run_in(self.repo.path, "bash", "-euo", "pipefail", "-c", readme_commands(heading), **environment)

    def start(self):
        """Production runs a first version of everything; its tags."""
        tags = self.push(*SERVICES)
        self.follow("A release:")
        self.assertEqual(self.running(), tags)
        return tags

    def running(self):
        """Service -> the tag that ECS runs."""
        return {name: image.rpartition(":")[2] for name, image in self.aws.running_images(CLUSTER).items()}

    def services(self):
        """Service -> revision and desired count."""
        found = self.ecs.describe_services(cluster=CLUSTER, services=list(SERVICES))["services"]
        return {each["serviceName"]: (each["taskDefinition"].rpartition("/")[2], each["desiredCount"]) for each in found}

    def test_plan_and_apply_are_separate_jobs(self):
        first = self.start()
        before = self.services()
        tags = self.push("api")
        pinned = self.read("infra/main.tf")
        text = self.tf("pin").text
        self.assertIn(f"api  {first['api']} -> {tags['api']}", text)
        # The tag of api changed in its line, and nothing else did.
        self.assertEqual(self.read("infra/main.tf"), pinned.replace(first["api"], tags["api"]))
        changed = [line for line in self.repo.git("diff", "--unified=0", "--", "infra/main.tf").split("\n") if re.match(r"[-+] ", line)]
        self.assertEqual([re.sub(r"\S+-\w{7,}\"", '...', line) for line in changed], ["-    api    = ... # public", "+    api    = ... # public"])
        self.repo.commit("release api")
        plan_job, apply_job = (self.repo.clone(name) for name in ("plan-job", "apply-job"))
        run = self.job("plan", plan_job.path)
        self.assertRegex(run.text, rf"\n  api +DEPLOY +{first['api']} -> {tags['api']} ")
        self.assertRegex(run.text, rf"\n  web +skip +{first['web']} ")
        self.assertEqual(self.services(), before)
        shutil.copytree(os.path.join(plan_job.path, ".tf"), os.path.join(apply_job.path, ".tf"))
        self.endpoints.asked.clear()
        run = self.job("apply", apply_job.path)
        self.assertIn("Apply complete! Resources: 2 added, 1 changed, 2 destroyed.", run.text)
        self.assertEqual(self.running(), {**first, **tags})
        self.assertEqual({name: self.services()[name] for name in ("web", "worker")}, {name: before[name] for name in ("web", "worker")})
        self.assertEqual(self.services()["api"], ("api:2", 2))
        self.assertEqual(self.endpoints.asked, ["api"])
        # Nothing is left to do, and the same plan is not applied twice.
        self.assertIn("no plan in .tf", self.job("apply", apply_job.path, code=3).err)
        self.tf("plan")
        self.assertIn("Nothing is refused.", self.tf("plan").text)
        self.assertIn("Nothing to deploy", self.tf("plan").text)
        self.tf("apply")

    def test_apply_refuses_what_has_moved_since_the_plan(self):
        first = self.start()
        self.push("api")
        self.tf("pin")
        self.repo.commit("release api")
        self.tf("plan")
        saved = os.path.join(self.repo.base, "saved")
        shutil.copytree(self.path(".tf"), saved)

        def refused(*messages):
            run = self.tf("apply", code=3)
            for message in messages:
                self.assertIn(message, run.text + run.err)
            self.assertEqual(self.running(), first)
            shutil.rmtree(self.path(".tf"))
            shutil.copytree(saved, self.path(".tf"))

        head = self.repo.head()
        # Another commit; other pins; what is not committed; a plan that does something else; one that is none.
        self.repo.commit("later")
        refused("head_differs", self.repo.short())
        self.run_in(self.repo.path, "deltaplan", "tags", "set", "--env", "prod", f"web=web-{self.repo.short()}")
        refused("not committed", "infra/main.tf")
        self.repo.commit("pin by hand")
        refused("head_differs")
        self.repo.git("reset", "-q", "--hard", head)
        self.run_in(self.path("infra"), "terraform", "plan", "-var=parked=true", "-out", self.path(".tf/tfplan"))
        refused('module.service["web"]', "desired_count 2 -> 0")
        with open(self.path(".tf/tfplan"), "wb") as file:
            file.write(b"x")
        self.tf("apply", code=1)
        shutil.copy(os.path.join(saved, "tfplan"), self.path(".tf/tfplan"))
        # Somebody else has applied.
        state = json.loads(self.run_in(self.path("infra"), "terraform", "state", "pull").text)
        state["serial"] += 1
        self.repo.write("../moved.tfstate", json.dumps(state))
        self.run_in(self.path("infra"), "terraform", "state", "push", os.path.join(self.repo.base, "moved.tfstate"))
        self.assertIn("Saved plan is stale", self.tf("apply", code=1).err)
        self.assertEqual(self.running(), first)

    def test_a_live_service_that_has_moved_voids_the_plan(self):
        first = self.start()
        self.push("api")
        self.tf("pin")
        self.repo.commit("release api")
        self.tf("plan")
        image = f"123456789012.dkr.ecr.eu-west-1.amazonaws.com/platform/web:web-{self.repo.short()}"
        self.ecs.register_task_definition(family="web", containerDefinitions=[{"name": "web", "image": image, "memory": 128}])
        self.ecs.update_service(cluster=CLUSTER, service="web", taskDefinition="web")
        run = self.tf("apply", code=3)
        self.assertRegex(run.text + run.err, rf"web.*{first['web']}.*web-{self.repo.short()}")
        self.assertEqual(self.running()["api"], first["api"])

    def test_a_plan_that_does_something_else_is_refused(self):
        first = self.start()
        self.push("api")
        self.tf("pin")
        main = self.read("infra/main.tf")
        self.repo.write("infra/main.tf", main.replace("web = 2", "web = 3"))
        self.repo.commit("release api, and something else")
        run = self.tf("plan", code=3)
        self.assertIn("outside", run.text + run.err)
        self.assertIn('module.service["web"]', run.text + run.err)
        self.assertIn("no plan in .tf", self.tf("apply", code=3).err)
        self.assertEqual(self.running(), first)
        self.tf("plan", "--allow", 'module.service["web"]')
        self.tf("apply")
        self.assertEqual(self.services()["web"][1], 3)

    def test_an_apply_that_fails_half_way_is_finished_by_the_next_one(self):
        first = self.start()
        before = self.services()
        tags = self.push("api", "worker")
        self.tf("pin")
        self.repo.commit("release")
        self.tf("plan")
        self.assertIn("go on with what is left", self.tf("apply", code=1, FAIL_ROLL="worker").err)
        self.assertEqual(self.running(), {**first, "api": tags["api"]})
        rolled = self.services()["api"]
        self.assertIn("no plan in .tf", self.tf("apply", code=3).err)
        run = self.tf("plan")
        self.assertRegex(run.text, "\n  api +skip ")
        self.assertRegex(run.text, "\n  worker +DEPLOY ")
        self.tf("apply")
        self.assertEqual(self.running(), {**first, **tags})
        self.assertEqual((self.services()["api"], self.services()["web"]), (rolled, before["web"]))

    def test_a_silent_endpoint_is_an_error_and_the_release_is_taken_back(self):
        first = self.start()
        tags = self.push("web")
        self.endpoints.down.add("web")
        self.tf("pin")
        self.repo.commit("release web")
        self.tf("plan")
        run = self.tf("apply", code=1)
        self.assertRegex(run.text, r"\nill +web +http\S+/web: HTTP status 503\n")
        self.assertIn("deltaplan tags rollback --env prod", run.err)
        self.assertEqual(self.running()["web"], tags["web"])
        self.endpoints.down.clear()
        self.follow("the release is taken back:")
        self.assertEqual(self.running(), first)

    def test_what_ecs_takes_back_is_no_release(self):
        """ECS is stable again, with the old image: before tf waits, and when all but its last look is over."""
        first = self.start()
        take_back = f"aws ecs update-service --cluster {CLUSTER} --service web --task-definition web:1 >&2"
        tags = self.push("web")
        self.tf("pin")
        self.repo.commit("release web")
        environment = {"PATH": self.path("../bin") + os.pathsep + self.environment["PATH"]}
        for program, hook, said in (("terraform", f'PATH={shlex.quote(self.environment["PATH"])}\nterraform "$@" || exit\n[ "$2" != apply ] || {take_back}\n',
                                     f"not live: web runs {first['web']}, not {tags['web']}"),
                                    ("aws", f'PATH={shlex.quote(self.environment["PATH"])}\n[ "$2" != wait ] || {take_back}\naws "$@"\n',
                                     f"web {first['web']}")):
            with self.subTest(program):
                self.tf("plan")
                self.repo.write(f"../bin/{program}", "#!/bin/sh\n" + hook)
                os.chmod(self.path(f"../bin/{program}"), 0o755)
                run = self.tf("apply", code=1, **environment)
                self.assertIn(said, re.sub(" +", " ", run.text), run)
                self.assertIn("deltaplan tags rollback --env prod", run.err)
                os.unlink(self.path(f"../bin/{program}"))
                self.assertEqual(self.running(), first)
                # Rolled once more, by the same commands.
                self.ecs.update_service(cluster=CLUSTER, service="web", taskDefinition="web:2")
                self.tf("plan")

    def test_a_parked_production_is_planned_around(self):
        first = self.start()
        before = self.services()
        self.endpoints.asked.clear()
        text = self.follow("Parking, and back:").text
        self.assertIn("Production is to be parked.", text)
        self.assertIn("parked: its desired count is 0", text)
        self.assertEqual(self.endpoints.asked, [])
        self.assertEqual(self.running(), first)
        self.assertEqual({name: count for name, (_, count) in self.services().items()}, dict.fromkeys(SERVICES, 0))
        # A deploy while it is parked: said, and nothing is started.
        tags = self.push("api")
        text = self.follow("A release:").text
        self.assertIn("api is parked: ", text)
        self.assertRegex(text, "\n  api +DEPLOY ")
        self.assertEqual(self.running(), {**first, **tags})
        self.assertEqual({name: count for name, (_, count) in self.services().items()}, dict.fromkeys(SERVICES, 0))
        self.tf("unpark")
        self.repo.commit("unpark")
        self.assertIn("Production is to run again.", self.tf("plan").text)
        self.tf("apply")
        self.assertEqual(self.running(), {**first, **tags})
        self.assertEqual({name: count for name, (_, count) in self.services().items()}, {name: count for name, (_, count) in before.items()})
        self.assertEqual(sorted(self.endpoints.asked), ["api", "web"])


if __name__ == "__main__":
    testing.main()
