#include "planner/report/next_step.h"

#include <optional>
#include <vector>

#include "planner/text/quote.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {
namespace {

std::string Line(const std::vector<std::string>& words) {
  return "  " + ShownCommand(words) + "\n";
}

// The words that write the plan's tags where they stand; none where no file holds them, or holds
// others.
std::optional<std::vector<std::string>> TagsSetWords(const Plan& plan, const std::string& out) {
  if (plan.to_map || (!plan.tag_map && plan.other_tag_maps.empty())) return std::nullopt;
  std::vector<std::string> words{"deltaplan", "tags", "set", "--from", out};
  if (plan.environment) words.insert(words.end(), {"--env", *plan.environment});
  return words;
}

// Without a target Terraform would apply everything, and without verify whatever else has changed.
// The tag map is written before the apply; before Terraform plans where no variable gives it the
// tags.
std::string ApplyLines(const Plan& plan, const TerraformRoot& root, const NextPlaces& places) {
  const std::string& out = *places.out;
  const std::optional<std::vector<std::string>> set_tags = TagsSetWords(plan, out);
  std::string text;
  if (set_tags && !plan.tags_file.content) text += Line(*set_tags);
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
  if (set_tags && plan.tags_file.content) text += "    " + ShownCommand(*set_tags) + " &&\n";
  return text + "    terraform apply tfplan\n";
}

}  // namespace

std::string NextAfterPlan(const Plan& plan, const NextPlaces& places) {
  if (plan.deploy_count() == 0) return {};
  if (!places.out) {
    return "Next: the same with --out DIR writes what a deploy needs.\n";
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
  // In parameters, for example: docs/tags.md says how.
  if (!plan.tags_file.content && !TagsSetWords(plan, *places.out) && !plan.to_map) {
    text += ", when the tags are set where they stand (docs/tags.md#tags-in-parameters)";
  }
  return text + ", in bash:\n" + ApplyLines(plan, plan.terraform->roots.front().root, places);
}

}  // namespace deltaplan::planner
