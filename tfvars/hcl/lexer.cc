#include "tfvars/hcl/lexer.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <utility>

#include "tfvars/text/ascii.h"
#include "tfvars/text/unicode.h"

namespace deltaplan::tfvars {
namespace {

// A number may hold digits, points and exponents in any order here, and ends with none of the
// points: whether it is one is the parser's question. "1.2.3" is one token, "1..." are two.
std::size_t NumberSize(std::string_view text) {
  std::size_t size = 1;
  std::size_t end = 1;
  while (size < text.size()) {
    if (IsDigit(text[size])) {
      end = ++size;
    } else if (text[size] == '.') {
      ++size;
    } else if (text[size] == 'e' || text[size] == 'E') {
      std::size_t digit = size + 1;
      if (digit < text.size() && (text[digit] == '+' || text[digit] == '-')) ++digit;
      if (digit >= text.size() || !IsDigit(text[digit])) break;
      end = size = digit + 1;
    } else {
      break;
    }
  }
  return end;
}

struct Punctuation {
  std::string_view text;
  TokenKind kind;
};
// By the first character, longer ones first.
constexpr Punctuation kPunctuation[] = {
    {"!=", TokenKind::kNotEqual},    {"!", TokenKind::kNot},
    {"\"", TokenKind::kQuote},       {"%", TokenKind::kPercent},
    {"&&", TokenKind::kAnd},         {"(", TokenKind::kOpenParen},
    {")", TokenKind::kCloseParen},   {"*", TokenKind::kStar},
    {"+", TokenKind::kPlus},         {",", TokenKind::kComma},
    {"-", TokenKind::kMinus},        {"...", TokenKind::kEllipsis},
    {".", TokenKind::kDot},          {"/", TokenKind::kSlash},
    {"::", TokenKind::kDoubleColon}, {":", TokenKind::kColon},
    {"<=", TokenKind::kLessEqual},   {"<", TokenKind::kLess},
    {"==", TokenKind::kEqual},       {"=>", TokenKind::kFatArrow},
    {"=", TokenKind::kEquals},       {">=", TokenKind::kGreaterEqual},
    {">", TokenKind::kGreater},      {"?", TokenKind::kQuestion},
    {"[", TokenKind::kOpenBracket},  {"]", TokenKind::kCloseBracket},
    {"{", TokenKind::kOpenBrace},    {"||", TokenKind::kOr},
    {"}", TokenKind::kCloseBrace},   {"~", TokenKind::kTilde},
};

// The row of `kPunctuation` where those that begin with a character begin.
constexpr auto kFirstRow = [] {
  std::array<std::uint8_t, 256> rows{};
  rows.fill(std::size(kPunctuation));
  for (std::size_t row = std::size(kPunctuation); row-- > 0;) {
    rows[static_cast<unsigned char>(kPunctuation[row].text.front())] =
        static_cast<std::uint8_t>(row);
  }
  return rows;
}();

}  // namespace

// Where literal text may end or a sequence begin.
class HclLexer::Stops {
 public:
  explicit constexpr Stops(std::string_view characters) {
    for (const char c : characters) has_[static_cast<unsigned char>(c)] = true;
  }
  bool Has(char c) const { return has_[static_cast<unsigned char>(c)]; }

