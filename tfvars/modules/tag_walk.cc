#include "tfvars/modules/tag_walk.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <variant>

#include "tfvars/hcl/evaluate.h"
#include "tfvars/modules/image_names.h"

namespace deltaplan::tfvars {
namespace {

// What loops in loops are followed through one by one; beyond that all members are taken for one.
constexpr std::size_t kMaxPasses = 10'000;

// What lists in lists hold, in one list; false where it is not known how deep they are.
bool AddFlattened(const Value::Sequence& items, const Trace& held, Trace& list) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Trace item = held.At(std::to_string(i));
    if (items[i].IsUnknown()) return false;
    if (const auto* inner = items[i].AsSequence()) {
      if (!AddFlattened(*inner, item, list)) return false;
    } else {
      list[std::to_string(list.members->size())] = item;
    }
  }
  return true;
}

bool IsDynamic(const Block& block) { return block.type == "dynamic" && !block.labels.empty(); }

}  // namespace

const std::string& TypeOf(const Block& block) {
  return IsDynamic(block) ? block.labels.front() : block.type;
}

// What names mean inside of the loops.
class TagTracer::Walk::Names : public InnerScope {
 public:
  explicit Names(const Walk& walk) : InnerScope(walk.context_.scope), walk_(walk) {}
  std::optional<Value> Lookup(std::string_view root, std::string_view attribute) const override {
    const Meant* meant = walk_.Bound(root);
    if (meant == nullptr) return outer().Lookup(root, attribute);
    return meant->value ? Meaning(*meant->value, attribute) : Value(Unknown());
  }

 private:
  const Walk& walk_;
};

Trace TagTracer::Walk::Of(const Expression& expression) {
  if (expression.As<Traversal>() != nullptr) return Of(WholeOf(expression));
  return std::visit([this](const auto& node) { return Node(node); }, expression.node);
}

Trace TagTracer::Walk::Of(const Block& block) {
  const std::size_t outer = bound_.size();
  const Attribute* elements = block.body.Find("for_each");
  if (IsDynamic(block) && elements != nullptr) {
    const Attribute* iterator = block.body.Find("iterator");
    const std::string* name = iterator == nullptr ? nullptr : BareKey(*iterator->expression);
    Trace element;
    element["value"] = Of(*elements->expression).Element();
    Bind(name == nullptr ? block.labels.front() : *name, {.trace = std::move(element)});
  }
  Trace each;
  for (const Attribute& attribute : block.body.attributes) {
    if (&attribute != elements) each[attribute.name].Add(Of(*attribute.expression));
  }
  Trace content;
  for (const Block& nested : block.body.blocks) {
    (IsDynamic(block) ? content : each[TypeOf(nested)]).Add(Of(nested));
  }
  bound_.resize(outer);
  content.Add(OfInstances(std::move(each)));
  return content;
}

Trace TagTracer::Walk::Node(const Variable& node) {
  const Meant* bound = Bound(node.name);
  return bound == nullptr ? Trace() : bound->trace;
}

Trace TagTracer::Walk::Node(const Template& node) {
  if (node.is_wrapper) return Of(*node.parts.front());
  Trace trace;
  for (const ExpressionPtr& part : node.parts) {
    trace.Add(Of(*part).Flat());
    const auto* literal = part->As<Literal>();
    const std::string* text = literal == nullptr ? nullptr : literal->value.AsString();
    std::optional<std::string> repository = text ? RepositoryIn(*text) : std::nullopt;
    if (!repository) continue;
    trace.clues.is_outside = trace.clues.is_beside = false;  // so far it was where the image lies
    if (!repository->empty()) trace.clues.names.insert(*std::move(repository));
  }
  return trace;
}

// What depends on nothing but the instance is one of the two; variables may be given otherwise.
Trace TagTracer::Walk::Node(const Conditional& node) {
  if (IsOfTheInstance(*node.condition)) {
    const std::optional<Value> value = Evaluate(*node.condition, context_.scope);
    const bool* holds = value ? value->AsBool() : nullptr;
    if (holds != nullptr) return Of(*holds ? *node.if_true : *node.if_false);
  }
  Trace trace = Of(*node.if_true);
  trace.Add(Of(*node.if_false));
  return trace;
}

