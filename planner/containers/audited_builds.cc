#include "planner/containers/audited_builds.h"

#include "planner/model/placeholders.h"

namespace deltaplan::planner {

AuditedBuilds::AuditedBuilds(const AuditRequest& request, workspace::TreeFiles& files)
    : request_(request), files_(files) {
  for (const AuditedImage& image : request.images) {
    images_.emplace(image.image, &image);
    names_.Add(image.image);
  }
  for (const AuditedImage& image : request.images) {
    for (const EnvironmentEntry& environment : request.config.environments) {
      if (!environment.repository) continue;
      names_.AddFullName(image.image,
                         FillPlaceholders(*environment.repository,
                                          {{"env", environment.name}, {"image", image.image}}));
      names_.SetComplete();
    }
  }
  for (const ContainerBuild& build : request.builds) {
    targets_.emplace(build.name, &build);
    for (const std::string& tag : build.tags) {
      for (const std::string& name : {build.name, std::string(LastPartOf(tag))}) {
        if (images_.contains(name)) names_.AddFullName(name, tag);
      }
    }
  }
}

const AuditedImage* AuditedBuilds::ImageOf(const ImageUse& use) const {
  std::optional<std::string> name = names_.Find(use.name);
  if (const auto target = targets_.find(use.name); use.is_target && target != targets_.end()) {
    for (const std::string& tag : target->second->tags) {
      if (!name) name = names_.Find(tag);
    }
  }
  return name ? images_.at(*name) : nullptr;
}

std::optional<AuditedBuilds::Name> AuditedBuilds::NameOf(const ImageUse& use) const {
  if (const AuditedImage* image = ImageOf(use)) return Name{.name = image->image};
  if (!use.is_target || !targets_.contains(use.name)) return std::nullopt;
  return Name{.is_target = true, .name = use.name};
}

std::optional<ContainerBuild> AuditedBuilds::BuildOf(const Name& name) const {
  if (name.is_target) return *targets_.at(name.name);
  return BuildOfImage(request_, *images_.at(name.name), files_);
}

const AuditedBuild& AuditedBuilds::Read(const Name& wanted) {
  // A stack of its own: chains of images may be long.
  std::vector<Name> open{wanted};
  while (!open.empty()) {
    const Name at = open.back();
    const auto [found, is_new] = known_.try_emplace(at);
    KnownBuild& own = found->second;
    if (is_new) own.build.build = BuildOf(at);
    std::vector<Name> unread;
    if (!own.is_read && own.build.build) {
      own.build.files = ReadBuildFiles(files_, *own.build.build, [&](const ImageUse& use) {
        const std::optional<Name> base = NameOf(use);
        if (!base) return std::vector<Instruction>();
        const auto known = known_.find(*base);
        if (known == known_.end()) unread.push_back(*base);
        // One that is open is built on this one: no builder makes it.
        const bool is_read = known != known_.end() && known->second.is_read;
        return is_read ? known->second.build.files.reads.triggers : std::vector<Instruction>();
      });
    }
    if (unread.empty()) {
      own.is_read = true;
      open.pop_back();
    }
    open.insert(open.end(), unread.begin(), unread.end());
  }
  return known_.at(wanted).build;
}

std::vector<const AuditedBuild*> AuditedBuilds::Of(const AuditedImage& image) {
  std::vector<const AuditedBuild*> builds;
  std::set<Name> seen;
  std::vector<Name> next{{.name = image.image}};
  while (!next.empty()) {
    const Name name = next.back();
    next.pop_back();
    if (!seen.insert(name).second) continue;
    builds.push_back(&Read(name));
    for (const ImageUse& use : builds.back()->files.reads.images) {
      const std::optional<Name> other = NameOf(use);
      if (other && other->is_target) next.push_back(*other);
    }
  }
  return builds;
}

std::set<std::string> AuditedBuilds::Dockerfiles() const {
  std::set<std::string> paths;
  for (const auto& [name, own] : known_) paths.insert(own.build.files.dockerfile);
  return paths;
}

}  // namespace deltaplan::planner
