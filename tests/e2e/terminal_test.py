#!/usr/bin/env python3
"""What people meet in a terminal: help, manual, suggestions, completion in real shells on a pseudo terminal, pipes that close.

Bash is always there; zsh and fish are tested where they are installed (scripts/setup --ci)."""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import termios
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))

import testing  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM, Repository, on_a_terminal  # noqa: E402

CONFIGURATION = {
    "version": 1,
    "services": ["services/*"],
    "packages": ["packages/*"],
    "environments": {
        "sandbox": {"live": [{"from": "image_tags"}], "image_tags": {"file": "tags.json"}},
        "prod": {"live": [{"from": "image_tags"}], "image_tags": {"file": "prod.json"}},
    },
}
ODD = ["a b", "$(touch hacked)", "qu'ote", "semi;colon", "`touch hacked`", 'du"ple;touch hacked', "qu'ote'$(touch hacked)", "back\\slash", "bang!!"]


def run(*arguments, cwd=None, environment=None):
    return subprocess.run([PROGRAM, *arguments], cwd=cwd, env={**ENVIRONMENT, **(environment or {})}, capture_output=True, text=True)


def platform():
    repository = Repository()
    for name in ["api", "audit", "web", *ODD]:
        repository.write(f"services/{name}/main.go", "package main\n")
    repository.write("packages/events/bus.go", "package events\n")
    repository.configure(**CONFIGURATION)
    repository.write("tags.json", '{ "image_tags": { "api": "1a2b3c4" } }\n')
    repository.write("prod.json", '{ "image_tags": { "api": "9f1c2ab" } }\n')
    repository.commit("first")
    repository.git("branch", "release-1")
    repository.git("tag", "v1.0")
    return repository


