#include "tfvars/plan/plan_review.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tfvars/plan/reviews.h"

namespace deltaplan::tfvars::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using findings::AttributeImage;

const findings::TagNotPlanned kApiGetsAnother{.planned = {{"api", "new"}},
                                              .images = {{.path = "image",
                                                          .kind = AttributeImage::Kind::kGets,
                                                          .image = ImageMention{"r/api", "zzz"}}}};

TEST(PlanReviewTest, WhatWasPlannedPasses) {
  EXPECT_THAT(CodesOf(Update(kApi, R"({"image": "r/api:live"})", R"({"image": "r/api:new"})")),
              IsEmpty());
}

TEST(PlanReviewTest, Scenario30OtherAddressesAreRefusedWhateverHappensThere) {
  for (const std::string_view actions :
       {R"("create")", R"("update")", R"("delete")", R"("delete", "create")", R"("forget")"}) {
    EXPECT_THAT(CodesOf(Change("x.other", actions, "{}", "{}")),
                ElementsAre("outside_the_plan x.other"))
        << actions;
  }
  EXPECT_THAT(CodesOf(Change("x.other", R"("no-op")", "{}", "{}")),
              ElementsAre("nothing_to_apply"));
  EXPECT_THAT(CodesOf(Change("data.x.other", R"("read")", "null", "{}")),
              ElementsAre("nothing_to_apply"));
  EXPECT_THAT(CodesOf(Change("x.other", R"("dance")", "{}", "{}")),
              ElementsAre("outside_the_plan x.other", "unknown_action x.other"));
  EXPECT_THAT(CodesOf(Change(kApi, R"("dance")", "{}", "{}")),
              ElementsAre("unknown_action x.service[\"api\"]"));
}

TEST(PlanReviewTest, TheAllowListContainsAsTargetsDo) {
  Intent intent = Meant();
  intent.allow = {At("module.shared"), At("x.other")};
  const PlanReview review = Review(intent, Update("module.shared[0].x.y", "{}", R"({"a": 1})") +
                                               "," + Update("x.other[\"k\"]", "{}", R"({"a": 1})") +
                                               "," + Update("x.others", "{}", R"({"a": 1})"));
  EXPECT_THAT(Codes(review), ElementsAre("outside_the_plan x.others"));
  EXPECT_EQ(review.CountOf(ChangeScope::kAllowed), 2U);
}

TEST(PlanReviewTest, WhatLiesOutsideMayChangeWhereThatIsAllowedButNotBeDestroyed) {
  Intent intent = Meant();
  intent.allow_outside = true;
  const std::string changes =
      Change("x.made", R"("create")", "null", "{}") + "," +
      Update("x.changed", "{}", R"({"a": 1})") + "," +
      Change("x.gone", R"("delete")", "{}", "null") + "," +
      Change("x.anew", R"("delete", "create")", "{}", R"({"a": 1})") + "," +
      Change("aws_ecs_task_definition.side", R"("delete", "create")", "{}", R"({"a": 1})");
  const PlanReview refused = Review(intent, changes);
  EXPECT_THAT(Codes(refused),
              ElementsAre("outside_the_plan x.anew", "outside_the_plan x.gone",
                          "outside_as_allowed aws_ecs_task_definition.side",
                          "outside_as_allowed x.changed", "outside_as_allowed x.made"));
  EXPECT_TRUE(Found<findings::OutsideThePlan>(refused)->only_as_destroyed);
  intent.allow_destroyed = true;
  EXPECT_THAT(Codes(Review(intent, changes)),
              ElementsAre("destroyed_as_allowed x.anew", "destroyed_as_allowed x.gone",
                          "outside_as_allowed aws_ecs_task_definition.side",
                          "outside_as_allowed x.changed", "outside_as_allowed x.made"));
}

TEST(PlanReviewTest, AllowingWhatLiesOutsideLetsNoDataAndNoImagePass) {
  Intent intent = Meant();
  intent.allow_outside = intent.allow_destroyed = true;
  EXPECT_THAT(Codes(Review(intent, Change("aws_db_instance.x", R"("delete")", "{}", "null"))),
              ElementsAre("data_destroyed aws_db_instance.x"));
  EXPECT_THAT(Codes(Review(
                  intent, Update(kWeb, R"({"image": "r/web:live"})", R"({"image": "r/web:new"})"))),
              ElementsAre("skipped_image_changed x.service[\"web\"]",
                          "outside_as_allowed x.service[\"web\"]"));
}

