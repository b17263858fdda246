#!/usr/bin/env python3
"""The configuration as an input: what it says of builds at a baseline and in head, and which commit's counts.

The numbers are those of docs/scenarios.md, as in scenarios_test.py."""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import testing  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM, Plan, Repository  # noqa: E402
from two_services import TwoServices  # noqa: E402


class Configured(TwoServices):
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

    def test_28_live_tags_may_have_every_form_of_a_tag_map(self):
        first = self.start()
        plain = {"file": "tags.tfvars"}
        forms = [
            (None, '# who runs what\nimage_tags = {\n  api = "TAG" // since Monday\n  "web" = "TAG"\n}\n', "x.tfvars"),
            (plain, '{ "image_tags": { "api": "TAG", "web": "TAG" } }', "x.json"), (plain, '{ "api": "TAG", "web": "TAG" }', "x"),
            ({"file": "t.tfvars", "variable": "{service}_tag", "form": "scalar"}, 'api_tag = "TAG"\nweb_tag = "TAG"\n', "x.tfvars"),
            ({"file": "t.tfvars.json", "variable": "{service}_tag", "form": "scalar"}, '{ "api_tag": "TAG", "web_tag": "TAG" }', "x.json"),
            ({"file": "t.tf", "variable": "locals.images", "content": "image"}, 'locals {\n  images = { api = "r/api:TAG", web = "r/web:TAG" }\n}\n', "x.tf"),
        ]
        for image_tags, text, name in forms:
            environments = {} if image_tags is None else {"environments": {"prod": {"live": [], "image_tags": image_tags}}}
            self.configured(**environments)
            path = os.path.join(self.repo.base, name)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text.replace("TAG", first[:12]))
            for source, data in ((path, None), ("-", text.replace("TAG", first[:12]).encode())):
                run = self.repo.run("plan", "--live-file", source, "--format", "json", "--allow-dirty", data=data)
                self.assertEqual(run.code, 0, run)
                self.assertEqual({s["name"]: s["live"] and s["live"]["tag"] for s in Plan(run).json["services"]}, {"api": first[:12], "web": first[:12]}, run)
        run = self.repo.run("plan", "--live-file", "-", data=b"image_tags = {\n  api = \n")
        self.assertEqual((run.code, run.text), (1, ""))
        self.assertIn("on standard input line 2", run.err)

    def test_28_whole_images_that_are_live_reach_the_tag_map_as_it_has_them(self):
        """What an untargeted apply reads next would else be the tag of no image: r/api:r/api:TAG."""
        first = self.start()[:7]
        pinned = f"{first}@sha256:{'0' * 64}"
        live = {"api": f"r/api:{first}", "web": f"r/web:{pinned}", "idp": "quay.io/idp:26.1"}
        told = [word for name, image in live.items() for word in ("--live", f"{name}={image}")]
        self.repo.write("live.json", json.dumps(live))
        for content, mapped, idp in (("tag", {"api": first, "web": first, "idp": "26.0"}, "26.1"),
                                     ("tag", {"api": first, "web": first, "idp": "quay.io/idp:26.0"}, "quay.io/idp:26.1"),
                                     ("tag", {"api": f"r/api:{first}", "web": first, "idp": "quay.io/idp:26.1"}, "quay.io/idp:26.1"),
                                     ("image", {"api": f"r/api:{first}", "web": f"r/web:{first}", "idp": "quay.io/idp:26.0"}, "quay.io/idp:26.1")):
            self.repo.write("t.tfvars.json", json.dumps({"image_tags": mapped}))
            self.configured(services=["services/*", {"name": "idp", "external": True}], environments={"prod": {
                "live": [{"from": "file", "file": "live.json"}, {"from": "image_tags"}],
                "image_tags": {"file": "t.tfvars.json", "content": content}}})
            for more in ([], told, ["--live-file", "live.json"]):
                out = os.path.join(self.repo.base, "out")
                run = self.repo.run("plan", "--format", "json", "--out", out, *more)
                self.assertEqual(run.code, 0, run)
                plan = Plan(run)
                self.assertEqual((plan.deployed(), plan.service("api")["live"]["tag"]), ([], first))
                with open(os.path.join(out, "image_tags.auto.tfvars.json"), encoding="utf-8") as file:
                    web = pinned if content == "tag" else f"r/web:{pinned}"
                    self.assertEqual(json.load(file)["image_tags"], {**mapped, "web": web, "idp": idp}, (content, more))
                self.assertFalse([each for each in plan.warnings("live_sources_disagree") if "about api" in each])

    def test_28_what_is_promoted_gets_the_form_that_the_other_map_has(self):
        first = self.start()[:7]
        self.configured(environments={name: {"live": [{"from": "image_tags"}], "image_tags": {"file": f"{name}.json"}} for name in ("whole", "tags")})
        head = self.repo.short()
        for source, target, tags, expected in (("whole", "tags", {"api": first, "web": head}, {"api": head, "web": head}),
                                               ("tags", "whole", {"api": f"p/api:{first}", "web": f"p/web:{head}"}, {"api": f"p/api:{head}", "web": f"p/web:{head}"})):
            form = "r/{}:{}" if source == "whole" else "{1}"
            self.repo.write(f"{source}.json", json.dumps({"image_tags": {name: form.format(name, head) for name in tags}}))
            self.repo.write(f"{target}.json", json.dumps({"image_tags": tags}))
            run = self.repo.run("tags", "promote", source, target)
            self.assertEqual(run.code, 0, run)
            with open(os.path.join(self.repo.path, f"{target}.json"), encoding="utf-8") as file:
                self.assertEqual(json.load(file)["image_tags"], expected)
            self.assertNotIn("web", run.text)

    def test_60_names_that_follow_no_pattern_are_words_of_a_service(self):
        """In the tag map, in targets and in tags. Without the word no tag would be found, and all would deploy."""
        first = self.start()
        self.repo.write("infra/t.tfvars", f'arpa_tag = "{first[:7]}"\nsite_tag = "site-{first[:7]}"\n')
        self.repo.write("services/web/main", "1")
        self.configured(
            placeholders={"var": "site"}, tag="{var}-{short_sha}",
            services=["services/*", {"name": "api", "placeholders": {"var": "arpa"}}],
            environments={"prod": {
                "live": [{"from": "image_tags"}],
                "image_tags": {"file": "infra/t.tfvars", "variable": "{var}_tag", "form": "scalar"},
                "terraform": {"dir": "infra", "targets": ["module.{var}", 'aws_x.y["{var}"]']}}})
        plan = Plan(self.repo.run("plan", "--format", "json"))
        self.assertEqual(plan.deployed(), ["web"])
        self.assertEqual(plan.json["image_tags"], {"api": first[:7], "web": f"site-{self.repo.short()}"})
        self.assertEqual(plan.json["targets"], ["module.site", 'aws_x.y["site"]'])
        self.assertEqual(self.repo.run("tags", "set", "api=other").code, 0)
        self.assertIn("api  other", self.repo.run("tags", "get", "api").text)

    def test_62_a_service_that_is_built_elsewhere_keeps_its_tag_until_the_map_has_another(self):
        first = self.start()
        self.configured(
            services=["services/*", {"name": "idp", "external": True}],
            environments={name: {"live": [{"from": "file", "file": f"{name}.json"}], "image_tags": {"file": f"{name}.tfvars.json"},
                                 "terraform": {"targets": ["module.{service}"]}} for name in ("stage", "prod")})
        tags = {"api": first[:7], "idp": "26.1", "web": first[:7]}
        for name in ("stage", "prod"):
            live = {**tags, "idp": "27"} if name == "stage" else tags
            self.repo.write(f"{name}.json", json.dumps(live))
            self.repo.write(f"{name}.tfvars.json", json.dumps({"image_tags": live}))
        self.repo.write("services/api/main", "1")
        self.repo.commit("second")
        plan = Plan(self.repo.run("plan", "--format", "json", "--env", "prod", "--strict"))
        self.assertEqual((plan.deployed(), plan.json["image_tags"]["idp"], plan.service("idp")["path"]), (["api"], "26.1", None))
        self.assertNotIn("commits_missing", [warning["code"] for warning in plan.json["warnings"]])
        status = self.repo.run("status", "--env", "stage")
        self.assertRegex(status.text, r"idp +27 +27 +built elsewhere")
        self.assertNotIn("unknown", status.text)
        self.assertIn("live 27 (built elsewhere)", self.repo.run("why", "idp", "--env", "stage").text)
        promoted = self.repo.run("tags", "promote", "stage", "prod")
        self.assertEqual(promoted.code, 0, promoted)
        self.assertIn("module.idp", promoted.text)
        plan = Plan(self.repo.run("plan", "--format", "json", "--env", "prod", "--to", "map", "--allow-dirty"))
        self.assertEqual((plan.deployed(), plan.json["image_tags"]["idp"], plan.json["targets"]), (["idp"], "27", ["module.idp"]))
        # A whole image in the map is what runs, where a source tells its tag alone: `ecs` does.
        self.repo.write("prod.json", json.dumps({**tags, "idp": "27"}))
        self.repo.write("prod.tfvars.json", json.dumps({"image_tags": {**tags, "idp": "quay.io/idp:27"}}))
        plan = Plan(self.repo.run("plan", "--format", "json", "--env", "prod", "--to", "map", "--allow-dirty"))
        self.assertEqual((plan.deployed(), self.reasons(plan, "idp")), ([], [("unchanged", None)]))
        self.assertEqual(self.repo.run("status", "--env", "prod", "--strict").code, 0)
        self.repo.write("prod.json", json.dumps({**tags, "idp": "26"}))
        plan = Plan(self.repo.run("plan", "--format", "json", "--env", "prod", "--to", "map", "--allow-dirty"))
        self.assertEqual((plan.deployed(), plan.service("idp")["tag"]), (["idp"], "quay.io/idp:27"))

    def test_61_a_service_has_live_sources_and_a_repository_of_its_own(self):
        first = self.start()
        self.configured(environments={"prod": {
            "live": [{"from": "file", "file": "a.json"}, {"from": "image_tags"}], "image_tags": {"file": "t.tfvars.json"},
            "repository": "registry.example.com/{image}", "terraform": {"targets": ["module.{service}"]},
            "services": {"web": {"live": [{"from": "file", "file": "w.json"}, {"from": "image_tags"}],
                                 "repository": "legacy.example.com/{env}/{image}"}}}})
        self.repo.write("services/api/main", "1")
        self.repo.write("services/web/main", "1")
        head = self.repo.commit("second")[:7]
        self.repo.write("a.json", json.dumps({"api": first[:7], "web": "nobody-reads-it"}))
        self.repo.write("w.json", json.dumps({"web": head}))
        self.repo.write("t.tfvars.json", json.dumps({"image_tags": {"api": first[:7], "web": first[:7]}}))
        plan = Plan(self.repo.run("plan", "--format", "json", "--allow-dirty"))
        self.assertEqual((plan.deployed(), plan.json["image_tags"]), (["api"], {"api": head, "web": head}))
        told = [warning for warning in plan.json["warnings"] if warning["code"] == "live_sources_disagree"]
        self.assertEqual(["web" in warning["message"] and "api" not in warning["message"] for warning in told], [True])
        status = self.repo.run("status")
        self.assertRegex(status.text, rf"(?m)^ +api +{first[:7]} +{first[:7]} +2 commits behind")
        self.assertRegex(status.text, rf"(?m)^ +web +{head} +{first[:7]} -2 +same")
        self.assertEqual(self.repo.run("status", "--strict", "--service", "api").code, 0)
        forced = Plan(self.repo.run("plan", "--format", "json", "--allow-dirty", "--force", "web"))
        self.assertEqual([image["repository"] for image in forced.json["images"]],
                         ["registry.example.com/api", "legacy.example.com/prod/web"])
        # What is asked of its own sources fails with them.
        os.unlink(os.path.join(self.repo.path, "w.json"))
        self.assertEqual(self.repo.run("plan", "--allow-dirty").code, 1)
        self.assertEqual(self.repo.run("plan", "--allow-dirty", "--live", f"web={head}").code, 0)
        self.configured(services=["services/*", {"name": "web", "image": "api"}], environments={"prod": {
            "repository": "a/{image}", "services": {"web": {"repository": "b/{image}"}}}})
        self.assertIn("would lie in two repositories", " ".join(self.repo.run("check").err.split()))

    def test_two_tag_maps_that_set_one_variable_of_a_root_module_are_an_error(self):
        self.start()
        tags, own = {"file": "tf/t.auto.tfvars.json", "variable": "tags"}, {"file": "tf/web.auto.tfvars.json", "variable": "tags"}
        terraform = {"dir": "tf", "targets": ["module.{service}"]}
        self.repo.write("tf/main.tf", 'variable "tags" {}\nvariable "web" {}\nmodule "api" { source = "x" }\nmodule "web" { source = "x" }\n')
        for command in ("check", "plan"):
            self.configured(environments={"prod": {"image_tags": tags, "terraform": terraform, "services": {"web": {"image_tags": own}}}})
            refused = self.repo.run(command)
            self.assertEqual(refused.code, 1, refused)
            self.assertIn('The tags of "api" and of "web" stand in two places, and both set the variable "tags" of one root module', refused.err)
            self.assertIn("/environments/prod/services/web/image_tags", refused.err)
        # A file for each service sets it as well.
        self.configured(environments={"prod": {"image_tags": {**tags, "file": "tf/{service}.auto.tfvars.json"}, "terraform": terraform}})
        self.assertIn("at /environments/prod/image_tags", self.repo.run("check").err)
        for environment in (
                {"image_tags": tags, "terraform": terraform, "services": {"web": {"image_tags": {**own, "variable": "web"}}}},
                {"image_tags": tags, "terraform": terraform, "services": {"web": {"image_tags": own, "terraform": {"dir": "other"}}}},
                {"image_tags": tags, "services": {"web": {"image_tags": own}}}):
            self.repo.write("other/main.tf", 'variable "tags" {}\nmodule "web" { source = "x" }\n')
            self.configured(environments={"prod": environment})
            self.assertEqual(self.repo.run("check").code, 0)

    def test_61_single_services_may_be_the_only_ones_that_have_live_sources(self):
        """They are asked again before anything is written, and what they say is promoted, not what their map wishes for."""
        first = self.start()[:7]
        self.configured(environments={
            "stage": {"image_tags": {"file": "stage.json"}, "services": {"api": {"live": [{"from": "file", "file": "a.json"}]}}},
            "prod": {"live": [{"from": "image_tags"}], "image_tags": {"file": "prod.json"}}})
        head = self.repo.commit("second", **{"services/api/main": "1"})[:7]
        self.repo.write("a.json", json.dumps({"api": first}))
        for name, tags in (("stage", {"api": first, "web": first}), ("prod", {"api": first, "web": first})):
            self.repo.write(f"{name}.json", json.dumps({"image_tags": tags}))
        out = os.path.join(self.repo.base, "out")
        run = self.repo.run("plan", "--env", "stage", "--out", out, "--format", "json", "--live", f"web={first}")
        self.assertEqual((Plan(run).deployed(), Plan(run).warnings("live_not_told")), (["api"], []))
        self.assertEqual(self.repo.run("verify", "--live", "--plan", out).code, 0)
        self.repo.write("a.json", json.dumps({"api": "someone-elses"}))
        for command in (("tags", "set", "--env", "stage", "--from", out), ("verify", "--live", "--plan", out)):
            run = self.repo.run(*command)
            self.assertEqual(run.code, 3, run)
            self.assertIn("live_moved", run.text + run.err)
        self.repo.write("a.json", json.dumps({"api": first}))
        self.repo.write("stage.json", json.dumps({"image_tags": {"api": head, "web": head}}))
        run = self.repo.run("tags", "promote", "stage", "prod")
        self.assertEqual(run.code, 0, run)
        with open(os.path.join(self.repo.path, "prod.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file)["image_tags"], {"api": first, "web": head})

    def test_11_what_nobody_configured_is_told_beside_services_with_sources_of_their_own(self):
        first = self.start()
        self.repo.write("a.json", json.dumps({"api": first[:7], "web": "nobody-reads-it", "old": "7777777"}))
        self.repo.write("w.json", json.dumps({"web": first[:7], "older": "7777777"}))
        self.configured(environments={"prod": {"live": [{"from": "file", "file": "a.json"}], "image_tags": {"file": "t.tfvars.json"},
                                               "services": {"web": {"live": [{"from": "file", "file": "w.json"}]}}}})
        plan = Plan(self.repo.run("plan", "--format", "json"))
        self.assertEqual(plan.deployed(), [])
        self.assertEqual(len(plan.warnings("live_service_unknown")), 1)
        self.assertIn("old runs 7777777", plan.warnings("live_service_unknown")[0])
        self.assertEqual(plan.json["image_tags"], {"api": first[:7], "old": "7777777", "web": first[:7]})
        self.assertRegex(self.repo.run("status").text, r"(?m)^ +old +7777777")

    def test_42_what_terraform_could_not_make_deploys(self):
        self.start()
        head = self.configured(environments={"prod": {"live": [{"from": "terraform_state", "file": "s.json"}], "image_tags": {"file": "t.json"}}})[:7]
        def state(api, **more):
            resources = [{"address": f"aws_lambda_function.{name}", "mode": "managed", "type": "aws_lambda_function", "name": name,
                          "values": {"image_uri": image}, **given} for name, image, given in (("api", api, more), ("web", f"r/web:{head}", {}))]
            self.repo.write("s.json", json.dumps({"format_version": "1.0", "values": {"root_module": {"resources": resources}}}))
        state(f"r/api:{head}")
        self.assertEqual(Plan(self.repo.run("plan", "--format", "json")).deployed(), [])
        state(f"r/api:{head}", tainted=True)
        plan = Plan(self.repo.run("plan", "--format", "json"))
        self.assertEqual((plan.deployed(), plan.codes("api")), (["api"], ["rollout_failed"]))
        self.assertEqual(plan.warnings("tag_unchanged"), [], "Terraform makes it anew, whatever its tag")
        self.assertIn("holds aws_lambda_function.api for tainted", plan.service("api")["reasons"][0]["detail"])
        self.assertEqual(self.repo.run("plan", "--strict").code, 3)
        # By its digest alone nobody can tell what that one runs; what the others run can be told.
        state(f"r/api@sha256:{'0' * 64}")
        self.repo.write("t.json", json.dumps({"image_tags": {"api": head, "web": head}}))
        plan = Plan(self.repo.run("plan", "--format", "json"))
        self.assertEqual((plan.deployed(), plan.codes("api")), (["api"], ["never_deployed"]))
        self.assertIn("pinned by its digest", plan.service("api")["reasons"][0]["detail"])
        status = self.repo.run("status")
        self.assertIn("An untargeted apply would change api; whether back or forward is not known.", status.text)
        self.assertIn("the sources agree", status.text)

    def test_61_each_root_module_has_a_state_of_its_own(self):
        first = self.start("infra/api/main.tf", "infra/web/main.tf")
        for name in ("api", "web"):
            self.repo.write(f"infra/{name}/main.tf", 'resource "terraform_data" "this" {\n  for_each = toset(var.on)\n  input = '
                            'var.image_tag\n}\nvariable "image_tag" {}\nvariable "on" {}\n')
        self.configured(environments={"prod": {
            "live": [{"from": "terraform_state", "attribute": "input"}], "image_tags": {"file": "t.tfvars.json"},
            "terraform": {"dir": "infra/{service}", "targets": ["terraform_data.this"]}}})
        states = []
        for name, tag in (("api", first[:7]), ("web", "7777777")):
            path = os.path.join(self.repo.base, name + ".json")
            with open(path, "w", encoding="utf-8") as file:
                json.dump({"format_version": "1.0", "values": {"root_module": {"resources": [
                    {"address": 'terraform_data.this["a"]', "mode": "managed", "type": "terraform_data", "name": "this", "index": "a",
                     "values": {"input": f"registry.example.com/{name}:{tag}"}}]}}}, file)
            states += ["--state", f"infra/{name}={path}"]
        plan = Plan(self.repo.run("plan", "--format", "json", *states))
        self.assertEqual([service["live"]["tag"] for service in plan.json["services"]], [first[:7], "7777777"])
        targets = json.loads(self.repo.run("targets", "--format", "json", *states).text)
        self.assertTrue(targets["state_read"])
        self.assertEqual(self.repo.run("targets", "--state", "roots/1=" + states[3].split("=")[1]).code, 0)
        for wrong, words in (([states[1]] * 2, "has a state already"), (["infra/x=a"], "is no root module"), (["roots/0=a", "infra/api=b"], "has a state already"),
                             ([states[1].split("=")[1]], "2 root modules")):
            for command in ("targets", "plan"):
                run = self.repo.run(command, *[each for one in wrong for each in ("--state", one)])
                self.assertEqual(run.code, 1, run)
                self.assertIn(words, " ".join(run.err.split()))

    def test_44_the_platforms_that_images_are_built_for_count(self):
        """Of the environment that is asked about; without one, of any."""
        def environments(prod):
            return {"prod": {"deploy": {"platform": prod} if prod else {}}, "stage": {"deploy": {"platform": "linux/amd64"}}}
        first = self.start(environments=environments("linux/amd64"))
        for platform, counts in ((["linux/amd64", "linux/amd64"], False), ("linux/arm64", True), (["linux/amd64", "linux/arm64"], True), (None, True)):
            self.repo.git("checkout", "-q", "-B", "probe", first)
            self.configured(environments=environments(platform))
            plan = self.plan_since(first, "--env", "prod")
            self.assertEqual(plan.deployed(), ["api", "web"] if counts else [], platform)
            if counts:
                self.assertEqual((self.reasons(plan, "api"), plan.service("api")["reasons"][0]["detail"]), ([("build_changed", "api")], "platform"))
            self.assertEqual(self.preview_since(first).deployed(), plan.deployed())
            self.assertEqual(self.plan_since(first, "--env", "stage").deployed(), [])
        # What runs in an environment that is new, or has another name now, was built for one of before.
        for platform, counts in (("linux/arm64", True), ("linux/amd64", False), (None, True)):
            second = self.configured(environments={**environments(None), "new": {"deploy": {"platform": platform} if platform else {}}})
            self.assertEqual(self.plan_since(first, "--env", "new").deployed(), ["api", "web"] if counts else [], platform)
            self.assertEqual(self.plan_since(second, "--env", "new").deployed(), [])
        self.assertEqual(self.preview_since(first, "--env", "new").deployed(), ["api", "web"])

    def test_targets_that_are_none_are_not_the_environments(self):
        first = self.start()
        environments = {"prod": {"terraform": {"targets": ["module.{service}"]}, "services": {"web": {"terraform": {"targets": []}}}}}
        for services in (["services/*"], ["services/*", {"name": "api", "targets": []}]):
            self.configured(services=services, environments=environments)
            plan = self.plan_since(first, "--force", "*")
            self.assertEqual([s["targets"] for s in plan.json["services"]], [["module.api"] if len(services) == 1 else [], []])
        self.assertEqual(self.refused(first, "--force", "*", "--strict")[1], ["without_address"])

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
        images = [{"name": "base", "path": "docker/base"}, {"name": "other", "path": "docker/base"},
                  {"name": "api", "from": ["base", "other"]}]
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

    def test_13_the_files_of_a_manifest_count_whoever_reads_it(self):
        services = ["services/web", {"path": "services/api", "manifest": "apps/api"}]
        for dependencies, reason in (("all", "service_changed"), ("declared", "service_changed"), ("workspace", "package_changed")):
            self.repo.write("package.json", '{ "name": "root", "private": true, "workspaces": ["apps/*"] }')
            self.repo.write("apps/api/package.json", '{ "name": "api" }')
            first = self.start("apps/api/main", "apps/api/gone", services=[{"path": "services/web", "depends_on": []}, services[1]], dependencies=dependencies)
            self.repo.write("apps/api/main", "1")
            self.repo.remove("apps/api/gone")
            self.repo.commit()
            plan = self.plan_since(first)
            self.assertEqual((plan.deployed(), self.reasons(plan, "api")), (["api"], [(reason, "apps/api")]), dependencies)
        # One that nobody has ever seen is a mistake.
        services[1]["manifest"] = "apps/apy"
        self.configured(services=services)
        run = self.repo.try_plan({"api": first, "web": first})
        self.assertEqual(run.code, 1, run)
        self.assertIn("/services/1/manifest", run.err)
        # Of another manager, it is no package.
        services[1]["manifest"] = "apps/java"
        self.repo.write("apps/java/pom.xml", "<project/>")
        first = self.configured(services=services, dependencies="workspace")
        self.repo.write("apps/java/pom.xml", "<project></project>")
        self.repo.commit()
        self.assertEqual(self.reasons(self.plan_since(first), "api"), [("service_changed", "apps/java")])

    def test_44_a_renamed_service_runs_another_image(self):
        """That was never built, though nothing of it differs."""
        for before, after, detail in (
                (["services/*"], {}, "the service ran the image api"), (["services/api", "services/web"], {}, "the service ran the image api"),
                (["services/*", {"name": "api", "image": "x"}], {}, "the service ran the image x"),
                (["services/*"], {"image": "api"}, None), ([{"path": "services/api", "name": "x", "image": "y"}, "services/web"], {"image": "y"}, None)):
            first = self.start(services=before)
            self.configured(services=[{"path": "services/api", "name": "backend", **after}, "services/web"])
            plan = self.repo.plan({"backend": first, "web": first})
            self.assertEqual(plan.deployed(), ["backend"] if detail else [], before)
            if detail:
                self.assertEqual((plan.codes("backend"), plan.service("backend")["reasons"][0]["detail"]), (["build_changed"], detail))
        # Another one at the same path, of the same image, is no other one.
        first = self.start(services=["services/*"])
        self.configured(services=["services/*", {"path": "services/api", "name": "worker", "image": "api"}])
        self.assertEqual(self.repo.plan({"api": first, "web": first, "worker": first}).deployed(), [])

    def test_44_a_baseline_without_a_configuration_decides_by_its_tree(self):
        for path in ("services/api/main", "services/web/main", "Dockerfile"):
            self.repo.write(path, "0")
        first = self.repo.commit()
        self.configured(build={"args": {"NODE": "20"}}, build_inputs=["Dockerfile"])
        self.assertEqual(self.plan_since(first).deployed(), [])
        run = self.repo.run("plan", "--live", f"api={first}", "--live", f"web={first}", "-v")
        self.assertIn(first[:12], run.text)
        self.assertEqual(run.code, 0)
        # One that lies outside of the repository is in no commit.
        outside = os.path.join(self.repo.base, "outside.json")
        os.rename(os.path.join(self.repo.path, "deltaplan.json"), outside)
        second = self.repo.commit()
        run = self.repo.run("plan", "-v", "--config", outside, "--live", f"api={second}", "--live", f"web={second}")
        self.assertIn(f"there is no configuration at {second[:12]}", " ".join(run.text.split()))

    def test_44_a_baseline_whose_configuration_is_broken_deploys(self):
        self.start()
        self.repo.write("deltaplan.json", '{ "version": 1, ')
        broken = self.repo.commit()
        self.configured()
        plan = self.plan_since(broken)
        self.assertEqual(plan.deployed(), ["api", "web"])
        self.assertIn("not valid", plan.service("api")["reasons"][0]["detail"])

    def test_a_dockerfile_that_cant_be_told_is_said_once_where_inputs_may_be_missing(self):
        """Whoever shares it is named there; where all that it may read is an input, there is nothing to say."""
        repository = Repository()
        self.addCleanup(repository.close)
        for name in ("api", "cron", "web"):
            repository.write(f"services/{name}/x")
        repository.write("services/cron/Dockerfile", "FROM scratch\nCOPY services/cron /\n")
        repository.write("docker/service.Dockerfile", "FROM scratch\nARG EXTRA\nARG MORE\nCOPY $EXTRA $MORE /\n")
        def configure(**build):
            repository.configure(services=["services/*"], build={"dockerfile": "docker/service.Dockerfile", **build},
                                 images=[{"name": "cron", "build": {"dockerfile": "services/cron/Dockerfile"}}])
            repository.commit("configured")
            plan = repository.plan({}, "--service", "*")
            return [warning.splitlines()[1:] for warning in plan.warnings("inputs_undecided")]
        self.assertEqual(configure(), [["  docker/service.Dockerfile: $EXTRA, $MORE (api, web)"]])
        self.assertEqual(configure(args={"EXTRA": "services", "MORE": "services/{image}"}), [])
        repository.write("docker/service.Dockerfile", "FROM scratch\nRUN <<\nCOPY services/api\n")
        self.assertEqual(configure(), [["  docker/service.Dockerfile: a source or the destination is missing (api, web)"]])

    def test_a_build_that_reads_all_is_told_wherever_the_configuration_lies(self):
        repository = Repository()
        self.addCleanup(repository.close)
        for name in ("api", "web"):
            repository.write(f"services/{name}/x")
        repository.write("services/api/Dockerfile", "FROM scratch\nCOPY . /\n")
        repository.write("services/web/Dockerfile", "FROM scratch\nCOPY services/web /\n")
        repository.configure(services=["services/*"], build={"dockerfile": "services/{image}/Dockerfile"})
        outside = os.path.join(repository.base, "outside.json")
        os.rename(os.path.join(repository.path, "deltaplan.json"), outside)
        repository.commit("first")
        def found(*words):
            (warning,) = repository.plan({}, *words).warnings("inputs_missing")
            findings = json.loads(repository.run("audit", "--format", "json", *words).out)["findings"]
            return warning.splitlines()[1:], [(finding["code"], finding["service"], finding["paths"]) for finding in findings]
        wanted = (["  api: services/api/Dockerfile reads services/web"], [("input_missing", "api", ["services/web"])])
        self.assertEqual(found("--config", outside), wanted)
        os.rename(outside, os.path.join(repository.path, "deltaplan.json"))
        repository.commit("configured")
        self.assertEqual(found(), wanted)
        for number in range(21):  # with api two more than are listed
            repository.write(f"services/s{number:02}/Dockerfile", "FROM scratch\nCOPY . /\n")
        repository.commit("more")
        lines = found()[0]
        self.assertEqual((len(lines), lines[1].split(" reads ")[0], lines[-1]), (21, "  s00: services/s00/Dockerfile", "  and 2 more"))

    def test_ignore_files_that_come_and_go(self):
        """Whichever decides what a build sees, in head or at the baseline; also where no build had one."""
        for path in ("services/api/Dockerfile", "services/web/main"):
            self.repo.write(path, "0")
        build = {"dockerfile": "services/{image}/Dockerfile"}
        self.repo.configure(services=["services/api", "services/web"], images=[{"name": "api", "build": build}])
        bare = self.repo.commit()
        ignored = self.repo.commit(**{".dockerignore": "docs\n"})
        self.assertEqual(self.reasons(self.plan_since(bare), "api"), [("service_changed", ".dockerignore")])
        own = self.repo.commit(**{"services/api/Dockerfile.dockerignore": "tools\n"})
        self.assertEqual(self.plan_since(ignored).deployed(), ["api"])
        self.repo.remove(".dockerignore")
        self.repo.commit()
        self.assertEqual(self.plan_since(own).deployed(), [])
        self.repo.git("checkout", "-q", "-B", "probe", ignored)
        self.repo.remove(".dockerignore")
        self.repo.commit()
        for plan in (self.plan_since(ignored), self.preview_since(ignored)):
            self.assertEqual(self.reasons(plan, "api"), [("service_changed", ".dockerignore")])
            self.assertEqual(plan.deployed(), ["api"])

    def test_44_a_service_that_is_made_of_another_directory_is_another_one(self):
        first = self.start("services/api-v2/main", "services/api/v2/main", "docker/new/f", "docker/old/f", images=[{"name": "base", "path": "docker/old"}, {"name": "web", "from": ["base"]}],
                           services=[{"name": "api", "path": "services/api"}, {"name": "web", "path": "services/web"}])
        images = [{"name": "base", "path": "docker/old"}, {"name": "web", "from": ["base"]}]
        web = {"name": "web", "path": "services/web"}
        for api, moved in (({"name": "api", "path": "services/api-v2"}, True), ({"path": "services/api"}, False), ({"name": "api", "path": "services"}, True),
                           ({"name": "api", "path": "services/api/v2"}, True)):
            self.repo.git("checkout", "-q", "-B", "probe", first)
            self.configured(services=[api, web], images=images)
            for plan in (self.plan_since(first), self.preview_since(first)):
                self.assertEqual(plan.deployed(), ["api"] if moved else [], api)
                if moved:
                    self.assertEqual(plan.service("api")["reasons"][0]["detail"], "path")
        self.repo.git("checkout", "-q", "-B", "probe", first)
        self.configured(services=[{"name": "api", "path": "services/api"}, web], images=[{"name": "base", "path": "docker/new"}, images[1]])
        self.assertEqual(self.reasons(self.plan_since(first), "web"), [("build_changed", "base")])

    def test_44_a_base_image_of_inputs_alone_is_made_of_them(self):
        def images(*inputs, path=None):
            return [{"name": "base", "inputs": list(inputs), **({"path": path} if path else {})}, {"name": "web", "from": ["base"], "inputs": ["docker/c"]}]
        first = self.start("docker/a", "docker/b", "docker/c", images=images("docker/a"))
        for changed, moved in ((images("docker/b"), True), (images("docker/a", "docker/b"), False), (images("docker/a", path="docker/b"), True),
                               (images("docker/b", path="docker/a"), False)):
            self.repo.git("checkout", "-q", "-B", "probe", first)
            self.configured(images=changed)
            plan = self.plan_since(first)
            self.assertEqual(self.reasons(plan, "web"), [("build_changed", "base")] if moved else [("unchanged", None)], changed)
            self.assertEqual(plan.decisions()["api"], "skip")
        # Further paths of an image that a service runs say only what counts besides.
        self.configured(images=images("docker/a")[:1] + [{"name": "web", "from": ["base"], "inputs": ["docker/b"]}])
        self.assertEqual(self.plan_since(first).deployed(), [])

    def test_44_a_service_that_a_pattern_had_elsewhere_is_another_one_and_a_new_one_is_not(self):
        self.repo.write("apps/cron/main", "0")
        self.repo.write("apps/api/main", "0")
        first = self.start(services=["services/*"])
        self.configured(services=["apps/*", "services/web"])
        plan = self.repo.plan({"api": first, "cron": first, "web": first})
        self.assertEqual(plan.deployed(), ["api"])
        self.assertEqual(self.reasons(plan, "api"), [("build_changed", "api")])

    def test_44_services_that_run_one_image_move_together(self):
        def services(api, web):
            return [{"name": "api", "path": api, "image": "x"}, {"name": "web", "path": web, "image": "x"}]
        self.repo.write("apps/api/main", "0")
        self.start()
        first = self.configured(services=services("apps/api", "services/web"))
        self.configured(services=services("services/api", "services/web"))
        self.repo.remove("services/web")
        self.repo.write("apps/web/main", "0")
        moved = self.configured(services=services("apps/api", "apps/web"))
        # web's directory of before is not there in this baseline: only api's says that the image was made elsewhere.
        self.configured(services=services("services/api", "apps/web"))
        self.assertEqual(self.reasons(self.plan_since(moved), "web"), [("build_changed", "x")])
        self.assertIn("build_changed", self.plan_since(first).codes("web"))

    def test_44_the_configuration_may_affect_every_service(self):
        self.start_with_builds()
        self.assertEqual(self.repo.run("affects", "deltaplan.json").text.split(),
                         ["deltaplan.json", "api", "(deltaplan.json", "->", "services/api)", "web", "(deltaplan.json", "->", "services/web)"])
        self.configured(dependencies="declared", packages=["docker/base"])
        self.assertIn("no service: none depends on what owns it", self.repo.run("affects", "docker/base").text)
        self.assertIn("no service: nothing in the configuration owns it", self.repo.run("affects", "docker/a").text)

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

    def test_44_a_configuration_that_is_not_heads_shuts_the_gate_whatever_git_looks_away_from(self):
        config = {"version": 1, "services": [{"path": "services/api"}, {"path": "services/web"}]}
        self.repo.write("services/api/a", "1")
        self.repo.write("services/web/a", "1")
        self.repo.write("deltaplan.json", json.dumps(config))
        first = self.repo.commit("first")
        live = ("plan", "--live", f"api={first}", "--live", f"web={first}")
        for flag in ("skip-worktree", "assume-unchanged"):
            self.repo.git("update-index", f"--{flag}", "deltaplan.json")
            self.assertEqual(self.repo.run(*live).code, 0, flag)
            self.repo.write("deltaplan.json", json.dumps({**config, "ignore": ["**"]}))
            run = self.repo.run(*live)
            self.assertEqual(run.code, 3, (flag, run))
            self.assertIn("deltaplan.json", run.err)
            # What was named is meant.
            self.assertEqual(self.repo.run(*live, "--config", "deltaplan.json").code, 0, flag)
            self.repo.git("update-index", f"--no-{flag}", "deltaplan.json")
            self.repo.git("checkout", "-q", "deltaplan.json")
        self.repo.write("deltaplan.json", json.dumps(config).replace(", ", ",\r\n"))
        self.repo.git("-c", "core.autocrlf=true", "add", "deltaplan.json")
        self.assertEqual(self.repo.run(*live).code, 3, "another text, and staged")
        self.repo.git("reset", "-q", "--hard")
        self.repo.git("rm", "-q", "--cached", "deltaplan.json")
        self.repo.write(".gitignore", "deltaplan.json\n")
        self.repo.git("add", ".gitignore")
        self.repo.git("commit", "-q", "-m", "ignored")
        run = self.repo.run(*live)
        self.assertEqual(run.code, 3, run)
        self.assertIn("deltaplan.json", run.err)

    def test_a_pipe_that_lies_in_a_files_place_is_refused_and_one_that_is_given_is_read(self):
        first = self.start()
        live = json.dumps({"api": first, "web": first})
        os.mkfifo(os.path.join(self.repo.base, "pipe"))
        for flags in (("--config", "../pipe"), ("--live-file", "../pipe")):
            run = self.repo.run("plan", *flags)
            self.assertEqual((run.code, "it is no regular file" in run.err), (1, True), run)
        run = self.repo.run("images", "--plan", "../pipe")
        self.assertEqual((run.code, "it is no regular file" in run.err), (1, True), run)
        # In a place of git's own that may be empty it is as good as nothing.
        os.makedirs(os.path.join(self.repo.path, ".git/objects/info"), exist_ok=True)
        os.mkfifo(os.path.join(self.repo.path, ".git/objects/info/commit-graph"))
        self.assertEqual(self.plan_since(first).deployed(), [])
        with open(os.path.join(self.repo.path, "deltaplan.json"), encoding="utf-8") as file:
            configuration = file.read()
        for script in (f"{PROGRAM} plan --format json --live-file <(printf %s \"$0\") --config <(printf %s \"$1\")",
                       f"printf %s \"$0\" | {PROGRAM} plan --format json --live-file /dev/stdin",
                       f"printf %s \"$0\" | {PROGRAM} plan --format json --live-file -"):
            run = subprocess.run(["bash", "-c", script, live, configuration], cwd=self.repo.path, env=ENVIRONMENT, capture_output=True, timeout=60)
            self.assertEqual(run.returncode, 0, run)
            self.assertEqual([service["decision"] for service in json.loads(run.stdout)["services"]], ["skip", "skip"])
        os.unlink(os.path.join(self.repo.path, "deltaplan.json"))
        os.mkfifo(os.path.join(self.repo.path, "deltaplan.json"))
        run = self.repo.run("check")
        self.assertEqual((run.code, "it is no regular file" in run.err), (1, True), run)


if __name__ == "__main__":
    testing.main()
