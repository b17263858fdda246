#include "tfvars/hcl/evaluate.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tfvars/hcl/common_type.h"
#include "tfvars/hcl/functions.h"
#include "tfvars/hcl/operators.h"
#include "tfvars/hcl/parser.h"
#include "tfvars/text/unicode.h"

namespace deltaplan::tfvars {
namespace {

using MaybeValue = std::optional<Value>;

class NoNames : public Scope {
 public:
  MaybeValue Lookup(std::string_view, std::string_view) const override { return std::nullopt; }
  bool HasFunctions() const override { return false; }
};

// What a template of the function `templatefile` knows.
class TemplateScope : public InnerScope {
 public:
  TemplateScope(const Value& names, const Scope& outer) : InnerScope(outer), names_(names) {}
  MaybeValue Lookup(std::string_view root, std::string_view attribute) const override {
    const Value* value = names_.Find(root);
    return value == nullptr ? std::nullopt : Meaning(*value, attribute);
  }

 private:
  const Value& names_;
};

// Nobody means expressions that take more steps; a few nested loops in which a text doubles would
// fill any memory.
constexpr std::size_t kMaxWork = 10'000'000;

class Evaluator {
 public:
  explicit Evaluator(const Scope& scope) : scope_(scope) {}

  MaybeValue Of(const Expression& expression) {
    if (!Spend(1)) return Value(Unknown());
    return std::visit([this](const auto& node) { return Node(node); }, expression.node);
  }

 private:
  MaybeValue Node(const Literal& literal) { return literal.value; }
  MaybeValue Node(const Parentheses& parentheses) { return Of(*parentheses.inner); }
  MaybeValue Node(const SplatElement&) { return Copied(elements_.back()); }

  // False when it has been too much.
  bool Spend(std::size_t work) {
    work_ += work;
    return work_ <= kMaxWork;
  }
  MaybeValue Copied(const Value& value) { return Spend(Weight(value)) ? value : Value(Unknown()); }

  MaybeValue Node(const Template& node) {
    if (node.is_wrapper) return Of(*node.parts.front());
    std::string text;
    bool is_unknown = false;
    for (const ExpressionPtr& part : node.parts) {
      const MaybeValue value = Of(*part);
      if (!value) return std::nullopt;
      if (value->IsUnknown()) {
        is_unknown = true;
        continue;
      }
      const std::optional<std::string> piece = value->ToString();
      if (!piece) return std::nullopt;
      if (!Spend(piece->size() / 4)) return Value(Unknown());
      text += *piece;
    }
    if (is_unknown) return Value(Unknown());
    return Value(NormalFormC(std::move(text)));
  }

  MaybeValue Node(const Joined& node) {
    const MaybeValue list = Of(*node.list);
    if (!list || list->IsUnknown()) return list;
    const auto* items = list->AsSequence();
    if (items == nullptr) return std::nullopt;
    std::string text;
    for (const Value& item : *items) {
      if (item.IsUnknown()) return item;
      const std::optional<std::string> piece = item.ToString();
      if (!piece) return std::nullopt;
      text += *piece;
    }
    return Value(NormalFormC(std::move(text)));
  }

  const Value* Local(std::string_view name) const {
    for (auto local = locals_.rbegin(); local != locals_.rend(); ++local) {
      if (local->first == name) return &local->second;
    }
    return nullptr;
  }

  MaybeValue Node(const Variable& variable) {
    if (const Value* local = Local(variable.name)) return Copied(*local);
    return scope_.Lookup(variable.name, {});
  }

  MaybeValue Node(const Traversal& node) {
    MaybeValue value;
    auto step = node.steps.begin();
    const auto* variable = node.source->As<Variable>();
    const auto* first = std::get_if<AttributeStep>(&node.steps.front());
    if (variable != nullptr && first != nullptr && Local(variable->name) == nullptr) {
      value = scope_.Lookup(variable->name, first->name);
      ++step;
    } else {
      value = Of(*node.source);
    }
    for (; value && step != node.steps.end(); ++step) {
      if (const auto* attribute = std::get_if<AttributeStep>(&*step)) {
        value = AttributeOf(*value, attribute->name);
      } else {
        const MaybeValue key = Of(*std::get<IndexStep>(*step).key);
        value = key ? ElementOf(*value, *key) : std::nullopt;
      }
    }
    return value;
  }

