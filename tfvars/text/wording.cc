#include "tfvars/text/wording.h"

#include <algorithm>
#include <cstddef>

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

std::string JoinedForReading(const std::vector<std::string>& texts, std::string_view separator) {
  constexpr std::size_t kMostNamed = 5;
  std::string joined;
  for (std::size_t i = 0; i < std::min(texts.size(), kMostNamed); ++i) {
    if (i > 0) joined += separator;
    joined += texts[i];
  }
  if (texts.size() > kMostNamed) {
    joined += std::string(separator) + "and " + std::to_string(texts.size() - kMostNamed) + " more";
  }
  return joined;
}

}  // namespace deltaplan::tfvars
