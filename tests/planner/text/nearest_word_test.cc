#include "planner/text/nearest_word.h"

#include <gtest/gtest.h>

#include "planner/model/config.h"

namespace deltaplan::planner {
namespace {

TEST(NearestWordTest, AWordNearEnoughIsSuggested) {
  const std::vector<std::string> known{"services", "packages", "tag", "tag_pattern", "ecs", "ecr"};
  struct Case {
    std::string_view word;
    std::optional<std::string> nearest;
  };
  for (const Case& c : {
           Case{"pakages", "packages"},
           Case{"service", "services"},
           Case{"srevices", "services"},
           Case{"tags", "tag"},
           Case{"tag_patern", "tag_pattern"},
           Case{"tagpattern", "tag_pattern"},
           Case{"esc", "ecs"},
           Case{"ec", "ecs"},  // the first of equally near ones
           Case{"services", "services"},
           Case{"images", std::nullopt},
           Case{"x", std::nullopt},
           Case{"", std::nullopt},
       }) {
    EXPECT_EQ(NearestWord(c.word, known), c.nearest) << c.word;
  }
  EXPECT_EQ(NearestWord("a", {}), std::nullopt);
}

}  // namespace
}  // namespace deltaplan::planner
