#include "tfvars/modules/module_tree.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

#include "tests/tfvars/modules/memory_modules.h"

namespace deltaplan::tfvars {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ModuleTree Read(std::map<std::string, std::string> files, const std::string& directory = "") {
  MemoryModules modules(std::move(files));
  return ReadModuleTree({.directory = directory}, modules).value_or(ModuleTree());
}

// The addresses of all instances.
std::vector<std::string> Instances(const ModuleTree& tree) {
  std::vector<std::string> addresses;
  for (const TreeNode& node : tree.nodes) {
    for (const TreeInstance& instance : node.instances)
      addresses.push_back(Print(instance.address));
  }
  return addresses;
}

// The addresses of what the tag reaches, with the arguments: "x.y(image)".
std::vector<std::string> Tagged(const ModuleTree& tree) {
  std::vector<std::string> tagged;
  for (const TreeNode& node : tree.nodes) {
    std::string arguments;
    for (const std::string& name : node.tag_arguments) {
      arguments += (arguments.empty() ? "" : ",") + name;
    }
    if (!arguments.empty()) tagged.push_back(Print(node.address) + "(" + arguments + ")");
  }
  return tagged;
}

// Why the one resource of these files has no instances that can be told.
std::string Reason(const std::string& text) {
  const ModuleTree tree = Read({{"main.tf", text}});
  return tree.nodes.empty() ? "<no resource>" : tree.nodes.front().unresolved.value_or("<known>");
}

TEST(ModuleTreeTest, Scenario58KeysThatAreMadeOfATagTellNoInstances) {
  const std::string variable = "variable \"image_tags\" {\n  default = { api = \"1a2b3c4\" }\n}\n";
  EXPECT_EQ(Reason(variable + R"(resource "a_b" "c" {
  for_each = { for name, tag in var.image_tags : "${name}-${tag}" => tag }
})"),
            "for_each: a key is made of an image tag, which a deploy changes");
  EXPECT_EQ(Reason(variable + "resource \"a_b\" \"c\" { for_each = var.image_tags }\n"), "<known>");
}

