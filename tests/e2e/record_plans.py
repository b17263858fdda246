#!/usr/bin/env python3
"""Records what real programs print as `show -json` into fixtures/terraform_plans, for the tests that have none at hand.

    record_plans.py TERRAFORM TOFU LATER_TERRAFORM

TERRAFORM and TOFU are of the 1.6 series, LATER_TERRAFORM of 1.7 or later. What `verify` does not read is left out; ids that
differ from run to run are numbered.
"""

import json
import os
import re
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "cli"))

import terraform_recipes  # noqa: E402
from terraform import Terraform, tags  # noqa: E402

UUID = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
UNREAD = ("planned_values", "prior_state", "configuration", "relevant_attributes", "timestamp", "checks")


def trimmed(text):
    numbers = {}
    text = UUID.sub(lambda match: b"00000000-0000-0000-0000-%012d" % numbers.setdefault(match.group(), len(numbers)), text)
    plan = json.loads(text)
    plan = {key: {} if key in UNREAD and isinstance(value, dict) else value for key, value in plan.items()
            if key not in UNREAD or isinstance(value, dict)}
    return json.dumps(plan, indent=1, ensure_ascii=False) + "\n"


def save(name, text):
    os.makedirs(terraform_recipes.PLANS, exist_ok=True)
    with open(os.path.join(terraform_recipes.PLANS, name + ".json"), "w", encoding="utf-8") as file:
        file.write(trimmed(text))


def main():
    terraform, tofu, later = sys.argv[1:]
    setup = terraform_recipes.terraform_plans()
    base = setup.repository.base
    live = {name: setup.words["live"] for name in ("api", "mailer", "web")}
    var_file = "-var-file=" + os.path.join(setup.words["plan"], "image_tags.auto.tfvars.json")
    with open(os.path.join(setup.words["plan"], "target_args.txt"), encoding="utf-8") as file:
        targets = file.read().splitlines()

    def started(program):
        directory = os.path.join(base, "tf")
        shutil.rmtree(directory, ignore_errors=True)
        root = Terraform(program, directory)
        root.apply(tags(live))
        return root

    root = started(terraform)
    save("planned", root.plan(var_file, *targets))
    save("untargeted", root.plan(var_file))
    save("stale_tags", root.plan(tags({**live, "web": setup.words["tag"]})))
    save("service_removed", root.plan(var_file, '-var=services=["mailer"]'))
    save("database_replaced", root.plan(var_file, "-var=database_version=15"))
    save("sidecar", root.plan(var_file, "-var=sidecar=7.2", *targets))
    save("nothing", root.plan(tags(live)))
    save("state", root.run("show", "-json"))
    root.write("failing.tf", '''resource "terraform_data" "failing" {
  lifecycle {
    precondition {
      condition     = var.sidecar == "8"
      error_message = "No."
    }
  }
}
''')
    failed = root.try_run("plan", "-input=false", "-out=tfplan", var_file)
    assert failed.returncode == 1
    save("errored", root.run("show", "-json", "tfplan"))
    root.write("failing.tf", '''moved {
  from = terraform_data.database
  to   = terraform_data.storage
}
resource "terraform_data" "storage" {
  input            = var.database_version
  triggers_replace = var.database_version
}
import {
  to = terraform_data.found
  id = "found"
}
resource "terraform_data" "found" {}
''')
    with open(os.path.join(root.directory, "main.tf"), encoding="utf-8") as file:
        text = file.read()
    root.write("main.tf", text[:text.index('resource "terraform_data" "database"')])
    save("moved_and_imported", root.plan(var_file))
    save("planned_tofu", started(tofu).plan(var_file, *targets))
    root = started(later)
    root.write("main.tf", text[:text.index('resource "terraform_data" "database"')])
    root.write("removed.tf", '''removed {
  from = terraform_data.database
  lifecycle { destroy = false }
}
''')
    save("forgotten_later", root.plan(var_file))
    setup.repository.close()


if __name__ == "__main__":
    main()
