#!/usr/bin/env python3
"""What a plan compares: patterns at every baseline, links in the place of services, merge bases; and its gates.

The numbers are those of docs/scenarios.md, as in scenarios_test.py."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import testing  # noqa: E402
from sandbox import Plan  # noqa: E402
from two_services import TwoServices  # noqa: E402


class Compared(TwoServices):
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

    def test_27_a_package_that_nobody_declares_changed_since_any_baseline(self):
        """Also where the oldest one has it as head does, and where what differs are its further inputs."""
        first = self.start("packages/lib/x", "schema/x", dependencies="declared", packages=[{"path": "packages/lib", "inputs": ["schema"]}])
        self.repo.write("services/api/package.json", '{ "dependencies": { "@acme/lib": "*" } }')
        self.repo.write("packages/lib/package.json", '{ "name": "@acme/lib" }')
        first = self.repo.commit()
        for path in ("packages/lib/x", "schema/x"):
            self.repo.write(path, "1")
            second = self.repo.commit()
            self.repo.write(path, "0")
            self.repo.commit()
            for api, web in ((second, first), (first, second)):
                run = self.repo.try_plan({"api": api, "web": web}, "--strict")
                self.assertEqual(run.code, 3, run)
                self.assertEqual(len(Plan(run).warnings("package_without_users")), 1)
            self.assertEqual(self.repo.try_plan({"api": first, "web": first}, "--strict").code, 0)

    def test_27_manifests_below_services_and_in_other_languages_use_packages(self):
        for manifest, text in (("services/api/server/package.json", '{ "dependencies": { "@acme/lib": "*" } }'),
                               ("services/api/Gemfile", 'gem "lib", path: "../../packages/lib"'),
                               ("services/api/pubspec.yaml", "dependencies:\n  lib:\n    path: ../../packages/lib\n"),
                               ("services/api/requirements/prod.txt", "-e ../../../packages/lib\n")):
            with self.subTest(manifest=manifest):
                self.setUp()
                self.repo.write(manifest, text)
                self.repo.write("packages/lib/package.json", '{ "name": "@acme/lib" }')
                first = self.start("packages/lib/x", dependencies="declared", packages=["packages/lib"])
                self.repo.write("packages/lib/x", "1")
                self.repo.commit()
                plan = self.plan_since(first)
                self.assertEqual(plan.deployed(), [])
                self.assertEqual(len(plan.warnings("package_without_users")), 1)
        # What is installed there is nobody's manifest.
        self.repo.remove(manifest)
        self.repo.write("services/api/node_modules/x/package.json", '{ "dependencies": { "@acme/lib": "*" } }')
        self.repo.commit()
        self.assertEqual(self.plan_since(first).warnings("package_without_users"), [])

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

    def test_17_what_patterns_mean_behind_links_and_in_submodules_counts(self):
        self.repo.write("vendor/a/proto/x", "0")
        self.repo.link("libs/a", "../vendor/a")
        first = self.start("libs/b/proto/x", services=[{"path": "services/api", "inputs": ["libs/*/proto"]},
                                                       {"path": "services/web", "inputs": ["vendor"]}])
        self.repo.write("vendor/a/proto/x", "1")
        second = self.repo.commit()
        self.assertEqual(self.plan_since(first).deployed(), ["api", "web"])
        self.assertEqual(self.plan_since(first).files("api"), ["vendor/a/proto/x"])
        self.assertEqual(self.plan_since(second).deployed(), [])
        # Gone, and led elsewhere.
        self.repo.remove("libs/a")
        self.repo.commit()
        self.assertEqual(self.reasons(self.plan_since(second), "api"), [("service_changed", "libs/a")])
        self.repo.link("libs/a", "b")
        self.repo.commit()
        self.assertEqual(self.reasons(self.plan_since(second), "api"), [("service_changed", "libs/a")])

    def test_17_a_service_behind_a_link_has_to_be_named_by_its_own_path(self):
        first = self.start(services=[{"path": "services/api"}, {"path": "services/web"}])
        self.repo.git("mv", "services", "src")
        self.repo.link("services", "src")
        self.repo.commit()
        run = self.repo.try_plan({"api": first, "web": first})
        self.assertEqual((run.code, run.text), (1, ""), run)
        self.assertIn('"services/api" leads to src/api over services, a symbolic link', run.err)
        self.assertIn('Name what it leads to: "src/api".', run.err)

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
            shut = [refusal["code"] for refusal in Plan(run).json["refusals"]]
            self.assertEqual(shut, [each for each in switches if each != code])
        self.assertEqual(self.repo.plan(live, *switches.values()).deployed(), ["api", "web"])

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
