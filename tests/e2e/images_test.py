#!/usr/bin/env python3
"""`deltaplan images` and the gate of `tags`, with Debian's docker-registry (open, and behind a token server) and moto as ECR.

Images are made here, byte by byte: what matters of them is a manifest and a configuration. Needs what scripts/setup --ci and
scripts/setup_aws install."""

import base64
import datetime
import hashlib
import http.server
import json
import logging
import os
import shutil
import stat
import sys
import tempfile
import threading
import unittest
import urllib.error
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import loopback  # noqa: E402
from cryptography import x509  # noqa: E402
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import padding, rsa  # noqa: E402

import testing  # noqa: E402
from sandbox import Repository, on_a_terminal  # noqa: E402

loopback.require("docker-registry")

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
USER, PASSWORD = "robot", "hidden-password"


def digest_of(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


def config_of(architecture, revision):
    labels = {"org.opencontainers.image.revision": revision} if revision else {}
    return json.dumps({"os": "linux", "architecture": architecture, "config": {"Labels": labels},
                       "rootfs": {"type": "layers", "diff_ids": []}}).encode()


def manifest_of(config):
    return json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "layers": [], "config": {
        "mediaType": "application/vnd.oci.image.config.v1+json", "digest": digest_of(config), "size": len(config)}}).encode()


class TokenServer:
    """Gives tokens for a registry to whoever has the password, as Distribution's "Token Authentication Specification" says."""

    def __init__(self, directory):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tokens")])
        now = datetime.datetime.now(datetime.timezone.utc)
        self.certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(self.key.public_key())
                            .serial_number(1).not_valid_before(now - datetime.timedelta(days=1))
                            .not_valid_after(now + datetime.timedelta(days=1)).sign(self.key, hashes.SHA256()))
        self.bundle = os.path.join(directory, "tokens.pem")
        with open(self.bundle, "wb") as file:
            file.write(self.certificate.public_bytes(serialization.Encoding.PEM))
        self.asked = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
                scope = query.get("scope", [""])[0]
                login = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
                known = self.headers.get("Authorization") == login
                outer.asked.append((scope, known))
                body = json.dumps({"token": outer.token(scope)} if known else {}).encode()
                self.send_response(200 if known else 401)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.realm = f"http://127.0.0.1:{self.server.server_address[1]}/token"

    def token(self, scope):
        def part(value):
            return base64.urlsafe_b64encode(json.dumps(value).encode() if isinstance(value, dict) else value).rstrip(b"=")
        kind, name, actions = scope.split(":")
        now = int(datetime.datetime.now().timestamp())
        der = base64.b64encode(self.certificate.public_bytes(serialization.Encoding.DER)).decode()
        signed = part({"typ": "JWT", "alg": "RS256", "x5c": [der]}) + b"." + part({
            "iss": "tokens", "sub": USER, "aud": "registry", "exp": now + 300, "nbf": now - 10, "iat": now, "jti": "1",
            "access": [{"type": kind, "name": name, "actions": actions.split(",")}]})
        return (signed + b"." + part(self.key.sign(signed, padding.PKCS1v15(), hashes.SHA256()))).decode()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class GuardedRegistry(loopback.Registry):
    """The same behind a token server."""

    def __init__(self, tokens):
        self.tokens = tokens
        super().__init__()

    def configuration(self):
        return super().configuration() | {"auth": {"token": {
            "realm": self.tokens.realm, "service": "registry", "issuer": "tokens", "rootcertbundle": self.tokens.bundle}}}

    def answers(self):
        try:
            urllib.request.urlopen(f"http://{self.address}/v2/").close()
        except urllib.error.HTTPError as error:
            return error.code == 401
        except urllib.error.URLError:
            return False
        return True


