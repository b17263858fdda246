// What docker buildx bake and docker compose have made of our files, recorded:
// fixtures/build_listings/NAME/listing.json.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "planner/containers/build_listing.h"
#include "planner/containers/path_match.h"
#include "tests/planner/containers/memory_tree.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::string BytesOf(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// One build in a few lines, as both sides write it.
using Lines = std::map<std::string, std::string>;

std::string Place(const std::string& path) {
  const std::string cleaned = CleanedPath(path);
  return cleaned == "." ? "" : cleaned;
}

Lines LinesOf(const ContainerBuild& build) {
  Lines lines{{"context", build.context}, {"target", build.target.value_or("")}};
  lines["dockerfile"] =
      build.dockerfile_text ? "inline: " + *build.dockerfile_text : build.dockerfile;
  for (const auto& [name, value] : build.args) lines["args." + name] = value;
  for (const auto& [name, context] : build.contexts) {
    const bool is_target = context.kind == NamedContext::Kind::kTarget;
    const bool is_image = context.kind == NamedContext::Kind::kImage;
    lines["contexts." + name] = (is_target  ? "target:"
                                 : is_image ? "docker-image://"
                                            : "") +
                                context.value;
  }
  return lines;
}

Lines LinesOf(const tfvars::JsonValue& json) {
  const std::string context = Place(json.StringAt("context"));
  const std::string inline_text = json.StringAt("inline");
  std::string dockerfile = json.StringAt("dockerfile");
  if (dockerfile.empty()) dockerfile = "Dockerfile";
  Lines lines{{"context", context}, {"target", json.StringAt("target")}};
  lines["dockerfile"] =
      inline_text.empty() ? Place(context + "/" + dockerfile) : "inline: " + inline_text;
  if (inline_text.empty() && lines["dockerfile"].starts_with('/')) {
    lines["dockerfile"].erase(0, 1);
  }
  if (const auto* args = json.Find("args")) {
    for (const auto& [name, value] : args->members) lines["args." + name] = value.string;
  }
  if (const auto* contexts = json.Find("contexts")) {
    for (const auto& [name, value] : contexts->members) {
      std::string text = value.string;
      if (text.starts_with("service:")) text = "target:" + text.substr(8);
      lines["contexts." + name] = text.find(':') == std::string::npos ? Place(text) : text;
    }
  }
  return lines;
}

TEST(ListingOracle, BuildsAreThoseOfTheTools) {
  std::vector<std::string> cases;
  for (const auto& entry : fs::directory_iterator(DELTAPLAN_LISTING_CASES)) {
    cases.push_back(entry.path().filename().string());
    std::map<std::string, std::string> files;
    for (const auto& file : fs::recursive_directory_iterator(entry.path())) {
      if (!file.is_regular_file()) continue;
      files[fs::relative(file.path(), entry.path()).string()] = BytesOf(file.path());
    }
    auto parsed = tfvars::ParseJson(files.at("listing.json"), tfvars::JsonComments::kRefused);
    ASSERT_TRUE(std::holds_alternative<tfvars::JsonDocument>(parsed)) << entry.path();
    files.erase("listing.json");
    const tfvars::JsonValue& answers = std::get<tfvars::JsonDocument>(parsed).root;
    // What bake says goes over what compose says.
    std::map<std::string, Lines> theirs;
    for (const char* tool : {"compose", "bake"}) {
      const bool is_asked = std::ranges::any_of(files, [&](const auto& file) {
        return file.first.starts_with(tool == std::string("bake") ? "docker-bake" : "compose.");
      });
      if (!is_asked) continue;
      EXPECT_EQ(answers.Find(tool)->StringAt("error"), "") << entry.path();
      for (const auto& [name, build] : answers.Find(tool)->Find("builds")->members) {
        theirs[name] = LinesOf(build);
      }
    }
    MemoryTree tree(files);
    const BuildListing listing = ListBuilds(tree.files());
    std::map<std::string, Lines> ours;
    for (const ContainerBuild& build : listing.builds) {
      EXPECT_THAT(build.undecided, IsEmpty()) << entry.path() << " " << build.name;
      ours[build.name] = LinesOf(build);
    }
    EXPECT_EQ(ours, theirs) << entry.path();
    EXPECT_THAT(listing.unread, IsEmpty()) << entry.path();
  }
  EXPECT_THAT(cases, UnorderedElementsAre("bake_files", "bake_inherits", "bake_matrix",
                                          "bake_places", "compose_env", "compose_extends",
                                          "compose_include", "compose_override"));
}

}  // namespace
}  // namespace deltaplan::planner
