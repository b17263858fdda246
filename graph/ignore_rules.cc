#include "graph/ignore_rules.h"

#include <array>
#include <cctype>
#include <cstddef>
#include <optional>
#include <utility>

namespace deltaplan::graph {
namespace {

constexpr std::string_view kWildcards = "*?[\\";

struct CharacterClass {
  std::string_view name;
  int (*test)(int);
};
constexpr std::array<CharacterClass, 12> kClasses = {{{"alnum", std::isalnum},
                                                      {"alpha", std::isalpha},
                                                      {"blank", std::isblank},
                                                      {"cntrl", std::iscntrl},
                                                      {"digit", std::isdigit},
                                                      {"graph", std::isgraph},
                                                      {"lower", std::islower},
                                                      {"print", std::isprint},
                                                      {"punct", std::ispunct},
                                                      {"space", std::isspace},
                                                      {"upper", std::isupper},
                                                      {"xdigit", std::isxdigit}}};

// Matches one byte against the bracket expression at the start of `glob` ("[a-z]..."), and removes
// the expression. nullopt: it is not closed, so nothing can match.
std::optional<bool> MatchBracket(std::string_view& glob, unsigned char byte) {
  std::size_t at = 1;
  const bool negated = at < glob.size() && (glob[at] == '!' || glob[at] == '^');
  if (negated) ++at;
  bool matched = false;
  // A closing bracket that comes first is an ordinary character.
  for (bool first = true;; first = false) {
    if (at >= glob.size()) return std::nullopt;
    if (glob[at] == ']' && !first) break;
    if (glob.substr(at).starts_with("[:")) {
      const std::size_t end = glob.find(']', at + 2);
      if (end == std::string_view::npos) return std::nullopt;
      if (glob[end - 1] == ':' && end - 1 >= at + 2) {
        const std::string_view name = glob.substr(at + 2, end - 1 - (at + 2));
        bool known = false;
        for (const CharacterClass& entry : kClasses) {
          if (entry.name != name) continue;
          known = true;
          matched = matched || entry.test(byte) != 0;
        }
        if (!known) return std::nullopt;
        at = end + 1;
        continue;
      }
    }
    if (glob[at] == '\\' && ++at >= glob.size()) return std::nullopt;
    const auto low = static_cast<unsigned char>(glob[at++]);
    auto high = low;
    if (at + 1 < glob.size() && glob[at] == '-' && glob[at + 1] != ']') {
      ++at;
      if (glob[at] == '\\' && ++at >= glob.size()) return std::nullopt;
      high = static_cast<unsigned char>(glob[at++]);
    }
    matched = matched || (low <= byte && byte <= high);
  }
  glob.remove_prefix(at + 1);
  return matched != negated;
}

// git's wildmatch with WM_PATHNAME: "*", "?" and "[...]" never match a slash; "**" between slashes
// or at an end does. `at_start`: what came before `glob` was a slash or nothing.
bool Matches(std::string_view glob, std::string_view text, bool at_start = true) {
  while (!glob.empty()) {
    if (glob.front() == '*') {
      std::size_t stars = glob.find_first_not_of('*');
      if (stars == std::string_view::npos) stars = glob.size();
      const std::string_view rest = glob.substr(stars);
      const bool deep = stars == 2 && at_start && (rest.empty() || rest.front() == '/');
      if (deep) {
        if (rest.empty()) return true;
        // "**/x" also matches "x" itself.
        if (Matches(rest.substr(1), text, true)) return true;
        for (std::size_t slash = text.find('/'); slash != std::string_view::npos;
             slash = text.find('/', slash + 1)) {
          if (Matches(rest.substr(1), text.substr(slash + 1), true)) return true;
        }
        return false;
      }
      for (std::size_t skip = 0; skip <= text.size(); ++skip) {
        if (Matches(rest, text.substr(skip), false)) return true;
        if (skip < text.size() && text[skip] == '/') return false;
      }
      return false;
    }
    if (text.empty()) return false;
    const char byte = text.front();
    if (glob.front() == '?') {
      if (byte == '/') return false;
      glob.remove_prefix(1);
    } else if (glob.front() == '[') {
      const std::optional<bool> matched = MatchBracket(glob, static_cast<unsigned char>(byte));
      if (!matched || !*matched || byte == '/') return false;
    } else {
      if (glob.front() == '\\') {
        glob.remove_prefix(1);
        if (glob.empty()) return false;
      }
      if (glob.front() != byte) return false;
      glob.remove_prefix(1);
    }
    at_start = byte == '/';
    text.remove_prefix(1);
  }
  return text.empty();
}

// Trailing spaces do not count unless a backslash stands before them.
std::string_view TrimTrailingSpaces(std::string_view line) {
  while (line.ends_with(' ') && !line.ends_with("\\ ")) line.remove_suffix(1);
  return line;
}

}  // namespace

IgnoreRules::IgnoreRules(const std::vector<std::string>& lines) {
  for (const std::string& whole : lines) {
    std::string_view line = whole;
    if (line.starts_with('#')) continue;
    line = TrimTrailingSpaces(line);
    Pattern pattern;
    if (line.starts_with('!')) {
      pattern.negated = true;
      line.remove_prefix(1);
    }
    if (line.ends_with('/')) {
      pattern.directory_only = true;
      line.remove_suffix(1);
    }
    if (line.empty()) continue;
    pattern.anchored = line.find('/') != std::string_view::npos;
    if (line.starts_with('/')) line.remove_prefix(1);
    if (line.empty()) continue;
    pattern.glob = line;
    if (pattern.anchored) {
      const std::size_t wildcard = line.find_first_of(kWildcards);
      const std::string_view literal = line.substr(0, wildcard);
      const std::size_t slash = literal.rfind('/');
      if (wildcard == std::string_view::npos) {
        pattern.literal_directory = literal;
      } else if (slash != std::string_view::npos) {
        pattern.literal_directory = literal.substr(0, slash);
      }
    }
    patterns_.push_back(std::move(pattern));
  }
}

bool IgnoreRules::IsIgnoredHere(std::string_view path, bool is_directory) const {
  const std::size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  for (auto pattern = patterns_.rbegin(); pattern != patterns_.rend(); ++pattern) {
    if (pattern->directory_only && !is_directory) continue;
    if (Matches(pattern->glob, pattern->anchored ? path : name)) return !pattern->negated;
  }
  return false;
}

bool IgnoreRules::IsIgnored(const RepoPath& path, bool is_directory) const {
  if (patterns_.empty() || path.IsRoot()) return false;
  const std::string_view bytes = path.bytes();
  for (std::size_t slash = bytes.find('/'); slash != std::string_view::npos;
       slash = bytes.find('/', slash + 1)) {
    if (IsIgnoredHere(bytes.substr(0, slash), true)) return true;
  }
  return IsIgnoredHere(bytes, is_directory);
}

bool IgnoreRules::MayMatchBelow(const RepoPath& directory) const {
  for (const Pattern& pattern : patterns_) {
    if (pattern.negated) continue;  // takes back only what another pattern hides
    if (!pattern.anchored || pattern.literal_directory.empty()) return true;
    const RepoPath literal = RepoPath::FromCanonical(pattern.literal_directory);
    if (directory.Contains(literal) || literal.Contains(directory)) return true;
  }
  return false;
}

}  // namespace deltaplan::graph
