// Texts that entries of several kinds hold.
#ifndef DELTAPLAN_PLANNER_CONFIG_ENTRY_TEXTS_H_
#define DELTAPLAN_PLANNER_CONFIG_ENTRY_TEXTS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/config/reader.h"
#include "planner/model/config.h"
#include "planner/model/placeholders.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {

/// One of the few words that a key takes, and what it means.
template <typename T>
struct Word {
  std::string_view word;
  T value;
};

template <typename T, std::size_t kCount>
std::optional<T> ReadWord(const ConfigNode& node, const Word<T> (&words)[kCount]) {
  const std::optional<std::string> text = ReadString(node);
  if (!text) return std::nullopt;
  std::vector<std::string> known;
  for (const Word<T>& word : words) {
    if (word.word == *text) return word.value;
    known.emplace_back(word.word);
  }
  node.UnknownWord("\"" + *text + "\" is not known here", *text, known);
  return std::nullopt;
}

/// A path inside the repository, in the form of `graph::RepoPath`.
std::optional<std::string> ReadCanonicalPath(const ConfigNode& node);

/// "auto", or patterns that make Terraform addresses.
std::optional<TargetRule> ReadTargets(const ConfigNode& node);

/// A text whose placeholders are all in `known`.
std::optional<std::string> ReadTemplate(const ConfigNode& node, const PlaceholderValues& known);

/// The same with {env}, {image}, {service}, {service_id} and the words of the configuration.
std::optional<std::string> ReadServiceTemplate(const ConfigNode& node);

/// The words that `placeholders`, those of the configuration, define; what can't be one is left
/// out.
std::vector<std::string> DefinedWords(const tfvars::JsonValue& placeholders);
/// What they stand for, where a service says nothing else.
std::optional<PlaceholderTexts> ReadDefinitions(const ConfigNode& node);
/// What they stand for of one service. A word has to be one that the configuration defines.
std::optional<PlaceholderTexts> ReadPlaceholders(const ConfigNode& node);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_ENTRY_TEXTS_H_
