"""What tests of comparisons begin with: a repository of the services api and web."""

import unittest

from sandbox import Plan, Repository


class TwoServices(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)

    def start(self, *paths, **config):
        """A repository with these files, each holding "0", two services, and a first commit."""
        for path in ("services/api/main", "services/web/main", *paths):
            self.repo.write(path, "0")
        self.repo.configure(**config)
        return self.repo.commit("first")

    def configured(self, **config):
        self.repo.configure(**config)
        return self.repo.commit("configured")

    def plan_since(self, base, *arguments):
        return self.repo.plan({"api": base, "web": base}, *arguments)

    def preview_since(self, base, *arguments):
        return self.repo.preview("--base", base, *arguments)

    def reasons(self, plan, name):
        return [(r["code"], r["input"]) for r in plan.service(name)["reasons"]]

    def refused(self, base, *arguments):
        """The plan that is shown and refused, and the codes of its refusals."""
        run = self.repo.try_plan({"api": base, "web": base}, *arguments)
        self.assertEqual(run.code, 3, run)
        plan = Plan(run)
        return plan, [refusal["code"] for refusal in plan.json["refusals"]], run.err
