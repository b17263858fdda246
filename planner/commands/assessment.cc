#include "planner/commands/assessment.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <set>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <variant>

#include "graph/drop_doubles.h"
#include "graph/file_lister.h"
#include "graph/tree_walk.h"
#include "planner/commands/discovery.h"
#include "planner/commands/live_tags.h"
#include "planner/live/tag_map_file.h"
#include "planner/tags/tag_history.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

using graph::InputId;
using graph::ObjectId;
using graph::RepoPath;

std::vector<std::string> NamesOf(const Platform& platform) {
  std::vector<std::string> names;
  names.reserve(platform.services.size());
  for (const Service& service : platform.services) names.push_back(service.name);
  return names;
}

// Which of `paths` some baseline has, in the order of `paths`.
Result<std::vector<bool>> ExistAtBaselines(Session& session, const std::vector<RepoPath>& paths,
                                           const std::vector<Baseline>& baselines) {
  const graph::PathTrie trie(paths);
  std::vector<InputId> all;
  for (std::size_t i = 0; i < trie.input_count(); ++i) {
    all.push_back(InputId{static_cast<std::uint32_t>(i)});
  }
  std::vector<graph::WalkRequest> requests;
  for (const Baseline& baseline : baselines) requests.push_back({baseline.tree, all});
  const graph::WalkResult walk = graph::TreeWalk(*session.trees, trie).Walk(requests);
  if (walk.error) return TreeReadError(*walk.error, session.repository->facts());
  std::vector<bool> exist;
  for (const RepoPath& path : paths) {
    const InputId input = *trie.Find(path);
    exist.push_back(std::ranges::any_of(
        walk.states, [&](const auto& states) { return states[graph::Index(input)].Exists(); }));
  }
  return exist;
}

// A path that head lacks is a change where a baseline has it, and a mistake where none has. A
// service whose own directory is gone leaves the plan, and what it runs stays in the tag map.
Status HandleDeadPaths(Session& session, Assessment& assessment) {
  Platform& platform = assessment.platform;
  if (platform.dead_paths.empty()) return Ok();
  std::vector<RepoPath> paths;
  for (const DeadPath& dead : platform.dead_paths) paths.push_back(dead.path);
  Result<std::vector<bool>> exist =
      ExistAtBaselines(session, paths, assessment.baselines.baselines);
  if (!exist) return std::move(exist).error();

  std::vector<DeadPath> mistakes;
  std::set<std::string> gone;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const DeadPath& dead = platform.dead_paths[i];
    const std::string shown = DisplayPath(dead.path.bytes());
    if (!(*exist)[i]) {
      mistakes.push_back(dead);
    } else if (dead.service) {
      gone.insert(*dead.service);
      assessment.warnings.push_back(
          {"service_deleted",
           fmt::format("Service {} is not in the plan: {} does not exist in head any more. What it "
                       "runs stays in the tag map; remove {} from the configuration.",
                       *dead.service, shown, dead.pointer)});
    } else {
      assessment.warnings.push_back(
          {"path_deleted",
           fmt::format("{} does not exist in head any more, which counts as a change; "
                       "remove {} from the configuration.",
                       shown, dead.pointer)});
    }
  }
  if (!mistakes.empty()) return ConfigError(session.config_name, DeadPathProblems(mistakes));

  std::vector<Service> services;
  std::vector<ServiceFacts> facts;
  for (std::size_t s = 0; s < platform.services.size(); ++s) {
    if (gone.contains(platform.services[s].name)) {
      const ServiceFacts& last = assessment.baselines.facts[s];
      if (last.live_tag) assessment.unknown_live[platform.services[s].name] = *last.live_tag;
      continue;
    }
    services.push_back(std::move(platform.services[s]));
    facts.push_back(std::move(assessment.baselines.facts[s]));
  }
  platform.services = std::move(services);
  assessment.baselines.facts = std::move(facts);
  return Ok();
}

Status BuildMap(Session& session, Assessment& assessment) {
  assessment.map.emplace(assessment.platform, session.parallelism);
  const graph::PathTrie& trie = assessment.map->trie();
  std::vector<RepoPath> inputs;
  inputs.reserve(trie.input_count());
  for (std::size_t i = 0; i < trie.input_count(); ++i) {
    inputs.push_back(trie.PathOf(InputId{static_cast<std::uint32_t>(i)}));
  }
  Result<std::vector<graph::TreeReader*>> readers = session.Readers(inputs.size());
  if (!readers) return std::move(readers).error();
  Result<std::vector<LinkedPath>> links =
      FindLinks(*session.repository, *readers, assessment.head_tree, std::move(inputs));
  if (!links) return std::move(links).error();
  if (!links->empty()) assessment.map->AddLinkTargets(*links);
  assessment.ignore = graph::IgnoreRules(session.config.ignore);
  return Ok();
}

