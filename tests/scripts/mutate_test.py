#!/usr/bin/env python3
"""scripts/mutate finds the places that can be changed, leaves alone what is no code, and reports what no test finds."""

import contextlib
import importlib.machinery
import importlib.util
import io
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))

import testing  # noqa: E402

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "mutate"


def load():
    loader = importlib.machinery.SourceFileLoader("mutate", str(SCRIPT))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("mutate", loader))
    sys.modules["mutate"] = module  # where dataclasses look for it
    loader.exec_module(module)
    return module


mutate = load()
mutants = mutate.mutants


def found_in(code):
    """The operator, the change and the mutated code of each mutant of a function's body."""
    source = "void F() {\n" + code + "\n}\n"
    return [(each.operator, each.change, each.apply(source)[len("void F() {\n"):-len("\n}\n")])
            for each in mutants.Finder("f.cc", source).find()]


class Mutants(unittest.TestCase):
    def test_each_operator_is_changed_alone(self):
        for code, expected in [
            ("x(a <= b);", [("statement", "call dropped", ";"), ("relational", "<= -> <", "x(a < b);"),
                            ("relational", "<= -> >=", "x(a >= b);")]),
            ("return a && !b;", [("logical", "&& -> ||", "return a || !b;"), ("logical", "! dropped", "return a && b;")]),
            ("return a == 0;", [("relational", "== -> !=", "return a != 0;"), ("constant", "0 -> 1", "return a == 1;")]),
            ("++n;", [("arithmetic", "++ -> --", "--n;")]),
            ("n += m - 2;", [("statement", "assignment dropped", ";"), ("arithmetic", "+= -> -=", "n -= m - 2;"),
                             ("arithmetic", "- -> +", "n += m + 2;")]),
            ("return true;", [("constant", "true -> false", "return false;")]),
            ("return a ? b : c;", [("branch", "alternatives swapped", "return a ? (c) : (b);")]),
            ("if (a && b) x = y; else f(z);",
             [("branch", "condition negated", "if (!(a && b)) x = y; else f(z);"),
              ("logical", "&& -> ||", "if (a || b) x = y; else f(z);"),
              ("statement", "assignment dropped", "if (a && b) ; else f(z);"),
              ("statement", "call dropped", "if (a && b) x = y; else ;")]),
            ("for (;;) { if (a) continue; }", [("branch", "condition negated", "for (;;) { if (!(a)) continue; }"),
                                               ("exit", "continue dropped", "for (;;) { if (a) ; }")]),
            ("if (a) { b(); return; }", [("branch", "condition negated", "if (!(a)) { b(); return; }"),
                                         ("statement", "call dropped", "if (a) { ; return; }"),
                                         ("exit", "return dropped", "if (a) { b(); ; }")]),
            ("found_.push_back({.a = 2});", [("statement", "call dropped", ";")]),
            ("if (auto e = f(); e > 3) g = 2;",
             [("branch", "condition negated", "if (auto e = f(); !(e > 3)) g = 2;"),
              ("relational", "> -> >=", "if (auto e = f(); e >= 3) g = 2;"),
              ("relational", "> -> <", "if (auto e = f(); e < 3) g = 2;"),
              ("statement", "assignment dropped", "if (auto e = f(); e > 3) ;")]),
        ]:
            with self.subTest(code=code):
                self.assertEqual(sorted(found_in(code)), sorted(expected))

    def test_what_is_no_code_is_left_alone(self):
        for code in [
            "// a < b, 0, true", "/* a < b\n 0 */", "#define X 0 + \\\n  1", "#include <a/b>", 'return "a < b && 0";',
            'return R"(a < b " 0)";', "return '0';", "static_assert(sizeof(int) > 0);", "return 10 * 0x1;",
        ]:
            with self.subTest(code=code):
                self.assertEqual(found_in(code), [])

    def test_templates_references_and_declarations_are_no_operators_and_no_statements(self):
        for code in [
            "std::vector<std::string> a;", "auto&& a = b;", "Type& a = b;", "const Type a = b;", "Type a(b);", "Type* a = b;",
            "std::vector<int> a(n);", "a.reserve(n);", "return a;", "struct S { void f(); int n = 2; bool operator<(S) const; };",
            "struct S { T Take() && { return t; } };",
        ]:
            with self.subTest(code=code):
                self.assertEqual(found_in(code), [])

    def test_a_mutant_is_named_by_its_line_wherever_that_stands(self):
        before = mutants.Finder("f.cc", "void F() {\n  f(a);\n\n  f(a);\n}\n").find()
        after = mutants.Finder("f.cc", "// More.\nvoid F() {\n    f(a);\n  g  = 2;\n  f(a);\n}\n").find()
        self.assertEqual([each.key for each in before], [each.key for each in after if each.change == "call dropped"])
        self.assertEqual([each.number for each in before], [1, 2])

    def test_an_equivalent_mutant_needs_a_reason(self):
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory) / "equivalent.txt"
            path.write_text("# Known.\na/f.cc: exit: return dropped #2\n  if (a)   return;\n  What follows\n  does nothing.\n")
            self.assertEqual(mutants.read_equivalents(path),
                             {("a/f.cc", "exit", "return dropped", "if (a) return;", 2): "What follows does nothing."})
            path.write_text("a/f.cc: exit: return dropped\n  if (a) return;\n")
            with self.assertRaises(ValueError):
                mutants.read_equivalents(path)


