#!/usr/bin/env python3
"""What a full deploy of scripts/deploy.sh would destroy, in the world of the ecs-monorepo recipe: it is shown before a `y`, and --yes needs
a switch of its own for it."""

import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..")]

import loopback  # noqa: E402
import testing  # noqa: E402
from ecs_platform import Platform, SERVICES, VAR_FILE  # noqa: E402

FULL = ["--var-file", VAR_FILE, "--skip-spas"]
QUEUES = 7  # more than notes of one kind are listed by name


class DeployDestroyed(Platform):
    def setUp(self):
        super().setUp()
        first = self.start()
        main = self.read("infra/terraform/main.tf")
        self.write("infra/terraform/main.tf", main + f'\nresource "terraform_data" "queue" {{\n  count = {QUEUES}\n}}\n')
        self.terraform("apply", "-auto-approve", "-var-file=prod.tfvars")
        self.write("infra/terraform/main.tf", main)
        self.head = self.change("services/web/main")
        self.live = dict.fromkeys(SERVICES, first)

    def queues(self):
        state = json.loads(self.terraform("show", "-json"))["values"]["root_module"]
        return [each["address"] for each in state.get("resources", [])]

    def assert_nothing_was_done(self):
        self.assertEqual((self.running(), self.map(), len(self.queues())), (self.live, self.live, QUEUES))
        self.assertEqual((self.done(), self.registry.tags("platform/web")), ([], []))

    def test_yes_alone_destroys_nothing_and_the_switch_does(self):
        out = self.deploy(*FULL, "--yes", code=3)
        self.assertIn("Terraform would do something else than what is planned", out)
        for i in range(QUEUES):
            self.assertIn(f"terraform_data.queue[{i}] delete", out)
        self.assert_nothing_was_done()
        out = self.deploy(*FULL, "--yes", environment={"DEPLOY_ALLOW_DESTROYED": "yes"})
        self.assertIn("destroyed_as_allowed", out)
        self.assertEqual((self.running(), self.map()), (dict.fromkeys(SERVICES, self.head),) * 2)
        self.assertEqual(self.queues(), [])

    def test_a_y_is_asked_for_when_each_was_shown(self):
        command = " ".join(["scripts/deploy.sh", *FULL])
        for word in ("n", "yes", ""):
            code, out = self.answer(command, word)
            self.assertEqual((code, "deploy.sh: refused: not confirmed" in out), (3, True), out)
            before = " ".join(out[:out.index("Type y")].split())
            for i in range(QUEUES):
                self.assertIn(f"terraform_data.queue[{i}] delete", before)
            self.assert_nothing_was_done()
        self.type_y(command)
        self.assertEqual((self.running(), self.queues()), (dict.fromkeys(SERVICES, self.head), []))

    def test_nobody_is_there_to_be_asked(self):
        self.assertIn("there is no terminal to ask for a 'y'", self.deploy(*FULL, code=1))
        self.assert_nothing_was_done()


if __name__ == "__main__":
    loopback.require("buildah", "docker-registry", "jq", "curl", "flock", "git")
    testing.main()
