// Before and after are walked side by side, together with the three trees that say what is unknown
// and sensitive. Those have the values' shape, or `true` where all below is meant.
#include "tfvars/plan/attribute_changes.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>
#include <utility>

#include "tfvars/text/quoted_string.h"
#include "tfvars/text/sorted.h"
#include "tfvars/text/unicode.h"

namespace deltaplan::tfvars {
namespace {

using Kind = JsonValue::Kind;

bool IsKind(const JsonValue* value, Kind kind) { return value != nullptr && value->kind == kind; }

const JsonValue* MemberOf(const JsonValue* object, std::string_view name) {
  return IsKind(object, Kind::kObject) ? object->Find(name) : nullptr;
}

const JsonValue* ItemOf(const JsonValue* list, std::size_t index) {
  if (!IsKind(list, Kind::kArray)) return nullptr;
  const auto item =
      std::ranges::next(list->items.begin(), static_cast<std::ptrdiff_t>(index), list->items.end());
  return item == list->items.end() ? nullptr : &*item;
}

bool IsTrue(const JsonValue* mark) { return IsKind(mark, Kind::kBool) && mark->boolean; }

bool HasTrue(const JsonValue* mark) {
  if (mark == nullptr) return false;
  if (IsTrue(mark)) return true;
  const auto inside = [](const JsonMember& member) { return HasTrue(&member.value); };
  return std::ranges::any_of(mark->items, [](const JsonValue& item) { return HasTrue(&item); }) ||
         std::ranges::any_of(mark->members, inside);
}

const JsonValue* WithoutNull(const JsonValue* value) {
  return IsKind(value, Kind::kNull) ? nullptr : value;
}

bool Same(const JsonValue* a, const JsonValue* b);

bool SameMembers(const JsonValue& a, const JsonValue& b) {
  // Terraform sorts the members of objects.
  return std::ranges::equal(a.members, b.members, [](const JsonMember& x, const JsonMember& y) {
    return x.name == y.name && Same(&x.value, &y.value);
  });
}

bool Same(const JsonValue* a, const JsonValue* b) {
  if (a == nullptr || b == nullptr) return a == b;
  return a->kind == b->kind && a->boolean == b->boolean && a->string == b->string &&
         std::ranges::equal(a->items, b->items,
                            [](const JsonValue& x, const JsonValue& y) { return Same(&x, &y); }) &&
         SameMembers(*a, *b);
}

// The object or list that a string holds as JSON.
std::optional<JsonValue> Decoded(const JsonValue* value) {
  if (!IsKind(value, Kind::kString)) return std::nullopt;
  std::string_view text = value->string;
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  if (!text.starts_with('{') && !text.starts_with('[')) return std::nullopt;
  auto parsed = ParseJson(text, JsonComments::kRefused);
  auto* document = std::get_if<JsonDocument>(&parsed);
  // With a doubled key, which one counts is not for us to say.
  if (document == nullptr || !document->doubled.empty()) return std::nullopt;
  return std::move(document->root);
}

/// The same place in all the trees; null where a tree has nothing there.
struct ValuePair {
  const JsonValue* before = nullptr;
  const JsonValue* after = nullptr;
  const JsonValue* unknown = nullptr;
  const JsonValue* before_sensitive = nullptr;
  const JsonValue* after_sensitive = nullptr;

  template <typename Step>
  ValuePair Inside(Step step) const {
    // A mark for the whole holds for its parts.
    const auto mark = [&](const JsonValue* tree) { return IsTrue(tree) ? tree : step(tree); };
    return {.before = WithoutNull(step(before)),
            .after = WithoutNull(step(after)),
            .unknown = mark(unknown),
            .before_sensitive = mark(before_sensitive),
            .after_sensitive = mark(after_sensitive)};
  }
};

class Walker {
 public:
  explicit Walker(const JsonValue& replace_paths) : replace_paths_(replace_paths) {}

