// Overrides, resolutions and their like that lead to directories of the repository: with each
// manager, with and without a lockfile. The lockfiles are what the managers themselves wrote.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "planner/workspace/ecosystems.h"
#include "tests/planner/workspace/side_text.h"

namespace deltaplan::planner::workspace {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// "a" asks for is-odd, "b" for is-even, which asks for is-odd; "c" asks for nothing.
FileMap ReplacedSample(const std::string& root) {
  return {{"package.json", root},
          {"apps/a/package.json", R"({"name":"a","dependencies":{"is-odd":"^3.0.0"}})"},
          {"apps/b/package.json", R"({"name":"b","dependencies":{"is-even":"^1.0.0"}})"},
          {"apps/c/package.json", R"({"name":"c"})"},
          {"vendor/is-odd/package.json",
           R"({"name":"is-odd","version":"9.0.0","dependencies":{"is-number":"6.0.0"}})"},
          {"vendor/is-odd/index.js", ""}};
}

std::string ReplacingRoot(const std::string& more) {
  return R"({"name":"root","workspaces":["apps/*"],)" + more + "}";
}

FileMap WithFile(FileMap files, const std::string& path, const std::string& text) {
  files[path] = text;
  return files;
}

std::vector<std::string> ReplacedEdges(const FileMap& files, const Ecosystem& ecosystem) {
  const Side side = ReadTree(files).Read(ecosystem);
  EXPECT_THAT(Problems(side), IsEmpty());
  return LocalEdges(side);
}

const auto kBothReach = UnorderedElementsAre("apps/a -> vendor/is-odd", "apps/b -> vendor/is-odd");

TEST(Replacements, WithoutALockfileTheyCountForWhoeverDependsOnAnything) {
  const std::string pnpm =
      R"({"name":"root","pnpm":{"overrides":{"is-odd":"link:vendor/is-odd"}}})";
  const std::string members = "packages: ['apps/*']\n";
  EXPECT_THAT(
      ReplacedEdges(WithFile(ReplacedSample(pnpm), "pnpm-workspace.yaml", members), kPnpmEcosystem),
      kBothReach);
  const std::string in_workspace = members + "overrides:\n  x>is-odd@^3: file:./vendor/is-odd\n";
  EXPECT_THAT(ReplacedEdges(WithFile(ReplacedSample("{}"), "pnpm-workspace.yaml", in_workspace),
                            kPnpmEcosystem),
              kBothReach);
  const std::string extended =
      members + "packageExtensions:\n  is-even:\n    dependencies: {more: 'link:vendor/is-odd'}\n";
  EXPECT_THAT(ReplacedEdges(WithFile(ReplacedSample("{}"), "pnpm-workspace.yaml", extended),
                            kPnpmEcosystem),
              kBothReach);
  for (const char* overrides :
       {R"("overrides":{"is-odd":"file:vendor/is-odd"})",
        R"("overrides":{"is-even":{".":"1.0.0","is-odd":"file:vendor/is-odd"}})"}) {
    EXPECT_THAT(ReplacedEdges(ReplacedSample(ReplacingRoot(overrides)), kNpmEcosystem), kBothReach)
        << overrides;
    EXPECT_THAT(ReplacedEdges(ReplacedSample(ReplacingRoot(overrides)), kBunEcosystem), kBothReach)
        << overrides;
  }
  // npm means a path from who asks for the package.
  EXPECT_THAT(
      ReplacedEdges(
          ReplacedSample(ReplacingRoot(R"("overrides":{"is-odd":"file:../../vendor/is-odd"})")),
          kNpmEcosystem),
      kBothReach);
  for (const char* resolutions : {R"("resolutions":{"is-odd":"file:./vendor/is-odd"})",
                                  R"("resolutions":{"**/is-odd":"link:./vendor/is-odd"})"}) {
    EXPECT_THAT(ReplacedEdges(ReplacedSample(ReplacingRoot(resolutions)), kYarnClassicEcosystem),
                kBothReach);
    EXPECT_THAT(ReplacedEdges(ReplacedSample(ReplacingRoot(resolutions)), kYarnBerryEcosystem),
                kBothReach);
  }
  EXPECT_THAT(
      ReplacedEdges(
          ReplacedSample(ReplacingRoot(R"("resolutions":{"is-odd":"portal:./vendor/is-odd"})")),
          kYarnBerryEcosystem),
      kBothReach);
  const std::string rc =
      "packageExtensions:\n  is-even@*:\n    dependencies: {x: 'portal:./vendor/is-odd'}\n";
  EXPECT_THAT(
      ReplacedEdges(WithFile(ReplacedSample(ReplacingRoot(R"("private":true)")), ".yarnrc.yml", rc),
                    kYarnBerryEcosystem),
      kBothReach);
}

