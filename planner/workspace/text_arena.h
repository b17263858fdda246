// Many small texts that live and go together.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_TEXT_ARENA_H_
#define DELTAPLAN_PLANNER_WORKSPACE_TEXT_ARENA_H_

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace deltaplan::planner::workspace {

/// Copies of texts, without an allocation for each.
class TextArena {
 public:
  /// A copy that lives as long as the arena, wherever that is moved.
  std::string_view Keep(std::string_view text) {
    if (text.empty()) return {};
    if (text.size() > left_) {
      left_ = std::max(kChunk, text.size());
      chunks_.push_back(std::make_unique_for_overwrite<char[]>(left_));
      free_ = chunks_.back().get();
    }
    std::memcpy(free_, text.data(), text.size());
    const std::string_view kept(free_, text.size());
    free_ += text.size();
    left_ -= text.size();
    return kept;
  }

 private:
  static constexpr std::size_t kChunk = std::size_t{1} << 16;

  std::vector<std::unique_ptr<char[]>> chunks_;
  char* free_ = nullptr;  // in the last chunk
  std::size_t left_ = 0;
};

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_TEXT_ARENA_H_
