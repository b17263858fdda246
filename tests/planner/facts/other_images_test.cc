#include "planner/facts/other_images.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <string>

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class OtherImagesTest : public ::testing::Test {
 protected:
  OtherImagesTest() {
    for (const char* name : {"api", "web"}) {
      Service& service = platform_.services.emplace_back();
      service.name = service.image = name;
      service.path = graph::RepoPath::FromCanonical(name);
    }
    environment_.name = "prod";
    environment_.repository = "r.example.com/{image}";
    live_.tags["api"] = {.tag = "1a2b3c4", .source = "ecs"};
  }

  std::map<std::string, std::string> Found() const {
    return FindOtherImages(platform_, config_, &environment_, live_);
  }

  Platform platform_;
  Config config_;
  EnvironmentEntry environment_;
  LiveAnswer live_;
};

TEST_F(OtherImagesTest, WhoseRepositoryNobodyKnowsRunsItsOwn) { EXPECT_THAT(Found(), IsEmpty()); }

TEST_F(OtherImagesTest, TheRepositoryOfAnotherImageTells) {
  live_.images["api"] = "api";
  EXPECT_THAT(Found(), IsEmpty());
  live_.images["api"] = "web";
  EXPECT_THAT(Found(), ElementsAre(Pair("api", "web")));
}

TEST_F(OtherImagesTest, ARepositoryThatEndsOtherwiseIsNobodysHere) {
  live_.repositories["api"] = "mirror.example.com/library/nginx";
  EXPECT_THAT(Found(), ElementsAre(Pair("api", "mirror.example.com/library/nginx")));
  // Registries and paths change; the last name stays.
  live_.repositories["api"] = "123.dkr.ecr.eu-west-1.amazonaws.com/team/api";
  EXPECT_THAT(Found(), IsEmpty());
}

TEST_F(OtherImagesTest, TagsThatNameImagesTell) {
  live_.tags["api"].tag = "web-1a2b3c4";
  EXPECT_THAT(Found(), IsEmpty()) << "no tag names an image";
  config_.tag = "{service}-{short_sha}";
  EXPECT_THAT(Found(), ElementsAre(Pair("api", "web")));
  live_.tags["api"].tag = "api-1a2b3c4";
  EXPECT_THAT(Found(), IsEmpty());
}

TEST_F(OtherImagesTest, AnExternalServiceRunsWhatItLikes) {
  platform_.services[0].path.reset();
  live_.images["api"] = "web";
  EXPECT_THAT(Found(), IsEmpty());
}

}  // namespace
}  // namespace deltaplan::planner
