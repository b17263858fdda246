// What commit a live tag names.
#ifndef DELTAPLAN_PLANNER_FACTS_TAG_RESOLVER_H_
#define DELTAPLAN_PLANNER_FACTS_TAG_RESOLVER_H_

#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "graph/object_id.h"
#include "planner/model/config.h"
#include "planner/model/plan.h"
#include "planner/model/result.h"
#include "planner/model/tag.h"
#include "planner/model/tag_pattern.h"
#include "planner/ports/git_repository.h"

namespace deltaplan::planner {

/// What a live tag turned out to be.
struct ResolvedTag {
  std::optional<CommitInfo> commit;
  std::optional<ReasonCode>
      undetermined;  ///< set exactly when there is no baseline to compare with
  std::optional<std::string> detail;
  std::string missing_sha;  ///< for kCommitNotFound: what the tag holds
  /// For kDirtyBaseline: the commit on which the work tree stood, where it is in this clone. Its
  /// trees say nothing of the image; its place in history does.
  std::optional<CommitInfo> built_on;
};

/// Turns tags into commits; each distinct tag is looked up once.
class TagResolver {
 public:
  /// `pattern` is the configuration's, or derived from its tag format. All have to outlive it.
  TagResolver(GitRepository& repository, const TagPattern& pattern, const Config& config);

  /// Of several tags of one image, which are not none, the one that says most of what it was built
  /// from: that of a dirty tree; the latest commit of this clone; one that looks like a commit. The
  /// first of equals. An error means that the repository could not be read.
  Result<std::string> Choose(const std::vector<std::string>& tags);

  /// `repository` is that of the image, where it is known. An error means that the clone could not
  /// be read.
  Result<ResolvedTag> Resolve(const std::string& live, const std::string& repository = {});

 private:
  Result<ResolvedTag> LookUp(const std::string& live);
  // The git tag that is called so in images.
  std::string GitTagOf(const std::string& ref) const;
  // The commit of the git tag `name`, else of its "v": release tools take that off (1.2.3).
  Result<std::optional<graph::ObjectId>> FindGitTag(const std::string& name);
  Result<ResolvedTag> Found(const graph::ObjectId& commit);
  // What the words of a tag that may be commit ids are in this clone.
  struct Candidates {
    std::set<graph::ObjectId> found;
    std::vector<std::string> missing;
    /// A word that is a commit id, and may be one of another clone: then nobody can tell which of
    /// the tag's words it was built from. Digits alone are dates and numbers of builds.
    std::optional<std::string> lost;
  };
  Result<Candidates> LookUpAll(const std::vector<std::string>& shas);
  // Whether the only commit in it is the one behind "revert", which is not its own.
  Result<bool> NamesOnlyWhatItTakesBack(const TagReading& reading);

  GitRepository& repository_;
  const TagPattern& pattern_;
  const Config& config_;
  std::unordered_map<std::string, ResolvedTag> known_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_TAG_RESOLVER_H_
