// Where services say that they are well, checked before anything is built.
#ifndef DELTAPLAN_PLANNER_CONFIG_HEALTH_ADDRESSES_H_
#define DELTAPLAN_PLANNER_CONFIG_HEALTH_ADDRESSES_H_

#include <optional>
#include <string>
#include <string_view>

#include "planner/model/config.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// Whether a request can be sent there: http or https, a host, perhaps a port, and what follows in
/// visible ASCII. No user: an address is shown.
bool IsHttpAddress(std::string_view text);

/// Where `service` is asked; nullopt: nowhere. Names are escaped as URLs want it.
std::optional<std::string> HealthAddressOf(const EnvironmentEntry& environment,
                                           const Service& service);

/// The services that "health" names are services of the platform, and every address is one once
/// names are put in; or an error with all that are not, as of the configuration called
/// `config_name`.
Status CheckHealthAddresses(const Config& config, const Platform& platform,
                            const std::string& config_name, std::string_view config_text);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_HEALTH_ADDRESSES_H_
