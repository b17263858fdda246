#include "graph/path_pattern.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>

namespace deltaplan::graph {
namespace {

constexpr std::string_view kWildcards = "*?[\\";

struct CharacterClass {
  std::string_view name;
  int (*test)(int);
};

// git's notion of white space: no vertical tab, no form feed.
int IsSpace(int byte) {
  return byte == ' ' || (byte >= '\t' && byte <= '\r' && byte != '\v' && byte != '\f');
}

constexpr std::array<CharacterClass, 12> kClasses = {{{"alnum", std::isalnum},
                                                      {"alpha", std::isalpha},
                                                      {"blank", std::isblank},
                                                      {"cntrl", std::iscntrl},
                                                      {"digit", std::isdigit},
                                                      {"graph", std::isgraph},
                                                      {"lower", std::islower},
                                                      {"print", std::isprint},
                                                      {"punct", std::ispunct},
                                                      {"space", IsSpace},
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

// Matches one byte against what stands at the start of `glob`, which is not a star, and removes
// that. Only a literal slash matches a slash.
bool MatchOne(std::string_view& glob, char byte) {
  switch (glob.front()) {
    case '?':
      glob.remove_prefix(1);
      return byte != '/';
    case '[':
      return MatchBracket(glob, static_cast<unsigned char>(byte)).value_or(false) && byte != '/';
    case '\\':
      glob.remove_prefix(1);
      break;
    default:
      break;
  }
  if (glob.empty() || glob.front() != byte) return false;
  glob.remove_prefix(1);
  return true;
}

// git's wildmatch with WM_PATHNAME. Two stars or more between slashes, or at an end, are "deep":
// they match whole directories, none included; all other stars stay within one component. After a
// mismatch only the last star of each kind is worth another try: what stands before it has matched
// as early as possible, which leaves it the most to choose from.
bool MatchesGlob(const std::string_view glob, const std::string_view text) {
  constexpr std::size_t kNone = std::string_view::npos;
  struct Retry {
    std::string_view glob;
    std::size_t text = kNone;
  };
  Retry star;  // tried at `text`; next at the following byte
  Retry deep;  // next tried after the first slash from `text` on
  std::string_view rest = glob;
  std::size_t at = 0;
  bool matches = true;
  for (;;) {
    if (matches && rest.starts_with('*')) {
      const std::size_t begin = glob.size() - rest.size();
      rest.remove_prefix(std::min(rest.find_first_not_of('*'), rest.size()));
      const std::size_t stars = glob.size() - rest.size() - begin;
      const bool escaped_slash = rest.starts_with("\\/");
      if (stars > 1 && (begin == 0 || glob[begin - 1] == '/') &&
          (rest.empty() || rest.front() == '/' || escaped_slash)) {
        if (rest.empty()) return true;
        rest.remove_prefix(escaped_slash ? 2 : 1);
        deep = {rest, at};
        star = {};
        matches = !escaped_slash;  // which, in git, wants a directory at least
      } else {
        star = {rest, at};
      }
    } else if (matches && rest.empty() && at == text.size()) {
      return true;
    } else if (matches && !rest.empty() && at < text.size() && MatchOne(rest, text[at])) {
      ++at;
    } else if (star.text < text.size() && text[star.text] != '/') {
      rest = star.glob;
      at = ++star.text;
      matches = true;
    } else if (deep.text != kNone) {
      const std::size_t slash = text.find('/', deep.text);
      if (slash == kNone) return false;
      rest = deep.glob;
      at = deep.text = slash + 1;
      star = {};
      matches = true;
    } else {
      return false;
    }
  }
}

}  // namespace

std::optional<PathPattern> PathPattern::Parse(std::string_view text) {
  PathPattern pattern;
  if (text.ends_with('/')) {
    pattern.directory_only_ = true;
    text.remove_suffix(1);
  }
  pattern.anchored_ = text.find('/') != std::string_view::npos;
  if (text.starts_with('/')) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  const std::size_t wildcard = std::min(text.find_first_of(kWildcards), text.size());
  pattern.literal_ = text.substr(0, wildcard);
  pattern.glob_ = text.substr(wildcard);
  if (pattern.anchored_) {
    const RepoPath literal = RepoPath::FromCanonical(pattern.literal_);
    pattern.directory_ = pattern.glob_.empty() ? literal : literal.Parent();
  }
  return pattern;
}

bool PathPattern::Matches(std::string_view path, bool is_directory) const {
  if (directory_only_ && !is_directory) return false;
  if (!anchored_) path.remove_prefix(path.rfind('/') + 1);  // npos + 1 is 0: no slash
  return path.starts_with(literal_) && MatchesGlob(glob_, path.substr(literal_.size()));
}

}  // namespace deltaplan::graph
