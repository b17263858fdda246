// libgit2's types as owned handles, and its errors as ours. For the sources of this folder only.
#ifndef DELTAPLAN_PLANNER_GIT_GIT_HANDLES_H_
#define DELTAPLAN_PLANNER_GIT_GIT_HANDLES_H_

#include <git2.h>
#include <memory>
#include <string>
#include <string_view>

#include "graph/object_id.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

template <auto kFree>
struct Deleter {
  template <typename T>
  void operator()(T* handle) const {
    kFree(handle);
  }
};

using RepositoryPtr = std::unique_ptr<git_repository, Deleter<git_repository_free>>;
using OdbPtr = std::unique_ptr<git_odb, Deleter<git_odb_free>>;
using OdbObjectPtr = std::unique_ptr<git_odb_object, Deleter<git_odb_object_free>>;
using ObjectPtr = std::unique_ptr<git_object, Deleter<git_object_free>>;
using ReferencePtr = std::unique_ptr<git_reference, Deleter<git_reference_free>>;
using ReferenceIteratorPtr =
    std::unique_ptr<git_reference_iterator, Deleter<git_reference_iterator_free>>;
using ConfigPtr = std::unique_ptr<git_config, Deleter<git_config_free>>;
using ConfigIteratorPtr = std::unique_ptr<git_config_iterator, Deleter<git_config_iterator_free>>;

/// Passes a handle as an out-parameter: `git_odb_open(OutPtr(odb), path)`. The handle is set at the
/// end of the whole expression, so use it in the next statement at the earliest.
template <typename Handle>
class OutPtr {
 public:
  explicit OutPtr(Handle& handle) : handle_(handle) {}
  ~OutPtr() { handle_.reset(raw_); }
  OutPtr(const OutPtr&) = delete;
  OutPtr& operator=(const OutPtr&) = delete;
  operator typename Handle::pointer *() { return &raw_; }  // NOLINT(google-explicit-constructor)

 private:
  Handle& handle_;
  typename Handle::pointer raw_ = nullptr;
};

git_oid ToOid(const graph::ObjectId& id);
graph::ObjectId FromOid(const git_oid& oid);

/// What libgit2 said about the call that has just failed on this thread.
std::string LastGitError();
/// An error with `message`, and libgit2's words as its cause.
Error GitError(std::string message);

/// The bytes of an object that was read.
std::string_view ObjectBytes(const OdbObjectPtr& object);
/// The id that `bytes` have as an object of that type. Nothing is stored.
graph::ObjectId HashObject(std::string_view bytes, git_object_t type);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_GIT_HANDLES_H_
