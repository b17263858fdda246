// Any registry of the OCI distribution specification, by HTTP: Docker Hub, GHCR, one's own.
#ifndef DELTAPLAN_PLANNER_REGISTRY_OCI_REGISTRY_H_
#define DELTAPLAN_PLANNER_REGISTRY_OCI_REGISTRY_H_

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "planner/model/result.h"
#include "planner/ports/http_client.h"
#include "planner/registry/challenge.h"
#include "planner/registry/docker_logins.h"
#include "planner/registry/image_registry.h"

namespace deltaplan::planner {

/// Whether registries are spoken to encrypted.
enum class RegistryScheme { kHttp, kHttps };

/// Asks without a login first; what is refused is asked again as whoever has logged in, with a
/// token where the registry wants one. A login goes to the registry and to the place that it names
/// for tokens, and to that only encrypted, unless the registry itself is not. Where a registry
/// sends on to another server (blobs mostly lie elsewhere), that one gets no login.
///
/// Presence is asked for with HEAD, which Docker Hub does not count as a pull.
class OciRegistry : public ImageRegistry {
 public:
  OciRegistry(HttpClient& http, DockerLogins logins, RegistryScheme scheme,
              std::chrono::steady_clock::time_point deadline)
      : http_(http), logins_(std::move(logins)), scheme_(scheme), deadline_(deadline) {}

  std::vector<Result<std::optional<HeldManifest>>> Manifests(
      const std::vector<RegistryImage>& images, bool with_text) override;
  std::vector<std::optional<std::string>> Blobs(const std::vector<BlobName>& names) override;
  /// Nobody says.
  std::vector<std::optional<bool>> AreImmutable(const std::vector<RegistryImage>& images) override;

 private:
  struct Question {
    RegistryImage image;
    std::string method;
    std::string path;  ///< "manifests/1a2b3c4"
  };
  using RepositoryName = std::pair<std::string, std::string>;  ///< with its registry

  std::vector<Result<HttpResponse>> Ask(const std::vector<Question>& questions);
  std::string ServerOfRegistry(const std::string& registry) const;
  HttpRequest RequestFor(const Question& question) const;
  /// Fills `authorizations_` for these repositories.
  void Authorize(const std::map<RepositoryName, Challenge>& challenges);
  Result<HttpRequest> TokenRequest(const RepositoryName& name, const Challenge& challenge,
                                   const std::optional<RegistryLogin>& login) const;

  HttpClient& http_;
  DockerLogins logins_;
  const RegistryScheme scheme_;
  const std::chrono::steady_clock::time_point deadline_;
  /// The header's value, or why there is none.
  std::map<RepositoryName, Result<std::string>> authorizations_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REGISTRY_OCI_REGISTRY_H_
