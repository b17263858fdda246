// The tags of images that ECR holds.
#ifndef DELTAPLAN_PLANNER_LIVE_AWS_IMAGE_TAGS_H_
#define DELTAPLAN_PLANNER_LIVE_AWS_IMAGE_TAGS_H_

#include <map>
#include <string>
#include <vector>

#include "planner/live/aws/api.h"
#include "planner/live/live_source.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// Service -> whole image reference.
using ServiceImages = std::map<std::string, std::string>;

/// Adds the tags of each service's image to `reading`. One that is pinned by its digest has the tag
/// beside it, where ECR knows that one for the digest; without one all those that ECR knows: first
/// those that the configuration's pattern fits, each part in the order of bytes. All repositories
/// are asked at once, each in the region of its registry. A pinned image without a tag of another
/// registry, one without any tag, one whose tag is another's and one that ECR has no more are
/// `problems` of their services. Errors: whatever else the API says.
Status AddTagsOfImages(const LiveContext& context, const AwsApi& api, const ServiceImages& images,
                       LiveReading& reading, ServiceProblems& problems);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_AWS_IMAGE_TAGS_H_
