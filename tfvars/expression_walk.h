// The parts of an expression.
#ifndef DELTAPLAN_TFVARS_EXPRESSION_WALK_H_
#define DELTAPLAN_TFVARS_EXPRESSION_WALK_H_

#include <functional>
#include <string>
#include <string_view>

#include "tfvars/hcl_syntax.h"

namespace deltaplan::tfvars {

/// Calls `visit` with each expression directly inside `expression`, in the order of the text. A
/// bare word as a key of an object is none: it is text.
void ForEachPart(const Expression& expression, const std::function<void(const Expression&)>& visit);

/// What a traversal begins with: `var.image_tags` has the root "var" and the attribute
/// "image_tags". Both are "" where it begins with something else.
struct Reference {
  std::string_view root;
  std::string_view attribute;  ///< "" for the root alone
};
Reference ReferenceOf(const Expression& expression);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_EXPRESSION_WALK_H_
