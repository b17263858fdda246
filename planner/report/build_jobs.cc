#include "planner/report/build_jobs.h"

#include <algorithm>

#include "planner/text/digest.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

std::vector<std::string> NamesIn(const ImagesOfJob& images, std::string PlannedImage::*member) {
  std::vector<std::string> names;
  for (const PlannedImage* image : images) names.push_back(image->*member);
  return names;
}

bool ContinuesCharacter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

}  // namespace

ImagesOfJob ImagesOf(const Plan& plan, std::optional<std::size_t> wave) {
  ImagesOfJob images;
  for (const PlannedImage& image : plan.images) {
    if (!wave || image.wave == *wave) images.push_back(&image);
  }
  return images;
}

std::size_t WavesOf(const Plan& plan) {
  if (plan.images.empty()) return 0;
  return std::ranges::max_element(plan.images, {}, &PlannedImage::wave)->wave + 1;
}

std::vector<ImagesOfJob> Shards(const ImagesOfJob& images, std::size_t most) {
  const std::size_t count = std::min(most, images.size());
  std::vector<ImagesOfJob> jobs;
  auto next = images.begin();
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_larger = i < images.size() % count;
    const auto size = static_cast<std::ptrdiff_t>(images.size() / count + (is_larger ? 1 : 0));
    jobs.emplace_back(next, next + size);
    next += size;
  }
  return jobs;
}

std::vector<std::pair<std::string, std::string>> JobVariables(const Plan& plan,
                                                              const ImagesOfJob& images,
                                                              bool is_shard) {
  if (is_shard) {
    return {{"IMAGES", JsonNames(NamesIn(images, &PlannedImage::name))},
            {"BAKE_TARGETS", JsonNames(NamesIn(images, &PlannedImage::bake_target))}};
  }
  const PlannedImage& image = *images.front();
  std::vector<std::pair<std::string, std::string>> variables = {
      {"IMAGE", image.name},
      {"TAG", image.tag},
      {"BAKE_TARGET", image.bake_target},
      {"SERVICES", JsonNames(image.services)}};
  if (const BakeTarget* target = BakeTargetOf(plan, image); target != nullptr) {
    if (target->context) variables.emplace_back("CONTEXT", JsonPath(*target->context));
    if (target->dockerfile) variables.emplace_back("DOCKERFILE", JsonPath(*target->dockerfile));
  }
  return variables;
}

const BakeTarget* BakeTargetOf(const Plan& plan, const PlannedImage& image) {
  const auto found = std::ranges::find(plan.bake_targets, image.bake_target, &BakeTarget::name);
  return found == plan.bake_targets.end() ? nullptr : &*found;
}

std::string JsonNames(const std::vector<std::string>& names) {
  std::string text;
  JsonWriter(text).Strings(names, JsonLayout::kCompact);
  return text;
}

std::string ShortName(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  const std::string digest = ShortDigest(text);
  std::size_t end = most - digest.size() - 1;
  while (end > 0 && ContinuesCharacter(text[end])) --end;
  return std::string(text.substr(0, end)) + "-" + digest;
}

}  // namespace deltaplan::planner
