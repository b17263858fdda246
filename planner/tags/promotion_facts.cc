#include "planner/tags/promotion_facts.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "planner/decide/decide.h"
#include "planner/facts/baselines.h"
#include "planner/facts/gather.h"
#include "planner/facts/tag_relations.h"
#include "planner/facts/touching_commits.h"
#include "planner/live/aws/keyring.h"
#include "planner/live/tag_map_file.h"
#include "planner/model/bootstrap_tag.h"
#include "planner/model/service_environment.h"
#include "planner/tags/tag_history.h"
#include "planner/tags/timeline.h"

namespace deltaplan::planner {
namespace {

using tfvars::TagMap;

constexpr std::size_t kMostFiles = 1000;

// What an environment runs: of each service its live sources say it, else the tag map.
Result<LiveAnswer> TagsOf(const TagContext& tags, const EnvironmentEntry& environment,
                          const LiveRequest& request, const ChooseTag& choose, const Ports& ports) {
  const Project& project = *tags.project;
  const std::vector<Service>& services = tags.platform.services;
  Result<LiveAnswer> answer = LiveAnswer();
  if (HasLiveSources(environment) || !environment.image_tags) {
    answer =
        ReadLive(ports, request, project.config(), &environment, project.root(), services, choose);
  }
  std::set<std::string> mapped;
  for (const Service& service : services) {
    const bool is_wanted = request.only.empty() || request.only.contains(service.name);
    const bool has_source = !LiveEnvironmentOf(environment, service.name).live.empty();
    if (is_wanted && !has_source) mapped.insert(service.name);
  }
  if (!answer || mapped.empty() || !environment.image_tags) return answer;
  const Result<TagMap> map =
      ReadMappedTags(ports.files, environment, project.root(), services, mapped);
  if (!map) return map.error();
  for (const std::string& service : mapped) {
    const auto tag = map->find(service);
    if (tag != map->end()) answer->tags[service] = {tag->second, kImageTagsSource};
  }
  return answer;
}

template <typename Value>
std::optional<Value> Find(const std::map<std::string, Value>& values, const std::string& service) {
  const auto found = values.find(service);
  return found == values.end() ? std::nullopt : std::optional(found->second);
}

std::vector<TestedService> TestedServices(const TagContext& tags, const LiveAnswer& tested,
                                          const TagMap& present) {
  std::vector<TestedService> services;
  for (const Service& each : tags.platform.services) {
    const std::string& name = each.name;
    TestedService service{.name = name,
                          .is_external = each.IsExternal(),
                          .hold = each.hold,
                          .before = tfvars::FindTag(present, name),
                          .unknown = Find(tested.unknown, name),
                          .rollout = Find(tested.rollouts, name)};
    if (const auto tag = tested.tags.find(name); tag != tested.tags.end()) {
      service.tested = tag->second.tag;
      service.is_placeholder = IsBootstrapTag(tags.project->config(), tag->second.tag);
    }
    services.push_back(std::move(service));
  }
  return services;
}

// Whether a tag names a commit that is in no history of head: this clone has all of that, and does
// not have the commit. Digits alone are dates and numbers of builds.
Result<bool> IsElsewhere(const ServiceFacts& tested, TagResolver& resolver,
                         const RepositoryFacts& repository) {
  if (tested.undetermined != ReasonCode::kCommitNotFound || repository.is_shallow) return false;
  const Result<ResolvedTag> resolved = resolver.Resolve(tested.live_tag.value_or(""));
  if (!resolved) return resolved.error();
  return std::ranges::any_of(resolved->missing_sha, [](char c) { return c < '0' || c > '9'; });
}

// The changed tags, by service: how what the source runs stands to head, and since when its map
// has it.
Result<std::map<std::string, PromotedTag>> PromotedTags(const TagContext& tags,
                                                        const EnvironmentEntry& from,
                                                        const LiveAnswer& tested,
                                                        const std::vector<TagChange>& changes,
                                                        const PromotionRequest& request,
                                                        TagResolver& resolver, const Ports& ports) {
  const Project& project = *tags.project;
  const std::vector<Service>& services = tags.platform.services;
  std::vector<std::string> names;
  for (const TagChange& change : changes) names.push_back(change.service);
  Result<Baselines> resolved = ResolveBaselines(names, ExternalServices(services), tested,
                                                project.head().id, resolver, project.repository());
  if (!resolved) return std::move(resolved).error();
  TagMap map;
  std::vector<TagVersion> versions;
  if (!names.empty()) {
    Result<TagMap> read =
        ReadMappedTags(ports.files, from, project.root(), services, request.services);
    if (read) {  // the source need not have one: then no age is known
      map = *std::move(read);
      Result<Timeline> timeline = ReadTagTimeline(tags, from, map, request.services, ports);
      if (!timeline) return std::move(timeline).error();
      versions = std::move(timeline->versions);
    }
  }
  std::map<std::string, PromotedTag> promoted;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Result<bool> is_elsewhere =
        IsElsewhere(resolved->services[i], resolver, project.repository().facts());
    if (!is_elsewhere) return is_elsewhere.error();
    promoted[names[i]] = {
        .tested = std::move(resolved->services[i]),
        .mapped = tfvars::FindTag(map, names[i]),
        .since = versions.empty() ? std::nullopt : PresentSince(versions, names[i]),
        .is_elsewhere = *is_elsewhere};
  }
  return promoted;
}

// What lies between what the target runs and `commit`, by service.
Result<std::map<std::string, Between>> CompareWith(const Project& project, const CommitInfo& commit,
                                                   const std::set<std::string>& services,
                                                   const LiveAnswer& running, const Ports& ports) {
  const Result<GatheredFacts> gathered =
      GatherAgainstTags(project, commit, running,
                        {.compare = {.list_files = true, .max_files = kMostFiles},
                         .asked = {},
                         .surroundings = false},
                        ports);
  if (!gathered) return gathered.error();
  const auto& [facts, lists] = *gathered;
  const Decisions decisions = Decide(facts, {.force = {}, .hold = {}, .only = services});
  std::map<std::string, Between> all;
  for (const ServiceDecision& decision : decisions.services) {
    const ServiceFacts& service = facts.services[decision.service];
    if (!service.live_tag) continue;
    Between& between = all[facts.platform.services[decision.service].name];
    for (const Reason& reason : decision.reasons) {
      if (!reason.files) continue;
      const graph::FileList& list = lists[*reason.files];
      between.files.insert(between.files.end(), list.files.begin(), list.files.end());
      between.file_count += reason.file_count;
    }
    if (!service.commit) continue;
    Result<TouchingCommits> commits = CommitsThatTouch(project, facts.inputs, decision.service,
                                                       *service.commit, facts.head.commit);
    if (!commits) return std::move(commits).error();
    between.commits = std::move(commits->commits);
    between.commits_missing = commits->history_missing || commits->truncated;
  }
  return all;
}

// A promoted commit with the services that get it, all in one comparison.
Result<PromotedCommit> PromotedAt(const Project& project, const CommitInfo& commit,
                                  const std::set<std::string>& services, const LiveAnswer& running,
                                  TagResolver& resolver, const Ports& ports) {
  const std::vector<std::string> names(services.begin(), services.end());
  Result<Baselines> resolved =
      ResolveBaselines(names, {}, running, commit.id, resolver, project.repository());
  if (!resolved) return std::move(resolved).error();
  // The configuration may not fit the tree of that commit. That is no reason not to promote.
  const Result<std::map<std::string, Between>> compared =
      CompareWith(project, commit, services, running, ports);
  PromotedCommit promoted{.time = commit.time, .services = {}};
  if (!compared) promoted.not_compared = compared.error().message;
  for (std::size_t i = 0; i < names.size(); ++i) {
    promoted.services.push_back(
        {.name = names[i],
         .running = std::move(resolved->services[i]),
         .between = compared ? Find(*compared, names[i]).value_or(Between()) : Between()});
  }
  return promoted;
}

// The commits that the changed tags name, by id, each with its services.
Result<std::vector<PromotedCommit>> PromotedCommits(const TagContext& tags,
                                                    const std::vector<TagChange>& changes,
                                                    const LiveAnswer& running,
                                                    TagResolver& resolver, const Ports& ports) {
  std::map<graph::ObjectId, std::pair<CommitInfo, std::set<std::string>>> by_commit;
  const std::set<std::string> external = ExternalServices(tags.platform.services);
  for (const TagChange& change : changes) {
    if (external.contains(change.service)) continue;  // its tag names no commit of ours
    Result<ResolvedTag> tag = resolver.Resolve(*change.after);
    if (!tag) return std::move(tag).error();
    if (!tag->commit) continue;
    auto& [commit, services] = by_commit[tag->commit->id];
    commit = *tag->commit;
    services.insert(change.service);
  }
  std::vector<PromotedCommit> commits;
  for (const auto& [id, group] : by_commit) {
    Result<PromotedCommit> commit =
        PromotedAt(*tags.project, group.first, group.second, running, resolver, ports);
    if (!commit) return std::move(commit).error();
    commits.push_back(*std::move(commit));
  }
  return commits;
}

Error Within(Error error, const EnvironmentEntry& environment) {
  return std::move(error).Within(fmt::format("cannot tell what '{}' runs", environment.name));
}

}  // namespace

