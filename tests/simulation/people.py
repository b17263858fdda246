"""What operators and a CI do: releases, step by step, as scripts/deploy.sh takes them. Each is a generator, so that any number can run at the
same time, in any order, and stop anywhere."""

import dataclasses
import fcntl
import json
import os
import shutil
import subprocess

BEGUN = ("begin", "apply", "wait", "restart", "resume")  # steps after which something is left that `release resume` knows


@dataclasses.dataclass
class Release:
    """One way from a plan to what runs, and what its operator has asked for."""
    number: int
    operator: int
    environment: str
    directory: str          # of its plan: the last one of the operator lies there, however it ended
    asked_rollback: bool = False
    asked_diverged: bool = False
    edits_at: str = ""      # the step before which the operator changes a file of the checkout
    pulls_at: str = ""      # or brings it up to date
    plan: dict = None       # what the program printed
    state: str = "begun"    # begun, refused, nothing, failed, stopped, finished
    why: str = ""
    step: str = ""
    planned_at: int = 0     # so many moves were there before the plan
    restarts_before: int = 0
    lock: int = -1          # the open file that keeps others out of the checkout

    def services(self, restarted):
        """Those that are rolled, or those that only restart."""
        return [each for each in self.plan["services"] if each["decision"] == "deploy" and each["restart"] == restarted] if self.plan else []

    @property
    def tags(self):
        return {service["name"]: service["tag"] for service in self.services(restarted=False)}

    @property
    def restarts(self):
        return {service["name"] for service in self.services(restarted=True)}


