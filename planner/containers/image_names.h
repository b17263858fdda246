// Which image of this repository a name in a Dockerfile means.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_IMAGE_NAMES_H_
#define DELTAPLAN_PLANNER_CONTAINERS_IMAGE_NAMES_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace deltaplan::planner {

/// An image is meant by its bare name ("base", "base:dev") and by each full name that is known of
/// it ("registry.example.com/acme/base:1"). Where nobody says where images go, the last part of a
/// name with a registry or an organisation counts for it: too much is built then, and never too
/// little.
class ImageNames {
 public:
  void Add(const std::string& image);
  /// With or without a tag. Of two images with one name the first has it.
  void AddFullName(const std::string& image, std::string_view full_name);
  /// From now on the last part of a name counts for nothing.
  void SetComplete() { is_complete_ = true; }
  /// nullopt: none of them.
  std::optional<std::string> Find(std::string_view name) const;

 private:
  std::map<std::string, std::string, std::less<>> by_name_;
  bool is_complete_ = false;
};

/// The last part of an image's repository: "api" of "registry.example.com/acme/api:1".
std::string_view LastPartOf(std::string_view image);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_IMAGE_NAMES_H_
