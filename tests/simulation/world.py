"""The platform and its repository, and what has to hold there after each step."""

import collections
import json
import os
import random

import server
import stand_ins
import store

ENVIRONMENTS = ("staging", "prod")
SERVICES = {"api": ("common", "auth"), "web": ("common", "ui"), "worker": ("events",), "mailer": ("events",), "admin": ("ui", "auth"),
            "cron": ()}
PACKAGES = {"common": (), "auth": ("common",), "ui": (), "events": ("common",)}
FOLLOWED = {"cron": "worker", "mailer": "api"}  # restart_with
OPERATORS = range(5)
NOT_IN_PROD = 4  # the operator who may deploy only to staging
BUILD_INPUT = "lock.yaml"
DAY = 86400
HEALTH = "http://" + server.HOST["health"] + "/{env}/{service}"
WRONG_HEALTH = (HEALTH.removeprefix("http://"), HEALTH.replace("{env}", "{environment}"), "http://", {"*": HEALTH, "wroker": None})


class World:
    account, platform = stand_ins.ACCOUNT, stand_ins.PLATFORM

    def __init__(self, base, seed, faults):
        self.base, self.faults = base, faults
        self.random = random.Random(seed)
        self.time = 1_600_000_000
        self.skews = {}      # operator -> seconds that the clock is fast
        self.violations = []
        self.counts = collections.Counter()
        self.history = []    # how each release ended: the same for each run of a seed
        self.store = store.Store(os.path.join(base, "repository"))
        fates = stand_ins.Fates(seed)
        self.registry = stand_ins.Registry(server.HOST["registry"], fates, faults)
        self.builds = stand_ins.Builds(self.registry, fates, self.is_of_commit)
        self.ecs = stand_ins.Ecs(self.random, self.registry, ENVIRONMENTS, faults)
        self.terraform = {name: stand_ins.Terraform(name, self.ecs) for name in ENVIRONMENTS}
        self.looked_at = self.restarts_looked_at = 0
        self.stops = 0.0     # how often an apply stops after a service
        self.active = []     # pairs: release, generator
        self.releases = []
        self.writers = {}    # (environment, service) -> the release that wrote its tag into the map last
        self.heads = {}      # operator -> the commit of the checkout
        self.edited = set()  # operators whose checkouts are not what was committed
        self.build_arguments = {name: 1 for name in SERVICES}
        self.misconfigured = set()  # ids of commits
        self.main = self.feature = None  # commits
        for environment in ENVIRONMENTS:
            os.makedirs(os.path.dirname(self.map_file(environment)), exist_ok=True)
            with open(self.map_file(environment), "w", encoding="utf-8") as file:
                json.dump({"image_tags": {}}, file)
        self.commit((), self.first_files())

    # The repository.

    def configuration(self, health):
        def service(name):
            packages = [f"packages/{package}" for package in SERVICES[name]]
            if name == "admin" and "forgotten_package" in self.faults:
                packages.remove("packages/auth")
            return {"name": name, "path": f"services/{name}", "depends_on": packages,
                    "restart_with": [FOLLOWED[name]] if name in FOLLOWED else []}

        def environment(name):
            deployers = [self.arn_of(f"OPERATOR{each}") for each in OPERATORS if name != "prod" or each != NOT_IN_PROD]
            return {
                "repository": f"{self.registry.host}/{stand_ins.PROJECT}/{{image}}",
                "live": [{"from": "ecs", "cluster": name}, {"from": "image_tags"}],
                "image_tags": {"file": f"maps/{name}.auto.tfvars.json"},
                "terraform": {"dir": "infra", "targets": ['aws_ecs_task_definition.service["{service}"]', 'aws_ecs_service.service["{service}"]']},
                # One build after another: a seed is one history.
                "deploy": {"account": self.account, "deployers": deployers, "registry": "http", "platform": self.platform, "health": health,
                           "jobs": 1, "retries": 1, "health_timeout": "10s"}}
        return json.dumps({
            "version": 1, "services": [service(name) for name in SERVICES], "dependencies": "declared",
            "images": [{"name": name, "build": {"context": ".", "dockerfile": "Dockerfile", "args": {"LEVEL": str(level)}}}
                       for name, level in self.build_arguments.items()],
            "packages": [{"path": f"packages/{name}", "depends_on": [f"packages/{each}" for each in uses]} for name, uses in PACKAGES.items()],
            "build_inputs": [BUILD_INPUT, "Dockerfile"], "tag": "{sha:12}",
            "environments": {name: environment(name) for name in ENVIRONMENTS}}, indent=1)

    def first_files(self):
        files = {f"services/{name}/main": "1" for name in SERVICES} | {f"packages/{name}/lib": "1" for name in PACKAGES}
        return files | {BUILD_INPUT: "1", "Dockerfile": "FROM scratch\n", "README": "1",
                        "infra/main.tf": 'variable "image_tags" {\n  type = map(string)\n}\n'}

    def commit(self, parents, files, branch="main", may_be_wrong=True):
        self.time += self.random.randrange(60, DAY)
        when = self.time
        if self.random.random() < 0.05:  # a clock that is wrong
            when += self.random.randrange(-30 * DAY, 30 * DAY)
        health = None if "health_not_asked" in self.faults else {"*": HEALTH, "cron": None}
        is_wrong = "wrong_health_address" in self.faults or may_be_wrong and self.main is not None and self.random.random() < 0.01
        if is_wrong:
            health = self.random.choice(WRONG_HEALTH)
        made = self.store.commit(files | {"deltaplan.json": self.configuration(health)}, parents, when)
        if is_wrong:
            self.misconfigured.add(made.id)
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
        self.feature = self.commit((self.main.id,), self.changed(self.main), "feature")
        self.counts["branches"] += 1
        self.store.set_branch("feature", self.feature)
        self.commit((self.main.id,) if kind < 0.85 else (self.main.id, self.feature.id), dict(self.feature.files))

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
        return files, self.level(commit, service)

    @staticmethod
    def level(commit, image):
        """The build argument that its image is made with."""
        builds = json.loads(dict(commit.files)["deltaplan.json"])["images"]
        return next(each["build"]["args"]["LEVEL"] for each in builds if each["name"] == image)

    def commit_of(self, tag):
        return next((commit for id, commit in self.store.commits.items() if id.startswith(tag)), None) if tag else None

    def is_of_commit(self, directory, image, tag, arguments):
        """Whether who builds there, with these arguments, gets what was committed and nothing else."""
        files = {}
        for place, _, names in os.walk(directory):
            for name in names:
                path = os.path.join(place, name)
                with open(path, encoding="utf-8") as file:
                    files[os.path.relpath(path, directory)] = file.read()
        commit = self.commit_of(tag)
        return files == dict(commit.files) and arguments == [f"LEVEL={self.level(commit, image)}"]

    # Checkouts.

    def checkout(self, operator):
        return os.path.join(self.base, f"checkout-{operator}")

    def check_out(self, operator, id):
        if self.heads.get(operator) == id and operator not in self.edited:
            return
        self.heads[operator] = id
        self.edited.discard(operator)
        self.store.check_out(self.checkout(operator), id, os.path.join(self.store.path, "maps"))

    def edit(self, operator):
        """Somebody tries something out, and commits it not."""
        self.edited.add(operator)
        path = self.random.choice(("README", "services/api/main", "packages/common/lib"))
        with open(os.path.join(self.checkout(operator), path), "a", encoding="utf-8") as file:
            file.write("tried\n")

    def clock(self, operator):
        return self.time + self.skews.get(operator, 0)

    @staticmethod
    def arn_of(key):
        return f"arn:aws:iam::{stand_ins.ACCOUNT}:user/{key.lower()}"

    # The tag map, which all checkouts share.

    def map_file(self, environment):
        return os.path.join(self.store.path, "maps", f"{environment}.auto.tfvars.json")

    def tag_map(self, environment):
        with open(self.map_file(environment), encoding="utf-8") as file:
            return json.load(file)["image_tags"]

    def note_writer(self, release, before):
        after = self.tag_map(release.environment)
        for name in after.keys() | before.keys():
            if after.get(name) != before.get(name):
                self.writers[release.environment, name] = release

    # What has to hold.

    def violation(self, text):
        self.violations.append(text)
        print(f"VIOLATION after {self.counts['releases']} releases: {text}", flush=True)

    def check_run(self, release, step, run):
        """Who does not go on is told why, and who has a wrong clock that it is wrong."""
        if run.was_killed or run.code in (0, 2):
            return
        if not run.err.strip() and not run.out.strip():
            self.violation(f"release {release.number}: {step} ended with {run.code} and explained nothing")
        if run.code not in (1, 3):
            self.violation(f"release {release.number}: {step} ended with {run.code}: {run.err}")
        if run.was_skewed and "clock" not in run.err:
            self.violation(f"release {release.number}: the clock is wrong, and {step} says only: {run.err}")

    def check_tree(self, release):
        """Terraform plans from the checkout, so it has to be the plan's commit."""
        if release.operator in self.edited or self.heads[release.operator] != release.plan["head"]["commit"]:
            self.violation(f"release {release.number}: Terraform would plan from another tree than {release.plan['head']['commit'][:12]}")

    def check_images(self, release):
        """After the build all are there, and were built from the commit."""
        for image in release.plan["images"]:
            if not self.registry.is_sound(image["name"], image["tag"]):
                self.violation(f"release {release.number}: {image['name']}:{image['tag']} is built, and the registry does not have it, "
                               "or not for the platform, or not of that commit")

    def check_plan(self, release, wanted=None):
        """No service is called up to date whose inputs differ from those of what really runs. `wanted`: the tags of the map, where
        they are planned for, not head."""
        head = self.commit_of(release.plan["head"]["commit"])
        if head.id in self.misconfigured:
            self.violation(f"release {release.number}: the health address of {head.id[:12]} is none, and it is planned")
        warned = {warning.get("service") for warning in release.plan["warnings"] if warning["code"] == "rollout_in_progress"}
        told = json.dumps(release.plan["warnings"])
        for service in release.plan["services"]:
            name = service["name"]
            running = self.ecs.clusters[release.environment].get(name)
            if service["decision"] == "deploy" and not service["restart"]:
                continue
            if not self.ecs.is_there(release.environment, name):
                self.violation(f"release {release.number}: {name} is not there, and is skipped")
                continue
            runs = running.runs
            if running.rollout == stand_ins.RUNNING:
                if name not in warned and "rollout_in_progress" not in told:
                    self.violation(f"release {release.number}: {name} still rolls out, and is skipped without a word")
                runs = running.tag
            target = self.commit_of(wanted[name]) if wanted else head
            if runs is None or self.inputs(self.commit_of(runs), name) != self.inputs(target, name):
                self.violation(f"release {release.number}: {name} runs {runs}, differs from {target.id[:12]}, and is skipped")

    def check_map(self, release, before, run):
        """A release writes its own tags, and for all others what they run."""
        self.note_writer(release, before)
        after = self.tag_map(release.environment)
        if run.code != 0 and not run.was_killed and after != before:
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
        """Nothing moves that no plan named, or by somebody who may not; no older commit replaces a younger one unasked; nothing runs that is not
        there, or was not made of its commit; nothing restarts that need not."""
        for move in self.ecs.moves[self.looked_at:]:
            release = move.by
            if release is None:
                continue
            what = f"release {release.number} moves {move.service} of {move.environment} from {move.before} to {move.after}"
            if release.tags.get(move.service) != move.after:
                self.violation(f"{what}, which its plan does not say")
            if not move.is_sound:
                self.violation(f"{what}, which the registry does not have, or not for the platform, or not of that commit")
            if move.environment == "prod" and release.operator == NOT_IN_PROD:
                self.violation(f"{what}, and operator {release.operator} may not deploy there")
            for before in {move.before, move.asked_before} - {None}:
                if not release.asked_rollback and self.store.is_older(self.commit_of(move.after).id, self.commit_of(before).id):
                    self.violation(f"{what}: a rollback ({before} was there) that nobody asked for")
        self.looked_at = len(self.ecs.moves)
        for number, restart in enumerate(self.ecs.restarts[self.restarts_looked_at:], self.restarts_looked_at + 1):
            # What is left of earlier releases is finished by later ones.
            asked = [each for each in self.releases if each.directory == restart.by.directory and restart.service in each.restarts]
            done = [each for each in self.ecs.restarts[:number] if each.by.directory == restart.by.directory and
                    (each.environment, each.service) == (restart.environment, restart.service)]
            if len(done) > len(asked):
                self.violation(f"release {restart.by.number} restarts {restart.service} of {restart.environment}, "
                               "and nothing that it follows has moved")
        self.restarts_looked_at = len(self.ecs.restarts)

    def check_finished(self, release):
        """Plan, tag map and what runs agree, unless somebody else has released since, and it is well; what follows it has restarted."""
        cluster = self.ecs.clusters[release.environment]
        others = {move.service for move in self.ecs.moves[self.last_move_of(release) + 1:]
                  if move.environment == release.environment and move.by not in (release, None)}
        others |= {name for environment, name in self.ecs.deleted if environment == release.environment and not self.ecs.is_there(environment, name)}
        tags = self.tag_map(release.environment)
        for name, tag in release.tags.items():
            runs = cluster[name].runs if name in cluster else None
            if name not in others and runs != tag:
                self.violation(f"release {release.number} has finished, and {name} runs {runs}, not {tag}")
            if name not in others and name != "cron" and not self.ecs.is_well(release.environment, name):
                self.violation(f"release {release.number} has finished, and {name} is ill")
            if self.writers.get((release.environment, name)) in (release, None) and tags.get(name) != tag:
                self.violation(f"release {release.number} has finished, and the map says {tags.get(name)} of {name}, not {tag}")
        restarted = {each.service for each in self.ecs.restarts[release.restarts_before:]
                     if each.by.directory == release.directory and each.environment == release.environment}
        for name in release.restarts - restarted - others:
            self.violation(f"release {release.number} has finished, and {name}, which follows {FOLLOWED[name]}, was not restarted")

    def last_move_of(self, release):
        return max((number for number, move in enumerate(self.ecs.moves) if move.by is release), default=-1)
