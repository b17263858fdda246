#include "tfvars/modules/possible_members.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "tfvars/hcl/evaluate.h"
#include "tfvars/hcl/expression_walk.h"

namespace deltaplan::tfvars {
namespace {

// Names that lead to one another: deeper than this they are left to Terraform.
constexpr std::size_t kMostNames = 40;

// An element of a list, or a member of a map: then its key is a text.
struct Entry {
  Value key;
  Value value;
  Value firm;  // its value whatever may be overridden
  bool is_sure = true;
};

struct Entries {
  bool is_map = true;
  std::vector<Entry> all;
};

// The names of one pass of a loop around what they mean outside.
class LoopNames : public InnerScope {
 public:
  LoopNames(const Scope& outer, const For& loop, const Value& key, const Value& value)
      : InnerScope(outer), loop_(loop), key_(key), value_(value) {}

  std::optional<Value> Lookup(std::string_view root, std::string_view attribute) const override {
    const Value* named = root == loop_.value_variable                                ? &value_
                         : !loop_.key_variable.empty() && root == loop_.key_variable ? &key_
                                                                                     : nullptr;
    return named == nullptr ? outer().Lookup(root, attribute) : Meaning(*named, attribute);
  }

 private:
  const For& loop_;
  const Value& key_;
  const Value& value_;
};

class MemberFinder {
 public:
  explicit MemberFinder(const Meaning& meaning) : meaning_(meaning) {}

  std::optional<Entries> Of(const Expression& expression) {
    const std::optional<Value> value = Evaluate(expression, meaning_.scope);
    const bool is_known = value && !value->IsUnknown();
    const Value firm = Firm(expression);
    const bool is_settled = is_known && (meaning_.firm == nullptr || !firm.IsUnknown());
    if (!is_settled && depth_ < kMostNames) {
      ++depth_;
      std::optional<Entries> parts = OfParts(expression);
      --depth_;
      if (parts) return parts;
    }
    return is_known ? Known(*value, firm) : std::nullopt;
  }

 private:
  Value Firm(const Expression& expression) const {
    if (meaning_.firm == nullptr) return Value(Unknown());
    return Evaluate(expression, *meaning_.firm).value_or(Value(Unknown()));
  }

  static std::optional<Entries> Known(const Value& value, const Value& firm) {
    Entries entries;
    if (const auto* members = value.AsObject()) {
      for (const auto& [name, member] : *members) {
        const Value* same = firm.Find(name);
        entries.all.push_back({Value(name), member, same ? *same : Value(Unknown())});
      }
      return entries;
    }
    const auto* items = value.AsSequence();
    if (items == nullptr) return std::nullopt;
    const auto* same = firm.AsSequence();
    entries.is_map = false;
    for (std::size_t i = 0; i < items->size(); ++i) {
      entries.all.push_back({Value(Number(static_cast<std::int64_t>(i))), (*items)[i],
                             same != nullptr && i < same->size() ? (*same)[i] : Value(Unknown())});
    }
    return entries;
  }

  std::optional<Entries> OfParts(const Expression& expression) {
    if (const auto* inner = expression.As<Parentheses>()) return Of(*inner->inner);
    if (const auto* loop = expression.As<For>()) return Loop(*loop);
    if (const auto* choice = expression.As<Conditional>()) return Choice(*choice);
    if (const auto* call = expression.As<Call>()) return Called(*call);
    if (expression.As<Traversal>() != nullptr) return Named(expression);
    return std::nullopt;
  }

  std::optional<Entries> Loop(const For& loop) {
    std::optional<Entries> from = loop.groups ? std::nullopt : Of(*loop.collection);
    if (!from) return std::nullopt;
    Entries entries{.is_map = loop.key != nullptr, .all = {}};
    for (const Entry& entry : from->all) {
      const LoopNames names(meaning_.scope, loop, entry.key, entry.value);
      const std::optional<bool> wanted = IsWanted(loop, entry, names);
      if (!wanted) continue;
      Entry made{.key = Value(Unknown()),
                 .value = Evaluate(*loop.value, names).value_or(Value(Unknown())),
                 .firm = Value(Unknown()),
                 .is_sure = entry.is_sure && *wanted};
      if (meaning_.firm != nullptr) {
        const LoopNames firm(*meaning_.firm, loop, entry.key, entry.firm);
        made.firm = Evaluate(*loop.value, firm).value_or(Value(Unknown()));
      }
      if (loop.key != nullptr) {
        const std::optional<Value> key = Evaluate(*loop.key, names);
        std::optional<std::string> name = key ? key->ToString() : std::nullopt;
        if (!name) return std::nullopt;
        made.key = Value(*std::move(name));
      }
      entries.all.push_back(std::move(made));
    }
    return entries;
  }

