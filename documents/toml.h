// TOML, read with toml++. Format: https://toml.io/en/v1.0.0
#ifndef DELTAPLAN_DOCUMENTS_TOML_H_
#define DELTAPLAN_DOCUMENTS_TOML_H_

#include <string_view>
#include <variant>

#include "documents/document.h"

namespace deltaplan::documents {

/// The root is a map, whose members stand in the order of their names.
std::variant<Document, ReadError> ReadToml(std::string_view text);

}  // namespace deltaplan::documents

#endif  // DELTAPLAN_DOCUMENTS_TOML_H_
