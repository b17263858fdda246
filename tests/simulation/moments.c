// Loaded into the program (LD_PRELOAD): kills it at one moment of its work with files, and lets it
// sleep without waiting for it. KILL_AT: 2N - 1 is the moment before its N-th change of a file or
// directory, 2N the one after that.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static long kill_at;  // 0: never
static atomic_long moment;
static atomic_llong slept;  // nanoseconds

__attribute__((constructor)) static void begin(void) {
  const char* const at = getenv("KILL_AT");
  if (at) kill_at = atol(at);
  unsetenv("KILL_AT");  // it is meant for the program, not for what that starts
}

static void pass(void) {
  if (++moment == kill_at) kill(getpid(), SIGKILL);
}

#define REAL(type, name, parameters) \
  static type(*real) parameters;     \
  if (!real) real = (type(*) parameters)dlsym(RTLD_NEXT, #name);

#define CHANGE(name, parameters, arguments) \
  int name parameters {                     \
    REAL(int, name, parameters)             \
    pass();                                 \
    const int result = real arguments;      \
    pass();                                 \
    return result;                          \
  }

CHANGE(rename, (const char* from, const char* to), (from, to))
CHANGE(renameat, (int from_in, const char* from, int to_in, const char* to),
       (from_in, from, to_in, to))
CHANGE(link, (const char* from, const char* to), (from, to))
CHANGE(unlink, (const char* path), (path))
CHANGE(unlinkat, (int in, const char* path, int flags), (in, path, flags))
CHANGE(mkdir, (const char* path, mode_t mode), (path, mode))
CHANGE(ftruncate, (int file, off_t size), (file, size))

ssize_t write(int file, const void* bytes, size_t count) {
  REAL(ssize_t, write, (int, const void*, size_t))
  struct stat facts;
  const int is_file = fstat(file, &facts) == 0 && S_ISREG(facts.st_mode);
  if (is_file) pass();
  const ssize_t result = real(file, bytes, count);
  if (is_file) pass();
  return result;
}

// What is killed leaves its files to the system; only a loss of power would need more.
int fsync(int file) {
  (void)file;
  pass();
  return 0;
}

int nanosleep(const struct timespec* time, struct timespec* left) {
  (void)left;
  slept += time->tv_sec * 1000000000LL + time->tv_nsec;
  return 0;
}

int clock_gettime(clockid_t clock, struct timespec* now) {
  REAL(int, clock_gettime, (clockid_t, struct timespec*))
  const int result = real(clock, now);
  if (result == 0 && clock == CLOCK_MONOTONIC) {
    const long long nanoseconds = now->tv_nsec + slept;
    now->tv_sec += nanoseconds / 1000000000;
    now->tv_nsec = nanoseconds % 1000000000;
  }
  return result;
}
