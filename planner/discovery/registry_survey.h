// Where a tree says that its images are pushed to.
#ifndef DELTAPLAN_PLANNER_DISCOVERY_REGISTRY_SURVEY_H_
#define DELTAPLAN_PLANNER_DISCOVERY_REGISTRY_SURVEY_H_

#include <string>
#include <string_view>
#include <vector>

#include "planner/discovery/discovery.h"
#include "planner/discovery/tree_survey.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner {

/// An image with its registry in some text, without its tag.
struct ImageMention {
  std::string host;        ///< with its port
  std::string repository;  ///< behind it; '\0' stands for each part that is no literal text
  bool operator==(const ImageMention&) const = default;
};

/// The images of registries that are known by their hosts, in any language: "${...}", "{{...}}" and
/// "$NAME" are no literal text. A host alone has no repository.
std::vector<ImageMention> ImageMentionsIn(std::string_view text);

/// Where the images of what was found are pushed to, for each environment of it, or without any:
/// certain where bake files, compose files, tag maps or Terraform files name each service's image
/// with its registry, all alike, and no other file names them otherwise. Else what files of CI,
/// variables files and the like come nearest to.
void FindRepositories(workspace::TreeFiles& files, const TreeSurvey& survey, FoundPlatform& found);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DISCOVERY_REGISTRY_SURVEY_H_
