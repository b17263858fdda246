#include "tfvars/modules/module_tree.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

#include "tfvars/hcl/evaluate.h"
#include "tfvars/hcl/expression_walk.h"
#include "tfvars/modules/expansion.h"
#include "tfvars/modules/file_set.h"
#include "tfvars/modules/image_names.h"
#include "tfvars/modules/module_scope.h"
#include "tfvars/modules/node_facts.h"
#include "tfvars/modules/tag_texts.h"
#include "tfvars/modules/tag_trace.h"

namespace deltaplan::tfvars {
namespace {

// One instance of a module on the way down.
struct Level {
  const ModuleSource& module;
  ModuleInstance address;
  Meaning meaning;
  TagTracer& tracer;
  std::vector<std::string> directories;   // this one and those around it
  std::optional<std::string> unresolved;  // why the instances of a module around it are not known
  std::optional<std::string> absent;      // why a module around it has no instance
  bool has_address = true;                // `address` is that of all instances that there may be

  const ModuleScope& scope() const { return meaning.scope; }
};

class TreeBuilder : public ModuleSurroundings {
 public:
  TreeBuilder(const TreeOptions& options, ModuleFiles& files, ModuleTree& tree)
      : options_(options), files_(files), tree_(tree) {}

  bool Build() {
    const ModuleSource* root = Load(options_.directory);
    if (root == nullptr) return false;
    EvaluationDepth depth = 0;
    for (const auto& [name, declaration] : root->variables) tree_.variables.insert(name);
    names_tell_ = !options_.is_named || !tree_.variables.contains(options_.tag_variable);
    RootValues given = ReadRootValues(*root, options_.inputs, files_, tree_.errors);
    tree_.missing_files = std::move(given.missing_files);
    const std::optional<std::string>& workspace = options_.inputs.workspace;
    GiveTags(given.values);
    GiveTags(given.firm);
    const ModuleScope scope(*root, {.values = std::move(given.values), .workspace = workspace},
                            depth, *this);
    AddTagTexts(scope);
    const ModuleScope firm(
        *root, {.values = std::move(given.firm), .workspace = workspace, .defaults_hold = false},
        depth, *this);
    const auto variables = [this, root, &scope](const std::string& name) {
      Trace trace;
      if (name == options_.tag_variable) {
        trace = TagsAt(options_.tag_path);
        trace.is_map = !options_.tag_keys.empty();
      } else {
        trace.reached =
            options_.further_tag_variables.contains(name) || (names_tell_ && IsTagName(name));
      }
      const auto owner = options_.tag_owners.find(name);
      if (owner != options_.tag_owners.end()) {
        trace.keys.insert(owner->second);
      } else if (const auto service = trace.reached ? TaggedBy(name) : std::nullopt) {
        trace.keys.insert(*service);
      }
      if (auto named = OwnerIn(name)) trace.clues.names.insert(*std::move(named));
      const auto declared = root->variables.find(name);
      trace.clues.is_outside = declared != root->variables.end() &&
                               declared->second.Find("default") == nullptr &&
                               scope.Lookup("var", name) == Value(Unknown());
      return trace;
    };
    std::vector<std::string> directories{options_.directory};
    TagTracer tracer(*root, scope, variables, Outputs(*root, scope, tracer, directories),
                     names_tell_);
    Walk({*root, {}, {scope, given.defaults_hold ? nullptr : &firm}, tracer, directories, {}, {}});
    std::ranges::stable_sort(tree_.nodes, {}, &TreeNode::address);
    std::ranges::stable_sort(tree_.modules, {}, &TreeModule::address);
    return true;
  }

 private:
  void AddTagTexts(const Scope& scope) {
    const auto add = [&](const std::string& variable, const std::vector<std::string>& path) {
      tag_texts_.Add(scope.Lookup("var", variable).value_or(Value()), path);
    };
    add(options_.tag_variable, options_.tag_path);
    for (const std::string& variable : options_.further_tag_variables) add(variable, {});
    for (const auto& [variable, service] : options_.tag_owners) add(variable, {});
  }

  // A deploy changes keys that are made of a tag: the instances are others then.
  Expansion Expanded(const Declaration& declaration, const Meaning& meaning) const {
    Expansion expansion = Expand(declaration, meaning);
    const auto is_tagged = [&](const auto& instance) {
      const auto* key = std::get_if<std::string>(&instance.first);
      return key != nullptr && tag_texts_.AreIn(*key);
    };
    if (std::ranges::any_of(expansion.instances, is_tagged) ||
        std::ranges::any_of(expansion.possible, is_tagged)) {
      expansion.instances.clear();
      expansion.possible.clear();
      expansion.unresolved = "for_each: a key is made of an image tag, which a deploy changes";
    }
    return expansion;
  }

