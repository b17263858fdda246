// The commands that look and those that write a start: images, targets, graph, ci, audit, init,
// settings, and what completion offers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "tests/planner/commands/command_fixture.h"

namespace deltaplan::planner {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class LooksTest : public testing::CommandTest {
 protected:
  // With `more` members of the environment.
  void ConfigureProd(const std::string& more) {
    world_.Configure(R"({
      "version": 1, "services": ["services/*"],
      "environments": {"prod": {"live": [{"from": "image_tags"}],
                                "image_tags": {"file": "tags.auto.tfvars.json"})" +
                     more + "}}}");
  }
};

class ImagesTest : public LooksTest {
 protected:
  ImagesTest() {
    ConfigureProd(R"(, "repository": "r.example.com/{image}")");
    SetTags("1.0", "2.0");
    world_.http.act = [this](const HttpRequest& request) {
      const bool is_there = request.url.find(there_) != std::string::npos;
      return HttpResponse{
          .status = is_there ? 200 : status_,
          .headers = {{"Content-Type", "application/vnd.oci.image.manifest.v1+json"}},
          .body = R"({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                      "config": {"digest": "sha256:00"}, "layers": []})"};
    };
  }

  std::string there_ = "/v2/";
  int status_ = 404;
};

TEST_F(ImagesTest, TheMapsImagesAreAskedOfTheirRegistry) {
  const Answer answer = Run(Command::kImages);
  EXPECT_EQ(answer.exit_code, ExitCode::kDone);
  EXPECT_THAT(answer.output,
              AllOf(HasSubstr("r.example.com/api:1.0"), HasSubstr("r.example.com/web:2.0")));
}

TEST_F(ImagesTest, OnlyUnderMissingIsAMissingOneRefused) {
  there_ = "/v2/api/";
  EXPECT_EQ(Run(Command::kImages).exit_code, ExitCode::kDone);
  options_.missing = true;
  const Answer answer = Run(Command::kImages);
  EXPECT_EQ(answer.exit_code, ExitCode::kRefused);
  EXPECT_THAT(answer.output, AllOf(HasSubstr("web:2.0"), Not(HasSubstr("api:1.0"))));
}

TEST_F(ImagesTest, WhatNobodyCanTellIsAnErrorAndNeverThere) {
  there_ = "/v2/api/";
  status_ = 403;
  const Answer answer = Run(Command::kImages);
  EXPECT_EQ(answer.exit_code, ExitCode::kError);
  EXPECT_THAT(answer.output, HasSubstr("web"));
}

TEST_F(ImagesTest, TagsOfTheCommandLineNeedNoMap) {
  world_.files.texts.erase(testing::kMapPath);
  options_.image_tags = {"web=3.0"};
  EXPECT_THAT(Run(Command::kImages).output, HasSubstr("r.example.com/web:3.0"));
  options_.image_tags = {"wob=3.0"};
  EXPECT_THAT(Fail(Command::kImages).remedy, HasSubstr("'web'"));
  options_.platforms = {"linux"};
  EXPECT_THAT(Fail(Command::kImages).message, HasSubstr("is no platform"));
}

TEST_F(LooksTest, TargetsAreFoundInHeadAndWritten) {
  ConfigureProd(R"(, "terraform": {"dir": "infra", "targets": "auto"})");
  world_.objects.Commit(
      {{"services/api/a", "1"},
       {"services/web/a", "1"},
       {"infra/main.tf",
        "variable \"image_tags\" {\n  type = map(string)\n}\n"
        "resource \"aws_ecs_task_definition\" \"api\" {\n"
        "  family = \"api\"\n"
        "  container_definitions = jsonencode([{ image = \"r/api:${var.image_tags[\"api\"]}\" }])\n"
        "}\n"}});
  const Answer answer = Run(Command::kTargets);
  EXPECT_THAT(answer.output,
              AllOf(HasSubstr("aws_ecs_task_definition.api"), HasSubstr("infra/main.tf")));
  ConfigureProd(R"(, "terraform": {"dir": "infra", "targets": ["x.s[\"{service}\"]"]})");
  EXPECT_THAT(Run(Command::kTargets).output, HasSubstr("x.s[\"web\"]"));
  EXPECT_THAT(world_.journal.lines(), IsEmpty());
}

TEST_F(LooksTest, GraphHasTheServicesThatAreAskedForAndWhatTheyNeed) {
  world_.Configure(R"({"version": 1, "packages": ["packages/common"],
                       "services": [{"path": "services/api", "depends_on": ["packages/common"]},
                                    "services/web"], "dependencies": "declared"})");
  world_.objects.Commit(
      {{"services/api/a", "1"}, {"services/web/a", "1"}, {"packages/common/a", "1"}});
  const std::string all = Run(Command::kGraph).output;
  EXPECT_THAT(all, AllOf(HasSubstr("digraph"), HasSubstr("web"), HasSubstr("packages/common")));
  options_.services = {"web"};
  EXPECT_THAT(Run(Command::kGraph).output, Not(HasSubstr("packages/common")));
  options_.format = Format::kMermaid;
  EXPECT_THAT(Run(Command::kGraph).output, HasSubstr("flowchart"));
  options_.services = {"wob"};
  EXPECT_THAT(Fail(Command::kGraph).remedy, HasSubstr("'web'"));
}

