#include "planner/report/next_step.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <utility>

#include "planner/report/plan_files.h"
#include "planner/text/quote.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {
namespace {

// More than these nobody reads before they are run.
constexpr std::size_t kMostRoots = 10;

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
  bool IsShownWhole() const { return is_shown_; }

  // In a shell of their own, so that whoever copies it stays where they are.
  std::string Text() const { return fmt::format("({})", fmt::join(commands_, " &&\n   ")); }

 private:
  bool is_shown_ = true;
  std::vector<std::string> commands_;
};

std::string TextOf(const std::vector<Chain>& chains) {
  if (!std::ranges::all_of(chains, &Chain::IsShownWhole)) return {};
  std::vector<std::string> texts;
  for (const Chain& chain : chains) texts.push_back(chain.Text());
  return fmt::format("  {}\n", fmt::join(texts, " &&\n  "));
}

// The way to an apply of one plan. Without a target Terraform would apply everything, and without
// verify whatever else has changed. The tag map is written before the apply
// (docs/decisions/map-before-apply.md); before Terraform plans where no variable gives it the tags.
// An apply that nobody has begun leaves nothing to resume.
class Way {
 public:
  Way(const ApplyNeeds& needs, const ApplyPlaces& places)
      : needs_(needs),
        places_(places),
        sets_tags_first_(SetsTags(needs) &&
                         !std::ranges::all_of(needs.roots, &RootNeeds::has_tags_file)) {}

  std::vector<Chain> Chains() const {
    return needs_.roots.size() == 1 ? InOneRoot(needs_.roots.front()) : InEachRoot();
  }

 private:
  std::vector<Chain> InOneRoot(const RootNeeds& root) const {
    Chain chain = At(root);
    if (sets_tags_first_) chain.Add(places_.set_tags);
    AddPlan(root, chain);
    chain.Add(places_.verify, " tfplan.json");
    if (SetsTags(needs_) && !sets_tags_first_) chain.Add(places_.set_tags);
    chain.Add(places_.begin);
    chain.AddShell("terraform apply tfplan");
    chain.Add(places_.wait);
    return {std::move(chain)};
  }

  std::vector<Chain> InEachRoot() const {
    std::vector<Chain> chains;
    std::vector<std::string> verify = places_.verify;
    std::vector<Chain> applies;
    for (const RootNeeds& root : needs_.roots) {
      Chain& planned = chains.emplace_back(At(root));
      AddPlan(root, planned);
      const std::string file = PlanFile(root);
      verify.insert(verify.end(),
                    {"--root", fmt::format("{}={}/{}.json", root.directory, PlaceOf(root), file)});
      Chain& applied = applies.emplace_back(At(root));
      SelectWorkspace(root, applied);
      applied.AddShell("terraform apply " + file);
    }
    Chain checked = AtTop();
    checked.Add(verify);
    if (sets_tags_first_) {
      Chain& first = *chains.insert(chains.begin(), AtTop());
      first.Add(places_.set_tags);
    } else if (SetsTags(needs_)) {
      checked.Add(places_.set_tags);
    }
    checked.Add(places_.begin);
    chains.push_back(std::move(checked));
    std::ranges::move(applies, std::back_inserter(chains));
    chains.push_back(AtTop());
    chains.back().Add(places_.wait);
    return chains;
  }

  Chain AtTop() const {
    Chain chain;
    chain.Add({"cd", places_.top});
    return chain;
  }

  Chain At(const RootNeeds& root) const {
    Chain chain;
    chain.Add({"cd", PlaceOf(root)});
    return chain;
  }

  std::string PlaceOf(const RootNeeds& root) const {
    return root.root.dir.empty() ? places_.top : places_.top + "/" + root.root.dir;
  }

  static void SelectWorkspace(const RootNeeds& root, Chain& chain) {
    if (root.root.workspace) chain.Add({"export", "TF_WORKSPACE=" + *root.root.workspace});
  }

  // Of several that run in one directory each has its own.
  std::string PlanFile(const RootNeeds& root) const {
    const auto runs_there = [&](const RootNeeds& each) { return each.root.dir == root.root.dir; };
    if (std::ranges::count_if(needs_.roots, runs_there) == 1) return "tfplan";
    return "tfplan-" + root.directory.substr(root.directory.find('/') + 1);
  }

