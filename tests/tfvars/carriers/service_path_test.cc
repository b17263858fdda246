#include "tfvars/carriers/service_path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deltaplan::tfvars {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::vector<std::string> kServices{"api", "clinical-api", "clinical_api", "web"};

// Services that a word groups, and one that has a name of its own; "web" has no value for it.
const ServiceWords kWords{
    {"team", {{"api", "core"}, {"clinical-api", "care"}, {"clinical_api", "care"}}},
    {"var", {{"api", "arpa_exporter"}, {"web", "{service}"}}}};

std::string ServiceIn(std::string_view step, std::string_view name) {
  std::string all;
  for (const std::string& service : ServiceStep(step, kServices, kWords).ServicesOf(name)) {
    all += (all.empty() ? "" : " ") + service;
  }
  return all.empty() ? "-" : all;
}

TEST(ServicePathTest, PathsAreSplitAtDots) {
  EXPECT_THAT(SplitPath(""), IsEmpty());
  EXPECT_THAT(SplitPath("a"), ElementsAre("a"));
  EXPECT_THAT(SplitPath("a.{service}.b"), ElementsAre("a", "{service}", "b"));
  EXPECT_THAT(SplitPath(".a."), ElementsAre("", "a", ""));
  EXPECT_THAT(SplitPath("a[\"b.c\"][\"d[\"].e"), ElementsAre("a", "b.c", "d[", "e"));
  for (const char* const open : {"a[b]", "a[\"b\"", "a[\"b\"]c"}) {
    EXPECT_THAT(SplitPath(open), ElementsAre("")) << open;
  }
}

TEST(ServicePathTest, TheServiceIsFilledInOnce) {
  EXPECT_EQ(FillService("{service}_{service_id}", "a-{service}", {}), "a-{service}_a__service_");
  EXPECT_EQ(FillService("{service:1}{svc}{", "a", {}), "{service:1}{svc}{");
  EXPECT_EQ(FillService("{service_id}", "\xc3\xa9", {}), "__") << "each byte";
  EXPECT_TRUE(NamesService("x{service_id}", {}));
  EXPECT_FALSE(NamesService("service", {}));
  EXPECT_FALSE(NamesService("{service:1}", {}));
}

TEST(ServicePathTest, ANameLeadsBackToItsService) {
  EXPECT_EQ(ServiceIn("tag-{service}.x", "tag-new.x"), "new") << "whether it is known or not";
  EXPECT_EQ(ServiceIn("tag-{service}.x", "tag-.x"), "-");
  EXPECT_EQ(ServiceIn("tag-{service}.x", "tag-new"), "-");
  EXPECT_EQ(ServiceIn("aa{service}aa", "aaa"), "-") << "what stands around it does not overlap";
  EXPECT_EQ(ServiceIn("{service_id}_tag", "clinical_api_tag"), "clinical-api clinical_api");
  EXPECT_EQ(ServiceIn("{service_id}_tag", "new_tag"), "-") << "that can't be told";
}

TEST(ServicePathTest, WordsStandForWhatBelongsToAService) {
  EXPECT_EQ(FillService("{var}_tag", "api", kWords), "arpa_exporter_tag");
  EXPECT_EQ(FillService("{var}", "web", kWords), "{service}") << "not looked at again";
  EXPECT_EQ(FillService("{team}/{service}", "web", kWords), "{team}/web") << "it has no value";
  EXPECT_EQ(FillService("{var:1}", "api", kWords), "{var:1}");
  EXPECT_TRUE(NamesService("x{var}", kWords));
  EXPECT_FALSE(NamesService("x{var}", {}));
  EXPECT_FALSE(NamesService("{var:1}", kWords));
  EXPECT_EQ(ServiceIn("{var}_tag", "arpa_exporter_tag"), "api");
  EXPECT_EQ(ServiceIn("{var}_tag", "api_tag"), "-");
  EXPECT_EQ(ServiceIn("{team}", "care"), "clinical-api clinical_api") << "all of the group";
  EXPECT_EQ(ServiceIn("{team}-{service}", "care-clinical-api"), "clinical-api");
}

TEST(ServicePathTest, ANameThatHoldsItTwiceLeadsBackToAKnownService) {
  EXPECT_EQ(ServiceIn("{service}/{service_id}", "clinical-api/clinical_api"), "clinical-api");
  EXPECT_EQ(ServiceIn("{service}-{service}", "web-web"), "web");
  EXPECT_EQ(ServiceIn("{service}-{service}", "web-api"), "-");
}

}  // namespace
}  // namespace deltaplan::tfvars
