#include "tfvars/plan/plan_review.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

#include "tfvars/address/target_set.h"
#include "tfvars/plan/attribute_changes.h"
#include "tfvars/plan/changes_besides.h"
#include "tfvars/plan/data_types.h"
#include "tfvars/plan/image_review.h"
#include "tfvars/plan/quiet_changes.h"
#include "tfvars/plan/resource_roles.h"
#include "tfvars/plan/reviewed_change.h"
#include "tfvars/plan/service_review.h"
#include "tfvars/plan/tags_review.h"

namespace deltaplan::tfvars {
namespace {

bool Loses(PlanAction action) {
  return action == PlanAction::kDelete || action == PlanAction::kReplace;
}

// Another revision of what exists in revisions destroys nothing that runs.
bool Destroys(const ResourceChange& change) {
  const bool is_revision =
      change.action == PlanAction::kReplace && IsVersion(change.address.resource.resource.type);
  return Loses(change.action) && !is_revision;
}

}  // namespace

std::size_t ReviewedPlan::CountOf(ChangeScope scope) const {
  return static_cast<std::size_t>(std::ranges::count(changes, scope, &ReviewedChange::scope));
}

class PlanReviewer::Impl {
 public:
  explicit Impl(Intent intent)
      : intent_(std::move(intent)),
        targets_(intent_.targets),
        allow_(intent_.allow),
        allow_data_loss_(intent_.allow_data_loss),
        images_(intent_.services),
        services_(intent_.services, intent_.allow_unchanged, images_.known()),
        touched_(intent_.targets.size()) {
    for (std::size_t i = 0; i < intent_.services.size(); ++i) {
      const IntendedService& service = intent_.services[i];
      for (const Target& target : service.targets) service_targets_.Add(target, i);
    }
  }

  void AddChange(const ResourceChange& change) {
    if (change.address.resource.resource.mode == ResourceMode::kData) return;
    const std::vector<std::size_t> targets = targets_.Containing(change.address);
    CountTouches(change, targets);
    const std::vector<std::size_t> owners = service_targets_.Containing(change.address);
    const bool does_nothing =
        change.action == PlanAction::kNoOp && !change.previous_address && !change.is_imported;
    if (does_nothing) {
      services_.Add(change, {}, owners);
      return;
    }
    const std::vector<AttributeChange> attributes = AttributeChanges(change);
    services_.Add(change, attributes, owners);
    ReviewedChange& reviewed = review_.changes.emplace_back(Reviewed(change, attributes));
    reviewed.services = Names(owners);
    if (!targets.empty()) {
      reviewed.scope = ChangeScope::kPlanned;
    } else if (IsAllowed(change.address) || IsAllowedUpdate(change, attributes)) {
      reviewed.scope = ChangeScope::kAllowed;
    } else if (intent_.allow_outside && (!Destroys(change) || intent_.allow_destroyed)) {
      reviewed.scope = ChangeScope::kAllowed;
      NoteOutside(change, owners);
    }
    CheckScope(change, reviewed);
    CheckLosses(change, reviewed, attributes, owners);
    CheckBesides(change, reviewed, attributes, owners);
    CheckMoves(change, reviewed);
    for (Finding& finding : images_.Review(change, attributes, owners)) {
      finding.change = review_.changes.size() - 1;
      review_.findings.push_back(std::move(finding));
    }
  }

  void AddDrift(const ResourceChange& change) {
    if (change.address.resource.resource.mode == ResourceMode::kData) return;
    if (change.action == PlanAction::kNoOp) return;  // a move, which the change itself tells
    std::vector<AttributeChange> attributes = AttributeChanges(change);
    const std::size_t count = attributes.size();
    std::erase_if(attributes, [&](const AttributeChange& attribute) {
      return IsNothing(attribute) ||
             MovesByItself(change.address.resource.resource.type, attribute.path);
    });
    if (change.action == PlanAction::kUpdate && count > 0 && attributes.empty()) {
      ++review_.folded_drift;
      return;
    }
    ReviewedChange reviewed = Reviewed(change, attributes);
    reviewed.services = Names(service_targets_.Containing(change.address));
    review_.drift.push_back(std::move(reviewed));
  }

