#include "planner/cli.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <chrono>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <memory>
#include <utility>

#include "planner/cli_release.h"
#include "planner/commands/option_conflicts.h"
#include "planner/model/config.h"
#include "planner/text/duration.h"
#include "planner/text/nearest_word.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

// CLI11 reads into these; they become `Options` when all is well.
struct Raw {
  Options options;
  std::vector<std::string> live;
  std::vector<std::string> services;
  std::vector<std::string> force;
  std::vector<std::string> hold;
  std::string format = "text";
  std::string color = "auto";
  std::string max_files = "50";
  std::string min_age = "0s";
};

void AddInput(CLI::App& app, Raw& raw) {
  app.add_option("-C", raw.options.directory, "Run as if started in DIR")->type_name("DIR");
  app.add_option("--config", raw.options.config,
                 "Configuration file (default: deltaplan.json, searched upwards)")
      ->type_name("FILE");
  app.add_option("--env", raw.options.environment,
                 "Environment of the configuration (may be left out when there is only one)")
      ->type_name("NAME");
  app.add_option("--head", raw.options.head, "The commit to deploy (default: HEAD)")
      ->type_name("REV");
  app.add_flag("--no-commands", raw.options.no_commands,
               "Run no program: neither one of the configuration nor one of AWS profiles");
  app.add_flag("-q,--quiet", raw.options.quiet, "Only errors on standard error");
  app.add_flag("-v,--verbose", raw.options.verbose, "More detail");
  app.add_option("--color", raw.color, "Colour: auto, always or never (NO_COLOR is honoured)")
      ->type_name("WHEN")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  app.add_option("--jobs", raw.options.jobs, "Threads to use (default: one for each processor)")
      ->type_name("N")
      ->check(CLI::Range(0U, 1024U));
}

void AddLive(CLI::App& app, Raw& raw) {
  app.add_option("--live", raw.live, "Live tag of one service; repeatable, decides over all else")
      ->type_name("SERVICE=TAG")
      ->allow_extra_args(false);
  AddLiveFile(app, raw.options);
}

void AddServices(CLI::App& app, Raw& raw) {
  app.add_option("--service", raw.services, "Only this service; repeatable")
      ->type_name("NAME")
      ->allow_extra_args(false);
}

void AddFormat(CLI::App& app, Raw& raw, std::vector<std::string> formats) {
  app.add_option("--format", raw.format, fmt::format("Output: {}", fmt::join(formats, ", ")))
      ->type_name("FORMAT")
      ->check(CLI::IsMember(std::move(formats)));
}

// What `plan` and `preview` have in common.
// `files` are those that --out writes.
void AddSelection(CLI::App& app, Raw& raw, const std::string& files) {
  AddServices(app, raw);
  app.add_option("--force", raw.force, "Deploy this service whatever changed; repeatable")
      ->type_name("NAME")
      ->allow_extra_args(false);
  app.add_option("--hold", raw.hold, "Skip this service whatever changed; repeatable")
      ->type_name("NAME")
      ->allow_extra_args(false);
  AddFormat(app, raw, {"text", "json", "markdown", "github"});
  app.add_flag("--summary-only", raw.options.summary_only,
               "Decisions with their first reason, no lists of files");
  app.add_option("--max-files", raw.max_files,
                 "How many files each reason lists, or all (default: 50; counts are exact anyway)")
      ->type_name("N");
  app.add_option("--out", raw.options.out, "Write the plan to DIR: " + files)->type_name("DIR");
  app.add_flag("--detailed-exitcode", raw.options.detailed_exitcode,
               "Exit with 2 when there is something to deploy");
}

void AddPlan(CLI::App& app, Raw& raw) {
  AddLive(app, raw);
  AddState(app, raw.options);
  AddSelection(app, raw,
               "plan.json, plan.md, image_tags.auto.tfvars.json, targets.txt, targets.json, "
               "target_args.txt, docker-bake.json and releases.json");
  app.add_option("--to", raw.options.to,
                 "map: go to the tags of the tag map instead of head; nothing is built")
      ->type_name("GOAL")
      ->check(CLI::IsMember({"map"}));
  app.add_flag(
      "--strict", raw.options.strict,
      "Refuse when a baseline, its place in history, or a live source can't be determined");
  app.add_flag("--allow-dirty", raw.options.allow_dirty,
               "Plan although the work tree has changes inside inputs");
  app.add_flag("--allow-rollback", raw.options.allow_rollback,
               "Plan although live is ahead of head, or may be");
  app.add_flag("--allow-diverged", raw.options.allow_diverged,
               "Plan although live is no part of head's history");
  app.add_flag("--allow-in-progress", raw.options.allow_in_progress,
               "With --strict: plan although services still roll out");
}

