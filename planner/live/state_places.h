// The states that "from": "terraform_state" asks: where each lies, and its text.
#ifndef DELTAPLAN_PLANNER_LIVE_STATE_PLACES_H_
#define DELTAPLAN_PLANNER_LIVE_STATE_PLACES_H_

#include <optional>
#include <string>
#include <vector>

#include "planner/live/live_source.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// Where Terraform runs, and the services whose state it has there.
struct StatePlace {
  std::string directory;  ///< of the root module; "" for the top of the repository
  std::optional<std::string> workspace;
  std::vector<const Service*> services;
  std::optional<std::string> given;  ///< what --state names
  bool is_of_all = false;            ///< one file is named
};

/// One place where one state is named, else one for each root module. Error: --state gives root
/// modules states that they do not have.
Result<std::vector<StatePlace>> StatePlacesOf(const LiveContext& context,
                                              const LiveSourceEntry& entry);

struct StateText {
  std::string shown;  ///< where it is from, for messages
  std::string text;
};

/// What the file holds that is given or named, else what `terraform show -json` prints, or the
/// command of `entry`. Errors: it can't be read, the command failed, or Terraform works in a
/// workspace that nobody has named, whose state may be another environment's.
Result<StateText> ReadStateText(const LiveContext& context, const LiveSourceEntry& entry,
                                const StatePlace& place);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_STATE_PLACES_H_
