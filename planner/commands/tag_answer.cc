#include "planner/commands/tag_answer.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "planner/report/messages.h"
#include "planner/report/roll_out_text.h"
#include "planner/report/tags_report.h"
#include "planner/terraform/gather_terraform.h"
#include "planner/terraform/tag_variables.h"
#include "planner/text/quote.h"
#include "tfvars/carriers/tag_variables.h"

namespace deltaplan::planner {
namespace {

// How the changed services are rolled out; empty when the configuration knows no Terraform.
std::string TerraformText(const TagContext& tags, const std::vector<TagChange>& changes,
                          const Options& options, const Ports& ports, std::string& messages) {
  const Project& project = *tags.project;
  const EnvironmentEntry& environment = tags.environment();
  if (!environment.terraform || changes.empty()) return {};
  RollOut roll_out{.directory = environment.terraform->dir};
  if (tfvars::TagFileKindOf(tags.entry->file) == tfvars::TagFileKind::kForeign) {
    roll_out.foreign_file = tags.entry->file;
  } else if (NeedsVarFile(environment, tags.platform.services, project.root(), ports.files)) {
    roll_out.var_file = project.root() + "/" + tags.entry->file;
  }
  const Result<std::vector<ServiceAddresses>> addresses =
      GatherAddresses(project, tags.platform, options.state, ports.files);
  if (!addresses) {
    messages +=
        WarningLine("the addresses can't be told: " + DisplayText(addresses.error().message));
    return {};
  }
  for (const TagChange& change : changes) {
    const auto service = std::ranges::find(tags.services, change.service);
    if (service == tags.services.end()) {
      roll_out.unreached.push_back(change.service);
      continue;
    }
    const auto index = static_cast<std::size_t>(service - tags.services.begin());
    const std::vector<std::string>& found = (*addresses)[index].addresses;
    if (found.empty()) roll_out.unreached.push_back(change.service);
    roll_out.targets.insert(roll_out.targets.end(), found.begin(), found.end());
  }
  return RollOutText(roll_out);
}

std::string TookOverLine(const std::string& owner) {
  return NoteLine(fmt::format("Took over the lock of {}, which is gone", DisplayText(owner)));
}

}  // namespace

Result<Answer> AnswerWithoutChange(Answer answer, const PresentTags& present,
                                   const Options& options, const Ports& ports) {
  if (options.dry_run || !present.exists) return answer;
  const Result<std::optional<std::string>> left_by = FinishInterruptedChange(present, ports);
  if (!left_by) return left_by.error();
  if (*left_by) answer.messages += TookOverLine(**left_by);
  return answer;
}

Result<Answer> WriteTags(const TagContext& tags, PresentTags present, const TagWrite& write,
                         const Options& options, const Ports& ports) {
  Result<ChangedTags> changed = ChangeTagMap(tags, std::move(present),
                                             {.command = write.command,
                                              .why = options.why,
                                              .changes = write.changes,
                                              .dry_run = options.dry_run},
                                             ports);
  if (!changed) return std::move(changed).error();
  const std::string file = DisplayPath(tags.entry->file);
  Answer answer;
  if (changed->history_error) {
    answer.messages += WarningLine(fmt::format("{} is written, but its history is not: {}", file,
                                               DisplayText(changed->history_error->message)));
  }
  answer.output = write.shown ? *write.shown
                              : ShownTagChanges(tags, options, changed->changes, changed->written);
  if (write.tell_terraform && options.format != Format::kJson) {
    answer.output += TerraformText(tags, changed->changes, options, ports, answer.messages);
  }
  if (changed->left_by) answer.messages += TookOverLine(*changed->left_by);
  if (!options.quiet) {
    answer.messages += NoteLine(changed->written  ? "Wrote " + file
                                : options.dry_run ? "Would write " + file + "; nothing was changed"
                                                  : file + " has these tags already");
  }
  return answer;
}

std::string ShownTagChanges(const TagContext& tags, const Options& options,
                            const std::vector<TagChange>& changes, bool written) {
  if (options.format != Format::kJson) return TagChangesText(changes);
  return TagChangesJson(tags.environment().name, tags.entry->file, changes, written);
}

Answer RefusedAnswer(const Refusal& refusal) {
  return {.output = {}, .messages = RefusalLines({refusal}), .exit_code = ExitCode::kRefused};
}

}  // namespace deltaplan::planner
