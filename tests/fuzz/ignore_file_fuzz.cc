// Ignore files: what is read decides about any path, and what hides a directory hides what is in it
// where no rule takes anything back.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "planner/containers/ignore_file.h"
#include "tests/fuzz/require.h"

namespace {

void Check(std::string_view text) {
  const auto rules = deltaplan::planner::ParseIgnoreFile(text);
  if (!rules) return;
  bool takes_back = false;
  for (const auto& pattern : deltaplan::planner::IgnorePatternsOf(text)) {
    if (pattern.starts_with('!')) takes_back = true;
  }
  for (const std::string_view path : {"a", "a/b", "a/b/c.txt", "x.md", ".git/config"}) {
    const bool hidden = rules->Matches(path);
    const auto inside = std::string(path) + "/z";
    if (!takes_back && hidden) deltaplan::fuzz::Require(rules->Matches(inside));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
