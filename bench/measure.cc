// Runs a command and prints what it took: wall time, processor time, peak memory.
//
//   measure OUTPUT COMMAND [ARGUMENT...]
//
// The command's standard output goes to the file OUTPUT. Prints one line: wall, user and system
// time in microseconds, peak resident memory in KiB, exit code. Children that the command waited
// for are counted. A program of its own, because a process starts with the peak memory of the one
// that started it: measured from Python, everything would take at least what Python takes.
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

long Microseconds(const timeval& time) { return time.tv_sec * 1'000'000L + time.tv_usec; }

int Fail(const char* what, int error) {
  std::fprintf(stderr, "measure: %s: %s\n", what, std::strerror(error));
  return 1;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    std::fputs("usage: measure OUTPUT COMMAND [ARGUMENT...]\n", stderr);
    return 1;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, arguments[1],
                                   O_WRONLY | O_CREAT | O_TRUNC, 0644);

  const auto begin = std::chrono::steady_clock::now();
  pid_t child = 0;
  const int error = posix_spawnp(&child, arguments[2], &actions, nullptr, arguments + 2, environ);
  if (error != 0) return Fail(arguments[2], error);
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) < 0) return Fail("wait4", errno);
  const auto wall = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - begin);

  std::printf("%lld %ld %ld %ld %d\n", static_cast<long long>(wall.count()),
              Microseconds(usage.ru_utime), Microseconds(usage.ru_stime), usage.ru_maxrss,
              WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  return 0;
}
