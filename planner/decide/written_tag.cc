#include "planner/decide/written_tag.h"

#include <cstddef>

#include "planner/model/tag.h"

namespace deltaplan::planner {

std::string WrittenLike(std::string_view mapped, const std::string& tag) {
  const std::string_view there = BareTag(mapped);
  const std::string_view bare = BareTag(tag);
  const bool is_other_form = (there == mapped) != (bare == tag);
  if (!is_other_form || there.empty() || bare.empty()) return tag;
  if (there == bare) return std::string(mapped);
  const auto before = static_cast<std::size_t>(there.data() - mapped.data());
  return std::string(mapped.substr(0, before)).append(bare);
}

}  // namespace deltaplan::planner
