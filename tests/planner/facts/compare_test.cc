#include "planner/facts/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tests/support/memory_trees.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Contents = std::map<std::string, std::string>;

graph::RepoPath Path(const std::string& text) { return *graph::RepoPath::Parse(text); }

// Two services, a build input inside one of them, and as many readers as a test wants.
class CompareTest : public ::testing::Test {
 protected:
  CompareTest() {
    for (const char* name : {"api", "web"}) {
      Service service;
      service.name = service.image = name;
      service.path = Path(std::string("services/") + name);
      platform_.services.push_back(std::move(service));
    }
    platform_.build_inputs = {Path("services/api/lock.md")};
  }

  static Contents Files(const std::string& api, const std::string& web) {
    return {{"services/api/x", api}, {"services/api/lock.md", "0"}, {"services/web/x", web}};
  }

  ComparedTrees Run(const Contents& head, const std::vector<Contents>& baselines,
                    const CompareOptions& options = {}, std::size_t threads = 1) {
    map_.emplace(platform_, graph::Parallelism{});
    std::vector<Baseline> all;
    for (const Contents& files : baselines) {
      Baseline baseline;
      baseline.tree = trees_.AddFiles(files);
      all.push_back(baseline);
    }
    WantedInputs everything;
    for (std::size_t i = 0; i < map_->trie().input_count(); ++i) {
      everything.push_back(graph::InputId{static_cast<std::uint32_t>(i)});
    }
    const std::vector<WantedInputs> wanted(all.size(), everything);
    const graph::ObjectId root = trees_.AddFiles(head);
    std::vector<graph::MemoryTrees> copies(threads, trees_);
    std::vector<graph::TreeReader*> readers;
    for (graph::MemoryTrees& copy : copies) readers.push_back(&copy);
    auto result = Compare(readers, *map_, ignore_, root, all, wanted, options);
    return std::get<ComparedTrees>(std::move(result));
  }

  // The inputs that differ, seen with or without the ignore rules, and the first file of each.
  std::vector<std::string> Differences(const ComparedTrees& compared, std::size_t baseline,
                                       bool literal = false) const {
    std::vector<std::string> lines;
    for (const InputDifference& difference : compared.comparison.differences[baseline]) {
      const Change& change = literal ? difference.literal : difference.filtered;
      if (!change.differs) continue;
      std::string line = map_->trie().PathOf(difference.input).bytes();
      if (change.files) line += ": " + compared.lists[*change.files].files.front().path;
      lines.push_back(std::move(line));
    }
    return lines;
  }

  Platform platform_;
  graph::IgnoreRules ignore_;
  graph::MemoryTrees trees_;
  std::optional<InputMap> map_;
};

TEST_F(CompareTest, EachBaselineHasItsOwnDifferences) {
  const ComparedTrees compared =
      Run(Files("2", "2"), {Files("1", "2"), Files("2", "1"), Files("2", "2")});
  EXPECT_THAT(Differences(compared, 0), ElementsAre("services/api: services/api/x"));
  EXPECT_THAT(Differences(compared, 1), ElementsAre("services/web: services/web/x"));
  EXPECT_THAT(Differences(compared, 2), IsEmpty());
}

TEST_F(CompareTest, AListThatTwoBaselinesShareIsMadeOnce) {
  Contents other = Files("1", "2");
  other["elsewhere"] = "x";
  const ComparedTrees compared = Run(Files("2", "2"), {Files("1", "2"), other});
  EXPECT_EQ(compared.comparison.differences[0].front().filtered.files,
            compared.comparison.differences[1].front().filtered.files);
}

TEST_F(CompareTest, IgnoreRulesHideFilesOfServicesButNoBuildInput) {
  ignore_ = graph::IgnoreRules({"*.md"});
  Contents changed = Files("1", "1");
  changed["services/api/lock.md"] = "1";
  const ComparedTrees compared = Run(changed, {Files("1", "1")});
  EXPECT_THAT(Differences(compared, 0), IsEmpty());
  EXPECT_THAT(Differences(compared, 0, /*literal=*/true),
              ElementsAre("services/api/lock.md: services/api/lock.md"));
}

