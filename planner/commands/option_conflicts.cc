#include "planner/commands/option_conflicts.h"

#include <fmt/format.h>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace deltaplan::planner {
namespace {

// Verify has to be given something that it can check.
std::string VerifyConflict(const Options& options) {
  if (options.terraform_plan.empty() && options.root_plans.empty() && !options.asks_live) {
    return "TFPLAN is missing, and without --live there is nothing else to check";
  }
  if (options.allow_destroyed && !options.allow_outside) {
    return "--allow-destroyed goes with --allow-outside; for one address there is --allow";
  }
  if (!options.asks_live && (options.live.file || !options.state.IsEmpty())) {
    return "--live-file and --state say what is live, which only --live asks";
  }
  return {};
}

// Images are those of a plan, of tags, or of what `tags rollback` would do.
std::string ImagesConflict(const Options& options) {
  if (options.of_plan && !options.image_tags.empty()) {
    return "--plan says which images, so there is no place for SERVICE=TAG";
  }
  if (options.builds && !options.of_plan) return "--builds goes with --plan";
  if (options.builds && options.missing) return "--builds and --missing can't stand together";
  if (options.of_plan && options.of_rollback) return "--plan and --rollback can't stand together";
  if (!options.of_rollback && options.to) return "--to goes with --rollback";
  if (!options.of_rollback && options.steps != 1) return "--steps goes with --rollback";
  return {};
}

// What is live is asked for a plan alone.
std::string SetConflict(const Options& options) {
  const bool says_live = options.live.file || !options.state.IsEmpty();
  if (!options.from && (says_live || options.no_live)) {
    return "--live-file, --state and --no-live are about what is live, which only --from asks";
  }
  if (options.no_live && says_live) {
    return "--live-file and --state say what is live, which --no-live does not ask";
  }
  if (options.print && (says_live || options.no_live)) {
    return "--print asks nothing, so --live-file, --state and --no-live have no meaning";
  }
  return {};
}

// Flags that shape one format say nothing where it is not made.
std::string ShapeConflict(const Options& options) {
  const MarkdownOptions markdown;
  const JobOptions jobs;
  const bool has_body = options.format == Format::kMarkdown || options.out;
  const bool has_jobs = options.format == Format::kGithub || options.format == Format::kGitlab ||
                        options.format == Format::kBuildkite;
  struct Shape {
    const char* flag;
    bool is_given;
    bool has_meaning;
    const char* where;
  };
  constexpr const char* kBody = "--format markdown, or with --out, which writes plan.md";
  const Shape shapes[] = {
      {"--max-bytes", options.markdown.max_bytes != markdown.max_bytes, has_body, kBody},
      {"--marker", options.markdown.marker != markdown.marker, has_body, kBody},
      {"--no-html", options.markdown.html != markdown.html, has_body, kBody},
      {"--skip-empty", options.skip_empty, options.format == Format::kMarkdown,
       "--format markdown"},
      {"--shards", options.jobs_of_ci.shards.has_value(), has_jobs,
       "--format github, gitlab or buildkite"},
      {"--job-template", options.jobs_of_ci.job_template != jobs.job_template,
       options.format == Format::kGitlab, "--format gitlab"},
      {"--job-file", options.jobs_of_ci.job_file != jobs.job_file,
       options.format == Format::kGitlab, "--format gitlab"},
      {"--job-command", options.jobs_of_ci.job_command != jobs.job_command,
       options.format == Format::kBuildkite, "--format buildkite"},
  };
  for (const Shape& shape : shapes) {
    if (shape.is_given && !shape.has_meaning) {
      return fmt::format("{} goes with {}", shape.flag, shape.where);
    }
  }
  return {};
}

// One body for several environments is for people.
std::string PreviewConflict(const Options& options) {
  if (options.environments.size() < 2) return ShapeConflict(options);
  if (options.format != Format::kMarkdown && options.format != Format::kText) {
    return "several --env go with --format markdown or text";
  }
  if (options.out) return "--out is for one --env";
  std::set<std::string> distinct(options.environments.begin(), options.environments.end());
  if (distinct.size() < options.environments.size()) return "an --env is named twice";
  return ShapeConflict(options);
}

std::string GraphConflict(const Options& options) {
  if (options.base && options.format == Format::kJson) {
    return "--base draws what is affected; for programs there is preview --format json";
  }
  if (options.base && !options.services.empty()) return "--base and --service can't stand together";
  return {};
}

}  // namespace

std::string OptionConflict(const Options& options) {
  for (const std::string& name : options.force) {
    if (options.hold.contains(name)) {
      return fmt::format("'{}' can't be both forced and held", name);
    }
  }
  if (!options.service_paths.empty() && options.config) {
    return "--services is a configuration of its own; it can't stand beside --config";
  }
  if (options.service_paths.empty() && !options.package_paths.empty()) {
    return "--packages goes with --services";
  }
  if (options.print && !options.expect.empty()) {
    return "--print asks nothing, so nothing can --expect";
  }
  std::vector<std::string_view> from_input;
  for (const auto& [name, file] :
       {std::pair("--config", &options.config), std::pair("--live-file", &options.live.file)}) {
    if (*file == "-") from_input.emplace_back(name);
  }
  for (const std::string& state : options.state.given) {
    if (state == "-" || state.ends_with("=-")) from_input.emplace_back("--state");
  }
  if (options.terraform_plan == "-") from_input.emplace_back("TFPLAN");
  if (options.of_plan == "-") from_input.emplace_back("--plan");
  if (options.plan == "-") from_input.emplace_back("--plan");
  if (from_input.size() > 1) {
    return fmt::format("{} and {} can't both be standard input", from_input[0], from_input[1]);
  }
  if (options.command == Command::kImages) return ImagesConflict(options);
  if (options.command == Command::kTags && options.tags_action == TagsAction::kSet) {
    return SetConflict(options);
  }
  if (options.command == Command::kPlan) return ShapeConflict(options);
  if (options.command == Command::kAudit && options.dry_run && !options.fix) {
    return "--dry-run goes with --fix";
  }
  if (options.command == Command::kPreview) return PreviewConflict(options);
  if (options.command == Command::kGraph) return GraphConflict(options);
  return options.command == Command::kVerify ? VerifyConflict(options) : std::string();
}

}  // namespace deltaplan::planner