class People:
    """`faults`: what they, or the parts around them, do wrong on purpose."""

    def __init__(self, world, program, faults):
        self.world, self.program, self.faults = world, program, faults
        self.made = 0

    def begin(self, operator, environment, **more):
        self.made += 1
        # Who deploys everything from one directory has plans for both environments there.
        directory = os.path.join(self.world.base, f"plan-{operator}" + (f"-{environment}" if operator else ""))
        release = Release(self.made, operator, environment, directory, **more)
        self.world.releases.append(release)
        return release

    def alone(self, release, steps):
        """The steps, while no other deploy runs in the same checkout."""
        with open(self.world.checkout(release.operator) + ".lock", "w", encoding="ascii") as file:
            release.lock = file.fileno()
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.ended(release, "refused", "another deploy runs in this checkout")
                self.world.violation(f"release {release.number}: the checkout of operator {release.operator} is locked, and nobody deploys there")
                return
            yield from steps

    # Each ends a release when it returns False.

    def ended(self, release, state, why=""):
        release.state, release.why = state, why
        return False

    def run(self, release, step, *arguments):
        release.step = step
        if release.edits_at == step:
            self.world.edit(release.operator)
        if release.pulls_at == step:
            self.world.check_out(release.operator, self.world.main.id)
        inherited = (release.lock,) if "lock_inherited" in self.faults else ()
        where = () if "promote" in arguments else ("--env", release.environment)
        run = self.program.run(self.world.checkout(release.operator), release, self.world.clock(release.operator), *arguments, *where,
                               inherited=inherited)
        self.world.check_run(release, step, run)
        if run.was_skewed:
            self.world.skews.pop(release.operator, None)  # who is told sets it
        return run

    def understood(self, release, run, good=(0,)):
        """Goes on after good exit codes only; says why not."""
        if run.code in good:
            return True
        if run.was_killed:
            return self.ended(release, "stopped", f"{release.step} was killed")
        if run.code == 3 and "refusals_ignored" in self.faults:
            return True
        return self.ended(release, "refused" if run.code == 3 else "failed", run.err.strip() or run.out.strip())

    def does(self, release, step, *arguments):
        return self.understood(release, self.run(release, step, *arguments))

    def with_plan(self, release, step, *arguments):
        return self.does(release, step, *arguments, "--plan", release.directory)

    # Whole releases.

    def deploy(self, release, targeted=True, to_map=False):
        """From the plan of what changed to what runs."""
        if not self.does(release, "settings", "settings", "--check-workspace") or not self.plan(release, to_map):
            return
        yield
        if not self.with_plan(release, "check", "release", "check"):
            return
        self.world.check_tree(release)
        if not to_map and not self.with_plan(release, "dry run", "release", "build", "--dry-run"):
            return
        yield
        yield from self.roll_out(release, targeted, release.plan["image_tags"], not to_map)

    def take_up(self, release):
        """A release that was interrupted, by its operator."""
        stopped_at = release.step
        run = self.run(release, "resume", "release", "resume", "--plan", release.directory)
        if run.code == 3 and stopped_at in ("begin", "apply") and self.world.random.random() < 0.7:
            # Nobody knows how far the apply came: the same targets again, planned, verified and applied.
            yield
            yield from self.roll_out(release, True, self.world.tag_map(release.environment), writes_map=False)
        elif self.understood(release, run):
            self.finished(release)

    def change_map(self, release, *arguments):
        """The tag map first: then what it says is planned and rolled."""
        before = self.world.tag_map(release.environment)
        if arguments[0] == "rollback" and not self.does(release, "images", "images", "--rollback", *arguments[1:], "--missing"):
            return
        run = self.run(release, "tags", "tags", *arguments, "-m", f"release {release.number}")
        self.world.note_writer(release, before)
        if not self.understood(release, run):
            return
        yield
        yield from self.deploy(release, to_map=True)

    # Its parts.

    def plan(self, release, to_map):
        arguments = ["plan", "--out", release.directory, "--format", "json", "--detailed-exitcode"]
        if to_map:
            arguments += ["--to", "map"]
        if release.asked_rollback or "always_allow_rollback" in self.faults:
            arguments += ["--allow-rollback"]
        if release.asked_diverged:
            arguments += ["--allow-diverged"]
        run = self.run(release, "plan", *arguments)
        if not self.understood(release, run, good=(0, 2)):
            return False
        release.plan = json.loads(run.out)
        release.planned_at, release.restarts_before = len(self.world.ecs.moves), len(self.world.ecs.restarts)
        if "forgotten_service" in self.faults:
            next(iter(release.services(restarted=False)), {})["decision"] = "skip"
        self.world.check_plan(release, self.world.tag_map(release.environment) if to_map else None)
        return run.code == 2 or self.ended(release, "nothing")

    def roll_out(self, release, targeted, tags, writes_map):
        """From Terraform's plan to what runs, in the order of deploy.sh: the tag map is written when the last question has been asked."""
        release.step = "terraform plan"
        while self.world.terraform[release.environment].is_locked and self.world.random.random() < 0.9:
            yield
        plan = self.terraform_plan(release, targeted, tags)
        if plan is None or not self.verify(release, plan):
            return
        yield
        if not self.images(release, builds=writes_map):
            return
        yield
        if not self.verify(release) or (writes_map and not self.write_map(release)):
            return
        if "push_that_failed_counts" not in self.faults and not self.with_plan(release, "begin", "release", "begin"):
            return
        if "nothing_asked_again" in self.faults:  # as an apply without a saved plan
            plan = self.terraform_plan(release, targeted, tags) or plan
        release.step = "apply"
        applying = self.world.terraform[release.environment].apply(plan, release)
        while True:
            try:
                next(applying)
            except StopIteration as end:
                if end.value is not None:
                    self.ended(release, "failed", end.value)
                    return
                break
            if self.world.random.random() < self.world.stops:
                applying.close()
                self.ended(release, "stopped", "the apply was stopped")
                return
            yield
        yield from self.finish(release)

    def terraform_plan(self, release, targeted, tags):
        if "untargeted" in self.faults:
            targeted, tags = False, {**tags, **self.world.tag_map(release.environment), **release.tags}
        plan = self.world.terraform[release.environment].plan(tags, set(release.plan["targets"]) if targeted else None)
        if plan is None:
            self.ended(release, "failed", "Terraform's state is locked")
        return plan

    def verify(self, release, plan=None):
        """Terraform's plan, where there is one, and that nobody has moved anything since."""
        if self.faults & {"untargeted", "nothing_asked_again"}:
            return True
        documents = []
        if plan:
            documents = [release.directory + ".terraform.json"]
            with open(documents[0], "w", encoding="utf-8") as file:
                json.dump(plan.document, file)
            if not self.with_plan(release, "check", "release", "check", "--tree"):
                return False
            self.world.check_tree(release)
        return self.with_plan(release, "verify", "verify", *documents, "--live")

    def images(self, release, builds):
        """That those of the plan are there: built where they are not, where a commit is rolled."""
        if not builds:
            return self.with_plan(release, "images", "images", "--missing")
        if "built_from_work_tree" in self.faults:
            self.build_by_hand(release)
        elif not self.with_plan(release, "build", "release", "build"):
            if "push_that_failed_counts" not in self.faults or release.state == "stopped":
                return False
            release.state = "begun"
        self.world.check_images(release)
        return True

    def build_by_hand(self, release):
        """In the checkout, with all that lies there."""
        release.step = "build"
        self.world.edit(release.operator)
        for image in release.plan["images"]:
            reference = f"{image['repository']}:{image['tag']}"
            for arguments in (("build", "--tag", reference, "--platform", self.world.platform, "."), ("push", reference)):
                subprocess.run([self.program.environment["DOCKER"], *arguments], cwd=self.world.checkout(release.operator),
                               env=self.program.environment, stderr=subprocess.DEVNULL, check=False)

    def write_map(self, release):
        before = self.world.tag_map(release.environment)
        if "map_not_written" in self.faults:
            return True
        if "nothing_asked_again" in self.faults:  # no look at what stands there now
            shutil.copy(os.path.join(release.directory, "image_tags.auto.tfvars.json"), self.world.map_file(release.environment))
            self.world.note_writer(release, before)
            return True
        run = self.run(release, "map", "tags", "set", "--from", release.directory, "-m", f"release {release.number}")
        self.world.check_map(release, before, run)
        return self.understood(release, run)

    def finish(self, release):
        """Until what runs is what was planned, and what follows it is restarted."""
        release.step = "wait"
        if "first_answer_is_the_last" not in self.faults:
            # The program waits as well; but then nobody else does anything meanwhile.
            while self.world.random.random() < 0.9 and any(self.world.ecs.is_rolling(release.environment, name) for name in release.tags):
                yield
            if "end_of_a_rollout_is_success" not in self.faults and not self.with_plan(release, "wait", "release", "wait"):
                return
            if "restart_forgotten" not in self.faults and not self.with_plan(release, "restart", "release", "restart"):
                return
        self.finished(release)
        yield
        # What earlier ones have left.
        self.with_plan(release, "resume", "release", "resume")

    def finished(self, release):
        self.ended(release, "finished")
        self.world.check_finished(release)
