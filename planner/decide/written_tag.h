// Tags and whole images in the place of a tag.
#ifndef DELTAPLAN_PLANNER_DECIDE_WRITTEN_TAG_H_
#define DELTAPLAN_PLANNER_DECIDE_WRITTEN_TAG_H_

#include <string>
#include <string_view>

namespace deltaplan::planner {

/// `tag` as it is written where a map has `mapped`: one of them may be a whole image, the other the
/// tag of one.
std::string WrittenLike(std::string_view mapped, const std::string& tag);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DECIDE_WRITTEN_TAG_H_
