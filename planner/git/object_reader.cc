#include "planner/git/object_reader.h"

#include <git2.h>
#include <utility>

namespace deltaplan::planner {
namespace {

int CheckType(git_object_t found, git_object_t wanted) {
  if (found == wanted) return 0;
  const std::string text = "the object is no " + std::string(git_object_type2string(wanted));
  git_error_set_str(GIT_ERROR_ODB, text.c_str());
  return GIT_EMISMATCH;
}

}  // namespace

int ObjectReader::Read(const graph::ObjectId& id, git_object_t type, std::string& raw) {
  if (packs_.Read(id, static_cast<ObjectType>(type), raw)) return 0;
  git_error_clear();
  int status = loose_.Read(id, loose_object_);
  if (status == 0) {
    raw.assign(loose_object_.content);
    return CheckType(loose_object_.type, type);
  }
  if (status != GIT_ENOTFOUND) return status;
  if (!odb_) {
    status = OpenOdb(odb_, store_);
    if (status < 0) return status;
  }
  OdbObjectPtr object;
  const git_oid oid = ToOid(id);
  status = git_odb_read(OutPtr(object), odb_.get(), &oid);
  if (status < 0) return status;
  raw.assign(ObjectBytes(object));
  return CheckType(git_odb_object_type(object.get()), type);
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