TEST(PlanReviewTest, ImagesOfSkippedServicesStayEvenWhereChangesAreAllowed) {
  Intent intent = Meant();
  intent.allow = {At("x.service"), At("x.shared")};
  const struct {
    std::string address;
    std::string before;
    std::string after;
  } cases[] = {
      {kWeb, R"({"image": "r/web:live"})", R"({"image": "r/web:new"})"},
      {kWeb, R"({"image": "r/web:old"})", R"({"image": "r/web:live"})"},
      {kWeb, R"({"image": "agent:1"})", R"({"image": "agent:2"})"},
      {kWeb, R"({"tag": "live"})", R"({"tag": "new"})"},
      {kWeb, R"({"tag": "live"})", R"({"tag": "other"})"},
      {kWeb, R"({"tag": "live"})", "{}"},
      {"x.shared", R"({"d": "[{\"image\": \"r/web:live\"}]"})",
       R"({"d": "[{\"image\": \"r/web:zzz\"}]"})"},
      {"x.shared", R"({"run": "docker run r/web:live"})", R"({"run": "docker run r/web:new"})"},
      {"x.shared", R"({"tags": {"web": "live"}})", R"({"tags": {"web": "new"}})"},
      {"x.shared", R"({"image": "r/web:live"})", R"({"image": "r/web@sha256:00"})"},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(Codes(Review(intent, Update(c.address, c.before, c.after))),
                ElementsAre("skipped_image_changed " + c.address))
        << c.before << c.after;
  }
  // Other attributes of what is allowed.
  EXPECT_THAT(Codes(Review(intent, Update(kWeb, R"({"cpu": 1, "image": "r/web:live"})",
                                          R"({"cpu": 2, "image": "r/web:live"})"))),
              IsEmpty());
}

TEST(PlanReviewTest, OtherTagsThanThePlannedOneAreRefused) {
  const std::pair<std::string, std::string> cases[] = {
      {R"({"image": "r/api:live"})", R"({"image": "r/api:zzz"})"},
      {R"({"image": "r/api:live"})", R"({"image": "r/api"})"},
      {R"({"image": "backend:live"})", R"({"image": "backend:zzz"})"},
      {R"({"image": "backend:1"})", R"({"image": "backend:2"})"},  // nothing planned beside it
      {R"({"v": "live"})", R"({"v": "zzz"})"},
      {R"({"d": "[{\"image\": \"r/api:live\"}]"})", R"({"d": "[{\"image\": \"r/api:zzz\"}]"})"},
  };
  for (const auto& [before, after] : cases) {
    EXPECT_THAT(CodesOf(Update(kApi, before, after)),
                ElementsAre("tag_not_planned x.service[\"api\"]"))
        << before << after;
  }
  EXPECT_THAT(CodesOf(Change(kApi, R"("create")", "null", R"({"image": "r/api:live"})")),
              ElementsAre("tag_not_planned x.service[\"api\"]"));
  EXPECT_EQ(Found<findings::TagNotPlanned>(Review(
                Meant(), Update(kApi, R"({"image": "r/api:live"})", R"({"image": "r/api:zzz"})"))),
            kApiGetsAnother);
}

TEST(PlanReviewTest, APlannedServiceDoesNotLoseItsImage) {
  for (const char* after : {R"({"image": ""})", R"({"image": 7})", "{}"}) {
    EXPECT_THAT(CodesOf(Update(kApi, R"({"image": "r/api:live"})", after)),
                ElementsAre("tag_not_planned x.service[\"api\"]"))
        << after;
    EXPECT_THAT(CodesOf(Update(kWeb, R"({"image": "r/web:live"})", after)),
                ::testing::Not(::testing::Contains(::testing::HasSubstr("reference_lost"))))
        << after;
  }
  // Elsewhere in the same change it is there; and a value that was only a tag may have another use.
  EXPECT_THAT(CodesOf(Update(kApi, R"({"image": "r/api:live"})", R"({"image_uri": "r/api:new"})")),
              IsEmpty());
  EXPECT_THAT(CodesOf(Update(kApi, R"({"version": "live"})", "{}")), IsEmpty());
}

TEST(PlanReviewTest, ASidecarBesideThePlannedImageIsNoted) {
  EXPECT_THAT(CodesOf(Update(kApi, R"({"c": [{"image": "r/api:live"}, {"image": "agent:1"}]})",
                             R"({"c": [{"image": "r/api:new"}, {"image": "agent:2"}]})")),
              ElementsAre("other_image_changed x.service[\"api\"]"));
  // A list that shifts: where the tag stood stands something else.
  EXPECT_THAT(CodesOf(Update(kApi, R"({"env": ["live", "info"]})", R"({"env": ["info", "new"]})")),
              IsEmpty());
  EXPECT_THAT(CodesOf(Update(kApi, R"({"family": "api:41"})", R"({"family": "api:42"})")),
              ElementsAre("changed_besides x.service[\"api\"]"));
}

TEST(PlanReviewTest, AnImageOfSeveralServicesHasThePlannedTagOfOne) {
  Intent intent = Meant();
  intent.services[3].image = "api";  // web runs it too, and is to be skipped
  intent.allow = {At("x.shared")};
  const std::string change =
      Update("x.shared", R"({"image": "r/api:live"})", R"({"image": "r/api:new"})");
  EXPECT_THAT(Codes(Review(intent, change)), IsEmpty());
  EXPECT_EQ(
      Found<findings::TagNotPlanned>(Review(
          intent, Update("x.shared", R"({"image": "r/api:live"})", R"({"image": "r/api:zzz"})"))),
      kApiGetsAnother);
  // The address tells them apart.
  intent.allow = {At("x.service")};
  EXPECT_THAT(Codes(Review(
                  intent, Update(kWeb, R"({"image": "r/api:live"})", R"({"image": "r/api:new"})"))),
              ElementsAre("skipped_image_changed x.service[\"web\"]"));
}

TEST(PlanReviewTest, ATagOfNobodyIsRefusedWhereOneOfOursStood) {
  Intent intent = Meant();
  intent.allow = {At("x.release")};
  EXPECT_THAT(Codes(Review(intent, Update("x.release", R"({"v": "live"})", R"({"v": "new"})"))),
              IsEmpty());
  EXPECT_THAT(Codes(Review(intent, Update("x.release", R"({"v": "new"})", R"({"v": "live"})"))),
              ElementsAre("tag_not_planned x.release"));
  EXPECT_THAT(
      Codes(Review(intent, Update("x.release", R"({"image": "a:1"})", R"({"image": "a:2"})"))),
      ElementsAre("other_image_changed x.release"));
}

TEST(PlanReviewTest, UnknownImagesAreNotedOrRefused) {
  Intent intent = Meant();
  intent.allow = {At("x.service")};
  const auto unknown = [](std::string_view address) {
    return Change(address, R"("update")", R"({"image": "r/x:live"})", "{}",
                  R"(, "after_unknown": {"image": true})");
  };
  EXPECT_THAT(Codes(Review(intent, unknown(kApi))),
              ElementsAre("image_unknown x.service[\"api\"]"));
  EXPECT_THAT(Codes(Review(intent, unknown(kWeb))),
              ElementsAre("skipped_image_changed x.service[\"web\"]"));
}

TEST(PlanReviewTest, SecretImagesAreComparedAndNotShown) {
  Intent intent = Meant();
  intent.allow = {At("x.service")};
  const std::string secret = R"(, "before_sensitive": {"c": true}, "after_sensitive": {"c": true})";
  const PlanReview review = Review(
      intent, Change(kWeb, R"("update")", R"({"c": {"image": "r/web:live", "p": "hunter2"}})",
                     R"({"c": {"image": "r/web:new", "p": "hunter2"}})", secret));
  EXPECT_THAT(Codes(review), ElementsAre("skipped_image_changed x.service[\"web\"]"));
  EXPECT_EQ(Found<findings::SkippedImageChanged>(review),
            (findings::SkippedImageChanged{{{.path = "c", .kind = AttributeImage::Kind::kGets}}}));
  EXPECT_THAT(review.findings[0].services, ElementsAre("web"));
  ASSERT_EQ(review.changes[0].attributes.size(), 1U);
  EXPECT_EQ(review.changes[0].attributes[0].before, "(sensitive)");
  EXPECT_EQ(review.changes[0].attributes[0].after, "(sensitive)");
}

TEST(PlanReviewTest, ASecretOnOneSideHidesBoth) {
  for (const std::string_view secret :
       {R"(, "before_sensitive": {"p": true})", R"(, "after_sensitive": {"p": true})"}) {
    const PlanReview review = Review(
        Meant(), Change(kApi, R"("update")", R"({"p": "hunter2"})", R"({"p": "hunter3"})", secret));
    EXPECT_EQ(review.changes[0].attributes[0].before, "(sensitive)");
    EXPECT_EQ(review.changes[0].attributes[0].after, "(sensitive)");
  }
}

TEST(PlanReviewTest, Scenario30DataIsNotDestroyedEvenAtPlannedAddresses) {
  Intent intent = Meant();
  intent.targets.push_back(At("module.db"));
  intent.data_types = {"acme_*"};
  const std::string changes =
      Change("module.db.aws_db_instance.main", R"("delete", "create")", "{}", "{}") + "," +
      Change("module.db.acme_store.s", R"("delete")", "{}", "null") + "," +
      Change("module.db.aws_s3_bucket.b", R"("update")", "{}", "{}") + "," +
      Change("module.db.aws_s3_bucket.c", R"("create")", "null", "{}");
  EXPECT_THAT(Codes(Review(intent, changes)),
              ElementsAre("data_destroyed module.db.acme_store.s",
                          "data_destroyed module.db.aws_db_instance.main",
                          "deleted_inside_the_plan module.db.acme_store.s"));
  intent.allow_data_loss = {At("module.db.aws_db_instance.main")};
  EXPECT_THAT(Codes(Review(intent, changes)),
              ElementsAre("data_destroyed module.db.acme_store.s",
                          "destroyed_as_allowed module.db.aws_db_instance.main",
                          "deleted_inside_the_plan module.db.acme_store.s"));
}

TEST(PlanReviewTest, ATargetThatIsAllDeletedIsRefused) {
  const std::string gone = Change(kApi, R"("delete")", "{}", "null");
  EXPECT_THAT(CodesOf(gone), ElementsAre("target_deleted x.service[\"api\"]",
                                         "deleted_inside_the_plan x.service[\"api\"]"));
  Intent intent = Meant();
  intent.targets = {At("x.service")};
  EXPECT_THAT(Codes(Review(intent, gone + "," + Change(kWeb, R"("no-op")", "{}", "{}"))),
              ElementsAre("deleted_inside_the_plan x.service[\"api\"]"));
  // What an earlier replacement left behind may go.
  const PlanReview deposed =
      Review(Meant(), R"({"address": "x.service[\"api\"]", "deposed": "1a", "change": {"actions":
                  ["delete"], "before": {}, "after": null}})");
  EXPECT_THAT(Codes(deposed), IsEmpty());
  EXPECT_EQ(deposed.changes[0].deposed, "1a");
  // But not where it holds data.
  EXPECT_THAT(
      CodesOf(R"({"address": "aws_db_instance.a", "deposed": "1a", "change": {"actions":
                  ["delete"], "before": {}, "after": null}})"),
      ElementsAre("outside_the_plan aws_db_instance.a", "data_destroyed aws_db_instance.a"));
}

