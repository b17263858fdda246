#!/usr/bin/env python3
"""Names that mean something to whoever shows or runs them: in every format and every message they are names and nothing else."""

import json
import os
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import testing  # noqa: E402
from sandbox import ENVIRONMENT, Repository  # noqa: E402

# No "/" and no NUL: each is the name of a directory, of a file, of a person, of an argument.
HOSTILE = [
    "a\n::error::b", "a\r\n::error file=x::b", "\x1b[31mred\x1b]0;title\x07", "`id`", "$(touch pwned)", "${{ secrets.X }}", "a'b\"c",
    "<script>alert(1)<|script>", "<img src=x onerror=alert(1)>", "<!-- -->", "]]>", "@team", "@org|team #1", "![x](y)", "[x](javascript:y)",
    "| a | b |", "**bold**", "a\u202eb", "a\u2066b", "\u009b31m", "\x7f\x08\x08", "##[error]x", "##vso[task.complete]x", "%0A::error::x",
    "a;touch pwned", "-rf", "--help", "&& touch pwned", "{{ x }}", "%{ if true }x%{ endif }", "${file(\"x\")}", "#", "~", "*", "a b",
    # Wherever a line of text is broken, one of them would begin the next.
    *("a" * size + " ::error::b" for size in (5, 25, 35, 45, 55, 65)), "a \u2003::error::b",
    "ab\nforged line",
]
# What git takes for the name of a branch.
BRANCHES = ["$(touch${IFS}pwned)", "`id`", "@team", "<script>", "a\u202eb", "x;touch${IFS}pwned", "]]>", "${{x}}"]
# Raw, none of them may reach a terminal or a log.
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f\x80-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
COMMAND = re.compile(r"^\s*(::|##\[|##vso\[)", re.MULTILINE)
# What stands behind a line break in a name begins no line.
FORGED = re.compile(r"^\s*forged", re.MULTILINE)


def hcl_string(text):
    """A key of an address, as Terraform prints it."""
    escaped = "".join(f"\\u{ord(c):04x}" if c < " " or c == "\x7f" else f"\\{c}" if c in '"\\' else c for c in text)
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'


