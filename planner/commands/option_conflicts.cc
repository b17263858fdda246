#include "planner/commands/option_conflicts.h"

#include <fmt/format.h>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace deltaplan::planner {
namespace {

// Verify has to be given something that it can check.
std::string VerifyConflict(const Options& options) {
  if (options.terraform_plan.empty() && options.root_plans.empty() && !options.asks_live) {
    return "TFPLAN is missing, and without --live there is nothing else to check";
  }
  if (options.allow_destroyed && !options.allow_outside) {
    return "--allow-destroyed goes with --allow-outside; for one address there is --allow";
  }
  if (!options.asks_live && (options.live.file || options.state)) {
    return "--live-file and --state say what is live, which only --live asks";
  }
  return {};
}

}  // namespace

std::string OptionConflict(const Options& options) {
  std::vector<std::string_view> from_input;
  for (const auto& [name, file] :
       {std::pair("--config", &options.config), std::pair("--live-file", &options.live.file),
        std::pair("--state", &options.state)}) {
    if (*file == "-") from_input.emplace_back(name);
  }
  if (options.terraform_plan == "-") from_input.emplace_back("TFPLAN");
  if (options.of_plan == "-") from_input.emplace_back("--plan");
  if (options.plan == "-") from_input.emplace_back("--plan");
  if (from_input.size() > 1) {
    return fmt::format("{} and {} can't both be standard input", from_input[0], from_input[1]);
  }
  return options.command == Command::kVerify ? VerifyConflict(options) : std::string();
}

}  // namespace deltaplan::planner
