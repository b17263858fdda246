// What to run after a command: for people at a terminal, never for a log.
#ifndef DELTAPLAN_PLANNER_REPORT_NEXT_STEP_H_
#define DELTAPLAN_PLANNER_REPORT_NEXT_STEP_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "planner/model/plan.h"
#include "planner/report/plan_document.h"

namespace deltaplan::planner {

/// A root module in which something is rolled.
struct RootNeeds {
  TerraformRoot root;
  std::string directory = ".";  ///< of its files in that of the plan
  bool has_tags_file = false;   ///< Terraform is given the tags in one of them
};

/// What an apply of a plan that was written depends on.
struct ApplyNeeds {
  std::vector<RootNeeds> roots;
  bool rolls = false;         ///< whether anything deploys, somewhere
  bool has_tag_map = false;   ///< that `tags set` writes
  bool has_its_tags = false;  ///< the tags are those of the tag map
};
ApplyNeeds ApplyNeedsOf(const Plan& plan);
ApplyNeeds ApplyNeedsOf(const PlanDocument& plan);

/// Where things lie on this disk, as absolute paths, and commands of ours that mean the same in
/// whatever directory of the repository they are run.
struct ApplyPlaces {
  std::string top;                    ///< of the work tree
  std::string plan;                   ///< the directory of the plan
  std::vector<std::string> verify;    ///< `deltaplan verify`, to which Terraform's plans are added
  std::vector<std::string> set_tags;  ///< `deltaplan tags set --from`
  std::vector<std::string> begin;     ///< `deltaplan release begin`
  std::vector<std::string> wait;      ///< `deltaplan release wait`
};

/// The steps to an apply that can't do anything else, each of which ends them all where it fails;
/// with several root modules the Terraform plans of all, then what verifies these, then the
/// applies. Around the applies their release is begun and waited for. `begin` begins the sentence
/// before them: "Next". "" where nothing is rolled, and where a word of theirs would be none that a
/// terminal shows.
std::string NextApply(const ApplyNeeds& needs, const ApplyPlaces& places, const std::string& begin);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_NEXT_STEP_H_
