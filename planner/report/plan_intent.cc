#include "planner/report/plan_intent.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tfvars/address/address.h"
#include "tfvars/carriers/service_path.h"
#include "tfvars/carriers/tag_variables.h"
#include "tfvars/text/unicode.h"

namespace deltaplan::planner {
namespace {

bool HasTagMap(const PlanDocument& document) {
  return document.tag_map || !document.other_tag_maps.empty();
}

// What the configuration said; its addresses were checked when they were read.
// Without a tag map Terraform is given the default one; one of another form than a variable of its
// own stands in no variable that could be compared. Tags that a function reads need none either.
void SetTerms(const ReviewTerms& terms, const PlanDocument& document, tfvars::Intent& intent) {
  if (terms.tags_variable || HasTagMap(document)) {
    intent.tags_variable = terms.tags_variable.value_or("");
  }
  intent.tags_variable_is_configured = terms.tags_variable && !document.why_no_tags_file;
  intent.allow.clear();
  for (const std::string& address : terms.allow) {
    auto target = tfvars::ParseTarget(address);
    if (auto* parsed = std::get_if<tfvars::Target>(&target)) {
      intent.allow.push_back(std::move(*parsed));
    }
  }
  intent.allow_attributes = terms.allow_attributes;
  intent.data_types = terms.data_types;
}

// Where the tags of services stand one by one in variables; none of those that stand in a map.
std::map<std::string, std::vector<std::string>> TagPathsOf(const PlanDocument& document) {
  std::map<std::string, std::vector<std::string>> paths;
  const auto add = [&](const TagMapFacts& map) {
    std::vector<std::string> steps = tfvars::SplitPath(map.variable);
    if (tfvars::TagFileKindOf(map.file) == tfvars::TagFileKind::kModule) {
      const bool is_default = steps.size() >= 3 && steps[0] == "variable" && steps[2] == "default";
      if (!is_default) return;
      steps.erase(steps.begin() + 2);
      steps.erase(steps.begin());
    }
    const auto names = [](const std::string& step) { return tfvars::NamesService(step, {}); };
    if (std::ranges::none_of(steps, names)) return;
    for (const auto& [service, tag] : document.intent.image_tags) {
      const bool is_its =
          map.services.empty() || std::ranges::find(map.services, service) != map.services.end();
      if (!is_its) continue;
      std::vector<std::string> path;
      for (const std::string& step : steps) {
        path.push_back(tfvars::NormalFormC(tfvars::FillService(step, service, {})));
      }
      paths.emplace(service, std::move(path));
    }
  };
  // What is somebody's own decides over what is for all.
  for (const TagMapFacts& map : document.other_tag_maps) add(map);
  if (document.tag_map) add(*document.tag_map);
  return paths;
}

}  // namespace

void CompleteIntent(PlanDocument& document) {
  tfvars::Intent& intent = document.intent;
  if (document.terraform) {
    const std::vector<RootTerms>& roots = document.terraform->roots;
    SetTerms(roots.size() == 1 ? roots.front().review : document.terraform->review, document,
             intent);
  }
  intent.tag_paths = TagPathsOf(document);
  for (tfvars::IntendedService& service : intent.services) {
    auto mapped = MappedTag(document.tag_map, document.other_tag_maps, service.name);
    if (mapped) service.mapped_tag = *std::move(mapped);
  }
}

tfvars::Intent IntentFor(const PlanDocument& document, const RootTerms& root) {
  tfvars::Intent intent = document.intent;
  const auto is_elsewhere = [&](const tfvars::IntendedService& service) {
    return !std::ranges::binary_search(root.services, service.name);
  };
  std::erase_if(intent.services, is_elsewhere);
  if (root.tags_of) {
    std::erase_if(intent.image_tags, [&](const auto& tag) {
      return std::ranges::find(*root.tags_of, tag.first) == root.tags_of->end();
    });
  }
  intent.targets.clear();
  for (const tfvars::IntendedService& service : intent.services) {
    if (!service.deploys) continue;
    intent.targets.insert(intent.targets.end(), service.targets.begin(), service.targets.end());
  }
  SetTerms(root.review, document, intent);
  return intent;
}

}  // namespace deltaplan::planner
