// What a tag map held, and who changed it: the file beside the map, and the map's versions in git.
//
// The file is named like the map with ".history" behind it. Each line is a JSON object (JSON
// Lines), the newest last; lines are only ever added.
#ifndef DELTAPLAN_PLANNER_TAGS_TAG_HISTORY_H_
#define DELTAPLAN_PLANNER_TAGS_TAG_HISTORY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/model/result.h"
#include "planner/model/tag_record.h"
#include "tfvars/carriers/tag_map.h"

namespace deltaplan::planner {

/// Whether each tag of `part` is one of `tags`.
bool HoldsAll(const tfvars::TagMap& tags, const tfvars::TagMap& part);

/// What tells the records of one command in several files from all others: a digest of them; empty
/// for a single one.
std::string StepOf(const std::vector<TagRecord>& records);

/// The record's line, with its end.
std::string WriteTagRecord(const TagRecord& record);

/// The records of the file `shown`, oldest first. A last line that has no end is one that was never
/// finished: it is left out. Any other line that is no record is an error.
Result<std::vector<TagRecord>> ReadTagRecords(std::string_view text, const std::string& shown);

/// The states of a map, the newest first: the present one, those before each of `records`, then
/// `commits`: the states in git that are older than all records, the newest first; each has a
/// record. A state that is like the one after it is left out.
std::vector<TagVersion> TagTimeline(const tfvars::TagMap& present,
                                    const std::vector<TagRecord>& records,
                                    std::vector<TagVersion> commits);

/// The states to go back to: `timeline` without what rollbacks have left behind, so that one
/// rollback after another goes further back. What a state had no tag for a rollback to it has left
/// as it was. Of services that went back by themselves, the states since then have the tags to
/// which they went: such a state may never have been there as a whole.
std::vector<TagVersion> WithoutUndone(std::vector<TagVersion> timeline);

/// The tags that `service` had before its present one and that no rollback has left behind, the
/// newest first. A tag may stand there several times.
std::vector<std::string> EarlierTags(const std::vector<TagVersion>& timeline,
                                     const std::string& service);

/// Since when `service` has its present tag, in seconds since the epoch; nullopt when nobody wrote
/// that down.
std::optional<std::int64_t> PresentSince(const std::vector<TagVersion>& timeline,
                                         const std::string& service);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TAGS_TAG_HISTORY_H_
