#include "tfvars/plan/data_types.h"

#include <gtest/gtest.h>

namespace deltaplan::tfvars {
namespace {

TEST(DataTypesTest, StarsStandForAnyCharacters) {
  for (const std::string_view type : {"ab", "axb", "axxb", "abab"}) {
    EXPECT_TRUE(MatchesTypePattern("a*b", type)) << type;
  }
  for (const std::string_view type : {"a", "b", "abx", "xab", ""}) {
    EXPECT_FALSE(MatchesTypePattern("a*b", type)) << type;
  }
  EXPECT_TRUE(MatchesTypePattern("*", ""));
  EXPECT_TRUE(MatchesTypePattern("**a**", "a"));
  EXPECT_TRUE(MatchesTypePattern("a*b*c", "a_b_bb_c"));
  EXPECT_FALSE(MatchesTypePattern("a*b*c", "a_b_bb_d"));
  EXPECT_TRUE(MatchesTypePattern("", ""));
}

TEST(DataTypesTest, WhatHoldsDataIsKnown) {
  for (const std::string_view type : {"aws_db_instance",
                                      "aws_rds_cluster",
                                      "aws_dynamodb_table",
                                      "aws_s3_bucket",
                                      "aws_efs_file_system",
                                      "aws_elasticache_replication_group",
                                      "aws_ebs_volume",
                                      "aws_codecommit_repository",
                                      "aws_codeartifact_domain",
                                      "aws_cloudtrail_event_data_store",
                                      "aws_dynamodb_table_item",
                                      "aws_finspace_kx_database",
                                      "aws_glue_catalog_table",
                                      "aws_kms_external_key",
                                      "aws_kms_replica_key",
                                      "aws_kms_replica_external_key",
                                      "aws_lightsail_instance",
                                      "aws_redshift_cluster_snapshot",
                                      "aws_route53_zone",
                                      "aws_s3_object",
                                      "aws_ssm_parameter",
                                      "aws_instance",
                                      "aws_workspaces_workspace",
                                      "aws_elasticache_cluster",
                                      "aws_memorydb_cluster",
                                      "aws_neptune_global_cluster",
                                      "google_sql_database_instance",
                                      "azurerm_mssql_database",
                                      "azurerm_postgresql_server"}) {
    EXPECT_TRUE(HoldsData(type)) << type;
  }
  for (const std::string_view type :
       {"aws_ecs_service", "aws_ecs_task_definition", "aws_lambda_function", "terraform_data",
        "aws_s3_bucket_policy", "aws_db_subnet_group", "aws_elasticache_subnet_group",
        "aws_elasticache_parameter_group", "aws_elasticache_user_group", "aws_rds_cluster_endpoint",
        "aws_rds_cluster_role_association", "aws_docdb_cluster_parameter_group",
        "aws_neptune_cluster_endpoint", "aws_memorydb_user", "aws_lightsail_static_ip",
        "google_cloud_run_service"}) {
    EXPECT_FALSE(HoldsData(type)) << type;
  }
}

TEST(DataTypesTest, NoPatternStandsTwice) {
  std::vector<std::string> patterns = DataTypePatterns();
  patterns.insert(patterns.end(), NoDataTypePatterns().begin(), NoDataTypePatterns().end());
  std::ranges::sort(patterns);
  EXPECT_EQ(std::ranges::adjacent_find(patterns), patterns.end());
}

}  // namespace
}  // namespace deltaplan::tfvars
