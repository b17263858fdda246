// git's index, read when somebody first asks for it.
#ifndef DELTAPLAN_PLANNER_GIT_LAZY_INDEX_H_
#define DELTAPLAN_PLANNER_GIT_LAZY_INDEX_H_

#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "planner/git/index_file.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// Several threads may ask; one of them reads, and the others wait for it. That of 400,000 files
/// takes as long as an eighth of a plan.
class LazyIndex {
 public:
  explicit LazyIndex(std::string path) : path_(std::move(path)) {}

  /// Null: nothing was ever checked out.
  Result<const IndexFile*> Get() const {
    std::call_once(once_, [this] { index_.emplace(IndexFile::Open(path_)); });
    if (!*index_) return index_->error();
    const std::optional<IndexFile>& index = **index_;
    return index ? &*index : nullptr;
  }

 private:
  std::string path_;
  mutable std::once_flag once_;
  mutable std::optional<Result<std::optional<IndexFile>>> index_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_LAZY_INDEX_H_
