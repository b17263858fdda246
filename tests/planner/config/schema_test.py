"""Holds the published schema and the program to the same verdicts, and the examples of the documentation to both.

Usage: schema_test.py SCHEMA CHECK_CONFIGS DOCUMENTATION LIVE_SOURCES
"""

import copy
import json
import re
import subprocess
import sys

import jsonschema

# One of everything; each place of it is then broken in many ways.
SAMPLE = {
    "$schema": "docs/schema/deltaplan.schema.json",
    "version": 1,
    "services": [
        "services/*",
        {"path": "services/web", "inputs": ["proto"], "depends_on": ["ui"], "image": "frontend"},
        {"name": "api", "always": True, "hold": "frozen", "targets": ["module.{service}"]},
        {"name": "worker", "path": "services/worker", "hold": False, "restart_with": ["api"], "placeholders": {}},
        {"name": "legacy", "image": "vendor", "external": True},
    ],
    "packages": ["packages/*", {"path": "packages/ui", "name": "ui", "inputs": ["x"], "depends_on": ["y"]}],
    "build_inputs": ["lock", {"path": "Dockerfile"}],
    "images": [{"name": "base", "path": "docker/base", "inputs": ["x"], "depends_on": ["ui"], "from": ["os"],
                "build": {"context": "docker", "dockerfile": "base.Dockerfile", "args": {}}}],
    "build": {"context": ".", "dockerfile": "services/{image}/Dockerfile", "args": {"NAME": "{image}", "EMPTY": ""}},
    "dependencies": "declared",
    "ignore": ["**/docs/**"],
    "placeholders": {"var": "{service_id}", "empty": ""},
    "tag": "{service}-{sha:12}",
    "tag_pattern": "-(?<sha>[0-9a-f]{12})$",
    "bootstrap_tags": ["sha-bootstrap"],
    "environments": {
        "prod": {
            "live": [
                {"from": "ecs", "cluster": "c", "service": "s", "container": "c", "region": "r", "profile": "p"},
                {"from": "ecr", "repository": "r", "tag_pattern": "-(?<sha>[0-9a-f]{7})$", "region": "r", "profile": "p"},
                {"from": "ssm", "parameter": "p", "content": "image", "region": "r", "profile": "p"},
                {"from": "lambda", "function": "f", "region": "r", "profile": "p"},
                {"from": "http", "url": "https://example.com/{service}", "pointer": "/tag"},
                {"from": "http", "url": "https://{service}.example.com/", "header": "x-commit"},
                {"from": "http", "url": "https://example.com/", "pointer": "/{service}/tag"},
                {"from": "command", "command": ["live", "--json"]},
                {"from": "file", "file": "f", "variable": "v", "service": "s", "container": "c"},
                {"from": "terraform_state", "file": "s", "address": "a", "container": "c"},
                {"from": "terraform_state", "command": ["tofu", "show", "-json"], "attribute": "input.tag"},
                {"from": "image_tags"},
            ],
            "image_tags": {"file": "tags.json", "variable": "image_tags"},
            "repository": "registry.example.com/{env}/{image}",
            "ecs": {"cluster": "platform-{env}", "service": "{service}", "family": "{image}", "container": "app"},
            "terraform": {"dir": "infra/{service}", "workspace": "{env}", "var_files": ["env/{env}.tfvars"],
                          "vars": {"region": "eu-west-1", "count": 3, "on": True, "empty": ""},
                          "targets": ["x.y[\"{service}\"]"], "allow": ["module.a", "x.y[0]"],
                          "data_types": ["acme_*"]},
            "services": {"api": {"terraform": {"dir": "infra/api", "targets": "auto"}, "image_tags": {"file": "{service}.json", "variable": "tag"},
                                 "ecs": {"cluster": "other"}}},
            "deploy": {"account": "123456789012", "deployers": ["arn:aws:sts::123456789012:assumed-role/deploy/*"], "registry": "ecr",
                       "build_tool": "buildah", "platform": "linux/amd64", "provenance": False, "image_tag_variable": "image_tag",
                       "health": "https://{env}.example.com/{service}/health", "jobs": 2, "retries": 0, "steady_timeout": "10m",
                       "health_timeout": "90s",
                       "apps": {"console": {"directory": "apps/console", "build": ["npm", "run", "build"], "output": "apps/console/dist",
                                            "bucket": "prod-console/app", "distribution": "E1"}}},
        },
        "by_service": {"deploy": {"platform": ["linux/amd64", "linux/arm64/v8"],
                                  "health": {"api": "http://127.0.0.1:8080/?a=b", "worker": None, "*": "https://[::1]/"}}},
        "empty": {},
    },
}

