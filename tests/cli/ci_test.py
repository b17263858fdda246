#!/usr/bin/env python3
"""What docs/ci.md tells CI systems to run, run here: the scripts of its recipes on real plans, with programs that only note what they
were asked; the gates and scripts inside the starting points of `deltaplan ci`; and the steps that the formats make."""

import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "e2e"), os.path.join(HERE, "..", "support")]

import recipes  # noqa: E402
import testing  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM, Repository  # noqa: E402

PAGE = pathlib.Path(HERE, "..", "..", "docs", "ci.md").read_text(encoding="utf-8")

# A program that writes its name and arguments as a line of JSON.
NOTES = """#!/usr/bin/env python3
import json, os, sys
with open(os.environ["NOTES"], "a", encoding="utf-8") as file:
    file.write(json.dumps([os.path.basename(sys.argv[0]), *sys.argv[1:]]) + "\\n")
"""


def block_of(title, language, number=0):
    """A block of code below a heading of docs/ci.md."""
    part = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    (section,) = [text for text in part if text.startswith(title + "\n")]
    return re.findall(rf"^```{language}\n(.*?)^```", section, flags=re.DOTALL | re.MULTILINE)[number]


def script_of(title, number=0):
    return block_of(title, "bash", number)


def run_of(text, name):
    """The script of the step in a workflow that begins behind `name`."""
    step = text[text.index(name):]
    found = re.search(r"^( *)(?:- )?run: \|\n((?:\1  .*\n|\n)+)", step, flags=re.MULTILINE)
    return "".join(line[len(found[1]) + 2:] for line in found[2].splitlines(keepends=True))


