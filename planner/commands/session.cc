#include "planner/commands/session.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <utility>
#include <variant>

#include "planner/commands/discovery.h"
#include "planner/facts/gather.h"
#include "planner/text/nearest_word.h"

namespace deltaplan::planner {
namespace {

constexpr const char* kConfigName = "deltaplan.json";

Result<LoadedConfig> Parse(std::string name, std::string_view text) {
  auto parsed = ParseConfig(text);
  if (const auto* problems = std::get_if<ConfigProblems>(&parsed)) {
    return ConfigError(name, *problems);
  }
  return LoadedConfig{std::get<Config>(std::move(parsed)), std::move(name), {}};
}

// A bare repository has no work tree to search: the configuration is head's own.
Result<LoadedConfig> LoadFromHead(GitRepository& repository, graph::TreeReader& trees,
                                  const CommitInfo& head) {
  std::string raw;
  std::vector<graph::TreeEntry> entries;
  if (auto error = graph::ReadEntries(trees, head.tree, raw, entries)) {
    return TreeReadError(*error, repository.facts());
  }
  const graph::TreeEntry* entry = graph::FindEntry(entries, kConfigName);
  if (entry == nullptr || entry->state.IsTree()) {
    return Error{.message = fmt::format("there is no {} in this directory, above it, or in head",
                                        kConfigName),
                 .causes = {},
                 .remedy = "Name the configuration with --config FILE."};
  }
  Result<std::string> text = repository.ReadBlob(entry->state.id);
  if (!text) return std::move(text).error().Within("cannot read the configuration from head");
  Result<LoadedConfig> loaded = Parse(kConfigName, *text);
  if (loaded) loaded->path = kConfigName;
  return loaded;
}

Error NoConfig() {
  return {.message = fmt::format("there is no {} in this directory or above it", kConfigName),
          .causes = {},
          .remedy = "Write one (see docs/configuration.md), or name it with --config FILE."};
}

}  // namespace

Session::Session() = default;
Session::~Session() = default;

const std::string& Session::root() const {
  const RepositoryFacts& facts = repository->facts();
  return facts.work_dir ? *facts.work_dir : facts.git_dir;
}

Result<std::vector<graph::TreeReader*>> Session::Readers(std::size_t items) {
  constexpr std::size_t kWorthAThread = 64;
  const std::size_t count =
      std::clamp<std::size_t>(items / kWorthAThread, 1, graph::ThreadCount(parallelism));
  while (further_readers.size() + 1 < count) {
    Result<std::unique_ptr<graph::TreeReader>> further = repository->OpenTrees();
    if (!further) return std::move(further).error();
    further_readers.push_back(std::move(*further));
  }
  std::vector<graph::TreeReader*> readers{trees.get()};
  for (std::size_t i = 0; i + 1 < count; ++i) readers.push_back(further_readers[i].get());
  return readers;
}

TextStyle StyleFor(const Options& options, const Terminal& terminal) {
  const bool color = options.color == Color::kAlways ||
                     (options.color == Color::kAuto && terminal.is_terminal && !terminal.no_color);
  return {.color = color, .width = terminal.width, .verbose = options.verbose};
}

Error ConfigError(const std::string& file, const ConfigProblems& problems) {
  return {.message = fmt::format("'{}' is not a valid configuration", file),
          .causes = {},
          .remedy = {},
          .diagnostics = ConfigProblemsText(file, problems)};
}

Result<LoadedConfig> LoadConfig(const Options& options, const Ports& ports) {
  std::optional<std::string> path = options.config;
  if (!path) path = ports.files.FindUpwards(options.directory, kConfigName);
  if (!path) return NoConfig();
  Result<std::string> text = ports.files.Read(*path);
  if (!text) return std::move(text).error().Within("cannot read the configuration");
  Result<LoadedConfig> loaded = Parse(*path, *text);
  if (loaded) loaded->path = *path;
  return loaded;
}

Result<Platform> ExpandAt(const Session& session, const graph::ObjectId& tree) {
  auto expanded = ExpandConfig(session.config, *session.trees, tree);
  if (auto* failure = std::get_if<ExpandFailure>(&expanded)) {
    if (const auto* problems = std::get_if<ConfigProblems>(failure)) {
      return ConfigError(session.config_name, *problems);
    }
    return TreeReadError(std::get<graph::TreeError>(*failure), session.repository->facts());
  }
  return std::get<Platform>(std::move(expanded));
}

Result<const EnvironmentEntry*> ChooseEnvironment(const Config& config,
                                                  const std::optional<std::string>& name) {
  std::vector<std::string> names;
  for (const EnvironmentEntry& environment : config.environments) names.push_back(environment.name);
  if (name) {
    const auto found = std::ranges::find(config.environments, *name, &EnvironmentEntry::name);
    if (found != config.environments.end()) return &*found;
    Error error{.message = fmt::format("there is no environment '{}' in the configuration", *name),
                .causes = {},
                .remedy = {}};
    if (names.empty()) {
      error.remedy =
          "It has no \"environments\": leave out --env, and give live tags with --live-file.";
    } else if (const auto nearest = NearestWord(*name, names)) {
      error.remedy = fmt::format("Did you mean '{}'?", *nearest);
    } else {
      error.remedy = fmt::format("It has: {}.", fmt::join(names, ", "));
    }
    return error;
  }
  if (names.empty()) return nullptr;
  if (names.size() == 1) return &config.environments.front();
  return Error{.message = "the configuration has several environments",
               .causes = {},
               .remedy = fmt::format("Name one with --env: {}.", fmt::join(names, ", "))};
}

Result<std::unique_ptr<Session>> OpenSession(const Options& options, const Ports& ports) {
  auto session = std::make_unique<Session>();
  session->parallelism = {options.jobs};
  std::optional<LoadedConfig> loaded;
  const bool on_disk =
      options.config || ports.files.FindUpwards(options.directory, kConfigName).has_value();
  if (on_disk) {
    Result<LoadedConfig> config = LoadConfig(options, ports);
    if (!config) return std::move(config).error();
    loaded = std::move(*config);
  }
  Result<std::unique_ptr<GitRepository>> repository = ports.open_repository(options.directory);
  if (!repository) return std::move(repository).error();
  session->repository = std::move(*repository);
  const RepositoryFacts& facts = session->repository->facts();
  if (!loaded && facts.work_dir) return NoConfig();

  Result<CommitInfo> head = session->repository->ResolveRevision(options.head);
  if (!head) return std::move(head).error();
  session->head = std::move(*head);
  Result<std::unique_ptr<graph::TreeReader>> trees = session->repository->OpenTrees();
  if (!trees) return std::move(trees).error();
  session->trees = std::move(*trees);
  if (!loaded) {
    Result<LoadedConfig> config =
        LoadFromHead(*session->repository, *session->trees, session->head);
    if (!config) return std::move(config).error();
    loaded = std::move(*config);
  }
  session->config = std::move(loaded->config);
  session->config_name = std::move(loaded->name);
  session->config_path = std::move(loaded->path);
  if (facts.work_dir && session->config_path.starts_with(*facts.work_dir + "/")) {
    session->config_path.erase(0, facts.work_dir->size() + 1);
  }
  Result<const EnvironmentEntry*> environment =
      ChooseEnvironment(session->config, options.environment);
  if (!environment) return std::move(environment).error();
  session->environment = *environment;
  Result<Platform> platform = ExpandAt(*session, session->head.tree);
  if (!platform) return std::move(platform).error();
  session->platform = std::move(*platform);
  return session;
}

Status CheckServiceNames(const Platform& platform, const std::set<std::string>& names,
                         const std::string& flag) {
  std::vector<std::string> known;
  for (const Service& service : platform.services) known.push_back(service.name);
  std::vector<std::string> unknown;
  std::vector<std::string> advice;
  for (const std::string& name : names) {
    if (std::ranges::binary_search(known, name)) continue;
    unknown.push_back("'" + name + "'");
    if (const auto nearest = NearestWord(name, known)) {
      advice.push_back(fmt::format("Did you mean '{}' instead of '{}'?", *nearest, name));
    }
  }
  if (unknown.empty()) return Ok();
  return Error{.message = fmt::format("{}: there is no service {}", flag, fmt::join(unknown, ", ")),
               .causes = {},
               .remedy = advice.empty() ? "See the services that there are: deltaplan check"
                                        : fmt::format("{}", fmt::join(advice, " "))};
}

}  // namespace deltaplan::planner
