#include "planner/report/plan_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

// A whole plan with `members` in place of its own ones of these names.
std::string With(const std::string& members, const std::string& services = "[]") {
  return R"({"format_version": "1.0", "environment": "prod",
             "head": {"commit": "0123456789012345678901234567890123456789", "tag": "new"},
             "services": )" +
         services +
         R"(, "images": [{"deep": [[[1]]]}], "image_tags": {"api": "new"}, "warnings": [],
             "targets": ["x.y[\"api\"]", "module.a"])" +
         members + "}";
}

std::string Refused(const std::string& text) {
  Result<PlanDocument> read = ReadPlanDocument(text);
  return read ? "read" : read.error().message;
}

TEST(PlanReaderTest, ReadsWhatThePlanMeans) {
  Result<PlanDocument> read = ReadPlanDocument(With(R"(, "base": null)", R"([
      {"name": "api", "image": "app", "decision": "deploy", "tag": "new",
       "live": {"tag": "old"}, "reasons": [], "targets": ["x.y[\"api\"]"]},
      {"name": "web", "image": "web", "decision": "skip", "tag": null, "live": null,
       "targets": []},
      {"name": "zoo", "image": "zoo", "decision": "deploy", "restart": true, "tag": "old",
       "live": {"tag": "old"}, "targets": ["x.y[\"zoo\"]"]}])"));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->environment, "prod");
  EXPECT_EQ(read->head_commit, "0123456789012345678901234567890123456789");
  EXPECT_EQ(read->head_tag, "new");
  EXPECT_EQ(read->intent.targets.size(), 2U);
  EXPECT_THAT(read->intent.image_tags, ElementsAre(Pair("api", "new")));
  ASSERT_EQ(read->intent.services.size(), 3U);
  const tfvars::IntendedService& api = read->intent.services[0];
  EXPECT_EQ(api.name, "api");
  EXPECT_EQ(api.image, "app");
  EXPECT_TRUE(api.deploys);
  EXPECT_EQ(api.tag, "new");
  EXPECT_EQ(api.live_tag, "old");
  EXPECT_EQ(api.targets.size(), 1U);
  const tfvars::IntendedService& web = read->intent.services[1];
  EXPECT_FALSE(web.deploys);
  EXPECT_FALSE(web.tag);
  EXPECT_FALSE(web.live_tag);
  // Terraform may not touch what only restarts.
  EXPECT_FALSE(read->intent.services[2].deploys);
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
  EXPECT_EQ(Refused(R"({"format_version": "1.0", "head": {}, "services": []})"),
            "it has no \"image_tags\"");
  EXPECT_EQ(Refused(With(R"(, "base": {"revision": "main"})")),
            "it is a preview, which has no tags and deploys nothing");
  EXPECT_EQ(Refused(R"({"format_version": "2.0", "head": {"commit": "", "tag": ""}, "services": [],
                        "image_tags": {}, "targets": []})"),
            "its \"format_version\" is \"2.0\"; 1.x can be read");
}

TEST(PlanReaderTest, WhatIsWrongInsideIsNamedByItsPlace) {
  EXPECT_EQ(Refused(With("", R"([{"name": "a", "image": "a", "decision": "perhaps"}])")),
            "/services/0/decision: expected \"deploy\" or \"skip\"");
  EXPECT_EQ(Refused(With("", R"([{"image": "a", "decision": "skip"}])")),
            "/services/0/name: expected a string");
  EXPECT_EQ(Refused(With("", R"([{"name": "a", "image": "a", "decision": "skip",
                                  "targets": ["x.y", "x"]}])")),
            "/services/0/targets/1: this is no Terraform address: a resource is written "
            "<type>.<name>, or <type>.<name>[<key>] (column 1)");
}

}  // namespace
}  // namespace deltaplan::planner
