// One walk for all baselines
//
// Every commit carries the set of tips (head is one of them) that reach it. The walk starts at the
// tips and goes from newer to older commits, handing each commit's set on to its parents; a commit
// whose set grows after its visit is visited again. Sets are interned, so a stretch of history
// without tips or merges shares one number, and commits are counted by set. In the end
//
//     behind(t) = commits whose set holds head and not t,
//     ahead(t)  = commits whose set holds t and not head.
//
// A commit that every tip reaches tells nothing more, and neither do its ancestors: the walk ends
// when only such commits are queued. How far the answers can be trusted then:
//
// - Who reaches whom is exact, however wrong the commit times are: a commit beyond the end of the
//   walk is an ancestor of every tip, and no tip can be an ancestor of itself.
// - A commit that was counted might still be an ancestor of one beyond the end, if that one is
// dated
//   too early. So the walk goes on until it is `kClockSkew` older than all that the answers rest
//   on (the commits that some tip lacks, and the first ones that none lacks), and has met `kSlop`
//   commits in a row that tell nothing more. git looks at five; a machine without a clock dates its
//   commits wrong by years, but it does not make many.
// - A border hides ancestors, and some of them may be in the clone by another way. Behind a border
//   that only head reaches there may be anything, t included. Behind one that t reaches there may
//   be commits that seem to be head's alone: not those that reach t (that would be a cycle), but
//   the others, called outsiders below.
#include "graph/history.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <queue>
#include <unordered_map>
#include <utility>

namespace deltaplan::graph {
namespace {

// How far a commit may be dated before one of its ancestors, in seconds.
constexpr std::int64_t kClockSkew = 86'400;
// How many commits in a row may be dated before their ancestors by more than that.
constexpr std::size_t kSlop = 64;

using Words = std::vector<std::uint64_t>;

struct WordsHash {
  std::size_t operator()(const Words& words) const {
    std::uint64_t hash = 0;
    for (const std::uint64_t word : words) {
      hash = (std::rotl(hash, 5) ^ word) * 0x9E3779B97F4A7C15U;
    }
    return hash;
  }
};

template <typename Body>
void ForEachBit(const Words& words, const Body& body) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (std::uint64_t word = words[i]; word != 0; word &= word - 1) {
      body(64 * i + static_cast<std::size_t>(std::countr_zero(word)));
    }
  }
}

// Interned sets of the numbers below `members`.
class Sets {
 public:
  using Id = std::uint32_t;
  static constexpr Id kEmpty = 0;

  explicit Sets(std::size_t members) : members_(members), words_((members + 63) / 64) {
    Intern(Words(words_, 0));
  }

  Id Single(std::size_t member) {
    Words bits(words_, 0);
    bits[member / 64] |= std::uint64_t{1} << (member % 64);
    return Intern(std::move(bits));
  }

  Id All() {
    Words bits(words_, ~std::uint64_t{0});
    if (members_ % 64 != 0) bits.back() >>= 64 - members_ % 64;
    return Intern(std::move(bits));
  }

  Id Union(Id left, Id right) {
    if (left == right || right == kEmpty) return left;
    if (left == kEmpty) return right;
    const std::uint64_t key = (std::uint64_t{std::min(left, right)} << 32U) | std::max(left, right);
    const auto [known, is_new] = unions_.try_emplace(key, kEmpty);
    if (is_new) {
      Words bits = Of(left);
      for (std::size_t i = 0; i < words_; ++i) bits[i] |= Of(right)[i];
      known->second = Intern(std::move(bits));
    }
    return known->second;
  }

  const Words& Of(Id set) const { return *sets_[set]; }
  bool Has(Id set, std::size_t member) const {
    return (Of(set)[member / 64] >> (member % 64) & 1U) != 0;
  }
  std::size_t size() const { return sets_.size(); }

