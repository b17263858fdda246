"""Stand-ins for what lies around the program: ECS, a registry and the tool that builds for it, Terraform. They are quick, they fail as the real
ones do, and they keep what really happened."""

import collections
import copy
import dataclasses
import hashlib
import json
import random

ACCOUNT = "123456789012"
PROJECT = "platform"  # in the registry
PLATFORM = "linux/amd64"
RUNNING, FAILED, DONE = "IN_PROGRESS", "FAILED", "COMPLETED"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"


class Fates:
    """What becomes of a request depends on the run, on what it asks for and how often, but not on when it arrives among others."""

    def __init__(self, seed):
        self.seed = seed
        self.run = None
        self.counts = collections.Counter()

    def draw(self, run, *what):
        """At least 0, less than 1."""
        if run is not self.run:
            self.run = run
            self.counts.clear()
        self.counts[what] += 1
        return random.Random(f"{self.seed} {run.number} {what} {self.counts[what]}").random()


@dataclasses.dataclass
class Move:
    """A change of what a service is asked to run."""
    environment: str
    service: str
    before: str        # what really ran
    asked_before: str  # what was to run, and may have come up yet
    after: str
    by: object         # the release that did it; None: ECS took it back
    is_sound: bool = True  # the image is there, for the right platform, and was made of its commit


@dataclasses.dataclass
class Restart:
    """The same task definition once more."""
    environment: str
    service: str
    by: object
    tag: str


@dataclasses.dataclass
class Running:
    """A service in ECS."""
    revision: int  # that it is asked to run
    tag: str
    rollout: str
    runs_revision: int  # that came up last
    runs: str
    left: int = 0          # ticks until the rollout ends
    fate: str = DONE       # how it will end
    deployment: int = 0       # ECS's number of the rollout, and of the one that came up last
    runs_deployment: int = 0
    is_ill: bool = False   # what runs says so under its health address
    drains: int = 0        # ticks until it is gone; 0: it stays


@dataclasses.dataclass
class Image:
    commit: str          # it was built from
    platform: str
    is_of_commit: bool   # nothing else got into it

    @property
    def config(self):
        system, _, architecture = self.platform.partition("/")
        return json.dumps({"os": system, "architecture": architecture,
                           "config": {"Labels": {"org.opencontainers.image.revision": self.commit}}}).encode()

    @property
    def manifest(self):
        return json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "layers": [], "config": {"digest": digest(self.config)}}).encode()


