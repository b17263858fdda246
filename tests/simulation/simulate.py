#!/usr/bin/env python3
"""A simulated year: the real program in random histories of a platform on which several people release at the same time, while ECS,
the registry and Terraform fail, programs are killed, and clocks jump. After each step what has to hold is looked at.

    simulate.py --program build/release/planner/deltaplan [--seed N] [--deploys N] [--fault NAME]...

Prints the seed, what happened, and every violation; exits with 1 when there is one. With --fault something is wrong on purpose."""

import argparse
import os
import pathlib
import random
import shutil
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import people  # noqa: E402
import program  # noqa: E402
import server  # noqa: E402
import world as worlds  # noqa: E402

FAULTS = {
    "nothing_asked_again": "the tag map is written, and Terraform applies, without a look at what has moved: the older deploy that ends last wins",
    "map_not_written": "Terraform gets the tags of the plan, and the map is left behind",
    "untargeted": "Terraform applies all that the tag map says, and nobody verifies its plan",
    "refusals_ignored": "who is refused goes on",
    "always_allow_rollback": "every plan is made with --allow-rollback",
    "push_that_failed_counts": "an image that the registry did not take counts as pushed, and nobody asks for it before the apply",
    "registry_says_yes": "the registry says of every image that it has it",
    "built_from_work_tree": "images are built from the checkout, with what was not committed",
    "end_of_a_rollout_is_success": "a rollout that has ended counts as done, however it ended",
    "first_answer_is_the_last": "nobody waits for a rollout",
    "health_not_asked": "the configuration names no health address",
    "wrong_health_address": "the configuration names a health address that is none: nothing may be built before that is told",
    "restart_forgotten": "what follows another service is not restarted",
    "lock_inherited": "the lock of a checkout is inherited by what the deploy starts, and a daemon of the container tool keeps it",
    "stale_live": "ECS answers what it ran a while ago",
    "draining_is_live": "ECS tells a service that drains as one that is there",
    "failed_rollout_is_live": "ECS tells a rollout that failed as one that is complete",
    "forgotten_package": "the configuration does not say that admin uses auth",
    "forgotten_service": "the plan forgets a service that it would deploy",
}


