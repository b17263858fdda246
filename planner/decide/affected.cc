#include "planner/decide/affected.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "graph/fan_out.h"
#include "planner/decide/changed_nodes.h"
#include "planner/model/comparison.h"

namespace deltaplan::planner {
namespace {

// A change of `path` as a comparison with one baseline: what holds it differs and, of a directory,
// what lies in it.
Comparison ComparisonOf(const PathFacts& facts, const graph::RepoPath& path, bool is_ignored) {
  const InputMap& map = facts.inputs;
  std::set<graph::InputId> inputs;
  for (const graph::InputId owner : map.OwnersOf(path)) inputs.insert(owner);
  for (std::size_t i = 0; i < map.trie().input_count(); ++i) {
    const graph::InputId input{static_cast<std::uint32_t>(i)};
    if (path.Contains(map.trie().PathOf(input))) inputs.insert(input);
  }
  Comparison comparison;
  std::vector<InputDifference>& differences = comparison.differences.emplace_back();
  for (const graph::InputId input : inputs) {
    InputDifference& difference = differences.emplace_back();
    difference.input = input;
    difference.filtered.differs = !is_ignored;
    difference.literal.differs = true;
  }
  return comparison;
}

// The services that a node of `changed` reaches, each on its shortest way.
std::vector<AffectedService> Reached(const PathFacts& facts, const ChangedNodes& changed) {
  if (changed.Since(0).empty()) return {};
  const InputMap& map = facts.inputs;
  graph::IdVector<graph::NodeId, bool> is_changed(map.graph().size(), false);
  for (const auto& [node, differences] : changed.Since(0)) is_changed[node] = true;
  std::vector<AffectedService> services;
  for (std::size_t s = 0; s < facts.platform.services.size(); ++s) {
    const std::vector<graph::Reach> reached = graph::FanOut(map.ClosureOf(s), is_changed);
    if (reached.empty()) continue;
    const auto nearest = std::ranges::min_element(
        reached, {}, [](const graph::Reach& reach) { return reach.path.size(); });
    const graph::InputId input = changed.Since(0).at(nearest->node).front()->input;
    services.push_back(
        {.name = facts.platform.services[s].name, .via = map.WayFrom(input, nearest->path)});
  }
  return services;
}

// Manifests and lockfiles that are read, and the configuration, count by what they say, which no
// path tells: a change of them may reach every service below their root, or every one. The file at
// or below `path` that may reach `service`; nullopt: none.
std::optional<std::string> FileThatIsRead(const PathFacts& facts,
                                          const std::optional<std::string>& config,
                                          const graph::RepoPath& path, const Service& service) {
  if (!service.path) return std::nullopt;
  if (config && path.Contains(graph::RepoPath::FromCanonical(*config))) return config;
  for (const graph::RepoPath& file : facts.platform.read_files) {
    if (path.Contains(file) && file.Parent().Contains(*service.path)) return file.bytes();
  }
  return std::nullopt;
}

}  // namespace

AffectedBy AffectedByChange(const PathFacts& facts, const std::optional<std::string>& config,
                            const graph::RepoPath& path) {
  const bool is_ignored = facts.ignore.IsIgnored(path, false) || facts.ignore.IsIgnored(path, true);
  const Comparison comparison = ComparisonOf(facts, path, is_ignored);
  const ChangedNodes changed(facts.inputs, comparison);
  const bool is_owned = !changed.Since(0).empty();
  std::vector<AffectedService> services = Reached(facts, changed);
  for (const Service& service : facts.platform.services) {
    const bool is_known =
        std::ranges::find(services, service.name, &AffectedService::name) != services.end();
    if (is_known) continue;
    const std::optional<std::string> read = FileThatIsRead(facts, config, path, service);
    if (read) services.push_back({.name = service.name, .via = {*read, service.path->bytes()}});
  }
  std::ranges::sort(services, {}, &AffectedService::name);
  return {.path = path.bytes(),
          .owned = is_owned,
          .ignored = is_ignored && !is_owned && !comparison.differences.front().empty(),
          .services = std::move(services)};
}

}  // namespace deltaplan::planner
