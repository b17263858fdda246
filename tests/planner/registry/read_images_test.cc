#include "planner/registry/read_images.h"

#include <gtest/gtest.h>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace deltaplan::planner {
namespace {

using Presence = ImageReading::Presence;

// Holds manifests and blobs; counts what it is asked.
class FakeRegistry : public ImageRegistry {
 public:
  std::map<std::string, std::string> manifests;  // by tag or digest
  std::map<std::string, std::string> blobs;
  std::map<std::string, std::string> errors;  // by tag or digest
  int calls = 0;

  std::vector<Result<std::optional<HeldManifest>>> Manifests(
      const std::vector<RegistryImage>& images, bool with_text) override {
    ++calls;
    std::vector<Result<std::optional<HeldManifest>>> found;
    for (const RegistryImage& image : images) {
      const auto error = errors.find(image.reference);
      const auto held = manifests.find(image.reference);
      if (error != errors.end()) {
        found.emplace_back(Error{error->second, {"as set"}, "Do something."});
      } else if (held == manifests.end()) {
        found.emplace_back(std::optional<HeldManifest>());
      } else {
        found.emplace_back(std::optional(
            HeldManifest{"digest of " + image.reference, with_text ? held->second : ""}));
      }
    }
    return found;
  }
  std::vector<std::optional<std::string>> Blobs(const std::vector<BlobName>& names) override {
    ++calls;
    std::vector<std::optional<std::string>> found;
    for (const BlobName& name : names) {
      const auto held = blobs.find(name.digest);
      found.push_back(held == blobs.end() ? std::nullopt : std::optional(held->second));
    }
    return found;
  }
  std::vector<std::optional<bool>> AreImmutable(const std::vector<RegistryImage>& images) override {
    return std::vector<std::optional<bool>>(images.size(), true);
  }
};

RegistryImage Image(std::string tag) { return {"ghcr.io", "acme/api", std::move(tag)}; }

std::string SingleManifest(const std::string& config) {
  return R"({"config": {"digest": ")" + config + R"("}})";
}

std::string ConfigOf(const std::string& architecture, const std::string& revision) {
  return R"({"os": "linux", "architecture": ")" + architecture +
         R"(", "config": {"Labels": {"org.opencontainers.image.revision": ")" + revision + "\"}}}";
}

const char* const kIndex = R"({"manifests": [
    {"digest": "amd", "platform": {"os": "linux", "architecture": "amd64"}},
    {"digest": "arm", "platform": {"os": "linux", "architecture": "arm64"}}]})";

TEST(ReadImagesTest, PresenceAloneIsOneQuestion) {
  FakeRegistry registry;
  registry.manifests["v1"] = SingleManifest("c");
  registry.errors["v3"] = "no";
  const auto readings =
      ReadImages(registry, {Image("v1"), Image("v2"), Image("v3")}, ImageDetail::kPresence, {});
  EXPECT_EQ(readings[0].presence, Presence::kThere);
  EXPECT_EQ(readings[0].digest, "digest of v1");
  EXPECT_EQ(readings[0].immutable, std::nullopt);
  EXPECT_EQ(readings[1].presence, Presence::kMissing);
  EXPECT_EQ(readings[2].presence, Presence::kUnknown);
  EXPECT_EQ(readings[2].why, "no: as set");
  EXPECT_EQ(readings[2].remedy, "Do something.");
  EXPECT_EQ(registry.calls, 1);
}

TEST(ReadImagesTest, SingleImageSaysPlatformAndCommit) {
  FakeRegistry registry;
  registry.manifests["v1"] = SingleManifest("c");
  registry.blobs["c"] = ConfigOf("arm64", "1a2b3c4");
  const auto readings = ReadImages(registry, {Image("v1")}, ImageDetail::kAll, {"linux/amd64"});
  EXPECT_EQ(readings[0].platforms, std::vector<std::string>{"linux/arm64"});
  EXPECT_EQ(readings[0].revision, "1a2b3c4");
  EXPECT_EQ(readings[0].immutable, true);
}

TEST(ReadImagesTest, FitnessDoesWithoutWhetherTagsAreImmutable) {
  FakeRegistry registry;
  registry.manifests["v1"] = SingleManifest("c");
  registry.blobs["c"] = ConfigOf("arm64", "1a2b3c4");
  const auto readings = ReadImages(registry, {Image("v1")}, ImageDetail::kFitness, {});
  EXPECT_EQ(readings[0].platforms, std::vector<std::string>{"linux/arm64"});
  EXPECT_EQ(readings[0].revision, "1a2b3c4");
  EXPECT_EQ(readings[0].immutable, std::nullopt);
  EXPECT_EQ(registry.calls, 3) << "whether it is there, its manifest, its configuration";
}

