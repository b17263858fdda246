#!/usr/bin/env python3
"""scripts/deploy.sh, ended before and after each program that it starts: nothing stays locked or half written, nothing moves that the tag map does
not name, and the next deploy, or `release resume`, does what is left or says why not.

Ctrl-C (SIGINT) reaches all that the deploy has started, and so does SIGKILL here; SIGTERM reaches the deploy alone. One of them for each moment,
in turn; with DELTAPLAN_KILLS of more than 100, all of them. DELTAPLAN_KILL_SEED says with which one it begins."""

import errno
import fcntl
import functools
import json
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from cloud_in_files import CONTAINER_TOOL, MAP, SERVICES, VAR_FILE, Cloud, make_platform  # noqa: E402
from killing import KILLS, SEED, files_below, keep, put_back, read  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM, Repository  # noqa: E402
import testing  # noqa: E402

SIGNALS = ("INT", "TERM", "KILL")
CODES = {"INT": 130, "TERM": 143, "KILL": -signal.SIGKILL}

# Stands before each program that a deploy starts: counts them, and ends the deploy where $KILL ("NUMBER MOMENT SIGNAL") says so.
STEP = """#!/bin/sh
read -r number <"$HOOKS/number"
number=$((number + 1))
echo "$number" >"$HOOKS/number"
echo "${0##*/} $*" >>"$HOOKS/log"
end() {
  : >"$HOOKS/ended"
  case $1 in TERM) kill -TERM "$DEPLOY" ;; *) kill -s "$1" -- "-$DEPLOY" ;; esac
}
set -- "$PROGRAMS/${0##*/}" "$@"
case $KILL in
  "$number before "*) end "${KILL##* }" ;;
  "$number after "*)
    code=0
    "$@" || code=$?
    end "${KILL##* }"
    exit $code
    ;;
  "$number amid "*) export AMID="${KILL##* }" ;;
esac
exec "$@"
"""

# A state with a serial, saved plans that are refused when they are stale, and an apply that rolls one service after the other.
TERRAFORM = """#!/usr/bin/python3 -IS
import json, os, signal, sys
cloud, hooks = os.environ["CLOUD"], os.environ["HOOKS"]
def read(path):
    with open(path) as file:
        return json.load(file)
def write(path, value):
    with open(path + ".new", "w") as file:
        json.dump(value, file)
    os.rename(path + ".new", path)
ecs, state = os.path.join(cloud, "ecs.json"), os.path.join(cloud, "terraform.json")
command = sys.argv[2]
if command == "plan":
    values = {}
    for argument in sys.argv:
        if argument.startswith("-out="):
            out = argument[5:]
        if argument.startswith("-var-file=") and argument.endswith(".json"):
            tags = read(argument[10:])["image_tags"]
    moved, changes = {}, []
    for name, running in sorted(read(ecs).items()):
        if f'-target=aws_ecs_service.service["{name}"]' not in sys.argv or running["tag"] == tags[name]:
            continue
        moved[name] = tags[name]
        def change(kind, actions, before, after, unknown, **more):
            changes.append({"address": f'{kind}.service["{name}"]', "mode": "managed", "type": kind, "name": "service", "index": name, "change": {
                "actions": actions, "before": before, "after": after, "after_unknown": unknown, "before_sensitive": {}, "after_sensitive": {}, **more}})
        def definition(tag):
            image = os.environ["REGISTRY"] + f"/p/{name}:{tag}"
            return {"family": name, "container_definitions": json.dumps([{"essential": True, "image": image, "name": name}])}
        arn = f"arn:aws:ecs:eu-west-1:123456789012:task-definition/{name}:{running['tag']}"
        change("aws_ecs_task_definition", ["delete", "create"], definition(running["tag"]), definition(tags[name]), {"arn": True},
               replace_paths=[["container_definitions"]])
        change("aws_ecs_service", ["update"], {"name": name, "task_definition": arn}, {"name": name}, {"task_definition": True})
    write(out, {"serial": read(state), "moved": moved, "shown": {
        "format_version": "1.2", "terraform_version": "1.6.6", "planned_values": {}, "resource_changes": changes, "configuration": {},
        "variables": {"image_tags": {"value": tags}}}})
    sys.exit(2 if moved else 0)
plan = read(sys.argv[-1])
if command == "show":
    print(json.dumps(plan["shown"]))
    sys.exit()
if plan["serial"] != read(state):
    sys.exit("Error: Saved plan is stale")
write(state, plan["serial"] + 1)
for name, tag in plan["moved"].items():
    services = read(ecs)
    services[name] = {"tag": tag, "rollouts": services[name]["rollouts"] + 1}
    write(ecs, services)
    end, deploy = os.environ.pop("AMID", ""), int(os.environ["DEPLOY"])
    if end:
        open(os.path.join(hooks, "ended"), "w").close()
        (os.kill if end == "TERM" else os.killpg)(deploy, signal.Signals["SIG" + end])
"""


def write_program(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, 0o755)


