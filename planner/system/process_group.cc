#include "planner/system/process_group.h"

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <mutex>
#include <unistd.h>
#include <utility>

namespace deltaplan::planner {
namespace {

constexpr std::array kEndingSignals{SIGINT, SIGTERM, SIGHUP, SIGQUIT};

// What a handler of signals can reach has to be global. More children at once than there are slots
// are only not ended by signals.
constexpr std::size_t kMostGroups = 64;
std::array<std::atomic<pid_t>, kMostGroups> running_groups{};
static_assert(std::atomic<pid_t>::is_always_lock_free);
// When each was ended by a signal, as `Now`; 0: it was not.
std::array<std::atomic<std::int64_t>, kMostGroups> ended_at{};
static_assert(std::atomic<std::int64_t>::is_always_lock_free);
constexpr std::chrono::nanoseconds kTimeToEnd = std::chrono::seconds(5);

std::int64_t Now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

// The actions before the first group, in the order of `kEndingSignals`. Changed under the mutex,
// and never while the handler is in place.
std::array<struct sigaction, kEndingSignals.size()> actions_before{};
std::mutex handler_mutex;
std::size_t group_count = 0;

// Ends all groups, then does what would have been done without them.
void EndGroups(int signal) {
  for (std::size_t i = 0; i < kMostGroups; ++i) {
    const pid_t leader = running_groups[i].load();
    if (leader <= 0) continue;
    kill(-leader, SIGTERM);
    ended_at[i] = Now();
  }
  for (std::size_t i = 0; i < kEndingSignals.size(); ++i) {
    if (kEndingSignals[i] == signal) sigaction(signal, &actions_before[i], nullptr);
  }
  raise(signal);  // comes when this handler has returned
}

void PutHandlers() {
  for (std::size_t i = 0; i < kEndingSignals.size(); ++i) {
    sigaction(kEndingSignals[i], nullptr, &actions_before[i]);
    if (actions_before[i].sa_handler == SIG_IGN) continue;  // as under nohup
    struct sigaction action {};
    action.sa_handler = EndGroups;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(kEndingSignals[i], &action, nullptr);
  }
}

void TakeHandlersBack() {
  for (std::size_t i = 0; i < kEndingSignals.size(); ++i) {
    sigaction(kEndingSignals[i], &actions_before[i], nullptr);
  }
}

// Makes `group` the one that the terminal belongs to. Who asks for that from the background is
// stopped, unless it blocks the signal.
bool GiveTerminal(int terminal, pid_t group) {
  sigset_t only;
  sigset_t before;
  sigemptyset(&only);
  sigaddset(&only, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &only, &before);
  const bool is_given = tcsetpgrp(terminal, group) == 0;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return is_given;
}

}  // namespace

ProcessGroup::ProcessGroup(pid_t leader) : leader_(leader), slot_(kMostGroups) {
  const std::lock_guard lock(handler_mutex);
  if (group_count++ == 0) PutHandlers();
  for (std::size_t i = 0; i < kMostGroups && slot_ == kMostGroups; ++i) {
    pid_t free = 0;
    if (!running_groups[i].compare_exchange_strong(free, leader)) continue;
    slot_ = i;
    ended_at[i] = 0;
  }
}

ProcessGroup::~ProcessGroup() {
  if (terminal_.is_open()) GiveTerminal(terminal_.get(), getpgrp());
  const std::lock_guard lock(handler_mutex);
  if (slot_ < kMostGroups) running_groups[slot_] = 0;
  if (--group_count == 0) TakeHandlersBack();
}

void ProcessGroup::Signal(int signal) const { kill(-leader_, signal); }

void ProcessGroup::End() {
  Signal(SIGTERM);
  if (slot_ < kMostGroups) ended_at[slot_] = Now();
}

bool ProcessGroup::is_ended() const { return slot_ < kMostGroups && ended_at[slot_] != 0; }

bool ProcessGroup::is_overdue() const {
  return is_ended() && Now() - ended_at[slot_] > kTimeToEnd.count();
}

void ProcessGroup::LendTerminal() {
  if (!terminal_.is_open()) {
    FileDescriptor terminal(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
    if (!terminal.is_open() || tcgetpgrp(terminal.get()) != getpgrp()) return;
    if (!GiveTerminal(terminal.get(), leader_)) return;
    terminal_ = std::move(terminal);
  }
  Signal(SIGCONT);
}

}  // namespace deltaplan::planner
