// The tag map file of an environment: what Terraform reads.
#ifndef DELTAPLAN_PLANNER_LIVE_TAG_MAP_FILE_H_
#define DELTAPLAN_PLANNER_LIVE_TAG_MAP_FILE_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "planner/model/config.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/model/service_environment.h"
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

/// Why what `source` says of a service can't be a tag: a page of HTML, a list or a template is
/// none, whoever says that it is one, and nothing of it may come into a plan or a map.
std::optional<Error> CheckIsTag(const std::string& source, const std::string& service,
                                const std::string& tag);

/// Where the map of `entry` lies; a relative file lies below `root`.
std::string TagMapPath(const std::string& root, const ImageTagsEntry& entry);

/// "Did you mean 'infra/tags.auto.tfvars.json'? " of one that is not there; "" where nothing is
/// near.
std::string NearestTagMapHint(Files& files, const std::string& root, const ImageTagsEntry& entry);

/// What one of the maps of `environment` says. Errors: the file is missing or unreadable, its
/// contents are not what the configuration says. Who asks looks at the tags: see `CheckIsTag`.
Result<tfvars::TagMap> ReadTagMap(Files& files, const EnvironmentEntry& environment,
                                  const TagMapServices& map, const std::string& root);

Error NamesNoTagMap(const EnvironmentEntry& environment);

/// The tags of `environment`, wherever they stand; unless `wanted` is empty only what the maps say
/// in which a tag of these services stands, so that another one may be broken. Errors as above, and
/// that the environment names no map.
Result<tfvars::TagMap> ReadMappedTags(Files& files, const EnvironmentEntry& environment,
                                      const std::string& root, const std::vector<Service>& services,
                                      const std::set<std::string>& wanted = {});

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