Trace TagTracer::Walk::Node(const Tuple& node) {
  Trace trace;
  for (const ExpressionPtr& item : node.items) {
    trace[std::to_string(trace.members->size())] = Of(*item);
  }
  return trace;
}

Trace TagTracer::Walk::Node(const Object& node) {
  Trace trace;
  for (const Object::Item& item : node.items) {
    const std::string* bare = BareKey(*item.key);
    const std::optional<std::string> key = bare != nullptr ? *bare : Text(*item.key);
    Trace value = Of(*item.value);
    if (key) {
      trace[*key].Add(value);
    } else if (trace.elements.empty()) {
      trace.elements.push_back(std::move(value));
    } else {
      trace.elements.front().Add(value);
    }
  }
  return trace;
}

Trace TagTracer::Walk::Node(const For& node) {
  const Trace collection = Of(*node.collection);
  Trace any = InLoop(node, {}, {.trace = collection.Element()}).second;
  Trace trace;
  const bool is_apart = node.key != nullptr || passes_ > 1 || places_count_ || any.Flat().is_one_of;
  if (is_apart && any.SaysAnything()) trace = Apart(node, collection);
  if (trace.members->empty() && trace.elements.empty()) trace.elements.push_back(std::move(any));
  return trace;
}

// { for k, v in services : "${k}-eu" => ... }
Trace TagTracer::Walk::Apart(const For& node, const Trace& collection) {
  Trace trace;
  const bool is_list = node.key == nullptr;
  const auto pass = [&](Value key, std::optional<Value> value, Trace element,
                        const std::string* whose) {
    auto [name, each] =
        InLoop(node, std::move(key),
               {.value = std::move(value), .trace = Held(std::move(element), whose)});
    each = Held(std::move(each), whose);
    if (node.groups) each = OfInstances(std::move(each));
    if (is_list && node.condition == nullptr) name = std::to_string(trace.members->size());
    if (name) {
      trace[*name].Add(each);
    } else {
      trace.Add(OfInstances(std::move(each)));
    }
  };
  const std::optional<Value> values = Evaluate(*node.collection, Names(*this));
  const Value::Object* members = values ? values->AsObject() : nullptr;
  const Value::Sequence* items = values ? values->AsSequence() : nullptr;
  const std::size_t around = passes_;
  passes_ *= 1 + (members != nullptr ? members->size()  // one is made already, for all of them
                  : items != nullptr ? items->size()
                                     : collection.members->size());
  if (passes_ > kMaxPasses) {
    // All are one.
  } else if (members != nullptr) {
    for (const auto& [name, value] : *members)
      pass(Value(name), value, collection.Member(name), &name);
  } else if (items != nullptr) {
    std::int64_t index = 0;
    for (const Value& value : *items) {
      const std::string place = std::to_string(index);
      const Value* name = value.Find("name");
      pass(Value(Number(index++)), value, collection.At(place),
           name == nullptr ? nullptr : name->AsString());
    }
  } else {
    for (const auto& member : *collection.members) {
      pass(Value(member.first), {}, collection.Member(member.first), &member.first);
    }
  }
  passes_ = around;
  return trace;
}

// Where nothing else tells whose a tag is, the key does under which the loop finds it or makes it,
// or the name that the item of a list has.
Trace TagTracer::Walk::Held(Trace trace, const std::string* whose) {
  if (whose != nullptr && trace.Any() && trace.Flat().keys.empty()) trace.keys.insert(*whose);
  return trace;
}

std::pair<std::optional<std::string>, Trace> TagTracer::Walk::InLoop(const For& node,
                                                                     std::optional<Value> key,
                                                                     Meant value) {
  const std::size_t outer = bound_.size();
  Bind(node.key_variable, {.value = std::move(key)});
  Bind(node.value_variable, std::move(value));
  Trace held = Of(*node.value);
  const std::optional<Value> name =
      node.key == nullptr ? std::nullopt : Evaluate(*node.key, Names(*this));
  bound_.resize(outer);
  return {name ? name->ToString() : std::nullopt, std::move(held)};
}

