#include "tfvars/carriers/tag_carrier.h"

#include <gtest/gtest.h>
#include <string>

#include "tests/tfvars/carriers/tag_files.h"

namespace deltaplan::tfvars {
namespace {

using testing::kServices, testing::Made, testing::Read, testing::Write;

using Form = TagPlace::Form;
using Content = TagPlace::Content;

TEST(TagCarrierTest, MapInJson) {
  const std::string text =
      "{\n  \"region\": \"eu\",\n  \"image_tags\": {\n    \"api\": \"a1\",\n"
      "    \"web\": \"w1\"\n  }\n}\n";
  EXPECT_EQ(Read("x.tfvars.json", text), "api=a1 web=w1 ");
  EXPECT_EQ(Write("x.tfvars.json", text, {{"api", "a2"}, {"clinical-api", "c1"}, {"zoo", "z1"}}),
            "{\n  \"region\": \"eu\",\n  \"image_tags\": {\n    \"api\": \"a2\",\n"
            "    \"clinical-api\": \"c1\",\n    \"web\": \"w1\",\n    \"zoo\": \"z1\"\n  }\n}\n");
  EXPECT_EQ(Write("x.tfvars.json", "{\"image_tags\":{}}", {{"api", "a"}, {"web", "w"}}),
            "{\"image_tags\":{\n  \"api\": \"a\",\n  \"web\": \"w\"\n}}");
  EXPECT_EQ(Write("x.tfvars.json", "{\"image_tags\":{\"b\":\"1\"}}", {{"a", "2"}, {"c", "3"}}),
            "{\"image_tags\":{\"a\":\"2\", \"b\":\"1\", \"c\":\"3\"}}");
  EXPECT_EQ(Write("x.tfvars.json", "{\n  \"region\": \"eu\"\n}\n", {{"api", "a"}}),
            "{\n  \"image_tags\": {\n    \"api\": \"a\"\n  },\n  \"region\": \"eu\"\n}\n");
}

TEST(TagCarrierTest, NamesInOtherNormalFormsAreTheSame) {
  const std::string decomposed = "e\u0301";
  Diagnostics diagnostics;
  const Source source{"x.tfvars", "image_tags = { \"" + decomposed + "\" = \"1\" }\n"};
  EXPECT_EQ(ReadTags(source, {}, {decomposed}, diagnostics), (TagMap{{decomposed, "1"}}));
  EXPECT_EQ(WriteTags(source, {}, {decomposed}, {{decomposed, "2"}}, diagnostics),
            "image_tags = { \"" + decomposed + "\" = \"2\" }\n");
}

TEST(TagCarrierTest, ScalarForEachService) {
  const TagPlace place{.path = "{service_id}_image_tag", .form = Form::kScalar};
  EXPECT_EQ(Read("x.tfvars", "clinical_api_image_tag = \"c1\"\nother = 1\n", place),
            "clinical-api=c1 ");
  EXPECT_EQ(Write("x.tfvars", "clinical_api_image_tag = \"c1\" # live\n",
                  {{"clinical-api", "c2"}, {"web", "w1"}}, place),
            "clinical_api_image_tag = \"c2\" # live\nweb_image_tag = \"w1\"\n");
  EXPECT_EQ(Write("x.tfvars.json", "{\"clinical_api_image_tag\": \"c1\"}", {{"web", "w1"}}, place),
            "{\"clinical_api_image_tag\": \"c1\", \"web_image_tag\": \"w1\"}");
  EXPECT_EQ(Read("x.tfvars", "tag-api = \"1\"\n", {.path = "tag-{service}", .form = Form::kScalar}),
            "api=1 ");
}

TEST(TagCarrierTest, OneScalarForMany) {
  const TagPlace place{.path = "image_tag", .form = Form::kScalar};
  const std::string text = "image_tag = \"t1\"\n";
  EXPECT_EQ(Read("x.tfvars", text, place), "api=t1 clinical-api=t1 web=t1 ");
  EXPECT_EQ(Write("x.tfvars", text, {{"api", "t2"}, {"clinical-api", "t2"}, {"web", "t2"}}, place),
            "image_tag = \"t2\"\n");
  EXPECT_EQ(Write("x.tfvars", text, {{"api", "t2"}}, place), "<One tag for all services>");
  // The tag that is there already stays as it is written.
  const TagMap same{{"api", "t1"}, {"clinical-api", "t1"}, {"web", "t1"}};
  EXPECT_EQ(Write("x.tfvars", "image_tag = \"\\u00741\"\n", same, place),
            "image_tag = \"\\u00741\"\n");
}

TEST(TagCarrierTest, ScalarInNestedObjects) {
  const TagPlace place{.path = "services.{service}.image_tag", .form = Form::kScalar};
  const std::string text =
      "services = {\n  api = { cpu = 1, image_tag = \"a1\" }\n  web = {\n    cpu = 2\n  }\n}\n";
  EXPECT_EQ(Read("x.tfvars", text, place), "api=a1 ");
  EXPECT_EQ(Write("x.tfvars", text, {{"api", "a2"}, {"web", "w1"}}, place),
            "services = {\n  api = { cpu = 1, image_tag = \"a2\" }\n  web = {\n    cpu = 2\n"
            "    image_tag = \"w1\"\n  }\n}\n");
  EXPECT_EQ(Write("x.tfvars", text, {{"new", "1"}}, place), "<Missing tags>");
}

TEST(TagCarrierTest, AnItemOfAListIsFoundByItsName) {
  const TagPlace place{.path = "services.{service}.image_tag", .form = Form::kScalar};
  const std::string hcl =
      "services = [\n  { name = \"api\", image_tag = \"a1\" }, # first\n"
      "  { image_tag = \"w1\", \"name\" = \"web\" },\n  { image_tag = \"x\" },\n]\n";
  EXPECT_EQ(Read("x.tfvars", hcl, place), "api=a1 web=w1 ");
  EXPECT_EQ(Write("x.tfvars", hcl, {{"web", "w2"}}, place),
            "services = [\n  { name = \"api\", image_tag = \"a1\" }, # first\n"
            "  { image_tag = \"w2\", \"name\" = \"web\" },\n  { image_tag = \"x\" },\n]\n");
  EXPECT_EQ(
      Write("x.tfvars.json", "{\"services\": [{\"name\": \"api\", \"image_tag\": \"a1\"}, \"no\"]}",
            {{"api", "a2"}}, place),
      "{\"services\": [{\"name\": \"api\", \"image_tag\": \"a2\"}, \"no\"]}");
  EXPECT_EQ(Write("x.tfvars", hcl, {{"clinical-api", "c"}}, place), "<Missing tags>");
  EXPECT_EQ(Read("x.tfvars",
                 "services = [{ name = \"api\", image_tag = \"1\" },\n"
                 "            { name = \"api\", image_tag = \"2\" }]\n",
                 place),
            "<Service named twice>");
}

TEST(TagCarrierTest, JsonInsideAString) {
  const TagPlace place{.path = "image_tags", .form = Form::kJson};
  EXPECT_EQ(Read("x.tfvars", R"(image_tags = "{\"api\":\"a1\"}")", place), "api=a1 ");
  EXPECT_EQ(Write("x.tfvars", R"(image_tags = "{\"api\":\"a1\"}" # c)", {{"api", "a2"}}, place),
            R"(image_tags = "{\"api\":\"a2\"}" # c)");
  EXPECT_EQ(Write("x.tfvars.json", R"({"image_tags": "{\"api\": \"a1\"}"})", {{"web", "w"}}, place),
            R"({"image_tags": "{\"api\": \"a1\", \"web\": \"w\"}"})");
  EXPECT_EQ(Write("x.tfvars", "image_tags = <<-EOT\n    {\n      \"api\": \"a1\"\n    }\n  EOT\n",
                  {{"api", "a2"}}, place),
            "image_tags = <<-EOT\n    {\n      \"api\": \"a2\"\n    }\n  EOT\n");
  EXPECT_EQ(Write("main.tf", "locals {\n  t = jsonencode({ api = \"a1\" })\n}\n", {{"api", "a2"}},
                  {.path = "locals.t", .form = Form::kJson}),
            "locals {\n  t = jsonencode({ api = \"a2\" })\n}\n");
  EXPECT_EQ(Read("main.tf", "locals {\n  t = jsonencode({ api = \"a1\" })\n}\n",
                 {.path = "locals.t", .form = Form::kJson}),
            "api=a1 ");
  EXPECT_EQ(Read("x.tfvars", "image_tags = \"{\"", place), "<Invalid object property name>");
  EXPECT_EQ(Write("x.tfvars", R"(image_tags = "{\"api\": 1}")", {{"api", "a2"}}, place),
            "<Not a plain string>");
  const std::string escaped = "image_tags = \"{\\u0022api\\\":\\\"a1\\\"}\"";
  EXPECT_EQ(Write("x.tfvars", escaped, {{"api", "a1"}}, place), escaped) << "nothing to change";
}

TEST(TagCarrierTest, WholeImagesInLocals) {
  const TagPlace place{.path = "locals.images", .form = Form::kMap, .content = Content::kImage};
  const std::string text =
      "locals {\n  region = \"eu\"\n}\nlocals {\n  images = {\n"
      "    api = \"host:5000/team/api:a1@sha256:00\" # pinned\n"
      "    web = \"${local.registry}/web:w1\"\n  }\n}\n";
  EXPECT_EQ(Read("main.tf", text, place), "api=a1 web=w1 ");
  std::string expected = text;
  expected.replace(expected.find("a1@sha256:00"), 12, "a2");
  expected.replace(expected.find(":w1"), 3, ":w2");
  EXPECT_EQ(Write("main.tf", text, {{"api", "a2"}, {"web", "w2"}}, place), expected);
  EXPECT_EQ(Read("main.tf", "locals {\n  images = { api = \"host:5000/api\" }\n}\n", place),
            "<Image without tag>");
  EXPECT_EQ(Write("main.tf", text, {{"zoo", "1"}}, place), "<Service without image>");
}

TEST(TagCarrierTest, ATagInAnImageIsWrittenWithTheEscapesOfItsString) {
  const TagPlace place{.path = "image", .form = Form::kScalar, .content = Content::kImage};
  const auto write = [&](const std::string& name, const std::string& text, const char* tag) {
    return Write(name, text, {{"api", tag}, {"clinical-api", tag}, {"web", tag}}, place);
  };
  EXPECT_EQ(write("x.tf", "image = \"r/api:v1\"\n", "a\"b${c}"), "image = \"r/api:a\\\"b$${c}\"\n");
  EXPECT_EQ(write("x.json", R"({"image": "r/api:v1"})", "a\"b${c}"),
            R"({"image": "r/api:a\"b${c}"})");
  // A quote in the tag that goes is not the end of the string.
  EXPECT_EQ(write("x.tf", "image = \"${var.r}/api:v\\\"\"\n", "v2"),
            "image = \"${var.r}/api:v2\"\n");
}

TEST(TagCarrierTest, AnImageWhoseRepositoryIsWrittenWithEscapesIsNotChanged) {
  const TagPlace place{.path = "image", .form = Form::kScalar, .content = Content::kImage};
  const TagMap changes{{"api", "v2"}, {"clinical-api", "v2"}, {"web", "v2"}};
  // Reading undoes the escapes; in the text the tag would begin elsewhere.
  const std::string text = R"(image = "host:5000\u002fapi\u003av1")";
  EXPECT_EQ(Read("x.tf", text, place), "api=v1 clinical-api=v1 web=v1 ");
  EXPECT_EQ(Write("x.tf", text, changes, place), "<Image can't be changed>");
  EXPECT_EQ(Write("x.tf", R"(image = "host:5000/api:v\u0031")", changes, place),
            R"(image = "host:5000/api:v2")");
}

TEST(TagCarrierTest, TheRootOfAJsonFileCanBeTheMap) {
  const TagPlace root{.path = ""};
  EXPECT_EQ(Read("x.json", R"({"api": "a1"})", root), "api=a1 ");
  EXPECT_EQ(Write("x.json", R"({"api": "a1"})", {{"web", "w1"}}, root),
            R"({"api": "a1", "web": "w1"})");
  EXPECT_EQ(Read("x.json", R"({"": {"api": "a1"}})", root), "<Not a plain string>");
  EXPECT_EQ(Read("x.tfvars", R"(image_tags = "{\"\": {\"api\": \"a1\"}}")",
                 {.path = "image_tags", .form = Form::kJson}),
            "<Not a plain string>");
  EXPECT_EQ(Write("x.tfvars", "", {{"api", "a1"}}, root), "<Missing tags>");
  EXPECT_EQ(Made("x.json", {{"web", "w1"}, {"api", "a1"}}, root),
            "{\n  \"api\": \"a1\",\n  \"web\": \"w1\"\n}\n");
}

TEST(TagCarrierTest, ANameMayHoldTheServiceTwice) {
  const TagPlace place{.path = "tags.{service}_{service_id}", .form = Form::kScalar};
  const std::string text = "tags = { clinical-api_clinical_api = \"c1\" }\n";
  EXPECT_EQ(Read("x.tfvars", text, place), "clinical-api=c1 ");
  EXPECT_EQ(Write("x.tfvars", text, {{"clinical-api", "c2"}}, place),
            "tags = { clinical-api_clinical_api = \"c2\" }\n");
}

TEST(TagCarrierTest, DefaultOfAVariable) {
  const TagPlace place{.path = "variable.image_tags.default"};
  const std::string text =
      "variable \"image_tags\" {\n  type = map(string)\n  default = {\n"
      "    api = \"a1\"\n  }\n}\n";
  EXPECT_EQ(Read("variables.tf", text, place), "api=a1 ");
  EXPECT_NE(Write("variables.tf", text, {{"api", "a2"}}, place).find("api = \"a2\""),
            std::string::npos);
}

TEST(TagCarrierTest, WhatIsNoTagIsAnErrorWithItsPlace) {
  EXPECT_EQ(Read("x.tfvars", "image_tags = { api = 1 }\n"), "<Not a plain string>");
  EXPECT_EQ(Read("x.tfvars", "image_tags = { api = \"${var.x}\" }\n"), "<Not a plain string>");
  EXPECT_EQ(Read("x.tfvars", "image_tags = { api = \"\" }\n"), "<Not a tag>");
  EXPECT_EQ(Read("x.tfvars", "image_tags = [\"api\"]\n"), "<Not a map of tags>");
  EXPECT_EQ(Read("x.tfvars", "image_tags = { (var.x) = \"1\" }\n"), "<Not a plain name>");
  EXPECT_EQ(Read("x.tfvars", "image_tags = { api = \"1\", \"api\" = \"2\" }\n"),
            "<Service named twice>");
  EXPECT_EQ(Read("x.tfvars", "other = 1\n"), "<Missing tags>");
  EXPECT_EQ(Read("x.tfvars.json", "{\"image_tags\": {\"api\": \"1\""),
            "<Missing separator in object>");
  EXPECT_EQ(Write("x.tfvars", "image_tags = {}\n", {{"api", "a\nb"}}), "<Not a tag>");
  EXPECT_EQ(Write("x.tfvars.json", "[]", {{"api", "2"}},
                  {.path = "{service}_tag", .form = Form::kScalar}),
            "<Not a file of variables>");
  EXPECT_EQ(Write("x.tfvars", "image_tags = {}\n", {{"api", "2"}},
                  {.path = "tags_json", .form = Form::kJson}),
            "<Missing tags>");
}

TEST(TagCarrierTest, NothingIsWrittenBesideAFault) {
  const TagPlace scalars{.path = "{service}_tag", .form = Form::kScalar};
  Diagnostics diagnostics;
  EXPECT_EQ(
      WriteTags({"x.tfvars", "api_tag = 1\n"}, scalars, kServices, {{"api", "2"}}, diagnostics),
      std::nullopt);
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics.front().summary, "Not a plain string");
}

TEST(TagCarrierTest, OneFaultIsSaidOnce) {
  Diagnostics diagnostics;
  const TagPlace images{.path = "images", .content = Content::kImage};
  EXPECT_FALSE(WriteTags({"x.tfvars", "images = { api = null, web = \"r/web:1\" }\n"}, images,
                         kServices, {{"api", "2"}}, diagnostics));
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics.front().summary, "Service without image");
  diagnostics.clear();
  EXPECT_FALSE(WriteTags({"x.tfvars", "image_tags = { api = \"1\", cpu = [] }\n"}, {}, kServices,
                         {{"cpu", "2"}}, diagnostics));
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics.front().summary, "Not a tag");
}

TEST(TagCarrierTest, AValueThatStandsTwiceIsToldWhereItStandsAgain) {
  const Source source{"x.tf", "locals {\n  t = \"1\"\n}\nlocals {\n  t = \"2\"\n}\n"};
  Diagnostics diagnostics;
  EXPECT_FALSE(
      ReadTags(source, {.path = "locals.t", .form = Form::kScalar}, kServices, diagnostics));
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics.front().summary, "Doubled value");
  EXPECT_EQ(source.Slice(diagnostics.front().subject), "\"2\"");
}

TEST(TagCarrierTest, OfServicesThatAPathLeadsToOneValueItIsTheFirstOnes) {
  const TagPlace place{.path = "{team}_tag",
                       .form = Form::kScalar,
                       .words = {{"team", {{"api", "core"}, {"web", "core"}}}}};
  EXPECT_EQ(Read("x.tfvars", "core_tag = \"1\"\n", place), "api=1 ");
}

TEST(TagCarrierTest, APathThatNamesTheServiceTwiceMeansTheSameOne) {
  const TagPlace place{.path = "{service}.{service}_tag", .form = Form::kScalar};
  EXPECT_EQ(Read("x.tfvars", "api = { api_tag = \"1\", web_tag = \"9\" }\n", place), "api=1 ");
}

TEST(TagCarrierTest, OnlyWhatMakesAnObjectOfAnObjectIsPassed) {
  const TagPlace place{.path = "locals.t"};
  const auto read = [&](const std::string& value) {
    return Read("x.tf", "locals {\n  t = " + value + "\n}\n", place);
  };
  EXPECT_EQ(read("tomap({ api = \"1\" })"), "api=1 ");
  EXPECT_EQ(read("jsonencode(({ api = \"1\" }))"), "api=1 ");
  EXPECT_EQ(read("merge({ api = \"1\" })"), "<Not a map of tags>");
  EXPECT_EQ(read("tomap({ api = \"1\" }, {})"), "<Not a map of tags>");
}

TEST(TagCarrierTest, PlacesAreChecked) {
  EXPECT_FALSE(CheckTagPlace({}));
  EXPECT_FALSE(CheckTagPlace({.path = "s.{service}.tag", .form = Form::kScalar}));
  EXPECT_TRUE(CheckTagPlace({.path = "a..b"}));
  EXPECT_TRUE(CheckTagPlace({.path = "{service}"}));
  EXPECT_TRUE(CheckTagPlace({.path = "{servce}", .form = Form::kScalar}));
  // Which service an id stands for is told from the whole name, once.
  EXPECT_FALSE(CheckTagPlace({.path = "{service_id}_tag", .form = Form::kScalar}));
  EXPECT_TRUE(CheckTagPlace({.path = "{service_id}.{service_id}_tag", .form = Form::kScalar}));
  EXPECT_FALSE(CheckTagPlace({.path = "{service}.{service_id}_tag", .form = Form::kScalar}));
  // A word of the configuration has no values yet.
  EXPECT_FALSE(CheckTagPlace({.path = "{var}_tag", .form = Form::kScalar, .words = {{"var", {}}}}));
  EXPECT_TRUE(CheckTagPlace({.path = "{vra}_tag", .form = Form::kScalar, .words = {{"var", {}}}}));
  EXPECT_TRUE(CheckTagPlace({.path = "{var}", .words = {{"var", {}}}})) << "that is no map";
}

TEST(TagCarrierTest, WordsOfAServiceLeadToItsTag) {
  const TagPlace names{.path = "variable.{var}_image.default",
                       .form = Form::kScalar,
                       .words = {{"var", {{"api", "arpa"}, {"web", "web"}}}}};
  const std::string variables =
      "variable \"arpa_image\" {\n  default = \"a1\"\n}\n"
      "variable \"api_image\" {\n  default = \"other\"\n}\n";
  EXPECT_EQ(Read("x.tf", variables, names), "api=a1 ");
  EXPECT_EQ(Write("x.tf", variables, {{"api", "a2"}}, names),
            "variable \"arpa_image\" {\n  default = \"a2\"\n}\n"
            "variable \"api_image\" {\n  default = \"other\"\n}\n");
  EXPECT_EQ(Write("x.tfvars", "arpa_tag = \"1\"\n", {{"api", "2"}, {"web", "3"}},
                  {.path = "{var}_tag", .form = Form::kScalar, .words = names.words}),
            "arpa_tag = \"2\"\nweb_tag = \"3\"\n");
  // A word that groups services, and the service within the group.
  const TagPlace groups{.path = "{team}.{service}.tag",
                        .form = Form::kScalar,
                        .words = {{"team", {{"api", "core"}, {"web", "core"}}}}};
  EXPECT_EQ(Read("x.tfvars", "core = { api = { tag = \"1\" }, web = { tag = \"2\" } }\n", groups),
            "api=1 web=2 ");
  EXPECT_EQ(Write("x.tfvars", "core = { api = { tag = \"1\" }, web = { cpu = 1 } }\n",
                  {{"web", "2"}}, groups),
            "core = { api = { tag = \"1\" }, web = { cpu = 1, tag = \"2\" } }\n");
}

TEST(TagCarrierTest, ANameStandsOnceWhetherItHasATagOrNot) {
  EXPECT_EQ(Read("x.tfvars", "image_tags = { api = null, api = \"1\" }"), "<Service named twice>");
  EXPECT_EQ(Read("x.tfvars", "image_tags = { web = \"1\", cpu = [], cpu = \"2\" }"),
            "<Service named twice>");
  EXPECT_EQ(Read("x.tfvars", "image_tags = { web = \"1\", cpu = [], cpu = [] }"),
            "<Service named twice>");
  EXPECT_EQ(Write("x.tfvars", "image_tags = { web = \"1\", cpu = [] }", {{"cpu", "1"}}),
            "<Not a tag>");
}

TEST(TagCarrierTest, NullIsNoTagAndSettingsStayBesideTheTags) {
  const std::string text =
      "image_tags = {\n  registry = { host = \"example.com\" }\n  api = null\n  web = \"w1\"\n}\n";
  EXPECT_EQ(Read("x.tfvars", text), "web=w1 ");
  EXPECT_EQ(Write("x.tfvars", text, {{"api", "a1"}, {"web", "w1"}}),
            "image_tags = {\n  registry = { host = \"example.com\" }\n  api = \"a1\"\n  web = "
            "\"w1\"\n}\n");
  EXPECT_EQ(Read("x.json", R"({"image_tags": {"api": null, "cpu": 2}})"), "");
  EXPECT_EQ(Read("x.tfvars", "image_tags = { prod = { api = \"a1\" } }"), "<Not a plain string>")
      << "without any service it is another place";
  const TagPlace images{.path = "image_tags", .content = Content::kImage};
  const std::string whole =
      "image_tags = {\n  default_repository = \"example.com/shop\"\n  api = null\n  web = "
      "\"r/web:1\"\n}\n";
  EXPECT_EQ(Read("x.tfvars", whole, images), "web=1 ");
  EXPECT_EQ(Write("x.tfvars", whole, {{"api", "2"}}, images), "<Service without image>");
}

TEST(TagCarrierTest, LabelsOfBlocksMayNameServices) {
  const TagPlace place{.path = "variable.{service_id}_image.default",
                       .form = Form::kScalar,
                       .content = Content::kImage};
  const std::string text =
      "variable \"clinical_api_image\" {\n  default = \"clinical:1\"\n}\n"
      "variable \"region\" {\n  default = \"eu\"\n}\nvariable \"web_image\" {\n  default = "
      "\"web:2\"\n}\n";
  EXPECT_EQ(Read("v.tf", text, place), "clinical-api=1 web=2 ");
  std::string changed = text;
  changed.replace(changed.find(":2"), 2, ":3");
  EXPECT_EQ(Write("v.tf", text, {{"web", "3"}}, place), changed);
  EXPECT_EQ(Read("v.tf.json", R"({"variable": {"web_image": {"default": "web:2"}}})", place),
            "web=2 ");
  EXPECT_EQ(Read("v.tf", "variable \"web_image\" {}\n", place), "");
}

TEST(TagCarrierTest, KeysWithDotsStandInBrackets) {
  const TagPlace place{.path = "images[\"https://{service}.example.com/v1.0\"].tag",
                       .form = Form::kScalar};
  const std::string text =
      "images = {\n  \"https://api.example.com/v1.0\" = { tag = \"1\" }\n  \"https://a.b/\" = "
      "{}\n}\n";
  EXPECT_EQ(Read("x.tfvars", text, place), "api=1 ");
  EXPECT_EQ(Read("x.tfvars", "a = { \"b.c\" = { api = \"1\" } }\n", {.path = "a[\"b.c\"]"}),
            "api=1 ");
}

TEST(TagCarrierTest, WhatHoldsNoNameOfAServiceIsNoServices) {
  const TagPlace place{.path = "tag_{service}_tag", .form = Form::kScalar};
  EXPECT_EQ(Read("x.tfvars", "tag__tag = \"0\"\ntag_tag = \"1\"\ntag_api_tag = \"2\"\n", place),
            "api=2 ");
}

TEST(TagCarrierTest, ParenthesesAroundAMapMeanNothing) {
  const std::string text = "image_tags = ({ api = \"a1\" })\n";
  EXPECT_EQ(Read("x.tfvars", text), "api=a1 ");
  EXPECT_EQ(Write("x.tfvars", text, {{"api", "a2"}}), "image_tags = ({ api = \"a2\" })\n");
}

TEST(TagCarrierTest, AnImageWhoseColonIsEscapedIsNotChanged) {
  const std::string text = "images = {\n  api = \"team/api\\u003aa1\"\n}\n";
  EXPECT_EQ(
      Write("x.tfvars", text, {{"api", "a2"}}, {.path = "images", .content = Content::kImage}),
      "<Image can't be changed>");
}

TEST(TagCarrierTest, AnIdMayStandTwiceInAName) {
  const TagPlace place{.path = "{service_id}_of_{service_id}", .form = Form::kScalar};
  EXPECT_EQ(Read("x.tfvars", "api_of_api = \"1\"\napi_of_web = \"2\"\n", place), "api=1 ");
}

TEST(TagCarrierTest, AMapThatIsReadQuicklyMeansWhatItsPlaceSays) {
  const std::string map = "image_tags = {\n  api = \"team/api:a1\"\n}\n";
  EXPECT_EQ(Read("x.tfvars", map, {.content = Content::kImage}), "api=a1 ");
  EXPECT_EQ(Write("x.tfvars", map, {{"api", "a2"}}, {.content = Content::kImage}),
            "image_tags = {\n  api = \"team/api:a2\"\n}\n");
  EXPECT_EQ(Read("x.tfvars", map, {.path = "image_tags", .form = Form::kScalar}),
            "<Not a plain string>");
  EXPECT_EQ(Read("x.tfvars", map, {.path = "image_tags", .form = Form::kJson}),
            "<Not a plain string>");
}

TEST(TagCarrierTest, ANameThatTerraformWritesInAsciiIsStillTheServices) {
  const std::string kelvin = "\u212a";  // whose normal form is the letter K
  Diagnostics diagnostics;
  const Source source{"x.tfvars", "image_tags = {\n  K = \"1\"\n}\n"};
  EXPECT_EQ(ReadTags(source, {}, {kelvin}, diagnostics), (TagMap{{kelvin, "1"}}));
  EXPECT_EQ(WriteTags(source, {}, {kelvin}, {{kelvin, "2"}}, diagnostics),
            "image_tags = {\n  K = \"2\"\n}\n");
}

}  // namespace
}  // namespace deltaplan::tfvars
