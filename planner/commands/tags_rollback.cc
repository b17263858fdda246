// deltaplan tags rollback|history: what the map held before.
#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "planner/commands/common.h"
#include "planner/commands/image_check.h"
#include "planner/commands/tags.h"
#include "planner/report/messages.h"
#include "planner/report/tags_report.h"
#include "planner/tags/rollback.h"
#include "planner/tags/timeline.h"

namespace deltaplan::planner {
namespace {

// What of the map's past is not counted.
Warnings SkippedOf(const Timeline& timeline) {
  if (timeline.skipped.empty()) return {};
  return {warnings::MapVersionsSkipped{timeline.skipped}};
}

// What a rollback of the map leaves alone.
Warnings LeftBy(const RolledBack& back) {
  Warnings left;
  if (!back.left.empty()) left.push_back(warnings::UnknownServicesLeft{back.left});
  if (!back.held.empty()) left.push_back(warnings::HeldServicesLeft{back.held});
  return left;
}

}  // namespace

Result<Answer> RollBackTags(const TagContext& tags, const Options& options, const Ports& ports) {
  if (Status known = CheckTagServices(tags, options.tag_arguments, "tags rollback"); !known) {
    return std::move(known).error();
  }
  if (options.to && options.tag_arguments.empty()) {
    return Error{.message = "--to is a tag of one service, and no service is named",
                 .causes = {},
                 .remedy = "Name the services that go back to it, or use --steps for the map."};
  }
  const std::set<std::string> wanted(options.tag_arguments.begin(), options.tag_arguments.end());
  Result<PresentTags> present = ReadPresentTags(tags, ports, {.services = wanted});
  if (!present) return std::move(present).error();
  Result<Timeline> timeline =
      ReadTagTimeline(tags, tags.environment(), present->tags, wanted, ports);
  if (!timeline) return std::move(timeline).error();
  Rollback rollback =
      RollBack(tags.project->config(), tags.platform, timeline->versions,
               {.services = options.tag_arguments, .to = options.to, .steps = options.steps});
  if (auto* nothing = std::get_if<refusals::NothingToRollBackTo>(&rollback)) {
    Answer refused = RefusedAnswer(std::move(*nothing));
    refused.messages += WarningLines(SkippedOf(*timeline), options.verbose);
    return refused;
  }
  auto& back = std::get<RolledBack>(rollback);
  Result<ImageCheck> images = CheckNewImages(tags, back.changes, options, ports);
  if (!images) return std::move(images).error();
  if (images->refusal) return RefusedAnswer(*images->refusal);
  Result<Answer> answer =
      WriteTags(tags, std::move(*present),
                {.command = "rollback", .changes = std::move(back.changes), .tell_terraform = true},
                options, ports);
  if (!answer) return answer;
  answer->messages += images->messages;
  if (back.depth >= timeline->in_history) {
    answer->messages += WarningLines(SkippedOf(*timeline), options.verbose);
  }
  answer->messages += WarningLines(LeftBy(back), options.verbose);
  return answer;
}

Result<Answer> TagHistory(const TagContext& tags, const Options& options, const Ports& ports) {
  if (Status known = CheckTagServices(tags, options.tag_arguments, "tags history"); !known) {
    return std::move(known).error();
  }
  const std::set<std::string> wanted(options.tag_arguments.begin(), options.tag_arguments.end());
  Result<PresentTags> present = ReadPresentTags(tags, ports, {.services = wanted});
  if (!present) return std::move(present).error();
  Result<Timeline> read = ReadTagTimeline(tags, tags.environment(), present->tags, wanted, ports);
  if (!read) return std::move(read).error();
  const std::vector<TagVersion>& timeline = read->versions;
  std::vector<TagRecord> records;
  for (std::size_t i = 0; i < timeline.size(); ++i) {
    const TagVersion& version = timeline[i];
    const bool is_oldest = i + 1 == timeline.size();
    TagRecord record = version.record.value_or(TagRecord());
    record.changes = TagChanges(is_oldest ? tfvars::TagMap() : timeline[i + 1].tags, version.tags);
    if (!wanted.empty()) {
      std::erase_if(record.changes,
                    [&](const TagChange& change) { return !wanted.contains(change.service); });
    }
    if (!record.changes.empty()) records.push_back(std::move(record));
  }
  const std::string& environment = tags.project->environment()->name;
  Answer answer;
  answer.output = options.format == Format::kJson
                      ? TagHistoryJson(environment, tags.Files(), records)
                      : TagHistoryText(records);
  if (records.size() > 1) {
    std::vector<std::string> words{"tags", "rollback"};
    words.insert(words.end(), options.tag_arguments.begin(), options.tag_arguments.end());
    words.emplace_back("--dry-run");
    answer.output += NextCommand(options, ports.terminal, words,
                                 "shows what it would change to go back by one change.");
  }
  if (records.empty() && !options.quiet) answer.messages = NoteLines(notes::PastUnknown{});
  answer.messages += WarningLines(SkippedOf(*read), options.verbose);
  return answer;
}

}  // namespace deltaplan::planner
