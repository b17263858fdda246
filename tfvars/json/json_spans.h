// Where the values of a JSON text stand, for whoever changes one and leaves the rest as it is.
#ifndef DELTAPLAN_TFVARS_JSON_JSON_SPANS_H_
#define DELTAPLAN_TFVARS_JSON_JSON_SPANS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace deltaplan::tfvars {

/// One value: its bytes, and those of what it holds.
struct JsonSpan {
  std::size_t begin = 0;
  std::size_t end = 0;             ///< behind its last byte
  std::size_t start = 0;           ///< of a member: where its name begins; else `begin`
  std::vector<JsonSpan> values;    ///< of a list or an object, in the order of the text
  std::vector<std::string> names;  ///< of an object: of each of `values`, without escapes

  /// The first member of that name; null when there is none, or when this is no object.
  const JsonSpan* Find(std::string_view name) const;
};

/// The spans of a text that `ParseJson` reads, comments allowed.
JsonSpan SpansOf(std::string_view text);

/// Adds to `text`, which `places` are of, and leaves all else as it is.
class JsonAdditions {
 public:
  explicit JsonAdditions(std::string_view text) : text_(text) {}

  /// New items of a list, or members ("\"name\": value") of an object, behind those that are there;
  /// in lines of their own where these are. Once for each list or object.
  void Add(const JsonSpan& list_or_object, const std::vector<std::string>& texts);
  /// Puts `text` in the place of a value.
  void Replace(const JsonSpan& value, std::string text);
  std::string Applied() &&;

 private:
  struct Edit {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string text;
  };

  std::string_view text_;
  std::vector<Edit> edits_;
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_JSON_JSON_SPANS_H_
