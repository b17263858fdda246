#include "planner/git/git_ownership.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <git2.h>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

#include "planner/git/git_config.h"
#include "planner/system/file_text.h"

namespace deltaplan::planner {
namespace {

bool OwnedByUser(const std::string& path) {
  struct stat status = {};
  if (::lstat(path.c_str(), &status) != 0) return false;
  uid_t user = ::geteuid();
  if (user == 0 && status.st_uid != 0) {
    const std::string sudo = Environment("SUDO_UID").value_or("");
    std::from_chars(sudo.data(), sudo.data() + sudo.size(), user);
  }
  return status.st_uid == user;
}

bool IsSafe(const GitConfig& settings, const std::string& directory) {
  bool safe = false;
  for (const std::string& value : settings.GetAll("safe.directory")) {
    if (value.empty()) {
      safe = false;  // forgets what came before
    } else if (value == "*") {
      safe = true;
    } else if (value.ends_with("/*")) {
      safe = safe || directory.starts_with(ExpandHome(value.substr(0, value.size() - 1)));
    } else {
      safe = safe || directory == WithoutTrailingSlash(ExpandHome(value));
    }
  }
  return safe;
}

// Quoted for a shell where that is needed, as git prints it.
std::string ShellWord(std::string_view text) {
  const auto is_plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("+,-./:=@_^").find(c) != std::string_view::npos;
  };
  if (std::ranges::all_of(text, is_plain)) return std::string(text);
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '!') {
      quoted += "'\\";
      quoted += c;
      quoted += '\'';
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

}  // namespace

Status CheckOwner(git_repository& repository) {
  const std::string git_dir = WithoutTrailingSlash(git_repository_path(&repository));
  const char* raw_work_dir = git_repository_workdir(&repository);
  const std::string work_dir = raw_work_dir == nullptr ? "" : WithoutTrailingSlash(raw_work_dir);
  // In a linked work tree and in a submodule .git is a file; elsewhere this is git_dir again.
  if (OwnedByUser(git_dir) &&
      (work_dir.empty() || (OwnedByUser(work_dir) && OwnedByUser(work_dir + "/.git")))) {
    return Ok();
  }
  const std::string& directory = work_dir.empty() ? git_dir : work_dir;
  Result<GitConfig> settings = GitConfig::LoadProtected();
  if (!settings) return std::move(settings).error();
  if (IsSafe(*settings, directory)) return Ok();
  return Error{"detected dubious ownership in repository at '" + directory + "'",
               {"it is owned by somebody other than the user who runs deltaplan"},
               "To add an exception for this directory, call: git config --global --add "
               "safe.directory " +
                   ShellWord(directory)};
}

}  // namespace deltaplan::planner
