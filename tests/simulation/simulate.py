#!/usr/bin/env python3
"""A simulated year: the real program in random histories of a platform on which several people release at the same time, while ECS,
the registry and Terraform fail, programs are killed, and clocks jump. After each step what has to hold is looked at.

    simulate.py --program build/release/planner/deltaplan [--seed N] [--deploys N] [--fault NAME]...

Prints the seed, what happened, and every violation; exits with 1 when there is one. With --fault something is wrong on purpose."""

import argparse
import collections
import json
import os
import pathlib
import random
import shutil
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import people  # noqa: E402
import stand_ins  # noqa: E402
import store  # noqa: E402

ENVIRONMENTS = ("staging", "prod")
SERVICES = {"api": ("common", "auth"), "web": ("common", "ui"), "worker": ("events",), "mailer": ("events",), "admin": ("ui", "auth"),
            "cron": ()}
PACKAGES = {"common": (), "auth": ("common",), "ui": (), "events": ("common",)}
BUILD_INPUT = "lock.yaml"
DAY = 86400

FAULTS = {
    "nothing_asked_again": "the tag map is written, and Terraform applies, without a look at what has moved: the older deploy that ends last wins",
    "map_not_written": "Terraform gets the tags of the plan, and the map is left behind",
    "untargeted": "Terraform applies everything, and nobody verifies its plan",
    "refusals_ignored": "who is refused goes on",
    "always_allow_rollback": "every plan is made with --allow-rollback",
    "push_that_failed_counts": "an image that the registry did not take counts as pushed, and nobody asks for it before the apply",
    "end_of_a_rollout_is_success": "a rollout that has ended counts as done, however it ended",
    "first_answer_is_the_last": "nobody waits for a rollout",
    "stale_live": "ECS answers what it ran a while ago",
    "forgotten_package": "the configuration does not say that admin uses auth",
    "forgotten_service": "the plan forgets a service that it would deploy",
    "failed_rollout_is_live": "ECS tells a rollout that failed as one that is complete",
}


