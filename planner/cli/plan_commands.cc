#include <charconv>
#include <fmt/format.h>
#include <string>
#include <vector>

#include "planner/cli/command_groups.h"
#include "planner/cli/flag_sets.h"

namespace deltaplan::planner {
namespace {

std::string ApplyMaxFiles(Options& options, const std::string& value) {
  if (value == "all") {
    options.max_files = SIZE_MAX;
    return {};
  }
  const char* const end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, options.max_files);
  if (error != std::errc() || stop != end) {
    return fmt::format("'{}' is neither a number nor 'all'", value);
  }
  return {};
}

std::string ApplyMaxBytes(Options& options, const std::string& value) {
  const std::optional<unsigned> number =
      ReadNumber(value, static_cast<unsigned>(kLeastMarkdownBytes), 10'000'000);
  if (!number) {
    return fmt::format("'{}' is no number from {} to 10000000", value, kLeastMarkdownBytes);
  }
  options.markdown.max_bytes = *number;
  return {};
}

std::string ApplyMarker(Options& options, const std::string& value) {
  options.markdown.marker = value == "html"     ? MarkerPlace::kHtml
                            : value == "footer" ? MarkerPlace::kFooter
                                                : MarkerPlace::kNone;
  return {};
}

std::string ApplyNoHtml(Options& options, const std::string&) {
  options.markdown.html = false;
  return {};
}

std::string ApplyShards(Options& options, const std::string& value) {
  const std::optional<unsigned> number = ReadNumber(value, 1, static_cast<unsigned>(kMostShards));
  if (!number) return fmt::format("'{}' is no number from 1 to {}", value, kMostShards);
  options.jobs_of_ci.shards = *number;
  return {};
}

std::string ApplyJobTemplate(Options& options, const std::string& value) {
  options.jobs_of_ci.job_template = value;
  return {};
}

std::string ApplyJobFile(Options& options, const std::string& value) {
  options.jobs_of_ci.job_file = value;
  return {};
}

std::string ApplyJobCommand(Options& options, const std::string& value) {
  options.jobs_of_ci.job_command = value;
  return {};
}

// For --format markdown, and for those of CI systems.
std::vector<Flag> ShapeFlags() {
  return {{.name = "--max-bytes",
           .value = "N",
           .text = "markdown, plan.md: cut what is longer (default: 64000)",
           .into = ApplyMaxBytes,
           .rare = true},
          {.name = "--marker",
           .value = "PLACE",
           .text = "markdown, plan.md: where it says whose comment it is (default: html)",
           .into = ApplyMarker,
           .words = "html footer none",
           .rare = true},
          {.name = "--no-html",
           .value = "",
           .text = "markdown, plan.md: for forges that know no HTML, such as Bitbucket",
           .into = ApplyNoHtml,
           .rare = true},
          {.name = "--skip-empty",
           .value = "",
           .text = "markdown: print nothing where nothing deploys",
           .into = &Options::skip_empty,
           .rare = true},
          {.name = "--shards",
           .value = "N",
           .text = "github, gitlab, buildkite: at most N build jobs of a wave",
           .into = ApplyShards,
           .rare = true},
          {.name = "--job-template",
           .value = "NAME",
           .text = "gitlab: what build jobs extend (default: .deltaplan-build)",
           .into = ApplyJobTemplate,
           .rare = true},
          {.name = "--job-file",
           .value = "FILE",
           .text = "gitlab: the file that has it (default: ci/deltaplan.yml)",
           .into = ApplyJobFile,
           .rare = true},
          {.name = "--job-command",
           .value = "COMMAND",
           .text = "buildkite: what build steps run (default: ci/build-image)",
           .into = ApplyJobCommand,
           .rare = true}};
}

// What `plan` and `preview` have in common. `out` says which files --out writes.
std::vector<Flag> SelectionFlags(std::string_view out) {
  return Join({ServiceFlag(),
               OneLineFlags(),
               {{.name = "--force",
                 .value = "NAME",
                 .text = "Deploy NAME, or 'api-*', whatever changed; repeatable",
                 .into = &Options::force,
                 .kind = ValueKind::kService},
                {.name = "--hold",
                 .value = "NAME",
                 .text = "Skip NAME, or 'api-*', whatever changed; repeatable",
                 .into = &Options::hold,
                 .kind = ValueKind::kService}},
               FormatFlag("text json markdown github gitlab buildkite html names tsv"),
               {{.name = "--summary-only",
                 .value = "",
                 .text = "Decisions with their first reason, no lists of files",
                 .into = &Options::summary_only,
                 .rare = true},
                {.name = "--max-files",
                 .value = "N",
                 .text = "Files that each reason lists, or all (default: 50; counts are exact)",
                 .into = ApplyMaxFiles,
                 .rare = true},
                {.name = "--out",
                 .value = "DIR",
                 .text = out,
                 .into = &Options::out,
                 .kind = ValueKind::kDirectory},
                {.name = "--detailed-exitcode",
                 .value = "",
                 .text = "Exit with 2 when there is something to deploy",
                 .into = &Options::detailed_exitcode}},
               ShapeFlags()});
}

}  // namespace

