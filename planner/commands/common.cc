#include "planner/commands/common.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fmt/format.h>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/commands/left_releases.h"
#include "planner/report/messages.h"
#include "planner/report/plan_buildkite.h"
#include "planner/report/plan_files.h"
#include "planner/report/plan_github.h"
#include "planner/report/plan_gitlab.h"
#include "planner/report/plan_json.h"
#include "planner/report/plan_markdown.h"
#include "planner/report/plan_page.h"
#include "planner/report/plan_table.h"
#include "planner/report/plan_text.h"
#include "planner/report/sentences.h"
#include "planner/text/json_writer.h"
#include "planner/text/quote.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {

namespace {

// What --services and --packages say, as a configuration.
std::optional<GivenConfig> WrittenOnCommandLine(const Options& options) {
  if (options.service_paths.empty()) return std::nullopt;
  GivenConfig config{.name = "--services and --packages", .text = {}};
  JsonWriter json(config.text);
  json.BeginObject().Key("version").Number(std::uint64_t{1});
  json.Key("services").Strings(options.service_paths, JsonLayout::kLines);
  json.Key("packages").Strings(options.package_paths, JsonLayout::kLines);
  json.EndObject();
  return config;
}

}  // namespace

ProjectRequest ProjectRequestOf(const Options& options) {
  return {.directory = kHere,
          .config = options.config,
          .config_text = WrittenOnCommandLine(options),
          .guess = {},
          .environment = options.environment,
          .head = options.head,
          .working_tree = options.working_tree,
          .parallelism = {options.jobs}};
}

ProjectRequest ProjectRequestWithoutEnvironment(const Options& options) {
  ProjectRequest request = ProjectRequestOf(options);
  request.needs_environment = false;
  request.heeds_variable = false;
  return request;
}

LiveRequest LiveRequestOf(const Options& options) {
  return {.tags = options.live.tags,
          .file = options.live.file,
          .state = options.state,
          .timeout = options.timeout,
          .scope = LiveScope::kDecision,
          .show_progress = !options.quiet,
          .only = options.services,
          .excused = options.force};
}

Policy PolicyOf(const Options& options, const EnvironmentEntry* environment) {
  const bool is_allowed_here = environment != nullptr && environment->allow_diverged;
  return {.force = options.force,
          .hold = options.hold,
          .only = options.services,
          .strict = options.strict,
          .allow_dirty = options.allow_dirty,
          .allow_rollback = options.allow_rollback,
          .allow_diverged = options.allow_diverged || is_allowed_here,
          .allow_in_progress = options.allow_in_progress,
          .first_reason_only = options.summary_only};
}

GatherOptions GatherOptionsOf(const Options& options) {
  return {.compare = {.list_files = !options.summary_only, .max_files = options.max_files},
          .asked = options.services,
          .surroundings = true};
}

TextStyle StyleFor(const Options& options, const Terminal& terminal) {
  const bool color = options.color == Color::kAlways ||
                     (options.color == Color::kAuto && terminal.is_terminal && !terminal.no_color);
  return {.color = color, .width = terminal.width, .verbose = options.verbose};
}

std::string NextStep(const Options& options, const Terminal& terminal, const std::string& next) {
  const bool is_read_here =
      terminal.is_terminal && options.format == Format::kText && !options.quiet;
  return is_read_here && !next.empty() ? "\n" + next : std::string();
}

bool IsReadOnce(const std::string& file) {
  // /dev/shm is a file system like others.
  return file == "-" || file.starts_with("/proc/") ||
         (file.starts_with("/dev/") && !file.starts_with("/dev/shm/"));
}

std::optional<std::vector<std::string>> SameQuestion(const Options& options,
                                                     const std::vector<std::string>& words) {
  std::vector<std::string> command{"deltaplan"};
  const auto add = [&](const char* flag, const std::string& value) {
    command.insert(command.end(), {flag, value});
  };
  if (options.shell_directory != kHere) add("-C", options.shell_directory);
  command.insert(command.end(), words.begin(), words.end());
  if (options.config) add("--config", *options.config);
  for (const std::string& path : options.service_paths) add("--services", path);
  for (const std::string& path : options.package_paths) add("--packages", path);
  if (options.environment) add("--env", *options.environment);
  if (options.head != Options().head) add("--head", options.head);
  if (options.no_commands) command.emplace_back("--no-commands");
  for (const auto& [service, tag] : options.live.tags) add("--live", service + "=" + tag);
  if (options.live.file) add("--live-file", *options.live.file);
  for (const std::string& file : options.state.given) add("--state", file);

  const auto is_state_read_once = [](const std::string& state) {
    return IsReadOnce(state.substr(state.find('=') + 1));
  };
  const auto is_shown = [](const std::string& word) { return DisplayText(word) == word; };
  const bool is_same = !(options.config && IsReadOnce(*options.config)) &&
                       !(options.live.file && IsReadOnce(*options.live.file)) &&
                       std::ranges::none_of(options.state.given, is_state_read_once) &&
                       std::ranges::none_of(words, IsReadOnce) &&
                       std::ranges::all_of(command, is_shown);
  return is_same ? std::optional(std::move(command)) : std::nullopt;
}

