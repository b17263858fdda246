#include "planner/decide/decide.h"

#include <algorithm>
#include <deque>
#include <fmt/format.h>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>

#include "graph/build_waves.h"
#include "graph/fan_out.h"

namespace deltaplan::planner {
namespace {

using graph::NodeId;
using graph::NodeKind;

bool IsUndetermined(ReasonCode code) {
  switch (code) {
    case ReasonCode::kNeverDeployed:
    case ReasonCode::kTagWithoutCommit:
    case ReasonCode::kCommitNotFound:
    case ReasonCode::kCommitAmbiguous:
    case ReasonCode::kDirtyBaseline:
      return true;
    default:
      return false;
  }
}

// The images that each image is built FROM directly.
class ImageBases {
 public:
  explicit ImageBases(const Platform& platform) {
    for (const Image& image : platform.images) from_.emplace(image.name, &image.from);
  }

  const std::vector<std::string>& Of(const std::string& image) const {
    static const std::vector<std::string> kNone;
    const auto found = from_.find(image);
    return found == from_.end() ? kNone : *found->second;
  }

  // Calls `visit` for every image below `image`, nearest first, each once.
  template <typename Visit>
  void ForEachBelow(const std::string& image, const Visit& visit) const {
    std::set<std::string> seen{image};
    std::vector<std::string> queue{image};
    for (std::size_t i = 0; i < queue.size(); ++i) {
      const std::string current = queue[i];
      for (const std::string& base : Of(current)) {
        if (!seen.insert(base).second) continue;
        visit(base);
        queue.push_back(base);
      }
    }
  }

 private:
  std::unordered_map<std::string, const std::vector<std::string>*> from_;
};

class Decider {
 public:
  Decider(const DecideInput& input, const DecideOptions& options)
      : input_(input), options_(options), bases_(input.platform) {
    IndexDifferences();
  }

  DecideOutput Run() {
    const std::vector<Service>& services = input_.platform.services;
    for (std::size_t s = 0; s < services.size(); ++s) {
      if (!IsWanted(services[s].name)) continue;
      planned_.push_back(s);
      output_.services.push_back(DecideAlone(s));
    }
    FollowBaseImages();
    ApplyHolds();
    FollowReleases();
    AssignTags();
    ListImages();
    if (!options_.is_preview) ShutGates();
    if (options_.first_reason_only) {
      for (PlannedService& service : output_.services) service.reasons.resize(1);
    }
    return std::move(output_);
  }

 private:
  bool IsWanted(const std::string& name) const {
    return options_.only.empty() || options_.only.contains(name);
  }

  // Which baselines changed which node: differences by input are turned around once for each
  // baseline.
  void IndexDifferences() {
    changed_.resize(input_.comparison.differences.size());
    for (std::size_t b = 0; b < changed_.size(); ++b) {
      for (const InputDifference& difference : input_.comparison.differences[b]) {
        for (const NodeId node : input_.map.NodesOf(difference.input)) {
          if (ViewOf(node, difference).differs) changed_[b][node].push_back(&difference);
        }
      }
    }
  }

  const Change& ViewOf(NodeId node, const InputDifference& difference) const {
    return input_.map.IsIgnorable(node) ? difference.filtered : difference.literal;
  }

  PlannedService DecideAlone(std::size_t s) {
    const Service& service = input_.platform.services[s];
    const ServiceFacts& facts = input_.facts[s];
    PlannedService planned{.name = service.name,
                           .path = service.path.bytes(),
                           .image = service.image,
                           .decision = Decision::kDeploy,
                           .tag = {},
                           .live = {},
                           .reasons = {},
                           .targets = {}};
    planned.live = LiveOf(facts);
    if (options_.force.contains(service.name)) {
      planned.reasons.push_back(Plain(ReasonCode::kForced, "asked for on the command line"));
    } else if (service.always) {
      planned.reasons.push_back(
          Plain(ReasonCode::kForced, "\"always\" is set in the configuration"));
    }
    if (facts.undetermined) {
      planned.reasons.push_back(Plain(*facts.undetermined, facts.detail));
    } else if (facts.baseline) {
      AddChanges(s, *facts.baseline, planned.reasons);
    }
    if (planned.reasons.empty()) {
      planned.decision = Decision::kSkip;
      planned.reasons.push_back(Plain(ReasonCode::kUnchanged, std::nullopt));
    }
    return planned;
  }

