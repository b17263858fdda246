// From records and states in git to one timeline, and from those of several files to one.
#include "planner/tags/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using tfvars::TagMap;

TagVersion At(std::int64_t time, TagMap tags, const std::string& step = "") {
  TagRecord record;
  record.time = time;
  record.step = step;
  return {.tags = std::move(tags), .record = std::move(record)};
}
TagVersion Unwritten(TagMap tags) { return {.tags = std::move(tags), .record = std::nullopt}; }

std::vector<TagMap> Joined(std::vector<Timeline> files) {
  std::vector<TagMap> states;
  for (TagVersion& version : JoinTimelines(std::move(files)).versions) {
    states.push_back(std::move(version.tags));
  }
  return states;
}

using Why = SkippedVersion::Why;

TagRecord Change(std::int64_t time, const std::string& before, const std::string& after) {
  TagRecord record;
  record.time = time;
  record.commit = "begun";
  record.changes = {{"api", before, after}};
  return record;
}
GitState InGit(std::int64_t time, std::variant<TagMap, Why> tags, const std::string& commit = "c") {
  TagRecord record;
  record.time = time;
  record.commit = commit;
  return {.record = std::move(record), .tags = std::move(tags)};
}
std::vector<TagMap> StatesOf(const Timeline& timeline) {
  std::vector<TagMap> states;
  for (const TagVersion& version : timeline.versions) states.push_back(version.tags);
  return states;
}

TEST(FileTimeline, WithoutRecordsItIsThatOfGit) {
  const Timeline timeline =
      FileTimeline({{"api", "3"}}, {},
                   {.states = {InGit(20, TagMap{{"api", "2"}}), InGit(10, TagMap{{"api", "1"}})}});
  EXPECT_THAT(StatesOf(timeline),
              ElementsAre(TagMap{{"api", "3"}}, TagMap{{"api", "2"}}, TagMap{{"api", "1"}}));
  EXPECT_EQ(timeline.in_history, 1U);
}

TEST(FileTimeline, RecordsTellWhatCameAfterTheFirstOfThem) {
  const Timeline timeline =
      FileTimeline({{"api", "3"}}, {Change(20, "1", "2"), Change(30, "2", "3")},
                   {.states = {InGit(25, TagMap{{"api", "2"}}), InGit(20, TagMap{{"api", "x"}}),
                               InGit(10, TagMap{{"api", "0"}})}});
  EXPECT_THAT(StatesOf(timeline), ElementsAre(TagMap{{"api", "3"}}, TagMap{{"api", "2"}},
                                              TagMap{{"api", "1"}}, TagMap{{"api", "0"}}));
  EXPECT_EQ(timeline.in_history, 3U);
}

TEST(FileTimeline, WhereGitTellsWhichTheseAreNoClockCounts) {
  const GitStates states{
      .states = {InGit(5, TagMap{{"api", "x"}}), InGit(99, TagMap{{"api", "0"}})}, .newer = 1};
  EXPECT_THAT(StatesOf(FileTimeline({{"api", "2"}}, {Change(20, "1", "2")}, states)),
              ElementsAre(TagMap{{"api", "2"}}, TagMap{{"api", "1"}}, TagMap{{"api", "0"}}));
  EXPECT_THAT(StatesOf(FileTimeline({{"api", "2"}}, {},
                                    {.states = {InGit(5, TagMap{{"api", "1"}})}, .newer = 1})),
              ElementsAre(TagMap{{"api", "2"}}, TagMap{{"api", "1"}}))
      << "without records they tell nothing";
}

TEST(FileTimeline, WhatCantBeReadIsNamedAsFarAsItIsNotToldOtherwise) {
  const std::vector<GitState> states{InGit(30, Why::kNoContent, "a"),
                                     InGit(20, TagMap{{"api", "1"}}, "b"),
                                     InGit(10, Why::kOtherForm, "c")};
  Timeline timeline = FileTimeline({{"api", "2"}}, {}, {.states = states});
  ASSERT_EQ(timeline.skipped.size(), 2U);
  EXPECT_EQ(timeline.skipped[0].commit, "a");
  EXPECT_EQ(timeline.skipped[0].why, Why::kNoContent);
  EXPECT_EQ(timeline.skipped[1].commit, "c");
  EXPECT_EQ(timeline.skipped[1].why, Why::kOtherForm);
  timeline = FileTimeline({{"api", "2"}}, {Change(25, "1", "2")}, {.states = states});
  ASSERT_EQ(timeline.skipped.size(), 1U);
  EXPECT_EQ(timeline.skipped[0].commit, "c");
  timeline = FileTimeline({{"api", "2"}}, {Change(5, "1", "2")}, {.states = states, .newer = 2});
  ASSERT_EQ(timeline.skipped.size(), 1U);
  EXPECT_EQ(timeline.skipped[0].commit, "c");
}

