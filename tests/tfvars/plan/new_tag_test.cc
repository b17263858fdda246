// A deploy brings its new tag: what shows it, and what does not. plan_happens_test.cc has whether
// anything is rolled at all.
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

// Only api is looked at, with all of a module for its address.
Intent MeantOfApi() {
  Intent intent = Meant();
  intent.allow_unchanged = {"job"};
  intent.services[0].targets = {At("module.api")};
  intent.targets = {At("module.api")};
  return intent;
}

// "TAG nowhere", or "TAG, not at ADDRESS".
std::string Refusal(const std::string& changes, Intent intent = MeantOfApi()) {
  const PlanReview review = Review(std::move(intent), changes);
  for (const Finding& finding : review.findings) {
    if (const auto* refusal = std::get_if<findings::ServiceWithoutNewTag>(&finding.kind)) {
      return refusal->tag + (finding.address ? ", not at " + *finding.address : " nowhere");
    }
  }
  return "none";
}

constexpr const char* kNothingHasIt = "new nowhere";
constexpr const char* kDefinition = "module.api.aws_ecs_task_definition.this";
constexpr const char* kKeepsAnother = "new, not at module.api.aws_ecs_task_definition.this";

std::string Image(std::string_view image, std::string_view more = "") {
  return R"({"c": "[{\"image\":\")" + std::string(image) + R"(\"}]")" + std::string(more) + "}";
}

std::string Definition(std::string_view before, std::string_view after) {
  return Change(kDefinition, R"("delete", "create")", before, after);
}

const std::string kRunsNextRevision =
    Change("module.api.aws_ecs_service.this", R"("update")", R"({"task_definition": "a:1"})", "{}",
           R"(, "after_unknown": {"task_definition": true})");

