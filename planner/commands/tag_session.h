// The tag map of an environment: read, changed, and its changes remembered.
#ifndef DELTAPLAN_PLANNER_COMMANDS_TAG_SESSION_H_
#define DELTAPLAN_PLANNER_COMMANDS_TAG_SESSION_H_

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "planner/commands/commands.h"
#include "planner/facts/project.h"
#include "planner/live/tag_map_file.h"
#include "planner/model/refusal.h"
#include "planner/tags/tag_history.h"

namespace deltaplan::planner {

struct TagSession {
  std::unique_ptr<Project> project;
  Platform platform;                      ///< in head
  std::vector<std::string> services;      ///< of the platform, sorted
  const ImageTagsEntry* entry = nullptr;  ///< of the project's environment
};

/// An error when the environment names no tag map.
Result<TagSession> OpenTagSession(const Options& options, const Ports& ports);

/// Every one of `names` is a service, or an error that names `command`.
Status CheckTagServices(const TagSession& tags, const std::vector<std::string>& names,
                        const std::string& command);

/// The map as it is now. One that does not exist has no tags.
struct PresentTags {
  bool exists = false;
  TagMapFile file;
};
/// With the tags of the services in `wanted` alone unless that is null.
Result<PresentTags> ReadPresentTags(const TagSession& tags, const Ports& ports,
                                    const std::set<std::string>* wanted = nullptr);

/// The states of the map of `environment`, the newest first: see `TagTimeline`. Of git the states
/// along the first parents of head count, at most 200 of them.
Result<std::vector<TagVersion>> ReadTagTimeline(const TagSession& tags,
                                                const EnvironmentEntry& environment,
                                                const tfvars::TagMap& present, const Ports& ports);

/// What to write, and what to say about it.
struct TagWrite {
  std::string command;          ///< "set", ...: for the history
  tfvars::TagMap changes;       ///< service -> new tag
  bool tell_terraform = false;  ///< show what Terraform must be told to roll the changes out
  std::optional<std::string> shown = std::nullopt;  ///< the answer, instead of the changes alone
};

/// Changes the map (at once, and only if it still is `present`), adds a record to its history, and
/// answers with the changes. `present` holds the tags of the changed services at least. With
/// --dry-run nothing is written. A map that does not exist has to be
/// given every service's tag.
Result<Answer> WriteTags(const TagSession& tags, PresentTags present, const TagWrite& write,
                         const Options& options, const Ports& ports);

/// The changes as text or JSON; `written` tells whether the file holds them now.
std::string ShownTagChanges(const TagSession& tags, const Options& options,
                            const std::vector<TagChange>& changes, bool written);

/// An answer of a gate: nothing was done.
Answer RefusedAnswer(const Refusal& refusal);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_TAG_SESSION_H_
