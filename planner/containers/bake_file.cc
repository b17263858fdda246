#include "planner/containers/bake_file.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "tfvars/hcl/evaluate.h"
#include "tfvars/hcl/parser.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {
namespace {

using tfvars::Value;

// Variables of a bake file; tells which of them the environment may set.
class BakeScope : public tfvars::Scope {
 public:
  std::map<std::string, Value> variables;  // what `variable` blocks declare
  std::map<std::string, Value> others;     // attributes of the file, and the place in a matrix
  mutable std::set<std::string> used;

  std::optional<Value> Lookup(std::string_view root, std::string_view attribute) const override {
    const std::string name(root);
    const auto own = others.find(name);
    const auto declared = variables.find(name);
    if (own == others.end() && declared == variables.end()) return Value(tfvars::Unknown());
    if (own == others.end()) used.insert(name);
    const Value& value = own != others.end() ? own->second : declared->second;
    if (attribute.empty()) return value;
    const Value* member = value.Find(attribute);
    return member != nullptr ? std::optional(*member) : std::optional(Value(tfvars::Unknown()));
  }
};

Value ValueOf(const tfvars::Expression& expression, const BakeScope& scope) {
  return tfvars::Evaluate(expression, scope).value_or(Value(tfvars::Unknown()));
}

KnownText TextOf(const Value& value) {
  return value.HasUnknown() ? std::nullopt : value.ToString();
}

std::vector<std::string> TextsOf(const Value& value) {
  std::vector<std::string> texts;
  if (const auto* items = value.AsSequence()) {
    for (const Value& item : *items) {
      if (const auto text = TextOf(item)) texts.push_back(*text);
    }
  }
  return texts;
}

// One field of a target; fields that say nothing of what a build reads are passed over.
void TakeField(const std::string& name, const Value& value, RawTarget& target) {
  if (value.IsNull()) return;
  if (name == "context") target.context = TextOf(value);
  if (name == "dockerfile") target.dockerfile = TextOf(value);
  if (name == "dockerfile-inline") target.dockerfile_text = TextOf(value);
  if (name == "target") target.target = TextOf(value);
  if (name == "inherits") target.inherits = TextsOf(value);
  if (name == "tags") target.tags = TextsOf(value);
  if (name != "args" && name != "contexts") return;
  auto& into = name == "args" ? target.args : target.contexts;
  if (const auto* members = value.AsObject()) {
    for (const auto& [key, text] : *members) {
      if (!text.IsNull()) into[key] = TextOf(text);
    }
  }
}

// What a target says, by field, evaluated in a scope.
using Fields = std::vector<std::pair<std::string, const tfvars::Expression*>>;

void AddTarget(const std::string& name, const Fields& fields, const std::string& file,
               const BakeScope& scope, BakeFile& result) {
  RawTarget target{.name = name, .file = file};
  for (const auto& [field, expression] : fields) {
    scope.used.clear();
    const Value value = ValueOf(*expression, scope);
    TakeField(field, value, target);
    if (field != "tags" && field != "inherits" && field != "platforms" && field != "labels") {
      target.from_environment.insert(scope.used.begin(), scope.used.end());
    }
  }
  const auto [found, is_new] = result.targets.try_emplace(name, target);
  if (!is_new) MergeTarget(target, found->second);
}

// A target with a matrix is one for each combination; `name` says what each is called.
void AddMatrix(const std::string& label, const Fields& fields, const Value& matrix,
               const std::string& file, BakeScope& scope, BakeFile& result) {
  const auto* axes = matrix.AsObject();
  const auto name = std::ranges::find(fields, "name", &Fields::value_type::first);
  if (axes == nullptr || matrix.HasUnknown() || name == fields.end()) {
    result.unread.push_back({file, "the matrix of the target " + label + " can't be told"});
    return;
  }
  std::vector<std::map<std::string, Value>> places{{}};
  constexpr std::size_t kMostPlaces = 10'000;
  for (const auto& [axis, values] : *axes) {
    const auto* items = values.AsSequence();
    if (items == nullptr || places.size() * items->size() > kMostPlaces) return;
    std::vector<std::map<std::string, Value>> next;
    for (const auto& place : places) {
      for (const Value& item : *items) {
        next.push_back(place);
        next.back()[axis] = item;
      }
    }
    places = std::move(next);
  }
  const std::map<std::string, Value> outside = scope.others;
  for (const auto& place : places) {
    for (const auto& [axis, value] : place) scope.others[axis] = value;
    if (const KnownText called = TextOf(ValueOf(*name->second, scope))) {
      AddTarget(*called, fields, file, scope, result);
    }
    scope.others = outside;
  }
}

void AddFields(const std::string& label, const Fields& fields, const std::string& file,
               BakeScope& scope, BakeFile& result) {
  const auto matrix = std::ranges::find(fields, "matrix", &Fields::value_type::first);
  if (matrix == fields.end()) return AddTarget(label, fields, file, scope, result);
  AddMatrix(label, fields, ValueOf(*matrix->second, scope), file, scope, result);
}

// Variables may be made of each other: they are evaluated until nothing new comes.
void Settle(const std::vector<std::pair<std::string, const tfvars::Expression*>>& defaults,
            std::map<std::string, Value>& into, const BakeScope& scope) {
  for (std::size_t round = 0; round <= defaults.size(); ++round) {
    bool changed = false;
    for (const auto& [name, expression] : defaults) {
      Value value = ValueOf(*expression, scope);
      if (value == into[name] && value.IsUnknown() == into[name].IsUnknown()) continue;
      into[name] = std::move(value);
      changed = true;
    }
    if (!changed) return;
  }
}

// JSON's strings are templates, and what is no string is a constant.
class JsonExpressions {
 public:
  const tfvars::Expression* Add(const tfvars::JsonValue& value) {
    tfvars::ExpressionPtr made = Make(value);
    const tfvars::Expression* address = made.get();
    kept_.push_back(std::move(made));
    return address;
  }

