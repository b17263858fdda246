#include "planner/model/facts.h"

#include "planner/model/tag.h"

namespace deltaplan::planner {

std::string HeadFacts::TagOf(const std::string& image) const {
  return MakeTag(
      tag_format,
      {.short_sha = short_sha, .sha = commit.ToHex(), .git_tag = git_tag, .image = image});
}

std::string HeadFacts::Tag() const {
  const bool names_service = tag_format.find("{service}") != std::string::npos;
  return names_service ? short_sha : TagOf({});
}

}  // namespace deltaplan::planner
