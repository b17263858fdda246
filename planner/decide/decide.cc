#include "planner/decide/decide.h"

#include <algorithm>
#include <deque>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "graph/fan_out.h"
#include "planner/decide/changed_nodes.h"
#include "planner/decide/gates.h"
#include "planner/decide/image_bases.h"
#include "planner/decide/images.h"
#include "planner/decide/left_out.h"
#include "planner/model/tag.h"

namespace deltaplan::planner {
namespace {

using graph::NodeId;
using graph::NodeKind;

// What came of a rollout that has failed, as a sentence.
std::string FailureText(const Rollout& rollout) {
  std::string text =
      (rollout.revision.empty() ? "the last update" : rollout.revision) + " did not come up";
  if (!rollout.reason.empty()) text += " (" + rollout.reason + ")";
  return text + (rollout.running.empty() ? "" : "; " + rollout.running + " is what runs");
}

class Decider {
 public:
  Decider(const Facts& facts, const Policy& policy)
      : facts_(facts),
        policy_(policy),
        services_(facts.platform.services),
        bases_(facts.platform),
        changed_(facts.inputs, facts.comparison) {}

  Decisions Run() {
    for (std::size_t s = 0; s < services_.size(); ++s) {
      if (!policy_.Decides(services_[s].name)) continue;
      decided_.push_back(facts_.to_map ? DecideByMap(s) : DecideAlone(s));
    }
    if (!facts_.to_map) FollowBaseImages();
    ApplyHolds();
    if (!facts_.to_map) FollowHeldBases();
    FollowReleases();
    Decisions decisions;
    if (!facts_.to_map) {
      decisions.images = ImagesToBuild(facts_, changed_, bases_, decided_);
      decisions.warnings = FollowersLeftOut(facts_, changed_, bases_, decided_);
    }
    if (!facts_.IsPreview()) {
      std::ranges::move(RestartsLeftOut(facts_, decided_), std::back_inserter(decisions.warnings));
      decisions.refusals = CheckGates(facts_, policy_, decided_);
    }
    if (policy_.first_reason_only) {
      for (ServiceDecision& decision : decided_) decision.reasons.resize(1);
    }
    decisions.services = std::move(decided_);
    return decisions;
  }

 private:
  const std::string& NameOf(const ServiceDecision& decision) const {
    return services_[decision.service].name;
  }
  const std::string& ImageOf(const ServiceDecision& decision) const {
    return services_[decision.service].image;
  }
  bool IsHeld(const ServiceDecision& decision) const {
    return policy_.Holds(services_[decision.service]);
  }

  ServiceDecision DecideAlone(std::size_t s) const {
    const Service& service = services_[s];
    const ServiceFacts& facts = facts_.services[s];
    ServiceDecision decision;
    decision.service = s;
    if (service.IsExternal()) {
      DecideExternal(service, facts, decision);
      return decision;
    }
    if (policy_.force.contains(service.name)) {
      decision.reasons.push_back(Plain(ReasonCode::kForced, "asked for on the command line"));
    } else if (service.always) {
      decision.reasons.push_back(
          Plain(ReasonCode::kForced, "\"always\" is set in the configuration"));
    }
    if (facts.HasFailed()) {
      decision.reasons.push_back(Plain(ReasonCode::kRolloutFailed, FailureText(*facts.rollout)));
    }
    if (facts.undetermined && facts.undetermined != ReasonCode::kRolloutFailed) {
      decision.reasons.push_back(Plain(*facts.undetermined, facts.detail));
    } else if (facts.baseline) {
      AddChanges(s, decision.reasons);
      AddBuildChanges(s, *facts.baseline, decision.reasons);
      for (const std::size_t baseline : facts.more_baselines) {
        AddBuildChanges(s, baseline, decision.reasons);
      }
      if (facts.other_image) {
        Reason reason = Plain(ReasonCode::kBuildChanged, "it runs the image " + *facts.other_image);
        reason.input = service.image;
        reason.via = {service.image, service.path->bytes()};
        decision.reasons.push_back(std::move(reason));
      }
    }
    if (decision.reasons.empty()) {
      decision.decision = Decision::kSkip;
      decision.reasons.push_back(Plain(ReasonCode::kUnchanged, std::nullopt));
    }
    return decision;
  }

