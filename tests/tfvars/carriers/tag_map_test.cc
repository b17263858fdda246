#include "tfvars/carriers/tag_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deltaplan::tfvars {
namespace {

using ::testing::Pair;
using ::testing::UnorderedElementsAre;

TagMap TagsOf(const std::variant<TagMap, TagMapError>& read) {
  if (const auto* error = std::get_if<TagMapError>(&read)) {
    ADD_FAILURE() << error->pointer << ": " << error->message;
    return {};
  }
  return std::get<TagMap>(read);
}

struct Wrong {
  std::string_view text;
  std::string_view pointer;
  std::string_view message;
};

template <typename Read>
void ExpectErrors(Read read, std::initializer_list<Wrong> cases) {
  for (const Wrong& wrong : cases) {
    const auto result = read(wrong.text, "image_tags");
    const auto* error = std::get_if<TagMapError>(&result);
    ASSERT_NE(error, nullptr) << wrong.text;
    EXPECT_EQ(error->pointer, wrong.pointer) << wrong.text;
    EXPECT_EQ(error->message, wrong.message) << wrong.text;
  }
}

TEST(TagMapTest, ALiveFileIsABareMapOrAWholeTagMapFile) {
  EXPECT_THAT(TagsOf(ReadLiveMapJson(R"({"web": "a1"})", "image_tags")),
              UnorderedElementsAre(Pair("web", "a1")));
  EXPECT_THAT(TagsOf(ReadLiveMapJson(R"({"image_tags": {"web": "a1"}, "count": 3})", "image_tags")),
              UnorderedElementsAre(Pair("web", "a1")));
  // A service may have the variable's name.
  EXPECT_THAT(TagsOf(ReadLiveMapJson(R"({"image_tags": "a1"})", "image_tags")),
              UnorderedElementsAre(Pair("image_tags", "a1")));
}

TEST(TagMapTest, ErrorsOfALiveFileNameThePlace) {
  ExpectErrors(
      ReadLiveMapJson,
      {
          {"", "", "line 1, column 1: unexpected end of input; expected '[', '{', or a literal"},
          {"{\n\"image_tags\": {\"a\": \"x\",}}", "",
           "line 2, column 25: unexpected '}' after a comma"},
          {"// no comments in tfvars\n{}", "", "line 1, column 1: invalid literal"},
          {"null", "", "expected an object, not null"},
          {R"({"image_tags": {"a/b": 7}})", "/image_tags/a~1b",
           "expected a tag, which is a string, not a number"},
          {R"({"a": ""})", "/a", "a tag can't be empty"},
          {R"({"a": "x\u000a"})", "/a", "a tag can't hold a control character"},
          {R"({"web": {"tag": "a"}})", "/web", "expected a tag, which is a string, not an object"},
          {R"({"image_tags": {"web": false}})", "/image_tags/web",
           "expected a tag, which is a string, not true or false"},
          {R"({"web": "a", "web": "b"})", "/web", "this key stands there more than once"},
      });
}

TEST(TagMapTest, AnErrorOfTheWholeFileNamesNoPlace) {
  const std::string deep = std::string(100, '[') + std::string(100, ']');
  ExpectErrors(ReadLiveMapJson, {{deep, "", "values are nested more than 64 levels deep"}});
}

TEST(TagMapTest, ATagHoldsNoControlCharacter) {
  for (const char* tag : {"\x1f", "a\x7f", "\n", ""}) EXPECT_TRUE(CheckTag(tag)) << tag;
  for (const char* tag : {"a b", "~", "\xc3\xbc"}) EXPECT_FALSE(CheckTag(tag)) << tag;
}

TEST(TagMapTest, PrintsSortedAndReadsTheSameBack) {
  const TagMap tags{{"web", "a1"}, {"api \"2\"\n", "b2"}, {"测试", "c3"}};
  const std::string text = PrintTagMapJson(tags, "image_tags");
  EXPECT_EQ(text,
            "{\n  \"image_tags\": {\n    \"api \\\"2\\\"\\n\": \"b2\",\n    \"web\": \"a1\",\n"
            "    \"测试\": \"c3\"\n  }\n}\n");
  EXPECT_EQ(TagsOf(ReadLiveMapJson(text, "image_tags")), tags);
  EXPECT_EQ(PrintTagMapJson({}, "tags"), "{\n  \"tags\": {}\n}\n");
}

}  // namespace
}  // namespace deltaplan::tfvars
