// A lockfile that is cut into its members says what it says as a whole, whatever was read before.
#include "planner/workspace/pnpm_entries.h"

#include <cstdlib>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "planner/workspace/pnpm_lock.h"

namespace deltaplan::planner::workspace {
namespace {

constexpr std::string_view kNine = R"(lockfileVersion: '9.0'

settings:
  autoInstallPeers: true

patchedDependencies:
  c@1.0.0:
    hash: abc
    path: patches/c.patch

importers:

  .: {}

  apps/web:
    dependencies:
      '@scope/a':
        specifier: ^1.0.0
        version: 1.0.0(b@2.0.0)
      ui:
        specifier: workspace:*
        version: link:../ui
    devDependencies:
      c:
        specifier: ^1.0.0
        version: 1.0.0(patch_hash=abc)

packages:

  '@scope/a@1.0.0':
    resolution: {integrity: sha512-a}
    engines: {node: '>=18'}
    peerDependencies:
      b: '*'

  b@2.0.0:
    resolution: {integrity: sha512-b}

  c@1.0.0:
    resolution: {integrity: sha512-c}
    deprecated: it's old

  d@file:packages/d:
    resolution: {directory: packages/d, type: directory}

snapshots:

  '@scope/a@1.0.0(b@2.0.0)':
    dependencies:
      b: 2.0.0
      d: file:packages/d
    optionalDependencies:
      gone: 1.0.0

  b@2.0.0: {}

  c@1.0.0(patch_hash=abc):
    dependencies:
      '@scope/a': 1.0.0(b@2.0.0)
    transitivePeerDependencies:
      - b

  d@file:packages/d:
    dependencies:
      ui: link:../ui
)";

constexpr std::string_view kSix = R"(lockfileVersion: '6.0'

dependencies:
  a:
    specifier: ^1.0.0
    version: 1.0.0(b@2.0.0)

packages:

  /a@1.0.0(b@2.0.0):
    resolution: {integrity: sha512-a}
    dependencies:
      b: 2.0.0
    dev: false

  /b@2.0.0:
    resolution: {integrity: sha512-b, tarball: file:b.tgz}
    name: b
    version: 2.0.0
    dev: false
)";

constexpr std::string_view kFive = R"(lockfileVersion: 5.4

importers:

  apps/web:
    specifiers:
      a: ^1.0.0
    dependencies:
      a: 1.0.0_b@2.0.0

packages:

  /a/1.0.0_b@2.0.0:
    resolution: {integrity: sha512-a}
    dependencies:
      b: 2.0.0

  /b/2.0.0:
    resolution: {integrity: sha512-b}
)";

std::string Dump(const std::variant<PnpmLock, ReadProblem>& read) {
  if (const auto* problem = std::get_if<ReadProblem>(&read)) {
    return "problem " + std::to_string(static_cast<int>(problem->cause)) + " " + problem->detail;
  }
  const auto& lock = std::get<PnpmLock>(read);
  std::string text = (lock.is_missing ? "missing" : "lock") +
                     std::string(lock.links_by_default ? " links\n" : "\n");
  const auto end = [](RecordId id) { return std::to_string(static_cast<std::uint32_t>(id)); };
  for (const auto& [path, references] : lock.importers) {
    text += path + ":\n";
    for (const NodeReference& each : references) {
      text += "  " + each.name + " " + std::to_string(static_cast<int>(each.kind)) + " " +
              (each.record ? end(*each.record) : each.link.value_or("?")) + "\n";
    }
  }
  for (const Record& record : lock.records.records) {
    for (const std::string_view part :
         {record.name, record.version, record.source, record.content}) {
      text.append(part).append("|");
    }
    if (record.is_unknown) text += "unknown";
    for (const RecordEdge& edge : record.edges) {
      text += " " + std::string(edge.name) + std::to_string(static_cast<int>(edge.kind)) +
              end(edge.record);
    }
    text += "\n";
  }
  for (const NodeLocalContent& local : lock.local_content) {
    text += end(local.record) + " " + local.patch;
    for (const std::string& each : local.directories) text += " " + each + "/";
    for (const std::string& each : local.files) text += " " + each;
    text += "\n";
  }
  for (const auto& [key, file] : lock.patches) text += key + " " + file + "\n";
  for (const auto& [key, value] : lock.environment) text += key + " " + value + "\n";
  return text;
}

// The same lockfile with ends of lines that are never cut.
std::string Whole(std::string_view text) {
  std::string whole;
  for (const char c : text) {
    if (c == '\n') whole += '\r';
    whole += c;
  }
  PnpmEntries entries;
  EXPECT_FALSE(entries.Cut(whole)) << text;
  return Dump(ParsePnpmLock(whole, entries));
}

