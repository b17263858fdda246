#include "planner/containers/build_listing.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "planner/containers/bake_file.h"
#include "planner/containers/compose_file.h"
#include "planner/containers/raw_target.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;

// Of these compose takes the first, and the first of the others over it; bake takes all of these.
constexpr std::array kComposeNames{"compose.yaml", "compose.yml", "docker-compose.yml",
                                   "docker-compose.yaml"};
constexpr std::array kComposeOverrides{"compose.override.yml", "compose.override.yaml",
                                       "docker-compose.override.yml",
                                       "docker-compose.override.yaml"};
constexpr std::array kBakeNames{"docker-bake.json", "docker-bake.hcl", "docker-bake.override.json",
                                "docker-bake.override.hcl"};

// Bake has no dots in names of targets.
std::string WithoutDots(std::string name) {
  std::ranges::replace(name, '.', '_');
  return name;
}

// Services as bake makes targets of them.
RawTargets AsTargets(RawTargets services) {
  RawTargets targets;
  for (auto& [name, service] : services) {
    for (auto& [context_name, context] : service.contexts) {
      const bool is_service = context && context->starts_with("service:");
      const bool is_target = context && context->starts_with("target:");
      if (is_service || is_target) context = WithoutDots(*context);
    }
    service.name = WithoutDots(name);
    targets.emplace(service.name, std::move(service));
  }
  return targets;
}

class Lister {
 public:
  explicit Lister(workspace::TreeFiles& files) : files_(files) {}

  BuildListing Run() {
    std::vector<std::string> composed = Present(kComposeNames);
    std::vector<std::string> bakes = Present(kBakeNames);
    if (!composed.empty()) {
      std::vector<std::string> paths{composed.front()};
      const std::vector<std::string> overrides = Present(kComposeOverrides);
      if (!overrides.empty()) paths.push_back(overrides.front());
      Take(Composed(paths));
    }
    if (!bakes.empty()) {
      RawTargets targets;
      if (!composed.empty()) targets = AsTargets(Composed(composed));
      std::vector<BakeText> texts;
      for (std::string& name : bakes) {
        auto text = files_.ReadText(RepoPath::FromCanonical(name));
        if (text) {
          texts.push_back({std::move(name), *std::move(text)});
        } else {
          Refuse({std::move(name), "its bytes are not in this clone"});
        }
      }
      for (UnreadListing& each : ReadBakeFiles(texts, targets)) Refuse(std::move(each));
      Take(targets);
    }
    BuildListing listing{.builds = {}, .unread = std::move(unread_)};
    for (auto& [name, build] : builds_) listing.builds.push_back(std::move(build));
    return listing;
  }

 private:
  template <typename Names>
  std::vector<std::string> Present(const Names& names) {
    std::vector<std::string> present;
    for (const char* name : names) {
      if (files_.HasFile(RepoPath::FromCanonical(name))) present.emplace_back(name);
    }
    return present;
  }

  RawTargets Composed(const std::vector<std::string>& paths) {
    ComposeProject project = ReadComposeProject(files_, paths);
    for (UnreadListing& each : project.unread) Refuse(std::move(each));
    return std::move(project.services);
  }

  void Take(const RawTargets& targets) {
    for (ContainerBuild& build : FinishedBuilds(targets)) {
      std::string name = build.name;
      builds_.insert_or_assign(std::move(name), std::move(build));
    }
  }

  void Refuse(UnreadListing unread) {
    const auto is_said = [&](const UnreadListing& each) {
      return each.file == unread.file && each.why == unread.why;
    };
    if (std::ranges::none_of(unread_, is_said)) unread_.push_back(std::move(unread));
  }

  workspace::TreeFiles& files_;
  std::map<std::string, ContainerBuild> builds_;
  std::vector<UnreadListing> unread_;
};

}  // namespace

BuildListing ListBuilds(workspace::TreeFiles& files) { return Lister(files).Run(); }

}  // namespace deltaplan::planner
