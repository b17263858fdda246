#include "planner/text/nearest_word.h"

#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

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
           Case{"ECS", "ecs"},  // large letters or small
           Case{"Tag_Patern", "tag_pattern"},
           Case{"images", std::nullopt},
           Case{"x", std::nullopt},
           Case{"", std::nullopt},
       }) {
    EXPECT_EQ(NearestWord(c.word, known), c.nearest) << c.word;
  }
  EXPECT_EQ(NearestWord("a", {}), std::nullopt);
}

TEST(NearestPathTest, EachComponentThatIsNotThereIsTheNearestOne) {
  const std::map<std::string, std::vector<std::string>> directories{
      {"", {"packages", "services"}},
      {"packages", {"common", "events"}},
      {"services", {"api", "web"}}};
  const auto nearest = [&](std::string_view path) {
    return NearestPath(path, [&](const std::string& directory) {
      const auto found = directories.find(directory);
      return found == directories.end() ? std::vector<std::string>() : found->second;
    });
  };
  EXPECT_EQ(nearest("pakages/comon"), "packages/common");
  EXPECT_EQ(nearest("packages/evnts"), "packages/events");
  EXPECT_EQ(nearest("service/api/main.ts"), "services/api") << "as far as there is something";
  EXPECT_EQ(nearest("service/*"), "services/*");
  EXPECT_EQ(nearest("service/*/docs"), "services/*/docs");
  EXPECT_EQ(nearest("services/api"), std::nullopt) << "it is there";
  EXPECT_EQ(nearest("services/billing"), std::nullopt) << "nothing is near";
  EXPECT_EQ(nearest("x/api"), std::nullopt);
  EXPECT_EQ(nearest("services/*"), std::nullopt);
  EXPECT_EQ(nearest(""), std::nullopt);
}

}  // namespace
}  // namespace deltaplan::planner
