#!/usr/bin/env python3
"""Live sources that ask a server, when it does not do what it should. Numbers are those of docs/scenarios.md."""

import gzip
import json
import os
import signal
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import ecs_answers  # noqa: E402
import testing  # noqa: E402
from ecs_answers import as_json, fault  # noqa: E402
from faulty_server import Answer, FaultyServer  # noqa: E402
from sandbox import ENVIRONMENT, PROGRAM, Repository  # noqa: E402

KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "a-secret-key", "AWS_SESSION_TOKEN": "a-session-token",
        "AWS_REGION": "eu-west-1", "AWS_EC2_METADATA_DISABLED": "true"}
ECS = {"from": "ecs", "cluster": "platform-{env}"}


class Live(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.repo = Repository()
        self.addCleanup(self.repo.close)
        self.environment = dict(KEYS, HOME=self.repo.base)

    def start(self, *names, source=ECS, **config):
        for name in names:
            self.repo.write(f"services/{name}/main.ts", name)
        self.repo.configure(services=[f"services/{name}" for name in names],
                            environments={"prod": {"live": source if isinstance(source, list) else [source]}}, **config)
        return self.repo.commit("first")

    def serve(self, answer):
        server = FaultyServer(answer)
        server.__enter__()
        self.addCleanup(server.__exit__)
        self.environment["AWS_ENDPOINT_URL"] = server.url
        return server

    def run_plan(self, *arguments, data=None, **environment):
        return self.repo.run("plan", "--format", "json", *arguments, data=data,
                             environment=dict(self.environment, **environment))

    def live(self, *arguments, **environment):
        """Service -> live tag. Keeps the warnings by code."""
        run = self.run_plan(*arguments, **environment)
        self.assertEqual(run.code, 0, run)
        plan = json.loads(run.text)
        self.warnings = {}
        for warning in plan["warnings"]:
            self.warnings.setdefault(warning["code"], []).append(warning["message"])
        return {each["name"]: each["live"] and each["live"]["tag"] for each in plan["services"]}

    def refused(self, *texts, arguments=(), **environment):
        """There is no plan, and the error has these texts and no secret."""
        run = self.run_plan(*arguments, **environment)
        self.assertEqual((run.code, run.text), (1, ""), run)
        for text in texts:
            self.assertIn(text, run.err)
        for secret in ("a-secret-key", "a-session-token", "hidden"):
            self.assertNotIn(secret, run.err)
        return run


class LiveFaults(Live):
    def test_35_throttling_is_tried_again(self):
        tag = self.start("api", "web")
        usual = ecs_answers.ecs({"api": tag, "web": tag})
        for refusal in (fault(400, "ThrottlingException", "Rate exceeded"), Answer(429), Answer(503),
                        fault(500, "ServerException"), Answer(429, headers={"Retry-After": "0"})):
            with self.subTest(refusal.body, status=refusal.status):
                server = self.serve(lambda request: refusal if request.earlier < 2 else usual(request))
                self.assertEqual(self.live(), {"api": tag, "web": tag})
                self.assertEqual(len(server.requests), 9)

    def test_35_throttling_without_end_is_an_error(self):
        self.start("api", "web")
        server = self.serve(lambda request: fault(400, "ThrottlingException", "Rate exceeded"))
        begin = time.monotonic()
        self.refused("ECS DescribeServices for api, web failed in region eu-west-1 with the environment variables",
                     "ThrottlingException: Rate exceeded (tried ", "Try again in a minute", arguments=["--timeout", "3"])
        self.assertLess(time.monotonic() - begin, 20)
        self.assertGreater(len(server.requests), 4)
        server = self.serve(lambda request: fault(500, "ServerException"))
        self.refused("ServerException (tried 4 times)")
        self.assertEqual(len(server.requests), 4)

    def test_47_a_bucket_of_requests_that_fills_slowly(self):
        names = [f"service-{i:03}" for i in range(100)]
        tag = self.start(*names)
        usual = ecs_answers.ecs(dict.fromkeys(names, tag))
        tokens, at, lock = [40.0], [time.monotonic()], threading.Lock()

        def answer(request):
            with lock:
                now = time.monotonic()
                tokens[0], at[0] = min(40.0, tokens[0] + (now - at[0]) * 20), now
                if tokens[0] < 1:
                    return fault(400, "ThrottlingException", "Rate exceeded")
                tokens[0] -= 1
            return usual(request)
        self.serve(answer)
        self.assertEqual(self.live("--timeout", "30"), dict.fromkeys(names, tag))

    def test_35_retry_after_is_honoured(self):
        tag = self.start("api")
        usual = ecs_answers.ecs({"api": tag})
        self.serve(lambda request: usual(request) if request.earlier else Answer(503, headers={"Retry-After": "1"}))
        begin = time.monotonic()
        self.assertEqual(self.live(), {"api": tag})
        self.assertGreaterEqual(time.monotonic() - begin, 2)

    def test_35_a_wait_that_is_too_long_is_not_begun(self):
        self.start("api")
        self.serve(lambda request: Answer(503, headers={"Retry-After": "3600"}))
        begin = time.monotonic()
        self.refused("HTTP status 503", arguments=["--timeout", "5"])
        self.assertLess(time.monotonic() - begin, 20)

    def test_ctrl_c_stops_at_once_and_writes_nothing(self):
        self.start("api")
        server = self.serve(lambda request: Answer(delay=30))
        process = subprocess.Popen([PROGRAM, "plan", "--out", "plan"], cwd=self.repo.path, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=dict(ENVIRONMENT, **self.environment))
        begin = time.monotonic()
        while not server.requests and time.monotonic() - begin < 20:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        self.assertEqual((process.returncode, out, err), (-signal.SIGINT, b"", b""))
        self.assertFalse(os.path.exists(os.path.join(self.repo.path, "plan")))

    def on_a_terminal(self, *arguments):
        """Standard output, and what standard error shows on a terminal."""
        screen, terminal = os.openpty()
        process = subprocess.Popen([PROGRAM, "plan", *arguments], cwd=self.repo.path, stdout=subprocess.PIPE, stderr=terminal,
                                   env=dict(ENVIRONMENT, **self.environment))
        os.close(terminal)
        out = process.communicate(timeout=60)[0]
        shown = b""
        try:
            while part := os.read(screen, 4096):
                shown += part
        except OSError:  # the end of a terminal that nobody holds any more
            pass
        os.close(screen)
        self.assertEqual(process.returncode, 0, shown)
        return out, shown

    def test_a_long_wait_is_told_on_a_terminal(self):
        tag = self.start("api")
        usual = ecs_answers.ecs({"api": tag})

        def slow(request):
            answer = usual(request)
            return Answer(answer.status, answer.body, answer.headers, delay=1)

        self.serve(slow)
        out, shown = self.on_a_terminal()
        self.assertEqual(shown, b"Reading what is live from ecs...\r\x1b[K")
        self.assertEqual(out, self.repo.run("plan", environment=self.environment).out)
        self.assertEqual(self.on_a_terminal("--quiet"), (out, b""))

    def test_35_a_connection_that_ends_early_is_tried_again(self):
        tag = self.start("api")
        usual = ecs_answers.ecs({"api": tag})
        for broken in (lambda request: Answer(drop=True), lambda request: Answer(200, usual(request).body[:20], length=500)):
            with self.subTest():
                self.serve(lambda request: broken(request) if request.earlier < 1 else usual(request))
                self.assertEqual(self.live(), {"api": tag})
                self.serve(broken)
                self.refused("no answer from http://127.0.0.1:", "in 4 tries")

    def test_35_a_server_that_stalls(self):
        tag = self.start("api")
        usual = ecs_answers.ecs({"api": tag})
        self.serve(lambda request: Answer(delay=30) if request.earlier == 0 and b"cluster" in request.body else usual(request))
        self.assertEqual(self.live("--timeout", "4"), {"api": tag})
        self.serve(lambda request: Answer(delay=30))
        begin = time.monotonic()
        self.refused("no answer from", "give it more time with --timeout", arguments=["--timeout", "2"])
        self.assertLess(time.monotonic() - begin, 20)

    def test_35_nobody_listens(self):
        self.start("api")
        self.refused("ECS DescribeServices for api failed", "no answer from http://127.0.0.1:9", "connect",
                     AWS_ENDPOINT_URL_ECS="http://127.0.0.1:9")

    def test_35_expired_credentials(self):
        self.start("api")
        self.serve(lambda request: fault(400, "ExpiredTokenException", "The security token included in the request is expired"))
        self.refused("The credentials have expired. Set AWS_ACCESS_KEY_ID")
        self.repo.write("../.aws/config", "[profile staging]\naws_access_key_id=AKID\naws_secret_access_key=hidden\n")
        self.start("api", source=dict(ECS, profile="staging"))
        self.refused("with profile 'staging'", "The credentials have expired. Store new keys with aws configure --profile staging")

    def test_35_access_denied_and_unknown_keys(self):
        self.start("api")
        server = self.serve(lambda request: fault(400, "AccessDeniedException", "User: arn:aws:iam::1:user/x is not authorized"))
        self.refused("AccessDeniedException: User: arn:aws:iam::1:user/x is not authorized", "Allow ecs:DescribeServices for")
        self.assertEqual(len(server.requests), 1)
        self.serve(lambda request: fault(400, "UnrecognizedClientException", "The security token is invalid"))
        self.refused("AWS does not accept the credentials.")

    def test_35_an_answer_that_is_none(self):
        self.start("api")
        for name, body, text in (("cut", b'{"services": [', "the answer is no JSON"), ("empty", b"", "the answer is no JSON"),
                                 ("page", b"<html>Login</html>", "the answer is no JSON"), ("list", b"[]", "a list, not an object"),
                                 ("other", b"{}", 'the answer has no "services"'), ("bytes", b'{"\xff": 1}', "not UTF-8"),
                                 ("silent", b'{"services": [], "failures": []}', "says nothing about service"),
                                 ("half", b'{"services": [{"serviceName": "api"}]}', "names no task definition")):
            with self.subTest(name):
                self.serve(lambda request: Answer(200, body))
                self.refused(text)

    def test_35_a_lie_about_the_task_definition(self):
        self.start("api")
        usual = ecs_answers.ecs({"api": "1"})

        def answer(request):
            if b"cluster" in request.body:
                return usual(request)
            return as_json(ecs_answers.definition(ecs_answers.definition_arn("api", 8), {"api": "registry/api:2"}))
        self.serve(answer)
        self.refused("api: the answer does not describe api:7")

    def test_35_a_second_source_that_fails_is_a_warning(self):
        tag = self.start("api", source=[ECS, {"from": "http", "url": "http://127.0.0.1:9/{service}"}])
        self.serve(ecs_answers.ecs({"api": tag}))
        self.assertEqual(self.live(), {"api": tag})
        self.assertIn("http can't be compared with what is live", self.warnings["live_source_unreadable"][0])

    def test_requests_under_way_are_limited(self):
        names = [f"service-{i:03}" for i in range(150)]
        tag = self.start(*names)
        usual = ecs_answers.ecs(dict.fromkeys(names, tag))

        def slowly(request):
            answer = usual(request)
            answer.delay = 0.1
            return answer
        server = self.serve(slowly)
        self.assertEqual(self.live(), dict.fromkeys(names, tag))
        self.assertEqual(len(server.requests), 15 + 150)
        self.assertLessEqual(server.most_under_way, 64)
        self.assertGreater(server.most_under_way, 30)


class LiveElsewhere(Live):
    """Sources that need no cloud."""

    def document(self, answer, path, **keys):
        """Has the source `http` read an answer, or a function that gives one."""
        server = self.serve(answer if callable(answer) else lambda request: answer)
        self.start("api", "web", source={"from": "http", "url": server.url + path, **keys})
        return server

    def test_http_asks_every_service(self):
        server = self.document(as_json({"build": {"sha": ["x", "1a2b3c4"]}}), "/{service}/v.json?{env}", pointer="/build/sha/1")
        self.assertEqual(self.live(), {"api": "1a2b3c4", "web": "1a2b3c4"})
        self.assertEqual(sorted(request.path for request in server.requests), ["/api/v.json?prod", "/web/v.json?prod"])
        self.assertIsNone(server.requests[0].header("Authorization"))
        self.document(Answer(200, b"<html>", {"X-Commit": " 1a2b3c4 "}), "/{service}", header="x-commit")
        self.assertEqual(self.live(), {"api": "1a2b3c4", "web": "1a2b3c4"})
        self.document(Answer(200, b"registry/api:1a2b3c4\n"), "/{service}")
        self.assertEqual(self.live(), {"api": "1a2b3c4", "web": "1a2b3c4"})

    def test_http_reads_one_document(self):
        server = self.document(as_json({"live": {"api": {"tag": "1a2b3c4"}}}), "/all", pointer="/live/{service}/tag")
        self.assertEqual(self.live(), {"api": "1a2b3c4", "web": None})
        self.assertEqual(len(server.requests), 1)
        self.document(as_json({"api": "1", "web": "2"}), "/all", pointer="/live/{service}")
        self.refused("api: its answer has nothing at /live")
        self.document(Answer(200, b'{"web": "1", "api": "1", "api": "2"}'), "/all", pointer="/{service}")
        self.refused("/api stands in its answer more than once")
        self.document(as_json({"api": {}, "web": {"tag": "2"}}), "/all", pointer="/{service}/tag")
        self.refused("api: its answer has nothing at /api/tag")

    def test_http_follows_redirects(self):
        def answer(request):
            if request.path.startswith("/old"):
                return Answer(302, headers={"Location": request.path.replace("old", "new"), "X-Commit": "wrong"})
            return Answer(200, headers={"X-Commit": "1a2b3c4"})
        self.document(answer, "/old/{service}", header="X-Commit")
        self.assertEqual(self.live(), {"api": "1a2b3c4", "web": "1a2b3c4"})

    def test_45_http_follows_no_redirect_to_another_server(self):
        other = self.serve(lambda request: Answer(200, b"1a2b3c4"))

        def answer(request):
            return Answer(302, headers={"Location": other.url + "/login"})
        server = self.document(answer, "/{service}")
        self.refused("api: " + server.url + " sends to another server, " + other.url + ": HTTP status 302", '"redirects"')
        self.assertEqual(other.requests, [])
        self.document(answer, "/{service}", redirects=[other.url])
        self.assertEqual(self.live(), {"api": "1a2b3c4", "web": "1a2b3c4"})
        for location in ("https://127.0.0.1:9/", "//localhost/", "file:///etc/passwd", "ftp://127.0.0.1/x"):
            with self.subTest(location):
                self.document(lambda request: Answer(301, headers={"Location": location}), "/{service}")
                self.refused("api: http://127.0.0.1:")
        self.document(lambda request: Answer(302, headers={"Location": request.path + "x"}), "/{service}")
        self.refused("after 5 redirects there was no answer")
        self.start("api", source={"from": "http", "url": "http://127.0.0.1:9/{service}", "redirects": ["login.example.com"]})
        self.refused('Each of "redirects" is a server')

    def test_http_reads_what_is_compressed(self):
        packed = gzip.compress(b'{"tag": "1a2b3c4"}')
        self.document(Answer(200, packed, {"Content-Encoding": "gzip"}), "/{service}", pointer="/tag")
        self.assertEqual(self.live(), {"api": "1a2b3c4", "web": "1a2b3c4"})
        self.document(Answer(200, packed[:20], {"Content-Encoding": "gzip"}), "/{service}", pointer="/tag")
        self.refused("api: ")
        self.document(Answer(200, b"\xef\xbb\xbf" + b'{"tag": "1a2b3c4"}'), "/{service}", pointer="/tag")
        self.assertEqual(self.live(), {"api": "1a2b3c4", "web": "1a2b3c4"})

    def test_45_http_a_mark_of_the_byte_order_is_no_part_of_a_tag(self):
        self.document(Answer(200, b"\xef\xbb\xbf1a2b3c4\r\n"), "/{service}")
        self.assertEqual(self.live(), {"api": "1a2b3c4", "web": "1a2b3c4"})
        # What nobody sees is shown.
        self.document(Answer(200, b"1a2b3c4\xef\xbb\xbf"), "/{service}")
        self.refused('"1a2b3c4\\357\\273\\277"')

    def test_45_http_a_body_that_is_no_tag(self):
        for body in (b"<!DOCTYPE html><html><title>Sign in</title></html>", b"[1]", b"two words", b"x" * 200, b"${tag}", b"\x1b[31mred", b"",
                     b"a,b", b"a//b", b"a:"):
            with self.subTest(body):
                self.document(Answer(200, body), "/{service}")
                self.refused("api")
        self.document(Answer(204), "/{service}")
        self.refused("api: its answer holds no tag: it is empty")

    def test_http_escapes_names(self):
        server = self.serve(lambda request: Answer(200, b"v1"))
        self.start("a b", "ü", source={"from": "http", "url": server.url + "/{service}"})
        self.assertEqual(self.live(), {"a b": "v1", "ü": "v1"})
        self.assertEqual(sorted(request.path for request in server.requests), ["/%C3%BC", "/a%20b"])

    def test_http_refuses_what_is_no_tag(self):
        for answer, text in ((Answer(404), "api: http://127.0.0.1:"), (Answer(200, b"{}"), "its answer has nothing at /tag"),
                             (Answer(200, b"{"), "its answer is no JSON"), (Answer(200, b'{"tag": 7}'), "a number, not a tag"),
                             (Answer(200, b'{"tag": ""}'), "holds no tag: it is empty"),
                             (Answer(200, b'{"tag": "a\\nb"}'), "/tag of its answer holds no tag"),
                             (Answer(200, b'{"tag": "r/a@sha256:12"}'), "pinned by its digest")):
            with self.subTest(text):
                self.document(answer, "/{service}?key=hidden", pointer="/tag")
                self.refused(text, "cannot read the live tags of environment 'prod' from http://127.0.0.1:")
        self.document(Answer(200), "/{service}", header="x-commit")
        self.refused("api: it has no header 'x-commit'")

    def test_http_never_shows_what_may_be_secret(self):
        self.start("api", source={"from": "http", "url": "http://hidden:hidden@127.0.0.1:9/hidden/{service}?hidden"})
        self.refused("http://127.0.0.1:9")

    def test_a_command(self):
        tag = self.start("api", "web", source={"from": "command", "command": ["./live tags", "{env}", "$HOME", "; exit 1"]})
        script = '#!/bin/sh\n[ "$1|$2|$3" = "prod|\$HOME|; exit 1" ] && echo "{\\"api\\": \\"%s\\"}"\n' % tag
        self.repo.write("live tags", script)
        os.chmod(os.path.join(self.repo.path, "live tags"), 0o755)
        self.repo.commit()
        self.assertEqual(self.live(), {"api": tag, "web": None})
        self.start("api", source={"from": "command", "command": ["sh", "-c", "echo '{}'; echo broken >&2; exit 3"]})
        self.refused("cannot read the live tags of environment 'prod'", "failed with exit code 3", "broken")
        self.start("api", source={"from": "command", "command": ["echo", '{"api": 7}']})
        self.refused("holds no live tags: at /api")
        self.start("api", source={"from": "command", "command": ["sleep", "30"]})
        self.refused("took longer than", arguments=["--timeout", "1"])

    def saved(self, *documents):
        return "\n".join(json.dumps(document, indent=4) for document in documents).encode()

    def test_a_file_of_tags(self):
        self.start("api", "web", source={"from": "file", "file": "{env}.json"})
        self.repo.write("prod.json", json.dumps({"api": "1", "web": "2"}))
        self.assertEqual(self.live(), {"api": "1", "web": "2"})
        self.start("api", "web", source={"from": "file", "file": "-", "variable": "tags"})
        run = self.run_plan(data=b'{"tags": {"api": "1", "web": "2"}}')
        self.assertEqual(json.loads(run.text)["services"][0]["live"]["tag"], "1", run)
        for text in (b"", b"[]", b"{", b'{"api": {}}', b"\xff"):
            self.assertEqual(self.run_plan(data=text).code, 1)

    def test_a_file_of_saved_answers(self):
        self.start("api", "web", "worker", "parked", source={"from": "file", "file": "-"})
        services = {"services": [ecs_answers.service("api"), ecs_answers.service("web"),
                                 ecs_answers.service("parked", desiredCount=0)],
                    "failures": [{"arn": "arn:aws:ecs:eu-west-1:1:service/worker", "reason": "MISSING"}]}
        definitions = [ecs_answers.definition(ecs_answers.definition_arn(name), {name: f"r/{name}:{name}-1", "agent": "agent:7"})
                       for name in ("api", "web", "parked")]
        run = self.run_plan(data=self.saved(services, *definitions))
        self.assertEqual(run.code, 0, run)
        plan = json.loads(run.text)
        self.assertEqual({each["name"]: each["live"] and each["live"]["tag"] for each in plan["services"]},
                         {"api": "api-1", "web": "web-1", "parked": "parked-1", "worker": None})
        codes = {warning["code"] for warning in plan["warnings"]}
        self.assertLessEqual({"service_missing", "service_parked"}, codes)
        run = self.run_plan(data=self.saved(services, *definitions[:1]))
        self.assertEqual(run.code, 1)
        self.assertIn("web: it runs web:7, of which there is no description", run.err)
        run = self.run_plan(data=self.saved({"services": services["services"], "failures": []}, *definitions))
        self.assertEqual(run.code, 1)
        self.assertIn("worker: the answer says nothing about 'worker'", run.err)
        run = self.run_plan(data=self.saved(*definitions))
        self.assertEqual([each["live"] and each["live"]["tag"] for each in json.loads(run.text)["services"]],
                         ["api-1", "parked-1", "web-1", None])


if __name__ == "__main__":
    testing.main()