class Hostile(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.repo = Repository()
        cls.addClassCleanup(cls.repo.close)
        repo = cls.repo
        for name in HOSTILE:
            repo.write(f"services/{name}/{name}", "1")
            repo.write(f"nobody/{name}", "1")
        repo.configure(environments={"prod": {
            "live": [{"from": "image_tags"}], "image_tags": {"file": "infra/t.auto.tfvars.json"},
            "terraform": {"dir": "infra", "targets": ['x.y["{service}"]']}}})
        repo.write("infra/main.tf", 'variable "image_tags" {}\n')
        repo.commit("first")
        first = repo.short()
        tags = {name: first for name in HOSTILE}
        repo.write("infra/t.auto.tfvars.json", json.dumps({"image_tags": {**tags, "gone`$(touch pwned)\n::error::": "1"}}))
        repo.git("add", "-A")
        repo.git("commit", "-q", "-m", "tags")
        for name in HOSTILE:
            repo.write(f"services/{name}/{name}", "2")
            repo.write(f"nobody/{name}", "2")
        repo.git("add", "-A")
        repo.git("commit", "-q", "-m", "::error::\x1b[31m<script>@team`id`", "--author", "\x1b[31m$(id)@team <a@b>")
        for branch in BRANCHES:
            repo.git("branch", branch)

    def run_it(self, *arguments, data=None):
        run = self.repo.run(*arguments, data=data)
        self.expect_inert(run, arguments)
        self.assertFalse(os.path.exists(os.path.join(self.repo.path, "pwned")))
        return run

    def expect_inert(self, run, arguments):
        for name, text in (("stdout", run.text), ("stderr", run.err)):
            self.assertNotRegex(text, CONTROL, f"{name} of {arguments}")
            self.assertNotRegex(text, COMMAND, f"{name} of {arguments}")
            self.assertNotRegex(text, FORGED, f"{name} of {arguments}")
        # What was not valid UTF-8 would have been replaced above.
        run.out.decode("utf-8")
        self.assertNotIn("internal failure", run.err)

    def test_54_every_command_shows_names_and_nothing_else(self):
        for arguments in (
            ("plan",), ("plan", "--verbose"), ("preview", "--base", "HEAD~1"), ("status",), ("check", "--verbose"), ("targets",), ("tags", "get"),
            ("tags", "history"), ("tags", "rollback", "--dry-run"), ("tags", "bootstrap", "--dry-run"), ("affects", *self.paths()),
            ("preview", "--verbose", "--base", "HEAD~1"), ("images",), ("audit",), ("graph", "--format", "dot"),
        ):
            run = self.run_it(*arguments)
            self.assertIn(run.code, (0, 1, 3), run)
            self.run_it(*arguments, *() if "dot" in arguments else ("--format", "json"))
        for name in HOSTILE:
            self.run_it("why", "--", name)
            self.run_it("why", "--", name, f"services/{name}/{name}")

    def test_54_every_format_shows_names_and_nothing_else(self):
        for command in (("plan",), ("preview", "--base", "HEAD~1")):
            for form in ("text", "json", "markdown", "html", "github", "gitlab", "buildkite"):
                self.assertEqual(self.run_it(*command, "--format", form).code, 0)
            # A name that can't stand on a line is none of a list; a table has it quoted, and nothing but tabs between its columns.
            self.assertEqual(self.run_it(*command, "--format", "names").code, 1)
            table = self.repo.run(*command, "--format", "tsv").text
            self.assertNotRegex(table.replace("\t", " "), CONTROL)
            self.assertNotRegex(table, COMMAND)
            self.assertEqual({line.count("\t") for line in table.splitlines()}, {table.splitlines()[0].count("\t")})
        for form in ("dot", "mermaid", "json", "html"):
            self.assertEqual(self.run_it("graph", "--format", form).code, 0)
        for form in ("html", "markdown"):
            text = self.run_it("plan", "--format", form).text
            for name in ("<script>alert", "<img src=x"):
                self.assertNotIn(name, re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text, flags=re.DOTALL))
        for form in ("gitlab", "buildkite"):
            json.loads(self.run_it("plan", "--format", form).text)

    def test_54_a_plan_of_terraform_is_shown_and_nothing_else(self):
        out = os.path.join(self.repo.base, "verified")
        self.assertEqual(self.run_it("plan", "--out", out).code, 0)
        changes = [{"address": f"a.b[{hcl_string(name)}]", "mode": "managed", "type": "a", "name": "b", "action_reason": name, "change": {
            "actions": ["update"], "before": {name: name, "tags": {name: name}}, "after": {name: name + name, "tags": {name: "2"}}}}
                   for name in HOSTILE]
        plan = json.dumps({"format_version": "1.2", "terraform_version": HOSTILE[0], "resource_changes": changes, "resource_drift": changes,
                           **{name: 1 for name in HOSTILE}}).encode()
        for arguments in ((), ("--verbose",), ("--format", "json")):
            run = self.run_it("verify", "--plan", out, "-", *arguments, data=plan)
            self.assertEqual(run.code, 3, run)

    def paths(self):
        return [f"services/{name}/{name}" for name in HOSTILE]

    def test_54_every_message_about_a_name_is_inert(self):
        for name in [*HOSTILE, *(f"{branch}x" for branch in BRANCHES)]:
            for arguments in (
                ("plan", f"--env={name}"), ("plan", f"--head={name}"), ("plan", f"--service={name}x"), ("plan", f"--force={name}x"),
                ("plan", f"--live={name}x=1"), ("plan", f"--live=@team={name}"), ("plan", f"--live-file={name}"), ("plan", f"--format={name}"),
                ("plan", f"--config={name}"), ("plan", f"--jobs={name}"), ("preview", f"--base={name}"), ("tags", "set", f"{name}x=1"),
                ("tags", "set", f"@team={name}"), ("tags", "set", f"--from={name}"), ("tags", f"{name}x"), ("tags", "diff", "--", name),
                ("tags", "rollback", f"--to={name}", "--", "@team"), ("tags", "promote", "--", name, name), ("verify", f"--plan={name}", "x"),
                ("verify", f"--allow={name}", "x"), ("why", "--", f"{name}x"), ("targets", f"--state={name}"), ("-C", name, "plan"), (f"{name}x",),
                (f"--{name}x",), ("plan", "--live-file=-"),
            ):
                self.run_it(*arguments, data=name.encode())

    def test_54_a_file_of_terraform_with_errors_is_named_and_nothing_else(self):
        other = Repository()
        self.addCleanup(other.close)
        for name in HOSTILE:
            other.write(f"infra/{name}.tf", f"resource {hcl_string(name)} {{\n")
        other.write("infra/t.auto.tfvars.json", "{}")
        other.write("services/api/main.ts", "")
        other.configure(environments={"prod": {"terraform": {"dir": "infra", "targets": "auto"}}})
        other.commit("first")
        for command in ("targets", "check", "plan"):
            run = other.run(command)
            self.assertIn("Unclosed configuration block", run.err)
            self.expect_inert(run, command)

    def test_54_branches_are_revisions_and_nothing_else(self):
        for branch in BRANCHES:
            self.assertEqual(self.run_it("plan", "--head", branch).code, 0)
            self.run_it("preview", "--base", branch)

    def test_54_json_holds_the_names_themselves(self):
        plan = json.loads(self.run_it("plan", "--format", "json").text)
        self.assertEqual({service["name"] for service in plan["services"]}, set(HOSTILE))

    def test_54_output_of_github_is_lines_of_known_keys(self):
        text = self.run_it("plan", "--format", "github").text
        for line in text.splitlines():
            self.assertRegex(line, "^[a-z_0-9]+=")

    def test_54_markdown_holds_no_markup_of_a_name(self):
        marker, text = self.run_it("plan", "--format", "markdown").text.split("\n", 1)
        self.assertRegex(marker, "^<!-- deltaplan:comment v1 [{][^<>]*[}] -->$")
        # What stands in code is shown as it is.
        outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text, flags=re.DOTALL)
        for mark in ("<script", "<img", "<!--", "@team", "@org", "![", "](javascript", "**bold**"):
            self.assertNotIn(mark, outside)

    def test_54_files_hold_data(self):
        out = os.path.join(self.repo.base, "out")
        self.assertEqual(self.run_it("plan", "--out", out).code, 0)
        texts = {}
        for name in os.listdir(out):
            with open(os.path.join(out, name), encoding="utf-8") as file:
                texts[name] = file.read()
            self.assertNotRegex(texts[name], CONTROL, name)
            self.assertNotRegex(texts[name], COMMAND, name)
            if name.endswith(".json"):
                json.loads(texts[name])
        tags = json.loads(texts["image_tags.auto.tfvars.json"])["image_tags"]
        self.assertLessEqual(set(HOSTILE), set(tags))
        self.assertEqual(len(texts["target_args.txt"].splitlines()), len(HOSTILE))
        script = 'mapfile -t t < "$1"; printf "%s\\0" "${t[@]}"'
        read = subprocess.run(["bash", "-c", script, "-", os.path.join(out, "target_args.txt")], capture_output=True, check=True,
                              cwd=self.repo.path).stdout.decode()
        self.assertEqual(read.split("\0")[:-1], texts["target_args.txt"].splitlines())
        self.assertFalse(os.path.exists(os.path.join(self.repo.path, "pwned")))

    def test_54_a_printed_command_is_one_command(self):
        self.run_it("tags", "set", *(f"{name}=2" for name in HOSTILE if "=" not in name), "--dry-run")
        other = Repository(os.path.join(self.repo.base, "other"))
        self.repo.git("clone", "-q", "--no-hardlinks", self.repo.path, other.path)
        os.unlink(os.path.join(other.path, "infra/t.auto.tfvars.json"))
        run = other.run("tags", "bootstrap")
        self.assertEqual(run.code, 0, run)
        command = run.text[run.text.index("  terraform apply"):]
        fake = os.path.join(self.repo.base, "bin")
        os.makedirs(fake)
        with open(os.path.join(fake, "terraform"), "w", encoding="utf-8") as file:
            file.write('#!/bin/sh\nprintf "%s\\0" "$@"\n')
        os.chmod(os.path.join(fake, "terraform"), 0o755)
        for shell in ("bash", "sh"):
            words = subprocess.run([shell, "-c", command], cwd=other.path, capture_output=True, check=True,
                                   env={**ENVIRONMENT, "PATH": f"{fake}:{ENVIRONMENT['PATH']}"}).stdout.decode().split("\0")[:-1]
            self.assertEqual(words[0], "apply")
            self.assertEqual(len(words), 1 + len(HOSTILE))
            self.assertTrue(all(word.startswith("-target=x.y[") for word in words[1:]), words)
        self.assertFalse(os.path.exists(os.path.join(other.path, "pwned")))


if __name__ == "__main__":
    testing.main()
