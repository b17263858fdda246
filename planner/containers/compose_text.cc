#include "planner/containers/compose_text.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

constexpr int kDeepest = 32;  // defaults in defaults

bool IsNameStart(char c) { return c == '_' || tfvars::IsLetter(c); }
bool IsNamePart(char c) { return c == '_' || tfvars::IsLetterOrDigit(c); }

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r'; }

std::string_view WithoutSpace(std::string_view text) {
  while (!text.empty() && (IsSpace(text.front()) || text.front() == '\n')) text.remove_prefix(1);
  while (!text.empty() && (IsSpace(text.back()) || text.back() == '\n')) text.remove_suffix(1);
  return text;
}

class Substitution {
 public:
  Substitution(const ComposeVariables& variables, std::set<std::string>& used)
      : variables_(variables), used_(used) {}

  KnownText Of(std::string_view text, int depth) {
    if (depth > kDeepest) return std::nullopt;
    std::string result;
    bool is_known = true;
    const auto add = [&](const KnownText& part) {
      if (part) result += *part;
      is_known = is_known && part;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char next = text[i] == '$' && i + 1 < text.size() ? text[i + 1] : '\0';
      if (next == '$') {
        result += text[++i];
      } else if (IsNameStart(next)) {
        const std::size_t end = NameEnd(text, i + 1);
        add(ValueOf(text.substr(i + 1, end - i - 1)));
        i = end - 1;
      } else if (next == '{') {
        const std::size_t close = ClosingBrace(text, i + 1);
        if (close == std::string_view::npos) return std::nullopt;
        add(Braced(text.substr(i + 2, close - i - 2), depth));
        i = close;
      } else {
        result += text[i];
      }
    }
    return is_known ? KnownText(result) : std::nullopt;
  }

 private:
  static std::size_t NameEnd(std::string_view text, std::size_t at) {
    while (at < text.size() && IsNamePart(text[at])) ++at;
    return at;
  }

  static std::size_t ClosingBrace(std::string_view text, std::size_t open) {
    std::size_t depth = 0;
    for (std::size_t i = open; i < text.size(); ++i) {
      if (text[i] == '{') ++depth;
      if (text[i] == '}' && --depth == 0) return i;
    }
    return std::string_view::npos;
  }

  KnownText ValueOf(std::string_view name) {
    used_.emplace(name);
    const auto found = variables_.find(name);
    return found == variables_.end() ? std::nullopt : found->second;
  }

  // What stands between the braces: a name, and perhaps what is to be taken instead.
  KnownText Braced(std::string_view text, int depth) {
    const std::size_t end = NameEnd(text, 0);
    if (end == 0 || !IsNameStart(text.front())) return std::nullopt;
    const std::string_view name = text.substr(0, end);
    std::string_view rest = text.substr(end);
    const bool empty_counts_as_unset = rest.starts_with(':');
    if (empty_counts_as_unset) rest.remove_prefix(1);
    if (rest.empty()) return empty_counts_as_unset ? std::nullopt : ValueOf(name);
    const bool is_defined = variables_.contains(name);
    const KnownText value = ValueOf(name);
    if (is_defined && !value) return std::nullopt;
    const bool is_there = value && !(empty_counts_as_unset && value->empty());
    const std::string_view other = rest.substr(1);
    switch (rest.front()) {
      case '-':
        return is_there ? value : Of(other, depth + 1);
      case '+':
        return is_there ? Of(other, depth + 1) : KnownText(value.value_or(""));
      case '?':
        return is_there ? value : std::nullopt;
      default:
        return std::nullopt;
    }
  }

  const ComposeVariables& variables_;
  std::set<std::string>& used_;
};

// One value behind "NAME=", and where the next statement begins.
class DotEnvValue {
 public:
  // nullopt: a quote is not closed.
  static std::optional<DotEnvValue> Read(std::string_view text) {
    DotEnvValue value;
    if (text.empty() || (text.front() != '"' && text.front() != '\'')) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      std::string_view line = text.substr(0, end);
      line = line.substr(0, line.find(" #"));
      value.text = WithoutSpace(line);
      value.size = std::min(end + 1, text.size());
      return value;
    }
    const char quote = text.front();
    value.is_literal = quote == '\'';
    for (std::size_t i = 1; i < text.size(); ++i) {
      if (text[i] == quote) {
        value.size = i + 1;
        return value;
      }
      if (text[i] == '\\' && i + 1 < text.size()) {
        ++i;
        value.text += text[i] == quote   ? std::string(1, quote)
                      : value.is_literal ? std::string{'\\', text[i]}
                                         : Escaped(text[i]);
      } else {
        value.text += text[i];
      }
    }
    return std::nullopt;
  }

  std::string text;
  std::size_t size = 0;
  bool is_literal = false;

 private:
  static std::string Escaped(char c) {
    switch (c) {
      case 'n':
        return "\n";
      case 'r':
        return "\r";
      case 't':
        return "\t";
      case '\\':
        return "\\";
      case '$':
        return "$$";
      default:
        return {'\\', c};
    }
  }
};

}  // namespace

KnownText ComposeText(std::string_view text, const ComposeVariables& variables,
                      std::set<std::string>& used) {
  return Substitution(variables, used).Of(text, 0);
}

std::optional<ComposeVariables> WithDotEnv(std::string_view text,
                                           const ComposeVariables& variables) {
  // Its lines see each other; what was there before stays.
  ComposeVariables all = variables;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (true) {
    while (!text.empty() && (IsSpace(text.front()) || text.front() == '\n')) text.remove_prefix(1);
    if (text.empty()) break;
    if (text.front() == '#') {
      text.remove_prefix(std::min(text.find('\n'), text.size()));
      continue;
    }
    if (text.starts_with("export") && text.size() > 6 && IsSpace(text[6])) text.remove_prefix(7);
    const std::size_t end = text.find_first_of("=:\n");
    const std::string name(WithoutSpace(text.substr(0, end)));
    const bool is_name = std::ranges::all_of(
        name, [](char c) { return IsNamePart(c) || c == '.' || c == '-' || c == '[' || c == ']'; });
    if (name.empty() || !is_name) return std::nullopt;
    if (end == std::string_view::npos || text[end] == '\n') {
      // Only the environment has it.
      text.remove_prefix(std::min(end, text.size()));
      continue;
    }
    text.remove_prefix(end + 1);
    while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
    auto value = DotEnvValue::Read(text);
    if (!value) return std::nullopt;
    text.remove_prefix(value->size);
    std::set<std::string> used;
    KnownText known =
        value->is_literal ? KnownText(value->text) : ComposeText(value->text, all, used);
    if (!variables.contains(name)) all.insert_or_assign(name, std::move(known));
  }
  return all;
}

}  // namespace deltaplan::planner
