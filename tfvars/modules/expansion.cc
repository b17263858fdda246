#include "tfvars/modules/expansion.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "tfvars/hcl/evaluate.h"

namespace deltaplan::tfvars {
namespace {

// More is a mistake, or too much to list.
constexpr std::int64_t kMaxInstances = 100'000;

Expansion FromCount(const Expression& count, const ModuleScope& scope) {
  Expansion expansion;
  const std::optional<Value> value = Evaluate(count, scope);
  if (!value || value->IsUnknown()) {
    expansion.unresolved = "count: " + scope.WhyUnknown(count, scope);
    return expansion;
  }
  const std::optional<Number> number = value->ToNumber();
  const std::optional<std::int64_t> n = number ? number->AsInteger() : std::nullopt;
  if (!n || *n < 0 || *n > kMaxInstances) {
    expansion.unresolved = "count: it is no number of instances";
    return expansion;
  }
  if (*n == 0) expansion.absent = "count is 0";
  for (std::int64_t i = 0; i < *n; ++i) {
    InstanceScope instance(scope);
    instance.count_index = Value(Number(i));
    expansion.instances.emplace(i, std::move(instance));
  }
  return expansion;
}

Expansion FromForEach(const Expression& for_each, const ModuleScope& scope) {
  Expansion expansion;
  const std::optional<Value> value = Evaluate(for_each, scope);
  if (!value || value->IsUnknown()) {
    expansion.unresolved = "for_each: " + scope.WhyUnknown(for_each, scope);
    return expansion;
  }
  const auto add = [&](const std::string& key, const Value& each) {
    InstanceScope instance(scope);
    instance.each_key = Value(key);
    instance.each_value = each;
    expansion.instances.emplace(key, std::move(instance));
  };
  if (const auto* members = value->AsObject()) {
    for (const auto& [name, member] : *members) add(name, member);
  } else if (const auto* items = value->AsSequence();
             items != nullptr && std::ranges::all_of(*items, [](const Value& item) {
               return item.AsString() != nullptr;
             })) {
    for (const Value& item : *items) add(*item.AsString(), item);
  } else {
    expansion.unresolved = "for_each: it is neither a map nor a set of strings";
    return expansion;
  }
  if (expansion.instances.empty()) expansion.absent = "for_each is empty";
  return expansion;
}

// OpenTofu's lifecycle { enabled = false }: there is no instance.
std::optional<Expansion> FromEnabled(const Declaration& declaration, const ModuleScope& scope) {
  for (const Block* lifecycle : declaration.Blocks("lifecycle")) {
    const Attribute* enabled = lifecycle->body.Find("enabled");
    if (enabled == nullptr) continue;
    Expansion expansion;
    const std::optional<Value> value = Evaluate(*enabled->expression, scope);
    const bool* is_enabled = value ? value->AsBool() : nullptr;
    if (is_enabled != nullptr && *is_enabled) return std::nullopt;
    if (is_enabled != nullptr) {
      expansion.absent = "enabled is false";
    } else {
      expansion.unresolved = "enabled: " + scope.WhyUnknown(*enabled->expression, scope);
    }
    return expansion;
  }
  return std::nullopt;
}

}  // namespace

Expansion Expand(const Declaration& declaration, const ModuleScope& scope) {
  if (std::optional<Expansion> expansion = FromEnabled(declaration, scope)) {
    return *std::move(expansion);
  }
  if (const Expression* count = declaration.Find("count")) return FromCount(*count, scope);
  if (const Expression* each = declaration.Find("for_each")) return FromForEach(*each, scope);
  Expansion expansion;
  expansion.instances.emplace(NoKey(), InstanceScope(scope));
  return expansion;
}

}  // namespace deltaplan::tfvars
