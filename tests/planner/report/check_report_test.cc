#include "planner/report/check_report.h"

#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

Platform TwoServices() {
  Platform platform;
  for (const char* name : {"api", "web"}) {
    Service service;
    service.name = name;
    service.path = graph::RepoPath::FromCanonical(std::string("services/") + name);
    platform.services.push_back(service);
  }
  return platform;
}

TEST(CheckReport, CountsWhatThereIs) {
  EXPECT_EQ(CheckSummary("deltaplan.json", TwoServices(), 1),
            "deltaplan.json is valid: 2 services, 0 packages, 0 build inputs, 1 environment.\n");
}

TEST(CheckReport, ListsTheServices) {
  EXPECT_EQ(CheckedServices(TwoServices()), "  api  services/api\n  web  services/web\n");
}

}  // namespace
}  // namespace deltaplan::planner
