#!/usr/bin/env python3
"""docs/recipes/ecs-monorepo and scripts/deploy.sh, with the real Terraform, registry and image builds, and moto as AWS."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..")]

import loopback  # noqa: E402
from moto.ecs.models import ecs_backends  # noqa: E402
import testing  # noqa: E402
from ecs_platform import ACCOUNT, CHANGED, ECR, KILL, Platform, RECIPE, ROOT, SERVICES, VAR_FILE, blocks  # noqa: E402


class EcsMonorepo(Platform):
    def test_the_commands_of_the_readme(self):
        self.run_block("copy")
        self.localize()
        self.commit("names of the test")
        self.run_block("once")
        self.assertEqual(self.map(), dict.fromkeys(SERVICES, "sha-bootstrap"))
        first = self.git("rev-parse", "--short", "HEAD")
        out = self.type_y(blocks()["full"])
        self.assertIn("123456789012", out)
        self.assertEqual(self.running(), dict.fromkeys(SERVICES, first))
        self.assertEqual(self.map(), dict.fromkeys(SERVICES, first))
        for image in ["base", *SERVICES]:
            self.assertEqual(self.registry.tags(f"platform/{image}"), [first])
        self.assertEqual(self.registry.labels("platform/web", first)["org.opencontainers.image.title"], "web")
        self.assertEqual(sorted(set(self.health.asked)), ["api", "reports", "web"])
        s3 = self.aws.client("s3")
        commit = self.git("rev-parse", "HEAD~1")[:8]
        objects = {item["Key"] for item in s3.list_objects_v2(Bucket="platform-prod-console")["Contents"]}
        self.assertEqual(objects, {"index.html", f"assets/main-{commit}.js"})
        page = s3.get_object(Bucket="platform-prod-console", Key="index.html")
        self.assertIn(f"main-{commit}.js", page["Body"].read().decode())
        self.assertEqual(page["CacheControl"], "no-cache")
        cloudfront = self.aws.client("cloudfront")
        invalidations = cloudfront.list_invalidations(DistributionId=self.distribution)["InvalidationList"]["Items"]
        self.assertEqual(len(invalidations), 1)
        # One service.
        before = self.revisions()
        second = self.change("services/web/main")
        out = self.type_y(blocks()["changed"])
        self.assertIn("1 of 4 services to deploy", out)
        self.assertEqual(self.running(), {**dict.fromkeys(SERVICES, first), "web": second})
        self.assertEqual({n for n, revision in self.revisions().items() if revision != before[n]}, {"web"})
        self.assertEqual(self.registry.tags("platform/api"), [first])
        self.assertEqual(len(cloudfront.list_invalidations(DistributionId=self.distribution)["InvalidationList"]["Items"]), 1)
        self.assertEqual(self.git("status", "--porcelain"), "")
        # And back.
        self.run_block("back", data="yes\n")
        self.assertEqual(self.running(), dict.fromkeys(SERVICES, first))

    def test_a_base_image_first_and_then_all_of_a_wave_at_once(self):
        first = self.start()
        self.hook("meet-build", "4")
        second = self.change("docker/base/release")
        out = self.deploy(*CHANGED)
        self.assertIn("4 of 4 services to deploy", out)
        done = self.done()
        self.assertEqual(done[:2], [("build", "base"), ("push", "base")])
        self.assertEqual(sorted(done[2:]), sorted((step, name) for step in ("build", "push") for name in SERVICES))
        self.assertEqual(self.begun.count(("build", "base")), 1)
        layers = [json.loads(self.registry.get(f"/v2/platform/{name}/manifests/{second}")[0])["layers"][0]["digest"] for name in ("base", *SERVICES)]
        self.assertEqual(len(set(layers)), 1)
        self.assertNotEqual(first, second)
        self.assertEqual(self.running(), dict.fromkeys(SERVICES, second))
        self.assert_nothing_is_left_to_do()

    def test_a_build_and_a_push_that_fail(self):
        first = self.start()
        self.replace("deltaplan.json", ('"retries": 3', '"retries": 3, "jobs": 1'))
        tag = self.change("services/api/main", "services/web/main")
        before = self.revisions()
        failing = self.hook("fail-build-web", "no space in this Dockerfile")
        out = self.deploy(*CHANGED, code=1)
        self.assertIn("no image of web", out)
        self.assertIn("no space in this Dockerfile", out)
        self.assertIn("only what is left", out)
        self.assertEqual(self.registry.tags("platform/api"), [tag])
        self.assertEqual((self.map(), self.revisions()), (dict.fromkeys(SERVICES, first), before))
        self.done()
        # The build is mended; now the registry refuses it for good: it is not asked again.
        os.unlink(failing)
        failing = self.hook("fail-push-web", "denied: requested access to the resource is denied")
        out = self.deploy(*CHANGED, code=1)
        self.assertEqual(self.done(), [("build", "web")])
        self.assertEqual(self.begun.count(("push", "web")), 1)
        self.assertEqual((self.map(), self.revisions()), (dict.fromkeys(SERVICES, first), before))
        # It lets it through, and is down for a while.
        os.unlink(failing)
        waiting = self.hook("wait-push")
        outage = threading.Thread(target=self.outage, args=(waiting,))
        outage.start()
        out = self.deploy(*CHANGED)
        outage.join()
        self.assertRegex(out, "web: try 1 of 4 failed, again in 1 s: .*connection refused")
        self.assertNotIn(("build", "api"), self.done())
        self.assertEqual(self.running(), {**dict.fromkeys(SERVICES, first), "api": tag, "web": tag})
        self.assert_nothing_is_left_to_do()

    def outage(self, waiting):
        """The registry stops while a push is about to begin, and is there again after the first try has failed."""
        loopback.wait_for(lambda: os.path.exists(os.path.join(self.hooks, "at-push-web")), 60)
        self.registry.stop()
        os.unlink(waiting)

        def pushes():
            with open(os.path.join(self.hooks, "log"), encoding="utf-8") as file:
                return file.read().count("begin push web")

        loopback.wait_for(lambda: pushes() > 1, 60)
        self.registry.start()

    def test_a_push_that_brings_nothing_reaches_no_tag_map(self):
        first = self.start()
        tag = self.change("services/web/main")
        claim = self.hook("run-push", "sys.exit(0)\n")
        out = self.deploy(*CHANGED, code=1)
        self.assertIn("base: the push succeeded, and the registry does not have it", out)
        live = dict.fromkeys(SERVICES, first)
        self.assertEqual((self.map(), self.running(), self.registry.tags("platform/web")), (live, live, []))
        os.unlink(claim)
        self.deploy(*CHANGED)
        self.assertEqual(self.running(), {**live, "web": tag})
        self.assert_nothing_is_left_to_do()

    def test_a_registry_that_cannot_be_asked_is_not_taken_for_empty(self):
        self.start()
        self.change("services/web/main")
        self.replace("deltaplan.json", ('"retries": 3', '"retries": 1'))
        self.commit()
        self.registry.stop()
        out = self.deploy(*CHANGED, code=1)
        self.assertIn("the registry can't be asked", out)
        self.assertEqual((self.done(), self.begun), ([], []))

    def test_terraform_that_would_do_something_else(self):
        first = self.start()
        good = self.read("infra/terraform/main.tf")
        self.done()
        self.replace("infra/terraform/main.tf", ("cluster       = var.cluster", "cluster       = terraform_data.sidecar.input.cluster"))
        with open(self.path("infra/terraform/main.tf"), "a", encoding="utf-8") as file:
            file.write('\nresource "terraform_data" "sidecar" {\n  input = { cluster = var.cluster, image = "${var.registry}/worker:5eed5ee" }\n}\n')
        self.change("services/web/main")
        before = self.revisions()
        out = self.deploy(*CHANGED, code=3)
        self.assertIn("terraform_data.sidecar", out)
        self.assertIn("something else than what is planned", out)
        self.assertEqual((self.map(), self.revisions()), (dict.fromkeys(SERVICES, first), before))
        self.assertNotIn(("build", "web"), self.done())
        self.assertEqual(self.registry.tags("platform/web"), [])
        # --plan-only says so, too.
        out = self.deploy("--var-file", VAR_FILE, "--changed", "--plan-only", code=3)
        self.assertEqual(self.done(), [])
        self.write("infra/terraform/main.tf", good)
        tag = self.commit("as it was")
        out = self.deploy("--var-file", VAR_FILE, "--changed", "--plan-only")
        self.assertIn(f"missing {self.registry.address}/platform/web:{tag}", out)
        self.assertEqual((self.done(), self.map(), self.revisions()), ([], dict.fromkeys(SERVICES, first), before))
        self.deploy(*CHANGED)
        self.assertEqual(self.running(), {**dict.fromkeys(SERVICES, first), "web": tag})

    def test_several_root_modules_are_refused_before_anything_is_built(self):
        self.start()
        own = '"services": { "worker": { "terraform": { "vars": { "cluster": "other" } } } },\n      '
        self.replace("deltaplan.json", ('"workspace": "prod"', '"workspace": "{env}"'), ("terraform/prod.tfvars", "terraform/{env}.tfvars"),
                     ('"repository": ', own + '"repository": '))
        self.change("services/worker/main")
        out = self.deploy(*CHANGED, code=1)
        self.assertIn("prod has several root modules, and deploy.sh rolls one", out)
        self.assertEqual(self.done(), [])

    def test_instances_that_only_the_state_tells(self):
        self.start()
        self.replace("deltaplan.json", ('"targets": ["module.service[\\"{service}\\"]"]', '"targets": "auto"'))
        self.replace("infra/terraform/main.tf", ("for_each = var.services", "for_each = terraform_data.fleet.output"))
        with open(self.path("infra/terraform/main.tf"), "a", encoding="utf-8") as file:
            file.write('\nresource "terraform_data" "fleet" {\n  input = var.services\n}\n')
        first = self.commit("the fleet is made")
        self.terraform("apply", "-auto-approve", "-var-file=prod.tfvars", "-target=terraform_data.fleet")
        self.deploy("--var-file", VAR_FILE, "--skip-spas", "--yes")
        tag = self.change("services/web/main")
        out = self.deploy(*CHANGED)
        self.assertIn("Plans once more, with what Terraform's state knows", out)
        self.assertEqual(self.running(), {**dict.fromkeys(SERVICES, first), "web": tag})

    def test_an_apply_that_fails_half_way(self):
        first = self.start()
        tag = self.change("services/api/main", "services/web/main")
        restarted = self.restarted_at("reports")
        before = self.revisions()
        out = self.deploy(*CHANGED, code=1, environment={"FAIL_ROLL": "web"})
        self.assertIn("Terraform could not apply all of it", out)
        self.assertEqual(self.running(), {**dict.fromkeys(SERVICES, first), "api": tag})
        self.assertEqual(self.map(), {**dict.fromkeys(SERVICES, first), "api": tag, "web": tag})
        self.assertEqual(self.restarted_at("reports"), restarted)
        self.done()
        out = self.deploy(*CHANGED)
        self.assertIn("1 of 4 services to deploy", out)
        self.assertIn(f"there {self.registry.address}/platform/web:{tag}", out)
        self.assertEqual(self.done(), [])
        self.assertEqual(self.running(), {**dict.fromkeys(SERVICES, first), "api": tag, "web": tag})
        self.assertEqual([n for n in SERVICES if self.revisions()[n] == before[n]], ["reports", "worker"])
        self.assertNotEqual(self.restarted_at("reports"), restarted)
        self.assert_nothing_is_left_to_do()

    def kill(self, hook):
        """Lets a deploy be killed there."""
        hook = self.hook(hook, KILL + ("time.sleep(3600)\n" if hook == "before-apply" else ""))
        run = subprocess.Popen([self.path("scripts/deploy.sh"), *CHANGED], cwd=self.repo, env=self.environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        self.assertEqual(run.wait(timeout=120), -signal.SIGKILL)
        if "before" in hook:
            os.killpg(run.pid, signal.SIGKILL)  # Terraform has not begun
        os.unlink(hook)
        shutil.rmtree(self.temporary)
        os.mkdir(self.temporary)
        self.done()

    def test_a_deploy_that_is_killed_around_the_apply(self):
        first = self.start()
        tag = self.change("services/api/main")
        restarted = self.restarted_at("reports")
        self.kill("before-apply")
        self.assertEqual(self.running(), dict.fromkeys(SERVICES, first))
        self.assertEqual(self.map(), {**dict.fromkeys(SERVICES, first), "api": tag})
        self.kill("after-apply")
        self.assertEqual(self.running(), {**dict.fromkeys(SERVICES, first), "api": tag})
        self.assertEqual(self.map(), self.running())
        self.health.asked.clear()
        self.done()
        self.health.ill = {"reports"}
        out = self.deploy(*CHANGED, code=1)
        self.assertRegex(out, f"The release of {tag} that began at .* has not ended")
        self.assertRegex(out, "ill reports .*503")
        self.assertNotEqual(self.restarted_at("reports"), restarted)
        restarted = self.restarted_at("reports")
        self.health.ill = set()
        out = self.deploy(*CHANGED)
        self.assertEqual(self.restarted_at("reports"), restarted)
        self.assertEqual(self.done(), [])
        self.assert_nothing_is_left_to_do()

    def test_health_that_never_comes_and_a_release_that_ecs_takes_back(self):
        first = self.start()
        tag = self.change("services/web/main")
        self.health.ill = {"web"}
        out = self.deploy(*CHANGED, code=1)
        self.assertRegex(out, "ill web .*503")
        self.assertIn("tags rollback --env prod", out)
        self.assertEqual(self.running(), {**dict.fromkeys(SERVICES, first), "web": tag})
        self.health.ill = set()
        self.done()
        out = self.deploy(*CHANGED)
        self.assertEqual(self.done(), [])
        self.assertRegex(out, "well web http")
        self.assert_nothing_is_left_to_do()
        # The circuit breaker: ECS is steady, with the release before.
        other = self.change("services/worker/main")
        old = self.revisions()["worker"]
        self.hook("after-apply", f"import boto3\nboto3.client('ecs').update_service(cluster='platform-prod', service='worker', taskDefinition={old!r})\n")
        out = self.deploy(*CHANGED, code=1)
        self.assertIn(f"not live: worker runs {first}, not {other}", out)

    def rollout(self, name, state):
        """Lets ECS say so of the service's rollouts, the present one and those to come."""
        self.aws.rollouts[name] = state
        service = ecs_backends[ACCOUNT][loopback.REGION].services[f"platform-prod:{name}"]
        service.deployments[0].update(rolloutState=state, rolloutStateReason="tasks failed to start")

    def test_a_service_that_never_becomes_steady(self):
        first = self.start()
        self.replace("deltaplan.json", ('"steady_timeout": "20s"', '"steady_timeout": "1s"'))
        tag = self.change("services/worker/main")
        self.rollout("worker", "FAILED")
        out = self.deploy(*CHANGED, code=1)
        self.assertRegex(out, f"failed worker {tag} .*tasks failed to start")
        self.rollout("worker", "IN_PROGRESS")
        self.assertRegex(self.deploy("--var-file", VAR_FILE, "--changed", "--plan-only"), f"The release of {tag} that began at .* has not ended")
        self.deploy("--skip-tf", "--skip-spas", "--services", "worker", "-y")
        out = self.deploy(*CHANGED, code=1)
        self.assertRegex(out, f"rolling worker .*The time is over")
        self.assertEqual(self.running(), {**dict.fromkeys(SERVICES, first), "worker": tag})
        self.rollout("worker", "COMPLETED")
        self.assertRegex(self.deploy(*CHANGED), f"steady worker {tag}")
        self.assert_nothing_is_left_to_do()

    def test_a_full_deploy_that_an_app_stops(self):
        first = self.start()
        s3 = self.aws.client("s3")
        s3.create_bucket(Bucket="platform-prod-console", CreateBucketConfiguration={"LocationConstraint": loopback.REGION})
        shop = {"directory": "apps/console", "build": ["./build", "shop"], "output": "apps/console/dist", "bucket": "platform-prod-shop/v1"}
        self.replace("deltaplan.json", ('"apps": {', f'"apps": {{ "shop": {json.dumps(shop)},'), ('"services/*",', '"services/*", { "name": "worker", "hold": "until Monday" },'))
        with open(self.path("infra/terraform/main.tf"), "a", encoding="utf-8") as file:
            file.write('\nresource "terraform_data" "migration" {\n  input = { tag = var.image_tag }\n}\n')
        tag = self.commit("more")
        failing = self.hook("fail-build-web", "broken")
        arguments = ["--var-file", VAR_FILE, "--yes"]
        self.assertIn("no image of web", self.deploy(*arguments, code=1))
        os.unlink(failing)
        out = self.deploy(*arguments, code=1)
        self.assertIn("terraform_data.migration create outside_as_allowed", out)
        self.assertIn("held by the configuration: until Monday", out)
        self.assertIn("the app shop can't be uploaded", out)
        live = {**dict.fromkeys(SERVICES, tag), "worker": first}
        self.assertEqual((self.running(), self.map()), (live, live))
        state = json.loads(self.terraform("show", "-json"))["values"]["root_module"]
        self.assertEqual([r["values"]["input"]["tag"] for r in state["resources"]], [tag])
        revisions = self.revisions()
        s3.create_bucket(Bucket="platform-prod-shop", CreateBucketConfiguration={"LocationConstraint": loopback.REGION})
        self.done()
        out = self.deploy(*arguments, environment={"AWS_PAGER": "less"})
        self.assertIn("console: is out already", out)
        self.assertIn("Terraform has nothing to change", out)
        self.assertEqual((self.done(), self.revisions()), ([], revisions))
        self.assertIn("v1/index.html", {item["Key"] for item in s3.list_objects_v2(Bucket="platform-prod-shop")["Contents"]})
        cloudfront = self.aws.client("cloudfront")
        self.assertEqual(len(cloudfront.list_invalidations(DistributionId=self.distribution)["InvalidationList"]["Items"]), 1)
        self.deploy(*arguments, "--skip-spas")
        with open(os.path.join(self.hooks, "pager"), encoding="utf-8") as file:
            self.assertEqual(set(file.read().splitlines()), {"|"})

    def test_what_is_not_needed_may_be_missing(self):
        """Without DOCKER it is the configuration's tool; without apps nothing asks for the AWS CLI."""
        self.start()
        self.replace("deltaplan.json", ('"account": ', '"build_tool": "container-tool", "account": '))
        self.commit("a tool")
        self.change("services/web/main")
        with open(os.path.join(self.base, "bin", "aws"), "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\nexit 9\n")
        del self.environment["DOCKER"]
        self.deploy(*CHANGED)
        self.assertIn(("push", "web"), self.done())
        self.assert_nothing_is_left_to_do()

    def test_ctrl_c_while_images_are_built(self):
        first = self.start()
        self.change("services/web/main", "services/worker/main")
        waiting = self.hook("wait-build")
        run = subprocess.Popen([self.path("scripts/deploy.sh"), *CHANGED], cwd=self.repo, env=self.environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
        loopback.wait_for(lambda: any(name.startswith("at-build-") for name in os.listdir(self.hooks)), 60)
        self.assertIn("another deploy runs in this checkout", self.deploy_beside(*CHANGED))
        run.send_signal(signal.SIGINT)
        out = run.communicate(timeout=30)[0]
        self.assertEqual(run.returncode, 130, out)
        self.assertIn("interrupted", out)
        mine = subprocess.run(["pgrep", "-f", self.base + "/bin/container-tool"], capture_output=True, text=True).stdout
        self.assertEqual(mine, "")
        self.assertEqual(os.listdir(self.temporary), [])
        self.assertEqual(self.map(), dict.fromkeys(SERVICES, first))
        os.unlink(waiting)
        self.deploy(*CHANGED)
        self.assert_nothing_is_left_to_do()

    def test_somebody_who_deploys_while_images_are_built(self):
        first = self.start()
        self.change("services/web/main")
        self.hook("run-build", f"import boto3\necs = boto3.client('ecs')\nimage = '{self.registry.address}/platform/web:5eed5ee'\n"
                  "ecs.register_task_definition(family='web', containerDefinitions=[{'name': 'web', 'image': image, 'memory': 128, 'essential': True}])\n"
                  "ecs.update_service(cluster='platform-prod', service='web', taskDefinition='web')\n")
        out = self.deploy(*CHANGED, code=3)
        self.assertIn(f"web ran {first} when the plan was made, and runs 5eed5ee now", out)
        self.assertIn("somebody else has deployed since it was made", out)
        self.assertEqual(self.map(), dict.fromkeys(SERVICES, first))

    def test_63_whoever_starts_it_and_from_where(self):
        self.start()
        tag = self.change("services/web/main")
        other = os.path.join(self.base, "other")
        self.git("init", "-q", other)
        with open(os.path.join(self.base, "bash_env"), "w", encoding="utf-8") as file:
            file.write(f"touch {self.base}/read; cd /; set -o noclobber; git() {{ exit 9; }}\n")
        with open(os.path.join(self.base, ".curlrc"), "w", encoding="utf-8") as file:
            file.write("fail\nmax-time = 0.001\n")
        self.write("../daemon", f"#!/bin/sh\n( sleep 60 >/dev/null 2>&1 </dev/null & echo $! >>{self.path('../daemons')} )\nexec terraform \"$@\"\n")
        os.chmod(self.path("../daemon"), 0o755)
        hostile = {"CDPATH": f".:{other}:{self.base}", "BASH_ENV": os.path.join(self.base, "bash_env"), "GIT_DIR": os.path.join(other, ".git"),
                   "GIT_INDEX_FILE": os.path.join(other, "index"), "GIT_PREFIX": "x/", "BASH_FUNC_jq%%": "() { exit 9; }", "SHELLOPTS": "noglob:posix",
                   "TERRAFORM": self.path("../daemon")}
        self.addCleanup(self.end_daemons)
        out = self.deploy("--var-file", "../infra/terraform/prod.tfvars", "--changed", "--plan-only", environment=hostile, cwd=self.path("scripts"))
        self.assertIn(f"platform/web:{tag}", out)
        # What a program has left running holds no lock.
        self.assertTrue(os.path.exists(self.path("../daemons")))
        self.assertIn("This was --plan-only", self.deploy("--var-file", VAR_FILE, "--changed", "--plan-only"))
        for shell in ("dash", "sh"):
            run = subprocess.run([shell, "scripts/deploy.sh", "--help"], cwd=self.repo, env=self.environment, capture_output=True, text=True)
            self.assertEqual((run.returncode, "bash 4.4 or later is needed" in run.stderr), (1, True), run)

    def end_daemons(self):
        for number in self.read("../daemons").split():
            try:
                os.kill(int(number), signal.SIGKILL)
            except ProcessLookupError:
                pass

    def deploy_beside(self, *arguments):
        run = subprocess.run([self.path("scripts/deploy.sh"), *arguments], cwd=self.repo, env=self.environment, stdin=subprocess.DEVNULL,
                             capture_output=True, text=True)
        self.assertEqual(run.returncode, 3, run)
        return run.stderr

    def add_submodule(self):
        sub = os.path.join(self.base, "sub")
        for command in (["init", "-q", sub], ["-C", sub, "commit", "-q", "--allow-empty", "-m", "empty"]):
            self.git(*command)
        self.write("../sub/inside", "of the submodule\n")
        for command in (["-C", sub, "add", "-A"], ["-C", sub, "commit", "-q", "-m", "one"],
                        ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", sub, "packages/sub"]):
            self.git(*command)

    def test_only_building(self):
        first = self.start()
        with open(self.path(".gitignore"), "a", encoding="utf-8") as file:
            file.write("services/*/dist\n")
        self.add_submodule()
        tag = self.change("services/web/main", "services/worker/main")
        before = self.revisions()
        # What .gitignore hides is in no image, nor is what somebody writes meanwhile, nor the operator's umask; submodules are.
        self.write("services/web/dist", "not of the commit\n")
        committed = self.read("services/web/main")
        hook = self.hook("run-build", f"open({self.path('services/web/main')!r}, 'a').write('meanwhile')\n"
                         "open(path('web'), 'w').write(open('services/web/main').read())\n"
                         "open(path('files'), 'w').write(' '.join(sorted(os.listdir('services/web') + os.listdir('packages/sub'))))\n"
                         "os.chmod(path('web'), os.stat('services/web/main').st_mode)\n")
        self.hook("lose-push")
        mask = os.umask(0o077)
        self.addCleanup(os.umask, mask)
        out = self.deploy("--skip-tf", "--services", "web", "--skip-spas", "-y")
        os.umask(mask)
        self.assertEqual((self.read("../hooks/web"), self.read("../hooks/files")), (committed, "inside main"))
        self.assertEqual(os.stat(self.path("../hooks/web")).st_mode & 0o777, 0o644)
        # The answer of base's push was lost; the registry says that it is there.
        self.assertIn("base: the registry has it all the same", out)
        self.assertEqual(self.done(), [("build", "base"), ("build", "web"), ("push", "web")])
        os.unlink(hook)
        self.git("checkout", "services/web/main")
        self.replace("deltaplan.json", ('"account": ', '"registry": "never", "account": '))
        tag = self.commit("a registry that can't be asked")
        self.hook("lost-web", "")
        out = self.deploy("--skip-tf", "--services", "web", "--skip-spas", "-y")
        self.assertIn("web: the registry has it all the same", out)
        for name in ("lost-web", "lost-base"):
            os.unlink(os.path.join(self.hooks, name))
        self.replace("deltaplan.json", ('"registry": "never", ', ""))
        tag = self.commit("and one that can")
        self.assertIn("Did you mean 'web'", self.deploy("--skip-tf", "--services", "wbe", "--skip-spas", "-y", code=1))
        self.deploy("--skip-tf", "--skip-spas", "-y")
        for image in SERVICES:
            self.assertIn(tag, self.registry.tags(f"platform/{image}"))
        self.assertEqual((self.map(), self.revisions()), (dict.fromkeys(SERVICES, first), before))
        # Now that they are there, a deploy only rolls.
        self.done()
        self.deploy(*CHANGED)
        self.assertEqual(self.done(), [])
        self.assert_nothing_is_left_to_do()

    def test_an_image_of_another_processor(self):
        self.start()
        here = {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine]
        self.replace("deltaplan.json", ('"account": ', f'"platform": "linux/{here}", "account": '))
        first = self.commit("for this machine")
        build = ("--skip-tf", "--services", "web", "--skip-spas", "-y")
        self.hook("run-build", "open(path('argv'), 'w').write(' '.join(sys.argv))\n")
        self.deploy(*build)
        self.assertIn(f"--platform linux/{here} ", self.read("../hooks/argv"))
        self.assertIn(f"there {self.registry.address}/platform/web:{first}", self.deploy(*build))
        # Somebody has pushed what he built on his laptop under the tag of the next commit.
        self.replace("deltaplan.json", (f'"platform": "linux/{here}"', '"platform": ["linux/riscv64"], "provenance": false'))
        second = self.commit("for another one")
        manifest, headers = self.registry.get(f"/v2/platform/web/manifests/{first}")
        urllib.request.urlopen(urllib.request.Request(f"http://{self.registry.address}/v2/platform/web/manifests/{second}", data=manifest, method="PUT",
                                                      headers={"Content-Type": headers["Content-Type"]})).close()
        self.done()
        out = self.deploy(*build, code=3)
        self.assertIn(f"it is for linux/{here}, not for linux/riscv64", out)
        self.assertIn("refused (image_of_other_platform)", out)
        self.assertIn("do not run on linux/riscv64", out)
        self.assertEqual((self.done(), self.begun), ([], []))

    def test_ecr(self):
        os.makedirs(os.path.join(self.base, "buildah"), exist_ok=True)
        with open(os.path.join(self.base, "buildah", "registries.conf"), "a", encoding="utf-8") as file:
            file.write(f'[[registry]]\nprefix = "{ECR}"\nlocation = "{self.registry.address}"\ninsecure = true\n')
        first = self.start(registry=ECR)
        ecr = self.aws.client("ecr")
        for image in ("base", *SERVICES):
            ecr.create_repository(repositoryName=f"platform/{image}")
        tag = self.change("services/web/main", "services/worker/main")
        manifest = {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
                    "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 1, "digest": "sha256:" + "0" * 64}, "layers": []}
        ecr.put_image(repositoryName="platform/worker", imageManifest=json.dumps(manifest), imageTag=tag)
        self.done()
        self.hook("run-push", f"import boto3\nboto3.client('ecr').put_image(repositoryName='platform/' + image, imageTag={tag!r}, "
                  f"imageManifest={json.dumps(manifest)!r})\n")
        out = self.deploy(*CHANGED, environment={"PUSH_TO": self.registry.address})
        self.assertIn(f"there {ECR}/platform/worker:{tag}", out)
        self.assertEqual(self.done(), [("login", "-"), ("build", "base"), ("push", "base"), ("build", "web"), ("push", "web")])
        self.assertEqual(self.registry.tags("platform/web"), [tag])
        self.assertEqual(self.running(), {**dict.fromkeys(SERVICES, first), "web": tag, "worker": tag})

    def test_names_that_a_shell_would_evaluate(self):
        first = self.start()
        evil = "a b$(touch pwned);`touch pwned`"
        os.mkdir(self.path(f"infra/{evil}"))
        os.rename(self.path(VAR_FILE), self.path(f"infra/{evil}/prod.tfvars"))
        self.replace("deltaplan.json", (VAR_FILE, f"infra/{evil}/prod.tfvars"))
        ecs = self.aws.client("ecs")
        ecs.register_task_definition(family="worker", containerDefinitions=[
            {"name": "worker", "image": f"{self.registry.address}/platform/worker:$(touch pwned)", "memory": 128, "essential": True}])
        before = ecs.describe_services(cluster="platform-prod", services=["worker"])["services"][0]["taskDefinition"]
        ecs.update_service(cluster="platform-prod", service="worker", taskDefinition="worker")
        os.makedirs(os.path.join(self.base, ".aws"))
        profile = "x$(touch pwned)"
        with open(os.path.join(self.base, ".aws", "credentials"), "w", encoding="utf-8") as file:
            file.write(f"[{profile}]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = a-secret-key\n")
        tag = self.change("services/web/main")
        arguments = ("--var-file", f"infra/{evil}/prod.tfvars", "--changed", "--yes", "--profile", profile)
        self.assertIn("what ecs says of service 'worker' is no tag", self.deploy(*arguments, code=1))
        ecs.update_service(cluster="platform-prod", service="worker", taskDefinition=before)
        out = self.deploy(*arguments)
        self.assertIn(profile, out)
        self.assertEqual(self.running(), {**dict.fromkeys(SERVICES, first), "web": tag})
        for arguments in (["--services", "$(touch pwned),a[$(touch pwned)]", "--skip-tf"], ["--var-file", "$(touch pwned)"],
                          ["$(touch pwned)"], ["--profile", "-$(touch pwned)"]):
            self.deploy(*arguments, "--yes", code=1)
        for old, new in (('"worker": null', '"worker": "$(touch pwned)"'), ('"./build"', '"./build", "$(touch pwned)"'),
                         ("platform-prod-console", "$(touch pwned)"), ('"retries": 3', '"retries": "a[$(touch pwned)]"')):
            good = self.read("deltaplan.json")
            self.replace("deltaplan.json", (old, new))
            self.deploy("--skip-tf", "--plan-only", code=3 if "build" in new else 1)
            self.write("deltaplan.json", good)
        self.assertEqual([name for _, _, files in os.walk(self.base) for name in files if name == "pwned"], [])

    def test_what_is_refused(self):
        self.start()
        for arguments, said in (
                (["--var-file", VAR_FILE, "--changed", "--services", "web"], "--changed can't be combined with --services"),
                (["--changed", "--skip-tf"], "--changed can't be combined with --skip-tf"),
                (["--var-file", VAR_FILE, "--services", "web"], "--services is refused without --skip-tf"),
                (["--changed"], "--var-file PATH is missing"),
                (["--var-file", "nothing.tfvars"], "there is no file '"),
                (["--var-file"], "--var-file needs a value"),
                (["--var-file", "--changed"], "looks like an option"),
                (["--var-file", "deltaplan.json", "--changed"], "prod has infra/terraform/prod.tfvars"),
                (["--skip-tf", "--services", "web,,api"], "an empty name"),
                (["--change"], "there is no option '--change'"),
                (["web"], "there is no option 'web'"),
                (["--skip-tf", "--skip-tf", "--services", "a", "--services", "b"], "--services stands there twice")):
            with self.subTest(arguments):
                self.assertIn(said, self.deploy(*arguments, code=1))
        usage = subprocess.run([self.path("scripts/deploy.sh"), "--help"], capture_output=True, text=True, check=True).stdout
        self.assertIn("Usage: deploy.sh", usage)
        self.assertLessEqual(max(map(len, usage.splitlines())), 80)
        good = self.read("deltaplan.json")
        for old, new, said in (
                ('"workspace"', '"workspce"', "workspce"),
                ('"worker": null', '"worker": "worker.example.com/health"', "/environments/prod/deploy/health/worker"),
                ('"build": ["./build"],', "", "/environments/prod/deploy/apps/console")):
            self.replace("deltaplan.json", (old, new))
            with self.subTest(new):
                self.assertIn(said, self.deploy(*CHANGED, code=1))
            self.write("deltaplan.json", good)
        self.replace("deltaplan.json", ('"targets": ["module.service[\\"{service}\\"]"]', '"targets": []'))
        self.commit("no addresses")
        self.change("services/web/main")
        self.assertIn("web is to be deployed, and the plan has no address that rolls it", self.deploy(*CHANGED, code=3))
        self.write("deltaplan.json", good)
        self.commit("with addresses")
        self.write("services/web/main", "not committed\n")
        self.assertIn("services/web/main", self.deploy(*CHANGED, code=3))
        self.commit()
        self.write("notes", "untracked\n")
        self.assertIn("notes (untracked)", self.deploy(*CHANGED, code=3))
        os.unlink(self.path("notes"))
        for i in range(1500):
            self.write(f"notes/{'x' * 60}{i}", "")
        self.assertIn("and 1480 more", self.deploy(*CHANGED, code=3))
        shutil.rmtree(self.path("notes"))
        self.assertIn("infra/terraform is other, and prod is in prod", self.deploy(*CHANGED, code=3, environment={"TF_WORKSPACE": "other"}))
        self.assertIn("add --yes", self.deploy("--var-file", VAR_FILE, "--changed", code=1).lower())
        self.assertIn("podmen is missing", self.deploy(*CHANGED, code=1, environment={"DOCKER": "podmen"}))
        for old, new, said in (('"account": "123456789012"', '"account": "111111111111"', "and prod is in 111111111111"),
                               ('"account":', '"deployers": ["arn:aws:iam::*:role/deploy"], "account":', "may not deploy to prod")):
            self.write("deltaplan.json", good)
            self.replace("deltaplan.json", (old, new))
            self.commit()
            self.assertIn(said, self.deploy(*CHANGED, code=3))
        self.assertEqual((self.done(), self.begun), ([], []))

    def test_what_is_shipped_is_well_formed(self):
        with open(os.path.join(ROOT, "scripts", "deploy.sh"), encoding="utf-8") as file:
            self.assertLessEqual(len(file.read().splitlines()), 400)
        for command in (["terraform", "fmt", "-check", "-recursive", os.path.join(RECIPE, "terraform")],
                        ["shellcheck", os.path.join(ROOT, "scripts", "deploy.sh"), os.path.join(RECIPE, "apps", "console", "build")]):
            run = subprocess.run(command, env=self.environment, capture_output=True, text=True)
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)


if __name__ == "__main__":
    loopback.require("buildah", "docker-registry", "jq", "curl", "flock", "git", "shellcheck")
    testing.main()
