// The order in which images must be built when some are built FROM others.
#ifndef DELTAPLAN_GRAPH_BUILD_WAVES_H_
#define DELTAPLAN_GRAPH_BUILD_WAVES_H_

#include <cstddef>
#include <variant>
#include <vector>

namespace deltaplan::graph {

/// A cycle among images, as indices into the input: each is built FROM the next, the last FROM the
/// first.
struct WaveCycle {
  std::vector<std::size_t> images;
};

/// `bases[i]` lists the images that image i is built FROM. The answer gives each image its wave: 0
/// when it needs none of the others, else one more than the highest of its bases. Images of one
/// wave can be built side by side.
std::variant<std::vector<std::size_t>, WaveCycle> BuildWaves(
    const std::vector<std::vector<std::size_t>>& bases);

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_BUILD_WAVES_H_
