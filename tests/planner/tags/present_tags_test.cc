// What changes of tags make of the files that hold them.
#include "planner/tags/present_tags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using tfvars::TagMap;

// The map a.json is that of api and job, b.json that of web.
class TagFileChangesTest : public ::testing::Test {
 protected:
  TagFileChangesTest() {
    AddMap("a.json", {"api", "job"},
           "{\n  \"image_tags\": {\n    \"api\": \"1\",\n    \"job\": \"1\"\n  }\n}\n");
    AddMap("b.json", {"web"}, "{\"image_tags\": {\"web\": \"1\"}}\n");
    present_.tags = {{"api", "1"}, {"job", "1"}, {"web", "1"}};
  }

  void AddMap(const std::string& file, const std::vector<std::string>& names, std::string text) {
    TagMapServices& map = tags_.maps.emplace_back();
    map.entry.file = file;
    for (const std::string& name : names) map.services.emplace_back().name = name;
    PresentMap& there = present_.maps.emplace_back();
    there.exists = true;
    there.file.path = "/repo/" + file;
    there.file.source = {file, std::move(text)};
  }

  std::vector<TagFileChange> Changes(const TagMap& changes) const {
    Result<std::vector<TagFileChange>> files = TagFileChanges(tags_, present_, changes);
    EXPECT_TRUE(files) << files.error().message;
    return files ? *std::move(files) : std::vector<TagFileChange>();
  }

  TagContext tags_;
  PresentTags present_;
};

TEST_F(TagFileChangesTest, OnlyFilesThatAreAskedForChange) {
  const std::vector<TagFileChange> files = Changes({{"job", "2"}});
  ASSERT_THAT(files, SizeIs(1));
  EXPECT_EQ(files[0].file, "a.json");
  EXPECT_EQ(files[0].path, "/repo/a.json");
  EXPECT_EQ(files[0].before, present_.maps[0].file.source.text);
  EXPECT_EQ(files[0].after,
            "{\n  \"image_tags\": {\n    \"api\": \"1\",\n    \"job\": \"2\"\n  }\n}\n");
  EXPECT_THAT(files[0].changes, ElementsAre(TagChange{"job", "1", "2"}));
  EXPECT_THAT(Changes({}), IsEmpty());
}

TEST_F(TagFileChangesTest, EachFileGetsWhatIsItsOwn) {
  const std::vector<TagFileChange> files = Changes({{"web", "3"}, {"job", "2"}, {"api", "2"}});
  ASSERT_THAT(files, SizeIs(2));
  EXPECT_THAT(files[0].changes,
              ElementsAre(TagChange{"api", "1", "2"}, TagChange{"job", "1", "2"}));
  EXPECT_EQ(files[1].after, "{\"image_tags\": {\"web\": \"3\"}}\n");
  EXPECT_THAT(files[1].changes, ElementsAre(TagChange{"web", "1", "3"}));
}

TEST_F(TagFileChangesTest, ATagThatIsThereIsNoChange) {
  const std::vector<TagFileChange> files = Changes({{"web", "1"}});
  ASSERT_THAT(files, SizeIs(1));
  EXPECT_EQ(files[0].before, files[0].after);
  EXPECT_THAT(files[0].changes, IsEmpty());
}

TEST_F(TagFileChangesTest, WhatStandsInNoMapIsLeftOut) {
  EXPECT_THAT(Changes({{"other", "2"}}), IsEmpty());
}

TEST_F(TagFileChangesTest, ANewMapIsComplete) {
  present_.maps[0].exists = false;
  present_.tags = {{"web", "1"}};
  const Result<std::vector<TagFileChange>> part = TagFileChanges(tags_, present_, {{"api", "2"}});
  ASSERT_FALSE(part);
  EXPECT_EQ(part.error().message, "there is no tag map 'a.json' yet, and 'job' is given no tag");
  const std::vector<TagFileChange> files = Changes({{"api", "2"}, {"job", "3"}});
  ASSERT_THAT(files, SizeIs(1));
  EXPECT_EQ(files[0].before, std::nullopt);
  EXPECT_THAT(files[0].changes, ElementsAre(TagChange{"api", std::nullopt, "2"},
                                            TagChange{"job", std::nullopt, "3"}));
}

}  // namespace
}  // namespace deltaplan::planner
