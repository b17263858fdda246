#include "planner/facts/destinations.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <optional>
#include <tuple>
#include <utility>

#include "graph/drop_doubles.h"
#include "graph/history.h"
#include "planner/model/bootstrap_tag.h"

namespace deltaplan::planner {
namespace {

using graph::ObjectId;

struct Route {
  Baseline to;
  std::vector<Baseline> from;  // sorted by time, then id; without doubles
};

// Whether a placeholder of before the first deploy would replace what runs.
bool WouldBePushedOut(const ServiceFacts& facts, const std::string& tag, const Config& config) {
  if (!IsBootstrapTag(config, tag)) return false;
  return facts.live_unknown || (facts.live_tag && facts.live_tag != tag);
}

}  // namespace

Result<Routes> RouteToMap(const std::vector<Service>& platform,
                          const std::map<std::string, std::string>& map, const Config& config,
                          TagResolver& resolver, GitRepository& repository, const Baselines& live) {
  std::vector<std::optional<Destination>> destinations(platform.size());
  std::map<ObjectId, Route> routes;
  for (std::size_t s = 0; s < platform.size(); ++s) {
    const std::string& name = platform[s].name;
    const ServiceFacts& runs = live.services[s];
    const auto mapped = map.find(name);
    if (mapped == map.end() || WouldBePushedOut(runs, mapped->second, config)) continue;
    Destination& destination = destinations[s].emplace(Destination{mapped->second, std::nullopt});
    if (platform[s].IsExternal()) continue;  // its tags name no commits of this repository
    Result<ResolvedTag> tag = resolver.Resolve(mapped->second);
    if (!tag) {
      return std::move(tag).error().Within(fmt::format(
          "cannot look up the tag '{}' of service '{}' in the tag map", mapped->second, name));
    }
    if (!tag->commit) continue;
    destination.commit = tag->commit->id;
    destination.time = tag->commit->time;
    if (!runs.baseline) continue;
    Route& route = routes[tag->commit->id];
    route.to = {tag->commit->id, tag->commit->tree, tag->commit->time};
    route.from.push_back(live.distinct[*runs.baseline]);
  }
  Routes all;
  std::map<std::pair<ObjectId, ObjectId>, std::pair<std::size_t, graph::HeadRelation>> places;
  for (auto& [commit, route] : routes) {
    const auto key = [](const Baseline& baseline) {
      return std::tie(baseline.time, baseline.commit);
    };
    std::ranges::sort(route.from, {}, key);
    graph::DropDoubles(route.from, [](const Baseline& first, const Baseline& second) {
      return first.commit == second.commit;
    });
    std::vector<ObjectId> tips;
    for (const Baseline& from : route.from) tips.push_back(from.commit);
    const std::vector<graph::HeadRelation> relations =
        graph::RelateToHead(repository, commit, tips);
    for (std::size_t i = 0; i < tips.size(); ++i) {
      places[{commit, tips[i]}] = {all.from.size(), relations[i]};
      all.from.push_back(route.from[i]);
      all.to.push_back(route.to);
    }
  }
  for (std::size_t s = 0; s < platform.size(); ++s) {
    ServiceFacts facts = live.services[s];
    facts.destination = std::move(destinations[s]);
    facts.baseline = std::nullopt;
    facts.relation = {};
    if (facts.origin && facts.destination && facts.destination->commit) {
      const ObjectId& to = *facts.destination->commit;
      if (facts.commit) {
        std::tie(facts.baseline, facts.relation) = places.at({to, *facts.commit});
      } else {  // a build of a dirty tree: no baseline, and a place in history
        facts.relation =
            graph::RelateToHead(repository, to, std::vector{facts.origin->commit}).front();
      }
    }
    all.services.push_back(std::move(facts));
  }
  return all;
}

}  // namespace deltaplan::planner
