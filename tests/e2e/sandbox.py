"""A git repository to run the program in: fixed identity and dates, none of the user's settings."""

import json
import os
import pty
import select
import shutil
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tools  # noqa: E402

PROGRAM = tools.deltaplan()

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "LC_ALL": "C.UTF-8",
}
for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS"):
    if name in os.environ:
        ENVIRONMENT[name] = os.environ[name]


class Run:
    def __init__(self, result):
        self.code = result.returncode
        self.out = result.stdout
        self.text = result.stdout.decode("utf-8", errors="replace")
        self.err = result.stderr.decode("utf-8", errors="replace")

    def __repr__(self):
        return f"exit {self.code}\n--- stdout\n{self.text}--- stderr\n{self.err}"


class Plan:
    """A plan in JSON, with the look-ups that tests need."""

    def __init__(self, run):
        self.run = run
        self.json = json.loads(run.text)

    def service(self, name):
        return next(s for s in self.json["services"] if s["name"] == name)

    def decisions(self):
        return {s["name"]: s["decision"] for s in self.json["services"]}

    def deployed(self):
        return [s["name"] for s in self.json["services"] if s["decision"] == "deploy"]

    def codes(self, name):
        return [r["code"] for r in self.service(name)["reasons"]]

    def files(self, name):
        return sorted(f["path"] for r in self.service(name)["reasons"] for f in r["files"] or [])

    def warnings(self, code=None):
        return [w["message"] for w in self.json["warnings"] if code in (None, w["code"])]

    def relation(self, name):
        return self.service(name)["live"]["relation"]


def on_a_terminal(*words, cwd, environment=None, stdin=b"", stderr=subprocess.DEVNULL):
    """What the program prints where its standard output is a terminal."""
    primary, secondary = pty.openpty()
    try:
        subprocess.run([PROGRAM, *words], cwd=cwd, env={**ENVIRONMENT, **(environment or {})}, input=stdin, stdout=secondary, stderr=stderr)
        printed = b""
        while select.select([primary], [], [], 0)[0]:
            printed += os.read(primary, 65536)
        return printed
    finally:
        os.close(primary)
        os.close(secondary)


class Repository:
    def __init__(self, path=None):
        self.base = tempfile.mkdtemp(prefix="deltaplan-e2e-")
        self.path = path or os.path.join(self.base, "repo")
        self.clock = 1767225600
        if path is None:
            self.git("init", "-q", "-b", "main", self.path, cwd=self.base)

    def close(self):
        shutil.rmtree(self.base, ignore_errors=True)

    def git(self, *arguments, cwd=None, data=None, check=True, environment=None):
        env = dict(ENVIRONMENT, GIT_AUTHOR_NAME="Test", GIT_AUTHOR_EMAIL="test@example.com", GIT_COMMITTER_NAME="Test",
                   GIT_COMMITTER_EMAIL="test@example.com", GIT_AUTHOR_DATE=f"{self.clock} +0000",
                   GIT_COMMITTER_DATE=f"{self.clock} +0000", **(environment or {}))
        result = subprocess.run(["git", *arguments], cwd=cwd or self.path, env=env, input=data, capture_output=True)
        if check and result.returncode != 0:
            raise RuntimeError(f"git {arguments}: {result.stderr.decode(errors='replace')}")
        return result.stdout.decode("utf-8", errors="surrogateescape").strip()

    def write(self, path, content="x\n"):
        whole = os.path.join(os.fsencode(self.path), os.fsencode(path))
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        if os.path.lexists(whole) and not os.path.isdir(whole):
            os.unlink(whole)
        with open(whole, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())

    def link(self, path, target):
        whole = os.path.join(self.path, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        if os.path.lexists(whole):
            os.unlink(whole)
        os.symlink(target, whole)

    def remove(self, path):
        whole = os.path.join(self.path, path)
        if os.path.isdir(whole) and not os.path.islink(whole):
            shutil.rmtree(whole)
        else:
            os.unlink(whole)

    def commit(self, message="change", **files):
        for path, content in files.items():
            self.write(path, content)
        self.clock += 600
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.head()

    def head(self, revision="HEAD"):
        return self.git("rev-parse", revision)

    def short(self, revision="HEAD"):
        return self.git("rev-parse", "--short", revision)

    def configure(self, **config):
        """Writes deltaplan.json; version and services have defaults."""
        self.write("deltaplan.json", json.dumps({"version": 1, "services": [{"path": "services/*"}], **config}, indent=2))

    def clone(self, name, *arguments):
        other = Repository(os.path.join(self.base, name))
        shutil.rmtree(other.base)
        other.base = self.base
        self.git("clone", "-q", *arguments, "file://" + self.path, other.path, cwd=self.base)
        return other

    def run(self, *arguments, data=None, cwd=None, environment=None, only=None):
        """`environment` adds to what all have; `only` is all that there is."""
        result = subprocess.run([PROGRAM, *arguments], cwd=cwd or self.path, input=data or b"", capture_output=True,
                                env=only if only is not None else dict(ENVIRONMENT, **(environment or {})), timeout=120)
        return Run(result)

    def try_plan(self, live, *arguments, command="plan"):
        return self.run(command, "--live-file", "-", "--format", "json", *arguments, data=json.dumps(live).encode())

    def plan(self, live, *arguments):
        run = self.try_plan(live, *arguments)
        if run.code not in (0, 2):
            raise AssertionError(repr(run))
        return Plan(run)

    def preview(self, *arguments):
        run = self.run("preview", "--format", "json", *arguments)
        if run.code != 0:
            raise AssertionError(repr(run))
        return Plan(run)
