#include "planner/commands/image_check.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/support/fake_ports.h"

namespace deltaplan::planner {
namespace {

class ImageCheckTest : public ::testing::Test {
 protected:
  ImageCheckTest() { environment_.repository = "r.example/{env}/{image}"; }

  std::vector<WantedImage> Images(const std::vector<TaggedService>& services) {
    return *ImagesOf(services, config_, environment_);
  }
  ImageCheck Check(const std::vector<TaggedService>& services) {
    return *CheckImages(services, config_, environment_, options_, fakes_.ports());
  }

  testing::FakePorts fakes_;
  Config config_;
  EnvironmentEntry environment_{.name = "prod",
                                .live = {},
                                .image_tags = std::nullopt,
                                .terraform = std::nullopt,
                                .exceptions = {}};
  Options options_;
};

TEST_F(ImageCheckTest, AnImageIsAskedForOnceHoweverManyServicesRunIt) {
  const auto images = Images({{.name = "web", .image = "app", .tag = "v1", .is_rolled = false},
                              {.name = "api", .image = "app", .tag = "v1"},
                              {.name = "old", .image = "app", .tag = "v0", .is_rolled = false}});
  ASSERT_EQ(images.size(), 2U);
  EXPECT_EQ(images[0].tag, "v0");
  EXPECT_FALSE(images[0].is_rolled);
  EXPECT_EQ(images[1].reference, "r.example/prod/app:v1");
  EXPECT_EQ(images[1].services, (std::vector<std::string>{"api", "web"}));
  EXPECT_TRUE(images[1].is_rolled);
}

TEST_F(ImageCheckTest, WholeReferenceNamesItsRegistryItself) {
  const std::string pinned = "other.example/x@sha256:" + std::string(64, 'a');
  const auto images = Images({{.name = "a", .image = "a", .tag = "other.example/x:v1"},
                              {.name = "b", .image = "b", .tag = pinned},
                              {.name = "c", .image = "c", .tag = "release/1"}});
  EXPECT_EQ(images[0].reference, "other.example/x:v1");
  EXPECT_EQ(images[1].reference, pinned);
  EXPECT_EQ(images[2].reference, "") << "no registry has such a tag";
}

TEST_F(ImageCheckTest, CommitIsTheOneOfATagThatFollowsThePattern) {
  const auto images = Images({{.name = "a", .image = "a", .tag = "1a2b3c4"},
                              {.name = "b", .image = "b", .tag = "v1-1a2b3c4"}});
  EXPECT_EQ(images[0].commits, std::vector<std::string>{"1a2b3c4"});
  EXPECT_TRUE(images[1].commits.empty()) << "that may be another word";
}

TEST_F(ImageCheckTest, MissingImageIsRefused) {
  fakes_.http.Answer(404, "");
  const ImageCheck check = Check({{.name = "web", .image = "app", .tag = "v1"}});
  ASSERT_TRUE(check.refusal);
  const auto& missing = std::get<refusals::ImagesMissing>(*check.refusal);
  ASSERT_EQ(missing.images.size(), 1U);
  EXPECT_EQ(missing.images[0].wanted.reference, "r.example/prod/app:v1");
  EXPECT_EQ(fakes_.http.requests[0].method, "HEAD");
}

TEST_F(ImageCheckTest, RegistryThatCannotBeAskedIsAWarning) {
  const ImageCheck check = Check({{.name = "web", .image = "app", .tag = "v1"}});
  EXPECT_FALSE(check.refusal);
  EXPECT_EQ(check.messages,
            "deltaplan: warning: whether the registry has the images can't be told: no answer\n");
}

TEST_F(ImageCheckTest, NobodyIsAskedWhereNothingSaysWhomOrItIsNotWanted) {
  const std::vector<TaggedService> web{{.name = "web", .image = "app", .tag = "v1"}};
  options_.allow_missing_images = true;
  EXPECT_FALSE(Check(web).refusal);
  options_.allow_missing_images = false;
  environment_.deploy.registry = RegistryKind::kNever;
  EXPECT_FALSE(Check(web).refusal);
  environment_.deploy.registry.reset();
  environment_.repository.reset();
  EXPECT_FALSE(Check(web).refusal);
  EXPECT_EQ(Check(web).messages, "");
  EXPECT_TRUE(fakes_.http.requests.empty());
}

}  // namespace
}  // namespace deltaplan::planner
