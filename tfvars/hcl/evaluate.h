// The value of an expression, as far as it can be told without Terraform: from literals, operators,
// `for`, and what the caller knows about names. Source: HCL native syntax specification,
// "Expressions"; Terraform's documentation of its functions.
#ifndef DELTAPLAN_TFVARS_HCL_EVALUATE_H_
#define DELTAPLAN_TFVARS_HCL_EVALUATE_H_

#include <optional>
#include <string_view>

#include "tfvars/hcl/syntax.h"
#include "tfvars/hcl/value.h"

namespace deltaplan::tfvars {

/// What names mean.
class Scope {
 public:
  virtual ~Scope() = default;
  /// `root.attribute`, or `root` alone where `attribute` is empty (`var.x`, `local.x`, `each.key`).
  /// `Unknown` for what only Terraform can tell; nullopt when there is no such name.
  virtual std::optional<Value> Lookup(std::string_view root, std::string_view attribute) const = 0;
  /// The text of a file, by the path that is given to the function `file`; nullopt when there is
  /// none.
  virtual std::optional<Value> FileText(std::string_view) const { return Value(Unknown()); }
  /// The files below a directory that a pattern matches, as the function `fileset` gives them; both
  /// as they are given to it.
  virtual Value FileSet(std::string_view /*directory*/, std::string_view /*pattern*/) const {
    return Value(Unknown());
  }
  /// Whether functions are called; else they have no value.
  virtual bool HasFunctions() const { return true; }
};

/// Names in front of those of another scope, which has to outlive it and gives files and functions.
class InnerScope : public Scope {
 public:
  explicit InnerScope(const Scope& outer) : outer_(outer) {}
  std::optional<Value> FileText(std::string_view path) const override {
    return outer_.FileText(path);
  }
  Value FileSet(std::string_view directory, std::string_view pattern) const override {
    return outer_.FileSet(directory, pattern);
  }
  bool HasFunctions() const override { return outer_.HasFunctions(); }

 protected:
  const Scope& outer() const { return outer_; }
  /// What `Lookup` gives of a name with this value.
  static std::optional<Value> Meaning(const Value& value, std::string_view attribute) {
    if (attribute.empty() || value.IsUnknown()) return value;
    const Value* member = value.Find(attribute);
    return member == nullptr ? std::nullopt : std::optional(*member);
  }

 private:
  const Scope& outer_;
};

/// nullopt when the expression is wrong (a missing member, text where a number has to be), or when
/// it needs conditionals whose results are different kinds of collections. `Unknown` where it
/// depends on such a name, on a function that is not in `functions.h`, or takes an absurd number of
/// steps.
std::optional<Value> Evaluate(const Expression& expression, const Scope& scope);

/// The value of an expression in which no names and functions occur.
std::optional<Value> EvaluateConstant(const Expression& expression);

/// Whether calls of that function are evaluated at all.
bool IsEvaluated(std::string_view function);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_HCL_EVALUATE_H_
