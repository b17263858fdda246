#include "tfvars/json/json_value.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "tfvars/json/json_place.h"
#include "tfvars/json/json_scanner.h"

namespace deltaplan::tfvars {
namespace {

using Kind = JsonValue::Kind;
using Json = nlohmann::json;

// "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while parsing
// value - invalid literal; last read: 'x'" -> "invalid literal": the place says the rest.
std::string EssentialMessage(std::string_view what) {
  for (const std::string_view lead : {"] ", ": ", " - "}) {
    const std::size_t at = what.find(lead);
    if (at != std::string_view::npos) what.remove_prefix(at + lead.size());
  }
  return std::string(what.substr(0, what.find("; last read: ")));
}

// What nlohmann's events have in common, whatever is made of them: errors with their places.
class Events : public nlohmann::json_sax<Json> {
 public:
  explicit Events(std::string_view text) : text_(text) {}

  bool binary(Json::binary_t& /*value*/) override { return false; }  // JSON text has none

  bool parse_error(std::size_t position, const std::string& last_token,
                   const nlohmann::detail::exception& error) override {
    std::string message = EssentialMessage(error.what());
    const std::size_t begin = TokenBegin(position, message, last_token);
    if (IsClosingAfterComma(begin)) {
      message = message.substr(0, message.find(';')) + " after a comma";
    } else if (message.ends_with("; expected '}'") || message.ends_with("; expected ']'")) {
      message.insert(message.size() - 3, "',' or ");  // what most often is forgotten there
    }
    error_ = {.message = std::move(message), .place = PlaceAt(text_, begin)};
    return false;
  }

  JsonSyntaxError TakeError() { return std::move(error_); }

 protected:
  bool Fail(std::string message) {
    error_.message = std::move(message);
    return false;
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

  std::string_view text_;
  JsonSyntaxError error_;
};

// Builds values from nlohmann's events; its own tree keeps neither order nor doubled keys.
class Builder : public Events {
 public:
  using Events::Events;

  bool null() override {
    Add(Kind::kNull);
    return true;
  }
  bool boolean(bool value) override {
    Add(Kind::kBool).boolean = value;
    return true;
  }
  bool number_integer(std::int64_t value) override {
    return AddNumber(static_cast<double>(value), std::to_string(value));
  }
  bool number_unsigned(std::uint64_t value) override {
    return AddNumber(static_cast<double>(value), std::to_string(value));
  }
  bool number_float(double value, const std::string& text) override {
    return AddNumber(value, text);
  }
  bool string(std::string& value) override {
    Add(Kind::kString).string = std::move(value);
    return true;
  }

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

  JsonDocument TakeDocument() { return std::move(document_); }

