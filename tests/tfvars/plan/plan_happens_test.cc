// What a plan has to do, and what it may not do on the way; plan_review_test.cc has what it may not
// touch.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tfvars/plan/reviews.h"

namespace deltaplan::tfvars::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(PlanHappensTest, Scenario49ADeployThatNothingRollsIsRefused) {
  Intent intent = Meant();
  intent.allow_unchanged = {"job"};
  // Nothing, what is as before, tags and scale alone, a deletion, and what leaves the state.
  const std::string idle[] = {"",
                              Change(kApi, R"("no-op")", "{}", "{}"),
                              Update(kApi, R"({"desired_count": 1, "tags_all": {"a": "1"}})",
                                     R"({"desired_count": 2, "tags_all": {"a": "2"}})"),
                              Update(kApi, R"({"x": null})", R"({"x": ""})"),
                              Change(kApi, R"("delete")", "{}", "null"),
                              Change(kApi, R"("forget")", "{}", "null")};
  for (const std::string& change : idle) {
    EXPECT_THAT(Codes(Review(intent, change)), Contains("service_unchanged")) << change;
  }
  const std::string rolled[] = {
      Update(kApi, R"({"image": "r/api:live"})", R"({"image": "r/api:new"})"),
      Update(kApi, R"({"user_data": "a"})", R"({"user_data": "b"})"),
      Change(kApi, R"("create")", "null", "{}")};
  for (const std::string& change : rolled) {
    EXPECT_THAT(Codes(Review(intent, change)), Not(Contains("service_unchanged"))) << change;
  }
  intent.allow_unchanged = {"api", "job"};
  EXPECT_THAT(Codes(Review(intent, "")), Not(Contains("service_unchanged")));
}

TEST(PlanHappensTest, WhatLeavesTheStateIsNoSilentLoss) {
  Intent intent = Meant();
  intent.allow_unchanged = {"job"};
  intent.services[0].targets = {At("module.api")};
  intent.targets.push_back(At("module.api"));
  // Another of its services is rolled, so something of it gets its version.
  const std::string rolled =
      Update("module.api.aws_ecs_service.first", R"({"task_definition": "a:1"})",
             R"({"task_definition": "a:2"})");
  const auto forgotten = [](const std::string& address) {
    return "," + Change(address, R"("forget")", "{}", "null");
  };
  const std::string runs = "module.api.aws_ecs_service.second";
  EXPECT_THAT(Codes(Review(intent, rolled + forgotten(runs))), Contains("target_deleted " + runs));
  const std::string role = "module.api.aws_iam_role.this";
  EXPECT_THAT(Codes(Review(intent, rolled + forgotten(role))),
              AllOf(Not(Contains(HasSubstr("target_deleted"))),
                    Contains("deleted_inside_the_plan " + role)));
  intent.allow = {At(runs)};
  EXPECT_THAT(Codes(Review(intent, rolled + forgotten(runs))),
              AllOf(Not(Contains(HasSubstr("target_deleted"))),
                    Contains("deleted_inside_the_plan " + runs)));
}

TEST(PlanHappensTest, WhatRunsTheServiceHasToChangeNotOnlyItsDefinition) {
  Intent intent = Meant();
  intent.allow_unchanged = {"job"};
  intent.services[0].targets = {At("module.api")};
  intent.targets.push_back(At("module.api"));
  const std::string definition = Change("module.api.aws_ecs_task_definition.this",
                                        R"("delete", "create")", R"({"cpu": 1})", R"({"cpu": 2})");
  const std::string at_rest = Change("module.api.aws_ecs_service.this", R"("no-op")", "{}", "{}");
  const PlanReview review = Review(intent, definition + "," + at_rest);
  EXPECT_THAT(Codes(review), Contains("service_unchanged module.api.aws_ecs_service.this"));
  // A task that is only scheduled has nothing that runs all the time; one of two services will do.
  EXPECT_THAT(Codes(Review(intent, definition)), Not(Contains(HasSubstr("service_unchanged"))));
  const std::string second =
      Update("module.api.aws_ecs_service.second[0]", R"({"task_definition": "a:1"})",
             R"({"task_definition": "a:2"})");
  EXPECT_THAT(Codes(Review(intent, definition + "," + at_rest + "," + second)),
              Not(Contains(HasSubstr("service_unchanged"))));
}

