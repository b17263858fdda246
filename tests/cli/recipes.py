"""The repositories that the golden runs stand in. Fixed identity and dates, so every id is always the same.

A recipe is a function without arguments that returns a Setup. Cases share the repository of a recipe and don't change it.
"""

import hashlib
import http.server
import json
import os
import threading

from sandbox import Repository

TAG_MAP = "infra/terraform/image-tags.auto.tfvars.json"


class Setup:
    """Where a case runs, and the words that its command may use as @word@. `hidden` are texts that differ from run to run, each with
    what stands for it in the files of a case."""

    is_changed = False  # by its cases: each has one of its own

    def __init__(self, repository, directory=None, **words):
        self.repository = repository
        self.directory = directory or repository.path
        self.words = words
        self.hidden = {}


def environment(**more):
    return {
        "live": [{"from": "image_tags"}],
        "image_tags": {"file": TAG_MAP},
        "terraform": {
            "dir": "infra/terraform",
            "targets": ['aws_ecs_task_definition.service["{service}"]', 'aws_ecs_service.service["{service}"]'],
        },
        **more,
    }


def platform():
    """Nine services on shared packages, each live at another commit or in another state."""
    repo = Repository()
    names = ["audit", "billing", "clinical-api", "gateway", "ledger", "mailer", "portal", "reports", "scheduler"]
    for name in names:
        repo.write(f"services/{name}/src/main.ts", f"// {name}\n")
        repo.write(f"services/{name}/docs/readme.md", f"{name}\n")
    for package in ("common", "events"):
        repo.write(f"packages/{package}/src/index.ts", f"// {package}\n")
    repo.write("pnpm-lock.yaml", "lock: 1\n")
    repo.write("infra/docker/service.Dockerfile", "FROM node\n")
    repo.write("infra/terraform/main.tf", "# main\n")
    repo.write("tools/lint.sh", "#!/bin/sh\n")
    repo.configure(
        services=["services/*", {"name": "gateway", "depends_on": ["packages/events"]},
                  {"name": "ledger", "hold": "quarter end"}, {"name": "reports", "depends_on": ["packages/common"]}],
        packages=["packages/common", {"path": "packages/events", "depends_on": ["packages/common"]}],
        build_inputs=["pnpm-lock.yaml", "infra/docker/service.Dockerfile"],
        dependencies="declared",
        ignore=["services/*/docs/**"],
        environments={"sandbox": environment()},
    )
    first = repo.commit("Start the platform")
    repo.write("packages/events/src/bus.ts", "// bus\n")
    second = repo.commit("Add the event bus")
    repo.write("services/billing/src/main.ts", "// billing, rounded\n")
    repo.write("services/billing/src/round.ts", "// round\n")
    third = repo.commit("Round amounts half to even")
    repo.write("services/billing/src/round.ts", "// round, tested\n")
    repo.write("services/ledger/src/main.ts", "// ledger, faster\n")
    repo.write("services/mailer/docs/readme.md", "mailer, explained\n")
    fourth = repo.commit("Speed the ledger up")
    repo.write("packages/common/src/index.ts", "// common, smaller\n")
    repo.write("tools/lint.sh", "#!/bin/sh\nexit 0\n")
    repo.write("infra/terraform/main.tf", "# main, tagged\n")
    repo.commit("Shrink the common package")
    tags = {
        "audit": fourth, "billing": second[:7], "clinical-api": "sha-" + third[:7], "gateway": first[:7],
        "ledger": third[:7], "mailer": second[:7], "portal": "latest", "reports": fourth[:7] + "-20260804-175736",
        "retired": "v1.4.2",
    }
    repo.write(TAG_MAP, json.dumps({"image_tags": tags}, indent=2) + "\n")
    head = repo.commit("Record what is live")
    return Setup(repo, first=first, second=second, third=third, fourth=fourth, head=head)


def unchanged():
    """Two services that run head."""
    repo = Repository()
    for name in ("api", "web"):
        repo.write(f"services/{name}/main.ts", name)
    repo.configure()
    return Setup(repo, head=repo.commit("first"))


