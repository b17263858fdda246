// How the commits of two tags stand to each other.
#ifndef DELTAPLAN_PLANNER_FACTS_TAG_RELATIONS_H_
#define DELTAPLAN_PLANNER_FACTS_TAG_RELATIONS_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "graph/history.h"
#include "graph/object_id.h"
#include "planner/facts/tag_resolver.h"
#include "planner/live/read_live.h"
#include "planner/model/config.h"
#include "planner/model/result.h"
#include "planner/model/tag_pattern.h"
#include "planner/model/warning.h"
#include "planner/ports/git_repository.h"

namespace deltaplan::planner {

/// Resolves tags as the configuration says, each once, and relates them. The repository and the
/// configuration have to outlive it.
class TagRelations {
 public:
  static Result<std::unique_ptr<TagRelations>> Make(GitRepository& repository,
                                                    const Config& config);

  TagResolver& resolver() { return *resolver_; }
  /// For `ReadLive`; this has to outlive it.
  ChooseTag Chooser() {
    return [this](const std::vector<std::string>& tags) { return resolver_->Choose(tags); };
  }

  /// How the commit of the tag `other` stands to that of the tag `deciding`, as a relation to head
  /// is told (`kBehind`: `deciding` has it among its ancestors). nullopt when one of them names no
  /// commit of this clone.
  Result<std::optional<graph::HeadRelation>> Relate(const std::string& deciding,
                                                    const std::string& other);

 private:
  TagRelations(GitRepository& repository, const Config& config, TagPattern pattern);

  GitRepository& repository_;
  TagPattern pattern_;
  std::optional<TagResolver> resolver_;
  std::map<std::pair<graph::ObjectId, graph::ObjectId>, graph::HeadRelation> relations_;
};

/// The sources' disagreements as warnings. `asked`: only those about these services; empty: all.
/// Tags of services that are `external` name no commits of this repository.
Result<Warnings> DisagreementWarnings(const LiveAnswer& live, const std::set<std::string>& asked,
                                      const std::set<std::string>& external, TagRelations& tags);

/// What the sources have to say besides tags, and those that could not be compared. `asked`: only
/// what is about these services; empty: all.
Warnings SourceWarnings(const LiveAnswer& live, const std::set<std::string>& asked);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_TAG_RELATIONS_H_
