#include "planner/model/image_build.h"

#include <algorithm>
#include <set>

#include "graph/drop_doubles.h"
#include "planner/model/placeholders.h"

namespace deltaplan::planner {

ImageBuild ResolveBuild(const Config& config, const std::string& image) {
  ImageBuild build;
  const auto entry = std::ranges::find(config.images, image, &ImageEntry::name);
  if (entry != config.images.end()) {
    for (const NameReference& base : entry->from) build.from.push_back(base.name);
    std::ranges::sort(build.from);
    graph::DropDoubles(build.from);
  }
  const BuildEntry* said = BuildOf(config, image);
  if (said == nullptr) return build;
  const PlaceholderValues values{{"image", image}};
  build.context = said->context.empty() ? "." : FillPlaceholders(said->context, values);
  build.dockerfile = FillPlaceholders(said->dockerfile.value_or("Dockerfile"), values);
  if (said->target) build.target = FillPlaceholders(*said->target, values);
  for (const auto& [name, text] : said->args) {
    build.args.emplace(name, FillPlaceholders(text, values));
  }
  return build;
}

std::vector<std::string> DifferingKeys(const ImageBuild& before, const ImageBuild& after) {
  std::vector<std::string> keys;
  std::set<std::string> names;
  for (const auto* args : {&before.args, &after.args}) {
    for (const auto& [name, value] : *args) names.insert(name);
  }
  for (const std::string& name : names) {
    const auto old = before.args.find(name);
    const auto now = after.args.find(name);
    const bool both = old != before.args.end() && now != after.args.end();
    if (!both || old->second != now->second) keys.push_back("args." + name);
  }
  if (before.context != after.context) keys.emplace_back("context");
  if (before.dockerfile != after.dockerfile) keys.emplace_back("dockerfile");
  if (before.from != after.from) keys.emplace_back("from");
  if (before.target != after.target) keys.emplace_back("target");
  return keys;
}

}  // namespace deltaplan::planner
