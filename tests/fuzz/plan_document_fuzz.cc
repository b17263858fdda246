// plan.json: what is read is written as a plan and read the same again; what it names are tags,
// addresses and files below its directory. Or there is an error with advice.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "graph/repo_path.h"
#include "planner/model/tag.h"
#include "planner/report/plan_document.h"
#include "planner/report/plan_json.h"
#include "tests/fuzz/require.h"
#include "tfvars/address/address.h"

namespace {

using deltaplan::fuzz::Require;
namespace graph = deltaplan::graph;
namespace planner = deltaplan::planner;
namespace tfvars = deltaplan::tfvars;

std::vector<std::string> Printed(const std::vector<tfvars::Target>& targets) {
  std::vector<std::string> addresses;
  for (const tfvars::Target& target : targets) addresses.push_back(tfvars::Print(target));
  return addresses;
}

planner::PlannedService ServiceOf(const planner::PlanDocument& document,
                                  const tfvars::IntendedService& intended) {
  planner::PlannedService service;
  service.name = intended.name;
  service.image = intended.image;
  service.decision = intended.deploys ? planner::Decision::kDeploy : planner::Decision::kSkip;
  service.tag = intended.tag;
  service.reasons.emplace_back().code = planner::ReasonCode::kForced;
  service.targets = Printed(intended.targets);
  if (intended.live_tag) {
    const bool is_told = document.told_live.contains(intended.name);
    service.live.emplace();
    service.live->tag = *intended.live_tag;
    service.live->source = is_told ? "command_line" : document.from_live_file ? "live_file" : "ecs";
  }
  return service;
}

// As the writer of plans has it.
std::string Written(const planner::PlanDocument& document) {
  planner::Plan plan;
  plan.environment = document.environment;
  plan.head.commit = *graph::ObjectId::FromHex(document.head_commit);
  plan.head.tag = document.head_tag;
  plan.to_map = document.to_map;
  for (const tfvars::IntendedService& service : document.intent.services) {
    plan.services.push_back(ServiceOf(document, service));
  }
  plan.images = document.images;
  plan.image_tags = document.intent.image_tags;
  plan.tag_map = document.tag_map;
  plan.other_tag_maps = document.other_tag_maps;
  plan.tags_file.why_not = document.why_no_tags_file.value_or("");
  plan.targets = Printed(document.intent.targets);
  plan.terraform = document.terraform;
  return planner::PlanJson(plan, {}, document.files.empty() ? nullptr : &document.files);
}

void CheckWords(const planner::PlanDocument& document) {
  for (const auto& [service, tag] : document.intent.image_tags) {
    Require(planner::IsPossibleLiveTag(tag));
  }
  for (const tfvars::IntendedService& service : document.intent.services) {
    Require(!service.tag || planner::IsPossibleLiveTag(*service.tag));
  }
  for (const auto& [file, digest] : document.files) {
    const auto path = graph::RepoPath::Parse(file);
    Require(path && !path->IsRoot() && path->bytes() == file);
  }
}

void Check(std::string_view text) {
  const auto read = planner::ReadPlanDocument(text);
  if (!read) {
    Require(!read.error().message.empty() && !read.error().remedy.empty());
    return;
  }
  CheckWords(*read);
  const std::string written = Written(*read);
  const auto again = planner::ReadPlanDocument(written);
  Require(static_cast<bool>(again));
  Require(Written(*again) == written);
  Require(again->terraform == read->terraform && again->files == read->files);
  Require(again->intent.image_tags == read->intent.image_tags);
  Require(Printed(again->intent.targets) == Printed(read->intent.targets));
  Require(again->intent.services.size() == read->intent.services.size());
  Require(again->images.size() == read->images.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
