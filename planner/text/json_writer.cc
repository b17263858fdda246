#include "planner/text/json_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "planner/text/quote.h"
#include "planner/text/terminal_character.h"
#include "tfvars/text/utf8.h"

namespace deltaplan::planner {
namespace {

/// True for the bytes that can be copied as they are.
constexpr bool IsPlain(char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '#'; }

/// How many leading bytes of `text` are plain; found eight at a time.
std::size_t PlainPrefix(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  // The high bit of each byte of the answer is set where the byte of `word` is zero, and perhaps in
  // bytes behind such a one.
  const auto zeros = [](std::uint64_t word) { return (word - kOnes) & ~word & kHighBits; };
  std::size_t at = 0;
  for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof(word));
    const std::uint64_t below_space = (word - kOnes * ' ') & ~word & kHighBits;
    const std::uint64_t delete_or_above = (word | (word + kOnes)) & kHighBits;
    if ((below_space | delete_or_above | zeros(word ^ (kOnes * '"')) |
         zeros(word ^ (kOnes * '\\')) | zeros(word ^ (kOnes * '#'))) != 0) {
      break;
    }
  }
  while (at < text.size() && IsPlain(text[at])) ++at;
  return at;
}

/// `code` is below U+10000.
void AppendEscape(std::string& out, char32_t code) {
  constexpr std::u32string_view kNamed = U"\"\\\b\f\n\r\t";
  constexpr std::string_view kNames = "\"\\bfnrt";
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '\\';
  if (const std::size_t at = kNamed.find(code); at != std::u32string_view::npos) {
    out += kNames[at];
    return;
  }
  out += 'u';
  for (const int shift : {12, 8, 4, 0}) out += kHex[(code >> shift) & 0xF];
}

}  // namespace

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
  out_ += '"';
  while (!text.empty()) {
    const std::size_t plain = PlainPrefix(text);
    out_ += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const std::optional<tfvars::Character> character = tfvars::DecodeUtf8(text);
    const std::size_t size = character ? character->size : 1;
    if (!character) {
      out_ += "\xEF\xBF\xBD";  // U+FFFD
    } else if (text.front() == '#' && !OpensLogCommand(text)) {
      out_ += '#';
    } else if (size == 1 || IsUnsafeToDisplay(character->code)) {
      AppendEscape(out_, character->code);
    } else {
      out_ += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
  out_ += '"';
}

}  // namespace deltaplan::planner
