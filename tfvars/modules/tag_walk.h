// One expression, from the outside in: what the tag does to its value.
#ifndef DELTAPLAN_TFVARS_MODULES_TAG_WALK_H_
#define DELTAPLAN_TFVARS_MODULES_TAG_WALK_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tfvars/hcl/expression_walk.h"
#include "tfvars/hcl/syntax.h"
#include "tfvars/hcl/value.h"
#include "tfvars/modules/tag_trace.h"
#include "tfvars/modules/trace.h"

namespace deltaplan::tfvars {

/// The type of a nested block, or of those that a dynamic one makes.
const std::string& TypeOf(const Block& block);

/// Follows what expressions of one place are made of, where names of the module mean what `tracer`
/// says of them.
class TagTracer::Walk {
 public:
  /// With `places_count`, of lists too each element is followed by itself: what is made of the
  /// expression may look them up, or put them beside others.
  Walk(TagTracer& tracer, const Context& context, bool places_count)
      : tracer_(tracer), context_(context), places_count_(places_count) {}

  Trace Of(const Expression& expression);
  /// A nested block, as the list of its type is that it is part of. In a dynamic one its label (or
  /// "iterator") names the element.
  Trace Of(const Block& block);

 private:
  /// What a name of a loop stands for; its value where that is known.
  struct Meant {
    std::optional<Value> value = {};
    Trace trace = {};
  };
  class Names;

  void Bind(const std::string& name, Meant meant) { bound_.emplace_back(name, std::move(meant)); }
  /// What a name stands for inside of the loops; null for one of the module.
  const Meant* Bound(std::string_view name) const;

  Trace Node(const Literal&) { return {}; }
  Trace Node(const Traversal&) { return {}; }  // `Of` takes it whole
  Trace Node(const Unary&) { return {}; }
  Trace Node(const Binary&) { return {}; }
  Trace Node(const SplatElement&) { return splats_.empty() ? Trace() : splats_.back(); }
  Trace Node(const Parentheses& node) { return Of(*node.inner); }
  Trace Node(const Joined& node) { return Of(*node.list).Flat(); }
  Trace Node(const Variable& node);
  Trace Node(const Template& node);
  Trace Node(const Conditional& node);
  Trace Node(const Tuple& node);
  Trace Node(const Object& node);
  Trace Node(const For& node);
  Trace Node(const Splat& node);
  Trace Node(const Call& node);
  Trace Of(const WholeTraversal& node);

  /// Of a loop, what each member holds, where there are not too many.
  Trace Apart(const For& node, const Trace& collection);
  /// What a loop finds or makes in one pass; `whose` is null where nothing names that.
  static Trace Held(Trace trace, const std::string* whose);
  /// Of one pass of a loop: its key, where that is known, and what it holds.
  std::pair<std::optional<std::string>, Trace> InLoop(const For& node, std::optional<Value> key,
                                                      Meant value);
  bool IsOfTheInstance(const Expression& expression) const;
  Trace Index(const Trace& trace, const Expression& key);
  /// What is looked up with a key.
  static Trace Under(const std::string& key, const Trace& trace);
  std::optional<std::string> Text(const Expression& expression);
  /// What the arguments hold, together.
  Trace AllOf(const Call& node);
  /// Of a call that gives each element a place or a key; nullopt where these are not known.
  std::optional<Trace> Placed(const Call& node);

  TagTracer& tracer_;
  const Context& context_;
  bool places_count_;
  std::vector<std::pair<std::string, Meant>> bound_;  // by `for` and dynamic blocks
  std::vector<Trace> splats_;
  std::size_t passes_ = 1;  // of the loops around, together
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_MODULES_TAG_WALK_H_
