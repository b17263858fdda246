#include "tfvars/modules/node_facts.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "tfvars/hcl/evaluate.h"
#include "tfvars/hcl/expression_walk.h"

namespace deltaplan::tfvars {
namespace {

constexpr std::string_view kNameArguments[] = {"name", "family", "function_name", "service",
                                               "service_name"};

// Itself, or those of the members.
void AddTexts(const Value& value, std::set<std::string>& texts) {
  if (const std::string* text = value.AsString()) texts.insert(*text);
  if (const Value::Object* members = value.AsObject()) {
    for (const Value::Member& member : *members) {
      if (const std::string* text = member.value.AsString()) texts.insert(*text);
    }
  }
}

}  // namespace

Identity NamedIn(const Declaration& declaration, const Scope& scope) {
  Identity identity;
  for (const std::string_view argument : kNameArguments) {
    const Expression* expression = declaration.Find(argument);
    const std::optional<Value> value =
        expression == nullptr ? std::nullopt : Evaluate(*expression, scope);
    if (value && value->AsString() != nullptr) identity.names.push_back(*value->AsString());
  }
  AddTexts(scope.Lookup("each", "value").value_or(Value()), identity.each_names);
  return identity;
}

// "task_definition", "container_definitions[0]" and "\"image\"" (JSON) all name an argument.
void ReadIgnoredChanges(const Declaration& declaration, TreeNode& node) {
  for (const Block* lifecycle : declaration.Blocks("lifecycle")) {
    const Attribute* ignored = lifecycle->body.Find("ignore_changes");
    if (ignored == nullptr) continue;
    const auto read = [&node](const Expression& item) {
      const std::optional<Value> text = EvaluateConstant(item);
      const bool is_text = text && text->AsString() != nullptr;
      std::string name = is_text ? *text->AsString() : std::string(ReferenceOf(item).root);
      name = name.substr(0, name.find_first_of(".["));
      if (name == "all") node.ignores_all = true;
      if (!name.empty()) node.ignored.insert(std::move(name));
    };
    if (const auto* list = ignored->expression->As<Tuple>()) {
      for (const ExpressionPtr& item : list->items) read(*item);
    } else {
      read(*ignored->expression);
    }
  }
}

std::string ControllerOf(const Declaration& declaration, const Scope& scope) {
  for (const Block* block : declaration.Blocks("deployment_controller")) {
    const Attribute* type = block->body.Find("type");
    const std::optional<Value> value = type ? Evaluate(*type->expression, scope) : std::nullopt;
    if (value && value->AsString() != nullptr) return *value->AsString();
  }
  return {};
}

void ReadResourceFiles(const ModuleSource& module, std::set<std::string>& files) {
  for (const std::unique_ptr<SourceFile>& file : module.files) {
    const bool is_plain = file->body.attributes.empty() && !file->body.blocks.empty() &&
                          std::ranges::all_of(file->body.blocks, [](const Block& block) {
                            return block.type == "resource";
                          });
    if (is_plain) files.insert(file->source.name);
  }
}

}  // namespace deltaplan::tfvars