TEST(Replacements, AReferenceMeansWhatTheRootAsksFor) {
  const std::string root = ReplacingRoot(
      R"("devDependencies":{"is-odd":"file:vendor/is-odd"},"overrides":{"is-odd":"$is-odd"})");
  EXPECT_THAT(ReplacedEdges(ReplacedSample(root), kNpmEcosystem),
              UnorderedElementsAre(" -> vendor/is-odd", " -> vendor/is-odd dev",
                                   "apps/a -> vendor/is-odd", "apps/b -> vendor/is-odd"));
}

TEST(Replacements, ARangeMayMeanAMember) {
  FileMap files =
      ReplacedSample(ReplacingRoot(R"("overrides":{"is-odd":"9.0.0","is-number":"6.0.0"})"));
  files["apps/d/package.json"] = R"({"name":"is-odd","version":"9.0.0"})";
  EXPECT_THAT(ReplacedEdges(files, kNpmEcosystem),
              UnorderedElementsAre("apps/a -> apps/d", "apps/b -> apps/d"));
  files = ReplacedSample(ReplacingRoot(R"("overrides":{"is-odd":"8.0.0"})"));
  files["apps/d/package.json"] = R"({"name":"is-odd","version":"9.0.0"})";
  EXPECT_THAT(ReplacedEdges(files, kNpmEcosystem), IsEmpty());
}

TEST(Replacements, WhatLeadsOutOfTheRepositoryIsSaid) {
  const Side side =
      ReadTree(ReplacedSample(ReplacingRoot(R"("overrides":{"is-odd":"file:../is-odd"})")))
          .Read(kNpmEcosystem);
  ASSERT_EQ(side.warnings.size(), 1U);
  const auto* outside = std::get_if<warnings::DependencyOutside>(&side.warnings[0]);
  ASSERT_NE(outside, nullptr);
  EXPECT_EQ(outside->manifest, "package.json");
}

TEST(Replacements, LockfilesOfPnpmKnowWhoReachesThem) {
  FileMap files =
      ReplacedSample(R"({"name":"root","pnpm":{"overrides":{"is-odd":"link:./vendor/is-odd"}}})");
  files["pnpm-workspace.yaml"] = "packages: ['apps/*']\n";
  files["apps/b/package.json"] = R"({"name":"b","dependencies":{"is-number":"6.0.0"}})";
  files["pnpm-lock.yaml"] = R"(lockfileVersion: '9.0'
settings:
  autoInstallPeers: true
  excludeLinksFromLockfile: false
overrides:
  is-odd: link:./vendor/is-odd
importers:
  .: {}
  apps/a:
    dependencies:
      is-odd:
        specifier: link:../../vendor/is-odd
        version: link:../../vendor/is-odd
  apps/b:
    dependencies:
      is-number:
        specifier: 6.0.0
        version: 6.0.0
  apps/c: {}
packages:
  is-number@6.0.0:
    resolution: {integrity: sha512-n}
snapshots:
  is-number@6.0.0: {}
)";
  EXPECT_THAT(ReplacedEdges(files, kPnpmEcosystem), ElementsAre("apps/a -> vendor/is-odd"));
}

// What yarn 1 links is not in its lockfile, and of what it copies it has no hash.
TEST(Replacements, LockfilesOfYarn1DoNotTell) {
  FileMap files =
      ReplacedSample(ReplacingRoot(R"("resolutions":{"is-odd":"link:./vendor/is-odd"})"));
  files["yarn.lock"] = R"(# yarn lockfile v1


is-even@^1.0.0:
  version "1.0.0"
  resolved "https://r/is-even-1.0.0.tgz#76b5055fbad8d294a86b6a949015e1c97b717c06"
  dependencies:
    is-odd "^0.1.2"

is-odd@^0.1.2:
  version "0.0.0"
  uid ""

is-odd@^3.0.0:
  version "0.0.0"
  uid ""

"is-odd@link:./vendor/is-odd":
  version "0.0.0"
  uid ""
)";
  EXPECT_THAT(ReplacedEdges(files, kYarnClassicEcosystem), kBothReach);
}

FileMap BerrySample(const std::string& scheme, const std::string& entry) {
  FileMap files = ReplacedSample(
      ReplacingRoot(R"("resolutions":{"is-odd":")" + scheme + R"(./vendor/is-odd"})"));
  files["yarn.lock"] = R"(__metadata:
  version: 10
  cacheKey: 10c0

"a@workspace:apps/a":
  version: 0.0.0-use.local
  resolution: "a@workspace:apps/a"
  dependencies:
    is-odd: "npm:^3.0.0"
  languageName: unknown
  linkType: soft

"b@workspace:apps/b":
  version: 0.0.0-use.local
  resolution: "b@workspace:apps/b"
  dependencies:
    is-even: "npm:^1.0.0"
  languageName: unknown
  linkType: soft

"c@workspace:apps/c":
  version: 0.0.0-use.local
  resolution: "c@workspace:apps/c"
  languageName: unknown
  linkType: soft

"is-even@npm:^1.0.0":
  version: 1.0.0
  resolution: "is-even@npm:1.0.0"
  dependencies:
    is-odd: "npm:^0.1.2"
  checksum: 10c0/2728
  languageName: node
  linkType: hard

)" + entry + R"(
"root@workspace:.":
  version: 0.0.0-use.local
  resolution: "root@workspace:."
  languageName: unknown
  linkType: soft
)";
  return files;
}

