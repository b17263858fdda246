#include "planner/adapters/object_reader.h"

#include <git2.h>
#include <utility>

namespace deltaplan::planner {

int ObjectReader::Read(const graph::ObjectId& id, git_object_t type, std::string& raw) {
  if (packs_.Read(id, static_cast<PackReader::Type>(type), raw)) return 0;
  git_error_clear();
  if (!odb_) {
    const int status = git_odb_open(OutPtr(odb_), objects_directory_.c_str());
    if (status < 0) return status;
  }
  OdbObjectPtr object;
  const git_oid oid = ToOid(id);
  const int status = git_odb_read(OutPtr(object), odb_.get(), &oid);
  if (status < 0) return status;
  if (git_odb_object_type(object.get()) != type) {
    const std::string text = "the object is no " + std::string(git_object_type2string(type));
    git_error_set_str(GIT_ERROR_ODB, text.c_str());
    return GIT_EMISMATCH;
  }
  raw.assign(ObjectBytes(object));
  return 0;
}

std::optional<graph::TreeError> StoreTreeReader::ReadTree(const graph::ObjectId& id,
                                                          std::string& raw) {
  using Kind = graph::TreeError::Kind;
  if (snapshots_ != nullptr) {
    if (const auto known = snapshots_->find(id); known != snapshots_->end()) {
      raw = known->second;
      return std::nullopt;
    }
  }
  const int status = objects_.Read(id, GIT_OBJECT_TREE, raw);
  if (status == 0) return std::nullopt;
  if (status != GIT_ENOTFOUND) return graph::TreeError{Kind::kCorrupt, id, LastGitError()};
  std::string detail = LastGitError();
  if (is_partial_) detail += "; this is a partial clone, which may lack trees";
  return graph::TreeError{Kind::kMissing, id, std::move(detail)};
}

}  // namespace deltaplan::planner
