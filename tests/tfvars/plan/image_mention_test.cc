#include "tfvars/plan/image_mention.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deltaplan::tfvars {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const KnownImages kKnown{.names = {"api", "team/web", "web"}, .tags = {"1a2b3c4", "v2.0"}};

std::vector<std::string> Found(std::string_view name, std::string_view value) {
  std::vector<std::string> found;
  for (const ImageMention& mention : FindImageMentions(name, value, kKnown)) {
    found.push_back(mention.repository + "|" + mention.tag);
  }
  return found;
}

TEST(ImageMentionTest, ReferencesAreFoundByTheirTagOrTheirName) {
  EXPECT_THAT(Found("x", "registry.example:5000/team/api:1a2b3c4"),
              ElementsAre("registry.example:5000/team/api|1a2b3c4"));
  EXPECT_THAT(Found("x", "registry/api:other"), ElementsAre("registry/api|other"));
  EXPECT_THAT(Found("x", "registry/api@sha256:0123"), ElementsAre("registry/api|"));
  EXPECT_THAT(Found("x", "registry/api:v9@sha256:0123"), ElementsAre("registry/api|v9"));
  EXPECT_THAT(Found("x", "unknown:1a2b3c4"), ElementsAre("unknown|1a2b3c4"));
  EXPECT_THAT(Found("x", "docker run -e A=b r/api:1a2b3c4, then 'r/web:v2.0'."),
              ElementsAre("r/api|1a2b3c4", "r/web|v2.0"));
}

TEST(ImageMentionTest, WhatOnlyLooksLikeAReferenceIsNone) {
  for (const std::string_view value :
       {"arn:aws:ecs:eu-west-1:1:task-definition/api:42", "api:42", "http://host/api:80",
        "registry/other:1", "registry/myapi:1", "", "text", "1a2b3c45", "x1a2b3c4", "/etc/api"}) {
    EXPECT_THAT(Found("x", value), IsEmpty()) << value;
  }
}

TEST(ImageMentionTest, AWholeValueMayBeATag) {
  EXPECT_THAT(Found("x", "1a2b3c4"), ElementsAre("|1a2b3c4"));
  EXPECT_THAT(Found("image_tag", "other"), ElementsAre("|other"));
}

TEST(ImageMentionTest, ImageAttributesHoldImages) {
  EXPECT_THAT(Found("image", "agent:7"), ElementsAre("agent|7"));
  EXPECT_THAT(Found("image_uri", "host:5000/agent"), ElementsAre("host:5000/agent|"));
  EXPECT_THAT(Found("image", "no image at all"), IsEmpty());
  EXPECT_TRUE(IsImageAttribute("container_image"));
  EXPECT_FALSE(IsImageAttribute("image_id"));
}

TEST(ImageMentionTest, TheLongestKnownNameCounts) {
  EXPECT_EQ(kKnown.NameOf("registry/team/web"), "team/web");
  EXPECT_EQ(kKnown.NameOf("registry/other/web"), "web");
  EXPECT_EQ(kKnown.NameOf("web"), "web");
  EXPECT_EQ(kKnown.NameOf("registry/myweb"), "");
  EXPECT_EQ(kKnown.NameOf(""), "");
}

}  // namespace
}  // namespace deltaplan::tfvars
