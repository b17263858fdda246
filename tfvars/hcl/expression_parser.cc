#include "tfvars/hcl/expression_parser.h"

#include <array>
#include <fmt/format.h>
#include <memory>
#include <optional>

#include "tfvars/hcl/parser.h"
#include "tfvars/text/utf8.h"

namespace deltaplan::tfvars {
namespace {

// Operators by precedence; level 0 binds least.
struct OperatorRow {
  TokenKind token;
  BinaryOperator op;
  std::size_t level;
};
constexpr OperatorRow kOperators[] = {
    {TokenKind::kOr, BinaryOperator::kOr, 0},
    {TokenKind::kAnd, BinaryOperator::kAnd, 1},
    {TokenKind::kEqual, BinaryOperator::kEqual, 2},
    {TokenKind::kNotEqual, BinaryOperator::kNotEqual, 2},
    {TokenKind::kGreater, BinaryOperator::kGreater, 3},
    {TokenKind::kGreaterEqual, BinaryOperator::kGreaterEqual, 3},
    {TokenKind::kLess, BinaryOperator::kLess, 3},
    {TokenKind::kLessEqual, BinaryOperator::kLessEqual, 3},
    {TokenKind::kPlus, BinaryOperator::kAdd, 4},
    {TokenKind::kMinus, BinaryOperator::kSubtract, 4},
    {TokenKind::kStar, BinaryOperator::kMultiply, 5},
    {TokenKind::kSlash, BinaryOperator::kDivide, 5},
    {TokenKind::kPercent, BinaryOperator::kRemainder, 5},
};
constexpr std::size_t kLevels = 6;

// The row of each kind of token; null for those that are no operators.
constexpr auto kOperatorOf = [] {
  std::array<const OperatorRow*, static_cast<std::size_t>(TokenKind::kInvalid) + 1> rows{};
  for (const OperatorRow& row : kOperators) rows[static_cast<std::size_t>(row.token)] = &row;
  return rows;
}();

const OperatorRow* FindOperator(TokenKind token) {
  return kOperatorOf[static_cast<std::size_t>(token)];
}

}  // namespace

void HclExpressionParser::Report(Range subject, std::string summary, std::string detail) {
  diagnostics_.push_back({.severity = Severity::kError,
                          .summary = std::move(summary),
                          .detail = std::move(detail),
                          .subject = subject});
}

std::string HclExpressionParser::Unexpected(Token token) const {
  switch (token.kind) {
    case TokenKind::kEnd:
      return "the end of the file";
    case TokenKind::kNewline:
      return "a newline";
    case TokenKind::kHeredoc:
      return "a heredoc";
    default:
      if (FirstBadUtf8(lexer_.Text(token.range))) return "a byte that is no UTF-8";
      return fmt::format("\"{}\"", lexer_.Text(token.range));
  }
}

bool HclExpressionParser::Enter() {
  if (depth_ == kMaxNesting) {
    const Token token = lexer_.Peek(Newlines::kAreSpace);
    Report(token.range, "Nested too deeply",
           fmt::format("Expressions and blocks may be nested {} levels deep.", kMaxNesting));
    return false;
  }
  ++depth_;
  return true;
}

ExpressionPtr HclExpressionParser::ParseExpression(Newlines newlines) {
  if (!Enter()) return nullptr;
  ExpressionPtr expression = ParseTernary(newlines);
  Leave();
  return expression;
}

ExpressionPtr HclExpressionParser::ParseTernary(Newlines newlines) {
  ExpressionPtr condition = ParseBinary(newlines, 0);
  if (!condition || lexer_.Peek(newlines).kind != TokenKind::kQuestion) return condition;
  lexer_.Next(newlines);
  ExpressionPtr if_true = ParseExpression(newlines);
  if (!if_true) return nullptr;
  const Token colon = lexer_.Peek(newlines);
  if (colon.kind != TokenKind::kColon) {
    Report(colon.range, "Missing false expression in conditional",
           fmt::format("A conditional is condition ? a : b; here is {} instead of the \":\".",
                       Unexpected(colon)));
    return nullptr;
  }
  lexer_.Next(newlines);
  ExpressionPtr if_false = ParseExpression(newlines);
  if (!if_false) return nullptr;
  const Range range = Cover(condition->range, if_false->range);
  return MakeExpression(range,
                        Conditional{std::move(condition), std::move(if_true), std::move(if_false)});
}

ExpressionPtr HclExpressionParser::ParseBinary(Newlines newlines, std::size_t level) {
  ExpressionPtr first = ParseWithSteps(newlines);
  if (!first) return nullptr;
  const OperatorRow* row = FindOperator(lexer_.Peek(newlines).kind);
  // From the operators that bind most to those of `level`.
  for (std::size_t current = kLevels; row != nullptr && current-- > level;) {
    std::vector<Binary::Operand> rest;
    while (row != nullptr && row->level == current) {
      lexer_.Next(newlines);
      ExpressionPtr operand = ParseBinary(newlines, current + 1);
      if (!operand) return nullptr;
      rest.push_back({row->op, std::move(operand)});
      row = FindOperator(lexer_.Peek(newlines).kind);
    }
    if (rest.empty()) continue;
    const Range range = Cover(first->range, rest.back().value->range);
    first = MakeExpression(range, Binary{std::move(first), std::move(rest)});
  }
  return first;
}

ExpressionPtr HclExpressionParser::ParseWithSteps(Newlines newlines) {
  ExpressionPtr term = ParseTerm(newlines);
  if (!term) return nullptr;
  return ParseSteps(std::move(term), newlines);
}

bool HclExpressionParser::ParseDotStep(Newlines newlines, Token dot, std::vector<Step>& steps) {
  const Token token = lexer_.Peek(newlines);
  if (token.kind == TokenKind::kIdentifier) {
    lexer_.Next(newlines);
    steps.emplace_back(
        AttributeStep{std::string(lexer_.Text(token.range)), Cover(dot.range, token.range)});
    return true;
  }
  if (token.kind == TokenKind::kNumber) {
    // a.0 is an old form of a[0]; a.0.1 comes as the number "0.1", and the language refuses it.
    lexer_.Next(newlines);
    const std::string_view text = lexer_.Text(token.range);
    std::optional<Number> number = Number::Parse(text);
    if (!number || text.find('.') != std::string_view::npos) {
      Report(token.range, "Invalid legacy index syntax",
             "Of several indices each stands in brackets: [0][1].");
      return false;
    }
    steps.emplace_back(IndexStep{MakeExpression(token.range, Literal{Value(std::move(*number))}),
                                 Cover(dot.range, token.range)});
    return true;
  }
  Report(token.range, "Invalid attribute name",
         fmt::format("Behind a dot stands a name or \"*\"; here is {}.", Unexpected(token)));
  return false;
}

// source.*.a.b: only what follows with dots is taken of each element.
ExpressionPtr HclExpressionParser::ParseAttributeSplat(ExpressionPtr source, Token star,
                                                       Newlines newlines) {
  ExpressionPtr each = MakeExpression(star.range, SplatElement{});
  std::vector<Step> steps;
  std::uint32_t end = star.range.end;
  while (lexer_.Peek(newlines).kind == TokenKind::kDot) {
    const Token dot = lexer_.Next(newlines);
    if (!ParseDotStep(newlines, dot, steps)) return nullptr;
    end = lexer_.offset();
  }
  if (!steps.empty()) {
    each = MakeExpression({star.range.begin, end}, Traversal{std::move(each), std::move(steps)});
  }
  const Range range{source->range.begin, end};
  return MakeExpression(range, Splat{std::move(source), std::move(each)});
}

ExpressionPtr HclExpressionParser::ParseSteps(ExpressionPtr source, Newlines newlines) {
  std::vector<Step> steps;
  const std::uint32_t begin = source->range.begin;
  while (true) {
    const std::uint32_t end = lexer_.offset();
    const auto finish = [&] {
      if (steps.empty()) return;
      source = MakeExpression({begin, end}, Traversal{std::move(source), std::move(steps)});
      steps.clear();
    };
    const Token token = lexer_.Peek(newlines);
    if (token.kind == TokenKind::kDot) {
      lexer_.Next(newlines);
      const Token next = lexer_.Peek(newlines);
      if (next.kind == TokenKind::kStar) {
        finish();
        lexer_.Next(newlines);
        source = ParseAttributeSplat(std::move(source), next, newlines);
        if (!source) return nullptr;
      } else if (!ParseDotStep(newlines, token, steps)) {
        return nullptr;
      }
    } else if (token.kind == TokenKind::kOpenBracket) {
      lexer_.Next(newlines);
      const Token next = lexer_.Peek(newlines);
      if (next.kind == TokenKind::kStar) {
        finish();
        lexer_.Next(newlines);
        const Token close = lexer_.Peek(newlines);
        if (close.kind != TokenKind::kCloseBracket) {
          Report(close.range, "Missing close bracket on splat index",
                 fmt::format("Behind [* belongs \"]\"; here is {}.", Unexpected(close)));
          return nullptr;
        }
        lexer_.Next(newlines);
        // Everything that follows is taken of each element, further splats too.
        if (!Enter()) return nullptr;
        ExpressionPtr each =
            ParseSteps(MakeExpression(Cover(token.range, close.range), SplatElement{}), newlines);
        Leave();
        if (!each) return nullptr;
        const Range range{begin, lexer_.offset()};
        return MakeExpression(range, Splat{std::move(source), std::move(each)});
      }
      ExpressionPtr key = ParseExpression(Newlines::kAreSpace);
      if (!key) return nullptr;
      const Token close = lexer_.Peek(Newlines::kAreSpace);
      if (close.kind != TokenKind::kCloseBracket) {
        Report(close.range, "Missing close bracket on index",
               fmt::format("An index ends with \"]\"; here is {}.", Unexpected(close)));
        return nullptr;
      }
      lexer_.Next(Newlines::kAreSpace);
      steps.emplace_back(IndexStep{std::move(key), Cover(token.range, close.range)});
    } else {
      finish();
      return source;
    }
  }
}

ExpressionPtr HclExpressionParser::ParseTerm(Newlines newlines) {
  const Token token = lexer_.Peek(newlines);
  switch (token.kind) {
    case TokenKind::kIdentifier:
      return ParseIdentifier(newlines);
    case TokenKind::kNumber:
      return ParseNumber(lexer_.Next(newlines));
    case TokenKind::kQuote:
      return ParseQuoted(lexer_.Next(newlines));
    case TokenKind::kHeredoc:
      return ParseHeredoc(lexer_.Next(newlines));
    case TokenKind::kOpenParen:
      return ParseParentheses(lexer_.Next(newlines));
    case TokenKind::kOpenBracket:
      return ParseTuple(lexer_.Next(newlines));
    case TokenKind::kOpenBrace:
      return ParseObject(lexer_.Next(newlines));
    case TokenKind::kNot:
    case TokenKind::kMinus: {
      lexer_.Next(newlines);
      if (!Enter()) return nullptr;
      ExpressionPtr operand = ParseWithSteps(newlines);
      Leave();
      if (!operand) return nullptr;
      const Range range = Cover(token.range, operand->range);
      return MakeExpression(
          range, Unary{token.kind == TokenKind::kNot ? UnaryOperator::kNot : UnaryOperator::kNegate,
                       std::move(operand)});
    }
    default:
      break;
  }
  std::string detail =
      fmt::format("Here begins an expression, and it can't begin with {}.", Unexpected(token));
  if (token.kind == TokenKind::kEnd || token.kind == TokenKind::kNewline) {
    detail = fmt::format("An expression is missing before {}.", Unexpected(token));
  }
  if (token.kind == TokenKind::kInvalid && lexer_.Text(token.range) == "'") {
    detail = "Strings stand in double quotes (\"), not in single ones.";
  }
  Report(token.range, "Invalid expression", std::move(detail));
  return nullptr;
}

ExpressionPtr HclExpressionParser::ParseIdentifier(Newlines newlines) {
  const Token token = lexer_.Next(newlines);
  const std::string_view name = lexer_.Text(token.range);
  const TokenKind next = lexer_.Peek(newlines).kind;
  if (next == TokenKind::kOpenParen || next == TokenKind::kDoubleColon) return ParseCall(token);
  if (name == "true" || name == "false") {
    return MakeExpression(token.range, Literal{Value(name == "true")});
  }
  if (name == "null") return MakeExpression(token.range, Literal{Value()});
  return MakeExpression(token.range, Variable{std::string(name)});
}

ExpressionPtr HclExpressionParser::ParseCall(Token name) {
  Call call{.name = std::string(lexer_.Text(name.range)), .arguments = {}};
  Token open = lexer_.Next(Newlines::kAreSpace);
  while (open.kind == TokenKind::kDoubleColon) {  // provider::local::function
    const Token part = lexer_.Peek(Newlines::kAreSpace);
    if (part.kind != TokenKind::kIdentifier) {
      Report(part.range, "Missing function name",
             fmt::format("Behind \"::\" stands a name; here is {}.", Unexpected(part)));
      return nullptr;
    }
    lexer_.Next(Newlines::kAreSpace);
    call.name += "::";
    call.name += lexer_.Text(part.range);
    open = lexer_.Peek(Newlines::kAreSpace);
    if (open.kind != TokenKind::kOpenParen && open.kind != TokenKind::kDoubleColon) {
      Report(open.range, "Missing open parenthesis",
             fmt::format("A function's name is followed by \"(\"; here is {}.", Unexpected(open)));
      return nullptr;
    }
    lexer_.Next(Newlines::kAreSpace);
  }
  while (lexer_.Peek(Newlines::kAreSpace).kind != TokenKind::kCloseParen) {
    ExpressionPtr argument = ParseExpression(Newlines::kAreSpace);
    if (!argument) return nullptr;
    call.arguments.push_back(std::move(argument));
    const Token separator = lexer_.Peek(Newlines::kAreSpace);
    if (separator.kind == TokenKind::kCloseParen) break;
    if (separator.kind != TokenKind::kComma && separator.kind != TokenKind::kEllipsis) {
      Report(separator.range, "Missing argument separator",
             fmt::format("A comma separates the arguments of a function; here is {}.",
                         Unexpected(separator)));
      return nullptr;
    }
    lexer_.Next(Newlines::kAreSpace);
    if (separator.kind == TokenKind::kEllipsis) {
      call.expands_last = true;
      const Token end = lexer_.Peek(Newlines::kAreSpace);
      if (end.kind != TokenKind::kCloseParen) {
        Report(end.range, "Missing closing parenthesis",
               "An argument with \"...\" is the last one: \")\" belongs behind it.");
        return nullptr;
      }
    }
  }
  const Token close = lexer_.Next(Newlines::kAreSpace);
  return MakeExpression(Cover(name.range, close.range), std::move(call));
}

ExpressionPtr HclExpressionParser::ParseNumber(Token token) {
  const std::string_view text = lexer_.Text(token.range);
  std::optional<Number> number = Number::Parse(text);
  if (!number && !Number::IsNumber(text)) {
    Report(token.range, "Invalid number literal",
           "A number is digits, then perhaps a point with digits, then perhaps an exponent.");
    return nullptr;
  }
  return MakeExpression(token.range,
                        Literal{number ? Value(std::move(*number)) : Value(Unknown())});
}

ExpressionPtr HclExpressionParser::ParseParentheses(Token open) {
  ExpressionPtr inner = ParseExpression(Newlines::kAreSpace);
  if (!inner) return nullptr;
  const Token close = lexer_.Peek(Newlines::kAreSpace);
  if (close.kind != TokenKind::kCloseParen) {
    Report(close.range, "Unbalanced parentheses",
           fmt::format("A closing parenthesis is missing before {}.", Unexpected(close)));
    return nullptr;
  }
  lexer_.Next(Newlines::kAreSpace);
  return MakeExpression(Cover(open.range, close.range), Parentheses{std::move(inner)});
}

}  // namespace deltaplan::tfvars
