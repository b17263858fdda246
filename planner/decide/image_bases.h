// What images are built FROM.
#ifndef DELTAPLAN_PLANNER_DECIDE_IMAGE_BASES_H_
#define DELTAPLAN_PLANNER_DECIDE_IMAGE_BASES_H_

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "planner/model/platform.h"

namespace deltaplan::planner {

/// The images of this repository that each image is built FROM directly. The platform has to
/// outlive it.
class ImageBases {
 public:
  explicit ImageBases(const Platform& platform) {
    for (const Image& image : platform.images) from_.emplace(image.name, &image.from);
  }

  const std::vector<std::string>& Of(const std::string& image) const {
    static const std::vector<std::string> kNone;
    const auto found = from_.find(image);
    return found == from_.end() ? kNone : *found->second;
  }

  /// Calls `visit` for every image below `image`, nearest first, each once.
  template <typename Visit>
  void ForEachBelow(const std::string& image, const Visit& visit) const {
    std::set<std::string> seen{image};
    std::vector<std::string> queue{image};
    for (std::size_t i = 0; i < queue.size(); ++i) {
      const std::string current = queue[i];
      for (const std::string& base : Of(current)) {
        if (!seen.insert(base).second) continue;
        visit(base);
        queue.push_back(base);
      }
    }
  }

 private:
  std::unordered_map<std::string, const std::vector<std::string>*> from_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DECIDE_IMAGE_BASES_H_