Result<PromotionFacts> GatherPromotion(const TagContext& tags, const EnvironmentEntry& from,
                                       const PresentTags& present, const PromotionRequest& request,
                                       LiveRequest live, const Ports& ports) {
  const Project& project = *tags.project;
  AwsKeyring keyring;  // for both environments
  live.keyring = &keyring;
  Result<std::unique_ptr<TagRelations>> relations =
      TagRelations::Make(project.repository(), project.config());
  if (!relations) return std::move(relations).error();
  const ChooseTag choose = (*relations)->Chooser();
  const Result<LiveAnswer> tested = TagsOf(tags, from, live, choose, ports);
  if (!tested) return Within(tested.error(), from);
  const EnvironmentEntry& to = tags.environment();
  const Result<LiveAnswer> running = TagsOf(tags, to, live, choose, ports);
  if (!running) return Within(running.error(), to);

  std::vector<TestedService> services = TestedServices(tags, *tested, present.tags);
  const std::vector<TagChange> changes = PromotedChanges(services, request);
  TagResolver& resolver = (*relations)->resolver();
  Result<std::map<std::string, PromotedTag>> promoted =
      PromotedTags(tags, from, *tested, changes, request, resolver, ports);
  if (!promoted) return std::move(promoted).error();
  Result<std::vector<PromotedCommit>> commits =
      PromotedCommits(tags, changes, *running, resolver, ports);
  if (!commits) return std::move(commits).error();
  return PromotionFacts{.from = from.name,
                        .to = to.name,
                        .now = ports.now(),
                        .head_time = project.head().time,
                        .services = std::move(services),
                        .tags = *std::move(promoted),
                        .commits = *std::move(commits)};
}

}  // namespace deltaplan::planner
