// deltaplan release: from a plan's directory to what runs; what is written down before what.
#include <algorithm>
#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>

#include "tests/planner/commands/command_fixture.h"

namespace deltaplan::planner {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kState = "/plan/release.json";

// A plan in /plan that deploys api.
class ReleaseTest : public testing::CommandTest {
 protected:
  ReleaseTest() {
    Plan("");
    options_.of_plan = "/plan";
    options_.steady_timeout = std::chrono::seconds(20);
    options_.health_timeout = std::chrono::seconds(5);
  }

  // With `more` members of the environment.
  void Plan(const std::string& more) {
    world_.Configure(R"({
      "version": 1, "services": ["services/*"],
      "environments": {"prod": {"live": [{"from": "file", "file": "live.json"}],
                                "image_tags": {"file": "tags.auto.tfvars.json"},
                                "terraform": {"dir": "infra", "targets": ["x.s[\"{service}\"]"]})" +
                     more + "}}}");
    SetLive(FirstTag());
    ChangeApi();
    PlanAgain();
  }
  void PlanAgain() {
    Options plan;
    plan.out = "/plan";
    Run(Command::kPlan, plan);
    world_.journal.Clear();
  }
  void SetLive(const std::string& api) { SetLive(api, FirstTag()); }
  void SetLive(const std::string& api, const std::string& web) {
    world_.files.texts["/repo/live.json"] = TagsText(api, web);
  }
  Answer Take(ReleaseAction action) {
    options_.release_action = action;
    return Run(Command::kRelease);
  }
  Error FailTo(ReleaseAction action) {
    options_.release_action = action;
    return Fail(Command::kRelease);
  }
  // What the file beside the plan says; empty where there is none.
  std::string Step() const {
    const auto state = world_.files.texts.find(kState);
    if (state == world_.files.texts.end()) return {};
    const std::string begin = "\"step\": \"";
    const std::size_t at = state->second.find(begin) + begin.size();
    return state->second.substr(at, state->second.find('"', at) - at);
  }
};

TEST_F(ReleaseTest, BeginWritesDownThatTheApplyBegins) {
  const Answer answer = Take(ReleaseAction::kBegin);
  EXPECT_EQ(answer.exit_code, ExitCode::kDone);
  EXPECT_EQ(Step(), "apply");
  EXPECT_THAT(Text(kState), AllOf(HasSubstr("\"began\": \"2027-01-15T08:00:00Z\""),
                                  HasSubstr("\"environment\": \"prod\"")));
  EXPECT_THAT(world_.journal.lines(), ElementsAre("write /plan/release.json"));
}

TEST_F(ReleaseTest, WhoMayNotDeployBeginsNothing) {
  Plan(R"(, "deploy": {"account": "111111111111"})");
  world_.variables = {{"AWS_ACCESS_KEY_ID", "AKID"},
                      {"AWS_SECRET_ACCESS_KEY", "hidden"},
                      {"AWS_REGION", "eu-west-1"}};
  std::string account = "222222222222";
  world_.http.act = [&](const HttpRequest&) {
    return HttpResponse{.status = 200,
                        .headers = {},
                        .body = "<Arn>arn:aws:iam::" + account + ":user/ada</Arn><Account>" +
                                account + "</Account>"};
  };
  Answer answer = Take(ReleaseAction::kBegin);
  EXPECT_EQ(answer.exit_code, ExitCode::kRefused);
  EXPECT_THAT(answer.messages, HasSubstr("refused (another_account)"));
  EXPECT_EQ(Step(), "");
  account = "111111111111";
  EXPECT_EQ(Take(ReleaseAction::kBegin).exit_code, ExitCode::kDone);
  EXPECT_EQ(Step(), "apply");
}

TEST_F(ReleaseTest, WhatItsRegistryDoesNotHaveBeginsNothing) {
  Plan(R"(, "repository": "r.example.com/{image}")");
  int status = 404;
  world_.http.act = [&](const HttpRequest&) {
    return HttpResponse{.status = status, .headers = {}, .body = "{}"};
  };
  const Answer answer = Take(ReleaseAction::kBegin);
  EXPECT_EQ(answer.exit_code, ExitCode::kRefused);
  EXPECT_THAT(answer.messages, HasSubstr("image_missing"));
  EXPECT_EQ(Step(), "");
}

TEST_F(ReleaseTest, WaitLooksUntilItRunsAndWritesEachStepDownBefore) {
  Take(ReleaseAction::kBegin);
  world_.clock.meanwhile = [this] {
    EXPECT_EQ(Step(), "wait");
    if (world_.clock.sleeps.size() == 2) SetLive(HeadTag());
  };
  const Answer answer = Take(ReleaseAction::kWait);
  EXPECT_EQ(answer.exit_code, ExitCode::kDone) << answer.output << answer.messages;
  EXPECT_EQ(world_.clock.sleeps.size(), 2U);
  EXPECT_EQ(Step(), "done");
}

TEST_F(ReleaseTest, WhatDoesNotComeInTimeIsRefusedAndStaysAtItsStep) {
  const Answer answer = Take(ReleaseAction::kWait);
  EXPECT_EQ(answer.exit_code, ExitCode::kRefused);
  EXPECT_EQ(Step(), "wait");
  EXPECT_GT(world_.clock.sleeps.size(), 1U);
  EXPECT_LE(world_.clock.now.time_since_epoch(), std::chrono::seconds(20));
}

TEST_F(ReleaseTest, HealthIsAskedOfWhatRuns) {
  Plan(R"(, "deploy": {"health": "https://{env}.example.com/{service}"})");
  SetLive(HeadTag());
  int status = 503;
  world_.http.act = [&](const HttpRequest& request) {
    EXPECT_EQ(Step(), "health");
    EXPECT_EQ(request.url, "https://prod.example.com/api");
    return HttpResponse{.status = status, .headers = {}, .body = {}};
  };
  const Answer ill = Take(ReleaseAction::kWait);
  EXPECT_EQ(ill.exit_code, ExitCode::kRefused);
  EXPECT_THAT(ill.output, HasSubstr("HTTP status 503"));
  EXPECT_EQ(Step(), "health");
  status = 204;
  EXPECT_EQ(Take(ReleaseAction::kWait).exit_code, ExitCode::kDone);
  EXPECT_EQ(Step(), "done");
}

TEST_F(ReleaseTest, HealthOfWhatDoesNotRunIsNotAsked) {
  Plan(R"(, "deploy": {"health": "https://{env}.example.com/{service}"})");
  EXPECT_EQ(Take(ReleaseAction::kWait).exit_code, ExitCode::kRefused);
  EXPECT_EQ(Step(), "wait");
}

TEST_F(ReleaseTest, ResumeGoesOnAfterAnApplyAndNotWithinOne) {
  const Answer not_begun = Take(ReleaseAction::kResume);
  EXPECT_EQ(not_begun.exit_code, ExitCode::kRefused);
  EXPECT_THAT(not_begun.messages, HasSubstr("refused (apply_unfinished)"));
  Take(ReleaseAction::kBegin);
  EXPECT_THAT(Take(ReleaseAction::kResume).messages, HasSubstr("refused (apply_unfinished)"));
  EXPECT_EQ(Step(), "apply");
  Take(ReleaseAction::kWait);  // in vain
  SetLive(HeadTag());
  EXPECT_EQ(Take(ReleaseAction::kResume).exit_code, ExitCode::kDone);
  EXPECT_EQ(Step(), "done");
}

TEST_F(ReleaseTest, ResumeOfWhatHasEndedAsksAndWritesNothing) {
  SetLive(HeadTag());
  Take(ReleaseAction::kWait);
  world_.journal.Clear();
  SetLive("elsewhere");
  const Answer answer = Take(ReleaseAction::kResume);
  EXPECT_EQ(answer.exit_code, ExitCode::kDone);
  EXPECT_THAT(answer.messages, HasSubstr("has ended"));
  EXPECT_THAT(world_.journal.lines(), IsEmpty());
}

TEST_F(ReleaseTest, ResumeStopsWhereSomebodyElseHasReleased) {
  Take(ReleaseAction::kWait);  // in vain
  SetLive("elsewhere");
  const Answer live = Take(ReleaseAction::kResume);
  EXPECT_EQ(live.exit_code, ExitCode::kRefused);
  EXPECT_THAT(live.messages,
              AllOf(HasSubstr("refused (released_meanwhile)"), HasSubstr("elsewhere")));
  EXPECT_EQ(Step(), "wait");
  SetLive(HeadTag());
  SetTags("9.9", FirstTag());
  EXPECT_THAT(Take(ReleaseAction::kResume).messages,
              AllOf(HasSubstr("refused (released_meanwhile)"), HasSubstr("9.9")));
}

TEST_F(ReleaseTest, AStateOfAnotherPlanHasNotBegunThisOne) {
  SetLive(HeadTag());
  Take(ReleaseAction::kWait);
  SetLive(FirstTag());
  std::string state = Text(kState);
  state.replace(state.find("sha256:") + 7, 4, "0000");
  world_.files.texts[kState] = state;
  EXPECT_THAT(Take(ReleaseAction::kResume).messages, HasSubstr("refused (apply_unfinished)"));
}

// api was rolled and never waited for to its end; then the next plan rolls web.
class LeftReleaseTest : public ReleaseTest {
 protected:
  LeftReleaseTest() {
    Take(ReleaseAction::kWait);  // in vain
    api_ = HeadTag();
    SetLive(api_);
    world_.objects.Commit({{"services/api/a", "2"}, {"services/web/a", "2"}});
    PlanAgain();
    left_ = "/plan/left/" + world_.files.Directories("/plan/left").at(0) + "/release.json";
    EXPECT_THAT(Text(left_), HasSubstr("\"step\": \"wait\""));
    SetLive(api_, HeadTag());
    EXPECT_EQ(Take(ReleaseAction::kWait).exit_code, ExitCode::kDone);
  }

  std::string api_;  // the tag that the left release gives api
  std::string left_;
};

TEST_F(LeftReleaseTest, IsFinishedBehindItsSuccessor) {
  const Answer answer = Take(ReleaseAction::kResume);
  EXPECT_EQ(answer.exit_code, ExitCode::kDone);
  EXPECT_THAT(answer.messages, Not(HasSubstr("given up")));
  EXPECT_THAT(Text(left_), HasSubstr("\"step\": \"done\""));
}

TEST_F(LeftReleaseTest, IsGivenUpWhereWhatItRolledHasGoneOn) {
  SetLive("elsewhere", HeadTag());
  const Answer answer = Take(ReleaseAction::kResume);
  EXPECT_EQ(answer.exit_code, ExitCode::kRefused);
  EXPECT_THAT(answer.messages,
              AllOf(HasSubstr("refused (released_meanwhile)"), HasSubstr("api: it runs elsewhere"),
                    HasSubstr("It is given up. The next plan")));
  EXPECT_THAT(Text(left_), HasSubstr("\"step\": \"given_up\""));
  EXPECT_EQ(Take(ReleaseAction::kResume).exit_code, ExitCode::kRefused);
  // What has come back is finished all the same.
  SetLive(api_, HeadTag());
  EXPECT_EQ(Take(ReleaseAction::kResume).exit_code, ExitCode::kDone);
  EXPECT_THAT(Text(left_), HasSubstr("\"step\": \"done\""));
}

TEST_F(LeftReleaseTest, IsNotKeptByTheNextPlanOnceItIsGivenUp) {
  SetLive("elsewhere", HeadTag());
  Take(ReleaseAction::kResume);
  PlanAgain();
  EXPECT_THAT(world_.files.Directories("/plan/left"), IsEmpty());
}

TEST_F(ReleaseTest, CheckRefusesAnotherHeadAndChangesOfTheWorkTree) {
  EXPECT_EQ(Take(ReleaseAction::kCheck).exit_code, ExitCode::kDone);
  const auto change = [&](const char* path, bool untracked) {
    world_.objects.work_tree_changes = {{*graph::RepoPath::Parse(path), untracked}};
  };
  change("infra/main.tf", false);
  EXPECT_THAT(Take(ReleaseAction::kCheck).messages,
              AllOf(HasSubstr("refused (work_tree_differs)"), HasSubstr("infra/main.tf")));
  // What releases themselves write.
  change("tags.auto.tfvars.json", false);
  EXPECT_EQ(Take(ReleaseAction::kCheck).exit_code, ExitCode::kDone);
  world_.objects.work_tree_changes.clear();
  world_.objects.Commit({{"services/api/a", "3"}});
  EXPECT_THAT(Take(ReleaseAction::kCheck).messages, HasSubstr("refused (head_differs)"));
  EXPECT_THAT(world_.journal.lines(), IsEmpty());
}

// web reads from api when it starts, so it is restarted after it.
class RestartTest : public ReleaseTest {
 protected:
  RestartTest() {
    world_.Configure(R"({
      "version": 1,
      "services": ["services/*", {"name": "web", "restart_with": ["api"]}],
      "environments": {"prod": {"live": [{"from": "file", "file": "live.json"}],
                                "terraform": {"dir": "infra", "targets": ["x.s[\"{service}\"]"]},
                                "ecs": {"cluster": "c"}}}})");
    ChangeApi();
    PlanAgain();
    world_.variables = {{"AWS_ACCESS_KEY_ID", "AKID"},
                        {"AWS_SECRET_ACCESS_KEY", "hidden"},
                        {"AWS_REGION", "eu-west-1"}};
    world_.http.act = [this](const HttpRequest& request) { return AnswerOfEcs(request); };
  }

  // Each service has one deployment, which is complete; a new one for each restart.
  HttpResponse AnswerOfEcs(const HttpRequest& request) {
    const auto target = std::ranges::find(request.headers, "X-Amz-Target", &HttpHeader::name);
    std::string body = "{}";
    if (target->value.ends_with(".UpdateService")) {
      EXPECT_EQ(request.body, R"({"cluster":"c","service":"web","forceNewDeployment":true})");
      EXPECT_THAT(Text(kState), AllOf(HasSubstr("\"step\": \"restart\""),
                                      HasSubstr("\"web\": \"ecs-svc/web-0\"")));
      ++restarts_;
    } else if (target->value.ends_with(".DescribeServices")) {
      body.clear();
      for (const std::string name : {"api", "web"}) {
        if (request.body.find('"' + name + '"') == std::string::npos) continue;
        body += (body.empty() ? "" : ",") + ServiceText(name);
      }
      body = R"({"services": [)" + body + R"(], "failures": []})";
    } else {
      const bool is_api = request.body.find("api:1") != std::string::npos;
      const std::string name = is_api ? "api" : "web";
      body = R"({"taskDefinition": {"family": ")" + name +
             R"(", "containerDefinitions": [{"name": ")" + name + R"(", "image": "r/)" + name +
             ":" + (is_api ? HeadTag() : FirstTag()) + "\"}]}}";
    }
    return {.status = 200, .headers = {}, .body = std::move(body)};
  }
  std::string ServiceText(const std::string& name) const {
    const std::string definition = "\"taskDefinition\": \"" + name + ":1\"";
    const int deployment = name == "web" ? restarts_ : 0;
    return R"({"serviceName": ")" + name +
           R"(", "serviceArn": "arn:aws:ecs:eu-west-1:1:service/c/)" + name +
           R"(", "status": "ACTIVE", "desiredCount": 1, "runningCount": 1, )" + definition +
           R"(, "deployments": [{"id": "ecs-svc/)" + name + "-" + std::to_string(deployment) +
           R"(", "status": "PRIMARY", "rolloutState": "COMPLETED", )" + definition + "}]}";
  }

  int restarts_ = 0;
};