TEST(Replacements, LockfilesOfYarnKnowWhoReachesThem) {
  for (const std::string scheme : {"link:", "portal:"}) {
    const std::string locator =
        "is-odd@" + scheme + "./vendor/is-odd::locator=root%40workspace%3A.";
    ReadTree tree(BerrySample(scheme, "\"" + locator + R"(":
  version: 0.0.0-use.local
  resolution: ")" + locator + R"("
  languageName: node
  linkType: soft
)"));
    const Side side = tree.Read(kYarnBerryEcosystem);
    EXPECT_THAT(Problems(side), IsEmpty());
    ASSERT_EQ(side.local_content.size(), 1U) << scheme;
    EXPECT_THAT(side.local_content[0].directories,
                ElementsAre(graph::RepoPath::FromCanonical("vendor/is-odd")));
    EXPECT_THAT(Reached(side, "apps/b"), Contains("is-odd 0.0.0-use.local"));
  }
}

// The same path from two members is two directories.
TEST(Replacements, APathOfYarnIsMeantFromWhoWantsIt) {
  FileMap files{{"package.json", ReplacingRoot(R"("private":true)")},
                {"apps/a/package.json", R"({"name":"a","dependencies":{"x":"file:./x"}})"},
                {"apps/b/package.json", R"({"name":"b","dependencies":{"x":"file:./x"}})"},
                {"apps/a/x/package.json", R"({"name":"x"})"},
                {"apps/b/x/package.json", R"({"name":"x"})"}};
  std::string lock = "__metadata:\n  version: 8\n";
  for (const std::string name : {"a", "b"}) {
    lock += "\"" + name + "@workspace:apps/" + name + "\":\n  version: 0.0.0-use.local\n" +
            "  resolution: \"" + name + "@workspace:apps/" + name +
            "\"\n  dependencies:\n    x: \"file:./x\"\n  linkType: soft\n";
    lock += "\"x@file:./x::locator=" + name + "%40workspace%3Aapps%2F" + name +
            "\":\n  version: 1.0.0\n  resolution: \"x@file:./x#./x::hash=" + name +
            "&locator=" + name + "%40workspace%3Aapps%2F" + name + "\"\n  linkType: hard\n";
  }
  files["yarn.lock"] = lock;
  ReadTree tree(files);
  const Side side = tree.Read(kYarnBerryEcosystem);
  ASSERT_EQ(side.local_content.size(), 2U);
  for (const std::string name : {"a", "b"}) {
    const Member* member = side.FindMember(graph::RepoPath::FromCanonical("apps/" + name));
    ASSERT_EQ(member->records.size(), 1U);
    EXPECT_THAT(side.LocalContentOf(member->records[0].record)->files,
                ElementsAre(graph::RepoPath::FromCanonical("apps/" + name + "/x")));
  }
}

TEST(Replacements, LockfilesOfBunKnowWhoReachesThem) {
  FileMap files = ReplacedSample(ReplacingRoot(R"("overrides":{"is-odd":"link:./vendor/is-odd"})"));
  files["bun.lock"] = R"({
  "lockfileVersion": 2,
  "configVersion": 1,
  "workspaces": {
    "": {"name": "root"},
    "apps/a": {"name": "a", "dependencies": {"is-odd": "^3.0.0"}},
    "apps/b": {"name": "b", "dependencies": {"is-even": "^1.0.0"}},
    "apps/c": {"name": "c"},
  },
  "overrides": {"is-odd": "link:./vendor/is-odd"},
  "packages": {
    "a": ["a@workspace:apps/a"],
    "b": ["b@workspace:apps/b"],
    "c": ["c@workspace:apps/c"],
    "is-even": ["is-even@1.0.0", "", {"dependencies": {"is-odd": "^0.1.2"}}, "sha512-e"],
    "is-odd": ["is-odd@link:./vendor/is-odd", {}],
  }
}
)";
  EXPECT_THAT(ReplacedEdges(files, kBunEcosystem), Contains("apps/a -> vendor/is-odd"));
  ReadTree tree(files);
  const Side side = tree.Read(kBunEcosystem);
  ASSERT_EQ(side.local_content.size(), 1U);
  EXPECT_THAT(side.local_content[0].directories,
              ElementsAre(graph::RepoPath::FromCanonical("vendor/is-odd")));
}

}  // namespace
}  // namespace deltaplan::planner::workspace
