#include "planner/system/mapped_file.h"

#include <cerrno>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <utility>

#include "planner/system/file_descriptor.h"
#include "planner/system/file_text.h"
#include "tests/support/git_sandbox.h"

namespace deltaplan::planner {
namespace {

class MappedFileTest : public ::testing::Test {
 protected:
  std::string Written(const std::string& content) {
    testing::WriteFile(directory_.path() + "/file", content);
    return directory_.path() + "/file";
  }

  testing::TemporaryDirectory directory_;
};

TEST_F(MappedFileTest, TheBytesStayWhereTheyAreWhenTheOwnerMoves) {
  MappedFile owner;
  std::string_view bytes;
  {
    std::optional<MappedFile> file = MappedFile::Open(Written("content"));
    ASSERT_TRUE(file);
    bytes = file->bytes();
    EXPECT_EQ(bytes, "content");
    EXPECT_GT(file->modified().tv_sec, 0);
    owner = *std::move(file);
  }
  EXPECT_EQ(owner.bytes().data(), bytes.data());
  EXPECT_EQ(owner.bytes(), "content");
}

TEST_F(MappedFileTest, AnEmptyFileHasNoBytesAndAMissingOneIsNone) {
  EXPECT_EQ(MappedFile::Open(Written(""))->bytes(), "");
  EXPECT_FALSE(MappedFile::Open(directory_.path() + "/missing"));
  EXPECT_EQ(errno, ENOENT);
  EXPECT_FALSE(MappedFile::Open(directory_.path()));  // a directory
}

TEST_F(MappedFileTest, APipeIsNoneAndNobodyIsWaitedFor) {
  const std::string path = directory_.path() + "/pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_FALSE(MappedFile::Open(path));
  EXPECT_EQ(errno, ENODEV);
}

TEST_F(MappedFileTest, PagesThatWereEvictedComeBack) {
  const std::string content(300000, 'x');
  const std::optional<MappedFile> file = MappedFile::Open(Written(content));
  EXPECT_EQ(file->bytes(), content);
  EvictPages(file->bytes());
  EXPECT_EQ(file->bytes(), content);
}

TEST_F(MappedFileTest, AFileIsReadToItsEndOrNotAtAll) {
  const std::string content(100000, 'x');
  const std::string path = Written(content);
  EXPECT_EQ(ReadWhole(path), content);
  EXPECT_EQ(ReadToEnd(FileDescriptor(::open(path.c_str(), O_RDONLY)).get(), 100000), content);
  EXPECT_EQ(ReadToEnd(FileDescriptor(::open(path.c_str(), O_RDONLY)).get(), 99999), std::nullopt);
  EXPECT_EQ(errno, EFBIG);
  // One that does not tell its size.
  EXPECT_GT(ReadWhole("/proc/self/status")->size(), 100U);
  EXPECT_EQ(ReadToEnd(FileDescriptor(::open("/dev/zero", O_RDONLY)).get(), 100000), std::nullopt);
  EXPECT_EQ(errno, EFBIG);
  EXPECT_EQ(ReadWhole(directory_.path()), std::nullopt);
  EXPECT_EQ(ReadWhole(path + "/below"), std::nullopt);
}

}  // namespace
}  // namespace deltaplan::planner
