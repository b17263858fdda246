// The answers of the `tags` commands.
#ifndef DELTAPLAN_PLANNER_COMMANDS_TAG_ANSWER_H_
#define DELTAPLAN_PLANNER_COMMANDS_TAG_ANSWER_H_

#include <optional>
#include <string>
#include <vector>

#include "planner/commands/commands.h"
#include "planner/model/refusal.h"
#include "planner/tags/present_tags.h"
#include "planner/tags/tag_context.h"
#include "tfvars/carriers/tag_map.h"

namespace deltaplan::planner {

/// What to write, and what to say about it.
struct TagWrite {
  std::string command;                             ///< "set", ...: for the history
  tfvars::TagMap changes;                          ///< service -> new tag
  std::optional<std::string> plan = std::nullopt;  ///< the directory of that which the tags are of
  bool is_placeholder = false;                     ///< the tags are those of before a first deploy
  bool tell_terraform = false;  ///< show what Terraform must be told to roll the changes out
  std::optional<std::string> shown = std::nullopt;  ///< the answer, instead of the changes alone
};

/// What comes after `tags bootstrap`.
std::string NextFirstPlan(const TagContext& tags, const Options& options, const Terminal& terminal);

/// `answer` of a command that has nothing to write, and that ends what a killed one has left of the
/// map's change.
Result<Answer> AnswerWithoutChange(Answer answer, const PresentTags& present,
                                   const Options& options, const Ports& ports);

/// Changes the map, unless it is a dry run, and tells what has changed, and why that reaches
/// nothing where it does not.
Result<Answer> WriteTags(const TagContext& tags, PresentTags present, const TagWrite& write,
                         const Options& options, const Ports& ports);

/// The files of the maps that hold the tags of these services.
std::vector<std::string> FilesOf(const TagContext& tags, const std::vector<TagChange>& changes);

/// The changes as text or JSON; `written` tells whether the file holds them now.
std::string ShownTagChanges(const TagContext& tags, const Options& options,
                            const std::vector<TagChange>& changes, bool written);

/// An answer of a gate: nothing was done.
Answer RefusedAnswer(const Refusal& refusal);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_TAG_ANSWER_H_
