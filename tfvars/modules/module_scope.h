// What names mean inside a module: variables, locals, each, count, path.
#ifndef DELTAPLAN_TFVARS_MODULES_MODULE_SCOPE_H_
#define DELTAPLAN_TFVARS_MODULES_MODULE_SCOPE_H_

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "tfvars/hcl/evaluate.h"
#include "tfvars/hcl/value.h"
#include "tfvars/modules/module_source.h"

namespace deltaplan::tfvars {

/// How many variables and locals are being evaluated because of one another, in all modules.
using EvaluationDepth = std::size_t;

/// One instance of a module. Variables and locals are evaluated when they are asked for, once.
/// What only Terraform can tell (resources, data, outputs of modules) is `Unknown`.
class ModuleScope : public Scope {
 public:
  /// What the root module is given.
  struct Given {
    std::map<std::string, Value> values = {};   ///< of its variables
    std::optional<std::string> workspace = {};  ///< nullopt: not known
    /// Variables without a value have their default; else they are unknown, too.
    bool defaults_hold = true;
  };
  /// The root module.
  ModuleScope(const ModuleSource& module, Given given, EvaluationDepth& depth)
      : module_(module),
        root_directory_(module.directory),
        depth_(depth),
        workspace_(std::move(given.workspace)),
        defaults_hold_(given.defaults_hold),
        variables_(std::move(given.values)) {}
  /// What `call` makes, its arguments being evaluated in `caller`.
  ModuleScope(const ModuleSource& module, const Declaration& call, const Scope& caller,
              const ModuleScope& calling_module)
      : module_(module),
        root_directory_(calling_module.root_directory_),
        depth_(calling_module.depth_),
        workspace_(calling_module.workspace_),
        call_(&call),
        caller_(&caller),
        calling_module_(&calling_module) {}

  std::optional<Value> Lookup(std::string_view root, std::string_view attribute) const override;

  /// Why `expression` has no value, as seen from `scope`, which is this one or one that adds names
  /// to it: "it depends on data.aws_x.y, which only Terraform knows".
  std::string WhyUnknown(const Expression& expression, const Scope& scope) const;

 private:
  class UnknownCause;
  /// Unknown where it has no value, or when it needs too many others.
  Value Evaluated(const Expression& expression, const Scope& scope) const;
  std::optional<Value> Variable(const std::string& name) const;
  std::optional<Value> Local(const std::string& name) const;

  const ModuleSource& module_;
  std::string root_directory_;
  EvaluationDepth& depth_;
  std::optional<std::string> workspace_;
  bool defaults_hold_ = true;
  const Declaration* call_ = nullptr;  // this and the next two are null in the root module
  const Scope* caller_ = nullptr;
  const ModuleScope* calling_module_ = nullptr;
  mutable std::map<std::string, Value> variables_;
  mutable std::map<std::string, Value> locals_;
  mutable std::set<std::string> open_;  // locals that are being evaluated
};

/// One instance of a resource or module call.
struct InstanceScope : public Scope {
  explicit InstanceScope(const Scope& module_scope) : module(module_scope) {}
  std::optional<Value> Lookup(std::string_view root, std::string_view attribute) const override;

  const Scope& module;
  std::optional<Value> each_key;
  std::optional<Value> each_value;
  std::optional<Value> count_index;
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_MODULES_MODULE_SCOPE_H_
