#!/usr/bin/env python3
"""init on repositories of several shapes: what it writes passes check, audit finds no missing input, and the second run refuses."""

import json
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import testing  # noqa: E402
from sandbox import Repository  # noqa: E402


def pnpm(repo):
    """Dockerfiles in the services' directories, built from the root."""
    repo.write("package.json", '{ "name": "root" }\n')
    repo.write("pnpm-lock.yaml", "lockfileVersion: '9.0'\n")
    repo.write("packages/ui/package.json", '{ "name": "ui" }\n')
    for name in ("api", "web"):
        repo.write(f"apps/{name}/package.json", json.dumps({"name": name}))
        repo.write(f"apps/{name}/Dockerfile", f"FROM node AS build\nCOPY package.json pnpm-lock.yaml ./\nCOPY packages packages\nCOPY apps/{name} app\n")
    return {"api", "web"}


def cargo(repo):
    """One Dockerfile for all, with an argument, by a bake file."""
    repo.write("Cargo.toml", '[workspace]\nmembers = ["crates/*"]\n')
    repo.write("crates/lib/Cargo.toml", '[package]\nname = "lib"\n')
    repo.write("services/one/Cargo.toml", '[package]\nname = "one"\n')
    repo.write("services/two/Cargo.toml", '[package]\nname = "two"\n')
    repo.write("docker/service.Dockerfile", "FROM rust\nARG NAME\nCOPY Cargo.toml ./\nCOPY crates crates\nCOPY services/${NAME} services/${NAME}\n")
    repo.write("docker-bake.hcl", "".join(
        f'target "{name}" {{\n  dockerfile = "docker/service.Dockerfile"\n  args = {{ NAME = "{name}" }}\n}}\n' for name in ("one", "two")))
    return {"one", "two"}


def arguments(repo):
    """One Dockerfile for all, with an argument: the Makefile that gives it is read by nobody."""
    for name in ("billing", "mailer"):
        repo.write(f"services/{name}/pyproject.toml", f'[project]\nname = "{name}"\n')
    repo.write("services/README.md")
    repo.write("services/docs/index.md")
    repo.write("libs/common/pyproject.toml", '[project]\nname = "common"\n')
    repo.write("docker/service.Dockerfile", "FROM python\nARG PYTHON=3\nARG SERVICE=mailer\nCOPY libs libs\n"
                                            "COPY services/${SERVICE}/pyproject.toml ./\nCOPY services/${SERVICE} app\n")
    return {"billing", "mailer"}


def stages(repo):
    """One Dockerfile for all, a stage for each; one is for tests."""
    repo.write("go.mod", "module x\n")
    for name in ("gateway", "ledger"):
        repo.write(f"cmd/{name}/main.go")
        repo.write(f"internal/{name}/x.go")
    repo.write("Dockerfile", "FROM golang AS build\nCOPY go.mod ./\nCOPY cmd cmd\nCOPY internal internal\n"
                             "FROM build AS test\nRUN go test\nFROM scratch AS gateway\nCOPY --from=build /gateway /\nFROM scratch AS ledger\nCOPY --from=build /ledger /\n")
    return {"gateway", "ledger"}


def python(repo):
    """Each service is its own context; one copies all of it."""
    for name in ("jobs", "mail"):
        repo.write(f"services/{name}/pyproject.toml", f'[project]\nname = "{name}"\n')
        repo.write(f"services/{name}/Dockerfile", "FROM python\nCOPY . /app\n")
        repo.write(f"services/{name}/main.py")
    return {"jobs", "mail"}


def mixed(repo):
    """A base image, a compose file, a whole context with an ignore file."""
    repo.write("base/Dockerfile", "FROM alpine\nCOPY base/ca /etc/ca\n")
    repo.write("base/ca")
    repo.write("services/api/Dockerfile", "FROM base\nCOPY . /src\n")
    repo.write("services/api/main.go")
    repo.write("services/worker/Dockerfile", "FROM base\nRUN --mount=target=/tools,source=tools true\nCOPY services/worker /src\n")
    repo.write(".dockerignore", "docs\nservices/worker\n")
    repo.write("docs/x.md")
    repo.write("tools/gen")
    repo.write("go.mod", "module x\n")
    repo.write("compose.yaml", "services:\n  api: {build: {context: ., dockerfile: services/api/Dockerfile}}\n  db: {image: postgres}\n")
    return {"api", "worker"}