void AddPreview(CLI::App& app, Raw& raw) {
  AddSelection(app, raw, "plan.json, plan.md and docker-bake.json");
  app.add_option(
         "--base", raw.options.base,
         "Compare with the merge base of head and REV (default: the remote's default branch)")
      ->type_name("REV");
  app.add_flag("--working-tree", raw.options.working_tree, "Add uncommitted and untracked files");
}

void AddWhy(CLI::App& app, Raw& raw) {
  AddLive(app, raw);
  AddFormat(app, raw, {"text", "json"});
  app.add_option("service", raw.options.service, "The service")->type_name("SERVICE")->required();
  app.add_option("path", raw.options.paths, "Only what comes from this path")
      ->type_name("PATH")
      ->expected(0, 1);
}

void AddAffects(CLI::App& app, Raw& raw) {
  AddFormat(app, raw, {"text", "json"});
  app.add_option("paths", raw.options.paths, "Paths from the repository's root")
      ->type_name("PATH")
      ->required();
}

void AddTags(CLI::App& app, Raw& raw) {
  app.require_subcommand(1);
  const auto add = [&](TagsAction action, const char* name, const char* description) {
    CLI::App* sub = app.add_subcommand(name, description);
    sub->callback([&raw, action] { raw.options.tags_action = action; });
    AddInput(*sub, raw);
    AddFormat(*sub, raw, {"text", "json"});
    return sub;
  };
  const auto add_writing = [&](CLI::App* sub) {
    sub->add_flag("--dry-run", raw.options.dry_run, "Show what would change, write nothing");
    sub->add_option("-m,--message", raw.options.why, "Why, for the history")->type_name("TEXT");
  };
  CLI::App* get = add(TagsAction::kGet, "get", "Prints the tags of the environment's tag map");
  get->add_option("services", raw.options.tag_arguments, "Only these services")
      ->type_name("SERVICE");
  CLI::App* set = add(TagsAction::kSet, "set", "Changes tags in the map, and nothing else in it");
  set->add_option("tags", raw.options.tag_arguments, "The new tags")->type_name("SERVICE=TAG");
  set->add_option(
         "--from", raw.options.from,
         "Set all tags of a plan (the directory of --out) if the map is still as it was then")
      ->type_name("PLAN");
  set->add_option("--print", raw.options.print,
                  "Print the calls that set the tags in parameters, and change nothing")
      ->type_name("STORE")
      ->check(CLI::IsMember({"ssm"}));
  set->add_option("--expect", raw.options.expect,
                  "Refuse unless this service has this tag now; repeatable")
      ->type_name("SERVICE=TAG")
      ->allow_extra_args(false);
  add_writing(set);
  AddAllowMissingImages(*set, raw.options);
  CLI::App* diff = add(TagsAction::kDiff, "diff", "What would change in the map");
  diff->add_option("with", raw.options.tag_arguments,
                   "An environment, the directory of a plan, or a file of the same form")
      ->type_name("WITH")
      ->required()
      ->expected(1);
  diff->add_flag("--detailed-exitcode", raw.options.detailed_exitcode,
                 "Exit with 2 when there is a difference");
  CLI::App* bootstrap = add(TagsAction::kBootstrap, "bootstrap",
                            "Gives every service that has no tag the one for the first deploy");
  add_writing(bootstrap);
  CLI::App* promote =
      add(TagsAction::kPromote, "promote", "Gives an environment the tags that another one runs");
  promote
      ->add_option("environments", raw.options.tag_arguments,
                   "The environment that runs the tags, and the one that gets them")
      ->type_name("FROM TO")
      ->required()
      ->expected(2);
  AddServices(*promote, raw);
  promote
      ->add_option("--min-age", raw.min_age,
                   "Refuse tags that FROM has had for less: 90s, 30m, 1h, 2d")
      ->type_name("AGE");
  promote->add_flag("--allow-rollback", raw.options.allow_rollback,
                    "Promote although TO runs something later");
  promote->add_flag("--allow-diverged", raw.options.allow_diverged,
                    "Promote although TO runs something of another line");
  promote->add_flag("--allow-in-progress", raw.options.allow_in_progress,
                    "Promote although FROM still rolls out what is promoted");
  add_writing(promote);
  AddAllowMissingImages(*promote, raw.options);
  CLI::App* rollback =
      add(TagsAction::kRollback, "rollback", "Goes back to tags that were live before");
  rollback
      ->add_option("services", raw.options.tag_arguments,
                   "Only these services (default: the whole map as it was)")
      ->type_name("SERVICE");
  rollback->add_option("--to", raw.options.to, "To this tag; for services that are named")
      ->type_name("TAG");
  rollback->add_option("--steps", raw.options.steps, "How many changes back (default: 1)")
      ->type_name("N")
      ->check(CLI::Range(1U, 1000U));
  add_writing(rollback);
  AddAllowMissingImages(*rollback, raw.options);
  CLI::App* history = add(TagsAction::kHistory, "history", "What the map held, and who changed it");
  history->add_option("services", raw.options.tag_arguments, "Only changes of these services")
      ->type_name("SERVICE");
}

