#include "planner/config/tree_glob.h"

#include <chrono>
#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

TEST(TreeGlobTest, StarsStandForAnyBytesOrNone) {
  struct Case {
    std::string_view pattern;
    std::string_view name;
    bool matches;
  };
  for (const Case& c : {
           Case{"*", "anything", true},
           Case{"*", ".hidden", true},
           Case{"*", "", true},
           Case{"a*", "a", true},
           Case{"a*", "b", false},
           Case{"*a", "banana", true},
           Case{"*a", "bananas", false},
           Case{"a*c*e", "abcde", true},
           Case{"a*c*e", "ace", true},
           Case{"a*c*e", "aec", false},
           Case{"*ab*ab", "ab", false},
           Case{"*ab*ab", "abab", true},
           Case{"*aab", "aaaab", true},
           Case{"x", "x", true},
           Case{"x", "xx", false},
           Case{"", "", true},
           Case{"[ab]?", "a1", false},
           Case{"[ab]?", "[ab]?", true},
           Case{"*\xff", "\xfe\xff", true},
       }) {
    EXPECT_EQ(MatchesComponent(c.pattern, c.name), c.matches) << c.pattern << " on " << c.name;
  }
}

TEST(TreeGlobTest, ManyStarsTakeNoLonger) {
  std::string pattern;
  for (int i = 0; i < 100; ++i) pattern += "*a";
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(MatchesComponent(pattern + "*b", std::string(4000, 'a')));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1));
}

}  // namespace
}  // namespace deltaplan::planner
