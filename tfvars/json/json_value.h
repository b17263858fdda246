// JSON text as plain values: members in the order of the text, doubled keys and syntax errors with
// their places.
#ifndef DELTAPLAN_TFVARS_JSON_JSON_VALUE_H_
#define DELTAPLAN_TFVARS_JSON_JSON_VALUE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tfvars/text/text_place.h"

namespace deltaplan::tfvars {

struct JsonMember;

/// One value. Only the field that `kind` names is set.
struct JsonValue {
  enum class Kind { kNull, kBool, kNumber, kString, kArray, kObject };

  Kind kind = Kind::kNull;
  bool boolean = false;
  double number = 0;
  std::string string;  ///< valid UTF-8; of a number its digits, exact where `number` is rounded
  std::vector<JsonValue> items;
  std::vector<JsonMember> members;  ///< of an object, in the order of the text

  /// The first member of that name; null when there is none, or when this is no object.
  const JsonValue* Find(std::string_view name) const;
  /// The text of that member; null when there is none, or when it is no string.
  const std::string* FindString(std::string_view name) const;
  /// The same with "" for none.
  std::string StringAt(std::string_view name) const;
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
  std::string message;             ///< "unexpected ']'; expected '}'"
  std::optional<TextPlace> place;  ///< nullopt when the error has no one place

  /// "line 3, column 5: unexpected ']'; expected '}'"
  [[nodiscard]] std::string WithPlace() const;
};

enum class JsonComments { kRefused, kAllowed };

/// Values nested deeper are an error: nobody means them, and reading them would need a deep stack.
inline constexpr std::size_t kMaxJsonDepth = 64;

/// Reads a whole text of valid UTF-8; a byte order mark is skipped.
std::variant<JsonDocument, JsonSyntaxError> ParseJson(std::string_view text, JsonComments comments);

/// What of a large document is worth keeping. The document is read once, from front to back, and no
/// more of it is in memory than the part that is being read.
class JsonPartReader {
 public:
  enum class Part {
    kSkip,   ///< passed over: only its quotes and brackets are looked at
    kWhole,  ///< kept as one value
    kItems,  ///< a list: each of its items is a value. null is kept whole, all else is an error.
  };

  virtual ~JsonPartReader() = default;
  /// Asked for each member of the root object, in the order of the text.
  virtual Part Choose(std::string_view name) = 0;
  /// What was chosen, complete. `index` counts the items of a list from 0; 0 for a whole member.
  virtual void Take(std::string_view name, std::size_t index, JsonValue value) = 0;
};

/// Reads a document in parts. What is skipped may be nested as deep as it likes. `Choose` and
/// `Take` have seen the beginning of a text that turns out to be none. A root that is no object,
/// and doubled members of the root, are errors.
std::optional<JsonSyntaxError> ReadJsonParts(std::string_view text, JsonPartReader& reader);

/// The pointer of the member or item `token` of the value at `pointer`.
std::string JsonPointerTo(std::string_view pointer, std::string_view token);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_JSON_JSON_VALUE_H_
