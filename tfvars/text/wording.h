// Pieces of sentences.
#ifndef DELTAPLAN_TFVARS_TEXT_WORDING_H_
#define DELTAPLAN_TFVARS_TEXT_WORDING_H_

#include <string>
#include <string_view>

namespace deltaplan::tfvars {

/// The text in single quotes, as it is.
std::string Quoted(std::string_view text);

/// The text with its line breaks escaped: a name that holds one begins no line.
std::string OnOneLine(std::string_view text);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_TEXT_WORDING_H_
