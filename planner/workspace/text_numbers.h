// Texts by numbers: the same text has the same number, and texts that were never seen the next one.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_TEXT_NUMBERS_H_
#define DELTAPLAN_PLANNER_WORKSPACE_TEXT_NUMBERS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "planner/workspace/text_arena.h"

namespace deltaplan::planner::workspace {

/// Lockfiles name the same few thousand texts again and again, so this is one flat table beside one
/// copy of each text: no allocation for each of them, and few places in memory for each question.
/// Lockfiles of two commits name most of them in one order: what came behind the last one before is
/// looked at first, without a hash.
class TextNumbers {
 public:
  /// The number of `text`, from 0.
  std::uint32_t Of(std::string_view text);
  std::optional<std::uint32_t> Find(std::string_view text);
  std::string_view operator[](std::uint32_t number) const { return texts_[number]; }
  std::size_t size() const { return texts_.size(); }
  /// Makes room for so many in all.
  void Reserve(std::size_t count);

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = kNone;
  };
  static constexpr std::uint32_t kNone = UINT32_MAX;

  /// Where `text` stands, or would stand. There has to be a free slot.
  std::size_t PlaceOf(std::string_view text, std::uint32_t hash) const;

  bool IsNext(std::string_view text) const {
    return next_ < texts_.size() && texts_[next_] == text;
  }

  std::vector<Slot> slots_;  // a power of two
  std::vector<std::string_view> texts_;
  TextArena arena_;
  std::uint32_t next_ = 0;  // behind the one that was asked for last
};

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_TEXT_NUMBERS_H_