  MaybeValue Node(const Splat& node) {
    MaybeValue source = Of(*node.source);
    if (!source || source->IsUnknown()) return source;
    Value::Sequence items;
    if (const auto* list = source->AsSequence()) {
      items = *list;
    } else if (!source->IsNull()) {
      items.push_back(std::move(*source));
    }
    for (Value& item : items) {
      elements_.push_back(std::move(item));
      MaybeValue value = Of(*node.each);
      elements_.pop_back();
      if (!value) return std::nullopt;
      item = std::move(*value);
    }
    return Value(std::move(items));
  }

  MaybeValue Node(const Call& call) {
    if (!scope_.HasFunctions()) return std::nullopt;
    if (call.name == "try" || call.name == "can") return Try(call);
    std::vector<Value> arguments;
    for (const ExpressionPtr& argument : call.arguments) {
      MaybeValue value = Of(*argument);
      if (!value) return std::nullopt;
      arguments.push_back(std::move(*value));
    }
    if (call.expands_last) {
      if (arguments.empty()) return std::nullopt;
      const Value last = std::move(arguments.back());
      arguments.pop_back();
      if (last.IsUnknown()) return last;
      const auto* items = last.AsSequence();
      if (items == nullptr) return std::nullopt;
      arguments.insert(arguments.end(), items->begin(), items->end());
    }
    if (call.name == "file" && arguments.size() == 1) return File(arguments.front());
    if (call.name == "fileexists" && arguments.size() == 1) return FileExists(arguments.front());
    if (call.name == "fileset" && arguments.size() == 2) return FileSet(arguments[0], arguments[1]);
    if (call.name == "templatefile" && arguments.size() == 2) {
      return TemplateFile(arguments[0], arguments[1]);
    }
    MaybeValue result = CallFunction(call.name, arguments);
    return result && !Spend(Weight(*result)) ? Value(Unknown()) : result;
  }

  MaybeValue File(const Value& path) {
    const std::string* text = path.AsString();
    if (text == nullptr) return path.IsUnknown() ? MaybeValue(path) : std::nullopt;
    MaybeValue content = scope_.FileText(*text);
    return content && !Spend(Weight(*content)) ? Value(Unknown()) : content;
  }

  MaybeValue FileExists(const Value& path) {
    const std::string* text = path.AsString();
    if (text == nullptr) return path.IsUnknown() ? MaybeValue(path) : std::nullopt;
    const MaybeValue content = scope_.FileText(*text);
    if (!content) return Value(false);
    // To find it was to read it.
    return content->IsUnknown() || !Spend(Weight(*content)) ? Value(Unknown()) : Value(true);
  }

  MaybeValue FileSet(const Value& directory, const Value& pattern) {
    if (directory.IsUnknown() || pattern.IsUnknown()) return Value(Unknown());
    if (directory.AsString() == nullptr || pattern.AsString() == nullptr) return std::nullopt;
    Value files = scope_.FileSet(*directory.AsString(), *pattern.AsString());
    return Spend(Weight(files)) ? files : Value(Unknown());
  }

  // Its names are the members of `names`; a template renders no other one.
  MaybeValue TemplateFile(const Value& path, const Value& names) {
    const MaybeValue text = File(path);
    if (!text || text->IsUnknown() || names.IsUnknown()) return text ? Value(Unknown()) : text;
    const std::string* name = path.AsString();
    const std::string* body_text = text->AsString();
    if (name == nullptr || body_text == nullptr) return std::nullopt;
    if (names.AsObject() == nullptr || is_template_) return std::nullopt;
    Diagnostics diagnostics;
    const Source source{*name, *body_text};
    const ExpressionPtr body = ParseHclTemplate(source, diagnostics);
    if (body == nullptr) return std::nullopt;
    const TemplateScope scope(names, scope_);
    Evaluator evaluator(scope);
    evaluator.is_template_ = true;
    evaluator.work_ = work_;
    MaybeValue rendered = evaluator.Of(*body);
    work_ = evaluator.work_;
    return rendered;
  }

