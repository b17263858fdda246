"""Repositories with manifests and lockfiles, for golden runs. The registry's packages are made up."""

import json

from recipes import Setup
from sandbox import Repository


def manifest(name, dependencies=None, **more):
    return json.dumps({"name": name, "version": "1.0.0", "dependencies": dependencies or {}, **more}, indent=2) + "\n"


def pnpm_lock(importers, versions):
    """A pnpm-lock.yaml: what each importer has (name -> version or link), and the versions that there are."""
    text = "lockfileVersion: '9.0'\n\nimporters:\n"
    for path, dependencies in importers.items():
        text += f"\n  {path}:" + ("\n    dependencies:\n" if dependencies else " {}\n")
        for name, version in dependencies.items():
            text += f"      {name}:\n        specifier: '*'\n        version: {version}\n"
    text += "\npackages:\n"
    for name, version in versions:
        text += f"\n  {name}@{version}:\n    resolution: {{integrity: sha512-{name}-{version}}}\n"
    text += "\nsnapshots:\n"
    for name, version in versions:
        text += f"\n  {name}@{version}: {{}}\n"
    return text


def npm_lock(version):
    packages = {"": {"dependencies": {"ms": "^2"}}, "node_modules/ms": {"version": version, "integrity": f"sha512-{version}"}}
    return json.dumps({"lockfileVersion": 3, "packages": packages}, indent=2) + "\n"


def workspace():
    """A pnpm workspace of three services, and four roots of npm. Since the first commit: lodash was lifted for api, web no longer
    takes ui from the workspace, worker stayed as it was; each other root has something else that counts for it, and the lockfile of pnpm,
    which is named as a build input."""
    repo = Repository()
    repo.write("package.json", manifest("root", packageManager="pnpm@9.1.0"))
    repo.write("pnpm-workspace.yaml", "packages:\n  - services/*\n  - packages/*\nlinkWorkspacePackages: true\n")
    repo.write("pnpm-lock.feature.yaml", "lockfileVersion: '9.0'\n")
    repo.write("services/api/package.json", manifest("api", {"lodash": "*", "ui": "*"}))
    repo.write("services/web/package.json", manifest("web", {"ui": "^1.0.0"}))
    repo.write("services/worker/package.json", manifest("worker", {"ms": "*", "left-pad": "*"}))
    repo.write("packages/ui/package.json", manifest("ui", {"tokens": "workspace:*", "nobody": "workspace:*", "out": "link:../../../out"}))
    repo.write("packages/tokens/package.json", manifest("tokens"))
    importers = {".": {}, "services/api": {"lodash": "4.17.20", "ui": "link:../../packages/ui"},
                 "services/web": {"ui": "link:../../packages/ui"}, "services/worker": {"ms": "2.0.0"},
                 "packages/ui": {"tokens": "link:../tokens"}, "packages/tokens": {}}
    repo.write("pnpm-lock.yaml", pnpm_lock(importers, [("lodash", "4.17.20"), ("ms", "2.0.0")]))
    for name in ("broken", "conflict", "settings", "two"):
        repo.write(f"tools/{name}/package.json", manifest(name, {"ms": "^2"}))
        repo.write(f"tools/{name}/package-lock.json", npm_lock("2.0.0"))
    repo.write("tools/hooks/package.json", manifest("hooks"))
    repo.write("tools/hooks/pnpm-workspace.yaml", "packages: []\n")
    repo.write("tools/hooks/.pnpmfile.cjs", "module.exports = {}\n")
    repo.configure(
        services=["services/*", "tools/*"],
        build_inputs=["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json"],
        dependencies="workspace",
        lockfile="precise",
    )
    first = repo.commit("first")
    importers["services/api"]["lodash"] = "4.17.21"
    importers["services/web"]["ui"] = "1.4.0"
    repo.write("pnpm-lock.yaml", pnpm_lock(importers, [("lodash", "4.17.21"), ("ms", "2.0.0"), ("ui", "1.4.0")]))
    repo.write("tools/broken/package.json", "{\n")
    repo.write("tools/conflict/package-lock.json", "<<<<<<< HEAD\n" + npm_lock("2.1.0"))
    repo.write("tools/settings/package.json", manifest("settings", {"ms": "^2"}))
    repo.write("tools/settings/.npmrc", "legacy-peer-deps=true\n")
    repo.write("tools/two/yarn.lock", "# yarn lockfile v1\n")
    return Setup(repo, first=first, head=repo.commit("second"))


def workspace_whole():
    """The same with lockfiles that count as one file each."""
    setup = workspace()
    repo = setup.repository
    repo.configure(services=["services/*", "tools/*"], dependencies="workspace")
    setup.words["head"] = repo.commit("whole")
    return setup


def workspace_without_root():
    """A workspace of npm, and a service of Python that nobody here installs. A package has changed since the first commit."""
    repo = Repository()
    repo.write("package.json", manifest("root", workspaces=["services/web", "packages/*"]))
    repo.write("packages/ui/package.json", manifest("ui"))
    repo.write("services/web/package.json", manifest("web"))
    repo.write("services/jobs/requirements.txt", "six\n")
    repo.configure(services=["services/*"], dependencies="workspace")
    first = repo.commit("first")
    repo.write("packages/ui/index.js", "")
    return Setup(repo, first=first, head=repo.commit("second"))


def workspace_installed_whole():
    """A workspace of npm with precise lockfiles, of which one image installs all."""
    repo = Repository()
    repo.write("package.json", manifest("root", workspaces=["services/*"]))
    repo.write("package-lock.json", npm_lock("2.0.0"))
    for name, install in (("api", "npm ci"), ("web", "npm ci -w services/web")):
        repo.write(f"services/{name}/package.json", manifest(name))
        repo.write(f"services/{name}/Dockerfile", f"FROM node\nCOPY package.json package-lock.json ./\n"
                   f"COPY services/{name} services/{name}\nRUN {install}\n")
    repo.configure(services=["services/*"], build_inputs=["package.json", "package-lock.json"], dependencies="workspace", lockfile="precise",
                   build={"dockerfile": "services/{image}/Dockerfile", "context": "."})
    repo.commit("first")
    return Setup(repo)