class World:
    def __init__(self, base, seed, faults):
        self.base, self.faults = base, faults
        self.random = random.Random(seed)
        self.time = 1_600_000_000
        self.violations = []
        self.counts = collections.Counter()
        self.store = store.Store(os.path.join(base, "repository"))
        self.registry = stand_ins.Registry(self.random)
        self.ecs = stand_ins.Ecs(self.random, self.registry, ENVIRONMENTS, faults)
        self.terraform = {name: stand_ins.Terraform(name, self.ecs) for name in ENVIRONMENTS}
        self.looked_at = 0   # moves
        self.stops = 0.0     # how often an apply stops after a service
        self.active = []     # pairs: release, generator
        self.writers = {}    # (environment, service) -> the release that wrote its tag into the map last
        self.build_arguments = {name: 1 for name in SERVICES}
        self.main = None
        for environment in ENVIRONMENTS:
            os.makedirs(os.path.dirname(self.map_file(environment)), exist_ok=True)
            with open(self.map_file(environment), "w", encoding="utf-8") as file:
                json.dump({"image_tags": {}}, file)

    def begin(self):
        """The first commit; it names the registry, which has to have its address."""
        self.commit(None, self.first_files())

    # The repository.

    def configuration(self):
        def service(name):
            packages = [f"packages/{package}" for package in SERVICES[name]]
            if name == "admin" and "forgotten_package" in self.faults:
                packages.remove("packages/auth")
            return {"name": name, "path": f"services/{name}", "depends_on": packages}
        return json.dumps({
            "version": 1, "services": [service(name) for name in SERVICES], "dependencies": "declared",
            "images": [{"name": name, "build": {"dockerfile": "Dockerfile", "args": {"LEVEL": str(level)}}}
                       for name, level in self.build_arguments.items()],
            "packages": [{"path": f"packages/{name}", "depends_on": [f"packages/{each}" for each in uses]} for name, uses in PACKAGES.items()],
            "build_inputs": [BUILD_INPUT, "Dockerfile"], "tag": "{sha:12}",
            "environments": {name: {
                "repository": f"{self.registry.host}/{stand_ins.PROJECT}/{{image}}",
                "live": [{"from": "ecs", "cluster": name}, {"from": "image_tags"}],
                "image_tags": {"file": f"maps/{name}.auto.tfvars.json"},
                "terraform": {"dir": "infra", "targets": ['aws_ecs_task_definition.service["{service}"]', 'aws_ecs_service.service["{service}"]']},
            } for name in ENVIRONMENTS}}, indent=1)

    def first_files(self):
        files = {f"services/{name}/main": "1" for name in SERVICES} | {f"packages/{name}/lib": "1" for name in PACKAGES}
        return files | {BUILD_INPUT: "1", "Dockerfile": "FROM scratch\n", "README": "1", "infra/main.tf": 'variable "image_tags" {\n  type = map(string)\n}\n'}

    def commit(self, parents, files, branch="main"):
        self.time += self.random.randrange(60, DAY)
        when = self.time
        if self.random.random() < 0.05:  # a clock that is wrong
            when += self.random.randrange(-30 * DAY, 30 * DAY)
        made = self.store.commit(files | {"deltaplan.json": self.configuration()}, parents or (), when)
        if branch == "main":
            self.main = made
            self.store.set_branch("main", made)
        return made

    def changed(self, commit):
        """Its files, a few of them changed."""
        files = dict(commit.files)
        places = [path for path in files if path not in ("deltaplan.json", "Dockerfile", "infra/main.tf")]
        for _ in range(self.random.choice((1, 1, 1, 2, 4))):
            path = self.random.choice(places)
            # Few texts, so that changes are also taken back.
            files[path] = str(self.random.randrange(4))
        if self.random.random() < 0.1:
            self.build_arguments[self.random.choice(list(SERVICES))] = self.random.randrange(3)
        return files

    def work(self):
        """A commit on main, or a branch that is merged, or one that is squashed."""
        kind = self.random.random()
        if kind < 0.7:
            self.commit((self.main.id,), self.changed(self.main))
            return
        branch = self.commit((self.main.id,), self.changed(self.main), "feature")
        self.counts["branches"] += 1
        self.store.set_branch("feature", branch)
        merged = dict(branch.files)
        self.commit((self.main.id,) if kind < 0.85 else (self.main.id, branch.id), merged)

    def inputs(self, commit, service):
        """All that its image is made of: the truth, which knows nothing of the program."""
        packages, open_packages = set(), list(SERVICES[service])
        while open_packages:
            package = open_packages.pop()
            if package not in packages:
                packages.add(package)
                open_packages += PACKAGES[package]
        places = [f"services/{service}/", *(f"packages/{package}/" for package in packages)]
        files = [pair for pair in commit.files if pair[0] in (BUILD_INPUT, "Dockerfile") or any(pair[0].startswith(place) for place in places)]
        builds = json.loads(dict(commit.files)["deltaplan.json"])["images"]
        return files, next(each["build"] for each in builds if each["name"] == service)

    def commit_of(self, tag):
        return next((commit for id, commit in self.store.commits.items() if id.startswith(tag)), None) if tag else None

    # The tag map.

    def map_file(self, environment):
        return os.path.join(self.store.path, "maps", f"{environment}.auto.tfvars.json")

    def tag_map(self, environment):
        with open(self.map_file(environment), encoding="utf-8") as file:
            return json.load(file)["image_tags"]

    # What has to hold.

    def violation(self, text):
        self.violations.append(text)
        print(f"VIOLATION after {self.counts['releases']} releases: {text}", flush=True)

    def check_plan(self, release, wanted=None):
        """No service is called up to date whose inputs differ from those of what really runs. `wanted`: the tags of the map, where
        they are planned for, not head."""
        head = self.commit_of(release.plan["head"]["commit"])
        warned = {warning.get("service") for warning in release.plan["warnings"] if warning["code"] == "rollout_in_progress"}
        told = json.dumps(release.plan["warnings"])
        for service in release.plan["services"]:
            name = service["name"]
            running = self.ecs.clusters[release.environment].get(name)
            if service["decision"] == "deploy":
                continue
            if running is None:
                self.violation(f"release {release.number}: {name} was never deployed, and is skipped")
                continue
            runs = running.runs
            if running.rollout == stand_ins.RUNNING:
                if name not in warned and "rollout_in_progress" not in told:
                    self.violation(f"release {release.number}: {name} still rolls out, and is skipped without a word")
                runs = running.tag
            target = self.commit_of(wanted[name]) if wanted else head
            if runs is None or self.inputs(self.commit_of(runs), name) != self.inputs(target, name):
                self.violation(f"release {release.number}: {name} runs {runs}, differs from {target.id[:12]}, and is skipped")

    def note_writer(self, release, before):
        after = self.tag_map(release.environment)
        for name in after.keys() | before.keys():
            if after.get(name) != before.get(name):
                self.writers[release.environment, name] = release

    def check_map(self, release, before, run):
        """A release writes its own tags, and for all others what they run."""
        self.note_writer(release, before)
        after = self.tag_map(release.environment)
        if run.code not in (0, -9) and after != before:
            self.violation(f"release {release.number}: refused, and the tag map has changed")
        cluster = self.ecs.clusters[release.environment]
        for name, tag in after.items():
            own = release.tags.get(name)
            runs = {cluster[name].tag, cluster[name].runs} if name in cluster else set()
            if any(move.by is None and (move.environment, move.service) == (release.environment, name)
                   for move in self.ecs.moves[release.planned_at:]):
                continue  # ECS took back what the plan has seen: whoever verifies it is told
            if tag != before.get(name) and tag != own and tag not in runs:
                self.violation(f"release {release.number}: the map says {tag} of {name}, which runs {runs}")

    def check_moves(self):
        """Nothing moves that no plan named; no older commit replaces a younger one unasked; nothing runs that was never pushed."""
        for move in self.ecs.moves[self.looked_at:]:
            release = move.by
            if release is None:
                continue
            what = f"release {release.number} moves {move.service} of {move.environment} from {move.before} to {move.after}"
            if release.tags.get(move.service) != move.after:
                self.violation(f"{what}, which its plan does not say")
            if not move.was_pushed:
                self.violation(f"{what}, which the registry does not have")
            for before in {move.before, move.asked_before} - {None}:
                if not release.asked_rollback and self.store.is_older(self.commit_of(move.after).id, self.commit_of(before).id):
                    self.violation(f"{what}: a rollback ({before} was there) that nobody asked for")
        self.looked_at = len(self.ecs.moves)

    def check_finished(self, release):
        """Plan, tag map and what runs agree, unless somebody else has released since."""
        cluster = self.ecs.clusters[release.environment]
        others = {move.service for move in self.ecs.moves[self.last_move_of(release) + 1:]
                  if move.environment == release.environment and move.by not in (release, None)}
        tags = self.tag_map(release.environment)
        for name, tag in release.tags.items():
            runs = cluster[name].runs if name in cluster else None
            if name not in others and runs != tag:
                self.violation(f"release {release.number} has finished, and {name} runs {runs}, not {tag}")
            if self.writers.get((release.environment, name)) in (release, None) and tags.get(name) != tag:
                self.violation(f"release {release.number} has finished, and the map says {tags.get(name)} of {name}, not {tag}")

    def last_move_of(self, release):
        return max((number for number, move in enumerate(self.ecs.moves) if move.by is release), default=-1)