  static Reason Plain(ReasonCode code, std::optional<std::string> detail) {
    Reason reason;
    reason.code = code;
    reason.detail = std::move(detail);
    return reason;
  }

  // One reason for each changed input of each node that the service needs; its own first, then by
  // path.
  void AddChanges(std::size_t s, std::size_t baseline, std::vector<Reason>& reasons) const {
    const auto& changed = changed_[baseline];
    if (changed.empty()) return;
    struct Cause {
      ReasonCode code;
      std::string_view input;
      NodeId node;
      const std::vector<NodeId>* path;
      const InputDifference* difference;
    };
    const graph::Closure& closure = input_.map.ClosureOf(s);
    std::vector<Cause> causes;
    std::deque<std::vector<NodeId>> paths;
    for (const NodeId node : closure.nodes()) {
      const auto found = changed.find(node);
      if (found == changed.end()) continue;
      paths.push_back(closure.PathFrom(node));
      const ReasonCode code = CodeFor(node, paths.back());
      for (const InputDifference* difference : found->second) {
        causes.push_back({code, input_.map.trie().PathOf(difference->input).bytes(), node,
                          &paths.back(), difference});
      }
    }
    std::ranges::stable_sort(causes, {},
                             [](const Cause& cause) { return std::pair(cause.code, cause.input); });
    if (options_.first_reason_only && causes.size() > 1) causes.resize(1);
    for (const Cause& cause : causes) {
      reasons.push_back(ReasonFor(cause.code, cause.node, *cause.path, *cause.difference));
    }
  }

  Reason ReasonFor(ReasonCode code, NodeId node, const std::vector<NodeId>& path,
                   const InputDifference& difference) const {
    Reason reason;
    reason.code = code;
    reason.input = input_.map.trie().PathOf(difference.input).bytes();
    const auto& inputs = input_.map.InputsOf(node);
    const auto own = std::ranges::lower_bound(inputs, difference.input, {}, &NodeInput::input);
    reason.via.push_back(*reason.input);
    if (own->link) reason.via.push_back(*own->link);
    for (const NodeId step : path) {
      std::string name = input_.map.DisplayName(step);
      if (name != reason.via.back()) reason.via.push_back(std::move(name));
    }
    reason.files = ViewOf(node, difference).files;
    if (reason.files) reason.file_count = input_.comparison.lists[*reason.files].count;
    return reason;
  }

  ReasonCode CodeFor(NodeId node, const std::vector<NodeId>& path) const {
    const graph::DependencyGraph& graph = input_.map.graph();
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
    bool again = true;
    while (again) {
      again = false;
      std::set<std::string> rebuilt;
      for (const PlannedService& service : output_.services) {
        if (service.decision == Decision::kDeploy && !IsHeld(service.name)) {
          rebuilt.insert(service.image);
        }
      }
      for (PlannedService& service : output_.services) {
        if (service.decision == Decision::kDeploy) continue;
        bases_.ForEachBelow(service.image, [&](const std::string& base) {
          if (!rebuilt.contains(base)) return;
          if (service.decision == Decision::kSkip) service.reasons.clear();
          service.decision = Decision::kDeploy;
          Reason reason = Plain(ReasonCode::kBaseImageChanged, "the base image is rebuilt");
          reason.input = base;
          reason.via = {base, service.path};
          service.reasons.push_back(std::move(reason));
          again = true;
        });
      }
    }
  }

