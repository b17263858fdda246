// A starting point for a CI system, to be written into a file and changed.
#ifndef DELTAPLAN_PLANNER_REPORT_CI_START_H_
#define DELTAPLAN_PLANNER_REPORT_CI_START_H_

#include <string>
#include <string_view>

namespace deltaplan::planner {

enum class CiSystem { kGithub, kGitlab, kBuildkite };

/// Which file of it.
enum class CiPart {
  kPipeline,  ///< the pipeline itself: plans, builds, and has one check to require
  kComment,   ///< GitHub: the workflow that posts what a pull request's run has written
  kJobs,      ///< GitLab: the job that generated ones extend; Buildkite: the script of the steps
};

struct CiStart {
  CiSystem system = CiSystem::kGithub;
  CiPart part = CiPart::kPipeline;
};

/// The file; empty where the system has no such part. It is documented line by line in docs/ci.md,
/// and the same everywhere but for `environment`, which a pipeline plans for, and `branch`, whose
/// pushes it deploys where the system does not know that by itself ("": main): letters, digits,
/// `_`,
/// `-`, `.`, and `/` in a branch; or nothing.
std::string CiStartText(const CiStart& start, std::string_view environment,
                        std::string_view branch);

/// Where that file is read, from the top of the repository; empty where there is none.
std::string_view CiStartPath(const CiStart& start);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_CI_START_H_
