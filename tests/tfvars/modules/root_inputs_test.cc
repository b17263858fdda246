#include "tfvars/modules/root_inputs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/tfvars/modules/memory_modules.h"
#include "tfvars/modules/module_tree.h"

namespace deltaplan::tfvars {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Texts = std::map<std::string, std::string>;

ModuleTree ReadGiven(Texts files, RootInputs inputs) {
  MemoryModules modules(std::move(files));
  return ReadModuleTree({.directory = "", .inputs = std::move(inputs)}, modules)
      .value_or(ModuleTree());
}

std::function<std::optional<std::string>(const std::string&)> Environment(Texts variables) {
  return [variables](const std::string& name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

// The addresses of what there is, with "?" behind what there only may be.
std::vector<std::string> Addresses(const ModuleTree& tree) {
  std::vector<std::string> all;
  for (const TreeNode& node : tree.nodes) {
    for (const TreeInstance& each : node.instances) all.push_back(Print(each.address));
    for (const TreeInstance& each : node.possible) all.push_back(Print(each.address) + "?");
  }
  return all;
}

std::string ReasonOf(const ModuleTree& tree) {
  return tree.nodes.front().unresolved.value_or(tree.nodes.front().absent.value_or("<there>"));
}

TEST(RootInputsTest, Scenario56WhatIsGivenLastDecides) {
  const std::string main =
      "variable \"n\" {\n  type = number\n  default = 1\n}\n"
      "resource \"x\" \"y\" { count = var.n }\n";
  Texts files{{"main.tf", main}};
  RootInputs inputs;
  EXPECT_EQ(Addresses(ReadGiven(files, inputs)).size(), 1);
  inputs.environment = Environment({{"n", "2"}});
  EXPECT_EQ(Addresses(ReadGiven(files, inputs)).size(), 2);
  files["terraform.tfvars"] = "n = 3\n";
  EXPECT_EQ(Addresses(ReadGiven(files, inputs)).size(), 3);
  files["b.auto.tfvars"] = "n = 4\n";
  EXPECT_EQ(Addresses(ReadGiven(files, inputs)).size(), 4);
  files["env/first.tfvars"] = "n = 5\n";
  inputs.var_files = {"env/first.tfvars"};
  EXPECT_EQ(Addresses(ReadGiven(files, inputs)).size(), 5);
  files["env/last.tfvars.json"] = R"({"n": 6})";
  inputs.var_files = {"env/first.tfvars", "env/last.tfvars.json"};
  EXPECT_EQ(Addresses(ReadGiven(files, inputs)).size(), 6);
  inputs.vars = {{"n", "7"}};
  EXPECT_EQ(Addresses(ReadGiven(files, inputs)).size(), 7);
}

TEST(RootInputsTest, Scenario56TheWorkspaceIsThatOfTheConfigurationOrUnknown) {
  const Texts files{{"main.tf", R"(
locals { on = { default = false, prod = true } }
resource "x" "y" { count = local.on[terraform.workspace] ? 1 : 0 }
)"}};
  EXPECT_THAT(Addresses(ReadGiven(files, {.workspace = "prod"})), ElementsAre("x.y[0]"));
  EXPECT_EQ(ReasonOf(ReadGiven(files, {.workspace = "default"})), "count is 0");
  const ModuleTree unknown = ReadGiven(files, {});
  EXPECT_THAT(Addresses(unknown), ElementsAre("x.y?"));
  EXPECT_EQ(ReasonOf(unknown),
            "count: it depends on terraform.workspace, and the configuration names no workspace");
}

TEST(RootInputsTest, OpenTofuCallsTheWorkspaceByItsOwnName) {
  const Texts files{{"main.tofu", "resource \"x\" \"y\" { for_each = toset([tofu.workspace]) }\n"}};
  EXPECT_THAT(Addresses(ReadGiven(files, {.workspace = "prod"})), ElementsAre("x.y[\"prod\"]"));
}

TEST(RootInputsTest, TextsAreReadByTheTypeOfTheirVariable) {
  const std::string main = R"(
variable "bare" {}
variable "text" { type = string }
variable "truth" { type = bool }
variable "number" { type = number }
variable "names" { type = set(string) }
variable "any" { type = any }
resource "x" "bare" { for_each = { (var.bare) = 1 } }
resource "x" "text" { for_each = { (var.text) = 1 } }
resource "x" "truth" { count = var.truth == true ? 1 : 0 }
resource "x" "number" { count = var.number == 3 ? 1 : 0 }
resource "x" "names" { for_each = var.names }
resource "x" "any" { for_each = var.any }
)";
  const Texts given{{"bare", "[1]"},          {"text", "3"},        {"truth", "true"},
                    {"number", "3"},          {"names", "[\"a\"]"}, {"any", "{ b = 1 }"},
                    {"undeclared", "ignored"}};
  Texts declared = given;
  declared.erase("undeclared");
  for (const RootInputs& inputs :
       {RootInputs{.environment = Environment(given)}, RootInputs{.vars = declared}}) {
    const ModuleTree tree = ReadGiven({{"main.tf", main}}, inputs);
    EXPECT_THAT(tree.errors, IsEmpty());
    EXPECT_THAT(Addresses(tree), ElementsAre("x.any[\"b\"]", "x.bare[\"[1]\"]", "x.names[\"a\"]",
                                             "x.number[0]", "x.text[\"3\"]", "x.truth[0]"));
  }
}

TEST(RootInputsTest, AVariableThatNobodyDeclaresIsAnErrorOnTheCommandLineAlone) {
  const Texts files{{"main.tf", "variable \"a\" {}\n"}};
  EXPECT_THAT(ReadGiven(files, {.environment = Environment({{"b", "1"}})}).errors, IsEmpty());
  EXPECT_THAT(ReadGiven(files, {.vars = {{"b", "1"}}}).errors,
              ElementsAre(HasSubstr("Value for undeclared variable\n\n-var b: ")));
}

TEST(RootInputsTest, ATextThatIsNoExpressionIsAnErrorOfItsVariable) {
  const ModuleTree tree = ReadGiven({{"main.tf", "variable \"names\" { type = list(string) }\n"}},
                                    {.environment = Environment({{"names", "[\"a\""}})});
  ASSERT_FALSE(tree.errors.empty());
  EXPECT_THAT(tree.errors.front(), HasSubstr("TF_VAR_names line 1"));
}

constexpr const char* kSwitched = R"(
variable "on" { default = false }
variable "names" { default = {} }
locals { count = var.on ? 2 : 0 }
resource "x" "counted" { count = var.on ? 1 : 0 }
resource "x" "local" { count = local.count }
resource "x" "named" { for_each = var.names }
resource "x" "never" { count = 0 }
)";

TEST(RootInputsTest, Scenario56ADefaultIsTheTruthOnlyWhereNothingElseIsGiven) {
  const ModuleTree sure = ReadGiven({{"main.tf", kSwitched}}, {});
  EXPECT_THAT(Addresses(sure), IsEmpty());
  for (const TreeNode& node : sure.nodes) EXPECT_TRUE(node.absent) << Print(node.address);

  const ModuleTree unsure = ReadGiven({{"main.tf", kSwitched}}, {.is_complete = false});
  EXPECT_THAT(Addresses(unsure), ElementsAre("x.counted?", "x.local?"));
  EXPECT_EQ(ReasonOf(unsure),
            "count is 0, but it depends on var.on, whose default may be overridden");
  EXPECT_EQ(unsure.nodes[2].unresolved,
            "for_each is empty, but it depends on var.names, whose default may be overridden");
  EXPECT_EQ(unsure.nodes[3].absent, "count is 0");
}

TEST(RootInputsTest, Scenario56WhatIsGivenIsNoDefault) {
  const Texts files{{"main.tf", kSwitched}, {"terraform.tfvars", "on = false\nnames = {}\n"}};
  for (const TreeNode& node : ReadGiven(files, {.is_complete = false}).nodes) {
    EXPECT_TRUE(node.absent) << Print(node.address);
  }
}

TEST(RootInputsTest, Scenario56AFileOfVariablesThatIsNotThereMayGiveAnything) {
  const Texts files{{"main.tf", kSwitched},
                    {"terraform.tfvars", "on = false\n"},
                    {"late.tfvars", "names = {}\n"}};
  const ModuleTree tree = ReadGiven(files, {.var_files = {"secret.tfvars", "late.tfvars"}});
  EXPECT_THAT(tree.missing_files, ElementsAre("secret.tfvars"));
  EXPECT_THAT(Addresses(tree), ElementsAre("x.counted?", "x.local?"));
  EXPECT_EQ(tree.nodes[2].absent, "for_each is empty");
}

TEST(RootInputsTest, InsideOfAModuleItIsTheRootsVariableThatIsNamed) {
  const Texts files{{"main.tf", R"(
variable "services" { default = { api = { on = false }, web = { on = true } } }
variable "spare" { default = false }
module "app" {
  for_each = var.services
  source   = "./app"
  on       = each.value.on
}
module "spare" {
  count  = var.spare ? 1 : 0
  source = "./app"
  on     = true
}
module "rest" {
  for_each = toset(data.x.rest.names)
  source   = "./app"
  on       = true
}
)"},
                    {"app/main.tf", R"(
variable "on" {}
resource "x" "y" { count = var.on ? 1 : 0 }
)"}};
  const ModuleTree tree = ReadGiven(files, {.is_complete = false});
  EXPECT_THAT(Addresses(tree), ElementsAre("module.app[\"api\"].x.y?", "module.app[\"web\"].x.y[0]",
                                           "module.spare[0].x.y[0]?"));
  EXPECT_EQ(tree.nodes[3].unresolved,
            "module.spare: count is 0, but it depends on var.spare, whose default may be "
            "overridden");
}

// Keys of an unknown `for_each` may be those of several services.
TEST(RootInputsTest, AWholeResourceIsPossibleWhereItsTagIsThatOfOne) {
  const ModuleTree tree = ReadGiven({{"main.tf", R"(
variable "image_tags" {}
resource "x" "all" {
  for_each = toset(data.x.names.all)
  image    = var.image_tags[each.key]
}
resource "x" "one" {
  for_each = toset(data.x.regions.all)
  image    = var.image_tags["api"]
}
)"}},
                                    {});
  EXPECT_THAT(Addresses(tree), ElementsAre("x.one?"));
}

}  // namespace
}  // namespace deltaplan::tfvars
