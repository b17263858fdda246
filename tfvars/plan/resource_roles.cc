#include "tfvars/plan/resource_roles.h"

#include <algorithm>

namespace deltaplan::tfvars {

bool HoldsImage(std::string_view type) {
  constexpr std::string_view kTypes[] = {"aws_apprunner_service",
                                         "aws_batch_job_definition",
                                         "aws_ecs_service",
                                         "aws_ecs_task_definition",
                                         "aws_ecs_task_set",
                                         "aws_lambda_function",
                                         "azurerm_container_app",
                                         "azurerm_container_app_job",
                                         "azurerm_container_group",
                                         "azurerm_linux_function_app",
                                         "azurerm_linux_function_app_slot",
                                         "azurerm_linux_web_app",
                                         "azurerm_linux_web_app_slot",
                                         "digitalocean_app",
                                         "docker_container",
                                         "docker_service",
                                         "google_cloud_run_service",
                                         "google_cloud_run_v2_job",
                                         "google_cloud_run_v2_service",
                                         "google_cloud_run_v2_worker_pool",
                                         "kubernetes_cron_job",
                                         "kubernetes_cron_job_v1",
                                         "kubernetes_daemon_set_v1",
                                         "kubernetes_daemonset",
                                         "kubernetes_deployment",
                                         "kubernetes_deployment_v1",
                                         "kubernetes_job",
                                         "kubernetes_job_v1",
                                         "kubernetes_pod",
                                         "kubernetes_pod_v1",
                                         "kubernetes_stateful_set",
                                         "kubernetes_stateful_set_v1",
                                         "nomad_job",
                                         "scaleway_container"};
  return std::ranges::binary_search(kTypes, type);
}

bool KeepsImages(std::string_view type) {
  return type.starts_with("aws_ecr") || type.starts_with("google_artifact_registry") ||
         type.starts_with("azurerm_container_registry");
}

bool IsDefinition(std::string_view type) {
  constexpr std::string_view kEndings[] = {"_instance_template",    "_job_definition",
                                           "_lambda_layer_version", "_launch_configuration",
                                           "_launch_template",      "_task_definition"};
  return std::ranges::any_of(kEndings, [&](std::string_view end) { return type.ends_with(end); });
}

bool IsVersion(std::string_view type) {
  constexpr std::string_view kRecords[] = {"local_file", "local_sensitive_file", "null_resource",
                                           "terraform_data"};
  return IsDefinition(type) || std::ranges::find(kRecords, type) != std::end(kRecords);
}

}  // namespace deltaplan::tfvars
