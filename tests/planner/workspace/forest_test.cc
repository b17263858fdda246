// Which roots count for a service, and what of them, whatever the package manager.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/support/memory_forest.h"

namespace deltaplan::planner::workspace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// One Go module, in which lies a workspace of npm.
FileTexts GoWithNpm() {
  return {{"go.mod", "module m\ngo 1.22\nrequire example.com/x v1.0.0\n"},
          {"go.sum", "example.com/x v1.0.0 h1:a=\n"},
          {"package.json", R"({"workspaces":["services/*"]})"},
          {"package-lock.json",
           R"({"lockfileVersion":3,"packages":{"":{},"services/api":{},"services/web":{}}})"},
          {"services/api/main.go", "package main\n"},
          {"services/api/package.json", R"({"name":"api"})"},
          {"services/web/package.json", R"({"name":"web"})"}};
}

FileTexts Bumped(FileTexts files) {
  files["go.mod"] = "module m\ngo 1.22\nrequire example.com/x v1.1.0\n";
  files["go.sum"] = "example.com/x v1.1.0 h1:b=\n";
  return files;
}

TEST(Forest, ServiceWithSourcesOfAModuleHasItBesideOtherManifests) {
  MemoryForests forests(GoWithNpm(), Bumped(GoWithNpm()));
  EXPECT_THAT(forests.Said("services/api"),
              ElementsAre("lockfile_changed go.sum; example.com/x v1.0.0 -> v1.1.0 version"));
  EXPECT_THAT(forests.Said("services/web"), IsEmpty());
}

TEST(Forest, ModuleBelowAServiceHidesNotTheOneAroundIt) {
  FileTexts files = GoWithNpm();
  files["services/api/tools/go.mod"] = "module tools\ngo 1.22\n";
  files["services/api/tools/tool.go"] = "package tools\n";
  files["services/lint-go/main.go"] = "package main\n";
  // Sources of the inner module are none of the outer one, nor are those of a name that begins so.
  files["services/lint/tools/go.mod"] = "module lint\ngo 1.22\n";
  files["services/lint/tools/lint.go"] = "package lint\n";
  MemoryForests forests(files, Bumped(files));
  EXPECT_THAT(forests.Said("services/api"),
              ElementsAre("lockfile_changed go.sum; example.com/x v1.0.0 -> v1.1.0 version"));
  EXPECT_THAT(forests.Said("services/lint"), IsEmpty());
}

TEST(Forest, ManifestOfAServiceMayLieInAModule) {
  FileTexts files = GoWithNpm();
  files["cmd/api/main.go"] = "package main\n";
  files["services/web/package.json"] = R"({"name":"web"})";
  MemoryForests forests(files, Bumped(files));
  EXPECT_THAT(forests.Said("services/web", {.manifests = {"cmd/api"}}),
              ElementsAre("lockfile_changed go.sum; example.com/x v1.0.0 -> v1.1.0 version"));
}

TEST(Forest, RootsInsideOfAServiceWithMembersCount) {
  FileTexts files = GoWithNpm();
  files["services/web/native/Cargo.toml"] =
      "[package]\nname = \"native\"\nversion = \"1.0.0\"\n"
      "[dependencies]\ncore = { path = \"../../../crates/core\" }\n";
  files["crates/core/Cargo.toml"] = "[package]\nname = \"core\"\nversion = \"1.0.0\"\n";
  files["crates/more/Cargo.toml"] = "[package]\nname = \"more\"\nversion = \"1.0.0\"\n";
  FileTexts after = files;
  after["crates/core/Cargo.toml"] += "[dependencies]\nmore = { path = \"../more\" }\n";
  MemoryForests forests(files, after);
  EXPECT_THAT(forests.Said("services/web"), ElementsAre("dependencies_changed crates/more joined"));
  EXPECT_THAT(forests.Said("services/api"), IsEmpty());
}

// pnpm with a lockfile for each project, said in one of both places.
FileTexts OwnLockfiles(bool in_npmrc) {
  FileTexts files{
      {"package.json", R"({"name":"root","packageManager":"pnpm@9.1.0"})"},
      {"pnpm-workspace.yaml", in_npmrc ? "packages: ['services/*', 'packages/*']\n"
                                       : "packages: ['services/*', 'packages/*']\n"
                                         "sharedWorkspaceLockfile: false\n"},
      {"services/a/package.json", R"({"name":"a","dependencies":{"ui":"workspace:*"}})"},
      {"services/a/pnpm-lock.yaml",
       "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n"
       "      ui: {specifier: 'workspace:*', version: link:../../packages/ui}\n"},
      {"packages/ui/package.json", R"({"name":"ui","dependencies":{"tokens":"workspace:^"}})"},
      {"packages/ui/pnpm-lock.yaml",
       "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n"
       "      tokens: {specifier: 'workspace:^', version: link:../tokens}\n"
       "      ms: {specifier: ^2, version: 2.0.0}\n"
       "packages:\n  ms@2.0.0: {resolution: {integrity: sha512-a}}\nsnapshots:\n  ms@2.0.0: {}\n"},
      {"packages/tokens/package.json", R"({"name":"tokens","version":"1.0.0"})"},
      {"packages/other/package.json", R"({"name":"other","version":"1.0.0"})"}};
  if (in_npmrc) files[".npmrc"] = "shared-workspace-lockfile=false\n";
  return files;
}

TEST(Forest, MembersWithTheirOwnLockfilesLeadToEachOther) {
  for (const bool in_npmrc : {false, true}) {
    const FileTexts files = OwnLockfiles(in_npmrc);
    // By manifests alone: the lockfiles have not followed yet.
    MemoryForests joined(files, With(files, "packages/ui/package.json", R"("tokens":"workspace:^")",
                                     R"("tokens":"workspace:^","other":"workspace:*")"));
    EXPECT_THAT(joined.Said("services/a"),
                ElementsAre("dependencies_changed packages/other joined"));
    MemoryForests bumped(files, With(files, "packages/ui/pnpm-lock.yaml", "sha512-a", "sha512-b"));
    EXPECT_THAT(
        bumped.Said("services/a"),
        ElementsAre("lockfile_changed packages/ui/pnpm-lock.yaml; ms 2.0.0 -> 2.0.0 content"));
    FileTexts hoisted = files;
    hoisted[".npmrc"] += "hoist=false\n";
    EXPECT_THAT(MemoryForests(files, hoisted).Said("services/a"),
                ElementsAre("settings_changed .npmrc hoist"));
  }
}

TEST(Forest, PatchesOfAWorkspaceCountForProjectsWithTheirOwnLockfiles) {
  FileTexts files = OwnLockfiles(false);
  files["pnpm-workspace.yaml"] += "patchedDependencies:\n  ms@2.0.0: patches/ms.patch\n";
  files["patches/ms.patch"] = "one\n";
  FileTexts after = files;
  after["patches/ms.patch"] = "two\n";
  const std::string snapshot = "ms@2.0.0(patch_hash=abc)";
  for (FileTexts* each : {&files, &after}) {
    std::string& lock = (*each)["packages/ui/pnpm-lock.yaml"];
    lock =
        "lockfileVersion: '9.0'\npatchedDependencies:\n  ms@2.0.0: abc\nimporters:\n  .:\n"
        "    dependencies:\n      ms: {specifier: ^2, version: 2.0.0(patch_hash=abc)}\n"
        "packages:\n  ms@2.0.0: {resolution: {integrity: sha512-a}}\nsnapshots:\n  " +
        snapshot + ": {}\n";
  }
  MemoryForests forests(files, after);
  EXPECT_THAT(
      forests.Said("services/a"),
      ElementsAre("lockfile_changed packages/ui/pnpm-lock.yaml; ms 2.0.0 -> 2.0.0 content"));
}

// A service of npm that paths lead out of: to tools/x, and from there to tools/y.
FileTexts NpmPaths() {
  return {{"app/package.json", R"({"name":"app","dependencies":{"x":"file:../tools/x"}})"},
          {"tools/x/package.json", R"({"name":"x","dependencies":{"y":"file:../y","ms":"^2"}})"},
          {"tools/y/package.json", R"({"name":"y"})"},
          {"tools/z/package.json", R"({"name":"z"})"},
          {"app/package-lock.json",
           R"({"lockfileVersion":3,"packages":{"":{"dependencies":{"x":"file:../tools/x"}},)"
           R"("../tools/x":{"dependencies":{"ms":"^2","y":"file:../y"}},"../tools/y":{},)"
           R"("node_modules/x":{"link":true,"resolved":"../tools/x"},)"
           R"("../tools/x/node_modules/y":{"link":true,"resolved":"../tools/y"},)"
           R"("../tools/x/node_modules/ms":{"version":"2.0.0","integrity":"sha512-a"}}})"}};
}

TEST(Forest, DirectoriesThatPathsLeadToLeadOn) {
  const FileTexts files = NpmPaths();
  MemoryForests joined(files, With(files, "tools/y/package.json", R"("y")",
                                   R"("y","dependencies":{"z":"file:../z"})"));
  EXPECT_THAT(joined.Said("app"), ElementsAre("dependencies_changed tools/z joined"));
  MemoryForests bumped(files, With(files, "app/package-lock.json", "sha512-a", "sha512-b"));
  EXPECT_THAT(bumped.Said("app"),
              ElementsAre("lockfile_changed app/package-lock.json; ms 2.0.0 -> 2.0.0 content"));
  EXPECT_THAT(bumped.warnings(), IsEmpty());
  MemoryForests broken(files, With(files, "tools/y/package.json", "{", "["));
  EXPECT_THAT(broken.Said("app"),
              ElementsAre("manifest_unreadable tools/y/package.json head syntax"));
}

TEST(Forest, PathToARootOfItsOwnCountsWithWhatItInstalls) {
  FileTexts files = NpmPaths();
  files["tools/y/package.json"] = R"({"name":"y","dependencies":{"ms":"^2"}})";
  files["tools/y/package-lock.json"] =
      R"({"lockfileVersion":3,"packages":{"":{"dependencies":{"ms":"^2"}},)"
      R"("node_modules/ms":{"version":"2.0.1","integrity":"sha512-c"}}})";
  MemoryForests forests(files, With(files, "tools/y/package-lock.json", "sha512-c", "sha512-d"));
  EXPECT_THAT(forests.Said("app"),
              ElementsAre("lockfile_changed tools/y/package-lock.json; ms 2.0.1 -> 2.0.1 content"));
  // It is built with its own lockfile, whoever else leads there.
  EXPECT_THAT(forests.Said("tools/y", {.others = {"app"}}),
              ElementsAre("lockfile_changed tools/y/package-lock.json; ms 2.0.1 -> 2.0.1 content"));
}

TEST(Forest, RootThatAppearsOrGivesWayIsTold) {
  const FileTexts files{{"s/package.json", R"({"name":"s","dependencies":{"x":"link:../x"}})"},
                        {"s/sub/package.json", R"({"name":"sub"})"},
                        {"x/package.json", R"({"name":"x"})"},
                        {"package.json", R"({"workspaces":["s"]})"}};
  const auto said = [&](const FileTexts& more) {
    FileTexts after = files;
    for (const auto& [file, text] : more) after[file] = text;
    return MemoryForests(files, after).Said("s");
  };
  const std::string lock = R"({"lockfileVersion":3,"packages":{"":{}}})";
  EXPECT_THAT(said({{"s/sub/package-lock.json", lock}}),
              ElementsAre("lockfile_unreadable s/sub/package-lock.json baseline missing"));
  EXPECT_THAT(said({{"x/package-lock.json", lock}}),
              ElementsAre("lockfile_unreadable x/package-lock.json baseline missing"));
  EXPECT_THAT(said({{"pnpm-workspace.yaml", "packages: [s]\n"}}),
              ElementsAre("settings_changed pnpm-workspace.yaml "));
  FileTexts before = files;
  before.erase("package.json");
  FileTexts after = files;
  after["package.json"] = R"({"workspaces":["s"],"packageManager":"npm@10.0.0"})";
  EXPECT_THAT(
      MemoryForests(before, after).Said("s"),
      ElementsAre("dependencies_changed x joined", "settings_changed package.json packageManager"));
  EXPECT_THAT(
      MemoryForests(after, before).Said("s"),
      ElementsAre("dependencies_changed x left", "settings_changed package.json packageManager"));
}

struct SettingCase {
  std::string file;
  std::string before;
  std::string after;
  std::string said;
};

// Without a lockfile nothing else shows what the resolver is told.
TEST(Forest, WhatALockfileWouldShowIsASettingWithoutOne) {
  const std::vector<SettingCase> cases{
      {"package.json", R"({"workspaces":["s"],"overrides":{"a":"1"}})",
       R"({"workspaces":["s"],"overrides":{"a":"2"}})", "settings_changed package.json overrides"},
      {"package.json", R"({"workspaces":["s"],"packageManager":"yarn@1.22.0"})",
       R"({"workspaces":["s"],"packageManager":"yarn@1.22.0","resolutions":{"a":"2"}})",
       "settings_changed package.json resolutions"},
      {"package.json", R"({"workspaces":{"packages":["s"],"catalog":{"a":"1"}}})",
       R"({"workspaces":{"packages":["s"],"catalog":{"a":"2"}}})",
       "settings_changed package.json workspaces.catalog"},
      {"pnpm-workspace.yaml", "packages: [s]\ncatalog: {a: ^1}\n",
       "packages: [s]\ncatalog: {a: ^2}\n", "settings_changed pnpm-workspace.yaml catalog"},
      {"pnpm-workspace.yaml", "packages: [s]\n", "packages: [s]\noverrides: {a: 1.0.0}\n",
       "settings_changed pnpm-workspace.yaml overrides"},
      {"pyproject.toml", "[tool.uv.workspace]\nmembers = [\"s\"]\n",
       "[tool.uv]\noverride-dependencies = [\"a==1\"]\n[tool.uv.workspace]\nmembers = [\"s\"]\n",
       "settings_changed pyproject.toml tool.uv.override-dependencies"}};
  for (const SettingCase& each : cases) {
    FileTexts files{{"s/package.json", R"({"name":"s"})"},
                    {"s/pyproject.toml", "[project]\nname = \"s\"\nversion = \"1\"\n"}};
    files[each.file] = each.before;
    FileTexts after = files;
    after[each.file] = each.after;
    EXPECT_THAT(MemoryForests(files, after).Said("s"), ElementsAre(each.said));
  }
}

TEST(Forest, WhatALockfileShowsIsNoSettingBesideIt) {
  FileTexts files{{"s/package.json", R"({"name":"s"})"},
                  {"package.json", R"({"workspaces":["s"],"overrides":{"a":"1"}})"},
                  {"package-lock.json", R"({"lockfileVersion":3,"packages":{"":{},"s":{}}})"}};
  MemoryForests forests(files, With(files, "package.json", R"("1")", R"("2")"));
  EXPECT_THAT(forests.Said("s"), IsEmpty());
}

TEST(Forest, CatalogsOfYarnAreSettingsWithoutALockfile) {
  FileTexts files{{"s/package.json", R"({"name":"s","dependencies":{"a":"catalog:"}})"},
                  {"package.json", R"({"workspaces":["s"],"packageManager":"yarn@4.1.0"})"},
                  {".yarnrc.yml", "catalog: {a: ^1}\n"}};
  MemoryForests forests(files, With(files, ".yarnrc.yml", "^1", "^2"));
  EXPECT_THAT(forests.Said("s"), ElementsAre("settings_changed .yarnrc.yml catalog"));
}

TEST(Forest, OtherKeysOfTheTableOfWorkspacesAreSettings) {
  FileTexts files{{"s/package.json", R"({"name":"s"})"},
                  {"package.json", R"({"workspaces":{"packages":["s"]}})"},
                  {"yarn.lock", "# yarn lockfile v1\n"}};
  MemoryForests forests(files, With(files, "package.json", R"(["s"])", R"(["s"],"nohoist":["a"])"));
  EXPECT_THAT(forests.Said("s"), ElementsAre("settings_changed package.json workspaces.nohoist"));
  MemoryForests member(files, With(files, "package.json", R"(["s"])", R"(["s","t"])"));
  EXPECT_THAT(member.Said("s"), IsEmpty());
}

TEST(Forest, SettingsOfYarnAboveTheRootCount) {
  for (const std::string lockfile : {"__metadata:\n  version: 8\n", "# yarn lockfile v1\n"}) {
    const bool is_berry = lockfile.starts_with("__");
    const std::string rc = is_berry ? ".yarnrc.yml" : ".yarnrc";
    FileTexts files{{"js/s/package.json", R"({"name":"s"})"},
                    {"js/package.json", R"({"workspaces":["s"]})"},
                    {"js/yarn.lock", lockfile}};
    FileTexts after = files;
    after[rc] = is_berry ? "nodeLinker: pnpm\n" : "--flat true\n";
    EXPECT_THAT(MemoryForests(files, after).Said("js/s"),
                ElementsAre("settings_changed " + rc + (is_berry ? " nodeLinker" : " ")));
  }
}

TEST(Forest, CatalogAboveTheRootOfYarnResolvesIts) {
  FileTexts files{{"js/package.json", R"({"workspaces":["s"]})"},
                  {"js/s/package.json", R"({"name":"s","dependencies":{"a":"catalog:"}})"},
                  {".yarnrc.yml", "catalog: {a: ^1}\n"},
                  {"js/yarn.lock",
                   "__metadata:\n  version: 8\n\"s@workspace:s\":\n  version: 0.0.0-use.local\n"
                   "  resolution: \"s@workspace:s\"\n  dependencies:\n    a: \"catalog:\"\n"
                   "  linkType: soft\n\"a@npm:^1\":\n  version: 1.0.0\n"
                   "  resolution: \"a@npm:1.0.0\"\n  checksum: 10c0/aa\n"}};
  MemoryForests forests(files, With(files, "js/yarn.lock", "10c0/aa", "10c0/bb"));
  EXPECT_THAT(forests.Said("js/s"),
              ElementsAre("lockfile_changed js/yarn.lock; a 1.0.0 -> 1.0.0 content"));
}

// yarn's lockfile does not say what is for development.
FileTexts YarnRoot(const std::string& table) {
  return {
      {"package.json", R"({"workspaces":["s","t"],")" + table + R"(":{"a":"^1","t":"*"}})"},
      {"s/package.json", R"({"name":"s"})"},
      {"t/package.json", R"({"name":"t","version":"1.0.0"})"},
      {"yarn.lock", "# yarn lockfile v1\n\na@^1:\n  version \"1.0.0\"\n  integrity sha512-a\n"}};
}

TEST(Forest, DependencyOfTheRootThatMovesToProductionCounts) {
  MemoryForests forests(YarnRoot("devDependencies"), YarnRoot("dependencies"));
  EXPECT_THAT(forests.Said("s"), ElementsAre("settings_changed package.json dependencies",
                                             "lockfile_changed yarn.lock; a 1.0.0 -> 1.0.0 edges"));
  EXPECT_THAT(forests.Said("s", {.root = false}), IsEmpty());
  EXPECT_THAT(forests.Said("s", {.ignored = {"a"}}),
              ElementsAre("settings_changed package.json dependencies"));
}

TEST(Forest, IgnoredDependencyThatTheRootGainsCountsNot) {
  FileTexts files = YarnRoot("dependencies");
  files["package.json"] = R"({"workspaces":["s","t"]})";
  FileTexts after = files;
  after["package.json"] = R"({"workspaces":["s","t"],"devDependencies":{"a":"^1"}})";
  EXPECT_THAT(MemoryForests(files, after).Said("s"),
              ElementsAre("lockfile_changed yarn.lock; a  -> 1.0.0 added"));
  EXPECT_THAT(MemoryForests(files, after).Said("s", {.ignored = {"a"}}), IsEmpty());
}

TEST(Forest, MarkerOfAMembersDependencyCounts) {
  const std::string registry = R"(source = { registry = "https://example.com/simple" })";
  FileTexts files{
      {"pyproject.toml", "[tool.uv.workspace]\nmembers = [\"s\"]\n"},
      {"s/pyproject.toml", "[project]\nname = \"s\"\nversion = \"1\"\ndependencies = [\"a\"]\n"},
      {"uv.lock",
       "version = 1\n[[package]]\nname = \"s\"\nversion = \"1\"\n"
       "source = { editable = \"s\" }\n"
       "dependencies = [{ name = \"a\", marker = \"python_version < '3.9'\" }]\n"
       "[[package]]\nname = \"a\"\nversion = \"1.0\"\n" +
           registry + "\n"}};
  MemoryForests forests(files, With(files, "uv.lock", "3.9", "3.10"));
  EXPECT_THAT(forests.Said("s"), ElementsAre("lockfile_changed uv.lock; a 1.0 -> 1.0 edges"));
}

TEST(Forest, SettingsOfUvAboveARootWithoutItsOwnCount) {
  FileTexts files{{"py/pyproject.toml", "[project]\nname = \"s\"\nversion = \"1\"\n"},
                  {"py/uv.lock",
                   "version = 1\n[[package]]\nname = \"s\"\nversion = \"1\"\n"
                   "source = { editable = \".\" }\n"},
                  {"uv.toml", "index-url = \"https://example.com/a\"\n"}};
  MemoryForests forests(files, With(files, "uv.toml", "/a", "/b"));
  EXPECT_THAT(forests.Said("py"), ElementsAre("settings_changed uv.toml "));
}

}  // namespace
}  // namespace deltaplan::planner::workspace