class KilledDeploy(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)
        self.cloud = Cloud(self.path("cloud"))
        self.addCleanup(self.cloud.close)
        script = os.path.join(HERE, "..", "..", "scripts", "deploy.sh")
        os.makedirs(os.path.join(self.repo.path, "scripts"))
        shutil.copy(script, os.path.join(self.repo.path, "scripts"))
        self.live, self.head = make_platform(self.repo, self.cloud)
        with open(self.path("cloud/terraform.json"), "w", encoding="utf-8") as file:
            file.write("1")
        for directory in ("hooks", "tmp", "programs", "steps"):
            os.mkdir(self.path(directory))
        write_program(self.path("programs/terraform"), TERRAFORM)
        write_program(self.path("programs/docker"), CONTAINER_TOOL)
        write_program(self.path("step"), STEP)
        os.symlink(PROGRAM, self.path("programs/deltaplan"))
        for name in ("git", "flock", "mktemp"):
            os.symlink(shutil.which(name), self.path("programs/" + name))
        for name in os.listdir(self.path("programs")):
            os.symlink(self.path("step"), self.path("steps/" + name))
        self.environment = {**ENVIRONMENT, **self.cloud.environment, "HOME": self.repo.base, "TMPDIR": self.path("tmp"), "HOOKS": self.path("hooks"),
                            "PROGRAMS": self.path("programs"), "PATH": self.path("steps") + ":" + ENVIRONMENT["PATH"], "REGISTRY": self.cloud.host}
        self.plan = os.path.join(self.repo.path, ".git/deltaplan-deploy/prod/plan")
        keep(self.repo.path, self.cloud.directory)

    def path(self, name):
        return os.path.join(self.repo.base, name)

    def reset(self):
        put_back(self.repo.path, self.cloud.directory)

    # --- Deploys

    def begin(self, kill):
        for name in ("log", "ended"):
            if os.path.exists(self.path("hooks/" + name)):
                os.unlink(self.path("hooks/" + name))
        with open(self.path("hooks/number"), "w", encoding="utf-8") as file:
            file.write("0\n")
        # Its process is known to what it starts.
        start = ["sh", "-c", 'export DEPLOY=$$; exec "$@"', "sh", "scripts/deploy.sh", "--var-file", VAR_FILE, "--changed"]
        return start, {**self.environment, "KILL": kill}

    def deploy(self, kill=""):
        """The exit code and the output, once all that it has started has ended."""
        start, environment = self.begin(kill)
        alive, inherited = os.pipe()
        with subprocess.Popen([*start, "--yes"], cwd=self.repo.path, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, start_new_session=True, pass_fds=[inherited]) as process:
            os.close(inherited)
            out = process.communicate(timeout=120)[0]
        with os.fdopen(alive) as file:
            file.read()
        self.cloud.settle()
        return process.returncode, " ".join(out.split())  # its lines are wrapped

    def steps(self):
        """What the last deploy has started, in order."""
        return read(self.path("hooks/log")).decode().splitlines()

    def deploy_whole(self):
        code, out = self.deploy()
        self.assertEqual(code, 0, out)
        return out

    # --- What has to hold

    def map(self):
        return json.loads(read(os.path.join(self.repo.path, MAP)))["image_tags"]

    def assert_nothing_is_in_the_way(self, sent):
        """Whoever was ended by `sent` keeps nobody out, and has left no file by half."""
        left = [path for path in files_below(self.repo.path) if path.endswith((".lock", ".deltaplan-new")) or "/plan/tree/" in path]
        self.assertEqual([path for path in left if sent != "KILL" or "/plan/tree" not in path], [])
        lock = os.path.join(self.repo.path, ".git/deltaplan-deploy/lock")
        if os.path.exists(lock):
            with open(lock, "rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if sent != "KILL":
            self.assertEqual(os.listdir(self.path("tmp")), [])
        shutil.rmtree(self.path("tmp"))
        os.mkdir(self.path("tmp"))

    def assert_map_names_what_runs(self):
        old, new = dict.fromkeys(SERVICES, self.live), {"api": self.head, "web": self.head, "worker": self.live}
        tags, history = self.map(), read(os.path.join(self.repo.path, MAP + ".history")) or b""
        self.assertIn(tags, (old, new))
        self.assertEqual([json.loads(line)["changes"][0]["after"] for line in history.splitlines()], [self.head] * (tags == new))
        for name, tag in self.cloud.running().items():
            self.assertIn(tag, (self.live, tags[name]))
            self.assertTrue(self.cloud.has_image(name, tag))

    def kill(self, number, step, moment, sent):
        """Ends a deploy there, and looks at what it has left."""
        code, out = self.deploy(f"{number} {moment} {sent}")
        self.assertTrue(os.path.exists(self.path("hooks/ended")), f"it has not come to {step}: {out}")
        self.assertEqual(code, CODES[sent], out)
        if sent != "KILL":
            self.assertIn("deploy.sh: interrupted", out)
        self.assert_nothing_is_in_the_way(sent)
        self.assert_map_names_what_runs()
        return out

    def assert_next_one_finishes(self):
        """`release resume`, or the next deploy."""
        if os.path.exists(os.path.join(self.plan, "release.json")):
            run = self.repo.run("release", "resume", "--plan", self.plan, environment=self.environment)
            self.assertIn(run.code, (0, 3), run)
            if run.code == 3:
                self.assertIn("refused (", run.err)
        out = self.deploy_whole()
        self.assertEqual(self.map(), self.cloud.running(), out)
        self.assertEqual(self.map(), {"api": self.head, "web": self.head, "worker": self.live}, out)
        self.assertEqual(self.cloud.services()["worker"]["rollouts"], 2, "worker has to be restarted once")
        self.assert_nothing_is_in_the_way("")
        self.assert_map_names_what_runs()
        run = self.repo.run("plan", "--out", self.plan, "--detailed-exitcode", environment=self.environment)
        self.assertEqual((run.code, "has not ended" in run.err), (0, False), run)

    @staticmethod
    def ends(number, *moments):
        """(moment, signal) at this step: all, or one of them."""
        every = [(moment, sent) for moment in moments for sent in SIGNALS]
        return every if KILLS > 100 else [every[(SEED + number) % len(every)]]

    def test_before_anything_is_rolled(self):
        """Each deploy comes to its own end, whatever those before it have left."""
        self.deploy_whole()
        steps = self.steps()
        self.reset()
        for number, step in enumerate(steps, 1):
            if step.startswith("deltaplan tags set"):
                break
            for moment, sent in self.ends(number, "before", "after"):
                with self.subTest(f"{sent} {moment} {number}: {step}"):
                    put_back(self.cloud.directory)
                    out = self.kill(number, step, moment, sent)
                    self.assertEqual(self.map(), dict.fromkeys(SERVICES, self.live))
                    self.assertEqual("Not finished." in out, sent != "KILL" and "Builds and pushes images" in out)
        self.assert_next_one_finishes()

    def steps_of_what_is_built(self):
        """All images are there from now on."""
        for name in ("api", "web"):
            self.cloud.push(name, self.head)
        keep(self.cloud.directory)
        self.deploy_whole()
        steps = self.steps()
        self.reset()
        return steps

    def test_from_the_tag_map_to_the_end(self):
        steps = self.steps_of_what_is_built()
        first = next(number for number, step in enumerate(steps) if step.startswith("deltaplan tags set"))
        for number, step in enumerate(steps[first:], first + 1):
            moments = ("before", "amid", "after") if " apply " in step else ("before", "after")
            for moment, sent in self.ends(number, *moments):
                with self.subTest(f"{sent} {moment} {number}: {step}"):
                    self.reset()
                    self.assertIn("Not finished." if sent != "KILL" else "", self.kill(number, step, moment, sent))
                    self.assert_next_one_finishes()

    def test_somebody_else_releases_meanwhile(self):
        self.repo.git("checkout", "-q", "-b", "other")
        other = self.repo.commit("nothing of a service")[:7]
        self.repo.git("checkout", "-q", "main")
        keep(self.repo.path)
        steps = self.steps_of_what_is_built()
        number, step = next((number, step) for number, step in enumerate(steps, 1) if " release wait " in step)
        self.kill(number, step, "before", "KILL")
        self.cloud.push("api", other)
        self.cloud.roll(api=other)
        code, out = self.deploy()
        self.assertEqual(code, 1, out)
        self.assertIn(f"Somebody else has released since the release of {self.head} that began at ", out)
        self.assertIn("It has not restarted worker: ", out)
        self.assertIn("not all of it runs as planned", out)
        self.assertIn("Nothing to do.", self.deploy_whole())
        self.assertEqual(self.cloud.running(), {"api": other, "web": self.head, "worker": self.live})

    def test_at_the_prompt(self):
        for sent in ("INT", "TERM", "KILL", "HUP"):
            with self.subTest(sent):
                start, environment = self.begin("")
                pid, terminal = pty.fork()
                if pid == 0:
                    os.chdir(self.repo.path)
                    os.execvpe(start[0], start, {**environment, "TERM": "dumb"})
                self.show(terminal, until=b"Type y")
                if sent != "HUP":
                    end = functools.partial(os.write, terminal, b"\x03") if sent == "INT" else functools.partial(os.kill, pid, signal.Signals["SIG" + sent])
                    end()
                    self.show(terminal, again=end)
                os.close(terminal)
                self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), {**CODES, "HUP": 129}[sent])
                self.assert_nothing_is_in_the_way(sent)
                self.assertEqual(self.map(), self.cloud.running())
                self.assertNotIn(f"api:{self.head}", self.cloud.images())

    def show(self, terminal, until=None, again=lambda: None):
        """Reads what is shown, to these words or to the end. Where nothing is shown for two seconds, `again` is done, as people do: a signal between
        the prompt and bash's waiting for the answer is kept by bash until there is one."""
        out, waited = b"", 0
        while until is None or until not in out:
            if not select.select([terminal], [], [], 2)[0]:
                waited += 2
                self.assertLess(waited, 60, out)
                again()
                continue
            try:
                data = os.read(terminal, 65536)
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                data = b""
            if not data:
                break
            out += data


if __name__ == "__main__":
    testing.main()
