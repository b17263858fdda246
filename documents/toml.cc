#include "documents/toml.h"

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 1
#include <sstream>
#include <string>
#include <toml++/toml.h>

#include "documents/document_builder.h"

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

}  // namespace

std::variant<Document, ReadError> ReadToml(std::string_view text) {
  if (text.size() > kLargestText) {
    return ReadError{ReadError::Cause::kTooLarge, "the text has more than 64 MiB"};
  }
  if (HasConflictMarkers(text)) {
    return ReadError{ReadError::Cause::kConflict, "it holds conflict markers"};
  }
  const ::toml::parse_result parsed = ::toml::parse(text);
  if (!parsed) {
    return ReadError{ReadError::Cause::kSyntax, "it is not valid TOML",
                     parsed.error().source().begin.line};
  }
  DocumentBuilder builder;
  PutTable(parsed.table(), builder);
  if (builder.IsTooLarge()) {
    return ReadError{ReadError::Cause::kTooLarge, "it has too many values, or too deep ones"};
  }
  return builder.Take();
}

}  // namespace deltaplan::documents