 private:
  using Kind = tfvars::JsonValue::Kind;

  tfvars::ExpressionPtr Make(const tfvars::JsonValue& value) {
    const tfvars::Range nowhere{};
    switch (value.kind) {
      case Kind::kString: {
        sources_.push_back(std::make_unique<tfvars::Source>(tfvars::Source{"", value.string}));
        tfvars::Diagnostics diagnostics;
        auto made = tfvars::ParseHclTemplate(*sources_.back(), diagnostics);
        if (made) return made;
        return tfvars::MakeExpression(nowhere, tfvars::Literal{Value(tfvars::Unknown())});
      }
      case Kind::kBool:
        return tfvars::MakeExpression(nowhere, tfvars::Literal{Value(value.boolean)});
      case Kind::kNumber:
        return tfvars::MakeExpression(nowhere, tfvars::Literal{Value(value.string)});
      case Kind::kNull:
        return tfvars::MakeExpression(nowhere, tfvars::Literal{Value()});
      case Kind::kArray: {
        tfvars::Tuple tuple;
        for (const auto& item : value.items) tuple.items.push_back(Make(item));
        return tfvars::MakeExpression(nowhere, std::move(tuple));
      }
      case Kind::kObject:
        break;
    }
    tfvars::Object object;
    for (const auto& [name, member] : value.members) {
      object.items.push_back(
          {tfvars::MakeExpression(nowhere, tfvars::Literal{Value(name)}), Make(member)});
    }
    return tfvars::MakeExpression(nowhere, std::move(object));
  }

  std::vector<std::unique_ptr<tfvars::Source>> sources_;
  std::vector<tfvars::ExpressionPtr> kept_;
};

}  // namespace

