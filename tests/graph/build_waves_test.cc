#include "graph/build_waves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deltaplan::graph {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Bases = std::vector<std::vector<std::size_t>>;

std::vector<std::size_t> Waves(const Bases& bases) {
  return std::get<std::vector<std::size_t>>(BuildWaves(bases));
}

std::vector<std::size_t> CycleOf(const Bases& bases) {
  return std::get<WaveCycle>(BuildWaves(bases)).images;
}

TEST(BuildWavesTest, AnImageIsBuiltAfterAllThatItIsBuiltFrom) {
  EXPECT_THAT(Waves({}), IsEmpty());
  EXPECT_THAT(Waves({{}, {}}), ElementsAre(0, 0));
  EXPECT_THAT(Waves({{1}, {2}, {}}), ElementsAre(2, 1, 0));
  EXPECT_THAT(Waves({{}, {0}, {0}, {1, 2}, {0, 3}}), ElementsAre(0, 1, 1, 2, 3))
      << "the highest of the bases counts";
}

TEST(BuildWavesTest, ACycleIsAnErrorThatNamesItsImagesAndNoOthers) {
  EXPECT_THAT(CycleOf({{0}}), ElementsAre(0));
  EXPECT_THAT(CycleOf({{1}, {2}, {3}, {1}}), ElementsAre(1, 2, 3)) << "0 only leads to it";
  EXPECT_THAT(CycleOf({{}, {0, 2}, {0, 1}}), ElementsAre(1, 2));
}

}  // namespace
}  // namespace deltaplan::graph
