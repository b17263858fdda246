// deltaplan check: validates the configuration.
#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/commands/settings.h"
#include "planner/commands/terminal_text.h"
#include "planner/config/health_addresses.h"
#include "planner/facts/dead_paths.h"
#include "planner/facts/gather.h"
#include "planner/facts/tag_map.h"
#include "planner/live/read_live.h"
#include "planner/live/tag_map_file.h"
#include "planner/model/service_environment.h"
#include "planner/ports/tree_read_error.h"
#include "planner/report/check_json.h"
#include "planner/report/check_report.h"
#include "planner/terraform/gather_terraform.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {
namespace {

// What lies in head and belongs to nothing: the highest directories below which there is no input.
// The configuration, tag maps and root modules of Terraform have a use of their own.
class UnownedFinder {
 public:
  UnownedFinder(const Project& project, const PathFacts& facts,
                const std::set<std::string>& modules)
      : reader_(project.readers().first()), facts_(facts) {
    for (const std::string& directory : modules) AddKnown(directory);
    if (project.config_in_tree())
      known_.push_back(graph::RepoPath::FromCanonical(*project.config_in_tree()));
    const std::vector<graph::RepoPath>& read = facts.platform.read_files;
    known_.insert(known_.end(), read.begin(), read.end());
    for (const EnvironmentEntry& entry : project.config().environments) {
      for (const RootServices& root : RootsOf(entry, facts.platform.services)) {
        AddKnown(root.root.dir);
        for (const std::string& file : root.root.var_files) AddKnown(file);
      }
      for (const TagMapServices& map : TagMapsOf(entry, facts.platform.services)) {
        AddKnown(map.entry.file);
      }
    }
  }

  Result<std::vector<UnownedPath>> Find(const Project& project) {
    if (!Walk({}, project.head().tree, 0)) {
      return TreeReadError(*error_, project.repository().facts());
    }
    return std::move(found_);
  }

 private:
  void AddKnown(const std::string& text) {
    if (const auto path = graph::RepoPath::Parse(text); path && !path->IsRoot())
      known_.push_back(*path);
  }

  bool HasUseBelow(const graph::RepoPath& path) const {
    const graph::PathTrie& trie = facts_.inputs.trie();
    for (std::size_t i = 0; i < trie.input_count(); ++i) {
      if (path.Contains(trie.PathOf(graph::InputId{static_cast<std::uint32_t>(i)}))) return true;
    }
    return std::ranges::any_of(known_,
                               [&](const graph::RepoPath& known) { return path.Contains(known); });
  }

  bool IsOwned(const graph::RepoPath& path, bool is_directory) const {
    return !facts_.inputs.OwnersOf(path).empty() || facts_.ignore.IsIgnored(path, is_directory) ||
           std::ranges::any_of(known_,
                               [&](const graph::RepoPath& known) { return known.Contains(path); });
  }

  bool Walk(const graph::RepoPath& directory, const graph::ObjectId& tree, std::size_t depth) {
    std::string raw;
    std::vector<graph::TreeEntry> entries;
    error_ = depth > graph::kDeepestTree ? graph::TooDeep(tree)
                                         : graph::ReadEntries(reader_, tree, raw, entries);
    if (error_) return false;
    for (const graph::TreeEntry& entry : entries) {
      const graph::RepoPath path = directory.Child(entry.name);
      const bool is_directory = entry.state.IsTree();
      if (IsOwned(path, is_directory)) continue;
      if (is_directory && HasUseBelow(path)) {
        if (!Walk(path, entry.state.id, depth + 1)) return false;
      } else {
        found_.push_back({.path = path.bytes(), .is_directory = is_directory});
      }
    }
    return true;
  }

