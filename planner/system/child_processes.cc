#include "planner/system/child_processes.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <optional>
#include <poll.h>
#include <spawn.h>
#include <string_view>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include "planner/system/file_descriptor.h"
#include "planner/system/process_group.h"
#include "planner/system/signal_hold.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostOutput = std::size_t{256} << 20;
constexpr std::size_t kMostErrors = std::size_t{16} << 10;

struct Pipe {
  FileDescriptor read;
  FileDescriptor write;
};

std::optional<Pipe> MakePipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  return Pipe{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

// The variables of this process with those of the command in the place of theirs.
std::vector<std::string> EnvironmentOf(const CommandLine& command) {
  const std::map<std::string, std::string>& more = command.environment;
  std::vector<std::string> variables;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string_view variable = *each;
    const std::string name(variable.substr(0, variable.find('=')));
    if (more.contains(name) || std::ranges::find(command.unset, name) != command.unset.end()) {
      continue;
    }
    variables.emplace_back(variable);
  }
  for (const auto& [name, value] : more) {
    variables.push_back(name);
    variables.back() += '=';
    variables.back() += value;
  }
  return variables;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// What the child's streams are; -1: nothing.
struct Streams {
  int input = -1;
  int output = -1;
  int errors = -1;
};

// Files that a child makes get the mask of whoever starts it, and only a whole process has one.
class FileMask {
 public:
  explicit FileMask(std::optional<unsigned> mask) {
    if (mask) before_ = ::umask(static_cast<mode_t>(*mask));
  }
  ~FileMask() {
    if (before_) ::umask(*before_);
  }
  FileMask(const FileMask&) = delete;
  FileMask& operator=(const FileMask&) = delete;

 private:
  std::optional<mode_t> before_;
};

// posix_spawn's number of the error, 0 when the child runs. `mask` are the signals that it blocks.
int Spawn(const CommandLine& command, const Streams& streams, const sigset_t& mask, pid_t& child) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  if (streams.input < 0) {
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  } else {
    posix_spawn_file_actions_adddup2(&actions, streams.input, STDIN_FILENO);
  }
  posix_spawn_file_actions_adddup2(&actions, streams.output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, streams.errors, STDERR_FILENO);
  if (!command.directory.empty()) {
    posix_spawn_file_actions_addchdir_np(&actions, command.directory.c_str());
  }
  // This program ignores SIGPIPE; others expect it.
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setsigmask(&attributes, &mask);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  std::vector<std::string> arguments = command.arguments;
  std::vector<std::string> variables = EnvironmentOf(command);
  const FileMask file_mask(command.file_mask);
  const int failure = posix_spawnp(&child, arguments.front().c_str(), &actions, &attributes,
                                   Pointers(arguments).data(), Pointers(variables).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failure;
}

Error CannotStart(const CommandLine& command, int failure) {
  Error error{.message = fmt::format("cannot start '{}'", command.arguments.front()),
              .causes = {std::strerror(failure)},
              .remedy = {}};
  if (failure == ENOENT) {
    error.remedy = command.directory.empty()
                       ? "Install it, or put its directory on PATH."
                       : fmt::format(
                             "Install it, or put its directory on PATH; and see that the "
                             "directory '{}' is there.",
                             command.directory);
  }
  return error;
}

// Moves what can be read into `text`; false at the end.
bool ReadSome(const FileDescriptor& from, std::string& text) {
  std::array<char, 65536> buffer;
  const ssize_t count = read(from.get(), buffer.data(), buffer.size());
  if (count < 0) return errno == EINTR;
  text.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0;
}

// No signal that ends this program may come between a child's start and its place among the groups
// that such signals end.
class SignalsHeldBack {
 public:
  SignalsHeldBack() {
    sigset_t ending;
    sigemptyset(&ending);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) sigaddset(&ending, signal);
    pthread_sigmask(SIG_BLOCK, &ending, &before_);
  }
  ~SignalsHeldBack() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsHeldBack(const SignalsHeldBack&) = delete;
  SignalsHeldBack& operator=(const SignalsHeldBack&) = delete;

  const sigset_t& before() const { return before_; }

 private:
  sigset_t before_{};
};