REPLACEMENTS = [None, True, False, 0, 1, 1.5, "", "x", "auto", "workspace", "image_tags", [], ["x"], [1], {}, {"x": 1},
                {"path": "x"}, {"name": "x"}, {"from": "image_tags"}]
PATHS = ["a", ".", "./a//b/", "..", "../a", "a/..", "a/../b", "..a", "a..", "a/..b", "/a", "a\0b", "a\nb", "*", "a*b", "**",
         "a/**", "a**", "[x]?", "{a,b}", "é", "a b"]
TEMPLATES = ["{image}", "{env}/{image}", "{service}", "{sha}", "{Image}", "a{image}{x}", "{image", "x"]
ADDRESSES = ["http://a", "https://a/", "https://a:80/b?c#d", "https://{service}.a/{env}/{image}", "https://a:{env}/", "https://{x}/", "a/health",
             "//a/b", "ftp://a/", "https://", "https:///b", "https://u@a/", "https://a b/", "https://a/b c", "https://a:/", "https://a:123456/",
             "https://[::1]:8080/", "https://[x]/", "https://[::1", "HTTPS://a/", "https://é/"]
DURATIONS = ["1s", "90s", "10m", "1h", "2d", "007m", "0s", "00m", "-1s", "+1s", "1.5h", "10", "m", "10 m", "10M", "1w", "1h30m", "999999999s",
             "1000000000s"]
WHO = ["arn:aws:iam::123456789012:role/deploy", "arn:aws-cn:sts::*:assumed-role/x/*", "arn:aws:iam::12345678901:root", "arn:aws:s3:::bucket",
       "arn:aws:iam:eu-west-1:123456789012:role/x", "arn:aws:iam::123456789012:", "arn:aws:iam::123456789012:role/a b", "deploy", "*", "a:::::"]
PLATFORMS = ["linux/amd64", "linux/arm/v7", "amd64", "linux/", "linux/amd64/", "/amd64", "linux/a/b/c", "Linux/amd64", "linux/amd 64"]
WORDS = ["a", "A-b_c", "-a", "1a", "a b", "a.b", "a/b", "./a", "a$b", "_", "s3://a", "ab", "ab/c", "ab/c d", "Ab", "ab/", "123456789012",
         "12345678901", "12345678901x"]
# Where such a text stands.
TEXTS = [(("health",), ADDRESSES), (("health_timeout",), DURATIONS), (("deployers", 0), WHO), (("platform",), PLATFORMS),
         (("account",), WORDS), (("build_tool",), WORDS), (("image_tag_variable",), WORDS), (("apps", "console", "bucket"), WORDS)]

TAGS = ["{sha}", "{short_sha}", "{sha:4}", "{sha:40}", "{sha:3}", "{sha:41}", "{sha:07}", "{sha:}", "v1", "-{sha}", ".{sha}",
        "_{sha}", "{service}{sha}", "{service}", "{sha}{sha}", "{env}-{sha}", "a/{sha}", "{sha}}", "{{sha}", "{sha"]

# What no schema can say: here it may accept what the program refuses. {x} may be a word of "placeholders", and is none.
UNSAID = re.compile(r"^(/environments/prod/live/\d+)?/tag_pattern$|/(targets|allow)(/\d+)?$|^/services/\d+/placeholders$|'ecs', 'cluster'\) = 'a{image}{x}'$")


def places(value, path=()):
    """Every place inside `value`, as paths."""
    for key, member in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield path + (key,)
        yield from places(member, path + (key,))


def at(value, path):
    for step in path:
        value = value[step]
    return value


def changed(path, new):
    """The sample with `new` at `path`. All that does not lead there is the sample's own, not a copy: see `remembering`."""
    result = copy.copy(SAMPLE)
    parent = result
    for step in path[:-1]:
        parent[step] = copy.copy(parent[step])
        parent = parent[step]
    parent[path[-1]] = new
    return result


