#include "planner/decide/releases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <variant>
#include <vector>

#include "planner/config/parse.h"
#include "planner/live/live_source.h"
#include "planner/report/plan_files.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;

class ReleasesTest : public ::testing::Test {
 protected:
  void Configure(const std::string& members) {
    auto parsed = ParseConfig(LiveSourceKinds(),
                              R"({"version": 1, "services": ["services/*"], )" + members + "}");
    ASSERT_TRUE(std::holds_alternative<Config>(parsed));
    config_ = std::get<Config>(std::move(parsed));
  }

  PlannedService& AddService(const std::string& name, Decision decision = Decision::kDeploy) {
    PlannedService planned;
    planned.name = planned.image = name;
    planned.decision = decision;
    planned.tag = "new";
    planned_.push_back(planned);
    Service service;
    service.name = service.image = name;
    service.placeholders = config_.placeholders;
    services_.push_back(service);
    return planned_.back();
  }

  std::vector<Release> Releases() const {
    return ReleasesOf(config_.environments.empty() ? nullptr : &config_.environments.front(),
                      services_, planned_);
  }

  static Plan With(const std::vector<Release>& releases) {
    Plan plan;
    plan.releases = releases;
    return plan;
  }

  Config config_;
  std::vector<Service> services_;
  std::vector<PlannedService> planned_;
};

TEST_F(ReleasesTest, WhereEcsIsAskedWhatIsLiveSaysItsNames) {
  Configure(R"("environments": {"prod": {"live": [
      {"from": "ecs", "cluster": "c", "service": "{service}-s", "container": "{service}-c"}]}})");
  AddService("api");
  const std::vector<Release> releases = Releases();
  ASSERT_EQ(releases.size(), 1U);
  EXPECT_EQ(releases[0].cluster, "c");
  EXPECT_EQ(releases[0].service, "api-s");
  EXPECT_EQ(releases[0].container, "api-c");
}

TEST_F(ReleasesTest, WordsOfTheConfigurationAreFilledIn) {
  Configure(R"("placeholders": {"var": "{env}_{service_id}"}, "environments": {"prod": {
      "ecs": {"cluster": "c-{var}", "family": "{var}-family"}}})");
  AddService("a-b");
  const std::vector<Release> releases = Releases();
  ASSERT_EQ(releases.size(), 1U);
  EXPECT_EQ(releases[0].cluster, "c-prod_a_b");
  EXPECT_EQ(releases[0].family, "prod_a_b-family");
  EXPECT_EQ(releases[0].container, "a-b");
}

TEST_F(ReleasesTest, ReleasesNameWhatEcsKnows) {
  Configure(R"("environments": {"prod": {
      "live": [{"from": "ecs", "cluster": "platform-{env}", "service": "{env}-{service}"}],
      "repository": "r.example.com/{image}", "ecs": {"family": "{image}-family", "service": "svc-{service}"}}})");
  AddService("api");
  PlannedService& web = AddService("web");
  web.restarts = true;
  web.tag = "live";
  Reason reason;
  reason.code = ReasonCode::kRestartedWith;
  reason.input = "api";
  web.reasons.push_back(reason);
  AddService("worker", Decision::kSkip);
  const std::vector<Release> releases = Releases();
  ASSERT_EQ(releases.size(), 2U);
  const Release& api = releases[0];
  EXPECT_EQ(api.cluster, "platform-prod");
  EXPECT_EQ(api.service, "svc-api");
  EXPECT_EQ(api.family, "api-family");
  EXPECT_EQ(api.container, "api");
  EXPECT_EQ(api.image, "r.example.com/api:new");
  EXPECT_FALSE(api.restarts);
  EXPECT_EQ(releases[1].image, "r.example.com/web:live");
  EXPECT_TRUE(releases[1].restarts);
  EXPECT_THAT(releases[1].after, ElementsAre("api"));
}

TEST_F(ReleasesTest, WithoutAnEnvironmentTheClusterIsUnknown) {
  AddService("api");
  const std::vector<Release> releases = Releases();
  EXPECT_EQ(releases.at(0).cluster, std::nullopt);
  EXPECT_EQ(releases.at(0).image, "api:new");
  EXPECT_THAT(ReleasesJson(With(releases)), ::testing::HasSubstr(R"("cluster": null)"));
}

}  // namespace
}  // namespace deltaplan::planner