TEST(PlanHappensTest, Scenario49ADeployWithoutAnAddressIsRefused) {
  Intent intent = Meant();
  intent.services[0].targets.clear();
  intent.allow_unchanged.clear();
  const PlanReview review = Review(intent, "");
  EXPECT_THAT(Codes(review), Contains("service_without_address"));
}

TEST(PlanHappensTest, Scenario53WhatAnImageDoesNotReplaceIsNotReplaced) {
  Intent intent = Meant();
  intent.services[0].targets = {At("module.api")};
  intent.targets = {At("module.api")};
  const auto replaced = [&](std::string_view address, std::string_view before,
                            std::string_view after, std::string_view forced) {
    const std::string more = R"(, "replace_paths": )" + std::string(forced);
    return Codes(Review(intent, Change(address, R"("delete", "create")", before, after, more)));
  };
  constexpr const char* kService = "module.api.aws_ecs_service.this";
  const std::string refusal = std::string("replaced_inside_the_plan ") + kService;
  EXPECT_THAT(replaced(kService, R"({"c": "a"})", R"({"c": "b"})", R"([["c"]])"),
              Contains(refusal));
  // Tainted, or asked for: nothing forces it.
  EXPECT_THAT(replaced(kService, "{}", "{}", "null"), Contains(refusal));
  EXPECT_THAT(
      replaced("module.api.aws_lb_target_group.this", R"({"p": 1})", R"({"p": 2})", R"([["p"]])"),
      Contains("replaced_inside_the_plan module.api.aws_lb_target_group.this"));
  // Where the image forces it, the replacement is the deploy; not where something else does, too.
  constexpr const char* kGroup = "module.api.azurerm_container_group.this";
  EXPECT_THAT(
      replaced(kGroup, R"({"image": "r/api:live"})", R"({"image": "r/api:new"})", R"([["image"]])"),
      IsEmpty());
  EXPECT_THAT(replaced(kGroup, R"({"image": "r/api:live", "cpu": 1})",
                       R"({"image": "r/api:new", "cpu": 2})", R"([["image"]])"),
              ::testing::Not(Contains(std::string("replaced_inside_the_plan ") + kGroup)));
  EXPECT_THAT(replaced(kGroup, R"({"image": "r/api:live", "os": 1})",
                       R"({"image": "r/api:new", "os": 2})", R"([["image"], ["os"]])"),
              Contains(std::string("replaced_inside_the_plan ") + kGroup));
  EXPECT_THAT(
      replaced(kGroup, R"({"image": "r/api:live"})", R"({"image": "r/api:zzz"})", R"([["image"]])"),
      Contains(std::string("replaced_inside_the_plan ") + kGroup));
  // Versions are replaced in every deploy.
  EXPECT_THAT(replaced("module.api.aws_launch_template.this", "{}", "{}", "null"), IsEmpty());
  // Deleted, and nothing made in its place.
  EXPECT_THAT(Codes(Review(intent, Change(kService, R"("delete")", "{}", "null") + "," +
                                       Change("module.api.x.y", R"("create")", "null", "{}"))),
              Contains(std::string("target_deleted ") + kService));
  intent.allow = {At(kService)};
  EXPECT_THAT(replaced(kService, R"({"c": "a"})", R"({"c": "b"})", R"([["c"]])"),
              ElementsAre(std::string("changed_besides ") + kService,
                          std::string("destroyed_as_allowed ") + kService));
}

