"""Repositories for the golden runs of commands that write: each case has one of its own, and may change it."""

import http.server
import json
import os
import threading

import recipes
from sandbox import Repository

SERVICES = ("api", "web")
TAG_MAP = "infra/tags.auto.tfvars.json"


class Setup(recipes.Setup):
    is_changed = True


def environment(**more):
    return {"live": [{"from": "image_tags"}], "image_tags": {"file": TAG_MAP}, **more}


def mishaps():
    """No tag map yet, a directory in the place of its history, and Terraform files that can't be read."""
    repo = Repository()
    for name in SERVICES:
        repo.write(f"services/{name}/main.ts", name)
    repo.write("infra/main.tf", 'resource "aws_ecs_service" "service" {\n')
    repo.configure(environments={"prod": environment(terraform={"dir": "infra", "targets": "auto"})})
    repo.commit("first")
    os.makedirs(os.path.join(repo.path, TAG_MAP + ".history"))
    return Setup(repo)


def map_history():
    """A tag map with a past in git: once it was no map; a service was retired since, and another one is held."""
    repo = Repository()
    for name in SERVICES:
        repo.write(f"services/{name}/main.ts", name)
    repo.configure(services=["services/*", {"name": "web", "hold": "until March"}], environments={"prod": environment()})
    repo.write(TAG_MAP, '{"image_tags": "none yet"}')
    repo.commit("first")
    for tag in ("1111111", "2222222"):
        repo.write(TAG_MAP, json.dumps({"image_tags": {name: tag for name in (*SERVICES, "retired")}}))
        repo.commit("tags " + tag)
    return Setup(repo)


def unwatched():
    """A plan of an environment in which nothing but the tag map says what runs."""
    repo = Repository()
    for name in SERVICES:
        repo.write(f"services/{name}/main.ts", name)
    repo.configure(environments={"prod": environment()})
    first = repo.commit("first")
    repo.write(TAG_MAP, json.dumps({"image_tags": {name: first[:7] for name in SERVICES}}))
    repo.write("services/api/main.ts", "api 2")
    repo.commit("second")
    plan = os.path.join(repo.base, "plan")
    run = repo.run("plan", "--out", plan)
    assert run.code == 0, run
    return Setup(repo, plan=plan)


def given_up():
    """A plan over one whose release was left behind, and a platform on which somebody else has deployed since."""
    repo = Repository()
    for name in SERVICES:
        repo.write(f"services/{name}/main.ts", name)
    repo.configure(services=["services/*", {"name": "web", "restart_with": ["api"]}],
                   environments={"prod": environment(live=[{"from": "file", "file": "live.json"}])})
    first = repo.commit("first")
    tags = {name: first[:7] for name in SERVICES}
    repo.write("live.json", json.dumps(tags))
    repo.write(TAG_MAP, json.dumps({"image_tags": tags}))
    repo.write("services/api/main.ts", "api 2")
    repo.commit("second")
    plan = os.path.join(repo.base, "plan")
    run = repo.run("plan", "--out", plan)
    assert run.code == 0, run
    with open(os.path.join(plan, "plan.json"), "rb") as file:
        digest = recipes.digest_of(file.read())
    with open(os.path.join(plan, "release.json"), "w", encoding="utf-8") as file:
        json.dump({"format_version": "1.0", "plan": digest, "environment": "prod", "step": "wait", "began": "2026-01-01T00:00:00Z",
                   "since": "2026-01-01T00:00:00Z", "restarts": {}, "restarted": {}}, file)
    repo.write("services/web/main.ts", "web 2")
    repo.commit("third")
    run = repo.run("plan", "--out", plan)
    assert run.code == 0, run
    repo.write("live.json", json.dumps({**tags, "api": "3333333"}))
    return Setup(repo, plan=plan)


class ClosedRegistry(http.server.BaseHTTPRequestHandler):
    """Lets nobody in."""

    def do_GET(self):
        self.send_response(403)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


def closed_registry():
    """A tag map with a past, and a registry that says nothing of the images of its tags."""
    repo = Repository()
    repo.write("services/api/main.ts", "api")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), ClosedRegistry)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"127.0.0.1:{server.server_address[1]}"
    repo.configure(environments={"prod": environment(repository=address + "/{image}")})
    for tag in ("1111111", "2222222"):
        repo.write(TAG_MAP, json.dumps({"image_tags": {"api": tag}}))
        # The address, which no commit may hold, is not the same from run to run.
        repo.commit("tags " + tag, **{".gitignore": "deltaplan.json\n"})
    setup = Setup(repo)
    setup.hidden[address] = "<registry>"
    return setup