  graph::TreeReader& reader_;
  const PathFacts& facts_;
  std::vector<graph::RepoPath> known_;
  std::vector<UnownedPath> found_;
  std::optional<graph::TreeError> error_;
};

// Where Terraform is told to look, in every environment: what a plan of it would refuse is a
// problem of the configuration, what it would warn of a warning. `modules` gets the directories of
// the local modules that are called.
Status CheckTerraform(const Project& project, const Platform& platform, const Options& options,
                      const Ports& ports, std::vector<EnvironmentWarning>& warnings,
                      std::set<std::string>& modules) {
  ConfigProblems problems;
  for (const EnvironmentEntry& environment : project.config().environments) {
    if (RootsOf(environment, platform.services).empty()) continue;
    ProjectRequest request = ProjectRequestOf(options);
    request.config_text = GivenConfig{project.config_name(), project.config_text()};
    request.environment = environment.name;
    const Result<std::unique_ptr<Project>> own = Project::Open(request, ports);
    if (!own) return own.error();
    Result<TargetsOverview> targets = GatherTargets(**own, platform, options.state, ports);
    if (targets) {
      for (const Discovery& root : targets->roots) {
        for (const tfvars::TreeModule& module : root.tree.modules) modules.insert(module.directory);
      }
      AddWarnings(environment.name, std::move(targets->warnings), warnings);
    } else if (!targets.error().diagnostics.empty()) {  // of a file of Terraform
      return std::move(targets).error();
    } else {
      const std::string pointer =
          tfvars::JsonPointerTo("/environments", environment.name) + "/terraform";
      const Error& error = targets.error();
      std::string advice = error.remedy;
      for (const std::string& line : error.further) advice += " " + line;
      problems.push_back({pointer, error.message, std::move(advice)});
    }
  }
  if (problems.empty()) return Ok();
  return ConfigError(project.config_name(), problems, project.config_text());
}

// What stands in the way of reading the environment's tag maps.
Warnings TagMapWarnings(const EnvironmentEntry& environment, const Platform& platform,
                        const std::string& root, Files& files) {
  TagMapReading reading = ReadTagMapFacts(&environment, root, platform.services, files);
  if (!reading.IsEmpty() || !reading.warnings.empty()) return std::move(reading.warnings);
  std::map<std::string, const ImageTagsEntry*> missing;
  const std::vector<TagMapServices> maps = TagMapsOf(environment, platform.services);
  for (const TagMapServices& map : maps) missing.emplace(map.entry.file, &map.entry);
  if (missing.empty()) return {};
  const auto& [file, entry] = *missing.begin();
  std::string why = "there is no such file";
  if (missing.size() > 1) why += fmt::format(", and of {} more none is there", missing.size() - 1);
  const std::string hint = NearestTagMapHint(files, root, *entry);
  why +=
      hint.empty() ? "; deltaplan tags bootstrap makes it" : ". " + hint.substr(0, hint.size() - 1);
  return {warnings::TagMapUnreadable{file, std::move(why)}};
}

// What is read of workspaces and is there. Of modules of Go the list of sums counts before there is
// one: the first is a change.
std::vector<graph::RepoPath> ReadFilesThere(const Platform& platform) {
  std::vector<graph::RepoPath> there;
  std::ranges::set_difference(platform.read_files, platform.awaited_files,
                              std::back_inserter(there));
  return there;
}

}  // namespace

Result<Answer> RunCheck(const Options& options, const Ports& ports) {
  Result<std::unique_ptr<Project>> opened =
      Project::Open(ProjectRequestWithoutEnvironment(options), ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  const Result<Platform> expanded = project.Expand(project.head().tree);
  if (!expanded) return expanded.error();
  const Platform& platform = *expanded;
  if (Status alive = CheckNoDeadPaths(platform, project); !alive) {
    return std::move(alive).error();
  }
  const Config& config = project.config();
  if (Status known =
          CheckHealthAddresses(config, platform, project.config_name(), project.config_text());
      !known) {
    return std::move(known).error();
  }
  std::vector<EnvironmentWarning> warnings;
  for (const EnvironmentEntry& environment : config.environments) {
    AddWarnings(environment.name,
                TagMapWarnings(environment, platform, project.root(), ports.files), warnings);
    if (std::vector<std::string> pushed = KnownByPushAlone(&environment, platform.services);
        !pushed.empty()) {
      AddWarnings(environment.name, {warnings::PushedCountsAsLive{std::move(pushed)}}, warnings);
    }
  }
  std::set<std::string> modules;
  if (Status found = CheckTerraform(project, platform, options, ports, warnings, modules); !found) {
    return std::move(found).error();
  }
  const Result<PathFacts> facts = GatherPaths(project);
  if (!facts) return facts.error();
  Result<std::vector<UnownedPath>> unowned = UnownedFinder(project, *facts, modules).Find(project);
  if (!unowned) return std::move(unowned).error();
  Answer answer;
  answer.messages =
      EnvironmentWarningLines(warnings, config.environments.size() > 1, options.verbose);
  if (options.format == Format::kJson) {
    std::vector<CheckedEnvironment> checked;
    for (const EnvironmentEntry& entry : config.environments) {
      checked.push_back(Checked(entry, platform));
    }
    answer.output = CheckJson(project.config_path(), platform, checked, *unowned, warnings);
    return answer;
  }
  if (!options.quiet) {
    answer.output =
        CheckSummary(project.config_name(), platform, config.environments.size(), warnings.size());
  }
  if (options.verbose || !options.quiet) {
    answer.output += CheckedServices(platform, options.verbose);
  }
  if (!options.quiet) {
    answer.output += PackagesNote(platform) + ReadFilesNote(ReadFilesThere(facts->platform)) +
                     UnownedText(*unowned, options.verbose);
  }
  answer.output = TerminalText(std::move(answer.output), ports.terminal);
  answer.output += NextCommand(options, ports.terminal, {"audit"},
                               "says what Dockerfiles read and this misses.");
  return answer;
}

}  // namespace deltaplan::planner
