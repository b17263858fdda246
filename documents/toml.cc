#include "documents/toml.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "documents/document_builder.h"

namespace deltaplan::documents {
namespace {

// What toml++ asserts does not hold for each text: of "[!]" it asserts that a key begins behind the
// bracket. Where NDEBUG is defined it would have the compiler count on that. It ends the program
// where toml++ says noexcept.
struct AssertionFailed {};

[[noreturn]] void FailAssertion() { throw AssertionFailed(); }

}  // namespace
}  // namespace deltaplan::documents

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 1
#define TOML_ASSERT(condition) \
  (static_cast<bool>(condition) ? void() : deltaplan::documents::FailAssertion())
#pragma push_macro("NDEBUG")
#undef NDEBUG
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")

namespace deltaplan::documents {
namespace {

std::size_t LineOf(const ::toml::node& node) { return node.source().begin.line; }

// A number, a date or a truth value, as toml++ writes it.
template <typename T>
std::string Written(const T& node) {
  std::ostringstream text;
  text << node;
  return std::move(text).str();
}

void Put(const ::toml::node& node, DocumentBuilder& builder);

void PutTable(const ::toml::table& table, DocumentBuilder& builder) {
  builder.StartMap(LineOf(table));
  for (const auto& [key, value] : table) {
    if (builder.IsTooLarge()) break;
    builder.Scalar(Kind::kString, key.str(), key.source().begin.line);
    Put(value, builder);
  }
  builder.End();
}

void Put(const ::toml::node& node, DocumentBuilder& builder) {
  if (const ::toml::table* table = node.as_table()) {
    PutTable(*table, builder);
  } else if (const ::toml::array* list = node.as_array()) {
    builder.StartList(LineOf(node));
    for (const ::toml::node& item : *list) {
      if (builder.IsTooLarge()) break;
      Put(item, builder);
    }
    builder.End();
  } else if (const auto* text = node.as_string()) {
    builder.Scalar(Kind::kString, text->get(), LineOf(node));
  } else if (const auto* truth = node.as_boolean()) {
    builder.Scalar(Kind::kBool, truth->get() ? "true" : "false", LineOf(node));
  } else if (const auto* integer = node.as_integer()) {
    builder.Scalar(Kind::kNumber, std::to_string(integer->get()), LineOf(node));
  } else if (const auto* number = node.as_floating_point()) {
    builder.Scalar(Kind::kNumber, Written(*number), LineOf(node));
  } else if (const auto* date = node.as_date()) {
    builder.Scalar(Kind::kPlain, Written(*date), LineOf(node));
  } else if (const auto* time = node.as_time()) {
    builder.Scalar(Kind::kPlain, Written(*time), LineOf(node));
  } else if (const auto* moment = node.as_date_time()) {
    builder.Scalar(Kind::kPlain, Written(*moment), LineOf(node));
  }
}

// Nothing: an assertion of toml++ failed.
std::optional<::toml::parse_result> Parse(std::string_view text) {
  try {
    return ::toml::parse(text);
  } catch (const AssertionFailed&) {
    return std::nullopt;
  }
}

// The line of `text` at which an assertion fails: the first whose end is too far to parse to.
std::size_t LineOfFailedAssertion(std::string_view text) {
  std::vector<std::size_t> ends;
  for (std::size_t at = text.find('\n'); at != std::string_view::npos;
       at = text.find('\n', at + 1)) {
    ends.push_back(at + 1);
  }
  const auto first = std::ranges::partition_point(
      ends, [&](std::size_t end) { return Parse(text.substr(0, end)).has_value(); });
  return static_cast<std::size_t>(first - ends.begin()) + 1;
}

}  // namespace

std::variant<Document, ReadError> ReadToml(std::string_view text) {
  if (text.size() > kLargestText) {
    return ReadError{ReadError::Cause::kTooLarge, "the text has more than 64 MiB"};
  }
  if (HasConflictMarkers(text)) {
    return ReadError{ReadError::Cause::kConflict, "it holds conflict markers"};
  }
  const std::optional<::toml::parse_result> parsed = Parse(text);
  if (!parsed || !*parsed) {
    return ReadError{ReadError::Cause::kSyntax, "it is not valid TOML",
                     parsed ? parsed->error().source().begin.line : LineOfFailedAssertion(text)};
  }
  DocumentBuilder builder;
  PutTable(parsed->table(), builder);
  if (builder.IsTooLarge()) {
    return ReadError{ReadError::Cause::kTooLarge, "it has too many values, or too deep ones"};
  }
  return builder.Take();
}

}  // namespace deltaplan::documents
