#!/usr/bin/env python3
"""`deltaplan release build` with a container tool and a registry of this test: the tool "pushes" by making a file that the registry shows."""

import hashlib
import http.server
import json
import os
import signal
import subprocess
import sys
import threading
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))

import testing  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM, Repository  # noqa: E402

# What a step does is Python in $HOOKS/STEP-IMAGE, or in $HOOKS/STEP.
TOOL = """#!/usr/bin/python3 -IS
import os, sys, time
hooks, step, arguments = os.environ["HOOKS"], sys.argv[1], sys.argv[2:]
reference = arguments[arguments.index("--tag") + 1] if step == "build" else arguments[-1]
image = reference.rsplit("/", 1)[-1].split(":")[0]
pushed = os.path.join(os.environ["PUSHED"], reference.split("/", 1)[1].replace("/", "_"))
with open(os.path.join(hooks, "log"), "a") as log:
    log.write(step + " " + image + "\\n")
for name in (step + "-" + image, step):
    if os.path.exists(os.path.join(hooks, name)):
        exec(open(os.path.join(hooks, name)).read())
if step == "push":
    open(pushed, "w").close()
"""


def config_of(**labels):
    return json.dumps({"os": "linux", "architecture": "amd64", "config": {"Labels": labels}}).encode()


def manifest_of(config):
    return json.dumps({"schemaVersion": 2, "layers": [], "config": {"digest": "sha256:" + hashlib.sha256(config).hexdigest()}}).encode()


