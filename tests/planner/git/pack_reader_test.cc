#include "planner/git/pack_reader.h"

#include <git2.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include "planner/git/git_handles.h"
#include "planner/git/git_library.h"
#include "tests/planner/git/pack_builder.h"
#include "tests/support/git_sandbox.h"

namespace deltaplan::planner {
namespace {

using graph::ObjectId;
using testing::BaseDistance;
using testing::DeltaSize;
using testing::EntryHeader;
using testing::IdWithFirstByte;
using testing::PackBuilder;
using testing::RawId;
using testing::ZlibStream;

constexpr unsigned kBlob = 3;

// What a reader of `builder`'s pack finds under `id`; nullopt: it leaves that to libgit2.
std::optional<std::string> ReadBlob(const std::string& pack, const std::string& index,
                                    const ObjectId& id, ObjectType type = ObjectType::kBlob) {
  const PackFiles files({{index, pack}});
  PackReader reader(files);
  std::string raw;
  if (!reader.Read(id, type, raw)) return std::nullopt;
  return raw;
}

std::optional<std::string> ReadBlob(const PackBuilder& builder, const ObjectId& id) {
  return ReadBlob(builder.Pack(), builder.Index(), id);
}

std::string Whole(unsigned type, const std::string& content) {
  return EntryHeader(type, content.size()) + ZlibStream(content);
}

std::string OffsetDelta(std::size_t distance, const std::string& delta) {
  return EntryHeader(PackEntry::kOffsetDelta, delta.size()) + BaseDistance(distance) +
         ZlibStream(delta);
}

std::string RefDelta(const ObjectId& base, const std::string& delta) {
  return EntryHeader(PackEntry::kRefDelta, delta.size()) + RawId(base) + ZlibStream(delta);
}

// From "hello" to "hello there".
std::string DeltaThere() { return DeltaSize(5) + DeltaSize(11) + "\x90\x05" + "\x06" + " there"; }

class PackReaderTest : public ::testing::Test {
 protected:
  const ObjectId base_ = IdWithFirstByte(0x10);
  const ObjectId delta_ = IdWithFirstByte(0x20);
  const ObjectId other_ = IdWithFirstByte(0x30);
  PackBuilder builder_;
};

TEST_F(PackReaderTest, WholeObjectsAndBothKindsOfDeltasAreRead) {
  const std::uint64_t start = builder_.Add(base_, Whole(kBlob, "hello"));
  builder_.Add(delta_, OffsetDelta(builder_.end() - start, DeltaThere()));
  builder_.Add(other_, RefDelta(base_, DeltaThere()));
  EXPECT_EQ(ReadBlob(builder_, base_), "hello");
  EXPECT_EQ(ReadBlob(builder_, delta_), "hello there");
  EXPECT_EQ(ReadBlob(builder_, other_), "hello there");
  EXPECT_EQ(ReadBlob(builder_.Pack(), builder_.IndexVersion1(), delta_), "hello there");
  EXPECT_EQ(ReadBlob(builder_.Pack(), builder_.Index(true), delta_), "hello there");
}

TEST_F(PackReaderTest, AnObjectOfAnotherTypeIsLeftToLibGit2) {
  const std::uint64_t start = builder_.Add(base_, Whole(kBlob, "hello"));
  builder_.Add(delta_, OffsetDelta(builder_.end() - start, DeltaThere()));
  EXPECT_EQ(ReadBlob(builder_.Pack(), builder_.Index(), base_, ObjectType::kTree), std::nullopt);
  EXPECT_EQ(ReadBlob(builder_.Pack(), builder_.Index(), delta_, ObjectType::kTree), std::nullopt);
  // Also when it was read before.
  const std::string index = builder_.Index();
  const std::string pack = builder_.Pack();
  const PackFiles files({{index, pack}});
  PackReader reader(files);
  std::string raw;
  EXPECT_TRUE(reader.Read(delta_, ObjectType::kBlob, raw));
  EXPECT_FALSE(reader.Read(delta_, ObjectType::kTree, raw));
  EXPECT_TRUE(reader.Read(delta_, ObjectType::kBlob, raw));
}

// Who reads a lockfile keeps what it made of it; the next one is a delta of it.
TEST_F(PackReaderTest, BlobsAreKeptOnlyWhereOthersAreBuiltOnThem) {
  const std::string large(10'000, 'x');
  const std::string delta = DeltaSize(10'000) + DeltaSize(10'001) + "\xB0\x10\x27" + "\x01" + "!";
  const std::uint64_t start = builder_.Add(base_, Whole(kBlob, large));
  builder_.Add(delta_, OffsetDelta(builder_.end() - start, delta));
  const std::string index = builder_.Index();
  const std::string pack = builder_.Pack();
  const PackFiles files({{index, pack}});
  PackReader reader(files);
  std::string raw;
  EXPECT_TRUE(reader.Read(base_, ObjectType::kBlob, raw));
  EXPECT_EQ(raw, large);
  EXPECT_EQ(files.kept_bytes(), 0U);
  for (int time = 0; time < 2; ++time) {
    EXPECT_TRUE(reader.Read(delta_, ObjectType::kBlob, raw));
    EXPECT_EQ(raw, large + "!");
    EXPECT_EQ(files.kept_bytes(), large.size());
  }
}

TEST_F(PackReaderTest, NothingBeginsOutsideOfTheEntries) {
  builder_.Add(base_, Whole(kBlob, "hello"));
  for (const std::uint64_t offset :
       {std::uint64_t{0}, std::uint64_t{4}, std::uint64_t{11}, builder_.end(), builder_.end() + 20,
        std::uint64_t{1} << 31U, std::uint64_t{1} << 40U, ~std::uint64_t{0}}) {
    PackBuilder builder = builder_;
    builder.Name(other_, offset);
    for (const ObjectType type : {ObjectType::kBlob, ObjectType::kTree}) {
      EXPECT_EQ(ReadBlob(builder.Pack(), builder.Index(), other_, type), std::nullopt) << offset;
    }
    EXPECT_EQ(ReadBlob(builder, base_), "hello");
  }
}

TEST_F(PackReaderTest, ADeltaOfItselfAndACycleEnd) {
  builder_.Add(base_, RefDelta(base_, DeltaThere()));
  builder_.Add(delta_, RefDelta(other_, DeltaThere()));
  builder_.Add(other_, RefDelta(delta_, DeltaThere()));
  for (const ObjectId& id : {base_, delta_, other_}) {
    EXPECT_EQ(ReadBlob(builder_, id), std::nullopt);
  }
}

TEST_F(PackReaderTest, ADeltaWhoseBaseIsNotThereIsLeftToLibGit2) {
  builder_.Add(base_, OffsetDelta(0, DeltaThere()));                // itself
  builder_.Add(delta_, OffsetDelta(builder_.end(), DeltaThere()));  // the pack's header
  builder_.Add(other_, OffsetDelta(builder_.end() + 1, DeltaThere()));
  builder_.Add(IdWithFirstByte(0x40), RefDelta(IdWithFirstByte(0x99), DeltaThere()));
  for (const unsigned first : {0x10U, 0x20U, 0x30U, 0x40U}) {
    EXPECT_EQ(ReadBlob(builder_, IdWithFirstByte(first)), std::nullopt) << first;
  }
}

TEST_F(PackReaderTest, ALongChainIsReadAndOneThatIsTooLongIsNot) {
  builder_.Add(base_, Whole(kBlob, "x"));
  // Each makes "x" of "x".
  const std::string delta = OffsetDelta(
      (EntryHeader(PackEntry::kOffsetDelta, 4) + "d" + ZlibStream(std::string("\x01\x01\x90\x01")))
          .size(),
      "\x01\x01\x90\x01");
  builder_.Add(delta_, OffsetDelta(builder_.end() - 12, "\x01\x01\x90\x01"));
  for (int depth = 2; depth < 4095; ++depth) builder_.Add(IdWithFirstByte(0x77), delta);
  builder_.Add(other_, delta);
  EXPECT_EQ(ReadBlob(builder_, other_), "x");
  for (int depth = 0; depth < 10; ++depth) builder_.Add(IdWithFirstByte(0x77), delta);
  builder_.Add(IdWithFirstByte(0x88), delta);
  EXPECT_EQ(ReadBlob(builder_, IdWithFirstByte(0x88)), std::nullopt);
}

TEST_F(PackReaderTest, SizesThatLieAreRefusedBeforeMemoryIsTaken) {
  const std::size_t huge = std::size_t{1} << 40U;
  const std::size_t large = std::size_t{200} << 20U;  // allowed, but not out of ten bytes
  for (const std::size_t size :
       {std::size_t{4}, std::size_t{6}, large, huge, ~std::size_t{0} >> 8U}) {
    PackBuilder builder;
    builder.Add(base_, EntryHeader(kBlob, size) + ZlibStream("hello"));
    EXPECT_EQ(ReadBlob(builder, base_), std::nullopt) << size;
  }
  std::string out;
  EXPECT_FALSE(Inflater().InflateExactly(ZlibStream("hello"), large, out));
  EXPECT_LT(out.capacity(), 1000U);
  EXPECT_FALSE(ApplyDelta("hello", DeltaSize(5) + DeltaSize(large) + "\x90\x05", out));
  EXPECT_FALSE(ApplyDelta("hello", DeltaSize(5) + DeltaSize(huge) + "\x90\x05", out));
  EXPECT_LT(out.capacity(), 1000U);
}

TEST_F(PackReaderTest, AStreamThatEndsEarlyIsLeftToLibGit2) {
  const std::string content(1000, 'a');
  const std::string entry = Whole(kBlob, content);
  for (std::size_t size = 0; size < entry.size(); ++size) {
    PackBuilder builder;
    builder.Add(base_, entry.substr(0, size));
    EXPECT_EQ(ReadBlob(builder, base_), std::nullopt) << size;
  }
  PackBuilder builder;
  builder.Add(base_, entry);
  EXPECT_EQ(ReadBlob(builder, base_), content);
}

TEST_F(PackReaderTest, AnObjectThatCouldNotBeReadIsNotRemembered) {
  std::string damaged = Whole(kBlob, "hello");
  damaged.back() ^= 1;  // the stream's checksum
  const std::uint64_t start = builder_.Add(base_, damaged);
  builder_.Add(delta_, OffsetDelta(builder_.end() - start, DeltaThere()));
  const std::string index = builder_.Index();
  const std::string pack = builder_.Pack();
  const PackFiles files({{index, pack}});
  PackReader reader(files);
  std::string raw;
  for (int i = 0; i < 2; ++i) {
    EXPECT_FALSE(reader.Read(base_, ObjectType::kBlob, raw));
    EXPECT_FALSE(reader.Read(delta_, ObjectType::kBlob, raw));
  }
}

TEST_F(PackReaderTest, APackThatItsIndexWasNotMadeForIsLeftOut) {
  builder_.Add(base_, Whole(kBlob, "hello"));
  const std::string index = builder_.Index();
  const std::string pack = builder_.Pack();
  const auto count = [&](const std::string& bytes) {
    return PackFiles({{index, bytes}}).pack_count();
  };
  EXPECT_EQ(count(pack), 1U);
  EXPECT_EQ(count(std::string(pack).replace(0, 4, "KCAP")), 0U);
  EXPECT_EQ(count(std::string(pack).replace(7, 1, "\x04")), 0U);   // version
  EXPECT_EQ(count(std::string(pack).replace(11, 1, "\x02")), 0U);  // number of objects
  EXPECT_EQ(count(std::string(pack).replace(pack.size() - 1, 1, "x")), 0U);
  for (std::size_t size = 0; size < pack.size(); ++size) EXPECT_EQ(count(pack.substr(0, size)), 0U);
}

TEST(PackEntryTest, DeltasCopyAndInsertWithinTheirBounds) {
  const std::string base = "0123456789";
  const std::string sizes = DeltaSize(10) + DeltaSize(4);
  std::string out;
  EXPECT_TRUE(ApplyDelta(base, sizes + "\x91\x06\x04", out));
  EXPECT_EQ(out, "6789");
  EXPECT_TRUE(ApplyDelta(base,
                         sizes + "\x02"
                                 "ab"
                                 "\x90\x02",
                         out));
  EXPECT_EQ(out, "ab01");
  EXPECT_TRUE(ApplyDelta("", DeltaSize(0) + DeltaSize(0), out));
  EXPECT_EQ(out, "");
  const std::vector<std::string> damaged{
      "",                                          // no sizes
      DeltaSize(10),                               // one
      "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80",  // without an end
      sizes,                                       // nothing to do
      sizes + "\x91\x07\x04",                      // copies beyond the base
      sizes + "\x91\x0B\x04",                      // begins behind it
      sizes + "\x9F\xFF\xFF\xFF\xFF\x04",          // far behind it
      sizes + "\x80",                              // 64 KiB of ten bytes
      sizes + "\x91\x06",                          // ends within an instruction
      sizes +
          "\x04"
          "abc",  // inserts more than there is
      sizes +
          "\x03"
          "abc",  // too little in the end
      sizes +
          "\x05"
          "abcde",  // too much
      sizes + std::string(1, '\0') +
          "\x04"
          "abcd",                                // git keeps 0 for later
      DeltaSize(9) + DeltaSize(4) + "\x90\x04",  // for another base
  };
  for (const std::string& delta : damaged) EXPECT_FALSE(ApplyDelta(base, delta, out));
}

TEST(DeltaBaseCacheTest, LargeObjectsAreBoundTogether) {
  SharedBytes kept = 0;
  DeltaBaseCache cache(1000, kept);
  const std::size_t size = DeltaBaseCache::kMostLargeBytes / 2 - 1;
  std::string bytes(size, 'a');
  cache.Store({0, 12}, ObjectType::kTree, bytes);
  bytes.assign(size, 'b');
  cache.Store({0, 13}, ObjectType::kTree, bytes);
  ASSERT_NE(cache.Find({0, 12}), nullptr);
  EXPECT_EQ(cache.Find({0, 12})->bytes.front(), 'a');
  bytes.assign(size, 'c');
  cache.Store({0, 14}, ObjectType::kTree, bytes);
  EXPECT_EQ(cache.Find({0, 12}), nullptr);
  EXPECT_EQ(cache.Find({0, 13}), nullptr);
  ASSERT_NE(cache.Find({0, 14}), nullptr);
  EXPECT_EQ(cache.Find({0, 14})->bytes.front(), 'c');
}

TEST(DeltaBaseCacheTest, TheBoundIsOneForAllThreads) {
  SharedBytes kept = 0;
  const std::size_t size = DeltaBaseCache::kMostLargeBytes / 2 - 1;
  DeltaBaseCache first(1000, kept);
  std::string bytes(size, 'a');
  first.Store({0, 12}, ObjectType::kTree, bytes);
  {
    DeltaBaseCache second(1000, kept);
    bytes.assign(size, 'b');
    second.Store({0, 13}, ObjectType::kTree, bytes);
    EXPECT_EQ(kept, 2 * size);
    bytes.assign(size, 'c');
    second.Store({0, 14}, ObjectType::kTree, bytes);
    EXPECT_EQ(second.Find({0, 13}), nullptr);
    EXPECT_NE(second.Find({0, 14}), nullptr);
    EXPECT_NE(first.Find({0, 12}), nullptr) << "it belongs to another thread";
    EXPECT_EQ(kept, 2 * size);
  }
  EXPECT_EQ(kept, size);
}

// Every object of a repository, as libgit2 reads it.
TEST(PackReaderOfGitsPacksTest, ReadsWhatLibGit2Reads) {
  testing::GitSandbox sandbox;
  const GitLibrary library;
  const testing::GitRepo repo = sandbox.Init("repo");
  std::string text;
  for (int i = 0; i < 40; ++i) {
    text += "line " + std::to_string(i) + std::string(100, static_cast<char>('a' + i % 26)) + "\n";
    repo.Write("dir/sub/file" + std::to_string(i % 7), text);
    repo.Write("other" + std::to_string(i), std::to_string(i));
    repo.Commit("commit " + std::to_string(i));
  }
  repo.Git({"tag", "-a", "v1", "-m", "annotated"});
  for (const char* version : {"1", "2"}) {
    repo.Git({"-c", std::string("pack.indexVersion=") + version, "repack", "-a", "-d", "-f", "-q",
              "--depth=30"});
    const std::string objects = repo.path(".git/objects");
    OdbPtr odb;
    ASSERT_EQ(git_odb_open(OutPtr(odb), objects.c_str()), 0);
    const PackFiles files(objects);
    EXPECT_EQ(files.pack_count(), 1U);
    PackReader reader(files);
    int count = 0;
    std::string raw;
    const std::string list =
        repo.Git({"cat-file", "--batch-all-objects", "--batch-check=%(objectname)"});
    for (std::size_t at = 0; at < list.size(); at += ObjectId::kHexSize + 1, ++count) {
      const ObjectId id = *ObjectId::FromHex(list.substr(at, ObjectId::kHexSize));
      const git_oid oid = ToOid(id);
      OdbObjectPtr object;
      ASSERT_EQ(git_odb_read(OutPtr(object), odb.get(), &oid), 0);
      const auto type = static_cast<ObjectType>(git_odb_object_type(object.get()));
      ASSERT_TRUE(reader.Read(id, type, raw)) << id.ToHex();
      EXPECT_EQ(raw, ObjectBytes(object)) << id.ToHex();
    }
    EXPECT_GT(count, 150);
  }
}

}  // namespace
}  // namespace deltaplan::planner