Status CompareAll(Session& session, const Options& options, Assessment& assessment) {
  std::vector<Baseline>& baselines = assessment.baselines.baselines;
  const std::vector<ServiceFacts>& facts = assessment.baselines.facts;
  for (std::size_t s = 0; s < facts.size(); ++s) {
    if (!facts[s].baseline) continue;
    std::vector<InputId>& wanted = baselines[*facts[s].baseline].wanted;
    const std::vector<InputId> inputs = assessment.map->InputsOfService(s);
    wanted.insert(wanted.end(), inputs.begin(), inputs.end());
  }
  for (Baseline& baseline : baselines) {
    std::ranges::sort(baseline.wanted);
    graph::DropDoubles(baseline.wanted);
  }
  Result<std::vector<graph::TreeReader*>> readers =
      session.Readers(std::max(baselines.size(), facts.size()));
  if (!readers) return std::move(readers).error();
  auto comparison =
      Compare(*readers, *assessment.map, assessment.ignore, assessment.head_tree, baselines,
              {.list_files = !options.summary_only, .max_files = options.max_files});
  if (const auto* error = std::get_if<graph::TreeError>(&comparison)) {
    return TreeReadError(*error, session.repository->facts());
  }
  assessment.comparison = std::get<Comparison>(std::move(comparison));
  return Ok();
}

// The tag map as it is now: who writes it later compares. A damaged one is a warning, unless live
// tags come from it.
void ReadPresentTagMap(const Session& session, const Ports& ports,
                       const std::vector<std::string>& names, Assessment& assessment) {
  const EnvironmentEntry* environment = session.environment;
  if (environment == nullptr || !environment->image_tags) return;
  const std::string& file = environment->image_tags->file;
  Result<std::optional<std::string>> text = ports.files.ReadIfExists(session.root() + "/" + file);
  if (text && !*text) return;
  Result<TagMapFile> map = ReadTagMapFile(ports.files, *environment, session.root(), names);
  if (map) {
    assessment.tag_map = {.file = file, .tags = std::move(map->tags)};
  } else {
    assessment.warnings.push_back(
        {"tag_map_unreadable",
         fmt::format("The tag map {} can't be read, so nobody can tell whether it changes after "
                     "this plan: {}",
                     DisplayPath(file), map.error().message)});
  }
}

void WarnAboutLive(const LiveAnswer& live, const std::vector<std::string>& known,
                   Assessment& assessment) {
  for (const auto& [service, tag] : live.tags) {
    if (std::ranges::binary_search(known, service)) continue;
    assessment.unknown_live.emplace(service, tag.tag);
    assessment.warnings.push_back(
        {"live_service_unknown",
         fmt::format(
             "{} runs {} ({}), but the configuration knows no such service. Its tag stays in "
             "the tag map.",
             DisplayPath(service), DisplayPath(tag.tag), tag.source)});
  }
}

Status WarnAboutDisagreements(const LiveAnswer& live, const std::set<std::string>& asked,
                              TagRelations& tags, Assessment& assessment) {
  for (Warning& warning : SourceWarnings(live, asked)) {
    assessment.warnings.push_back(std::move(warning));
  }
  for (const Disagreement& disagreement : live.disagreements) {
    if (!asked.empty() && !asked.contains(disagreement.service)) continue;
    Result<std::string> message = DisagreementMessage(tags, disagreement);
    if (!message) return std::move(message).error();
    assessment.warnings.push_back({"live_sources_disagree", std::move(*message)});
  }
  return Ok();
}

bool IsTerraformFile(std::string_view path) {
  constexpr std::string_view kEndings[] = {".tf",     ".tf.json", ".tofu",       ".tofu.json",
                                           ".tfvars", ".hcl",     ".tfvars.json"};
  return std::ranges::any_of(kEndings, [&](std::string_view end) { return path.ends_with(end); });
}

std::string FileLines(const std::vector<std::string>& paths) {
  constexpr std::size_t kMost = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(paths.size(), kMost); ++i) {
    text += "\n  " + DisplayPath(paths[i]);
  }
  if (paths.size() > kMost) text += fmt::format("\n  and {} more", paths.size() - kMost);
  return text;
}

