// JSON, and what tools make of it: comments and commas at the end of lists.
#ifndef DELTAPLAN_DOCUMENTS_JSON_H_
#define DELTAPLAN_DOCUMENTS_JSON_H_

#include <string>
#include <string_view>
#include <variant>

#include "documents/document.h"

namespace deltaplan::documents {

enum class JsonDialect {
  kPlain,
  kWithComments,  ///< `//`, `/* */`, and a comma before `]` and `}`: bun.lock, tsconfig.json
};

/// A byte order mark is skipped. Of members with the same name `Value::operator[]` finds the last.
std::variant<Document, ReadError> ReadJson(std::string_view text, JsonDialect dialect);

/// `text` with blanks in the place of its comments and of commas that end a list or an object:
/// every byte that stays keeps its place.
std::string BlankComments(std::string_view text);

}  // namespace deltaplan::documents

#endif  // DELTAPLAN_DOCUMENTS_JSON_H_
