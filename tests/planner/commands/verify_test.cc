// deltaplan verify, from a plan's directory and Terraform's plan to the exit code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "tests/planner/commands/command_fixture.h"

namespace deltaplan::planner {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kApi = R"(x.service[\"api\"])";
constexpr const char* kWeb = R"(x.service[\"web\"])";

// api deploys: what Terraform's plan is to change is x.service["api"], and nothing else.
class VerifyTest : public testing::CommandTest {
 protected:
  VerifyTest() {
    world_.Configure(R"({
      "version": 1, "services": ["services/*"],
      "environments": {"prod": {"live": [{"from": "file", "file": "live.json"}],
                                "image_tags": {"file": "tags.auto.tfvars.json"},
                                "terraform": {"dir": "infra",
                                              "targets": ["x.service[\"{service}\"]"]}}}})");
    SetLive(FirstTag(), FirstTag());
    ChangeApi();
    Options plan;
    plan.out = "/plan";
    Run(Command::kPlan, plan);
    world_.journal.Clear();
    options_.plan = "/plan";
    options_.terraform_plan = "/tfplan.json";
    SetTerraformPlan(UpdateApi());
  }

  void SetLive(const std::string& api, const std::string& web) {
    world_.files.texts["/repo/live.json"] = TagsText(api, web);
  }
  static std::string Update(const std::string& address) {
    return R"({"address": ")" + address +
           R"(", "mode": "managed", "type": "x", "name": "service", "provider_name": "p", "change":
              {"actions": ["update"], "before": {"a": 1}, "after": {"a": 2}, "after_unknown": {},
               "before_sensitive": {}, "after_sensitive": {}}})";
  }
  // To the image that is planned.
  std::string UpdateApi() const {
    std::string text = Update(kApi);
    const auto put = [&text](const std::string& attribute, const std::string& image) {
      text.replace(text.find(attribute), attribute.size(), "\"image\": \"r/api:" + image + "\"");
    };
    put("\"a\": 1", FirstTag());
    put("\"a\": 2", HeadTag());
    return text;
  }
  void SetTerraformPlan(const std::string& changes) {
    world_.files.texts["/tfplan.json"] =
        R"({"format_version": "1.2", "terraform_version": "1.9.0", "applyable": true,
            "complete": true, "errored": false, "variables": {"image_tags": {"value": {"api": ")" +
        HeadTag() + R"(", "web": ")" + FirstTag() + R"("}}}, "resource_changes": [)" + changes +
        "]}";
  }
};

TEST_F(VerifyTest, WhatWasPlannedPassesAndNothingIsWritten) {
  const Answer answer = Run(Command::kVerify);
  EXPECT_EQ(answer.exit_code, ExitCode::kDone) << answer.output;
  EXPECT_THAT(world_.journal.lines(), IsEmpty());
}

TEST_F(VerifyTest, WhatMovesBesidesIsRefused) {
  SetTerraformPlan(UpdateApi() + "," + Update(kWeb));
  const Answer answer = Run(Command::kVerify);
  EXPECT_EQ(answer.exit_code, ExitCode::kRefused);
  EXPECT_THAT(answer.output, HasSubstr("outside_the_plan"));
  options_.allow = {"x.service[\"web\"]"};
  EXPECT_EQ(Run(Command::kVerify).exit_code, ExitCode::kDone);
}

TEST_F(VerifyTest, WhatWasPlannedAndWouldNotHappenIsRefused) {
  SetTerraformPlan("");
  const Answer answer = Run(Command::kVerify);
  EXPECT_EQ(answer.exit_code, ExitCode::kRefused);
  EXPECT_THAT(answer.output, HasSubstr("target_untouched"));
}

TEST_F(VerifyTest, AnotherHeadIsRefused) {
  world_.objects.Commit({{"services/api/a", "3"}, {"services/web/a", "1"}});
  const Answer answer = Run(Command::kVerify);
  EXPECT_EQ(answer.exit_code, ExitCode::kRefused);
  EXPECT_THAT(answer.output, HasSubstr("head_differs"));
}

