#include "planner/decide/images.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>

#include "graph/build_waves.h"
#include "graph/fan_out.h"

namespace deltaplan::planner {
namespace {

// Fills in the waves. An image may rest on a built one through one that is not built itself.
void AssignWaves(const ImageBases& bases, std::vector<ImageDecision>& images) {
  std::unordered_map<std::string, std::size_t> numbers;
  for (std::size_t i = 0; i < images.size(); ++i) numbers.emplace(images[i].name, i);
  std::vector<std::vector<std::size_t>> from(images.size());
  for (std::size_t i = 0; i < images.size(); ++i) {
    bases.ForEachBelow(images[i].name, [&](const std::string& base) {
      if (const auto found = numbers.find(base); found != numbers.end()) {
        from[i].push_back(found->second);
      }
    });
  }
  // The configuration was refused if it had a cycle.
  const auto waves = std::get<std::vector<std::size_t>>(graph::BuildWaves(from));
  for (std::size_t i = 0; i < images.size(); ++i) images[i].wave = waves[i];
}

}  // namespace

bool BaseChanged(const Facts& facts, const ChangedNodes& changed, const ImageBases& bases,
                 std::size_t service, const std::string& base) {
  const ServiceFacts& compared = facts.services[service];
  if (!compared.baseline) return true;
  const graph::DependencyGraph& graph = facts.inputs.graph();
  const graph::Closure closure(graph, *graph.Find(graph::NodeKind::kBaseImage, base));
  const auto changed_since = [&](std::size_t baseline) {
    const BuildDifferences& builds = facts.builds[baseline];
    bool is_built_otherwise = builds.unreadable || builds.images.contains(base);
    bases.ForEachBelow(base, [&](const std::string& below) {
      is_built_otherwise = is_built_otherwise || builds.images.contains(below);
    });
    return is_built_otherwise || std::ranges::any_of(closure.nodes(), [&](graph::NodeId below) {
             return changed.Since(baseline).contains(below);
           });
  };
  return changed_since(*compared.baseline) ||
         std::ranges::any_of(compared.more_baselines, changed_since);
}

std::vector<ImageDecision> ImagesToBuild(const Facts& facts, const ChangedNodes& changed,
                                         const ImageBases& bases,
                                         const std::vector<ServiceDecision>& decided) {
  const std::vector<Service>& services = facts.platform.services;
  std::set<std::string> run_by_services;
  for (const Service& service : services) run_by_services.insert(service.image);
  std::map<std::string, ImageDecision> by_name;
  for (const ServiceDecision& decision : decided) {
    if (decision.decision != Decision::kDeploy || decision.restarts) continue;
    const Service& service = services[decision.service];
    by_name[service.image].services.push_back(service.name);
    bases.ForEachBelow(service.image, [&](const std::string& base) {
      const bool is_own = !run_by_services.contains(base);
      if (is_own && BaseChanged(facts, changed, bases, decision.service, base)) by_name[base];
    });
  }
  // One that rests on an image that is built anew is built anew, even where the services FROM it
  // have had its sources before: they would hold the old one, and be called up to date later.
  std::set<std::string> resting;
  for (const ServiceDecision& decision : decided) {
    if (decision.decision != Decision::kDeploy || decision.restarts) continue;
    bases.ForEachBelow(services[decision.service].image, [&](const std::string& base) {
      if (run_by_services.contains(base) || by_name.contains(base)) return;
      bases.ForEachBelow(base, [&](const std::string& below) {
        if (by_name.contains(below)) resting.insert(base);
      });
    });
  }
  for (const std::string& name : resting) by_name[name];
  std::vector<ImageDecision> images;
  for (auto& [name, image] : by_name) {
    image.name = name;
    image.from = bases.Of(name);
    images.push_back(std::move(image));
  }
  AssignWaves(bases, images);
  return images;
}

}  // namespace deltaplan::planner