class Init(unittest.TestCase):
    def written(self, repo):
        with open(os.path.join(repo.path, "deltaplan.json"), "rb") as file:
            return file.read()

    def initialised(self, fill):
        """What init writes for a repository, once check and audit have nothing against it."""
        repo = Repository()
        self.addCleanup(repo.close)
        services = fill(repo)
        repo.commit("first")
        shown = repo.run("init", "--dry-run")
        self.assertEqual(shown.code, 0, shown)
        run = repo.run("init", "--yes")
        self.assertEqual(run.code, 0, run)
        self.assertEqual(self.written(repo), shown.out)
        repo.commit("configured")
        checked = repo.run("check", "--format", "json")
        self.assertEqual(checked.code, 0, checked)
        self.assertEqual({service["name"] for service in json.loads(checked.out)["services"]}, services)
        audit = repo.run("audit", "--format", "json")
        self.assertEqual(audit.code, 0, audit)
        codes = {finding["code"] for finding in json.loads(audit.out)["findings"]}
        self.assertFalse(codes & {"input_missing", "image_missing", "image_dead", "service_without_dockerfile", "input_dead"}, audit.out)
        again = repo.run("init")
        self.assertEqual(again.code, 1, again)
        self.assertEqual(self.written(repo), shown.out)
        lines = [line for line in shown.text.splitlines() if not line.lstrip().startswith("//")]
        return repo, json.loads("\n".join(lines))

    def check_shape(self, fill):
        return self.initialised(fill)[1]

    def test_pnpm(self):
        config = self.check_shape(pnpm)
        # Without a list of members nobody knows who depends on what.
        self.assertEqual(config["dependencies"], "all")
        self.assertEqual(config["packages"], ["packages/ui"])

    def test_cargo_and_bake(self):
        self.check_shape(cargo)

    def test_one_dockerfile_with_an_argument(self):
        config = self.check_shape(arguments)
        self.assertEqual(config["build"], {"context": ".", "dockerfile": "docker/service.Dockerfile", "args": {"SERVICE": "{image}"}})
        self.assertEqual([service["path"] for service in config["services"]], ["services/billing", "services/mailer"])

    def test_one_dockerfile_with_a_stage_for_each(self):
        config = self.check_shape(stages)
        self.assertEqual([service["path"] for service in config["services"]], ["cmd/gateway", "cmd/ledger"])
        self.assertEqual({image["name"]: image["build"]["target"] for image in config["images"]}, {"gateway": "gateway", "ledger": "ledger"})

    def test_one_dockerfile_below_the_root_that_the_tag_map_completes(self):
        def fill(repo):
            repo.write("backend/docker/Dockerfile", "FROM node\nARG APP\nCOPY workers/$APP app\nCOPY package.json ./\n")
            repo.write("backend/package.json", "{}")
            for name in ("mail", "sync", "testing"):
                repo.write(f"backend/workers/{name}/index.js")
            repo.write("infra/main.tf", 'variable "image_tags" { type = map(string) }\n')
            repo.write("infra/image-tags.auto.tfvars", 'image_tags = { mail = "1", sync = "1" }\n')
            return {"mail", "sync"}
        config = self.check_shape(fill)
        self.assertEqual(config["build"]["context"], "backend")
        self.assertEqual(config["build"]["dockerfile"], "docker/Dockerfile")

    def test_what_one_dockerfile_builds_is_only_taken_where_it_is_sure(self):
        """Environments are no services, nor are packages, nor what a service with a Dockerfile of its own copies."""
        for dockerfile, text, directory, wanted in (
                ("Dockerfile", "FROM node\nARG ENV=prod\nCOPY config/${ENV} /config\n", "config", "Dockerfile"),
                ("Dockerfile", "FROM node AS dev\nFROM node AS prod\n", "infra/envs", "Dockerfile"),
                ("cmd/api/Dockerfile", "FROM node\nARG ENV\nCOPY config/${ENV} /config\n", "config", "1 service"),
                ("services/api/Dockerfile", "FROM node\nARG PART\nCOPY apps/${PART} /x\n", "apps", "1 service"),
                ("docker/x.Dockerfile", "FROM node\nARG A\nARG B\nCOPY apps/$A a\nCOPY apps/$B b\n", "apps", "docker/x.Dockerfile"),
                ("docker/x.Dockerfile", "FROM node\nARG A\nCOPY apps/$A.json a\n", "apps", "docker/x.Dockerfile")):
            repo = Repository()
            self.addCleanup(repo.close)
            if "/api/" not in dockerfile:
                self.service(repo, "api")
            repo.write(dockerfile, text)
            for name in ("dev", "prod"):
                repo.write(f"{directory}/{name}/x")
                repo.write(f"{directory}/{name}.json")
            repo.commit("first")
            run = repo.run("init")
            self.assertEqual(run.code, 0, run)
            self.assertRegex(run.text, r"^wrote deltaplan.json: 1 service\b")
            self.assertIn(wanted, run.text)

    def test_one_dockerfile_with_an_argument_in_a_command(self):
        """All is copied, and what is built stands in a command; only directories of services are taken for it."""
        def found(directory, text):
            repo = Repository()
            self.addCleanup(repo.close)
            for name in ("orders", "payments"):
                repo.write(f"{directory}/{name}/main.go")
            repo.write("pkg/x.go")
            repo.write("build/x.Dockerfile", f"FROM golang\nARG NAME\nARG NAMES\nCOPY . .\n{text}\n")
            repo.commit("first")
            run = repo.run("init")
            if run.code == 0:
                repo.commit("configured")
                self.assertEqual(repo.run("check").code, 0)
                audit = repo.run("audit", "--format", "json")
                self.assertFalse({"input_missing", "image_missing"} & {each["code"] for each in json.loads(audit.out)["findings"]}, audit.out)
                config = json.loads("\n".join(line for line in self.written(repo).decode().splitlines() if not line.lstrip().startswith("//")))
                self.assertEqual(config["build"], {"context": ".", "dockerfile": "build/x.Dockerfile", "args": {"NAME": "{image}"}})
                return [each["path"] for each in config["services"]]
            self.assertIn("because: build/x.Dockerfile is left out: no directory of its own was found\n", run.err)
            return []
        for directory in ("cmd", "functions", "lambdas", "apps", "src/services"):
            self.assertEqual(found(directory, f"RUN CGO_ENABLED=0 go build -o /bin/$NAME ./{directory}/${{NAME}}"), [f"{directory}/orders", f"{directory}/payments"])
        self.assertEqual(found("cmd", 'RUN cd "cmd/$NAME" && go build -o ../../bin/$NAME .'), ["cmd/orders", "cmd/payments"])
        for text in ("RUN go build ./cmd/$NAMES_X", "RUN go build ./cmd/x$NAME", "RUN go build ./cmd/$NAME.go", "RUN go build ./cmd/$NAME ./cmd/$NAMES", "RUN ls /cmd/$NAME", "RUN echo $NAME"):
            self.assertEqual(found("cmd", text), [], text)
        self.assertEqual(found("src/functions", "RUN go build ./src/functions/$NAME"), [])
        many = Repository()
        self.addCleanup(many.close)
        many.commit("first", **{f"docker/{name}.Dockerfile": "FROM scratch\n" for name in "abcdefgh"})
        error = many.run("init").err
        self.assertEqual(error.count(" is left out: "), 5, error)
        self.assertIn("\n  because: and 3 more are left out\n", error)
        self.assertEqual(found("config", "RUN cp config/$NAME /etc/x"), [])

    def test_python(self):
        self.check_shape(python)

    def test_mixed(self):
        config = self.check_shape(mixed)
        # A module of Go is a unit: each service would hang on all of it.
        self.assertNotIn("dependencies", config)
        self.assertEqual({image["name"]: image.get("from") for image in config["images"]}, {"base": None, "api": ["base"], "worker": ["base"]})

    def test_bases_are_found_by_their_registry_their_tags_and_their_names(self):
        def fill(repo):
            repo.write("docker-bake.hcl", 'target "ground" {\n  dockerfile = "docker/ground.Dockerfile"\n  tags = ["acme/basement:1"]\n}\n'
                                          'target "mail-worker" {\n  dockerfile = "services/mail_worker/Dockerfile"\n}\n')
            repo.write("docker/ground.Dockerfile", "FROM alpine\n")
            for name, base in (("api", "registry.example.com:5000/acme/runtime:2"), ("web", "acme/basement:1"), ("cron", "mail-worker")):
                repo.write(f"services/{name}/Dockerfile", f"FROM {base}\nCOPY x /\n")
                repo.write(f"services/{name}/x")
            repo.write("services/mail_worker/Dockerfile", "FROM runtime\n")
            repo.write("docker/runtime.Dockerfile", "FROM alpine\n")
            repo.write("infra/main.tf", 'variable "image_tags" { type = map(string) }\n')
            repo.write("infra/image-tags.auto.tfvars", 'image_tags = { api = "1", cron = "1", mail_worker = "1", web = "1" }\n')
            return {"api", "cron", "mail_worker", "web"}
        config = self.check_shape(fill)
        self.assertEqual({image["name"]: image.get("from") for image in config["images"] if "from" in image},
                         {"api": ["runtime"], "web": ["ground"], "cron": ["mail-worker"], "mail-worker": ["runtime"]})
        self.assertEqual([service["image"] for service in config["services"] if "image" in service], ["mail-worker"])

    def service(self, repo, name):
        repo.write(f"services/{name}/Dockerfile", "FROM scratch\nCOPY x /\n")
        repo.write(f"services/{name}/x")

    def environments(self, files, services=("api", "web")):
        def fill(repo):
            for name in services:
                self.service(repo, name)
            for path, text in files.items():
                repo.write(path, text)
            return set(services)
        return self.check_shape(fill).get("environments")

    def test_only_maps_of_tags_are_taken(self):
        variable = 'variable "image_tags" { type = map(string) }\n'
        tags = 'image_tags = { api = "0123abc", web = "0123abc" }\n'
        others = 'tags = { team = "x", env = "prod" }\ncpu = { api = "256", web = "512" }\nnames = { api = "a", web = "b" }\n'
        self.assertIsNone(self.environments({"infra/main.tf": "", "infra/terraform.tfvars": others}))
        found = self.environments({"infra/main.tf": variable, "infra/a.auto.tfvars": others, "infra/b.auto.tfvars": tags})
        self.assertEqual({name: each["image_tags"] for name, each in found.items()},
                         {"prod": {"file": "infra/b.auto.tfvars", "variable": "image_tags"}})
        # Not called so, but with the names of services and commits.
        found = self.environments({"infra/main.tf": 'variable "running" { type = map(string) }\n', "infra/a.auto.tfvars": tags.replace("image_tags", "running")})
        self.assertEqual(found["prod"]["image_tags"]["variable"], "running")
        # Called so, and no tags.
        self.assertIsNone(self.environments({"infra/main.tf": "", "infra/a.auto.tfvars": 'image_tag_rules = { api = "keep the last ten" }\n'}))

    def test_what_tests_read_is_no_environment_and_no_service(self):
        tags = 'image_tags = { api = "0123abc", web = "0123abc" }\n'
        for directory in ("fixtures", "testdata", "tests/fixtures/infra", "tools/x/__fixtures__"):
            self.assertIsNone(self.environments({f"{directory}/main.tf": "", f"{directory}/terraform.tfvars": tags}), directory)

        def fill(repo):
            for path in ("services/api", "services/fixtures", "testdata/broken", "tests/fixtures/old/app"):
                repo.write(f"{path}/Dockerfile", "FROM scratch\n")
            return {"api", "fixtures"}
        self.check_shape(fill)

    def test_tags_among_settings_and_a_variable_for_each_service(self):
        settings = 'services = {\n  api = { tag = "0123abc", cpu = 256 }\n  web = { tag = "0123abc", cpu = 512 }\n}\n'
        found = self.environments({"infra/main.tf": 'variable "services" { type = map(object({ tag = string, cpu = number })) }\n',
                                   "infra/staging.tfvars": settings, "infra/prod.tfvars": settings})
        self.assertEqual({name: each["image_tags"] for name, each in found.items()},
                         {name: {"file": f"infra/{name}.tfvars", "variable": "services.{service}.tag", "form": "scalar"} for name in ("prod", "staging")})
        declared = 'variable "api_image_tag" { type = string }\nvariable "web_image_tag" { type = string }\nvariable "region" { type = string }\n'
        found = self.environments({"infra/main.tf": declared, "infra/prod.tfvars": 'region = "eu"\n',
                                   "infra/images.auto.tfvars": 'api_image_tag = "0123abc"\nweb_image_tag = "0123abc"\n'})
        self.assertEqual(found["prod"]["image_tags"], {"file": "infra/images.auto.tfvars", "variable": "{service}_image_tag", "form": "scalar"})
        self.assertEqual(found["prod"]["terraform"]["var_files"], ["infra/prod.tfvars"])
        # One of two services alone, settings of others, or no commit in it.
        for text in ('api_image_tag = "0123abc"\n', 'other = { db = { tag = "0123abc" } }\n', 'api_tag = "one"\nweb_tag = "two"\n',
                     'services = { api = { tag = "0123abc" }, web = { cpu = 1 } }\n'):
            self.assertIsNone(self.environments({"infra/main.tf": "", "infra/terraform.tfvars": text}), text)

    def test_a_root_module_and_a_file_with_the_tag_of_each_service(self):
        declared, tag = 'variable "image_tag" { type = string }\n', 'image_tag = "0123abc"\n'
        def each(place, text, *names):
            return {f"infra/{place.replace('NAME', name)}": text for name in names or ("api", "web")}
        found = self.environments(each("NAME/main.tf", declared) | each("NAME/image.auto.tfvars", tag))
        self.assertEqual(list(found), ["prod"])
        self.assertEqual(found["prod"]["image_tags"], {"file": "infra/{service}/image.auto.tfvars", "variable": "image_tag", "form": "scalar"})
        self.assertEqual(found["prod"]["terraform"], {"dir": "infra/{service}", "targets": "auto"})
        found = self.environments({f"infra/{place}/NAME/{file}".replace("NAME", name): text for place in ("staging", "prod") for name in ("api", "web")
                                   for file, text in (("main.tf", declared), ("image.auto.tfvars", tag))})
        self.assertEqual({name: each["terraform"]["dir"] for name, each in found.items()}, {name: f"infra/{name}/{{service}}" for name in ("prod", "staging")})
        found = self.environments(each("NAME/main.tf", declared) | each("NAME/staging.tfvars", tag) | each("NAME/prod.tfvars", tag))
        self.assertEqual({name: each["terraform"]["var_files"] for name, each in found.items()}, {name: [f"infra/{{service}}/{name}.tfvars"] for name in ("prod", "staging")})
        # Called like the service in both places, and in Terraform's spelling.
        found = self.environments(each("NAME/main.tf", declared) | each("NAME/NAME.auto.tfvars", tag))
        self.assertEqual(found["prod"]["image_tags"]["file"], "infra/{service}/{service}.auto.tfvars")
        # One of three services has none: what is written would be an error.
        self.assertIsNone(self.environments(each("NAME/main.tf", declared) | each("NAME/image.auto.tfvars", tag), services=("api", "web", "jobs")))
        # One of two services, another variable, no commit in it, or no directory of the service's name.
        for files in (each("NAME/image.auto.tfvars", tag, "api"), each("NAME/x.auto.tfvars", 'other = "0123abc"\n'),
                      each("NAME/image.auto.tfvars", 'image_tag = "latest"\n'), each("NAME-x/image.auto.tfvars", tag)):
            self.assertIsNone(self.environments(files), files)

    def test_a_file_with_the_tag_of_each_service_that_is_called_like_it(self):
        def each(place, text, *names):
            return {place.replace("NAME", name): text.replace("NAME", name) for name in names or ("api", "web")}
        declared, tag = 'variable "image_tag" { type = string }\n', 'image_tag = "0123abc"\n'
        # Modules of the services elsewhere, with Terraform told of the file.
        found = self.environments(each("infra/NAME/main.tf", declared) | each("tags/NAME.auto.tfvars", tag))
        self.assertEqual(list(found), ["prod"])
        self.assertEqual(found["prod"]["image_tags"], {"file": "tags/{service}.auto.tfvars", "variable": "image_tag", "form": "scalar"})
        self.assertEqual(found["prod"]["terraform"], {"dir": "infra/{service}", "var_files": ["tags/{service}.auto.tfvars"], "targets": "auto"})
        # One module, by a file for each service and environment.
        found = self.environments({"infra/main.tf": declared} | each("infra/envs/prod/NAME.tfvars", tag) | each("infra/envs/staging/NAME.tfvars", tag))
        self.assertEqual({name: each["terraform"] for name, each in found.items()},
                         {name: {"dir": "infra", "var_files": [f"infra/envs/{name}/{{service}}.tfvars"], "targets": "auto"} for name in ("prod", "staging")})
        # The module of each environment is the one that has its name.
        found = self.environments({f"{place}/{env}/{name}{file}": text for env in ("prod", "staging") for name in ("api", "web")
                                   for place, file, text in (("infra", "/main.tf", declared), ("envs", ".tfvars", tag))})
        self.assertEqual({name: (each["image_tags"]["file"], each["terraform"]["dir"]) for name, each in found.items()},
                         {name: (f"envs/{name}/{{service}}.tfvars", f"infra/{name}/{{service}}") for name in ("prod", "staging")})
        # No module is known: nothing is said of Terraform.
        found = self.environments(each("envs/prod/NAME.tfvars", tag))
        self.assertEqual((found["prod"]["image_tags"]["file"], found["prod"].get("terraform")), ("envs/prod/{service}.tfvars", None))
        # A variable for each as well: one root module, which reads them itself or is told of all.
        declares = each("infra/NAME.tf", 'variable "NAME_image_tag" { type = string }\n')
        found = self.environments(declares | each("infra/NAME.auto.tfvars", 'NAME_image_tag = "0123abc"\n'))
        self.assertEqual(found["prod"]["image_tags"], {"file": "infra/{service}.auto.tfvars", "variable": "{service}_image_tag", "form": "scalar"})
        self.assertEqual(found["prod"]["terraform"], {"dir": "infra", "targets": "auto"})
        found = self.environments(declares | each("infra/tags/NAME.tfvars", 'NAME_image_tag = "0123abc"\n'))
        self.assertEqual(found["prod"]["terraform"]["var_files"], ["infra/tags/api.tfvars", "infra/tags/web.tfvars"])
        # A file that is called after what is in it, in a directory that is called like an environment.
        found = self.environments({"infra/main.tf": 'variable "image_tags" { type = map(string) }\n',
                                   "infra/envs/prod/images.tfvars": 'image_tags = { api = "0123abc", web = "0123abc" }\n'})
        self.assertEqual({name: each["terraform"]["var_files"] for name, each in found.items()}, {"prod": ["infra/envs/prod/images.tfvars"]})
        # Where there are several, their own names tell them apart, whatever words are in these.
        maps = 'image_tags = { api = "0123abc", web = "0123abc" }\n'
        for files in (("infra/tfvars/prod-eu.tfvars", "infra/tfvars/prod-us.tfvars"), ("infra/envs/prod/eu.tfvars", "infra/envs/prod/us.tfvars")):
            found = self.environments({"infra/main.tf": 'variable "image_tags" { type = map(string) }\n'} | {file: maps for file in files})
            self.assertEqual([each["image_tags"]["file"] for each in found.values()], list(files))
        # One of two services alone, and one variable for all in one module, which would take the last file.
        for files in (each("tags/NAME.auto.tfvars", tag, "api"), {"infra/main.tf": declared} | each("infra/NAME.auto.tfvars", tag)):
            self.assertIsNone(self.environments(files), files)

    def test_the_spelling_of_files_is_that_of_services(self):
        def fill(repo):
            self.service(repo, "api")
            self.service(repo, "mail-worker")
            for name in ("api", "mail_worker"):
                repo.write(f"infra/{name}/main.tf", 'variable "image_tag" { type = string }\n')
                repo.write(f"infra/{name}/{name}.auto.tfvars", 'image_tag = "0123abc"\n')
            return {"api", "mail_worker"}
        config = self.check_shape(fill)
        self.assertEqual([(each["name"], each["path"]) for each in config["services"]], [("api", "services/api"), ("mail_worker", "services/mail-worker")])

    def test_the_registry_is_written_where_it_is_certain(self):
        ecr = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
        tags = {"infra/main.tf": 'variable "image_tags" { type = map(string) }\n', "infra/image-tags.auto.tfvars": 'image_tags = { api = "0123abc", web = "0123abc" }\n'}

        def found(files, services=("api", "web")):
            def fill(repo):
                for name in services:
                    self.service(repo, name)
                for path, text in (tags | files).items():
                    repo.write(path, text)
                return set(services)
            repo, config = self.initialised(fill)
            hint = re.search(r'^      // where images are pushed is not certain; (.*) has it from:\n      // "repository": "(.*)"$', self.written(repo).decode(), re.MULTILINE)
            return [each.get("repository") for each in config["environments"].values()], hint and hint.groups()

        def bake(*images):
            return {"docker-bake.hcl": "".join(f'target "{name}" {{\n  context = "services/{name}"\n  tags = ["{image}"]\n}}\n'
                                               for name, image in zip(("api", "web"), images))}
        hub = "ghcr.io/acme/shop-{}:latest"
        self.assertEqual(found({}), ([None], None))
        self.assertEqual(found(bake(hub.format("api"), hub.format("web"))), (["ghcr.io/acme/shop-{image}"], None))
        compose = "services:\n" + "".join(f"  {name}:\n    image: registry.acme.dev:5000/{name}\n    build: services/{name}\n" for name in ("api", "web"))
        self.assertEqual(found({"compose.yaml": compose}), (["registry.acme.dev:5000/{image}"], None))
        # In the map itself, and in Terraform's files.
        whole = 'image_tags = {{ api = "{0}/shop/api:0123abc", web = "{0}/shop/web:0123abc" }}\n'.format(ecr)
        self.assertEqual(found({"infra/image-tags.auto.tfvars": whole}), ([ecr + "/shop/{image}"], None))
        literal = "".join(f'resource "aws_ecs_task_definition" "{name}" {{\n  image = "{ecr}/{name}:${{var.image_tags["{name}"]}}"\n}}\n' for name in ("api", "web"))
        self.assertEqual(found({"infra/x.tf": literal}), ([ecr + "/{image}"], None))
        # Not all of them, not all alike, or in words that stand for something else: a hint.
        one = ([None], ("infra/x.tf", ecr + "/{image}"))
        self.assertEqual(found({"infra/x.tf": literal.split("resource")[1].join(["resource", ""])}), one)
        self.assertEqual(found({"infra/x.tf": f'locals {{\n  image = "{ecr}/${{each.key}}:${{each.value}}"\n}}\n'}), one)
        self.assertEqual(found({"infra/x.tfvars": f'registry = "{ecr}"\n'}), ([None], ("infra/x.tfvars", ecr + "/{image}")))
        self.assertEqual(found(bake(hub.format("api"), "quay.io/acme/web"))[0], [None])
        self.assertEqual(found({"docker-bake.hcl": 'variable "HOST" { default = "ghcr.io/acme" }\n' + bake("${HOST}/api", "${HOST}/web")["docker-bake.hcl"]}),
                         ([None], ("docker-bake.hcl", "ghcr.io/acme/{image}")))
        self.assertEqual(found({".github/workflows/x.yml": "run: docker push ghcr.io/acme/${{ matrix.image }}:$TAG\n"}),
                         ([None], (".github/workflows/x.yml", "ghcr.io/acme/{image}")))
        # Terraform's files agree, and what pushes says otherwise; a registry alone is no other one.
        self.assertEqual(found({"infra/x.tf": literal, "scripts/push.sh": "docker push ghcr.io/acme/$1\n"})[0], [None])
        self.assertEqual(found({"infra/x.tf": literal, "scripts/push.sh": f"docker login {ecr}\n"}), ([ecr + "/{image}"], None))
        # Names that no registry takes, and hosts that are none.
        for place in ("ghcr.io/acme/-x", "ghcr.io/Acme", "ghcr.io/a..b", "ghcr.io//acme", "gh\\u0022cr.io/acme", "ghcr.io/{acme}"):
            whole = f'{{ "image_tags": {{ "api": "{place}/api:0123abc", "web": "{place}/web:0123abc" }} }}\n'
            self.assertEqual(found({"infra/image-tags.auto.tfvars": "", "infra/images.auto.tfvars.json": whole}), ([None], None), place)
        # Other people's images, this machine, hosts that are none, owners that are not known.
        for text in ("ghcr.io/astral-sh/uv:0.5", "localhost:5000/api", "api:latest", "ghcr.io/${{ github.repository }}/api", "https://example.com/api"):
            self.assertEqual(found({".github/workflows/x.yml": f"image: {text}\n"}), ([None], None), text)
        # What another environment's file says counts for that one.
        places = {f"infra/{name}/{file}": text.replace("ACCOUNT", account) for name, account in (("prod", "1" * 12), ("staging", "2" * 12))
                  for file, text in (("main.tf", tags["infra/main.tf"] + literal.replace("123456789012", "ACCOUNT")), ("image-tags.auto.tfvars", tags["infra/image-tags.auto.tfvars"]))}
        self.assertEqual(found({"infra/main.tf": "", "infra/image-tags.auto.tfvars": ""} | places),
                         ([f"{digit * 12}.dkr.ecr.eu-west-1.amazonaws.com/{{image}}" for digit in "12"], None))

    def test_the_registry_is_named_without_a_tag_map(self):
        """It stands in an environment, of which nothing else is known: written where it is certain, else as a line to be taken in as it is."""
        def written(files):
            def fill(repo):
                for name in ("api", "web"):
                    self.service(repo, name)
                for path, text in files.items():
                    repo.write(path, text)
                return {"api", "web"}
            repo, config = self.initialised(fill)
            self.assertIn("no tag map was found", repo.run("init", "--dry-run").err)
            taken = re.sub(r'^  // (?=, "environments")', "  ", self.written(repo).decode(), flags=re.MULTILINE)
            repo.write("deltaplan.json", taken)
            repo.commit("taken")
            self.assertEqual(repo.run("check").code, 0)
            plan = json.loads(repo.run("plan", "--format", "json").out)
            return "environments" in config, plan["environment"], plan["images"][0]["repository"]
        compose = "services:\n" + "".join(f"  {name}:\n    image: ghcr.io/acme/{name}\n    build: services/{name}\n" for name in ("api", "web"))
        self.assertEqual(written({"compose.yaml": compose}), (True, "prod", "ghcr.io/acme/api"))
        push = {".github/workflows/x.yml": "run: docker push ghcr.io/acme/${{ matrix.image }}:$TAG\n"}
        self.assertEqual(written(push), (False, "prod", "ghcr.io/acme/api"))
        self.assertEqual(written({}), (False, "prod", "registry.example.com/api"))

    def test_environments_are_called_as_terraform_calls_them(self):
        variable = 'variable "image_tags" { type = map(string) }\n'
        tags = 'image_tags = { api = "0123abc", web = "0123abc" }\n'
        def names(files):
            return {name: (each["image_tags"]["file"], each["terraform"].get("var_files"), each["terraform"].get("workspace"))
                    for name, each in self.environments(files).items()}
        self.assertEqual(names({"infra/main.tf": variable, "infra/image-tags.auto.tfvars": tags, "infra/tfvars/sandbox.tfvars": 'a = 1\n'}),
                         {"sandbox": ("infra/image-tags.auto.tfvars", ["infra/tfvars/sandbox.tfvars"], None)})
        self.assertEqual(names({"infra/main.tf": variable, "infra/tfvars/blue.tfvars": tags, "infra/tfvars/green.tfvars": tags}),
                         {name: (f"infra/tfvars/{name}.tfvars", [f"infra/tfvars/{name}.tfvars"], None) for name in ("blue", "green")})
        self.assertEqual(names({f"infra/{name}/{file}": text for name in ("staging", "prod")
                                for file, text in (("main.tf", variable), ("image-tags.auto.tfvars", tags))}),
                         {name: (f"infra/{name}/image-tags.auto.tfvars", None, None) for name in ("staging", "prod")})
        cloud = 'terraform {\n  cloud {\n    workspaces { name = "shop-eu" }\n  }\n}\n'
        self.assertEqual(names({"infra/main.tf": variable + cloud, "infra/image-tags.auto.tfvars": tags}),
                         {"shop-eu": ("infra/image-tags.auto.tfvars", None, "shop-eu")})

    def test_workspaces_are_found(self):
        def javascript(repo):
            repo.write("package.json", '{ "name": "root", "private": true, "packageManager": "pnpm@9.1.0" }\n')
            repo.write("pnpm-workspace.yaml", "packages: ['packages/*', 'services/*']\n")
            repo.write("pnpm-lock.yaml", "lockfileVersion: '9.0'\nimporters:\n  .: {}\n  packages/ui: {}\n  services/api:\n    dependencies:\n"
                                         "      ui: {specifier: 'workspace:*', version: link:../../packages/ui}\n  services/web: {}\n")
            repo.write("packages/ui/package.json", '{ "name": "ui", "version": "1.0.0" }\n')
            for name in ("api", "web"):
                repo.write(f"services/{name}/package.json", json.dumps({"name": name, **({"dependencies": {"ui": "workspace:*"}} if name == "api" else {})}))
                ui = "COPY packages/ui packages/ui\n" if name == "api" else ""
                repo.write(f"services/{name}/Dockerfile", f"FROM node\nCOPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./\n{ui}COPY services/{name} app\n")
            return {"api", "web"}
        config = self.check_shape(javascript)
        self.assertEqual((config["dependencies"], config["lockfile"]), ("workspace", "precise"))
        self.assertNotIn("packages", config)
        self.assertEqual(config["services"], [{"name": name, "path": f"services/{name}"} for name in ("api", "web")])

        def rust(repo):
            repo.write("Cargo.toml", '[workspace]\nmembers = ["crates/*", "services/*"]\nresolver = "2"\n')
            repo.write("Cargo.lock", 'version = 4\n\n' + "".join(f'[[package]]\nname = "{name}"\nversion = "0.1.0"\n\n' for name in ("lib", "one", "two")))
            for place in ("crates/lib", "services/one", "services/two"):
                repo.write(f"{place}/Cargo.toml", f'[package]\nname = "{place.split("/")[1]}"\nversion = "0.1.0"\n')
                repo.write(f"{place}/src/lib.rs", "")
            for name in ("one", "two"):
                repo.write(f"services/{name}/Dockerfile", f"FROM rust\nCOPY Cargo.toml Cargo.lock ./\nCOPY services/{name} services/{name}\n")
            return {"one", "two"}
        self.assertEqual(self.check_shape(rust)["lockfile"], "precise")

        def go(repo):
            repo.write("go.work", "go 1.22\nuse (\n\t./lib\n\t./services/api\n)\n")
            for place in ("lib", "services/api"):
                repo.write(f"{place}/go.mod", f"module example.com/{place}\n\ngo 1.22\n")
            repo.write("services/api/Dockerfile", "FROM golang\nCOPY services/api /src\n")
            return {"api"}
        self.assertEqual(self.check_shape(go)["dependencies"], "workspace")

        def python_project(repo):
            repo.write("pyproject.toml", '[project]\nname = "root"\nversion = "0"\n[tool.uv.workspace]\nmembers = ["libs/*", "services/*"]\n')
            repo.write("uv.lock", 'version = 1\nrevision = 2\nrequires-python = ">=3.11"\n\n[manifest]\nmembers = ["api", "lib", "root"]\n\n'
                       + "".join(f'[[package]]\nname = "{name}"\nversion = "0"\nsource = {{ {kind} = "{place}" }}\n\n'
                                 for name, kind, place in (("api", "editable", "services/api"), ("lib", "editable", "libs/lib"), ("root", "virtual", "."))))
            for place in ("libs/lib", "services/api"):
                repo.write(f"{place}/pyproject.toml", f'[project]\nname = "{place.split("/")[1]}"\nversion = "0"\n')
            repo.write("services/api/Dockerfile", "FROM python\nCOPY pyproject.toml uv.lock ./\nCOPY services/api app\n")
            return {"api"}
        self.assertEqual(self.check_shape(python_project)["dependencies"], "workspace")

    def test_a_workspace_that_cant_be_read_is_no_ground_to_build_on(self):
        def fill(repo):
            repo.write("pnpm-workspace.yaml", "packages: ['services/*']\n")
            repo.write("package.json", "{}\n")
            repo.write("pnpm-lock.yaml", "<<<<<<< ours\n=======\n>>>>>>> theirs\n")
            repo.write("services/api/package.json", "not json\n")
            self.service(repo, "api")
            return {"api"}
        self.assertNotIn("dependencies", self.check_shape(fill))

    def test_what_is_built_outside_of_its_image_hangs_on_all_packages(self):
        """As nx does it: the Dockerfile copies "dist", which git does not have, out of the root."""
        def fill(repo):
            for name in ("api", "web"):
                repo.write(f"apps/{name}/project.json", "{}")
                repo.write(f"apps/{name}/Dockerfile", f"FROM node\nCOPY dist/apps/{name} .\nCOPY package*.json ./\n")
            for path in ("libs/ui/project.json", "nx.json", "package.json", "package-lock.json", "tsconfig.base.json", "README.md"):
                repo.write(path, "{}")
            return {"api", "web"}
        repo, config = self.initialised(fill)
        self.assertEqual((config["packages"], config["dependencies"]), (["libs/ui"], "all"))
        self.assertEqual(config["build"], {"context": ".", "dockerfile": "apps/{image}/Dockerfile"})
        self.assertEqual(config["build_inputs"], ["nx.json", "package-lock.json", "package.json", "tsconfig.base.json"])
        repo.commit("lib", **{"libs/ui/index.ts": "x"})
        self.assertIn("2 of 2 services would deploy", repo.run("preview", "--base", "HEAD~1").text)

    def test_a_path_from_the_root_tells_the_context(self):
        """A whole context is copied: only what is done with it says whose."""
        for line, context in (("COPY --from=0 /repo/apps/api/dist /app", "."), ("RUN cd apps/api && make", "."), ("RUN make", "apps/api"),
                              ("# built in apps/api", "apps/api"), ("LABEL source=https://x/tree/apps/api", "apps/api"), ("WORKDIR /srv/apps/api", "apps/api"),
                              ("RUN make apps/api-docs", "apps/api")):
            def fill(repo):
                repo.write("apps/api/Dockerfile", f"FROM node\nCOPY . .\n{line}\n")
                repo.write("apps/api/x")
                repo.write("apps/web/x")
                return {"api"}
            config = self.check_shape(fill)
            self.assertEqual(config["images"][0]["build"]["context"], context, line)
        repo = Repository()
        self.addCleanup(repo.close)
        for name in ("api", "web"):
            repo.write(f"apps/{name}/Dockerfile", f"FROM node\nCOPY . .\nRUN cd apps/{name} && make\n")
        repo.commit("first")
        self.assertIn("wrote deltaplan.json: 2 services\n2 of them read directories of others, so a change there deploys them:\n", repo.run("init").text)

    def test_a_dockerfile_below_src_is_that_of_the_directory_above(self):
        def fill(repo):
            for path in ("src/cart/src", "src/mail", "services/src"):
                repo.write(f"{path}/Dockerfile", "FROM node\nCOPY . .\n")
            return {"cart", "mail", "src"}
        self.assertEqual([each["path"] for each in self.check_shape(fill)["services"]], ["src/cart", "src/mail", "services/src"])

    def test_services_of_one_directory(self):
        def fill(repo):
            repo.write("server/Dockerfile", "FROM node AS base\nCOPY . /app\nFROM base AS api\nFROM base AS worker\n")
            repo.write("server/package.json", "{}")
            repo.write("compose.yaml", "services:\n" + "".join(f"  {name}:\n    build: {{context: server, target: {name}}}\n" for name in ("api", "worker")))
            return {"api", "worker"}
        config = self.check_shape(fill)
        self.assertEqual({each["path"] for each in config["services"]}, {"server"})
        self.assertEqual({each["build"]["target"] for each in config["images"]}, {"api", "worker"})
        self.assertNotIn("packages", config)

    def test_one_service_at_the_root(self):
        def fill(dockerfile, **files):
            def write(repo):
                repo.write("Dockerfile", dockerfile)
                for path in ("requirements.txt", "src/app.py", "README.md"):
                    repo.write(path)
                repo.write("infra/main.tf", 'variable "image_tag" { type = string }\n')
                repo.write("infra/terraform.tfvars", 'image_tag = "0123abc"\n')
                for path, text in files.items():
                    repo.write(path, text)
                return {"web" if files else "app"}
            return write
        config = self.check_shape(fill("FROM python\nCOPY requirements.txt .\nCOPY src src\n"))
        self.assertEqual(config["services"], [{"name": "app", "path": "src", "inputs": ["requirements.txt"]}])
        self.assertEqual(config["environments"]["prod"]["image_tags"], {"file": "infra/terraform.tfvars", "variable": "image_tag", "form": "scalar"})
        self.assertEqual(self.check_shape(fill("FROM python\nCOPY . .\n"))["services"], [{"name": "app", "path": "."}])
        # Several commands of one image, or of several: nobody knows.
        several = Repository()
        self.addCleanup(several.close)
        several.commit("first", **{"Dockerfile": "FROM golang\nCOPY . .\n", "cmd/api/main.go": "x", "cmd/job/main.go": "x"})
        self.assertIn("no service was found", several.run("init").err)
        composed = {"compose.yaml": "services:\n  web: {build: .}\n"}
        self.assertEqual(self.check_shape(fill("FROM python\nCOPY src src\n", **composed))["services"], [{"name": "web", "path": "src"}])

    def test_the_only_service_has_the_name_that_it_is_known_by(self):
        """As Terraform calls it, else its package, else the repository: else "app", and a word about it."""
        def named(files, remote=None, directory=None):
            repo = Repository()
            self.addCleanup(repo.close)
            if directory:
                renamed = os.path.join(repo.base, directory)
                os.rename(repo.path, renamed)
                repo.path = renamed
            if remote:
                repo.git("remote", "add", "origin", remote)
            repo.commit("first", **({"Dockerfile": "FROM scratch\nCOPY src src\n", "src/main": "x"} | files))
            run = repo.run("init")
            self.assertEqual(run.code, 0, run)
            self.assertEqual("nothing tells what the service is called" in run.text, '"name": "app"' in self.written(repo).decode(), run.text)
            repo.commit("configured")
            checked = repo.run("check", "--format", "json")
            self.assertEqual(checked.code, 0, checked)
            plan = repo.run("plan", "--format", "json", "--allow-dirty")
            self.assertEqual(plan.code, 0, plan)
            return [each["name"] for each in json.loads(plan.out)["services"]]
        self.assertEqual(named({}), ["app"])
        package = {"package.json": '{ "name": "@acme/billing" }'}
        self.assertEqual(named(package), ["billing"])
        self.assertEqual(named({"go.mod": "module example.com/acme/ledger/v2\n"}), ["ledger"])
        self.assertEqual(named({"pyproject.toml": '[project]\nname = "Mail_Worker"\n'}), ["mail-worker"])
        self.assertEqual(named({"Cargo.toml": '[package]\nname = "meter"\nversion = "1.0.0"\n'}), ["meter"])
        for words in ('{ "name": "app" }', '{ "name": "a b" }', "{", "{}"):
            self.assertEqual(named({"package.json": words}), ["app"], words)
        # The tag map has the name that Terraform reads; what else it names may be the package or the repository.
        tags = {"infra/main.tf": 'variable "image_tags" { type = map(string) }\n', "infra/x.auto.tfvars": 'image_tags = { invoices = "0123abc" }\n'}
        self.assertEqual(named(package | tags), ["invoices"])
        self.assertEqual(named(package | {"infra/main.tf": 'module "shop" {\n  source = "./shop"\n}\n', "infra/shop/main.tf": "# empty\n"}, remote="git@example.com:acme/shop.git"), ["shop"])
        self.assertEqual(named(package | {"infra/main.tf": 'module "vpc" {\n  source = "./vpc"\n}\n', "infra/vpc/main.tf": "# empty\n"}), ["billing"])
        for remote in ("https://example.com/acme/shop.git", "git@example.com:shop", "/srv/git/shop.git/", "file:///srv/shop/.git"):
            self.assertEqual(named({}, remote=remote), ["shop"], remote)
        self.assertEqual(named({}, directory="till"), ["till"])
        # Where there is a remote, a clone's directory is anybody's choice.
        self.assertEqual(named({}, remote="https://example.com/acme/app.git", directory="till"), ["app"])

    def test_odd_names_are_left_out_and_said(self):
        repo = Repository()
        self.addCleanup(repo.close)
        self.service(repo, "api")
        for name in ('with space', 'quote"d', "{word}", "-flag", "st*r"):
            self.service(repo, name)
        repo.write("docker/{word}/plain.Dockerfile", "FROM scratch\n")
        repo.write("plain/x")
        repo.write("docker-bake.hcl", 'target "" {\n  context = "services/api"\n}\ntarget "odd" {\n  context = "odd"\n  args = { A = "{word}" }\n}\n')
        repo.write("odd/Dockerfile", "FROM scratch\n")
        repo.commit("first")
        run = repo.run("init")
        self.assertEqual(run.code, 0, run)
        for name in ('with space', "{word}", "-flag", "st*r", "odd of docker-bake.hcl", "docker/{word}/plain.Dockerfile"):
            self.assertIn(name, run.text)
        repo.commit("configured")
        checked = repo.run("check", "--format", "json")
        self.assertEqual(checked.code, 0, checked)
        self.assertEqual([service["name"] for service in json.loads(checked.out)["services"]], ["api"])

    def test_what_a_blobless_clone_lacks_is_said(self):
        repo = Repository()
        self.addCleanup(repo.close)
        python(repo)
        repo.commit("first")
        repo.git("config", "uploadpack.allowFilter", "true")
        clone = Repository(os.path.join(repo.base, "clone"))
        repo.git("clone", "-q", "--no-checkout", "--filter=blob:none", "file://" + repo.path, clone.path, cwd=repo.base)
        run = clone.run("init")
        self.assertEqual(run.code, 1, run)
        self.assertIn("lacks the bytes of", run.err)
        fetch = [line.strip() for line in run.err.splitlines() if "git fetch" in line]
        self.assertEqual(len(fetch), 1, run.err)
        clone.git(*fetch[0][fetch[0].index("git fetch"):].split()[1:])
        run = clone.run("init", "--dry-run")
        self.assertEqual(run.code, 0, run)

    def test_what_a_blobless_clone_lacks_is_said_by_audit_as_well(self):
        repo = Repository()
        self.addCleanup(repo.close)
        python(repo)
        repo.configure()
        repo.commit("first")
        repo.git("config", "uploadpack.allowFilter", "true")
        clone = Repository(os.path.join(repo.base, "clone"))
        repo.git("clone", "-q", "--no-checkout", "--filter=blob:none", "file://" + repo.path, clone.path, cwd=repo.base)
        clone.git("checkout", "-q", "HEAD", "--", "deltaplan.json")
        run = clone.run("audit")
        self.assertEqual((run.code, run.text.count("its bytes are not in this clone")), (0, 2), run)
        self.assertIn("Files could not be read. This is a partial clone", run.err)
        fetch = [line.strip() for line in run.err.splitlines() if "git fetch" in line]
        self.assertEqual(len(fetch), 1, run.err)
        clone.git(*fetch[0][fetch[0].index("git fetch"):].split()[1:])
        run = clone.run("audit")
        self.assertEqual((run.text, run.err), ("Nothing to say about 2 images.\n", ""))


if __name__ == "__main__":
    testing.main()