 private:
  std::array<bool, 256> has_{};
};

HclLexer::HclLexer(std::string_view text) : text_(text) {
  if (text.starts_with("\xEF\xBB\xBF")) offset_ = 3;
}

std::uint32_t HclLexer::SkipSpace(std::uint32_t at, Newlines newlines) const {
  while (at < text_.size()) {
    const char c = text_[at];
    if (c == ' ' || c == '\t') {
      ++at;
    } else if (c == '\n' || (c == '\r' && StartsWith(at, "\r\n"))) {
      if (newlines == Newlines::kAreTokens) return at;
      at += c == '\n' ? 1 : 2;
    } else if (c == '#' || (c == '/' && StartsWith(at, "//"))) {
      at = static_cast<std::uint32_t>(std::min(text_.find('\n', at), text_.size()));
      // "\r\n" is one newline.
      if (at < text_.size() && text_[at - 1] == '\r') --at;
    } else if (c == '/' && StartsWith(at, "/*")) {
      const std::size_t end = text_.find("*/", at + 2);
      if (end == std::string_view::npos) return at;
      at = static_cast<std::uint32_t>(end + 2);
    } else {
      return at;
    }
  }
  return at;
}

std::optional<Range> HclLexer::HeredocOpening(std::uint32_t at) const {
  const std::uint32_t begin = at;
  if (!StartsWith(at, "<<")) return std::nullopt;
  at += 2;
  if (StartsWith(at, "-")) ++at;
  const auto marker = static_cast<std::uint32_t>(IdentifierSize(text_.substr(at)));
  if (marker == 0) return std::nullopt;
  at += marker;
  if (StartsWith(at, "\r")) ++at;
  if (!StartsWith(at, "\n")) return std::nullopt;
  return Range{begin, at + 1};
}

Token HclLexer::Scan(Newlines newlines) const {
  const std::uint32_t at = SkipSpace(offset_, newlines);
  const auto token = [&](TokenKind kind, std::size_t size) {
    return Token{kind, {at, at + static_cast<std::uint32_t>(size)}};
  };
  if (at >= text_.size()) return token(TokenKind::kEnd, 0);
  const std::string_view rest = text_.substr(at);
  if (rest.front() == '\n') return token(TokenKind::kNewline, 1);
  if (rest.starts_with("\r\n")) return token(TokenKind::kNewline, 2);
  if (const std::size_t size = IdentifierSize(rest)) return token(TokenKind::kIdentifier, size);
  if (IsDigit(rest.front())) return token(TokenKind::kNumber, NumberSize(rest));
  if (rest.front() == '<') {
    if (const auto opening = HeredocOpening(at)) return {TokenKind::kHeredoc, *opening};
  }
  for (std::size_t row = kFirstRow[static_cast<unsigned char>(rest.front())];
       row < std::size(kPunctuation) && kPunctuation[row].text.front() == rest.front(); ++row) {
    const auto& [text, kind] = kPunctuation[row];
    if (text.size() == 1 || rest.starts_with(text)) return token(kind, text.size());
  }
  std::size_t size = 1;  // one whole character
  while (size < rest.size() && (static_cast<unsigned char>(rest[size]) & 0xC0U) == 0x80U) ++size;
  return token(TokenKind::kInvalid, size);
}

std::uint32_t HclLexer::LiteralEnd(std::uint32_t at, const Stops& stops) const {
  while (true) {
    while (at < text_.size() && !stops.Has(text_[at])) ++at;
    if (at >= text_.size() || (text_[at] != '$' && text_[at] != '%')) return at;
    if (StartsWith(at + 1, "{")) return at;
    const bool is_escaped = StartsWith(at, "$${") || StartsWith(at, "%%{");
    at += is_escaped ? 3 : 1;
  }
}

std::pair<Piece, Range> HclLexer::Sequence(Piece piece) {
  const std::uint32_t begin = offset_;
  MoveTo(begin + (StartsWith(begin + 2, "~") ? 3 : 2));
  return {piece, {begin, offset_}};
}

std::pair<Piece, Range> HclLexer::NextQuotedPiece() {
  const std::uint32_t begin = offset_;
  const auto ends_line = [](char c) { return c == '\n' || c == '\r'; };
  if (begin >= text_.size() || ends_line(text_[begin])) return {Piece::kUnclosed, {begin, begin}};
  if (text_[begin] == '"') {
    MoveTo(begin + 1);
    return {Piece::kClose, {begin, offset_}};
  }
  if (StartsWith(begin, "${")) return Sequence(Piece::kInterpolation);
  if (StartsWith(begin, "%{")) return Sequence(Piece::kDirective);
  static constexpr Stops kStops("$%\"\\\n\r");
  std::uint32_t at = begin;
  while (true) {
    at = LiteralEnd(at, kStops);
    if (at >= text_.size() || text_[at] != '\\') break;
    // The character behind a backslash ends nothing.
    const bool has_next = at + 1 < text_.size() && !ends_line(text_[at + 1]);
    at += has_next ? 2 : 1;
  }
  MoveTo(at);
  return {Piece::kLiteral, {begin, at}};
}

HeredocStart HclLexer::StartOfHeredoc(Token token) const {
  std::string_view text = Text(token.range).substr(2);
  HeredocStart start;
  if (text.starts_with('-')) {
    start.flush = true;
    text.remove_prefix(1);
  }
  start.marker = text.substr(0, text.find_last_not_of("\r\n") + 1);
  return start;
}

std::pair<Piece, Range> HclLexer::NextHeredocPiece(std::string_view marker) {
  const std::uint32_t begin = offset_;
  if (begin >= text_.size()) return {Piece::kUnclosed, {begin, begin}};
  if (begin > 0 && text_[begin - 1] == '\n') {
    // A line that holds the marker and else only space closes it.
    // The newline is part of it.
    const std::size_t newline = text_.find('\n', begin);
    std::string_view line = text_.substr(begin, std::min(newline, text_.size()) - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool may_close = newline != std::string_view::npos && line.find(marker) != line.npos &&
                           line.find('\r') == line.npos;
    if (may_close && WithoutSpace(line) == marker) {
      MoveTo(begin + static_cast<std::uint32_t>(line.size()));
      return {Piece::kClose, {begin, offset_}};
    }
  }
  if (StartsWith(begin, "${")) return Sequence(Piece::kInterpolation);
  if (StartsWith(begin, "%{")) return Sequence(Piece::kDirective);
  static constexpr Stops kStops("$%\n");
  std::uint32_t at = LiteralEnd(begin, kStops);
  // The reference divides the text here, and a "~" behind it trims the last piece only.
  const bool is_divided =
      at >= begin + 2 && (StartsWith(at - 2, "$\r\n") || StartsWith(at - 2, "%\r\n"));
  if (StartsWith(at, "\n") && !is_divided) ++at;
  MoveTo(at);
  return {Piece::kLiteral, {begin, at}};
}

}  // namespace deltaplan::tfvars
