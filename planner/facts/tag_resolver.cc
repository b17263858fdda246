#include "planner/facts/tag_resolver.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "planner/model/bootstrap_tag.h"
#include "planner/model/placeholders.h"
#include "planner/model/tag.h"
#include "tfvars/text/ascii.h"

namespace deltaplan::planner {

using graph::ObjectId;

namespace {

bool IsNameThatMoves(std::string_view tag, const Config& config) {
  const auto is_it = [small = tfvars::ToLower(tag)](const std::string& name) {
    return tfvars::ToLower(name) == small;
  };
  return std::ranges::any_of(config.moving_tags, is_it) ||
         std::ranges::any_of(config.environments, is_it, &EnvironmentEntry::name);
}

// Git tags have slashes, too.
constexpr std::string_view kSeparators = "-._+/";

// A word that counts versions or days: "2", "v2", "20240115".
bool Counts(std::string_view word) {
  if (word.starts_with('v') || word.starts_with('V')) word.remove_prefix(1);
  return !word.empty() && tfvars::IsDigit(word.front());
}

// Whether builds move a tag from commit to commit: a git tag of that name, where there is one, may
// have moved since the build. "prod-latest" does, and "latest-arm64"; "main-2024.05" does not.
bool Moves(std::string_view tag, const Config& config) {
  if (IsNameThatMoves(tag, config)) return true;
  std::string small = tfvars::ToLower(tag);
  // The one machine whose name has a word that looks like a number.
  constexpr std::string_view kMachine = "x86_64";
  if (const std::size_t at = small.find(kMachine); at != std::string::npos) {
    small.replace(at, kMachine.size(), "x86");
  }
  const std::vector<std::string_view> words = TagWords(small, kSeparators);
  return std::ranges::none_of(words, Counts) &&
         std::ranges::any_of(words,
                             [&](std::string_view word) { return IsNameThatMoves(word, config); });
}

// The word behind "revert": a branch is called after what it takes back, and is not that.
std::optional<std::string> RevertedBy(std::string_view tag) {
  const std::string small = tfvars::ToLower(tag);
  const std::vector<std::string_view> words = TagWords(small, kSeparators);
  const auto revert = std::ranges::find(words, std::string_view("revert"));
  if (revert == words.end() || std::next(revert) == words.end()) return std::nullopt;
  return std::string(*std::next(revert));
}

std::string MayName(const std::string& live, const std::set<ObjectId>& commits) {
  std::vector<std::string> names;
  for (const ObjectId& id : commits) names.push_back(id.ToHex());
  return fmt::format("'{}' may name any of {}", live, fmt::join(names, ", "));
}

ResolvedTag Placeholder(const std::string& live) {
  ResolvedTag resolved;
  resolved.undetermined = ReasonCode::kBootstrapTag;
  resolved.detail = fmt::format("'{}' is a placeholder for the first deploy", live);
  return resolved;
}

bool HasHexLetter(const std::string& hex) {
  return std::ranges::any_of(hex, [](char c) { return c < '0' || c > '9'; });
}

}  // namespace

TagResolver::TagResolver(GitRepository& repository, const TagPattern& pattern, const Config& config)
    : repository_(repository), pattern_(pattern), config_(config) {}

Result<ResolvedTag> TagResolver::Resolve(const std::string& live, const std::string& repository) {
  const std::string image = fmt::format("{}:{}", repository, BareTag(live));
  if (IsBootstrapImage(config_, image)) return Placeholder(image);
  if (const auto found = known_.find(live); found != known_.end()) return found->second;
  Result<ResolvedTag> resolved = LookUp(live);
  if (resolved) known_.emplace(live, *resolved);
  return resolved;
}

Result<std::string> TagResolver::Choose(const std::vector<std::string>& tags) {
  // Rank, then the commit's time.
  const auto worth = [](const ResolvedTag& tag) -> std::pair<int, std::int64_t> {
    if (tag.commit) return {2, tag.commit->time};
    if (tag.undetermined == ReasonCode::kDirtyBaseline) return {3, {}};
    const bool may_be_one = tag.undetermined == ReasonCode::kCommitNotFound ||
                            tag.undetermined == ReasonCode::kCommitAmbiguous;
    return {may_be_one ? 1 : 0, {}};
  };
  std::string best;
  std::pair<int, std::int64_t> most{-1, {}};
  for (const std::string& tag : tags) {
    Result<ResolvedTag> resolved = Resolve(tag);
    if (!resolved) return std::move(resolved).error();
    if (const auto value = worth(*resolved); value > most) {
      best = tag;
      most = value;
    }
  }
  return best;
}

Result<ResolvedTag> TagResolver::Found(const ObjectId& commit) {
  Result<CommitInfo> info = repository_.ReadCommit(commit);
  if (!info) return std::move(info).error();
  ResolvedTag resolved;
  resolved.commit = std::move(*info);
  return resolved;
}

std::string TagResolver::GitTagOf(const std::string& ref) const {
  return FillPlaceholders(config_.tag_ref, {{"ref", ref}});
}

Result<std::optional<ObjectId>> TagResolver::FindGitTag(const std::string& name) {
  if (name.empty()) return std::optional<ObjectId>();
  Result<std::optional<ObjectId>> tagged = repository_.FindTag(name);
  const bool may_lack_v = std::isdigit(static_cast<unsigned char>(name.front())) != 0 &&
                          name.find('.') != std::string::npos;
  if (!tagged || *tagged || !may_lack_v) return tagged;
  return repository_.FindTag("v" + name);
}

Result<TagResolver::Candidates> TagResolver::LookUpAll(const std::vector<std::string>& shas) {
  Candidates words;
  for (const std::string& sha : shas) {
    Result<AbbreviationLookup> lookup = repository_.FindAbbreviated(sha);
    if (!lookup) return std::move(lookup).error();
    if (const auto* commit = std::get_if<ObjectId>(&*lookup)) {
      words.found.insert(*commit);
    } else if (const auto* several = std::get_if<AmbiguousCommit>(&*lookup)) {
      words.found.insert(several->candidates.begin(), several->candidates.end());
    } else {
      words.missing.push_back(sha);
    }
  }
  const auto lost = std::ranges::find_if(words.missing, HasHexLetter);
  if (lost != words.missing.end()) words.lost = *lost;
  return words;
}

Result<bool> TagResolver::NamesOnlyWhatItTakesBack(const TagReading& reading) {
  const std::optional<std::string> taken_back = RevertedBy(reading.tag);
  if (!taken_back || reading.follows_pattern) return false;
  std::vector<std::string> others = reading.shas;
  const auto own = std::ranges::find(others, *taken_back);
  if (own == others.end()) return false;
  others.erase(own);
  const Result<Candidates> rest = LookUpAll(others);
  if (!rest) return rest.error();
  return rest->found.empty();
}

Result<ResolvedTag> TagResolver::LookUp(const std::string& live) {
  const TagReading reading = ReadTag(live, pattern_, config_.tag_pattern ? nullptr : &config_.tag);
  ResolvedTag resolved;
  const auto undetermined = [&](ReasonCode code, std::string detail) {
    resolved.undetermined = code;
    resolved.detail = std::move(detail);
    return resolved;
  };
  if (IsBootstrapTag(config_, reading.tag)) {
    return Placeholder(live);
  }
  const auto moves = [&](const std::string& name) { return Moves(name, config_); };
  if (moves(reading.tag) || std::ranges::any_of(reading.refs, moves)) {
    return undetermined(ReasonCode::kTagWithoutCommit, fmt::format("'{}' names no commit", live));
  }
  if (reading.dirty) {
    Result<Candidates> words = LookUpAll(reading.shas);
    if (!words) return std::move(words).error();
    if (words->found.size() == 1 && !words->lost) {
      Result<ResolvedTag> built_on = Found(*words->found.begin());
      if (!built_on) return built_on;
      resolved.built_on = std::move(built_on->commit);
    }
    return undetermined(ReasonCode::kDirtyBaseline,
                        fmt::format("'{}' was built from a work tree that no commit holds", live));
  }
  if (!reading.refs.empty()) {
    std::set<ObjectId> tagged;
    for (const std::string& ref : reading.refs) {
      Result<std::optional<ObjectId>> commit = repository_.FindTag(GitTagOf(ref));
      if (!commit) return std::move(commit).error();
      if (*commit) tagged.insert(**commit);
    }
    if (tagged.size() == 1) return Found(*tagged.begin());
    if (!tagged.empty()) return undetermined(ReasonCode::kCommitAmbiguous, MayName(live, tagged));
    // Where nobody has written how tags look, older ones may hold a commit all the same.
    if (config_.tag_pattern && !reading.follows_pattern) {
      return undetermined(
          ReasonCode::kCommitNotFound,
          fmt::format("the git tag '{}' is not in this clone; git fetch --tags brings it",
                      GitTagOf(reading.refs.front())));
    }
  }
  if (!reading.follows_pattern) {
    Result<std::optional<ObjectId>> tagged = FindGitTag(reading.tag);
    if (!tagged) return std::move(tagged).error();
    if (*tagged) return Found(**tagged);
  }
  const Result<Candidates> words = LookUpAll(reading.shas);
  if (!words) return words.error();
  const auto& [found, missing, lost] = *words;
  if (found.size() == 1 && !lost) {
    const Result<bool> is_other = NamesOnlyWhatItTakesBack(reading);
    if (!is_other) return is_other.error();
    if (*is_other) {
      return undetermined(
          ReasonCode::kTagWithoutCommit,
          fmt::format("'{}' names the commit that it takes back, and not its own", live));
    }
  }
  if (found.empty() && reading.follows_pattern) {
    // What looks like a commit may be a date: "20240115".
    Result<std::optional<ObjectId>> tagged = FindGitTag(reading.tag);
    if (!tagged) return std::move(tagged).error();
    if (*tagged) return Found(**tagged);
  }
  if (!found.empty() && !lost) {
    if (found.size() == 1) return Found(*found.begin());
    return undetermined(ReasonCode::kCommitAmbiguous, MayName(live, found));
  }
  if (reading.shas.empty()) {
    return undetermined(ReasonCode::kTagWithoutCommit, fmt::format("'{}' names no commit", live));
  }
  resolved.missing_sha = lost.value_or(missing.front());
  return undetermined(ReasonCode::kCommitNotFound,
                      fmt::format("commit {} is not in this clone", resolved.missing_sha));
}

}  // namespace deltaplan::planner
