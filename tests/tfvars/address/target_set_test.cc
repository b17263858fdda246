#include "tfvars/address/target_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deltaplan::tfvars {
namespace {

constexpr std::string_view kTexts[] = {
    "module.a",
    R"(module.a["k"])",
    "module.a[0]",
    "module.a.module.b",
    "aws_x.y",
    "aws_x.y[0]",
    R"(aws_x.y["0"])",
    "module.a.aws_x.y",
    "data.aws_x.y",
    "module.a[0].aws_x.y",
    "module.a.aws_x.y[1]",
    "module.b",
    "module.a[0].module.b",
    "module.a[0].module.b[1].aws_x.y[2]",
    "aws_x.z",
};

TEST(TargetSetTest, FindsWhatContainsSays) {
  std::vector<Target> targets;
  for (const std::string_view text : kTexts) {
    targets.push_back(std::get<Target>(ParseTarget(text)));
  }
  const TargetSet set(targets);
  for (const std::string_view text : kTexts) {
    const auto parsed = ParseResourceInstance(text);
    const auto* instance = std::get_if<AbsResourceInstance>(&parsed);
    if (instance == nullptr) continue;
    // As -target has it, an instance without a key is its resource.
    const Target asked = std::get<Target>(ParseTarget(text));
    std::vector<std::size_t> expected;
    for (std::size_t i = 0; i < targets.size(); ++i) {
      if (Contains(targets[i], asked)) expected.push_back(i);
    }
    EXPECT_EQ(set.Containing(*instance), expected) << text;
    EXPECT_FALSE(expected.empty());
  }
}

TEST(TargetSetTest, OneTargetMayHaveSeveralIds) {
  TargetSet set;
  const Target target = std::get<Target>(ParseTarget("aws_x.y"));
  set.Add(target, 7);
  set.Add(target, 3);
  set.Add(std::get<Target>(ParseTarget("aws_x.y[0]")), 3);
  EXPECT_THAT(set.Containing(std::get<AbsResourceInstance>(ParseResourceInstance("aws_x.y[0]"))),
              ::testing::ElementsAre(3, 7));
}

}  // namespace
}  // namespace deltaplan::tfvars
