"""What kills commands that write at random moments, and which commands those are.

DELTAPLAN_KILLS says how many moments there are at least, in all tests together; the seed of a failure is in its name, DELTAPLAN_KILL_SEED
begins with it."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from sandbox import ENVIRONMENT, PROGRAM, Repository  # noqa: E402

KILLS = int(os.environ.get("DELTAPLAN_KILLS", "100"))
SEED = int(os.environ.get("DELTAPLAN_KILL_SEED", str(time.time_ns() % 1_000_000)))
SIGNALS = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM)
# A shell lets what it starts in the background ignore SIGINT, and that would go on to all that is started here.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Each command that writes, and the tests that kill it.
WRITERS = {
    "plan": ("Kill.test_48_a_plan_is_the_old_one_or_the_new_one_or_refused",
             "KillRelease.test_48_a_plan_over_a_release_that_has_not_ended_loses_nothing_of_it"),
    "preview": ("Kill.test_48_a_preview_over_a_plan_is_the_old_one_or_the_new_one_or_refused",),
    "tags set": ("Kill.test_48_a_tag_map_and_its_history_are_whole",
                 "Kill.test_48_several_tag_maps_are_each_the_old_one_or_the_new_one"),
    "tags bootstrap": ("Kill.test_48_a_new_tag_map_is_there_whole_or_not_at_all",),
    "tags promote": ("Kill.test_48_a_tag_map_and_its_history_are_whole",),
    "tags rollback": ("Kill.test_48_a_tag_map_and_its_history_are_whole",),
    "images": ("KillRelease.test_48_builds_that_are_left_are_whole_files",),
    "release build": ("KillRelease.test_48_a_build_leaves_nothing_in_the_way",),
    "release begin": ("Kill.test_48_one_file_is_the_old_one_or_the_new_one",),
    "release wait": ("KillRelease.test_48_each_step_is_taken_once",),
    "release restart": ("KillRelease.test_48_each_step_is_taken_once",),
    "release resume": ("KillRelease.test_48_each_step_is_taken_once",),
    "audit": ("Kill.test_48_one_file_is_the_old_one_or_the_new_one",),
    "init": ("Kill.test_48_one_file_is_the_old_one_or_the_new_one",),
}
# The other commands, with words that let them end well; PLAN is the directory of a plan. They write nothing.
READERS = {
    "why": ("api",),
    "affects": ("services/api",),
    "status": (),
    "tags get": (),
    "tags diff": ("PLAN",),
    "tags history": (),
    "targets": (),
    "verify": ("--live", "--plan", "PLAN"),
    "release check": ("--tree", "--plan", "PLAN"),
    "check": (),
    "settings": (),
    "graph": ("--format", "html"),
    "ci": ("github",),
    "completion": ("bash",),
    "man": (),
}
SERIES = sum(len(tests) for tests in WRITERS.values())


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def files_below(directory):
    """Path -> content, the paths relative to it."""
    return {os.path.relpath(os.path.join(place, name), directory): read(os.path.join(place, name))
            for place, _, names in os.walk(directory) for name in names}


def keep(*directories):
    """What is there now is what `put_back` brings back."""
    for directory in directories:
        shutil.rmtree(directory + ".kept", ignore_errors=True)
        shutil.copytree(directory, directory + ".kept")


def put_back(*directories):
    for directory in directories:
        shutil.rmtree(directory)
        shutil.copytree(directory + ".kept", directory)


def commands():
    """All that `deltaplan help` knows: "plan", "tags set", ..."""
    def below(*words):
        run = subprocess.run([PROGRAM, "help", *words], env=ENVIRONMENT, capture_output=True, text=True, check=True)
        return re.findall(r"^  ([a-z]+)  +[A-Z]", run.stdout, re.MULTILINE) if " ACTION " in run.stdout or not words else []

    for command in below():
        actions = below(command)
        yield from (f"{command} {action}" for action in actions)
        if not actions:
            yield command


def command_of(arguments):
    return " ".join(arguments[:2] if arguments[0] in ("tags", "release") else arguments[:1])


class Killing(unittest.TestCase):
    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)
        self.environment = {}
        self.killed = set()

    def tearDown(self):
        name = f"{type(self).__name__}.{self._testMethodName}"
        self.assertEqual(self.killed, {command for command, tests in WRITERS.items() if name in tests})

    def reset(self):
        """Back to what was there before the command."""
        raise NotImplementedError

    def run_whole(self, *arguments, code=0):
        run = self.repo.run(*arguments, environment=self.environment)
        self.assertEqual(run.code, code, run)
        return run

    def kill(self, arguments, longest, choose):
        """Runs the command and ends it at some moment; the signal."""
        process = subprocess.Popen([PROGRAM, "-C", self.repo.path, *arguments], env={**ENVIRONMENT, **self.environment}, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(choose.uniform(0, longest))
        sent = choose.choice(SIGNALS)
        process.send_signal(sent)
        process.wait()
        return sent

    def moments(self, arguments, reset=None):
        """(message, signal) for each of them: the command has just been killed."""
        reset = reset or self.reset
        self.killed.add(command_of(arguments))
        reset()
        begin = time.monotonic()
        self.run_whole(*arguments)
        longest = 1.3 * (time.monotonic() - begin)
        for number in range(-(-KILLS // SERIES)):
            reset()
            seed = SEED + number
            sent = self.kill(arguments, longest, random.Random(f"{arguments} {seed}"))
            yield f"{' '.join(arguments)}: signal {sent}, seed {seed}", sent