CommandSpec PlanSpec() {
  return {
      .name = "plan",
      .summary = "Which services to deploy, against what is live",
      .about = "",
      .choose = [](Options& options) { options.command = Command::kPlan; },
      .arguments = {},
      .flags = Join({SelectionFlags("Write to DIR: the plan, the tag map, the targets"),
                     LiveFlags(),
                     StateFlag(),
                     {{.name = "--to",
                       .value = "GOAL",
                       .text = "map: go to the tags of the tag map; nothing is built",
                       .into = &Options::to,
                       .words = "map",
                       .rare = true},
                      {.name = "--strict",
                       .value = "",
                       .text = "Refuse where a baseline, history or live can't be told",
                       .into = &Options::strict},
                      {.name = "--allow-dirty",
                       .value = "",
                       .text = "Plan although the work tree has changes inside inputs",
                       .into = &Options::allow_dirty,
                       .rare = true},
                      {.name = "--allow-rollback",
                       .value = "",
                       .text = "Plan although live is ahead of head, or may be",
                       .into = &Options::allow_rollback,
                       .rare = true},
                      {.name = "--allow-diverged",
                       .value = "",
                       .text = "Plan although live is no part of head's history",
                       .into = &Options::allow_diverged,
                       .rare = true},
                      {.name = "--allow-in-progress",
                       .value = "",
                       .text = "With --strict: plan although services still roll out",
                       .into = &Options::allow_in_progress,
                       .rare = true}}}),
      .examples = {{"deltaplan plan --env sandbox --out build/plan",
                    "writes the tag map and the -target list, too"},
                   {"deltaplan plan --env prod --live api=1a2b3c4", "against a tag of your own"}},
      .page = "docs/output.md",
  };
}

CommandSpec PreviewSpec() {
  return {
      .name = "preview",
      .summary = "Which services the change since a merge base touches",
      .about = "For pull requests: it asks nothing that is live, and has no gates.",
      .choose = [](Options& options) { options.command = Command::kPreview; },
      .arguments = {},
      .flags = Join({{{.name = "--base",
                       .value = "REV",
                       .text = "Since the merge base with REV (default: origin/HEAD)",
                       .into = &Options::base,
                       .kind = ValueKind::kRevision},
                      {.name = "--working-tree",
                       .value = "",
                       .text = "Add uncommitted and untracked files",
                       .into = &Options::working_tree},
                      {.name = "--env",
                       .value = "NAME",
                       .text = "Environment; several make one body of text or Markdown",
                       .into = &Options::environments,
                       .kind = ValueKind::kEnvironment}},
                     SelectionFlags("Write to DIR: plan.json, .md and .html, docker-bake.json")}),
      .examples = {{"deltaplan preview --base origin/main", "what this branch would deploy"},
                   {"deltaplan preview --working-tree", "before you commit"},
                   {"deltaplan preview --services 'services/*'", "without a configuration"}},
      .page = "docs/output.md",
  };
}

}  // namespace deltaplan::planner
