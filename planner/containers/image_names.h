// Which image of the configuration a name in a Dockerfile means.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_IMAGE_NAMES_H_
#define DELTAPLAN_PLANNER_CONTAINERS_IMAGE_NAMES_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "planner/containers/audit.h"
#include "planner/model/config.h"

namespace deltaplan::planner {

/// An image is meant by its bare name ("base", "base:dev"), and by its name in the `repository` of
/// an environment ("registry.example.com/acme/base:1").
class ImageNames {
 public:
  ImageNames(const Config& config, const std::vector<AuditedImage>& images);
  /// Null: none of the configuration's.
  const AuditedImage* Find(std::string_view name) const;

 private:
  std::map<std::string, const AuditedImage*, std::less<>> by_name_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_IMAGE_NAMES_H_
