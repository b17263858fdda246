#include "planner/decide/assemble.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "planner/config/parse.h"
#include "planner/live/live_source.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

// Two services, live at "old", with facts that no decision has been made about.
class AssembleTest : public ::testing::Test {
 protected:
  AssembleTest() {
    for (const char* name : {"api", "web"}) {
      Service service;
      service.name = service.image = name;
      service.path = *graph::RepoPath::Parse(std::string("services/") + name);
      platform_.services.push_back(std::move(service));
      ServiceFacts facts;
      facts.live_tag = "old";
      services_.push_back(facts);
      terraform_.services.push_back({.addresses = {std::string("x.y[\"") + name + "\"]"}});
      ServiceDecision decision;
      decision.service = decisions_.services.size();
      decision.decision = Decision::kSkip;
      decision.reasons.resize(1);
      decisions_.services.push_back(decision);
    }
  }

  Plan Run(PlanExtras extras = {}) {
    Facts facts{.environment = "prod",
                .head = {.commit = {}, .tree = {}, .short_sha = "new", .tag_format = format_},
                .base = std::nullopt,
                .to_map = to_map_,
                .platform = platform_,
                .inputs = InputMap(platform_, {}),
                .ignore = {},
                .services = services_,
                .baselines = {},
                .comparison = {},
                .builds = {},
                .without_configuration = {},
                .unknown_live = {{"retired", "v1"}},
                .tag_map = tag_map_,
                .dirty = dirty_,
                .unowned = {},
                .warnings = warnings_};
    if (is_preview_) facts.base.emplace();
    return Assemble(facts, decisions_, terraform_, {}, {}, nullptr, std::move(extras));
  }

  static std::vector<std::string> Codes(const Plan& plan) {
    std::vector<std::string> codes;
    for (const Warning& warning : plan.warnings) codes.emplace_back(CodeOf(warning));
    return codes;
  }

  std::string format_ = "{short_sha}";
  Platform platform_;
  std::vector<ServiceFacts> services_;
  TerraformFacts terraform_;
  Decisions decisions_;
  std::optional<TagMapFacts> tag_map_;
  std::vector<DirtyFile> dirty_;
  Warnings warnings_;
  bool is_preview_ = false;
  bool to_map_ = false;
};

TEST_F(AssembleTest, TheTagMapIsComplete) {
  decisions_.services[1].decision = Decision::kDeploy;
  decisions_.services.erase(decisions_.services.begin());  // --service left it out
  EXPECT_THAT(Run().image_tags,
              ElementsAre(Pair("api", "old"), Pair("retired", "v1"), Pair("web", "new")));
}

TEST_F(AssembleTest, OnlyWhatIsBuiltAnewIsATarget) {
  decisions_.services[0].decision = Decision::kDeploy;
  decisions_.services[0].restarts = true;
  decisions_.services[1].decision = Decision::kDeploy;
  const Plan plan = Run();
  EXPECT_THAT(plan.targets, ElementsAre("x.y[\"web\"]"));
  EXPECT_THAT(plan.services[0].targets, ElementsAre("x.y[\"api\"]"));
  EXPECT_EQ(plan.services[0].tag, "old");
  EXPECT_EQ(plan.services[1].tag, "new");
}

TEST_F(AssembleTest, WarningsAboutAddressesCountForServicesThatDeploy) {
  terraform_.warnings = {warnings::ServiceWithoutTarget{.service = "api", .without_it = {}},
                         warnings::ServiceWithoutTarget{.service = "web", .without_it = {}},
                         warnings::TargetsUnresolved{}};
  EXPECT_THAT(Codes(Run()), ElementsAre("targets_unresolved"));
  decisions_.services[1].decision = Decision::kDeploy;
  EXPECT_THAT(Codes(Run()), ElementsAre("service_without_target", "targets_unresolved"));
}

TEST_F(AssembleTest, WhatIsSaidBesidesStandsBetweenFactsAndDecisions) {
  warnings_ = {warnings::LiveServiceUnknown{"retired", "v1", "ecs"}};
  decisions_.warnings = {warnings::HeldWithoutTag{"api"}};
  const Plan plan = Run({.warnings = {warnings::LiveNotTold()},
                         .tags = {.for_all = {}, .of_roots = std::vector<TagsFile>(2)}});
  EXPECT_THAT(Codes(plan),
              ElementsAre("live_service_unknown", "live_not_told", "held_without_tag"));
  EXPECT_EQ(plan.root_tags.size(), 2U);
}

