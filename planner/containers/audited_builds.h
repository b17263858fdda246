// The builds that an audit looks at, each with its files.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_AUDITED_BUILDS_H_
#define DELTAPLAN_PLANNER_CONTAINERS_AUDITED_BUILDS_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "planner/containers/audit.h"
#include "planner/containers/build_files.h"
#include "planner/containers/image_names.h"

namespace deltaplan::planner {

struct AuditedBuild {
  std::optional<ContainerBuild> build = {};  ///< nullopt: nothing says it
  BuildFiles files = {};
};

/// Each is read once, and before it what it is built on, whose triggers it runs. What an image is
/// made with lives as long as this.
class AuditedBuilds {
 public:
  AuditedBuilds(const AuditRequest& request, workspace::TreeFiles& files);

  /// The build of an image, and behind it those of targets of bake and compose files that take part
  /// in it without being images of the configuration.
  std::vector<const AuditedBuild*> Of(const AuditedImage& image);

  /// The image of the configuration that is meant; null: none.
  const AuditedImage* ImageOf(const ImageUse& use) const;

  /// All Dockerfiles that were read, by their paths.
  std::set<std::string> Dockerfiles() const;

 private:
  // An image by its name, or a target that is none.
  struct Name {
    bool is_target = false;
    std::string name;
    auto operator<=>(const Name&) const = default;
  };
  struct KnownBuild {
    bool is_read = false;
    AuditedBuild build;
  };

  std::optional<Name> NameOf(const ImageUse& use) const;
  std::optional<ContainerBuild> BuildOf(const Name& name) const;
  const AuditedBuild& Read(const Name& name);

  const AuditRequest& request_;
  workspace::TreeFiles& files_;
  ImageNames names_;
  std::map<std::string, const AuditedImage*> images_;
  std::map<std::string, const ContainerBuild*> targets_;
  std::map<Name, KnownBuild> known_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_AUDITED_BUILDS_H_