  // A service that has to restart with others does, when one of them is rolled: first those that
  // deploy, then those that restart with them, so that no two services wait for each other. What
  // runs nothing can't restart; a preview does not know what runs.
  void FollowReleases() {
    const std::vector<Service>& services = input_.platform.services;
    std::set<std::string_view> rolled;
    for (const PlannedService& service : output_.services) {
      if (service.decision == Decision::kDeploy) rolled.insert(service.name);
    }
    std::vector<std::string_view> following;
    do {
      following.clear();
      for (std::size_t i = 0; i < output_.services.size(); ++i) {
        PlannedService& follower = output_.services[i];
        const bool can_restart = follower.live.has_value() || options_.is_preview;
        if (rolled.contains(follower.name) || !can_restart || IsHeld(follower.name)) continue;
        std::vector<Reason> reasons;
        for (const std::string& leader : services[planned_[i]].restart_with) {
          if (!rolled.contains(leader)) continue;
          reasons.push_back(Plain(ReasonCode::kRestartedWith, std::nullopt));
          reasons.back().input = leader;
          reasons.back().via = {leader, follower.name};
        }
        if (reasons.empty()) continue;
        follower.decision = Decision::kDeploy;
        follower.restarts = true;
        follower.reasons = std::move(reasons);
        following.push_back(follower.name);
      }
      rolled.insert(following.begin(), following.end());
    } while (!following.empty());
  }

  const std::optional<std::string>& ConfiguredHold(const std::string& name) const {
    const auto& services = input_.platform.services;
    return std::ranges::lower_bound(services, name, {}, &Service::name)->hold;
  }

  bool IsHeld(const std::string& name) const {
    return options_.hold.contains(name) || (ConfiguredHold(name) && !options_.force.contains(name));
  }

  void ApplyHolds() {
    for (PlannedService& service : output_.services) {
      if (!IsHeld(service.name)) continue;
      std::string why = "held on the command line";
      if (!options_.hold.contains(service.name)) {
        const std::string& text = *ConfiguredHold(service.name);
        why = text.empty() ? "held by the configuration" : "held by the configuration: " + text;
      }
      // What it misses stays behind the first reason.
      if (service.decision == Decision::kSkip) service.reasons.clear();
      service.decision = Decision::kSkip;
      service.reasons.insert(service.reasons.begin(), Plain(ReasonCode::kHeld, why));
    }
  }

  void AssignTags() {
    for (PlannedService& service : output_.services) {
      if (service.decision == Decision::kDeploy && !service.restarts) {
        service.tag = input_.new_tag(service.image);
      } else if (service.live) {
        service.tag = service.live->tag;
      }
    }
    if (options_.is_preview) return;
    output_.image_tags = input_.unknown_live;
    const std::vector<Service>& services = input_.platform.services;
    for (std::size_t s = 0; s < services.size(); ++s) {
      // Services that --service left out keep what they run.
      if (input_.facts[s].live_tag)
        output_.image_tags[services[s].name] = *input_.facts[s].live_tag;
    }
    for (const PlannedService& service : output_.services) {
      if (service.tag) output_.image_tags[service.name] = *service.tag;
    }
  }

  // Images of services that deploy, and the base images below them that no service runs and that
  // changed since the baseline of one of these services, or whose baseline nobody knows.
  void ListImages() {
    std::map<std::string, PlannedImage> images;
    const auto add = [&](const std::string& name) -> PlannedImage& {
      PlannedImage& image = images[name];
      image.name = name;
      image.tag = input_.new_tag(name);
      return image;
    };
    std::set<std::string> run_by_services;
    for (const Service& service : input_.platform.services) run_by_services.insert(service.image);
    for (std::size_t i = 0; i < output_.services.size(); ++i) {
      const PlannedService& service = output_.services[i];
      if (service.decision != Decision::kDeploy || service.restarts) continue;
      add(service.image).services.push_back(service.name);
      bases_.ForEachBelow(service.image, [&](const std::string& base) {
        if (!run_by_services.contains(base) && BaseChanged(planned_[i], base)) add(base);
      });
    }
    std::vector<PlannedImage*> built;
    std::unordered_map<std::string, std::size_t> numbers;
    for (auto& [name, image] : images) {
      image.from = bases_.Of(name);
      numbers.emplace(name, built.size());
      built.push_back(&image);
    }
    std::vector<std::vector<std::size_t>> from(built.size());
    for (std::size_t i = 0; i < built.size(); ++i) {
      // An image may rest on a built one through one that is not built itself.
      bases_.ForEachBelow(built[i]->name, [&](const std::string& base) {
        if (const auto found = numbers.find(base); found != numbers.end()) {
          from[i].push_back(found->second);
        }
      });
    }
    // The configuration was refused if it had a cycle.
    const auto waves = std::get<std::vector<std::size_t>>(graph::BuildWaves(from));
    for (std::size_t i = 0; i < built.size(); ++i) {
      built[i]->wave = waves[i];
      output_.images.push_back(std::move(*built[i]));
    }
  }