// A child that is waited for in any case; still running at the end, its group is ended.
class Child {
 public:
  explicit Child(pid_t id) : id_(id), group_(id) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (id_ == 0 || Poll() == State::kLost) return;
    // The number is kept until the child has been waited for, so the group is its group.
    group_.Signal(SIGTERM);
    WaitForEnd(Clock::now() + std::chrono::seconds(2));
    group_.Signal(SIGKILL);
    waitpid(id_, nullptr, 0);
  }

  void End() { group_.End(); }

  enum class State { kEnded, kRuns, kLost };  ///< kLost: nobody can tell how it has ended

  /// Looks, without waiting for it, and lends it the terminal when it asks for that. What a signal
  /// should have ended long ago is ended.
  State Poll() {
    if (group_.is_overdue()) group_.Signal(SIGKILL);
    siginfo_t seen{};
    if (waitid(P_PID, static_cast<id_t>(id_), &seen, WEXITED | WNOHANG | WNOWAIT) != 0) {
      return errno == EINTR ? State::kRuns : State::kLost;
    }
    if (seen.si_pid == id_) return State::kEnded;
    if (waitid(P_PID, static_cast<id_t>(id_), &seen, WSTOPPED | WNOHANG) == 0 &&
        seen.si_pid == id_ && (seen.si_status == SIGTTIN || seen.si_status == SIGTTOU)) {
      group_.LendTerminal();
    }
    return State::kRuns;
  }

  /// Waits until `deadline`; `exit_code` is set when it has ended.
  State Wait(Clock::time_point deadline, int& exit_code) {
    State state = WaitForEnd(deadline);
    int status = 0;
    // What it has started and left behind goes, too, while the number is still its group's.
    if (state == State::kEnded && group_.is_ended()) group_.Signal(SIGKILL);
    if (state == State::kEnded && waitpid(id_, &status, 0) != id_) state = State::kLost;
    if (state == State::kRuns) return state;
    id_ = 0;
    if (state == State::kLost) return state;
    exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    // With the terminal it got what was meant for both.
    if (group_.has_terminal() && exit_code == 128 + SIGINT) raise(SIGINT);
    return state;
  }

 private:
  State WaitForEnd(Clock::time_point deadline) {
    for (std::chrono::milliseconds pause{1};; pause = std::min(pause * 2, kLongestPause)) {
      const State state = Poll();
      if (state != State::kRuns || Clock::now() >= deadline) return state;
      poll(nullptr, 0, static_cast<int>(pause.count()));
    }
  }

  static constexpr std::chrono::milliseconds kLongestPause{20};
  pid_t id_;  // 0 when it has been waited for
  ProcessGroup group_;
};

// Starts it; its end comes to `child`.
std::optional<Error> Start(const CommandLine& command, const Streams& streams,
                           std::optional<Child>& child) {
  const SignalsHeldBack held_back;
  pid_t id = 0;
  if (const int failure = Spawn(command, streams, held_back.before(), id); failure != 0) {
    return CannotStart(command, failure);
  }
  child.emplace(id);
  // Another thread may have got the signal before this group could be seen.
  if (SignalHold::IsPending()) child->End();
  return std::nullopt;
}

Error TookTooLong(const CommandLine& command, Child& child) {
  const double seconds = std::chrono::duration<double>(command.timeout).count();
  if (child.Poll() == Child::State::kEnded) {
    return {.message = fmt::format("{} has ended, but something that it started kept its output "
                                   "open for {} s, so that was ended",
                                   ShownCommand(command.arguments), seconds),
            .causes = {},
            .remedy = "Have what goes on in the background close its output."};
  }
  return {.message = fmt::format("{} took longer than {} s, so it was ended",
                                 ShownCommand(command.arguments), seconds),
          .causes = {},
          .remedy = "Give it more time with --timeout, or find out what it waits for."};
}

