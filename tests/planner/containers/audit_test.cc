#include "planner/containers/audit.h"

#include <algorithm>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

#include "planner/containers/build_listing.h"
#include "tests/planner/containers/memory_tree.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using graph::RepoPath;
using Texts = std::map<std::string, std::string>;

AuditedImage ImageAt(const std::string& name, const std::string& path) {
  return {.image = name,
          .shown_as = name,
          .has_service = true,
          .directories = {RepoPath::FromCanonical(path)},
          .covers = {RepoPath::FromCanonical(path), RepoPath::FromCanonical("docker-bake.hcl"),
                     RepoPath::FromCanonical("compose.yaml")}};
}

// "code service: name [paths]" of each finding.
std::vector<std::string> AuditOf(const Texts& files, std::vector<AuditedImage> images,
                                 const Config& config = {}) {
  MemoryTree tree(files);
  const graph::IgnoreRules ignore(config.ignore);
  const AuditRequest request{.config = config,
                             .images = std::move(images),
                             .builds = ListBuilds(tree.files()).builds,
                             .ignore = ignore,
                             .config_file = "deltaplan.json"};
  std::vector<std::string> lines;
  for (const AuditFinding& finding : Audit(request, tree.files())) {
    std::string line =
        fmt::format("{} {}: {}", NameOf(finding.code), finding.service, finding.name);
    for (const std::string& path : finding.paths) line += " " + path;
    lines.push_back(line);
  }
  return lines;
}

TEST(Audit, B24_InstallsOfAllWeakenPreciseLockfiles) {
  AuditedImage api = ImageAt("api", "api");
  api.shares_lockfile = true;
  Config config;
  config.workspace.precise = true;
  const auto found = [&](const std::string& run) {
    return AuditOf({{"api/Dockerfile", "FROM scratch\nRUN " + run + "\n"}}, {api}, config);
  };
  const auto needs_filter = [](const std::string& install) {
    return ElementsAre("precise_needs_filter api: " + install);
  };
  EXPECT_THAT(found("cd /app && NODE_ENV=production npm ci --omit=dev"), needs_filter("npm ci"));
  EXPECT_THAT(found("corepack pnpm install --frozen-lockfile"), needs_filter("pnpm install"));
  EXPECT_THAT(found("pnpm fetch"), needs_filter("pnpm fetch"));
  EXPECT_THAT(found("yarn --immutable"), needs_filter("yarn"));
  EXPECT_THAT(found("[\"bun\", \"install\"]"), needs_filter("bun install"));
  EXPECT_THAT(found("<<EOF\nnpm ci\nEOF"), needs_filter("npm ci"));
  for (const char* run :
       {"npm ci -w api", "npm ci --workspace=api", "pnpm --filter api... install", "npm i -g turbo",
        "npm install express", "corepack enable yarn", "yarn workspaces focus api", "echo npm ci",
        "npm run build", "turbo prune api && npm ci"}) {
    EXPECT_THAT(found(run), IsEmpty()) << run;
  }
  config.workspace.precise = false;
  EXPECT_THAT(found("npm ci"), IsEmpty());
  config.workspace.precise = true;
  api.shares_lockfile = false;
  EXPECT_THAT(found("npm ci"), IsEmpty());
}

TEST(Audit, WhatAnInputLeavesOutIsMissing) {
  AuditedImage api = ImageAt("api", "");
  api.left_out = {RepoPath::FromCanonical("lib/tools")};
  EXPECT_THAT(
      AuditOf(
          {{"Dockerfile", "FROM scratch\nCOPY . .\n"}, {"lib/x.go", ""}, {"lib/tools/y.go", ""}},
          {api}),
      ElementsAre("input_missing api:  lib/tools"));
}

// A tree may be deeper than any stack: its walks end where git's do, and say so.
TEST(Audit, ATreeThatIsTooDeepIsAnErrorAndNoCrash) {
  std::string deep;
  for (std::size_t i = 0; i < graph::kDeepestTree; ++i) deep += "d/";
  const auto error_of = [](const std::string& path) {
    MemoryTree tree({{"Dockerfile", "FROM scratch\nCOPY d /d\n"}, {path, ""}});
    Config config;
    config.ignore = {"*.nowhere"};
    const graph::IgnoreRules ignore(config.ignore);
    const AuditRequest request{.config = config,
                               .images = {ImageAt("api", "api")},
                               .builds = ListBuilds(tree.files()).builds,
                               .ignore = ignore,
                               .config_file = "deltaplan.json"};
    Audit(request, tree.files());
    return tree.files().error();
  };
  EXPECT_FALSE(error_of(deep + "x"));
  const auto error = error_of(deep + "d/x");
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, graph::TreeError::Kind::kTooDeep);
}

