#include "tfvars/modules/tag_trace.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <variant>

#include "tfvars/hcl/expression_walk.h"
#include "tfvars/modules/expansion.h"
#include "tfvars/modules/image_names.h"
#include "tfvars/modules/tag_walk.h"
#include "tfvars/modules/version_attributes.h"
#include "tfvars/plan/resource_roles.h"

namespace deltaplan::tfvars {
namespace {

// Names that lead to one another: what lies deeper is not followed.
constexpr std::size_t kMaxDepth = 40;

// Arguments and blocks that say how to handle a resource, not what it is.
bool IsMeta(std::string_view name, const Declaration& declaration) {
  constexpr std::string_view kMeta[] = {"connection", "count",    "depends_on",  "for_each",
                                        "lifecycle",  "provider", "provisioner", "providers"};
  const bool is_call = declaration.parts.front().block->type == "module";
  return std::ranges::binary_search(kMeta, name) ||
         (is_call && (name == "source" || name == "version"));
}

// Whether a type is, or holds, set(...): then its elements come in an order of their own.
bool HasSet(const Expression& type) {
  const auto* call = type.As<Call>();
  bool has_set = call != nullptr && call->name == "set";
  ForEachPart(type, [&](const Expression& part) { has_set = has_set || HasSet(part); });
  return has_set;
}

}  // namespace

Trace TagTracer::Of(const Expression& expression, const Context& context) {
  return Walk(*this, context, true).Of(expression);
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

Trace TagTracer::VariableNamed(const std::string& name) {
  return Memoize(variable_traces_, name, [&] {
    const auto declared = module_.variables.find(name);
    const Expression* type =
        declared == module_.variables.end() ? nullptr : declared->second.Find("type");
    return type != nullptr && HasSet(*type) ? variables_(name).WithoutPlaces() : variables_(name);
  });
}

Trace TagTracer::ModuleNamed(const std::string& name) {
  return Memoize(module_traces_, name, [&] { return modules_(name); });
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
    return OfEach(declared->second, [&](const Context& context) {
      return OfInstance(resource, declared->second, context);
    });
  });
}

Trace TagTracer::OfInstance(const Resource& resource, const Declaration& declaration,
                            const Context& context) {
  Trace all;
  all.members = Arguments(declaration, context);
  const std::string name = OwnerIn(resource.name).value_or(resource.name);
  if (resource.mode == ResourceMode::kData) {
    // What a data source finds depends on all that it is asked with.
    Trace found = all.Flat();
    found.Add(Looked(resource, declaration));
    found.clues = {.is_outside = FindsTags(resource.type), .names = {name}};
    const bool finds_image = FindsImage(resource.type);
    for (const char* argument : {"image_name", "name", "repository_name"}) {
      const Expression* given = finds_image ? declaration.Find(argument) : nullptr;
      const auto value = given == nullptr ? std::nullopt : Evaluate(*given, context.scope);
      const std::string* text = value ? value->AsString() : nullptr;
      const auto repository = text == nullptr ? std::nullopt : RepositoryIn(*text + ":");
      if (repository) found.clues.names.insert(*repository);
    }
    // The digest of an image is another one with every version, whatever it is asked with.
    if (finds_image || found.revision) {
      found.revision = false;
      found.outputs.emplace_back().revision = true;
    }
    return found;
  }
  Trace flat = all.Flat();
  flat.clues = {};
  for (const auto& [argument, trace] : *all.members) flat.clues.Add(trace.Images(argument));
  if (HoldsImage(resource.type)) {
    if (!flat.Any()) flat.keys.insert(resource.name);
    flat.revision = true;
  }
  const std::vector<std::string> attributes = VersionAttributes(resource.type);
  if (flat.Any()) {
    for (const std::string& attribute : attributes) all[attribute].Add(flat);
  } else {
    all.clues = {.is_outside = FindsTags(resource.type) && attributes.empty(), .names = {name}};
  }
  return all;
}

// Where not all have the tag of one service, each instance is looked at for itself.
Trace TagTracer::OfEach(const Declaration& declaration,
                        const std::function<Trace(const Context&)>& of) {
  const Trace for_each = ForEach(declaration, {scope_});
  Trace any = of({scope_, EachValue(for_each, scope_)});
  if (declaration.Find("count") == nullptr && declaration.Find("for_each") == nullptr) return any;
  const Trace whole = any.Flat();
  if ((whole.Any() && whole.keys.size() != 1) || whole.clues.keys.size() > 1) {
    Trace all;
    Expansion expansion = Expand(declaration, {scope_});
    expansion.instances.merge(expansion.possible);
    for (const auto& [key, scope] : expansion.instances) {
      const auto* name = std::get_if<std::string>(&key);
      const auto* index = std::get_if<std::int64_t>(&key);
      if (name == nullptr && index == nullptr) continue;
      all[name != nullptr ? *name : std::to_string(*index)] =
          of({scope, EachValue(for_each, scope)});
    }
    if (!all.members->empty()) return all;
  }
  return OfInstances(std::move(any));
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
  return name != nullptr && for_each.members->contains(*name) ? for_each.Member(*name)
                                                              : for_each.Element();
}

Trace TagTracer::OwnValue(const Trace& for_each, const Scope& scope) {
  Trace value = EachValue(for_each, scope);
  value.is_one_of = value.is_map || value.is_one_of;
  return value;
}

std::map<std::string, Trace> TagTracer::Arguments(const Declaration& declaration,
                                                  const Context& context) {
  Walk walk(*this, context, false);
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
      add(TypeOf(*block), walk.Of(*block));
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