// Waits for its exit code.
std::optional<Error> WaitFor(const CommandLine& command, Child& child, Clock::time_point deadline,
                             int& exit_code) {
  switch (child.Wait(deadline, exit_code)) {
    case Child::State::kEnded:
      break;
    case Child::State::kRuns:
      return TookTooLong(command, child);
    case Child::State::kLost:
      return Error{
          .message = fmt::format("how {} has ended is not known", ShownCommand(command.arguments)),
          .causes = {"something else has taken its exit status"},
          .remedy =
              "Run it again; if that happens each time, start deltaplan from another "
              "program."};
  }
  return std::nullopt;
}

// Both streams go to the end of a file, as they come.
Result<CommandOutput> RunWithLog(const CommandLine& command) {
  const FileDescriptor log(open(command.log.c_str(),
                                O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
                                S_IRUSR | S_IWUSR));
  if (!log.is_open()) {
    return Error{.message = fmt::format("cannot write the log '{}'", command.log),
                 .causes = {std::strerror(errno)},
                 .remedy = {}};
  }
  const off_t before = lseek(log.get(), 0, SEEK_END);
  std::optional<Child> child;
  const Streams streams{.output = log.get(), .errors = log.get()};
  if (std::optional<Error> failure = Start(command, streams, child)) return *std::move(failure);
  CommandOutput done;
  if (std::optional<Error> failure =
          WaitFor(command, *child, Clock::now() + command.timeout, done.exit_code)) {
    return *std::move(failure);
  }
  const off_t end = lseek(log.get(), 0, SEEK_END);
  const off_t from = std::max(before, end - static_cast<off_t>(kMostErrors));
  if (end <= from) return done;
  done.errors.resize(static_cast<std::size_t>(end - from));
  const ssize_t count = pread(log.get(), done.errors.data(), done.errors.size(), from);
  done.errors.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
  return done;
}

}  // namespace

Result<CommandOutput> ChildProcesses::Run(const CommandLine& command) {
  if (!command.log.empty()) return RunWithLog(command);
  std::optional<Pipe> output = MakePipe();
  std::optional<Pipe> errors = output ? MakePipe() : std::nullopt;
  if (!errors) return CannotStart(command, errno);
  std::optional<Pipe> input;
  if (!command.input.empty()) {
    input = MakePipe();
    // The pipe takes it whole, so nobody waits for a child that does not read.
    if (!input || write(input->write.get(), command.input.data(), command.input.size()) !=
                      static_cast<ssize_t>(command.input.size())) {
      return CannotStart(command, errno);
    }
    input->write.Close();
  }
  std::optional<Child> child;
  const Streams streams{.input = input ? input->read.get() : -1,
                        .output = output->write.get(),
                        .errors = errors->write.get()};
  if (std::optional<Error> failure = Start(command, streams, child)) return *std::move(failure);
  output->write.Close();
  errors->write.Close();

  const Clock::time_point deadline = Clock::now() + command.timeout;
  CommandOutput done;
  while (output->read.is_open() || errors->read.is_open()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return TookTooLong(command, *child);
    // poll passes over closed ones: their number is negative.
    std::array<pollfd, 2> ready{{{output->read.get(), POLLIN, 0}, {errors->read.get(), POLLIN, 0}}};
    constexpr std::chrono::milliseconds kLongest{100};  // then it may wait for the terminal
    if (poll(ready.data(), ready.size(), static_cast<int>(std::min(left, kLongest).count())) <= 0) {
      child->Poll();
      continue;
    }
    if (ready[0].revents != 0 && !ReadSome(output->read, done.output)) output->read.Close();
    if (ready[1].revents != 0 && !ReadSome(errors->read, done.errors)) errors->read.Close();
    if (done.errors.size() > 2 * kMostErrors) {
      done.errors.erase(0, done.errors.size() - kMostErrors);
    }
    if (done.output.size() > kMostOutput) {
      return Error{
          .message = fmt::format("{} printed more than 256 MiB", ShownCommand(command.arguments)),
          .causes = {},
          .remedy = "Let it print only what is asked for."};
    }
  }
  if (std::optional<Error> failure = WaitFor(command, *child, deadline, done.exit_code)) {
    return *std::move(failure);
  }
  if (done.errors.size() > kMostErrors) done.errors.erase(0, done.errors.size() - kMostErrors);
  return done;
}

}  // namespace deltaplan::planner
