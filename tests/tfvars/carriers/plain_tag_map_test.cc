#include "tfvars/carriers/plain_tag_map.h"

#include <gtest/gtest.h>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tfvars/carriers/tag_carrier.h"

namespace deltaplan::tfvars {
namespace {

std::string Shown(const std::string& name, const std::string& text) {
  const Source source{name, text};
  const auto tags = FindPlainTags(source, "image_tags");
  if (!tags) return "not plain";
  std::string shown;
  for (const PlainTag& tag : *tags) {
    EXPECT_EQ(source.Slice(tag.value), '"' + std::string(tag.tag) + '"');
    shown += std::string(tag.service) + "=" + std::string(tag.tag) + " ";
  }
  return shown;
}

TEST(PlainTagMapTest, PlainMapsAreFoundInBothSyntaxes) {
  EXPECT_EQ(Shown("x.json", R"({"image_tags":{"api":"1","b c":"2"}})"), "api=1 b c=2 ");
  EXPECT_EQ(Shown("x.json", "\r\n{ \"image_tags\"\t: {\n\"api\" : \"1\"\n,\"web\":\"2\" }\n}\n"),
            "api=1 web=2 ");
  EXPECT_EQ(Shown("x.tfvars", "image_tags = {\n  api   = \"1\"\n  \"web\" = \"2\",\n}\n"),
            "api=1 web=2 ");
  EXPECT_EQ(Shown("x.tfvars", "image_tags={\r\n\r\n\tapi = \"1\" ,\r\n}"), "api=1 ");
  EXPECT_EQ(Shown("x.tfvars", "image_tags = {\n}\n\n"), "");
}

TEST(PlainTagMapTest, WordsBeginWithAnyLetterOrAnUnderscore) {
  EXPECT_EQ(Shown("x.tfvars",
                  "image_tags = {\n  A = \"1\"\n  Z9 = \"2\"\n  _0 = \"3\"\n  a-z = \"4\"\n  z_Z = "
                  "\"5\"\n}\n"),
            "A=1 Z9=2 _0=3 a-z=4 z_Z=5 ");
  for (const char* word : {"@", "[", "`", "{", "0", "-"}) {
    const std::string text = "image_tags = {\n  " + std::string(word) + " = \"1\"\n}\n";
    EXPECT_EQ(Shown("x.tfvars", text), "not plain") << word;
  }
}

TEST(PlainTagMapTest, PrintableAsciiStandsForItselfButForQuotesEscapesAndTemplates) {
  for (int c = 0; c < 256; ++c) {
    const std::string tag = "x" + std::string(1, static_cast<char>(c)) + "x";
    const bool is_plain = c >= ' ' && c <= '~' && c != '"' && c != '\\';
    EXPECT_EQ(Shown("x.json", R"({"image_tags":{"api":")" + tag + R"("}})"),
              is_plain ? "api=" + tag + " " : "not plain")
        << c;
  }
}

TEST(PlainTagMapTest, WhatIsNotPlainIsLeftToTheParser) {
  for (const char* text :
       {"", "{}", R"({"image_tags":{}})", R"({"image_tags":{"api":"1"})", R"({"tags":{"api":"1"}})",
        R"({"image_tags":{"api":1}})", R"({"image_tags":{"api":""}})",
        R"({"image_tags":{"web":"1","api":"2"}})", R"({"image_tags":{"api":"1","api":"2"}})",
        R"({"image_tags":{"api":"\n"}})", R"({"image_tags":{"api":"${x}"}})",
        R"({"image_tags":{"api":"%{x}"}})", "{\"image_tags\":{\"api\":\"\xc3\xa9\"}}",
        R"({"image_tags":{"api":"1"},"region":"eu"})", R"({"image_tags":{"api":"1",}})",
        R"({"image_tags":{"api":"1"}} x)", "\xef\xbb\xbf{\"image_tags\":{\"api\":\"1\"}}"}) {
    EXPECT_EQ(Shown("x.json", text), "not plain") << text;
  }
  for (const char* text :
       {"", "image_tags = {}", "image_tags = { api = \"1\" }", "tags = {\n}\n",
        "image_tags = {\n  api = 1\n}\n", "image_tags = {\n  # all\n  api = \"1\"\n}\n",
        "image_tags = {\n  for = \"1\"\n}\n", "image_tags = {\n  api = \"1\" web = \"2\"\n}\n",
        "image_tags = {\n  api: \"1\"\n}\n", "image_tags = {\n  api = \"1\"\n}\nx = 1\n",
        "image_tags = {\n  web = \"1\"\n  api = \"2\"\n}\n",
        "image_tags = {\n  api = \"$${x}\"\n}\n", "image_tags = {\n  api = \"1\"\n",
        "image_tags\n= {\n}\n", "image_tags = {\r  api = \"1\"\n}"}) {
    EXPECT_EQ(Shown("x.tfvars", text), "not plain") << text;
  }
}

TEST(PlainTagMapTest, ManyEmptyLinesDoNotMatter) {
  EXPECT_EQ(Shown("x.tfvars", "image_tags = {" + std::string(2'000'000, '\n') + "api = \"1\"\n}"),
            "api=1 ");
}

// What the parser says of the same text: a service that is not ASCII keeps it from being plain.
TEST(PlainTagMapTest, TheParserFindsTheSameInPlainMapsAndNearlyPlainOnes) {
  const std::vector<std::string> services{"api", "web"};
  const std::vector<std::string> parsed{"api", "\xc3\xa9", "web"};
  const std::vector<std::string> starts{
      R"({"image_tags":{"api":"1","b c":"2","web":"3"}})",
      "{\n  \"image_tags\": {\n    \"//\": \"x\",\n    \"api\": \"1\",\n    \"web\": \"2\"\n  "
      "}\n}\n",
      "image_tags = {\n  api   = \"1\"\n  \"b c\" = \"2\",\n  web = \"3\"\n}\n",
      "image_tags = {\r\n  api = \"1\"\r\n  web = \"2\"\r\n}\r\n"};
  const std::string letters = "{}\"=:,\n\r\t \\$%#/*ab-_.1e[]()<\xc3\xa9";
  std::mt19937 random(20261121);
  const auto below = [&](std::size_t count) { return static_cast<std::size_t>(random() % count); };
  int plain = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::size_t start = below(starts.size());
    std::string text = starts[start];
    for (std::size_t edits = below(4); edits > 0; --edits) {
      const std::size_t at = below(text.size());
      switch (below(3)) {
        case 0:
          text.erase(at, 1 + below(3));
          break;
        case 1:
          text.insert(at, 1, letters[below(letters.size())]);
          break;
        default:
          text[at] = letters[below(letters.size())];
      }
      if (text.empty()) text = " ";
    }
    const Source source{start < 2 ? "x.tfvars.json" : "x.tfvars", text};
    Diagnostics ignored;
    const auto quick = ReadTags(source, {}, services, ignored);
    ASSERT_EQ(quick, ReadTags(source, {}, parsed, ignored)) << text;
    if (FindPlainTags(source, "image_tags")) ++plain;
    const std::set<std::string> wanted{"api", "b c"};
    const auto is_other = [&](const auto& tag) { return !wanted.contains(tag.first); };
    auto of_wanted = quick;
    if (of_wanted) std::erase_if(*of_wanted, is_other);
    Diagnostics of_few;
    ASSERT_EQ(ReadTagsOf(wanted, source, {}, services, of_few), of_wanted) << text;
    const TagMap changes{{"api", "9f1c\"2ab"}, {"web", "3"}};
    ASSERT_EQ(WriteTags(source, {}, services, changes, ignored),
              WriteTags(source, {}, parsed, changes, ignored))
        << text;
  }
  EXPECT_GT(plain, 4000);
}

}  // namespace
}  // namespace deltaplan::tfvars
