#include <string>
#include <string_view>
#include <utility>
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

std::vector<OutputFile> PlanFiles(const Plan& plan, std::string plan_json) {
  std::vector<OutputFile> files;
  files.push_back({"plan.json", std::move(plan_json)});
  files.push_back({"image_tags.auto.tfvars.json", ImageTagsJson(plan)});
  files.push_back({"targets.txt", TargetsText(plan)});
  files.push_back({"target_args.txt", TargetArgsText(plan)});
  files.push_back({"plan.md", PlanMarkdown(plan)});
  return files;
}

}  // namespace deltaplan::planner