BakeFile ParseBakeHcl(std::string_view name, std::string_view text) {
  BakeFile result;
  const std::string file(name);
  const tfvars::Source source{file, std::string(text)};
  tfvars::Diagnostics diagnostics;
  const tfvars::Body body = tfvars::ParseHcl(source, diagnostics);
  if (!diagnostics.empty()) {
    result.unread.push_back({file, diagnostics.front().summary});
    return result;
  }
  BakeScope scope;
  std::vector<std::pair<std::string, const tfvars::Expression*>> defaults;
  std::vector<std::pair<std::string, const tfvars::Expression*>> attributes;
  for (const tfvars::Attribute& attribute : body.attributes) {
    attributes.emplace_back(attribute.name, attribute.expression.get());
  }
  for (const tfvars::Block& block : body.blocks) {
    if (block.type != "variable" || block.labels.size() != 1) continue;
    scope.variables[block.labels.front()] = Value(tfvars::Unknown());
    const tfvars::Attribute* value = block.body.Find("default");
    if (value != nullptr) defaults.emplace_back(block.labels.front(), value->expression.get());
  }
  Settle(defaults, scope.variables, scope);
  Settle(attributes, scope.others, scope);
  for (const tfvars::Block& block : body.blocks) {
    if (block.type != "target" || block.labels.size() != 1) continue;
    Fields fields;
    for (const tfvars::Attribute& attribute : block.body.attributes) {
      fields.emplace_back(attribute.name, attribute.expression.get());
    }
    AddFields(block.labels.front(), fields, file, scope, result);
  }
  return result;
}

BakeFile ParseBakeJson(std::string_view name, std::string_view text) {
  BakeFile result;
  const std::string file(name);
  const auto parsed = tfvars::ParseJson(text, tfvars::JsonComments::kRefused);
  const auto* document = std::get_if<tfvars::JsonDocument>(&parsed);
  if (document == nullptr) {
    result.unread.push_back({file, std::get<tfvars::JsonSyntaxError>(parsed).message});
    return result;
  }
  JsonExpressions expressions;
  BakeScope scope;
  std::vector<std::pair<std::string, const tfvars::Expression*>> defaults;
  if (const auto* variables = document->root.Find("variable")) {
    for (const auto& [label, variable] : variables->members) {
      scope.variables[label] = Value(tfvars::Unknown());
      const auto* value = variable.Find("default");
      if (value != nullptr) defaults.emplace_back(label, expressions.Add(*value));
    }
  }
  Settle(defaults, scope.variables, scope);
  if (const auto* targets = document->root.Find("target")) {
    for (const auto& [label, target] : targets->members) {
      Fields fields;
      for (const auto& [field, value] : target.members) {
        fields.emplace_back(field, expressions.Add(value));
      }
      AddFields(label, fields, file, scope, result);
    }
  }
  return result;
}

BuildListing FinishBake(const BakeFile& file) {
  BuildListing listing{.builds = {}, .unread = file.unread};
  for (const auto& [name, target] : file.targets) {
    // Later parents go over earlier ones, the target itself over all of them.
    RawTarget whole{.name = name, .file = target.file};
    std::set<std::string> open;
    bool is_circle = false;
    const auto take = [&](const auto& self, const RawTarget& from) -> void {
      if (!open.insert(from.name).second) {
        is_circle = true;
        return;
      }
      for (const std::string& parent : from.inherits) {
        const auto found = file.targets.find(parent);
        if (found != file.targets.end()) self(self, found->second);
      }
      MergeTarget(from, whole);
      open.erase(from.name);
    };
    take(take, target);
    if (is_circle) {
      listing.unread.push_back({target.file, "the target " + name + " inherits from itself"});
      continue;
    }
    if (auto build = Finished(whole)) {
      listing.builds.push_back(*std::move(build));
    } else {
      listing.unread.push_back({target.file, "how the target " + name + " is built can't be told"});
    }
  }
  return listing;
}

}  // namespace deltaplan::planner
