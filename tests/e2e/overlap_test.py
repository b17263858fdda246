#!/usr/bin/env python3
"""Two deploys that overlap, in every order of their steps: the one whose plan has grown old is refused before it applies."""

import itertools
import json
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "support")]

import testing  # noqa: E402
from sandbox import Repository  # noqa: E402

MAP = "infra/tags.auto.tfvars.json"
STEPS = ("plan", "verify", "write", "apply")


class Platform:
    """What runs is a file, and so is the state of the map; each operator has a checkout of their own, at their own commit.

    Terraform is a stand-in with what counts here of the real one: a state with a serial, and a saved plan that is refused when the serial
    is another than the plan was made from ("Saved plan is stale")."""

    def __init__(self):
        first = Repository()
        self.origin = first
        self.live_file = os.path.join(first.base, "live.json")
        for name in ("api", "web"):
            first.write(f"services/{name}/main", name)
        first.configure(environments={"prod": {
            "live": [{"from": "command", "command": ["cat", self.live_file]}], "image_tags": {"file": MAP},
            "terraform": {"dir": "infra", "targets": ['module.service["{service}"]']}}})
        self.start = first.commit("start")[:7]
        self.commits = {"A": first.commit("older", **{"services/api/main": "api 2"})[:7],
                        "B": first.commit("younger", **{"services/api/main": "api 3"})[:7]}
        # One map for both, as where it lies on a shared disk; where each has a copy, what is live tells on its own.
        self.operators = {}
        for name, commit in self.commits.items():
            checkout = first.clone(name)
            checkout.git("checkout", "-q", commit)
            self.operators[name] = checkout
        self.reset()

    def reset(self):
        self.serial = 1
        self.saved = {}  # operator -> the serial that Terraform's saved plan is of
        tags = {"api": self.start, "web": self.start}
        for path in (self.live_file, *(os.path.join(each.path, MAP) for each in self.operators.values())):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                json.dump(tags if path == self.live_file else {"image_tags": tags}, file)

    def live(self):
        with open(self.live_file, encoding="utf-8") as file:
            return json.load(file)["api"]

    def plan_of(self, operator):
        return os.path.join(self.origin.base, "plan-" + operator)

    def step(self, operator, step):
        """True when it was granted."""
        checkout, plan = self.operators[operator], self.plan_of(operator)
        if step == "plan":
            run = checkout.run("plan", "--env", "prod", "--out", plan)
        elif step == "verify":
            self.saved[operator] = self.serial
            run = checkout.run("verify", "--live", "--plan", plan)
        elif step == "write":
            run = checkout.run("tags", "set", "--env", "prod", "--from", plan)
        else:
            return self.apply(operator)
        assert run.code in (0, 3), run
        self.last = run
        return run.code == 0

    def apply(self, operator):
        if self.saved[operator] != self.serial:
            return False
        with open(os.path.join(self.plan_of(operator), "plan.json"), encoding="utf-8") as file:
            tags = json.load(file)["image_tags"]
        with open(self.live_file, "w", encoding="utf-8") as file:
            json.dump(tags, file)
        self.serial += 1
        return True


