#include "planner/model/input_map.h"

#include <algorithm>
#include <map>
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

namespace {

// What services that run one image name for their own.
struct OwnParts {
  std::set<RepoPath> paths;
  std::set<std::string> packages;
  std::set<RepoPath> build_inputs;
};

// By image: it is made of all that any of them names, and whoever runs it gets all of that.
std::map<std::string_view, OwnParts> PartsOfImages(const Platform& platform) {
  std::map<std::string_view, OwnParts> parts;
  for (const Service& service : platform.services) {
    if (service.IsExternal()) continue;
    OwnParts& own = parts[service.image];
    own.paths.insert(*service.path);
    own.paths.insert(service.inputs.begin(), service.inputs.end());
    own.packages.insert(service.packages.begin(), service.packages.end());
    own.build_inputs.insert(service.build_inputs.begin(), service.build_inputs.end());
  }
  return parts;
}

}  // namespace

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
    if (package.is_lost) lost_.insert(node);
    paths_[node].push_back({package.path, std::nullopt, package.without});
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
  common_build_inputs_.insert(build_inputs.begin(), build_inputs.end());

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
  const std::map<std::string_view, OwnParts> made_of = PartsOfImages(platform);
  for (const Service& service : platform.services) {
    const NodeId node = AddNode(builder, NodeKind::kService, service.name,
                                service.path ? service.path->bytes() : service.name);
    service_nodes_.push_back(node);
    if (service.IsExternal()) continue;  // nothing here is part of it
    const OwnParts& parts = made_of.at(service.image);
    for (const RepoPath& path : parts.paths) paths_[node].push_back({path, std::nullopt});
    depend(node, {parts.packages.begin(), parts.packages.end()});
    for (const RepoPath& path : parts.build_inputs) {
      builder.AddDependency(node, build_input(path));
    }
    if (platform.dependencies == DependencyMode::kAll) {
      for (const Package& package : platform.packages) {
        if (!package.is_lost) builder.AddDependency(node, packages.at(package.name));
      }
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
      for (const OwnedPath& own : paths_[node]) paths_[base->second].push_back(own);
      depend(base->second, service.packages);
      for (const RepoPath& path : service.build_inputs) {
        builder.AddDependency(base->second, build_input(path));
      }
    }
  }
  graph_ = builder.Build();
  for (const RepoPath& path : platform.lost_build_inputs) {
    const std::optional<NodeId> node = graph_.Find(NodeKind::kBuildInput, path.bytes());
    if (node && !common_build_inputs_.contains(*node)) lost_.insert(*node);
  }
  NoteOrigins(platform);
}

void InputMap::NoteOrigins(const Platform& platform) {
  dependencies_ = platform.dependencies;
  std::unordered_map<std::string_view, NodeId> packages;              // by path
  std::unordered_map<std::string_view, std::vector<NodeId>> by_path;  // services as well
  const auto note = [&](const std::optional<NodeId>& from, const std::optional<NodeId>& to,
                        const EdgeOrigin& origin) {
    if (from && to) origins_[{*from, *to}].push_back(origin);
  };
  const auto package = [&](const std::string& name) {
    return graph_.Find(NodeKind::kPackage, name);
  };
  for (const Package& each : platform.packages) {
    const std::optional<NodeId> node = package(each.name);
    packages.emplace(each.path.bytes(), *node);
    by_path[each.path.bytes()].push_back(*node);
    for (const std::string& end : each.depends_on) {
      note(node, package(end), {.kind = EdgeOrigin::Kind::kDependsOn});
    }
  }
  for (std::size_t i = 0; i < platform.services.size(); ++i) {
    const Service& service = platform.services[i];
    if (service.IsExternal()) continue;
    by_path[service.path->bytes()].push_back(service_nodes_[i]);
    for (const std::string& end : service.depends_on.value_or(std::vector<std::string>())) {
      note(service_nodes_[i], package(end), {.kind = EdgeOrigin::Kind::kDependsOn});
    }
  }
  for (const auto& [ends, origins] : platform.found_edges) {
    const auto from = by_path.find(ends.first);
    const auto to = packages.find(ends.second);
    if (from == by_path.end() || to == packages.end()) continue;
    for (const NodeId node : from->second) {
      for (const EdgeOrigin& origin : origins) note(node, to->second, origin);
    }
  }
  for (auto& [ends, origins] : origins_) graph::SortWithoutDoubles(origins);
}

void InputMap::NumberInputs() {
  std::vector<RepoPath> all;
  for (const std::vector<OwnedPath>& owned : paths_) {
    for (const OwnedPath& path : owned) all.push_back(path.path);
  }
  trie_.emplace(std::move(all));
  inputs_ = graph::IdVector<NodeId, std::vector<NodeInput>>(paths_.size());
  nodes_of_ = graph::IdVector<InputId, std::vector<NodeId>>(trie_->input_count());
  without_ = graph::IdVector<InputId, std::vector<RepoPath>>(trie_->input_count());
  graph::IdVector<InputId, bool> is_owned(trie_->input_count());
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    const NodeId node{static_cast<std::uint32_t>(i)};
    std::vector<NodeInput>& inputs = inputs_[node];
    for (const OwnedPath& owned : paths_[node]) {
      const InputId input = *trie_->Find(owned.path);
      inputs.push_back({.input = input, .link = owned.link});
      // What one of the owners means belongs to it.
      std::erase_if(without_[input], [&](const RepoPath& path) {
        return is_owned[input] && std::ranges::find(owned.without, path) == owned.without.end();
      });
      if (!is_owned[input]) without_[input] = owned.without;
      is_owned[input] = true;
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
      for (const InputId owner : OwnersOf(link.link)) {
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

std::vector<InputId> InputMap::OwnersOf(const RepoPath& path) const {
  std::vector<InputId> owners = trie_->Owners(path);
  std::erase_if(owners, [&](InputId owner) {
    return std::ranges::any_of(without_[owner],
                               [&](const RepoPath& left_out) { return left_out.Contains(path); });
  });
  return owners;
}

std::vector<EdgeOrigin> InputMap::OriginsOf(NodeId from, NodeId to) const {
  if (const auto found = origins_.find({from, to}); found != origins_.end()) return found->second;
  if (lost_.contains(to)) return {{.kind = EdgeOrigin::Kind::kBaseline}};
  switch (graph_[to].kind) {
    case NodeKind::kBaseImage:
      return {{.kind = EdgeOrigin::Kind::kFrom}};
    case NodeKind::kBuildInput:
      return {{.kind = common_build_inputs_.contains(to) ? EdgeOrigin::Kind::kBuildInputs
                                                         : EdgeOrigin::Kind::kWorkspace}};
    case NodeKind::kPackage:
    case NodeKind::kService:
      break;
  }
  switch (dependencies_) {
    case DependencyMode::kAll:
      return {{.kind = EdgeOrigin::Kind::kPackages}};
    case DependencyMode::kDeclared:
      return {{.kind = EdgeOrigin::Kind::kDependsOn}};
    case DependencyMode::kWorkspace:
      break;
  }
  return {{.kind = EdgeOrigin::Kind::kWorkspace}};
}

std::vector<std::string> InputMap::WayFrom(InputId input, const std::vector<NodeId>& path) const {
  const auto own = std::ranges::lower_bound(InputsOf(path.front()), input, {}, &NodeInput::input);
  std::vector<std::string> way{trie_->PathOf(input).bytes()};
  if (own->link) way.push_back(*own->link);
  for (const NodeId step : path) {
    if (display_names_[step] != way.back()) way.push_back(display_names_[step]);
  }
  return way;
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
