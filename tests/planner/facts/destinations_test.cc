#include "planner/facts/destinations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "planner/facts/baselines.h"
#include "planner/facts/tag_resolver.h"
#include "planner/model/tag_pattern.h"
#include "tests/support/fake_repository.h"

namespace deltaplan::planner {
namespace {

using testing::FakeObjects;
using ::testing::IsEmpty;

// api and web, of three commits one after the other.
class DestinationsTest : public ::testing::Test {
 protected:
  DestinationsTest() {
    for (const char* content : {"1", "2", "3"}) {
      const CommitInfo& info = objects_.commits.at(objects_.Commit({{"a", content}}));
      commits_.push_back({.commit = info.id, .tree = info.tree, .time = info.time});
    }
    for (const char* name : {"api", "web"}) {
      Service& service = services_.emplace_back();
      service.name = service.image = name;
      service.path = graph::RepoPath::FromCanonical(name);
      live_.services.emplace_back();
    }
    live_.distinct = commits_;
  }

  void SetLive(std::size_t service, std::size_t commit) {
    ServiceFacts& facts = live_.services[service];
    facts.live_tag = TagOf(commit);
    facts.commit = commits_[commit].commit;
    facts.origin = Origin{.commit = commits_[commit].commit, .time = commits_[commit].time};
    facts.baseline = commit;
  }
  std::string TagOf(std::size_t commit) const {
    return FakeObjects::ShortSha(commits_[commit].commit);
  }
  Routes To(const std::map<std::string, std::string>& map) {
    const Config config;
    const Result<TagPattern> pattern = ConfiguredPattern(config);
    testing::FakeRepository repository(objects_);
    TagResolver resolver(repository, *pattern, config);
    Result<Routes> routes = RouteToMap(services_, map, config, resolver, repository, live_);
    EXPECT_TRUE(routes);
    return routes ? *std::move(routes) : Routes();
  }

  FakeObjects objects_;
  std::vector<Baseline> commits_;
  std::vector<Service> services_;
  Baselines live_;
};

TEST_F(DestinationsTest, EachGoesFromWhatIsLiveToTheCommitOfItsOwnTag) {
  SetLive(0, 0);
  SetLive(1, 2);
  const Routes routes = To({{"api", TagOf(1)}, {"web", TagOf(0)}});
  ASSERT_EQ(routes.from.size(), 2U);
  const ServiceFacts& api = routes.services[0];
  EXPECT_EQ(routes.from[*api.baseline].commit, commits_[0].commit);
  EXPECT_EQ(routes.to[*api.baseline].commit, commits_[1].commit);
  EXPECT_EQ(api.relation.relation, graph::Relation::kBehind);
  const ServiceFacts& web = routes.services[1];
  EXPECT_EQ(routes.from[*web.baseline].commit, commits_[2].commit);
  EXPECT_EQ(routes.to[*web.baseline].commit, commits_[0].commit);
  EXPECT_EQ(web.relation.relation, graph::Relation::kAhead);
}

TEST_F(DestinationsTest, OneRouteIsThereOnce) {
  SetLive(0, 0);
  SetLive(1, 0);
  const Routes routes = To({{"api", TagOf(2)}, {"web", TagOf(2)}});
  EXPECT_EQ(routes.from.size(), 1U);
  EXPECT_EQ(routes.services[0].baseline, routes.services[1].baseline);
}

TEST_F(DestinationsTest, WhatTheMapDoesNotNameGoesNowhere) {
  SetLive(0, 0);
  SetLive(1, 0);
  const Routes routes = To({{"api", TagOf(1)}});
  EXPECT_FALSE(routes.services[1].destination);
  EXPECT_FALSE(routes.services[1].baseline);
}

TEST_F(DestinationsTest, APlaceholderPushesNothingOutThatRuns) {
  SetLive(0, 0);
  const Routes routes = To({{"api", "sha-bootstrap"}, {"web", "sha-bootstrap"}});
  EXPECT_FALSE(routes.services[0].destination);
  ASSERT_TRUE(routes.services[1].destination);
  EXPECT_EQ(routes.services[1].destination->tag, "sha-bootstrap");
}

TEST_F(DestinationsTest, ATagWithoutCommitHasNoRoute) {
  SetLive(0, 0);
  const Routes routes = To({{"api", "latest"}});
  ASSERT_TRUE(routes.services[0].destination);
  EXPECT_EQ(routes.services[0].destination->tag, "latest");
  EXPECT_FALSE(routes.services[0].destination->commit);
  EXPECT_THAT(routes.from, IsEmpty());
}

}  // namespace
}  // namespace deltaplan::planner
