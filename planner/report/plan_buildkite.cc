#include "planner/report/plan_buildkite.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "planner/report/sentences.h"
#include "planner/text/digest.h"
#include "planner/text/json_writer.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kMostSteps = 500;     // of one upload
constexpr std::size_t kMostKeyBytes = 100;  // Buildkite allows more; nobody reads more

bool IsKeyCharacter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
         c == '-' || c == '/' || c == ':';
}

// "build-" and the name; with a digest of the name where that is not all of it, so that "a.b" and
// "a_b" get two keys.
std::string KeyOf(const std::string& name) {
  std::string key = "build-";
  bool is_whole = name.size() <= kMostKeyBytes;
  for (const char c : name.substr(0, kMostKeyBytes)) {
    is_whole = is_whole && IsKeyCharacter(c);
    key += IsKeyCharacter(c) ? c : '_';
  }
  return is_whole ? key : key + "-" + ShortDigest(name);
}

struct Step {
  std::string key;
  std::string label;
  ImagesOfJob images;
};

std::vector<Step> StepsOf(const Plan& plan, const JobOptions& options) {
  std::vector<Step> steps;
  for (std::size_t wave = 0; wave < WavesOf(plan); ++wave) {
    const ImagesOfJob images = ImagesOf(plan, wave);
    std::size_t shard = 0;
    for (ImagesOfJob& job : Shards(images, options.shards.value_or(images.size()))) {
      if (options.shards) {
        // No image has such a key: a space would have got a digest.
        steps.push_back({fmt::format("shard-{}-{}", wave, shard),
                         fmt::format("build wave {} shard {}", wave, shard), std::move(job)});
        ++shard;
      } else {
        const std::string& name = job.front()->name;
        steps.push_back({KeyOf(name), "build " + name, std::move(job)});
      }
    }
  }
  return steps;
}

std::set<std::string> KeysBefore(const Step& step,
                                 const std::map<std::string, std::string>& key_of_image) {
  std::set<std::string> keys;
  for (const PlannedImage* image : step.images) {
    for (const std::string& base : image->from) {
      if (const auto built = key_of_image.find(base); built != key_of_image.end()) {
        keys.insert(built->second);
      }
    }
  }
  return keys;
}

}  // namespace

Result<std::string> PlanBuildkiteSteps(const Plan& plan, const JobOptions& options) {
  const std::vector<Step> steps = StepsOf(plan, options);
  if (steps.size() > kMostSteps) {
    const std::size_t shards = std::min(kMostShards, kMostSteps / WavesOf(plan));
    return Error{
        .message = fmt::format("Buildkite takes at most {} steps of an upload, and these "
                               "would be {}",
                               kMostSteps, steps.size()),
        .causes = {},
        .remedy = shards == 0
                      ? "Deploy fewer at once (--service), or build all in one job with "
                        "plan/docker-bake.json: docs/ci.md"
                      : fmt::format("--shards {} deals the images of each wave out to fewer jobs",
                                    shards)};
  }
  std::map<std::string, std::string> key_of_image;
  for (const Step& step : steps) {
    for (const PlannedImage* image : step.images) key_of_image.emplace(image->name, step.key);
  }
  std::string out;
  JsonWriter json(out);
  json.BeginObject().Key("steps").BeginArray();
  if (steps.empty()) {
    json.BeginObject();
    json.Key("key").String("nothing-to-build");
    json.Key("label").String("nothing to build");
    json.Key("command").String("echo nothing to build");
    json.EndObject();
  }
  for (const Step& step : steps) {
    const std::set<std::string> before = KeysBefore(step, key_of_image);
    json.BeginObject();
    json.Key("key").String(step.key);
    json.Key("label").String(step.label);
    json.Key("command").String(options.job_command);
    // Written where it is empty, too: without it, a step waits for whatever was uploaded before.
    json.Key("depends_on").Strings({before.begin(), before.end()}, JsonLayout::kInline);
    json.Key("env").BeginObject();
    for (const auto& [name, value] : JobVariables(plan, step.images, options.shards.has_value())) {
      json.Key(name).String(value);
    }
    json.EndObject().EndObject();
  }
  json.EndArray().EndObject();
  return out + '\n';
}

}  // namespace deltaplan::planner
