#include "tfvars/carriers/written_elsewhere.h"

#include <gtest/gtest.h>
#include <string>

#include "tfvars/carriers/tag_carrier.h"

namespace deltaplan::tfvars {
namespace {

// What is said behind the error of a file with these locals, whose `inputs.tags` is `value`.
std::string Said(const std::string& value, TagPlace place = {.path = "inputs.tags"}) {
  const Source source{"terragrunt.hcl", R"(
locals {
  here   = { tags = { api = "1" }, deep = local.common }
  common = read_terragrunt_config(find_in_parent_folders("common.hcl"))
  beside = read_terragrunt_config("${get_terragrunt_dir()}/../beside.hcl", {})
  named  = read_terragrunt_config(local.file)
  prod   = local.common.locals.prod
  a      = local.b
  b      = local.a
}
include "root" { path = find_in_parent_folders() }
inputs = { tags = )" + value + " }\n"};
  Diagnostics diagnostics;
  EXPECT_FALSE(ReadTags(source, place, {"api"}, diagnostics));
  if (diagnostics.size() != 1) return "<" + std::to_string(diagnostics.size()) + ">";
  const std::string& detail = diagnostics.front().detail;
  const std::size_t at = detail.find(" It is ");
  return at == std::string::npos ? "-" : detail.substr(at + 7);
}

std::string Read(const std::string& file, const std::string& at) {
  return "read from " + file + ", where it is " + at +
         ": name that file and that place in \"image_tags\" of the configuration.";
}

TEST(WrittenElsewhereTest, TheFileThatTerragruntReadsIsNamedWithThePlaceInIt) {
  EXPECT_EQ(Said("local.common.locals.image_tags"), Read("common.hcl", "locals.image_tags"));
  EXPECT_EQ(Said("local.common[\"inputs\"].tags"), Read("common.hcl", "inputs.tags"));
  EXPECT_EQ(Said("local.beside.locals.tags"), Read("beside.hcl", "locals.tags"));
  EXPECT_EQ(Said("local.prod.tags"), Read("common.hcl", "locals.prod.tags"));
  EXPECT_EQ(Said("include.root.locals.tags"), Read("terragrunt.hcl", "locals.tags"));
  EXPECT_EQ(Said("{}", {.path = "locals.common.locals.tags"}), Read("common.hcl", "locals.tags"));
  EXPECT_EQ(Said("{ api = local.common.locals.api }",
                 {.path = "inputs.tags.{service}", .form = TagPlace::Form::kScalar}),
            Read("common.hcl", "locals.api"));
}

TEST(WrittenElsewhereTest, SoIsAPlaceInTheSameFile) {
  EXPECT_EQ(
      Said("local.here.tags"),
      "locals.here.tags of this file: name that place in \"image_tags\" of the configuration.");
}

TEST(WrittenElsewhereTest, OfAnythingElseNothingIsSaid) {
  for (const char* value :
       {"local.here.other", "local.a", "local.none", "local.common", "local.named.locals.tags",
        "include.other.locals.tags", "dependency.app.outputs.tags", "merge(local.here.tags, {})",
        "[]", "local.here[0]"}) {
    EXPECT_EQ(Said(value), "-") << value;
  }
}

}  // namespace
}  // namespace deltaplan::tfvars
