#include "planner/text/shell_words.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "planner/text/quote.h"

namespace deltaplan::planner {

std::string ShownCommand(const std::vector<std::string>& arguments) {
  std::string shown;
  for (const std::string& argument : arguments) {
    if (!shown.empty()) shown += ' ';
    const bool plain = !argument.empty() && std::ranges::all_of(argument, [](unsigned char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             std::string_view("_-./=:,@%+").find(static_cast<char>(c)) != std::string_view::npos;
    });
    if (plain) {
      shown += argument;
      continue;
    }
    shown += '\'';
    for (const char c : DisplayText(argument)) {
      if (c == '\'') {
        shown += "'\\''";
      } else {
        shown += c;
      }
    }
    shown += '\'';
  }
  return shown;
}

std::string RemoteWord(const std::string& remote) {
  return remote.empty() ? "<remote>" : ShownCommand({remote});
}

std::optional<std::vector<std::string>> SplitCommand(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool escapes = c == '\\' && quote != '\'' && i + 1 < text.size() &&
                         (quote == '\0' || text[i + 1] == '"' || text[i + 1] == '\\');
    if (escapes) {
      word += text[++i];
      in_word = true;
    } else if (quote != '\0') {
      if (c == quote) {
        quote = '\0';
      } else {
        word += c;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
      in_word = true;
    } else if (c == ' ' || c == '\t') {
      if (in_word) words.push_back(std::exchange(word, {}));
      in_word = false;
    } else {
      word += c;
      in_word = true;
    }
  }
  if (quote != '\0') return std::nullopt;
  if (in_word) words.push_back(std::move(word));
  return words;
}

}  // namespace deltaplan::planner
