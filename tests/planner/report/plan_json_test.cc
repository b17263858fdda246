#include "planner/report/plan_json.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

TEST(PlanJson, PrintsEveryKeyInTheOrderOfTheContract) {
  EXPECT_EQ(PlanJson(testing::OddNamesPlan()),
            R"({
  "format_version": "1.0",
  "environment": "prod|`x`",
  "head": { "commit": "9f1c2ab000000000000000000000000000000000", "tag": "9f1c2ab", "dirty": false },
  "to": "head",
  "base": null,
  "summary": { "services": 3, "deploy": 2, "skip": 1 },
  "services": [
    {
      "name": "a|b`c <b>@team #1 \\",
      "path": "services/\n| x |",
      "image": "a|b`c <b>@team #1 \\",
      "decision": "deploy",
      "restart": false,
      "tag": "9f1c2ab",
      "live": {
        "tag": "<script>|`tag`\u001b[31m",
        "commit": null,
        "source": "live_file",
        "relation": "unknown",
        "commits": null
      },
      "reasons": [
        {
          "code": "tag_without_commit",
          "input": null,
          "via": [],
          "files": [],
          "file_count": 0,
          "detail": "'<script>|`tag`\u001b[31m' names no commit"
        },
        {
          "code": "service_changed",
          "input": "services/\n| x |",
          "via": ["services/\n| x |"],
          "files": [
            { "path": "services/\n| x |/\"quoted\"", "status": "added" },
            { "path": "services/\n| x |/[locale] (base) $x.ts", "status": "modified" },
            { "path": "\"services/\\n| x |/invalid\\377\"", "status": "deleted" }
          ],
          "file_count": 3,
          "detail": null
        }
      ],
      "targets": [
        "aws_ecs_service.service[\"a|b`c <b>@team #1 \\\"]"
      ]
    },
    {
      "name": "测试",
      "path": "服务/测试",
      "image": "测试",
      "decision": "deploy",
      "restart": false,
      "tag": "9f1c2ab",
      "live": {
        "tag": "1a2b3c4",
        "commit": "1a2b3c4000000000000000000000000000000000",
        "source": "image_tags",
        "relation": "diverged",
        "commits": null
      },
      "reasons": [
        {
          "code": "service_changed",
          "input": "服务/测试",
          "via": ["服务/测试"],
          "files": [
            { "path": "服务/测试/long-name-that-does-not-fit-into-one-line-of-a-terminal/x.ts", "status": "modified" }
          ],
          "file_count": 1,
          "detail": null
        }
      ],
      "targets": [
        "aws_ecs_service.service[\"测试\"]"
      ]
    },
    {
      "name": "z-sixty-characters-long-name-of-a-service-that-somebody-chose",
      "path": "services/z-sixty-characters-long-name-of-a-service-that-somebody-chose",
      "image": "z-sixty-characters-long-name-of-a-service-that-somebody-chose",
      "decision": "skip",
      "restart": false,
      "tag": "1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b",
      "live": {
        "tag": "1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b",
        "commit": "1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b",
        "source": "image_tags",
        "relation": "ahead",
        "commits": 1
      },
      "reasons": [
        {
          "code": "unchanged",
          "input": null,
          "via": [],
          "files": [],
          "file_count": 0,
          "detail": null
        }
      ],
      "targets": []
    }
  ],
  "images": [
    {
      "name": "a|b`c <b>@team #1 \\",
      "tag": "9f1c2ab",
      "services": ["a|b`c <b>@team #1 \\"],
      "from": [],
      "wave": 0,
      "repository": null,
      "bake_target": "image_0"
    },
    {
      "name": "测试",
      "tag": "9f1c2ab",
      "services": ["测试"],
      "from": [],
      "wave": 0,
      "repository": null,
      "bake_target": "image_1"
    }
  ],
  "tag_map": null,
  "other_tag_maps": [],
  "image_tags": {
    "a|b`c <b>@team #1 \\": "9f1c2ab",
    "z-sixty-characters-long-name-of-a-service-that-somebody-chose": "1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b",
    "测试": "9f1c2ab"
  },
  "tags_file": {
    "variables": [],
    "why_not": null,
    "what_to_do": null
  },
  "files": null,
  "targets": [
    "aws_ecs_service.service[\"a|b`c <b>@team #1 \\\"]",
    "aws_ecs_service.service[\"测试\"]"
  ],
  "terraform": null,
  "rollouts": [],
  "warnings": [
    {
      "code": "live_service_unknown",
      "message": "\"Line one\\r\\033[2Jand <b>@you</b>\\nservices=[\\\"injected\\\"]\" runs 1 (ecs), but the configuration knows no such service. Its tag stays in the tag map."
    }
  ],
  "refusals": []
}
)");
}

TEST(PlanJson, AnEmptyPlanIsCompleteToo) {
  EXPECT_EQ(PlanJson(testing::EmptyPlan()),
            R"({
  "format_version": "1.0",
  "environment": null,
  "head": { "commit": "9f1c2ab000000000000000000000000000000000", "tag": "9f1c2ab", "dirty": false },
  "to": "head",
  "base": null,
  "summary": { "services": 0, "deploy": 0, "skip": 0 },
  "services": [],
  "images": [],
  "tag_map": null,
  "other_tag_maps": [],
  "image_tags": {},
  "tags_file": {
    "variables": [],
    "why_not": null,
    "what_to_do": null
  },
  "files": null,
  "targets": [],
  "terraform": null,
  "rollouts": [],
  "warnings": [],
  "refusals": []
}
)");
}

