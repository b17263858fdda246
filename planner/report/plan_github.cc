// Lines for $GITHUB_OUTPUT. Each value is one line of JSON or a plain word: the JSON writer escapes
// every control character, so no name can begin a line of its own.

#include "planner/report/plan_github.h"

#include <string>
#include <utility>
#include <vector>

#include "planner/text/json_writer.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {

std::string PlanGithubOutput(const Plan& plan) {
  std::vector<std::string> names;
  std::string matrix;
  JsonWriter json(matrix);
  json.BeginObject(JsonLayout::kCompact).Key("include").BeginArray();
  for (const PlannedService& service : plan.services) {
    if (service.decision != Decision::kDeploy) continue;
    names.push_back(service.name);
    if (service.restarts) continue;  // there is nothing to build: its tag exists
    json.BeginObject();
    json.Key("service").String(service.name);
    json.Key("image").String(service.image);
    json.Key("tag").StringOrNull(service.tag);
    json.Key("path").String(JsonPath(service.path.value_or("")));
    json.EndObject();
  }
  json.EndArray().EndObject();

  std::string images;
  JsonWriter builds(images);
  builds.BeginObject(JsonLayout::kCompact).Key("include").BeginArray();
  for (const PlannedImage& image : plan.images) {
    builds.BeginObject();
    builds.Key("image").String(image.name);
    builds.Key("tag").String(image.tag);
    builds.Key("wave").Number(image.wave);
    builds.EndObject();
  }
  builds.EndArray().EndObject();

  std::string services;
  JsonWriter(services).Strings(names, JsonLayout::kCompact);

  std::string out;
  out += names.empty() ? "deploy=false\n" : "deploy=true\n";
  out += "count=" + std::to_string(names.size()) + '\n';
  out += "services=" + services + '\n';
  out += "images=" + images + '\n';
  out += "matrix=" + matrix + '\n';
  return out;
}

}  // namespace deltaplan::planner