// Images may be built on each other in chains of any length.
TEST(Audit, LongChainsOfBasesAreFollowed) {
  constexpr int kLength = 6'000;
  Texts files{{"d/0/0/Dockerfile", "FROM scratch\nONBUILD COPY trigger /\n"}};
  std::vector<AuditedImage> images{ImageAt("i0", "d/0/0")};
  for (int i = 1; i <= kLength; ++i) {
    const std::string place = fmt::format("d/{}/{}", i / 80, i % 80);
    files[place + "/Dockerfile"] = fmt::format("FROM i{}\n", i - 1);
    images.push_back(ImageAt(fmt::format("i{}", i), place));
    images.back().from = {fmt::format("i{}", i - 1)};
  }
  std::ranges::reverse(images);
  EXPECT_THAT(AuditOf(files, std::move(images)),
              ElementsAre("source_untracked i1:  d/0/1/trigger"));
}

TEST(Audit, ImagesBuiltOnEachOtherInACircleEnd) {
  EXPECT_THAT(AuditOf({{"a/Dockerfile", "FROM b\n"}, {"b/Dockerfile", "FROM a\n"}},
                      {ImageAt("a", "a"), ImageAt("b", "b")}),
              ElementsAre("image_missing a: b", "image_missing b: a"));
}

// A target that no service runs is a part of the builds that take it for a context.
TEST(Audit, TargetsThatABuildIsMadeWithAreReadAsWell) {
  const Texts files{
      {"docker-bake.hcl", R"(
target "api" {
  context = "api"
  contexts = { tools = "target:tools" }
}
target "tools" {
  context = "tools"
  contexts = { deep = "target:deep" }
}
target "deep" { context = "deep" }
)"},
      {"api/Dockerfile", "FROM scratch\nCOPY --from=tools / /\n"},
      {"tools/Dockerfile", "FROM deep\nCOPY gen /\n"},
      {"tools/gen", ""},
      {"deep/Dockerfile", "FROM scratch\nCOPY . /\nONBUILD COPY onbuild /\n"},
      {"deep/x", ""},
      {"tools/onbuild", ""},
  };
  EXPECT_THAT(AuditOf(files, {ImageAt("api", "api")}),
              ElementsAre("input_missing api:  deep/Dockerfile",
                          "input_missing api:  deep/Dockerfile deep/x",
                          "input_missing api:  tools/Dockerfile",
                          "input_missing api:  tools/onbuild", "input_missing api:  tools/gen"));
  // Where it is an image of the configuration, that it is built with it is what counts.
  EXPECT_THAT(
      AuditOf(files, {ImageAt("api", "api"), ImageAt("tools", "tools")}),
      ElementsAre("input_missing tools:  deep/Dockerfile",
                  "input_missing tools:  deep/Dockerfile deep/x", "image_missing api: tools"));
}

TEST(Audit, ServicesOfComposeThatABuildIsMadeWithAreReadAsWell) {
  EXPECT_THAT(AuditOf({{"compose.yaml",
                        "services:\n  api: {build: {context: api, additional_contexts: "
                        "{tools: 'service:tools'}}}\n  tools: {build: tools}\n"},
                       {"api/Dockerfile", "FROM scratch\nCOPY --from=tools / /\n"},
                       {"tools/Dockerfile", "FROM scratch\nCOPY gen /\n"},
                       {"tools/gen", ""}},
                      {ImageAt("api", "api")}),
              ElementsAre("input_missing api:  tools/Dockerfile", "input_missing api:  tools/gen"));
}

