"""Repositories whose Terraform files matter, for golden runs."""

import json
import os
import shutil

from recipes import Setup, TAG_MAP, environment
from sandbox import Repository

PLANS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "fixtures", "terraform_plans")


def terraform():
    """Services whose targets are found in Terraform files, and all that there is to say about some of them."""
    repo = Repository()
    for name in ("api", "cron", "edge", "ghost", "mail", "web"):
        repo.write(f"services/{name}/main.ts", name)
    repo.write("infra/prod/main.tf", """variable "image_tags" {
  type = map(string)
}

locals {
  services = toset(["api", "web"])
}

resource "aws_ecs_task_definition" "service" {
  for_each              = local.services
  family                = each.key
  container_definitions = jsonencode([{ image = "r/${each.key}:${var.image_tags[each.key]}" }])
}

resource "aws_ecs_service" "service" {
  for_each        = local.services
  task_definition = aws_ecs_task_definition.service[each.key].arn
}

resource "aws_lambda_function" "cron" {
  count     = 0
  image_uri = "r/cron:${var.image_tags["cron"]}"
}

resource "aws_lambda_function" "edge" {
  image_uri = "r/edge:${var.image_tags["edge"]}"

  lifecycle {
    ignore_changes = [image_uri]
  }
}

resource "aws_lambda_function" "audit" {
  image_uri = "r/audit:${var.image_tags["audit"]}"
}
""")
    repo.write("infra/prod/mail.tf", """module "mail" {
  for_each = data.aws_regions.all.names
  source   = "../modules/mail"
  image    = "r/mail:${var.image_tags["mail"]}"
}

moved {
  from = aws_ecs_service.web
  to   = aws_ecs_service.service["web"]
}
""")
    repo.write("infra/modules/mail/main.tf", """variable "image" {}

resource "aws_lambda_function" "this" {
  image_uri = var.image
}
""")
    repo.write("infra/broken/main.tf", 'resource "x" {\n  a = [1,\n}\n')
    repo.write("infra/broken/module.tf", 'module "m" {\n  source = "./gone"\n}\n')
    at = {name: {"terraform": {"dir": f"infra/{name}", "targets": "auto"}} for name in ("prod", "broken", "nowhere")}
    repo.configure(environments=at | {"none": {}})
    first = repo.commit("first")
    for name in ("cron", "edge", "ghost", "web"):
        repo.write(f"services/{name}/main.ts", name + " 2")
    repo.write("infra/modules/mail/main.tf", """variable "image" {}

resource "aws_lambda_function" "this" {
  image_uri   = var.image
  memory_size = 256
}
""")
    addresses = ['aws_ecs_service.service["api"]', "aws_ecs_service.web", 'aws_ecs_task_definition.service["api"]',
                 'aws_ecs_task_definition.service["web"]', "aws_lambda_function.cron[0]", "aws_lambda_function.edge"]
    inside = ['module.mail["eu-west-1"].aws_lambda_function.this']
    state = os.path.join(repo.base, "state.json")
    with open(state, "w", encoding="utf-8") as file:
        json.dump({"format_version": "1.0", "values": {"root_module": {
            "resources": [{"address": address, "mode": "managed"} for address in addresses],
            "child_modules": [{"resources": [{"address": address, "mode": "managed"} for address in inside]}]}}}, file)
    live = os.path.join(repo.base, "live.json")
    with open(live, "w", encoding="utf-8") as file:
        json.dump({name: first for name in ("api", "cron", "edge", "ghost", "mail", "web")}, file)
    return Setup(repo, first=first, head=repo.commit("second"), state=state, live=live)


