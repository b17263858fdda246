#include "planner/tags/parameters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>

namespace deltaplan::planner {
namespace {

class ParametersTest : public ::testing::Test {
 protected:
  ParametersTest() {
    environment_.name = "prod";
    environment_.live.push_back({.pointer = {},
                                 .from = "ssm",
                                 .texts = {{"parameter", "/{env}/{service}/tag"}},
                                 .lists = {}});
    for (const char* const name : {"api", "web"}) {
      Service service;
      service.name = service.image = name;
      services_.push_back(service);
    }
  }

  std::map<std::string, std::string, std::less<>>& Texts() {
    return environment_.live.front().texts;
  }

  // "name=value (services)" of each call, or the error.
  std::string Calls(const tfvars::TagMap& changes, const tfvars::TagMap& others = {}) const {
    const Result<ParameterCalls> printed =
        ParameterCallsFor(environment_, services_, changes, others);
    if (!printed) return "! " + printed.error().message;
    std::string text;
    for (const ParameterCall& call : printed->calls) {
      text += call.name + "=" + call.value + " (";
      for (const std::string& service : call.services) text += service + " ";
      text += ")";
    }
    return text;
  }

  EnvironmentEntry environment_;
  std::vector<Service> services_;
};

TEST_F(ParametersTest, OnlyWhatChangesIsSet) {
  EXPECT_EQ(Calls({{"web", "2"}}), "/prod/web/tag=2 (web )");
  EXPECT_EQ(Calls({{"web", "2"}, {"api", "1"}}), "/prod/api/tag=1 (api )/prod/web/tag=2 (web )");
}

TEST_F(ParametersTest, RegionAndProfileAreThoseOfTheSource) {
  Texts()["region"] = "eu-west-1";
  Texts()["profile"] = "deploy-{env}";
  const Result<ParameterCalls> printed = ParameterCallsFor(environment_, services_, {}, {});
  ASSERT_TRUE(printed);
  EXPECT_EQ(printed->region, "eu-west-1");
  EXPECT_EQ(printed->profile, "deploy-prod");
  EXPECT_TRUE(printed->calls.empty());
}

TEST_F(ParametersTest, WordsOfTheServiceNameItsParameter) {
  Texts()["parameter"] = "/{var}";
  services_[0].placeholders["var"] = {.text = "{env}-arpa", .pointer = {}};
  services_[1].placeholders["var"] = {.text = "{service_id}", .pointer = {}};
  EXPECT_EQ(Calls({{"api", "1"}}), "/prod-arpa=1 (api )");
}

TEST_F(ParametersTest, ServicesOfOneParameterNeedOneTag) {
  Texts()["parameter"] = "/{env}/tag";
  EXPECT_EQ(Calls({{"api", "1"}, {"web", "1"}}), "/prod/tag=1 (api web )");
  EXPECT_EQ(Calls({{"api", "1"}}, {{"web", "1"}}), "/prod/tag=1 (api web )");
  EXPECT_EQ(Calls({{"api", "1"}}),
            "! the parameter '/prod/tag' can't be set: 'web' reads it, too, and is given no tag");
  EXPECT_EQ(Calls({{"api", "1"}}, {{"web", "0"}}),
            "! the parameter '/prod/tag' can't be set: 'api' and 'web' read it, and would have '1' "
            "and '0'");
}

TEST_F(ParametersTest, WholeImagesNeedARepository) {
  Texts()["content"] = "image";
  EXPECT_EQ(Calls({{"api", "1"}}),
            "! the parameters hold whole images, and nothing says where these lie");
  environment_.repository = "r.example.com/{env}/{image}";
  EXPECT_EQ(Calls({{"api", "1"}}), "/prod/api/tag=r.example.com/prod/api:1 (api )");
  Texts()["content"] = "tag";
  EXPECT_EQ(Calls({{"api", "1"}}), "/prod/api/tag=1 (api )");
}

TEST_F(ParametersTest, WhatCantBeSetIsAnError) {
  Texts()["parameter"] = "/{service}:3";
  EXPECT_EQ(Calls({{"api", "1"}}),
            "! the parameter '/api:3' can't be set: it is named with a version, a label or an ARN");
  environment_.live.clear();
  EXPECT_EQ(Calls({{"api", "1"}}), "! environment 'prod' has no live source \"ssm\"");
}

}  // namespace
}  // namespace deltaplan::planner
