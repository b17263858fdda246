#include "tfvars/text/placeholders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

namespace deltaplan::tfvars {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "<name>" and "<name|argument>" for placeholders.
std::vector<std::string> Pieces(std::string_view text) {
  std::vector<std::string> shown;
  std::string whole;
  for (const PlaceholderPiece& piece : SplitPlaceholders(text)) {
    whole += piece.text;
    if (!piece.placeholder) {
      shown.emplace_back(piece.text);
      continue;
    }
    EXPECT_EQ(piece.placeholder->size, piece.text.size());
    std::string placeholder = "<" + std::string(piece.placeholder->name);
    if (piece.placeholder->argument) placeholder += "|" + std::string(*piece.placeholder->argument);
    shown.push_back(placeholder + ">");
  }
  EXPECT_EQ(whole, text) << "no byte is lost";
  return shown;
}

TEST(PlaceholdersTest, TextsAreSplitAtPlaceholders) {
  EXPECT_THAT(Pieces(""), IsEmpty());
  EXPECT_THAT(Pieces("plain"), ElementsAre("plain"));
  EXPECT_THAT(Pieces("{service}"), ElementsAre("<service>"));
  EXPECT_THAT(Pieces("a-{service_id}.{env}{x}"),
              ElementsAre("a-", "<service_id>", ".", "<env>", "<x>"));
  EXPECT_THAT(Pieces("{sha:12}-{sha:}"), ElementsAre("<sha|12>", "-", "<sha|>"));
  EXPECT_THAT(Pieces("{image:-a b:c}"), ElementsAre("<image|-a b:c>"));
}

TEST(PlaceholdersTest, OtherBracesAreText) {
  for (const char* text : {"{", "}", "{}", "{a", "{a:", "{A}", "${HOME}", "{print $1}", "{a b}",
                           "{a1}", "{1}", "{:x}", "{\xc3\xa9}", "}{"}) {
    EXPECT_THAT(Pieces(text), ElementsAre(text));
  }
  EXPECT_THAT(Pieces("{{a}}"), ElementsAre("{", "<a>", "}"));
  EXPECT_THAT(Pieces("{a:{b}}"), ElementsAre("{a:", "<b>", "}"));
  EXPECT_THAT(Pieces("{a{b}"), ElementsAre("{a", "<b>"));
}

TEST(PlaceholdersTest, OnlyTheFrontIsRead) {
  EXPECT_FALSE(FirstPlaceholder(""));
  EXPECT_FALSE(FirstPlaceholder("x{a}"));
  const std::optional<Placeholder> first = FirstPlaceholder("{a:1}{b}");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->size, 5U);
  EXPECT_FALSE(first->Is("a")) << "it has an argument";
  EXPECT_TRUE(FirstPlaceholder("{a}")->Is("a"));
  EXPECT_FALSE(FirstPlaceholder("{a}")->Is("b"));
}

TEST(PlaceholdersTest, OneIsFoundByItsName) {
  const auto around = [](std::string_view text) {
    const std::optional<AroundPlaceholder> found = FindPlaceholder(text, "a");
    return found ? std::string(found->before) + "|" + std::string(found->behind) : "none";
  };
  EXPECT_EQ(around("{a}"), "|");
  EXPECT_EQ(around("v{b}-{a}.{a}"), "v{b}-|.{a}") << "the first";
  EXPECT_EQ(around("{{a}}"), "{|}");
  EXPECT_EQ(around("{a:{a}"), "{a:|");
  for (const char* text : {"", "a", "{b}", "{a:1}", "{a", "a}", "{aa}"}) {
    EXPECT_EQ(around(text), "none") << text;
  }
}

TEST(PlaceholdersTest, TextsMayHoldAny) {
  EXPECT_TRUE(HasPlaceholder("x{a}"));
  EXPECT_TRUE(HasPlaceholder("{b:1}"));
  EXPECT_FALSE(HasPlaceholder(""));
  EXPECT_FALSE(HasPlaceholder("{A}{"));
}

TEST(PlaceholdersTest, ValuesAreFilledInOnceAndTheRestStays) {
  const std::map<std::string_view, std::string_view> values{
      {"a", "{b}"}, {"b", "B"}, {"empty", ""}};
  const auto fill = [&](std::string_view text) {
    return FillPlaceholders(text, [&](const Placeholder& placeholder) {
      const auto value = values.find(placeholder.name);
      return value == values.end() || placeholder.argument ? std::nullopt
                                                           : std::optional(value->second);
    });
  };
  EXPECT_EQ(fill("{a}{b}-{empty}-{unknown}-{b:1}-{B}"), "{b}B--{unknown}-{b:1}-{B}");
  EXPECT_EQ(fill(""), "");
}

}  // namespace
}  // namespace deltaplan::tfvars
