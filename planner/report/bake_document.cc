#include "planner/report/bake_document.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "planner/text/quote.h"
#include "tfvars/json/json_value.h"
#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

using tfvars::JsonMember;
using tfvars::JsonValue;

constexpr std::string_view kTarget = "target:";

Error NoBakeFile(std::string message) {
  return {.message = std::move(message),
          .causes = {},
          .remedy = "Make it with: deltaplan plan --out DIR"};
}

// Strings of a bake file are templates; what is none is escaped in them.
std::string PlainText(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    plain += text[i];
    const std::string_view escaped = text.substr(i, 3);
    if (escaped == "$${" || escaped == "%%{") ++i;
  }
  return plain;
}

std::optional<std::string> TextAt(const JsonValue& target, std::string_view name) {
  const std::string* text = target.FindString(name);
  return text == nullptr ? std::nullopt : std::optional(PlainText(*text));
}

const std::vector<JsonMember>& MembersAt(const JsonValue& value, std::string_view name) {
  static const std::vector<JsonMember> kNone;
  const JsonValue* found = value.Find(name);
  return found == nullptr ? kNone : found->members;
}

// As `--out` names them: files and directories are called after them.
bool IsTargetName(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return tfvars::IsLetterOrDigit(c) || c == '_' || c == '-';
  });
}

// nullopt: it has no name of ours, no reference, or a context that is no target.
std::optional<BakeTarget> TargetIn(const JsonMember& member) {
  const JsonValue* tags = member.value.Find("tags");
  if (!IsTargetName(member.name) || tags == nullptr || tags->items.size() != 1 ||
      tags->items.front().string.empty()) {
    return std::nullopt;
  }
  BakeTarget target{.name = member.name,
                    .reference = PlainText(tags->items.front().string),
                    .is_built = false,
                    .context = TextAt(member.value, "context"),
                    .dockerfile = TextAt(member.value, "dockerfile"),
                    .stage = TextAt(member.value, "target"),
                    .args = {},
                    .from = {}};
  for (const auto& [name, value] : MembersAt(member.value, "args")) {
    target.args.emplace(PlainText(name), PlainText(value.string));
  }
  for (const auto& [name, value] : MembersAt(member.value, "contexts")) {
    if (!value.string.starts_with(kTarget)) return std::nullopt;
    target.from.emplace(PlainText(name), value.string.substr(kTarget.size()));
  }
  return target;
}

}  // namespace

Result<std::vector<BakeTarget>> ReadBakeTargets(std::string_view text) {
  if (!IsValidUtf8(text)) return NoBakeFile("it is not UTF-8 text");
  auto parsed = tfvars::ParseJson(text, tfvars::JsonComments::kRefused);
  const auto* document = std::get_if<tfvars::JsonDocument>(&parsed);
  if (document == nullptr) {
    return NoBakeFile("it is no JSON: " + std::get<tfvars::JsonSyntaxError>(parsed).WithPlace());
  }
  std::vector<BakeTarget> targets;
  for (const JsonMember& member : MembersAt(document->root, "target")) {
    std::optional<BakeTarget> target = TargetIn(member);
    if (!target) {
      return NoBakeFile("'" + DisplayText(member.name) + "' is no target of deltaplan's");
    }
    targets.push_back(*std::move(target));
  }
  std::ranges::sort(targets, {}, &BakeTarget::name);
  for (const BakeTarget& target : targets) {
    for (const auto& [image, name] : target.from) {
      if (std::ranges::binary_search(targets, name, {}, &BakeTarget::name)) continue;
      return NoBakeFile("there is no target '" + DisplayText(name) + "'");
    }
  }
  if (const JsonValue* group = document->root.Find("group")) {
    const JsonValue* all = group->Find("default");
    const JsonValue* names = all == nullptr ? nullptr : all->Find("targets");
    for (const JsonValue& name : names == nullptr ? std::vector<JsonValue>() : names->items) {
      const auto built = std::ranges::find(targets, name.string, &BakeTarget::name);
      if (built != targets.end()) built->is_built = true;
    }
  }
  return targets;
}

}  // namespace deltaplan::planner