// Going back must not depend on more than that.
TEST(ReadImagesTest, FitnessThatCannotBeToldLeavesThePresence) {
  FakeRegistry registry;
  registry.manifests["v1"] = "no JSON";
  registry.errors["v3"] = "no";
  const auto readings = ReadImages(registry, {Image("v1"), Image("v2"), Image("v3")},
                                   ImageDetail::kFitness, {"linux/arm64"});
  EXPECT_EQ(readings[0].presence, Presence::kThere);
  EXPECT_TRUE(readings[0].platforms.empty());
  EXPECT_EQ(readings[1].presence, Presence::kMissing);
  EXPECT_EQ(readings[2].presence, Presence::kUnknown);
  EXPECT_EQ(registry.calls, 2);
}

TEST(ReadImagesTest, OfAnIndexTheWantedPlatformSaysTheCommit) {
  FakeRegistry registry;
  registry.manifests = {
      {"v1", kIndex}, {"amd", SingleManifest("ca")}, {"arm", SingleManifest("cb")}};
  registry.blobs = {{"ca", ConfigOf("amd64", "aaaaaaa")}, {"cb", ConfigOf("arm64", "bbbbbbb")}};
  const auto of_arm = ReadImages(registry, {Image("v1")}, ImageDetail::kAll, {"linux/arm64"});
  EXPECT_EQ(of_arm[0].platforms, (std::vector<std::string>{"linux/amd64", "linux/arm64"}));
  EXPECT_EQ(of_arm[0].revision, "bbbbbbb");
  const auto of_any = ReadImages(registry, {Image("v1")}, ImageDetail::kAll, {});
  EXPECT_EQ(of_any[0].revision, "aaaaaaa");
}

TEST(ReadImagesTest, WhatCannotBeHadIsNotTold) {
  FakeRegistry registry;
  registry.manifests = {{"v1", SingleManifest("gone")}, {"v2", kIndex}, {"v3", "no JSON"}};
  const auto readings = ReadImages(registry, {Image("v1"), Image("v2"), Image("v3")},
                                   ImageDetail::kAll, {"linux/arm64"});
  for (const ImageReading& reading : readings) {
    EXPECT_EQ(reading.presence, Presence::kThere);
    EXPECT_EQ(reading.revision, std::nullopt);
  }
  EXPECT_TRUE(readings[0].platforms.empty());
  EXPECT_EQ(readings[1].platforms.size(), 2U);
}

ImageReading Reading(std::vector<std::string> platforms, std::optional<std::string> revision) {
  ImageReading reading;
  reading.presence = Presence::kThere;
  reading.platforms = std::move(platforms);
  reading.revision = std::move(revision);
  return reading;
}

WantedImage Wanted(std::vector<std::string> commits) {
  WantedImage wanted;
  wanted.commits = std::move(commits);
  return wanted;
}

TEST(JudgeImageTest, ImageForAnotherPlatformIsMissingForWhoeverRunsIt) {
  EXPECT_TRUE(ImageFactsOf({}, Reading({"linux/arm64"}, {}), {"linux/amd64"}).is_missing());
  EXPECT_FALSE(ImageFactsOf({}, Reading({"linux/arm64"}, {}), {"linux/arm64/v8"}).is_missing());
  EXPECT_FALSE(ImageFactsOf({}, Reading({"linux/arm64"}, {}), {}).is_missing());
}

TEST(JudgeImageTest, EveryWantedPlatformHasToBeThere) {
  const ImageReading both = Reading({"linux/amd64", "linux/arm64"}, {});
  EXPECT_FALSE(ImageFactsOf({}, both, {"linux/amd64", "linux/arm64"}).other_platform);
  EXPECT_TRUE(ImageFactsOf({}, both, {"linux/amd64", "linux/s390x"}).other_platform);
}

TEST(JudgeImageTest, PlatformThatIsNotToldIsNoOther) {
  EXPECT_FALSE(ImageFactsOf({}, Reading({}, {}), {"linux/amd64"}).other_platform);
}

TEST(JudgeImageTest, LabelHasToNameTheCommitInAnyLength) {
  const std::string whole = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d";
  EXPECT_FALSE(ImageFactsOf(Wanted({"1a2b3c4"}), Reading({}, whole), {}).other_commit);
  EXPECT_FALSE(ImageFactsOf(Wanted({whole}), Reading({}, "1a2b3c4"), {}).other_commit);
  EXPECT_TRUE(ImageFactsOf(Wanted({"1a2b3c5"}), Reading({}, whole), {}).other_commit);
  EXPECT_TRUE(ImageFactsOf(Wanted({whole}), Reading({}, "1a2b"), {}).other_commit);
  EXPECT_FALSE(ImageFactsOf(Wanted({}), Reading({}, whole), {}).other_commit);
  EXPECT_FALSE(ImageFactsOf(Wanted({whole}), Reading({}, {}), {}).other_commit);
}

}  // namespace
}  // namespace deltaplan::planner
