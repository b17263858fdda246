#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "tests/support/memory_forest.h"

namespace deltaplan::planner::workspace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

FileTexts BunSample(const std::string& packages, const std::string& version = "1") {
  return {{"package.json", R"({"name":"root","workspaces":["apps/*","packages/*"]})"},
          {"apps/app/package.json",
           R"({"name":"app","dependencies":{"sdk":"1","zod":"^4","ui":"workspace:*"}})"},
          {"apps/other/package.json", R"({"name":"other","dependencies":{"zod":"^4"}})"},
          {"packages/ui/package.json", R"({"name":"ui","version":"1.0.0"})"},
          {"bun.lock", "{\n  \"lockfileVersion\": " + version + R"(,
  // a comment
  "workspaces": {
    "": {"name": "root"},
    "apps/app": {"name": "app", "dependencies": {"sdk": "1", "zod": "^4", "ui": "workspace:*",},},
    "apps/other": {"name": "other", "dependencies": {"zod": "^4",},},
    "packages/ui": {"name": "ui", "version": "1.0.0",},
  },
  "packages": {
    "app": ["app@workspace:apps/app"],
    "other": ["other@workspace:apps/other"],
    "ui": ["ui@workspace:packages/ui"],
)" + packages + "  }\n}\n"}};
}

constexpr const char* kNested =
    R"(    "sdk": ["sdk@1.0.0", "", {"dependencies": {"zod": "^3.24"}}, "sha512-b"],
    "sdk/zod": ["zod@3.25.76", "", {}, "sha512-c"],
    "zod": ["zod@4.1.12", "", {}, "sha512-a"],
)";

TEST(Bun, B19_R5_TheNestedRecordIsTheOneThatCounts) {
  const FileTexts before = BunSample(kNested);
  EXPECT_THAT(
      MemoryForests(before, With(before, "bun.lock", "zod@3.25.76", "zod@3.25.77"))
          .Said("apps/app"),
      ElementsAre("lockfile_changed bun.lock; zod 3.25.76,4.1.12 -> 3.25.77,4.1.12 version"));
  EXPECT_THAT(MemoryForests(before, With(before, "bun.lock", "zod@3.25.76", "zod@3.25.77"))
                  .Said("apps/other"),
              IsEmpty());
  EXPECT_THAT(
      MemoryForests(before, With(before, "bun.lock", "sha512-a", "sha512-x")).Said("apps/other"),
      ElementsAre("lockfile_changed bun.lock; zod 4.1.12 -> 4.1.12 content"));
}

TEST(Bun, B20_B22_Scenario10_ThreeLevelsScopesAndShadows) {
  const std::string packages =
      R"(    "sdk": ["sdk@1.0.0", "", {"dependencies": {"@s/kit": "1"}}, "sha512-b"],
    "@s/kit": ["@s/kit@2.0.0", "", {"dependencies": {"ui": "^9", "pathe": "2"}}, "sha512-k2"],
    "sdk/@s/kit": ["@s/kit@1.0.0", "", {"dependencies": {"ui": "^8", "pathe": "1"}}, "sha512-k1"],
    "sdk/@s/kit/pathe": ["pathe@1.0.0", "", {}, "sha512-p1"],
    "sdk/@s/kit/ui": ["ui@8.0.0", "", {}, "sha512-u8"],
    "pathe": ["pathe@2.0.0", "", {}, "sha512-p2"],
    "zod": ["zod@4.1.12", "", {}, "sha512-a"],
)";
  const FileTexts before = BunSample(packages, "3");
  const auto changed = [&](const std::string& from) {
    return MemoryForests(before, With(before, "bun.lock", from, from + "-x")).Said("apps/app");
  };
  EXPECT_THAT(changed("sha512-p1"),
              ElementsAre("lockfile_changed bun.lock; pathe 1.0.0 -> 1.0.0 content"));
  EXPECT_THAT(changed("sha512-u8"),
              ElementsAre("lockfile_changed bun.lock; ui 8.0.0 -> 8.0.0 content"));
  EXPECT_THAT(changed("sha512-p2"), IsEmpty());
  // Its member of that name stays a part of the closure.
  FileTexts without = With(before, "bun.lock", R"(, "ui": "workspace:*",},})", "},}");
  without["apps/app/package.json"] = R"({"name":"app","dependencies":{"sdk":"1","zod":"^4"}})";
  EXPECT_THAT(MemoryForests(before, without).Said("apps/app"),
              ElementsAre("dependencies_changed packages/ui left"));
}

TEST(Bun, B10_VersionsThatNobodyKnowsCountForAll) {
  EXPECT_THAT(MemoryForests(BunSample(kNested, "2"), BunSample(kNested, "4")).Said("apps/other"),
              ElementsAre("lockfile_unreadable bun.lock head version"));
  EXPECT_THAT(MemoryForests(BunSample(kNested, "1"), BunSample(kNested, "2")).Said("apps/other"),
              IsEmpty());
}

TEST(Bun, PatchesAndSettingsCount) {
  FileTexts before = BunSample(std::string(kNested));
  before =
      With(before, "bun.lock", "  \"packages\": {",
           "  \"patchedDependencies\": {\"sdk@1.0.0\": \"patches/sdk.patch\"},\n  \"packages\": {");
  before["patches/sdk.patch"] = "one";
  FileTexts after = before;
  after["patches/sdk.patch"] = "two";
  EXPECT_THAT(MemoryForests(before, after).Said("apps/app"),
              ElementsAre("lockfile_changed bun.lock; sdk 1.0.0 -> 1.0.0 content"));
  EXPECT_THAT(MemoryForests(before, after).Said("apps/other"), IsEmpty());
  const FileTexts linker = With(before, "bun.lock", "  // a comment", "  \"configVersion\": 1,");
  EXPECT_THAT(MemoryForests(before, linker).Said("apps/other"),
              ElementsAre("settings_changed bun.lock configVersion"));
}

TEST(Bun, ABinaryLockfileCountsAsAWhole) {
  FileTexts before = BunSample(kNested);
  before.erase("bun.lock");
  before["bun.lockb"] = "one";
  FileTexts after = before;
  after["bun.lockb"] = "two";
  EXPECT_THAT(MemoryForests(before, after).Said("apps/other"),
              ElementsAre("lockfile_changed bun.lockb"));
  EXPECT_THAT(MemoryForests(before, before).Said("apps/other"), IsEmpty());
}

}  // namespace
}  // namespace deltaplan::planner::workspace