// What the configuration's root module and its local modules are made of, for the files of
// `changed` that may belong to them. Null where none does, and where the modules can't be read:
// what was changed is told in any case.
const Discovery* DiscoverFor(const std::vector<graph::FileChange>& changed, Session& session,
                             const Options& options, const Ports& ports, const Platform& platform) {
  const bool may_belong = std::ranges::any_of(
      changed, [](const graph::FileChange& file) { return IsTerraformFile(file.path); });
  if (!may_belong) return nullptr;
  const Result<const Discovery*> discovery = Discover(session, platform, options, ports);
  return discovery ? *discovery : nullptr;
}

bool IsInModule(const RepoPath& file, const Discovery* discovery) {
  return discovery != nullptr &&
         std::ranges::any_of(discovery->tree.modules, [&](const tfvars::TreeModule& module) {
           return RepoPath::FromCanonical(module.directory).Contains(file);
         });
}

// Which modules and services the files touch, a line for each kind.
std::string ReachLines(const std::vector<std::string>& files, const Discovery* discovery) {
  if (discovery == nullptr) return {};
  const TerraformReach reach = ReachOf(files, discovery->tree, discovery->findings);
  std::string text;
  if (!reach.modules.empty()) {
    text += fmt::format("\nModules reached: {}.", fmt::join(reach.modules, ", "));
  }
  if (!reach.services.empty()) {
    std::vector<std::string> services;
    for (const std::string& service : reach.services) services.push_back(DisplayPath(service));
    text += fmt::format("\nServices reached: {}.", fmt::join(services, ", "));
  }
  return text;
}

}  // namespace

Result<Assessment> AssessLive(Session& session, const Options& options, const Ports& ports) {
  Assessment assessment;
  assessment.head_tree = session.head.tree;
  assessment.platform = std::move(session.platform);
  const std::vector<std::string> names = NamesOf(assessment.platform);
  Result<LiveAnswer> live =
      ReadLive(ports, options, session.config, session.environment, session.root(),
               assessment.platform.services, LiveScope::kDecision);
  if (!live) return std::move(live).error();

  Result<std::unique_ptr<TagRelations>> tags = TagRelations::Make(session);
  if (!tags) return std::move(tags).error();
  Result<Baselines> baselines = ResolveBaselines(names, *live, (*tags)->resolver());
  if (!baselines) return std::move(baselines).error();
  assessment.baselines = std::move(*baselines);
  WarnAboutLive(*live, names, assessment);
  ReadPresentTagMap(session, ports, names, assessment);
  if (Status status = WarnAboutDisagreements(*live, options.services, **tags, assessment);
      !status) {
    return std::move(status).error();
  }
  if (!assessment.baselines.missing.empty()) {
    assessment.warnings.push_back(
        {"commits_missing",
         "Some live commits are not in this clone. " +
             FetchAdvice(assessment.baselines.missing, session.repository->facts())});
  }
  if (Status status = HandleDeadPaths(session, assessment); !status) {
    return std::move(status).error();
  }
  RelateBaselines(*session.repository, session.head.id, assessment.baselines);
  if (Status status = BuildMap(session, assessment); !status) return std::move(status).error();
  if (Status status = CompareAll(session, options, assessment); !status) {
    return std::move(status).error();
  }
  return assessment;
}

Result<Assessment> AssessAgainst(Session& session, const Options& options, const CommitInfo& base,
                                 const ObjectId& head_tree) {
  Assessment assessment;
  assessment.head_tree = head_tree;
  Result<Platform> platform = ExpandAt(session, head_tree);
  if (!platform) return std::move(platform).error();
  assessment.platform = std::move(*platform);
  assessment.baselines.baselines.push_back({base.id, base.tree, base.time, {}});
  ServiceFacts facts;
  facts.commit = base.id;
  facts.baseline = 0;
  assessment.baselines.facts.assign(assessment.platform.services.size(), facts);
  if (Status status = HandleDeadPaths(session, assessment); !status) {
    return std::move(status).error();
  }
  if (Status status = BuildMap(session, assessment); !status) return std::move(status).error();
  if (Status status = CompareAll(session, options, assessment); !status) {
    return std::move(status).error();
  }
  return assessment;
}

Result<Assessment> AssessPaths(Session& session) {
  Assessment assessment;
  assessment.head_tree = session.head.tree;
  assessment.platform = std::move(session.platform);
  if (!assessment.platform.dead_paths.empty()) {
    return ConfigError(session.config_name, DeadPathProblems(assessment.platform.dead_paths));
  }
  if (Status status = BuildMap(session, assessment); !status) return std::move(status).error();
  return assessment;
}

