"""Configurations, repositories and environments with something wrong in them, for golden runs."""

import json
import os

from recipes import Setup, environment, three_commits
from sandbox import Repository


def no_config():
    repo = Repository()
    repo.write("services/api/x")
    repo.commit("first")
    return Setup(repo)


def with_config(text, **files):
    """A repository whose configuration is `text`."""
    repo = Repository()
    for path in ("services/api/x", "services/web/x", "apps/api/x", "packages/common/x"):
        repo.write(path)
    for path, content in files.items():
        repo.write(path, content)
    repo.write("deltaplan.json", text if isinstance(text, str) else json.dumps(text, indent=2))
    return Setup(repo, head=repo.commit("first"))


def broken_json():
    return with_config('{\n  "version": 1,\n  "services": ["services/*"\n}\n')


def many_problems():
    return with_config({
        "version": 1,
        "servces": [],
        "services": [{"path": "../services"}, {"name": "x", "pth": "y"}, 7, {"path": "services/*", "name": "n"}],
        "packages": ["packages/**"],
        "dependencies": "declard",
        "tag": "{short-sha}",
        "tag_pattern": "([0-9a-f]+",
        "environments": {"prod": {"live": [{"from": "image_tag"}], "terraform": {"targets": "automatic"}}},
    })


def wrong_for_this_repository():
    return with_config({
        "version": 1,
        "services": ["services/*", "apps/api", "service/*", {"name": "wbe", "inputs": ["x"]},
                     {"name": "web", "depends_on": ["packages/comon"]}],
        "packages": ["packages/common", "packages/common"],
    })


def settings(**deploy):
    """Two environments: one that says how it is deployed, with `deploy` besides, and one with every default."""
    return with_config({
        "version": 1, "services": ["services/*"],
        "environments": {
            "prod": {
                "repository": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/{env}/{image}",
                "terraform": {"dir": "infra", "workspace": "{env}", "var_files": ["infra/{env}.tfvars"]},
                "deploy": {
                    "account": "123456789012", "deployers": ["arn:aws:sts::123456789012:assumed-role/deploy/*"],
                    "build_tool": "buildah", "platform": "linux/amd64", "provenance": False, "image_tag_variable": "image_tag",
                    "health": {"*": "https://{env}.example.com/{service}/health", "api": None}, "jobs": 2, "retries": 0,
                    "steady_timeout": "15m", "health_timeout": "90s",
                    "apps": {"console": {"directory": "apps/api", "build": ["npm", "run", "build"], "output": "apps/api/dist",
                                         "bucket": "prod-console", "distribution": "E1"}},
                    **deploy,
                },
            },
            "local": {"repository": "localhost:5000/{image}"},
        },
    }, **{"infra/main.tf": 'variable "image_tag" {}\n', "infra/prod.tfvars": ""})


def of_another_version():
    return with_config({"version": 2, "srvices": [], "tag": 7})


def environments_of(directory):
    """Two environments: one in `directory` that names files that are not there, and one whose address nothing declares."""
    written = ['aws_ecs_service.service["{service}"]', 'aws_ecs_service.servce["{service}"]']
    return with_config({
        "version": 1, "services": ["services/*"],
        "environments": {
            "prod": {"live": [{"from": "image_tags"}], "image_tags": {"file": "infra/tags.auto.tfvars.json"},
                     "terraform": {"dir": directory, "var_files": ["infra/prod.tfvars"], "targets": written[:1]}},
            "dev": {"terraform": {"dir": "infra", "targets": written}},
        },
    }, **{"infra/main.tf": 'variable "image_tags" {}\nresource "aws_ecs_service" "service" {\n  for_each = toset(["api", "web"])\n}\n'})


def environments_that_lead_nowhere():
    return environments_of("infra/prod")


def environments_with_missing_files():
    return environments_of("infra")


def wrong_settings():
    return settings(acount="1", registry="hub", health="{service}.example.com", steady_timeout="10 minutes")


def health_of_nobody():
    return settings(health={"wbe": "https://example.com/"})


def dead_paths():
    return with_config({"version": 1, "services": ["services/*", "services/gone"], "build_inputs": ["pnpm-lock.yaml"]})


def dead_directory():
    """Entries below one directory that is gone, and one of its own."""
    return with_config({"version": 1, "services": ["services/*", "legacy/one", "legacy/two"], "packages": ["packages/gone"],
                        "build_inputs": ["legacy/*.lock"]})


def image_cycle():
    return with_config({"version": 1, "services": ["services/*"],
                        "images": [{"name": "api", "from": ["web"]}, {"name": "web", "from": ["api"]}]})


def two_environments():
    return with_config({"version": 1, "services": ["services/*"],
                        "environments": {"staging": environment(), "production": environment()}})


def not_a_repository():
    repo = Repository()
    directory = os.path.join(repo.base, "plain")
    os.mkdir(directory)
    with open(os.path.join(directory, "deltaplan.json"), "w", encoding="utf-8") as file:
        file.write('{ "version": 1, "services": ["services/*"] }')
    return Setup(repo, directory)


def no_commits():
    repo = Repository()
    repo.configure()
    return Setup(repo)


def bare_without_config():
    return Setup(no_config().repository.clone("bare.git", "--bare"))


def damaged(revision, content):
    """Like three_commits, with one object of `first` gone (None) or overwritten."""
    setup = three_commits()
    repo = setup.repository
    name = repo.git("rev-parse", setup.words["first"] + revision)
    file = os.path.join(repo.path, ".git/objects", name[:2], name[2:])
    os.remove(file)
    if content is not None:
        with open(file, "wb") as stream:
            stream.write(content)
    return setup


def missing_tree():
    return damaged(":services", None)


def corrupt_tree():
    return damaged(":services", b"damaged")


def corrupt_commit():
    return damaged("", b"damaged")


def blocked_output():
    """A file and a directory where output should go."""
    setup = three_commits()
    file = os.path.join(setup.repository.base, "file")
    with open(file, "w", encoding="utf-8"):
        pass
    os.makedirs(os.path.join(setup.repository.base, "taken", "plan.md"))
    setup.words |= {"file": file, "taken": os.path.join(setup.repository.base, "taken")}
    return setup


def live_files():
    """Live files that are not what they should be."""
    setup = three_commits()
    for name, text in {
        "not_json": "a: b\n", "list": '["api"]', "number": '{"api": 7}', "empty": '{"api": ""}', "doubled":
        '{"api": "x", "api": "y"}', "tag_map": '{"image_tags": {"api": "latest"}}',
    }.items():
        setup.words[name] = os.path.join(setup.repository.base, name + ".json")
        with open(setup.words[name], "w", encoding="utf-8") as file:
            file.write(text)
    return setup
