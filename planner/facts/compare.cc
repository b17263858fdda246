#include "planner/facts/compare.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "graph/drop_doubles.h"
#include "graph/file_lister.h"
#include "graph/parallel.h"
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
           const CompareOptions& options, FileLists& lists)
      : map_(map), ignore_(ignore), options_(options), lister_(reader), lists_(lists) {}

  // Fills both views of `difference`.
  std::optional<TreeError> CompareStates(const EntryState& before, const EntryState& after,
                                         InputDifference& difference) {
    const graph::RepoPath& path = map_.trie().PathOf(difference.input);
    const bool may_hide = MayHide(path);
    std::optional<graph::PathTrie> without;
    if (const auto& left_out = map_.WithoutOf(difference.input); !left_out.empty()) {
      without.emplace(left_out);
    }
    const graph::PathTrie* except = without ? &*without : nullptr;
    if (!may_hide || map_.HasLiteralOwner(difference.input)) {
      if (auto error = List(path, before, after, nullptr, except, difference.literal)) return error;
    }
    if (!may_hide) {
      difference.filtered = difference.literal;
    } else if (map_.HasIgnorableOwner(difference.input)) {
      if (auto error = List(path, before, after, &ignore_, except, difference.filtered)) {
        return error;
      }
    }
    return std::nullopt;
  }

 private:
  bool MayHide(const graph::RepoPath& path) const {
    return !ignore_.empty() && (ignore_.MayMatchBelow(path) || ignore_.IsIgnored(path, true));
  }

  std::optional<TreeError> List(const graph::RepoPath& path, const EntryState& before,
                                const EntryState& after, const graph::IgnoreRules* ignore,
                                const graph::PathTrie* except, Change& change) {
    if (!options_.list_files && ignore == nullptr && except == nullptr) {
      change.differs = true;  // the states differ, and nothing can hide that
      return std::nullopt;
    }
    graph::FileList list;
    auto error = lister_.List(path, before, after,
                              {.max_files = options_.max_files,
                               .stop_at_first = !options_.list_files,
                               .ignore = ignore,
                               .except = except},
                              list);
    if (error) return error;
    change.differs = list.count > 0;
    if (change.differs && options_.list_files) {
      change.file_count = list.count;
      change.files = lists_.Add(std::move(list));
    }
    return std::nullopt;
  }

  const InputMap& map_;
  const graph::IgnoreRules& ignore_;
  const CompareOptions& options_;
  graph::FileLister lister_;
  FileLists& lists_;
};

// What stands at the wanted inputs of each baseline. Each thread walks neighbours in time.
std::variant<std::vector<std::vector<EntryState>>, TreeError> StatesOf(
    std::span<graph::TreeReader* const> readers, const graph::PathTrie& trie,
    std::span<const Baseline> baselines, std::span<const WantedInputs> wanted) {
  std::vector<graph::WalkResult> parts(readers.size());
  graph::ParallelParts(parts.size(), baselines.size(),
                       [&](std::size_t part, std::size_t begin, std::size_t end) {
                         std::vector<graph::WalkRequest> requests;
                         requests.reserve(end - begin);
                         for (std::size_t b = begin; b < end; ++b) {
                           requests.push_back({baselines[b].tree, wanted[b]});
                         }
                         parts[part] = graph::TreeWalk(*readers[part], trie).Walk(requests);
                       });
  std::vector<std::vector<EntryState>> states;
  states.reserve(baselines.size());
  for (graph::WalkResult& part : parts) {
    if (part.error) return *part.error;
    std::ranges::move(part.states, std::back_inserter(states));
  }
  return states;
}

// Compares `pairs`, which stand in the order of their inputs, and gathers the lists of files.
std::optional<TreeError> ComparePairs(std::span<graph::TreeReader* const> readers,
                                      const InputMap& map, const graph::IgnoreRules& ignore,
                                      const CompareOptions& options,
                                      const std::vector<EntryState>& after,
                                      std::vector<std::pair<Pair, InputDifference>*>& pairs,
                                      FileLists& lists) {
  struct Part {
    std::size_t begin = 0;
    std::size_t end = 0;
    FileLists lists;
    std::optional<TreeError> error;
  };
  std::vector<Part> parts(readers.size());
  graph::ParallelParts(
      parts.size(), pairs.size(), [&](std::size_t number, std::size_t begin, std::size_t end) {
        Part& part = parts[number];
        part.begin = begin;
        part.end = end;
        Comparer comparer(*readers[number], map, ignore, options, part.lists);
        for (std::size_t i = begin; i < end && !part.error; ++i) {
          auto& [pair, difference] = *pairs[i];
          part.error =
              comparer.CompareStates(pair.before, after[graph::Index(pair.input)], difference);
        }
      });
  for (Part& part : parts) {
    if (part.error) return part.error;
    // The part's ids count from 0.
    const auto first = static_cast<std::uint32_t>(lists.size());
    for (std::size_t i = 0; i < part.lists.size(); ++i) {
      lists.Add(std::move(part.lists[graph::FileListId{static_cast<std::uint32_t>(i)}]));
    }
    for (std::size_t i = part.begin; i < part.end; ++i) {
      InputDifference& difference = pairs[i]->second;
      for (Change* change : {&difference.filtered, &difference.literal}) {
        if (!change->files) continue;
        change->files =
            graph::FileListId{static_cast<std::uint32_t>(graph::Index(*change->files)) + first};
      }
    }
  }
  return std::nullopt;
}

