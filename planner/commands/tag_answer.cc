#include "planner/commands/tag_answer.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "planner/commands/common.h"
#include "planner/live/read_live.h"
#include "planner/model/service_environment.h"
#include "planner/report/messages.h"
#include "planner/report/roll_out_text.h"
#include "planner/report/tags_report.h"
#include "planner/terraform/gather_terraform.h"
#include "planner/terraform/tag_variables.h"
#include "tfvars/carriers/tag_variables.h"

namespace deltaplan::planner {
namespace {

// What Terraform is given in one root module, without targets.
RollOut RollOutIn(const TagContext& tags, const RootServices& root, const Ports& ports) {
  const std::string& repository = tags.project->root();
  RollOut roll_out{.directory = root.root.dir,
                   .workspace = root.root.workspace,
                   .var_files = {},
                   .vars = root.root.vars};
  for (const std::string& file : root.root.var_files) {
    roll_out.var_files.push_back(repository + "/" + file);
  }
  std::set<std::string> given;
  for (const TagMapServices& map : TagMapsOf(tags.environment(), root.services)) {
    if (tfvars::TagFileKindOf(map.entry.file) == tfvars::TagFileKind::kForeign) {
      roll_out.foreign_file = map.entry.file;
    } else if (NeedsVarFile(map, root.root.dir, repository, ports.files) &&
               given.insert(map.entry.file).second) {
      roll_out.var_files.push_back(repository + "/" + map.entry.file);
    }
  }
  return roll_out;
}

// How the changed services are rolled out; empty when the configuration knows no Terraform.
std::string TerraformText(const TagContext& tags, const std::vector<TagChange>& changes,
                          const Options& options, const Ports& ports, std::string& messages) {
  const std::vector<RootServices> roots = RootsOf(tags.environment(), tags.platform.services);
  if (roots.empty() || changes.empty()) return {};
  const Result<std::vector<ServiceAddresses>> addresses =
      GatherAddresses(*tags.project, tags.platform, options.state, ports);
  if (!addresses) {
    messages +=
        WarningLines({warnings::AddressesUnknown{addresses.error().message}}, options.verbose);
    return {};
  }
  std::map<std::string, const std::vector<std::string>*> found;  // by service
  for (std::size_t i = 0; i < tags.services.size(); ++i) {
    found.emplace(tags.services[i], &(*addresses)[i].addresses);
  }
  std::string text;
  std::set<std::string> reached;
  for (const RootServices& root : roots) {
    RollOut roll_out = RollOutIn(tags, root, ports);
    for (const TagChange& change : changes) {
      const auto own = std::ranges::find(root.services, change.service, &Service::name);
      if (own == root.services.end()) continue;
      const std::vector<std::string>& targets = *found[change.service];
      if (!targets.empty()) reached.insert(change.service);
      roll_out.targets.insert(roll_out.targets.end(), targets.begin(), targets.end());
    }
    text += RollOutText(roll_out);
  }
  RollOut rest;
  for (const TagChange& change : changes) {
    if (!reached.contains(change.service)) rest.unreached.push_back(change.service);
  }
  return text + RollOutText(rest);
}

// Whether something else than the map itself tells what runs, so that a plan can go to the map.
bool IsAskedWhatRuns(const EnvironmentEntry& environment) {
  return std::ranges::any_of(LiveEnvironmentsOf(environment), [](const EnvironmentEntry* each) {
    return !each->live.empty() && each->live.front().from != kImageTagsSource;
  });
}

// What makes the change come true.
std::string NextAfterChange(const TagContext& tags, const TagWrite& write, bool is_written,
                            const Options& options, const Terminal& terminal) {
  if (options.dry_run) {
    return NextStep(options, terminal, "Next: the same without --dry-run writes it.\n");
  }
  if (!is_written) return {};
  if (write.is_placeholder) return NextFirstPlan(tags, options, terminal);
  const Options place = PlaceOf(options, tags.environment().name);
  if (write.plan) {
    return NextCommand(place, terminal, {"release", "begin", "--plan", *write.plan},
                       "then apply the Terraform plan that was checked.");
  }
  if (IsAskedWhatRuns(tags.environment())) {
    return NextCommand(place, terminal, {"plan", "--to", "map"},
                       "plans the way to these tags; with --out DIR it writes what that needs.");
  }
  return NextCommand(place, terminal, {"status"},
                     "shows the tag map beside what runs, the state and head.");
}

}  // namespace

std::string NextFirstPlan(const TagContext& tags, const Options& options,
                          const Terminal& terminal) {
  return NextCommand(PlaceOf(options, tags.environment().name), terminal, {"plan"},
                     "plans the first deploy of those that have the tag for it.");
}

Result<Answer> AnswerWithoutChange(Answer answer, const PresentTags& present,
                                   const Options& options, const Ports& ports) {
  if (options.dry_run) return answer;
  const Result<std::vector<std::string>> left_by = FinishInterruptedChange(present, ports);
  if (!left_by) return left_by.error();
  for (const std::string& owner : *left_by) {
    answer.messages += NoteLines(notes::LockTakenOver{owner});
  }
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
  Answer answer;
  for (const ChangedMap& map : changed->maps) {
    if (!map.history_error) continue;
    answer.messages += WarningLines(
        {warnings::HistoryNotWritten{.file = map.file, .why = map.history_error->message}},
        options.verbose);
  }
  answer.output = write.shown
                      ? *write.shown
                      : ShownTagChanges(tags, options, changed->changes, changed->written());
  // What is not written yet can't be rolled out: an apply would bring what the map says now.
  if (write.tell_terraform && options.format != Format::kJson && !options.dry_run) {
    answer.output += TerraformText(tags, changed->changes, options, ports, answer.messages);
  }
  if (!changed->changes.empty()) {
    answer.output += NextAfterChange(tags, write, changed->written(), options, ports.terminal);
  }
  for (const ChangedMap& map : changed->maps) {
    if (map.left_by) answer.messages += NoteLines(notes::LockTakenOver{*map.left_by});
  }
  const bool differs = std::ranges::any_of(changed->maps, &ChangedMap::differs);
  for (const ChangedMap& map : changed->maps) {
    if (options.quiet || (differs && !map.differs)) continue;
    answer.messages += NoteLines(map.written       ? Note(notes::MapWritten{map.file})
                                 : options.dry_run ? Note(notes::MapNotWritten{map.file})
                                                   : Note(notes::MapSame{map.file}));
  }
  answer.messages += WarningLines(TagVariableWarnings(tags.environment(), tags.platform.services,
                                                      tags.project->root(), ports.files),
                                  options.verbose);
  return answer;
}

std::vector<std::string> FilesOf(const TagContext& tags, const std::vector<TagChange>& changes) {
  if (tags.maps.size() == 1) return tags.Files();
  std::set<std::string> files;
  for (const TagChange& change : changes) {
    if (const auto map = tags.MapOf(change.service)) files.insert(tags.maps[*map].entry.file);
  }
  return {files.begin(), files.end()};
}

std::string ShownTagChanges(const TagContext& tags, const Options& options,
                            const std::vector<TagChange>& changes, bool written) {
  if (options.format != Format::kJson) return TagChangesText(changes);
  return TagChangesJson(tags.environment().name, FilesOf(tags, changes), changes, written);
}

Answer RefusedAnswer(const Refusal& refusal) {
  return {.output = {}, .messages = RefusalLines({refusal}), .exit_code = ExitCode::kRefused};
}

}  // namespace deltaplan::planner
