#include "planner/facts/policy_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace deltaplan::planner {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// api and web.
class PolicyChecksTest : public ::testing::Test {
 protected:
  PolicyChecksTest() : services_(2) {
    services_[0].name = "api";
    services_[1].name = "web";
  }

  std::vector<Service> services_;
  LiveAnswer live_;
  Policy policy_;
};

TEST_F(PolicyChecksTest, WhatIsHeldHasToBeKnown) {
  live_.unknown["web"] = "two tags";
  const auto is_fine = [&] { return CheckHeldAreKnown(live_, policy_, services_).ok(); };
  EXPECT_TRUE(is_fine());
  policy_.hold = {"web"};
  EXPECT_EQ(CheckHeldAreKnown(live_, policy_, services_).error().InOneLine(),
            "web is held, and what it runs can't be told: two tags");
  policy_.only = {"api"};
  EXPECT_TRUE(is_fine()) << "nobody decides about it";
  policy_ = {};
  services_[1].hold = "until Monday";
  EXPECT_FALSE(is_fine());
  policy_.force = {"web"};
  EXPECT_TRUE(is_fine());
}

TEST_F(PolicyChecksTest, TheMapIsNoWitnessOfItself) {
  live_.tags["api"] = {.tag = "1", .source = "ecs"};
  live_.tags["web"] = {.tag = "1", .source = "image_tags"};
  EXPECT_THAT(CheckLiveIsNotTheMap(live_, policy_).error().message, HasSubstr("web"));
  policy_.only = {"api"};
  EXPECT_TRUE(CheckLiveIsNotTheMap(live_, policy_));
}

TEST_F(PolicyChecksTest, WhatIsDecidedAboutAndNotHeldHasADestination) {
  std::vector<ServiceFacts> facts(2);
  facts[0].destination = Destination{.tag = "1", .commit = {}};
  EXPECT_THAT(CheckDestinations(services_, facts, policy_).error().message,
              AllOf(HasSubstr("web"), Not(HasSubstr("api"))));
  policy_.hold = {"web"};
  EXPECT_TRUE(CheckDestinations(services_, facts, policy_));
  policy_.hold = {};
  policy_.only = {"api"};
  EXPECT_TRUE(CheckDestinations(services_, facts, policy_));
}

}  // namespace
}  // namespace deltaplan::planner
