#include "planner/report/affects_report.h"

#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

const std::vector<AffectedBy> kPaths{
    {.path = "packages/events/bus.ts",
     .owned = true,
     .ignored = false,
     .services = {{.name = "api", .via = {"packages/events", "services/api"}}}},
    {.path = "services/api/docs", .owned = false, .ignored = true, .services = {}},
    {.path = "LICENSE", .owned = false, .ignored = false, .services = {}},
    {.path = "packages/old", .owned = true, .ignored = false, .services = {}},
};

TEST(AffectsText, NamesTheServicesOrSaysWhyThereIsNone) {
  EXPECT_EQ(AffectsText(kPaths), R"(packages/events/bus.ts
  api  (packages/events -> services/api)

services/api/docs
  no service: an ignore rule hides it

LICENSE
  no service: nothing in the configuration owns it

packages/old
  no service: none depends on what owns it
)");
}

TEST(AffectsText, TheRootIsADot) {
  EXPECT_EQ(
      AffectsText({{.path = "", .owned = false, .ignored = false, .services = {}}}).substr(0, 2),
      ".\n");
}

TEST(AffectsJson, HasEveryPath) {
  EXPECT_EQ(AffectsJson({kPaths[0], kPaths[1]}), R"({
  "format_version": "1.0",
  "paths": [
    {
      "path": "packages/events/bus.ts",
      "ignored": false,
      "services": [
        {
          "name": "api",
          "via": ["packages/events", "services/api"]
        }
      ]
    },
    {
      "path": "services/api/docs",
      "ignored": true,
      "services": []
    }
  ]
}
)");
}

}  // namespace
}  // namespace deltaplan::planner
