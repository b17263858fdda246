// What the key "tag" may hold.
#ifndef DELTAPLAN_PLANNER_CONFIG_TAG_FORMAT_H_
#define DELTAPLAN_PLANNER_CONFIG_TAG_FORMAT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::planner {

struct TagFormatProblem {
  std::string message;
  std::string advice;
};

/// Looks for unknown placeholders, a missing or second commit, and text that no image tag may hold.
/// `words` are those of the configuration.
std::optional<TagFormatProblem> CheckTagFormat(std::string_view format,
                                               const std::vector<std::string>& words);

/// True when a format that `CheckTagFormat` has accepted, with its words filled in, makes a legal
/// tag for an image of this name, whatever the commit.
bool MakesLegalTag(std::string_view format, std::string_view image);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_TAG_FORMAT_H_
