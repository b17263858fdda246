// ECR, by its API. Source: Amazon ECR API Reference, BatchGetImage, GetDownloadUrlForLayer,
// DescribeRepositories.
#ifndef DELTAPLAN_PLANNER_REGISTRY_ECR_REGISTRY_H_
#define DELTAPLAN_PLANNER_REGISTRY_ECR_REGISTRY_H_

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "planner/live/aws/api.h"
#include "planner/ports/http_client.h"
#include "planner/registry/image_registry.h"

namespace deltaplan::planner {

/// Each registry is asked in its region. What an image says of itself needs
/// ecr:GetDownloadUrlForLayer, and whether tags are immutable ecr:DescribeRepositories: who may not
/// ask for these is not told, and that is no error.
class EcrRegistry : public ImageRegistry {
 public:
  /// `api` and `http` have to outlive it.
  EcrRegistry(const AwsApi& api, HttpClient& http, std::chrono::steady_clock::time_point deadline)
      : api_(api), http_(http), deadline_(deadline) {}

  std::vector<Result<std::optional<HeldManifest>>> Manifests(
      const std::vector<RegistryImage>& images, bool with_text) override;
  std::vector<std::optional<std::string>> Blobs(const std::vector<BlobName>& names) override;
  std::vector<std::optional<bool>> AreImmutable(const std::vector<RegistryImage>& images) override;

 private:
  const AwsApi& api_;
  HttpClient& http_;
  const std::chrono::steady_clock::time_point deadline_;
};

/// Where it is in ECR; nullopt: its registry is no ECR.
std::optional<EcrRepository> EcrRepositoryOf(const RegistryImage& image);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REGISTRY_ECR_REGISTRY_H_
