#include "planner/report/plan_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/report/plan_json.h"
#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr const char* kCommit = "0123456789012345678901234567890123456789";

constexpr const char* kOneRoot =
    R"({"directory": ".", "dir": "infra", "workspace": "prod", "var_files": ["prod.tfvars"],
        "vars": {"region": "eu-west-1"}, "services": ["api", "web"], "targets": [],
        "tags_of": null, "tags_file": null, "tags_variable": "tags", "allow": ["aws_s3_bucket.b"], "allow_attributes": ["tags_all"],
        "data_types": ["acme_*"]})";

// A whole plan with this tag map and these services; `base` is what it was compared with.
std::string With(const std::string& services, const std::string& tag_map = "null",
                 const std::string& base = "null", const std::string& roots = kOneRoot) {
  return R"({"format_version": "1.0", "environment": "prod",
             "head": {"commit": "0123456789012345678901234567890123456789", "tag": "new"},
             "to": "head", "other_tag_maps": [], "files": null, "rollouts": [], "refusals": [], "services": )" +
         services + R"(, "tag_map": )" + tag_map + R"(, "base": )" + base +
         R"(, "images": [{"name": "api", "tag": "new", "services": ["api"],
                                           "repository": "r/api", "deep": [[[1]]]}], "image_tags": {"api": "new"}, "warnings": [],
             "targets": ["x.y[\"api\"]", "module.a"],
             "terraform": {"roots": [)" +
         roots + R"(], "tags_variable": "tags",
                           "allow": ["aws_s3_bucket.b"], "allow_attributes": ["tags_all"],
                           "data_types": ["acme_*"]}})";
}

std::string Refused(const std::string& text) {
  Result<PlanDocument> read = ReadPlanDocument(text);
  return read ? "read" : read.error().message;
}

TEST(PlanReaderTest, Scenario57EachRootHasItsOwnServicesAndTerms) {
  const std::string second =
      R"({"directory": "roots/1", "dir": "legacy", "workspace": null, "var_files": [], "vars": {},
          "services": ["old"], "targets": [], "tags_of": ["old"], "tags_file": null,
          "tags_variable": null, "allow": ["module.b"],
          "allow_attributes": [], "data_types": []})";
  Result<PlanDocument> read = ReadPlanDocument(With(R"([
      {"name": "api", "image": "app", "decision": "deploy", "tag": "new", "live": null,
       "restart": false, "targets": ["x.y[\"api\"]"]},
      {"name": "old", "image": "old", "decision": "deploy", "tag": "new", "live": null,
       "restart": false, "targets": ["x.y[\"old\"]"]},
      {"name": "web", "image": "web", "decision": "skip", "tag": "new", "live": null,
       "restart": false, "targets": ["x.y[\"web\"]"]}])",
                                                    "null", "null", kOneRoot + (", " + second)));
  ASSERT_TRUE(read) << read.error().message;
  const std::vector<RootTerms>& roots = read->terraform->roots;
  ASSERT_EQ(roots.size(), 2U);
  const tfvars::Intent first = IntentFor(*read, roots[0]);
  ASSERT_EQ(first.services.size(), 2U);
  EXPECT_EQ(first.services[1].name, "web");
  ASSERT_EQ(first.targets.size(), 1U);
  EXPECT_EQ(tfvars::Print(first.targets[0]), "x.y[\"api\"]");
  EXPECT_EQ(first.tags_variable, "tags");
  const tfvars::Intent other = IntentFor(*read, roots[1]);
  ASSERT_EQ(other.services.size(), 1U);
  ASSERT_EQ(other.targets.size(), 1U);
  EXPECT_EQ(tfvars::Print(other.targets[0]), "x.y[\"old\"]");
  ASSERT_EQ(other.allow.size(), 1U);
  EXPECT_EQ(tfvars::Print(other.allow[0]), "module.b");
  EXPECT_FALSE(other.tags_variable_is_configured);
  EXPECT_THAT(first.image_tags, ElementsAre(Pair("api", "new")));
  EXPECT_THAT(other.image_tags, IsEmpty());
}

