// A part of the platform as a picture: from what changed, on the left, to what deploys, on the
// right.
//
// Nobody reads a picture of two thousand nodes. Nodes with the same edges become one that says how
// many it stands for; where that leaves more than were asked for, so do the lightest of a column.
// Why without a library: docs/decisions/html-page.md.
#ifndef DELTAPLAN_PLANNER_REPORT_PICTURE_H_
#define DELTAPLAN_PLANNER_REPORT_PICTURE_H_

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "planner/model/input_map.h"
#include "planner/model/plan.h"

namespace deltaplan::planner {

enum class PictureKind { kReason, kBuildInput, kPackage, kImage, kService };
/// "reason", "build_input", "package", "base_image", "service"
const char* PictureKindName(PictureKind kind);

struct PictureNode {
  PictureKind kind = PictureKind::kService;
  std::vector<std::string> names;  ///< of what it stands for, sorted; as `DisplayPath` shows them
  bool changed = false;            ///< it differs itself, whatever it depends on
  std::size_t layer = 0;           ///< column: 0 is the leftmost

  /// "packages/events", "12 services"
  std::string Label() const;
};

struct PictureEdge {
  std::size_t from = 0;  ///< what is needed; an index of `nodes`
  std::size_t to = 0;    ///< what needs it
  /// Where it comes from, where that is not plain from what it joins: "devDependencies of
  /// apps/web/package.json". Of all that it stands for.
  std::set<std::string> origins = {};
};

/// Nodes are sorted by layer; within one they stand as they are to be drawn. Edges are sorted by
/// what they join.
struct Picture {
  std::vector<PictureNode> nodes;
  std::vector<PictureEdge> edges;
  std::size_t bundled = 0;  ///< how many nodes there were before
  bool is_capped = false;   ///< some that are not alike became one, too
};

/// By which rule nodes became one: "those alike are one".
const char* BundleRule(const Picture& picture);

/// How much is drawn.
struct PictureSize {
  std::size_t most = 60;  ///< nodes
  /// Nodes with the same edges become one where there are so many of them. What became one may make
  /// others alike.
  std::size_t alike = 4;
};

/// What makes services deploy, and these: the ways that the plan's reasons name. Reasons that are
/// no change are nodes, too ("never deployed").
Picture AffectedPicture(const Plan& plan, const PictureSize& size);

/// The platform, or with `services` what these need.
Picture PlatformPicture(const InputMap& inputs, const std::vector<std::string>& services,
                        const PictureSize& size);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PICTURE_H_
