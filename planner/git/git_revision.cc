#include "planner/git/git_revision.h"

#include <algorithm>
#include <git2.h>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "planner/git/abbreviation.h"
#include "planner/text/nearest_word.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {
namespace {

// The branch, tag or branch of a remote that is nearest to the name in `revision`.
std::optional<std::string> NearestName(git_repository& repository, std::string_view revision) {
  std::vector<std::string> names{"HEAD"};
  for (const std::string_view kind : {"refs/heads/", "refs/remotes/", "refs/tags/"}) {
    std::ranges::move(ReferencesBelow(repository, kind), std::back_inserter(names));
  }
  return NearestWord(revision.substr(0, revision.find_first_of("~^:@")), names);
}

Error UnknownRevision(git_repository& repository, const RepositoryFacts& facts,
                      std::string_view revision) {
  Error error{"unknown revision '" + std::string(revision) + "'", {}, ""};
  const std::string remote = RemoteWord(facts.remote);
  if (facts.is_shallow) {
    error.causes.push_back("this clone is shallow: it holds only a part of the history");
    error.remedy = "Fetch the commit (git fetch --depth=1 " + remote +
                   " <full sha, branch or tag>) or the whole history (git fetch --unshallow " +
                   remote + ").";
  } else {
    const std::optional<std::string> meant = NearestName(repository, revision);
    error.remedy = meant ? "Did you mean '" + *meant + "'? If" : "Check the spelling; if";
    error.remedy += " it is on the remote only, run git fetch " + remote + ".";
  }
  return error;
}

Error AmbiguousRevision(std::string_view revision, const AmbiguousCommit& ambiguous) {
  Error error{"the abbreviation '" + std::string(revision) + "' names several commits", {}, ""};
  for (const graph::ObjectId& candidate : ambiguous.candidates) {
    error.causes.push_back("it could be " + candidate.ToHex());
  }
  error.remedy = "Write more of its digits.";
  return error;
}

// The object that the reference `name` leads to, or nullopt when there is no such reference.
std::optional<graph::ObjectId> ReferenceTarget(git_repository& repository,
                                               const std::string& name) {
  ReferencePtr reference;
  if (git_reference_dwim(OutPtr(reference), &repository, name.c_str()) < 0) return std::nullopt;
  return FromOid(*git_reference_target(reference.get()));  // a direct one
}

// The reference is there, what it names is not or can't be read: no spelling mistake.
Error BrokenReference(std::string_view revision, const graph::ObjectId& target, std::string cause) {
  return {"'" + std::string(revision) + "' names the object " + target.ToHex() +
              ", which can't be read",
          {std::move(cause)},
          kDamagedRemedy};
}

// libgit2 looks an abbreviated object name up among all objects, git among commits where it needs
// one. So such a name, at the start of a revision or as the end of what git describe prints
// ("v1.0-3-g1a2b3c4"), is replaced by the whole name of its commit. References go first, as in git.
Result<std::string> WithWholeNames(git_repository& repository, git_odb& odb,
                                   std::string_view revision) {
  const std::string base(revision.substr(0, revision.find_first_of("~^:@")));
  std::string_view hex = base;
  if (const std::size_t described = base.rfind("-g"); described != std::string::npos) {
    hex.remove_prefix(described + 2);
  }
  if (!LooksLikeObjectName(hex)) return std::string(revision);
  ReferencePtr reference;
  if (hex.size() < graph::ObjectId::kHexSize &&
      git_reference_dwim(OutPtr(reference), &repository, base.c_str()) == 0) {
    return std::string(revision);
  }
  // "X:path" takes a tree as well.
  if (revision.substr(base.size()).starts_with(':')) return std::string(revision);
  Result<AbbreviationLookup> lookup = FindCommitByPrefix(odb, hex);
  if (!lookup) return std::move(lookup).error();
  if (const auto* ambiguous = std::get_if<AmbiguousCommit>(&*lookup)) {
    return AmbiguousRevision(hex, *ambiguous);
  }
  if (const auto* commit = std::get_if<graph::ObjectId>(&*lookup)) {
    return commit->ToHex() + std::string(revision.substr(base.size()));
  }
  return std::string(revision);  // another object or nothing: libgit2 says which
}

}  // namespace

std::vector<std::string> ReferencesBelow(git_repository& repository, std::string_view prefix) {
  git_strarray references{};
  if (git_reference_list(&references, &repository) < 0) return {};
  std::vector<std::string> names;
  for (std::size_t i = 0; i < references.count; ++i) {
    const std::string_view reference = references.strings[i];
    if (reference.starts_with(prefix)) names.emplace_back(reference.substr(prefix.size()));
  }
  git_strarray_dispose(&references);
  std::ranges::sort(names);
  return names;
}

Result<graph::ObjectId> ResolveToCommit(git_repository& repository, git_odb& odb,
                                        const RepositoryFacts& facts, std::string_view revision) {
  if (revision.empty() || revision.find('\0') != std::string_view::npos) {
    return UnknownRevision(repository, facts, revision);
  }
  Result<std::string> text = WithWholeNames(repository, odb, revision);
  if (!text) return std::move(text).error();
  ObjectPtr object;
  const int status = git_revparse_single(OutPtr(object), &repository, text->c_str());
  if (status == GIT_EAMBIGUOUS) {
    // No commit among them, or FindCommitByPrefix would have found it.
    return Error{"'" + std::string(revision) + "' is no commit", {LastGitError()}, ""};
  }
  if (status < 0 && status != GIT_EINVALIDSPEC) {
    const std::string cause = LastGitError();
    if (const auto target = ReferenceTarget(repository, *text)) {
      return BrokenReference(revision, *target, cause);
    }
  }
  if (status == GIT_ENOTFOUND || status == GIT_EINVALIDSPEC) {
    const bool is_unborn = git_repository_head_unborn(&repository) == 1;
    if (is_unborn && revision == "HEAD") {
      return Error{"there is no commit yet: HEAD is an unborn branch", {}, "Commit something."};
    }
    return UnknownRevision(repository, facts, revision);
  }
  if (status < 0) return GitError("cannot resolve the revision '" + std::string(revision) + "'");
  const graph::ObjectId id = FromOid(*git_object_id(object.get()));
  Result<std::optional<graph::ObjectId>> commit = PeelToCommit(odb, id);
  if (!commit) return std::move(commit).error();
  if (!*commit) {
    const char* type = git_object_type2string(git_object_type(object.get()));
    return Error{
        "'" + std::string(revision) + "' is no commit", {"it names a " + std::string(type)}, ""};
  }
  return **commit;
}

}  // namespace deltaplan::planner
