// New tags as Terraform takes them: the variables that hold tags in a file of the team's, with
// their whole values, as a variables file of its own.
#ifndef DELTAPLAN_TFVARS_CARRIERS_TAG_VARIABLES_H_
#define DELTAPLAN_TFVARS_CARRIERS_TAG_VARIABLES_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tfvars/carriers/tag_map.h"
#include "tfvars/carriers/tag_place.h"
#include "tfvars/text/source.h"

namespace deltaplan::tfvars {

/// Whose values a file holds, by its name.
enum class TagFileKind {
  kVariables,  ///< *.tfvars, *.tfvars.json: all that stands there is a variable
  kModule,     ///< *.tf and its like: a variable is what stands in `variable.NAME.default`
  kForeign,    ///< *.hcl: Terraform does not read it
  kOther,      ///< whatever else may be given as -var-file, or read by a function
};
TagFileKind TagFileKindOf(std::string_view name);

/// The variables of a module that the place is in, sorted; {service} stands for each of `services`.
/// Empty when tags stand in no variable: locals, a file that Terraform does not read.
std::vector<std::string> VariablesOf(std::string_view name, const TagPlace& place,
                                     const std::vector<std::string>& services);

/// Of these, each that holds the tag of one service alone, with that service.
std::map<std::string, std::string> VariablesOfOne(std::string_view name, const TagPlace& place,
                                                  const std::vector<std::string>& services);

/// A JSON file of variables.
struct TagVariables {
  std::vector<std::string> names;  ///< sorted
  std::string json;
};

/// What `source` would hold with `tags`, of the variables that hold tags alone: as a map, a value
/// for each service or for all, an object with its other members, JSON in a string, whole images.
/// A service that the file knows and `tags` does not keeps its value. `source` is null where there
/// is no such file yet. Otherwise why there are none, as a sentence.
std::variant<TagVariables, std::string> PrintTagVariables(std::string_view name,
                                                          const std::string* source,
                                                          const TagPlace& place,
                                                          const std::vector<std::string>& services,
                                                          const TagMap& tags);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_CARRIERS_TAG_VARIABLES_H_