  // The tags as Terraform is given them: every service has one by then.
  void GiveTags(std::map<std::string, Value>& values) const {
    const Value tag = options_.new_tag.empty() ? Value(Unknown()) : Value(options_.new_tag);
    for (const auto& [variable, service] : options_.tag_owners) {
      const auto known = values.find(variable);
      if (known != values.end() && IsNoTag(known->second)) known->second = tag;
    }
    if (options_.tag_keys.empty()) return;
    const auto known = values.find(options_.tag_variable);
    const Value map = known == values.end() ? Value(Value::Object()) : known->second;
    if (map.AsObject() == nullptr) return;
    Value::Object members = *map.AsObject();
    for (const std::string& key : options_.tag_keys) {
      const Value* given = map.Find(key);
      if (given == nullptr || IsNoTag(*given)) members.push_back({key, tag});
    }
    values.insert_or_assign(options_.tag_variable, Value(std::move(members)));
  }

  bool IsNoTag(const Value& value) const {
    const std::string* text = value.AsString();
    if (text == nullptr) return value.IsNull();
    return text->empty() ||
           std::ranges::find(options_.placeholder_tags, *text) != options_.placeholder_tags.end();
  }

  const ModuleSource* Load(const std::string& directory) {
    const auto [entry, is_new] = modules_.try_emplace(directory);
    if (is_new) {
      entry->second = ReadModule(directory, files_, tree_.errors);
      if (entry->second) ReadResourceFiles(*entry->second, tree_.resource_files);
    }
    return entry->second ? &*entry->second : nullptr;
  }

  // What a call names, where that is a local directory: "./app". OpenTofu takes variables and
  // locals for it.
  static std::optional<std::string> LocalSource(const Declaration& call, const Scope& scope) {
    const Expression* source = call.Find("source");
    const std::optional<Value> value = source ? Evaluate(*source, scope) : std::nullopt;
    const std::string* text = value ? value->AsString() : nullptr;
    const bool is_local = text != nullptr && (text->starts_with("./") || text->starts_with("../"));
    return is_local ? std::optional(*text) : std::nullopt;
  }

  // "git::https://...?ref=${...}": whatever follows, it is no directory here.
  static bool BeginsElsewhere(const Expression& source) {
    const auto* text = source.As<Template>();
    const auto* first = text == nullptr ? nullptr : text->parts.front()->As<Literal>();
    const std::string* begin = first == nullptr ? nullptr : first->value.AsString();
    return begin != nullptr && !begin->starts_with('.');
  }

  // Why nobody knows which module a call names; nullopt where that is known.
  static std::optional<std::string> WhyAnyModule(const Declaration& call,
                                                 const ModuleScope& scope) {
    const Expression* source = call.Find("source");
    const std::optional<Value> value = source ? Evaluate(*source, scope) : Value();
    if ((value && !value->IsUnknown()) || BeginsElsewhere(*source)) return std::nullopt;
    return "source: " + scope.WhyUnknown(*source, scope);
  }

  const ModuleSource* Called(const ModuleSource& caller, const Declaration& call,
                             const Scope& scope) override {
    const std::optional<std::string> source = LocalSource(call, scope);
    const auto path = source ? PathFrom(caller.directory, *source) : std::nullopt;
    return path ? Load(*path) : nullptr;
  }
  std::optional<std::string> FileText(const std::string& path) override {
    return files_.Read(path);
  }
  std::optional<std::vector<std::string>> FileSet(const std::string& directory,
                                                  std::string_view pattern) override {
    return FilesOf(directory, pattern, files_);
  }

  // The directory that a call names; nullopt when it names no local one. What is wrong with it is
  // said once.
  std::optional<std::string> LocalDirectory(const Declaration& call, const Scope& scope,
                                            const std::vector<std::string>& directories) {
    const std::optional<std::string> text = LocalSource(call, scope);
    if (!text) return std::nullopt;
    std::optional<std::string> path = PathFrom(directories.back(), *text);
    const auto refuse = [&](const char* summary, std::string detail) {
      const Declaration::Part& part = call.parts.front();
      if (reported_.insert(part.block).second) {
        tree_.errors.push_back(
            ErrorAt(part.file->source, part.block->header, summary, std::move(detail)));
      }
    };
    if (!path) {
      refuse("Module outside of the repository",
             "\"" + *text + "\" leads out of the repository. Only what a commit holds is read.");
    } else if (std::ranges::find(directories, *path) != directories.end()) {
      refuse("Module that calls itself",
             "\"" + *text + "\" is a module that this one is part of. Remove the call.");
    } else if (Load(*path) == nullptr) {
      refuse("Missing module", "There is no directory " + *path + ". Correct the source.");
    } else {
      return path;
    }
    return std::nullopt;
  }
  bool IsRefused(const Declaration& call) const {
    return reported_.contains(call.parts.front().block);
  }

