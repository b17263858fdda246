// What a registry asks of those that it does not know. Sources: RFC 9110, "WWW-Authenticate";
// Distribution's "Token Authentication Specification".
#ifndef DELTAPLAN_PLANNER_REGISTRY_CHALLENGE_H_
#define DELTAPLAN_PLANNER_REGISTRY_CHALLENGE_H_

#include <optional>
#include <string>
#include <string_view>

namespace deltaplan::planner {

/// `Bearer realm="https://auth.example.com/token",service="registry",scope="repository:api:pull"`
struct Challenge {
  bool is_bearer = false;  ///< else `Basic`
  std::string realm;       ///< where tokens are
  std::string service;     ///< may be empty
  std::string scope;       ///< may be empty
};

/// nullopt: it is of another kind, or can't be read.
std::optional<Challenge> ReadChallenge(std::string_view header);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REGISTRY_CHALLENGE_H_