class Help(unittest.TestCase):
    def test_help_asks_nothing(self):
        """No git, no configuration, no home: only the text. A broken configuration does not matter."""
        with tempfile.TemporaryDirectory() as directory:
            with open(os.path.join(directory, "deltaplan.json"), "w", encoding="utf-8") as file:
                file.write("{")
            for words in ([], ["help"], ["--help"], ["help", "plan"], ["plan", "--help"], ["tags", "help"], ["man"], ["completion", "bash"], ["-V"]):
                answer = run(*words, cwd=directory, environment={"PATH": "/nonexistent"})
                self.assertEqual((answer.returncode, answer.stderr), (0, ""), words)
                self.assertTrue(answer.stdout, words)

    def test_pages_fit_the_terminal(self):
        """80 columns and 24 rows: of flags that few need only the names, of those of every command one line."""
        for words in ([], ["flags"], *commands()):
            self.assertLessEqual(len(run("help", *words).stdout.splitlines()), 24, words)
        for words in (["flags"], *commands()):
            text = run("help", *words).stdout
            for line in text.split("\nExamples:\n")[0].splitlines():
                self.assertLessEqual(len(line), 80, (words, line))
            page = re.search(r"See (?:.|\n)*?(docs/[a-z]+\.md)\.$", text, flags=re.MULTILINE)[1]
            self.assertTrue(os.path.exists(os.path.join(HERE, "..", "..", page)), page)
            self.assertGreaterEqual(len(text.split("\nExamples:\n")[1].splitlines()), 2, words)

    def test_examples_are_command_lines_that_are_read(self):
        """Each example parses: it fails, if at all, for want of a configuration, never with a page of help to see."""
        with tempfile.TemporaryDirectory() as directory:
            for words in (["flags"], *commands()):
                examples = run("help", *words).stdout.split("\nExamples:\n")[1]
                for example in examples.splitlines():
                    line = example.split("  # ")[0].split("deltaplan ", 1)[1].split(" | ")[0].split(" > ")[0].rstrip(")").strip()
                    answer = subprocess.run(["bash", "-c", f'"$0" {line}', PROGRAM], cwd=directory, env=ENVIRONMENT, capture_output=True, text=True,
                                            stdin=subprocess.DEVNULL)
                    self.assertNotIn("--help", answer.stderr, (example, answer.stderr))

    def test_the_manual_is_clean_roff(self):
        if shutil.which("mandoc") is None:
            if os.environ.get("CI"):
                self.fail("mandoc is missing: scripts/setup --ci")
            self.skipTest("mandoc is missing")
        for words in [[], *commands()]:
            lint = subprocess.run(["mandoc", "-Tlint"], input=run("man", *words).stdout, capture_output=True, text=True)
            self.assertEqual((lint.returncode, lint.stdout), (0, ""), words)
        text = subprocess.run(["mandoc", "-Tascii"], input=run("man").stdout, capture_output=True, text=True).stdout
        self.assertIn("promote", text)

    def test_mistakes_are_errors_that_say_what_was_meant(self):
        """All kinds of them: tests/planner/cli/mistakes_test.cc."""
        for words, wanted in ((["paln"], "did you mean 'plan'"), (["plan", "--json"], "did you mean '--format json'")):
            answer = run(*words)
            self.assertEqual((answer.returncode, answer.stdout), (1, ""), words)
            self.assertIn(wanted, answer.stderr, words)

    def test_help_is_where_it_is_looked_for(self):
        for words in (["plan", "help"], ["-h", "plan"], ["--help", "plan"], ["help", "plan"], ["plan", "-h", "--env", "prod"]):
            self.assertEqual(run(*words).stdout, run("plan", "--help").stdout, words)
        for words in (["--help", "tags", "set"], ["tags", "--help", "set"], ["tags", "set", "-h"], ["tags", "help", "set"]):
            self.assertEqual(run(*words).stdout, run("help", "tags", "set").stdout, words)
        self.assertEqual(run("--version", "plan").stdout, run("-V").stdout)

    def test_rare_flags_are_named_and_told_when_they_are_asked_for(self):
        """A page of help is short; -v and the manual have all of it."""
        def titles(text, before=""):
            return set(re.findall(rf"^{before}(?:-\w, )?(--[a-z-]+)", text, flags=re.MULTILINE))
        for words in commands():
            page, whole = run("help", *words).stdout, run("help", *words, "-v").stdout
            self.assertEqual(whole, run(*words, "--help", "--verbose").stdout, words)
            named = re.search(r"^More with -v: ((?:.|\n)*?)\nCommon flags: ", page, flags=re.MULTILINE)
            self.assertEqual(titles(whole, "  ") - titles(page, "  "), set(named[1].split()) if named else set(), words)
            self.assertNotIn("More with -v", whole)
            manual = run("man", *words).stdout.split(".SH COMMON FLAGS")[0].replace("\\-", "-")
            if "ACTION" not in page.splitlines()[1]:
                self.assertEqual(titles(whole, "  "), titles(manual, r"\.B "), words)

    def test_a_second_directory_is_meant_from_the_first(self):
        """As with `git -C a -C b`: an absolute one stands alone, and an empty one changes nothing."""
        repository = platform()
        self.addCleanup(repository.close)
        for words in (["-C", "services", "-C", "api", "affects"], ["-C", "services", "affects", "-C", "api"], ["-C", "", "-C", "services/api", "affects"],
                      ["-Cservices", "-C", ".", "-C", "", "-Capi", "affects"], ["-C", "/", "-C", os.path.join(repository.path, "services", "api"), "affects"]):
            answer = run(*words, "main.go", cwd=repository.path)
            self.assertEqual(answer.stdout.splitlines()[0], "services/api/main.go", (words, answer))
        for words, named in ((["-C", "missing", "-C", repository.path], "missing"), (["-C", "services", "-C", "missing"], "services/missing"),
                             (["-C", "services/api/main.go", "-C", ".."], "services/api/main.go")):
            answer = run(*words, "check", cwd=repository.path)
            self.assertEqual((answer.returncode, answer.stdout), (1, ""), words)
            self.assertTrue(answer.stderr.startswith(f"deltaplan: error: -C: cannot change to '{named}'\n"), answer.stderr)
        self.assertIn("Next: deltaplan -C services/api plan ",
                      on_a_terminal("-C", "services", "-C", "api", "status", "--env", "prod", cwd=repository.path).decode())


def commands():
    """The words of every command and of every action of one."""
    found = [["help"]]
    for line in run("help").stdout.split("\n\n")[1].splitlines():
        name = line.split()[0]
        found.append([name])
        page = run("help", name).stdout
        if f"Usage: deltaplan {name} ACTION" in page:
            found += [[name, row.split()[0]] for row in page.split("\n\n")[1].splitlines() if row.startswith("  ") and row[2:3].islower()]
    return found