// The lists of `part` get new numbers.
void Append(ComparedTrees part, ComparedTrees& all) {
  const auto first = static_cast<std::uint32_t>(all.lists.size());
  for (graph::FileList& list : part.lists) all.lists.Add(std::move(list));
  for (std::vector<InputDifference>& differences : part.comparison.differences) {
    for (InputDifference& difference : differences) {
      for (Change* change : {&difference.filtered, &difference.literal}) {
        if (!change->files) continue;
        change->files =
            graph::FileListId{first + static_cast<std::uint32_t>(graph::Index(*change->files))};
      }
    }
    all.comparison.differences.push_back(std::move(differences));
  }
}

}  // namespace

std::vector<WantedInputs> InputsOfBaselines(const InputMap& map,
                                            const std::vector<ServiceFacts>& services,
                                            std::size_t baselines) {
  std::vector<WantedInputs> wanted(baselines);
  for (std::size_t s = 0; s < services.size(); ++s) {
    if (!services[s].baseline) continue;
    const std::vector<InputId> inputs = map.InputsOfService(s);
    const auto want = [&](std::size_t baseline) {
      wanted[baseline].insert(wanted[baseline].end(), inputs.begin(), inputs.end());
    };
    want(*services[s].baseline);
    for (const std::size_t baseline : services[s].more_baselines) want(baseline);
  }
  for (WantedInputs& inputs : wanted) {
    std::ranges::sort(inputs);
    graph::DropDoubles(inputs);
  }
  return wanted;
}

std::variant<ComparedTrees, TreeError> Compare(std::span<graph::TreeReader* const> readers,
                                               const InputMap& map,
                                               const graph::IgnoreRules& ignore,
                                               const graph::ObjectId& head_tree,
                                               std::span<const Baseline> baselines,
                                               std::span<const WantedInputs> wanted,
                                               const CompareOptions& options) {
  graph::WalkRequest head{.root = head_tree, .wanted = {}};
  for (std::size_t i = 0; i < map.trie().input_count(); ++i) {
    head.wanted.push_back(InputId{static_cast<std::uint32_t>(i)});
  }
  const graph::WalkResult now = graph::TreeWalk(*readers.front(), map.trie()).Walk({&head, 1});
  if (now.error) return *now.error;
  const std::vector<EntryState>& after = now.states.front();
  const auto then = StatesOf(readers, map.trie(), baselines, wanted);
  if (const auto* error = std::get_if<TreeError>(&then)) return *error;
  const auto& states = std::get<std::vector<std::vector<EntryState>>>(then);

  ComparedTrees compared;
  Comparison& comparison = compared.comparison;
  comparison.differences.resize(baselines.size());
  // Distinct pairs are compared input by input, each input's old states in the order of time.
  std::unordered_map<Pair, std::size_t, PairHash> numbers;
  std::vector<std::pair<Pair, InputDifference>> pairs;
  std::vector<std::vector<std::size_t>> pairs_of(baselines.size());
  for (std::size_t b = 0; b < baselines.size(); ++b) {
    for (std::size_t i = 0; i < wanted[b].size(); ++i) {
      const InputId input = wanted[b][i];
      const EntryState& before = states[b][i];
      if (before == after[graph::Index(input)]) continue;
      const auto [found, is_new] = numbers.try_emplace(Pair{input, before}, pairs.size());
      if (is_new) pairs.push_back({found->first, {.input = input, .filtered = {}, .literal = {}}});
      pairs_of[b].push_back(found->second);
    }
  }
  std::vector<std::pair<Pair, InputDifference>*> order;
  order.reserve(pairs.size());
  for (auto& pair : pairs) order.push_back(&pair);
  std::ranges::stable_sort(order, {}, [](const auto* pair) { return pair->first.input; });
  if (auto error = ComparePairs(readers, map, ignore, options, after, order, compared.lists)) {
    return *error;
  }
  for (std::size_t b = 0; b < baselines.size(); ++b) {
    for (const std::size_t i : pairs_of[b]) comparison.differences[b].push_back(pairs[i].second);
  }
  return compared;
}

std::variant<ComparedTrees, TreeError> CompareRoutes(std::span<graph::TreeReader* const> readers,
                                                     const InputMap& map,
                                                     const graph::IgnoreRules& ignore,
                                                     std::span<const Baseline> destinations,
                                                     std::span<const Baseline> baselines,
                                                     std::span<const WantedInputs> wanted,
                                                     const CompareOptions& options) {
  ComparedTrees all;
  std::size_t begin = 0;
  while (begin < baselines.size()) {
    std::size_t end = begin + 1;
    const graph::ObjectId& to = destinations[begin].tree;
    while (end < baselines.size() && destinations[end].tree == to) ++end;
    const std::size_t count = end - begin;
    auto compared = Compare(readers, map, ignore, to, baselines.subspan(begin, count),
                            wanted.subspan(begin, count), options);
    auto* part = std::get_if<ComparedTrees>(&compared);
    if (part == nullptr) return compared;
    Append(std::move(*part), all);
    begin = end;
  }
  return all;
}

}  // namespace deltaplan::planner
