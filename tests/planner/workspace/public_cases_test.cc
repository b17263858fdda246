// Public faults of tools of this kind, each with its right answer, where no test of one package
// manager has it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/support/memory_forest.h"

namespace deltaplan::planner::workspace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Changed(const std::string& lockfile, const std::string& package) {
  return "lockfile_changed " + lockfile + "; " + package;
}

// vercel/turborepo#12504, #12506: the nested one beside it comes before the hoisted one.
TEST(PublicCases, B21_NestedSiblingComesBeforeTheHoistedOne) {
  const FileTexts files{{"package.json", R"({"workspaces":["a"]})"},
                        {"a/package.json", R"({"name":"a","dependencies":{"top":"1"}})"},
                        {"bun.lock", R"({"lockfileVersion": 1,
  "workspaces": {"": {}, "a": {"name": "a", "dependencies": {"top": "1"}}},
  "packages": {
    "a": ["a@workspace:a"],
    "child": ["child@1.8.19", "", {}, "sha512-hoisted"],
    "dep": ["dep@2.0.0", "", {"dependencies": {"child": "1.8"}}, "sha512-dep2"],
    "top": ["top@1.0.0", "", {"dependencies": {"dep": "1", "child": "1.7"}}, "sha512-top"],
    "top/child": ["child@1.7.8", "", {}, "sha512-nested"],
    "top/dep": ["dep@1.0.0", "", {"dependencies": {"child": "1.7"}}, "sha512-dep1"]}})"}};
  MemoryForests nested(files, With(files, "bun.lock", "sha512-nested", "sha512-x"));
  EXPECT_THAT(nested.Said("a"), ElementsAre(Changed("bun.lock", "child 1.7.8 -> 1.7.8 content")));
  MemoryForests hoisted(files, With(files, "bun.lock", "sha512-hoisted", "sha512-x"));
  EXPECT_THAT(hoisted.Said("a"), IsEmpty());
}

// npm/cli#5969: `npm ci -w a` installs what others need, too; what a runs is the same.
TEST(PublicCases, B24_WhatOnlyOthersNeedDoesNotCount) {
  const FileTexts files{
      {"package.json", R"({"workspaces":["a","b"]})"},
      {"a/package.json", R"({"name":"a"})"},
      {"b/package.json", R"({"name":"b","dependencies":{"x":"1"}})"},
      {"package-lock.json", R"({"lockfileVersion":3,"packages":{"":{},"a":{},)"
                            R"("b":{"dependencies":{"x":"1"}},)"
                            R"("node_modules/x":{"version":"1.0.0","integrity":"sha512-a"}}})"}};
  MemoryForests forests(files, With(files, "package-lock.json", "sha512-a", "sha512-b"));
  EXPECT_THAT(forests.Said("a"), IsEmpty());
  EXPECT_THAT(forests.Said("b"),
              ElementsAre(Changed("package-lock.json", "x 1.0.0 -> 1.0.0 content")));
}