 private:
  Id Intern(Words bits) {
    const auto [entry, is_new] = ids_.try_emplace(std::move(bits), static_cast<Id>(sets_.size()));
    if (is_new) sets_.push_back(&entry->first);
    return entry->second;
  }

  std::size_t members_;
  std::size_t words_;
  std::unordered_map<Words, Id, WordsHash> ids_;
  std::vector<const Words*> sets_;  // keys of ids_
  std::unordered_map<std::uint64_t, Id> unions_;
};

// The commits that were met, and who reaches them.
class Walk {
 public:
  using Number = std::uint32_t;

  struct Commit {
    ObjectId id;
    std::vector<Number> parents;  // empty before the visit
    std::int64_t time = 0;
    Sets::Id set = Sets::kEmpty;   // the tips that reach it
    Sets::Id tips = Sets::kEmpty;  // the tips that it is
    bool is_read = false;          // false: it is not in this clone
    bool is_border = true;         // its parents are not in this clone
    bool is_settled = false;       // it has a child that every tip reaches
    bool is_queued = false;
  };

  // Tips are numbered in their order; equal ones have a number each.
  Walk(CommitReader& reader, std::span<const ObjectId> tips)
      : reader_(reader), sets_(tips.size()), all_(sets_.All()) {
    for (std::size_t t = 0; t < tips.size(); ++t) {
      const Number number = NumberOf(tips[t]);
      const Sets::Id single = sets_.Single(t);
      tips_.push_back(number);
      commits_[number].tips = sets_.Union(commits_[number].tips, single);
      Reach(number, single);
    }
    Run();
  }

  const std::vector<Commit>& commits() const { return commits_; }
  const Sets& sets() const { return sets_; }
  Sets::Id all() const { return all_; }
  std::size_t tip_count() const { return tips_.size(); }
  const Commit& Tip(std::size_t tip) const { return commits_[tips_[tip]]; }

 private:
  struct Entry {
    std::int64_t time;
    Number commit;
    bool operator<(const Entry& other) const { return time < other.time; }
  };

  Number NumberOf(const ObjectId& id) {
    const auto [entry, is_new] = numbers_.try_emplace(id, static_cast<Number>(commits_.size()));
    if (!is_new) return entry->second;
    Commit commit;
    commit.id = id;
    std::vector<ObjectId> parents;
    if (std::optional<CommitNode> node = reader_.ReadCommitNode(id)) {
      commit.is_read = true;
      commit.is_border = node->is_border;
      commit.time = node->time;
      if (!node->is_border) parents = std::move(node->parents);
    }
    commits_.push_back(std::move(commit));
    unmet_parents_.push_back(std::move(parents));
    return entry->second;
  }

  void Reach(Number number, Sets::Id set) {
    Commit& commit = commits_[number];
    const Sets::Id grown = sets_.Union(commit.set, set);
    const bool has_grown = grown != commit.set;
    commit.set = grown;
    if (set == all_ && !commit.is_settled) {
      commit.is_settled = true;
      if (commit.is_queued) --open_;
    }
    // A commit that could not be read has no time, and nothing to hand the set on to.
    if (!has_grown || commit.is_queued || !commit.is_read) return;
    commit.is_queued = true;
    if (!commit.is_settled) ++open_;
    queue_.push({commit.time, number});
  }

  void Run() {
    std::int64_t oldest = std::numeric_limits<std::int64_t>::max();  // not settled, visited
    std::size_t too_old = 0;  // settled, and older than that: in a row
    while (!queue_.empty()) {
      const auto [time, number] = queue_.top();
      const bool is_too_old = open_ == 0 && time < oldest - kClockSkew;
      too_old = is_too_old ? too_old + 1 : 0;
      if (too_old > kSlop) break;
      queue_.pop();
      commits_[number].is_queued = false;
      if (!commits_[number].is_settled) {
        --open_;
        oldest = std::min(oldest, time);
      }
      for (const ObjectId& id : std::exchange(unmet_parents_[number], {})) {
        const Number parent = NumberOf(id);
        commits_[number].parents.push_back(parent);
      }
      for (const Number parent : commits_[number].parents) Reach(parent, commits_[number].set);
    }
  }

