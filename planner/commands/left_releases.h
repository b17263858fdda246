// Releases that had not ended when the next plan was written to their directory. Why the directory
// keeps them: docs/decisions/release-state.md.
#ifndef DELTAPLAN_PLANNER_COMMANDS_LEFT_RELEASES_H_
#define DELTAPLAN_PLANNER_COMMANDS_LEFT_RELEASES_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "planner/model/result.h"
#include "planner/ports/files.h"
#include "planner/release/release_state.h"
#include "planner/report/plan_document.h"

namespace deltaplan::planner {

/// One of them, with the directory that now holds its plan.
struct LeftRelease {
  std::string directory;
  ReleaseState state;
  PlanDocument plan;
};

/// Those of `directory` that were set aside and have not ended, given up ones among them; the
/// oldest first. None where there is no such directory.
Result<std::vector<LeftRelease>> ReadLeftReleases(const std::string& directory, Files& files);

struct KeptReleases {
  std::vector<LeftRelease> left;      ///< as `ReadLeftReleases`, without those
  std::vector<std::string> obsolete;  ///< files of the directory that the next plan makes so
};
/// Makes room for another plan: the release of `directory`, when it has begun and not ended, is
/// copied to "left/DIGEST" in it. Twice is once. One that was given up is not kept.
Result<KeptReleases> KeepReleases(const std::string& directory, Files& files);

/// Addresses of `root` whose apply for `environment` did not end: an apply of them alone tells that
/// all is done.
std::vector<std::string> TargetsLeft(const std::vector<LeftRelease>& left,
                                     const std::optional<std::string>& environment,
                                     const RootTerms& root);

/// The services that those applies were to roll.
std::set<std::string> ServicesLeft(const std::vector<LeftRelease>& left,
                                   const std::optional<std::string>& environment);

/// After the apply of the plan in `directory`, which had the targets of all that were left: their
/// applies are done with it. One whose services a later one has rolled all over again, as this one
/// `rolled`, needs no other end.
Status EndLeftApplies(const std::string& directory, const std::string& environment,
                      const std::vector<std::string>& rolled, Files& files);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_LEFT_RELEASES_H_
