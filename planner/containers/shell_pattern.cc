#include "planner/containers/shell_pattern.h"

#include "tfvars/text/utf8.h"

namespace deltaplan::planner {
namespace {

std::string TextOfCodes(const std::u32string& codes, std::size_t begin, std::size_t end) {
  std::string text;
  for (std::size_t i = begin; i < end; ++i) tfvars::AppendUtf8(codes[i], text);
  return text;
}

}  // namespace

std::optional<ShellPattern> ShellPattern::Parse(std::string_view text) {
  const std::u32string codes = tfvars::CharactersOf(text);
  ShellPattern pattern;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    Token token{.kind = Kind::kLiteral, .code = codes[i]};
    if (codes[i] == U'*') token.kind = Kind::kMany;
    if (codes[i] == U'?') token.kind = Kind::kOne;
    if (codes[i] == U'\\') {
      const char32_t next = i + 1 < codes.size() ? codes[i + 1] : U'\0';
      if (next == U'}' || next == U'/') continue;
      if (next != U'*' && next != U'?' && next != U'\\') return std::nullopt;
      token.code = next;
      ++i;
    }
    pattern.tokens_.push_back(token);
  }
  return pattern;
}

std::vector<bool> ShellPattern::EndsFrom(const std::u32string& value, std::size_t begin) const {
  std::vector<bool> at(value.size() + 1, false);
  at[begin] = true;
  for (const Token& token : tokens_) {
    std::vector<bool> next(value.size() + 1, false);
    for (std::size_t i = begin; i <= value.size(); ++i) {
      if (!at[i]) continue;
      if (token.kind == Kind::kMany) {
        for (std::size_t j = i; j <= value.size(); ++j) {
          next[j] = true;
          if (j < value.size() && value[j] == U'\n') break;
        }
      } else if (i < value.size() &&
                 (token.kind == Kind::kOne ? value[i] != U'\n' : value[i] == token.code)) {
        next[i + 1] = true;
      }
    }
    at = std::move(next);
  }
  return at;
}

bool ShellPattern::MatchesNothing() const {
  for (const Token& token : tokens_) {
    if (token.kind != Kind::kMany) return false;
  }
  return true;
}

std::string ShellPattern::WithoutPrefix(std::string_view value, bool longest) const {
  const std::u32string codes = tfvars::CharactersOf(value);
  const std::vector<bool> ends = EndsFrom(codes, 0);
  std::optional<std::size_t> end;
  for (std::size_t i = 0; i <= codes.size(); ++i) {
    if (!ends[i]) continue;
    end = i;
    if (!longest) break;
  }
  return end ? TextOfCodes(codes, *end, codes.size()) : std::string(value);
}

std::string ShellPattern::WithoutSuffix(std::string_view value, bool longest) const {
  const std::u32string codes = tfvars::CharactersOf(value);
  std::optional<std::size_t> begin;
  for (std::size_t i = 0; i <= codes.size(); ++i) {
    if (!EndsFrom(codes, i)[codes.size()]) continue;
    begin = i;
    if (longest) break;
  }
  return begin ? TextOfCodes(codes, 0, *begin) : std::string(value);
}

std::string ShellPattern::Replace(std::string_view value, std::string_view replacement,
                                  bool all) const {
  const std::u32string codes = tfvars::CharactersOf(value);
  std::string result;
  bool any = false;
  for (std::size_t i = 0; i <= codes.size();) {
    std::optional<std::size_t> end;
    if (all || !any) {
      const std::vector<bool> ends = EndsFrom(codes, i);
      for (std::size_t j = i; j <= codes.size(); ++j) {
        if (ends[j]) end = j;
      }
    }
    if (end) {
      result += replacement;
      any = true;
    }
    if (end && *end > i) {
      i = *end;
    } else {
      if (i < codes.size()) result += TextOfCodes(codes, i, i + 1);
      ++i;
    }
    if (i == codes.size() && any) break;
  }
  return result;
}

}  // namespace deltaplan::planner
