#include "planner/config/entry_texts.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "graph/repo_path.h"
#include "tfvars/address/target_pattern.h"
#include "tfvars/text/placeholders.h"

namespace deltaplan::planner {
namespace {

// A value for everything that a text about a service may name.
PlaceholderValues ServiceSample(const ConfigNode& node) {
  PlaceholderValues sample{{"env", "x"}, {"image", "x"}, {"service", "x"}, {"service_id", "x"}};
  for (const std::string& word : node.words()) sample.emplace(word, "x");
  return sample;
}

// Words that mean something already, here or in "tag" and "tag_ref".
constexpr std::string_view kTaken[] = {"env",     "git_tag",    "image", "ref",
                                       "service", "service_id", "sha",   "short_sha"};

bool IsWord(std::string_view name) {
  const std::string text = fmt::format("{{{}}}", name);
  const auto placeholder = tfvars::FirstPlaceholder(text);
  return placeholder && placeholder->Is(name);
}

bool IsTaken(std::string_view name) { return std::ranges::find(kTaken, name) != std::end(kTaken); }

// What each word stands for. `refuse` says what is wrong with one that the configuration does not
// define.
template <typename Refuse>
std::optional<PlaceholderTexts> ReadTexts(const ConfigNode& node, const Refuse& refuse) {
  if (!ReadObject(node)) return std::nullopt;
  PlaceholderTexts texts;
  for (const tfvars::JsonMember& member : node.value().members) {
    const ConfigNode value = node.Member(member.name, member.value);
    if (std::ranges::find(node.words(), member.name) == node.words().end()) {
      refuse(value, member.name);
      continue;
    }
    const bool is_empty = value.Is(ConfigNode::Kind::kString) && value.value().string.empty();
    const std::optional<std::string> text = is_empty ? std::string() : ReadServiceTemplate(value);
    if (text) texts.emplace(member.name, PlaceholderText{*text, value.pointer()});
  }
  return texts;
}

std::optional<std::string> ReadTargetPattern(const ConfigNode& node) {
  std::optional<std::string> pattern = ReadServiceTemplate(node);
  if (!pattern || UnknownPlaceholder(*pattern, ServiceSample(node))) return std::nullopt;
  const auto sample = tfvars::ExpandTargetPattern(*pattern, ServiceSample(node));
  if (const auto* error = std::get_if<tfvars::TargetPatternError>(&sample)) {
    node.Problem(fmt::format("This makes no Terraform address: {}", error->message),
                 "Write it like aws_ecs_service.service[\"{service}\"].");
    return std::nullopt;
  }
  return pattern;
}

}  // namespace

std::optional<std::string> ReadCanonicalPath(const ConfigNode& node) {
  const std::optional<std::string> text = ReadString(node);
  if (!text) return std::nullopt;
  const std::optional<graph::RepoPath> path = graph::RepoPath::Parse(*text);
  if (path) return path->bytes();
  node.Problem(fmt::format("\"{}\" is no path inside the repository", *text),
               "Write it relative to the repository's root, without \"..\".");
  return std::nullopt;
}

std::optional<TargetRule> ReadTargets(const ConfigNode& node) {
  if (node.Is(ConfigNode::Kind::kString) && node.value().string == "auto") {
    return TargetRule{.is_auto = true, .patterns = {}, .is_none = false};
  }
  if (!node.Is(ConfigNode::Kind::kArray)) {
    node.WrongType("\"auto\" or a list");
    return std::nullopt;
  }
  std::optional<std::vector<std::string>> patterns = ReadList(node, ReadTargetPattern);
  if (!patterns) return std::nullopt;
  const bool is_none = patterns->empty();
  return TargetRule{.is_auto = false, .patterns = std::move(*patterns), .is_none = is_none};
}

// A text of the configuration that may hold the placeholders that `known` has.
std::optional<std::string> ReadTemplate(const ConfigNode& node, const PlaceholderValues& known) {
  std::optional<std::string> text = ReadString(node);
  if (!text) return std::nullopt;
  if (const std::optional<std::string> unknown = UnknownPlaceholder(*text, known)) {
    std::vector<std::string> names;
    for (const auto& [name, value] : known) names.push_back(name);
    node.UnknownWord(fmt::format("There is no {{{}}} here", *unknown), *unknown, names);
  }
  return text;
}

std::optional<std::string> ReadServiceTemplate(const ConfigNode& node) {
  return ReadTemplate(node, ServiceSample(node));
}

std::vector<std::string> DefinedWords(const tfvars::JsonValue& placeholders) {
  std::vector<std::string> words;
  for (const tfvars::JsonMember& member : placeholders.members) {
    if (IsWord(member.name) && !IsTaken(member.name)) words.push_back(member.name);
  }
  return words;
}

std::optional<PlaceholderTexts> ReadDefinitions(const ConfigNode& node) {
  return ReadTexts(node, [](const ConfigNode& value, const std::string& name) {
    if (IsTaken(name)) {
      value.Problem(fmt::format("{{{}}} means something already", name), "Choose another word.");
    } else {
      value.Problem(fmt::format("\"{}\" can't be a placeholder", name),
                    "Small letters and \"_\" make one.");
    }
  });
}

std::optional<PlaceholderTexts> ReadPlaceholders(const ConfigNode& node) {
  return ReadTexts(node, [](const ConfigNode& value, const std::string& name) {
    const std::string message = fmt::format("There is no placeholder {{{}}}", name);
    if (!value.words().empty()) {
      value.UnknownWord(message, name, value.words());
      return;
    }
    value.Problem(message, fmt::format("Add \"placeholders\": {{ \"{}\": \"{{service}}\" }} at the "
                                       "top: what it stands for where no service says it.",
                                       name));
  });
}

}  // namespace deltaplan::planner
