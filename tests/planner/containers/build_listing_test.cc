#include "planner/containers/build_listing.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>

#include "tests/planner/containers/memory_tree.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Names = std::set<std::string>;
using Texts = std::map<std::string, std::string>;

BuildListing List(const Texts& files) {
  MemoryTree tree(files);
  return ListBuilds(tree.files());
}

BuildListing ReadBakeHcl(const std::string& text) { return List({{"docker-bake.hcl", text}}); }
BuildListing ReadCompose(const std::string& text) { return List({{"compose.yaml", text}}); }

const ContainerBuild* Named(const BuildListing& listing, const std::string& name) {
  for (const ContainerBuild& build : listing.builds) {
    if (build.name == name) return &build;
  }
  return nullptr;
}

TEST(BakeFile, TargetsHaveWhatTheyInherit) {
  const BuildListing listing = ReadBakeHcl(R"(
variable "DIR" { default = "services" }
function "twice" {
  params = [x]
  result = x
}
target "common" {
  context = "."
  args = { A = "1", B = "2" }
}
target "api" {
  inherits = ["common"]
  dockerfile = "${DIR}/api/Dockerfile"
  args = { B = "3" }
  contexts = { base = "target:base", shared = "./shared", deps = "docker-image://deps:1" }
  tags = ["registry.example.com/acme/api:1"]
}
)");
  const ContainerBuild* api = Named(listing, "api");
  ASSERT_NE(api, nullptr);
  EXPECT_EQ(api->dockerfile, "services/api/Dockerfile");
  EXPECT_EQ(api->args, (std::map<std::string, std::string>{{"A", "1"}, {"B", "3"}}));
  EXPECT_EQ(api->from_environment, std::set<std::string>{"DIR"});
  // No file has such a target.
  EXPECT_EQ(api->contexts.at("base").kind, NamedContext::Kind::kUnknown);
  EXPECT_EQ(api->contexts.at("shared").kind, NamedContext::Kind::kDirectory);
  EXPECT_EQ(api->contexts.at("shared").value, "shared");
  EXPECT_EQ(api->contexts.at("deps").value, "deps:1");
}

TEST(BakeFile, AMatrixIsOneTargetForEachPlace) {
  const BuildListing listing = ReadBakeHcl(R"(
target "app" {
  name = "app-${item.name}"
  matrix = { item = [{ name = "a", dir = "x" }, { name = "b", dir = "y" }] }
  context = item.dir
}
)");
  ASSERT_NE(Named(listing, "app-a"), nullptr);
  EXPECT_EQ(Named(listing, "app-a")->context, "x");
  ASSERT_NE(Named(listing, "app-b"), nullptr);
  EXPECT_EQ(Named(listing, "app-b")->dockerfile, "y/Dockerfile");
}

TEST(BakeFile, WhatCantBeToldIsNamed) {
  const BuildListing listing = ReadBakeHcl(R"(
variable "TYPED" { type = string }
function "twice" {
  params = [x]
  result = x
}
target "context" { context = twice("a") }
target "dockerfile" { dockerfile = twice("a") }
target "stage" { target = twice("a") }
target "text" { dockerfile-inline = twice("a") }
target "arg" { args = { X = TYPED } }
target "args" { args = twice({}) }
target "contexts" { contexts = twice({}) }
target "named" { contexts = { x = twice("a") } }
target "circle" { inherits = ["circle"] }
target "orphan" { inherits = ["nobody"] }
target "heir" { inherits = [twice("a")] }
target "new" { files = ["a"] }
target "nested" {
  args { X = 1 }
}
)");
  const auto undecided = [&](const char* name) { return Named(listing, name)->undecided; };
  EXPECT_EQ(undecided("context"), Names{"context"});
  EXPECT_EQ(Named(listing, "context")->dockerfile, "");
  EXPECT_EQ(undecided("dockerfile"), Names{"dockerfile"});
  EXPECT_EQ(undecided("stage"), Names{"target"});
  EXPECT_EQ(undecided("text"), Names{"dockerfile-inline"});
  EXPECT_EQ(undecided("arg"), Names{});
  EXPECT_EQ(Named(listing, "arg")->unknown_args, Names{"X"});
  EXPECT_EQ(undecided("args"), Names{"args"});
  EXPECT_EQ(undecided("contexts"), Names{"contexts"});
  EXPECT_EQ(Named(listing, "named")->contexts.at("x").kind, NamedContext::Kind::kUnknown);
  EXPECT_EQ(undecided("circle"), Names{"inherits"});
  EXPECT_EQ(undecided("orphan"), Names{"inherits"});
  EXPECT_EQ(undecided("heir"), Names{"inherits"});
  EXPECT_EQ(undecided("new"), Names{"files"});
  EXPECT_EQ(undecided("nested"), Names{"args"});
  EXPECT_THAT(listing.unread, IsEmpty());
}

