#!/usr/bin/env python3
"""Commands between a plan and what runs, killed at random moments: a release is never forgotten, and nothing of it is done twice."""

import json
import os
import re
import shutil
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from cloud_in_files import CONTAINER_TOOL, Cloud, make_platform  # noqa: E402
from killing import Killing, READERS, files_below, keep, put_back  # noqa: E402
import testing  # noqa: E402


class KillRelease(Killing):
    def setUp(self):
        super().setUp()
        self.cloud = Cloud(os.path.join(self.repo.base, "cloud"))
        self.addCleanup(self.cloud.close)
        self.live, self.head = make_platform(self.repo, self.cloud)
        tool = os.path.join(self.repo.base, "tool")
        with open(tool, "w", encoding="utf-8") as file:
            file.write(CONTAINER_TOOL)
        os.chmod(tool, 0o755)
        self.environment = {**self.cloud.environment, "HOME": self.repo.base, "DOCKER": tool}
        self.plan = os.path.join(self.repo.base, "plan")
        self.run_whole("plan", "--out", self.plan)
        self.keep()

    def keep(self):
        keep(self.plan, self.cloud.directory)

    def reset(self):
        put_back(self.plan, self.cloud.directory)

    def kill(self, *arguments):
        sent = super().kill(*arguments)
        self.cloud.settle()
        return sent

    def release(self, action, code=0):
        return self.run_whole("release", action, "--plan", self.plan, code=code)

    def apply(self):
        """From the plan to its end, without deltaplan's last steps."""
        for name in ("api", "web"):
            self.cloud.push(name, self.head)
        self.release("begin")
        self.cloud.roll(api=self.head, web=self.head)

    def steps(self):
        """How far the releases have come of which the directory knows, by their files."""
        return {path: json.loads(text)["step"] for path, text in files_below(self.plan).items() if os.path.basename(path) == "release.json"}

    def left(self):
        """Files of releases that were set aside. What a killed writer had not given its name yet is none."""
        return sorted(path for path in files_below(self.plan) if path.startswith("left/") and not re.search(r"\.\w{6}$", path))

    def restarts(self):
        return self.cloud.services()["worker"]["rollouts"] - 1

    def test_48_commands_that_are_not_killed_write_nothing(self):
        before = files_below(self.repo.base)
        for command, arguments in READERS.items():
            with self.subTest(command):
                self.run_whole(*command.split(), *(self.plan if each == "PLAN" else each for each in arguments))
                self.assertEqual(files_below(self.repo.base), before)

    def test_48_builds_that_are_left_are_whole_files(self):
        builds = os.path.join(self.repo.base, "builds")
        arguments = ("images", "--plan", self.plan, "--builds", builds)
        self.run_whole(*arguments)
        new = files_below(builds)
        self.assertEqual(sorted(new), ["00/api", "00/web"])
        for message, sent in self.moments(arguments, lambda: shutil.rmtree(builds, ignore_errors=True)):
            with self.subTest(message):
                found = files_below(builds)
                if sent != signal.SIGKILL:
                    self.assertIn(found, ({}, new))
                self.assertEqual({name: text for name, text in found.items() if name in new}, {name: new[name] for name in found if name in new})
                self.run_whole(*arguments)
                self.assertEqual(files_below(builds), new)

    def test_48_a_build_leaves_nothing_in_the_way(self):
        arguments = ("release", "build", "--plan", self.plan)
        plan = files_below(self.plan)
        images = sorted([*self.cloud.images(), f"api:{self.head}", f"web:{self.head}"])
        for message, sent in self.moments(arguments):
            with self.subTest(message):
                if sent != signal.SIGKILL:
                    self.assertEqual({name for name in os.listdir(self.plan) if name not in plan} - {"logs"}, set())
                self.assertLessEqual(set(self.cloud.images()), set(images))
                self.release("build")
                self.assertEqual(self.cloud.images(), images)
                self.assertEqual({name: text for name, text in files_below(self.plan).items() if not name.startswith("logs/")}, plan)

    def test_48_each_step_is_taken_once(self):
        self.apply()
        self.keep()
        self.take("wait")
        self.release("wait")
        self.keep()
        self.take("restart")
        # A release that was set aside for another plan.
        self.reset()
        self.run_whole("plan", "--out", self.plan)
        self.keep()
        self.take("resume")

    def take(self, action):
        before = files_below(self.plan)
        for message, sent in self.moments(("release", action, "--plan", self.plan)):
            with self.subTest(message):
                self.assertTrue(set(self.steps().values()) <= {"apply", "wait", "health", "restart", "done"})
                if sent != signal.SIGKILL:
                    self.assertEqual(set(files_below(self.plan)), set(before))
                # Who had not come to write that he waits, has left an apply.
                if action == "wait" and self.steps() == {"release.json": "apply"}:
                    self.assertIn("refused (apply_unfinished)", self.release("resume", code=3).err)
                    self.release("wait")
                self.release("resume")
                self.assertEqual((set(self.steps().values()), self.restarts()), ({"done"}, 1))

    def test_48_a_plan_over_a_release_that_has_not_ended_loses_nothing_of_it(self):
        self.apply()
        self.release("wait")
        self.keep()
        arguments = ("plan", "--out", self.plan)
        for number, (message, sent) in enumerate(self.moments(arguments)):
            with self.subTest(message):
                if sent != signal.SIGKILL:
                    self.assertEqual([path for path in files_below(self.plan) if path.count(".") > 1 and not path.endswith(".auto.tfvars.json")], [])
                run = self.repo.run("release", "resume", "--plan", self.plan, environment=self.environment) if number % 2 else None
                if run is not None and run.code != 0:
                    self.assertIn("are not of one plan", run.err)
                if run is None or run.code != 0:
                    self.run_whole(*arguments)
                    self.assertEqual(len([path for path in self.left() if path.endswith("release.json")]), 1)
                    self.release("resume")
                self.assertEqual(self.restarts(), 1)
                # Nothing is left of it for the next plan.
                self.run_whole(*arguments, "--detailed-exitcode")
                self.assertEqual(self.left(), [])
                self.release("resume")
                self.assertEqual(self.restarts(), 1)


if __name__ == "__main__":
    testing.main()