class Overlap(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.platform = Platform()
        cls.addClassCleanup(cls.platform.origin.close)

    def run_in(self, order):
        """Runs the steps in this order; an operator who is refused goes home. Which steps were refused, and what runs in the end."""
        self.platform.reset()
        at = {"A": 0, "B": 0}
        refused = {}
        for operator in order:
            if operator in refused:
                continue
            step = STEPS[at[operator]]
            at[operator] += 1
            if not self.platform.step(operator, step):
                refused[operator] = step
        return refused, self.platform.live()

    def test_43_in_every_order_the_one_that_planned_before_the_other_applied_is_refused(self):
        orders = [order for order in itertools.product("AB", repeat=8) if order.count("A") == 4]
        self.assertEqual(len(orders), 70)
        for order in orders:
            with self.subTest(order="".join(order)):
                refused, live = self.run_in(order)
                places = {name: [i for i, who in enumerate(order) if who == name] for name in "AB"}
                first, second = sorted("AB", key=lambda name: places[name][3])
                if places[second][0] > places[first][3]:  # one after the other: nothing to refuse but a rollback
                    self.assertEqual(refused, {} if second == "B" else {"A": "plan"})
                    self.assertEqual(live, self.platform.commits["B"])
                    continue
                # The first question after the other's apply; after the last of ours Terraform asks whether its state is the same.
                asked = next(i for i in (1, 2, 3) if places[second][i] > places[first][3])
                self.assertEqual((refused, live), ({second: STEPS[asked]}, self.platform.commits[first]))

    def test_43_who_is_refused_is_told_which_service_and_what_to_run(self):
        for operator, step in (("A", "plan"), ("B", "plan"), ("B", "verify"), ("B", "apply")):
            self.platform.step(operator, step)
        self.assertFalse(self.platform.step("A", "verify"))
        start, younger = self.platform.start, self.platform.commits["B"]
        told = " ".join(self.platform.last.text.split())
        self.assertIn(f"live_moved: api ran {start} when the plan was made, and runs {younger} now.", told)
        self.assertIn("Plan again: deltaplan plan --env prod --out", told)

    def setUp(self):
        self.platform.reset()


class OneDirectory(unittest.TestCase):
    def test_what_is_left_of_one_environment_is_not_applied_with_another(self):
        """Both plan into one directory, for one root module: the state tells the environments apart."""
        repo = Repository()
        self.addCleanup(repo.close)
        for name in ("api", "web"):
            repo.write(f"services/{name}/main", name)
        terraform = {"dir": "infra", "targets": ['module.service["{service}"]']}
        repo.configure(environments={name: {"live": [{"from": "file", "file": f"{name}.json"}], "terraform": terraform} for name in ("stage", "prod")})
        repo.write("infra/main.tf", "# nothing")
        first = repo.commit("first")[:7]
        head = repo.commit("second", **{"services/api/main": "api 2"})[:7]
        for name, api in (("stage", first), ("prod", head)):
            repo.write(f"{name}.json", json.dumps({"api": api, "web": first}))
        plan = os.path.join(repo.base, "plan")
        self.assertEqual(repo.run("plan", "--env", "stage", "--out", plan).code, 0)
        self.assertEqual(repo.run("release", "begin", "--plan", plan).code, 0)
        run = repo.run("plan", "--env", "prod", "--out", plan)
        self.assertRegex(run.err, f"The release of {head} to stage that began at .* has not ended: after the next apply there, ")

        def targets():
            with open(os.path.join(plan, "targets.txt"), encoding="utf-8") as file:
                return file.read().split()
        self.assertNotIn('module.service["api"]', targets())
        change = {"actions": ["update"], "before": {"image": f"api:{head}"}, "after": {"image": f"api:{head}", "cpu": 1},
                  "after_unknown": {}, "before_sensitive": {}, "after_sensitive": {}}
        of_terraform = os.path.join(repo.base, "tfplan.json")
        with open(of_terraform, "w", encoding="utf-8") as file:
            json.dump({"format_version": "1.2", "terraform_version": "1.9.0", "complete": True, "applyable": True, "errored": False,
                       "resource_changes": [{"address": 'module.service["api"].aws_x.y', "module_address": 'module.service["api"]', "mode": "managed",
                                             "type": "aws_x", "name": "y", "provider_name": "aws", "change": change}]}, file)
        run = repo.run("verify", of_terraform, "--plan", plan)
        self.assertEqual(run.code, 3, run)
        self.assertIn("outside_the_plan", run.text)
        # The next plan for its own environment has it.
        run = repo.run("plan", "--env", "stage", "--out", plan)
        self.assertRegex(run.err, f"The release of {head} that began at .* has not ended: after the next apply, ")
        self.assertIn('module.service["api"]', targets())


if __name__ == "__main__":
    testing.main()
