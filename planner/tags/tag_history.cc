#include "planner/tags/tag_history.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <utility>
#include <variant>

#include "graph/drop_doubles.h"
#include "planner/text/digest.h"
#include "planner/text/json_writer.h"
#include "planner/text/utc_time.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {
namespace {

using tfvars::FindTag;
using tfvars::JsonValue;
using tfvars::TagMap;

void Put(TagMap& tags, const std::string& service, const std::optional<std::string>& tag) {
  if (tag) {
    tags[service] = *tag;
  } else {
    tags.erase(service);
  }
}

// The text of a member; nullopt when it is missing or no text.
std::optional<std::string> Text(const JsonValue& object, std::string_view name) {
  const std::string* text = object.FindString(name);
  return text == nullptr ? std::nullopt : std::optional(*text);
}

std::optional<TagRecord> ReadRecord(const JsonValue& line) {
  const std::optional<std::string> time = Text(line, "time");
  const std::optional<std::int64_t> seconds = time ? ReadUtcTime(*time) : std::nullopt;
  const JsonValue* changes = line.Find("changes");
  if (!seconds || changes == nullptr) return std::nullopt;
  TagRecord record{.time = *seconds,
                   .who = line.StringAt("who"),
                   .command = line.StringAt("command"),
                   .why = line.StringAt("why"),
                   .commit = line.StringAt("commit"),
                   .step = line.StringAt("step"),
                   .changes = {}};
  for (const JsonValue& change : changes->items) {
    std::optional<std::string> service = Text(change, "service");
    if (!service) return std::nullopt;
    record.changes.push_back({.service = *std::move(service),
                              .before = Text(change, "before"),
                              .after = Text(change, "after")});
  }
  return record;
}

// Whether going from `before` back to `older` gives `after`.
bool IsRollback(const TagMap& after, const TagMap& before, const TagMap& older) {
  return HoldsAll(after, older) && std::ranges::all_of(after, [&](const auto& tag) {
           return older.contains(tag.first) || FindTag(before, tag.first) == tag.second;
         });
}

// Takes from `states`, the oldest first, what a rollback to `after` has left behind: all that came
// after the state that it goes back to; where only some services went back, their tags since then.
void TakeBack(const TagMap& after, std::vector<TagVersion>& states) {
  const TagMap before = states.back().tags;
  const auto whole = std::find_if(states.rbegin(), states.rend(), [&](const TagVersion& state) {
    return IsRollback(after, before, state.tags);
  });
  if (whole != states.rend()) {
    states.erase(whole.base(), states.end());
    states.back().tags = after;
    return;
  }
  for (const TagChange& change : TagChanges(before, after)) {
    const auto had_it = std::find_if(states.rbegin(), states.rend(), [&](const TagVersion& state) {
      return FindTag(state.tags, change.service) == change.after;
    });
    if (had_it == states.rend()) continue;
    for (auto state = had_it.base(); state != states.end(); ++state) {
      Put(state->tags, change.service, change.after);
    }
  }
  graph::DropDoubles(states, [](const TagVersion& older, const TagVersion& newer) {
    return older.tags == newer.tags;
  });
}

// Whether `tags` holds what `record` has left behind.
bool IsAfter(const TagMap& tags, const TagRecord& record) {
  return std::ranges::all_of(record.changes, [&](const TagChange& change) {
    return FindTag(tags, change.service) == change.after;
  });
}

}  // namespace

bool HoldsAll(const TagMap& tags, const TagMap& part) {
  return std::ranges::all_of(
      part, [&](const auto& tag) { return FindTag(tags, tag.first) == tag.second; });
}

std::string StepOf(const std::vector<TagRecord>& records) {
  if (records.size() < 2) return {};
  std::string all;
  for (const TagRecord& record : records) all += WriteTagRecord(record);
  return Sha256Digest(all);
}

