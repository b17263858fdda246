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
#include "tfvars/plan/data_types.h"
#include "tfvars/plan/image_review.h"
#include "tfvars/text/wording.h"

namespace deltaplan::tfvars {
namespace {

using Kind = JsonValue::Kind;

bool Loses(PlanAction action) {
  return action == PlanAction::kDelete || action == PlanAction::kReplace;
}

std::optional<std::string> Shown(const std::optional<JsonValue>& value, bool sensitive) {
  if (!value) return std::nullopt;
  return sensitive ? "(sensitive)" : PrintAttribute(*value);
}

ReviewedAttribute Review(const AttributeChange& change) {
  // A value that becomes a secret is one already, and one that ceases to be may still be used.
  const bool is_sensitive = change.before_is_sensitive || change.after_is_sensitive;
  ReviewedAttribute attribute{.path = change.path,
                              .before = Shown(change.before, is_sensitive),
                              .after = Shown(change.after, is_sensitive),
                              .forces_replacement = change.forces_replacement};
  if (change.is_unknown) attribute.after = "(known after apply)";
  return attribute;
}

}  // namespace

const char* ChangeScopeName(ChangeScope scope) {
  switch (scope) {
    case ChangeScope::kPlanned:
      return "planned";
    case ChangeScope::kAllowed:
      return "allowed";
    case ChangeScope::kOutside:
      return "outside";
  }
  return "";
}

std::size_t PlanReview::CountOf(ChangeScope scope) const {
  return static_cast<std::size_t>(std::ranges::count(changes, scope, &ReviewedChange::scope));
}

std::size_t PlanReview::refusal_count() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      findings, [](const Finding& finding) { return IsRefusal(finding.code); }));
}

void PlanReview::Add(Finding finding) {
  const auto place = std::ranges::upper_bound(findings, finding.code, {}, &Finding::code);
  findings.insert(place, std::move(finding));
}

