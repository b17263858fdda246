#include "planner/model/placeholders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

const PlaceholderValues kValues{{"env", "prod"}, {"service", "{env}"}};

TEST(PlaceholdersTest, NamesAreReplacedOnce) {
  EXPECT_EQ(FillPlaceholders("{env}-{service}{env}", kValues), "prod-{env}prod");
  EXPECT_EQ(FillPlaceholders("", kValues), "");
  EXPECT_EQ(FillPlaceholders("plain", kValues), "plain");
}

TEST(PlaceholdersTest, OtherBracesStay) {
  for (const char* text : {"{", "}", "{}", "{ env }", "{Env}", "{env", "{image}", "{\"a\": 1}"}) {
    EXPECT_EQ(FillPlaceholders(text, kValues), text);
  }
  EXPECT_EQ(FillPlaceholders("{{env}}", kValues), "{prod}");
}

TEST(PlaceholdersTest, TheFirstUnknownNameIsTold) {
  EXPECT_EQ(UnknownPlaceholder("{env} {{x} {image} {y}", kValues), "x");
  EXPECT_EQ(UnknownPlaceholder("{env} { x } {}", kValues), std::nullopt);
}

PlaceholderTexts Words(const std::map<std::string, std::string>& words) {
  PlaceholderTexts texts;
  for (const auto& [word, text] : words) texts.emplace(word, PlaceholderText{text, "/" + word});
  return texts;
}

TEST(PlaceholdersTest, WordsStandForWhatOtherWordsMake) {
  const PlaceholderValues values = WithWords(kValues, Words({{"a", "{b}-{env}"},
                                                             {"b", "{c}{service}"},
                                                             {"c", ""},
                                                             {"d", "{image}{env}"},
                                                             {"e", "{d}"},
                                                             {"f", "{x:1}"}}));
  EXPECT_EQ(FillPlaceholders("{a} {b} {c} {d} {e} {f} {env}", values),
            "{env}-prod {env}  {d} {e} {x:1} prod")
      << "what needs the image, which is not known, has no value";
}

TEST(PlaceholdersTest, ACircleOfWordsIsFound) {
  using ::testing::ElementsAre;
  using ::testing::IsEmpty;
  EXPECT_THAT(PlaceholderCircle(Words({{"a", "{b}{b}"}, {"b", "{c}"}, {"c", "{x}"}})), IsEmpty());
  EXPECT_THAT(PlaceholderCircle(Words({{"a", "{x}{b}"}, {"b", "{c}"}, {"c", "{b}"}})),
              ElementsAre("b", "c", "b"));
  EXPECT_THAT(PlaceholderCircle(Words({{"a", "{a}"}})), ElementsAre("a", "a"));
  const PlaceholderValues values = WithWords({}, Words({{"a", "{b}"}, {"b", "{a}"}, {"c", "1"}}));
  EXPECT_EQ(FillPlaceholders("{a}{b}{c}", values), "{a}{b}1");
}

TEST(PlaceholdersTest, AllButTheEnvironmentIsAboutAService) {
  for (const char* const text : {"{service}", "a{image}", "{env}{var}"}) {
    EXPECT_TRUE(NamesService(text)) << text;
  }
  for (const char* const text : {"", "{env}", "{service:1}", "service"}) {
    EXPECT_FALSE(NamesService(text)) << text;
  }
}

}  // namespace
}  // namespace deltaplan::planner
