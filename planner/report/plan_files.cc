#include <string>
#include <string_view>
#include <vector>

#include "planner/report/report.h"
#include "tfvars/tag_map.h"

namespace deltaplan::planner {
namespace {

/// Addresses hold no newline: HCL escapes them inside instance keys.
std::string AddressLines(const Plan& plan, std::string_view prefix) {
  std::string out;
  for (const std::string& target : plan.targets) {
    out += prefix;
    out += target;
    out += '\n';
  }
  return out;
}

}  // namespace

std::string ImageTagsJson(const Plan& plan) {
  return tfvars::PrintTagMapJson(plan.image_tags, plan.image_tags_variable);
}

std::string TargetsText(const Plan& plan) { return AddressLines(plan, ""); }

std::string TargetArgsText(const Plan& plan) { return AddressLines(plan, "-target="); }

std::vector<OutputFile> PlanFiles(const Plan& plan) {
  return {{"plan.json", PlanJson(plan)},
          {"image_tags.auto.tfvars.json", ImageTagsJson(plan)},
          {"targets.txt", TargetsText(plan)},
          {"target_args.txt", TargetArgsText(plan)},
          {"plan.md", PlanMarkdown(plan)}};
}

}  // namespace deltaplan::planner
