#!/usr/bin/env python3
"""scripts/post-comment against an API on loopback that keeps comments as GitHub's and GitLab's do, with a gh and a glab that speak to it."""

import http.server
import json
import os
import pathlib
import re
import stat
import subprocess
import sys
import tempfile
import threading
import time
import unittest

SUPPORT = pathlib.Path(__file__).resolve().parent.parent / "support"
sys.path.insert(0, str(SUPPORT))

import testing  # noqa: E402

SCRIPT = SUPPORT.parent.parent / "scripts" / "post-comment"
HEAD = "9f1c2ab000000000000000000000000000000000"
NOW = int(time.time())

# What scripts/post-comment uses of both programs: pages are fetched one after the other and printed one behind the other.
CLIENT = r"""#!/usr/bin/env python3
import json, os, re, sys, urllib.error, urllib.request
arguments = sys.argv[1:]
assert arguments.pop(0) == "api", sys.argv
method, path, body = "GET", None, None
while arguments:
    word = arguments.pop(0)
    if word == "--paginate":
        pass
    elif word == "--method":
        method = arguments.pop(0)
    elif word == "--field":
        name, value = arguments.pop(0).split("=", 1)
        assert value.startswith("@"), value
        with open(value[1:], encoding="utf-8") as file:
            body = {name: file.read()}
    else:
        assert path is None and not word.startswith("-"), word
        path = word
url = os.environ["FAKE_API"] + "/" + path
while url:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            sys.stdout.write(answer.read().decode())
            following = re.match(r"<(.*)>; rel=.next.", answer.headers.get("Link", ""))
    except urllib.error.HTTPError as error:
        sys.exit(f"HTTP {error.code}")
    url = following[1] if following else None
"""


class Api(http.server.BaseHTTPRequestHandler):
    comments, calls, author, page, read_only, meanwhile = [], [], "bot", 2, False, None
    next_id = 100

    def answer(self, status, value=None, **headers):
        text = b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        for name, content in headers.items():
            self.send_header(name, content)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def body(self):
        return json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"]

    def write(self, method, change):
        Api.calls.append(method)
        return self.answer(403) if Api.read_only else change()

    def do_GET(self):
        page = int((re.search(r"[?&]page=(\d+)", self.path) or [0, 1])[1])
        shown = Api.comments[(page - 1) * Api.page : page * Api.page]
        more = {}
        if page * Api.page < len(Api.comments):
            address = re.sub(r"&page=\d+", "", self.path) + f"&page={page + 1}"
            more = {"Link": f"<http://127.0.0.1:{self.server.server_port}{address}>; rel=\"next\""}
        self.answer(200, shown, **more)

    def do_POST(self):
        def change():
            if Api.meanwhile:
                Api.comments.append(Api.meanwhile)
            Api.comments.append(comment(self.body(), Api.author))
            self.answer(201, Api.comments[-1])
        self.write("POST", change)

    def change_one(self, method):
        def change():
            number = int(self.path.rsplit("/", 1)[1])
            (found,) = [known for known in Api.comments if known["id"] == number]
            found["body"] = self.body()
            self.answer(200, found)
        self.write(method, change)

    def do_PATCH(self):
        self.change_one("PATCH")

    def do_PUT(self):
        self.change_one("PUT")

    def do_DELETE(self):
        def change():
            number = int(self.path.rsplit("/", 1)[1])
            Api.comments[:] = [known for known in Api.comments if known["id"] != number]
            self.answer(204)
        self.write("DELETE", change)

    def log_message(self, *_):
        pass


def comment(body, author="bot"):
    Api.next_id += 1
    return {"id": Api.next_id, "body": body, "user": {"login": author}, "author": {"username": author}}


def marker(environment="prod", at=NOW, deploy=3, head=HEAD, command="preview"):
    facts = {"command": command, "environment": environment, "head": head, "at": at, "deploy": deploy}
    return "deltaplan:comment v1 " + json.dumps(facts, separators=(",", ":"))


