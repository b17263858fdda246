#include "tests/support/git_sandbox.h"

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <spawn.h>
#include <sstream>
#include <stdexcept>
#include <sys/stat.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

extern char** environ;

namespace deltaplan::testing {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void Fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

TemporaryDirectory::TemporaryDirectory() {
  // Canonical, because git prints canonical paths.
  std::string name = fs::canonical(fs::temp_directory_path()).string() + "/deltaplan_test_XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) Fail("mkdtemp " + name);
  path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  if (!ignored) return;
  // Tests take permissions away: give them back and try again.
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(
           path_, fs::directory_options::skip_permission_denied, ignored)) {
    std::error_code denied;
    if (entry.is_directory(denied)) fs::permissions(entry.path(), fs::perms::owner_all, denied);
  }
  fs::remove_all(path_, ignored);
}

ScopedEnvironment::~ScopedEnvironment() {
  for (const auto& [name, value] : before_) {
    if (value) {
      ::setenv(name.c_str(), value->c_str(), 1);
    } else {
      ::unsetenv(name.c_str());
    }
  }
}

void ScopedEnvironment::Set(const std::string& name, const std::optional<std::string>& value) {
  const char* old = std::getenv(name.c_str());
  before_.emplace(name, old == nullptr ? std::nullopt : std::optional<std::string>(old));
  if (value) {
    ::setenv(name.c_str(), value->c_str(), 1);
  } else {
    ::unsetenv(name.c_str());
  }
}

ProcessResult RunProcess(const std::string& directory, const std::vector<std::string>& arguments,
                         std::string_view input) {
  // Input and outputs go through files: no pipe can fill up and block.
  const TemporaryDirectory scratch;
  const std::string in = scratch.path() + "/in";
  const std::string out = scratch.path() + "/out";
  const std::string err = scratch.path() + "/err";
  WriteFile(in, input);

  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, in.c_str(), O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT, 0600);
  ::posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY | O_CREAT, 0600);
  ::posix_spawn_file_actions_addchdir_np(&actions, directory.c_str());
  std::vector<std::string> words = arguments;
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  pid_t pid = 0;
  const int failure = ::posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) {
    errno = failure;
    Fail("cannot run " + arguments[0] + " in " + directory);
  }
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) Fail("waitpid");
  }
  ProcessResult result;
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.out = ReadFile(out);
  result.err = ReadFile(err);
  return result;
}

void WriteFile(const std::string& path, std::string_view content) {
  fs::create_directories(fs::path(path).parent_path());
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  file.close();
  if (!file) Fail("cannot write " + path);
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) Fail("cannot read " + path);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

GitSandbox::GitSandbox() {
  fs::create_directory(home());
  // Variables that would lead git, or libgit2 in this process, elsewhere.
  for (const char* name :
       {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM",
        "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS", "GIT_CEILING_DIRECTORIES", "GIT_NAMESPACE",
        "XDG_CONFIG_HOME", "SUDO_UID"}) {
    environment_.Set(name, std::nullopt);
  }
  environment_.Set("HOME", home());
  environment_.Set("GIT_CONFIG_NOSYSTEM", "1");
  environment_.Set("GIT_TERMINAL_PROMPT", "0");
  environment_.Set("LC_ALL", "C");
  environment_.Set("TZ", "UTC");
  environment_.Set("GIT_AUTHOR_NAME", "A U Thor");
  environment_.Set("GIT_AUTHOR_EMAIL", "author@example.com");
  environment_.Set("GIT_COMMITTER_NAME", "C O Mitter");
  environment_.Set("GIT_COMMITTER_EMAIL", "committer@example.com");
  Tick();
}

void GitSandbox::Tick() {
  clock_ += 60;
  const std::string date = std::to_string(clock_) + " +0000";
  environment_.Set("GIT_AUTHOR_DATE", date);
  environment_.Set("GIT_COMMITTER_DATE", date);
}

std::string GitSandbox::Git(const std::string& directory, const std::vector<std::string>& arguments,
                            std::string_view input) {
  // Submodules over file:// are refused by default; nothing here has to survive a crash.
  std::vector<std::string> command = {"git", "-c", "protocol.file.allow=always", "-c",
                                      "core.fsync=none"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  ProcessResult result = RunProcess(directory, command, input);
  if (result.exit_code != 0) {
    std::string text;
    for (const std::string& argument : arguments) text += " " + argument;
    throw std::runtime_error("git" + text + " failed in " + directory + ":\n" + result.err);
  }
  if (result.out.ends_with('\n')) result.out.pop_back();
  return std::move(result.out);
}

GitRepo GitSandbox::Init(const std::string& name, const std::vector<std::string>& options) {
  std::vector<std::string> arguments = {"init", "--quiet", "--initial-branch=main"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  arguments.push_back(root() + "/" + name);
  Git(root(), arguments);
  return At(root() + "/" + name);
}

GitRepo GitSandbox::Clone(const GitRepo& from, const std::string& name,
                          const std::vector<std::string>& options) {
  std::vector<std::string> arguments = {"clone", "--quiet"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  arguments.push_back("file://" + from.path());
  arguments.push_back(root() + "/" + name);
  Git(root(), arguments);
  return At(root() + "/" + name);
}

GitRepo GitSandbox::At(const std::string& directory) { return {*this, directory}; }

std::string GitSandbox::Repo::path(std::string_view relative) const {
  return directory_ + "/" + std::string(relative);
}

void GitSandbox::Repo::Write(std::string_view relative, std::string_view content) const {
  WriteFile(path(relative), content);
}

void GitSandbox::Repo::Remove(std::string_view relative) const {
  std::error_code failure;
  fs::remove_all(path(relative), failure);
  if (failure && failure != std::errc::not_a_directory) {
    throw std::system_error(failure, "cannot remove " + path(relative));
  }
}

void GitSandbox::Repo::Symlink(std::string_view relative, const std::string& target) const {
  fs::create_directories(fs::path(path(relative)).parent_path());
  fs::remove(path(relative));
  fs::create_symlink(target, path(relative));
}

void GitSandbox::Repo::SetExecutable(std::string_view relative, bool executable) const {
  if (::chmod(path(relative).c_str(), executable ? 0755 : 0644) != 0) Fail("chmod");
}

std::string GitSandbox::Repo::Git(const std::vector<std::string>& arguments,
                                  std::string_view input) const {
  return sandbox_->Git(directory_, arguments, input);
}

graph::ObjectId GitSandbox::Repo::Commit(const std::string& message) const {
  sandbox_->Tick();
  Git({"add", "--all"});
  Git({"commit", "--quiet", "--allow-empty", "--message", message});
  return Id("HEAD");
}

graph::ObjectId GitSandbox::Repo::CommitFile(std::string_view relative,
                                             std::string_view content) const {
  Write(relative, content);
  return Commit("Write " + std::string(relative));
}

graph::ObjectId GitSandbox::Repo::Id(const std::string& revision) const {
  return graph::ObjectId::FromHex(Git({"rev-parse", "--verify", revision})).value();
}

}  // namespace deltaplan::testing
