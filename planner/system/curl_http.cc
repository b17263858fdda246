#include "planner/system/curl_http.h"

#include <algorithm>
#include <array>
#include <curl/curl.h>
#include <dlfcn.h>
#include <exception>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include "planner/ports/http_answer.h"

namespace deltaplan::planner {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr const char* kLibraryName = "libcurl.so.4";
// Headers of ours are signed from this version on; a session token has to be.
constexpr unsigned kOldestVersion = 0x075800;  // 7.88.0
constexpr std::size_t kLargestBody = std::size_t{64} << 20;
constexpr milliseconds kLongestConnect{10'000};
constexpr milliseconds kFirstRetryDelay{200};

// Connections that failed, and answers that broke off: what a retry may cure.
bool IsTransient(CURLcode code) {
  constexpr std::array kTransient{
      CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_HTTP2,      CURLE_PARTIAL_FILE,
      CURLE_OPERATION_TIMEDOUT,   CURLE_GOT_NOTHING,     CURLE_SEND_ERROR, CURLE_RECV_ERROR,
      CURLE_SSL_CONNECT_ERROR,    CURLE_HTTP2_STREAM,
  };
  return std::ranges::find(kTransient, code) != kTransient.end();
}

const char* RemedyOf(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "Check the name of the server, and that this machine can look it up.";
    case CURLE_OPERATION_TIMEDOUT:
      return "Check that this machine reaches it, or give it more time with --timeout.";
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return "Install the certificates that it needs; for AWS, AWS_CA_BUNDLE names a file of them.";
    default:
      return "Check that this machine reaches it; proxies are taken from HTTPS_PROXY and NO_PROXY.";
  }
}

// What libcurl says at length is worth reading only where it does not tell milliseconds.
bool DetailsMatter(CURLcode code) {
  return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CONNECT_ERROR ||
         code == CURLE_PARTIAL_FILE;
}

template <typename Function>
bool LoadSymbol(void* handle, const char* name, Function& function) {
  // The one cast that POSIX promises to work.
  function = reinterpret_cast<Function>(dlsym(handle, name));
  return function != nullptr;
}

}  // namespace

// The functions of libcurl that are used. It stays loaded until the process ends.
struct CurlHttp::Library {
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

  bool LoadSymbols(void* handle) {
    return LoadSymbol(handle, "curl_global_init", global_init) &&
           LoadSymbol(handle, "curl_version_info", version_info) &&
           LoadSymbol(handle, "curl_easy_init", easy_init) &&
           LoadSymbol(handle, "curl_easy_cleanup", easy_cleanup) &&
           LoadSymbol(handle, "curl_easy_setopt", easy_setopt) &&
           LoadSymbol(handle, "curl_easy_getinfo", easy_getinfo) &&
           LoadSymbol(handle, "curl_easy_strerror", easy_strerror) &&
           LoadSymbol(handle, "curl_slist_append", slist_append) &&
           LoadSymbol(handle, "curl_slist_free_all", slist_free_all) &&
           LoadSymbol(handle, "curl_multi_init", multi_init) &&
           LoadSymbol(handle, "curl_multi_cleanup", multi_cleanup) &&
           LoadSymbol(handle, "curl_multi_setopt", multi_setopt) &&
           LoadSymbol(handle, "curl_multi_add_handle", multi_add_handle) &&
           LoadSymbol(handle, "curl_multi_remove_handle", multi_remove_handle) &&
           LoadSymbol(handle, "curl_multi_perform", multi_perform) &&
           LoadSymbol(handle, "curl_multi_info_read", multi_info_read) &&
           LoadSymbol(handle, "curl_multi_poll", multi_poll) &&
           LoadSymbol(handle, "curl_multi_strerror", multi_strerror);
  }
};