TEST(PlanReviewTest, TargetsThatNothingHappensToAreNoted) {
  const PlanReview review =
      Review(Meant(), Update(kApi, R"({"image": "r/api:live"})", R"({"image": "r/api:new"})"));
  ASSERT_EQ(review.findings.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<findings::TargetUntouched>(review.findings[0].kind));
  EXPECT_EQ(review.findings[0].address, R"(x.service["job"])");
  EXPECT_THAT(review.findings[0].services, ElementsAre("job"));
}

TEST(PlanReviewTest, MovesAndImportsAreNoted) {
  const PlanReview review = Review(
      Meant(), R"({"address": "x.b", "previous_address": "x.a", "change": {"actions": ["no-op"],
                  "before": {"v": 1}, "after": {"v": 1}}},
                  {"address": "x.c", "change": {"actions": ["no-op"], "before": {}, "after": {},
                  "importing": {"id": "i"}}},
                  {"address": "x.d", "previous_address": "x.e", "change": {"actions": ["update"],
                  "before": {}, "after": {}}})");
  EXPECT_THAT(Codes(review),
              ElementsAre("outside_the_plan x.d", "moved x.b", "moved x.d", "imported x.c"));
  EXPECT_EQ(review.changes[0].previous_address, "x.a");
}

TEST(PlanReviewTest, DriftIsNeverRefused) {
  const PlanReview review = Review(
      Meant(), Update(kApi, R"({"image": "r/api:live"})", R"({"image": "r/api:new"})"), kRightTags,
      R"(, "resource_drift": [)" +
          Update(kWeb, R"({"image": "r/web:live"})", R"({"image": "r/web:zzz"})") + "," +
          Change("aws_db_instance.x", R"("delete")", "{}", "null") + "]");
  EXPECT_THAT(Codes(review), IsEmpty());
  ASSERT_EQ(review.drift.size(), 2U);
  EXPECT_EQ(review.drift[0].printed, "aws_db_instance.x");
  EXPECT_EQ(review.drift[1].attributes[0].after, "\"r/web:zzz\"");
}

