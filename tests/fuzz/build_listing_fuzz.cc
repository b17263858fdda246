// Bake and compose files: whatever is read, contexts lie in the repository.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "planner/containers/build_listing.h"
#include "tests/fuzz/require.h"

namespace {

namespace planner = deltaplan::planner;

void Check(const planner::BuildListing& listing) {
  for (const planner::ContainerBuild& build : listing.builds) {
    deltaplan::fuzz::Require(!build.context.starts_with('/') && !build.context.starts_with(".."));
    deltaplan::fuzz::Require(!build.dockerfile.starts_with('/'));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  Check(planner::ReadBakeHcl("docker-bake.hcl", text));
  Check(planner::ReadBakeJson("docker-bake.json", text));
  Check(planner::ReadCompose("compose.yaml", text));
  return 0;
}
