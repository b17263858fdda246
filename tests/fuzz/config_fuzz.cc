// deltaplan.json: what is read is read again with what an audit adds, and says all else as before;
// else there is an error that a terminal can show.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "planner/config/config_file.h"
#include "planner/config/config_fixes.h"
#include "planner/live/live_source.h"
#include "planner/text/quote.h"
#include "tests/fuzz/require.h"

namespace {

using deltaplan::fuzz::Require;
namespace planner = deltaplan::planner;

constexpr const char* kAdded = "added by/an audit";

std::vector<std::string> BuildInputsOf(const planner::Config& config) {
  std::vector<std::string> texts;
  for (const planner::PathPattern& input : config.build_inputs) texts.push_back(input.text);
  return texts;
}

bool SaySame(const planner::Config& left, const planner::Config& right) {
  const auto same = [](const auto& a, const auto& b, auto member) {
    return std::ranges::equal(a, b, {}, member, member);
  };
  return same(left.services, right.services, &planner::ServiceEntry::name) &&
         same(left.services, right.services, &planner::ServiceEntry::image) &&
         same(left.packages, right.packages, &planner::PackageEntry::pointer) &&
         same(left.images, right.images, &planner::ImageEntry::name) &&
         same(left.environments, right.environments, &planner::EnvironmentEntry::name) &&
         same(left.environments, right.environments, &planner::EnvironmentEntry::image_tags) &&
         left.placeholders.size() == right.placeholders.size() &&
         left.dependencies == right.dependencies && left.workspace == right.workspace &&
         left.ignore == right.ignore && left.tag == right.tag &&
         left.tag_pattern == right.tag_pattern && left.tag_ref == right.tag_ref &&
         left.bootstrap_tags == right.bootstrap_tags && left.moving_tags == right.moving_tags;
}

void Check(std::string_view text) {
  const auto kinds = planner::LiveSourceKinds();
  const auto read = planner::ParseConfigFile("deltaplan.json", text, kinds);
  if (!read) {
    const planner::Error& error = read.error();
    Require(!error.message.empty() || !error.diagnostics.empty());
    Require(planner::IsValidUtf8(error.diagnostics));
    Require(error.diagnostics.find('\x1b') == std::string::npos);
    return;
  }
  Require(planner::FixedConfigText(*read, {}, {}) == text);
  std::vector<std::string> inputs = BuildInputsOf(read->config);
  if (std::ranges::find(inputs, kAdded) != inputs.end()) return;
  const std::string fixed = planner::FixedConfigText(*read, {}, {.build_inputs = {kAdded}});
  const auto again = planner::ParseConfigFile("deltaplan.json", fixed, kinds);
  Require(again && SaySame(read->config, again->config));
  inputs.emplace_back(kAdded);
  Require(BuildInputsOf(again->config) == inputs);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