// One try of one request: an easy handle in the multi handle, taken out and freed at the end.
class CurlHttp::Transfer {
 public:
  Transfer(const Library& library, CURLM* multi, const HttpRequest& request, std::size_t index,
           milliseconds timeout)
      : library_(library), multi_(multi), index_(index), easy_(library.easy_init()) {
    if (easy_ == nullptr) throw std::bad_alloc();
    Describe(request, timeout);
    is_running_ = library_.multi_add_handle(multi_, easy_) == CURLM_OK;
    if (!is_running_) throw std::bad_alloc();
  }
  ~Transfer() {
    if (is_running_) library_.multi_remove_handle(multi_, easy_);
    library_.easy_cleanup(easy_);
    library_.slist_free_all(headers_);
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  CURL* easy() const { return easy_; }
  std::size_t index() const { return index_; }
  bool is_too_large() const { return is_too_large_; }

  HttpResponse TakeResponse() {
    long status = 0;
    library_.easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    response_.status = static_cast<int>(status);
    return std::move(response_);
  }

  std::string Cause(CURLcode code) const {
    if (is_too_large_) return "it sent more than 64 MiB";
    if (DetailsMatter(code) && details_.front() != '\0') return details_.data();
    return library_.easy_strerror(code);
  }

 private:
  template <typename Value>
  void Set(CURLoption option, Value value) {
    if (const CURLcode code = library_.easy_setopt(easy_, option, value);
        code == CURLE_OUT_OF_MEMORY) {
      throw std::bad_alloc();
    }
  }

  void Describe(const HttpRequest& request, milliseconds timeout) {
    Set(CURLOPT_PRIVATE, this);
    Set(CURLOPT_ERRORBUFFER, details_.data());
    Set(CURLOPT_URL, request.url.c_str());
    Set(CURLOPT_PROTOCOLS_STR, "http,https");
    Set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    Set(CURLOPT_NOSIGNAL, 1L);
    Set(CURLOPT_USERAGENT, "deltaplan");
    Set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    Set(CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
    Set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(timeout, kLongestConnect).count()));
    if (!request.ca_file.empty()) Set(CURLOPT_CAINFO, request.ca_file.c_str());
    if (!request.use_proxy) Set(CURLOPT_NOPROXY, "*");
    if (request.follow_redirects) {
      Set(CURLOPT_FOLLOWLOCATION, 1L);
      Set(CURLOPT_MAXREDIRS, 5L);
    }
    if (request.method != "GET") {
      Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      Set(CURLOPT_POSTFIELDS, request.body.c_str());
      if (request.method != "POST") Set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
    for (const HttpHeader& header : request.headers) {
      const std::string line = header.name + ": " + header.value;
      curl_slist* const longer = library_.slist_append(headers_, line.c_str());
      if (longer == nullptr) throw std::bad_alloc();
      headers_ = longer;
    }
    if (request.signature) Sign(*request.signature);
    Set(CURLOPT_HTTPHEADER, headers_);
    Set(CURLOPT_WRITEFUNCTION, TakeBody);
    Set(CURLOPT_WRITEDATA, this);
    Set(CURLOPT_HEADERFUNCTION, TakeHeader);
    Set(CURLOPT_HEADERDATA, this);
  }

  void Sign(const AwsSignature& signature) {
    if (!signature.keys.session_token.empty()) {
      const std::string line = "X-Amz-Security-Token: " + signature.keys.session_token;
      curl_slist* const longer = library_.slist_append(headers_, line.c_str());
      if (longer == nullptr) throw std::bad_alloc();
      headers_ = longer;
    }
    const std::string scope = "aws:amz:" + signature.region + ":" + signature.service;
    Set(CURLOPT_AWS_SIGV4, scope.c_str());
    Set(CURLOPT_USERNAME, signature.keys.access_key_id.c_str());
    Set(CURLOPT_PASSWORD, signature.keys.secret_access_key.c_str());
  }

  // No exception may pass through libcurl: without memory the transfer fails, as other writes do.
  static std::size_t TakeBody(char* data, std::size_t, std::size_t count, void* self) try {
    Transfer& transfer = *static_cast<Transfer*>(self);
    transfer.is_too_large_ = count > kLargestBody - transfer.response_.body.size();
    if (transfer.is_too_large_) return 0;
    transfer.response_.body.append(data, count);
    return count;
  } catch (const std::exception&) {
    return 0;
  }

  static std::size_t TakeHeader(char* data, std::size_t, std::size_t count, void* self) try {
    Transfer& transfer = *static_cast<Transfer*>(self);
    const std::string_view line(data, count);
    if (line.starts_with("HTTP/")) {  // an answer begins; earlier ones led here
      transfer.response_.headers.clear();
      return count;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return count;
    const std::size_t begin = line.find_first_not_of(" \t", colon + 1);
    const std::size_t end = line.find_last_not_of(" \t\r\n");
    std::string value;
    if (begin != std::string_view::npos && begin <= end)
      value = line.substr(begin, end + 1 - begin);
    transfer.response_.headers.push_back({std::string(line.substr(0, colon)), std::move(value)});
    return count;
  } catch (const std::exception&) {
    return 0;
  }

  const Library& library_;
  CURLM* const multi_;
  const std::size_t index_;
  CURL* const easy_;
  curl_slist* headers_ = nullptr;
  HttpResponse response_;
  std::array<char, CURL_ERROR_SIZE> details_{};
  bool is_too_large_ = false;
  bool is_running_ = false;
};

// One call of `Send`: which requests wait, which are under way, and what came back.
class CurlHttp::Batch {
 public:
  Batch(const Library& library, CURLM* multi, const std::vector<HttpRequest>& requests,
        const HttpLimits& limits)
      : library_(library),
        multi_(multi),
        requests_(requests),
        limits_(limits),
        tries_(requests.size(), 0),
        answers_(requests.size()) {
    for (std::size_t i = 0; i < requests.size(); ++i) waiting_.emplace(Clock::time_point(), i);
  }

  std::vector<Result<HttpResponse>> Run() {
    while (!waiting_.empty() || !under_way_.empty()) {
      Start();
      int running = 0;
      if (const CURLMcode code = library_.multi_perform(multi_, &running); code != CURLM_OK) {
        return FailAll(library_.multi_strerror(code));
      }
      TakeFinished();
      Wait();
    }
    std::vector<Result<HttpResponse>> answers;
    answers.reserve(answers_.size());
    for (std::optional<Result<HttpResponse>>& answer : answers_) {
      answers.push_back(*std::move(answer));
    }
    return answers;
  }

 private:
  void Start() {
    const Clock::time_point now = Clock::now();
    while (!waiting_.empty() && waiting_.begin()->first <= now &&
           under_way_.size() < limits_.at_once) {
      const std::size_t index = waiting_.begin()->second;
      waiting_.erase(waiting_.begin());
      const HttpRequest& request = requests_[index];
      const auto left = std::chrono::duration_cast<milliseconds>(limits_.deadline - now);
      const int tries_left = std::max(1, request.tries - tries_[index]);
      const milliseconds share = std::max(milliseconds(1), left / tries_left);
      ++tries_[index];
      auto transfer = std::make_unique<Transfer>(library_, multi_, request, index, share);
      CURL* const easy = transfer->easy();
      under_way_.emplace(easy, std::move(transfer));
    }
  }

  void TakeFinished() {
    int more = 0;
    while (const CURLMsg* message = library_.multi_info_read(multi_, &more)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;
      auto finished = under_way_.extract(message->easy_handle);
      Finish(*finished.mapped(), code);
    }
  }

  void Finish(Transfer& transfer, CURLcode code) {
    const std::size_t index = transfer.index();
    if (code == CURLE_OK) {
      HttpResponse response = transfer.TakeResponse();
      response.tries = tries_[index];
      if (IsRetryable(response) && ScheduleRetry(index, RetryAfter(response))) return;
      answers_[index] = std::move(response);
      return;
    }
    if (IsTransient(code) && !transfer.is_too_large() && ScheduleRetry(index, std::nullopt)) return;
    answers_[index] =
        Error{.message =
                  fmt::format("no answer from {}{}", ServerOf(requests_[index].url),
                              tries_[index] == 1 ? "" : fmt::format(" in {} tries", tries_[index])),
              .causes = {transfer.Cause(code)},
              .remedy = RemedyOf(code)};
  }

  // Puts it back among those that wait, twice as long each time. False when all tries are used, or
  // the time is.
  bool ScheduleRetry(std::size_t index, std::optional<milliseconds> asked) {
    const int used = tries_[index];
    if (used >= requests_[index].tries) return false;
    // Those that failed together must not come back together.
    const double jitter = std::uniform_real_distribution(0.5, 1.0)(jitter_source_);
    const auto backoff =
        std::chrono::duration_cast<milliseconds>(kFirstRetryDelay * (1 << (used - 1)) * jitter);
    const Clock::time_point when = Clock::now() + std::max(backoff, asked.value_or(backoff));
    if (when >= limits_.deadline) return false;
    waiting_.emplace(when, index);
    return true;
  }

  // Until something happens or the next one may start.
  void Wait() {
    if (waiting_.empty() && under_way_.empty()) return;
    milliseconds longest{1000};
    if (!waiting_.empty() && under_way_.size() < limits_.at_once) {
      const auto pause = std::chrono::ceil<milliseconds>(waiting_.begin()->first - Clock::now());
      longest = std::clamp(pause, milliseconds(0), longest);
    }
    library_.multi_poll(multi_, nullptr, 0, static_cast<int>(longest.count()), nullptr);
  }

  std::vector<Result<HttpResponse>> FailAll(const std::string& cause) const {
    const Error error{.message = "libcurl failed", .causes = {cause}, .remedy = {}};
    return std::vector<Result<HttpResponse>>(requests_.size(), error);
  }

  const Library& library_;
  CURLM* const multi_;
  const std::vector<HttpRequest>& requests_;
  const HttpLimits& limits_;
  std::multimap<Clock::time_point, std::size_t> waiting_;  // by when they may start
  std::map<CURL*, std::unique_ptr<Transfer>> under_way_;
  std::vector<int> tries_;
  std::vector<std::optional<Result<HttpResponse>>> answers_;
  std::minstd_rand jitter_source_{std::random_device()()};
};

Result<std::unique_ptr<CurlHttp>> CurlHttp::Open() {
  const auto unusable = [](std::string cause) {
    return Error{.message = fmt::format("cannot send requests without {}", kLibraryName),
                 .causes = {std::move(cause)},
                 .remedy =
                     "Install libcurl 7.88 or later: the package libcurl4 on Debian and "
                     "Ubuntu, libcurl on Alpine and Fedora."};
  };
  void* const handle = dlopen(kLibraryName, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return unusable(dlerror());
  auto library = std::make_unique<Library>();
  if (!library->LoadSymbols(handle)) return unusable("functions are missing in it");
  if (library->global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return unusable("it does not start");
  const curl_version_info_data* const version = library->version_info(CURLVERSION_NOW);
  if (version->version_num < kOldestVersion) {
    return unusable(fmt::format("this is version {}", version->version));
  }
  return std::unique_ptr<CurlHttp>(new CurlHttp(std::move(library)));
}

CurlHttp::CurlHttp(std::unique_ptr<Library> library)
    : library_(std::move(library)), multi_(library_->multi_init()) {
  if (multi_ == nullptr) throw std::bad_alloc();
  library_->multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
}

CurlHttp::~CurlHttp() { library_->multi_cleanup(multi_); }

std::vector<Result<HttpResponse>> CurlHttp::Send(const std::vector<HttpRequest>& requests,
                                                 const HttpLimits& limits) {
  // Connections stay open for the next call, as many as may be under way.
  library_->multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(limits.at_once));
  return Batch(*library_, multi_, requests, limits).Run();
}

}  // namespace deltaplan::planner
