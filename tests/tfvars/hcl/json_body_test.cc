#include "tfvars/hcl/json_body.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tfvars/hcl/evaluate.h"

namespace deltaplan::tfvars {
namespace {

TEST(JsonBodyTest, ConfigurationBecomesBlocksAndTemplates) {
  Diagnostics diagnostics;
  const Source source{"x.tf.json", R"({
    "//": "a comment",
    "locals": {"a": "${1 + 1}", "b": "plain"},
    "resource": {"t": {"one": {"name": "x-${local.a}", "lifecycle": {"ignore_changes": ["name"]}},
                       "two": [{"count": 2}]}}
  })"};
  const Body body = ParseTerraformJson(source, diagnostics);
  ASSERT_TRUE(diagnostics.empty());
  ASSERT_EQ(body.blocks.size(), 3U);
  EXPECT_EQ(EvaluateConstant(*body.blocks[0].body.Find("a")->expression), Value(Number(2)));
  EXPECT_EQ(body.blocks[1].labels, (std::vector<std::string>{"t", "one"}));
  EXPECT_EQ(body.blocks[1].body.blocks.front().type, "lifecycle");
  EXPECT_EQ(body.blocks[2].labels, (std::vector<std::string>{"t", "two"}));
  EXPECT_NE(body.blocks[2].body.Find("count"), nullptr);
}

TEST(JsonBodyTest, WrongTemplatesAreShownAtTheirString) {
  Diagnostics diagnostics;
  const Source source{"x.tf.json", R"({"locals": {"a": "${"}})"};
  ParseTerraformJson(source, diagnostics);
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(source.Slice(diagnostics.front().subject), "\"${\"");
}

TEST(JsonBodyTest, VariablesAreTextAndTheLastOfANameCounts) {
  Diagnostics diagnostics;
  const Source source{"x.tfvars.json", R"({"a": "${x}", "b": 1, "a": "last"})"};
  const Body body = ParseTfvarsJson(source, diagnostics);
  ASSERT_EQ(body.attributes.size(), 2U);
  EXPECT_EQ(EvaluateConstant(*body.Find("a")->expression), Value(std::string("last")));
}

}  // namespace
}  // namespace deltaplan::tfvars