TEST(Audit, WhatDescribesABuildIsAnInput) {
  AuditedImage api{.image = "api", .shown_as = "api", .has_service = true};
  const Texts files{
      {"docker-bake.hcl", "target \"api\" { dockerfile = \"docker/api.Dockerfile\" }\n"},
      {"docker/api.Dockerfile", "FROM scratch\n"},
      {".dockerignore", "x\n"},
  };
  EXPECT_THAT(
      AuditOf(files, {api}),
      ElementsAre("input_missing api:  .dockerignore docker-bake.hcl docker/api.Dockerfile"));
  for (const auto& file : files) {
    api.covers.push_back(RepoPath::FromCanonical(file.first));
    api.own_inputs.push_back(RepoPath::FromCanonical(file.first));
  }
  EXPECT_THAT(AuditOf(files, {api}), IsEmpty());
}

TEST(Audit, ABaseIsMeantByItsNameWithARegistryAndByItsTags) {
  const auto from = [](const std::string& name) {
    return Texts{{"api/Dockerfile", "FROM " + name + "\n"},
                 {"base/Dockerfile", "FROM scratch\n"},
                 {"docker-bake.hcl",
                  "target \"base\" {\n  context = \"base\"\n  tags = [\"acme/ground:1\"]\n}\n"}};
  };
  const std::vector<AuditedImage> images{ImageAt("api", "api"), ImageAt("base", "base")};
  for (const char* name : {"base", "base:1", "registry.example.com:5000/acme/base:1", "acme/base",
                           "acme/ground:2", "docker.io/acme/ground"}) {
    EXPECT_THAT(AuditOf(from(name), images), ElementsAre("image_missing api: base")) << name;
  }
  // Where images go is written, so that others of the name are others.
  Config config;
  config.environments.emplace_back().name = "prod";
  config.environments.front().repository = "ghcr.io/acme/{image}";
  EXPECT_THAT(AuditOf(from("ghcr.io/acme/base"), images, config),
              ElementsAre("image_missing api: base"));
  EXPECT_THAT(AuditOf(from("quay.io/others/base"), images, config), IsEmpty());
}

TEST(Audit, WhatMayBeReadOfAnyContextIsLookedFor) {
  const Texts files{
      {"docker-bake.hcl",
       "target \"api\" {\n  context = \"api\"\n  contexts = { shared = \"shared\" }\n}\n"},
      {"api/Dockerfile", "FROM scratch\nARG X\nCOPY --from=shared $X /\n"},
      {"shared/a", ""},
  };
  EXPECT_THAT(AuditOf(files, {ImageAt("api", "api")}),
              ElementsAre("context_undecided api: $X shared/a"));
  Texts own = files;
  own["api/Dockerfile"] = "FROM scratch\nARG X\nCOPY $X /\n";
  EXPECT_THAT(AuditOf(own, {ImageAt("api", "api")}), IsEmpty());
  own["api/Dockerfile"] = "FROM scratch\nARG X\nRUN --mount=from=$X,target=/x true\n";
  EXPECT_THAT(AuditOf(own, {ImageAt("api", "api")}),
              ElementsAre("context_undecided api: $X shared/a"));
}

TEST(Audit, PartsOfABakeFileThatCantBeToldAreNamed) {
  const Texts files{
      {"docker-bake.hcl", R"(
function "f" {
  params = [x]
  result = x
}
target "api" {
  dockerfile = "api/Dockerfile"
  args = f({})
}
target "web" {
  context = "web"
  contexts = { shared = f("shared") }
}
target "odd" { context = f("odd") }
)"},
      {"api/Dockerfile", "FROM scratch\nCOPY api /\n"},
      {"web/Dockerfile", "FROM scratch\nCOPY --from=shared x /\n"},
      {"odd/x", ""},
  };
  EXPECT_THAT(AuditOf(files, {ImageAt("api", "api"), ImageAt("odd", "odd"), ImageAt("web", "web")}),
              ElementsAre("context_undecided api: args of the target api odd web",
                          "context_undecided odd: context of the target odd api web",
                          "context_undecided web: the context shared api odd"));
}

TEST(Audit, ABaseImageIsFoundByItsPath) {
  AuditedImage base{.image = "base",
                    .shown_as = "base",
                    .directories = {RepoPath::FromCanonical("base")},
                    .covers = {RepoPath::FromCanonical("base")}};
  EXPECT_THAT(AuditOf({{"base/Dockerfile", "FROM scratch\nCOPY certs base/x /\n"},
                       {"base/x", ""},
                       {"certs", ""}},
                      {base}),
              ElementsAre("input_missing base:  certs"));
}

}  // namespace
}  // namespace deltaplan::planner
