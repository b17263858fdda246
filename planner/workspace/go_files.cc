#include "planner/workspace/go_files.h"

#include <algorithm>
#include <array>
#include <optional>

#include "planner/workspace/go_lines.h"

namespace deltaplan::planner::workspace {
namespace {

using documents::HasConflictMarkers;
using documents::ReadError;

ReadError GoError(std::string message, std::size_t line) {
  return ReadError{ReadError::Cause::kSyntax, std::move(message), line};
}

bool IsGoDirectory(std::string_view path) {
  return path == "." || path == ".." || path.substr(0, 2) == "./" || path.substr(0, 3) == "../" ||
         path.substr(0, 1) == "/";
}

std::optional<GoReplace> TakeReplace(const std::vector<std::string>& words) {
  const auto arrow = std::find(words.begin(), words.end(), "=>");
  const auto before = arrow - words.begin();
  if (arrow == words.end() || before < 1 || before > 2) return std::nullopt;
  const auto after = words.end() - arrow - 1;
  if (after < 1 || after > 2) return std::nullopt;
  GoReplace replace;
  replace.old_module = {words[0], before == 2 ? words[1] : ""};
  replace.new_module = {arrow[1], after == 2 ? arrow[2] : ""};
  if (replace.IsDirectory() != IsGoDirectory(replace.new_module.path)) return std::nullopt;
  return replace;
}

// What go.mod and go.work both say. False: it is none of these directives, or not well-formed.
template <typename File>
bool TakeCommon(const GoLine& line, File& file) {
  const std::vector<std::string>& words = line.words;
  if (line.verb == "replace") {
    std::optional<GoReplace> replace = TakeReplace(words);
    if (!replace) return false;
    file.replaces.push_back(std::move(*replace));
    return true;
  }
  if (words.size() != 1) return false;
  if (line.verb == "go") {
    file.go = words[0];
  } else if (line.verb == "toolchain") {
    file.toolchain = words[0];
  } else if (line.verb == "godebug") {
    file.godebug.push_back(words[0]);
  } else {
    return false;
  }
  return true;
}

bool TakeGoModLine(const GoLine& line, GoMod& file) {
  const std::vector<std::string>& words = line.words;
  if (line.verb == "require" || line.verb == "exclude") {
    if (words.size() != 2) return false;
    (line.verb == "require" ? file.requires_ : file.excludes).push_back({words[0], words[1]});
    return true;
  }
  // These say nothing of a build of this module.
  if (line.verb == "retract" || line.verb == "ignore") return true;
  if (line.verb == "module") {
    if (words.size() != 1 || !file.module.empty()) return false;
    file.module = words[0];
    return true;
  }
  if (line.verb == "tool") {
    if (words.size() != 1) return false;
    file.tools.push_back(words[0]);
    return true;
  }
  return TakeCommon(line, file);
}

bool TakeGoWorkLine(const GoLine& line, GoWork& file) {
  if (line.verb != "use") return TakeCommon(line, file);
  if (line.words.size() != 1) return false;
  file.uses.push_back(line.words[0]);
  return true;
}

template <typename File, typename Take>
std::variant<File, ReadError> ReadDirectives(std::string_view text, const Take& take) {
  std::variant<std::vector<GoLine>, ReadError> lines = ReadGoLines(text);
  if (ReadError* error = std::get_if<ReadError>(&lines)) return std::move(*error);
  File file;
  for (const GoLine& line : std::get<0>(lines)) {
    if (!take(line, file)) {
      return GoError("'" + line.verb + "' is unknown here or not written as Go wants it",
                     line.number);
    }
  }
  return file;
}

// A version taken apart: three numbers as digits, then what stands behind "-".
struct GoVersionParts {
  std::array<std::string_view, 3> numbers;
  std::string_view prerelease;  // without "-"
};

bool IsDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<GoVersionParts> TakeApart(std::string_view text) {
  if (text.substr(0, 1) != "v") return std::nullopt;
  text.remove_prefix(1);
  text = text.substr(0, text.find('+'));
  GoVersionParts parts;
  const std::size_t dash = text.find('-');
  if (dash != std::string_view::npos) {
    parts.prerelease = text.substr(dash + 1);
    text = text.substr(0, dash);
  }
  for (std::size_t i = 0; i < parts.numbers.size(); ++i) {
    const std::size_t dot = text.find('.');
    parts.numbers[i] = text.substr(0, dot);
    if (!IsDigits(parts.numbers[i]) || (dot == std::string_view::npos) != (i == 2)) {
      return std::nullopt;
    }
    text.remove_prefix(dot == std::string_view::npos ? text.size() : dot + 1);
  }
  return parts;
}

int Sign(int value) { return value < 0 ? -1 : value > 0 ? 1 : 0; }

int CompareNumbers(std::string_view left, std::string_view right) {
  left.remove_prefix(std::min(left.find_first_not_of('0'), left.size()));
  right.remove_prefix(std::min(right.find_first_not_of('0'), right.size()));
  if (left.size() != right.size()) return left.size() < right.size() ? -1 : 1;
  return Sign(left.compare(right));
}

// Semantic versioning 2.0.0, 11.4.
int ComparePrereleases(std::string_view left, std::string_view right) {
  if (left.empty() || right.empty()) return int{left.empty()} - int{right.empty()};
  while (!left.empty() && !right.empty()) {
    const std::string_view one = left.substr(0, left.find('.'));
    const std::string_view other = right.substr(0, right.find('.'));
    int order = 0;
    if (IsDigits(one) && IsDigits(other)) {
      order = CompareNumbers(one, other);
    } else if (IsDigits(one) != IsDigits(other)) {
      order = IsDigits(one) ? -1 : 1;
    } else {
      order = Sign(one.compare(other));
    }
    if (order != 0) return order;
    left.remove_prefix(std::min(one.size() + 1, left.size()));
    right.remove_prefix(std::min(other.size() + 1, right.size()));
  }
  return int{!left.empty()} - int{!right.empty()};
}

}  // namespace

bool GoMod::ListsAll() const {
  const std::string_view text = go;
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return false;
  std::string_view minor = text.substr(dot + 1);
  minor = minor.substr(0, minor.find_first_not_of("0123456789"));
  const int major = CompareNumbers(text.substr(0, dot), "1");
  return IsDigits(text.substr(0, dot)) && IsDigits(minor) &&
         (major > 0 || (major == 0 && CompareNumbers(minor, "17") >= 0));
}

std::variant<GoMod, ReadError> ReadGoMod(std::string_view text) {
  auto file = ReadDirectives<GoMod>(text, TakeGoModLine);
  if (const GoMod* read = std::get_if<GoMod>(&file); read != nullptr && read->module.empty()) {
    return GoError("it names no module", 0);
  }
  return file;
}

std::variant<GoWork, ReadError> ReadGoWork(std::string_view text) {
  return ReadDirectives<GoWork>(text, TakeGoWorkLine);
}

std::variant<GoSum, ReadError> ReadGoSum(std::string_view text) {
  if (text.size() > documents::kLargestText) {
    return ReadError{ReadError::Cause::kTooLarge, "the text has more than 64 MiB"};
  }
  if (HasConflictMarkers(text)) {
    return ReadError{ReadError::Cause::kConflict, "it holds conflict markers"};
  }
  GoSum sums;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    std::vector<std::string> words;
    for (std::size_t at = 0; at < line.size();) {
      const std::size_t begin = line.find_first_not_of(" \t\r", at);
      if (begin == std::string_view::npos) break;
      const std::size_t end = std::min(line.find_first_of(" \t\r", begin), line.size());
      words.emplace_back(line.substr(begin, end - begin));
      at = end;
    }
    if (words.empty()) continue;
    if (words.size() != 3) return GoError("a line has three words", number);
    std::vector<std::string>& hashes = sums[{std::move(words[0]), std::move(words[1])}];
    const auto place = std::lower_bound(hashes.begin(), hashes.end(), words[2]);
    if (place == hashes.end() || *place != words[2]) hashes.insert(place, std::move(words[2]));
  }
  return sums;
}

int CompareGoVersions(std::string_view left, std::string_view right) {
  const std::optional<GoVersionParts> one = TakeApart(left);
  const std::optional<GoVersionParts> other = TakeApart(right);
  if (!one || !other) {
    if (one.has_value() != other.has_value()) return one ? 1 : -1;
    return Sign(left.compare(right));
  }
  for (std::size_t i = 0; i < one->numbers.size(); ++i) {
    const int order = CompareNumbers(one->numbers[i], other->numbers[i]);
    if (order != 0) return order;
  }
  return ComparePrereleases(one->prerelease, other->prerelease);
}

}  // namespace deltaplan::planner::workspace
