// Work that has to be ended in order when somebody wants the program to end.
#ifndef DELTAPLAN_PLANNER_PORTS_INTERRUPTION_H_
#define DELTAPLAN_PLANNER_PORTS_INTERRUPTION_H_

namespace deltaplan::planner {

/// As long as it lives, Ctrl-C and its kin do not end this program. They end the programs that it
/// has started, and come to it when this goes.
class Interruption {
 public:
  virtual ~Interruption() = default;
  virtual bool has_come() const = 0;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_PORTS_INTERRUPTION_H_
