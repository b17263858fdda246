#include "planner/containers/build_listing.h"

#include <gtest/gtest.h>
#include <string>

namespace deltaplan::planner {
namespace {

const ContainerBuild* Named(const BuildListing& listing, const std::string& name) {
  for (const ContainerBuild& build : listing.builds) {
    if (build.name == name) return &build;
  }
  return nullptr;
}

TEST(BakeFile, TargetsHaveWhatTheyInherit) {
  const BuildListing listing = ReadBakeHcl("docker-bake.hcl", R"(
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
  EXPECT_EQ(api->contexts.at("base").kind, NamedContext::Kind::kImage);
  EXPECT_EQ(api->contexts.at("base").value, "base");
  EXPECT_EQ(api->contexts.at("shared").kind, NamedContext::Kind::kDirectory);
  EXPECT_EQ(api->contexts.at("shared").value, "shared");
  EXPECT_EQ(api->contexts.at("deps").value, "deps:1");
}

TEST(BakeFile, AMatrixIsOneTargetForEachPlace) {
  const BuildListing listing = ReadBakeHcl("docker-bake.hcl", R"(
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

TEST(BakeFile, WhatHangsOnTheUnknownIsSaid) {
  const BuildListing listing = ReadBakeHcl("docker-bake.hcl", R"(
variable "NONE" {}
target "a" { context = "${NONE}/a" }
target "b" { inherits = ["b"] }
target "c" { args = { X = NONE } }
)");
  EXPECT_EQ(Named(listing, "a"), nullptr);
  EXPECT_EQ(Named(listing, "b"), nullptr);
  EXPECT_EQ(listing.unread.size(), 2U);
  ASSERT_NE(Named(listing, "c"), nullptr);
  EXPECT_EQ(Named(listing, "c")->unknown_args, std::set<std::string>{"X"});
}

TEST(BakeFile, JsonSaysTheSame) {
  const BuildListing listing = ReadBakeJson("docker-bake.json",
                                            R"({"variable": {"V": {"default": "v1"}},
          "target": {"a": {"context": "a", "args": {"V": "${V}"}, "dockerfile-inline": "FROM scratch"}}})");
  const ContainerBuild* build = Named(listing, "a");
  ASSERT_NE(build, nullptr);
  EXPECT_EQ(build->args.at("V"), "v1");
  EXPECT_EQ(build->dockerfile_text, "FROM scratch");
}

TEST(ComposeFile, ServicesThatAreBuilt) {
  const BuildListing listing = ReadCompose("compose.yaml", R"(
services:
  web: {build: ./web}
  api:
    image: "acme/api:${TAG:-dev}"
    build:
      context: .
      dockerfile: api.Dockerfile
      target: prod
      args: ["A=1", B]
      additional_contexts: {base: "service:base", files: ./files}
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
  EXPECT_EQ(api->contexts.at("base").kind, NamedContext::Kind::kImage);
  EXPECT_EQ(api->contexts.at("files").value, "files");
  ASSERT_NE(Named(listing, "env"), nullptr);
  EXPECT_EQ(Named(listing, "env")->context, "here");
  EXPECT_EQ(Named(listing, "env")->from_environment, std::set<std::string>{"DIR"});
  EXPECT_EQ(Named(listing, "unknown"), nullptr);
  EXPECT_EQ(Named(listing, "db"), nullptr);
}

TEST(ComposeFile, DirectoriesOutsideAreElsewhere) {
  const BuildListing listing = ReadCompose(
      "compose.yaml", "services:\n  a: {build: ../a}\n  b: {build: 'https://x/y.git'}\n");
  for (const ContainerBuild& build : listing.builds) EXPECT_TRUE(build.context_is_elsewhere);
}

}  // namespace
}  // namespace deltaplan::planner
