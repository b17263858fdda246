// Where the APIs of AWS are, for each partition. Sources: botocore's partitions.json and the
// endpoint rule sets of the services.
#ifndef DELTAPLAN_PLANNER_LIVE_AWS_ENDPOINTS_H_
#define DELTAPLAN_PLANNER_LIVE_AWS_ENDPOINTS_H_

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace deltaplan::planner {

/// One API of AWS.
struct AwsService {
  std::string_view name;        ///< for people and, in capitals, in AWS_ENDPOINT_URL_<NAME>: "ecs"
  std::string_view host;        ///< what its host name begins with: "api.ecr"
  std::string_view operations;  ///< before the operation in X-Amz-Target; empty for REST APIs
  bool gov_is_fips = false;     ///< GovCloud has one endpoint for both, without a mark in its name
};
inline constexpr AwsService kEcs{"ecs", "ecs", "AmazonEC2ContainerServiceV20141113."};
inline constexpr AwsService kEcr{"ecr", "api.ecr", "AmazonEC2ContainerRegistry_V20150921."};
inline constexpr AwsService kSsm{"ssm", "ssm", "AmazonSSM.", true};
inline constexpr AwsService kLambda{"lambda", "lambda", ""};
inline constexpr AwsService kSts{"sts", "sts", "", true};

/// Whether `text` may be a region: a label of a host name, and no number. What is none would make
/// up a host that requests, and session tokens with them, were sent to.
bool IsAwsRegion(std::string_view text);

/// What the settings ask of endpoints.
struct EndpointVariant {
  bool fips = false;
  bool dual_stack = false;
};

/// The host of a service in `region`, whose partition is told by its name; one that no partition
/// knows is in the first, as for botocore.
std::string AwsHost(const AwsService& service, std::string_view region, EndpointVariant variant);

/// An image's place in ECR.
struct EcrRepository {
  std::string registry;  ///< the account
  std::string region;
  std::string name;

  auto operator<=>(const EcrRepository&) const = default;
};

/// Of `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME` or `ACCOUNT.dkr-ecr.REGION.on.aws/NAME`, in any
/// partition, also with `ecr-fips`; nullopt for what is no repository of ECR.
std::optional<EcrRepository> ReadEcrRepository(std::string_view repository);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_AWS_ENDPOINTS_H_