void AddStatus(CLI::App& app, Raw& raw) {
  AddLive(app, raw);
  AddState(app, raw.options);
  AddServices(app, raw);
  AddFormat(app, raw, {"text", "json"});
  app.add_flag("--strict", raw.options.strict,
               "Exit with 4 when a source disagrees or can't be read");
}

void AddTargets(CLI::App& app, Raw& raw) {
  AddState(app, raw.options);
  AddFormat(app, raw, {"text", "json"});
}

void AddVerify(CLI::App& app, Raw& raw) {
  app.add_option("tfplan", raw.options.terraform_plan,
                 "What `terraform show -json PLANFILE` prints; - is standard input; may be left "
                 "out with --live")
      ->type_name("TFPLAN");
  app.add_option("--root", raw.options.root_plans,
                 "The same for one of several root modules: its directory, or roots/N of the plan; "
                 "repeatable")
      ->type_name("ROOT=TFPLAN");
  app.add_option("--plan", raw.options.plan,
                 "deltaplan's plan.json, or the directory that --out wrote (default: plan.json)")
      ->type_name("FILE");
  app.add_flag("--live", raw.options.asks_live,
               "Also read live and the tag map again, and refuse when they have moved since");
  AddLiveFile(app, raw.options);
  AddState(app, raw.options);
  app.add_option("--allow", raw.options.allow,
                 "A module, resource or instance that may change besides; repeatable")
      ->type_name("ADDRESS")
      ->allow_extra_args(false);
  app.add_flag("--allow-outside", raw.options.allow_outside,
               "Whatever no target contains may change, too, unless it is deleted or replaced");
  app.add_flag("--allow-destroyed", raw.options.allow_destroyed,
               "With --allow-outside: it may be deleted or replaced, too");
  app.add_option("--allow-attribute", raw.options.allow_attributes,
                 "An attribute that may change on any resource, such as tags_all; repeatable")
      ->type_name("NAME")
      ->allow_extra_args(false);
  app.add_option("--allow-unchanged", raw.options.allow_unchanged,
                 "A service to be deployed that Terraform need not change; repeatable")
      ->type_name("NAME")
      ->allow_extra_args(false);
  app.add_option("--allow-data-loss", raw.options.allow_data_loss,
                 "What may be deleted or replaced although it holds data; repeatable")
      ->type_name("ADDRESS")
      ->allow_extra_args(false);
  app.add_option("--data-type", raw.options.data_types,
                 "A further resource type that holds data; * stands for any characters; repeatable")
      ->type_name("PATTERN")
      ->allow_extra_args(false);
  AddFormat(app, raw, {"text", "json"});
}

CliAnswer Wrong(std::string message, const std::string& command) {
  return {.output = {},
          .messages = fmt::format("deltaplan: error: {}\n  See: deltaplan {}--help\n",
                                  DisplayText(message), command.empty() ? "" : command + " "),
          .exit_code = ExitCode::kError};
}

// Turns the texts of `raw` into values; the message of what is wrong, or nothing.
std::string Finish(Raw& raw) {
  Options& options = raw.options;
  for (const std::string& text : raw.live) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
      return fmt::format("--live: '{}' is not SERVICE=TAG", text);
    }
    const auto [entry, is_new] =
        options.live.tags.emplace(text.substr(0, equals), text.substr(equals + 1));
    if (!is_new && entry->second != text.substr(equals + 1)) {
      return fmt::format("--live: '{}' is given two tags", entry->first);
    }
  }
  const std::optional<std::chrono::seconds> min_age = ReadDuration(raw.min_age);
  if (!min_age) {
    return fmt::format("--min-age: '{}' is no age such as 90s, 30m, 1h or 2d", raw.min_age);
  }
  options.min_age = min_age->count();
  if (options.print && !options.expect.empty())
    return "--print asks nothing, so nothing can --expect";
  options.services.insert(raw.services.begin(), raw.services.end());
  options.force.insert(raw.force.begin(), raw.force.end());
  options.hold.insert(raw.hold.begin(), raw.hold.end());
  for (const std::string& name : options.force) {
    if (options.hold.contains(name)) {
      return fmt::format("'{}' can't be both forced and held", name);
    }
  }
  static const std::map<std::string, Format> kFormats{{"text", Format::kText},
                                                      {"json", Format::kJson},
                                                      {"markdown", Format::kMarkdown},
                                                      {"github", Format::kGithub}};
  options.format = kFormats.at(raw.format);
  options.color = raw.color == "auto"     ? Color::kAuto
                  : raw.color == "always" ? Color::kAlways
                                          : Color::kNever;
  if (raw.max_files == "all") {
    options.max_files = SIZE_MAX;
  } else {
    const char* end = raw.max_files.data() + raw.max_files.size();
    const auto [stop, error] = std::from_chars(raw.max_files.data(), end, options.max_files);
    if (error != std::errc() || stop != end) {
      return fmt::format("--max-files: '{}' is neither a number nor 'all'", raw.max_files);
    }
  }
  return OptionConflict(options);
}

}  // namespace

