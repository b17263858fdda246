#include "tfvars/carriers/service_path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deltaplan::tfvars {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::vector<std::string> kServices{"api", "clinical-api", "clinical_api", "web"};

std::string ServiceIn(std::string_view step, std::string_view name) {
  return ServiceStep(step, kServices).ServiceOf(name).value_or("-");
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
  EXPECT_EQ(FillService("{service}_{service_id}", "a-{service}"), "a-{service}_a__service_");
  EXPECT_EQ(FillService("{service:1}{svc}{", "a"), "{service:1}{svc}{");
  EXPECT_EQ(FillService("{service_id}", "\xc3\xa9"), "__") << "each byte";
  EXPECT_TRUE(NamesService("x{service_id}"));
  EXPECT_FALSE(NamesService("service"));
  EXPECT_FALSE(NamesService("{service:1}"));
}

TEST(ServicePathTest, ANameLeadsBackToItsService) {
  EXPECT_EQ(ServiceIn("tag-{service}.x", "tag-new.x"), "new") << "whether it is known or not";
  EXPECT_EQ(ServiceIn("tag-{service}.x", "tag-.x"), "-");
  EXPECT_EQ(ServiceIn("tag-{service}.x", "tag-new"), "-");
  EXPECT_EQ(ServiceIn("aa{service}aa", "aaa"), "-") << "what stands around it does not overlap";
  EXPECT_EQ(ServiceIn("{service_id}_tag", "clinical_api_tag"), "clinical-api") << "the first";
  EXPECT_EQ(ServiceIn("{service_id}_tag", "new_tag"), "-") << "that can't be told";
}

TEST(ServicePathTest, ANameThatHoldsItTwiceLeadsBackToAKnownService) {
  EXPECT_EQ(ServiceIn("{service}/{service_id}", "clinical-api/clinical_api"), "clinical-api");
  EXPECT_EQ(ServiceIn("{service}-{service}", "web-web"), "web");
  EXPECT_EQ(ServiceIn("{service}-{service}", "web-api"), "-");
}

}  // namespace
}  // namespace deltaplan::tfvars
