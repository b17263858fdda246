// How the walk works
//
// Every request asks for the states of some inputs (paths) in one root tree. All requests go down
// the trie together, one level at a time. At each level the work list holds items
//
//     (trie node, tree id, request, the slice of the request's wanted inputs that lies below the
//     node)
//
// Items with the same node and tree id need the same tree: it is read once, and each item picks its
// entries out of it. Since input ids are numbered in pre-order, the wanted inputs below a child are
// one slice, found by binary search. Reads of one level happen node by node in the order of the
// requests, which keeps neighbouring versions of one directory together: they are deltas of each
// other in a pack.
#include "graph/tree_walk.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>

namespace deltaplan::graph {
namespace {

struct Item {
  PathTrie::NodeIndex node;
  ObjectId tree;
  std::uint32_t request;
  std::uint32_t begin;  // slice of the request's wanted inputs
  std::uint32_t end;
};

// The entry `name` of a raw tree, found by hopping from entry to entry. Cheaper than parsing the
// whole tree when few names are wanted. nullopt: the bytes are no tree.
std::optional<EntryState> ScanFor(std::string_view raw, std::string_view name) {
  while (!raw.empty()) {
    const std::optional<TreeEntry> entry = TakeEntry(raw);
    if (!entry) return std::nullopt;
    if (entry->name == name) return entry->state;
  }
  return EntryState{};
}

// Reads trees for the items of one level and remembers the one read last, parsed when that pays.
class OpenTree {
 public:
  explicit OpenTree(TreeReader& reader) : reader_(reader) {}

  std::optional<TreeError> Open(const ObjectId& id) {
    parsed_ = false;
    id_ = id;
    return reader_.ReadTree(id, raw_);
  }

  std::optional<TreeError> Find(std::string_view name, std::size_t names_wanted,
                                EntryState& state) {
    constexpr std::size_t kFewNames = 4;
    if (!parsed_ && names_wanted <= kFewNames) {
      const std::optional<EntryState> found = ScanFor(raw_, name);
      if (!found) return NotATree(id_);
      state = *found;
      return std::nullopt;
    }
    if (!parsed_) {
      if (!ParseTree(raw_, entries_)) return NotATree(id_);
      parsed_ = true;
    }
    const TreeEntry* entry = FindEntry(entries_, name);
    state = entry == nullptr ? EntryState{} : entry->state;
    return std::nullopt;
  }

 private:
  TreeReader& reader_;
  ObjectId id_;
  std::string raw_;
  std::vector<TreeEntry> entries_;
  bool parsed_ = false;
};

// Sorts `items` so that equal (node, tree) stand together: nodes ascending, and trees of one node
// in the order in which requests first name them.
void GroupByTree(std::vector<Item>& items) {
  std::ranges::stable_sort(items, {}, &Item::node);
  std::unordered_map<ObjectId, std::uint32_t, ObjectIdHash> order;
  std::vector<std::pair<std::uint32_t, Item>> ranked;
  auto first = items.begin();
  while (first != items.end()) {
    const auto last = std::find_if(first, items.end(),
                                   [&](const Item& item) { return item.node != first->node; });
    order.clear();
    ranked.clear();
    for (auto item = first; item != last; ++item) {
      const auto rank = static_cast<std::uint32_t>(order.size());
      ranked.emplace_back(order.try_emplace(item->tree, rank).first->second, *item);
    }
    std::ranges::stable_sort(ranked, {}, &std::pair<std::uint32_t, Item>::first);
    std::ranges::transform(ranked, first, &std::pair<std::uint32_t, Item>::second);
    first = last;
  }
}

}  // namespace

WalkResult TreeWalk::Walk(std::span<const WalkRequest> requests) {
  WalkResult result;
  result.states.reserve(requests.size());
  std::vector<Item> level;
  for (std::uint32_t r = 0; r < requests.size(); ++r) {
    const auto wanted = static_cast<std::uint32_t>(requests[r].wanted.size());
    result.states.emplace_back(wanted);
    std::uint32_t begin = 0;
    if (wanted > 0 && trie_.node(PathTrie::kRoot).input == requests[r].wanted.front()) {
      result.states[r][begin++] = {.mode = FileMode::kTree, .id = requests[r].root};
    }
    if (begin < wanted) level.push_back({PathTrie::kRoot, requests[r].root, r, begin, wanted});
  }

  OpenTree tree(reader_);
  std::vector<Item> next;
  while (!level.empty()) {
    GroupByTree(level);
    next.clear();
    for (std::size_t i = 0; i < level.size(); ++i) {
      const Item& item = level[i];
      if (i == 0 || item.tree != level[i - 1].tree) {
        if ((result.error = tree.Open(item.tree))) return result;
      }
      const std::vector<InputId>& wanted = requests[item.request].wanted;
      const std::vector<PathTrie::NodeIndex>& children = trie_.node(item.node).children;
      auto child = children.begin();
      for (std::uint32_t at = item.begin; at < item.end;) {
        const auto input = static_cast<std::uint32_t>(Index(wanted[at]));
        // The child whose range holds `input`: the first one that ends behind it.
        child = std::ranges::upper_bound(child, children.end(), input, {},
                                         [&](auto node) { return trie_.node(node).end_input; });
        const PathTrie::Node& below = trie_.node(*child);
        const auto end = static_cast<std::uint32_t>(
            std::ranges::lower_bound(wanted.begin() + at, wanted.begin() + item.end,
                                     InputId{below.end_input}) -
            wanted.begin());
        EntryState state;
        if ((result.error = tree.Find(below.name, item.end - item.begin, state))) return result;
        if (below.input == wanted[at]) result.states[item.request][at++] = state;
        // Below a missing path, a file or a submodule everything is absent, which is the default.
        if (at < end && state.IsTree()) next.push_back({*child, state.id, item.request, at, end});
        at = end;
      }
    }
    level.swap(next);
  }
  return result;
}

}  // namespace deltaplan::graph
