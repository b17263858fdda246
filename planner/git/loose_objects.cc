#include "planner/git/loose_objects.h"

#include <charconv>
#include <cstring>
#include <exception>
#include <fcntl.h>
#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <libdeflate.h>
#include <string_view>
#include <unistd.h>

#include "planner/git/object_directories.h"
#include "planner/system/file_text.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kLargest = std::size_t{1} << 30;

int Damaged(const std::string& path, const char* why) {
  git_error_set_str(GIT_ERROR_ODB, ("the object file '" + path + "' is damaged: " + why).c_str());
  return GIT_ERROR;
}

// "<type> <size>\0<content>". Format: gitformat-loose.
bool Parse(LooseObjects::Object& object) {
  const std::string_view bytes = object.bytes;
  const std::size_t space = bytes.find(' ');
  const std::size_t end = bytes.find('\0');
  if (space == std::string_view::npos || end == std::string_view::npos || space > end) return false;
  object.type = git_object_string2type(std::string(bytes.substr(0, space)).c_str());
  object.content = bytes.substr(end + 1);
  std::size_t size = 0;
  const auto [last, failure] = std::from_chars(bytes.data() + space + 1, bytes.data() + end, size);
  return failure == std::errc() && last == bytes.data() + end && size == object.content.size() &&
         object.type != GIT_OBJECT_INVALID;
}

struct LooseBackend : git_odb_backend {
  explicit LooseBackend(const std::string& objects_directory)
      : git_odb_backend(), objects(objects_directory) {
    git_odb_init_backend(this, GIT_ODB_BACKEND_VERSION);
    git_odb_backend::read = &LooseBackend::Read;
    git_odb_backend::read_header = &LooseBackend::ReadHeader;
    git_odb_backend::free = &LooseBackend::Free;
  }

  static int Read(void** data, std::size_t* size, git_object_t* type, git_odb_backend* backend,
                  const git_oid* oid) {
    LooseObjects::Object object;
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
    LooseObjects::Object object;
    const int status = ReadObject(backend, oid, object);
    if (status < 0) return status;
    *size = object.content.size();
    *type = object.type;
    return 0;
  }
  static int ReadObject(git_odb_backend* backend, const git_oid* oid,
                        LooseObjects::Object& object) {
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

int AddBackends(git_odb& odb, const std::string& objects_directory) {
  auto backend = std::make_unique<LooseBackend>(objects_directory);
  // Between libgit2's packs and its loose objects; see GitLibrary.
  const int status = git_odb_add_backend(&odb, backend.get(), 2);
  if (status == 0) backend.release();
  return status;
}

}  // namespace

LooseObjects::LooseObjects(const std::string& objects_directory)
    : directories_(ObjectDirectories(objects_directory)),
      decompressor_(libdeflate_alloc_decompressor()) {}

LooseObjects::~LooseObjects() { libdeflate_free_decompressor(decompressor_); }

int LooseObjects::Read(const graph::ObjectId& id, Object& object) {
  const std::string hex = id.ToHex();
  const std::string name = "/" + hex.substr(0, 2) + "/" + hex.substr(2);
  for (const std::string& directory : directories_) {
    const std::string path = directory + name;
    const std::optional<std::string> compressed = ReadWhole(path);
    if (!compressed) continue;
    const int status = Inflate(*compressed, object.bytes);
    if (status == LIBDEFLATE_INSUFFICIENT_SPACE) return Damaged(path, "it is too large");
    if (status != LIBDEFLATE_SUCCESS) return Damaged(path, "it ends early or was overwritten");
    return Parse(object) ? 0 : Damaged(path, "its header is wrong");
  }
  git_error_set_str(GIT_ERROR_ODB, ("object not found - no match for id (" + hex + ")").c_str());
  return GIT_ENOTFOUND;
}

int LooseObjects::Inflate(const std::string& compressed, std::string& bytes) {
  libdeflate_result status = LIBDEFLATE_INSUFFICIENT_SPACE;
  for (std::size_t room = compressed.size() * 4 + 128;
       status == LIBDEFLATE_INSUFFICIENT_SPACE && room <= kLargest; room *= 2) {
    bytes.resize(room);
    std::size_t size = 0;
    status = libdeflate_zlib_decompress(decompressor_, compressed.data(), compressed.size(),
                                        bytes.data(), room, &size);
    if (status == LIBDEFLATE_SUCCESS) bytes.resize(size);
  }
  return status;
}

int OpenOdb(OdbPtr& odb, const std::string& objects_directory) {
  const int status = git_odb_open(OutPtr(odb), objects_directory.c_str());
  return status < 0 ? status : AddBackends(*odb, objects_directory);
}

int OpenOdb(OdbPtr& odb, git_repository& repository) {
  const int status = git_repository_odb(OutPtr(odb), &repository);
  return status < 0 ? status : AddBackends(*odb, ObjectsDirectory(repository));
}

}  // namespace deltaplan::planner
