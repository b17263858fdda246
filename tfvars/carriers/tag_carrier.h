// The files in which teams keep image tags, in all the forms that they keep them, and how a tag is
// changed there without touching anything else.
//
// | form | example |
// | --- | --- |
// | map | image_tags = { api = "abc" }, in *.tfvars or *.tfvars.json |
// | scalar, one for each service | api_image_tag = "abc" |
// | scalar, one for many | image_tag = "abc" |
// | scalar in an object | services = { api = { image_tag = "abc" } } |
// | json, a map as text in a string | image_tags = "{\"api\":\"abc\"}", or jsonencode({...}) |
// | any of them with whole images | locals { images = { api = "registry/api:abc" } }, in *.tf |
#ifndef DELTAPLAN_TFVARS_CARRIERS_TAG_CARRIER_H_
#define DELTAPLAN_TFVARS_CARRIERS_TAG_CARRIER_H_

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tfvars/carriers/tag_map.h"
#include "tfvars/carriers/tag_place.h"
#include "tfvars/text/diagnostic.h"
#include "tfvars/text/source.h"

namespace deltaplan::tfvars {

/// Reads the tags. `source.name` tells the syntax: JSON when it ends with ".json". Of a scalar for
/// many, each of `services` has the tag; services that the file does not name are absent. nullopt,
/// with diagnostics, when the file or the place in it is not what it should be; then a tag is
/// missing, is no plain string, is empty, holds a control character or stands there twice.
std::optional<TagMap> ReadTags(const Source& source, const TagPlace& place,
                               const std::vector<std::string>& services, Diagnostics& diagnostics);

/// The same of the services in `wanted` alone. The whole file has to be what it should be even so.
std::optional<TagMap> ReadTagsOf(const std::set<std::string>& wanted, const Source& source,
                                 const TagPlace& place, const std::vector<std::string>& services,
                                 Diagnostics& diagnostics);

/// The text with `changes` made, and nothing else: comments, order, layout, line ends stay. What is
/// not there yet is added, in its place where the map is sorted. nullopt, with diagnostics, when
/// the file can't be read, or has no room for a tag: a scalar for many whose services would have
/// different tags, an object that is not there, an image without a tag.
std::optional<std::string> WriteTags(const Source& source, const TagPlace& place,
                                     const std::vector<std::string>& services,
                                     const TagMap& changes, Diagnostics& diagnostics);

/// The text of a new file, complete and sorted. `name` tells the syntax. nullopt, with diagnostics,
/// when the place is none that a new file can have: inside of something else, whole images, a
/// scalar for many whose services would have different tags.
std::optional<std::string> NewTagFile(std::string_view name, const TagPlace& place,
                                      const std::vector<std::string>& services, const TagMap& tags,
                                      Diagnostics& diagnostics);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_CARRIERS_TAG_CARRIER_H_
