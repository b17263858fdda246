#include "tfvars/plan/image_mention.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <utility>

#include "tfvars/text/ascii.h"
#include "tfvars/text/image_reference.h"
#include "tfvars/text/sorted.h"

namespace deltaplan::tfvars {
namespace {

bool IsReferenceCharacter(char c) {
  return IsLetterOrDigit(c) || std::string_view("._-/:@").find(c) != std::string_view::npos;
}

// A word inside of a longer text.
std::optional<ImageMention> ReadWord(std::string_view word, const KnownImages& known) {
  while (word.ends_with('.') || word.ends_with(':')) word.remove_suffix(1);
  if (word.find_first_of(":@") == std::string_view::npos) return std::nullopt;
  // ARNs and URLs have colons and slashes of their own.
  if (word.starts_with("arn:") || word.find("://") != std::string_view::npos) return std::nullopt;
  ImageMention mention = SplitImage(word);
  if (known.tags.contains(mention.tag)) return mention;
  // "api:7" is also how revisions of task definitions are written.
  const bool has_registry = mention.repository.find('/') != std::string::npos;
  if (has_registry && !known.NameOf(mention.repository).empty()) return mention;
  return std::nullopt;
}

}  // namespace

ImageMention SplitImage(std::string_view reference) {
  const ImageReference parts = ParseImageReference(reference);
  return {.repository = std::string(parts.repository), .tag = std::string(parts.tag.value_or(""))};
}

std::string_view KnownImages::NameOf(std::string_view repository) const {
  // The longest end first: the whole, then what stands behind each slash.
  for (std::string_view end = repository;;) {
    if (const auto name = names.find(end); name != names.end()) return *name;
    const std::size_t slash = end.find('/');
    if (slash == std::string_view::npos) return {};
    end.remove_prefix(slash + 1);
  }
}

bool IsImageAttribute(std::string_view name) {
  constexpr std::array<std::string_view, 7> kNames{"image",     "image_uri",       "image_url",
                                                   "image_tag", "container_image", "docker_image",
                                                   "imageUri"};
  return std::ranges::find(kNames, name) != kNames.end();
}

std::vector<ImageMention> FindImageMentions(std::string_view name, std::string_view value,
                                            const KnownImages& known) {
  std::vector<ImageMention> mentions;
  if (known.tags.contains(value)) {
    mentions.push_back({.repository = {}, .tag = std::string(value)});
    return mentions;
  }
  if (IsImageAttribute(name) && !value.empty() &&
      std::ranges::all_of(value, IsReferenceCharacter)) {
    ImageMention mention = SplitImage(value);
    // An attribute that holds a tag alone.
    if (name == "image_tag" && mention.tag.empty()) std::swap(mention.repository, mention.tag);
    mentions.push_back(std::move(mention));
    return mentions;
  }
  for (std::size_t at = 0; at < value.size();) {
    const auto begin = std::find_if(value.begin() + static_cast<std::ptrdiff_t>(at), value.end(),
                                    IsReferenceCharacter);
    const auto end = std::find_if_not(begin, value.end(), IsReferenceCharacter);
    if (auto mention = ReadWord(std::string_view(begin, end), known)) {
      mentions.push_back(std::move(*mention));
    }
    at = static_cast<std::size_t>(end - value.begin());
  }
  SortWithoutDoubles(mentions);
  return mentions;
}

}  // namespace deltaplan::tfvars
