// Colours of terminal text.
#ifndef DELTAPLAN_PLANNER_TEXT_INK_H_
#define DELTAPLAN_PLANNER_TEXT_INK_H_

#include <string>
#include <string_view>

namespace deltaplan::planner {

/// Nothing is dim: what is printed is to be read, and many terminals make that hard to.
enum class Ink { kPlain, kBold, kDeploy, kWarning, kError };

/// Writes text in colour where colour is wanted; no information is in the colour alone.
class Inker {
 public:
  explicit Inker(bool color) : color_(color) {}

  void Add(Ink ink, std::string_view text, std::string& out) const;

 private:
  bool color_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TEXT_INK_H_
