#!/usr/bin/env python3
"""The pipeline that docs/ci.md has for Jenkins, run by Groovy (2.4, as in Jenkins) with stand-ins for its steps. Run by scripts/nightly pages."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", name) for name in ("e2e", "support", "cli")]

import ci_test  # noqa: E402
import testing  # noqa: E402
from sandbox import ENVIRONMENT  # noqa: E402

# Debian's script of Groovy knows only one place of it.
JAVA_HOME = os.path.dirname(os.path.dirname(os.path.realpath(shutil.which("java"))))

# The steps as variables of the script. Branches run one after the other, in any order but the one in which they were made: a closure that
# has not kept its own variables shows.
STEPS = """
def environment = []
def sh = { command ->
  def child = new ProcessBuilder('bash', '-e', '-c', command).inheritIO()
  environment.each { child.environment().putAll([(it.split('=', 2)[0]): it.split('=', 2)[1]]) }
  if (child.start().waitFor() != 0) throw new RuntimeException('the step failed: ' + command)
}
def steps = [
  node: { body -> body() }, scm: 'scm', checkout: { assert it == 'scm' }, archiveArtifacts: { assert it == 'plan/**' }, sh: sh,
  readJSON: { new groovy.json.JsonSlurperClassic().parse(new File(it.file)) },
  withEnv: { variables, body -> environment = variables; try { body() } finally { environment = [] } },
  stage: { name, body -> println 'stage ' + name; body() },
  parallel: { branches ->
    assert branches.remove('failFast') == false
    branches.keySet().each { assert it instanceof String }
    branches.keySet().toList().reverse().each { branches[it]() }
  }]
new GroovyShell(new Binding(steps)).evaluate(new File('Jenkinsfile'))
"""


class Jenkins(ci_test.InRepository):
    def run_pipeline(self, name, recipe):
        """The stages, and the targets that bake was asked for; None where it failed."""
        with tempfile.TemporaryDirectory() as directory:
            live = {service: self.setups[name].words[commit] for service, commit in self.live[name].items()}
            files = {"Jenkinsfile": recipe, "steps.groovy": STEPS, "live.json": json.dumps(live)}
            for file, text in files.items():
                pathlib.Path(directory, file).write_text(text, encoding="utf-8")
            wrapper = pathlib.Path(directory, "deltaplan")
            wrapper.write_text(f"#!/bin/sh\nexec '{self.tools}/deltaplan' \"$@\" -C '{self.setups[name].directory}' "
                               f"--live-file '{directory}/live.json' --out '{directory}/plan'\n", encoding="utf-8")
            wrapper.chmod(0o755)
            notes = os.path.join(directory, "notes")
            run = subprocess.run(["groovy", "steps.groovy"], cwd=directory, capture_output=True, text=True,
                                 env=ENVIRONMENT | {"PATH": f"{directory}:{self.tools}:{os.environ['PATH']}", "NOTES": notes, "JAVA_HOME": JAVA_HOME})
            if run.returncode != 0:
                self.assertIn("the step failed: deltaplan plan", run.stderr)
                return None
            calls = [json.loads(line) for line in open(notes, encoding="utf-8")] if os.path.exists(notes) else []
            self.assertTrue(all(call[:-1] == ["docker", "buildx", "bake", "--push", "-f", "plan/docker-bake.json"] for call in calls), calls)
            return re.findall("^stage (.*)$", run.stdout, flags=re.MULTILINE), [call[-1] for call in calls]

    def test_each_image_is_built_once_wave_by_wave(self):
        recipe = ci_test.block_of("Jenkins", "groovy").replace("plan --out plan", "plan")
        self.assertEqual(self.run_pipeline("images", recipe), (["wave 0", "wave 1", "wave 2"], ["base", "node", "app"]))
        stages, targets = self.run_pipeline("odd_names", recipe)
        self.assertEqual((stages, len(targets), len(set(targets))), (["wave 0"], len(targets), len(targets)))
        self.assertGreater(len(targets), 2)
        self.assertEqual(self.run_pipeline("unchanged", recipe), ([], []))
        self.assertIsNone(self.run_pipeline("unchanged", recipe.replace("deltaplan plan", "deltaplan plan --live nobody=1")))


if __name__ == "__main__":
    testing.main()