class PlanReviewer::Impl {
 public:
  explicit Impl(Intent intent)
      : intent_(std::move(intent)),
        targets_(intent_.targets),
        allow_(intent_.allow),
        allow_data_loss_(intent_.allow_data_loss),
        images_(intent_.services),
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
    const bool does_nothing =
        change.action == PlanAction::kNoOp && !change.previous_address && !change.is_imported;
    if (does_nothing) return;
    const std::vector<AttributeChange> attributes = AttributeChanges(change);
    ReviewedChange& reviewed = review_.changes.emplace_back(Reviewed(change, attributes));
    const std::vector<std::size_t> owners = service_targets_.Containing(change.address);
    reviewed.services = Names(owners);
    if (!targets.empty()) {
      reviewed.scope = ChangeScope::kPlanned;
    } else if (!allow_.Containing(change.address).empty()) {
      reviewed.scope = ChangeScope::kAllowed;
    }
    CheckScope(change, reviewed);
    CheckData(change);
    CheckMoves(change, reviewed);
    for (Finding& finding : images_.Review(change, attributes, owners)) {
      finding.change = review_.changes.size() - 1;
      review_.findings.push_back(std::move(finding));
    }
  }

  void AddDrift(const ResourceChange& change) {
    if (change.address.resource.resource.mode == ResourceMode::kData) return;
    if (change.action == PlanAction::kNoOp) return;  // a move, which the change itself tells
    ReviewedChange reviewed = Reviewed(change, AttributeChanges(change));
    reviewed.services = Names(service_targets_.Containing(change.address));
    review_.drift.push_back(std::move(reviewed));
  }

  PlanReview Finish(TerraformPlan plan) && {
    SortChanges();
    CheckTargets();
    CheckTags(plan.variables);
    if (plan.errored) {
      AddFinding(FindingCode::kPlanErrored,
                 "Terraform failed while it made this plan, so it is not complete.");
    }
    if (plan.deferred_count > 0) {
      AddFinding(FindingCode::kChangesDeferred,
                 std::to_string(plan.deferred_count) +
                     (plan.deferred_count == 1 ? " change is" : " changes are") +
                     " left to a later plan, and not looked at.");
    }
    if (review_.changes.empty() && !plan.errored) {
      AddFinding(FindingCode::kNothingToApply, "The plan changes nothing.");
    }
    std::ranges::stable_sort(review_.findings, {}, [](const Finding& finding) {
      return std::tuple(finding.code, finding.change.value_or(0));
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

  static ReviewedChange Reviewed(const ResourceChange& change,
                                 const std::vector<AttributeChange>& attributes) {
    ReviewedChange reviewed{.address = change.address,
                            .printed = Print(change.address),
                            .action = change.action,
                            .actions = change.actions,
                            .previous_address = std::nullopt,
                            .deposed = change.deposed,
                            .reason = change.reason,
                            .is_imported = change.is_imported,
                            .services = {},
                            .attributes = {},
                            .attribute_count = attributes.size()};
    if (change.previous_address) reviewed.previous_address = Print(*change.previous_address);
    const std::size_t count = std::min(attributes.size(), kMostAttributes);
    for (std::size_t i = 0; i < count; ++i) reviewed.attributes.push_back(Review(attributes[i]));
    return reviewed;
  }

  std::vector<std::string> Names(const std::vector<std::size_t>& services) const {
    std::vector<std::string> names;
    for (const std::size_t service : services) names.push_back(intent_.services[service].name);
    return names;
  }

  void AddFinding(FindingCode code, std::string message) {
    review_.findings.push_back({.code = code,
                                .address = std::nullopt,
                                .change = std::nullopt,
                                .services = {},
                                .message = std::move(message)});
  }

  // About the change that was added last.
  void AddFinding(FindingCode code, std::string message, const ResourceChange& change,
                  const std::vector<std::size_t>& services) {
    review_.findings.push_back({.code = code,
                                .address = Print(change.address),
                                .change = review_.changes.size() - 1,
                                .services = Names(services),
                                .message = std::move(message)});
  }

  void CountTouches(const ResourceChange& change, const std::vector<std::size_t>& targets) {
    for (const std::size_t target : targets) {
      Touches& touches = touched_[target];
      if (change.action != PlanAction::kNoOp) ++touches.changed;
      if (change.deposed) continue;
      ++(change.action == PlanAction::kDelete ? touches.deleted : touches.kept);
    }
  }

  void CheckScope(const ResourceChange& change, const ReviewedChange& reviewed) {
    const std::vector<std::size_t> owners = service_targets_.Containing(change.address);
    if (change.action == PlanAction::kUnknown) {
      AddFinding(FindingCode::kUnknownAction,
                 "Terraform wants to do " + Quoted(change.actions) +
                     " here, which this version of deltaplan doesn't know.",
                 change, owners);
    }
    const bool changes = change.action != PlanAction::kNoOp && change.action != PlanAction::kRead;
    if (reviewed.scope == ChangeScope::kOutside && changes) {
      std::string message = "No target of the plan contains this address.";
      if (!owners.empty()) {
        message = JoinedForReading(Names(owners), ", ") +
                  (owners.size() == 1 ? " is to be skipped." : " are to be skipped.");
      }
      AddFinding(FindingCode::kOutsideThePlan, std::move(message), change, owners);
    }
    if (reviewed.scope == ChangeScope::kPlanned && change.action == PlanAction::kDelete &&
        !change.deposed) {
      AddFinding(FindingCode::kDeletedInsideThePlan,
                 "The plan deletes this, inside of what was planned.", change, owners);
    }
  }

  void CheckData(const ResourceChange& change) {
    if (!Loses(change.action)) return;
    const std::string& type = change.address.resource.resource.type;
    const auto matches = [&](const std::string& pattern) {
      return MatchesTypePattern(pattern, type);
    };
    if (std::ranges::none_of(DataTypePatterns(), matches) &&
        std::ranges::none_of(intent_.data_types, matches)) {
      return;
    }
    if (!allow_data_loss_.Containing(change.address).empty()) return;
    AddFinding(FindingCode::kDataDestroyed,
               type + " holds data, and this " +
                   (change.action == PlanAction::kReplace ? "replaces" : "deletes") + " it.",
               change, service_targets_.Containing(change.address));
  }

  void CheckMoves(const ResourceChange& change, const ReviewedChange& reviewed) {
    const std::vector<std::size_t> owners = service_targets_.Containing(change.address);
    if (reviewed.previous_address) {
      AddFinding(FindingCode::kMoved,
                 "In the state it moves here from " + *reviewed.previous_address + ".", change,
                 owners);
    }
    if (change.is_imported) {
      AddFinding(FindingCode::kImported, "It is taken into the state as it is.", change, owners);
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
      const auto add = [&](FindingCode code, std::string message) {
        AddFinding(code, std::move(message));
        review_.findings.back().address = Print(target);
        for (const IntendedService& service : intent_.services) {
          if (std::ranges::find(service.targets, target) != service.targets.end()) {
            review_.findings.back().services.push_back(service.name);
          }
        }
      };
      const auto covers = [&](const Target& allowed) { return Contains(allowed, target); };
      if (touches.deleted > 0 && touches.kept == 0 && std::ranges::none_of(intent_.allow, covers)) {
        add(FindingCode::kTargetDeleted,
            "This is to be deployed, and the plan deletes all that is there.");
      } else if (touches.changed == 0) {
        add(FindingCode::kTargetUntouched, "This is to be deployed, and nothing happens to it.");
      }
    }
  }

  void CheckTags(const JsonValue& variables) {
    const JsonValue* variable = variables.Find(intent_.tags_variable);
    const JsonValue* value = variable == nullptr ? nullptr : variable->Find("value");
    std::optional<JsonDocument> inside;  // a map that is written as JSON in a string
    if (value != nullptr && value->kind == Kind::kString) {
      auto parsed = ParseJson(value->string, JsonComments::kRefused);
      if (auto* document = std::get_if<JsonDocument>(&parsed)) {
        value = &inside.emplace(std::move(*document)).root;
      }
    }
    const std::string name = "variable \"" + intent_.tags_variable + '"';
    if (value == nullptr || value->kind != Kind::kObject) {
      const std::string message = value == nullptr
                                      ? "Terraform's plan has no " + name + "."
                                      : "In Terraform's plan, " + name + " is no map of tags.";
      AddFinding(intent_.tags_variable_is_configured ? FindingCode::kTagsMissing
                                                     : FindingCode::kTagsNotCompared,
                 message);
      return;
    }
    std::map<std::string, std::optional<std::string>> found;
    for (const JsonMember& member : value->members) {
      found[member.name] =
          member.value.kind == Kind::kString ? std::optional(member.value.string) : std::nullopt;
    }
    std::vector<std::string> differing;
    std::vector<std::string> messages;
    const auto differs = [&](const std::string& service, const std::string& what) {
      differing.push_back(service);
      messages.push_back(service + " " + what);
    };
    for (const auto& [service, tag] : intent_.image_tags) {
      const auto entry = found.find(service);
      if (entry == found.end()) {
        differs(service, "is missing");
      } else if (!entry->second || *entry->second != tag) {
        differs(service, "has " + (entry->second ? Quoted(*entry->second) : "no tag") +
                             ", planned is " + Quoted(tag));
      }
    }
    for (const auto& [service, tag] : found) {
      if (!intent_.image_tags.contains(service)) differs(service, "is not in the plan");
    }
    if (differing.empty()) return;
    AddFinding(FindingCode::kTagsDiffer, "Terraform's plan was made for other tags: in " + name +
                                             ", " + JoinedForReading(messages, "; ") + ".");
    review_.findings.back().services = std::move(differing);
  }

  Intent intent_;
  TargetSet targets_;
  TargetSet allow_;
  TargetSet allow_data_loss_;
  TargetSet service_targets_;  // ids are indices of services
  ImageReviewer images_;
  std::vector<Touches> touched_;  // as `intent_.targets`
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
