"""Random tags of every shape: what services run, and the commit that each names, or why it names none."""

from truth import is_directory, service_directories

GIT_TAGS = ["v1.275.182", "release/2025.11", "20240115", "2024.01"]
REPOSITORY = "host:5000/team/app:"
DIGEST = "@sha256:" + "0123456789abcdef" * 4


def service_names(files):
    names = [path.rsplit(b"/", 1)[1].decode() for path in service_directories(files)]
    return names + (["nested-worker"] if is_directory(files, b"services/api/worker") else [])


def unknown_sha(rng):
    """With letters in it: digits alone would be a date or the number of a build."""
    return "%06x" % rng.randrange(16**6) + "fade"[: rng.randint(2, 4)]


def with_letter(sha, length):
    """At least `length` digits with a letter among them: a run of decimal digits whose length is not that of the repository's
    format of tags ("{sha:12}") is a date or a number, not a commit."""
    while length < len(sha) and sha[:length].isdecimal():
        length += 1
    return sha[:length]


class LiveTags:
    def __init__(self, rng, files, repository):
        self.rng = rng
        self.baseline = {}  # service -> commit
        self.code = {}  # service -> the reason why it has no baseline
        self.mentioned = []  # commits that tags name besides
        self.tags = {}  # service -> tag, as far as it needs no commit ids; `name_commits` adds the others
        for name in GIT_TAGS:
            if rng.random() < 0.7:
                repository.tags[name] = (rng.choice(repository.commits), rng.random() < 0.5)
        repository.tags["latest"] = (rng.choice(repository.commits), False)  # moves: it names no commit all the same
        for service in service_names(files):
            kind = rng.random()
            if kind < 0.04:
                self.code[service] = "never_deployed"
            elif kind < 0.18:
                self.draw_undetermined(service, repository.commits)
            elif kind < 0.28 and len(repository.tags) > 1:
                self.tags[service] = rng.choice(sorted(set(repository.tags) - {"latest"}))
                self.baseline[service] = repository.tags[self.tags[service]][0]
            else:
                self.baseline[service] = rng.choice(repository.commits[-3:] if rng.random() < 0.4 else repository.commits)

    def draw_undetermined(self, service, commits):
        rng = self.rng
        some = rng.sample(commits, 2)
        known, sha = "{%d:%d}" % (some[0].number, rng.randint(8, 14)), unknown_sha(rng)
        self.tags[service], self.code[service] = rng.choice([
            (rng.choice(["latest", "stable", "nightly", "main", "host:5000/app:latest"]), "tag_without_commit"),
            (rng.choice(["env.prod", "v9.9.9", "release/2031.1"]), "tag_without_commit"),
            ("sha-bootstrap", "bootstrap_tag"),
            ("%038xab" % rng.randrange(16**38), "commit_not_found"),
            (rng.choice([f"revert-{known}-{sha}", f"{sha}-{known}"]), "commit_not_found"),
            ("revert-%s-{%d:9}" % (known, some[1].number), "commit_ambiguous"),
            (rng.choice([f"{sha}-dirty-1722772800", f"{known}-dirty", f"1.2-3-g{known}-DIRTY", f"1.4.dev3+g{known}.d20240101",
                         f"0.1.0-dev.3.uncommitted+{known}", f"1.0.0+3-{known}+20240101-1030"]), "dirty_baseline"),
        ])
        self.mentioned += some

    def name_commits(self, commits):
        """Fills in what is known only when the repository has been written."""
        rng = self.rng
        for service, tag in self.tags.items():
            for commit in self.mentioned:
                for digits in range(8, 15):
                    tag = tag.replace("{%d:%d}" % (commit.number, digits), with_letter(commits[commit.number].id, digits))
            self.tags[service] = tag
        for service, commit in self.baseline.items():
            if service not in self.tags:
                whole = commit.id
                short = with_letter(whole, rng.randint(8, 14))
                self.tags[service] = rng.choice([
                    whole, short, "sha-" + short, "svc-x-" + short, "ref." + whole, REPOSITORY + short,
                    short + DIGEST, short + "-20260804-175736", "build-20260804-" + short, "1.2.4-3-g" + short,
                    f"revert-{short}-{short}", short.upper(), "prefect-3-python3.12-" + short, "feature-x-" + short])
        return self.tags
