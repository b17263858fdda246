#!/usr/bin/env python3
"""`deltaplan tags` on real files: every form that a tag map has, two writers at once, and whoever is killed."""

import concurrent.futures
import fcntl
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import testing  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM, Plan, Repository  # noqa: E402

SERVICES = ("api", "clinical-api", "web")


class Tags(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)
        for service in SERVICES:
            self.repo.write(f"services/{service}/main.ts", service)

    def configure(self, file, content, /, live=({"from": "image_tags"},), **image_tags):
        """A platform whose tags stand in `file`."""
        environment = {"live": list(live), "image_tags": {"file": file, **image_tags}}
        self.repo.write("deltaplan.json", json.dumps(
            {"version": 1, "services": ["services/*"], "environments": {"prod": environment}}))
        self.repo.write(file, content)
        self.repo.commit("configure")
        self.file = os.path.join(self.repo.path, file)

    def content(self):
        with open(self.file, "rb") as file:
            return file.read().decode()

    def tags(self, action, *arguments, code=0):
        result = self.repo.run("tags", action, *arguments)
        self.assertEqual(result.code, code, result)
        return result

    def plan(self, *arguments):
        result = self.repo.run("plan", "--format", "json", *arguments)
        self.assertEqual(result.code, 0, result)
        return Plan(result)

    def test_28_every_carrier_is_read_and_edited_and_nothing_else_changes(self):
        carriers = {
            "a.tfvars.json": ({}, '{"region": "eu", "image_tags": {"api": "OLD", "web": "w1"}}\n'),
            "a.tfvars": ({}, '# tags\r\nimage_tags = {\r\n  api = "OLD" # the api\r\n  web = "w1"\r\n}\r\n'),
            "b.tfvars": ({"variable": "{service_id}_tag", "form": "scalar"}, 'api_tag = "OLD" /* x */\nclinical_api_tag = "c"\n'),
            "c.tfvars": ({"variable": "services.{service}.image.tag", "form": "scalar"},
                         'services = {\n  api = { cpu = 1, image = { tag = "OLD" } }\n}\n'),
            "d.tfvars": ({"form": "json"}, 'image_tags = "{\\"api\\":\\"OLD\\"}" // text\n'),
            "main.tf": ({"variable": "locals.images", "content": "image"},
                        'locals {\n  # pinned\n  images = {\n    api = "${local.registry}/api:OLD"\n  }\n}\n'),
        }
        for file, (place, content) in carriers.items():
            with self.subTest(file=file, **place):
                self.configure(file, content.replace("OLD", "a1"), **place)
                self.assertEqual(self.tags("get", "api").text, "api  a1\n")
                self.tags("set", "api=a2")
                self.assertEqual(self.content(), content.replace("OLD", "a2"))
                self.assertEqual(self.tags("set", "api=a2").err, f"{file} has these tags already\n")
                plan = self.plan()
                self.assertEqual(plan.service("api")["live"]["tag"], "a2")

    def test_28_one_scalar_for_many(self):
        self.configure("a.tfvars", 'image_tag = "t1"\n', variable="image_tag", form="scalar")
        self.assertEqual(len(self.tags("get").text.splitlines()), len(SERVICES))
        self.assertIn("One tag for all services", self.tags("set", "api=t2", code=1).err)
        self.tags("set", *(f"{service}=t2" for service in SERVICES))
        self.assertEqual(self.content(), 'image_tag = "t2"\n')

    def test_a_plan_is_set_only_on_the_map_that_it_was_made_from(self):
        self.configure("a.tfvars", 'image_tags = {\n  api = "sha-bootstrap"\n}\n')
        out = os.path.join(self.repo.base, "out")
        plan = self.plan("--out", out)
        digest = "sha256:" + hashlib.sha256(self.content().encode()).hexdigest()
        self.assertEqual(plan.json["tag_map"], {"services": None, "file": "a.tfvars", "variable": "image_tags", "digest": digest,
                                                "tags": {"api": "sha-bootstrap"}})
        self.tags("set", "web=hotfix")
        before = self.content()
        refused = self.tags("set", "--from", out, code=3)
        self.assertIn("web has hotfix, expected none", refused.err)
        self.assertEqual(self.content(), before)

        self.plan("--out", out, "--allow-dirty")
        self.tags("set", "--from", out)
        self.assertEqual(json.loads(self.tags("get", "--format", "json").text)["image_tags"], plan.json["image_tags"])
        self.assertEqual(self.tags("diff", out).text, "")

    def test_a_plan_is_set_on_the_whole_map_alone(self):
        self.configure("a.tfvars", 'image_tags = {\n  api = "sha-bootstrap"\n}\n')
        out = os.path.join(self.repo.base, "out")
        self.plan("--out", out)
        # What the plan does not touch counts, too.
        self.repo.write("a.tfvars", 'image_tags = {\n  api = "sha-bootstrap"\n  somebody = "1"\n}\n')
        self.assertIn("somebody has 1, expected none", self.tags("set", "--from", out, code=3).err)
        os.unlink(self.file)
        self.assertIn("is not there any more", self.tags("set", "--from", out, code=3).err)
        self.assertFalse(os.path.exists(self.file))

        live = [f"--live={service}=sha-bootstrap" for service in SERVICES]
        self.plan("--out", out, "--allow-dirty", *live)
        self.repo.write("a.tfvars", 'image_tags = {\n  api = "1"\n}\n')
        self.assertIn("can be read, which it could not", self.tags("set", "--from", out, code=3).err)
        self.repo.write("a.tfvars", "image_tags = {")
        self.plan("--out", out, "--allow-dirty", *live)
        self.tags("set", "--from", out, code=1)
        self.repo.write("a.tfvars", 'image_tags = {\n  api = "1"\n}\n')
        self.tags("set", "--from", out, code=3)
        os.unlink(self.file)
        self.tags("set", "--from", out)

    def test_a_plan_is_set_only_while_what_is_live_is_what_it_was(self):
        live = os.path.join(self.repo.base, "live.json")

        def runs(**tags):
            with open(live, "w", encoding="utf-8") as file:
                json.dump(dict.fromkeys(SERVICES, "sha-bootstrap") | tags, file)

        self.configure("a.tfvars", 'image_tags = {\n  api = "sha-bootstrap"\n}\n', live=[{"from": "command", "command": ["cat", live]}])
        out = os.path.join(self.repo.base, "out")
        runs()
        plan = self.plan("--out", out)
        before = self.content()
        runs(web="3333333")
        refused = self.tags("set", "--from", out, code=3)
        self.assertIn("refused (live_moved)", refused.err)
        self.assertIn("web ran sha-bootstrap when the plan was made, and runs 3333333 now", " ".join(refused.err.split()))
        self.assertEqual(self.content(), before)
        os.unlink(live)
        refused = self.tags("set", "--from", out, code=1)
        self.assertIn("--no-live", refused.err)
        self.assertEqual(self.content(), before)
        # What the plan leads to is no move, and who can't ask says so.
        runs(**plan.json["image_tags"])
        self.tags("set", "--from", out, "--dry-run")
        os.unlink(live)
        self.tags("set", "--from", out, "--no-live")
        self.assertEqual(json.loads(self.tags("get", "--format", "json").text)["image_tags"], plan.json["image_tags"])

    def test_a_plan_is_not_set_for_another_head(self):
        self.configure("a.tfvars", 'image_tags = {\n  api = "sha-bootstrap"\n}\n')
        out = os.path.join(self.repo.base, "out")
        self.plan("--out", out)
        planned = self.repo.head()
        self.repo.commit("another")
        self.assertIn("refused (head_differs)", self.tags("set", "--from", out, code=3).err)
        self.tags("set", "--from", out, "--head", planned)

    def test_an_unreadable_map_is_warned_of_with_its_cause(self):
        self.configure("a.tfvars", "image_tags = {\n  api = 7\n}\n")
        live = [f"--live={service}=sha-bootstrap" for service in SERVICES]
        [message] = self.plan(*live).warnings("tag_map_unreadable")
        self.assertIn("line 2: Not a plain string", message)

    def test_51_a_map_that_reaches_nothing_is_said(self):
        self.repo.write("infra/main.tf", 'variable "image_tags" {}\n')
        self.repo.write("deltaplan.json", json.dumps({"version": 1, "services": ["services/*"], "environments": {"prod": {
            "live": [{"from": "image_tags"}], "image_tags": {"file": "infra/m.auto.tfvars"}, "terraform": {"dir": "infra"}}}}))
        self.repo.write("infra/m.auto.tfvars", "".join(["image_tags = {\n", *(f'  {s} = "1"\n' for s in SERVICES), "}\n"]))
        self.repo.commit("configure")

        def said(*files):
            for file, content in files:
                self.repo.write(f"infra/{file}", content)
            texts = {self.repo.run("status").text.split("Warning", 1)[-1], self.tags("set", "api=2", "--dry-run").err,
                     self.repo.run("check").err}
            for file, _ in files:
                os.unlink(os.path.join(self.repo.path, "infra", file))
            return [" ".join(text.split()) for text in texts]

        for before in ("terraform.tfvars", "a.auto.tfvars", "z.tfvars"):
            for text in said((before, "image_tags = {}\n")):
                self.assertNotIn("does not count", text)
        for later in ("n.auto.tfvars", "z.auto.tfvars.json"):
            content = '{"image_tags": {}}' if later.endswith("json") else "image_tags = {}\n"
            for text in said((later, content)):
                self.assertIn(f"Terraform reads infra/{later} later", text)
        for text in said(("z.auto.tfvars", 'region = "eu"\n')):
            self.assertNotIn("does not count", text)
        self.repo.write("infra/main.tf", 'variable "tags" {}\n')
        for text in said():
            self.assertIn("declares no variable image_tags", text)
        self.repo.write("infra/main.tf", 'variable "image_tags" {\n')  # what can't be read declares who knows what
        for text in said():
            self.assertNotIn("declares no variable", text)

    def test_51_every_command_that_writes_says_that_the_map_reaches_nothing(self):
        self.repo.write("infra/main.tf", 'variable "image_tags" {}\n')
        self.repo.write("infra/z.auto.tfvars", "image_tags = {}\n")
        maps = {name: {"live": [{"from": "image_tags"}], "image_tags": {"file": f"infra/{name}.auto.tfvars"},
                       "terraform": {"dir": "infra", "targets": ["a.{service}"]}} for name in ("dev", "prod")}
        self.repo.write("deltaplan.json", json.dumps({"version": 1, "services": ["services/*"], "environments": maps}))
        first = self.repo.commit("configure")[:7]
        for name in maps:
            tags = "".join(f'  {service} = "{first}"\n' for service in SERVICES[:2])
            self.repo.write(f"infra/{name}.auto.tfvars", "image_tags = {\n" + tags + "}\n")
        self.repo.commit("maps")
        for arguments in (("bootstrap", "--env", "prod"), ("set", "--env", "dev", f"{SERVICES[0]}={first}-2"), ("promote", "dev", "prod"),
                          ("rollback", "--env", "prod"), ("rollback", "--env", "dev", "--dry-run")):
            with self.subTest(arguments):
                self.assertIn("Terraform reads infra/z.auto.tfvars later", self.tags(*arguments).err)

    def test_51_a_default_is_shadowed_by_every_file_of_variables(self):
        self.repo.write("infra/terraform.tfvars", 'tags = { api = "9" }\n')
        self.repo.write("deltaplan.json", json.dumps({"version": 1, "services": ["services/*"], "environments": {"prod": {
            "live": [{"from": "image_tags"}], "image_tags": {"file": "infra/v.tf", "variable": "variable.tags.default"},
            "terraform": {"dir": "infra"}}}}))
        self.repo.write("infra/v.tf", 'variable "tags" {\n  default = { api = "1" }\n}\n')
        self.repo.commit("configure")
        self.assertIn("Terraform reads infra/terraform.tfvars later", self.tags("set", "api=2").err)

    def test_45_what_is_no_tag_comes_through_no_door(self):
        first = self.repo.commit("first")[:7]
        bad = "<b>$(id)</b>"
        self.configure("a.tfvars", f'image_tags = {{\n  api = "{bad}"\n  web = "{first}"\n}}\n')
        self.assertIn("is no tag", self.tags("get", code=1).err)
        self.assertIn("is no tag", self.tags("diff", "prod", code=1).err)
        self.assertIn("is no tag", self.repo.run("plan").err)
        # Beside another source it is a map that nobody can read.
        live = ["--live", f"api={first}", "--live", f"web={first}", "--live", f"clinical-api={first}"]
        plan = Plan(self.repo.run("plan", *live, "--format", "json"))
        self.assertIsNone(plan.json["tag_map"])
        self.assertIn("tag_map_unreadable", [warning["code"] for warning in plan.json["warnings"]])
        refused = self.repo.run("plan", "--to", "map", *live)
        self.assertEqual(refused.code, 1, refused)
        # It can be mended, and nobody goes back to it.
        self.tags("set", f"api={first}")
        before = self.content()
        self.assertIn("is no tag", self.tags("rollback", "api", code=1).err)
        self.assertEqual(self.content(), before)
        out = os.path.join(self.repo.base, "out")
        plan = self.plan("--out", out)
        with open(os.path.join(self.repo.base, "plan.json"), "w", encoding="utf-8") as file:
            plan.json["image_tags"]["api"] = bad
            json.dump(plan.json, file)
        self.assertIn("/image_tags/api: this is no tag", self.tags("set", "--from", file.name, code=1).err)
        self.assertEqual(self.content(), before)

    def test_expectations_are_checked(self):
        self.configure("a.tfvars", 'image_tags = {\n  api = "a1"\n}\n')
        self.tags("set", "api=a2", "--expect", "api=other", code=3)
        self.tags("set", "api=a2", "--expect", "api=a1")
        self.assertIn('"a2"', self.content())

    def test_a_new_map_is_complete(self):
        self.configure("a.tfvars", "")
        os.unlink(self.file)
        self.assertIn("'clinical-api' is given no tag", self.tags("set", "api=1", code=1).err)
        self.assertFalse(os.path.exists(self.file))
        self.tags("set", "web=3", "api=1", "clinical-api=2")
        self.assertEqual(self.content(), 'image_tags = {\n  api          = "1"\n  clinical-api = "2"\n  web          = "3"\n}\n')

    def test_what_is_no_tag_map_is_an_error_and_stays_as_it_is(self):
        for content, words in {
            'image_tags = {\n  api = "a1"\n': ("Invalid expression", "line 3"),
            "": ("Missing tags",),
            'image_tags = { api = 7 }\n': ("Not a plain string", "line 1", "api = 7"),
            "\x00\x01\x7fELF\n": ("Argument or block definition required",),
            "a = " + "[" * 100000 + "\n": ("Nested too deeply",),
        }.items():
            with self.subTest(content=content[:40]):
                self.configure("a.tfvars", content)
                for arguments in (("get",), ("set", "api=1")) if content else (("get",),):
                    result = self.tags(*arguments, code=1)
                    self.assertIn("a.tfvars", result.err)
                    for word in words:
                        self.assertIn(word, result.err)
                self.assertEqual(self.content(), content)

    def test_tags_in_yaml_are_refused_with_the_remedy(self):
        self.configure("services.yaml", "image_tags:\n  api: a1\n")
        for arguments in (("get",), ("set", "api=1")):
            result = self.tags(*arguments, code=1)
            self.assertIn("Tags in YAML are neither read nor written. Keep them in JSON", result.err)
        self.assertEqual(self.content(), "image_tags:\n  api: a1\n")

    def history_of_two(self, services):
        """A map with `services` whose tags were 1 in the first commit and are 2 in the second."""
        for tag in "12":
            self.configure("infra/t.auto.tfvars.json", json.dumps({"image_tags": dict.fromkeys(services, tag)}))
            self.repo.write("deltaplan.json", json.dumps({"version": 1, "services": ["services/*"], "environments": {"prod": {
                "live": [{"from": "image_tags"}], "image_tags": {"file": "infra/t.auto.tfvars.json"},
                "terraform": {"dir": "infra", "targets": ['x.y["{service}"]']}}}}))
            self.repo.commit(f"tags {tag}")

    def test_52_a_rollback_changes_what_its_command_rolls(self):
        self.history_of_two((*SERVICES, "crm"))
        run = self.tags("rollback")
        self.assertIn("crm (2) stays as it is", run.err)
        self.assertEqual(json.loads(self.content())["image_tags"], {**dict.fromkeys(SERVICES, "1"), "crm": "2"})
        self.assertNotIn("crm", run.text)
        for service in SERVICES:
            self.assertIn(f"""-target=x.y["{service}"]""", run.text)
        # What is left alone does not make the next rollback go forth again.
        self.assertIn("has 0 earlier states", self.tags("rollback", code=3).err)

    def test_what_the_configuration_holds_goes_back_by_its_name_alone(self):
        self.history_of_two(SERVICES)
        with open(os.path.join(self.repo.path, "deltaplan.json"), encoding="utf-8") as file:
            config = json.load(file)
        held = SERVICES[-1]
        config["services"].append({"name": held, "hold": "too slow"})
        self.repo.write("deltaplan.json", json.dumps(config))
        run = self.tags("rollback")
        self.assertIn(f"{held} (2) stays as it is, for the configuration holds it: tags rollback {held} takes it back all the same",
                      " ".join(run.err.split()))
        self.assertEqual(json.loads(self.content())["image_tags"], {**dict.fromkeys(SERVICES, "1"), held: "2"})
        self.assertNotIn(f"""["{held}"]""", run.text)
        # What has only moved what is held is no step.
        self.assertIn("has 0 earlier states", self.tags("rollback", code=3).err)
        self.assertNotIn("stays as it is", self.tags("rollback", held).text)
        self.assertEqual(json.loads(self.content())["image_tags"][held], "1")

    def test_52_versions_that_cannot_be_read_are_no_silent_steps(self):
        self.history_of_two(SERVICES)
        self.repo.write("infra/t.auto.tfvars.json", '{"image_tags": ["another form"]}')
        broken = self.repo.commit("another form")
        self.repo.write("infra/t.auto.tfvars.json", json.dumps({"image_tags": dict.fromkeys(SERVICES, "3")}))
        self.repo.commit("tags 3")
        run = self.tags("rollback", "--dry-run")
        self.assertIn(f"1 version of the map in git can't be read and is not counted:\n  {broken[:12]}: it is not what", run.err)
        self.assertIn("3  ->  2", run.text)
        # A step that the history tells of goes past nothing.
        self.tags("set", "api=4")
        self.assertNotIn("can't be read", self.tags("rollback", "--dry-run").err)

    def test_22_tags_of_terragrunt_are_rolled_by_no_command_of_terraforms(self):
        self.repo.write("deltaplan.json", json.dumps({"version": 1, "services": ["services/*"], "environments": {"prod": {
            "live": [{"from": "image_tags"}], "image_tags": {"file": "live/terragrunt.hcl", "variable": "inputs.image_tags"},
            "terraform": {"dir": "modules/app", "targets": ['x.y["{service}"]']}}}}))
        self.repo.write("live/terragrunt.hcl", 'inputs = {\n  image_tags = {\n    api = "1"\n  }\n}\n')
        self.repo.commit("one")
        self.tags("set", "api=2")
        text = self.tags("rollback", "api").text
        self.assertNotIn("terraform apply", text)
        self.assertNotIn("-var-file", text)
        self.assertIn("""'-target=x.y["api"]'""", text)
        out = os.path.join(self.repo.base, "out")
        self.plan("--out", out, "--allow-dirty")
        self.assertFalse(os.path.exists(os.path.join(out, "image_tags.auto.tfvars.json")))

    def test_48_a_lock_is_held_by_whoever_lives_and_by_every_path_to_the_map(self):
        self.configure("real/a.tfvars", 'image_tags = {\n  api = "1"\n}\n')
        self.repo.link("a.tfvars", "real/a.tfvars")
        self.repo.write("deltaplan.json", json.dumps({"version": 1, "services": ["services/*"], "environments": {"prod": {
            "image_tags": {"file": "a.tfvars"}}}}))
        with open(self.file + ".lock", "w", encoding="utf-8") as lock:
            lock.write("process 1 on build-3, since 2026-01-02T03:04:05Z\n")
            lock.flush()
            fcntl.flock(lock, fcntl.LOCK_EX)
            run = self.tags("set", "api=2", code=1)
            self.assertIn("is being changed by process 1 on build-3, since 2026-01-02T03:04:05Z", run.err)
        # Its owner is gone.
        run = self.tags("set", "api=2")
        self.assertIn("Took over the lock of process 1 on build-3", run.err)
        self.assertFalse(os.path.exists(self.file + ".lock"))
        self.assertTrue(os.path.islink(os.path.join(self.repo.path, "a.tfvars")))

    def test_the_clock_is_the_clock(self):
        self.configure("a.tfvars", 'image_tags = {\n  api = "1"\n}\n')
        run = self.repo.run("tags", "set", "api=2", environment={"SOURCE_DATE_EPOCH": "1"})
        self.assertEqual(run.code, 0, run)
        with open(self.file + ".history", encoding="utf-8") as file:
            self.assertNotIn("1970", file.read())

    def test_52_a_clock_that_jumps_brings_no_version_twice(self):
        """What git tells of the map is older than its history by the commits, whatever the times say."""
        for year in ("1999", "2037"):
            with self.subTest(year):
                self.setUp()
                self.configure("a.tfvars", 'image_tags = {\n  api = "0"\n}\n')
                for tag in ("1", "2"):
                    self.tags("set", f"api={tag}")
                with open(self.file + ".history", encoding="utf-8") as file:
                    lines = [json.dumps({**json.loads(line), "time": f"{year}-01-01T00:00:00Z"}) for line in file]
                with open(self.file + ".history", "w", encoding="utf-8") as file:
                    file.write("\n".join(lines) + "\n")
                self.repo.commit("released")
                for tag in ("1", "0"):
                    self.tags("rollback")
                    self.assertIn(f'"{tag}"', self.content())
                self.assertIn("has 0 earlier states", self.tags("rollback", code=3).err)

    def test_29_no_update_is_lost_when_many_write_at_once(self):
        self.configure("a.tfvars", 'image_tags = {\n  api = "0"\n  clinical-api = "0"\n  web = "0"\n}\n')

        def write(service, number):
            result = self.repo.run("tags", "set", f"{service}={number}", "--quiet")
            self.assertIn(result.code, (0, 1), result)
            if result.code == 1:
                self.assertTrue("changed by somebody else" in result.err or "is being changed by" in result.err,
                                result)
            return service, number, result.code

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            outcomes = list(pool.map(lambda i: write(SERVICES[i % 3], i), range(1, 60)))
        winners = {(service, str(number)) for service, number, code in outcomes if code == 0}
        self.assertTrue(winners)
        for line in self.tags("get").text.splitlines():
            service, tag = line.split()
            self.assertTrue(tag == "0" or (service, tag) in winners, line)
        written = {service for service, _ in winners}
        self.assertEqual({line.split()[0] for line in self.tags("get").text.splitlines() if not line.endswith(" 0")}, written)
        # No lock and no temporary file is left; every change that was made is remembered once, and no other.
        self.assertEqual([name for name in os.listdir(self.repo.path) if name.startswith("a.tfvars.")], ["a.tfvars.history"])
        with open(self.file + ".history", encoding="utf-8") as file:
            changes = [json.loads(line)["changes"] for line in file]
        self.assertEqual(sorted((change["service"], change["after"]) for [change] in changes), sorted(winners))

    def test_29_whoever_is_killed_leaves_the_old_file_or_the_new_one(self):
        filler = "".join(f'  zz{i:06} = "0"\n' for i in range(30000))
        old = 'image_tags = {\n  api = "0"\n' + filler + "}\n"
        self.configure("a.tfvars", old)
        new = old.replace('api = "0"', 'api = "1"')
        for attempt in range(12):
            process = subprocess.Popen([PROGRAM, "tags", "set", "-C", self.repo.path, "api=1"], env=ENVIRONMENT,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(0.01 * attempt)
            process.send_signal(signal.SIGKILL)
            process.wait()
            self.assertIn(self.content(), (old, new))
            for left in os.listdir(self.repo.path):
                if left.startswith("a.tfvars."):
                    os.unlink(os.path.join(self.repo.path, left))
            with open(self.file, "w", encoding="utf-8") as file:
                file.write(old)

    def test_33_line_ends_heredocs_comments_and_both_syntaxes(self):
        text = ('/* a */ # b\r\n// c\r\ntext = <<-EOT\r\n  image_tags = { api = "no" } ${"x"}\r\n  EOT\r\n'
                'nested = "a ${"b ${"c"}"} \\" d"\r\nimage_tags = {\r\n  api = "a1"\r\n}\r\n')
        self.configure("a.tfvars", text)
        self.tags("set", "api=a2")
        self.assertEqual(self.content(), text.replace('"a1"', '"a2"'))


if __name__ == "__main__":
    testing.main()
