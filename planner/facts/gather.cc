#include "planner/facts/gather.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
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
#include "planner/facts/policy_checks.h"
#include "planner/facts/removed_inputs.h"
#include "planner/facts/tag_map.h"
#include "planner/facts/tag_relations.h"
#include "planner/facts/unowned_changes.h"
#include "planner/facts/work_tree.h"
#include "planner/facts/workspace.h"
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

// What is compared with what: each kind of facts makes it whole, from what it has read.
struct Sides {
  HeadFacts head;
  std::optional<PreviewBase> base = std::nullopt;
  bool to_map = false;
  std::vector<Baseline> baselines;
  /// What each baseline is compared with, where that is not head; the same ones stand together.
  std::vector<Baseline> destinations = {};
  std::map<std::string, std::string> unknown_live = {};
  TagMapReading maps = {};
  std::vector<KnownState> states = {};
  Warnings warnings = {};  // of what was read; those of its maps stand there

  /// Every commit whose tree is looked at beside head's.
  std::vector<Baseline> AllCommits() const {
    std::vector<Baseline> commits = baselines;
    commits.insert(commits.end(), destinations.begin(), destinations.end());
    return commits;
  }
};

// `named` with what only baselines have of a pattern: it was removed since, an input that changed.
Result<PlatformFacts> WithRemovedInputs(const Project& project, PlatformFacts named,
                                        const Sides& sides) {
  const Result<FurtherPaths> removed =
      FindRemovedInputs(project, sides.head.tree, sides.AllCommits());
  if (!removed) return removed.error();
  if (removed->inputs.empty() && removed->ways.empty()) return named;
  Result<Platform> platform = project.Expand(sides.head.tree, *removed);
  if (!platform) return std::move(platform).error();
  return PlatformFacts{*std::move(platform), std::move(named.services)};
}

// How the manifests and lockfiles of the baselines differ from head's; nothing where the
// configuration reads none, and of images that are there already.
Result<ComparedWorkspaces> CompareManifests(const Project& project, const PlatformFacts& all,
                                            const Sides& sides) {
  workspace::ForestReader* reader = project.forests();
  if (reader == nullptr || sides.to_map) return ComparedWorkspaces();
  return CompareWorkspaces(*reader, project.config(), all.platform, sides.head.tree, all.services,
                           sides.baselines, project.repository().facts(),
                           project.readers().parallelism());
}

// What is ignored: what the configuration says, and the bytes of lockfiles that count by what they
// say.
Result<graph::IgnoreRules> IgnoredIn(const Project& project, const Platform& platform,
                                     const Sides& sides) {
  std::vector<RepoPath> by_content;
  if (workspace::ForestReader* reader = project.forests(); reader != nullptr && !sides.to_map) {
    Result<std::vector<RepoPath>> lockfiles = ComparedLockfiles(
        *reader, project.config(), project.repository().facts(), sides.head.tree, platform);
    if (!lockfiles) return std::move(lockfiles).error();
    by_content = *std::move(lockfiles);
  }
  return IgnoredBytes(project.config().ignore, by_content);
}

// What stands beside the decision.
struct Surroundings {
  std::vector<DirtyFile> dirty;
  std::vector<std::string> unowned;
  Warnings warnings;
};

// `uncommitted` is the search that was begun; null: nobody asks for uncommitted changes.
Result<Surroundings> LookAround(const Project& project, const Sides& sides,
                                const Platform& platform, const InputMap& inputs,
                                const graph::IgnoreRules& ignore, DirtySearch* uncommitted,
                                const Ports& ports) {
  Surroundings around;
  if (uncommitted != nullptr) Append(around.warnings, CheckoutWarnings(project));
  if (!sides.baselines.empty()) {
    Result<std::vector<std::string>> files =
        UnownedChanges(project, sides.baselines, sides.head.tree, platform, inputs, ignore);
    if (!files) return std::move(files).error();
    around.unowned = *std::move(files);
    Result<Warnings> packages =
        PackagesWithoutUsers(project, platform, inputs, sides.baselines, sides.head.tree);
    if (!packages) return std::move(packages).error();
    Append(around.warnings, *std::move(packages));
  }
  Result<Warnings> odd = RepositoryWarnings(project, platform, inputs, ignore, ports.files);
  if (!odd) return std::move(odd).error();
  Append(around.warnings, *std::move(odd));
  if (uncommitted != nullptr) {  // the last, for it takes longest
    Result<std::vector<DirtyFile>> files = uncommitted->Finish(project, inputs, ignore);
    if (!files) return std::move(files).error();
    around.dirty = *std::move(files);
  }
  return around;
}

