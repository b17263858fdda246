#include "tfvars/text/image_reference.h"

#include <gtest/gtest.h>
#include <string>

namespace deltaplan::tfvars {
namespace {

// "-" for a part that is not there.
std::string Parts(std::string_view text) {
  const ImageReference parts = ParseImageReference(text);
  return std::string(parts.repository) + " | " + std::string(parts.tag.value_or("-")) + " | " +
         std::string(parts.digest.value_or("-"));
}

TEST(ImageReferenceTest, ReferencesAreTakenApart) {
  EXPECT_EQ(Parts("api"), "api | - | -");
  EXPECT_EQ(Parts("api:v1"), "api | v1 | -");
  EXPECT_EQ(Parts("team/api:v1@sha256:00"), "team/api | v1 | sha256:00");
  EXPECT_EQ(Parts("api@sha256:00"), "api | - | sha256:00");
  EXPECT_EQ(Parts(""), " | - | -");
}

TEST(ImageReferenceTest, APortIsNoTag) {
  EXPECT_EQ(Parts("localhost:5000/api"), "localhost:5000/api | - | -");
  EXPECT_EQ(Parts("localhost:5000/team/api:v1"), "localhost:5000/team/api | v1 | -");
  EXPECT_EQ(Parts("localhost:5000/api@sha256:00"), "localhost:5000/api | - | sha256:00");
}

TEST(ImageReferenceTest, EmptyPartsAreParts) {
  EXPECT_EQ(Parts("api:"), "api |  | -");
  EXPECT_EQ(Parts(":v1"), " | v1 | -");
  EXPECT_EQ(Parts("api@"), "api | - | ");
}

TEST(ImageReferenceTest, WhatIsNoReferenceHasTheLastTagAndTheFirstDigest) {
  EXPECT_EQ(Parts("api:a:b"), "api:a | b | -");
  EXPECT_EQ(Parts("api:a@x@y:z/w"), "api | a | x@y:z/w");
}

TEST(ImageReferenceTest, ViewsPointIntoTheText) {
  const std::string text = "r/api:v1@sha256:00";
  const ImageReference parts = ParseImageReference(text);
  EXPECT_EQ(parts.tag->data() - text.data(), 6);
  EXPECT_EQ(parts.digest->data() - text.data(), 9);
}

}  // namespace
}  // namespace deltaplan::tfvars
