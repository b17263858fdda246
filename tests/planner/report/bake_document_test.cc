#include "planner/report/bake_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "planner/report/plan_files.h"
#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

TEST(BakeDocument, IsReadAsItWasWritten) {
  Plan plan = testing::SandboxPlan();
  BakeTarget base;
  base.name = "base";
  base.reference = "r/base:1";
  base.is_built = false;
  base.context = ".";
  BakeTarget web;
  web.name = "web";
  web.reference = "r/web:1";
  web.context = "services/${web}";
  web.dockerfile = "%{Dockerfile}$${x}";
  web.stage = "release";
  web.args = {{"${A}", "$$${b}%"}};
  web.from = {{"base", "base"}};
  plan.bake_targets = {base, web};
  const Result<std::vector<BakeTarget>> read = ReadBakeTargets(BakeJson(plan));
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    const BakeTarget& written = plan.bake_targets[i];
    const BakeTarget& target = (*read)[i];
    EXPECT_EQ(target.name, written.name);
    EXPECT_EQ(target.reference, written.reference);
    EXPECT_EQ(target.is_built, written.is_built);
    EXPECT_EQ(target.context, written.context);
    EXPECT_EQ(target.dockerfile, written.dockerfile);
    EXPECT_EQ(target.stage, written.stage);
    EXPECT_EQ(target.args, written.args);
    EXPECT_EQ(target.from, written.from);
  }
}

TEST(BakeDocument, IsNoneWithoutWhatEveryTargetHas) {
  const std::pair<const char*, const char*> cases[] = {
      {"\xff", "it is not UTF-8 text"},
      {"[",
       "it is no JSON: line 1, column 2: unexpected end of input; expected '[', '{', or a literal"},
      {R"({"target": {"web": {}}})", "'web' is no target of deltaplan's"},
      {R"({"target": {"../web": {"tags": ["a"]}}})", "'../web' is no target of deltaplan's"},
      {R"({"target": {"": {"tags": ["a"]}}})", "'' is no target of deltaplan's"},
      {R"({"target": {"web": {"tags": ["a", "b"]}}})", "'web' is no target of deltaplan's"},
      {R"({"target": {"web": {"tags": ["a"], "contexts": {"x": "y"}}}})",
       "'web' is no target of deltaplan's"},
      {R"({"target": {"web": {"tags": ["a"], "contexts": {"x": "target:y"}}}})",
       "there is no target 'y'"},
  };
  for (const auto& [text, message] : cases) {
    const Result<std::vector<BakeTarget>> read = ReadBakeTargets(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().message, message);
  }
}

}  // namespace
}  // namespace deltaplan::planner
