#include "planner/decide/left_out.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "planner/decide/images.h"

namespace deltaplan::planner {
namespace {

// Whether manifests and lockfiles say something else since a baseline of the service.
bool DependenciesDiffer(const Facts& facts, std::size_t service) {
  const auto found = facts.dependencies.lower_bound({service, 0});
  return found != facts.dependencies.end() && found->first.first == service;
}

}  // namespace

Warnings FollowersLeftOut(const Facts& facts, const ChangedNodes& changed, const ImageBases& bases,
                          const std::vector<ServiceDecision>& decided) {
  const std::vector<Service>& services = facts.platform.services;
  std::set<std::string> rebuilt;
  std::set<std::size_t> rolled;
  for (const ServiceDecision& decision : decided) {
    if (decision.decision != Decision::kDeploy || decision.restarts) continue;
    rebuilt.insert(services[decision.service].image);
    rolled.insert(decision.service);
  }
  std::map<std::string, std::vector<std::string>> left_out;
  for (std::size_t s = 0; s < services.size(); ++s) {
    if (services[s].IsExternal() || rolled.contains(s) || DependenciesDiffer(facts, s)) continue;
    bases.ForEachBelow(services[s].image, [&](const std::string& base) {
      if (rebuilt.contains(base) && !BaseChanged(facts, changed, bases, s, base)) {
        left_out[base].push_back(services[s].name);
      }
    });
  }
  Warnings warnings;
  for (auto& [image, followers] : left_out) {
    warnings.push_back(warnings::FollowersLeftOut{image, std::move(followers)});
  }
  return warnings;
}

Warnings RestartsLeftOut(const Facts& facts, const std::vector<ServiceDecision>& decided) {
  const std::vector<Service>& services = facts.platform.services;
  std::set<std::string> rolled;
  for (const ServiceDecision& decision : decided) {
    if (decision.decision == Decision::kDeploy) rolled.insert(services[decision.service].name);
  }
  Warnings warnings;
  for (std::size_t s = 0; s < services.size(); ++s) {
    if (rolled.contains(services[s].name) || !facts.services[s].live_tag) continue;
    warnings::RestartLeftOut left{.service = services[s].name, .leaders = {}};
    std::ranges::copy_if(services[s].restart_with, std::back_inserter(left.leaders),
                         [&](const std::string& leader) { return rolled.contains(leader); });
    if (!left.leaders.empty()) warnings.emplace_back(std::move(left));
  }
  return warnings;
}

}  // namespace deltaplan::planner
