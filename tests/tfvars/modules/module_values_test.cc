// What names are worth inside a module: which instances there are shows it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/tfvars/modules/memory_modules.h"
#include "tfvars/modules/module_tree.h"

namespace deltaplan::tfvars {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Paths = std::map<std::string, std::string>;

ModuleTree Read(Paths files, const std::string& directory = "") {
  MemoryModules modules(std::move(files));
  return ReadModuleTree({.directory = directory}, modules).value_or(ModuleTree());
}

// The addresses of all instances, and why there is none of others.
std::vector<std::string> Instances(Paths files, const std::string& directory = "") {
  std::vector<std::string> told;
  for (const TreeNode& node : Read(std::move(files), directory).nodes) {
    for (const TreeInstance& instance : node.instances) told.push_back(Print(instance.address));
    if (node.unresolved) told.push_back(Print(node.address) + ": " + *node.unresolved);
  }
  return told;
}

TEST(ModuleValuesTest, Scenario58OptionalAttributesDecideWhatIsThere) {
  EXPECT_THAT(
      Instances({{"main.tf", R"(
variable "services" {
  type = map(object({ enabled = optional(bool, true), cpu = optional(number) }))
}
resource "x" "s" { for_each = { for k, v in var.services : k => v if v.enabled && v.cpu == null } }
)"},
                 {"terraform.tfvars",
                  "services = { api = {}, web = { enabled = false }, big = { cpu = 1 } }\n"}}),
      ElementsAre("x.s[\"api\"]"));
}

TEST(ModuleValuesTest, Scenario58NullIsTheDefaultOfWhatIsNotNullable) {
  EXPECT_THAT(Instances({{"main.tf", R"(
module "m" {
  source = "./m"
  one    = null
  two    = null
}
)"},
                         {"m/main.tf", R"(
variable "one" {
  default  = 1
  nullable = false
}
variable "two" { default = 1 }
resource "x" "one" { count = var.one == null ? 0 : 1 }
resource "x" "two" { count = var.two == null ? 0 : 1 }
)"}}),
              ElementsAre("module.m.x.one[0]"));
}

TEST(ModuleValuesTest, Scenario58JsonIsReadFromFilesBesideTheModule) {
  const Paths files{
      {"infra/main.tf", R"(
locals {
  here   = jsondecode(file("${path.module}/services.json"))
  root   = jsondecode(file("services.json"))
  module = try(jsondecode(file("missing.json")), ["fallback"])
}
resource "x" "here" { for_each = toset(local.here) }
resource "x" "root" { for_each = toset(local.root) }
resource "x" "module" { for_each = toset(local.module) }
resource "x" "far" { for_each = toset(jsondecode(file("/etc/services.json"))) }
module "app" { source = "../modules/app" }
)"},
      {"infra/services.json", "[\"api\"]"},
      {"modules/app/main.tf",
       "resource \"x\" \"s\" { for_each = toset(jsondecode(file(\"${path.module}/a.json\"))) }\n"},
      {"modules/app/a.json", "[\"web\"]"}};
  EXPECT_THAT(Instances(files, "infra"),
              ElementsAre("x.far: for_each: it can't be evaluated here", "x.here[\"api\"]",
                          "x.module[\"fallback\"]", "x.root[\"api\"]", "module.app.x.s[\"web\"]"));
}

TEST(ModuleValuesTest, NoFileOutsideOfTheRepositoryIsRead) {
  for (const char* call :
       {"jsondecode(file(\"../../a.json\"))", "jsondecode(file(\"/a.json\"))",
        "jsondecode(templatefile(\"../../a.json\", {}))", "fileset(\"../..\", \"*\")",
        "fileset(\"/\", \"*\")", "fileset(\".\", \"../../*\")",
        "fileexists(\"../../a.json\") ? [\"api\"] : [\"web\"]"}) {
    const Paths files{{"infra/main.tf",
                       "resource \"x\" \"far\" { for_each = toset(" + std::string(call) + ") }\n"},
                      {"a.json", "[\"api\"]"},
                      {"/a.json", "[\"api\"]"},
                      {"../a.json", "[\"api\"]"}};
    EXPECT_THAT(Instances(files, "infra"),
                ElementsAre("x.far: for_each: it can't be evaluated here"))
        << call;
  }
}

TEST(ModuleValuesTest, YamlTemplatesAndSetsOfFilesAreRead) {
  const Paths files{
      {"infra/main.tf", R"(
locals {
  yaml     = yamldecode(file("services.yaml"))
  files    = fileset(path.module, "services/*.yaml")
  named    = { for f in local.files : trimsuffix(basename(f), ".yaml") => yamldecode(file("${path.module}/${f}")) }
  rendered = yamldecode(templatefile("all.tftpl", { names = ["api", "web"], env = "prod" }))
}
resource "x" "yaml" { for_each = local.yaml }
resource "x" "files" { for_each = { for n, s in local.named : n => s if s.public } }
resource "x" "rendered" { for_each = toset(local.rendered) }
resource "x" "nothing" { for_each = toset(split(",", templatefile("all.tftpl", {}))) }
resource "x" "circle" { for_each = toset(split(",", templatefile("circle.tftpl", {}))) }
resource "x" "none" { for_each = fileset("missing", "*") }
module "app" { source = "../app" }
)"},
      {"infra/services.yaml", "api: { cpu: 256 }\nweb: { cpu: 512 }\n"},
      {"infra/services/api.yaml", "public: true\n"},
      {"infra/services/job.yaml", "public: no\n"},
      {"infra/all.tftpl", "%{ for n in names ~}\n- ${n}-${env}\n%{ endfor ~}\n"},
      {"infra/circle.tftpl", "${templatefile(\"circle.tftpl\", {})}"},
      {"app/main.tf", "resource \"x\" \"s\" { for_each = fileset(path.module, \"*.txt\") }\n"},
      {"app/one.txt", ""}};
  EXPECT_THAT(Instances(files, "infra"),
              ElementsAre("x.circle: for_each: it can't be evaluated here", "x.files[\"api\"]",
                          "x.nothing: for_each: it can't be evaluated here",
                          "x.rendered[\"api-prod\"]", "x.rendered[\"web-prod\"]", "x.yaml[\"api\"]",
                          "x.yaml[\"web\"]", "module.app.x.s[\"one.txt\"]"));
}

TEST(ModuleValuesTest, TablesAndDirectoriesOfFilesNameServices) {
  const Paths files{{"main.tf", R"(
locals {
  rows = csvdecode(file("${path.module}/services.csv"))
  more = fileexists("more.csv") ? csvdecode(file("more.csv")) : []
}
resource "x" "rows" { for_each = { for row in concat(local.rows, local.more) : row.name => row if row.public == "true" } }
resource "x" "here" { count = fileexists("services.csv") ? 1 : 0 }
resource "x" "directories" { for_each = { for f in fileset("services", "*/service.yaml") : dirname(f) => f } }
)"},
                    {"services.csv", "name,public\napi,true\njob,false\n"},
                    {"services/README", ""},
                    {"services/web/service.yaml", ""}};
  EXPECT_THAT(Instances(files, ""),
              ElementsAre("x.directories[\"web\"]", "x.here[0]", "x.rows[\"api\"]"));
}

TEST(ModuleValuesTest, AResourceHasTheInstancesOfTheOneThatItIsChainedTo) {
  EXPECT_THAT(
      Instances({{"main.tf", R"(
resource "x" "a" { for_each = toset(["api", "web"]) }
resource "x" "b" { for_each = x.a }
resource "x" "c" { count = length(x.d) }
resource "x" "d" { count = 2 }
data "y" "e" { for_each = x.b }
resource "x" "f" { for_each = data.y.e }
resource "x" "g" { for_each = { for key, value in x.a : key => value.arn } }
resource "x" "circle" { for_each = x.circle }
resource "x" "one" { for_each = x.plain.names }
resource "x" "plain" {}
)"}}),
      ElementsAre(
          "x.a[\"api\"]", "x.a[\"web\"]", "x.b[\"api\"]", "x.b[\"web\"]", "x.c[0]", "x.c[1]",
          "x.circle: for_each: it depends on x.circle, which only Terraform knows", "x.d[0]",
          "x.d[1]", "x.f[\"api\"]", "x.f[\"web\"]", "x.g[\"api\"]", "x.g[\"web\"]",
          "x.one: for_each: it depends on x.plain.names, which only Terraform knows", "x.plain"));
}

TEST(ModuleValuesTest, OutputsOfLocalModulesAreKnown) {
  EXPECT_THAT(
      Instances({{"main.tf", R"(
module "config" {
  source = "./config"
  env    = "prod"
}
module "each" {
  for_each = toset(["a", "b"])
  source   = "./config"
  env      = each.key
}
module "remote" { source = "example.com/x/y" }
resource "x" "s" { for_each = module.config.services }
resource "x" "t" { for_each = { for key, value in module.each : key => value if value.services["api"] != "a" } }
resource "x" "u" { for_each = module.config.unknown }
resource "x" "v" { for_each = toset([for k, v in module.remote.list : k]) }
)"},
                 {"config/main.tf", R"(
variable "env" {}
output "services" { value = { api = var.env } }
output "unknown" { value = data.a.b.c }
)"}}),
      ElementsAre("module.remote", "x.s[\"api\"]", "x.t[\"b\"]",
                  "x.u: for_each: it depends on module.config.unknown, which only Terraform knows",
                  "x.v: for_each: it depends on module.remote.list, which only Terraform knows"));
}

TEST(ModuleValuesTest, ModulesThatNeedEachOtherEnd) {
  EXPECT_THAT(Instances({{"main.tf", R"(
module "a" {
  source = "./m"
  in     = module.b.out
}
module "b" {
  source = "./m"
  in     = module.a.out
}
resource "x" "s" { for_each = module.a.out }
)"},
                         {"m/main.tf", "variable \"in\" {}\noutput \"out\" { value = var.in }\n"}}),
              ElementsAre("x.s: for_each: it depends on module.a.out, which only Terraform knows"));
}

TEST(ModuleValuesTest, ThePathOfAModuleIsSeenFromTheRoot) {
  const auto names = [](const std::string& directory, const std::string& source) {
    const ModuleTree tree =
        Read({{directory + (directory.empty() ? "" : "/") + "main.tf",
               "module \"m\" { source = \"" + source +
                   "\" }\nresource \"a\" \"root\" { name = "
                   "path.module }\n"},
              {"lib/m/main.tf", "resource \"x\" \"y\" { name = path.module }\n"}},
             directory);
    EXPECT_THAT(tree.errors, IsEmpty());
    EXPECT_THAT(tree.nodes.front().identity.names, ElementsAre("."));
    return tree.nodes.back().identity.names.front();
  };
  EXPECT_EQ(names("", "./lib/m"), "lib/m");
  EXPECT_EQ(names("infra/aws", "../../lib/m"), "../../lib/m");
  EXPECT_EQ(names("lib", "./m"), "m");
  EXPECT_EQ(names("lib/n", "../m"), "../m");
}

}  // namespace
}  // namespace deltaplan::tfvars
