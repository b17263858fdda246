"""turbo, nx, moon and pnpm, asked which packages of a pnpm workspace differ from a base commit. scripts/setup_peers installs them."""

import json
import os
import pathlib
import platform
import subprocess
import sys

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"

# What `pnpm install` writes and nx looks for: it reads nothing in it.
MODULES = "node_modules/.modules.yaml"


class Peer:
    """One of them: `command` and `environment` ask it, `names` reads its answer."""

    spins = False  # processes of it wait for each other without sleeping

    def settle(self, repository):
        """Changes files of a checkout for this one alone."""


class Turbo(Peer):
    """The native program; the one that npm links is a script of node that starts it."""

    name = "turbo"

    def __init__(self, directory):
        self.program = directory / "node_modules/@turbo/linux-64/bin/turbo"
        self.version = version_of(directory, "turbo")

    def command(self, _base):
        return [str(self.program), "ls", "--affected", "--output", "json"]

    def environment(self, base):
        return {"TURBO_SCM_BASE": base, "TURBO_SCM_HEAD": "HEAD", "TURBO_TELEMETRY_DISABLED": "1"}

    def names(self, text):
        return {item["name"] for item in json.loads(text[text.index("{"):text.rindex("}") + 1])["packages"]["items"]}


class Nx(Peer):
    """Without its daemon, as in CI."""

    name = "nx"
    spins = True

    def __init__(self, directory):
        self.program = directory / "node_modules/nx/dist/bin/nx.js"
        self.version = version_of(directory, "nx")

    def command(self, base):
        return ["node", str(self.program), "show", "projects", "--affected", f"--base={base}", "--head=HEAD", "--json"]

    def environment(self, _base):
        return {"NX_DAEMON": "false", "NX_NO_CLOUD": "true"}

    def names(self, text):
        return set(json.loads(text))


class NxAuto(Nx):
    """nx as it can be told to look into lockfiles, which it does not do by itself."""

    name = "nx (auto)"

    def settle(self, repository):
        settings = pathlib.Path(repository, "nx.json")
        told = json.loads(settings.read_text(encoding="utf-8")) | {
            "pluginsConfig": {"@nx/js": {"projectsAffectedByDependencyUpdates": "auto"}}}
        settings.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


class Moon(Peer):
    """What it learns of package.json it learns from plugins that are not in npm: it is told in moon.yml who depends on whom."""

    name = "moon"

    def __init__(self, directory):
        self.program = directory / "node_modules/@moonrepo/core-linux-x64-gnu/moon"
        self.version = version_of(directory, "@moonrepo/cli")

    def command(self, _base):
        return [str(self.program), "query", "affected", "--downstream", "deep"]

    def environment(self, base):
        return {"MOON_BASE": base, "MOON_HEAD": "HEAD", "CI": "true"}

    def names(self, text):
        return set(json.loads(text).get("projects", {}))


class Pnpm(Peer):
    """The native program of version 12. It compares the work tree with the base."""

    name = "pnpm"

    def __init__(self, directory):
        self.program = directory / "node_modules/@pnpm/exe.linux-x64/pnpm"
        self.version = version_of(directory, "pnpm")

    def command(self, base):
        return [str(self.program), "--pm-on-fail=ignore", "ls", "-r", "--depth", "-1", "--json", "--filter", f"...[{base}]"]

    def environment(self, _base):
        return {"CI": "true"}

    def names(self, text):
        return {item["name"] for item in json.loads(text)} if text.strip() else set()


AS_THEY_COME = (Turbo, Nx, Moon, Pnpm)
KINDS = (*AS_THEY_COME, NxAuto)


def version_of(directory, package):
    return json.loads((directory / "node_modules" / package / "package.json").read_text(encoding="utf-8"))["version"]


def all_of(directory, kinds=KINDS):
    """As scripts/setup_peers has put them into `directory`."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise SystemExit("peers: their native programs are asked for on Linux on x86-64 alone")
    return [kind(pathlib.Path(directory)) for kind in kinds]


def as_they_come(asker, kinds=AS_THEY_COME):
    """(Their directory, they); nobody where scripts/setup_peers has not been run, which is said in one line."""
    run = subprocess.run([SCRIPTS / "setup_peers", "--where"], capture_output=True, text=True)
    if run.returncode != 0:
        print(f"{asker}: nothing is measured beside turbo, nx, moon and pnpm: {run.stderr.strip()}", file=sys.stderr)
        return None, []
    directory = run.stdout.strip()
    found = all_of(directory, kinds)
    if os.sched_getscheduler(0) in (os.SCHED_FIFO, os.SCHED_RR):
        for peer in filter(lambda peer: peer.spins, found):
            print(f"{asker}: {peer.name} is not measured: with real-time priority its processes keep each other from running",
                  file=sys.stderr)
        found = [peer for peer in found if not peer.spins]
    return directory, found


def settings(members, shared=()):
    """Path and text of what tells them of the workspace, to be committed. `members`: directory -> the names of local packages that it
    needs; `shared`: files outside of packages that go into all."""
    yield ".gitignore", "node_modules\n.nx\n.turbo\n.moon/cache\n"
    yield "turbo.json", json.dumps({"globalDependencies": list(shared), "tasks": {"build": {"dependsOn": ["^build"]}}}, indent=2) + "\n"
    inputs = ["{projectRoot}/**/*", *(f"{{workspaceRoot}}/{path}" for path in shared)]
    yield "nx.json", json.dumps({"namedInputs": {"default": inputs}, "targetDefaults": {"build": {"inputs": ["default"]}}}, indent=2) + "\n"
    yield ".moon/workspace.yml", "projects:\n  - services/*\n  - packages/*\nvcs:\n  defaultBranch: main\n"
    for directory, needed in members.items():
        yield f"{directory}/moon.yml", "dependsOn:" + ("".join(f"\n  - {name}" for name in needed) if needed else " []") + "\n"


def prepare(repository, directory):
    """Puts beside a checkout what an installation has there, and nx above all, which looks for itself in it."""
    modules = pathlib.Path(repository, MODULES)
    modules.parent.mkdir(exist_ok=True)
    modules.write_text("layoutVersion: 5\n", encoding="utf-8")
    nx = modules.with_name("nx")
    if not nx.is_symlink():
        nx.symlink_to(pathlib.Path(directory, "node_modules/nx"))


def environment(peer, base, home):
    """What a peer is run with: nothing of the user's settings but the path of programs."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "NO_COLOR": "1", "GIT_CONFIG_NOSYSTEM": "1", **peer.environment(base)}
