#!/usr/bin/env python3
"""Programs that live sources start: how they end, and who may not start them. Numbers are those of the scenarios."""

import os
import pty
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import ecs_answers  # noqa: E402
import testing  # noqa: E402
from live_faults_test import ECS, Live  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM  # noqa: E402


def is_gone(number, patience=10):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            with open(f"/proc/{number}/stat") as file:
                if ") Z " in file.read():
                    return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


class Commands(Live):
    def program(self, name, text):
        self.repo.write(f"../{name}", "#!/bin/sh\n" + text)
        path = os.path.join(self.repo.base, name)
        os.chmod(path, 0o755)
        return path

    def number(self, name="grandchild"):
        path = os.path.join(self.repo.base, name)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            if os.path.exists(path) and os.path.getsize(path) > 0:
                with open(path) as file:
                    return int(file.read())
            time.sleep(0.01)
        self.fail(f"nothing was written to {path}")

    def slow(self):
        """A source whose program starts another one and waits for it."""
        path = self.program("slow", f"sleep 300 &\necho $! >{self.repo.base}/new && mv {self.repo.base}/new {self.repo.base}/grandchild\nwait\n")
        self.start("api", source={"from": "command", "command": [path]})


class CommandsEnd(Commands):
    def test_48_a_time_out_ends_grandchildren(self):
        self.slow()
        self.refused("/slow took longer than ", "so it was ended", arguments=["--timeout", "1"])
        self.assertTrue(is_gone(self.number()))

    def test_48_a_grandchild_that_keeps_the_pipe_open(self):
        path = self.program("half", f"sleep 300 &\necho $! >{self.repo.base}/grandchild\necho '{{}}'\n")
        self.start("api", source={"from": "command", "command": [path]})
        self.refused("something that it started kept its output open", arguments=["--timeout", "1"])
        self.assertTrue(is_gone(self.number()))

    def test_48_signals_end_what_was_started(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                self.slow()
                process = subprocess.Popen([PROGRAM, "plan", "--out", "plan"], cwd=self.repo.path, stdout=subprocess.PIPE,
                                           stderr=subprocess.PIPE, env=dict(ENVIRONMENT, **self.environment))
                grandchild = self.number()
                process.send_signal(number)
                self.assertEqual((process.communicate(timeout=20), process.returncode), ((b"", b""), -number))
                self.assertTrue(is_gone(grandchild))
                self.assertFalse(os.path.exists(os.path.join(self.repo.path, "plan")))
                os.remove(os.path.join(self.repo.base, "grandchild"))

    def test_48_started_by_a_program_that_ignores_its_children(self):
        """Who ignores SIGCHLD hands that on; the status of a child would be lost."""
        self.start("api", source={"from": "command", "command": ["sh", "-c", "echo '{}'; exit 3"]})
        run = subprocess.run(["/usr/bin/python3", "-c", "import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN); "
                              "os.execv(sys.argv[1], sys.argv[1:])", PROGRAM, "plan"],
                             cwd=self.repo.path, capture_output=True, env=dict(ENVIRONMENT, **self.environment))
        self.assertEqual(run.returncode, 1, run)
        self.assertIn(b"failed with exit code 3", run.stderr)

    def test_47_a_program_may_ask_at_the_terminal(self):
        keys = '{"Version": 1, "AccessKeyId": "CODE", "SecretAccessKey": "hidden"}'
        path = self.program("ask", f"printf 'code: ' >/dev/tty; read code </dev/tty; [ \"$code\" = 123456 ] && echo '{keys}'\n")
        self.repo.write("../.aws/config", f"[default]\nregion = eu-west-1\ncredential_process = {path}\n")
        tag = self.start("api", source=ECS)
        server = self.serve(ecs_answers.ecs({"api": tag}))
        environment = dict(ENVIRONMENT, HOME=self.repo.base, AWS_ENDPOINT_URL=server.url, AWS_EC2_METADATA_DISABLED="true")
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.repo.path)
            os.execve(PROGRAM, [PROGRAM, "plan", "--quiet", "--timeout", "20"], environment)
        shown = b""
        while b"code: " not in shown:
            shown += os.read(terminal, 4096)
        os.write(terminal, b"123456\n")
        try:
            while part := os.read(terminal, 4096):
                shown += part
        except OSError:  # the end of a terminal that nobody holds any more
            pass
        os.close(terminal)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0, shown)
        self.assertIn("Credential=CODE/", server.requests[0].header("Authorization"))


class CommandsForbidden(Commands):
    def forbidden(self, *texts, **environment):
        self.refused("is not run" if not texts else texts[0], "--no-commands forbids all programs", *texts[1:],
                     arguments=["--no-commands"], **environment)

    def test_44_nothing_that_the_configuration_names_is_run(self):
        ran = os.path.join(self.repo.base, "ran")
        program = self.program("program", f"touch {ran}; echo '{{}}'\n")
        for source in ({"from": "command", "command": [program, "hidden"]}, {"from": "terraform_state", "command": [program]},
                       {"from": "terraform_state"}):
            with self.subTest(source):
                self.start("api", source=source)
                self.forbidden()
        self.start("api", source=ECS)
        self.repo.write("../.aws/config", f"[profile own]\nregion = eu-west-1\ncredential_process = {program} hidden\n"
                        "[profile sso]\nregion = eu-west-1\nsso_session = corp\n")
        for profile in ("own", "sso"):
            self.environment = {"HOME": self.repo.base, "AWS_PROFILE": profile, "AWS_EC2_METADATA_DISABLED": "true"}
            self.forbidden("gives no credentials", "keys of AWS in variables")
        self.assertFalse(os.path.exists(ran))

    def test_44_what_needs_no_program_goes_on(self):
        tag = self.start("api", source={"from": "command", "command": ["false"]})
        self.assertEqual(self.live("--no-commands", "--live", f"api={tag}"), {"api": tag})


if __name__ == "__main__":
    testing.main()
