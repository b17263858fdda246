// What holds of every syntax tree and of every list of diagnostics, whatever the text is.
#ifndef DELTAPLAN_TESTS_FUZZ_SYNTAX_CHECKS_H_
#define DELTAPLAN_TESTS_FUZZ_SYNTAX_CHECKS_H_

#include "tests/fuzz/require.h"
#include "tfvars/hcl/expression_walk.h"
#include "tfvars/hcl/syntax.h"
#include "tfvars/text/diagnostic.h"

namespace deltaplan::fuzz {

inline bool IsInside(tfvars::Range inner, tfvars::Range outer) {
  return outer.begin <= inner.begin && inner.begin <= inner.end && inner.end <= outer.end;
}

inline tfvars::Range WholeOf(const tfvars::Source& source) {
  return {0, static_cast<std::uint32_t>(source.text.size())};
}

/// Each has its words, its place in the text, and can be shown.
inline void CheckDiagnostics(const tfvars::Diagnostics& diagnostics, const tfvars::Source& source) {
  for (const tfvars::Diagnostic& diagnostic : diagnostics) {
    Require(!diagnostic.summary.empty() && !diagnostic.detail.empty());
    Require(IsInside(diagnostic.subject, WholeOf(source)));
    if (diagnostic.context) {
      Require(IsInside(*diagnostic.context, WholeOf(source)));
      Require(IsInside(diagnostic.subject, *diagnostic.context));
    }
    Require(tfvars::DiagnosticText(diagnostic, source).starts_with("Error: "));
  }
}

/// Every part lies inside of what it is part of.
inline void CheckExpression(const tfvars::Expression& expression, tfvars::Range outer) {
  Require(IsInside(expression.range, outer));
  tfvars::ForEachPart(
      expression, [&](const tfvars::Expression& part) { CheckExpression(part, expression.range); });
}

/// The same, and the order of the text.
inline void CheckBody(const tfvars::Body& body, const tfvars::Source& source) {
  Require(IsInside(body.range, WholeOf(source)));
  std::uint32_t end = 0;
  for (const tfvars::Attribute& attribute : body.attributes) {
    Require(IsInside(attribute.range, body.range) && attribute.range.begin >= end);
    end = attribute.range.end;
    Require(source.Slice(attribute.name_range) == attribute.name);
    Require(attribute.name_range.begin == attribute.range.begin);
    CheckExpression(*attribute.expression, attribute.range);
    Require(body.Find(attribute.name) == &attribute);
  }
  end = 0;
  for (const tfvars::Block& block : body.blocks) {
    Require(IsInside(block.range, body.range) && block.range.begin >= end);
    end = block.range.end;
    Require(IsInside(block.header, block.range) && IsInside(block.body.range, block.range));
    Require(source.Slice(block.header).starts_with(block.type));
    CheckBody(block.body, source);
  }
}

}  // namespace deltaplan::fuzz

#endif  // DELTAPLAN_TESTS_FUZZ_SYNTAX_CHECKS_H_
