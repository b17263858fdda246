// Where live tags come from. A new source is one file here and one line in the table of
// live_source.cc.
#ifndef DELTAPLAN_PLANNER_LIVE_LIVE_SOURCE_H_
#define DELTAPLAN_PLANNER_LIVE_LIVE_SOURCE_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "planner/config.h"
#include "planner/ports/files.h"
#include "planner/result.h"

namespace deltaplan::planner {

/// What a source needs to answer.
struct LiveContext {
  Files& files;
  const EnvironmentEntry& environment;
  std::string root;  ///< absolute path of the work tree; relative files lie below it
  const std::vector<std::string>& services;
};

/// Service -> tag. A service that is not there is not live; a source that can't tell is an error.
using LiveTags = std::map<std::string, std::string>;

Result<LiveTags> ReadImageTagsSource(const LiveContext& context, const LiveSourceEntry& entry);

/// Reads one source of an environment's "live" list.
Result<LiveTags> ReadLiveSource(const LiveContext& context, const LiveSourceEntry& entry);

/// What the command line says about live tags.
struct LiveOptions {
  std::map<std::string, std::string> tags;  ///< --live SERVICE=TAG
  std::optional<std::string> file;          ///< --live-file; "-" is standard input
};

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

struct LiveAnswer {
  std::map<std::string, LiveTag> tags;
  std::vector<Disagreement> disagreements;  ///< by source, then by service
  std::vector<Error> unreadable;            ///< sources that could not be compared
};

/// The command line first: --live decides for the services that it names; --live-file decides
/// instead of the environment's sources, and is compared with the tag map where that is one of
/// them. Else the first source decides and the others are compared with it. No source is asked when
/// --live names every one of `services`.
Result<LiveAnswer> ReadLive(Files& files, const LiveOptions& options,
                            const EnvironmentEntry* environment, const std::string& root,
                            const std::vector<std::string>& services);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_LIVE_SOURCE_H_
