// A plan as text, JSON, Markdown and files. All functions are pure: plan in, bytes out.
#ifndef DELTAPLAN_PLANNER_REPORT_REPORT_H_
#define DELTAPLAN_PLANNER_REPORT_REPORT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "planner/model/output_file.h"
#include "planner/model/plan.h"

namespace deltaplan::planner {

struct TextStyle {
  bool color = false;
  std::size_t width = 80;  ///< columns; only words that can't be broken make longer lines
  bool verbose = false;    ///< every service, every reason, with paths and files
};

/// For a terminal: a table of services, the reasons, warnings apart, a summary line last. Unless
/// verbose, many unchanged services become one line, and a service shows its first reasons only.
std::string PlanText(const Plan& plan, const TextStyle& style);
/// The published JSON format (docs/schema/plan.schema.json), `format_version` 1.0.
std::string PlanJson(const Plan& plan);
/// For a pull request, in GitHub's dialect; cut to fit into a comment there (65,536 characters).
std::string PlanMarkdown(const Plan& plan);
/// Lines `name=value` for a GitHub Actions output file: deploy, count, services, matrix.
std::string PlanGithubOutput(const Plan& plan);
/// A Terraform variables file: {"<variable>": {service: tag}}, sorted.
std::string ImageTagsJson(const Plan& plan);
/// One Terraform address a line.
std::string TargetsText(const Plan& plan);
/// One -target=ADDRESS a line.
std::string TargetArgsText(const Plan& plan);

/// The addresses as a JSON list.
std::string TargetsJson(const Plan& plan);
/// The images to build as a bake file (`docker buildx bake -f`), alone or above the team's own.
/// Source of the format: docs.docker.com/build/bake/reference.
std::string BakeJson(const Plan& plan);
/// What ECS has to roll or restart (docs/schema/releases.schema.json), `format_version` 1.0.
std::string ReleasesJson(const Plan& plan);

/// The files of `plan --out`; `plan_json` is what `PlanJson` says of the same plan.
std::vector<OutputFile> PlanFiles(const Plan& plan, std::string plan_json);

/// One sentence for a reason, without a full stop: "packages/events changed (3 files)".
std::string ReasonSentence(const Reason& reason);
/// How live relates to head, in words: "12 commits behind", "same", "relation unknown".
std::string RelationText(const Live& live);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_REPORT_H_