TEST_F(VerifyTest, AnotherConfigurationIsRefused) {
  std::string text = Text("/repo/deltaplan.json");
  text.replace(text.find("\"infra\""), 7, "\"other\"");
  world_.Configure(text);
  const Answer answer = Run(Command::kVerify);
  EXPECT_EQ(answer.exit_code, ExitCode::kRefused);
  EXPECT_THAT(answer.output, HasSubstr("configuration_differs"));
}

TEST_F(VerifyTest, OnlyWithLiveIsAskedWhatRunsNow) {
  SetLive("elsewhere", FirstTag());
  EXPECT_EQ(Run(Command::kVerify).exit_code, ExitCode::kDone);
  options_.asks_live = true;
  const Answer answer = Run(Command::kVerify);
  EXPECT_EQ(answer.exit_code, ExitCode::kRefused);
  EXPECT_THAT(answer.output, AllOf(HasSubstr("live_moved"), HasSubstr("elsewhere")));
  SetLive(FirstTag(), FirstTag());
  EXPECT_EQ(Run(Command::kVerify).exit_code, ExitCode::kDone);
}

TEST_F(VerifyTest, WithLiveTheTagMapHasToBeWhatThePlanWasMadeFromOrWants) {
  options_.asks_live = true;
  SetTags(FirstTag(), "9.9");
  const Answer answer = Run(Command::kVerify);
  EXPECT_EQ(answer.exit_code, ExitCode::kRefused);
  EXPECT_THAT(answer.output, AllOf(HasSubstr("map_moved"), HasSubstr("9.9")));
  SetTags(HeadTag(), FirstTag());
  EXPECT_EQ(Run(Command::kVerify).exit_code, ExitCode::kDone);
}

TEST_F(VerifyTest, WithoutTerraformsPlanOnlyWhatThePlanWasMadeFromIsCompared) {
  options_.terraform_plan.clear();
  options_.asks_live = true;
  EXPECT_EQ(Run(Command::kVerify).exit_code, ExitCode::kDone);
  SetLive(FirstTag(), "elsewhere");
  EXPECT_EQ(Run(Command::kVerify).exit_code, ExitCode::kRefused);
}

TEST_F(VerifyTest, LiveThatCannotBeReadIsAnError) {
  options_.asks_live = true;
  world_.files.texts.erase("/repo/live.json");
  EXPECT_THAT(Fail(Command::kVerify).InOneLine(), HasSubstr("live.json"));
}

TEST_F(VerifyTest, APlanWhoseFilesWereChangedIsNoPlan) {
  world_.files.texts["/plan/targets.txt"] += "x.more\n";
  EXPECT_THAT(Fail(Command::kVerify).InOneLine(), HasSubstr("targets.txt"));
}

TEST_F(VerifyTest, WrongWordsAreTold) {
  options_.allow_unchanged = {"apo"};
  EXPECT_THAT(Fail(Command::kVerify).message,
              AllOf(HasSubstr("--allow-unchanged"), HasSubstr("did you mean 'api'?")));
  options_.allow_unchanged.clear();
  options_.allow = {"x.[\"web\""};
  EXPECT_THAT(Fail(Command::kVerify).message, HasSubstr("--allow: "));
  options_.allow.clear();
  options_.environment = "staging";
  EXPECT_THAT(Fail(Command::kVerify).message, HasSubstr("the plan is for environment 'prod'"));
}

TEST_F(VerifyTest, ATextThatIsNoTerraformPlanIsAnError) {
  world_.files.texts["/tfplan.json"] = "{}";
  EXPECT_THAT(Fail(Command::kVerify).message, HasSubstr("is no Terraform plan"));
  world_.files.texts.erase("/tfplan.json");
  EXPECT_THAT(Fail(Command::kVerify).InOneLine(), HasSubstr("cannot read Terraform's plan"));
}

}  // namespace
}  // namespace deltaplan::planner
