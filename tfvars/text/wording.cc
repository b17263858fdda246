#include "tfvars/text/wording.h"

namespace deltaplan::tfvars {

std::string Quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

std::string OnOneLine(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (c == '\n') {
      line += "\\n";
    } else {
      line += c;
    }
  }
  return line;
}

}  // namespace deltaplan::tfvars
