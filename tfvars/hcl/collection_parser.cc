// Tuples, objects and `for`: what stands in brackets and braces.
#include <fmt/format.h>
#include <utility>

#include "tfvars/hcl/expression_parser.h"

namespace deltaplan::tfvars {

bool HclExpressionParser::PeekIsFor() {
  const Token token = lexer_.Peek(Newlines::kAreSpace);
  return token.kind == TokenKind::kIdentifier && lexer_.Text(token.range) == "for";
}

ExpressionPtr HclExpressionParser::ParseTuple(Token open) {
  if (PeekIsFor()) return ParseFor(open, /*is_object=*/false);
  Tuple tuple;
  while (lexer_.Peek(Newlines::kAreSpace).kind != TokenKind::kCloseBracket) {
    ExpressionPtr item = ParseExpression(Newlines::kAreSpace);
    if (!item) return nullptr;
    tuple.items.push_back(std::move(item));
    const Token separator = lexer_.Peek(Newlines::kAreSpace);
    if (separator.kind == TokenKind::kCloseBracket) break;
    if (separator.kind != TokenKind::kComma) {
      Report(
          separator.range, "Missing item separator",
          fmt::format("A comma separates the items of a list; here is {}.", Unexpected(separator)));
      return nullptr;
    }
    lexer_.Next(Newlines::kAreSpace);
  }
  const Token close = lexer_.Next(Newlines::kAreSpace);
  return MakeExpression(Cover(open.range, close.range), std::move(tuple));
}

ExpressionPtr HclExpressionParser::ParseObject(Token open) {
  if (PeekIsFor()) return ParseFor(open, /*is_object=*/true);
  Object object;
  Token token = lexer_.Peek(Newlines::kAreSpace);
  while (token.kind != TokenKind::kCloseBrace) {
    lexer_.MoveTo(token.range.begin);  // behind the newlines
    ExpressionPtr key = ParseExpression(Newlines::kAreTokens);
    if (!key) return nullptr;
    // As a key, a keyword is a word like any other.
    const auto* literal = key->As<Literal>();
    if (literal != nullptr && (literal->value.IsNull() || literal->value.AsBool() != nullptr)) {
      key->node = Variable{std::string(lexer_.Text(key->range))};
    }
    const Token equals = lexer_.Peek(Newlines::kAreTokens);
    if (equals.kind != TokenKind::kEquals && equals.kind != TokenKind::kColon) {
      Report(
          equals.range, "Missing attribute value",
          fmt::format("A key is followed by \"=\" and a value; here is {}.", Unexpected(equals)));
      return nullptr;
    }
    lexer_.Next(Newlines::kAreTokens);
    ExpressionPtr value = ParseExpression(Newlines::kAreTokens);
    if (!value) return nullptr;
    object.items.push_back({std::move(key), std::move(value)});
    const Token separator = lexer_.Peek(Newlines::kAreTokens);
    if (separator.kind == TokenKind::kCloseBrace) break;
    if (separator.kind != TokenKind::kComma && separator.kind != TokenKind::kNewline) {
      Report(separator.range, "Missing attribute separator",
             fmt::format("A newline or a comma separates the attributes of an object; here is {}.",
                         Unexpected(separator)));
      return nullptr;
    }
    lexer_.Next(Newlines::kAreTokens);
    token = lexer_.Peek(Newlines::kAreSpace);
  }
  const Token close = lexer_.Next(Newlines::kAreSpace);
  return MakeExpression(Cover(open.range, close.range), std::move(object));
}

ExpressionPtr HclExpressionParser::ParseFor(Token open, bool is_object) {
  constexpr Newlines kSpace = Newlines::kAreSpace;
  const auto invalid = [&](Token token, const char* detail) {
    Report(token.range, "Invalid 'for' expression",
           fmt::format("{}; here is {}.", detail, Unexpected(token)));
    return nullptr;
  };
  lexer_.Next(kSpace);  // for
  For loop;
  Token token = lexer_.Peek(kSpace);
  if (token.kind != TokenKind::kIdentifier) return invalid(token, "Behind for stands a name");
  loop.value_variable = lexer_.Text(lexer_.Next(kSpace).range);
  if (lexer_.Peek(kSpace).kind == TokenKind::kComma) {
    lexer_.Next(kSpace);
    token = lexer_.Peek(kSpace);
    if (token.kind != TokenKind::kIdentifier)
      return invalid(token, "Behind the comma stands a name");
    loop.key_variable = std::exchange(loop.value_variable, lexer_.Text(lexer_.Next(kSpace).range));
  }
  token = lexer_.Peek(kSpace);
  if (token.kind != TokenKind::kIdentifier || lexer_.Text(token.range) != "in") {
    return invalid(token, "Behind the names stands the word in");
  }
  lexer_.Next(kSpace);
  loop.collection = ParseExpression(kSpace);
  if (!loop.collection) return nullptr;
  token = lexer_.Peek(kSpace);
  if (token.kind != TokenKind::kColon) return invalid(token, "Behind the collection stands \":\"");
  lexer_.Next(kSpace);
  loop.value = ParseExpression(kSpace);
  if (!loop.value) return nullptr;
  token = lexer_.Peek(kSpace);
  if (token.kind == TokenKind::kFatArrow) {
    if (!is_object) return invalid(token, "Only an object, in braces, has keys");
    lexer_.Next(kSpace);
    loop.key = std::move(loop.value);
    loop.value = ParseExpression(kSpace);
    if (!loop.value) return nullptr;
    token = lexer_.Peek(kSpace);
  } else if (is_object) {
    return invalid(token, "An object needs keys: key => value");
  }
  if (token.kind == TokenKind::kEllipsis) {
    if (!is_object) return invalid(token, "Only an object, in braces, can group its values");
    loop.groups = true;
    lexer_.Next(kSpace);
    token = lexer_.Peek(kSpace);
  }
  if (token.kind == TokenKind::kIdentifier && lexer_.Text(token.range) == "if") {
    lexer_.Next(kSpace);
    loop.condition = ParseExpression(kSpace);
    if (!loop.condition) return nullptr;
    token = lexer_.Peek(kSpace);
  }
  if (token.kind != (is_object ? TokenKind::kCloseBrace : TokenKind::kCloseBracket)) {
    return invalid(token, is_object ? "It ends with \"}\"" : "It ends with \"]\"");
  }
  lexer_.Next(kSpace);
  return MakeExpression(Cover(open.range, token.range), std::move(loop));
}

}  // namespace deltaplan::tfvars
