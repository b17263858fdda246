// Where a tag is written in its file, and that all else stays as it was.
#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

#include "tests/tfvars/carriers/tag_files.h"
#include "tfvars/carriers/object_edit.h"

namespace deltaplan::tfvars {
namespace {

using testing::Made, testing::Read, testing::Shown, testing::Write;

using Form = TagPlace::Form;

TEST(TagLayoutTest, MapInNativeSyntaxKeepsCommentsAlignmentAndLineEnds) {
  const std::string text =
      "# tags\r\nimage_tags = {\r\n  api          = \"a1\" # the api\r\n"
      "  // below\r\n  clinical-api = \"c1\"\r\n  web          = \"w1\" /* last */\r\n}\r\n";
  EXPECT_EQ(Read("x.tfvars", text), "api=a1 clinical-api=c1 web=w1 ");
  EXPECT_EQ(Write("x.tfvars", text, {{"api", "a\"2"}, {"b", "1"}, {"zoo", "z1"}}),
            "# tags\r\nimage_tags = {\r\n  api          = \"a\\\"2\" # the api\r\n"
            "  b            = \"1\"\r\n  // below\r\n  clinical-api = \"c1\"\r\n"
            "  web          = \"w1\" /* last */\r\n  zoo          = \"z1\"\r\n}\r\n");
  EXPECT_EQ(Write("x.tfvars", "image_tags = { \"a b\" = \"1\", }\n", {{"c", "2"}}),
            "image_tags = { \"a b\" = \"1\", \"c\" = \"2\", }\n");
  EXPECT_EQ(
      Write("x.tfvars", "image_tags = {\n  b = \"1\",\n  a = \"2\", # two\n}\n", {{"c", "3"}}),
      "image_tags = {\n  b = \"1\",\n  a = \"2\", # two\n  c = \"3\",\n}\n");
  EXPECT_EQ(Write("x.tfvars", "image_tags = {\n  b = \"1\",\n  c = \"2\" # two\n}\n", {{"d", "3"}}),
            "image_tags = {\n  b = \"1\",\n  c = \"2\", # two\n  d = \"3\"\n}\n");
  EXPECT_EQ(Write("x.tfvars", "image_tags = {\n  # none yet\n}\n", {{"d", "3"}}),
            "image_tags = {\n  # none yet\n  d = \"3\"\n}\n");
  EXPECT_EQ(Write("x.tfvars", "region = \"eu\"", {{"a b", "1"}, {"c", "2"}}),
            "region = \"eu\"\nimage_tags = {\n  \"a b\" = \"1\"\n  c     = \"2\"\n}\n");
}

TEST(TagLayoutTest, ANewEntryStandsOnALineOfItsOwnWhereNoneIsIndented) {
  EXPECT_EQ(Write("x.tfvars", "image_tags = {\napi = \"1\"\nweb = \"2\"\n}\n",
                  {{"a", "0"}, {"clinical-api", "3"}, {"zoo", "4"}}),
            "image_tags = {\na   = \"0\"\napi = \"1\"\nclinical-api = \"3\"\nweb = \"2\"\n"
            "zoo = \"4\"\n}\n");
  EXPECT_EQ(Write("x.tfvars.json", "{\"image_tags\": {\n\"api\": \"1\",\n\"web\": \"2\"\n}}\n",
                  {{"clinical-api", "3"}}),
            "{\"image_tags\": {\n\"api\": \"1\",\n\"clinical-api\": \"3\",\n\"web\": \"2\"\n}}\n");
}

TEST(TagLayoutTest, ATagThatIsThereAlreadyStaysAsItIsWritten) {
  const std::string text = "image_tags = { api = \"\\u00611\", web = null }\n";
  EXPECT_EQ(Write("x.tfvars", text, {{"api", "a1"}}), text);
}

TEST(TagLayoutTest, NewFilesAreCompleteAndSorted) {
  EXPECT_EQ(Made("x.auto.tfvars.json", {{"b", "2"}, {"a", "1"}}, {}),
            "{\n  \"image_tags\": {\n    \"a\": \"1\",\n    \"b\": \"2\"\n  }\n}\n");
  EXPECT_EQ(Made("x.tfvars", {{"long-name", "2"}, {"a", "1"}}, {}),
            "image_tags = {\n  a         = \"1\"\n  long-name = \"2\"\n}\n");
}

TEST(TagLayoutTest, NewFilesHoldVariablesOfAnyForm) {
  const TagPlace shared{.path = "image_tag", .form = Form::kScalar};
  EXPECT_EQ(Made("x.tfvars", {{"api", "1"}, {"clinical-api", "1"}, {"web", "1"}}, shared),
            "image_tag = \"1\"\n");
  EXPECT_EQ(Made("x.tfvars.json", {{"api", "1"}, {"clinical-api", "1"}, {"web", "1"}}, shared),
            "{\n  \"image_tag\": \"1\"\n}\n");
  EXPECT_EQ(Made("x.tfvars", {{"api", "1"}, {"clinical-api", "1"}, {"web", "2"}}, shared),
            "<One tag for all services>");
  const TagPlace own{.path = "{service}_tag", .form = Form::kScalar};
  EXPECT_EQ(Made("x.tfvars", {{"web", "2"}, {"api", "1"}}, own),
            "api_tag = \"1\"\nweb_tag = \"2\"\n");
  EXPECT_EQ(Made("x.tfvars.json", {{"web", "2"}, {"api", "1"}}, own),
            "{\n  \"api_tag\": \"1\",\n  \"web_tag\": \"2\"\n}\n");
  EXPECT_EQ(
      Made("x.tfvars", {{"api", "1"}}, {.path = "services.{service}.tag", .form = Form::kScalar}),
      "<Missing tags>");
  EXPECT_EQ(Made("x.tfvars", {{"api", "1"}}, {.content = TagPlace::Content::kImage}),
            "<Service without image>");
}

TEST(TagLayoutTest, ANewEntryIsWrittenLikeItsNeighbourButForTheComments) {
  EXPECT_EQ(Write("x.tfvars", "image_tags = {\n  api /* pinned */ = \"a1\"\n}\n", {{"web", "w1"}}),
            "image_tags = {\n  api /* pinned */ = \"a1\"\n  web = \"w1\"\n}\n");
  EXPECT_EQ(Write("x.tfvars", "image_tags = { api   :   \"a1\" }\n", {{"web", "w1"}}),
            "image_tags = { api   :   \"a1\", web :   \"w1\" }\n");
}

TEST(TagLayoutTest, ACommentStaysWithTheKeyBelowIt) {
  const auto with_b = [](const std::string& inside) {
    return Write("x.tfvars", "image_tags = {" + inside + "}\n", {{"b", "2"}});
  };
  EXPECT_EQ(with_b("\n  a = \"1\" /* of\n  a */\n\n  # of c\n  c = \"3\"\n"),
            "image_tags = {\n  a = \"1\" /* of\n  a */\n  b = \"2\"\n\n  # of c\n  c = \"3\"\n}\n");
  EXPECT_EQ(with_b("\n  # of c\n  c = \"3\"\n"),
            "image_tags = {\n  b = \"2\"\n  # of c\n  c = \"3\"\n}\n");
  EXPECT_EQ(
      with_b(" # of all\n  # sorted\n\n  /* of\n\n  c */\n  c = \"3\"\n"),
      "image_tags = { # of all\n  # sorted\n\n  b = \"2\"\n  /* of\n\n  c */\n  c = \"3\"\n}\n");
  EXPECT_EQ(with_b("\n  a = \"1\", c = \"3\"\n"),
            "image_tags = {\n  a = \"1\", b = \"2\", c = \"3\"\n}\n");
  EXPECT_EQ(with_b(" c = \"3\",\n  d = \"4\"\n"),
            "image_tags = { b = \"2\",\nc = \"3\",\n  d = \"4\"\n}\n");
  EXPECT_EQ(with_b("\n  a = \"1\" /* last\n  of all */\n"),
            "image_tags = {\n  a = \"1\" /* last\n  of all */\n  b = \"2\"\n}\n");
}

TEST(TagLayoutTest, ANewEntryStandsBehindACommaWhereverThatIs) {
  EXPECT_EQ(
      Write("x.json", "{\"image_tags\": {\n  \"a\": \"1\"\n  ,\"c\": \"3\"\n}}", {{"b", "2"}}),
      "{\"image_tags\": {\n  \"a\": \"1\"\n  ,\"b\": \"2\", \"c\": \"3\"\n}}");
}

TEST(TagLayoutTest, ANewEntryFollowsTheLastCommaWhereverTheBraceStands) {
  EXPECT_EQ(Write("x.tfvars", "image_tags = {\n  a = \"1\", }\n", {{"b", "2"}}),
            "image_tags = {\n  a = \"1\",\n  b = \"2\" }\n");
  EXPECT_EQ(Write("x.tfvars", "image_tags = {\n  a = \"1\" }\n", {{"b", "2"}}),
            "image_tags = {\n  a = \"1\"\n  b = \"2\" }\n");
}

TEST(TagLayoutTest, WhatLooksLikeATemplateStaysEscapedInAHeredoc) {
  const std::string text =
      "image_tags = <<EOT\n{\"$${x}\": \"1\", \"%%{y}\": \"2\", \"a$b\": \"3\", \"api\": "
      "\"a1\"}\nEOT\n";
  std::string expected = text;
  expected.replace(expected.find("a1"), 2, "a2");
  EXPECT_EQ(Write("x.tfvars", text, {{"api", "a2"}}, {.path = "image_tags", .form = Form::kJson}),
            expected);
}

// "<<-" takes away what all lines have in front that are not blank.
TEST(TagLayoutTest, ABlankLineSaysNothingOfAHeredocsIndentation) {
  for (const std::string text : {
           "image_tags = <<-EOT\n      \n{    \"api\": \"a1\",\n  \"web\": \"w1\"\n   }\n  EOT\n",
           "image_tags = <<-EOT\n\n    {\n      \"api\": \"a1\",\n\n      \"web\": \"w1\"\n    }\n "
           " EOT\n",
           "image_tags = <<-EOT\r\n\t{\r\n\t\t\"api\": \"a1\"\r\n \r\n\t}\r\n  EOT\r\n",
           "image_tags = <<-EOT\n    {\"$${x}\": \"1\",\n  \"api\": \"a1\",\n  \"%%{y}\": "
           "\"2\"}\nEOT\n",
       }) {
    std::string expected = text;
    expected.replace(expected.find("a1"), 2, "a2");
    EXPECT_EQ(Write("x.tfvars", text, {{"api", "a2"}}, {.path = "image_tags", .form = Form::kJson}),
              expected);
  }
}

TEST(TagLayoutTest, ANewTagOfAHeredocHasItsIndentation) {
  EXPECT_EQ(
      Write("x.tfvars", "image_tags = <<-EOT\n\n    {\n      \"b\": \"1\"\n    }\n  EOT\n",
            {{"a", "2"}}, {.path = "image_tags", .form = Form::kJson}),
      "image_tags = <<-EOT\n\n    {\n      \"a\": \"2\",\n      \"b\": \"1\"\n    }\n  EOT\n");
}

TEST(TagLayoutTest, AFileMayBeginWithAnEmptyLine) {
  EXPECT_EQ(Write("x.tfvars", "\nimage_tags = {\n  a = \"1\"\n}\n", {{"b", "2"}}),
            "\nimage_tags = {\n  a = \"1\"\n  b = \"2\"\n}\n");
}

TEST(TagLayoutTest, WhatComesFirstInAMapStandsBehindItsBraceOnWhateverLineThatIs) {
  EXPECT_EQ(Write("x.json", "\n\n{\n  \"b\": \"1\"\n}\n", {{"a", "2"}}, {.path = ""}),
            "\n\n{\n  \"a\": \"2\",\n  \"b\": \"1\"\n}\n");
  EXPECT_EQ(Write("x.json", "{\n\"image_tags\":\n{\n  \"b\": \"1\"\n}\n}\n", {{"a", "2"}}),
            "{\n\"image_tags\":\n{\n  \"a\": \"2\",\n  \"b\": \"1\"\n}\n}\n");
}

// Whatever the layout: after a change the file says exactly the old tags with the change made.
TEST(TagLayoutTest, RandomLayoutsKeepAllOtherTags) {
  for (unsigned seed = 0; seed < 2000; ++seed) {
    std::mt19937 random(seed);
    const auto pick = [&](std::vector<std::string> words) {
      return words[random() % words.size()];
    };
    const bool is_json = random() % 2 == 0;
    const bool is_multi_line = random() % 2 == 0;
    TagMap expected;
    std::vector<std::string> names{"a", "b-c", "\u00e9", "q\"\\", "${x}", "z z", "1"};
    std::ranges::shuffle(names, random);
    names.resize(random() % names.size());
    std::string members;
    const bool has_commas = is_json || !is_multi_line || random() % 2 == 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string tag = "t" + std::to_string(random() % 10);
      expected[names[i]] = tag;
      const bool is_last = i + 1 == names.size();
      const auto syntax = is_json ? Syntax::kJson : Syntax::kNative;
      members += is_multi_line ? pick({"\n  ", "\n\t", "\n\n  "}) : pick({"", " "});
      members +=
          QuotedText(names[i], syntax) + (is_json ? pick({":", " : "}) : pick({"=", "  = "}));
      members += QuotedText(tag, syntax);
      if (has_commas && (!is_last || (!is_json && random() % 2 == 0))) members += ",";
      if (!is_json && is_multi_line) members += pick({"", " # c, }", " // \"x\" = 1"});
    }
    std::string text = is_json ? "{\"image_tags\": {" : "image_tags = {";
    text += members + (is_multi_line ? pick({"\n", "\n  "}) : "") + (is_json ? "}}" : "}\n");
    const std::string name = is_json ? "x.json" : "x.tfvars";
    TagMap changes;
    for (const char* service : {"a", "b-c", "m", "zz", "q\"\\"}) {
      if (random() % 2 == 0) changes[service] = "new";
    }
    Diagnostics diagnostics;
    const auto written = WriteTags({name, text}, {}, {}, changes, diagnostics);
    ASSERT_TRUE(written) << seed << "\n" << text << "\n" << Shown(std::nullopt, diagnostics);
    for (const auto& [service, tag] : changes) expected[service] = tag;
    EXPECT_EQ(ReadTags({name, *written}, {}, {}, diagnostics), expected) << seed << "\n"
                                                                         << text << "\n"
                                                                         << *written;
    EXPECT_EQ(WriteTags({name, *written}, {}, {}, changes, diagnostics), written) << seed;
  }
}

}  // namespace
}  // namespace deltaplan::tfvars
