// Where in a file tags stand, as the configuration says it.
#ifndef DELTAPLAN_TFVARS_CARRIERS_TAG_PLACE_H_
#define DELTAPLAN_TFVARS_CARRIERS_TAG_PLACE_H_

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace deltaplan::tfvars {

/// Further placeholders of a path: word -> service -> what it stands for there.
using ServiceWords =
    std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>>;

/// Where in a file the tags stand, and how.
struct TagPlace {
  enum class Form { kMap, kScalar, kJson };
  enum class Content { kTag, kImage };

  /// Names joined by dots: a variable or a block with its labels ("locals", "variable.x.default"),
  /// then the keys of objects; a key with dots in it stands in brackets: images["ghcr.io/a"]. "" is
  /// the root of a JSON file. With `kScalar` a name may hold
  /// {service}, {service_id} (the service's name with "_" for whatever is no letter, digit or
  /// "_"), and each of `words`.
  std::string path = "image_tags";
  Form form = Form::kMap;
  Content content = Content::kTag;
  /// Those that the path names. Where services are not known yet, as in a configuration, a word has
  /// no values.
  ServiceWords words = {};

  /// Whether it is a variable of its own that is a map of tags, as nearly all teams have it.
  bool IsPlainMap() const {
    return form == Form::kMap && content == Content::kTag && !path.empty() &&
           path.find_first_of(".[") == std::string::npos;
  }

  bool operator==(const TagPlace&) const = default;
};

/// What is wrong with a path; nullopt when nothing is.
std::optional<std::string> CheckTagPlace(const TagPlace& place);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_CARRIERS_TAG_PLACE_H_