  // The first argument that has a value.
  MaybeValue Try(const Call& call) {
    for (const ExpressionPtr& argument : call.arguments) {
      const std::size_t locals = locals_.size();
      const std::size_t elements = elements_.size();
      MaybeValue value = Of(*argument);
      locals_.resize(locals);
      elements_.resize(elements);
      if (call.name == "can") {
        if (value && value->IsUnknown()) return value;
        return Value(value.has_value());
      }
      if (value) return value;
    }
    return std::nullopt;
  }

  MaybeValue Node(const Unary& unary) {
    const MaybeValue operand = Of(*unary.operand);
    return operand ? Apply(unary.op, *operand) : std::nullopt;
  }

  MaybeValue Node(const Binary& binary) {
    MaybeValue value = Of(*binary.first);
    for (const Binary::Operand& operand : binary.rest) {
      const MaybeValue right = Of(*operand.value);
      if (!value || !right) return std::nullopt;
      value = Apply(operand.op, *value, *right);
    }
    return value;
  }

  MaybeValue Node(const Conditional& node) {
    const MaybeValue condition = Of(*node.condition);
    if (!condition || condition->IsUnknown()) return condition;
    const std::optional<bool> chosen = condition->ToBool();
    if (!chosen) return std::nullopt;
    MaybeValue value = Of(*chosen ? *node.if_true : *node.if_false);
    const MaybeValue other = Of(*chosen ? *node.if_false : *node.if_true);
    if (!value || !other) return value;
    // With names in reach, collections are maps and lists of one type rather than literals.
    const bool both_collections =
        (value->AsObject() != nullptr && other->AsObject() != nullptr) ||
        (value->AsSequence() != nullptr && other->AsSequence() != nullptr);
    return scope_.HasFunctions() && both_collections ? value
                                                     : InCommonType(std::move(*value), *other);
  }

  MaybeValue Node(const Tuple& tuple) {
    Value::Sequence items;
    for (const ExpressionPtr& item : tuple.items) {
      MaybeValue value = Of(*item);
      if (!value) return std::nullopt;
      items.push_back(std::move(*value));
    }
    return Value(std::move(items));
  }

  MaybeValue Node(const Object& object) {
    Value::Object members;
    for (const Object::Item& item : object.items) {
      const std::string* bare = BareKey(*item.key);
      const MaybeValue key = bare != nullptr ? Value(NormalFormC(*bare)) : Key(*item.key);
      MaybeValue value = Of(*item.value);
      if (!key || !value) return std::nullopt;
      if (key->IsUnknown()) return key;
      std::optional<std::string> name = key->ToString();
      if (!name) return std::nullopt;
      members.push_back({std::move(*name), std::move(*value)});
    }
    return Value(std::move(members));
  }

  // a.b or a.b[0] as a key could be meant as text; Terraform wants parentheses around it.
  MaybeValue Key(const Expression& key) {
    const auto is_fixed = [](const Step& step) {
      const auto* index = std::get_if<IndexStep>(&step);
      return index == nullptr || index->key->As<Literal>() != nullptr;
    };
    const auto* traversal = key.As<Traversal>();
    const bool may_be_text = traversal != nullptr && traversal->source->As<Variable>() != nullptr &&
                             std::ranges::all_of(traversal->steps, is_fixed);
    return may_be_text ? std::nullopt : Of(key);
  }

