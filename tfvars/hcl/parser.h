// HCL native syntax: *.tf, *.tofu, *.tfvars, *.hcl. Source: HCL native syntax specification. What
// HashiCorp's own implementation accepts is accepted here, and the other way round; tests compare
// them. The one exception: nesting deeper than `kMaxNesting` is an error. Why a parser of our own:
// docs/decisions/hcl-parser.md.
#ifndef DELTAPLAN_TFVARS_HCL_PARSER_H_
#define DELTAPLAN_TFVARS_HCL_PARSER_H_

#include <cstddef>

#include "tfvars/hcl/syntax.h"
#include "tfvars/text/diagnostic.h"
#include "tfvars/text/source.h"

namespace deltaplan::tfvars {

/// Levels of blocks, brackets, operators and strings inside one another.
inline constexpr std::size_t kMaxNesting = 256;

/// Reads a whole file. What is wrong is added to `diagnostics`, at most `kMaxDiagnostics` of it;
/// what could be read in spite of it is returned.
Body ParseHcl(const Source& source, Diagnostics& diagnostics);
inline constexpr std::size_t kMaxDiagnostics = 20;

/// Reads a text that is one expression, newlines being space. Null when it is none.
ExpressionPtr ParseHclExpression(const Source& source, Diagnostics& diagnostics);

/// Reads a text that is a template without quotes, as the strings of JSON syntax are once their
/// escapes are undone. Null when its sequences are wrong.
ExpressionPtr ParseHclTemplate(const Source& source, Diagnostics& diagnostics);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_HCL_PARSER_H_
