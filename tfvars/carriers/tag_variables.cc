#include "tfvars/carriers/tag_variables.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <map>
#include <set>
#include <utility>

#include "tfvars/carriers/plain_map_carrier.h"
#include "tfvars/carriers/service_path.h"
#include "tfvars/carriers/tag_carrier.h"
#include "tfvars/carriers/tag_file.h"
#include "tfvars/hcl/evaluate.h"
#include "tfvars/text/unicode.h"

namespace deltaplan::tfvars {
namespace {

constexpr std::string_view kVariableBlock = "variable";
constexpr std::string_view kDefault = "default";

// The steps to the value of the one variable, or of the variable of each service; none where the
// tags stand in no variable.
std::vector<std::string> StepsToVariable(std::string_view name, const TagPlace& place) {
  const std::vector<std::string> steps = SplitPath(place.path);
  switch (TagFileKindOf(name)) {
    case TagFileKind::kVariables:
    case TagFileKind::kOther:
      return {steps.begin(), steps.begin() + std::min<std::ptrdiff_t>(1, std::ssize(steps))};
    case TagFileKind::kModule:
      if (steps.size() < 3 || steps[0] != kVariableBlock || steps[2] != kDefault) return {};
      return {steps.begin(), steps.begin() + 3};
    case TagFileKind::kForeign:
      break;
  }
  return {};
}

const std::string& VariableIn(const std::vector<std::string>& steps) {
  return steps.size() == 1 ? steps[0] : steps[1];
}

// The tags that the place has room for: a service that nobody knows has none outside of a map.
TagMap TagsWithRoom(const Source& source, const TagPlace& place,
                    const std::vector<std::string>& services, const TagMap& tags) {
  if (place.form != TagPlace::Form::kScalar) return tags;
  Diagnostics ignored;
  const TagMap present = ReadTags(source, place, services, ignored).value_or(TagMap());
  TagMap kept;
  const std::set<std::string_view> known(services.begin(), services.end());
  for (const auto& [service, tag] : tags) {
    if (known.contains(service) || present.contains(service)) kept.emplace(service, tag);
  }
  return kept;
}

void AppendJson(std::string& out, const Value& value, const std::string& indentation);

template <typename Items, typename Append>
void AppendItems(std::string& out, const Items& items, std::string_view brackets,
                 const std::string& indentation, const Append& append) {
  out += brackets.front();
  for (std::size_t i = 0; i < items.size(); ++i) {
    out += (i == 0 ? "\n" : ",\n") + indentation + "  ";
    append(items[i]);
  }
  if (!items.empty()) out += '\n' + indentation;
  out += brackets.back();
}

void AppendObject(std::string& out, const Value::Object& members, const std::string& indentation) {
  AppendItems(out, members, "{}", indentation, [&](const Value::Member& member) {
    out += QuotedText(member.name, Syntax::kJson) + ": ";
    AppendJson(out, member.value, indentation + "  ");
  });
}

// Only constants come here.
void AppendJson(std::string& out, const Value& value, const std::string& indentation) {
  if (const auto* object = value.AsObject()) {
    AppendObject(out, *object, indentation);
  } else if (const auto* items = value.AsSequence()) {
    AppendItems(out, *items, "[]", indentation,
                [&](const Value& item) { AppendJson(out, item, indentation + "  "); });
  } else if (const auto* text = value.AsString()) {
    out += QuotedText(*text, Syntax::kJson);
  } else if (const auto* number = value.AsNumber()) {
    out += number->text();
  } else if (const bool* truth = value.AsBool()) {
    out += *truth ? "true" : "false";
  } else {
    out += "null";
  }
}

std::string Reason(const Diagnostics& diagnostics) {
  if (diagnostics.empty()) return "it can't be read";
  std::string detail = diagnostics.front().detail;
  if (detail.ends_with('.')) detail.pop_back();
  return detail;
}

}  // namespace

TagFileKind TagFileKindOf(std::string_view name) {
  const auto ends = [&](std::string_view end) { return name.ends_with(end); };
  if (ends(".tfvars") || ends(".tfvars.json")) return TagFileKind::kVariables;
  if (ends(".tf") || ends(".tf.json") || ends(".tofu") || ends(".tofu.json")) {
    return TagFileKind::kModule;
  }
  return ends(".hcl") ? TagFileKind::kForeign : TagFileKind::kOther;
}

std::vector<std::string> VariablesOf(std::string_view name, const TagPlace& place,
                                     const std::vector<std::string>& services) {
  if (place.path.empty() && TagFileKindOf(name) != TagFileKind::kForeign) return services;
  const std::vector<std::string> steps = StepsToVariable(name, place);
  if (steps.empty()) return {};
  const std::string& variable = VariableIn(steps);
  if (!NamesService(variable, place.words)) return {variable};
  std::set<std::string> names;
  for (const std::string& service : services)
    names.insert(FillService(variable, service, place.words));
  return {names.begin(), names.end()};
}

std::map<std::string, std::string> VariablesOfOne(std::string_view name, const TagPlace& place,
                                                  const std::vector<std::string>& services) {
  const std::vector<std::string> steps = StepsToVariable(name, place);
  if (place.form != TagPlace::Form::kScalar || steps.empty()) return {};
  const std::string& variable = VariableIn(steps);
  if (NamesService(variable, place.words)) {
    std::map<std::string, std::string> owners;
    for (const std::string& service : services) {
      owners.emplace(FillService(variable, service, place.words), service);
    }
    return owners;
  }
  // An object that has the tags of others, too, is no one's.
  if (services.size() != 1 || NamesService(place.path, place.words)) return {};
  return {{variable, services.front()}};
}

std::variant<TagVariables, std::string> PrintTagVariables(std::string_view name,
                                                          const std::string* source,
                                                          const TagPlace& place,
                                                          const std::vector<std::string>& services,
                                                          const TagMap& tags) {
  const std::vector<std::string> variables = VariablesOf(name, place, services);
  if (variables.empty()) {
    return fmt::format("they stand in {}, which is no variable of Terraform's", place.path);
  }
  const std::string empty = SyntaxOf(name) == Syntax::kJson ? "{}" : "";
  const Source present{std::string(name), source == nullptr ? empty : *source};
  if (place.IsPlainMap()) {
    std::optional<TagMap> others = TagMap();
    if (source != nullptr) others = ReadPlainMap(present, place, services, nullptr);
    if (others) {
      TagMap all = tags;
      all.merge(*others);
      return TagVariables{variables, PrintTagMapJson(all, place.path)};
    }
  }

  Diagnostics diagnostics;
  const std::optional<std::string> changed = WriteTags(
      present, place, services, TagsWithRoom(present, place, services, tags), diagnostics);
  if (!changed) return Reason(diagnostics);
  const Source written{present.name, *changed};
  const std::optional<TagFile> file = TagFile::Parse(written, place, services, diagnostics);
  if (!file) return Reason(diagnostics);
  std::map<std::string, Value> values;
  const auto add = [&](const std::string& variable, const Expression& expression) {
    const Expression& inner =
        place.form == TagPlace::Form::kJson ? expression : Unwrapped(expression);
    std::optional<Value> value = EvaluateConstant(inner);
    if (!value || value->IsUnknown()) return false;
    values.insert_or_assign(NormalFormC(variable), *std::move(value));
    return true;
  };
  const std::vector<std::string> steps = StepsToVariable(name, place);
  const std::vector<TagEntry> found =
      file->Find(steps.empty() ? std::vector<std::string>{"{service}"} : steps);
  const std::set<std::string_view> known(services.begin(), services.end());
  for (const TagEntry& entry : found) {
    // Names that only look like a service's are other variables.
    if (!entry.service.empty() && !known.contains(entry.service)) continue;
    const std::string variable =
        steps.empty() ? entry.service : FillService(VariableIn(steps), entry.service, place.words);
    if (!add(variable, *entry.value)) {
      return fmt::format("the value of {} is computed", variable);
    }
  }
  if (values.empty()) return std::string("it holds no tag yet");
  TagVariables printed;
  Value::Object members;
  for (auto& [variable, value] : values) {
    printed.names.push_back(variable);
    members.push_back({variable, std::move(value)});
  }
  AppendObject(printed.json, members, "");
  printed.json += '\n';
  return printed;
}

}  // namespace deltaplan::tfvars
