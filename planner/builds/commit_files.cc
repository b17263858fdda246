#include "planner/builds/commit_files.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <string_view>
#include <utility>

#include "planner/model/output_file.h"
#include "planner/ports/run_command.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

constexpr unsigned kFileMask = 022;
constexpr std::chrono::hours kMostGitTime{1};  // filters may fetch what they put in place

struct Submodule {
  std::string path;
  std::string commit;
};

// Of `git ls-tree -r -z`: "160000 commit ID\tPATH", a NUL behind each.
std::vector<Submodule> SubmodulesIn(std::string_view listing) {
  constexpr std::string_view kBegin = "160000 commit ";
  std::vector<Submodule> submodules;
  while (!listing.empty()) {
    const std::size_t end = std::min(listing.find('\0'), listing.size());
    const std::string_view entry = listing.substr(0, end);
    listing.remove_prefix(std::min(end + 1, listing.size()));
    const std::size_t tab = entry.find('\t');
    if (!entry.starts_with(kBegin) || tab == std::string_view::npos) continue;
    submodules.push_back({.path = std::string(entry.substr(tab + 1)),
                          .commit = std::string(entry.substr(kBegin.size(), tab - kBegin.size()))});
  }
  return submodules;
}

}  // namespace

CommitFiles::~CommitFiles() {
  // What can't be removed goes before the next ones are written, which then tells why.
  (void)ports_.files.RemoveDirectory(place_.directory);
}

Status CommitFiles::Write() {
  if (Status removed = ports_.files.RemoveDirectory(place_.directory); !removed) return removed;
  if (Status made = ports_.files.WriteAll(place_.directory, {}, {}); !made) return made;
  Status written = WriteRepository("", place_.commit);
  std::ranges::sort(missing_);
  if (written) return written;
  return std::move(written).error().Within(fmt::format("git can't write the files of {} to '{}'",
                                                       place_.commit.substr(0, 12),
                                                       DisplayText(place_.directory)));
}

Status CommitFiles::WriteRepository(const std::string& path, const std::string& commit) {
  const std::string work_tree = path.empty() ? place_.root : place_.root + "/" + path;
  // A submodule has a directory there, or the file that names it.
  const std::string git_dir = path.empty() ? place_.git_dir : work_tree + "/.git";
  const std::string index = fmt::format("{}/index-{}", place_.directory, ++indexes_);
  const auto run = [&](const std::vector<std::string>& arguments) {
    CommandLine command{
        .arguments = {"git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"},
        .directory = work_tree,
        .environment = {{"GIT_DIR", git_dir},
                        {"GIT_WORK_TREE", work_tree},
                        {"GIT_INDEX_FILE", index},
                        {"GIT_TERMINAL_PROMPT", "0"}},
        .timeout = kMostGitTime,
        // What a hook of git that starts this says of its own repository.
        .unset = {"GIT_PREFIX", "GIT_NAMESPACE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY",
                  "GIT_ALTERNATE_OBJECT_DIRECTORIES"},
        .file_mask = kFileMask};
    command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
    return RunToSuccess(ports_.commands, command);
  };
  const std::string below = directory() + "/" + (path.empty() ? "" : path + "/");
  Result<std::string> listing = run({"read-tree", commit});
  if (listing) {
    listing = run({"checkout-index", "--quiet", "--all", "--force", "--prefix=" + below});
  }
  if (listing) listing = run({"ls-tree", "-r", "-z", "--full-tree", commit});
  if (!listing) return std::move(listing).error();
  for (const Submodule& submodule : SubmodulesIn(*listing)) {
    const std::string inner = path.empty() ? submodule.path : path + "/" + submodule.path;
    if (!ports_.files.Canonical(place_.root + "/" + inner + "/.git")) {
      missing_.push_back(inner);
    } else if (Status written = WriteRepository(inner, submodule.commit); !written) {
      return std::move(written).error().Within("the submodule " + DisplayPath(inner));
    }
  }
  return Ok();
}

}  // namespace deltaplan::planner
