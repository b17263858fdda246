#include "planner/report/settings_text.h"

#include <cstddef>
#include <fmt/format.h>
#include <variant>

#include "planner/text/quote.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {
namespace {

using tfvars::JsonValue;

void Add(const std::string& key, const JsonValue& value, std::vector<Setting>& settings) {
  const auto at = [&](const std::string& name) { return key.empty() ? name : key + "." + name; };
  switch (value.kind) {
    case JsonValue::Kind::kNull:
      break;
    case JsonValue::Kind::kBool:
      settings.emplace_back(key, value.boolean ? "true" : "false");
      break;
    case JsonValue::Kind::kNumber:
    case JsonValue::Kind::kString:
      settings.emplace_back(key, value.string);
      break;
    case JsonValue::Kind::kArray:
      for (std::size_t i = 0; i < value.items.size(); ++i) {
        Add(at(std::to_string(i)), value.items[i], settings);
      }
      break;
    case JsonValue::Kind::kObject:
      for (const tfvars::JsonMember& member : value.members) {
        Add(at(member.name), member.value, settings);
      }
      break;
  }
}

}  // namespace

std::vector<Setting> SettingsOf(const CheckedEnvironment& environment, const std::string& commit,
                                const std::string& tag) {
  std::vector<Setting> settings{{"head.commit", commit}, {"head.tag", tag}};
  const auto parsed =
      tfvars::ParseJson(EnvironmentJson(environment), tfvars::JsonComments::kRefused);
  Add({}, std::get<tfvars::JsonDocument>(parsed).root, settings);
  return settings;
}

std::string SettingLines(const std::vector<Setting>& settings) {
  std::string text;
  for (const auto& [key, value] : settings) {
    text += fmt::format("{}={}\n", DisplayText(key), DisplayText(value));
  }
  return text;
}

std::string SettingRecords(const std::vector<Setting>& settings) {
  std::string text;
  for (const auto& [key, value] : settings) {
    text += key + '\n' + value;
    text += '\0';
  }
  return text;
}

}  // namespace deltaplan::planner