  MaybeValue Node(const For& loop) {
    const MaybeValue collection = Of(*loop.collection);
    if (!collection || collection->IsUnknown()) return collection;
    std::vector<std::pair<Value, Value>> entries;
    if (const auto* items = collection->AsSequence()) {
      for (std::size_t i = 0; i < items->size(); ++i) {
        entries.emplace_back(Value(Number(static_cast<std::int64_t>(i))), (*items)[i]);
      }
    } else if (const auto* members = collection->AsObject()) {
      for (const auto& [name, value] : *members) entries.emplace_back(Value(name), value);
    } else {
      return std::nullopt;
    }
    const std::size_t outer = locals_.size();
    if (loop.condition != nullptr) {  // it has to make sense even where nothing is looped over
      std::pair<Value, Value> any{Value(Unknown()), Value(Unknown())};
      Bind(loop, outer, any);
      const MaybeValue wanted = IsWanted(loop);
      locals_.resize(outer);
      if (!wanted) return std::nullopt;
    }
    MaybeValue result = loop.key != nullptr ? ForObject(loop, std::move(entries))
                                            : ForTuple(loop, std::move(entries));
    locals_.resize(outer);
    return result;
  }

  using Entries = std::vector<std::pair<Value, Value>>;

  void Bind(const For& loop, std::size_t outer, std::pair<Value, Value>& entry) {
    locals_.resize(outer);
    if (!loop.key_variable.empty()) {
      locals_.emplace_back(loop.key_variable, std::move(entry.first));
    }
    locals_.emplace_back(loop.value_variable, std::move(entry.second));
  }
  // true, false; unknown and wrong conditions as values.
  MaybeValue IsWanted(const For& loop) {
    if (loop.condition == nullptr) return Value(true);
    MaybeValue condition = Of(*loop.condition);
    if (!condition || condition->IsUnknown()) return condition;
    const std::optional<bool> wanted = condition->ToBool();
    return wanted ? MaybeValue(Value(*wanted)) : std::nullopt;
  }

  MaybeValue ForTuple(const For& loop, Entries entries) {
    const std::size_t outer = locals_.size();
    Value::Sequence items;
    for (auto& entry : entries) {
      Bind(loop, outer, entry);
      const MaybeValue wanted = IsWanted(loop);
      if (!wanted || wanted->IsUnknown()) return wanted;
      if (*wanted != Value(true)) continue;
      MaybeValue value = Of(*loop.value);
      if (!value) return std::nullopt;
      items.push_back(std::move(*value));
    }
    return Value(std::move(items));
  }

  MaybeValue ForObject(const For& loop, Entries entries) {
    const std::size_t outer = locals_.size();
    std::map<std::string, Value::Sequence> groups;
    for (auto& entry : entries) {
      Bind(loop, outer, entry);
      const MaybeValue wanted = IsWanted(loop);
      if (!wanted || wanted->IsUnknown()) return wanted;
      if (*wanted != Value(true)) continue;
      const MaybeValue key = Of(*loop.key);
      if (!key || key->IsUnknown()) return key;
      const std::optional<std::string> name = key->ToString();
      MaybeValue value = Of(*loop.value);
      if (!name || !value) return std::nullopt;
      Value::Sequence& group = groups[*name];
      if (!group.empty() && !loop.groups) return std::nullopt;
      group.push_back(std::move(*value));
    }
    Value::Object members;
    for (auto& [name, group] : groups) {
      members.push_back({name, loop.groups ? Value(std::move(group)) : std::move(group.front())});
    }
    return Value(std::move(members));
  }

  const Scope& scope_;
  bool is_template_ = false;  // of the function `templatefile`
  std::size_t work_ = 0;
  std::vector<std::pair<std::string, Value>> locals_;  // of `for`, the innermost last
  std::vector<Value> elements_;                        // of splats
};

}  // namespace

std::optional<Value> Evaluate(const Expression& expression, const Scope& scope) {
  return Evaluator(scope).Of(expression);
}

std::optional<Value> EvaluateConstant(const Expression& expression) {
  return Evaluate(expression, NoNames());
}

bool IsEvaluated(std::string_view function) {
  constexpr std::string_view kOfTheEvaluator[] = {"can",     "file",         "fileexists",
                                                  "fileset", "templatefile", "try"};
  return HasFunction(function) ||
         std::ranges::find(kOfTheEvaluator, function) != std::end(kOfTheEvaluator);
}

}  // namespace deltaplan::tfvars