TEST_F(AssembleTest, WhatStaysATargetIsSaidWhereItsServiceDeploys) {
  terraform_.warnings = {warnings::TargetsUnresolved{
      .state_was_read = false,
      .resources = {{"x.api", "why", {"api"}}, {"x.web", "why", {"web"}}, {"x.any", "why", {}}}}};
  const auto addresses = [&] {
    std::vector<std::string> found;
    const Plan plan = Run();
    for (const auto& each : std::get<warnings::TargetsUnresolved>(plan.warnings[0]).resources) {
      found.push_back(each.address);
    }
    return found;
  };
  EXPECT_THAT(addresses(), ElementsAre("x.any"));
  decisions_.services[1].decision = Decision::kDeploy;
  EXPECT_THAT(addresses(), ElementsAre("x.web", "x.any"));
}

TEST_F(AssembleTest, AddressesThatNameNothingAreThoseOfServicesThatDeploy) {
  terraform_.warnings = {warnings::TargetUndeclared{
      .directory = "infra", .addresses = {{"api", "x.api"}, {"web", "x.web"}}}};
  EXPECT_THAT(Codes(Run()), IsEmpty());
  decisions_.services[1].decision = Decision::kDeploy;
  const Plan plan = Run();
  ASSERT_THAT(Codes(plan), ElementsAre("target_undeclared"));
  const auto& warning = std::get<warnings::TargetUndeclared>(plan.warnings[0]);
  ASSERT_EQ(warning.addresses.size(), 1U);
  EXPECT_EQ(warning.addresses[0].address, "x.web");
}

TEST_F(AssembleTest, TerraformFilesThatTheTargetsBringOutAreNotSaidToStayBehind) {
  terraform_.changes = {warnings::TerraformChanged{
      .since = {}, .files = {"infra/api.tf", "infra/vpc.tf"}, .modules = {}, .services = {}}};
  terraform_.rolled_with = {{"infra/api.tf", {"api"}}};
  const auto left = [this] {
    const Plan plan = Run();
    return plan.warnings.empty() ? std::vector<std::string>()
                                 : std::get<warnings::TerraformChanged>(plan.warnings[0]).files;
  };
  EXPECT_THAT(left(), ElementsAre("infra/api.tf", "infra/vpc.tf"));
  decisions_.services[0].decision = Decision::kDeploy;
  EXPECT_THAT(left(), ElementsAre("infra/vpc.tf"));
  terraform_.rolled_with["infra/vpc.tf"] = {"api", "web"};  // shared: web has to deploy, too
  EXPECT_THAT(left(), ElementsAre("infra/vpc.tf"));
  decisions_.services[1].decision = Decision::kDeploy;
  EXPECT_THAT(left(), IsEmpty());
}

TEST_F(AssembleTest, ATagThatStaysBehindInAnothersTargetIsToldWhereThatOneDoesNotDeploy) {
  terraform_.warnings = {warnings::TargetHoldsOtherTag{
      .service = "api", .holder = "web", .address = "x.web", .declared = {}}};
  EXPECT_THAT(Codes(Run()), IsEmpty());
  decisions_.services[0].decision = Decision::kDeploy;
  EXPECT_THAT(Codes(Run()), ElementsAre("target_holds_other_tag"));
  decisions_.services[1].decision = Decision::kDeploy;
  EXPECT_THAT(Codes(Run()), IsEmpty());
}

TEST_F(AssembleTest, WhatRunsNothingKeepsTheTagThatTheMapHasForIt) {
  services_[0].live_tag.reset();
  tag_map_ = TagMapFacts{.file = "tags.json",
                         .variable = "image_tags",
                         .digest = {},
                         .tags = {{"api", "mapped"}, {"web", "mapped"}}};
  decisions_.services[0].reasons[0].code = ReasonCode::kHeld;
  const Plan held = Run();
  EXPECT_EQ(held.image_tags.at("api"), "mapped");
  EXPECT_NE(held.image_tags.at("web"), "mapped") << "what runs decides";
  EXPECT_THAT(Codes(held), IsEmpty());
  decisions_.services.erase(decisions_.services.begin());  // --service web
  EXPECT_EQ(Run().image_tags.at("api"), "mapped");
}

