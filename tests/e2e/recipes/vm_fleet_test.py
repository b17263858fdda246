#!/usr/bin/env python3
"""docs/recipes/vm-fleet on loopback: an sshd for each machine, images from a real registry, moto as AWS, the real Terraform.

- A machine is an sshd on an address of its own (127.0.0.11, ...) with its own host key, environment and images. Its `docker` is
  vm_docker: there is no container runtime here, so `buildah run` under chroot isolation runs the image's program.
- moto calls every registered target healthy. LoadBalancer stands before it, forwards everything but the question for the health of
  targets, and answers that one from real health checks of what is registered. It also sends requests on to them.
- Terraform has the stand-in fixtures/terraform/fleet_stand_in for the module of the fleet."""

import getpass
import http.server
import itertools
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(os.path.join(HERE, "..", "..", ".."))
sys.path.insert(0, os.path.join(HERE, ".."))

import loopback  # noqa: E402
import sandbox  # noqa: E402
import testing  # noqa: E402
import tools  # noqa: E402

RECIPE = os.path.join(ROOT, "docs", "recipes", "vm-fleet")
PARAMETER = "/platform/prod/backend/image_tag"
LOCK = "/platform/prod/backend/roll_lock"
QUICK = ["--pause", "0", "--poll", "0.1", "--health-timeout", "5", "--drain-timeout", "5"]

loopback.require("buildah", "docker-registry", "sshd", "ssh", "ssh-keygen", "jq", "curl", "gcc")


def key_pair(path):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path], check=True, stdin=subprocess.DEVNULL)
    with open(path + ".pub", encoding="utf-8") as file:
        return file.read().strip()


class Vm:
    """One machine: an sshd, and what its `docker` runs."""

    def __init__(self, base, name, number, registry, authorized):
        self.name = name
        self.id = f"i-0{number:016x}"
        self.address = f"127.0.0.{10 + number}"
        self.port = loopback.free_port()
        self.directory = os.path.join(base, name)
        self.process = None
        for part in ("bin", "containers"):
            os.makedirs(os.path.join(self.directory, part))
        os.symlink(os.path.join(HERE, "vm_docker"), os.path.join(self.directory, "bin", "docker"))
        self.host_key = key_pair(os.path.join(self.directory, "host_key"))
        with open(os.path.join(self.directory, "authorized_keys"), "w", encoding="utf-8") as file:
            file.write(authorized + "\n")
        environment = loopback.buildah_environment(os.path.join(self.directory, "storage"), registry)
        environment.update(PATH=f"{self.directory}/bin:/usr/bin:/bin", HOME=self.directory, VM_CONTAINERS=self.directory + "/containers")
        self.environment = {**os.environ, **environment}
        self.config = os.path.join(self.directory, "sshd_config")
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(f"ListenAddress {self.address}\nHostKey {self.directory}/host_key\nPidFile none\nUsePAM no\nStrictModes no\n"
                       f"AuthorizedKeysFile {self.directory}/authorized_keys\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
                       f"SetEnv {' '.join(f'{key}={value}' for key, value in environment.items())}\n")
        self.start()

    def start(self):
        with open(os.path.join(self.directory, "log"), "ab") as log:
            self.process = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", self.config, "-p", str(self.port)],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        loopback.wait_for(self.answers)

    def answers(self):
        try:
            with loopback.socket.create_connection((self.address, self.port), timeout=2) as probe:
                return probe.recv(4) == b"SSH-"
        except OSError:
            return False

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def docker(self, *arguments):
        return subprocess.run(["docker", *arguments], env=self.environment, executable=os.path.join(self.directory, "bin", "docker"),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)

    def containers(self):
        """Name -> tag of its image."""
        found = {}
        for file in os.listdir(os.path.join(self.directory, "containers")):
            if file.endswith(".json"):
                with open(os.path.join(self.directory, "containers", file), encoding="utf-8") as text:
                    found[file[:-len(".json")]] = json.load(text)["image"].rpartition(":")[2]
        return found

    def close(self):
        self.stop()
        for name in self.containers():
            self.docker("rm", "--force", name)