def cases():
    """Pairs: where the sample was changed, and the changed sample."""
    yield "", SAMPLE
    for path in places(SAMPLE):
        pointer = "".join(f"/{step}" for step in path)
        for new in REPLACEMENTS:
            yield pointer, changed(path, new)
        gone = changed(path, None)
        del at(gone, path[:-1])[path[-1]]
        yield pointer + " removed", gone
        if isinstance(at(SAMPLE, path), dict):
            yield pointer + "/surprise", changed(path + ("surprise",), 1)
    yield "/surprise", changed(("surprise",), 1)
    for new in PATHS:
        for path in [("services", 0), ("services", 1, "path"), ("services", 3, "path"), ("services", 1, "inputs", 0),
                     ("packages", 0), ("packages", 1, "path"), ("build_inputs", 0), ("build_inputs", 1, "path"),
                     ("images", 0, "path"), ("environments", "prod", "image_tags", "file"),
                     ("environments", "prod", "terraform", "dir"), ("build", "context"), ("images", 0, "build", "dockerfile")]:
            yield f"{path} = {new!r}", changed(path, new)
    for new in TEMPLATES:
        for path in [("build", "context"), ("build", "dockerfile"), ("build", "args", "NAME"), ("environments", "prod", "repository"),
                     ("environments", "prod", "ecs", "cluster")]:
            yield f"{path} = {new!r}", changed(path, new)
    for path, texts in TEXTS:
        for new in texts:
            yield f"{path} = {new!r}", changed(("environments", "prod", "deploy", *path), new)
    for name in WORDS:
        yield f"app {name!r}", changed(("environments", "prod", "deploy", "apps"), {name: {
            "directory": ".", "build": ["make"], "output": "dist", "bucket": "bucket"}})
    yield "a build argument with =", changed(("build", "args"), {"A=B": "c"})
    yield "a build argument without name", changed(("build", "args"), {"": "c"})
    for new in TAGS:
        yield f"tag = {new!r}", changed(("tag",), new)
    yield "nameless environment", changed(("environments", ""), {})
    for whole in [None, 1, "x", [], {}]:
        yield f"whole = {whole!r}", whole


def examples(documentation):
    """Every block of the documentation; one that is no whole file is put into the smallest one."""
    with open(documentation, encoding="utf-8") as file:
        blocks = re.findall(r"^```jsonc\n(.*?)^```", file.read(), re.S | re.M)
    assert len(blocks) >= 10, "there are examples to check"
    for block in blocks:
        if not block.startswith("{"):
            rest = "" if '"services"' in block else '"services": ["services/*"], '
            block = '{"version": 1, ' + rest + block + "}"
        yield block


def live_sources(documentation):
    """Every live source that the documentation shows, in the smallest configuration that may have it."""
    with open(documentation, encoding="utf-8") as file:
        sources = re.findall(r'^(\{ "from": .*?\})(?: +//.*)?$', file.read(), re.M)
    assert len(sources) >= 10, "there are sources to check"
    for source in sources:
        yield f'{{"version": 1, "services": ["services/*"], "environments": {{"prod": {{"live": [{source}]}}}}}}'


def without_comments(text):
    return re.sub(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', lambda match: match[1] or "", text, flags=re.S)


def verdicts(program, texts):
    output = subprocess.run([program], input="\0".join(texts).encode(), check=True, stdout=subprocess.PIPE).stdout
    answers = output.decode().split("\0")[:-1]
    assert len(answers) == len(texts)
    return answers


def remembering(validator_class):
    """The same validator, which does not check again what passed: the parts of the sample, which are in nearly all that is tried."""
    parts = {id(at(SAMPLE, path)) for path in places(SAMPLE) if isinstance(at(SAMPLE, path), (dict, list))}
    passed = set()

    def once(keyword, check):
        def checked(validator, value, instance, schema):
            what = (id(schema), keyword, id(instance))
            if what not in passed:
                errors = list(check(validator, value, instance, schema) or ())
                if not errors and id(instance) in parts:
                    passed.add(what)
                yield from errors

        return checked

    return jsonschema.validators.extend(validator_class, {keyword: once(keyword, check) for keyword, check in validator_class.VALIDATORS.items()})


def main():
    schema_file, program, documentation, sources = sys.argv[1:]
    with open(schema_file, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = remembering(jsonschema.Draft202012Validator)(schema)

    tried = list(cases())
    refused = 0
    failures = []
    for (where, config), answer in zip(tried, verdicts(program, [json.dumps(config) for _, config in tried])):
        errors = [error.message for error in validator.iter_errors(config)]
        refused += answer != "ok"
        if (not errors) != (answer == "ok") and not (not errors and UNSAID.search(where)):
            failures.append(f"{where}\n  program: {answer}\n  schema: {errors or 'valid'}")
    assert not failures, f"{len(failures)} differences\n" + "\n".join(failures[:20])
    assert verdicts(program, [json.dumps(SAMPLE)]) == ["ok"]
    assert 0 < refused < len(tried)

    texts = [*examples(documentation), *live_sources(sources)]
    for text, answer in zip(texts, verdicts(program, texts)):
        assert answer == "ok", f"{text}\n{answer}"
        validator.validate(json.loads(without_comments(text)))
    print(f"{len(tried)} configurations judged alike, {refused} of them refused; {len(texts)} examples are valid")


main()
