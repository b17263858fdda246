#!/usr/bin/env python3
"""What deltaplan writes, given to the real Terraform and OpenTofu; what they then did is read from the state.

The tools come from scripts/setup_terraform. Terraform is any of the two here: each test runs with both.
"""

import json
import os
import shutil
import subprocess
import sys
import unicodedata
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.join(HERE, "..", "..", "fixtures", "terraform")
sys.path.insert(0, os.path.join(HERE, "..", "support"))

import sandbox  # noqa: E402
import testing  # noqa: E402
import tools  # noqa: E402
from sandbox import Repository  # noqa: E402

ROOT = "infra/terraform"
TARGETS = ['terraform_data.task_definition["{service}"]', 'terraform_data.service["{service}"]', 'module.side["{service}"]']
# Addresses that deltaplan refuses, as a target or a service of one would roll nothing, and newer versions take.
TAKEN_BY_NEWER = {"ephemeral.x.y": {"terraform": (1, 10), "tofu": (1, 11)},
                  "module.a[0].ephemeral.x.y[\"k\"]": {"terraform": (1, 10), "tofu": (1, 11)}}
ODD_NAMES = ["a b", 'quo"te', "back\\slash", "${x}", "$${x}", "%{if}", "$x", "100%", "new\nline", "tab\tstop", "测试", "e\u0301té",
             "[locale]", "(base)", "-dash", "#hash", "'single'", "a.b[0]"]


def lines(*path):
    with open(os.path.join(FIXTURES, *path), encoding="utf-8") as file:
        return file.read().splitlines()


class Module:
    """A root module in a directory, and the Terraform that works on it with none of the user's settings."""

    def __init__(self, tool, directory, scratch):
        self.program = tools.path(tool)
        self.directory = directory
        settings = os.path.join(scratch, "settings.tfrc")
        with open(settings, "w", encoding="utf-8"):
            pass
        self.environment = {"PATH": os.environ["PATH"], "HOME": scratch, "TF_CLI_CONFIG_FILE": settings, "CHECKPOINT_DISABLE": "1",
                            "TF_IN_AUTOMATION": "1", "TF_INPUT": "0"}

    def try_run(self, *arguments):
        return subprocess.run([self.program, *arguments], cwd=self.directory, env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120)

    def run(self, *arguments):
        run = self.try_run(*arguments)
        if run.returncode != 0:
            raise AssertionError(f"{arguments}: {run.stdout}{run.stderr}")
        return run.stdout

    def apply(self, *arguments):
        return self.run("apply", "-no-color", "-auto-approve", *arguments)

    def state(self):
        """Address -> id and values, of every resource instance."""
        found = {}

        def visit(module):
            for resource in module.get("resources", []):
                found[resource["address"]] = resource["values"]
            for child in module.get("child_modules", []):
                visit(child)

        visit(json.loads(self.run("show", "-json"))["values"]["root_module"])
        return found


