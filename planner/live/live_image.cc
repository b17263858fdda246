#include "planner/live/live_image.h"

#include <utility>

#include "planner/text/quote.h"
#include "tfvars/carriers/tag_map.h"
#include "tfvars/plan/image_mention.h"

namespace deltaplan::planner {

LiveImage ReadLiveImage(std::string_view reference) {
  tfvars::ImageMention mention = tfvars::SplitImage(reference);
  const std::size_t at = reference.find('@');
  LiveImage image{.repository = std::move(mention.repository),
                  .tag = std::move(mention.tag),
                  .digest = std::string(at == std::string_view::npos ? std::string_view()
                                                                     : reference.substr(at + 1))};
  if (image.tag.empty() && image.digest.empty()) image.tag = "latest";
  return image;
}

bool IsRepositoryOf(std::string_view repository, std::string_view name) {
  return !tfvars::KnownImages{.names = {std::string(name)}, .tags = {}}.NameOf(repository).empty();
}

Result<std::string> TagInValue(std::string_view value) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = value.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return Error{"it is empty", {}, {}};
  value = value.substr(begin, value.find_last_not_of(kBlanks) + 1 - begin);
  if (auto wrong = tfvars::CheckTag(value)) return Error{*std::move(wrong), {}, {}};
  const tfvars::ImageMention mention = tfvars::SplitImage(value);
  if (value.find('@') == std::string_view::npos) {
    const bool is_image = value.find('/') != std::string_view::npos && !mention.tag.empty();
    return is_image ? mention.tag : std::string(value);
  }
  if (!mention.tag.empty()) return mention.tag;
  return Error{DisplayText(value) + " is pinned by its digest and has no tag", {}, {}};
}

}  // namespace deltaplan::planner
