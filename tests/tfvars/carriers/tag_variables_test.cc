#include "tfvars/carriers/tag_variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <variant>
#include <vector>

namespace deltaplan::tfvars {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using Form = TagPlace::Form;
using Content = TagPlace::Content;

const std::vector<std::string> kServices{"api", "clinical-api", "web"};

// Without blanks and line ends; "! " and the reason where there is nothing.
std::string Print(const std::string& name, const std::string& text, const TagPlace& place,
                  const TagMap& tags) {
  const auto printed = PrintTagVariables(name, &text, place, kServices, tags);
  if (const auto* why = std::get_if<std::string>(&printed)) return "! " + *why;
  std::string json = std::get<TagVariables>(printed).json;
  std::erase_if(json, [](char c) { return c == ' ' || c == '\n'; });
  return json;
}

TEST(TagVariablesTest, AMapIsOneVariable) {
  EXPECT_EQ(
      Print("x.tfvars", "image_tags = {\n  api = \"1\"\n}\n", {}, {{"api", "2"}, {"old", "3"}}),
      R"({"image_tags":{"api":"2","old":"3"}})");
  EXPECT_EQ(
      std::get<TagVariables>(PrintTagVariables("x.tfvars", nullptr, {}, kServices, {{"api", "2"}}))
          .json,
      "{\n  \"image_tags\": {\n    \"api\": \"2\"\n  }\n}\n")
      << "there need be no map yet";
}

TEST(TagVariablesTest, AServiceThatTheFileKnowsAndThePlanDoesNotKeepsItsTagInAnyLayout) {
  const TagMap tags{{"api", "2"}};
  for (const char* map : {"image_tags = {\n  api = \"1\"\n  old = \"3\"\n}\n",
                          "image_tags = {\n  # all\n  api = \"1\"\n  old = \"3\"\n}\n",
                          "image_tags = { api = \"1\", old = \"3\" }\n"}) {
    EXPECT_EQ(Print("x.tfvars", map, {}, tags), R"({"image_tags":{"api":"2","old":"3"}})") << map;
  }
  EXPECT_EQ(Print("x.tfvars.json", R"({"image_tags": {"api": "1", "old": "3"}})", {}, tags),
            R"({"image_tags":{"api":"2","old":"3"}})");
}

TEST(TagVariablesTest, AnObjectKeepsItsSettingsAndWhatIsNull) {
  EXPECT_EQ(
      Print("x.tfvars",
            "image_tags = {\n  api = \"1\"\n  cpu = [1, 2.50]\n  debug = true\n  web = null\n}\n",
            {}, {{"api", "2"}}),
      R"({"image_tags":{"api":"2","cpu":[1,2.5],"debug":true,"web":null}})");
  EXPECT_EQ(
      Print("x.tfvars",
            "images = { registry = \"example.com/shop\", api = \"r/api:1@sha256:0\", web = null }",
            {.path = "images", .content = Content::kImage}, {{"api", "2"}}),
      R"({"images":{"api":"r/api:2","registry":"example.com/shop","web":null}})");
  EXPECT_EQ(
      Print("x.tfvars",
            "region = \"eu\"\nshop = { services = { api = { cpu = 1, tag = \"1\" } }, x = {} }",
            {.path = "shop.services.{service}.tag", .form = Form::kScalar},
            {{"api", "2"}, {"old", "3"}}),
      R"({"shop":{"services":{"api":{"cpu":1,"tag":"2"}},"x":{}}})");
}

TEST(TagVariablesTest, EachServiceMayHaveAVariable) {
  const TagPlace place{.path = "{service_id}_tag", .form = Form::kScalar};
  EXPECT_EQ(Print("x.tfvars.json", R"({"api_tag": "1", "other_tag": "9", "web_tag": "1"})", place,
                  {{"api", "2"}, {"clinical-api", "3"}}),
            R"({"api_tag":"2","clinical_api_tag":"3","web_tag":"1"})");
  EXPECT_EQ(Print("v.tf", "variable \"api_image\" {\n  default = \"api:1\"\n}\n",
                  {.path = "variable.{service}_image.default",
                   .form = Form::kScalar,
                   .content = Content::kImage},
                  {{"api", "2"}}),
            R"({"api_image":"api:2"})");
}

TEST(TagVariablesTest, TheFileNeedNotBeThereWhateverFormThePlaceHas) {
  const auto json = [](const TagPlace& place) {
    const auto printed = PrintTagVariables("x.tfvars", nullptr, place, kServices, {{"api", "2"}});
    const auto* variables = std::get_if<TagVariables>(&printed);
    return variables == nullptr ? std::get<std::string>(printed) : variables->json;
  };
  EXPECT_EQ(json({.path = "{service_id}_tag", .form = Form::kScalar}),
            "{\n  \"api_tag\": \"2\"\n}\n");
  EXPECT_EQ(json({.path = "tags"}), "{\n  \"tags\": {\n    \"api\": \"2\"\n  }\n}\n");
}

TEST(TagVariablesTest, OneVariableForAllIsWrittenWhenAllGetTheSame) {
  const TagPlace place{.path = "tag", .form = Form::kScalar};
  EXPECT_EQ(
      Print("x.tfvars", "tag = \"1\"", place, {{"api", "2"}, {"clinical-api", "2"}, {"web", "2"}}),
      R"({"tag":"2"})");
  EXPECT_THAT(
      Print("x.tfvars", "tag = \"1\"", place, {{"api", "2"}, {"clinical-api", "1"}, {"web", "1"}}),
      ::testing::StartsWith("! tag is the tag of every service"));
}

TEST(TagVariablesTest, OneVariableForAllIsThereAsSoonAsItIsWritten) {
  const auto print = [](const TagPlace& place, const TagMap& tags, const std::string* source) {
    const auto printed = PrintTagVariables("x.tfvars.json", source, place, {"api", "web"}, tags);
    const auto* variables = std::get_if<TagVariables>(&printed);
    return variables != nullptr ? variables->json : std::get<std::string>(printed);
  };
  const TagPlace place{.path = "tag", .form = Form::kScalar};
  EXPECT_EQ(print(place, {{"api", "2"}, {"web", "2"}}, nullptr), "{\n  \"tag\": \"2\"\n}\n");
  EXPECT_THAT(print(place, {{"api", "2"}, {"web", "1"}}, nullptr),
              ::testing::StartsWith("tag is the tag of every service"));
  const std::string other = "{\"tga\": \"1\"}";
  EXPECT_THAT(print(place, {{"api", "2"}, {"web", "2"}}, &other),
              ::testing::StartsWith("There is no tag in this file"))
      << "the name may be wrong";
  EXPECT_THAT(print({.path = "tag", .form = Form::kScalar, .content = TagPlace::Content::kImage},
                    {{"api", "2"}, {"web", "2"}}, nullptr),
              ::testing::StartsWith("There is no image of api in this file"));
}

TEST(TagVariablesTest, AFileIsToldByItsNamesEnd) {
  for (const char* name : {"x.tfvars", "x.auto.tfvars.json"}) {
    EXPECT_EQ(TagFileKindOf(name), TagFileKind::kVariables) << name;
  }
  for (const char* name : {"x.tf", "x.tf.json", "x.tofu", "x.tofu.json"}) {
    EXPECT_EQ(TagFileKindOf(name), TagFileKind::kModule) << name;
  }
  EXPECT_EQ(TagFileKindOf("terragrunt.hcl"), TagFileKind::kForeign);
  for (const char* name : {"x.json", "x.yaml", "tf"}) {
    EXPECT_EQ(TagFileKindOf(name), TagFileKind::kOther) << name;
  }
}

TEST(TagVariablesTest, AVariableThatNamesNoServiceIsThereWithoutAny) {
  EXPECT_THAT(VariablesOf("x.tfvars", {.path = "tags"}, {}), ElementsAre("tags"));
  EXPECT_THAT(VariablesOf("x.tfvars", {.path = "{service_id}_tag"}, {}), IsEmpty());
}

TEST(TagVariablesTest, WhereNoServiceHasATagNothingIsWritten) {
  EXPECT_EQ(Print("x.tfvars", "region = \"eu\"\n",
                  {.path = "{service_id}_tag", .form = Form::kScalar}, {}),
            "! it holds no tag yet");
}

TEST(TagVariablesTest, AMapIsWrittenWithoutTheCallThatMakesIt) {
  EXPECT_EQ(Print("v.tf", "variable \"tags\" {\n  default = tomap({ api = \"1\" })\n}\n",
                  {.path = "variable.tags.default"}, {{"api", "2"}}),
            R"({"tags":{"api":"2"}})");
  EXPECT_EQ(Print("v.tf", "variable \"tags\" {\n  default = jsonencode({ api = \"1\" })\n}\n",
                  {.path = "variable.tags.default", .form = Form::kJson}, {{"api", "2"}}),
            "! the value of tags is computed")
      << "it holds text";
}

TEST(TagVariablesTest, JsonInAStringStaysAString) {
  EXPECT_EQ(Print("x.tfvars", R"(tags = "{\"api\":\"1\"}")", {.path = "tags", .form = Form::kJson},
                  {{"api", "2"}}),
            R"({"tags":"{\"api\":\"2\"}"})");
}

TEST(TagVariablesTest, KeysMayBeAddresses) {
  EXPECT_EQ(Print("x.tfvars", R"(tags = { "https://api.example.com" = "1", "https://x" = "9" })",
                  {.path = R"(tags["https://{service}.example.com"])", .form = Form::kScalar},
                  {{"api", "2"}}),
            R"({"tags":{"https://api.example.com":"2","https://x":"9"}})");
}

TEST(TagVariablesTest, AWordOfTheServiceIsPartOfTheVariablesName) {
  const TagPlace place{.path = "{var}_tag",
                       .form = Form::kScalar,
                       .words = {{"var", {{"api", "arpa"}, {"web", "site"}}}}};
  EXPECT_EQ(Print("x.tfvars", "arpa_tag = \"1\"\nsite_tag = \"1\"\napi_tag = \"9\"\n", place,
                  {{"api", "2"}, {"web", "3"}}),
            R"({"arpa_tag":"2","site_tag":"3"})");
  EXPECT_THAT(VariablesOf("x.tfvars", place, {"api", "web"}), ElementsAre("arpa_tag", "site_tag"));
}

TEST(TagVariablesTest, AVariableHoldsTheTagOfOneServiceWhereItNamesOneOrThereIsOne) {
  const auto of_one = [](const std::string& path, const std::vector<std::string>& services,
                         Form form = Form::kScalar) {
    return VariablesOfOne(
        "x.tfvars",
        {.path = path, .form = form, .words = {{"var", {{"api", "arpa"}, {"web", "site"}}}}},
        services);
  };
  const std::vector<std::string> both{"api", "web"};
  EXPECT_THAT(of_one("{var}_tag", both),
              ElementsAre(Pair("arpa_tag", "api"), Pair("site_tag", "web")));
  EXPECT_THAT(of_one("{service}.tag", both), ElementsAre(Pair("api", "api"), Pair("web", "web")));
  EXPECT_THAT(of_one("legacy_tag", {"api"}), ElementsAre(Pair("legacy_tag", "api")));
  EXPECT_THAT(of_one("image_tag", both), IsEmpty());
  EXPECT_THAT(of_one("services.{service}.tag", {"api"}), IsEmpty()) << "others may stand there";
  EXPECT_THAT(of_one("image_tags", {"api"}, Form::kMap), IsEmpty()) << "others may stand there";
  EXPECT_THAT(VariablesOfOne("main.tf", {.path = "locals.tag", .form = Form::kScalar}, {"api"}),
              IsEmpty());
}

TEST(TagVariablesTest, TheDefaultOfAVariableAndTheRootOfAFileAreVariables) {
  EXPECT_EQ(Print("v.tf", "variable \"tags\" {\n  default = { api = \"1\" }\n}\n",
                  {.path = "variable.tags.default"}, {{"api", "2"}}),
            R"({"tags":{"api":"2"}})");
  EXPECT_EQ(Print("x.tfvars.json", R"({"api": "1", "region": {}})", {.path = ""}, {{"api", "2"}}),
            R"({"api":"2"})");
}

TEST(TagVariablesTest, WhatIsNoVariableIsNotWritten) {
  const TagMap tags{{"api", "2"}};
  EXPECT_EQ(
      Print("main.tf", "locals {\n  tags = { api = \"1\" }\n}\n", {.path = "locals.tags"}, tags),
      "! they stand in locals.tags, which is no variable of Terraform's");
  EXPECT_EQ(
      Print("terragrunt.hcl", "inputs = { tags = { api = \"1\" } }", {.path = "inputs.tags"}, tags),
      "! they stand in inputs.tags, which is no variable of Terraform's");
  EXPECT_EQ(Print("x.tfvars", "tags = { a = upper(\"x\"), api = \"1\" }", {.path = "tags"}, tags),
            "! the value of tags is computed");
  EXPECT_THAT(VariablesOf("main.tf", {.path = "variable.tags.type"}, kServices), IsEmpty());
  EXPECT_THAT(VariablesOf("main.tf", {.path = "variable.tags"}, kServices), IsEmpty());
  EXPECT_THAT(VariablesOf("main.tf", {.path = "locals.tags.default"}, kServices), IsEmpty());
  EXPECT_THAT(VariablesOf("v.tf", {.path = "variable.tags.default.prod"}, kServices),
              ElementsAre("tags"));
}

}  // namespace
}  // namespace deltaplan::tfvars
