// Who this machine's user is to a registry: what `docker login` and its kin have stored.
#ifndef DELTAPLAN_PLANNER_REGISTRY_DOCKER_LOGINS_H_
#define DELTAPLAN_PLANNER_REGISTRY_DOCKER_LOGINS_H_

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "planner/model/result.h"
#include "planner/ports/ports.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {

/// Never part of a message.
struct RegistryLogin {
  std::string basic;           ///< user and password as the header wants them, in Base64
  std::string identity_token;  ///< instead of these: what is exchanged for a token
};

/// The file is $REGISTRY_AUTH_FILE, $DOCKER_CONFIG/config.json or ~/.docker/config.json, the first
/// that is named. For each registry: `credHelpers` names a program, `docker-credential-NAME`; else
/// `credsStore` does; else `auths` holds it. Sources: docker login's reference, "Credential
/// stores" and "Credential helpers"; docker-credential-helpers, "Development".
class DockerLogins {
 public:
  /// Without such a file nobody has logged in. Errors: it can't be read, or is no JSON.
  static Result<DockerLogins> Read(const Ports& ports);

  /// nullopt: nobody has logged in there. Errors: the program can't be run, or fails otherwise than
  /// by knowing nothing. Each registry is asked for once.
  Result<std::optional<RegistryLogin>> For(const std::string& registry);

 private:
  explicit DockerLogins(const Ports& ports) : ports_(&ports) {}

  Result<std::optional<RegistryLogin>> Find(const std::string& registry) const;
  Result<std::optional<RegistryLogin>> AskProgram(const std::string& name,
                                                  const std::string& server) const;

  const Ports* ports_;
  std::string file_;
  tfvars::JsonValue config_;
  std::map<std::string, Result<std::optional<RegistryLogin>>> found_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REGISTRY_DOCKER_LOGINS_H_
