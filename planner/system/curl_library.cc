#include "planner/system/curl_library.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <string>
#include <utility>

namespace deltaplan::planner {
namespace {

constexpr const char* kLibraryName = "libcurl.so.4";
// Headers of ours are signed from this version on; a session token has to be.
constexpr unsigned kOldestVersion = 0x075800;  // 7.88.0

template <typename Function>
bool LoadSymbol(void* handle, const char* name, Function& function) {
  // The one cast that POSIX promises to work.
  function = reinterpret_cast<Function>(dlsym(handle, name));
  return function != nullptr;
}

bool LoadSymbols(void* handle, CurlLibrary& library) {
  return LoadSymbol(handle, "curl_global_init", library.global_init) &&
         LoadSymbol(handle, "curl_version_info", library.version_info) &&
         LoadSymbol(handle, "curl_easy_init", library.easy_init) &&
         LoadSymbol(handle, "curl_easy_cleanup", library.easy_cleanup) &&
         LoadSymbol(handle, "curl_easy_setopt", library.easy_setopt) &&
         LoadSymbol(handle, "curl_easy_getinfo", library.easy_getinfo) &&
         LoadSymbol(handle, "curl_easy_strerror", library.easy_strerror) &&
         LoadSymbol(handle, "curl_slist_append", library.slist_append) &&
         LoadSymbol(handle, "curl_slist_free_all", library.slist_free_all) &&
         LoadSymbol(handle, "curl_multi_init", library.multi_init) &&
         LoadSymbol(handle, "curl_multi_cleanup", library.multi_cleanup) &&
         LoadSymbol(handle, "curl_multi_setopt", library.multi_setopt) &&
         LoadSymbol(handle, "curl_multi_add_handle", library.multi_add_handle) &&
         LoadSymbol(handle, "curl_multi_remove_handle", library.multi_remove_handle) &&
         LoadSymbol(handle, "curl_multi_perform", library.multi_perform) &&
         LoadSymbol(handle, "curl_multi_info_read", library.multi_info_read) &&
         LoadSymbol(handle, "curl_multi_poll", library.multi_poll) &&
         LoadSymbol(handle, "curl_multi_strerror", library.multi_strerror);
}

}  // namespace

Result<std::unique_ptr<CurlLibrary>> CurlLibrary::Load() {
  const auto unusable = [](std::string cause) {
    return Error{.message = fmt::format("cannot send requests without {}", kLibraryName),
                 .causes = {std::move(cause)},
                 .remedy =
                     "Install libcurl 7.88 or later: the package libcurl4 on Debian and "
                     "Ubuntu, libcurl on Alpine and Fedora."};
  };
  void* const handle = dlopen(kLibraryName, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return unusable(dlerror());
  auto library = std::make_unique<CurlLibrary>();
  if (!LoadSymbols(handle, *library)) return unusable("functions are missing in it");
  if (library->global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return unusable("it does not start");
  const curl_version_info_data* const version = library->version_info(CURLVERSION_NOW);
  if (version->version_num < kOldestVersion) {
    return unusable(fmt::format("this is version {}", version->version));
  }
  return library;
}

}  // namespace deltaplan::planner
