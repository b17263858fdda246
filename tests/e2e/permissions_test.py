#!/usr/bin/env python3
"""docs/permissions.md against what the commands call, at a server that plays AWS and writes down each action."""

import http.server
import json
import os
import pathlib
import re
import sys
import threading
import unittest
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "support")]

import testing  # noqa: E402
from sandbox import Repository  # noqa: E402

ROOT = pathlib.Path(HERE).parents[1]
HOST = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
SERVICES = {"AmazonEC2ContainerServiceV20141113": "ecs", "AmazonEC2ContainerRegistry_V20150921": "ecr", "AmazonSSM": "ssm"}
SOURCES = [{"from": "ecs", "cluster": "c"}, {"from": "lambda", "function": "{service}:live"}, {"from": "ssm", "parameter": "/{service}"},
           {"from": "ecr", "repository": "platform/{service}"}]
DIGEST = "sha256:" + "a" * 64
MANIFEST = json.dumps({"schemaVersion": 2, "layers": [], "config": {"digest": "sha256:" + "c" * 64}})
# AWS lets everybody.
ALWAYS = {"sts:GetCallerIdentity"}


class Page:
    """The policies of the page, and which of them each command has."""

    def __init__(self):
        text = (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8")
        self.policies = {}
        for name, block in re.findall(r"<!-- iam: ([\w-]+) -->\n```json\n(.*?)```", text, re.DOTALL):
            self.policies[name] = {action for statement in json.loads(block)["Statement"] for action in statement["Action"]}
        self.commands = {}
        for commands, policies in re.findall(r"^\| (`.*) \| (.*) \|$", text, re.MULTILINE):
            allowed = set().union(*(self.policies[name] for name in re.findall(r"\(#([\w-]+)\)", policies)))
            for command in commands.replace("`", "").split(", "):
                self.commands[command] = allowed


class Aws:
    """Two services of which `running` says the tag, wherever one asks."""

    def __init__(self, pushed):
        self.actions, self.running, self.updates = set(), {}, 0
        aws = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                target = self.headers.get("X-Amz-Target")
                if target is None:
                    aws.actions.add("sts:" + urllib.parse.parse_qs(body)["Action"][0])
                    return self.answer("<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/ada</Arn>"
                                       "<Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>")
                service, action = target.split(".")
                aws.actions.add(f"{SERVICES[service]}:{action}")
                return self.answer(json.dumps(getattr(aws, action)(json.loads(body))))

            def do_GET(self):
                name = self.path.split("/functions/")[1].split("/")[0].split("?")[0]
                if "/aliases/" in self.path:
                    aws.actions.add("lambda:GetAlias")
                    return self.answer(json.dumps({"FunctionVersion": "1"}))
                aws.actions.add("lambda:GetFunction")
                return self.answer(json.dumps({"Configuration": {"State": "Active"}, "Code": {"ImageUri": f"{HOST}/platform/{name}:{aws.running[name]}"}}))

            def answer(self, text):
                self.send_response(200)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):
                pass

        self.pushed = pushed
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def DescribeServices(self, asked):
        return {"services": [{"serviceName": name, "status": "ACTIVE", "desiredCount": 1, "runningCount": 1, "deployments": [
            {"id": f"ecs-svc/{self.updates}", "status": "PRIMARY", "rolloutState": "COMPLETED", "taskDefinition": f"t/{name}:1-{self.running[name]}"}]} for name in asked["services"]]}

    def DescribeTaskDefinition(self, asked):
        name = asked["taskDefinition"].split("/")[1].split(":")[0]
        return {"taskDefinition": {"taskDefinitionArn": asked["taskDefinition"], "family": name,
                                   "containerDefinitions": [{"name": name, "image": f"{HOST}/platform/{name}@{DIGEST}"}]}}

    def UpdateService(self, asked):
        self.updates += 1
        return {"service": self.DescribeServices({"services": [asked["service"]]})["services"][0]}

    def GetParameters(self, asked):
        return {"Parameters": [{"Name": name, "Type": "String", "Value": self.running[name[1:]]} for name in asked["Names"]]}

    def DescribeImages(self, asked):
        tag = self.running[asked["repositoryName"].split("/")[1]]
        return {"imageDetails": [{"imageDigest": DIGEST, "imageTags": [tag], "imagePushedAt": 1}]}

    def BatchGetImage(self, asked):
        images, failures = [], []
        for each in asked["imageIds"]:
            if each["imageTag"] in self.running.values() or os.path.exists(self.pushed):
                images.append({"imageId": {**each, "imageDigest": DIGEST}, "imageManifest": MANIFEST})
            else:
                failures.append({"imageId": each, "failureCode": "ImageNotFound"})
        return {"images": images, "failures": failures}

    def GetDownloadUrlForLayer(self, asked):
        return {"downloadUrl": ""}

    def DescribeRepositories(self, asked):
        return {"repositories": [{"repositoryName": name, "imageTagMutability": "IMMUTABLE"} for name in asked["repositoryNames"]]}

    def GetAuthorizationToken(self, asked):
        return {"authorizationData": [{"authorizationToken": "QVdTOnBhc3N3b3Jk"}]}