TEST(JoinTimelines, OneFileHasItsOwn) {
  const Timeline joined =
      JoinTimelines({{.versions = {At(20, {{"api", "2"}}), At(10, {{"api", "1"}})},
                      .in_history = 1,
                      .skipped = {{.commit = "c"}}}});
  ASSERT_EQ(joined.versions.size(), 2U);
  EXPECT_EQ(joined.versions[0].record->time, 20);
  EXPECT_EQ(joined.in_history, 1U);
  EXPECT_EQ(joined.skipped.front().commit, "c");
}

TEST(JoinTimelines, WhatChangesByItselfIsAStep) {
  EXPECT_THAT(Joined({{.versions = {At(30, {{"api", "2"}}), At(10, {{"api", "1"}})}},
                      {.versions = {At(20, {{"web", "w"}}), At(5, {{"web", "v"}})}}}),
              ElementsAre(TagMap{{"api", "2"}, {"web", "w"}}, TagMap{{"api", "1"}, {"web", "w"}},
                          TagMap{{"api", "1"}, {"web", "v"}}, TagMap{{"web", "v"}}));
}

TEST(JoinTimelines, WhatOneCommandChangesIsOneStep) {
  EXPECT_THAT(Joined({{.versions = {At(30, {{"api", "2"}}, "s"), At(10, {{"api", "1"}}, "r")}},
                      {.versions = {At(30, {{"web", "w"}}, "s"), At(10, {{"web", "v"}}, "r")}}}),
              ElementsAre(TagMap{{"api", "2"}, {"web", "w"}}, TagMap{{"api", "1"}, {"web", "v"}}));
}

TEST(JoinTimelines, OneTimeIsNotOneCommand) {
  EXPECT_THAT(Joined({{.versions = {At(30, {{"api", "2"}}), At(10, {{"api", "1"}}, "r")}},
                      {.versions = {At(30, {{"web", "w"}}), At(10, {{"web", "v"}}, "r")}}}),
              ElementsAre(TagMap{{"api", "2"}, {"web", "w"}}, TagMap{{"api", "1"}, {"web", "w"}},
                          TagMap{{"api", "1"}, {"web", "v"}}));
}

TEST(JoinTimelines, WhatNobodyWroteDownCameLast) {
  EXPECT_THAT(
      Joined({{.versions = {Unwritten({{"api", "hand"}}), At(10, {{"api", "1"}}, "r")}},
              {.versions = {Unwritten({{"web", "hand"}}), At(10, {{"web", "v"}}, "r")}}}),
      ElementsAre(TagMap{{"api", "hand"}, {"web", "hand"}}, TagMap{{"api", "1"}, {"web", "v"}}));
}

TEST(JoinTimelines, TheFirstStateOfAFileWasThereFromTheBeginning) {
  EXPECT_THAT(Joined({{.versions = {At(30, {{"api", "2"}}), Unwritten({{"api", "1"}})}},
                      {.versions = {Unwritten({{"web", "w"}})}}}),
              ElementsAre(TagMap{{"api", "2"}, {"web", "w"}}, TagMap{{"api", "1"}, {"web", "w"}}));
}

TEST(JoinTimelines, HistoryEndsWhereThatOfTheFirstFileEnds) {
  const Timeline joined = JoinTimelines(
      {{.versions = {At(30, {{"api", "2"}}), At(10, {{"api", "1"}})}, .in_history = 2},
       {.versions = {At(20, {{"web", "w"}})}, .in_history = 0}});
  EXPECT_EQ(joined.versions.size(), 3U);
  EXPECT_EQ(joined.in_history, 1U);
}

}  // namespace
}  // namespace deltaplan::planner