// vercel/turborepo#3382, #2870, #12002: an alias below, a git reference, an entry that only
// development of the root has.
TEST(PublicCases, B26_RecordsOfAliasesAndOfGitAreKept) {
  const FileTexts files{
      {"pnpm-workspace.yaml", "packages: [a]\n"},
      {"package.json", R"({"name":"root","devDependencies":{"uuid":"^11"}})"},
      {"a/package.json", R"({"name":"a","dependencies":{"cliui":"^8","g":"github:o/r"}})"},
      {"pnpm-lock.yaml", R"(lockfileVersion: '9.0'
importers:
  .:
    devDependencies:
      uuid: {specifier: ^11, version: 11.1.0}
  a:
    dependencies:
      cliui: {specifier: ^8, version: 8.0.2}
      g: {specifier: 'github:o/r', version: https://codeload.github.com/o/r/tar.gz/abc}
packages:
  cliui@8.0.2: {resolution: {integrity: sha512-cliui}}
  g@https://codeload.github.com/o/r/tar.gz/abc: {resolution: {tarball: https://x/git}, version: 1.0.0}
  string-width@4.2.3: {resolution: {integrity: sha512-width}}
  uuid@11.1.0: {resolution: {integrity: sha512-uuid}}
snapshots:
  cliui@8.0.2:
    dependencies:
      string-width-cjs: string-width@4.2.3
  g@https://codeload.github.com/o/r/tar.gz/abc: {}
  string-width@4.2.3: {}
  uuid@11.1.0: {}
)"}};
  for (const std::string part : {"sha512-width", "https://x/git", "sha512-uuid"}) {
    MemoryForests forests(files, With(files, "pnpm-lock.yaml", part, part + "x"));
    EXPECT_EQ(forests.Said("a").size(), 1U) << part;
  }
}

// vercel/turborepo#2791: yarn extends packages itself, by ranges that nobody declares.
TEST(PublicCases, B28_DependenciesOfAnEntryAreFollowedWhoeverDeclaresThem) {
  const FileTexts files{{"package.json", R"({"workspaces":["a"],"packageManager":"yarn@4.1.0"})"},
                        {"a/package.json", R"({"name":"a","dependencies":{"x":"^1"}})"},
                        {"yarn.lock", R"(__metadata:
  version: 8

"a@workspace:a":
  version: 0.0.0-use.local
  resolution: "a@workspace:a"
  dependencies:
    x: "npm:^1"
  linkType: soft

"extended@npm:^3 || ^4":
  version: 4.0.0
  resolution: "extended@npm:4.0.0"
  checksum: 10c0/aaa

"x@npm:^1":
  version: 1.0.0
  resolution: "x@npm:1.0.0"
  dependencies:
    extended: "npm:^3 || ^4"
  checksum: 10c0/bbb
)"}};
  MemoryForests forests(files, With(files, "yarn.lock", "10c0/aaa", "10c0/abc"));
  EXPECT_THAT(forests.Said("a"),
              ElementsAre(Changed("yarn.lock", "extended 4.0.0 -> 4.0.0 content")));
}

// vercel/turborepo#6614: what the root depends on builds all images, members among it.
TEST(PublicCases, B30_MemberThatTheRootDependsOnCountsForAll) {
  const FileTexts files{
      {"package.json",
       R"({"workspaces":["a","config","base"],"devDependencies":{"config":"workspace:*"}})"},
      {"a/package.json", R"({"name":"a"})"},
      {"config/package.json", R"({"name":"config"})"},
      {"base/package.json", R"({"name":"base"})"}};
  MemoryForests forests(files, With(files, "config/package.json", R"("config")",
                                    R"("config","dependencies":{"base":"workspace:*"})"));
  EXPECT_THAT(forests.Said("a"), ElementsAre("dependencies_changed base joined"));
  EXPECT_THAT(forests.Said("a", {.root = false}), IsEmpty());
}

// Two crates of a workspace, and one of a registry that both use.
FileTexts Crates() {
  const std::string package = "[[package]]\nname = ";
  return {
      {"Cargo.toml", "[workspace]\nmembers = [\"foo\", \"bar\"]\n"},
      {"foo/Cargo.toml",
       "[package]\nname = \"foo\"\nversion = \"1.0.0\"\n[dependencies]\nserde = \"1\"\n"},
      {"bar/Cargo.toml",
       "[package]\nname = \"bar\"\nversion = \"1.0.0\"\n[dependencies]\nserde = \"1\"\n"},
      {"Cargo.lock", "version = 4\n" + package +
                         "\"bar\"\nversion = \"1.0.0\"\ndependencies = [\"serde\"]\n" + package +
                         "\"foo\"\nversion = \"1.0.0\"\ndependencies = [\"serde\"]\n" + package +
                         "\"serde\"\nversion = \"1.0.0\"\nsource = \"registry+https://e.com\"\n"
                         "checksum = \"a\"\n"}};
}

// LukeMathWalker/cargo-chef#323
TEST(PublicCases, B38_VersionOfAMemberIsNothingToItsSiblings) {
  FileTexts after = With(Crates(), "foo/Cargo.toml", "1.0.0", "1.0.1");
  after = With(after, "Cargo.lock", "\"foo\"\nversion = \"1.0.0\"", "\"foo\"\nversion = \"1.0.1\"");
  EXPECT_THAT(MemoryForests(Crates(), after).Said("bar"), IsEmpty());
}

// ipetkov/crane#396, LukeMathWalker/cargo-chef#250: built with -p, as the documentation says.
TEST(PublicCases, B39_FeaturesOfASiblingDoNotCount) {
  const FileTexts after = With(Crates(), "foo/Cargo.toml", "serde = \"1\"",
                               "serde = { version = \"1\", features = [\"derive\"] }");
  EXPECT_THAT(MemoryForests(Crates(), after).Said("bar"), IsEmpty());
}

// pantsbuild/pants#14736, #15521
TEST(PublicCases, B41_RequirementsOfAModuleCountForItsDependents) {
  const FileTexts files{
      {"svc/go.mod",
       "module svc\ngo 1.22\nrequire example.com/lib v0.0.0\n"
       "replace example.com/lib => ../lib\n"},
      {"lib/go.mod", "module example.com/lib\ngo 1.22\nrequire example.com/x v1.0.0\n"},
      {"other/go.mod", "module other\ngo 1.22\n"}};
  MemoryForests forests(files, With(files, "lib/go.mod", "x v1.0.0", "x v1.1.0"));
  EXPECT_THAT(forests.Said("svc"),
              ElementsAre(Changed("svc/go.sum", "example.com/x v1.0.0 -> v1.1.0 version")));
  EXPECT_THAT(forests.Said("other"), IsEmpty());
}

// astral-sh/uv#19081: by what is installed nothing differs; its bytes are told elsewhere.
TEST(PublicCases, B47_GroupsOfAPathDependencyDoNotCount) {
  const std::string registry = "source = { registry = \"https://example.com/simple\" }\n";
  const FileTexts files{
      {"svc/pyproject.toml",
       "[project]\nname = \"svc\"\nversion = \"1\"\ndependencies = [\"lib\"]\n"
       "[tool.uv.sources]\nlib = { path = \"../lib\" }\n"},
      {"lib/pyproject.toml",
       "[project]\nname = \"lib\"\nversion = \"1\"\n"
       "[dependency-groups]\ndev = [\"pytest\"]\n"},
      {"svc/uv.lock",
       "version = 1\n[[package]]\nname = \"lib\"\nversion = \"1\"\n"
       "source = { directory = \"../lib\" }\n[package.dev-dependencies]\n"
       "dev = [{ name = \"pytest\" }]\n[[package]]\nname = \"pytest\"\n"
       "version = \"8.0\"\n" +
           registry +
           "[[package]]\nname = \"svc\"\nversion = \"1\"\n"
           "source = { virtual = \".\" }\ndependencies = [{ name = \"lib\" }]\n"}};
  FileTexts after = With(files, "lib/pyproject.toml", "\"pytest\"", "\"pytest>=8\"");
  after = With(after, "svc/uv.lock", "8.0", "8.1");
  EXPECT_THAT(MemoryForests(files, after).Said("svc"), IsEmpty());
}

}  // namespace
}  // namespace deltaplan::planner::workspace