TEST(PlanReviewTest, TheTagVariableHasToBeThePlansTagMap) {
  const std::string change = Change("data.x.y", R"("read")", "null", "{}");
  const auto codes = [&](std::string_view variables, Intent intent) {
    return Codes(Review(std::move(intent), change, variables));
  };
  EXPECT_THAT(
      codes(R"({"image_tags": {"value": "{\"api\":\"new\",\"job\":\"new\",\"mail\":\"live\",)"
            R"(\"web\":\"live\"}"}})",
            Meant()),
      ElementsAre("nothing_to_apply"));
  const PlanReview other = Review(
      Meant(), change,
      R"({"image_tags": {"value": {"api": "old", "job": null, "web": "live", "extra": "x"}}})");
  EXPECT_THAT(other.findings[0].services, ElementsAre("api", "job", "mail", "extra"));
  EXPECT_EQ(Found<findings::TagsDiffer>(other),
            (findings::TagsDiffer{
                .variable = "image_tags",
                .services = {{.name = "api", .found = "old", .planned = "new"},
                             {.name = "job", .found = {}, .planned = "new"},
                             {.name = "mail", .is_there = false, .found = {}, .planned = "live"},
                             {.name = "extra", .found = "x", .planned = {}}}}));
  // A service that is retired keeps its tag in the map: no reason to refuse a deploy of others.
  const PlanReview retired = Review(Meant(), change,
                                    R"({"image_tags": {"value": {"api": "new", "job": "new",
                                        "mail": "live", "web": "live", "old": "x"}}})");
  ASSERT_THAT(Codes(retired), ElementsAre("nothing_to_apply", "tags_not_compared"));
  using NotCompared = findings::TagsNotCompared;
  EXPECT_EQ(Found<NotCompared>(retired),
            (NotCompared{NotCompared::Kind::kNotPlanned, "image_tags"}));
  EXPECT_THAT(retired.findings.back().services, ElementsAre("old"));
  const auto not_compared = [&](std::string_view variables, Intent intent) {
    return Found<NotCompared>(Review(std::move(intent), change, variables));
  };
  EXPECT_EQ(not_compared("{}", Meant()),
            (NotCompared{NotCompared::Kind::kNoVariable, "image_tags"}));
  EXPECT_EQ(not_compared(R"({"image_tags": {"value": ["new"]}})", Meant()),
            (NotCompared{NotCompared::Kind::kNoMap, "image_tags"}));
  Intent elsewhere = Meant();
  elsewhere.tags_variable = "";
  EXPECT_EQ(not_compared(R"({"image_tags": {"value": {"prod": {"api": "new"}}}})", elsewhere),
            NotCompared{NotCompared::Kind::kNotAlone});
  // One by one: a variable for each, a member of an object, a whole image.
  elsewhere.tag_paths = {{"api", {"api_tag"}}, {"job", {"jobs", "job", "tag"}}, {"web", {"web"}}};
  const auto one_by_one = [&](const std::string& api) {
    return R"({"api_tag": {"value": ")" + api +
           R"("}, "jobs": {"value": {"job": {"tag": "new"}}}, "web": {"value": "r:5/web:live"}})";
  };
  EXPECT_THAT(codes(one_by_one("new"), elsewhere), ElementsAre("nothing_to_apply"));
  const PlanReview old = Review(elsewhere, change, one_by_one("old"));
  EXPECT_EQ(Found<findings::TagsDiffer>(old),
            (findings::TagsDiffer{
                .variable = {}, .services = {{.name = "api", .found = "old", .planned = "new"}}}));
  EXPECT_THAT(old.findings[0].services, ElementsAre("api"));
  EXPECT_THAT(
      codes(R"({"api_tag": {"value": ["new"]}, "web": {"value": "r/web@sha256:0f"}})", elsewhere),
      ElementsAre("nothing_to_apply", "tags_not_compared"));
  // The items of a list have names.
  elsewhere.tag_paths = {{"api", {"jobs", "api", "tag"}}};
  EXPECT_THAT(codes(R"({"jobs": {"value": [1, {"name": "job"}, {"name": "api", "tag": "old"}]}})",
                    elsewhere),
              ElementsAre("tags_differ", "nothing_to_apply"));
  EXPECT_THAT(codes(R"({"jobs": {"value": [{"name": "api", "tag": "new"}]}})", elsewhere),
              ElementsAre("nothing_to_apply"));
  Intent configured = Meant();
  configured.tags_variable = "tags";
  configured.tags_variable_is_configured = true;
  EXPECT_THAT(codes(kRightTags, configured), ElementsAre("tags_missing", "nothing_to_apply"));
  EXPECT_EQ(Found<findings::TagsMissing>(Review(configured, change, kRightTags)),
            (findings::TagsMissing{.variable = "tags", .is_there = false}));
  EXPECT_EQ(
      Found<findings::TagsMissing>(Review(configured, change, R"({"tags": {"value": ["new"]}})")),
      (findings::TagsMissing{.variable = "tags", .is_there = true}));
}