def written_targets():
    """Services whose targets are written, with all that Terraform files can have against such an address."""
    repo = Repository()
    names = ("api", "batch", "cron", "edge", "ghost", "web")
    for name in names:
        repo.write(f"services/{name}/main.ts", name)
    services = "".join(f"""resource "aws_ecs_service" "{name}" {{
  name            = "{name}"
  task_definition = "{name}:${{var.image_tags["{name}"]}}"
{more}}}

""" for name, more in (("api", '  deployment_controller {\n    type = "CODE_DEPLOY"\n  }\n'), ("cron", "  count           = 0\n"),
                       ("edge", "  lifecycle {\n    ignore_changes = [task_definition]\n  }\n"), ("web", "")))
    repo.write("infra/main.tf", 'variable "image_tags" {\n  type = map(string)\n}\n')
    repo.write("infra/services.tf", services)
    repo.write("infra/batch.tf", 'module "batch" {\n  source  = "example.com/batch/aws"\n  version = "1.0"\n}\n')
    at = {"dir": "infra", "targets": ["aws_ecs_service.{service}"]}
    repo.configure(
        services=["services/*", {"name": "batch", "targets": ["module.batch.aws_batch_job_definition.this"]}],
        environments={
            "prod": {"live": [], "image_tags": {"file": "infra/prod.auto.tfvars.json"}, "terraform": at},
            "other": {"live": [], "image_tags": {"file": "infra/other.tfvars.json", "variable": "tags"}, "terraform": at},
        })
    repo.write("infra/prod.auto.tfvars.json", json.dumps({"image_tags": {}}))
    repo.write("infra/zz.auto.tfvars.json", json.dumps({"image_tags": {}}))
    first = repo.commit("first")
    for name in names:
        repo.write(f"services/{name}/main.ts", name + " 2")
    repo.write("infra/services.tf", services.replace('"web"\n', '"web"\n  desired_count   = 2\n'))
    live = os.path.join(repo.base, "live.json")
    with open(live, "w", encoding="utf-8") as file:
        json.dump({name: first for name in names}, file)
    return Setup(repo, first=first, head=repo.commit("second"), live=live)


def terragrunt():
    """Root modules that another program makes: no Terraform file declares anything there."""
    repo = Repository()
    for name in ("api", "web"):
        repo.write(f"services/{name}/main.ts", name)
        repo.write(f"live/prod/{name}/terragrunt.hcl", 'terraform {\n  source = "../../../modules//service"\n}\n')
    at = {"dir": "live/{env}/{service}", "targets": "auto"}
    written = {"terraform": {"targets": ["aws_ecs_service.this"]}}
    repo.configure(environments={"prod": {"terraform": at, "services": {"web": written}}})
    first = repo.commit("first")
    live = os.path.join(repo.base, "live.json")
    with open(live, "w", encoding="utf-8") as file:
        json.dump({"api": first, "web": first}, file)
    for name in ("api", "web"):
        repo.write(f"services/{name}/main.ts", name + " 2")
    return Setup(repo, head=repo.commit("second"), live=live)


def stacks():
    """A stack for each service, with its tag in a local value and a module that all call; a second module that nothing calls."""
    repo = Repository()
    names = ("api", "web", "worker")
    for name in names:
        repo.write(f"services/{name}/main.ts", name)
    module = 'variable "tag" {\n  type = string\n}\n\nresource "terraform_data" "this" {\n  input = var.tag\n}\n'
    for name in ("app", "unused"):
        repo.write(f"modules/{name}/main.tf", module)
    first = repo.commit("first")
    for name in names:
        repo.write(f"stacks/{name}/main.tf", f'''locals {{
  image_tag = "{first[:7]}"
}}

module "app" {{
  source = "../../modules/app"
  tag    = local.image_tag
}}
''')
    repo.configure(environments={"prod": {
        "live": [{"from": "image_tags"}],
        "image_tags": {"file": "stacks/{service}/main.tf", "variable": "locals.image_tag", "form": "scalar"},
        "terraform": {"dir": "stacks/{service}", "targets": "auto", "var_files": []}}})
    for name in ("api", "web"):
        repo.write(f"services/{name}/main.ts", name + " 2")
    return Setup(repo, first=first, head=repo.commit("second"))


