#include "planner/git/abbreviation.h"

#include <algorithm>
#include <bit>
#include <cctype>
#include <git2.h>
#include <utility>
#include <vector>

#include "graph/drop_doubles.h"
#include "planner/git/commit_text.h"

namespace deltaplan::planner {
namespace {

// Every object whose name begins with `prefix`: libgit2 only says that there are several, so the
// prefix is made longer until each stands alone.
std::optional<Error> CollectObjects(git_odb& odb, const std::string& prefix,
                                    std::vector<graph::ObjectId>& objects) {
  git_oid key = {};
  git_oid found = {};
  git_oid_fromstrn(&key, prefix.data(), prefix.size());
  const int status = git_odb_exists_prefix(&found, &odb, &key, prefix.size());
  if (status == GIT_ENOTFOUND) return std::nullopt;
  if (status == 0) {
    objects.push_back(FromOid(found));
    return std::nullopt;
  }
  if (status != GIT_EAMBIGUOUS) return GitError("cannot look up the object " + prefix);
  for (const char digit : std::string_view("0123456789abcdef")) {
    if (std::optional<Error> error = CollectObjects(odb, prefix + digit, objects)) return error;
  }
  return std::nullopt;
}

}  // namespace

Result<std::optional<graph::ObjectId>> PeelToCommit(git_odb& odb, const graph::ObjectId& id) {
  std::optional<graph::ObjectId> next = id;
  while (next) {
    const git_oid oid = ToOid(*next);
    std::size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    OdbObjectPtr object;
    int status = git_odb_read_header(&size, &type, &odb, &oid);
    if (status == 0 && type == GIT_OBJECT_TAG) status = git_odb_read(OutPtr(object), &odb, &oid);
    if (status == GIT_ENOTFOUND) return std::optional<graph::ObjectId>();
    if (status < 0) return GitError("cannot read the object " + next->ToHex());
    if (type == GIT_OBJECT_COMMIT) return next;
    next = type == GIT_OBJECT_TAG ? ParseTagTarget(ObjectBytes(object)) : std::nullopt;
  }
  return std::optional<graph::ObjectId>();
}

bool LooksLikeObjectName(std::string_view text) {
  return text.size() >= GIT_OID_MINPREFIXLEN && text.size() <= graph::ObjectId::kHexSize &&
         std::ranges::all_of(
             text, [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; });
}

Result<AbbreviationLookup> FindCommitByPrefix(git_odb& odb, std::string_view hex) {
  if (!LooksLikeObjectName(hex)) return AbbreviationLookup(NoSuchCommit{});
  std::vector<graph::ObjectId> objects;
  if (std::optional<Error> error = CollectObjects(odb, std::string(hex), objects)) {
    return *std::move(error);
  }
  std::vector<graph::ObjectId> commits;
  for (const graph::ObjectId& object : objects) {
    Result<std::optional<graph::ObjectId>> commit = PeelToCommit(odb, object);
    if (!commit) return std::move(commit).error();
    if (*commit) commits.push_back(**commit);
  }
  // A tag and its commit may share the prefix.
  std::ranges::sort(commits);
  graph::DropDoubles(commits);
  if (commits.empty()) return AbbreviationLookup(NoSuchCommit{});
  if (commits.size() == 1) return AbbreviationLookup(commits.front());
  return AbbreviationLookup(AmbiguousCommit{std::move(commits)});
}

Result<std::string> UniqueAbbreviation(git_odb& odb, const graph::ObjectId& id,
                                       std::size_t length) {
  const std::string hex = id.ToHex();
  const git_oid key = ToOid(id);
  for (; length < hex.size(); ++length) {
    git_oid found = {};
    const int status = git_odb_exists_prefix(&found, &odb, &key, length);
    if (status == 0 || status == GIT_ENOTFOUND) break;
    if (status != GIT_EAMBIGUOUS) return GitError("cannot look up the object " + hex);
  }
  return hex.substr(0, length);
}

std::size_t AutomaticAbbreviation(std::uint64_t object_count) {
  // git's reasoning: among 2^n objects collisions begin at 2^(n/2), and a digit holds 4 bits; so
  // n/2 digits leave room to spare.
  constexpr std::size_t kSmallest = 7;
  const std::size_t bits = std::max<std::size_t>(1, std::bit_width(object_count));
  return std::max((bits + 1) / 2, kSmallest);
}

}  // namespace deltaplan::planner