std::string NextLines(const std::vector<std::string>& command, const std::string& what) {
  return fmt::format("Next: {}\n  {}\n", ShownCommand(command), what);
}

std::string NextCommand(const Options& options, const Terminal& terminal,
                        const std::vector<std::string>& words, const std::string& what) {
  if (words.empty()) return {};
  const auto command = SameQuestion(options, words);
  return command ? NextStep(options, terminal, NextLines(*command, what)) : std::string();
}

std::string CommentLines(const std::string& text, const std::string& mark) {
  std::string lines;
  for (const char c : text) {
    const bool begins_line = lines.empty() || lines.back() == '\n';
    if (begins_line && c != '\n') lines += mark + " ";
    lines += c;
  }
  return lines;
}

Options PlaceOf(Options options, const std::optional<std::string>& environment) {
  options.environment = environment;
  options.live = {};
  options.state = {};
  return options;
}

bool HasServicePatterns(const Options& options) {
  const auto is_pattern = [](const std::string& name) {
    return name.find('*') != std::string::npos;
  };
  for (const std::set<std::string>* names : {&options.services, &options.force, &options.hold}) {
    if (std::any_of(names->begin(), names->end(), is_pattern)) return true;
  }
  return false;
}

std::vector<std::string> ServicesMeant(const Platform& platform, const std::string& name) {
  std::vector<std::string> known = NamesOf(platform.services);
  if (std::find(known.begin(), known.end(), name) != known.end()) return {name};
  if (name.find('*') == std::string::npos) return {};
  std::erase_if(known,
                [&](const std::string& service) { return !MatchesComponent(name, service); });
  return known;
}

Result<Options> WithServicesOf(const Platform& platform, const Options& options) {
  Options chosen = options;
  const std::pair<std::set<std::string>*, const char*> named[] = {
      {&chosen.services, "--service"}, {&chosen.force, "--force"}, {&chosen.hold, "--hold"}};
  const auto is_held = [&](const std::string& name) {
    const auto service = std::ranges::find(platform.services, name, &Service::name);
    return service != platform.services.end() && service->hold.has_value();
  };
  for (const auto& [names, flag] : named) {
    std::set<std::string> meant;
    for (const std::string& name : *names) {
      if (name.find('*') == std::string::npos) {
        meant.insert(name);
        continue;
      }
      std::vector<std::string> services = ServicesMeant(platform, name);
      if (services.empty()) {
        return Error{.message = fmt::format("{}: '{}' means no service", flag, DisplayText(name)),
                     .causes = {},
                     .remedy = "See the services that there are: deltaplan check -v"};
      }
      // Who wants to deploy what the configuration holds has to say its name.
      if (names == &chosen.force) std::erase_if(services, is_held);
      meant.insert(services.begin(), services.end());
    }
    *names = std::move(meant);
  }
  for (const std::string& name : chosen.force) {
    if (chosen.hold.contains(name)) {
      return Error{.message = fmt::format("'{}' can't be both forced and held", DisplayText(name)),
                   .causes = {},
                   .remedy = "Write the names out."};
    }
    // A pattern means those of them that are asked for; a name means that one.
    const bool is_named = options.force.contains(name);
    if (is_named && !chosen.services.empty() && !chosen.services.contains(name) &&
        !ServicesMeant(platform, name).empty()) {
      return Error{.message = fmt::format("--force: --service leaves '{}' out", DisplayText(name)),
                   .causes = {},
                   .remedy = "Name it with --service, too, or leave out --force."};
    }
  }
  return chosen;
}

Status CheckChosenServices(const Platform& platform, const Options& options) {
  std::set<std::string> live;
  for (const auto& [service, tag] : options.live.tags) live.insert(service);
  const std::pair<const std::set<std::string>*, const char*> named[] = {
      {&options.services, "--service"},
      {&options.force, "--force"},
      {&options.hold, "--hold"},
      {&live, "--live"}};
  for (const auto& [names, flag] : named) {
    if (Status known = CheckServiceNames(platform, *names, flag); !known) return known;
  }
  return Ok();
}

namespace {

// What is printed of the plan; nothing for text and JSON, which depend on what is written.
Result<std::string> Printed(const Plan& plan, const InputMap& inputs, const Refusals& refusals,
                            const Options& options) {
  const bool is_refused = !refusals.empty();
  switch (options.format) {
    case Format::kMarkdown:
      if (options.skip_empty && !is_refused && plan.deploy_count() == 0) break;
      return PlanMarkdown(plan, refusals, options.markdown);
    case Format::kHtml:
      return PlanPage(&plan, inputs, refusals);
    case Format::kGithub:
      if (!is_refused) return PlanGithubOutput(plan, options.jobs_of_ci);
      break;
    case Format::kGitlab:
      if (!is_refused) return PlanGitlabPipeline(plan, options.jobs_of_ci);
      break;
    case Format::kBuildkite:
      if (!is_refused) return PlanBuildkiteSteps(plan, options.jobs_of_ci);
      break;
    case Format::kNames: {
      // Names that can't stand on a line are an error, whoever refuses.
      Result<std::string> names = PlanNames(plan);
      if (names && is_refused) break;
      return names;
    }
    case Format::kTsv:
      return PlanTsv(plan);
    default:
      break;
  }
  return std::string();
}

bool IsForMachines(Format format) {
  return format == Format::kGithub || format == Format::kGitlab || format == Format::kBuildkite ||
         format == Format::kNames || format == Format::kTsv;
}

}  // namespace

