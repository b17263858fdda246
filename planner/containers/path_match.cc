#include "planner/containers/path_match.h"

#include <algorithm>
#include <cstddef>

#include "tfvars/text/unicode.h"
#include "tfvars/text/utf8.h"

namespace deltaplan::planner {
namespace {

// One item of a Go pattern that takes one character; `*` is `is_star`.
struct GoItem {
  bool is_star = false;
  bool is_any = false;
  bool is_negated = false;
  std::vector<std::pair<char32_t, char32_t>> ranges = {};

  bool Takes(char32_t code) const {
    if (is_any) return code != U'/';
    const bool inside = std::ranges::any_of(
        ranges, [&](const auto& range) { return range.first <= code && code <= range.second; });
    return inside != is_negated;
  }
};

// One character of a class, with its escape.
std::optional<char32_t> ClassCharacter(const std::u32string& text, std::size_t& i) {
  if (i >= text.size() || text[i] == U'-' || text[i] == U']') return std::nullopt;
  if (text[i] == U'\\' && ++i >= text.size()) return std::nullopt;
  const char32_t code = text[i++];
  if (i >= text.size()) return std::nullopt;
  return code;
}

std::optional<std::vector<GoItem>> GoItems(std::string_view pattern) {
  const std::u32string text = tfvars::CharactersOf(pattern);
  std::vector<GoItem> items;
  for (std::size_t i = 0; i < text.size();) {
    GoItem item;
    char32_t code = text[i++];
    if (code == U'*') {
      item.is_star = true;
    } else if (code == U'?') {
      item.is_any = true;
    } else if (code == U'[') {
      item.is_negated = i < text.size() && text[i] == U'^';
      if (item.is_negated) ++i;
      for (std::size_t count = 0;; ++count) {
        if (i < text.size() && text[i] == U']' && count > 0) break;
        const auto low = ClassCharacter(text, i);
        if (!low) return std::nullopt;
        auto high = low;
        if (text[i] == U'-') {
          ++i;
          high = ClassCharacter(text, i);
          if (!high) return std::nullopt;
        }
        item.ranges.emplace_back(*low, *high);
      }
      ++i;
    } else {
      if (code == U'\\') {
        if (i >= text.size()) return std::nullopt;
        code = text[i++];
      }
      item.ranges.emplace_back(code, code);
    }
    items.push_back(std::move(item));
  }
  return items;
}

// Marks `to` as reached.
void Reach(std::vector<bool>& places, std::size_t to) { places[to] = true; }

}  // namespace

bool HasCopyWildcard(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '*' || text[i] == '?' || text[i] == '[') {
      return true;
    }
  }
  return false;
}

bool IsCopyPattern(std::string_view pattern) { return GoItems(pattern).has_value(); }

bool CopyPatternMatches(std::string_view pattern, std::string_view path) {
  const auto items = GoItems(pattern);
  if (!items) return false;
  const std::u32string text = tfvars::CharactersOf(path);
  std::vector<bool> at(text.size() + 1, false);
  at[0] = true;
  for (const GoItem& item : *items) {
    std::vector<bool> next(text.size() + 1, false);
    for (std::size_t i = 0; i <= text.size(); ++i) {
      if (!at[i]) continue;
      if (item.is_star) {
        for (std::size_t j = i;; ++j) {
          Reach(next, j);
          if (j >= text.size() || text[j] == U'/') break;
        }
      } else if (i < text.size() && item.Takes(text[i])) {
        Reach(next, i + 1);
      }
    }
    at = std::move(next);
  }
  return at[text.size()];
}

// A class between brackets, as a regular expression reads it. False when it is none that is read
// here.
bool MobyPattern::ReadClass(std::u32string_view text, std::size_t& i) {
  Token token{.kind = Kind::kClass};
  token.is_negated = i < text.size() && text[i] == U'^';
  if (token.is_negated) ++i;
  std::vector<char32_t> codes;
  for (; i < text.size() && text[i] != U']'; ++i) {
    if (std::u32string_view(U"*?[\\:&~").find(text[i]) != std::u32string_view::npos) return false;
    codes.push_back(text[i]);
  }
  if (i >= text.size() || codes.empty()) return false;
  ++i;
  for (std::size_t c = 0; c < codes.size(); ++c) {
    const bool is_range = c + 2 < codes.size() && codes[c + 1] == U'-';
    const char32_t last = is_range ? codes[c + 2] : codes[c];
    if (last < codes[c] || (!is_range && codes[c] == U'-')) return false;
    token.ranges.emplace_back(codes[c], last);
    if (is_range) c += 2;
  }
  tokens_.push_back(std::move(token));
  return true;
}

