#include "planner/decide/bake_targets.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "planner/decide/image_bases.h"
#include "planner/model/image_build.h"
#include "planner/model/placeholders.h"
#include "planner/model/service_environment.h"

namespace deltaplan::planner {
namespace {

using TagOfImage = std::map<std::string, std::string>;

// Where bake can build them, also the bases that stay as they are: what is built FROM them needs
// them, and nobody knows under which tag they were pushed last.
void AddBases(const Config& config, const ImageBases& bases, const HeadFacts& head,
              TagOfImage& tags) {
  std::vector<std::string> queue;
  for (const auto& [image, tag] : tags) queue.push_back(image);
  for (std::size_t i = 0; i < queue.size(); ++i) {
    const std::string image = queue[i];
    for (const std::string& base : bases.Of(image)) {
      if (BuildOf(config, base) == nullptr) continue;
      if (tags.emplace(base, head.TagOf(base)).second) queue.push_back(base);
    }
  }
}

// What bake takes for a name: letters, digits, "_" and "-". No name begins with "-": whoever hands
// it to `docker buildx bake` would set a flag ("--print" builds nothing and succeeds).
std::string BakeName(const std::string& image, std::set<std::string>& used) {
  std::string name = image;
  for (char& c : name) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!is_letter && !(c >= '0' && c <= '9') && c != '_' && c != '-') c = '_';
  }
  if (name.starts_with('-')) name.front() = '_';
  std::string free = name;
  for (int n = 2; !used.insert(free).second; ++n) free = name + "_" + std::to_string(n);
  return free;
}

BakeTarget TargetOf(const Config& config, const std::string& image) {
  ImageBuild build = ResolveBuild(config, image);
  BakeTarget target;
  target.context = std::move(build.context);
  target.dockerfile = std::move(build.dockerfile);
  target.stage = std::move(build.target);
  target.args = std::move(build.args);
  return target;
}

}  // namespace

std::string ImageReference(const EnvironmentEntry* environment, const std::string& image,
                           const std::vector<std::string>& services, const std::string& tag) {
  return RepositoryOf(environment, image, services).value_or(image) + ":" + tag;
}

void AddBakeTargets(const Config& config, const EnvironmentEntry* environment,
                    const Platform& platform, const HeadFacts& head, Plan& plan) {
  const ImageBases bases(platform);
  TagOfImage tags;  // of all images that the bake file has
  for (const PlannedImage& image : plan.images) tags.emplace(image.name, image.tag);
  AddBases(config, bases, head, tags);
  // No group of ours may be hidden by a target.
  std::set<std::string> used{"default"};
  std::map<std::string, std::string> names;
  for (const auto& [image, tag] : tags) names.emplace(image, BakeName(image, used));
  const auto runners = [&](const std::string& image) {
    std::vector<std::string> services;
    for (const Service& service : platform.services) {
      if (service.image == image) services.push_back(service.name);
    }
    return services;
  };
  for (const auto& [image, tag] : tags) {
    BakeTarget target = TargetOf(config, image);
    target.name = names.at(image);
    target.reference = ImageReference(environment, image, runners(image), tag);
    target.is_built = std::ranges::binary_search(plan.images, image, {}, &PlannedImage::name);
    for (const std::string& base : bases.Of(image)) {
      if (const auto found = names.find(base); found != names.end()) {
        target.from.emplace(base, found->second);
      }
    }
    plan.bake_targets.push_back(std::move(target));
  }
  std::ranges::sort(plan.bake_targets, {}, &BakeTarget::name);
  for (PlannedImage& image : plan.images) {
    image.repository = RepositoryOf(environment, image.name, runners(image.name));
    image.bake_target = names.at(image.name);
  }
}

}  // namespace deltaplan::planner
