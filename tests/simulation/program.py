"""The real program: at the time that an operator's clock shows, and killed at moments that the seed names."""

import atexit
import dataclasses
import functools
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))

import fake_clock  # noqa: E402

MOST_REQUESTS, MOST_MOMENTS = 16, 80  # at which it is killed; a run that is over before is not
WRITE = {"plan", "tags", "build", "begin", "wait", "restart", "resume"}  # words of the commands that write files


@dataclasses.dataclass
class Run:
    """A run of the program, and how it has ended."""
    number: int
    release: object              # for which it runs
    dies_at_request: int = 0     # 0: at none
    dies_before: bool = False    # before the request has had its effect, and with the tool that has sent it
    was_skewed: bool = False     # its clock was too wrong for AWS
    code: int = None
    out: str = ""
    err: str = ""
    id: int = 0                  # of its process
    begun: threading.Event = dataclasses.field(default_factory=threading.Event)

    @property
    def was_killed(self):
        return self.code == -signal.SIGKILL

    def kill(self, tool=None):
        self.begun.wait()
        for each in filter(None, (self.id, tool)):
            os.kill(each, signal.SIGKILL)


@functools.cache
def built():
    """The directory of what is in C here."""
    directory = tempfile.mkdtemp(prefix="deltaplan-year-")
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    for source, name, more in (("moments.c", "moments.so", ("-shared", "-fPIC")), ("build_tool.c", "build_tool", ())):
        subprocess.run(["cc", "-O1", "-Wall", "-Wextra", *more, "-o", os.path.join(directory, name), str(HERE / source)], check=True)
    return directory


class Program:
    def __init__(self, path, base, server, random):
        self.path, self.server, self.random = path, server, random
        self.kills = 0.0  # how often it is killed
        self.runs = self.killed = 0
        proxy = f"http://127.0.0.1:{server.port}"  # so that names and addresses, and with them commits, are the same in each run
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": base, "LC_ALL": "C.UTF-8", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
            "http_proxy": proxy, "AWS_REGION": "eu-west-1", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_ENDPOINT_URL": "http://aws.test",
            "AWS_EC2_METADATA_DISABLED": "true", "DOCKER": os.path.join(built(), "build_tool"), "BUILD_TOOL_PORT": str(server.port)}

    def some(self, most):
        """From 1 on; small numbers are as frequent as large ones."""
        return int(most ** self.random.random())

    def run(self, checkout, release, now, *arguments, inherited=()):
        """`now`: what the operator's clock shows. `inherited`: open files that the program gets, too."""
        self.runs += 1
        run = Run(self.runs, release)
        environment = {**self.environment, **fake_clock.at(now), "AWS_ACCESS_KEY_ID": f"OPERATOR{release.operator}"}
        environment["LD_PRELOAD"] += f" {built()}/moments.so"
        if self.random.random() < self.kills:
            if WRITE.isdisjoint(arguments) or self.random.random() < 0.3:
                run.dies_at_request, run.dies_before = self.some(MOST_REQUESTS), self.random.random() < 0.5
            else:
                environment["KILL_AT"] = str(self.some(MOST_MOMENTS))
        at_work, still = os.pipe()
        environment["STILL_AT_WORK"] = str(still)
        self.server.run = run
        with subprocess.Popen([self.path, "-C", checkout, "-q", *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, env=environment, pass_fds=(still, *inherited)) as process:
            run.id = process.pid
            run.begun.set()
            os.close(still)
            run.out, run.err = process.communicate()
        run.code = process.returncode
        os.read(at_work, 1)  # until nothing of it is left
        os.close(at_work)
        self.killed += run.was_killed
        return run
