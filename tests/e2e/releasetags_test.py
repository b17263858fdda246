#!/usr/bin/env python3
"""Teams that name releases by git tags: which commit an image tag stands for, and what new images are called."""

import json
import os
import sys
import unittest

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support")]

import testing  # noqa: E402
from sandbox import Repository  # noqa: E402


class ReleaseTags(unittest.TestCase):
    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)
        self.repo.write("services/api/main.ts", "1")

    def release(self, name, **config):
        self.repo.configure(**config)
        commit = self.repo.commit(name)
        self.repo.git("tag", name)
        return commit

    def test_61_an_image_tag_without_the_v_of_its_git_tag(self):
        first = self.release("v1.2.3")
        self.repo.write("README", "changed")
        self.repo.commit()
        plan = self.repo.plan({"api": "1.2.3"})
        self.assertEqual((plan.deployed(), plan.service("api")["live"]["commit"]), ([], first))

    def test_61_a_pattern_finds_the_git_tag_and_a_missing_one_is_told(self):
        self.release("v1.275.182", tag_pattern="^main-(?<ref>[0-9.]+)$", tag_ref="v{ref}")
        self.assertEqual(self.repo.plan({"api": "main-1.275.182"}).deployed(), [])
        plan = self.repo.plan({"api": "main-1.275.183"})
        self.assertEqual(plan.codes("api"), ["commit_not_found"])
        self.assertIn("v1.275.183", plan.service("api")["reasons"][0]["detail"])
        self.assertEqual(self.repo.try_plan({"api": "main-1.275.183"}, "--strict").code, 3)

    def test_08_a_tag_of_words_that_move_names_no_commit(self):
        """Where a git tag bears it, too: it moves with each deploy, and may stand at head by now."""
        self.repo.configure(environments={"eu": {}})
        self.repo.commit("first")
        for name in ("prod-latest", "deployed_prod", "release/prod", "EU-Current", "img.latest", "latest"):
            self.repo.git("tag", name)
            self.assertEqual(self.repo.plan({"api": name}).codes("api"), ["tag_without_commit"], name)
        for name in ("v1.2-stable", "nightly-20260508", "first-release", "productive"):
            self.repo.git("tag", name)
            self.assertEqual(self.repo.plan({"api": name}).deployed(), [], name)
        self.repo.configure(tag_pattern="^img-(?<ref>.+)$")
        self.repo.commit("pattern")
        self.assertEqual(self.repo.plan({"api": "img-prod-latest"}).codes("api"), ["tag_without_commit"])

    def test_61_the_git_tag_behind_the_name_of_a_service(self):
        config = {"services": [{"name": "api-gateway", "path": "services/api"}], "tag": "{service}-{git_tag}"}
        first = self.release("v1.0", **config)
        self.repo.write("services/api/main.ts", "2")
        second = self.release("v2.0", **config)
        plan = self.repo.plan({"api-gateway": "api-gateway-v1.0"})
        self.assertEqual((plan.codes("api-gateway"), plan.service("api-gateway")["live"]["commit"]), (["service_changed"], first))
        # Another team's: nobody can tell which of them it is.
        self.repo.git("tag", "gateway-v1.0", second)
        plan = self.repo.plan({"api-gateway": "api-gateway-v1.0"}, "--head", "v2.0")
        self.assertEqual(plan.codes("api-gateway"), ["commit_ambiguous"])
        self.assertIn(first, plan.service("api-gateway")["reasons"][0]["detail"])

    def test_24_the_image_of_another_service_is_not_its_own(self):
        self.repo.write("services/web/main.ts", "1")
        self.repo.configure(tag="{service}-{short_sha}", services=["services/*", {"name": "worker", "path": "jobs", "image": "api"}])
        self.repo.write("jobs/main.ts", "1")
        head = self.repo.commit("first")[:7]
        own = {"api": f"api-{head}", "web": f"web-{head}", "worker": f"api-{head}"}
        self.assertEqual(self.repo.plan(own).deployed(), [])
        for tag in (f"web-{head}", f"registry.example.com/web:web-{head}"):
            plan = self.repo.plan({**own, "api": tag})
            self.assertEqual((plan.deployed(), plan.codes("api")), (["api"], ["build_changed"]))
            self.assertEqual(plan.service("api")["reasons"][0]["detail"], "it runs the image web")
        # A tag of no image, a repository that all share, and what stands in no tag.
        for tag in (f"old-{head}", head, f"registry.example.com/web:api-{head}"):
            self.assertEqual(self.repo.plan({**own, "api": tag}).deployed(), [], tag)

    def test_24_an_image_that_is_none_of_ours_is_none_though_a_git_tag_is_called_like_it(self):
        self.release("v1.27", environments={"prod": {"repository": "registry.example.com/{env}/{image}"}})

        def codes(live):
            plan = self.repo.plan({"api": live})
            return plan.codes("api"), plan.service("api")["reasons"][0]["detail"]
        self.assertEqual(codes("nginx:1.27"), (["build_changed"], "it runs the image nginx"))
        self.assertEqual(codes("public.ecr.aws/nginx/nginx:1.27")[1], "it runs the image public.ecr.aws/nginx/nginx")
        # Accounts and registries change.
        for live in ("1.27", "registry.example.com/prod/api:1.27", "mirror.example.com:5000/api:1.27", "api:1.27"):
            self.assertEqual(codes(live)[0], ["unchanged"], live)
        # A placeholder may be a whole image.
        self.release("v1.28", environments={"prod": {}}, bootstrap_tags=["nginx:1.27", "sha-bootstrap"])
        for live in ("nginx:1.27", "public.ecr.aws/nginx/nginx:1.27", f"nginx:1.27@sha256:{64 * 'a'}"):
            self.assertEqual(codes(live), (["bootstrap_tag"], f"'{live.partition('@')[0]}' is a placeholder for the first deploy"))
        for live in ("1.27", "my-nginx:1.27", "nginx:1.28"):
            self.assertNotEqual(codes(live)[0], ["bootstrap_tag"], live)

    def test_new_images_are_called_after_the_git_tag_at_head(self):
        self.release("v1.0", tag="{git_tag}", tag_ref="v{ref}")
        self.repo.write("services/api/main.ts", "2")
        self.release("v1.1", tag="{git_tag}", tag_ref="v{ref}")
        plan = self.repo.plan({"api": "1.0"})
        self.assertEqual((plan.deployed(), plan.service("api")["tag"]), (["api"], "1.1"))
        self.assertEqual(self.repo.plan({"api": plan.service("api")["tag"]}).deployed(), [])
        # Two releases of one commit: the one that is named.
        self.repo.git("tag", "v1.1-hotfix")
        several = self.repo.try_plan({"api": "1.0"})
        self.assertEqual(several.code, 1)
        self.assertIn("several git tags: 1.1, 1.1-hotfix", several.err)
        self.assertEqual(self.repo.plan({"api": "1.0"}, "--head", "v1.1-hotfix").service("api")["tag"], "1.1-hotfix")

    def test_a_commit_without_a_git_tag_can_be_previewed_and_not_planned(self):
        first = self.release("v1.0", tag="{git_tag}")
        self.repo.write("services/api/main.ts", "2")
        self.repo.commit()
        refused = self.repo.try_plan({"api": "v1.0"})
        self.assertEqual((refused.code, refused.text), (1, ""))
        self.assertIn("Tag the commit", refused.err)
        self.assertEqual(self.repo.preview("--base", first).deployed(), ["api"])

    def test_a_preview_compares_with_the_default_branch_of_the_remote(self):
        self.release("v1.0")
        clone = self.repo.clone("clone")
        clone.git("checkout", "-q", "-b", "topic")
        clone.write("services/api/main.ts", "2")
        clone.commit()
        run = clone.run("preview", "--format", "json")
        self.assertEqual(run.code, 0, run)
        self.assertEqual(json.loads(run.text)["base"]["revision"], "origin/HEAD")

    def test_without_a_known_default_branch_the_likely_one_is_named(self):
        """People get an answer and a note, programs an error with the flag to give: what they read is believed."""
        self.release("v1.0")
        self.repo.git("branch", "develop")
        self.repo.git("branch", "odd';name")
        clone = self.repo.clone("clone")
        clone.git("checkout", "-q", "-b", "topic")
        clone.write("services/api/main.ts", "2")
        clone.commit()
        clone.git("remote", "set-head", "origin", "--delete")
        run = clone.run("preview")
        self.assertEqual(run.code, 0, run)
        self.assertIn("1 of 1 service would deploy", run.text)
        self.assertEqual(run.err, "Compared with origin/main: git knows no default branch here\n"
                                  "  Another: --base REV; to let git know: git remote set-head origin --auto\n")
        self.assertEqual(clone.run("preview", "--quiet").err, "")
        self.assertEqual(clone.run("preview", "--env", "a", "--env", "b").text, "")
        for words in (["--format", "json"], ["--format", "names"], ["--out", "plan"], ["--detailed-exitcode"]):
            run = clone.run("preview", *words)
            self.assertEqual((run.code, run.text), (1, ""), run)
            self.assertIn("\n  Name one: --base origin/main\n  Or let git look it up: git remote set-head origin --auto\n", run.err)
        # Only what is there is named: neither main nor master, then one branch alone, then no remote.
        clone.git("branch", "-D", "-q", "main")
        clone.git("update-ref", "-d", "refs/remotes/origin/main")
        run = clone.run("preview")
        self.assertEqual((run.code, run.text), (1, ""))
        self.assertIn("because: origin has the branches develop, ", run.err)
        self.assertIn("--base 'HEAD~1' for what the last commit changes", run.err)
        clone.git("update-ref", "-d", "refs/remotes/origin/odd';name")
        self.assertIn("Compared with origin/develop: ", clone.run("preview").err)
        clone.git("remote", "remove", "origin")
        clone.git("branch", "master", "HEAD~1")
        self.assertEqual(clone.run("preview").err, "Compared with master: git knows no default branch here\n  Another: --base REV\n")
        # On that branch itself there is nothing to compare with.
        clone.git("checkout", "-q", "master")
        self.assertEqual(clone.run("preview").code, 1)


if __name__ == "__main__":
    testing.main()
