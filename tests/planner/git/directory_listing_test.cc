#include "planner/git/directory_listing.h"

#include <fcntl.h>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/stat.h>
#include <vector>

#include "planner/system/file_descriptor.h"
#include "tests/support/git_sandbox.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;

class DirectoryListingTest : public ::testing::Test {
 protected:
  void File(const std::string& name) { testing::WriteFile(directory_.path() + "/" + name, ""); }
  void Directory(const std::string& name) {
    std::filesystem::create_directories(directory_.path() + "/" + name);
  }
  FileDescriptor Open() {
    return FileDescriptor(::open(directory_.path().c_str(), O_RDONLY | O_DIRECTORY));
  }
  std::vector<std::string> Names() {
    std::vector<std::string> names;
    for (const DiskItem& item : listing_.items()) {
      names.push_back(std::string(item.name.text) + (item.name.is_directory ? "/" : ""));
    }
    return names;
  }

  testing::TemporaryDirectory directory_;
  DirectoryListing listing_;
};

TEST_F(DirectoryListingTest, NamesStandInGitsOrder) {
  for (const char* name :
       {"a-b", "a.b", "a0", "longer-name-1", "longer-name", "longer-n", "\xFF"}) {
    File(name);
  }
  for (const char* name : {"a", "longer-", "longer-name-", "longer-name.d", ".github"}) {
    Directory(name);
  }
  ASSERT_TRUE(listing_.Read(Open().get()));
  EXPECT_THAT(Names(), ElementsAre(".github/", "a-b", "a.b", "a/", "a0", "longer-/", "longer-n",
                                   "longer-name", "longer-name-/", "longer-name-1",
                                   "longer-name.d/", "\xFF"));
  EXPECT_TRUE(listing_.HasDirectory("longer-name.d"));
  EXPECT_FALSE(listing_.HasDirectory("longer-name"));
  EXPECT_FALSE(listing_.HasDirectory("b"));
}

TEST_F(DirectoryListingTest, WhatIsNothingToGitIsLeftOut) {
  Directory(".git");
  File("file");
  std::filesystem::create_symlink("nowhere", directory_.path() + "/link");
  ASSERT_EQ(::mkfifo((directory_.path() + "/pipe").c_str(), 0600), 0);
  ASSERT_TRUE(listing_.Read(Open().get()));
  EXPECT_THAT(Names(), ElementsAre("file", "link"));
}

TEST_F(DirectoryListingTest, ManyLongNamesFitIn) {
  std::vector<std::string> expected;
  for (int i = 100; i < 500; ++i) {
    expected.push_back(std::string(200, 'n') + std::to_string(i));
    File(expected.back());
  }
  ASSERT_TRUE(listing_.Read(Open().get()));
  EXPECT_EQ(Names(), expected);
}

TEST_F(DirectoryListingTest, OnlyNamesThatAreAskedForAndThere) {
  File("file");
  Directory("directory");
  File("other");
  listing_.Stat(Open().get(), {"missing", "file", "directory"});
  EXPECT_THAT(Names(), ElementsAre("directory/", "file"));
  listing_.Clear();
  EXPECT_THAT(Names(), ElementsAre());
}

TEST_F(DirectoryListingTest, WhatIsNoDirectoryCantBeRead) {
  File("file");
  const FileDescriptor file(::open((directory_.path() + "/file").c_str(), O_RDONLY));
  EXPECT_FALSE(listing_.Read(file.get()));
}

}  // namespace
}  // namespace deltaplan::planner
