// A value that is one of many kinds, compiled once.
#ifndef DELTAPLAN_PLANNER_MODEL_ONE_OF_H_
#define DELTAPLAN_PLANNER_MODEL_ONE_OF_H_

namespace deltaplan::planner {

/// One of `Kinds`, a variant. Where `extern template struct OneOf<Kinds>` stands, its copies, moves
/// and end are compiled in the one source with `template struct OneOf<Kinds>` and nowhere else: of
/// a variant of many, each place that keeps a list of them would take seconds to compile.
template <typename Kinds>
struct OneOf : Kinds {
  using Kinds::Kinds;
  OneOf(const OneOf& other);
  OneOf(OneOf&& other) noexcept;
  OneOf& operator=(const OneOf& other);
  OneOf& operator=(OneOf&& other) noexcept;
  ~OneOf();
};

template <typename Kinds>
OneOf<Kinds>::OneOf(const OneOf& other) = default;
template <typename Kinds>
OneOf<Kinds>::OneOf(OneOf&& other) noexcept = default;
template <typename Kinds>
OneOf<Kinds>& OneOf<Kinds>::operator=(const OneOf& other) = default;
template <typename Kinds>
OneOf<Kinds>& OneOf<Kinds>::operator=(OneOf&& other) noexcept = default;
template <typename Kinds>
OneOf<Kinds>::~OneOf() = default;

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_ONE_OF_H_
