#include "planner/text/json_writer.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "planner/text/inert_json.h"
#include "tfvars/text/json_string.h"

namespace deltaplan::planner {

JsonWriter& JsonWriter::BeginObject(JsonLayout layout) {
  Begin('{', layout);
  return *this;
}

JsonWriter& JsonWriter::EndObject() {
  if (!open_.back().is_empty && open_.back().layout == JsonLayout::kInline) out_ += ' ';
  End('}');
  return *this;
}

JsonWriter& JsonWriter::BeginArray(JsonLayout layout) {
  Begin('[', layout);
  return *this;
}

JsonWriter& JsonWriter::EndArray() {
  End(']');
  return *this;
}

JsonWriter& JsonWriter::Key(std::string_view key) {
  if (open_.back().is_empty && open_.back().layout == JsonLayout::kInline) out_ += ' ';
  Separate();
  Quoted(key);
  out_ += ':';
  if (open_.back().layout != JsonLayout::kCompact) out_ += ' ';
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::String(std::string_view text) {
  Separate();
  Quoted(text);
  return *this;
}

JsonWriter& JsonWriter::StringWithin(std::string_view before, std::string_view text,
                                     std::string_view after) {
  Separate();
  out_ += before;
  Quoted(text);
  out_ += after;
  return *this;
}

JsonWriter& JsonWriter::Number(std::uint64_t number) {
  Separate();
  std::array<char, 20> digits;
  const std::to_chars_result written =
      std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out_.append(digits.data(), written.ptr);
  return *this;
}

JsonWriter& JsonWriter::Bool(bool value) {
  Separate();
  out_ += value ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::Null() {
  Separate();
  out_ += "null";
  return *this;
}

JsonWriter& JsonWriter::StringOrNull(const std::optional<std::string>& text) {
  return text ? String(*text) : Null();
}

JsonWriter& JsonWriter::NumberOrNull(const std::optional<std::uint64_t>& number) {
  return number ? Number(*number) : Null();
}

JsonWriter& JsonWriter::Strings(const std::vector<std::string>& texts, JsonLayout layout) {
  BeginArray(layout);
  for (const std::string& text : texts) String(text);
  return EndArray();
}

JsonWriter& JsonWriter::Repeat(std::size_t begin, std::size_t end) {
  Separate();
  out_.append(out_, begin, end - begin);
  return *this;
}

void JsonWriter::Begin(char bracket, JsonLayout layout) {
  Separate();
  out_ += bracket;
  open_.push_back({open_.empty() ? layout : std::max(layout, open_.back().layout)});
}

void JsonWriter::End(char bracket) {
  const Container closed = open_.back();
  open_.pop_back();
  if (closed.layout == JsonLayout::kLines && !closed.is_empty) NewLine();
  out_ += bracket;
}

void JsonWriter::Separate() {
  if (after_key_ || open_.empty()) {
    after_key_ = false;
    return;
  }
  Container& container = open_.back();
  if (!container.is_empty) out_ += container.layout == JsonLayout::kInline ? ", " : ",";
  if (container.layout == JsonLayout::kLines) NewLine();
  container.is_empty = false;
}

void JsonWriter::NewLine() {
  out_ += '\n';
  out_.append(2 * open_.size(), ' ');
}

void JsonWriter::Quoted(std::string_view text) {
  tfvars::AppendJsonString(text, out_, IsMoreThanItself);
}

}  // namespace deltaplan::planner
