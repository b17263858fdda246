#include "planner/config/tag_format.h"

#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

TEST(TagFormatTest, FormatsWithOneCommitAreAccepted) {
  for (const std::string& format :
       {std::string("{short_sha}"), std::string("{sha}"), std::string("{sha:4}"),
        std::string("{sha:40}"), std::string("sha-{short_sha}"), std::string("{service}-{sha:12}"),
        std::string("_v1.2-{short_sha}"), std::string(88, 'x') + "{sha}"}) {
    const auto problem = CheckTagFormat(format, {"team"});
    EXPECT_FALSE(problem) << format << ": " << problem->message;
  }
}

TEST(TagFormatTest, OtherFormatsAreRefused) {
  struct Case {
    std::string format;
    std::string message;
  };
  const std::string no_commit = "The tag holds no commit, so no later plan could tell what is live";
  for (const Case& c : {
           Case{"latest", no_commit},
           Case{"{service}", no_commit},
           Case{"{short_sha", "A placeholder is not closed: \"}\" is missing"},
           Case{"{sah}", "There is no placeholder {sah} for tags"},
           Case{"{sha:3}", "There is no placeholder {sha:3} for tags"},
           Case{"{sha:07}", "There is no placeholder {sha:07} for tags"},
           Case{"{sha:41}", "There is no placeholder {sha:41} for tags"},
           Case{"{sha:}", "There is no placeholder {sha:} for tags"},
           Case{"{sha:7x}", "There is no placeholder {sha:7x} for tags"},
           Case{"{env}-{sha}", "There is no placeholder {env} for tags"},
           Case{"{short_sha}-{sha}", "The tag holds the commit more than once"},
           Case{"-{sha}", "\"-{sha}\" makes no legal image tag"},
           Case{".{sha}", "\".{sha}\" makes no legal image tag"},
           Case{"a/{sha}", "\"a/{sha}\" makes no legal image tag"},
           Case{"a b{sha}", "\"a b{sha}\" makes no legal image tag"},
           Case{"é{sha}", "\"é{sha}\" makes no legal image tag"},
           Case{"{sha}}", "\"{sha}}\" makes no legal image tag"},
           Case{std::string(89, 'x') + "{sha}",
                "\"" + std::string(89, 'x') + "{sha}\" makes no legal image tag"},
       }) {
    const auto problem = CheckTagFormat(c.format, {"team"});
    ASSERT_TRUE(problem) << c.format;
    EXPECT_EQ(problem->message, c.message);
  }
}

TEST(TagFormatTest, TheImageNameCountsWhereTheFormatHoldsIt) {
  EXPECT_TRUE(MakesLegalTag("{service}-{sha}", "web"));
  EXPECT_FALSE(MakesLegalTag("{service}-{sha}", "my web"));
  EXPECT_FALSE(MakesLegalTag("{service}-{sha}", "team/web"));
  EXPECT_FALSE(MakesLegalTag("{service}-{sha}", ".web"));
  EXPECT_FALSE(MakesLegalTag("{service}-{sha}", std::string(88, 'w')));
  EXPECT_TRUE(MakesLegalTag("x{service}-{sha:4}", ".web"));
  EXPECT_TRUE(MakesLegalTag("{sha}", "my web"));
}

}  // namespace
}  // namespace deltaplan::planner
