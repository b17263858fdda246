// JSON text as plain values: members in the order of the text, doubled keys and syntax errors with
// their places.
#ifndef DELTAPLAN_TFVARS_JSON_VALUE_H_
#define DELTAPLAN_TFVARS_JSON_VALUE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace deltaplan::tfvars {

struct JsonMember;

/// One value. Only the field that `kind` names is set.
struct JsonValue {
  enum class Kind { kNull, kBool, kNumber, kString, kArray, kObject };

  Kind kind = Kind::kNull;
  bool boolean = false;
  double number = 0;
  std::string string;  ///< valid UTF-8
  std::vector<JsonValue> items;
  std::vector<JsonMember> members;  ///< of an object, in the order of the text

  /// The first member of that name; null when there is none, or when this is no object.
  const JsonValue* Find(std::string_view name) const;
};

struct JsonMember {
  std::string name;
  JsonValue value;
};

/// "a string", "an object", ...: for sentences.
const char* JsonKindName(JsonValue::Kind kind);

struct JsonDocument {
  JsonValue root;
  /// RFC 6901 pointers of members whose name an earlier member of the same object has.
  std::vector<std::string> doubled;
};

/// Why a text is no JSON.
struct JsonSyntaxError {
  std::string message;     ///< "unexpected ']'; expected '}'"
  std::size_t line = 0;    ///< from 1; 0 when the error has no one place
  std::size_t column = 0;  ///< in characters, from 1
  std::string line_text;   ///< that line, without its end
};

enum class JsonComments { kRefused, kAllowed };

/// Reads a whole text of valid UTF-8; a byte order mark is skipped. Values nested more than 64
/// levels deep are an error.
std::variant<JsonDocument, JsonSyntaxError> ParseJson(std::string_view text, JsonComments comments);

/// The pointer of the member or item `token` of the value at `pointer`.
std::string JsonPointerTo(std::string_view pointer, std::string_view token);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_JSON_VALUE_H_
