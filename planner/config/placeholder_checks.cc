#include "planner/config/placeholder_checks.h"

#include <fmt/format.h>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tfvars/carriers/service_path.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {
namespace {

// "tag" with the words in it, but without what {short_sha} and its like stand for.
std::string FormatOf(const std::string& tag, const Service& service) {
  PlaceholderValues words;
  for (auto& [word, value] : PlaceholdersOf(service, nullptr)) {
    if (service.placeholders.contains(word)) words.emplace(word, value);
  }
  return FillPlaceholders(tag, words);
}

bool NamesWord(const std::string& text, const PlaceholderTexts& words) {
  for (const auto& [word, ignored] : words) {
    if (text.find(fmt::format("{{{}}}", word)) != std::string::npos) return true;
  }
  return false;
}

// An image has one tag, whoever runs it, so services that run the same one have to agree.
void FillTagFormats(Platform& platform, const Config& config, ConfigProblems& problems) {
  if (!NamesWord(config.tag, config.placeholders)) return;
  std::map<std::string, const Service*> first;
  for (const Service& service : platform.services) {
    if (service.IsExternal()) continue;
    const std::string format = FormatOf(config.tag, service);
    const auto [known, is_new] = platform.tag_formats.emplace(service.image, format);
    if (is_new) {
      first.emplace(service.image, &service);
    } else if (known->second != format) {
      problems.push_back(
          {service.pointer,
           fmt::format("The image \"{}\" would have two tags: \"{}\" for \"{}\", \"{}\" for \"{}\"",
                       service.image, known->second, first.at(service.image)->name, format,
                       service.name),
           "Give the services that run it the same \"placeholders\"."});
    }
  }
  for (const Image& image : platform.images) {
    Service base;
    base.name = image.name;
    base.image = image.name;
    base.placeholders = config.placeholders;
    platform.tag_formats.emplace(image.name, FormatOf(config.tag, base));
  }
}

// Two services that have their tags at one place would have one tag.
void CheckTagPlaces(const Platform& platform, const Config& config, ConfigProblems& problems) {
  for (const EnvironmentEntry& environment : config.environments) {
    if (!environment.image_tags || environment.image_tags->place.words.empty()) continue;
    const tfvars::TagPlace place = ImageTagsOf(environment, platform.services).place;
    std::map<std::string, std::string> service_at;
    for (const Service& service : platform.services) {
      const std::string path = tfvars::FillService(place.path, service.name, place.words);
      const auto [known, is_new] = service_at.emplace(path, service.name);
      if (is_new) continue;
      problems.push_back(
          {tfvars::JsonPointerTo("/environments", environment.name) + "/image_tags/variable",
           fmt::format("\"{}\" and \"{}\" would have their tags at one place: {}", known->second,
                       service.name, path),
           "Give one of them other \"placeholders\", or name the {service} as well."});
    }
  }
}

}  // namespace

std::optional<ConfigProblem> CircleProblem(const PlaceholderTexts& texts) {
  const std::vector<std::string> circle = PlaceholderCircle(texts);
  if (circle.empty()) return std::nullopt;
  std::string way;
  for (const std::string& word : circle) way += (way.empty() ? "{" : " -> {") + word + "}";
  // What a service says of its own has closed the circle.
  std::string pointer = texts.find(circle.front())->second.pointer;
  for (const std::string& word : circle) {
    const std::string& own = texts.find(word)->second.pointer;
    if (own.starts_with("/services/")) pointer = own;
  }
  return ConfigProblem{.pointer = std::move(pointer),
                       .message = "Placeholders stand for each other in a circle: " + way,
                       .advice = "Write out what one of them stands for."};
}

void ResolveWords(Platform& platform, const Config& config, ConfigProblems& problems) {
  if (config.placeholders.empty()) return;
  std::map<std::string, ConfigProblem> circles;  // by place: many services may come from one entry
  for (const Service& service : platform.services) {
    std::optional<ConfigProblem> circle = CircleProblem(service.placeholders);
    if (!circle) continue;
    std::string place = circle->pointer;
    circles.emplace(std::move(place), *std::move(circle));
  }
  for (auto& [pointer, circle] : circles) problems.push_back(std::move(circle));
  if (!circles.empty()) return;
  FillTagFormats(platform, config, problems);
  CheckTagPlaces(platform, config, problems);
}

}  // namespace deltaplan::planner