  // What the outputs of the calls in `module` hold, whatever the instance.
  TagTracer::TraceName Outputs(const ModuleSource& module, const ModuleScope& scope,
                               TagTracer& tracer, const std::vector<std::string>& directories) {
    return [this, &module, &scope, &tracer, directories](const std::string& name) -> Trace {
      const auto call = module.modules.find(name);
      if (call == module.modules.end()) return {};
      return tracer.OfEach(call->second, [&](const TagTracer::Context& context) {
        return OutputsOf(call->second, context, scope, tracer, directories);
      });
    };
  }

  // Of one instance of a call.
  Trace OutputsOf(const Declaration& call, const TagTracer::Context& context,
                  const ModuleScope& scope, TagTracer& tracer,
                  const std::vector<std::string>& directories) {
    const std::optional<std::string> directory = LocalDirectory(call, scope, directories);
    Trace all;
    if (!directory) {
      Trace inputs;
      for (const auto& [argument, trace] : tracer.Arguments(call, context)) {
        inputs.Add(trace.Flat());
      }
      inputs.clues.is_outside = true;
      all.outputs.push_back(std::move(inputs));
      return all;
    }
    const ModuleSource& callee = *Load(*directory);
    const ModuleScope callee_scope(callee, call, context.scope, scope);
    std::vector<std::string> below = directories;
    below.push_back(*directory);
    TagTracer callee_tracer(callee, callee_scope, Inputs(call, context, tracer),
                            Outputs(callee, callee_scope, callee_tracer, below), names_tell_);
    for (const auto& [output, declaration] : callee.outputs) {
      if (const Expression* value = declaration.Find("value")) {
        all[output] = callee_tracer.Of(*value, {callee_scope});
      }
    }
    return all;
  }

  static TagTracer::TraceName Inputs(const Declaration& call, TagTracer::Context context,
                                     TagTracer& caller) {
    return [&call, context = std::move(context), &caller](const std::string& name) {
      const Expression* given = call.Find(name);
      return given == nullptr ? Trace() : caller.Of(*given, context);
    };
  }

  void Walk(const Level& level) {
    for (const auto& [resource, declaration] : level.module.resources) {
      if (resource.mode != ResourceMode::kManaged) continue;
      AddNode(level, declaration, AbsResource{level.address, resource},
              Expanded(declaration, level.meaning));
    }
    const std::string prefix = Print(Target(level.address));
    for (const MovedBlock& move : level.module.moved) {
      const auto whole = [&prefix](const std::string& address) {
        return prefix.empty() ? address : prefix + "." + address;
      };
      tree_.moves.push_back({whole(move.from), whole(move.to), move.place});
    }
    for (const auto& [name, call] : level.module.modules) Enter(level, name, call);
  }

  void Enter(const Level& level, const std::string& name, const Declaration& call) {
    Expansion expansion = Expanded(call, level.meaning);
    ModuleInstance address = level.address;
    address.steps.push_back({name, NoKey()});
    const std::optional<std::string> directory =
        LocalDirectory(call, level.scope(), level.directories);
    if (!directory) {
      if (IsRefused(call)) return;
      const std::optional<std::string> any = WhyAnyModule(call, level.scope());
      TreeNode& node = AddNode(level, call, address, std::move(expansion), any);
      node.is_any_module = any.has_value();
      return;
    }
    const auto whole = [&address](const std::optional<std::string>& outer,
                                  const std::optional<std::string>& reason) {
      if (outer || !reason) return outer;
      return std::optional(Print(Target(address)) + ": " + *reason);
    };
    const std::optional<std::string> unresolved = whole(level.unresolved, expansion.unresolved);
    const std::optional<std::string> absent = whole(level.absent, expansion.absent);
    // What is inside is looked at all the same, for what does not depend on the instance.
    const bool is_none = expansion.instances.empty() && expansion.possible.empty();
    const bool has_address = level.has_address && !is_none;
    if (is_none) expansion.possible.emplace(NoKey(), InstanceScope(level.scope()));
    const ModuleSource& callee = *Load(*directory);
    std::vector<std::string> directories = level.directories;
    directories.push_back(*directory);
    const Trace for_each = level.tracer.ForEach(call, {level.scope()});
    const auto enter = [&](const InstanceKey& key, const InstanceScope& instance,
                           const std::optional<std::string>& doubt) {
      address.steps.back().key = key;
      if (!absent) tree_.modules.push_back({address, *directory});
      const ModuleScope scope(callee, call, instance, level.scope());
      const std::optional<InstanceScope> firm_instance =
          FirmInstance(call, instance, level.meaning);
      std::optional<ModuleScope> firm;
      if (firm_instance) firm.emplace(callee, call, *firm_instance, *level.meaning.firm);
      TagTracer::Context context{instance, TagTracer::OwnValue(for_each, instance)};
      TagTracer tracer(callee, scope, Inputs(call, std::move(context), level.tracer),
                       Outputs(callee, scope, tracer, directories), names_tell_);
      Walk({callee,
            address,
            {scope, firm ? &*firm : nullptr},
            tracer,
            directories,
            doubt,
            absent,
            has_address});
    };
    for (const auto& [key, instance] : expansion.instances) enter(key, instance, level.unresolved);
    for (const auto& [key, instance] : expansion.possible) enter(key, instance, unresolved);
  }