Trace TagTracer::Walk::Node(const Splat& node) {
  splats_.push_back(Of(*node.source).Element());
  Trace trace;
  trace.elements.push_back(Of(*node.each));
  splats_.pop_back();
  return trace;
}

Trace TagTracer::Walk::Node(const Call& node) {
  constexpr std::string_view kOnlyCount[] = {"contains", "index", "keys", "length"};
  constexpr std::string_view kKeepShape[] = {"coalesce",     "coalescelist", "jsonencode", "merge",
                                             "nonsensitive", "sensitive",    "tolist",     "tomap",
                                             "try",          "yamlencode"};
  constexpr std::string_view kMovePlaces[] = {"compact",  "concat", "distinct", "reverse",
                                              "setunion", "slice",  "toset"};
  constexpr std::string_view kToElements[] = {"flatten", "one", "values", "zipmap"};
  if (std::ranges::binary_search(kOnlyCount, node.name)) return {};
  if (std::ranges::binary_search(kKeepShape, node.name)) return AllOf(node);
  if (std::ranges::binary_search(kMovePlaces, node.name)) return AllOf(node).WithoutPlaces();
  if (std::optional<Trace> trace = Placed(node)) return *std::move(trace);
  if (node.name == "lookup" && node.arguments.size() >= 2) {
    Trace trace = Index(Of(*node.arguments[0]), *node.arguments[1]);
    if (node.arguments.size() > 2) trace.Add(Of(*node.arguments[2]));
    return trace;
  }
  Trace all = AllOf(node);
  all.is_one_of = all.is_one_of || node.name == "element";
  if (!std::ranges::binary_search(kToElements, node.name)) return all.Flat();
  Trace trace = all.Element();  // how deep is not told: an element, or an element of it
  trace.elements.push_back(trace.Element());
  return trace;
}

Trace TagTracer::Walk::Of(const WholeTraversal& node) {
  auto step = node.steps.begin();
  const auto name_at = [&](std::size_t index) {
    const auto* attribute =
        index < node.steps.size() ? std::get_if<AttributeStep>(node.steps[index]) : nullptr;
    return attribute == nullptr ? std::string() : attribute->name;
  };
  Trace trace;
  bool is_resource = false;  // the next name is an attribute of one: no service's
  const auto* root = node.source->As<Variable>();
  if (root == nullptr || Bound(root->name) != nullptr) {
    trace = Of(*node.source);
  } else {
    const std::string name = name_at(0);
    if (name.empty()) return {};
    step += 1;
    if (root->name == "var") {
      trace = tracer_.VariableNamed(name);
    } else if (root->name == "local") {
      trace = tracer_.Local(name);
    } else if (root->name == "module") {
      trace = tracer_.ModuleNamed(name);
    } else if (root->name == "each") {
      if (name == "value") trace = context_.each_value;
    } else if (root->name == "data") {
      if (name_at(1).empty()) return {};
      step += 1;
      trace = tracer_.ResourceNamed({ResourceMode::kData, name, name_at(1)});
      is_resource = true;
    } else {
      trace = tracer_.ResourceNamed({ResourceMode::kManaged, root->name, name});
      is_resource = true;
    }
  }
  for (; step != node.steps.end(); ++step) {
    if (const auto* attribute = std::get_if<AttributeStep>(*step)) {
      const bool is_key = !is_resource && (trace.reached || trace.revision || trace.HoldsTags());
      is_resource = false;
      trace = trace.Member(attribute->name);
      tracer_.AddName(attribute->name, trace);
      if (trace.clues.is_outside) trace.clues.names.insert(attribute->name);
      if (is_key) trace.keys.insert(attribute->name);
    } else {
      trace = Index(trace, *std::get<IndexStep>(**step).key);
    }
  }
  return trace;
}