def digest(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


class Registry:
    """Knows images; it may lose answers or refuse to give one, and old images expire."""

    def __init__(self, host, fates, faults):
        self.host, self.fates, self.faults = host, fates, faults
        self.images = {}  # (image, tag) -> Image
        self.trouble = 0.0

    def has(self, image, tag):
        return (image, tag) in self.images

    def is_sound(self, image, tag):
        found = self.images.get((image, tag))
        return found is not None and found.platform == PLATFORM and found.is_of_commit

    def reference(self, image, tag):
        return f"{self.host}/{PROJECT}/{image}:{tag}"

    def answer(self, run, method, path):
        """Of its API: /v2/PROJECT/IMAGE/manifests/TAG, and blobs/DIGEST. Status, headers, body; None: the answer is lost."""
        fate = self.fates.draw(run, method, path)
        if fate < self.trouble / 20:
            return None
        if fate < self.trouble / 10:
            return 403, {}, b""
        _, _, _, image, kind, name = path.split("/")
        if kind == "blobs":
            blobs = [each.config for (of, _), each in self.images.items() if of == image and digest(each.config) == name]
            return (200, {}, blobs[0]) if blobs else (404, {}, b"")
        found = self.images.get((image, name))
        if found is None and "registry_says_yes" in self.faults:
            found = Image(name, PLATFORM, False)
        if found is None:
            return 404, {}, b""
        return 200, {"Content-Type": MANIFEST, "Docker-Content-Digest": digest(found.manifest)}, found.manifest

    def expire(self, kept):
        old = [each for each in self.images if each not in kept]  # the oldest first
        for each in old[:len(old) // 2]:
            del self.images[each]


class Builds:
    """What the container tool does: it builds what lies in its directory, and pushes that."""

    def __init__(self, registry, fates, is_of_commit):
        self.registry, self.fates = registry, fates
        self.is_of_commit = is_of_commit  # of a directory, image, commit's tag and build arguments
        self.images = {}    # (image, tag) -> Image, on the machine that builds
        self.trouble = 0.0
        self.daemons = 0.0  # how often it leaves one behind

    def push_by_hand(self, image, tag, platform):
        """What nobody has planned, unless it is there."""
        self.registry.images.setdefault((image, tag), Image(tag, platform, True))

    def answer(self, run, words):
        """As build_tool.c expects it. `words`: its arguments, and its directory."""
        step, directory = words[0], words[-1]
        reference = words[words.index("--tag") + 1] if step == "build" else words[1]
        image, _, tag = reference.rpartition("/")[2].rpartition(":")
        fate = self.fates.draw(run, step, image)
        if step == "build":
            if fate < self.trouble / 4:
                return "1 0 no such instruction\n"
            arguments = [words[i + 1] for i, word in enumerate(words) if word == "--build-arg"]
            self.images[image, tag] = Image(tag, words[words.index("--platform") + 1], self.is_of_commit(directory, image, tag, arguments))
            return f"0 {int(self.fates.draw(run, 'daemon', image) < self.daemons)} \n"
        if fate < self.trouble / 2:
            return "1 0 read: connection reset by peer\n"
        self.registry.images[image, tag] = self.images[image, tag]
        return "1 0 unexpected EOF\n" if fate < self.trouble else "0 0 \n"


class Ecs:
    """A cluster for each environment."""

    def __init__(self, random, registry, environments, faults):
        self.random, self.registry, self.faults = random, registry, faults
        self.clusters = {name: {} for name in environments}
        self.shown = self.clusters  # what its API tells
        self.definitions = {}  # service -> the tags of its revisions
        self.deployments = 0
        self.moves = []
        self.restarts = []
        self.deleted = set()   # pairs: environment, service; some have come back
        self.throttled = 0     # so many of the next requests are refused
        self.trouble = 0.0     # how often a rollout does not come up
        self.looked = None     # the run of the program that has looked last

    def define(self, service, tag):
        """The revision of a new task definition."""
        tags = self.definitions.setdefault(service, [])
        tags.append(tag)
        return len(tags)

    def update(self, environment, service, revision, by):
        """Asks for another task definition: a rollout begins. False: what is there still drains."""
        tag = self.definitions[service][revision - 1]
        before = self.clusters[environment].get(service)
        if before and before.drains:
            return False
        # What failed to come up is not there.
        asked = before.tag if before and before.rollout != FAILED else None
        is_sound = self.registry.is_sound(service, tag)
        self.moves.append(Move(environment, service, before.runs if before else None, asked, tag, by, is_sound))
        fate = DONE
        if not is_sound or self.random.random() < self.trouble:
            fate = self.random.choice((FAILED, "taken back", "ill"))
        after = Running(revision, tag, RUNNING, 0, None, fate=fate)
        if before:
            after = dataclasses.replace(before, revision=revision, tag=tag, rollout=RUNNING, fate=fate)
        self.begin(after)
        self.clusters[environment][service] = after
        return True

    def begin(self, running):
        self.deployments += 1
        running.rollout, running.deployment, running.left = RUNNING, self.deployments, self.random.randrange(1, 4)

    def restart(self, environment, service, by):
        running = self.clusters[environment].get(service)
        if running is None or running.drains:
            return 400, {"__type": "ServiceNotActiveException", "message": "Service was not ACTIVE."}
        self.restarts.append(Restart(environment, service, by, running.tag))
        running.fate = FAILED if self.random.random() < self.trouble / 2 else DONE
        self.begin(running)
        return 200, {"service": self.describe(service, running)}

    def drain(self, environment):
        """Somebody deletes a service, which takes a while."""
        for service, running in sorted(self.clusters[environment].items()):
            if running.rollout != RUNNING and self.random.random() < 0.5:
                running.drains = self.random.randrange(3, 15)
                self.deleted.add((environment, service))
                return

    def tick(self):
        if "stale_live" in self.faults and self.random.random() < 0.1:
            self.shown = copy.deepcopy(self.clusters)
        for environment, cluster in self.clusters.items():
            for name, running in list(cluster.items()):
                if running.drains:
                    running.drains -= 1
                    if not running.drains:
                        del cluster[name]
                elif running.rollout == RUNNING:
                    running.left -= 1
                    if running.left <= 0:
                        self.end(environment, name, running)

    def end(self, environment, name, running):
        """Of a rollout."""
        if running.fate in (DONE, "ill"):
            running.rollout, running.is_ill = DONE, running.fate == "ill"
            running.runs, running.runs_revision, running.runs_deployment = running.tag, running.revision, running.deployment
        elif running.fate == FAILED or running.runs is None:
            running.rollout = FAILED
        else:
            self.moves.append(Move(environment, name, running.runs, running.tag, running.runs, None))
            running.rollout, running.tag, running.revision = DONE, running.runs, running.runs_revision
            running.deployment = running.runs_deployment

    def settle(self):
        while any(running.rollout == RUNNING or running.drains for cluster in self.clusters.values() for running in cluster.values()):
            self.tick()

    def is_there(self, environment, service):
        running = self.clusters[environment].get(service)
        return running is not None and not running.drains

    def is_rolling(self, environment, service):
        return self.is_there(environment, service) and self.clusters[environment][service].rollout == RUNNING

    def is_well(self, environment, service):
        running = self.clusters[environment].get(service)
        return self.is_there(environment, service) and running.runs is not None and not running.is_ill

    # Its API.

    def answer(self, run, operation, asked):
        """Status and document."""
        if self.throttled > 0:
            self.throttled -= 1
            return 400, {"__type": "ThrottlingException", "message": "Rate exceeded"}
        if operation == "DescribeServices":
            # Between two looks of one run time passes.
            if self.looked is run:
                self.tick()
            self.looked = run
            cluster = self.shown[asked["cluster"]]
            return 200, {"services": [self.describe(name, cluster[name]) for name in asked["services"] if name in cluster],
                         "failures": [{"arn": self.arn("service", name), "reason": "MISSING"} for name in asked["services"]
                                      if name not in cluster]}
        if operation == "DescribeTaskDefinition":
            name, _, revision = asked["taskDefinition"].split("/")[-1].partition(":")
            image = self.registry.reference(name, self.definitions[name][int(revision) - 1])
            return 200, {"taskDefinition": {"taskDefinitionArn": self.arn("task-definition", f"{name}:{revision}"), "family": name,
                                            "containerDefinitions": [{"name": name, "image": image, "essential": True}]}}
        if operation == "UpdateService" and asked.get("forceNewDeployment") is True and asked.keys() == {"cluster", "service", "forceNewDeployment"}:
            return self.restart(asked["cluster"], asked["service"], run.release)
        return 400, {"__type": "InvalidAction", "message": operation}

    @staticmethod
    def arn(kind, name):
        return f"arn:aws:ecs:eu-west-1:{ACCOUNT}:{kind}/{name}"

    def describe(self, name, running):
        def deployment(status, number, revision, state):
            if "failed_rollout_is_live" in self.faults and state == FAILED:
                state = DONE
            return {"id": f"ecs-svc/{number}", "status": status, "taskDefinition": self.arn("task-definition", f"{name}:{revision}"),
                    "rolloutState": state, "desiredCount": 1, "runningCount": int(state == DONE)}
        deployments = [deployment("PRIMARY", running.deployment, running.revision, running.rollout)]
        if deployments[0]["rolloutState"] != DONE and running.runs is not None:
            deployments.append(deployment("ACTIVE", running.runs_deployment, running.runs_revision, DONE))
        status = "DRAINING" if running.drains and "draining_is_live" not in self.faults else "ACTIVE"
        return {"serviceName": name, "serviceArn": self.arn("service", name), "status": status, "desiredCount": 1, "runningCount": 1,
                "taskDefinition": deployments[0]["taskDefinition"], "deployments": deployments}


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
            before, running = self.tags.get(name), cluster.get(name)
            if running and running.drains:
                running = None
            # A service that ECS took back, or that somebody has deleted, differs from the state, too.
            if before != tag or running is None or running.tag != tag:
                moved[name] = tag
                resources += self.resources(name, before, tag, running)
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
        task_definition, its_revision = [], {}  # a new one: what becomes of it is not known yet
        if before == after:
            its_revision = {"task_definition": revision(self.revisions[name])}
        elif before is None:
            task_definition = [of("aws_ecs_task_definition", ["create"], None, definition(after), {"arn": True})]
        else:
            task_definition = [of("aws_ecs_task_definition", ["delete", "create"], definition(before), definition(after), {"arn": True},
                                  replace_paths=[["container_definitions"]])]
        unknown = {} if its_revision else {"task_definition": True}
        if running is None:
            return [*task_definition, of("aws_ecs_service", ["create"], None, service(**its_revision), unknown)]
        return [*task_definition, of("aws_ecs_service", ["update"], service(task_definition=revision(running.revision)),
                                     service(**its_revision), unknown)]

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
                if not self.ecs.update(self.environment, name, self.revisions[name], by):
                    return f"unable to create the service {name}: the one that was deleted is still draining"
                yield
        finally:
            self.is_locked = False
        return None
