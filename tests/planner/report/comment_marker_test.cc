#include "planner/report/comment_marker.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

TEST(CommentMarker, SaysWhatTheCommentIsAbout) {
  Plan plan = testing::SandboxPlan();
  plan.head.time = 1774000000;
  EXPECT_EQ(CommentMarker({&plan}, MarkerPlace::kHtml),
            R"(<!-- deltaplan:comment v1 {"command":"plan","environment":"sandbox",)"
            R"("head":"9f1c2ab000000000000000000000000000000000","at":1774000000,"deploy":2} -->)"
            "\n");
  const Plan preview = testing::PreviewPlan();
  EXPECT_EQ(CommentMarker({&preview, &plan}, MarkerPlace::kFooter),
            R"(`deltaplan:comment v1 {"command":"preview","environment":[null,"sandbox"],)"
            R"("head":"9f1c2ab000000000000000000000000000000000","at":0,"deploy":3}`)"
            "\n");
  EXPECT_EQ(CommentMarker({&plan}, MarkerPlace::kNone), "");
}

TEST(CommentMarker, NoNameEndsIt) {
  Plan plan = testing::EmptyPlan();
  const std::string name = "--><script>`x`\n/lgtm";
  plan.environment = name;
  for (const MarkerPlace place : {MarkerPlace::kHtml, MarkerPlace::kFooter}) {
    std::string marker = CommentMarker({&plan}, place);
    EXPECT_EQ(marker.find('\n'), marker.size() - 1);
    const std::size_t begin = marker.find('{');
    const std::string json = marker.substr(begin, marker.rfind('}') + 1 - begin);
    EXPECT_EQ(json.find_first_of("<>-`"), std::string::npos);
    EXPECT_EQ(nlohmann::json::parse(json)["environment"], name);
  }
}

}  // namespace
}  // namespace deltaplan::planner