  bool BaseChanged(std::size_t s, const std::string& base) const {
    const ServiceFacts& facts = input_.facts[s];
    if (!facts.baseline) return true;
    const auto node = input_.map.graph().Find(NodeKind::kBaseImage, base);
    const graph::Closure closure(input_.map.graph(), *node);
    return std::ranges::any_of(
        closure.nodes(), [&](NodeId below) { return changed_[*facts.baseline].contains(below); });
  }

  void ShutGates() {
    if (!input_.dirty_inputs.empty() && !options_.allow_dirty) {
      output_.refusals.push_back(
          {"dirty",
           fmt::format(
               "The work tree differs from HEAD inside inputs, so the tag would not say what "
               "the images hold:\n{}\nCommit or remove these changes, or pass --allow-dirty.",
               Bulleted(input_.dirty_inputs))});
    }
    std::vector<std::string> rollbacks;
    std::vector<std::string> undetermined;
    for (const PlannedService& service : output_.services) {
      if (service.decision != Decision::kDeploy || service.restarts) continue;
      if (service.live && service.live->relation == graph::Relation::kAhead) {
        rollbacks.push_back(
            fmt::format("{}: live {} is ahead of head", service.name, service.live->tag));
      } else if (service.live && service.live->relation == graph::Relation::kDiverged) {
        rollbacks.push_back(fmt::format("{}: live {} is not part of head's history", service.name,
                                        service.live->tag));
      }
      const Reason& first = service.reasons.front();
      if (IsUndetermined(first.code)) {
        undetermined.push_back(fmt::format("{}: {}{}", service.name, ReasonCodeName(first.code),
                                           first.detail ? " (" + *first.detail + ")" : ""));
      }
    }
    if (!rollbacks.empty() && !options_.allow_rollback) {
      output_.refusals.push_back(
          {"rollback",
           fmt::format("Deploying would take these services back from what they run:\n{}\nDeploy a "
                       "commit that holds what is live, or pass --allow-rollback.",
                       Bulleted(rollbacks))});
    }
    if (!undetermined.empty() && options_.strict) {
      output_.refusals.push_back(
          {"strict",
           fmt::format("The baseline of these services can't be determined:\n{}\nMend it, "
                       "name the service with --force, or leave out --strict.",
                       Bulleted(undetermined))});
    }
  }

  static std::string Bulleted(const std::vector<std::string>& lines) {
    constexpr std::size_t kMost = 20;
    std::string text;
    for (std::size_t i = 0; i < std::min(lines.size(), kMost); ++i) {
      text += (i == 0 ? "  - " : "\n  - ") + lines[i];
    }
    if (lines.size() > kMost) text += fmt::format("\n  - and {} more", lines.size() - kMost);
    return text;
  }

  const DecideInput& input_;
  const DecideOptions& options_;
  ImageBases bases_;
  std::vector<std::unordered_map<NodeId, std::vector<const InputDifference*>>> changed_;
  std::vector<std::size_t> planned_;  // index of the service for each of output_.services
  DecideOutput output_;
};

}  // namespace

DecideOutput Decide(const DecideInput& input, const DecideOptions& options) {
  return Decider(input, options).Run();
}

}  // namespace deltaplan::planner