bool TagTracer::Walk::IsOfTheInstance(const Expression& expression) const {
  const Reference reference = ReferenceOf(expression);
  if (!reference.root.empty()) {
    return Bound(reference.root) == nullptr &&
           ((reference.root == "each" && reference.attribute == "key") ||
            (reference.root == "count" && reference.attribute == "index"));
  }
  bool all = true;
  ForEachPart(expression, [&](const Expression& part) { all = all && IsOfTheInstance(part); });
  return all;
}

Trace TagTracer::Walk::Index(const Trace& trace, const Expression& key) {
  const std::optional<Value> value = Evaluate(key, Names(*this));
  const std::optional<std::string> text = value ? value->ToString() : std::nullopt;
  if (text && value->AsString() != nullptr) return Under(*text, trace);
  if (text && trace.members->contains(*text)) return trace.Member(*text);
  Trace element = trace.Element();
  element.is_one_of = true;
  return element;
}

Trace TagTracer::Walk::Under(const std::string& key, const Trace& trace) {
  Trace result = trace.Member(key);
  if (result.Any()) result.keys.insert(key);
  (result.clues.is_outside ? result.clues.keys : result.clues.names).insert(key);
  return result;
}

std::optional<std::string> TagTracer::Walk::Text(const Expression& expression) {
  const std::optional<Value> value = Evaluate(expression, Names(*this));
  if (!value || value->AsString() == nullptr) return std::nullopt;
  return *value->AsString();
}

Trace TagTracer::Walk::AllOf(const Call& node) {
  Trace trace;
  for (const ExpressionPtr& argument : node.arguments) {
    const bool is_expanded = node.expands_last && argument == node.arguments.back();
    trace.Add(is_expanded ? Of(*argument).Element() : Of(*argument));
  }
  return trace;
}

// zipmap(keys, values), values(map), flatten(lists), element(list, index)
std::optional<Trace> TagTracer::Walk::Placed(const Call& node) {
  const bool has_two = node.name == "zipmap" || node.name == "element";
  const bool is_placed = has_two || node.name == "values" || node.name == "flatten";
  if (!is_placed || node.expands_last || node.arguments.size() != (has_two ? 2U : 1U)) {
    return std::nullopt;
  }
  const std::optional<Value> known = Evaluate(*node.arguments.front(), Names(*this));
  const Value::Object* members = known ? known->AsObject() : nullptr;
  const Value::Sequence* items = known ? known->AsSequence() : nullptr;
  if ((node.name == "values" ? members == nullptr : items == nullptr)) return std::nullopt;
  const bool outer = std::exchange(places_count_, true);
  const Trace held = Of(node.name == "zipmap" ? *node.arguments.back() : *node.arguments.front());
  places_count_ = outer;
  Trace placed;
  if (node.name == "flatten") {
    return AddFlattened(*items, held, placed) ? std::optional(placed) : std::nullopt;
  }
  if (node.name == "element") {
    const std::optional<Value> index = Evaluate(*node.arguments.back(), Names(*this));
    const auto number = index ? index->ToNumber() : std::nullopt;
    const std::int64_t at = number ? number->AsInteger().value_or(-1) : -1;
    if (at < 0 || items->empty()) return std::nullopt;
    const std::string place = std::to_string(at % std::ssize(*items));
    return held.members->contains(place) ? std::optional(held.Member(place)) : std::nullopt;
  }
  const std::size_t size = members != nullptr ? members->size() : items->size();
  for (std::size_t i = 0; i < size; ++i) {
    const std::string place = std::to_string(i);
    if (members != nullptr) {
      placed[place].Add(Under((*members)[i].name, held));
      continue;
    }
    const std::optional<std::string> key = (*items)[i].ToString();
    if (!key) return std::nullopt;
    placed[*key].Add(held.At(place));
  }
  return placed;
}

auto TagTracer::Walk::Bound(std::string_view name) const -> const Meant* {
  for (auto bound = bound_.rbegin(); bound != bound_.rend(); ++bound) {
    if (bound->first == name) return &bound->second;
  }
  return nullptr;
}

}  // namespace deltaplan::tfvars
