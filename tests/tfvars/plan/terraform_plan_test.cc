#include "tfvars/plan/terraform_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deltaplan::tfvars {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Read {
  std::variant<TerraformPlan, TerraformPlanError> result;
  std::vector<ResourceChange> changes;
  std::vector<ResourceChange> drift;
};

Read ReadAll(std::string_view text) {
  Read read;
  read.result = ReadTerraformPlan(
      text, [&](ResourceChange change) { read.changes.push_back(std::move(change)); },
      [&](ResourceChange change) { read.drift.push_back(std::move(change)); });
  return read;
}

TerraformPlanError Refused(std::string_view text) {
  Read read = ReadAll(text);
  if (auto* error = std::get_if<TerraformPlanError>(&read.result)) return std::move(*error);
  ADD_FAILURE() << "read: " << text;
  return {};
}

TEST(TerraformPlanTest, AnEphemeralResourceIsNoChange) {
  const Read read = ReadAll(R"({"format_version": "1.2", "resource_changes": [
      {"address": "ephemeral.random_password.db[0]", "mode": "ephemeral", "type": "random_password",
       "name": "db", "index": 0, "change": {"actions": ["read"], "before": null, "after": null}},
      {"address": "a.b", "mode": "managed", "change": {"actions": ["update"]}}]})");
  ASSERT_TRUE(std::holds_alternative<TerraformPlan>(read.result));
  ASSERT_EQ(read.changes.size(), 1U);
  EXPECT_EQ(Print(read.changes[0].address), "a.b");
}

TEST(TerraformPlanTest, ReadsWhatIsSaidOfAChange) {
  const Read read = ReadAll(R"({
    "format_version": "1.2", "terraform_version": "1.9.0", "errored": true, "complete": false,
    "applyable": true, "variables": {"v": {"value": 1}}, "planned_values": {"x": [[[]]]},
    "resource_drift": [{"address": "a.d", "change": {"actions": ["update"]}}],
    "resource_changes": [
      {"address": "module.m[\"k\"].a.b[0]", "previous_address": "a.b", "deposed": "0a1b",
       "action_reason": "replace_because_tainted",
       "change": {"actions": ["create", "delete"], "before": {"x": 1}, "after": {"x": 2},
                  "after_unknown": {"id": true}, "before_sensitive": {"x": true},
                  "after_sensitive": false, "replace_paths": [["x"]], "importing": {"id": "i"}}}],
    "deferred_changes": [{"reason": "instance_count_unknown"}, {}]
  })");
  const auto& plan = std::get<TerraformPlan>(read.result);
  EXPECT_EQ(plan.format_version, "1.2");
  EXPECT_EQ(plan.terraform_version, "1.9.0");
  EXPECT_TRUE(plan.errored);
  EXPECT_EQ(plan.complete, false);
  EXPECT_EQ(plan.applyable, true);
  EXPECT_EQ(plan.deferred_count, 2U);
  EXPECT_NE(plan.variables.Find("v"), nullptr);
  ASSERT_EQ(read.drift.size(), 1U);
  EXPECT_EQ(Print(read.drift[0].address), "a.d");
  ASSERT_EQ(read.changes.size(), 1U);
  const ResourceChange& change = read.changes[0];
  EXPECT_EQ(Print(change.address), R"(module.m["k"].a.b[0])");
  EXPECT_EQ(Print(*change.previous_address), "a.b");
  EXPECT_EQ(change.deposed, "0a1b");
  EXPECT_EQ(change.action, PlanAction::kReplace);
  EXPECT_EQ(change.actions, "create, delete");
  EXPECT_EQ(change.reason, "replace_because_tainted");
  EXPECT_TRUE(change.is_imported);
  EXPECT_EQ(change.before.Find("x")->number, 1);
  EXPECT_EQ(change.after.Find("x")->number, 2);
  EXPECT_TRUE(change.after_unknown.Find("id")->boolean);
  EXPECT_EQ(change.replace_paths.items.size(), 1U);
}

TEST(TerraformPlanTest, EveryActionIsKnownOrUnknown) {
  std::vector<PlanAction> actions;
  for (const std::string_view written :
       {R"(["no-op"])", R"(["read"])", R"(["create"])", R"(["update"])", R"(["delete"])",
        R"(["delete","create"])", R"(["create","delete"])", R"(["forget"])",
        R"(["create","forget"])", R"(["forget","create"])", R"(["dance"])"}) {
    const Read read = ReadAll(R"({"format_version":"1.0","resource_changes":[{"address":"a.b",)"
                              R"("change":{"actions":)" +
                              std::string(written) + "}}]}");
    ASSERT_EQ(read.changes.size(), 1U) << written;
    actions.push_back(read.changes[0].action);
  }
  EXPECT_THAT(actions, ElementsAre(PlanAction::kNoOp, PlanAction::kRead, PlanAction::kCreate,
                                   PlanAction::kUpdate, PlanAction::kDelete, PlanAction::kReplace,
                                   PlanAction::kReplace, PlanAction::kForget, PlanAction::kReplace,
                                   PlanAction::kReplace, PlanAction::kUnknown));
}

TEST(TerraformPlanTest, APlanWithoutChangesIsAPlan) {
  for (const std::string_view text : {R"({"format_version":"1.2","planned_values":{}})",
                                      R"({"format_version":"1.2","resource_changes":null})",
                                      R"({"format_version":"1.2","resource_changes":[]})"}) {
    EXPECT_TRUE(std::holds_alternative<TerraformPlan>(ReadAll(text).result)) << text;
  }
}

