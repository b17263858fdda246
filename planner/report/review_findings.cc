// Findings about our plan, the repository and the configuration, in words.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/report/review.h"
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

}  // namespace

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

tfvars::Finding LiveNotCompared(std::string service, std::string_view tag) {
  std::string message = fmt::format("That {} runs {} was said with --live. It was not asked again.",
                                    DisplayText(service), DisplayText(tag));
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
  const auto variable = [](const TerraformTerms& terms) {
    return terms.tags_variable ? std::vector{*terms.tags_variable} : std::vector<std::string>();
  };
  compare("dir", planned.roots, now.roots);
  compare("variable", variable(planned), variable(now));
  compare("allow", planned.allow, now.allow);
  compare("allow_attributes", planned.allow_attributes, now.allow_attributes);
  compare("data_types", planned.data_types, now.data_types);
  return OfThePlan(tfvars::FindingCode::kConfigurationDiffers,
                   fmt::format("The configuration says otherwise than the plan: {}.",
                               fmt::join(differing, "; ")));
}

}  // namespace deltaplan::planner