  void Walk(const ValuePair& pair) {
    if (!HasTrue(pair.unknown) && Same(pair.before, pair.after)) return;
    if (IsTrue(pair.unknown) || IsTrue(pair.before_sensitive) || IsTrue(pair.after_sensitive)) {
      Leaf(pair);
    } else if (Fits(pair, Kind::kObject)) {
      WalkMembers(pair);
    } else if (Fits(pair, Kind::kArray)) {
      WalkItems(pair);
    } else if (!WalkDecoded(pair)) {
      Leaf(pair);
    }
  }

  std::vector<AttributeChange> Take() && { return std::move(changes_); }

 private:
  struct Step {
    std::string name;
    std::optional<std::size_t> index;
  };

  // Both sides are of that kind, or one is and the other is absent.
  static bool Fits(const ValuePair& pair, Kind kind) {
    if (pair.before == nullptr && pair.after == nullptr) return IsKind(pair.unknown, kind);
    return (pair.before == nullptr || IsKind(pair.before, kind)) &&
           (pair.after == nullptr || IsKind(pair.after, kind)) &&
           (!IsEmpty(pair.before) || !IsEmpty(pair.after) || HasTrue(pair.unknown));
  }
  static bool IsEmpty(const JsonValue* value) {
    return value == nullptr || (value->items.empty() && value->members.empty());
  }

  void WalkMembers(const ValuePair& pair) {
    std::vector<std::string_view> names;
    for (const JsonValue* tree : {pair.before, pair.after, pair.unknown}) {
      if (!IsKind(tree, Kind::kObject)) continue;
      for (const JsonMember& member : tree->members) names.push_back(member.name);
    }
    SortWithoutDoubles(names);
    for (const std::string_view name : names) {
      steps_.push_back({.name = std::string(name), .index = std::nullopt});
      Walk(pair.Inside([&](const JsonValue* tree) { return MemberOf(tree, name); }));
      steps_.pop_back();
    }
  }

  void WalkItems(const ValuePair& pair) {
    std::size_t count = 0;
    for (const JsonValue* tree : {pair.before, pair.after, pair.unknown}) {
      if (IsKind(tree, Kind::kArray)) count = std::max(count, tree->items.size());
    }
    for (std::size_t i = 0; i < count; ++i) {
      steps_.push_back({.name = {}, .index = i});
      Walk(pair.Inside([&](const JsonValue* tree) { return ItemOf(tree, i); }));
      steps_.pop_back();
    }
  }

  // JSON inside of strings, on both sides or on the only one. False when there is none, or when it
  // differs in its layout alone.
  bool WalkDecoded(const ValuePair& pair) {
    std::optional<JsonValue> before = Decoded(pair.before);
    std::optional<JsonValue> after = Decoded(pair.after);
    if ((pair.before != nullptr && !before) || (pair.after != nullptr && !after)) return false;
    const ValuePair inside{.before = before ? &*before : nullptr,
                           .after = after ? &*after : nullptr};
    if (before && after && (before->kind != after->kind || Same(&*before, &*after))) return false;
    const std::size_t count = changes_.size();
    decoded_at_.push_back(steps_.size());
    Walk(inside);
    decoded_at_.pop_back();
    return changes_.size() > count;
  }

  void Leaf(const ValuePair& pair) {
    AttributeChange change{.path = PathText(),
                           .name = LastName(),
                           .before = std::nullopt,
                           .after = std::nullopt,
                           .is_unknown = IsTrue(pair.unknown),
                           .before_is_sensitive = IsTrue(pair.before_sensitive),
                           .after_is_sensitive = IsTrue(pair.after_sensitive),
                           .forces_replacement = ForcesReplacement()};
    if (pair.before != nullptr) change.before = *pair.before;
    if (pair.after != nullptr && !change.is_unknown) change.after = *pair.after;
    changes_.push_back(std::move(change));
  }

