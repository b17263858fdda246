#include "tfvars/modules/image_names.h"

#include <gtest/gtest.h>

namespace deltaplan::tfvars {
namespace {

TEST(ImageNamesTest, Scenario58WhetherTagsMayBeMovedIsNoTag) {
  EXPECT_TRUE(IsTagName("api_image_tag"));
  EXPECT_FALSE(IsTagName("image_tag_mutability"));
}

TEST(ImageNamesTest, ANameSaysWhoseImageItIs) {
  EXPECT_EQ(TaggedBy("api_image_tag"), "api");
  EXPECT_EQ(TaggedBy("image_tag"), std::nullopt);
  EXPECT_EQ(TaggedBy("api_version"), std::nullopt);
  EXPECT_EQ(OwnerIn("api_version"), "api");
  EXPECT_EQ(OwnerIn("clinical_api_image_tag"), "clinical_api");
  EXPECT_EQ(OwnerIn("api"), std::nullopt);
}

TEST(ImageNamesTest, ArgumentsThatHoldImagesAndTags) {
  EXPECT_TRUE(NamesImage("image_uri"));
  EXPECT_TRUE(NamesImage("container_image_tag"));
  EXPECT_FALSE(NamesImage("image_id"));
  EXPECT_FALSE(NamesImage("image_tag_mutability"));
  EXPECT_TRUE(NamesContainers("container_definitions"));
}

TEST(ImageNamesTest, ATextInWhichATagBeginsNamesTheRepository) {
  EXPECT_EQ(RepositoryIn("registry.example.com/shop/api:"), "api");
  EXPECT_EQ(RepositoryIn("/api@sha256:0f"), "api");
  EXPECT_EQ(RepositoryIn("/api:1.2"), "api");
  EXPECT_EQ(RepositoryIn(":"), "");
  EXPECT_EQ(RepositoryIn("localhost:5000/shop/"), std::nullopt);
  EXPECT_EQ(RepositoryIn("/shop/"), std::nullopt);
  EXPECT_EQ(RepositoryIn("{\"image\": \"x:1\"}"), std::nullopt);
}

}  // namespace
}  // namespace deltaplan::tfvars
