// deltaplan tags rollback|history: what the map held before.
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "planner/commands/tags.h"
#include "planner/report/messages.h"
#include "planner/report/tags_report.h"
#include "planner/tags/rollback.h"
#include "planner/tags/timeline.h"

namespace deltaplan::planner {

Result<Answer> RollBackTags(const TagContext& tags, const Options& options, const Ports& ports) {
  if (Status known = CheckTagServices(tags, options.tag_arguments, "tags rollback"); !known) {
    return std::move(known).error();
  }
  if (options.to && options.tag_arguments.empty()) {
    return Error{.message = "--to is a tag of one service, and no service is named",
                 .causes = {},
                 .remedy = "Name the services that go back to it, or use --steps for the map."};
  }
  Result<PresentTags> present = ReadPresentTags(tags, ports);
  if (!present) return std::move(present).error();
  Result<std::vector<TagVersion>> timeline =
      ReadTagTimeline(tags, tags.environment(), present->file.tags, ports);
  if (!timeline) return std::move(timeline).error();
  Rollback rollback =
      RollBack(tags, *timeline,
               {.services = options.tag_arguments, .to = options.to, .steps = options.steps});
  if (auto* nothing = std::get_if<refusals::NothingToRollBackTo>(&rollback))
    return RefusedAnswer(std::move(*nothing));
  return WriteTags(tags, std::move(*present),
                   {.command = "rollback",
                    .changes = std::get<tfvars::TagMap>(std::move(rollback)),
                    .tell_terraform = true},
                   options, ports);
}

Result<Answer> TagHistory(const TagContext& tags, const Options& options, const Ports& ports) {
  if (Status known = CheckTagServices(tags, options.tag_arguments, "tags history"); !known) {
    return std::move(known).error();
  }
  Result<PresentTags> present = ReadPresentTags(tags, ports);
  if (!present) return std::move(present).error();
  Result<std::vector<TagVersion>> timeline =
      ReadTagTimeline(tags, tags.environment(), present->file.tags, ports);
  if (!timeline) return std::move(timeline).error();
  const std::set<std::string> wanted(options.tag_arguments.begin(), options.tag_arguments.end());
  std::vector<TagRecord> records;
  for (std::size_t i = 0; i < timeline->size(); ++i) {
    const TagVersion& version = (*timeline)[i];
    const bool is_oldest = i + 1 == timeline->size();
    TagRecord record = version.record.value_or(TagRecord());
    record.changes =
        TagChanges(is_oldest ? tfvars::TagMap() : (*timeline)[i + 1].tags, version.tags);
    if (!wanted.empty()) {
      std::erase_if(record.changes,
                    [&](const TagChange& change) { return !wanted.contains(change.service); });
    }
    if (!record.changes.empty()) records.push_back(std::move(record));
  }
  const std::string& environment = tags.project->environment()->name;
  Answer answer;
  answer.output = options.format == Format::kJson
                      ? TagHistoryJson(environment, tags.entry->file, records)
                      : TagHistoryText(records);
  if (records.empty() && !options.quiet)
    answer.messages = NoteLine("Nothing is known of the map's past");
  return answer;
}

}  // namespace deltaplan::planner
