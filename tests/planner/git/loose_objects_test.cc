#include "planner/git/loose_objects.h"

#include <cstddef>
#include <gtest/gtest.h>
#include <string>
#include <string_view>

#include "planner/git/git_library.h"
#include "tests/planner/git/pack_builder.h"

namespace deltaplan::planner {
namespace {

using testing::ZlibStream;

// "type content", or what is wrong.
std::string Decoded(std::string_view file, std::size_t largest = kLargestLooseObject) {
  Inflater inflater;
  LooseObject object;
  if (const char* why = DecodeLooseObject(inflater, file, object, largest)) return why;
  return std::string(git_object_type2string(object.type)) + " " + std::string(object.content);
}

class LooseObjectsTest : public ::testing::Test {
 protected:
  GitLibrary library_;
};

// A header with its NUL.
std::string Header(std::string_view text) { return std::string(text) + '\0'; }

TEST_F(LooseObjectsTest, EveryTypeIsRead) {
  EXPECT_EQ(Decoded(ZlibStream(Header("blob 5") + "hello")), "blob hello");
  EXPECT_EQ(Decoded(ZlibStream(Header("tree 0"))), "tree ");
  EXPECT_EQ(Decoded(ZlibStream(Header("commit 1") + "x")), "commit x");
  EXPECT_EQ(Decoded(ZlibStream(Header("tag 2") + std::string(2, '\0'))),
            "tag " + std::string(2, '\0'));
  const std::string large(1 << 20, 'a');
  EXPECT_EQ(Decoded(ZlibStream(Header("blob 1048576") + large)), "blob " + large);
}

TEST_F(LooseObjectsTest, ASizeThatLiesIsDamage) {
  for (const char* size : {"4", "6", "-5", "+5", "05", "5 ", " 5", "5x", "", "0x5",
                           "18446744073709551621", "99999999999999999999999"}) {
    EXPECT_EQ(Decoded(ZlibStream(Header("blob " + std::string(size)) + "hello")),
              "its header is wrong")
        << size;
  }
}

TEST_F(LooseObjectsTest, AHeaderOfAnotherFormIsDamage) {
  for (const char* header : {"", "blob", "blob5", "BLOB 5", "bolb 5", " 5", "blobs 5",
                             "OFS_DELTA 5", "REF_DELTA 5", "blob  5"}) {
    EXPECT_EQ(Decoded(ZlibStream(Header(header) + "hello")), "its header is wrong") << header;
  }
  EXPECT_EQ(Decoded(ZlibStream("")), "its header is wrong");
  EXPECT_EQ(Decoded(ZlibStream("blob 5hello")), "its header is wrong");
  EXPECT_EQ(Decoded(ZlibStream(std::string("blob\0 5hello", 12))), "its header is wrong");
}

TEST_F(LooseObjectsTest, AFileThatEndsEarlyOrGoesOnIsDamage) {
  const std::string file = ZlibStream(Header("blob 5") + "hello");
  for (std::size_t size = 0; size < file.size(); ++size) {
    EXPECT_EQ(Decoded(file.substr(0, size)), "it ends early or was overwritten") << size;
  }
  EXPECT_EQ(Decoded(file + "x"), "it ends early or was overwritten");
  for (std::size_t at = 0; at < file.size(); ++at) {
    std::string damaged = file;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    EXPECT_NE(Decoded(damaged).substr(0, 5), "blob ") << at;
  }
}

TEST_F(LooseObjectsTest, WhatIsLargerThanTheLimitIsNotHeld) {
  const std::string content(100'000, 'a');
  const std::string bytes = Header("blob 100000") + content;
  EXPECT_EQ(Decoded(ZlibStream(bytes), bytes.size()), "blob " + content);
  EXPECT_EQ(Decoded(ZlibStream(bytes), bytes.size() - 1), "it is too large");
  // A file of a few hundred bytes may hold a thousand times as many.
  EXPECT_LT(ZlibStream(bytes).size(), 1000U);
}

TEST_F(LooseObjectsTest, AHeaderThatSaysMoreThanThereIsReservesNothingForIt) {
  for (const char* size : {"1073741823", "4294967296", "9223372036854775807"}) {
    EXPECT_EQ(Decoded(ZlibStream(Header("blob " + std::string(size)) + "hello")),
              "its header is wrong")
        << size;
  }
}

}  // namespace
}  // namespace deltaplan::planner