TEST(ModuleTreeTest, Scenario56WhatWaitsForATagIsThereOnceTheServiceIsDeployed) {
  MemoryModules modules({{"t.auto.tfvars",
                          "image_tags = { api = \"sha-bootstrap\", old = \"\" }\n"
                          "web_tag = \"\"\n"},
                         {"main.tf", R"(
variable "image_tags" {}
variable "web_tag" {}
resource "a_b" "map" {
  for_each = { for name, tag in var.image_tags : name => tag if tag != "sha-bootstrap" && tag != "" }
}
resource "a_b" "web" { count = var.web_tag == "" ? 0 : 1 }
)"}});
  TreeOptions options;
  options.tag_keys = {"api", "new"};
  options.new_tag = "1a2b3c4";
  options.placeholder_tags = {"sha-bootstrap"};
  options.tag_owners = {{"web_tag", "web"}};
  EXPECT_THAT(Instances(ReadModuleTree(options, modules).value()),
              ElementsAre("a_b.map[\"api\"]", "a_b.map[\"new\"]", "a_b.web[0]"));
}

TEST(ModuleTreeTest, CountAndForEachGiveInstances) {
  EXPECT_THAT(Instances(Read({{"main.tf", R"(
resource "a_b" "one" {}
resource "a_b" "two" { count = 2 }
resource "a_b" "set" { for_each = toset(["y", "x"]) }
resource "a_b" "map" { for_each = { "k\"${"$"}{" = 1 } }
data "a_b" "data" { count = 2 }
)"}})),
              ElementsAre("a_b.map[\"k\\\"$${\"]", "a_b.one", "a_b.set[\"x\"]", "a_b.set[\"y\"]",
                          "a_b.two[0]", "a_b.two[1]"));
}

TEST(ModuleTreeTest, TheSourceOfAModuleMayBeComputed) {
  const ModuleTree tree = Read({{"main.tf", R"(
variable "image_tags" {}
variable "kind" { default = "app" }
variable "version" {}
locals { directory = "./modules/${var.kind}" }
module "known" {
  source = local.directory
  image  = var.image_tags["api"]
}
module "unknown" {
  source   = "./modules/${var.version}"
  for_each = toset(["api"])
  image    = var.image_tags[each.key]
}
module "elsewhere" { source = "git::https://git.example.com/a.git?ref=${var.version}" }
resource "x_y" "z" { for_each = module.known.names }
)"},
                                {"modules/app/main.tf", R"(
variable "image" {}
output "names" { value = { api = 1 } }
resource "x_y" "z" { image = var.image }
)"}});
  EXPECT_THAT(Instances(tree),
              ElementsAre("module.elsewhere", "x_y.z[\"api\"]", "module.known.x_y.z"));
  EXPECT_THAT(Tagged(tree), ElementsAre("module.unknown(image)", "module.known.x_y.z(image)"));
  const auto unknown = std::ranges::find_if(tree.nodes, &TreeNode::is_any_module);
  ASSERT_NE(unknown, tree.nodes.end());
  EXPECT_EQ(unknown->unresolved,
            "source: it depends on var.version, which has no value in the files");
  ASSERT_EQ(unknown->possible.size(), 1);
  EXPECT_EQ(Print(unknown->possible.front().address), "module.unknown[\"api\"]");
}

TEST(ModuleTreeTest, NamesAreEvaluatedWithDefaultsVariableFilesAndLocals) {
  const std::map<std::string, std::string> files{
      {"main.tf", R"(
variable "services" { default = ["unused"] }
variable "on" { default = false }
locals {
  all  = { for name in var.services : name => merge(local.base, { on = name != "b" }) }
  base = { cpu = 256 }
}
resource "x_y" "z" { for_each = { for k, v in local.all : k => v if v.on } }
resource "x_y" "off" { count = var.on ? 1 : 0 }
)"},
      {"terraform.tfvars", "services = [\"a\"]\n"},
      {"b.auto.tfvars.json", R"({ "services": ["a", "b", "c"] })"},
      {"a.auto.tfvars", "services = []\n"}};
  const ModuleTree tree = Read(files);
  EXPECT_THAT(Instances(tree), ElementsAre("x_y.z[\"a\"]", "x_y.z[\"c\"]"));
  EXPECT_EQ(tree.nodes.front().absent, "count is 0");
  EXPECT_THAT(tree.errors, IsEmpty());
}

TEST(ModuleTreeTest, LocalModulesAreFollowedForEachOfTheirInstances) {
  const ModuleTree tree = Read({{"infra/main.tf", R"(
module "app" {
  for_each = toset(["api", "web"])
  source   = "../modules/app"
  workers  = each.key == "api" ? 2 : 0
}
module "remote" { source = "terraform-aws-modules/ecs/aws" }
)"},
                                {"modules/app/main.tf", R"(
variable "workers" {}
resource "x_y" "service" { name = path.module }
resource "x_y" "worker" { count = var.workers }
module "log" { source = "./log" }
)"},
                                {"modules/app/log/main.tf", "resource \"x_y\" \"log\" {}\n"}},
                               "infra");
  EXPECT_THAT(
      Instances(tree),
      ElementsAre("module.remote", "module.app[\"api\"].x_y.service",
                  "module.app[\"api\"].x_y.worker[0]", "module.app[\"api\"].x_y.worker[1]",
                  "module.app[\"web\"].x_y.service", "module.app[\"api\"].module.log.x_y.log",
                  "module.app[\"web\"].module.log.x_y.log"));
  ASSERT_EQ(tree.modules.size(), 4);
  EXPECT_EQ(tree.modules.back().directory, "modules/app/log");
}

TEST(ModuleTreeTest, WhatOnlyTerraformKnowsIsToldWithTheReason) {
  const struct {
    const char* text;
    const char* reason;
  } cases[] = {
      {"resource \"x_y\" \"z\" { for_each = data.a_b.c.names }",
       "for_each: it depends on data.a_b.c.names, which only Terraform knows"},
      {"variable \"v\" {}\nresource \"x_y\" \"z\" { count = var.v }",
       "count: it depends on var.v, which has no value in the files"},
      {"locals {\n a = local.b\n b = local.a\n}\nresource \"x_y\" \"z\" { for_each = local.a }",
       "for_each: it depends on local.a, which depends on itself"},
      {"locals { a = [for x in module.m.list : x.name] }\n"
       "resource \"x_y\" \"z\" { for_each = toset(local.a) }",
       "for_each: it depends on module.m.list, which only Terraform knows"},
      {"resource \"x_y\" \"z\" { for_each = cidrsubnets(\"a\") }",
       "for_each: it calls cidrsubnets(), which only Terraform evaluates"},
      {"resource \"x_y\" \"z\" { for_each = 7 }",
       "for_each: it is neither a map nor a set of strings"},
      {"resource \"x_y\" \"z\" { count = -1 }", "count: it is no number of instances"},
      {"resource \"x_y\" \"z\" { for_each = { a = data.a_b.c.id } }", "<known>"},
  };
  for (const auto& [text, reason] : cases) EXPECT_EQ(Reason(text), reason) << text;
}

TEST(ModuleTreeTest, ResourcesOfAModuleWithUnknownInstancesAreUnresolvedToo) {
  const ModuleTree tree =
      Read({{"main.tf", "module \"m\" {\n source = \"./m\"\n for_each = data.a_b.c\n}\n"},
            {"m/main.tf", "resource \"x_y\" \"z\" {}\n"}});
  EXPECT_THAT(Instances(tree), IsEmpty());
  EXPECT_EQ(Print(tree.nodes.front().address), "module.m.x_y.z");
  EXPECT_EQ(tree.nodes.front().unresolved,
            "module.m: for_each: it depends on data.a_b.c, which only Terraform knows");
}

TEST(ModuleTreeTest, WhatHasNoInstanceIsNotUnresolvedByAModuleAroundIt) {
  const ModuleTree tree = Read({
      {"main.tf", "module \"m\" {\n  source = \"./m\"\n  for_each = local.nobody\n}\n"},
      {"m/main.tf", "resource \"a\" \"b\" {\n  count = 0\n}\n"},
  });
  ASSERT_EQ(tree.nodes.size(), 1);
  EXPECT_EQ(tree.nodes.front().absent, "count is 0");
  EXPECT_EQ(tree.nodes.front().unresolved, std::nullopt);
}

TEST(ModuleTreeTest, TheTagIsFollowedToWhatItReachesAndNoFurther) {
  const ModuleTree tree = Read({{"main.tf", R"(
variable "image_tags" { type = map(string) }
variable "api_image_tag" {}
locals {
  services = { for k in ["api"] : k => { cpu = 1, image = "r/${k}:${var.image_tags[k]}" } }
}
resource "aws_ecs_task_definition" "t" {
  for_each              = local.services
  container_definitions = jsonencode([{ image = each.value.image, cpu = each.value.cpu }])
  cpu                   = each.value.cpu
}
resource "aws_ecs_service" "s" {
  for_each        = aws_ecs_task_definition.t
  task_definition = aws_ecs_task_definition.t[each.key].arn
  name            = each.key
}
resource "aws_ecs_service" "splat" { task_definition = one(values(aws_ecs_task_definition.t)[*].arn) }
data "aws_ecr_image" "i" { image_tag = var.image_tags["api"] }
resource "aws_lambda_function" "d" { image_uri = "r@${data.aws_ecr_image.i.image_digest}" }
resource "aws_cloudwatch_metric_alarm" "alarm" {
  for_each   = var.image_tags
  dimensions = { ServiceName = aws_ecs_service.s["api"].name }
}
resource "aws_iam_role" "role" {
  for_each   = local.services
  name       = each.key
  count_tags = length(var.image_tags) > 0 ? 1 : 2
  depends_on = [aws_ecs_task_definition.t]
}
resource "aws_lambda_function" "f" {
  dynamic "image" {
    for_each = [var.api_image_tag]
    content { uri = "r/api:${image.value}" }
  }
}
)"}});
  EXPECT_THAT(
      Tagged(tree),
      ElementsAre("aws_ecs_service.s(task_definition)", "aws_ecs_service.splat(task_definition)",
                  "aws_ecs_task_definition.t(container_definitions)",
                  "aws_lambda_function.d(image_uri)", "aws_lambda_function.f(image)"));
  EXPECT_THAT(tree.nodes.back().identity.tag_keys, ElementsAre("api"));
}

TEST(ModuleTreeTest, TheTagIsFollowedThroughInputsAndOutputsOfModules) {
  const ModuleTree tree = Read({{"main.tf", R"(
variable "image_tags" {}
module "task" {
  for_each = toset(["api", "web"])
  source   = "./task"
  image    = "r/x:${lookup(var.image_tags, each.key, "none")}"
  other    = "constant"
}
resource "aws_ecs_service" "s" {
  for_each        = toset(["api", "web"])
  task_definition = module.task[each.key].arn
  name            = module.task[each.key].name
}
resource "x_y" "named" { name = module.task["api"].name }
module "remote" {
  source = "registry.example.com/a/b/c"
  image  = "r/x:${var.image_tags.api}"
}
)"},
                                {"task/main.tf", R"(
variable "image" {}
variable "other" {}
resource "aws_ecs_task_definition" "this" {
  container_definitions = jsonencode([{ image = var.image }])
  family                = var.other
}
output "arn" { value = aws_ecs_task_definition.this.arn }
output "name" { value = aws_ecs_task_definition.this.family }
)"}});
  EXPECT_THAT(
      Tagged(tree),
      ElementsAre("module.remote(image)", "aws_ecs_service.s(task_definition)",
                  "module.task[\"api\"].aws_ecs_task_definition.this(container_definitions)",
                  "module.task[\"web\"].aws_ecs_task_definition.this(container_definitions)"));
  EXPECT_THAT(tree.nodes.front().identity.tag_keys, ElementsAre("api"));
  EXPECT_THAT(tree.nodes.back().instances.front().identity.tag_keys, ElementsAre("web"));
}

TEST(ModuleTreeTest, EveryFormOfFileIsRead) {
  const ModuleTree tree = Read({
      {"a.tf",
       "# one\r\nresource \"x_y\" \"crlf\" {\r\n  // two\r\n  name = <<-EOT\r\n"
       "    heredoc\r\n  EOT\r\n}\r\n/* three */\r\n"},
      {"b.tf", "resource \"x_y\" \"replaced\" {}\n"},
      {"b.tofu", "resource \"x_y\" \"tofu\" {}\n"},
      {"c.tf.json", R"({ "resource": { "x_y": { "json": {
          "for_each": "${toset([\"k\"])}", "name": "n-${each.key}",
          "lifecycle": { "ignore_changes": ["image"] } } } } })"},
      {".hidden.tf", "{"},
      {"notes.txt", "{"},
  });
  EXPECT_THAT(tree.errors, IsEmpty());
  EXPECT_THAT(Instances(tree), ElementsAre("x_y.crlf", "x_y.json[\"k\"]", "x_y.tofu"));
  EXPECT_THAT(tree.nodes[1].instances[0].identity.names, ElementsAre("n-k"));
  EXPECT_THAT(tree.nodes[1].ignored, ElementsAre("image"));
}

TEST(ModuleTreeTest, OverrideFilesReplaceArguments) {
  const ModuleTree tree = Read({
      {"main.tf",
       "variable \"n\" { default = 1 }\n"
       "resource \"x_y\" \"z\" {\n count = var.n\n name = \"kept\"\n}\n"},
      {"a_override.tf", "variable \"n\" { default = 2 }\n"},
      {"override.tf", "resource \"x_y\" \"z\" {\n lifecycle { ignore_changes = all }\n}\n"},
  });
  EXPECT_THAT(Instances(tree), ElementsAre("x_y.z[0]", "x_y.z[1]"));
  EXPECT_TRUE(tree.nodes.front().ignores_all);
  EXPECT_THAT(tree.nodes.front().identity.names, ElementsAre("kept"));
  EXPECT_THAT(tree.nodes.front().files, ElementsAre("main.tf", "override.tf"));
}

TEST(ModuleTreeTest, MovedBlocksAndIgnoredChangesAreFound) {
  const ModuleTree tree =
      Read({{"main.tf", R"(
module "m" {
  source = "./m"
  count  = 1
}
resource "x_y" "z" {
  lifecycle { ignore_changes = [task_definition, "image", tags["a"], container[0].x] }
}
)"},
            {"m/main.tf", "moved {\n  from = x_y.a\n  to   = x_y.b[\"k\"]\n}\n"}});
  EXPECT_THAT(tree.nodes.front().ignored,
              ElementsAre("container", "image", "tags", "task_definition"));
  ASSERT_EQ(tree.moves.size(), 1);
  EXPECT_EQ(tree.moves.front().from, "module.m[0].x_y.a");
  EXPECT_EQ(tree.moves.front().to, "module.m[0].x_y.b[\"k\"]");
  EXPECT_EQ(tree.moves.front().place, (FileLine{"m/main.tf", 1}));
}

TEST(ModuleTreeTest, WhatTerraformWouldRefuseIsAnError) {
  const struct {
    std::map<std::string, std::string> files;
    const char* error;
  } cases[] = {
      {{{"main.tf", "module \"m\" { source = \"./gone\" }\n"}}, "Missing module"},
      {{{"main.tf", "module \"m\" { source = \"./\" }\n"}}, "Module that calls itself"},
      {{{"main.tf", "module \"m\" { source = \"../m\" }\n"}}, "Module outside of the repository"},
      {{{"main.tf", "resource \"x_y\" \"z\" {}\nresource \"x_y\" \"z\" {}\n"}}, "Declared twice"},
      {{{"main.tf", "resource \"x_y\" {\n"}}, "on main.tf line 1"},
  };
  for (const auto& [files, error] : cases) {
    const ModuleTree tree = Read(files);
    ASSERT_FALSE(tree.errors.empty()) << error;
    EXPECT_THAT(tree.errors.front(), HasSubstr(error));
  }
  MemoryModules none({});
  EXPECT_FALSE(ReadModuleTree({.directory = "infra"}, none));
}

TEST(ModuleTreeTest, AnErrorShowsThePlace) {
  const ModuleTree tree = Read({{"main.tf", "\nmodule \"m\" {\n  source = \"./gone\"\n}\n"}});
  EXPECT_THAT(tree.errors, ElementsAre("Error: Missing module\n\n"
                                       "  on main.tf line 2:\n"
                                       "   2: module \"m\" {\n"
                                       "      ^^^^^^^^^^\n\n"
                                       "There is no directory gone. Correct the source.\n"));
}

TEST(ModuleTreeTest, LongChainsOfNamesEnd) {
  std::string text = "variable \"image_tags\" {}\nlocals {\n  l0 = var.image_tags\n";
  for (int i = 1; i < 5000; ++i) {
    text += "  l" + std::to_string(i) + " = [local.l" + std::to_string(i - 1) + "]\n";
  }
  text += "}\nresource \"x_y\" \"z\" {\n  for_each = local.l4999\n  image = local.l4999\n}\n";
  const ModuleTree tree = Read({{"main.tf", text}});
  ASSERT_EQ(tree.nodes.size(), 1);
  EXPECT_TRUE(tree.nodes.front().unresolved);
}

TEST(ModuleTreeTest, NamesThatNoAddressCanHoldAreErrors) {
  const ModuleTree tree =
      Read({{"main.tf", "resource \"a\" \"b c\" {}\nresource \"a\" \"d\" {}\n"}});
  EXPECT_THAT(Instances(tree), ElementsAre("a.d"));
  EXPECT_THAT(tree.errors, ElementsAre(HasSubstr("Invalid name")));
}

// "module.b" would be a module.
TEST(ModuleTreeTest, TypesWhoseAddressWouldBeSomethingElsesAreErrors) {
  const ModuleTree tree = Read({{"main.tf",
                                 "resource \"module\" \"b\" {}\nresource \"data\" \"c\" {}\n"
                                 "resource \"ephemeral\" \"d\" {}\nresource \"a\" \"e\" {}\n"}});
  EXPECT_THAT(Instances(tree), ElementsAre("a.e"));
  EXPECT_THAT(tree.errors, ElementsAre(HasSubstr("\"module\""), HasSubstr("\"data\""),
                                       HasSubstr("\"ephemeral\"")));
}

TEST(ModuleTreeTest, Scenario58WhatIsNotEnabledHasNoInstance) {
  const ModuleTree tree = Read({{"main.tofu", R"(
variable "image_tags" {}
variable "on" { default = true }
resource "x" "off" {
  image = var.image_tags
  lifecycle { enabled = false }
}
resource "x" "on" {
  image = var.image_tags
  lifecycle { enabled = var.on }
}
resource "x" "unknown" {
  lifecycle { enabled = x.on.ready }
}
module "off" {
  source = "./m"
  lifecycle { enabled = !var.on }
}
)"},
                                {"m/main.tf", "resource \"x\" \"inside\" {}\n"}});
  EXPECT_THAT(tree.errors, IsEmpty());
  EXPECT_THAT(Instances(tree), ElementsAre("x.on"));
  std::map<std::string, std::string> why;
  for (const TreeNode& node : tree.nodes) {
    why[Print(node.address)] = node.absent.value_or(node.unresolved.value_or("it is there"));
  }
  EXPECT_EQ(why["x.off"], "enabled is false");
  EXPECT_EQ(why["x.on"], "it is there");
  EXPECT_THAT(why["x.unknown"], HasSubstr("enabled: "));
  EXPECT_EQ(why["module.off.x.inside"], "module.off: enabled is false");
}

TEST(ModuleTreeTest, WhatElseTheFilesSayIsKept) {
  const ModuleTree tree = Read({{"main.tf", "variable \"image_tags\" {}\n"},
                                {"ecs.tf", R"(resource "aws_ecs_service" "api" {
  deployment_controller { type = "CODE_DEPLOY" }
}
)"},
                                {"mixed.tf", "resource \"x\" \"y\" {}\nlocals {}\n"},
                                {"a.auto.tfvars", "image_tags = {}\n"},
                                {"b.auto.tfvars.json", R"({"image_tags": {}})"}});
  ASSERT_EQ(tree.nodes.size(), 2U);
  EXPECT_EQ(tree.nodes[0].controller, "CODE_DEPLOY");
  EXPECT_EQ(tree.nodes[1].controller, "");
  EXPECT_THAT(tree.variables, ElementsAre("image_tags"));
  EXPECT_THAT(tree.resource_files, ElementsAre("ecs.tf"));
}

// The map that Terraform reads has every service by the time that it runs: a new one's instance is
// no missing one.
TEST(ModuleTreeTest, InstancesAreThoseOfTheTagMapThatTerraformIsGiven) {
  const std::string text = R"(
variable "image_tags" {}
resource "x" "service" {
  for_each = var.image_tags
  image    = each.value
}
resource "x" "one" {
  count = contains(keys(var.image_tags), "new") ? 1 : 0
}
)";
  const TreeOptions options{
      .directory = "", .tag_variable = "image_tags", .tag_keys = {"api", "new"}};
  for (const std::map<std::string, std::string>& files :
       {std::map<std::string, std::string>{
            {"main.tf", text}, {"a.auto.tfvars", "image_tags = { api = \"1\", old = \"2\" }\n"}},
        std::map<std::string, std::string>{{"main.tf", text}}}) {
    MemoryModules modules(files);
    const ModuleTree tree = *ReadModuleTree(options, modules);
    std::vector<std::string> expected{"x.one[0]", "x.service[\"api\"]", "x.service[\"new\"]"};
    if (files.size() > 1) expected.emplace_back("x.service[\"old\"]");
    EXPECT_EQ(Instances(tree), expected);
  }
  // What is no map is left as it is: a later check says so.
  MemoryModules modules({{"main.tf", text}, {"a.auto.tfvars", "image_tags = \"x\"\n"}});
  EXPECT_TRUE(ReadModuleTree(options, modules)->nodes[1].unresolved);
}

}  // namespace
}  // namespace deltaplan::tfvars