class ImagesCase(unittest.TestCase):
    maxDiff = None

    def start(self, repository, **environment):
        """Two services at two commits; a map that has both, of which api was changed once."""
        self.repo = Repository()
        self.addCleanup(self.repo.close)
        for name in ("api", "web"):
            self.repo.write(f"services/{name}/main.ts", name)
        self.repo.configure(environments={"prod": {
            "repository": repository + "/{image}", "live": [{"from": "image_tags"}], "image_tags": {"file": "tags.json"}, **environment}})
        self.first = self.repo.commit("first")
        self.repo.write("tags.json", json.dumps({"image_tags": {"api": self.first[:7], "web": self.first[:7]}}))
        self.repo.commit("map")
        self.repo.write("services/api/main.ts", "api 2")
        self.second = self.repo.commit("second")
        self.repo.write("tags.json", json.dumps({"image_tags": {"api": self.second[:7], "web": self.first[:7]}}))
        self.repo.commit("map again")
        self.environment = {"HOME": self.repo.base}

    def map(self):
        with open(os.path.join(self.repo.path, "tags.json"), encoding="utf-8") as file:
            return file.read()

    def images(self, *arguments, code=0):
        run = self.repo.run("images", "--format", "json", *arguments, environment=self.environment)
        self.assertEqual(run.code, code, run)
        return {image["name"]: image for image in json.loads(run.text)["images"]}