std::variant<Options, CliAnswer> ParseCommandLine(std::vector<std::string> arguments) {
  Raw raw;
  CLI::App app("Tells which services must be deployed, compared with what is live, and why.",
               "deltaplan");
  app.set_version_flag("-V,--version", "deltaplan " DELTAPLAN_VERSION);
  app.set_help_flag("-h,--help", "Show this help");
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 done, 1 error, 2 something to deploy (with --detailed-exitcode), 3 refused,\n"
      "4 the sources disagree (status --strict).\n"
      "See deltaplan COMMAND --help.");

  AddInput(app, raw);  // as with git, these may stand before the command, too

  struct Entry {
    Command command;
    CLI::App* app;
  };
  std::vector<Entry> entries;
  // Options of commands that nobody names are not made: that takes longer than parsing.
  const auto add = [&](Command command, const char* name, const char* description,
                       void (*add_options)(CLI::App&, Raw&)) {
    CLI::App* sub = app.add_subcommand(name, description);
    entries.push_back({command, sub});
    if (std::ranges::find(arguments, name) == arguments.end()) return;
    AddInput(*sub, raw);
    add_options(*sub, raw);
  };
  add(Command::kPlan, "plan", "Which services to deploy, against what is live", AddPlan);
  add(Command::kPreview, "preview",
      "Which services the change since the merge base with a revision touches", AddPreview);
  add(Command::kWhy, "why",
      "Every path that makes a service deploy; the commits since its baseline", AddWhy);
  add(Command::kAffects, "affects", "Which services a change to these paths would deploy",
      AddAffects);
  add(Command::kStatus, "status", "Live, tag map, Terraform state and head side by side",
      AddStatus);
  add(Command::kTags, "tags", "The tag map of an environment: get, set, promote, roll back",
      AddTags);
  add(Command::kTargets, "targets", "The Terraform addresses found for each service", AddTargets);
  add(Command::kVerify, "verify",
      "Checks a Terraform plan against deltaplan's: nothing else may change", AddVerify);
  add(Command::kImages, "images", "Which images of a plan or of tags their registry has",
      [](CLI::App& sub, Raw& texts) {
        AddImagesOptions(sub, texts.options);
        AddTimeout(sub, texts.options);
        AddFormat(sub, texts, {"text", "json"});
      });
  add(Command::kRelease, "release",
      "From an apply to what runs: wait, restart, and resume what was interrupted",
      [](CLI::App& sub, Raw& texts) {
        AddReleaseOptions(sub, texts.options, [&texts](CLI::App& action) {
          AddInput(action, texts);
          AddTimeout(action, texts.options);
          AddFormat(action, texts, {"text", "json"});
        });
      });
  add(Command::kCheck, "check", "Validates the configuration", [](CLI::App& sub, Raw& texts) {
    AddFormat(sub, texts, {"text", "json"});
  });

  const auto current = [&]() -> std::string {
    for (const Entry& entry : entries) {
      if (!entry.app->parsed()) continue;
      const auto inner = entry.app->get_subcommands();
      return entry.app->get_name() + (inner.empty() ? "" : " " + inner.front()->get_name());
    }
    return {};
  };
  if (!arguments.empty() && !arguments.front().starts_with('-')) {
    std::vector<std::string> names;
    for (const Entry& entry : entries) names.push_back(entry.app->get_name());
    if (std::ranges::find(names, arguments.front()) == names.end()) {
      const auto nearest = NearestWord(arguments.front(), names);
      return Wrong(fmt::format("unknown command '{}'{}", arguments.front(),
                               nearest ? ", did you mean '" + *nearest + "'?" : ""),
                   {});
    }
  }
  std::ranges::reverse(arguments);  // CLI11 takes them from the back
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    return CliAnswer{.output = app.help(), .messages = {}};
  } catch (const CLI::CallForVersion& version) {
    return CliAnswer{.output = std::string(version.what()) + "\n", .messages = {}};
  } catch (const CLI::ParseError& error) {
    return Wrong(error.what(), current());
  }
  for (const Entry& entry : entries) {
    if (entry.app->parsed()) raw.options.command = entry.command;
  }
  if (std::string wrong = Finish(raw); !wrong.empty()) return Wrong(std::move(wrong), current());
  return raw.options;
}

}  // namespace deltaplan::planner
