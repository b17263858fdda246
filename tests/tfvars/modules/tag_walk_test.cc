// Whose tag each instance holds, where lists and maps are put together and taken apart.
#include "tfvars/modules/tag_walk.h"

#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>

#include "tests/tfvars/modules/memory_modules.h"
#include "tfvars/modules/module_tree.h"

namespace deltaplan::tfvars {
namespace {

using Held = std::map<std::string, std::set<std::string>>;

// Address -> the keys with which its tag is looked up.
Held HeldBy(const std::string& text, std::map<std::string, std::string> files = {}) {
  files["main.tf"] =
      "variable \"image_tags\" {\n  default = { api = \"1\", web = \"2\" }\n}\n" + text;
  MemoryModules modules(std::move(files));
  const ModuleTree tree = ReadModuleTree({}, modules).value();
  Held held;
  for (const TreeNode& node : tree.nodes) {
    for (const TreeInstance& instance : node.instances) {
      held[Print(instance.address)] = instance.identity.tag_keys;
    }
  }
  return held;
}

// The same of `x.y["a"]` and `x.y["w"]`, whose for_each that is.
Held OfMembers(const std::string& for_each, const std::string& image = "each.value") {
  return HeldBy(R"(
locals {
  names  = ["web", "api"]
  keys   = ["w", "a"]
  images = [for name in local.names : var.image_tags[name]]
  maps   = [for name in local.names : { (substr(name, 0, 1)) = var.image_tags[name] }]
}
resource "x" "y" {
  for_each = )" +
                for_each + "\n  image = " + image + "\n}\n");
}

const Held kApart{{"x.y[\"a\"]", {"api"}}, {"x.y[\"w\"]", {"web"}}};
const Held kAnyOf{{"x.y[\"a\"]", {"api", "web"}}, {"x.y[\"w\"]", {"api", "web"}}};

TEST(TagWalkTest, Scenario58ListsThatAreZippedKeepTheirTagsApart) {
  for (const char* for_each : {
           "zipmap(local.keys, local.images)",
           "zipmap([\"w\", \"a\"], [for name in local.names : var.image_tags[name]])",
           "zipmap([\"w\", \"a\"], [var.image_tags[\"web\"], var.image_tags[\"api\"]])",
           "zipmap(local.keys, tolist(local.images))",
           "zipmap([\"a\", \"w\"], values(var.image_tags))",
           "zipmap([\"a\", \"w\"], values({ for name in local.names : name => var.image_tags[name] "
           "}))",
           "{ for i, key in local.keys : key => local.images[i] }",
           "{ for image in [{ key = \"w\", of = var.image_tags[\"web\"] }, "
           "{ key = \"a\", of = var.image_tags[\"api\"] }] : image.key => image.of }",
           "merge(local.maps...)",
           "{ for i, image in flatten([[local.images[0]], [], [[local.images[1]]]]) : "
           "local.keys[i] => image }",
           "{ for i, key in local.keys : key => element(local.images, i + 2) }",
       }) {
    EXPECT_EQ(OfMembers(for_each), kApart) << for_each;
  }
}

TEST(TagWalkTest, WhereTheOrderIsAnotherOneAnyElementIsMeant) {
  for (const char* for_each : {
           "zipmap(local.keys, reverse(local.images))",
           "zipmap(local.keys, concat(slice(local.images, 1, 2), slice(local.images, 0, 1)))",
           "zipmap(local.keys, [for name in local.names : var.image_tags[name] if name != \"no\"])",
           "zipmap(local.keys, tolist(toset(local.images)))",
       }) {
    EXPECT_EQ(OfMembers(for_each), kAnyOf) << for_each;
  }
  // A set sorts what it is given.
  EXPECT_EQ(
      HeldBy(R"(
module "m" {
  source = "./m"
  images = [var.image_tags["web"], var.image_tags["api"]]
}
)",
             {{"m/main.tf", R"(
variable "images" { type = set(string) }
resource "x" "y" {
  for_each = zipmap(["w", "a"], tolist(var.images))
  image    = each.value
}
)"}}),
      (Held{{"module.m.x.y[\"a\"]", {"api", "web"}}, {"module.m.x.y[\"w\"]", {"api", "web"}}}));
}

TEST(TagWalkTest, Scenario58ALoopOverTagsKnowsThemByTheirKeys) {
  EXPECT_EQ(OfMembers("{ for name, tag in var.image_tags : substr(name, 0, 1) => tag }"), kApart);
  EXPECT_EQ(OfMembers("{ for name, tag in var.image_tags : substr(name, 0, 1) => { image = tag } }",
                      "each.value.image"),
            kApart);
  EXPECT_EQ(OfMembers("{ for name, it in { api = { image_tag = 1 }, web = { image_tag = 2 } } : "
                      "substr(name, 0, 1) => it.image_tag }"),
            kApart);
  // What is looked up is told already.
  EXPECT_EQ(OfMembers("{ for key, tag in { web = var.image_tags[\"api\"], api = "
                      "var.image_tags[\"web\"] } : substr(key, 0, 1) => tag }"),
            (Held{{"x.y[\"a\"]", {"web"}}, {"x.y[\"w\"]", {"api"}}}));
}

TEST(TagWalkTest, Scenario58AnItemOfAListIsKnownByItsName) {
  const std::map<std::string, std::string> files{{"main.tf", R"(
variable "services" {
  default = [{ name = "web", tag = "1" }, { name = "api", tag = "2" }]
}
resource "x" "y" {
  for_each = { for service in var.services : substr(service.name, 0, 1) => service.tag }
  image    = each.value
}
)"}};
  MemoryModules modules(files);
  TreeOptions options;
  options.tag_variable = "services";
  options.tag_path = {"{service}", "tag"};
  const ModuleTree tree = ReadModuleTree(options, modules).value();
  ASSERT_EQ(tree.nodes.front().instances.size(), 2U);
  const std::vector<TreeInstance>& instances = tree.nodes.front().instances;
  EXPECT_EQ(instances[0].identity.tag_keys, std::set<std::string>{"api"});
  EXPECT_EQ(instances[1].identity.tag_keys, std::set<std::string>{"web"});
}

TEST(TagWalkTest, Scenario58LoopsThatGroupKeepTheirTagsApart) {
  EXPECT_EQ(OfMembers("{ for name in concat(local.names, local.names) : substr(name, 0, 1) => "
                      "var.image_tags[name]... }",
                      "each.value[0]"),
            kApart);
  EXPECT_EQ(OfMembers("{ for name in local.names : substr(name, 0, 1) => "
                      "{ image = var.image_tags[name], of = \"r\" }... }",
                      "each.value[*].image"),
            kApart);
  EXPECT_EQ(OfMembers("{ for name in local.names : substr(name, 0, 1) => "
                      "{ image = var.image_tags[name], of = \"r\" }... }",
                      "each.value[0].of"),
            (Held{{"x.y[\"a\"]", {}}, {"x.y[\"w\"]", {}}}));
}

TEST(TagWalkTest, Scenario58WhatHoldsAllTagsIsToldFromWhatHoldsAnyOne) {
  const auto holds = [](const std::string& value) {
    const std::map<std::string, std::string> files{
        {"main.tf",
         "variable \"image_tags\" {}\nvariable \"name\" {}\nresource \"x\" \"y\" { a = " + value +
             " }"}};
    MemoryModules modules(files);
    TreeOptions options;
    options.tag_keys = {"api", "web"};
    const Identity identity = ReadModuleTree(options, modules)->nodes.front().identity;
    std::string text = identity.is_one_of ? "one of" : identity.holds_map ? "all of" : "";
    for (const std::string& key : identity.tag_keys) text += " " + key;
    return text;
  };
  EXPECT_EQ(holds("var.image_tags"), "all of");
  EXPECT_EQ(holds("jsonencode({ tags = merge(var.image_tags, {}) })"), "all of");
  EXPECT_EQ(holds("join(\",\", [for k, v in var.image_tags : \"${k}=${v}\"])"), "all of");
  EXPECT_EQ(holds("{ for k, v in var.image_tags : \"${k}.tag\" => v }"), " api web");
  EXPECT_EQ(holds("var.image_tags[\"api\"]"), " api");
  EXPECT_EQ(holds("[var.image_tags[\"api\"], var.image_tags.web]"), " api web");
  EXPECT_EQ(
      holds("jsonencode([for name in [\"api\", \"web\"] : { image = var.image_tags[name] }])"),
      " api web");
  EXPECT_EQ(holds("[for name in var.name : var.image_tags[name]]"), "one of");
  EXPECT_EQ(holds("var.image_tags[var.name]"), "one of");
  EXPECT_EQ(holds("lookup(var.image_tags, var.name)"), "one of");
  EXPECT_EQ(holds("element(values(var.image_tags), var.name)"), "one of api web");
}

}  // namespace
}  // namespace deltaplan::tfvars
