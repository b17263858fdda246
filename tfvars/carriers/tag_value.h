// The tag in a value, which is the whole text or part of an image reference.
#ifndef DELTAPLAN_TFVARS_CARRIERS_TAG_VALUE_H_
#define DELTAPLAN_TFVARS_CARRIERS_TAG_VALUE_H_

#include <string>
#include <string_view>
#include <variant>

#include "tfvars/carriers/tag_file.h"
#include "tfvars/carriers/tag_place.h"
#include "tfvars/hcl/syntax.h"
#include "tfvars/text/diagnostic.h"
#include "tfvars/text/text_edit.h"

namespace deltaplan::tfvars {

/// The tag, or why there is none that can be read.
std::variant<std::string, Diagnostic> ReadTag(const Expression& value, TagPlace::Content content);

/// How `value` gets another tag, or why it can't.
std::variant<TextEdit, Diagnostic> ReplaceTag(const TagFile& file, const Expression& value,
                                              std::string_view tag);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_CARRIERS_TAG_VALUE_H_
