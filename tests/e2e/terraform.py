"""The real Terraform and OpenTofu, on configurations made of what is built into them."""

import json
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))


SERVICES = os.path.join(HERE, "..", "..", "fixtures", "terraform", "services")


class Terraform:
    """A root module in a directory of its own, with its state; with `module=None` the one that is there."""

    def __init__(self, program, directory, module=SERVICES, settings=os.devnull, **environment):
        self.program = program
        self.directory = directory
        self.environment = {"PATH": os.environ["PATH"], "HOME": directory, "TF_CLI_CONFIG_FILE": settings, "CHECKPOINT_DISABLE": "1",
                            "TF_IN_AUTOMATION": "1", **environment}
        if module:
            shutil.copytree(module, directory)
        self.run("init", "-input=false")

    def try_run(self, command, *arguments):
        return subprocess.run([self.program, command, "-no-color", *arguments], cwd=self.directory, env=self.environment,
                              capture_output=True, timeout=300)

    def run(self, command, *arguments):
        result = self.try_run(command, *arguments)
        if result.returncode != 0:
            raise RuntimeError(f"{self.program} {command}: {result.stderr.decode(errors='replace')}")
        return result.stdout

    def write(self, name, content):
        with open(os.path.join(self.directory, name), "w", encoding="utf-8") as file:
            file.write(content)

    def apply(self, *arguments):
        self.run("apply", "-input=false", "-auto-approve", *arguments)

    def plan(self, *arguments, fails=False):
        """What `show -json` prints of a plan."""
        result = self.try_run("plan", "-input=false", "-out=tfplan", *arguments)
        if (result.returncode != 0) != fails:
            raise RuntimeError(result.stderr.decode(errors="replace"))
        return self.run("show", "-json", "tfplan")

    def values(self):
        """Address -> values, of every instance in the state."""
        def inside(module):
            found = {resource["address"]: resource["values"] for resource in module.get("resources", [])}
            for child in module.get("child_modules", []):
                found |= inside(child)
            return found
        state = json.loads(self.run("show", "-json"))
        return inside(state["values"]["root_module"]) if "values" in state else {}

    def addresses(self):
        """Every instance in the state."""
        return list(self.values())


def tags(values):
    """-var for the map of tags."""
    return f"-var=image_tags={json.dumps(values)}"
