#!/usr/bin/env python3
"""Live sources of AWS against moto's server. Numbers are those of docs/scenarios.md.

Needs what scripts/setup_aws installs."""

import hashlib
import json
import os
import stat
import sys
import time
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))

import tools  # noqa: E402

tools.run_with_aws()

import boto3  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

import ecs_answers  # noqa: E402
import testing  # noqa: E402
from faulty_server import Answer, FaultyServer  # noqa: E402
from live_faults_test import ECS, Live  # noqa: E402

REGION = "eu-west-1"
REGISTRY = f"123456789012.dkr.ecr.{REGION}.amazonaws.com"
CLUSTER = "platform-prod"


class Moto(Live):
    @classmethod
    def setUpClass(cls):
        os.environ["MOTO_ECS_SERVICE_RUNNING"] = "1"  # rollouts are complete
        cls.server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        cls.server.start()
        host, port = cls.server.get_host_and_port()
        cls.url = f"http://{host}:{port}"
        cls.addClassCleanup(cls.server.stop)

    def setUp(self):
        super().setUp()
        self.environment["AWS_ENDPOINT_URL"] = self.url
        urllib.request.urlopen(urllib.request.Request(self.url + "/moto-api/reset", method="POST")).close()
        self.ecs = self.client("ecs")

    def client(self, service):
        return boto3.client(service, region_name=REGION, endpoint_url=self.url, aws_access_key_id="AKIDEXAMPLE",
                            aws_secret_access_key="a-secret-key")

    def run_service(self, name, image, cluster=CLUSTER, desired=1, sidecars=None, essential=("agent",), **changes):
        """A service that runs `image`, beside other containers: name -> image."""
        containers = [{"name": f"{name}-app", "image": image, "essential": True, "memory": 128}]
        containers += [{"name": each, "image": other, "essential": each in essential, "memory": 64} for each, other in (sidecars or {}).items()]
        family = self.ecs.register_task_definition(family=name, containerDefinitions=containers)["taskDefinition"]
        self.ecs.create_service(cluster=cluster, serviceName=name, taskDefinition=family["taskDefinitionArn"],
                                desiredCount=desired, **changes)

    def push(self, repository, *tags, content="x"):
        """An image in ECR with these tags; its digest."""
        ecr = self.client("ecr")
        try:
            ecr.create_repository(repositoryName=repository)
        except ecr.exceptions.RepositoryAlreadyExistsException:
            pass
        manifest = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
                               "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 7,
                                          "digest": "sha256:" + hashlib.sha256(content.encode()).hexdigest()}, "layers": []})
        for tag in tags:
            image = ecr.put_image(repositoryName=repository, imageManifest=manifest, imageTag=tag)["image"]
        return image["imageId"]["imageDigest"]