  std::string PathText() const {
    std::string text;
    for (std::size_t i = 0; i <= steps_.size(); ++i) {
      if (std::ranges::find(decoded_at_, i) != decoded_at_.end()) {
        text.insert(0, "jsondecode(").push_back(')');
      }
      if (i == steps_.size()) break;
      const Step& step = steps_[i];
      if (step.index) {
        text += '[' + std::to_string(*step.index) + ']';
      } else if (!step.name.empty() && IdentifierSize(step.name) == step.name.size()) {
        if (!text.empty()) text += '.';
        text += step.name;
      } else {
        text += "[\"" + EscapeHclString(step.name) + "\"]";
      }
    }
    return text;
  }

  std::string LastName() const {
    const auto last =
        std::find_if(steps_.rbegin(), steps_.rend(), [](const Step& step) { return !step.index; });
    return last == steps_.rend() ? std::string() : last->name;
  }

  // One of the paths leads here or to something around or inside of it.
  bool ForcesReplacement() const {
    return std::ranges::any_of(replace_paths_.items, [this](const JsonValue& path) {
      const std::size_t common = std::min(path.items.size(), steps_.size());
      for (std::size_t i = 0; i < common; ++i) {
        const std::string text =
            steps_[i].index ? std::to_string(*steps_[i].index) : steps_[i].name;
        if (path.items[i].string != text) return false;
      }
      return true;
    });
  }

  const JsonValue& replace_paths_;
  std::vector<Step> steps_;
  std::vector<std::size_t> decoded_at_;  // so many steps lead to a string with JSON inside
  std::vector<AttributeChange> changes_;
};

void AppendJson(const JsonValue& value, std::string& text) {
  switch (value.kind) {
    case Kind::kNull:
      text += "null";
      break;
    case Kind::kBool:
      text += value.boolean ? "true" : "false";
      break;
    case Kind::kNumber:
      text += value.string;
      break;
    case Kind::kString:
      text += '"' + EscapeHclString(value.string) + '"';
      break;
    case Kind::kArray: {
      text += '[';
      const char* separator = "";
      for (const JsonValue& item : value.items) {
        text += std::exchange(separator, ", ");
        AppendJson(item, text);
      }
      text += ']';
      break;
    }
    case Kind::kObject: {
      text += '{';
      const char* separator = "";
      for (const JsonMember& member : value.members) {
        text += std::exchange(separator, ", ");
        text += '"' + EscapeHclString(member.name) + "\": ";
        AppendJson(member.value, text);
      }
      text += '}';
    }
  }
}

bool ContinuesCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

std::vector<AttributeChange> AttributeChanges(const ResourceChange& change) {
  Walker walker(change.replace_paths);
  walker.Walk({.before = WithoutNull(&change.before),
               .after = WithoutNull(&change.after),
               .unknown = &change.after_unknown,
               .before_sensitive = &change.before_sensitive,
               .after_sensitive = &change.after_sensitive});
  return std::move(walker).Take();
}

std::string PrintAttribute(const JsonValue& value) {
  std::string text;
  AppendJson(value, text);
  if (text.size() <= kMostShownBytes) return text;
  constexpr std::string_view kDots = " ... ";
  std::size_t left = (kMostShownBytes - kDots.size()) / 2;
  std::size_t right = text.size() - left;
  while (ContinuesCharacter(text[left])) --left;
  while (ContinuesCharacter(text[right])) ++right;
  return text.substr(0, left).append(kDots).append(text, right);
}

void ForEachString(const std::string& name, const JsonValue& value, const StringVisitor& visit) {
  if (const std::optional<JsonValue> decoded = Decoded(&value)) {
    ForEachString(name, *decoded, visit);
  } else if (value.kind == Kind::kString) {
    visit(name, value.string);
  }
  for (const JsonValue& item : value.items) ForEachString(name, item, visit);
  for (const JsonMember& member : value.members) ForEachString(member.name, member.value, visit);
}

}  // namespace deltaplan::tfvars
