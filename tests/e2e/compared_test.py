#!/usr/bin/env python3
"""What a plan compares: patterns at every baseline, links in the place of services, and the configuration of each commit.

The numbers are those of docs/scenarios.md, as in scenarios_test.py."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import testing  # noqa: E402
from sandbox import Plan, Repository  # noqa: E402


class Compared(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)

    def start(self, *paths, **config):
        """A repository with these files, each holding "0", two services, and a first commit."""
        for path in ("services/api/main", "services/web/main", *paths):
            self.repo.write(path, "0")
        self.repo.configure(**config)
        return self.repo.commit("first")

    def configured(self, **config):
        self.repo.configure(**config)
        return self.repo.commit("configured")

    def plan_since(self, base, *arguments):
        return self.repo.plan({"api": base, "web": base}, *arguments)

    def preview_since(self, base, *arguments):
        return self.repo.preview("--base", base, *arguments)

    def reasons(self, plan, name):
        return [(r["code"], r["input"]) for r in plan.service(name)["reasons"]]

    def refused(self, base, *arguments):
        """The plan that is shown and refused, and the codes of its refusals."""
        run = self.repo.try_plan({"api": base, "web": base}, *arguments)
        self.assertEqual(run.code, 3, run)
        plan = Plan(run)
        return plan, [refusal["code"] for refusal in plan.json["refusals"]], run.err

    # ---- 13: what only the baseline has

    def test_13_a_file_moves_from_the_pattern_of_one_service_to_that_of_another(self):
        first = self.start("proto/a.proto", "proto/a.json", services=[
            {"path": "services/api", "inputs": ["proto/*.proto"]}, {"path": "services/web", "inputs": ["proto/*.json"]}])
        self.repo.git("mv", "proto/a.proto", "proto/b.json")
        self.repo.write("proto/c.proto", "0")
        self.repo.commit()
        for plan in (self.plan_since(first), self.preview_since(first)):
            self.assertEqual(self.reasons(plan, "api"), [("service_changed", "proto/a.proto"), ("service_changed", "proto/c.proto")])
            self.assertEqual(self.reasons(plan, "web"), [("service_changed", "proto/b.json")])

    def test_13_the_last_file_of_a_pattern_is_deleted(self):
        first = self.start("proto/a.proto", services=[{"path": "services/api", "inputs": ["proto/*.proto"]}, "services/web"])
        self.repo.remove("proto/a.proto")
        self.repo.commit()
        self.assertEqual(self.reasons(self.plan_since(first), "api"), [("service_changed", "proto/a.proto")])
        self.assertEqual(self.plan_since(first).codes("web"), ["unchanged"])
        # No commit that is compared has it any more: a mistake, as any dead path.
        second = self.repo.commit()
        self.assertIn("proto/*.proto", self.repo.try_plan({"api": second, "web": second}).err)

    def test_13_each_baseline_has_patterns_of_its_own(self):
        first = self.start("proto/a.proto", services=[{"path": "services/*", "inputs": ["proto/*.proto"]}])
        self.repo.write("proto/b.proto", "0")
        second = self.repo.commit()
        self.repo.remove("proto/b.proto")
        self.repo.commit()
        plan = self.repo.plan({"api": first, "web": second})
        self.assertEqual(plan.codes("api"), ["unchanged"])
        self.assertEqual(self.reasons(plan, "web"), [("service_changed", "proto/b.proto")])

    def test_13_a_package_of_a_pattern_is_deleted_under_declared(self):
        services = [{"path": "services/api", "depends_on": ["packages/gone"]}, "services/web"]
        first = self.start("packages/kept/x", "packages/gone/x", dependencies="declared", services=services, packages=["packages/*"])
        self.repo.remove("packages/gone")
        self.repo.commit()
        # Who depends on what is gone is told so, by the name of the place.
        run = self.repo.try_plan({"api": first, "web": first})
        self.assertEqual((run.code, run.text), (1, ""), run)
        self.assertIn("/services/0/depends_on/0", run.err)
        self.assertIn("packages/gone", run.err)
        # Named, it is looked for at the baseline, and its removal reaches those that declare it.
        self.configured(dependencies="declared", services=services, packages=["packages/*", "packages/gone"])
        plan = self.plan_since(first)
        self.assertEqual(self.reasons(plan, "api"), [("package_changed", "packages/gone")])
        self.assertEqual(plan.codes("web"), ["unchanged"])

    def test_13_a_package_of_a_pattern_is_deleted_under_all(self):
        first = self.start("packages/kept/x", "packages/gone/x", packages=["packages/*"])
        self.repo.remove("packages/gone")
        self.repo.commit()
        plan = self.plan_since(first)
        for name in ("api", "web"):
            self.assertEqual(self.reasons(plan, name), [("package_changed", "packages/gone")])
            self.assertEqual(plan.files(name), ["packages/gone/x"])

    def test_13_inputs_of_packages_and_base_images_vanish_below_patterns(self):
        first = self.start("design/a.json", "design/b.json", "docker/a/Dockerfile", "docker/b/Dockerfile", "packages/ui/x",
                           packages=[{"path": "packages/ui", "inputs": ["design/*.json"]}], dependencies="declared",
                           services=[{"path": "services/api", "depends_on": ["packages/ui"]}, "services/web"],
                           images=[{"name": "base", "inputs": ["docker/*/Dockerfile"]}, {"name": "web", "from": ["base"]}])
        self.repo.remove("design/b.json")
        self.repo.remove("docker/b")
        self.repo.commit()
        plan = self.plan_since(first)
        self.assertEqual(self.reasons(plan, "api"), [("package_changed", "design/b.json")])
        self.assertEqual(self.reasons(plan, "web"), [("base_image_changed", "docker/b/Dockerfile")])

    def test_18_ignore_rules_do_not_hide_what_a_pattern_of_build_inputs_names(self):
        first = self.start("a.lock", "b.lock", "proto/a.proto", "proto/b.proto", build_inputs=["*.lock"],
                           services=[{"path": "services/api", "inputs": ["proto/*.proto"]}, "services/web"],
                           ignore=["*.lock", "*.proto"])
        self.repo.remove("proto/b.proto")
        second = self.repo.commit()
        self.assertEqual(self.plan_since(first).deployed(), [])
        self.repo.remove("b.lock")
        self.repo.commit()
        plan = self.plan_since(second)
        self.assertEqual(self.reasons(plan, "web"), [("build_input_changed", "b.lock")])
        self.repo.write("new.proto", "0")
        self.repo.write("proto/new.proto", "0")
        self.assertEqual(self.repo.try_plan({"api": first, "web": first}).code, 0)
        self.repo.write("new.lock", "0")
        _, codes, message = self.refused(first)
        self.assertEqual(codes, ["dirty"])
        self.assertIn("new.lock (untracked)", message)
        self.assertNotIn("new.proto", message)

    # ---- 17: links in the place of directories

    def test_17_a_service_moves_behind_a_link_and_back(self):
        first = self.start()
        os.makedirs(os.path.join(self.repo.path, "apps"))
        self.repo.git("mv", "services/api", "apps/api")
        self.repo.link("services/api", "../apps/api")
        linked = self.repo.commit()
        plan = self.plan_since(first)
        self.assertEqual(plan.deployed(), ["api"])
        self.assertEqual(plan.files("api"), ["apps/api/main", "services/api", "services/api/main"])
        self.assertEqual(self.preview_since(first).deployed(), ["api"])
        self.assertEqual(self.plan_since(linked).deployed(), [])
        self.repo.write("apps/api/main", "1")
        self.repo.commit()
        self.assertEqual(self.plan_since(linked).files("api"), ["apps/api/main"])
        self.repo.remove("services/api")
        self.repo.git("mv", "apps/api", "services/api")
        self.repo.commit()
        plan = self.plan_since(linked)
        self.assertEqual(plan.deployed(), ["api"])
        self.assertEqual(plan.files("api"), ["services/api", "services/api/main"])

    def test_17_links_to_files_and_to_nothing_are_no_services(self):
        self.start("apps/job/main")
        self.repo.link("services/chain", "hop")
        self.repo.link("services/hop", "../apps/job")
        self.repo.link("services/file", "../apps/job/main")
        self.repo.link("services/nothing", "../apps/nothing")
        self.repo.link("services/loop", "loop")
        self.repo.link("services/outside", "../../outside")
        head = self.repo.commit()
        plan = self.plan_since(head)
        self.assertEqual(sorted(plan.decisions()), ["api", "chain", "hop", "web"])

    def test_17_a_service_whose_link_leads_nowhere_any_more_is_gone(self):
        self.start("apps/job/main")
        self.repo.link("services/job", "../apps/job")
        linked = self.repo.commit()
        self.repo.remove("apps/job")
        self.repo.commit()
        plan = self.repo.plan({"api": linked, "web": linked, "job": linked})
        self.assertEqual(sorted(plan.decisions()), ["api", "web"])
        self.assertEqual(len(plan.warnings("live_service_unknown")), 1)
        self.assertEqual(plan.json["image_tags"]["job"], linked)

    # ---- 20: what is not committed

    def test_20_git_rules_hide_what_a_pattern_would_match(self):
        first = self.start("proto/a.proto", services=[{"path": "services/api", "inputs": ["proto/*.proto"]}, "services/web"])
        self.repo.write(".gitignore", "*.gen.proto\n")
        self.repo.commit()
        self.repo.write("proto/x.gen.proto", "0")
        self.assertEqual(self.plan_since(first).deployed(), [])
        self.repo.git("add", "-f", "proto/x.gen.proto")
        _, codes, message = self.refused(first)
        self.assertEqual(codes, ["dirty"])
        self.assertIn("proto/x.gen.proto\n", message)

    def test_20_preview_of_the_work_tree_expands_patterns_there(self):
        first = self.start("proto/a.proto", "proto/b.proto", "yarn.lock", "packages/ui/x", packages=["packages/*"],
                           dependencies="declared", build_inputs=["*.lock"],
                           services=[{"path": "services/api", "inputs": ["proto/*.proto"]}, "services/web"])

        def seen():
            plan = self.preview_since(first, "--working-tree")
            found = {name: self.reasons(plan, name) for name in plan.deployed()}
            self.repo.git("reset", "-q", "--hard")
            self.repo.git("clean", "-f", "-d", "-q", "-x")
            return found

        self.assertEqual(seen(), {})
        self.repo.write("proto/new.proto", "0")
        self.assertEqual(seen(), {"api": [("service_changed", "proto/new.proto")]})
        self.repo.remove("proto/b.proto")
        self.assertEqual(seen(), {"api": [("service_changed", "proto/b.proto")]})
        self.repo.write("poetry.lock", "0")
        self.assertEqual(seen(), {name: [("build_input_changed", "poetry.lock")] for name in ("api", "web")})
        self.repo.git("mv", "proto/b.proto", "proto/b.txt")
        self.assertEqual(seen(), {"api": [("service_changed", "proto/b.proto")]})
        self.repo.write("proto/new.txt", "0")
        self.repo.write("packages/new/x", "0")  # nobody depends on it yet
        self.assertEqual(seen(), {})

    def test_20_a_new_directory_of_services_shuts_the_gate(self):
        first = self.start()
        self.repo.write("services/notes.txt", "0")
        self.assertEqual(self.plan_since(first).deployed(), [])
        self.repo.write("services/new/main", "0")
        _, codes, message = self.refused(first)
        self.assertEqual(codes, ["dirty"])
        self.assertIn("services/new/main (untracked)", message)
        self.assertNotIn("notes", message)

    # ---- 41: relations

    def test_41_without_history_the_younger_commit_is_a_rollback_and_the_older_is_not(self):
        first = self.start()
        self.repo.write("services/api/main", "1")
        second = self.repo.commit()
        self.repo.git("config", "uploadpack.allowAnySHA1InWant", "true")
        clone = self.repo.clone("shallow", "--depth=1")
        clone.git("fetch", "-q", "--depth=1", "origin", first)
        live = {"api": first, "web": first}
        plan = clone.plan(live)
        self.assertEqual((plan.deployed(), plan.relation("api")), (["api"], "unknown"))
        run = clone.try_plan(live, "--strict")
        self.assertEqual((run.code, [r["code"] for r in Plan(run).json["refusals"]]), (3, ["strict"]))
        live = {"api": second, "web": second}
        run = clone.try_plan(live, "--head", first)
        self.assertEqual((run.code, [r["code"] for r in Plan(run).json["refusals"]]), (3, ["rollback"]))
        self.assertEqual(Plan(run).deployed(), ["api"])  # shown all the same
        self.assertEqual(clone.plan(live, "--head", first, "--allow-rollback").deployed(), ["api"])

    def test_41_each_gate_has_its_own_switch_and_all_are_named_at_once(self):
        self.start()
        self.repo.git("checkout", "-q", "-b", "side")
        self.repo.write("services/api/main", "side")
        side = self.repo.commit()
        self.repo.git("checkout", "-q", "main")
        head = self.repo.commit("head")
        self.repo.write("services/web/main", "later")
        later = self.repo.commit()
        self.repo.git("checkout", "-q", "--detach", head)
        self.repo.write("services/web/main", "dirty")
        live = {"api": side, "web": later}
        switches = {"dirty": "--allow-dirty", "rollback": "--allow-rollback", "diverged": "--allow-diverged"}
        for code, switch in [("", ""), *switches.items()]:
            run = self.repo.try_plan(live, *([switch] if switch else []))
            self.assertEqual(run.code, 3)
            self.assertEqual([r["code"] for r in Plan(run).json["refusals"]], [c for c in ("dirty", "rollback", "diverged") if c != code])
        self.assertEqual(self.repo.plan(live, *switches.values()).deployed(), ["api", "web"])

    # ---- 44: the configuration of each commit

    BUILD = {"dockerfile": "docker/a", "args": {"NODE": "20"}}

    def start_with_builds(self, **config):
        return self.start("docker/a", "docker/b", "docker/Dockerfile", "docker/base/Dockerfile",
                          **{"build": self.BUILD, "build_inputs": ["docker"], **config})

    def test_44_every_key_of_a_build_counts(self):
        first = self.start_with_builds()
        for change, detail in (({"args": {"NODE": "22"}}, "args.NODE"), ({"args": {}}, "args.NODE"),
                               ({"args": {"NODE": "20", "X": ""}}, "args.X"), ({"dockerfile": "docker/b"}, "dockerfile"),
                               ({"target": "run"}, "target"), ({"context": "docker", "dockerfile": "b"}, "context, dockerfile"),
                               ({"args": {"NODE": "{image}"}, "target": "{image}"}, "args.NODE, target")):
            self.repo.git("checkout", "-q", "-B", "probe", first)
            self.configured(build={**self.BUILD, **change}, build_inputs=["docker"])
            for plan in (self.plan_since(first), self.preview_since(first)):
                self.assertEqual(plan.deployed(), ["api", "web"], detail)
                self.assertEqual(self.reasons(plan, "api"), [("build_changed", "api")])
                self.assertEqual(plan.service("api")["reasons"][0]["detail"], detail)

    def test_44_what_is_no_build_is_read_from_head_alone(self):
        first = self.start_with_builds(packages=["docker/base"])
        text = {"version": 1, "build_inputs": ["docker"], "ignore": ["*.md"], "dependencies": "declared", "tag": "{sha}",
                "services": ["services/api", {"path": "services/web", "always": False}],
                "build": {"context": ".", "args": {"NODE": "20"}, "dockerfile": "docker/a"}}
        self.repo.write("deltaplan.json", "// another layout\n" + json.dumps(text))
        self.repo.commit()
        self.assertEqual(self.plan_since(first).deployed(), [])

    def test_44_one_image_is_built_otherwise(self):
        first = self.start_with_builds()
        self.configured(build=self.BUILD, build_inputs=["docker"],
                        images=[{"name": "web", "build": {**self.BUILD, "target": "web"}}])
        plan = self.plan_since(first)
        self.assertEqual((plan.deployed(), self.reasons(plan, "web")), (["web"], [("build_changed", "web")]))
        self.assertEqual(plan.service("web")["reasons"][0]["detail"], "target")

    def test_44_a_base_image_is_built_otherwise(self):
        images = [{"name": "base", "path": "docker/base"}, {"name": "middle", "path": "docker/base", "from": ["base"]},
                  {"name": "api", "from": ["middle"]}]
        first = self.start_with_builds(images=images)
        images[0]["build"] = {**self.BUILD, "args": {"NODE": "22"}}
        self.configured(build=self.BUILD, build_inputs=["docker"], images=images)
        plan = self.plan_since(first)
        self.assertEqual((plan.deployed(), self.reasons(plan, "api")), (["api"], [("build_changed", "base")]))
        self.assertEqual([image["name"] for image in plan.json["images"]], ["api", "base", "middle"])

    def test_44_from_is_compared_as_a_set(self):
        images = [{"name": "base", "path": "docker/base"}, {"name": "other", "path": "docker/base"}, {"name": "api", "from": ["base", "other"]}]
        first = self.start_with_builds(images=images)
        images[2]["from"] = ["other", "base", "base"]
        second = self.configured(build=self.BUILD, build_inputs=["docker"], images=images)
        self.assertEqual(self.plan_since(first).deployed(), [])
        images[2]["from"] = ["base"]
        self.configured(build=self.BUILD, build_inputs=["docker"], images=images)
        plan = self.plan_since(second)
        self.assertEqual((plan.deployed(), plan.service("api")["reasons"][0]["detail"]), (["api"], "from"))

    def test_44_a_renamed_image_is_another_one(self):
        first = self.start(services=["services/*"])
        self.configured(services=["services/*", {"name": "api", "image": "backend"}])
        plan = self.plan_since(first)
        self.assertEqual(self.reasons(plan, "api"), [("build_changed", "backend")])
        self.assertEqual(plan.service("api")["reasons"][0]["detail"], "the service ran the image api")
        second = self.configured(services=["services/*", {"name": "api", "image": "backend"}, {"name": "web", "image": "backend"}])
        self.assertEqual(self.reasons(self.plan_since(first), "web"), [("build_changed", "backend")])
        self.assertEqual(self.plan_since(second).deployed(), [])

    def test_44_a_baseline_without_a_configuration_decides_by_its_tree(self):
        for path in ("services/api/main", "services/web/main", "Dockerfile"):
            self.repo.write(path, "0")
        first = self.repo.commit()
        self.configured(build={"args": {"NODE": "20"}}, build_inputs=["Dockerfile"])
        self.assertEqual(self.plan_since(first).deployed(), [])
        run = self.repo.run("plan", "--live", f"api={first}", "--live", f"web={first}", "-v")
        self.assertIn(first[:12], run.text)
        self.assertEqual(run.code, 0)

    def test_44_a_baseline_whose_configuration_is_broken_deploys(self):
        self.start()
        self.repo.write("deltaplan.json", '{ "version": 1, ')
        broken = self.repo.commit()
        self.configured()
        plan = self.plan_since(broken)
        self.assertEqual(plan.deployed(), ["api", "web"])
        self.assertIn("not valid", plan.service("api")["reasons"][0]["detail"])

    def test_44_another_head_brings_its_own_configuration(self):
        first = self.start_with_builds()
        second = self.configured(build={**self.BUILD, "target": "run"}, build_inputs=["docker"], services=["services/api"])
        self.configured(build=self.BUILD, build_inputs=["docker"], services=["services/web"])
        live = {"api": first, "web": first}
        self.assertEqual(self.repo.plan(live).decisions(), {"web": "skip"})
        plan = self.repo.plan(live, "--head", second)
        self.assertEqual(plan.decisions(), {"api": "deploy"})
        self.assertEqual(plan.codes("api"), ["build_changed"])
        self.assertEqual(self.repo.plan(live, "--head", first).decisions(), {"api": "skip", "web": "skip"})
        # What is on the disk and not committed means nothing for another head.
        self.repo.write("deltaplan.json", "{")
        self.assertEqual(self.repo.plan(live, "--head", second).decisions(), {"api": "deploy"})

    def test_44_a_named_configuration_of_the_repository_is_read_from_the_disk(self):
        first = self.start_with_builds()
        self.repo.write("ops/deltaplan.json", json.dumps({"version": 1, "services": ["services/web"], "build_inputs": ["docker"],
                                                          "build": self.BUILD}))
        second = self.repo.commit()
        live = {"api": first, "web": first}
        named = ("--config", "ops/deltaplan.json")
        self.assertEqual(self.repo.plan(live, *named).decisions(), {"web": "skip"})
        self.assertEqual(self.repo.plan(live, *named, "--head", first).decisions(), {"web": "skip"})
        # Its past is that of its own file.
        self.repo.write("ops/deltaplan.json", json.dumps({"version": 1, "services": ["services/web"], "build_inputs": ["docker"]}))
        self.repo.commit()
        self.assertEqual(self.repo.plan(live, *named).decisions(), {"web": "skip"})
        plan = self.repo.plan({"web": second}, *named)
        self.assertEqual(self.reasons(plan, "web"), [("build_changed", "web")])
        self.repo.write("ops/deltaplan.json", json.dumps({"version": 1, "services": ["services/web"]}))
        run = self.repo.try_plan(live, *named)
        self.assertEqual(run.code, 3)
        self.assertIn("ops/deltaplan.json", run.err)

    def test_44_a_bare_repository_reads_the_root_of_head_and_says_where_it_looked(self):
        first = self.start_with_builds()
        self.configured(build={**self.BUILD, "target": "run"}, build_inputs=["docker"])
        bare = self.repo.clone("bare.git", "--bare")
        plan = bare.plan({"api": first, "web": first})
        self.assertEqual((plan.deployed(), plan.codes("web")), (["api", "web"], ["build_changed"]))
        os.makedirs(os.path.join(self.repo.path, "ops"))
        self.repo.git("mv", "deltaplan.json", "ops/deltaplan.json")
        self.repo.commit()
        bare = self.repo.clone("deep.git", "--bare")
        run = bare.try_plan({"api": first, "web": first})
        self.assertEqual((run.code, run.text), (1, ""), run)
        self.assertIn("deltaplan.json", run.err)
        self.assertIn("--config", run.err)

    def test_44_a_blobless_clone_without_the_old_configuration_deploys(self):
        first = self.start_with_builds()
        self.configured(build=self.BUILD, build_inputs=["docker"], ignore=["*.md"])
        self.repo.git("config", "uploadpack.allowFilter", "true")
        clone = self.repo.clone("blobless", "--filter=blob:none")
        live = {"api": first, "web": first}
        plan = clone.plan(live)
        self.assertEqual(plan.deployed(), ["api", "web"])
        self.assertEqual(plan.codes("api"), ["build_changed"])
        detail = plan.service("api")["reasons"][0]["detail"]
        self.assertIn("git cat-file -e ", detail)
        # The command of the message brings it.
        clone.git("cat-file", "-e", detail.rsplit(" ", 1)[1])
        self.assertEqual(clone.plan(live).deployed(), [])

    def test_44_a_configuration_behind_a_link_is_compared_where_it_lies(self):
        self.start_with_builds()
        os.makedirs(os.path.join(self.repo.path, "ops"))
        self.repo.git("mv", "deltaplan.json", "ops/deltaplan.json")
        self.repo.link("deltaplan.json", "ops/deltaplan.json")
        linked = self.repo.commit()
        self.assertEqual(self.plan_since(linked).deployed(), [])
        text = {"version": 1, "services": ["services/*"], "build_inputs": ["docker"]}
        self.repo.write("ops/deltaplan.json", json.dumps({**text, "build": self.BUILD, "ignore": ["*.md"]}))
        self.assertEqual(self.repo.try_plan({"api": linked, "web": linked}).code, 3)
        second = self.repo.commit()
        self.assertEqual(self.plan_since(linked).deployed(), [])
        self.repo.write("ops/deltaplan.json", json.dumps({**text, "build": {**self.BUILD, "target": "run"}}))
        self.repo.commit()
        for base in (linked, second):
            plan = self.plan_since(base)
            self.assertEqual((plan.deployed(), plan.service("api")["reasons"][0]["detail"]), (["api", "web"], "target"))
        head = self.repo.head()
        self.repo.git("checkout", "-q", linked)
        self.assertEqual(self.plan_since(linked, "--head", head).deployed(), ["api", "web"])

    # ---- previews of crosswise merges

    def crosswise(self):
        """main and topic merged each other's first commit; topic then took its own change back."""
        self.start("proto/a.proto", "proto/b.proto", services=[{"path": "services/api", "inputs": ["proto/*.proto"]}, "services/web"])
        self.repo.git("checkout", "-q", "-b", "topic")
        self.repo.write("services/api/main", "topic")
        self.repo.write("proto/c.proto", "0")
        of_topic = self.repo.commit()
        self.repo.git("checkout", "-q", "main")
        self.repo.write("services/web/main", "main")
        of_main = self.repo.commit()
        self.repo.git("merge", "-q", "--no-ff", "-m", "m", of_topic)
        self.repo.git("checkout", "-q", "topic")
        self.repo.git("merge", "-q", "--no-ff", "-m", "m", of_main)
        return of_main, of_topic

    def test_08_a_change_since_any_merge_base_counts(self):
        of_main, of_topic = self.crosswise()
        self.repo.write("services/api/main", "0")
        self.repo.remove("proto/c.proto")
        self.repo.commit()
        plan = self.repo.preview("--base", "main")
        self.assertEqual(sorted(plan.json["base"]["merge_bases"]), sorted([of_main, of_topic]))
        # Since topic's commit, api changed; since main's, it did not; web the other way round.
        self.assertEqual(plan.deployed(), ["api", "web"])
        self.assertEqual(self.reasons(plan, "api"), [("service_changed", "proto/c.proto"), ("service_changed", "services/api")])
        self.repo.write("services/web/main", "0")
        plan = self.repo.preview("--base", "main", "--working-tree")
        self.assertEqual(plan.files("web"), ["services/web/main"])

    def test_08_the_configuration_of_any_merge_base_counts(self):
        self.crosswise()
        self.repo.configure(services=[{"path": "services/api", "inputs": ["proto/*.proto"]}, {"path": "services/web", "image": "front"}])
        self.repo.commit()
        plan = self.repo.preview("--base", "main")
        self.assertEqual([r["code"] for r in plan.service("web")["reasons"]], ["service_changed", "build_changed"])

    def test_08_base_images_that_changed_since_any_merge_base_are_built(self):
        images = [{"name": "base", "path": "docker/base"}, {"name": "middle", "path": "docker/middle", "from": ["base"]},
                  {"name": "api", "from": ["middle"]}]
        self.start("docker/base/x", "docker/middle/x", images=images)
        self.repo.git("checkout", "-q", "-b", "topic")
        self.repo.write("docker/base/x", "topic")
        of_topic = self.repo.commit()
        self.repo.git("checkout", "-q", "main")
        self.repo.write("services/web/main", "main")
        of_main = self.repo.commit()
        self.repo.git("merge", "-q", "--no-ff", "-m", "m", of_topic)
        self.repo.git("checkout", "-q", "topic")
        self.repo.git("merge", "-q", "--no-ff", "-m", "m", of_main)
        self.repo.write("docker/base/x", "0")
        self.repo.commit()
        plan = self.repo.preview("--base", "main")
        self.assertEqual(self.reasons(plan, "api"), [("base_image_changed", "docker/base")])
        self.assertEqual([image["name"] for image in plan.json["images"]], ["api", "base", "middle", "web"])


if __name__ == "__main__":
    testing.main()
