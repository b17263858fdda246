// What a tag map held, and who changed it, as values.
#ifndef DELTAPLAN_PLANNER_MODEL_TAG_RECORD_H_
#define DELTAPLAN_PLANNER_MODEL_TAG_RECORD_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tfvars/carriers/tag_map.h"

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
  /// The same in the records of all files that one command has changed; empty where it was but one.
  std::string step = {};
  std::vector<TagChange> changes;
};

/// One state of a map.
struct TagVersion {
  tfvars::TagMap tags;
  /// How the map came to hold them; nullopt when nobody wrote that down. Of a version in git: the
  /// commit's time, author, id and subject, with the command "commit".
  std::optional<TagRecord> record;
  std::size_t depth = 0;  ///< how many states back it is, where somebody counts
};

/// The file beside the map `path`.
std::string HistoryPath(const std::string& path);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_TAG_RECORD_H_
