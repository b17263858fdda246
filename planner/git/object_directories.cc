#include "planner/git/object_directories.h"

#include <algorithm>
#include <boost/filesystem/operations.hpp>
#include <boost/filesystem/path.hpp>
#include <boost/system/error_code.hpp>
#include <string_view>

#include "planner/system/file_text.h"

namespace deltaplan::planner {
namespace {

// A path in C-style quotes, which git writes around unusual ones and libgit2 does not understand.
std::string Unquote(std::string_view text) {
  constexpr std::string_view kLetters = "abtnvfr";
  constexpr std::string_view kMeanings = "\a\b\t\n\v\f\r";
  std::string result;
  for (std::size_t at = 1; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      result += text[at];
      continue;
    }
    const char escaped = text[++at];
    if (const std::size_t letter = kLetters.find(escaped); letter != std::string_view::npos) {
      result += kMeanings[letter];
    } else if (escaped >= '0' && escaped <= '3' && at + 2 < text.size()) {
      result +=
          static_cast<char>((escaped - '0') * 64 + (text[at + 1] - '0') * 8 + (text[at + 2] - '0'));
      at += 2;
    } else {
      result += escaped;
    }
  }
  return result;
}

void Add(const std::string& directory, std::vector<std::string>& result) {
  namespace fs = boost::filesystem;
  boost::system::error_code failure;
  const std::string canonical = fs::canonical(directory, failure).string();
  if (failure || std::ranges::find(result, canonical) != result.end()) return;
  result.push_back(canonical);
  const std::string text = FileText(canonical + "/info/alternates");
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.empty() || line.starts_with('#')) continue;
    const std::string path = line.starts_with('"') ? Unquote(line) : std::string(line);
    Add(path.starts_with('/') ? path : canonical + "/" + path, result);
  }
}

}  // namespace

std::vector<std::string> ObjectDirectories(const std::string& objects_directory) {
  std::vector<std::string> result;
  Add(objects_directory, result);
  return result;
}

}  // namespace deltaplan::planner
