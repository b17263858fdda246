// From many nodes to few, and in which order they stand. Everything is decided by names and counts,
// so the same plan gives the same picture.

#include "planner/report/picture.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "planner/report/graph_nodes.h"
#include "planner/report/sentences.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kMostLayers = 6;
constexpr std::size_t kSweeps = 4;

// One edge for each two nodes that are joined.
class EdgeSet {
 public:
  void Add(std::size_t from, std::size_t to, const std::set<std::string>& origins) {
    if (from == to) return;
    edges_[{from, to}].insert(origins.begin(), origins.end());
  }
  std::vector<PictureEdge> Take() {
    std::vector<PictureEdge> edges;
    for (auto& [ends, origins] : edges_) edges.push_back({ends.first, ends.second, origins});
    return edges;
  }

 private:
  std::map<std::pair<std::size_t, std::size_t>, std::set<std::string>> edges_;
};

// Collects nodes by kind and name.
class PictureBuilder {
 public:
  std::size_t Node(PictureKind kind, const std::string& name, std::size_t layer) {
    const auto [entry, is_new] = ids_.emplace(std::pair(kind, name), picture_.nodes.size());
    if (is_new) {
      picture_.nodes.push_back({.kind = kind, .names = {name}, .changed = false, .layer = layer});
    }
    PictureNode& node = picture_.nodes[entry->second];
    node.layer = std::max(node.layer, layer);
    return entry->second;
  }
  void Edge(std::size_t from, std::size_t to, const std::set<std::string>& origins = {}) {
    edges_.Add(from, to, origins);
  }
  PictureNode& operator[](std::size_t node) { return picture_.nodes[node]; }

  Picture Build() {
    picture_.edges = edges_.Take();
    picture_.bundled = picture_.nodes.size();
    return std::move(picture_);
  }

 private:
  Picture picture_;
  std::map<std::pair<PictureKind, std::string>, std::size_t> ids_;
  EdgeSet edges_;
};

// Makes one node of each set of nodes that `group` gives the same number.
Picture Merged(const Picture& picture, const std::vector<std::size_t>& group) {
  Picture merged;
  merged.bundled = picture.bundled;
  merged.is_capped = picture.is_capped;
  std::map<std::size_t, std::size_t> ids;
  std::vector<std::size_t> place(picture.nodes.size());
  for (std::size_t i = 0; i < picture.nodes.size(); ++i) {
    const auto [entry, is_new] = ids.emplace(group[i], merged.nodes.size());
    place[i] = entry->second;
    if (is_new) {
      merged.nodes.push_back(picture.nodes[i]);
      continue;
    }
    PictureNode& node = merged.nodes[entry->second];
    node.names.insert(node.names.end(), picture.nodes[i].names.begin(),
                      picture.nodes[i].names.end());
    node.changed = node.changed || picture.nodes[i].changed;
  }
  for (PictureNode& node : merged.nodes) std::ranges::sort(node.names);
  EdgeSet edges;
  for (const PictureEdge& edge : picture.edges) {
    edges.Add(place[edge.from], place[edge.to], edge.origins);
  }
  merged.edges = edges.Take();
  return merged;
}

using Neighbours = std::vector<std::vector<std::size_t>>;

Neighbours NeighboursOf(const Picture& picture, std::size_t PictureEdge::*of,
                        std::size_t PictureEdge::*other) {
  Neighbours neighbours(picture.nodes.size());
  for (const PictureEdge& edge : picture.edges) neighbours[edge.*of].push_back(edge.*other);
  for (std::vector<std::size_t>& some : neighbours) std::ranges::sort(some);
  return neighbours;
}

// Nodes of a kind and layer that have the same edges become one, in sets of `least` or more.
Picture Factored(const Picture& picture, std::size_t least) {
  const Neighbours before = NeighboursOf(picture, &PictureEdge::to, &PictureEdge::from);
  const Neighbours after = NeighboursOf(picture, &PictureEdge::from, &PictureEdge::to);
  using Key = std::tuple<PictureKind, std::size_t, bool, std::vector<std::size_t>,
                         std::vector<std::size_t>>;
  std::map<Key, std::vector<std::size_t>> same;
  for (std::size_t i = 0; i < picture.nodes.size(); ++i) {
    const PictureNode& node = picture.nodes[i];
    same[{node.kind, node.layer, node.changed, before[i], after[i]}].push_back(i);
  }
  std::vector<std::size_t> group(picture.nodes.size());
  for (const auto& [key, nodes] : same) {
    for (const std::size_t node : nodes) group[node] = nodes.size() < least ? node : nodes.front();
  }
  return Merged(picture, group);
}

// How much hangs on each node: what it reaches directly, and what it stands for.
std::vector<std::size_t> WeightsOf(const Picture& picture) {
  std::vector<std::size_t> weights;
  for (const PictureNode& node : picture.nodes) weights.push_back(node.names.size());
  for (const PictureEdge& edge : picture.edges) {
    weights[edge.from] += picture.nodes[edge.to].names.size();
    weights[edge.to] += 1;
  }
  return weights;
}

