#include "planner/git/loose_objects.h"

#include <charconv>
#include <cstring>
#include <exception>
#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <memory>
#include <optional>
#include <string_view>

#include "planner/system/file_text.h"

namespace deltaplan::planner {
namespace {

int Damaged(const std::string& path, const char* why) {
  git_error_set_str(GIT_ERROR_ODB, ("the object file '" + path + "' is damaged: " + why).c_str());
  return GIT_ERROR;
}

// The size as git writes it, without leading zeros.
std::optional<std::size_t> ParseSize(std::string_view digits) {
  std::size_t size = 0;
  const char* const end = digits.data() + digits.size();
  const auto [last, failure] = std::from_chars(digits.data(), end, size);
  if (failure != std::errc() || last != end) return std::nullopt;
  if (digits.starts_with('0') && digits.size() > 1) return std::nullopt;
  return size;
}

// Sets the type and the content of an object whose bytes are there.
bool ParseHeader(LooseObject& object) {
  const std::string_view bytes = object.bytes;
  const std::size_t end = bytes.find('\0');
  if (end == std::string_view::npos) return false;
  const std::size_t space = bytes.substr(0, end).find(' ');
  if (space == std::string_view::npos) return false;
  const std::string type(bytes.substr(0, space));
  object.type = git_object_string2type(type.c_str());
  // libgit2 looks at the beginning only: "blobs" are blobs to it.
  if (type != git_object_type2string(object.type)) return false;
  object.content = bytes.substr(end + 1);
  const std::string_view digits = bytes.substr(space + 1, end - space - 1);
  return git_object_typeisloose(object.type) == 1 && ParseSize(digits) == object.content.size();
}

struct LooseBackend : git_odb_backend {
  explicit LooseBackend(const ObjectStore& store) : git_odb_backend(), objects(store) {
    git_odb_init_backend(this, GIT_ODB_BACKEND_VERSION);
    git_odb_backend::read = &LooseBackend::Read;
    git_odb_backend::read_header = &LooseBackend::ReadHeader;
    git_odb_backend::free = &LooseBackend::Free;
  }

  static int Read(void** data, std::size_t* size, git_object_t* type, git_odb_backend* backend,
                  const git_oid* oid) {
    LooseObject object;
    const int status = ReadObject(backend, oid, object);
    if (status < 0) return status;
    *size = object.content.size();
    *type = object.type;
    *data = git_odb_backend_data_alloc(backend, *size + 1);
    if (*data == nullptr) return GIT_ERROR;
    std::memcpy(*data, object.content.data(), *size);
    return 0;
  }
  static int ReadHeader(std::size_t* size, git_object_t* type, git_odb_backend* backend,
                        const git_oid* oid) {
    LooseObject object;
    const int status = ReadObject(backend, oid, object);
    if (status < 0) return status;
    *size = object.content.size();
    *type = object.type;
    return 0;
  }
  static int ReadObject(git_odb_backend* backend, const git_oid* oid, LooseObject& object) {
    try {
      return static_cast<LooseBackend*>(backend)->objects.Read(FromOid(*oid), object);
    } catch (const std::exception& error) {  // nothing may fly through C code
      git_error_set_str(GIT_ERROR_ODB, error.what());
      return GIT_ERROR;
    }
  }
  static void Free(git_odb_backend* backend) { delete static_cast<LooseBackend*>(backend); }

  LooseObjects objects;
};

int AddBackends(git_odb& odb, const ObjectStore& store) {
  for (const std::string& directory : store.borrowed) {
    const int status = git_odb_add_disk_alternate(&odb, directory.c_str());
    if (status < 0) return status;
  }
  auto backend = std::make_unique<LooseBackend>(store);
  // Between libgit2's packs and its loose objects; see GitLibrary.
  const int status = git_odb_add_backend(&odb, backend.get(), 2);
  if (status == 0) backend.release();
  return status;
}

}  // namespace

const char* DecodeLooseObject(Inflater& inflater, std::string_view file, LooseObject& object,
                              std::size_t largest) {
  switch (inflater.InflateAll(file, largest, object.bytes)) {
    case Inflater::Outcome::kTooLarge:
      return "it is too large";
    case Inflater::Outcome::kDamaged:
      return "it ends early or was overwritten";
    case Inflater::Outcome::kDone:
      break;
  }
  return ParseHeader(object) ? nullptr : "its header is wrong";
}

LooseObjects::LooseObjects(const ObjectStore& store) : directories_(ObjectDirectories(store)) {}

int LooseObjects::Read(const graph::ObjectId& id, LooseObject& object) {
  const std::string hex = id.ToHex();
  const std::string name = "/" + hex.substr(0, 2) + "/" + hex.substr(2);
  for (const std::string& directory : directories_) {
    const std::string path = directory + name;
    const std::optional<std::string> file = ReadWhole(path);
    if (!file) continue;
    const char* const why = DecodeLooseObject(inflater_, *file, object);
    return why == nullptr ? 0 : Damaged(path, why);
  }
  git_error_set_str(GIT_ERROR_ODB, ("object not found - no match for id (" + hex + ")").c_str());
  return GIT_ENOTFOUND;
}

int OpenOdb(OdbPtr& odb, const ObjectStore& store) {
  const int status = git_odb_open(OutPtr(odb), store.directory.c_str());
  return status < 0 ? status : AddBackends(*odb, store);
}

}  // namespace deltaplan::planner