def terraform_roots():
    """Services in root modules of their own: one by its name, one by exception in an old workspace, one that hangs on what nobody says."""
    repo = Repository()
    names = ("api", "edge", "legacy", "web")
    for name in names:
        repo.write(f"services/{name}/main.ts", name)
        condition = "var.extra" if name == "edge" else 'terraform.workspace == "prod" || var.on'
        repo.write(f"infra/{name}/main.tf", f"""variable "image_tags" {{
  type = map(string)
}}

variable "on" {{
  type    = bool
  default = false
}}

variable "extra" {{
  type    = bool
  default = false
}}

resource "terraform_data" "{name}" {{
  count = {condition} ? 1 : 0
  input = "registry.example.com/{name}:${{var.image_tags["{name}"]}}"
}}
""")
    repo.write("env/prod.tfvars", "on = true\n")
    at = {"dir": "infra/{service}", "workspace": "{env}", "var_files": ["env/{env}.tfvars"], "targets": "auto"}
    prod = {
        "live": [{"from": "image_tags"}],
        "image_tags": {"file": "infra/image-tags.tfvars.json"},
        "terraform": at,
        "services": {
            "edge": {"terraform": {"var_files": ["env/{env}.tfvars", "edge.tfvars"]}},
            "legacy": {"terraform": {"workspace": "old", "vars": {"on": True}}},
        },
    }
    repo.configure(environments={"prod": prod})
    first = repo.commit("first")
    tag_map = "infra/image-tags.tfvars.json"
    repo.write(tag_map, json.dumps({"image_tags": {name: first[:7] for name in names}}, indent=2) + "\n")
    for name in ("edge", "legacy", "web"):
        repo.write(f"services/{name}/main.ts", name + " 2")
    second = repo.commit("second")
    live = {name: first[:7] if name in ("api", "edge") else second[:7] for name in names}
    repo.write(tag_map, json.dumps({"image_tags": live}, indent=2) + "\n")
    for name in ("legacy", "web"):
        repo.write(f"services/{name}/main.ts", name + " 3")
    head = repo.commit("third")
    plan = os.path.join(repo.base, "plan")
    run = repo.run("plan", "--out", plan)
    assert run.code == 0, run
    tags = {name: first[:7] if name == "api" else repo.short() for name in names}
    for name in names:
        change = {"address": f"terraform_data.{name}[0]", "mode": "managed", "type": "terraform_data", "name": name, "index": 0,
                  "change": {"actions": ["update"], "before": {"input": f"registry.example.com/{name}:{live[name]}"},
                             "after": {"input": f"registry.example.com/{name}:{tags[name]}"}}}
        with open(os.path.join(repo.base, name + ".json"), "w", encoding="utf-8") as file:
            json.dump({"format_version": "1.2", "terraform_version": "1.9.0", "resource_changes": [change], "complete": False,
                       "variables": {"image_tags": {"value": tags}}}, file)
    with open(os.path.join(repo.path, "deltaplan.json"), encoding="utf-8") as file:
        config = json.load(file)
    config["environments"]["prod"]["services"]["legcy"] = {"ecs": {"cluster": "old"}}
    with open(os.path.join(repo.base, "misspelt.json"), "w", encoding="utf-8") as file:
        json.dump(config, file)
    return Setup(repo, plan=plan, first=first, head=head, base=repo.base)


def root_for_each_service():
    """A root module, its variables and a tag map for each service; the maps are to be written yet."""
    repo = Repository()
    for name in ("api", "web"):
        repo.write(f"services/{name}/main.ts", name)
        repo.write(f"infra/{name}/main.tf", """variable "image_tag" { type = string }

resource "terraform_data" "this" { input = var.image_tag }
""")
        repo.write(f"env/{name}.tfvars", "")
    repo.configure(environments={"prod": {
        "image_tags": {"file": "tags/{service}.auto.tfvars", "variable": "image_tag", "form": "scalar"},
        "terraform": {"dir": "infra/{service}", "var_files": ["env/{service}.tfvars"], "targets": "auto"}}})
    repo.commit("first")
    return Setup(repo)


