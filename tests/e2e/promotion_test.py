#!/usr/bin/env python3
"""The life of tag maps: the first deploy, promotion from one environment to the next, rollback, history."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import fake_clock  # noqa: E402
import testing  # noqa: E402
from sandbox import Repository  # noqa: E402

MAPS = {"dev": "infra/dev/tags.auto.tfvars.json", "prod": "infra/prod/tags.auto.tfvars.json"}
START = 1_000_000_000  # before all commits, as with clocks that are right
HOUR = 3600


class Promotion(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)
        for service in ("api", "mailer", "web"):
            self.repo.write(f"services/{service}/main.ts", service)
        self.repo.configure(environments={name: {
            "live": [{"from": "image_tags"}], "image_tags": {"file": file},
            "terraform": {"dir": os.path.dirname(file), "targets": ['aws_ecs_service.service["{service}"]']},
        } for name, file in MAPS.items()})
        for file in MAPS.values():
            os.makedirs(os.path.join(self.repo.path, os.path.dirname(file)))
        self.repo.commit("first")
        self.now = START

    def tags(self, action, *arguments, code=0):
        environment = {**fake_clock.at(self.now), "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.com"}
        run = self.repo.run("tags", action, *arguments, environment=environment)
        self.assertEqual(run.code, code, run)
        return run

    def map(self, name):
        with open(os.path.join(self.repo.path, MAPS[name]), encoding="utf-8") as file:
            return json.load(file)["image_tags"]

    def history(self, name, *arguments):
        return json.loads(self.tags("history", "--env", name, "--format", "json", *arguments).text)["versions"]

    def deploy(self, *services, message="deploy"):
        """A commit that changes the services, and its tag in dev's map; the tag."""
        for service in services:
            self.repo.write(f"services/{service}/main.ts", f"{service} {self.repo.clock}")
        tag = self.repo.commit(f"change {' '.join(services)}")[:7]
        self.now += HOUR
        self.tags("set", "--env", "dev", *[f"{service}={tag}" for service in services], "-m", message)
        return tag

    def start(self):
        """Everything is live in both environments at one commit, which is given back."""
        self.tags("bootstrap", "--env", "dev")
        self.tags("bootstrap", "--env", "prod")
        tag = self.deploy("api", "mailer", "web")
        self.now += HOUR
        self.tags("promote", "dev", "prod")
        return tag

    def plan_to_map(self, live, *arguments, code=0):
        """What is left to roll out in prod, where `live` runs; the files are in plan/ beside the repository."""
        run = self.repo.run("plan", "--env", "prod", "--to", "map", "--live-file", "-", "--format", "json", *arguments,
                            "--out", self.repo.base + "/plan", data=json.dumps(live).encode())
        self.assertEqual(run.code, code, run)
        return json.loads(run.text)

    def test_what_the_configuration_holds_is_promoted_by_its_name_alone(self):
        first = self.start()
        with open(os.path.join(self.repo.path, "deltaplan.json"), encoding="utf-8") as file:
            config = json.load(file)
        config["services"].append({"name": "web", "hold": "too slow"})
        self.repo.write("deltaplan.json", json.dumps(config))
        second = self.deploy("api", "web")
        run = self.tags("promote", "dev", "prod")
        self.assertIn("web stays as it is, for the configuration holds it (too slow): --service web promotes it all the same.",
                      " ".join(run.text.split()))
        self.assertEqual(self.map("prod"), {"api": second, "mailer": first, "web": first})
        self.tags("promote", "dev", "prod", "--service", "w*")
        self.assertEqual(self.map("prod")["web"], first)
        self.tags("promote", "dev", "prod", "--service", "web")
        self.assertEqual(self.map("prod")["web"], second)
        self.assertNotIn("stays as it is", self.tags("promote", "dev", "prod").text)

    def test_what_was_promoted_is_planned_by_the_map_each_service_to_its_own_commit(self):
        first = self.start()
        second = self.deploy("api")
        third = self.deploy("web")
        self.deploy("mailer")  # head, which no service of prod goes to
        self.now += HOUR
        self.assertIn("means no service", self.tags("promote", "dev", "prod", "--service", "x*", code=1).err)
        self.tags("promote", "dev", "prod", "--service", "a*", "--service", "web")
        live = {"api": first, "mailer": first, "web": second}
        plan = self.plan_to_map(live)
        self.assertEqual(plan["to"], "map")
        self.assertEqual({s["name"]: (s["decision"], s["tag"]) for s in plan["services"]},
                         {"api": ("deploy", second), "mailer": ("skip", first), "web": ("deploy", third)})
        files = {s["name"]: [f["path"] for r in s["reasons"] for f in r["files"] or []] for s in plan["services"]}
        self.assertEqual(files, {"api": ["services/api/main.ts"], "mailer": [], "web": ["services/web/main.ts"]})
        self.assertEqual([s["live"]["commits"] for s in plan["services"]], [1, 0, 1])
        self.assertEqual((plan["images"], plan["image_tags"]), ([], self.map("prod")))
        self.assertEqual(plan["targets"], ['aws_ecs_service.service["api"]', 'aws_ecs_service.service["web"]'])
        # It goes where the map is, so there is nothing to write; and it does not outlive the map either.
        before = self.map("prod")
        self.assertIn("goes to the tags that the map has", self.tags("set", "--env", "prod", "--from", self.repo.base + "/plan").err)
        self.assertEqual(self.map("prod"), before)
        self.tags("set", "--env", "prod", f"web={first}")
        self.tags("set", "--env", "prod", "--from", self.repo.base + "/plan", code=3)

    def test_a_rollback_is_planned_by_the_map_with_the_switch_that_goes_back(self):
        first = self.start()
        second = self.deploy("api")
        self.now += HOUR
        self.tags("promote", "dev", "prod")
        self.tags("rollback", "--env", "prod")
        live = {"api": second, "mailer": first, "web": first}
        refused = self.plan_to_map(live, code=3)
        self.assertEqual([refusal["code"] for refusal in refused["refusals"]], ["rollback"])
        plan = self.plan_to_map(live, "--allow-rollback")
        self.assertEqual({s["name"]: s["tag"] for s in plan["services"] if s["decision"] == "deploy"}, {"api": first})
        self.repo.write("services/api/main.ts", "uncommitted")  # nothing is built of it
        self.plan_to_map(live, "--allow-rollback")
        verify = self.repo.run("verify", "--live", "--plan", self.repo.base + "/plan", "--live-file", "-", data=json.dumps(live).encode())
        self.assertEqual(verify.code, 0, verify)

    def test_an_environment_starts_with_the_bootstrap_tag(self):
        run = self.tags("bootstrap", "--env", "prod", "-m", "new environment")
        self.assertEqual(self.map("prod"), {"api": "sha-bootstrap", "mailer": "sha-bootstrap", "web": "sha-bootstrap"})
        self.assertIn("""'-target=aws_ecs_service.service["web"]'""", run.text)
        plan = self.repo.run("plan", "--env", "prod", "--format", "json")
        self.assertEqual({s["reasons"][0]["code"] for s in json.loads(plan.text)["services"]}, {"bootstrap_tag"})
        # A service that is new later gets it, too; the others keep theirs.
        tag = self.repo.short()
        self.tags("set", "--env", "prod", f"api={tag}", f"mailer={tag}", f"web={tag}")
        self.repo.commit("worker", **{"services/worker/main.ts": "worker"})
        self.tags("bootstrap", "--env", "prod")
        self.assertEqual(self.map("prod"), {"api": tag, "mailer": tag, "web": tag, "worker": "sha-bootstrap"})
        self.assertIn("has a tag already", self.tags("bootstrap", "--env", "prod").err)

    def test_exactly_the_tested_tags_are_promoted(self):
        first = self.start()
        self.assertEqual(self.map("prod"), dict.fromkeys(("api", "mailer", "web"), first))
        second = self.deploy("web")
        third = self.deploy("web", "api")
        self.repo.commit("not deployed", **{"services/mailer/main.ts": "later"})
        shown = json.loads(self.tags("promote", "dev", "prod", "--format", "json", "--dry-run").text)
        self.assertEqual(self.map("prod"), dict.fromkeys(("api", "mailer", "web"), first))
        self.assertFalse(shown["written"])
        gains = {gain["service"]: gain for gain in shown["changes"]}
        self.assertEqual(set(gains), {"api", "web"})
        self.assertEqual([c["commit"][:7] for c in gains["web"]["commits"]], [third, second])
        self.assertEqual([c["commit"][:7] for c in gains["api"]["commits"]], [third])
        self.assertEqual([file["path"] for file in gains["api"]["files"]], ["services/api/main.ts"])
        self.assertEqual((gains["web"]["live"]["relation"], gains["web"]["live"]["commits"]), ("behind", 2))
        text = self.tags("promote", "dev", "prod", "-m", "release 7").text
        self.assertIn("web  " + first + " -> " + third, text)
        self.assertIn("change web api", text)
        self.assertEqual(self.map("prod"), {"api": third, "mailer": first, "web": third})
        record = self.history("prod")[0]
        self.assertEqual((record["command"], record["why"], record["who"], record["commit"]),
                         ("promote", "release 7", "Ada <ada@example.com>", self.repo.head()))
        self.assertIn("nothing to promote", self.tags("promote", "dev", "prod").text)

    def test_52_a_configuration_that_changed_since_stops_no_promotion(self):
        first = self.start()
        second = self.deploy("web")
        # The configuration names a path now that the promoted commit does not have.
        self.repo.write("packages/common/index.ts", "common")
        path = os.path.join(self.repo.path, "deltaplan.json")
        with open(path, encoding="utf-8") as file:
            config = json.load(file)
        self.repo.write("deltaplan.json", json.dumps({**config, "build_inputs": ["packages/common/index.ts"], "packages": ["packages/common"],
                                                      "services": ["services/*", {"name": "web", "image": "front"}]}))
        self.repo.commit("packages")
        run = self.tags("promote", "dev", "prod")
        self.assertIn("web  " + first + " -> " + second, run.text)
        self.assertIn(f"What web gains with {second} can't be told", run.text)
        self.assertEqual(self.map("prod")["web"], second)
        # What goes back is refused all the same, although nobody can tell what it would bring.
        self.tags("set", "--env", "dev", f"web={first}")
        self.assertIn(f"web {first}: prod runs {second}, 1 commit ahead", self.tags("promote", "dev", "prod", code=3).err)

    def test_one_service_alone_is_promoted(self):
        first = self.start()
        second = self.deploy("web", "api")
        self.tags("promote", "dev", "prod", "--service", "web")
        self.assertEqual(self.map("prod"), {"api": first, "mailer": first, "web": second})

    def test_what_was_never_deployed_is_not_promoted(self):
        self.tags("bootstrap", "--env", "dev")
        self.tags("bootstrap", "--env", "prod")
        tag = self.deploy("web")
        run = self.tags("promote", "dev", "prod")
        self.assertEqual(self.map("prod"), {"api": "sha-bootstrap", "mailer": "sha-bootstrap", "web": tag})
        self.assertIn("api was never deployed in dev", run.text)

    def ecs_says(self, **rollouts):
        """What dev runs by the answers of ECS: service -> its tag, the state of its rollout and the reason."""
        def deployment(name, state, status="PRIMARY", reason=""):
            return {"id": f"{status} of {name}", "status": status, "taskDefinition": f"t/{name}:{status}", "rolloutState": state, "rolloutStateReason": reason}
        services, definitions = [], []
        for name, (tag, before, state, reason) in rollouts.items():
            deployments = [deployment(name, state, reason=reason)] + ([deployment(name, "COMPLETED", "ACTIVE")] if state != "COMPLETED" else [])
            services.append({"serviceName": name, "status": "ACTIVE", "desiredCount": 1, "runningCount": 1, "deployments": deployments})
            definitions += [{"taskDefinition": {"taskDefinitionArn": f"t/{name}:{status}", "family": name, "containerDefinitions": [
                {"name": name, "image": f"r/{name}:{of}"}]}} for status, of in (("PRIMARY", tag), ("ACTIVE", before))]
        self.repo.write("ecs.json", "".join(json.dumps(each) for each in [{"services": services, "failures": []}, *definitions]))
        self.repo.configure(environments={name: {
            "live": [{"from": "file", "file": "ecs.json"} if name == "dev" else {"from": "image_tags"}], "image_tags": {"file": file}}
            for name, file in MAPS.items()})

    def test_what_has_not_come_up_is_not_promoted(self):
        first = self.start()
        second = self.deploy("api", "mailer", "web")
        done = (second, first, "COMPLETED", "")
        self.ecs_says(api=(second, first, "FAILED", "tasks failed to start"), mailer=(second, first, "IN_PROGRESS", ""), web=done)
        run = self.tags("promote", "dev", "prod", code=3)
        words = " ".join(run.err.split())
        self.assertIn("refused (promotion_not_up): dev does not run what was rolled there last; nothing was written:", words)
        self.assertIn("api: api:PRIMARY has failed: tasks failed to start", words)
        self.assertIn("mailer: mailer:PRIMARY still rolls out", words)
        # No switch lets a failed one through; what still rolls has one.
        run = self.tags("promote", "dev", "prod", "--allow-in-progress", code=3)
        self.assertIn("has failed", run.err)
        self.assertNotIn("mailer", run.err)
        self.assertEqual(self.map("prod"), dict.fromkeys(("api", "mailer", "web"), first))
        self.tags("promote", "dev", "prod", "--service", "web")
        self.assertEqual(self.map("prod"), {"api": first, "mailer": first, "web": second})
        self.ecs_says(api=done, mailer=done, web=done)
        self.tags("promote", "dev", "prod")
        self.assertEqual(self.map("prod"), dict.fromkeys(("api", "mailer", "web"), second))

    def test_older_tags_are_refused_unless_told(self):
        first = self.start()
        second = self.deploy("web")
        self.tags("set", "--env", "prod", f"web={second}")
        self.tags("set", "--env", "dev", f"web={first}")
        run = self.tags("promote", "dev", "prod", code=3)
        self.assertEqual(run.text, "")
        self.assertIn(f"web {first}: prod runs {second}, 1 commit ahead", run.err)
        self.assertEqual(self.map("prod")["web"], second)
        self.tags("promote", "dev", "prod", "--allow-rollback")
        self.assertEqual(self.map("prod")["web"], first)

    def shallow(self, *revisions):
        """A clone of depth one that has the commits of these revisions as well."""
        clone = self.repo.clone("shallow", "--depth=1")
        for revision in revisions:
            clone.git("fetch", "-q", "--depth=1", "origin", self.repo.head(revision))
        return clone

    def in_clone(self, clone, *arguments, code=0):
        run = clone.run("tags", "promote", *arguments, "--dry-run", environment=fake_clock.at(self.now))
        self.assertEqual(run.code, code, run)
        return run

    def test_41_without_history_the_younger_commit_is_a_rollback_and_the_older_is_not(self):
        old = self.start()
        new = self.deploy("web")
        self.deploy("api")
        self.tags("set", "--env", "prod", f"web={new}", f"api={old}")
        self.tags("set", "--env", "dev", f"web={old}", f"api={new}")
        self.repo.commit("maps")
        clone = self.shallow(old, new)
        run = self.in_clone(clone, "dev", "prod", code=3)
        self.assertIn(f"web {old}: prod runs {new}, not older, and the history between is missing", run.err)
        self.assertNotIn(f"api {new}:", run.err)
        self.in_clone(clone, "dev", "prod", "--service", "api")
        self.in_clone(clone, "dev", "prod", "--allow-rollback")

    def test_41_without_the_commit_that_runs_it_is_said_that_nobody_knows(self):
        old = self.start()
        new = self.deploy("web")
        self.tags("set", "--env", "prod", f"web={new}")
        self.tags("set", "--env", "dev", f"web={old}")
        self.repo.commit("maps")
        run = self.in_clone(self.shallow(old), "dev", "prod")
        self.assertIn(f"{new}, which prod runs, names no commit of this clone: whether web goes back", " ".join(run.text.split()))

    def test_a_build_of_a_dirty_tree_has_a_place_in_history_too(self):
        old = self.start()
        new = self.deploy("web")
        self.tags("set", "--env", "prod", f"web={new}-dirty")
        self.tags("set", "--env", "dev", f"web={old}")
        run = self.tags("promote", "dev", "prod", code=3)
        self.assertIn(f"web {old}: prod runs {new}-dirty, 1 commit ahead", run.err)
        self.tags("set", "--env", "dev", f"web={new}-dirty")
        self.tags("set", "--env", "prod", f"web={old}")
        side = self.repo.git("commit-tree", "-p", old, "-m", "side", old + "^{tree}")
        run = self.tags("promote", "dev", "prod", "--head", side, code=3)
        self.assertIn("refused (promotion_not_merged)", run.err)

    def test_a_commit_that_no_history_of_the_clone_has_is_refused(self):
        self.start()
        first = self.map("prod")["web"]
        self.tags("set", "--env", "dev", "web=deadbeefcafe")
        run = self.tags("promote", "dev", "prod", code=3)
        self.assertIn("refused (promotion_not_merged)", run.err)
        self.assertIn("web deadbeefcafe: its commit is not in this clone", run.err)
        self.assertEqual(self.map("prod")["web"], first)
        self.tags("promote", "dev", "prod", "--allow-diverged")
        self.assertEqual(self.map("prod")["web"], "deadbeefcafe")
        # Digits are the numbers of builds, and dates.
        self.tags("set", "--env", "dev", "web=20240115")
        self.tags("promote", "dev", "prod")

    def test_young_tags_are_refused(self):
        self.start()
        second = self.deploy("web")
        self.now += HOUR - 1
        run = self.tags("promote", "dev", "prod", "--min-age", "1h", code=3)
        self.assertIn(f"web {second} is live for 59m 59s", run.err)
        self.now += 1
        self.tags("promote", "dev", "prod", "--min-age", "1h")
        self.assertEqual(self.map("prod")["web"], second)
        self.assertEqual(self.tags("promote", "dev", "prod", "--min-age", "soon", code=1).err.split("\n")[0],
                         "deltaplan: error: --min-age: 'soon' is no age such as 90s, 30m, 1h or 2d")

    def test_a_rollback_goes_to_what_was_live(self):
        first = self.start()
        tags = [first]
        for _ in range(3):
            tags.append(self.deploy("web"))
            self.now += HOUR
            self.tags("promote", "dev", "prod")
        run = self.tags("rollback", "--env", "prod", "web", "-m", "alarm")
        self.assertEqual(self.map("prod")["web"], tags[2])
        self.assertIn("aws_ecs_service.service[\"web\"]", run.text)
        # The next one goes further back, not to the broken one.
        self.tags("rollback", "--env", "prod", "web")
        self.assertEqual(self.map("prod")["web"], tags[1])
        self.tags("rollback", "--env", "prod", "web", "--to", tags[0])
        self.assertEqual(self.map("prod")["web"], tags[0])
        self.assertIn("was never the tag of 'web'", self.tags("rollback", "--env", "prod", "web", "--to", "abc", code=3).err)
        self.assertIn("had 0 tags", self.tags("rollback", "--env", "prod", "web", code=3).err)
        self.assertEqual([v["command"] for v in self.history("prod", "web")],
                         ["rollback"] * 3 + ["promote"] * 4 + ["bootstrap"])

    def test_a_whole_release_is_rolled_back(self):
        first = self.start()
        self.deploy("web")
        self.deploy("api")
        self.tags("promote", "dev", "prod")
        self.tags("rollback", "--env", "prod")
        self.assertEqual(self.map("prod"), dict.fromkeys(("api", "mailer", "web"), first))
        run = self.tags("rollback", "--env", "prod", code=3)
        self.assertIn("nothing was live of: api, mailer, web", run.err)

    def test_the_past_is_known_from_git_where_nobody_wrote_it_down(self):
        first = self.start()
        history = os.path.join(self.repo.path, MAPS["prod"] + ".history")
        self.repo.commit("release 1")
        second = self.deploy("web")
        self.tags("promote", "dev", "prod")
        self.repo.commit("release 2")
        self.repo.git("rm", "-q", "--cached", MAPS["prod"] + ".history")
        os.unlink(history)
        self.repo.commit("no history")
        versions = self.history("prod")
        self.assertEqual([(v["command"], v["why"]) for v in versions], [("commit", "release 2"), ("commit", "release 1"), ("commit", "change api mailer web")])
        self.assertEqual(versions[0]["changes"], [{"service": "web", "before": first, "after": second}])
        self.tags("rollback", "--env", "prod", "web")
        self.assertEqual(self.map("prod")["web"], first)

    def test_a_dry_run_writes_nothing(self):
        self.start()
        self.deploy("web")

        def files():
            found = {}
            for name in MAPS.values():
                for ending in ("", ".history"):
                    with open(os.path.join(self.repo.path, name + ending), "rb") as file:
                        found[name + ending] = file.read()
            return found

        before = files()
        self.tags("promote", "dev", "prod", "--dry-run")
        self.tags("rollback", "--env", "dev", "--dry-run")
        self.tags("set", "--env", "dev", "web=abc", "--dry-run")
        self.assertEqual(files(), before)

    def test_a_damaged_history_is_named_and_an_unfinished_line_is_dropped(self):
        self.start()
        path = os.path.join(self.repo.path, MAPS["dev"] + ".history")
        with open(path, "a", encoding="utf-8") as file:
            file.write('{"time": "20')
        self.assertEqual(len(self.history("dev")), 2)
        self.deploy("web")
        self.assertEqual([version["command"] for version in self.history("dev")], ["set", "set", "bootstrap"])
        with open(path, "a", encoding="utf-8") as file:
            file.write("{}\n")
        for action in ("history", "rollback"):
            self.assertIn(f"'{MAPS['dev']}.history' line 4 is no record", self.tags(action, "--env", "dev", code=1).err)

    def test_wrong_environments_are_named(self):
        self.start()
        self.assertIn("can't be promoted to itself", self.tags("promote", "dev", "dev", code=1).err)
        self.assertIn("Did you mean 'prod'?", self.tags("promote", "dev", "prd", code=1).err)
        self.assertIn("Did you mean 'dev'?", self.tags("promote", "dve", "prod", code=1).err)
        self.assertIn("no service is named", self.tags("rollback", "--env", "prod", "--to", "x", code=1).err)


if __name__ == "__main__":
    testing.main()
