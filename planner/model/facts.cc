#include "planner/model/facts.h"

#include "planner/model/tag.h"
#include "tfvars/text/placeholders.h"

namespace deltaplan::planner {

std::string HeadFacts::TagOf(const std::string& image) const {
  const auto own = formats.find(image);
  return MakeTag(
      own == formats.end() ? tag_format : own->second,
      {.short_sha = short_sha, .sha = commit.ToHex(), .git_tag = git_tag, .image = image});
}

std::string HeadFacts::Tag() const {
  const bool names_service = !formats.empty() || tfvars::FindPlaceholder(tag_format, "service");
  return names_service ? short_sha : TagOf({});
}

}  // namespace deltaplan::planner
