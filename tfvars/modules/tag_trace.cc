#include "tfvars/modules/tag_trace.h"

#include <algorithm>
#include <optional>
#include <variant>

#include "tfvars/hcl/expression_walk.h"
#include "tfvars/modules/image_names.h"
#include "tfvars/modules/version_attributes.h"
#include "tfvars/plan/resource_roles.h"

namespace deltaplan::tfvars {
namespace {

// Names that lead to one another: what lies deeper is not followed.
constexpr std::size_t kMaxDepth = 40;

// What loops in loops are followed through one by one; beyond that all members are taken for one.
constexpr std::size_t kMaxPasses = 10'000;

// Arguments and blocks that say how to handle a resource, not what it is.
bool IsMeta(std::string_view name, const Declaration& declaration) {
  constexpr std::string_view kMeta[] = {"connection", "count",    "depends_on",  "for_each",
                                        "lifecycle",  "provider", "provisioner", "providers"};
  const bool is_call = declaration.parts.front().block->type == "module";
  return std::ranges::binary_search(kMeta, name) ||
         (is_call && (name == "source" || name == "version"));
}

bool IsDynamic(const Block& block) { return block.type == "dynamic" && !block.labels.empty(); }

// The type of the blocks that it makes.
const std::string& NameOf(const Block& block) {
  return IsDynamic(block) ? block.labels.front() : block.type;
}

}  // namespace

// One expression, from the outside in.
class TagTracer::Walk {
 public:
  Walk(TagTracer& tracer, const Context& context) : tracer_(tracer), context_(context) {}

  Trace Of(const Expression& expression) {
    if (expression.As<Traversal>() != nullptr) return Of(WholeOf(expression));
    return std::visit([this](const auto& node) { return Node(node); }, expression.node);
  }

  // A nested block, as the list of its type is that it is part of. In a dynamic one its label (or
  // "iterator") names the element.
  Trace Of(const Block& block) {
    const std::size_t outer = bound_.size();
    const Attribute* elements = block.body.Find("for_each");
    if (IsDynamic(block) && elements != nullptr) {
      const Attribute* iterator = block.body.Find("iterator");
      const std::string* name = iterator == nullptr ? nullptr : BareKey(*iterator->expression);
      Trace element;
      element.members["value"] = Of(*elements->expression).Element();
      Bind(name == nullptr ? block.labels.front() : *name, std::move(element));
    }
    Trace each;
    for (const Attribute& attribute : block.body.attributes) {
      if (&attribute != elements) each.members[attribute.name].Add(Of(*attribute.expression));
    }
    Trace content;
    for (const Block& nested : block.body.blocks) {
      (IsDynamic(block) ? content : each.members[NameOf(nested)]).Add(Of(nested));
    }
    bound_.resize(outer);
    content.Add(OfInstances(std::move(each)));
    return content;
  }

 private:
  void Bind(const std::string& name, Trace trace) { bound_.emplace_back(name, std::move(trace)); }

  Trace Node(const Literal&) { return {}; }
  Trace Node(const Traversal&) { return {}; }  // `Of` takes it whole
  Trace Node(const Unary&) { return {}; }
  Trace Node(const Binary&) { return {}; }
  Trace Node(const SplatElement&) { return splats_.empty() ? Trace() : splats_.back(); }
  Trace Node(const Parentheses& node) { return Of(*node.inner); }
  Trace Node(const Joined& node) { return Of(*node.list).Flat(); }

  Trace Node(const Variable& node) {
    const Trace* bound = Bound(node.name);
    return bound == nullptr ? Trace() : *bound;
  }

