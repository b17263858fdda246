#include "planner/decide/written_tag.h"

#include <cstddef>

#include "planner/model/tag.h"

namespace deltaplan::planner {
namespace {

// How much of `text` stands before its tag: of a whole image its repository, with the colon.
std::size_t BeforeTag(std::string_view text) {
  const std::string_view tag = BareTag(text);
  return tag.empty() ? 0 : static_cast<std::size_t>(tag.data() - text.data());
}

}  // namespace

std::string WrittenLike(std::string_view mapped, const std::string& tag) {
  const std::size_t there = BeforeTag(mapped);
  const std::size_t here = BeforeTag(tag);
  if ((there == 0) == (here == 0)) return tag;
  if (BareTag(mapped) == BareTag(tag)) return std::string(mapped);
  return std::string(mapped.substr(0, there)) + tag.substr(here);
}

}  // namespace deltaplan::planner
