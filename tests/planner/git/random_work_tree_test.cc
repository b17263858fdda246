// Random work trees of all kinds, each compared with git.
#include <algorithm>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "tests/planner/git/work_tree_fixture.h"

namespace deltaplan::planner {
namespace {

namespace fs = std::filesystem;
using graph::ObjectId;
using graph::RepoPath;
using ::testing::ElementsAre;
using testing::GitRepo;
using testing::GitSandbox;
using ::testing::IsEmpty;

// Random edits to random names, some staged; git is the oracle for the changes and for the
// snapshot. Each seed has one kind of repository.
enum class Kind { kPlain, kConverted, kSplitIndex, kIgnoreCase, kSparse };

class RandomWorkTreeTest : public WorkTreeFixture, public ::testing::WithParamInterface<unsigned> {
 protected:
  // Of what git status does not know or hides, our answers are its own.
  void ExpectIgnoredLikeGit() {
    const auto repository = Open(repo_);
    const std::string status =
        repo_.Git({"status", "--porcelain", "-z", "--untracked-files=all", "--ignored=matching"});
    for (std::size_t at = 0; at < status.size();) {
      std::string line = status.c_str() + at;
      at += line.size() + 1;
      const bool is_hidden = line.starts_with("!! ");
      if (!is_hidden && !line.starts_with("?? ")) continue;
      const bool is_directory = line.ends_with('/');
      if (is_directory) line.pop_back();
      const RepoPath path = *RepoPath::Parse(line.substr(3));
      const Result<bool> ours = repository->IsIgnoredByGit(path, is_directory);
      ASSERT_TRUE(ours) << ours.error().InOneLine();
      EXPECT_EQ(*ours, is_hidden) << path.bytes();
    }
  }
};

TEST_P(RandomWorkTreeTest, AgreesWithGit) {
  parallelism_.jobs = GetParam() % 4;
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  std::mt19937 random(GetParam());
  const auto below = [&random](std::size_t n) { return random() % n; };
  const auto kind = static_cast<Kind>(GetParam() % 5);
  std::vector<std::string> ignore_lines = {"*.log\n",
                                           "/a\n",
                                           "b/\n!b/a\n",
                                           "\\[x]\n",
                                           "   \n",
                                           "/\n",
                                           "!/\n",
                                           "\\\n",
                                           "!\n",
                                           "#\n",
                                           "a \\ \n",
                                           "[\n",
                                           "*/\n",
                                           "a\r\n",
                                           "//a\n",
                                           "b//\n",
                                           "**\n!*.b\n",
                                           "\xEF\xBB\xBF"
                                           "a\n",
                                           "*\n!*/\n",
                                           "a/**/b\n",
                                           "c d  "};
  const std::vector<std::string> attribute_lines = {
      "* text=auto\n",       "\"c d\" text\n",
      "*.b text eol=crlf\n", "a filter=big -text\n",
      "[attr]m text\n",      "* m\n",
      "b ident\n",           "zz working-tree-encoding=latin1\n",
      "*.log -text\n",       "/a/* eol=lf\n",
      "\"\\\\[x]\" text\n",  "* !text\n",
      "!a text\n",           "b filter=unknown\n",
      "a/** binary\n",       "*.b filter=big text bad=\n"};
  const std::vector<std::string> contents = {"x\r\ny\r\n", "x\ny\n", "$Id: 1 $\n", "REAL\n",
                                             "\xE9\n",     "\r\n\r", "$Id$\r\n"};
  if (kind == Kind::kConverted) {
    repo_.Git({"config", "filter.big.clean", "sed s/REAL/pointer/"});
    repo_.Git({"config", "core.autocrlf", std::vector{"false", "input", "true"}[below(3)]});
    repo_.Git({"config", "core.safecrlf", "false"});
  }
  if (kind == Kind::kSplitIndex) repo_.Git({"config", "core.splitIndex", "true"});
  if (kind == Kind::kIgnoreCase) repo_.Git({"config", "core.ignoreCase", "true"});
  std::vector<std::string> names = {"a", "a-b", "a.b", "b", "[x]", "c d", "\xFF", "zz", "x.log"};
  if (kind == Kind::kIgnoreCase) {
    names.emplace_back(":(top)c");
    ignore_lines.insert(ignore_lines.end(), {"A\n", "*.LOG\n!X.*\n", "B/\n", "/A-B/*.B\n", "ZZ\n"});
  }
  const auto path = [&] {
    std::string result;
    for (std::size_t depth = 1 + below(3); depth > 0; --depth) {
      result += (result.empty() ? "" : "/") + names[below(names.size())];
    }
    return result;
  };
  const GitRepo outside = sandbox_.At(sandbox_.root() + "/outside");
  for (const std::string& name : names) outside.Write(name + "/a", "1");
  const auto make_room = [&](const std::string& name) {
    for (std::size_t slash = name.find('/'); slash != std::string::npos;
         slash = name.find('/', slash + 1)) {
      const std::string above = name.substr(0, slash);
      if (!fs::is_directory(fs::symlink_status(repo_.path(above)))) repo_.Remove(above);
    }
    if (!fs::is_regular_file(fs::symlink_status(repo_.path(name)))) repo_.Remove(name);
  };
  const auto edit = [&] {
    const std::string name = path();
    switch (below(kind == Kind::kConverted ? 12 : 9)) {
      case 9:
        make_room(name + "/.gitattributes");
        repo_.Write(below(2) == 0 ? ".gitattributes" : name + "/.gitattributes",
                    attribute_lines[below(attribute_lines.size())] +
                        attribute_lines[below(attribute_lines.size())]);
        break;
      case 10:
      case 11:
        make_room(name);
        repo_.Write(name, contents[below(contents.size())]);
        if (below(2) == 0) {
          fs::last_write_time(repo_.path(name),
                              fs::file_time_type::clock::now() + std::chrono::hours(below(9)));
        }
        break;
      case 0:
        repo_.Remove(name);
        break;
      case 1:
        make_room(name);
        // Sometimes to a directory that has files of the same names.
        repo_.Symlink(name, below(2) == 0 ? outside.path() : "nowhere/" + path());
        break;
      case 2:
        if (fs::is_regular_file(fs::symlink_status(repo_.path(name)))) {
          repo_.SetExecutable(name, below(2) == 0);
        }
        break;
      case 3:
        make_room(name + "/.gitignore");
        repo_.Write(name + "/.gitignore", ignore_lines[below(ignore_lines.size())] +
                                              ignore_lines[below(ignore_lines.size())]);
        break;
      default:
        make_room(name);
        repo_.Write(name, std::to_string(below(4)));
    }
  };
  for (int i = 0; i < 40; ++i) edit();
  repo_.Commit("first");
  if (kind == Kind::kSparse) {
    repo_.Git({"sparse-checkout", "set", "--no-cone", "/*", "!/" + names[below(3)] + "/", "!*.b"});
  }
  for (int round = 0; round < 4; ++round) {
    for (std::size_t i = below(12); i > 0; --i) edit();
    switch (below(6)) {
      case 0:
        repo_.Git({"add", "--sparse", "--all"});
        break;
      case 1:
        repo_.Git({"reset", "--quiet"});
        break;
      case 2:
        repo_.Git({"rm", "-r", "--force", "--quiet", "--cached", "--ignore-unmatch", "--",
                   names[below(4)]});
        break;
      case 3:
        repo_.Git({"add", "--sparse", "--all"});
        repo_.Git({"commit", "--quiet", "--allow-empty", "--message=more"});
        break;
      default:
        break;
    }
    for (std::size_t i = below(4); i > 0; --i) edit();
    ExpectLikeGit(repo_);
    const std::vector<std::string> some = {path(), path()};
    const Changes ours = Ours(repo_, some);
    Changes expected;
    for (const std::string& line : Gits(repo_)) {
      const RepoPath changed = *RepoPath::Parse(line.substr(2));
      if (std::ranges::any_of(some, [&changed](const std::string& asked) {
            return RepoPath::Parse(asked)->Contains(changed);
          })) {
        expected.push_back(line);
      }
    }
    EXPECT_EQ(ours, expected) << some[0] << " " << some[1];
    ExpectIgnoredLikeGit();
    // git add folds names, and leaves alone what is outside of a sparse checkout.
    if (kind == Kind::kIgnoreCase || kind == Kind::kSparse) {
      if (HasFailure()) break;
      continue;
    }
    const ObjectId gits = GitsSnapshot(repo_);
    Result<WorkTreeSnapshot> snapshot = Open(repo_)->SnapshotWorkTree();
    ASSERT_TRUE(snapshot.ok()) << snapshot.error().message;
    EXPECT_EQ(snapshot->root, gits) << repo_.Git({"ls-tree", "-r", gits.ToHex()}) << "\n\n"
                                    << repo_.Git({"status", "--porcelain"});
    if (HasFailure()) break;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomWorkTreeTest, ::testing::Range(0U, 60U));

}  // namespace
}  // namespace deltaplan::planner