TEST(PnpmEntries, LockfilesOfAllLayoutsAreCut) {
  for (const std::string_view text : {kNine, kSix, kFive}) {
    PnpmEntries entries;
    ASSERT_TRUE(entries.Cut(text)) << text;
    const std::string first = Dump(ParsePnpmLock(text, entries));
    EXPECT_EQ(first, Whole(text));
    EXPECT_EQ(Dump(ParsePnpmLock(text, entries)), first) << "read twice";
    EXPECT_NE(first.find("sha512-b"), std::string::npos);
  }
}

TEST(PnpmEntries, WhatIsNotWrittenAsPnpmDoesIsReadAsAWhole) {
  const std::string head = "lockfileVersion: '9.0'\n";
  for (const std::string_view rest :
       {"packages:\n  - a\n", "packages:\n  - a\nsnapshots:\n  b@1: {}\n", "packages: {}\n",
        "packages:\n", "packages:\nsnapshots:\n\n", "packages:\n  a@1: {}\n  a@1: {}\n",
        "packages:\n  a@1: {}\npackages:\n  b@1: {}\n",
        "packages:\n  # why\n  a@1: {}\nsnapshots:\n  a@1: {}\n",
        "packages:\n  a@1: {}\n# why\n  b@1: {}\nsnapshots:\n  b@1: {}\n",
        "packages:\n    a@1: {}\nsnapshots:\n    a@1: {}\n", "packages:\n a@1: {}\n",
        "packages:\n  a@1: {}\n b@1: {}\n", "packages:\n- a\n", "packages:\n  a@1: &x {}\n",
        "snapshots:\n  a@1: {}\n  b@1: {}\n  a@1: {}\n",
        "packages:\n  a@1: {}\n<<<<<<< a: b\nsnapshots:\n  a@1: {}\n",
        "snapshots:\n  a@1:\n    dependencies:\n      b: 'x\n        y'\n",
        "importers:\n  a: {}\n  a: {}\n", "x: \"\nimporters:\n  b: {}\n  \"\n"}) {
    PnpmEntries entries;
    const std::string text = head + std::string(rest);
    EXPECT_EQ(Dump(ParsePnpmLock(text, entries)), Whole(text)) << text;
  }
  PnpmEntries entries;
  EXPECT_FALSE(entries.Cut("lockfileVersion: '13.0'\npackages:\n  a@1: {}\n"));
  // As deep as a document may be, and one deeper.
  for (const std::size_t depth : {documents::kDeepestValue - 2, documents::kDeepestValue - 1}) {
    const std::string text =
        head + "snapshots:\n  a@1: " + std::string(depth, '[') + std::string(depth, ']') + "\n";
    EXPECT_EQ(Dump(ParsePnpmLock(text, entries)), Whole(text)) << depth;
  }
}

TEST(PnpmEntries, WhatWasReadBeforeChangesNothing) {
  PnpmEntries shared;
  std::minstd_rand random(14);
  const auto below = [&](std::size_t limit) { return random() % limit; };
  const std::vector<std::string> bits{" ",  "  ", "\n",        "'", ": ", "{", "x", "# y",
                                      "- ", "}",  "packages:", "2", "(",  ")", "@", "snapshots:\n"};
  const char* const wanted = std::getenv("DELTAPLAN_MUTATIONS");
  const int count = wanted == nullptr ? 600 : std::atoi(wanted);
  int cut = 0;
  for (int round = 0; round < count; ++round) {
    std::string text(round % 3 == 0 ? kNine : round % 3 == 1 ? kSix : kFive);
    for (std::size_t edits = below(3); edits > 0; --edits) {
      const std::size_t at = below(text.size());
      const std::size_t line = text.rfind('\n', at) + 1;
      const std::size_t size = text.find('\n', line) + 1 - line;
      switch (below(4)) {
        case 0:
          text.insert(at, bits[below(bits.size())]);
          break;
        case 1:
          text.erase(at, 1 + below(3));
          break;
        case 2:
          text.erase(line, size);
          break;
        default:
          text.insert(line, text.substr(line, size));
      }
    }
    PnpmEntries own;
    cut += own.Cut(text) ? 1 : 0;
    ASSERT_EQ(Dump(ParsePnpmLock(text, shared)), Whole(text)) << "round " << round << "\n" << text;
  }
  EXPECT_GE(cut, count / 3);
}

}  // namespace
}  // namespace deltaplan::planner::workspace
