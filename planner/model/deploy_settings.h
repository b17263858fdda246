// "deploy" of an environment: what happens between a plan and running services, in the team's
// words. `release` acts on them; scripts read them from `settings`.
#ifndef DELTAPLAN_PLANNER_MODEL_DEPLOY_SETTINGS_H_
#define DELTAPLAN_PLANNER_MODEL_DEPLOY_SETTINGS_H_

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace deltaplan::planner {

/// How a registry is asked whether it has an image.
enum class RegistryKind {
  kEcrApi,  ///< that of ECR, by its API
  kHttps,   ///< any other, over HTTPS
  kHttp,    ///< the same in clear text: on this machine
  kNever,   ///< not at all: every image is built and pushed
};
/// As the configuration writes it: "ecr", ...
const char* NameOf(RegistryKind kind);

/// Where services say that they are well. {env}, {service} and {image} may stand in addresses.
struct HealthRule {
  struct Exception {
    std::string service;
    std::string pointer;
    std::optional<std::string> address;  ///< nullopt: it has none
  };
  std::optional<std::string> address;  ///< of every service without an exception
  std::vector<Exception> of;
};

/// A single-page application that is brought out beside the services.
struct AppEntry {
  std::string name;
  std::string directory;           ///< where `build` runs; relative to the repository's root
  std::vector<std::string> build;  ///< a program and its arguments
  std::string output;              ///< the directory that it fills
  std::string bucket;              ///< BUCKET or BUCKET/PREFIX
  std::optional<std::string> distribution = {};  ///< of CloudFront
};

struct DeployEntry {
  std::optional<std::string> account = {};    ///< of AWS; nullopt: any
  std::vector<std::string> deployers = {};    ///< patterns of ARNs; empty: anybody
  std::optional<RegistryKind> registry = {};  ///< nullopt: by its host
  std::optional<std::string> build_tool = {};
  std::vector<std::string> platforms = {};       ///< "linux/amd64"; empty: that of the machine
  std::optional<bool> provenance = {};           ///< attestations; nullopt: as the tool does it
  std::optional<std::string> tag_variable = {};  ///< what a full deploy sets to its one tag
  HealthRule health = {};
  std::size_t jobs = 4;
  std::size_t retries = 5;
  std::chrono::seconds steady_timeout{600};
  std::chrono::seconds health_timeout{120};
  std::vector<AppEntry> apps = {};  ///< sorted by name
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_DEPLOY_SETTINGS_H_
