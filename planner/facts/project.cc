#include "planner/facts/project.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <utility>
#include <variant>
#include <vector>

#include "planner/config/expand.h"
#include "planner/live/live_source.h"
#include "planner/ports/tree_read_error.h"
#include "planner/text/nearest_word.h"

namespace deltaplan::planner {
namespace {

// A bare repository has no work tree to search: the configuration is head's own.
Result<ConfigFile> ReadConfigOfHead(GitRepository& repository, graph::TreeReader& trees,
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
  Result<ConfigFile> file = ParseConfigFile(kConfigName, *text, LiveSourceKinds());
  if (file) file->path = kConfigName;
  return file;
}

Result<WorkTreeSnapshot> TakeSnapshot(GitRepository& repository, const CommitInfo& head,
                                      const std::string& revision) {
  if (!repository.facts().work_dir) {
    return Error{.message = "--working-tree: this is a bare repository",
                 .causes = {},
                 .remedy = "Leave out --working-tree."};
  }
  Result<CommitInfo> checked_out = repository.ResolveRevision("HEAD");
  if (!checked_out) return std::move(checked_out).error();
  if (checked_out->id != head.id) {
    return Error{
        .message = fmt::format("--working-tree: the work tree does not stand at '{}'", revision),
        .causes = {},
        .remedy = "Leave out --head, or check it out first."};
  }
  Result<WorkTreeSnapshot> snapshot = repository.SnapshotWorkTree();
  if (!snapshot) return std::move(snapshot).error().Within("cannot read the work tree");
  return snapshot;
}

// Whoever can put a file into a shared directory would say what this program runs.
Error ForeignConfig(const std::string& path) {
  return {
      .message = fmt::format("the configuration '{}' is not yours", path),
      .causes = {"it belongs to neither the user who runs deltaplan, nor root, nor the owner of "
                 "the repository"},
      .remedy = "If you trust it, name it with --config FILE."};
}

// `path` below `root` where it lies there, else as it is.
std::string RelativeTo(const std::optional<std::string>& root, std::string path) {
  if (root && path.starts_with(*root + "/")) path.erase(0, root->size() + 1);
  return path;
}

}  // namespace

const std::string& Project::root() const {
  const RepositoryFacts& facts = repository_->facts();
  return facts.work_dir ? *facts.work_dir : facts.git_dir;
}

Result<std::unique_ptr<Project>> Project::Open(const ProjectRequest& request, const Ports& ports) {
  std::unique_ptr<Project> project(new Project());
  Result<std::unique_ptr<GitRepository>> repository = ports.open_repository(request.directory);
  if (!repository) return std::move(repository).error();
  project->repository_ = *std::move(repository);
  const RepositoryFacts& facts = project->repository_->facts();
  std::optional<std::string> path = request.config;
  if (!path && facts.work_dir) {
    path = FindConfigBelow(*facts.work_dir, request.directory, ports.files);
    if (path && !project->repository_->MayBeBelieved(*path)) return ForeignConfig(*path);
  }
  std::optional<ConfigFile> config;
  if (path) {
    Result<ConfigFile> read = ReadConfigFile(*path, LiveSourceKinds(), ports.files);
    if (!read) return std::move(read).error();
    config = *std::move(read);
  }
  if (!config && facts.work_dir) return NoConfig();

  Result<CommitInfo> head = project->repository_->ResolveRevision(request.head);
  if (!head) return std::move(head).error();
  project->head_ = *std::move(head);
  if (request.working_tree) {
    Result<WorkTreeSnapshot> snapshot =
        TakeSnapshot(*project->repository_, project->head_, request.head);
    if (!snapshot) return std::move(snapshot).error();
    project->snapshot_ = *std::move(snapshot);
  }
  Result<TreeReaders> readers = TreeReaders::Open(*project->repository_, request.parallelism);
  if (!readers) return std::move(readers).error();
  project->readers_ = std::make_unique<TreeReaders>(*std::move(readers));
  if (!config) {
    Result<ConfigFile> read =
        ReadConfigOfHead(*project->repository_, project->readers_->first(), project->head_);
    if (!read) return std::move(read).error();
    config = *std::move(read);
  }
  config->path = RelativeTo(facts.work_dir, std::move(config->path));
  project->config_ = *std::move(config);
  Result<const EnvironmentEntry*> environment =
      ChooseEnvironment(project->config(), request.environment);
  if (!environment) return std::move(environment).error();
  project->environment_ = *environment;
  return project;
}

Result<Platform> Project::Expand(const graph::ObjectId& tree) const {
  auto expanded = ExpandConfig(config(), readers_->first(), tree);
  if (auto* failure = std::get_if<ExpandFailure>(&expanded)) {
    if (const auto* problems = std::get_if<ConfigProblems>(failure)) {
      return ConfigError(config_name(), *problems);
    }
    return TreeReadError(std::get<graph::TreeError>(*failure), repository_->facts());
  }
  return std::get<Platform>(std::move(expanded));
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