TEST(PlanReaderTest, TagsThatCanBeGivenAsNoVariableNeedNone) {
  for (const bool is_given : {false, true}) {
    std::string text = With("[]");
    const std::string why = is_given ? "null" : "\"a function reads them\"";
    text.insert(1, R"("tags_file": {"variables": [], "why_not": )" + why + "}, ");
    Result<PlanDocument> read = ReadPlanDocument(text);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->intent.tags_variable, "tags");
    EXPECT_EQ(read->intent.tags_variable_is_configured, is_given);
  }
}

TEST(PlanReaderTest, ReadsWhatThePlanMeans) {
  Result<PlanDocument> read = ReadPlanDocument(With(
      R"([
      {"name": "api", "image": "app", "decision": "deploy", "tag": "new",
       "live": {"tag": "old", "source": "ecs"}, "reasons": [], "restart": false,
       "targets": ["x.y[\"api\"]"]},
      {"name": "web", "image": "web", "decision": "skip", "tag": null, "live": null,
       "restart": false, "targets": []},
      {"name": "zoo", "image": "zoo", "decision": "deploy", "restart": true, "tag": "old",
       "live": {"tag": "old", "source": "ecs"}, "targets": ["x.y[\"zoo\"]"]}])",
      R"({"services": null, "file": "tags.tfvars", "variable": "image_tags", "digest": "sha256:1",
               "tags": {"api": "old"}})"));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->environment, "prod");
  EXPECT_EQ(read->head_commit, kCommit);
  EXPECT_EQ(read->head_tag, "new");
  EXPECT_EQ(read->intent.targets.size(), 2U);
  ASSERT_EQ(read->images.size(), 1U);
  EXPECT_EQ(read->images[0].name, "api");
  EXPECT_EQ(read->images[0].tag, "new");
  EXPECT_EQ(read->images[0].repository, "r/api");
  EXPECT_THAT(read->images[0].services, ElementsAre("api"));
  EXPECT_THAT(read->intent.image_tags, ElementsAre(Pair("api", "new")));
  ASSERT_TRUE(read->terraform);
  ASSERT_EQ(read->terraform->roots.size(), 1U);
  const TerraformRoot& root = read->terraform->roots.front().root;
  EXPECT_EQ(root.dir, "infra");
  EXPECT_EQ(root.workspace, "prod");
  EXPECT_THAT(root.var_files, ElementsAre("prod.tfvars"));
  EXPECT_THAT(root.vars, ElementsAre(Pair("region", "eu-west-1")));
  EXPECT_THAT(read->terraform->roots.front().services, ElementsAre("api", "web"));
  EXPECT_EQ(read->intent.tags_variable, "tags");
  EXPECT_TRUE(read->intent.tags_variable_is_configured);
  ASSERT_EQ(read->intent.allow.size(), 1U);
  EXPECT_EQ(tfvars::Print(read->intent.allow[0]), "aws_s3_bucket.b");
  EXPECT_THAT(read->intent.allow_attributes, ElementsAre("tags_all"));
  EXPECT_THAT(read->intent.data_types, ElementsAre("acme_*"));
  ASSERT_TRUE(read->tag_map);
  EXPECT_EQ(read->tag_map->file, "tags.tfvars");
  EXPECT_EQ(read->tag_map->variable, "image_tags");
  EXPECT_EQ(read->tag_map->digest, "sha256:1");
  EXPECT_THAT(read->tag_map->tags, ElementsAre(Pair("api", "old")));
  ASSERT_EQ(read->intent.services.size(), 3U);
  const tfvars::IntendedService& api = read->intent.services[0];
  EXPECT_EQ(api.name, "api");
  EXPECT_EQ(api.image, "app");
  EXPECT_TRUE(api.deploys);
  EXPECT_EQ(api.tag, "new");
  EXPECT_EQ(api.live_tag, "old");
  EXPECT_EQ(api.mapped_tag, "old");
  EXPECT_EQ(api.targets.size(), 1U);
  const tfvars::IntendedService& web = read->intent.services[1];
  EXPECT_FALSE(web.deploys);
  EXPECT_FALSE(web.tag);
  EXPECT_FALSE(web.live_tag);
  // Terraform may not touch what only restarts.
  EXPECT_FALSE(read->intent.services[2].deploys);
}

