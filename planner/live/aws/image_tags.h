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

/// The tag of each service's image. One that is pinned by its digest has those that ECR knows for
/// the digest; of several, the first in the order of bytes that the configuration's pattern fits,
/// else the first. All repositories are asked at once, each in the region of its registry. Errors:
/// a pinned image of another registry, one without any tag, whatever the API says.
Result<LiveTags> TagsOfImages(const LiveContext& context, const AwsApi& api,
                              const ServiceImages& images);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_AWS_IMAGE_TAGS_H_
