#include "planner/report/release_report.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <string>
#include <vector>

#include "planner/report/json_parts.h"
#include "planner/report/messages.h"
#include "planner/report/sentences.h"
#include "planner/text/ink.h"
#include "planner/text/json_writer.h"
#include "planner/text/layout.h"
#include "planner/text/quote.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kStageWidth = 14;

// Its last lines, as they can be shown.
std::string EndOf(const std::string& output) {
  constexpr std::size_t kMostLines = 15;
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < output.size();) {
    const std::size_t end = std::min(output.find('\n', at), output.size());
    std::string line = output.substr(at, end - at);
    if (line.ends_with('\r')) line.pop_back();
    lines.push_back(DisplayText(line) + "\n");
    at = end + 1;
  }
  std::string text;
  for (std::size_t i = lines.size() - std::min(lines.size(), kMostLines); i < lines.size(); ++i) {
    text += lines[i];
  }
  return text;
}

const char* StageText(RolloutStage stage) {
  switch (stage) {
    case RolloutStage::kTakenBack:
      return "taken back";
    case RolloutStage::kRunsAnother:
      return "runs another";
    case RolloutStage::kUnwatched:
      return "not watched";
    default:
      return StageName(stage);
  }
}

// Those that are not well, in the order of the report, each once.
std::vector<std::string> IllServices(const ReleaseReport& report) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  };
  for (const ServiceRollout& each : report.rollouts) {
    if (!each.is_well()) add(each.name);
  }
  for (const HealthReading& each : report.health) {
    if (!each.is_well) add(each.name);
  }
  return names;
}

const char* VerdictOf(const ReleaseReport& report) {
  if (report.is_well()) return report.is_partial ? "refused" : "well";
  const auto has = [&](RolloutStage stage) {
    return std::ranges::find(report.rollouts, stage, &ServiceRollout::stage) !=
           report.rollouts.end();
  };
  if (has(RolloutStage::kFailed) || has(RolloutStage::kTakenBack)) return "failed";
  if (has(RolloutStage::kRunsAnother) || has(RolloutStage::kMissing)) return "not_as_planned";
  return report.timed_out ? "timed_out" : "ill";
}

std::string LastWords(const ReleaseReport& report) {
  const std::string verdict = VerdictOf(report);
  if (verdict == "well") return "All is as it was planned.\n";
  if (verdict == "refused") return {};  // the refusal says why
  std::vector<std::string> back{"deltaplan", "tags", "rollback", "--env", report.environment};
  const std::vector<std::string> ill = IllServices(report);
  back.insert(back.end(), ill.begin(), ill.end());
  const char* what = verdict == "failed"           ? "A rollout has failed."
                     : verdict == "not_as_planned" ? "What runs is not what was planned."
                     : verdict == "timed_out"      ? "The time is over, and something still rolls."
                                                   : "What was planned runs, and is not well.";
  return fmt::format("{} Go back with:\n  {}\n", what, ShownCommand(back));
}

void BeginRelease(JsonWriter& json, const ReleaseHead& head) {
  BeginDocument(json);
  json.Key("environment").String(head.environment);
  json.Key("head").BeginObject(JsonLayout::kInline);
  json.Key("commit").String(head.commit).EndObject();
}

void TextOrNull(JsonWriter& json, const char* key, const std::string& text) {
  json.Key(key).StringOrNull(text.empty() ? std::nullopt : std::optional(text));
}

}  // namespace

std::string ReleaseText(const ReleaseReport& report, const TextStyle& style) {
  const Inker inker(style.color);
  std::string text;
  std::size_t width = 0;
  for (const ServiceRollout& each : report.rollouts) {
    width = std::max(width, DisplayWidth(DisplayPath(each.name)));
  }
  for (const HealthReading& each : report.health) {
    width = std::max(width, DisplayWidth(DisplayPath(each.name)));
  }
  for (const ServiceRollout& each : report.rollouts) {
    inker.Add(each.is_well() ? Ink::kPlain : Ink::kWarning,
              PadRight(StageText(each.stage), kStageWidth), text);
    text += PadRight(DisplayPath(each.name), width);
    if (!each.runs.empty()) text += "  " + DisplayText(each.runs);
    if (!each.detail.empty()) text += "  " + DisplayText(each.detail);
    text += '\n';
  }
  for (const HealthReading& each : report.health) {
    inker.Add(each.is_well ? Ink::kPlain : Ink::kWarning,
              PadRight(each.is_well ? "well" : "ill", kStageWidth), text);
    text +=
        fmt::format("{}  {}{}\n", PadRight(DisplayPath(each.name), width),
                    DisplayText(each.address), each.is_well ? "" : ": " + DisplayText(each.says));
  }
  if (!text.empty()) text += '\n';
  for (const ServiceRollout& each : report.rollouts) {
    if (each.stage != RolloutStage::kTakenBack && each.stage != RolloutStage::kRunsAnother)
      continue;
    text += fmt::format("not live: {} runs {}, not {}\n", DisplayPath(each.name),
                        each.runs.empty() ? "nothing" : DisplayText(each.runs),
                        DisplayText(each.wanted));
  }
  return text + LastWords(report);
}