TEST(BakeFile, PartsThatCantBeReadAreSaid) {
  const BuildListing listing = List({
      {"docker-bake.json",
       R"({"target": {"a": [{"context": "a"}], "//": "a comment"}, "variable": []})"},
      {"docker-bake.hcl", R"(
target "one" {
  matrix = { x = "a" }
  name = "one"
}
target "two" {
  matrix = { x = ["a"] }
}
target "three" "four" {}
)"},
  });
  std::vector<std::string> said;
  for (const UnreadListing& each : listing.unread) said.push_back(each.file + ": " + each.why);
  EXPECT_THAT(said, ElementsAre("docker-bake.json: \"variable\" is no object",
                                "docker-bake.json: the target a is no object",
                                "docker-bake.hcl: a target needs one name",
                                "docker-bake.hcl: the matrix of the target one can't be told",
                                "docker-bake.hcl: the matrix of the target two can't be told"));
}

TEST(BakeFile, AVariableWithoutDefaultAndTypeIsEmpty) {
  const BuildListing listing = ReadBakeHcl(R"(
variable "PREFIX" {}
variable "DIR" { default = "${PREFIX}services" }
target "a" { context = DIR }
)");
  EXPECT_EQ(Named(listing, "a")->context, "services");
  EXPECT_EQ(Named(listing, "a")->from_environment, (Names{"DIR", "PREFIX"}));
}

TEST(BakeFile, FilesOfOneRunHaveOneScopeAndGoOverEachOther) {
  const BuildListing listing = List({
      {"compose.yaml", "services:\n  api.v1: {build: {context: ./api, args: {A: '1', B: '1'}}}\n"},
      {"docker-bake.override.json", R"({"variable": {"V": {"default": "over"}},
          "target": {"api_v1": {"args": {"B": "json"}}}})"},
      {"docker-bake.hcl", R"(
variable "V" { default = "v" }
target "api_v1" { args = { B = "hcl", C = V } }
)"},
      {"docker-bake.json", R"({"target": {"api_v1": {"args": {"C": "first"}}}})"},
  });
  const ContainerBuild* api = Named(listing, "api_v1");
  ASSERT_NE(api, nullptr);
  EXPECT_EQ(api->context, "api");
  EXPECT_EQ(api->args, (Texts{{"A", "1"}, {"B", "json"}, {"C", "over"}}));
}

// Each target of a layer inherits from both of the layer below: 2^40 ways to the ground.
TEST(BakeFile, InheritanceIsFollowedOnceForEachTarget) {
  std::string text = "target \"a0\" { args = { X = \"x\" } }\ntarget \"b0\" {}\n";
  for (int i = 1; i <= 40; ++i) {
    for (const char* name : {"a", "b"}) {
      text +=
          fmt::format("target \"{0}{1}\" {{ inherits = [\"a{2}\", \"b{2}\"] }}\n", name, i, i - 1);
    }
  }
  const BuildListing listing = ReadBakeHcl(text);
  EXPECT_EQ(Named(listing, "b40")->args, (Texts{{"X", "x"}}));
}

