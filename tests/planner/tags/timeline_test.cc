// Several files with one timeline.
#include "planner/tags/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <utility>
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
