#include "tfvars/hcl/parser.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "tfvars/hcl/expression_parser.h"
#include "tfvars/hcl/lexer.h"

namespace deltaplan::tfvars {
namespace {

constexpr Newlines kTokens = Newlines::kAreTokens;

class BodyParser {
 public:
  BodyParser(const Source& source, Diagnostics& diagnostics)
      : text_(source.text),
        lexer_(source.text),
        diagnostics_(diagnostics),
        expressions_(lexer_, diagnostics) {}

  Body ParseFile() {
    Body body;
    const std::size_t before = diagnostics_.size();
    ParseItems(body, TokenKind::kEnd);
    body.range = {0, static_cast<std::uint32_t>(text_.size())};
    RemoveDoubled(before);
    return body;
  }

 private:
  // What stands in a block that is never closed is read twice: in it, and behind its first line.
  void RemoveDoubled(std::size_t before) {
    for (std::size_t i = before; i < diagnostics_.size();) {
      const auto here = diagnostics_.begin() + static_cast<std::ptrdiff_t>(i);
      const auto first = diagnostics_.begin() + static_cast<std::ptrdiff_t>(before);
      const bool is_doubled = std::any_of(first, here, [&](const Diagnostic& other) {
        return other.subject == here->subject && other.summary == here->summary;
      });
      if (is_doubled || i >= kMaxDiagnostics) {
        diagnostics_.erase(here);
      } else {
        ++i;
      }
    }
  }
  bool HasRoom() const { return diagnostics_.size() < kMaxDiagnostics; }

  using Names = std::unordered_set<std::string_view>;

  // Whether no attribute of `body` has that name yet. Few are compared one by one; once there are
  // more, `names` holds them.
  bool IsNew(std::string_view name, const Body& body, Names& names) const {
    constexpr std::size_t kFew = 16;
    if (body.attributes.size() < kFew) return body.Find(name) == nullptr;
    if (names.empty()) {
      for (const Attribute& known : body.attributes) names.insert(lexer_.Text(known.name_range));
    }
    return names.insert(name).second;
  }

  // Reads attributes and blocks up to the token `end`, which stays. False at the end of the file.
  bool ParseItems(Body& body, TokenKind end) {
    Names names;
    while (HasRoom()) {
      const Token token = lexer_.Peek(kTokens);
      if (token.kind == end) return true;
      switch (token.kind) {
        case TokenKind::kNewline:
          lexer_.Next(kTokens);
          break;
        case TokenKind::kEnd:
          return false;
        case TokenKind::kIdentifier:
          if (!ParseItem(body, names)) Recover(token.range.begin);
          break;
        default:
          ReportNoItem(token);
          Recover(token.range.begin);
      }
    }
    lexer_.MoveTo(static_cast<std::uint32_t>(text_.size()));  // enough has been said
    return true;
  }

  void ReportNoItem(Token token) {
    std::string detail = fmt::format("An argument or a block has to begin with a name; here is {}.",
                                     expressions_.Unexpected(token));
    if (token.kind == TokenKind::kQuote) {
      detail = "An argument's name stands without quotes.";
    } else if (token.kind == TokenKind::kCloseBrace) {
      detail = "No block is open here that this brace could close.";
    }
    expressions_.Report(token.range, "Argument or block definition required", std::move(detail));
  }

  bool ParseItem(Body& body, Names& names) {
    const Token name = lexer_.Next(kTokens);
    const Token next = lexer_.Peek(kTokens);
    switch (next.kind) {
      case TokenKind::kEquals:
        return ParseAttribute(name, body, names) && ExpectLineEnd("argument");
      case TokenKind::kIdentifier:
      case TokenKind::kQuote:
      case TokenKind::kOpenBrace:
        return ParseBlock(name, body) && ExpectLineEnd("block definition");
      default:
        break;
    }
    expressions_.Report(Cover(name.range, next.range), "Invalid argument or block",
                        fmt::format("Behind \"{}\" belongs \"=\" with a value, or a block's labels "
                                    "and \"{{\"; here is {}.",
                                    lexer_.Text(name.range), expressions_.Unexpected(next)));
    return false;
  }

