#include "planner/facts/project.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <map>
#include <utility>
#include <variant>
#include <vector>

#include "graph/drop_doubles.h"
#include "planner/config/exceptions.h"
#include "planner/config/linked_paths.h"
#include "planner/facts/config_place.h"
#include "planner/facts/workspace.h"
#include "planner/live/live_source.h"
#include "planner/ports/tree_read_error.h"
#include "planner/text/nearest_word.h"

namespace deltaplan::planner {
namespace {

// The configuration of the commit that is deployed, at the first of `paths` that its tree has;
// nullopt when it has none of them.
Result<std::optional<ConfigFile>> ReadConfigOfHead(GitRepository& repository,
                                                   graph::TreeReader& trees, const CommitInfo& head,
                                                   const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    Result<ConfigPlace> place = FindConfigIn(repository, trees, head.tree, path);
    if (!place) return std::move(place).error();
    if (!place->blob) continue;
    Result<std::string> text = repository.ReadBlob(*place->blob);
    if (!text) return std::move(text).error().Within("cannot read the configuration from head");
    Result<ConfigFile> read = ParseConfigFile(path, *text, LiveSourceKinds());
    if (!read) return std::move(read).error();
    read->path = path;
    return std::optional(*std::move(read));
  }
  return std::optional<ConfigFile>();
}

// Where no manifest is read in the directory of one, and makes it a package, its files are the
// service's own.
void CountManifests(Platform& platform) {
  std::map<graph::RepoPath, const Package*> packages;
  for (const Package& package : platform.packages) packages.emplace(package.path, &package);
  for (Service& service : platform.services) {
    if (!service.manifest || !service.path || service.manifest->Contains(*service.path)) continue;
    const auto package = packages.find(*service.manifest);
    const bool is_package =
        package != packages.end() &&
        (platform.dependencies == DependencyMode::kAll ||
         std::ranges::find(service.packages, package->second->name) != service.packages.end());
    if (is_package) continue;
    service.inputs.push_back(*service.manifest);
    graph::SortWithoutDoubles(service.inputs);
  }
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
                 "the repository; or it is a link to a file of which one can say that, or to one "
                 "outside of the repository"},
      .remedy = "If you trust it, name it with --config FILE."};
}

// `path` of a file, which may be relative to the current directory, below `root`; nullopt when it
// lies outside.
std::optional<std::string> BelowRoot(const std::optional<std::string>& root,
                                     const std::string& path, Files& files) {
  if (!root) return std::nullopt;
  const std::size_t slash = path.rfind('/');
  std::optional<std::string> found =
      files.Canonical(slash == std::string::npos ? "." : path.substr(0, slash + 1));
  if (!found) return std::nullopt;
  *found += "/" + path.substr(slash + 1);
  if (!found->starts_with(*root + "/")) return std::nullopt;
  return found->substr(root->size() + 1);
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

  Result<CommitInfo> head = project->repository_->ResolveRevision(request.head);
  if (!head) return std::move(head).error();
  project->head_ = *std::move(head);
  project->head_revision_ = request.head;
  if (request.working_tree) {
    Result<WorkTreeSnapshot> snapshot =
        TakeSnapshot(*project->repository_, project->head_, request.head);
    if (!snapshot) return std::move(snapshot).error();
    project->snapshot_ = *std::move(snapshot);
  }
  Result<TreeReaders> readers = TreeReaders::Open(*project->repository_, request.parallelism);
  if (!readers) return std::move(readers).error();
  project->readers_ = std::make_unique<TreeReaders>(*std::move(readers));
  if (Status read = project->ReadConfig(request, ports.files); !read) {
    return std::move(read).error();
  }
  if (ReadsManifests(project->config())) {
    project->forests_ =
        OpenForests(*project->repository_, project->readers_->first(), project->config());
  }
  std::optional<std::string> name = request.environment;
  const bool by_variable = !name && request.heeds_variable;
  if (by_variable) name = ports.variable("DELTAPLAN_ENV");
  if (request.needs_environment || name) {
    Result<const EnvironmentEntry*> environment = ChooseEnvironment(project->config(), name);
    if (!environment) {
      Error error = std::move(environment).error();
      if (by_variable && name) error.causes.emplace_back("DELTAPLAN_ENV names it");
      return error;
    }
    project->environment_ = *environment;
  } else if (project->config().environments.size() == 1) {
    project->environment_ = &project->config().environments.front();
  }
  return project;
}

