#!/usr/bin/env python3
"""Requests to AWS against botocore: their hosts, and their signatures. Numbers are those of the scenarios.

Needs what scripts/setup_aws installs."""

import concurrent.futures
import contextlib
import datetime
import itertools
import json
import os
import socket
import sys
import threading
import unittest
import unittest.mock

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))

import tools  # noqa: E402

tools.run_with_aws()

import boto3  # noqa: E402
import botocore.auth  # noqa: E402
import botocore.awsrequest  # noqa: E402
import botocore.config  # noqa: E402
import botocore.credentials  # noqa: E402

import ecs_answers  # noqa: E402
import testing  # noqa: E402
from ecs_answers import REGISTRY  # noqa: E402
from faulty_server import Answer  # noqa: E402
from live_faults_test import ECS, Live  # noqa: E402

REGION = "eu-west-1"


class RefusingProxy:
    """Keeps which hosts a client wants to reach through it, and refuses all of them."""

    def __enter__(self):
        self.hosts = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.socket.shutdown(socket.SHUT_RDWR)  # closing alone would not end a wait for connections
        self.thread.join()
        self.socket.close()

    def serve(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            with client, contextlib.suppress(OSError):  # a client whose time is over may leave without a word
                client.settimeout(10)
                words = client.recv(4096).decode(errors="replace").split(" ")
                if words[0] == "CONNECT":
                    self.hosts.append(words[1].removesuffix(":443"))
                client.sendall(b"HTTP/1.1 403 no\r\nContent-Length: 0\r\n\r\n")


class LiveEndpoints(Live):
    """Requests go where botocore would send them."""

    SOURCES = {"ecs": ECS, "ecr": {"from": "ecr", "repository": "{service}"}, "ssm": {"from": "ssm", "parameter": "/{service}"},
               "lambda": {"from": "lambda", "function": "{service}"}}
    CALLS = {"ecs": "list_clusters", "ecr": "describe_repositories", "ssm": "describe_parameters", "lambda": "list_functions", "sts": "get_caller_identity"}

    def host_of_botocore(self, service, region, fips, dual_stack):
        seen = []

        def keep(request, **_):
            seen.append(request.url.split("/")[2])
            raise ConnectionError
        client = boto3.client(service, region_name=region, aws_access_key_id="A", aws_secret_access_key="s",
                              config=botocore.config.Config(use_fips_endpoint=fips, use_dualstack_endpoint=dual_stack))
        client.meta.events.register("before-send.*", keep)
        with self.assertRaises(ConnectionError):
            getattr(client, self.CALLS[service])()
        return seen[0]

    def settings(self, proxy, region, fips, dual_stack):
        return {"AWS_REGION": region, "HTTPS_PROXY": proxy.url, "AWS_USE_FIPS_ENDPOINT": str(fips).lower(),
                "AWS_USE_DUALSTACK_ENDPOINT": str(dual_stack).lower()}

    def host_asked(self, region, fips, dual_stack):
        """All hosts that one run wants to reach: it tries the same again until its time is over."""
        with RefusingProxy() as proxy:
            self.refused("failed in region " + region, arguments=["--timeout", "3"], **self.settings(proxy, region, fips, dual_stack))
            return set(proxy.hosts)

    def host_asked_for_the_identity(self, region, fips, dual_stack):
        with RefusingProxy() as proxy:
            run = self.repo.run("release", "check", "--plan", self.repo.base + "/plan", "--timeout", "3",
                                environment=self.environment | self.settings(proxy, region, fips, dual_stack))
            self.assertEqual((run.code, "AWS does not say who you are" in run.err), (1, True), run)
            return set(proxy.hosts)

    def test_hosts_are_those_of_botocore(self):
        for service, source in self.SOURCES.items():
            self.start("api", source=source)
            self.compare_hosts(service, self.host_asked)
        self.start("api")
        self.assertEqual(self.repo.run("plan", "--live-file", "-", "--out", self.repo.base + "/plan", data=b"{}").code, 0)
        self.compare_hosts("sts", self.host_asked_for_the_identity)

    def compare_hosts(self, service, ask):
        regions = ("eu-west-1", "us-gov-west-1", "cn-north-1", "us-iso-east-1", "us-isob-east-1", "eusc-de-east-1")
        asked = list(itertools.product(regions, (False, True), (False, True)))
        with concurrent.futures.ThreadPoolExecutor(len(asked)) as pool:  # they all wait
            runs = [pool.submit(ask, *each) for each in asked]
        for (region, fips, dual_stack), run in zip(asked, runs):
            with self.subTest(service, region=region, fips=fips, dual_stack=dual_stack):
                self.assertEqual(run.result(), {self.host_of_botocore(service, region, fips, dual_stack)})

    def test_47_a_region_that_is_no_region(self):
        with RefusingProxy() as proxy:
            for region in ("x.attacker.example/", "a@b", "eu-west-1#", "..", "-", "1", "a b", "a" * 64):
                with self.subTest(region):
                    self.start("api", source=dict(ECS, region=region))
                    self.refused("is no AWS region", HTTPS_PROXY=proxy.url)
                    self.start("api", source=ECS)
                    self.refused("is no AWS region", HTTPS_PROXY=proxy.url, AWS_REGION=region)
            self.assertEqual(proxy.hosts, [])


class LiveSignatures(Live):
    """Every request that the program signs has the Authorization header that botocore gives it at the same time."""

    def check(self, server, token):
        self.assertGreater(len(server.requests), 0)
        for request in server.requests:
            sent = request.header("Authorization")
            key, _, region, service, _ = sent.split("Credential=")[1].split(",")[0].split("/")
            signed = sent.split("SignedHeaders=")[1].split(",")[0].split(";")
            self.assertEqual("x-amz-security-token" in signed, bool(token), sent)
            again = botocore.awsrequest.AWSRequest(
                request.method, server.url + request.path, data=request.body,
                headers={name: request.header(name) for name in signed if name not in ("host", "x-amz-date", "x-amz-security-token")})
            signer = botocore.auth.SigV4Auth(botocore.credentials.Credentials(key, "a-secret/key+=", token), service, region)
            when = datetime.datetime.strptime(request.header("X-Amz-Date"), "%Y%m%dT%H%M%SZ")
            with unittest.mock.patch("botocore.auth.get_current_datetime", return_value=when):
                signer.add_auth(again)
            self.assertEqual(sent, again.headers["Authorization"])

    def test_every_kind_of_request(self):
        tag = "1a2b3c4"
        digest = "sha256:" + "0" * 64

        def answer(request):
            target = (request.header("X-Amz-Target") or "").split(".")[-1]
            if target == "DescribeImages":
                return ecs_answers.as_json({"imageDetails": [{"imageDigest": digest, "imageTags": [tag], "imagePushedAt": 1.5}]})
            if target == "GetParameters":
                return ecs_answers.as_json({"Parameters": [{"Name": name, "Value": tag} for name in json.loads(request.body)["Names"]]})
            if target == "DescribeTaskDefinition":
                arn = json.loads(request.body)["taskDefinition"]
                return ecs_answers.as_json(ecs_answers.definition(arn, {"x": f"{REGISTRY}/platform/x@{digest}"}))
            if target == "DescribeServices":
                return ecs_answers.ecs(dict.fromkeys(json.loads(request.body)["services"], tag))(request)
            if request.path.startswith("/2015-03-31/functions/"):
                return ecs_answers.as_json({"Code": {"ImageUri": f"{REGISTRY}/x@{digest}"}, "Configuration": {}})
            return Answer(200, b"<Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>a-secret/key+=</SecretAccessKey>"
                               b"<SessionToken>a-session/token+=</SessionToken></Credentials>")
        sources = [ECS, {"from": "ssm", "parameter": "/platform/{service}/tag"}, {"from": "ecr", "repository": "platform/{service}"},
                   {"from": "lambda", "function": "prod-{service}"}, {"from": "lambda", "function": "{service}_x:live"}]
        names = [f"service-{i}" for i in range(12)]
        keys = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "a-secret/key+="}
        role = (f"[profile role]\nregion = {REGION}\nsource_profile = base\nrole_arn = arn:aws:iam::1:role/a b&c\n"
                "[profile base]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = a-secret/key+=\n")
        for source in sources:
            for token in (None, "a-session/token+="):
                with self.subTest(source["from"], token=token):
                    self.start(*names, source=source)
                    server = self.serve(answer)
                    self.environment.update(keys, AWS_SESSION_TOKEN=token or "")
                    self.assertEqual(self.live(), dict.fromkeys(names, tag))
                    self.check(server, token)
        self.repo.write("../.aws/config", role)
        self.start("api", source=dict(ECS, profile="role"))
        server = self.serve(answer)
        self.assertEqual(self.live(), {"api": tag})
        self.assertIn(b"RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fa%20b%26c", server.requests[0].body)
        del server.requests[1:]
        self.check(server, None)


if __name__ == "__main__":
    testing.main()