TEST(BakeFile, LongChainsOfInheritanceAreFollowed) {
  std::string text = "target \"t0\" { args = { X = \"x\" } }\n";
  for (int i = 1; i <= 5000; ++i) {
    text += fmt::format("target \"t{}\" {{ inherits = [\"t{}\"] }}\n", i, i - 1);
  }
  const BuildListing listing = ReadBakeHcl(text);
  EXPECT_EQ(Named(listing, "t5000")->args, (Texts{{"X", "x"}}));
}

TEST(BakeFile, AnEmptyContextTakesBackWhatWasInherited) {
  const BuildListing listing = ReadBakeHcl(R"(
target "a" { contexts = { x = "docker-image://x" } }
target "b" {
  inherits = ["a"]
  contexts = { x = "" }
}
)");
  EXPECT_THAT(Named(listing, "b")->contexts, IsEmpty());
}

TEST(BakeFile, JsonSaysTheSame) {
  const BuildListing listing = List({{"docker-bake.json", R"({"variable": {"V": {"default": "v1"}},
          "target": {"a": {"context": "a", "args": {"V": "${V}"}, "dockerfile-inline": "FROM scratch"}}})"}});
  const ContainerBuild* build = Named(listing, "a");
  ASSERT_NE(build, nullptr);
  EXPECT_EQ(build->args.at("V"), "v1");
  EXPECT_EQ(build->dockerfile_text, "FROM scratch");
}

TEST(ComposeFile, ServicesThatAreBuilt) {
  const BuildListing listing = ReadCompose(R"(
services:
  web: {build: ./web}
  api:
    image: "acme/api:${TAG:-dev}"
    build:
      context: .
      dockerfile: api.Dockerfile
      target: prod
      args: ["A=1", B]
      additional_contexts: {base: "service:web", files: ./files}
  env: {build: "${DIR:-here}"}
  unknown: {build: "${DIR}"}
  db: {image: postgres}
)");
  ASSERT_NE(Named(listing, "web"), nullptr);
  EXPECT_EQ(Named(listing, "web")->dockerfile, "web/Dockerfile");
  const ContainerBuild* api = Named(listing, "api");
  ASSERT_NE(api, nullptr);
  EXPECT_EQ(api->dockerfile, "api.Dockerfile");
  EXPECT_EQ(api->target, "prod");
  EXPECT_EQ(api->args.at("A"), "1");
  EXPECT_EQ(api->unknown_args, std::set<std::string>{"B"});
  EXPECT_TRUE(api->from_environment.empty());  // that of the tag says nothing of what is read
  EXPECT_EQ(api->contexts.at("base").kind, NamedContext::Kind::kTarget);
  EXPECT_EQ(api->contexts.at("base").value, "web");
  EXPECT_EQ(api->contexts.at("files").value, "files");
  ASSERT_NE(Named(listing, "env"), nullptr);
  EXPECT_EQ(Named(listing, "env")->context, "here");
  EXPECT_EQ(Named(listing, "env")->from_environment, std::set<std::string>{"DIR"});
  EXPECT_EQ(Named(listing, "unknown")->undecided, Names{"context"});
  EXPECT_EQ(Named(listing, "db"), nullptr);
}

TEST(ComposeFile, DirectoriesOutsideAreElsewhere) {
  const BuildListing listing =
      ReadCompose("services:\n  a: {build: ../a}\n  b: {build: 'https://x/y.git'}\n");
  for (const ContainerBuild& build : listing.builds) EXPECT_TRUE(build.context_is_elsewhere);
}

TEST(ComposeFile, OnlyTheFirstFileIsReadAndItsOverrideGoesOverIt) {
  const BuildListing listing = List({
      {"compose.yaml", "services:\n  a: {build: {context: a, args: [X=1, Y=1]}, image: i:1}\n"},
      {"docker-compose.yml", "services:\n  b: {build: b}\n"},
      {"docker-compose.override.yml",
       "services:\n  a: {build: {dockerfile: other, args: {Y: 2}}}\n  c: {build: c}\n"},
      {"docker-compose.override.yaml", "services:\n  a: {build: never}\n"},
  });
  ASSERT_THAT(listing.builds, SizeIs(2));
  EXPECT_EQ(Named(listing, "a")->dockerfile, "a/other");
  EXPECT_EQ(Named(listing, "a")->args, (Texts{{"X", "1"}, {"Y", "2"}}));
  EXPECT_EQ(Named(listing, "a")->tags, std::vector<std::string>{"i:1"});
  EXPECT_EQ(Named(listing, "c")->context, "c");
}

TEST(ComposeFile, VariablesComeFromTheEnvironmentFile) {
  const BuildListing listing = List({
      {".env",
       "# comment\nexport DIR=apps # not this\nQUOTED=\"${DIR}/q\"\nRAW='${DIR}'\nEMPTY=\n"},
      {"compose.yaml", R"(
services:
  a: {build: "${DIR}/a"}
  b: {build: "${QUOTED:?needed}/b"}
  c: {build: "${EMPTY:-${DIR}/c}"}
  d: {build: "${EMPTY-x}d"}
  e: {build: "${NONE:+x/}e"}
  f: {build: {context: "$1$$", args: [DIR, NONE]}}
  g: {build: "${NONE}"}
)"},
  });
  EXPECT_EQ(Named(listing, "a")->context, "apps/a");
  EXPECT_EQ(Named(listing, "a")->from_environment, Names{"DIR"});
  EXPECT_EQ(Named(listing, "b")->context, "apps/q/b");
  EXPECT_EQ(Named(listing, "c")->context, "apps/c");
  EXPECT_EQ(Named(listing, "d")->context, "d");
  EXPECT_EQ(Named(listing, "e")->context, "e");
  EXPECT_EQ(Named(listing, "f")->context, "$1$");
  EXPECT_EQ(Named(listing, "f")->args, (Texts{{"DIR", "apps"}}));
  EXPECT_EQ(Named(listing, "f")->unknown_args, Names{"NONE"});
  EXPECT_EQ(Named(listing, "g")->undecided, Names{"context"});
}

// docker/buildx#197, #2839, #3670: a compose file means contexts from its own directory, bake from
// where it is run. At the top of the repository both are one place, and there alone files are read.
TEST(ComposeFile, B61_BakeAndComposeMeanContextsFromOnePlace) {
  const Texts compose{
      {"compose.yaml",
       "services:\n  api: {build: {context: apps/api, dockerfile: ../x/Dockerfile}}\n"
       "  far: {extends: {service: far, file: infra/far.yaml}}\n"},
      {"infra/far.yaml", "services:\n  far: {build: ../apps/far}\n"},
      {"infra/docker-bake.hcl", "target \"other\" { context = \".\" }\n"},
      {"infra/compose.yaml", "services:\n  more: {build: .}\n"}};
  Texts both = compose;
  both["docker-bake.hcl"] = "target \"web\" {\n  context = \"apps/web\"\n}\n";
  for (const Texts& files : {compose, both}) {
    const BuildListing listing = List(files);
    EXPECT_THAT(listing.unread, IsEmpty());
    ASSERT_NE(Named(listing, "api"), nullptr);
    EXPECT_EQ(Named(listing, "api")->context, "apps/api");
    EXPECT_EQ(Named(listing, "api")->dockerfile, "apps/x/Dockerfile");
    ASSERT_NE(Named(listing, "far"), nullptr);
    EXPECT_EQ(Named(listing, "far")->context, "apps/far");
    EXPECT_EQ(Named(listing, "other"), nullptr);
    EXPECT_EQ(Named(listing, "more"), nullptr);
  }
  ASSERT_NE(Named(List(both), "web"), nullptr);
  EXPECT_EQ(Named(List(both), "web")->context, "apps/web");
  EXPECT_EQ(Named(List(both), "web")->dockerfile, "apps/web/Dockerfile");
}

TEST(ComposeFile, WhatIsIncludedIsMeantFromItsOwnDirectory) {
  const BuildListing listing = List({
      {"compose.yaml", R"(
include:
  - infra/one.yaml
  - path: [infra/two.yaml, infra/two.override.yaml]
    project_directory: .
    env_file: infra/two.env
services:
  one: {build: {args: {OWN: "1"}}}
)"},
      {"infra/.env", "NAME=one\n"},
      {"infra/two.env", "NAME=two\n"},
      {"infra/one.yaml", "services:\n  one: {build: './${NAME}'}\n  plain: {build: {target: x}}\n"},
      {"infra/two.yaml", "services:\n  two: {build: '${NAME}'}\n"},
      {"infra/two.override.yaml", "services:\n  two: {build: {target: late}}\n"},
  });
  EXPECT_THAT(listing.unread, IsEmpty());
  EXPECT_EQ(Named(listing, "one")->context, "infra/one");
  EXPECT_EQ(Named(listing, "one")->args, (Texts{{"OWN", "1"}}));
  EXPECT_EQ(Named(listing, "plain")->context, "infra");
  EXPECT_EQ(Named(listing, "two")->context, "two");
  EXPECT_EQ(Named(listing, "two")->target, "late");
}

TEST(ComposeFile, WhatIsExtendedStandsUnderWhatAServiceSaysItself) {
  const BuildListing listing = List({
      {"compose.yaml", R"(
services:
  ground: {build: {context: g, args: {A: "1", B: "1"}}}
  middle: {extends: ground, build: {args: {B: "2"}}}
  top: {extends: {service: middle}, build: {target: t}}
  far: {extends: {service: far, file: lib/common.yaml}}
  lost: {extends: {service: nobody}, build: l}
)"},
      {"lib/common.yaml",
       "services:\n  far: {extends: {service: base, file: deep/base.yaml}, build: {target: f}}\n"},
      {"lib/deep/base.yaml", "services:\n  base: {build: ./b}\n"},
  });
  EXPECT_EQ(Named(listing, "top")->context, "g");
  EXPECT_EQ(Named(listing, "top")->target, "t");
  EXPECT_EQ(Named(listing, "top")->args, (Texts{{"A", "1"}, {"B", "2"}}));
  EXPECT_EQ(Named(listing, "far")->context, "lib/deep/b");
  EXPECT_EQ(Named(listing, "far")->target, "f");
  EXPECT_EQ(Named(listing, "lost")->undecided, Names{"extends"});
  EXPECT_THAT(listing.unread, SizeIs(1));
}

TEST(ComposeFile, CirclesEnd) {
  const BuildListing listing = List({
      {"compose.yaml",
       "include: [a.yaml]\nservices:\n  x: {extends: y, build: x}\n  y: {extends: x}\n"},
      {"a.yaml", "include: [compose.yaml]\nservices:\n  z: {build: z}\n"},
  });
  EXPECT_EQ(Named(listing, "z")->context, "z");
  EXPECT_EQ(Named(listing, "x")->undecided, Names{"extends"});
  EXPECT_THAT(listing.unread, SizeIs(3));
}

TEST(ComposeFile, WhatIsNotFollowedIsSaid) {
  const BuildListing listing = List({
      {".env", "COMPOSE_FILE=other.yaml\n"},
      {"compose.yaml",
       "include: ['${NONE}', gone.yaml]\nservices:\n  a: {build: {args: !override {A: 1}}}\n"},
  });
  std::vector<std::string> said;
  for (const UnreadListing& each : listing.unread) said.push_back(each.file + ": " + each.why);
  EXPECT_THAT(said, ElementsAre(".env: COMPOSE_FILE is not followed",
                                "compose.yaml: the tags !reset and !override are not followed",
                                "compose.yaml: which files it includes can't be told",
                                "compose.yaml: the file gone.yaml that it includes can't be read"));
}

}  // namespace
}  // namespace deltaplan::planner
