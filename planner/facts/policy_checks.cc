#include "planner/facts/policy_checks.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <string>

#include "planner/text/quote.h"

namespace deltaplan::planner {

Status CheckHeldAreKnown(const LiveAnswer& live, const Policy& policy,
                         const std::vector<Service>& services) {
  for (const auto& [name, why] : live.unknown) {
    const auto service = std::ranges::find(services, name, &Service::name);
    const bool counts = service != services.end() && policy.Decides(name) && policy.Holds(*service);
    if (!counts) continue;
    return Error{
        .message = fmt::format("{} is held, and what it runs can't be told", DisplayPath(name)),
        .causes = {why},
        .remedy = fmt::format("Its tag would be missing in the tag map. Give it with --live "
                              "{}=TAG, or deploy it with --force.",
                              DisplayPath(name))};
  }
  return Ok();
}

Status CheckLiveIsNotTheMap(const LiveAnswer& live, const Policy& policy) {
  std::vector<std::string> services;
  for (const auto& [service, tag] : live.tags) {
    if (policy.Decides(service) && tag.source == kImageTagsSource) {
      services.push_back(DisplayText(service));
    }
  }
  if (services.empty()) return Ok();
  return Error{.message = fmt::format("the tag map alone says what runs, so nothing tells whether "
                                      "what it names runs: {}",
                                      fmt::join(services, ", ")),
               .causes = {},
               .remedy =
                   "Let \"live\" of the environment begin with a source that is asked what "
                   "runs, or give --live-file."};
}

Status CheckDestinations(const std::vector<Service>& services,
                         const std::vector<ServiceFacts>& facts, const Policy& policy) {
  std::vector<std::string> without;
  for (std::size_t s = 0; s < services.size(); ++s) {
    const bool needs_one = policy.Decides(services[s].name) && !policy.Holds(services[s]);
    if (needs_one && !facts[s].destination) without.push_back(DisplayText(services[s].name));
  }
  if (without.empty()) return Ok();
  return Error{
      .message = fmt::format("the tag map has no tag to go to for: {}", fmt::join(without, ", ")),
      .causes = {},
      .remedy =
          "Give new services one with `deltaplan tags bootstrap`, and those that run "
          "already theirs with `deltaplan tags set`; --hold NAME leaves one out."};
}

}  // namespace deltaplan::planner