def three_commits():
    """Services api and web; then api changes; then web changes."""
    repo = Repository()
    for name in ("api", "web"):
        repo.write(f"services/{name}/main.ts", name)
    repo.configure()
    first = repo.commit("first")
    repo.write("services/api/main.ts", "api 2")
    second = repo.commit("api")
    repo.write("services/web/main.ts", "web 2")
    return Setup(repo, first=first, second=second, head=repo.commit("web"))


def dirty():
    """Like three_commits, with uncommitted and untracked files inside inputs and outside."""
    setup = three_commits()
    setup.repository.write("services/api/main.ts", "api, not committed")
    setup.repository.write("services/web/new.ts", "untracked")
    setup.repository.write("notes.txt", "outside of all inputs")
    return setup


def pull_request():
    """A branch, and main that went on after the fork."""
    setup = three_commits()
    repo = setup.repository
    repo.git("checkout", "-q", "-b", "topic", setup.words["second"])
    repo.write("services/api/feature.ts", "new")
    setup.words["topic"] = repo.commit("feature")
    return setup


def odd_names():
    """Names that need care in every format."""
    repo = Repository()
    for name in ("a b", 'q"uote', "new\nline", "[locale]", "$(id)", "#hash", "-dash", "测试", "<b>|`x`"):
        repo.write(f"services/{name}/f", "1")
    repo.write(b"services/bytes/caf\xe9", "1")
    targets = ['aws_ecs_service.service["{service}"]']
    repo.configure(environments={"prod": {"live": [], "terraform": {"dir": "infra", "targets": targets}}})
    first = repo.commit("first")
    repo.write(b"services/bytes/caf\xe9", "2")
    repo.write("services/new\nline/\x1b[31m", "2")
    repo.write("services/-dash/@everyone", "2")
    repo.write("services/<b>|`x`/f", "2")
    return Setup(repo, first=first, head=repo.commit("second"))


def images():
    """Images that are built FROM each other, and one image that two services run."""
    repo = Repository()
    for path in ("services/api/x", "services/jobs/x", "images/base/Dockerfile", "images/node/Dockerfile"):
        repo.write(path, "1")
    repo.configure(
        services=[{"path": "services/api", "image": "app"}, {"name": "cron", "path": "services/jobs", "image": "app"},
                  "services/jobs"],
        images=[{"name": "base", "path": "images/base"}, {"name": "node", "path": "images/node", "from": ["base"]},
                {"name": "app", "from": ["node"]}],
    )
    first = repo.commit("first")
    repo.write("images/base/Dockerfile", "2")
    return Setup(repo, first=first, head=repo.commit("second"))


def held_base():
    """A service that was held until now, and two whose images are built FROM its own and that roll since."""
    repo = Repository()
    for name in ("app", "core", "lib"):
        repo.write(f"services/{name}/main.ts", "1")
    repo.configure(services=["services/*"], images=[{"name": "app", "from": ["lib"]}, {"name": "lib", "from": ["core"]}])
    first = repo.commit("first")
    repo.write("services/core/main.ts", "2")
    return Setup(repo, first=first, head=repo.commit("second"))


def restart_with():
    """Images with a way to build them and a place to go to, and services that restart with others."""
    repo = Repository()
    for name in ("api", "gateway", "web"):
        repo.write(f"services/{name}/main.ts", "1")
        repo.write(f"services/{name}/Dockerfile", "FROM base\n")
    repo.write("images/base/Dockerfile", "FROM scratch\n")
    repo.configure(
        services=["services/*", {"name": "gateway", "restart_with": ["api"]}, {"name": "web", "restart_with": ["gateway"]}],
        images=[{"name": "base", "path": "images/base", "build": {"context": "images/base"}}]
        + [{"name": name, "from": ["base"]} for name in ("api", "gateway", "web")],
        build={"dockerfile": "services/{image}/Dockerfile", "args": {"SERVICE": "{image}"}},
        environments={"prod": {"repository": "registry.example.com/{env}/{image}",
                               "ecs": {"cluster": "platform-{env}", "family": "{env}-{service}"},
                               "terraform": {"targets": ['module.service["{service}"]']}}},
    )
    first = repo.commit("first")
    repo.write("services/api/main.ts", "2")
    return Setup(repo, first=first[:7], head=repo.commit("second"))