  bool ExpectLineEnd(const char* what) {
    const Token token = lexer_.Peek(kTokens);
    if (token.kind == TokenKind::kEnd) return true;
    if (token.kind == TokenKind::kNewline) {
      lexer_.Next(kTokens);
      return true;
    }
    expressions_.Report(token.range, fmt::format("Missing newline after {}", what),
                        fmt::format("Only one {} may stand on a line; here follows {}.", what,
                                    expressions_.Unexpected(token)));
    return false;
  }

  bool ParseAttribute(Token name, Body& body, Names& names) {
    lexer_.Next(kTokens);  // =
    ExpressionPtr expression = expressions_.ParseExpression(kTokens);
    if (!expression) return false;
    const std::string_view text = lexer_.Text(name.range);
    if (!IsNew(text, body, names)) {
      expressions_.Report(name.range, "Attribute redefined",
                          fmt::format("\"{}\" has a value in this block already; each argument may "
                                      "be set once.",
                                      text));
      return true;
    }
    const Range range = Cover(name.range, expression->range);
    if (body.attributes.empty()) body.attributes.reserve(4);
    body.attributes.push_back({.name = std::string(text),
                               .name_range = name.range,
                               .range = range,
                               .expression = std::move(expression)});
    return true;
  }

  bool ParseBlock(Token type, Body& body) {
    if (!expressions_.Enter()) return false;
    const bool parsed = ParseBlockInside(type, body);
    expressions_.Leave();
    return parsed;
  }

  bool ParseBlockInside(Token type, Body& body) {
    Block block{.type = std::string(lexer_.Text(type.range)), .labels = {}, .header = type.range};
    Token token = lexer_.Peek(kTokens);
    for (; token.kind != TokenKind::kOpenBrace; token = lexer_.Peek(kTokens)) {
      std::string label;
      if (token.kind == TokenKind::kIdentifier) {
        label = lexer_.Text(lexer_.Next(kTokens).range);
      } else if (token.kind == TokenKind::kQuote) {
        if (!expressions_.ParsePlainString(label)) return false;
      } else {
        expressions_.Report(token.range, "Invalid block definition",
                            fmt::format("A block's labels are followed by \"{{\" on the same line; "
                                        "here is {}.",
                                        expressions_.Unexpected(token)));
        return false;
      }
      block.labels.push_back(std::move(label));
      block.header.end = lexer_.offset();
    }
    lexer_.Next(kTokens);  // {
    if (!ParseBlockBody(token, block)) return false;
    block.body.range = {token.range.begin, lexer_.offset()};
    block.range = {type.range.begin, lexer_.offset()};
    body.blocks.push_back(std::move(block));
    return true;
  }

  bool ParseBlockBody(Token open, Block& block) {
    const Token first = lexer_.Peek(kTokens);
    if (first.kind == TokenKind::kIdentifier) return ParseOnlyArgument(block);
    if (first.kind != TokenKind::kNewline && first.kind != TokenKind::kCloseBrace &&
        first.kind != TokenKind::kEnd) {
      expressions_.Report(first.range, "Invalid single-argument block definition",
                          "On the line of the opening brace may stand one argument and the closing "
                          "brace; else the block's contents begin on the next line.");
      return false;
    }
    if (!ParseItems(block.body, TokenKind::kCloseBrace)) {
      expressions_.Report(open.range, "Unclosed configuration block",
                          fmt::format("No closing brace follows for {}.", HeaderText(block)));
      return false;
    }
    if (lexer_.Peek(kTokens).kind == TokenKind::kCloseBrace) lexer_.Next(kTokens);
    return true;
  }

