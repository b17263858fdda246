#include "planner/report/settings_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace deltaplan::planner {
namespace {

using ::testing::Contains;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;

std::vector<Setting> Settings() {
  static EnvironmentEntry entry;
  entry = {};
  entry.name = "prod";
  entry.terraform.emplace();
  entry.terraform->root.dir = "infra";
  entry.terraform->root.var_files = {"a\nb.tfvars", "c"};
  entry.deploy.jobs = 3;
  entry.deploy.provenance = false;
  entry.deploy.apps = {{.name = "console",
                        .directory = "",
                        .build = {"make", "x y"},
                        .output = "dist",
                        .bucket = "b"}};
  return SettingsOf({.entry = &entry, .registry = std::nullopt, .health = {{"web", std::nullopt}}},
                    "abc", "1");
}

TEST(Settings, HaveItemsByTheirNumberAndNothingThatIsNull) {
  const std::vector<Setting> settings = Settings();
  EXPECT_EQ(settings.front(), Setting("head.commit", "abc"));
  for (const Setting& expected :
       {Setting("head.tag", "1"), Setting("name", "prod"), Setting("terraform.dir", "infra"),
        Setting("terraform.var_files.1", "c"), Setting("deploy.jobs", "3"),
        Setting("deploy.provenance", "false"), Setting("deploy.apps.0.name", "console"),
        Setting("deploy.apps.0.directory", "."), Setting("deploy.apps.0.build.1", "x y")}) {
    EXPECT_THAT(settings, Contains(expected));
  }
  for (const char* absent : {"repository", "deploy.account", "deploy.health.web",
                             "deploy.deployers", "deploy.deployers.0"}) {
    EXPECT_THAT(settings, Not(Contains(Key(absent))));
  }
}

TEST(Settings, AreShownOnOneLineEachAndHandedOverAsTheyAre) {
  EXPECT_THAT(SettingLines(Settings()),
              ::testing::HasSubstr("terraform.var_files.0=a\\nb.tfvars\n"));
  EXPECT_THAT(
      SettingRecords(Settings()),
      ::testing::HasSubstr(std::string("terraform.var_files.0\na\nb.tfvars\0terraform", 41)));
}

}  // namespace
}  // namespace deltaplan::planner