SOURCE = """#include <string>

// a < b
int Clamp(int value, int highest) {
  const std::string text = "a < b";
  if (value > highest) return highest;
  return value;
}
"""
# Of the four mutants the test finds two: it never asks for a value that is too high. The program prints one.
TREE = {
    "CMakeLists.txt": """cmake_minimum_required(VERSION 3.25)
project(tiny LANGUAGES CXX)
add_library(thing STATIC thing/clamp.cc)
if("thing" IN_LIST DELTAPLAN_ROOMS_APART)
  set_target_properties(thing PROPERTIES UNITY_BUILD OFF)
endif()
add_executable(thing_test thing_test.cc)
target_link_libraries(thing_test PRIVATE thing)
add_executable(deltaplan main.cc)
target_link_libraries(deltaplan PRIVATE thing)
""",
    "thing/clamp.cc": SOURCE,
    "thing_test.cc": "int Clamp(int, int);\nint main() { return Clamp(1, 2) == 1 ? 0 : 1; }\n",
    "main.cc": "int Clamp(int, int);\nint main() { return Clamp(7, 5) == 5 ? 0 : 1; }\n",
    "fixtures/cases/too_high/cmd": "",
    "tests/cli/golden.py": """import os, subprocess, sys
code = subprocess.run([os.environ["DELTAPLAN_BIN"]]).returncode
print("FAILED Golden.too_high (0.01 s)" if code else "passed Golden.too_high (0.01 s)\\n1 cases, 0 failures")
sys.exit(code)
""",
}
ROOMS = {"thing": mutate.Room(("thing/*.cc",), ("thing_test",))}
EQUIVALENT = "thing/clamp.cc: relational: > -> >=\n  if (value > highest) return highest;\n  Equal values are the same.\n"


class Runs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.root = pathlib.Path(directory.name)  # one for all, so that CMake looks for the compiler once

    def setUp(self):
        self.equivalents = self.root / "equivalent.txt"
        self.equivalents.unlink(missing_ok=True)
        for name, text in TREE.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def mutate(self, *arguments):
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            code = mutate.mutate(self.root, ROOMS, mutate.parse(arguments), self.equivalents)
        return code, output.getvalue()

    def test_what_no_test_finds_survives_and_fails_the_run(self):
        code, output = self.mutate()
        self.assertEqual(code, 1)
        self.assertIn("thing/clamp.cc: relational: > -> >= (6): SURVIVED\n"
                      "        - if (value > highest) return highest;\n"
                      "        + if (value >= highest) return highest;\n", output)
        self.assertIn("relational: > -> < (6): found by thing_test: exit code 1\n", output)
        self.assertIn("exit: return dropped (6): found by golden too_high\n", output)
        self.assertTrue(output.endswith("3 of 4 found: 2 by unit tests, 1 by golden runs; 0 more do not compile\n"), output)
        self.assertEqual((self.root / "thing/clamp.cc").read_text(encoding="utf-8"), SOURCE)

        self.equivalents.write_text(EQUIVALENT, encoding="utf-8")
        code, output = self.mutate()
        self.assertEqual((code, output.splitlines()[-1]),
                         (0, "3 of 3 found: 2 by unit tests, 1 by golden runs; 0 more do not compile"))

    def test_a_planted_weak_test_is_reported(self):
        (self.root / "thing_test.cc").write_text("int main() {}\n", encoding="utf-8")
        (self.root / "fixtures/cases/too_high/cmd").unlink()
        (self.root / "fixtures/cases/too_high").rmdir()
        code, output = self.mutate("--only", "3")
        self.assertEqual(code, 1)
        self.assertIn("    3 survived: thing/clamp.cc: exit: return dropped, line 6\n", output)
        self.assertIn("0 of 1 found", output)

    def test_tests_that_fail_without_a_change_find_nothing(self):
        (self.root / "thing_test.cc").write_text("int main() { return 1; }\n", encoding="utf-8")
        with self.assertRaisesRegex(mutate.CannotTry, "thing_test fails without a change"):
            self.mutate()

    def test_a_source_that_is_not_compiled_by_itself_is_never_left_out_in_silence(self):
        (self.root / "CMakeLists.txt").write_text(TREE["CMakeLists.txt"].replace("UNITY_BUILD OFF", "UNITY_BUILD ON"), encoding="utf-8")
        (self.root / "thing/clamp.h").write_text("int Clamp(int, int);\n", encoding="utf-8")
        self.addCleanup((self.root / "thing/clamp.h").unlink)
        with self.assertRaisesRegex(mutate.CannotTry, "thing/clamp.cc is not compiled by itself"):
            self.mutate()

    def test_an_entry_for_a_mutant_that_is_none_any_more_fails_the_run(self):
        self.equivalents.write_text(EQUIVALENT.replace("value >", "size >"), encoding="utf-8")
        code, output = self.mutate("--list")
        self.assertEqual(code, 1)
        self.assertIn("there is no such mutant: thing/clamp.cc: relational: > -> >= #1: if (size > highest)", output)

    def test_each_entry_of_our_own_list_is_a_mutant(self):
        root = SCRIPT.parents[1]
        equivalents = mutants.read_equivalents(root / "scripts" / "mutate_equivalent.txt")
        of_sources = mutants.mutants_of(root, mutate.files_of(root, mutate.ROOMS))
        self.assertEqual(equivalents.keys() - {mutant.key for mutant in of_sources}, set())

    def test_the_list_names_all(self):
        code, output = self.mutate("--list")
        self.assertEqual(code, 0)
        self.assertEqual([line.split(" (")[0] for line in output.splitlines() if not line.startswith("        ")], [
            "    0 thing/clamp.cc: branch: condition negated", "    1 thing/clamp.cc: relational: > -> >=",
            "    2 thing/clamp.cc: relational: > -> <", "    3 thing/clamp.cc: exit: return dropped"])

    def test_what_never_ends_is_ended(self):
        self.assertEqual(mutate.run([sys.executable, "-c", "while True: pass"], self.root, processor=1), (None, ""))


if __name__ == "__main__":
    testing.main()