std::optional<MobyPattern> MobyPattern::Parse(std::string_view pattern) {
  if (!IsCopyPattern(pattern)) return std::nullopt;
  MobyPattern result;
  result.text_ = pattern;
  const std::u32string text = tfvars::CharactersOf(pattern);
  std::size_t round = 0;
  for (std::size_t i = 0; i < text.size(); ++round) {
    const char32_t c = text[i++];
    if (c == U'*' && i < text.size() && text[i] == U'*') {
      ++i;
      if (i < text.size() && text[i] == U'/') ++i;
      if (i >= text.size()) {
        result.form_ = result.form_ == Form::kExact ? Form::kPrefix : Form::kTokens;
        result.tokens_.push_back({.kind = Kind::kMany});
      } else {
        result.form_ = Form::kTokens;
        result.tokens_.push_back({.kind = Kind::kDirectories});
      }
      if (round == 0) result.form_ = Form::kSuffix;
    } else if (c == U'*' || c == U'?') {
      result.form_ = Form::kTokens;
      result.tokens_.push_back({.kind = c == U'*' ? Kind::kManyButSlash : Kind::kAnyButSlash});
    } else if (c == U'[') {
      result.form_ = Form::kTokens;
      if (!result.ReadClass(text, i)) return std::nullopt;
    } else if (c == U'\\' && i < text.size()) {
      // Before a letter or a digit it is a word of the engine of regular expressions.
      const char32_t next = text[i++];
      if (next >= 0x80 || (next >= U'0' && next <= U'9') || (next >= U'a' && next <= U'z') ||
          (next >= U'A' && next <= U'Z')) {
        return std::nullopt;
      }
      result.form_ = Form::kTokens;
      result.tokens_.push_back({.kind = Kind::kLiteral, .code = next});
    } else if (c == U']' || c == U'^') {
      return std::nullopt;  // what these mean alone is the engine's own affair
    } else {
      result.tokens_.push_back({.kind = Kind::kLiteral, .code = c});
    }
  }
  return result;
}

bool MobyPattern::Matches(std::string_view path) const {
  const std::string_view text = text_;
  if (form_ == Form::kExact) return path == text;
  if (form_ == Form::kPrefix) return path.starts_with(text.substr(0, text.size() - 2));
  if (form_ == Form::kSuffix) {
    const std::string_view suffix = text.substr(2);
    if (path.ends_with(suffix)) return true;
    return suffix.starts_with('/') && path == suffix.substr(1);
  }
  const std::u32string codes = tfvars::CharactersOf(path);
  std::vector<bool> at(codes.size() + 1, false);
  at[0] = true;
  for (const Token& token : tokens_) {
    std::vector<bool> next(codes.size() + 1, false);
    for (std::size_t i = 0; i <= codes.size(); ++i) {
      if (!at[i]) continue;
      switch (token.kind) {
        case Kind::kLiteral:
          if (i < codes.size() && codes[i] == token.code) Reach(next, i + 1);
          break;
        case Kind::kAnyButSlash:
          if (i < codes.size() && codes[i] != U'/') Reach(next, i + 1);
          break;
        case Kind::kClass: {
          if (i >= codes.size()) break;
          const bool inside = std::ranges::any_of(token.ranges, [&](const auto& range) {
            return range.first <= codes[i] && codes[i] <= range.second;
          });
          if (inside != token.is_negated) Reach(next, i + 1);
          break;
        }
        case Kind::kManyButSlash:
          for (std::size_t j = i;; ++j) {
            Reach(next, j);
            if (j >= codes.size() || codes[j] == U'/') break;
          }
          break;
        case Kind::kMany:
        case Kind::kDirectories:
          // ".*" does not cross the end of a line.
          for (std::size_t j = i;; ++j) {
            const bool is_place =
                token.kind == Kind::kMany || j == i || (j > i && codes[j - 1] == U'/');
            if (is_place) Reach(next, j);
            if (j >= codes.size() || codes[j] == U'\n') break;
          }
          break;
      }
    }
    at = std::move(next);
  }
  return at[codes.size()];
}

std::optional<MobyPatterns> MobyPatterns::Parse(const std::vector<std::string>& patterns) {
  MobyPatterns result;
  for (const std::string& each : patterns) {
    const std::string_view trimmed = tfvars::WithoutSpace(each);
    if (trimmed.empty()) continue;
    std::string cleaned = CleanedPath(trimmed);
    const bool takes_back = cleaned.starts_with('!');
    if (takes_back) cleaned.erase(0, 1);
    if (cleaned.empty()) return std::nullopt;
    auto pattern = MobyPattern::Parse(cleaned);
    if (!pattern) return std::nullopt;
    result.patterns_.emplace_back(*std::move(pattern), takes_back);
  }
  return result;
}

bool MobyPatterns::Matches(std::string_view path) const {
  bool matched = false;
  for (const auto& [pattern, takes_back] : patterns_) {
    if (takes_back != matched) continue;
    bool match = pattern.Matches(path);
    for (std::size_t slash = path.find('/'); !match && slash != std::string_view::npos;
         slash = path.find('/', slash + 1)) {
      match = pattern.Matches(path.substr(0, slash));
    }
    if (match) matched = !takes_back;
  }
  return matched;
}

std::string CleanedPath(std::string_view path) {
  const bool is_absolute = path.starts_with('/');
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t length = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, length);
    path.remove_prefix(std::min(length + 1, path.size()));
    if (part.empty() || part == ".") continue;
    if (part != ".." || (parts.empty() && !is_absolute) ||
        (!parts.empty() && parts.back() == "..")) {
      parts.push_back(part);
    } else if (!parts.empty()) {
      parts.pop_back();
    }
  }
  std::string cleaned = is_absolute ? "/" : "";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) cleaned += '/';
    cleaned += parts[i];
  }
  return cleaned.empty() ? "." : cleaned;
}

std::string PathBelowRoot(std::string_view path) {
  return CleanedPath("/" + std::string(path)).substr(1);
}

}  // namespace deltaplan::planner
