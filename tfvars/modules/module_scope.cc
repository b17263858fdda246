#include "tfvars/modules/module_scope.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>
#include <vector>

#include "tfvars/hcl/expression_walk.h"
#include "tfvars/hcl/type_constraint.h"
#include "tfvars/modules/expansion.h"
#include "tfvars/text/unicode.h"

namespace deltaplan::tfvars {
namespace {

// Names that lead to one another: deeper than this they are left to Terraform.
constexpr EvaluationDepth kMaxDepth = 40;

// "modules/app" seen from the root module; "." for that itself.
std::string PathTo(const std::string& root, const std::string& directory) {
  std::size_t same = 0;  // the end of the last name that both begin with
  for (std::size_t i = 0; i <= std::min(root.size(), directory.size()); ++i) {
    const auto ends = [i](const std::string& path) { return i == path.size() || path[i] == '/'; };
    if (ends(root) && ends(directory)) same = i;
    if (i == root.size() || i == directory.size() || root[i] != directory[i]) break;
  }
  std::string path;
  if (same < root.size()) {
    const auto ups = std::count(root.begin() + static_cast<std::ptrdiff_t>(same), root.end(), '/');
    const bool is_whole = same == 0;  // no slash before the first name
    for (std::ptrdiff_t i = 0; i < ups + (is_whole ? 1 : 0); ++i) path += "../";
  }
  path += directory.substr(std::min(directory.size(), same + (same > 0 ? 1 : 0)));
  if (path.ends_with('/')) path.pop_back();
  return path.empty() ? "." : path;
}

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
    const Call* call = expression.As<Call>();
    if (cause.empty() && call != nullptr && !IsEvaluated(call->name)) {
      cause = "it calls " + call->name + "(), which only Terraform evaluates";
    }
    return cause;
  }

 private:
  // "data.aws_vpc.main.id", "module.m.names": up to the first index.
  static std::string NameOf(const Reference& reference, const Expression& expression) {
    std::string name(reference.root);
    for (const Step* step : WholeOf(expression).steps) {
      const auto* attribute = std::get_if<AttributeStep>(step);
      if (attribute == nullptr) break;
      name += "." + attribute->name;
      if (reference.root == "var" || reference.root == "local") break;
    }
    return name;
  }

  // What is not known of a name, or of what is taken out of it.
  bool IsUnknown(const Reference& reference, const Expression& expression) const {
    const std::optional<Value> value = scope_.Lookup(reference.root, reference.attribute);
    if (!value || value->IsUnknown()) return value.has_value();
    if (!value->HasUnknown()) return false;  // then it is an index, which is looked at, too
    const std::optional<Value> whole = Evaluate(expression, scope_);
    return !whole || whole->IsUnknown();  // an index may be a name of `for`
  }

  std::string OfReference(const Reference& reference, const Expression& expression) {
    // What a name of `for` stands for is looked at where it comes from.
    if (std::ranges::find(bound_, reference.root) != bound_.end()) return {};
    if (!IsUnknown(reference, expression)) return {};
    const std::string name = NameOf(reference, expression);
    if (reference.root == "var") return OfVariable(std::string(reference.attribute));
    if (name == "terraform.workspace" || name == "tofu.workspace") {
      return "it depends on " + name + ", and the configuration names no workspace";
    }
    const auto& locals = module_.module_.locals;
    const auto local =
        reference.root == "local" ? locals.find(std::string(reference.attribute)) : locals.end();
    if (local == locals.end()) {
      std::string cause = OfInstancesOf(reference, expression);
      return cause.empty() ? "it depends on " + name + ", which only Terraform knows" : cause;
    }
    if (!open_.insert(name).second) return "it depends on " + name + ", which depends on itself";
    if (open_.size() > kMaxDepth) return "it depends on " + name + ", which depends on too much";
    std::string cause = Of(*local->second);
    open_.erase(name);
    return cause.empty() ? "it depends on " + name + ", which can't be evaluated here" : cause;
  }