TEST_F(LooksTest, CiWritesForTheEnvironmentAndNoNameThatMeansMore) {
  options_.environment = "prod";
  EXPECT_THAT(Run(Command::kCi).output, HasSubstr("prod"));
  options_.environment = "pr\"od";
  EXPECT_THAT(Fail(Command::kCi).remedy, HasSubstr("DELTAPLAN_ENV"));
  options_.environment = "prod";
  options_.ci_start = {.system = CiSystem::kGithub, .part = CiPart::kComment};
  EXPECT_THAT(Fail(Command::kCi).message, HasSubstr("the same for every environment"));
  options_.environment.reset();
  EXPECT_THAT(Run(Command::kCi).output, Not(IsEmpty()));
  options_.ci_start = {.system = CiSystem::kGithub, .part = CiPart::kJobs};
  EXPECT_THAT(Fail(Command::kCi).message, HasSubstr("no such part"));
}

class AuditTest : public LooksTest {
 protected:
  AuditTest() {
    world_.Configure(R"({"version": 1, "services": ["services/api"],
                         "build": {"context": ".", "dockerfile": "services/api/Dockerfile"}})");
    world_.objects.Commit({{"services/api/Dockerfile", "FROM scratch\nCOPY shared /shared\n"},
                           {"shared/a", "1"},
                           {"deltaplan.json", Text("/repo/deltaplan.json")}});
  }
};

TEST_F(AuditTest, WhatADockerfileReadsBesidesIsFoundAndWrittenOnlyWhenAskedTo) {
  options_.detailed_exitcode = true;
  const Answer found = Run(Command::kAudit);
  EXPECT_EQ(found.exit_code, ExitCode::kSomethingToDeploy);
  EXPECT_THAT(found.output, HasSubstr("shared"));
  options_.fix = options_.dry_run = true;
  EXPECT_THAT(Run(Command::kAudit).output, HasSubstr("+"));
  EXPECT_THAT(world_.journal.lines(), IsEmpty());
  options_.dry_run = false;
  const Answer fixed = Run(Command::kAudit);
  EXPECT_THAT(fixed.messages, HasSubstr("fixed 1 finding"));
  EXPECT_THAT(world_.journal.lines(), ElementsAre("replace /repo/deltaplan.json"));
  EXPECT_THAT(Text("/repo/deltaplan.json"), HasSubstr("\"inputs\""));
  options_.fix = false;
  EXPECT_EQ(Run(Command::kAudit).exit_code, ExitCode::kDone);
}

class InitTest : public LooksTest {
 protected:
  InitTest() {
    world_.files.texts.erase("/repo/deltaplan.json");
    world_.objects.config.reset();
    world_.objects.Commit({{"services/api/Dockerfile", "FROM scratch\nCOPY . .\n"}});
  }
};

TEST_F(InitTest, WritesAConfigurationThatHoldsTheServices) {
  const Answer answer = Run(Command::kInit);
  EXPECT_THAT(answer.output, AllOf(HasSubstr("wrote deltaplan.json"), HasSubstr("1 service")));
  EXPECT_THAT(world_.journal.lines(), ElementsAre("write /repo/deltaplan.json"));
  EXPECT_THAT(Text("/repo/deltaplan.json"), HasSubstr("services/api"));
  EXPECT_THAT(Run(Command::kCheck).output, HasSubstr("1 service"));
}

