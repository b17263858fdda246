#include "planner/decide/moved_tags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// api goes from a to b, web stays at w, job is new.
PlannedTags Planned() {
  return {.live = {{"api", "a"}, {"job", std::nullopt}, {"web", "w"}},
          .after = {{"api", "b"}, {"job", "b"}, {"web", "w"}},
          .map = {{"api", "a"}, {"web", "w"}}};
}

TEST(MovedLiveTags, NothingHasMovedWhileAllIsAsItWas) {
  EXPECT_THAT(MovedLiveTags(Planned(), {{"api", "a"}, {"web", "w"}}, {}), IsEmpty());
}

TEST(MovedLiveTags, WhatThePlanLeadsToIsNoMove) {
  EXPECT_THAT(MovedLiveTags(Planned(), {{"api", "b"}, {"job", "b"}, {"web", "w"}}, {}), IsEmpty());
}

TEST(MovedLiveTags, ATagIsWhereAPlanLeadsToItsWholeImage) {
  PlannedTags planned = Planned();
  planned.after["api"] = "quay.io/api:b";
  EXPECT_THAT(MovedLiveTags(planned, {{"api", "b"}, {"web", "w"}}, {}), IsEmpty());
  EXPECT_THAT(MovedLiveTags(planned, {{"api", "quay.io/other:b"}, {"web", "w"}}, {}),
              ElementsAre(TagChange{"api", "a", "quay.io/other:b"}));
}

TEST(MovedLiveTags, AnyOtherTagIsOne) {
  EXPECT_THAT(MovedLiveTags(Planned(), {{"api", "c"}, {"job", "c"}, {"web", "b"}}, {}),
              ElementsAre(TagChange{"api", "a", "c"}, TagChange{"job", std::nullopt, "c"},
                          TagChange{"web", "w", "b"}));
}

TEST(MovedLiveTags, WhatIsGoneHasMoved) {
  EXPECT_THAT(MovedLiveTags(Planned(), {{"web", "w"}}, {}),
              ElementsAre(TagChange{"api", "a", std::nullopt}));
}

TEST(MovedLiveTags, WhatNobodyCanTellHasMovedWhereItCouldBeTold) {
  EXPECT_THAT(MovedLiveTags(Planned(), {{"api", "a"}}, {{"job", "why"}, {"web", "why"}}),
              ElementsAre(TagChange{"web", "w", std::nullopt}));
}

TEST(MovedLiveTags, OtherServicesAreNoneOfThePlansBusiness) {
  EXPECT_THAT(MovedLiveTags(Planned(), {{"api", "a"}, {"other", "x"}, {"web", "w"}}, {}),
              IsEmpty());
}

TEST(MovedMapTags, IsWhatTheMapSaysOtherwise) {
  EXPECT_THAT(MovedMapTags(Planned(), {{"api", "a"}, {"web", "w"}}), IsEmpty());
  EXPECT_THAT(MovedMapTags(Planned(), {{"api", "b"}, {"job", "b"}, {"web", "w"}}), IsEmpty());
  EXPECT_THAT(
      MovedMapTags(Planned(), {{"api", "c"}, {"job", "j"}, {"new", "n"}}),
      ElementsAre(TagChange{"api", "a", "c"}, TagChange{"job", std::nullopt, "j"},
                  TagChange{"new", std::nullopt, "n"}, TagChange{"web", "w", std::nullopt}));
}

}  // namespace
}  // namespace deltaplan::planner