TEST_F(CompareTest, WithoutListsOnlyWhatDiffersIsSaid) {
  const ComparedTrees compared =
      Run(Files("2", "2"), {Files("1", "2")}, CompareOptions{.list_files = false});
  EXPECT_THAT(Differences(compared, 0), ElementsAre("services/api"));
  EXPECT_EQ(compared.lists.size(), 0U);
}

TEST_F(CompareTest, WithoutListsWhatAPackageLeavesOutIsNoDifferenceEither) {
  platform_.packages.push_back({"lib", Path("lib"), {}, {}});
  platform_.packages.back().without = {Path("lib/inner")};
  const auto with = [](const std::string& own, const std::string& inner) {
    Contents files = Files("1", "1");
    files["lib/x"] = own;
    files["lib/inner/x"] = inner;
    return files;
  };
  const ComparedTrees compared =
      Run(with("1", "2"), {with("1", "1"), with("0", "2")}, CompareOptions{.list_files = false});
  EXPECT_THAT(Differences(compared, 0), IsEmpty());
  EXPECT_THAT(Differences(compared, 1), ElementsAre("lib"));
}

TEST_F(CompareTest, EachBaselineMayHaveItsOwnDestination) {
  map_.emplace(platform_, graph::Parallelism{});
  const auto at = [this](const Contents& files) {
    Baseline baseline;
    baseline.tree = trees_.AddFiles(files);
    return baseline;
  };
  const Baseline one = at(Files("1", "1"));
  const Baseline two = at(Files("2", "1"));
  const Baseline three = at(Files("2", "3"));
  WantedInputs everything;
  for (std::size_t i = 0; i < map_->trie().input_count(); ++i) {
    everything.push_back(graph::InputId{static_cast<std::uint32_t>(i)});
  }
  const std::vector<Baseline> from{one, three, one, two};
  const std::vector<Baseline> to{two, two, three, three};
  const std::vector<WantedInputs> wanted(from.size(), everything);
  graph::TreeReader* reader = &trees_;
  const auto result = CompareRoutes({&reader, 1}, *map_, ignore_, to, from, wanted, {});
  const auto& compared = std::get<ComparedTrees>(result);
  ASSERT_EQ(compared.comparison.differences.size(), 4U);
  EXPECT_THAT(Differences(compared, 0), ElementsAre("services/api: services/api/x"));
  EXPECT_THAT(Differences(compared, 1), ElementsAre("services/web: services/web/x"));
  EXPECT_THAT(Differences(compared, 2),
              ElementsAre("services/api: services/api/x", "services/web: services/web/x"));
  EXPECT_THAT(Differences(compared, 3), ElementsAre("services/web: services/web/x"));
}

TEST_F(CompareTest, ManyThreadsGiveWhatOneGives) {
  std::vector<Contents> baselines;
  for (int i = 0; i < 40; ++i) {
    baselines.push_back(Files(std::to_string(i % 7), std::to_string(i % 11)));
  }
  const ComparedTrees one = Run(Files("3", "5"), baselines);
  const ComparedTrees many = Run(Files("3", "5"), baselines, {}, 4);
  ASSERT_EQ(one.lists.size(), many.lists.size());
  for (std::size_t b = 0; b < baselines.size(); ++b) {
    EXPECT_EQ(Differences(one, b), Differences(many, b)) << b;
    ASSERT_EQ(one.comparison.differences[b].size(), many.comparison.differences[b].size());
    for (std::size_t i = 0; i < one.comparison.differences[b].size(); ++i) {
      EXPECT_EQ(one.comparison.differences[b][i].filtered.files,
                many.comparison.differences[b][i].filtered.files);
    }
  }
}

TEST_F(CompareTest, ATreeThatCannotBeReadEndsTheComparison) {
  map_.emplace(platform_, graph::Parallelism{});
  Baseline baseline;
  baseline.tree = trees_.AddFiles(Files("1", "1"));
  const WantedInputs wanted{graph::InputId{0}};
  trees_.Forget(baseline.tree);
  graph::TreeReader* reader = &trees_;
  const auto result = Compare({&reader, 1}, *map_, ignore_, trees_.AddFiles(Files("2", "2")),
                              {&baseline, 1}, {&wanted, 1}, {});
  ASSERT_TRUE(std::holds_alternative<graph::TreeError>(result));
  EXPECT_EQ(std::get<graph::TreeError>(result).id, baseline.tree);
}

}  // namespace
}  // namespace deltaplan::planner
