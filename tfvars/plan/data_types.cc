#include "tfvars/plan/data_types.h"

#include <algorithm>
#include <cstddef>

namespace deltaplan::tfvars {

const std::vector<std::string>& DataTypePatterns() {
  static const std::vector<std::string> kPatterns{
      // Amazon
      "aws_acmpca_certificate_authority", "aws_backup_vault", "aws_cloudhsm_v2_cluster",
      "aws_cloudtrail_event_data_store", "aws_cloudwatch_log_group", "aws_codeartifact_domain",
      "aws_codeartifact_repository", "aws_codecommit_repository", "aws_cognito_user_pool",
      "aws_db_cluster*", "aws_db_instance", "aws_db_snapshot*", "aws_docdb*_cluster*",
      "aws_dynamodb_global_table", "aws_dynamodb_table", "aws_dynamodb_table_item",
      "aws_dynamodb_table_replica", "aws_ebs_snapshot*", "aws_ebs_volume", "aws_ecr_repository",
      "aws_ecrpublic_repository", "aws_efs_file_system", "aws_elasticache_*",
      "aws_elasticsearch_domain", "aws_finspace_kx_*", "aws_fsx_*", "aws_glacier_vault",
      "aws_glue_catalog_*", "aws_instance", "aws_keyspaces_*", "aws_kinesis_stream",
      "aws_kinesis_video_stream", "aws_kms_external_key", "aws_kms_key", "aws_kms_replica_*key",
      "aws_lightsail_*", "aws_memorydb_*", "aws_mq_broker", "aws_msk_*cluster",
      "aws_neptune_*cluster*", "aws_opensearch_domain", "aws_opensearchserverless_collection",
      "aws_prometheus_workspace", "aws_qldb_ledger", "aws_rds_*", "aws_redshift*_snapshot",
      "aws_redshift_cluster", "aws_redshiftserverless_namespace", "aws_route53_zone",
      "aws_s3_bucket", "aws_s3_directory_bucket", "aws_s3_object", "aws_s3tables_*",
      "aws_sagemaker_domain", "aws_sagemaker_notebook_instance", "aws_secretsmanager_secret",
      "aws_simpledb_domain", "aws_sqs_queue", "aws_ssm_parameter", "aws_timestream*_database",
      "aws_timestream*_instance", "aws_timestream*_table", "aws_workspaces_workspace",
      // Google
      "google_alloydb_*", "google_artifact_registry_repository", "google_bigquery_dataset",
      "google_bigquery_table", "google_bigtable_*", "google_compute_disk",
      "google_compute_region_disk", "google_filestore_*", "google_firestore_database",
      "google_kms_*", "google_memcache_instance", "google_pubsub_subscription",
      "google_pubsub_topic", "google_redis_*", "google_secret_manager_secret", "google_spanner_*",
      "google_sql_*", "google_storage_bucket",
      // Azure
      "azurerm_*sql*", "azurerm_container_registry", "azurerm_cosmosdb_*", "azurerm_eventhub",
      "azurerm_key_vault", "azurerm_key_vault_key", "azurerm_key_vault_secret", "azurerm_kusto_*",
      "azurerm_managed_disk", "azurerm_mariadb_*", "azurerm_netapp_volume", "azurerm_redis_*",
      "azurerm_servicebus_queue", "azurerm_servicebus_topic", "azurerm_storage_account",
      "azurerm_storage_container", "azurerm_storage_share", "azurerm_storage_table",
      // Others
      "cloudflare_d1_database", "cloudflare_r2_bucket", "cloudflare_workers_kv_namespace",
      "digitalocean_database_*", "digitalocean_spaces_bucket", "digitalocean_volume",
      "hcloud_volume", "kubernetes_persistent_volume*", "mongodbatlas_*cluster", "mysql_database",
      "postgresql_database", "postgresql_schema", "scaleway_object_bucket", "scaleway_rdb_*",
      "snowflake_database", "snowflake_schema", "snowflake_table"};
  return kPatterns;
}

const std::vector<std::string>& NoDataTypePatterns() {
  static const std::vector<std::string> kPatterns{"*_endpoint",
                                                  "*_firewall_rule",
                                                  "*_option_group",
                                                  "*_parameter_group",
                                                  "*_role_association",
                                                  "*_subnet_group",
                                                  "*_user_group",
                                                  "*_user_group_association",
                                                  "aws_elasticache_user",
                                                  "aws_lightsail_*_attachment",
                                                  "aws_lightsail_*_certificate",
                                                  "aws_lightsail_*_policy",
                                                  "aws_lightsail_distribution",
                                                  "aws_lightsail_domain*",
                                                  "aws_lightsail_key_pair",
                                                  "aws_lightsail_lb*",
                                                  "aws_lightsail_static_ip*",
                                                  "aws_memorydb_acl",
                                                  "aws_memorydb_user",
                                                  "aws_rds_certificate",
                                                  "aws_rds_cluster_activity_stream"};
  return kPatterns;
}

bool HoldsData(std::string_view type) {
  const auto matches = [&](const std::string& pattern) {
    return MatchesTypePattern(pattern, type);
  };
  return std::ranges::any_of(DataTypePatterns(), matches) &&
         std::ranges::none_of(NoDataTypePatterns(), matches);
}

bool MatchesTypePattern(std::string_view pattern, std::string_view type) {
  std::size_t at = 0;
  std::size_t star = std::string_view::npos;  // the last one met in the pattern
  std::size_t resume = 0;                     // where the text behind it was tried
  std::size_t p = 0;
  while (at < type.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = at;
    } else if (p < pattern.size() && pattern[p] == type[at]) {
      ++p;
      ++at;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace deltaplan::tfvars
