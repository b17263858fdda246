#include "planner/config/parse.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>

#include "planner/live/live_source.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

Config Accepted(std::string_view text) {
  auto parsed = ParseConfig(LiveSourceKinds(), text);
  if (const auto* problems = std::get_if<ConfigProblems>(&parsed)) {
    ADD_FAILURE() << ConfigProblemsText("deltaplan.json", *problems);
    return {};
  }
  return std::get<Config>(std::move(parsed));
}

// Every problem as "pointer: message" or "pointer: message | advice".
std::vector<std::string> ProblemsOf(std::string_view text) {
  std::vector<std::string> lines;
  const auto parsed = ParseConfig(LiveSourceKinds(), text);
  if (const auto* problems = std::get_if<ConfigProblems>(&parsed)) {
    for (const ConfigProblem& problem : *problems) {
      lines.push_back(problem.pointer + ": " + problem.message +
                      (problem.advice.empty() ? "" : " | " + problem.advice));
    }
  }
  return lines;
}

// A valid configuration with further members.
std::string With(std::string_view members) {
  return fmt::format(R"({{"version": 1, "services": ["services/*"], {}}})", members);
}
std::string WithService(std::string_view service) {
  return fmt::format(R"({{"version": 1, "services": [{}]}})", service);
}
std::string WithEnvironment(std::string_view environment) {
  return With(fmt::format(R"("environments": {{"prod": {}}})", environment));
}

std::vector<std::string> Texts(const std::vector<PathPattern>& patterns) {
  std::vector<std::string> texts;
  for (const PathPattern& pattern : patterns) texts.push_back(pattern.text);
  return texts;
}

TEST(ConfigParseTest, TheContractsSampleIsRead) {
  const Config config = Accepted(R"({
  "version": 1,
  "services": [
    { "path": "services/*" },                     // one service for each matching directory
    { "name": "web", "path": "apps/web", "inputs": ["proto"], "depends_on": ["packages/ui"], "image": "frontend" }
  ],
  "packages": ["packages/common", "packages/auth-client", "packages/events", "packages/tsconfig", "packages/eslint-config"],
  "build_inputs": ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json",
                   "infra/docker/service.Dockerfile", "infra/docker/.npmrc"],
  "dependencies": "all",                          // all | declared | workspace
  "ignore": ["services/*/docs/**"],               // gitignore rules
  "tag": "{short_sha}",
  "tag_pattern": "^(?:sha-)?(?<sha>[0-9a-f]{7,40})$",
  "bootstrap_tags": ["sha-bootstrap"],
  "environments": {
    "sandbox": {
      "live": [ { "from": "ecs", "cluster": "platform-{env}", "service": "{service}", "container": "{service}" },
                { "from": "image_tags" } ],
      "image_tags": { "file": "infra/terraform/aws/image-tags.auto.tfvars.json", "variable": "image_tags" },
      "terraform": { "dir": "infra/terraform/aws",
                     "targets": ["aws_ecs_task_definition.service[\"{service}\"]", "aws_ecs_service.service[\"{service}\"]"] }
    }
  }
})");
  ASSERT_EQ(config.services.size(), 2U);
  EXPECT_EQ(config.services[0].pointer, "/services/0");
  EXPECT_EQ(config.services[0].path->text, "services/*");
  EXPECT_EQ(config.services[0].path->pointer, "/services/0/path");
  EXPECT_FALSE(config.services[0].inputs);
  const ServiceEntry& web = config.services[1];
  EXPECT_EQ(web.name, "web");
  EXPECT_THAT(Texts(*web.inputs), ElementsAre("proto"));
  EXPECT_EQ(web.depends_on->front().name, "packages/ui");
  EXPECT_EQ(web.depends_on->front().pointer, "/services/1/depends_on/0");
  EXPECT_EQ(web.image, "frontend");
  ASSERT_EQ(config.packages.size(), 5U);
  EXPECT_EQ(config.packages[4].path.text, "packages/eslint-config");
  EXPECT_EQ(config.packages[4].path.pointer, "/packages/4");
  EXPECT_EQ(config.build_inputs.size(), 5U);
  EXPECT_EQ(config.dependencies, DependencyMode::kAll);
  EXPECT_THAT(config.ignore, ElementsAre("services/*/docs/**"));
  EXPECT_EQ(config.tag_pattern, "^(?:sha-)?(?<sha>[0-9a-f]{7,40})$");
  EXPECT_THAT(config.bootstrap_tags, ElementsAre("sha-bootstrap"));
  ASSERT_EQ(config.environments.size(), 1U);
  const EnvironmentEntry& sandbox = config.environments[0];
  EXPECT_EQ(sandbox.name, "sandbox");
  ASSERT_EQ(sandbox.live.size(), 2U);
  EXPECT_EQ(sandbox.live[0].from, "ecs");
  EXPECT_EQ(sandbox.live[1].from, "image_tags");
  EXPECT_EQ(sandbox.live[1].pointer, "/environments/sandbox/live/1");
  EXPECT_EQ(sandbox.image_tags->file, "infra/terraform/aws/image-tags.auto.tfvars.json");
  EXPECT_EQ(sandbox.terraform->root.dir, "infra/terraform/aws");
  EXPECT_THAT(sandbox.terraform->targets.patterns,
              ElementsAre("aws_ecs_task_definition.service[\"{service}\"]",
                          "aws_ecs_service.service[\"{service}\"]"));
}

TEST(ConfigParseTest, OnlyVersionAndServicesAreRequired) {
  const Config config = Accepted(R"({"version": 1, "services": ["services/api"]})");
  EXPECT_EQ(config.services.at(0).path->text, "services/api");
  EXPECT_EQ(config.services.at(0).path->pointer, "/services/0");
  EXPECT_EQ(config.dependencies, DependencyMode::kAll);
  EXPECT_EQ(config.tag, "{short_sha}");
  EXPECT_EQ(config.tag_pattern, std::nullopt);
  EXPECT_THAT(config.environments, IsEmpty());
  EXPECT_THAT(ProblemsOf("{}"),
              ElementsAre(": The key \"version\" is missing | Add \"version\": 1.",
                          ": The key \"services\" is missing | Add \"services\": "
                          "[\"services/*\"]."));
}

TEST(ConfigParseTest, FurtherKeysAreRead) {
  const Config config = Accepted(R"({
    "$schema": "docs/schema/deltaplan.schema.json", "version": 1,
    "services": [ {"path": "a", "always": true, "hold": "frozen", "targets": ["module.{service}"]},
                  {"name": "b", "always": false, "hold": true}, {"name": "c", "hold": false} ],
    "packages": [ {"path": "p", "name": "common", "inputs": ["proto"], "depends_on": ["q"]}, "q" ],
    "build_inputs": [ {"path": "lock"} ],
    "images": [ {"name": "base", "path": "docker/base", "inputs": ["x"], "depends_on": ["q"], "from": ["os"]} ],
    "dependencies": "declared", "tag": "{service}-{sha:12}", "ignore": [], "bootstrap_tags": [],
    "environments": { "z": {}, "a": {"terraform": {"dir": ".", "targets": "auto",
                                          "allow": ["module.a", "x.y[\"k\"]"],
                                          "data_types": ["acme_*"]},
                            "image_tags": {"file": "t.json"}} }
  })");
  EXPECT_EQ(config.services[0].always, true);
  EXPECT_EQ(config.services[0].hold->why, "frozen");
  EXPECT_THAT(config.services[0].targets->patterns, ElementsAre("module.{service}"));
  EXPECT_TRUE(config.services[1].hold->held);
  EXPECT_EQ(config.services[1].always, false);
  EXPECT_FALSE(config.services[2].hold->held);
  EXPECT_EQ(config.packages[0].name, "common");
  EXPECT_THAT(Texts(*config.packages[0].inputs), ElementsAre("proto"));
  EXPECT_EQ(config.packages[0].depends_on->front().name, "q");
  EXPECT_FALSE(config.packages[1].depends_on);
  EXPECT_THAT(Texts(config.build_inputs), ElementsAre("lock"));
  EXPECT_EQ(config.images[0].path->text, "docker/base");
  EXPECT_EQ(config.images[0].from[0].pointer, "/images/0/from/0");
  EXPECT_EQ(config.dependencies, DependencyMode::kDeclared);
  EXPECT_THAT(config.bootstrap_tags, IsEmpty());
  ASSERT_EQ(config.environments.size(), 2U);
  EXPECT_EQ(config.environments[0].name, "z") << "order of the file";
  EXPECT_EQ(config.environments[1].terraform->root.dir, "");
  EXPECT_TRUE(config.environments[1].terraform->targets.is_auto);
  EXPECT_EQ(config.environments[1].image_tags->variable(), "image_tags");
  ASSERT_EQ(config.environments[1].terraform->allow.size(), 2U);
  EXPECT_EQ(tfvars::Print(config.environments[1].terraform->allow[1]), "x.y[\"k\"]");
  EXPECT_THAT(config.environments[1].terraform->data_types, ElementsAre("acme_*"));
}

TEST(ConfigParseTest, Scenario56WhatTerraformIsGivenIsRead) {
  const Config config = Accepted(WithEnvironment(R"({"terraform": {
      "dir": "infra/{service}", "workspace": "{env}", "var_files": ["./env/{env}.tfvars"],
      "vars": {"region": "{env}-1", "count": 3, "on": true, "none": ""} }})"));
  const TerraformRoot& root = config.environments[0].terraform->root;
  EXPECT_EQ(root.dir, "infra/{service}");
  EXPECT_EQ(root.workspace, "prod");
  EXPECT_THAT(root.var_files, ElementsAre("env/prod.tfvars"));
  EXPECT_THAT(root.vars, ElementsAre(Pair("count", "3"), Pair("none", ""), Pair("on", "true"),
                                     Pair("region", "prod-1")));
  EXPECT_TRUE(root.is_complete);
  for (const char* const silent :
       {R"({"terraform": {}})", R"({"terraform": {"workspace": "a"}})"}) {
    EXPECT_FALSE(Accepted(WithEnvironment(silent)).environments[0].terraform->root.is_complete);
  }
  EXPECT_TRUE(Accepted(WithEnvironment(R"({"terraform": {"var_files": []}})"))
                  .environments[0]
                  .terraform->root.is_complete);
}

TEST(ConfigParseTest, Scenario57AnExceptionReplacesWhatItSaysAndNothingElse) {
  const Config config = Accepted(WithEnvironment(R"({
      "image_tags": {"file": "tags.json"}, "ecs": {"cluster": "main", "family": "f-{service}"},
      "terraform": {"dir": "infra", "workspace": "prod", "vars": {"a": "1"}, "targets": "auto"},
      "services": {
        "legacy": {"terraform": {"dir": "infra/legacy"}, "image_tags": {"variable": "legacy_tag", "form": "scalar"}},
        "web": {"ecs": {"cluster": "edge"}, "terraform": {"targets": ["module.{service}"]}} }})"));
  const EnvironmentEntry& environment = config.environments[0];
  ASSERT_EQ(environment.exceptions.size(), 2U);
  EXPECT_EQ(environment.exceptions[0].pointer, "/environments/prod/services/legacy");
  const EnvironmentEntry& legacy = environment.exceptions[0].environment;
  EXPECT_EQ(legacy.terraform->root.dir, "infra/legacy");
  EXPECT_EQ(legacy.terraform->root.workspace, "prod");
  EXPECT_THAT(legacy.terraform->root.vars, ElementsAre(Pair("a", "1")));
  EXPECT_EQ(legacy.image_tags->file, "tags.json");
  EXPECT_EQ(legacy.image_tags->place.path, "legacy_tag");
  EXPECT_EQ(legacy.ecs.cluster, "main");
  const EnvironmentEntry& web = environment.exceptions[1].environment;
  EXPECT_EQ(web.terraform->root.dir, "infra");
  EXPECT_EQ(web.ecs.cluster, "edge");
  EXPECT_EQ(web.ecs.family, "f-{service}");
  EXPECT_EQ(environment.ecs.cluster, "main");
}

TEST(ConfigParseTest, Scenario56And57WhatIsNothingThatTerraformTakesIsSaid) {
  EXPECT_THAT(
      ProblemsOf(WithEnvironment(R"({"terraform": {"dir": "infra/{servce}", "workspace": "",
          "var_files": ["../a"], "vars": {"a b": "x", "l": [1], "t": "{nam}"}},
          "services": {"api": {"terraform": {"direktory": "x"}, "deploy": []}, "web": 1,
                       "old": {"image_tags": {"variable": "x"}}}})")),
      ElementsAre(
          "/environments/prod/terraform/dir: There is no {servce} here | Did you mean "
          "\"service\"?",
          "/environments/prod/terraform/workspace: The string is empty",
          "/environments/prod/terraform/var_files/0: \"../a\" is no path inside the repository | "
          "Write it relative to the repository's root, without \"..\".",
          "/environments/prod/terraform/vars/a b: \"a b\" is no name of a variable",
          "/environments/prod/terraform/vars/l: Expected a string, a number, true or false | Write "
          "lists and objects as text in Terraform's language, or into a file of \"var_files\".",
          "/environments/prod/terraform/vars/t: There is no {nam} here | Known here: \"env\", "
          "\"image\", \"service\", \"service_id\".",
          "/environments/prod/services/api/terraform/direktory: Unknown key \"direktory\" | Known "
          "here: \"dir\", \"workspace\", \"var_files\", \"vars\", \"targets\", \"allow\", "
          "\"allow_attributes\", \"data_types\".",
          "/environments/prod/services/api/deploy: Unknown key \"deploy\" | Known here: "
          "\"live\", \"repository\", \"image_tags\", \"terraform\", \"ecs\".",
          "/environments/prod/services/web: Expected an object, not a number",
          "/environments/prod/services/old/image_tags: The key \"file\" is missing | Add "
          "\"file\": \"infra/image_tags.auto.tfvars.json\"."));
}

TEST(ConfigParseTest, EveryLiveSourceOfTheContractIsAccepted) {
  for (
      const char* source : {
          R"({"from": "ecs", "cluster": "c", "service": "s", "container": "c", "region": "r", "profile": "p"})",
          R"({"from": "ecr", "repository": "r", "region": "r", "profile": "p"})",
          R"({"from": "ssm", "parameter": "/x/{service}", "region": "r", "profile": "p"})",
          R"({"from": "lambda", "function": "f", "region": "r", "profile": "p"})",
          R"({"from": "ecr", "repository": "r", "tag_pattern": "{service}-(?<sha>[0-9a-f]{7,40})$"})",
          R"({"from": "http", "url": "https://example.com/{service}", "pointer": "/tag"})",
          R"({"from": "http", "url": "https://example.com/{service}", "header": "x-commit"})",
          R"({"from": "http", "url": "http://{image}.internal/version.txt"})",
          R"({"from": "http", "url": "https://example.com/all.json", "pointer": "/{service}/tag"})",
          R"({"from": "command", "command": ["./live", "{env}"]})",
          R"({"from": "file", "file": "{env}.json", "variable": "tags"})",
          R"({"from": "file", "file": "-", "service": "{env}-{service}", "container": "app"})",
          R"({"from": "terraform_state"})",
          R"({"from": "terraform_state", "address": "aws_ecs_service.x[\"{service}\"]"})",
          R"({"from": "terraform_state", "file": "{env}.json", "container": "{service}"})",
          R"({"from": "terraform_state", "command": ["tofu", "show"], "attribute": "input.tag"})",
      }) {
    EXPECT_THAT(ProblemsOf(WithEnvironment(fmt::format(R"({{"live": [{}]}})", source))), IsEmpty())
        << source;
  }
}

TEST(ConfigParseTest, PathsAreMadeCanonical) {
  const Config config =
      Accepted(With(R"("build_inputs": ["./a//b/", ".", "[x]?{y}", "a b\\c", "é*"])"));
  EXPECT_THAT(Texts(config.build_inputs), ElementsAre("a/b", "", "[x]?{y}", "a b\\c", "é*"));
  EXPECT_FALSE(config.build_inputs[2].HasWildcard());
  EXPECT_TRUE(config.build_inputs[4].HasWildcard());
}

struct Wrong {
  std::string text;
  std::vector<std::string> problems;
};

void ExpectProblems(const std::vector<Wrong>& cases) {
  for (const Wrong& wrong : cases) EXPECT_EQ(ProblemsOf(wrong.text), wrong.problems) << wrong.text;
}

TEST(ConfigParseTest, WrongTypesAreNamed) {
  ExpectProblems({
      {"[]", {": Expected an object, not a list"}},
      {"null", {": Expected an object, not null"}},
      {With(R"("packages": "packages/*")"), {"/packages: Expected a list, not a string"}},
      {With(R"("packages": [7])"), {"/packages/0: Expected a path or an object, not a number"}},
      {With(R"("build_inputs": [{"path": true}])"),
       {"/build_inputs/0/path: Expected a string, not true or false"}},
      {With(R"("images": ["base"])"), {"/images/0: Expected an object, not a string"}},
      {With(R"("tag": null)"), {"/tag: Expected a string, not null"}},
      {With(R"("tag": "")"), {"/tag: The string is empty"}},
      {With(R"("$schema": 1)"), {"/$schema: Expected a string, not a number"}},
      {With(R"("ignore": [""])"), {"/ignore/0: The string is empty"}},
      {With(R"("environments": [])"), {"/environments: Expected an object, not a list"}},
      {With(R"("environments": {"": {}})"),
       {"/environments/: The name of the environment is empty"}},
      {WithService(R"({"name": "a", "always": "yes"})"),
       {"/services/0/always: Expected true or false, not a string"}},
      {WithService(R"({"name": "a", "hold": 1})"),
       {"/services/0/hold: Expected true, false or the reason as a string, not a number"}},
      {WithService(R"({"name": "a", "inputs": {"path": "x"}})"),
       {"/services/0/inputs: Expected a list, not an object"}},
      {R"({"version": "1", "services": []})",
       {"/version: Expected the number 1, not a string",
        "/services: There are no services | Add \"services/*\", for example."}},
      {R"({"version": 2, "services": {}})",
       {"/version: Version 2 of the configuration is not known | This deltaplan reads version 1."}},
  });
}

TEST(ConfigParseTest, AConfigurationForAnotherVersionSaysOnlyThat) {
  EXPECT_THAT(
      ProblemsOf(R"({"version": 1, "required_version": ">= 99.0", "newer": [], "services": 1})"),
      ElementsAre(::testing::StartsWith(
          "/required_version: The configuration is for deltaplan >= 99.0; this is ")));
  EXPECT_THAT(
      ProblemsOf(R"({"version": 1, "required_version": "new", "services": ["a"]})"),
      ElementsAre(::testing::StartsWith("/required_version: \"new\" is no version constraint")));
  EXPECT_THAT(
      ProblemsOf(R"({"version": 1, "required_version": ">= 0.1, < 99", "services": ["a"]})"),
      ::testing::IsEmpty());
}

TEST(ConfigParseTest, UnknownKeysAndWordsSuggestTheNearest) {
  ExpectProblems({
      {With(R"("pakages": [])"),
       {"/pakages: Unknown key \"pakages\" | Did you mean \"packages\"?"}},
      {With(R"("a/b~": [])"),
       {"/a~1b~0: Unknown key \"a/b~\" | Known here: \"$schema\", \"version\", "
        "\"required_version\", \"placeholders\", \"services\", "
        "\"packages\", \"build_inputs\", \"images\", \"build\", \"dependencies\", "
        "\"lockfile\", \"dev\", \"root\", \"ignore_packages\", \"ignore\", "
        "\"tag\", "
        "\"tag_pattern\", \"tag_ref\", \"bootstrap_tags\", \"moving_tags\", \"environments\"."}},
      {WithService(R"({"path": "a", "dependson": []})"),
       {"/services/0/dependson: Unknown key \"dependson\" | Did you mean \"depends_on\"?"}},
      {With(R"("packages": [{"path": "a", "image": "x"}])"),
       {"/packages/0/image: Unknown key \"image\" | Known here: \"path\", \"name\", \"inputs\", "
        "\"depends_on\"."}},
      {With(R"("build_inputs": [{"path": "a", "pth": "x"}])"),
       {"/build_inputs/0/pth: Unknown key \"pth\" | Did you mean \"path\"?"}},
      {With(R"("dependencies": "declare")"),
       {"/dependencies: There are no dependencies \"declare\" | Did you mean \"declared\"?"}},
      {WithEnvironment(R"({"live": [{"from": "esc", "cluster": "c"}]})"),
       {"/environments/prod/live/0/from: There is no live source \"esc\" | Did you mean \"ecs\"?"}},
      {WithEnvironment(R"({"image_tags": {"file": "a", "path": "b"}})"),
       {"/environments/prod/image_tags/path: Unknown key \"path\" | Known here: \"file\", "
        "\"variable\", \"form\", \"content\"."}},
      {WithEnvironment(R"({"live": [{"from": "ecs", "cluster": "c", "url": "x"}]})"),
       {"/environments/prod/live/0/url: Unknown key \"url\" | Known here: \"from\", \"cluster\", "
        "\"service\", \"container\", \"region\", \"profile\"."}},
      {WithEnvironment(R"({"terraform": {"targes": []}})"),
       {"/environments/prod/terraform/targes: Unknown key \"targes\" | Did you mean "
        "\"targets\"?"}},
  });
}

TEST(ConfigParseTest, AMisspeltKeyIsNotMissingToo) {
  ExpectProblems({
      {R"({"verison": 1, "servicez": ["services/*"]})",
       {"/verison: Unknown key \"verison\" | Did you mean \"version\"?",
        "/servicez: Unknown key \"servicez\" | Did you mean \"services\"?"}},
      {WithService(R"({"pth": "services/api"})"),
       {"/services/0/pth: Unknown key \"pth\" | Did you mean \"path\"?"}},
      {WithService(R"({"external": true, "nmae": "legacy"})"),
       {"/services/0/nmae: Unknown key \"nmae\" | Did you mean \"name\"?"}},
      {WithService(R"({"external": true})"),
       {"/services/0: A service that is built elsewhere needs a \"name\" | Add \"name\": "
        "\"legacy\", for example."}},
      {WithEnvironment(R"({"live": [{"form": "ecs", "cluster": "c"}]})"),
       {"/environments/prod/live/0/form: Unknown key \"form\" | Did you mean \"from\"?"}},
      {WithEnvironment(R"({"live": [{"cluster": "c"}]})"),
       {"/environments/prod/live/0: The key \"from\" is missing | Add \"from\": "
        "\"image_tags\"."}},
      {WithEnvironment(R"({"live": [{"from": "ecs", "clster": "c"}]})"),
       {"/environments/prod/live/0/clster: Unknown key \"clster\" | Did you mean "
        "\"cluster\"?"}},
      {WithEnvironment(R"({"live": [{"from": "image_tags"}], "image_tag": {"file": "t.json"}})"),
       {"/environments/prod/image_tag: Unknown key \"image_tag\" | Did you mean "
        "\"image_tags\"?"}},
  });
}

TEST(ConfigParseTest, MissingKeysAreNamed) {
  ExpectProblems({
      {WithService("{}"),
       {"/services/0: A service needs a \"path\", or the \"name\" of an earlier one | Add { "
        "\"path\": \"services/api\" }."}},
      {With(R"("packages": [{"name": "x"}])"),
       {"/packages/0: The key \"path\" is missing | Add \"path\": \"packages/common\"."}},
      {With(R"("images": [{"path": "x"}])"),
       {"/images/0: The key \"name\" is missing | Add \"name\": \"base\"."}},
      {WithEnvironment(R"({"live": [{}, {"from": "ecs"}, {"from": "command"}]})"),
       {"/environments/prod/live/0: The key \"from\" is missing | Add \"from\": \"image_tags\".",
        "/environments/prod/live/1: The key \"cluster\" is missing | Add \"cluster\".",
        "/environments/prod/live/2: The key \"command\" is missing | Add \"command\"."}},
      {WithEnvironment(R"({"image_tags": {}})"),
       {"/environments/prod/image_tags: The key \"file\" is missing | Add \"file\": "
        "\"infra/image_tags.auto.tfvars.json\"."}},
      {WithEnvironment(R"({"live": [{"from": "ecs", "cluster": "c-{enviroment}"},
                                     {"from": "terraform_state", "file": "{service}.json"},
                                     {"from": "terraform_state", "command": []}]})"),
       {"/environments/prod/live/0/cluster: There is no {enviroment} here | Known here: \"env\", "
        "\"image\", \"service\", \"service_id\".",
        "/environments/prod/live/1/file: There is no {service} here | Known here: \"env\".",
        "/environments/prod/live/2/command: The list is empty"}},
      {WithEnvironment(R"({"live": [{"from": "terraform_state", "file": "f", "command": ["c"]},
                                     {"from": "terraform_state", "attribute": "a", "container": "c"}]})"),
       {"/environments/prod/live/0: The state comes from a \"file\" or from a \"command\", not "
        "from "
        "both",
        "/environments/prod/live/1: An \"attribute\" holds the tag or a \"container\" has the "
        "image, "
        "not both"}},
      {WithEnvironment(R"({"live": [{"from": "http", "url": "example.com/{service}"},
                                     {"from": "http", "url": "https://x/{service}", "pointer": "/a", "header": "b"},
                                     {"from": "http", "url": "https://x/{service}", "pointer": "a"},
                                     {"from": "http", "url": "https://x/", "header": "b"},
                                     {"from": "ecr", "repository": "r", "tag_pattern": "^v"}]})"),
       {"/environments/prod/live/0: The \"url\" has to begin with http:// or https://",
        "/environments/prod/live/1: The tag is at a \"pointer\" or in a \"header\", not in both",
        "/environments/prod/live/2: A \"pointer\" begins with /",
        "/environments/prod/live/3: Where the \"url\" does not name the {service}, the "
        "\"pointer\" has to",
        "/environments/prod/live/4: The \"tag_pattern\" can't be used: it has no group named "
        "\"sha\" or \"ref\": (?<sha>...)"}},
      {WithEnvironment(R"({"live": [{"from": "image_tags"}]})"),
       {"/environments/prod: Live tags come from the tag map, but \"image_tags\" is missing | Add "
        "\"image_tags\": { \"file\": \"infra/image_tags.auto.tfvars.json\" }."}},
  });
}

TEST(ConfigParseTest, PathsOutsideTheRepositoryAndDoubleStarsAreRefused) {
  const std::string advice = " | Write it relative to the repository's root, without \"..\".";
  ExpectProblems({
      {With(R"("build_inputs": ["../x", "/etc", "a/../b", "a\u0000b", ""])"),
       {"/build_inputs/0: \"../x\" is no path inside the repository" + advice,
        "/build_inputs/1: \"/etc\" is no path inside the repository" + advice,
        "/build_inputs/2: \"a/../b\" is no path inside the repository" + advice,
        "/build_inputs/3: \"a" + std::string(1, '\0') + "b\" is no path inside the repository" +
            advice,
        "/build_inputs/4: The string is empty"}},
      {WithService(R"("services/**/x")"),
       {"/services/0: \"**\" is not supported in paths | \"*\" stands for one component or a part "
        "of it; a directory includes all that is below it."}},
      {WithEnvironment(R"({"image_tags": {"file": "../t.json"}, "terraform": {"dir": "/tf"}})"),
       {"/environments/prod/image_tags/file: \"../t.json\" is no path inside the repository" +
            advice,
        "/environments/prod/terraform/dir: \"/tf\" is no path inside the repository" + advice}},
  });
}

