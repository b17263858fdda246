#include "planner/workspace/go_lines.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace deltaplan::planner::workspace {
namespace {

using documents::ReadError;

ReadError LineError(std::string message, std::size_t line) {
  return ReadError{ReadError::Cause::kSyntax, std::move(message), line};
}

bool IsLineBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f'; }

bool IsPunctuation(char c) { return std::string_view("()[]{},").find(c) != std::string_view::npos; }

// A text in double quotes, whose escapes are those that paths could hold, or in back quotes. Behind
// the closing quote afterwards; nullopt when there is none on this line.
std::optional<std::string> TakeQuoted(std::string_view line, std::size_t& at) {
  const char quote = line[at++];
  std::string word;
  for (; at < line.size(); ++at) {
    if (line[at] == quote) {
      ++at;
      return word;
    }
    if (quote == '"' && line[at] == '\\') {
      if (++at == line.size() || (line[at] != '\\' && line[at] != '"')) return std::nullopt;
    }
    word += line[at];
  }
  return std::nullopt;
}

// The words of one line. nullopt: a quote is not closed, or a comment is of C's kind.
std::optional<std::vector<std::string>> SplitLine(std::string_view line) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < line.size();) {
    if (IsLineBlank(line[at])) {
      ++at;
    } else if (line.substr(at, 2) == "//") {
      break;
    } else if (IsPunctuation(line[at])) {
      words.emplace_back(1, line[at++]);
    } else if (line[at] == '"' || line[at] == '`') {
      std::optional<std::string> word = TakeQuoted(line, at);
      if (!word) return std::nullopt;
      words.push_back(std::move(*word));
    } else {
      const std::size_t begin = at;
      while (at < line.size() && !IsLineBlank(line[at]) && !IsPunctuation(line[at])) {
        if (line.substr(at, 2) == "//") break;
        if (line.substr(at, 2) == "/*") return std::nullopt;
        ++at;
      }
      words.emplace_back(line.substr(begin, at - begin));
    }
  }
  return words;
}

// Takes the next line off `text`, joined with those that a backslash continues it with.
std::string TakeLine(std::string_view& text, std::size_t& number) {
  std::string line;
  for (;;) {
    std::string_view part = text.substr(0, text.find('\n'));
    const bool has_end = part.size() < text.size();
    text.remove_prefix(part.size() + (has_end ? 1 : 0));
    ++number;
    if (!has_end || part.empty() || part.back() != '\\') return line.append(part);
    part.remove_suffix(1);
    line.append(part) += ' ';
  }
}

}  // namespace

std::variant<std::vector<GoLine>, ReadError> ReadGoLines(std::string_view text) {
  if (text.size() > documents::kLargestText) {
    return ReadError{ReadError::Cause::kTooLarge, "the text has more than 64 MiB"};
  }
  if (documents::HasConflictMarkers(text)) {
    return ReadError{ReadError::Cause::kConflict, "it holds conflict markers"};
  }
  if (text.find('\0') != std::string_view::npos) return LineError("it holds a NUL byte", 0);
  std::vector<GoLine> lines;
  std::optional<std::string> block;
  for (std::size_t number = 0; !text.empty();) {
    const std::size_t begin = number + 1;
    std::optional<std::vector<std::string>> words = SplitLine(TakeLine(text, number));
    if (!words) return LineError("a quote is not closed, or it holds /*", begin);
    if (words->empty()) continue;
    if (block && *words == std::vector<std::string>{")"}) {
      block.reset();
    } else if (block) {
      lines.push_back(GoLine{*block, std::move(*words), begin});
    } else if (words->size() == 2 && words->back() == "(") {
      block = std::move(words->front());
    } else {
      GoLine line{std::move(words->front()), {}, begin};
      line.words.assign(std::make_move_iterator(words->begin() + 1),
                        std::make_move_iterator(words->end()));
      if (line.words.size() == 2 && line.words[0] == "(" && line.words[1] == ")") continue;
      lines.push_back(std::move(line));
    }
    if (lines.size() > documents::kMostValues) {
      return ReadError{ReadError::Cause::kTooLarge, "it has too many lines"};
    }
  }
  if (block) return LineError("the block of '" + *block + "' is not closed", 0);
  return lines;
}

}  // namespace deltaplan::planner::workspace