class Images(ImagesCase):
    """A registry that anybody may ask."""

    @classmethod
    def setUpClass(cls):
        cls.registry = loopback.Registry()
        cls.addClassCleanup(cls.registry.close)

    def put(self, repository, tag, *builds):
        """An image of `builds` (architecture, revision), one or an index of several; its digest."""
        listed = []
        for architecture, revision in builds:
            config = config_of(architecture, revision)
            self.upload(repository, config)
            manifest = manifest_of(config)
            listed.append({"mediaType": MANIFEST, "digest": digest_of(manifest), "size": len(manifest),
                           "platform": {"os": "linux", "architecture": architecture}})
            self.push(repository, tag if len(builds) == 1 else digest_of(manifest), manifest, MANIFEST)
        if len(builds) == 1:
            return listed[0]["digest"]
        index = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": listed}).encode()
        self.push(repository, tag, index, INDEX)
        return digest_of(index)

    def upload(self, repository, content):
        begin = urllib.request.Request(f"http://{self.registry.address}/v2/{repository}/blobs/uploads/", data=b"", method="POST")
        with urllib.request.urlopen(begin) as answer:
            place = answer.headers["Location"]
        end = urllib.request.Request(f"{place}&digest={digest_of(content)}", data=content, method="PUT")
        end.add_header("Content-Type", "application/octet-stream")
        urllib.request.urlopen(end).close()

    def push(self, repository, name, manifest, kind):
        request = urllib.request.Request(f"http://{self.registry.address}/v2/{repository}/manifests/{name}", data=manifest, method="PUT")
        request.add_header("Content-Type", kind)
        urllib.request.urlopen(request).close()

    def test_there_missing_other_platform_other_commit(self):
        self.start(self.registry.address)
        self.put("api", self.second[:7], ("amd64", self.first), ("arm64", self.second))
        found = self.images("--platform", "linux/arm64")
        self.assertEqual((found["api"]["state"], found["api"]["platforms"], found["api"]["revision"], found["api"]["other_commit"]),
                         ("there", ["linux/amd64", "linux/arm64"], self.second, False))
        self.assertEqual(found["web"]["state"], "missing")
        self.assertTrue(self.images("--platform", "linux/amd64")["api"]["other_commit"])
        self.assertEqual(list(self.images("--missing", code=3)), ["web"])
        self.put("web", self.first[:7], ("arm64", None))
        self.assertEqual(self.images("--missing"), {})
        self.assertEqual(self.images("--missing", "--platform", "linux/amd64", code=3)["web"]["state"], "other_platform")

    def test_settings_of_the_environment(self):
        self.start(self.registry.address + "/set", deploy={"platform": ["linux/amd64", "linux/arm64"]})
        self.put("set/web", self.first[:7], ("amd64", None))
        self.assertEqual(self.images()["web"]["state"], "other_platform")
        self.start(self.registry.address + "/set", deploy={"registry": "never"})
        self.assertEqual({image["error"] for image in self.images(code=1).values()},
                         {"the configuration says that its registry is never asked"})
        self.assertEqual(self.repo.run("tags", "rollback", environment=self.environment).code, 0)

    def test_tags_of_the_command_line_and_digests(self):
        self.start(self.registry.address + "/named")
        digest = self.put("named/web", "1.0", ("amd64", None))
        found = self.images("web=1.0", "api=1.0")
        self.assertEqual((found["web"]["state"], found["web"]["digest"], found["api"]["state"]), ("there", digest, "missing"))
        with open(os.path.join(self.repo.path, "deltaplan.json"), encoding="utf-8") as file:
            environment = json.load(file)["environments"]["prod"]
        self.repo.configure(environments={"prod": {"repository": environment["repository"]}})
        self.assertEqual(self.images("web=1.0")["web"]["state"], "there", "that needs no tag map")
        pinned = f"{self.registry.address}/named/web@{digest}"
        self.assertEqual(self.images(f"web={pinned}")["web"]["reference"], pinned)

    def test_a_plan_names_its_images(self):
        self.start(self.registry.address + "/planned")
        self.repo.write("services/web/main.ts", "web 2")
        head = self.repo.commit("third")
        plan = os.path.join(self.repo.base, "plan")
        self.assertEqual(self.repo.run("plan", "--out", plan, environment=self.environment).code, 0)
        found = self.images("--plan", plan, "--missing", code=3)
        self.assertEqual({name: (image["rolled"], image["tag"]) for name, image in found.items()},
                         {"api": (False, self.second[:7]), "web": (True, head[:7])})
        self.put("planned/web", head[:7], ("amd64", head))
        self.put("planned/api", self.second[:7], ("amd64", self.second))
        self.assertEqual(self.images("--plan", plan, "--missing"), {})

    def test_at_a_terminal_it_ends_with_what_comes_next(self):
        self.start(self.registry.address + "/next")
        def printed(*words):
            return on_a_terminal("images", *words, cwd=self.repo.path, environment=self.environment).decode()
        plan = os.path.join(self.repo.base, "plan")
        self.assertEqual(self.repo.run("plan", "--force", "web", "--out", plan, environment=self.environment).code, 0)
        self.assertIn("\r\nNext: build and push what is missing", printed("--plan", plan))
        self.assertNotIn("Next", printed())
        for name, tag in (("api", self.second[:7]), ("api", self.first[:7]), ("web", self.first[:7]), ("web", self.repo.short())):
            self.put(f"next/{name}", tag, ("amd64", None))
        self.assertIn(f"\r\nNext: deltaplan tags set --from {plan} --env prod\r\n", printed("--plan", plan))
        for words, follows in (((), "deltaplan plan"), (("web=" + self.first[:7],), f"deltaplan tags set web={self.first[:7]} --dry-run"),
                               (("--rollback", "api"), "deltaplan tags rollback api --dry-run"),
                               (("--rollback", "api", "--to", self.first[:7], "--env", "prod"), f"deltaplan tags rollback --to {self.first[:7]} api --dry-run --env prod")):
            self.assertIn(f"\r\nNext: {follows}\r\n", printed(*words), words)

    def test_what_is_left_to_build_is_written_for_a_container_tool(self):
        self.start(self.registry.address + "/built", deploy={"platform": "linux/amd64"})
        self.repo.write("services/web/main.ts", "web 2")
        with open(os.path.join(self.repo.path, "deltaplan.json"), encoding="utf-8") as file:
            config = json.load(file)
        build = {"context": ".", "dockerfile": "D", "args": {"A": "a b\n$(x)"}}
        self.repo.configure(environments=config["environments"], build=build,
                            images=[{"name": "base", "path": "docker", "build": {"context": "docker", "target": "base"}}, {"name": "web", "from": ["base"]}])
        self.repo.write("docker/Dockerfile", "FROM scratch")
        self.repo.write("D", "FROM scratch")
        head = self.repo.commit("third")
        plan, left = os.path.join(self.repo.base, "plan"), os.path.join(self.repo.base, "left")
        run = self.repo.run("plan", "--service", "web", "--out", plan, environment=self.environment)
        self.assertEqual(run.code, 0, run)

        def builds():
            found = {}
            for directory, _, names in os.walk(left):
                for name in names:
                    with open(os.path.join(directory, name), encoding="utf-8") as file:
                        found[os.path.relpath(os.path.join(directory, name), left)] = file.read().split("\0")
            return found

        base, web = (f"{self.registry.address}/built/{name}:{head[:7]}" for name in ("base", "web"))
        self.images("--plan", plan, "--builds", left)
        self.assertEqual(builds(), {
            "00/base": ["--tag", base, "--platform", "linux/amd64", "--file", "./docker/Dockerfile", "--target", "base", "./docker", ""],
            "01/web": ["--tag", web, "--platform", "linux/amd64", "--file", "././D", "--build-arg", "A=a b\n$(x)",
                       "--build-context", f"base=docker-image://{base}", "./.", ""]})
        # The base has arrived; then all has, and the files of before are gone.
        self.put("built/base", head[:7], ("amd64", head))
        self.images("--plan", plan, "--builds", left)
        self.assertEqual(list(builds()), ["01/web"])
        self.put("built/web", head[:7], ("amd64", head))
        self.images("--plan", plan, "--builds", left)
        self.assertEqual((builds(), os.listdir(left)), ({}, []))
        # What runs elsewhere is not pushed over.
        found = self.images("--plan", plan, "--builds", left, "--platform", "linux/arm64", code=3)
        self.assertEqual(found["web"]["state"], "other_platform")
        self.registry.stop()
        self.addCleanup(self.registry.start)
        self.assertEqual(self.images("--plan", plan, "--builds", left, code=1)["web"]["state"], "unknown")
        self.assertEqual(builds(), {})
        config["environments"]["prod"]["deploy"] = {"registry": "never"}
        self.repo.configure(environments=config["environments"], build=build, images=[{"name": "base", "path": "docker"}, {"name": "web", "from": ["base"]}])
        self.images("--plan", plan, "--builds", left)
        self.assertEqual(sorted(builds()), ["00/base", "01/web"])

    def test_builds_that_nobody_can_make(self):
        self.start("registry.example.com")
        self.repo.write("services/web/main.ts", "web 2")
        self.repo.commit("third")
        plan, left = os.path.join(self.repo.base, "plan"), os.path.join(self.repo.base, "left")
        ask = ("images", "--plan", plan, "--builds", left)
        self.assertEqual(self.repo.run("plan", "--out", plan, environment=self.environment).code, 0)
        run = self.repo.run(*ask, environment=self.environment)
        self.assertEqual((run.code, "does not say how to build web" in run.err, os.path.exists(left)), (1, True, False), run)
        run = self.repo.run("images", "--plan", os.path.join(plan, "plan.json"), "--builds", left, environment=self.environment)
        self.assertEqual((run.code, "is no directory of a plan" in run.err), (1, True), run)
        self.repo.configure(environments={"prod": {"live": [{"from": "image_tags"}], "image_tags": {"file": "tags.json"}}}, build={"context": "."})
        self.repo.write("Dockerfile", "FROM scratch")
        self.repo.commit("no repository")
        run = self.repo.run("plan", "--out", plan, environment=self.environment)
        self.assertEqual(run.code, 0, run)
        run = self.repo.run(*ask, environment=self.environment)
        self.assertEqual((run.code, "does not say where to push api, web" in run.err), (1, True), run)

    def test_nothing_goes_back_to_an_image_that_is_gone(self):
        self.start(self.registry.address + "/gone")
        self.assertEqual(self.images("--rollback", "--missing", code=3)["api"]["tag"], self.first[:7])
        before = self.map()
        run = self.repo.run("tags", "rollback", environment=self.environment)
        self.assertEqual(run.code, 3, run)
        self.assertIn("refused (image_missing)", run.err)
        self.assertIn(f"{self.registry.address}/gone/api:{self.first[:7]} of api", run.err)
        self.assertEqual(self.map(), before)
        self.put("gone/api", self.first[:7], ("amd64", self.first))
        self.assertEqual(self.repo.run("tags", "rollback", environment=self.environment).code, 0)

    def test_what_is_not_fit_is_told_where_a_tag_is_chosen(self):
        self.start(self.registry.address + "/unfit", deploy={"platform": "linux/amd64"})
        self.put("unfit/api", self.first[:7], ("arm64", self.second))
        image = f"{self.registry.address}/unfit/api:{self.first[:7]}"
        run = self.repo.run("tags", "rollback", environment=self.environment)
        self.assertEqual(run.code, 0, run)
        words = " ".join(run.err.split())
        self.assertIn(f"warning: {image}: it is for linux/arm64, not for linux/amd64; "
                      f"its label says that it was built from {self.second}, not from {self.first[:7]}", words)
        self.put("unfit/api", self.first[:7], ("amd64", self.first))
        self.assertNotIn("warning", self.repo.run("tags", "set", f"api={self.first[:7]}", environment=self.environment).err)

    def test_a_promotion_needs_an_image_in_either_registry(self):
        self.start(self.registry.address + "/ours")
        other = {"live": [{"from": "image_tags"}], "image_tags": {"file": "other.json"}, "repository": self.registry.address + "/theirs/{image}"}
        with open(os.path.join(self.repo.path, "deltaplan.json"), encoding="utf-8") as file:
            config = json.load(file)
        self.repo.configure(environments=config["environments"] | {"live": other})
        self.repo.write("other.json", json.dumps({"image_tags": {"api": self.first[:7], "web": self.first[:7]}}))
        self.repo.commit("two environments")
        promote = ("tags", "promote", "prod", "live", "--dry-run")
        run = self.repo.run(*promote, environment=self.environment)
        self.assertEqual(run.code, 3, run)
        self.assertIn(f"/theirs/api:{self.second[:7]} of api", run.err)
        self.put("ours/api", self.second[:7], ("amd64", None))
        run = self.repo.run(*promote, environment=self.environment)
        self.assertEqual(run.code, 0, run)
        self.assertIn(f"/theirs/api:{self.second[:7]} has yet to be copied there from the registry of prod", run.err)

    def test_a_registry_that_is_not_there_is_told_and_stops_nobody(self):
        self.start(f"127.0.0.1:{loopback.free_port()}")
        self.assertEqual({image["state"] for image in self.images("--missing", code=1).values()}, {"unknown"})
        run = self.repo.run("tags", "rollback", environment=self.environment)
        self.assertEqual(run.code, 0, run)
        self.assertIn("whether the registry has the images can't be told: no answer from http://127.0.0.1", run.err)
        silent = self.repo.run("tags", "set", f"api={self.second[:7]}", "--allow-missing-images", environment=self.environment)
        self.assertNotIn("warning", silent.err)


