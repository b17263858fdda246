#include "tfvars/plan/data_types.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace deltaplan::tfvars {
namespace {

bool HoldsData(std::string_view type) {
  return std::ranges::any_of(DataTypePatterns(), [&](const std::string& pattern) {
    return MatchesTypePattern(pattern, type);
  });
}

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
  for (const std::string_view type :
       {"aws_db_instance", "aws_rds_cluster", "aws_dynamodb_table", "aws_s3_bucket",
        "aws_efs_file_system", "aws_elasticache_replication_group", "aws_ebs_volume",
        "google_sql_database_instance", "azurerm_mssql_database", "azurerm_postgresql_server"}) {
    EXPECT_TRUE(HoldsData(type)) << type;
  }
  for (const std::string_view type :
       {"aws_ecs_service", "aws_ecs_task_definition", "aws_lambda_function", "terraform_data",
        "aws_s3_bucket_policy", "aws_db_subnet_group", "google_cloud_run_service"}) {
    EXPECT_FALSE(HoldsData(type)) << type;
  }
}

TEST(DataTypesTest, NoPatternStandsTwice) {
  std::vector<std::string> patterns = DataTypePatterns();
  std::ranges::sort(patterns);
  EXPECT_EQ(std::ranges::adjacent_find(patterns), patterns.end());
}

}  // namespace
}  // namespace deltaplan::tfvars