  Trace Node(const Template& node) {
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
  Trace Node(const Conditional& node) {
    if (IsOfTheInstance(*node.condition)) {
      const std::optional<Value> value = Evaluate(*node.condition, context_.scope);
      const bool* holds = value ? value->AsBool() : nullptr;
      if (holds != nullptr) return Of(*holds ? *node.if_true : *node.if_false);
    }
    Trace trace = Of(*node.if_true);
    trace.Add(Of(*node.if_false));
    return trace;
  }

  Trace Node(const Tuple& node) {
    Trace trace;
    if (!node.items.empty()) trace.elements.push_back(AllOf(node.items));
    return trace;
  }

  Trace Node(const Object& node) {
    Trace trace;
    for (const Object::Item& item : node.items) {
      const std::string* bare = BareKey(*item.key);
      const std::optional<std::string> key = bare != nullptr ? *bare : Text(*item.key);
      Trace value = Of(*item.value);
      if (key) {
        trace.members[*key].Add(value);
      } else if (trace.elements.empty()) {
        trace.elements.push_back(std::move(value));
      } else {
        trace.elements.front().Add(value);
      }
    }
    return trace;
  }

  Trace Node(const For& node) {
    const Trace collection = Of(*node.collection);
    Trace trace;
    // { for k, v in services : k => ... }: what each member holds stays apart.
    const auto* key = node.key == nullptr ? nullptr : node.key->As<Variable>();
    const bool keeps_keys = key != nullptr && key->name == node.key_variable && !node.groups;
    const std::size_t around = passes_;
    passes_ *= std::max<std::size_t>(collection.members.size(), 1);
    if (keeps_keys && passes_ <= kMaxPasses) {
      for (const auto& [name, member] : collection.members) {
        trace.members.emplace(name, InLoop(node, collection.Member(name)));
      }
    }
    passes_ = around;
    if (trace.members.empty()) trace.elements.push_back(InLoop(node, collection.Element()));
    return trace;
  }
  Trace InLoop(const For& node, Trace element) {
    const std::size_t outer = bound_.size();
    Bind(node.key_variable, {});
    Bind(node.value_variable, std::move(element));
    Trace value = Of(*node.value);
    bound_.resize(outer);
    return value;
  }

  Trace Node(const Splat& node) {
    splats_.push_back(Of(*node.source).Element());
    Trace trace;
    trace.elements.push_back(Of(*node.each));
    splats_.pop_back();
    return trace;
  }

  Trace Node(const Call& node) {
    constexpr std::string_view kOnlyCount[] = {"contains", "index", "keys", "length"};
    constexpr std::string_view kKeepShape[] = {
        "coalesce", "coalescelist", "compact", "concat",    "distinct",  "jsonencode",
        "merge",    "nonsensitive", "reverse", "sensitive", "setunion",  "slice",
        "tolist",   "tomap",        "toset",   "try",       "yamlencode"};
    constexpr std::string_view kToElements[] = {"flatten", "one", "values", "zipmap"};
    if (std::ranges::binary_search(kOnlyCount, node.name)) return {};
    if (std::ranges::binary_search(kKeepShape, node.name)) return AllOf(node.arguments);
    if (node.name == "lookup" && node.arguments.size() >= 2) {
      Trace trace = Index(Of(*node.arguments[0]), *node.arguments[1]);
      if (node.arguments.size() > 2) trace.Add(Of(*node.arguments[2]));
      return trace;
    }
    Trace all = AllOf(node.arguments);
    if (!std::ranges::binary_search(kToElements, node.name)) return all.Flat();
    Trace trace = all.Element();  // how deep is not told: an element, or an element of it
    trace.elements.push_back(trace.Element());
    return trace;
  }

  Trace Of(const WholeTraversal& node) {
    auto step = node.steps.begin();
    const auto name_at = [&](std::size_t index) {
      const auto* attribute =
          index < node.steps.size() ? std::get_if<AttributeStep>(node.steps[index]) : nullptr;
      return attribute == nullptr ? std::string() : attribute->name;
    };
    Trace trace;
    const auto* root = node.source->As<Variable>();
    if (root == nullptr || Bound(root->name) != nullptr) {
      trace = Of(*node.source);
    } else {
      const std::string name = name_at(0);
      if (name.empty()) return {};
      step += 1;
      if (root->name == "var") {
        trace = tracer_.Memoize(tracer_.variable_traces_, name,
                                [&] { return tracer_.variables_(name); });
      } else if (root->name == "local") {
        trace = tracer_.Local(name);
      } else if (root->name == "module") {
        trace =
            tracer_.Memoize(tracer_.module_traces_, name, [&] { return tracer_.modules_(name); });
      } else if (root->name == "each") {
        if (name == "value") trace = context_.each_value;
      } else if (root->name == "data") {
        if (name_at(1).empty()) return {};
        step += 1;
        trace = tracer_.ResourceNamed({ResourceMode::kData, name, name_at(1)});
      } else {
        trace = tracer_.ResourceNamed({ResourceMode::kManaged, root->name, name});
      }
    }
    for (; step != node.steps.end(); ++step) {
      if (const auto* attribute = std::get_if<AttributeStep>(*step)) {
        const bool is_key = trace.reached || trace.revision || trace.HoldsTags();
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

  bool IsOfTheInstance(const Expression& expression) const {
    const Reference reference = ReferenceOf(expression);
    if (!reference.root.empty()) {
      return Bound(std::string(reference.root)) == nullptr &&
             ((reference.root == "each" && reference.attribute == "key") ||
              (reference.root == "count" && reference.attribute == "index"));
    }
    bool all = true;
    ForEachPart(expression, [&](const Expression& part) { all = all && IsOfTheInstance(part); });
    return all;
  }

  Trace Index(const Trace& trace, const Expression& key) {
    const std::optional<std::string> text = Text(key);
    if (!text) return trace.Element();
    Trace result = trace.Member(*text);
    if (result.Any()) result.keys.insert(*text);
    (result.clues.is_outside ? result.clues.keys : result.clues.names).insert(*text);
    return result;
  }

  std::optional<std::string> Text(const Expression& expression) {
    const auto* variable = expression.As<Variable>();
    if (variable != nullptr && Bound(variable->name) != nullptr) return std::nullopt;
    const std::optional<Value> value = Evaluate(expression, context_.scope);
    if (!value || value->AsString() == nullptr) return std::nullopt;
    return *value->AsString();
  }

  Trace AllOf(const std::vector<ExpressionPtr>& parts) {
    Trace trace;
    for (const ExpressionPtr& part : parts) trace.Add(Of(*part));
    return trace;
  }

  const Trace* Bound(const std::string& name) const {
    for (auto bound = bound_.rbegin(); bound != bound_.rend(); ++bound) {
      if (bound->first == name) return &bound->second;
    }
    return nullptr;
  }

  TagTracer& tracer_;
  const Context& context_;
  std::vector<std::pair<std::string, Trace>> bound_;  // by `for` and dynamic blocks
  std::vector<Trace> splats_;
  std::size_t passes_ = 1;  // of the loops around, together
};

Trace TagTracer::Of(const Expression& expression, const Context& context) {
  return Walk(*this, context).Of(expression);
}

// A circle finds the empty trace that was put there first.
template <typename Key, typename Find>
Trace TagTracer::Memoize(std::map<Key, Trace>& known, const Key& key, Find find) {
  const auto [entry, is_new] = known.try_emplace(key);
  if (!is_new || depth_ >= kMaxDepth) return entry->second;
  ++depth_;
  Trace trace = find();
  --depth_;
  entry->second = trace;
  return trace;
}

Trace TagTracer::Local(const std::string& name) {
  const auto local = module_.locals.find(name);
  if (local == module_.locals.end()) return {};
  return Memoize(locals_, name, [&] {
    Trace trace = Of(*local->second, {scope_});
    AddName(name, trace);
    return trace;
  });
}

void TagTracer::AddName(const std::string& name, Trace& trace) const {
  const bool is_told = trace.Any();
  if (names_tell_ && IsTagName(name)) {
    trace.reached = true;
    const std::optional<std::string> service = is_told ? std::nullopt : TaggedBy(name);
    if (service) trace.keys.insert(*service);
  }
  if (auto owner = OwnerIn(name)) trace.clues.names.insert(*std::move(owner));
}

Trace TagTracer::ResourceNamed(const Resource& resource) {
  const auto declared = module_.resources.find(resource);
  if (declared == module_.resources.end()) return {};
  return Memoize(resources_, resource, [&] {
    const Context context{scope_, EachValue(ForEach(declared->second, {scope_}), scope_)};
    Trace all;
    all.members = Arguments(declared->second, context);
    if (resource.mode == ResourceMode::kData) {
      // What a data source finds depends on all that it is asked with.
      Trace found = all.Flat();
      found.Add(Looked(resource, declared->second));
      found.clues = {.is_outside = FindsTags(resource.type),
                     .names = {OwnerIn(resource.name).value_or(resource.name)}};
      return found;
    }
    Trace flat = all.Flat();
    flat.clues = {};
    for (const auto& [argument, trace] : all.members) flat.clues.Add(trace.Images(argument));
    if (HoldsImage(resource.type)) {
      if (!flat.Any()) flat.keys.insert(resource.name);
      flat.revision = true;
    }
    if (!flat.Any()) {
      all.clues = {
          .is_outside = FindsTags(resource.type) && VersionAttributes(resource.type).empty(),
          .names = {OwnerIn(resource.name).value_or(resource.name)}};
      return all;
    }
    for (const std::string& attribute : VersionAttributes(resource.type)) {
      all.members[attribute].Add(flat);
    }
    const bool has_keys =
        declared->second.Find("count") != nullptr || declared->second.Find("for_each") != nullptr;
    return has_keys ? OfInstances(std::move(all)) : all;
  });
}

// data "aws_ecs_task_definition" is asked with a family, which stays, and gives the last revision.
Trace TagTracer::Looked(const Resource& resource, const Declaration& declaration) {
  Trace found;
  const std::function<void(const Expression&)> look = [&](const Expression& expression) {
    const Reference reference = ReferenceOf(expression);
    if (reference.root == resource.type && !reference.attribute.empty()) {
      const Resource same{ResourceMode::kManaged, resource.type, std::string(reference.attribute)};
      found.Add(ResourceNamed(same).Flat());
    }
    ForEachPart(expression, look);
  };
  for (const Declaration::Part& part : declaration.parts) {
    for (const Attribute& attribute : part.block->body.attributes) look(*attribute.expression);
  }
  return found;
}

Trace TagTracer::ForEach(const Declaration& declaration, const Context& context) {
  const Expression* for_each = declaration.Find("for_each");
  return for_each == nullptr ? Trace() : Of(*for_each, context);
}

Trace TagTracer::EachValue(const Trace& for_each, const Scope& scope) {
  const std::optional<Value> key = scope.Lookup("each", "key");
  const std::string* name = key ? key->AsString() : nullptr;
  return name != nullptr && for_each.members.contains(*name) ? for_each.Member(*name)
                                                             : for_each.Element();
}

std::map<std::string, Trace> TagTracer::Arguments(const Declaration& declaration,
                                                  const Context& context) {
  Walk walk(*this, context);
  std::map<std::string, Trace> arguments;
  const auto add = [&](const std::string& name, const Trace& trace) {
    if (trace.SaysAnything()) arguments[name].Add(trace);
  };
  std::set<std::string> block_types;
  for (const Declaration::Part& part : declaration.parts) {
    for (const Attribute& attribute : part.block->body.attributes) {
      const bool counts = declaration.Find(attribute.name) == attribute.expression.get();
      if (counts && !IsMeta(attribute.name, declaration))
        add(attribute.name, walk.Of(*attribute.expression));
    }
    for (const Block& block : part.block->body.blocks) {
      if (!IsMeta(block.type, declaration)) block_types.insert(block.type);
    }
  }
  for (const std::string& type : block_types) {
    for (const Block* block : declaration.Blocks(type)) {
      add(NameOf(*block), walk.Of(*block));
    }
  }
  // It is replaced when these change, whatever it is made of.
  for (const Block* lifecycle : declaration.Blocks("lifecycle")) {
    const Attribute* triggers = lifecycle->body.Find("replace_triggered_by");
    if (triggers != nullptr) add(triggers->name, walk.Of(*triggers->expression));
  }
  return arguments;
}

}  // namespace deltaplan::tfvars