TEST(PlanReaderTest, TagsThatStandOneByOneAreKnownByTheirPlaces) {
  const auto paths = [](const std::string& file, const std::string& variable) {
    const Result<PlanDocument> read = ReadPlanDocument(
        With("[]", R"({"file": ")" + file + R"(", "variable": ")" + variable +
                       R"(", "digest": "sha256:1", "services": null, "tags": {}})"));
    EXPECT_TRUE(read) << read.error().message;
    return read->intent.tag_paths;
  };
  EXPECT_THAT(paths("a.tfvars", "{service}_tag"), ElementsAre(Pair("api", ElementsAre("api_tag"))));
  EXPECT_THAT(paths("a.tfvars", "services.{service}.tag"),
              ElementsAre(Pair("api", ElementsAre("services", "api", "tag"))));
  EXPECT_THAT(paths("main.tf", "variable.{service_id}_x.default"),
              ElementsAre(Pair("api", ElementsAre("api_x"))));
  EXPECT_THAT(paths("main.tf", "locals.{service}"), IsEmpty()) << "no variable";
  EXPECT_THAT(paths("a.tfvars", "image_tags"), IsEmpty()) << "a map";
}

TEST(PlanReaderTest, WhatIsNoPlanIsSaid) {
  EXPECT_EQ(Refused(""), "it is empty");
  EXPECT_EQ(Refused("\xff"), "it is not UTF-8 text");
  EXPECT_EQ(Refused("[]"), "expected an object");
  EXPECT_EQ(Refused("{\n\"a\": }"),
            "line 2, column 6: unexpected '}'; expected '[', '{', or a literal");
  EXPECT_EQ(Refused(R"({"format_version": "1.2", "resource_changes": []})"),
            "it is Terraform's plan, not deltaplan's");
  EXPECT_EQ(Refused("{}"), "it has no \"format_version\"");
  EXPECT_EQ(Refused(With("[]", "null", R"({"revision": "main"})")),
            "it is a preview, which has no tags and deploys nothing");
  EXPECT_EQ(Refused(R"({"format_version": "2.0"})"),
            "its \"format_version\" is \"2.0\"; 1.x can be read");
  EXPECT_EQ(Refused(R"({"format_version": "0.9"})"),
            "its \"format_version\" is \"0.9\"; 1.x can be read");
}

TEST(PlanReaderTest, FilesLieBelowThePlansDirectory) {
  const auto refused = [](const std::string& name) {
    std::string text = With("[]");
    const std::string none = "\"files\": null";
    return Refused(
        text.replace(text.find(none), none.size(), "\"files\": {\"" + name + "\": \"sha256:0\"}"));
  };
  EXPECT_EQ(refused("roots/0/targets.txt"), "read");
  for (const std::string name : {"", "..", "../x", "a/../../x", "/etc/x", "./plan.md", "a//b"}) {
    EXPECT_THAT(refused(name), HasSubstr("this is no file below the plan's directory")) << name;
  }
}

TEST(PlanReaderTest, WhatIsMissingIsNamed) {
  const std::vector<std::pair<std::string, std::string>> members{
      {"format_version", R"("1.0")"},
      {"environment", "null"},
      {"to", R"("head")"},
      {"images", "[]"},
      {"other_tag_maps", "[]"},
      {"files", "null"},
      {"rollouts", "[]"},
      {"refusals", "[]"},
      {"head", R"({"commit": ")" + std::string(kCommit) + R"(", "tag": "new"})"},
      {"base", "null"},
      {"services", "[]"},
      {"tag_map", "null"},
      {"image_tags", "{}"},
      {"targets", "[]"},
      {"terraform", "null"}};
  const auto without = [&](std::string_view missing) {
    std::string text;
    for (const auto& [name, value] : members) {
      if (name != missing) text += (text.empty() ? "{\"" : ", \"") + name + "\": " + value;
    }
    return text + "}";
  };
  EXPECT_EQ(Refused(without("")), "read");
  for (const auto& [name, value] : members) {
    EXPECT_EQ(Refused(without(name)), "it has no \"" + name + "\"");
  }
}