TEST(TerraformPlanTest, OtherDocumentsAreCalledByTheirName) {
  struct Case {
    std::string_view text;
    std::string_view message;
    std::string_view advice;
  };
  for (const Case& c : {
           Case{"", "it is empty", "terraform show -json tfplan"},
           Case{" \n", "it is empty", "terraform show"},
           Case{"PK\x03\x04zip", "it is the plan file itself, which only Terraform reads",
                "terraform show -json PLANFILE"},
           Case{"\xFF\xFE{", "it is UTF-16, not UTF-8", "Out-File"},
           Case{"{\"a\": \"\xff\"}", "it is not UTF-8 text (byte 8)", "terraform show"},
           Case{"{", "line 1, column 2: unexpected end of input; expected string literal",
                "not complete"},
           Case{R"({"format_version":"1.2","resource_changes":[)",
                "line 1, column 45: unexpected end of input; expected '[', '{', or a literal",
                "not complete"},
           Case{"{]}", "line 1, column 2: unexpected ']'; expected string literal",
                "terraform show"},
           Case{"[]", "expected an object", "terraform show"},
           Case{"null", "expected an object", "terraform show"},
           Case{"{}", "it has no \"format_version\", so it is no plan", "terraform show"},
           Case{R"({"@level":"info"})", "it is the log that `terraform plan -json` prints", "show"},
           Case{"{\"@level\":\"info\"}\n{\"@level\":\"info\"}",
                "it is the log that `terraform plan -json` prints", "show"},
           Case{R"({"format_version":"1.0","head":{},"services":[],"image_tags":{}})",
                "it is deltaplan's own plan, not Terraform's", "--plan"},
           Case{R"({"version":4,"serial":1,"lineage":"x"})", "it is a state file, not a plan",
                "show"},
           Case{R"({"format_version":"1.0","terraform_version":"1.6.6","values":{}})",
                "it is a state, not a plan", "without a plan file"},
           Case{R"({"format_version":"1.0"})", "it is a state, not a plan", "show"},
           Case{R"({"format_version":"2.0","resource_changes":[{"x":1}]})",
                "its \"format_version\" is \"2.0\"; 1.x can be read", "later version of deltaplan"},
           Case{R"({"format_version":"0.2","resource_changes":[]})",
                "its \"format_version\" is \"0.2\"; 1.x can be read", "Terraform 1.1"},
           Case{R"({"format_version":1,"resource_changes":[]})",
                "its \"format_version\" is \"\"; 1.x can be read", "Terraform 1.1"},
           Case{R"({"format_version":"1.0","format_version":"1.0"})",
                "the root object has two members \"format_version\"", "show"},
       }) {
    const TerraformPlanError error = Refused(c.text);
    EXPECT_EQ(error.message, c.message) << c.text;
    EXPECT_THAT(error.advice, HasSubstr(std::string(c.advice))) << c.text;
  }
}

TEST(TerraformPlanTest, MalformedChangesAreNamedByTheirPlace) {
  const auto with = [](std::string_view change) {
    return Refused(R"({"format_version":"1.2","resource_changes":[)" + std::string(change) + "]}")
        .message;
  };
  EXPECT_EQ(with("{}"), "/resource_changes/0/change: expected an object");
  EXPECT_EQ(with("7"), "/resource_changes/0/change: expected an object");
  EXPECT_EQ(with(R"({"change":{"actions":["create"]}})"),
            "/resource_changes/0/address: expected a string");
  EXPECT_EQ(with(R"({"address":"a.b","change":{}})"),
            "/resource_changes/0/change/actions: expected a list of words");
  EXPECT_EQ(with(R"({"address":"a.b","change":{"actions":["no-op"]}},{"address":"a..b",
                    "change":{"actions":["no-op"]}})"),
            "/resource_changes/1/address: this is no address: an address can't have an empty step "
            "(column 3)");
  EXPECT_EQ(Refused(R"({"format_version":"1.2","resource_changes":{"address":"a.b",
                    "change":{"actions":["no-op"]}}})")
                .message,
            "/resource_changes: expected a list");
}

TEST(TerraformPlanTest, WhatFailedIsToldByTrueOrFalseAlone) {
  for (const std::string name : {"errored", "complete", "applyable"}) {
    for (const std::string value : {R"("true")", "1", "{}", "[true]"}) {
      EXPECT_EQ(
          Refused(R"({"format_version":"1.2","resource_changes":[],")" + name + "\":" + value + "}")
              .message,
          "/" + name + ": expected true or false");
    }
    EXPECT_TRUE(std::holds_alternative<TerraformPlan>(
        ReadAll(R"({"format_version":"1.2","resource_changes":[],")" + name + "\":null}").result));
  }
}

TEST(TerraformPlanTest, DeepNestingIsRefusedOnlyWhereItIsKept) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_TRUE(std::holds_alternative<TerraformPlan>(
      ReadAll(R"({"format_version":"1.2","planned_values":)" + deep + "}").result));
  EXPECT_EQ(Refused(R"({"format_version":"1.2","variables":)" + deep + "}").message,
            "values are nested more than 64 levels deep");
}

}  // namespace
}  // namespace deltaplan::tfvars
