// One walk for all baselines
//
// Every commit carries the set of tips (head is one of them) that reach it. The walk starts at the
// tips and goes from newer to older commits, handing each commit's set on to its parents. Sets are
// interned, so a stretch of history without tips or merges shares one number, and commits are
// counted by set. In the end
//
//     behind(t) = commits whose set holds head and not t,    ahead(t) = commits whose set holds t
//     and not head.
//
// A commit that every tip reaches tells nothing more, and neither do its ancestors: the walk ends
// when only such commits are left. Commit times order the walk, and clocks lie: a commit whose set
// grows after its visit is visited again, and the walk goes on until it is `kClockSkew` older than
// the oldest commit that some tip does not reach.
#include "graph/history.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <queue>
#include <unordered_map>
#include <utility>

namespace deltaplan::graph {
namespace {

// How far the clocks of two committers may differ before a relation could come out wrong, in
// seconds.
constexpr std::int64_t kClockSkew = 86'400;

// Interned sets of small numbers.
class Sets {
 public:
  using Id = std::uint32_t;
  static constexpr Id kEmpty = 0;

  explicit Sets(std::size_t members) : words_((members + 63) / 64) {
    Intern(std::vector<std::uint64_t>(words_, 0));
  }

  Id Single(std::size_t member) {
    std::vector<std::uint64_t> bits(words_, 0);
    bits[member / 64] |= std::uint64_t{1} << (member % 64);
    return Intern(std::move(bits));
  }

  Id Union(Id left, Id right) {
    if (left == right || right == kEmpty) return left;
    if (left == kEmpty) return right;
    const auto [known, is_new] = unions_.try_emplace(std::minmax(left, right), kEmpty);
    if (is_new) {
      std::vector<std::uint64_t> bits = *sets_[left];
      for (std::size_t i = 0; i < words_; ++i) bits[i] |= (*sets_[right])[i];
      known->second = Intern(std::move(bits));
    }
    return known->second;
  }

  bool Has(Id set, std::size_t member) const {
    return ((*sets_[set])[member / 64] >> (member % 64) & 1U) != 0;
  }
  std::size_t size() const { return sets_.size(); }

 private:
  Id Intern(std::vector<std::uint64_t> bits) {
    const auto [entry, is_new] = ids_.try_emplace(std::move(bits), static_cast<Id>(sets_.size()));
    if (is_new) sets_.push_back(&entry->first);
    return entry->second;
  }

  std::size_t words_;
  std::map<std::vector<std::uint64_t>, Id> ids_;
  std::vector<const std::vector<std::uint64_t>*> sets_;  // keys of ids_
  std::map<std::pair<Id, Id>, Id> unions_;
};

// The commits that were met, and who reaches them.
class Walk {
 public:
  struct Commit {
    ObjectId id;
    Sets::Id set = Sets::kEmpty;
    std::int64_t time = 0;
    bool is_read = false;    // false: it is not in this clone
    bool is_border = false;  // its parents are not
    bool is_queued = false;
  };

  // `tips` are numbered in their order.
  Walk(CommitReader& reader, std::span<const ObjectId> tips) : reader_(reader), sets_(tips.size()) {
    for (std::size_t t = 0; t < tips.size(); ++t) {
      const Sets::Id single = sets_.Single(t);
      full_ = sets_.Union(full_, single);
      const std::uint32_t commit = Meet(tips[t]);
      tips_.push_back(commit);
      Reach(commit, single);
    }
    Run();
  }

  const std::vector<Commit>& commits() const { return commits_; }
  const Sets& sets() const { return sets_; }
  const Commit& Tip(std::size_t tip) const { return commits_[tips_[tip]]; }

 private:
  struct Entry {
    std::int64_t time;
    std::uint32_t commit;
  };
  struct Older {
    bool operator()(const Entry& left, const Entry& right) const { return left.time < right.time; }
  };

