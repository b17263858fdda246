#include "planner/release/release_state.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>
#include <variant>

#include "planner/text/json_writer.h"
#include "planner/text/quote.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {
namespace {

using tfvars::JsonValue;

constexpr ReleaseStep kSteps[] = {ReleaseStep::kApply,   ReleaseStep::kWait, ReleaseStep::kHealth,
                                  ReleaseStep::kRestart, ReleaseStep::kDone, ReleaseStep::kGivenUp};

bool ReadTexts(const JsonValue& root, std::string_view name,
               std::map<std::string, std::string>& texts) {
  const JsonValue* object = root.Find(name);
  if (object == nullptr || object->kind != JsonValue::Kind::kObject) return false;
  for (const tfvars::JsonMember& member : object->members) {
    if (member.value.kind != JsonValue::Kind::kString) return false;
    texts.emplace(member.name, member.value.string);
  }
  return true;
}

std::optional<ReleaseState> ParsedState(const std::string& text) {
  if (!IsValidUtf8(text)) return std::nullopt;
  auto parsed = tfvars::ParseJson(text, tfvars::JsonComments::kRefused);
  const auto* document = std::get_if<tfvars::JsonDocument>(&parsed);
  if (document == nullptr) return std::nullopt;
  const JsonValue& root = document->root;
  ReleaseState state{.plan = root.StringAt("plan"),
                     .environment = root.StringAt("environment"),
                     .began = root.StringAt("began"),
                     .since = root.StringAt("since")};
  if (state.began.empty()) state.began = state.since;
  const std::string step_name = root.StringAt("step");
  const auto* step = std::ranges::find(kSteps, step_name, StepName);
  if (!root.StringAt("format_version").starts_with("1.") || step == std::end(kSteps) ||
      state.plan.empty() || !ReadTexts(root, "restarts", state.restarts) ||
      !ReadTexts(root, "restarted", state.restarted)) {
    return std::nullopt;
  }
  state.step = *step;
  return state;
}

void WriteTexts(JsonWriter& json, const char* name,
                const std::map<std::string, std::string>& texts) {
  json.Key(name).BeginObject();
  for (const auto& [service, deployment] : texts) json.Key(service).String(deployment);
  json.EndObject();
}

}  // namespace

const char* StepName(ReleaseStep step) {
  switch (step) {
    case ReleaseStep::kApply:
      return "apply";
    case ReleaseStep::kWait:
      return "wait";
    case ReleaseStep::kRestart:
      return "restart";
    case ReleaseStep::kHealth:
      return "health";
    case ReleaseStep::kGivenUp:
      return "given_up";
    case ReleaseStep::kDone:
      break;
  }
  return "done";
}

Result<std::optional<ReleaseState>> ReadReleaseState(const std::string& directory, Files& files) {
  const std::string path = directory + "/" + kReleaseStateFile;
  Result<std::optional<std::string>> text = files.ReadIfExists(path);
  if (!text) return std::move(text).error().Within("cannot read how far the release has come");
  if (!*text) return std::optional<ReleaseState>();
  std::optional<ReleaseState> state = ParsedState(**text);
  if (state) return state;
  return Error{
      .message = fmt::format("'{}' does not say how far a release has come", DisplayText(path)),
      .causes = {},
      .remedy = "Remove it, and look at the services: deltaplan status."};
}

Status WriteReleaseState(const ReleaseState& state, const std::string& directory, Files& files) {
  std::string text;
  JsonWriter json(text);
  json.BeginObject();
  json.Key("format_version").String("1.0");
  json.Key("plan").String(state.plan);
  json.Key("environment").String(state.environment);
  json.Key("began").String(state.began);
  json.Key("step").String(StepName(state.step));
  json.Key("since").String(state.since);
  WriteTexts(json, "restarts", state.restarts);
  WriteTexts(json, "restarted", state.restarted);
  json.EndObject();
  text += '\n';
  Status written =
      files.WriteAll(directory, {{.name = kReleaseStateFile, .content = std::move(text)}}, {});
  if (written) return written;
  return std::move(written).error().Within("cannot write down how far the release has come");
}

}  // namespace deltaplan::planner
