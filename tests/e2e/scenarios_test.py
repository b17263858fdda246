#!/usr/bin/env python3
"""The cases that the program must get right, each by name; the numbers are those of docs/scenarios.md."""

import json
import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "cli"), os.path.join(HERE, "..", "support")]

import terraform_recipes  # noqa: E402
import testing  # noqa: E402
from sandbox import PROGRAM, Plan, Repository  # noqa: E402


class Scenarios(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)

    def small(self, *names, **config):
        """A repository with these services and a first commit."""
        for name in names:
            self.repo.write(f"services/{name}/main.ts", name)
        self.repo.configure(**config)
        return self.repo.commit("first")

    # ---- baselines and tags

    def test_01_nine_services_nine_baselines(self):
        names = [f"s{i}" for i in range(9)]
        self.small(*names)
        live = {}
        for name in names:
            live[name] = self.repo.head()
            self.repo.write(f"services/{name}/main.ts", "new")
            self.repo.commit(name)
        # Each is live right before its own change, but the first three, which have it.
        for name in names[:3]:
            live[name] = self.repo.head("HEAD")
        plan = self.repo.plan(live)
        self.assertEqual(plan.deployed(), names[3:])
        self.assertEqual([plan.service(n)["live"]["commits"] for n in names], [0, 0, 0, 6, 5, 4, 3, 2, 1])

    def test_02_same_commit_and_a_revert_are_no_change(self):
        first = self.small("api", "web")
        self.repo.write("services/api/main.ts", "other")
        self.repo.commit()
        self.repo.write("services/api/main.ts", "api")
        head = self.repo.commit("revert")
        plan = self.repo.plan({"api": first, "web": head})
        self.assertEqual(plan.deployed(), [])
        self.assertEqual((plan.relation("api"), plan.relation("web")), ("behind", "same"))
        self.assertEqual(plan.codes("web"), ["unchanged"])

    def test_03_live_ahead_of_head_is_refused_as_a_rollback(self):
        first = self.small("api", "web")
        self.repo.write("services/api/main.ts", "later")
        later = self.repo.commit()
        refused = self.repo.try_plan({"api": later, "web": later}, "--head", first)
        self.assertEqual(refused.code, 3)
        self.assertEqual(json.loads(refused.text)["refusals"][0]["code"], "rollback")
        self.assertIn("api", refused.err)
        self.assertIn("--allow-rollback", refused.err)
        self.assertNotIn("web", refused.err)  # the same there: nothing to roll back
        plan = self.repo.plan({"api": later, "web": later}, "--head", first, "--allow-rollback")
        self.assertEqual(plan.deployed(), ["api"])
        self.assertEqual((plan.relation("api"), plan.service("api")["live"]["commits"]), ("ahead", 1))

    def test_04_a_squashed_branch_is_compared_tree_to_tree(self):
        self.small("api", "web")
        self.repo.git("checkout", "-q", "-b", "topic")
        self.repo.write("services/api/main.ts", "topic")
        topic = self.repo.commit("topic")
        self.repo.git("checkout", "-q", "main")
        self.repo.write("services/api/main.ts", "topic")
        self.repo.commit("squashed")
        plan = self.repo.plan({"api": topic, "web": topic})
        self.assertEqual(plan.deployed(), [])
        self.assertEqual(plan.relation("api"), "diverged")
        self.repo.write("services/api/main.ts", "more")
        self.repo.commit("more")
        self.assertEqual(self.repo.try_plan({"api": topic, "web": topic}).code, 3)
        self.assertEqual(self.repo.try_plan({"api": topic, "web": topic}, "--allow-rollback").code, 3)
        plan = self.repo.plan({"api": topic, "web": topic}, "--allow-diverged")
        self.assertEqual(plan.deployed(), ["api"])

    def test_05_a_fetch_line_for_each_missing_commit_cures_it(self):
        live = {"api": self.small("api", "web", "job")}
        self.repo.write("services/api/main.ts", "2")
        live["web"] = self.repo.commit()
        self.repo.write("services/job/main.ts", "3")
        live["job"] = self.repo.short(self.repo.commit())
        self.repo.write("services/web/main.ts", "4")
        self.repo.commit()
        self.repo.git("config", "uploadpack.allowAnySHA1InWant", "true")
        clone = self.repo.clone("shallow", "--depth=1")
        plan = clone.plan(live)
        for name in live:
            self.assertEqual(plan.codes(name), ["commit_not_found"])
        advice = plan.warnings("commits_missing")[0]
        lines = [line.strip() for line in advice.splitlines() if line.strip().startswith("git fetch --depth=1")]
        self.assertEqual(lines, ["git fetch --depth=1 origin " + sha for sha in sorted([live["api"], live["web"]])])
        self.assertIn(live["job"], advice)
        self.assertIn("can't be fetched", advice)
        self.assertEqual(clone.try_plan(live, "--strict").code, 3)
        for line in lines:
            clone.git(*line.split()[1:])
        plan = clone.plan({name: live[name] for name in ("api", "web")} | {"job": clone.head()})
        self.assertEqual(plan.deployed(), ["api", "web"])

    def test_06_a_shallow_clone_with_both_commits_is_exact(self):
        first = self.small("api", "web")
        self.repo.write("services/api/main.ts", "2")
        self.repo.commit()
        self.repo.git("config", "uploadpack.allowAnySHA1InWant", "true")
        clone = self.repo.clone("shallow", "--depth=1")
        clone.git("fetch", "-q", "--depth=1", "origin", first)
        plan = clone.plan({"api": first, "web": first})
        self.assertEqual(plan.deployed(), ["api"])
        self.assertEqual(plan.codes("api"), ["service_changed"])
        self.assertEqual(plan.relation("web"), "unknown")
        self.assertIsNone(plan.service("web")["live"]["commits"])

    def test_07_blobless_worktree_and_bare(self):
        first = self.small("api", "web")
        self.repo.write("services/api/main.ts", "2")
        head = self.repo.commit()
        self.repo.git("config", "uploadpack.allowFilter", "true")
        live = {"api": first, "web": first}
        blobless = self.repo.clone("blobless", "--filter=blob:none")
        count = blobless.git("count-objects", "-v")
        self.assertEqual(blobless.plan(live).deployed(), ["api"])
        self.assertEqual(blobless.git("count-objects", "-v"), count)
        sparse = self.repo.clone("sparse", "--filter=blob:none", "--sparse")
        self.assertEqual(sparse.plan(live, "--config", os.path.join(self.repo.path, "deltaplan.json")).deployed(), ["api"])
        linked = os.path.join(self.repo.base, "linked")
        self.repo.git("worktree", "add", "-q", "--detach", linked)
        self.assertEqual(self.repo.plan(live, "-C", linked).deployed(), ["api"])
        bare = self.repo.clone("bare.git", "--bare")
        self.assertEqual(bare.plan(live, "--head", head).deployed(), ["api"])

    def test_08_every_shape_of_tag(self):
        first = self.small("api")
        self.repo.git("tag", "v1.275.182")
        self.repo.git("tag", "-a", "-m", "r", "release/2025.11")
        self.repo.write("services/api/main.ts", "2")
        self.repo.commit()
        short, sha12 = first[:7], first[:12]
        digest = "@sha256:" + "0123456789abcdef" * 4
        for tag in (short, first, f"sha-{short}", f"ref.{first}", f"api-{short}",
                    f"prefect-deployer-3-python3.12-{short}", f"{short}-20260804-175736", f"some-branch-{short}",
                    "v1.275.182", "release/2025.11", short + digest, f"host:5000/repo:{short}",
                    f"host:5000/repo:{short}{digest}"):
            plan = self.repo.plan({"api": tag})
            self.assertEqual(plan.codes("api"), ["service_changed"], tag)
            self.assertEqual(plan.service("api")["live"]["commit"], first, tag)
        for tag, code in ((f"{sha12}-dirty-1722772800-a1b2c3d4", "dirty_baseline"), ("latest", "tag_without_commit"),
                          ("env.prod", "tag_without_commit"), ("sha-bootstrap", "bootstrap_tag")):
            self.assertEqual(self.repo.plan({"api": tag}).codes("api"), [code], tag)

    def test_09_ambiguous_abbreviations(self):
        self.small("api")
        # Make commits and blobs until four digits name two of them.
        seen = {}
        both = None
        tree = self.repo.git("rev-parse", "HEAD^{tree}")
        for i in range(2000):
            self.repo.clock += 1
            commit = self.repo.git("commit-tree", tree, "-p", "HEAD", "-m", str(i))
            if commit[:4] in seen:
                both = (seen[commit[:4]], commit)
                break
            seen[commit[:4]] = commit
        for commit in both:
            self.repo.git("update-ref", f"refs/heads/{commit[:12]}", commit)
        self.repo.configure(tag="{sha:4}", tag_pattern="^(?<sha>[0-9a-f]{4,40})$")
        self.repo.commit()
        plan = self.repo.plan({"api": both[0][:4]})
        self.assertEqual(plan.codes("api"), ["commit_ambiguous"])
        for commit in both:
            self.assertIn(commit, plan.service("api")["reasons"][0]["detail"])

        head = self.repo.head()
        for i in range(200000):
            content = str(i).encode()
            import hashlib
            if hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()[:4] == head[:4]:
                blob = self.repo.git("hash-object", "-w", "--stdin", data=content)
                break
        self.assertEqual(blob[:4], head[:4])
        others = [c for c in self.repo.git("rev-list", "--all").split() if c != head and c[:4] == head[:4]]
        if not others:
            self.assertEqual(self.repo.plan({"api": head[:4]}).relation("api"), "same")

    def test_10_short_sha_is_what_git_prints(self):
        self.small("api")
        # Enough packed objects for git to want eight digits.
        stream = b"".join(b"blob\ndata %d\n%d\n" % (len(str(i)), i) for i in range(70000))
        self.repo.git("fast-import", "--quiet", data=stream)
        plan = self.repo.plan({"api": "latest"})
        self.assertEqual(plan.json["head"]["tag"], self.repo.short())
        self.assertGreater(len(self.repo.short()), 7)

    def test_11_never_deployed_and_unknown_live_services(self):
        first = self.small("api", "web")
        plan = self.repo.plan({"api": first, "legacy": "v9"})
        self.assertEqual(plan.codes("web"), ["never_deployed"])
        self.assertEqual(plan.deployed(), ["web"])
        self.assertIn("legacy", plan.warnings("live_service_unknown")[0])
        self.assertEqual(plan.json["image_tags"], {"api": first, "legacy": "v9", "web": plan.json["head"]["tag"]})

    def test_12_live_sources_that_disagree(self):
        tags = "infra/tags.auto.tfvars.json"
        self.small("api")
        stale = self.repo.head()
        for i in range(4):
            self.repo.write("README.md", str(i))
            self.repo.commit()
        fresh = self.repo.head()
        environment = {"live": [{"from": "ecs", "cluster": "main"}, {"from": "image_tags"}], "image_tags": {"file": tags}}
        self.repo.configure(environments={"prod": environment})
        self.repo.write(tags, json.dumps({"image_tags": {"api": stale, "web": "v1"}}))
        self.repo.commit()
        plan = self.repo.plan({"api": fresh})
        self.assertEqual(plan.service("api")["live"]["tag"], fresh)  # the first decides
        api, web = plan.warnings("live_sources_disagree")
        for part in (stale, fresh, "roll it back 4 commits"):
            self.assertIn(part, api)
        self.assertIn("web", web)
        self.assertEqual(self.repo.plan({"api": stale, "web": "v1"}).warnings("live_sources_disagree"), [])
        # The map counts whether or not it is listed, and whoever is asked for: the plan's own takes back what it says.
        self.repo.configure(environments={"prod": {"live": [{"from": "file", "file": "live.json"}], "image_tags": {"file": tags}}})
        self.repo.write("live.json", json.dumps({"api": stale, "other": stale}))
        self.repo.write(tags, json.dumps({"image_tags": {"api": fresh}}))
        self.repo.write("services/other/main.ts", "1")
        self.repo.commit()
        for arguments in ([], ["--service", "other"]):
            plan = Plan(self.repo.run("plan", "--format", "json", *arguments))
            self.assertEqual(plan.warnings("live_sources_disagree"),
                             [f"Live sources disagree about api: file says {stale}, image_tags says {fresh}. image_tags is 4 commits further."])
            self.assertEqual(plan.json["image_tags"]["api"], stale)
        for arguments in (["--live", f"api={stale}"], ["--live", f"api={fresh}"]):
            self.assertEqual(Plan(self.repo.run("plan", "--format", "json", *arguments)).warnings("live_sources_disagree"), [])
        self.repo.configure(environments={"prod": environment})
        self.repo.commit()
        # A source that can't be read is never taken for "nothing live".
        run = self.repo.run("plan")
        self.assertEqual((run.code, run.text), (1, ""))
        self.assertIn("no AWS region is set for the live source 'ecs'", run.err)

    # ---- trees and paths

    def test_13_a_move_changes_both_and_a_deleted_service_leaves(self):
        first = self.small("a", "b", "c")
        self.repo.git("mv", "services/a/main.ts", "services/b/moved.ts")
        self.repo.write("services/a/rest.ts")
        self.repo.remove("services/c")
        self.repo.commit()
        plan = self.repo.plan({"a": first, "b": first, "c": first})
        self.assertEqual(plan.deployed(), ["a", "b"])
        statuses = {f["path"]: f["status"] for r in plan.service("b")["reasons"] for f in r["files"]}
        self.assertEqual(statuses, {"services/b/moved.ts": "added"})
        self.assertNotIn("c", plan.decisions())
        self.assertEqual(plan.json["image_tags"]["c"], first)
        self.assertTrue(any("c" in w for w in plan.warnings("live_service_unknown")))
        self.repo.configure(services=["services/a", "services/b", "services/c"])
        self.repo.commit()
        plan = self.repo.plan({"a": first, "b": first, "c": first})
        self.assertNotIn("c", plan.decisions())
        self.assertIn("services/c", plan.warnings("service_deleted")[0])
        self.assertEqual(plan.json["image_tags"]["c"], first)

    def test_14_modes_types_and_submodules(self):
        self.small("mode", "type", "calm")
        self.repo.write("services/inside/x")
        one, two = "1" * 40, "2" * 40
        self.repo.git("add", "-A")
        for path in ("services/sub", "services/inside/vendor"):
            self.repo.git("update-index", "--add", "--cacheinfo", f"160000,{one},{path}")
        self.repo.git("commit", "-q", "-m", "submodules")
        first = self.repo.head()
        self.repo.git("update-index", "--chmod=+x", "services/mode/main.ts")
        blob = self.repo.git("hash-object", "-w", "--stdin", data=b"main2")
        self.repo.git("update-index", "--cacheinfo", f"120000,{blob},services/type/main.ts")
        for path in ("services/sub", "services/inside/vendor"):
            self.repo.git("update-index", "--cacheinfo", f"160000,{two},{path}")
        self.repo.git("commit", "-q", "-m", "changes")
        live = dict.fromkeys(["mode", "type", "calm", "sub", "inside"], first)
        plan = self.repo.plan(live, "--allow-dirty")
        self.assertEqual(plan.deployed(), ["inside", "mode", "sub", "type"])
        status = {n: plan.service(n)["reasons"][0]["files"][0]["status"] for n in plan.deployed()}
        self.assertEqual(status, {"inside": "modified", "mode": "mode_changed", "sub": "modified",
                                  "type": "type_changed"})

    def test_15_odd_names_are_plain_bytes(self):
        directories = ["a b", "[locale]", "(base)", "$x", "#h", "-dash", "测试", 'quo"te', "new\nline", "back\\slash"]
        for name in directories:
            self.repo.write(f"services/{name}/f", "1")
        self.repo.write(b"services/bytes/\xff\xfe", "1")
        self.repo.configure()
        first = self.repo.commit()
        self.repo.write(b"services/bytes/\xff\xfe", "2")
        self.repo.write("services/[locale]/f", "2")
        self.repo.write("services/new\nline/f", "2")
        self.repo.commit()
        plan = self.repo.plan(dict.fromkeys(directories + ["bytes"], first))
        self.assertEqual(plan.deployed(), sorted(["[locale]", "bytes", "new\nline"]))
        self.assertEqual(plan.files("bytes"), ['"services/bytes/\\377\\376"'])
        self.assertEqual(plan.files("new\nline"), ["services/new\nline/f"])
        live = json.dumps(dict.fromkeys(directories + ["bytes"], first)).encode()
        text = self.repo.run("plan", "--live-file", "-", data=live)
        self.assertEqual(text.code, 0)
        self.assertIn('"new\\nline"', text.text)
        self.assertFalse(any(ord(c) < 32 and c != "\n" for c in text.text))

    def test_16_prefixes_and_nested_services(self):
        self.repo.write("services/a/worker/run.ts", "1")
        first = self.small("a", "api", "api-gateway",
                           services=[{"path": "services/*"}, {"name": "worker", "path": "services/a/worker"}])
        live = dict.fromkeys(["a", "api", "api-gateway", "worker"], first)
        self.repo.write("services/api-gateway/main.ts", "2")
        self.repo.commit()
        self.assertEqual(self.repo.plan(live).deployed(), ["api-gateway"])
        self.repo.write("services/a/main.ts", "2")
        self.repo.commit()
        self.assertEqual(self.repo.plan(live).deployed(), ["a", "api-gateway"])
        self.repo.write("services/a/worker/run.ts", "2")
        self.repo.commit()
        self.assertEqual(self.repo.plan(live).deployed(), ["a", "api-gateway", "worker"])

    def test_17_links_make_their_targets_inputs(self):
        for path in ("lib/one/x", "lib/two/x", "lib/three/x", "lib/four", "outside"):
            self.repo.write(path, "1")
        self.repo.link("services/file/link", "../../lib/one/x")
        self.repo.link("services/chain/link", "../../lib/jump")
        self.repo.link("lib/jump", "two")
        self.repo.link("services/dir/link", "../../lib/three")
        self.repo.link("lib/three/further", "../four")
        self.repo.link("services/loop/a", "b")
        self.repo.link("services/loop/b", "a")
        self.repo.link("services/out/link", "../../../../etc")
        self.repo.link("services/absolute/link", "/etc/passwd")
        first = self.small("plain")
        live = dict.fromkeys(["file", "chain", "dir", "loop", "out", "absolute", "plain"], first)
        for path, deployed in (("lib/one/x", ["file"]), ("lib/two/x", ["chain"]), ("lib/three/x", ["dir"]),
                               ("lib/four", ["dir"]), ("outside", [])):
            self.repo.git("reset", "-q", "--hard", first)
            self.repo.write(path, "2")
            self.repo.commit()
            self.assertEqual(self.repo.plan(live).deployed(), deployed, path)
        self.repo.git("reset", "-q", "--hard", first)
        self.repo.remove("lib/jump")
        self.repo.link("lib/jump", "one")
        self.repo.commit()
        self.assertEqual(self.repo.plan(live).deployed(), ["chain"])

    def test_18_ignore_rules(self):
        rules = ["services/*/docs/**", "*.md", "!keep.md", "infra/**", "lock"]
        self.repo.write("infra/Dockerfile", "1")
        self.repo.write("lock", "1")
        first = self.small("api", ignore=rules, build_inputs=["infra/Dockerfile", "lock"])
        live = {"api": first}
        self.repo.write("services/api/docs/x.txt", "2")
        self.repo.write("services/api/readme.md", "2")
        self.repo.commit()
        plan = self.repo.plan(live)
        self.assertEqual((plan.deployed(), plan.codes("api")), ([], ["unchanged"]))
        self.repo.write("services/api/keep.md", "2")
        self.repo.commit()
        plan = self.repo.plan(live)
        self.assertEqual(plan.files("api"), ["services/api/keep.md"])
        self.repo.git("reset", "-q", "--hard", first)
        for path in ("infra/Dockerfile", "lock"):
            self.repo.git("reset", "-q", "--hard", first)
            self.repo.write(path, "2")
            self.repo.commit()
            self.assertEqual(self.repo.plan(live).codes("api"), ["build_input_changed"], path)

    def test_19_unowned_changes_are_listed(self):
        first = self.small("api", ignore=["*.md"])
        self.repo.write("tools/run.sh", "2")
        self.repo.write("README.md", "2")
        self.repo.commit()
        plan = self.repo.plan({"api": first})
        message = plan.warnings("unowned_changes")[0]
        self.assertIn("tools/run.sh", message)
        self.assertNotIn("README.md", message)
        self.assertEqual(self.repo.plan({"api": self.repo.head()}).warnings(), [])

    def test_19_what_other_environments_have_is_no_unowned_change(self):
        def environment(name):
            return {"image_tags": {"file": f"infra/{name}/tags.tfvars.json"}, "terraform": {"dir": f"infra/{name}", "var_files": [f"vars/{name}.tfvars"], "targets": "auto"}}
        for name in ("prod", "staging"):
            self.repo.write(f"infra/{name}/tags.tfvars.json", '{ "image_tags": { "api": "0123abc" } }')
        first = self.small("api", environments={name: environment(name) for name in ("prod", "staging")})
        for path in ("infra/staging/tags.tfvars.json", "infra/staging/main.tf", "infra/staging/run.sh", "vars/staging.tfvars", "infra/prod/main.tf", "other/main.tf"):
            self.repo.write(path, '{ "image_tags": { "api": "1234bcd" } }' if path.endswith("json") else "")
        self.repo.commit()
        plan = self.repo.plan({"api": first}, "--env", "prod")
        self.assertEqual(self.files_in(plan.warnings("unowned_changes")), ["infra/staging/run.sh", "other/main.tf"])
        self.assertEqual(self.files_in(plan.warnings("terraform_changed")), ["infra/prod/main.tf"])
        # To a preview of no environment none is another one.
        self.assertEqual(len(self.files_in(self.repo.preview("--base", first).warnings("unowned_changes"))), 6)

    @staticmethod
    def files_in(messages):
        return [line.strip() for message in messages for line in message.splitlines()[1:] if line.startswith("  ")]

    def test_20_uncommitted_and_untracked_files(self):
        self.repo.write(".gitignore", "*.log\n/services/hidden/\n")
        first = self.small("api", "web")
        live = {"api": first, "web": first}
        self.assertEqual(self.repo.try_plan(live).code, 0)
        self.repo.write("services/api/trace.log")
        self.repo.write("notes.txt")  # outside of all inputs
        self.assertEqual(self.repo.try_plan(live).code, 0)
        self.repo.write("services/api/new.ts")
        refused = self.repo.try_plan(live)
        self.assertEqual(refused.code, 3)
        self.assertEqual(json.loads(refused.text)["refusals"][0]["code"], "dirty")
        self.assertIn("services/api/new.ts (untracked)", refused.err)
        self.assertIn("--allow-dirty", refused.err)
        plan = self.repo.plan(live, "--allow-dirty")
        self.assertTrue(plan.json["head"]["dirty"])
        self.assertEqual(plan.deployed(), [])
        preview = self.repo.preview("--base", "HEAD", "--working-tree")
        self.assertEqual(preview.deployed(), ["api"])
        self.assertEqual(preview.files("api"), ["services/api/new.ts"])
        self.assertEqual(self.repo.preview("--base", "HEAD").deployed(), [])
        self.repo.remove("services/api/new.ts")
        self.repo.write("services/web/main.ts", "changed")
        self.assertEqual(self.repo.try_plan(live).code, 3)
        self.assertEqual(self.repo.preview("--base", "HEAD", "--working-tree").deployed(), ["web"])
        self.repo.git("add", "-A")
        self.assertEqual(self.repo.try_plan(live).code, 3)
        self.repo.git("reset", "-q", "--hard")
        # git's global rules apply too.
        excludes = os.path.join(self.repo.base, "excludes")
        with open(excludes, "w", encoding="utf-8") as file:
            file.write("*.swp\n")
        self.repo.git("config", "core.excludesFile", excludes)
        self.repo.write("services/api/x.swp")
        self.assertEqual(self.repo.try_plan(live).code, 0)
        self.repo.write("services/hidden/main.ts")
        self.assertIn("services/hidden", self.repo.plan(live).warnings("ignored_service_directory")[0])

    def test_21_revisions(self):
        root = self.small("api")
        self.repo.write("services/api/main.ts", "2")
        self.repo.commit()
        self.repo.git("tag", "-a", "-m", "t", "release")
        self.repo.commit("empty")
        self.repo.git("checkout", "-q", "-b", "side", root)
        self.repo.write("services/side/x", "1")
        self.repo.commit()
        self.repo.git("checkout", "-q", "main")
        self.repo.git("merge", "-q", "--no-ff", "-m", "merge", "side")
        live = {"api": root, "side": "latest"}
        for head in ("HEAD", "main", "HEAD~1", "release", self.repo.short(), "HEAD^{commit}"):
            self.assertIn("api", self.repo.plan({"api": root, "side": root}, "--head", head).deployed(), head)
        self.assertEqual(self.repo.plan({"api": root}, "--head", "HEAD~3").deployed(), [])
        self.assertEqual(self.repo.plan(live).deployed(), ["api", "side"])
        marker = os.path.join(self.repo.base, "marker")
        for head in ("--upload-pack=x", f"$(touch {marker})", "nonsense", "HEAD~99", "-h"):
            run = self.repo.try_plan(live, f"--head={head}")
            self.assertEqual((run.code, run.text), (1, ""), head)
            self.assertIn(head.split("~")[0], run.err)
        self.assertFalse(os.path.exists(marker))

    # ---- fan-out

    def fan_out(self, **config):
        for package in ("base", "mid", "lone"):
            self.repo.write(f"packages/{package}/x", "1")
        first = self.small("api", "web", packages=[
            "packages/base", {"path": "packages/mid", "depends_on": ["packages/base"]}, "packages/lone"], **config)
        self.repo.write("packages/base/x", "2")
        self.repo.commit()
        return self.repo.plan({"api": first, "web": first})

    def test_22_shared_packages_all_and_declared(self):
        self.assertEqual(self.fan_out().deployed(), ["api", "web"])
        self.repo.git("rm", "-rq", "packages")
        services = [{"path": "services/*"}, {"name": "web", "depends_on": ["packages/mid"]}]
        plan = self.fan_out(dependencies="declared", services=services)
        self.assertEqual(plan.deployed(), ["web"])
        reason = plan.service("web")["reasons"][0]
        self.assertEqual((reason["code"], reason["input"]), ("package_changed", "packages/base"))
        self.assertEqual(reason["via"], ["packages/base", "packages/mid", "services/web"])

    def test_23_diamonds_and_cycles(self):
        for package in ("a", "b", "c", "d"):
            self.repo.write(f"packages/{package}/x", "1")
        packages = [{"path": "packages/a", "depends_on": ["packages/b", "packages/c"]},
                    {"path": "packages/b", "depends_on": ["packages/d"]},
                    {"path": "packages/c", "depends_on": ["packages/d"]},
                    {"path": "packages/d", "depends_on": ["packages/a"]}]
        first = self.small("api", dependencies="declared", packages=packages,
                           services=[{"path": "services/*"}, {"name": "api", "depends_on": ["packages/a"]}])
        self.repo.write("packages/d/x", "2")
        self.repo.commit()
        self.assertEqual(self.repo.plan({"api": first}).codes("api"), ["package_changed"])
        why = self.repo.run("why", "api", "--live", f"api={first}", "--format", "json")
        paths = json.loads(why.text)["reasons"][0]["paths"]
        self.assertEqual(len(paths), 2)  # both sides of the diamond
        self.repo.write("base/x")
        self.repo.configure(images=[{"name": "one", "path": "base", "from": ["two"]},
                                    {"name": "two", "path": "base", "from": ["one"]}])
        self.repo.commit()
        run = self.repo.try_plan({"api": first})
        self.assertEqual(run.code, 1)
        self.assertIn("one -> two -> one", run.err)

    def test_24_one_image_of_three_services(self):
        services = [{"name": n, "path": "services/app", "image": "app"} for n in ("api", "cron", "worker")]
        first = self.small("app", services=services)
        self.repo.write("services/app/main.ts", "2")
        second = self.repo.commit()
        plan = self.repo.plan({"api": second, "cron": first, "worker": first})
        self.assertEqual(plan.deployed(), ["cron", "worker"])
        self.assertEqual([(i["name"], i["services"]) for i in plan.json["images"]], [("app", ["cron", "worker"])])

    def test_24_an_image_is_made_of_what_all_name_that_run_it(self):
        self.repo.write("packages/lib/x", "1")
        services = [{"name": "api", "path": "services/api", "image": "app", "depends_on": ["packages/lib"]},
                    {"name": "worker", "path": "services/worker", "image": "app", "inputs": ["jobs"]}, "services/web"]
        self.repo.write("jobs/x", "1")
        first = self.small("api", "web", "worker", services=services, packages=["packages/lib"], dependencies="declared")
        for path, named in (("services/api/x", "services/api"), ("jobs/x", "jobs"), ("packages/lib/x", "packages/lib")):
            self.repo.git("checkout", "-q", "-B", "probe", first)
            self.repo.write(path, "2")
            self.repo.commit()
            plan = self.repo.plan({"api": first, "web": first, "worker": first})
            self.assertEqual(plan.deployed(), ["api", "worker"], path)
            self.assertEqual([r["input"] for r in plan.service("worker")["reasons"]], [named])
            self.assertEqual([image["services"] for image in plan.json["images"]], [["api", "worker"]])

    def test_25_images_from_images(self):
        self.repo.write("images/base/Dockerfile", "1")
        first = self.small("api", "web", images=[{"name": "base", "path": "images/base"},
                                                 {"name": "api", "from": ["base"]}])
        self.repo.write("images/base/Dockerfile", "2")
        self.repo.commit()
        plan = self.repo.plan({"api": first, "web": first})
        self.assertEqual(plan.deployed(), ["api"])
        self.assertEqual(plan.codes("api"), ["base_image_changed"])
        self.assertEqual({i["name"]: i["wave"] for i in plan.json["images"]}, {"base": 0, "api": 1})

    def test_26_doubled_overlapping_single_and_vanished_inputs(self):
        self.repo.write("proto/a.proto", "1")
        self.repo.write("packages/gone/x", "1")
        config = {"services": [{"path": "services/*"},
                               {"name": "api", "inputs": ["proto", "proto/a.proto", "proto", "./proto/"]}],
                  "packages": ["packages/gone"]}
        first = self.small("api", "web", **config)
        self.repo.write("proto/a.proto", "2")
        self.repo.commit()
        plan = self.repo.plan({"api": first, "web": first})
        self.assertEqual(plan.deployed(), ["api"])
        self.assertEqual({r["input"] for r in plan.service("api")["reasons"]}, {"proto", "proto/a.proto"})
        self.repo.git("rm", "-rq", "packages")
        self.repo.commit()
        plan = self.repo.plan({"api": first, "web": first})
        self.assertEqual(plan.deployed(), ["api", "web"])
        self.assertEqual(plan.files("web"), ["packages/gone/x"])
        self.assertIn("packages/gone", plan.warnings("path_deleted")[0])
        # Where no baseline has it either, it is a mistake.
        head = self.repo.head()
        run = self.repo.try_plan({"api": head, "web": head})
        self.assertEqual(run.code, 1)
        self.assertIn("/packages/0", run.err)

    # ---- Terraform and tag maps (terraform_test.py has the real Terraform do the same)

    def review(self, setup, name, *arguments):
        """`verify` on a recorded plan: exit code and the refusals, as (code, address)."""
        run = setup.repository.run("verify", "--plan", setup.words["plan"], "--format", "json",
                                   os.path.join(setup.words["plans"], name + ".json"), *arguments)
        findings = json.loads(run.text)["findings"]
        return run.code, {(f["code"], f["address"]) for f in findings if f["severity"] == "refusal"}

    def test_27_addresses_of_odd_services_are_one_line_each_and_escaped(self):
        names = ["a b", 'q"uote', "back\\slash", "${x}", "%{x}", "new\nline", "测试"]
        self.small(*names, environments={"prod": {"live": [], "terraform": {
            "targets": ['aws_ecs_service.service["{service}"]', 'module.eu_west_1[0].aws_x.use["{service}"]']}}})
        plan = self.repo.plan({})
        escaped = {name: plan.service(name)["targets"][0] for name in names}
        self.assertEqual(escaped["a b"], 'aws_ecs_service.service["a b"]')
        self.assertEqual(escaped['q"uote'], r'aws_ecs_service.service["q\"uote"]')
        self.assertEqual(escaped["back\\slash"], r'aws_ecs_service.service["back\\slash"]')
        self.assertEqual(escaped["${x}"], 'aws_ecs_service.service["$${x}"]')
        self.assertEqual(escaped["%{x}"], 'aws_ecs_service.service["%%{x}"]')
        self.assertEqual(escaped["new\nline"], r'aws_ecs_service.service["new\nline"]')
        self.assertEqual(escaped["测试"], 'aws_ecs_service.service["测试"]')

    def test_30_verify_refuses_whatever_was_not_planned_and_names_it(self):
        setup = terraform_recipes.terraform_plans()
        self.addCleanup(setup.repository.close)
        for name in ("planned", "planned_tofu", "untargeted", "sidecar"):
            self.assertEqual(self.review(setup, name), (0, set()))
        web = 'terraform_data.service["web"]'
        code, refused = self.review(setup, "stale_tags")
        self.assertEqual(code, 3)
        self.assertLessEqual({("outside_the_plan", web), ("skipped_image_changed", web), ("tags_differ", None)}, refused)
        code, refused = self.review(setup, "service_removed")
        self.assertEqual(code, 3)
        self.assertLessEqual({("outside_the_plan", web), ("target_deleted", 'terraform_data.service["api"]')}, refused)
        database = "terraform_data.database"
        self.assertEqual(self.review(setup, "database_replaced"), (3, {("outside_the_plan", database)}))
        self.assertEqual(self.review(setup, "database_replaced", "--allow", database), (0, set()))
        code, refused = self.review(setup, "database_replaced", "--allow", database, "--data-type", "terraform_data")
        self.assertEqual(code, 3)
        self.assertIn(("data_destroyed", database), refused)

    # ---- results

    def test_38_nothing_changed(self):
        first = self.small("api", "web")
        out = os.path.join(self.repo.base, "out")
        live = {"api": first[:9], "web": first}
        plan = self.repo.plan(live, "--out", out, "--detailed-exitcode")
        self.assertEqual(plan.run.code, 0)
        self.assertEqual((plan.json["images"], plan.json["targets"], plan.json["image_tags"]), ([], [], live))
        self.assertEqual(sorted(os.listdir(out)), ["docker-bake.json", "image_tags.auto.tfvars.json", "plan.html", "plan.json", "plan.md",
                                                   "releases.json", "target_args.txt", "targets.json", "targets.txt"])
        with open(os.path.join(out, "image_tags.auto.tfvars.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file), {"image_tags": live})
        nothing = "terraform_data.deltaplan_nothing_to_roll"
        for name, content in (("targets.txt", nothing), ("target_args.txt", "-target=" + nothing)):
            with open(os.path.join(out, name), encoding="utf-8") as file:
                self.assertEqual(file.read(), content + "\n")
        github = self.repo.run("plan", "--live-file", "-", "--format", "github", data=json.dumps(live).encode())
        self.assertEqual(github.text, 'deploy=false\nbuild=false\ncount=0\nservices=[]\nimages={"include":[]}\nmatrix={"include":[]}\n'
                         'shards={"include":[]}\nwaves=0\n')
        self.repo.write("services/api/main.ts", "2")
        self.repo.commit()
        self.assertEqual(self.repo.plan(live, "--detailed-exitcode").run.code, 2)

    def test_40_damage_and_full_disks_are_errors(self):
        first = self.small("api", "web")
        live = {"api": first, "web": first}
        self.repo.write("services/api/main.ts", "2")
        self.repo.commit()
        out = os.path.join(self.repo.base, "out")
        # An output directory that can't be.
        blocked = os.path.join(self.repo.base, "file")
        with open(blocked, "w", encoding="utf-8"):
            pass
        run = self.repo.try_plan(live, "--out", os.path.join(blocked, "out"))
        self.assertEqual((run.code, run.text), (1, ""))
        # A full disk: no file may grow beyond some bytes.
        result = subprocess.run(["bash", "-c", 'ulimit -f 1; trap "" XFSZ; exec "$@"', "-", PROGRAM, "plan", "--live",
                                 f"api={first}", "--live", f"web={first}", "--out", out, "--format", "json"],
                                cwd=self.repo.path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        if result.returncode == 0:
            self.assertLess(os.path.getsize(os.path.join(out, "plan.json")), 1025)
        else:
            self.assertEqual(result.returncode, 1)
            self.assertFalse(os.path.isdir(out) and os.listdir(out))
        # A closed pipe.
        full = os.open("/dev/full", os.O_WRONLY)
        result = subprocess.run([PROGRAM, "plan", "--live", f"api={first}", "--live", f"web={first}"],
                                cwd=self.repo.path, stdout=full, stderr=subprocess.PIPE)
        os.close(full)
        self.assertEqual(result.returncode, 1)
        self.assertIn(b"standard output", result.stderr)
        # A tree that is damaged, then missing.
        tree = self.repo.git("rev-parse", f"{first}:services")
        path = os.path.join(self.repo.path, ".git/objects", tree[:2], tree[2:])
        os.chmod(path, 0o644)
        with open(path, "wb") as file:
            file.write(b"damaged")
        for _ in range(2):
            run = self.repo.try_plan(live, "--out", out + "2")
            self.assertEqual((run.code, run.text), (1, ""))
            self.assertIn(tree, run.err)
            self.assertFalse(os.path.exists(out + "2"))
            if os.path.exists(path):
                os.unlink(path)


if __name__ == "__main__":
    testing.main()