  CommitReader& reader_;
  Sets sets_;
  Sets::Id all_;
  std::unordered_map<ObjectId, Number, ObjectIdHash> numbers_;
  std::vector<Commit> commits_;
  std::vector<std::vector<ObjectId>> unmet_parents_;  // by number
  std::vector<Number> tips_;
  std::priority_queue<Entry> queue_;  // newest first
  std::size_t open_ = 0;              // queued commits that are not settled
};

// The commits that one of two tips reaches and the other does not.
struct Side {
  std::uint64_t commits = 0;
  bool meets_border = false;  // there may be more
  bool has_outsider = false;  // a commit that does not reach the other tip
  bool may_shrink = false;    // the other tip meets a border, and may reach an outsider behind it

  bool IsExact() const { return !meets_border && !may_shrink; }
};

// What tip 0 and each other tip have that the other one lacks.
struct Differences {
  std::vector<Side> behind;  // reached by tip 0 only
  std::vector<Side> ahead;   // reached by the other tip only
};

// Marks the sides of which `commit` is an outsider. It is one when none of its parents is on the
// side or is the other tip; every outsider leads to such a one.
void MarkOutsider(const Walk& walk, const Walk::Commit& commit, Differences& differences) {
  const Sets& sets = walk.sets();
  for (const Walk::Number parent : commit.parents) {
    if (walk.commits()[parent].set == commit.set) return;
  }
  // The tips that all of its parents have, and it has not.
  Words gained = sets.Of(walk.all());
  const auto keep = [&gained](const Words& words, std::uint64_t flip) {
    for (std::size_t i = 0; i < gained.size(); ++i) gained[i] &= words[i] ^ flip;
  };
  constexpr std::uint64_t kAllBut = ~std::uint64_t{0};
  keep(sets.Of(commit.set), kAllBut);
  for (const Walk::Number number : commit.parents) {
    const Walk::Commit& parent = walk.commits()[number];
    keep(sets.Of(parent.set), 0);
    keep(sets.Of(parent.tips), kAllBut);
  }
  if (sets.Has(commit.set, 0)) {
    ForEachBit(gained, [&](std::size_t t) { differences.behind[t].has_outsider = true; });
  } else if ((gained[0] & 1U) != 0) {
    ForEachBit(sets.Of(commit.set),
               [&](std::size_t t) { differences.ahead[t].has_outsider = true; });
  }
}

Differences CompareWithFirstTip(const Walk& walk) {
  const Sets& sets = walk.sets();
  Differences differences;
  differences.behind.resize(walk.tip_count());
  differences.ahead.resize(walk.tip_count());
  std::vector<std::uint64_t> commits_of(sets.size(), 0);
  std::vector<bool> has_border(sets.size(), false);
  for (const Walk::Commit& commit : walk.commits()) {
    ++commits_of[commit.set];
    if (commit.is_border) {
      has_border[commit.set] = true;
    } else if (commit.set != walk.all()) {
      MarkOutsider(walk, commit, differences);
    }
  }
  std::vector<bool> meets_border(walk.tip_count(), false);
  for (Sets::Id set = 0; set < sets.size(); ++set) {
    if (commits_of[set] == 0) continue;
    const bool by_first = sets.Has(set, 0);
    std::vector<Side>& sides = by_first ? differences.behind : differences.ahead;
    Words others = sets.Of(set);
    if (has_border[set]) ForEachBit(others, [&](std::size_t t) { meets_border[t] = true; });
    if (by_first) {
      for (std::size_t i = 0; i < others.size(); ++i) others[i] ^= sets.Of(walk.all())[i];
    }
    ForEachBit(others, [&](std::size_t t) {
      sides[t].commits += commits_of[set];
      if (has_border[set]) sides[t].meets_border = true;
    });
  }
  for (std::size_t t = 0; t < walk.tip_count(); ++t) {
    Side& behind = differences.behind[t];
    behind.may_shrink = behind.has_outsider && meets_border[t];
    Side& ahead = differences.ahead[t];
    ahead.may_shrink = ahead.has_outsider && meets_border[0];
  }
  return differences;
}

