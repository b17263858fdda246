// What `deltaplan targets` prints: the Terraform addresses of each service, found and written.
#ifndef DELTAPLAN_PLANNER_REPORT_TARGETS_REPORT_H_
#define DELTAPLAN_PLANNER_REPORT_TARGETS_REPORT_H_

#include <optional>
#include <string>
#include <vector>

#include "graph/object_id.h"
#include "planner/model/warning.h"

namespace deltaplan::planner {

struct FoundTarget {
  std::string address;
  std::optional<FileLine> place;  ///< nullopt: the files don't declare it
  bool from_state = false;        ///< else from the files
  std::optional<bool> in_state;   ///< nullopt: no state was given
  bool is_written = false;        ///< in the configuration
};

struct FoundTargetsOfService {
  std::string name;
  std::string directory = {};                 ///< of the root module in which it is rolled
  std::optional<std::string> workspace = {};  ///< nullopt: not configured
  std::vector<FoundTarget> targets;           ///< in the order of their addresses
};

/// A resource whose instances can't be told.
struct UntoldInstances {
  std::string address;
  FileLine place;
  std::string reason;
  std::vector<std::string> services = {};  ///< whose target all that there may be stays
};

struct FoundTargets {
  std::string environment;
  graph::ObjectId head_commit;
  std::optional<std::string> directory;  ///< of the only root module; nullopt: there are several
  bool state_read = false;
  std::vector<FoundTargetsOfService> services;  ///< sorted by name, every service
  std::vector<UntoldInstances> unresolved;
  Warnings warnings;
};

/// Without the warnings, which go beside the result. `width`: the columns of a terminal; elsewhere
/// an address and what is said of it are one line.
std::string FoundTargetsText(const FoundTargets& found, std::optional<std::size_t> width);
/// The published JSON format (docs/schema/targets.schema.json), `format_version` 1.0.
std::string FoundTargetsJson(const FoundTargets& found);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_TARGETS_REPORT_H_