class Simulation:
    def __init__(self, world, program, crew, verbose=False, first_only=False):
        self.first_only = first_only  # end at the first violation
        self.world, self.program, self.crew = world, program, crew
        self.random = world.random
        self.verbose = verbose
        self.interrupted = {}  # directory -> the release that stopped after its apply had begun

    def run(self, deploys):
        world = self.world
        self.turn()
        while (world.counts["releases"] < deploys or world.active) and not (world.violations and self.first_only):
            self.weather()
            if world.counts["releases"] < deploys and len(world.active) < 3 and self.random.random() < 0.15:
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
        world.time += self.random.randrange(60)
        if chance() < 0.12:
            world.work()
        if chance() < 0.02:
            world.registry.expire({(name, tag) for cluster in world.ecs.clusters.values() for name, running in cluster.items()
                                   for tag in (running.runs, running.tag)} |
                                  {each for release, _ in world.active for each in release.tags.items()})
        if chance() < 0.005:  # a laptop
            world.builds.push_by_hand(self.random.choice(sorted(worlds.SERVICES)), world.main.id[:12], "linux/arm64")
        if chance() < 0.002:
            world.ecs.throttled = 2
        if chance() < (0.05 if "draining_is_live" in world.faults else 0.005):
            world.ecs.drain(self.random.choice(worlds.ENVIRONMENTS))
        if chance() < 0.01:
            world.skews[self.random.choice(worlds.OPERATORS)] = self.random.choice((0, 0, 0, -200, -100, 100, 200, -7 * worlds.DAY, worlds.DAY // 2))
        if chance() < 0.02:
            self.turn()

    def turn(self):
        """For better or worse."""
        world, choice = self.world, self.random.choice
        world.ecs.trouble = choice((0, 0, 0.1, 0.4))
        world.registry.trouble = choice((0, 0, 0, 0.2, 0.6))
        world.builds.trouble = choice((0, 0, 0, 0.2, 0.6))
        world.builds.daemons = choice((0, 0.1))
        world.stops = choice((0, 0, 0.1))
        self.program.kills = choice((0.02, 0.02, 0.15))

    def begin(self):
        world = self.world
        busy = {release.operator for release, _ in world.active}
        interrupted = [release for release in self.interrupted.values() if release.operator not in busy]
        if interrupted and self.random.random() < 0.5:
            release = self.random.choice(interrupted)
            del self.interrupted[release.directory]
            world.counts["taken up again"] += 1
            world.active.append((release, self.crew.alone(release, self.crew.take_up(release))))
            return
        self.begin_new(self.random.choice([each for each in worlds.OPERATORS if each not in busy]))

    def begin_new(self, operator):
        """Most releases are of a commit; some are of the tag map, which somebody changes before."""
        world = self.world
        environment, way = self.random.choice(worlds.ENVIRONMENTS), self.random.random()
        if operator == worlds.NOT_IN_PROD and self.random.random() < 0.7:
            environment = "staging"
        tags = world.tag_map(environment)
        change = []
        if tags and way < 0.05:
            change = ["rollback", self.random.choice(sorted(tags))]
        elif tags and way < 0.1:
            service = self.random.choice(sorted(tags))
            change = ["set", f"{service}=" + self.random.choice([tag for image, tag in world.registry.images if image == service] or ["gone"])]
        elif tags and way < 0.15:
            environment, change = "prod", ["promote", "staging", "prod", "--allow-rollback", "--allow-diverged"]
        more = {"asked_rollback": bool(change) or self.random.random() < 0.05, "asked_diverged": self.random.random() < 0.5}
        for accident in ("edits_at", "pulls_at"):
            more[accident] = self.random.choice(("plan", "check", "build", "verify", "begin")) if self.random.random() < 0.02 else ""
        world.check_out(operator, world.main.id if change else self.head())
        release = self.crew.begin(operator, environment, **more)
        world.counts["releases"] += 1
        self.interrupted.pop(release.directory, None)  # its plan gives way to another one
        steps = self.crew.change_map(release, *change) if change else self.crew.deploy(release, targeted=self.random.random() < 0.8)
        world.active.append((release, self.crew.alone(release, steps)))

    def head(self):
        """Of a checkout; some were not brought up to date, or are on a branch."""
        world, kind = self.world, self.random.random()
        if kind < 0.15:
            commits = [world.store.commits[id] for id in world.store.ancestry[world.main.id]]
            return self.random.choice(sorted(commits, key=lambda commit: (commit.time, commit.id))[-12:]).id
        return world.feature.id if kind < 0.2 and world.feature else world.main.id

    def step(self, chosen):
        release, steps = chosen
        if release.state == "begun" and release.step and self.random.random() < self.program.kills / 5:
            steps.close()
            self.crew.ended(release, "stopped", "killed between two commands")
        elif next(steps, chosen) is not chosen:
            return
        self.world.active.remove(chosen)
        if release.step in people.BEGUN and (release.state == "stopped" or release.step == "apply"):
            self.interrupted[release.directory] = release
        self.end(release)

    def end(self, release):
        where = "" if release.state == "finished" else f" at {release.step}"
        self.world.counts[release.state + where] += 1
        self.world.history.append(f"release {release.number} to {release.environment}: {release.state}{where}\n"
                                  + release.why.replace(self.world.base, "BASE"))
        if self.verbose:
            print(self.world.history[-1], flush=True)

    def end_well(self):
        """When all is quiet, what was interrupted is finished or refused, and a release of main makes everything new."""
        world = self.world
        world.ecs.settle()
        world.ecs.trouble = world.registry.trouble = world.builds.trouble = world.stops = self.program.kills = 0
        world.skews.clear()
        for release in self.interrupted.values():
            for _ in self.crew.alone(release, self.crew.take_up(release)):
                world.check_moves()
        # Terraform has nothing to change about a service of which the state has the tag already, though it did not come up.
        world.commit((world.main.id,), self.world.changed(world.main), may_be_wrong=False)
        for environment in worlds.ENVIRONMENTS:
            operator = self.random.choice([each for each in worlds.OPERATORS if each != worlds.NOT_IN_PROD])
            world.check_out(operator, world.main.id)
            for _ in range(2):
                release = self.crew.begin(operator, environment, asked_diverged=True)
                for _ in self.crew.alone(release, self.crew.deploy(release)):
                    world.ecs.tick()
                    world.check_moves()
                self.end(release)
                if release.step != "resume" or "It is given up." not in release.why:
                    break  # what others went on from is refused once
            if release.state not in ("finished", "nothing"):
                world.violation(f"a quiet platform can't be released to {environment}: {release.state} at {release.step}: {release.why}")
            for name, running in world.ecs.clusters[environment].items():
                if world.inputs(world.commit_of(running.runs), name) != world.inputs(world.main, name):
                    world.violation(f"{environment}/{name} runs {running.runs} in the end, which is not what main has")


def simulate(program_path, seed, deploys, faults=(), verbose=False, first_only=False):
    """The world as it is in the end."""
    base = tempfile.mkdtemp(prefix="deltaplan-year-")
    try:
        world = worlds.World(base, seed, frozenset(faults))
        with server.Server(world) as around:
            real = program.Program(program_path, base, around, world.random)
            Simulation(world, real, people.People(world, real, world.faults), verbose, first_only).run(deploys)
            world.counts["runs of the program"], world.counts["runs that were killed"] = real.runs, real.killed
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
    times = os.times()
    print(f"{options.deploys} deploys in {time.monotonic() - began:.1f} s, {len(world.violations)} violations; time of processors: stand-ins, people "
          f"and checks {times.user + times.system:.1f} s, programs {times.children_user + times.children_system:.1f} s")
    return 1 if world.violations else 0


if __name__ == "__main__":
    sys.exit(main())
