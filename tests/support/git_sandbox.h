// Real git repositories for tests: made by the git program, the same ids in every run.
#ifndef DELTAPLAN_TESTS_SUPPORT_GIT_SANDBOX_H_
#define DELTAPLAN_TESTS_SUPPORT_GIT_SANDBOX_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/object_id.h"

namespace deltaplan::testing {

/// An empty directory that is removed with all its content at the end.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Environment variables of this process (children inherit them), restored at the end.
class ScopedEnvironment {
 public:
  ScopedEnvironment() = default;
  ~ScopedEnvironment();
  ScopedEnvironment(const ScopedEnvironment&) = delete;
  ScopedEnvironment& operator=(const ScopedEnvironment&) = delete;

  /// nullopt unsets the variable.
  void Set(const std::string& name, const std::optional<std::string>& value);

 private:
  std::map<std::string, std::optional<std::string>> before_;
};

struct ProcessResult {
  int exit_code = 0;  ///< 128 + signal when a signal ended it
  std::string out;
  std::string err;
};

/// Runs `arguments[0]`, found on PATH, without a shell. `input` is its standard input.
ProcessResult RunProcess(const std::string& directory, const std::vector<std::string>& arguments,
                         std::string_view input = {});

/// Creates missing directories above `path`; replaces what is there.
void WriteFile(const std::string& path, std::string_view content);
std::string ReadFile(const std::string& path);

/// A place for repositories, apart from the user's and the system's git configuration: HOME is an
/// empty directory inside, identity and dates are fixed. The environment of this process is changed
/// while it lives, so libgit2 sees the same.
///
/// Example:
///   GitSandbox sandbox;
///   GitRepo repo = sandbox.Init("repo");
///   repo.Write("services/api/main.ts", "1");
///   const graph::ObjectId first = repo.Commit("first");
class GitSandbox {
 public:
  class Repo;

  GitSandbox();

  const std::string& root() const { return root_.path(); }
  std::string home() const { return root() + "/home"; }
  ScopedEnvironment& environment() { return environment_; }

  /// `git init` with the branch `main`; `options` go to git.
  Repo Init(const std::string& name, const std::vector<std::string>& options = {});
  /// `git clone <options> file://<from> <name>`.
  Repo Clone(const Repo& from, const std::string& name,
             const std::vector<std::string>& options = {});
  /// A repository that is there already: a linked work tree, a submodule, a copy.
  Repo At(const std::string& directory);

  /// Runs git in `directory`. A failure throws and names the command. Returns standard
  /// output without its last newline.
  std::string Git(const std::string& directory, const std::vector<std::string>& arguments,
                  std::string_view input = {});

 private:
  friend class Repo;
  void Tick();

  TemporaryDirectory root_;
  ScopedEnvironment environment_;
  std::int64_t clock_ = 1112911993;  // git's own tests start here
};

/// One repository of a sandbox, which must outlive it.
class GitSandbox::Repo {
 public:
  Repo(GitSandbox& sandbox, std::string directory)
      : sandbox_(&sandbox), directory_(std::move(directory)) {}

  const std::string& path() const { return directory_; }
  std::string path(std::string_view relative) const;

  void Write(std::string_view relative, std::string_view content) const;
  /// A file or a whole directory; it need not be there.
  void Remove(std::string_view relative) const;
  void Symlink(std::string_view relative, const std::string& target) const;
  void SetExecutable(std::string_view relative, bool executable) const;

  std::string Git(const std::vector<std::string>& arguments, std::string_view input = {}) const;
  /// Commits everything in the work tree, a minute after the commit before.
  graph::ObjectId Commit(const std::string& message) const;
  /// Writes one file and commits.
  graph::ObjectId CommitFile(std::string_view relative, std::string_view content) const;
  /// The object that `revision` names, per `git rev-parse`.
  graph::ObjectId Id(const std::string& revision) const;

 private:
  GitSandbox* sandbox_;
  std::string directory_;
};
using GitRepo = GitSandbox::Repo;

}  // namespace deltaplan::testing

#endif  // DELTAPLAN_TESTS_SUPPORT_GIT_SANDBOX_H_
