// Images and tags as sources find them.
#ifndef DELTAPLAN_PLANNER_LIVE_LIVE_IMAGE_H_
#define DELTAPLAN_PLANNER_LIVE_LIVE_IMAGE_H_

#include <string>
#include <string_view>

#include "planner/model/result.h"

namespace deltaplan::planner {

/// `123456789012.dkr.ecr.eu-west-1.amazonaws.com/platform/api:1a2b3c4@sha256:...`
struct LiveImage {
  std::string repository;  ///< with the registry
  std::string tag;         ///< empty when only a digest says which image it is
  std::string digest;      ///< "sha256:..."; may be empty
};

/// The parts of an image reference. One with neither tag nor digest is `latest`.
LiveImage ReadLiveImage(std::string_view reference);

/// Whether `repository` is one of the image `name`: it is that, or ends with it behind a slash.
bool IsRepositoryOf(std::string_view repository, std::string_view name);

/// The tag in a value that holds one, or a whole image reference with one, without blanks around
/// it. Errors, as a sentence: it is empty, it can't stand in a tag map, it is an image without tag.
Result<std::string> TagInValue(std::string_view value);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_LIVE_IMAGE_H_