TEST(ConfigParseTest, WhatIsAllowedAreAddresses) {
  ExpectProblems({
      {WithEnvironment(R"({"terraform": {"allow": ["a.b", "a..b", ""]}})"),
       {"/environments/prod/terraform/allow/1: \"a..b\" is no Terraform address: an address can't "
        "have an empty step (column 3) | Write it as Terraform prints it: module.a, aws_x.y, or "
        "aws_x.y[\"k\"].",
        "/environments/prod/terraform/allow/2: The string is empty"}},
  });
}

TEST(ConfigParseTest, APatternCantHaveOneName) {
  const std::string problem =
      ": A path with \"*\" can't have a name: it may match several | Remove \"name\", or write the "
      "path out.";
  ExpectProblems({
      {WithService(R"({"path": "a/*", "name": "x"})"), {"/services/0/name" + problem}},
      {With(R"("packages": [{"path": "a/*", "name": "x"}])"), {"/packages/0/name" + problem}},
  });
}

TEST(ConfigParseTest, WordsOfTheConfigurationMayStandWhereAServiceMay) {
  const Config config =
      Accepted(R"({"version": 1, "placeholders": {"var": "{service}", "empty": ""},
      "services": [{"path": "services/a", "placeholders": {"var": "x_{empty}"},
                    "targets": ["module.{var}"]}],
      "tag": "{var}-{sha:12}",
      "environments": {"prod": {
        "live": [{"from": "http", "url": "https://{var}.example.com"},
                 {"from": "ecs", "cluster": "c", "container": "{var}"},
                 {"from": "ecr", "repository": "{var}", "tag_pattern": "^{var}-(?<sha>.+)$"}],
        "ecs": {"family": "{var}-{service_id}"},
        "image_tags": {"file": "t.tfvars", "variable": "{var}_tag", "form": "scalar"},
        "terraform": {"targets": ["x.{service_id}", "x.y[\"{var}\"]"]}}}})");
  EXPECT_EQ(config.placeholders.at("var").text, "{service}");
  EXPECT_EQ(config.placeholders.at("empty").text, "");
  EXPECT_EQ(config.services[0].placeholders.at("var").text, "x_{empty}");
  EXPECT_EQ(config.services[0].placeholders.at("var").pointer, "/services/0/placeholders/var");
  EXPECT_EQ(config.environments[0].image_tags->place.words, (tfvars::ServiceWords{{"var", {}}}));
}

TEST(ConfigParseTest, WordsThatTheConfigurationDoesNotDefineAreRefused) {
  const std::string taken = "means something already | Choose another word.";
  ExpectProblems({
      {With(R"("placeholders": {"Var": "x", "service": "x", "sha": "x", "a:1": "x", "b": 1})"),
       {"/placeholders/Var: \"Var\" can't be a placeholder | Small letters and \"_\" make one.",
        "/placeholders/service: {service} " + taken, "/placeholders/sha: {sha} " + taken,
        "/placeholders/a:1: \"a:1\" can't be a placeholder | Small letters and \"_\" make one.",
        "/placeholders/b: Expected a string, not a number"}},
      {With(R"("placeholders": {"var": "{vra}", "x": "{x}"})"),
       {"/placeholders/var: There is no {vra} here | Did you mean \"var\"?",
        "/placeholders/x: Placeholders stand for each other in a circle: {x} -> {x} | Write out "
        "what one of them stands for."}},
      {R"({"version": 1, "placeholders": {"var": "x"},
           "services": [{"path": "a", "placeholders": {"vars": "x"}}]})",
       {"/services/0/placeholders/vars: There is no placeholder {vars} | Did you mean \"var\"?"}},
      {WithService(R"({"path": "a", "placeholders": {"var": "x"}})"),
       {"/services/0/placeholders/var: There is no placeholder {var} | Add \"placeholders\": { "
        "\"var\": \"{service}\" } at the top: what it stands for where no service says it."}},
      {With(R"("placeholders": {"var": "x"}, "tag": "{vra}-{sha}")"),
       {"/tag: There is no placeholder {vra} for tags | Did you mean {var}?"}},
      {With(R"("placeholders": {"var": "x"}, "environments": {"p": {"image_tags":
               {"file": "f", "variable": "{vra}", "form": "scalar"}}})"),
       {"/environments/p/image_tags/variable: There is no {vra} here | Did you mean \"var\"?"}},
      {With(R"("placeholders": {"var": "x"}, "environments": {"p": {"image_tags":
               {"file": "f", "variable": "{var}"}}})"),
       {"/environments/p/image_tags/variable: \"{var}\" does not say where tags stand: a "
        "placeholder goes with \"form\": \"scalar\" only; a map has the services as its keys | "
        "Write the variable's name, or names joined by dots."}},
  });
}

TEST(ConfigParseTest, WhatIsBuiltElsewhereHasANameAndNoPath) {
  EXPECT_EQ(Accepted(WithService(R"({"name": "old", "external": true})")).services[0].external,
            true);
  ExpectProblems({
      {WithService(R"({"path": "a", "external": true})"),
       {"/services/0/path: What is built elsewhere has no \"path\" | Remove it, or \"external\".",
        "/services/0: A service that is built elsewhere needs a \"name\" | Add \"name\": "
        "\"legacy\", for example."}},
  });
}

TEST(ConfigParseTest, ManifestsAreReadWhereOneOfTwoWordsSaysSo) {
  const Config workspace = Accepted(With(
      R"("dependencies": "workspace", "lockfile": "precise", "dev": false, "root": false, "ignore_packages": ["eslint*"])"));
  EXPECT_EQ(workspace.dependencies, DependencyMode::kWorkspace);
  EXPECT_EQ(workspace.workspace,
            (WorkspaceEntry{
                .precise = true, .dev = false, .root = false, .ignore_packages = {"eslint*"}}));
  EXPECT_TRUE(ReadsManifests(workspace));
  EXPECT_TRUE(ReadsManifests(Accepted(With(R"("lockfile": "precise")"))));
  EXPECT_FALSE(
      ReadsManifests(Accepted(With(R"("dependencies": "declared", "lockfile": "whole")"))));
  const Config own = Accepted(WithService(R"({"path": "a", "dev": false, "manifest": "apps/a"})"));
  EXPECT_EQ(own.services[0].dev, false);
  EXPECT_EQ(own.services[0].manifest, "apps/a");
  ExpectProblems({
      {With(R"("dependencies": "workspce")"),
       {"/dependencies: There are no dependencies \"workspce\" | Did you mean \"workspace\"?"}},
      {With(R"("lockfile": "precis")"),
       {"/lockfile: There is no lockfile \"precis\" | Did you mean \"precise\"?"}},
      {With(R"("root": false)"),
       {"/root: \"root\" is of no use here: no manifest is read | Write \"dependencies\": "
        "\"workspace\" or \"lockfile\": \"precise\", or remove it."}},
  });
}

TEST(ConfigParseTest, TagFormatsPatternsAndTargetsAreTried) {
  ExpectProblems({
      {With(R"("tag": "v1")"),
       {"/tag: The tag holds no commit, so no later plan could tell what is live | Add "
        "{short_sha}, "
        "{sha} or {git_tag}."}},
      {With(R"("tag_ref": "v1")"),
       {"/tag_ref: All tags would name one git tag | Write what is made of it: \"v{ref}\"."}},
      {With(R"x("tag_pattern": "([0-9a-f]+)")x"),
       {"/tag_pattern: The pattern can't be used: it has no group named \"sha\" or \"ref\": "
        "(?<sha>...) | "
        "Write a Perl-compatible regular expression with a group (?<sha>...), or (?<ref>...) for "
        "the git tag that names the commit."}},
      {With(R"("tag_pattern": "(?<sha>[0-9")"),
       {"/tag_pattern: The pattern can't be used: missing terminating ] for character class (at "
        "character 12) | Write a Perl-compatible regular expression with a group (?<sha>...), or "
        "(?<ref>...) for the git tag that names the commit."}},
      {WithEnvironment(R"({"terraform": {"targets": ["module.{service}", "x.y[\"{servise}\"]"]}})"),
       {"/environments/prod/terraform/targets/1: There is no {servise} here | Did you mean "
        "\"service\"?"}},
      {WithService(R"({"path": "a", "targets": ["x"]})"),
       {"/services/0/targets/0: This makes no Terraform address: a resource is written "
        "<type>.<name>, or <type>.<name>[<key>] | Write it like "
        "aws_ecs_service.service[\"{service}\"]."}},
  });
}

TEST(ConfigParseTest, HowImagesAreBuiltAndWhereTheyGo) {
  const Config config = Accepted(With(R"("build": {"args": {"A": "{image}", "B": ""}},
      "images": [{"name": "base", "build": {"context": "./docker//{image}", "dockerfile": "d"}}],
      "environments": {"prod": {"repository": "r.example.com/{env}/{image}",
                                "ecs": {"cluster": "c-{env}", "service": "{service}"}}})"));
  EXPECT_EQ(config.build->context, "");
  EXPECT_EQ(config.build->pointer, "/build");
  EXPECT_EQ(config.build->args.at("A"), "{image}");
  EXPECT_EQ(config.build->args.at("B"), "");
  EXPECT_EQ(config.images[0].build->context, "docker/{image}");
  EXPECT_EQ(config.images[0].build->dockerfile, "d");
  EXPECT_EQ(config.environments[0].repository, "r.example.com/{env}/{image}");
  EXPECT_EQ(config.environments[0].ecs.cluster, "c-{env}");
  EXPECT_EQ(config.environments[0].ecs.family, std::nullopt);
  ExpectProblems({
      {With(R"("build": {"context": "../x", "dockerfile": "{service}", "args": {"A=B": "{x}"}})"),
       {"/build/context: \"../x\" is no path inside the repository | Write it relative to the "
        "repository's root, without \"..\".",
        "/build/dockerfile: There is no {service} here | Known here: \"image\".",
        "/build/args/A=B: This can't be the name of a build argument | A name is not empty and "
        "holds no \"=\".",
        "/build/args/A=B: There is no {x} here | Known here: \"image\"."}},
      {WithEnvironment(R"({"repository": "r.example.com/all", "ecs": {"cluster": "{sevice}"}})"),
       {"/environments/prod/repository: All images would share one repository | Let it end with "
        "the image's name, like registry.example.com/platform/{image}.",
        "/environments/prod/ecs/cluster: There is no {sevice} here | Did you mean \"service\"?"}},
  });
}

TEST(ConfigParseTest, DoubledKeysAreProblemsBesideTheOthers) {
  ExpectProblems({
      {R"({"version": 1, "version": 1, "services": [{"path": "a", "path": "b", "x": 1}]})",
       {"/services/0/path: This key stands there more than once | Keep one of them.",
        "/version: This key stands there more than once | Keep one of them.",
        "/services/0/x: Unknown key \"x\" | Known here: \"name\", \"path\", \"inputs\", "
        "\"depends_on\", \"image\", \"always\", \"hold\", \"targets\", \"restart_with\", "
        "\"placeholders\", \"external\", \"dev\", \"manifest\"."}},
  });
}

TEST(ConfigParseTest, SyntaxErrorsShowTheirPlace) {
  const auto parsed =
      ParseConfig(LiveSourceKinds(), "{\n  \"version\": 1,\n  \"services\": [\"a\",]\n}");
  const auto& problems = std::get<ConfigProblems>(parsed);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].message, "Invalid JSON: unexpected ']' after a comma");
  ASSERT_TRUE(problems[0].excerpt);
  EXPECT_EQ(problems[0].excerpt->line, 3U);
  EXPECT_EQ(problems[0].excerpt->column, 20U);
  EXPECT_EQ(problems[0].excerpt->line_text, "  \"services\": [\"a\",]");
}

}  // namespace
}  // namespace deltaplan::planner
