// Services that run the image of others.
#ifndef DELTAPLAN_PLANNER_FACTS_OTHER_IMAGES_H_
#define DELTAPLAN_PLANNER_FACTS_OTHER_IMAGES_H_

#include <map>
#include <string>

#include "planner/live/read_live.h"
#include "planner/model/config.h"
#include "planner/model/platform.h"

namespace deltaplan::planner {

/// By service: what runs has the repository of another image of the platform, or its tag where tags
/// name images ("web-1a2b3c4" of "{service}-{short_sha}"), or a repository that ends otherwise than
/// where `environment`, which may be null, says that its images lie ("nginx"). Whatever commit the
/// tag names, it is not this service's image. A repository or a tag that could be its own says
/// nothing.
std::map<std::string, std::string> FindOtherImages(const Platform& platform, const Config& config,
                                                   const EnvironmentEntry* environment,
                                                   const LiveAnswer& live);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_OTHER_IMAGES_H_