class GuardedImages(Images):
    """The same tests behind tokens, with a login of Docker's configuration, and then with one of a helper."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.mkdtemp(prefix="deltaplan-tokens-")
        cls.addClassCleanup(shutil.rmtree, directory)
        cls.tokens = TokenServer(directory)
        cls.addClassCleanup(cls.tokens.close)
        cls.registry = GuardedRegistry(cls.tokens)
        cls.addClassCleanup(cls.registry.close)

    def start(self, repository, **environment):
        super().start(repository, **environment)
        self.log_in({"auths": {self.registry.address: {"auth": base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()}}})

    def log_in(self, config):
        os.makedirs(os.path.join(self.repo.base, ".docker"), exist_ok=True)
        with open(os.path.join(self.repo.base, ".docker", "config.json"), "w", encoding="utf-8") as file:
            json.dump(config, file)

    def open(self, request, repository):
        request.add_header("Authorization", "Bearer " + self.tokens.token(f"repository:{repository}:pull,push"))
        return urllib.request.urlopen(request)

    def upload(self, repository, content):
        begin = urllib.request.Request(f"http://{self.registry.address}/v2/{repository}/blobs/uploads/", data=b"", method="POST")
        with self.open(begin, repository) as answer:
            place = answer.headers["Location"]
        end = urllib.request.Request(f"{place}&digest={digest_of(content)}", data=content, method="PUT")
        end.add_header("Content-Type", "application/octet-stream")
        self.open(end, repository).close()

    def push(self, repository, name, manifest, kind):
        request = urllib.request.Request(f"http://{self.registry.address}/v2/{repository}/manifests/{name}", data=manifest, method="PUT")
        request.add_header("Content-Type", kind)
        self.open(request, repository).close()

    def test_a_helper_gives_the_login(self):
        self.start(self.registry.address + "/helped")
        helper = os.path.join(self.repo.base, "docker-credential-test")
        with open(helper, "w", encoding="utf-8") as file:
            file.write(f"""#!/bin/sh
