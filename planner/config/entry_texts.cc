#include "planner/config/entry_texts.h"

#include <fmt/format.h>
#include <utility>
#include <variant>
#include <vector>

#include "graph/repo_path.h"
#include "tfvars/address/target_pattern.h"

namespace deltaplan::planner {
namespace {

std::optional<std::string> ReadTargetPattern(const ConfigNode& node) {
  std::optional<std::string> pattern = ReadString(node);
  if (!pattern) return std::nullopt;
  const auto sample = tfvars::ExpandTargetPattern(
      *pattern, {{"service", "service"}, {"env", "env"}, {"image", "image"}});
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
    return TargetRule{.is_auto = true, .patterns = {}};
  }
  if (!node.Is(ConfigNode::Kind::kArray)) {
    node.WrongType("\"auto\" or a list");
    return std::nullopt;
  }
  std::optional<std::vector<std::string>> patterns = ReadList(node, ReadTargetPattern);
  if (!patterns) return std::nullopt;
  return TargetRule{.is_auto = false, .patterns = std::move(*patterns)};
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
  return ReadTemplate(node, {{"env", ""}, {"image", ""}, {"service", ""}});
}

}  // namespace deltaplan::planner
