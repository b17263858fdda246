#include "tfvars/hcl/json_syntax.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "tfvars/hcl/parser.h"
#include "tfvars/text/ascii.h"
#include "tfvars/text/number.h"
#include "tfvars/text/unicode.h"
#include "tfvars/text/utf8.h"

namespace deltaplan::tfvars {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Bytes that are no UTF-8 become U+FFFD, as Terraform reads them.
void AppendReadable(std::string_view part, std::string& text) {
  while (const std::optional<std::size_t> bad = FirstBadUtf8(part)) {
    text += part.substr(0, *bad);
    text += "\uFFFD";
    part.remove_prefix(*bad + 1);
  }
  text += part;
}

class JsonParser {
 public:
  JsonParser(std::string_view text, Diagnostics& diagnostics)
      : text_(text), diagnostics_(diagnostics) {}

  ExpressionPtr ParseDocument() {
    if (text_.starts_with("\xEF\xBB\xBF")) {
      return Fail("Invalid start of value",
                  "The file begins with a byte order mark, which JSON does not have. Save it "
                  "without.",
                  3);
    }
    ExpressionPtr value = ParseValue();
    if (!value) return nullptr;
    if (value->As<Object>() == nullptr && value->As<Tuple>() == nullptr) {
      at_ = value->range.begin;
      return Fail("Root value must be object", "A file holds an object, or an array of objects.",
                  value->range.size());
    }
    SkipSpace();
    if (at_ < text_.size()) {
      return Fail("Extraneous data after value", "The file has to end behind its first value.");
    }
    return value;
  }

 private:
  std::nullptr_t Fail(std::string summary, std::string detail, std::size_t size = 1) {
    const auto begin = static_cast<std::uint32_t>(std::min(at_, text_.size()));
    const auto end = static_cast<std::uint32_t>(std::min(begin + size, text_.size()));
    diagnostics_.push_back(
        {.summary = std::move(summary), .detail = std::move(detail), .subject = {begin, end}});
    return nullptr;
  }

  // What has been read from `begin` on.
  template <typename Node>
  ExpressionPtr Make(std::size_t begin, Node node) const {
    return MakeExpression({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_)},
                          std::move(node));
  }

  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void SkipSpace() {
    while (at_ < text_.size() && IsSpace(text_[at_])) ++at_;
  }
  std::string Here() const {
    if (at_ >= text_.size()) return "the end of the file";
    const std::string_view rest = text_.substr(at_, 4);
    if (static_cast<unsigned char>(rest.front()) < 0x20) return "a control character";
    if (FirstBadUtf8(rest) == 0) return "a byte that is no UTF-8";
    return fmt::format("\"{}\"", rest.substr(0, FirstCharacter(rest).size));
  }

  ExpressionPtr ParseValue() {
    SkipSpace();
    switch (Peek()) {
      case '{':
      case '[':
        return ParseNested();
      case '"':
        return ParseString();
      case 't':
        return ParseWord("true", Value(true));
      case 'f':
        return ParseWord("false", Value(false));
      case 'n':
        return ParseWord("null", Value());
      default:
        if (Peek() == '-' || IsDigit(Peek())) return ParseNumber();
        return Fail("Missing JSON value",
                    fmt::format("A value is an object, an array, a string in double quotes, a "
                                "number, true, false or null; here is {}.",
                                Here()));
    }
  }

  ExpressionPtr ParseNested() {
    if (depth_ == kMaxNesting) {
      return Fail("Nested too deeply",
                  fmt::format("Objects and arrays may be nested {} levels deep.", kMaxNesting));
    }
    ++depth_;
    ExpressionPtr value = Peek() == '{' ? ParseObject() : ParseArray();
    --depth_;
    return value;
  }

  // Behind an element: true at a comma, false at `close`; both are taken. nullopt after an error.
  std::optional<bool> ReadSeparator(char close, const char* what) {
    SkipSpace();
    if (Peek() == close) {
      ++at_;
      return false;
    }
    if (Peek() != ',') {
      Fail(fmt::format("Missing separator in {}", what),
           fmt::format("Behind an element belongs a comma or \"{}\"; here is {}.", close, Here()));
      return std::nullopt;
    }
    ++at_;
    SkipSpace();
    if (Peek() == close) {
      Fail(fmt::format("Trailing comma in {}", what), "JSON has no comma behind the last element.");
      return std::nullopt;
    }
    return true;
  }

  ExpressionPtr ParseArray() {
    const std::size_t begin = at_++;
    Tuple tuple;
    SkipSpace();
    if (Peek() == ']') {
      ++at_;
      return Make(begin, std::move(tuple));
    }
    std::optional<bool> more = true;
    while (*more) {
      ExpressionPtr item = ParseValue();
      if (!item) return nullptr;
      tuple.items.push_back(std::move(item));
      more = ReadSeparator(']', "array");
      if (!more) return nullptr;
    }
    return Make(begin, std::move(tuple));
  }

