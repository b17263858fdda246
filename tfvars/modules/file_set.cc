#include "tfvars/modules/file_set.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <tuple>
#include <utility>

#include "tfvars/text/sorted.h"
#include "tfvars/text/utf8.h"

namespace deltaplan::tfvars {
namespace {

// Nobody means patterns with more of them.
constexpr std::size_t kMostAlternatives = 100;

// "a{b,c}" -> "ab", "ac"; nullopt for braces in braces, without an end or in great number.
std::optional<std::vector<std::string>> Alternatives(std::string_view pattern) {
  std::vector<std::string> all{""};
  while (!pattern.empty()) {
    const std::size_t open = std::min(pattern.find_first_of("{}"), pattern.size());
    for (std::string& each : all) each += pattern.substr(0, open);
    pattern.remove_prefix(open);
    if (pattern.empty()) break;
    const std::size_t close = pattern.find_first_of("{}", 1);
    if (pattern.front() == '}' || close == std::string_view::npos || pattern[close] == '{') {
      return std::nullopt;
    }
    std::string_view words = pattern.substr(1, close - 1);
    std::vector<std::string> next;
    while (true) {
      const std::size_t end = words.find(',');
      for (const std::string& each : all) next.push_back(each + std::string(words.substr(0, end)));
      if (end == std::string_view::npos) break;
      words.remove_prefix(end + 1);
    }
    if (next.size() > kMostAlternatives) return std::nullopt;
    all = std::move(next);
    pattern.remove_prefix(close + 1);
  }
  return all;
}

std::vector<std::string_view> NamesOf(std::string_view path) {
  std::vector<std::string_view> names;
  while (true) {
    const std::size_t slash = path.find('/');
    names.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return names;
    path.remove_prefix(slash + 1);
  }
}

// `*` and `?` in one name: what the last star took is tried again, one character longer.
bool Matches(std::string_view pattern, std::string_view name) {
  std::size_t at = 0;
  std::size_t from = 0;
  std::optional<std::pair<std::size_t, std::size_t>> star;  // behind it, and where it ends
  while (from < name.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star.emplace(++at, from);
    } else if (at < pattern.size() && pattern[at] == '?') {
      ++at;
      from += FirstCharacter(name.substr(from)).size;
    } else if (at < pattern.size() && pattern[at] == name[from]) {
      ++at;
      ++from;
    } else if (star) {
      star->second += FirstCharacter(name.substr(star->second)).size;
      std::tie(at, from) = *star;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

class Search {
 public:
  Search(const std::string& root, ModuleFiles& files) : root_(root), files_(files) {}

  /// False where something can't be told.
  bool Find(const std::vector<std::string_view>& pattern) { return In("", pattern, 0); }
  std::vector<std::string> Take() { return std::move(found_); }

 private:
  static std::string Join(std::string_view below, std::string_view name) {
    return below.empty() ? std::string(name) : std::string(below) + "/" + std::string(name);
  }

  // Files of a directory that the names of the pattern from `at` on match.
  bool In(const std::string& below, const std::vector<std::string_view>& pattern, std::size_t at) {
    const std::string directory =
        root_.empty() || below.empty() ? root_ + below : root_ + "/" + below;
    const auto names = files_.List(directory);
    if (!names) return true;  // there is no such directory
    const auto directories = files_.Directories(directory);
    if (!directories) return false;
    const bool is_last = at + 1 == pattern.size();
    if (pattern[at] == "**") {
      if (is_last) {
        for (const std::string& name : *names) found_.push_back(Join(below, name));
      } else if (!In(below, pattern, at + 1)) {
        return false;
      }
      return std::ranges::all_of(*directories, [&](const std::string& name) {
        return In(Join(below, name), pattern, at);
      });
    }
    if (is_last) {
      for (const std::string& name : *names) {
        if (Matches(pattern[at], name)) found_.push_back(Join(below, name));
      }
      return true;
    }
    return std::ranges::all_of(*directories, [&](const std::string& name) {
      return !Matches(pattern[at], name) || In(Join(below, name), pattern, at + 1);
    });
  }

  const std::string& root_;
  ModuleFiles& files_;
  std::vector<std::string> found_;
};

// Whether it means here what it means to Terraform.
bool IsPlain(const std::vector<std::string_view>& names) {
  return std::ranges::all_of(names, [](std::string_view name) {
    return !name.empty() && name != "." && name != ".." &&
           (name == "**" || name.find("**") == std::string_view::npos);
  });
}

}  // namespace

std::optional<std::vector<std::string>> FilesOf(const std::string& directory,
                                                std::string_view pattern, ModuleFiles& files) {
  if (pattern.find_first_of("[]\\") != std::string_view::npos) return std::nullopt;
  const auto patterns = Alternatives(pattern);
  if (!patterns) return std::nullopt;
  std::vector<std::string> all;
  for (const std::string& each : *patterns) {
    const std::vector<std::string_view> names = NamesOf(each);
    Search search(directory, files);
    if (!IsPlain(names) || !search.Find(names)) return std::nullopt;
    std::ranges::move(search.Take(), std::back_inserter(all));
  }
  SortWithoutDoubles(all);
  return all;
}

}  // namespace deltaplan::tfvars