TEST_F(InitTest, WhatIsThereStaysAsItIs) {
  world_.Configure("{}");
  EXPECT_THAT(Fail(Command::kInit).message, HasSubstr("it stays as it is"));
  options_.dry_run = true;
  EXPECT_THAT(Run(Command::kInit).output, HasSubstr("services/api"));
  EXPECT_THAT(world_.journal.lines(), IsEmpty());
}

TEST_F(InitTest, ARepositoryWithoutServicesGetsNone) {
  world_.objects.Commit({{"services/api/main.ts", "1"}});
  const Error error = Fail(Command::kInit);
  EXPECT_EQ(error.message, "no service was found");
  EXPECT_THAT(error.further, ElementsAre(HasSubstr("'services/*'")));
  EXPECT_THAT(world_.journal.lines(), IsEmpty());
}

TEST_F(LooksTest, SettingsAreOfOneEnvironmentThatSomethingNames) {
  ConfigureProd(R"(, "terraform": {"dir": "infra", "var_files": ["prod.tfvars"]}},
                   "dev": {"terraform": {"dir": "infra", "var_files": ["dev.tfvars"]})");
  const Error error = Fail(Command::kSettings);
  EXPECT_EQ(error.message, "for which environment?");
  EXPECT_THAT(error.causes, ElementsAre("there is prod", "there is dev"));
  options_.environment = "prod";
  EXPECT_THAT(Run(Command::kSettings).output, HasSubstr("prod"));
  options_.environment.reset();
  options_.var_file = "/repo/dev.tfvars";
  EXPECT_THAT(Run(Command::kSettings).output, HasSubstr("dev"));
  options_.var_file = "/repo/other.tfvars";
  EXPECT_THAT(Fail(Command::kSettings).causes,
              ElementsAre("prod has prod.tfvars", "dev has dev.tfvars"));
}

class CompleteTest : public LooksTest {
 protected:
  std::string Offered(CompletionAsk ask, const std::string& typed,
                      std::vector<std::string> taken = {}) {
    options_.command = Command::kComplete;
    options_.completion = {
        .ask = ask, .lead = {}, .typed = typed, .words = {}, .taken = std::move(taken)};
    return RunCommand(options_, world_.ports())->output;
  }
};

TEST_F(CompleteTest, OffersWhatTheConfigurationHas) {
  EXPECT_EQ(Offered(CompletionAsk::kEnvironments, ""), "words\nprod\n");
  EXPECT_EQ(Offered(CompletionAsk::kServices, "a"), "words\napi\tservices/api\n");
  EXPECT_EQ(Offered(CompletionAsk::kServices, "", {"api"}), "words\nweb\tservices/web\n");
  EXPECT_EQ(Offered(CompletionAsk::kServiceTags, "we"), "words\nweb=\tservices/web\n");
  EXPECT_THAT(Offered(CompletionAsk::kServiceTags, "web="),
              HasSubstr("web=" + FirstTag() + "\tin the tag map of prod\n"));
}

TEST_F(CompleteTest, OffersWhatGitHas) {
  world_.files.texts["/repo/.git/refs/heads/topic/one"] = "";
  world_.files.texts["/repo/.git/refs/tags/v1.0"] = "";
  world_.files.texts["/repo/.git/packed-refs"] = "# pack-refs\n00 refs/remotes/origin/main\n";
  EXPECT_EQ(Offered(CompletionAsk::kRevisions, ""), "words\nHEAD\ntopic/one\nv1.0\norigin/main\n");
  EXPECT_EQ(Offered(CompletionAsk::kTrackedPaths, "services/"),
            "words\nservices/api/\nservices/web/\n");
}

TEST_F(CompleteTest, WhatCannotBeReadIsNotOfferedAndNoError) {
  world_.Configure("{");
  EXPECT_EQ(Offered(CompletionAsk::kServices, ""), "words\n");
  EXPECT_EQ(Offered(CompletionAsk::kFiles, ""), "files\n");
}

}  // namespace
}  // namespace deltaplan::planner
