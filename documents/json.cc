#include "documents/json.h"

#include <cstdint>
#include <nlohmann/json.hpp>

#include "documents/document_builder.h"

namespace deltaplan::documents {
namespace {

// nlohmann's events. It says no place of a value, so lines are not known.
class JsonEvents : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return Put(Kind::kNull, "null"); }
  bool boolean(bool value) override { return Put(Kind::kBool, value ? "true" : "false"); }
  bool number_integer(std::int64_t value) override {
    return Put(Kind::kNumber, std::to_string(value));
  }
  bool number_unsigned(std::uint64_t value) override {
    return Put(Kind::kNumber, std::to_string(value));
  }
  bool number_float(double /*value*/, const std::string& text) override {
    return Put(Kind::kNumber, text);
  }
  bool string(std::string& value) override { return Put(Kind::kString, value); }
  bool binary(binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*size*/) override {
    builder_.StartMap(0);
    return Goes();
  }
  bool key(std::string& name) override { return Put(Kind::kString, name); }
  bool end_object() override {
    builder_.End();
    return true;
  }
  bool start_array(std::size_t /*size*/) override {
    builder_.StartList(0);
    return Goes();
  }
  bool end_array() override {
    builder_.End();
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    position_ = position;
    return false;
  }

  Document Take() { return builder_.Take(); }
  bool is_too_large() const { return builder_.IsTooLarge(); }
  std::size_t position() const { return position_; }

 private:
  bool Put(Kind kind, std::string_view text) {
    builder_.Scalar(kind, text, 0);
    return Goes();
  }
  bool Goes() const { return !builder_.IsTooLarge(); }

  DocumentBuilder builder_;
  std::size_t position_ = 0;
};

std::size_t LineAt(std::string_view text, std::size_t position) {
  std::size_t line = 1;
  for (const char c : text.substr(0, position)) line += c == '\n' ? 1 : 0;
  return line;
}

// Past the string that begins at `at`; the end of the text when it does not end.
std::size_t SkipString(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return at < text.size() ? at + 1 : text.size();
}

}  // namespace

std::string BlankComments(std::string_view text) {
  std::string blanked(text);
  const auto blank = [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (blanked[i] != '\n' && blanked[i] != '\r') blanked[i] = ' ';
    }
  };
  std::size_t comma = std::string::npos;  // that no value has followed so far
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '/' && text.substr(at, 2) == "//") {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      blank(at, end);
      at = end;
    } else if (c == '/' && text.substr(at, 2) == "/*") {
      const std::size_t close = text.find("*/", at + 2);
      if (close == std::string_view::npos) return blanked;  // an error for whoever reads it
      blank(at, close + 2);
      at = close + 2;
    } else if (c == '"') {
      comma = std::string::npos;
      at = SkipString(text, at);
    } else {
      if ((c == ']' || c == '}') && comma != std::string::npos) blanked[comma] = ' ';
      const bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
      // A comma after a bracket that opens, or after another comma, is an error that has to stay.
      if (c == ',') {
        comma = at;
      } else if (!is_blank) {
        comma = std::string::npos;
      }
      ++at;
    }
  }
  return blanked;
}

std::variant<Document, ReadError> ReadJson(std::string_view text, JsonDialect dialect) {
  if (text.size() > kLargestText) {
    return ReadError{ReadError::Cause::kTooLarge, "the text has more than 64 MiB"};
  }
  if (HasConflictMarkers(text)) {
    return ReadError{ReadError::Cause::kConflict, "it holds conflict markers"};
  }
  std::string blanked;
  std::string_view json = text;
  if (dialect == JsonDialect::kWithComments) {
    blanked = BlankComments(text);
    json = blanked;
  }
  JsonEvents events;
  if (nlohmann::json::sax_parse(json.begin(), json.end(), &events)) return events.Take();
  if (events.is_too_large()) {
    return ReadError{ReadError::Cause::kTooLarge, "it has too many values, or too deep ones"};
  }
  return ReadError{ReadError::Cause::kSyntax, "it is not valid JSON",
                   LineAt(text, events.position())};
}

}  // namespace deltaplan::documents
