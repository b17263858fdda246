"""The repository of docs/recipes/ecs-monorepo with scripts/deploy.sh, the real Terraform, registry and image builds, and moto as AWS.

The container tool is a program of this module that writes down what it is asked, may fail as asked, and hands over to buildah."""

import errno
import http.server
import json
import logging
import os
import pty
import re
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
sys.path.insert(0, os.path.join(HERE, ".."))

import loopback  # noqa: E402
import tools  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM  # noqa: E402

logging.getLogger("werkzeug").setLevel(logging.ERROR)  # no line for each request
RECIPE = os.path.abspath(os.path.join(ROOT, "docs", "recipes", "ecs-monorepo"))
STAND_IN = os.path.join(ROOT, "fixtures", "terraform", "ecs_service_stand_in")
ACCOUNT = "123456789012"
ECR = f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com"
SERVICES = ["api", "reports", "web", "worker"]
VAR_FILE = "infra/terraform/prod.tfvars"
MAP = "infra/terraform/image-tags.auto.tfvars.json"
CHANGED = ["--var-file", VAR_FILE, "--changed", "--yes"]

# What happens in a step is a file below $HOOKS: `fail-build-api` fails it with the file's text, `meet-build` makes it wait until the
# file's number of builds are under way, `wait-push` until the file is gone; `run-build` is Python that runs in the build's context;
# `lose-push` loses the answer of a push that has arrived, and the registry overwrites no tag then. What was done is written to $HOOKS/log.
CONTAINER_TOOL = """#!/usr/bin/env python3
import os, sys, time
hooks = os.environ["HOOKS"]
step, image = sys.argv[1], "-"
for i, argument in enumerate(sys.argv):
    if argument == "--tag" or (step == "push" and i == 2):
        image = sys.argv[i + (argument == "--tag")].rsplit("/", 1)[-1].split(":")[0]
def path(name):
    return os.path.join(hooks, name)
def write(what):
    with open(path("log"), "a") as file:
        file.write(f"{what} {step} {image}\\n")
write("begin")
if step == "login":
    write("end")
    sys.exit(0 if sys.stdin.read() else 1)
try:
    with open(path(f"fail-{step}-{image}")) as file:
        sys.exit(file.read())
except FileNotFoundError:
    pass
open(path(f"at-{step}-{image}"), "w").close()
if os.path.exists(path(f"meet-{step}")) and image != "base":
    number = int(open(path(f"meet-{step}")).read())
    until = time.monotonic() + 30
    while sum(name.startswith(f"at-{step}-") and not name.endswith("-base") for name in os.listdir(hooks)) < number:
        if time.monotonic() > until:
            sys.exit("nobody came")
        time.sleep(0.02)
if os.path.exists(path(f"run-{step}")):
    exec(open(path(f"run-{step}")).read())
while os.path.exists(path(f"wait-{step}")):
    time.sleep(0.02)
arguments = sys.argv[1:]
if step == "push" and "PUSH_TO" in os.environ:  # buildah takes a registry's other address for what it pulls, but not for what it pushes
    arguments.append("docker://" + os.environ["PUSH_TO"] + arguments[-1][arguments[-1].index("/"):])
if os.path.exists(path(f"lost-{image}")) and step == "push":
    sys.exit("tag invalid: it is there already, and the repository is immutable")
code = os.spawnvp(os.P_WAIT, "buildah", ["buildah", *arguments])
if os.path.exists(path(f"lose-{step}")):
    os.rename(path(f"lose-{step}"), path(f"lost-{image}"))
    sys.exit("unexpected EOF")
write("end")
sys.exit(code)
"""

# Does what Terraform does; before and after an apply, what $HOOKS/before-apply and $HOOKS/after-apply say.
TERRAFORM = """#!/usr/bin/python3 -IS
import os, sys
if "apply" not in sys.argv:
    os.execvp("terraform", ["terraform", *sys.argv[1:]])
import subprocess
def run(name):
    hook = os.path.join(os.environ["HOOKS"], name)
    if os.path.exists(hook):
        subprocess.run(["python3", hook, str(os.getppid())], check=True)
run("before-apply")
code = subprocess.run(["terraform", *sys.argv[1:]]).returncode
run("after-apply")
sys.exit(code)
"""
# What the real one leaves where there are providers: a file that belongs into the commit.
INIT = """#!/bin/sh
"$TOOLS/terraform" "$@" || exit
case " $* " in *" init "*) : >infra/terraform/.terraform.lock.hcl ;; esac
"""
# Says what it would show its output with.
AWS_CLI = """#!/bin/sh
printf '%s|\\n' "${AWS_PAGER-unset}" >>"$HOOKS/pager"
exec "$AWS_CLI" "$@"
"""
KILL = "import os, signal, sys, time\nos.kill(int(sys.argv[1]), signal.SIGKILL)\n"