def tag_files():
    """A tag file for each service, one of them beside another's in a root module."""
    repo = Repository()
    names = ("api", "legacy", "web")
    for name in names:
        repo.write(f"services/{name}/main.ts", name)
    at = {"dir": "infra/{service}", "vars": {}, "targets": ["terraform_data.{service}"]}
    repo.configure(environments={"prod": {
        "live": [{"from": "image_tags"}],
        "image_tags": {"file": "infra/{service}/tags.auto.tfvars.json", "variable": "image_tag", "form": "scalar"},
        "terraform": at,
        "services": {"legacy": {"terraform": {"dir": "infra/api"},
                                "image_tags": {"file": "infra/api/legacy.auto.tfvars", "variable": "legacy_tag"}}}}})
    first = repo.commit("first")
    for name in ("api", "web"):
        repo.write(f"infra/{name}/tags.auto.tfvars.json", json.dumps({"image_tag": first[:7]}) + "\n")
        repo.write(f"services/{name}/main.ts", name + " 2")
    repo.write("infra/api/legacy.auto.tfvars", f'legacy_tag = "{first[:7]}"\n')
    return Setup(repo, first=first, head=repo.commit("second"))


def drifted():
    """Services whose live tags stand in a Terraform state; the tag map says something else about most of them."""
    repo = Repository()
    for name in ("api", "cron", "mailer", "web", "worker"):
        repo.write(f"services/{name}/main.ts", name)
    pattern = 'aws_ecs_task_definition.service["{service}"]'
    tag_map = {"image_tags": {"file": TAG_MAP}, "terraform": {"targets": [pattern]}}

    def state(name):
        return {"from": "terraform_state", "file": f"build/{name}.json"}

    repo.configure(environments={
        "prod": {"live": [state("{env}"), {"from": "image_tags"}], **tag_map},
        "gone": {"live": [state("gone"), {"from": "image_tags"}], **tag_map},
        "half": {"live": [{"from": "image_tags"}, state("gone")], **tag_map},
        "none": {},
    })
    commits = [repo.commit("first")]
    for name in ("api", "web", "worker"):
        repo.write(f"services/{name}/main.ts", name + " 2")
        commits.append(repo.commit(name))
    first, second, third, head = commits
    live = {"api": third[:7], "mailer": "sha-bootstrap", "web": third[:7], "worker": first[:7]}
    resources = [{"address": pattern.replace("{service}", name), "mode": "managed", "values": {
        "container_definitions": json.dumps([{"name": name, "image": f"r/{name}:{tag}"}, {"name": "log", "image": "log:1"}])}}
        for name, tag in live.items()]
    repo.write("build/prod.json", json.dumps({"format_version": "1.0", "values": {"root_module": {"resources": resources}}}))
    mapped = {"api": first[:7], "cron": first[:7], "mailer": second[:7], "old": "1.0", "web": head[:7], "worker": first[:7]}
    repo.write(TAG_MAP, json.dumps({"image_tags": mapped}))
    agreed = os.path.join(repo.base, "agreed.json")
    with open(agreed, "w", encoding="utf-8") as file:
        json.dump(mapped, file)
    return Setup(repo, first=first, second=second, third=third, head=head, agreed=agreed)


