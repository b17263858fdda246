#include "planner/report/targets_report.h"

#include <gtest/gtest.h>

#include "planner/report/warning_words.h"

namespace deltaplan::planner {
namespace {

FoundTargets Found() {
  FoundTargets found{.environment = "prod",
                     .head_commit = *graph::ObjectId::FromHex(std::string(40, '1')),
                     .directory = "infra",
                     .state_read = true,
                     .services = {},
                     .unresolved = {},
                     .warnings = {}};
  const FileLine place{"infra/main.tf", 7};
  found.services.push_back(
      {.name = "api",
       .directory = "infra",
       .targets = {
           {.address = "x.y[\"api\"]", .place = place, .from_state = false, .in_state = true},
           {.address = "x.z[0]", .place = place, .from_state = true, .in_state = true},
           {.address = "x.new", .place = place, .from_state = false, .in_state = false}}});
  found.services.push_back({.name = "web", .targets = {}});
  found.unresolved.push_back({.address = "x.many", .place = place, .reason = "it counts data"});
  found.warnings.push_back(warnings::TargetWithoutInstance{
      .service = "web", .address = "x.web", .declared = place, .why = std::nullopt});
  return found;
}

TEST(FoundTargetsText, SaysWhereEachIsDeclared) {
  EXPECT_EQ(FoundTargetsText(Found(), std::nullopt), R"(api
  x.y["api"]  (infra/main.tf line 7)
  x.z[0]  (infra/main.tf line 7, instance from the state)
  x.new  (infra/main.tf line 7, not in the state)
web
  no address found

Instances that can't be told:
  x.many  (infra/main.tf line 7)
    it counts data
)");
}

TEST(FoundTargetsText, WhatIsSaidOfALongAddressStandsBelowIt) {
  EXPECT_EQ(FoundTargetsText(Found(), 40), R"(api
  x.y["api"]  (infra/main.tf line 7)
  x.z[0]
    (infra/main.tf line 7, instance
      from the state)
  x.new
    (infra/main.tf line 7, not in the
      state)
web
  no address found

Instances that can't be told:
  x.many  (infra/main.tf line 7)
    it counts data
)");
}

TEST(FoundTargetsText, WrittenAddressesSaySo) {
  FoundTargets found = Found();
  found.unresolved.clear();
  found.services.pop_back();
  found.services.front().targets = {
      {.address = "x.y", .place = FileLine{"a.tf", 1}, .in_state = true, .is_written = true},
      {.address = "x.z", .place = std::nullopt, .in_state = std::nullopt, .is_written = true}};
  EXPECT_EQ(FoundTargetsText(found, std::nullopt),
            "api\n  x.y  (written, a.tf line 1)\n  x.z  (written, declared nowhere)\n");
  const std::string json = FoundTargetsJson(found);
  EXPECT_NE(json.find(R"("address": "x.z", "file": null, "line": null, "from": "configuration")"),
            std::string::npos)
      << json;
}

TEST(FoundTargetsText, Scenario57OfSeveralRootsSaysWhichAndWhatStaysATarget) {
  FoundTargets found = Found();
  found.directory = std::nullopt;
  found.services[1].directory = "";
  found.services[1].workspace = "edge";
  found.unresolved[0].services = {"api", "web"};
  const std::string text = FoundTargetsText(found, std::nullopt);
  EXPECT_TRUE(text.starts_with("api  in infra\n")) << text;
  EXPECT_NE(text.find("web  in ., workspace edge\n"), std::string::npos) << text;
  EXPECT_TRUE(text.ends_with("    it counts data\n    it stays a target of api, web\n")) << text;
}

TEST(FoundTargetsJson, WithoutAStateNothingIsSaidOfIt) {
  FoundTargets found = Found();
  found.state_read = false;
  found.services.pop_back();
  found.services.front().targets = {{.address = "x.y",
                                     .place = FileLine{"a.tf", 1},
                                     .from_state = false,
                                     .in_state = std::nullopt}};
  EXPECT_EQ(FoundTargetsJson(found), R"({
  "format_version": "1.0",
  "environment": "prod",
  "head": { "commit": "1111111111111111111111111111111111111111" },
  "dir": "infra",
  "state_read": false,
  "services": [
    {
      "name": "api",
      "dir": "infra",
      "workspace": null,
      "targets": [
        { "address": "x.y", "file": "a.tf", "line": 1, "from": "files", "in_state": null }
      ]
    }
  ],
  "unresolved": [
    { "address": "x.many", "file": "infra/main.tf", "line": 7, "reason": "it counts data", "services": [] }
  ],
  "warnings": [
    { "code": "target_without_instance", "service": "web", "message": ")" +
                                         WarningMessage(found.warnings.front()) + R"(" }
  ]
}
)");
}

}  // namespace
}  // namespace deltaplan::planner