class Permissions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.page = Page()

    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)
        pushed, tool = (os.path.join(self.repo.base, name) for name in ("pushed", "tool"))
        self.aws = Aws(pushed)
        self.addCleanup(self.aws.close)
        with open(tool, "w", encoding="utf-8") as file:
            file.write(f'#!/bin/sh\n[ "$1" != push ] || : >"{pushed}"\n')
        os.chmod(tool, 0o755)
        self.environment = {"AWS_ENDPOINT_URL": self.aws.url, "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "B",
                            "HOME": self.repo.base, "DOCKER": tool}
        self.called = {}  # command of the page -> actions

    def run_it(self, command, *arguments, code=0):
        self.aws.actions.clear()
        run = self.repo.run(*arguments, environment=self.environment)
        self.assertEqual(run.code, code, run)
        self.called.setdefault(command, set()).update(self.aws.actions - ALWAYS)

    def start(self, sources):
        names = ("web", "worker")
        for name in names:
            self.repo.write(f"services/{name}/Dockerfile", "FROM scratch\n")
        environment = {"live": sources, "image_tags": {"file": "tags.json"}, "repository": HOST + "/platform/{image}", "ecs": {"cluster": "c"},
                       "deploy": {"account": "123456789012"}}
        if sources[0]["from"] != "ecs":
            del environment["ecs"]
        self.repo.configure(services=["services/*", {"name": "worker", "restart_with": ["web"]}],
                            build={"context": ".", "dockerfile": "services/{image}/Dockerfile"},
                            environments={"prod": environment, "next": environment | {"image_tags": {"file": "next.json"}}})
        first = self.repo.commit("first")[:7]
        self.aws.running = dict.fromkeys(names, first)
        for name in ("tags.json", "next.json"):
            self.repo.write(name, json.dumps({"image_tags": self.aws.running}))
        self.repo.commit("maps")
        self.head = self.repo.commit("second", **{"services/web/main": "2"})[:7]
        self.plan = os.path.join(self.repo.base, "plan")

    def release(self, command, *arguments):
        action = command.split()[1]
        self.run_it(command, "release", action, "--plan", self.plan, *arguments)

    def deploy(self):
        """From a plan to what runs."""
        for words in (("plan", "--env", "prod", "--out", self.plan), ("why", "web", "--env", "prod"), ("status", "--env", "prod")):
            self.run_it(words[0], *words)
        self.run_it("release check", "release", "check", "--plan", self.plan)
        self.release("release build --dry-run", "--dry-run")
        self.release("release build")
        self.release("release build")  # all is there
        self.run_it("verify --live", "verify", "--live", "--plan", self.plan)
        self.run_it("tags set --from", "tags", "set", "--env", "prod", "--from", self.plan)
        self.release("release begin")
        self.aws.running["web"] = self.head
        self.release("release wait")

    def test_each_command_calls_what_its_policies_allow(self):
        for at in range(len(SOURCES)):
            with self.subTest(SOURCES[at]["from"]):
                if at > 0:
                    self.tearDown()
                    self.doCleanups()
                    called = self.called
                    self.setUp()
                    self.called = called
                self.start(SOURCES[at:])
                self.deploy()
                if SOURCES[at]["from"] != "ecs":
                    continue
                self.release("release restart")
                state = os.path.join(self.plan, "release.json")
                with open(state, encoding="utf-8") as file:
                    text = json.load(file)
                with open(state, "w", encoding="utf-8") as file:
                    json.dump(text | {"step": "restart", "restarts": {}, "restarted": {}}, file)
                self.release("release resume with a restart")
                self.run_it("images", "images", "--env", "prod")
                self.run_it("tags promote", "tags", "promote", "prod", "next", "--allow-diverged")
                self.run_it("tags set", "tags", "set", "--env", "next", f"web={self.head}", f"worker={self.head}")
                self.run_it("tags rollback", "tags", "rollback", "--env", "next")
        for command, called in self.called.items():
            with self.subTest(command):
                self.assertLessEqual(called, self.page.commands.get(command, set()), "not allowed by the page")
        # And none allows more than some command needs: what the container tool does is its own.
        by_tool = {"ecr:" + action for action in ("BatchCheckLayerAvailability", "CompleteLayerUpload", "InitiateLayerUpload", "PutImage", "UploadLayerPart")}
        for command in ("plan", "status", "verify --live", "tags set --from", "release wait", "release begin", "images", "release build",
                        "tags rollback", "tags set"):
            with self.subTest(command):
                self.assertEqual(self.called[command] | by_tool, self.page.commands[command] | by_tool)

    def test_every_action_that_the_sources_name_is_on_the_page(self):
        named = set()
        for path in (ROOT / "planner").rglob("*.cc"):
            named |= set(re.findall(r'\.operation = "(\w+)"|"Action", "(\w+)"', path.read_text(encoding="utf-8")))
        named = {first or second for first, second in named}
        self.assertGreater(len(named), 10)
        allowed = {action.split(":")[1] for actions in self.page.policies.values() for action in actions}
        self.assertEqual(named - allowed, {"GetCallerIdentity", "AssumeRoleWithWebIdentity"}, "these need no policy")


if __name__ == "__main__":
    testing.main()
