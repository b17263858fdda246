#include "planner/registry/oci_registry.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <string_view>

#include "planner/ports/http_answer.h"
#include "planner/registry/json_object.h"
#include "planner/registry/manifest.h"
#include "planner/text/digest.h"
#include "planner/text/quote.h"
#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

constexpr int kMostRedirects = 5;

bool IsRedirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Error LogIn(const std::string& registry, std::string message) {
  return {.message = std::move(message),
          .causes = {},
          .remedy = fmt::format("Log in with: docker login{}",
                                registry == kDockerHub ? "" : " " + DisplayText(registry))};
}

// Why an answer is neither "there" nor "missing".
Error Unanswered(const RegistryImage& image, const HttpResponse& response) {
  const std::string registry = DisplayText(image.registry);
  if (response.status == 401 || response.status == 403) {
    return LogIn(image.registry,
                 fmt::format("{} does not let you look at {} (HTTP status {})", registry,
                             DisplayText(image.repository), response.status));
  }
  if (IsThrottled(response)) {
    return {.message = fmt::format("{} gets too many requests (HTTP status {})", registry,
                                   response.status),
            .causes = {},
            .remedy = "Try again later, or log in with `docker login`."};
  }
  return {.message = fmt::format("{} answers with HTTP status {} about {}", registry,
                                 response.status, DisplayText(image.repository)),
          .causes = {},
          .remedy =
              "Check that it is a container registry; \"repository\" of the environment "
              "names it."};
}

Error NoManifest(const RegistryImage& image) {
  return {.message = fmt::format("what {} answers about {} is no manifest of an image",
                                 DisplayText(image.registry), DisplayText(image.repository)),
          .causes = {},
          .remedy =
              "Check that it is a container registry, and that no page for logging in stands "
              "before it."};
}

// A page that stands before a registry, for logging in for one, answers with 200, too.
bool IsManifest(const HttpResponse& response) {
  if (response.Header("Docker-Content-Digest") != nullptr) return true;
  if (const std::string* type = response.Header("Content-Type")) {
    const std::string_view bare = std::string_view(*type).substr(0, type->find_first_of("; \t"));
    if (std::ranges::find(kManifestTypes, tfvars::ToLower(bare)) != std::end(kManifestTypes)) {
      return true;
    }
  }
  return ReadManifest(response.body).has_value();
}

// The token in the answer of a place for tokens.
std::optional<std::string> TokenIn(const HttpResponse& response) {
  if (response.status != 200) return std::nullopt;
  const std::optional<tfvars::JsonValue> answer = ReadJsonObject(response.body);
  if (!answer) return std::nullopt;
  for (const char* name : {"token", "access_token"}) {
    // It becomes a header: nothing in it may end one.
    if (std::string token = answer->StringAt(name);
        !token.empty() && token.find_first_of("\r\n") == std::string::npos) {
      return token;
    }
  }
  return std::nullopt;
}

// What `location` means at `url`; nullopt when that may not be gone to.
std::optional<std::string> Resolved(const std::string& url, const std::string& location) {
  if (location.starts_with('/') && !location.starts_with("//")) return ServerOf(url) + location;
  if (location.starts_with("https://")) return location;
  if (location.starts_with("http://") && url.starts_with("http://")) return location;
  return std::nullopt;
}

}  // namespace

std::string OciRegistry::ServerOfRegistry(const std::string& registry) const {
  const bool is_plain = scheme_ == RegistryScheme::kHttp;
  const std::string host = registry == kDockerHub ? "registry-1.docker.io" : registry;
  return (is_plain ? "http://" : "https://") + host;
}

HttpRequest OciRegistry::RequestFor(const Question& question) const {
  const RegistryImage& image = question.image;
  HttpRequest request{.url = fmt::format("{}/v2/{}/{}", ServerOfRegistry(image.registry),
                                         image.repository, question.path),
                      .method = question.method,
                      .headers = {{"Accept", fmt::format("{}", fmt::join(kManifestTypes, ", "))}}};
  const auto authorization = authorizations_.find({image.registry, image.repository});
  if (authorization != authorizations_.end() && authorization->second) {
    request.headers.push_back({"Authorization", *authorization->second});
  }
  return request;
}

