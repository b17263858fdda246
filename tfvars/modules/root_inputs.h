// What a root module is given besides its files: the workspace, and values of variables, in
// Terraform's order of precedence. Source: Terraform's documentation, "Input variables", "Variable
// definition precedence"; "Environment variables".
#ifndef DELTAPLAN_TFVARS_MODULES_ROOT_INPUTS_H_
#define DELTAPLAN_TFVARS_MODULES_ROOT_INPUTS_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tfvars/hcl/value.h"
#include "tfvars/modules/module_source.h"

namespace deltaplan::tfvars {

struct RootInputs {
  std::optional<std::string> workspace = {};  ///< nullopt: not known
  /// The text of TF_VAR_name, by the variable's name; empty where there is no environment.
  std::function<std::optional<std::string>(const std::string& name)> environment = {};
  std::vector<std::string> var_files = {};       ///< paths, in the order of -var-file
  std::map<std::string, std::string> vars = {};  ///< as -var takes them; after all files
  /// Nothing else is given. Else a default may be overridden by what is not known here.
  bool is_complete = true;
};

struct RootValues {
  std::map<std::string, Value> values;
  /// Of these, those that nothing unknown can override.
  std::map<std::string, Value> firm;
  bool defaults_hold = true;               ///< and all of `values` are firm
  std::vector<std::string> missing_files;  ///< of `var_files`
};

/// From the first to the last that decides: the environment, the files that are read by themselves,
/// `var_files`, `vars`. What Terraform would refuse is added to `errors`.
RootValues ReadRootValues(const ModuleSource& root, const RootInputs& inputs, ModuleFiles& files,
                          std::vector<std::string>& errors);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_MODULES_ROOT_INPUTS_H_