  PlanReview Finish(TerraformPlan plan) && {
    for (Finding& note : std::move(besides_).Finish(review_.changes, services_)) {
      review_.findings.push_back(std::move(note));
    }
    SortChanges();
    for (Finding& finding : services_.Finish()) review_.findings.push_back(std::move(finding));
    CheckTargets();
    for (const std::string& member : plan.unknown_members) {
      AddFinding(findings::UnknownMember{.name = member});
    }
    if (auto differs = CompareTags(plan.variables, intent_)) {
      review_.findings.push_back(*std::move(differs));
    }
    if (plan.errored) AddFinding(findings::PlanErrored{});
    if (plan.deferred_count > 0) {
      AddFinding(findings::ChangesDeferred{.count = plan.deferred_count});
    }
    if (review_.changes.empty() && !plan.errored) AddFinding(findings::NothingToApply{});
    std::ranges::stable_sort(review_.findings, {}, [](const Finding& finding) {
      return std::tuple(finding.kind.index(), finding.change.value_or(0));
    });
    review_.plan = std::move(plan);
    return std::move(review_);
  }

 private:
  /// What happens to one of the plan's targets.
  struct Touches {
    std::size_t deleted = 0;
    std::size_t kept = 0;     // whatever exists after the plan
    std::size_t changed = 0;  // entries that do something
  };

  std::vector<std::string> Names(const std::vector<std::size_t>& services) const {
    std::vector<std::string> names;
    for (const std::size_t service : services) names.push_back(intent_.services[service].name);
    return names;
  }

  void AddFinding(FindingKind kind) { review_.findings.push_back({.kind = std::move(kind)}); }

  // About the change that was added last.
  void AddFinding(FindingKind kind, const ResourceChange& change,
                  const std::vector<std::size_t>& services) {
    review_.findings.push_back({.kind = std::move(kind),
                                .address = Print(change.address),
                                .change = review_.changes.size() - 1,
                                .services = Names(services)});
  }

  void CountTouches(const ResourceChange& change, const std::vector<std::size_t>& targets) {
    for (const std::size_t target : targets) {
      Touches& touches = touched_[target];
      if (change.action != PlanAction::kNoOp) ++touches.changed;
      if (change.deposed) continue;
      const bool leaves =
          change.action == PlanAction::kDelete || change.action == PlanAction::kForget;
      ++(leaves ? touches.deleted : touches.kept);
    }
  }

  void CheckScope(const ResourceChange& change, const ReviewedChange& reviewed) {
    const std::vector<std::size_t> owners = service_targets_.Containing(change.address);
    if (change.action == PlanAction::kUnknown) {
      AddFinding(findings::UnknownAction{.actions = change.actions}, change, owners);
    }
    const bool changes = change.action != PlanAction::kNoOp && change.action != PlanAction::kRead;
    if (reviewed.scope == ChangeScope::kOutside && changes) {
      AddFinding(findings::OutsideThePlan{.only_as_destroyed = intent_.allow_outside}, change,
                 owners);
    }
    if (reviewed.scope == ChangeScope::kPlanned && change.action == PlanAction::kDelete &&
        !change.deposed) {
      AddFinding(findings::DeletedInsideThePlan{}, change, owners);
    }
    if (reviewed.scope == ChangeScope::kPlanned && change.action == PlanAction::kForget) {
      CheckForgotten(change, owners);
    }
  }