std::string ReleaseJson(const ReleaseReport& report) {
  std::string out;
  JsonWriter json(out);
  BeginRelease(json, {report.environment, report.head_commit});
  json.Key("outcome").String(VerdictOf(report));
  json.Key("services").BeginArray();
  for (const ServiceRollout& each : report.rollouts) {
    json.BeginObject(JsonLayout::kInline);
    json.Key("name").String(each.name);
    json.Key("stage").String(StageName(each.stage));
    TextOrNull(json, "runs", each.runs);
    TextOrNull(json, "deployment", each.deployment);
    TextOrNull(json, "detail", each.detail);
    json.EndObject();
  }
  json.EndArray();
  json.Key("restarted").Strings(report.restarted, JsonLayout::kInline);
  json.Key("health").BeginArray();
  for (const HealthReading& each : report.health) {
    json.BeginObject(JsonLayout::kInline);
    json.Key("name").String(each.name).Key("address").String(each.address);
    json.Key("well").Bool(each.is_well).Key("answer").String(each.says).EndObject();
  }
  json.EndArray().EndObject();
  out += '\n';
  return out;
}

std::string ReleaseCheckText(const ReleaseHead& head, const std::optional<AwsIdentity>& identity) {
  if (!identity) {
    return fmt::format("Nothing of {} is AWS's, so nobody is asked who this is.\n",
                       DisplayPath(head.environment));
  }
  std::string text;
  const auto add = [&](const char* name, const std::string& value) {
    text += fmt::format("  {:<12} {}\n", name, value);
  };
  add("account", fmt::format("{}, {}", DisplayText(identity->account), identity->origin));
  add("as", DisplayText(identity->arn));
  add("region", DisplayText(identity->region));
  return text;
}

std::string ReleaseCheckJson(const ReleaseHead& head, const std::optional<AwsIdentity>& identity) {
  std::string out;
  JsonWriter json(out);
  BeginRelease(json, head);
  json.Key("identity");
  if (identity) {
    json.BeginObject(JsonLayout::kInline);
    json.Key("account").String(identity->account).Key("arn").String(identity->arn);
    json.Key("region").String(identity->region).Key("origin").String(identity->origin).EndObject();
  } else {
    json.Null();
  }
  json.EndObject();
  out += '\n';
  return out;
}

std::string ReleaseBuildText(const BuiltImages& made) {
  if (made.pushed.empty()) return "";
  return fmt::format("Built and pushed {}.\n", CountOf(made.pushed.size(), "image"));
}

std::string ReleaseBuildMessages(const BuiltImages& made) {
  if (made.failed.empty() && made.not_begun.empty()) return "";
  std::string text;
  std::vector<std::string> names;
  for (const FailedImage& image : made.failed) {
    names.push_back(DisplayPath(image.name));
    text += fmt::format("\n--- {}: {}\n{}", DisplayPath(image.log), DisplayText(image.why),
                        EndOf(image.last));
  }
  for (const std::string& name : made.not_begun) names.push_back(DisplayPath(name));
  return text + ErrorText({.message = fmt::format("no image of {}", fmt::join(names, ", ")),
                           .causes = {},
                           .remedy = "The images that were pushed stay, and are not built again: "
                                     "mend the cause and run this again."});
}

std::string ReleaseBuildJson(const ReleaseHead& head, const std::vector<ImageProgress>& images) {
  std::string out;
  JsonWriter json(out);
  BeginRelease(json, head);
  json.Key("images").BeginArray();
  for (const ImageProgress& image : images) {
    json.BeginObject(JsonLayout::kInline);
    json.Key("name").String(image.name).Key("reference").String(image.reference);
    json.Key("state").String(BuildStateName(image.state));
    TextOrNull(json, "detail", image.detail);
    TextOrNull(json, "log", image.log);
    json.EndObject();
  }
  json.EndArray().EndObject();
  out += '\n';
  return out;
}

}  // namespace deltaplan::planner