  // Of a resource as a whole it is only not known which instances there are.
  std::string OfInstancesOf(const Reference& reference, const Expression& expression) {
    const auto declared = module_.module_.resources.find(
        {ResourceMode::kManaged, std::string(reference.root), std::string(reference.attribute)});
    if (declared == module_.module_.resources.end() || WholeOf(expression).steps.size() != 1) {
      return {};
    }
    const Expression* for_each = declared->second.Find("for_each");
    const std::string name = NameOf(reference, expression);
    if (for_each == nullptr || open_.size() > kMaxDepth || !open_.insert(name).second) return {};
    std::string cause = Of(*for_each);
    open_.erase(name);
    return cause;
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
  if (root == "path" && name == "module") {
    return Value(PathTo(root_directory_, module_.directory));
  }
  if (root == "path" && name == "root") return Value(std::string("."));
  if ((root == "terraform" || root == "tofu") && name == "workspace" && workspace_) {
    return Value(*workspace_);
  }
  if (name.empty()) return Value(Unknown());
  if (root == "var") return Variable(name);
  if (root == "local") return Local(name);
  if (root == "module") return ModuleNamed(name);
  if (root == "data") return DataOfType(name);
  return ResourceNamed({ResourceMode::kManaged, std::string(root), name});
}

std::optional<Value> ModuleScope::FileText(std::string_view path) const {
  const auto inside = path.starts_with('/') ? std::nullopt : PathFrom(root_directory_, path);
  if (!inside) return Value(Unknown());
  std::optional<std::string> text = surroundings_.FileText(*inside);
  if (!text) return std::nullopt;
  return Value(NormalFormC(*std::move(text)));
}

Value ModuleScope::FileSet(std::string_view directory, std::string_view pattern) const {
  const auto inside =
      directory.starts_with('/') ? std::nullopt : PathFrom(root_directory_, directory);
  const auto paths = inside ? surroundings_.FileSet(*inside, pattern) : std::nullopt;
  if (!paths) return Value(Unknown());
  Value::Sequence texts;
  for (const std::string& path : *paths) texts.emplace_back(NormalFormC(path));
  return Value(std::move(texts));
}

std::optional<Value> ModuleScope::Variable(const std::string& name) const {
  const auto declared = module_.variables.find(name);
  if (declared == module_.variables.end()) {
    const auto given = given_.find(name);
    return given == given_.end() ? std::nullopt : std::optional(given->second);
  }
  return Memoize("var." + name, [&] {
    const Expression* argument = call_ == nullptr ? nullptr : call_->Find(name);
    const Expression* standard = declared->second.Find("default");
    const auto given = given_.find(name);
    if (given != given_.end()) return AsDeclared(declared->second, given->second);
    if (argument != nullptr) return AsDeclared(declared->second, Evaluated(*argument, *caller_));
    if (standard == nullptr || !defaults_hold_) return Value(Unknown());
    return AsDeclared(declared->second, Evaluated(*standard, *this));
  });
}

Value ModuleScope::AsDeclared(const Declaration& variable, Value value) const {
  const Expression* standard = variable.Find("default");
  const Expression* nullable = variable.Find("nullable");
  if (value.IsNull() && nullable != nullptr && standard != nullptr &&
      EvaluateConstant(*nullable) == Value(false)) {
    value = Evaluated(*standard, *this);
  }
  const Expression* type = variable.Find("type");
  if (type == nullptr) return value;
  // What Terraform would refuse stays as it is: it says so itself.
  return InType(value, *type).value_or(value);
}

Value ModuleScope::Evaluated(const Expression& expression, const Scope& scope) const {
  if (depth_ >= kMaxDepth) return Value(Unknown());
  ++depth_;
  std::optional<Value> value = Evaluate(expression, scope);
  --depth_;
  return std::move(value).value_or(Value(Unknown()));
}

template <typename Find>
Value ModuleScope::Memoize(const std::string& name, const Find& find) const {
  const auto known = known_.find(name);
  if (known != known_.end()) return known->second;
  if (!open_.insert(name).second) return Value(Unknown());  // it depends on itself
  Value value = find();
  open_.erase(name);
  return known_.emplace(name, std::move(value)).first->second;
}

std::optional<Value> ModuleScope::Local(const std::string& name) const {
  const auto declared = module_.locals.find(name);
  if (declared == module_.locals.end()) return std::nullopt;
  return Memoize("local." + name, [&] { return Evaluated(*declared->second, *this); });
}

template <typename Of>
Value ModuleScope::OfInstances(const Declaration& declaration, const Of& of) const {
  if (depth_ >= kMaxDepth) return Value(Unknown());
  ++depth_;
  const Expansion expansion = Expand(declaration, {*this});
  --depth_;
  if (expansion.unresolved) return Value(Unknown());
  Value::Sequence items;
  Value::Object members;
  for (const auto& [key, scope] : expansion.instances) {
    if (const auto* name = std::get_if<std::string>(&key)) {
      members.push_back({*name, of(scope)});
    } else {
      items.push_back(of(scope));
    }
  }
  if (declaration.Find("for_each") != nullptr) return Value(std::move(members));
  if (declaration.Find("count") != nullptr) return Value(std::move(items));
  return items.empty() ? Value() : std::move(items.front());
}

Value ModuleScope::ModuleNamed(const std::string& name) const {
  const auto call = module_.modules.find(name);
  if (call == module_.modules.end()) return Value(Unknown());
  return Memoize("module." + name, [&] {
    const ModuleSource* callee = surroundings_.Called(module_, call->second, *this);
    return OfInstances(call->second, [&](const InstanceScope& instance) {
      if (callee == nullptr) return Value(Unknown());
      const ModuleScope scope(*callee, call->second, instance, *this);
      Value::Object outputs;
      for (const auto& [output, declaration] : callee->outputs) {
        const Expression* value = declaration.Find("value");
        outputs.push_back(
            {output, value == nullptr ? Value(Unknown()) : scope.Evaluated(*value, scope)});
      }
      return Value(std::move(outputs));
    });
  });
}

Value ModuleScope::ResourceNamed(const Resource& resource) const {
  const auto declared = module_.resources.find(resource);
  if (declared == module_.resources.end()) return Value(Unknown());
  const std::string mode = resource.mode == ResourceMode::kData ? "data." : "";
  return Memoize(mode + resource.type + "." + resource.name, [&] {
    return OfInstances(declared->second, [](const Scope&) { return Value(Unknown()); });
  });
}

Value ModuleScope::DataOfType(const std::string& type) const {
  Value::Object named;
  for (const auto& [resource, declaration] : module_.resources) {
    if (resource.mode != ResourceMode::kData || resource.type != type) continue;
    named.push_back({resource.name, ResourceNamed(resource)});
  }
  return named.empty() ? Value(Unknown()) : Value(std::move(named));
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
  return outer().Lookup(root, attribute);
}

}  // namespace deltaplan::tfvars