  TreeNode& AddNode(const Level& level, const Declaration& declaration, Target address,
                    Expansion expansion, const std::optional<std::string>& unresolved = {}) {
    TreeNode node{.address = std::move(address),
                  .place = declaration.place(),
                  .files = {},
                  .directory = level.module.directory,
                  .instances = {},
                  .unresolved = level.unresolved       ? level.unresolved
                                : expansion.unresolved ? expansion.unresolved
                                                       : unresolved,
                  .absent = level.absent ? level.absent : expansion.absent,
                  .identity = {},
                  .tag_arguments = {},
                  .arguments = {},
                  .ignored = {}};
    for (const Declaration::Part& part : declaration.parts) {
      node.files.push_back(part.file->source.name);
      for (const Attribute& attribute : part.block->body.attributes) {
        node.arguments.insert(attribute.name);
      }
      for (const Block& block : part.block->body.blocks) node.arguments.insert(block.type);
    }
    ReadIgnoredChanges(declaration, node);
    node.controller = ControllerOf(declaration, level.scope());
    const Trace for_each = level.tracer.ForEach(declaration, {level.scope()});
    const auto identify = [&](const Scope& scope) {
      Identity identity = NamedIn(declaration, scope);
      ImageClues images;
      for (const auto& [argument, trace] :
           level.tracer.Arguments(declaration, {scope, TagTracer::OwnValue(for_each, scope)})) {
        const Trace whole = trace.Flat();
        if (whole.reached || whole.revision) {
          (whole.reached ? node.tag_arguments : node.revision_arguments).insert(argument);
          identity.tag_keys.insert(whole.keys.begin(), whole.keys.end());
          identity.holds_map = identity.holds_map || (whole.is_map && whole.keys.empty());
          identity.is_one_of = identity.is_one_of || whole.is_one_of;
        }
        images.Add(trace.Images(argument));
      }
      identity.image_keys = std::move(images.keys);
      identity.image_names = std::move(images.names);
      node.holds_outside_image = node.holds_outside_image || images.is_outside;
      node.holds_tag_beside = node.holds_tag_beside || images.is_beside;
      return identity;
    };
    node.identity = identify(level.scope());
    if (node.absent) {
      node.unresolved.reset();  // however many modules there are around it
      return tree_.nodes.emplace_back(std::move(node));
    }
    const auto add = [&](const auto& scopes, std::vector<TreeInstance>& instances) {
      for (const auto& [key, scope] : scopes) {
        const bool is_only = std::holds_alternative<NoKey>(key);  // names mean the same there
        instances.push_back(
            {WithKey(node.address, key), is_only ? node.identity : identify(scope)});
      }
    };
    const bool is_sure = !level.unresolved && !unresolved;
    if (is_sure || level.has_address) {
      add(expansion.instances, is_sure ? node.instances : node.possible);
    }
    if (expansion.unresolved && level.has_address) {
      // An address without a key holds all instances, whatever their keys. Keys of `for_each` may
      // be those of services: then it is good only for a node whose tag is that of one.
      const bool is_keyed = declaration.Find("for_each") != nullptr;
      if (is_keyed && !expansion.possible.empty()) {
        add(expansion.possible, node.possible);
      } else if (!is_keyed || node.identity.tag_keys.size() == 1) {
        node.possible.push_back({node.address, node.identity});
      }
    }
    return tree_.nodes.emplace_back(std::move(node));
  }

  static Target WithKey(Target address, const InstanceKey& key) {
    if (auto* module = std::get_if<ModuleInstance>(&address)) {
      module->steps.back().key = key;
    } else if (!std::holds_alternative<NoKey>(key)) {
      return AbsResourceInstance{std::get<AbsResource>(std::move(address)), key};
    }
    return address;
  }

  const TreeOptions& options_;
  ModuleFiles& files_;
  ModuleTree& tree_;
  bool names_tell_ = true;
  TagTexts tag_texts_;
  std::map<std::string, std::optional<ModuleSource>> modules_;  // by directory
  std::set<const Block*> reported_;                             // calls that lead nowhere
};

}  // namespace

std::optional<ModuleTree> ReadModuleTree(const TreeOptions& options, ModuleFiles& files) {
  ModuleTree tree;
  if (!TreeBuilder(options, files, tree).Build()) return std::nullopt;
  return tree;
}

}  // namespace deltaplan::tfvars
