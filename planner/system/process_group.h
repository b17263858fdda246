// The process group that a child leads.
#ifndef DELTAPLAN_PLANNER_SYSTEM_PROCESS_GROUP_H_
#define DELTAPLAN_PLANNER_SYSTEM_PROCESS_GROUP_H_

#include <cstddef>
#include <sys/types.h>

#include "planner/system/file_descriptor.h"

namespace deltaplan::planner {

/// A child and all that it starts, while somebody waits for it. The group is not this program's, so
/// a time-out can end grandchildren, too. Two things that the terminal does for one group are done
/// here instead:
/// - A signal that ends this program (SIGINT, SIGTERM, SIGHUP, SIGQUIT) ends the group first.
/// - `LendTerminal` lets the group ask a person, for a code of a second factor, say.
class ProcessGroup {
 public:
  /// `leader` has to be a child of this program that leads a group of its own.
  explicit ProcessGroup(pid_t leader);
  ~ProcessGroup();  ///< Takes the terminal back, and ends nothing.
  ProcessGroup(const ProcessGroup&) = delete;
  ProcessGroup& operator=(const ProcessGroup&) = delete;

  /// To be called while the leader has not been waited for: later its number may be another's.
  void Signal(int signal) const;
  /// What such a signal does, where somebody holds it (signal_hold.h), so that it does not end this
  /// program: the group is asked to end.
  void End();
  bool is_ended() const;
  /// It does not obey: so long ago was it asked.
  bool is_overdue() const;

  /// The group was stopped because it wanted the terminal: gives it to the group, if it is this
  /// program's to give, and lets the group go on.
  void LendTerminal();
  bool has_terminal() const { return terminal_.is_open(); }

 private:
  const pid_t leader_;
  std::size_t slot_;  ///< in the table of groups that signals end
  FileDescriptor terminal_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_SYSTEM_PROCESS_GROUP_H_
