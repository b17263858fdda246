// deltaplan tags get|set|diff|bootstrap: the tag map of an environment.
#include "planner/commands/tags.h"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "planner/commands/common.h"
#include "planner/commands/image_check.h"
#include "planner/commands/plan_input.h"
#include "planner/commands/tag_arguments.h"
#include "planner/commands/tags_from.h"
#include "planner/live/tag_map_file.h"
#include "planner/report/messages.h"
#include "planner/report/plan_document.h"
#include "planner/report/tags_report.h"
#include "planner/text/quote.h"
#include "tfvars/carriers/tag_carrier.h"

namespace deltaplan::planner {
namespace {

using tfvars::TagMap;

Status CheckNames(const TagContext& tags, const TagMap& given) {
  std::vector<std::string> names;
  for (const auto& [service, tag] : given) names.push_back(service);
  return CheckTagServices(tags, names, "tags set");
}

// The map to compare with: of another environment, of a plan, or in a file.
Result<TagMap> OtherTags(const TagContext& tags, const std::string& other, const Ports& ports) {
  const Project& project = *tags.project;
  for (const EnvironmentEntry& environment : project.config().environments) {
    if (environment.name != other) continue;
    return ReadMappedTags(ports.files, environment, project.root(), tags.platform.services);
  }
  Result<PlanInput> input = ReadPlanInput(other, ports.files);
  if (!input) {
    return std::move(input).error().Within(
        fmt::format("'{}' is neither an environment nor a plan nor a file", DisplayPath(other)));
  }
  if (!input->directory.empty() || ReadPlanDocument(input->text)) {
    Result<PlanDocument> planned = ReadPlanOf(tags.environment().name, *input, ports.files);
    if (!planned) return std::move(planned).error();
    return std::move(planned->intent.image_tags);
  }
  if (tags.maps.size() > 1) {
    return Error{.message = fmt::format("'{}' is one file, and the tags of environment '{}' stand "
                                        "in several",
                                        DisplayPath(other), DisplayText(tags.environment().name)),
                 .causes = {},
                 .remedy = "Compare with another environment, or with a plan."};
  }
  const tfvars::Source source{other, std::move(input->text)};
  tfvars::Diagnostics diagnostics;
  std::optional<TagMap> read =
      tfvars::ReadTags(source, tags.maps.front().entry.place, tags.services, diagnostics);
  if (!read) return DiagnosticsError(diagnostics, source);
  return std::move(*read);
}

// What takes over the tags of `options.tag_arguments.front()`, tried first.
std::string NextAfterDiff(const TagContext& tags, const Options& options,
                          const Terminal& terminal) {
  const std::string& other = options.tag_arguments.front();
  const std::string& own = tags.environment().name;
  const std::vector<EnvironmentEntry>& known = tags.project->config().environments;
  if (std::ranges::find(known, other, &EnvironmentEntry::name) == known.end()) {
    return NextCommand(options, terminal, {"status"}, "shows what runs beside the tag map.");
  }
  return NextCommand(PlaceOf(options, std::nullopt), terminal,
                     {"tags", "promote", other, own, "--dry-run"},
                     "shows what it would change to take over what runs there.");
}

}  // namespace

Result<Answer> GetTags(const TagContext& tags, const Options& options, const Ports& ports) {
  const Project& project = *tags.project;
  if (Status known = CheckTagServices(tags, options.tag_arguments, "tags get"); !known) {
    return std::move(known).error();
  }
  const std::set<std::string> wanted(options.tag_arguments.begin(), options.tag_arguments.end());
  Result<TagMap> mapped = ReadMappedTags(ports.files, tags.environment(), project.root(),
                                         tags.platform.services, wanted);
  if (!mapped) return std::move(mapped).error();
  if (!wanted.empty()) {
    std::erase_if(*mapped, [&](const auto& entry) { return !wanted.contains(entry.first); });
  }
  for (const std::string& service : wanted) {
    if (!mapped->contains(service)) {
      return Error{
          .message = fmt::format("the tag map '{}' has no tag for '{}'",
                                 tags.maps[*tags.MapOf(service)].entry.file, DisplayPath(service)),
          .causes = {},
          .remedy = {}};
    }
  }
  if (options.format == Format::kJson) {
    return Answer{.output = TagsJson(tags.environment().name, tags.Files(), *mapped),
                  .messages = {}};
  }
  Answer answer{.output = TagsText(*mapped), .messages = {}};
  if (mapped->empty() && !options.quiet) {
    answer.messages =
        NoteLines(notes::MapEmpty{tags.maps.size() == 1 ? tags.maps.front().entry.file : ""});
  }
  answer.output += NextCommand(options, ports.terminal, {"status"}, "shows them beside what runs.");
  return answer;
}

Result<Answer> SetTags(const TagContext& tags, const Options& options, const Ports& ports) {
  Result<TagMap> changes = ParseAssignments(options.tag_arguments);
  if (!changes) return std::move(changes).error();
  Result<TagMap> expected = ParseAssignments(options.expect);
  if (!expected) return std::move(expected).error();
  if (Status legal = CheckLegalTags(*changes); !legal) return std::move(legal).error();
  if (Status known = CheckNames(tags, *changes); !known) return std::move(known).error();
  if (Status known = CheckNames(tags, *expected); !known) return std::move(known).error();
  std::optional<PlanToSet> planned;
  if (options.from) {
    Result<PlanToSet> read = ReadPlanToSet(tags, *options.from, ports);
    if (!read) return std::move(read).error();
    planned = std::move(*read);
    const TagMap& of_plan = planned->document.intent.image_tags;
    changes->insert(of_plan.begin(), of_plan.end());
    // Tags that stand in no map stand where this command writes nothing.
    std::erase_if(*changes, [&](const auto& change) { return !tags.MapOf(change.first); });
  }
  if (changes->empty()) return NoTagGiven();

  // The map may be large; what nobody asks for is checked but not kept. A plan asks for all of it.
  std::set<std::string> named = ServicesOf(*changes);
  named.merge(ServicesOf(*expected));
  Result<PresentTags> present = ReadPresentTags(
      tags, ports,
      planned ? WantedTags() : WantedTags{.services = std::move(named), .alone = true});
  if (!present) return std::move(present).error();
  for (std::size_t i = 0; i < tags.maps.size(); ++i) {
    std::set<std::string> of_map = ServicesOf(*expected);
    std::erase_if(of_map, [&](const std::string& service) { return tags.MapOf(service) != i; });
    const std::string& file = tags.maps[i].entry.file;
    if (auto moved = MovedTags(present->maps[i].file.tags, *expected, of_map, file)) {
      return RefusedAnswer(*moved);
    }
  }
  PlanCheck check;
  if (planned) {
    Result<PlanCheck> checked = CheckPlanHolds(tags, *planned, *present, options, ports);
    if (!checked) return std::move(checked).error();
    if (checked->refusal) return RefusedAnswer(*checked->refusal);
    check = *std::move(checked);
  }
  if (planned && planned->document.to_map) {
    Answer answer{.output = ShownTagChanges(tags, options, {}, /*written=*/false), .messages = {}};
    answer.messages = std::move(check.messages);
    if (!options.quiet) answer.messages += NoteLines(notes::PlanOfMap{});
    return AnswerWithoutChange(std::move(answer), *present, options, ports);
  }
  // What a plan names may have yet to be built.
  Result<ImageCheck> images =
      planned ? ImageCheck() : CheckNewImages(tags, *changes, options, ports);
  if (!images) return std::move(images).error();
  if (images->refusal) return RefusedAnswer(*images->refusal);
  Result<Answer> answer = WriteTags(tags, std::move(*present),
                                    {.command = "set",
                                     .changes = std::move(*changes),
                                     .plan = planned ? planned->directory : std::nullopt},
                                    options, ports);
  if (!answer) return answer;
  answer->messages += check.messages;
  answer->messages += images->messages;
  return answer;
}

Result<Answer> DiffTags(const TagContext& tags, const Options& options, const Ports& ports) {
  const Project& project = *tags.project;
  const Result<TagMap> mapped =
      ReadMappedTags(ports.files, tags.environment(), project.root(), tags.platform.services);
  if (!mapped) return mapped.error();
  Result<TagMap> other = OtherTags(tags, options.tag_arguments.front(), ports);
  if (!other) return std::move(other).error();
  const std::vector<TagChange> changed = TagChanges(*mapped, *other);
  Answer answer;
  answer.output = ShownTagChanges(tags, options, changed, false);
  if (changed.empty() && !options.quiet) answer.messages = NoteLines(notes::TagsSame{});
  if (!changed.empty()) answer.output += NextAfterDiff(tags, options, ports.terminal);
  if (options.detailed_exitcode && !changed.empty()) {
    answer.exit_code = ExitCode::kSomethingToDeploy;
  }
  return answer;
}

Result<Answer> BootstrapTags(const TagContext& tags, const Options& options, const Ports& ports) {
  Result<PresentTags> present = ReadPresentTags(tags, ports);
  if (!present) return std::move(present).error();
  const std::vector<std::string>& placeholders = tags.project->config().bootstrap_tags;
  if (placeholders.empty()) {
    return Error{.message = "the configuration has no tag for a first deploy",
                 .causes = {},
                 .remedy = "Give \"bootstrap_tags\" one; the default is [\"sha-bootstrap\"]."};
  }
  TagWrite write{
      .command = "bootstrap", .changes = {}, .is_placeholder = true, .tell_terraform = true};
  for (const std::string& service : tags.services) {
    if (!present->tags.contains(service) && tags.MapOf(service))
      write.changes[service] = placeholders.front();
  }
  if (!write.changes.empty()) return WriteTags(tags, std::move(*present), write, options, ports);
  Answer answer;
  answer.output = ShownTagChanges(tags, options, {}, /*written=*/false);
  if (!options.quiet) answer.messages = NoteLines(notes::TagsComplete{});
  answer.output += NextFirstPlan(tags, options, ports.terminal);
  return AnswerWithoutChange(std::move(answer), *present, options, ports);
}

Result<Answer> RunTags(const Options& options, const Ports& ports) {
  if (options.tags_action == TagsAction::kPromote) return PromoteTags(options, ports);
  if (options.print) return PrintTagCalls(options, ports);
  Result<TagContext> tags = OpenTagContext(ProjectRequestOf(options), ports);
  if (!tags) return std::move(tags).error();
  switch (options.tags_action) {
    case TagsAction::kGet:
      return GetTags(*tags, options, ports);
    case TagsAction::kSet:
      return SetTags(*tags, options, ports);
    case TagsAction::kDiff:
      return DiffTags(*tags, options, ports);
    case TagsAction::kRollback:
      return RollBackTags(*tags, options, ports);
    case TagsAction::kHistory:
      return TagHistory(*tags, options, ports);
    case TagsAction::kBootstrap:
    case TagsAction::kPromote:
      break;
  }
  return BootstrapTags(*tags, options, ports);
}

}  // namespace deltaplan::planner
