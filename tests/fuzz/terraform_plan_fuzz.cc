// Plans: whatever the bytes are, reading and reviewing them ends in a review or an error with
// advice.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <variant>

#include "tests/fuzz/require.h"
#include "tfvars/plan/plan_review.h"

namespace {

using deltaplan::fuzz::Require;
namespace tfvars = deltaplan::tfvars;

tfvars::Intent Meant() {
  const auto target = [](std::string_view text) {
    return std::get<tfvars::Target>(tfvars::ParseTarget(text));
  };
  tfvars::Intent intent;
  intent.services = {{.name = "api",
                      .image = "api",
                      .deploys = true,
                      .tag = "9f1c2ab",
                      .live_tag = "1a2b3c4",
                      .targets = {target("a.b"), target("module.m")}},
                     {.name = "web",
                      .image = "team/web",
                      .deploys = false,
                      .tag = "1a2b3c4",
                      .live_tag = "1a2b3c4",
                      .targets = {target("a.c")}}};
  intent.targets = intent.services[0].targets;
  intent.image_tags = {{"api", "9f1c2ab"}, {"web", "1a2b3c4"}};
  intent.allow = {target("x.y")};
  intent.data_types = {"*db*"};
  return intent;
}

void Check(std::string_view text) {
  tfvars::PlanReviewer reviewer(Meant());
  auto read = tfvars::ReadTerraformPlan(
      text, [&](const tfvars::ResourceChange& change) { reviewer.AddChange(change); },
      [&](const tfvars::ResourceChange& change) { reviewer.AddDrift(change); });
  if (const auto* error = std::get_if<tfvars::TerraformPlanError>(&read)) {
    Require(!error->message.empty() && !error->advice.empty());
    return;
  }
  const tfvars::PlanReview review =
      std::move(reviewer).Finish(std::get<tfvars::TerraformPlan>(std::move(read)));
  bool refused = true;
  for (const tfvars::Finding& finding : review.findings) {
    const bool refuses = std::visit([](const auto& kind) { return kind.kRefuses; }, finding.kind);
    Require(refused || !refuses);  // refusals first
    refused = refuses;
    if (finding.change) Require(review.changes.at(*finding.change).printed == finding.address);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
