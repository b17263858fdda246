#include "planner/facts/gather.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <set>
#include <span>
#include <utility>
#include <variant>

#include "graph/tree_walk.h"
#include "planner/model/tag.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {

using graph::ObjectId;
using graph::RepoPath;

TagResolver::TagResolver(GitRepository& repository, const TagPattern& pattern,
                         bool pattern_is_derived, const std::vector<std::string>& bootstrap_tags)
    : repository_(repository),
      pattern_(pattern),
      pattern_is_derived_(pattern_is_derived),
      bootstrap_tags_(bootstrap_tags) {}

Result<ResolvedTag> TagResolver::Resolve(const std::string& live) {
  if (const auto found = known_.find(live); found != known_.end()) return found->second;
  Result<ResolvedTag> resolved = LookUp(live);
  if (resolved) known_.emplace(live, *resolved);
  return resolved;
}

Result<ResolvedTag> TagResolver::Found(const ObjectId& commit) {
  Result<CommitInfo> info = repository_.ReadCommit(commit);
  if (!info) return std::move(info).error();
  ResolvedTag resolved;
  resolved.commit = std::move(*info);
  return resolved;
}

Result<ResolvedTag> TagResolver::LookUp(const std::string& live) {
  const TagReading reading = ReadTag(live, pattern_, pattern_is_derived_);
  ResolvedTag resolved;
  const auto undetermined = [&](ReasonCode code, std::string detail) {
    resolved.undetermined = code;
    resolved.detail = std::move(detail);
    return resolved;
  };
  if (std::ranges::find(bootstrap_tags_, reading.tag) != bootstrap_tags_.end()) {
    return undetermined(ReasonCode::kBootstrapTag,
                        fmt::format("'{}' is a placeholder for the first deploy", live));
  }
  if (reading.dirty) {
    return undetermined(ReasonCode::kDirtyBaseline,
                        fmt::format("'{}' was built from a work tree that no commit holds", live));
  }
  if (!reading.follows_pattern && !reading.tag.empty()) {
    Result<std::optional<ObjectId>> tagged = repository_.FindTag(reading.tag);
    if (!tagged) return std::move(tagged).error();
    if (*tagged) return Found(**tagged);
  }
  std::set<ObjectId> found;
  for (const std::string& sha : reading.shas) {
    Result<AbbreviationLookup> lookup = repository_.FindAbbreviated(sha);
    if (!lookup) return std::move(lookup).error();
    if (const auto* commit = std::get_if<ObjectId>(&*lookup)) {
      found.insert(*commit);
    } else if (const auto* several = std::get_if<AmbiguousCommit>(&*lookup)) {
      found.insert(several->candidates.begin(), several->candidates.end());
    }
  }
  if (found.size() == 1) return Found(*found.begin());
  if (found.size() > 1) {
    std::vector<std::string> names;
    for (const ObjectId& id : found) names.push_back(id.ToHex());
    return undetermined(ReasonCode::kCommitAmbiguous,
                        fmt::format("'{}' may name any of {}", live, fmt::join(names, ", ")));
  }
  if (reading.shas.empty()) {
    return undetermined(ReasonCode::kTagWithoutCommit, fmt::format("'{}' names no commit", live));
  }
  resolved.missing_sha = reading.shas.front();
  return undetermined(ReasonCode::kCommitNotFound,
                      fmt::format("commit {} is not in this clone", resolved.missing_sha));
}

std::string FetchAdvice(const MissingCommits& missing, const RepositoryFacts& facts) {
  const std::string remote = facts.remote.empty() ? "<remote>" : facts.remote;
  std::string advice;
  if (!missing.full.empty()) {
    advice = fmt::format("To decide exactly, run:\n  git fetch --depth=1 {} {}", remote,
                         fmt::join(missing.full, " "));
  }
  if (!missing.abbreviated.empty()) {
    if (!advice.empty()) advice += '\n';
    advice += fmt::format(
        "An abbreviated SHA can't be fetched by name ({}). Put whole SHAs into the tags, or run:\n"
        "  git fetch {}{}",
        fmt::join(missing.abbreviated, ", "), facts.is_shallow ? "--unshallow " : "", remote);
  }
  return advice;
}