def shallow():
    """A clone that lacks what is live."""
    setup = three_commits()
    return Setup(setup.repository.clone("shallow", "--depth=1"), **setup.words)


def many_services():
    """More unchanged services than a table should show."""
    repo = Repository()
    for number in range(60):
        repo.write(f"services/s{number:02}/x", "1")
    repo.configure()
    first = repo.commit("first")
    for number in range(70):
        repo.write(f"services/s07/deep/{number:02}", "1")
    head = repo.commit("second")
    live = os.path.join(repo.base, "live.json")
    with open(live, "w", encoding="utf-8") as file:
        json.dump({f"s{number:02}": first for number in range(60)}, file)
    return Setup(repo, live=live, first=first, head=head)


def crowd():
    """Sixty services about which two live sources disagree, each by another number of commits, and most of which a package touches."""
    repo = Repository()
    names = [f"service-{number:02}" for number in range(60)]
    for name in names:
        repo.write(f"services/{name}/src/main.ts", "1\n")
    repo.write("packages/common/index.ts", "1\n")
    repo.configure(services=["services/*"], packages=["packages/common"],
                   environments={"prod": environment(live=[{"from": "file", "file": "live.json"}, {"from": "image_tags"}])})
    commits = [repo.commit(f"commit {number}") for number in range(7)]
    repo.write("packages/common/index.ts", "2\n")
    repo.write("live.json", json.dumps({name: commits[6][:7] for name in names}))
    repo.write(TAG_MAP, json.dumps({"image_tags": {name: commits[number % 6][:7] for number, name in enumerate(names)}}))
    repo.commit("last")
    return Setup(repo)


def sidecar():
    """web runs the image of api beside its own, and api alone has changed."""
    repo = Repository()
    for name in ("api", "web"):
        repo.write(f"services/{name}/main.ts", name)
    images = "".join(f"""resource "aws_ecs_task_definition" "{name}" {{
  family                = "{name}"
  container_definitions = jsonencode([{', '.join(f'{{ image = "r/{image}:${{var.image_tags["{image}"]}}" }}' for image in held)}])
}}

""" for name, held in (("api", ["api"]), ("web", ["web", "api"])))
    repo.write("infra/main.tf", 'variable "image_tags" {\n  type = map(string)\n}\n\n' + images)
    repo.configure(environments={"prod": {"live": [], "terraform": {"dir": "infra", "targets": "auto"}}})
    first = repo.commit("first")
    repo.write("services/api/main.ts", "api 2")
    live = os.path.join(repo.base, "live.json")
    with open(live, "w", encoding="utf-8") as file:
        json.dump({"api": first, "web": first}, file)
    return Setup(repo, first=first, head=repo.commit("second"), live=live)


def promoted():
    """Two environments: dev is a commit ahead of prod; prod's map has a history, and an edit that nobody wrote down."""
    repo = Repository()
    for name in ("api", "cron", "web"):
        repo.write(f"services/{name}/main.ts", name)
    maps = {name: f"infra/{name}/tags.auto.tfvars.json" for name in ("dev", "prod")}
    repo.configure(environments={name: {
        "live": [{"from": "image_tags"}], "image_tags": {"file": file},
        "terraform": {"dir": f"infra/{name}", "targets": ['aws_ecs_service.service["{service}"]']},
    } for name, file in maps.items()})
    first = repo.commit("first")
    repo.write("services/api/main.ts", "api 2")
    head = repo.commit("api: answer faster")
    repo.write(maps["dev"], json.dumps({"image_tags": {"api": head[:7], "cron": "sha-bootstrap", "web": first[:7]}}))
    repo.write(maps["prod"], json.dumps({"image_tags": {"api": first[:7], "web": "0.9"}}))
    repo.write(maps["prod"] + ".history", json.dumps({
        "time": "2005-04-08T15:00:00Z", "who": "Ada <ada@example.com>", "command": "set", "why": "release 1", "commit": first,
        "changes": [{"service": "api", "before": "0.8", "after": first[:7]}, {"service": "web", "before": None, "after": first[:7]}]}) + "\n")
    return Setup(repo, first=first, head=head)


