// Typed indices. A value of one kind can't be passed where another is meant, and per-item data
// lives in a vector that only that kind of id can index.
#ifndef DELTAPLAN_GRAPH_IDS_H_
#define DELTAPLAN_GRAPH_IDS_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace deltaplan::graph {

/// One distinct interesting path of a `PathTrie`. Ids are given in pre-order of the trie, so all
/// the inputs at or below one trie node form one contiguous range.
enum class InputId : std::uint32_t {};

/// One node of a `DependencyGraph`: a service, a package, a build input or a base image.
enum class NodeId : std::uint32_t {};

/// One list of changed files, shared by all who refer to it.
enum class FileListId : std::uint32_t {};

template <typename Id>
constexpr std::size_t Index(Id id) {
  return static_cast<std::size_t>(id);
}

/// A vector indexed by one kind of id only.
template <typename Id, typename T>
class IdVector {
 public:
  IdVector() = default;
  explicit IdVector(std::size_t size, const T& value = T()) : items_(size, value) {}

  Id Add(T item) {
    items_.push_back(std::move(item));
    return Id{static_cast<std::uint32_t>(items_.size() - 1)};
  }
  decltype(auto) operator[](Id id) { return items_[Index(id)]; }
  decltype(auto) operator[](Id id) const { return items_[Index(id)]; }
  std::size_t size() const { return items_.size(); }
  bool empty() const { return items_.empty(); }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }
  auto begin() { return items_.begin(); }
  auto end() { return items_.end(); }

 private:
  std::vector<T> items_;
};

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_IDS_H_
