// Whole images as values: "registry/api:1a2b3c4", "${local.registry}/api:1a2b3c4@sha256:...".
#ifndef DELTAPLAN_TFVARS_CARRIERS_IMAGE_VALUE_H_
#define DELTAPLAN_TFVARS_CARRIERS_IMAGE_VALUE_H_

#include <string>
#include <string_view>
#include <variant>

#include "tfvars/carriers/object_edit.h"
#include "tfvars/hcl/syntax.h"
#include "tfvars/text/diagnostic.h"
#include "tfvars/text/source.h"
#include "tfvars/text/text_edit.h"

namespace deltaplan::tfvars {

/// The tag of the image, which is text; what stands in front of its last component may be computed.
std::variant<std::string, Diagnostic> ReadImageTag(const Expression& value);

/// Puts `tag` in the place of the image's tag, and of the digest behind it, which belongs to the
/// old one.
std::variant<TextEdit, Diagnostic> ReplaceImageTag(const Source& source, Syntax syntax,
                                                   const Expression& value, std::string_view tag);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_CARRIERS_IMAGE_VALUE_H_
