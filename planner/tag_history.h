// What a tag map held, and who changed it: the file beside the map, and the map's versions in git.
//
// The file is named like the map with ".history" behind it. Each line is a JSON object (JSON
// Lines), the newest last; lines are only ever added.
#ifndef DELTAPLAN_PLANNER_TAG_HISTORY_H_
#define DELTAPLAN_PLANNER_TAG_HISTORY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/result.h"
#include "tfvars/tag_map.h"

namespace deltaplan::planner {

/// One service whose tag differs; nullopt where there is none.
struct TagChange {
  std::string service;
  std::optional<std::string> before;
  std::optional<std::string> after;

  bool operator==(const TagChange&) const = default;
};

/// What changes from one map to another, by service.
std::vector<TagChange> TagChanges(const tfvars::TagMap& before, const tfvars::TagMap& after);

/// Who changed a map, when, and why.
struct TagRecord {
  std::int64_t time = 0;  ///< seconds since the epoch
  std::string who;        ///< "Ada <ada@example.com>"
  std::string command;    ///< "set", "promote", "rollback", "bootstrap"
  std::string why;        ///< as given; may be empty
  std::string commit;     ///< head when it was written; 40 hexadecimal digits
  std::vector<TagChange> changes;
};

/// The file beside the map `path`.
std::string HistoryPath(const std::string& path);

/// The record's line, with its end.
std::string WriteTagRecord(const TagRecord& record);

/// The records of the file `shown`, oldest first. A last line that has no end is one that was never
/// finished: it is left out. Any other line that is no record is an error.
Result<std::vector<TagRecord>> ReadTagRecords(std::string_view text, const std::string& shown);

/// One state of a map.
struct TagVersion {
  tfvars::TagMap tags;
  /// How the map came to hold them; nullopt when nobody wrote that down. Of a version in git: the
  /// commit's time, author, id and subject, with the command "commit".
  std::optional<TagRecord> record;
};

/// The states of a map, the newest first: the present one, those before each of `records`, then
/// those in git that are older than all records. `commits` are the states in git, the newest first;
/// each has a record. A state that is like the one after it is left out.
std::vector<TagVersion> TagTimeline(const tfvars::TagMap& present,
                                    const std::vector<TagRecord>& records,
                                    std::vector<TagVersion> commits);

/// The states to go back to: `timeline` without those that a rollback has left behind, so that one
/// rollback after another goes further back.
std::vector<TagVersion> WithoutUndone(std::vector<TagVersion> timeline);

/// The tags that `service` had before its present one and that no rollback has left behind, the
/// newest first. A tag may stand there several times.
std::vector<std::string> EarlierTags(const std::vector<TagVersion>& timeline,
                                     const std::string& service);

/// Since when `service` has its present tag, in seconds since the epoch; nullopt when nobody wrote
/// that down.
std::optional<std::int64_t> PresentSince(const std::vector<TagVersion>& timeline,
                                         const std::string& service);

/// 2026-11-21T15:45:00Z (RFC 3339).
std::string UtcTime(std::int64_t seconds);
/// The reverse of `UtcTime`; nullopt for any other text.
std::optional<std::int64_t> ReadUtcTime(std::string_view text);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TAG_HISTORY_H_