TEST_F(AssembleTest, AHeldServiceWithoutATagIsToldOfInAPlanAndNotInAPreview) {
  services_[0].live_tag.reset();
  decisions_.services[0].reasons[0].code = ReasonCode::kHeld;
  decisions_.services[1].reasons[0].code = ReasonCode::kHeld;  // what it runs has a tag
  EXPECT_THAT(Codes(Run()), ElementsAre("held_without_tag"));
  is_preview_ = true;
  const Plan preview = Run();
  EXPECT_THAT(Codes(preview), IsEmpty());
  EXPECT_THAT(preview.image_tags, IsEmpty());
}

TEST_F(AssembleTest, ADeployOfTheTagThatRunsIsToldOfWhereAnImageIsPushedUnderItAgain) {
  services_[0].live_tag = "new";
  EXPECT_THAT(Codes(Run()), IsEmpty());
  decisions_.services[0].decision = Decision::kDeploy;
  decisions_.services[1].decision = Decision::kDeploy;
  const Plan plan = Run();
  ASSERT_THAT(Codes(plan), ElementsAre("tag_unchanged"));
  EXPECT_EQ(std::get<warnings::TagUnchanged>(plan.warnings[0]).service, "api");
  services_[0].rollout =
      Rollout{.state = Rollout::State::kFailed, .revision = "api:8", .running = {}, .reason = {}};
  EXPECT_THAT(Codes(Run()), ElementsAre("tag_unchanged"));
  services_[0].rollout->is_tainted = true;  // Terraform makes it anew, whatever its tag
  EXPECT_THAT(Codes(Run()), IsEmpty());
  services_[0].rollout.reset();
  to_map_ = true;
  EXPECT_THAT(Codes(Run()), IsEmpty());
  to_map_ = false;
  decisions_.services[0].restarts = true;
  EXPECT_THAT(Codes(Run()), IsEmpty());
}

TEST_F(AssembleTest, ChangedFilesOfNobodyAreToldOfWhateverDeploys) {
  terraform_.changes = {warnings::UnownedChanges{}};
  EXPECT_THAT(Codes(Run()), ElementsAre("unowned_changes"));
}

TEST_F(AssembleTest, HeadIsDirtyWhenInputsAre) {
  EXPECT_FALSE(Run().head.dirty);
  dirty_ = {{.path = "services/api/a", .untracked = true}};
  EXPECT_TRUE(Run().head.dirty);
}

TEST_F(AssembleTest, ATagThatNamesItsServiceIsMadeForEachImage) {
  format_ = "{service}-{short_sha}";
  decisions_.services[0].decision = Decision::kDeploy;
  decisions_.images.push_back({.name = "api", .services = {"api"}, .from = {}, .wave = 0});
  const Plan plan = Run();
  EXPECT_EQ(plan.head.tag, "new");
  EXPECT_EQ(plan.services[0].tag, "api-new");
  EXPECT_EQ(plan.images[0].tag, "api-new");
  EXPECT_EQ(plan.images[0].bake_target, "api");
}