 private:
  bool AddNumber(double value, std::string digits) {
    JsonValue& added = Add(Kind::kNumber);
    added.number = value;
    added.string = std::move(digits);
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
    if (open_.size() == kMaxJsonDepth) {
      return Fail("values are nested more than 64 levels deep");
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

  JsonDocument document_;
  std::vector<JsonValue*> open_;
};

// True when the text was read to its end.
bool Read(std::string_view text, JsonComments comments, Events& events) {
  return Json::sax_parse(text.begin(), text.end(), &events, Json::input_format_t::json,
                         /*strict=*/true, comments == JsonComments::kAllowed);
}

// Takes notice of nothing but errors.
class Checker : public Events {
 public:
  using Events::Events;

  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(std::int64_t /*value*/) override { return true; }
  bool number_unsigned(std::uint64_t /*value*/) override { return true; }
  bool number_float(double /*value*/, const std::string& /*text*/) override { return true; }
  bool string(std::string& /*value*/) override { return true; }
  bool start_object(std::size_t /*size*/) override { return true; }
  bool start_array(std::size_t /*size*/) override { return true; }
  bool key(std::string& /*name*/) override { return true; }
  bool end_object() override { return true; }
  bool end_array() override { return true; }
};

// Walks through the root object; only the parts that are wanted are parsed. Most of a large
// document is passed over.
class PartScanner : JsonScanner {
 public:
  PartScanner(std::string_view text, JsonPartReader& reader)
      : JsonScanner(text, JsonComments::kRefused), reader_(reader) {}

  std::optional<JsonSyntaxError> Scan() && {
    if (ScanRoot()) return std::nullopt;
    if (!error_.message.empty()) return std::move(error_);
    Checker checker(text_);
    if (!Read(text_, JsonComments::kRefused, checker)) return checker.TakeError();
    return JsonSyntaxError{.message = "expected an object", .place = {}};
  }

 private:
  using Part = JsonPartReader::Part;

  bool ScanRoot() {
    if (!Take('{')) return false;
    if (!Take('}')) {
      do {
        if (!ScanMember()) return false;
      } while (Take(','));
      if (!Take('}')) return false;
    }
    SkipSpace();
    return at_ == text_.size();
  }

  bool ScanMember() {
    SkipSpace();
    if (Next() != '"') return false;
    const std::optional<JsonDocument> read = ReadDocument();
    if (!read || !Take(':')) return false;
    const std::string& name = read->root.string;
    if (!names_.insert(name).second) {
      error_.message = "the root object has two members \"" + name + '"';
      return false;
    }
    const Part part = reader_.Choose(name);
    SkipSpace();
    if (part == Part::kSkip) return !PassValue().empty();
    if (part == Part::kItems && Next() == '[') return ScanItems(name);
    if (part == Part::kItems && Next() != 'n') {
      if (!PassValue().empty()) error_.message = JsonPointerTo("", name) + ": expected a list";
      return false;
    }
    return ReadPart(name, 0);
  }

  bool ScanItems(const std::string& name) {
    Take('[');
    if (Take(']')) return true;
    std::size_t index = 0;
    do {
      SkipSpace();
      if (!ReadPart(name, index++)) return false;
    } while (Take(','));
    return Take(']');
  }

  bool ReadPart(const std::string& name, std::size_t index) {
    std::optional<JsonDocument> part = ReadDocument();
    if (!part) return false;
    if (!part->doubled.empty()) {
      error_.message = "an object in \"" + name + "\" has two members " + part->doubled.front();
      return false;
    }
    reader_.Take(name, index, std::move(part->root));
    return true;
  }

  std::optional<JsonDocument> ReadDocument() {
    const std::string_view value = PassValue();
    Builder builder(value);
    if (!value.empty() && Read(value, JsonComments::kRefused, builder)) {
      return builder.TakeDocument();
    }
    // Of an error that has a place, that in the whole text is wanted.
    JsonSyntaxError error = builder.TakeError();
    if (!error.place) error_ = std::move(error);
    return std::nullopt;
  }

  JsonPartReader& reader_;
  std::set<std::string, std::less<>> names_;
  JsonSyntaxError error_;
};

}  // namespace

const JsonValue* JsonValue::Find(std::string_view name) const {
  const auto member = std::ranges::find(members, name, &JsonMember::name);
  return member == members.end() ? nullptr : &member->value;
}

const std::string* JsonValue::FindString(std::string_view name) const {
  const JsonValue* value = Find(name);
  return value == nullptr || value->kind != Kind::kString ? nullptr : &value->string;
}

std::string JsonValue::StringAt(std::string_view name) const {
  const std::string* text = FindString(name);
  return text == nullptr ? std::string() : *text;
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

std::string JsonSyntaxError::WithPlace() const {
  if (!place) return message;
  return "line " + std::to_string(place->line) + ", column " + std::to_string(place->column) +
         ": " + message;
}

std::variant<JsonDocument, JsonSyntaxError> ParseJson(std::string_view text,
                                                      JsonComments comments) {
  Builder builder(text);
  if (!Read(text, comments, builder)) return builder.TakeError();
  return builder.TakeDocument();
}

std::optional<JsonSyntaxError> ReadJsonParts(std::string_view text, JsonPartReader& reader) {
  return PartScanner(text, reader).Scan();
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