class ReleaseBuild(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)
        self.hooks, self.pushed = (os.path.join(self.repo.base, name) for name in ("hooks", "pushed"))
        self.plan = os.path.join(self.repo.base, "plan")
        self.tool = os.path.join(self.repo.base, "a tool", "tool")
        for directory in (self.hooks, self.pushed, os.path.dirname(self.tool)):
            os.mkdir(directory)
        with open(self.tool, "w", encoding="utf-8") as file:
            file.write(TOOL)
        os.chmod(self.tool, 0o755)
        self.config = config_of()  # of every image
        test = self

        class Registry(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                name, kind, what = self.path[len("/v2/"):].rsplit("/", 2)
                there = kind == "blobs" or os.path.exists(os.path.join(test.pushed, f"{name}:{what}".replace("/", "_")))
                body = test.config if kind == "blobs" else manifest_of(test.config)
                self.send_response(200 if there else 404)
                self.send_header("Content-Type", "application/vnd.oci.image.manifest.v1+json")
                self.send_header("Content-Length", str(len(body)) if there else "0")
                self.end_headers()
                if there and self.command == "GET":
                    self.wfile.write(body)

            do_HEAD = do_GET

            def do_POST(self):
                """STS says who asks."""
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/ada</Arn>"
                                 b"<Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>")

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.address = f"127.0.0.1:{server.server_address[1]}"
        self.environment = {"HOOKS": self.hooks, "PUSHED": self.pushed, "DOCKER": self.tool}

    def start(self, **deploy):
        """A base image, and api and web FROM it. Nothing is live."""
        for name in ("api", "web"):
            self.repo.write(f"services/{name}/main", name)
        for path in ("docker/Dockerfile", "services/api/Dockerfile", "services/web/Dockerfile"):
            self.repo.write(path, "FROM scratch\n")
        self.repo.configure(
            build={"context": ".", "dockerfile": "services/{image}/Dockerfile"},
            images=[{"name": "base", "path": "docker", "build": {"context": "docker"}}, {"name": "api", "from": ["base"]}, {"name": "web", "from": ["base"]}],
            environments={"prod": {"live": [{"from": "file", "file": "live.json"}], "repository": self.address + "/p/{image}", "deploy": deploy}})
        self.repo.write("live.json", "{}")
        self.commit()

    def commit(self):
        self.repo.commit()
        run = self.repo.run("plan", "--out", self.plan)
        self.assertEqual(run.code, 0, run)
        self.hook("log")

    def hook(self, name, text=""):
        with open(os.path.join(self.hooks, name), "w", encoding="utf-8") as file:
            file.write(text)

    def build(self, *arguments, code=0, **environment):
        run = self.repo.run("release", "build", "--plan", self.plan, *arguments, environment=self.environment | environment)
        self.assertEqual(run.code, code, run)
        self.assertFalse(os.path.exists(os.path.join(self.plan, "tree")), "files of the commit are left")
        self.assertFalse(os.path.exists(os.path.join(self.plan, "tree.lock")))
        self.assertNotIn("\033", run.text + run.err)
        return run

    def told(self, *arguments, code=0):
        """What the JSON says of each image: its state, and a part of why."""
        answer = json.loads(self.build("--format", "json", *arguments, code=code).text)
        self.assertEqual([each["reference"] for each in answer["images"]],
                         [f"{self.address}/p/{each['name']}:{self.repo.short()}" for each in answer["images"]])
        return {each["name"]: (each["state"], each["detail"], each["log"] and os.path.relpath(each["log"], os.path.realpath(self.plan)))
                for each in answer["images"]}

    def steps(self):
        with open(os.path.join(self.hooks, "log"), encoding="utf-8") as file:
            return file.read().splitlines()

    def log_of(self, image):
        with open(os.path.join(self.plan, "logs", image + ".log"), encoding="utf-8", errors="surrogateescape") as file:
            return file.read()

    def test_in_waves_of_the_commits_files_and_only_what_is_not_there(self):
        self.start()
        self.repo.write("services/web/main", "not committed")
        self.repo.write("services/web/new", "not committed")
        self.hook("build-web", "print(open('services/web/main').read(), sorted(os.listdir('services/web')), arguments)\n")
        run = self.build("--dry-run")
        self.assertEqual((run.text.count("missing  "), self.steps()), (3, []), run)
        run = self.build()
        self.assertEqual(run.text, "Built and pushed 3 images.\n")
        steps = self.steps()
        self.assertEqual((steps[:2], sorted(steps[2:])), (["build base", "push base"], ["build api", "build web", "push api", "push web"]))
        tag = self.repo.short()
        self.assertEqual(self.log_of("web"), f"web ['Dockerfile', 'main'] {['--tag', f'{self.address}/p/web:{tag}', '--file', '././services/web/Dockerfile', '--build-context', f'base=docker-image://{self.address}/p/base:{tag}', './.']}\n")
        for sentence in ("base: builds", f"web: pushed {self.address}/p/web:{tag}"):
            self.assertIn(sentence, run.err)
        run = self.build()
        self.assertEqual((run.text, run.err, len(self.steps())), ("Every image is there already.\n", "", 6))
        # Whoever was killed when all was pushed has left the files of the commit: they go.
        os.makedirs(os.path.join(self.plan, "tree", "services"))
        self.build()

    def test_a_build_that_fails_is_told_without_what_a_terminal_or_a_ci_system_would_obey(self):
        self.start(retries=0)
        self.hook("build-web", "print('\\n'.join(f'line {i}' for i in range(40)))\n"
                  "sys.stdout.flush(); sys.exit('::error::\\033]0;owned\\007 ##[command] \\033[2J no such instruction')\n")
        run = self.build(code=1)
        self.assertIn("no image of web", run.err)
        self.assertIn("no such instruction", run.err)
        self.assertIn("line 30", run.err)
        self.assertNotIn("line 20\n", run.err)
        self.assertNotIn("\n::error::", run.err)
        self.assertNotIn("##[", run.err)
        self.assertIn("line 0\n", self.log_of("web"))
        self.assertEqual(os.stat(os.path.join(self.plan, "logs", "web.log")).st_mode & 0o777, 0o600)
        self.assertEqual(len(os.listdir(self.pushed)), 2)
        # What has succeeded stays; the log begins anew.
        self.hook("log")
        self.hook("build-web")
        self.assertEqual(self.build().text, "Built and pushed 1 image.\n")
        self.assertEqual((self.steps(), self.log_of("web")), (["build web", "push web"], ""))

    def test_what_may_pass_is_tried_again_and_a_lost_answer_looked_up(self):
        self.start(retries=1)
        once = "name = os.path.join(hooks, 'tried-' + step + image)\nif not os.path.exists(name):\n  open(name, 'w').close()\n  {}\n"
        self.hook("build-api", once.format("sys.exit('read: connection reset by peer')"))
        self.hook("push-base", once.format("open(pushed, 'w').close(); sys.exit('denied: whatever')"))
        self.hook("push-web", once.format("open(pushed, 'w').close(); sys.exit('unexpected EOF')") + "else:\n  sys.exit('the tag is immutable')\n")
        run = self.build()
        self.assertIn("api: try 1 of 2 failed, again in 1 s: read: connection reset by peer", run.err)
        self.assertIn("base: the registry has it all the same", run.err)
        self.assertIn("web: the registry has it all the same", run.err)

    def test_a_push_that_brings_nothing_is_no_push(self):
        self.start(retries=0)
        self.hook("push-base", "sys.exit(0)\n")
        run = self.build(code=1)
        self.assertIn("base: the push succeeded, and the registry does not have it", run.err)
        self.assertEqual((self.steps(), os.listdir(self.pushed)), (["build base", "push base"], []))
        self.hook("push-base")
        self.build()

    def test_whoever_may_not_deploy_pushes_nothing(self):
        aws = {"AWS_ENDPOINT_URL": f"http://{self.address}", "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "B"}
        for settings, said in (({"account": "1" * 12}, "another_account"), ({"deployers": ["arn:aws:iam::*:user/bob"]}, "not_a_deployer")):
            self.start(**settings)
            self.assertEqual(self.told("--dry-run"), dict.fromkeys(("api", "base", "web"), ("left", None, None)))
            self.assertIn(f"refused ({said})", self.build(code=3, **aws).err)
            self.assertEqual(self.steps(), [])
        self.start(account="123456789012", deployers=["arn:aws:iam::*:user/ada"])
        self.assertEqual(self.build(**aws).text, "Built and pushed 3 images.\n")

    def test_json_has_what_has_become_of_each_image(self):
        self.start(retries=0)
        everything = ("api", "base", "web")
        self.assertEqual(self.told("--dry-run"), dict.fromkeys(everything, ("left", None, None)))
        self.hook("build-base", "sys.exit('no such instruction')\n")
        not_begun = ("not_begun", None, None)
        self.assertEqual(self.told(code=1), {"api": not_begun, "base": ("failed", "the build failed: no such instruction", "logs/base.log"), "web": not_begun})
        self.hook("build-base")
        self.hook("push-web", "sys.exit('denied')\n")
        self.assertEqual(self.told(code=1), {"api": ("pushed", None, None), "base": ("pushed", None, None), "web": ("failed", "the push failed: denied", "logs/web.log")})
        self.hook("push-web")
        self.assertEqual(self.told(), {"api": ("there", None, None), "base": ("there", None, None), "web": ("pushed", None, None)})
        self.assertEqual(self.told(), dict.fromkeys(everything, ("there", None, None)))
        self.config = config_of(**{"org.opencontainers.image.revision": "f" * 40})
        self.assertEqual(self.told(), dict.fromkeys(everything, ("there", "its label says that it was built from " + "f" * 40, None)))
        self.config = config_of()
        # Nobody may build: what the registry has runs elsewhere, or it can't be asked.
        self.start(platform="linux/arm64", retries=0)
        for name in everything:
            self.hook(os.path.join(self.pushed, f"p_{name}:{self.repo.short()}"))
        self.assertEqual(set(self.told(code=3).values()), {("other_platform", "it is for linux/amd64", None)})
        self.address = "127.0.0.1:9"
        self.start(retries=0)
        self.assertEqual({(state, bool(detail)) for state, detail, _ in self.told(code=1).values()}, {("unknown", True)})

    def interrupt(self, number, text, seconds):
        self.hook("build", text)
        run = subprocess.Popen([PROGRAM, "release", "build", "--plan", self.plan], cwd=self.repo.path, env=ENVIRONMENT | self.environment,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
        children = os.path.join(self.hooks, "children")
        until = time.monotonic() + 60
        while not os.path.exists(children) and time.monotonic() < until:
            time.sleep(0.02)
        begin = time.monotonic()
        run.send_signal(number)
        out = run.communicate(timeout=60)[0]
        self.assertEqual(run.returncode, -number, out)
        self.assertLess(time.monotonic() - begin, seconds)
        with open(children, encoding="utf-8") as file:
            for child in file.read().split():
                self.assertFalse(self.runs(int(child)), f"{child} goes on")
        os.unlink(children)
        self.assertFalse(os.path.exists(os.path.join(self.plan, "tree")))
        self.assertEqual(os.listdir(self.pushed), [])

    @staticmethod
    def runs(process):
        try:
            with open(f"/proc/{process}/stat", encoding="utf-8") as file:
                return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
        except FileNotFoundError:
            return False

    def test_an_interruption_ends_all_that_builds_have_started(self):
        self.start()
        write = "open(os.path.join(hooks, 'new'), 'w').write(f'{os.getpid()} {child.pid}')\nos.rename(os.path.join(hooks, 'new'), os.path.join(hooks, 'children'))\n"
        begin = "import subprocess\nchild = subprocess.Popen(['sleep', '600'])\n" + write + "child.wait()\n"
        self.interrupt(signal.SIGINT, begin, 20)
        self.interrupt(signal.SIGTERM, begin, 20)
        # Neither obeys: both are killed after five seconds.
        deaf = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        self.interrupt(signal.SIGINT, deaf + begin, 40)
        os.unlink(os.path.join(self.hooks, "build"))
        self.build()

    def test_two_at_once_on_one_plan(self):
        self.start()
        self.hook("build-base", "while not os.path.exists(os.path.join(hooks, 'go')): time.sleep(0.02)\n")
        first = subprocess.Popen([PROGRAM, "release", "build", "--plan", self.plan], cwd=self.repo.path, env=ENVIRONMENT | self.environment,
                                 stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        while not self.steps():
            time.sleep(0.02)
        second = self.repo.run("release", "build", "--plan", self.plan, environment=self.environment)
        self.hook("go")
        out = first.communicate(timeout=60)[0]
        self.assertEqual((first.returncode, second.code), (0, 1), (out, second))
        self.assertIn("is being changed by process", second.err)

    def test_what_is_refused_and_what_is_missing(self):
        self.start()
        run = self.build("--no-commands", code=1)
        self.assertIn("--no-commands forbids all programs", run.err)
        self.assertIn("missing", self.build("--no-commands", "--dry-run").text)
        run = self.build(code=1, DOCKER="podmen")
        self.assertIn("cannot start 'podmen'", run.err)
        self.assertIn("there is no program './nothing'", self.build(code=1, DOCKER="./nothing").err)
        self.assertEqual(self.steps(), [])
        run = self.repo.run("release", "build", "--plan", os.path.join(self.plan, "plan.json"))
        self.assertEqual((run.code, "is no directory of a plan" in run.err), (1, True), run)
        # The registry is gone: it is never taken for empty.
        self.repo.configure(build={"context": ".", "dockerfile": "docker/Dockerfile"},
                            environments={"prod": {"live": [{"from": "file", "file": "live.json"}], "repository": "127.0.0.1:9/p/{image}"}})
        self.commit()
        self.assertIn("the registry can't be asked for all images", self.build(code=1).err)
        self.assertEqual(self.steps(), [])

    def test_a_plan_in_the_repository_leaves_the_work_tree_as_it_is(self):
        self.plan = os.path.join(self.repo.path, "build", "plan")
        self.start()
        self.build()
        self.repo.write("build/plan/main.tf", "")
        run = self.repo.run("release", "check", "--tree", "--plan", self.plan)
        self.assertEqual(run.code, 3, run)
        self.assertIn("build/plan/main.tf (untracked)\nCommit", run.err)  # nothing else is: neither the plan nor its logs
        os.unlink(os.path.join(self.plan, "main.tf"))
        self.assertEqual(self.repo.run("release", "check", "--tree", "--plan", self.plan).code, 0)
        os.mkdir(os.path.join(self.repo.path, "logs"))
        self.plan = self.repo.path
        self.assertEqual(self.repo.run("plan", "--out", self.plan).code, 0)
        self.repo.write("logs/x.tf", "")
        self.assertIn("- logs/x.tf (untracked)\nCommit", self.repo.run("release", "check", "--tree", "--plan", self.plan).err)

    def test_a_registry_that_is_never_asked(self):
        self.start(registry="never")
        references = [f"{self.address}/p/{name}:{self.repo.short()}" for name in ("base", "api", "web")]
        self.assertEqual(self.build("--dry-run").text, "".join(f"left  {each}\n" for each in references))
        self.build()
        run = self.build()
        self.assertEqual((run.text, len(self.steps())), ("Built and pushed 3 images.\n", 12))
        self.assertTrue(run.err.startswith("The registry is never asked, so every image is built\n"), run)

    def test_nothing_of_a_configuration_is_code(self):
        self.start()
        evil = "a b$(touch pwned);`touch pwned`\n-x"
        self.repo.configure(build={"context": ".", "dockerfile": "docker/Dockerfile", "args": {"A": evil}},
                            environments={"prod": {"live": [{"from": "file", "file": "live.json"}], "repository": self.address + "/p/{image}",
                                                   "deploy": {"build_tool": "tool"}}})
        self.hook("build", "print(arguments)\n")
        self.commit()
        self.build(DOCKER="", PATH=os.path.dirname(self.tool) + ":" + ENVIRONMENT["PATH"])
        self.assertIn(repr("A=" + evil), self.log_of("web"))
        self.assertEqual([name for _, _, files in os.walk(self.repo.base) for name in files if name == "pwned"], [])


if __name__ == "__main__":
    testing.main()
