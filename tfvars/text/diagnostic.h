// What is wrong in a text, and where.
#ifndef DELTAPLAN_TFVARS_TEXT_DIAGNOSTIC_H_
#define DELTAPLAN_TFVARS_TEXT_DIAGNOSTIC_H_

#include <optional>
#include <string>
#include <vector>

#include "tfvars/text/source.h"

namespace deltaplan::tfvars {

enum class Severity { kError, kWarning };

/// - `summary` is a title: "Missing newline after argument".
/// - `detail` is full sentences that say what to do.
/// - `subject` is the tight range; `context`, where there is one, is a wider one that contains it.
struct Diagnostic {
  Severity severity = Severity::kError;
  std::string summary;
  std::string detail;
  Range subject;
  std::optional<Range> context = {};
};

/// In the order in which they were found.
using Diagnostics = std::vector<Diagnostic>;

bool HasErrors(const Diagnostics& diagnostics);

/// False, with a diagnostic, for a text that is longer than `kMaxSourceSize`.
bool CheckSize(const Source& source, Diagnostics& diagnostics);

/// One diagnostic as text, in the form that Terraform's users know. Line breaks in its parts are
/// escaped, and nothing else:
///
///     Error: Missing newline after argument
///
///       on main.tf line 3, in resource "a" "b":
///        3:   name = "x" count = 1
///                        ^^^^^
///
///     An argument has to end with a newline.
///
/// `block` is the header of the block around it, "" at the top.
std::string DiagnosticText(const Diagnostic& diagnostic, const Source& source,
                           const std::string& block = {});

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_TEXT_DIAGNOSTIC_H_
