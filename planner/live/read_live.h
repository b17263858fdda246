// What is live, out of everything that says so: the command line, files, the environment's sources.
#ifndef DELTAPLAN_PLANNER_LIVE_READ_LIVE_H_
#define DELTAPLAN_PLANNER_LIVE_READ_LIVE_H_

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "planner/live/live_source.h"
#include "planner/model/service_facts.h"
#include "planner/model/state_files.h"

namespace deltaplan::planner {

/// The source that reads the environment's own tag map.
inline constexpr const char* kImageTagsSource = "image_tags";
inline constexpr const char* kCommandLineSource = "command_line";

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
  bool decides = false;                 ///< it says what is live of those that it was asked about
  std::set<std::string> services = {};  ///< these were asked about; empty: all
};

struct LiveAnswer {
  std::map<std::string, LiveTag> tags;
  std::map<std::string, Rollout> rollouts;     ///< what the deciding source says of them
  std::map<std::string, std::string> unknown;  ///< services whose tag nobody can tell -> why
  /// Service -> the image of the platform whose repository it runs, where one is known.
  std::map<std::string, std::string> images = {};
  /// Service -> the repository of what it runs, with its registry, where one is known.
  std::map<std::string, std::string> repositories = {};
  /// In the order of asking; the deciding one first. A source that services with sources of their
  /// own have, too, stands there once.
  std::vector<SourceReading> readings;
  std::vector<Disagreement> disagreements;  ///< by source, then by service
  std::vector<KnownState> states = {};      ///< that any of the sources has read
};

/// Whom to ask.
enum class LiveScope {
  kDecision,  ///< beside --live-file only the tag map
  /// Every source, as long as --live does not name every service; the tag map and the states of
  /// --state, too, where "live" does not list them.
  kAll,
};

/// What is asked about live tags, and what is told of them.
struct LiveRequest {
  std::map<std::string, std::string> tags;  ///< --live SERVICE=TAG
  std::optional<std::string> file;          ///< --live-file; "-" is standard input
  StateFiles state;                         ///< --state
  std::chrono::seconds timeout{60};         ///< how long reading one source may take
  LiveScope scope = LiveScope::kDecision;
  bool show_progress = true;
  /// Of others nobody has to know what they run; empty: of all somebody has to.
  std::set<std::string> only;
  std::set<std::string> excused;  ///< nor of these
  /// Keys of AWS that an earlier reading of this run has found; null: this is the only one.
  AwsKeyring* keyring = nullptr;
};

/// Says which of several tags of one image is the live one.
using ChooseTag = std::function<Result<std::string>(const std::vector<std::string>& tags)>;

/// The command line first: its tags decide for the services that they name; its file decides
/// instead of the environment's sources, and is compared with them as far as `scope` goes. Else the
/// first source decides and the others are compared with it. That the deciding source can't be read
/// is an error; that another can't is told in its reading, and what can't be told of one service is
/// that service's alone. Services that --live names are not asked for. Services of which the
/// environment says otherwise in "live" are asked of their own sources in the same way, unless a
/// file decides. `environment` may be null.
Result<LiveAnswer> ReadLive(const Ports& ports, const LiveRequest& request, const Config& config,
                            const EnvironmentEntry* environment, const std::string& root,
                            const std::vector<Service>& services, const ChooseTag& choose);

/// The services of which nothing but a registry says what they run. `environment` may be null.
std::vector<std::string> KnownByPushAlone(const EnvironmentEntry* environment,
                                          const std::vector<Service>& services);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_READ_LIVE_H_
