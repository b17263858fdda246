#include "tfvars/plan/state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

namespace deltaplan::tfvars {
namespace {

using ::testing::HasSubstr;

std::string Listed(const std::string& text) {
  auto read = ReadState(text);
  if (const auto* error = std::get_if<StateError>(&read)) return "error: " + error->message;
  std::string list;
  for (const StateInstance& instance : std::get<State>(read)) list += Print(instance.address) + " ";
  return list;
}

TEST(StateTest, ModulesAreEnteredAndDataLeftOut) {
  EXPECT_EQ(Listed(R"({ "format_version": "1.0", "values": { "root_module": {
    "resources": [ { "address": "x_y.z[\"b\"]", "mode": "managed" },
                   { "address": "data.x_y.d", "mode": "data" },
                   { "address": "x_y.z[\"a\"]", "mode": "managed" } ],
    "child_modules": [ { "address": "module.m[0]", "child_modules": [ { "resources": [
      { "address": "module.m[0].module.n.x_y.z", "mode": "managed" } ] } ] } ] } } })"),
            "x_y.z[\"a\"] x_y.z[\"b\"] module.m[0].module.n.x_y.z ");
}

TEST(StateTest, AnEmptyStateHasNone) { EXPECT_EQ(Listed(R"({ "format_version": "1.0" })"), ""); }

TEST(StateTest, WhatIsNoStateIsRefused) {
  EXPECT_THAT(Listed(""), HasSubstr("error: line"));
  EXPECT_THAT(Listed(R"({ "resources": [] })"),
              HasSubstr("neither what terraform show -json prints"));
  EXPECT_EQ(Listed(R"({ "version": 3, "serial": 1, "modules": [] })"),
            "error: it is a state file of another version than 4");
  EXPECT_EQ(Listed(R"({ "format_version": "1.2", "planned_values": {} })"),
            "error: it is a plan, not a state");
  EXPECT_EQ(Listed(R"({ "format_version": "1.0", "values": { "root_module": {
              "resources": [ {} ] } } })"),
            "error: a resource has no address");
  EXPECT_THAT(Listed(R"({ "format_version": "1.0", "values": { "root_module": {
              "resources": [ { "address": "x" } ] } } })"),
              HasSubstr("error: 'x' is no address"));
}

TEST(StateTest, AStateFileIsReadToo) {
  EXPECT_EQ(Listed(R"({ "version": 4, "terraform_version": "1.6.6", "serial": 3, "resources": [
    { "mode": "data", "type": "x_y", "name": "d", "instances": [ { "attributes": {} } ] },
    { "mode": "managed", "type": "x_y", "name": "keyed", "instances": [
      { "index_key": "b \"c\"", "attributes": {} }, { "index_key": "a", "attributes": {} },
      { "index_key": "a", "deposed": "0badc0de", "attributes": {} } ] },
    { "module": "module.m[0]", "mode": "managed", "type": "x_y", "name": "counted",
      "instances": [ { "index_key": 10, "attributes": {} }, { "index_key": 2, "attributes": {} } ] },
    { "mode": "managed", "type": "x_y", "name": "z", "instances": [ { "attributes": {} } ] } ] })"),
            "x_y.keyed[\"a\"] x_y.keyed[\"b \\\"c\\\"\"] x_y.z module.m[0].x_y.counted[2] "
            "module.m[0].x_y.counted[10] ");
  EXPECT_EQ(Listed(R"({ "version": 4, "serial": 1 })"), "");
  EXPECT_EQ(Listed(R"({ "version": 4, "serial": 1, "resources": [ { "type": "x_y" } ] })"),
            "error: a resource has no type or no name");
  EXPECT_EQ(Listed(R"({ "version": 4, "serial": 1, "resources": [ { "type": "x_y", "name": "z",
                        "instances": [ { "index_key": 1.5 } ] } ] })"),
            "error: the index key of an instance is neither text nor a whole number");
}

TEST(StateTest, AttributesOfNoFixedTypeAreTakenOutOfTheStateFilesForm) {
  const auto read = ReadState(R"({ "version": 4, "serial": 1, "resources": [
    { "type": "terraform_data", "name": "t", "instances": [ { "attributes": {
      "input": { "value": { "image": "r/api:1" }, "type": [ "object", { "image": "string" } ] },
      "output": { "value": "r/api:1", "type": "string" },
      "variable": { "value": "x", "type": "PLAINTEXT" } } } ] } ] })");
  const JsonValue& values = std::get<State>(read).front().values;
  EXPECT_EQ(FindStateText(values, "input.image"), "r/api:1");
  EXPECT_EQ(FindStateText(values, "output"), "r/api:1");
  EXPECT_EQ(FindStateText(values, "variable.type"), "PLAINTEXT");
  EXPECT_EQ(FindStateImages(values).size(), 1U);
}

JsonValue Values(const std::string& json) {
  return std::get<JsonDocument>(ParseJson(json, JsonComments::kRefused)).root;
}

std::string Images(const std::string& json) {
  std::string list;
  for (const StateImage& image : FindStateImages(Values(json))) {
    list += image.container + "=" + image.image + " ";
  }
  return list;
}

TEST(StateTest, ImagesAreFoundInTextThatIsJson) {
  // An ECS task definition, a Lambda function, a batch job definition.
  EXPECT_EQ(Images(R"({ "arn": "a", "container_definitions":
      "[{\"name\":\"api\",\"image\":\"r/api:1\"},{\"image\":\"envoy:2\",\"name\":\"envoy\"}]" })"),
            "api=r/api:1 envoy=envoy:2 ");
  EXPECT_EQ(Images(R"({ "function_name": "f", "image_uri": "r/f:3" })"), "=r/f:3 ");
  EXPECT_EQ(Images(R"({ "name": "j", "container_properties": "{\"image\":\"r/j:4\"}" })"),
            "=r/j:4 ");
  EXPECT_EQ(Images(R"({ "spec": [ { "container": [ { "name": "c", "image": "r/c:5" },
                                                    { "name": "c", "image": "r/c:5" } ] } ] })"),
            "c=r/c:5 ");
  EXPECT_EQ(Images(R"({ "image": null, "image_uri": "", "description": "{ no JSON" })"), "");
}

TEST(StateTest, ATextIsFoundByItsPath) {
  const JsonValue values = Values(R"({ "a": { "b": [ "x", "{\"c\": [ \"deep\" ] }" ] }, "n": 1 })");
  EXPECT_EQ(FindStateText(values, "a.b.0"), "x");
  EXPECT_EQ(FindStateText(values, "a.b.1.c.0"), "deep");
  EXPECT_EQ(FindStateText(values, "a.b.2"), std::nullopt);
  EXPECT_EQ(FindStateText(values, "a.b.x"), std::nullopt);
  EXPECT_EQ(FindStateText(values, "a.b"), std::nullopt);
  EXPECT_EQ(FindStateText(values, "n"), std::nullopt);
  EXPECT_EQ(FindStateText(values, "a.b.0.c"), std::nullopt);
}

}  // namespace
}  // namespace deltaplan::tfvars
