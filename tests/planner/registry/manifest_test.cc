#include "planner/registry/manifest.h"

#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

TEST(ManifestTest, IndexHasItsImagesAndNoAttestations) {
  const auto manifest = ReadManifest(R"({"manifests": [
    {"digest": "sha256:1", "platform": {"os": "linux", "architecture": "amd64"}},
    {"digest": "sha256:2", "platform": {"os": "linux", "architecture": "arm", "variant": "v7"}},
    {"digest": "sha256:3", "platform": {"os": "unknown", "architecture": "unknown"}}]})");
  ASSERT_TRUE(manifest);
  ASSERT_EQ(manifest->parts.size(), 2U);
  EXPECT_EQ(manifest->parts[0].platform, "linux/amd64");
  EXPECT_EQ(manifest->parts[1].platform, "linux/arm/v7");
  EXPECT_EQ(manifest->parts[1].digest, "sha256:2");
  EXPECT_EQ(manifest->config, "");
}

TEST(ManifestTest, SingleImageHasAConfiguration) {
  const auto manifest = ReadManifest(
      R"({"config": {"digest": "sha256:c"}, "layers": [],
          "annotations": {"org.opencontainers.image.revision": "abc"}})");
  ASSERT_TRUE(manifest);
  EXPECT_EQ(manifest->config, "sha256:c");
  EXPECT_EQ(manifest->revision, "abc");
  EXPECT_TRUE(manifest->parts.empty());
}

TEST(ManifestTest, WhatIsNeitherIsNone) {
  EXPECT_FALSE(ReadManifest(R"({"schemaVersion": 1, "fsLayers": []})"));
  EXPECT_FALSE(ReadManifest("[]"));
  EXPECT_FALSE(ReadManifest(""));
  EXPECT_FALSE(ReadManifest("<html>"));
}

TEST(ManifestTest, ConfigurationSaysPlatformAndCommit) {
  const auto config = ReadImageConfig(
      R"({"os": "linux", "architecture": "arm64", "variant": "v8",
          "config": {"Labels": {"org.opencontainers.image.revision": "abc"}}})");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->platform, "linux/arm64/v8");
  EXPECT_EQ(config->revision, "abc");
  const auto bare = ReadImageConfig(R"({"config": {"Labels": null}})");
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->platform, "");
  EXPECT_EQ(bare->revision, std::nullopt);
}

TEST(ManifestTest, PlatformWithoutVariantIsAnyOfThem) {
  EXPECT_TRUE(IsForPlatform("linux/amd64", "linux/amd64"));
  EXPECT_TRUE(IsForPlatform("linux/arm/v7", "linux/arm"));
  EXPECT_FALSE(IsForPlatform("linux/arm/v6", "linux/arm/v7"));
  EXPECT_FALSE(IsForPlatform("linux/arm64", "linux/arm"));
  EXPECT_FALSE(IsForPlatform("linux/amd64", "linux/arm64"));
}

TEST(ManifestTest, ThereIsOneVariantOfArm64) {
  EXPECT_TRUE(IsForPlatform("linux/arm64", "linux/arm64/v8"));
  EXPECT_TRUE(IsForPlatform("linux/arm64/v8", "linux/arm64"));
}

}  // namespace
}  // namespace deltaplan::planner
