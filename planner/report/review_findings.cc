// Findings about our plan, the repository and the configuration, in words.
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/report/review.h"
#include "planner/report/sentences.h"
#include "planner/report/warning_words.h"
#include "planner/text/quote.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {
namespace {

tfvars::Finding OfThePlan(tfvars::FindingCode code, std::string message) {
  return {.code = code,
          .address = std::nullopt,
          .change = std::nullopt,
          .services = {},
          .message = std::move(message)};
}

tfvars::Finding OfAService(tfvars::FindingCode code, std::string service, std::string message) {
  tfvars::Finding finding = OfThePlan(code, std::move(message));
  finding.services.push_back(std::move(service));
  return finding;
}

std::string TagOrNothing(const std::optional<std::string>& tag) {
  return tag ? DisplayText(*tag) : "nothing";
}

// "none", or the texts in their order.
std::string Listed(const std::vector<std::string>& texts) {
  if (texts.empty()) return "none";
  std::vector<std::string> shown;
  for (const std::string& text : texts) shown.push_back(DisplayText(text));
  return fmt::format("{}", fmt::join(shown, ", "));
}

std::vector<std::string> RootsIn(const TerraformTerms& terms) {
  std::vector<std::string> roots;
  for (const RootTerms& each : terms.roots) roots.push_back(RootText(each.root));
  return roots;
}

}  // namespace

std::string RootText(const TerraformRoot& root) {
  std::string text = root.dir.empty() ? "." : root.dir;
  if (root.workspace) text += " workspace " + *root.workspace;
  for (const std::string& file : root.var_files) text += " -var-file=" + file;
  for (const auto& [name, value] : root.vars) text += " -var " + name + "=" + value;
  return text;
}

tfvars::Finding RootMissing(std::string name, const TerraformRoot& root,
                            std::vector<std::string> services) {
  tfvars::Finding finding =
      OfThePlan(tfvars::FindingCode::kRootMissing,
                fmt::format("No Terraform plan is given for {}, where {} to be rolled: add --root "
                            "{}=TFPLAN.",
                            DisplayText(RootText(root)),
                            Listed(services) + (services.size() == 1 ? " is" : " are"), name));
  finding.root = std::move(name);
  finding.services = std::move(services);
  return finding;
}

tfvars::Finding HeadNotCompared() {
  return OfThePlan(tfvars::FindingCode::kHeadNotCompared,
                   "There is no repository here to compare the plan's head with.");
}

tfvars::Finding HeadDiffers(std::string_view planned, std::string_view revision,
                            std::string_view commit) {
  return OfThePlan(tfvars::FindingCode::kHeadDiffers,
                   fmt::format("The plan was made for commit {}, but {} is {}. Plan again, or name "
                               "the planned commit with --head.",
                               planned.substr(0, 10), DisplayText(revision), commit.substr(0, 10)));
}

tfvars::Finding LiveMoved(const TagChange& change, std::string_view again) {
  return OfAService(tfvars::FindingCode::kLiveMoved, change.service,
                    fmt::format("{} ran {} when the plan was made, and runs {} now. Plan again: {}",
                                DisplayText(change.service), TagOrNothing(change.before),
                                TagOrNothing(change.after), again));
}

tfvars::Finding LiveUnknownNow(const TagChange& change, std::string_view why,
                               std::string_view again) {
  return OfAService(
      tfvars::FindingCode::kLiveMoved, change.service,
      fmt::format("{} ran {} when the plan was made, and nobody can tell what it runs now: {}. "
                  "Plan again: {}",
                  DisplayText(change.service), TagOrNothing(change.before), DisplayText(why),
                  again));
}

tfvars::Finding RolloutFailedSince(const std::string& service, const Rollout& rollout,
                                   std::string_view again) {
  return OfAService(tfvars::FindingCode::kLiveMoved, service,
                    fmt::format("{}. Plan again: {}", FailedSinceText(service, rollout), again));
}

tfvars::Finding LiveNotCompared(std::string service, std::string_view tag) {
  std::string message =
      WarningMessage(warnings::LiveNotCompared{.service = service, .tag = std::string(tag)});
  return OfAService(tfvars::FindingCode::kLiveNotCompared, std::move(service), std::move(message));
}

tfvars::Finding TagMapMoved(std::string_view file, const TagChange& change,
                            std::string_view again) {
  return OfAService(
      tfvars::FindingCode::kMapMoved, change.service,
      fmt::format("{} gave {} the tag {} when the plan was made, and gives it {} now. Plan again: "
                  "{}",
                  DisplayText(file), DisplayText(change.service), TagOrNothing(change.before),
                  TagOrNothing(change.after), again));
}

tfvars::Finding TagMapUnreadableNow(std::string_view file, std::string_view why) {
  return OfThePlan(tfvars::FindingCode::kMapMoved,
                   fmt::format("{} can't be read now: {}. Mend it before anything is applied.",
                               DisplayText(file), DisplayText(why)));
}

std::string PlanAgainCommand(const std::optional<std::string>& environment,
                             const std::optional<std::string>& directory) {
  std::vector<std::string> words{"deltaplan", "plan"};
  if (environment) words.insert(words.end(), {"--env", *environment});
  if (directory) words.insert(words.end(), {"--out", *directory});
  return ShownCommand(words);
}

tfvars::Finding ConfigurationDiffers(const TerraformTerms& planned, const TerraformTerms& now) {
  std::vector<std::string> differing;
  const auto compare = [&](std::string_view key, const std::vector<std::string>& then,
                           const std::vector<std::string>& here) {
    if (then != here) {
      differing.push_back(fmt::format("\"{}\" was {}, and is {}", key, Listed(then), Listed(here)));
    }
  };
  const auto compare_terms = [&](const ReviewTerms& then, const ReviewTerms& here) {
    const auto variable = [](const ReviewTerms& terms) {
      return terms.tags_variable ? std::vector{*terms.tags_variable} : std::vector<std::string>();
    };
    compare("variable", variable(then), variable(here));
    compare("allow", then.allow, here.allow);
    compare("allow_attributes", then.allow_attributes, here.allow_attributes);
    compare("data_types", then.data_types, here.data_types);
  };
  compare("dir", RootsIn(planned), RootsIn(now));
  compare_terms(planned.review, now.review);
  for (const RootTerms& root : planned.roots) {
    const auto same = std::ranges::find(now.roots, root.root, &RootTerms::root);
    if (same == now.roots.end() || same->review == root.review) continue;
    if (planned.review == now.review) compare_terms(root.review, same->review);
  }
  std::vector<std::string> moved;
  for (const RootTerms& root : planned.roots) {
    const auto same = std::ranges::find(now.roots, root.root, &RootTerms::root);
    if (same == now.roots.end()) continue;
    std::ranges::set_difference(root.services, same->services, std::back_inserter(moved));
  }
  if (!moved.empty()) {
    differing.push_back(fmt::format("{} rolled in another root module", Listed(moved)));
  }
  return OfThePlan(tfvars::FindingCode::kConfigurationDiffers,
                   fmt::format("The configuration says otherwise than the plan: {}.",
                               fmt::join(differing, "; ")));
}

}  // namespace deltaplan::planner
