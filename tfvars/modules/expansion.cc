#include "tfvars/modules/expansion.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "tfvars/hcl/evaluate.h"
#include "tfvars/modules/possible_members.h"

namespace deltaplan::tfvars {
namespace {

// More is a mistake, or too much to list.
constexpr std::int64_t kMaxInstances = 100'000;

InstanceScope Counted(std::int64_t index, const ModuleScope& scope) {
  InstanceScope instance(scope);
  instance.count_index = Value(Number(index));
  return instance;
}

std::optional<std::int64_t> CountOf(const Expression& count, const Scope& scope) {
  const std::optional<Value> value = Evaluate(count, scope);
  const std::optional<Number> number =
      value && !value->IsUnknown() ? value->ToNumber() : std::nullopt;
  return number ? number->AsInteger() : std::nullopt;
}

// The most that `var.x ? 1 : 0` can be, whatever the condition is; nullopt where there is no end.
std::optional<std::int64_t> MostOf(const Expression& count, const Scope& scope) {
  if (const auto* inner = count.As<Parentheses>()) return MostOf(*inner->inner, scope);
  const auto* choice = count.As<Conditional>();
  if (choice == nullptr) return CountOf(count, scope);
  const std::optional<std::int64_t> first = MostOf(*choice->if_true, scope);
  const std::optional<std::int64_t> second = MostOf(*choice->if_false, scope);
  return first && second ? std::optional(std::max(*first, *second)) : std::nullopt;
}

Expansion UnknownCount(const Expression& count, const ModuleScope& scope, std::string why) {
  Expansion expansion;
  expansion.unresolved = std::move(why);
  const std::int64_t most = MostOf(count, scope).value_or(0);
  for (std::int64_t i = 0; i < most && most <= kMaxInstances; ++i) {
    expansion.possible.emplace(i, Counted(i, scope));
  }
  return expansion;
}

Expansion FromCount(const Expression& count, const ModuleScope& scope) {
  Expansion expansion;
  const std::optional<Value> value = Evaluate(count, scope);
  if (!value || value->IsUnknown()) {
    return UnknownCount(count, scope, "count: " + scope.WhyUnknown(count, scope));
  }
  const std::optional<std::int64_t> n = CountOf(count, scope);
  if (!n || *n < 0 || *n > kMaxInstances) {
    expansion.unresolved = "count: it is no number of instances";
    return expansion;
  }
  if (*n == 0) expansion.absent = "count is 0";
  for (std::int64_t i = 0; i < *n; ++i) expansion.instances.emplace(i, Counted(i, scope));
  return expansion;
}

InstanceScope Keyed(const std::string& key, const Value& value, const ModuleScope& scope) {
  InstanceScope instance(scope);
  instance.each_key = Value(key);
  instance.each_value = value;
  return instance;
}

Expansion FromForEach(const Expression& for_each, const ModuleScope& scope) {
  Expansion expansion;
  const std::optional<Value> value = Evaluate(for_each, scope);
  if (!value || value->IsUnknown()) {
    expansion.unresolved = "for_each: " + scope.WhyUnknown(for_each, scope);
    return expansion;
  }
  const auto add = [&](const std::string& key, const Value& each) {
    expansion.instances.emplace(key, Keyed(key, each, scope));
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

// The value of OpenTofu's lifecycle { enabled }; null where there is none.
const Expression* EnabledOf(const Declaration& declaration) {
  for (const Block* lifecycle : declaration.Blocks("lifecycle")) {
    const Attribute* enabled = lifecycle->body.Find("enabled");
    if (enabled != nullptr) return enabled->expression.get();
  }
  return nullptr;
}

// `enabled = false`: there is no instance. nullopt where there is one.
std::optional<Expansion> FromEnabled(const Expression& enabled, const ModuleScope& scope) {
  Expansion expansion;
  const std::optional<Value> value = Evaluate(enabled, scope);
  const bool* is_enabled = value ? value->AsBool() : nullptr;
  if (is_enabled != nullptr && *is_enabled) return std::nullopt;
  if (is_enabled != nullptr) {
    expansion.absent = "enabled is false";
  } else {
    expansion.unresolved = "enabled: " + scope.WhyUnknown(enabled, scope);
    expansion.possible.emplace(NoKey(), InstanceScope(scope));
  }
  return expansion;
}

// An expansion that is absent, where that is firm; else what there may be.
Expansion Firmly(Expansion expansion, const Expression& decides, const Meaning& meaning) {
  if (!expansion.absent || meaning.firm == nullptr) return expansion;
  const std::optional<Value> value = Evaluate(decides, *meaning.firm);
  if (value && !value->IsUnknown()) return expansion;
  return UnknownCount(
      decides, meaning.scope,
      *expansion.absent + ", but " + meaning.firm->WhyUnknown(decides, *meaning.firm));
}

// What a condition leaves out, where it is not known or not firm, there may be all the same.
Expansion WithDoubtful(Expansion expansion, const Expression& for_each, const Meaning& meaning) {
  if (!expansion.unresolved) {
    if (meaning.firm == nullptr) return expansion;
    const std::optional<Value> firm = Evaluate(for_each, *meaning.firm);
    if (firm && !firm->IsUnknown()) return expansion;
  }
  const auto members = PossibleMembersOf(for_each, meaning);
  if (!members) return expansion;
  for (const auto& [key, member] : *members) {
    if (expansion.instances.contains(key)) continue;
    (member.is_sure ? expansion.instances : expansion.possible)
        .emplace(key, Keyed(key, member.value, meaning.scope));
  }
  if (!expansion.unresolved && !expansion.possible.empty()) {
    expansion.unresolved =
        "for_each leaves some out, but " + meaning.firm->WhyUnknown(for_each, *meaning.firm);
  }
  return expansion;
}

}  // namespace

Expansion Expand(const Declaration& declaration, const Meaning& meaning) {
  if (const Expression* enabled = EnabledOf(declaration)) {
    if (std::optional<Expansion> expansion = FromEnabled(*enabled, meaning.scope)) {
      Expansion firm = Firmly(*std::move(expansion), *enabled, meaning);
      if (firm.unresolved) firm.possible.emplace(NoKey(), InstanceScope(meaning.scope));
      return firm;
    }
  }
  if (const Expression* count = declaration.Find("count")) {
    return Firmly(FromCount(*count, meaning.scope), *count, meaning);
  }
  if (const Expression* each = declaration.Find("for_each")) {
    return WithDoubtful(Firmly(FromForEach(*each, meaning.scope), *each, meaning), *each, meaning);
  }
  Expansion expansion;
  expansion.instances.emplace(NoKey(), InstanceScope(meaning.scope));
  return expansion;
}

std::optional<InstanceScope> FirmInstance(const Declaration& call, const InstanceScope& instance,
                                          const Meaning& meaning) {
  if (meaning.firm == nullptr) return std::nullopt;
  InstanceScope firm(*meaning.firm);
  firm.each_key = instance.each_key;
  firm.count_index = instance.count_index;
  if (!instance.each_value) return firm;
  const Expression* for_each = call.Find("for_each");
  const std::optional<Value> values =
      for_each == nullptr ? std::nullopt : Evaluate(*for_each, *meaning.firm);
  firm.each_value = Value(Unknown());
  if (values && values->AsSequence() != nullptr) firm.each_value = instance.each_value;
  const std::string* key = instance.each_key ? instance.each_key->AsString() : nullptr;
  const Value* member = values && key != nullptr ? values->Find(*key) : nullptr;
  if (member != nullptr) firm.each_value = *member;
  return firm;
}

}  // namespace deltaplan::tfvars