class LiveAws(Moto):
    """What runs, made through the APIs."""

    def test_34_many_services_with_a_commit_of_their_own_each(self):
        names = [f"service-{i:03}" for i in range(123)]
        self.ecs.create_cluster(clusterName=CLUSTER)
        tags = {}
        self.start(*names)
        for number, name in enumerate(names):
            if number % 10 == 0:
                self.repo.write(f"services/{name}/main.ts", f"{number}")
                self.repo.commit()
            tags[name] = self.repo.short()
            self.run_service(name, f"{REGISTRY}/platform/{name}:{tags[name]}")
        self.assertEqual(self.live(), tags)
        self.assertNotIn("live_source_unreadable", self.warnings)
        for code in ("rollout_in_progress", "rollout_failed", "service_parked", "service_missing"):
            self.assertNotIn(code, self.warnings)

    def test_34_a_sidecar_beside_the_application(self):
        self.ecs.create_cluster(clusterName=CLUSTER)
        self.run_service("api", f"{REGISTRY}/platform/api:a1", sidecars={"agent": "public.ecr.aws/datadog/agent:7"})
        self.run_service("web", f"{REGISTRY}/platform/frontend:w1", sidecars={"agent": "agent:7"}, essential=())
        self.start("api", "web")
        self.assertEqual(self.live(), {"api": "a1", "web": "w1"})
        self.start("api", "web", source={"from": "ecs", "cluster": CLUSTER, "container": "agent"})
        self.assertEqual(self.live(), {"api": "7", "web": "7"})
        self.start("api", "web", source={"from": "ecs", "cluster": CLUSTER, "container": "{service}-application"})
        self.refused("api: api:1 has no container 'api-application'", "its containers: api-app (", "Name the container")
        self.run_service("other", "registry/one:1", sidecars={"agent": "registry/two:2"})
        self.start("api", "web", "other")
        self.refused("other: other:1 has several containers and it is not clear whose image counts; its containers: other-app "
                     "(registry/one:1), agent (registry/two:2)")

    def test_34_a_parked_a_missing_and_a_removed_service(self):
        self.ecs.create_cluster(clusterName=CLUSTER)
        self.run_service("api", "r/api:a1", desired=0)
        self.run_service("gone", "r/gone:g1")
        self.ecs.delete_service(cluster=CLUSTER, service="gone", force=True)
        self.start("api", "gone", "never")
        self.assertEqual(self.live(), {"api": "a1", "gone": None, "never": None})
        self.assertEqual(self.warnings["service_parked"],
                         ["api is parked: its desired count is 0. What it would run counts as live."])
        self.assertEqual([text.split(" is not live: cluster platform-prod in region eu-west-1")[0]
                          for text in self.warnings["service_missing"]], ["gone", "never"])

    def test_34_a_rollout_in_progress(self):
        self.ecs.create_cluster(clusterName=CLUSTER)
        os.environ["MOTO_ECS_SERVICE_RUNNING"] = "0"
        self.addCleanup(os.environ.update, MOTO_ECS_SERVICE_RUNNING="1")
        self.run_service("api", "r/api:a1")
        self.start("api")
        self.assertEqual(self.live(), {"api": "a1"})
        self.assertEqual(self.warnings["rollout_in_progress"], ["A rollout of api is under way; api:1 counts as live."])

    def test_34_the_running_revision_counts_not_the_newest(self):
        self.ecs.create_cluster(clusterName=CLUSTER)
        self.run_service("api", "r/api:running")
        self.ecs.register_task_definition(family="api", containerDefinitions=[{"name": "api-app", "image": "r/api:newest", "memory": 128}])
        self.start("api")
        self.assertEqual(self.live(), {"api": "running"})

    def test_34_an_image_pinned_by_its_digest(self):
        self.ecs.create_cluster(clusterName=CLUSTER)
        tag = self.start("api")[:7]
        digest = self.push("platform/api", "latest", tag, "stable")
        self.run_service("api", f"{REGISTRY}/platform/api@{digest}")
        self.assertEqual(self.live(), {"api": tag})
        self.start("api", tag="v-{short_sha}", tag_pattern="^(?<sha>1234567)$")
        self.assertEqual(self.live()["api"], min("latest", tag, "stable"))
        self.run_service("web", f"registry.example/web@{digest}")
        self.start("api", "web")
        self.assertIsNone(self.live()["web"])
        self.assertIn("is pinned by its digest, and its registry is not ECR", self.warnings["live_tag_unknown"][0])

    def test_34_a_cluster_that_is_not_there(self):
        self.start("api")
        self.refused("ECS DescribeServices for api failed in region eu-west-1 with the environment variables",
                     "ClusterNotFoundException: Cluster not found.", "Check the names")

    def test_the_newest_tag_in_ecr(self):
        self.start("prefect", "web", source={"from": "ecr", "repository": "{service}",
                                             "tag_pattern": r"^{service}-deployer-3-python3\.12-(?<sha>[0-9a-f]{7})$"})
        for number, tag in enumerate(["prefect-deployer-3-python3.12-1111111", "prefect-deployer-3-python3.12-0000000", "latest",
                                      "prefect-deployer-3-python3.11-2222222"]):
            self.push("prefect", tag, content=f"{number}")
            time.sleep(1.1)  # moto tells times in whole seconds
        self.push("web", "latest")
        self.assertEqual(self.live(), {"prefect": "prefect-deployer-3-python3.12-0000000", "web": None})
        self.assertIn("web is not live: none of the 1 tags of repository web", self.warnings["service_missing"][0])
        self.start("prefect", "nowhere", source={"from": "ecr", "repository": "{service}"})
        self.refused("ECR DescribeImages for nowhere failed", "RepositoryNotFoundException")

    def test_parameters(self):
        ssm = self.client("ssm")
        names = [f"service-{i:02}" for i in range(25)]
        for name in names:
            ssm.put_parameter(Name=f"/platform/prod/{name}/tag", Value=f"{name}-1", Type="String")
        ssm.put_parameter(Name="/platform/prod/secret/tag", Value="r/secret:s1", Type="SecureString")
        self.start(*names, "none", "secret", source={"from": "ssm", "parameter": "/platform/{env}/{service}/tag"})
        self.assertEqual(self.live(), {**{name: f"{name}-1" for name in names}, "none": None, "secret": None})
        self.assertIn("parameter /platform/prod/secret/tag is a SecureString", self.warnings["live_tag_unknown"][0])
        self.assertIn("none is not live: there is no parameter /platform/prod/none/tag in region eu-west-1",
                      self.warnings["service_missing"][0])
        ssm.put_parameter(Name="/platform/prod/none/tag", Value="hidden\nhidden", Type="String")
        self.refused("none: parameter /platform/prod/none/tag: it holds no tag")

    def test_functions(self):
        role = self.client("iam").create_role(RoleName="role", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
        functions = self.client("lambda")
        for name, tag in (("api", "a1"), ("web", "w1")):
            functions.create_function(FunctionName=f"prod-{name}", Role=role, PackageType="Image",
                                      Code={"ImageUri": f"{REGISTRY}/{name}:{tag}"})
        self.start("api", "web", "none", source={"from": "lambda", "function": "{env}-{service}"})
        self.assertEqual(self.live(), {"api": "a1", "web": "w1", "none": None})
        self.assertIn("none is not live: there is no function prod-none", self.warnings["service_missing"][0])
        self.start("api", source={"from": "lambda", "function": "a/{service}"})
        self.refused("api: a/api is no name of a function")

    def test_two_sources_that_disagree(self):
        self.ecs.create_cluster(clusterName=CLUSTER)
        tag = self.start("api", source=[{"from": "ecs", "cluster": CLUSTER}, {"from": "ssm", "parameter": "/{service}"}])
        self.repo.commit()
        newer = self.repo.head()
        self.run_service("api", f"r/api:{newer}")
        self.client("ssm").put_parameter(Name="/api", Value=tag, Type="String")
        self.assertEqual(self.live(), {"api": newer})
        [text] = self.warnings["live_sources_disagree"]
        self.assertIn("roll it back 1 commit", text)


class LiveCredentials(Moto):
    """Keys and settings from every place; moto's STS gives those of roles."""

    def setUp(self):
        super().setUp()
        self.ecs.create_cluster(clusterName=CLUSTER)
        self.run_service("api", "r/api:a1")
        self.seen = []
        self.proxy = FaultyServer(self.forward)
        self.proxy.__enter__()
        self.addCleanup(self.proxy.__exit__)
        self.environment = {"HOME": self.repo.base, "AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL": self.proxy.url}

    def forward(self, request):
        """moto's answer; keeps with which key id each service was asked."""
        scope = (request.header("Authorization") or "").split("Credential=")[-1].split(",")[0].split("/")
        self.seen.append((scope[3] if len(scope) > 3 else "", scope[0], request.header("X-Amz-Security-Token")))
        headers = {name: value for name, value in request.headers if name.lower() not in ("host", "content-length")}
        forwarded = urllib.request.Request(self.url + request.path, data=request.body or None, method=request.method, headers=headers)
        try:
            with urllib.request.urlopen(forwarded) as answer:
                return Answer(answer.status, answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read())

    def config(self, text):
        self.repo.write("../.aws/config", text)

    def key(self, **environment):
        """The key id that ECS saw."""
        self.assertEqual(self.live(**environment), {"api": "a1"})
        return self.seen[-1][1]

    def test_variables_and_profiles(self):
        self.start("api")
        self.refused("there are no AWS credentials for profile 'default'", "aws configure --profile default", AWS_REGION=REGION)
        self.config("[default]\nregion = eu-west-1\naws_access_key_id = ONE\naws_secret_access_key = hidden\n"
                    "[profile two]\nregion = eu-west-1\n")
        self.repo.write("../.aws/credentials", "[two]\naws_access_key_id = TWO\naws_secret_access_key = hidden\n")
        self.assertEqual(self.key(), "ONE")
        self.assertEqual(self.key(AWS_PROFILE="two"), "TWO")
        self.assertEqual(self.key(AWS_PROFILE="two", AWS_ACCESS_KEY_ID="THREE", AWS_SECRET_ACCESS_KEY="hidden"), "THREE")
        self.start("api", source={"from": "ecs", "cluster": CLUSTER, "profile": "two", "region": REGION})
        self.assertEqual(self.key(AWS_ACCESS_KEY_ID="THREE", AWS_SECRET_ACCESS_KEY="hidden"), "TWO")
        self.start("api", source={"from": "ecs", "cluster": CLUSTER, "profile": "three"})
        self.refused("there is no AWS profile 'three'", "aws configure --profile three")
        self.config("[default]\nhidden\n")
        self.refused("cannot read the settings of AWS in", "line 2 is no [section]")

    def test_an_assumed_role(self):
        self.config("[profile base]\naws_access_key_id = BASE\naws_secret_access_key = hidden\n"
                    "[profile role]\nregion = eu-west-1\nrole_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = base\n"
                    "[profile again]\nregion = eu-west-1\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = role\n"
                    "[profile mfa]\nregion = eu-west-1\nrole_arn = arn:x\nsource_profile = base\nmfa_serial = arn:mfa\n"
                    "[profile loop]\nregion = eu-west-1\nrole_arn = arn:x\nsource_profile = pool\n"
                    "[profile pool]\nregion = eu-west-1\nrole_arn = arn:x\nsource_profile = loop\n")
        self.start("api")
        self.assertTrue(self.key(AWS_PROFILE="role").startswith("ASIA"))
        self.assertEqual([service for service, _, _ in self.seen], ["sts", "ecs", "ecs"])
        self.assertEqual(self.seen[0][1], "BASE")
        self.assertTrue(self.seen[-1][2])
        self.assertTrue(self.key(AWS_PROFILE="again").startswith("ASIA"))
        self.refused("profile 'mfa' asks for a code of a second factor", "export-credentials --profile mfa", AWS_PROFILE="mfa")
        self.refused("is its own source", AWS_PROFILE="loop")

    def test_a_web_identity(self):
        self.start("api")
        self.repo.write("../token", "hidden-token\n")
        self.assertTrue(self.key(AWS_WEB_IDENTITY_TOKEN_FILE=self.repo.base + "/token", AWS_REGION=REGION,
                                 AWS_ROLE_ARN="arn:aws:iam::123456789012:role/deploy").startswith("ASIA"))
        self.assertIn(b"WebIdentityToken=hidden-token", self.proxy.requests[0].body)
        self.assertTrue(self.proxy.requests[0].body.endswith(b"hidden-token"))
        self.refused("cannot read the web identity token", AWS_WEB_IDENTITY_TOKEN_FILE="/nowhere", AWS_ROLE_ARN="x", AWS_REGION=REGION)

    def program(self, name, text):
        path = os.path.join(self.repo.base, name)
        self.repo.write(path, "#!/bin/sh\n" + text)
        os.chmod(path, stat.S_IRWXU)
        return path

    def test_programs_that_give_keys(self):
        self.start("api")
        keys = '{"Version": 1, "AccessKeyId": "PROC", "SecretAccessKey": "hidden", "SessionToken": "hidden"}'
        program = self.program("give keys", f"[ \"$1\" = \"a b\" ] && echo '{keys}'")
        self.config(f"[profile proc]\nregion = eu-west-1\ncredential_process = \"{program}\" 'a b'\n"
                    f"[profile fails]\nregion = eu-west-1\ncredential_process = \"{program}\" --key=hidden\n"
                    "[profile sso]\nregion = eu-west-1\nsso_session = corp\n[sso-session corp]\nsso_region = eu-west-1\n"
                    "[profile login]\nregion = eu-west-1\nlogin_session = x\n")
        self.assertEqual(self.key(AWS_PROFILE="proc"), "PROC")
        self.refused("the credential_process of profile 'fails' gives no credentials", "by hand", AWS_PROFILE="fails")
        aws = os.path.dirname(self.program("bin/aws", f"echo \"$*\" >&2; [ \"$4\" = sso ] && echo '{keys}'"))
        path = aws + ":" + os.environ["PATH"]
        self.assertEqual(self.key(AWS_PROFILE="sso", PATH=path), "PROC")
        self.refused("the AWS CLI gives no credentials for profile 'login'", "aws login --profile login", AWS_PROFILE="login", PATH=path)
        self.program("bin/aws", "echo expired >&2; exit 255")
        self.refused("the AWS CLI gives no credentials for profile 'sso'", "expired", "Log in with aws sso login --profile sso",
                     AWS_PROFILE="sso", PATH=path)

    def test_46_a_program_that_gives_keys_is_asked_once_a_run(self):
        asked = os.path.join(self.repo.base, "asked")
        program = self.program("once", f"echo x >>{asked}\necho '{{\"Version\": 1, \"AccessKeyId\": \"PROC\", \"SecretAccessKey\": \"hidden\"}}'")
        self.config(f"[default]\nregion = eu-west-1\ncredential_process = {program}\n")
        self.client("ssm").put_parameter(Name="/api", Value="a1", Type="String")
        self.start("api", source=[ECS, {"from": "ssm", "parameter": "/{service}"}, {"from": "ssm", "parameter": "/{service}"}])
        self.assertEqual(self.key(), "PROC")
        with open(asked) as file:
            self.assertEqual(file.read(), "x\n")

    def test_47_each_trouble_with_keys_has_its_own_words(self):
        self.start("api")
        self.environment.update(AWS_ACCESS_KEY_ID="A", AWS_SECRET_ACCESS_KEY="hidden", AWS_REGION=REGION)
        for code, message, remedy in (
                ("InvalidSignatureException", "Signature expired: 20251128T120000Z is now earlier than 20251128T140000Z", "The clock of this machine"),
                ("InvalidSignatureException", "Signature not yet current: 1 is still later than 2", "The clock of this machine"),
                ("RequestExpired", "Request has expired.", "The clock of this machine"),
                ("ExpiredTokenException", "The security token included in the request is expired", "The credentials have expired."),
                ("InvalidSignatureException", "The request signature we calculated does not match", "AWS does not accept the credentials.")):
            with self.subTest(message):
                self.serve(lambda request: ecs_answers.fault(403, code, message))
                self.refused(remedy)
        with FaultyServer(lambda request: Answer(delay=3)) as metadata:
            self.environment = {"HOME": self.repo.base, "AWS_REGION": REGION, "AWS_EC2_METADATA_SERVICE_ENDPOINT": metadata.url}
            self.refused("the metadata service " + metadata.url + " does not answer", "hop limit of 2")

    def test_containers_and_machines(self):
        self.start("api")

        def answer(request):
            if request.path == "/creds" and request.header("Authorization") == "hidden":
                return ecs_answers.as_json({"AccessKeyId": "TASK", "SecretAccessKey": "hidden", "Token": "hidden"})
            if request.method == "PUT" and request.path == "/latest/api/token":
                return Answer(200, b"hidden-token")
            if request.header("X-aws-ec2-metadata-token") != "hidden-token":
                return Answer(401)
            if request.path == "/latest/meta-data/iam/security-credentials/":
                return Answer(200, b"role-name")
            if request.path.endswith("/role-name"):
                return ecs_answers.as_json({"Code": "Success", "AccessKeyId": "EC2", "SecretAccessKey": "hidden", "Token": "hidden"})
            return Answer(404)
        with FaultyServer(answer) as metadata:
            environment = {"AWS_REGION": REGION, "AWS_CONTAINER_CREDENTIALS_FULL_URI": metadata.url + "/creds"}
            self.assertEqual(self.key(AWS_CONTAINER_AUTHORIZATION_TOKEN="hidden", **environment), "TASK")
            self.refused("cannot get the container's AWS credentials", "HTTP status", **environment)
            self.refused("can't be asked for safely", AWS_REGION=REGION, AWS_CONTAINER_CREDENTIALS_FULL_URI="http://example.com/x")
            self.assertEqual(self.key(AWS_REGION=REGION, AWS_EC2_METADATA_DISABLED="false",
                                      AWS_EC2_METADATA_SERVICE_ENDPOINT=metadata.url), "EC2")

    def test_endpoints(self):
        del self.environment["AWS_ENDPOINT_URL"]
        self.environment.update(AWS_ACCESS_KEY_ID="ENV", AWS_SECRET_ACCESS_KEY="hidden")
        nowhere = "http://127.0.0.1:9"
        self.start("api")
        for config, variables in (("endpoint_url = " + self.proxy.url, {}),
                                  (f"endpoint_url = {nowhere}\nservices = s\n[services s]\necs =\n  endpoint_url = {self.proxy.url}\n"
                                   f"ssm =\n  endpoint_url = {nowhere}", {}),
                                  (f"endpoint_url = {nowhere}", {"AWS_ENDPOINT_URL": self.proxy.url}),
                                  ("", {"AWS_ENDPOINT_URL": nowhere, "AWS_ENDPOINT_URL_ECS": self.proxy.url + "/"})):
            with self.subTest(config):
                self.config("[default]\nregion = eu-west-1\n" + config + "\n")
                self.assertEqual(self.key(**variables), "ENV")


if __name__ == "__main__":
    testing.main()
