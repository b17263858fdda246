#include "planner/containers/image_names.h"

#include "planner/containers/container_build.h"
#include "tfvars/text/image_reference.h"

namespace deltaplan::planner {
namespace {

std::string RepositoryOf(std::string_view name) {
  return ContextName(std::string(tfvars::ParseImageReference(name).repository));
}

}  // namespace

void ImageNames::Add(const std::string& image) { by_name_.emplace(image, image); }

void ImageNames::AddFullName(const std::string& image, std::string_view full_name) {
  by_name_.emplace(RepositoryOf(full_name), image);
}

std::optional<std::string> ImageNames::Find(std::string_view name) const {
  const std::string repository = RepositoryOf(name);
  auto found = by_name_.find(repository);
  if (found == by_name_.end() && !is_complete_ && repository.find('/') != std::string::npos) {
    found = by_name_.find(LastPartOf(repository));
  }
  return found == by_name_.end() ? std::nullopt : std::optional(found->second);
}

std::string_view LastPartOf(std::string_view image) {
  const std::string_view repository = tfvars::ParseImageReference(image).repository;
  return repository.substr(repository.rfind('/') + 1);
}

}  // namespace deltaplan::planner