  std::uint32_t Meet(const ObjectId& id) {
    const auto [entry, is_new] =
        numbers_.try_emplace(id, static_cast<std::uint32_t>(commits_.size()));
    if (is_new) {
      commits_.emplace_back();
      commits_.back().id = id;
      std::optional<CommitNode> node = reader_.ReadCommitNode(id);
      const std::uint32_t number = entry->second;
      if (node) {
        commits_[number].is_read = true;
        commits_[number].is_border = node->is_border;
        commits_[number].time = node->time;
        parents_.emplace_back(std::move(node->parents));
      } else {
        commits_[number].is_border = true;
        parents_.emplace_back();
      }
      return number;
    }
    return entry->second;
  }

  void Reach(std::uint32_t number, Sets::Id set) {
    Commit& commit = commits_[number];
    const Sets::Id grown = sets_.Union(commit.set, set);
    if (grown == commit.set) return;
    commit.set = grown;
    if (commit.is_queued) {
      if (grown == full_) --queued_partial_;
      return;
    }
    commit.is_queued = true;
    if (grown != full_) ++queued_partial_;
    queue_.push({commit.time, number});
  }

  void Run() {
    std::int64_t oldest_partial = INT64_MAX;
    while (!queue_.empty()) {
      if (queued_partial_ == 0 &&
          (oldest_partial == INT64_MAX || queue_.top().time < oldest_partial - kClockSkew)) {
        break;
      }
      const std::uint32_t number = queue_.top().commit;
      queue_.pop();
      commits_[number].is_queued = false;
      const Sets::Id set = commits_[number].set;
      if (set != full_) {
        --queued_partial_;
        oldest_partial = std::min(oldest_partial, commits_[number].time);
      }
      if (commits_[number].is_border) continue;
      // Copied, not referred to: meeting a parent may move the table.
      const std::vector<ObjectId> parents = parents_[number];
      for (const ObjectId& parent : parents) Reach(Meet(parent), set);
    }
  }