bool IsNewer(const Walk::Commit* left, const Walk::Commit* right) {
  return left->time != right->time ? left->time > right->time : left->id < right->id;
}

}  // namespace

std::vector<HeadRelation> RelateToHead(CommitReader& reader, const ObjectId& head,
                                       std::span<const ObjectId> tips) {
  std::vector<ObjectId> all{head};
  all.insert(all.end(), tips.begin(), tips.end());
  const Walk walk(reader, all);
  const Differences differences = CompareWithFirstTip(walk);

  std::vector<HeadRelation> relations;
  relations.reserve(tips.size());
  for (std::size_t t = 1; t < all.size(); ++t) {
    const Walk::Commit& tip = walk.Tip(t);
    const Side& behind = differences.behind[t];
    const Side& ahead = differences.ahead[t];
    HeadRelation relation;
    if (all[t] == head) {
      relation = {Relation::kSame, 0};
    } else if (!tip.is_read) {
      relation.relation = Relation::kUnknown;
    } else if (walk.sets().Has(walk.Tip(0).set, t)) {
      relation.relation = Relation::kAhead;
      if (ahead.IsExact()) relation.commits = ahead.commits;
    } else if (tip.is_border) {
      relation.relation = Relation::kUnknown;
    } else if (walk.sets().Has(tip.set, 0)) {
      relation.relation = Relation::kBehind;
      if (behind.IsExact()) relation.commits = behind.commits;
    } else if (!behind.meets_border && !ahead.meets_border) {
      relation.relation = Relation::kDiverged;
    }
    relations.push_back(relation);
  }
  return relations;
}

MergeBases FindMergeBases(CommitReader& reader, const ObjectId& left, const ObjectId& right) {
  const ObjectId tips[] = {left, right};
  const Walk walk(reader, tips);
  MergeBases result;
  std::vector<const Walk::Commit*> best;
  bool common_border = false;  // behind which one of the best may be an ancestor of another
  for (const Walk::Commit& commit : walk.commits()) {
    if (commit.set == walk.all() && commit.is_border) common_border = true;
    if (commit.set != walk.all()) {
      // What it hides may be common to both, and newer than what was found.
      if (commit.is_border) result.history_missing = true;
    } else if (!commit.is_settled) {
      if (!commit.is_read) result.history_missing = true;
      best.push_back(&commit);
    }
  }
  std::ranges::sort(best, IsNewer);
  for (const Walk::Commit* commit : best) result.commits.push_back(commit->id);
  if (best.size() > 1 && common_border) result.history_missing = true;
  // One of the two is an ancestor of the other: nothing that is missing could be nearer.
  const bool is_tip = best.size() == 1 && best.front()->tips != Sets::kEmpty;
  if (is_tip && best.front()->is_read) result.history_missing = false;
  return result;
}

CommitRange CommitsBetween(CommitReader& reader, const ObjectId& exclude, const ObjectId& include) {
  const ObjectId tips[] = {include, exclude};
  const Walk walk(reader, tips);
  std::vector<const Walk::Commit*> found;
  for (const Walk::Commit& commit : walk.commits()) {
    if (walk.sets().Has(commit.set, 1) || !commit.is_read) continue;
    found.push_back(&commit);
  }
  std::ranges::sort(found, IsNewer);
  CommitRange range;
  range.history_missing = !CompareWithFirstTip(walk).behind[1].IsExact();
  range.commits.reserve(found.size());
  for (const Walk::Commit* commit : found) range.commits.push_back(commit->id);
  return range;
}

}  // namespace deltaplan::graph
