#include "planner/compare.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "graph/file_lister.h"
#include "graph/tree_walk.h"

namespace deltaplan::planner {
namespace {

using graph::EntryState;
using graph::InputId;
using graph::TreeError;

// One input in one old state, compared with head. Many baselines share it.
struct Pair {
  InputId input;
  EntryState before;

  friend bool operator==(const Pair&, const Pair&) = default;
};

struct PairHash {
  std::size_t operator()(const Pair& pair) const {
    return graph::ObjectIdHash()(pair.before.id) ^ (graph::Index(pair.input) * 0x9E3779B97F4A7C15U);
  }
};

class Comparer {
 public:
  Comparer(graph::TreeReader& reader, const InputMap& map, const graph::IgnoreRules& ignore,
           const CompareOptions& options, Comparison& comparison)
      : map_(map), ignore_(ignore), options_(options), lister_(reader), comparison_(comparison) {}

  // Fills both views of `difference`.
  std::optional<TreeError> Judge(const EntryState& before, const EntryState& after,
                                 InputDifference& difference) {
    const graph::RepoPath& path = map_.trie().PathOf(difference.input);
    const bool may_hide = MayHide(path);
    if (!may_hide || map_.HasLiteralOwner(difference.input)) {
      if (auto error = List(path, before, after, nullptr, difference.literal)) return error;
    }
    if (!may_hide) {
      difference.filtered = difference.literal;
    } else if (map_.HasIgnorableOwner(difference.input)) {
      if (auto error = List(path, before, after, &ignore_, difference.filtered)) return error;
    }
    return std::nullopt;
  }

 private:
  bool MayHide(const graph::RepoPath& path) const {
    return !ignore_.empty() && (ignore_.MayMatchBelow(path) || ignore_.IsIgnored(path, true));
  }

  std::optional<TreeError> List(const graph::RepoPath& path, const EntryState& before,
                                const EntryState& after, const graph::IgnoreRules* ignore,
                                Change& change) {
    if (!options_.list_files && ignore == nullptr) {
      change.differs = true;  // the states differ, and nothing can hide that
      return std::nullopt;
    }
    graph::FileList list;
    auto error = lister_.List(
        path, before, after,
        {.max_files = options_.max_files, .stop_at_first = !options_.list_files, .ignore = ignore},
        list);
    if (error) return error;
    change.differs = list.count > 0;
    if (change.differs && options_.list_files)
      change.files = comparison_.lists.Add(std::move(list));
    return std::nullopt;
  }

  const InputMap& map_;
  const graph::IgnoreRules& ignore_;
  const CompareOptions& options_;
  graph::FileLister lister_;
  Comparison& comparison_;
};

std::vector<graph::WalkRequest> Requests(std::span<const Baseline> baselines) {
  std::vector<graph::WalkRequest> requests;
  requests.reserve(baselines.size());
  for (const Baseline& baseline : baselines) requests.push_back({baseline.tree, baseline.wanted});
  return requests;
}

}  // namespace

std::variant<Comparison, TreeError> Compare(graph::TreeReader& reader, const InputMap& map,
                                            const graph::IgnoreRules& ignore,
                                            const graph::ObjectId& head_tree,
                                            std::span<const Baseline> baselines,
                                            const CompareOptions& options) {
  graph::WalkRequest head{.root = head_tree, .wanted = {}};
  for (std::size_t i = 0; i < map.trie().input_count(); ++i) {
    head.wanted.push_back(InputId{static_cast<std::uint32_t>(i)});
  }
  graph::TreeWalk walk(reader, map.trie());
  const graph::WalkResult now = walk.Walk({&head, 1});
  if (now.error) return *now.error;
  const std::vector<EntryState>& after = now.states.front();
  const graph::WalkResult then = walk.Walk(Requests(baselines));
  if (then.error) return *then.error;

  Comparison comparison;
  comparison.differences.resize(baselines.size());
  // Distinct pairs are judged input by input, each input's old states in the order of time.
  std::unordered_map<Pair, std::size_t, PairHash> numbers;
  std::vector<std::pair<Pair, InputDifference>> pairs;
  std::vector<std::vector<std::size_t>> pairs_of(baselines.size());
  for (std::size_t b = 0; b < baselines.size(); ++b) {
    for (std::size_t i = 0; i < baselines[b].wanted.size(); ++i) {
      const InputId input = baselines[b].wanted[i];
      const EntryState& before = then.states[b][i];
      if (before == after[graph::Index(input)]) continue;
      const auto [found, is_new] = numbers.try_emplace(Pair{input, before}, pairs.size());
      if (is_new) pairs.push_back({found->first, {.input = input, .filtered = {}, .literal = {}}});
      pairs_of[b].push_back(found->second);
    }
  }
  std::vector<std::size_t> order(pairs.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return pairs[i].first.input; });
  Comparer comparer(reader, map, ignore, options, comparison);
  for (const std::size_t i : order) {
    auto& [pair, difference] = pairs[i];
    if (auto error = comparer.Judge(pair.before, after[graph::Index(pair.input)], difference)) {
      return *error;
    }
  }
  for (std::size_t b = 0; b < baselines.size(); ++b) {
    for (const std::size_t i : pairs_of[b]) comparison.differences[b].push_back(pairs[i].second);
  }
  return comparison;
}

}  // namespace deltaplan::planner
