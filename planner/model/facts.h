// Everything that a decision rests on, read from the world and never changed afterwards.
//
// Options say what to read, facts/ reads it into one value of this type, and `Decide` and
// `Assemble` look at nothing else. A preview, a plan and a promotion differ in their facts: what is
// compared with what.
#ifndef DELTAPLAN_PLANNER_MODEL_FACTS_H_
#define DELTAPLAN_PLANNER_MODEL_FACTS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "graph/file_change.h"
#include "graph/ids.h"
#include "graph/ignore_rules.h"
#include "graph/object_id.h"
#include "planner/model/comparison.h"
#include "planner/model/dependency_difference.h"
#include "planner/model/image_build.h"
#include "planner/model/input_map.h"
#include "planner/model/known_state.h"
#include "planner/model/plan.h"
#include "planner/model/platform.h"
#include "planner/model/service_facts.h"
#include "planner/model/warning.h"

namespace deltaplan::planner {

/// The commit that is deployed, and what its images are called.
struct HeadFacts {
  graph::ObjectId commit;
  graph::ObjectId tree;      ///< what is compared: the commit's tree, or the work tree's snapshot
  std::int64_t time = 0;     ///< of the commit, in seconds since the epoch
  std::string short_sha;     ///< what `git rev-parse --short` prints
  std::string tag_format;    ///< "tag" of the configuration
  std::string git_tag = {};  ///< what {git_tag} of it stands for
  bool has_snapshot_changes = false;                ///< `tree` holds changes of the work tree
  std::map<std::string, std::string> formats = {};  ///< of images that have another `tag_format`

  /// The tag that `image` gets when it is built from this commit.
  std::string TagOf(const std::string& image) const;
  /// The commit's own tag: the short SHA alone where tags name their service.
  std::string Tag() const;
};

/// What is compared, and how it differs.
struct Facts {
  std::optional<std::string> environment;
  HeadFacts head;
  std::optional<PreviewBase> base;  ///< set: one base for all, no live tags, no gates
  bool to_map = false;  ///< services go to their destinations, not to head: nothing is built
  Platform platform;    ///< without services whose directory is gone
  InputMap inputs;
  graph::IgnoreRules ignore;
  std::vector<ServiceFacts> services;       ///< by index of `platform.services`
  std::vector<Baseline> baselines;          ///< distinct, by commit time: the oldest first
  Comparison comparison;                    ///< by index of `baselines`
  std::vector<BuildDifferences> builds;     ///< by index of `baselines`
  DependencyDifferences dependencies = {};  ///< what manifests and lockfiles say
  std::vector<graph::ObjectId> without_configuration;  ///< baselines from before it
  std::map<std::string, std::string> unknown_live;     ///< live services without a configuration
  std::optional<TagMapFacts> tag_map;                  ///< read before what is live
  std::vector<TagMapFacts> other_tag_maps = {};        ///< as in `Plan`
  std::vector<KnownState> states = {};                 ///< that live sources have read
  std::vector<DirtyFile> dirty;                        ///< inside inputs; sorted by path
  std::vector<std::string> unowned;  ///< changed since any baseline, outside of all inputs; sorted
  Warnings warnings;

  bool IsPreview() const { return base.has_value(); }
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_FACTS_H_