  // What leaves the state goes on running, as it is: no deploy after this one reaches it.
  void CheckForgotten(const ResourceChange& change, const std::vector<std::size_t>& owners) {
    if (RunsImage(change.address.resource.resource.type) && !change.deposed &&
        !IsAllowed(change.address)) {
      using Deleted = findings::TargetDeleted;
      AddFinding(Deleted{.kind = Deleted::Kind::kForgotten}, change, owners);
    } else {
      AddFinding(findings::DeletedInsideThePlan{.is_forgotten = true}, change, owners);
    }
  }

  // Deletes and replaces have a note of their own, which comes first.
  void NoteOutside(const ResourceChange& change, const std::vector<std::size_t>& owners) {
    if (change.action == PlanAction::kNoOp || change.action == PlanAction::kRead) return;
    if (Destroys(change) && !change.deposed) return;
    AddFinding(findings::OutsideAsAllowed{}, change, owners);
  }

  bool IsAllowed(const AbsResourceInstance& address) const {
    return !allow_.Containing(address).empty();
  }

  // An update of attributes that may change anywhere.
  bool IsAllowedUpdate(const ResourceChange& change,
                       const std::vector<AttributeChange>& attributes) const {
    const auto is_allowed = [this](const AttributeChange& attribute) {
      const auto contains = [&](const std::string& allowed) {
        return LiesIn(attribute.path, allowed);
      };
      return IsNothing(attribute) || std::ranges::any_of(intent_.allow_attributes, contains);
    };
    return change.action == PlanAction::kUpdate && !attributes.empty() &&
           std::ranges::all_of(attributes, is_allowed);
  }

  bool HoldsData(const std::string& type) const {
    const auto matches = [&](const std::string& pattern) {
      return MatchesTypePattern(pattern, type);
    };
    return tfvars::HoldsData(type) || std::ranges::any_of(intent_.data_types, matches);
  }

  // Deletes and replaces: of data, of what runs, and those that are allowed.
  void CheckLosses(const ResourceChange& change, const ReviewedChange& reviewed,
                   const std::vector<AttributeChange>& attributes,
                   const std::vector<std::size_t>& owners) {
    if (!Loses(change.action) || change.deposed) {
      if (Loses(change.action)) CheckData(change, owners);
      return;
    }
    const std::string& type = change.address.resource.resource.type;
    const bool replaces = change.action == PlanAction::kReplace;
    if (HoldsData(type)) {
      if (CheckData(change, owners)) return;
    } else if (reviewed.scope == ChangeScope::kPlanned && !IsAllowed(change.address)) {
      if (replaces && !IsVersion(type) && !IsReplacedForItsImage(attributes, owners)) {
        AddFinding(findings::ReplacedInsideThePlan{.forced_by = Forcing(attributes)}, change,
                   owners);
      } else if (!replaces && RunsImage(type)) {
        AddFinding(findings::TargetDeleted{}, change, owners);
      }
      return;
    }
    if (reviewed.scope == ChangeScope::kOutside || (replaces && IsVersion(type))) return;
    AddFinding(findings::DestroyedAsAllowed{.replaces = replaces}, change, owners);
  }

  // True when it is refused.
  bool CheckData(const ResourceChange& change, const std::vector<std::size_t>& owners) {
    const std::string& type = change.address.resource.resource.type;
    if (!HoldsData(type) || !allow_data_loss_.Containing(change.address).empty()) return false;
    const bool replaces = change.action == PlanAction::kReplace;
    AddFinding(findings::DataDestroyed{.type = type, .replaces = replaces}, change, owners);
    return true;
  }

  // Where a provider has no update for the image, the replacement is the deploy.
  bool IsReplacedForItsImage(const std::vector<AttributeChange>& attributes,
                             const std::vector<std::size_t>& owners) const {
    bool is_forced = false;
    for (const AttributeChange& attribute : attributes) {
      if (!attribute.forces_replacement) continue;
      is_forced = true;
      if (!images_.GetsPlannedTag(attribute, owners)) return false;
    }
    return is_forced;
  }

