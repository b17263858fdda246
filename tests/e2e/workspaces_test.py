#!/usr/bin/env python3
"""Which services a change reaches where manifests say who depends on whom: packages that lie in services, roots within roots, paths
that leave a workspace, base images, services that no root installs."""

import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))

import testing  # noqa: E402
from all_live import AllLive  # noqa: E402
from sandbox import Plan, Repository  # noqa: E402


def node(name, *needs, **more):
    return json.dumps({"name": name, "version": "1.0.0", "dependencies": {need: "workspace:*" for need in needs}, **more})


def paths(name, **needs):
    return node(name, dependencies=needs)


def pnpm(*patterns):
    return "packages:\n" + "".join(f"  - {pattern}\n" for pattern in patterns)


def module(name, *lines):
    return "\n".join([f"module example.com/{name}", "", "go 1.22", *lines, ""])


def npm_lock(version, **importers):
    packages = {"": {"dependencies": {"ms": "^2"}}, "node_modules/ms": {"version": version, "integrity": f"sha512-{version}"}, **importers}
    return json.dumps({"lockfileVersion": 3, "packages": packages})


class Workspaces(AllLive):
    def reaches(self, cases):
        for path, deployed in cases.items():
            with self.subTest(path):
                self.assertEqual(self.after({path: "changed\n"}).deployed(), deployed)

    def test_package_in_the_directory_of_another_service(self):
        self.begin({"package.json": node("root"), "pnpm-workspace.yaml": pnpm("services/*", "services/a/*"), "services/a/package.json": node("a"),
                    "services/a/lib/package.json": node("lib", "core"), "services/a/core/package.json": node("core"),
                    "services/b/package.json": node("b", "lib"), "services/c/package.json": node("c")})
        self.reaches({"services/a/lib/x": ["a", "b"], "services/a/core/x": ["a", "b"], "services/a/x": ["a"]})

    def test_service_at_the_top_owns_no_package_alone(self):
        self.begin({"package.json": node("root"), "pnpm-workspace.yaml": pnpm("services/*", "libs/*"), "libs/ui/package.json": node("ui", "tokens"),
                    "libs/tokens/package.json": node("tokens"), "services/a/package.json": node("a", "ui"), "services/b/package.json": node("b")},
                   entries=[{"path": ".", "name": "site"}])
        self.reaches({"libs/ui/x": ["a", "site"], "libs/tokens/x": ["a", "site"], "services/b/x": ["b", "site"], "README.md": ["site"]})

    def test_package_in_a_service_that_a_declared_one_leads_to(self):
        self.begin({"package.json": node("root"), "pnpm-workspace.yaml": pnpm("services/*", "libs/*", "services/a/*"),
                    "libs/x/package.json": node("x", "inner"), "services/a/package.json": node("a"), "services/a/inner/package.json": node("inner"),
                    "services/b/package.json": node("b")}, entries=[{"name": "b", "depends_on": ["libs/x"]}], packages=["libs/x"])
        self.reaches({"services/a/inner/x": ["a", "b"], "libs/x/x": ["b"]})

    def test_go_service_with_a_manifest_of_another(self):
        self.begin({"go.mod": module("m", "require example.com/x v1.0.0"), "go.sum": "example.com/x v1.0.0 h1:a=\n", "internal/x.go": "package internal\n",
                    "package.json": node("root"), "pnpm-workspace.yaml": pnpm("services/*"), "services/api/main.go": "package main\n",
                    "services/api/package.json": node("api"), "services/web/package.json": node("web"),
                    "services/plain/Dockerfile": "FROM scratch\n"})
        self.reaches({"internal/x.go": ["api", "plain"], "services/web/x": ["api", "plain", "web"]})
        plan = self.after({"go.sum": "example.com/x v1.0.0 h1:other=\n"})
        self.assertEqual(plan.deployed(), ["api", "plain"])

    def test_B42_B43_what_go_embeds_or_includes(self):
        self.begin({"go.mod": module("m"), "services/api/main.go": "package main\n", "internal/data/index.html": "<p>\n",
                    "internal/asm/x.h": "#define X\n"})
        self.reaches({"internal/data/index.html": ["api"], "internal/asm/x.h": ["api"]})

    def test_B30_files_of_a_package_that_the_root_depends_on(self):
        self.begin({"package.json": node("root", "tsconfig"), "pnpm-workspace.yaml": pnpm("services/*", "packages/*"),
                    "services/a/package.json": node("a"), "packages/tsconfig/package.json": node("tsconfig"), "packages/tsconfig/base.json": "{}\n"})
        self.reaches({"packages/tsconfig/base.json": ["a"]})

    def test_lockfile_of_each_project(self):
        lock = "lockfileVersion: '9.0'\nimporters:\n  .: {}\n"
        self.begin({"package.json": node("root"), "pnpm-workspace.yaml": pnpm("services/*", "libs/*") + "sharedWorkspaceLockfile: false\n",
                    "services/a/package.json": node("a", "ui"), "services/a/pnpm-lock.yaml": lock, "services/b/package.json": node("b"),
                    "services/b/pnpm-lock.yaml": lock, "libs/ui/package.json": node("ui", "tokens"), "libs/ui/pnpm-lock.yaml": lock,
                    "libs/tokens/package.json": node("tokens")})
        self.reaches({"libs/ui/x": ["a"], "libs/tokens/x": ["a"], "services/b/x": ["b"]})
        self.assertEqual(self.after({".npmrc": "hoist=false\n"}).deployed(), ["a", "b"])

    def test_paths_out_of_a_workspace(self):
        self.begin({"services/a/package.json": paths("a", x="file:../../tools/x"), "services/a/package-lock.json": npm_lock("2.0.0"),
                    "services/b/package.json": paths("b"), "services/b/package-lock.json": npm_lock("2.0.0"),
                    "tools/x/package.json": paths("x", y="file:../y"), "tools/y/package.json": paths("y"), "tools/z/package.json": paths("z")})
        self.reaches({"tools/x/x": ["a"], "tools/y/x": ["a"], "tools/z/x": []})

    def test_root_in_a_service_that_has_members(self):
        crate = '[package]\nname = "{}"\nversion = "0.1.0"\n{}'
        self.begin({"package.json": node("root"), "pnpm-workspace.yaml": pnpm("services/*"), "services/a/package.json": node("a"),
                    "services/a/native/Cargo.toml": crate.format("native", '[dependencies]\ncore = { path = "../../../crates/core" }\n'),
                    "crates/core/Cargo.toml": crate.format("core", ""), "services/b/package.json": node("b")})
        self.reaches({"crates/core/src/lib.rs": ["a"]})

    def test_ignored_roots_in_a_service_do_not_count(self):
        files = {"package.json": node("root"), "pnpm-workspace.yaml": pnpm("services/*"), "services/a/package.json": node("a")}
        files |= {f"services/a/{place}/package.json": node("x", dependencies={"ms": "^2"}) for place in ("test/fixtures/x", "sub")}
        files |= {f"services/a/{place}/package-lock.json": npm_lock("2.0.0") for place in ("test/fixtures/x", "sub")}
        self.begin(files, ignore=["**/fixtures/**"])
        for text in (npm_lock("2.0.1"), "<<<<<<< a\n"):
            self.assertEqual(self.after({"services/a/test/fixtures/x/package-lock.json": text}).deployed(), [])
            self.assertEqual(self.after({"services/a/sub/package-lock.json": text}).deployed(), ["a"])

    def test_base_image_takes_the_settings_of_its_root(self):
        self.begin({"package.json": node("root", workspaces=["images/*"]), "package-lock.json": npm_lock("2.0.0"),
                    "images/base/package.json": node("base"), "services/a/Dockerfile": "FROM base\n", "services/b/Dockerfile": "FROM scratch\n"},
                   images=[{"name": "base", "path": "images/base"}, {"name": "a", "from": ["base"]}],
                   entries=[{"name": "a", "depends_on": []}, {"name": "b", "depends_on": []}])
        for files in [{".npmrc": "omit=dev\n"}, {"package-lock.json": npm_lock("2.0.1")}, {"package-lock.json": None},
                      {"package.json": node("root", workspaces=["images/*"], overrides={"ms": "2.0.0"})}]:
            with self.subTest(files):
                self.assertEqual(self.after(files).deployed(), ["a"])

    def test_image_of_a_service_that_is_a_base(self):
        def locked(x, y):
            return npm_lock("2.0.0", **{"services/a": {"dependencies": {"x": "1"}}, "services/b": {}, "services/c": {},
                                        "node_modules/x": {"version": x}, "node_modules/y": {"version": y}})

        self.begin({"package.json": node("root", workspaces=["services/*"]), "package-lock.json": locked("1.0.0", "1.0.0"),
                    "services/a/package.json": node("a", dependencies={"x": "1"}), "services/b/package.json": node("b"),
                    "services/c/package.json": node("c"), "images/middle/Dockerfile": "FROM a\n"},
                   images=[{"name": "b", "from": ["middle"]}, {"name": "middle", "path": "images/middle", "from": ["a"]}])
        plan = self.after({"package-lock.json": locked("1.0.1", "1.0.0")})
        self.assertEqual(plan.deployed(), ["a", "b"])
        # a runs that already: b was made FROM the image before.
        plan = self.repo.plan({**self.live(), "a": self.repo.head()})
        self.assertEqual((plan.deployed(), plan.codes("b"), self.reason(plan, "b", "lockfile_changed")["via"]),
                         (["b"], ["lockfile_changed"], ["package-lock.json", "services/a", "services/b"]))
        self.assertEqual(self.after({"package-lock.json": locked("1.0.0", "1.0.1")}).deployed(), [])

    def test_service_without_root(self):
        files = {"package.json": node("root"), "pnpm-workspace.yaml": pnpm("services/a", "libs/*"), "libs/ui/package.json": node("ui"),
                 "services/a/package.json": node("a"), "services/py/requirements.txt": "six\n"}
        self.begin(files)
        plan = self.after({"libs/ui/x": "1\n"})
        self.assertEqual((plan.deployed(), plan.codes("py")), (["py"], ["package_changed"]))
        self.assertEqual(len(plan.warnings("service_without_root")), 1)
        refused = self.repo.try_plan(self.live(), "--strict")
        self.assertEqual(refused.code, 3, refused)
        self.assertEqual([each["code"] for each in Plan(refused).json["refusals"]], ["strict"])
        self.begin(files, entries=[{"name": "py", "depends_on": []}])
        plan = self.after({"libs/ui/x": "1\n"}, "--strict")
        self.assertEqual((plan.deployed(), plan.warnings("service_without_root")), ([], []))

    def test_build_input_counts_for_services_of_other_roots(self):
        files = {"package.json": node("root", workspaces=["services/a"]), "package-lock.json": npm_lock("2.0.0", **{"services/a": {}}),
                 "services/a/package.json": node("a"), "services/rs/Cargo.toml": '[package]\nname = "rs"\nversion = "0.1.0"\n'}
        lifted = {"package-lock.json": npm_lock("2.0.0", **{"services/a": {}, "node_modules/other": {"version": "1.0.0"}})}
        self.begin(files)
        self.assertEqual(self.after(lifted).deployed(), [])
        self.begin(files, build_inputs=["package-lock.json"])
        self.assertEqual(self.after(lifted).deployed(), ["rs"])

    def test_sums_of_all_modules_under_a_go_work(self):
        self.begin({"go.work": "go 1.22\nuse (\n\t./services/a\n\t./services/b\n)\n", "services/a/go.mod": module("a"),
                    "services/a/go.sum": "x v1 h1:a=\n", "services/b/go.mod": module("b")}, lockfile="whole")
        self.assertEqual(self.after({"services/a/go.sum": "x v1 h1:b=\n"}).deployed(), ["a", "b"])

    def test_declared_package_of_another_root(self):
        files = {"services/a/Cargo.toml": '[package]\nname = "a"\nversion = "0.1.0"\n', "js/package.json": node("js", workspaces=["ui"]),
                 "js/ui/package.json": node("ui", dependencies={"ms": "^2"}), "js/package-lock.json": npm_lock("2.0.0", ui={"dependencies": {"ms": "^2"}}),
                 "services/b/Cargo.toml": '[package]\nname = "b"\nversion = "0.1.0"\n'}
        self.begin(files, packages=["js/ui"], entries=[{"name": "a", "depends_on": ["js/ui"]}])
        plan = self.after({"js/package-lock.json": npm_lock("2.0.1", ui={"dependencies": {"ms": "^2"}})})
        self.assertEqual((plan.deployed(), plan.codes("a")), (["a"], ["lockfile_changed"]))

    def test_manifest_that_is_a_root_elsewhere(self):
        self.begin({"services/a/Dockerfile": "FROM scratch\n", "apps/a/package.json": node("a"), "apps/a/package-lock.json": npm_lock("2.0.0"),
                    "services/b/Dockerfile": "FROM scratch\n"}, entries=[{"name": "a", "manifest": "apps/a"}, {"name": "b", "depends_on": []}])
        self.reaches({"apps/a/src/x.ts": ["a"]})

    def test_overrides_that_are_paths(self):
        def files(root, **more):
            return {"package.json": root, "services/a/package.json": paths("a", **{"is-even": "^1.0.0"}), "services/b/package.json": node("b"),
                    "vendor/is-odd/package.json": node("is-odd"), "vendor/is-odd/index.js": "1\n", **more}

        members = {"workspaces": ["services/*"]}
        for manager in (files(node("root", overrides={"is-odd": "file:vendor/is-odd"}, **members)),
                        files(node("root", resolutions={"**/is-odd": "link:./vendor/is-odd"}, **members), **{"yarn.lock": "# yarn lockfile v1\n"}),
                        files(node("root"), **{"pnpm-workspace.yaml": pnpm("services/*") + "overrides:\n  is-odd: link:vendor/is-odd\n"})):
            self.repo = Repository()
            self.addCleanup(self.repo.close)
            self.begin(manager)
            self.reaches({"vendor/is-odd/index.js": ["a"], "README.md": []})

    def test_17_module_inside_of_another_is_no_part_of_it(self):
        self.begin({"go.mod": module("m"), "services/api/main.go": "package main\n", "internal/x.go": "package internal\n",
                    "tools/go.mod": module("tools"), "tools/x.go": "package tools\n"})
        self.reaches({"internal/x.go": ["api"], "tools/x.go": []})
        plan = self.after({"tools/x.go": "package tools // x\n"})
        self.assertIn("tools/x.go", plan.warnings("unowned_changes")[0])
        affected = json.loads(self.repo.run("affects", "tools/x.go", "--format", "json").text)
        self.assertEqual(affected["paths"][0]["services"], [])
        # What was a part of it, and is none from now on.
        plan = self.after({"internal/go.mod": module("internal")})
        self.assertEqual((plan.deployed(), plan.codes("api")), (["api"], ["dependencies_changed"]))
        # Who names the module has all of it.
        self.begin({"lib/go.mod": module("lib"), "lib/sub/go.mod": module("sub"), "services/c/Dockerfile": "FROM scratch\n"},
                   packages=["lib"], entries=[{"name": "c", "depends_on": ["lib"]}])
        self.reaches({"lib/sub/x.go": ["c"]})

    def test_check_names_files_that_are_there(self):
        """One manager for each, all with a lockfile of their own or without; a sum of Go that is not there counts once it comes."""
        files = {"js/package.json": node("root"), "js/pnpm-workspace.yaml": pnpm("services/*"), "js/services/a/package.json": node("a"),
                 "go.work": "go 1.22\nuse ./js/services/b\n", "js/services/b/go.mod": module("b"), "js/services/b/main.go": "package main\n",
                 "js/services/c/go.mod": module("c"), "js/services/d/Cargo.toml": '[package]\nname = "d"\nversion = "0.1.0"\n',
                 "js/services/e/pyproject.toml": '[project]\nname = "e"\n', "js/services/f/pyproject.toml": '[tool.poetry]\nname = "f"\nversion = "1"\n'}
        for lockfile in ("precise", "whole"):
            self.begin(files, services="js/services/*", lockfile=lockfile)
            note = next(line for line in self.repo.run("check").text.splitlines() if "count by what they say" in line)
            named = note.rsplit(": ", 1)[1].rstrip(".").split(" and ")[0].split(", ")
            self.assertIn("go.work", named)
            for name in named:
                self.assertTrue(os.path.exists(os.path.join(self.repo.path, name)), (lockfile, note))
            self.assertEqual(self.after({"go.work.sum": f"x v1 h1:{lockfile}=\n"}).deployed(), ["b"] if lockfile == "whole" else [])

    def test_new_files_that_managers_would_read(self):
        self.begin({"js/package.json": node("root"), "js/pnpm-workspace.yaml": pnpm("services/*"), "js/services/a/package.json": node("a"),
                    "js/services/b/go.mod": module("b"), "js/services/b/main.go": "package main\n"}, services="js/services/*")
        for path in (".npmrc", "js/.npmrc", "js/pnpm-lock.yaml", "go.work", "js/.pnpmfile.cjs"):
            with self.subTest(path):
                self.repo.git("clean", "-qfd")
                self.repo.write(path, "x=1\n")
                refused = self.repo.try_plan(self.live())
                self.assertEqual(refused.code, 3, refused)
                self.assertEqual([each["code"] for each in Plan(refused).json["refusals"]], ["dirty"])
        self.repo.git("clean", "-qfd")
        self.repo.write("notes.txt")
        self.repo.write("js/uv.lock")
        self.assertEqual(self.repo.try_plan(self.live()).code, 0)

    def test_where_edges_come_from(self):
        self.begin({"package.json": node("root"), "pnpm-workspace.yaml": pnpm("services/*", "packages/*"),
                    "services/a/package.json": node("a", "ui"), "services/b/package.json": node("b"),
                    "packages/ui/package.json": json.dumps({"name": "ui", "devDependencies": {"tokens": "workspace:*"}}),
                    "packages/tokens/package.json": node("tokens"), "proto/x": "1\n"}, packages=["proto"],
                   entries=[{"name": "b", "depends_on": ["proto"]}])
        graph = json.loads(self.repo.run("graph", "--format", "json").text)
        shown = {node["id"]: node["shown"] for node in graph["nodes"]}
        origins = {(shown[edge["from"]], shown[edge["to"]]): edge["origins"] for edge in graph["edges"]}
        self.assertEqual(origins[("services/a", "packages/ui")],
                         [{"kind": "manifest", "file": "services/a/package.json", "section": "dependencies"}])
        self.assertEqual(origins[("packages/ui", "packages/tokens")],
                         [{"kind": "manifest", "file": "packages/ui/package.json", "section": "devDependencies"}])
        self.assertEqual(origins[("services/b", "proto")], [{"kind": "depends_on", "file": None, "section": None}])
        self.assertIn('tooltip="devDependencies of packages/ui/package.json"', self.repo.run("graph").text)
        self.assertIn("devDependencies of packages/ui/package.json", self.repo.run("graph", "--format", "mermaid").text)
        self.assertIn("<title>devDependencies of packages/ui/package.json</title>", self.repo.run("graph", "--format", "html").text)
        self.change({"packages/tokens/x": "1\n"})
        why = self.repo.run("why", "a", "--live", f"a={self.base}").text
        self.assertIn("packages/ui needs packages/tokens: devDependencies of packages/ui/package.json\n", why)
        self.assertIn("services/a needs packages/ui: dependencies of services/a/package.json\n", why)

    def test_B49_B50_B51_managers_that_are_not_read(self):
        """GIB#241, #331, dotnet-affected#54: a BOM that is imported, a test-jar, the nearest Directory.Packages.props. Nobody reads
        these here, so whoever has no other root needs all packages, and is told so."""
        self.begin({"services/java/pom.xml": "<project/>\n", "bom/pom.xml": "<project/>\n", "lib/src/test/X.java": "class X {}\n",
                    "services/net/net.csproj": "<Project/>\n", "src/Directory.Packages.props": "<Project/>\n"}, packages=["bom", "lib", "src"])
        both = ["java", "net"]
        self.reaches({"bom/pom.xml": both, "lib/src/test/X.java": both, "src/Directory.Packages.props": both})
        plan = self.after({"bom/pom.xml": "<project> </project>\n"})
        self.assertEqual(len(plan.warnings("service_without_root")), 2)


if __name__ == "__main__":
    testing.main()