TEST_F(RestartTest, WaitLeavesTheRestartToItsOwnStep) {
  const Answer answer = Take(ReleaseAction::kWait);
  EXPECT_EQ(answer.exit_code, ExitCode::kDone) << answer.output;
  EXPECT_THAT(answer.messages, HasSubstr("still to be restarted"));
  EXPECT_EQ(Step(), "wait");
  EXPECT_EQ(restarts_, 0);
}

TEST_F(RestartTest, RestartsOnceAndIsDone) {
  Take(ReleaseAction::kWait);
  EXPECT_EQ(Take(ReleaseAction::kRestart).exit_code, ExitCode::kDone);
  EXPECT_EQ(restarts_, 1);
  EXPECT_EQ(Step(), "done");
  EXPECT_THAT(Text(kState), HasSubstr("\"restarts\": {}"));
  EXPECT_EQ(Take(ReleaseAction::kResume).exit_code, ExitCode::kDone);
  EXPECT_EQ(restarts_, 1);
}

TEST_F(RestartTest, ResumeRestartsWhatIsLeft) {
  Take(ReleaseAction::kWait);
  EXPECT_EQ(Take(ReleaseAction::kResume).exit_code, ExitCode::kDone);
  EXPECT_EQ(restarts_, 1);
  EXPECT_EQ(Step(), "done");
}