  // What is built elsewhere keeps its tag. Rolled it can be all the same: with the image that it
  // runs.
  void DecideExternal(const Service& service, const ServiceFacts& facts,
                      ServiceDecision& decision) const {
    std::vector<Reason>& reasons = decision.reasons;
    if (facts.live_tag && policy_.force.contains(service.name)) {
      reasons.push_back(Plain(ReasonCode::kForced, "asked for on the command line"));
    }
    if (facts.live_tag && facts.HasFailed()) {
      reasons.push_back(Plain(ReasonCode::kRolloutFailed, FailureText(*facts.rollout)));
    }
    decision.restarts = !reasons.empty();
    if (decision.restarts) return;
    decision.decision = Decision::kSkip;
    reasons.push_back(Plain(ReasonCode::kUnchanged,
                            facts.live_tag || facts_.IsPreview()
                                ? "its image is built elsewhere"
                                : "its image is built elsewhere, and nobody knows what it runs"));
  }

  // Its image is there already, so the question is only whether it runs. Why it is another one is
  // told as far as two commits can be compared. See docs/decisions/map-as-goal.md.
  ServiceDecision DecideByMap(std::size_t s) const {
    const ServiceFacts& facts = facts_.services[s];
    ServiceDecision decision;
    decision.service = s;
    std::vector<Reason>& reasons = decision.reasons;
    if (!facts.destination) {
      decision.decision = Decision::kSkip;
      reasons.push_back(Plain(ReasonCode::kUnchanged, "the tag map has no tag for it"));
      return decision;
    }
    if (policy_.force.contains(services_[s].name)) {
      reasons.push_back(Plain(ReasonCode::kForced, "asked for on the command line"));
    }
    if (facts.HasFailed()) {
      reasons.push_back(Plain(ReasonCode::kRolloutFailed, FailureText(*facts.rollout)));
    }
    if (!facts.live_tag || !AreOneTag(*facts.live_tag, facts.destination->tag)) {
      if (facts.undetermined && facts.undetermined != ReasonCode::kRolloutFailed) {
        reasons.push_back(Plain(*facts.undetermined, facts.detail));
      } else if (facts.baseline) {
        AddChanges(s, reasons);
      }
      if (reasons.empty()) {
        reasons.push_back(Plain(ReasonCode::kForced, "the tag map names another tag"));
      }
    }
    if (reasons.empty()) {
      decision.decision = Decision::kSkip;
      reasons.push_back(Plain(ReasonCode::kUnchanged, std::nullopt));
    }
    return decision;
  }

  static Reason Plain(ReasonCode code, std::optional<std::string> detail) {
    Reason reason;
    reason.code = code;
    reason.detail = std::move(detail);
    return reason;
  }

  // One reason for each changed input of each node that the service needs; its own first, then by
  // path.
  void AddChanges(std::size_t s, std::vector<Reason>& reasons) const {
    struct Cause {
      ReasonCode code;
      std::string_view input;
      NodeId node;
      const std::vector<NodeId>* path;
      const InputDifference* difference;
    };
    const graph::Closure& closure = facts_.inputs.ClosureOf(s);
    std::vector<Cause> causes;
    std::deque<std::vector<NodeId>> paths;
    std::set<std::pair<NodeId, graph::InputId>> known;  // what differs from several baselines
    const auto add = [&](std::size_t baseline) {
      const auto& changed = changed_.Since(baseline);
      if (changed.empty()) return;
      for (const NodeId node : closure.nodes()) {
        const auto found = changed.find(node);
        if (found == changed.end()) continue;
        paths.push_back(closure.PathFrom(node));
        const ReasonCode code = CodeFor(node, paths.back());
        for (const InputDifference* difference : found->second) {
          if (facts_.services[s].more_baselines.empty() ||
              known.emplace(node, difference->input).second) {
            causes.push_back({code, facts_.inputs.trie().PathOf(difference->input).bytes(), node,
                              &paths.back(), difference});
          }
        }
      }
    };
    add(*facts_.services[s].baseline);
    for (const std::size_t baseline : facts_.services[s].more_baselines) add(baseline);
    std::ranges::stable_sort(causes, {},
                             [](const Cause& cause) { return std::pair(cause.code, cause.input); });
    if (policy_.first_reason_only && !causes.empty()) causes.resize(1);
    const auto first = static_cast<std::ptrdiff_t>(reasons.size());
    for (const Cause& cause : causes) {
      reasons.push_back(ReasonFor(cause.code, cause.node, *cause.path, *cause.difference));
    }
    AddDependencyChanges(s, *facts_.services[s].baseline, reasons);
    for (const std::size_t baseline : facts_.services[s].more_baselines) {
      AddDependencyChanges(s, baseline, reasons);
    }
    std::stable_sort(reasons.begin() + first, reasons.end(),
                     [](const Reason& left, const Reason& right) {
                       return std::tie(left.code, left.input) < std::tie(right.code, right.input);
                     });
  }

