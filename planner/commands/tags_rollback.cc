// deltaplan tags rollback|history: what the map held before.
#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "planner/commands/tags.h"
#include "planner/report/messages.h"
#include "planner/report/tags_report.h"

namespace deltaplan::planner {
namespace {

using tfvars::TagMap;

bool IsPlaceholder(const TagSession& tags, const std::string& tag) {
  const std::vector<std::string>& placeholders = tags.project->config().bootstrap_tags;
  return std::ranges::find(placeholders, tag) != placeholders.end();
}

// The tags to which each named service can go back, newest first; placeholders were never live.
std::vector<std::string> Candidates(const TagSession& tags, const std::vector<TagVersion>& timeline,
                                    const std::string& service) {
  std::vector<std::string> earlier = EarlierTags(timeline, service);
  std::erase_if(earlier, [&](const std::string& tag) { return IsPlaceholder(tags, tag); });
  return earlier;
}

using Nothing = refusals::NothingToRollBackTo;

// The tags to write, or why there are none.
using Rollback = std::variant<TagMap, Nothing>;

// Services by themselves: each to a tag that it had.
Rollback ServiceRollback(const TagSession& tags, const std::vector<TagVersion>& timeline,
                         const Options& options) {
  TagMap changes;
  for (const std::string& service : options.tag_arguments) {
    const std::vector<std::string> earlier = Candidates(tags, timeline, service);
    if (options.to) {
      if (std::ranges::find(earlier, *options.to) == earlier.end()) {
        return Nothing{
            .kind = Nothing::Kind::kNeverTheTag, .services = {service}, .tag = *options.to};
      }
      changes[service] = *options.to;
    } else if (options.steps <= earlier.size()) {
      changes[service] = earlier[options.steps - 1];
    } else {
      return Nothing{.kind = Nothing::Kind::kFewerTags,
                     .services = {service},
                     .tag = {},
                     .known = earlier.size(),
                     .asked = options.steps};
    }
  }
  return changes;
}

// The whole map as it was. Services that are new since then keep their tags.
Rollback MapRollback(const TagSession& tags, const std::vector<TagVersion>& timeline,
                     const Options& options) {
  const std::vector<TagVersion> states = WithoutUndone(timeline);
  if (options.steps >= states.size()) {
    return Nothing{.kind = Nothing::Kind::kFewerStates,
                   .services = {},
                   .tag = {},
                   .known = states.size() - 1,
                   .asked = options.steps};
  }
  TagMap changes;
  Nothing never_live{.kind = Nothing::Kind::kNothingLiveBefore, .services = {}, .tag = {}};
  for (const TagChange& change : TagChanges(timeline.front().tags, states[options.steps].tags)) {
    if (!change.after) continue;
    if (IsPlaceholder(tags, *change.after)) never_live.services.push_back(change.service);
    changes[change.service] = *change.after;
  }
  if (never_live.services.empty()) return changes;
  return never_live;
}

Result<std::vector<TagVersion>> Timeline(const TagSession& tags, const PresentTags& present,
                                         const Ports& ports) {
  return ReadTagTimeline(tags, *tags.project->environment(), present.file.tags, ports);
}

}  // namespace

Result<Answer> RollBackTags(const TagSession& tags, const Options& options, const Ports& ports) {
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
  Result<std::vector<TagVersion>> timeline = Timeline(tags, *present, ports);
  if (!timeline) return std::move(timeline).error();
  Rollback rollback = options.tag_arguments.empty() ? MapRollback(tags, *timeline, options)
                                                    : ServiceRollback(tags, *timeline, options);
  if (auto* nothing = std::get_if<Nothing>(&rollback)) return RefusedAnswer(std::move(*nothing));
  return WriteTags(tags, std::move(*present),
                   {.command = "rollback",
                    .changes = std::get<TagMap>(std::move(rollback)),
                    .tell_terraform = true},
                   options, ports);
}

Result<Answer> TagHistory(const TagSession& tags, const Options& options, const Ports& ports) {
  if (Status known = CheckTagServices(tags, options.tag_arguments, "tags history"); !known) {
    return std::move(known).error();
  }
  Result<PresentTags> present = ReadPresentTags(tags, ports);
  if (!present) return std::move(present).error();
  Result<std::vector<TagVersion>> timeline = Timeline(tags, *present, ports);
  if (!timeline) return std::move(timeline).error();
  const std::set<std::string> wanted(options.tag_arguments.begin(), options.tag_arguments.end());
  std::vector<TagRecord> records;
  for (std::size_t i = 0; i < timeline->size(); ++i) {
    const TagVersion& version = (*timeline)[i];
    const bool is_oldest = i + 1 == timeline->size();
    TagRecord record = version.record.value_or(TagRecord());
    record.changes = TagChanges(is_oldest ? TagMap() : (*timeline)[i + 1].tags, version.tags);
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
