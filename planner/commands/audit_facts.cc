#include "planner/commands/audit_facts.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "planner/containers/audit.h"
#include "planner/containers/audited_images.h"
#include "planner/containers/build_listing.h"
#include "planner/facts/read_forest.h"
#include "planner/model/image_build.h"
#include "planner/ports/tree_read_error.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner {
namespace {

graph::ObjectId TreeOf(const Project& project) {
  return project.snapshot() ? project.snapshot()->root : project.head().tree;
}

}  // namespace

Result<AuditAnswer> AuditProject(const Project& project, const PathFacts& facts) {
  workspace::BlobCache blobs(BlobTextsOf(project.repository()));
  workspace::TreeFiles files(project.readers().first(), TreeOf(project), blobs);
  BuildListing listing = ListBuilds(files);
  const AuditRequest request{.config = project.config(),
                             .images = AuditedImages(facts.platform, facts.inputs, {}),
                             .builds = std::move(listing.builds),
                             .ignore = facts.ignore,
                             .config_file = project.config_path()};
  AuditAnswer answer{.findings = Audit(request, files), .images = request.images.size()};
  for (UnreadListing& unread : listing.unread) {
    answer.findings.push_back({.code = AuditCode::kSyntaxUnknown,
                               .file = std::move(unread.file),
                               .name = std::move(unread.why)});
  }
  std::ranges::stable_sort(answer.findings, {}, &AuditFinding::code);
  if (files.error()) return TreeReadError(*files.error(), project.repository().facts());
  answer.missing = blobs.missing();
  return answer;
}

Warnings MissingInputs(const Project& project, const Platform& platform, const InputMap& inputs,
                       const graph::IgnoreRules& ignore, const std::set<std::string>& services) {
  const Config& config = project.config();
  const bool says_builds = config.build || std::ranges::any_of(config.images, [](const auto& each) {
                             return each.build.has_value();
                           });
  if (!says_builds) return {};
  AuditRequest request{.config = config,
                       .images = AuditedImages(platform, inputs, services),
                       .ignore = ignore,
                       .config_file = project.config_path(),
                       .only_missing = true};
  std::erase_if(request.images, [&](const AuditedImage& image) {
    return !image.has_service || BuildOf(config, image.image) == nullptr;
  });
  if (request.images.empty()) return {};
  workspace::BlobCache blobs(BlobTextsOf(project.repository()));
  workspace::TreeFiles files(project.readers().first(), TreeOf(project), blobs);
  warnings::InputsMissing missing;
  struct Undecided {
    std::set<std::string> causes;
    std::set<std::string> services;
  };
  std::map<std::string, Undecided> undecided;  // by Dockerfile, which several services may share
  for (AuditFinding& finding : Audit(request, files)) {
    if (finding.code != AuditCode::kInputMissing) {
      Undecided& build = undecided[finding.file];
      build.causes.insert(std::move(finding.name));
      build.services.insert(std::move(finding.service));
      continue;
    }
    auto& builds = missing.builds;
    if (builds.empty() || builds.back().service != finding.service) {
      builds.push_back({finding.service, finding.file, {}});
    }
    auto& paths = builds.back().paths;
    paths.insert(paths.end(), finding.paths.begin(), finding.paths.end());
  }
  Warnings found;
  if (!missing.builds.empty()) found.emplace_back(std::move(missing));
  if (undecided.empty()) return found;
  warnings::InputsUndecided untold;
  for (const auto& [dockerfile, build] : undecided) {
    untold.builds.push_back({.dockerfile = dockerfile,
                             .causes = {build.causes.begin(), build.causes.end()},
                             .services = {build.services.begin(), build.services.end()}});
  }
  found.emplace_back(std::move(untold));
  return found;
}

}  // namespace deltaplan::planner
