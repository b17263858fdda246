#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "tests/support/memory_forest.h"

namespace deltaplan::planner::workspace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kLock = "package-lock.json";

FileTexts NpmSample() {
  return {
      {"package.json",
       R"({"name":"root","workspaces":["apps/*","packages/*"],"devDependencies":{"mime":"^3"}})"},
      {"apps/a/package.json",
       R"({"name":"a","dependencies":{"mime":"^1","ui":"*","minimatch":"^3"}})"},
      {"apps/b/package.json", R"({"name":"b","dependencies":{"left":"^1"}})"},
      {"packages/ui/package.json", R"({"name":"ui","version":"1.0.0"})"},
      {kLock, R"({
  "name": "root", "lockfileVersion": 3, "requires": true,
  "packages": {
    "": {"name": "root", "workspaces": ["apps/*", "packages/*"], "devDependencies": {"mime": "^3"}},
    "apps/a": {"name": "a", "dependencies": {"mime": "^1", "ui": "*", "minimatch": "^3"}},
    "apps/a/node_modules/mime": {"version": "1.6.0", "resolved": "https://r/mime-1.6.0.tgz", "integrity": "sha512-m1"},
    "apps/b": {"name": "b", "dependencies": {"left": "^1"}},
    "node_modules/a": {"resolved": "apps/a", "link": true},
    "node_modules/b": {"resolved": "apps/b", "link": true},
    "node_modules/ui": {"resolved": "packages/ui", "link": true},
    "node_modules/left": {"version": "1.0.0", "resolved": "https://r/left-1.0.0.tgz", "integrity": "sha512-l",
      "peerDependencies": {"absent": "*"}, "optionalDependencies": {"fsevents": "*"}},
    "node_modules/mime": {"version": "3.0.0", "resolved": "https://r/mime-3.0.0.tgz", "integrity": "sha512-m3", "dev": true},
    "node_modules/minimatch": {"version": "9.0.0", "resolved": "https://r/minimatch-9.0.0.tgz", "integrity": "sha512-mm",
      "dependencies": {"brace": "^2"}},
    "node_modules/brace": {"version": "2.0.0", "resolved": "https://r/brace-2.0.0.tgz", "integrity": "sha512-br"},
    "packages/ui": {"name": "ui", "version": "1.0.0"}
  }
})"}};
}

TEST(Npm, B18_Scenario9_RecordsAreFoundAsNodeFindsThem) {
  MemoryForests hoisted(NpmSample(), With(NpmSample(), kLock, "sha512-m3", "sha512-x"));
  EXPECT_THAT(hoisted.Said("apps/a", {.root = false}), IsEmpty());
  EXPECT_THAT(
      hoisted.Said("apps/a"),
      ElementsAre("lockfile_changed package-lock.json; mime 1.6.0,3.0.0 -> 1.6.0,3.0.0 content"));
  // B18: an override lifts minimatch out of the declared range, and it is followed all the same.
  MemoryForests overridden(NpmSample(), With(NpmSample(), kLock, "sha512-br", "sha512-x"));
  EXPECT_THAT(overridden.Said("apps/a"),
              ElementsAre("lockfile_changed package-lock.json; brace 2.0.0 -> 2.0.0 content"));
  EXPECT_THAT(overridden.Said("apps/b"), IsEmpty());
}

TEST(Npm, B27_R4_HoistingIsNoChange) {
  const FileTexts before =
      With(NpmSample(), "package.json", R"(,"devDependencies":{"mime":"^3"})", "");
  FileTexts after = With(before, kLock, R"("apps/a/node_modules/mime")", R"("node_modules/mime")");
  after = With(
      after, kLock,
      R"(    "node_modules/mime": {"version": "3.0.0", "resolved": "https://r/mime-3.0.0.tgz", "integrity": "sha512-m3", "dev": true},
)",
      "");
  after = With(after, kLock, R"(, "devDependencies": {"mime": "^3"}})", "}");
  EXPECT_THAT(MemoryForests(before, after).Said("apps/a", {.root = false}), IsEmpty());
}

TEST(Npm, B8_B25_SourceIntegrityAndFlagsAreContent) {
  EXPECT_THAT(
      MemoryForests(NpmSample(), With(NpmSample(), kLock, "https://r/left", "https://mirror/left"))
          .Said("apps/b"),
      ElementsAre("lockfile_changed package-lock.json; left 1.0.0 -> 1.0.0 source"));
  EXPECT_THAT(
      MemoryForests(NpmSample(), With(NpmSample(), kLock, "sha512-l", "sha512-x")).Said("apps/b"),
      ElementsAre("lockfile_changed package-lock.json; left 1.0.0 -> 1.0.0 content"));
  EXPECT_THAT(MemoryForests(NpmSample(), With(NpmSample(), kLock, R"("sha512-l",)",
                                              R"("sha512-l", "dev": true,)"))
                  .Said("apps/b"),
              ElementsAre("lockfile_changed package-lock.json; left 1.0.0 -> 1.0.0 content"));
}

TEST(Npm, AbsentPeersAndOptionalPackagesAreNoFault) {
  EXPECT_THAT(MemoryForests(NpmSample(), NpmSample()).Said("apps/b"), IsEmpty());
  const FileTexts gone =
      With(NpmSample(), kLock, R"("node_modules/brace")", R"("node_modules/embrace")");
  EXPECT_THAT(MemoryForests(NpmSample(), gone).Said("apps/a"),
              ElementsAre("lockfile_unreadable package-lock.json head unknown_reference"));
  EXPECT_THAT(MemoryForests(NpmSample(), gone).Said("apps/b"), IsEmpty());
}

TEST(Npm, B14_ASiblingThatMissesTheRangeIsAPackageOfTheRegistry) {
  FileTexts after =
      With(NpmSample(), kLock, R"("apps/b": {"name")",
           R"("apps/a/node_modules/ui": {"version": "0.9.0", "resolved": "https://r/ui-0.9.0.tgz"},
    "apps/b": {"name")");
  EXPECT_THAT(MemoryForests(NpmSample(), after).Said("apps/a"),
              ElementsAre("dependencies_changed packages/ui left",
                          "lockfile_changed package-lock.json; ui  -> 0.9.0 added"));
}

TEST(Npm, Version1CountsAsAWhole) {
  FileTexts before = NpmSample();
  before[kLock] = R"({"lockfileVersion": 1, "dependencies": {"left": {"version": "1.0.0"}}})";
  EXPECT_THAT(MemoryForests(before, before).Said("apps/b"), IsEmpty());
  EXPECT_THAT(MemoryForests(before, With(before, kLock, "1.0.0", "1.0.1")).Said("apps/a"),
              ElementsAre("lockfile_changed package-lock.json"));
  EXPECT_THAT(MemoryForests(before, With(before, kLock, "1,", "4,")).Said("apps/a"),
              ElementsAre("lockfile_unreadable package-lock.json head version"));
}

TEST(Npm, B17_NegationsGoByNpmsOrder) {
  const auto members = [](const std::string& patterns) {
    FileTexts before = {{"package.json", R"({"name":"root","workspaces":)" + patterns + "}"},
                        {"web/package.json", R"({"name":"web"})"},
                        {"packages/ui/package.json", R"({"name":"ui","version":"1.0.0"})"}};
    before["web/package.json"] = R"({"name":"web","dependencies":{}})";
    FileTexts after = before;
    after["web/package.json"] = R"({"name":"web","dependencies":{"ui":"*"}})";
    return !MemoryForests(before, after).Said("web").empty();
  };
  EXPECT_TRUE(members(R"(["web","packages/*"])"));
  EXPECT_FALSE(members(R"(["web","packages/*","!packages/ui"])"));
  EXPECT_FALSE(members(R"(["web","!packages/ui","packages/*"])"));
  EXPECT_TRUE(members(R"(["web","!packages/ui","packages/ui"])"));
  EXPECT_TRUE(members(R"(["web","!!packages/ui"])"));
  EXPECT_TRUE(members(R"({"packages":["./web","/packages/*/"]})"));
}

TEST(Npm, ShrinkwrapBeatsTheLockfile) {
  FileTexts before = NpmSample();
  before["npm-shrinkwrap.json"] = before[kLock];
  EXPECT_THAT(MemoryForests(before, With(before, kLock, "sha512-l", "sha512-x")).Said("apps/b"),
              IsEmpty());
  EXPECT_THAT(MemoryForests(before, With(before, "npm-shrinkwrap.json", "sha512-l", "sha512-x"))
                  .Said("apps/b"),
              ElementsAre("lockfile_changed npm-shrinkwrap.json; left 1.0.0 -> 1.0.0 content"));
}

}  // namespace
}  // namespace deltaplan::planner::workspace
