#include "planner/workspace/yarn_classic_lock.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "documents/document.h"

namespace deltaplan::planner::workspace {
namespace {

ReadProblem BadLine(std::size_t line) {
  return {{}, ReadCause::kSyntax, "line " + std::to_string(line) + " is not understood"};
}

// Takes a word off the front: one in quotes with JSON's escapes, or what stands before a blank, a
// colon at the end or a comma.
std::optional<std::string> TakeWord(std::string_view& text) {
  std::string word;
  if (text.starts_with('"')) {
    std::size_t at = 1;
    for (; at < text.size() && text[at] != '"'; ++at) {
      if (text[at] == '\\' && ++at == text.size()) return std::nullopt;
      word += text[at];
    }
    if (at >= text.size()) return std::nullopt;
    text.remove_prefix(at + 1);
    return word;
  }
  std::size_t end = 0;
  while (end < text.size() && text[end] != ' ' && text[end] != ',' &&
         !(text[end] == ':' && end + 1 == text.size())) {
    ++end;
  }
  if (end == 0) return std::nullopt;
  word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

// `"a@^1", b@2:`
std::optional<std::vector<std::string>> TakeKeys(std::string_view line) {
  std::vector<std::string> keys;
  while (true) {
    std::optional<std::string> key = TakeWord(line);
    if (!key) return std::nullopt;
    keys.push_back(*std::move(key));
    if (line == ":") return keys;
    if (!line.starts_with(", ")) return std::nullopt;
    line.remove_prefix(2);
  }
}

}  // namespace

std::variant<YarnClassicLock, ReadProblem> ParseYarnClassicLock(std::string_view text) {
  if (text.size() > documents::kLargestText) return ReadProblem{{}, ReadCause::kTooLarge};
  if (documents::HasConflictMarkers(text)) return ReadProblem{{}, ReadCause::kConflict};
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  YarnClassicLock lock;
  std::string table;
  std::vector<std::string> content;
  const auto finish = [&] {
    if (lock.entries.empty()) return;
    std::ranges::sort(content);
    for (const std::string& line : content) lock.entries.back().content += line + "\n";
    content.clear();
  };
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    line.remove_prefix(indent);
    if (line.empty() || line.starts_with('#')) continue;
    if (indent == 0) {
      finish();
      std::optional<std::vector<std::string>> keys = TakeKeys(line);
      if (!keys) return BadLine(number);
      lock.entries.emplace_back();
      lock.entries.back().keys = *std::move(keys);
      table.clear();
      continue;
    }
    if (lock.entries.empty() || (indent != 2 && indent != 4)) return BadLine(number);
    YarnClassicEntry& entry = lock.entries.back();
    std::optional<std::string> key = TakeWord(line);
    if (!key) return BadLine(number);
    if (line == ":") {
      if (indent != 2) return BadLine(number);
      table = *std::move(key);
      continue;
    }
    if (!line.starts_with(' ')) return BadLine(number);
    line.remove_prefix(1);
    std::optional<std::string> value = TakeWord(line);
    if (!value || !line.empty()) return BadLine(number);
    if (indent == 4) {
      if (table == "dependencies") {
        entry.dependencies.emplace_back(*std::move(key), *std::move(value));
      } else if (table == "optionalDependencies") {
        entry.optional.emplace_back(*std::move(key), *std::move(value));
      } else if (!table.empty()) {
        content.push_back(table + "." + *key + "=" + *value);
      } else {
        return BadLine(number);
      }
      continue;
    }
    table.clear();
    if (*key == "version") {
      entry.version = *std::move(value);
    } else if (*key == "resolved") {
      entry.resolved = *std::move(value);
    } else {
      content.push_back(*key + "=" + *value);
    }
  }
  finish();
  return lock;
}

}  // namespace deltaplan::planner::workspace
