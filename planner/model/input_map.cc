#include "planner/model/input_map.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "graph/drop_doubles.h"
#include "graph/path_set.h"

namespace deltaplan::planner {

using graph::GraphBuilder;
using graph::InputId;
using graph::NodeId;
using graph::NodeKind;
using graph::RepoPath;

InputMap::InputMap(const Platform& platform, graph::Parallelism parallelism) {
  BuildGraph(platform);
  NumberInputs();
  closures_ = graph::FindClosures(graph_, service_nodes_, parallelism);
}

NodeId InputMap::AddNode(GraphBuilder& builder, NodeKind kind, const std::string& name,
                         std::string display_name) {
  const NodeId node = builder.AddNode(kind, name);
  if (graph::Index(node) == paths_.size()) {
    paths_.Add({});
    display_names_.Add(std::move(display_name));
  }
  return node;
}

void InputMap::BuildGraph(const Platform& platform) {
  GraphBuilder builder;
  std::unordered_map<std::string_view, NodeId> packages;
  for (const Package& package : platform.packages) {
    const NodeId node = AddNode(builder, NodeKind::kPackage, package.name, package.path.bytes());
    packages.emplace(package.name, node);
    paths_[node].push_back({package.path, std::nullopt});
    for (const RepoPath& path : package.inputs) paths_[node].push_back({path, std::nullopt});
  }
  for (const Package& package : platform.packages) {
    for (const std::string& dependency : package.packages) {
      builder.AddDependency(packages.at(package.name), packages.at(dependency));
    }
  }
  const auto build_input = [&](const RepoPath& path) {
    const NodeId node = AddNode(builder, NodeKind::kBuildInput, path.bytes(), path.bytes());
    if (paths_[node].empty()) paths_[node].push_back({path, std::nullopt});
    return node;
  };
  std::vector<NodeId> build_inputs;
  for (const RepoPath& path : platform.build_inputs) build_inputs.push_back(build_input(path));

  const auto depend = [&](NodeId node, const std::vector<std::string>& names) {
    for (const std::string& name : names) builder.AddDependency(node, packages.at(name));
    for (const NodeId input : build_inputs) builder.AddDependency(node, input);
  };
  // Base images: all that some image is built FROM.
  std::unordered_map<std::string_view, const Image*> images;
  std::set<std::string_view> bases;
  for (const Image& image : platform.images) {
    images.emplace(image.name, &image);
    bases.insert(image.from.begin(), image.from.end());
  }
  std::unordered_map<std::string_view, NodeId> base_nodes;
  for (const std::string_view name : bases) {
    const NodeId node =
        AddNode(builder, NodeKind::kBaseImage, std::string(name), std::string(name));
    base_nodes.emplace(name, node);
  }
  for (const auto& [name, node] : base_nodes) {
    const auto image = images.find(name);
    if (image == images.end()) continue;  // only services define it
    for (const RepoPath& path : image->second->paths) paths_[node].push_back({path, std::nullopt});
    depend(node, image->second->packages);
    for (const auto* paths : {&platform.taken_build_inputs, &image->second->build_inputs}) {
      for (const RepoPath& path : *paths) builder.AddDependency(node, build_input(path));
    }
    for (const std::string& base : image->second->from) {
      builder.AddDependency(node, base_nodes.at(base));
    }
  }
  for (const Service& service : platform.services) {
    const NodeId node = AddNode(builder, NodeKind::kService, service.name,
                                service.path ? service.path->bytes() : service.name);
    service_nodes_.push_back(node);
    if (service.IsExternal()) continue;  // nothing here is part of it
    paths_[node].push_back({*service.path, std::nullopt});
    for (const RepoPath& path : service.inputs) paths_[node].push_back({path, std::nullopt});
    depend(node, service.packages);
    for (const RepoPath& path : service.build_inputs)
      builder.AddDependency(node, build_input(path));
    if (platform.dependencies == DependencyMode::kAll) {
      for (const auto& [name, package] : packages) builder.AddDependency(node, package);
    }
    if (const auto image = images.find(service.image); image != images.end()) {
      for (const RepoPath& path : image->second->paths)
        paths_[node].push_back({path, std::nullopt});
      depend(node, image->second->packages);
      for (const std::string& base : image->second->from) {
        builder.AddDependency(node, base_nodes.at(base));
      }
    }
    // What this service's image is made of is part of all that is built FROM it.
    if (const auto base = base_nodes.find(service.image); base != base_nodes.end()) {
      for (const auto& [path, link] : paths_[node]) paths_[base->second].push_back({path, link});
      depend(base->second, service.packages);
      for (const RepoPath& path : service.build_inputs) {
        builder.AddDependency(base->second, build_input(path));
      }
    }
  }
  graph_ = builder.Build();
}

void InputMap::NumberInputs() {
  std::vector<RepoPath> all;
  for (const std::vector<OwnedPath>& owned : paths_) {
    for (const OwnedPath& path : owned) all.push_back(path.path);
  }
  trie_.emplace(std::move(all));
  inputs_ = graph::IdVector<NodeId, std::vector<NodeInput>>(paths_.size());
  nodes_of_ = graph::IdVector<InputId, std::vector<NodeId>>(trie_->input_count());
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    const NodeId node{static_cast<std::uint32_t>(i)};
    std::vector<NodeInput>& inputs = inputs_[node];
    for (const OwnedPath& owned : paths_[node]) {
      inputs.push_back({.input = *trie_->Find(owned.path), .link = owned.link});
    }
    // A path that is named needs no link to be an input: sort the named one first, keep the first.
    std::ranges::sort(inputs, {},
                      [](const NodeInput& input) { return std::pair(input.input, input.link); });
    graph::DropDoubles(inputs, [](const NodeInput& left, const NodeInput& right) {
      return left.input == right.input;
    });
    for (const NodeInput& input : inputs) nodes_of_[input.input].push_back(node);
  }
}

void InputMap::AddLinkTargets(const std::vector<LinkedPath>& links) {
  if (links.empty()) return;
  graph::IdVector<NodeId, graph::PathSet> owned(paths_.size());
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    const NodeId node{static_cast<std::uint32_t>(i)};
    for (const OwnedPath& path : paths_[node]) owned[node].Add(path.path);
  }
  bool added = true;
  while (added) {
    added = false;
    for (const LinkedPath& link : links) {
      std::set<NodeId> nodes;
      for (const InputId owner : trie_->Owners(link.link)) {
        nodes.insert(nodes_of_[owner].begin(), nodes_of_[owner].end());
      }
      for (const NodeId node : nodes) {
        if (owned[node].Contains(link.target)) continue;
        owned[node].Add(link.target);
        paths_[node].push_back({link.target, link.link.bytes()});
        added = true;
      }
    }
    if (added) NumberInputs();
  }
}

std::vector<InputId> InputMap::InputsOfService(std::size_t service) const {
  std::vector<InputId> all;
  for (const NodeId node : closures_[service].nodes()) {
    for (const NodeInput& input : inputs_[node]) all.push_back(input.input);
  }
  std::ranges::sort(all);
  graph::DropDoubles(all);
  return all;
}

bool InputMap::HasIgnorableOwner(InputId input) const {
  return std::ranges::any_of(nodes_of_[input], [&](NodeId node) { return IsIgnorable(node); });
}

bool InputMap::HasLiteralOwner(InputId input) const {
  return std::ranges::any_of(nodes_of_[input], [&](NodeId node) { return !IsIgnorable(node); });
}

}  // namespace deltaplan::planner
