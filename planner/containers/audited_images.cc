#include "planner/containers/audited_images.h"

#include <algorithm>
#include <map>

#include "graph/fan_out.h"

namespace deltaplan::planner {
namespace {

void AddInputs(const InputMap& inputs, const graph::Closure& closure,
               std::vector<graph::RepoPath>& covers) {
  for (const graph::NodeId node : closure.nodes()) {
    for (const NodeInput& input : inputs.InputsOf(node)) {
      covers.push_back(inputs.trie().PathOf(input.input));
    }
  }
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
  for (std::size_t s = 0; s < platform.services.size(); ++s) {
    const Service& service = platform.services[s];
    if (service.IsExternal() || (!only.empty() && !only.contains(service.name))) continue;
    const auto [found, is_new] = images.try_emplace(service.image);
    AuditedImage& image = found->second;
    std::vector<graph::RepoPath> covers;
    AddInputs(inputs, inputs.ClosureOf(s), covers);
    covers.insert(covers.end(), service.read_files.begin(), service.read_files.end());
    if (is_new) {
      image = {.image = service.image,
               .shown_as = service.name,
               .has_service = true,
               .directories = {*service.path},
               .covers = std::move(covers),
               .own_inputs = service.inputs};
      continue;
    }
    // Several services run it: only what each of them has makes all of them deploy.
    image.covers = CoveredByBoth(image.covers, covers);
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
      AddInputs(inputs, graph::Closure(inputs.graph(), *node), image.covers);
    }
    for (const graph::RepoPath& path : platform.build_inputs) image.covers.push_back(path);
    images.emplace(entry.name, std::move(image));
  }
  std::vector<AuditedImage> sorted;
  for (auto& [name, image] : images) sorted.push_back(std::move(image));
  return sorted;
}

}  // namespace deltaplan::planner
