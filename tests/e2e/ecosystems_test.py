#!/usr/bin/env python3
"""Cargo, Go, uv and poetry in repositories of a few files: who deploys, by the real program. The numbers are those of the scenarios and
of the known faults of such tools: B35 is one."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))

import testing  # noqa: E402
from all_live import AllLive  # noqa: E402
from sandbox import Repository  # noqa: E402


def crate(name, rest="", version='version = "0.1.0"'):
    return f'[package]\nname = "{name}"\n{version}\n{rest}'


def locked(name, version, source="", needs=()):
    text = f'[[package]]\nname = "{name}"\nversion = "{version}"\n'
    if source:
        text += f'source = "{source}"\n'
        text += f'checksum = "sum of {name} {version}"\n' if source.startswith("registry") else ""
    return text + "dependencies = [\n" + "".join(f' "{other}",\n' for other in needs) + "]\n\n"


REGISTRY, GIT = "registry+https://example.com/index", "git+https://example.com/x"


def module(name, *lines):
    return "\n".join([f"module example.com/{name}", "", "go 1.22", *lines, ""])


def project(name, *lines):
    return "\n".join(["[project]", f'name = "{name}"', 'version = "0.1"', *lines, ""])


def indexed(name, version, *lines):
    return "\n".join(["[[package]]", f'name = "{name}"', f'version = "{version}"', 'source = { registry = "https://example.com/simple" }',
                      f'wheels = [{{ url = "https://example.com/{name}.whl", hash = "sha256:{name}-{version}" }}]', *lines, "", ""])


def here(name, path, *lines):
    return "\n".join(["[[package]]", f'name = "{name}"', 'version = "0.1"', f'source = {{ editable = "{path}" }}', *lines, "", ""])


class Ecosystems(AllLive):
    # Cargo

    def rust(self, prefix=""):
        return {
            f"{prefix}Cargo.toml": '[workspace]\nmembers = ["services/*"]\nexclude = ["services/old"]\nresolver = "2"\n'
                                   '[workspace.dependencies]\nshared = { path = "libs/shared" }\nitoa = "1"\n'
                                   '[workspace.package]\nversion = "2.0.0"\n[patch.crates-io]\ndeep = { path = "patched/deep" }\n',
            f"{prefix}services/a/Cargo.toml": crate("a", f'[dependencies]\nshared.workspace = true\nx = "1"\n'
                                                    '[target."cfg(windows)".dependencies]\nout = { package = "outside", path = '
                                                    f'"../../{"../" if prefix else ""}beyond/outside" }}\n', "version.workspace = true"),
            f"{prefix}services/b/Cargo.toml": crate("b", '[dependencies]\nx = { git = "https://example.com/x" }\n'
                                                    '[build-dependencies]\ncodegen = { path = "../../libs/codegen" }\n'),
            f"{prefix}services/c/Cargo.toml": crate("c", '[dependencies]\ntop = "1"\n'),
            f"{prefix}services/old/Cargo.toml": crate("old"),
            f"{prefix}libs/shared/Cargo.toml": crate("shared", '[dev-dependencies]\nitoa.workspace = true\n'),
            f"{prefix}libs/codegen/Cargo.toml": crate("codegen"),
            f"{prefix}patched/deep/Cargo.toml": crate("deep"),
            "beyond/outside/Cargo.toml": crate("outside"),
            f"{prefix}Cargo.lock": self.cargo_lock(),
        }

    @staticmethod
    def cargo_lock(itoa="1.0.0", commit="aaa", x="1.0.0"):
        return "version = 4\n\n" + "".join([
            locked("a", "2.0.0", needs=["outside", "shared", f"x {x} ({REGISTRY})"]), locked("b", "0.1.0", needs=["codegen", f"x 1.0.0 ({GIT})"]),
            locked("c", "0.1.0", needs=["top"]), locked("codegen", "0.1.0"), locked("deep", "0.1.0"), locked("itoa", itoa, REGISTRY),
            locked("outside", "0.1.0"), locked("shared", "0.1.0", needs=["itoa"]), locked("top", "1.0.0", REGISTRY, ["deep"]),
            locked("x", x, REGISTRY), locked("x", "1.0.0", f"{GIT}#{commit}")])

    def test_16_cargo(self):
        self.begin(self.rust())
        for path, deployed in {"libs/shared/src/lib.rs": ["a"], "libs/codegen/src/lib.rs": ["b"], "patched/deep/src/lib.rs": ["c"],
                               "beyond/outside/src/lib.rs": ["a"], "services/b/src/main.rs": ["b"], "services/old/x.rs": ["old"],
                               "rust-toolchain.toml": ["a", "b", "c", "old"], "services/old/rust-toolchain": ["old"]}.items():
            with self.subTest(path):
                self.assertEqual(self.after({path: "x\n"}).deployed(), deployed)
        for text, deployed in [(self.cargo_lock(itoa="1.0.1"), ["a"]), (self.cargo_lock(commit="bbb"), ["b"]),
                               (self.cargo_lock(x="1.0.1"), ["a"])]:
            plan = self.after({"Cargo.lock": text})
            self.assertEqual(plan.deployed(), deployed)
            self.assertEqual(plan.codes(deployed[0]), ["lockfile_changed"])

    def test_16_cargo_names_what_changed(self):
        self.begin(self.rust())
        packages = self.reason(self.after({"Cargo.lock": self.cargo_lock(itoa="1.0.1")}), "a", "lockfile_changed")["packages"]
        self.assertEqual(packages, [{"name": "itoa", "before": ["1.0.0"], "after": ["1.0.1"], "change": "version"}])
        packages = self.reason(self.after({"Cargo.lock": self.cargo_lock(commit="bbb")}), "b", "lockfile_changed")["packages"]
        self.assertEqual([(each["name"], each["change"]) for each in packages], [("x", "source")])

    def test_16_cargo_inherited(self):
        files = self.rust()
        self.begin(files)
        root = files["Cargo.toml"]
        for text, deployed in [(root.replace("2.0.0", "2.0.1"), ["a"]), (root.replace('itoa = "1"', 'itoa = "1.0"'), ["a"]),
                               (root.replace('"2"', '"1"'), ["a", "b", "c"]), (root + "[profile.release]\nlto = true\n", ["a", "b", "c"]),
                               (root.replace('["services/old"]', '["services/old", "services/older"]'), [])]:
            with self.subTest(text):
                plan = self.after({"Cargo.toml": text})
                self.assertEqual(plan.deployed(), deployed)
                for name in deployed:
                    self.assertEqual(plan.codes(name), ["settings_changed"])

    def test_16_cargo_member_joins_and_leaves(self):
        self.begin(self.rust())
        plan = self.after({"services/c/Cargo.toml": crate("c", '[dependencies]\ntop = "1"\nshared = { path = "../../libs/shared" }\n'),
                           "Cargo.lock": self.cargo_lock().replace('needs "top"', "")})
        self.assertIn("dependencies_changed", plan.codes("c"))
        self.assertEqual(plan.deployed(), ["c"])

    def test_13_cargo_broken(self):
        self.begin(self.rust())
        for text, cause in [("version = 9\n", "version"), ("version = 4\n[[package", "syntax"),
                            ("<<<<<<< a\n=======\n>>>>>>> b\n", "conflict"), ("version = 4\n", "unknown_reference")]:
            plan = self.after({"Cargo.lock": text})
            self.assertEqual(plan.deployed(), ["a", "b", "c"], cause)
            for name in plan.deployed():
                self.assertEqual(self.reason(plan, name, "lockfile_unreadable")["cause"], cause)
        plan = self.after({"services/a/Cargo.toml": "[package\n"})
        self.assertEqual(plan.deployed(), ["a", "b", "c"])
        self.assertIn("manifest_unreadable", plan.codes("b"))

    def test_15_roots_beside_each_other(self):
        files = self.rust("rust/")
        files |= {"py/pyproject.toml": project("py", '[tool.uv.workspace]\nmembers = ["services/*"]'),
                  "py/services/p/pyproject.toml": project("p", 'dependencies = ["six"]'),
                  "py/uv.lock": "version = 1\n" + here("p", "services/p", 'dependencies = [{ name = "six" }]') + here("py", ".") +
                                indexed("six", "1.0"),
                  "go/services/g/go.mod": module("g", "require example.com/x v1.0.0"), "go/services/g/go.sum": "example.com/x v1.0.0 h1:a=\n"}
        self.begin(files, "*/services/*")
        for path, text, deployed in [
                ("rust/Cargo.lock", self.cargo_lock(itoa="1.0.1"), ["a"]), ("rust/Cargo.lock", "broken", ["a", "b", "c"]),
                ("py/uv.lock", files["py/uv.lock"].replace("six-1.0", "six-1.1"), ["p"]), ("py/uv.lock", "<<<<<<< a\n", ["p"]),
                ("go/services/g/go.sum", "example.com/x v1.0.0 h1:b=\n", ["g"]), ("go/services/g/go.mod", "broken", ["g"]),
                ("rust/rust-toolchain", "1.80\n", ["a", "b", "c", "old"])]:
            with self.subTest(path + text):
                self.assertEqual(self.after({path: text}).deployed(), deployed)

    # Go

    def go_files(self, work):
        files = {
            "services/api/go.mod": module("api", "require (", "\texample.com/g v1.12.0", "\texample.com/lib v0.0.0", ")",
                                          "replace example.com/lib => ../../lib"),
            "services/api/go.sum": "example.com/g v1.12.0 h1:a=\n",
            "services/web/go.mod": module("web", "require example.com/g v1.9.0"),
            "services/web/go.sum": "example.com/g v1.9.0 h1:b=\n",
            "services/web/tools/go.mod": module("tools"),
            "lib/go.mod": module("lib"), "lib/lib.go": "package lib\n",
        }
        return files | ({"go.work": "go 1.22\nuse (\n\t./services/api\n\t./services/web\n\t./lib\n)\n"} if work else {})

    def bumped(self):
        return {"services/api/go.mod": module("api", "require (", "\texample.com/g v1.13.0", "\texample.com/lib v0.0.0", ")",
                                              "replace example.com/lib => ../../lib"),
                "services/api/go.sum": "example.com/g v1.13.0 h1:c=\n"}

    def test_17_go_work(self):
        self.begin(self.go_files(work=True))
        plan = self.after(self.bumped())
        self.assertEqual(plan.deployed(), ["api", "web"])
        self.assertEqual(plan.codes("web"), ["lockfile_changed"])
        self.assertEqual(self.reason(plan, "web", "lockfile_changed")["packages"],
                         [{"name": "example.com/g", "before": ["v1.12.0"], "after": ["v1.13.0"], "change": "version"}])
        self.assertEqual(self.after({"lib/lib.go": "package lib // x\n"}).deployed(), ["api"])
        self.assertEqual(self.after({"go.work": "go 1.23\nuse (\n\t./services/api\n\t./services/web\n\t./lib\n)\n"}).deployed(), ["api", "web"])

    def test_17_go_modules(self):
        self.begin(self.go_files(work=False))
        self.assertEqual(self.after(self.bumped()).deployed(), ["api"])
        self.assertEqual(self.after({"lib/lib.go": "package lib // x\n"}).deployed(), ["api"])

    def test_17_go_sum_alone(self):
        for work in (False, True):
            self.repo = Repository()
            self.addCleanup(self.repo.close)
            self.begin(self.go_files(work))
            tidied = "example.com/g v1.9.0 h1:b=\nexample.com/g v1.9.0/go.mod h1:m=\nexample.com/old v0.1.0 h1:o=\n"
            self.assertEqual(self.after({"services/web/go.sum": tidied}).deployed(), [])
        self.repo = Repository()
        self.addCleanup(self.repo.close)
        self.begin(self.go_files(work=False))
        plan = self.after({"services/web/go.sum": "example.com/g v1.9.0 h1:other=\n"})
        self.assertEqual((plan.deployed(), plan.codes("web")), (["web"], ["lockfile_changed"]))

    def test_17_go_vendored(self):
        self.begin(self.go_files(work=False) | {"services/web/vendor/modules.txt": "# example.com/g v1.9.0\n",
                                                "services/web/vendor/example.com/g/g.go": "package g\n"})
        self.assertEqual(self.after({"services/web/vendor/example.com/g/g.go": "package g // x\n"}).deployed(), ["web"])

    def test_17_go_single_module(self):
        self.begin({"go.mod": module("all"), "services/api/main.go": "package main\n", "services/web/main.go": "package main\n",
                    "internal/x.go": "package internal\n"})
        self.assertEqual(self.after({"internal/x.go": "package internal // x\n"}).deployed(), ["api", "web"])

    def test_17_go_imports_without_require(self):
        files = self.go_files(work=True)
        files["services/web/main.go"] = 'package main\n\nimport "example.com/lib"\n'
        self.begin(files)
        self.assertEqual(self.after({"lib/lib.go": "package lib // x\n"}).deployed(), ["api", "web"])

    # uv

    def uv_files(self):
        return {
            "pyproject.toml": project("root", '[tool.uv.workspace]\nmembers = ["services/*", "libs/*"]\n[tool.uv.sources]\n'
                                      'lib = { workspace = true }\nout = { git = "https://example.com/out" }'),
            "services/api/pyproject.toml": project("api", 'dependencies = ["lib[fast]"]', "[dependency-groups]", 'dev = ["pluggy"]'),
            "services/web/pyproject.toml": project("web", 'dependencies = ["lib", "out"]', "[tool.uv.sources]",
                                                   "out = { path = \"../../out\", marker = \"sys_platform == 'win32'\" }"),
            "services/jobs/pyproject.toml": project("jobs", 'dependencies = ["numpy"]'),
            "libs/lib/pyproject.toml": project("lib", 'dependencies = ["idna"]', "[project.optional-dependencies]", 'fast = ["certifi"]'),
            "out/pyproject.toml": project("out"),
            "uv.lock": self.uv_lock(),
        }

    @staticmethod
    def uv_lock(idna="3.0", certifi="1.0", pluggy="1.0", numpy="2.0", extra=""):
        registry = 'source = { registry = "https://example.com/simple" }'
        return "version = 1\nrevision = 3\nrequires-python = \">=3.11\"\n\n" + "".join([
            here("api", "services/api", 'dependencies = [{ name = "lib", extra = ["fast"] }]', "[package.dev-dependencies]",
                 'dev = [{ name = "pluggy" }]'),
            indexed("certifi", certifi), indexed("idna", idna),
            here("jobs", "services/jobs", f'dependencies = [{{ name = "numpy", version = "1.0", {registry}, marker = "a" }}, '
                 f'{{ name = "numpy", version = "{numpy}", {registry}, marker = "b" }}]'),
            here("lib", "libs/lib", 'dependencies = [{ name = "idna" }]', "[package.optional-dependencies]", 'fast = [{ name = "certifi" }]'),
            indexed("numpy", "1.0"), indexed("numpy", numpy), here("out", "out"), indexed("pluggy", pluggy), here("root", "."),
            here("web", "services/web", 'dependencies = [{ name = "lib" }, { name = "out" }]')]) + extra

    def test_18_uv(self):
        self.begin(self.uv_files())
        for text, deployed in [(self.uv_lock(idna="3.1"), ["api", "web"]), (self.uv_lock(certifi="1.1"), ["api"]),
                               (self.uv_lock(pluggy="1.1"), ["api"]), (self.uv_lock(numpy="2.1"), ["jobs"]),
                               (self.uv_lock().replace("revision = 3", "revision = 4"), []),
                               (self.uv_lock(extra=indexed("unused", "1.0")), [])]:
            plan = self.after({"uv.lock": text})
            self.assertEqual(plan.deployed(), deployed)
            for name in deployed:
                self.assertEqual(plan.codes(name), ["lockfile_changed"])
        self.assertEqual(self.after({"out/x.py": "x\n"}).deployed(), ["web"])
        self.assertEqual(self.after({"libs/lib/x.py": "x\n"}).deployed(), ["api", "web"])

    def test_18_uv_without_groups(self):
        self.begin(self.uv_files(), dev=False)
        self.assertEqual(self.after({"uv.lock": self.uv_lock(pluggy="1.1")}).deployed(), [])
        self.assertEqual(self.after({"uv.lock": self.uv_lock(idna="3.1")}).deployed(), ["api", "web"])

    def test_18_uv_newer_revision(self):
        self.begin(self.uv_files())
        plan = self.after({"uv.lock": self.uv_lock().replace("revision = 3", "revision = 99")})
        self.assertEqual(plan.deployed(), ["api", "jobs", "web"])
        self.assertEqual(self.reason(plan, "jobs", "lockfile_unreadable")["cause"], "version")

    # poetry

    def poetry_files(self):
        def lock(path, six):
            return "\n".join(['[[package]]\nname = "idna"\nversion = "3.0"\nfiles = []\n', "[[package]]", 'name = "lib"', 'version = "0.1"',
                              "files = []", "[package.dependencies]", 'idna = "*"', "[package.source]", 'type = "directory"',
                              f'url = "{path}"', "", "[[package]]", 'name = "six"', f'version = "{six}"', "files = []", "",
                              "[metadata]", 'lock-version = "2.1"', 'content-hash = "c"', ""])
        self.lock = lock

        def manifest(name, rest):
            return f'[tool.poetry]\nname = "{name}"\nversion = "0.1"\n[tool.poetry.dependencies]\npython = "^3.11"\n{rest}'
        self.manifest = manifest
        local = 'lib = { path = "../../lib", develop = true }\n'
        return {"services/a/pyproject.toml": manifest("a", local + 'six = "*"\n'), "services/a/poetry.lock": lock("../../lib", "1.0"),
                "services/b/pyproject.toml": manifest("b", 'six = "*"\n'),
                "services/b/poetry.lock": lock("../../lib", "1.0"), "lib/pyproject.toml": manifest("lib", 'idna = "*"\n')}

    def test_18_poetry(self):
        self.begin(self.poetry_files())
        # B46: the path dependency gains a dependency, and the lockfile is not touched.
        self.assertEqual(self.after({"lib/pyproject.toml": self.manifest("lib", 'idna = "*"\nsix = "*"\n')}).deployed(), ["a"])
        self.assertEqual(self.after({"services/a/poetry.lock": self.lock("../../lib", "1.1")}).deployed(), ["a"])
        self.assertEqual(self.after({"services/a/poetry.lock": self.lock("../../lib", "1.0").replace('"c"', '"d"')}).deployed(), [])
        plan = self.after({"services/a/poetry.lock": self.lock("../../lib", "1.0").replace("2.1", "9.0")})
        self.assertEqual((plan.deployed(), self.reason(plan, "a", "lockfile_unreadable")["cause"]), (["a"], "version"))

    def test_depends_on_adds_edges(self):
        self.begin(self.uv_files() | {"proto/x.proto": "x\n"}, entries=[{"name": "jobs", "depends_on": ["proto"]}], packages=["proto"])
        self.assertEqual(self.after({"proto/x.proto": "y\n"}).deployed(), ["jobs"])


if __name__ == "__main__":
    testing.main()
