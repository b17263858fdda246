// What conditions decide that nobody knows: seen as the instances of module trees.
#include "tfvars/modules/possible_members.h"

#include <gtest/gtest.h>
#include <map>
#include <string>

#include "tests/tfvars/modules/memory_modules.h"
#include "tfvars/modules/module_tree.h"

namespace deltaplan::tfvars {
namespace {

// "it is there", "may be" or nothing for each key of the resource `a_b.c`.
std::map<std::string, std::string> Members(const std::string& text, bool is_complete = true,
                                           std::map<std::string, std::string> files = {}) {
  files["main.tf"] = text;
  MemoryModules modules(std::move(files));
  TreeOptions options;
  options.inputs.is_complete = is_complete;
  std::map<std::string, std::string> members;
  const ModuleTree tree = ReadModuleTree(options, modules).value();
  for (const TreeNode& node : tree.nodes) {
    for (const TreeInstance& instance : node.instances) {
      members[Print(instance.address)] = "there";
    }
    for (const TreeInstance& instance : node.possible) {
      members[Print(instance.address)] = "possible";
    }
    if (node.unresolved) members["why"] = *node.unresolved;
    if (node.absent) members["none"] = *node.absent;
  }
  return members;
}

using Is = std::map<std::string, std::string>;

const std::string kGated = R"(
variable "on" {}
variable "services" {
  type    = map(object({ enabled = optional(bool, true) }))
  default = { api = {}, web = { enabled = false } }
}
)";

const std::string kWhy = "for_each: it depends on var.on, which has no value in the files";

TEST(PossibleMembersTest, WhatIsOffIsNotThere) {
  const std::string text =
      kGated +
      "resource \"a_b\" \"c\" { for_each = { for k, v in var.services : k => v if v.enabled } }";
  EXPECT_EQ(Members(text), (Is{{"a_b.c[\"api\"]", "there"}}));
  EXPECT_EQ(Members(text, false,
                    {{"terraform.tfvars",
                      "services = { api = { enabled = false }, "
                      "web = {} }"}}),
            (Is{{"a_b.c[\"web\"]", "there"}}));
}

TEST(PossibleMembersTest, WhatADefaultLeavesOutMayBeThereWhereItMayBeOverridden) {
  EXPECT_EQ(
      Members(kGated + "resource \"a_b\" \"c\" {\n  for_each = toset([for k, v in var.services "
                       ": k if v.enabled && k != \"no\"])\n}",
              false),
      (Is{{"a_b.c[\"api\"]", "there"},
          {"a_b.c[\"web\"]", "possible"},
          {"why",
           "for_each leaves some out, but it depends on var.services, whose default may be "
           "overridden"}}));
  // The condition asks nothing that may be overridden.
  EXPECT_EQ(Members("variable \"names\" { default = [\"api\", \"web\"] }\n"
                    "resource \"a_b\" \"c\" {\n  for_each = toset([for k in var.names : k "
                    "if path.root != \".\"])\n}",
                    false)["a_b.c[\"api\"]"],
            "");
}

TEST(PossibleMembersTest, AnUnknownConditionMakesOnlyItsOwnMembersDoubtful) {
  for (const char* expression : {
           "{ for k, v in var.services : k => v if v.enabled ? true : var.on }",
           "toset([for k, v in var.services : k if v.enabled ? true : var.on])",
           "merge({ api = 1 }, var.on ? { web = 2 } : {})",
           "setunion([\"api\"], [for k in [\"web\"] : k if var.on])",
           "toset(keys({ for k, v in local.wanted : k => v }))",
           "local.wanted",
           "a_b.other",
       }) {
    Is found = Members(kGated +
                       "locals {\n  wanted = { for k, v in var.services : k => v if v.enabled || "
                       "(v.enabled ? true : var.on) }\n}\n"
                       "resource \"a_b\" \"c\" { for_each = " +
                       expression + " }\nresource \"a_b\" \"other\" { for_each = local.wanted }");
    EXPECT_EQ(found["a_b.c[\"api\"]"], "there") << expression;
    EXPECT_EQ(found["a_b.c[\"web\"]"], "possible") << expression;
  }
}

TEST(PossibleMembersTest, AllThatAnUnknownConditionalChoosesFromMayBeThere) {
  EXPECT_EQ(Members(kGated + "resource \"a_b\" \"c\" { for_each = var.on ? var.services : {} }"),
            (Is{{"a_b.c[\"api\"]", "possible"}, {"a_b.c[\"web\"]", "possible"}, {"why", kWhy}}));
  EXPECT_EQ(Members("variable \"on\" {\n  default = false\n}\n"
                    "resource \"a_b\" \"c\" { for_each = var.on ? toset([\"api\"]) : [] }",
                    false),
            (Is{{"a_b.c[\"api\"]", "possible"},
                {"why",
                 "for_each is empty, but it depends on var.on, whose default may be overridden"}}));
}

TEST(PossibleMembersTest, WhereItIsNotKnownWhatThereIsToChooseFromNothingIs) {
  for (const char* expression :
       {"{ for k, v in var.on : k => v if v.enabled }",
        "{ for k, v in var.services : var.on => v if v.enabled }", "merge(var.services, var.on)",
        "var.on", "setsubtract(keys(var.services), var.on)"}) {
    EXPECT_EQ(Members(kGated + "resource \"a_b\" \"c\" { for_each = " + expression + " }"),
              (Is{{"why", kWhy}}))
        << expression;
  }
}

TEST(PossibleMembersTest, AModuleMayBeThereForSomeOnly) {
  EXPECT_EQ(Members(kGated + R"(
module "app" {
  source   = "./app"
  for_each = { for k, v in var.services : k => v if v.enabled ? true : var.on }
})",
                    true, {{"app/main.tf", "resource \"a_b\" \"c\" {}"}}),
            (Is{{"module.app[\"api\"].a_b.c", "there"},
                {"module.app[\"web\"].a_b.c", "possible"},
                {"why", "module.app: " + kWhy}}));
}

}  // namespace
}  // namespace deltaplan::tfvars
