// The tag map file of an environment: what Terraform reads.
#ifndef DELTAPLAN_PLANNER_LIVE_TAG_MAP_FILE_H_
#define DELTAPLAN_PLANNER_LIVE_TAG_MAP_FILE_H_

#include <set>
#include <string>
#include <vector>

#include "planner/model/config.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/ports/files.h"
#include "tfvars/carriers/tag_map.h"
#include "tfvars/text/diagnostic.h"

namespace deltaplan::planner {

/// A file that holds tags, as it was read.
struct TagMapFile {
  std::string path;  ///< absolute
  tfvars::Source source;
  tfvars::TagMap tags;
};

/// Where the map of `entry` lies; a relative file lies below `root`.
std::string TagMapPath(const std::string& root, const ImageTagsEntry& entry);

/// Reads the map of `environment`. Errors: the environment names
/// none, the file is missing or unreadable, its contents are not what the configuration says.
Result<TagMapFile> ReadTagMapFile(Files& files, const EnvironmentEntry& environment,
                                  const std::string& root, const std::vector<Service>& services);

/// The tags of `environment`, wherever they stand. With one map also those of services that nobody
/// configured; of several maps each says only what its own services have. Errors as above.
Result<tfvars::TagMap> ReadMappedTags(Files& files, const EnvironmentEntry& environment,
                                      const std::string& root,
                                      const std::vector<Service>& services);

/// The tags in `text`, which was read from the file of `entry`; of the services in `wanted` alone
/// unless that is null. The whole text has to be what it should be even so.
Result<TagMapFile> ParseTagMapFile(std::string text, const ImageTagsEntry& entry,
                                   const std::string& root,
                                   const std::vector<std::string>& services,
                                   const std::set<std::string>* wanted = nullptr);

/// The file's text with `changes` made; what it may hold is said in tfvars/carriers/tag_carrier.h.
Result<std::string> ChangedTagMap(const TagMapFile& file, const ImageTagsEntry& entry,
                                  const std::vector<std::string>& services,
                                  const tfvars::TagMap& changes);

/// Diagnostics of one file as one error.
Error DiagnosticsError(const tfvars::Diagnostics& diagnostics, const tfvars::Source& source);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_TAG_MAP_FILE_H_
