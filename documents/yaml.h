// YAML, read with libyaml's events. Format: https://yaml.org/spec/1.2.2/
#ifndef DELTAPLAN_DOCUMENTS_YAML_H_
#define DELTAPLAN_DOCUMENTS_YAML_H_

#include <string_view>
#include <variant>
#include <vector>

#include "documents/document.h"

namespace deltaplan::documents {

/// Anchors, aliases and tags.
enum class YamlReferences {
  /// An error, as in lockfiles, which have none: what `*a` stands for can be a bomb.
  kRefused,
  /// Aliases stand for a copy of what they name, `<<` for the members of what it names; tags are
  /// passed over.
  kFollowed,
  /// As `kFollowed`, but tags are an error, a name may be there several times, and what `<<` merges
  /// stands where that `<<` does: who takes the last of one name has what Terraform has. Source:
  /// go-cty-yaml, `unmarshalMapping`.
  kInOrder,
};

/// The documents of a text: `---` begins one. A map that has the same key twice is an error.
std::variant<std::vector<Document>, ReadError> ReadYamlStream(std::string_view text,
                                                              YamlReferences references);

/// A text of one document; an empty one has an absent root.
std::variant<Document, ReadError> ReadYaml(std::string_view text, YamlReferences references);

}  // namespace deltaplan::documents

#endif  // DELTAPLAN_DOCUMENTS_YAML_H_
