#include "planner/git/git_handles.h"

#include <cstring>
#include <stdexcept>
#include <utility>

namespace deltaplan::planner {

git_oid ToOid(const graph::ObjectId& id) {
  git_oid oid;
  std::memcpy(oid.id, id.bytes.data(), graph::ObjectId::kSize);
  return oid;
}

graph::ObjectId FromOid(const git_oid& oid) {
  graph::ObjectId id;
  std::memcpy(id.bytes.data(), oid.id, graph::ObjectId::kSize);
  return id;
}

std::string LastGitError() {
  const git_error* error = git_error_last();
  return error != nullptr && error->message != nullptr ? error->message : "libgit2 gave no reason";
}

Error GitError(std::string message) { return {std::move(message), {LastGitError()}, ""}; }

std::string_view ObjectBytes(const OdbObjectPtr& object) {
  return {static_cast<const char*>(git_odb_object_data(object.get())),
          git_odb_object_size(object.get())};
}

graph::ObjectId HashObject(std::string_view bytes, git_object_t type) {
  git_oid oid;
  if (git_odb_hash(&oid, bytes.data(), bytes.size(), type) < 0) {
    throw std::runtime_error("cannot hash an object: " + LastGitError());
  }
  return FromOid(oid);
}

}  // namespace deltaplan::planner