Status WarnAboutUnownedChanges(Session& session, const Options& options, const Ports& ports,
                               Assessment& assessment) {
  const std::vector<Baseline>& baselines = assessment.baselines.baselines;
  if (baselines.empty()) return Ok();
  const Baseline& oldest = baselines.front();
  graph::FileLister lister(*session.trees);
  graph::FileList list;
  const auto error = lister.List(
      RepoPath(), {graph::FileMode::kTree, oldest.tree},
      {graph::FileMode::kTree, assessment.head_tree},
      {.max_files = SIZE_MAX, .ignore = &assessment.ignore, .except = &assessment.map->trie()},
      list);
  if (error) return TreeReadError(*error, session.repository->facts());

  std::optional<RepoPath> terraform_dir;
  std::string tag_map;
  if (session.environment != nullptr) {
    if (session.environment->terraform) {
      terraform_dir = RepoPath::Parse(session.environment->terraform->dir);
    }
    if (session.environment->image_tags) tag_map = session.environment->image_tags->file;
  }
  const Discovery* discovery =
      DiscoverFor(list.files, session, options, ports, assessment.platform);
  std::vector<std::string> unowned;
  std::vector<std::string> terraform;
  for (graph::FileChange& file : list.files) {
    if (file.path == session.config_path || file.path == tag_map ||
        file.path == HistoryPath(tag_map)) {
      continue;
    }
    const RepoPath path = RepoPath::FromCanonical(file.path);
    const bool in_terraform =
        (terraform_dir && terraform_dir->Contains(path)) || IsInModule(path, discovery);
    if (in_terraform && IsTerraformFile(file.path)) {
      terraform.push_back(std::move(file.path));
    } else {
      unowned.push_back(std::move(file.path));
    }
  }
  const std::string since = oldest.commit.ToHex().substr(0, 10);
  if (!terraform.empty()) {
    assessment.warnings.push_back(
        {"terraform_changed",
         fmt::format("{} Terraform file{} changed since {}; a targeted apply will not roll "
                     "{} out:{}",
                     terraform.size(), terraform.size() == 1 ? "" : "s", since,
                     terraform.size() == 1 ? "it" : "them", FileLines(terraform)) +
             ReachLines(terraform, discovery)});
  }
  if (!unowned.empty()) {
    assessment.warnings.push_back(
        {"unowned_changes",
         fmt::format("{} file{} changed since {} that no service, package, build input or ignore "
                     "rule owns:{}",
                     unowned.size(), unowned.size() == 1 ? "" : "s", since, FileLines(unowned))});
  }
  return Ok();
}

Status WarnAboutRepository(Session& session, const Ports& ports, Assessment& assessment) {
  const RepositoryFacts& facts = session.repository->facts();
  if (facts.has_replace_refs) {
    assessment.warnings.push_back({"replace_refs",
                                   "This repository has refs/replace/; git follows them, deltaplan "
                                   "compares the real commits."});
  }
  std::set<std::string> hidden;
  std::unordered_set<std::string_view> tracked;
  for (const Service& service : assessment.platform.services) {
    tracked.insert(service.path.bytes());
    if (assessment.ignore.IsIgnored(service.path, true)) hidden.insert(service.path.bytes());
  }
  if (facts.work_dir) {
    for (const ServiceEntry& entry : session.config.services) {
      // "services/*": directories on disk that git does not track because an ignore rule hides
      // them.
      if (!entry.path || !entry.path->text.ends_with("/*")) continue;
      const std::string parent = entry.path->text.substr(0, entry.path->text.size() - 2);
      if (parent.find('*') != std::string::npos) continue;
      for (const std::string& name : ports.files.Directories(*facts.work_dir + "/" + parent)) {
        const RepoPath path = RepoPath::FromCanonical(parent + "/" + name);
        if (tracked.contains(path.bytes())) continue;
        Result<bool> ignored = session.repository->IsIgnoredByGit(path, true);
        if (!ignored) return std::move(ignored).error();
        if (*ignored) hidden.insert(path.bytes());
      }
    }
  }
  for (const std::string& path : hidden) {
    assessment.warnings.push_back(
        {"ignored_service_directory",
         fmt::format(
             "An ignore rule hides the whole service directory {}: nothing in it can make a "
             "service deploy.",
             DisplayPath(path))});
  }
  return Ok();
}

}  // namespace deltaplan::planner
