// Adds members to an object in the text, laid out as the ones that stand there.
#ifndef DELTAPLAN_TFVARS_CARRIERS_OBJECT_EDIT_H_
#define DELTAPLAN_TFVARS_CARRIERS_OBJECT_EDIT_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tfvars/hcl/syntax.h"
#include "tfvars/text/source.h"
#include "tfvars/text/text_edit.h"

namespace deltaplan::tfvars {

enum class Syntax { kNative, kJson };

/// A string as the syntax writes it, with its quotes. `text` is UTF-8.
std::string QuotedText(std::string_view text, Syntax syntax);

/// The name of a member where its key is plain: a string or a bare word. Null otherwise.
const std::string* PlainKey(const Expression& key);

/// Edits that add `members` (name and string value, sorted by name) to the object, which has none
/// of them: between its own where these are sorted, else at its end. Indentation, commas, quotes
/// around keys and the alignment of "=" follow the neighbours; an object on one line stays on one.
std::vector<TextEdit> AddMembers(const Source& source, Syntax syntax, const Expression& object,
                                 const std::vector<std::pair<std::string, std::string>>& members);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_CARRIERS_OBJECT_EDIT_H_
