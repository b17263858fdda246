#include "planner/model/tag_pattern.h"

#include <chrono>
#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

TagPattern Compiled(std::string_view pattern) {
  auto compiled = TagPattern::Compile(pattern);
  if (const auto* error = std::get_if<std::string>(&compiled)) ADD_FAILURE() << *error;
  return std::get<TagPattern>(std::move(compiled));
}

TEST(TagPatternTest, TheGroupShaIsWhatCounts) {
  struct Case {
    std::string_view pattern;
    std::string_view tag;
    std::optional<std::string> sha;
  };
  for (const Case& c : {
           Case{"^(?:sha-)?(?<sha>[0-9a-f]{7,40})$", "sha-1a2b3c4", "1a2b3c4"},
           Case{"^(?:sha-)?(?<sha>[0-9a-f]{7,40})$", "1a2b3c4", "1a2b3c4"},
           Case{"^(?:sha-)?(?<sha>[0-9a-f]{7,40})$", "1a2b3c", std::nullopt},
           Case{"^(?<sha>[0-9a-f]{7})$", "1a2b3c4\n", std::nullopt},
           Case{"(?P<sha>[0-9a-f]+)-(\\d+)$", "main-1a2b3c4-77", "1a2b3c4"},
           Case{"(\\w+)-(?'sha'[0-9A-F]+)", "web-ABCDEF1", "ABCDEF1"},
           Case{"latest|(?<sha>[0-9a-f]{7})", "latest", std::nullopt},  // the group took no part
           Case{"(?:(?<sha>[0-9a-f]{7})|main)(-x)", "main-x", std::nullopt},
           Case{"^(?<sha>.*)$", "v1.2", std::nullopt},  // no commit at all
           Case{"^(?<sha>.*)$", "abc", std::nullopt},   // too short for one
           Case{"^(?<sha>.*)$", "", std::nullopt},
           Case{"\xC3\xA9(?<sha>[0-9a-f]+)",
                "\xC3\xA9"
                "abcd",
                "abcd"},
           Case{"(?<sha>[0-9a-f]{7})$",
                "\xFF\xFE"
                "1a2b3c4",
                "1a2b3c4"},
       }) {
    EXPECT_EQ(Compiled(c.pattern).Sha(c.tag), c.sha) << c.pattern << " on " << c.tag;
  }
}

TEST(TagPatternTest, PatternsThatCantWorkAreRefused) {
  struct Case {
    std::string_view pattern;
    std::string_view message;
  };
  for (const Case& c : {
           Case{"[0-9a-f]+", "it has no group named \"sha\" or \"ref\": (?<sha>...)"},
           Case{"(?<SHA>[0-9a-f]+)", "it has no group named \"sha\" or \"ref\": (?<sha>...)"},
           Case{"(?<sha>x", "missing closing parenthesis (at character 9)"},
           Case{"*", "quantifier does not follow a repeatable item (at character 1)"},
       }) {
    const auto compiled = TagPattern::Compile(c.pattern);
    ASSERT_TRUE(std::holds_alternative<std::string>(compiled)) << c.pattern;
    EXPECT_EQ(std::get<std::string>(compiled), c.message);
  }
}

TEST(TagPatternTest, NoPatternCanHang) {
  const auto begin = std::chrono::steady_clock::now();
  const TagPattern pattern = Compiled("^(?:(a+)+)+(?<sha>[0-9a-f]{7})$");
  EXPECT_EQ(pattern.Sha(std::string(100'000, 'a') + "!"), std::nullopt);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
}

}  // namespace
}  // namespace deltaplan::planner