TEST(PlanHappensTest, WhatChangesBesidesTheImageIsNoted) {
  const auto besides = [](std::string_view before, std::string_view after,
                          std::string_view more = "") {
    return Found<findings::ChangedBesides>(
        Review(Meant(), Change(kApi, R"("update")", before, after, more)));
  };
  const auto only = [](std::string path, std::string before, std::string after) {
    return findings::ChangedBesides{.attributes = {{.path = std::move(path),
                                                    .before = std::move(before),
                                                    .after = std::move(after)}},
                                    .with_image = true};
  };
  EXPECT_EQ(besides(R"({"image": "r/api:live", "desired_count": 4})",
                    R"({"image": "r/api:new", "desired_count": 2})"),
            only("desired_count", "4", "2"));
  // The image alone: as a whole, as a tag, inside of a text; and empty values that come and go.
  EXPECT_EQ(besides(R"({"run": "docker run r/api:live", "v": "live", "e": "", "n": null})",
                    R"({"run": "docker run r/api:new", "v": "new", "e": null, "n": []})"),
            std::nullopt);
  EXPECT_EQ(besides(R"({"run": "docker run r/api:live"})", R"({"run": "docker run -d r/api:new"})"),
            only("run", "\"docker run r/api:live\"", "\"docker run -d r/api:new\""));
  // It may stand in what was not there before.
  EXPECT_EQ(besides(R"({"image": "r/api:live"})", R"({"image": "r/api:new", "run": "r/api:new"})"),
            std::nullopt);
  // The same tag of another repository is another image; another agent's tag is told elsewhere.
  EXPECT_EQ(besides(R"({"image": "r.example/api:live"})", R"({"image": "evil.example/api:new"})"),
            only("image", "\"r.example/api:live\"", "\"evil.example/api:new\""));
  EXPECT_EQ(besides(R"({"image": "r/agent:1"})", R"({"image": "r/agent:2"})"), std::nullopt);
  // What names a version is read where it can be.
  EXPECT_EQ(besides(R"({"user_data": "run r/api:live"})", R"({"user_data": "run r/api:new"})"),
            std::nullopt);
  EXPECT_EQ(besides(R"({"user_data": "run r/api:live"})", R"({"user_data": "x; run r/api:new"})"),
            only("user_data", "\"run r/api:live\"", "\"x; run r/api:new\""));
  EXPECT_EQ(besides(R"({"user_data": "0a1b", "task_definition": "arn:x:y/api:1"})",
                    R"({"user_data": "2c3d", "task_definition": "arn:x:y/api:2"})"),
            std::nullopt);
  // Secrets are opened for that, and not shown.
  constexpr const char* kSecret = R"(, "after_sensitive": {"d": true})";
  EXPECT_EQ(besides(R"({"d": "[{\"image\": \"r/api:live\", \"cpu\": 0}]"})",
                    R"({"d": "[{\"image\": \"r/api:new\"}]"})", kSecret),
            std::nullopt);
  EXPECT_EQ(besides(R"({"d": "[{\"image\": \"r/api:live\", \"env\": \"s3cret\"}]"})",
                    R"({"d": "[{\"image\": \"r/api:new\", \"env\": \"other\"}]"})", kSecret),
            (findings::ChangedBesides{
                .attributes = {{.path = "d", .is_secret = true, .before = {}, .after = {}}},
                .with_image = true}));
}

TEST(PlanHappensTest, Scenario43AnImageThatIsNotTheLiveOneIsRefused) {
  const auto codes = [](Intent intent, const std::string& before) {
    return Codes(Review(std::move(intent), Update(kApi, R"({"image": ")" + before + R"("})",
                                                  R"({"image": "r/api:new"})")));
  };
  const std::string refusal = "live_differs x.service[\"api\"]";
  EXPECT_THAT(codes(Meant(), "r/api:zzz"), ElementsAre(refusal));
  EXPECT_THAT(codes(Meant(), "r/api:live"), IsEmpty());
  // A digest says no tag, a sidecar is not ours, and what is not known to be live can't differ.
  EXPECT_THAT(codes(Meant(), "r/api@sha256:00"), IsEmpty());
  EXPECT_THAT(codes(Meant(), "r/agent:1"), ElementsAre("changed_besides x.service[\"api\"]"));
  Intent intent = Meant();
  intent.services[0].live_tag.reset();
  EXPECT_THAT(codes(intent, "r/api:zzz"), IsEmpty());
  // What a rollout that failed has left there: the map had wished for it.
  intent = Meant();
  intent.services[0].mapped_tag = "zzz";
  EXPECT_THAT(codes(intent, "r/api:zzz"), IsEmpty());
  // Who runs it was asked again: the state is not what runs, and no reason to stop.
  intent = Meant();
  intent.services[0].live_is_confirmed = true;
  EXPECT_THAT(codes(intent, "r/api:zzz"), ElementsAre("state_differs x.service[\"api\"]"));
}

TEST(PlanHappensTest, Scenario50AReferenceThatBecomesATagIsRefused) {
  EXPECT_THAT(CodesOf(Update(kApi, R"({"image": "r/api:live"})", R"({"image": "new"})")),
              ElementsAre("reference_lost x.service[\"api\"]"));
  EXPECT_THAT(CodesOf(Update(kApi, R"({"image_tag": "live"})", R"({"image_tag": "new"})")),
              IsEmpty());
}

TEST(PlanHappensTest, AttributesMayChangeAnywhereWhereTheyAreAllowed) {
  Intent intent = Meant();
  intent.allow_attributes = {"tags_all"};
  const auto codes = [&](std::string_view before, std::string_view after) {
    return Codes(Review(intent, Update("x.other", before, after)));
  };
  EXPECT_THAT(codes(R"({"tags_all": {"a": "1"}, "e": null})", R"({"tags_all": {}, "e": ""})"),
              IsEmpty());
  EXPECT_THAT(codes(R"({"tags_all_too": "1"})", R"({"tags_all_too": "2"})"),
              ElementsAre("outside_the_plan x.other"));
  EXPECT_THAT(codes(R"({"tags_all": {"a": "1"}, "b": 1})", R"({"tags_all": {}, "b": 2})"),
              ElementsAre("outside_the_plan x.other"));
  EXPECT_THAT(
      Codes(Review(intent, Change("x.other", R"("delete")", R"({"tags_all": {}})", "null"))),
      ElementsAre("outside_the_plan x.other"));
}

TEST(PlanHappensTest, WhatForcesAReplacementComesFirstAndWhatMeansNothingLast) {
  const PlanReview review =
      Review(Meant(), Change("x.other", R"("delete", "create")", R"({"a": null, "b": 1, "c": 1})",
                             R"({"a": "", "b": 2, "c": 2})", R"(, "replace_paths": [["c"]])"));
  std::vector<std::string> paths;
  for (const ReviewedAttribute& attribute : review.changes[0].attributes) {
    paths.push_back(attribute.path);
  }
  EXPECT_THAT(paths, ElementsAre("c", "b", "a"));
}

TEST(PlanHappensTest, DriftThatIsNoneIsFolded) {
  const auto drifted = [](std::string_view address, std::string_view before,
                          std::string_view after) {
    const std::string drift = R"(, "resource_drift": [)" + Update(address, before, after) + "]";
    const PlanReview review = Review(Meant(), "", kRightTags, drift);
    return std::pair(review.drift.size(), review.folded_drift);
  };
  EXPECT_EQ(drifted("x.y", R"({"a": null, "b": [], "c": false, "d": 0})", R"({"a": ""})"),
            std::pair(0UL, 1UL));
  EXPECT_EQ(drifted("aws_db_instance.d", R"({"latest_restorable_time": "1"})",
                    R"({"latest_restorable_time": "2"})"),
            std::pair(0UL, 1UL));
  EXPECT_EQ(drifted("aws_ecs_service.s", R"({"latest_restorable_time": "1"})",
                    R"({"latest_restorable_time": "2"})"),
            std::pair(1UL, 0UL));
  EXPECT_EQ(drifted("x.y", R"({"a": null})", R"({"a": 0})"), std::pair(1UL, 0UL));
  EXPECT_EQ(drifted("x.y", R"({"a": "1", "b": null})", R"({"a": "2", "b": ""})"),
            std::pair(1UL, 0UL));
}

}  // namespace
}  // namespace deltaplan::tfvars::testing
