#include <chrono>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "planner/cli/command_groups.h"
#include "planner/cli/flag_sets.h"

namespace deltaplan::planner {
namespace {

std::string ReadWait(const std::string& value, std::optional<std::chrono::seconds>& time) {
  time = ReadTime(value);
  if (!time || time->count() > 86'400) {
    return fmt::format("'{}' is no time up to 24h, such as 90s, 10m or 1h", value);
  }
  return {};
}

std::vector<Flag> PlanDirectoryFlag() {
  return {
      {.name = "--plan",
       .value = "DIR",
       .text = "The directory that plan --out wrote; how far the release has come is kept there",
       .into = &Options::of_plan,
       .kind = ValueKind::kDirectory,
       .required = true}};
}

std::vector<Flag> WaitFlags() {
  return {
      {.name = "--steady-timeout",
       .value = "TIME",
       .text = "How long rollouts may take, such as 10m (default: the configuration's)",
       .into = [](Options& options,
                  const std::string& value) { return ReadWait(value, options.steady_timeout); }},
      {.name = "--health-timeout",
       .value = "TIME",
       .text = "How long services may take to be well (default: the configuration's)",
       .into = [](Options& options, const std::string& value) {
         return ReadWait(value, options.health_timeout);
       }}};
}

template <ReleaseAction kAction>
void ChooseRelease(Options& options) {
  options.command = Command::kRelease;
  options.release_action = kAction;
}

CommandSpec ReleaseStep(std::string_view name, std::string_view summary, std::string_view about,
                        void (*choose)(Options&), std::vector<Flag> flags,
                        std::vector<Example> examples) {
  return {.name = name,
          .summary = summary,
          .about = about,
          .choose = choose,
          .arguments = {},
          .flags = Join({PlanDirectoryFlag(), flags, TimeoutFlag(), FormatFlag("text json")}),
          .examples = std::move(examples),
          .page = "docs/release.md"};
}

}  // namespace

CommandSpec ImagesSpec() {
  return {
      .name = "images",
      .summary = "Which images of a plan or of tags their registry has",
      .about = "",
      .choose = [](Options& options) { options.command = Command::kImages; },
      .arguments = {{.value = "SERVICE=TAG",
                     .text = "The image of these services with these tags (default: those of the "
                             "tag map)",
                     .into = &Options::image_tags,
                     .kind = ValueKind::kServiceTag}},
      .flags = Join({{{.name = "--plan",
                       .value = "FILE",
                       .text = "The images of a plan: its plan.json, or the directory that --out "
                               "wrote",
                       .into = &Options::of_plan,
                       .kind = ValueKind::kFile},
                      {.name = "--rollback",
                       .value = "",
                       .text = "Those that `tags rollback` would go back to; of services that are "
                               "named, or of the map",
                       .into = &Options::of_rollback},
                      {.name = "--to",
                       .value = "TAG",
                       .text = "With --rollback: to this tag",
                       .into = &Options::to,
                       .rare = true}},
                     StepsFlag("With --rollback: how many changes back (default: 1)"),
                     {{.name = "--missing",
                       .value = "",
                       .text = "Only those that are not there; exit with 3 when there is one",
                       .into = &Options::missing},
                      {.name = "--builds",
                       .value = "DIR",
                       .text = "With --plan: write the arguments of each `docker build` that is "
                               "left there, WAVE/NAME, a NUL behind each",
                       .into = &Options::builds,
                       .kind = ValueKind::kDirectory,
                       .rare = true},
                      {.name = "--platform",
                       .value = "PLATFORM",
                       .text = "They have to run on this, such as linux/arm64; repeatable",
                       .into = &Options::platforms,
                       .rare = true}},
                     TimeoutFlag(),
                     FormatFlag("text json")}),
      .examples = {{"deltaplan images --plan build/plan --missing", "before an apply"},
                   {"deltaplan images --plan build/plan --builds build/left", "for a script"},
                   {"deltaplan images --rollback --env prod", "whether there is a way back"}},
      .page = "docs/images.md",
  };
}

CommandSpec ReleaseSpec() {
  return {
      .name = "release",
      .summary = "From a plan to what runs: build, wait, restart, resume",
      .about = "",
      .choose = nullptr,
      .arguments = {},
      .flags = {},
      .examples = {{"deltaplan release wait --plan build/plan", "after terraform apply"},
                   {"deltaplan release resume --plan build/plan", "after an interruption"}},
      .page = "docs/release.md",
      .actions =
          {ReleaseStep(
               "check", "Whether it may be released from here, and by whom",
               "The work tree, which Terraform plans from, has to be the plan's commit. Who may: "
               "\"account\" and \"deployers\" of the configuration; it shows who AWS says this is.",
               ChooseRelease<ReleaseAction::kCheck>,
               {{.name = "--tree",
                 .value = "",
                 .text = "Only the work tree: AWS is not asked",
                 .into = &Options::only_tree}},
               {{"deltaplan release check --plan build/plan", "before anything is built"},
                {"deltaplan release check --plan build/plan --tree", "without a network"}}),
           ReleaseStep("build", "Builds and pushes images that the registry lacks",
                       "Of the commit's files. Runs git and the container tool: $DOCKER, else "
                       "\"build_tool\" of the configuration, else docker, which pushes.",
                       ChooseRelease<ReleaseAction::kBuild>,
                       {{.name = "--dry-run",
                         .value = "",
                         .text = "Only say what is left to build",
                         .into = &Options::dry_run}},
                       {{"deltaplan release build --plan build/plan", "before terraform apply"},
                        {"DOCKER=podman deltaplan release build --plan build/plan", ""}}),
           ReleaseStep(
               "begin", "Writes down that the apply begins",
               "So resume knows that it has not ended. Refuses who may not deploy, and when an "
               "image that it rolls is not in its registry.",
               ChooseRelease<ReleaseAction::kBegin>, AllowMissingImagesFlag(),
               {{"deltaplan release begin --plan build/plan", "before an apply"},
                {"deltaplan release begin --plan build/plan --format json", "for a script"}}),
           ReleaseStep("wait", "Waits until what runs is what was planned, and well", "",
                       ChooseRelease<ReleaseAction::kWait>, WaitFlags(),
                       {{"deltaplan release wait --plan build/plan", ""},
                        {"deltaplan release wait --plan build/plan --steady-timeout 20m", ""}}),
           ReleaseStep(
               "restart", "Restarts, in order, what follows the services",
               "It is the one thing that deltaplan itself changes in a cloud.",
               ChooseRelease<ReleaseAction::kRestart>, WaitFlags(),
               {{"deltaplan release restart --plan build/plan", "after wait"},
                {"deltaplan release restart --plan build/plan --format json", "for a script"}}),
           ReleaseStep(
               "resume", "Does what an interrupted release has left",
               "Unless somebody released meanwhile.", ChooseRelease<ReleaseAction::kResume>,
               WaitFlags(),
               {{"deltaplan release resume --plan build/plan", "after the apply"},
                {"deltaplan release resume --plan build/plan --format json", "for a script"}})},
  };
}

}  // namespace deltaplan::planner
