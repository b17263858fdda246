// The parts of an expression.
#ifndef DELTAPLAN_TFVARS_HCL_EXPRESSION_WALK_H_
#define DELTAPLAN_TFVARS_HCL_EXPRESSION_WALK_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tfvars/hcl/syntax.h"

namespace deltaplan::tfvars {

/// Calls `visit` with each expression directly inside `expression`, in the order of the text. A
/// bare word as a key of an object is none: it is text.
void ForEachPart(const Expression& expression, const std::function<void(const Expression&)>& visit);

/// `a.b[0].c` with all of its steps, however many traversals they are spread over.
struct WholeTraversal {
  const Expression* source;        ///< the innermost: no traversal itself
  std::vector<const Step*> steps;  ///< none where the expression is no traversal
};
WholeTraversal WholeOf(const Expression& expression);

/// What a traversal begins with: `var.image_tags` has the root "var" and the attribute
/// "image_tags". Both are "" where it begins with something else.
struct Reference {
  std::string_view root;
  std::string_view attribute;  ///< "" for the root alone
};
Reference ReferenceOf(const Expression& expression);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_HCL_EXPRESSION_WALK_H_