TEST(PlanJson, PreviewNamesItsBase) {
  EXPECT_EQ(PlanJson(testing::PreviewPlan()),
            R"({
  "format_version": "1.0",
  "environment": null,
  "head": { "commit": "9f1c2ab000000000000000000000000000000000", "tag": "release-9f1c2ab", "dirty": false },
  "to": "head",
  "base": {
    "revision": "main",
    "commit": "aaaaaaa000000000000000000000000000000000",
    "merge_base": "1a2b3c4000000000000000000000000000000000",
    "merge_bases": ["1a2b3c4000000000000000000000000000000000"],
    "working_tree": true
  },
  "summary": { "services": 2, "deploy": 1, "skip": 1 },
  "services": [
    {
      "name": "api",
      "path": "services/api",
      "image": "api",
      "decision": "deploy",
      "restart": false,
      "tag": null,
      "live": null,
      "reasons": [
        {
          "code": "service_changed",
          "input": "services/api",
          "via": ["services/api"],
          "files": [
            { "path": "services/api/main.go", "status": "modified" }
          ],
          "file_count": 1,
          "detail": null
        }
      ],
      "targets": [
        "aws_ecs_service.service[\"api\"]"
      ]
    },
    {
      "name": "web",
      "path": "services/web",
      "image": "web",
      "decision": "skip",
      "restart": false,
      "tag": null,
      "live": null,
      "reasons": [
        {
          "code": "unchanged",
          "input": null,
          "via": [],
          "files": [],
          "file_count": 0,
          "detail": null
        }
      ],
      "targets": []
    }
  ],
  "images": [],
  "tag_map": null,
  "other_tag_maps": [],
  "image_tags": {},
  "tags_file": {
    "variables": [],
    "why_not": null,
    "what_to_do": null
  },
  "files": null,
  "targets": [
    "aws_ecs_service.service[\"api\"]"
  ],
  "terraform": null,
  "rollouts": [],
  "warnings": [],
  "refusals": []
}
)");
}

TEST(PlanJson, ListsThatWereNotAskedForAreNull) {
  const nlohmann::json plan = nlohmann::json::parse(PlanJson(testing::SummaryOnlyPlan()));
  const nlohmann::json& changed = plan["services"][0]["reasons"][1];
  EXPECT_EQ(changed["code"], "package_changed");
  EXPECT_TRUE(changed["files"].is_null());
  EXPECT_TRUE(changed["file_count"].is_null());
  const nlohmann::json& unchanged = plan["services"][1]["reasons"][0];
  EXPECT_EQ(unchanged["code"], "unchanged");
  EXPECT_EQ(unchanged["files"], nlohmann::json::array());
  EXPECT_EQ(unchanged["file_count"], 0);
}

TEST(PlanJson, FileCountIsExactWhereTheListIsCut) {
  const nlohmann::json plan = nlohmann::json::parse(PlanJson(testing::SandboxPlan()));
  const nlohmann::json& reason = plan["services"][0]["reasons"][1];
  EXPECT_EQ(reason["files"].size(), 3U);
  EXPECT_EQ(reason["file_count"], 1203);
}

TEST(PlanJson, ReasonsThatShareAListPrintItAlike) {
  const std::string text = PlanJson(testing::LargePlan(3, 3, 2));
  const nlohmann::json plan = nlohmann::json::parse(text);
  const nlohmann::json expected = {
      {{"path", "packages/common/src/file-0.ts"}, {"status", "modified"}},
      {{"path", "packages/common/src/file-1.ts"}, {"status", "modified"}}};
  for (const nlohmann::json& service : plan["services"]) {
    EXPECT_EQ(service["reasons"][0]["files"], expected);
  }
  const std::string lines = R"("files": [
            { "path": "packages/common/src/file-0.ts", "status": "modified" },
            { "path": "packages/common/src/file-1.ts", "status": "modified" }
          ],
          "file_count": 2,)";
  std::size_t found = 0;
  for (std::size_t at = text.find(lines); at != std::string::npos; at = text.find(lines, at + 1)) {
    ++found;
  }
  EXPECT_EQ(found, 3U);
}

TEST(PlanJson, EveryStatusAndRelationHasItsWord) {
  Plan plan = testing::SandboxPlan();
  using graph::Relation;
  const std::pair<Relation, const char*> kWords[] = {{Relation::kSame, "same"},
                                                     {Relation::kBehind, "behind"},
                                                     {Relation::kAhead, "ahead"},
                                                     {Relation::kDiverged, "diverged"},
                                                     {Relation::kUnknown, "unknown"}};
  for (const auto& [relation, word] : kWords) {
    plan.services[0].live->relation = relation;
    EXPECT_EQ(nlohmann::json::parse(PlanJson(plan))["services"][0]["live"]["relation"], word);
  }
  std::string statuses;
  const nlohmann::json parsed = nlohmann::json::parse(PlanJson(plan));
  for (const auto& reason : parsed["services"][0]["reasons"]) {
    if (reason["files"].is_null()) continue;
    for (const auto& file : reason["files"]) statuses += file["status"].get<std::string>() + " ";
  }
  EXPECT_EQ(statuses, "added mode_changed type_changed modified modified deleted ");
}

}  // namespace
}  // namespace deltaplan::planner
