// Bake and compose files: whatever is read, contexts lie in the repository.
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "planner/containers/build_listing.h"
#include "tests/fuzz/require.h"
#include "tests/planner/containers/memory_tree.h"

namespace {

namespace planner = deltaplan::planner;

bool IsInside(const std::string& path) {
  return !path.starts_with('/') && path != ".." && !path.starts_with("../");
}

void Check(const std::map<std::string, std::string>& files) {
  planner::MemoryTree tree(files);
  for (const planner::ContainerBuild& build : planner::ListBuilds(tree.files()).builds) {
    deltaplan::fuzz::Require(IsInside(build.context) && IsInside(build.dockerfile));
    for (const auto& [name, context] : build.contexts) {
      const bool is_directory = context.kind == planner::NamedContext::Kind::kDirectory;
      deltaplan::fuzz::Require(!is_directory || IsInside(context.value));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text{reinterpret_cast<const char*>(data), size};
  Check({{"docker-bake.hcl", text}});
  Check({{"docker-bake.json", text}});
  // It may include itself, and extend what is in itself.
  Check({{"compose.yaml", text}, {"other.yaml", text}});
  Check({{".env", text}, {"compose.yaml", "services: {a: {build: \"${A:-$B}\"}}"}});
  return 0;
}