  void AddPlan(const RootNeeds& root, Chain& chain) const {
    SelectWorkspace(root, chain);
    const std::string file = PlanFile(root);
    const std::string own =
        root.directory == "." ? places_.plan : places_.plan + "/" + root.directory;
    std::vector<std::string> planned{"terraform", "plan", "-out=" + file};
    for (const std::string& variables : root.root.var_files) {
      planned.push_back("-var-file=" + places_.top + "/" + variables);
    }
    if (root.has_tags_file) planned.push_back("-var-file=" + own + "/" + kTagsFile);
    for (const auto& [name, value] : root.root.vars) {
      planned.push_back("-var=" + name + "=" + value);
    }
    chain.AddShell("mapfile -t targets < " + ShownCommand({own + "/" + kTargetArgsFile}));
    chain.AddShell("[ \"${#targets[@]}\" -gt 0 ]");
    chain.Add(planned, " \"${targets[@]}\"");
    chain.AddShell(fmt::format("terraform show -json {} > {}.json", file, file));
  }

  const ApplyNeeds& needs_;
  const ApplyPlaces& places_;
  const bool sets_tags_first_;
};

// The roots that have something to roll, which of several each have files of their own.
void SetRoots(const TerraformTerms& terms, const auto& has_targets, const auto& has_tags_file,
              ApplyNeeds& needs) {
  for (std::size_t i = 0; i < terms.roots.size(); ++i) {
    if (terms.roots.size() > 1 && !has_targets(i)) continue;
    needs.roots.push_back({.root = terms.roots[i].root,
                           .directory = RootDirectory(terms, i),
                           .has_tags_file = has_tags_file(i)});
  }
  needs.rolls = needs.rolls && (terms.roots.empty() || !needs.roots.empty());
}

}  // namespace

ApplyNeeds ApplyNeedsOf(const Plan& plan) {
  ApplyNeeds needs{.roots = {},
                   .rolls = plan.deploy_count() > 0,
                   .has_tag_map = plan.tag_map || !plan.other_tag_maps.empty(),
                   .has_its_tags = plan.to_map};
  if (!plan.terraform) return needs;
  const TerraformTerms& terms = *plan.terraform;
  SetRoots(
      terms, [&](std::size_t root) { return !plan.TargetsOf(terms.roots[root]).empty(); },
      [&](std::size_t root) {
        const TagsFile& tags = plan.root_tags.empty() ? plan.tags_file : plan.root_tags[root];
        return tags.content.has_value();
      },
      needs);
  return needs;
}

ApplyNeeds ApplyNeedsOf(const PlanDocument& plan) {
  ApplyNeeds needs{
      .roots = {},
      .rolls = std::ranges::any_of(plan.intent.services, &tfvars::IntendedService::deploys),
      .has_tag_map = plan.tag_map || !plan.other_tag_maps.empty(),
      .has_its_tags = plan.to_map};
  if (!plan.terraform) return needs;
  const TerraformTerms& terms = *plan.terraform;
  const auto has_file = [&](std::size_t root, const std::string& name) {
    const std::string directory = RootDirectory(terms, root);
    return plan.files.contains(directory == "." ? name : directory + "/" + name);
  };
  SetRoots(
      terms, [&](std::size_t root) { return has_file(root, kTargetArgsFile); },
      [&](std::size_t root) { return has_file(root, kTagsFile); }, needs);
  return needs;
}

std::string NextApply(const ApplyNeeds& needs, const ApplyPlaces& places,
                      const std::string& begin) {
  if (!needs.rolls) return {};
  if (needs.roots.empty()) {
    if (!SetsTags(needs) || !IsShown(places.set_tags)) return {};
    return begin + ": " + ShownCommand(places.set_tags) + "\n  writes the tags of the plan.\n";
  }
  if (needs.roots.size() > kMostRoots) {
    return begin + ": " + std::to_string(needs.roots.size()) +
           " root modules have files of their own in " + DisplayPath(places.plan + "/roots") +
           ".\n  docs/output.md#several-root-modules goes through them.\n";
  }
  const std::string lines = TextOf(Way(needs, places).Chains());
  if (lines.empty()) return {};
  // In parameters, for example: docs/tags.md says how.
  const bool is_by_hand = !std::ranges::all_of(needs.roots, &RootNeeds::has_tags_file) &&
                          !needs.has_tag_map && !needs.has_its_tags;
  return begin +
         (is_by_hand ? ", when the tags are set where they stand (docs/tags.md#tags-in-parameters)"
                     : "") +
         ", in bash:\n" + lines;
}

}  // namespace deltaplan::planner
