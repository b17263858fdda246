#include "planner/decide/assemble.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "planner/decide/bake_targets.h"
#include "planner/decide/releases.h"
#include "planner/decide/written_tag.h"

namespace deltaplan::planner {
namespace {

// What it is to run; nullopt: what it runs now.
std::optional<std::string> NewTagOf(const Facts& facts, const ServiceDecision& decision) {
  if (decision.decision != Decision::kDeploy || decision.restarts) return std::nullopt;
  const std::optional<Destination>& destination = facts.services[decision.service].destination;
  return destination ? destination->tag
                     : facts.head.TagOf(facts.platform.services[decision.service].image);
}

PlannedService PlanService(const Facts& facts, ServiceDecision decision,
                           const ServiceAddresses& addresses) {
  const Service& service = facts.platform.services[decision.service];
  PlannedService planned{.name = service.name,
                         .path = service.path ? std::optional(service.path->bytes()) : std::nullopt,
                         .image = service.image,
                         .decision = decision.decision,
                         .tag = NewTagOf(facts, decision),
                         .live = LiveOf(facts.services[decision.service]),
                         .reasons = std::move(decision.reasons),
                         .targets = addresses.addresses,
                         .restarts = decision.restarts};
  if (!planned.tag && planned.live) planned.tag = planned.live->tag;
  return planned;
}

ReviewTerms ReviewTermsOf(const EnvironmentEntry& environment) {
  ReviewTerms terms;
  if (environment.image_tags && environment.image_tags->place.IsPlainMap()) {
    terms.tags_variable = environment.image_tags->variable();
  }
  if (environment.terraform) {
    const TerraformEntry& terraform = *environment.terraform;
    for (const tfvars::Target& address : terraform.allow) {
      terms.allow.push_back(tfvars::Print(address));
    }
    terms.allow_attributes = terraform.allow_attributes;
    terms.data_types = terraform.data_types;
  }
  return terms;
}

void Add(ReviewTerms more, ReviewTerms& terms) {
  if (!terms.tags_variable) terms.tags_variable = std::move(more.tags_variable);
  const auto add = [](const std::vector<std::string>& from, std::vector<std::string>& to) {
    for (const std::string& each : from) {
      if (std::ranges::find(to, each) == to.end()) to.push_back(each);
    }
  };
  add(more.allow, terms.allow);
  add(more.allow_attributes, terms.allow_attributes);
  add(more.data_types, terms.data_types);
}

// What is said of addresses counts for services that deploy.
void AddTargetWarnings(const TerraformFacts& terraform, const std::set<std::string>& rolled,
                       Warnings& warnings) {
  for (const Warning& warning : terraform.warnings) {
    if (const auto* undeclared = std::get_if<warnings::TargetUndeclared>(&warning)) {
      warnings::TargetUndeclared counting = *undeclared;
      std::erase_if(counting.addresses,
                    [&](const auto& each) { return !rolled.contains(each.service); });
      if (!counting.addresses.empty()) warnings.push_back(std::move(counting));
      continue;
    }
    if (const auto* unresolved = std::get_if<warnings::TargetsUnresolved>(&warning)) {
      warnings::TargetsUnresolved counting = *unresolved;
      std::erase_if(counting.resources, [&](const auto& each) {
        return !each.services.empty() &&
               std::ranges::none_of(each.services, [&](const std::string& service) {
                 return rolled.contains(service);
               });
      });
      const bool counts = !counting.resources.empty() || unresolved->resources.empty();
      if (counts) warnings.push_back(std::move(counting));
      continue;
    }
    const auto* held = std::get_if<warnings::TargetHoldsOtherTag>(&warning);
    if (held != nullptr && rolled.contains(held->holder)) continue;  // it goes along
    const std::optional<std::string> service = ServiceOf(warning);
    if (!service || rolled.contains(*service)) warnings.push_back(warning);
  }
}

// Of Terraform files that have changed, those that the targets of this plan do not bring out.
void AddChangeWarnings(const TerraformFacts& terraform, const std::set<std::string>& rolled,
                       Warnings& warnings) {
  for (const Warning& warning : terraform.changes) {
    const auto* changed = std::get_if<warnings::TerraformChanged>(&warning);
    if (changed == nullptr) {
      warnings.push_back(warning);
      continue;
    }
    warnings::TerraformChanged left = *changed;
    std::erase_if(left.files, [&](const std::string& file) {
      const auto with = terraform.rolled_with.find(file);
      return with != terraform.rolled_with.end() && std::ranges::includes(rolled, with->second);
    });
    if (!left.files.empty()) warnings.push_back(std::move(left));
  }
}

}  // namespace

std::optional<TerraformTerms> TerraformTermsOf(const EnvironmentEntry* environment,
                                               const std::vector<Service>& services) {
  if (environment == nullptr) return std::nullopt;
  TerraformTerms terms{.roots = {}, .review = ReviewTermsOf(*environment)};
  const std::vector<TagMapServices> maps = TagMapsOf(*environment, services);
  for (const RootServices& root : RootsOf(*environment, services)) {
    RootTerms& own = terms.roots.emplace_back(
        RootTerms{.root = root.root, .services = {}, .tags_of = {}, .review = {}});
    own.root.is_complete = false;  // how addresses were found is nothing that a review asks for
    // What one service of the root is allowed is allowed there.
    for (const Service& service : root.services) {
      own.services.push_back(service.name);
      Add(ReviewTermsOf(EnvironmentOf(*environment, service.name)), own.review);
    }
    if (maps.empty() || maps.front().is_for_all) continue;
    const std::vector<const TagMapServices*> used = MapsOf(root.services, maps);
    own.tags_of.emplace();
    for (const TagMapServices* map : used) {
      for (const Service& service : map->services) own.tags_of->push_back(service.name);
    }
    std::ranges::sort(*own.tags_of);
    // What several variables hold together is compared image by image.
    if (used.size() > 1) own.review.tags_variable.reset();
  }
  return terms;
}

std::map<std::string, std::string> CompleteTagMap(const Facts& facts,
                                                  const std::vector<ServiceDecision>& decisions) {
  if (facts.IsPreview()) return {};
  std::map<std::string, std::string> tags = facts.unknown_live;
  for (std::size_t s = 0; s < facts.services.size(); ++s) {
    // Services that do not deploy keep what they run; where they run nothing, or that can't be
    // told, what the tag map says.
    const std::string& name = facts.platform.services[s].name;
    const std::optional<std::string>& live = facts.services[s].live_tag;
    auto mapped = MappedTag(facts.tag_map, facts.other_tag_maps, name);
    if (live) {
      tags[name] = mapped ? WrittenLike(*mapped, *live) : *live;
    } else if (mapped) {
      tags[name] = *std::move(mapped);
    }
  }
  for (const ServiceDecision& decision : decisions) {
    if (std::optional<std::string> tag = NewTagOf(facts, decision)) {
      tags[facts.platform.services[decision.service].name] = *std::move(tag);
    }
  }
  return tags;
}

Plan Assemble(const Facts& facts, Decisions decisions, const TerraformFacts& terraform,
              FileLists lists, const Config& config, const EnvironmentEntry* environment,
              PlanExtras extras) {
  Plan plan;
  plan.environment = facts.environment;
  plan.base = facts.base;
  plan.head = {.commit = facts.head.commit,
               .tag = facts.head.Tag(),
               .dirty = !facts.dirty.empty() || facts.head.has_snapshot_changes,
               .time = facts.head.time};
  plan.to_map = facts.to_map;
  plan.terraform = TerraformTermsOf(environment, facts.platform.services);
  plan.image_tags = CompleteTagMap(facts, decisions.services);
  plan.tags_file = std::move(extras.tags.for_all);
  plan.root_tags = std::move(extras.tags.of_roots);
  plan.warnings = facts.warnings;
  plan.warnings.insert(plan.warnings.end(), extras.warnings.begin(), extras.warnings.end());
  plan.warnings.insert(plan.warnings.end(), decisions.warnings.begin(), decisions.warnings.end());
  std::set<std::string> rolled;
  Warnings held;
  for (ServiceDecision& decision : decisions.services) {
    const std::size_t service = decision.service;
    const ServiceAddresses& addresses = terraform.services[service];
    PlannedService planned = PlanService(facts, std::move(decision), addresses);
    // Terraform has nothing to change for a restart.
    if (planned.decision == Decision::kDeploy && !planned.restarts) {
      plan.targets.insert(plan.targets.end(), planned.targets.begin(), planned.targets.end());
      rolled.insert(planned.name);
    }
    const std::optional<Rollout>& rollout = facts.services[service].rollout;
    if (rollout) plan.rollouts.emplace(planned.name, *rollout);
    const bool is_pushed_again = !facts.to_map && planned.decision == Decision::kDeploy &&
                                 !planned.restarts && planned.live &&
                                 planned.live->tag == planned.tag;
    if (is_pushed_again && !(rollout && rollout->is_tainted)) {
      plan.warnings.push_back(warnings::TagUnchanged{planned.name, *planned.tag});
    }
    const bool is_held = planned.reasons.front().code == ReasonCode::kHeld;
    const bool is_mapped = MappedTag(facts.tag_map, facts.other_tag_maps, planned.name).has_value();
    if (is_held && !planned.tag && !is_mapped && !facts.IsPreview()) {
      held.push_back(warnings::HeldWithoutTag{planned.name});
    }
    plan.services.push_back(std::move(planned));
  }
  AddChangeWarnings(terraform, rolled, plan.warnings);
  plan.warnings.insert(plan.warnings.end(), held.begin(), held.end());
  AddTargetWarnings(terraform, rolled, plan.warnings);
  for (ImageDecision& image : decisions.images) {
    std::string tag = facts.head.TagOf(image.name);
    plan.images.push_back({.name = std::move(image.name),
                           .tag = std::move(tag),
                           .services = std::move(image.services),
                           .from = std::move(image.from),
                           .wave = image.wave});
  }
  plan.tag_map = facts.tag_map;
  plan.other_tag_maps = facts.other_tag_maps;
  plan.without_configuration = facts.without_configuration;
  plan.file_lists = std::move(lists);
  AddBakeTargets(config, environment, facts.platform, facts.head, plan);
  plan.releases = ReleasesOf(environment, facts.platform.services, plan.services);
  return plan;
}

}  // namespace deltaplan::planner