class LoadBalancer:
    """ELB's API before moto, with health checks that are real; `url` balances requests."""

    def __init__(self, aws, port, path="/health"):
        self.aws, self.port, self.path = aws, port, path
        self.vms, self.registered, self.draining, self.serving = {}, {}, {}, set()
        self.log = []              # what happened: ("out" or "in", name)
        self.sick = set()          # (name, tag) that never becomes healthy here, although it answers
        self.drain = 0             # seconds
        self.turn = itertools.count()
        self.fewest = None         # of the instances that served
        balancer = self

        class Api(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, answer = balancer.api(body, self.headers)
                self.send_response(status)
                self.send_header("Content-Type", "text/xml")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        class Balanced(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                status, answer = balancer.forward(self.path.removeprefix("/backend"))
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) for handler in (Api, Balanced)]
        for server in self.servers:
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self.api_url, self.url = (f"http://127.0.0.1:{server.server_port}" for server in self.servers)

    def close(self):
        for server in self.servers:
            server.shutdown()
            server.server_close()

    def api(self, body, headers):
        asked = {key: values[0] for key, values in urllib.parse.parse_qs(body.decode()).items()}
        action = asked["Action"]
        if action == "DescribeTargetHealth":
            return 200, self.health().encode()
        target, happened = asked.get("Targets.member.1.Id"), None
        if action == "RegisterTargets":
            self.draining.pop(target, None)
            self.registered[target] = True
            happened = "in"
        elif action == "DeregisterTargets" and self.registered.pop(target, None):
            self.draining[target] = time.monotonic() + self.drain
            self.serving.discard(target)
            happened = "out"
            self.fewest = min(len(self.serving), self.fewest if self.fewest is not None else 99)
        kept = {key: headers[key] for key in ("Content-Type", "Authorization", "X-Amz-Date") if key in headers}
        try:
            with urllib.request.urlopen(urllib.request.Request(self.aws.url + "/", body, kept)) as answer:
                answered = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            answered = error.code, error.read()
        if happened is not None:
            self.log.append((happened, self.vms[target].name))  # only now: who waits for it may ask moto
        return answered

    def check(self, target):
        vm = self.vms[target]
        try:
            with urllib.request.urlopen(f"http://{vm.address}:{self.port}{self.path}", timeout=2) as answer:
                return answer.status == 200 and (vm.name, json.load(answer)["tag"]) not in self.sick
        except OSError:
            return False

    def health(self):
        states = {}
        for target, until in list(self.draining.items()):
            if time.monotonic() < until:
                states[target] = "draining"
            else:
                self.draining.pop(target, None)
        for target in list(self.registered):
            good = self.check(target)
            (self.serving.add if good else self.serving.discard)(target)
            states[target] = "healthy" if good else "unhealthy"
        members = "".join(f"<member><Target><Id>{target}</Id><Port>{self.port}</Port></Target><TargetHealth><State>{state}</State>"
                          "</TargetHealth></member>" for target, state in sorted(states.items()))
        return ('<DescribeTargetHealthResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">'
                f"<DescribeTargetHealthResult><TargetHealthDescriptions>{members}</TargetHealthDescriptions></DescribeTargetHealthResult>"
                "<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></DescribeTargetHealthResponse>")

    def forward(self, path):
        serving = sorted(self.serving)
        if not serving:
            return 503, b"no instance"
        vm = self.vms[serving[next(self.turn) % len(serving)]]
        try:
            with urllib.request.urlopen(f"http://{vm.address}:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read()
        except OSError as error:
            return 502, str(error).encode()


class Client(threading.Thread):
    """Asks the load balancer again and again; what was no success is kept."""

    def __init__(self, url):
        super().__init__(daemon=True)
        self.url, self.answers, self.failures, self.ended = url, 0, [], threading.Event()

    def run(self):
        while not self.ended.wait(0.02):
            try:
                with urllib.request.urlopen(self.url + "/health", timeout=5) as answer:
                    answer.read()
                self.answers += 1
            except OSError as error:
                self.failures.append(str(error))

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.join()


class VmFleet(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        if os.getuid() == 0:
            os.makedirs("/run/sshd", exist_ok=True)  # as the service's unit does
        cls.registry = loopback.Registry()
        cls.addClassCleanup(cls.registry.close)
        cls.aws = loopback.Aws()
        cls.addClassCleanup(cls.aws.close)
        cls.shared = sandbox.Repository()
        cls.addClassCleanup(cls.shared.close)
        cls.server = os.path.join(cls.shared.base, "server")
        subprocess.run(["gcc", "-static", "-s", "-Os", "-o", cls.server, os.path.join(HERE, "vm_server.c")], check=True)
        cls.key = os.path.join(cls.shared.base, "fleet_key")
        cls.public_key = key_pair(cls.key)
        cls.buildah = loopback.buildah_environment(os.path.join(cls.shared.base, "buildah"), cls.registry.address)

    def setUp(self):
        self.aws.reset()
        self.port = loopback.free_port()
        self.balancer = LoadBalancer(self.aws, self.port)
        self.addCleanup(self.balancer.close)
        self.repo = sandbox.Repository()
        self.addCleanup(self.repo.close)
        self.environment = {
            **sandbox.ENVIRONMENT, **self.buildah, **self.aws.environment, "DOCKER": "buildah", "HOME": self.repo.base,
            "AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2": self.balancer.api_url, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1",
            "PATH": os.pathsep.join([os.path.dirname(sandbox.PROGRAM), tools.directory(), loopback.aws_cli_path(), os.environ["PATH"]])}

    def fleet(self, *names):
        """The recipe in a repository of its own, and its machines; nothing is deployed yet."""
        self.vms = []
        for number, name in enumerate(names, 1):
            vm = Vm(self.repo.base, name, number, self.registry.address, self.public_key)
            self.addCleanup(vm.close)
            self.vms.append(vm)
        self.balancer.vms = {vm.id: vm for vm in self.vms}
        vpc = self.aws.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        group = self.aws.client("elbv2").create_target_group(Name="backend-prod", Protocol="HTTP", Port=self.port, VpcId=vpc)
        shutil.copytree(RECIPE, self.repo.path, dirs_exist_ok=True)
        os.unlink(self.path("infra/providers.tf"))
        shutil.copy(os.path.join(ROOT, "fixtures", "terraform", "fleet_stand_in", "main.tf"), self.path("infra/modules/fleet/main.tf"))
        self.cloud = {"target_group_arn": group["TargetGroups"][0]["TargetGroupArn"],
                      "instances": {vm.name: {"id": vm.id, "address": vm.address, "ssh_port": vm.port} for vm in self.vms}}
        self.write_cloud()
        self.edit("infra/env/prod.tfvars", r"instances = \{.*\n\}\n",
                  "instances = " + json.dumps({name: {"subnet_id": "subnet-0aaaaaaaaaaaaaaa0"} for name in names}) + "\n")
        self.edit("deltaplan.json", "registry.example.com/platform/{image}", f"{self.registry.address}/{self.repository()}".replace("backend", "{image}"))
        self.edit("fleet.sh", r"ssh_user=\S+", f"ssh_user={getpass.getuser()}")
        self.edit("fleet.sh", r"\nport=\S+", f"\nport={self.port}")
        self.edit("deltaplan.json", r"https://\{service\}.\{env\}.example.com", self.balancer.url + "/{service}")
        self.repo.write("known_hosts/prod", "".join(f"{vm.name} {vm.host_key}\n" for vm in self.vms))
        self.repo.write("backend/Dockerfile", 'FROM scratch\nCOPY . /\nCMD ["/server"]\n')
        self.repo.write("backend/behaviour", "ok")
        shutil.copy2(self.server, self.path("backend/server"))
        self.repo.commit("the recipe")
        self.terraform("init")
        self.terraform("apply", "-auto-approve", "-var-file=env/prod.tfvars")

    def repository(self):
        return f"platform/{self.id().rpartition('.')[2]}/backend"

    def path(self, name):
        return os.path.join(self.repo.path, name)

    def edit(self, name, pattern, text):
        with open(self.path(name), encoding="utf-8") as file:
            before = file.read()
        after, count = re.subn(pattern, lambda _: text, before, flags=re.DOTALL)
        self.assertGreater(count, 0, (name, pattern))
        self.repo.write(name, after)

    def write_cloud(self):
        self.repo.write("infra/modules/fleet/cloud.json", json.dumps(self.cloud))

    def terraform(self, *arguments):
        environment = {**self.environment, "TF_DATA_DIR": ".terraform/prod"}
        run = subprocess.run(["terraform", f"-chdir={self.path('infra')}", *arguments, "-no-color", "-input=false"], env=environment,
                             capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    def run_script(self, *command, code=0):
        run = sandbox.Run(subprocess.run(command, cwd=self.repo.path, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
                                         timeout=120))
        self.assertEqual(run.code, code, run)
        return run

    def readme(self, script):
        """The README's command line of a script, with this test's key."""
        with open(os.path.join(RECIPE, "README.md"), encoding="utf-8") as file:
            line = re.search(rf"^\./{re.escape(script)} --env prod .*$", file.read(), re.MULTILINE)[0]
        return [self.key if word == "~/.ssh/fleet" else word for word in shlex.split(line)]

    def deploy(self, *arguments, code=0):
        return self.run_script(*self.readme("deploy.sh"), "--", *QUICK, *arguments, code=code)

    def roll(self, tag, *arguments, code=0):
        command = [tag if word == "TAG" else word for word in self.readme("rolling-deploy.sh")]
        return self.run_script(*command, *QUICK, *arguments, code=code)

    def change(self, behaviour="ok"):
        """A commit that changes the service; its tag."""
        return self.repo.commit("change", **{"backend/behaviour": behaviour, "backend/notes": str(self.repo.clock)})

    def parameter(self, name=PARAMETER):
        ssm = self.aws.client("ssm")
        found = ssm.get_parameters(Names=[name])["Parameters"]
        return found[0]["Value"] if found else None

    def running(self):
        """Machine -> the tag that answers there; None without an answer."""
        found = {}
        for vm in self.vms:
            try:
                with urllib.request.urlopen(f"http://{vm.address}:{self.port}/health", timeout=2) as answer:
                    found[vm.name] = json.load(answer)["tag"]
            except OSError:
                found[vm.name] = None
        return found

    def registered(self):
        elb = self.aws.client("elbv2")
        found = elb.describe_target_health(TargetGroupArn=self.cloud["target_group_arn"])["TargetHealthDescriptions"]
        real = {each["Target"]["Id"] for each in found if each["TargetHealth"]["State"] == "healthy"}
        return sorted(vm.name for vm in self.vms if vm.id in real)

    def everywhere(self, tag):
        self.assertEqual(self.running(), {vm.name: tag for vm in self.vms})
        self.assertEqual(self.registered(), [vm.name for vm in self.vms])
        self.assertEqual(self.parameter(), tag)
        self.assertIsNone(self.parameter(LOCK))

    def live(self, *names):
        """A fleet that runs its first commit, put there without the scripts; its tag."""
        self.fleet(*names)
        tag = self.repo.head()
        image = f"{self.registry.address}/{self.repository()}:{tag}"
        for command in (["build", "-q", "-t", image, self.path("backend")], ["push", "-q", image]):
            subprocess.run(["buildah", *command], env={**os.environ, **self.buildah}, check=True, capture_output=True)
        for vm in self.vms:
            vm.docker("pull", "--quiet", image)
            vm.docker("run", "--detach", "--name", "backend", "--restart", "unless-stopped", "--env", f"IMAGE_TAG={tag}",
                      "--publish", f"{vm.address}:{self.port}:8080", image)
            self.aws.client("elbv2").register_targets(TargetGroupArn=self.cloud["target_group_arn"], Targets=[{"Id": vm.id}])
            self.balancer.registered[vm.id] = True
        loopback.wait_for(lambda: None not in self.running().values())
        self.balancer.health()
        self.aws.client("ssm").put_parameter(Name=PARAMETER, Value=tag, Type="String")
        return tag

    def test_the_first_deploy_and_one_without_changes(self):
        self.fleet("backend-1")
        first = self.repo.head()
        self.assertIn("no live tag is known", self.deploy().text)
        self.everywhere(first)
        # Nothing under its directory has changed: nothing is built, nothing moves.
        self.repo.commit("elsewhere", **{"docs/notes.md": "x"})
        self.balancer.log.clear()
        self.assertIn("unchanged", self.deploy().text)
        self.everywhere(first)
        self.assertEqual((self.balancer.log, self.registry.tags(self.repository())), ([], [first]))

    def test_one_instance_after_the_other_is_rolled_and_no_request_fails(self):
        first = self.live("backend-1", "backend-2", "backend-3")
        second = self.change()
        self.balancer.drain = 0.3
        with Client(self.balancer.url) as client:
            self.deploy()
        self.everywhere(second)
        self.assertEqual(self.balancer.log, [(way, vm.name) for vm in self.vms for way in ("out", "in")])
        self.assertEqual((client.failures, self.balancer.fewest), ([], 2))
        self.assertGreater(client.answers, 20)
        self.assertEqual(self.registry.tags(self.repository()), sorted([first, second]))
        for vm in self.vms:
            self.assertEqual(vm.containers(), {"backend": second, "backend-previous": first})

    def test_drift_ends_it_before_the_roll(self):
        first = self.live("backend-1", "backend-2")
        # By hand, past Terraform; and in the files, not applied.
        self.cloud["instances"]["backend-2"]["id"] = "i-0ffffffffffffffff"
        self.write_cloud()
        run = self.roll(first, code=3)
        self.assertIn('update module.fleet.terraform_data.instance["backend-2"]', run.err)
        self.assertNotIn("backend-1", run.err)
        self.cloud["instances"]["backend-2"]["id"] = self.vms[1].id
        self.write_cloud()
        self.edit("infra/env/prod.tfvars", "t3.small", "t3.large")
        self.change()
        run = self.deploy(code=3)
        for name in ("backend-1", "backend-2"):
            self.assertIn(f'update module.fleet.terraform_data.instance["{name}"]', run.err)
        self.assertEqual(self.balancer.log, [])
        self.everywhere(first)

    def test_an_instance_whose_deploy_fails_gets_its_old_container_back(self):
        first = self.live("backend-1", "backend-2")
        broken = self.change("unhealthy")
        with Client(self.balancer.url) as client:
            run = self.deploy("--health-timeout", "8", code=1)  # the old one has to come back within it, too
        self.assertIn(f"backend {broken} did not become healthy within 8 s", run.err)
        self.assertIn("backend-1 runs its old container again; the roll ends here", run.err)
        self.assertRegex(run.err, f"backend-2 +{first} +healthy +healthy")
        self.everywhere(first)
        self.assertEqual(self.balancer.log, [("out", "backend-1"), ("in", "backend-1")])
        self.assertEqual(client.failures, [])
        self.assertEqual(self.vms[0].containers(), {"backend": first})

    def test_a_roll_that_stopped_half_way_is_finished_by_the_next_one(self):
        first = self.live("backend-1", "backend-2")
        second = self.change()
        self.balancer.sick = {("backend-2", second)}  # it answers, but the load balancer does not like it
        run = self.deploy("--health-timeout", "8", code=1)
        self.assertIn("the load balancer says that backend-2 is unhealthy", run.err)
        self.assertRegex(run.err, f"backend-1 +{second} +healthy +healthy")
        self.assertRegex(run.err, f"backend-2 +{first} +healthy +healthy")
        self.assertEqual(self.running(), {"backend-1": second, "backend-2": first})
        self.assertEqual((self.parameter(), self.registered()), (first, ["backend-1", "backend-2"]))
        self.balancer.sick = set()
        self.balancer.log.clear()
        run = self.deploy()
        self.assertIn("Every image is there already.", run.text)
        self.everywhere(second)
        self.assertEqual(self.balancer.log, [("out", "backend-2"), ("in", "backend-2")])
        # What fails before an instance has the new container leaves it the one that it runs, not the one before that.
        self.balancer.drain = 60
        self.change()
        self.assertIn("backend-1 is still draining after 0 s", self.deploy("--drain-timeout", "0", code=1).err)
        self.everywhere(second)
        self.assertEqual(self.vms[0].containers(), {"backend": second, "backend-previous": first})

    def test_an_instance_that_falls_ill_later_ends_the_roll(self):
        first = self.live("backend-1", "backend-2", "backend-3")
        second = self.change()

        def sicken():
            loopback.wait_for(lambda: ("in", "backend-1") in self.balancer.log and self.vms[0].id in self.balancer.serving, 60)
            self.balancer.sick = {("backend-1", second)}

        illness = threading.Thread(target=sicken)
        illness.start()
        run = self.deploy("--pause", "2", code=1)
        illness.join()
        self.assertIn("backend-1 was healthy and is unhealthy now", run.err)
        self.assertIn("the other instances run what they ran", run.err)
        self.assertEqual(self.running(), {"backend-1": second, "backend-2": first, "backend-3": first})
        self.assertEqual(self.parameter(), first)
        self.assertIsNone(self.parameter(LOCK))

    def test_a_fleet_that_was_rolled_meanwhile_is_left_alone(self):
        first = self.live("backend-1")
        self.repo.write(".gitignore", "ignored\n")
        second = self.change()
        self.repo.write("backend/ignored", "not of the commit")
        # Somebody rolls it while this builds.
        tool = os.path.join(self.repo.base, "tool")
        with open(tool, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\nif [ $1 = build ]; then\n  for context; do :; done\n  ls \"$context\" >{tool}.context\n"
                       f"  aws ssm put-parameter --name {PARAMETER} --value 5eed5ee --overwrite >&2\nfi\nexec buildah \"$@\"\n")
        os.chmod(tool, 0o755)
        self.environment["DOCKER"] = tool
        self.assertIn(f"backend ran {first} when the plan was made, and runs 5eed5ee now", " ".join(self.deploy(code=3).err.split()))
        with open(tool + ".context", encoding="utf-8") as file:
            self.assertEqual(file.read().split(), ["Dockerfile", "behaviour", "notes", "server"])
        # And between the plan and the roll's lock.
        run = self.roll(second, "--expect-live", first, code=3)
        self.assertIn(f"prod runs 5eed5ee, and this roll was planned when it ran {first}", run.err)
        self.assertEqual((self.balancer.log, self.running(), self.parameter(LOCK)), ([], {"backend-1": first}, None))

    def test_what_fails_before_the_roll_moves_nothing(self):
        first = self.live("backend-1", "backend-2")
        self.repo.write("backend/Dockerfile", "FROM scratch\nCOPY missing /\n")
        self.change()
        self.assertRegex(self.deploy(code=1).err, "(?s)no image of backend.*nothing was rolled")
        self.repo.write("backend/Dockerfile", 'FROM scratch\nCOPY . /\nCMD ["/server"]\n')
        second = self.change()
        self.edit("deltaplan.json", r'"targets": \[\] }', '"targets": [] }, "deploy": { "retries": 0 }')
        self.repo.commit("less patience")
        tool = os.path.join(self.repo.base, "tool")
        with open(tool, "w", encoding="utf-8") as file:
            file.write('#!/bin/sh\n[ "$1" != push ] && exec buildah "$@"\n')
        os.chmod(tool, 0o755)
        self.environment["DOCKER"] = tool
        self.assertIn("backend: the push failed", self.deploy(code=1).err)
        # What was built and not pushed is not in the registry, whatever the local store has; and one that can't be asked is not empty.
        self.assertIn("backend: the push failed", self.deploy(code=1).err)
        self.registry.stop()
        self.addCleanup(lambda: self.registry.process or self.registry.start())
        self.assertIn("the registry can't be asked for all images", self.deploy(code=1).err)
        self.assertIn(f"backend-1 can't pull {self.registry.address}/{self.repository()}:{second}; it serves as before",
                      self.roll(second, code=1).err)
        self.assertEqual(self.balancer.log, [])
        self.everywhere(first)

    def test_an_instance_with_another_host_key_or_none_is_refused(self):
        first = self.live("backend-1", "backend-2")
        known = [f"{vm.name} {vm.host_key}\n" for vm in self.vms]
        other = key_pair(os.path.join(self.repo.base, "other_host"))
        for line in (f"backend-2 {other}\n", ""):
            self.repo.write("known_hosts/prod", known[0] + line)
            self.assertIn("backend-2 can't be reached over ssh", self.roll("abc", code=3).err)
        self.repo.write("known_hosts/prod", "".join(known))
        self.vms[1].stop()
        self.assertIn("nothing was rolled", self.roll("abc", code=3).err)
        self.assertEqual(self.balancer.log, [])
        self.everywhere(first)

    def test_nothing_given_is_run_as_code(self):
        self.live("backend-1")
        evil = "touch${IFS}" + self.path("evil")
        for tag in (f"$({evil})", f"a;{evil}", f"`{evil}`", "a b", "-x", "", "x" * 129):
            self.assertIn("is no tag of an image", self.roll(tag, code=1).err)
        self.edit("fleet.sh", r"health_path=\S+", f"health_path='/health?$({evil});{evil};`{evil}`|\"{evil}'")
        second = self.change()
        self.deploy()
        self.everywhere(second)
        self.assertFalse(os.path.exists(self.path("evil")))
        for arguments, message in ((["--health-timeout", "301"], "at most 300"), (["--pause", "a[$(id)]"], "takes seconds"), (["--now"], "--now")):
            self.assertIn(message, self.roll("abc", *arguments, code=1).err)

    def kill_when(self, happened, *arguments):
        """Starts a deploy and kills all of it when something has happened."""
        process = subprocess.Popen([*self.readme("deploy.sh"), "--", *QUICK, *arguments], cwd=self.repo.path, env=self.environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        loopback.wait_for(happened, 60)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def test_a_killed_roll_is_known_by_its_lock_and_finished(self):
        first = self.live("backend-1", "backend-2")
        second = self.change()
        self.balancer.drain = 60
        self.kill_when(lambda: ("out", "backend-1") in self.balancer.log)
        self.balancer.drain = 0
        self.balancer.draining.clear()
        self.assertEqual((self.running(), self.registered()), ({"backend-1": first, "backend-2": first}, ["backend-2"]))
        self.assertIn("another roll of prod is under way", self.deploy(code=3).err)
        self.balancer.sick = {("backend-1", second)}
        self.kill_when(lambda: ("in", "backend-1") in self.balancer.log, "--break-lock", "--health-timeout", "60")
        self.assertEqual(self.running(), {"backend-1": second, "backend-2": first})
        self.balancer.sick = set()
        self.balancer.log.clear()
        self.deploy("--break-lock")
        self.everywhere(second)
        self.assertEqual(self.vms[0].containers(), {"backend": second, "backend-previous": first})
        self.assertEqual(self.balancer.log, [("out", "backend-2"), ("in", "backend-2")])

    def test_an_interrupted_roll_puts_its_instance_back(self):
        first = self.live("backend-1", "backend-2")
        self.change("exit")
        process = subprocess.Popen([*self.readme("deploy.sh"), "--", *QUICK], cwd=self.repo.path, env=self.environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        loopback.wait_for(lambda: self.vms[0].containers().get("backend-previous"), 60)
        os.killpg(process.pid, signal.SIGTERM)
        _, err = process.communicate(timeout=60)
        self.assertIn(b"backend-1 gets its old container back", err)
        self.everywhere(first)


if __name__ == "__main__":
    testing.main()
