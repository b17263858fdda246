// The actions of `deltaplan tags`, one function for each.
#ifndef DELTAPLAN_PLANNER_COMMANDS_TAGS_H_
#define DELTAPLAN_PLANNER_COMMANDS_TAGS_H_

#include <string>
#include <vector>

#include "planner/commands/commands.h"
#include "planner/commands/tag_answer.h"
#include "tfvars/carriers/tag_map.h"

namespace deltaplan::planner {

Result<Answer> GetTags(const TagContext& tags, const Options& options, const Ports& ports);
Result<Answer> SetTags(const TagContext& tags, const Options& options, const Ports& ports);
Result<Answer> DiffTags(const TagContext& tags, const Options& options, const Ports& ports);
Result<Answer> BootstrapTags(const TagContext& tags, const Options& options, const Ports& ports);
Result<Answer> RollBackTags(const TagContext& tags, const Options& options, const Ports& ports);
Result<Answer> TagHistory(const TagContext& tags, const Options& options, const Ports& ports);
/// Needs no tag map.
Result<Answer> PrintTagCalls(const Options& options, const Ports& ports);
/// Opens both environments itself.
Result<Answer> PromoteTags(const Options& options, const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_TAGS_H_
