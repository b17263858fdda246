#!/usr/bin/env python3
"""What images were made of and head neither has nor names: entries of the configuration that went with what they named, services whose
image others run, configurations that have moved."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import testing  # noqa: E402
from two_services import TwoServices  # noqa: E402

SERVICES = ["services/api", "services/web"]


class LostInputs(TwoServices):
    def without(self, first, *gone, **config):
        """What the plan and the preview since `first` say of api and web once this is gone; both have to say the same."""
        self.repo.git("checkout", "-q", "-B", "probe", first)
        for path in gone:
            self.repo.remove(path)
        self.configured(**config)
        plan, preview = self.plan_since(first), self.preview_since(first)
        said = [self.reasons(plan, name) for name in ("api", "web")]
        self.assertEqual([self.reasons(preview, name) for name in ("api", "web")], said)
        self.assertEqual(plan.warnings("unowned_changes"), [])
        return said

    UNCHANGED = [("unchanged", None)]

    def test_26_a_package_may_go_with_its_entry(self):
        first = self.start("packages/a/f", "packages/b/f", packages=["packages/a", "packages/b"])
        changed = [("package_changed", "packages/b")]
        self.assertEqual(self.without(first, "packages/b", packages=["packages/a", "packages/b"]), [changed, changed])
        self.assertEqual(self.without(first, "packages/b", packages=["packages/a"]), [changed, changed])
        plan = self.plan_since(first)
        self.assertEqual((plan.files("api"), plan.service("api")["reasons"][0]["via"]), (["packages/b/f"], ["packages/b", "services/api"]))
        # One that is still there is no input any more, because head says so.
        self.repo.git("checkout", "-q", "-B", "probe", first)
        self.repo.write("packages/b/f", "1")
        self.configured(packages=["packages/a"])
        self.assertEqual(self.plan_since(first).deployed(), [])

    def test_26_a_declared_package_goes_for_those_who_had_it(self):
        packages = ["packages/a", {"path": "packages/b", "inputs": ["proto/b"], "depends_on": ["packages/c"]}, "packages/c"]
        services = [{"path": "services/api", "depends_on": ["packages/b"]}, "services/web"]
        first = self.start("packages/a/f", "packages/b/f", "packages/c/f", "proto/b", dependencies="declared", packages=packages, services=services)
        now = {"dependencies": "declared", "services": services}
        gone = self.without(first, "packages/c", packages=["packages/a", "packages/b"], **now)
        self.assertEqual(gone, [[("package_changed", "packages/c")], self.UNCHANGED])
        self.assertEqual(self.plan_since(first).service("api")["reasons"][0]["via"], ["packages/c", "services/api"])
        gone = self.without(first, "proto", packages=["packages/a", "packages/b", "packages/c"], **now)
        self.assertEqual(gone, [[("package_changed", "proto/b")], self.UNCHANGED])
        gone = self.without(first, "packages", "proto", dependencies="declared", services=SERVICES)
        self.assertEqual(gone, [[("package_changed", path) for path in ("packages/b", "packages/c", "proto/b")], self.UNCHANGED])
        # Whoever lets go of a package at the same time had it all the same.
        loose = {"dependencies": "declared", "services": SERVICES}
        gone = self.without(first, "proto", packages=["packages/a", "packages/b", "packages/c"], **loose)
        self.assertEqual(gone, [[("package_changed", "proto/b")], self.UNCHANGED])
        gone = self.without(first, "packages/c", packages=["packages/a", "packages/b"], **loose)
        self.assertEqual(gone, [[("package_changed", "packages/c")], self.UNCHANGED])
        # Another package may be called like it.
        gone = self.without(first, "packages/c", packages=["packages/a", "packages/b", {"name": "packages/c", "path": "proto"}], **now)
        self.assertEqual(gone, [[("package_changed", "packages/c")], self.UNCHANGED])
        # Whoever had every package had this one.
        first = self.start("packages/b/f", packages=["packages/b"])
        self.assertEqual(self.without(first, "packages/b", dependencies="declared"), [[("package_changed", "packages/b")]] * 2)

    def test_26_inputs_go_with_their_entries(self):
        first = self.start("proto/p", "lock", "more/f", "docker/f", "docker/version", build_inputs=["lock"],
                           services=[{"path": "services/api", "inputs": ["proto/*"]}, "services/web"],
                           images=[{"name": "api", "inputs": ["more"], "from": ["base"]}, {"name": "base", "path": "docker/f", "inputs": ["docker/version"]}])
        base = {"name": "base", "path": "docker/f"}
        gone = self.without(first, "proto", "lock", "docker/version", images=[{"name": "api", "inputs": ["more"], "from": ["base"]}, base])
        lock = ("build_input_changed", "lock")
        self.assertEqual(gone, [[("service_changed", "proto/p"), lock, ("base_image_changed", "docker/version")], [lock]])
        self.assertEqual([image["name"] for image in self.plan_since(first).json["images"]], ["api", "base", "web"])
        kept = self.start("tools/f", services=[{"path": "services/api", "manifest": "tools"}, "services/web"])
        self.assertEqual(self.without(kept, "tools"), [[("service_changed", "tools")], self.UNCHANGED])
        gone = self.without(first, "more", build_inputs=["lock"], images=[{"name": "api", "from": ["base"]}, {**base, "inputs": ["docker/version"]}],
                            services=[{"path": "services/api", "inputs": ["proto/*"]}, "services/web"])
        self.assertEqual(gone, [[("service_changed", "more")], self.UNCHANGED])

    def test_24_a_service_that_is_gone_was_part_of_its_image(self):
        for services, now in (([{"path": "services/*", "image": "one"}], None), ([{"path": "services/*", "image": "one"}], "pattern"),
                              ([{"path": f"services/{name}", "image": "one"} for name in ("api", "old", "web")], None)):
            first = self.start("services/old/main", services=services)
            now = services if now else [{"path": f"services/{name}", "image": "one"} for name in ("api", "web")]
            changed = [("service_changed", "services/old")]
            self.assertEqual(self.without(first, "services/old", services=now), [changed, changed])
        # While its entry is still there, too; and what only one of the services named.
        self.assertEqual(self.without(first, "services/old", services=services), [changed, changed])
        first = self.start("x", services=[{"path": "services/api", "image": "one", "inputs": ["x"]}, {"path": "services/web", "image": "one"}])
        gone = self.without(first, "x", services=[{"path": "services/api", "image": "one"}, {"path": "services/web", "image": "one"}])
        self.assertEqual(gone, [[("service_changed", "x")]] * 2)
        # A file, or a link to nowhere, in its place is no service.
        for services in ([{"path": "services/*", "image": "one"}], [{"path": f"services/{name}", "image": "one"} for name in ("api", "old", "web")]):
            first = self.start("services/old/main", services=services)
            for put in (lambda: self.repo.write("services/old", "0"), lambda: self.repo.link("services/old", "../nowhere")):
                self.repo.git("checkout", "-q", "-B", "probe", first)
                self.repo.remove("services/old")
                put()
                self.repo.commit()
                self.assertEqual(self.reasons(self.plan_since(first), "web"), [("service_changed", "services/old")])
            self.repo.remove("services/old")
        # With images of their own they have nothing to do with each other.
        first = self.start("services/old/main", services=["services/*"])
        self.repo.remove("services/old")
        self.repo.commit()
        self.assertEqual(self.plan_since(first).deployed(), [])

    def test_24_a_service_that_is_gone_was_the_base_of_another(self):
        images = [{"name": "web", "from": ["old"]}]
        services = ["services/api", "services/web", "services/old"]
        first = self.start("services/old/main", services=services, images=images)
        gone = self.without(first, "services/old", services=services, images=images)
        self.assertEqual(gone, [self.UNCHANGED, [("base_image_changed", "services/old")]])

    def test_26_what_one_baseline_named_is_none_of_anothers(self):
        """An entry goes, web is deployed, and then what it named goes: web was not made of it, api was."""
        base = {"name": "base", "path": "docker"}
        whole = {"build_inputs": ["lock"], "packages": ["packages/b"], "services": [{"path": "services/api", "inputs": ["x"]}, "services/web"]}
        first = self.start("lock", "packages/b/f", "x", "docker/f", **whole)
        second = self.configured()
        for path in ("packages", "lock", "x"):
            self.repo.remove(path)
        self.repo.commit()
        plan = self.repo.plan({"api": first, "web": second})
        self.assertEqual(self.reasons(plan, "api"), [("service_changed", "x"), ("package_changed", "packages/b"), ("build_input_changed", "lock")])
        self.assertEqual(self.reasons(plan, "web"), self.UNCHANGED)
        self.assertEqual(self.repo.plan({"api": second, "web": second}).deployed(), [])
        why = self.repo.run("why", "api", "--live", f"api={first}", "--live", f"web={second}").text
        for path in ("packages/b", "lock"):
            self.assertIn(f"services/api needs {path}: the configuration of its baseline", why)
        # An image is one for all that run it, and so is one that others are built FROM: each is compared with its own baseline, which has the path.
        for images, services in (([{"name": "api", "from": ["base"]}, {"name": "web", "from": ["base"]}], None),
                                 ([], [{"path": "services/api", "image": "one"}, {"path": "services/web", "image": "one"}])):
            shared = {"images": [*images, base]} | ({"services": services} if services else {})
            first = self.start("lock", "docker/f", build_inputs=["lock"], **shared)
            second = self.configured(**shared)
            self.repo.remove("lock")
            self.repo.commit()
            self.assertEqual(self.repo.plan({"api": first, "web": second}).deployed(), ["api", "web"])

    def test_44_a_renamed_service_still_had_its_inputs(self):
        first = self.start("x", services=[{"name": "api", "path": "services/api", "inputs": ["x"]}, "services/web"])
        self.repo.remove("x")
        self.configured(services=[{"name": "backend", "path": "services/api", "image": "api"}, "services/web"])
        plan = self.repo.plan({"backend": first, "web": first})
        self.assertEqual((self.reasons(plan, "backend"), plan.deployed()), ([("service_changed", "x")], ["backend"]))

    def test_44_an_image_is_made_of_another_directory_whoever_runs_it(self):
        """Both directories are there on both sides, so no file tells."""
        def said(then, now, **config):
            first = self.start("apps/backend/main", "docker/base/f", services=then, **config)
            self.configured(services=[now, "services/web"], **config)
            plan = self.repo.plan({"backend": first, "web": first})
            return [(r["code"], r["input"], r["detail"]) for r in plan.service("backend")["reasons"]]
        moved = [("build_changed", "api", "path")]
        now = {"name": "backend", "path": "apps/backend", "image": "api"}
        for then in (["services/*"], SERVICES, [{"path": "services/*", "image": "api"}], [{"name": "old", "path": "services/api", "image": "api"}, "services/web"],
                     ["services/*", {"name": "api", "image": "api"}]):
            self.assertEqual(said(then, now), moved, then)
        # It was that directory's before, under another name; a service that joins others changes nothing of their image.
        self.assertEqual(said([{"path": "apps/*", "image": "api"}, "services/web"], now),
                         [("unchanged", None, None)])
        first = self.start("apps/backend/main", services=["services/web", {"path": "services/api", "image": "api"}])
        self.configured(services=["services/web", {"path": "services/api", "image": "api"}, now])
        self.assertEqual(self.repo.plan({"api": first, "web": first}).deployed(), ["backend"])
        # So is a base that was a service, and is none any more.
        images = [{"name": "web", "from": ["api"]}]
        first = self.start("docker/base/f", services=SERVICES, images=images)
        self.configured(services=["services/web"], images=[*images, {"name": "api", "path": "docker/base"}])
        plan = self.repo.plan({"web": first})
        self.assertEqual([(r["code"], r["input"], r["detail"]) for r in plan.service("web")["reasons"]], moved)

    def test_44_what_was_built_elsewhere_is_built_here_now(self):
        """Its tag names a commit all the same, by chance."""
        first = self.start(tag_ref="v{ref}", services=["services/web", {"name": "api", "external": True}])
        self.repo.git("tag", "v1.4.0")
        self.configured(tag_ref="v{ref}")
        plan = self.repo.plan({"api": "1.4.0", "web": first})
        self.assertEqual([(r["code"], r["detail"]) for r in plan.service("api")["reasons"]], [("build_changed", "external")])
        self.assertEqual(plan.deployed(), ["api"])

    def test_22_a_package_that_goes_counts_for_what_no_root_installs(self):
        def start(**config):
            return self.start("packages/b/f", "proto/f", dependencies="workspace", **config)
        self.repo.write("package.json", json.dumps({"name": "root", "workspaces": ["services/api", "packages/*"]}))
        self.repo.write("package-lock.json", json.dumps({"lockfileVersion": 3, "packages": {}}))
        for path in ("services/api", "packages/b"):
            self.repo.write(f"{path}/package.json", json.dumps({"name": path[-1], "version": "1.0.0"}))
        first = start(packages=["proto"])
        for gone, said in (("proto", ("package_changed", "proto")), ("packages/b", ("dependencies_changed", "packages/b"))):
            self.repo.git("checkout", "-q", "-B", "probe", first)
            self.repo.remove(gone)
            self.configured(dependencies="workspace", packages=[] if gone == "proto" else ["proto"])
            plan = self.plan_since(first)
            self.assertEqual((plan.deployed(), self.reasons(plan, "web")), (["web"], [said]))

    def test_44_a_configuration_that_has_moved_is_compared(self):
        def moved(*places, text):
            self.repo.git("checkout", "-q", "-B", "probe", first)
            for path in places:
                self.repo.remove(path)
            self.repo.write("ops/deltaplan.json", json.dumps({"version": 1, "services": ["services/*"], **text}))
            self.repo.commit("moved")
            return self.plan_since(first, "--config", "ops/deltaplan.json")
        first = self.start("docker/a", "other/deltaplan.json", build={"dockerfile": "docker/a", "args": {"NODE": "20"}}, build_inputs=["docker"])
        build = {"build": {"dockerfile": "docker/a", "args": {"NODE": "20"}}, "build_inputs": ["docker"]}
        self.assertEqual(moved("deltaplan.json", text=build).deployed(), [])
        plan = moved("deltaplan.json", text={**build, "build": {**build["build"], "args": {"NODE": "22"}}})
        self.assertEqual([(r["code"], r["detail"]) for r in plan.service("api")["reasons"]], [("build_changed", "args.NODE")])
        # Nobody can tell which of several it was; one that is still there is another's.
        plan = moved("deltaplan.json", "other", text=build)
        self.assertEqual([(r["code"], r["detail"]) for r in plan.service("api")["reasons"]],
                         [("build_changed", "the configuration that it was built with is one of these, which head lacks: deltaplan.json, other/deltaplan.json")])
        self.assertEqual(moved(text=build).deployed(), [])

    def test_19_what_nobody_owns_is_told_since_every_baseline(self):
        first = self.start("scripts/a", "scripts/b", "scripts/c")
        self.repo.write("scripts/a", "1")
        second = self.repo.commit(**{"scripts/b": "1", "scripts/c": "1", "scripts/d": "1"})
        self.repo.remove("scripts/d")
        self.repo.commit(**{"scripts/b": "0", "scripts/c": "2"})
        for api, web in ((first, second), (second, first)):
            plan = self.repo.plan({"api": api, "web": web})
            told = plan.warnings("unowned_changes")[0]
            self.assertEqual(told.splitlines()[1:], ["  scripts/a", "  scripts/b", "  scripts/c", "  scripts/d"])
            self.assertIn(f"4 files changed since {first[:12]} ", told)


if __name__ == "__main__":
    testing.main()
