#include "planner/report/plan_page.h"

#include <gtest/gtest.h>
#include <string>

#include "planner/report/page_assets.h"
#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

std::size_t CountOfText(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(PlanPage, SaysTheVerdictFirst) {
  const Plan plan = testing::SandboxPlan();
  const std::string page = PlanPage(&plan, testing::SampleInputs());
  EXPECT_NE(page.find("<h1>sandbox: 2 of 5 services to deploy</h1>"), std::string::npos);
  EXPECT_LT(page.find("class=\"notice\""), page.find("What deploys"));
  EXPECT_LT(page.find("class=\"notice\""), page.find("To look at"));
  EXPECT_LT(page.find("To look at"), page.find("What deploys"));
  EXPECT_NE(
      page.find("<strong>1 held</strong>: <a href=\"#service=ledger\">ledger</a> (held by the "
                "configuration: quarter end)"),
      std::string::npos);
  EXPECT_LT(page.find("What deploys"), page.find("<svg"));
  EXPECT_LT(page.find("<svg"), page.find("All services"));
  EXPECT_NE(page.find("<pre>git fetch --depth=1 origin 1a2b3c4000000000000000000000000000000000"),
            std::string::npos);
}

TEST(PlanPage, HasTheServiceThatAnAddressNames) {
  Plan plan = testing::SandboxPlan();
  plan.services[0].name = "a b/\"c\"";
  const std::string page = PlanPage(&plan, testing::SampleInputs());
  EXPECT_EQ(CountOfText(page, " id=\"service=a%20b%2F%22c%22\""), 1U);
  EXPECT_EQ(CountOfText(page, " href=\"#service=a%20b%2F%22c%22\""), 2U);
  EXPECT_EQ(CountOfText(page, " id=\"service=gateway\""), 1U);
}

TEST(PlanPage, NoNameIsMarkup) {
  const Plan plan = testing::OddNamesPlan();
  for (const std::string& page :
       {PlanPage(&plan, testing::OddInputs()), PlanPage(nullptr, testing::OddInputs())}) {
    EXPECT_EQ(CountOfText(page, "<script"), 1U);
    EXPECT_EQ(CountOfText(page, "</script"), 1U);
    EXPECT_EQ(CountOfText(page, "<img"), 0U);
    EXPECT_EQ(CountOfText(page, "<b>"), 0U);
    EXPECT_EQ(CountOfText(page, "\x1b"), 0U);
    EXPECT_EQ(CountOfText(page, "onerror=alert(1)"),
              CountOfText(page, "&lt;img src=x onerror=alert(1)"));
  }
}

// Each service has a baseline of its own: the files of one are not those of its group.
TEST(PlanPage, TheFilesOfAGroupAreThoseOfTheServiceThatItNames) {
  const Plan plan = testing::LargePlan(3, 2, 1);
  const std::string page = PlanPage(&plan, testing::LargeInputs(3, 1));
  EXPECT_NE(page.find("<p>For example <a href=\"#service=" + plan.services[0].name + "\">" +
                      plan.services[0].name + "</a>:</p>\n<ul>\n"),
            std::string::npos);
  const Plan alone = testing::LargePlan(3, 1, 1);
  EXPECT_EQ(CountOfText(PlanPage(&alone, testing::LargeInputs(3, 1)), "For example"), 0U);
}

TEST(PlanPage, IsSmallForALargePlatform) {
  const Plan plan = testing::LargePlan(2000, 2000, 100);
  const std::string page = PlanPage(&plan, testing::LargeInputs(2000, 100));
  EXPECT_LT(page.size(), 2'000'000U);
  EXPECT_LE(CountOfText(page, "<rect"), kMostPictureNodes);
  EXPECT_EQ(CountOfText(page, "<tr id="), 2000U);
}

TEST(PlanPage, ForbidsTheNetworkAndAllScriptsButItsOwn) {
  const std::string policy = PagePolicy();
  EXPECT_EQ(policy.find("default-src 'none'; script-src 'sha256-"), 0U);
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  for (const std::string_view block : {kPageScript, kPageStyle}) {
    for (const char* word : {"http", "url(", "import", "fetch(", "XMLHttp", "eval"}) {
      EXPECT_EQ(block.find(word), std::string_view::npos) << word;
    }
  }
}

}  // namespace
}  // namespace deltaplan::planner
