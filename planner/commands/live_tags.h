// The live tags of a session: read, and resolved to commits of its repository.
#ifndef DELTAPLAN_PLANNER_COMMANDS_LIVE_TAGS_H_
#define DELTAPLAN_PLANNER_COMMANDS_LIVE_TAGS_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "graph/history.h"
#include "planner/commands/session.h"
#include "planner/facts/gather.h"
#include "planner/live/read_live.h"
#include "planner/model/plan.h"
#include "planner/model/tag_pattern.h"

namespace deltaplan::planner {

/// Resolves tags as the session's configuration says. The session has to outlive it.
class TagRelations {
 public:
  static Result<std::unique_ptr<TagRelations>> Make(Session& session);

  TagResolver& resolver() { return *resolver_; }

  /// How the commit of the tag `other` stands to that of the tag `deciding`, as a relation to head
  /// is told (`kBehind`: `deciding` has it among its ancestors). nullopt when one of them names no
  /// commit of this clone.
  Result<std::optional<graph::HeadRelation>> Relate(const std::string& deciding,
                                                    const std::string& other);

 private:
  TagRelations(Session& session, TagPattern pattern);

  Session& session_;
  TagPattern pattern_;
  std::optional<TagResolver> resolver_;
  std::map<std::pair<graph::ObjectId, graph::ObjectId>, graph::HeadRelation> relations_;
};

/// What a disagreement means, in whole sentences: both tags, and what an untargeted apply from the
/// other source would do.
Result<std::string> DisagreementMessage(TagRelations& tags, const Disagreement& disagreement);

/// What the sources have to say besides tags, and those that could not be compared. `asked`: only
/// what is about these services; empty: all.
std::vector<Warning> SourceWarnings(const LiveAnswer& live, const std::set<std::string>& asked);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_LIVE_TAGS_H_
