#include "tfvars/hcl/csv_value.h"

#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

namespace deltaplan::tfvars {
namespace {

using Rows = std::vector<std::vector<std::pair<const char*, const char*>>>;

Value Table(const Rows& rows) {
  Value::Sequence all;
  for (const auto& row : rows) {
    Value::Object members;
    for (const auto& [name, text] : row) members.push_back({name, Value(std::string(text))});
    all.emplace_back(std::move(members));
  }
  return Value(std::move(all));
}

TEST(CsvValueTest, RecordsAreObjectsOfTextsNamedByTheFirstOne) {
  const Value two = Table({{{"name", "api"}, {"cpu", "256"}}, {{"name", "web"}, {"cpu", ""}}});
  for (const char* text :
       {"name,cpu\napi,256\nweb,\n", "name,cpu\r\napi,256\r\nweb,\r\n",
        "\nname,cpu\n\napi,256\n\r\nweb,", "\"name\",cpu\napi,\"256\"\nweb,\"\""}) {
    EXPECT_EQ(ValueOfCsv(text), two) << text;
  }
  EXPECT_EQ(ValueOfCsv("a\n\"x\"\"y, z\r\n1\"\n"), Table({{{"a", "x\"y, z\n1"}}}));
  EXPECT_EQ(ValueOfCsv("a\n x \n"), Table({{{"a", " x "}}}));
  EXPECT_EQ(ValueOfCsv("a\n1\n\r"), Table({{{"a", "1"}}}));
  EXPECT_EQ(ValueOfCsv("a,b"), Table({}));
  EXPECT_EQ(ValueOfCsv("a\ne\xCC\x81"), Table({{{"a", "\xC3\xA9"}}}));
}

TEST(CsvValueTest, WhatTerraformRefusesHasNoValue) {
  for (const char* text :
       {"", "\n", "a,a\n1,2", "a,b\n1", "a\n1,2", "a\nx\"y", "a\n\"x", "a\n\"x\"y", "a\n\"x\" "}) {
    EXPECT_EQ(ValueOfCsv(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace deltaplan::tfvars
