#include "planner/config/health_addresses.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <utility>
#include <vector>

#include "planner/config/config_file.h"
#include "planner/model/config_problem.h"
#include "planner/model/placeholders.h"
#include "planner/ports/http_answer.h"
#include "planner/text/nearest_word.h"
#include "tfvars/json/json_value.h"
#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

bool IsHostName(std::string_view text) {
  const auto may_stand = [](char c) {
    return tfvars::IsLetterOrDigit(c) || std::string_view("._-").find(c) != std::string_view::npos;
  };
  return !text.empty() && std::ranges::all_of(text, may_stand);
}

// What stands in the brackets of an address of IPv6.
bool IsNumericHost(std::string_view text) {
  const auto may_stand = [](char c) {
    return tfvars::IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' ||
           c == '.';
  };
  return !text.empty() && std::ranges::all_of(text, may_stand);
}

bool IsPort(std::string_view text) {
  constexpr std::size_t kMostDigits = 5;
  return !text.empty() && text.size() <= kMostDigits && std::ranges::all_of(text, tfvars::IsDigit);
}

bool IsServer(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos || !IsNumericHost(text.substr(1, end - 1))) return false;
    const std::string_view rest = text.substr(end + 1);
    return rest.empty() || (rest.front() == ':' && IsPort(rest.substr(1)));
  }
  const std::size_t colon = text.find(':');
  if (!IsHostName(text.substr(0, colon))) return false;
  return colon == std::string_view::npos || IsPort(text.substr(colon + 1));
}

std::string PointerOf(const EnvironmentEntry& environment) {
  return tfvars::JsonPointerTo("/environments", environment.name);
}

ConfigProblem UnknownService(const HealthRule::Exception& exception,
                             const std::vector<std::string>& known) {
  const std::optional<std::string> nearest = NearestWord(exception.service, known);
  return {.pointer = exception.pointer,
          .message = fmt::format("There is no service \"{}\"", exception.service),
          .advice = nearest ? fmt::format("Did you mean \"{}\"?", *nearest) : ""};
}

}  // namespace

bool IsHttpAddress(std::string_view text) {
  std::size_t begin = 0;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (text.starts_with(scheme)) begin = scheme.size();
  }
  if (begin == 0) return false;
  text.remove_prefix(begin);
  const std::size_t end = std::min(text.find_first_of("/?#"), text.size());
  return IsServer(text.substr(0, end)) &&
         std::ranges::all_of(text.substr(end), [](char c) { return c > ' ' && c <= '~'; });
}

std::optional<std::string> HealthAddressOf(const EnvironmentEntry& environment,
                                           const Service& service) {
  const HealthRule& health = environment.deploy.health;
  const auto own = std::ranges::find(health.of, service.name, &HealthRule::Exception::service);
  const std::optional<std::string>& address =
      own == health.of.end() ? health.address : own->address;
  if (!address) return std::nullopt;
  return FillPlaceholders(*address, {{"env", PercentEncoded(environment.name)},
                                     {"image", PercentEncoded(service.image)},
                                     {"service", PercentEncoded(service.name)}});
}

Status CheckHealthAddresses(const Config& config, const Platform& platform,
                            const std::string& config_name, std::string_view config_text) {
  std::vector<std::string> known;
  for (const Service& service : platform.services) known.push_back(service.name);
  ConfigProblems problems;
  for (const EnvironmentEntry& environment : config.environments) {
    const HealthRule& health = environment.deploy.health;
    for (const HealthRule::Exception& exception : health.of) {
      if (!std::ranges::binary_search(known, exception.service)) {
        problems.push_back(UnknownService(exception, known));
      }
    }
    for (const Service& service : platform.services) {
      const std::optional<std::string> address = HealthAddressOf(environment, service);
      if (!address || IsHttpAddress(*address)) continue;
      const auto own = std::ranges::find(health.of, service.name, &HealthRule::Exception::service);
      problems.push_back(
          {.pointer =
               own != health.of.end() ? own->pointer : PointerOf(environment) + "/deploy/health",
           .message = fmt::format("The address of \"{}\" would be \"{}\", which can't be asked",
                                  service.name, *address),
           .advice = "Give that service an address of its own, or null."});
    }
  }
  if (problems.empty()) return Ok();
  return ConfigError(config_name, problems, config_text);
}

}  // namespace deltaplan::planner