// Compares the sides: the part that all kinds of facts share. `named` is what the configuration
// means in head's tree, `uncommitted` as in `LookAround`.
Result<GatheredFacts> CompareSides(const Project& project, PlatformFacts named, Sides sides,
                                   DirtySearch* uncommitted, const GatherOptions& options,
                                   const Ports& ports) {
  Result<PlatformFacts> with_removed = WithRemovedInputs(project, std::move(named), sides);
  if (!with_removed) return std::move(with_removed).error();
  // What is there already is not made of anything anew.
  Result<PastConfigs> configs = sides.to_map
                                    ? PastConfigs(sides.baselines.size())
                                    : ReadPastConfigs(project, sides.head.tree, sides.baselines);
  if (!configs) return std::move(configs).error();
  Result<LivingPlatform> living =
      WithoutDeadServices(*std::move(with_removed), sides.AllCommits(), project);
  if (!living) return std::move(living).error();
  auto [alive, gone_but_live, dead] = *std::move(living);
  Result<PlatformWithPast> with_lost =
      sides.to_map ? PlatformWithPast{std::move(alive), *std::move(configs)}
                   : WithLostInputs(project, sides.head.tree, sides.baselines, std::move(alive),
                                    *std::move(configs));
  if (!with_lost) return std::move(with_lost).error();
  auto& [all, past] = *with_lost;
  Result<InputMap> inputs = MapInputs(project, all.platform, sides.head.tree);
  if (!inputs) return std::move(inputs).error();
  Result<graph::IgnoreRules> ignore = IgnoredIn(project, all.platform, sides);
  if (!ignore) return std::move(ignore).error();
  const std::vector<WantedInputs> wanted =
      InputsOfBaselines(*inputs, all.services, sides.baselines.size());
  Result<std::vector<graph::TreeReader*>> readers =
      project.readers().For(std::max(sides.baselines.size(), all.services.size()));
  if (!readers) return std::move(readers).error();
  auto compared = sides.to_map ? CompareRoutes(*readers, *inputs, *ignore, sides.destinations,
                                               sides.baselines, wanted, options.compare)
                               : Compare(*readers, *inputs, *ignore, sides.head.tree,
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
          : CompareBuilds(project, all.platform, sides.baselines, past);
  if (!builds) return std::move(builds).error();
  Result<ComparedWorkspaces> manifests = CompareManifests(project, all, sides);
  if (!manifests) return std::move(manifests).error();
  Result<Surroundings> around =
      options.surroundings
          ? LookAround(project, sides, all.platform, *inputs, *ignore, uncommitted, ports)
          : Surroundings();
  if (!around) return std::move(around).error();

  Warnings warnings = std::move(sides.warnings);
  Append(warnings, std::move(sides.maps.warnings));
  Append(warnings, std::move(dead));
  if (options.surroundings) Append(warnings, std::move(manifests->warnings));
  Append(warnings, std::move(around->warnings));
  std::map<std::string, std::string> unknown_live = std::move(sides.unknown_live);
  unknown_live.merge(gone_but_live);
  std::optional<std::string> environment;
  if (project.environment() != nullptr) environment = project.environment()->name;
  return GatheredFacts{.facts = {.environment = std::move(environment),
                                 .head = std::move(sides.head),
                                 .base = std::move(sides.base),
                                 .to_map = sides.to_map,
                                 .platform = std::move(all.platform),
                                 .inputs = *std::move(inputs),
                                 .ignore = *std::move(ignore),
                                 .services = std::move(all.services),
                                 .baselines = std::move(sides.baselines),
                                 .comparison = std::move(comparison),
                                 .builds = std::move(builds->differences),
                                 .dependencies = std::move(manifests->differences),
                                 .without_configuration = std::move(builds->without_configuration),
                                 .unknown_live = std::move(unknown_live),
                                 .tag_map = std::move(sides.maps.map),
                                 .other_tag_maps = std::move(sides.maps.others),
                                 .states = std::move(sides.states),
                                 .dirty = std::move(around->dirty),
                                 .unowned = std::move(around->unowned),
                                 .warnings = std::move(warnings)},
                       .lists = std::move(lists)};
}

// What live tags say.
struct LiveSide {
  Baselines baselines;
  std::map<std::string, std::string> unknown;  // as in `Facts::unknown_live`
  Warnings warnings;
};

// Live tags as commits, related to `head`, and what there is to say about them.
Result<LiveSide> LiveSideOf(const Project& project, const ObjectId& head, const Platform& platform,
                            const LiveAnswer& live,
                            const std::map<std::string, std::string>& other_images,
                            const std::set<std::string>& asked, TagRelations& tags) {
  const std::vector<std::string> names = NamesOf(platform.services);
  const std::set<std::string> external = ExternalServices(platform.services);
  Result<Baselines> baselines = ResolveBaselines(names, external, live, head, tags.resolver(),
                                                 project.repository(), other_images);
  if (!baselines) return std::move(baselines).error();
  std::map<std::string, std::string> unknown;
  Warnings told;
  for (const auto& [service, tag] : live.tags) {
    if (std::ranges::binary_search(names, service)) continue;
    unknown.emplace(service, tag.tag);
    told.push_back(warnings::LiveServiceUnknown{service, tag.tag, tag.source});
  }
  Append(told, SourceWarnings(live, asked));
  Result<Warnings> disagreements = DisagreementWarnings(live, asked, external, tags);
  if (!disagreements) return std::move(disagreements).error();
  Append(told, *std::move(disagreements));
  if (!baselines->missing.empty()) {
    told.push_back(warnings::CommitsMissing{baselines->missing});
  }
  return LiveSide{*std::move(baselines), std::move(unknown), std::move(told)};
}

Routes RoutesToHead(Baselines live) {
  return {.services = std::move(live.services), .from = std::move(live.distinct), .to = {}};
}

// What is live as far as this goal asks for it, and what disagrees with it.
Result<LiveAnswer> AskLive(const Project& project, const Platform& platform,
                           const LiveRequest& request, const Policy& policy, Goal goal,
                           const TagMapReading& map, TagRelations& tags, const Ports& ports) {
  Result<LiveAnswer> answer = ReadLive(ports, request, project.config(), project.environment(),
                                       project.root(), platform.services, tags.Chooser());
  if (!answer) return answer;
  if (Status known = CheckHeldAreKnown(*answer, policy, platform.services); !known) {
    return std::move(known).error();
  }
  if (goal == Goal::kHead) {
    std::ranges::move(DisagreementsWithMap(map.TagsOf(platform.services), *answer),
                      std::back_inserter(answer->disagreements));
    return answer;
  }
  if (Status told = CheckLiveIsNotTheMap(*answer, policy); !told) {
    return std::move(told).error();
  }
  // That the two differ is what the plan is for.
  std::erase_if(answer->disagreements, [](const Disagreement& disagreement) {
    return disagreement.other.source == kImageTagsSource;
  });
  return answer;
}

}  // namespace