class InRepository(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.setups = {name: getattr(recipes, name)() for name in ("images", "unchanged", "restart_with", "odd_names")}
        cls.tools = os.path.join(cls.setups["images"].repository.base, "tools")
        os.makedirs(cls.tools)
        os.symlink(PROGRAM, os.path.join(cls.tools, "deltaplan"))
        for name in ("docker", "buildkite-agent"):
            path = pathlib.Path(cls.tools, name)
            path.write_text(NOTES, encoding="utf-8")
            path.chmod(0o755)
        # What each plan is made against.
        cls.live = {"images": {"api": "first", "cron": "head", "jobs": "first"}, "unchanged": {"api": "head", "web": "head"},
                    "restart_with": {"api": "first", "gateway": "first", "web": "first"}, "odd_names": {}}

    @classmethod
    def tearDownClass(cls):
        for setup in cls.setups.values():
            setup.repository.close()

    def plan(self, name, *options, head="HEAD"):
        setup = self.setups[name]
        live = [word for service, commit in self.live[name].items() for word in ("--live", f"{service}={setup.words[commit]}")]
        return subprocess.run([PROGRAM, "plan", "--head", head, *live, *options], cwd=setup.directory, env=ENVIRONMENT, capture_output=True,
                              text=True)

    def run_script(self, script, name, status=0, **variables):
        """Runs a script with `deltaplan plan` meaning the plan of that repository; what was printed, and what was called."""
        setup = self.setups[name]
        directory = os.path.join(setup.repository.base, "script")
        subprocess.run(["rm", "-rf", directory], check=True)
        os.makedirs(directory)
        words = ["--live-file", os.path.join(directory, "live.json"), "-C", setup.directory]
        with open(words[1], "w", encoding="utf-8") as file:
            json.dump({service: setup.words[commit] for service, commit in self.live[name].items()}, file)
        given = " ".join(f"'{word}'" for word in words)
        script = script.replace("deltaplan plan --out plan", f"deltaplan plan {given} --out '{directory}/plan'")
        notes = os.path.join(directory, "notes")
        result = subprocess.run(["bash", "-e", "-c", script], cwd=directory, capture_output=True, text=True,
                                env=ENVIRONMENT | {"PATH": self.tools + ":" + os.environ["PATH"], "NOTES": notes} | variables)
        if status is None:  # any failure
            self.assertNotEqual(result.returncode, 0, result.stdout)
        else:
            self.assertEqual(result.returncode, status, result.stderr)
        self.directory = directory
        calls = pathlib.Path(notes).read_text(encoding="utf-8").splitlines() if os.path.exists(notes) else []
        return result.stdout, [json.loads(call) for call in calls]


class Recipes(InRepository):
    def test_one_job_with_bake(self):
        _, calls = self.run_script(script_of("One job with bake"), "images")
        self.assertEqual(calls, [["docker", "buildx", "bake", "--push", "-f", "plan/docker-bake.json"]])
        out, calls = self.run_script(script_of("One job with bake"), "unchanged")
        self.assertEqual((out.splitlines()[-1], calls), ("nothing to build", []))

    def test_a_plan_that_fails_is_no_empty_one(self):
        for title in ("One job with bake", "CircleCI", "Azure Pipelines"):
            script = script_of(title).replace("deltaplan plan", "deltaplan plan --live nobody=1")
            self.run_script(script, "unchanged", status=1)

    def test_circleci(self):
        self.run_script(script_of("CircleCI"), "images")
        with open(os.path.join(self.directory, "continue.json"), encoding="utf-8") as file:
            configuration = json.load(file)
        self.assertEqual(sorted(configuration["jobs"]), ["build-app", "build-base", "build-node"])
        steps = {name: job for entry in configuration["workflows"]["images"]["jobs"] for name, job in entry.items()}
        self.assertEqual({name: job["requires"] for name, job in steps.items()},
                         {"build-app": ["build-node"], "build-base": [], "build-node": ["build-base"]})
        self.assertEqual(configuration["jobs"]["build-app"]["environment"], {"BAKE_TARGET": "app"})
        self.run_script(script_of("CircleCI"), "unchanged")
        with open(os.path.join(self.directory, "continue.json"), encoding="utf-8") as file:
            configuration = json.load(file)
        self.assertEqual(configuration["workflows"]["images"]["jobs"], ["nothing"])
        self.assertIn("nothing", configuration["jobs"])

    def test_azure(self):
        for name, build in (("images", "true"), ("unchanged", "false"), ("odd_names", "true")):
            out, _ = self.run_script(script_of("Azure Pipelines"), name)
            matrix, decision = out.splitlines()[-2:]
            self.assertEqual(decision, f"##vso[task.setvariable variable=build;isOutput=true]{build}")
            self.assertTrue(matrix.startswith("##vso[task.setvariable variable=matrix;isOutput=true]{"), matrix)
            jobs = json.loads(matrix[matrix.index("{"):])
            for job in jobs:
                self.assertRegex(job, r"^[A-Za-z][A-Za-z0-9_]{0,99}$")
            with open(os.path.join(self.directory, "plan", "plan.json"), encoding="utf-8") as file:
                targets = [image["bake_target"] for image in json.load(file)["images"]]
            self.assertEqual([job["BAKE_TARGET"] for job in jobs.values()], targets)

    def test_names_of_bake_targets_are_neither_templates_nor_flags(self):
        self.plan("odd_names", "--out", os.path.join(self.setups["odd_names"].repository.base, "odd"))
        with open(os.path.join(self.setups["odd_names"].repository.base, "odd", "plan.json"), encoding="utf-8") as file:
            for image in json.load(file)["images"]:
                self.assertRegex(image["bake_target"], r"^[A-Za-z0-9_][A-Za-z0-9_-]*$")  # nor flags of bake


class Starts(InRepository):
    def start(self, *words):
        run = subprocess.run([PROGRAM, "ci", *words], env=ENVIRONMENT, capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stderr)
        return run.stdout

    def test_the_gate_on_github(self):
        text = self.start("github")
        self.assertIn("    if: needs.plan.outputs.build != 'false'", text)
        self.assertIn("  deployed:\n    if: always()\n", text)
        gate = run_of(text, "  deployed:\n")
        results = ("success", "failure", "cancelled", "skipped")
        passed = set()
        for values in itertools.product(("push", "pull_request", ""), ("success", "failure", "skipped"), results, ("true", "false", ""), results):
            run = subprocess.run(["bash", "-e", "-c", gate], capture_output=True, check=False,
                                 env={"PATH": os.environ["PATH"]} | dict(zip(("EVENT", "PREVIEW", "PLAN", "WANTED", "BUILD"), values)))
            if run.returncode == 0:
                passed.add((values[0], *values[2:]) if values[0] == "push" else values[:2])
        self.assertEqual(passed, {("pull_request", "success"), ("push", "success", "true", "success"), ("push", "success", "false", "skipped")})

    def test_the_plan_and_a_build_on_github(self):
        text = self.start("github")
        for name, build in (("images", "true"), ("unchanged", "false")):
            script = run_of(text, "  plan:\n").replace("plan/plan.md", '"$PWD/plan/plan.md"')
            base = self.setups[name].repository.base
            files = {variable: os.path.join(base, variable) for variable in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
            for path in files.values():
                pathlib.Path(path).write_text("", encoding="utf-8")
            self.run_script(script, name, RUNNER_TEMP=base, **files)
            outputs = dict(line.split("=", 1) for line in pathlib.Path(files["GITHUB_OUTPUT"]).read_text(encoding="utf-8").splitlines())
            self.assertEqual(outputs["build"], build)
            self.assertIn("deltaplan:comment v1", pathlib.Path(files["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8"))
            for job in json.loads(outputs["shards"])["include"]:
                _, calls = self.run_script(run_of(text, "  build:\n"), name, TARGETS=json.dumps(job["targets"]))
                self.assertEqual(calls, [["docker", "buildx", "bake", "--push", "-f", "plan/docker-bake.json", *job["targets"]]])
        # Lost targets never build everything.
        for lost in ("null", "[]", "", "x"):
            _, calls = self.run_script(run_of(text, "  build:\n"), "images", status=None, TARGETS=lost)
            self.assertEqual(calls, [], lost)

    def test_the_script_of_buildkite(self):
        script = self.start("buildkite", "--part", "jobs")
        steps = json.loads(self.plan("images", "--format", "buildkite").stdout)["steps"]
        shards = json.loads(self.plan("images", "--format", "buildkite", "--shards", "1").stdout)["steps"]
        for step in steps + shards:
            targets = json.loads(step["env"]["BAKE_TARGETS"]) if "BAKE_TARGETS" in step["env"] else [step["env"]["BAKE_TARGET"]]
            _, calls = self.run_script(script, "images", **step["env"])
            self.assertEqual(calls[-1], ["docker", "buildx", "bake", "--push", "-f", "plan/docker-bake.json", *targets])
            self.assertEqual(calls[0][:3], ["buildkite-agent", "artifact", "download"])
        # Lost targets never build everything.
        for lost in ({}, {"BAKE_TARGETS": "null"}, {"BAKE_TARGETS": "[]"}, {"BAKE_TARGETS": "x"}, {"BAKE_TARGET": ""}):
            _, calls = self.run_script(script, "images", status=None, **lost)
            self.assertNotIn("docker", [call[0] for call in calls], lost)

    def test_the_script_of_gitlab(self):
        template = self.start("gitlab", "--part", "jobs")
        script = re.search(r"^    - \|\n((?: {6}.*\n)+)", template, flags=re.MULTILINE)[1]
        script = "".join(line[6:] for line in script.splitlines(keepends=True))
        tools = re.search(r"apk add --no-cache (.*)", template)[1].split()
        for program in ("curl", "jq", "unzip"):
            self.assertIn(program, tools)
        for options in ((), ("--shards", "1")):
            pipeline = json.loads(self.plan("images", "--format", "gitlab", *options).stdout)
            jobs = [job["variables"] for name, job in pipeline.items() if name.startswith("build: ")]
            self.assertTrue(jobs)
            for variables in jobs:
                targets = json.loads(variables["BAKE_TARGETS"]) if "BAKE_TARGETS" in variables else [variables["BAKE_TARGET"]]
                # As GitLab runs it: the shell of the image is no bash.
                _, calls = self.run_script(f"sh -e <<'EOF'\n{script}EOF\n", "images", **variables)
                self.assertEqual(calls, [["docker", "buildx", "bake", "--push", "-f", "plan/docker-bake.json", *targets]])
        # Lost variables never build everything.
        for variables in ({}, {"BAKE_TARGETS": "[]"}, {"BAKE_TARGETS": "x"}):
            _, calls = self.run_script(f"sh -e <<'EOF'\n{script}EOF\n", "images", status=None, **variables)
            self.assertEqual(calls, [])

    def test_no_variable_of_gitlab_is_made_of_itself(self):
        for name, value in re.findall(r"^ +(\w+): \$(\w+)", self.start("gitlab"), flags=re.MULTILINE):
            self.assertNotEqual(name, value)

    def test_the_branch_that_deploys_is_the_repositorys(self):
        """GitHub has no variable for it where it says what starts a run; what can't be told, or written, is main."""
        def branches(repository):
            run = repository.run("ci", "github")
            self.assertEqual(run.code, 0, run)
            return re.findall(r"^    branches: (.*)$", run.text, flags=re.MULTILINE)
        repository = Repository()
        self.addCleanup(repository.close)
        self.assertEqual(branches(repository), ['["main"]'])
        repository.commit("first", readme="x")
        repository.git("branch", "-M", "trunk")
        self.assertEqual(branches(repository), ['["trunk"]'])
        repository.git("branch", "master")
        self.assertEqual(branches(repository), ['["master"]'])
        repository.git("branch", "release/1.0")
        clone = repository.clone("clone", "--branch", "release/1.0")
        clone.git("remote", "set-head", "origin", "release/1.0")
        self.assertEqual(branches(clone), ['["release/1.0"]'])
        for odd in ("a+b", "x'y", "main\"]"):
            repository.git("branch", odd)
            clone.git("fetch", "-q")
            clone.git("remote", "set-head", "origin", odd)
            self.assertEqual(branches(clone), ['["main"]'], odd)

    def test_every_part_is_there_and_no_other(self):
        parts = {"github": ("pipeline", "comment"), "gitlab": ("pipeline", "jobs"), "buildkite": ("pipeline", "jobs")}
        for system, known in parts.items():
            for part in ("pipeline", "comment", "jobs"):
                run = subprocess.run([PROGRAM, "ci", system, "--part", part], env=ENVIRONMENT, capture_output=True, text=True)
                self.assertEqual(run.returncode, 0 if part in known else 1, run)
                self.assertEqual(bool(run.stdout), part in known)

    def test_no_start_gives_a_pull_request_a_secret_or_a_token_that_writes(self):
        text = self.start("github")
        self.assertNotIn("pull_request_target", text)
        self.assertNotIn("secrets.", text)
        self.assertNotIn(": write", "".join(line for line in text.splitlines() if not line.strip().startswith("#")))
        self.assertEqual(text.count("persist-credentials: false"), text.count("actions/checkout@"))
        for line in re.findall(r"uses: (.*)", text + self.start("github", "--part", "comment")):
            self.assertRegex(line, r"^actions/[a-z-]+@[0-9a-f]{40} # v\d")
        # Names reach scripts as variables alone.
        for text in (text, self.start("github", "--part", "comment")):
            for script in re.findall(r"run: \|\n((?: {10}.*\n)+)", text):
                self.assertNotIn("${{", script)


class Limits(unittest.TestCase):
    """256 jobs of a matrix, 500 steps of an upload, on a real repository."""

    @classmethod
    def setUpClass(cls):
        cls.repository = Repository()
        for number in range(501):
            cls.repository.write(f"services/s{number:03}/x", "1")
        cls.repository.configure()
        cls.repository.commit("first")

    @classmethod
    def tearDownClass(cls):
        cls.repository.close()

    def run_plan(self, *words):
        return subprocess.run([PROGRAM, "plan", *words], cwd=self.repository.path, env=ENVIRONMENT, capture_output=True, text=True)

    def test_what_a_system_would_run_in_part_is_refused(self):
        for name, words in (("github", "GitHub runs at most 256 jobs"), ("buildkite", "Buildkite takes at most 500 steps")):
            out = os.path.join(self.repository.base, name)
            run = self.run_plan("--format", name, "--out", out)
            self.assertEqual((run.returncode, run.stdout), (1, ""))
            self.assertIn(words, run.stderr)
            self.assertFalse(os.path.exists(out), "nothing may be written where nothing can be printed")

    def test_shards_hold_all_images(self):
        run = self.run_plan("--format", "github", "--shards", "7")
        outputs = dict(line.split("=", 1) for line in run.stdout.splitlines())
        shards = json.loads(outputs["shards"])["include"]
        self.assertEqual(len(shards), 7)
        self.assertEqual(sum(len(shard["images"]) for shard in shards), 501)
        steps = json.loads(self.run_plan("--format", "buildkite", "--shards", "250").stdout)["steps"]
        self.assertEqual(len(steps), 250)

    def test_gitlab_has_no_such_limit(self):
        pipeline = json.loads(self.run_plan("--format", "gitlab").stdout)
        self.assertEqual(sum(name.startswith("build: ") for name in pipeline), 501)


if __name__ == "__main__":
    testing.main()
