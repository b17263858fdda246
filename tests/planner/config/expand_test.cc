#include "planner/config/expand.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "planner/config/linked_paths.h"
#include "planner/config/parse.h"
#include "planner/live/live_source.h"
#include "planner/model/platform.h"
#include "tests/support/memory_trees.h"

namespace deltaplan::planner {
namespace {

using graph::FileMode;
using graph::MemoryFile;
using graph::MemoryTrees;
using graph::RepoPath;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Files = std::map<std::string, MemoryFile>;

// Two services, three packages, and things that are no directories.
Files Repository() {
  return {
      {"services/api/main", {}},
      {"services/web/main", {}},
      {"services/README.md", {}},
      {"services/link", {FileMode::kSymlink, "README.md"}},
      {"services/vendor", {FileMode::kSubmodule, "x"}},
      {"apps/web/main", {}},
      {"packages/common/x", {}},
      {"packages/events/x", {}},
      {"packages/ui/x", {}},
      {"packages/single.proto", {}},
      {"proto/a.proto", {}},
      {"docker/base/Dockerfile", {}},
      {"lock.yaml", {}},
      {"lock.json", {}},
  };
}

graph::LinkText LinksOf(const MemoryTrees& trees) {
  return [&trees](const graph::Symlink& link) { return trees.Content(link.blob); };
}

std::variant<Platform, ExpandFailure> Expand(std::string_view members,
                                             const Files& files = Repository(),
                                             const FurtherPaths& further = {}) {
  auto parsed = ParseConfig(LiveSourceKinds(), fmt::format(R"({{"version": 1, {}}})", members));
  if (const auto* problems = std::get_if<ConfigProblems>(&parsed)) {
    ADD_FAILURE() << ConfigProblemsText("deltaplan.json", *problems);
    return Platform();
  }
  MemoryTrees trees;
  const graph::ObjectId root = trees.Add(files);
  return ExpandConfig(std::get<Config>(parsed), trees, root, LinksOf(trees), further);
}

Platform Expanded(std::string_view members, const Files& files = Repository()) {
  auto expanded = Expand(members, files);
  if (const auto* failure = std::get_if<ExpandFailure>(&expanded)) {
    ADD_FAILURE() << ConfigProblemsText("d", std::get<ConfigProblems>(*failure));
    return {};
  }
  return std::get<Platform>(std::move(expanded));
}

std::vector<std::string> ProblemsOf(std::string_view members, const Files& files = Repository()) {
  const auto expanded = Expand(members, files);
  std::vector<std::string> lines;
  if (const auto* failure = std::get_if<ExpandFailure>(&expanded)) {
    for (const ConfigProblem& problem : std::get<ConfigProblems>(*failure)) {
      lines.push_back(problem.pointer + ": " + problem.message +
                      (problem.advice.empty() ? "" : " | " + problem.advice));
    }
  }
  return lines;
}

std::string Bytes(const std::vector<RepoPath>& paths) {
  std::vector<std::string> bytes;
  for (const RepoPath& path : paths) bytes.push_back(path.bytes());
  return fmt::format("{}", fmt::join(bytes, " "));
}

// "name path image" of every service.
std::vector<std::string> ServicesOf(const Platform& platform) {
  std::vector<std::string> lines;
  for (const Service& service : platform.services) {
    lines.push_back(service.name + " " + (service.path ? service.path->bytes() : "-") + " " +
                    service.image);
  }
  return lines;
}

TEST(ExpandTest, APatternMakesAServiceOfEachDirectoryAndSubmodule) {
  const Platform platform = Expanded(R"("services": ["services/*"])");
  EXPECT_THAT(
      ServicesOf(platform),
      ElementsAre("api services/api api", "vendor services/vendor vendor", "web services/web web"));
  EXPECT_EQ(platform.services[0].pointer, "/services/0");
  EXPECT_THAT(platform.dead_paths, IsEmpty());
}

TEST(ExpandTest, WhatIsBuiltElsewhereHasNoPath) {
  const Platform platform = Expanded(R"("services": [
      {"name": "legacy", "external": true, "image": "vendor/legacy", "hold": "frozen"},
      "services/api", {"name": "legacy", "hold": false}, {"name": "queue", "external": true}])");
  EXPECT_THAT(ServicesOf(platform),
              ElementsAre("api services/api api", "legacy - vendor/legacy", "queue - queue"));
  EXPECT_FALSE(platform.services[1].hold);
  EXPECT_THAT(ExternalServices(platform.services), ElementsAre("legacy", "queue"));
}

TEST(ExpandTest, NothingHereMakesWhatIsBuiltElsewhere) {
  EXPECT_THAT(
      ProblemsOf(R"("packages": ["packages/common"], "services": [{"name": "old", "external": true},
                  {"name": "old", "inputs": ["proto"], "depends_on": ["packages/common"],
                   "always": true}])"),
      ElementsAre("/services/1/inputs: What is built elsewhere has no \"inputs\" | Remove it, or "
                  "\"external\".",
                  "/services/1/depends_on: What is built elsewhere has no \"depends_on\" | Remove "
                  "it, or \"external\".",
                  "/services/1/always: What is built elsewhere has no \"always\" | Remove it, or "
                  "\"external\"."));
  EXPECT_THAT(ProblemsOf(R"("services": ["services/api", {"name": "api", "external": true}])"),
              ElementsAre("/services/1/external: The service \"api\" is built elsewhere, and has a "
                          "path here | Remove the one or the other."));
  EXPECT_THAT(ProblemsOf(R"("services": [{"name": "api", "external": true}, "services/api"])"),
              ElementsAre("/services/1: The service \"api\" is built elsewhere, and has a "
                          "path here | Remove the one or the other."));
  EXPECT_THAT(
      ProblemsOf(
          R"("services": ["services/api", {"name": "b", "external": true, "image": "api"}])"),
      ElementsAre("/services/1: The image \"api\" of \"b\" is built elsewhere, and here as well | "
                  "Give the service another \"image\", or take \"external\" out."));
  EXPECT_THAT(ProblemsOf(R"("services": ["services/api", {"name": "b", "external": true}],
                    "images": [{"name": "api", "from": ["b"]}])"),
              ElementsAre("/images/0/from/0: There is no image \"b\""));
}

TEST(ExpandTest, WordsOfAServiceReplaceThoseOfTheConfiguration) {
  const Platform platform =
      Expanded(R"("placeholders": {"var": "{service_id}_{team}", "team": "core"},
      "services": ["services/*", {"name": "api", "placeholders": {"var": "arpa_exporter"}},
                   {"name": "api", "placeholders": {"team": "{env}"}},
                   {"name": "web", "placeholders": {"team": "{image}"}, "image": "frontend"}])");
  const std::string prod = "prod";
  const auto words = [&](std::size_t service, const std::string* environment) {
    const PlaceholderValues values = PlaceholdersOf(platform.services[service], environment);
    return FillPlaceholders("{var} {team} {env}", values);
  };
  EXPECT_EQ(words(0, &prod), "arpa_exporter prod prod");
  EXPECT_EQ(words(0, nullptr), "arpa_exporter {team} {env}") << "nothing says which environment";
  EXPECT_EQ(words(1, &prod), "vendor_core core prod");
  EXPECT_EQ(words(2, &prod), "web_frontend frontend prod");
}

TEST(ExpandTest, WordsOfAServiceMustLeadSomewhere) {
  EXPECT_THAT(
      ProblemsOf(R"("placeholders": {"a": "{b}", "b": "x", "c": "{a}"},
                    "services": [{"path": "services/*", "placeholders": {"b": "{a}"}}])"),
      ElementsAre("/services/0/placeholders/b: Placeholders stand for each other in a circle: "
                  "{a} -> {b} -> {a} | Write out what one of them stands for."));
}

TEST(ExpandTest, WordsOfATagMapLeadToAPlaceForEachService) {
  constexpr std::string_view kMap = R"(, "environments": {"a/b": {"image_tags":
      {"file": "t.tfvars", "form": "scalar", "variable": "{team}_tag"}}})";
  EXPECT_THAT(
      ProblemsOf(fmt::format(R"("placeholders": {{"team": "core"}}, "services":
                                ["services/api", "services/web"]{})",
                             kMap)),
      ElementsAre("/environments/a~1b/image_tags/variable: \"api\" and \"web\" would have their "
                  "tags at one place: core_tag | Give one of them other \"placeholders\", or name "
                  "the {service} as well."));
  const Platform platform =
      Expanded(fmt::format(R"("placeholders": {{"team": "{{env}}-{{service}}"}}, "services":
                     ["services/api", "services/web"]{})",
                           kMap));
  EnvironmentEntry environment;
  environment.name = "prod";
  environment.image_tags.emplace();
  environment.image_tags->place = {.path = "{team}_tag", .words = {{"team", {}}}};
  EXPECT_EQ(ImageTagsOf(environment, platform.services).place.words.at("team").at("web"),
            "prod-web");
}

TEST(ExpandTest, AnImageHasOneTagWhoeverRunsIt) {
  constexpr std::string_view kTag =
      R"("tag": "{team}-{sha:12}", "placeholders": {"team": "core"},)";
  const Platform platform = Expanded(std::string(kTag) + R"("services": ["services/api",
      {"path": "services/web", "placeholders": {"team": "ui"}}],
      "images": [{"name": "base", "path": "docker/base"}])");
  EXPECT_EQ(platform.tag_formats,
            (std::map<std::string, std::string>{
                {"api", "core-{sha:12}"}, {"base", "core-{sha:12}"}, {"web", "ui-{sha:12}"}}));
  EXPECT_THAT(
      Expanded(R"("placeholders": {"team": "core"}, "services": ["services/api"])").tag_formats,
      IsEmpty());
  EXPECT_THAT(
      ProblemsOf(std::string(kTag) + R"("services": ["services/api",
      {"path": "services/web", "image": "api", "placeholders": {"team": "ui"}}])"),
      ElementsAre("/services/1: The image \"api\" would have two tags: \"core-{sha:12}\" "
                  "for \"api\", \"ui-{sha:12}\" for \"web\" | Give the services that run it "
                  "the same \"placeholders\"."));
  EXPECT_THAT(ProblemsOf(R"("tag": "{team}{sha:7}", "placeholders": {"team": "a/b"},
                            "services": ["services/api"])"),
              ElementsAre("/services/0: The image \"api\" can't have a tag of the form "
                          "\"a/b{sha:7}\" | Give it another \"image\" name, or leave {service} "
                          "out of \"tag\"."));
}

TEST(ExpandTest, AStarMatchesInsideOneComponentOnly) {
  EXPECT_THAT(ServicesOf(Expanded(R"("services": ["services/w*"])")),
              ElementsAre("web services/web web"));
  EXPECT_THAT(ServicesOf(Expanded(R"("services": ["*/api"])")),
              ElementsAre("api services/api api"));
  // Neither of these is special.
  EXPECT_THAT(
      ProblemsOf(R"("services": [{"path": "services/[aw]*"}])"),
      ElementsAre("/services/0/path: \"services/[aw]*\" matches no directory in this commit "
                  "| Mend the pattern, or remove it."));
}

