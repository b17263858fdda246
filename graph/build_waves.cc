#include "graph/build_waves.h"

#include <algorithm>

namespace deltaplan::graph {
namespace {

enum class Visit : unsigned char { kNew, kOpen, kDone };

// Depth first; an open image met again closes a cycle.
class WaveFinder {
 public:
  explicit WaveFinder(const std::vector<std::vector<std::size_t>>& bases)
      : bases_(bases), visits_(bases.size(), Visit::kNew), waves_(bases.size(), 0) {}

  bool Find(std::size_t image) {
    if (visits_[image] == Visit::kDone) return true;
    stack_.push_back(image);
    if (visits_[image] == Visit::kOpen) return false;
    visits_[image] = Visit::kOpen;
    for (const std::size_t base : bases_[image]) {
      if (!Find(base)) return false;
      waves_[image] = std::max(waves_[image], waves_[base] + 1);
    }
    visits_[image] = Visit::kDone;
    stack_.pop_back();
    return true;
  }

  const std::vector<std::size_t>& waves() const { return waves_; }

  // After a failed `Find`: the images between the two visits of the last one.
  WaveCycle cycle() const {
    const auto first = std::ranges::find(stack_, stack_.back());
    return {.images = {first, stack_.end() - 1}};
  }

 private:
  const std::vector<std::vector<std::size_t>>& bases_;
  std::vector<Visit> visits_;
  std::vector<std::size_t> waves_;
  std::vector<std::size_t> stack_;
};

}  // namespace

std::variant<std::vector<std::size_t>, WaveCycle> BuildWaves(
    const std::vector<std::vector<std::size_t>>& bases) {
  WaveFinder finder(bases);
  for (std::size_t image = 0; image < bases.size(); ++image) {
    if (!finder.Find(image)) return finder.cycle();
  }
  return finder.waves();
}

}  // namespace deltaplan::graph
