// Lines for $GITHUB_OUTPUT. Each value is one line of JSON or a plain word: the JSON writer escapes
// every control character, so no name can begin a line of its own.

#include "planner/report/plan_github.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>
#include <vector>

#include "planner/report/sentences.h"
#include "planner/text/json_writer.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kMostCharacters = 480'000;  // of all outputs of a job, 1 MB as UTF-16
constexpr std::size_t kNamedShards = 20;          // what messages propose

// As GitHub counts them, in UTF-16: a character of four bytes takes two.
std::size_t CharactersIn(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    count += byte < 0x80 || byte >= 0xC0 ? 1 : 0;
    count += byte >= 0xF0 ? 1 : 0;
  }
  return count;
}

bool IsBuilt(const PlannedService& service) {
  return service.decision == Decision::kDeploy && !service.restarts;
}

std::string ServiceMatrix(const Plan& plan) {
  std::string matrix;
  JsonWriter json(matrix);
  json.BeginObject(JsonLayout::kCompact).Key("include").BeginArray();
  for (const PlannedService& service : plan.services) {
    if (!IsBuilt(service)) continue;  // a restart has nothing to build: its tag exists
    json.BeginObject();
    json.Key("service").String(service.name);
    json.Key("image").String(service.image);
    json.Key("tag").StringOrNull(service.tag);
    json.Key("path").String(JsonPath(service.path.value_or("")));
    json.EndObject();
  }
  json.EndArray().EndObject();
  return matrix;
}

void WritePath(JsonWriter& json, const std::optional<std::string>& path) {
  if (path) {
    json.String(JsonPath(*path));
  } else {
    json.Null();
  }
}

std::string ImageMatrix(const Plan& plan, const ImagesOfJob& images) {
  std::string matrix;
  JsonWriter json(matrix);
  json.BeginObject(JsonLayout::kCompact).Key("include").BeginArray();
  for (const PlannedImage* image : images) {
    const BakeTarget* target = BakeTargetOf(plan, *image);
    json.BeginObject();
    json.Key("image").String(image->name);
    json.Key("tag").String(image->tag);
    json.Key("wave").Number(image->wave);
    json.Key("services").Strings(image->services, JsonLayout::kCompact);
    json.Key("target").String(image->bake_target);
    json.Key("context");
    WritePath(json, target == nullptr ? std::nullopt : target->context);
    json.Key("dockerfile");
    WritePath(json, target == nullptr ? std::nullopt : target->dockerfile);
    json.EndObject();
  }
  json.EndArray().EndObject();
  return matrix;
}

std::string ShardMatrix(const ImagesOfJob& images, std::size_t most) {
  std::string matrix;
  JsonWriter json(matrix);
  json.BeginObject(JsonLayout::kCompact).Key("include").BeginArray();
  std::size_t number = 0;
  for (const ImagesOfJob& shard : Shards(images, most)) {
    std::vector<std::string> names;
    std::vector<std::string> targets;
    for (const PlannedImage* image : shard) {
      names.push_back(image->name);
      targets.push_back(image->bake_target);
    }
    json.BeginObject();
    json.Key("shard").Number(number++);
    json.Key("images").Strings(names, JsonLayout::kCompact);
    json.Key("targets").Strings(targets, JsonLayout::kCompact);
    json.EndObject();
  }
  json.EndArray().EndObject();
  return matrix;
}

// The lines, or those without the matrices that have a job for each image and each service.
std::string OutputLines(const Plan& plan, const JobOptions& options, bool has_matrices) {
  std::vector<std::string> names;
  for (const PlannedService& service : plan.services) {
    if (service.decision == Decision::kDeploy) names.push_back(service.name);
  }
  const ImagesOfJob all = ImagesOf(plan, std::nullopt);
  std::string out;
  out += names.empty() ? "deploy=false\n" : "deploy=true\n";
  // Not the same: restarts, and plans to the tag map, deploy without a build.
  out += plan.images.empty() ? "build=false\n" : "build=true\n";
  out += fmt::format("count={}\n", names.size());
  out += "services=" + JsonNames(names) + '\n';
  if (has_matrices) {
    out += "images=" + ImageMatrix(plan, all) + '\n';
    out += "matrix=" + ServiceMatrix(plan) + '\n';
  }
  out += "shards=" + ShardMatrix(all, options.shards.value_or(kMostShards)) + '\n';
  out += fmt::format("waves={}\n", WavesOf(plan));
  for (std::size_t wave = 0; wave < WavesOf(plan); ++wave) {
    const ImagesOfJob images = ImagesOf(plan, wave);
    out += fmt::format(
        "wave_{}={}\n", wave,
        options.shards ? ShardMatrix(images, *options.shards) : ImageMatrix(plan, images));
  }
  return out;
}

bool IsTooLong(const std::string& out) { return CharactersIn(out) > kMostCharacters; }

}  // namespace

Result<std::string> PlanGithubOutput(const Plan& plan, const JobOptions& options) {
  const auto built = static_cast<std::size_t>(std::ranges::count_if(plan.services, IsBuilt));
  const bool is_too_wide = std::max(built, plan.images.size()) > kMostShards;
  if (is_too_wide && !options.shards) {
    return Error{.message = fmt::format(
                     "GitHub runs at most {} jobs of a matrix, and there are {} and {} to build",
                     kMostShards, CountOf(built, "service"), CountOf(plan.images.size(), "image")),
                 .causes = {},
                 .remedy = fmt::format(
                     "--shards {0} deals the images out to {0} jobs (outputs shards and wave_N), "
                     "or build all in one job with plan/docker-bake.json: docs/ci.md",
                     kNamedShards)};
  }
  std::string out = OutputLines(plan, options, !is_too_wide);
  if (options.shards && IsTooLong(out)) out = OutputLines(plan, options, false);
  if (!IsTooLong(out)) return out;
  const bool do_shards_help =
      !options.shards && !IsTooLong(OutputLines(plan, {.shards = kNamedShards}, false));
  return Error{
      .message = fmt::format("the outputs take {} characters, and GitHub loses what is above {} "
                             "for a job",
                             CharactersIn(out), kMostCharacters),
      .causes = {},
      .remedy =
          fmt::format("{} or let jobs read plan/plan.json from an artifact: docs/ci.md",
                      do_shards_help ? fmt::format("--shards {} lists names only,", kNamedShards)
                                     : "Deploy fewer at once (--service),")};
}

}  // namespace deltaplan::planner
