#include "planner/containers/audited_images.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <set>
#include <string_view>

#include "graph/fan_out.h"

namespace deltaplan::planner {
namespace {

void AddInputs(const InputMap& inputs, const graph::Closure& closure, AuditedImage& image) {
  std::set<graph::InputId> own;
  for (const graph::NodeId node : closure.nodes()) {
    for (const NodeInput& input : inputs.InputsOf(node)) own.insert(input.input);
  }
  for (const graph::InputId input : own) {
    image.covers.push_back(inputs.trie().PathOf(input));
    for (const graph::RepoPath& path : inputs.WithoutOf(input)) {
      const std::vector<graph::InputId> owners = inputs.OwnersOf(path);
      const bool is_own =
          std::ranges::any_of(owners, [&](graph::InputId owner) { return own.contains(owner); });
      if (!is_own) image.left_out.push_back(path);
    }
  }
}

// The lockfiles of JavaScript that several services are installed from.
std::set<graph::RepoPath> SharedLockfiles(const Platform& platform) {
  constexpr std::array<std::string_view, 5> kNames{"pnpm-lock.yaml", "package-lock.json",
                                                   "npm-shrinkwrap.json", "yarn.lock", "bun.lock"};
  std::map<graph::RepoPath, std::size_t> users;
  for (const Service& service : platform.services) {
    for (const graph::RepoPath& file : service.read_files) {
      if (std::ranges::find(kNames, file.Name()) != kNames.end()) ++users[file];
    }
  }
  std::set<graph::RepoPath> shared;
  for (const auto& [file, count] : users) {
    if (count > 1) shared.insert(file);
  }
  return shared;
}

std::vector<graph::RepoPath> CoveredByBoth(const std::vector<graph::RepoPath>& some,
                                           const std::vector<graph::RepoPath>& others) {
  std::vector<graph::RepoPath> both;
  const auto add = [&both](const std::vector<graph::RepoPath>& from,
                           const std::vector<graph::RepoPath>& by) {
    for (const graph::RepoPath& path : from) {
      if (std::ranges::any_of(by,
                              [&](const graph::RepoPath& each) { return each.Contains(path); })) {
        both.push_back(path);
      }
    }
  };
  add(some, others);
  add(others, some);
  return both;
}

}  // namespace

std::vector<AuditedImage> AuditedImages(const Platform& platform, const InputMap& inputs,
                                        const std::set<std::string>& only) {
  std::map<std::string, AuditedImage> images;
  const std::set<graph::RepoPath> shared = SharedLockfiles(platform);
  for (std::size_t s = 0; s < platform.services.size(); ++s) {
    const Service& service = platform.services[s];
    if (service.IsExternal() || (!only.empty() && !only.contains(service.name))) continue;
    const auto [found, is_new] = images.try_emplace(service.image);
    AuditedImage& image = found->second;
    AuditedImage own{.image = service.image,
                     .shown_as = service.name,
                     .has_service = true,
                     .directories = {*service.path},
                     .own_inputs = service.inputs};
    AddInputs(inputs, inputs.ClosureOf(s), own);
    own.shares_lockfile = std::ranges::any_of(
        service.read_files, [&](const graph::RepoPath& file) { return shared.contains(file); });
    own.covers.insert(own.covers.end(), service.read_files.begin(), service.read_files.end());
    if (is_new) {
      image = std::move(own);
      continue;
    }
    // Several services run it: only what each of them has makes all of them deploy.
    image.covers = CoveredByBoth(image.covers, own.covers);
    image.left_out.insert(image.left_out.end(), own.left_out.begin(), own.left_out.end());
    image.own_inputs.clear();
  }
  for (const Image& entry : platform.images) {
    const auto found = images.find(entry.name);
    if (found != images.end()) {
      found->second.from = entry.from;
      continue;
    }
    if (!only.empty()) continue;
    AuditedImage image{.image = entry.name,
                       .shown_as = entry.name,
                       .directories = entry.paths,
                       .covers = entry.paths,
                       .from = entry.from};
    if (const auto node = inputs.graph().Find(graph::NodeKind::kBaseImage, entry.name)) {
      AddInputs(inputs, graph::Closure(inputs.graph(), *node), image);
    }
    for (const graph::RepoPath& path : platform.build_inputs) image.covers.push_back(path);
    images.emplace(entry.name, std::move(image));
  }
  std::vector<AuditedImage> sorted;
  for (auto& [name, image] : images) sorted.push_back(std::move(image));
  return sorted;
}

}  // namespace deltaplan::planner
