#include "planner/git/commit_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>

namespace deltaplan::planner {
namespace {

using graph::ObjectId;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kOne(40, '1');
const std::string kTwo(40, '2');
const std::string kThree(40, '3');

std::string Commit(const std::string& parents) {
  return "tree " + kOne + "\n" + parents +
         "author A Name <a@example.com> 1000 +0100\n"
         "committer C Name <c@example.com> 2000 -0730\n";
}

TEST(CommitTextTest, TheHeaderAndTheSubjectAreRead) {
  const std::string text = Commit("parent " + kTwo + "\nparent " + kThree + "\n") +
                           "gpgsig -----BEGIN\n parent " + kOne + "\n\n\nSubject line\n\nBody\n";
  const std::optional<CommitText> commit = ParseCommit(text);
  ASSERT_TRUE(commit);
  EXPECT_EQ(commit->tree, ObjectId::FromHex(kOne));
  EXPECT_THAT(commit->parents, ElementsAre(*ObjectId::FromHex(kTwo), *ObjectId::FromHex(kThree)));
  EXPECT_EQ(commit->author, "A Name");
  EXPECT_EQ(commit->time, 2000);
  EXPECT_EQ(commit->subject, "Subject line");
}

TEST(CommitTextTest, AParentIsOneOnlyWhereGitReadsParents) {
  for (const std::string& text :
       {Commit("") + "parent " + kTwo + "\n\nsubject", Commit("") + "\nparent " + kTwo,
        Commit("") + "encoding x\nparent " + kTwo + "\n\nsubject"}) {
    ASSERT_TRUE(ParseCommit(text)) << text;
    EXPECT_THAT(ParseCommit(text)->parents, IsEmpty()) << text;
  }
}

TEST(CommitTextTest, AParentThatIsNoIdIsDamageAndNotAnotherHistory) {
  EXPECT_FALSE(ParseCommit(Commit("parent 1234\n")));
  EXPECT_FALSE(ParseCommit(Commit("parent " + kTwo + "0\n")));
  EXPECT_FALSE(ParseCommit(Commit("parent " + std::string(40, 'g') + "\n")));
  EXPECT_FALSE(ParseCommit(Commit("parent " + kTwo + "\nparent \n")));
}

TEST(CommitTextTest, ATimeIsOneOnlyInItsPlace) {
  EXPECT_EQ(ParseCommit(Commit("") + "committer X <x> 9999 +0000\n")->time, 2000);
  EXPECT_EQ(ParseCommit("tree " + kOne + "\ncommitter X <x> 9999 +0000\n")->time, 0);
  EXPECT_EQ(ParseCommit("tree " + kOne + "\nauthor A\ncommitter C > 12\n")->time, 12);
  EXPECT_EQ(ParseCommit("tree " + kOne + "\nauthor A\ncommitter C <c> -12 +0000\n")->time, -12);
  EXPECT_EQ(ParseCommit("tree " + kOne + "\nauthor A\ncommitter C <c> \t 12 +0000\n")->time, 12);
  for (const char* person :
       {"", "C <c> ", "no mail 5", "C <c>", "C <c> x", "C <c> 99999999999999999999"}) {
    const std::string text = "tree " + kOne + "\nauthor A\ncommitter " + person + "\n\nsubject";
    ASSERT_TRUE(ParseCommit(text)) << text;
    EXPECT_EQ(ParseCommit(text)->time, 0) << text;
    EXPECT_EQ(ParseCommit(text)->subject, "subject") << text;
  }
}

TEST(CommitTextTest, WithoutATreeItIsNoCommit) {
  for (const std::string& text : {std::string(), std::string("tree"), "tree " + kOne.substr(1),
                                  "tree " + kOne + "1", "parent " + kOne, "\ntree " + kOne}) {
    EXPECT_FALSE(ParseCommit(text)) << text;
  }
  EXPECT_TRUE(ParseCommit("tree " + kOne));  // nothing else: git reads that, too
}

TEST(CommitTextTest, ACommitThatEndsEarlyIsReadWithinItsBytes) {
  const std::string text = Commit("parent " + kTwo + "\n") + "\nSubject";
  for (std::size_t size = 0; size < text.size(); ++size) {
    const std::string start = text.substr(0, size);
    const std::optional<CommitText> commit = ParseCommit(start);
    if (commit) {
      EXPECT_EQ(commit->tree, ObjectId::FromHex(kOne));
      EXPECT_LE(commit->subject.size(), 7U);
    }
  }
}

TEST(CommitTextTest, ATagLeadsToAnObject) {
  EXPECT_EQ(ParseTagTarget("object " + kOne + "\ntype commit\n"), ObjectId::FromHex(kOne));
  EXPECT_EQ(ParseTagTarget("object " + kOne.substr(1) + "\n"), std::nullopt);
  EXPECT_EQ(ParseTagTarget("\nobject " + kOne), std::nullopt);
  EXPECT_EQ(ParseTagTarget(""), std::nullopt);
}

}  // namespace
}  // namespace deltaplan::planner
