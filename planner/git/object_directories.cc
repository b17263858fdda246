#include "planner/git/object_directories.h"

#include <algorithm>
#include <boost/filesystem/operations.hpp>
#include <boost/filesystem/path.hpp>
#include <boost/system/error_code.hpp>
#include <optional>
#include <string_view>

#include "planner/system/file_text.h"
#include "planner/text/unquote.h"

namespace deltaplan::planner {
namespace {

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
    const std::optional<Unquoted> quoted = Unquote(line);  // libgit2 does not understand these
    const std::string path = quoted ? quoted->value : std::string(line);
    Add(path.starts_with('/') ? path : canonical + "/" + path, result);
  }
}

}  // namespace

std::vector<std::string> ObjectDirectories(const ObjectStore& store) {
  std::vector<std::string> result;
  Add(store.directory, result);
  for (const std::string& directory : store.borrowed) Add(directory, result);
  return result;
}

}  // namespace deltaplan::planner