  // What manifests and lockfiles say otherwise, each once.
  void AddDependencyChanges(std::size_t s, std::size_t baseline,
                            std::vector<Reason>& reasons) const {
    const auto found = facts_.dependencies.find({s, baseline});
    if (found == facts_.dependencies.end()) return;
    for (const DependencyDifference& difference : found->second) {
      Reason reason = Plain(difference.code, difference.detail);
      reason.input = difference.input;
      reason.via = difference.via;
      reason.details = difference.details;
      const bool is_known = std::ranges::any_of(reasons, [&](const Reason& other) {
        return other.code == reason.code && other.input == reason.input &&
               other.details == reason.details;
      });
      if (!is_known) reasons.push_back(std::move(reason));
    }
  }

  // One reason for each image, its own and those below it, whose build is defined otherwise.
  void AddBuildChanges(std::size_t s, std::size_t baseline, std::vector<Reason>& reasons) const {
    const Service& service = services_[s];
    const BuildDifferences& builds = facts_.builds[baseline];
    const auto add = [&](const std::string& image, std::string detail) {
      Reason reason = Plain(ReasonCode::kBuildChanged, std::move(detail));
      reason.input = image;
      reason.via = {image, service.path->bytes()};
      const bool is_known = std::ranges::any_of(reasons, [&](const Reason& other) {
        return other.code == reason.code && other.input == reason.input &&
               other.detail == reason.detail;
      });
      if (!is_known) reasons.push_back(std::move(reason));
    };
    if (builds.unreadable) {
      add(service.image, *builds.unreadable);
      return;
    }
    if (const auto renamed = builds.renamed.find(service.name); renamed != builds.renamed.end()) {
      add(service.image, "the service ran the image " + renamed->second);
    }
    const auto look = [&](const std::string& image) {
      const auto found = builds.images.find(image);
      if (found == builds.images.end()) return;
      std::string keys;
      for (const std::string& key : found->second) keys += (keys.empty() ? "" : ", ") + key;
      add(image, std::move(keys));
    };
    look(service.image);
    bases_.ForEachBelow(service.image, look);
  }

  Reason ReasonFor(ReasonCode code, NodeId node, const std::vector<NodeId>& path,
                   const InputDifference& difference) const {
    Reason reason;
    reason.code = code;
    reason.input = facts_.inputs.trie().PathOf(difference.input).bytes();
    reason.via = facts_.inputs.WayFrom(difference.input, path);
    reason.files = changed_.ViewOf(node, difference).files;
    reason.file_count = changed_.ViewOf(node, difference).file_count;
    return reason;
  }

  ReasonCode CodeFor(NodeId node, const std::vector<NodeId>& path) const {
    const graph::DependencyGraph& graph = facts_.inputs.graph();
    const auto is_base = [&](NodeId step) { return graph[step].kind == NodeKind::kBaseImage; };
    if (std::ranges::any_of(path, is_base)) return ReasonCode::kBaseImageChanged;
    switch (graph[node].kind) {
      case NodeKind::kPackage:
        return ReasonCode::kPackageChanged;
      case NodeKind::kBuildInput:
        return ReasonCode::kBuildInputChanged;
      case NodeKind::kService:
      case NodeKind::kBaseImage:
        break;
    }
    return ReasonCode::kServiceChanged;
  }