TEST(PlanReviewTest, ErroredAndDeferredPlansAreSaid) {
  const PlanReview review =
      Review(Meant(), "", kRightTags, R"(, "errored": true, "deferred_changes": [{}, {}])");
  EXPECT_THAT(Codes(review), ElementsAre("plan_errored", "changes_deferred"));
  EXPECT_EQ(Found<findings::ChangesDeferred>(review), findings::ChangesDeferred{2});
}

TEST(PlanReviewTest, ChangesComeInTerraformsOrderAndFindingsFollow) {
  const PlanReview review = Review(Meant(), Update("x.y[10]", "{}", R"({"a": 1})") + "," +
                                                Update("x.y[2]", "{}", R"({"a": 1})") + "," +
                                                Update("a.z", "{}", R"({"a": 1})"));
  EXPECT_THAT(Codes(review), ElementsAre("outside_the_plan a.z", "outside_the_plan x.y[2]",
                                         "outside_the_plan x.y[10]"));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(review.findings[i].change, i);
    EXPECT_EQ(review.findings[i].address, review.changes[i].printed);
  }
}

TEST(PlanReviewTest, OnlySoManyAttributesAreKept) {
  std::string after = "{";
  for (int i = 0; i < 150; ++i) {
    after += (i == 0 ? "" : ", ");
    after += "\"a" + std::to_string(i) + "\": " + std::to_string(i);
  }
  const PlanReview review = Review(Meant(), Update(kApi, "{}", after + "}"));
  EXPECT_EQ(review.changes[0].attributes.size(), kMostAttributes);
  EXPECT_EQ(review.changes[0].attribute_count, 150U);
}

TEST(PlanReviewTest, ATagThatStandsAloneIsShownAlone) {
  const PlanReview review =
      Review(Meant(), Update(kWeb, R"({"version": "live"})", R"({"version": "new"})"));
  EXPECT_EQ(Found<findings::SkippedImageChanged>(review),
            (findings::SkippedImageChanged{{{.path = "version",
                                             .kind = AttributeImage::Kind::kGets,
                                             .image = ImageMention{{}, "new"}}}}));
}

}  // namespace
}  // namespace deltaplan::tfvars::testing
