// Expressions and templates of HCL native syntax: the part of the parser below a body.
#ifndef DELTAPLAN_TFVARS_HCL_EXPRESSION_PARSER_H_
#define DELTAPLAN_TFVARS_HCL_EXPRESSION_PARSER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tfvars/hcl/lexer.h"
#include "tfvars/hcl/syntax.h"
#include "tfvars/text/diagnostic.h"

namespace deltaplan::tfvars {

/// Recursive descent, one function for each rule. A function that returns null has added a
/// diagnostic and left the lexer about there.
class HclExpressionParser {
 public:
  HclExpressionParser(HclLexer& lexer, Diagnostics& diagnostics)
      : lexer_(lexer), diagnostics_(diagnostics) {}

  /// An expression; a newline ends it where newlines are tokens.
  ExpressionPtr ParseExpression(Newlines newlines);
  /// A quoted string without sequences, from its opening quote on: a block's label. False when it
  /// is none.
  bool ParsePlainString(std::string& value);
  /// The whole text as a template, without quotes and escapes: strings of JSON syntax.
  ExpressionPtr ParseBareTemplate();

  void Report(Range subject, std::string summary, std::string detail);
  /// "Unexpected newline" or "Unexpected }".
  std::string Unexpected(Token token) const;
  /// One level deeper. False, with a diagnostic, when that is too deep; `Leave` only after true.
  bool Enter();
  void Leave() { --depth_; }

 private:
  // What a template is made of, before directives are put together.
  struct TemplatePart {
    enum class Kind { kLiteral, kInterpolation, kIf, kElse, kEndIf, kFor, kEndFor };
    Kind kind = Kind::kLiteral;
    Range range;
    std::string text = {};               // of a literal
    ExpressionPtr expression = nullptr;  // of an interpolation, a condition, a collection
    std::string key_variable = {};
    std::string value_variable = {};
  };
  using TemplateParts = std::vector<TemplatePart>;

  ExpressionPtr ParseTernary(Newlines newlines);
  ExpressionPtr ParseBinary(Newlines newlines, std::size_t level);
  ExpressionPtr ParseWithSteps(Newlines newlines);
  ExpressionPtr ParseSteps(ExpressionPtr source, Newlines newlines);
  ExpressionPtr ParseAttributeSplat(ExpressionPtr source, Token star, Newlines newlines);
  bool ParseDotStep(Newlines newlines, Token dot, std::vector<Step>& steps);
  ExpressionPtr ParseTerm(Newlines newlines);
  ExpressionPtr ParseIdentifier(Newlines newlines);
  ExpressionPtr ParseCall(Token name);
  ExpressionPtr ParseNumber(Token token);
  ExpressionPtr ParseParentheses(Token open);
  ExpressionPtr ParseTuple(Token open);
  ExpressionPtr ParseObject(Token open);
  ExpressionPtr ParseFor(Token open, bool is_object);
  bool PeekIsFor();

  ExpressionPtr ParseQuoted(Token open);
  std::optional<Range> TakePlainString();
  ExpressionPtr ParseHeredoc(Token open);
  // False, with a diagnostic, where one stands inside of a line.
  bool CheckCarriageReturns(Range range);
  // Reads pieces with `next` until the closing one. False after an error.
  template <typename NextPiece>
  bool ReadParts(NextPiece next, bool has_escapes, TemplateParts& parts, Range& close);
  bool ReadInterpolation(Range open, TemplatePart& part, bool& trims_next);
  bool ReadDirective(Range open, TemplatePart& part, bool& trims_next);
  bool ReadSequenceEnd(Range open, bool& trims_next);
  bool Unescape(Range range, bool has_escapes, std::string& text);
  ExpressionPtr AssembleTemplate(TemplateParts parts, Range range);
  bool AssembleUntil(TemplateParts& parts, std::size_t& at, const TemplatePart* opening,
                     std::vector<ExpressionPtr>& out);
  ExpressionPtr AssembleIf(TemplateParts& parts, std::size_t& at);
  ExpressionPtr AssembleFor(TemplateParts& parts, std::size_t& at);

  HclLexer& lexer_;
  Diagnostics& diagnostics_;
  std::size_t depth_ = 0;
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_HCL_EXPRESSION_PARSER_H_
