#include "tfvars/modules/root_inputs.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "tfvars/hcl/evaluate.h"
#include "tfvars/hcl/expression_walk.h"
#include "tfvars/hcl/parser.h"
#include "tfvars/text/diagnostic.h"
#include "tfvars/text/wording.h"

namespace deltaplan::tfvars {
namespace {

// The keyword that a variable's `type` is; "" for any other type.
std::string_view TypeKeyword(const Expression& type) {
  const Reference reference = ReferenceOf(type);
  return reference.attribute.empty() ? reference.root : std::string_view();
}

// A text as Terraform takes it from the command line or the environment: itself for variables
// without a type or of a primitive one, else an expression.
Value ValueOf(const Declaration& variable, const std::string& origin, const std::string& text,
              std::vector<std::string>& errors) {
  const Expression* type = variable.Find("type");
  const std::string_view keyword =
      type == nullptr ? std::string_view("string") : TypeKeyword(*type);
  if (keyword == "string") return Value(text);
  if (keyword == "number") {
    std::optional<Number> number = Value(text).ToNumber();
    return number ? Value(*std::move(number)) : Value(Unknown());
  }
  if (keyword == "bool") {
    const std::optional<bool> truth = Value(text).ToBool();
    return truth ? Value(*truth) : Value(Unknown());
  }
  const Source source{origin, text};
  Diagnostics diagnostics;
  const ExpressionPtr expression = ParseHclExpression(source, diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity == Severity::kError) {
      errors.push_back(DiagnosticText(diagnostic, source));
    }
  }
  if (expression == nullptr) return Value(Unknown());
  return EvaluateConstant(*expression).value_or(Value(Unknown()));
}

std::string Undeclared(const std::string& name, const std::string& directory) {
  return "Error: Value for undeclared variable\n\n-var " + OnOneLine(name) +
         ": the root module in " +
         (directory.empty() ? "the repository's root" : OnOneLine(directory)) +
         " declares no such variable, and Terraform refuses its value. Correct the name.\n";
}

class InputReader {
 public:
  InputReader(const ModuleSource& root, std::vector<std::string>& errors)
      : root_(root), errors_(errors) {}

  void Set(const std::string& name, Value value) {
    read_.values.insert_or_assign(name, value);
    read_.firm.insert_or_assign(name, std::move(value));
  }
  void SetText(const std::string& name, const std::string& origin, const std::string& text) {
    const auto declared = root_.variables.find(name);
    if (declared != root_.variables.end()) {
      Set(name, ValueOf(declared->second, origin, text, errors_));
    }
  }
  void SetAll(std::map<std::string, Value> values) {
    for (auto& [name, value] : values) Set(name, std::move(value));
  }
  // A file whose values are not known: it may give anything.
  void Miss(const std::string& file) {
    read_.missing_files.push_back(file);
    read_.firm.clear();
  }
  RootValues Finish(bool is_complete) && {
    read_.defaults_hold = is_complete && read_.missing_files.empty();
    return std::move(read_);
  }

 private:
  const ModuleSource& root_;
  std::vector<std::string>& errors_;
  RootValues read_;
};

}  // namespace

RootValues ReadRootValues(const ModuleSource& root, const RootInputs& inputs, ModuleFiles& files,
                          std::vector<std::string>& errors) {
  InputReader reader(root, errors);
  for (const auto& [name, declaration] : root.variables) {
    const std::optional<std::string> text =
        inputs.environment ? inputs.environment(name) : std::nullopt;
    if (text) reader.SetText(name, "TF_VAR_" + name, *text);
  }
  reader.SetAll(ReadVariableValues(root.directory, files, errors));
  for (const std::string& path : inputs.var_files) {
    std::optional<std::map<std::string, Value>> values = ReadVariablesFile(path, files, errors);
    if (values) {
      reader.SetAll(*std::move(values));
    } else {
      reader.Miss(path);
    }
  }
  for (const auto& [name, text] : inputs.vars) {
    if (!root.variables.contains(name)) errors.push_back(Undeclared(name, root.directory));
    reader.SetText(name, "-var " + name, text);
  }
  return std::move(reader).Finish(inputs.is_complete);
}

}  // namespace deltaplan::tfvars
