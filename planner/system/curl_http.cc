#include "planner/system/curl_http.h"

#include <algorithm>
#include <array>
#include <exception>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include "planner/ports/http_answer.h"
#include "planner/system/curl_library.h"

namespace deltaplan::planner {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t kLargestBody = std::size_t{64} << 20;
constexpr milliseconds kLongestConnect{10'000};
constexpr milliseconds kFirstRetryDelay{200};
constexpr milliseconds kLongestRetryDelay{3000};
constexpr int kMostRedirects = 5;

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

}  // namespace

// One try of one request: an easy handle in the multi handle, taken out and freed at the end.
class CurlHttp::Transfer {
 public:
  Transfer(const CurlLibrary& library, CURLM* multi, const HttpRequest& request,
           const std::string& url, std::size_t index, milliseconds timeout)
      : library_(library), multi_(multi), index_(index), easy_(library.easy_init()) {
    if (easy_ == nullptr) throw std::bad_alloc();
    Describe(request, url, timeout);
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

  /// Where the answer sends who asked; empty when it does not.
  std::string Redirect() const {
    const char* url = nullptr;
    library_.easy_getinfo(easy_, CURLINFO_REDIRECT_URL, &url);
    return url == nullptr ? "" : url;
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

  void Describe(const HttpRequest& request, const std::string& url, milliseconds timeout) {
    Set(CURLOPT_PRIVATE, this);
    Set(CURLOPT_ERRORBUFFER, details_.data());
    Set(CURLOPT_URL, url.c_str());
    Set(CURLOPT_PROTOCOLS_STR, "http,https");
    Set(CURLOPT_NOSIGNAL, 1L);
    Set(CURLOPT_USERAGENT, "deltaplan");
    Set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    // Over TLS the first connection to a server tells whether it takes all requests: until then
    // none opens another one.
    if (url.starts_with("https:")) Set(CURLOPT_PIPEWAIT, 1L);
    Set(CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
    Set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(timeout, kLongestConnect).count()));
    if (!request.ca_file.empty()) Set(CURLOPT_CAINFO, request.ca_file.c_str());
    if (!request.use_proxy) Set(CURLOPT_NOPROXY, "*");
    // All that it can read; it is read then although nobody asked for it.
    Set(CURLOPT_ACCEPT_ENCODING, "");
    if (request.method == "HEAD") {
      Set(CURLOPT_NOBODY, 1L);
    } else if (request.method != "GET") {
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

  const CurlLibrary& library_;
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
  Batch(const CurlLibrary& library, CURLM* multi, const std::vector<HttpRequest>& requests,
        const HttpLimits& limits)
      : library_(library),
        multi_(multi),
        requests_(requests),
        limits_(limits),
        progress_(requests.size()),
        answers_(requests.size()) {
    for (std::size_t i = 0; i < requests.size(); ++i) {
      progress_[i].url = requests[i].url;
      waiting_.emplace(Clock::time_point(), i);
    }
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
  struct Progress {
    std::string url;    // of the next try: where redirects have led
    int tries = 0;      // of this address
    int throttled = 0;  // tries that were answered with "too many requests"
    int redirects = 0;
  };

  void Start() {
    const Clock::time_point now = Clock::now();
    while (!waiting_.empty() && waiting_.begin()->first <= now &&
           under_way_.size() < limits_.at_once) {
      const std::size_t index = waiting_.begin()->second;
      waiting_.erase(waiting_.begin());
      const HttpRequest& request = requests_[index];
      Progress& progress = progress_[index];
      const auto left = std::chrono::duration_cast<milliseconds>(limits_.deadline - now);
      const int tries_left = std::max(1, request.tries - (progress.tries - progress.throttled));
      const milliseconds share = std::max(milliseconds(1), left / tries_left);
      ++progress.tries;
      auto transfer =
          std::make_unique<Transfer>(library_, multi_, request, progress.url, index, share);
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
    Progress& progress = progress_[index];
    if (code == CURLE_OK) {
      const std::string redirect = transfer.Redirect();
      HttpResponse response = transfer.TakeResponse();
      response.tries = progress.tries;
      if (requests_[index].follow_redirects && !redirect.empty()) {
        Follow(index, redirect, response.status);
        return;
      }
      if (IsThrottled(response)) ++progress.throttled;
      if (IsRetryable(response) && ScheduleRetry(index, RetryAfter(response))) return;
      answers_[index] = std::move(response);
      return;
    }
    if (IsTransient(code) && !transfer.is_too_large() && ScheduleRetry(index, std::nullopt)) return;
    const int tries = progress.tries;
    answers_[index] =
        Error{.message = fmt::format("no answer from {}{}", ServerOf(progress.url),
                                     tries == 1 ? "" : fmt::format(" in {} tries", tries)),
              .causes = {transfer.Cause(code)},
              .remedy = RemedyOf(code)};
  }

  // An answer of another server is another's word, and a login page is the usual one.
  void Follow(std::size_t index, const std::string& url, int status) {
    const HttpRequest& request = requests_[index];
    Progress& progress = progress_[index];
    const auto leads_there = [&](const std::string& server) { return IsSameServer(url, server); };
    if (!leads_there(request.url) && std::ranges::none_of(request.redirect_servers, leads_there)) {
      answers_[index] = Error{.message = fmt::format("{} sends to another server, {}",
                                                     ServerOf(progress.url), ServerOf(url)),
                              .causes = {fmt::format("HTTP status {}", status)},
                              .remedy =
                                  "Ask the address that answers, or allow that server with "
                                  "\"redirects\" in the live source."};
    } else if (++progress.redirects > kMostRedirects) {
      answers_[index] =
          Error{.message = fmt::format("{} sends from one address to the next", ServerOf(url)),
                .causes = {fmt::format("after {} redirects there was no answer", kMostRedirects)},
                .remedy = "Ask the address that answers."};
    } else {
      progress.url = url;
      progress.tries = progress.throttled = 0;
      waiting_.emplace(Clock::now(), index);
    }
  }

  // Puts it back among those that wait, twice as long each time. False when all tries are used, or
  // the time is. What is only throttled does not use up its tries.
  bool ScheduleRetry(std::size_t index, std::optional<milliseconds> asked) {
    const Progress& progress = progress_[index];
    const int most = requests_[index].tries;
    if (most == 1 || progress.tries - progress.throttled >= most) return false;
    // Those that failed together must not come back together.
    const double jitter = std::uniform_real_distribution(0.5, 1.0)(jitter_source_);
    const milliseconds longest =
        std::min(kLongestRetryDelay, kFirstRetryDelay * (1 << std::min(progress.tries - 1, 8)));
    const auto backoff = std::chrono::duration_cast<milliseconds>(longest * jitter);
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

  const CurlLibrary& library_;
  CURLM* const multi_;
  const std::vector<HttpRequest>& requests_;
  const HttpLimits& limits_;
  std::multimap<Clock::time_point, std::size_t> waiting_;  // by when they may start
  std::map<CURL*, std::unique_ptr<Transfer>> under_way_;
  std::vector<Progress> progress_;  // by index of the request, as the answers
  std::vector<std::optional<Result<HttpResponse>>> answers_;
  std::minstd_rand jitter_source_{std::random_device()()};
};

Result<std::unique_ptr<CurlHttp>> CurlHttp::Open() {
  Result<std::unique_ptr<CurlLibrary>> library = CurlLibrary::Load();
  if (!library) return std::move(library).error();
  return std::unique_ptr<CurlHttp>(new CurlHttp(*std::move(library)));
}

CurlHttp::CurlHttp(std::unique_ptr<CurlLibrary> library)
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
