// The images of a plan as jobs of a CI system: one for each image, or several images in each of a
// few.
#ifndef DELTAPLAN_PLANNER_REPORT_BUILD_JOBS_H_
#define DELTAPLAN_PLANNER_REPORT_BUILD_JOBS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/model/plan.h"
#include "planner/text/json_writer.h"

namespace deltaplan::planner {

/// `--shards` takes no more: GitHub runs at most so many jobs of a matrix.
inline constexpr std::size_t kMostShards = 256;

/// What jobs are to look like; each CI system reads what it has a use for.
struct JobOptions {
  std::optional<std::size_t> shards;  ///< at most so many jobs of a wave; nullopt: one an image
  std::string job_template = ".deltaplan-build";  ///< GitLab: what the jobs extend
  std::string job_file = "ci/deltaplan.yml";      ///< GitLab: where that stands
  std::string job_command = "ci/build-image";     ///< Buildkite: what the steps run
};

/// Images that one job builds; never none. They point into the plan.
using ImagesOfJob = std::vector<const PlannedImage*>;

/// The images of `plan` that belong to `wave`, by name; of all waves with nullopt.
ImagesOfJob ImagesOf(const Plan& plan, std::optional<std::size_t> wave);
/// How many waves there are; 0 without an image.
std::size_t WavesOf(const Plan& plan);

/// `images` in their order, dealt out to at most `most` jobs whose sizes differ by one at most.
std::vector<ImagesOfJob> Shards(const ImagesOfJob& images, std::size_t most);

/// What a job is told about its images, as names and values of environment variables. For one
/// image: IMAGE, TAG, BAKE_TARGET, SERVICES (a JSON array), and CONTEXT and DOCKERFILE where the
/// configuration says them; for a shard IMAGES and BAKE_TARGETS (JSON arrays), whatever its size.
std::vector<std::pair<std::string, std::string>> JobVariables(const Plan& plan,
                                                              const ImagesOfJob& images,
                                                              bool is_shard);

/// How `image` is built, where the configuration says it; else null.
const BakeTarget* BakeTargetOf(const Plan& plan, const PlannedImage& image);

/// `names` as a JSON array on one line.
std::string JsonNames(const std::vector<std::string>& names);

/// `text` in at most `most` bytes: where it is longer, its beginning and a digest of the whole, so
/// that two long ones stay two.
std::string ShortName(std::string_view text, std::size_t most);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_BUILD_JOBS_H_
