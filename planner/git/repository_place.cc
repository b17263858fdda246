#include "planner/git/repository_place.h"

#include <boost/filesystem/operations.hpp>
#include <boost/filesystem/path.hpp>
#include <boost/system/error_code.hpp>
#include <git2.h>
#include <string_view>
#include <utility>

#include "planner/git/git_config.h"
#include "planner/git/git_ownership.h"
#include "planner/system/file_text.h"
#include "planner/text/unquote.h"

namespace deltaplan::planner {
namespace {

namespace fs = boost::filesystem;

bool IsThere(const std::string& path) {
  boost::system::error_code failure;
  return fs::exists(fs::symlink_status(path, failure));
}

// Without links; nullopt when it is not there.
std::optional<std::string> RealPath(const std::string& path) {
  boost::system::error_code failure;
  const fs::path real = fs::canonical(path, failure);
  if (failure) return std::nullopt;
  return real.string();
}

std::string Below(const std::string& base, const std::string& path) {
  return path.starts_with('/') ? path : base + "/" + path;
}

// What a repository says of itself: only in its own files, not in the user's.
struct OwnSettings {
  bool is_bare = false;
  std::optional<std::string> work_tree;
};

std::optional<Error> AddSettings(const std::string& path, OwnSettings& settings,
                                 bool* has_work_tree_file) {
  ConfigPtr file;
  if (!IsThere(path)) return std::nullopt;
  if (git_config_open_ondisk(OutPtr(file), path.c_str()) < 0) {
    return GitError("cannot read the git configuration '" + path + "'");
  }
  Result<GitConfig> config = GitConfig::From(*file);
  if (!config) return std::move(config).error();
  settings.is_bare = config->GetBool("core.bare", settings.is_bare);
  if (auto work_tree = config->Get("core.worktree")) settings.work_tree = std::move(work_tree);
  if (has_work_tree_file != nullptr) {
    *has_work_tree_file = config->GetBool("extensions.worktreeconfig", false);
  }
  return std::nullopt;
}

Result<OwnSettings> ReadOwnSettings(const RepositoryPlace& place) {
  OwnSettings settings;
  bool has_work_tree_file = false;
  if (auto error = AddSettings(place.common_dir + "/config", settings, &has_work_tree_file)) {
    return *std::move(error);
  }
  // The file is shared with linked work trees: what it says of the place is the main one's.
  if (!has_work_tree_file && place.common_dir != place.git_dir) return OwnSettings{};
  if (has_work_tree_file) {
    if (auto error = AddSettings(place.git_dir + "/config.worktree", settings, nullptr)) {
      return *std::move(error);
    }
  }
  return settings;
}

// Whether `dot_git`, a directory, a link or a file, leads to the git directory.
bool LeadsTo(const std::string& dot_git, const std::string& git_dir) {
  boost::system::error_code failure;
  if (!fs::is_regular_file(dot_git, failure)) return RealPath(dot_git) == git_dir;
  constexpr std::string_view kKey = "gitdir: ";
  std::string text = FileText(dot_git);
  if (!text.starts_with(kKey)) return false;
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  const std::string parent = dot_git.substr(0, dot_git.rfind('/'));
  return RealPath(Below(parent, text.substr(kKey.size()))) == git_dir;
}

// The directory at or above `directory` whose `.git` this is; nullopt inside of the git directory.
std::optional<std::string> TopOf(std::string directory, const std::string& git_dir) {
  while (true) {
    const std::string base = directory == "/" ? "" : directory;
    const std::string dot_git = base + "/.git";
    if (IsThere(dot_git) && LeadsTo(dot_git, git_dir)) return directory;
    if (directory == git_dir || base.empty()) return std::nullopt;
    directory.resize(std::max<std::size_t>(directory.rfind('/'), 1));
  }
}

Result<std::string> ExistingWorkTree(const std::string& path, const std::string& who) {
  std::optional<std::string> real = RealPath(path);
  boost::system::error_code failure;
  if (real && fs::is_directory(*real, failure)) return *std::move(real);
  return Error{"there is no work tree '" + path + "'", {who + " names it"}, ""};
}

Error BareWorkTree(const RepositoryPlace& place, const std::string& top) {
  return {"the repository of the work tree '" + top + "' says that it is bare",
          {"core.bare is true in '" + place.common_dir + "/config'"},
          "Nobody could tell whether the work tree differs from its commit. Mend it: git config "
          "core.bare false"};
}

// Opens the repository; its work tree is found by git's rules, not by libgit2's.
Result<std::optional<RepositoryPlace>> Open(const std::string& directory, unsigned flags) {
  RepositoryPlace place;
  const std::string ceilings = Environment("GIT_CEILING_DIRECTORIES").value_or("");
  const int status =
      git_repository_open_ext(OutPtr(place.repository), directory.c_str(), flags, ceilings.c_str());
  if (status == GIT_ENOTFOUND) return std::optional<RepositoryPlace>();
  if (status < 0) return GitError("cannot open the git repository at '" + directory + "'");
  git_repository& repository = *place.repository;
  place.git_dir = WithoutTrailingSlash(git_repository_path(&repository));
  place.common_dir = WithoutTrailingSlash(git_repository_commondir(&repository));
  place.index_file = place.git_dir + "/index";
  place.objects.directory = place.common_dir + "/objects";
  return std::optional(std::move(place));
}

// Sets the work tree of a repository that was found by its `.git` in `top`, or, where that is
// nullopt, from inside its git directory.
Status SetFoundWorkTree(RepositoryPlace& place, const OwnSettings& settings,
                        const std::optional<std::string>& top) {
  if (settings.work_tree && !settings.is_bare) {
    Result<std::string> set =
        ExistingWorkTree(Below(place.git_dir, *settings.work_tree), "core.worktree");
    if (!set) return std::move(set).error();
    place.work_dir = *std::move(set);
  } else if (settings.is_bare) {
    // Bare repositories stand in a `.git` of their own to be linked from work trees. They have no
    // index.
    if (top && IsThere(place.index_file)) return BareWorkTree(place, *top);
  } else if (top) {
    place.work_dir = top;
  } else if (place.git_dir.ends_with("/.git")) {
    place.work_dir =
        place.git_dir.substr(0, place.git_dir.size() - std::string_view("/.git").size());
  }
  return Ok();
}

void SetObjects(RepositoryPlace& place) {
  if (const auto directory = Environment("GIT_OBJECT_DIRECTORY")) {
    place.objects.directory = WithoutTrailingSlash(*directory);
  }
  const std::string list = Environment("GIT_ALTERNATE_OBJECT_DIRECTORIES").value_or("");
  for (std::string_view rest = list; !rest.empty();) {
    std::size_t length = rest.find(':');
    std::string path(rest.substr(0, length));
    if (std::optional<Unquoted> quoted = Unquote(rest)) {
      path = std::move(quoted->value);
      length = rest.find(':', quoted->length);
    }
    if (!path.empty()) place.objects.borrowed.push_back(WithoutTrailingSlash(std::move(path)));
    rest.remove_prefix(length == std::string_view::npos ? rest.size() : length + 1);
  }
}

}  // namespace

Result<RepositoryPlace> FindRepository(const std::string& directory, bool is_named) {
  const std::optional<std::string> git_dir = Environment("GIT_DIR");
  const std::optional<std::string> work_tree = Environment("GIT_WORK_TREE");
  if (Environment("GIT_COMMON_DIR")) {
    return Error{"GIT_COMMON_DIR is set, and deltaplan does not read repositories that way",
                 {},
                 "Unset it; name the repository with GIT_DIR."};
  }
  std::optional<RepositoryPlace> found;
  bool by_variable = false;
  if (!git_dir || is_named) {
    Result<std::optional<RepositoryPlace>> nearest = Open(directory, 0);
    if (!nearest) return std::move(nearest).error();
    found = *std::move(nearest);
  }
  if (!found && git_dir) {
    by_variable = true;
    Result<std::optional<RepositoryPlace>> named = Open(*git_dir, GIT_REPOSITORY_OPEN_NO_SEARCH);
    if (!named) return std::move(named).error();
    found = *std::move(named);
    if (!found) {
      return Error{"'" + *git_dir + "' is no git repository", {"GIT_DIR names it"}, ""};
    }
  }
  if (!found) {
    return Error{"'" + RealPath(directory).value_or(directory) + "' is not in a git repository",
                 {},
                 "Run deltaplan inside a repository, or name one with -C DIR."};
  }
  RepositoryPlace place = *std::move(found);
  const std::string here = RealPath(directory).value_or(directory);
  const std::optional<std::string> top = by_variable ? std::nullopt : TopOf(here, place.git_dir);
  if (!by_variable) {  // who sets GIT_DIR trusts it
    if (Status owner = CheckOwner(place.git_dir, top); !owner) return std::move(owner).error();
  }
  Result<OwnSettings> settings = ReadOwnSettings(place);
  if (!settings) return std::move(settings).error();
  if (git_dir && !by_variable) {
    // Another repository than the variables are about.
    if (Status set = SetFoundWorkTree(place, *settings, top); !set) return std::move(set).error();
    return place;
  }
  if (work_tree) {
    Result<std::string> set = ExistingWorkTree(*work_tree, "GIT_WORK_TREE");
    if (!set) return std::move(set).error();
    place.work_dir = *std::move(set);
  } else if (by_variable && !settings->is_bare && !settings->work_tree) {
    place.work_dir = here;
  } else if (Status set = SetFoundWorkTree(place, *settings, top); !set) {
    return std::move(set).error();
  }
  if (const auto index = Environment("GIT_INDEX_FILE")) {
    place.index_file = Below(place.work_dir.value_or(here), *index);
  }
  SetObjects(place);
  return place;
}

Result<std::optional<RepositoryPlace>> RepositoryAt(const std::string& directory) {
  Result<std::optional<RepositoryPlace>> found = Open(directory, GIT_REPOSITORY_OPEN_NO_SEARCH);
  if (!found || !*found) return found;
  RepositoryPlace& place = **found;
  Result<OwnSettings> settings = ReadOwnSettings(place);
  if (!settings) return std::move(settings).error();
  const std::optional<std::string> top = RealPath(directory);
  if (Status set = SetFoundWorkTree(place, *settings, top); !set) return std::move(set).error();
  return found;
}

}  // namespace deltaplan::planner
