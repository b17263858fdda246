// The tags of many values, one for each service.
#ifndef DELTAPLAN_TFVARS_CARRIERS_TAG_ENTRIES_H_
#define DELTAPLAN_TFVARS_CARRIERS_TAG_ENTRIES_H_

#include <optional>
#include <vector>

#include "tfvars/carriers/tag_file.h"
#include "tfvars/carriers/tag_map.h"
#include "tfvars/text/text_edit.h"

namespace deltaplan::tfvars {

/// The tags in all of the entries; nullopt, with a diagnostic, when one of a known service can't be
/// read or a service has two. `null` is no tag, and what is neither a service nor a tag is a
/// setting that stands beside them.
std::optional<TagMap> ReadEntries(TagFile& file, const std::vector<TagEntry>& entries);

/// Changes that are made to a file.
struct TagEdits {
  std::vector<TextEdit> edits;
  TagMap missing;  ///< what no entry holds yet, to be added
};

/// Gives those of the entries that differ from `changes` their new tags; nullopt, with a
/// diagnostic, when `ReadEntries` has none, when one can't be changed, or when an image is missing:
/// nobody can tell its repository.
std::optional<TagEdits> ChangeEntries(TagFile& file, const std::vector<TagEntry>& entries,
                                      const TagMap& changes);

/// Adds values of these services where the place says; false, with a diagnostic, where there is no
/// object for one.
bool AddScalars(TagFile& file, const TagMap& missing, std::vector<TextEdit>& edits);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_CARRIERS_TAG_ENTRIES_H_
