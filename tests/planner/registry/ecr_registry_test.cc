#include "planner/registry/ecr_registry.h"

#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include "planner/text/digest.h"
#include "tests/support/fake_aws.h"

namespace deltaplan::planner {
namespace {

const std::string kHost = "123456789012.dkr.ecr.us-east-2.amazonaws.com";
const RegistryImage kApi{kHost, "platform/api", "v1"};
const RegistryImage kWeb{kHost, "platform/web", "v1"};

class EcrRegistryTest : public ::testing::Test {
 protected:
  testing::FakeAws aws_;
  testing::FakePorts& fakes_ = aws_.fakes;
  AwsApi api_ = aws_.Open();
  EcrRegistry registry_{api_, fakes_.http, aws_.context.deadline};
};

TEST_F(EcrRegistryTest, OneRequestForARepositoryInTheRegionOfItsRegistry) {
  RegistryImage older = kApi;
  older.reference = "v0";
  fakes_.http.Answer(200, R"({"images": [{"imageId": {"imageDigest": "sha256:d", "imageTag": "v1"},
      "imageManifest": "{}"}],
      "failures": [{"imageId": {"imageTag": "v0"}, "failureCode": "ImageNotFound"}]})");
  const auto found = registry_.Manifests({kApi, older}, true);
  ASSERT_TRUE(found[0] && *found[0]);
  EXPECT_EQ((*found[0])->digest, "sha256:d");
  EXPECT_EQ((*found[0])->text, "{}");
  ASSERT_TRUE(found[1]);
  EXPECT_FALSE(*found[1]);
  ASSERT_EQ(fakes_.http.requests.size(), 1U);
  const HttpRequest& request = fakes_.http.requests.front();
  EXPECT_EQ(request.url, "https://api.ecr.us-east-2.amazonaws.com/");
  EXPECT_EQ(request.signature->region, "us-east-2");
  EXPECT_TRUE(request.body.starts_with(
      R"({"registryId":"123456789012","repositoryName":"platform/api",)"
      R"("imageIds":[{"imageTag":"v1"},{"imageTag":"v0"}],"acceptedMediaTypes":[)"))
      << request.body;
}

TEST_F(EcrRegistryTest, ImagesAreAskedForByTheirDigestToo) {
  RegistryImage pinned = kApi;
  pinned.reference = "sha256:" + std::string(64, 'a');
  fakes_.http.Answer(200, R"({"images": [{"imageId": {"imageDigest": ")" + pinned.reference +
                              R"("}, "imageManifest": "{}"}]})");
  const auto found = registry_.Manifests({pinned}, false);
  EXPECT_TRUE(found[0] && *found[0]);
}

TEST_F(EcrRegistryTest, AHundredImagesARequest) {
  std::vector<RegistryImage> images;
  for (int i = 0; i < 101; ++i) images.push_back({kHost, "platform/api", "v" + std::to_string(i)});
  fakes_.http.Answer(200, "{}");
  fakes_.http.Answer(200, "{}");
  EXPECT_EQ(registry_.Manifests(images, false).size(), 101U);
  EXPECT_EQ(fakes_.http.batches, std::vector<std::size_t>{2});
}

TEST_F(EcrRegistryTest, WithoutItsRepositoryAnImageIsMissing) {
  fakes_.http.Answer(400, R"({"__type": "RepositoryNotFoundException", "message": "no"})");
  const auto found = registry_.Manifests({kApi}, false);
  ASSERT_TRUE(found[0]);
  EXPECT_FALSE(*found[0]);
}

TEST_F(EcrRegistryTest, WhatItDoesNotSayIsNotMissing) {
  fakes_.http.Answer(400, R"({"__type": "AccessDeniedException", "message": "no"})");
  fakes_.http.Answer(200, R"({"failures": [{"imageId": {"imageTag": "v1"},
      "failureCode": "KmsError", "failureReason": "no key"}]})");
  const auto found = registry_.Manifests({kApi, kWeb}, false);
  ASSERT_FALSE(found[0]);
  EXPECT_TRUE(found[0].error().message.starts_with("ECR BatchGetImage for platform/api failed"));
  ASSERT_FALSE(found[1]);
  EXPECT_EQ(found[1].error().causes, std::vector<std::string>{"KmsError: no key"});
}

TEST_F(EcrRegistryTest, BlobsComeFromTheAddressThatItGivesWithoutSignature) {
  fakes_.http.Answer(200, R"({"downloadUrl": "https://s3.example/x?sig=1"})");
  fakes_.http.Answer(403, R"({"__type": "AccessDeniedException"})");
  fakes_.http.Answer(200, "{}");
  const auto blobs = registry_.Blobs({{kApi, Sha256Digest("{}")}, {kWeb, Sha256Digest("{}")}});
  EXPECT_EQ(blobs[0], "{}");
  EXPECT_EQ(blobs[1], std::nullopt);
  EXPECT_EQ(fakes_.http.requests[2].url, "https://s3.example/x?sig=1");
  EXPECT_FALSE(fakes_.http.requests[2].signature);
}

TEST_F(EcrRegistryTest, ImmutableIsWhatTheRepositorySays) {
  const RegistryImage mixed{kHost, "platform/mixed", "v1"};
  fakes_.http.Answer(200, R"({"repositories": [
      {"repositoryName": "platform/api", "imageTagMutability": "IMMUTABLE"},
      {"repositoryName": "platform/mixed", "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION"},
      {"repositoryName": "platform/web", "imageTagMutability": "MUTABLE"}]})");
  const std::vector<std::optional<bool>> immutable =
      registry_.AreImmutable({kApi, mixed, kWeb, kApi});
  EXPECT_EQ(immutable, (std::vector<std::optional<bool>>{true, std::nullopt, false, true}));
  EXPECT_EQ(fakes_.http.batches, std::vector<std::size_t>{1});
}

TEST_F(EcrRegistryTest, WhoMayNotDescribeRepositoriesIsNotTold) {
  fakes_.http.Answer(400, R"({"__type": "AccessDeniedException"})");
  EXPECT_EQ(registry_.AreImmutable({kApi}), std::vector<std::optional<bool>>{std::nullopt});
}

}  // namespace
}  // namespace deltaplan::planner
