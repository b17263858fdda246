#include "planner/tags/rollback.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tfvars::TagMap;
using Nothing = refusals::NothingToRollBackTo;

TagVersion State(TagMap tags, const std::string& command = "set") {
  TagRecord record;
  record.command = command;
  return {.tags = std::move(tags), .record = std::move(record)};
}

// Four states of two services, in each of which one of them has changed.
class RollbackTest : public ::testing::Test {
 protected:
  RollbackTest() {
    config_.bootstrap_tags = {"sha-bootstrap"};
    for (const char* const name : {"api", "web"}) {
      Service& service = platform_.services.emplace_back();
      service.name = name;
    }
    timeline_ = {State({{"api", "3"}, {"web", "w"}}), State({{"api", "2"}, {"web", "w"}}),
                 State({{"api", "2"}, {"web", "v"}}), State({{"api", "1"}, {"web", "v"}})};
  }

  Rollback Back(const RollbackRequest& request) const {
    return RollBack(config_, platform_, timeline_, request);
  }
  RolledBack BackTo(const RollbackRequest& request) const {
    Rollback back = Back(request);
    EXPECT_TRUE(std::holds_alternative<RolledBack>(back));
    return std::holds_alternative<RolledBack>(back) ? std::get<RolledBack>(std::move(back))
                                                    : RolledBack();
  }
  Nothing Refused(const RollbackRequest& request) const {
    Rollback back = Back(request);
    EXPECT_TRUE(std::holds_alternative<Nothing>(back));
    return std::holds_alternative<Nothing>(back) ? std::get<Nothing>(std::move(back)) : Nothing();
  }

  Config config_;
  Platform platform_;
  std::vector<TagVersion> timeline_;
};

TEST_F(RollbackTest, TheMapGoesBackStateByState) {
  EXPECT_EQ(BackTo({.steps = 1}).changes, (TagMap{{"api", "2"}}));
  EXPECT_EQ(BackTo({.steps = 2}).changes, (TagMap{{"api", "2"}, {"web", "v"}}));
  const RolledBack back = BackTo({.steps = 3});
  EXPECT_EQ(back.changes, (TagMap{{"api", "1"}, {"web", "v"}}));
  EXPECT_EQ(back.depth, 3U);
  EXPECT_THAT(back.left, IsEmpty());
  EXPECT_THAT(back.held, IsEmpty());
}

TEST_F(RollbackTest, BeforeTheFirstStateThereIsNone) {
  const Nothing nothing = Refused({.steps = 4});
  EXPECT_EQ(nothing.kind, Nothing::Kind::kFewerStates);
  EXPECT_EQ(nothing.known, 3U);
  EXPECT_EQ(nothing.asked, 4U);
}

TEST_F(RollbackTest, AServiceGoesBackByItsOwnTags) {
  EXPECT_EQ(BackTo({.services = {"web"}}).changes, (TagMap{{"web", "v"}}));
  EXPECT_EQ(BackTo({.services = {"api"}, .steps = 2}).changes, (TagMap{{"api", "1"}}));
  EXPECT_EQ(BackTo({.services = {"api", "web"}}).changes, (TagMap{{"api", "2"}, {"web", "v"}}));
}

TEST_F(RollbackTest, AServiceHasNoMoreTagsThanItHad) {
  const Nothing nothing = Refused({.services = {"api", "web"}, .steps = 2});
  EXPECT_EQ(nothing.kind, Nothing::Kind::kFewerTags);
  EXPECT_THAT(nothing.services, ElementsAre("web"));
  EXPECT_EQ(nothing.known, 1U);
  EXPECT_EQ(nothing.asked, 2U);
}

TEST_F(RollbackTest, ANamedTagIsOneThatTheServiceHad) {
  EXPECT_EQ(BackTo({.services = {"api"}, .to = "1"}).changes, (TagMap{{"api", "1"}}));
  for (const char* const other : {"v", "3"}) {  // another service's; the present one
    const Nothing nothing = Refused({.services = {"api"}, .to = other});
    EXPECT_EQ(nothing.kind, Nothing::Kind::kNeverTheTag);
    EXPECT_THAT(nothing.services, ElementsAre("api"));
    EXPECT_EQ(nothing.tag, other);
  }
}

