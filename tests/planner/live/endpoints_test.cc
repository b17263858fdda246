// Hosts as botocore 1.44.8 makes them. tests/e2e/live_requests_test.py asks botocore itself.
#include "planner/live/aws/endpoints.h"

#include <gtest/gtest.h>
#include <optional>
#include <string>

namespace deltaplan::planner {
namespace {

struct Hosts {
  const char* region;
  const char* usual;
  const char* dual_stack;
  const char* fips;
  const char* both;
};

void ExpectHosts(const AwsService& service, const Hosts& hosts) {
  EXPECT_EQ(AwsHost(service, hosts.region, {}), hosts.usual);
  EXPECT_EQ(AwsHost(service, hosts.region, {.dual_stack = true}), hosts.dual_stack);
  EXPECT_EQ(AwsHost(service, hosts.region, {.fips = true}), hosts.fips);
  EXPECT_EQ(AwsHost(service, hosts.region, {.fips = true, .dual_stack = true}), hosts.both);
}

TEST(EndpointsTest, EachPartitionHasSuffixesOfItsOwn) {
  ExpectHosts(kEcs, {"eu-west-1", "ecs.eu-west-1.amazonaws.com", "ecs.eu-west-1.api.aws",
                     "ecs-fips.eu-west-1.amazonaws.com", "ecs-fips.eu-west-1.api.aws"});
  ExpectHosts(kEcs,
              {"us-gov-west-1", "ecs.us-gov-west-1.amazonaws.com", "ecs.us-gov-west-1.api.aws",
               "ecs-fips.us-gov-west-1.amazonaws.com", "ecs-fips.us-gov-west-1.api.aws"});
  ExpectHosts(
      kEcs, {"cn-north-1", "ecs.cn-north-1.amazonaws.com.cn",
             "ecs.cn-north-1.api.amazonwebservices.com.cn", "ecs-fips.cn-north-1.amazonaws.com.cn",
             "ecs-fips.cn-north-1.api.amazonwebservices.com.cn"});
  ExpectHosts(kEcs,
              {"us-iso-east-1", "ecs.us-iso-east-1.c2s.ic.gov", "ecs.us-iso-east-1.api.aws.ic.gov",
               "ecs-fips.us-iso-east-1.c2s.ic.gov", "ecs-fips.us-iso-east-1.api.aws.ic.gov"});
  ExpectHosts(kEcs, {"us-isob-east-1", "ecs.us-isob-east-1.sc2s.sgov.gov",
                     "ecs.us-isob-east-1.api.aws.scloud", "ecs-fips.us-isob-east-1.sc2s.sgov.gov",
                     "ecs-fips.us-isob-east-1.api.aws.scloud"});
  ExpectHosts(
      kEcs, {"eusc-de-east-1", "ecs.eusc-de-east-1.amazonaws.eu",
             "ecs.eusc-de-east-1.api.amazonwebservices.eu", "ecs-fips.eusc-de-east-1.amazonaws.eu",
             "ecs-fips.eusc-de-east-1.api.amazonwebservices.eu"});
  EXPECT_EQ(AwsHost(kLambda, "eu-isoe-west-1", {}), "lambda.eu-isoe-west-1.cloud.adc-e.uk");
  EXPECT_EQ(AwsHost(kLambda, "us-isof-south-1", {.dual_stack = true}),
            "lambda.us-isof-south-1.api.aws.hci.ic.gov");
  EXPECT_EQ(AwsHost(kEcs, "mars-north-1", {}), "ecs.mars-north-1.amazonaws.com");
}

TEST(EndpointsTest, EcrIsNamedDifferentlyInDualStack) {
  ExpectHosts(kEcr, {"us-east-1", "api.ecr.us-east-1.amazonaws.com", "ecr.us-east-1.api.aws",
                     "api.ecr-fips.us-east-1.amazonaws.com", "ecr-fips.us-east-1.api.aws"});
}

TEST(EndpointsTest, GovCloudHasNoMarkWhereItsOnlyEndpointIsFips) {
  ExpectHosts(kSts,
              {"us-gov-west-1", "sts.us-gov-west-1.amazonaws.com", "sts.us-gov-west-1.api.aws",
               "sts.us-gov-west-1.amazonaws.com", "sts-fips.us-gov-west-1.api.aws"});
  ExpectHosts(kSsm,
              {"us-gov-east-1", "ssm.us-gov-east-1.amazonaws.com", "ssm.us-gov-east-1.api.aws",
               "ssm.us-gov-east-1.amazonaws.com", "ssm-fips.us-gov-east-1.api.aws"});
  EXPECT_EQ(AwsHost(kSts, "us-east-1", {.fips = true}), "sts-fips.us-east-1.amazonaws.com");
}

TEST(EndpointsTest, ARegionIsALabelOfAHost) {
  for (const char* region : {"eu-west-1", "us-gov-east-1", "local", "EU-1", "r"}) {
    EXPECT_TRUE(IsAwsRegion(region)) << region;
  }
  for (const std::string& region :
       {std::string(), std::string("x.attacker.example/"), std::string("eu-west-1."),
        std::string("a/b"), std::string("a@b"), std::string("a:1"), std::string("a b"),
        std::string("a\nb"), std::string("-a"), std::string("a-"), std::string("123"),
        std::string(64, 'a'), std::string("\xC3\xBC"), std::string("a%2e")}) {
    EXPECT_FALSE(IsAwsRegion(region)) << region;
  }
}

TEST(EndpointsTest, EveryKindOfRegistryOfEcrIsKnown) {
  const EcrRepository expected{"123456789012", "eu-west-1", "platform/api"};
  for (const char* host :
       {"dkr.ecr.eu-west-1.amazonaws.com", "dkr.ecr-fips.eu-west-1.amazonaws.com",
        "dkr-ecr.eu-west-1.on.aws", "dkr-ecr-fips.eu-west-1.on.aws",
        "dkr.ecr.eu-west-1.amazonaws.com.cn", "dkr-ecr.eu-west-1.on.amazonwebservices.com.cn",
        "dkr.ecr.eu-west-1.localhost.localstack.cloud:4566"}) {
    EXPECT_EQ(ReadEcrRepository(std::string("123456789012.") + host + "/platform/api"), expected)
        << host;
  }
  for (const char* repository :
       {"api", "public.ecr.aws/team/api", "registry.example/api", "1.dkr.ecr.eu-west-1/api",
        "x.dkr.ecr.eu-west-1.amazonaws.com/api", "1.dkr.other.eu-west-1.amazonaws.com/api",
        "1.dkr.ecr.-.amazonaws.com/api", "1.dkr.ecr.a@b.amazonaws.com/api"}) {
    EXPECT_EQ(ReadEcrRepository(repository), std::nullopt) << repository;
  }
}

}  // namespace
}  // namespace deltaplan::planner