  static std::vector<std::string> Forcing(const std::vector<AttributeChange>& attributes) {
    std::vector<std::string> paths;
    for (const AttributeChange& attribute : attributes) {
      if (attribute.forces_replacement) paths.push_back(attribute.path);
    }
    return paths;
  }

  void CheckBesides(const ResourceChange& change, const ReviewedChange& reviewed,
                    const std::vector<AttributeChange>& attributes,
                    const std::vector<std::size_t>& owners) {
    const bool goes_on =
        change.action == PlanAction::kUpdate || change.action == PlanAction::kReplace;
    if (reviewed.scope != ChangeScope::kPlanned || !goes_on) return;
    besides_.Add(review_.changes.size() - 1, ChangesBesides(attributes, images_), owners);
  }

  void CheckMoves(const ResourceChange& change, const ReviewedChange& reviewed) {
    const std::vector<std::size_t> owners = service_targets_.Containing(change.address);
    if (reviewed.previous_address) {
      AddFinding(findings::Moved{.from = *reviewed.previous_address}, change, owners);
    }
    if (change.is_imported) {
      findings::Imported imported;
      if (change.action != PlanAction::kNoOp) imported.actions = change.actions;
      AddFinding(std::move(imported), change, owners);
    }
  }

  // Addresses in Terraform's order; findings follow.
  void SortChanges() {
    std::vector<std::size_t> order(review_.changes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto key = [this](std::size_t index) {
      const ReviewedChange& change = review_.changes[index];
      return std::tie(change.address, change.deposed);
    };
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
    std::vector<ReviewedChange> sorted;
    sorted.reserve(order.size());
    std::vector<std::size_t> place(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      sorted.push_back(std::move(review_.changes[order[i]]));
      place[order[i]] = i;
    }
    review_.changes = std::move(sorted);
    for (Finding& finding : review_.findings) {
      if (finding.change) finding.change = place[*finding.change];
    }
    std::ranges::stable_sort(review_.drift, [](const ReviewedChange& a, const ReviewedChange& b) {
      return std::tie(a.address, a.deposed) < std::tie(b.address, b.deposed);
    });
  }

  void CheckTargets() {
    for (std::size_t i = 0; i < touched_.size(); ++i) {
      const Target& target = intent_.targets[i];
      const Touches& touches = touched_[i];
      const auto add = [&](FindingKind kind) {
        AddFinding(std::move(kind));
        review_.findings.back().address = Print(target);
        for (const IntendedService& service : intent_.services) {
          if (std::ranges::find(service.targets, target) != service.targets.end()) {
            review_.findings.back().services.push_back(service.name);
          }
        }
      };
      const auto covers = [&](const Target& allowed) { return Contains(allowed, target); };
      if (touches.deleted > 0 && touches.kept == 0 && std::ranges::none_of(intent_.allow, covers)) {
        using Deleted = findings::TargetDeleted;
        add(Deleted{.kind = Deleted::Kind::kAll});
      } else if (touches.changed == 0) {
        add(findings::TargetUntouched{});
      }
    }
  }

  Intent intent_;
  TargetSet targets_;
  TargetSet allow_;
  TargetSet allow_data_loss_;
  TargetSet service_targets_;  // ids are indices of services
  ImageReviewer images_;
  ServiceReviewer services_;
  std::vector<Touches> touched_;  // as `intent_.targets`
  BesidesNotes besides_;
  PlanReview review_;
};

PlanReviewer::PlanReviewer(Intent intent) : impl_(std::make_unique<Impl>(std::move(intent))) {}
PlanReviewer::~PlanReviewer() = default;

void PlanReviewer::AddChange(const ResourceChange& change) { impl_->AddChange(change); }
void PlanReviewer::AddDrift(const ResourceChange& change) { impl_->AddDrift(change); }
PlanReview PlanReviewer::Finish(TerraformPlan plan) && {
  return std::move(*impl_).Finish(std::move(plan));
}

}  // namespace deltaplan::tfvars