// The heaviest nodes of each layer stay; the others of a kind in a layer become one.
Picture Capped(const Picture& picture, std::size_t most) {
  const std::vector<std::size_t> weights = WeightsOf(picture);
  std::map<std::size_t, std::vector<std::size_t>> layers;
  for (std::size_t i = 0; i < picture.nodes.size(); ++i)
    layers[picture.nodes[i].layer].push_back(i);
  const std::size_t room = most / layers.size();
  std::vector<std::size_t> group(picture.nodes.size());
  for (auto& [layer, nodes] : layers) {
    std::ranges::sort(nodes, [&](std::size_t a, std::size_t b) {
      return std::make_tuple(weights[b], picture.nodes[a].names.front(), a) <
             std::make_tuple(weights[a], picture.nodes[b].names.front(), b);
    });
    std::map<PictureKind, std::size_t> rest;
    // Each kind may have one node for its rest.
    constexpr std::size_t kKinds = 5;
    const std::size_t kept = nodes.size() <= room ? room : room - std::min(room, kKinds);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      group[nodes[i]] =
          i < kept ? nodes[i] : rest.emplace(picture.nodes[nodes[i]].kind, nodes[i]).first->second;
    }
  }
  Picture capped = Merged(picture, group);
  capped.is_capped = true;
  return capped;
}

// Puts the nodes of each layer near those that they are joined with, and numbers them so.
Picture Ordered(const Picture& picture) {
  std::vector<std::vector<std::size_t>> layers(kMostLayers);
  for (std::size_t i = 0; i < picture.nodes.size(); ++i)
    layers[picture.nodes[i].layer].push_back(i);
  std::erase_if(layers, [](const auto& layer) { return layer.empty(); });
  std::vector<double> place(picture.nodes.size());
  const auto number = [&place](const std::vector<std::size_t>& layer) {
    for (std::size_t i = 0; i < layer.size(); ++i) {
      place[layer[i]] = (static_cast<double>(i) + 0.5) / static_cast<double>(layer.size());
    }
  };
  for (auto& layer : layers) {
    std::ranges::sort(layer, [&](std::size_t a, std::size_t b) {
      return picture.nodes[a].names.front() < picture.nodes[b].names.front();
    });
    number(layer);
  }
  const Neighbours before = NeighboursOf(picture, &PictureEdge::to, &PictureEdge::from);
  const Neighbours after = NeighboursOf(picture, &PictureEdge::from, &PictureEdge::to);
  const auto sort_by = [&](std::vector<std::size_t>& layer, const Neighbours& neighbours) {
    std::map<std::size_t, double> middle;
    for (const std::size_t node : layer) {
      double sum = 0;
      for (const std::size_t other : neighbours[node]) sum += place[other];
      middle[node] = neighbours[node].empty() ? place[node]
                                              : sum / static_cast<double>(neighbours[node].size());
    }
    std::ranges::stable_sort(layer,
                             [&](std::size_t a, std::size_t b) { return middle[a] < middle[b]; });
    number(layer);
  };
  for (std::size_t sweep = 0; sweep < kSweeps; ++sweep) {
    for (auto& layer : layers) sort_by(layer, before);
    for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) sort_by(*layer, after);
  }
  Picture ordered;
  ordered.bundled = picture.bundled;
  ordered.is_capped = picture.is_capped;
  std::vector<std::size_t> moved(picture.nodes.size());
  for (std::size_t column = 0; column < layers.size(); ++column) {
    for (const std::size_t node : layers[column]) {
      moved[node] = ordered.nodes.size();
      ordered.nodes.push_back(picture.nodes[node]);
      ordered.nodes.back().layer = column;
    }
  }
  EdgeSet edges;
  for (const PictureEdge& edge : picture.edges) {
    edges.Add(moved[edge.from], moved[edge.to], edge.origins);
  }
  ordered.edges = edges.Take();
  return ordered;
}

Picture Fitted(Picture picture, const PictureSize& size) {
  picture = Factored(picture, size.alike);
  for (int i = 0; i < 3 && picture.nodes.size() > size.most; ++i) picture = Factored(picture, 2);
  if (picture.nodes.size() > size.most) picture = Capped(picture, size.most);
  return Ordered(picture);
}

// Where an edge comes from, where its ends don't tell.
std::set<std::string> OriginTexts(const InputMap& inputs, graph::NodeId from, graph::NodeId to) {
  std::set<std::string> texts;
  for (const EdgeOrigin& origin : inputs.OriginsOf(from, to)) {
    if (IsWorthTelling(origin)) texts.insert(OriginText(origin));
  }
  return texts;
}

// A reason that is no change of an input, in a word or two.
std::string ReasonName(ReasonCode code) {
  std::string name = ReasonCodeName(code);
  std::ranges::replace(name, '_', ' ');
  return name;
}

