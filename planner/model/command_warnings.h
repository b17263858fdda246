// What commands that act have to say beside their work: what they did without, or left alone. No
// JSON document holds these; standard error does.
#ifndef DELTAPLAN_PLANNER_MODEL_COMMAND_WARNINGS_H_
#define DELTAPLAN_PLANNER_MODEL_COMMAND_WARNINGS_H_

#include <string>
#include <string_view>
#include <vector>

#include "planner/model/image_facts.h"
#include "planner/model/tag_record.h"

namespace deltaplan::planner {

/// A version of a map in git that can't be read, so that its state is in no timeline.
struct SkippedVersion {
  std::string commit;  ///< that has made it; 40 hexadecimal digits
  enum class Why {
    kNoContent,  ///< this clone does not have it
    kOtherForm,  ///< it is not what the configuration says now
  };
  Why why = Why::kNoContent;
};

namespace warnings {

/// `tags`: no command that rolls the new tags out can be printed.
struct AddressesUnknown {
  static constexpr std::string_view kCode = "addresses_unknown";
  std::string why;
};

/// `tags`: the map is written, its history is not.
struct HistoryNotWritten {
  static constexpr std::string_view kCode = "history_not_written";
  std::string file;  ///< the map
  std::string why;
};

/// `tags set --from`: nobody could be asked whether what is live is still what the plan has.
struct LiveNotAsked {
  static constexpr std::string_view kCode = "live_not_asked";
  bool was_in_file = false;  ///< --live-file had said it; else the environment has no live source
};

/// `tags set --from`: a live tag that --live had said was not asked again.
struct LiveNotCompared {
  static constexpr std::string_view kCode = "live_not_compared";  ///< as in a review
  std::string service;
  std::string tag;
};

/// `tags rollback`, `tags history`: what of the map's past is not counted.
struct MapVersionsSkipped {
  static constexpr std::string_view kCode = "map_versions_skipped";
  std::vector<SkippedVersion> versions;  ///< the newest first; one at least
};

/// `tags rollback` of the whole map: entries that are no services of the configuration stay.
struct UnknownServicesLeft {
  static constexpr std::string_view kCode = "unknown_services_left";
  std::vector<TagChange> changes;  ///< that are not made; one at least
};

/// `tags rollback` of the whole map: services that the configuration holds stay.
struct HeldServicesLeft {
  static constexpr std::string_view kCode = "held_services_left";
  std::vector<TagChange> changes;  ///< that are not made; one at least
};

/// Registries could not be asked for images, which refuses nothing: going back must be possible
/// when it is a registry that has failed.
struct ImagesNotAsked {
  static constexpr std::string_view kCode = "images_not_asked";
  std::string why;
};

/// An image that is there does not run on all of `platforms`, or its label names another commit.
/// The label may be a base image's, and going back must be possible: it refuses nothing.
struct ImageUnfit {
  static constexpr std::string_view kCode = "image_unfit";
  ImageFacts image;
  std::vector<std::string> platforms;
};

/// `release`: nothing that can be asked tells what a rolled service runs.
struct RolloutUnwatched {
  static constexpr std::string_view kCode = "rollout_unwatched";
  std::string service;
};

}  // namespace warnings
}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_COMMAND_WARNINGS_H_
