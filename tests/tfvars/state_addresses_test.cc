#include "tfvars/state_addresses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

namespace deltaplan::tfvars {
namespace {

using ::testing::HasSubstr;

std::string Listed(const std::string& text) {
  auto read = ReadStateAddresses(text);
  if (const auto* error = std::get_if<StateError>(&read)) return "error: " + error->message;
  std::string list;
  for (const auto& instance : std::get<0>(read)) list += Print(instance) + " ";
  return list;
}

TEST(StateAddressesTest, ModulesAreEnteredAndDataLeftOut) {
  EXPECT_EQ(Listed(R"({ "format_version": "1.0", "values": { "root_module": {
    "resources": [ { "address": "x_y.z[\"b\"]", "mode": "managed" },
                   { "address": "data.x_y.d", "mode": "data" },
                   { "address": "x_y.z[\"a\"]", "mode": "managed" } ],
    "child_modules": [ { "address": "module.m[0]", "child_modules": [ { "resources": [
      { "address": "module.m[0].module.n.x_y.z", "mode": "managed" } ] } ] } ] } } })"),
            "x_y.z[\"a\"] x_y.z[\"b\"] module.m[0].module.n.x_y.z ");
}

TEST(StateAddressesTest, AnEmptyStateHasNone) {
  EXPECT_EQ(Listed(R"({ "format_version": "1.0" })"), "");
}

TEST(StateAddressesTest, WhatIsNoStateIsRefused) {
  EXPECT_THAT(Listed(""), HasSubstr("error: line"));
  EXPECT_EQ(Listed(R"({ "version": 4, "resources": [] })"),
            "error: it has no \"format_version\", so it is not what terraform show -json prints");
  EXPECT_EQ(Listed(R"({ "format_version": "1.2", "planned_values": {} })"),
            "error: it is a plan, not a state");
  EXPECT_EQ(Listed(R"({ "format_version": "1.0", "values": { "root_module": {
              "resources": [ {} ] } } })"),
            "error: a resource has no address");
  EXPECT_THAT(Listed(R"({ "format_version": "1.0", "values": { "root_module": {
              "resources": [ { "address": "x" } ] } } })"),
              HasSubstr("error: 'x' is no address"));
}

}  // namespace
}  // namespace deltaplan::tfvars
