#!/usr/bin/env python3
"""Every command that writes, killed at random moments: old or new, nothing left that is in the way, no change without its history. Those
that need more than a repository are in kill_release_test.py; killing.py has the list."""

import json
import os
import re
import shutil
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from killing import Killing, READERS, WRITERS, commands, read  # noqa: E402
import testing  # noqa: E402

SERVICES = ("api", "web", "worker")


class Kill(Killing):
    def setUp(self):
        super().setUp()
        for service in SERVICES:
            self.repo.write(f"services/{service}/main.ts", service)
        self.repo.configure(environments={name: {
            "live": [{"from": "image_tags"}], "image_tags": {"file": f"infra/{name}.tfvars"},
        } for name in ("dev", "prod")})
        self.repo.commit("first")
        first = self.repo.short()
        for service in SERVICES:
            self.repo.write(f"services/{service}/main.ts", service + " 2")
        self.repo.commit("second")
        second = self.repo.short()
        tags = "".join(f'  {service} = "%s"\n' for service in SERVICES)
        self.repo.write("infra/prod.tfvars", "image_tags = {\n" + tags % ((first,) * 3) + "}\n")
        self.repo.write("infra/dev.tfvars", "image_tags = {\n" + tags % ((second,) * 3) + "}\n")
        self.repo.commit("maps")
        self.run_whole("tags", "set", "--env", "prod", f"web={second}")
        self.start = os.path.join(self.repo.base, "start")
        shutil.copytree(os.path.join(self.repo.path, "infra"), self.start)
        self.map = os.path.join(self.repo.path, "infra/prod.tfvars")

    def reset(self):
        shutil.rmtree(os.path.join(self.repo.path, "infra"))
        shutil.copytree(self.start, os.path.join(self.repo.path, "infra"))

    def records(self):
        text = read(self.map + ".history") or b""
        self.assertTrue(text == b"" or text.endswith(b"\n"))
        return [json.loads(line) for line in text.decode().splitlines()]

    def left(self):
        known = {"dev.tfvars", "prod.tfvars", "prod.tfvars.history"}
        return sorted(set(os.listdir(os.path.dirname(self.map))) - known)

    def test_48_a_tag_map_and_its_history_are_whole(self):
        plan = os.path.join(self.repo.base, "plan")
        self.run_whole("plan", "--env", "prod", "--out", plan)
        writers = (
            ("tags", "set", "--env", "prod", "api=hotfix"),
            ("tags", "set", "--env", "prod", "--from", plan),
            ("tags", "promote", "dev", "prod"),
            ("tags", "rollback", "--env", "prod", "web"),
        )
        old, records = read(self.map), self.records()
        for arguments in writers:
            self.reset()
            self.run_whole(*arguments)
            new = read(self.map)
            self.assertNotEqual(old, new)
            changed = 0
            for message, sent in self.moments(arguments):
                with self.subTest(message):
                    found = read(self.map)
                    self.assertIn(found, (old, new))
                    self.assertIn(len(self.records()), (len(records), len(records) + 1))
                    if sent != signal.SIGKILL:
                        self.assertEqual(self.left(), [])
                    changed += found == new
                    # Whoever comes next is not kept out, and knows of a change that the killed one had no time to write down.
                    self.run_whole("tags", "set", "--env", "prod", "worker=next")
                    self.assertEqual(self.left(), [])
                    after = self.records()
                    self.assertEqual(len(after), len(records) + (found == new) + 1)
                    self.assertEqual(after[-1]["changes"][0]["after"], "next")
                    for service in SERVICES:
                        mine = [change for record in after for change in record["changes"] if change["service"] == service]
                        self.assertTrue(all(a["after"] == b["before"] for a, b in zip(mine, mine[1:])), mine)

    def test_48_a_new_tag_map_is_there_whole_or_not_at_all(self):
        os.unlink(os.path.join(self.start, "prod.tfvars"))
        os.unlink(os.path.join(self.start, "prod.tfvars.history"))
        arguments = ("tags", "bootstrap", "--env", "prod")
        self.reset()
        self.run_whole(*arguments)
        new = read(self.map)
        for message, sent in self.moments(arguments):
            with self.subTest(message):
                self.assertIn(read(self.map), (None, new))
                if sent != signal.SIGKILL:
                    self.assertEqual(self.left(), [])
                self.run_whole(*arguments)
                self.assertEqual(read(self.map), new)
                self.assertEqual((len(self.records()), self.left()), (1, []))

    def test_48_several_tag_maps_are_each_the_old_one_or_the_new_one(self):
        self.repo.configure(environments={"prod": {"live": [{"from": "image_tags"}], "image_tags": {
            "file": "maps/{service}.tfvars.json", "variable": "tag", "form": "scalar"}}})
        for service in SERVICES:
            self.repo.write(f"maps/{service}.tfvars.json", json.dumps({"tag": "old"}))
        maps, start = (os.path.join(self.repo.path, "maps"), os.path.join(self.repo.base, "maps"))
        shutil.copytree(maps, start)
        arguments = ("tags", "set", "--env", "prod", *(f"{service}=new" for service in SERVICES))

        def reset():
            shutil.rmtree(maps)
            shutil.copytree(start, maps)

        for message, sent in self.moments(arguments, reset):
            with self.subTest(message):
                # In the order of their names, so that those that were replaced are the first.
                tags = [json.loads(read(os.path.join(maps, f"{service}.tfvars.json")))["tag"] for service in SERVICES]
                self.assertEqual(tags, sorted(tags))
                if sent != signal.SIGKILL:
                    self.assertEqual(len(set(tags)), 1)
                self.run_whole(*arguments)
                self.assertEqual([name for name in os.listdir(maps) if ".lock" in name], [])
                for service in SERVICES:
                    path = os.path.join(maps, f"{service}.tfvars.json")
                    self.assertEqual(json.loads(read(path)), {"tag": "new"})
                    self.assertEqual(len(read(path + ".history").splitlines()), 1)

    def test_48_every_command_that_writes_is_killed(self):
        self.assertEqual(sorted([*WRITERS, *READERS]), sorted(commands()))

    def test_48_one_file_is_the_old_one_or_the_new_one(self):
        for service in SERVICES:
            self.repo.write(f"services/{service}/Dockerfile", "FROM alpine\nCOPY docs /\n")
        self.repo.write("docs/x")
        config, out = os.path.join(self.repo.path, "deltaplan.json"), os.path.join(self.repo.base, "plan")
        document = json.loads(read(config)) | {"build": {"context": ".", "dockerfile": "services/{image}/Dockerfile"}}
        self.repo.write("deltaplan.json", json.dumps(document))
        self.repo.commit("configured")
        self.run_whole("plan", "--env", "prod", "--force", "web", "--out", out)
        self.one_file(("audit", "--fix"), config, read(config))
        self.one_file(("init",), config, None)
        self.repo.git("checkout", "-q", "deltaplan.json")
        self.one_file(("release", "begin", "--plan", out), os.path.join(out, "release.json"), None)

    def one_file(self, arguments, path, before):
        """The command changes the file at `path` and nothing beside it."""
        directory, name = os.path.split(path)
        beside = set(os.listdir(directory)) - {name}

        def reset():
            for other in set(os.listdir(directory)) - beside:
                os.unlink(os.path.join(directory, other))
            if before is not None:
                with open(path, "wb") as file:
                    file.write(before)

        def found():
            # When a release has begun stands in its file.
            return re.sub(rb'"(since|began)": "[^"]*"', b"", read(path) or b"") or None

        reset()
        old = found()
        self.run_whole(*arguments)
        new = found()
        self.assertNotEqual(old, new)
        for message, sent in self.moments(arguments, reset):
            with self.subTest(message):
                self.assertIn(found(), (old, new))
                if sent != signal.SIGKILL:
                    self.assertLessEqual(set(os.listdir(directory)), beside | {name})
                reset()
                self.run_whole(*arguments)
                self.assertEqual(found(), new)

    def test_48_a_plan_is_the_old_one_or_the_new_one_or_refused(self):
        self.plans(("plan", "--env", "prod"))

    def test_48_a_preview_over_a_plan_is_the_old_one_or_the_new_one_or_refused(self):
        self.plans(("preview", "--env", "prod", "--base", "HEAD~1"))

    def plans(self, command):
        out = os.path.join(self.repo.base, "plan")
        older = ("plan", "--env", "prod", "--allow-rollback", "--head", "HEAD~2", "--out", out)
        newer = (*command, "--out", out)

        def files():
            return {name: read(os.path.join(out, name)) for name in os.listdir(out)} if os.path.isdir(out) else {}

        self.run_whole(*newer)
        new = files()
        shutil.rmtree(out)
        self.run_whole(*older)
        old = files()
        for message, sent in self.moments(newer):
            with self.subTest(message):
                found = {name: text for name, text in files().items() if name in old}
                extra = set(files()) - set(old)
                if sent != signal.SIGKILL:
                    self.assertEqual(extra, set())
                    self.assertIn(found, (old, new))
                run = self.repo.run("tags", "diff", "--env", "prod", out)
                if found == old or (found == new and command[0] == "plan"):
                    self.assertEqual(run.code, 0, run)
                else:
                    self.assertEqual(run.code, 1, run)
                    self.assertIn("it is a preview" if found == new else "are not of one plan", run.err)
                shutil.rmtree(out)
                os.makedirs(out)
                for name, text in old.items():
                    with open(os.path.join(out, name), "wb") as file:
                        file.write(text)

    def test_48_files_of_two_plans_are_refused(self):
        out = os.path.join(self.repo.base, "plan")
        self.run_whole("plan", "--env", "prod", "--out", out)
        for name in sorted(os.listdir(out)):
            if name == "plan.json":
                continue
            path = os.path.join(out, name)
            whole = read(path)
            with self.subTest(name):
                with open(path, "ab") as file:
                    file.write(b" ")
                self.assertIn(f"'{name}' is not the one", self.run_whole("tags", "set", "--env", "prod", "--from", out, code=1).err)
                self.assertIn("are not of one plan", self.run_whole("verify", "--plan", out, "/dev/null", code=1).err)
                self.run_whole("tags", "diff", "--env", "prod", os.path.join(out, "plan.json"), code=1)
                os.unlink(path)
                self.assertIn(f"'{name}' is missing", self.run_whole("tags", "set", "--env", "prod", "--from", out, code=1).err)
                # A plan.json by itself is whole.
                self.run_whole("tags", "diff", "--env", "prod", os.path.join(out, "plan.json"))
                with open(path, "wb") as file:
                    file.write(whole)


if __name__ == "__main__":
    testing.main()
