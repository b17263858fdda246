// Text as a JSON string: the one place where its escapes are written. Why not by a library:
// docs/decisions/json-output.md.
#ifndef DELTAPLAN_TFVARS_TEXT_JSON_STRING_H_
#define DELTAPLAN_TFVARS_TEXT_JSON_STRING_H_

#include <string>
#include <string_view>

#include "tfvars/text/utf8.h"

namespace deltaplan::tfvars {

/// Whether a character that JSON lets stand is escaped all the same; `text` begins with it.
using EscapesToo = bool (*)(const Character& first, std::string_view text);

/// Appends `text` with its quotes. Escaped is what JSON demands, and what `too` says, which is
/// asked about all that is not ASCII or does not print, and about '#'; null: nothing more. Bytes
/// that are no UTF-8 become U+FFFD, one at a time.
void AppendJsonString(std::string_view text, std::string& json, EscapesToo too = nullptr);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_TEXT_JSON_STRING_H_