  CommitReader& reader_;
  Sets sets_;
  Sets::Id full_ = Sets::kEmpty;
  std::unordered_map<ObjectId, std::uint32_t, ObjectIdHash> numbers_;
  std::vector<Commit> commits_;
  std::vector<std::vector<ObjectId>> parents_;  // by number
  std::vector<std::uint32_t> tips_;
  std::priority_queue<Entry, std::vector<Entry>, Older> queue_;  // newest first
  std::size_t queued_partial_ = 0;  // queued commits that some tip does not reach
};

}  // namespace

std::vector<HeadRelation> RelateToHead(CommitReader& reader, const ObjectId& head,
                                       std::span<const ObjectId> tips) {
  // Tip 0 is head. A tip given twice simply has two members.
  std::vector<ObjectId> all{head};
  all.insert(all.end(), tips.begin(), tips.end());
  const Walk walk(reader, all);
  const Sets& sets = walk.sets();

  std::vector<std::uint64_t> commits_of(sets.size(), 0);
  std::vector<bool> has_border(sets.size(), false);
  for (const Walk::Commit& commit : walk.commits()) {
    ++commits_of[commit.set];
    if (commit.is_border) has_border[commit.set] = true;
  }
  struct Count {
    std::uint64_t behind = 0;
    std::uint64_t ahead = 0;
    bool behind_border = false;  // history that head has and the tip may lack is missing
    bool ahead_border = false;
  };
  std::vector<Count> counts(all.size());
  for (Sets::Id set = 0; set < sets.size(); ++set) {
    if (commits_of[set] == 0) continue;
    const bool by_head = sets.Has(set, 0);
    for (std::size_t t = 1; t < all.size(); ++t) {
      if (sets.Has(set, t) == by_head) continue;
      (by_head ? counts[t].behind : counts[t].ahead) += commits_of[set];
      if (has_border[set]) (by_head ? counts[t].behind_border : counts[t].ahead_border) = true;
    }
  }

  std::vector<HeadRelation> relations;
  for (std::size_t t = 1; t < all.size(); ++t) {
    const Walk::Commit& tip = walk.Tip(t);
    const Count& count = counts[t];
    HeadRelation relation;
    if (all[t] == head) {
      relation = {Relation::kSame, 0};
    } else if (!tip.is_read) {
      relation = {Relation::kUnknown, std::nullopt};
    } else if (sets.Has(walk.Tip(0).set, t)) {
      relation.relation = Relation::kAhead;
      if (!count.ahead_border) relation.commits = count.ahead;
    } else if (sets.Has(tip.set, 0)) {
      // A border commit's own history is missing: the clone was cut right there.
      if (!tip.is_border) {
        relation.relation = Relation::kBehind;
        if (!count.behind_border) relation.commits = count.behind;
      }
    } else if (!count.behind_border && !count.ahead_border) {
      relation.relation = Relation::kDiverged;
    }
    relations.push_back(relation);
  }
  return relations;
}

MergeBase FindMergeBase(CommitReader& reader, const ObjectId& left, const ObjectId& right) {
  MergeBase result;
  const ObjectId tips[] = {left, right};
  const Walk walk(reader, tips);
  // Of the commits that both reach, those that no other such commit reaches.
  std::vector<const Walk::Commit*> common;
  std::unordered_map<ObjectId, const Walk::Commit*, ObjectIdHash> by_id;
  for (const Walk::Commit& commit : walk.commits()) {
    const bool by_left = walk.sets().Has(commit.set, 0);
    const bool by_right = walk.sets().Has(commit.set, 1);
    if (by_left && by_right) {
      if (commit.is_read) common.push_back(&commit);
    } else if (commit.is_border) {
      result.history_missing = true;
    }
    by_id.emplace(commit.id, &commit);
  }
  std::ranges::sort(common, [](const Walk::Commit* a, const Walk::Commit* b) {
    return a->time != b->time ? a->time > b->time : a->id < b->id;
  });
  std::unordered_map<ObjectId, bool, ObjectIdHash> reached;
  std::vector<ObjectId> stack;
  for (const Walk::Commit* commit : common) {
    const std::optional<CommitNode> node = reader.ReadCommitNode(commit->id);
    if (!node || node->is_border) continue;
    for (const ObjectId& parent : node->parents) stack.push_back(parent);
    while (!stack.empty()) {
      const ObjectId id = stack.back();
      stack.pop_back();
      // Beyond what the walk met lie only ancestors of what it met.
      if (!by_id.contains(id) || !reached.try_emplace(id, true).second) continue;
      const std::optional<CommitNode> next = reader.ReadCommitNode(id);
      if (!next || next->is_border) continue;
      stack.insert(stack.end(), next->parents.begin(), next->parents.end());
    }
  }
  for (const Walk::Commit* commit : common) {
    if (reached.contains(commit->id)) continue;
    result.commit = commit->id;
    break;
  }
  return result;
}

CommitRange CommitsBetween(CommitReader& reader, const ObjectId& exclude, const ObjectId& include) {
  CommitRange range;
  const ObjectId tips[] = {exclude, include};
  const Walk walk(reader, tips);
  std::vector<const Walk::Commit*> found;
  for (const Walk::Commit& commit : walk.commits()) {
    if (!walk.sets().Has(commit.set, 1) || walk.sets().Has(commit.set, 0)) continue;
    if (commit.is_border) range.history_missing = true;
    if (commit.is_read) found.push_back(&commit);
  }
  std::ranges::sort(found, [](const Walk::Commit* a, const Walk::Commit* b) {
    return a->time != b->time ? a->time > b->time : a->id < b->id;
  });
  for (const Walk::Commit* commit : found) range.commits.push_back(commit->id);
  return range;
}

}  // namespace deltaplan::graph
