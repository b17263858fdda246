#include "graph/repo_path.h"

#include <gtest/gtest.h>
#include <string>

namespace deltaplan::graph {
namespace {

RepoPath Path(std::string_view text) { return RepoPath::Parse(text).value(); }

TEST(RepoPathTest, ParseGivesOneFormToEverySpellingOfAPath) {
  const struct {
    const char* text;
    const char* canonical;
  } cases[] = {
      {"", ""},
      {".", ""},
      {"./", ""},
      {"a", "a"},
      {"./a//b/", "a/b"},
      {"a/./b/.", "a/b"},
      {"a b/[x]", "a b/[x]"},
      {"...", "..."},
      {"a..b", "a..b"},
      {"-x/\xff\n", "-x/\xff\n"},
  };
  for (const auto& [text, canonical] : cases) {
    ASSERT_TRUE(RepoPath::Parse(text).has_value()) << text;
    EXPECT_EQ(RepoPath::Parse(text)->bytes(), canonical) << text;
  }
}

TEST(RepoPathTest, PathsThatLeaveTheRepositoryOrHoldNulAreRefused) {
  for (const std::string& text :
       {std::string("/"), std::string("/a"), std::string(".."), std::string("a/.."),
        std::string("a/../b"), std::string("a\0b", 3)}) {
    EXPECT_EQ(RepoPath::Parse(text), std::nullopt) << text;
  }
}

TEST(RepoPathTest, ContainmentGoesByComponent) {
  EXPECT_TRUE(Path("services/api").Contains(Path("services/api")));
  EXPECT_TRUE(Path("services/api").Contains(Path("services/api/main.go")));
  EXPECT_FALSE(Path("services/api").Contains(Path("services/api-gateway")));
  EXPECT_FALSE(Path("services/api").Contains(Path("services")));
  EXPECT_TRUE(RepoPath().Contains(Path("a")));
  EXPECT_TRUE(RepoPath().Contains(RepoPath()));
  EXPECT_FALSE(Path("a").Contains(RepoPath()));
}

TEST(RepoPathTest, ParentNameAndChildTakeAPathApartAndTogether) {
  EXPECT_EQ(Path("a/b/c").Parent(), Path("a/b"));
  EXPECT_EQ(Path("a").Parent(), RepoPath());
  EXPECT_EQ(Path("a/b").Name(), "b");
  EXPECT_EQ(Path("a").Name(), "a");
  EXPECT_EQ(RepoPath().Name(), "");
  EXPECT_EQ(Path("a").Child("b"), Path("a/b"));
  EXPECT_EQ(RepoPath().Child("b"), Path("b"));
}

}  // namespace
}  // namespace deltaplan::graph