  // false where it may be wanted; nullopt where it is not.
  std::optional<bool> IsWanted(const For& loop, const Entry& entry, const Scope& names) const {
    if (loop.condition == nullptr) return true;
    const std::optional<bool> now = Truth(*loop.condition, names);
    if (!now) return false;
    if (*now) return true;
    if (meaning_.firm == nullptr) return std::nullopt;
    const LoopNames firm(*meaning_.firm, loop, entry.key, entry.firm);
    return Truth(*loop.condition, firm) ? std::nullopt : std::optional(false);
  }

  // nullopt where it is not known.
  static std::optional<bool> Truth(const Expression& condition, const Scope& scope) {
    const std::optional<Value> value = Evaluate(condition, scope);
    return value ? value->ToBool() : std::nullopt;
  }

  std::optional<Entries> Choice(const Conditional& choice) {
    const std::optional<bool> chosen = Truth(*choice.condition, meaning_.scope);
    const bool is_firm =
        chosen && (meaning_.firm == nullptr || Truth(*choice.condition, *meaning_.firm));
    std::optional<Entries> entries;
    for (const bool side : {true, false}) {
      if (is_firm && side != *chosen) continue;
      std::optional<Entries> more = Of(side ? *choice.if_true : *choice.if_false);
      if (!more) return std::nullopt;
      for (Entry& entry : more->all) entry.is_sure = entry.is_sure && chosen == side;
      entries = entries ? Together(*std::move(entries), *std::move(more)) : std::move(more);
    }
    return entries;
  }

  std::optional<Entries> Called(const Call& call) {
    constexpr std::string_view kTogether[] = {"concat",       "distinct",  "merge",
                                              "nonsensitive", "sensitive", "setunion",
                                              "tolist",       "tomap",     "toset"};
    const bool is_keys = call.name == "keys";
    const bool is_values = call.name == "values";
    const bool is_together = std::ranges::binary_search(kTogether, call.name);
    if (call.expands_last || !(is_keys || is_values || is_together)) return std::nullopt;
    std::optional<Entries> entries;
    for (const ExpressionPtr& argument : call.arguments) {
      std::optional<Entries> more = Of(*argument);
      if (!more) return std::nullopt;
      entries = entries ? Together(*std::move(entries), *std::move(more)) : std::move(more);
    }
    if (!entries || is_together) return entries;
    entries->is_map = false;
    for (Entry& entry : entries->all) {
      if (is_keys) entry.firm = entry.value = entry.key;
    }
    return entries;
  }

  // Of members with one name the last that is sure to be there stays.
  static Entries Together(Entries entries, Entries more) {
    for (Entry& entry : more.all) {
      const auto same = entries.is_map ? std::ranges::find(entries.all, entry.key, &Entry::key)
                                       : entries.all.end();
      if (same == entries.all.end()) {
        entries.all.push_back(std::move(entry));
      } else if (entry.is_sure || !same->is_sure) {
        *same = std::move(entry);
      } else if (same->value != entry.value) {
        same->value = same->firm = Value(Unknown());
      }
    }
    return entries;
  }

  // A local, or a resource as a whole: `for_each = aws_ecs_task_definition.this`.
  std::optional<Entries> Named(const Expression& expression) {
    const Reference reference = ReferenceOf(expression);
    if (WholeOf(expression).steps.size() != 1) return std::nullopt;
    const ModuleSource& module = meaning_.scope.module();
    if (reference.root == "local") {
      const auto local = module.locals.find(std::string(reference.attribute));
      return local == module.locals.end() ? std::nullopt : Of(*local->second);
    }
    const auto resource = module.resources.find(
        {ResourceMode::kManaged, std::string(reference.root), std::string(reference.attribute)});
    const Expression* for_each =
        resource == module.resources.end() ? nullptr : resource->second.Find("for_each");
    std::optional<Entries> entries = for_each == nullptr ? std::nullopt : Of(*for_each);
    if (!entries) return std::nullopt;
    for (Entry& entry : entries->all) {
      if (!entries->is_map) entry.key = entry.value;
      entry.value = entry.firm = Value(Unknown());
    }
    entries->is_map = true;
    return entries;
  }

  const Meaning& meaning_;
  std::size_t depth_ = 0;
};

}  // namespace

std::optional<std::map<std::string, PossibleMember>> PossibleMembersOf(const Expression& for_each,
                                                                       const Meaning& meaning) {
  std::optional<Entries> entries = MemberFinder(meaning).Of(for_each);
  if (!entries) return std::nullopt;
  std::map<std::string, PossibleMember> members;
  for (Entry& entry : entries->all) {
    const std::string* name = (entries->is_map ? entry.key : entry.value).AsString();
    if (name == nullptr) return std::nullopt;
    PossibleMember& member = members[*name];
    member.is_sure = member.is_sure || entry.is_sure;
    member.value = std::move(entry.value);
  }
  return members;
}

}  // namespace deltaplan::tfvars
