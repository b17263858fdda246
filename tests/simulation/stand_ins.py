"""Stand-ins for what lies around the program: ECS, a registry, Terraform. They are quick, they fail as the real ones do, and they keep
what really happened."""

import copy
import dataclasses
import http.server
import json
import threading

ACCOUNT = "123456789012"
PROJECT = "platform"  # in the registry
RUNNING, FAILED, DONE = "IN_PROGRESS", "FAILED", "COMPLETED"


@dataclasses.dataclass
class Move:
    """A change of what a service is asked to run."""
    environment: str
    service: str
    before: str        # what really ran
    asked_before: str  # what was to run, and may have come up yet
    after: str
    by: object         # the release that did it; None: ECS took it back
    was_pushed: bool = True


@dataclasses.dataclass
class Running:
    """A service in ECS."""
    revision: int  # that it is asked to run
    tag: str
    rollout: str
    runs_revision: int  # that came up last
    runs: str
    left: int = 0       # ticks until the rollout ends
    fate: str = DONE    # how it will end


class Registry:
    """Knows images; pushes may fail, lose their answer, and old images expire."""

    def __init__(self, random):
        self.random = random
        self.host = ""  # where the server is that answers for it
        self.images = {}  # (image, tag) -> the commit it was built from
        self.trouble = 0.0

    def push(self, image, tag, commit):
        """Whether the client is told that it worked."""
        fate = self.random.random()
        if fate < self.trouble / 2:
            return False
        self.images[image, tag] = commit
        return fate >= self.trouble

    def has(self, image, tag):
        return (image, tag) in self.images

    def reference(self, image, tag):
        return f"{self.host}/{PROJECT}/{image}:{tag}"

    def has_path(self, path):
        """Of its API: /v2/PROJECT/IMAGE/manifests/TAG."""
        parts = path.split("/")
        return len(parts) == 6 and parts[1:3] == ["v2", PROJECT] and parts[4] == "manifests" and self.has(parts[3], parts[5])

    def expire(self, kept):
        old = [each for each in self.images if each not in kept]  # the oldest first
        for each in old[:len(old) // 2]:
            del self.images[each]


class Ecs:
    """A cluster for each environment."""

    def __init__(self, random, registry, environments, faults):
        self.random, self.registry, self.faults = random, registry, faults
        self.clusters = {name: {} for name in environments}
        self.shown = self.clusters  # what its API tells
        self.definitions = {}  # service -> the tags of its revisions
        self.moves = []
        self.throttled = 0     # so many of the next requests are refused
        self.trouble = 0.0     # how often a rollout does not come up
        self.lock = threading.Lock()

    def define(self, service, tag):
        """The revision of a new task definition."""
        tags = self.definitions.setdefault(service, [])
        tags.append(tag)
        return len(tags)

    def update(self, environment, service, revision, by):
        """Asks for another task definition: a rollout begins."""
        tag = self.definitions[service][revision - 1]
        before = self.clusters[environment].get(service)
        # What failed to come up is not there.
        asked = before.tag if before and before.rollout != FAILED else None
        self.moves.append(Move(environment, service, before.runs if before else None, asked, tag, by, self.registry.has(service, tag)))
        fate = DONE
        if not self.registry.has(service, tag) or self.random.random() < self.trouble:
            fate = self.random.choice((FAILED, "taken back"))
        self.clusters[environment][service] = Running(
            revision, tag, RUNNING, before.runs_revision if before else 0, before.runs if before else None,
            self.random.randrange(1, 4), fate)

    def tick(self):
        if "stale_live" in self.faults and self.random.random() < 0.1:
            self.shown = copy.deepcopy(self.clusters)
        for environment, cluster in self.clusters.items():
            for name, running in cluster.items():
                if running.rollout != RUNNING:
                    continue
                running.left -= 1
                if running.left > 0:
                    continue
                if running.fate == DONE:
                    running.rollout, running.runs, running.runs_revision = DONE, running.tag, running.revision
                elif running.fate == FAILED or running.runs is None:
                    running.rollout = FAILED
                else:
                    self.moves.append(Move(environment, name, running.runs, running.tag, running.runs, None))
                    running.rollout, running.tag, running.revision = DONE, running.runs, running.runs_revision

    def settle(self):
        while any(running.rollout == RUNNING for cluster in self.clusters.values() for running in cluster.values()):
            self.tick()

    # Its API.

    def answer(self, operation, asked):
        """Status and document."""
        with self.lock:
            if self.throttled > 0:
                self.throttled -= 1
                return 400, {"__type": "ThrottlingException", "message": "Rate exceeded"}
            if operation == "DescribeServices":
                cluster = self.shown[asked["cluster"]]
                return 200, {"services": [self.describe(name, cluster[name]) for name in asked["services"] if name in cluster],
                             "failures": [{"arn": self.arn("service", name), "reason": "MISSING"} for name in asked["services"]
                                          if name not in cluster]}
            if operation == "DescribeTaskDefinition":
                name, _, revision = asked["taskDefinition"].split("/")[-1].partition(":")
                image = self.registry.reference(name, self.definitions[name][int(revision) - 1])
                return 200, {"taskDefinition": {"taskDefinitionArn": self.arn("task-definition", f"{name}:{revision}"), "family": name,
                                                "containerDefinitions": [{"name": name, "image": image, "essential": True}]}}
            return 400, {"__type": "InvalidAction", "message": operation}

    @staticmethod
    def arn(kind, name):
        return f"arn:aws:ecs:eu-west-1:{ACCOUNT}:{kind}/{name}"

    def describe(self, name, running):
        def deployment(status, revision, state):
            if "failed_rollout_is_live" in self.faults and state == FAILED:
                state = DONE
            return {"id": f"ecs-svc/{revision}", "status": status, "taskDefinition": self.arn("task-definition", f"{name}:{revision}"),
                    "rolloutState": state, "desiredCount": 1, "runningCount": int(state == DONE)}
        deployments = [deployment("PRIMARY", running.revision, running.rollout)]
        if deployments[0]["rolloutState"] != DONE and running.runs is not None:
            deployments.append(deployment("ACTIVE", running.runs_revision, DONE))
        return {"serviceName": name, "serviceArn": self.arn("service", name), "status": "ACTIVE", "desiredCount": 1, "runningCount": 1,
                "taskDefinition": deployments[0]["taskDefinition"], "deployments": deployments}


class Server:
    """ECS and the registry on loopback."""

    def __init__(self, ecs):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, document = ecs.answer(self.headers["X-Amz-Target"].split(".")[-1], asked)
                self.respond(status, json.dumps(document).encode())

            def do_HEAD(self):
                self.respond(200 if ecs.registry.has_path(self.path) else 404, b"")

            def respond(self, status, body):
                self.send_response(status)
                self.send_header("Content-Type", "application/x-amz-json-1.1")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                self.wfile.flush()

            def handle(self):
                try:
                    super().handle()
                except OSError:  # a killed client
                    pass

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        ecs.registry.host = f"127.0.0.1:{self.server.server_address[1]}"
        self.url = "http://" + ecs.registry.host

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


@dataclasses.dataclass
class TerraformPlan:
    serial: int
    tags: dict      # service -> the tag of its task definition after it
    document: dict  # as `terraform show -json` prints it


class Terraform:
    """The state of one environment: a task definition with the tag of the tag map, and a service that runs it, for each."""

    def __init__(self, environment, ecs):
        self.environment, self.ecs = environment, ecs
        self.serial = 1
        self.is_locked = False
        self.tags = {}       # service -> the tag of the task definition in the state, whether or not it came up
        self.revisions = {}  # service -> that task definition's revision

    def plan(self, tags, targets):
        """`targets`: the addresses of -target; None: everything. None while somebody applies."""
        if self.is_locked:
            return None
        cluster = self.ecs.clusters[self.environment]
        moved, resources = {}, []
        for name, tag in sorted(tags.items()):
            if targets is not None and f'aws_ecs_service.service["{name}"]' not in targets:
                continue
            before = self.tags.get(name)
            # A service that ECS took back differs from the state, too.
            if before != tag or cluster[name].tag != tag:
                moved[name] = tag
                resources += self.resources(name, before, tag, cluster.get(name))
        return TerraformPlan(self.serial, moved, {
            "format_version": "1.2", "terraform_version": "1.6.6", "planned_values": {}, "resource_changes": resources, "configuration": {},
            "variables": {"image_tags": {"value": tags}}})

    def resources(self, name, before, after, running):
        def of(kind, actions, old, new, unknown, **more):
            return {"address": f'{kind}.service["{name}"]', "mode": "managed", "type": kind, "name": "service", "index": name,
                    "change": {"actions": actions, "before": old, "after": new, "after_unknown": unknown, "before_sensitive": {},
                               "after_sensitive": {}, **more}}

        def definition(tag):
            image = self.ecs.registry.reference(name, tag)
            return {"family": name, "container_definitions": json.dumps([{"essential": True, "image": image, "name": name}])}

        def service(**task_definition):
            return {"name": name, "desired_count": 1, **task_definition}

        def revision(number):
            return self.ecs.arn("task-definition", f"{name}:{number}")
        if before is None:
            return [of("aws_ecs_task_definition", ["create"], None, definition(after), {"arn": True}),
                    of("aws_ecs_service", ["create"], None, service(), {"task_definition": True})]
        if before == after:
            return [of("aws_ecs_service", ["update"], service(task_definition=revision(running.revision)),
                       service(task_definition=revision(self.revisions[name])), {})]
        return [of("aws_ecs_task_definition", ["delete", "create"], definition(before), definition(after), {"arn": True},
                   replace_paths=[["container_definitions"]]),
                of("aws_ecs_service", ["update"], service(task_definition=revision(running.revision)), service(), {"task_definition": True})]

    def apply(self, plan, by):
        """Yields after each service: who does not come back has stopped half-way. At the end None, or why it was refused."""
        if self.is_locked:
            return "the state is locked"
        if plan.serial != self.serial:
            return "the saved plan is stale"
        self.serial += 1
        self.is_locked = True
        try:
            for name, tag in plan.tags.items():
                if self.tags.get(name) != tag:
                    self.tags[name], self.revisions[name] = tag, self.ecs.define(name, tag)
                self.ecs.update(self.environment, name, self.revisions[name], by)
                yield
        finally:
            self.is_locked = False
        return None
