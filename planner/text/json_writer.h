// JSON written straight into a string, value by value. Why not by the library that reads it:
// docs/decisions/json-output.md.
#ifndef DELTAPLAN_PLANNER_TEXT_JSON_WRITER_H_
#define DELTAPLAN_PLANNER_TEXT_JSON_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::planner {

/// How the members of an object or array stand.
enum class JsonLayout {
  kLines,    ///< one a line, two spaces of indentation for each level
  kInline,   ///< on one line, with spaces: { "a": 1 }, [1, 2]
  kCompact,  ///< on one line, without a space: {"a":1}
};

/// Appends one JSON document to a string.
///
/// Invariants:
/// - what is inside something on one line is on that line too, whatever layout it asks for;
/// - no string makes the document invalid: bytes that are not UTF-8 become U+FFFD;
/// - no string is more than itself on a terminal or in the log of a CI job: control characters,
///   those that reorder text and the beginnings of commands are written as JSON's escapes;
/// - the caller pairs Begin and End, and gives a `Key` before each value of an object.
///
/// Example: `writer.BeginObject().Key("n").Number(1).EndObject()` writes {"n": 1} in its layout.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& BeginObject(JsonLayout layout = JsonLayout::kLines);
  JsonWriter& EndObject();
  JsonWriter& BeginArray(JsonLayout layout = JsonLayout::kLines);
  JsonWriter& EndArray();
  /// `key` is data, like any string.
  JsonWriter& Key(std::string_view key);

  JsonWriter& String(std::string_view text);
  JsonWriter& Number(std::uint64_t number);
  JsonWriter& Bool(bool value);
  JsonWriter& Null();
  JsonWriter& StringOrNull(const std::optional<std::string>& text);
  JsonWriter& NumberOrNull(const std::optional<std::uint64_t>& number);
  /// `text` as a string between two pieces of JSON that make it a value: one call for a whole small
  /// object. The pieces are written as they stand, so they must fit the layout.
  JsonWriter& StringWithin(std::string_view before, std::string_view text, std::string_view after);
  /// A whole array of strings.
  JsonWriter& Strings(const std::vector<std::string>& texts, JsonLayout layout);

  /// Where the next value begins in the string; meant for just after `Key`.
  std::size_t position() const { return out_.size(); }
  /// Writes the value that this writer has put at [begin, end) of the string once more. It must
  /// have stood as deep, or its indentation would be wrong.
  JsonWriter& Repeat(std::size_t begin, std::size_t end);

 private:
  struct Container {
    JsonLayout layout;
    bool is_empty = true;
  };

  void Begin(char bracket, JsonLayout layout);
  void End(char bracket);
  /// What must stand before the next value or key.
  void Separate();
  void NewLine();
  void Quoted(std::string_view text);

  std::string& out_;
  std::vector<Container> open_;
  bool after_key_ = false;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TEXT_JSON_WRITER_H_
