#!/usr/bin/env python3
"""Tags that stand in several places: a file for each service, several places in one file, a map for some services only."""

import fcntl
import json
import os
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import testing  # noqa: E402
from sandbox import Plan, Repository  # noqa: E402

SERVICES = ("api", "clinical-api", "web")


class Platform(unittest.TestCase):
    """Services in a repository of their own, where `configure` says where their tags stand."""

    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)
        for service in SERVICES:
            self.repo.write(f"services/{service}/main.ts", service)
        self.configure()
        self.first = self.repo.commit("first")[:7]

    def tags(self, action, *arguments, code=0):
        result = self.repo.run("tags", action, *arguments)
        self.assertEqual(result.code, code, result)
        return result


class FileForEachService(Platform):
    """Tags that stand in a file for each service, changed together."""

    def configure(self):
        self.repo.configure(environments={"prod": {
            "live": [{"from": "image_tags"}],
            "image_tags": {"file": "infra/{service}/tag.auto.tfvars", "variable": "image_tag", "form": "scalar"}}})

    def setUp(self):
        super().setUp()
        self.write(*[self.first] * 3)
        self.repo.commit("tags")

    def path(self, service):
        return os.path.join(self.repo.path, f"infra/{service}/tag.auto.tfvars")

    def write(self, *tags):
        for service, tag in zip(SERVICES, tags):
            self.repo.write(f"infra/{service}/tag.auto.tfvars", f'image_tag = "{tag}" # of {service}\n')

    def held(self):
        held = []
        for service in SERVICES:
            with open(self.path(service), encoding="utf-8") as file:
                held.append(file.read().split('"')[1])
        return held

    def test_61_one_command_changes_what_it_names_and_its_history(self):
        answer = json.loads(self.tags("set", "api=v2", "web=v2", "-m", "both", "--format", "json").text)
        self.assertEqual((answer["file"], answer["files"]), (None, ["infra/api/tag.auto.tfvars", "infra/web/tag.auto.tfvars"]))
        self.assertEqual(self.held(), ["v2", self.first, "v2"])
        self.assertEqual(json.loads(self.tags("get", "--format", "json").text)["image_tags"]["web"], "v2")
        self.assertFalse(os.path.exists(self.path("clinical-api") + ".history"))
        time.sleep(1.1)  # records say the second; which of two files was first is known by nothing else
        self.tags("set", "clinical-api=v3")
        self.assertEqual(json.loads(self.tags("set", "api=v2", "--format", "json").text)["file"], None)
        versions = json.loads(self.tags("history", "--format", "json").text)["versions"]
        self.assertEqual([[change["service"] for change in version["changes"]] for version in versions[:2]], [["clinical-api"], ["api", "web"]])
        # What one command has changed is one step.
        self.tags("rollback", "--steps", "2")
        self.assertEqual(self.held(), [self.first] * 3)
        self.assertIn("'v2' was never", self.tags("rollback", "api", "--to", "v2", code=3).err)

    def test_61_all_or_nothing(self):
        with open(self.path("web") + ".lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.tags("set", "api=v2", "web=v2", code=1)
            self.assertEqual(self.held(), [self.first] * 3)
            self.tags("set", "api=v2")
        self.tags("set", "--expect", "web=other", "api=v3", "web=v3", code=3)
        with open(self.path("web"), "w", encoding="utf-8") as file:
            file.write("image_tag = 7\n")
        self.tags("set", "api=v3", "web=v3", code=1)
        with open(self.path("api"), encoding="utf-8") as file:
            self.assertIn('"v2"', file.read())

    def test_61_a_plan_is_set_in_all_files_while_each_is_what_it_was(self):
        self.repo.commit("changed", **{"services/api/main.ts": "2", "services/web/main.ts": "2"})
        out = os.path.join(self.repo.base, "out")
        plan = Plan(self.repo.run("plan", "--format", "json", "--out", out))
        self.assertEqual(plan.deployed(), ["api", "web"])
        self.assertIsNone(plan.json["tag_map"])
        self.assertEqual([[each["services"], each["tags"]] for each in plan.json["other_tag_maps"]],
                         [[[service], {service: self.first}] for service in SERVICES])
        before = self.held()
        # Somebody changes what the plan does not touch.
        self.write(self.first, "7777777", self.first)
        self.assertIn("clinical-api has 7777777", self.tags("set", "--from", out, code=3).err)
        verified = self.repo.run("verify", "--live", "--plan", out)
        self.assertEqual(verified.code, 3, verified)
        self.assertIn("map_moved: infra/clinical-api/tag.auto.tfvars gave clinical-api the tag", " ".join(verified.text.split()))
        self.write(*before)
        self.assertEqual(self.repo.run("verify", "--live", "--plan", out).code, 0)
        self.assertEqual(len(self.tags("diff", out).text.splitlines()), 2)
        self.tags("set", "--from", out)
        tag = self.repo.short()
        self.assertEqual(self.held(), [tag, self.first, tag])
        self.assertEqual(self.tags("diff", out).text, "")
        # And the map can be gone to.
        self.tags("rollback", "web")
        back = Plan(self.repo.run("plan", "--to", "map", "--allow-dirty", "--live", f"web={tag}", "--live", f"api={tag}",
                                  "--live", f"clinical-api={self.first}", "--allow-rollback", "--format", "json"))
        self.assertEqual(back.json["image_tags"], {"api": tag, "clinical-api": self.first, "web": self.first})

    def set_at_once(self, *each):
        """Several commands, all in one second."""
        while time.time() % 1 > 0.2:
            time.sleep(0.05)
        for tag in each:
            self.tags("set", tag, "-m", "same")

    def test_two_commands_in_one_second_are_two_steps(self):
        self.set_at_once("api=v2", "web=v2")
        versions = json.loads(self.tags("history", "--format", "json").text)["versions"]
        self.assertEqual(sorted(change["service"] for version in versions[:2] for change in version["changes"]), ["api", "web"])
        self.tags("rollback")
        self.assertEqual(sorted(self.held()), sorted([self.first, self.first, "v2"]))
        self.tags("rollback")
        self.assertEqual(self.held(), [self.first] * 3)

    def test_a_map_without_a_past_does_not_vanish_from_the_past_of_others(self):
        # Nobody has committed the maps, so nothing tells since when they hold their first tags.
        self.repo.git("rm", "-r", "-q", "--cached", "infra")
        self.repo.write(".gitignore", "infra/\n")
        self.repo.git("add", ".gitignore")
        self.repo.git("commit", "-q", "--amend", "-m", "without maps")
        for service, tag in (("web", "v2"), ("clinical-api", "v3"), ("web", "v4")):
            self.tags("set", f"{service}={tag}", "-m", tag)
            time.sleep(1.1)  # records say the second
        self.tags("rollback", "--steps", "2")
        self.assertEqual(self.held(), [self.first, self.first, "v2"])
        self.tags("rollback")
        self.assertEqual(self.held(), [self.first] * 3)
        self.assertIn("0 earlier states", self.tags("rollback", code=3).err)

    def test_a_broken_map_stops_nobody_else(self):
        self.tags("set", "api=v2")
        with open(self.path("web"), "w", encoding="utf-8") as file:
            file.write("image_tag = [\n")
        self.assertEqual(self.tags("get", "api").text, "api  v2\n")
        self.assertIn("infra/web/tag.auto.tfvars", self.tags("get", code=1).err)
        self.tags("set", "api=v3")
        self.tags("history", "api")
        self.tags("rollback", "api")
        self.assertEqual(json.loads(self.tags("get", "api", "--format", "json").text)["image_tags"], {"api": "v2"})
        plan = self.repo.run("plan", "--allow-dirty", "--service", "api", "--format", "json")
        self.assertEqual(plan.code, 0, plan)
        whole = self.repo.run("plan", "--allow-dirty")
        self.assertEqual(whole.code, 1, whole)
        self.assertIn("web: ", whole.err)
        self.assertNotIn("api: ", whole.err.replace("clinical-api", ""))

    def test_a_map_that_cannot_be_read_hides_no_move_of_another(self):
        live = os.path.join(self.repo.base, "live.json")
        with open(live, "w", encoding="utf-8") as file:
            json.dump({service: self.first for service in SERVICES}, file)
        out = os.path.join(self.repo.base, "out")
        plan = self.repo.run("plan", "--live-file", live, "--out", out)
        self.assertEqual(plan.code, 0, plan)
        self.write("7777777", self.first, self.first)
        with open(self.path("clinical-api"), "w", encoding="utf-8") as file:
            file.write("image_tag = [\n")
        verified = self.repo.run("verify", "--live", "--live-file", live, "--plan", out)
        self.assertEqual(verified.code, 3, verified)
        self.assertIn("infra/clinical-api/tag.auto.tfvars", verified.text)
        self.assertIn("map_moved: infra/api/tag.auto.tfvars gave api", " ".join(verified.text.split()))
        self.assertNotIn("gave clinical-api", " ".join(verified.text.split()))


class PlacesInOneFile(Platform):
    """Tags of one service that stand beside the others' map, in its file."""

    def configure(self):
        self.repo.configure(environments={"prod": {
            "live": [{"from": "image_tags"}], "image_tags": {"file": "tags.auto.tfvars"},
            "services": {"web": {"image_tags": {"variable": "web_tag", "form": "scalar"}}}}})

    def setUp(self):
        super().setUp()
        # What stands in the map under the name of web is not its tag.
        self.text = 'image_tags = {\n  api = "%s"\n  clinical-api = "%s"\n  web = "stale"\n}\nweb_tag = "%s"\n'
        self.repo.write("tags.auto.tfvars", self.text % ((self.first,) * 3))
        self.repo.commit("tags")
        self.repo.commit("changed", **{"services/api/main.ts": "2", "services/web/main.ts": "2"})
        self.out = os.path.join(self.repo.base, "out")

    def content(self):
        with open(os.path.join(self.repo.path, "tags.auto.tfvars"), encoding="utf-8") as file:
            return file.read()

    def plan(self):
        result = self.repo.run("plan", "--format", "json", "--out", self.out)
        self.assertEqual(result.code, 0, result)
        return Plan(result)

    def test_each_place_is_a_map(self):
        plan = self.plan()
        self.assertEqual(plan.deployed(), ["api", "web"])
        self.assertEqual((plan.json["tag_map"]["variable"], plan.json["tag_map"]["services"]), ("image_tags", ["api", "clinical-api"]))
        self.assertEqual([(m["variable"], m["tags"]) for m in plan.json["other_tag_maps"]], [("web_tag", {"web": self.first})])
        self.assertEqual(plan.json["image_tags"]["web"], self.repo.short())
        # Nothing has moved; then either place has.
        self.assertEqual(self.repo.run("verify", "--live", "--plan", self.out).code, 0)
        for moved in ((self.first, self.first, "7777777"), ("7777777", self.first, self.first)):
            self.repo.write("tags.auto.tfvars", self.text % moved)
            verified = self.repo.run("verify", "--live", "--plan", self.out)
            self.assertEqual(verified.code, 3, verified)
            self.assertIn("map_moved", verified.text)
            self.assertIn("has 7777777", self.tags("set", "--from", self.out, code=3).err)
        self.repo.write("tags.auto.tfvars", self.text % ((self.first,) * 3))
        self.assertEqual(self.tags("set", "--from", self.out).err, "Wrote tags.auto.tfvars\n")
        head = self.repo.short()
        self.assertEqual(self.content(), self.text % (head, self.first, head))
        self.assertEqual(self.repo.run("verify", "--live", "--plan", self.out).code, 0)

    def test_one_command_changes_both_and_can_be_undone(self):
        self.tags("set", "api=v2", "web=v3")
        self.assertEqual(self.content(), self.text % ("v2", self.first, "v3"))
        versions = json.loads(self.tags("history", "--format", "json").text)["versions"]
        self.assertEqual([change["service"] for change in versions[0]["changes"]], ["api", "web"])
        self.tags("rollback")
        self.assertEqual(self.content(), self.text % ((self.first,) * 3))
        self.tags("set", "web=v3", "api=v2")
        self.tags("rollback", "web")
        self.assertEqual(self.content(), self.text % ("v2", self.first, self.first))


class MapForSome(unittest.TestCase):
    """Only one service's tag stands in a file; what the others run is told elsewhere."""

    def test_the_tag_of_another_service_is_not_written_there(self):
        repo = Repository()
        self.addCleanup(repo.close)
        for service in SERVICES:
            repo.write(f"services/{service}/main.ts", service)
        repo.configure(environments={"prod": {"services": {"web": {"image_tags": {"file": "web.auto.tfvars"}}}}})
        first = repo.commit("first")[:7]
        repo.write("web.auto.tfvars", f'image_tags = {{\n  web = "{first}"\n}}\n')
        repo.commit("changed", **{"services/api/main.ts": "2", "services/web/main.ts": "2"})
        live = os.path.join(repo.base, "live.json")
        with open(live, "w", encoding="utf-8") as file:
            json.dump({service: first for service in SERVICES}, file)
        out = os.path.join(repo.base, "out")
        plan = repo.run("plan", "--live-file", live, "--out", out)
        self.assertEqual(plan.code, 0, plan)
        result = repo.run("tags", "set", "--from", out, "--live-file", live)
        self.assertEqual(result.code, 0, result)
        with open(os.path.join(repo.path, "web.auto.tfvars"), encoding="utf-8") as file:
            self.assertEqual(file.read(), f'image_tags = {{\n  web = "{repo.short()}"\n}}\n')
        self.assertEqual(repo.run("tags", "get").text, f"web  {repo.short()}\n")
        refused = repo.run("tags", "set", "api=v2")
        self.assertEqual(refused.code, 1, refused)
        self.assertIn("stands in no tag map", refused.err)


if __name__ == "__main__":
    testing.main()