Result<Baselines> ResolveBaselines(const std::vector<std::string>& services, const LiveAnswer& live,
                                   TagResolver& resolver) {
  Baselines result;
  result.facts.resize(services.size());
  std::map<ObjectId, Baseline> distinct;
  std::set<std::string> missing;
  for (std::size_t s = 0; s < services.size(); ++s) {
    ServiceFacts& facts = result.facts[s];
    const auto tag = live.tags.find(services[s]);
    if (tag == live.tags.end()) {
      facts.undetermined = ReasonCode::kNeverDeployed;
      continue;
    }
    facts.live_tag = tag->second.tag;
    facts.source = tag->second.source;
    Result<ResolvedTag> resolved = resolver.Resolve(tag->second.tag);
    if (!resolved) {
      Error error = std::move(resolved).error().Within(fmt::format(
          "cannot look up the live tag '{}' of service '{}'", tag->second.tag, services[s]));
      if (error.remedy.empty()) error.remedy = kDamagedRemedy;
      return error;
    }
    facts.undetermined = resolved->undetermined;
    facts.detail = resolved->detail;
    if (resolved->commit) {
      facts.commit = resolved->commit->id;
      distinct.try_emplace(
          resolved->commit->id,
          Baseline{resolved->commit->id, resolved->commit->tree, resolved->commit->time, {}});
    }
    if (!resolved->missing_sha.empty()) missing.insert(resolved->missing_sha);
  }
  for (auto& [commit, baseline] : distinct) result.baselines.push_back(std::move(baseline));
  std::ranges::stable_sort(result.baselines, {}, &Baseline::time);
  std::map<ObjectId, std::size_t> numbers;
  for (std::size_t b = 0; b < result.baselines.size(); ++b) {
    numbers.emplace(result.baselines[b].commit, b);
  }
  for (ServiceFacts& facts : result.facts) {
    if (facts.commit) facts.baseline = numbers.at(*facts.commit);
  }
  for (const std::string& sha : missing) {
    (sha.size() == ObjectId::kHexSize ? result.missing.full : result.missing.abbreviated)
        .push_back(sha);
  }
  return result;
}

void RelateBaselines(graph::CommitReader& reader, const ObjectId& head, Baselines& baselines) {
  std::vector<ObjectId> tips;
  for (const Baseline& baseline : baselines.baselines) tips.push_back(baseline.commit);
  const std::vector<graph::HeadRelation> relations = graph::RelateToHead(reader, head, tips);
  for (ServiceFacts& facts : baselines.facts) {
    if (facts.baseline) facts.relation = relations[*facts.baseline];
  }
}

namespace {

// A path of head, and what stands there.
struct Place {
  RepoPath path;
  graph::EntryState state;
};

// The links at or below each of `places`, in their order.
std::variant<std::vector<graph::Symlink>, graph::TreeError> SearchForLinks(
    std::span<graph::TreeReader* const> readers, const std::vector<Place>& places) {
  struct Part {
    std::vector<graph::Symlink> found;
    std::optional<graph::TreeError> error;
  };
  std::vector<Part> parts(readers.size());
  graph::ParallelParts(
      parts.size(), places.size(), [&](std::size_t number, std::size_t begin, std::size_t end) {
        Part& part = parts[number];
        for (std::size_t i = begin; i < end && !part.error; ++i) {
          std::vector<graph::Symlink> found =
              graph::FindSymlinks(*readers[number], places[i].path, places[i].state, part.error);
          std::ranges::move(found, std::back_inserter(part.found));
        }
      });
  std::vector<graph::Symlink> found;
  for (Part& part : parts) {
    if (part.error) return *part.error;
    std::ranges::move(part.found, std::back_inserter(found));
  }
  return found;
}

}  // namespace

