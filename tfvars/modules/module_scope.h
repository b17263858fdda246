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
#include <vector>

#include "tfvars/hcl/evaluate.h"
#include "tfvars/hcl/value.h"
#include "tfvars/modules/module_source.h"

namespace deltaplan::tfvars {

/// How many variables and locals are being evaluated because of one another, in all modules.
using EvaluationDepth = std::size_t;

/// What a module refers to outside of its own files.
class ModuleSurroundings {
 public:
  virtual ~ModuleSurroundings() = default;
  /// The module that `call` of `caller` leads to, whose names mean what `scope` says; null where
  /// its files are elsewhere.
  virtual const ModuleSource* Called(const ModuleSource& caller, const Declaration& call,
                                     const Scope& scope) = 0;
  /// The text of a file by its canonical path; nullopt when there is none.
  virtual std::optional<std::string> FileText(const std::string& path) = 0;
  /// As `FilesOf`.
  virtual std::optional<std::vector<std::string>> FileSet(const std::string& directory,
                                                          std::string_view pattern) = 0;
};

/// One instance of a module. Variables, locals and outputs of local modules are evaluated when they
/// are asked for, once; a variable has the type that it is declared with. What only Terraform can
/// tell (attributes of resources and data, outputs of other modules) is `Unknown`; of a resource
/// with `count` or `for_each` it is known which instances there are.
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
  ModuleScope(const ModuleSource& module, Given given, EvaluationDepth& depth,
              ModuleSurroundings& surroundings)
      : module_(module),
        root_directory_(module.directory),
        depth_(depth),
        surroundings_(surroundings),
        workspace_(std::move(given.workspace)),
        defaults_hold_(given.defaults_hold),
        given_(std::move(given.values)) {}
  /// What `call` makes, its arguments being evaluated in `caller`.
  ModuleScope(const ModuleSource& module, const Declaration& call, const Scope& caller,
              const ModuleScope& calling_module)
      : module_(module),
        root_directory_(calling_module.root_directory_),
        depth_(calling_module.depth_),
        surroundings_(calling_module.surroundings_),
        workspace_(calling_module.workspace_),
        call_(&call),
        caller_(&caller),
        calling_module_(&calling_module) {}

  std::optional<Value> Lookup(std::string_view root, std::string_view attribute) const override;
  std::optional<Value> FileText(std::string_view path) const override;
  Value FileSet(std::string_view directory, std::string_view pattern) const override;

  const ModuleSource& module() const { return module_; }
  /// Why `expression` has no value, as seen from `scope`, which is this one or one that adds names
  /// to it: "it depends on data.aws_x.y, which only Terraform knows".
  std::string WhyUnknown(const Expression& expression, const Scope& scope) const;

 private:
  class UnknownCause;
  /// Unknown where it has no value, or when it needs too many others.
  Value Evaluated(const Expression& expression, const Scope& scope) const;
  std::optional<Value> Variable(const std::string& name) const;
  /// What a variable that was given `value` has.
  Value AsDeclared(const Declaration& variable, Value value) const;
  std::optional<Value> Local(const std::string& name) const;
  Value ModuleNamed(const std::string& name) const;
  Value DataOfType(const std::string& type) const;
  Value ResourceNamed(const Resource& resource) const;
  /// The value of a resource or module call with all its instances, each being `of` its scope.
  template <typename Of>
  Value OfInstances(const Declaration& declaration, const Of& of) const;
  /// `find` once for each name; unknown while it is being found, and when that takes too many
  /// others.
  template <typename Find>
  Value Memoize(const std::string& name, const Find& find) const;

  const ModuleSource& module_;
  std::string root_directory_;
  EvaluationDepth& depth_;
  ModuleSurroundings& surroundings_;
  std::optional<std::string> workspace_;
  bool defaults_hold_ = true;
  std::map<std::string, Value> given_;  // to variables of the root module
  const Declaration* call_ = nullptr;   // this and the next two are null in the root module
  const Scope* caller_ = nullptr;
  const ModuleScope* calling_module_ = nullptr;
  mutable std::map<std::string, Value> known_;  // "var.x", "local.x", "module.x", "aws_x.y"
  mutable std::set<std::string> open_;          // the same, being evaluated
};

/// One instance of a resource or module call.
struct InstanceScope : public InnerScope {
  explicit InstanceScope(const Scope& module) : InnerScope(module) {}
  std::optional<Value> Lookup(std::string_view root, std::string_view attribute) const override;

  std::optional<Value> each_key;
  std::optional<Value> each_value;
  std::optional<Value> count_index;
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_MODULES_MODULE_SCOPE_H_
