#!/usr/bin/env python3
"""scripts/check_includes finds each kind of planted violation, and passes what is allowed."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))

import testing  # noqa: E402

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "check_includes"


def check(file, line, also=None):
    """The exit code and output for a source tree that holds one file with one line, and an empty one beside it."""
    with tempfile.TemporaryDirectory() as directory:
        root = pathlib.Path(directory)
        (root / "graph").mkdir()
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"// A comment.\n{line}\n", encoding="utf-8")
        if also:
            (root / also).touch()
        run = subprocess.run([sys.executable, SCRIPT, root], stdout=subprocess.PIPE, text=True, check=False)
        return run.returncode, run.stdout


class CheckIncludes(unittest.TestCase):
    def test_violations_are_found(self):
        for file, line in [
            ("graph/fan_out.cc", '#include "planner/model/plan.h"'),
            ("graph/fan_out.h", '#include "tfvars/carriers/tag_map.h"'),
            ("graph/fan_out.h", '#include <fmt/format.h>'),
            ("graph/fan_out.cc", '#include <tbb/parallel_for.h>'),
            ("tfvars/carriers/tag_map.cc", '#include "graph/ids.h"'),
            ("tfvars/carriers/tag_map.h", '#include <nlohmann/json.hpp>'),
            ("tfvars/hcl/parser.cc", '#include "tfvars/carriers/tag_map.h"'),
            ("tfvars/address/address.cc", '#include "tfvars/hcl/parser.h"'),
            ("planner/text/quote.cc", '#include "planner/model/plan.h"'),
            ("planner/model/plan.h", '#include "planner/ports/files.h"'),
            ("planner/facts/gather.cc", '#include <git2.h>'),
            ("planner/facts/gather.cc", '#include <git2/sys/repository.h>'),
            ("planner/facts/gather.cc", '#include <unistd.h>'),
            ("planner/facts/gather.cc", '#  include "planner/system/disk_files.h"'),
            ("planner/facts/gather.h", '#include "planner/commands/session.h"'),
            ("planner/facts/gather.cc", '#include "planner/cli/command_line.h"'),
            ("planner/decide/decide.cc", '#include "planner/ports/files.h"'),
            ("planner/decide/decide.cc", '#include "planner/facts/gather.h"'),
            ("planner/commands/plan.cc", '#include "planner/cli/flag.h"'),
            ("planner/commands/plan.cc", '#include "planner/git/git_library.h"'),
            ("planner/live/ecs.cc", '#include "planner/system/curl_http.h"'),
            ("planner/report/plan_text.cc", '#include "planner/system/disk_files.h"'),
            ("planner/report/plan_text.cc", '#include "planner/ports/git_repository.h"'),
            ("planner/report/plan_text.cc", '#include "planner/facts/gather.h"'),
            ("planner/system/disk_files.cc", '#include "planner/report/plan_text.h"'),
            ("planner/cli/flag.cc", '#include "planner/git/git_library.h"'),
            ("planner/model/plan.cc", '#include "tests/support/memory_trees.h"'),
            ("planner/model/plan.cc", '#include <gtest/gtest.h>'),
            ("planner/model/plan.cc", '#include <some_new_library.h>'),
            ("planner/model/plan.cc", '#include <fstream>'),
            ("planner/decide/decide.cc", '#include <iostream>'),
            ("planner/decide/decide.cc", '#include <ctime>'),
            ("planner/decide/decide.cc", '#include <random>'),
            ("planner/facts/gather.cc", '#include <thread>'),
            ("planner/facts/gather.cc", '#include <filesystem>'),
            ("planner/report/plan_text.cc", '#include <cstdio>'),
            ("planner/report/plan_text.cc", '#include <cstdlib>'),
            ("planner/report/plan_text.cc", '#include <syncstream>'),
            ("graph/fan_out.cc", '#include <csignal>'),
            ("planner/new_room/thing.cc", '#include "planner/model/plan.h"'),
            ("planner/model/plan.cc", '#include "planner/new_room/thing.h"'),
            ("tests/graph/fan_out_test.cc", '#include "bench/measure.h"'),
        ]:
            with self.subTest(file=file, line=line):
                code, output = check(file, line)
                self.assertEqual(code, 1)
                self.assertTrue(output.startswith(f"{file}:2: "), output)

    def test_what_is_allowed_passes(self):
        for file, line in [
            ("graph/fan_out.cc", '#include "graph/ids.h"'),
            ("graph/fan_out.cc", '#include <vector>'),
            ("graph/shared_work.h", '#include <mutex>'),
            ("planner/builds/image_builder.cc", '#include <thread>'),
            ("planner/system/disk_files.cc", '#include <cstdio>'),
            ("graph/parallel_tbb.cc", '#include <tbb/parallel_for.h>'),
            ("tfvars/carriers/tag_map.cc", '#include <nlohmann/json.hpp>'),
            ("tfvars/hcl/parser.cc", '#include "tfvars/text/source.h"'),
            ("planner/git/libgit2_repository.cc", '#include <git2.h>'),
            ("planner/main.cc", '#include "planner/system/disk_files.h"'),
            ("planner/cli/flag.cc", '#include "planner/commands/options.h"'),
            ("planner/decide/decide.cc", '#include "graph/fan_out.h"'),
            ("planner/live/aws/api.cc", '#include "planner/ports/http_client.h"'),
            ("planner/commands/plan.cc", '#include "planner/report/plan_text.h"'),
            ("tests/graph/fan_out_test.cc", '#include "tests/support/memory_trees.h"'),
            ("graph/fan_out.cc", '// #include "planner/model/plan.h"'),
        ]:
            with self.subTest(file=file, line=line):
                self.assertEqual(check(file, line), (0, ""))

    def test_a_source_begins_with_its_own_header(self):
        for line, expected in [
            ('#include "graph/fan_out.h"', ""),
            ('#include "graph/fan_out.h"\n#include <vector>', ""),
            ('#include <vector>\n#include "graph/fan_out.h"', "graph/fan_out.cc:2: graph/fan_out.h has to be included first\n"),
            ('#include "graph/ids.h"', "graph/fan_out.cc:2: graph/fan_out.h has to be included first\n"),
            ("int x = 1;", "graph/fan_out.cc:2: graph/fan_out.h has to be included\n"),
        ]:
            with self.subTest(line=line):
                self.assertEqual(check("graph/fan_out.cc", line, also="graph/fan_out.h"), (1 if expected else 0, expected))

    def test_a_wrong_root_is_no_success(self):
        with tempfile.TemporaryDirectory() as directory:
            run = subprocess.run([sys.executable, SCRIPT, directory], stderr=subprocess.PIPE, text=True, check=False)
            self.assertEqual(run.returncode, 1)
            self.assertIn("no folder graph/", run.stderr)


if __name__ == "__main__":
    testing.main()
