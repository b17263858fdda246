"""The sources as they are, built, and one of them compiled and linked again and again: what scripts/mutate tries mutants with."""

import json
import os
import pathlib
import re
import resource
import shlex
import shutil
import signal
import subprocess

MEMORY = 4 << 30      # bytes that an endless loop may fill


class CannotTry(Exception):
    """The sources do not build, or the tests fail without a change."""


def limited(seconds):
    """What a child process does first: it gets bounds, so that what never ends does end."""
    def set_limits():
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return set_limits


def end(process, gently=False):
    """Ends a process and all that it has started; gently: it may first remove what it has written."""
    if gently:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            pass
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.communicate()


def run(command, directory, processor=600, wall=3600, environment=None):
    """The exit code, None where the time was over, and the output."""
    with subprocess.Popen(command, cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                          start_new_session=True, preexec_fn=limited(processor), env=environment) as process:
        try:
            output, _ = process.communicate(timeout=wall)
        except subprocess.TimeoutExpired:
            end(process)
            return None, ""
    return (None if process.returncode == -signal.SIGXCPU else process.returncode), output.decode(errors="replace")


def copy_sources(source, target):
    """Makes `target` equal `source` where they differ, so that only what has changed is compiled again."""
    left_out = {"build", ".git", "__pycache__"}
    kept = set()
    for directory, folders, names in os.walk(source):
        folders[:] = [folder for folder in folders if folder not in left_out]
        for name in names:
            path = pathlib.Path(directory, name)
            copy = target / path.relative_to(source)
            kept.add(copy)
            if not copy.is_file() or copy.read_bytes() != path.read_bytes():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, copy)
                os.utime(copy)
    for path in [each for each in target.rglob("*") if each.is_file() and each not in kept]:
        path.unlink()


class Base:
    """The sources as they are, built without optimization, and how each part of them was compiled and linked."""

    def __init__(self, root, directory, programs, rooms):
        # clang compiles a mutant in a third of the time of g++.
        self.cxx = next((name for name in ("clang++", "c++") if shutil.which(name)), "c++")
        self.source, self.objects = directory / "source", directory / f"objects-{self.cxx}"
        self.source.mkdir(parents=True, exist_ok=True)
        copy_sources(root, self.source)
        self.build(programs, rooms)
        self.compilations = {}
        for entry in json.loads((self.objects / "compile_commands.json").read_text(encoding="utf-8")):
            file = os.path.relpath(entry["file"], self.source)
            self.compilations.setdefault(file, shlex.split(entry["command"]))
        self.links = {program: self.link_of(program) for program in programs}

    def build(self, programs, rooms):
        # A room at once, which takes a fifth of the time; but a source that mutants are made of has to have an object of its own.
        self.do(["cmake", "-S", self.source, "-B", self.objects, "-G", "Ninja", f"-DCMAKE_CXX_COMPILER={self.cxx}", "-DCMAKE_BUILD_TYPE=Debug",
                 "-DCMAKE_CXX_FLAGS_DEBUG=-O0 -w", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", "-DCMAKE_UNITY_BUILD=ON",
                 "-DCMAKE_UNITY_BUILD_BATCH_SIZE=0", f"-DDELTAPLAN_ROOMS_APART={';'.join(rooms)}"])
        self.do(["cmake", "--build", self.objects, "--target", *programs])

    def do(self, command):
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if result.returncode != 0:
            raise CannotTry(f"the sources do not build:\n{result.stdout[-4000:]}")

    def link_of(self, program):
        listed = subprocess.run(["ninja", "-C", self.objects, "-t", "commands", program], stdout=subprocess.PIPE, text=True,
                                check=True).stdout.splitlines()
        for part in listed[-1].split(" && "):
            words = shlex.split(part)
            if "-o" in words and os.path.basename(words[words.index("-o") + 1]) == program:
                return words
        raise CannotTry(f"ninja does not say how {program} is linked")

    def check_sources(self, files):
        """Each is compiled by itself, but for those that share a header: graph/parallel_*.cc, of which one is compiled at all."""
        for file in files:
            if file not in self.compilations and (self.source / file).with_suffix(".h").is_file():
                raise CannotTry(f"{file} is not compiled by itself: is its room one of DELTAPLAN_ROOMS_APART, and does it heed that?")

    def is_linked_into(self, file, program):
        words = self.compilations[file]
        library = re.search(r"CMakeFiles/(\w+)\.dir/", words[words.index("-o") + 1])[1]
        return any(os.path.basename(word) == f"lib{library}.a" for word in self.links[program])

    def program(self, name):
        link = self.links[name]
        return self.objects / link[link.index("-o") + 1]

    def link(self, name, thing, output):
        """Links with an object of ours, which comes before the archive that holds the original: that one is not taken; or only for what
        the mutant has no more, and what it has counts."""
        words = list(self.links[name])
        at = words.index("-o")
        words[at:at + 2] = [str(thing), "-Wl,--allow-multiple-definition", "-o", str(output)]
        return run(words, self.objects)


class Compiler:
    """Compiles one source again and again, without what the build wants to know of it."""

    def __init__(self, base, file, directory):
        words = iter(word for word in base.compilations[file] if os.path.basename(word) != "ccache")
        self.command = []
        for word in words:
            if word in ("-MT", "-MF", "-o", "-c"):
                next(words)
            elif word != "-MD":
                self.command.append(word)
        self.directory = directory
        self.source, self.object = directory / "mutant.cc", directory / "mutant.o"
        if base.cxx == "clang++":
            self.precompile_includes((base.source / file).read_text(encoding="utf-8"))

    def precompile_includes(self, text):
        """No mutant changes them, and clang reads of a precompiled header only what is used."""
        header, precompiled = self.directory / "includes.h", self.directory / "includes.pch"
        lines = text[:text.rfind("\n#include")].count("\n") + 2  # with what is defined before it
        header.write_text("".join(line for line in text.splitlines(keepends=True)[:lines] if line.startswith("#")), encoding="utf-8")
        code, output = run([*self.command, "-x", "c++-header", str(header), "-o", str(precompiled)], self.directory)
        if code != 0:
            raise CannotTry(f"what {header} includes does not compile alone:\n{output[-4000:]}")
        self.command += ["-include-pch", str(precompiled)]

    def compile(self, text):
        self.source.write_text(text, encoding="utf-8")
        code, _ = run([*self.command, "-c", str(self.source), "-o", str(self.object)], self.directory)
        return code == 0
