// Work that comes up while other work is done: the parts of a tree of which nobody knows how large
// they are.
#ifndef DELTAPLAN_GRAPH_SHARED_WORK_H_
#define DELTAPLAN_GRAPH_SHARED_WORK_H_

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace deltaplan::graph {

/// Pieces of work for several threads. Each thread takes pieces until there are no more; who has
/// one may add others, and does so only while there is room: most work stays with the thread that
/// has met it.
///
///     while (auto piece = work.Take()) {
///       ... if (work.HasRoom()) work.Add(part of it) else do that part here ...
///       work.Done();
///     }
template <typename Piece>
class SharedWork {
 public:
  explicit SharedWork(unsigned threads) : room_(threads < 2 ? 0 : std::size_t{2} * threads) {}
  SharedWork(const SharedWork&) = delete;
  SharedWork& operator=(const SharedWork&) = delete;

  /// Whether a piece would be taken soon. Cheap, and only a hint.
  bool HasRoom() const { return waiting_.load(std::memory_order_relaxed) < room_; }

  void Add(Piece piece) {
    {
      const std::lock_guard lock(mutex_);
      pieces_.push_back(std::move(piece));
      ++unfinished_;
      waiting_.store(pieces_.size(), std::memory_order_relaxed);
    }
    changed_.notify_one();
  }

  /// The piece that has waited longest; waits for one while a thread still has some. nullopt: all
  /// are done.
  std::optional<Piece> Take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !pieces_.empty() || unfinished_ == 0 || stopped_; });
    if (pieces_.empty() || stopped_) return std::nullopt;
    std::optional<Piece> piece(std::move(pieces_.front()));
    pieces_.pop_front();
    waiting_.store(pieces_.size(), std::memory_order_relaxed);
    return piece;
  }

  /// Of a piece that was taken.
  void Done() {
    const std::lock_guard lock(mutex_);
    if (--unfinished_ == 0) changed_.notify_all();
  }

  /// Nothing is taken any more. Who has a piece learns of it by `IsStopped`.
  void Stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
  }
  bool IsStopped() const { return stopped_.load(std::memory_order_relaxed); }

 private:
  const std::size_t room_;
  std::atomic<std::size_t> waiting_ = 0;
  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Piece> pieces_;
  std::size_t unfinished_ = 0;  // added and not done
};

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_SHARED_WORK_H_
