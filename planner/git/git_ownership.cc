#include "planner/git/git_ownership.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

#include "planner/git/git_config.h"
#include "planner/system/file_text.h"

namespace deltaplan::planner {
namespace {

std::optional<uid_t> OwnerOf(const std::string& path) {
  struct stat status = {};
  if (::lstat(path.c_str(), &status) != 0) return std::nullopt;
  return status.st_uid;
}

std::optional<std::string> WithoutLinks(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> found(::realpath(path.c_str(), nullptr),
                                                          &std::free);
  if (!found) return std::nullopt;
  return std::string(found.get());
}

// The user; for root under sudo the one who has called it, too.
bool IsUser(uid_t owner) {
  uid_t user = ::geteuid();
  if (user == 0 && owner != 0) {
    const std::string sudo = Environment("SUDO_UID").value_or("");
    std::from_chars(sudo.data(), sudo.data() + sudo.size(), user);
  }
  return owner == user;
}

bool OwnedByUser(const std::string& path) {
  const std::optional<uid_t> owner = OwnerOf(path);
  return owner && IsUser(*owner);
}

bool IsSafe(const GitConfig& settings, const std::string& directory) {
  bool safe = false;
  for (const std::string& value : settings.GetAll("safe.directory")) {
    if (value.empty()) {
      safe = false;  // forgets what came before
    } else if (value == "*") {
      safe = true;
    } else if (const std::optional<std::string> path = ExpandHome(value)) {
      const bool is_safe = path->ends_with("/*")
                               ? directory.starts_with(path->substr(0, path->size() - 1))
                               : directory == WithoutTrailingSlash(*path);
      safe = safe || is_safe;
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

Status CheckOwner(const std::string& git_dir, const std::optional<std::string>& top) {
  // In a linked work tree and in a submodule .git is a file; elsewhere this is git_dir again.
  if (OwnedByUser(git_dir) && (!top || (OwnedByUser(*top) && OwnedByUser(*top + "/.git")))) {
    return Ok();
  }
  const std::string& directory = top ? *top : git_dir;
  Result<GitConfig> settings = GitConfig::LoadProtected();
  if (!settings) return std::move(settings).error();
  if (IsSafe(*settings, directory)) return Ok();
  return Error{"detected dubious ownership in repository at '" + directory + "'",
               {"it is owned by somebody other than the user who runs deltaplan"},
               "To add an exception for this directory, call: git config --global --add "
               "safe.directory " +
                   ShellWord(directory)};
}

bool MayBeBelieved(const std::string& path, const std::string& top) {
  const auto is_known = [&](const std::string& file) {
    const std::optional<uid_t> owner = OwnerOf(file);
    return !owner || *owner == 0 || IsUser(*owner) || owner == OwnerOf(top);
  };
  if (!is_known(path)) return false;
  struct stat status = {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISLNK(status.st_mode)) return true;
  const std::optional<std::string> target = WithoutLinks(path);
  const std::optional<std::string> root = WithoutLinks(top);
  if (!target || !root) return !target;  // a link to nowhere says nothing
  return target->starts_with(*root + "/") && is_known(*target);
}

}  // namespace deltaplan::planner
