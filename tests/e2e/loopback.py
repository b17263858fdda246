"""Real parts of a deploy on loopback: a container registry, moto's server as AWS, image builds without a daemon.

A test that imports this needs what scripts/setup --ci and scripts/setup_aws install, and is skipped where they are missing."""

import atexit
import datetime
import functools
import json
import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))

import tools  # noqa: E402

tools.run_with_aws()

import boto3  # noqa: E402
from moto.ecs.models import EC2ContainerServiceBackend as Ecs  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

REGION = "eu-west-1"
MANIFESTS = ("application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json, "
             "application/vnd.oci.image.index.v1+json")


def require(*programs):
    """Ends the process as skipped, or as failed where nothing may be skipped, unless all are installed."""
    missing = [program for program in programs if shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin") is None]
    if missing:
        print(f"skipped: {', '.join(missing)} not installed; scripts/setup --ci installs them")
        sys.exit(1 if os.environ.get("CI") else tools.SKIPPED)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, seconds=20):
    """Until `what()` is true."""
    until = time.monotonic() + seconds
    while not what():
        if time.monotonic() > until:
            raise RuntimeError(f"waited {seconds} s in vain")
        time.sleep(0.02)


class Registry:
    """Debian's docker-registry; what it holds is in a directory of its own, so that it can be stopped and started again."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="deltaplan-registry-")
        self.address = f"127.0.0.1:{free_port()}"
        self.process = None
        self.start()

    def start(self):
        config = os.path.join(self.directory, "config.yml")
        with open(config, "w", encoding="utf-8") as file:
            json.dump(self.configuration(), file)
        with open(os.path.join(self.directory, "log"), "ab") as log:
            self.process = subprocess.Popen(["docker-registry", "serve", config], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_for(self.answers)

    def configuration(self):
        return {"version": 0.1, "log": {"level": "error"}, "http": {"addr": self.address},
                "storage": {"filesystem": {"rootdirectory": os.path.join(self.directory, "data")}}}

    def answers(self):
        return self.get("/v2/") is not None

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def close(self):
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def get(self, path):
        """The answer and its headers; None when there is none, or an error."""
        try:
            with urllib.request.urlopen(urllib.request.Request(f"http://{self.address}{path}", headers={"Accept": MANIFESTS})) as answer:
                return answer.read(), answer.headers
        except (urllib.error.URLError, ConnectionError):
            return None

    def tags(self, repository):
        """All tags of a repository, sorted."""
        answer = self.get(f"/v2/{repository}/tags/list")
        return sorted(json.loads(answer[0])["tags"] or []) if answer else []

    def digest(self, repository, tag):
        answer = self.get(f"/v2/{repository}/manifests/{tag}")
        return answer[1]["Docker-Content-Digest"] if answer else None

    def labels(self, repository, tag):
        manifest = json.loads(self.get(f"/v2/{repository}/manifests/{tag}")[0])
        blob = self.get(f"/v2/{repository}/blobs/{manifest['config']['digest']}")
        return json.loads(blob[0])["config"].get("Labels") or {}


def buildah_environment(directory, *registries):
    """Environment in which `buildah` builds and pushes without a daemon, its images below `directory`, plain HTTP to `registries`."""
    os.makedirs(directory, exist_ok=True)
    registries_conf = os.path.join(directory, "registries.conf")
    with open(registries_conf, "w", encoding="utf-8") as file:
        file.write("unqualified-search-registries = []\n")
        for registry in registries:
            file.write(f'[[registry]]\nlocation = "{registry}"\ninsecure = true\n')
    storage_conf = os.path.join(directory, "storage.conf")
    with open(storage_conf, "w", encoding="utf-8") as file:
        file.write(f'[storage]\ndriver = "vfs"\ngraphroot = "{directory}/images"\nrunroot = "{directory}/run"\n')
    return {"BUILDAH_ISOLATION": "chroot", "CONTAINERS_REGISTRIES_CONF": registries_conf, "CONTAINERS_STORAGE_CONF": storage_conf}


def roll_as_ecs_does(unhealthy, rollouts):
    """moto changes a service's task definition and leaves its deployments as they are. In ECS the primary deployment is a new one, and
    the old one stays beside it while the new one is not healthy: for ever when its image is in `unhealthy`. `rollouts` has the state of
    the rollouts of services whose state is another."""
    update = getattr(Ecs, "moto_update_service", Ecs.update_service)

    def update_service(self, properties):
        rolls = properties.get("task_definition") or properties.get("force_new_deployment")
        service = update(self, properties)
        if rolls and service.deployments:
            definition = self.describe_task_definition(service.task_definition)
            service.task_definition = definition.arn
            image = definition.container_definitions[0]["image"]
            new = dict(service.deployments[0], id=f"ecs-svc/{time.monotonic_ns()}", taskDefinition=service.task_definition,
                       rolloutState=rollouts.get(service.name, "IN_PROGRESS" if image in unhealthy else "COMPLETED"))
            new["createdAt"] = new["updatedAt"] = datetime.datetime.now(datetime.timezone.utc)
            old = [dict(service.deployments[0], status="ACTIVE")] if image in unhealthy else []
            service.deployments = [new, *old]
        return service

    Ecs.moto_update_service, Ecs.update_service = update, update_service


class Aws:
    """moto's server; `environment` points the AWS CLI, Terraform's scripts and deltaplan at it."""

    def __init__(self):
        self.unhealthy = set()  # images whose rollouts are never done
        self.rollouts = {}  # service -> the state that its rollouts come to, where it is not COMPLETED
        roll_as_ecs_does(self.unhealthy, self.rollouts)
        os.environ["MOTO_ECS_SERVICE_RUNNING"] = "1"  # rollouts are complete
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self.server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        self.server.start()
        host, port = self.server.get_host_and_port()
        self.url = f"http://{host}:{port}"
        self.environment = {"AWS_ENDPOINT_URL": self.url, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION,
                            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "a-secret-key",
                            "AWS_EC2_METADATA_DISABLED": "true", "AWS_PAGER": ""}

    def close(self):
        self.server.stop()

    def reset(self):
        urllib.request.urlopen(urllib.request.Request(self.url + "/moto-api/reset", method="POST")).close()

    def client(self, service):
        return boto3.client(service, region_name=REGION, endpoint_url=self.url, aws_access_key_id="AKIDEXAMPLE",
                            aws_secret_access_key="a-secret-key")

    def running_images(self, cluster):
        """ECS service -> the image of its task definition's first container."""
        ecs = self.client("ecs")
        found = {}
        for arns in ecs.get_paginator("list_services").paginate(cluster=cluster):
            if not arns["serviceArns"]:
                continue
            for service in ecs.describe_services(cluster=cluster, services=arns["serviceArns"])["services"]:
                definition = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])["taskDefinition"]
                found[service["serviceName"]] = definition["containerDefinitions"][0]["image"]
        return found


@functools.cache
def aws_cli_path():
    """The directory of the AWS CLI, for PATH: the real one, of which one process serves all calls (aws_cli_server.py)."""
    directory = tempfile.mkdtemp(prefix="deltaplan-aws-")
    atexit.register(shutil.rmtree, directory)
    server = subprocess.Popen([tools.aws_path("python3"), os.path.join(HERE, "aws_cli_server.py"), directory], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE)
    server.stdout.readline()
    atexit.register(server.communicate)
    return directory
