// go.mod, go.work, go.sum and the imports of a file: whatever the bytes, what is read is ordered
// and the same when it is read again.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "planner/workspace/go_files.h"
#include "planner/workspace/go_imports.h"
#include "tests/fuzz/require.h"

namespace {

using deltaplan::fuzz::Require;
namespace workspace = deltaplan::planner::workspace;

void CheckVersions(const std::vector<workspace::GoModuleVersion>& versions) {
  for (std::size_t i = 1; i < versions.size(); ++i) {
    const std::string& left = versions[i - 1].version;
    const std::string& right = versions[i].version;
    Require(workspace::CompareGoVersions(left, right) ==
            -workspace::CompareGoVersions(right, left));
    Require(workspace::CompareGoVersions(left, left) == 0);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto mod = workspace::ReadGoMod(text);
  if (const auto* read = std::get_if<workspace::GoMod>(&mod)) {
    Require(!read->module.empty());
    CheckVersions(read->requires_);
  }
  workspace::ReadGoWork(text);
  workspace::ReadGoSum(text);
  const auto imports = workspace::ParseGoImports(text);
  for (const std::string& path : std::get<workspace::GoImports>(imports).paths) {
    Require(std::get<workspace::GoImports>(imports).Names(path));
  }
  return 0;
}
