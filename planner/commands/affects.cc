// deltaplan affects: which services a change to these paths would deploy.
#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <utility>

#include "graph/fan_out.h"
#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/facts/gather.h"
#include "planner/report/affects_report.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

AffectedBy Ask(const PathFacts& facts, const graph::RepoPath& path) {
  AffectedBy answer{.path = path.bytes(), .ignored = false, .services = {}};
  const InputMap& map = facts.inputs;
  // Inputs that hold the path, and, for a directory, inputs that lie in it.
  std::set<graph::InputId> inputs;
  for (const graph::InputId owner : map.trie().Owners(path)) inputs.insert(owner);
  for (std::size_t i = 0; i < map.trie().input_count(); ++i) {
    const graph::InputId input{static_cast<std::uint32_t>(i)};
    if (path.Contains(map.trie().PathOf(input))) inputs.insert(input);
  }
  const bool ignored = facts.ignore.IsIgnored(path, false) || facts.ignore.IsIgnored(path, true);
  graph::IdVector<graph::NodeId, bool> changed(map.graph().size(), false);
  std::vector<std::pair<graph::NodeId, graph::InputId>> origins;
  bool any = false;
  for (const graph::InputId input : inputs) {
    for (const graph::NodeId node : map.NodesOf(input)) {
      if (ignored && map.IsIgnorable(node)) continue;
      changed[node] = true;
      any = true;
      origins.emplace_back(node, input);
    }
  }
  answer.ignored = ignored && !any && !inputs.empty();
  if (!any) return answer;
  for (std::size_t s = 0; s < facts.platform.services.size(); ++s) {
    const std::vector<graph::Reach> reached = graph::FanOut(map.ClosureOf(s), changed);
    if (reached.empty()) continue;
    const auto nearest = std::ranges::min_element(
        reached, {}, [](const graph::Reach& reach) { return reach.path.size(); });
    const auto origin =
        std::ranges::find(origins, nearest->node, &std::pair<graph::NodeId, graph::InputId>::first);
    AffectedService affected{.name = facts.platform.services[s].name, .via = {}};
    affected.via.push_back(map.trie().PathOf(origin->second).bytes());
    const auto own =
        std::ranges::find(map.InputsOf(nearest->node), origin->second, &NodeInput::input);
    if (own->link) affected.via.push_back(*own->link);
    for (const graph::NodeId step : nearest->path) {
      std::string name = map.DisplayName(step);
      if (name != affected.via.back()) affected.via.push_back(std::move(name));
    }
    answer.services.push_back(std::move(affected));
  }
  return answer;
}

}  // namespace

Result<Answer> RunAffects(const Options& options, const Ports& ports) {
  std::vector<graph::RepoPath> paths;
  for (const std::string& text : options.paths) {
    auto path = graph::RepoPath::Parse(text);
    if (!path) {
      return Error{
          .message = fmt::format("'{}' is not a path inside the repository", DisplayPath(text)),
          .causes = {},
          .remedy = "Give paths relative to the repository's root."};
    }
    paths.push_back(std::move(*path));
  }
  Result<std::unique_ptr<Project>> opened = Project::Open(ProjectRequestOf(options), ports);
  if (!opened) return std::move(opened).error();
  const Result<PathFacts> facts = GatherPaths(**opened);
  if (!facts) return facts.error();
  std::vector<AffectedBy> answers;
  for (const graph::RepoPath& path : paths) answers.push_back(Ask(*facts, path));
  Answer answer;
  answer.output = options.format == Format::kJson ? AffectsJson(answers) : AffectsText(answers);
  return answer;
}

}  // namespace deltaplan::planner