Status Project::TakeConfig(const GivenConfig& given) {
  Result<ConfigFile> parsed = ParseConfigFile(given.name, given.text, LiveSourceKinds());
  if (!parsed) return std::move(parsed).error();
  config_ = *std::move(parsed);
  return Ok();
}

Status Project::GuessConfig(const ConfigGuess& guess, Error none) {
  if (!guess) return none;
  const Result<GivenConfig> guessed =
      guess(*repository_, readers_->first(), head_, std::move(none));
  if (!guessed) return guessed.error();
  config_is_guess_ = true;
  return TakeConfig(*guessed);
}

Status Project::ReadConfig(const ProjectRequest& request, Files& files) {
  if (request.config_text) return TakeConfig(*request.config_text);
  const std::optional<std::string>& work_dir = repository_->facts().work_dir;
  std::optional<std::string> on_disk = request.config;
  config_is_named_ = on_disk.has_value();
  if (!on_disk && work_dir) on_disk = FindConfigBelow(*work_dir, request.directory, files);
  bool is_head_checked_out = false;
  if (work_dir) {
    const Result<CommitInfo> checked_out = repository_->ResolveRevision("HEAD");
    is_head_checked_out = checked_out && checked_out->id == head_.id;
    if (!on_disk && is_head_checked_out) return GuessConfig(request.guess, NoConfig());
  }
  if (on_disk) config_in_tree_ = BelowRoot(work_dir, *on_disk, files);
  if (on_disk && (request.config || is_head_checked_out)) {
    if (!request.config && !repository_->MayBeBelieved(*on_disk)) return ForeignConfig(*on_disk);
    Result<ConfigFile> read = ReadConfigFile(*on_disk, LiveSourceKinds(), files);
    if (!read) return std::move(read).error();
    config_ = *std::move(read);
    if (config_in_tree_) config_.path = *config_in_tree_;
    config_is_checked_out_ = true;
    return Ok();
  }
  std::vector<std::string> paths;
  if (config_in_tree_) paths.push_back(*config_in_tree_);
  paths.emplace_back(kConfigName);
  Result<std::optional<ConfigFile>> read =
      ReadConfigOfHead(*repository_, readers_->first(), head_, paths);
  if (!read) return std::move(read).error();
  if (!*read) {
    return GuessConfig(request.guess,
                       {.message = fmt::format("there is no {} in head, which is {}", kConfigName,
                                               head_.id.ToHex().substr(0, 12)),
                        .causes = {},
                        .remedy = "Name the configuration with --config FILE."});
  }
  config_ = **std::move(read);
  config_in_tree_ = config_.path;
  return Ok();
}

graph::LinkText Project::LinkTexts() const {
  return [this](const graph::Symlink& link) -> std::optional<std::string> {
    Result<std::string> text = repository_->ReadBlob(link.blob);
    if (!text) return std::nullopt;
    return *std::move(text);
  };
}

std::variant<Platform, ExpandFailure> Project::ExpandAlone(const Config& config,
                                                           const graph::ObjectId& tree,
                                                           const FurtherPaths& further) const {
  return ExpandConfig(config, readers_->first(), tree, LinkTexts(), further);
}

Result<Platform> Project::Expand(const graph::ObjectId& tree, const FurtherPaths& further) const {
  auto expanded = ExpandAlone(config(), tree, further);
  if (auto* failure = std::get_if<ExpandFailure>(&expanded)) {
    if (const auto* problems = std::get_if<ConfigProblems>(failure)) {
      return ConfigError(config_name(), *problems, config_text());
    }
    return TreeReadError(std::get<graph::TreeError>(*failure), repository_->facts());
  }
  Platform& platform = std::get<Platform>(expanded);
  // An earlier commit need not have the services of today.
  if (tree == head_.tree) {
    ConfigProblems problems = CheckExceptions(config(), platform);
    auto linked = CheckLinkedPaths(platform, readers_->first(), tree, LinkTexts());
    if (const auto* failed = std::get_if<graph::TreeError>(&linked)) {
      return TreeReadError(*failed, repository_->facts());
    }
    std::ranges::move(std::get<ConfigProblems>(linked), std::back_inserter(problems));
    if (!problems.empty()) return ConfigError(config_name(), problems, config_text());
  }
  if (forests_ != nullptr) {
    if (Status added = AddWorkspace(*forests_, config(), repository_->facts(), tree, platform);
        !added) {
      return std::move(added).error();
    }
  }
  CountManifests(platform);
  return std::move(platform);
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
