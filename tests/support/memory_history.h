// A commit history in memory, for tests.
#ifndef DELTAPLAN_TESTS_SUPPORT_MEMORY_HISTORY_H_
#define DELTAPLAN_TESTS_SUPPORT_MEMORY_HISTORY_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "graph/history.h"
#include "graph/object_id.h"

namespace deltaplan::graph {

/// Commits are numbered from 0 in the order in which they are added; parents come first.
///
/// A commit can be hidden from the reader in the two ways of git: `CutBelow` makes it a border
/// (shallow clone), `Forget` removes it. `parents()` goes on telling the truth.
class MemoryHistory : public CommitReader {
 public:
  using Number = std::size_t;

  Number Add(std::vector<Number> parents, std::int64_t time) {
    const Number number = commits_.size();
    numbers_.emplace(IdOf(number), number);
    commits_.push_back({std::move(parents), time, false, false});
    return number;
  }

  void CutBelow(Number commit) { commits_[commit].is_border = true; }
  void Forget(Number commit) { commits_[commit].is_forgotten = true; }

  std::size_t size() const { return commits_.size(); }
  const std::vector<Number>& parents(Number commit) const { return commits_[commit].parents; }
  std::int64_t time(Number commit) const { return commits_[commit].time; }
  bool is_border(Number commit) const { return commits_[commit].is_border; }
  bool is_forgotten(Number commit) const { return commits_[commit].is_forgotten; }
  Number NumberOf(const ObjectId& id) const { return numbers_.at(id); }

  /// Ids look random, and do not sort like numbers.
  static ObjectId IdOf(Number number) {
    ObjectId id;
    const std::uint64_t mixed = (number + 1) * 0x9E3779B97F4A7C15U;
    std::memcpy(id.bytes.data(), &mixed, sizeof(mixed));
    return id;
  }

  std::optional<CommitNode> ReadCommitNode(const ObjectId& id) override {
    ++reads_;
    const Commit& commit = commits_[numbers_.at(id)];
    if (commit.is_forgotten) return std::nullopt;
    CommitNode node;
    node.time = commit.time;
    node.is_border = commit.is_border;
    for (const Number parent : commit.parents) {
      if (!commit.is_border) node.parents.push_back(IdOf(parent));
    }
    return node;
  }

  /// How many commits were read.
  std::size_t reads() const { return reads_; }

 private:
  struct Commit {
    std::vector<Number> parents;
    std::int64_t time;
    bool is_border;
    bool is_forgotten;
  };

  std::vector<Commit> commits_;
  std::unordered_map<ObjectId, Number, ObjectIdHash> numbers_;
  std::size_t reads_ = 0;
};

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_TESTS_SUPPORT_MEMORY_HISTORY_H_
