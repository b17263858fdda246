// Where live tags come from. A new source is one file here and one line in the table of
// live_source.cc.
#ifndef DELTAPLAN_PLANNER_LIVE_LIVE_SOURCE_H_
#define DELTAPLAN_PLANNER_LIVE_LIVE_SOURCE_H_

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/model/config.h"
#include "planner/model/known_state.h"
#include "planner/model/live_source_kind.h"
#include "planner/model/placeholders.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/model/service_environment.h"
#include "planner/model/state_files.h"
#include "planner/model/warning.h"
#include "planner/ports/ports.h"

namespace deltaplan::planner {

class AwsKeyring;

/// What a source needs to answer.
struct LiveContext {
  const Ports& ports;
  StateFiles state;  ///< --state
  /// The environment's root modules, of all services, whoever is asked for: --state names them.
  std::vector<RootServices> roots = {};
  const Config& config;
  const EnvironmentEntry& environment;
  std::string root;  ///< absolute path of the work tree; relative files lie below it
  const std::vector<Service>& services;            ///< sorted by name
  std::chrono::steady_clock::time_point deadline;  ///< until when the source has to have answered
  AwsKeyring& keyring;                             ///< for all sources of a run
  /// Services of which nobody has to know what they run: they deploy whatever that is, or are not
  /// asked for.
  const std::set<std::string>& excused;

  /// `path` of the configuration as the files want it: below `root`, unless it is absolute or "-".
  std::string PathOf(const std::string& path) const;
  /// For texts of the configuration: {env} alone, or with all that is about a service.
  PlaceholderValues Placeholders() const;
  PlaceholderValues Placeholders(const Service& service) const;
  /// The text of an entry's key for one service; nullopt when it was not written.
  std::optional<std::string> TextFor(const LiveSourceEntry& entry, std::string_view key,
                                     const Service& service) const;
  /// What is left until `deadline`; at least a millisecond.
  std::chrono::milliseconds TimeLeft() const;
};

/// Service -> tag. A service that is not there is not live; a source that can't tell is an error.
using LiveTags = std::map<std::string, std::string>;

struct LiveReading {
  LiveTags tags;
  /// Service -> all tags of the image that it runs, where there are several. Which of them is the
  /// live one depends on the repository; until that is known, `tags` has the first.
  std::map<std::string, std::vector<std::string>> candidates = {};
  /// Service -> the repository of the image that it runs, with its registry, where the source
  /// knows.
  std::map<std::string, std::string> repositories = {};
  Warnings notes = {};  ///< about services, sorted by them
  std::vector<KnownState> states = {};

  void Add(const std::string& service, std::vector<std::string> all) {
    tags[service] = all.front();
    if (all.size() > 1) candidates[service] = std::move(all);
  }
};

/// What can't be told of single services while a source is read.
class ServiceProblems {
 public:
  /// Both have to outlive it.
  ServiceProblems(const LiveContext& context, LiveReading& reading)
      : context_(context), reading_(reading) {}

  /// The source can't be used like this. Where the service is excused it is that service's alone.
  void Add(const std::string& service, std::string sentence);
  /// It is so: the service is undetermined, all others are not touched by it.
  void AddOwn(const std::string& service, std::string sentence);
  /// Whether all of `services` are excused. Then each has `sentence` for its own.
  bool Excuse(const std::vector<std::string>& services, const std::string& sentence);

  /// What stops the reading: sentences that name their service, sorted.
  std::vector<std::string> Take();

 private:
  const LiveContext& context_;
  LiveReading& reading_;
  std::vector<std::string> sentences_;
};

/// One kind of source.
struct LiveSource {
  LiveSourceKind kind;
  Result<LiveReading> (*read)(const LiveContext& context, const LiveSourceEntry& entry) = nullptr;
};

/// All of them, sorted by `from`.
std::span<const LiveSource> LiveSources();
/// The same as far as the configuration has to know them.
std::vector<LiveSourceKind> LiveSourceKinds();

/// Orders the notes of a reading: services may have been answered for in any order.
void SortNotes(Warnings& notes);

/// The kinds; each in a file of its own.
LiveSource CommandSource();
inline constexpr const char* kEcrSource = "ecr";
LiveSource EcrSource();
LiveSource EcsSource();
LiveSource FileSource();
LiveSource HttpSource();
LiveSource ImageTagsSource();
LiveSource LambdaSource();
LiveSource SsmSource();
LiveSource TerraformStateSource();

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_LIVE_SOURCE_H_