std::string WriteTagRecord(const TagRecord& record) {
  std::string line;
  JsonWriter json(line);
  json.BeginObject(JsonLayout::kInline);
  json.Key("time").String(UtcTime(record.time));
  json.Key("who").String(record.who);
  json.Key("command").String(record.command);
  json.Key("why").String(record.why);
  json.Key("commit").String(record.commit);
  json.Key("step").StringOrNull(record.step.empty() ? std::nullopt : std::optional(record.step));
  json.Key("changes").BeginArray(JsonLayout::kInline);
  for (const TagChange& change : record.changes) {
    json.BeginObject(JsonLayout::kInline);
    json.Key("service").String(change.service);
    json.Key("before").StringOrNull(change.before);
    json.Key("after").StringOrNull(change.after);
    json.EndObject();
  }
  json.EndArray().EndObject();
  return line + "\n";
}

Result<std::vector<TagRecord>> ReadTagRecords(std::string_view text, const std::string& shown) {
  std::vector<TagRecord> records;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) break;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (line.empty()) continue;
    auto parsed = tfvars::ParseJson(line, tfvars::JsonComments::kRefused);
    std::optional<TagRecord> record;
    if (const auto* document = std::get_if<tfvars::JsonDocument>(&parsed)) {
      record = ReadRecord(document->root);
    }
    if (!record) {
      return Error{.message = fmt::format("'{}' line {} is no record of a change", shown, number),
                   .causes = {},
                   .remedy = "Only deltaplan writes this file; restore it, or remove that line."};
    }
    records.push_back(*std::move(record));
  }
  return records;
}

std::vector<TagVersion> TagTimeline(const TagMap& present, const std::vector<TagRecord>& records,
                                    std::vector<TagVersion> commits) {
  std::vector<TagVersion> timeline{{.tags = present, .record = std::nullopt}};
  const auto add = [&](TagMap tags, std::optional<TagRecord> record) {
    if (timeline.back().tags == tags) {
      // The older account of the same state is when it came to be.
      if (record) timeline.back().record = std::move(record);
      return;
    }
    timeline.push_back({.tags = std::move(tags), .record = std::move(record)});
  };
  TagMap state = present;
  for (auto record = records.rbegin(); record != records.rend(); ++record) {
    // Somebody has edited the map since: what the record left behind is a state of its own.
    if (!IsAfter(state, *record)) {
      for (const TagChange& change : record->changes) Put(state, change.service, change.after);
    }
    add(state, *record);
    for (const TagChange& change : record->changes) Put(state, change.service, change.before);
    add(state, std::nullopt);
  }
  for (TagVersion& version : commits) add(std::move(version.tags), std::move(version.record));
  if (timeline.back().tags.empty() && timeline.size() > 1) timeline.pop_back();
  return timeline;
}

std::vector<TagVersion> WithoutUndone(std::vector<TagVersion> timeline) {
  std::vector<TagVersion> kept;  // the oldest first
  for (auto version = timeline.rbegin(); version != timeline.rend(); ++version) {
    const bool is_rollback = version->record && version->record->command == "rollback";
    if (is_rollback && !kept.empty()) TakeBack(version->tags, kept);
    if (!is_rollback || kept.empty() || kept.back().tags != version->tags) {
      kept.push_back(std::move(*version));
    }
  }
  std::ranges::reverse(kept);
  return kept;
}

std::vector<std::string> EarlierTags(const std::vector<TagVersion>& timeline,
                                     const std::string& service) {
  std::vector<TagVersion> of_service;
  for (const TagVersion& version : timeline) {
    TagMap tags;
    Put(tags, service, FindTag(version.tags, service));
    // The oldest of the states with one tag tells how the service came to it.
    if (!of_service.empty() && of_service.back().tags == tags) of_service.pop_back();
    of_service.push_back({.tags = std::move(tags), .record = version.record});
  }
  of_service = WithoutUndone(std::move(of_service));
  std::vector<std::string> earlier;
  for (auto version = of_service.begin() + 1; version != of_service.end(); ++version) {
    if (auto tag = FindTag(version->tags, service)) earlier.push_back(*std::move(tag));
  }
  return earlier;
}

std::optional<std::int64_t> PresentSince(const std::vector<TagVersion>& timeline,
                                         const std::string& service) {
  const std::optional<std::string> present = FindTag(timeline.front().tags, service);
  std::optional<std::int64_t> since;
  for (const TagVersion& version : timeline) {
    if (FindTag(version.tags, service) != present) break;
    since = version.record ? std::optional(version.record->time) : std::nullopt;
  }
  return since;
}

}  // namespace deltaplan::planner
