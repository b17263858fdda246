#!/usr/bin/env python3
"""Compares every decision and every file list of deltaplan with what git says, on random repositories.

Each seed makes one repository (adds, edits, moves, mode and type changes, symbolic links, submodules, reverts, merges, odd
names; some have a commit-graph), one configuration (in the repository, where commits may have had another one, perhaps elsewhere,
with entries for what is gone since; or beside it) and one live tag for each service, and runs `deltaplan plan` and `preview` in
several kinds of clones, the last one with uncommitted changes. The truth comes from `git diff-tree`, `git check-ignore`,
`git merge-base`, `git status` and a plain model. A missing DEPLOY is a failure, an extra one must carry a reason that says what
could not be determined.

    differential.py --program build/dev/planner/deltaplan --seeds 300 [--start 0]
    differential.py --program build/dev/planner/deltaplan --seed 17 --keep
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

from configuration import Draw
from history import ENVIRONMENT, FILE, Repository, git
from live_tags import REPOSITORY, LiveTags
from lost_entries import OTHER_PLACES, all_lost_paths, lost_paths, maybe_lost_paths, places_of_configuration
from truth import Trees, Truth, with_links, parsed
from uncommitted import WorkTree, git_status

UNDETERMINED = {"never_deployed", "bootstrap_tag", "tag_without_commit", "commit_not_found", "commit_ambiguous",
                "dirty_baseline"}
KINDS = ["full", "shallow", "blobless", "worktree", "bare", "elsewhere"]


class Mismatch(Exception):
    pass


class Case:
    """One repository with a configuration, live tags, and what must come out."""

    def __init__(self, seed, directory):
        self.rng = random.Random(seed)
        self.seed = seed
        self.directory = directory
        self.origin = os.path.join(directory, "origin.git")
        self.repository = Repository(self.rng, self.origin)
        self.head = self.repository.head
        self.tags = LiveTags(self.rng, self.head.files, self.repository)
        self.baseline = self.tags.baseline
        self.make_config()
        self.repository.write()
        self.live = self.tags.name_commits(self.repository.commits)
        self.live_file = os.path.join(directory, "live.json")
        with open(self.live_file, "w", encoding="utf-8") as file:
            json.dump(self.live, file)
        self.trees = Trees(self.origin, os.path.join(directory, "scratch"), self.repository.commits)
        self.truth = self.truth_against(self.baseline.values())
        assert not self.truth.dead, self.truth.dead

    def truth_against(self, baselines):
        return Truth(self.document, self.text, self.head.files, baselines, self.trees)

    def make_config(self):
        rng = self.rng
        draw = Draw(rng, self.head.files, self.baseline.values())
        self.document = draw.document()
        self.text = draw.text(self.document)
        self.config_path = rng.choice([None, b"deltaplan.json", b"deltaplan.json", b"ops/deltaplan.json"])
        self.past = {}
        if self.config_path:
            self.past = draw.past(self.document, self.text, self.repository.commits)
            self.place_configurations()
        # The same beside the repository: it has no past.
        self.config_file = os.path.join(self.directory, "deltaplan.json")
        with open(self.config_file, "wb") as file:
            file.write(self.text)

    def place_configurations(self):
        """Puts them into the commits: some where head has its own, some where it was before that moved. `past` is then what counts at each commit;
        of several that may be meant, none can be read."""
        rng, commits = self.rng, self.repository.commits
        moved_at = rng.randrange(len(commits)) if rng.random() < 0.25 else 0
        before = rng.sample(OTHER_PLACES, 1 if rng.random() < 0.8 else 2)
        for commit in commits:
            if self.past[commit.number] is not None:
                for place in before if commit.number < moved_at else [self.config_path]:
                    self.repository.put(commit.files, place, FILE, self.past[commit.number])
        for commit in commits:
            place = places_of_configuration(self.config_path, commit, self.head)
            self.past[commit.number] = b"{" if isinstance(place, list) else commit.files[place][1] if place else None

    def lost(self, name, baselines, truth, can_read):
        """(reason, path) for what the image of a service, compared with `baselines` (service -> commits), had and head lacks: what it had for certain,
        and what it may be said to have had, because its image, or one below it, is that of others who live at other commits."""
        certain, said = set(), set()
        for other, commits in baselines.items():
            for commit in commits:
                text = self.past.get(commit.number) if can_read is not None else None
                document = truth.document if text in (None, truth.text) else parsed(text) if can_read else None
                if document is not None:
                    then = Truth(document, text, commit.files, [], self.trees)
                    images = truth.made_of(truth.images[other])
                    said |= maybe_lost_paths(truth, then, name, images) if other in then.images else all_lost_paths(truth, then)
                    certain |= lost_paths(truth, then, name, images) if other == name else set()
        return certain, said

    def relation(self, commit):
        if commit.id == self.head.id:
            return "same", 0
        of_head, of_live = self.repository.ancestors(self.head), self.repository.ancestors(commit)
        if commit.number in of_head:
            return "behind", len(of_head - of_live)
        if self.head.number in of_live:
            return "ahead", len(of_live - of_head)
        return "diverged", None

    # ---- clones

    def clone(self, kind):
        url, target = "file://" + os.path.abspath(self.origin), os.path.join(self.directory, kind)
        if kind == "bare":
            self.write_commit_graph(self.origin)
            return self.origin
        if kind == "full":
            git(".", "clone", "-q", "-b", "main", url, target)
        elif kind == "elsewhere":
            git(".", "clone", "-q", "-b", self.rng.choice(self.repository.commits).name, url, target)
        elif kind == "blobless":
            git(".", "clone", "-q", "-b", "main", "--filter=blob:none", url, target)
        elif kind == "shallow":
            git(".", "clone", "-q", "-b", "main", "--depth=1", url, target)
            wanted = sorted({c.id for c in [*self.baseline.values(), *self.tags.mentioned]})
            wanted += [f"refs/tags/{tag}:refs/tags/{tag}" for tag in sorted(self.repository.tags)]
            git(target, "fetch", "-q", "--depth=1", "origin", *wanted)
        elif kind == "worktree":
            git(self.origin, "worktree", "add", "-q", "--detach", target, self.head.id)
        if kind != "shallow":
            self.write_commit_graph(target)
        return target

    def write_commit_graph(self, where):
        """In every second repository; of those, every second one has a chain, which lacks the newest commits."""
        if self.seed % 4 == 1:
            git(where, "commit-graph", "write", "--reachable")
        elif self.seed % 4 == 3:
            some = "".join(f"{commit.id}\n" for commit in self.repository.commits[: 1 + len(self.repository.commits) // 2])
            for split in ("--split=replace", "--split=no-merge"):
                subprocess.run(["git", "-C", where, "commit-graph", "write", "--stdin-commits", split], input=some, text=True,
                               env=ENVIRONMENT, check=True)
                some = f"{self.repository.commits[-1].id}\n"

    def place(self, kind, where):
        """The arguments that lead to the configuration, and whether its past counts there."""
        if self.config_path == b"deltaplan.json":
            by_name = kind not in ("bare", "elsewhere") and self.rng.random() < 0.3
            return ["-C", where, *(["--config", "deltaplan.json"] if by_name else [])], True
        if self.config_path and kind not in ("bare", "elsewhere"):
            if self.rng.random() < 0.5:
                return ["-C", os.path.join(where, "ops")], True
            return ["-C", where, "--config", "ops/deltaplan.json"], True
        return ["-C", where, "--config", self.config_file], False

    # ---- the comparison

    def call(self, kind, arguments, codes=(0,)):
        # Whatever the number of threads, the answer is one.
        jobs = ["--jobs", str(self.seed // 2 % 4)] if self.seed // 2 % 4 else []
        result = subprocess.run([self.program, *arguments, *jobs, "--head", self.head.id, "--format", "json", "--max-files",
                                 "all"], env=ENVIRONMENT, capture_output=True)
        if result.returncode not in codes:
            raise Mismatch(f"{kind}: {arguments[0]}: exit {result.returncode}: {result.stderr.decode(errors='replace')}")
        plan = json.loads(result.stdout) if result.stdout else None
        if plan:
            names = [service["name"] for service in plan["services"]]
            if sorted(names) != sorted(self.truth.services):
                raise Mismatch(f"{kind}: services {sorted(names)} instead of {sorted(self.truth.services)}")
        return result.returncode, plan

    def run(self, program, kind):
        self.program = program
        where = self.clone(kind)
        place, has_past = self.place(kind, where)
        plan_arguments = ["plan", *place, "--live-file", self.live_file, "--allow-rollback", "--allow-diverged"]
        _, plan = self.call(kind, plan_arguments + ["--allow-dirty"] if kind == "elsewhere" else plan_arguments)
        if plan["head"]["dirty"] and kind != "elsewhere":
            raise Mismatch(f"{kind}: a fresh checkout is said to be dirty")
        by_name = {service["name"]: service for service in plan["services"]}
        for name, service in by_name.items():
            self.check_service(kind, name, service, has_past)
            # The map holds tags: of a whole image its own.
            wanted = plan["head"]["tag"] if service["decision"] == "deploy" else self.live[name].removeprefix(REPOSITORY)
            if plan["image_tags"][name] != wanted:
                raise Mismatch(f"{kind}: {name} gets tag {plan['image_tags'][name]} instead of {wanted}")
        if kind != "shallow":
            self.run_preview(kind, place, has_past)
        if kind in ("full", "shallow", "worktree", "blobless"):
            self.run_uncommitted(kind, where, plan_arguments, has_past)

    def check_service(self, kind, name, service, has_past):
        codes = [reason["code"] for reason in service["reasons"]]
        if name in self.tags.code:
            if codes != [self.tags.code[name]] or service["decision"] != "deploy":
                raise Mismatch(f"{kind}: {name}: {self.live.get(name)}: {codes} instead of {self.tags.code[name]}")
            return
        if set(codes) & UNDETERMINED:
            raise Mismatch(f"{kind}: {name} is undetermined ({codes}) though its baseline is there")
        self.check_reasons(kind, name, service, self.truth, {other: [commit] for other, commit in self.baseline.items()}, has_past)
        commit = self.baseline[name]
        relation = (service["live"]["relation"], service["live"]["commits"])
        if kind == "shallow":
            # Whatever is said must be true; mostly nothing can be said.
            if relation[0] not in ("unknown", self.relation(commit)[0]):
                raise Mismatch(f"{kind}: {name}: relation {relation}, git says {self.relation(commit)}")
        elif relation != self.relation(commit):
            raise Mismatch(f"{kind}: {name}: relation {relation}, git says {self.relation(commit)}")

    def check_reasons(self, kind, name, service, truth, baselines, has_past):
        """What is said of a service; `baselines` are the commits that each is compared with, all of which count."""
        expected, builds = {}, set()
        can_read = not kind.startswith("blobless")
        lost, maybe_lost = self.lost(name, baselines, truth, can_read if has_past else None)
        possible = set()
        for commit in baselines[name]:
            for code, files in truth.expected(name, commit.id, self.head.id).items():
                expected.setdefault(code, {}).update(files)
            for code, path in maybe_lost:
                own, all_files = (truth.changed_below(commit.id, self.head.id, paths, code != "build_input_changed")
                                  for paths in ([path], with_links(truth.files, [path])))
                possible |= {(code, *file) for file in all_files.items()}
                if (code, path) in lost:
                    expected[code].update(own)
            if has_past:
                builds |= truth.build_changes(name, self.past[commit.number], commit.files, can_read)
        must_deploy = any(expected.values()) or bool(builds)
        if must_deploy and service["decision"] != "deploy":
            raise Mismatch(f"{kind}: MISSING DEPLOY of {name}: git says {expected}, builds {builds}")
        if not (must_deploy or possible) and service["decision"] == "deploy":
            raise Mismatch(f"{kind}: {name} deploys for nothing: {service['reasons']}")
        found, found_builds = {code: {} for code in expected}, set()
        for reason in service["reasons"]:
            if reason["code"] == "unchanged":
                continue
            if reason["code"] == "build_changed":
                detail = reason["detail"]
                unreadable = detail is not None and detail.startswith("the configuration that it was built with")
                found_builds.add((reason["input"], None if unreadable else detail))
                continue
            files = {bytes_of(f["path"]): f["status"] for f in reason["files"]}
            if reason["file_count"] != len(files):
                raise Mismatch(f"{kind}: {name}: {reason['input']}: {reason['file_count']} is no count of {files}")
            below = [truth.changed_below(commit.id, self.head.id, [bytes_of(reason["input"])],
                                         reason["code"] != "build_input_changed") for commit in baselines[name]]
            if files not in below:
                raise Mismatch(f"{kind}: {name}: {reason['input']}: files {files}, git says {below}")
            for changes in below:
                found[reason["code"]].update(changes)
        said, wanted = ({(code, *file) for code, files in all_files.items() for file in files.items()} for all_files in (found, expected))
        if not wanted <= said <= wanted | possible:
            raise Mismatch(f"{kind}: {name}: not told {wanted - said}, told for nothing {said - wanted}")
        if found_builds != builds:
            raise Mismatch(f"{kind}: {name}: builds {found_builds} instead of {builds}")

    # ---- previews

    def run_preview(self, kind, place, has_past):
        base = self.rng.choice(self.repository.crossed or self.repository.commits)
        ids = git(self.origin, "merge-base", "--all", self.head.id, base.id).decode().split()
        merge_bases = [commit for commit in self.repository.commits if commit.id in ids]
        truth = self.truth_against(merge_bases)
        code, plan = self.call(kind, ["preview", *place, "--base", base.id], (1,) if truth.dead else (0,))
        if code == 1:
            return  # what only live commits have is no input here, and the configuration names it
        if sorted(plan["base"]["merge_bases"]) != sorted(ids):
            raise Mismatch(f"{kind}: merge bases {plan['base']['merge_bases']}, git says {ids}")
        for service in plan["services"]:
            self.check_reasons(f"{kind}: preview", service["name"], service, truth, dict.fromkeys(truth.services, merge_bases), has_past)

    # ---- uncommitted changes

    def run_uncommitted(self, kind, where, arguments, has_past):
        config_path = self.config_path if has_past else None
        work_tree = WorkTree(self.rng, where, config_path, kind != "worktree")
        work_tree.change_some()
        code, plan = self.call(kind, arguments, (0, 3))
        said = {}
        for refusal in plan["refusals"]:
            if refusal["code"] != "dirty":
                raise Mismatch(f"{kind}: refused: {refusal}")
            for line in refusal["message"].splitlines():
                if line.startswith("  - "):
                    path = line.removeprefix("  - ")
                    said[bytes_of(path.removesuffix(" (untracked)"))] = path.endswith(" (untracked)")
        there = os.fsencode(where)
        wanted = {path: untracked for path, untracked in git_status(where).items()
                  if path == config_path or self.truth.is_dirty_input(path, there)}
        if said != wanted:
            raise Mismatch(f"{kind}: uncommitted {said}, git says {wanted}")
        if (code == 3, plan["head"]["dirty"]) != (bool(wanted), bool(wanted)):
            raise Mismatch(f"{kind}: exit {code}, dirty {plan['head']['dirty']} with {wanted}")


def bytes_of(text):
    """The path that a JSON string stands for: plain, or C-quoted by git's rules."""
    if not text.startswith('"'):
        return text.encode("utf-8")
    body, out, i = text[1:-1].encode("utf-8"), bytearray(), 0
    simple = {b"n": 10, b"t": 9, b"r": 13, b"a": 7, b"b": 8, b"f": 12, b"v": 11, b'"': 34, b"\\": 92}
    while i < len(body):
        if body[i : i + 1] != b"\\":
            out.append(body[i])
            i += 1
        elif body[i + 1 : i + 2] in simple:
            out.append(simple[body[i + 1 : i + 2]])
            i += 2
        else:
            out.append(int(body[i + 1 : i + 4], 8))
            i += 4
    return bytes(out)


def run_seed(seed, program, keep):
    directory = tempfile.mkdtemp(prefix=f"deltaplan-{seed}-")
    try:
        case = Case(seed, directory)
        # Two kinds for each seed, so that every kind meets many repositories.
        for kind in sorted({KINDS[seed % 6], KINDS[(seed // 6 + seed + 1) % 6]}):
            case.run(program, kind)
        return None
    except Mismatch as mismatch:
        return str(mismatch)
    finally:
        if keep:
            print(f"seed {seed}: kept in {directory}")
        else:
            shutil.rmtree(directory, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--seed", type=int, help="this one only")
    parser.add_argument("--keep", action="store_true", help="leave the repositories there to look at")
    options = parser.parse_args()
    seeds = [options.seed] if options.seed is not None else range(options.start, options.start + options.seeds)
    failures = 0
    for seed in seeds:
        failure = run_seed(seed, os.path.abspath(options.program), options.keep)
        if failure:
            failures += 1
            print(f"seed {seed}: {failure}\n  again: {sys.argv[0]} --program {options.program} --seed {seed} --keep",
                  flush=True)
    print(f"{len(seeds)} seeds, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