TEST(ExpandTest, PackagesAndInputsMayBeFilesToo) {
  const Platform platform =
      Expanded(R"("services": [{"path": "services/api", "inputs": ["proto", "lock.*", "proto"]}],
                  "packages": ["packages/*"], "build_inputs": ["lock.*", "lock.json"])");
  EXPECT_EQ(Bytes(platform.services[0].inputs), "lock.json lock.yaml proto");
  std::vector<std::string> packages;
  for (const Package& package : platform.packages) packages.push_back(package.name);
  EXPECT_THAT(packages, ElementsAre("packages/common", "packages/events", "packages/single.proto",
                                    "packages/ui"));
  EXPECT_EQ(Bytes(platform.build_inputs), "lock.json lock.yaml");
}

TEST(ExpandTest, ALaterEntryRefinesTheServiceOfThatNameOrPath) {
  const Platform platform = Expanded(R"("services": [
      {"path": "services/*", "image": "shared", "hold": "frozen", "inputs": ["proto"], "always": true},
      {"name": "api", "hold": false, "inputs": []},
      {"path": "services/vendor", "always": false},
      {"name": "web", "path": "apps/web", "image": "frontend", "depends_on": ["packages/ui"],
       "targets": ["module.{service}"]}],
    "packages": ["packages/ui"])");
  EXPECT_THAT(ServicesOf(platform),
              ElementsAre("api services/api shared", "vendor services/vendor shared",
                          "web apps/web frontend"));
  EXPECT_EQ(platform.services[0].hold, std::nullopt);
  EXPECT_THAT(platform.services[0].inputs, IsEmpty());
  EXPECT_TRUE(platform.services[0].always);
  EXPECT_FALSE(platform.services[1].always);
  EXPECT_EQ(platform.services[2].hold, "frozen");
  EXPECT_EQ(Bytes(platform.services[2].inputs), "proto");
  EXPECT_THAT(platform.services[2].packages, ElementsAre("packages/ui"));
  EXPECT_THAT(platform.services[2].targets.patterns, ElementsAre("module.{service}"));
}

