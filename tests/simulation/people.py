"""What operators and a CI do: releases, step by step. Each is a generator, so that any number can run at the same time, in any order,
and stop anywhere."""

import dataclasses
import json
import os
import shutil
import signal
import subprocess
import time


@dataclasses.dataclass
class Run:
    code: int
    out: str
    err: str

    @property
    def killed(self):
        return self.code == -signal.SIGKILL


@dataclasses.dataclass
class Release:
    """One way from a plan to what runs, and what its operator has asked for."""
    number: int
    operator: int
    environment: str
    head: str
    asked_rollback: bool = False
    asked_diverged: bool = False
    plan: dict = None       # what the program printed
    state: str = "begun"    # begun, refused, nothing, failed, stopped, finished
    why: str = ""
    step: str = ""
    planned_at: int = 0     # so many moves were there before the plan
    moved: set = dataclasses.field(default_factory=set)  # services that its apply has moved

    @property
    def tags(self):
        return {service["name"]: service["tag"] for service in self.plan["services"] if service["decision"] == "deploy"} if self.plan else {}


class Program:
    """The real program, killed now and then."""

    def __init__(self, path, repository, environment, random):
        self.path, self.repository, self.environment, self.random = path, repository, environment, random
        self.kills = 0.0
        self.runs = 0

    def run(self, *arguments):
        self.runs += 1
        with subprocess.Popen([self.path, "-C", self.repository, "-q", *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, env=self.environment) as process:
            if self.random.random() < self.kills:
                time.sleep(self.random.random() * 0.012)
                process.kill()
            out, err = process.communicate()
            return Run(process.returncode, out, err)


class People:
    """`faults`: what they, or the parts around them, do wrong on purpose."""

    def __init__(self, world, program, faults):
        self.world, self.program, self.faults = world, program, faults
        self.made = 0

    def begin(self, operator, environment, head, **more):
        self.made += 1
        return Release(self.made, operator, environment, head, **more)

    # Each ends a release when it returns False.

    def ended(self, release, state, why=""):
        release.state, release.why = state, why
        return False

    def understood(self, release, run, step):
        """Goes on after exit code 0 only; says why not."""
        if run.code == 0:
            return True
        if run.killed:
            return self.ended(release, "stopped", step)
        why = run.err.strip() or run.out.strip()
        if not why:
            self.world.violation(f"{step} ended with {run.code} and explained nothing")
        if run.code == 3 and "refusals_ignored" in self.faults:
            return True
        return self.ended(release, "refused" if run.code == 3 else "failed", why)

    def directory(self, release):
        """Each operator has one, in which the last plan lies, however it ended."""
        return os.path.join(self.world.base, f"plan-{release.operator}")

    def deploy(self, release, targeted=True, to_map=False):
        """From the plan of what changed to what runs."""
        out, environment = self.directory(release), release.environment
        arguments = ["plan", "--env", environment, "--head", release.head, "--out", out, "--format", "json"]
        if to_map:
            arguments += ["--to", "map"]
        if release.asked_rollback or "always_allow_rollback" in self.faults:
            arguments += ["--allow-rollback"]
        if release.asked_diverged:
            arguments += ["--allow-diverged"]
        release.step = "plan"
        run = self.program.run(*arguments)
        if not self.understood(release, run, "plan"):
            return
        release.plan, release.planned_at = json.loads(run.out), len(self.world.ecs.moves)
        if "forgotten_service" in self.faults:
            next((each for each in release.plan["services"] if each["decision"] == "deploy"), {})["decision"] = "skip"
        self.world.check_plan(release, self.world.tag_map(environment) if to_map else None)
        if not release.tags:
            self.ended(release, "nothing")
            return
        yield

        release.step = "build"
        if not to_map and not self.build(release):
            return
        yield

        yield from self.roll_out(release, targeted, release.plan["image_tags"], not to_map)

    def take_up(self, release):
        """A release that was interrupted, by its operator."""
        run = self.program.run("release", "resume", "--plan", self.directory(release), "--env", release.environment, "--steady-timeout", "0")
        if run.code == 3 and release.step == "apply" and self.world.random.random() < 0.7:
            # Nobody knows how far the apply came: the same targets again, planned, verified and applied.
            yield
            yield from self.roll_out(release, True, self.world.tag_map(release.environment), writes_map=False)
            return
        if self.understood(release, run, "release resume"):
            self.ended(release, "finished")
            self.world.check_finished(release)

    def roll_out(self, release, targeted, tags, writes_map):
        """From the images to what runs, in the order of deploy.sh: the tag map is written when the last question has been asked."""
        out, environment = self.directory(release), release.environment
        release.step = "terraform plan"
        plan = self.terraform_plan(release, targeted, tags)
        if plan is None:
            self.ended(release, "failed", "Terraform's state is locked")
            return
        yield

        release.step = "verify"
        if not self.verify(release, out, plan):
            return
        if writes_map and "map_not_written" not in self.faults:
            release.step = "map"
            if not self.write_map(release, out):
                return
        release.step = "apply"
        if "push_that_failed_counts" not in self.faults:
            begun = self.program.run("release", "begin", "--plan", out, "--env", environment)
            if not self.understood(release, begun, "release begin"):
                return
        applying = self.world.terraform[environment].apply(plan, release)
        while True:
            try:
                next(applying)
            except StopIteration as end:
                if end.value is not None:
                    self.ended(release, "failed", end.value)
                    return
                break
            release.moved = {move.service for move in self.world.ecs.moves if move.by is release}
            if self.world.random.random() < self.world.stops:
                applying.close()
                self.ended(release, "stopped", "apply")
                return
            yield

        release.step = "wait"
        if not (yield from self.wait(release, out)):
            return
        self.ended(release, "finished")
        self.world.check_finished(release)

    def promote(self, release):
        """What staging runs, to prod."""
        yield from self.change_map(release, "promote", "staging", "prod", "--allow-rollback", "--allow-diverged")

    def change_map(self, release, *arguments):
        """The tag map first: then what it says is planned and rolled."""
        release.step = "tags"
        where = () if arguments[0] == "promote" else ("--env", release.environment)
        before = self.world.tag_map(release.environment)
        run = self.program.run("tags", *arguments, *where, "-m", f"release {release.number}")
        self.world.note_writer(release, before)
        if not self.understood(release, run, "tags " + arguments[0]):
            return
        yield
        yield from self.deploy(release, to_map=True)

    def build(self, release):
        for image in release.plan["images"]:
            for _ in range(3):
                if self.world.registry.push(image["name"], image["tag"], release.plan["head"]["commit"]):
                    break
            else:
                if "push_that_failed_counts" not in self.faults:
                    return self.ended(release, "failed", "the registry takes nothing")
        return True

    def write_map(self, release, out):
        before = self.world.tag_map(release.environment)
        if "nothing_asked_again" in self.faults:  # no look at what stands there now
            shutil.copy(os.path.join(out, "image_tags.auto.tfvars.json"), self.world.map_file(release.environment))
            run = Run(0, "", "")
        else:
            run = self.program.run("tags", "set", "--env", release.environment, "--from", out, "--head",
                                   release.plan["head"]["commit"], "-m", f"release {release.number}")
        self.world.check_map(release, before, run)
        return self.understood(release, run, "tags set")

    def terraform_plan(self, release, targeted, tags):
        if "untargeted" in self.faults:
            targeted = False
        return self.world.terraform[release.environment].plan(tags, set(release.plan["targets"]) if targeted else None)

    def verify(self, release, out, plan):
        if self.faults & {"untargeted", "nothing_asked_again"}:
            return True
        document = os.path.join(out, "terraform.json")
        with open(document, "w", encoding="utf-8") as file:
            json.dump(plan.document, file)
        run = self.program.run("verify", document, "--plan", out, "--env", release.environment, "--head", release.plan["head"]["commit"],
                               "--live")
        return self.understood(release, run, "verify")

    def wait(self, release, out):
        """Until what runs is what was planned."""
        cluster = self.world.ecs.clusters[release.environment]
        if "first_answer_is_the_last" in self.faults:
            return True
        while any(cluster[name].rollout == "IN_PROGRESS" for name in release.tags):
            yield
        if "end_of_a_rollout_is_success" in self.faults:
            return True
        run = self.program.run("release", "wait", "--plan", out, "--env", release.environment, "--steady-timeout", "0")
        return self.understood(release, run, "release wait")
