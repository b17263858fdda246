// YAML as programs write lockfiles, read line by line. Why not by libyaml, which stays the one that
// says what a text is: docs/decisions/yaml-lines.md.
#ifndef DELTAPLAN_DOCUMENTS_YAML_LINES_H_
#define DELTAPLAN_DOCUMENTS_YAML_LINES_H_

#include <optional>
#include <string_view>

#include "documents/document.h"

namespace deltaplan::documents {

/// One map in block style, of printable ASCII, whose scalars and flow collections end in the line
/// in which they begin. nullopt where a text holds anything else, valid or not: tabs, comments
/// behind a value, escapes, anchors, tags, folded texts, several documents, a key twice. What it
/// returns is what `ReadYaml` has for the same text, lines included.
std::optional<Document> ReadYamlLines(std::string_view text);

}  // namespace deltaplan::documents

#endif  // DELTAPLAN_DOCUMENTS_YAML_LINES_H_
