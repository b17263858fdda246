#include "planner/live/registry_kind.h"

#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

TEST(RegistryKindOf, IsToldByTheHost) {
  const DeployEntry deploy;
  for (const char* repository : {"123456789012.dkr.ecr.eu-west-1.amazonaws.com/p/api",
                                 "123456789012.dkr-ecr.eu-west-1.on.aws/p/api"}) {
    EXPECT_EQ(RegistryKindOf(deploy, repository), RegistryKind::kEcrApi) << repository;
  }
  for (const char* repository : {"localhost/api", "localhost:5000/api", "127.0.0.1:5000/p/api",
                                 "127.1.2.3/api", "[::1]:5000/api"}) {
    EXPECT_EQ(RegistryKindOf(deploy, repository), RegistryKind::kHttp) << repository;
  }
  for (const char* repository : {"ghcr.io/acme/api", "registry.example.com:5000/api", "acme/api",
                                 "localhost.example.com/api", "public.ecr.aws/acme/api"}) {
    EXPECT_EQ(RegistryKindOf(deploy, repository), RegistryKind::kHttps) << repository;
  }
}

TEST(RegistryKindOf, IsWhatTheSettingsSayWhateverTheHost) {
  const DeployEntry deploy{.registry = RegistryKind::kNever};
  EXPECT_EQ(RegistryKindOf(deploy, "localhost:5000/api"), RegistryKind::kNever);
}

}  // namespace
}  // namespace deltaplan::planner
