// Dockerfiles: whatever is parsed has its instructions in order, and what its build reads lies
// below the context. ONBUILD instructions are read by the same rules.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "planner/containers/build_reads.h"
#include "planner/containers/context_walk.h"
#include "planner/containers/dockerfile_syntax.h"
#include "tests/fuzz/require.h"

namespace {

using deltaplan::fuzz::Require;
namespace planner = deltaplan::planner;

void Check(std::string_view text) {
  const auto parsed = planner::ParseDockerfile(text);
  const auto* file = std::get_if<planner::Dockerfile>(&parsed);
  if (file == nullptr) return;
  std::size_t line = 0;
  for (const planner::Instruction& instruction : file->instructions) {
    Require(instruction.line > line);
    line = instruction.line;
  }
  const planner::ContainerBuild build{.name = "x", .args = {{"D", "given"}}};
  const planner::BuildReads reads = planner::ReadsOf(
      *file, build, [](const planner::ImageUse&) { return std::vector<planner::Instruction>(); });
  for (const planner::ContextRead& read : reads.reads) {
    Require(!read.source.starts_with('/') && !read.source.starts_with("../") &&
            read.source != "..");
    planner::TakesFile(read, "a/b/c.txt");
    planner::MayTakeBelow(read, "a/b");
    Require(planner::LiteralPart(read).size() <= read.source.size() + read.parents.size() + 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
