#!/usr/bin/env python3
"""Where the repository is not simply above the current directory, or does not hold everything: git's answer, or an error in words."""

import json
import os
import stat
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "support")]

import testing  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM, Plan, Repository, Run  # noqa: E402


class GitPlaces(unittest.TestCase):
    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)
        for name in ("api", "web"):
            self.repo.write(f"services/{name}/main.ts", name)
        self.repo.configure()
        self.first = self.repo.commit("first")
        self.live = {"api": self.first, "web": self.first}

    def plan_in(self, directory, environment=None, arguments=()):
        return Run(subprocess.run([PROGRAM, "plan", "--live-file", "-", "--format", "json", *arguments], cwd=directory, capture_output=True,
                                  input=json.dumps(self.live).encode(), env=dict(ENVIRONMENT, **(environment or {})), timeout=120))

    def test_the_configuration_is_that_of_the_repository_whose_commits_are_compared(self):
        library = Repository(os.path.join(self.repo.base, "library"))
        library.git("init", "-q", "-b", "main", library.path, cwd=self.repo.base)
        library.commit("library", **{"services/api/main.ts": "1"})
        self.repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.path, "vendor/library")
        self.repo.commit("with a submodule")
        run = self.plan_in(os.path.join(self.repo.path, "vendor/library"))
        self.assertEqual(run.code, 1, run)
        self.assertIn("there is no deltaplan.json", run.err)

    def test_a_deploy_from_a_bare_repository_into_a_work_tree(self):
        self.repo.write("services/api/main.ts", "2")
        self.repo.commit("second")
        server, www = (os.path.join(self.repo.base, name) for name in ("server.git", "www"))
        self.repo.git("clone", "-q", "--bare", self.repo.path, server)
        os.makedirs(www)
        places = {"GIT_DIR": server, "GIT_WORK_TREE": www}
        self.repo.git("checkout", "-q", "-f", "main", cwd=www, environment=places)
        run = self.plan_in(www, places)
        self.assertEqual(Plan(run).deployed(), ["api"], run)
        with open(os.path.join(www, "services/web/main.ts"), "w", encoding="utf-8") as file:
            file.write("not committed")
        self.assertEqual(self.plan_in(www, places).code, 3)

    def test_a_hook_sees_what_is_pushed_before_it_is_let_in(self):
        server = os.path.join(self.repo.base, "server.git")
        self.repo.git("clone", "-q", "--bare", self.repo.path, server)
        answer, live, hook = (os.path.join(self.repo.base, name) for name in ("answer", "live.json", "server.git/hooks/pre-receive"))
        with open(live, "w", encoding="utf-8") as file:
            json.dump(self.live, file)
        with open(hook, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\nread old new ref\nexec '{PROGRAM}' plan --head $new --live-file '{live}' --format json > '{answer}'\n")
        os.chmod(hook, 0o755)
        self.repo.write("services/api/main.ts", "2")
        pushed = self.repo.commit("second")
        self.repo.git("push", "-q", server, "main")
        with open(answer, encoding="utf-8") as file:
            plan = json.load(file)
        self.assertEqual(plan["head"]["commit"], pushed)
        self.assertEqual([service["name"] for service in plan["services"] if service["decision"] == "deploy"], ["api"])

    def test_what_claims_to_be_bare_is_refused_and_not_taken_for_clean(self):
        self.repo.git("config", "core.bare", "true")
        self.repo.write("services/web/main.ts", "not committed")
        run = self.plan_in(self.repo.path)
        self.assertEqual(run.code, 1, run)
        self.assertIn("core.bare", run.err)

    def test_one_line_brings_the_texts_of_all_links_to_a_blobless_clone(self):
        for number in range(5):
            self.repo.write(f"shared/{number}", str(number))
            self.repo.link(f"services/api/link{number}", f"../../shared/{number}")
        self.repo.link("shared/further", "../other")  # is an input by a link only
        self.repo.write("other", "1")
        self.repo.link("services/web/shared", "../../shared")
        self.repo.commit("links")
        self.repo.git("config", "uploadpack.allowFilter", "true")
        clone = self.repo.clone("blobless", "--filter=blob:none", "--sparse")
        self.live = dict.fromkeys(self.live, clone.head())
        run = self.plan_in(clone.path)
        self.assertEqual(run.code, 1, run)
        lines = [line[line.index("git fetch"):] for line in run.err.splitlines() if "git fetch" in line]
        self.assertEqual(len(lines), 1, run)
        clone.git(*lines[0].split()[1:])
        run = self.plan_in(clone.path)
        self.assertEqual(Plan(run).deployed(), [], run)

    def test_a_tree_that_is_too_deep_is_an_error(self):
        path = "/".join(["d"] * 3000)
        self.repo.git("fast-import", "--quiet", data=(
            "commit refs/heads/deep\nmark :1\ncommitter A <a@b> 1767225600 +0000\ndata 1\nx\nfrom refs/heads/main\n"
            f"M 100644 inline services/api/{path}/x\ndata 1\nx\n").encode())
        run = self.plan_in(self.repo.path, arguments=("--head", "deep"))
        self.assertEqual((run.code, run.text), (1, ""), run)
        self.assertIn("2048", run.err)

    def test_a_directory_that_is_named_comes_before_the_variables_of_a_hook(self):
        other = Repository(os.path.join(self.repo.base, "other"))
        other.git("init", "-q", "-b", "main", other.path, cwd=self.repo.base)
        places = {"GIT_DIR": os.path.join(other.path, ".git")}
        run = self.plan_in(self.repo.base, places, ("-C", self.repo.path))
        self.assertEqual(Plan(run).deployed(), [], run)

    @unittest.skipIf(os.geteuid() != 0, "only root can give files away")
    def test_a_configuration_of_somebody_else_has_to_be_named(self):
        config = os.path.join(self.repo.path, "deltaplan.json")
        os.chown(config, 4321, 4321)
        run = self.plan_in(self.repo.path)
        self.assertEqual(run.code, 1, run)
        self.assertIn("is not yours", run.err)
        self.assertEqual(self.plan_in(self.repo.path, arguments=("--config", config)).code, 0)

    @unittest.skipIf(os.geteuid() != 0, "only root can give files away")
    def test_verify_believes_the_configuration_that_a_plan_believes(self):
        config = os.path.join(self.repo.path, "deltaplan.json")
        with open(config, encoding="utf-8") as file:
            settings = json.load(file)
        settings["environments"] = {"prod": {"terraform": {"dir": "infra", "targets": ["a.{service}"]}}}
        with open(config, "w", encoding="utf-8") as file:
            json.dump(settings, file)
        self.repo.commit("an environment")
        out = os.path.join(self.repo.base, "plan")
        live = [f"--live={name}={self.repo.short()}" for name in self.live]
        self.assertEqual(self.repo.run("plan", "--out", out, *live).code, 0)
        told = self.repo.run("verify", "--live", "--plan", out)
        self.assertEqual(told.code, 0, told)
        os.chown(config, 4321, 4321)
        refused = self.repo.run("verify", "--live", "--plan", out, "--config", config)
        self.assertEqual(refused.code, 0, refused)
        terraform = os.path.join(self.repo.base, "tfplan.json")
        with open(terraform, "w", encoding="utf-8") as file:
            json.dump({"format_version": "1.2", "terraform_version": "1.6.0", "resource_changes": []}, file)
        run = self.repo.run("verify", "--plan", out, terraform)
        self.assertEqual(run.code, 1, run)
        self.assertIn("is not yours", run.err)

    def test_63_from_anywhere_in_a_work_tree_it_is_the_same_plan(self):
        self.repo.write("services/api/main.ts", "2")
        self.repo.commit("second")
        plain = self.plan_in(self.repo.path)
        self.assertEqual(Plan(plain).deployed(), ["api"], plain)
        linked, link = (os.path.join(self.repo.base, name) for name in ("linked", "link"))
        self.repo.git("worktree", "add", "-q", "--detach", linked)
        os.symlink(os.path.join(self.repo.path, "services"), link)
        for directory in (os.path.join(self.repo.path, "services/api"), link, linked, os.path.join(linked, "services/web")):
            self.assertEqual(self.plan_in(directory).out, plain.out, directory)
        self.assertEqual(self.plan_in(self.repo.base, arguments=("-C", link)).out, plain.out)

    def test_63_without_a_home(self):
        environment = {name: value for name, value in ENVIRONMENT.items() if name != "HOME"}
        for more in ({}, {"HOME": ""}, {"HOME": "/nonexistent"}):
            run = self.repo.run("plan", "--live-file", "-", "--format", "json", data=json.dumps(self.live).encode(), only=dict(environment, **more))
            self.assertEqual((run.code, run.err), (0, ""), run)

    def test_63_a_umask_holds_for_new_files_and_a_map_keeps_its_mode(self):
        tag_map = os.path.join(self.repo.path, "tags.json")
        self.repo.configure(environments={"prod": {"image_tags": {"file": "tags.json"}}})
        self.repo.write("tags.json", json.dumps({"image_tags": self.live}))
        os.chmod(tag_map, 0o640)
        self.repo.commit("a map")
        out = os.path.join(self.repo.base, "out")
        before = os.umask(0o027)
        self.addCleanup(os.umask, before)
        head = self.repo.short()
        self.assertEqual(self.repo.run("plan", "--out", out, "--live-file", "-", data=json.dumps(self.live).encode()).code, 0)
        self.assertEqual(self.repo.run("tags", "set", f"api={head}", "-m", "by hand").code, 0)
        os.umask(before)
        self.assertEqual({mode_of(os.path.join(out, name)) for name in os.listdir(out)}, {0o640})
        self.assertEqual((mode_of(out), mode_of(tag_map), mode_of(tag_map + ".history")), (0o750, 0o640, 0o640))

    def test_63_on_a_read_only_disk_who_reads_answers_and_who_writes_says_so(self):
        self.repo.configure(environments={"prod": {"image_tags": {"file": "tags.json"}}})
        self.repo.write("tags.json", json.dumps({"image_tags": self.live}))
        self.repo.commit("a map")
        live = [f"--live={name}={tag}" for name, tag in self.live.items()]
        self.settle()
        before = self.everything()
        for arguments, code in ((["plan", *live], 0), (["preview", "--base", self.first], 0), (["why", "api", *live], 0), (["graph"], 0),
                                (["plan", *live, "--out", "out"], 1), (["tags", "set", f"api={self.repo.short()}"], 1)):
            run = self.read_only(*arguments)
            self.assertEqual(run.code, code, (arguments, run))
            self.assertEqual("ead-only file system" in run.err, code == 1, (arguments, run))
        self.assertEqual(self.everything(), before)

    def read_only(self, *arguments):
        """Runs the program where the repository's disk can't be written to."""
        mounted = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && cd "$2" && shift 2 && exec "$@"'
        return Run(subprocess.run(["unshare", "--map-root-user", "--mount", "sh", "-c", mounted, "sh", self.repo.base, self.repo.path,
                                   PROGRAM, *arguments], capture_output=True, env=ENVIRONMENT, stdin=subprocess.DEVNULL, timeout=120))

    def settle(self):
        self.repo.git("update-index", "-q", "--refresh")

    def everything(self):
        return sorted((directory, name) for directory, folders, names in os.walk(self.repo.base) for name in (*folders, *names))


def mode_of(path):
    return stat.S_IMODE(os.stat(path).st_mode)


if __name__ == "__main__":
    testing.main()