std::vector<Result<HttpResponse>> OciRegistry::Ask(const std::vector<Question>& questions) {
  std::vector<HttpRequest> requests;
  for (const Question& question : questions) requests.push_back(RequestFor(question));
  std::vector<Result<HttpResponse>> answers = http_.Send(requests, {.deadline = deadline_});
  std::map<RepositoryName, Challenge> challenges;
  std::vector<std::size_t> again;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!answers[i] || answers[i]->status != 401) continue;
    const RegistryImage& image = questions[i].image;
    RepositoryName name(image.registry, image.repository);
    if (authorizations_.contains(name)) continue;
    const std::string* header = answers[i]->Header("WWW-Authenticate");
    std::optional<Challenge> challenge;
    if (header != nullptr) challenge = ReadChallenge(*header);
    if (!challenge) continue;
    challenges.emplace(std::move(name), *std::move(challenge));
    again.push_back(i);
  }
  if (again.empty()) return answers;
  Authorize(challenges);
  std::vector<HttpRequest> repeated;
  std::vector<std::size_t> sent;
  for (const std::size_t i : again) {
    const RegistryImage& image = questions[i].image;
    const Result<std::string>& authorization =
        authorizations_.at({image.registry, image.repository});
    if (!authorization) {
      answers[i] = authorization.error();
      continue;
    }
    repeated.push_back(RequestFor(questions[i]));
    sent.push_back(i);
  }
  std::vector<Result<HttpResponse>> second = http_.Send(repeated, {.deadline = deadline_});
  for (std::size_t k = 0; k < sent.size(); ++k) answers[sent[k]] = std::move(second[k]);
  return answers;
}

Result<HttpRequest> OciRegistry::TokenRequest(const RepositoryName& name,
                                              const Challenge& challenge,
                                              const std::optional<RegistryLogin>& login) const {
  const bool is_plain = ServerOfRegistry(name.first).starts_with("http://");
  const bool is_safe = challenge.realm.starts_with("https://") ||
                       (is_plain && challenge.realm.starts_with("http://"));
  if (!is_safe) {
    return Error{
        .message = fmt::format("{} wants a token of {}, which is not spoken to encrypted",
                               DisplayText(name.first), DisplayText(ServerOf(challenge.realm))),
        .causes = {},
        .remedy = "Check which registry that is."};
  }
  const std::string scope =
      challenge.scope.empty() ? "repository:" + name.second + ":pull" : challenge.scope;
  std::string fields =
      "service=" + PercentEncoded(challenge.service) + "&scope=" + PercentEncoded(scope);
  if (login && !login->identity_token.empty()) {
    return HttpRequest{.url = challenge.realm,
                       .method = "POST",
                       .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                       .body = "grant_type=refresh_token&client_id=deltaplan&" + fields +
                               "&refresh_token=" + PercentEncoded(login->identity_token)};
  }
  HttpRequest request{.url = challenge.realm +
                             (challenge.realm.find('?') == std::string::npos ? "?" : "&") + fields};
  if (login) request.headers.push_back({"Authorization", "Basic " + login->basic});
  return request;
}

void OciRegistry::Authorize(const std::map<RepositoryName, Challenge>& challenges) {
  std::vector<HttpRequest> requests;
  std::vector<const RepositoryName*> asked;
  for (const auto& [name, challenge] : challenges) {
    const Result<std::optional<RegistryLogin>> login = logins_.For(name.first);
    if (!login) {
      authorizations_.emplace(name, login.error());
      continue;
    }
    if (!challenge.is_bearer) {
      const bool has_basic = *login && !(*login)->basic.empty();
      authorizations_.emplace(
          name, has_basic ? Result<std::string>("Basic " + (*login)->basic)
                          : LogIn(name.first, fmt::format("{} wants a user and a password",
                                                          DisplayText(name.first))));
      continue;
    }
    Result<HttpRequest> request = TokenRequest(name, challenge, *login);
    if (!request) {
      authorizations_.emplace(name, std::move(request).error());
      continue;
    }
    requests.push_back(*std::move(request));
    asked.push_back(&name);
  }
  const std::vector<Result<HttpResponse>> answers = http_.Send(requests, {.deadline = deadline_});
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const RepositoryName& name = *asked[i];
    if (!answers[i]) {
      authorizations_.emplace(name, answers[i].error());
    } else if (std::optional<std::string> token = TokenIn(*answers[i])) {
      authorizations_.emplace(name, "Bearer " + *std::move(token));
    } else {
      authorizations_.emplace(
          name, LogIn(name.first, fmt::format("{} gives no token for {} (HTTP status {})",
                                              DisplayText(ServerOf(requests[i].url)),
                                              DisplayText(name.second), answers[i]->status)));
    }
  }
}

