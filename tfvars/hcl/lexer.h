// HCL native syntax as tokens. Source: HCL native syntax specification, "Lexical elements".
//
// The text is one stream of tokens outside of strings. Inside of strings and heredocs literal text
// and ${...}, %{...} sequences take turns; there the parser says when it wants which.
#ifndef DELTAPLAN_TFVARS_HCL_LEXER_H_
#define DELTAPLAN_TFVARS_HCL_LEXER_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "tfvars/text/diagnostic.h"
#include "tfvars/text/source.h"

namespace deltaplan::tfvars {

enum class TokenKind : std::uint8_t {
  kEnd,
  kNewline,
  kIdentifier,
  kNumber,
  kQuote,    // "
  kHeredoc,  // <<MARKER or <<-MARKER, with the newline after it
  kOpenBrace,
  kCloseBrace,
  kOpenBracket,
  kCloseBracket,
  kOpenParen,
  kCloseParen,
  kEquals,
  kColon,
  kDoubleColon,
  kComma,
  kDot,
  kEllipsis,
  kFatArrow,
  kQuestion,
  kTilde,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kAnd,
  kOr,
  kNot,
  kPlus,
  kMinus,
  kStar,
  kSlash,
  kPercent,
  kInvalid,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  Range range;
};

/// Whether newlines are tokens or space.
enum class Newlines : std::uint8_t { kAreTokens, kAreSpace };

/// What stands next inside of a string or heredoc.
enum class Piece : std::uint8_t {
  kLiteral,        // text, escapes still in it
  kInterpolation,  // ${ or ${~
  kDirective,      // %{ or %{~
  kClose,          // the closing quote, or the line with the heredoc's marker
  kUnclosed,       // the end of the text, or of the line in a quoted string
};

/// What <<-EOT says.
struct HeredocStart {
  std::string_view marker;
  bool flush = false;  ///< <<- : common indentation is taken away
};

class HclLexer {
 public:
  /// A byte order mark is skipped. Bytes that are no UTF-8 become `kInvalid` tokens; in comments
  /// nobody minds them, and literals come as they are. The text outlives the lexer.
  explicit HclLexer(std::string_view text);

  /// The next token stays where it is.
  Token Peek(Newlines newlines) {
    // One that is no newline, found where newlines are tokens, is the next one in either case.
    const bool is_known =
        peeked_ && (peeked_newlines_ == newlines ||
                    (newlines == Newlines::kAreSpace && peeked_->kind != TokenKind::kNewline));
    if (!is_known) {
      peeked_ = Scan(newlines);
      peeked_newlines_ = newlines;
    }
    return *peeked_;
  }
  /// Takes it.
  Token Next(Newlines newlines) {
    const Token token = Peek(newlines);
    MoveTo(token.range.end);
    return token;
  }
  /// Where the next token is looked for; where literal text begins.
  std::uint32_t offset() const { return offset_; }
  void MoveTo(std::uint32_t offset) {
    offset_ = offset;
    peeked_.reset();
  }

  std::string_view Text(Range range) const { return text_.substr(range.begin, range.size()); }

  /// The next piece of a quoted string. Literals are never empty.
  std::pair<Piece, Range> NextQuotedPiece();
  /// The next piece of a heredoc, of which a literal is a line or less. `kClose` covers the
  /// marker.
  std::pair<Piece, Range> NextHeredocPiece(std::string_view marker);
  /// The marker of a `kHeredoc` token.
  HeredocStart StartOfHeredoc(Token token) const;

 private:
  class Stops;

  Token Scan(Newlines newlines) const;
  std::uint32_t SkipSpace(std::uint32_t at, Newlines newlines) const;
  std::optional<Range> HeredocOpening(std::uint32_t at) const;
  std::pair<Piece, Range> Sequence(Piece piece);
  /// Where a literal that begins at `at` ends: at a sequence or at the first of `stops`.
  std::uint32_t LiteralEnd(std::uint32_t at, const Stops& stops) const;
  template <std::size_t size>
  bool StartsWith(std::size_t at, const char (&what)[size]) const {
    // Of a size that is known there is nothing to call.
    constexpr std::size_t kLength = size - 1;
    return at + kLength <= text_.size() && std::memcmp(text_.data() + at, what, kLength) == 0;
  }

  std::string_view text_;
  std::uint32_t offset_ = 0;
  std::optional<Token> peeked_;
  Newlines peeked_newlines_ = Newlines::kAreTokens;
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_HCL_LEXER_H_