TEST(NewTagTest, ADefinitionThatKeepsItsImageBringsNone) {
  const std::string memory =
      Definition(Image("r/api:live", R"(, "memory": 1)"), Image("r/api:live", R"(, "memory": 2)"));
  EXPECT_EQ(Refusal(memory + "," + kRunsNextRevision), kKeepsAnother);
  EXPECT_EQ(Refusal(Definition(Image("r/api:live"), Image("r/api:new")) + "," + kRunsNextRevision),
            "none");
  // One of its definitions is enough; a sidecar's image is not.
  const std::string second =
      Change("module.api.aws_ecs_task_definition.second", R"("delete", "create")",
             Image("r/api:live"), Image("r/api:new"));
  EXPECT_EQ(Refusal(memory + "," + second + "," + kRunsNextRevision), "none");
  EXPECT_EQ(
      Refusal(Definition(R"({"c": "[{\"image\":\"r/api:live\"},{\"image\":\"r/agent:1\"}]"})",
                         R"({"c": "[{\"image\":\"r/api:live\"},{\"image\":\"r/agent:2\"}]"})")),
      kKeepsAnother);
  // It was registered by an apply that has not come further.
  const std::string registered =
      Change(kDefinition, R"("no-op")", Image("r/api:new"), Image("r/api:new"));
  EXPECT_EQ(Refusal(registered + "," + kRunsNextRevision), "none");
}

TEST(NewTagTest, NothingIsSaidToChangeBesidesAnImageThatStays) {
  const auto note = [](Intent intent, std::string_view image) {
    return Found<findings::ChangedBesides>(Review(
        std::move(intent),
        Definition(Image("r/api:live", R"(, "memory": 1)"), Image(image, R"(, "memory": 2)"))));
  };
  const findings::ChangedBesides with_image{
      .attributes = {{.path = "memory", .before = "1", .after = "2"}}, .with_image = true};
  findings::ChangedBesides without = with_image;
  without.with_image = false;
  EXPECT_EQ(note(MeantOfApi(), "r/api:live"), without);
  EXPECT_EQ(note(MeantOfApi(), "r/api:new"), with_image);
  Intent allowed = MeantOfApi();
  allowed.allow_unchanged.insert("api");
  EXPECT_EQ(note(allowed, "r/api:live"), without);
  // Forced, with the tag that it runs.
  Intent forced = MeantOfApi();
  forced.services[0].tag = "live";
  EXPECT_EQ(note(forced, "r/api:live"), without);
}

TEST(NewTagTest, OnlyAServiceWhoseTagChangesHasToGetOne) {
  const std::string memory =
      Definition(Image("r/api:live", R"(, "memory": 1)"), Image("r/api:live", R"(, "memory": 2)"));
  Intent intent = MeantOfApi();
  intent.services[0].tag = "live";  // forced
  EXPECT_EQ(Refusal(memory, intent), "none");
  intent = MeantOfApi();
  intent.allow_unchanged.insert("api");
  EXPECT_EQ(Refusal(memory, intent), "none");
  intent = MeantOfApi();
  intent.services[0].live_tag.reset();  // never deployed
  EXPECT_EQ(Refusal(Change(kDefinition, R"("create")", "null", R"({"memory": 2})"), intent),
            kNothingHasIt);
  EXPECT_EQ(Refusal(Change(kDefinition, R"("create")", "null", Image("r/api:new")), intent),
            "none");
}

TEST(NewTagTest, ATagIsFoundInWhateverFormItIsWritten) {
  const std::pair<std::string, std::string> found[] = {
      {R"({"image": "r/api:live"})", R"({"image": "r/api:new@sha256:00"})"},
      {R"({"image": "r/api@sha256:00"})", R"({"image": "r/api@sha256:11"})"},
      {R"({"image": "backend:live"})", R"({"image": "backend:new"})"},
      {R"({"image_tag": "live"})", R"({"image_tag": "new"})"},
      {R"({"input": "live"})", R"({"input": "new"})"},
      {R"({"input": {"tag": "live"}})", R"({"input": {"tag": "new"}})"},
      {R"({"s3_key": "api-live.zip"})", R"({"s3_key": "api-new.zip"})"},
      {R"({"script": "run --tag=live"})", R"({"script": "run --tag=new"})"},
      {R"({"fx": "DOCKER|r/api:live"})", R"({"fx": "DOCKER|r/api:new"})"},
      {R"({"e": "[{\"x\":\"{\\\"image\\\":\\\"r/api:live\\\"}\"}]"})",
       R"({"e": "[{\"x\":\"{\\\"image\\\":\\\"r/api:new\\\"}\"}]"})"},
      // Code of which no tag can be read.
      {R"({"source_code_hash": "a="})", R"({"source_code_hash": "b="})"},
      {R"({"user_data": "0a1b"})", R"({"user_data": "2c3d"})"},
  };
  for (const auto& [before, after] : found) {
    EXPECT_EQ(Refusal(Update("module.api.x.y", before, after)), "none") << after;
  }
  const std::pair<std::string, std::string> missing[] = {
      {R"({"input": "foo"})", R"({"input": "bar"})"},
      {R"({"input": "foo"})", R"({"input": "renewal"})"},
      {R"({"input": "run new"})", R"({"input": "run -d new"})"},
      {R"({"input": "a", "tags": {"v": "live"}})", R"({"input": "b", "tags": {"v": "new"}})"},
  };
  for (const auto& [before, after] : missing) {
    EXPECT_EQ(Refusal(Update("module.api.x.y", before, after)), kNothingHasIt) << after;
  }
}

TEST(NewTagTest, ATextIsNotBelievedWhereTheImageSaysOtherwise) {
  const std::pair<std::string, std::string> kept[] = {
      {R"({"image": "r/api:live", "version": "live"})",
       R"({"image": "r/api:live", "version": "new"})"},
      {R"({"image": "backend:live", "env": "1"})", R"({"image": "backend:live", "env": "v=new"})"},
      {R"({"image": "r/api@sha256:00", "env": "1"})",
       R"({"image": "r/api@sha256:00", "env": "new"})"},
      // Beside the service's own, another image has the tag.
      {R"({"image": "r/api:live", "sidecar": "r/agent:live"})",
       R"({"image": "r/api:live", "sidecar": "r/agent:new"})"},
      {R"({"user_data": "run r/api:live"})", R"({"user_data": "x; run r/api:live"})"},
  };
  for (const auto& [before, after] : kept) {
    EXPECT_EQ(Refusal(Update("module.api.x.y", before, after)), "new, not at module.api.x.y")
        << after;
  }
  const std::string record =
      Update("module.api.terraform_data.tag", R"({"input": "live"})", R"({"input": "new"})");
  const std::string at_rest =
      Change(kDefinition, R"("no-op")", Image("r/api:live"), Image("r/api:live"));
  EXPECT_EQ(Refusal(record + "," + at_rest), kKeepsAnother);
  // A record of long ago says nothing.
  const std::string old_record = Change("module.api.terraform_data.first", R"("no-op")",
                                        R"({"input": "r/api:old"})", R"({"input": "r/api:old"})");
  EXPECT_EQ(Refusal(record + "," + old_record), "none");
}

TEST(NewTagTest, AnImageThatIsKnownAfterApplyOnlyIsBelieved) {
  const auto unknown = [](std::string_view address, std::string_view before,
                          std::string_view names) {
    return Change(address, R"("update")", before, "{}",
                  R"(, "after_unknown": )" + std::string(names));
  };
  EXPECT_EQ(Refusal(unknown("module.api.x.y", R"({"image": "r/api:live"})", R"({"image": true})")),
            "none");
  EXPECT_EQ(Refusal(unknown(kDefinition, R"({"container_definitions": "[]"})",
                            R"({"container_definitions": true})")),
            "none");
  EXPECT_EQ(Refusal(unknown("module.api.x.y", R"({"z": "r/api:live"})", R"({"z": true})")), "none");
  // What a record holds may be the tag; it may be made of a definition that keeps its image, too.
  const std::string record =
      unknown("module.api.terraform_data.t", R"({"input": "id-1"})", R"({"input": true})");
  EXPECT_EQ(Refusal(record), "none");
  EXPECT_EQ(Refusal(record + "," +
                    Change("module.api.terraform_data.d", R"("delete", "create")",
                           R"({"triggers_replace": "[{\"image\":\"r/api:live\",\"cpu\":1}]"})",
                           R"({"triggers_replace": "[{\"image\":\"r/api:live\",\"cpu\":2}]"})")),
            "new, not at module.api.terraform_data.d");
  // A sidecar's, and what the provider says of an input that does not change its tag.
  EXPECT_EQ(Refusal(unknown("module.api.x.y", R"({"image": "r/web:live"})", R"({"image": true})")),
            kNothingHasIt);
  EXPECT_EQ(Refusal(Change("module.api.terraform_data.t", R"("update")",
                           R"({"input": {"t": "live", "m": 1}, "output": {"t": "live", "m": 1}})",
                           R"({"input": {"t": "live", "m": 2}})",
                           R"(, "after_unknown": {"output": true})")),
            kNothingHasIt);
}

TEST(NewTagTest, AReferenceIsBelievedWhereWhatItRefersToIsNotThere) {
  // A scheduled rule alone; the definition is another root's, or a data source's.
  const auto rule = [](std::string_view path) {
    return Change("module.api.aws_cloudwatch_event_target.this", R"("update")",
                  R"({"ecs_target": [{"task_definition_arn": "a:1"}]})", R"({"ecs_target": [{}]})",
                  R"(, "after_unknown": )" + std::string(path));
  };
  const std::string unknown = rule(R"({"ecs_target": [{"task_definition_arn": true}]})");
  EXPECT_EQ(Refusal(unknown), "none");
  EXPECT_EQ(Refusal(Update("module.api.aws_ecs_service.this", R"({"task_definition": "a:1"})",
                           R"({"task_definition": "a:2"})")),
            "none");
  EXPECT_EQ(Refusal(Update("module.api.aws_autoscaling_group.this",
                           R"({"launch_template": [{"version": "1"}]})",
                           R"({"launch_template": [{"version": "2"}]})")),
            "none");
  // It is there, under another name.
  EXPECT_EQ(Refusal(unknown + "," + Definition(R"({"cpu": 1})", R"({"cpu": 2})")), kNothingHasIt);
  // Or comes along, without being a target.
  Intent intent = MeantOfApi();
  intent.allow = {At("aws_ecs_task_definition.side")};
  const auto along = [](std::string_view image) {
    return Change("aws_ecs_task_definition.side", R"("delete", "create")", Image("r/api:live"),
                  Image(image, R"(, "cpu": 2)"));
  };
  EXPECT_EQ(Refusal(unknown + "," + along("r/api:new"), intent), "none");
  EXPECT_EQ(Refusal(unknown + "," + along("r/api:live"), intent),
            "new, not at aws_ecs_task_definition.side");
  EXPECT_EQ(Refusal(unknown + "," + along("r/job:live"), intent), "none");
}

TEST(NewTagTest, AWholeReferenceIsTheTagOfWhatIsBuiltElsewhere) {
  Intent intent = MeantOfApi();
  intent.services[0].live_tag = "quay.io/idp:26";
  intent.services[0].tag = "quay.io/idp:27";
  const auto refusal = [&](std::string_view before, std::string_view after) {
    return Refusal(Update("module.api.x.y", before, after), intent);
  };
  EXPECT_EQ(refusal(R"({"image": "quay.io/idp:26"})", R"({"image": "quay.io/idp:27"})"), "none");
  EXPECT_EQ(refusal(R"({"fx": "DOCKER|quay.io/idp:26"})", R"({"fx": "DOCKER|quay.io/idp:27"})"),
            "none");
  EXPECT_THAT(
      refusal(R"({"image": "quay.io/idp:26", "m": 1})", R"({"image": "quay.io/idp:26", "m": 2})"),
      HasSubstr(", not at "));
  intent.services[0].image = "idp";
  intent.services[0].live_tag = "26@sha256:00";
  intent.services[0].tag = "27@sha256:11";
  EXPECT_EQ(refusal(R"({"image": "quay.io/idp:26@sha256:00"})",
                    R"({"image": "quay.io/idp:27@sha256:11"})"),
            "none");
}

TEST(NewTagTest, ABareTagThatThePlannedOneReplacesHasToBeTheLiveOne) {
  const auto codes = [](Intent intent, std::string_view before, std::string_view after) {
    return Codes(Review(std::move(intent), Update(kApi, before, after)));
  };
  const std::string refusal = "live_differs x.service[\"api\"]";
  for (const std::string name : {"image_tag", "input", "value"}) {
    const auto is = [&](const std::string& tag) {
      return R"({")" + name + R"(": ")" + tag + R"("})";
    };
    EXPECT_THAT(codes(Meant(), is("zzz"), is("new")), ElementsAre(refusal)) << name;
    EXPECT_THAT(codes(Meant(), is("live"), is("new")), IsEmpty()) << name;
    // What is no tag, and what gets no planned one, had another use.
    EXPECT_THAT(codes(Meant(), is("to be filled in"), is("new")), Not(Contains(refusal))) << name;
    EXPECT_THAT(codes(Meant(), is("zzz"), is("new-arm64")), Not(Contains(refusal))) << name;
    Intent intent = Meant();
    intent.services[0].mapped_tag = "zzz";
    EXPECT_THAT(codes(intent, is("zzz"), is("new")), IsEmpty()) << name;
    intent = Meant();
    intent.services[0].live_tag.reset();
    EXPECT_THAT(codes(intent, is("zzz"), is("new")), IsEmpty()) << name;
    intent.services[0].live_tag = "live";
    intent.services[0].live_is_confirmed = true;
    EXPECT_THAT(codes(intent, is("zzz"), is("new")),
                ElementsAre("state_differs x.service[\"api\"]"))
        << name;
  }
  // The live tag stands beside it: a list that has shifted, or a new place for the tag.
  EXPECT_THAT(codes(Meant(), R"({"env": ["live", "info"]})", R"({"env": ["info", "new"]})"),
              IsEmpty());
  EXPECT_THAT(codes(Meant(), R"({"image": "r/api:live", "v": "none"})",
                    R"({"image": "r/api:new", "v": "new"})"),
              IsEmpty());
  // Nobody's secret.
  const PlanReview secret =
      Review(Meant(), Change(kApi, R"("update")", R"({"v": "hunter2"})", R"({"v": "new"})",
                             R"(, "before_sensitive": {"v": true})"));
  EXPECT_EQ(Found<findings::LiveDiffers>(secret),
            (findings::LiveDiffers{
                .live = {{"api", "live"}},
                .images = {{.path = "v", .kind = findings::AttributeImage::Kind::kHas}}}));
}

}  // namespace
}  // namespace deltaplan::tfvars::testing
