#include "planner/live/state_aliases.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <variant>
#include <vector>

namespace deltaplan::planner {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string ResourceAt(const std::string& address, const std::string& values) {
  return fmt::format(R"({{"address": "{}", "mode": "managed", "values": {}}})", address, values);
}

const std::string kFunctionFour = ResourceAt(
    "aws_lambda_function.api",
    R"({"function_name": "api", "arn": "arn:aws:lambda:eu-west-1:1:function:api", "version": "4",
        "image_uri": "r/api:1"})");

// `more` may take the place of what stands before it.
std::string Alias(const std::string& name, const std::string& version, const std::string& more) {
  return ResourceAt(
      "aws_lambda_alias." + name,
      fmt::format(R"({{"name": "{}", "function_version": "{}", {}}})", name, version, more));
}

constexpr const char* kByName = R"("function_name": "api", "routing_config": [])";

// What is said of the instances whose address starts with one of `given`.
std::string Said(const std::vector<std::string>& resources,
                 const std::vector<std::string>& given = {"aws_lambda_function"}) {
  std::string list;
  for (const std::string& resource : resources) list += (list.empty() ? "" : ", ") + resource;
  auto read = tfvars::ReadState(
      R"({"format_version": "1.0", "values": {"root_module": {"resources": [)" + list + "]}}}");
  const auto* state = std::get_if<tfvars::State>(&read);
  if (state == nullptr) {
    ADD_FAILURE() << std::get<tfvars::StateError>(read).message;
    return {};
  }
  std::vector<const tfvars::StateInstance*> instances;
  for (const tfvars::StateInstance& instance : *state) {
    for (const std::string& start : given) {
      if (tfvars::Print(instance.address).starts_with(start)) instances.push_back(&instance);
    }
  }
  return VersionPastState(*state, instances, [](const tfvars::StateInstance& instance) {
    return instance.values.Find("image_uri") != nullptr;
  });
}

TEST(StateAliasesTest, AnAliasThatRunsTheVersionOfTheStateIsWell) {
  EXPECT_THAT(Said({kFunctionFour}), IsEmpty());
  EXPECT_THAT(Said({kFunctionFour, Alias("live", "4", kByName)}), IsEmpty());
  EXPECT_THAT(Said({kFunctionFour, Alias("live", "$LATEST", kByName)}), IsEmpty());
}

TEST(StateAliasesTest, AnAliasThatRunsAnotherVersionIsToldByName) {
  EXPECT_EQ(Said({kFunctionFour, Alias("live", "3", kByName)}),
            "aws_lambda_alias.live runs version 3, and of aws_lambda_function.api the state has 4");
  // Nothing was published: the state has the image of what no alias of a version runs.
  const std::string unpublished =
      ResourceAt("aws_lambda_function.api",
                 R"({"function_name": "api", "version": "$LATEST", "image_uri": "r/api:1"})");
  EXPECT_THAT(Said({unpublished, Alias("live", "3", kByName)}), HasSubstr("runs version 3"));
}

TEST(StateAliasesTest, AnAliasThatSharesItsCallsIsToldByName) {
  const auto routing = [](const std::string& config) {
    return R"("function_name": "api", "routing_config": [)" + config + "]";
  };
  EXPECT_EQ(Said({kFunctionFour, Alias("live", "4", routing(R"({"additional_version_weights":
                                                            {"3": 0.1}})"))}),
            "aws_lambda_alias.live sends a part of the calls to a version that the state does not "
            "have");
  EXPECT_THAT(
      Said({kFunctionFour, Alias("live", "4", routing(R"({"additional_version_weights": {}})"))}),
      IsEmpty());
}

TEST(StateAliasesTest, TheFunctionOfAnAliasIsToldByItsArnOrItsName) {
  const auto said = [](const std::string& more) {
    return Said({kFunctionFour, Alias("live", "3", more)});
  };
  constexpr const char* kMine = "arn:aws:lambda:eu-west-1:1:function:api";
  EXPECT_THAT(said(fmt::format(R"("function_name": "{}")", kMine)), HasSubstr("version 3"));
  EXPECT_THAT(said(R"("function_name": "1:function:api")"), HasSubstr("version 3"));
  EXPECT_THAT(said(fmt::format(R"("function_name": "api", "arn": "{}:live")", kMine)),
              HasSubstr("version 3"));
  // Another function, also one of the same name in another region.
  EXPECT_THAT(said(R"("function_name": "worker")"), IsEmpty());
  EXPECT_THAT(said(R"("function_name": "api",
                      "arn": "arn:aws:lambda:us-east-1:1:function:api:live")"),
              IsEmpty());
}

TEST(StateAliasesTest, AliasesThatAreNamedStandForAllOfTheirFunction) {
  const std::vector<std::string> resources{kFunctionFour, Alias("live", "4", kByName),
                                           Alias("previous", "3", kByName)};
  EXPECT_THAT(Said(resources), HasSubstr("aws_lambda_alias.previous"));
  EXPECT_THAT(Said(resources, {"aws_lambda_function", "aws_lambda_alias.live"}), IsEmpty());
}

TEST(StateAliasesTest, AFunctionThatDoesNotTellWhatRunsIsNotAsked) {
  const std::string zip = ResourceAt(
      "aws_lambda_function.api", R"({"function_name": "api", "version": "4", "filename": "x"})");
  EXPECT_THAT(Said({zip, Alias("live", "3", kByName)}), IsEmpty());
}

}  // namespace
}  // namespace deltaplan::planner
