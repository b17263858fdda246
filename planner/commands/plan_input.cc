#include "planner/commands/plan_input.h"

#include <fmt/format.h>
#include <optional>
#include <utility>

#include "planner/text/digest.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

std::string DirectoryOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

Error NotOnePlan(const std::string& directory, const std::string& what) {
  return {.message = fmt::format("the files in '{}' are not of one plan", DisplayText(directory)),
          .causes = {what},
          .remedy = "Somebody wrote or changed some of them: plan again with --out."};
}

}  // namespace

Result<PlanInput> ReadPlanInput(const std::string& place, Files& files) {
  if (place != "-") {
    PlanInput input{.text = {}, .path = place + "/" + kPlanFile, .directory = place};
    if (Result<std::string> inside = files.Read(input.path)) {
      input.text = *std::move(inside);
      return input;
    }
  }
  Result<std::string> text = files.Read(place);
  if (text) return PlanInput{.text = *std::move(text), .path = place, .directory = {}};
  Error error = std::move(text).error().Within("cannot read deltaplan's plan");
  error.remedy = "Name plan.json, or the directory that `deltaplan plan --out` wrote.";
  return error;
}

Result<PlanDocument> ReadPlan(const PlanInput& input, Files& files) {
  Result<PlanDocument> plan = ReadPlanDocument(input.text);
  if (!plan) {
    return std::move(plan).error().Within(
        fmt::format("{} is no plan of deltaplan",
                    input.path == "-" ? "standard input" : "'" + DisplayText(input.path) + "'"));
  }
  if (input.path == "-") return plan;
  // A plan.json that was copied somewhere else has no others beside it.
  const bool may_be_alone = input.directory.empty();
  const std::string directory = may_be_alone ? DirectoryOf(input.path) : input.directory;
  for (const auto& [name, digest] : plan->files) {
    const Result<std::optional<std::string>> text = files.ReadIfExists(directory + "/" + name);
    if (!text) return text.error();
    if (!*text && may_be_alone) continue;
    if (!*text) return NotOnePlan(directory, fmt::format("'{}' is missing", DisplayText(name)));
    if (Sha256Digest(**text) == digest) continue;
    return NotOnePlan(directory, fmt::format("'{}' is not the one that {} was written with",
                                             DisplayText(name), kPlanFile));
  }
  return plan;
}

}  // namespace deltaplan::planner
