#!/usr/bin/env python3
"""Names that would be more than names on a terminal or in the log of a CI job: the program shows them, and nothing more happens."""

import json
import os
import subprocess
import sys
import unicodedata
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import testing  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM, Repository  # noqa: E402

HOSTILE = [
    "\x1b[31mred",
    "::error::line",
    "\n::error::new line",
    "tab\tand\rreturn",
    "\u202egnp.exe",
    "\u009b31mc1",
    "\u3000::stop-commands::x",
    "##[add-mask]x",
]
BYTES = b"caf\xe9\xff"
# The same in few: what is put into many places costs a run of the program in each.
WORDS = ["\x1b[31mred\ttab\rreturn\u202egnp\u009b31m##[add-mask]x", "::error::line", "\n::error::new line"]
MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # they reorder text
ZERO = "0123456789" * 4


class Messages(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)
        self.faults = []  # of all runs: one test shows every place

    def tearDown(self):
        self.assertEqual(self.faults, [])

    def check_text(self, data, where):
        try:
            lines = data.decode("utf-8").split("\n")
        except UnicodeDecodeError:
            self.faults.append((where, "no UTF-8", data))
            return
        for line in lines:
            unsafe = {c for c in line if unicodedata.category(c) in ("Cc", "Zl", "Zp") or c in MARKS}
            if unsafe or line.lstrip().startswith("::") or "##[" in line:
                self.faults.append((where, line))

    def check(self, *arguments, code=None, data=None):
        ran = subprocess.run([PROGRAM, *arguments], cwd=self.repo.path, env=ENVIRONMENT, input=data or b"", capture_output=True)
        self.assertIn(ran.returncode, (0, 1, 2, 3) if code is None else (code,), (arguments, ran))
        self.check_text(ran.stdout, (arguments, "stdout"))
        self.check_text(ran.stderr, (arguments, "stderr"))

    def hostile_repository(self):
        """Services, paths, an environment, authors, subjects and Terraform files with such names."""
        names = [name.strip() for name in HOSTILE]
        for name in names:
            self.repo.write(f"services/{name}/f", "1")
        self.repo.write("services/plain/f", "1")
        self.repo.write("infra/main.tf", 'variable "image_tags" { type = map(string) }\n'
                        'resource "aws_ecs_service" "s" {\n  for_each = var.image_tags\n}\n')
        self.repo.write("tags.tfvars.json", json.dumps({"image_tags": {name: "1" for name in names}}))
        environment = {"live": [{"from": "image_tags"}], "image_tags": {"file": "tags.tfvars.json", "variable": "image_tags"},
                       "terraform": {"dir": "infra", "targets": ['aws_ecs_service.s["{service}"]']}}
        self.repo.configure(environments={"\x1b[1m\n::error::env": environment, "other": environment})
        first = self.repo.commit("first")
        for name in names:
            self.repo.write(f"services/{name}/{name}", "2")
        self.repo.write(b"services/plain/" + BYTES, "2")
        for name in names:
            self.repo.write(f"elsewhere/{name}", "2")
        self.repo.write(b"elsewhere/" + BYTES, "2")
        self.repo.commit("\x1b[31msubject ##[error]x")
        return names, first

    def test_names_of_a_repository(self):
        names, first = self.hostile_repository()
        live = json.dumps({name: first for name in [*names, "plain"]}).encode()
        unknown = json.dumps({**{name: name for name in names}, "\n::error::gone": "\x1b"}).encode()
        environment = "\x1b[1m\n::error::env"
        plan = os.path.join(self.repo.base, "\n::error::out\x1b[1m")
        for arguments in (["--env", environment], ["--env", "other"]):
            for form in ("text", "json", "markdown", "github"):
                self.check("plan", *arguments, "--live-file", "-", "--format", form, "-v", data=live, code=0)
                self.check("plan", *arguments, "--live-file", "-", "--format", form, "--strict", data=unknown)
                self.check("preview", *arguments, "--base", first, "--format", form, "-v", code=0)
            self.check("plan", *arguments, "--live-file", "-", "--out", plan, data=live, code=0)
            for form in ("text", "json"):
                for name in [*names, "plain"]:
                    self.check("why", name, *arguments, "--live-file", "-", "--format", form, data=live, code=0)
                self.check("affects", *arguments, "--format", form, *(f"services/{name}/{name}" for name in names), code=0)
                self.check("affects", *arguments, "--format", form, *(f"no/{name}" for name in names), *names)
                self.check("affects", *arguments, "--format", form, b"services/plain/" + BYTES, BYTES)
                self.check("status", *arguments, "--format", form)
                self.check("status", *arguments, "--format", form, "--live-file", "-", data=unknown)
                self.check("targets", *arguments, "--format", form)
                for action in (["get"], ["set", f"{names[0]}=7", "--why", HOSTILE[2]], ["history"], ["bootstrap"], ["rollback"],
                               ["rollback", names[0]], ["diff", "other"], ["diff", plan], ["set", "--from", plan]):
                    self.check("tags", *action, *arguments, "--format", form)
            self.check("check", *arguments, "-v", code=0)
        self.check("tags", "promote", environment, "other", "--live-file", "-", data=live)
        self.check("tags", "promote", "other", environment, "--dry-run")

    def test_words_of_a_command_line(self):
        self.hostile_repository()
        self.repo.write("tf.json", '{"format_version": "1.2"}')
        for word in [*WORDS, BYTES]:
            word = os.fsdecode(word)
            for arguments in (
                ["plan", "--env", word], ["plan", "--head", word], ["plan", "--config", word], ["plan", "-C", word],
                ["plan", "--service", word], ["plan", "--force", word], ["plan", "--hold", word],
                ["plan", "--live-file", word], ["plan", "--live", word], ["plan", "--live", f"{word}={word}"],
                ["plan", "--format", word], ["plan", "--max-files", word], ["plan", "--timeout", word], ["plan", "--" + word],
                ["plan", "--out", f"tags.tfvars.json/{word}"], ["plan", word], [word], [word, word],
                ["preview", "--base", word], ["preview", "--base", "HEAD", "--head", word],
                ["why", word], ["why", "plain", "/" + word], ["why", "plain", "../" + word], ["affects", "../" + word],
                ["status", "--env", word], ["status", "--live-file", word], ["status", "--service", word],
                ["targets", "--state", word], ["check", "--config", word],
                ["tags", word], ["tags", "get", word], ["tags", "get", "--config", word], ["tags", "set", word],
                ["tags", "set", f"plain={word}"], ["tags", "set", f"{word}=1"], ["tags", "set", "--from", word],
                ["tags", "set", "plain=1", "--expect", word], ["tags", "set", "plain=1", "--expect", f"plain={word}"],
                ["tags", "rollback", "--to", word, "plain"], ["tags", "rollback", word], ["tags", "diff", word],
                ["tags", "promote", word, "other"], ["tags", "promote", "other", word], ["tags", "history", word],
                ["tags", "promote", "other", "other", "--min-age", word],
                ["verify", word], ["verify", "tf.json", "--plan", word], ["verify", "tf.json", "--allow", word],
                ["verify", "tf.json", "--env", word], ["verify", "tf.json", "--data-type", word],
            ):
                environment = [] if "--env" in arguments or arguments[0] == word else ["--env", "other"]
                self.check(*arguments, *environment)

    def test_files_with_such_names(self):
        self.hostile_repository()
        for word in [*WORDS, BYTES]:
            word = os.fsdecode(word)
            for content in ("", '{"version": 1, "services": [{"path": "no/*"}], "' + "x\\u001b" + '": 1}', "\x1b[1m"):
                path = "file-" + word.replace("/", "") if not word.startswith(("\n", ":")) else word
                self.repo.write(path, content)
                for arguments in (["check", "--config", path], ["plan", "--live-file", path], ["targets", "--state", path],
                                  ["tags", "set", "--from", path], ["tags", "diff", path], ["verify", path, "--plan", path],
                                  ["verify", "tags.tfvars.json", "--plan", path]):
                    self.check(*arguments, *(["--env", "other"] if "check" not in arguments else []))

    def test_a_tag_map_and_a_configuration_with_such_names(self):
        for word in WORDS:
            self.repo.write("services/a/f", "1")
            for image_tags in ({"file": "tags/" + word}, {"file": word + ".tfvars"}, {"file": "a.tfvars", "variable": word}):
                self.repo.configure(environments={word: {"live": [{"from": "image_tags"}], "image_tags": image_tags,
                                                         "terraform": {"dir": word, "targets": ["auto"]}}})
                self.repo.commit("map")
                for arguments in (["plan"], ["status"], ["targets"], ["tags", "get"], ["tags", "set", "a=1"], ["tags", "bootstrap"],
                                  ["tags", "history"], ["tags", "rollback"], ["plan", "--live", "a=" + ZERO], ["check", "-v"]):
                    self.check(*arguments)
                    self.check(*arguments, "--env", word)
            self.repo.configure(services=[{"path": "services/*"}, {"name": word, "path": "services/" + word}], packages=[word])
            self.repo.commit("services")
            for arguments in (["check"], ["plan"], ["plan", "--live", f"{word}=1"], ["preview", "--base", "HEAD~1"]):
                self.check(*arguments)


if __name__ == "__main__":
    testing.main()