def body(text="### prod: 3 of 9 services", **facts):
    return f"<!-- {marker(**facts)} -->\n{text}\n\n| cause | services |\n"


class OnBothForges:
    method, forge = "PATCH", "github"

    @classmethod
    def setUpClass(cls):
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Api)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.directory = tempfile.TemporaryDirectory()
        for name in ("gh", "glab"):
            path = pathlib.Path(cls.directory.name, name)
            path.write_text(CLIENT, encoding="utf-8")
            path.chmod(path.stat().st_mode | stat.S_IXUSR)

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()
        cls.directory.cleanup()

    def setUp(self):
        Api.comments[:] = []
        Api.calls[:] = []
        Api.read_only, Api.meanwhile = False, None

    def post(self, text, *options, status=0):
        path = os.path.join(self.directory.name, "plan.md")
        pathlib.Path(path).write_text(text, encoding="utf-8")
        environment = {"PATH": self.directory.name + ":" + os.environ["PATH"], "FAKE_API": f"http://127.0.0.1:{self.server.server_port}"}
        result = subprocess.run([SCRIPT, "--forge", self.forge, "--repo", "team/platform", *options, "7", path], env=environment,
                                capture_output=True, text=True)
        self.assertEqual(result.returncode, status, result.stderr)
        self.assertEqual(result.stdout, "")
        return result.stderr

    def bodies(self):
        return [known["body"] for known in Api.comments]

    def test_the_first_run_posts(self):
        Api.comments[:] = [comment("hello"), comment(f"see <!-- {marker()} -->\n"), comment("")]
        self.post(body())
        self.assertEqual(Api.calls, ["POST"])
        self.assertEqual(self.bodies()[-1], body())

    def test_the_next_run_edits_on_whatever_page_it_is(self):
        Api.comments[:] = [comment(f"talk {i}", "somebody") for i in range(7)] + [comment(body(at=NOW - 60), "another bot")]
        self.post(body(at=NOW))
        self.assertEqual(Api.calls, [self.method])
        self.assertEqual(self.bodies()[-1], body(at=NOW))

    def test_other_tools_of_the_same_author_are_left_alone(self):
        others = ["<!-- tfcmt -->\nplan", "[//]: <> (infracost)\n", f"text\n<!-- {marker()} -->\nnot the first line", body(environment="staging"),
                  body(command="plan"), "<!-- deltaplan:comment v1 {broken -->\n", "<!-- deltaplan:comment v1 [] -->\n"]
        Api.comments[:] = [comment(text) for text in others]
        self.post(body())
        self.assertEqual(Api.calls, ["POST"])
        self.assertEqual(self.bodies(), [*others, body()])

    def test_an_older_head_writes_nothing(self):
        Api.comments[:] = [comment(body(at=NOW))]
        self.assertIn("newer commit", self.post(body(at=NOW - 1, deploy=1)))
        self.post(body(at=NOW - 1, deploy=0), "--skip-empty")
        self.assertEqual(Api.calls, [])

    def test_after_a_forced_push_the_older_head_counts(self):
        gone, now = "a" * 40, "b" * 40
        Api.comments[:] = [comment(body(at=NOW, head=gone))]
        self.assertIn("newer commit", self.post(body(at=NOW - 60, head=now)))
        self.assertIn("newer commit", self.post(body(at=NOW - 60, head=now), "--head", "c" * 40))
        self.post(body(at=NOW - 60, head=now), "--head", now)
        self.assertEqual(self.bodies(), [body(at=NOW - 60, head=now)])
        # A late run of the commit that is gone does not win it back, although it is the newer one.
        self.assertIn("head of the pull request", self.post(body(at=NOW, head=gone), "--head", now))
        self.assertEqual(self.bodies(), [body(at=NOW - 60, head=now)])
        # Nor does one that has posted at the same time.
        Api.comments.clear()
        Api.meanwhile = comment(body(at=NOW, head=gone))
        self.post(body(at=NOW - 60, head=now), "--head", now)
        self.assertEqual(self.bodies(), [body(at=NOW - 60, head=now)])

    def test_a_head_is_a_whole_id(self):
        self.assertIn("no whole commit id", self.post(body(), "--head", "9f1c2ab", status=1))

    def test_a_head_of_the_far_future_stops_nobody(self):
        Api.comments[:] = [comment(body(at=NOW + 10**8, head="f" * 40), "mallory")]
        self.post(body())
        self.assertEqual(Api.calls, ["POST"])

    def test_of_an_author_only(self):
        Api.comments[:] = [comment(body(at=NOW + 5, head="f" * 40), "mallory"), comment(body(at=NOW - 5), "bot")]
        self.post(body(), "--author", "bot")
        self.assertEqual(Api.calls, [self.method])
        self.assertEqual(self.bodies()[1], body())

    def test_nothing_to_deploy_removes_what_is_stale(self):
        Api.comments[:] = [comment("hello"), comment(body(at=NOW - 9)), comment(body(at=NOW - 5))]
        self.post(body(deploy=0), "--skip-empty")
        self.assertEqual(self.bodies(), ["hello"])
        self.post(body(deploy=0), "--skip-empty")
        self.assertEqual(Api.calls, ["DELETE", "DELETE"])

    def test_nothing_to_deploy_shortens_what_is_stale(self):
        empty = body("### prod: nothing to deploy", deploy=0)
        self.post(empty, "--skip-empty", "--shorten")
        self.assertEqual(Api.calls, [])
        Api.comments[:] = [comment(body(at=NOW - 5))]
        self.post(empty, "--skip-empty", "--shorten")
        self.assertEqual(self.bodies(), [f"<!-- {marker(deploy=0)} -->\n### prod: nothing to deploy\n"])
        self.post(body())
        self.assertEqual(self.bodies(), [body()])

    def test_a_visible_marker_is_found_in_the_last_line(self):
        def footer(at, deploy=3):
            return f"### prod: 3\n\n- 3 services\n\n`{marker(at=at, deploy=deploy)}`\n"
        Api.comments[:] = [comment(footer(NOW - 5))]
        self.post(footer(NOW))
        self.assertEqual(self.bodies(), [footer(NOW)])
        self.post(footer(NOW, 0), "--skip-empty", "--shorten")
        self.assertEqual(self.bodies(), [f"### prod: 3\n\n`{marker(deploy=0)}`\n"])

    def test_doubles_are_removed(self):
        Api.meanwhile = comment(body(at=NOW - 2))
        self.post(body())
        self.assertEqual(Api.calls, ["POST", "DELETE"])
        self.assertEqual(self.bodies(), [body()])

    def test_several_environments_have_one_comment(self):
        Api.comments[:] = [comment(body()), comment(body(environment=["prod", "staging"], at=NOW - 5))]
        self.post(body(environment=["prod", "staging"]))
        self.assertEqual(Api.calls, [self.method])

    def test_a_dry_run_and_a_token_that_may_not_write(self):
        self.assertIn("would send POST", self.post(body(), "--dry-run"))
        self.assertEqual(Api.calls, [])
        Api.read_only = True
        self.assertIn("may this token write comments?", self.post(body(), status=1))
        self.assertEqual(Api.comments, [])

    def test_what_is_no_plan_is_refused(self):
        for text in ("", "hello", body().replace("{", "[")):
            self.assertIn("no marker", self.post(text, status=1))
        self.assertEqual(Api.calls, [])

    def test_names_are_data(self):
        name = "$(touch x) `id` \" ' \\ --method \u00e9\n@team"
        Api.comments[:] = [comment(body(environment=name, at=NOW - 5))]
        self.post(body(environment=name))
        self.assertEqual(self.bodies(), [body(environment=name)])


class OnGitHub(OnBothForges, unittest.TestCase):
    pass


class OnGitLab(OnBothForges, unittest.TestCase):
    method, forge = "PUT", "gitlab"


if __name__ == "__main__":
    testing.main()