class BuildTest : public ReleaseTest {
 protected:
  BuildTest() {
    Plan(R"(, "repository": "r.example.com/{image}", "deploy": {"registry": "never"})");
    std::string text = Text("/repo/deltaplan.json");
    text.insert(1, R"("build": {"dockerfile": "services/{image}/Dockerfile"}, )");
    world_.Configure(text);
    world_.objects.Commit({{"services/api/Dockerfile", "FROM scratch"},
                           {"services/web/Dockerfile", "FROM scratch"},
                           {"services/web/a", "1"}});
    SetLive(FirstTag(), HeadTag());
    PlanAgain();
    world_.commands.act = [this](const CommandLine&) {
      return CommandOutput{.exit_code = code_, .output = {}, .errors = {}};
    };
  }

  int code_ = 0;
};

TEST_F(BuildTest, BuildsAndPushesUnderALockFromTheCommitsFiles) {
  const Answer answer = Take(ReleaseAction::kBuild);
  EXPECT_EQ(answer.exit_code, ExitCode::kDone) << answer.messages;
  EXPECT_THAT(world_.journal.lines(),
              ElementsAre("lock /plan/tree", "remove /plan/tree", HasSubstr("read-tree"),
                          HasSubstr("checkout-index"), HasSubstr("ls-tree"),
                          StartsWith("run docker build "),
                          "run docker push r.example.com/api:" + HeadTag(), "remove /plan/tree"));
  EXPECT_EQ(Step(), "");
}