read server
[ "$1 $server" = "get {self.registry.address}" ] || {{ echo "credentials not found in native keychain"; exit 1; }}
printf '{{"Username": "{USER}", "Secret": "{PASSWORD}"}}'
""")
        os.chmod(helper, stat.S_IRWXU)
        self.log_in({"credsStore": "test"})
        self.environment["PATH"] = self.repo.base + ":" + os.environ["PATH"]
        self.tokens.asked.clear()
        self.put("helped/web", self.first[:7], ("amd64", self.first))
        self.assertEqual(self.images()["web"]["state"], "there")
        self.assertIn(("repository:helped/web:pull", True), self.tokens.asked)

    def test_without_a_login_nobody_can_tell(self):
        self.start(self.registry.address + "/closed")
        self.log_in({})
        found = self.images("--missing", code=1)
        self.assertEqual({image["state"] for image in found.values()}, {"unknown"})
        self.assertEqual(found["web"]["remedy"], f"Log in with: docker login {self.registry.address}")


class EcrImages(ImagesCase):
    """ECR's API, which moto plays."""

    @classmethod
    def setUpClass(cls):
        cls.aws = loopback.Aws()
        cls.addClassCleanup(cls.aws.close)
        logging.getLogger("werkzeug").setLevel(logging.CRITICAL)  # moto has no GetDownloadUrlForLayer, and says so at length

    def test_by_its_api(self):
        host = f"123456789012.dkr.ecr.{loopback.REGION}.amazonaws.com"
        self.start(host + "/platform")
        self.environment |= self.aws.environment
        ecr = self.aws.client("ecr")
        ecr.create_repository(repositoryName="platform/api", imageTagMutability="IMMUTABLE")
        ecr.put_image(repositoryName="platform/api", imageTag=self.second[:7],
                      imageManifest=manifest_of(config_of("amd64", None)).decode(), imageManifestMediaType=MANIFEST)
        found = self.images()
        self.assertEqual((found["api"]["state"], found["api"]["immutable"]), ("there", True))
        self.assertEqual(found["web"]["state"], "missing", "its repository is not there either")
        run = self.repo.run("tags", "rollback", environment=self.environment)
        self.assertEqual(run.code, 3, run)
        self.assertIn(f"{host}/platform/api:{self.first[:7]} of api", run.err)


if __name__ == "__main__":
    testing.main()
