// release.json: what is read is written and read the same again; or there is an error with advice.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "planner/release/release_state.h"
#include "tests/fuzz/require.h"
#include "tests/support/fake_ports.h"

namespace {

using deltaplan::fuzz::Require;
namespace planner = deltaplan::planner;

class OneDirectory : public deltaplan::testing::FakeFiles {
 public:
  planner::Status WriteAll(const std::string& directory,
                           const std::vector<planner::OutputFile>& files,
                           const std::vector<std::string>&) override {
    for (const planner::OutputFile& file : files) texts[directory + "/" + file.name] = file.content;
    return planner::Ok();
  }
};

auto MembersOf(const planner::ReleaseState& state) {
  return std::tie(state.plan, state.environment, state.began, state.step, state.since,
                  state.restarts, state.restarted);
}

void Check(std::string_view text) {
  OneDirectory files;
  files.texts["plan/release.json"] = text;
  const auto read = planner::ReadReleaseState("plan", files);
  if (!read) {
    Require(!read.error().message.empty() && !read.error().remedy.empty());
    return;
  }
  Require(read->has_value());
  Require(static_cast<bool>(planner::WriteReleaseState(**read, "plan", files)));
  const auto again = planner::ReadReleaseState("plan", files);
  Require(again && *again && MembersOf(**read) == MembersOf(**again));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
