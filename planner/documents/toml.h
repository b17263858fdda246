// TOML, read with toml++. Format: https://toml.io/en/v1.0.0
#ifndef DELTAPLAN_PLANNER_DOCUMENTS_TOML_H_
#define DELTAPLAN_PLANNER_DOCUMENTS_TOML_H_

#include <string_view>
#include <variant>

#include "planner/documents/document.h"

namespace deltaplan::planner::documents {

/// The root is a map, whose members stand in the order of their names.
std::variant<Document, ReadError> ReadToml(std::string_view text);

}  // namespace deltaplan::planner::documents

#endif  // DELTAPLAN_PLANNER_DOCUMENTS_TOML_H_
