#!/usr/bin/env python3
"""`deltaplan tags` on real files: every form that a tag map has, two writers at once, and whoever is killed."""

import concurrent.futures
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

    def configure(self, file, content, /, **image_tags):
        """A platform whose tags stand in `file`."""
        environment = {"live": [{"from": "image_tags"}], "image_tags": {"file": file, **image_tags}}
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
        self.assertEqual(plan.json["tag_map"], {"file": "a.tfvars", "digest": digest, "tags": {"api": "sha-bootstrap"}})
        self.tags("set", "web=hotfix")
        before = self.content()
        refused = self.tags("set", "--from", out, code=3)
        self.assertIn("web has hotfix, expected none", refused.err)
        self.assertEqual(self.content(), before)

        self.plan("--out", out, "--allow-dirty")
        self.tags("set", "--from", out)
        self.assertEqual(json.loads(self.tags("get", "--format", "json").text)["image_tags"], plan.json["image_tags"])
        self.assertEqual(self.tags("diff", out).text, "")

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

    def test_29_no_update_is_lost_when_many_write_at_once(self):
        self.configure("a.tfvars", 'image_tags = {\n  api = "0"\n  clinical-api = "0"\n  web = "0"\n}\n')

        def write(service, number):
            result = self.repo.run("tags", "set", f"{service}={number}", "--quiet")
            self.assertIn(result.code, (0, 1), result)
            if result.code == 1:
                self.assertTrue("changed by somebody else" in result.err or "is being changed by process" in result.err,
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
