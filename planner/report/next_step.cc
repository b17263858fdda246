#include "planner/report/next_step.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "planner/report/plan_files.h"
#include "planner/text/quote.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {
namespace {

// The tags are others than those that the map has.
bool SetsTags(const ApplyNeeds& needs) { return needs.has_tag_map && !needs.has_its_tags; }

// Whether a terminal shows them as they are: in other bytes a copy would name another thing.
bool IsShown(const std::vector<std::string>& words) {
  return std::ranges::all_of(words,
                             [](const std::string& word) { return DisplayText(word) == word; });
}

// Commands of bash that are run one after the other, as long as each ends well.
class Chain {
 public:
  // `more` is the shell's own, and stands behind the words.
  void Add(const std::vector<std::string>& words, const std::string& more = "") {
    is_shown_ = is_shown_ && IsShown(words);
    commands_.push_back(ShownCommand(words) + more);
  }
  void AddShell(std::string command) { commands_.push_back(std::move(command)); }

  // In a shell of their own, so that whoever copies it stays where they are.
  std::string Text() const {
    if (!is_shown_) return {};
    return fmt::format("  ({})\n", fmt::join(commands_, " &&\n   "));
  }

 private:
  bool is_shown_ = true;
  std::vector<std::string> commands_;
};

// Without a target Terraform would apply everything, and without verify whatever else has changed.
// The tag map is written before the apply; before Terraform plans where no variable gives it the
// tags.
std::string ApplyLines(const ApplyNeeds& needs, const TerraformRoot& root,
                       const ApplyPlaces& places) {
  Chain chain;
  chain.Add({"cd", root.dir.empty() ? places.top : places.top + "/" + root.dir});
  if (SetsTags(needs) && !needs.has_tags_file) chain.Add(places.set_tags);
  if (root.workspace) chain.Add({"export", "TF_WORKSPACE=" + *root.workspace});
  std::vector<std::string> planned{"terraform", "plan", "-out=tfplan"};
  for (const std::string& file : root.var_files) {
    planned.push_back("-var-file=" + places.top + "/" + file);
  }
  if (needs.has_tags_file) planned.push_back("-var-file=" + places.plan + "/" + kTagsFile);
  for (const auto& [name, value] : root.vars) planned.push_back("-var=" + name + "=" + value);
  chain.AddShell("mapfile -t targets < " + ShownCommand({places.plan + "/target_args.txt"}));
  chain.AddShell("[ \"${#targets[@]}\" -gt 0 ]");
  chain.Add(planned, " \"${targets[@]}\"");
  chain.AddShell("terraform show -json tfplan > tfplan.json");
  chain.Add(places.verify, " tfplan.json");
  if (SetsTags(needs) && needs.has_tags_file) chain.Add(places.set_tags);
  chain.AddShell("terraform apply tfplan");
  return chain.Text();
}

}  // namespace

ApplyNeeds ApplyNeedsOf(const Plan& plan) {
  ApplyNeeds needs{.roots = {},
                   .rolls = plan.deploy_count() > 0,
                   .has_tags_file = plan.tags_file.content.has_value(),
                   .has_tag_map = plan.tag_map || !plan.other_tag_maps.empty(),
                   .has_its_tags = plan.to_map};
  if (!plan.terraform) return needs;
  for (const RootTerms& root : plan.terraform->roots) needs.roots.push_back(root.root);
  return needs;
}

ApplyNeeds ApplyNeedsOf(const PlanDocument& plan) {
  ApplyNeeds needs{
      .roots = {},
      .rolls = std::ranges::any_of(plan.intent.services, &tfvars::IntendedService::deploys),
      .has_tags_file = plan.files.contains(kTagsFile),
      .has_tag_map = plan.tag_map || !plan.other_tag_maps.empty(),
      .has_its_tags = plan.to_map};
  if (!plan.terraform) return needs;
  for (const RootTerms& root : plan.terraform->roots) needs.roots.push_back(root.root);
  return needs;
}

std::string NextApply(const ApplyNeeds& needs, const ApplyPlaces& places,
                      const std::string& begin) {
  if (!needs.rolls) return {};
  if (needs.roots.empty()) {
    if (!SetsTags(needs) || !IsShown(places.set_tags)) return {};
    return begin + ": " + ShownCommand(places.set_tags) + "\n  writes the tags of the plan.\n";
  }
  if (needs.roots.size() > 1) {
    return begin + ": each root module has files of its own in " +
           DisplayPath(places.plan + "/roots") + " (docs/output.md#several-root-modules).\n";
  }
  const std::string lines = ApplyLines(needs, needs.roots.front(), places);
  if (lines.empty()) return {};
  // In parameters, for example: docs/tags.md says how.
  const bool is_by_hand = !needs.has_tags_file && !needs.has_tag_map && !needs.has_its_tags;
  return begin +
         (is_by_hand ? ", when the tags are set where they stand (docs/tags.md#tags-in-parameters)"
                     : "") +
         ", in bash:\n" + lines;
}

}  // namespace deltaplan::planner