// The terms of api and web in an environment.
std::optional<TerraformTerms> TermsOf(const std::string& environment) {
  auto parsed = ParseConfig(LiveSourceKinds(), R"({"version": 1, "services": ["services/*"],
      "environments": {"prod": {)" + environment + "}}}");
  const auto* config = std::get_if<Config>(&parsed);
  if (config == nullptr) return std::nullopt;
  std::vector<Service> services;
  for (const char* name : {"api", "web"}) {
    Service service;
    service.name = service.image = name;
    service.path = *graph::RepoPath::Parse(std::string("services/") + name);
    services.push_back(std::move(service));
  }
  return TerraformTermsOf(&config->environments.front(), services);
}

// The variables that the tags of each root are compared in; "-" where image by image.
std::vector<std::string> TagVariables(const std::string& environment) {
  const std::optional<TerraformTerms> terms = TermsOf(environment);
  if (!terms) return {"no configuration"};
  std::vector<std::string> variables;
  for (const RootTerms& root : terms->roots) {
    variables.push_back(root.review.tags_variable.value_or("-"));
  }
  return variables;
}

TEST(TerraformTermsTest, TheTagsOfARootAreComparedInTheOneVariableThatHoldsThem) {
  const std::string shared =
      R"("terraform": {"dir": "infra"}, "image_tags": {"file": "tags.json", "variable": "tags"})";
  const std::string own = R"("image_tags": {"file": "web.json", "variable": "web_tags"})";
  EXPECT_THAT(TagVariables(shared), ElementsAre("tags"));
  EXPECT_THAT(TagVariables(shared + R"(, "services": {"web": {)" + own + "}}"), ElementsAre("-"))
      << "two maps, and one root";
  EXPECT_THAT(
      TagVariables(shared + R"(, "services": {"web": {"terraform": {"dir": "web"}, )" + own + "}}"),
      ElementsAre("tags", "web_tags"));
  EXPECT_THAT(TagVariables(R"("terraform": {"dir": "infra"}, "image_tags": {"file": "x.tfvars",
                              "variable": "{service_id}_tag", "form": "scalar"})"),
              ElementsAre("-"))
      << "no variable holds them all";
}

TEST(TerraformTermsTest, ARootIsGivenTheTagsOfItsOwnMaps) {
  const std::string shared =
      R"("terraform": {"dir": "infra", "vars": {"region": "eu"}}, "image_tags": {"file": "tags.json"})";
  const std::optional<TerraformTerms> one = TermsOf(shared);
  ASSERT_TRUE(one);
  ASSERT_EQ(one->roots.size(), 1U);
  EXPECT_THAT(one->roots[0].services, ElementsAre("api", "web"));
  EXPECT_EQ(one->roots[0].tags_of, std::nullopt);
  EXPECT_FALSE(one->roots[0].root.is_complete) << "no review asks for it";
  const std::optional<TerraformTerms> two =
      TermsOf(shared + R"(, "services": {"api": {"image_tags": {"file": "a.json"}}})");
  ASSERT_TRUE(two);
  ASSERT_EQ(two->roots.size(), 1U);
  EXPECT_THAT(two->roots[0].tags_of, ::testing::Optional(ElementsAre("api", "web")));
  const std::optional<TerraformTerms> apart =
      TermsOf(shared + R"(, "services": {"api": {"terraform": {"dir": "api"},
                                                 "image_tags": {"file": "a.json"}}})");
  ASSERT_TRUE(apart);
  ASSERT_EQ(apart->roots.size(), 2U);
  EXPECT_THAT(apart->roots[0].tags_of, ::testing::Optional(ElementsAre("api")));
  EXPECT_THAT(apart->roots[1].tags_of, ::testing::Optional(ElementsAre("web")));
}

TEST(TerraformTermsTest, WhatOneServiceOfARootIsAllowedIsAllowedThereOnce) {
  const std::optional<TerraformTerms> terms = TermsOf(
      R"("terraform": {"dir": "infra", "allow": ["x.all"], "allow_attributes": ["tags_all"],
                       "data_types": ["aws_ecs_*"]},
         "services": {"web": {"terraform": {"dir": "infra", "allow": ["x.all", "x.web"],
                                            "allow_attributes": ["arn"],
                                            "data_types": ["aws_ecs_*", "null_*"]}}})");
  ASSERT_TRUE(terms);
  EXPECT_THAT(terms->review.allow, ElementsAre("x.all"));
  EXPECT_THAT(terms->review.allow_attributes, ElementsAre("tags_all"));
  EXPECT_THAT(terms->review.data_types, ElementsAre("aws_ecs_*"));
  ASSERT_EQ(terms->roots.size(), 1U);
  const ReviewTerms& root = terms->roots.front().review;
  EXPECT_THAT(root.allow, ElementsAre("x.all", "x.web"));
  EXPECT_THAT(root.allow_attributes, ElementsAre("tags_all", "arn"));
  EXPECT_THAT(root.data_types, ElementsAre("aws_ecs_*", "null_*"));
}

}  // namespace
}  // namespace deltaplan::planner
