// The syntax tree of the Terraform language, as the native and the JSON form have it in common.
// Source: HCL syntax-agnostic information model, HCL native syntax specification, HCL JSON syntax
// specification. Every node has its range, so that an editor can replace it in the text.
#ifndef DELTAPLAN_TFVARS_HCL_SYNTAX_H_
#define DELTAPLAN_TFVARS_HCL_SYNTAX_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "tfvars/hcl/value.h"
#include "tfvars/text/source.h"

namespace deltaplan::tfvars {

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;

/// A number, true, false, null, or a string without sequences. A number of absurd length is
/// `Unknown`.
struct Literal {
  Value value;
};

/// A string with sequences: its parts one after the other. `"${x}"` is one part and keeps its type
/// (`is_wrapper`).
struct Template {
  std::vector<ExpressionPtr> parts;
  bool is_wrapper = false;
};

/// %{ for ... }: the texts that the body gives, joined. It always stands in a `Template`.
struct Joined {
  ExpressionPtr list;
};

struct Variable {
  std::string name;
};

/// `.name`; `[expression]` and `.0` are indices.
struct AttributeStep {
  std::string name;
  Range range;  ///< with the dot
};
struct IndexStep {
  ExpressionPtr key;
  Range range;
};
using Step = std::variant<AttributeStep, IndexStep>;

/// One thing after the other taken out of `source`; at least one.
struct Traversal {
  ExpressionPtr source;
  std::vector<Step> steps;
};

/// `source.*.a` or `source[*].a`: `each` is evaluated for every element, which the `SplatElement`
/// inside stands for.
struct Splat {
  ExpressionPtr source;
  ExpressionPtr each;
};
struct SplatElement {};

struct Call {
  std::string name;
  std::vector<ExpressionPtr> arguments;
  bool expands_last = false;  ///< f(list...)
};

enum class UnaryOperator { kNot, kNegate };
struct Unary {
  UnaryOperator op;
  ExpressionPtr operand;
};

enum class BinaryOperator {
  kOr,
  kAnd,
  kEqual,
  kNotEqual,
  kGreater,
  kGreaterEqual,
  kLess,
  kLessEqual,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kRemainder
};
/// Operators of one precedence, from left to right: ((first op a) op b) op c. Kept flat, so that a
/// long sum is not a deep tree.
struct Binary {
  struct Operand {
    BinaryOperator op;
    ExpressionPtr value;
  };
  ExpressionPtr first;
  std::vector<Operand> rest;
};

struct Conditional {
  ExpressionPtr condition;
  ExpressionPtr if_true;
  ExpressionPtr if_false;
};

struct Tuple {
  std::vector<ExpressionPtr> items;
};

/// In a key a bare word is a string; in parentheses it is a variable.
struct Object {
  struct Item {
    ExpressionPtr key;
    ExpressionPtr value;
  };
  std::vector<Item> items;
};

struct For {
  std::string key_variable;  ///< "" when there is only one variable
  std::string value_variable;
  ExpressionPtr collection;
  ExpressionPtr key;  ///< null in a tuple: [for ...]
  ExpressionPtr value;
  ExpressionPtr condition;  ///< null when there is none
  bool groups = false;      ///< {for ... : k => v...}
};

struct Parentheses {
  ExpressionPtr inner;
};

/// A large node kept apart, so that the small ones, which are most, take no more room than they
/// need. It stands wherever the node can.
template <typename Node>
class Boxed {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): made of a node without a word
  Boxed(Node node) : node_(std::make_unique<Node>(std::move(node))) {}
  // NOLINTNEXTLINE(google-explicit-constructor): and read as one
  operator const Node&() const { return *node_; }

 private:
  std::unique_ptr<Node> node_;
};

struct Expression {
  Range range;
  std::variant<Literal, Template, Joined, Variable, Traversal, Splat, SplatElement, Boxed<Call>,
               Unary, Binary, Conditional, Tuple, Object, Boxed<For>, Parentheses>
      node;

  /// Null when it is something else.
  template <typename T>
  const T* As() const {
    if constexpr (std::is_same_v<T, Call> || std::is_same_v<T, For>) {
      const auto* boxed = std::get_if<Boxed<T>>(&node);
      return boxed == nullptr ? nullptr : &static_cast<const T&>(*boxed);
    } else {
      return std::get_if<T>(&node);
    }
  }
};

/// A node with its place.
template <typename Node>
ExpressionPtr MakeExpression(Range range, Node node) {
  // Not std::make_unique, which can't put members in their place: it would move the whole variant.
  return ExpressionPtr(new Expression{range, std::move(node)});
}

struct Attribute {
  std::string name;
  Range name_range;
  Range range;  ///< from the name to the end of the expression
  ExpressionPtr expression;
};

struct Block;

/// Attributes and blocks in the order of the text.
struct Body {
  std::vector<Attribute> attributes;
  std::vector<Block> blocks;
  Range range;

  /// Null when there is none.
  const Attribute* Find(std::string_view name) const;
};

struct Block {
  std::string type;
  std::vector<std::string> labels;
  Range header;      ///< type and labels
  Range range = {};  ///< with the closing brace
  Body body = {};
};

/// The text of a string without sequences; null when the expression is something else.
const std::string* LiteralText(const Expression& expression);

/// The value of an object key: a bare word stands for itself. Null when the key is no such word.
const std::string* BareKey(const Expression& key);

/// resource "aws_ecs_service" "api": for messages.
std::string HeaderText(const Block& block);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_HCL_SYNTAX_H_
