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

std::string ApplyMinAge(Options& options, const std::string& value) {
  const std::optional<std::chrono::seconds> age = ReadTime(value);
  if (!age) return fmt::format("'{}' is no age such as 90s, 30m, 1h or 2d", value);
  options.min_age = age->count();
  return {};
}

// What every action has to say of itself.
struct ActionText {
  std::string_view name;
  std::string_view summary;
  void (*choose)(Options&);
};

CommandSpec TagsStep(const ActionText& text, std::vector<Argument> arguments,
                     std::vector<Flag> flags, std::vector<Example> examples) {
  return {.name = text.name,
          .summary = text.summary,
          .about = "",
          .choose = text.choose,
          .arguments = std::move(arguments),
          .flags = Join({flags, FormatFlag("text json")}),
          .examples = std::move(examples),
          .page = "docs/tags.md"};
}

template <TagsAction kAction>
void Choose(Options& options) {
  options.command = Command::kTags;
  options.tags_action = kAction;
}

// Of actions that write the map.
std::vector<Flag> WritingFlags() {
  return {{.name = "--dry-run",
           .value = "",
           .text = "Show what would change, write nothing",
           .into = &Options::dry_run},
          {.name = "--message",
           .value = "TEXT",
           .text = "Why, for the history",
           .into = &Options::why,
           .letter = 'm'}};
}

std::vector<Argument> Services(std::string_view text) {
  return {{.value = "SERVICE",
           .text = text,
           .into = &Options::tag_arguments,
           .kind = ValueKind::kService}};
}

CommandSpec SetAction() {
  return TagsStep(
      {"set", "Changes tags in the map, and nothing else in it", Choose<TagsAction::kSet>},
      {{.value = "SERVICE=TAG",
        .text = "The new tags",
        .into = &Options::tag_arguments,
        .kind = ValueKind::kServiceTag}},
      Join({{{.name = "--from",
              .value = "PLAN",
              .text = "Set all tags of a plan (the directory of --out) if the map is still as it "
                      "was then",
              .into = &Options::from,
              .kind = ValueKind::kDirectory},
             {.name = "--no-live",
              .value = "",
              .text = "With --from: do not ask again what is live",
              .into = &Options::no_live,
              .rare = true},
             {.name = "--expect",
              .value = "SERVICE=TAG",
              .text = "Refuse unless this service has this tag now; repeatable",
              .into = &Options::expect,
              .kind = ValueKind::kServiceTag},
             {.name = "--print",
              .value = "STORE",
              .text = "Print the calls that set the tags in parameters, and change nothing",
              .into = &Options::print,
              .words = "ssm",
              .rare = true}},
            LiveFileFlags(),
            StateFlag(),
            WritingFlags(),
            AllowMissingImagesFlag()}),
      {{"deltaplan tags set --env prod --from build/plan", "before the apply"},
       {"deltaplan tags set --env prod api=1a2b3c4 -m 'fix of 311'", ""}});
}

CommandSpec PromoteAction() {
  return TagsStep(
      {"promote", "Gives an environment the tags that another one runs",
       Choose<TagsAction::kPromote>},
      {{.value = "FROM TO",
        .text = "The environment that runs the tags, and the one that gets them",
        .into = &Options::tag_arguments,
        .minimum = 2,
        .maximum = 2,
        .kind = ValueKind::kEnvironment}},
      Join({ServiceFlag(),
            {{.name = "--min-age",
              .value = "AGE",
              .text = "Refuse tags that FROM has had for less: 90s, 30m, 1h, 2d",
              .into = ApplyMinAge},
             {.name = "--allow-rollback",
              .value = "",
              .text = "Promote although TO runs something later",
              .into = &Options::allow_rollback},
             {.name = "--allow-diverged",
              .value = "",
              .text = "Promote although TO runs something of another line",
              .into = &Options::allow_diverged},
             {.name = "--allow-in-progress",
              .value = "",
              .text = "Promote although FROM still rolls out what is promoted",
              .into = &Options::allow_in_progress}},
            WritingFlags(),
            AllowMissingImagesFlag()}),
      {{"deltaplan tags promote staging prod --dry-run", ""},
       {"deltaplan tags promote staging prod --min-age 1d", "only what has been there for a day"}});
}

CommandSpec RollbackAction() {
  return TagsStep(
      {"rollback", "Goes back to tags that were live before", Choose<TagsAction::kRollback>},
      Services("Only these services (default: the whole map as it was)"),
      Join({{{.name = "--to",
              .value = "TAG",
              .text = "To this tag; for services that are named",
              .into = &Options::to}},
            StepsFlag("How many changes back (default: 1)"),
            WritingFlags(),
            AllowMissingImagesFlag()}),
      {{"deltaplan tags rollback --env prod --dry-run", ""},
       {"deltaplan tags rollback --env prod api -m 'errors since 9:40'", "one service"}});
}

}  // namespace

CommandSpec TagsSpec() {
  return {
      .name = "tags",
      .summary = "The tag map: get, set, promote, roll back, history",
      .about = "",
      .choose = nullptr,
      .arguments = {},
      .flags = {},
      .examples = {{"deltaplan tags get --env prod", ""},
                   {"deltaplan tags history --env prod api", "who changed it, and when"}},
      .page = "docs/tags.md",
      .actions =
          {TagsStep(
               {"get", "Prints the tags of the environment's tag map", Choose<TagsAction::kGet>},
               Services("Only these services"), {},
               {{"deltaplan tags get --env prod", ""},
                {"deltaplan tags get --env prod api web --format json", ""}}),
           SetAction(),
           TagsStep({"diff", "What would change in the map", Choose<TagsAction::kDiff>},
                    {{.value = "WITH",
                      .text = "An environment, the directory of a plan, or a file of the same form",
                      .into = &Options::tag_arguments,
                      .minimum = 1,
                      .maximum = 1,
                      .kind = ValueKind::kEnvironment}},
                    {{.name = "--detailed-exitcode",
                      .value = "",
                      .text = "Exit with 2 when there is a difference",
                      .into = &Options::detailed_exitcode}},
                    {{"deltaplan tags diff --env prod staging", ""},
                     {"deltaplan tags diff --env prod build/plan", ""}}),
           TagsStep({"bootstrap", "Gives services without a tag their first one",
                     Choose<TagsAction::kBootstrap>},
                    {}, WritingFlags(),
                    {{"deltaplan tags bootstrap --env prod --dry-run", ""},
                     {"deltaplan tags bootstrap --env prod -m 'new services'", ""}}),
           PromoteAction(), RollbackAction(),
           TagsStep(
               {"history", "What the map held, and who changed it", Choose<TagsAction::kHistory>},
               Services("Only changes of these services"), {},
               {{"deltaplan tags history --env prod", ""},
                {"deltaplan tags history --env prod api --format json", ""}})},
  };
}

}  // namespace deltaplan::planner
