// What the command line says, as plain data. Made by `cli.cc`, read by the commands.
#ifndef DELTAPLAN_PLANNER_COMMANDS_OPTIONS_H_
#define DELTAPLAN_PLANNER_COMMANDS_OPTIONS_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "planner/model/state_files.h"
#include "planner/report/build_jobs.h"
#include "planner/report/ci_start.h"
#include "planner/report/plan_markdown.h"

namespace deltaplan::planner {

enum class Command {
  kPlan,
  kPreview,
  kWhy,
  kAffects,
  kTags,
  kTargets,
  kVerify,
  kStatus,
  kCheck,
  kAudit,
  kInit,
  kImages,
  kRelease,
  kComplete,
  kGraph,
  kCi,
  kStart,
  kSettings,
};
enum class ReleaseAction { kCheck, kBuild, kBegin, kWait, kRestart, kResume };
enum class TagsAction { kGet, kSet, kDiff, kBootstrap, kPromote, kRollback, kHistory };
enum class Format {
  kText,
  kJson,
  kMarkdown,
  kGithub,
  kGitlab,
  kBuildkite,
  kDot,
  kMermaid,
  kHtml,
  kNames,
  kTsv,
};
enum class Color { kAuto, kAlways, kNever };

/// What there may be to choose from at the end of a command line that is being typed.
enum class CompletionAsk {
  kNothing,
  kFiles,
  kDirectories,
  kEnvironments,
  kServices,
  kServiceTags,
  kRevisions,
  kTrackedPaths,
};

struct CompletionWord {
  std::string word;
  std::string text = {};  ///< what it is; may be empty
};

struct CompletionOptions {
  CompletionAsk ask = CompletionAsk::kNothing;
  std::string lead;                   ///< "--env=", where the value stands in the same word
  std::string typed;                  ///< what is there of the value
  std::vector<CompletionWord> words;  ///< that are known without asking anything
  std::vector<std::string> taken;     ///< values on the line beside which the same says no more
};

/// What the command line says about live tags.
struct LiveOptions {
  std::map<std::string, std::string> tags;  ///< --live SERVICE=TAG
  std::optional<std::string> file;          ///< --live-file; "-" is standard input
};

/// Where the program was started.
inline constexpr const char* kHere = ".";

struct Options {
  Command command = Command::kPlan;
  std::vector<std::string> directories;    ///< -C, each meant from the one before
  std::string shell_directory = kHere;     ///< all of -C as one path, for commands to be copied
  std::optional<std::string> config;       ///< --config; else deltaplan.json, searched upwards
  std::vector<std::string> service_paths;  ///< --services: instead of a configuration
  std::vector<std::string> package_paths;  ///< --packages: beside --services
  std::optional<std::string> environment;
  std::string head = "HEAD";
  LiveOptions live;
  std::chrono::seconds timeout{60};  ///< how long reading one live source may take
  StateFiles state;                  ///< --state; "-" is standard input
  std::set<std::string> services;    ///< --service; empty: all
  std::set<std::string> force;
  std::set<std::string> hold;
  bool strict = false;
  bool allow_dirty = false;
  bool allow_rollback = false;
  bool allow_diverged = false;
  bool allow_in_progress = false;  ///< go on although something still rolls out
  bool no_commands = false;        ///< run no program, whoever names it
  Format format = Format::kText;
  bool summary_only = false;   ///< decisions with the first reason, without file lists
  std::size_t max_files = 50;  ///< how many files a reason lists
  std::optional<std::string> out;
  bool detailed_exitcode = false;
  unsigned jobs = 0;  ///< 0: one for each processor
  Color color = Color::kAuto;
  bool quiet = false;
  bool verbose = false;

  std::optional<std::string> base;        ///< preview; else the remote's default branch
  bool working_tree = false;              ///< preview
  std::vector<std::string> environments;  ///< preview: --env, which may be given several times
  JobOptions jobs_of_ci = {};             ///< what builds are to look like for a CI system
  MarkdownOptions markdown = {};
  bool skip_empty = false;         ///< Markdown: nothing is printed where nothing deploys
  bool unfactored = false;         ///< graph: nodes with the same edges stay apart
  CiStart ci_start = {};           ///< ci
  std::string service;             ///< why
  std::vector<std::string> paths;  ///< affects; why: further services, and last a path

  std::string help;                ///< start: the list of commands
  std::vector<std::string> topic;  ///< help, man, completion: answered before any command runs
  CompletionOptions completion;

  TagsAction tags_action = TagsAction::kGet;
  std::vector<std::string> tag_arguments;  ///< get: services; set: SERVICE=TAG; diff: with what
  std::vector<std::string> expect;         ///< tags set: SERVICE=TAG that must stand there now
  std::optional<std::string> from;         ///< tags set: a plan
  bool no_live = false;                    ///< tags set: what is live is not asked again
  std::optional<std::string> print;  ///< tags set: only print calls that set them in this store
  bool dry_run = false;           ///< tags set, init, audit --fix and others that change something
  std::string why;                ///< tags set and others that write: for the history
  std::optional<std::string> to;  ///< tags rollback: a tag; plan: "map"
  std::size_t steps = 1;          ///< tags rollback
  std::int64_t min_age = 0;       ///< tags promote: seconds

  bool yes = false;  ///< init: ask nobody
  bool fix = false;  ///< audit: write what is sure into the configuration

  std::string terraform_plan;  ///< verify: what `terraform show -json` printed; "-"; empty: none
  std::vector<std::string> root_plans;        ///< verify: ROOT=FILE, the same for several roots
  std::string plan = "plan.json";             ///< verify: ours, or the directory that holds it
  std::vector<std::string> allow;             ///< verify: addresses that may change besides
  std::vector<std::string> allow_attributes;  ///< verify: attributes that may change anywhere
  std::set<std::string> allow_unchanged;      ///< verify: services that need not change
  std::vector<std::string> allow_data_loss;   ///< verify: addresses that may lose their data
  std::vector<std::string> data_types;        ///< verify: further types that hold data
  bool asks_live = false;        ///< verify: whether what the plan was made from still holds
  bool allow_outside = false;    ///< verify: what no target contains may change
  bool allow_destroyed = false;  ///< verify: and may be deleted or replaced

  std::optional<std::string> of_plan;   ///< images, release: the directory of a plan
  std::vector<std::string> image_tags;  ///< images: SERVICE=TAG
  bool missing = false;                 ///< images: only those that are not there
  bool of_rollback = false;             ///< images: those that `tags rollback` goes back to
  std::vector<std::string> platforms;   ///< images: instead of the configuration's
  ReleaseAction release_action = ReleaseAction::kWait;
  std::optional<std::chrono::seconds> steady_timeout;  ///< release: instead of the configuration's
  std::optional<std::chrono::seconds> health_timeout;  ///< release: instead of the configuration's
  bool only_tree = false;                              ///< release check: AWS is not asked
  std::optional<std::string> builds;    ///< images: where the builds that are left are written
  std::optional<std::string> var_file;  ///< settings: a file that names the environment
  bool nul = false;                     ///< settings: records that end with NUL
  bool check_workspace = false;         ///< settings: Terraform's workspace has to be selected
  bool allow_missing_images = false;    ///< tags that write: registries are not asked
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_OPTIONS_H_
