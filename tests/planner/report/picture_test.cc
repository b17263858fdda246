#include "planner/report/picture.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "planner/report/picture_formats.h"
#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

std::vector<std::string> LabelsOf(const Picture& picture) {
  std::vector<std::string> labels;
  for (const PictureNode& node : picture.nodes) labels.push_back(node.Label());
  return labels;
}

using Labels = std::vector<std::string>;

TEST(AffectedPicture, GoesFromWhatChangedToWhatDeploys) {
  const Picture picture = AffectedPicture(testing::SandboxPlan(), {});
  EXPECT_EQ(LabelsOf(picture),
            (Labels{"never deployed", "packages/events", "node-base", "package.json",
                    "pnpm-lock.yaml", "packages/auth-client", "mailer", "clinical-api"}));
  std::vector<std::string> changed;
  for (const PictureNode& node : picture.nodes) {
    if (node.changed) changed.push_back(node.Label());
  }
  EXPECT_EQ(changed, (Labels{"packages/events", "node-base", "package.json", "pnpm-lock.yaml",
                             "clinical-api"}));
}

TEST(AffectedPicture, ServicesWithTheSameCausesAreOneNode) {
  const Picture picture = AffectedPicture(testing::LargePlan(2000, 1900, 2), {});
  EXPECT_EQ(LabelsOf(picture), (Labels{"packages/common", "1900 services"}));
  EXPECT_EQ(picture.bundled, 1901U);
  EXPECT_STREQ(BundleRule(picture), "those alike are one");
}

TEST(AffectedPicture, NeverHasMoreNodesThanAskedFor) {
  Plan plan = testing::LargePlan(500, 500, 1);
  for (std::size_t i = 0; i < plan.services.size(); ++i) {
    Reason& reason = plan.services[i].reasons.front();
    reason.input = "packages/p" + std::to_string(i % 97);
    reason.via = {*reason.input, "packages/q" + std::to_string(i % 83), "services/x"};
    plan.services[i].reasons.push_back(reason);
    plan.services[i].reasons.back().via[0] = "packages/r" + std::to_string(i % 89);
  }
  for (const std::size_t most : {20U, 40U, 60U}) {
    const Picture picture = AffectedPicture(plan, {.most = most});
    EXPECT_LE(picture.nodes.size(), most);
    EXPECT_TRUE(picture.is_capped);  // they are not alike, and the picture must not say so
    EXPECT_STREQ(BundleRule(picture),
                 "those alike are one, and so are those of a kind in a column that least hangs on");
    std::size_t names = 0;
    for (const PictureNode& node : picture.nodes) names += node.names.size();
    EXPECT_EQ(names, picture.bundled) << "each is somewhere";
    for (const PictureEdge& edge : picture.edges) {
      EXPECT_LT(std::max(edge.from, edge.to), picture.nodes.size());
    }
  }
}

TEST(PlatformPicture, ShowsWhatServicesNeed) {
  const InputMap inputs = testing::SampleInputs();
  EXPECT_EQ(LabelsOf(PlatformPicture(inputs, {}, {})),
            (Labels{"package.json", "packages/events", "packages/auth-client", "clinical-api",
                    "4 services"}));
  EXPECT_EQ(LabelsOf(PlatformPicture(inputs, {"gateway"}, {})),
            (Labels{"package.json", "gateway"}));
}

TEST(PlatformPicture, OfALargePlatformIsSmall) {
  EXPECT_EQ(LabelsOf(PlatformPicture(testing::LargeInputs(2000, 50), {}, {})),
            (Labels{"50 packages", "2000 services"}));
}

TEST(PictureDot, IsWhatGraphvizReads) {
  EXPECT_EQ(PictureDot(PlatformPicture(testing::SampleInputs(), {"clinical-api"}, {})),
            R"(digraph deltaplan {
  rankdir=LR;
  node [fontname="sans-serif"];
  n0 [label="package.json", tooltip="build input: package.json", shape=folder];
  n1 [label="packages/events", tooltip="package: packages/events", shape=component];
  n2 [label="packages/auth-client", tooltip="package: packages/auth-client", shape=component];
  n3 [label="clinical-api", tooltip="service: clinical-api", shape=box];
  n0 -> n3;
  n1 -> n2 [tooltip="depends_on"];
  n2 -> n3 [tooltip="depends_on"];
}
)");
}

TEST(PictureMermaid, HoldsNoSyntaxInNames) {
  const std::string text = PictureMermaid(PlatformPicture(testing::OddInputs(), {}, {}));
  std::size_t lines = 0;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1, ++lines) {
    const std::string line = text.substr(at, text.find('\n', at) - at);
    EXPECT_LE(std::ranges::count(line, '"'), 2) << line;
    EXPECT_EQ(line.find_first_of("<`$|&'"), std::string::npos) << line;
  }
  EXPECT_EQ(lines, 1U + 3U + 2U);
}

TEST(PictureDot, NoNameEndsItsQuotes) {
  const std::string text = PictureDot(PlatformPicture(testing::OddInputs(), {}, {}));
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    bool is_quoted = false;
    for (std::size_t i = at; text[i] != '\n'; ++i) {
      if (text[i] == '\\') {
        ++i;
      } else if (text[i] == '"') {
        is_quoted = !is_quoted;
      }
    }
    EXPECT_FALSE(is_quoted) << text.substr(at, 200);
  }
}

}  // namespace
}  // namespace deltaplan::planner