  // A service whose image is built FROM an image that is rebuilt for some other service follows it,
  // even when its own baseline has the base's sources already.
  void FollowBaseImages() {
    std::set<std::string> rebuilt;
    for (const ServiceDecision& service : decided_) {
      if (service.decision == Decision::kDeploy && !IsHeld(service)) {
        rebuilt.insert(ImageOf(service));
      }
    }
    for (ServiceDecision& service : decided_) {
      if (service.decision == Decision::kDeploy) continue;
      bases_.ForEachBelow(ImageOf(service), [&](const std::string& base) {
        if (!rebuilt.contains(base)) return;
        if (service.decision == Decision::kSkip) service.reasons.clear();
        service.decision = Decision::kDeploy;
        Reason reason = Plain(ReasonCode::kBaseImageChanged, "the base image is rebuilt");
        reason.input = base;
        reason.via = {base, services_[service.service].path->bytes()};
        service.reasons.push_back(std::move(reason));
      });
    }
  }

  // A service that has to restart with others does, when one of them is rolled: first those that
  // deploy, then those that restart with them, so that no two services wait for each other. What
  // runs nothing can't restart; a preview does not know what runs.
  void FollowReleases() {
    std::set<std::string_view> rolled;
    for (const ServiceDecision& service : decided_) {
      if (service.decision == Decision::kDeploy) rolled.insert(NameOf(service));
    }
    std::vector<std::string_view> following;
    do {
      following.clear();
      for (ServiceDecision& follower : decided_) {
        const std::string& name = NameOf(follower);
        const bool is_live = facts_.services[follower.service].live_tag.has_value();
        const bool can_restart = is_live || facts_.IsPreview();
        if (rolled.contains(name) || !can_restart || IsHeld(follower)) continue;
        std::vector<Reason> reasons;
        for (const std::string& leader : services_[follower.service].restart_with) {
          if (!rolled.contains(leader)) continue;
          reasons.push_back(Plain(ReasonCode::kRestartedWith, std::nullopt));
          reasons.back().input = leader;
          reasons.back().via = {leader, name};
        }
        if (reasons.empty()) continue;
        follower.decision = Decision::kDeploy;
        follower.restarts = true;
        follower.reasons = std::move(reasons);
        following.push_back(name);
      }
      rolled.insert(following.begin(), following.end());
    } while (!following.empty());
  }

  void ApplyHolds() {
    for (ServiceDecision& service : decided_) {
      if (!IsHeld(service)) continue;
      std::string why = "held on the command line";
      if (!policy_.hold.contains(NameOf(service))) {
        const std::string& text = *services_[service.service].hold;
        why = text.empty() ? "held by the configuration" : "held by the configuration: " + text;
      }
      // What it misses stays behind the first reason.
      if (service.decision == Decision::kSkip) service.reasons.clear();
      service.decision = Decision::kSkip;
      service.reasons.insert(service.reasons.begin(), Plain(ReasonCode::kHeld, why));
    }
  }

  // What is built FROM an image that is held back holds the old one, whatever its own tag says.
  void FollowHeldBases() {
    std::set<std::string> held_back;
    for (const ServiceDecision& service : decided_) {
      const bool misses = service.reasons.size() > 1;
      if (service.reasons.front().code == ReasonCode::kHeld && misses) {
        held_back.insert(ImageOf(service));
      }
    }
    for (ServiceDecision& service : decided_) {
      if (service.reasons.front().code != ReasonCode::kUnchanged) continue;
      std::vector<Reason> held;
      bases_.ForEachBelow(ImageOf(service), [&](const std::string& base) {
        if (!held_back.contains(base)) return;
        held.push_back(Plain(ReasonCode::kHeld, "an image that it is built FROM is held: " + base));
        held.back().input = base;
        held.back().via = {base, services_[service.service].path->bytes()};
      });
      if (!held.empty()) service.reasons = std::move(held);
    }
  }

  const Facts& facts_;
  const Policy& policy_;
  const std::vector<Service>& services_;
  ImageBases bases_;
  ChangedNodes changed_;
  std::vector<ServiceDecision> decided_;
};

}  // namespace

Decisions Decide(const Facts& facts, const Policy& policy) { return Decider(facts, policy).Run(); }

}  // namespace deltaplan::planner