TEST(PlanReaderTest, WhatIsOfAnotherKindIsNoPlan) {
  const auto changed = [](const std::string& from, const std::string& to) {
    std::string text = With(
        R"([{"name": "a", "image": "a", "decision": "skip", "tag": null,
                                 "live": null, "restart": false, "targets": []}])",
        R"({"services": null, "file": "f", "variable": "v", "digest": "d", "tags": {"a": "b"}})");
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return Refused(text.replace(at, from.size(), to));
  };
  EXPECT_EQ(changed(R"("1.0")", "1"), "/format_version: expected a string");
  EXPECT_EQ(changed(R"("prod")", "7"), "/environment: expected a string");
  EXPECT_EQ(changed("0123", "x123"), "/head/commit: expected 40 hexadecimal digits");
  EXPECT_EQ(changed(R"("tag": "new")", R"("tag": 1)"), "/head/tag: expected a string");
  EXPECT_EQ(
      changed(
          R"({"services": null, "file": "f", "variable": "v", "digest": "d", "tags": {"a": "b"}})",
          "[]"),
      "/tag_map: expected an object");
  EXPECT_EQ(changed(R"("digest": "d", )", ""), "/tag_map/digest: it is missing");
  EXPECT_EQ(changed(R"("to": "head")", R"("to": "tail")"), "/to: expected \"head\" or \"map\"");
  EXPECT_EQ(changed(R"("tags": {"a": "b"})", R"("tags": ["a"])"),
            "/tag_map/tags: expected an object");
  EXPECT_EQ(changed(R"({"a": "b"})", R"({"a": null})"), "/tag_map/tags/a: expected a string");
  EXPECT_EQ(changed(R"({"api": "new"})", R"({"api": 3})"), "/image_tags/api: expected a string");
  EXPECT_EQ(changed(R"("tag": null)", R"("tag": 3)"), "/services/0/tag: expected a string");
  EXPECT_EQ(changed(R"("live": null)", R"("live": "x")"), "/services/0/live: expected an object");
  EXPECT_EQ(changed(R"("restart": false)", R"("restart": "no")"),
            "/services/0/restart: expected true or false");
  EXPECT_EQ(changed(R"("targets": [])", R"("targets": "x.y")"),
            "/services/0/targets: expected a list");
  EXPECT_EQ(changed(R"("module.a")", "7"), "/targets/1: expected a string");
}

// What is written is read back as it was meant.
void ExpectRoundTrip(const Plan& plan) {
  Result<PlanDocument> read = ReadPlanDocument(PlanJson(plan));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->environment, plan.environment);
  EXPECT_EQ(read->head_commit, plan.head.commit.ToHex());
  EXPECT_EQ(read->head_tag, plan.head.tag);
  EXPECT_EQ(read->intent.image_tags, plan.image_tags);
  EXPECT_EQ(read->intent.targets.size(), plan.targets.size());
  ASSERT_EQ(read->tag_map.has_value(), plan.tag_map.has_value());
  if (plan.tag_map) {
    EXPECT_EQ(read->tag_map->file, plan.tag_map->file);
    EXPECT_EQ(read->tag_map->digest, plan.tag_map->digest);
    EXPECT_EQ(read->tag_map->tags, plan.tag_map->tags);
  }
  ASSERT_EQ(read->intent.services.size(), plan.services.size());
  for (std::size_t i = 0; i < plan.services.size(); ++i) {
    const PlannedService& written = plan.services[i];
    const tfvars::IntendedService& service = read->intent.services[i];
    EXPECT_EQ(service.name, written.name);
    EXPECT_EQ(service.image, written.image);
    EXPECT_EQ(service.deploys, written.decision == Decision::kDeploy && !written.restarts);
    EXPECT_EQ(service.tag, written.tag);
    EXPECT_EQ(service.live_tag, written.live ? std::optional(written.live->tag) : std::nullopt);
    ASSERT_EQ(service.targets.size(), written.targets.size());
    for (std::size_t t = 0; t < written.targets.size(); ++t) {
      EXPECT_EQ(tfvars::Print(service.targets[t]), written.targets[t]);
    }
  }
}

TEST(PlanReaderTest, ReadsWhatIsWritten) {
  Plan with_map = testing::SandboxPlan();
  with_map.tag_map = TagMapFacts{.file = "a/b.tfvars",
                                 .variable = "v",
                                 .digest = "sha256:2",
                                 .tags = {{"api", "1"}, {"q\"\n", "2"}}};
  Plan odd_names = testing::OddNamesPlan();  // its addresses are made of names that none can hold
  for (PlannedService& service : odd_names.services) service.targets.clear();
  odd_names.targets.clear();
  for (const Plan& plan : {testing::SandboxPlan(), with_map, testing::SummaryOnlyPlan(),
                           testing::NothingToDeployPlan(), testing::EmptyPlan(), odd_names,
                           testing::LargePlan(20, 10, 30)}) {
    ExpectRoundTrip(plan);
  }
  EXPECT_EQ(Refused(PlanJson(testing::PreviewPlan())),
            "it is a preview, which has no tags and deploys nothing");
}