std::vector<Result<std::optional<HeldManifest>>> OciRegistry::Manifests(
    const std::vector<RegistryImage>& images, bool with_text) {
  std::vector<Question> questions;
  for (const RegistryImage& image : images) {
    questions.push_back({image, with_text ? "GET" : "HEAD", "manifests/" + image.reference});
  }
  std::vector<Result<std::optional<HeldManifest>>> found;
  std::vector<Result<HttpResponse>> answers = Ask(questions);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const RegistryImage& image = images[i];
    if (!answers[i]) {
      found.emplace_back(std::move(answers[i]).error());
      continue;
    }
    HttpResponse& response = *answers[i];
    if (response.status == 404) {
      found.emplace_back(std::optional<HeldManifest>());
    } else if (response.status != 200) {
      found.emplace_back(Unanswered(image, response));
    } else if (!IsManifest(response)) {
      found.emplace_back(NoManifest(image));
    } else if (with_text) {
      HeldManifest manifest{.digest = Sha256Digest(response.body),
                            .text = std::move(response.body)};
      if (image.is_pinned() && manifest.digest != image.reference) {
        found.emplace_back(
            Error{.message = fmt::format("{} gives another manifest than {} has",
                                         DisplayText(image.registry), image.reference),
                  .causes = {},
                  .remedy = {}});
      } else {
        found.emplace_back(std::optional(std::move(manifest)));
      }
    } else {
      const std::string* digest = response.Header("Docker-Content-Digest");
      found.emplace_back(std::optional(
          HeldManifest{.digest = digest == nullptr ? std::string() : *digest, .text = {}}));
    }
  }
  return found;
}

std::vector<std::optional<std::string>> OciRegistry::Blobs(const std::vector<BlobName>& names) {
  std::vector<Question> questions;
  for (const BlobName& name : names)
    questions.push_back({name.image, "GET", "blobs/" + name.digest});
  std::vector<Result<HttpResponse>> answers = Ask(questions);
  std::vector<std::string> urls;
  for (const Question& question : questions) urls.push_back(RequestFor(question).url);
  for (int redirects = 0; redirects < kMostRedirects; ++redirects) {
    std::vector<HttpRequest> requests;
    std::vector<std::size_t> sent;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (!answers[i] || !IsRedirect(answers[i]->status)) continue;
      const std::string* location = answers[i]->Header("Location");
      const auto url = location == nullptr ? std::nullopt : Resolved(urls[i], *location);
      if (!url) continue;
      urls[i] = *url;
      requests.push_back({.url = *url});
      sent.push_back(i);
    }
    if (requests.empty()) break;
    std::vector<Result<HttpResponse>> next = http_.Send(requests, {.deadline = deadline_});
    for (std::size_t k = 0; k < sent.size(); ++k) answers[sent[k]] = std::move(next[k]);
  }
  std::vector<std::optional<std::string>> blobs;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const bool is_it = answers[i] && answers[i]->status == 200 &&
                       Sha256Digest(answers[i]->body) == names[i].digest;
    blobs.push_back(is_it ? std::optional(std::move(answers[i]->body)) : std::nullopt);
  }
  return blobs;
}

std::vector<std::optional<bool>> OciRegistry::AreImmutable(
    const std::vector<RegistryImage>& images) {
  return std::vector<std::optional<bool>>(images.size());
}

}  // namespace deltaplan::planner
