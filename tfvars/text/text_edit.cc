#include "tfvars/text/text_edit.h"

#include <algorithm>

namespace deltaplan::tfvars {

std::string ApplyEdits(std::string_view text, std::vector<TextEdit> edits) {
  std::stable_sort(edits.begin(), edits.end(), [](const TextEdit& a, const TextEdit& b) {
    return a.range.begin < b.range.begin;
  });
  std::string result;
  result.reserve(text.size());
  std::size_t at = 0;
  for (const TextEdit& edit : edits) {
    result += text.substr(at, edit.range.begin - at);
    result += edit.text;
    at = edit.range.end;
  }
  result += text.substr(at);
  return result;
}

}  // namespace deltaplan::tfvars
