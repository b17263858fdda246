#include "planner/workspace/go_imports.h"

#include <algorithm>
#include <cstddef>

#include "graph/drop_doubles.h"

namespace deltaplan::planner::workspace {
namespace {

// Splits Go into the few tokens that stand in front of its declarations.
class GoTokens {
 public:
  explicit GoTokens(std::string_view text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  /// A word, a text with its quotes, or one character; "" at the end.
  std::string_view Next() {
    SkipBlanks();
    if (at_ == text_.size()) return {};
    const std::size_t begin = at_;
    const char first = text_[at_];
    if (first == '"' || first == '`') {
      at_ = text_.find(first, begin + 1);
      at_ = at_ == std::string_view::npos ? text_.size() : at_ + 1;
    } else if (IsWord(first)) {
      while (at_ < text_.size() && IsWord(text_[at_])) ++at_;
    } else {
      ++at_;
    }
    return text_.substr(begin, at_ - begin);
  }

 private:
  static bool IsWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (static_cast<unsigned char>(c) & 0x80U) != 0;
  }

  void SkipBlanks() {
    while (at_ < text_.size()) {
      if (std::string_view(" \t\r\n;").find(text_[at_]) != std::string_view::npos) {
        ++at_;
      } else if (text_.substr(at_, 2) == "//") {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (text_.substr(at_, 2) == "/*") {
        const std::size_t end = text_.find("*/", at_ + 2);
        at_ = end == std::string_view::npos ? text_.size() : end + 2;
      } else {
        return;
      }
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

bool IsQuoted(std::string_view token) {
  return token.size() >= 2 && (token.front() == '"' || token.front() == '`');
}

}  // namespace

bool GoImports::Names(std::string_view module) const {
  for (auto at = std::lower_bound(paths.begin(), paths.end(), module);
       at != paths.end() && at->starts_with(module); ++at) {
    if (at->size() == module.size() || (*at)[module.size()] == '/') return true;
  }
  return false;
}

std::variant<GoImports, ReadProblem> ParseGoImports(std::string_view text) {
  GoImports imports;
  GoTokens tokens(text);
  if (tokens.Next() != "package") return imports;
  tokens.Next();
  while (tokens.Next() == "import") {
    bool is_block = false;
    // A name, "." or "_" may stand before a path.
    for (std::string_view token = tokens.Next(); !token.empty(); token = tokens.Next()) {
      if (token == "(" && !is_block) {
        is_block = true;
      } else if (IsQuoted(token)) {
        imports.paths.emplace_back(token.substr(1, token.size() - 2));
        if (!is_block) break;
      } else if (token == ")") {
        break;
      }
    }
  }
  graph::SortWithoutDoubles(imports.paths);
  return imports;
}

}  // namespace deltaplan::planner::workspace
