// releases.json: what is read is written and read the same again; or there is an error with advice.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

#include "planner/report/plan_files.h"
#include "planner/report/releases_document.h"
#include "tests/fuzz/require.h"

namespace {

using deltaplan::fuzz::Require;
namespace planner = deltaplan::planner;

auto MembersOf(const planner::Release& release) {
  return std::tie(release.name, release.cluster, release.service, release.family, release.container,
                  release.image, release.restarts, release.after);
}

void Check(std::string_view text) {
  const auto read = planner::ReadReleases(text);
  if (!read) {
    Require(!read.error().message.empty() && !read.error().remedy.empty());
    return;
  }
  planner::Plan plan;
  plan.releases = *read;
  const auto again = planner::ReadReleases(planner::ReleasesJson(plan));
  Require(again && std::ranges::equal(*read, *again, {}, MembersOf, MembersOf));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
