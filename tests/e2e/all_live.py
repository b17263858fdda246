"""What tests of workspaces begin with: a repository of which all is live, that changes in one way after the other."""

import unittest

from sandbox import Repository


class AllLive(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)

    def begin(self, files, services="services/*", entries=(), **config):
        """Commits the files; everything is live there."""
        self.repo.configure(**{"services": [{"path": services}, *entries], "dependencies": "workspace", "lockfile": "precise", "tag": "{sha}", **config})
        for path, text in files.items():
            self.repo.write(path, text)
        self.base = self.repo.commit("all")
        self.names = [service["name"] for service in self.repo.plan({}).json["services"]]

    def after(self, files, *arguments):
        """The plan once these files say something else (None: are gone), from where all is live. The next change begins there too."""
        self.change(files)
        return self.repo.plan(self.live(), *arguments)

    def change(self, files):
        self.repo.git("reset", "-q", "--hard", self.base)
        for path, text in files.items():
            if text is None:
                self.repo.remove(path)
            else:
                self.repo.write(path, text)
        self.repo.commit("change")

    def live(self):
        return {name: self.base for name in self.names}

    def reason(self, plan, service, code):
        return next(reason for reason in plan.service(service)["reasons"] if reason["code"] == code)
