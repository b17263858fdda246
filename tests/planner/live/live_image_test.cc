#include "planner/live/live_image.h"

#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

TEST(LiveImageTest, ReferencesAreTakenApart) {
  const LiveImage image = ReadLiveImage("host:5000/team/api:v1@sha256:12");
  EXPECT_EQ(image.repository, "host:5000/team/api");
  EXPECT_EQ(image.tag, "v1");
  EXPECT_EQ(image.digest, "sha256:12");
  EXPECT_EQ(ReadLiveImage("host:5000/api").tag, "latest");
  EXPECT_EQ(ReadLiveImage("host/api@sha256:12").tag, "");
}

TEST(LiveImageTest, ARepositoryIsThatOfAnImageByItsLastParts) {
  EXPECT_TRUE(IsRepositoryOf("registry/team/api", "api"));
  EXPECT_TRUE(IsRepositoryOf("registry/team/api", "team/api"));
  EXPECT_FALSE(IsRepositoryOf("registry/team/clinical-api", "api"));
}

TEST(LiveImageTest, ValuesHoldATagOrAnImage) {
  const auto tag = [](std::string_view value) {
    Result<std::string> found = TagInValue(value);
    return found ? *found : "error: " + found.error().message;
  };
  EXPECT_EQ(tag(" 1a2b3c4\r\n"), "1a2b3c4");
  EXPECT_EQ(tag("release/2025.11"), "release/2025.11");
  EXPECT_EQ(tag("host:5000/api:1a2b3c4"), "1a2b3c4");
  EXPECT_EQ(tag("api:1a2b3c4@sha256:12"), "1a2b3c4");
  EXPECT_EQ(tag("r/api@sha256:12"),
            "error: r/api@sha256:12 is pinned by its digest and has no tag");
  EXPECT_EQ(tag(" \n"), "error: it is empty");
  EXPECT_TRUE(tag("a\nb").starts_with("error: ")) << tag("a\nb");
}

}  // namespace
}  // namespace deltaplan::planner
