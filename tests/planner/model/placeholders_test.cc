#include "planner/model/placeholders.h"

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

}  // namespace
}  // namespace deltaplan::planner
