#include "planner/commands/image_check.h"

#include <algorithm>
#include <set>
#include <utility>

#include "planner/decide/bake_targets.h"
#include "planner/model/bootstrap_tag.h"
#include "planner/model/service_environment.h"
#include "planner/model/tag.h"
#include "planner/model/tag_pattern.h"
#include "planner/report/messages.h"
#include "tfvars/text/image_reference.h"

namespace deltaplan::planner {
namespace {

// How long a command that only wants to be sure waits.
constexpr std::chrono::seconds kMostTime{20};

// Of a tag, or of a whole reference in its place; empty: nobody says.
std::string ReferenceOf(const EnvironmentEntry& environment, const TaggedService& service) {
  const std::string& tag = service.tag;
  const std::optional<std::string> repository =
      RepositoryOf(&environment, service.image, {service.name});
  if (IsLegalTag(tag)) return repository ? *repository + ":" + tag : std::string();
  const tfvars::ImageReference whole = tfvars::ParseImageReference(tag);
  return whole.tag || whole.digest ? tag : std::string();
}

}  // namespace

Result<std::vector<WantedImage>> ImagesOf(const std::vector<TaggedService>& services,
                                          const Config& config,
                                          const EnvironmentEntry& environment) {
  Result<TagPattern> pattern = ConfiguredPattern(config);
  if (!pattern) return std::move(pattern).error();
  std::map<std::pair<std::string, std::string>, WantedImage> images;
  for (const TaggedService& service : services) {
    auto [found, is_new] = images.try_emplace({service.image, service.tag});
    WantedImage& image = found->second;
    if (is_new) {
      const TagReading reading =
          ReadTag(service.tag, *pattern, config.tag_pattern ? nullptr : &config.tag);
      image = {.name = service.image,
               .tag = service.tag,
               .reference = ReferenceOf(environment, service),
               .services = {},
               .is_rolled = false,
               .commits = reading.follows_pattern ? reading.shas : std::vector<std::string>()};
    }
    image.is_rolled = image.is_rolled || service.is_rolled;
    image.services.push_back(service.name);
  }
  std::vector<WantedImage> wanted;
  for (auto& [key, image] : images) {
    std::ranges::sort(image.services);
    wanted.push_back(std::move(image));
  }
  return wanted;
}

std::vector<TaggedService> TaggedServices(const Platform& platform, const tfvars::TagMap& changes) {
  std::vector<TaggedService> services;
  for (const Service& service : platform.services) {
    const auto tag = changes.find(service.name);
    if (tag != changes.end()) services.push_back({service.name, service.image, tag->second});
  }
  return services;
}

ImageRequest ImageRequestOf(const EnvironmentEntry& environment, const Options& options) {
  return {.images = {},
          .platforms = options.platforms.empty() ? environment.deploy.platforms : options.platforms,
          .timeout = options.timeout};
}

Result<ImageCheck> CheckImages(const std::vector<TaggedService>& services, const Config& config,
                               const EnvironmentEntry& environment, const Options& options,
                               const Ports& ports) {
  ImageCheck check;
  ImageRequest request = ImageRequestOf(environment, options);
  const bool is_asked = environment.deploy.registry != RegistryKind::kNever;
  if (options.allow_missing_images || !is_asked) return check;
  Result<std::vector<WantedImage>> images = ImagesOf(services, config, environment);
  if (!images) return std::move(images).error();
  // What no registry is known of can't be asked for, and need not be; nor need what starts nothing.
  std::erase_if(*images, [&](const WantedImage& image) {
    return image.reference.empty() || IsBootstrapTag(config, image.tag);
  });
  if (images->empty()) return check;
  request.images = *std::move(images);
  request.detail = ImageDetail::kFitness;
  request.timeout = std::min(request.timeout, kMostTime);
  refusals::ImagesMissing missing;
  std::set<std::string> unknown;
  Warnings unfit;
  for (ImageFacts& image : FindImages(request, config, environment, ports)) {
    if (image.is_unknown()) {
      unknown.insert(image.found.why);
    } else if (image.found.presence == ImageReading::Presence::kMissing) {
      missing.images.push_back(std::move(image));
    } else if (image.other_platform || image.other_commit) {
      unfit.push_back(warnings::ImageUnfit{std::move(image), request.platforms});
    }
  }
  check.messages += WarningLines(unfit, options.verbose);
  for (const std::string& why : unknown) {
    check.messages += WarningLines({warnings::ImagesNotAsked{why}}, options.verbose);
  }
  if (!missing.images.empty()) check.refusal = std::move(missing);
  return check;
}

Result<ImageCheck> CheckNewImages(const TagContext& tags, const tfvars::TagMap& changes,
                                  const Options& options, const Ports& ports) {
  return CheckImages(TaggedServices(tags.platform, changes), tags.project->config(),
                     tags.environment(), options, ports);
}

Result<ImageCheck> CheckPromotedImages(const TagContext& tags, const EnvironmentEntry& from,
                                       const tfvars::TagMap& changes, const Options& options,
                                       const Ports& ports) {
  Result<ImageCheck> check = CheckNewImages(tags, changes, options, ports);
  if (!check || !check->refusal) return check;
  const auto missing = std::get<refusals::ImagesMissing>(*std::move(check->refusal));
  tfvars::TagMap left;
  for (const ImageFacts& image : missing.images) {
    for (const std::string& service : image.wanted.services) left[service] = image.wanted.tag;
  }
  const Result<ImageCheck> at_source = CheckImages(TaggedServices(tags.platform, left),
                                                   tags.project->config(), from, options, ports);
  if (!at_source) return at_source.error();
  check->refusal.reset();
  check->messages += at_source->messages;
  refusals::ImagesMissing nowhere;
  std::set<std::string> at_neither;
  if (at_source->refusal) {
    for (const ImageFacts& image : std::get<refusals::ImagesMissing>(*at_source->refusal).images) {
      at_neither.insert(image.wanted.name + ":" + image.wanted.tag);
    }
  }
  // Without a registry of its own, the source has nothing to give.
  const bool may_give = from.repository.has_value();
  for (const ImageFacts& image : missing.images) {
    if (!may_give || at_neither.contains(image.wanted.name + ":" + image.wanted.tag)) {
      nowhere.images.push_back(image);
    } else if (!options.quiet) {
      check->messages +=
          NoteLines(notes::ImageToCopy{.reference = image.wanted.reference, .from = from.name});
    }
  }
  if (!nowhere.images.empty()) check->refusal = std::move(nowhere);
  return check;
}

}  // namespace deltaplan::planner