namespace {

// The plan's JSON, as it was written with all other files. `kept` is what their directory keeps.
Result<std::string> WritePlan(const Plan& plan, const InputMap& inputs, const KeptReleases& kept,
                              const Options& options, Files& files) {
  FurtherTargets further;
  if (plan.terraform && !plan.base) {
    for (const RootTerms& root : plan.terraform->roots) {
      further.push_back(TargetsLeft(kept.left, plan.environment, root));
    }
  }
  PlanFileSet set = PlanFiles(plan, inputs, files.Directories(*options.out + "/roots"),
                              options.markdown, {options.jobs}, further);
  set.obsolete.insert(set.obsolete.end(), kept.obsolete.begin(), kept.obsolete.end());
  Status status = files.WriteAll(*options.out, set.files, set.obsolete);
  if (status) return std::move(set.files.back().content);
  return std::move(status).error().Within(fmt::format(
      "cannot write the plan to '{}'; nothing was changed there", DisplayText(*options.out)));
}

// Of tags that no file gives to Terraform: the first root module that rolls something says it for
// all.
std::string TagsNote(const Plan& plan, const std::string& directory) {
  std::vector<std::pair<std::string, const TagsFile*>> left;
  if (plan.root_tags.empty()) left.emplace_back("", &plan.tags_file);
  for (std::size_t i = 0; i < plan.root_tags.size(); ++i) {
    if (plan.TargetsOf(plan.terraform->roots[i]).empty()) continue;
    left.emplace_back(RootDirectory(*plan.terraform, i) + "/", &plan.root_tags[i]);
  }
  std::erase_if(left, [](const auto& each) { return each.second->why_not.empty(); });
  if (left.empty()) return {};
  const auto& [root, tags] = left.front();
  return NoteLines(notes::TagsNotInFile{.file = root + "image_tags.auto.tfvars.json",
                                        .more = left.size() - 1,
                                        .why_not = tags->why_not,
                                        .place = tags->place,
                                        .directory = directory});
}

// `environment` is that of the plan that stands there now.
std::string LeftNotes(const std::vector<LeftRelease>& left,
                      const std::optional<std::string>& environment, const std::string& directory) {
  std::string lines;
  for (const LeftRelease& each : left) {
    lines += NoteLines(notes::ReleaseLeft{.tag = each.plan.head_tag,
                                          .environment = each.plan.environment,
                                          .is_other = each.plan.environment != environment,
                                          .began = each.state.began,
                                          .directory = directory});
  }
  return lines;
}

}  // namespace

Result<Answer> AnswerWithPlan(const Plan& plan, const InputMap& inputs, const Refusals& refusals,
                              const Options& options, const Ports& ports) {
  Answer answer;
  const bool is_refused = !refusals.empty();
  const bool writes_files = options.out && !is_refused;
  bool is_left = false;
  // What can't be printed must not have been written either.
  Result<std::string> printed = Printed(plan, inputs, refusals, options);
  if (!printed) return std::move(printed).error();
  answer.output = *std::move(printed);
  std::string json;
  if (writes_files) {
    Result<KeptReleases> kept = KeepReleases(*options.out, ports.files);
    if (!kept) return std::move(kept).error();
    Result<std::string> written = WritePlan(plan, inputs, *kept, options, ports.files);
    if (!written) return std::move(written).error();
    json = *std::move(written);
    is_left = !kept->left.empty();
    if (!options.quiet) {
      answer.messages += LeftNotes(kept->left, plan.environment, *options.out);
      answer.messages += NoteLines(notes::PlanWritten{*options.out});
      answer.messages += TagsNote(plan, *options.out);
    }
  } else if (options.format == Format::kJson) {
    json = PlanJson(plan, refusals);
  }
  if (options.format == Format::kText) {
    answer.output = PlanText(plan, StyleFor(options, ports.terminal));
  } else if (options.format == Format::kJson) {
    answer.output = std::move(json);
  }
  // These carry no warnings to the eye: say them beside the result.
  if (IsForMachines(options.format) && !options.quiet) {
    answer.messages += WarningLines(plan.warnings, options.verbose);
  }
  if (is_refused) {
    answer.messages += RefusalLines(refusals);
    if (options.out && !options.quiet) {
      answer.messages += NoteLines(notes::PlanNotWritten{*options.out});
    }
    answer.exit_code = ExitCode::kRefused;
  } else if (options.detailed_exitcode && (plan.deploy_count() > 0 || is_left)) {
    answer.exit_code = ExitCode::kSomethingToDeploy;
  }
  return answer;
}

}  // namespace deltaplan::planner
