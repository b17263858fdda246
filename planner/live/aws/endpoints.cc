#include "planner/live/aws/endpoints.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

struct Partition {
  std::string_view region_prefix;
  std::string_view suffix;
  std::string_view dual_stack_suffix;
};

// The last one has all other regions.
constexpr std::array<Partition, 7> kPartitions{{
    {"cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"},
    {"eusc-", "amazonaws.eu", "api.amazonwebservices.eu"},
    {"us-iso-", "c2s.ic.gov", "api.aws.ic.gov"},
    {"us-isob-", "sc2s.sgov.gov", "api.aws.scloud"},
    {"eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"},
    {"us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov"},
    {"", "amazonaws.com", "api.aws"},
}};

const Partition& PartitionOf(std::string_view region) {
  return *std::ranges::find_if(
      kPartitions, [&](const Partition& each) { return region.starts_with(each.region_prefix); });
}

// Takes the part before the next dot off `text`.
std::string_view TakePart(std::string_view& text) {
  const std::string_view part = text.substr(0, text.find('.'));
  text.remove_prefix(std::min(text.size(), part.size() + 1));
  return part;
}

}  // namespace

bool IsAwsRegion(std::string_view text) {
  constexpr std::size_t kLongestLabel = 63;
  const auto may_stand = [](char c) { return tfvars::IsLetterOrDigit(c) || c == '-'; };
  return !text.empty() && text.size() <= kLongestLabel && text.front() != '-' &&
         text.back() != '-' && std::ranges::all_of(text, may_stand) &&
         !std::ranges::all_of(text, tfvars::IsDigit);
}

std::string AwsHost(const AwsService& service, std::string_view region, EndpointVariant variant) {
  const Partition& partition = PartitionOf(region);
  const std::string_view mark = variant.fips ? "-fips" : "";
  if (variant.dual_stack) {
    return fmt::format("{}{}.{}.{}", service.name, mark, region, partition.dual_stack_suffix);
  }
  const bool is_one = service.gov_is_fips && region.starts_with("us-gov-");
  return fmt::format("{}{}.{}.{}", service.host, is_one ? "" : mark, region, partition.suffix);
}

std::optional<EcrRepository> ReadEcrRepository(std::string_view repository) {
  const std::size_t slash = repository.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  std::string_view host = repository.substr(0, slash);
  const std::string_view account = TakePart(host);
  const std::string_view kind = TakePart(host);
  bool is_ecr = kind == "dkr-ecr" || kind == "dkr-ecr-fips";
  if (kind == "dkr") {
    const std::string_view rest = TakePart(host);
    is_ecr = rest == "ecr" || rest == "ecr-fips";
  }
  // Behind the region is a partition's suffix, or that of a stand-in for AWS.
  const std::string_view region = TakePart(host);
  if (!is_ecr || host.empty() || account.empty() ||
      !std::ranges::all_of(account, tfvars::IsDigit) || !IsAwsRegion(region)) {
    return std::nullopt;
  }
  return EcrRepository{std::string(account), std::string(region),
                       std::string(repository.substr(slash + 1))};
}

}  // namespace deltaplan::planner
