// What is live, out of everything that says so: the command line, files, the environment's sources.
#ifndef DELTAPLAN_PLANNER_LIVE_READ_LIVE_H_
#define DELTAPLAN_PLANNER_LIVE_READ_LIVE_H_

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "planner/live/live_source.h"

namespace deltaplan::planner {

/// The source that reads the environment's own tag map.
inline constexpr const char* kImageTagsSource = "image_tags";

struct LiveTag {
  std::string tag;
  std::string source;
};

/// Two sources that name different tags for a service. The tag of a source that names none is
/// empty.
struct Disagreement {
  std::string service;
  LiveTag deciding;
  LiveTag other;
};

/// What one source says. `source` is the "from" of its entry, with a number when it is not the
/// first of its kind ("ecs", "ecs_2"); or "live_file".
struct SourceReading {
  std::string source;
  Result<LiveReading> reading;
};

struct LiveAnswer {
  std::map<std::string, LiveTag> tags;
  std::vector<SourceReading> readings;      ///< in the order of asking; the deciding one first
  std::vector<Disagreement> disagreements;  ///< by source, then by service
};

/// Whom to ask.
enum class LiveScope {
  kDecision,  ///< nobody when --live names every service; beside --live-file only the tag map
  kAll,       ///< every source, whatever the command line says
};

/// What the command line says about live tags.
struct LiveRequest {
  std::map<std::string, std::string> tags;  ///< --live SERVICE=TAG
  std::optional<std::string> file;          ///< --live-file; "-" is standard input
  std::optional<std::string> state;         ///< --state; "-" is standard input
  std::chrono::seconds timeout{60};         ///< how long reading one source may take
  LiveScope scope = LiveScope::kDecision;
  bool show_progress = true;
  /// Keys of AWS that an earlier reading of this run has found; null: this is the only one.
  AwsKeyring* keyring = nullptr;
};

/// The command line first: its tags decide for the services that they name; its file decides
/// instead of the environment's sources, and is compared with them as far as `scope` goes. Else the
/// first source decides and the others are compared with it. That the deciding source can't be read
/// is an error; that another can't is told in its reading. `environment` may be null.
Result<LiveAnswer> ReadLive(const Ports& ports, const LiveRequest& request, const Config& config,
                            const EnvironmentEntry* environment, const std::string& root,
                            const std::vector<Service>& services);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_READ_LIVE_H_
