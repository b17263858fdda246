#include "graph/ignore_rules.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/git_sandbox.h"

namespace deltaplan::graph {
namespace {

bool Ignores(const std::vector<std::string>& patterns, const std::string& path,
             bool is_directory = false) {
  return IgnoreRules(patterns).IsIgnored(RepoPath::FromCanonical(path), is_directory);
}

TEST(IgnoreRulesTest, APatternWithoutSlashMatchesAtAnyDepth) {
  EXPECT_TRUE(Ignores({"*.md"}, "README.md"));
  EXPECT_TRUE(Ignores({"*.md"}, "services/api/README.md"));
  EXPECT_FALSE(Ignores({"*.md"}, "README.mdx"));
}

TEST(IgnoreRulesTest, ASlashInThePatternAnchorsItAtTheRoot) {
  EXPECT_TRUE(Ignores({"/docs"}, "docs"));
  EXPECT_FALSE(Ignores({"/docs"}, "services/docs"));
  EXPECT_TRUE(Ignores({"services/*/docs"}, "services/api/docs"));
  EXPECT_FALSE(Ignores({"services/*/docs"}, "more/services/api/docs"));
}

TEST(IgnoreRulesTest, WhatLiesBelowAnIgnoredDirectoryIsIgnored) {
  EXPECT_TRUE(Ignores({"docs"}, "services/docs/a/b"));
  EXPECT_FALSE(Ignores({"docs"}, "services/docs-old/a"));
  EXPECT_TRUE(Ignores({"docs", "!docs/keep.txt"}, "docs/keep.txt"))
      << "git does not look into an ignored directory";
  EXPECT_FALSE(Ignores({"docs/*", "!docs/keep.txt"}, "docs/keep.txt"));
}

TEST(IgnoreRulesTest, TheRootIsNeverIgnored) {
  EXPECT_TRUE(Ignores({"**"}, "x"));
  for (const char* pattern : {"*", "**", "/**", "/*/", "**/"}) {
    EXPECT_FALSE(Ignores({pattern}, "", true)) << pattern;
  }
}

TEST(IgnoreRulesTest, ATrailingSlashMeansDirectoriesOnly) {
  EXPECT_TRUE(Ignores({"build/"}, "build", true));
  EXPECT_FALSE(Ignores({"build/"}, "build", false));
  EXPECT_TRUE(Ignores({"build/"}, "build/file"));
}

TEST(IgnoreRulesTest, TheLastMatchingPatternDecides) {
  EXPECT_FALSE(Ignores({"*.txt", "!keep.txt"}, "a/keep.txt"));
  EXPECT_TRUE(Ignores({"!keep.txt", "*.txt"}, "a/keep.txt"));
  EXPECT_TRUE(Ignores({"*.txt", "!keep.txt"}, "a/other.txt"));
}

TEST(IgnoreRulesTest, CommentsAndBlankLinesHoldNoPattern) {
  EXPECT_TRUE(IgnoreRules({"", "   ", "# *", "/", "!"}).empty());
  EXPECT_TRUE(Ignores({"\\#x"}, "#x"));
  EXPECT_TRUE(Ignores({"\\!x"}, "!x"));
}

TEST(IgnoreRulesTest, TrailingSpacesCountOnlyWhenEscaped) {
  EXPECT_TRUE(Ignores({"a  "}, "a"));
  EXPECT_TRUE(Ignores({"a\\ "}, "a "));
  EXPECT_TRUE(Ignores({"a\\ \\  "}, "a  "));
  EXPECT_TRUE(Ignores({"a\\\\ "}, "a\\")) << "here the backslash is what is escaped";
  EXPECT_TRUE(Ignores({"\\ "}, " ")) << "an escape may come first";
  EXPECT_TRUE(Ignores({"\\  "}, " "));
  EXPECT_FALSE(Ignores({"a \\"}, "a ")) << "one that escapes nothing is no space";
}

TEST(IgnoreRulesTest, BytesOutsideAsciiAreOrdinaryBytes) {
  EXPECT_TRUE(Ignores({"\xff?"}, "\xff\xfe"));
  EXPECT_FALSE(Ignores({"?"}, "\xc3\xa9")) << "two bytes";
  EXPECT_TRUE(Ignores({"[\x80-\xff]"}, "\xfe"));
}

TEST(IgnoreRulesTest, HostilePatternsTakeNoTime) {
  std::string glob = "x/**/";
  for (int i = 0; i < 200; ++i) glob += "*a";
  EXPECT_FALSE(Ignores({glob + "b"}, "x/" + std::string(5'000, 'a')));
}

TEST(IgnoreRulesTest, MayMatchBelowIsFalseOnlyWhereNoPatternReaches) {
  const IgnoreRules anchored({"services/api/docs/**", "/tools/*.md", "!packages/x"});
  const auto below = [](const IgnoreRules& rules, const char* path) {
    return rules.MayMatchBelow(RepoPath::FromCanonical(path));
  };
  EXPECT_TRUE(below(anchored, ""));
  EXPECT_TRUE(below(anchored, "services"));
  EXPECT_TRUE(below(anchored, "services/api"));
  EXPECT_TRUE(below(anchored, "services/api/docs/a"));
  EXPECT_FALSE(below(anchored, "services/api/src"));
  EXPECT_FALSE(below(anchored, "services/api-gateway"));
  EXPECT_TRUE(below(anchored, "tools"));
  EXPECT_FALSE(below(anchored, "packages")) << "a negated pattern only takes back";
  EXPECT_TRUE(below(IgnoreRules({"*.md"}), "packages"));
  EXPECT_TRUE(below(IgnoreRules({"serv*/docs"}), "services"));
  EXPECT_FALSE(below(IgnoreRules(), ""));
}

// Random patterns over random paths, compared with `git check-ignore`.
class Differential {
 public:
  Differential() : repo_(sandbox_.Init("repo")) {
    for (const std::string& top : Names()) {
      for (const std::string& name : Names()) {
        AddFile(top + "/d/" + name);
        AddFile(top + "/" + name + "x");
      }
    }
    AddFile("a.txt");
    AddFile("d/a b");
  }

  void Run(unsigned seed) {
    random_.seed(seed);
    std::vector<std::string> patterns(1 + Below(6));
    std::string text;
    for (std::string& pattern : patterns) {
      pattern = RandomPattern();
      text += pattern + '\n';
    }
    repo_.Write(".gitignore", text);
    std::string input;
    for (const auto& entry : paths_) input += entry.first + '\0';
    const std::string out =
        testing::RunProcess(
            repo_.path(), {"git", "check-ignore", "--no-index", "-z", "--stdin", "-v", "-n"}, input)
            .out;
    // Four fields for each path: source, line, pattern, path.
    std::vector<std::string> fields;
    for (std::size_t at = 0; at < out.size(); at = out.find('\0', at) + 1) {
      fields.emplace_back(out.c_str() + at);
    }
    ASSERT_EQ(fields.size(), 4 * paths_.size());
    const IgnoreRules rules(patterns);
    for (std::size_t i = 0; i < paths_.size(); ++i) {
      const std::string& pattern = fields[4 * i + 2];
      const bool expected = !pattern.empty() && pattern.front() != '!';
      const auto& [path, is_directory] = paths_[i];
      const RepoPath repo_path = RepoPath::FromCanonical(path);
      ASSERT_EQ(rules.IsIgnored(repo_path, is_directory), expected)
          << "seed " << seed << ", path '" << path << "', git's pattern '" << pattern
          << "', patterns:\n"
          << text;
      if (expected) {
        ASSERT_TRUE(rules.MayMatchBelow(repo_path)) << "seed " << seed << path;
      }
    }
  }

 private:
  static std::vector<std::string> Names() {
    return {"a", "ab", "b",    "-", "[a]", "a\\b", "!a", "#a",
            "A", "a ", "\xff", "^", "]",   "a.b",  "*"};
  }

  void AddFile(const std::string& path) {
    repo_.Write(path, "");
    paths_.push_back({path, false});
    for (std::size_t slash = path.find('/'); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
      const std::pair<std::string, bool> directory{path.substr(0, slash), true};
      if (std::ranges::count(paths_, directory) == 0) paths_.push_back(directory);
    }
  }

  std::size_t Below(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_);
  }

  std::string RandomPattern() {
    static const std::vector<std::string> kPieces = {"a",
                                                     "b",
                                                     "d",
                                                     "x",
                                                     "ab",
                                                     "A",
                                                     ".",
                                                     "-",
                                                     "*",
                                                     "*",
                                                     "**",
                                                     "***",
                                                     "?",
                                                     "/",
                                                     "/",
                                                     "/**/",
                                                     "**/",
                                                     "/**",
                                                     "\\",
                                                     "\\/",
                                                     "\\*",
                                                     "\\[",
                                                     "\\\\",
                                                     "[ab]",
                                                     "[!a]",
                                                     "[^a-c]",
                                                     "[]-a]",
                                                     "[a-]",
                                                     "[[:alpha:]]",
                                                     "[[:upper:][:digit:]]",
                                                     "[[:punct:]-z]",
                                                     "[[:space:]]",
                                                     "[[:nope:]]",
                                                     "[[:]",
                                                     "[[:a]",
                                                     "[\\]]",
                                                     "[a-\\d]",
                                                     "[",
                                                     "]",
                                                     "!",
                                                     "#",
                                                     " ",
                                                     "\\ ",
                                                     "\xff",
                                                     "[\x80-\xff]",
                                                     "^"};
    std::string pattern;
    if (Below(4) == 0) pattern += "!";
    if (Below(5) == 0) pattern += "/";
    for (std::size_t i = 1 + Below(5); i > 0; --i) pattern += kPieces[Below(kPieces.size())];
    if (Below(5) == 0) pattern += "/";
    return pattern;
  }

  testing::GitSandbox sandbox_;
  testing::GitRepo repo_;
  std::vector<std::pair<std::string, bool>> paths_;
  std::mt19937 random_;
};

TEST(IgnoreRulesRandomTest, RandomPatternsMeanWhatGitSaysTheyMean) {
  Differential differential;
  for (unsigned seed = 0; seed < 200; ++seed) {
    differential.Run(seed);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace deltaplan::graph