  ExpressionPtr ParseObject() {
    const std::size_t begin = at_++;
    Object object;
    SkipSpace();
    if (Peek() == '}') {
      ++at_;
      return Make(begin, std::move(object));
    }
    std::optional<bool> more = true;
    while (*more) {
      SkipSpace();
      if (Peek() != '"') {
        return Fail("Invalid object property name",
                    fmt::format("A name stands in double quotes; here is {}.", Here()));
      }
      ExpressionPtr key = ParseString();
      if (!key) return nullptr;
      SkipSpace();
      if (Peek() != ':') {
        return Fail("Missing property value colon",
                    fmt::format("Behind a name belongs a colon; here is {}.", Here()));
      }
      ++at_;
      ExpressionPtr value = ParseValue();
      if (!value) return nullptr;
      object.items.push_back({std::move(key), std::move(value)});
      more = ReadSeparator('}', "object");
      if (!more) return nullptr;
    }
    return Make(begin, std::move(object));
  }

  ExpressionPtr ParseWord(std::string_view word, Value value) {
    if (text_.substr(at_, word.size()) != word) {
      return Fail("Invalid JSON keyword", "The only words are true, false and null.");
    }
    const std::size_t begin = at_;
    at_ += word.size();
    return Make(begin, Literal{std::move(value)});
  }

  std::size_t SkipDigits() {
    const std::size_t begin = at_;
    while (IsDigit(Peek())) ++at_;
    return at_ - begin;
  }

  ExpressionPtr ParseNumber() {
    const std::size_t begin = at_;
    if (Peek() == '-') ++at_;
    const bool starts_with_zero = Peek() == '0';
    const std::size_t whole = SkipDigits();
    bool is_number = whole > 0 && !(starts_with_zero && whole > 1);
    if (is_number && Peek() == '.') {
      ++at_;
      is_number = SkipDigits() > 0;
    }
    if (is_number && (Peek() == 'e' || Peek() == 'E')) {
      ++at_;
      if (Peek() == '+' || Peek() == '-') ++at_;
      is_number = SkipDigits() > 0;
    }
    const std::string_view text = text_.substr(begin, at_ - begin);
    if (!is_number || !Number::IsNumber(text)) {
      at_ = begin;
      return Fail(
          "Invalid JSON number",
          "A number is digits without leading zeros, then perhaps a point with digits, then "
          "perhaps an exponent.",
          text.size());
    }
    std::optional<Number> number = Number::Parse(text);
    return Make(begin, Literal{number ? Value(std::move(*number)) : Value(Unknown())});
  }

  std::optional<char32_t> ReadHex4() {
    char32_t code = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = Peek();
      const char lower = static_cast<char>(c | 0x20);
      if (IsDigit(c)) {
        code = code * 16 + static_cast<char32_t>(c - '0');
      } else if (lower >= 'a' && lower <= 'f') {
        code = code * 16 + static_cast<char32_t>(lower - 'a' + 10);
      } else {
        return std::nullopt;
      }
    }
    return code;
  }

  // Behind a backslash. False after an error.
  bool ReadEscape(std::string& text) {
    constexpr std::string_view kShort = "\"\\/bfnrt";
    constexpr std::string_view kMeaning = "\"\\/\b\f\n\r\t";
    const char kind = Peek();
    const std::size_t begin = at_ - 1;
    if (const std::size_t known = kShort.find(kind);
        at_ < text_.size() && known != std::string_view::npos) {
      text += kMeaning[known];
      ++at_;
      return true;
    }
    if (kind == 'u') {
      ++at_;
      std::optional<char32_t> code = ReadHex4();
      // Two escapes make one character beyond the first 65,536; half of such a pair is none.
      if (code && *code >= 0xD800 && *code < 0xDC00 && text_.substr(at_, 2) == "\\u") {
        const std::size_t behind = at_;
        at_ += 2;
        const std::optional<char32_t> low = ReadHex4();
        if (low && *low >= 0xDC00 && *low < 0xE000) {
          code = 0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00);
        } else {
          at_ = behind;
        }
      }
      if (code) {
        AppendUtf8(*code >= 0xD800 && *code < 0xE000 ? U'\uFFFD' : *code, text);
        return true;
      }
    }
    at_ = begin;
    Fail("Invalid escape sequence",
         "A backslash stands before one of \" \\ / b f n r t, or before u and four hexadecimal "
         "digits.",
         2);
    return false;
  }

  ExpressionPtr ParseString() {
    const std::size_t begin = at_++;
    std::string text;
    while (true) {
      const std::size_t plain = at_;
      while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' &&
             static_cast<unsigned char>(text_[at_]) >= 0x20) {
        ++at_;
      }
      const std::string_view part = text_.substr(plain, at_ - plain);
      AppendReadable(part, text);
      if (Peek() == '"') {
        ++at_;
        return Make(begin, Literal{Value(NormalFormC(std::move(text)))});
      }
      if (Peek() == '\\') {
        ++at_;
        if (!ReadEscape(text)) return nullptr;
      } else {
        return Fail("Unterminated string",
                    fmt::format("A string ends with a quote, and holds control characters only as "
                                "escapes; here is {}.",
                                Here()));
      }
    }
  }

  std::string_view text_;
  Diagnostics& diagnostics_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace

ExpressionPtr ParseJsonSyntax(const Source& source, Diagnostics& diagnostics) {
  if (!CheckSize(source, diagnostics)) return nullptr;
  return JsonParser(source.text, diagnostics).ParseDocument();
}

}  // namespace deltaplan::tfvars
