#include "planner/tags/tag_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "planner/text/utc_time.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tfvars::TagMap;

TagRecord Record(std::int64_t time, const std::string& command, std::vector<TagChange> changes) {
  return {.time = time,
          .who = "Ada <ada@example.com>",
          .command = command,
          .why = "",
          .commit = std::string(40, 'a'),
          .changes = std::move(changes)};
}

TagVersion Commit(std::int64_t time, TagMap tags) {
  return {.tags = std::move(tags), .record = Record(time, "commit", {})};
}

std::vector<TagMap> StatesOf(const std::vector<TagVersion>& timeline) {
  std::vector<TagMap> states;
  for (const TagVersion& version : timeline) states.push_back(version.tags);
  return states;
}

TEST(TagHistoryTest, ARecordIsReadAsItWasWritten) {
  TagRecord record = Record(1'795'276'800, "set", {{"a\"b", std::nullopt, "1"}, {"c", "2", "3"}});
  record.why = "line\nbreak";
  record.step = StepOf({record, record});
  EXPECT_EQ(StepOf({record}), "") << "one file is a step by itself";
  const std::string line = WriteTagRecord(record);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const Result<std::vector<TagRecord>> read = ReadTagRecords(line + line, "x.history");
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ((*read)[1].time, record.time);
  EXPECT_EQ((*read)[1].who, record.who);
  EXPECT_EQ((*read)[1].why, record.why);
  EXPECT_EQ((*read)[1].command, record.command);
  EXPECT_EQ((*read)[1].commit, record.commit);
  EXPECT_EQ((*read)[1].step, record.step);
  EXPECT_EQ((*read)[1].changes, record.changes);
}

TEST(TagHistoryTest, ALineThatWasNeverFinishedIsLeftOut) {
  const std::string line = WriteTagRecord(Record(1, "set", {}));
  const auto read = ReadTagRecords(line + line.substr(0, line.size() / 2), "x.history");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->size(), 1U);
}

TEST(TagHistoryTest, ALineThatIsNoRecordIsNamed) {
  const std::string line = WriteTagRecord(Record(1, "set", {}));
  for (const char* wrong : {"{}\n", "[]\n", "x\n", "{\"time\": \"today\", \"changes\": []}\n",
                            "{\"time\": \"1970-01-01T00:00:00Z\", \"changes\": [{}]}\n"}) {
    const auto read = ReadTagRecords(line + wrong, "x.history");
    ASSERT_FALSE(read.ok()) << wrong;
    EXPECT_THAT(read.error().message, HasSubstr("'x.history' line 2"));
  }
}

TEST(TagHistoryTest, StatesComeFromTheRecordsThenFromGit) {
  const std::vector<TagRecord> records{Record(20, "set", {{"api", "1", "2"}}),
                                       Record(30, "promote", {{"api", "2", "3"}})};
  const std::vector<TagVersion> timeline =
      TagTimeline({{"api", "3"}, {"web", "w"}}, records,
                  {Commit(10, {{"api", "1"}, {"web", "w"}}), Commit(5, {{"api", "0"}})});
  EXPECT_THAT(StatesOf(timeline),
              ElementsAre(TagMap{{"api", "3"}, {"web", "w"}}, TagMap{{"api", "2"}, {"web", "w"}},
                          TagMap{{"api", "1"}, {"web", "w"}}, TagMap{{"api", "0"}}));
  EXPECT_EQ(timeline[0].record->command, "promote");
  EXPECT_EQ(timeline[2].record->command, "commit");
  EXPECT_EQ(PresentSince(timeline, "api"), 30);
  EXPECT_EQ(PresentSince(timeline, "web"), 10);
  EXPECT_THAT(EarlierTags(timeline, "api"), ElementsAre("2", "1", "0"));
  EXPECT_THAT(EarlierTags(timeline, "web"), IsEmpty());
}

TEST(TagHistoryTest, AnEditByHandIsAStateThatNobodyWroteDown) {
  const std::vector<TagVersion> timeline =
      TagTimeline({{"api", "hand"}}, {Record(20, "set", {{"api", "1", "2"}})}, {});
  EXPECT_THAT(StatesOf(timeline),
              ElementsAre(TagMap{{"api", "hand"}}, TagMap{{"api", "2"}}, TagMap{{"api", "1"}}));
  EXPECT_FALSE(timeline[0].record.has_value());
  EXPECT_EQ(PresentSince(timeline, "api"), std::nullopt);
}

TEST(TagHistoryTest, TheStateBeforeTheFirstTagIsNone) {
  const std::vector<TagVersion> timeline =
      TagTimeline({{"api", "1"}}, {Record(20, "bootstrap", {{"api", std::nullopt, "1"}})}, {});
  EXPECT_THAT(StatesOf(timeline), ElementsAre(TagMap{{"api", "1"}}));
  EXPECT_THAT(StatesOf(TagTimeline({}, {}, {})), ElementsAre(TagMap{}));
}