class Completion(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.repository = platform()

    @classmethod
    def tearDownClass(cls):
        cls.repository.close()

    def offered(self, *words, cwd=None):
        answer = run("__complete", "--", *words, cwd=cwd or self.repository.path)
        self.assertEqual((answer.returncode, answer.stderr), (0, ""))
        return [line.split("\t")[0] for line in answer.stdout.splitlines()]

    def test_words_of_the_table(self):
        self.assertEqual(self.offered("pl"), ["words", "plan"])
        self.assertEqual(self.offered("tags", "pro"), ["words", "promote"])
        self.assertEqual(self.offered("plan", "--summ"), ["words", "--summary-only"])
        self.assertEqual(self.offered("plan", "--format", "j"), ["words", "json"])
        self.assertEqual(self.offered("plan", "--format=j"), ["words", "--format=json"])
        self.assertEqual(self.offered("completion", ""), ["words", "bash", "zsh", "fish"])
        self.assertEqual(self.offered("help", "tags", "rollb"), ["words", "rollback"])
        self.assertEqual(self.offered("plan", "--strict", "--stri"), ["words"])  # it is there already
        flags = self.offered("plan", "-")
        self.assertEqual(flags[0], "words")
        self.assertLessEqual({"--env", "-C", "--strict", "--help"}, set(flags))

    def test_what_the_repository_holds(self):
        self.assertEqual(self.offered("plan", "--env", ""), ["words", "sandbox", "prod"])
        self.assertEqual(self.offered("plan", "--env=s"), ["words", "--env=sandbox"])
        self.assertEqual(self.offered("why", "a"), ["words", "a b", "api", "audit"])
        self.assertEqual(self.offered("affects", "packages/events/"), ["words", "packages/events/bus.go"])
        self.assertEqual(self.offered("affects", "pack"), ["words", "packages/"])
        self.assertEqual(self.offered("affects", "a", cwd=os.path.join(self.repository.path, "services")), ["words", "a b/", "api/", "audit/"])
        self.assertEqual(self.offered("plan", "--head", "rel"), ["words", "release-1"])
        self.assertEqual(self.offered("preview", "--base", "v"), ["words", "v1.0"])
        self.assertEqual(self.offered("tags", "set", "ap"), ["words", "api="])
        tags = self.offered("tags", "set", "api=")
        self.assertEqual(tags[:3], ["words", "api=1a2b3c4", "api=9f1c2ab"])
        self.assertEqual(len(tags), 4)  # and head
        self.assertEqual(self.offered("tags", "promote", "sandbox", "p"), ["words", "prod"])
        self.assertEqual(self.offered("plan", "--config", "x"), ["files"])
        self.assertEqual(self.offered("plan", "--out", "x"), ["directories"])

    def test_what_stands_there_already_is_not_offered_again(self):
        self.assertEqual(self.offered("tags", "promote", "prod", ""), ["words", "sandbox"])
        self.assertEqual(self.offered("tags", "diff", "--env", "prod", ""), ["words", "sandbox"])
        self.assertEqual(self.offered("tags", "diff", "prod", "--env="), ["words", "--env=sandbox"])
        self.assertEqual(self.offered("preview", "--env", "sandbox", "--env", ""), ["words", "prod"])
        self.assertEqual(self.offered("tags", "get", "api", "a"), ["words", "a b", "audit"])
        self.assertEqual(self.offered("plan", "--force", "api", "--force", "ap"), ["words"])
        self.assertEqual(self.offered("plan", "--force", "api", "--service", "ap"), ["words", "api"])  # two things are said of it
        self.assertEqual(self.offered("affects", "prod.json", "p"), ["words", "packages/"])
        self.assertEqual(self.offered("preview", "--base", "release-1", "--head", "rel"), ["words"])
        self.assertEqual(self.offered("tags", "set", "api=1", "a"), ["words", "a b=", "audit="])
        self.assertEqual(self.offered("tags", "set", "api=1", "api="), ["words"])
        self.assertEqual(self.offered("tags", "set", "api=1", "--expect", "ap"), ["words", "api="])
        self.assertEqual(self.offered("plan", "--live", "api=1", "--live=a"), ["words", "--live=a b=", "--live=audit="])

    def test_packed_refs_are_offered(self):
        repository = platform()
        try:
            repository.git("pack-refs", "--all")
            answer = run("__complete", "--", "plan", "--head", "", cwd=repository.path)
            self.assertEqual([line.split("\t")[0] for line in answer.stdout.splitlines()], ["words", "HEAD", "main", "release-1", "v1.0"])
        finally:
            repository.close()

    def test_whatever_is_wrong_is_silent(self):
        with tempfile.TemporaryDirectory() as directory:
            for words in (["plan", "--env", ""], ["why", ""], ["-C", "/nonexistent", "why", ""], ["nonsense", "--x", ""], ["plan", "--config", "no.json", "--env", ""],
                          ["plan", "--bogus=", "--env"], [""], ["tags", "set", "x="]):
                answer = run("__complete", "--", *words, cwd=directory)
                self.assertEqual((answer.returncode, answer.stderr), (0, ""), words)

    def line_in(self, shell, typed):
        """The line after `typed` and a tab, in `shell` on a pseudo terminal."""
        with tempfile.TemporaryDirectory() as home:
            os.mkdir(os.path.join(home, "bin"))
            os.symlink(PROGRAM, os.path.join(home, "bin", "deltaplan"))
            script = os.path.join(home, "completion")
            with open(script, "w", encoding="utf-8") as file:
                file.write(run("completion", shell).stdout)
            shown, ready = os.path.join(home, "line"), os.path.join(home, "ready")
            setup, command = {
                "bash": (f"source {script}; show() {{ printf '%s\\n' \"$READLINE_LINE\" > {shown}.new; mv {shown}.new {shown}; }}\n"
                         f"bind 'set bell-style none'; bind 'set completion-query-items 0'; bind -x '\"\\C-xp\": show'\nPS1='$ '\ntouch {ready}\n",
                         ["bash", "--noprofile", "--rcfile", os.path.join(home, "rc"), "-i"]),
                "zsh": (f"autoload -Uz compinit; compinit -u -D; source {script}; unsetopt beep\n"
                        f"show() {{ print -r -- \"$BUFFER\" > {shown}.new; mv {shown}.new {shown} }}; zle -N show; bindkey '^Xp' show\n"
                        f"PS1='$ '\nprecmd() {{ touch {ready} }}\n", ["zsh", "-i"]),
                "fish": (f"source {script}\nfunction show; commandline > {shown}.new; mv {shown}.new {shown}; end\n"
                         f"function fish_user_key_bindings; bind \\cxp show; end\nfunction fish_prompt; touch {ready}; echo '$ '; end\n"
                         "set -g fish_greeting\n", ["fish", "--no-config", "--init-command", f"source {os.path.join(home, 'rc')}; fish_user_key_bindings"]),
            }[shell]
            for name in ("rc", ".zshrc"):
                with open(os.path.join(home, name), "w", encoding="utf-8") as file:
                    file.write(setup)
            environment = {**ENVIRONMENT, "HOME": home, "ZDOTDIR": home, "TERM": "vt100", "PATH": os.path.join(home, "bin") + ":" + ENVIRONMENT["PATH"],
                           "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home}
            child, terminal = pty.fork()
            if child == 0:
                os.chdir(self.repository.path)
                os.execvpe(command[0], command, environment)
            output = b""
            sent = 0
            keys = [(typed + "\t").encode(), b"\x18p"]
            deadline = time.monotonic() + 60
            try:
                while time.monotonic() < deadline and not os.path.exists(shown):
                    if select.select([terminal], [], [], 0.2)[0]:
                        output += os.read(terminal, 65536)
                    elif sent < len(keys) and os.path.exists(ready):
                        os.write(terminal, keys[sent])
                        sent += 1
                    elif sent == len(keys):
                        os.write(terminal, keys[-1])  # a shell that was still busy has dropped it
            finally:
                os.kill(child, 9)
                os.waitpid(child, 0)
                os.close(terminal)
            self.assertTrue(os.path.exists(shown), output)
            with open(shown, encoding="utf-8") as file:
                return file.read().rstrip("\n")

    def check_shell(self, shell):
        if shutil.which(shell) is None:
            if os.environ.get("CI"):
                self.fail(f"{shell} is missing: scripts/setup --ci")
            self.skipTest(f"{shell} is missing")
        cases = [
            ("deltaplan plan --env=san", "deltaplan plan --env=sandbox "),
            ("deltaplan tags set ap", "deltaplan tags set api="),
            ("deltaplan tags set api=1", "deltaplan tags set api=1a2b3c4 "),
        ]
        if shell == "bash":  # what the program offers is the same for all; a start of zsh takes seconds
            cases += [
                ("deltaplan previ", "deltaplan preview "),
                ("deltaplan plan --summ", "deltaplan plan --summary-only "),
                ("deltaplan plan --env san", "deltaplan plan --env sandbox "),
                ("deltaplan why aud", "deltaplan why audit "),
                ("deltaplan affects pack", "deltaplan affects packages/"),
            ]
        for typed, wanted in cases:
            self.assertEqual(self.line_in(shell, typed), wanted, typed)
        # A name is data: quoted by the shell, and nothing of it runs, however the word was begun.
        odd = ["semi", "'$(t", "qu"]
        if shell == "bash":
            odd += ["du", "back", "'bang", "'`", '"semi', "a\\ ", "'a 'b", '"ap"i']
            # Nothing can be offered in what the shell expands, nor inside of quotes where a name would end them or mean more.
            for word in ("$(", '"$(', '"`', '"du', '"back', '"bang', "'qu", '"semi"$('):
                self.assertEqual(self.line_in(shell, "deltaplan why " + word), "deltaplan why " + word)
            for typed, wanted in [('plan --env="san', 'plan --env="sandbox" '), ('tags set "api=1', 'tags set "api=1a2b3c4" '),
                                  ("tags set 'api'=1", "tags set 'api'=1a2b3c4 "), ('--env "sandbox" plan --summ', '--env "sandbox" plan --summary-only ')]:
                self.assertEqual(self.line_in(shell, "deltaplan " + typed), "deltaplan " + wanted)
        for word in odd[: None if shell == "bash" else 2]:
            line = self.line_in(shell, "deltaplan why " + word)
            words = subprocess.run([shell, "-c", line.replace("deltaplan why", "printf '%s\\n'", 1)], capture_output=True, text=True, check=False,
                                   cwd=self.repository.path).stdout
            if (shell, word) != ("fish", "'$(t") and word != "qu":  # fish offers nothing there, and two names begin with the last
                self.assertIn(words.strip(), [*ODD, "api"], (word, line))
        self.assertFalse(os.path.exists(os.path.join(self.repository.path, "hacked")))

    def test_bash(self):
        self.check_shell("bash")

    def test_zsh(self):
        self.check_shell("zsh")

    def test_fish(self):
        self.check_shell("fish")


class Pipes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.repository = platform()

    @classmethod
    def tearDownClass(cls):
        cls.repository.close()

    def test_a_reader_that_has_gone_is_no_error(self):
        for words in (["man"], ["plan", "--env", "sandbox", "--format", "json"], ["help"]):
            with subprocess.Popen([PROGRAM, *words], cwd=self.repository.path, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
                child.stdout.close()
                self.assertEqual(child.stderr.read(), b"", words)
                child.wait()
                self.assertIn(child.returncode, (0, -13), words)  # killed by SIGPIPE, as other programs are

    def on_a_terminal(self, *words, environment=None):
        return on_a_terminal(*words, cwd=self.repository.path, environment=environment)

    def test_who_looks_on_is_told_what_comes_next(self):
        words = ("plan", "--services", "services/*")
        self.assertIn(b"Next: deltaplan plan --out plan --services 'services/*'\r\n", self.on_a_terminal(*words))
        self.assertIn(b"Next: build and push the images of /", self.on_a_terminal(*words, "--out", os.path.join(self.repository.base, "plan")))
        self.assertIn(b"Next: deltaplan audit\r\n  says", self.on_a_terminal("check"))
        self.assertNotIn(b"Next", self.on_a_terminal(*words, "--quiet"))
        self.assertNotIn(b"Next", self.on_a_terminal(*words, "--format", "json"))
        self.assertNotIn("Next", run(*words, cwd=self.repository.path).stdout)

    def test_errors_fit_the_terminal_and_are_one_line_in_a_file(self):
        words = [PROGRAM, "plan", "--env", "prod", "--head", "no revision " * 8]
        whole = subprocess.run(words, cwd=self.repository.path, env=ENVIRONMENT, capture_output=True).stderr
        self.assertGreater(max(map(len, whole.splitlines())), 80)

        def shown(columns=None, size=0):
            """What a terminal of so many columns gets, while standard output is none."""
            primary, secondary = pty.openpty()
            try:
                if size:
                    termios.tcsetwinsize(secondary, (24, size))
                subprocess.run(words, cwd=self.repository.path, env=ENVIRONMENT | ({"COLUMNS": columns} if columns else {}), stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=secondary)
                return os.read(primary, 65536)
            finally:
                os.close(primary)
                os.close(secondary)

        def width(printed):
            return max(map(len, re.sub(rb"\x1b\[[0-9;]*m", b"", printed).split(b"\r\n")))
        for printed, most in ((shown(), 80), (shown(size=60), 60), (shown("50", size=60), 50), (shown("x", size=60), 60), (shown("0"), 80)):
            self.assertTrue(most - 25 < width(printed) <= most, (most, printed))
            words_of = re.sub(rb"\x1b\[[0-9;]*m", b"", printed).split()
            self.assertEqual(words_of, whole.split())

    def colored(self, environment, *flags, terminal=False):
        words = [PROGRAM, "plan", "--env", "sandbox", *flags]
        if not terminal:
            return b"\x1b[" in subprocess.run(words, cwd=self.repository.path, env={**ENVIRONMENT, **environment}, capture_output=True).stdout
        return b"\x1b[" in self.on_a_terminal(*words[1:], environment=environment)

    def test_colour_is_where_it_is_wanted(self):
        self.assertTrue(self.colored({"TERM": "xterm"}, terminal=True))
        self.assertFalse(self.colored({"TERM": "dumb"}, terminal=True))
        self.assertFalse(self.colored({"TERM": "xterm", "NO_COLOR": "1"}, terminal=True))
        self.assertTrue(self.colored({"FORCE_COLOR": "1"}))
        self.assertFalse(self.colored({"FORCE_COLOR": "0"}))
        self.assertFalse(self.colored({"FORCE_COLOR": ""}))
        self.assertFalse(self.colored({}))
        self.assertFalse(self.colored({"FORCE_COLOR": "1", "NO_COLOR": "1"}))
        self.assertTrue(self.colored({"NO_COLOR": "1"}, "--color", "always"))
        for flags, begins in ((["--color", "always"], "\x1b[1;31mdeltaplan: error:\x1b[0m "), ([], "deltaplan: error: ")):
            self.assertTrue(run("plan", "--env", "nowhere", *flags, cwd=self.repository.path).stderr.startswith(begins))
        self.assertFalse(self.colored({"FORCE_COLOR": "1"}, "--color", "never"))

    def test_nothing_that_is_printed_is_dim(self):
        """Bold, and yellow and red with it, for what a reader looks for; all the rest as the terminal shows text."""
        head = self.repository.git("rev-parse", "HEAD")
        for words in (["plan", "--env", "sandbox"], ["plan", "--env", "sandbox", "-v"], ["plan", "--live", f"api={head}"], ["plan", "--live", f"api={head}", "-v"],
                      ["preview", "--base", "HEAD~0"], ["status", "--env", "prod", "--live", f"api={head}"], ["why", "api", "--env", "prod"], ["tags", "promote", "sandbox", "prod", "--dry-run"],
                      ["check", "-v"], ["targets", "--env", "prod"]):
            run = subprocess.run([PROGRAM, *words, "--color", "always"], cwd=self.repository.path, env=ENVIRONMENT, capture_output=True)
            inks = set(re.findall(rb"\x1b\[([0-9;]*)m", run.stdout + run.stderr))
            self.assertLessEqual(inks, {b"0", b"1", b"1;33", b"1;31"}, words)


if __name__ == "__main__":
    testing.main()