TEST_F(RollbackTest, NoServiceGoesBackToAPlaceholder) {
  timeline_ = {State({{"api", "2"}}), State({{"api", "sha-bootstrap"}}), State({{"api", "1"}})};
  EXPECT_EQ(BackTo({.services = {"api"}}).changes, (TagMap{{"api", "1"}}));
  EXPECT_EQ(Refused({.services = {"api"}, .to = "sha-bootstrap"}).kind,
            Nothing::Kind::kNeverTheTag);
}

TEST_F(RollbackTest, NorDoesTheMap) {
  timeline_ = {State({{"api", "2"}, {"web", "w"}}),
               State({{"api", "1"}, {"web", "sha-bootstrap"}})};
  const Nothing nothing = Refused({});
  EXPECT_EQ(nothing.kind, Nothing::Kind::kNothingLiveBefore);
  EXPECT_THAT(nothing.services, ElementsAre("web"));
}

TEST_F(RollbackTest, WhatIsNewSinceThenStays) {
  timeline_ = {State({{"api", "2"}, {"web", "w"}}), State({{"api", "1"}})};
  EXPECT_EQ(BackTo({}).changes, (TagMap{{"api", "1"}}));
  // That a service came is no step by itself.
  timeline_ = {State({{"api", "2"}, {"web", "w"}}), State({{"api", "2"}}), State({{"api", "1"}})};
  const RolledBack back = BackTo({});
  EXPECT_EQ(back.changes, (TagMap{{"api", "1"}}));
  EXPECT_EQ(back.depth, 2U);
}

TEST_F(RollbackTest, WhatIsNoServiceAnyMoreIsLeftAndIsNoStep) {
  timeline_ = {State({{"api", "2"}, {"gone", "b"}, {"web", "w"}}),
               State({{"api", "2"}, {"gone", "a"}, {"web", "w"}}),
               State({{"api", "1"}, {"gone", "a"}, {"web", "w"}})};
  const RolledBack back = BackTo({});
  EXPECT_EQ(back.changes, (TagMap{{"api", "1"}}));
  EXPECT_EQ(back.depth, 2U);
  EXPECT_THAT(back.left, ElementsAre(TagChange{"gone", "b", "a"}));
  EXPECT_THAT(back.held, IsEmpty());
}

TEST_F(RollbackTest, WhatIsHeldIsLeftAndIsNoStep) {
  platform_.services[1].hold = "";
  EXPECT_EQ(BackTo({}).changes, (TagMap{{"api", "2"}}));
  const RolledBack back = BackTo({.steps = 2});
  EXPECT_EQ(back.changes, (TagMap{{"api", "1"}}));
  EXPECT_EQ(back.depth, 3U);
  EXPECT_THAT(back.held, ElementsAre(TagChange{"web", "w", "v"}));
  EXPECT_THAT(back.left, IsEmpty());
}

TEST_F(RollbackTest, WhoNamesAHeldServiceTakesItBack) {
  platform_.services[1].hold = "until Monday";
  const RolledBack back = BackTo({.services = {"web"}});
  EXPECT_EQ(back.changes, (TagMap{{"web", "v"}}));
  EXPECT_THAT(back.held, IsEmpty());
}

TEST_F(RollbackTest, OneRollbackAfterAnotherGoesFurtherBack) {
  timeline_.insert(timeline_.begin(), State({{"api", "2"}, {"web", "w"}}, "rollback"));
  const RolledBack back = BackTo({});
  EXPECT_EQ(back.changes, (TagMap{{"web", "v"}}));
  EXPECT_EQ(back.depth, 3U);
  EXPECT_EQ(BackTo({.services = {"api"}}).changes, (TagMap{{"api", "1"}}));
}

TEST_F(RollbackTest, AMapWithoutAPastHasNothingToGoBackTo) {
  timeline_ = {State({{"api", "1"}})};
  EXPECT_EQ(Refused({}).known, 0U);
  EXPECT_EQ(Refused({.services = {"api"}}).known, 0U);
}

}  // namespace
}  // namespace deltaplan::planner
