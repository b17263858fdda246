// libcurl, loaded when it is needed.
#ifndef DELTAPLAN_PLANNER_SYSTEM_CURL_LIBRARY_H_
#define DELTAPLAN_PLANNER_SYSTEM_CURL_LIBRARY_H_

#include <curl/curl.h>
#include <memory>

#include "planner/model/result.h"

namespace deltaplan::planner {

/// The functions of libcurl that are used. It stays loaded until the process ends.
struct CurlLibrary {
  decltype(&curl_global_init) global_init = nullptr;
  decltype(&curl_version_info) version_info = nullptr;
  decltype(&curl_easy_init) easy_init = nullptr;
  decltype(&curl_easy_cleanup) easy_cleanup = nullptr;
  decltype(&curl_easy_setopt) easy_setopt = nullptr;
  decltype(&curl_easy_getinfo) easy_getinfo = nullptr;
  decltype(&curl_easy_strerror) easy_strerror = nullptr;
  decltype(&curl_slist_append) slist_append = nullptr;
  decltype(&curl_slist_free_all) slist_free_all = nullptr;
  decltype(&curl_multi_init) multi_init = nullptr;
  decltype(&curl_multi_cleanup) multi_cleanup = nullptr;
  decltype(&curl_multi_setopt) multi_setopt = nullptr;
  decltype(&curl_multi_add_handle) multi_add_handle = nullptr;
  decltype(&curl_multi_remove_handle) multi_remove_handle = nullptr;
  decltype(&curl_multi_perform) multi_perform = nullptr;
  decltype(&curl_multi_info_read) multi_info_read = nullptr;
  decltype(&curl_multi_poll) multi_poll = nullptr;
  decltype(&curl_multi_strerror) multi_strerror = nullptr;

  /// Loads libcurl.so.4. Errors name the package to install: it is not there, it is too old.
  static Result<std::unique_ptr<CurlLibrary>> Load();
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_SYSTEM_CURL_LIBRARY_H_
