#include "planner/facts/gather.h"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "planner/facts/baselines.h"
#include "planner/facts/builds.h"
#include "planner/facts/compared_lockfiles.h"
#include "planner/facts/config_place.h"
#include "planner/facts/dead_paths.h"
#include "planner/facts/destinations.h"
#include "planner/facts/links.h"
#include "planner/facts/lost_inputs.h"
#include "planner/facts/merge_bases.h"
#include "planner/facts/other_images.h"
#include "planner/facts/package_users.h"
#include "planner/facts/past_configs.h"
#include "planner/facts/removed_inputs.h"
#include "planner/facts/tag_map.h"
#include "planner/facts/tag_relations.h"
#include "planner/facts/unowned_changes.h"
#include "planner/facts/work_tree.h"
#include "planner/facts/workspace.h"
#include "planner/model/tag.h"
#include "planner/ports/tree_read_error.h"

namespace deltaplan::planner {
namespace {

using graph::InputId;
using graph::ObjectId;
using graph::RepoPath;

void Append(Warnings& to, Warnings from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

// Where the inputs of `platform` lie in `tree`, with what their links point to.
Result<InputMap> MapInputs(const Project& project, const Platform& platform, const ObjectId& tree) {
  InputMap map(platform, project.readers().parallelism());
  const graph::PathTrie& trie = map.trie();
  std::vector<RepoPath> inputs;
  inputs.reserve(trie.input_count());
  for (std::size_t i = 0; i < trie.input_count(); ++i) {
    inputs.push_back(trie.PathOf(InputId{static_cast<std::uint32_t>(i)}));
  }
  Result<std::vector<graph::TreeReader*>> readers = project.readers().For(inputs.size());
  if (!readers) return std::move(readers).error();
  Result<std::vector<LinkedPath>> links =
      FindLinks(project.repository(), *readers, tree, std::move(inputs));
  if (!links) return std::move(links).error();
  if (!links->empty()) map.AddLinkTargets(*links);
  return map;
}

// What every comparison comes from.
struct Sides {
  HeadFacts head;
  std::optional<PreviewBase> base;
  PlatformFacts all;
  std::vector<Baseline> baselines;
  std::optional<TagMapFacts> tag_map;
  std::map<std::string, std::string> unknown_live;
  Warnings warnings;
  std::vector<TagMapFacts> other_tag_maps = {};
  std::vector<KnownState> states = {};
  /// What each baseline is compared with, where that is not head; the same ones stand together.
  std::vector<Baseline> destinations = {};
  bool to_map = false;
  /// Where it was begun; nullopt: nobody asks for uncommitted changes, or not yet.
  std::optional<DirtySearch> uncommitted = std::nullopt;

  /// Every commit whose tree is looked at beside head's.
  std::vector<Baseline> AllCommits() const {
    std::vector<Baseline> commits = baselines;
    commits.insert(commits.end(), destinations.begin(), destinations.end());
    return commits;
  }
};

// Compares the sides: the part that all kinds of facts share.
Result<GatheredFacts> CompareSides(const Project& project, Sides sides,
                                   const GatherOptions& options, const Ports& ports) {
  const bool asks_for_uncommitted = options.surroundings && !sides.base && !sides.to_map;
  if (asks_for_uncommitted && !sides.uncommitted) {
    sides.uncommitted = DirtySearch::Begin(project, sides.all.platform, ports.files);
  }
  // What only baselines have of a pattern was removed since: an input that changed.
  Result<std::vector<RepoPath>> removed =
      FindRemovedInputs(project, sides.head.tree, sides.AllCommits());
  if (!removed) return std::move(removed).error();
  if (!removed->empty()) {
    Result<Platform> platform =
        project.Expand(sides.head.tree, {.inputs = *std::move(removed), .services = {}});
    if (!platform) return std::move(platform).error();
    sides.all.platform = *std::move(platform);
  }
  // What is there already is not made of anything anew.
  Result<PastConfigs> configs = sides.to_map
                                    ? PastConfigs(sides.baselines.size())
                                    : ReadPastConfigs(project, sides.head.tree, sides.baselines);
  if (!configs) return std::move(configs).error();
  Result<LivingPlatform> living =
      WithoutDeadServices(std::move(sides.all), sides.AllCommits(), project);
  if (!living) return std::move(living).error();
  Warnings found = std::move(sides.warnings);
  Append(found, std::move(living->warnings));
  sides.unknown_live.merge(living->gone_but_live);
  PlatformFacts all = std::move(living->living);
  if (!sides.to_map) {
    if (Status added = AddLostInputs(project, sides.head.tree, sides.baselines, *configs, all);
        !added) {
      return std::move(added).error();
    }
  }

  Result<InputMap> inputs = MapInputs(project, all.platform, sides.head.tree);
  if (!inputs) return std::move(inputs).error();
  std::vector<graph::RepoPath> by_content;
  if (workspace::ForestReader* reader = project.forests(); reader != nullptr && !sides.to_map) {
    Result<std::vector<graph::RepoPath>> lockfiles = ComparedLockfiles(
        *reader, project.config(), project.repository().facts(), sides.head.tree, all.platform);
    if (!lockfiles) return std::move(lockfiles).error();
    by_content = *std::move(lockfiles);
  }
  graph::IgnoreRules ignore = IgnoredBytes(project.config().ignore, by_content);
  const std::vector<WantedInputs> wanted =
      InputsOfBaselines(*inputs, all.services, sides.baselines.size());
  Result<std::vector<graph::TreeReader*>> readers =
      project.readers().For(std::max(sides.baselines.size(), all.services.size()));
  if (!readers) return std::move(readers).error();
  auto compared = sides.to_map ? CompareRoutes(*readers, *inputs, ignore, sides.destinations,
                                               sides.baselines, wanted, options.compare)
                               : Compare(*readers, *inputs, ignore, sides.head.tree,
                                         sides.baselines, wanted, options.compare);
  if (const auto* error = std::get_if<graph::TreeError>(&compared)) {
    return TreeReadError(*error, project.repository().facts());
  }
  auto& [comparison, lists] = std::get<ComparedTrees>(compared);
  // Images that are there already are not built otherwise, whatever the configuration says now.
  Result<ComparedBuilds> builds =
      sides.to_map
          ? ComparedBuilds{.differences = std::vector<BuildDifferences>(sides.baselines.size()),
                           .without_configuration = {}}
          : CompareBuilds(project, all.platform, sides.baselines, *configs);
  if (!builds) return std::move(builds).error();

  DependencyDifferences dependencies;
  if (workspace::ForestReader* reader = project.forests(); reader != nullptr && !sides.to_map) {
    Result<ComparedWorkspaces> workspaces = CompareWorkspaces(
        *reader, project.config(), all.platform, sides.head.tree, all.services, sides.baselines,
        project.repository().facts(), project.readers().parallelism());
    if (!workspaces) return std::move(workspaces).error();
    dependencies = std::move(workspaces->differences);
    if (options.surroundings) Append(found, std::move(workspaces->warnings));
  }

  std::vector<DirtyFile> dirty;
  std::vector<std::string> unowned;
  if (options.surroundings) {
    if (asks_for_uncommitted) Append(found, CheckoutWarnings(project));
    if (!sides.baselines.empty()) {
      Result<std::vector<std::string>> files =
          UnownedChanges(project, sides.baselines, sides.head.tree, all.platform, *inputs, ignore);
      if (!files) return std::move(files).error();
      unowned = *std::move(files);
      Result<Warnings> packages =
          PackagesWithoutUsers(project, all.platform, *inputs, sides.baselines, sides.head.tree);
      if (!packages) return std::move(packages).error();
      Append(found, *std::move(packages));
    }
    Result<Warnings> odd = RepositoryWarnings(project, all.platform, *inputs, ignore, ports.files);
    if (!odd) return std::move(odd).error();
    Append(found, *std::move(odd));
    if (asks_for_uncommitted) {  // the last, for it takes longest
      Result<std::vector<DirtyFile>> files = sides.uncommitted->Finish(project, *inputs, ignore);
      if (!files) return std::move(files).error();
      dirty = *std::move(files);
    }
  }
  std::optional<std::string> environment;
  if (project.environment() != nullptr) environment = project.environment()->name;
  return GatheredFacts{.facts = {.environment = std::move(environment),
                                 .head = std::move(sides.head),
                                 .base = std::move(sides.base),
                                 .to_map = sides.to_map,
                                 .platform = std::move(all.platform),
                                 .inputs = *std::move(inputs),
                                 .ignore = std::move(ignore),
                                 .services = std::move(all.services),
                                 .baselines = std::move(sides.baselines),
                                 .comparison = std::move(comparison),
                                 .builds = std::move(builds->differences),
                                 .dependencies = std::move(dependencies),
                                 .without_configuration = std::move(builds->without_configuration),
                                 .unknown_live = std::move(sides.unknown_live),
                                 .tag_map = std::move(sides.tag_map),
                                 .other_tag_maps = std::move(sides.other_tag_maps),
                                 .states = std::move(sides.states),
                                 .dirty = std::move(dirty),
                                 .unowned = std::move(unowned),
                                 .warnings = std::move(found)},
                       .lists = std::move(lists)};
}

// Live tags as baselines, and what there is to say about them.
Result<Sides> SidesOfLive(const Project& project, const CommitInfo& head, Platform platform,
                          const LiveAnswer& live, const std::set<std::string>& asked,
                          TagRelations& tags, NewTags new_tags = NewTags::kMade) {
  const std::vector<std::string> names = NamesOf(platform.services);
  const std::set<std::string> external = ExternalServices(platform.services);
  Result<HeadFacts> head_facts = GatherHead(project, head, platform, new_tags);
  if (!head_facts) return std::move(head_facts).error();
  Result<Baselines> baselines =
      ResolveBaselines(names, external, live, head.id, tags.resolver(), project.repository());
  if (!baselines) return std::move(baselines).error();
  Sides sides{.head = *std::move(head_facts),
              .base = std::nullopt,
              .all = {std::move(platform), std::move(baselines->services)},
              .baselines = std::move(baselines->distinct),
              .tag_map = std::nullopt,
              .unknown_live = {},
              .warnings = {}};
  for (const auto& [service, tag] : live.tags) {
    if (std::ranges::binary_search(names, service)) continue;
    sides.unknown_live.emplace(service, tag.tag);
    sides.warnings.push_back(warnings::LiveServiceUnknown{service, tag.tag, tag.source});
  }
  Append(sides.warnings, SourceWarnings(live, asked));
  Result<Warnings> disagreements = DisagreementWarnings(live, asked, external, tags);
  if (!disagreements) return std::move(disagreements).error();
  Append(sides.warnings, *std::move(disagreements));
  if (!baselines->missing.empty()) {
    sides.warnings.push_back(warnings::CommitsMissing{std::move(baselines->missing)});
  }
  return sides;
}

// What {git_tag} stands for: the git tag at head, without what "tag_ref" puts around it.
Result<std::string> ReleaseName(const Project& project, const ObjectId& head) {
  GitRepository& repository = project.repository();
  Result<std::vector<std::string>> tags = repository.TagsAt(head);
  if (!tags) return std::move(tags).error();
  const std::string& around = project.config().tag_ref;
  const std::size_t hole = around.find("{ref}");
  const std::string_view before = std::string_view(around).substr(0, hole);
  const std::string_view after = std::string_view(around).substr(hole + 5);
  std::vector<std::string> names;
  for (const std::string& tag : *tags) {
    if (tag.size() <= before.size() + after.size() || !tag.starts_with(before) ||
        !tag.ends_with(after)) {
      continue;
    }
    std::string name = tag.substr(before.size(), tag.size() - before.size() - after.size());
    if (tag == project.head_revision()) return name;
    if (IsLegalTag(name)) names.push_back(std::move(name));
  }
  if (names.size() == 1) return names.front();
  Error error{.message = fmt::format("head, which is {}, has no git tag for \"tag\": \"{}\"",
                                     head.ToHex().substr(0, 12), project.config().tag),
              .causes = {},
              .remedy = "Tag the commit, or name a tag with --head."};
  if (names.size() > 1) {
    error.message = fmt::format("head, which is {}, has several git tags: {}",
                                head.ToHex().substr(0, 12), fmt::join(names, ", "));
    error.remedy = "Name one of them with --head.";
  }
  return error;
}

}  // namespace

Result<HeadFacts> GatherHead(const Project& project, const CommitInfo& head,
                             const Platform& platform, NewTags new_tags) {
  Result<std::string> short_sha = project.repository().ShortSha(head.id);
  if (!short_sha) return std::move(short_sha).error();
  HeadFacts facts{.commit = head.id,
                  .tree = head.tree,
                  .time = head.time,
                  .short_sha = *std::move(short_sha),
                  .tag_format = project.config().tag,
                  .formats = platform.tag_formats};
  if (facts.tag_format.find("{git_tag}") != std::string::npos) {
    Result<std::string> tag = ReleaseName(project, head.id);
    if (!tag && new_tags == NewTags::kMade) return std::move(tag).error();
    facts.git_tag = tag ? *std::move(tag) : facts.short_sha;
  }
  return facts;
}

Result<GatheredFacts> GatherAgainstLive(const Project& project, Platform platform,
                                        const LiveRequest& live, Goal goal,
                                        const GatherOptions& options, const Ports& ports) {
  const bool to_map = goal == Goal::kTagMap;
  std::optional<DirtySearch> uncommitted;
  if (options.surroundings && !to_map) {
    uncommitted = DirtySearch::Begin(project, platform, ports.files);
  }
  TagMapReading map =
      ReadTagMapFacts(project.environment(), project.root(), platform.services, ports.files);
  if (to_map && map.IsEmpty()) return NoTagMap(project.environment(), map.warnings);
  Result<std::unique_ptr<TagRelations>> tags =
      TagRelations::Make(project.repository(), project.config());
  if (!tags) return std::move(tags).error();
  Result<LiveAnswer> answer = ReadLive(ports, live, project.config(), project.environment(),
                                       project.root(), platform.services, (*tags)->Chooser());
  if (!answer) return std::move(answer).error();
  if (Status known = CheckHeldAreKnown(*answer, live, platform.services); !known) {
    return std::move(known).error();
  }
  if (!to_map) CompareWithMap(map.TagsOf(platform.services), *answer);
  if (to_map) {
    if (Status told = CheckLiveIsNotTheMap(*answer, live.only); !told) {
      return std::move(told).error();
    }
    // That the two differ is what the plan is for.
    std::erase_if(answer->disagreements, [](const Disagreement& disagreement) {
      return disagreement.other.source == kImageTagsSource;
    });
  }
  Result<Sides> sides =
      SidesOfLive(project, project.head(), std::move(platform), *answer, options.asked, **tags,
                  to_map ? NewTags::kNotMade : NewTags::kMade);
  if (!sides) return std::move(sides).error();
  if (to_map) {
    sides->to_map = true;
    const std::vector<Service>& services = sides->all.platform.services;
    Result<Routes> routes =
        RouteToMap(services, map.TagsOf(services), project.config(), (*tags)->resolver(),
                   project.repository(), sides->baselines, sides->all.services);
    if (!routes) return std::move(routes).error();
    if (Status complete =
            CheckDestinations(sides->all.platform.services, sides->all.services, live);
        !complete) {
      return std::move(complete).error();
    }
    sides->baselines = std::move(routes->from);
    sides->destinations = std::move(routes->to);
  } else {
    FindOtherImages(sides->all.platform, project.config(), project.environment(), *answer,
                    sides->all.services);
  }
  sides->uncommitted = std::move(uncommitted);
  sides->tag_map = std::move(map.map);
  sides->other_tag_maps = std::move(map.others);
  sides->states = std::move(answer->states);
  Append(sides->warnings, std::move(map.warnings));
  return CompareSides(project, *std::move(sides), options, ports);
}

Result<GatheredFacts> GatherAgainstTags(const Project& project, const CommitInfo& head,
                                        const LiveAnswer& live, const GatherOptions& options,
                                        const Ports& ports) {
  Result<Platform> platform = project.Expand(head.tree);
  if (!platform) return std::move(platform).error();
  Result<std::unique_ptr<TagRelations>> tags =
      TagRelations::Make(project.repository(), project.config());
  if (!tags) return std::move(tags).error();
  Result<Sides> sides =
      SidesOfLive(project, head, *std::move(platform), live, options.asked, **tags);
  if (!sides) return std::move(sides).error();
  return CompareSides(project, *std::move(sides), options, ports);
}

Result<GatheredFacts> GatherAgainstBase(const Project& project, const std::string& base,
                                        const GatherOptions& options, const Ports& ports) {
  GitRepository& repository = project.repository();
  Result<CommitInfo> named = repository.ResolveRevision(base);
  if (!named) return std::move(named).error().Within("cannot use --base");
  Result<std::vector<CommitInfo>> merge_bases =
      MergeBasesWith(repository, project.head(), *named, base);
  if (!merge_bases) return std::move(merge_bases).error();
  const std::optional<WorkTreeSnapshot>& snapshot = project.snapshot();
  Result<Platform> platform = project.Expand(snapshot ? snapshot->root : project.head().tree);
  if (!platform) return std::move(platform).error();
  Result<HeadFacts> head = GatherHead(project, project.head(), *platform, NewTags::kNotMade);
  if (!head) return std::move(head).error();
  if (snapshot) {
    head->tree = snapshot->root;
    head->has_snapshot_changes = !snapshot->changes.empty();
  }
  ServiceFacts facts;
  facts.commit = merge_bases->front().id;
  std::vector<Baseline> baselines;
  std::vector<ObjectId> ids;
  for (const CommitInfo& commit : *merge_bases) {
    baselines.push_back({commit.id, commit.tree, commit.time});
    ids.push_back(commit.id);
  }
  std::ranges::reverse(baselines);
  facts.baseline = 0;
  for (std::size_t b = 1; b < baselines.size(); ++b) facts.more_baselines.push_back(b);
  std::vector<ServiceFacts> services(platform->services.size(), facts);
  return CompareSides(project,
                      {.head = *std::move(head),
                       .base = PreviewBase{.revision = base,
                                           .commit = named->id,
                                           .merge_bases = std::move(ids),
                                           .working_tree = snapshot.has_value()},
                       .all = {*std::move(platform), std::move(services)},
                       .baselines = std::move(baselines),
                       .tag_map = std::nullopt,
                       .unknown_live = {},
                       .warnings = {}},
                      options, ports);
}

Result<PathFacts> GatherPaths(const Project& project, const FurtherPaths& further) {
  const graph::ObjectId tree = project.snapshot() ? project.snapshot()->root : project.head().tree;
  Result<Platform> platform = project.Expand(tree, further);
  if (!platform) return std::move(platform).error();
  if (Status alive = CheckNoDeadPaths(*platform, project); !alive) {
    return std::move(alive).error();
  }
  Result<InputMap> inputs = MapInputs(project, *platform, tree);
  if (!inputs) return std::move(inputs).error();
  return PathFacts{*std::move(platform), *std::move(inputs),
                   graph::IgnoreRules(project.config().ignore)};
}

}  // namespace deltaplan::planner