TEST(TagHistoryTest, OneRollbackAfterAnotherGoesFurtherBack) {
  std::vector<TagRecord> records{
      Record(10, "set", {{"api", "1", "2"}}), Record(20, "set", {{"api", "2", "3"}}),
      Record(25, "set", {{"web", "w1", "w2"}}), Record(30, "rollback", {{"api", "3", "2"}})};
  std::vector<TagVersion> timeline = TagTimeline({{"api", "2"}, {"web", "w2"}}, records, {});
  EXPECT_THAT(EarlierTags(timeline, "api"), ElementsAre("1"));
  records.push_back(Record(40, "rollback", {{"api", "2", "1"}}));
  timeline = TagTimeline({{"api", "1"}, {"web", "w2"}}, records, {});
  EXPECT_THAT(EarlierTags(timeline, "api"), IsEmpty());
  // A new deploy after a rollback has the state before it, not the one that was rolled back.
  records.push_back(Record(50, "set", {{"api", "1", "4"}}));
  timeline = TagTimeline({{"api", "4"}, {"web", "w2"}}, records, {});
  EXPECT_THAT(EarlierTags(timeline, "api"), ElementsAre("1"));
}

TEST(TagHistoryTest, ARollbackToWhatARollbackBroughtBackGoesFurtherBack) {
  const std::vector<TagRecord> records{
      Record(10, "set", {{"api", "0", "1"}}), Record(20, "set", {{"api", "1", "2"}}),
      Record(30, "rollback", {{"api", "2", "1"}}), Record(40, "set", {{"api", "1", "3"}}),
      Record(50, "rollback", {{"api", "3", "1"}})};
  const std::vector<TagVersion> timeline = TagTimeline({{"api", "1"}}, records, {});
  EXPECT_THAT(StatesOf(WithoutUndone(timeline)),
              ElementsAre(TagMap{{"api", "1"}}, TagMap{{"api", "0"}}));
  EXPECT_THAT(EarlierTags(timeline, "api"), ElementsAre("0"));
}

TEST(TagHistoryTest, WhatWentBackByItselfDoesNotComeForthWithTheMap) {
  std::vector<TagRecord> records{Record(10, "set", {{"api", "0", "1"}, {"web", "u", "v"}}),
                                 Record(20, "set", {{"api", "1", "2"}, {"web", "v", "w"}}),
                                 Record(30, "rollback", {{"api", "2", "1"}})};
  std::vector<TagVersion> timeline = TagTimeline({{"api", "1"}, {"web", "w"}}, records, {});
  EXPECT_THAT(StatesOf(WithoutUndone(timeline)),
              ElementsAre(TagMap{{"api", "1"}, {"web", "w"}}, TagMap{{"api", "1"}, {"web", "v"}},
                          TagMap{{"api", "0"}, {"web", "u"}}));
  // Further back than one state, and each to another one.
  records.back() = Record(30, "rollback", {{"api", "2", "0"}, {"web", "w", "v"}});
  timeline = TagTimeline({{"api", "0"}, {"web", "v"}}, records, {});
  EXPECT_THAT(StatesOf(WithoutUndone(timeline)),
              ElementsAre(TagMap{{"api", "0"}, {"web", "v"}}, TagMap{{"api", "0"}, {"web", "u"}}));
}

// What was not there yet is left as it was by a rollback, so the map is not what it was then.
TEST(TagHistoryTest, ARollbackPastAServiceThatIsNewIsOneAllTheSame) {
  std::vector<TagVersion> timeline{
      {.tags = {{"api", "1"}, {"web", "w"}}, .record = Record(30, "rollback", {})},
      {.tags = {{"api", "2"}, {"web", "w"}}, .record = Record(20, "set", {})},
      {.tags = {{"api", "1"}}, .record = Record(10, "set", {})},
      {.tags = {{"api", "0"}}, .record = std::nullopt}};
  EXPECT_THAT(StatesOf(WithoutUndone(timeline)),
              ElementsAre(TagMap{{"api", "1"}, {"web", "w"}}, TagMap{{"api", "0"}}));
  timeline.front().tags["web"] = "other";
  EXPECT_EQ(WithoutUndone(timeline).size(), 4U);
}

TEST(TagHistoryTest, TimesAreUtc) {
  EXPECT_EQ(UtcTime(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(UtcTime(1'795'275'945), "2026-11-21T15:45:45Z");
  for (const std::int64_t time :
       {std::int64_t{0}, std::int64_t{951'782'400}, std::int64_t{1'795'275'945}}) {
    EXPECT_EQ(ReadUtcTime(UtcTime(time)), time);
  }
  for (const char* wrong : {"", "2026-11-21", "2026-13-21T15:45:45Z", "2026-02-30T15:45:45Z",
                            "2026-11-21T15:45:45+", "2026-11-21 15:45:45Z"}) {
    EXPECT_EQ(ReadUtcTime(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace deltaplan::planner
