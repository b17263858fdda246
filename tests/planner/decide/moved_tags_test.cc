#include "planner/decide/moved_tags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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

TagMapFacts MapAt(const std::string& file, const std::string& variable,
                  std::map<std::string, std::string> tags) {
  return {.file = file, .variable = variable, .digest = {}, .tags = std::move(tags)};
}

// The moved tags of one map in one place, and of another in a second one.
std::vector<MovedMap> Moved(const std::optional<TagMapFacts>& then, const TagMapFacts& other_then,
                            const std::optional<TagMapFacts>& now, const TagMapFacts& other_now) {
  const std::vector<TagMapFacts> others_then{other_then};
  const std::vector<TagMapFacts> others_now{other_now};
  return MovedMaps(Planned(), ByPlace(then, others_then), ByPlace(now, others_now));
}

TEST(MovedMaps, EachPlaceIsComparedWithItself) {
  const TagMapFacts api = MapAt("tags.json", "api", {{"api", "a"}});
  const TagMapFacts web = MapAt("tags.json", "web", {{"web", "w"}});
  EXPECT_THAT(Moved(api, web, api, web), IsEmpty());
  const std::vector<MovedMap> moved =
      Moved(api, web, api, MapAt("tags.json", "web", {{"web", "x"}}));
  ASSERT_EQ(moved.size(), 1U);
  EXPECT_EQ(moved[0].file, "tags.json");
  EXPECT_THAT(moved[0].changes, ElementsAre(TagChange{"web", "w", "x"}));
}

TEST(MovedMaps, WhatThePlanLeadsToIsNoMove) {
  const TagMapFacts web = MapAt("web.json", "tags", {{"web", "w"}});
  EXPECT_THAT(Moved(MapAt("tags.json", "tags", {{"api", "a"}}), web,
                    MapAt("tags.json", "tags", {{"api", "b"}, {"job", "b"}}), web),
              IsEmpty());
}

TEST(MovedMaps, AMapThatIsGoneOrNewHasMoved) {
  const TagMapFacts api = MapAt("tags.json", "tags", {{"api", "a"}});
  const TagMapFacts web = MapAt("web.json", "tags", {{"web", "w"}});
  const std::vector<MovedMap> gone = Moved(api, web, std::nullopt, web);
  ASSERT_EQ(gone.size(), 1U);
  EXPECT_THAT(gone[0].changes, ElementsAre(TagChange{"api", "a", std::nullopt}));
  const std::vector<MovedMap> there = Moved(std::nullopt, web, api, web);
  ASSERT_EQ(there.size(), 1U);
  EXPECT_EQ(there[0].file, "tags.json");
  EXPECT_THAT(there[0].changes, ElementsAre(TagChange{"api", std::nullopt, "a"}));
}

}  // namespace
}  // namespace deltaplan::planner