  // type { name = value }
  bool ParseOnlyArgument(Block& block) {
    const Token name = lexer_.Next(kTokens);
    const Token equals = lexer_.Peek(kTokens);
    if (equals.kind != TokenKind::kEquals) {
      expressions_.Report(Cover(name.range, equals.range),
                          "Invalid single-argument block definition",
                          "A block on one line holds at most one argument and no further block.");
      return false;
    }
    Names names;
    if (!ParseAttribute(name, block.body, names)) return false;
    const Token close = lexer_.Peek(kTokens);
    if (close.kind != TokenKind::kCloseBrace) {
      expressions_.Report(close.range, "Invalid single-argument block definition",
                          fmt::format("Behind the only argument of a block on one line belongs "
                                      "\"}}\"; here is {}.",
                                      expressions_.Unexpected(close)));
      return false;
    }
    lexer_.Next(kTokens);
    return true;
  }

  // After an error: goes on behind the line that closes what the item at `begin` has opened, so
  // that one mistake is not reported many times.
  void Recover(std::uint32_t begin) {
    const std::uint32_t error = std::max(diagnostics_.back().subject.begin, begin);
    std::size_t depth = 0;
    std::size_t fallback = std::string_view::npos;
    lexer_.MoveTo(begin);
    while (true) {
      const Token token = lexer_.Next(kTokens);
      switch (token.kind) {
        case TokenKind::kEnd:
          // What was opened is never closed: nothing but the line is wrong.
          if (fallback != std::string_view::npos) {
            lexer_.MoveTo(static_cast<std::uint32_t>(fallback));
          }
          return;
        case TokenKind::kNewline:
          if (token.range.begin < error) break;
          if (fallback == std::string_view::npos) fallback = token.range.end;
          if (depth == 0) return;
          break;
        case TokenKind::kOpenBrace:
        case TokenKind::kOpenBracket:
        case TokenKind::kOpenParen:
          ++depth;
          break;
        case TokenKind::kCloseBrace:
        case TokenKind::kCloseBracket:
        case TokenKind::kCloseParen:
          if (depth == 0 && token.range.begin > error) {  // it closes the block around the item
            lexer_.MoveTo(token.range.begin);
            return;
          }
          if (depth > 0) --depth;
          break;
        case TokenKind::kQuote:
          SkipQuoted();
          break;
        case TokenKind::kHeredoc:
          SkipHeredoc(token);
          break;
        default:
          break;
      }
    }
  }

  // Sequences are passed over as text: this only has to be good enough to find the next item.
  void SkipQuoted() {
    Piece piece = Piece::kLiteral;
    while (piece != Piece::kClose && piece != Piece::kUnclosed) {
      piece = lexer_.NextQuotedPiece().first;
    }
  }
  void SkipHeredoc(Token token) {
    const HeredocStart start = lexer_.StartOfHeredoc(token);
    Piece piece = Piece::kLiteral;
    while (piece != Piece::kClose && piece != Piece::kUnclosed) {
      piece = lexer_.NextHeredocPiece(start.marker).first;
    }
    if (piece == Piece::kUnclosed) lexer_.MoveTo(token.range.end);
  }

  std::string_view text_;
  HclLexer lexer_;
  Diagnostics& diagnostics_;
  HclExpressionParser expressions_;
};

}  // namespace

Body ParseHcl(const Source& source, Diagnostics& diagnostics) {
  if (!CheckSize(source, diagnostics)) return {};
  return BodyParser(source, diagnostics).ParseFile();
}

ExpressionPtr ParseHclExpression(const Source& source, Diagnostics& diagnostics) {
  if (!CheckSize(source, diagnostics)) return nullptr;
  HclLexer lexer(source.text);
  HclExpressionParser parser(lexer, diagnostics);
  ExpressionPtr expression = parser.ParseExpression(Newlines::kAreSpace);
  if (!expression) return nullptr;
  const Token end = lexer.Peek(Newlines::kAreSpace);
  if (end.kind == TokenKind::kEnd) return expression;
  parser.Report(end.range, "Extra characters after expression",
                fmt::format("The expression ends before {}.", parser.Unexpected(end)));
  return nullptr;
}

ExpressionPtr ParseHclTemplate(const Source& source, Diagnostics& diagnostics) {
  if (!CheckSize(source, diagnostics)) return nullptr;
  HclLexer lexer(source.text);
  return HclExpressionParser(lexer, diagnostics).ParseBareTemplate();
}

}  // namespace deltaplan::tfvars