TEST_F(BuildTest, DryRunAndNoCommandsRunNothing) {
  options_.dry_run = true;
  EXPECT_THAT(Take(ReleaseAction::kBuild).output, HasSubstr("r.example.com/api:" + HeadTag()));
  options_.dry_run = false;
  options_.no_commands = true;
  EXPECT_THAT(FailTo(ReleaseAction::kBuild).message, HasSubstr("runs git and the container tool"));
  EXPECT_THAT(world_.journal.lines(), IsEmpty());
}

TEST_F(BuildTest, AFailureIsAnErrorOfTheStepThatHadIt) {
  code_ = 1;
  EXPECT_THAT(FailTo(ReleaseAction::kBuild).InOneLine(), HasSubstr("git can't write the files"));
  EXPECT_EQ(world_.journal.lines().back(), "remove /plan/tree");
}

TEST_F(ReleaseTest, APlanWithoutDirectoryOrOfAnotherEnvironmentIsNotReleased) {
  options_.of_plan = "/plan/plan.json";
  EXPECT_THAT(FailTo(ReleaseAction::kWait).message, HasSubstr("is no directory of a plan"));
  options_.of_plan = "/plan";
  options_.environment = "staging";
  EXPECT_THAT(FailTo(ReleaseAction::kWait).message,
              HasSubstr("the plan is for environment 'prod', not 'staging'"));
  EXPECT_EQ(Step(), "");
}

TEST_F(ReleaseTest, ReleasesOfAnotherPlanAreNotReleased) {
  world_.files.texts["/plan/releases.json"] =
      R"({"format_version": "1.0", "environment": "prod", "releases": [], "missing": []})";
  EXPECT_THAT(FailTo(ReleaseAction::kWait).InOneLine(), HasSubstr("releases.json"));
  EXPECT_EQ(Step(), "");
}

}  // namespace
}  // namespace deltaplan::planner
