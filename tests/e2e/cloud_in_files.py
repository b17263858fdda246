"""A cloud whose state is files of one directory: ECS, a registry, STS and health addresses. Whatever process writes the files changes it, and a
copy of the directory is all of it. What rolls is steady at once."""

import hashlib
import http.server
import json
import os
import threading
import urllib.request

ACCOUNT = "123456789012"
CLUSTER = "platform-prod"
MAP = "infra/image-tags.auto.tfvars.json"
VAR_FILE = "infra/prod.tfvars"
SERVICES = ("api", "web", "worker")
CONFIG = b'{"os": "linux", "architecture": "amd64", "config": {}}'
MANIFEST = json.dumps({"schemaVersion": 2, "layers": [], "config": {"digest": "sha256:" + hashlib.sha256(CONFIG).hexdigest()}}).encode()
IDENTITY = (f"<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::{ACCOUNT}:user/ada</Arn><Account>{ACCOUNT}</Account>"
            "</GetCallerIdentityResult></GetCallerIdentityResponse>").encode()

# A push makes a file of the image.
CONTAINER_TOOL = """#!/bin/sh
[ "$1" != push ] || : >"$CLOUD/images/${2##*/}"
"""


class Cloud:
    """`ecs.json`: service -> its tag, and how many rollouts it has had; `images/NAME:TAG`."""

    def __init__(self, directory):
        self.directory = directory
        os.makedirs(os.path.join(directory, "images"))
        cloud = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                target = self.headers.get("X-Amz-Target")
                if target is None:
                    return self.answer(IDENTITY)
                return self.answer(json.dumps(getattr(cloud, target.split(".")[-1])(json.loads(body))).encode())

            def do_GET(self):
                parts = self.path.strip("/").split("/")  # v2/p/IMAGE/manifests/TAG, v2/p/IMAGE/blobs/DIGEST, SERVICE/health
                if parts[0] != "v2" or parts[-2] == "blobs":
                    return self.answer(CONFIG)
                return self.answer(MANIFEST) if cloud.has_image(parts[-3], parts[-1]) else self.answer(b"", 404)

            do_HEAD = do_GET

            def answer(self, body, status=200):
                self.send_response(status)
                self.send_header("Content-Type", "application/vnd.oci.image.manifest.v1+json" if body == MANIFEST else "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def handle(self):
                try:
                    super().handle()
                except OSError:  # the client was killed
                    pass

            def log_message(self, *_):
                pass

        # One request after the other, so that `settle` has waited for those that came before it.
        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self.environment = {"AWS_ENDPOINT_URL": "http://" + self.host, "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
                            "AWS_SECRET_ACCESS_KEY": "secret", "AWS_EC2_METADATA_DISABLED": "true", "CLOUD": directory}

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def settle(self):
        """Until what killed clients have asked for is done."""
        urllib.request.urlopen(f"http://{self.host}/any/health").close()

    def services(self):
        with open(os.path.join(self.directory, "ecs.json"), encoding="utf-8") as file:
            return json.load(file)

    def running(self):
        return {name: service["tag"] for name, service in self.services().items()}

    def roll(self, **tags):
        """What Terraform's apply does."""
        path = os.path.join(self.directory, "ecs.json")
        services = self.services() if os.path.exists(path) else {}
        for name, tag in tags.items():
            services[name] = {"tag": tag, "rollouts": services.get(name, {"rollouts": 0})["rollouts"] + 1}
        with open(path + ".new", "w", encoding="utf-8") as file:
            json.dump(services, file)
        os.rename(file.name, path)

    def has_image(self, name, tag):
        return os.path.exists(os.path.join(self.directory, "images", f"{name}:{tag}"))

    def images(self):
        return sorted(os.listdir(os.path.join(self.directory, "images")))

    def push(self, name, tag):
        with open(os.path.join(self.directory, "images", f"{name}:{tag}"), "w", encoding="utf-8"):
            pass

    # ECS's API. A task definition has its tag for a revision.

    def describe(self, name, service):
        definition = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:task-definition/{name}:{service['tag']}"
        return {"serviceName": name, "status": "ACTIVE", "desiredCount": 1, "runningCount": 1, "taskDefinition": definition, "deployments": [
            {"id": f"ecs-svc/{service['rollouts']}", "status": "PRIMARY", "rolloutState": "COMPLETED", "taskDefinition": definition}]}

    def DescribeServices(self, asked):
        services = self.services()
        return {"services": [self.describe(name, services[name]) for name in asked["services"]]}

    def DescribeTaskDefinition(self, asked):
        name, tag = asked["taskDefinition"].split("/")[-1].split(":")
        return {"taskDefinition": {"taskDefinitionArn": asked["taskDefinition"], "family": name, "containerDefinitions": [
            {"name": name, "image": f"{self.host}/p/{name}:{tag}", "essential": True}]}}

    def UpdateService(self, asked):
        name = asked["service"]
        self.roll(**{name: self.services()[name]["tag"]})
        return {"service": self.describe(name, self.services()[name])}


def make_platform(repo, cloud):
    """All services are live at the first commit; then api and web change, and worker restarts with api. The two tags."""
    for name in SERVICES:
        repo.write(f"services/{name}/main", name)
        repo.write(f"services/{name}/Dockerfile", "FROM scratch\n")
    repo.write(VAR_FILE, "")
    repo.write("infra/main.tf", 'variable "image_tags" {\n  type = map(string)\n}\n' + "".join(
        f'resource "{kind}" "service" {{\n  for_each = toset({json.dumps(SERVICES)})\n}}\n' for kind in ("aws_ecs_task_definition", "aws_ecs_service")))
    repo.write(".gitignore", ".terraform/\n")
    repo.write("infra/.terraform/initialised")
    repo.configure(
        services=["services/*", {"name": "worker", "restart_with": ["api"]}],
        build={"context": ".", "dockerfile": "services/{image}/Dockerfile"},
        environments={"prod": {
            "repository": cloud.host + "/p/{image}", "live": [{"from": "ecs", "cluster": CLUSTER}], "image_tags": {"file": MAP},
            "terraform": {"dir": "infra", "var_files": [VAR_FILE],
                          "targets": ['aws_ecs_task_definition.service["{service}"]', 'aws_ecs_service.service["{service}"]']},
            "deploy": {"account": ACCOUNT, "jobs": 1, "health": f"http://{cloud.host}/{{service}}/health"}}})
    live = repo.commit("first")[:7]
    for name in SERVICES:
        cloud.push(name, live)
    cloud.roll(**dict.fromkeys(SERVICES, live))
    repo.write(MAP, json.dumps({"image_tags": dict.fromkeys(SERVICES, live)}, indent=2) + "\n")
    repo.commit("tag map")
    for name in ("api", "web"):
        repo.write(f"services/{name}/main", name + " 2")
    return live, repo.commit("second")[:7]