TEST(ExpandTest, TwoDirectoriesCantGiveOneName) {
  EXPECT_THAT(
      ProblemsOf(R"("services": ["services/*", "apps/*"])"),
      ElementsAre("/services/1: Two services are called \"web\": services/web and apps/web | "
                  "Give one of them another \"name\"."));
  EXPECT_THAT(
      ProblemsOf(R"("services": ["services/api"], "packages": [
          {"path": "packages/ui", "name": "x"}, {"path": "packages/events", "name": "x"}])"),
      ElementsAre("/packages/1: Two packages are called \"x\": packages/ui and packages/events | "
                  "Give one of them another \"name\"."));
}

TEST(ExpandTest, ALaterPackageEntryRefinesTheOneOfThatPath) {
  const Platform platform = Expanded(R"("services": ["services/api"], "packages": ["packages/*",
      {"path": "packages/ui", "name": "ui", "inputs": ["proto"], "depends_on": ["packages/events"]},
      {"path": "packages/ui", "depends_on": ["packages/common"]}])");
  ASSERT_EQ(platform.packages.size(), 4U);
  const Package& ui = platform.packages[3];
  EXPECT_EQ(ui.name, "ui");
  EXPECT_EQ(Bytes(ui.inputs), "proto");
  EXPECT_THAT(ui.packages, ElementsAre("packages/common"));
}

TEST(ExpandTest, PackagesAreReferredToByNameOrPathAndMayFormCycles) {
  const Platform platform = Expanded(R"(
      "services": [{"path": "services/api", "depends_on": ["./packages/ui/", "common", "ui"]}],
      "packages": [{"path": "packages/ui", "name": "ui", "depends_on": ["common"]},
                   {"path": "packages/common", "name": "common", "depends_on": ["packages/ui"]}])");
  EXPECT_THAT(platform.services[0].packages, ElementsAre("common", "ui"));
  EXPECT_THAT(platform.packages[0].packages, ElementsAre("ui"));
  EXPECT_THAT(platform.packages[1].packages, ElementsAre("common"));
}

TEST(ExpandTest, UnknownNamesSuggestTheNearestAndAreToldOnce) {
  EXPECT_THAT(
      ProblemsOf(R"("services": [
          {"path": "services/*", "depends_on": ["packages/commun", "events", "x"], "inputs": ["*.lock"]},
          {"name": "apy"}],
        "packages": [{"path": "packages/common", "depends_on": ["package/events"]}, "packages/events"],
        "images": [{"name": "api", "from": ["wep", "nothing"]}])"),
      ElementsAre(
          "/packages/0/depends_on/0: There is no package \"package/events\" | Did you mean "
          "\"packages/events\"?",
          "/services/0/depends_on/0: There is no package \"packages/commun\" | Did you mean "
          "\"packages/common\"?",
          "/services/0/depends_on/1: There is no package \"events\" | Did you mean "
          "\"packages/events\"?",
          "/services/0/depends_on/2: There is no package \"x\"",
          "/services/1/name: There is no earlier service \"apy\" | Did you mean \"api\"?",
          "/images/0/from/0: There is no image \"wep\" | Did you mean \"web\"?",
          "/images/0/from/1: There is no image \"nothing\"",
          "/services/0/inputs/0: \"*.lock\" matches no path in this commit | Mend the pattern, or "
          "remove it."));
}

TEST(ExpandTest, LiteralPathsThatAreGoneAreReportedApart) {
  const Platform platform = Expanded(R"("services": [
      {"path": "services/gone", "inputs": ["proto/gone"]}, {"name": "api", "path": "services/old"},
      {"name": "api", "path": "services/api"}, "services/README.md/x", "services/vendor/inside"],
    "packages": ["packages/gone", {"path": "packages/gone", "name": "again"}],
    "build_inputs": ["gone.lock"], "images": [{"name": "base", "path": "docker/gone"}])");
  std::vector<std::string> dead;
  for (const DeadPath& path : platform.dead_paths) {
    dead.push_back(path.pointer + " " + path.path.bytes() + " " + path.service.value_or("-"));
  }
  EXPECT_THAT(
      dead, ElementsAre("/packages/0 packages/gone -", "/services/0/inputs/0 proto/gone -",
                        "/services/0/path services/gone gone", "/services/3 services/README.md/x x",
                        "/services/4 services/vendor/inside inside", "/build_inputs/0 gone.lock -",
                        "/images/0/path docker/gone -"));
  EXPECT_EQ(platform.services.size(), 4U) << "a baseline may still have them";
}

TEST(ExpandTest, DeadPathsBelowOneMissingDirectoryHaveOneMessage) {
  MemoryTrees trees;
  TreeGlob tree(trees, trees.Add(Repository()));
  std::vector<std::string> lines;
  for (const ConfigProblem& problem : DeadPathProblems(
           {{"/0", RepoPath::FromCanonical("old/api"), {}},
            {"/1", RepoPath::FromCanonical("services/gone"), {}},
            {"/2", RepoPath::FromCanonical("old/deep/web"), {}},
            {"/3", RepoPath::FromCanonical("packages/gone/a"), {}},
            {"/4", RepoPath::FromCanonical("packages/other"), {}}},
           {{"/5", "old/*/x"}, {"/6", "services/*/x"}, {"/7", "packages/gone/*"}}, tree)) {
    lines.push_back(problem.pointer + " " + problem.message + " | " + problem.advice);
  }
  const std::string old =
      " old does not exist in this commit, and 3 entries name it | Mend the paths, or remove them.";
  const std::string gone =
      " packages/gone does not exist in this commit, and 2 entries name it | Mend the paths, or "
      "remove them.";
  const std::string alone = " does not exist in this commit | Mend the path, or remove it.";
  EXPECT_THAT(
      lines,
      ElementsAre(
          "/0" + old, "/1 services/gone" + alone, "/2" + old, "/3" + gone,
          "/4 packages/other" + alone, "/5" + old,
          "/6 \"services/*/x\" matches no path in this commit | Mend the pattern, or remove it.",
          "/7" + gone));
}