Result<std::vector<LinkedPath>> FindLinks(GitRepository& repository,
                                          std::span<graph::TreeReader* const> readers,
                                          const ObjectId& head_tree, std::vector<RepoPath> inputs) {
  graph::TreeReader& reader = *readers.front();
  std::optional<Error> unreadable;
  const graph::LinkText text = [&](const graph::Symlink& link) -> std::optional<std::string> {
    Result<std::string> content = repository.ReadBlob(link.blob);
    if (content) return std::move(*content);
    unreadable = std::move(content).error().Within("cannot read the symbolic link " +
                                                   DisplayPath(link.path.bytes()));
    return std::nullopt;
  };
  // Paths still to be searched; a path below one that was searched needs no search of its own.
  std::vector<RepoPath> pending = std::move(inputs);
  std::vector<RepoPath> searched;
  const auto is_searched = [&](const RepoPath& path) {
    return std::ranges::any_of(searched, [&](const RepoPath& done) { return done.Contains(path); });
  };
  std::vector<LinkedPath> links;
  while (!pending.empty()) {
    const graph::PathTrie trie(std::move(pending));
    pending.clear();
    graph::WalkRequest request{.root = head_tree, .wanted = {}};
    std::vector<Place> places;
    for (std::size_t i = 0; i < trie.input_count(); ++i) {
      const graph::InputId input{static_cast<std::uint32_t>(i)};
      RepoPath path = trie.PathOf(input);
      // Pre-order: whatever contains this path stands before it, and the last one taken is the
      // nearest.
      if (!places.empty() && places.back().path.Contains(path)) continue;
      request.wanted.push_back(input);
      places.push_back({std::move(path), {}});
    }
    const graph::WalkResult walk = graph::TreeWalk(reader, trie).Walk({&request, 1});
    if (walk.error) return TreeReadError(*walk.error, repository.facts());
    for (std::size_t i = 0; i < places.size(); ++i) places[i].state = walk.states.front()[i];
    if (!searched.empty()) {
      // A link that another one led through has been followed with it.
      std::erase_if(
          places, [](const Place& place) { return place.state.mode == graph::FileMode::kSymlink; });
    }
    const auto found = SearchForLinks(readers, places);
    if (const auto* failed = std::get_if<graph::TreeError>(&found)) {
      return TreeReadError(*failed, repository.facts());
    }
    for (const graph::Symlink& link : std::get<std::vector<graph::Symlink>>(found)) {
      const auto targets = graph::FollowSymlink(reader, head_tree, link, text);
      if (std::holds_alternative<graph::UnreadableLink>(targets)) return std::move(*unreadable);
      if (const auto* failed = std::get_if<graph::TreeError>(&targets)) {
        return TreeReadError(*failed, repository.facts());
      }
      for (const RepoPath& target : std::get<std::vector<RepoPath>>(targets)) {
        links.push_back({link.path, target});
        pending.push_back(target);
      }
    }
    if (pending.empty()) break;
    // Only targets can be nested in what was searched, and there are few of them.
    for (Place& place : places) searched.push_back(std::move(place.path));
    std::erase_if(pending, is_searched);
  }
  return links;
}

Error TreeReadError(const graph::TreeError& error, const RepositoryFacts& facts) {
  const bool missing = error.kind == graph::TreeError::Kind::kMissing;
  Error result{.message = fmt::format("tree {} {}", error.id.ToHex(),
                                      missing ? "is not in this clone" : "can't be read"),
               .causes = {},
               .remedy = {}};
  if (!error.detail.empty()) result.causes.push_back(error.detail);
  if (missing && facts.is_partial) {
    result.remedy = fmt::format(
        "This is a partial clone without trees. Fetch them: git fetch --refetch --filter=blob:none "
        "{}",
        facts.remote.empty() ? "<remote>" : facts.remote);
  } else {
    result.remedy = kDamagedRemedy;
  }
  return result;
}

}  // namespace deltaplan::planner
