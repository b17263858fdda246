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
    std::erase_if(image.covers, [&](const graph::RepoPath& path) {
      return std::ranges::none_of(covers,
                                  [&](const graph::RepoPath& each) { return each.Contains(path); });
    });
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
