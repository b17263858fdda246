// Which resources an image tag reaches, by how real repositories carry it there.
#include "tfvars/modules/tag_trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/tfvars/modules/memory_modules.h"
#include "tfvars/modules/module_tree.h"
#include "tfvars/plan/resource_roles.h"

namespace deltaplan::tfvars {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Paths = std::map<std::string, std::string>;

// "x.y(image)" where a tag comes, "x.y[arn]" where only a revision does; "<key>" are the keys.
std::vector<std::string> Reached(Paths files, TreeOptions options = {}) {
  MemoryModules modules(std::move(files));
  std::vector<std::string> reached;
  for (const TreeNode& node : ReadModuleTree(options, modules).value_or(ModuleTree()).nodes) {
    std::string text;
    for (const std::string& name : node.tag_arguments) text += "(" + name + ")";
    for (const std::string& name : node.revision_arguments) text += "[" + name + "]";
    if (text.empty()) continue;
    const Identity& identity =
        node.instances.empty() ? node.identity : node.instances.front().identity;
    for (const std::string& key : identity.tag_keys) text += "<" + key + ">";
    reached.push_back(Print(node.address) + text);
  }
  return reached;
}

TEST(TagTraceTest, Scenario58WhateverRefersToARevisionIsReached) {
  EXPECT_THAT(
      Reached({{"main.tf", R"(
variable "image_tags" {}
resource "aws_ecs_task_definition" "nightly" {
  family                = "nightly"
  container_definitions = jsonencode([{ image = "r/nightly:${var.image_tags["nightly"]}" }])
}
resource "aws_cloudwatch_event_target" "nightly" {
  arn = "cluster"
  ecs_target { task_definition_arn = aws_ecs_task_definition.nightly.arn }
}
resource "aws_scheduler_schedule" "nightly" {
  target {
    arn = "cluster"
    ecs_parameters { task_definition_arn = aws_ecs_task_definition.nightly.arn }
  }
}
resource "aws_cloudwatch_event_target" "any_revision" {
  ecs_target { task_definition_arn = aws_ecs_task_definition.nightly.arn_without_revision }
}
resource "aws_lambda_function" "f" { image_uri = "r/f:${var.image_tags["f"]}" }
resource "aws_lambda_alias" "f" { function_version = aws_lambda_function.f.version }
resource "aws_lambda_permission" "f" { function_name = aws_lambda_function.f.function_name }
resource "aws_codedeploy_deployment_group" "f" {
  trigger_configuration { revision = aws_lambda_alias.f.function_version }
}
)"}}),
      ElementsAre("aws_cloudwatch_event_target.nightly(ecs_target)<nightly>",
                  "aws_codedeploy_deployment_group.f(trigger_configuration)<f>",
                  "aws_ecs_task_definition.nightly(container_definitions)<nightly>",
                  "aws_lambda_alias.f(function_version)<f>", "aws_lambda_function.f(image_uri)<f>",
                  "aws_scheduler_schedule.nightly(target)<nightly>"));
}

// "x.y<key>" where the image is looked up with a key outside of the files, "(name)" where what it
// is made of has a name, "?" where only Terraform can tell it.
std::vector<std::string> Clues(Paths files) {
  MemoryModules modules(std::move(files));
  std::vector<std::string> told;
  for (const TreeNode& node : ReadModuleTree({}, modules).value_or(ModuleTree()).nodes) {
    std::string text = Print(node.address);
    for (const std::string& key : node.identity.image_keys) text += "<" + key + ">";
    for (const std::string& name : node.identity.image_names) text += "(" + name + ")";
    if (node.holds_outside_image) text += "?";
    told.push_back(std::move(text));
  }
  return told;
}

TEST(TagTraceTest, TheKeyOfADataSourceSaysWhoseAnImageIs) {
  EXPECT_THAT(Clues({{"main.tf", R"(
data "aws_ssm_parameter" "tag" { for_each = toset(["worker", "web"]) }
data "aws_ssm_parameter" "mail_image_tag" { name = "x" }
resource "aws_batch_job_definition" "job" {
  container_properties = jsonencode({
    image = "r.example.com/jobs:${data.aws_ssm_parameter.tag["worker"].value}"
    secrets = [{ valueFrom = data.aws_ssm_parameter.tag["web"].arn }]
  })
}
resource "aws_sfn_state_machine" "flow" { definition = jsonencode({ arn = aws_batch_job_definition.job.arn }) }
resource "aws_apprunner_service" "site" {
  source_configuration {
    image_repository { image_identifier = "r/site:${data.aws_ssm_parameter.mail_image_tag.value}" }
  }
}
resource "aws_lambda_function" "f" { image_uri = local.f_image }
module "elsewhere" {
  source    = "elsewhere/service"
  image_tag = data.aws_ssm_parameter.tag["web"].value
}
locals { f_image = "${aws_ecr_repository.this["f"].repository_url}:${data.terraform_remote_state.x.outputs.versions.f}" }
data "terraform_remote_state" "x" {}
resource "aws_ecr_repository" "this" { for_each = toset(["f"]) }
)"}}),
              ElementsAre("module.elsewhere<web>(tag)(value)?",
                          "aws_apprunner_service.site(mail)(site)(value)?",
                          "aws_batch_job_definition.job<worker>(jobs)(tag)(value)?",
                          "aws_ecr_repository.this",
                          "aws_lambda_function.f(f)(outputs)(this)(versions)(x)?",
                          "aws_sfn_state_machine.flow<worker>(arn)(jobs)(tag)(value)?"));
}

TEST(TagTraceTest, AnImageWithATagOfItsOwnIsNotToldByTerraformAlone) {
  EXPECT_THAT(
      Clues({{"main.tf", R"(
data "aws_caller_identity" "current" {}
variable "tag" {}
variable "standard" { default = "1.2" }
resource "aws_ecs_task_definition" "agent" {
  container_definitions = jsonencode([{
    image   = "${data.aws_caller_identity.current.account_id}.dkr.ecr.eu-west-1.amazonaws.com/agent:7"
    options = { group = aws_cloudwatch_log_group.agent.name }
  }])
}
resource "aws_cloudwatch_log_group" "agent" {}
resource "aws_ecs_service" "agent" { task_definition = aws_ecs_task_definition.agent.arn }
resource "aws_lambda_function" "standard" { image_uri = "${data.aws_caller_identity.current.id}/f:${var.standard}" }
resource "aws_lambda_function" "unset" { image_uri = "r/f:${var.tag}" }
module "machine" {
  source = "elsewhere/machine"
  image  = data.aws_ami.linux.id
}
data "aws_ami" "linux" {}
)"}}),
      ElementsAre("module.machine(linux)", "aws_cloudwatch_log_group.agent",
                  "aws_ecs_service.agent(account_id)(agent)(current)",
                  "aws_ecs_task_definition.agent(account_id)(agent)(current)",
                  "aws_lambda_function.standard(current)(f)(id)", "aws_lambda_function.unset(f)?"));
}

TEST(TagTraceTest, TagsBesideThoseThatAreFollowedAreAnotherEnvironments) {
  MemoryModules modules({{"main.tf", R"(
variable "image_tags" {}
module "prod" {
  source     = "./env"
  image_tags = var.image_tags["prod"]
}
module "staging" {
  source     = "./env"
  image_tags = var.image_tags.staging
}
)"},
                         {"env/main.tf", R"(
variable "image_tags" {}
resource "aws_ecs_task_definition" "t" {
  container_definitions = jsonencode([{ image = "r/api:${var.image_tags["api"]}" }])
}
resource "aws_ecs_service" "s" { task_definition = aws_ecs_task_definition.t.arn }
)"}});
  std::vector<std::string> beside;
  const auto tree = ReadModuleTree({.directory = "", .tag_path = {"prod"}}, modules);
  for (const TreeNode& node : tree.value_or(ModuleTree()).nodes) {
    if (node.tag_arguments.empty() && node.holds_tag_beside) beside.push_back(Print(node.address));
  }
  EXPECT_THAT(beside, ElementsAre("module.staging.aws_ecs_service.s",
                                  "module.staging.aws_ecs_task_definition.t"));
}

TEST(TagTraceTest, WhatIsNewWithEachVersionCarriesTheTag) {
  EXPECT_THAT(
      Reached({{"main.tf", R"(
variable "image_tags" {}
locals { tag = var.image_tags["api"] }
resource "aws_lambda_layer_version" "l" { s3_key = "layer-${local.tag}.zip" }
resource "aws_lambda_function" "layered" { layers = [aws_lambda_layer_version.l.arn] }
resource "aws_sagemaker_model" "m" {
  primary_container { image = "r/api:${local.tag}" }
}
resource "aws_sagemaker_endpoint_configuration" "c" {
  production_variants { model_name = aws_sagemaker_model.m.name }
}
resource "aws_sagemaker_endpoint" "e" { endpoint_config_name = aws_sagemaker_endpoint_configuration.c.name }
resource "aws_api_gateway_deployment" "d" { triggers = { tag = local.tag } }
resource "aws_api_gateway_stage" "s" { deployment_id = aws_api_gateway_deployment.d.id }
resource "time_static" "t" { triggers = { tag = local.tag } }
resource "a_b" "restarted" { at = time_static.t.rfc3339 }
resource "a_b" "layers" { arn = aws_lambda_layer_version.l.layer_arn }
)"}}),
      ElementsAre("a_b.restarted(at)<api>", "aws_api_gateway_deployment.d(triggers)<api>",
                  "aws_api_gateway_stage.s(deployment_id)<api>",
                  "aws_lambda_function.layered(layers)<api>",
                  "aws_lambda_layer_version.l(s3_key)<api>",
                  "aws_sagemaker_endpoint.e(endpoint_config_name)<api>",
                  "aws_sagemaker_endpoint_configuration.c(production_variants)<api>",
                  "aws_sagemaker_model.m(primary_container)<api>", "time_static.t(triggers)<api>"));
}

// Of each instance, with the keys of its tags.
std::vector<std::string> Keyed(const std::string& text) {
  MemoryModules modules({{"main.tf", text}});
  std::vector<std::string> keyed;
  for (const TreeNode& node : ReadModuleTree({}, modules).value_or(ModuleTree()).nodes) {
    for (const TreeInstance& instance : node.instances) {
      keyed.push_back(Print(instance.address));
      for (const std::string& key : instance.identity.tag_keys) keyed.back() += "<" + key + ">";
    }
  }
  return keyed;
}

TEST(TagTraceTest, Scenario58WhatRefersToAnInstanceHasTheTagOfThatOneAlone) {
  EXPECT_THAT(
      Keyed(R"(
variable "image_tags" {}
locals {
  services = {
    api = { image = "x/api:${var.image_tags["api"]}" }
    web = { image = "x/web:${var.image_tags["web"]}" }
  }
}
resource "aws_ecs_task_definition" "t" {
  for_each              = local.services
  container_definitions = each.value.image
}
resource "aws_ecs_service" "s" {
  for_each        = { api-eu = "api", web-eu = "web" }
  task_definition = aws_ecs_task_definition.t[each.value].arn
}
)"),
      ElementsAre("aws_ecs_service.s[\"api-eu\"]<api>", "aws_ecs_service.s[\"web-eu\"]<web>",
                  "aws_ecs_task_definition.t[\"api\"]<api>",
                  "aws_ecs_task_definition.t[\"web\"]<web>"));
}

TEST(TagTraceTest, Scenario58WhatRefersToAnInstanceOfCountHasItsTag) {
  EXPECT_THAT(Keyed(R"(
variable "image_tags" {}
locals { names = ["api", "web"] }
resource "a_task_definition" "t" {
  count = length(local.names)
  image = var.image_tags[local.names[count.index]]
}
resource "a_b" "s" {
  count           = length(a_task_definition.t)
  task_definition = a_task_definition.t[count.index].arn
}
resource "a_b" "all" { arns = a_task_definition.t[*].arn }
)"),
              ElementsAre("a_b.all<api><web>", "a_b.s[0]<api>", "a_b.s[1]<web>",
                          "a_task_definition.t[0]<api>", "a_task_definition.t[1]<web>"));
}

TEST(TagTraceTest, Scenario58LoopsKeepTheTagsOfTheirKeysApart) {
  EXPECT_THAT(Keyed(R"(
variable "image_tags" {}
locals {
  names = ["api", "web"]
  eu    = { for name in local.names : "${name}-eu" => { image = var.image_tags[name] } }
}
resource "a_b" "c" {
  for_each = local.eu
  image    = each.value.image
}
)"),
              ElementsAre("a_b.c[\"api-eu\"]<api>", "a_b.c[\"web-eu\"]<web>"));
}

TEST(TagTraceTest, ASidecarInAListHasTheTagOfItsService) {
  EXPECT_THAT(Keyed(R"(
variable "image_tags" {}
locals {
  settings   = { api = {}, web = { sidecars = ["api"] } }
  containers = { for name, own in local.settings : name => concat(
    [{ image = var.image_tags[name] }],
    [for other in try(own.sidecars, []) : { image = var.image_tags[other] }]
  ) }
}
resource "a_b" "c" {
  for_each   = local.containers
  containers = each.value
}
)"),
              ElementsAre("a_b.c[\"api\"]<api>", "a_b.c[\"web\"]<api><web>"));
}

TEST(TagTraceTest, TheDigestThatADataSourceFindsIsARevision) {
  EXPECT_THAT(Reached({{"main.tf", R"(
data "aws_ecr_image" "api" {
  repository_name = "api"
  most_recent     = true
}
data "docker_registry_image" "web" { name = "x/web:latest" }
data "aws_ami" "base" {}
resource "null_resource" "api" { triggers = { digest = data.aws_ecr_image.api.image_digest } }
resource "terraform_data" "web" {
  triggers_replace = data.docker_registry_image.web.sha256_digest
}
resource "a_b" "after" { id = null_resource.api.id }
resource "a_b" "machine" { image_id = data.aws_ami.base.id }
)"}}),
              ElementsAre("a_b.after[id]", "null_resource.api[triggers]",
                          "terraform_data.web[triggers_replace]"));
}

TEST(TagTraceTest, AttributesOfWhatATagReachesAreNoKeys) {
  EXPECT_THAT(Reached({{"main.tf", R"(
variable "image_tags" {}
data "kubectl_path_documents" "api" {
  pattern = "api/*.yaml"
  vars    = { tag = var.image_tags["api"] }
}
resource "kubectl_manifest" "api" {
  for_each  = data.kubectl_path_documents.api.manifests
  yaml_body = each.value
}
resource "terraform_data" "tags" { input = var.image_tags }
resource "a_b" "web" { image = terraform_data.tags.output.web }
)"}}),
              ElementsAre("a_b.web(image)<web>", "kubectl_manifest.api(yaml_body)<api>",
                          "terraform_data.tags(input)"));
}

TEST(TagTraceTest, LoopsInLoopsHaveAnEnd) {
  std::string members;
  for (int i = 0; i < 200; ++i) members += "m" + std::to_string(i) + " = var.image_tags.api, ";
  std::string value = "v";
  for (int i = 0; i < 8; ++i) value = "{ for k, v in local.all : k => " + value + " }";
  EXPECT_THAT(Reached({{"main.tf", "variable \"image_tags\" {}\nlocals { all = { " + members +
                                       " } }\nresource \"a_b\" \"c\" { image = jsonencode(" +
                                       value + ") }\n"}}),
              ElementsAre("a_b.c(image)<api>"));
}

TEST(TagTraceTest, WhatRunsAnImageByItsTypeHasARevision) {
  EXPECT_THAT(Reached({{"main.tf", R"(
resource "azurerm_linux_web_app" "api" {}
resource "docker_container" "web" {}
resource "kubernetes_daemon_set_v1" "agent" {}
resource "kubernetes_config_map_v1" "settings" {}
resource "a_b" "app" { id = azurerm_linux_web_app.api.id }
resource "a_b" "container" { replace = docker_container.web.id }
)"}}),
              ElementsAre("a_b.container[replace]<web>"))
      << "of the others no attribute is new with every version";
  EXPECT_TRUE(HoldsImage("azurerm_linux_web_app_slot") && HoldsImage("docker_container") &&
              HoldsImage("kubernetes_daemon_set_v1") && HoldsImage("scaleway_container") &&
              HoldsImage("aws_apprunner_service"));
  EXPECT_FALSE(HoldsImage("kubernetes_config_map_v1"));
}

TEST(TagTraceTest, OnlyCallsOfModulesHaveSourceAndVersionForThemselves) {
  EXPECT_THAT(Reached({{"main.tf", R"(
variable "image_tags" {}
resource "helm_release" "api" { version = var.image_tags["api"] }
resource "aws_s3_object" "web" { source = "dist/web-${var.image_tags["web"]}.zip" }
module "elsewhere" {
  source  = "elsewhere/${var.image_tags["api"]}"
  version = var.image_tags["api"]
}
)"}}),
              ElementsAre("aws_s3_object.web(source)<web>", "helm_release.api(version)<api>"));
}

TEST(TagTraceTest, AnInstanceHoldsTheTagOfItsOwnElement) {
  EXPECT_THAT(Reached({{"main.tf", R"(
variable "image_tags" {}
locals {
  images   = { for name, tag in var.image_tags : name => "r/x:${tag}" }
  services = { first = { image = local.images["api"] }, second = { image = local.images.web }, third = {} }
}
resource "a_b" "dotted" { image = local.images.web }
resource "a_b" "filtered" {
  for_each = { for name, service in local.services : name => { image = service.image } if name == "second" }
  image    = each.value.image
}
resource "a_b" "s" {
  for_each = { second = local.services.second }
  image    = each.value.image
}
module "m" {
  source   = "./m"
  for_each = { first = local.services.first, second = { image = local.images.web } }
  config   = each.value
}
)"},
                       {"m/main.tf", R"(
variable "config" {}
resource "a_b" "m" { image = var.config.image }
)"}}),
              ElementsAre("a_b.dotted(image)<web>", "a_b.filtered(image)<web>", "a_b.s(image)<web>",
                          "module.m[\"first\"].a_b.m(image)<api>",
                          "module.m[\"second\"].a_b.m(image)<web>"));
}

TEST(TagTraceTest, WhatIsReplacedWithTheTagIsReached) {
  EXPECT_THAT(Reached({{"main.tf", R"(
variable "image_tags" {}
resource "terraform_data" "tag" { input = var.image_tags["api"] }
resource "terraform_data" "name" { input = "api" }
resource "aws_autoscaling_group" "whole" {
  lifecycle { replace_triggered_by = [terraform_data.tag] }
}
resource "aws_autoscaling_group" "attribute" {
  lifecycle { replace_triggered_by = [terraform_data.name, terraform_data.tag.output] }
}
resource "aws_autoscaling_group" "other" {
  lifecycle { replace_triggered_by = [terraform_data.name] }
}
)"}}),
              ElementsAre("aws_autoscaling_group.attribute(replace_triggered_by)<api>",
                          "aws_autoscaling_group.whole(replace_triggered_by)<api>",
                          "terraform_data.tag(input)<api>"));
}

TEST(TagTraceTest, AConditionOnTheInstanceTellsWhichTagItHolds) {
  EXPECT_THAT(Reached({{"main.tf", R"(
variable "image_tags" {}
variable "shared" { default = true }
resource "a_b" "key" {
  for_each = toset(["worker"])
  image    = each.key == "web" ? var.image_tags["web"] : var.image_tags["api"]
}
resource "a_b" "variable" {
  for_each = toset(["worker"])
  image    = var.shared ? var.image_tags["api"] : var.image_tags["worker"]
}
)"}}),
              ElementsAre("a_b.key(image)<api>", "a_b.variable(image)<api><worker>"));
}

TEST(TagTraceTest, AMemberOfAnArgumentBesideTheTagHoldsNone) {
  EXPECT_THAT(
      Reached({{"main.tf", R"(
variable "image_tags" {}
resource "terraform_data" "api" { input = { name = "api", image = "r/api:${var.image_tags["api"]}" } }
resource "terraform_data" "policy" { input = terraform_data.api.input.name }
resource "terraform_data" "copy" { input = terraform_data.api.input.image }
resource "local_file" "compose" { content = yamlencode(terraform_data.api.input) }
resource "null_resource" "restart" { triggers = { file = local_file.compose.content_md5 } }
resource "null_resource" "watch" { triggers = { name = local_file.compose.filename } }
)"}}),
      ElementsAre("local_file.compose(content)<api>", "null_resource.restart(triggers)<api>",
                  "terraform_data.api(input)<api>", "terraform_data.copy(input)<api>"));
}

TEST(TagTraceTest, ARevisionIsFollowedWhereverTheImageComesFrom) {
  EXPECT_THAT(Reached({{"main.tf", R"(
data "aws_ssm_parameter" "release" { name = "/shop/nightly" }
data "terraform_remote_state" "releases" { backend = "s3" }
resource "aws_ecs_task_definition" "nightly" {
  container_definitions = jsonencode([{ image = "r/n:${data.aws_ssm_parameter.release.value}" }])
}
resource "aws_scheduler_schedule" "nightly" {
  target { arn = aws_ecs_task_definition.nightly.arn }
}
resource "aws_ecs_task_definition" "all" {
  for_each              = toset(["api"])
  container_definitions = data.terraform_remote_state.releases.outputs.definitions[each.key]
}
resource "aws_ecs_service" "all" {
  for_each        = aws_ecs_task_definition.all
  task_definition = each.value.arn
}
resource "aws_ecs_service" "one" {
  task_definition = aws_ecs_task_definition.all["api"].arn
}
resource "aws_cloudwatch_metric_alarm" "a" { dimensions = { f = aws_ecs_task_definition.nightly.family } }
)"}}),
              ElementsAre("aws_ecs_service.all[task_definition]<all>",
                          "aws_ecs_service.one[task_definition]<all><api>",
                          "aws_scheduler_schedule.nightly[target]<nightly>"));
}

TEST(TagTraceTest, ADataSourceOfTheSameTypeHasTheRevision) {
  EXPECT_THAT(Reached({{"main.tf", R"(
variable "image_tags" {}
resource "aws_ecs_task_definition" "t" { container_definitions = var.image_tags["api"] }
data "aws_ecs_task_definition" "t" { task_definition = aws_ecs_task_definition.t.family }
resource "aws_ecs_service" "s" { task_definition = data.aws_ecs_task_definition.t.arn }
data "aws_ecs_cluster" "c" { cluster_name = aws_ecs_task_definition.t.family }
resource "aws_iam_role" "r" { cluster = data.aws_ecs_cluster.c.arn }
)"}}),
              ElementsAre("aws_ecs_service.s(task_definition)<api>",
                          "aws_ecs_task_definition.t(container_definitions)<api>"));
}

TEST(TagTraceTest, Scenario58OutputsOfModulesThatAreElsewhereCarryWhatTheyAreGiven) {
  EXPECT_THAT(
      Reached({{"main.tf", R"(
variable "image_tags" {}
module "definition" {
  for_each = toset(["api"])
  source   = "example.com/container-definition/aws"
  image    = "r/api:${var.image_tags[each.key]}"
}
module "network" { source = "example.com/network/aws" }
resource "aws_ecs_task_definition" "api" { container_definitions = module.definition["api"].json }
resource "aws_ecs_service" "api" {
  task_definition = aws_ecs_task_definition.api.arn
  cluster         = module.network.cluster_arn
}
resource "aws_iam_role_policy" "api" { role = module.definition["api"].task_role_name }
resource "aws_lambda_permission" "api" { function_name = module.definition["api"].function_arn }
resource "aws_apigatewayv2_integration" "api" { integration_uri = module.definition["api"].lambda_alias_invoke_arn }
resource "aws_apigatewayv2_integration" "f" { integration_uri = module.definition["api"].lambda_function_invoke_arn }
)"}}),
      ElementsAre("module.definition(image)<api>", "aws_ecs_service.api(task_definition)<api>",
                  "aws_ecs_task_definition.api(container_definitions)<api>"));
}

TEST(TagTraceTest, AMemberThatIsNotGivenHoldsNoTag) {
  EXPECT_THAT(Reached({{"main.tf", R"(
variable "image_tags" {}
locals {
  services = { api = { image = "r/api:${var.image_tags["api"]}", cpu = 1 } }
}
resource "aws_ecs_task_definition" "t" {
  for_each              = local.services
  container_definitions = jsonencode([{ image = each.value.image }])
}
resource "aws_iam_policy" "p" {
  for_each = local.services
  policy   = jsonencode(lookup(each.value, "statements", {}))
  other    = try(each.value["roles"], [])
}
)"}}),
              ElementsAre("aws_ecs_task_definition.t(container_definitions)<api>"));
}

TEST(TagTraceTest, OnlyTheVariableThatIsNamedHoldsTagsWhereItIsDeclared) {
  const Paths files{{"main.tf", R"(
variable "services" {}
variable "old_image_tag" {}
resource "x" "image" { image = var.services["api"].release }
resource "x" "cpu" { cpu = var.services["api"].cpu }
resource "x" "old" { image = var.old_image_tag }
)"}};
  const TreeOptions named{.directory = "",
                          .tag_variable = "services",
                          .tag_path = {"{service}", "release"},
                          .is_named = true};
  EXPECT_THAT(Reached(files, named), ElementsAre("x.image(image)<api>"));
  TreeOptions undeclared = named;
  undeclared.tag_variable = "elsewhere";
  EXPECT_THAT(Reached(files, undeclared), ElementsAre("x.old(image)<old>"));
}

TEST(TagTraceTest, AVariableOfOneServiceIsItsTagWhateverItsName) {
  const Paths files{{"main.tf", R"(
variable "sso_version" {}
variable "arpa_image_tag" {}
variable "tag" {}
resource "x" "one" { image = "r/sso:${var.sso_version}" }
resource "x" "two" { image = "r/arpa:${var.arpa_image_tag}" }
resource "x" "three" { image = "r/api:${var.tag}" }
)"}};
  const TreeOptions owned{
      .directory = "",
      .tag_variable = "tag",
      .further_tag_variables = {"arpa_image_tag", "sso_version"},
      .tag_owners = {{"arpa_image_tag", "exporter"}, {"sso_version", "keycloak"}, {"tag", "api"}}};
  EXPECT_THAT(Reached(files, owned), ElementsAre("x.one(image)<keycloak>", "x.three(image)<api>",
                                                 "x.two(image)<exporter>"));
}

TEST(TagTraceTest, WhatRefersToABlockHasTheTagOfTheArgumentThatItNames) {
  EXPECT_THAT(Reached({{"main.tf", R"(
variable "image_tags" {}
resource "k" "d" {
  metadata {
    name   = "api"
    labels = { version = var.image_tags["api"] }
  }
  dynamic "port" {
    for_each = [var.image_tags["web"]]
    content {
      name = "http"
      note { text = port.value }
    }
  }
}
resource "k" "index" { a = k.d.metadata[0].name }
resource "k" "attribute" { a = k.d.metadata.0.name }
resource "k" "splat" { a = k.d.metadata[*].name }
resource "k" "port" { a = k.d.port[0].name }
resource "k" "label" { a = k.d.metadata[0].labels["version"] }
resource "k" "labels" { a = k.d.metadata[*].labels }
resource "k" "block" { a = k.d.metadata }
resource "k" "note" { a = k.d.port[0].note[0].text }
)"}}),
              ElementsAre("k.block(a)<api>", "k.d(metadata)(port)<api><web>",
                          "k.label(a)<api><version>", "k.labels(a)<api>", "k.note(a)<web>"));
}

TEST(TagTraceTest, NamesTellWhereNoVariableIsNamed) {
  EXPECT_THAT(Reached({{"main.tf", R"(
locals { image_tags = jsondecode(file("tags.json")) }
data "terraform_remote_state" "r" {}
resource "x" "local" { image = local.image_tags["api"] }
resource "x" "state" { image = data.terraform_remote_state.r.outputs.image_tags["web"] }
resource "x" "other" { image = data.terraform_remote_state.r.outputs.image_tag_mutability }
)"}}),
              ElementsAre("x.local(image)<api>", "x.state(image)<web>"));
  EXPECT_THAT(Reached({{"main.tf",
                        "variable \"image_tag_mutability\" {}\nresource \"x\" \"y\" {\n"
                        "  m = var.image_tag_mutability\n}\n"}}),
              IsEmpty());
}

}  // namespace
}  // namespace deltaplan::tfvars
