// The tag maps as a fact: what they held before anybody was asked what is live.
#ifndef DELTAPLAN_PLANNER_FACTS_TAG_MAP_H_
#define DELTAPLAN_PLANNER_FACTS_TAG_MAP_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "planner/live/read_live.h"
#include "planner/model/config.h"
#include "planner/model/plan.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/model/warning.h"
#include "planner/ports/files.h"

namespace deltaplan::planner {

struct TagMapReading {
  /// The environment's own; nullopt: there is none, nobody's tag stands there, or it can't be read.
  std::optional<TagMapFacts> map;
  std::vector<TagMapFacts>
      others;         ///< those of services with another map; sorted by file and place
  Warnings warnings;  ///< that one can't be read

  bool IsEmpty() const { return !map && others.empty(); }
  /// What they say of services; also of those that nobody configured, where there is but one map.
  std::map<std::string, std::string> TagsOf(const std::vector<Service>& services) const;
};

/// Reads the maps of `environment`, which may be null. Read them before what is live: who deploys
/// meanwhile writes the map last, and is noticed when the map is written back. A damaged map is a
/// warning, unless live tags come from it: then reading those fails.
TagMapReading ReadTagMapFacts(const EnvironmentEntry* environment, const std::string& root,
                              const std::vector<Service>& services, Files& files);

/// What `map`, the tags of the environment, says otherwise than `live`, whose sources need not name
/// the map, beyond what disagrees there already: an apply goes by it.
std::vector<Disagreement> DisagreementsWithMap(const std::map<std::string, std::string>& map,
                                               const LiveAnswer& live);

/// Why the map that is there can't be read, as `warnings`, those of its reading, say; nullopt: they
/// say nothing of that file.
std::optional<std::string> WhyUnreadable(const std::string& file, const Warnings& warnings);

/// Why there is no map to go by, `warnings` being those of its reading: none is configured, the
/// file is missing, or it can't be read.
Error NoTagMap(const EnvironmentEntry* environment, const Warnings& warnings);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_TAG_MAP_H_
