#include "tfvars/json_value.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

namespace deltaplan::tfvars {
namespace {

using Kind = JsonValue::Kind;
using Json = nlohmann::json;

constexpr std::size_t kMaxDepth = 64;

JsonSyntaxError PlacedError(std::string_view text, std::size_t offset, std::string message) {
  offset = std::min(offset, text.size());
  const std::string_view before = text.substr(0, offset);
  const std::size_t newline = before.rfind('\n');
  const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
  std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  // Bytes that continue a character of UTF-8 are no column of their own.
  const auto characters = std::ranges::count_if(before.substr(begin), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  });
  return {.message = std::move(message),
          .line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1,
          .column = static_cast<std::size_t>(characters) + 1,
          .line_text = std::string(line)};
}

// "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while parsing
// value - invalid literal; last read: 'x'" -> "invalid literal": the place says the rest.
std::string EssentialMessage(std::string_view what) {
  for (const std::string_view lead : {"] ", ": ", " - "}) {
    const std::size_t at = what.find(lead);
    if (at != std::string_view::npos) what.remove_prefix(at + lead.size());
  }
  return std::string(what.substr(0, what.find("; last read: ")));
}

// Builds values from nlohmann's events; its own tree keeps neither order nor doubled keys.
class Builder : public nlohmann::json_sax<Json> {
 public:
  explicit Builder(std::string_view text) : text_(text) {}

  bool null() override {
    Add(Kind::kNull);
    return true;
  }
  bool boolean(bool value) override {
    Add(Kind::kBool).boolean = value;
    return true;
  }
  bool number_integer(std::int64_t value) override { return AddNumber(static_cast<double>(value)); }
  bool number_unsigned(std::uint64_t value) override {
    return AddNumber(static_cast<double>(value));
  }
  bool number_float(double value, const std::string& /*text*/) override { return AddNumber(value); }
  bool string(std::string& value) override {
    Add(Kind::kString).string = std::move(value);
    return true;
  }
  bool binary(Json::binary_t& /*value*/) override { return false; }  // JSON text has none

  bool start_object(std::size_t /*size*/) override { return Open(Kind::kObject); }
  bool start_array(std::size_t /*size*/) override { return Open(Kind::kArray); }
  bool key(std::string& name) override {
    open_.back()->members.push_back({.name = std::move(name), .value = {}});
    return true;
  }
  bool end_object() override {
    FindDoubled(*open_.back());
    return Close();
  }
  bool end_array() override { return Close(); }

  bool parse_error(std::size_t position, const std::string& last_token,
                   const nlohmann::detail::exception& error) override {
    std::string message = EssentialMessage(error.what());
    const std::size_t begin = TokenBegin(position, message, last_token);
    if (IsClosingAfterComma(begin)) {
      message = message.substr(0, message.find(';')) + " after a comma";
    }
    error_ = PlacedError(text_, begin, std::move(message));
    return false;
  }

  std::variant<JsonDocument, JsonSyntaxError> Finish(bool complete) && {
    if (complete) return std::move(document_);
    return std::move(error_);
  }

 private:
  // Where the offending token begins. `end` counts the bytes read so far, one too many at the end
  // of the text; only of strings does the parser know the beginning.
  std::size_t TokenBegin(std::size_t end, const std::string& message,
                         const std::string& last_token) const {
    if (end > text_.size()) return text_.size();
    const std::string_view read = text_.substr(0, end);
    if (message.find("string") < message.find(';') && read.ends_with(last_token)) {
      return end - last_token.size();
    }
    const auto token = std::find_if_not(read.rbegin(), read.rend(), [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) || c == '+' || c == '-' || c == '.';
    });
    const auto size = static_cast<std::size_t>(token - read.rbegin());
    return end - std::max<std::size_t>(size, 1);
  }

  // A comma behind the last element: other dialects allow it.
  bool IsClosingAfterComma(std::size_t begin) const {
    if (begin >= text_.size() || (text_[begin] != '}' && text_[begin] != ']')) return false;
    const std::size_t before = text_.substr(0, begin).find_last_not_of(" \t\r\n");
    return before != std::string_view::npos && text_[before] == ',';
  }

  bool AddNumber(double value) {
    Add(Kind::kNumber).number = value;
    return true;
  }

  JsonValue& Add(Kind kind) {
    JsonValue& value = open_.empty()                         ? document_.root
                       : open_.back()->kind == Kind::kObject ? open_.back()->members.back().value
                                                             : open_.back()->items.emplace_back();
    value.kind = kind;
    return value;
  }

  bool Open(Kind kind) {
    if (open_.size() == kMaxDepth) {
      error_.message = "values are nested more than 64 levels deep";
      return false;
    }
    // The value stays put: its container gets no other one before it is closed.
    open_.push_back(&Add(kind));
    return true;
  }

  bool Close() {
    open_.pop_back();
    return true;
  }

  // The pointer of the innermost open value, whose last item or member is always the open one.
  std::string OpenPointer() const {
    std::string pointer;
    for (std::size_t i = 0; i + 1 < open_.size(); ++i) {
      const JsonValue& container = *open_[i];
      pointer = JsonPointerTo(pointer, container.kind == Kind::kObject
                                           ? container.members.back().name
                                           : std::to_string(container.items.size() - 1));
    }
    return pointer;
  }

  void FindDoubled(const JsonValue& object) {
    std::vector<std::string_view> names;
    names.reserve(object.members.size());
    for (const JsonMember& member : object.members) names.push_back(member.name);
    std::ranges::sort(names);
    for (auto at = names.begin(); (at = std::adjacent_find(at, names.end())) != names.end();) {
      document_.doubled.push_back(JsonPointerTo(OpenPointer(), *at));
      at = std::upper_bound(at, names.end(), *at);
    }
  }

  std::string_view text_;
  JsonDocument document_;
  JsonSyntaxError error_;
  std::vector<JsonValue*> open_;
};

}  // namespace

const JsonValue* JsonValue::Find(std::string_view name) const {
  const auto member = std::ranges::find(members, name, &JsonMember::name);
  return member == members.end() ? nullptr : &member->value;
}

const char* JsonKindName(Kind kind) {
  switch (kind) {
    case Kind::kNull:
      return "null";
    case Kind::kBool:
      return "true or false";
    case Kind::kNumber:
      return "a number";
    case Kind::kString:
      return "a string";
    case Kind::kArray:
      return "a list";
    case Kind::kObject:
      return "an object";
  }
  return "";
}

std::variant<JsonDocument, JsonSyntaxError> ParseJson(std::string_view text,
                                                      JsonComments comments) {
  Builder builder(text);
  const bool complete =
      Json::sax_parse(text.begin(), text.end(), &builder, Json::input_format_t::json,
                      /*strict=*/true, comments == JsonComments::kAllowed);
  return std::move(builder).Finish(complete);
}

std::string JsonPointerTo(std::string_view pointer, std::string_view token) {
  std::string result(pointer);
  result += '/';
  for (const char c : token) {
    if (c == '~') {
      result += "~0";
    } else if (c == '/') {
      result += "~1";
    } else {
      result += c;
    }
  }
  return result;
}

}  // namespace deltaplan::tfvars