TEST(ExpandTest, OfADeadPathTheNearestLivingOneIsNamed) {
  MemoryTrees trees;
  TreeGlob tree(trees, trees.Add(Repository()));
  std::vector<std::string> advice;
  for (const ConfigProblem& problem :
       DeadPathProblems({{"/0", RepoPath::FromCanonical("services/wbe"), {}},
                         {"/1", RepoPath::FromCanonical("pakages/common"), {}}},
                        {{"/2", "service/*"}, {"/3", "service/*/x"}}, tree)) {
    advice.push_back(problem.advice);
  }
  EXPECT_THAT(advice, ElementsAre("Did you mean 'services/web'? Mend the path, or remove it.",
                                  "Did you mean 'packages/common'? Mend the path, or remove it.",
                                  "Did you mean 'services'? Mend the paths, or remove them.",
                                  "Did you mean 'services'? Mend the paths, or remove them."));
}

TEST(ExpandTest, ALinkToADirectoryIsAService) {
  Files files = Repository();
  files["services/moved"] = {FileMode::kSymlink, "../apps/web"};
  files["services/chain"] = {FileMode::kSymlink, "moved"};
  files["services/outside"] = {FileMode::kSymlink, "/usr"};
  files["services/broken"] = {FileMode::kSymlink, "../apps/gone"};
  EXPECT_THAT(ServicesOf(Expanded(R"("services": ["services/*"])", files)),
              ElementsAre("api services/api api", "chain services/chain chain",
                          "moved services/moved moved", "vendor services/vendor vendor",
                          "web services/web web"));
}

TEST(ExpandTest, WhereTheWayOfAPatternEndsEarlyCounts) {
  Files files = Repository();
  files["libs/a/proto/x"] = {FileMode::kFile, "1"};
  files["libs/b"] = {FileMode::kSymlink, "../elsewhere"};
  files["libs/c"] = {FileMode::kSubmodule, "1"};
  files["libs/file"] = {FileMode::kFile, "1"};
  const Platform platform = Expanded(
      R"("services": [{"path": "services/api", "inputs": ["libs/*/proto"]}],
         "packages": ["libs/*/proto"])",
      files);
  const auto path = [](const char* text) { return *RepoPath::Parse(text); };
  EXPECT_THAT(platform.services.front().inputs,
              ElementsAre(path("libs/a/proto"), path("libs/b"), path("libs/c")));
  ASSERT_EQ(platform.packages.size(), 3U);
  EXPECT_EQ(platform.packages[1].path, path("libs/b"));
}

TEST(ExpandTest, AServiceThatIsNamedOverALinkHasToBeNamedByItsOwnPath) {
  Files files = Repository();
  files["groups/a/svc-x/f"] = {FileMode::kFile, "1"};
  files["teams/b/svc-y/f"] = {FileMode::kFile, "1"};
  files["teams/a"] = {FileMode::kSymlink, "../groups/a"};
  files["teams/old"] = {FileMode::kSymlink, "b"};  // services that are there by their own path
  files["teams/out"] = {FileMode::kSymlink, "/usr"};
  files["src"] = {FileMode::kSymlink, "services"};
  MemoryTrees trees;
  const graph::ObjectId root = trees.Add(files);
  const auto problems_of = [&](std::string_view members) {
    const Platform platform = Expanded(members, files);
    const auto checked = CheckLinkedPaths(platform, trees, root, LinksOf(trees));
    std::vector<std::string> lines;
    for (const ConfigProblem& problem : std::get<ConfigProblems>(checked)) {
      lines.push_back(problem.pointer + ": " + problem.message + ". " + problem.advice);
    }
    return lines;
  };
  EXPECT_THAT(problems_of(R"("services": ["teams/*/svc-*"])"),
              ElementsAre("/services/0: \"teams/*/svc-*\" leads to groups/a/svc-x over teams/a, a "
                          "symbolic link. Name what it leads to: \"groups/a/svc-*\"."));
  EXPECT_THAT(problems_of(R"("services": ["teams/*/svc-*", "groups/*/svc-*"])"), ElementsAre());
  EXPECT_THAT(
      problems_of(R"("services": [{"path": "src/api"}])"),
      ElementsAre("/services/0/path: \"src/api\" leads to services/api over src, a symbolic "
                  "link. Name what it leads to: \"services/api\"."));
}

TEST(ExpandTest, WhatOnlyABaselineHasOfAPatternIsAnInput) {
  const char* members = R"("services": [{"path": "services/api", "inputs": ["proto/*.proto"]}],
      "packages": [{"path": "packages/*", "inputs": ["*.toml"]}], "build_inputs": ["*.mod"],
      "images": [{"name": "base", "path": "docker/*", "inputs": ["ci/*/setup"]}])";
  const auto path = [](const char* text) { return *RepoPath::Parse(text); };
  const auto expanded =
      Expand(members, Repository(),
             {.inputs = {path("ci/a/setup"), path("docker/old"), path("go.mod"),
                         path("packages/old"), path("proto/z.proto"), path("x.toml")},
              .services = {path("services/new")}});
  const auto& platform = std::get<Platform>(expanded);
  EXPECT_THAT(platform.services[0].inputs,
              ElementsAre(path("proto/a.proto"), path("proto/z.proto")));
  EXPECT_THAT(platform.build_inputs, ElementsAre(path("go.mod")));
  EXPECT_THAT(platform.images[0].paths,
              ElementsAre(path("ci/a/setup"), path("docker/base"), path("docker/old")));
  std::vector<std::string> packages;
  for (const Package& package : platform.packages) packages.push_back(package.name);
  EXPECT_THAT(packages, ::testing::Contains("packages/old"));
  EXPECT_EQ(platform.packages[0].inputs, std::vector{path("x.toml")});
  EXPECT_THAT(platform.dead_patterns, IsEmpty());
  EXPECT_EQ(platform.services.size(), 1U) << "no pattern of services matches it";
}

TEST(ExpandTest, APatternThatMatchesNothingIsDeadUntilABaselineHasIt) {
  const Platform platform = Expanded(R"("services": ["services/api"], "build_inputs": ["*.mod"])");
  ASSERT_EQ(platform.dead_patterns.size(), 1U);
  MemoryTrees trees;
  TreeGlob tree(trees, trees.Add(Repository()));
  const ConfigProblems problems = DeadPathProblems({}, platform.dead_patterns, tree);
  EXPECT_EQ(problems[0].pointer, "/build_inputs/0");
  EXPECT_EQ(problems[0].message, "\"*.mod\" matches no path in this commit");
}

TEST(ExpandTest, NamesOfServicesComeFromPatternsAndNotFromPlaceholders) {
  EXPECT_THAT(ProblemsOf(R"("services": ["services/{service}"],
                            "environments": {"prod": {"repository": "r.example.com/{image}"}})"),
              ElementsAre("/services/0: There is no services/{service} | A service for each "
                          "directory is a pattern with \"*\": \"services/*\"."));
}

TEST(ExpandTest, TheRootIsAPathThatNeedsAName) {
  EXPECT_THAT(ProblemsOf(R"("services": ["."])"),
              ElementsAre("/services/0: A service at the repository's root needs a \"name\" | Add "
                          "\"name\": \"app\", for example."));
  const Platform platform = Expanded(R"("services": [{"path": ".", "name": "app"}])");
  EXPECT_TRUE(platform.services[0].path->IsRoot());
  EXPECT_THAT(platform.dead_paths, IsEmpty());
}

TEST(ExpandTest, OddDirectoryNamesAreOrdinary) {
  const Platform platform = Expanded(
      R"("services": ["s/*"])",
      {{"s/[locale]/x", {}}, {"s/a b/x", {}}, {"s/测试\n/x", {}}, {"s/-x/x", {}}, {"s/*/x", {}}});
  EXPECT_THAT(ServicesOf(platform),
              ElementsAre("* s/* *", "-x s/-x -x", "[locale] s/[locale] [locale]", "a b s/a b a b",
                          "测试\n s/测试\n 测试\n"));
  EXPECT_THAT(
      ProblemsOf(R"("services": ["s/*"])", {{"s/\xff/x", {}}, {"s/a/x", {}}}),
      ElementsAre("/services/0: The directory \"s/\\377\" can't give a service its name, for "
                  "it is not UTF-8 | Rename it, or write out the paths of the others."));
}

TEST(ExpandTest, BaseImagesNeedPathsAndKnownNames) {
  const Platform platform = Expanded(R"("services": ["services/*"], "packages": ["packages/common"],
      "images": [{"name": "base", "path": "docker/base", "inputs": ["lock.yaml", "docker/base"],
                  "depends_on": ["packages/common"]},
                 {"name": "api", "from": ["base", "web"]}])");
  ASSERT_EQ(platform.images.size(), 2U);
  EXPECT_EQ(platform.images[0].name, "api");
  EXPECT_THAT(platform.images[0].from, ElementsAre("base", "web"));
  EXPECT_EQ(Bytes(platform.images[1].paths), "docker/base lock.yaml");
  EXPECT_THAT(platform.images[1].packages, ElementsAre("packages/common"));
  EXPECT_THAT(
      ProblemsOf(R"("services": ["services/api"], "images": [{"name": "base"}, {"name": "api"},
                    {"name": "api"}])"),
      ElementsAre("/images/0: No service runs the image \"base\", and it has no paths | Give it a "
                  "\"path\" or \"inputs\", or mend its name.",
                  "/images/2: The image \"api\" is listed twice | Put both into one entry."));
}

TEST(ExpandTest, CyclesAmongImagesAreSpelledOut) {
  EXPECT_THAT(
      ProblemsOf(R"("services": ["services/*"], "images": [{"name": "api", "from": ["web"]},
          {"name": "web", "from": ["base"]}, {"name": "base", "path": "docker/base", "from": ["api"]}])"),
      ElementsAre(
          "/images/0/from: Images are built FROM each other in a circle: api -> web -> base "
          "-> api | Take one of them out of \"from\"."));
  EXPECT_THAT(
      ProblemsOf(R"("services": ["services/*"], "images": [{"name": "api", "from": ["api"]}])"),
      ElementsAre("/images/0/from: Images are built FROM each other in a circle: api -> api "
                  "| Take one of them out of \"from\"."));
}

TEST(ExpandTest, ImageNamesHaveToFitATagThatHoldsThem) {
  const Files files{{"s/a b/x", {}}, {"s/c/x", {}}};
  EXPECT_THAT(
      ProblemsOf(R"("services": ["s/*"], "tag": "{service}-{sha}")", files),
      ElementsAre(
          "/services/0: The image \"a b\" can't have a tag of the form \"{service}-{sha}\" | "
          "Give it another \"image\" name, or leave {service} out of \"tag\"."));
  EXPECT_THAT(ProblemsOf(R"("services": ["s/*", {"name": "a b", "image": "ab"}],
                            "tag": "{service}-{sha}")",
                         files),
              IsEmpty());
  EXPECT_THAT(ProblemsOf(R"("services": ["s/*"], "tag": "{sha}")", files), IsEmpty());
}

TEST(ExpandTest, ImageNamesHaveToFitTheirRepository) {
  const auto problems = [](const std::string& repository, const std::string& name) {
    return ProblemsOf(
        R"("services": ["s/*"], "environments": {"prod": {"repository": ")" + repository + R"("}})",
        {{"s/" + name + "/x", {}}});
  };
  EXPECT_THAT(
      problems("example.com:5000/p/{image}", "Mobile App"),
      ElementsAre("/services/0: No registry has a repository \"example.com:5000/p/Mobile App\" for "
                  "the image \"Mobile App\" | Give it another \"image\" name: lower-case letters "
                  "and digits, with single \".\", \"_\" or \"-\" between them."));
  EXPECT_THAT(problems("example.com/P/{image}", "api"),
              ElementsAre("/environments/prod/repository: No registry has a repository "
                          "\"example.com/P/image\" | Its parts are lower-case letters and digits, "
                          "with single \".\", \"_\" or \"-\" between them."));
  for (const char* name : {"a..b", "a___b", "a._b", "_a", "a-", "a b", "API", "caf\u00e9"}) {
    EXPECT_THAT(problems("p/{image}", name), SizeIs(1)) << name;
  }
  for (const char* name : {"a", "a.b", "a_b", "a__b", "a---b", "a-b.c_d", "9"}) {
    EXPECT_THAT(problems("p/{image}", name), IsEmpty()) << name;
  }
  EXPECT_THAT(problems("{env}.example.com//{image}", "api"), SizeIs(1));
  for (const char* repository :
       {"localhost/{image}", "Host.example.com/{env}-{image}", "{image}"}) {
    EXPECT_THAT(problems(repository, "api"), IsEmpty()) << repository;
  }
  EXPECT_THAT(ProblemsOf(R"("services": ["s/*"])", {{"s/Mobile App/x", {}}}), IsEmpty());
}

TEST(ExpandTest, ServicesThatRestartWithOthersNameThem) {
  const Platform platform = Expanded(
      R"("services": [{"path": "services/api", "restart_with": ["web", "web"]}, "services/web"])");
  EXPECT_THAT(platform.services[0].restart_with, ElementsAre("web"));
  EXPECT_THAT(platform.services[1].restart_with, IsEmpty());
  EXPECT_THAT(
      ProblemsOf(R"("services": [{"path": "services/api", "restart_with": ["api", "wev"]},
                               "services/web"])"),
      ElementsAre("/services/0/restart_with/0: \"api\" can't restart with itself | Remove it from "
                  "the list.",
                  "/services/0/restart_with/1: There is no service \"wev\" | Did you mean "
                  "\"web\"?"));
}

TEST(ExpandTest, TheDockerfileOfAnImageIsAnInput) {
  Files files = Repository();
  files["docker/web.Dockerfile"] = {};
  files["services/api/Dockerfile"] = {};
  const auto inputs = [&](const std::string& members) {
    const Platform platform = Expanded(members, files);
    std::string all;
    for (const Service& service : platform.services) all += "[" + Bytes(service.inputs) + "]";
    for (const Image& image : platform.images) all += "(" + Bytes(image.paths) + ")";
    return all;
  };
  const std::string services = R"("services": ["services/api", "services/web"], )";
  EXPECT_EQ(inputs(services + R"("build": {"dockerfile": "services/api/Dockerfile"})"),
            "[.dockerignore][.dockerignore services/api/Dockerfile "
            "services/api/Dockerfile.dockerignore]");
  EXPECT_EQ(inputs(services + R"("build": {"dockerfile": "services/api/Dockerfile"},
                                 "build_inputs": [".dockerignore", "services/*/Dockerfile"])"),
            "[][services/api/Dockerfile.dockerignore]");
  EXPECT_EQ(inputs(services + R"("images": [
                {"name": "web", "build": {"context": "docker", "dockerfile": "{image}.Dockerfile"}},
                {"name": "base", "path": "proto", "build": {"context": "docker/base"}}])"),
            "[][docker/.dockerignore docker/web.Dockerfile docker/web.Dockerfile.dockerignore]"
            "(docker/base/.dockerignore docker/base/Dockerfile "
            "docker/base/Dockerfile.dockerignore proto)()");
}

TEST(ExpandTest, IgnoreFilesThatWouldCountAreInputsUpToTheOneThatDoes) {
  Files files = Repository();
  files["docker/Containerfile"] = {};
  const auto inputs = [&](const std::string& image) {
    return Bytes(Expanded(R"("services": ["services/api"], "images": [{"name": "api", "build": )" +
                              image + "}]",
                          files)
                     .services[0]
                     .inputs);
  };
  files[".dockerignore"] = {};
  files["docker/.dockerignore"] = {};
  const std::string own = R"({"dockerfile": "docker/base/Dockerfile"})";
  EXPECT_EQ(inputs(own),
            ".dockerignore docker/base/Dockerfile docker/base/Dockerfile.dockerignore");
  files["docker/base/Dockerfile.dockerignore"] = {};
  EXPECT_EQ(inputs(own), "docker/base/Dockerfile docker/base/Dockerfile.dockerignore");
  EXPECT_EQ(inputs(R"({"context": "docker", "dockerfile": "Containerfile"})"),
            "docker/.containerignore docker/.dockerignore docker/Containerfile "
            "docker/Containerfile.containerignore docker/Containerfile.dockerignore");
}

TEST(ExpandTest, ADockerfileThatIsMissingIsADeadPath) {
  const Platform platform =
      Expanded(R"("services": ["services/api", "services/web"], "build": {"context": "docker"})");
  ASSERT_EQ(platform.dead_paths.size(), 1U);
  EXPECT_EQ(platform.dead_paths[0].path.bytes(), "docker/Dockerfile");
  EXPECT_EQ(platform.dead_paths[0].pointer, "/build");
  EXPECT_THAT(ProblemsOf(R"("services": [{"path": "services/api", "image": "../../x"}],
                           "build": {"dockerfile": "services/{image}/Dockerfile"})"),
              ElementsAre("/build: The Dockerfile of the image \"../../x\" would be "
                          "\"services/../../x/Dockerfile\" | Give that image a \"build\" of its "
                          "own in \"images\"."));
}

TEST(ExpandTest, ATreeThatCantBeReadIsAnErrorOfItsOwn) {
  auto config =
      ParseConfig(LiveSourceKinds(), R"({"version": 1, "services": ["services/*", "nowhere/*"]})");
  MemoryTrees trees;
  const graph::ObjectId root = trees.Add(Repository());
  trees.Damage(root);
  const auto expanded = ExpandConfig(std::get<Config>(config), trees, root, LinksOf(trees));
  const auto& failure = std::get<ExpandFailure>(expanded);
  ASSERT_TRUE(std::holds_alternative<graph::TreeError>(failure));
  EXPECT_EQ(std::get<graph::TreeError>(failure).id, root);
}

TEST(ExpandTest, EachTreeIsReadOnce) {
  Files files;
  std::string services;
  for (int i = 0; i < 2000; ++i) {
    files[fmt::format("services/s{}/main", i)] = {};
    services += fmt::format(R"({}{{"path": "services/s{}", "depends_on": ["p/common"]}})",
                            i == 0 ? "" : ",", i);
  }
  files["p/common/x"] = {};
  auto config = ParseConfig(
      LiveSourceKinds(),
      fmt::format(R"({{"version": 1, "packages": ["p/*"], "services": ["services/*", {}]}})",
                  services));
  MemoryTrees trees;
  const graph::ObjectId root = trees.Add(files);
  const auto expanded = ExpandConfig(std::get<Config>(config), trees, root, LinksOf(trees));
  EXPECT_EQ(std::get<Platform>(expanded).services.size(), 2000U);
  EXPECT_EQ(trees.reads(), 3U);  // the root, p, services
}

}  // namespace
}  // namespace deltaplan::planner
