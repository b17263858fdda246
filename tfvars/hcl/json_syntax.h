// JSON as Terraform reads it, in the tree that HCL's native syntax has, too. Source: RFC 8259; HCL
// JSON syntax specification.
#ifndef DELTAPLAN_TFVARS_HCL_JSON_SYNTAX_H_
#define DELTAPLAN_TFVARS_HCL_JSON_SYNTAX_H_

#include "tfvars/hcl/syntax.h"
#include "tfvars/text/diagnostic.h"
#include "tfvars/text/source.h"

namespace deltaplan::tfvars {

/// Reads a whole file: an object, or an array (of objects, as its readers want it). Objects are
/// `Object` with literal keys in the order of the text, doubled ones included; arrays are `Tuple`;
/// a string is a `Literal` with the text itself, not a template. A range covers the value with its
/// quotes or brackets. Null, with one diagnostic, when it is no JSON, begins with a byte order
/// mark, or is nested deeper than `kMaxNesting`. Bytes that are no UTF-8 become U+FFFD.
ExpressionPtr ParseJsonSyntax(const Source& source, Diagnostics& diagnostics);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_HCL_JSON_SYNTAX_H_
