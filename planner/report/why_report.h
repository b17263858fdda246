// What `deltaplan why` prints: why one service deploys, with every path and every file.
#ifndef DELTAPLAN_PLANNER_REPORT_WHY_REPORT_H_
#define DELTAPLAN_PLANNER_REPORT_WHY_REPORT_H_

#include <optional>
#include <string>
#include <vector>

#include "graph/file_change.h"
#include "planner/model/edge_origin.h"
#include "planner/model/plan.h"
#include "planner/model/touching_commit.h"

namespace deltaplan::planner {

/// An edge along a way, and where it comes from.
struct ExplainedEdge {
  std::string from;  ///< what depends, as the ways call it
  std::string to;
  std::vector<EdgeOrigin> origins;
};

/// One reason with all the ways that lead from its input to the service.
struct ExplainedReason {
  Reason reason;
  std::vector<std::vector<std::string>> paths;  ///< each from the input to the service, raw bytes
  bool paths_truncated = false;                 ///< there may be more paths
  std::vector<ExplainedEdge> edges = {};        ///< of these paths, in their order, each once
  std::vector<graph::FileChange> files;         ///< those that were asked for
};

struct WhyReport {
  std::string service;
  Decision decision = Decision::kSkip;
  std::string head_tag;
  std::optional<Live> live;
  bool is_external = false;  ///< its image is built elsewhere, so live names no commit
  std::vector<ExplainedReason> reasons;
  std::optional<TouchingCommits> commits;  ///< since `live`; nullopt: its commit is not known
};

std::string WhyText(const WhyReport& report);
std::string WhyJson(const WhyReport& report);
/// The same of several, as the list "services".
std::string WhyListJson(const std::vector<WhyReport>& reports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_WHY_REPORT_H_