class Simulation:
    def __init__(self, world, program, crew, verbose=False, first_only=False, kills=True):
        self.kills = kills  # what is killed depends on time: without, a seed is one history
        self.first_only = first_only  # end at the first violation
        self.world, self.program, self.crew = world, program, crew
        self.random = world.random
        self.verbose = verbose
        self.interrupted = {}  # operator -> the release that stopped after its apply had begun

    def run(self, deploys):
        world = self.world
        while (world.counts["releases"] < deploys or world.active) and not (world.violations and self.first_only):
            self.weather()
            if world.counts["releases"] < deploys and len(world.active) < 4 and self.random.random() < 0.4:
                self.begin()
            if world.active and self.random.random() < 0.9:
                self.step(self.random.choice(world.active))
            else:
                world.ecs.tick()
            world.check_moves()
        if not (world.violations and self.first_only):
            self.end_well()

    def weather(self):
        """What happens without anybody of ours."""
        world, chance = self.world, self.random.random
        if chance() < 0.12:
            world.work()
        if chance() < 0.02:
            world.registry.expire({(name, tag) for cluster in world.ecs.clusters.values() for name, running in cluster.items()
                                   for tag in (running.runs, running.tag)} |
                                  {each for release, _ in world.active for each in release.tags.items()})
        if chance() < 0.002:
            world.ecs.throttled = 2
        if chance() < 0.02:
            world.ecs.trouble = self.random.choice((0, 0, 0, 0.1, 0.5))
            world.registry.trouble = self.random.choice((0, 0, 0, 0.2, 0.6))
            world.stops = self.random.choice((0, 0, 0.1))
            self.program.kills = self.random.choice((0, 0, 0, 0.15)) * self.kills

    def begin(self):
        world = self.world
        busy = {release.operator for release, _ in world.active}
        interrupted = [release for operator, release in self.interrupted.items() if operator not in busy]
        if interrupted and self.random.random() < 0.5:
            release = self.interrupted.pop(self.random.choice(interrupted).operator)
            world.counts["taken up again"] += 1
            world.active.append((release, self.crew.take_up(release)))
            return
        operator = self.random.choice([each for each in range(5) if each not in busy])
        environment = self.random.choice(ENVIRONMENTS)
        kind = self.random.random()
        head, more = world.main.id, {}
        if kind < 0.15:  # a checkout that was not brought up to date
            line = [id for id in world.store.ancestry[world.main.id]]
            head = self.random.choice(sorted(line, key=lambda id: world.store.commits[id].time)[-12:])
        elif kind < 0.2 and os.path.exists(os.path.join(world.store.path, "refs/heads/feature")):
            head = "feature"
        more["asked_diverged"] = self.random.random() < 0.5
        more["asked_rollback"] = self.random.random() < 0.05
        self.interrupted.pop(operator, None)  # its plan gives way to another one
        release = self.crew.begin(operator, environment, head, **more)
        world.counts["releases"] += 1
        world.active.append((release, self.steps_of(release)))

    def steps_of(self, release):
        """Most releases are of a commit; some are of the tag map, which somebody has changed before."""
        kind, tags = self.random.random(), self.world.tag_map(release.environment)
        if kind < 0.85 or not tags:
            return self.crew.deploy(release, targeted=self.random.random() < 0.8)
        service = self.random.choice(sorted(tags))
        release.head = "main"
        release.asked_rollback = True
        if kind < 0.9:
            return self.crew.change_map(release, "rollback", service)
        if kind < 0.95:
            pinned = self.random.choice([tag for image, tag in self.world.registry.images if image == service])
            return self.crew.change_map(release, "set", f"{service}={pinned}")
        release.environment = "prod"
        return self.crew.promote(release)

    def step(self, chosen):
        release, steps = chosen
        try:
            next(steps)
        except StopIteration:
            self.world.active.remove(chosen)
            if release.state == "stopped" and release.step in ("apply", "wait"):
                self.interrupted[release.operator] = release
            self.world.counts[f"{release.state} at {release.step}"] += 1
            if self.verbose:
                print(f"release {release.number} to {release.environment}: {release.state} at {release.step}\n{release.why}", flush=True)

    def end_well(self):
        """When all is quiet, a release of main makes everything new, whatever was interrupted before."""
        world = self.world
        world.ecs.settle()
        world.ecs.trouble = world.registry.trouble = world.stops = self.program.kills = 0
        # Terraform has nothing to change about a service of which the state has the tag already, though it did not come up.
        world.commit((world.main.id,), self.world.changed(world.main))
        for environment in ENVIRONMENTS:
            release = self.crew.begin(0, environment, world.main.id, asked_diverged=True)
            for _ in self.crew.deploy(release):
                world.ecs.tick()
                world.check_moves()
            if release.state not in ("finished", "nothing"):
                world.violation(f"a quiet platform can't be released to {environment}: {release.state} at {release.step}: {release.why}")
            for name, running in world.ecs.clusters[environment].items():
                if world.inputs(world.commit_of(running.runs), name) != world.inputs(world.main, name):
                    world.violation(f"{environment}/{name} runs {running.runs} in the end, which is not what main has")


