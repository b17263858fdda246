#include "planner/registry/registry_image.h"

#include <gtest/gtest.h>
#include <string>

namespace deltaplan::planner {
namespace {

const std::string kDigest = "sha256:" + std::string(64, 'a');

RegistryImage Read(std::string_view reference) {
  return ReadRegistryImage(reference).value_or(RegistryImage());
}

TEST(RegistryImageTest, FirstComponentWithADotAColonOrLocalhostIsTheRegistry) {
  EXPECT_EQ(Read("ghcr.io/acme/api:1a2b3c4"), (RegistryImage{"ghcr.io", "acme/api", "1a2b3c4"}));
  EXPECT_EQ(Read("localhost:5000/api:v1"), (RegistryImage{"localhost:5000", "api", "v1"}));
  EXPECT_EQ(Read("localhost/api:v1"), (RegistryImage{"localhost", "api", "v1"}));
}

TEST(RegistryImageTest, OthersAreOfDockerHub) {
  EXPECT_EQ(Read("acme/api:v1"), (RegistryImage{kDockerHub, "acme/api", "v1"}));
  EXPECT_EQ(Read("redis"), (RegistryImage{kDockerHub, "library/redis", "latest"}));
  EXPECT_EQ(Read("index.docker.io/redis:7"), (RegistryImage{kDockerHub, "library/redis", "7"}));
}

TEST(RegistryImageTest, DigestCountsWhereATagIsThereToo) {
  EXPECT_EQ(Read("ghcr.io/acme/api:v1@" + kDigest),
            (RegistryImage{"ghcr.io", "acme/api", kDigest}));
  EXPECT_TRUE(Read("ghcr.io/acme/api@" + kDigest).is_pinned());
  EXPECT_FALSE(Read("ghcr.io/acme/api:v1").is_pinned());
}

TEST(RegistryImageTest, WhatNoRegistryCanHaveIsNone) {
  for (const char* wrong :
       {"", "ghcr.io/", "ghcr.io/Acme/api:v1", "ghcr.io/acme//api:v1", "ghcr.io/acme/api:-v1",
        "ghcr.io/acme/../api:v1", "ghcr.io/a?b:v1", "gh cr.io/acme/api:v1", "host:12x/api:v1",
        "ghcr.io/acme/api:v 1", "ghcr.io/acme/api@sha256:12", "user@host.io/api:v1"}) {
    EXPECT_FALSE(ReadRegistryImage(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace deltaplan::planner