def terraform_plans():
    """A platform of which api and mailer are to be deployed, its plan, and Terraform's plans of it (record_plans.py)."""
    repo = Repository()
    for name in ("api", "mailer", "web"):
        repo.write(f"services/{name}/main.ts", name)
    repo.configure(environments={"sandbox": {
        **environment(),
        "terraform": {
            "dir": "infra/terraform",
            "targets": ['terraform_data.service["{service}"]', 'module.app["{service}"]'],
        },
    }})
    first = repo.commit("first")
    repo.write(TAG_MAP, json.dumps({"image_tags": {name: first[:7] for name in ("api", "mailer", "web")}}, indent=2) + "\n")
    repo.write("services/api/main.ts", "api 2")
    repo.write("services/mailer/main.ts", "mailer 2")
    head = repo.commit("second")
    plan = os.path.join(repo.base, "plan")
    run = repo.run("plan", "--out", plan)
    assert run.code == 0, run
    plans = os.path.join(repo.base, "plans")
    if os.path.isdir(PLANS):
        shutil.copytree(PLANS, plans)
    with open(os.path.join(plan, "plan.json"), encoding="utf-8") as file:
        bare = json.load(file)
    next(service for service in bare["services"] if service["name"] == "mailer")["targets"] = []
    for terms in (bare["terraform"], *bare["terraform"]["roots"]):
        terms["tags_variable"] = None
    bare["targets"] = [target for target in bare["targets"] if "mailer" not in target]
    with open(os.path.join(repo.base, "bare.json"), "w", encoding="utf-8") as file:
        json.dump(bare, file)
    with open(os.path.join(repo.path, "deltaplan.json"), encoding="utf-8") as file:
        config = json.load(file)
    config["environments"]["sandbox"]["terraform"] |= {"allow": ["aws_s3_bucket.logs"], "allow_attributes": ["tags_all"]}
    with open(os.path.join(repo.base, "other.json"), "w", encoding="utf-8") as file:
        json.dump(config, file)
    if os.path.isdir(plans):
        with open(os.path.join(plans, "planned.json"), encoding="utf-8") as file:
            elsewhere = json.load(file)
        elsewhere["resource_changes"] += made_elsewhere(first[:7], repo.short())
        elsewhere["action_invocations"] = [{"address": "action.aws_lambda_invoke.migrate"}]
        with open(os.path.join(plans, "elsewhere.json"), "w", encoding="utf-8") as file:
            json.dump(elsewhere, file)
    return Setup(repo, plan=plan, plans=plans, live=first[:7], tag=repo.short(), first=first, head=head,
                 bare=os.path.join(repo.base, "bare.json"), other=os.path.join(repo.base, "other.json"))


def odd_terraform_names():
    """A service that Terraform calls otherwise, one that is built elsewhere; tags in variables, and in parameters."""
    repo = Repository()
    for service in ("exporter", "web"):
        repo.write(f"services/{service}/main.ts", service)
    first = repo.commit("first")
    words = ("arpa_exporter", "web", "keycloak")
    repo.write("infra/main.tf", "".join(
        f'variable "{word}_tag" {{}}\n\nresource "terraform_data" "{word}" {{\n  input = var.{word}_tag\n}}\n' for word in words))
    repo.write("infra/terraform.tfvars", f'arpa_exporter_tag = "{first[:7]}"\nkeycloak_tag = "26.1"\nweb_tag = "{first[:7]}"\n')
    repo.configure(
        placeholders={"var": "{service_id}"},
        services=["services/*", {"name": "exporter", "placeholders": {"var": "arpa_exporter"}}, {"name": "keycloak", "external": True}],
        environments={
            "prod": {"live": [{"from": "image_tags"}],
                     "image_tags": {"file": "infra/terraform.tfvars", "variable": "{var}_tag", "form": "scalar"},
                     "terraform": {"dir": "infra", "targets": ["terraform_data.{var}"]}},
            "parameters": {"live": [{"from": "ssm", "parameter": "/{env}/{var}/tag", "region": "eu-west-1"}]}})
    repo.write("services/exporter/main.ts", "exporter 2")
    head = repo.commit("second")
    return Setup(repo, first=first, head=head)


def made_elsewhere(live, tag):
    """Changes at planned addresses that no image makes: another cluster, a reference without its registry, an image that was not live."""
    def at(service, kind, actions, before, after, **more):
        return {"address": f'module.app["{service}"].{kind}.this', "mode": "managed", "type": kind, "name": "this",
                "change": {"actions": actions, "before": before, "after": after, **more}}
    return [
        at("api", "aws_ecs_service", ["delete", "create"], {"cluster": "prod", "desired_count": 6, "task_definition": "api:7"},
           {"cluster": "staging", "desired_count": 1}, after_unknown={"task_definition": True}, replace_paths=[["cluster"]]),
        at("api", "aws_apprunner_service", ["update"], {"image": "registry.example.com/api:0000000"},
           {"image": f"registry.example.com/api:{tag}"}),
        at("mailer", "aws_lambda_function", ["update"], {"image_uri": f"registry.example.com/mailer:{live}"}, {"image_uri": tag}),
    ]


def without_repository():
    """What `verify` needs of terraform_plans, in a directory that is in no repository."""
    setup = terraform_plans()
    setup.directory = os.path.join(setup.repository.base, "elsewhere")
    os.mkdir(setup.directory)
    return setup
