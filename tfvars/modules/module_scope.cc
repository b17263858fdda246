#include "tfvars/modules/module_scope.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "tfvars/hcl/expression_walk.h"

namespace deltaplan::tfvars {
namespace {

// Names that lead to one another: deeper than this they are left to Terraform.
constexpr EvaluationDepth kMaxDepth = 40;

}  // namespace

// What keeps an expression from having a value.
class ModuleScope::UnknownCause {
 public:
  UnknownCause(const ModuleScope& module, const Scope& scope) : module_(module), scope_(scope) {}

  // A clause, or "" when all that `expression` refers to is known.
  std::string Of(const Expression& expression) {
    const Reference reference = ReferenceOf(expression);
    std::string cause;
    if (!reference.root.empty()) cause = OfReference(reference, expression);
    const std::size_t outer = bound_.size();
    if (const auto* loop = expression.As<For>()) {
      bound_.insert(bound_.end(), {loop->key_variable, loop->value_variable});
    }
    ForEachPart(expression, [&](const Expression& part) {
      if (cause.empty() && part.As<tfvars::Variable>() == nullptr) cause = Of(part);
    });
    bound_.resize(outer);
    return cause;
  }

 private:
  // "data.aws_vpc.main", "module.m", "aws_vpc.main".
  static std::string NameOf(const Reference& reference, const Expression& expression) {
    std::string name(reference.root);
    if (!reference.attribute.empty()) name += "." + std::string(reference.attribute);
    const WholeTraversal whole = WholeOf(expression);
    if (reference.root != "data" || whole.steps.size() < 2) return name;
    const auto* second = std::get_if<AttributeStep>(whole.steps[1]);
    return second == nullptr ? name : name + "." + second->name;
  }

  std::string OfReference(const Reference& reference, const Expression& expression) {
    // What a name of `for` stands for is looked at where it comes from.
    if (std::ranges::find(bound_, reference.root) != bound_.end()) return {};
    const std::optional<Value> value = scope_.Lookup(reference.root, reference.attribute);
    if (!value || !value->IsUnknown()) return {};
    const std::string name = NameOf(reference, expression);
    if (reference.root == "var") return OfVariable(std::string(reference.attribute));
    if (name == "terraform.workspace" || name == "tofu.workspace") {
      return "it depends on " + name + ", and the configuration names no workspace";
    }
    const auto& locals = module_.module_.locals;
    const auto local =
        reference.root == "local" ? locals.find(std::string(reference.attribute)) : locals.end();
    if (local == locals.end()) {
      return "it depends on " + name + ", which only Terraform knows";
    }
    if (!open_.insert(name).second) return "it depends on " + name + ", which depends on itself";
    if (open_.size() > kMaxDepth) return "it depends on " + name + ", which depends on too much";
    std::string cause = Of(*local->second);
    open_.erase(name);
    return cause.empty() ? "it depends on " + name + ", which can't be evaluated here" : cause;
  }

  // An input is looked at where the module is called.
  std::string OfVariable(const std::string& name) {
    const std::string it_depends = "it depends on var." + name;
    if (module_.call_ != nullptr) {
      const Expression* given = module_.call_->Find(name);
      std::string cause;
      if (given != nullptr) {
        cause = UnknownCause(*module_.calling_module_, *module_.caller_).Of(*given);
      }
      if (!cause.empty()) return cause;
    } else if (!module_.defaults_hold_) {
      const auto declared = module_.module_.variables.find(name);
      const bool has_default = declared != module_.module_.variables.end() &&
                               declared->second.Find("default") != nullptr;
      if (has_default) return it_depends + ", whose default may be overridden";
    }
    return it_depends + ", which has no value in the files";
  }

  const ModuleScope& module_;
  const Scope& scope_;
  std::set<std::string> open_;      // locals that are being looked at
  std::vector<std::string> bound_;  // by `for`
};

std::optional<Value> ModuleScope::Lookup(std::string_view root, std::string_view attribute) const {
  const std::string name(attribute);
  if (root == "var" && !name.empty()) return Variable(name);
  if (root == "local" && !name.empty()) return Local(name);
  if (root == "path" && name == "module") return Value(module_.directory);
  if (root == "path" && name == "root") return Value(root_directory_);
  if ((root == "terraform" || root == "tofu") && name == "workspace" && workspace_) {
    return Value(*workspace_);
  }
  return Value(Unknown());
}

std::optional<Value> ModuleScope::Variable(const std::string& name) const {
  const auto known = variables_.find(name);
  if (known != variables_.end()) return known->second;
  const auto declared = module_.variables.find(name);
  if (declared == module_.variables.end()) return std::nullopt;
  const Expression* given = call_ == nullptr ? nullptr : call_->Find(name);
  const Expression* standard = declared->second.Find("default");
  Value value{Unknown()};
  if (given != nullptr) {
    value = Evaluated(*given, *caller_);
  } else if (standard != nullptr && defaults_hold_) {
    value = Evaluated(*standard, *this);
  }
  return variables_.emplace(name, std::move(value)).first->second;
}

Value ModuleScope::Evaluated(const Expression& expression, const Scope& scope) const {
  if (depth_ >= kMaxDepth) return Value(Unknown());
  ++depth_;
  std::optional<Value> value = Evaluate(expression, scope);
  --depth_;
  return std::move(value).value_or(Value(Unknown()));
}

std::optional<Value> ModuleScope::Local(const std::string& name) const {
  const auto known = locals_.find(name);
  if (known != locals_.end()) return known->second;
  const auto declared = module_.locals.find(name);
  if (declared == module_.locals.end()) return std::nullopt;
  if (!open_.insert(name).second) return Value(Unknown());  // it depends on itself
  Value value = Evaluated(*declared->second, *this);
  open_.erase(name);
  return locals_.emplace(name, std::move(value)).first->second;
}

std::string ModuleScope::WhyUnknown(const Expression& expression, const Scope& scope) const {
  const std::string cause = UnknownCause(*this, scope).Of(expression);
  return cause.empty() ? "it can't be evaluated here" : cause;
}

std::optional<Value> InstanceScope::Lookup(std::string_view root,
                                           std::string_view attribute) const {
  if (root == "each" && attribute == "key" && each_key) return each_key;
  if (root == "each" && attribute == "value" && each_value) return each_value;
  if (root == "count" && attribute == "index" && count_index) return count_index;
  return module.Lookup(root, attribute);
}

}  // namespace deltaplan::tfvars