def simulate(program_path, seed, deploys, faults=(), verbose=False, first_only=False, kills=True):
    """The world as it is in the end."""
    base = tempfile.mkdtemp(prefix="deltaplan-year-")
    try:
        world = World(base, seed, frozenset(faults))
        with stand_ins.Server(world.ecs) as server:
            world.begin()
            environment = {"PATH": os.environ["PATH"], "HOME": base, "LC_ALL": "C.UTF-8", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
                           "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
                           "AWS_ENDPOINT_URL": server.url, "AWS_EC2_METADATA_DISABLED": "true"}
            program = people.Program(program_path, world.store.path, environment, world.random)
            Simulation(world, program, people.People(world, program, world.faults), verbose, first_only, kills).run(deploys)
            world.counts["runs of the program"] = program.runs
        return world
    finally:
        shutil.rmtree(base)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--deploys", type=int, default=300)
    parser.add_argument("--fault", action="append", choices=sorted(FAULTS), default=[])
    parser.add_argument("--verbose", action="store_true", help="say how each release ended, and why")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    began = time.monotonic()
    world = simulate(os.path.abspath(options.program), options.seed, options.deploys, options.fault, options.verbose)
    for what, count in sorted(world.counts.items()):
        print(f"{count:6} {what}")
    print(f"{options.deploys} deploys in {time.monotonic() - began:.1f} s, {len(world.violations)} violations")
    return 1 if world.violations else 0


if __name__ == "__main__":
    sys.exit(main())
