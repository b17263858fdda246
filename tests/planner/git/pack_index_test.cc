#include "planner/git/pack_index.h"

#include <gtest/gtest.h>
#include <optional>
#include <string>

#include "planner/git/multi_pack_index.h"
#include "planner/git/object_count.h"
#include "tests/planner/git/pack_builder.h"
#include "tests/support/git_sandbox.h"

namespace deltaplan::planner {
namespace {

using testing::BigEndianBytes;
using testing::IdWithFirstByte;
using testing::PackBuilder;

constexpr std::size_t kHeader = 8;
constexpr std::size_t kFanOut = 1024;

PackBuilder ThreeObjects() {
  PackBuilder builder;
  for (const unsigned first : {0x00U, 0x7FU, 0xFFU}) builder.Add(IdWithFirstByte(first), "entry");
  return builder;
}

TEST(PackIndexTest, BothVersionsNameTheSameOffsets) {
  const PackBuilder builder = ThreeObjects();
  for (const std::string& bytes :
       {builder.Index(), builder.Index(/*large_offsets=*/true), builder.IndexVersion1()}) {
    const std::optional<PackIndex> index = PackIndex::Parse(bytes);
    ASSERT_TRUE(index);
    EXPECT_EQ(index->count(), 3U);
    EXPECT_EQ(index->Find(IdWithFirstByte(0x00)), 12U);
    EXPECT_EQ(index->Find(IdWithFirstByte(0x7F)), 17U);
    EXPECT_EQ(index->Find(IdWithFirstByte(0xFF)), 22U);
    EXPECT_EQ(index->Find(IdWithFirstByte(0x01)), std::nullopt);
    EXPECT_EQ(index->IdAt(1), IdWithFirstByte(0x7F));
    EXPECT_EQ(index->pack_checksum(), std::string(20, 'p'));
  }
}

TEST(PackIndexTest, AnIndexOfNothingIsOne) {
  const std::string bytes = PackBuilder().Index();
  const std::optional<PackIndex> index = PackIndex::Parse(bytes);
  ASSERT_TRUE(index);
  EXPECT_EQ(index->Find(IdWithFirstByte(0)), std::nullopt);
}

TEST(PackIndexTest, AnIndexThatEndsEarlyOrLateIsNone) {
  for (const std::string& bytes : {ThreeObjects().Index(), ThreeObjects().IndexVersion1()}) {
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_FALSE(PackIndex::Parse(bytes.substr(0, size))) << size;
    }
    EXPECT_FALSE(PackIndex::Parse(bytes + "x"));
  }
}

TEST(PackIndexTest, AFanOutTableThatFallsIsNone) {
  std::string bytes = ThreeObjects().Index();
  bytes.replace(kHeader + 0x40 * 4, 4, BigEndianBytes(2, 4));  // 1 before, 1 behind it
  EXPECT_FALSE(PackIndex::Parse(bytes));
}

TEST(PackIndexTest, AFanOutTableThatCountsMoreThanThereAreIsNone) {
  for (const std::uint64_t count : {4U, 0x7FFFFFFFU, 0xFFFFFFFFU}) {
    std::string bytes = ThreeObjects().Index();
    bytes.replace(kHeader + 255 * 4, 4, BigEndianBytes(count, 4));
    EXPECT_FALSE(PackIndex::Parse(bytes)) << count;
    bytes = ThreeObjects().IndexVersion1();
    bytes.replace(255 * 4, 4, BigEndianBytes(count, 4));
    EXPECT_FALSE(PackIndex::Parse(bytes)) << count;
  }
}

TEST(PackIndexTest, ALargeOffsetBeyondItsTableIsNowhere) {
  std::string bytes = ThreeObjects().Index();
  const std::size_t offsets = kHeader + kFanOut + std::size_t{3} * 24;
  bytes.replace(offsets, 4, BigEndianBytes(0x80000000U, 4));  // there is no such table
  EXPECT_EQ(PackIndex::Parse(bytes)->Find(IdWithFirstByte(0)), std::nullopt);
  bytes = ThreeObjects().Index(/*large_offsets=*/true);
  bytes.replace(offsets, 4, BigEndianBytes(0x80000003U, 4));  // of three
  EXPECT_EQ(PackIndex::Parse(bytes)->Find(IdWithFirstByte(0)), std::nullopt);
  bytes.replace(offsets, 4, BigEndianBytes(0xFFFFFFFFU, 4));
  EXPECT_EQ(PackIndex::Parse(bytes)->Find(IdWithFirstByte(0)), std::nullopt);
}

TEST(PackIndexTest, AnotherVersionIsNone) {
  std::string bytes = ThreeObjects().Index();
  bytes[7] = 3;
  EXPECT_FALSE(PackIndex::Parse(bytes));
}

// A chunk's name and where it begins.
std::string TableEntry(const std::string& name, std::uint64_t offset) {
  return name + BigEndianBytes(offset, 8);
}

// Two chunks, which lie from 60 to `names_end` and from 84 to `end`.
std::string CombinedIndex(std::uint64_t names_begin = 48, std::uint64_t names_end = 64,
                          std::uint64_t end = 64 + kFanOut) {
  const std::string names("one.idx\0two.idx\0", 16);
  std::string fan_out(kFanOut - 4, '\0');
  fan_out += BigEndianBytes(7, 4);
  return std::string("MIDX\1\1\2\0\0\0\0\2", 12) + TableEntry("PNAM", names_begin) +
         TableEntry("OIDF", names_end) + TableEntry(std::string(4, '\0'), end) + names + fan_out;
}

TEST(MultiPackIndexTest, NamesAndObjectsAreRead) {
  const std::optional<MultiPackIndex> index = ParseMultiPackIndex(CombinedIndex());
  ASSERT_TRUE(index);
  EXPECT_EQ(index->objects, 7U);
  EXPECT_EQ(index->packs, (std::set<std::string>{"one.idx", "two.idx"}));
}

TEST(MultiPackIndexTest, AChunkOutsideOfTheFileIsDamage) {
  const std::uint64_t huge = std::uint64_t{1} << 62U;
  EXPECT_FALSE(ParseMultiPackIndex(CombinedIndex(48, huge)));
  EXPECT_FALSE(ParseMultiPackIndex(CombinedIndex(48, 64, huge)));
  EXPECT_FALSE(ParseMultiPackIndex(CombinedIndex(huge, huge)));
  EXPECT_FALSE(ParseMultiPackIndex(CombinedIndex(48, 40)));  // ends before it begins
  EXPECT_FALSE(ParseMultiPackIndex(CombinedIndex(48, 64, 64 + kFanOut - 1)));
}

TEST(MultiPackIndexTest, AFileThatEndsEarlyIsDamage) {
  const std::string bytes = CombinedIndex();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(ParseMultiPackIndex(bytes.substr(0, size))) << size;
  }
}

TEST(ObjectCountTest, WhatIsDamagedCountsNothingAndTakesNoMemory) {
  const testing::TemporaryDirectory objects;
  const PackBuilder builder = ThreeObjects();
  testing::WriteFile(objects.path() + "/pack/a.idx", builder.Index());
  testing::WriteFile(objects.path() + "/pack/a.pack", builder.Pack());
  EXPECT_EQ(ApproximateObjectCount({objects.path()}), 3U);
  testing::WriteFile(objects.path() + "/pack/b.idx", builder.Index().substr(0, 500));
  testing::WriteFile(objects.path() + "/pack/b.pack", builder.Pack());
  testing::WriteFile(objects.path() + "/pack/multi-pack-index",
                     CombinedIndex(48, std::uint64_t{1} << 62U));
  EXPECT_EQ(ApproximateObjectCount({objects.path()}), 3U);
}

}  // namespace
}  // namespace deltaplan::planner