PictureKind KindOfFirst(ReasonCode code) {
  switch (code) {
    case ReasonCode::kPackageChanged:
    case ReasonCode::kDependenciesChanged:
      return PictureKind::kPackage;
    case ReasonCode::kBaseImageChanged:
      return PictureKind::kImage;
    default:
      return PictureKind::kBuildInput;
  }
}

}  // namespace

const char* PictureKindName(PictureKind kind) {
  switch (kind) {
    case PictureKind::kReason:
      return "reason";
    case PictureKind::kBuildInput:
      return NodeKindName(graph::NodeKind::kBuildInput);
    case PictureKind::kPackage:
      return NodeKindName(graph::NodeKind::kPackage);
    case PictureKind::kImage:
      return NodeKindName(graph::NodeKind::kBaseImage);
    case PictureKind::kService:
      return NodeKindName(graph::NodeKind::kService);
  }
  return "";
}

const char* BundleRule(const Picture& picture) {
  return picture.is_capped
             ? "those alike are one, and so are those of a kind in a column that least hangs on"
             : "those alike are one";
}

std::string PictureNode::Label() const {
  if (names.size() == 1) return names.front();
  switch (kind) {
    case PictureKind::kReason:
      return CountOf(names.size(), "reason");
    case PictureKind::kBuildInput:
      return CountOf(names.size(), "input");
    case PictureKind::kPackage:
      return CountOf(names.size(), "package");
    case PictureKind::kImage:
      return CountOf(names.size(), "base image");
    case PictureKind::kService:
      return CountOf(names.size(), "service");
  }
  return {};
}

Picture AffectedPicture(const Plan& plan, const PictureSize& size) {
  constexpr std::size_t kServices = kMostLayers - 2;  // restarts stand behind them
  PictureBuilder builder;
  for (const PlannedService& service : plan.services) {
    if (service.decision != Decision::kDeploy) continue;
    const std::size_t node = builder.Node(PictureKind::kService, ShownPath(service.name),
                                          service.restarts ? kMostLayers - 1 : kServices);
    for (const Reason& reason : service.reasons) {
      if (reason.code == ReasonCode::kServiceChanged || reason.code == ReasonCode::kBuildChanged) {
        builder[node].changed = true;
      } else if (reason.code == ReasonCode::kRestartedWith) {
        builder.Edge(
            builder.Node(PictureKind::kService, ShownPath(reason.input.value_or("")), kServices),
            node);
      } else if (reason.via.empty()) {
        builder.Edge(builder.Node(PictureKind::kReason, ReasonName(reason.code), 0), node);
      } else {
        // The last step is the service itself.
        std::size_t before = node;
        for (std::size_t i = reason.via.size() - 1; i-- > 0;) {
          const PictureKind kind = i == 0 ? KindOfFirst(reason.code) : PictureKind::kPackage;
          const std::size_t step =
              builder.Node(kind, ShownPath(reason.via[i]), std::min(i, kServices - 1));
          builder.Edge(step, before);
          before = step;
        }
        builder[before].changed = true;
      }
    }
  }
  return Fitted(builder.Build(), size);
}

Picture PlatformPicture(const InputMap& inputs, const std::vector<std::string>& services,
                        const PictureSize& size) {
  const graph::DependencyGraph& graph = inputs.graph();
  PictureBuilder builder;
  std::map<graph::NodeId, std::size_t> nodes;
  for (const graph::NodeId id : NodesNeededBy(inputs, services)) {
    const graph::Node& node = graph[id];
    switch (node.kind) {
      case graph::NodeKind::kBuildInput:
        nodes[id] = builder.Node(PictureKind::kBuildInput, ShownPath(node.name), 0);
        break;
      case graph::NodeKind::kPackage:
        nodes[id] = builder.Node(PictureKind::kPackage, ShownPath(inputs.DisplayName(id)), 1);
        break;
      case graph::NodeKind::kBaseImage:
        nodes[id] = builder.Node(PictureKind::kImage, ShownPath(node.name), kMostLayers - 2);
        break;
      case graph::NodeKind::kService:
        nodes[id] = builder.Node(PictureKind::kService, ShownPath(node.name), kMostLayers - 1);
        break;
    }
  }
  // A package that needs others stands to their right; in a cycle, as far as there are columns.
  for (std::size_t round = 1; round + 3 < kMostLayers; ++round) {
    for (const auto& [id, node] : nodes) {
      if (graph[id].kind != graph::NodeKind::kPackage) continue;
      for (const graph::NodeId needed : graph.Dependencies(id)) {
        if (graph[needed].kind == graph::NodeKind::kPackage && nodes.contains(needed)) {
          const std::size_t least = std::min(builder[nodes[needed]].layer + 1, kMostLayers - 3);
          builder[node].layer = std::max(builder[node].layer, least);
        }
      }
    }
  }
  for (const auto& [id, node] : nodes) {
    for (const graph::NodeId needed : graph.Dependencies(id)) {
      if (const auto found = nodes.find(needed); found != nodes.end()) {
        builder.Edge(found->second, node, OriginTexts(inputs, id, needed));
      }
    }
  }
  return Fitted(builder.Build(), size);
}

}  // namespace deltaplan::planner
