#include "tfvars/hcl_lexer.h"

#include <algorithm>
#include <utility>

#include "tfvars/unicode.h"

namespace deltaplan::tfvars {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

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
// Longer ones first.
constexpr Punctuation kPunctuation[] = {
    {"...", TokenKind::kEllipsis},    {"==", TokenKind::kEqual},
    {"!=", TokenKind::kNotEqual},     {"<=", TokenKind::kLessEqual},
    {">=", TokenKind::kGreaterEqual}, {"=>", TokenKind::kFatArrow},
    {"&&", TokenKind::kAnd},          {"||", TokenKind::kOr},
    {"::", TokenKind::kDoubleColon},  {"{", TokenKind::kOpenBrace},
    {"}", TokenKind::kCloseBrace},    {"[", TokenKind::kOpenBracket},
    {"]", TokenKind::kCloseBracket},  {"(", TokenKind::kOpenParen},
    {")", TokenKind::kCloseParen},    {"=", TokenKind::kEquals},
    {":", TokenKind::kColon},         {",", TokenKind::kComma},
    {".", TokenKind::kDot},           {"?", TokenKind::kQuestion},
    {"~", TokenKind::kTilde},         {"<", TokenKind::kLess},
    {">", TokenKind::kGreater},       {"!", TokenKind::kNot},
    {"+", TokenKind::kPlus},          {"-", TokenKind::kMinus},
    {"*", TokenKind::kStar},          {"/", TokenKind::kSlash},
    {"%", TokenKind::kPercent},       {"\"", TokenKind::kQuote},
};

}  // namespace

HclLexer::HclLexer(std::string_view text) : text_(text) {
  if (text.starts_with("\xEF\xBB\xBF")) offset_ = 3;
}

void HclLexer::MoveTo(std::uint32_t offset) {
  offset_ = offset;
  peeked_.reset();
}

Token HclLexer::Peek(Newlines newlines) {
  if (!peeked_ || peeked_newlines_ != newlines) {
    peeked_ = Scan(newlines);
    peeked_newlines_ = newlines;
  }
  return *peeked_;
}

Token HclLexer::Next(Newlines newlines) {
  const Token token = Peek(newlines);
  MoveTo(token.range.end);
  return token;
}

std::uint32_t HclLexer::SkipSpace(std::uint32_t at, Newlines newlines) const {
  while (at < text_.size()) {
    const char c = text_[at];
    if (c == ' ' || c == '\t') {
      ++at;
    } else if (newlines == Newlines::kAreSpace && (c == '\n' || StartsWith(at, "\r\n"))) {
      at += c == '\n' ? 1 : 2;
    } else if (c == '#' || StartsWith(at, "//")) {
      at = static_cast<std::uint32_t>(std::min(text_.find('\n', at), text_.size()));
      // "\r\n" is one newline.
      if (at < text_.size() && text_[at - 1] == '\r') --at;
    } else if (StartsWith(at, "/*")) {
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
  if (const auto opening = HeredocOpening(at)) return {TokenKind::kHeredoc, *opening};
  for (const Punctuation& punctuation : kPunctuation) {
    const bool may_be = rest.front() == punctuation.text.front();
    if (may_be && rest.starts_with(punctuation.text)) {
      return token(punctuation.kind, punctuation.text.size());
    }
  }
  std::size_t size = 1;  // one whole character
  while (size < rest.size() && (static_cast<unsigned char>(rest[size]) & 0xC0U) == 0x80U) ++size;
  return token(TokenKind::kInvalid, size);
}

std::uint32_t HclLexer::LiteralEnd(std::uint32_t at, std::string_view stops) const {
  while (at < text_.size()) {
    const char c = text_[at];
    if (stops.find(c) != std::string_view::npos) break;
    if (c == '$' || c == '%') {
      if (StartsWith(at + 1, "{")) break;
      const bool escaped = at + 2 < text_.size() && text_[at + 1] == c && text_[at + 2] == '{';
      at += escaped ? 3 : 1;
    } else {
      ++at;
    }
  }
  return at;
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
  std::uint32_t at = begin;
  while (true) {
    at = LiteralEnd(at, "\"\\\n\r");
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
  std::uint32_t at = LiteralEnd(begin, "\n");
  // The reference divides the text here, and a "~" behind it trims the last piece only.
  const bool is_divided =
      at >= begin + 2 && (StartsWith(at - 2, "$\r\n") || StartsWith(at - 2, "%\r\n"));
  if (StartsWith(at, "\n") && !is_divided) ++at;
  MoveTo(at);
  return {Piece::kLiteral, {begin, at}};
}

}  // namespace deltaplan::tfvars