Result<GatheredFacts> GatherAgainstLive(const Project& project, Platform platform,
                                        const LiveRequest& live, const Policy& policy, Goal goal,
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
  Result<LiveAnswer> answer = AskLive(project, platform, live, policy, goal, map, **tags, ports);
  if (!answer) return std::move(answer).error();
  Result<HeadFacts> head =
      GatherHead(project, project.head(), platform, to_map ? NewTags::kNotMade : NewTags::kMade);
  if (!head) return std::move(head).error();
  // Where the map says which tag a service gets, it gets that one, whatever it runs now.
  std::map<std::string, std::string> other_images;
  if (!to_map) {
    other_images = FindOtherImages(platform, project.config(), project.environment(), *answer);
  }
  Result<LiveSide> side =
      LiveSideOf(project, head->commit, platform, *answer, other_images, options.asked, **tags);
  if (!side) return std::move(side).error();
  auto [baselines, unknown, told] = *std::move(side);
  Result<Routes> routes =
      to_map ? RouteToMap(platform.services, map.TagsOf(platform.services), project.config(),
                          (*tags)->resolver(), project.repository(), baselines)
             : RoutesToHead(std::move(baselines));
  if (!routes) return std::move(routes).error();
  if (to_map) {
    Status complete = CheckDestinations(platform.services, routes->services, policy);
    if (!complete) return std::move(complete).error();
  }
  return CompareSides(project, {std::move(platform), std::move(routes->services)},
                      {.head = *std::move(head),
                       .to_map = to_map,
                       .baselines = std::move(routes->from),
                       .destinations = std::move(routes->to),
                       .unknown_live = std::move(unknown),
                       .maps = std::move(map),
                       .states = std::move(answer->states),
                       .warnings = std::move(told)},
                      uncommitted ? &*uncommitted : nullptr, options, ports);
}

Result<GatheredFacts> GatherAgainstTags(const Project& project, const CommitInfo& head,
                                        const LiveAnswer& live, const GatherOptions& options,
                                        const Ports& ports) {
  Result<Platform> platform = project.Expand(head.tree);
  if (!platform) return std::move(platform).error();
  std::optional<DirtySearch> uncommitted;
  if (options.surroundings) uncommitted = DirtySearch::Begin(project, *platform, ports.files);
  Result<std::unique_ptr<TagRelations>> tags =
      TagRelations::Make(project.repository(), project.config());
  if (!tags) return std::move(tags).error();
  Result<HeadFacts> head_facts = GatherHead(project, head, *platform, NewTags::kMade);
  if (!head_facts) return std::move(head_facts).error();
  Result<LiveSide> side = LiveSideOf(project, head.id, *platform, live, {}, options.asked, **tags);
  if (!side) return std::move(side).error();
  auto [baselines, unknown, told] = *std::move(side);
  Routes routes = RoutesToHead(std::move(baselines));
  return CompareSides(project, {*std::move(platform), std::move(routes.services)},
                      {.head = *std::move(head_facts),
                       .baselines = std::move(routes.from),
                       .unknown_live = std::move(unknown),
                       .warnings = std::move(told)},
                      uncommitted ? &*uncommitted : nullptr, options, ports);
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
  return CompareSides(project, {*std::move(platform), std::move(services)},
                      {.head = *std::move(head),
                       .base = PreviewBase{.revision = base,
                                           .commit = named->id,
                                           .merge_bases = std::move(ids),
                                           .working_tree = snapshot.has_value()},
                       .baselines = std::move(baselines)},
                      nullptr, options, ports);
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
