#include "planner/tags/rollback.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "planner/model/bootstrap_tag.h"
#include "planner/tags/tag_history.h"

namespace deltaplan::planner {
namespace {

using tfvars::TagMap;
using Nothing = refusals::NothingToRollBackTo;

// What may go back, and to what.
class Rules {
 public:
  Rules(const Config& config, const Platform& platform) : config_(config), platform_(platform) {}

  bool IsPlaceholder(const std::string& tag) const { return IsBootstrapTag(config_, tag); }
  bool IsHeld(const std::string& name) const {
    const Service* const service = Find(name);
    return service != nullptr && service->hold;
  }
  // Whether a rollback of the whole map may move it.
  bool IsMovable(const std::string& name) const { return Find(name) != nullptr && !IsHeld(name); }

 private:
  const Service* Find(const std::string& name) const {
    const auto found = std::ranges::lower_bound(platform_.services, name, {}, &Service::name);
    return found == platform_.services.end() || found->name != name ? nullptr : &*found;
  }

  const Config& config_;
  const Platform& platform_;
};

// The tags to which each named service can go back, newest first; placeholders were never live.
std::vector<std::string> Candidates(const Rules& rules, const std::vector<TagVersion>& timeline,
                                    const std::string& service) {
  std::vector<std::string> earlier = EarlierTags(timeline, service);
  std::erase_if(earlier, [&](const std::string& tag) { return rules.IsPlaceholder(tag); });
  return earlier;
}

// Services by themselves: each to a tag that it had.
Rollback ServiceRollback(const Rules& rules, const std::vector<TagVersion>& timeline,
                         const RollbackRequest& request) {
  RolledBack back{.depth = timeline.size()};
  TagMap& changes = back.changes;
  for (const std::string& service : request.services) {
    const std::vector<std::string> earlier = Candidates(rules, timeline, service);
    if (request.to) {
      if (std::ranges::find(earlier, *request.to) == earlier.end()) {
        return Nothing{
            .kind = Nothing::Kind::kNeverTheTag, .services = {service}, .tag = *request.to};
      }
      changes[service] = *request.to;
    } else if (request.steps <= earlier.size()) {
      changes[service] = earlier[request.steps - 1];
    } else {
      return Nothing{.kind = Nothing::Kind::kFewerTags,
                     .services = {service},
                     .tag = {},
                     .known = earlier.size(),
                     .asked = request.steps};
    }
  }
  return back;
}

// The states of the services that may move: what changes besides is no step.
std::vector<TagVersion> OfMovableServices(const Rules& rules, std::vector<TagVersion> timeline) {
  std::vector<TagVersion> states;
  for (std::size_t depth = 0; depth < timeline.size(); ++depth) {
    TagVersion& version = timeline[depth];
    version.depth = depth;
    std::erase_if(version.tags, [&](const auto& entry) { return !rules.IsMovable(entry.first); });
    // To go back to where a service was not yet there changes nothing by itself. The oldest of the
    // states with the same tags tells how they came to be.
    if (!states.empty() && HoldsAll(states.back().tags, version.tags)) {
      states.back().record = std::move(version.record);
    } else {
      states.push_back(std::move(version));
    }
  }
  return states;
}

// The whole map as it was. Services that are new since then keep their tags.
Rollback MapRollback(const Rules& rules, const std::vector<TagVersion>& timeline,
                     const RollbackRequest& request) {
  const std::vector<TagVersion> movable = OfMovableServices(rules, timeline);
  const std::vector<TagVersion> states = WithoutUndone(movable);
  if (request.steps >= states.size()) {
    return Nothing{.kind = Nothing::Kind::kFewerStates,
                   .services = {},
                   .tag = {},
                   .known = states.size() - 1,
                   .asked = request.steps};
  }
  const TagVersion& target = states[request.steps];
  RolledBack back{.depth = target.depth};
  Nothing never_live{.kind = Nothing::Kind::kNothingLiveBefore, .services = {}, .tag = {}};
  for (const TagChange& change : TagChanges(movable.front().tags, target.tags)) {
    if (!change.after) continue;
    if (rules.IsPlaceholder(*change.after)) never_live.services.push_back(change.service);
    back.changes[change.service] = *change.after;
  }
  for (TagChange& change : TagChanges(timeline.front().tags, timeline[target.depth].tags)) {
    if (!change.after || rules.IsMovable(change.service)) continue;
    (rules.IsHeld(change.service) ? back.held : back.left).push_back(std::move(change));
  }
  if (never_live.services.empty()) return back;
  return never_live;
}

}  // namespace

Rollback RollBack(const Config& config, const Platform& platform,
                  const std::vector<TagVersion>& timeline, const RollbackRequest& request) {
  const Rules rules(config, platform);
  return request.services.empty() ? MapRollback(rules, timeline, request)
                                  : ServiceRollback(rules, timeline, request);
}

}  // namespace deltaplan::planner