def blocks():
    """The commands of the README, by the name that stands before each block."""
    with open(os.path.join(RECIPE, "README.md"), encoding="utf-8") as file:
        return dict(re.findall(r"<!-- test: (\w+) -->\n```bash\n(.*?)```", file.read(), re.DOTALL))


class Health:
    """Answers for the services' health addresses: 503 for those in `ill`."""

    def __init__(self):
        self.ill, self.asked = set(), []
        health = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                name = self.path.split("/")[1]
                health.asked.append(name)
                self.send_response(503 if name in health.ill else 200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Platform(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.base = tempfile.mkdtemp(prefix="deltaplan-ecs-monorepo-")
        self.addCleanup(shutil.rmtree, self.base, ignore_errors=True)
        self.registry = loopback.Registry()
        self.addCleanup(self.registry.close)
        self.aws = loopback.Aws()
        self.aws.reset()
        self.addCleanup(self.aws.close)
        self.health = Health()
        self.addCleanup(self.health.close)
        self.repo = os.path.join(self.base, "platform")
        self.hooks = os.path.join(self.base, "hooks")
        self.temporary = os.path.join(self.base, "tmp")
        programs = os.path.join(self.base, "bin")
        for directory in (self.repo, self.hooks, self.temporary, programs):
            os.mkdir(directory)
        os.symlink(PROGRAM, os.path.join(programs, "deltaplan"))
        for name, text in (("container-tool", CONTAINER_TOOL), ("terraform-with-hooks", TERRAFORM), ("terraform", INIT), ("aws", AWS_CLI)):
            with open(os.path.join(programs, name), "w", encoding="utf-8") as file:
                file.write(text)
            os.chmod(file.name, 0o755)
        settings = os.path.join(self.base, "settings.tfrc")
        with open(settings, "w", encoding="utf-8"):
            pass
        path = ":".join([programs, loopback.aws_cli_path(), tools.directory(), os.environ["PATH"]])
        self.environment = {
            **ENVIRONMENT, **self.aws.environment,
            **loopback.buildah_environment(os.path.join(self.base, "buildah"), self.registry.address),
            "PATH": path, "HOME": self.base, "TMPDIR": self.temporary, "HOOKS": self.hooks, "RECIPE": RECIPE,
            "TOOLS": tools.directory(), "AWS_CLI": os.path.join(loopback.aws_cli_path(), "aws"),
            "DOCKER": "container-tool", "TERRAFORM": "terraform-with-hooks",
            "TF_CLI_CONFIG_FILE": settings, "CHECKPOINT_DISABLE": "1",
            **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "Ada"), ("EMAIL", "ada@example.com"))},
        }
        self.distribution = self.aws.client("cloudfront").create_distribution(DistributionConfig={
            "CallerReference": "1", "Comment": "", "Enabled": True,
            "DefaultCacheBehavior": {"TargetOriginId": "1", "ViewerProtocolPolicy": "allow-all"},
            "Origins": {"Quantity": 1, "Items": [{"Id": "1", "DomainName": "console.example.com"}]}})["Distribution"]["Id"]
        with open(os.path.join(self.hooks, "log"), "w", encoding="utf-8"):
            pass

    # --- The repository

    def path(self, name):
        return os.path.join(self.repo, name)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def replace(self, name, *pairs):
        text = self.read(name)
        for old, new in pairs:
            self.assertIn(old, text)
            text = text.replace(old, new)
        self.write(name, text)

    def git(self, *arguments):
        return subprocess.run(["git", *arguments], cwd=self.repo, env=self.environment, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self, message="change"):
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "--short", "HEAD")

    def change(self, *paths):
        for path in paths:
            self.write(path, f"{path} {time.monotonic_ns()}\n")
        return self.commit(f"change {' '.join(paths)}")

    def run_block(self, name, data=""):
        text = blocks()[name]
        run = subprocess.run(["bash", "-euo", "pipefail", "-c", text], cwd=self.repo, env=self.environment, input=data, capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, f"{name}: {run.stdout}\n{run.stderr}")
        return run.stdout

    def localize(self, registry=None):
        """Writes this test's own names, as a reader would his: the registry, health addresses, the distribution; short times."""
        registry = registry or self.registry.address
        self.replace(VAR_FILE, (ECR, registry))
        self.replace("deltaplan.json", (ECR, registry), ("https://{service}.example.com/health", self.health.url + "/{service}/health"),
                     ("E2EXAMPLE1CONSOLE", self.distribution),
                     ('"account": ', '"retries": 3, "steady_timeout": "20s", "health_timeout": "1s",\n        "account": '))
        os.unlink(self.path("infra/terraform/providers.tf"))
        module = self.path("infra/terraform/modules/ecs_service")
        shutil.rmtree(module)
        shutil.copytree(STAND_IN, module)

    def start(self, registry=None):
        """All services are live at the first commit, whose short SHA is given back; their images are not in the registry."""
        self.run_block("copy")
        self.localize(registry)
        tag = self.commit("names of the test")
        roll = self.path("infra/terraform/modules/ecs_service/roll")
        os.rename(roll, roll + ".away")
        with open(roll, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\n")
        os.chmod(roll, 0o755)
        self.write(MAP, json.dumps({"image_tags": dict.fromkeys(SERVICES, tag)}))
        self.terraform("init")
        self.terraform("workspace", "new", "prod")
        self.terraform("apply", "-auto-approve", "-var-file=prod.tfvars")
        os.rename(roll + ".away", roll)
        self.commit("tag map")
        ecs = self.aws.client("ecs")
        ecs.create_cluster(clusterName="platform-prod")
        for name in SERVICES:
            ecs.register_task_definition(family=name, containerDefinitions=[
                {"name": name, "image": f"{registry or self.registry.address}/platform/{name}:{tag}", "memory": 128, "essential": True}])
            ecs.create_service(cluster="platform-prod", serviceName=name, taskDefinition=name, desiredCount=1)
        return tag

    def terraform(self, *arguments, code=0):
        run = subprocess.run(["terraform", "-chdir=infra/terraform", *arguments, "-no-color"], cwd=self.repo, env=self.environment,
                             capture_output=True, text=True)
        self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        return run.stdout

    # --- Deploys

    def deploy(self, *arguments, code=0, data=None, environment=None, cwd=None):
        run = subprocess.run([self.path("scripts/deploy.sh"), *arguments], cwd=cwd or self.repo, input=data, stdin=None if data else subprocess.DEVNULL,
                             env={**self.environment, **(environment or {})}, capture_output=True, text=True, timeout=120)
        self.assertEqual(run.returncode, code, f"{run.stdout}\n--- stderr\n{run.stderr}")
        self.assertEqual(os.listdir(self.temporary), [], "temporary files are left")
        self.assertFalse(os.path.exists(self.path(".git/deltaplan-deploy/prod/plan/tree")))
        self.assertNotIn("\033", run.stdout + run.stderr)
        return " ".join((run.stdout + run.stderr).split())  # its lines are wrapped

    def hook(self, name, text=""):
        with open(os.path.join(self.hooks, name), "w", encoding="utf-8") as file:
            file.write(text)
        return file.name

    def done(self):
        """What the container tool has done since the last time: (step, image), in order of their ends; failed ones are not among them."""
        with open(os.path.join(self.hooks, "log"), encoding="utf-8") as file:
            lines = file.read().splitlines()
        self.hook("log")
        for name in os.listdir(self.hooks):
            if name.startswith("at-"):
                os.unlink(os.path.join(self.hooks, name))
        self.begun = [tuple(line.split()[1:]) for line in lines if line.startswith("begin")]
        return [tuple(line.split()[1:]) for line in lines if line.startswith("end")]

    def running(self):
        """Service -> the tag that ECS runs."""
        return {name: image.rsplit(":", 1)[1] for name, image in self.aws.running_images("platform-prod").items()}

    def described(self):
        ecs = self.aws.client("ecs")
        return {s["serviceName"]: s for s in ecs.describe_services(cluster="platform-prod", services=SERVICES)["services"]}

    def revisions(self):
        return {name: service["taskDefinition"].rsplit("/", 1)[-1] for name, service in self.described().items()}

    def restarted_at(self, name):
        return self.described()[name]["deployments"][0]["id"]

    def map(self):
        return json.loads(self.read(MAP))["image_tags"]

    def assert_nothing_is_left_to_do(self):
        """Neither for a deploy nor for an untargeted apply."""
        self.commit("deployed")
        self.done()
        self.assertIn("Nothing to do.", self.deploy(*CHANGED))
        self.assertEqual(self.done(), [])
        self.assertEqual(self.map(), self.running())
        self.terraform("plan", "-detailed-exitcode", "-var-file=prod.tfvars")

    def answer(self, commands, word):
        """Runs the commands on a terminal, where the word is typed when they ask for a y: the exit code, and all that was shown."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.repo)
            os.execvpe("bash", ["bash", "-euo", "pipefail", "-c", commands], {**self.environment, "TERM": "dumb", "NO_COLOR": "1"})
        out, typed = b"", False
        while True:
            try:
                data = os.read(terminal, 65536)
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                break
            if not data:
                break
            out += data
            if b"Type y" in out and not typed:
                typed = True
                os.write(terminal, word.encode() + b"\n")
        os.close(terminal)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        out = out.decode(errors="replace")
        self.assertTrue(typed, out)
        return code, out

    def type_y(self, commands):
        code, out = self.answer(commands, "y")
        self.assertEqual(code, 0, out)
        return out
