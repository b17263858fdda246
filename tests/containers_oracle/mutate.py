#!/usr/bin/env python3
"""Makes Dockerfiles out of the recorded ones by random changes, for BuildKit to judge.

Usage: mutate.py CASES OUT COUNT [SEED]; each of COUNT directories in OUT gets a Dockerfile and perhaps a build.json.
"""
import json
import pathlib
import random
import sys

WORDS = ["a", "b/c", "${D}", "$D", "${D:-x/y}", "${D#*/}", "${N/a/b}", "'q q'", '"q"', "\\", "`", "*.go", "src/**/x", "[ab]c", ".", "/", "../up",
         "./x/./y", "<<EOF", "<<-'E'", "--from=base", "--from=0", "--from=1", "--parents", "--exclude=*.md", "--link", "--mount=target=/m,source=t",
         "--mount=type=cache,target=/c", "--mount=from=base,source=/x,target=/m", "AS", "base", "Base", "alpine", "scratch", "#", "\\\n", "\\ \n", "`\n",
         "EOF", "$", "${", "}", "é", "\t", " ", "\r"]
LINES = ["FROM alpine AS base", "FROM base", "FROM base AS next", "FROM scratch", "FROM ${D}", "FROM alpine", "ARG D=base", "ARG D", "ARG N=a/b.c",
         "ENV D=env/x", "ENV N $D", "COPY a b /d/", "COPY ${N} /", "COPY --from=base /x /y", "COPY --from=0 / /", "COPY --parents src/./l/**/*.ts /",
         "COPY <<EOF /x", "EOF", "RUN <<EOF", "COPY in /", "RUN --mount=source=s,target=/s true", "RUN --mount=target=/all true",
         "RUN --mount=from=base,target=/b true", "ONBUILD COPY trigger /", "ONBUILD RUN --mount=source=ob,target=/s true",
         "ONBUILD COPY --from=base /x /", "# comment", "", "  # indented", "ADD https://example.com/x /", "ADD x.tgz /", 'COPY ["j s", "/d/"]',
         "WORKDIR /w", "USER 1", "COPY . /all", "COPY *.json /"]


def mutated(rng, text):
    lines = text.split("\n")
    for _ in range(rng.randint(1, 2)):
        kind = rng.randrange(7)
        at = rng.randrange(len(lines) + 1)
        if kind <= 1:
            lines.insert(at, rng.choice(LINES))
        elif kind == 2 and len(lines) > 1:
            del lines[rng.randrange(len(lines))]
        elif kind == 3 and len(lines) > 1:
            other = rng.randrange(len(lines))
            at = min(at, len(lines) - 1)
            lines[at], lines[other] = lines[other], lines[at]
        else:
            at = min(at, len(lines) - 1)
            line = lines[at]
            place = rng.choice([i for i, c in enumerate(line + " ") if c == " "] if kind == 4 else range(len(line) + 1))
            lines[at] = line[:place] + (" " if kind == 4 else "") + rng.choice(WORDS) + (" " if kind == 5 else "") + line[place:]
    return "\n".join(lines)


def main():
    cases, out, count = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
    rng = random.Random(int(sys.argv[4]) if len(sys.argv) > 4 else 1)
    seeds = sorted(cases.iterdir())
    for number in range(count):
        seed = rng.choice(seeds)
        place = out / f"{number:06}"
        place.mkdir(parents=True, exist_ok=True)
        text = (seed / "Dockerfile").read_bytes().decode()
        if rng.random() < 0.4:
            text += "\n" + (rng.choice(seeds) / "Dockerfile").read_bytes().decode()
        (place / "Dockerfile").write_bytes(mutated(rng, text).encode())
        build = json.loads((seed / "build.json").read_text()) if (seed / "build.json").exists() else {}
        if rng.random() < 0.2:
            build["contexts"] = {rng.choice(["base", "alpine", "shared"]): rng.choice(["docker-image://busybox", "local:ctx-shared"])}
        if rng.random() < 0.2:
            build.setdefault("args", {})["D"] = rng.choice(["base", "given/x", ""])
        if build:
            (place / "build.json").write_text(json.dumps(build))


main()
