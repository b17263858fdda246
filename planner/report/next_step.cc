#include "planner/report/next_step.h"

#include <vector>

#include "planner/text/quote.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {
namespace {

std::string Line(const std::vector<std::string>& words) {
  return "  " + ShownCommand(words) + "\n";
}

// Without a target Terraform would apply everything, and without verify whatever else has changed.
std::string ApplyLines(const Plan& plan, const TerraformRoot& root, const NextPlaces& places) {
  const std::string& out = *places.out;
  std::string text;
  if (!plan.tags_file.content) {
    std::vector<std::string> words{"deltaplan", "tags", "set", "--from", out};
    if (plan.environment) words.insert(words.end(), {"--env", *plan.environment});
    text += Line(words);
  }
  text += Line({"cd", root.dir.empty() ? places.top : places.top + "/" + root.dir});
  if (root.workspace) text += Line({"export", "TF_WORKSPACE=" + *root.workspace});
  std::vector<std::string> planned{"terraform", "plan", "-out=tfplan"};
  for (const std::string& file : root.var_files) {
    planned.push_back("-var-file=" + places.top + "/" + file);
  }
  if (plan.tags_file.content) {
    planned.push_back("-var-file=" + out + "/image_tags.auto.tfvars.json");
  }
  for (const auto& [name, value] : root.vars) planned.push_back("-var=" + name + "=" + value);
  text += "  mapfile -t targets < " + ShownCommand({out + "/target_args.txt"}) + "\n";
  text += "  [ \"${#targets[@]}\" -gt 0 ] &&\n";
  text += "    " + ShownCommand(planned) + " \"${targets[@]}\" &&\n";
  text += "    terraform show -json tfplan > tfplan.json &&\n";
  text += "    " + ShownCommand({"deltaplan", "verify", "--plan", out, "tfplan.json"}) + " &&\n";
  return text + "    terraform apply tfplan\n";
}

}  // namespace

std::string NextAfterPlan(const Plan& plan, const NextPlaces& places) {
  if (plan.deploy_count() == 0) return {};
  if (!places.out) {
    return "Next: the same with --out DIR writes the tag map, the targets and what to build.\n";
  }
  std::string text;
  if (!plan.images.empty()) {
    text += "Next: build and push the images of " + DisplayPath(*places.out + "/docker-bake.json") +
            ".\n";
  }
  if (!plan.terraform || plan.terraform->roots.empty()) return text;
  text += text.empty() ? "Next" : "Then";
  if (plan.terraform->roots.size() > 1) {
    return text + ": each root module has files of its own in " +
           DisplayPath(*places.out + "/roots") + " (docs/output.md#several-root-modules).\n";
  }
  return text + ", in bash:\n" + ApplyLines(plan, plan.terraform->roots.front().root, places);
}

}  // namespace deltaplan::planner