class RealTerraform:
    """The tests; the classes below say with which of the tools."""

    maxDiff = None

    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)

    def start(self, names, targets=None, live=None, **config):
        """A repository with these services, all live at its first commit and applied so."""
        for name in names:
            self.repo.write(f"services/{name}/main.ts", "first")
        self.repo.write("packages/common/index.ts", "first")
        root = os.path.join(self.repo.path, ROOT)
        shutil.copytree(os.path.join(FIXTURES, "builtin"), root)
        self.repo.write(".gitignore", "/plan/\n.terraform*\n*.tfstate*\n")
        self.repo.write(f"{ROOT}/services.auto.tfvars.json", json.dumps({"services": names}))
        environment = {"live": live or [{"from": "image_tags"}], "image_tags": {"file": f"{ROOT}/image-tags.auto.tfvars.json"},
                       "terraform": {"dir": ROOT, "targets": targets or TARGETS}}
        self.repo.configure(environments={"test": environment}, packages=["packages/common"], dependencies="declared", **config)
        self.live = self.repo.commit("first")[:7]
        self.repo.write(f"{ROOT}/image-tags.auto.tfvars.json", json.dumps({"image_tags": {name: self.live for name in names}}))
        self.repo.commit("what is live")
        self.module = Module(self.tool, root, self.repo.base)
        self.module.run("init", "-no-color")
        self.module.apply()
        return self.module.state()

    def change(self, *names):
        for name in names:
            self.repo.write(f"services/{name}/main.ts", f"changed {self.repo.clock}")
        return self.repo.commit("change")

    def plan(self):
        """Runs deltaplan; returns the arguments that it has written for Terraform."""
        run = self.repo.run("plan", "--out", "plan")
        self.assertEqual(run.code, 0, run)
        with open(os.path.join(self.repo.path, "plan", "plan.json"), encoding="utf-8") as file:
            self.planned = json.load(file)
        with open(os.path.join(self.repo.path, "plan", "target_args.txt"), encoding="utf-8") as file:
            targets = file.read().split("\n")
        self.assertEqual(targets.pop(), "")
        return [f"-var-file={self.repo.path}/plan/image_tags.auto.tfvars.json", *targets]

    def deployed(self):
        return [service["name"] for service in self.planned["services"] if service["decision"] == "deploy"]

    def changed(self, *arguments):
        """The addresses that a Terraform plan would change."""
        self.module.run("plan", "-no-color", "-out=change.tfplan", *arguments)
        changes = json.loads(self.module.run("show", "-json", "change.tfplan")).get("resource_changes", [])
        return sorted(change["address"] for change in changes if change["change"]["actions"] != ["no-op"])

    def keep_tag_map(self):
        """What a deploy does last: the emitted map becomes the environment's own."""
        shutil.copy(os.path.join(self.repo.path, "plan", "image_tags.auto.tfvars.json"),
                    os.path.join(self.repo.path, ROOT, "image-tags.auto.tfvars.json"))

    def of_service(self, name):
        """The addresses that roll with a service, as Terraform prints them, but for the log workers, which never change."""
        key = json.dumps(name, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
        return [f"terraform_data.task_definition[{key}]", f"terraform_data.service[{key}]", f"module.side[{key}].terraform_data.this"]

    def assert_moved(self, before, after, names):
        """These services were rolled to their planned tags, and nothing else is different."""
        moved = {address for address in before.keys() | after.keys() if before.get(address) != after.get(address)}
        self.assertEqual(sorted(moved), sorted(address for name in names for address in self.of_service(name)))
        self.assertEqual(before.keys(), after.keys())
        for name in names:
            definition, service, side = self.of_service(name)
            image = f"registry.example.com/{name}:{self.planned['image_tags'][name]}"
            self.assertEqual(after[definition]["input"]["image"], image)
            self.assertNotEqual(after[definition]["id"], before[definition]["id"])
            self.assertEqual(after[service]["input"]["task_definition"], after[definition]["id"])
            self.assertEqual(after[service]["id"], before[service]["id"])
            self.assertEqual((after[side]["input"], after[side]["id"]), (image, before[side]["id"]))

    def assert_moved_by_input(self, before, after, names):
        """As assert_moved, with the services' own names instead of addresses: it is the addresses that are on trial."""
        self.assertEqual(before.keys(), after.keys())
        moved = [address for address in before if before[address] != after[address]]
        services = [after[address]["input"]["name"] for address in moved if address.startswith("terraform_data.service[")]
        self.assertEqual(sorted(services), sorted(unicodedata.normalize("NFC", name) for name in names))  # as Terraform does
        self.assertEqual(len(moved), 3 * len(names))

    def test_only_the_planned_services_move(self):
        before = self.start(["billing", "clinical-api", "web"])
        self.change("web")
        arguments = self.plan()
        self.assertEqual(self.deployed(), ["web"])
        self.module.apply(*arguments)
        self.assert_moved(before, self.module.state(), ["web"])

    def test_a_shared_package_moves_those_that_depend_on_it(self):
        uses = {"depends_on": ["packages/common"]}
        before = self.start(["billing", "clinical-api", "web"], services=[
            {"path": "services/*"}, {"name": "billing", **uses}, {"name": "web", **uses}])
        self.repo.commit("shared", **{"packages/common/index.ts": "changed"})
        arguments = self.plan()
        self.assertEqual(self.deployed(), ["billing", "web"])
        self.module.apply(*arguments)
        self.assert_moved(before, self.module.state(), ["billing", "web"])

    def test_a_targeted_plan_names_no_other_address(self):
        self.start(["billing", "clinical-api", "web"])
        self.change("billing", "web")
        self.assertEqual(self.changed(*self.plan()), sorted(self.of_service("billing") + self.of_service("web")))

    def test_an_untargeted_apply_with_the_emitted_map_rolls_nothing_back(self):
        self.start(["billing", "clinical-api", "web"])
        self.change("web")
        self.module.apply(*self.plan())
        self.keep_tag_map()
        self.repo.commit("deployed")
        self.assertEqual(self.changed(), [])
        nothing = self.plan()
        self.assertEqual(nothing[1:], ["-target=terraform_data.deltaplan_nothing_to_roll"])
        self.assertEqual(self.deployed(), [])

    def deploy_as(self, document):
        """Runs the whole deploy that a document shows, word for word, with these programs."""
        with open(os.path.join(HERE, "..", "..", document), encoding="utf-8") as file:
            blocks = [block.split("```", 1)[0] for block in file.read().split("```bash\n")[1:]]
        flow, = (block for block in blocks if "terraform apply" in block and "deltaplan plan" in block)
        return self.run_lines(flow)

    def run_lines(self, lines_of_bash):
        """Runs them with these programs, as deltaplan and terraform."""
        programs = os.path.join(self.repo.base, "programs")
        os.makedirs(programs, exist_ok=True)
        for name, program in (("terraform", self.module.program), ("deltaplan", sandbox.PROGRAM)):
            with open(os.path.join(programs, name), "w", encoding="utf-8") as file:
                file.write(f'#!/bin/sh\necho "{name} $1" >>{self.repo.base}/called\nexec {program} "$@"\n')
            os.chmod(os.path.join(programs, name), 0o755)
        env = dict(self.module.environment, PATH=programs + os.pathsep + os.environ["PATH"])
        return subprocess.run(["bash", "-euo", "pipefail", "-c", lines_of_bash], cwd=self.repo.path, env=env, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120)

    def called(self):
        with open(os.path.join(self.repo.base, "called"), encoding="utf-8") as file:
            return file.read().splitlines()

    def start_for_readme(self):
        """README's deploy with a root module at the top, and something in its files that no targeted apply may bring out."""
        for name in ("api", "web"):
            self.repo.write(f"services/{name}/main.ts", "first")
        self.repo.write("main.tf", """variable "image_tags" {
  type = map(string)
}

resource "terraform_data" "service" {
  for_each = toset(["api", "web"])
  input    = "registry.example.com/${each.key}:${var.image_tags[each.key]}"
}
""")
        self.repo.write(".gitignore", "/plan/\ntfplan\n.terraform*\n*.tfstate*\n")
        self.repo.configure(environments={"prod": {
            "live": [{"from": "image_tags"}], "image_tags": {"file": "image-tags.auto.tfvars.json"},
            "terraform": {"targets": ['terraform_data.service["{service}"]']}}})
        first = self.repo.commit("first")[:7]
        self.repo.write("image-tags.auto.tfvars.json", json.dumps({"image_tags": {name: first for name in ("api", "web")}}))
        self.repo.commit("what is live")
        self.module = Module(self.tool, self.repo.path, self.repo.base)
        self.module.run("init", "-no-color")
        self.module.apply()
        self.repo.write("waiting.tf", 'resource "terraform_data" "waiting" {}\n')
        self.repo.commit("not for this deploy")
        return self.module.state()

    def test_38_readmes_deploy_on_a_day_without_a_change_applies_nothing(self):
        before = self.start_for_readme()
        run = self.deploy_as("README.md")
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertIn("deltaplan verify", self.called())
        self.assertEqual(self.module.state(), before)
        # The list alone does no harm either, where somebody leaves out what guards it.
        with open(os.path.join(self.repo.path, "plan", "target_args.txt"), encoding="utf-8") as file:
            arguments = file.read().splitlines()
        self.assertEqual(arguments, ["-target=terraform_data.deltaplan_nothing_to_roll"])
        self.assertIn("0 added, 0 changed, 0 destroyed", self.module.apply(*arguments))
        self.assertEqual(self.module.state(), before)
        self.assertEqual(self.changed(), ["terraform_data.waiting"])

    def test_49_only_restarts_and_services_without_an_address_give_no_list_that_applies_everything(self):
        before = self.start_for_readme()
        self.repo.configure(
            services=["services/*", {"name": "web", "restart_with": ["api"], "targets": ['terraform_data.service["web"]']}],
            environments={"prod": {"live": [{"from": "image_tags"}], "image_tags": {"file": "image-tags.auto.tfvars.json"}}})
        self.repo.commit("api has no address, web restarts with it", **{"services/api/main.ts": "second"})
        run = self.repo.run("plan", "--out", "plan", "--format", "json")
        planned = json.loads(run.text)
        self.assertEqual([(service["name"], service["restart"]) for service in planned["services"]], [("api", False), ("web", True)])
        with open(os.path.join(self.repo.path, "plan", "target_args.txt"), encoding="utf-8") as file:
            arguments = file.read().splitlines()
        self.assertEqual(arguments, ["-target=terraform_data.deltaplan_nothing_to_roll"])
        self.module.apply(*arguments)
        self.assertEqual(self.module.state(), before)

    def assert_api_alone_moved(self, before):
        after = self.module.state()
        self.assertEqual([address for address in before | after if before.get(address) != after.get(address)],
                         ['terraform_data.service["api"]'])
        # The tag map is that of the deploy: an apply of everything brings out what waits, and rolls nothing back.
        self.assertEqual(self.changed(), ["terraform_data.waiting"])

    def test_38_readmes_deploy_rolls_what_has_changed(self):
        for document in ("README.md", "docs/verify.md"):
            with self.subTest(document=document):
                self.repo = Repository()
                self.addCleanup(self.repo.close)
                before = self.start_for_readme()
                self.repo.commit("api", **{"services/api/main.ts": "second"})
                run = self.deploy_as(document)
                self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
                # What is shown may be piped into what verifies: then both begin at once.
                called = self.called()[-6:]
                self.assertEqual([*sorted(called[:2]), *called[2:]],
                                 ["deltaplan verify", "terraform show", "deltaplan tags", "deltaplan release", "terraform apply", "deltaplan release"])
                self.assert_api_alone_moved(before)

    def test_38_the_lines_that_plan_prints_roll_what_has_changed(self):
        before = self.start_for_readme()
        self.repo.commit("api", **{"services/api/main.ts": "second"})
        printed = sandbox.on_a_terminal("plan", "--out", "plan", cwd=self.repo.path).decode().replace("\r\n", "\n")
        run = self.run_lines(printed.split(", in bash:\n", 1)[1])
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertEqual(self.called(), ["terraform plan", "terraform show", "deltaplan verify", "deltaplan tags", "deltaplan release", "terraform apply",
                                         "deltaplan release"])
        self.assert_api_alone_moved(before)

    def test_38_readmes_deploy_writes_no_tag_that_verify_has_refused(self):
        before = self.start_for_readme()
        with open(os.path.join(self.repo.path, "main.tf"), encoding="utf-8") as file:
            main = file.read()
        # What waits is a dependency now, so Terraform makes it with the target.
        self.repo.commit("api", **{"services/api/main.ts": "second", "main.tf": main.replace(
            "service\" {\n", "service\" {\n  depends_on = [terraform_data.waiting]\n")})
        run = self.deploy_as("README.md")
        self.assertEqual(run.returncode, 3, run.stdout + run.stderr)
        self.assertEqual(sorted(self.called()[-2:]), ["deltaplan verify", "terraform show"])
        self.assertEqual(self.module.state(), before)
        self.assertEqual(self.repo.git("status", "--porcelain", "--", "image-tags.auto.tfvars.json"), "")

    def test_services_with_baselines_of_their_own_catch_up_in_turn(self):
        before = self.start(["billing", "clinical-api", "web"])
        for name in ("web", "billing"):
            self.change(name)
            arguments = self.plan()
            self.assertEqual(self.deployed(), [name])
            self.module.apply(*arguments)
            after = self.module.state()
            self.assert_moved(before, after, [name])
            self.keep_tag_map()
            self.repo.commit("deployed")
            before = after
        tags = self.planned["image_tags"]
        self.assertEqual((len(set(tags.values())), tags["clinical-api"]), (3, self.live))

    def test_27_odd_names_reach_exactly_their_own_instances(self):
        before = self.start(ODD_NAMES)
        changed = ODD_NAMES[::2]
        self.change(*changed)
        arguments = self.plan()
        self.assertEqual(sorted(self.deployed()), sorted(changed))
        self.module.apply(*arguments)
        self.assert_moved_by_input(before, self.module.state(), changed)
        # And the others, so that each name has been a target once.
        others = ODD_NAMES[1::2]
        self.keep_tag_map()
        self.change(*others)
        before = self.module.state()
        self.module.apply(*self.plan())
        self.assertEqual(sorted(self.deployed()), sorted(others))
        self.assert_moved_by_input(before, self.module.state(), others)

    def test_27_addresses_are_accepted_and_refused_as_listed(self):
        root = os.path.join(self.repo.base, "empty")
        os.mkdir(root)
        module = Module(self.tool, root, self.repo.base)
        with open(os.path.join(root, "main.tf"), "w", encoding="utf-8") as file:
            file.write('resource "terraform_data" "a" {}\n')
        module.run("init", "-no-color")
        module.run("plan", "-no-color", *[f"-target={address}" for address in lines("addresses", "valid.txt")])
        version = tuple(int(part) for part in json.loads(module.run("version", "-json"))["terraform_version"].split(".")[:2])
        taken = {address for address, since in TAKEN_BY_NEWER.items() if version >= since[self.tool]}
        for address in taken:
            self.assertIn("No changes", module.run("plan", "-no-color", f"-target={address}"), "it names nothing that an apply changes")
        # In one run, each refused address is an error of its own.
        refused = [address for address in lines("addresses", "invalid.txt") if address not in taken]
        run = module.try_run("plan", "-no-color", *[f"-target={address}" for address in refused])
        self.assertEqual(run.returncode, 1)
        self.assertEqual(run.stderr.count("Error: Invalid target"), len(refused), run.stderr)

    def found(self):
        """What deltaplan finds with the state at hand: the whole answer."""
        run = self.repo.run("targets", "--format", "json", "--state", "-", data=self.module.run("show", "-json").encode())
        self.assertEqual(run.code, 0, run)
        return json.loads(run.text)

    def test_found_targets_are_those_of_the_state(self):
        before = self.start(["billing", "clinical-api", "web", *ODD_NAMES], targets="auto")
        found = self.found()
        self.assertEqual((found["warnings"], found["unresolved"]), ([], []))
        for service in found["services"]:
            addresses = [target["address"] for target in service["targets"]]
            name = unicodedata.normalize("NFC", service["name"])  # as Terraform keeps it
            self.assertEqual(sorted(addresses), sorted(self.of_service(name)))
            self.assertLessEqual(set(addresses), before.keys())
            self.assertTrue(all(target["in_state"] for target in service["targets"]))

    def test_only_the_planned_services_move_by_found_targets(self):
        before = self.start(["billing", "clinical-api", "web"], targets="auto")
        self.change("web")
        self.module.apply(*self.plan())
        self.assert_moved(before, self.module.state(), ["web"])

    def test_32_targeted_runs_are_refused_while_a_move_is_pending(self):
        self.start(["billing", "web"], targets="auto")
        main = os.path.join(self.module.directory, "main.tf")
        with open(main, encoding="utf-8") as file:
            text = file.read()
        self.repo.write(f"{ROOT}/main.tf", text.replace('"terraform_data" "database"', '"terraform_data" "store"'))
        self.repo.write(f"{ROOT}/moved.tf", "moved {\n  from = terraform_data.database\n  to   = terraform_data.store\n}\n")
        self.change("web")
        self.assertEqual([warning["code"] for warning in self.found()["warnings"]], ["moved_not_applied"])
        refused = self.module.try_run("plan", "-no-color", *self.plan())
        self.assertEqual(refused.returncode, 1)
        self.assertIn("excluded by targeting", refused.stderr)
        self.module.apply()
        self.assertEqual(self.found()["warnings"], [])
        self.module.run("plan", "-no-color", *self.plan())

    def test_32_a_disabled_service_is_no_target(self):
        self.start(["billing", "web"], targets="auto")
        self.repo.write(f"{ROOT}/services.auto.tfvars.json", json.dumps({"services": ["billing"]}))
        self.change("web")
        self.assertEqual(self.plan()[1:], ["-target=terraform_data.deltaplan_nothing_to_roll"])
        self.assertIn("service_without_target", [warning["code"] for warning in self.planned["warnings"]])
        found = self.found()
        self.assertEqual({warning["code"] for warning in found["warnings"]}, {"target_without_instance"})
        kept = [address for address in self.of_service("web") if any(address in w["message"] for w in found["warnings"])]
        self.assertEqual(kept, self.of_service("web"))

    def status(self, *arguments):
        run = self.repo.run("status", "--strict", "--format", "json", *arguments, environment=self.module.environment)
        self.assertIn(run.code, (0, 4), run)
        return run.code, json.loads(run.text)

    def test_12_the_state_says_what_is_live_and_what_a_stale_map_rolls_back(self):
        names = ["billing", "web", *ODD_NAMES]
        state = {"from": "terraform_state", "command": [tools.path(self.tool), "show", "-json"]}
        self.start(names, live=[state, {"from": "image_tags"}])
        code, status = self.status()
        self.assertEqual((code, status["deciding"], [s["live"]["tag"] for s in status["services"]]),
                         (0, "terraform_state", [self.live] * len(names)))
        # A targeted deploy whose tag map is not kept: the next untargeted apply takes it back.
        self.change("web", ODD_NAMES[0])
        arguments = self.plan()
        self.module.apply(*arguments)
        code, status = self.status()
        effects = {s["name"]: s["untargeted_apply"] for s in status["services"]}
        rollback = {"effect": "rollback", "commits": 2}  # "what is live", and the change
        self.assertEqual(effects, {name: rollback if name in ("web", ODD_NAMES[0]) else {"effect": "none", "commits": None}
                                   for name in names})
        self.assertEqual(code, 4)
        self.assertEqual(self.changed(), sorted(self.of_service(ODD_NAMES[0]) + self.of_service("web")))
        # The state file itself says the same as what the tool prints of it.
        file = os.path.join(self.module.directory, "terraform.tfstate")
        self.assertEqual(self.status("--state", file), (code, status))
        self.keep_tag_map()
        self.assertEqual((self.status()[0], self.changed()), (0, []))

    def start_roots(self, one_tag=False):
        """Two services in root modules of their own, one in a workspace of its own; what there is hangs on workspace and variables. With
        `one_tag` each root has one, and nothing in it names the service."""
        modules = {}
        for name, workspace in (("api", "prod"), ("legacy", "old")):
            self.repo.write(f"services/{name}/main.ts", "first")
            variable, type_of, tag = ("image_tag", "string", "var.image_tag") if one_tag else (
                "image_tags", "map(string)", f'var.image_tags["{name}"]')
            self.repo.write(f"infra/{name}/main.tf", f"""variable "{variable}" {{
  type = {type_of}
}}
variable "on" {{
  default = false
}}
variable "zones" {{
  type    = list(string)
  default = []
}}
resource "terraform_data" "service" {{
  count = terraform.workspace == "{workspace}" && var.on && length(var.zones) == 2 ? 1 : 0
  input = "registry.example.com/{name}:${{{tag}}}"
}}
resource "terraform_data" "waiting" {{
  input = "of {name}"
}}
""")
            modules[name] = Module(self.tool, os.path.join(self.repo.path, "infra", name), self.repo.base)
            modules[name].environment["TF_WORKSPACE"] = workspace
        self.repo.write("env/prod.tfvars", "on    = false\nzones = [\"a\", \"b\"]\n")
        self.repo.write(".gitignore", "/plan/\ntfplan\n.terraform*\n*.tfstate*\n")
        self.repo.configure(environments={"prod": {
            "live": [{"from": "image_tags"}],
            "image_tags": {"file": "infra/{service}/tags.json", "variable": "image_tag", "form": "scalar"} if one_tag else {
                "file": "tags.json"},
            "terraform": {"dir": "infra/{service}", "workspace": "{env}", "var_files": ["env/{env}.tfvars"], "vars": {"on": True},
                          "targets": "auto"},
            "services": {"legacy": {"terraform": {"workspace": "old"}}}}})
        live = self.repo.commit("first")[:7]
        if one_tag:
            for name in modules:
                self.repo.write(f"infra/{name}/tags.json", json.dumps({"image_tag": live}))
        else:
            self.repo.write("tags.json", json.dumps({"image_tags": {name: live for name in modules}}))
        self.repo.commit("second", **{f"services/{name}/main.ts": "second" for name in modules})
        for module in modules.values():
            module.run("init", "-no-color")  # makes the workspace that TF_WORKSPACE names
        return modules

    def test_57_each_root_is_planned_verified_and_applied_by_its_own_files(self):
        self.deploy_each_root(self.start_roots())

    def test_57_what_a_tag_reaches_in_a_root_of_one_service_needs_no_name(self):
        self.deploy_each_root(self.start_roots(one_tag=True))

    def deploy_each_root(self, modules):
        run = self.repo.run("plan", "--out", "plan")
        self.assertEqual(run.code, 0, run)
        with open(os.path.join(HERE, "..", "..", "docs", "output.md"), encoding="utf-8") as file:
            blocks = [block.split("```", 1)[0] for block in file.read().split("```bash\n")[1:]]
        each_root, = (block for block in blocks if "-chdir" in block)
        programs = os.path.join(self.repo.base, "programs")
        os.makedirs(programs)
        os.symlink(modules["api"].program, os.path.join(programs, "terraform"))
        env = {key: value for key, value in modules["api"].environment.items() if key != "TF_WORKSPACE"}
        planned = subprocess.run(["bash", "-euo", "pipefail", "-c", each_root], cwd=self.repo.path, capture_output=True, text=True,
                                 env=env | {"PATH": programs + os.pathsep + os.environ["PATH"]}, timeout=120)
        self.assertEqual(planned.returncode, 0, planned.stdout + planned.stderr)
        given = []
        for name, module in modules.items():
            with open(os.path.join(self.repo.base, name + ".json"), "w", encoding="utf-8") as file:
                file.write(module.run("show", "-json", "tfplan"))
            given += ["--root", f"infra/{name}={file.name}"]
        missing = self.repo.run("verify", "--plan", "plan", *given[:2])
        self.assertEqual(missing.code, 3, missing)
        self.assertIn("root_missing", missing.text)
        verified = self.repo.run("verify", "--plan", "plan", *given)
        self.assertEqual(verified.code, 0, verified)
        written = self.repo.run("tags", "set", "--from", "plan")
        self.assertEqual(written.code, 0, written)
        for name, module in modules.items():
            module.run("apply", "-no-color", "tfplan")
            state = module.state()
            self.assertEqual(list(state), ["terraform_data.service[0]"])
            self.assertEqual(state["terraform_data.service[0]"]["input"], f"registry.example.com/{name}:{self.repo.short()}")

    def test_57_what_is_common_to_several_roots_applies_nothing(self):
        modules = self.start_roots()
        self.assertEqual(self.repo.run("plan", "--out", "plan").code, 0)
        with open(os.path.join(self.repo.path, "plan", "target_args.txt"), encoding="utf-8") as file:
            arguments = file.read().splitlines()
        given = ["-var=on=true", f"-var-file={self.repo.path}/plan/image_tags.auto.tfvars.json"]
        self.assertIn("0 added, 0 changed, 0 destroyed", modules["api"].apply(*given, *arguments))

    def test_56_what_terraform_is_given_decides_as_it_does_for_terraform(self):
        self.repo.write("services/api/main.ts", "first")
        self.repo.write("main.tf", """variable "image_tags" {
  default = { api = "aaaaaaa" }
}
variable "n" {
  type    = number
  default = 1
}
variable "names" {
  type    = list(string)
  default = []
}
variable "bare" {
  default = "no"
}
resource "terraform_data" "api" {
  count = var.n + length(var.names) + (var.bare == "[1]" ? 10 : 0) + (terraform.workspace == "default" ? 0 : 20)
  input = "registry.example.com/api:${var.image_tags["api"]}"
}
""")
        environment = {"terraform": {"targets": "auto", "vars": {}}}
        module = Module(self.tool, self.repo.path, self.repo.base)

        def compare(count, arguments=(), **variables):
            self.repo.configure(environments={"prod": environment})
            self.repo.commit("as it is now")
            found = self.repo.run("targets", "--format", "json", environment=variables)
            self.assertEqual(found.code, 0, found)
            addresses = sorted(target["address"] for target in json.loads(found.text)["services"][0]["targets"])
            kept = module.environment
            module.environment = kept | variables
            self.assertEqual(self.changed(*arguments), addresses)
            module.environment = kept
            self.assertEqual(len(addresses), count)

        self.repo.write(".gitignore", "*.tfplan\n.terraform*\n*.tfstate*\n")
        module.run("init", "-no-color")
        self.module = module
        environment["terraform"]["workspace"] = "default"
        compare(1)
        compare(2, TF_VAR_n="2")
        compare(4, TF_VAR_n="2", TF_VAR_names='["a", "b"]')
        compare(11, TF_VAR_bare="[1]")
        self.repo.write("terraform.tfvars", "n = 3\n")
        compare(3, TF_VAR_n="2")
        self.repo.write("b.auto.tfvars.json", '{"n": 4}')
        compare(4)
        self.repo.write("env/one.tfvars", "n = 5\n")
        self.repo.write("env/two.tfvars", "n = 6\n")
        environment["terraform"]["var_files"] = ["env/two.tfvars", "env/one.tfvars"]
        compare(5, ["-var-file=env/two.tfvars", "-var-file=env/one.tfvars"])
        environment["terraform"]["vars"] = {"n": 7, "names": '["a"]'}
        compare(8, ["-var-file=env/two.tfvars", "-var-file=env/one.tfvars", "-var=n=7", '-var=names=["a"]'])
        del environment["terraform"]["workspace"]
        module.run("workspace", "new", "other")
        compare(28, ["-var-file=env/two.tfvars", "-var-file=env/one.tfvars", "-var=n=7", '-var=names=["a"]'], TF_WORKSPACE="other")

    def test_56_what_may_be_there_is_a_target_that_does_no_harm_where_it_is_not(self):
        self.repo.write("services/api/main.ts", "first")
        self.repo.write("m/main.tf", 'variable "tag" {}\nresource "terraform_data" "api" {\n  input = "api:${var.tag}"\n}\n')
        self.repo.write("main.tf", """variable "image_tags" {
  default = { api = "aaaaaaa" }
}
variable "on" {
  default = false
}
resource "terraform_data" "api" {
  count = var.on ? 1 : 0
  input = "registry.example.com/api:${var.image_tags["api"]}"
}
module "api" {
  source = "./m"
  count  = var.on ? 1 : 0
  tag    = var.image_tags["api"]
}
resource "terraform_data" "waiting" {}
""")
        self.repo.configure(environments={"prod": {"terraform": {"targets": "auto"}}})
        self.repo.write(".gitignore", "*.tfplan\n.terraform*\n*.tfstate*\n")
        self.repo.commit("first")
        found = json.loads(self.repo.run("targets", "--format", "json").text)
        targets = [target["address"] for target in found["services"][0]["targets"]]
        self.assertEqual(targets, ["terraform_data.api", "module.api[0].terraform_data.api"])
        self.module = Module(self.tool, self.repo.path, self.repo.base)
        self.module.run("init", "-no-color")
        arguments = [f"-target={address}" for address in targets]
        self.assertEqual(self.changed(*arguments), [])
        self.assertEqual(self.changed("-var=on=true", *arguments), ["module.api[0].terraform_data.api", "terraform_data.api[0]"])

    def test_the_fixtures_are_formatted_and_can_be_loaded(self):
        for name in ("builtin", "ecs"):
            root = os.path.join(self.repo.base, name)
            shutil.copytree(os.path.join(FIXTURES, name), root)
            module = Module(self.tool, root, self.repo.base)
            module.run("fmt", "-check", "-recursive")
            module.run("get", "-no-color")


class Terraform(RealTerraform, unittest.TestCase):
    tool = "terraform"


class Tofu(RealTerraform, unittest.TestCase):
    tool = "tofu"


if __name__ == "__main__":
    tools.directory()
    testing.main()
