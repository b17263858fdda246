#include "planner/report/check_report.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

namespace deltaplan::planner {
namespace {

Platform TwoServices() {
  Platform platform;
  for (const char* name : {"api", "web"}) {
    Service service;
    service.name = name;
    service.image = name;
    service.path = graph::RepoPath::FromCanonical(std::string("services/") + name);
    platform.services.push_back(service);
  }
  return platform;
}

TEST(CheckReport, CountsWhatThereIs) {
  EXPECT_EQ(CheckSummary("deltaplan.json", TwoServices(), 1, 0),
            "deltaplan.json is valid: 2 services, 0 packages, 0 build inputs, 1 environment.\n");
}

TEST(CheckReport, ListsTheServices) {
  Platform platform = TwoServices();
  EXPECT_EQ(CheckedServices(platform, false), "  api  services/api\n  web  services/web\n");
  platform.dependencies = DependencyMode::kDeclared;
  platform.services.front().packages = {"packages/events"};
  EXPECT_EQ(CheckedServices(platform, false),
            "  api  services/api  packages packages/events\n"
            "  web  services/web\n");
  platform.services.front().packages = {"a", "b", "c", "d", "e", "f", "g"};
  EXPECT_EQ(CheckedServices(platform, false),
            "  api  services/api  packages a, b, c, d, e, f and 1 more\n"
            "  web  services/web\n");
  EXPECT_EQ(CheckedServices(platform, true),
            "  api  services/api  packages a, b, c, d, e, f, g\n"
            "  web  services/web\n");
}

TEST(CheckReport, NamesStandInColumnsAndAnImageOnlyWhereItHasAnotherName) {
  Platform platform = TwoServices();
  platform.services.back().name = "web-frontend";
  platform.dependencies = DependencyMode::kDeclared;
  platform.services.back().packages = {"packages/ui"};
  EXPECT_EQ(CheckedServices(platform, false),
            "  api           services/api\n"
            "  web-frontend  services/web  image web, packages packages/ui\n");
}

TEST(CheckReport, OfManyServicesItSaysHowToListThem) {
  Platform platform;
  platform.services.assign(20, TwoServices().services.front());
  EXPECT_EQ(std::ranges::count(CheckedServices(platform, false), '\n'), 20);
  platform.services.push_back(TwoServices().services.back());
  EXPECT_EQ(CheckedServices(platform, false),
            "  -v lists the services with their packages and images.\n");
  EXPECT_EQ(std::ranges::count(CheckedServices(platform, true), '\n'), 21);
}

TEST(CheckReport, SaysInOneSentenceThatEveryPackageCountsForEveryone) {
  Platform platform = TwoServices();
  EXPECT_EQ(PackagesNote(platform), "");
  platform.packages.push_back(
      {.name = "packages/events", .path = {}, .inputs = {}, .packages = {}});
  EXPECT_EQ(PackagesNote(platform),
            "1 package counts for every service, because \"dependencies\" is \"all\"; "
            "with \"declared\", \"depends_on\" says which.\n");
  EXPECT_EQ(PackagesOf(platform, platform.services.front()),
            std::vector<std::string>{"packages/events"});
  platform.dependencies = DependencyMode::kDeclared;
  EXPECT_EQ(PackagesNote(platform), "");
}

TEST(CheckReport, NamesTheUsualSuspectsFirst) {
  const std::vector<UnownedPath> paths{
      {.path = ".github", .is_directory = true},   {.path = "Cargo.lock"},   {.path = "README.md"},
      {.path = "infra/docker/service.Dockerfile"}, {.path = "package.json"}, {.path = "new\nline"}};
  EXPECT_EQ(UnownedText(paths, false),
            "Nothing owns 6 paths of head, so a change there deploys nothing (\"build_inputs\" and "
            "\"ignore\" own paths):\n"
            "  lockfiles: Cargo.lock\n"
            "  settings of builds: package.json\n"
            "  how images are built: infra/docker/service.Dockerfile\n"
            "  other: .github/, README.md, \"new\\nline\"\n");
  EXPECT_EQ(UnownedText({}, false), "");
}

TEST(CheckReport, CutsWhatIsManyUnlessAllIsAskedFor) {
  std::vector<UnownedPath> paths;
  for (int i = 0; i < 20; ++i) paths.push_back({.path = "docs" + std::to_string(i)});
  EXPECT_NE(UnownedText(paths, false).find(" and 8 more (-v)\n"), std::string::npos);
  EXPECT_EQ(UnownedText(paths, true).find("more"), std::string::npos);
}

TEST(CheckReport, SaysOfWhichEnvironmentsAWarningIs) {
  std::vector<EnvironmentWarning> all;
  const auto unreadable = [](std::string file) {
    return warnings::TagMapUnreadable{.file = std::move(file), .why = "there is no such file"};
  };
  AddWarnings("dev", {unreadable("a"), unreadable("b")}, all);
  AddWarnings("prod", {unreadable("b")}, all);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1].environments, (std::vector<std::string>{"dev", "prod"}));
  const std::string named = EnvironmentWarningLines(all, true, false);
  EXPECT_TRUE(named.starts_with("deltaplan: warning: dev: The tag map a can't be read")) << named;
  EXPECT_NE(named.find("\ndeltaplan: warning: dev, prod: The tag map b"), std::string::npos);
  EXPECT_TRUE(
      EnvironmentWarningLines(all, false, false).starts_with("deltaplan: warning: The tag map a"));
}

}  // namespace
}  // namespace deltaplan::planner
