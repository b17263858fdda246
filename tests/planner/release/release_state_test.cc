#include "planner/release/release_state.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/support/fake_ports.h"

namespace deltaplan::planner {
namespace {

class KeptFiles : public testing::FakeFiles {
 public:
  Status WriteAll(const std::string& directory, const std::vector<OutputFile>& files,
                  const std::vector<std::string>&) override {
    for (const OutputFile& file : files) texts[directory + "/" + file.name] = file.content;
    return Ok();
  }
};

TEST(ReleaseStateTest, WhatIsWrittenIsReadTheSame) {
  KeptFiles files;
  const ReleaseState state{.plan = "sha256:1",
                           .environment = "prod",
                           .began = "2026-11-28T14:50:00Z",
                           .step = ReleaseStep::kRestart,
                           .since = "2026-11-28T15:00:00Z",
                           .restarts = {{"web", "ecs-svc/1"}},
                           .restarted = {{"api", "ecs-svc/2"}}};
  ASSERT_TRUE(WriteReleaseState(state, "plan", files));
  const auto read = ReadReleaseState("plan", files);
  ASSERT_TRUE(read && *read);
  EXPECT_EQ((*read)->plan, "sha256:1");
  EXPECT_EQ((*read)->environment, "prod");
  EXPECT_EQ((*read)->began, "2026-11-28T14:50:00Z");
  EXPECT_EQ((*read)->step, ReleaseStep::kRestart);
  EXPECT_EQ((*read)->since, "2026-11-28T15:00:00Z");
  EXPECT_EQ((*read)->restarts, state.restarts);
  EXPECT_EQ((*read)->restarted, state.restarted);
}

TEST(ReleaseStateTest, EveryStepIsReadBack) {
  KeptFiles files;
  for (const ReleaseStep step : {ReleaseStep::kApply, ReleaseStep::kWait, ReleaseStep::kHealth,
                                 ReleaseStep::kRestart, ReleaseStep::kDone}) {
    ASSERT_TRUE(WriteReleaseState({.plan = "p", .step = step}, "plan", files));
    EXPECT_EQ((*ReadReleaseState("plan", files))->step, step);
  }
}

TEST(ReleaseStateTest, AFileFromBeforeBeginsWithItsStep) {
  KeptFiles files;
  files.texts["plan/release.json"] =
      R"({"format_version": "1.0", "plan": "p", "step": "wait", "since": "2026-11-28T15:00:00Z",
          "restarts": {}, "restarted": {}})";
  EXPECT_EQ((*ReadReleaseState("plan", files))->began, "2026-11-28T15:00:00Z");
}

TEST(ReleaseStateTest, WithoutAFileNothingHasBegun) {
  KeptFiles files;
  const auto read = ReadReleaseState("plan", files);
  ASSERT_TRUE(read);
  EXPECT_FALSE(*read);
}

TEST(ReleaseStateTest, DamagedFileIsAnErrorAndNotABeginning) {
  for (const char* text :
       {"", "{}", "[]", R"({"format_version": "2.0", "plan": "p", "step": "wait", "restarts": {},
         "restarted": {}})",
        R"({"format_version": "1.0", "plan": "p", "step": "later", "restarts": {},
         "restarted": {}})",
        R"({"format_version": "1.0", "plan": "p", "step": "wait", "restarts": {"a": 1},
         "restarted": {}})",
        R"({"format_version": "1.0", "step": "wait", "restarts": {}, "restarted": {}})"}) {
    KeptFiles files;
    files.texts["plan/release.json"] = text;
    EXPECT_FALSE(ReadReleaseState("plan", files)) << text;
  }
}

}  // namespace
}  // namespace deltaplan::planner