TEST(PlanReaderTest, Scenario43RolloutsAreReadAsTheyWereTold) {
  Plan plan = testing::SandboxPlan();
  const Rollout failed{.state = Rollout::State::kFailed, .revision = "api:7"};
  const Rollout moving{.state = Rollout::State::kInProgress};
  plan.rollouts = {{"api", failed}, {"web", moving}};
  const Result<PlanDocument> read = ReadPlanDocument(PlanJson(plan));
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->rollouts.size(), 2U);
  EXPECT_TRUE(read->rollouts.at("api").HasFailed());
  EXPECT_EQ(read->rollouts.at("api").revision, "api:7");
  EXPECT_FALSE(read->rollouts.at("web").HasFailed());
  EXPECT_EQ(read->rollouts.at("web").revision, "");
  for (const PlannedService& service : plan.services) {
    EXPECT_EQ(read->skipped.contains(service.name), service.decision == Decision::kSkip);
  }
  const auto refused = [](const std::string& rollouts) {
    std::string text = With("[]");
    const std::string none = R"("rollouts": [])";
    return Refused(text.replace(text.find(none), none.size(), "\"rollouts\": " + rollouts));
  };
  EXPECT_EQ(refused(R"([{"service": "a", "state": "failed", "revision": null}])"), "read");
  EXPECT_EQ(refused(R"([{"service": "a", "state": "lost", "revision": null}])"),
            "/rollouts/0/state: expected \"in_progress\" or \"failed\"");
  EXPECT_EQ(refused(R"([{"state": "failed", "revision": null}])"),
            "/rollouts/0/service: it is missing");
  EXPECT_EQ(refused("null"), "/rollouts/0: expected an object");
  const std::string one = R"({"service": "a", "state": "failed", "revision": null})";
  EXPECT_EQ(refused("[" + one + ", " + one + "]"), "/rollouts/1: 'a' stands there twice");
}

TEST(PlanReaderTest, WhatIsWrongInsideIsNamedByItsPlace) {
  EXPECT_EQ(Refused(With(R"([{"name": "a", "image": "a", "decision": "perhaps"}])")),
            "/services/0/decision: expected \"deploy\" or \"skip\"");
  EXPECT_EQ(Refused(With(R"([{"image": "a", "decision": "skip"}])")),
            "/services/0/name: it is missing");
  EXPECT_EQ(Refused(With(R"([{"name": "a", "image": "a", "decision": "skip", "tag": null,
                                  "live": null, "restart": false, "targets": ["x.y", "x"]}])")),
            "/services/0/targets/1: this is no Terraform address: a resource is written "
            "<type>.<name>, or <type>.<name>[<key>] (column 1)");
}

// Two accounts of one thing: the second would be lost, or the first.
TEST(PlanReaderTest, WhatStandsThereTwiceIsNoPlan) {
  const std::string service =
      R"({"name": "a", "image": "a", "decision": "skip", "tag": null, "live": null,
          "restart": false, "targets": []})";
  EXPECT_EQ(Refused(With("[" + service + "]")), "read");
  EXPECT_EQ(Refused(With("[" + service + ", " + service + "]")),
            "/services/1: 'a' stands there twice");
  EXPECT_EQ(Refused(With(R"([{"name": "a", "name": "b"}])")),
            "an object in \"services\" has two members /name");
  EXPECT_EQ(Refused(With("[]", R"({"tags": {"a": "1", "a": "2"}})")),
            "an object in \"tag_map\" has two members /tags/a");
}

TEST(PlanReaderTest, APlanOfAnotherVersionIsToBeMadeAgain) {
  const auto remedy = [](const std::string& text) { return ReadPlanDocument(text).error().remedy; };
  EXPECT_THAT(remedy(With(R"([{"image": "a", "decision": "skip"}])")),
              ::testing::HasSubstr("Another version"));
  EXPECT_THAT(remedy(R"({"format_version": "1.0", "services": []})"),
              ::testing::HasSubstr("Another version"));
  EXPECT_THAT(remedy("{}"), ::testing::HasSubstr("Make it with"));
}

}  // namespace
}  // namespace deltaplan::planner
