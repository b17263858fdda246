// How what is live stands to what else says so, and what an untargeted apply would make of it.
// Pure.
#ifndef DELTAPLAN_PLANNER_DECIDE_SOURCE_STATUS_H_
#define DELTAPLAN_PLANNER_DECIDE_SOURCE_STATUS_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "graph/history.h"
#include "planner/model/service_facts.h"
#include "planner/model/status.h"
#include "planner/model/warning.h"

namespace deltaplan::planner {

/// What a source besides the deciding one says.
struct SourceTags {
  std::string name;
  std::optional<std::string> error = {};  ///< set when it could not be read
  std::set<std::string> services = {};    ///< it was asked about these; empty: about all
  std::map<std::string, std::string> tags = {};
};

/// A service that is shown.
struct ShownService {
  std::string name;
  bool is_configured = true;  ///< false: only a source knows it
  bool is_external = false;   ///< its image is built elsewhere: no tag names a commit
  ServiceFacts facts = {};    ///< against head
};

/// Everything that a status rests on.
struct StatusFacts {
  std::optional<std::string> environment;
  Head head;
  std::optional<std::string> deciding;  ///< the source that decides; nullopt: there is none
  std::vector<SourceTags> others = {};
  /// The tag map, whichever source has read it; nullopt: none has.
  std::optional<std::map<std::string, std::string>> map = {};
  std::vector<ShownService> services = {};
  /// By a live tag and another tag of the same service: how the other's commit stands to the live
  /// one, as in `StatusTag`. A pair that is missing has a tag without a commit of this clone.
  std::map<std::pair<std::string, std::string>, graph::HeadRelation> relations = {};
  Warnings warnings = {};
};

StatusReport StatusOf(const StatusFacts& facts);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DECIDE_SOURCE_STATUS_H_