class RegistryStandIn(http.server.BaseHTTPRequestHandler):
    """Holds what is in `held`: path -> bytes. All else is not there."""

    held = {}

    def do_GET(self):
        content = self.held.get(self.path.removeprefix("/v2/"))
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Length", str(len(content or b"")))
        if content is not None:
            self.send_header("Docker-Content-Digest", digest_of(content))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content or b"")

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


def digest_of(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


def with_registry(setup, images, **deploy):
    """The same with a registry for every environment, in a configuration that stands nowhere in git. It has `images`: name, tag,
    architecture and the commit of the label of each."""
    held = {}
    for name, tag, architecture, revision in images:
        config = json.dumps({"os": "linux", "architecture": architecture,
                             "config": {"Labels": {"org.opencontainers.image.revision": revision}}}).encode()
        held[f"{name}/blobs/{digest_of(config)}"] = config
        held[f"{name}/manifests/{tag}"] = json.dumps({"schemaVersion": 2, "config": {"digest": digest_of(config)}, "layers": []}).encode()
    handler = type("Held", (RegistryStandIn,), {"held": held})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"127.0.0.1:{server.server_address[1]}"
    setup.hidden[address] = "<registry>"
    with open(os.path.join(setup.repository.path, "deltaplan.json"), encoding="utf-8") as file:
        config = json.load(file)
    for environment_ in config["environments"].values():
        environment_.update(repository=address + "/{image}", **deploy)
    setup.words["config"] = os.path.join(setup.repository.base, "config.json")
    with open(setup.words["config"], "w", encoding="utf-8") as file:
        json.dump(config, file)
    return setup


def pushed():
    """The environments of `promoted`, with a registry that has two images of dev: api for the wrong processor, web of another commit."""
    setup = promoted()
    first, head = setup.words["first"], setup.words["head"]
    return with_registry(setup, (("api", head[:7], "arm64", head), ("web", first[:7], "amd64", head)))


def pushed_from_elsewhere():
    """A plan that builds two images; the registry has one of them, for another processor."""
    repo = Repository()
    for name in ("api", "web"):
        repo.write(f"services/{name}/Dockerfile", "FROM scratch\n")
    repo.configure(services=["services/*"], build={"dockerfile": "services/{image}/Dockerfile"},
                   environments={"prod": {"live": [{"from": "file", "file": "live.json"}]}})
    head = repo.commit("first")
    repo.write("live.json", "{}")
    setup = with_registry(Setup(repo), [("api", head[:7], "arm64", head)], deploy={"platform": "linux/amd64"})
    setup.words["plan"] = os.path.join(repo.base, "plan")
    run = repo.run("plan", "--config", setup.words["config"], "--out", setup.words["plan"])
    assert run.code == 0, run
    return setup


class StsStandIn(http.server.BaseHTTPRequestHandler):
    """Says of everybody that he is Ada."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        answer = (b"<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::123456789012:assumed-role/build/ada</Arn>"
                  b"<Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>")
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def identified():
    """Plans of environments that differ in who may deploy. Terraform has the workspace `other` selected."""
    repo = Repository()
    deploys = {"ours": {"account": "123456789012", "deployers": ["arn:aws:sts::*:assumed-role/build/*"]},
               "theirs": {"account": "210987654321"}, "mine": {"deployers": ["arn:aws:sts::*:assumed-role/deploy/*"]}, "open": {}}
    repo.configure(environments={name: {"live": [{"from": "file", "file": "live.json"}],
                                        "terraform": {"dir": "infra"}, "deploy": deploy} for name, deploy in deploys.items()})
    repo.write("services/web/main.ts", "web")
    repo.write("infra/.terraform/environment", "other")
    repo.write(".gitignore", ".terraform/\n")
    repo.write("live.json", "{}")
    repo.commit("first")
    plans = {}
    for name in deploys:
        plans[name] = os.path.join(repo.base, "plan-" + name)
        run = repo.run("plan", "--env", name, "--out", plans[name])
        assert run.code == 0, run
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), StsStandIn)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return Setup(repo, sts=f"http://127.0.0.1:{server.server_address[1]}", **plans)


def released():
    """Plans of prod and staging whose apply has begun. In staging somebody else has deployed since."""
    repo = Repository()
    for name in ("api", "web"):
        repo.write(f"services/{name}/main.ts", name)
    repo.configure(environments={name: {
        "live": [{"from": "file", "file": f"{name}.json"}], "image_tags": {"file": f"infra/{name}/tags.auto.tfvars.json"},
        "terraform": {"dir": "infra", "targets": ['aws_ecs_service.service["{service}"]']}} for name in ("prod", "staging")})
    first = repo.commit("first")
    repo.write("services/api/main.ts", "api 2")
    head = repo.commit("second")
    plans = {}
    for name in ("prod", "staging"):
        tags = json.dumps({"image_tags": {"api": first[:7], "web": first[:7]}})
        repo.write(f"{name}.json", tags)
        repo.write(f"infra/{name}/tags.auto.tfvars.json", tags)
        plans[name] = os.path.join(repo.base, "plan-" + name)
        run = repo.run("plan", "--env", name, "--out", plans[name])
        assert run.code == 0, run
        with open(os.path.join(plans[name], "plan.json"), "rb") as file:
            digest = digest_of(file.read())
        with open(os.path.join(plans[name], "release.json"), "w", encoding="utf-8") as file:
            json.dump({"format_version": "1.0", "plan": digest, "environment": name, "step": "apply", "since": "2026-01-01T00:00:00Z",
                       "restarts": {}, "restarted": {}}, file)
    repo.write("staging.json", json.dumps({"image_tags": {"api": "other", "web": first[:7]}}))
    repo.write("infra/staging/tags.auto.tfvars.json", json.dumps({"image_tags": {"api": first[:7], "web": "1.0"}}))
    return Setup(repo, first=first, head=head, **plans)


def moved():
    """A plan, and a platform on which somebody else has deployed since, and changed the tag map; and one that nobody has touched."""
    repo = Repository()
    for name in ("api", "cron", "web"):
        repo.write(f"services/{name}/main.ts", name)
    repo.configure(environments={"prod": environment(live=[{"from": "file", "file": "build/live.json"}])})
    repo.write(".gitignore", "build/\n")
    first = repo.commit("first")
    live = {name: first[:7] for name in ("api", "cron", "web")}
    repo.write("build/live.json", json.dumps(live))
    repo.write(TAG_MAP, json.dumps({"image_tags": live}))
    repo.write("services/api/main.ts", "api 2")
    head = repo.commit("second")
    plans = {}
    for name, arguments in (("plan", ()), ("told", ("--live", "web=" + first[:7])), ("filed", ("--live-file", "build/live.json"))):
        plans[name] = os.path.join(repo.base, name)
        run = repo.run("plan", "--env", "prod", "--out", plans[name], *arguments)
        assert run.code == 0, run
    for name, tags in (("done", {**live, "api": head[:7]}), ("elsewhere", {"api": "3333333", "web": "4444444"})):
        plans[name] = os.path.join(repo.base, name + ".json")
        with open(plans[name], "w", encoding="utf-8") as file:
            json.dump(tags, file)
    return Setup(repo, first=first, head=head, **plans)


def moved_map():
    """The same, with another tag map."""
    setup = moved()
    setup.repository.write(TAG_MAP, json.dumps({"image_tags": {"api": "3333333", "web": setup.words["first"][:7]}}))
    return setup


def baselines():
    """Services whose live tags tell each in another way that they have to deploy."""
    repo = Repository()
    for name in ("ambiguous", "changed", "dirty", "forced", "lost", "placeholder"):
        repo.write(f"services/{name}/main.ts", name)
    repo.write("pnpm-lock.yaml", "lock: 1\n")
    repo.configure(services=["services/*", {"name": "forced", "always": True}], build_inputs=["pnpm-lock.yaml"])
    first = repo.commit("first")
    repo.write("pnpm-lock.yaml", "lock: 2\n")
    head = repo.commit("second")
    live = os.path.join(repo.base, "live.json")
    with open(live, "w", encoding="utf-8") as file:
        json.dump({"ambiguous": f"{first[:8]}-to-{head[:8]}", "changed": first[:7], "dirty": first[:7] + "-dirty",
                   "forced": head[:7], "lost": "deadbeef", "placeholder": "sha-bootstrap"}, file)
    return Setup(repo, first=first, head=head, live=live)


def configured_anew():
    """Nothing changes but the configuration, and a package that no service declares though a manifest uses it."""
    repo = Repository()
    repo.write("services/api/package.json", '{ "name": "api", "dependencies": { "@acme/common": "workspace:*" } }\n')
    for name in ("web", "worker"):
        repo.write(f"services/{name}/main.ts", name)
    repo.write("packages/common/package.json", '{ "name": "@acme/common" }\n')
    repo.write("docker/Dockerfile", "FROM scratch\n")
    zero = repo.commit("no configuration yet")

    def configure(node, image):
        repo.configure(services=["services/*", {"name": "web", "image": image}], packages=["packages/*"], dependencies="declared",
                       build={"dockerfile": "docker/Dockerfile"},
                       images=[{"name": "api", "build": {"dockerfile": "docker/Dockerfile", "args": {"NODE": node}}}])
    configure("20", "frontend")
    first = repo.commit("first")
    configure("22", "web")
    repo.write("packages/common/index.ts", "1")
    return Setup(repo, zero=zero, first=first, head=repo.commit("second"))


def left_behind():
    """A configuration, a tag map and a repository that hold what nobody has looked after."""
    repo = Repository()
    for name in ("api", "gone", "hidden", "parked"):
        repo.write(f"services/{name}/main.ts", name)
    repo.write("pnpm-lock.yaml", "lock: 1\n")
    repo.write(TAG_MAP, '{"image_tags": {"api": ')
    repo.write("proto/api.md", "# API\n")
    repo.configure(
        services=["services/*", "services/gone", {"name": "parked", "hold": "until March"}, {"name": "api", "inputs": ["proto/api.md"]}],
        build_inputs=["pnpm-lock.yaml"], ignore=["services/hidden", "*.md"], environments={"prod": environment(live=[{"from": "file", "file": "build/live.json"}])})
    first = repo.commit("first")
    repo.remove("services/gone")
    repo.remove("pnpm-lock.yaml")
    head = repo.commit("second")
    repo.write("build/live.json", json.dumps({"api": first[:7], "gone": first[:7], "hidden": head[:7]}))
    repo.git("replace", first, head)
    return Setup(repo, first=first, head=head)


def unread_tags():
    """Tag maps of which Terraform takes no notice: one whose variable a later file sets, one whose variable nobody declares; and locals."""
    repo = Repository()
    repo.write("services/api/main.ts", "api")
    first = repo.commit("first")
    for name, variable in (("prod", "image_tags"), ("staging", "tags"), ("locals", "image_tags")):
        repo.write(f"infra/{name}/main.tf", f'variable "{variable}" {{ type = map(string) }}\n')
        repo.write(f"infra/{name}/a.auto.tfvars", f'image_tags = {{\n  api = "{first[:7]}"\n}}\n')
    repo.write("infra/prod/b.auto.tfvars.json", '{"image_tags": {"api": "0000000"}}\n')
    repo.write("infra/locals/tags.tf", f'locals {{\n  tags = {{ api = "{first[:7]}" }}\n}}\n')
    places = {name: {"file": f"infra/{name}/a.auto.tfvars"} for name in ("prod", "staging")}
    places["locals"] = {"file": "infra/locals/tags.tf", "variable": "locals.tags"}
    repo.configure(environments={
        name: {"live": [{"from": "image_tags"}], "image_tags": place, "terraform": {"dir": f"infra/{name}"}}
        for name, place in places.items()})
    repo.write("services/api/main.ts", "api 2")
    head = repo.commit("second")
    return Setup(repo, first=first, head=head)


def pushed_images():
    """Services of which nothing but a registry says what they run, and one that another source is asked about, too."""
    repo = Repository()
    for name in ("api", "batch", "web"):
        repo.write(f"services/{name}/main.ts", name)
    pushed = {"from": "ecr", "repository": "platform/{service}"}
    repo.configure(environments={"prod": {"live": [pushed], "services": {"web": {"live": [pushed, {"from": "ssm", "parameter": "/{service}/tag"}]}}}})
    return Setup(repo, head=repo.commit("first"))


def rollouts():
    """Saved answers of ECS: one service for each thing that there is to say about a rollout."""
    repo = Repository()
    names = ("broken", "draining", "failed", "missing", "moving", "pinned", "steady", "stopped")
    for name in names:
        repo.write(f"services/{name}/main.ts", name)
    source = {"from": "file", "file": "build/ecs.json", "service": "{env}-{service}"}
    repo.configure(environments={"prod": {"live": [source]}, "next": {"live": [], "image_tags": {"file": "next.auto.tfvars.json"}}})
    repo.write("next.auto.tfvars.json", '{"image_tags": {}}')
    first = repo.commit("first")
    repo.write("services/steady/main.ts", "steady 2")
    head = repo.commit("second")
    arn = "arn:aws:ecs:eu-west-1:123456789012:"

    def service(name, state, desired=1, older=(), status="ACTIVE", **more):
        definition = f"{arn}task-definition/{name}:7"
        deployments = [{"status": "PRIMARY", "taskDefinition": definition, "rolloutState": state, **more}]
        deployments += [{"status": "ACTIVE", "taskDefinition": f"{arn}task-definition/{name}:{revision}", "rolloutState": "COMPLETED"}
                        for revision in older]
        return {"serviceName": f"prod-{name}", "status": status, "desiredCount": desired, "taskDefinition": definition,
                "deployments": deployments}

    answers = [{
        "services": [
            service("broken", "FAILED"), service("draining", "COMPLETED", status="DRAINING"),
            service("failed", "FAILED", older=[6], rolloutStateReason="ECS deployment circuit breaker: tasks failed to start."),
            service("moving", "IN_PROGRESS"), service("pinned", "COMPLETED"), service("steady", "COMPLETED"), service("stopped", "COMPLETED", desired=0)],
        "failures": [{"arn": f"{arn}service/platform/prod-missing", "reason": "MISSING"}],
    }]
    images = {name: f"registry.example.com/{name}:{first[:7]}" for name in names}
    images["pinned"] = "registry.example.com/pinned@sha256:" + "0" * 64
    answers += [{"taskDefinition": {
        "taskDefinitionArn": f"{arn}task-definition/{name}:{6 if name == 'failed' else 7}", "family": name,
        "containerDefinitions": [{"name": name, "image": images[name], "essential": True}],
    }} for name in names if name != "missing"]
    repo.write("build/ecs.json", "\n".join(json.dumps(answer) for answer in answers))
    return Setup(repo, first=first, head=head)


def unconfigured():
    """A repository without a configuration: Dockerfiles, a bake file, manifests, Terraform with a tag map."""
    repo = Repository()
    for name in ("api", "web"):
        repo.write(f"services/{name}/package.json", json.dumps({"name": name}) + "\n")
        repo.write(f"services/{name}/Dockerfile", f"FROM base\nCOPY package-lock.json /\nCOPY packages/ui /ui\nCOPY services/{name} /app\n")
    repo.write("services/api/Dockerfile",
               "FROM base\nCOPY package-lock.json scripts/harden.sh /\nCOPY packages/ui /ui\nCOPY services/api /app\n")
    repo.write("services/mail_worker/main.py")
    repo.write("docker/base.Dockerfile", "FROM alpine\nCOPY certs /etc/ssl\n")
    repo.write("docker/worker.Dockerfile", "FROM base\nCOPY services/mail_worker /app\n")
    repo.write("docker-bake.hcl", """target "mail-worker" {
  dockerfile = "docker/worker.Dockerfile"
}
target "base" {
  dockerfile = "docker/base.Dockerfile"
}
""")
    repo.write("tools/lint/Dockerfile", "FROM scratch\nADD https://example.com/lint /\n")
    repo.write("packages/ui/package.json", '{ "name": "ui" }\n')
    for path in ("certs/ca.pem", "package-lock.json", "scripts/harden.sh"):
        repo.write(path)
    repo.write("infra/main.tf", 'variable "image_tags" { type = map(string) }\nmodule "web" { source = "./web" }\n')
    repo.write("infra/image-tags.auto.tfvars", 'image_tags = {\n  api = "abc1234"\n  mail_worker = "abc1234"\n  web = "abc1234"\n}\n')
    return Setup(repo, head=repo.commit("first"))


def audited():
    """Dockerfiles, a bake and a compose file that read more, and less, than the configuration says."""
    repo = Repository()
    repo.write("services/api/main.go", "package main\n")
    repo.write("services/api/Dockerfile", """FROM registry.example.com/acme/base:1
COPY packages/events /src/events
COPY services/api .python-version scripts/harden.sh /src/
RUN --mount=target=/tools,source=tools /tools/gen
COPY --from=bse /etc/ca /etc/ca
COPY dist gone /x/
COPY --parents schemas/./**/*.json /schemas/
""")
    repo.write("services/web/main.ts")
    repo.write("services/web/Dockerfile", "FROM scratch\nARG EXTRA\nCOPY services/web $EXTRA /src/\n")
    repo.write("services/odd/Dockerfile", "# syntax=example.com/our/dockerfile\nFROM scratch\nCOPY services/odd /\n")
    repo.write("services/none/main.c")
    repo.write("services/baked/main.c")
    repo.write("docker/baked.Dockerfile", "FROM scratch\nCOPY services/baked shared /\n")
    repo.write("base/Dockerfile", "FROM alpine\nCOPY base/ca /etc/ca\n")
    repo.write("base/ca")
    repo.write("forgotten/Dockerfile", "FROM scratch\n")
    for path in (".python-version", "scripts/harden.sh", "tools/gen", "schemas/a/b.json", "schemas/a/b.md", "dist/x", "packages/events/x", "shared/x",
                 "docs/x"):
        repo.write(path)
    repo.write(".dockerignore", "dist\n")
    repo.write("docker-bake.hcl", """variable "FILE" { default = "docker/baked.Dockerfile" }
target "baked" {
  dockerfile = FILE
}
""")
    repo.write("compose.yaml", "include: [more.yaml]\nservices:\n  db: {image: postgres}\n")
    build = {"dockerfile": "services/{image}/Dockerfile"}
    repo.configure(
        services=[{"path": "services/api", "inputs": ["docs/x"]}, *(f"services/{name}" for name in ("baked", "none", "odd", "web"))],
        packages=["packages/*"], ignore=["*.nothing"],
        images=[{"name": "base", "path": "base", "build": {"dockerfile": "base/Dockerfile"}},
                *({"name": name, "build": build} for name in ("api", "odd", "web")), {"name": "baked", "from": ["base"]}],
        environments={"prod": {"repository": "registry.example.com/acme/{image}", "live": [{"from": "file", "file": "live.json"}]}})
    head = repo.commit("first")
    repo.write("live.json", json.dumps({name: head[:7] for name in ("api", "baked", "none", "odd", "web")}))
    return Setup(repo, head=head)
