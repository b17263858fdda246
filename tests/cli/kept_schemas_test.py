#!/usr/bin/env python3
"""Files that commands write and later ones read again, against both schemas of their documents: how far a release has come, the
history of tags, the addresses of a plan."""

import json
import os
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "e2e"), os.path.join(HERE, "..", "support")]

import recipes  # noqa: E402
import testing  # noqa: E402
from published import LaterVersions, Published, load  # noqa: E402


def content(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


class KeptFiles(LaterVersions, unittest.TestCase):
    def done(self, repository, *arguments, code=0):
        run = repository.run(*arguments)
        self.assertEqual(run.code, code, run)

    def test_how_far_a_release_has_come_is_valid(self):
        repo = recipes.unchanged().repository
        self.addCleanup(repo.close)
        repo.configure(environments={"prod": {"live": [{"from": "file", "file": "live.json"}],
                                              "terraform": {"dir": "infra", "targets": ['aws_ecs_service.service["{service}"]']}}})
        repo.commit("second")
        tag = repo.head()[:7]
        repo.write("live.json", "{}")
        plan = os.path.join(repo.base, "plan")
        self.done(repo, "plan", "--out", plan)
        steps = []
        for command, live in (("begin", "{}"), ("wait", json.dumps({"api": tag})), ("wait", json.dumps({"api": tag, "web": tag}))):
            repo.write("live.json", live)
            more = ("--steady-timeout", "0") if command == "wait" else ()
            repo.run("release", command, "--plan", plan, *more)
            state = load(content(plan, "release.json"))
            Published("release_state.schema.json").validate(state)
            steps.append(state["step"])
        self.assertEqual(steps, ["apply", "wait", "done"])
        self.check_what_a_later_version_may_do("release_state.schema.json", {**state, "restarts": {"web": "ecs-svc/1"}})
        self.check_words("release_state.schema.json", state, (), "step", may_grow=True)

    def test_lines_of_histories_are_valid(self):
        repo = recipes.Repository()
        self.addCleanup(repo.close)
        for name in ("api", "web"):
            repo.write(f"services/{name}/main.ts", name)
        files = {name: f"infra/{name}.auto.tfvars.json" for name in ("api", "web")}
        repo.configure(environments={"prod": {"live": [{"from": "file", "file": "live.json"}],
                                              "services": {name: {"image_tags": {"file": file}} for name, file in files.items()}}})
        for file in files.values():
            repo.write(file, '{"image_tags": {}}')
        repo.commit("first")
        self.done(repo, "tags", "set", "api=1", "web=1")
        self.done(repo, "tags", "set", "api=2", "-m", "by \"hand\"")
        self.done(repo, "tags", "rollback")
        lines = {name: [load(line) for line in content(repo.path, file + ".history").splitlines()] for name, file in files.items()}
        self.assertEqual({name: [line["command"] for line in found] for name, found in lines.items()},
                         {"api": ["set", "set", "rollback"], "web": ["set"]})
        schema = Published("tag_record.schema.json")
        for line in lines["api"] + lines["web"]:
            schema.validate(line)
        self.assertEqual(lines["api"][0]["step"], lines["web"][0]["step"])
        self.assertIsNone(lines["api"][1]["step"])
        self.check_keys("tag_record.schema.json", lines["api"][0])
        self.check_words("tag_record.schema.json", lines["api"][0], (), "command", may_grow=True)

    def test_addresses_of_plans_are_valid(self):
        schema = Published("targets_file.schema.json")
        repo = recipes.three_commits().repository
        self.addCleanup(repo.close)
        terraform = {"dir": "infra", "workspace": "prod", "var_files": ["prod.tfvars"], "vars": {"region": "eu-west-1"},
                     "targets": ['aws_ecs_service.service["{service}"]']}
        repo.configure(environments={
            "prod": {"live": [{"from": "file", "file": "live.json"}], "terraform": terraform},
            "split": {"live": [{"from": "file", "file": "live.json"}], "terraform": {**terraform, "dir": "infra/{service}"}}})
        repo.commit("second")
        repo.write("live.json", "{}")
        with tempfile.TemporaryDirectory() as out:
            self.done(repo, "plan", "--env", "prod", "--out", out)
            listed = load(content(out, "targets.json"))
        schema.validate(listed)
        self.assertEqual(len(listed), 2)
        for wrong in ([], [""], [1]):
            self.assertFalse(schema.strict.is_valid(wrong) or schema.open.is_valid(wrong), wrong)
        with tempfile.TemporaryDirectory() as out:
            self.done(repo, "plan", "--env", "split", "--out", out)
            split = load(content(out, "targets.json"))
        self.assertEqual([root["dir"] for root in split["roots"]], ["infra/api", "infra/web"])
        self.check_what_a_later_version_may_do("targets_file.schema.json", split)


if __name__ == "__main__":
    testing.main()
