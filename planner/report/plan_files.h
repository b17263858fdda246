// The files of `plan --out`.
#ifndef DELTAPLAN_PLANNER_REPORT_PLAN_FILES_H_
#define DELTAPLAN_PLANNER_REPORT_PLAN_FILES_H_

#include <map>
#include <span>
#include <string>
#include <vector>

#include "graph/parallel.h"
#include "planner/model/input_map.h"
#include "planner/model/output_file.h"
#include "planner/model/plan.h"
#include "planner/report/plan_markdown.h"

namespace deltaplan::planner {

/// What target lists hold where no address has anything to roll: a valid address that names
/// nothing. Terraform and OpenTofu then change nothing; an empty list they would take for all that
/// there is.
inline constexpr const char* kNothingToRoll = "terraform_data.deltaplan_nothing_to_roll";

/// Where its targets stand as arguments, one a line.
inline constexpr const char* kTargetArgsFile = "target_args.txt";
/// In which Terraform is given the plan's tags.
inline constexpr const char* kTagsFile = "image_tags.auto.tfvars.json";

struct PlanFileSet {
  std::vector<OutputFile> files;      ///< in the order in which they are written: plan.json last
  std::vector<std::string> obsolete;  ///< names that this plan has no file for, and others have
};
/// How files of a plan may be called; those of several roots have directories of their own.
std::span<const std::string> PlanFileNames();
/// Addresses that Terraform is to be given besides those of the plan, for each of its roots.
using FurtherTargets = std::vector<std::vector<std::string>>;

/// All files of the plan. plan.json names the digests of the others, so that a reader can tell
/// whether a set is whole. `inputs` are those of the plan's platform, `earlier_roots` the
/// directories in "roots" that an earlier plan has left; `markdown` shapes plan.md; `further` is in
/// the lists of targets alone. Files are written and digested side by side.
PlanFileSet PlanFiles(const Plan& plan, const InputMap& inputs,
                      const std::vector<std::string>& earlier_roots = {},
                      const MarkdownOptions& markdown = {}, graph::Parallelism parallelism = {},
                      const FurtherTargets& further = {});
/// By name.
std::map<std::string, std::string> DigestsOf(const std::vector<OutputFile>& files,
                                             graph::Parallelism parallelism = {});

/// One Terraform address a line; `kNothingToRoll` where there is none, as in the next two, and with
/// several roots, each of which has a list of its own.
std::string TargetsText(const Plan& plan, const FurtherTargets& further = {});
/// One -target=ADDRESS a line.
std::string TargetArgsText(const Plan& plan, const FurtherTargets& further = {});
/// The addresses as a JSON list; with several roots those of each.
std::string TargetsJson(const Plan& plan, const FurtherTargets& further = {});
/// The images to build as a bake file (`docker buildx bake -f`), alone or above the team's own.
/// Source of the format: docs.docker.com/build/bake/reference.
std::string BakeJson(const Plan& plan);
/// What ECS has to roll or restart (docs/schema/releases.schema.json), `format_version` 1.0.
std::string ReleasesJson(const Plan& plan);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PLAN_FILES_H_
