// The files in which Terraform is given the tags of a plan.
#ifndef DELTAPLAN_PLANNER_COMMANDS_PLAN_TAGS_H_
#define DELTAPLAN_PLANNER_COMMANDS_PLAN_TAGS_H_

#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "planner/decide/assemble.h"
#include "planner/facts/project.h"
#include "planner/model/config.h"
#include "planner/model/decisions.h"
#include "planner/model/facts.h"
#include "planner/model/platform.h"
#include "planner/model/service_environment.h"
#include "planner/ports/files.h"

namespace deltaplan::planner {

/// The variables that a root module declares; nullopt: they are not known, or need not be.
using DeclaredNames = std::optional<std::set<std::string>>;

/// All tags are given together.
struct TagsForAll {
  std::optional<ImageTagsEntry> map;  ///< nullopt: the environment has none
  DeclaredNames declared;
};

/// One of several tag maps, in a root that reads it.
struct MapInRoot {
  TagMapServices map;
  DeclaredNames declared;
};

/// How Terraform takes the tags of an environment; with several tag maps those of each root, in the
/// order of `TerraformTerms::roots`.
using TagsLayout = std::variant<TagsForAll, std::vector<std::vector<MapInRoot>>>;

/// Reads what root modules declare. `services` are all that there are.
TagsLayout GatherTagsLayout(const Project& project, const std::vector<Service>& services,
                            Files& files);

/// The tags that services have after these decisions, in the form that the maps of `facts` have.
/// `environment` may be null.
TagsFiles TagsFilesOf(const TagsLayout& layout, const EnvironmentEntry* environment,
                      const Facts& facts, const Decisions& decisions);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_PLAN_TAGS_H_
