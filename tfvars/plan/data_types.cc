#include "tfvars/plan/data_types.h"

#include <algorithm>
#include <cstddef>

namespace deltaplan::tfvars {

const std::vector<std::string>& DataTypePatterns() {
  static const std::vector<std::string> kPatterns{
      // Amazon
      "aws_acmpca_certificate_authority", "aws_ami", "aws_ami_copy", "aws_ami_from_instance",
      "aws_athena_database", "aws_backup_logically_air_gapped_vault", "aws_backup_vault",
      "aws_bedrockagentcore_memory", "aws_cloud9_environment_ec2", "aws_cloudformation_stack",
      "aws_cloudformation_stack_instances", "aws_cloudformation_stack_set_instance",
      "aws_cloudfront_key_value_store", "aws_cloudfrontkeyvaluestore_*", "aws_cloudhsm_v2_cluster",
      "aws_cloudsearch_domain", "aws_cloudtrail_event_data_store", "aws_cloudwatch_event_archive",
      "aws_cloudwatch_log_group", "aws_cloudwatch_log_stream", "aws_codeartifact_domain",
      "aws_codeartifact_repository", "aws_codecatalyst_source_repository",
      "aws_codecommit_repository", "aws_cognito_identity_pool", "aws_cognito_user_pool",
      "aws_connect_instance", "aws_customerprofiles_*", "aws_datazone_domain", "aws_dax_cluster",
      "aws_db_cluster*", "aws_db_instance", "aws_db_snapshot*", "aws_detective_graph",
      "aws_directory_service_directory", "aws_docdb*_cluster*", "aws_dsql_cluster",
      "aws_dynamodb_global_table", "aws_dynamodb_table", "aws_dynamodb_table_item",
      "aws_dynamodb_table_replica", "aws_ebs_snapshot*", "aws_ebs_volume", "aws_ebs_volume_copy",
      "aws_ecr_repository", "aws_ecrpublic_repository", "aws_efs_file_system", "aws_eks_cluster",
      "aws_elasticache_*", "aws_elasticsearch_domain", "aws_emr_cluster", "aws_finspace_kx_*",
      "aws_fsx_*", "aws_glacier_vault", "aws_glue_catalog", "aws_glue_catalog_*",
      "aws_glue_registry", "aws_glue_schema", "aws_grafana_workspace", "aws_instance",
      "aws_kendra_index", "aws_keyspaces_*", "aws_kinesis_stream", "aws_kinesis_video_stream",
      "aws_kinesisanalyticsv2_application_snapshot", "aws_kms_external_key", "aws_kms_key",
      "aws_kms_replica_*key", "aws_lightsail_*", "aws_location_geofence_collection",
      "aws_location_tracker", "aws_media_store_container", "aws_memorydb_*", "aws_mq_broker",
      "aws_msk_*cluster", "aws_msk_topic", "aws_mwaa_environment", "aws_neptune_*cluster*",
      "aws_neptunegraph_graph", "aws_odb_cloud_*vm_cluster", "aws_opensearch_domain",
      "aws_opensearchserverless_collection", "aws_paymentcryptography_key", "aws_pinpoint_app",
      "aws_prometheus_workspace", "aws_qldb_ledger", "aws_rds_*", "aws_redshift*_snapshot",
      "aws_redshift_cluster", "aws_redshiftserverless_namespace", "aws_rekognition_collection",
      "aws_route53_zone", "aws_route53domains_domain", "aws_s3_bucket", "aws_s3_bucket_object",
      "aws_s3_directory_bucket", "aws_s3_object", "aws_s3_object_copy", "aws_s3control_bucket",
      "aws_s3files_file_system", "aws_s3tables_*", "aws_s3vectors_index",
      "aws_s3vectors_vector_bucket", "aws_sagemaker_domain", "aws_sagemaker_feature_group",
      "aws_sagemaker_mlflow_tracking_server", "aws_sagemaker_notebook_instance",
      "aws_sagemaker_space", "aws_secretsmanager_secret", "aws_securitylake_data_lake",
      "aws_serverlessapplicationrepository_cloudformation_stack",
      "aws_servicecatalog_provisioned_product", "aws_simpledb_domain", "aws_spot_instance_request",
      "aws_sqs_queue", "aws_ssm_parameter", "aws_storagegateway_*_iscsi_volume",
      "aws_storagegateway_gateway", "aws_timestream*_cluster", "aws_timestream*_database",
      "aws_timestream*_instance", "aws_timestream*_table", "aws_verifiedpermissions_policy_store",
      "aws_workmail_organization", "aws_workmail_user", "aws_workspaces_workspace",
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
