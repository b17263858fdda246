#!/usr/bin/env python3
"""Corners of the scenarios: the same numbers as in scenarios_test.py, the cases one would not think of first."""

import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import testing  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM, Repository  # noqa: E402


class Corners(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)

    def start(self, *paths, **config):
        """A repository with these files, each holding "0", and a first commit."""
        for path in paths:
            self.repo.write(path, "0")
        self.repo.configure(**config)
        return self.repo.commit("first")

    def after(self, base, change, live):
        """The plan when `change` (path -> content, None removes) is all that happened since `base`."""
        self.repo.git("checkout", "-q", "-f", "-B", "probe", base)
        for path, content in change.items():
            if content is None:
                self.repo.remove(path)
            else:
                self.repo.write(path, content)
        self.repo.commit()
        return self.repo.plan(dict.fromkeys(live, base))

    def fails(self, *arguments, **keywords):
        run = self.repo.run(*arguments, **keywords)
        self.assertEqual((run.code, run.text), (1, ""), run)
        self.assertNotIn("internal failure", run.err)
        self.assertTrue(run.err.strip())
        return run.err

    # ---- baselines and tags

    def test_03_ahead_but_unchanged_rolls_nothing_back(self):
        first = self.start("services/a/x", "services/b/x")
        self.repo.write("services/b/x", "1")
        later = self.repo.commit()
        plan = self.repo.plan({"a": later, "b": first}, "--head", first)
        self.assertEqual((plan.deployed(), plan.relation("a")), ([], "ahead"))

    def test_05_abbreviated_sha_alone_gets_no_fetch_by_name(self):
        first = self.start("services/a/x")
        self.repo.write("services/a/x", "1")
        self.repo.commit()
        clone = self.repo.clone("shallow", "--depth=1")
        plan = clone.plan({"a": first[:7]})
        self.assertEqual(plan.codes("a"), ["commit_not_found"])
        (message,) = plan.warnings("commits_missing")
        self.assertIn("--unshallow", message)
        self.assertNotIn("--depth=1", message)
        clone.git("fetch", "-q", "--unshallow")
        self.assertEqual(clone.plan({"a": first[:7]}).codes("a"), ["service_changed"])

    def test_07_blobless_clone_asks_nobody(self):
        self.start("services/a/x", "services/b/x")
        self.repo.write("services/a/x", "of the baseline alone")
        first = self.repo.commit()
        self.repo.write("services/a/x", "1")
        self.repo.commit()
        self.repo.git("config", "uploadpack.allowFilter", "true")
        clone = self.repo.clone("blobless", "--filter=blob:none")
        missing = ("rev-list", "--objects", "--all", "--missing=print")
        before = clone.git(*missing)
        self.assertIn("\n?", before)
        clone.git("remote", "set-url", "origin", "file:///nonexistent")
        plan = clone.plan({"a": first, "b": first})
        self.assertEqual((plan.deployed(), plan.files("a")), (["a"], ["services/a/x"]))
        self.assertEqual(clone.git(*missing), before)

    def test_07_linked_work_tree_has_its_own_head(self):
        first = self.start("services/a/x")
        self.repo.write("services/a/x", "1")
        self.repo.commit()
        linked = os.path.join(self.repo.base, "linked")
        self.repo.git("worktree", "add", "-q", "--detach", linked, first)
        plan = self.repo.plan({"a": first}, "-C", linked)
        self.assertEqual((plan.json["head"]["commit"], plan.deployed()), (first, []))

    def test_08_branch_is_no_tag_and_a_pattern_decides_alone(self):
        first = self.start("services/a/x")
        self.repo.git("branch", "env.first")
        self.assertEqual(self.repo.plan({"a": "env.first"}).codes("a"), ["tag_without_commit"])
        self.repo.git("tag", "env.first")
        self.assertEqual(self.repo.plan({"a": "env.first"}).codes("a"), ["unchanged"])
        self.repo.configure(tag_pattern="^build-[0-9]+-(?<sha>[0-9a-f]+)$")
        self.repo.commit()
        self.assertEqual(self.repo.plan({"a": "build-17-" + first[:7]}).service("a")["live"]["commit"], first)
        self.assertEqual(self.repo.plan({"a": first[:7]}).codes("a"), ["tag_without_commit"])

    def test_08_digits_of_a_date_are_no_commit(self):
        first = self.start("services/a/x")
        for tag in ("release-20260804", "20260804-175736", "build.1234567"):
            self.assertEqual(self.repo.plan({"a": tag}).deployed(), ["a"], tag)
        plan = self.repo.plan({"a": "20260804-" + first[:8]})
        self.assertEqual(plan.service("a")["live"]["commit"], first)

    def test_09_seven_digits_of_two_commits_or_of_a_commit_and_a_blob(self):
        head = self.start("services/a/x")
        tree = self.repo.git("rev-parse", "HEAD^{tree}")

        def candidates(blobs):
            who = "A <a@example.com> 1700000000 +0000"
            for number in range(1000000):
                yield "commit", f"tree {tree}\nauthor {who}\ncommitter {who}\n\n{number}\n".encode()
                if blobs:
                    yield "blob", b"%d\n" % number

        def twins(kinds):
            seen = {}
            for kind, content in candidates("blob" in kinds):
                digits = hashlib.sha1(b"%s %d\0" % (kind.encode(), len(content)) + content).hexdigest()[:7]
                other = seen.setdefault(digits, (kind, content))
                if other != (kind, content) and sorted((kind, other[0])) == kinds:
                    pair = sorted([other, (kind, content)])
                    return [self.repo.git("hash-object", "-t", k, "-w", "--stdin", data=c) for k, c in pair]
            raise AssertionError("nothing shares seven digits")

        pair = twins(["commit", "commit"])
        plan = self.repo.plan({"a": pair[0][:7]})
        self.assertEqual((plan.codes("a"), plan.deployed()), (["commit_ambiguous"], ["a"]))
        for commit in pair:
            self.assertIn(commit, plan.service("a")["reasons"][0]["detail"])
        self.assertEqual(self.repo.plan({"a": pair[0]}).codes("a"), ["unchanged"])
        blob, commit = twins(["blob", "commit"])
        self.assertEqual(blob[:7], commit[:7])
        self.assertEqual(self.repo.plan({"a": commit[:7]}).service("a")["live"]["commit"], commit)
        self.assertEqual(self.repo.plan({"a": head[:7]}).relation("a"), "same")

    def test_10_tags_of_every_format_are_read_back(self):
        head = self.start("services/a/x", "services/b/x")
        for form, tag in (("{sha}", head), ("{sha:12}", head[:12]), ("sha-{short_sha}", "sha-" + head[:7]),
                          ("{service}-{sha:9}", "b-" + head[:9])):
            config = os.path.join(self.repo.base, "other.json")
            with open(config, "w", encoding="utf-8") as file:
                json.dump({"version": 1, "services": ["services/*"], "tag": form}, file)
            plan = self.repo.plan({"a": head}, "--config", config)
            self.assertEqual(plan.json["image_tags"], {"a": head, "b": tag}, form)
            again = self.repo.plan({"a": head, "b": tag}, "--config", config)
            self.assertEqual(again.service("b")["live"]["commit"], head, form)

    # ---- trees and paths

    def test_15_no_control_character_reaches_the_terminal(self):
        first = self.start("services/a/x")
        for path in ("services/a/\x1b[31mred\x07", "services/a/new\nline", "un\x1bowned", "services/a/\u202eevil"):
            self.repo.write(path)
        self.repo.git("add", "-A")
        self.repo.git("commit", "-q", "-m", "\x1b[2Jcleared")
        for command in (("plan", "-v"), ("plan", "--format", "markdown"), ("why", "a")):
            run = self.repo.run(*command, "--live", "a=" + first)
            self.assertEqual(run.code, 0, run)
            self.assertNotRegex(run.text + run.err, "[\x00-\x09\x0b-\x1f\x7f\u202e]")

    def test_17_ways_through_linked_directories_and_to_nowhere(self):
        self.repo.link("services/through/l", "../../links/dir/z")
        self.repo.link("links/dir", "../lib/deep")
        self.repo.link("services/nowhere/l", "../../gone/x")
        self.repo.link("gone", "lib")
        self.repo.link("services/file/l", "../../lib/x/below")
        first = self.start("services/plain/x", "lib/x", "lib/deep/z", "lib/other")
        live = ("through", "nowhere", "file", "plain")
        self.assertEqual(self.after(first, {"lib/deep/z": "1"}, live).deployed(), ["through"])
        self.assertEqual(self.after(first, {"lib/other": "1"}, live).deployed(), [])
        # What the way led through goes: the link is the same, what it gives is not.
        self.assertEqual(self.after(first, {"gone": None}, live).deployed(), ["nowhere"])
        self.repo.git("checkout", "-q", "-f", "-B", "probe", first)
        self.repo.link("links/dir", "../lib")
        self.repo.commit()
        self.assertEqual(self.repo.plan(dict.fromkeys(live, first)).deployed(), ["through"])

    def test_18_git_ignore_files_hide_no_tracked_file(self):
        first = self.start("services/a/x.log")
        self.repo.write(".gitignore", "*.log\n")
        self.repo.write("services/a/x.log", "1")
        self.repo.git("add", "-f", "services/a/x.log")
        self.repo.commit()
        self.assertEqual(self.repo.plan({"a": first}).deployed(), ["a"])

    def test_18_last_rule_decides_and_nothing_leaves_an_ignored_directory(self):
        first = self.start("services/a/docs/keep.md", "services/a/x.md", "services/a/keep.md", "services/b/x",
                           ignore=["*.md", "!keep.md", "docs/", "!services/a/docs/keep.md"])
        self.assertEqual(self.after(first, {"services/a/docs/keep.md": "1"}, "ab").deployed(), [])
        self.assertEqual(self.after(first, {"services/a/x.md": "1"}, "ab").deployed(), [])
        self.assertEqual(self.after(first, {"services/a/keep.md": "1"}, "ab").deployed(), ["a"])

    def test_19_terraform_changes_are_said(self):
        terraform = {"dir": "infra", "targets": ['aws_ecs_service.s["{service}"]']}
        first = self.start("services/a/x", "infra/main.tf", environments={"e": {"terraform": terraform}})
        plan = self.after(first, {"infra/main.tf": "1"}, "a")
        self.assertIn("infra/main.tf", plan.warnings("terraform_changed")[0])
        plan = self.after(first, {"services/a/x": "1"}, "a")
        self.assertEqual((plan.warnings(), plan.json["targets"]), ([], ['aws_ecs_service.s["a"]']))

    def test_20_a_rule_of_ours_that_hides_a_whole_service_is_said(self):
        first = self.start("services/a/x", "services/b/x", ignore=["/services/b"])
        (message,) = self.repo.plan({"a": first, "b": first}).warnings("ignored_service_directory")
        self.assertIn("services/b", message)

    def test_18_a_rule_that_hides_what_is_named_or_linked_is_said(self):
        for path in ("docs/api.md", "docs/guide", "packages/common/x", "shared/note.md", "proto/a.md", "proto/b", "services/b/x"):
            self.repo.write(path)
        for path, target in (("services/a/note", "../../shared/note.md"), ("services/a/hidden.md", "../../docs/guide")):
            self.repo.link(path, target)
        services = ["services/*", {"name": "a", "inputs": ["docs/api.md", "docs/guide", "proto/*"]}]
        for rules, hidden in ((["*.md"], ["docs/api.md", "shared/note.md"]), (["*.md", "!docs/api.md", "!shared/*"], []), (["docs"], ["docs/api.md", "docs/guide"]),
                              (["/packages/common"], ["packages/common"]), (["docs/guide/", "packages/common/x"], []), ([], [])):
            self.repo.configure(services=services, packages=["packages/common"], ignore=rules)
            first = self.repo.commit()
            told = self.repo.plan({"a": first, "b": first}).warnings("input_ignored")
            self.assertEqual([line.strip() for message in told for line in message.splitlines()[1:]], hidden, rules)

    def test_20_preview_of_the_work_tree_sees_a_revert_and_writes_nothing(self):
        first = self.start("services/a/x", "services/b/x")
        self.repo.write("services/a/x", "1")
        self.repo.commit()
        self.repo.write("services/a/x", "0")
        self.repo.write("services/b/new", "1")
        objects = self.repo.git("count-objects")
        plan = self.repo.preview("--base", first, "--working-tree")
        self.assertEqual(plan.deployed(), ["b"])
        self.assertEqual(self.repo.preview("--base", first).deployed(), ["a"])
        self.assertEqual(self.repo.git("count-objects"), objects)

    def test_21_common_options_stand_before_or_behind_the_command(self):
        first = self.start("services/a/x")
        common = ("-C", self.repo.path, "--head", first, "--jobs", "1")
        before = self.repo.run(*common, "plan", "--live", "a=" + first, cwd="/")
        behind = self.repo.run("plan", *common, "--live", "a=" + first, cwd="/")
        self.assertEqual((before.code, before.text), (0, behind.text), before)
        self.assertIn("unchanged", behind.text)

    # ---- fan-out

    def test_25_all_images_between_a_base_and_its_users_are_rebuilt(self):
        images = [{"name": "base", "path": "images/base"},
                  {"name": "runtime", "path": "images/runtime", "from": ["base"]}, {"name": "a", "from": ["runtime"]}]
        first = self.start("services/a/x", "services/b/x", "images/base/D", "images/runtime/D", images=images)
        plan = self.after(first, {"images/base/D": "1"}, "ab")
        self.assertEqual(plan.deployed(), ["a"])
        self.assertEqual({i["name"]: i["wave"] for i in plan.json["images"]}, {"base": 0, "runtime": 1, "a": 2})
        plan = self.after(first, {"images/runtime/D": "1"}, "ab")
        self.assertEqual({i["name"]: i["wave"] for i in plan.json["images"]}, {"runtime": 0, "a": 1})
        self.assertEqual(self.after(first, {"services/b/x": "1"}, "ab").deployed(), ["b"])

    def test_25_an_image_follows_the_image_of_another_service(self):
        first = self.start("services/a/x", "services/b/x", images=[{"name": "b", "from": ["a"]}])
        plan = self.after(first, {"services/a/x": "1"}, "ab")
        self.assertEqual((plan.deployed(), plan.codes("b")), (["a", "b"], ["base_image_changed"]))
        self.assertEqual({i["name"]: i["wave"] for i in plan.json["images"]}, {"a": 0, "b": 1})
        self.assertEqual(self.after(first, {"services/b/x": "1"}, "ab").deployed(), ["b"])
        # b has that change already, but a is rebuilt for its own sake.
        plan = self.repo.plan({"a": "latest", "b": self.repo.head()})
        self.assertEqual((plan.deployed(), plan.codes("b")), (["a", "b"], ["base_image_changed"]))

    def test_26_single_file_is_not_what_begins_like_it(self):
        first = self.start("services/a/x", "single", "single.not", "singles/x",
                           services=[{"path": "services/a", "inputs": ["single"]}])
        self.assertEqual(self.after(first, {"single.not": "1", "singles/x": "1"}, "a").deployed(), [])
        self.assertEqual(self.after(first, {"single": "1"}, "a").deployed(), ["a"])
        # The file becomes a directory: one is gone, the other new.
        plan = self.after(first, {"single": None, "single/x": "1"}, "a")
        statuses = {f["path"]: f["status"] for r in plan.service("a")["reasons"] for f in r["files"]}
        self.assertEqual(statuses, {"single": "deleted", "single/x": "added"})

    # ---- results

    def two_states(self):
        """Two commits that differ in both services; returns the arguments of a plan from the first to the second."""
        first = self.start("services/a/x", "services/b/deep/x")
        self.repo.write("services/a/x", "1")
        self.repo.write("services/b/deep/x", "1")
        self.repo.commit()
        return ["plan", "--allow-dirty", "--live", "a=" + first, "--live", "b=" + first]

    def test_40_every_damaged_object_is_an_error(self):
        for revision in ("HEAD:services", "HEAD~1:services/b/deep", "HEAD~1:services/b", "HEAD~1", "HEAD", "HEAD^{tree}"):
            for damage in ("missing", "empty", "overwritten", "cut", "stub"):
                if (revision, damage) == ("HEAD~1", "missing"):
                    continue  # a commit that is not there is no damage: commit_not_found
                with self.subTest(revision=revision, damage=damage):
                    self.setUp()
                    arguments = self.two_states()
                    name = self.repo.git("rev-parse", revision)
                    file = os.path.join(self.repo.path, ".git/objects", name[:2], name[2:])
                    with open(file, "rb") as stream:
                        content = stream.read()
                    os.remove(file)
                    if damage != "missing":
                        with open(file, "wb") as stream:
                            stream.write({"empty": b"", "overwritten": b"garbage", "cut": content[: len(content) // 2],
                                          "stub": content[:10]}[damage])
                    out = os.path.join(self.repo.base, "out")
                    self.assertIn(name[:7], self.fails(*arguments, "--out", out))
                    self.assertFalse(os.path.exists(out))

    def test_40_damaged_packs_are_errors(self):
        for damage in ("cut", "overwritten"):
            with self.subTest(damage=damage):
                self.setUp()
                arguments = self.two_states()
                self.repo.git("gc", "-q")
                packs = os.path.join(self.repo.path, ".git/objects/pack")
                (pack,) = [os.path.join(packs, name) for name in os.listdir(packs) if name.endswith(".pack")]
                os.chmod(pack, 0o644)
                size = os.path.getsize(pack)
                with open(pack, "rb+") as file:
                    if damage == "cut":
                        file.truncate(size // 2)
                    else:
                        file.seek(12)
                        file.write(b"\xff" * (size - 12 - 20))
                self.fails(*arguments)

    def written_to(self, stdout, arguments):
        return subprocess.run([PROGRAM, *arguments], cwd=self.repo.path, env=ENVIRONMENT, stdout=stdout, stderr=subprocess.PIPE, check=False)

    def test_40_full_disk_under_standard_output(self):
        arguments = self.two_states()
        with open("/dev/full", "w", encoding="utf-8") as full:
            for more in ((), ("--format", "json"), ("--help",)):
                result = self.written_to(full, [*arguments, *more])
                self.assertEqual(result.returncode, 1, more)
                self.assertIn(b"standard output", result.stderr)

    def test_64_a_reader_that_has_gone_ends_the_program_without_a_word(self):
        arguments = self.two_states()
        reader, closed = os.pipe()
        os.close(reader)
        for more in ((), ("--format", "json"), ("--help",)):
            result = self.written_to(closed, [*arguments, *more])
            self.assertEqual((result.returncode, result.stderr), (-signal.SIGPIPE, b""), more)
        os.close(closed)

    def test_63_every_relative_path_is_meant_from_the_directory_of_c(self):
        self.repo.write("services/a/x", "1")
        self.repo.configure(services=["services/*"])
        sha = self.repo.commit()
        self.repo.write("live.json", json.dumps({"a": sha}))
        elsewhere = os.path.join(self.repo.base, "elsewhere")
        os.mkdir(elsewhere)
        result = subprocess.run([PROGRAM, "-C", self.repo.path, "plan", "--live-file", "live.json", "--config", "deltaplan.json",
                                 "--allow-dirty", "--out", "out"], cwd=elsewhere, env=ENVIRONMENT, capture_output=True, check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue(os.path.exists(os.path.join(self.repo.path, "out", "plan.json")))
        self.assertEqual(os.listdir(elsewhere), [])

    def test_44_a_configuration_above_the_repository_is_not_read(self):
        self.repo.write("services/a/x", "1")
        self.repo.commit()
        ran = os.path.join(self.repo.base, "ran")
        with open(os.path.join(self.repo.base, "deltaplan.json"), "w", encoding="utf-8") as file:
            json.dump({"version": 1, "services": ["services/*"],
                       "environments": {"prod": {"live": [{"from": "command", "command": ["touch", ran]}]}}}, file)
        result = self.repo.run("plan")
        self.assertEqual(result.code, 1)
        self.assertIn("there is no deltaplan.json", result.err)
        self.assertFalse(os.path.exists(ran))

    def test_48_a_child_whose_exit_status_the_parent_ignores_is_no_success(self):
        self.repo.write("services/a/x", "1")
        self.repo.configure(services=["services/*"], environments={
            "prod": {"live": [{"from": "command", "command": ["sh", "-c", "echo {}; exit 7"]}]}})
        self.repo.commit()
        result = subprocess.run([PROGRAM, "plan"], cwd=self.repo.path, env=ENVIRONMENT, capture_output=True, check=False,
                                preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
        self.assertEqual(result.returncode, 1)
        self.assertIn(b"exit code 7", result.stderr)

    def test_45_what_is_no_tag_is_an_error_wherever_it_comes_from(self):
        self.repo.write("services/a/x", "1")
        self.repo.configure(services=["services/*"])
        self.repo.commit()
        for tag in ("<html>", "a b", "x${path.cwd}", "1.2\"q", "\x1b[31m", "x\n::error::", "", "-rf", "a" * 513):
            for way in (["--live", f"a={tag}"], ["--live-file", "-"]):
                with self.subTest(tag=tag, way=way):
                    result = subprocess.run([PROGRAM, "plan", "--allow-dirty", *way], cwd=self.repo.path, env=ENVIRONMENT, capture_output=True,
                                            input=json.dumps({"a": tag}), text=True, check=False)
                    self.assertEqual((result.returncode, result.stdout), (1, ""))
                    self.assertIn("a", result.stderr)

    def test_40_full_disk_leaves_the_files_as_they_were(self):
        arguments = [*self.two_states(), "--out", os.path.join(self.repo.base, "out")]
        self.assertEqual(self.repo.run(*arguments).code, 0)
        before = self.contents(arguments[-1])
        self.assertEqual(len(before), 9)
        for number in range(40):
            self.repo.write(f"services/a/{number}", "1")
        self.repo.commit()

        def only_small_files():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

        result = subprocess.run([PROGRAM, *arguments], cwd=self.repo.path, env=ENVIRONMENT, capture_output=True,
                                preexec_fn=only_small_files, check=False)
        self.assertEqual((result.returncode, result.stdout), (1, b""))
        self.assertIn(arguments[-1].encode(), result.stderr)
        self.assertEqual(self.contents(arguments[-1]), before)

    def test_40_name_that_is_taken_stops_all_files(self):
        arguments = self.two_states()
        out = os.path.join(self.repo.base, "out")
        os.makedirs(os.path.join(out, "plan.md"))
        self.assertIn(out, self.fails(*arguments, "--out", out))
        self.assertEqual(os.listdir(out), ["plan.md"])

    @staticmethod
    def contents(directory):
        found = {}
        for name in os.listdir(directory):
            with open(os.path.join(directory, name), "rb") as file:
                found[name] = file.read()
        return found

    def test_40_unreadable_directories_are_errors(self):
        arguments = ["--config", os.path.join(self.repo.base, "config.json"), *self.two_states()[2:]]
        with open(arguments[1], "w", encoding="utf-8") as file:
            file.write('{ "version": 1, "services": ["services/*"] }')
        as_user = {}
        if os.geteuid() == 0:  # whom permissions don't bind
            os.chmod(self.repo.base, 0o755)
            subprocess.run(["chown", "-R", "65534:65534", self.repo.path], check=True)
            as_user = {"user": 65534, "group": 65534, "extra_groups": []}

        def plan():
            return subprocess.run([PROGRAM, "plan", "-C", self.repo.path, *arguments], cwd="/", env=ENVIRONMENT,
                                  capture_output=True, check=False, **as_user)

        try:
            self.assertEqual(plan().returncode, 0)
        except PermissionError:
            self.skipTest("nobody else may run the program here")
        for directory in ("services/a", ".git/objects", ".git", ".git/refs"):
            with self.subTest(directory=directory):
                directory = os.path.join(self.repo.path, directory)
                os.chmod(directory, 0)
                result = plan()
                os.chmod(directory, 0o755)
                self.assertEqual((result.returncode, result.stdout), (1, b""), result.stderr)
                self.assertTrue(result.stderr.strip())


if __name__ == "__main__":
    testing.main()
